//! Linear models over sparse rows, trained by dual coordinate descent.
//!
//! Every row is scaled: feature `j` counts `scale[j]`, and the row is divided by its length. Sources: logistic
//! regression, Yu, Huang and Lin, "Dual coordinate descent methods for logistic regression and maximum entropy
//! models" (2011); least squares, Ho and Lin, "Large-scale linear support vector regression" (2012), with no
//! insensitive zone; log-count ratios as scales, Wang and Manning, "Baselines and bigrams" (2012).

use crate::rows::Rows;

/// Weights of features, and the bias.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    /// By feature's number, the scale multiplied in.
    pub weights: Vec<f32>,
    /// What a row without features gets.
    pub bias: f32,
}

impl Linear {
    /// The value of a row.
    pub fn value(&self, row: &[u32], norm: f32) -> f32 {
        self.bias + norm * row.iter().map(|j| self.weights[*j as usize]).sum::<f32>()
    }
}

/// What is trained on.
#[derive(Clone, Copy)]
pub struct Problem<'a> {
    /// The rows.
    pub rows: &'a Rows,
    /// Which of them.
    pub pick: &'a [usize],
    /// By feature.
    pub scale: &'a [f32],
    /// By row of `rows`: what its values are multiplied by.
    pub norm: &'a [f32],
    /// By row of `rows`: how much an error there costs.
    pub cost: &'a [f32],
    /// By row of `rows`: what is known of it already, in the model's units; empty where nothing is.
    pub offset: &'a [f32],
}

/// One over the length of each row under these scales.
pub fn norms(rows: &Rows, scale: &[f32]) -> Vec<f32> {
    (0..rows.len())
        .map(|i| {
            let square: f32 = rows.row(i).iter().map(|j| scale[*j as usize].powi(2)).sum();
            if square > 0.0 { square.sqrt().recip() } else { 0.0 }
        })
        .collect()
}

/// Log-count ratios: how much more often each feature is in rows with a high `y` (0 to 1) than in those with a low
/// one. Rows are counted by `weight`, and so that both sides weigh the same: a feature that is rare gets a ratio near
/// 0 whichever side has more rows.
pub fn log_ratios(
    rows: &Rows,
    pick: &[usize],
    features: usize,
    alpha: f32,
    weight: &[f32],
    y: impl Fn(usize) -> f32,
) -> Vec<f32> {
    let mut high = vec![0f32; features];
    let mut low = vec![0f32; features];
    let (mut all_high, mut all_low) = (0f64, 0f64);
    for i in pick {
        let share = y(*i);
        let [up, down] = [share, 1.0 - share].map(|s| s * weight[*i]);
        all_high += f64::from(up);
        all_low += f64::from(down);
        for j in rows.row(*i) {
            high[*j as usize] += up;
            low[*j as usize] += down;
        }
    }
    let mean = 0.5 * (all_high + all_low);
    let [up, down] = [all_high, all_low].map(|all| if all > 0.0 { (mean / all) as f32 } else { 1.0 });
    high.iter().zip(&low).map(|(h, l)| ((alpha + h * up) / (alpha + l * down)).ln()).collect()
}

/// Logistic regression; `sign` is 1 or -1 by row.
pub fn logistic(
    p: Problem<'_>,
    features: usize,
    passes: usize,
    seed: u64,
    sign: impl Fn(usize) -> f32,
) -> Linear {
    let n = p.pick.len();
    let signs: Vec<f64> = p.pick.iter().map(|i| f64::from(sign(*i))).collect();
    let mut model = vec![0f32; features];
    let mut bias = 0f64;
    let mut dual: Vec<f64> = Vec::with_capacity(n);
    let mut square = Vec::with_capacity(n);
    for (k, i) in p.pick.iter().enumerate() {
        let cost = f64::from(p.cost[*i]);
        let first = (0.001 * cost).min(1e-8);
        dual.push(first);
        let norm = p.norm[*i];
        let mut length = 1.0f64;
        for j in p.rows.row(*i) {
            let x = norm * p.scale[*j as usize];
            length += f64::from(x * x);
            model[*j as usize] += (signs[k] * first) as f32 * x;
        }
        bias += signs[k] * first;
        square.push(length);
    }
    descend(p, passes, seed, &mut model, &mut bias, |k, value, cost| {
        let new = minimum(square[k], signs[k] * value, dual[k], cost);
        let step = new - dual[k];
        (step.abs() > 1e-12).then(|| {
            dual[k] = new;
            signs[k] * step
        })
    });
    scaled(model, p.scale, bias)
}

