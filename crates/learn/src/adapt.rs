//! The model of scores, fitted to somebody's own graded reviews.
//!
//! A few hundred reviews tell too little to start from nothing, so the weights that come with the reader stay and the
//! reviews teach what is left over: a ridge regression on the residual, over the n-grams that the model has. Base,
//! slopes and interval are these critics' own, from folds that neither the weights nor the line have seen; so the
//! interval is theirs too, and narrower than one for critics never seen. With critics of several scales it is wide.

use reading::model::Level;
use reading::model::table::Table;

use crate::rows::{Rows, Vocabulary};
use crate::score::{Fitted, Graded, LeftOut, Recipe, Scale, plane, weigh};

/// The least number of graded reviews that a model can be fitted to.
pub const FEWEST: usize = 30;
/// Into so many folds they are cut.
const FOLDS: usize = 5;

/// A model fitted to somebody's reviews, and how it does on those it has not seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Adapted {
    /// The model's file.
    pub model: Vec<u8>,
    /// Correlation of inferred scores with the grades, over the folds.
    pub correlation: f32,
    /// Mean absolute miss, in points of 100.
    pub miss: f32,
    /// The same of the model that it started from.
    pub miss_before: f32,
    /// How often the interval held.
    pub held: f32,
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
    let before: LeftOut = reviews.iter().enumerate().map(|(i, r)| (i, base.value(&r.features))).collect();
    let level = table.param(Level::Share as usize);
    let line = plane(reviews, &[&before], level);
    // What the line misses, in spreads of these grades.
    let miss: Vec<f32> =
        before.iter().map(|(i, v)| reviews[*i].score - line.score(*v, &reviews[*i].leanings)).collect();
    let spread = (miss.iter().map(|m| m * m).sum::<f32>() / miss.len() as f32).sqrt().max(1.0);
    let target: Vec<f32> = miss.iter().map(|m| m / spread).collect();
    // The own part is in points; the base's unit is the line's first slope.
    let unit = if line.slopes[0].abs() > 1.0 { spread / line.slopes[0] } else { 0.0 };
    let part = |pick: &[usize]| own(reviews, &target, pick, &base, recipe);
    let mut left_out: LeftOut = Vec::with_capacity(reviews.len());
    for fold in 0..FOLDS {
        let pick: Vec<usize> = (0..reviews.len()).filter(|i| i % FOLDS != fold).collect();
        let own = part(&pick);
        let rest = (0..reviews.len()).filter(|i| i % FOLDS == fold);
        left_out.extend(rest.map(|i| (i, before[i].1 + unit * own.value(&reviews[i].features))));
    }
    let scale = plane(reviews, &[&left_out], level);
    let all: Vec<usize> = (0..reviews.len()).collect();
    let own = part(&all);
    let mut fitted = base;
    fitted.bias = unit * own.bias;
    for (hash, weight) in own.weights {
        *fitted.weights.entry(hash).or_default() += unit * weight;
    }
    let (correlation, miss, held) = figures(reviews, &left_out, &scale);
    let built_in = Scale::of(table);
    let (_, miss_before, _) = figures(reviews, &before, &built_in);
    let least = table.param(Level::Least as usize);
    let model = crate::score::model(&fitted, scale, level, least as u32);
    Some(Adapted { model, correlation, miss, miss_before, held })
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

/// Correlation, mean absolute miss, and how often the interval holds.
fn figures(reviews: &[Graded], values: &LeftOut, scale: &Scale) -> (f32, f32, f32) {
    let n = values.len().max(1) as f32;
    let (mut sums, mut miss, mut held) = ([0f64; 5], 0.0, 0.0);
    for (i, value) in values {
        let (x, y) = (scale.score(*value, &reviews[*i].leanings), reviews[*i].score);
        miss += (x - y).abs();
        held += f32::from(u8::from((x - scale.below..=x + scale.above).contains(&y)));
        let (x, y) = (f64::from(x), f64::from(y));
        [x, y, x * x, y * y, x * y].iter().zip(&mut sums).for_each(|(v, sum)| *sum += v / f64::from(n));
    }
    let [x, y, xx, yy, xy] = sums;
    let spread = ((xx - x * x) * (yy - y * y)).max(0.0).sqrt();
    let correlation = if spread > 0.0 { (xy - x * y) / spread } else { 0.0 };
    (correlation as f32, miss / n, held / n)
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
