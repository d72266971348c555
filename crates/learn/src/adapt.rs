//! The model of scores, fitted to somebody's own graded reviews.
//!
//! A few hundred reviews tell too little to start from nothing. So what the model says is put on these critics' scale by
//! a line, drawn towards the line that changes nothing where there are few reviews, and a ridge regression over the
//! n-grams that the model has explains what is left over. All of it (line, weights, figures, interval) is measured in
//! folds: what a review is predicted by has not seen its grade. The interval is of these misses (split conformal
//! prediction: Lei et al. 2018), so it is these critics' own; with critics of several scales it is wide.

use reading::model::Level;
use reading::model::table::Table;

use crate::metrics::{mean_absolute_error, pearson};
use crate::rows::{Rows, Vocabulary};
use crate::score::{Fitted, Graded, Recipe, Scale, weigh};

/// The least number of graded reviews that a model can be fitted to.
pub const FEWEST: usize = 30;
/// Into so many folds they are cut.
const FOLDS: u32 = 5;

/// A model fitted to somebody's reviews, and how it does on those it has not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapted {
    /// The model's file.
    pub model: Vec<u8>,
    /// Correlation of inferred scores with the grades, over the folds.
    pub correlation: f64,
    /// Mean absolute miss, in points of 100.
    pub miss: f64,
    /// The same of the model that it started from.
    pub miss_before: f64,
    /// How often the interval held.
    pub held: f64,
    /// How wide it is, in points of 100, where neither end cuts it.
    pub width: f32,
    /// How wide that of the model was that it started from.
    pub width_before: f32,
}

/// So many reviews' worth of trust in the scale as it is.
const TRUST: f64 = 20.0;

/// What is fitted to some of the reviews: a line from the score of the model as it is, and words of their own.
struct Part {
    shift: f32,
    stretch: f32,
    own: Fitted,
    /// Points for a unit of `own`.
    spread: f32,
}

impl Part {
    fn score(&self, before: f32, features: &[u32]) -> f32 {
        (self.shift + self.stretch * before + self.spread * self.own.value(features)).clamp(0.0, 100.0)
    }
}

/// Fits the model in `table` to reviews; `None` where there are fewer than [`FEWEST`].
pub fn adapt(table: &Table<'_>, reviews: &[Graded], recipe: Recipe) -> Option<Adapted> {
    if reviews.len() < FEWEST {
        return None;
    }
    let scale = table.scale(0);
    let weights =
        table.rows().map(|(h, row)| (h, f32::from(row.first().map_or(0, |b| b.cast_signed())) * scale));
    let base = Fitted { weights: weights.collect(), bias: 0.0 };
    let built_in = Scale::of(table);
    let before: Vec<f32> =
        reviews.iter().map(|r| built_in.raw(base.value(&r.features), &r.leanings)).collect();
    let fold: Vec<u32> = reviews.iter().map(|r| fold_of(&r.features)).collect();
    let mut after = vec![0.0; reviews.len()];
    for k in 0..FOLDS {
        let (test, train): (Vec<usize>, Vec<usize>) = (0..reviews.len()).partition(|i| fold[*i] == k);
        let part = fit(reviews, &before, &train, &base, recipe);
        test.iter().for_each(|i| after[*i] = part.score(before[*i], &reviews[*i].features));
    }
    let grades: Vec<f32> = reviews.iter().map(|r| r.score).collect();
    let level = table.param(Level::Share as usize);
    let (below, above) = interval(&after, &grades, level);
    let all: Vec<usize> = (0..reviews.len()).collect();
    let part = fit(reviews, &before, &all, &base, recipe);
    let slopes = built_in.slopes.map(|slope| part.stretch * slope);
    let mut fitted = base;
    if slopes[0].abs() > 1e-3 {
        let unit = part.spread / slopes[0];
        fitted.bias = unit * part.own.bias;
        for (hash, weight) in &part.own.weights {
            *fitted.weights.entry(*hash).or_default() += unit * weight;
        }
    }
    let scale = Scale { base: part.shift + part.stretch * built_in.base, slopes, below, above };
    let held = after.iter().zip(&grades).filter(|(x, y)| scale.holds(**x, **y)).count();
    let least = table.param(Level::Least as usize);
    let clamped: Vec<f32> = before.iter().map(|x| x.clamp(0.0, 100.0)).collect();
    Some(Adapted {
        model: crate::score::model(&fitted, scale, level, least as u32),
        correlation: pearson(&after, &grades),
        miss: mean_absolute_error(&after, &grades),
        miss_before: mean_absolute_error(&clamped, &grades),
        held: held as f64 / reviews.len() as f64,
        width: below + above,
        width_before: built_in.below + built_in.above,
    })
}

