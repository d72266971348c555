//! A critic's classes, from worst to best, learned from his own reviews on top of what any critic's words say.
//!
//! Between every two classes there is a cut: a logistic regression on the critic's own n-grams, scaled by log-count
//! ratios, that starts from a score known without him. Frank and Hall, "A simple approach to ordinal classification"
//! (2001); the known score enters as an offset, after a logistic fit of its own, as in stepwise forward fitting.

use crate::linear::{Linear, Problem, log_ratios, logistic, norms};
use crate::mixed::sign;
use crate::rows::Rows;

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// What is added to every count.
    pub alpha: f32,
    /// What an error costs beside the penalty on the weights.
    pub cost: f32,
    /// Passes over the rows at most.
    pub passes: usize,
    /// Of the order of rows.
    pub seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { alpha: 1.0, cost: 3.0, passes: 40, seed: 7 }
    }
}

/// A trained classifier.
#[derive(Debug, Clone)]
pub struct Ordinal {
    cuts: Vec<Cut>,
}

#[derive(Debug, Clone)]
struct Cut {
    line: Line,
    ratios: Vec<f32>,
    linear: Linear,
}

/// What is learned from.
#[derive(Debug, Clone, Copy)]
pub struct Lesson<'a> {
    /// The rows.
    pub rows: &'a Rows,
    /// How many features there are.
    pub features: usize,
    /// Which rows.
    pub pick: &'a [usize],
    /// By row: its class, from 0, the worst.
    pub class: &'a [usize],
    /// By row: the score that is known without the critic.
    pub known: &'a [f32],
}

impl Ordinal {
    /// Learns to tell `classes` classes apart.
    pub fn train(lesson: Lesson<'_>, classes: usize, recipe: Recipe) -> Ordinal {
        Ordinal { cuts: (1..classes).map(|least| Cut::train(lesson, least, recipe)).collect() }
    }

    /// The chance of each class.
    pub fn chances(&self, row: &[u32], known: f32) -> Vec<f32> {
        let mut above = 1.0;
        let mut chances = Vec::with_capacity(self.cuts.len() + 1);
        for cut in &self.cuts {
            let next = logit(cut.value(row, known));
            chances.push(above - next);
            above = next;
        }
        chances.push(above);
        chances
    }

    /// The likeliest class.
    pub fn class(&self, row: &[u32], known: f32) -> usize {
        let chances = self.chances(row, known);
        (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b])).unwrap_or(0)
    }
}

impl Cut {
    fn train(lesson: Lesson<'_>, least: usize, recipe: Recipe) -> Cut {
        let Lesson { rows, features, pick, class, known } = lesson;
        let high = |i: usize| class[i] >= least;
        let line = Line::fit(pick.iter().map(|i| (known[*i], high(*i))));
        let offset: Vec<f32> = known.iter().map(|k| line.at(*k)).collect();
        let one = vec![1.0; rows.len()];
        let ratios = log_ratios(rows, pick, features, recipe.alpha, &one, |i| f32::from(high(i)));
        let norm = norms(rows, &ratios);
        let cost = vec![recipe.cost; rows.len()];
        let problem = Problem { rows, pick, scale: &ratios, norm: &norm, cost: &cost, offset: &offset };
        let linear = logistic(problem, features, recipe.passes, recipe.seed, |i| sign(high(i)));
        Cut { line, ratios, linear }
    }

    fn value(&self, row: &[u32], known: f32) -> f32 {
        let square: f32 = row.iter().map(|j| self.ratios[*j as usize].powi(2)).sum();
        let norm = if square > 0.0 { square.sqrt().recip() } else { 0.0 };
        self.line.at(known) + self.linear.value(row, norm)
    }
}

/// The chance that a value on the logistic scale stands for.
pub fn logit(value: f32) -> f32 {
    (1.0 + (-value).exp()).recip()
}

/// A logistic regression on one number.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// The value at 0.
    pub start: f32,
    /// By how much it rises with the number.
    pub slope: f32,
}

impl Line {
    /// Fits by Newton's method, with a penalty that only keeps it finite.
    pub fn fit(points: impl Iterator<Item = (f32, bool)> + Clone) -> Line {
        const PENALTY: f64 = 1e-3;
        let (mut start, mut slope) = (0f64, 0f64);
        for _ in 0..30 {
            let (mut g0, mut g1) = (-PENALTY * start, -PENALTY * slope);
            let (mut h00, mut h01, mut h11) = (PENALTY, 0f64, PENALTY);
            for (x, high) in points.clone() {
                let x = f64::from(x);
                let chance = (1.0 + (-(start + slope * x)).exp()).recip();
                let miss = f64::from(u8::from(high)) - chance;
                let curve = chance * (1.0 - chance);
                g0 += miss;
                g1 += miss * x;
                h00 += curve;
                h01 += curve * x;
                h11 += curve * x * x;
            }
            let det = h00 * h11 - h01 * h01;
            start += (h11 * g0 - h01 * g1) / det;
            slope += (h00 * g1 - h01 * g0) / det;
        }
        Line { start: start as f32, slope: slope as f32 }
    }

    /// The value at a number.
    pub fn at(&self, x: f32) -> f32 {
        self.start + self.slope * x
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_follow_the_known_score_and_the_words() {
        let mut rows = Rows::default();
        let (mut class, mut known) = (Vec::new(), Vec::new());
        for i in 0..120u32 {
            class.push(i as usize % 3);
            known.push((i % 3) as f32 + (i % 7) as f32 * 0.2);
            rows.push([i % 3, 3 + i % 5]);
        }
        let pick: Vec<usize> = (0..90).collect();
        let lesson = Lesson { rows: &rows, features: 8, pick: &pick, class: &class, known: &known };
        let model = Ordinal::train(lesson, 3, Recipe::default());
        assert!((90..120).all(|i| model.class(rows.row(i), known[i]) == class[i]));
        let chances = model.chances(rows.row(0), known[0]);
        assert!((chances.iter().sum::<f32>() - 1.0).abs() < 1e-5);
    }
}
