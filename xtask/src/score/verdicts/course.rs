//! Forecasts of where a film's share and mean will settle, on films left out.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use consensus::{Finished, Habits, LEVEL, Settled};
use learn::folds;

use super::table::Row;
use crate::score::page::Part;

const FOLDS: usize = 5;
const SEED: u64 = 5;
/// Reviews that a film has at least.
const LONG: usize = 40;

/// What came of the forecasts of one kind.
#[derive(Default)]
struct Came {
    n: usize,
    held: usize,
    width: f64,
    squares: [f64; 2],
}

impl Came {
    fn add(&mut self, settled: Option<Settled>, so_far: f64, end: f64) {
        let Some(s) = settled else { return };
        self.n += 1;
        self.held += usize::from(s.interval.low - 1e-9 <= end && end <= s.interval.high + 1e-9);
        self.width += s.interval.high - s.interval.low;
        self.squares[0] += (s.value - end).powi(2);
        self.squares[1] += (so_far - end).powi(2);
    }

    fn cells(&self, unit: f64) -> String {
        let n = self.n.max(1) as f64;
        let [own, stays] = self.squares.map(|s| unit * (s / n).sqrt());
        let (held, width) = (100.0 * self.held as f64 / n, unit * self.width / n);
        format!("{} | {held:.1} % | {width:.1} | {own:.2} | {stays:.2}", self.n)
    }
}

/// The measurement.
pub(super) fn measure(rows: &[Row], part: &mut Part) {
    let mut by_film: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|r| !r.date.is_empty()) {
        by_film.entry(&row.film).or_default().push(row);
    }
    let mut paths = Vec::new();
    for film in by_film.values_mut() {
        // Reviews of one day keep the order of the table, newest first there.
        film.reverse();
        film.sort_by(|a, b| a.date.cmp(&b.date));
        let marks: Vec<bool> = film.iter().map(|r| r.positive).collect();
        let scores: Vec<f64> = film.iter().filter_map(|r| r.score()).collect();
        if marks.len() >= LONG {
            paths.push(Finished { marks, scores });
        }
    }
    let fold = folds::deal(paths.len(), FOLDS, SEED);
    let mut came: BTreeMap<(bool, usize), Came> = BTreeMap::new();
    for f in 0..FOLDS {
        let train: Vec<Finished> =
            paths.iter().zip(&fold).filter(|(_, g)| **g != f).map(|(p, _)| p.clone()).collect();
        let Some(habits) = Habits::learn(&train) else { continue };
        for path in paths.iter().zip(&fold).filter(|(_, g)| **g == f).map(|(p, _)| p) {
            for n in [5, 10, 20] {
                let all = path.marks.len();
                let count = |m: &[bool]| m.iter().filter(|p| **p).count();
                let k = count(&path.marks[..n]);
                let end = count(&path.marks) as f64 / all as f64;
                let settled = habits.settled_share(k, n, all, LEVEL);
                came.entry((false, n)).or_default().add(settled, k as f64 / n as f64, end);
                if path.scores.len() >= LONG {
                    let mean = |s: &[f64]| s.iter().sum::<f64>() / s.len() as f64;
                    let settled = habits.settled_mean(&path.scores[..n], path.scores.len(), LEVEL);
                    let stays = mean(&path.scores[..n]);
                    came.entry((true, n)).or_default().add(settled, stays, mean(&path.scores));
                }
            }
        }
    }
    let mut text = format!(
        "Where numbers settle: films of rt-reviews with {LONG} or more dated reviews (scores for the mean), in {FOLDS} \
         folds by film (seed {SEED}); the final count is known. Root mean square errors in points.\n\n\
         | forecast of | after | films | 90 % interval holds | its width | error | it stays as it is |\n\
         |---|--:|--:|--:|--:|--:|--:|\n"
    );
    for ((is_mean, n), came) in &came {
        let (name, unit) = if *is_mean { ("mean", 1.0) } else { ("share", 100.0) };
        let _ = writeln!(text, "| {name} | {n} | {} |", came.cells(unit));
    }
    if let Some(habits) = Habits::learn(&paths) {
        let _ = writeln!(text, "\nLearned from all of them: `{habits:?}`");
    }
    part.notes.push(text);
}
