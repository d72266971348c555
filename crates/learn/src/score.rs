//! The model of scores: from graded reviews of many critics to weights of n-grams, and an interval that covers.
//!
//! Every critic's grades are first put on one scale by his own mean and spread, because the order of reviews transfers
//! from critic to critic and the scale does not. The weights are those of a ridge regression whose features are scaled
//! by their log-count ratios, plus a share of the ratios themselves. The interval is conformal by critic: each critic
//! in turn is left out, and the misses on him, all critics weighing the same, give the quantiles. Sources: Wang and
//! Manning (2012) for the ratios; Lei et al., "Distribution-free predictive inference for regression" (2018), and Dunn,
//! Wasserman and Ramdas, "Distribution-free prediction sets for two-layer hierarchical models" (2023), for the interval.

use rayon::prelude::*;
use reading::model::table::bytes;
use reading::model::{Level, SCORE};
use rustc_hash::FxHashMap;

use crate::linear::{Problem, log_ratios, ridge};
use crate::rows::{Rows, Vocabulary};

/// A graded review.
#[derive(Debug, Clone)]
pub struct Graded {
    /// Its features: see [`crate::text::graded_features`].
    pub features: Vec<u32>,
    /// 0 to 100.
    pub score: f32,
    /// Whose scale it is on: the number of the critic, or of a crowd of users.
    pub critic: u32,
    /// How much it counts: 1, or less for a crowd.
    pub weight: f32,
}

/// How the model is trained. The defaults are what measured best on critics left out.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// An n-gram must be in so many reviews.
    pub least: u32,
    /// At most so many n-grams.
    pub most: usize,
    /// What an error costs.
    pub cost: f32,
    /// The share of the log-count ratios.
    pub mix: f32,
    /// Passes over the data.
    pub passes: usize,
    /// Of the order of those passes.
    pub seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { least: 3, most: 260_000, cost: 0.7, mix: 0.02, passes: 30, seed: 1 }
    }
}

/// Weights of n-grams, and how often the interval must hold.
#[derive(Debug, Clone, Default)]
pub struct Fitted {
    /// By hash.
    pub weights: FxHashMap<u32, f32>,
    /// What a text without known n-grams gets, in spreads of a critic.
    pub bias: f32,
}

impl Fitted {
    /// The value of a review, in spreads of a critic above his mean.
    pub fn value(&self, features: &[u32]) -> f32 {
        let known = features.iter().filter_map(|h| self.weights.get(h));
        let (n, sum) = known.fold((0u32, 0.0), |(n, sum), w| (n + 1, sum + w));
        self.bias + sum / (n.max(1) as f32).sqrt()
    }
}

/// Each review's grade on its critic's own scale: spreads above the mean. A critic whose grades are all alike gets 0.
pub fn standard(reviews: &[Graded]) -> Vec<f32> {
    let mut sums: FxHashMap<u32, [f64; 3]> = FxHashMap::default();
    for r in reviews {
        let sum = sums.entry(r.critic).or_default();
        let y = f64::from(r.score);
        *sum = [sum[0] + 1.0, sum[1] + y, sum[2] + y * y];
    }
    let place = |r: &Graded| {
        let [n, y, square] = sums.get(&r.critic).copied().unwrap_or([1.0, 0.0, 0.0]);
        let mean = y / n;
        let spread = (square / n - mean * mean).max(0.0).sqrt();
        ((f64::from(r.score) - mean) / spread.max(1.0)) as f32
    };
    reviews.iter().map(place).collect()
}

/// Fits the weights on some of the reviews.
pub fn fit(reviews: &[Graded], standard: &[f32], pick: &[usize], recipe: Recipe) -> Fitted {
    let vocabulary = Vocabulary::of(pick.iter().map(|i| &reviews[*i].features[..]), recipe.least);
    let rows = rows(reviews, pick, &vocabulary);
    let (weights, _, count) = weigh(reviews, standard, pick, &rows, vocabulary.len(), recipe);
    // What says most over all reviews is kept, and weighed once more without the rest.
    let mut order: Vec<u32> = (0..).take(vocabulary.len()).collect();
    let worth = |j: &u32| weights[*j as usize].abs() * (count[*j as usize] as f32).sqrt();
    order.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.cmp(b)));
    order.truncate(recipe.most);
    let mut hash: Vec<u32> = order.iter().map(|j| vocabulary.hash[*j as usize]).collect();
    hash.sort_unstable();
    let kept = Vocabulary { number: hash.iter().copied().zip(0..).collect(), hash };
    let rows = self::rows(reviews, pick, &kept);
    let (weights, bias, _) = weigh(reviews, standard, pick, &rows, kept.len(), recipe);
    Fitted { weights: kept.hash.into_iter().zip(weights).collect(), bias }
}

fn rows(reviews: &[Graded], pick: &[usize], vocabulary: &Vocabulary) -> Rows {
    let mut rows = Rows::default();
    for i in pick {
        rows.push(vocabulary.numbers(&reviews[*i].features));
    }
    rows
}

