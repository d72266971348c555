//! Few reviews of films that have many: how near to the mean of all the estimate is.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use consensus::model::{Observation, Settings, fit};

use super::held::TwoWay;
use super::load::Review;
use super::{Part, Target, Unit, figure, fold, lower, root, shuffle};

/// Reviews drawn, and by how much the error should be lower.
const DRAWN: [(usize, Option<f64>); 4] = [(3, Some(20.0)), (5, Some(14.0)), (10, Some(9.0)), (20, None)];
/// Graded reviews that a film needs.
const MANY: usize = 40;
const DRAWS: u64 = 40;
const FOLDS: u64 = 10;

/// Errors at one number of reviews: squares of mean, two-way, estimate, settled mean; absolute of mean and
/// estimate; within estimate's, settled, t interval; widths of the same.
#[derive(Default, Clone, Copy)]
struct Sums {
    n: f64,
    squares: [f64; 4],
    absolute: [f64; 2],
    inside: [f64; 3],
    width: [f64; 3],
}

/// Measures.
pub(super) fn measure(reviews: &[Review]) -> Part {
    let mut part = Part::new("Estimates: few reviews");
    let mut films: BTreeMap<u32, Vec<(Observation, f64)>> = BTreeMap::new();
    for r in reviews {
        if let Some(g) = r.grade {
            films.entry(r.seen.film).or_default().push((r.seen, g.linear));
        }
    }
    films.retain(|_, of| of.len() >= MANY);
    let mut sums = [Sums::default(); DRAWN.len()];
    for held in 0..FOLDS {
        let others = reviews.iter().filter(|r| r.grade.is_some() && fold(r.seen.film, FOLDS) != held);
        let others: Vec<Observation> = others.map(|r| r.seen).collect();
        let (model, two) = (fit(&others, &Settings::default()), TwoWay::fit(&others));
        for (film, of) in films.iter().filter(|(f, _)| fold(**f, FOLDS) == held) {
            let pool = of.iter().map(|o| o.1).sum::<f64>() / of.len() as f64;
            for draw in 0..DRAWS {
                let mut order: Vec<usize> = (0..of.len()).collect();
                shuffle(&mut order, (u64::from(*film) << 16) + draw);
                for ((n, _), sum) in DRAWN.iter().zip(&mut sums) {
                    let few: Vec<Observation> = order[..*n].iter().map(|i| of[*i].0).collect();
                    let scores: Vec<f64> = order[..*n].iter().map(|i| of[*i].1).collect();
                    let (Some(mean), Some(said)) =
                        (consensus::mean(&scores, consensus::LEVEL), model.film(&few))
                    else {
                        continue;
                    };
                    let (settled, range) = said.settles(of.len());
                    sum.n += 1.0;
                    for (square, value) in
                        sum.squares.iter_mut().zip([mean.value, two.estimate(&few), said.value, settled])
                    {
                        *square += (value - pool).powi(2);
                    }
                    for (absolute, value) in sum.absolute.iter_mut().zip([mean.value, said.value]) {
                        *absolute += (value - pool).abs();
                    }
                    let whole = mean.interval.map_or((mean.value, mean.value), |i| (i.low, i.high));
                    let ranges = [(said.interval.low, said.interval.high), (range.low, range.high), whole];
                    for (k, (low, high)) in ranges.into_iter().enumerate() {
                        sum.inside[k] += f64::from(u8::from(low <= pool && pool <= high));
                        sum.width[k] += high - low;
                    }
                }
            }
        }
    }
    let mut table = String::from(
        "| n | RMSE of the mean | two-way shrinkage | estimate | where the mean will settle | MAE, mean | estimate | \
         90 % interval covers | of settling | t interval | width | of settling | t interval |\n\
         |--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for ((n, least), s) in DRAWN.iter().zip(&sums) {
        let rmse = s.squares.map(|x| root(x, s.n));
        let _ = writeln!(
            table,
            "| {n} | {:.2} | {:.2} (-{:.1} %) | {:.2} (-{:.1} %) | {:.2} (-{:.1} %) | {:.2} | {:.2} (-{:.1} %) | \
             {:.1} % | {:.1} % | {:.1} % | {:.1} | {:.1} | {:.1} |",
            rmse[0],
            rmse[1],
            lower(rmse[0], rmse[1]),
            rmse[2],
            lower(rmse[0], rmse[2]),
            rmse[3],
            lower(rmse[0], rmse[3]),
            s.absolute[0] / s.n,
            s.absolute[1] / s.n,
            lower(s.absolute[0], s.absolute[1]),
            100.0 * s.inside[0] / s.n,
            100.0 * s.inside[1] / s.n,
            100.0 * s.inside[2] / s.n,
            s.width[0] / s.n,
            s.width[1] / s.n,
            s.width[2] / s.n,
        );
        let how = if least.is_some() {
            ""
        } else {
            "films with 40 graded reviews or more; critics learned on other films only (10 folds by film); 40 random \
             draws a film; error against the mean of all of the film's grades, relative to the mean of the n drawn; \
             an interval is narrower than the t interval where that share is above 0"
        };
        part.figures.push(figure(
            &format!("error lower than the mean's, n = {n}"),
            lower(rmse[0], rmse[2]),
            Unit::Percent,
            least.map(Target::Least),
            how,
            "–",
        ));
        let off = (100.0 * s.inside[0] / s.n - 90.0).abs();
        let name = format!("90 % interval: coverage off by, n = {n}");
        part.figures.push(figure(&name, off, Unit::Percent, Some(Target::Most(2.0)), "", "–"));
        let name = format!("interval narrower than the t interval, n = {n}");
        let narrower = lower(s.width[2], s.width[0]);
        part.figures.push(figure(&name, narrower, Unit::Percent, Some(Target::Least(0.0)), "", "–"));
    }
    part.notes.push(table);
    part
}
