//! Logistic regression on few features that every row has, by Newton's method: to weigh models against one another,
//! and to classify by vectors.

/// Weights of features, the bias last.
#[derive(Debug, Clone)]
pub struct Dense {
    weights: Vec<f64>,
}

impl Dense {
    /// Learns from rows of `size` values each, one after another, which are `high`. `penalty` is on the squares of the
    /// weights, a row's error costing 1.
    pub fn train(values: &[f32], size: usize, high: &[bool], penalty: f64) -> Dense {
        let mut weights = vec![0.0; size + 1];
        for _ in 0..STEPS {
            let (mut slope, mut curve) = slope_and_curve(values, size, high, &weights);
            for k in 0..=size {
                let penalty = if k < size { penalty } else { 0.0 };
                slope[k] -= penalty * weights[k];
                curve[k * (size + 1) + k] += penalty + 1e-9;
            }
            solve(&mut curve, &mut slope);
            weights.iter_mut().zip(&slope).for_each(|(weight, step)| *weight += step);
        }
        Dense { weights }
    }

    /// Above 0 for a row like those that are high.
    pub fn value(&self, row: &[f32]) -> f32 {
        value(&self.weights, row) as f32
    }
}

/// Newton's steps: from 0 and with a penalty, more change nothing.
const STEPS: usize = 8;

fn value(weights: &[f64], row: &[f32]) -> f64 {
    let bias = weights.last().copied().unwrap_or_default();
    bias + row.iter().zip(weights).map(|(x, w)| f64::from(*x) * w).sum::<f64>()
}

/// The slope of the likelihood, and its curve (only what is on and under the diagonal is needed, all is set).
fn slope_and_curve(values: &[f32], size: usize, high: &[bool], weights: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let n = size + 1;
    let (mut slope, mut curve) = (vec![0.0; n], vec![0.0; n * n]);
    let mut row = vec![1.0; n];
    for (x, high) in values.chunks_exact(size).zip(high) {
        let chance = (1.0 + (-value(weights, x)).exp()).recip();
        let miss = f64::from(u8::from(*high)) - chance;
        let weight = chance * (1.0 - chance);
        row.iter_mut().zip(x).for_each(|(to, x)| *to = f64::from(*x));
        for k in 0..n {
            slope[k] += miss * row[k];
            let scaled = weight * row[k];
            let line = &mut curve[k * n..k * n + k + 1];
            line.iter_mut().zip(&row).for_each(|(sum, x)| *sum += scaled * x);
        }
    }
    for k in 0..n {
        for j in k + 1..n {
            curve[k * n + j] = curve[j * n + k];
        }
    }
    (slope, curve)
}

/// Solves `matrix * x = right` for a positive definite matrix; `right` becomes `x`.
fn solve(matrix: &mut [f64], right: &mut [f64]) {
    let n = right.len();
    for i in 0..n {
        for k in i + 1..n {
            let factor = matrix[k * n + i] / matrix[i * n + i];
            for j in i..n {
                matrix[k * n + j] -= factor * matrix[i * n + j];
            }
            right[k] -= factor * right[i];
        }
    }
    for i in (0..n).rev() {
        for j in i + 1..n {
            right[i] -= matrix[i * n + j] * right[j];
        }
        right[i] /= matrix[i * n + i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_between_two_sides() {
        let points: Vec<f32> = (0..200).flat_map(|i| [(i % 20) as f32 - 9.5, (i / 20) as f32]).collect();
        let high: Vec<bool> = points.chunks(2).map(|p| p[0] > 0.0).collect();
        let model = Dense::train(&points, 2, &high, 0.01);
        assert!(points.chunks(2).zip(&high).all(|(p, h)| (model.value(p) > 0.0) == *h));
    }
}