/// Weights, bias, and in how many rows each feature is. Rows are those of `pick`, in its order.
fn weigh(
    reviews: &[Graded],
    standard: &[f32],
    pick: &[usize],
    rows: &Rows,
    features: usize,
    recipe: Recipe,
) -> (Vec<f32>, f32, Vec<u32>) {
    let all: Vec<usize> = (0..rows.len()).collect();
    let weight: Vec<f32> = pick.iter().map(|i| reviews[*i].weight).collect();
    let cost: Vec<f32> = weight.iter().map(|w| w * recipe.cost).collect();
    let norm: Vec<f32> = all.iter().map(|i| (rows.row(*i).len().max(1) as f32).sqrt().recip()).collect();
    let share = |i: usize| 1.0 / (1.0 + (-1.7 * standard[pick[i]]).exp());
    let mut scale = log_ratios(rows, &all, features, 1.0, &weight, share);
    let mut count = vec![0u32; features];
    all.iter().flat_map(|i| rows.row(*i)).for_each(|j| count[*j as usize] += 1);
    // As if rows had length 1 in the mean: the cost then means the same whatever the data.
    let squares: f64 = scale.iter().zip(&count).map(|(s, n)| f64::from(s * s) * f64::from(*n)).sum();
    let entries: f64 = count.iter().map(|n| f64::from(*n)).sum();
    let length = (squares / entries.max(1.0)).sqrt().max(1e-6) as f32;
    scale.iter_mut().for_each(|s| *s /= length);
    let problem = Problem { rows, pick: &all, scale: &scale, norm: &norm, cost: &cost, offset: &[] };
    let fitted = ridge(problem, features, recipe.passes, recipe.seed, |i| standard[pick[i]]);
    let weights = fitted.weights.iter().zip(&scale).map(|(w, s)| w + recipe.mix * s).collect();
    (weights, fitted.bias, count)
}

/// What leaving out a critic gave: for each of his reviews its number and the value it got.
pub type LeftOut = Vec<(usize, f32)>;

/// Leaves each of the critics out in turn and values his reviews by the others. `alike` tells which reviews may not
/// train for him beside his own (near copies).
pub fn leave_out(
    reviews: &[Graded],
    critics: &[u32],
    recipe: Recipe,
    alike: impl Fn(u32) -> Vec<usize> + Sync,
    done: impl Fn(u32) + Sync,
) -> Vec<LeftOut> {
    let standard = standard(reviews);
    let one = |critic: &u32| {
        let barred = alike(*critic);
        let may = |i: &usize| reviews[*i].critic != *critic && barred.binary_search(i).is_err();
        let pick: Vec<usize> = (0..reviews.len()).filter(may).collect();
        let fitted = fit(reviews, &standard, &pick, recipe);
        let own = reviews.iter().enumerate().filter(|(_, r)| r.critic == *critic);
        let values = own.map(|(i, r)| (i, fitted.value(&r.features))).collect();
        done(*critic);
        values
    };
    critics.par_iter().map(one).collect()
}

/// From values to scores: a line, and how far below and above it the grades of unseen critics lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The score of a value of 0.
    pub base: f32,
    /// Points for a spread.
    pub slope: f32,
    /// Points below the score at which the interval begins.
    pub below: f32,
    /// Points above it at which it ends.
    pub above: f32,
}

/// The line and the interval of reviews of left-out critics, all critics weighing the same.
pub fn scale(reviews: &[Graded], left_out: &[&LeftOut], level: f32) -> Scale {
    let point = |(i, value): &(usize, f32), n: usize| [reviews[*i].score, *value, 1.0 / n as f32];
    let points: Vec<[f32; 3]> = left_out.iter().flat_map(|l| l.iter().map(|p| point(p, l.len()))).collect();
    let total: f32 = points.iter().map(|p| p[2]).sum::<f32>().max(f32::MIN_POSITIVE);
    let mean = |at: usize| points.iter().map(|p| p[at] * p[2]).sum::<f32>() / total;
    let (y, x) = (mean(0), mean(1));
    let both: f32 = points.iter().map(|p| p[2] * (p[0] - y) * (p[1] - x)).sum();
    let square: f32 = points.iter().map(|p| p[2] * (p[1] - x).powi(2)).sum();
    let slope = both / square.max(1e-6);
    let base = y - slope * x;
    let mut misses: Vec<(f32, f32)> =
        points.iter().map(|p| (p[0] - (base + slope * p[1]).clamp(0.0, 100.0), p[2])).collect();
    misses.sort_by(|a, b| a.0.total_cmp(&b.0));
    let quantile = |share: f32| {
        let mut sum = 0.0;
        misses.iter().find(|(_, w)| {
            sum += w;
            sum >= share * total
        })
    };
    let tail = (1.0 - level) / 2.0;
    let at = |share: f32| quantile(share).map_or(0.0, |m| m.0);
    Scale { base, slope, below: -at(tail), above: at(1.0 - tail) }
}

/// The model's file.
pub fn model(fitted: &Fitted, scale: Scale, level: f32, least: u32) -> Vec<u8> {
    let mut params = [0.0; SCORE.2];
    params[Level::Base as usize] = scale.base + scale.slope * fitted.bias;
    params[Level::Slope as usize] = scale.slope;
    params[Level::Below as usize] = scale.below;
    params[Level::Above as usize] = scale.above;
    params[Level::Share as usize] = level;
    params[Level::Least as usize] = least as f32;
    let mut rows: Vec<(u32, Vec<f32>)> = fitted.weights.iter().map(|(h, w)| (*h, vec![*w])).collect();
    rows.sort_by_key(|r| r.0);
    bytes(SCORE.0, SCORE.1, &params, &rows)
}
