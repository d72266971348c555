//! The model of scores: from graded reviews of many critics to weights of n-grams, and an interval that covers.
//!
//! Every critic's grades are first put on one scale by his own mean and spread, because the order of reviews transfers
//! from critic to critic and the scale does not. The weights are those of a ridge regression whose features are scaled
//! by their log-count ratios, plus a share of the ratios themselves. The interval is conformal by critic: each critic
//! in turn is left out, and the misses on him, all critics weighing the same, give the quantiles. Sources: Wang and
//! Manning (2012) for the ratios; Lei et al., "Distribution-free predictive inference for regression" (2018), and Dunn,
//! Wasserman and Ramdas, "Distribution-free prediction sets for two-layer hierarchical models" (2023), for the interval.

use reading::model::table::bytes;
use reading::model::{Level, SCORE};
use reading::score::LEANINGS;
#[cfg(doc)]
use reading::score::leanings;
use rustc_hash::FxHashMap;

use crate::linear::{Problem, log_ratios, ridge};
use crate::rows::{Rows, Vocabulary};

/// How often the interval of an inferred score must hold.
pub const LEVEL: f32 = 0.9;
/// Critics with fewer reviews do not shape the interval.
pub const ENOUGH: usize = 30;
/// A crowd's review counts so much of a critic's.
pub const CROWD: f32 = 0.3;

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
    /// How its sentences lean: see [`leanings`]. The model of tone must not have seen the review.
    pub leanings: [f32; LEANINGS],
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

/// Weights of n-grams.
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
pub(crate) fn weigh(
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

/// Leaves a critic out and values his reviews by the others. `barred` are reviews that may not train for him beside his
/// own (near copies), ascending.
pub fn leave_out(reviews: &[Graded], critic: u32, recipe: Recipe, barred: &[usize]) -> LeftOut {
    let may = |i: &usize| reviews[*i].critic != critic && barred.binary_search(i).is_err();
    let pick: Vec<usize> = (0..reviews.len()).filter(may).collect();
    let fitted = fit(reviews, &standard(reviews), &pick, recipe);
    let own = reviews.iter().enumerate().filter(|(_, r)| r.critic == critic);
    own.map(|(i, r)| (i, fitted.value(&r.features))).collect()
}

/// From values to scores: a plane, and how far below and above it the grades of unseen critics lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// The score of a value of 0 that leans nowhere.
    pub base: f32,
    /// Points for a spread, then for each leaning.
    pub slopes: [f32; 1 + LEANINGS],
    /// Points below the score at which the interval begins.
    pub below: f32,
    /// Points above it at which it ends.
    pub above: f32,
}

impl Scale {
    /// The score of a review of this value.
    pub fn score(&self, value: f32, leanings: &[f32; LEANINGS]) -> f32 {
        self.raw(value, leanings).clamp(0.0, 100.0)
    }

    /// The same as [`Scale::score`], not cut to 0 and 100.
    pub fn raw(&self, value: f32, leanings: &[f32; LEANINGS]) -> f32 {
        let parts = self.slopes.iter().zip(std::iter::once(&value).chain(leanings));
        self.base + parts.map(|(slope, x)| slope * x).sum::<f32>()
    }

    /// Does the interval around a score hold a grade?
    pub fn holds(&self, score: f32, grade: f32) -> bool {
        (score - self.below..=score + self.above).contains(&grade)
    }
}

/// The plane and the interval, which holds so often in the mean over critics whom neither has seen: every critic is
/// left out of both once more, and the quantiles are moved outward until it does. With some ten critics an interval
/// taken from all of them holds less often on the next.
pub fn scale(reviews: &[Graded], left_out: &[&LeftOut], level: f32) -> Scale {
    let holds = |nominal: f32| {
        let one = |at: usize| {
            let others: Vec<&LeftOut> =
                left_out.iter().enumerate().filter(|(k, _)| *k != at).map(|(_, l)| *l).collect();
            let scale = plane(reviews, &others, nominal);
            let held = left_out[at].iter().filter(|(i, value)| {
                let score = scale.score(*value, &reviews[*i].leanings);
                scale.holds(score, reviews[*i].score)
            });
            held.count() as f32 / left_out[at].len().max(1) as f32
        };
        (0..left_out.len()).map(one).sum::<f32>() / left_out.len().max(1) as f32
    };
    let steps = (0..20u8).map(|k| level + (0.995 - level) * f32::from(k) / 20.0);
    let nominal = steps.into_iter().find(|nominal| holds(*nominal) >= level).unwrap_or(0.995);
    plane(reviews, left_out, nominal)
}