/// A review's fold: copies of a text are in one.
fn fold_of(features: &[u32]) -> u32 {
    let hash = features.iter().fold(0u32, |h, f| (h.rotate_left(5) ^ f).wrapping_mul(0x9e37_79b1));
    (hash >> 16) % FOLDS
}

fn fit(reviews: &[Graded], before: &[f32], pick: &[usize], base: &Fitted, recipe: Recipe) -> Part {
    let n = pick.len().max(1) as f64;
    let mean = |of: &dyn Fn(usize) -> f32| pick.iter().map(|i| f64::from(of(*i))).sum::<f64>() / n;
    let (x, y) = (mean(&|i| before[i]), mean(&|i| reviews[i].score));
    let (mut square, mut both) = (0.0, 0.0);
    for i in pick {
        let dx = f64::from(before[*i]) - x;
        square += dx * dx;
        both += dx * (f64::from(reviews[*i].score) - y);
    }
    let trust = TRUST * square / n;
    let stretch = if square > 0.0 { ((both + trust) / (square + trust)).max(0.05) } else { 1.0 };
    let (shift, stretch) = ((y - stretch * x) as f32, stretch as f32);
    let mut target = vec![0.0; reviews.len()];
    let mut squares = 0.0;
    for i in pick {
        target[*i] = reviews[*i].score - (shift + stretch * before[*i]);
        squares += target[*i] * target[*i];
    }
    let spread = (squares / n as f32).sqrt().max(1.0);
    target.iter_mut().for_each(|t| *t /= spread);
    Part { shift, stretch, own: own(reviews, &target, pick, base, recipe), spread }
}

/// How far below and above a score the interval goes: the misses at the rank that a new one is as likely to pass.
fn interval(scores: &[f32], grades: &[f32], level: f32) -> (f32, f32) {
    let mut misses: Vec<f32> = scores.iter().zip(grades).map(|(x, y)| y - x).collect();
    misses.sort_by(f32::total_cmp);
    let n = misses.len();
    let rank = (((n + 1) as f32 * (1.0 - (1.0 - level) / 2.0)).ceil() as usize).clamp(1, n);
    (-misses[n - rank].min(0.0), misses[rank - 1].max(0.0))
}

/// Weights of the base's n-grams that explain what is left over.
fn own(reviews: &[Graded], target: &[f32], pick: &[usize], base: &Fitted, recipe: Recipe) -> Fitted {
    let mut hash: Vec<u32> = base.weights.keys().copied().collect();
    hash.sort_unstable();
    let vocabulary = Vocabulary { number: hash.iter().copied().zip(0..).collect(), hash };
    let mut rows = Rows::default();
    pick.iter().for_each(|i| rows.push(vocabulary.numbers(&reviews[*i].features)));
    let (weights, bias, _) = weigh(reviews, target, pick, &rows, vocabulary.len(), recipe);
    Fitted { weights: vocabulary.hash.into_iter().zip(weights).collect(), bias }
}

impl Scale {
    /// The scale that a model's file holds.
    fn of(table: &Table<'_>) -> Scale {
        let param = |level: Level| table.param(level as usize);
        let slopes = std::array::from_fn(|k| match k {
            0 => param(Level::Slope),
            k => table.param(Level::Lean as usize + k - 1),
        });
        Scale { base: param(Level::Base), slopes, below: param(Level::Below), above: param(Level::Above) }
    }
}
