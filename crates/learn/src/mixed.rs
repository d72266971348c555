//! A logistic regression with a share of naive Bayes.
//!
//! Wang and Manning, "Baselines and bigrams: simple, good sentiment and topic classification" (2012): features scaled
//! by log-count ratios. They interpolate weights with their mean to trust naive Bayes more on short texts; here the
//! sum of a row's ratios is added to its value for the same end.

use crate::linear::{Linear, Problem, log_ratios, logistic, norms};
use crate::rows::Rows;

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// What is added to every count.
    pub alpha: f32,
    /// What an error costs beside the penalty on the weights.
    pub cost: f32,
    /// How much the sum of the log-count ratios adds to a value.
    pub bayes: f32,
    /// Passes over the rows at most.
    pub passes: usize,
    /// Of the order of rows.
    pub seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { alpha: 1.0, cost: 10.0, bayes: 0.0, passes: 40, seed: 7 }
    }
}

/// A trained classifier.
#[derive(Debug, Clone)]
pub struct Mixed {
    linear: Linear,
    ratios: Vec<f32>,
    bayes: f32,
}

impl Mixed {
    /// Learns from the rows `pick`, of which each counts by `weight`, what tells those with `high` from the others.
    pub fn train(
        rows: &Rows,
        features: usize,
        pick: &[usize],
        weight: &[f32],
        high: &[bool],
        recipe: Recipe,
    ) -> Mixed {
        let ratios = log_ratios(rows, pick, features, recipe.alpha, weight, |i| f32::from(high[i]));
        let norm = norms(rows, &ratios);
        let cost: Vec<f32> = weight.iter().map(|w| w * recipe.cost).collect();
        let problem = Problem { rows, pick, scale: &ratios, norm: &norm, cost: &cost, offset: &[] };
        let linear = logistic(problem, features, recipe.passes, recipe.seed, |i| sign(high[i]));
        Mixed { linear, ratios, bayes: recipe.bayes }
    }

    /// Above 0 for a row like those with `high`.
    pub fn value(&self, row: &[u32]) -> f32 {
        let parts = self.parts(row);
        parts.linear + self.bayes * parts.bayes
    }

    /// What a value is made of.
    pub fn parts(&self, row: &[u32]) -> Parts {
        let (mut bayes, mut square) = (0.0, 0.0);
        for ratio in row.iter().map(|j| self.ratios[*j as usize]) {
            bayes += ratio;
            square += ratio * ratio;
        }
        let norm = if square > 0.0 { square.sqrt().recip() } else { 0.0 };
        Parts { linear: self.linear.value(row, norm), bayes, norm }
    }

    /// What a part of a row adds to [`Parts::linear`] and to [`Parts::bayes`], given the norm of the whole.
    pub fn share(&self, part: &[u32], norm: f32) -> [f32; 2] {
        let linear = part.iter().map(|j| self.linear.weights[*j as usize]).sum::<f32>() * norm;
        [linear, part.iter().map(|j| self.ratios[*j as usize]).sum()]
    }
}

/// What a value is made of.
#[derive(Debug, Clone, Copy)]
pub struct Parts {
    /// The logistic regression's value.
    pub linear: f32,
    /// The sum of the log-count ratios.
    pub bayes: f32,
    /// One over the length of the row.
    pub norm: f32,
}

/// 1 for what is high, -1 for what is not.
pub(crate) fn sign(high: bool) -> f32 {
    if high { 1.0 } else { -1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_side_has_tells_the_sides_apart() {
        let mut rows = Rows::default();
        for i in 0..40u32 {
            rows.push([i % 2, 2 + i % 5]);
        }
        let high: Vec<bool> = (0..40).map(|i| i % 2 == 1).collect();
        let pick: Vec<usize> = (0..30).collect();
        for bayes in [0.0, 0.3] {
            let recipe = Recipe { bayes, ..Recipe::default() };
            let model = Mixed::train(&rows, 7, &pick, &[1.0; 40], &high, recipe);
            assert!((30..40).all(|i| (model.value(rows.row(i)) > 0.0) == high[i]));
            assert!(model.value(&[1]) > 0.5 && model.value(&[0]) < -0.5);
        }
    }
}