/// The plane and the quantiles of reviews of left-out critics, all critics weighing the same. The slopes are least
/// squares within each critic, since only his own order of reviews tells what a word is worth.
pub fn plane(reviews: &[Graded], left_out: &[&LeftOut], level: f32) -> Scale {
    let inputs = |(i, value): &(usize, f32)| -> [f64; 1 + LEANINGS] {
        std::array::from_fn(|k| match k {
            0 => f64::from(*value),
            k => f64::from(reviews[*i].leanings[k - 1]),
        })
    };
    let mut square = [[0.0; 1 + LEANINGS]; 1 + LEANINGS];
    let mut both = [0.0; 1 + LEANINGS];
    let mut means = Vec::new();
    for critic in left_out.iter().filter(|l| !l.is_empty()) {
        let n = critic.len() as f64;
        let mut x = [0.0; 1 + LEANINGS];
        let mut y = 0.0;
        for p in critic.iter() {
            inputs(p).iter().zip(&mut x).for_each(|(v, sum)| *sum += v / n);
            y += f64::from(reviews[p.0].score) / n;
        }
        for p in critic.iter() {
            let own = inputs(p);
            let miss = f64::from(reviews[p.0].score) - y;
            for j in 0..=LEANINGS {
                both[j] += (own[j] - x[j]) * miss / n;
                for k in 0..=LEANINGS {
                    square[j][k] += (own[j] - x[j]) * (own[k] - x[k]) / n;
                }
            }
        }
        means.push((x, y));
    }
    let slopes = solve(square, both);
    let level_of = |(x, y): &([f64; 1 + LEANINGS], f64)| {
        y - x.iter().zip(&slopes).map(|(x, slope)| x * slope).sum::<f64>()
    };
    let base = means.iter().map(level_of).sum::<f64>() / means.len().max(1) as f64;
    let mut scale = Scale { base: base as f32, slopes: slopes.map(|s| s as f32), below: 0.0, above: 0.0 };
    let mut misses: Vec<(f32, f32)> = Vec::new();
    for critic in left_out {
        let weight = (critic.len().max(1) as f32).recip();
        let miss = |(i, value): &(usize, f32)| {
            let review = &reviews[*i];
            (review.score - scale.score(*value, &review.leanings), weight)
        };
        misses.extend(critic.iter().map(miss));
    }
    misses.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f32 = misses.iter().map(|m| m.1).sum();
    let at = |share: f32| {
        let mut sum = 0.0;
        let found = misses.iter().find(|(_, w)| {
            sum += w;
            sum >= share * total
        });
        found.map_or(0.0, |m| m.0)
    };
    let tail = (1.0 - level) / 2.0;
    scale.below = -at(tail);
    scale.above = at(1.0 - tail);
    scale
}

/// Solves a small symmetric system by elimination; a direction that the data do not tell gets 0.
fn solve<const N: usize>(mut a: [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for j in 0..N {
        a[j][j] += 1e-6;
        let row = a[j];
        for k in j + 1..N {
            let part = a[k][j] / row[j];
            a[k].iter_mut().zip(row).skip(j).for_each(|(to, from)| *to -= part * from);
            b[k] -= part * b[j];
        }
    }
    let mut x = [0.0; N];
    for j in (0..N).rev() {
        let rest: f64 = (j + 1..N).map(|k| a[j][k] * x[k]).sum();
        x[j] = if a[j][j].abs() > 1e-9 { (b[j] - rest) / a[j][j] } else { 0.0 };
    }
    x
}

/// The model's file.
pub fn model(fitted: &Fitted, scale: Scale, level: f32, least: u32) -> Vec<u8> {
    let mut params = [0.0; SCORE.2];
    params[Level::Base as usize] = scale.base + scale.slopes[0] * fitted.bias;
    params[Level::Slope as usize] = scale.slopes[0];
    params[Level::Lean as usize..].copy_from_slice(&scale.slopes[1..]);
    params[Level::Below as usize] = scale.below;
    params[Level::Above as usize] = scale.above;
    params[Level::Share as usize] = level;
    params[Level::Least as usize] = least as f32;
    let mut rows: Vec<(u32, Vec<f32>)> = fitted.weights.iter().map(|(h, w)| (*h, vec![*w])).collect();
    rows.sort_by_key(|r| r.0);
    bytes(SCORE.0, SCORE.1, &params, &rows)
}
