//! Whether films that critics of letters and of stars have graded agree better under the learned table.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use consensus::equate::{Graded, equate};
use consensus::model::Scale;

use super::load::Review;
use super::{Part, Target, Unit, figure, fold};

const FOLDS: u64 = 5;
/// Grades of each kind that a film needs.
const ENOUGH: f64 = 5.0;

/// How two groups' means of the same films agree.
#[derive(Default, Clone, Copy)]
struct Agreement {
    films: f64,
    /// Mean squared difference, in variances of all scores under the same policy.
    apart: f64,
    /// Mean difference, in standard deviations.
    bias: f64,
    /// Lin's concordance.
    concordance: f64,
    /// Pearson's correlation.
    r: f64,
}

/// Measures.
pub(super) fn measure(reviews: &[Review]) -> Part {
    let mut part = Part::new("Estimates: scales put on one another");
    let rows: Vec<(Graded, [f64; 3])> = reviews
        .iter()
        .filter_map(|r| {
            let g = r.grade.filter(|g| g.scale != Scale::Other)?;
            let graded =
                Graded { film: r.seen.film, critic: r.seen.critic, scale: g.scale, points: g.points };
            Some((graded, [g.linear, g.metacritic, f64::NAN]))
        })
        .collect();
    let mut scored = rows.clone();
    for held in 0..FOLDS {
        let train = rows.iter().filter(|(g, _)| fold(g.film, FOLDS) != held);
        let table = equate(&train.map(|(g, _)| *g).collect::<Vec<_>>());
        for (g, scores) in scored.iter_mut().filter(|(g, _)| fold(g.film, FOLDS) == held) {
            scores[2] = table.score(g.scale, g.points).unwrap_or(scores[0]);
        }
    }
    let mut text = String::from(
        "| letters against | policy | films | squared difference | bias | concordance | r |\n|---|---|--:|--:|--:|--:|--:|\n",
    );
    let groups: [(&str, &[Scale]); 4] = [
        ("/4 and /5", &[Scale::Four, Scale::Five]),
        ("/4", &[Scale::Four]),
        ("/5", &[Scale::Five]),
        ("/10", &[Scale::Ten]),
    ];
    for (name, scales) in groups {
        let by: Vec<Agreement> = (0..3).map(|policy| agreement(&scored, policy, scales)).collect();
        for (policy, a) in ["linear", "metacritic", "equated, held out"].iter().zip(&by) {
            let _ = writeln!(
                text,
                "| {name} | {policy} | {} | {:.4} | {:+.3} | {:.4} | {:.4} |",
                a.films, a.apart, a.bias, a.concordance, a.r
            );
        }
        if scales.len() == 2 {
            let how = "films with 5 letters and 5 stars or more, table learned on other films (5 folds by film); mean squared \
                       difference of the two means, each in standard deviations of all scores under the same policy, so that \
                       no table gains by narrowing the scale";
            for (policy, other) in ["linear", "metacritic"].iter().zip(&by) {
                part.figures.push(figure(
                    &format!("letters and stars: squared difference lower than by {policy}"),
                    100.0 * (1.0 - by[2].apart / other.apart),
                    Unit::Percent,
                    Some(Target::Least(0.0)),
                    how,
                    "–",
                ));
            }
        }
    }
    part.notes.push(text);
    part.notes.push(table(&equate(&rows.iter().map(|(g, _)| *g).collect::<Vec<_>>())));
    part
}

/// The table learned on all films.
fn table(of: &consensus::equate::Equated) -> String {
    const LETTERS: [&str; 13] = ["F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"];
    let mut text =
        String::from("| scale | grade | score | 90 % interval | grades |\n|---|--:|--:|--:|--:|\n");
    for s in &of.steps {
        let (name, step) = match s.scale {
            Scale::Letter => {
                ("letter", LETTERS.get(s.points as usize).copied().unwrap_or_default().to_owned())
            }
            Scale::Four => ("/4", s.points.to_string()),
            Scale::Five => ("/5", s.points.to_string()),
            _ => ("/10", s.points.to_string()),
        };
        let _ =
            writeln!(text, "| {name} | {step} | {:.1} | {:.1} to {:.1} | {} |", s.score, s.low, s.high, s.n);
    }
    text
}

fn agreement(scored: &[(Graded, [f64; 3])], policy: usize, stars: &[Scale]) -> Agreement {
    let n = scored.len() as f64;
    let mean = scored.iter().map(|s| s.1[policy]).sum::<f64>() / n;
    let sd = (scored.iter().map(|s| (s.1[policy] - mean).powi(2)).sum::<f64>() / n).sqrt();
    let mut films: BTreeMap<u32, [(f64, f64); 2]> = BTreeMap::new();
    for (g, scores) in scored {
        let side = match g.scale {
            Scale::Letter => 0,
            other if stars.contains(&other) => 1,
            _ => continue,
        };
        let sum = &mut films.entry(g.film).or_default()[side];
        *sum = (sum.0 + (scores[policy] - mean) / sd, sum.1 + 1.0);
    }
    let both: Vec<(f64, f64)> = films
        .values()
        .filter(|f| f[0].1 >= ENOUGH && f[1].1 >= ENOUGH)
        .map(|f| (f[0].0 / f[0].1, f[1].0 / f[1].1))
        .collect();
    let n = both.len() as f64;
    let average = |f: &dyn Fn(&(f64, f64)) -> f64| both.iter().map(f).sum::<f64>() / n;
    let (a, b) = (average(&|p| p.0), average(&|p| p.1));
    let (va, vb) = (average(&|p| (p.0 - a).powi(2)), average(&|p| (p.1 - b).powi(2)));
    let joint = average(&|p| (p.0 - a) * (p.1 - b));
    Agreement {
        films: n,
        apart: average(&|p| (p.0 - p.1).powi(2)),
        bias: a - b,
        // L. Lin, "A concordance correlation coefficient to evaluate reproducibility", Biometrics 45, 1989.
        concordance: 2.0 * joint / (va + vb + (a - b).powi(2)),
        r: joint / (va * vb).sqrt(),
    }
}
