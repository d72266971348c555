//! The gamma function and the chi-square distribution, for tests of spread and for forecasts.

/// ln Γ(x) for x > 0, by Lanczos's approximation (C. Lanczos, 1964; coefficients for g = 7, n = 9), good to
/// twelve digits.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    const C: [f64; 8] = [
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        // Γ(x) = Γ(x + 1) / x keeps to positive numbers.
        return ln_gamma(x + 1.0) - x.ln();
    }
    let x = x - 1.0;
    let sum = C.iter().zip(1u8..).fold(0.999_999_999_999_809_9, |sum, (c, i)| sum + c / (x + f64::from(i)));
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// ln B(a, b), the beta function.
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// The probability that a chi-square variable with `degrees` (any positive number) exceeds `x`.
///
/// The regularized incomplete gamma function Q(degrees/2, x/2): its series below degrees/2 + 1 and its continued
/// fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31, as in "Numerical Recipes", 6.2).
pub(crate) fn chi_square_above(x: f64, degrees: f64) -> f64 {
    let (a, x) = (degrees / 2.0, x / 2.0);
    if x.is_nan() || x <= 0.0 || a <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut k) = (1.0 / a, 1.0 / a, a);
        for _ in 0..10_000 {
            k += 1.0;
            term *= x / k;
            sum += term;
            if term < sum * 1e-15 {
                break;
            }
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    // Lentz's way of working out the fraction.
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1.0 / TINY, 1.0 / b);
    let mut h = d;
    for i in 1..10_000u32 {
        let i = f64::from(i);
        let step = -i * (i - a);
        b += 2.0;
        d = step * d + b;
        d = if d.abs() < TINY { 1.0 / TINY } else { 1.0 / d };
        c = b + step / c;
        c = if c.abs() < TINY { TINY } else { c };
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (front * h).clamp(0.0, 1.0)
}

/// The `x` that a chi-square variable exceeds with probability `above`, by bisection.
pub(crate) fn chi_square_quantile(above: f64, degrees: f64) -> f64 {
    let (mut low, mut high) = (0.0, degrees + 20.0);
    while chi_square_above(high, degrees) > above && high < 1e9 {
        high *= 2.0;
    }
    for _ in 0..80 {
        let middle = 0.5 * (low + high);
        if chi_square_above(middle, degrees) > above {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_agree_with_the_tables() {
        assert!((ln_gamma(10.0) - 362_880f64.ln()).abs() < 1e-10);
        assert!((ln_gamma(0.5) - 0.5 * std::f64::consts::PI.ln()).abs() < 1e-12);
        assert!((ln_beta(2.0, 3.0) - (1.0f64 / 12.0).ln()).abs() < 1e-11);
        // Upper 5 % and 1 % points, and a lower one, as printed everywhere.
        for (above, degrees, x) in [
            (0.05, 1.0, 3.841),
            (0.01, 1.0, 6.635),
            (0.05, 10.0, 18.307),
            (0.95, 10.0, 3.940),
            (0.05, 100.0, 124.342),
        ] {
            assert!((chi_square_quantile(above, degrees) - x).abs() < 1e-3, "{above} {degrees}");
        }
        assert!((chi_square_above(3.0, 2.0) - (-1.5f64).exp()).abs() < 1e-14, "two degrees in closed form");
        assert_eq!(chi_square_above(0.0, 3.0), 1.0);
        assert!(chi_square_above(1e4, 3.0) < 1e-300);
    }
}
