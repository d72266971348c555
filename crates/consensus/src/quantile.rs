//! Quantiles of the normal and of Student's t distribution, for the intervals.

use std::f64::consts::{FRAC_2_PI, FRAC_PI_2};

/// The quantile of the standard normal distribution: `normal(0.975)` is 1.95996.
///
/// Algorithm AS 241, routine PPND7 (M. J. Wichura, "The percentage points of the normal
/// distribution", Applied Statistics 37, 1988), good to about seven digits. A probability that is
/// not inside 0..1 gives an infinity or, where it is no number, NaN.
pub fn normal(p: f64) -> f64 {
    if p.is_nan() {
        return f64::NAN;
    }
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        let top = poly(r, &[3.387_132_717_9, 50.434_271_938, 159.291_132_02, 59.109_374_720]);
        return q * top / poly(r, &[1.0, 17.895_169_469, 78.757_757_664, 67.187_563_600]);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = (-tail.ln()).sqrt();
    let value = if r <= 5.0 {
        let r = r - 1.6;
        let top = poly(r, &[1.423_437_277_7, 2.756_815_390_0, 1.306_728_481_6, 0.170_238_211_03]);
        top / poly(r, &[1.0, 0.737_001_642_50, 0.120_211_329_75])
    } else {
        let r = r - 5.0;
        let top = poly(r, &[6.657_905_115_0, 3.081_226_386_0, 0.428_682_943_37, 0.017_337_203_997]);
        top / poly(r, &[1.0, 0.241_978_942_25, 0.012_258_202_635])
    };
    value.copysign(q)
}

/// How likely a standard normal variable is to lie below `z`: `below(1.96)` is 0.975. Its square is a chi-square with
/// one degree of freedom.
pub fn below(z: f64) -> f64 {
    let tail = crate::gamma::chi_square_above(z * z, 1.0) / 2.0;
    if z < 0.0 { tail } else { 1.0 - tail }
}

/// The value of a polynomial whose coefficients are given from the constant one up.
fn poly(x: f64, coefficients: &[f64]) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
}

/// Half the width of a two-sided t interval, in standard errors: `student(0.95, 4)` is 2.776.
///
/// Up to 200 degrees of freedom the distribution function is summed exactly and inverted by bisection
/// (Abramowitz and Stegun, "Handbook of Mathematical Functions", 26.7.3 and 26.7.4); above that the
/// expansion about the normal quantile, 26.7.5, is good to better than six digits.
/// No degrees of freedom bear no interval: infinity.
pub fn student(level: f64, degrees: usize) -> f64 {
    if degrees == 0 || level >= 1.0 {
        return f64::INFINITY;
    }
    if level <= 0.0 {
        return 0.0;
    }
    if degrees > 200 {
        return expansion(normal(0.5 + level / 2.0), degrees as f64);
    }
    let (mut low, mut high) = (0.0, FRAC_PI_2);
    for _ in 0..64 {
        let middle = (low + high) / 2.0;
        if within(middle, degrees) < level {
            low = middle;
        } else {
            high = middle;
        }
    }
    ((low + high) / 2.0).tan() * (degrees as f64).sqrt()
}

/// The probability that a t variable lies within ±t, where `angle` is the arc tangent of t/√degrees.
fn within(angle: f64, degrees: usize) -> f64 {
    let (sin, cos) = angle.sin_cos();
    let odd = degrees % 2 == 1;
    // Each term is the one before times cos² times (k-1)/k, where k runs over the numbers of one parity.
    let (mut term, mut k) = if odd { (cos, 3) } else { (1.0, 2) };
    let mut sum = 0.0;
    while k <= degrees {
        sum += term;
        term *= cos * cos * (k - 1) as f64 / k as f64;
        k += 2;
    }
    if odd { FRAC_2_PI * (angle + sin * sum) } else { sin * sum }
}

/// The t quantile as a series in one over the degrees of freedom.
fn expansion(z: f64, degrees: f64) -> f64 {
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    let third = z * (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
    z + (first + (second + third / degrees) / degrees) / degrees
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantiles_agree_with_the_table() {
        for (p, z) in
            [(0.5, 0.0), (0.95, 1.644_854), (0.975, 1.959_964), (0.995, 2.575_829), (0.9999, 3.719_016)]
        {
            assert!((normal(p) - z).abs() < 2e-6, "{p}: {}", normal(p));
            assert!((normal(1.0 - p) + z).abs() < 2e-6, "{p}");
        }
        assert!((normal(1e-15) + 7.941_345).abs() < 1e-5);
        assert_eq!(normal(0.0), f64::NEG_INFINITY);
        assert!(normal(f64::NAN).is_nan());
    }

    #[test]
    fn below_undoes_the_quantile() {
        for p in [0.001, 0.05, 0.3, 0.5, 0.7, 0.975, 0.9999] {
            assert!((below(normal(p)) - p).abs() < 1e-6, "{p}: {}", below(normal(p)));
        }
    }

    #[test]
    fn t_quantiles_agree_with_the_table() {
        // Two-sided 90 %, 95 % and 99 %, as printed in every statistics textbook.
        let table = [
            (1, 6.314, 12.706, 63.657),
            (2, 2.920, 4.303, 9.925),
            (3, 2.353, 3.182, 5.841),
            (4, 2.132, 2.776, 4.604),
            (5, 2.015, 2.571, 4.032),
            (9, 1.833, 2.262, 3.250),
            (10, 1.812, 2.228, 3.169),
            (29, 1.699, 2.045, 2.756),
            (30, 1.697, 2.042, 2.750),
            (60, 1.671, 2.000, 2.660),
            (120, 1.658, 1.980, 2.617),
            (100_000, 1.645, 1.960, 2.576),
        ];
        for (degrees, ninety, ninety_five, ninety_nine) in table {
            for (level, t) in [(0.9, ninety), (0.95, ninety_five), (0.99, ninety_nine)] {
                let got = student(level, degrees);
                assert!((got - t).abs() < 6e-4, "{degrees} degrees at {level}: {got}, not {t}");
            }
        }
    }

    #[test]
    fn the_two_ways_to_a_t_quantile_meet() {
        for level in [0.5, 0.9, 0.99] {
            let (exact, series) = (student(level, 200), expansion(normal(0.5 + level / 2.0), 200.0));
            assert!((exact - series).abs() < 1e-5, "{exact} {series}");
        }
    }

    #[test]
    fn no_degrees_of_freedom_bear_no_interval() {
        assert_eq!(student(0.9, 0), f64::INFINITY);
    }
}
