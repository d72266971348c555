//! The verdict from the grade, with and without what the quote says.

use std::fmt::Write as _;

use consensus::{Cuts, Graded, Marked, POSITIVE};
use learn::folds;

use super::quotes::Quotes;
use super::table::{BARE, Row};
use crate::score::page::{Figure, Part, Target, Unit};

const FOLDS: usize = 5;
const SEED: u64 = 5;

/// The measurement. `elsewhere`: marked reviews of other films, which train and are never tested.
pub(super) fn measure(rows: &[Row], elsewhere: &[Row], quotes: &Quotes, part: &mut Part) {
    let graded: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].grade.is_some()).collect();
    let films: Vec<&str> = graded.iter().map(|i| rows[*i].film.as_str()).collect();
    let by_review = folds::deal(graded.len(), FOLDS, SEED);
    let by_film = folds::deal_groups(&films, FOLDS, SEED);
    let with: Vec<&[f64]> = graded.iter().map(|i| quotes.said[*i].as_slice()).collect();
    let none: Vec<&[f64]> = vec![&[]; graded.len()];
    let mut table = String::from(
        "| verdict from | all with a known scale | bare numbers too | log loss |\n|---|--:|--:|--:|\n",
    );
    let fixed = |i: &usize| rows[*i].grade.as_ref().is_some_and(|g| 100.0 * g.1 >= POSITIVE - 1e-9);
    let right: Vec<(bool, bool, f64)> =
        graded.iter().map(|i| (fixed(i) == rows[*i].positive, is_bare(&rows[*i]), f64::NAN)).collect();
    let mut line = |name: &str, right: &[(bool, bool, f64)]| {
        let share = |all: bool| {
            let some: Vec<bool> = right.iter().filter(|r| all || !r.1).map(|r| r.0).collect();
            100.0 * some.iter().filter(|r| **r).count() as f64 / some.len().max(1) as f64
        };
        let loss = right.iter().map(|r| r.2).sum::<f64>() / right.len().max(1) as f64;
        let loss = if loss.is_nan() { "–".to_owned() } else { format!("{loss:.4}") };
        let _ = writeln!(table, "| {name} | {:.2} % | {:.2} % | {loss} |", share(false), share(true));
        share(false)
    };
    line("a fixed 60 %", &right);
    let no_marks: &[Row] = &[];
    let ways: [Way<'_>; 8] = [
        ("the scale's own cut", [false, false], &none, no_marks, &by_review),
        ("and the critic's", [true, false], &none, no_marks, &by_review),
        ("and the outlet's", [true, true], &none, no_marks, &by_review),
        ("and marks on musicals", [true, true], &none, elsewhere, &by_review),
        ("grade and the quote's leans", [true, true], &with, no_marks, &by_review),
        ("the same, folds by film", [true, true], &with, no_marks, &by_film),
        ("grade, quote and marks on musicals", [true, true], &with, elsewhere, &by_review),
        ("the same, folds by film", [true, true], &with, elsewhere, &by_film),
    ];
    let mut reached = Vec::new();
    for (name, known, tone, helpers, fold) in ways {
        let mark = |k: usize| marked(&rows[graded[k]], known, tone[k]);
        let mut right = Vec::new();
        for f in 0..FOLDS {
            let mut train: Vec<Marked<'_>> = (0..graded.len()).filter(|k| fold[*k] != f).map(mark).collect();
            train.extend(helpers.iter().map(|row| marked(row, known, &[])));
            // Not what ships: that has counted these very reviews.
            let cuts = Cuts::fit(&train, &Cuts::default());
            for k in (0..graded.len()).filter(|k| fold[*k] == f) {
                let m = mark(k);
                let p = cuts.positive(&m.grade);
                let loss = if m.positive { -p.ln() } else { -(1.0 - p).ln() };
                right.push(((p >= 0.5) == m.positive, is_bare(&rows[graded[k]]), loss));
            }
        }
        reached.push(line(name, &right));
    }
    let known = graded.iter().filter(|i| !is_bare(&rows[**i])).count();
    for (at, name, target) in [
        (2, "the verdict from the grade alone, every scale's, critic's and outlet's own cut learned", None),
        (4, "the verdict from the grade, helped by the quote", Some(Target::Least(96.5))),
    ] {
        part.figures.push(Figure {
            name: name.into(),
            value: reached[at],
            unit: Unit::Percent,
            target,
            method: "shipped cuts",
            how: format!(
                "{known} graded reviews of rt-reviews in {FOLDS} folds (seed {SEED}); bare numbers ({}) beside that. \
                 What quotes say is learned in folds by film, from other films' quotes and no copies; words, letters \
                 and users' words have a weight each. Marks on musicals, where the table names them: {} of films \
                 without a quote in rt-reviews",
                graded.len() - known,
                elsewhere.len()
            ),
            published: "–",
        });
    }
    part.notes.push(table);
}

/// A way to a verdict: its name, whether critic and outlet are known, the tones, the marks that help, the folds.
type Way<'a> = (&'a str, [bool; 2], &'a [&'a [f64]], &'a [Row], &'a [usize]);

fn marked<'a>(row: &'a Row, known: [bool; 2], tones: &'a [f64]) -> Marked<'a> {
    let (scale, fraction) = row.grade.as_ref().map_or(("", 0.0), |g| (g.0.as_str(), g.1));
    let grade = Graded {
        scale,
        fraction,
        critic: (known[0] && !row.critic.is_empty()).then_some(row.critic.as_str()),
        outlet: (known[1] && !row.outlet.is_empty()).then_some(row.outlet.as_str()),
        tones,
    };
    Marked { grade, positive: row.positive }
}

fn is_bare(row: &Row) -> bool {
    row.grade.as_ref().is_some_and(|g| g.0 == BARE)
}
