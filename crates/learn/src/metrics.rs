//! How good predictions are.

/// The share of predictions that are right.
pub fn accuracy<T: PartialEq>(predicted: &[T], known: &[T]) -> f64 {
    let right = predicted.iter().zip(known).filter(|(p, k)| p == k).count();
    right as f64 / known.len().max(1) as f64
}

/// The share of values that are above 0 where `high`, and not above where not.
pub fn signs(values: &[f32], high: &[bool]) -> f64 {
    let signs: Vec<bool> = values.iter().map(|v| *v > 0.0).collect();
    accuracy(&signs, high)
}

/// Pearson's correlation; 0 where one side does not vary.
pub fn pearson(x: &[f32], y: &[f32]) -> f64 {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let (dx, dy) = (f64::from(*x) - mean_x, f64::from(*y) - mean_y);
        xy += dx * dy;
        xx += dx * dx;
        yy += dy * dy;
    }
    let both = (xx * yy).sqrt();
    if both > 0.0 { xy / both } else { 0.0 }
}

/// The mean distance of predictions from what is known.
pub fn mean_absolute_error(predicted: &[f32], known: &[f32]) -> f64 {
    let sum: f64 = predicted.iter().zip(known).map(|(p, k)| f64::from((p - k).abs())).sum();
    sum / known.len().max(1) as f64
}

/// The mean; 0 of nothing.
pub fn mean(x: &[f32]) -> f64 {
    x.iter().map(|v| f64::from(*v)).sum::<f64>() / x.len().max(1) as f64
}

/// The standard deviation; 0 of nothing.
pub fn deviation(x: &[f32]) -> f64 {
    let mean = mean(x);
    let squares: f64 = x.iter().map(|v| (f64::from(*v) - mean).powi(2)).sum();
    (squares / x.len().max(1) as f64).sqrt()
}

/// The median; 0 of nothing.
pub fn median(x: &[f64]) -> f64 {
    let mut sorted = x.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => 0.0,
        n if n % 2 == 1 => sorted[n / 2],
        n => 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_figures() {
        assert_eq!(signs(&[1.0, -1.0, 2.0, 0.0], &[true, true, true, false]), 0.75);
        assert!((pearson(&[1.0, 2.0, 3.0], &[10.0, 20.0, 30.0]) - 1.0).abs() < 1e-9);
        assert_eq!(pearson(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
        assert_eq!(mean_absolute_error(&[1.0, 4.0], &[2.0, 2.0]), 1.5);
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[3.0, 1.0, 2.0, 10.0]), 2.5);
    }
}