/// Goes over the rows in random order, pass after pass, until little moves. `step` is told a row's place in `pick`, its
/// value and its cost, and says by how much the row enters the model further, or `None`: not at all.
fn descend(
    p: Problem<'_>,
    passes: usize,
    seed: u64,
    model: &mut [f32],
    bias: &mut f64,
    mut step: impl FnMut(usize, f64, f64) -> Option<f64>,
) {
    let n = p.pick.len();
    let mut order: Vec<usize> = (0..n).collect();
    let mut random = Random::new(seed);
    for _ in 0..passes {
        random.shuffle(&mut order);
        let mut moved = 0f64;
        for k in order.iter().copied() {
            let i = p.pick[k];
            let cost = f64::from(p.cost[i]);
            if cost <= 0.0 {
                continue;
            }
            let (row, norm) = (p.rows.row(i), p.norm[i]);
            let mut value = *bias + p.offset.get(i).map_or(0.0, |o| f64::from(*o));
            for j in row {
                value += f64::from(model[*j as usize] * p.scale[*j as usize] * norm);
            }
            let Some(step) = step(k, value, cost) else { continue };
            moved += step.abs() / cost;
            let scaled = step as f32 * norm;
            for j in row {
                model[*j as usize] += scaled * p.scale[*j as usize];
            }
            *bias += step;
        }
        if moved / (n as f64) < 1e-4 {
            break;
        }
    }
}

/// The model of features as they are, from that of scaled ones.
fn scaled(mut model: Vec<f32>, scale: &[f32], bias: f64) -> Linear {
    for (w, s) in model.iter_mut().zip(scale) {
        *w *= s;
    }
    Linear { weights: model, bias: bias as f32 }
}

/// The `z` in (0, cost) with the least `a/2 (z - old)^2 + b (z - old) + z ln z + (cost - z) ln (cost - z)`, by Newton.
fn minimum(a: f64, b: f64, old: f64, cost: f64) -> f64 {
    let mut z = old.clamp(cost * 1e-9, cost * (1.0 - 1e-9));
    for _ in 0..20 {
        let slope = a * (z - old) + b + (z / (cost - z)).ln();
        if slope.abs() < 1e-6 {
            break;
        }
        let curve = a + cost / (z * (cost - z));
        let next = z - slope / curve;
        z = if next <= 0.0 {
            z * 0.1
        } else if next >= cost {
            cost - (cost - z) * 0.1
        } else {
            next
        };
    }
    z
}

/// Least squares with a penalty on the weights (ridge regression); errors cost `cost`.
pub fn ridge(p: Problem<'_>, features: usize, passes: usize, seed: u64, y: impl Fn(usize) -> f32) -> Linear {
    let n = p.pick.len();
    let known = |i: usize| p.offset.get(i).copied().unwrap_or(0.0);
    let targets: Vec<f64> = p.pick.iter().map(|i| f64::from(y(*i) - known(*i))).collect();
    let weight: f64 = p.pick.iter().map(|i| f64::from(p.cost[*i])).sum();
    let mean =
        p.pick.iter().zip(&targets).map(|(i, t)| f64::from(p.cost[*i]) * t).sum::<f64>() / weight.max(1e-12);
    let mut model = vec![0f32; features];
    let mut bias = 0f64;
    let mut dual = vec![0f64; n];
    let square: Vec<f64> = p
        .pick
        .iter()
        .map(|i| {
            let norm = p.norm[*i];
            1.0 + p.rows.row(*i).iter().map(|j| f64::from((norm * p.scale[*j as usize]).powi(2))).sum::<f64>()
        })
        .collect();
    // The targets are what is left beside the offset.
    let rest = Problem { offset: &[], ..p };
    descend(rest, passes, seed, &mut model, &mut bias, |k, value, cost| {
        let slack = 0.5 / cost;
        let step = (targets[k] - mean - value - slack * dual[k]) / (square[k] + slack);
        (step.abs() > 1e-9).then(|| {
            dual[k] += step;
            step
        })
    });
    scaled(model, p.scale, bias + mean)
}

/// A small generator of random numbers (splitmix64): the same seed gives the same model on every machine.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Puts a list into random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for i in (1..list.len()).rev() {
            list.swap(i, (self.bits() % (i as u64 + 1)) as usize);
        }
    }
}
