//! The model of tone: from judged sentences to weights of n-grams, praise against fault and opinion against plot.
//!
//! Logistic regression over binary n-grams scaled by their log-count ratios, plus a share of the ratios themselves
//! (naive Bayes), which helps where there are few sentences. Weights add up over any clause, so rows are not divided by
//! their own length but by a common one. Source: Wang and Manning, "Baselines and bigrams" (2012).

use reading::model::TONE;
use reading::model::table::bytes;
use rustc_hash::FxHashMap;

use crate::linear::{Problem, log_ratios, logistic};
use crate::rows::{Rows, Vocabulary};

/// A sentence that is known to go one way or the other.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Its features: see [`crate::text::features`].
    pub features: Vec<u32>,
    /// Praise, or opinion.
    pub yes: bool,
    /// How much it counts.
    pub weight: f32,
}

/// How a column is trained.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// An n-gram must be in so many sentences.
    pub least: u32,
    /// At most so many n-grams.
    pub most: usize,
    /// What an error costs.
    pub cost: f32,
    /// What every n-gram is counted more than it is.
    pub alpha: f32,
    /// The share of the log-count ratios.
    pub mix: f32,
    /// Passes over the data.
    pub passes: usize,
    /// Of the order of those passes.
    pub seed: u64,
}

/// A column: weights that add up to a logit.
#[derive(Debug, Clone, Default)]
pub struct Column {
    /// By hash.
    pub weights: FxHashMap<u32, f32>,
    /// Added once.
    pub bias: f32,
}

impl Column {
    /// The logit of a sentence.
    pub fn logit(&self, features: &[u32]) -> f32 {
        self.bias + features.iter().filter_map(|h| self.weights.get(h)).sum::<f32>()
    }
}

/// The square root of a sentence's usual number of n-grams.
const LENGTH: f32 = 7.0;

/// Fits a column; its logits are set right on sentences it was not trained on.
pub fn fit(sentences: &[Labelled], recipe: Recipe) -> Column {
    let (held, train): (Vec<usize>, Vec<usize>) = (0..sentences.len()).partition(|i| i % 10 == 9);
    let trial = weigh(sentences, &train, recipe);
    let (shift, stretch) = calibrate(held.iter().map(|i| {
        let s = &sentences[*i];
        (trial.logit(&s.features), s.yes, s.weight)
    }));
    let all: Vec<usize> = (0..sentences.len()).collect();
    let mut column = weigh(sentences, &all, recipe);
    column.bias = shift + stretch * column.bias;
    column.weights.values_mut().for_each(|w| *w *= stretch);
    column
}

fn weigh(sentences: &[Labelled], pick: &[usize], recipe: Recipe) -> Column {
    let vocabulary = Vocabulary::of(pick.iter().map(|i| &sentences[*i].features[..]), recipe.least);
    let n = vocabulary.len();
    let mut rows = Rows::default();
    pick.iter().for_each(|i| rows.push(vocabulary.numbers(&sentences[*i].features)));
    let all: Vec<usize> = (0..pick.len()).collect();
    let weight: Vec<f32> = pick.iter().map(|i| sentences[*i].weight).collect();
    let cost: Vec<f32> = weight.iter().map(|w| w * recipe.cost).collect();
    let yes = |i: usize| if sentences[pick[i]].yes { 1.0 } else { 0.0 };
    let scale = log_ratios(&rows, &all, n, recipe.alpha, &weight, yes);
    let norm = vec![LENGTH.recip(); pick.len()];
    let problem = Problem { rows: &rows, pick: &all, scale: &scale, norm: &norm, cost: &cost, offset: &[] };
    let fitted = logistic(problem, n, recipe.passes, recipe.seed, |i| 2.0 * yes(i) - 1.0);
    let mut count = vec![0u32; n];
    all.iter().flat_map(|i| rows.row(*i)).for_each(|j| count[*j as usize] += 1);
    let weights: Vec<f32> =
        fitted.weights.iter().zip(&scale).map(|(w, r)| w / LENGTH + recipe.mix * r).collect();
    let mut order: Vec<usize> = (0..n).collect();
    let worth = |j: &usize| weights[*j].abs() * (count[*j] as f32).sqrt();
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.cmp(b)));
    order.truncate(recipe.most);
    let weights = order.iter().map(|j| (vocabulary.hash[*j], weights[*j])).collect();
    Column { weights, bias: fitted.bias }
}

/// The shift and the stretch that make logits right: logistic regression on one number, by Newton (Platt, 1999).
pub fn calibrate(points: impl Iterator<Item = (f32, bool, f32)>) -> (f32, f32) {
    let points: Vec<[f64; 3]> =
        points.map(|(x, yes, w)| [x.into(), if yes { 1.0 } else { 0.0 }, w.into()]).collect();
    let (mut shift, mut stretch) = (0.0f64, 1.0f64);
    for _ in 0..25 {
        let (mut g, mut h) = ([0.0; 2], [1e-6, 0.0, 1e-6]);
        for [x, y, w] in &points {
            let p = 1.0 / (1.0 + (-(shift + stretch * x)).exp());
            let (d, q) = (w * (y - p), w * p * (1.0 - p));
            g = [g[0] + d, g[1] + d * x];
            h = [h[0] + q, h[1] + q * x, h[2] + q * x * x];
        }
        let det = h[0] * h[2] - h[1] * h[1];
        if det.abs() < 1e-12 {
            break;
        }
        shift += (h[2] * g[0] - h[1] * g[1]) / det;
        stretch += (h[0] * g[1] - h[1] * g[0]) / det;
    }
    (shift as f32, stretch as f32)
}

/// The model's file of two columns.
pub fn model(polarity: &Column, opinion: &Column) -> Vec<u8> {
    let mut hashes: Vec<u32> = polarity.weights.keys().chain(opinion.weights.keys()).copied().collect();
    hashes.sort_unstable();
    hashes.dedup();
    let weight = |column: &Column, hash: &u32| column.weights.get(hash).copied().unwrap_or(0.0);
    let rows: Vec<(u32, Vec<f32>)> =
        hashes.iter().map(|h| (*h, vec![weight(polarity, h), weight(opinion, h)])).collect();
    bytes(TONE.0, TONE.1, &[polarity.bias, opinion.bias], &rows)
}
