//! Where a film's share and mean will settle when all reviews are in.

use crate::estimate::Interval;
use crate::gamma::ln_beta;
use crate::quantile::normal;

/// How films' numbers move from the first reviews to the last: learned from films whose reviews are all in.
///
/// *Share.* Of `m` reviews to come as many are positive as a beta-binomial variable says, with the mean
/// logistic(logit((s·p + k)/(s + n)) + drift·m/(n+m)) for `k` of `n` so far, and the strength trust·(s + n). A
/// film's own rate is drawn toward `p`, that of films in general, as if that had been seen in `s` reviews.
///
/// *Mean.* The mean of the scores to come is normal about (s·μ + sum so far)/(s + n) + drift·m/(n+m), with the
/// variance σ²/m + σ²/(trust·(s + n)).
///
/// Drift is what late reviews are kinder by; a trust below 1 says that early reviewers are of a kind. The
/// beta-binomial: J. Skellam, JRSS B 10, 1948; the rest is Bayes's rule for the normal mean.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Habits {
    /// The share positive of films in general, 0 to 1.
    pub share: f64,
    /// It counts as so many reviews.
    pub share_strength: f64,
    /// Log odds by which late reviews are kinder.
    pub share_drift: f64,
    /// What early reviews tell of late ones, 1 where they are drawn alike.
    pub share_trust: f64,
    /// The mean score of films in general.
    pub mean: f64,
    /// It counts as so many scores.
    pub mean_strength: f64,
    /// Points by which late reviews are kinder.
    pub mean_drift: f64,
    /// As for the share.
    pub mean_trust: f64,
    /// How far scores of one film spread, in points.
    pub deviation: f64,
}

/// What 334 films of 40 and more reviews on Rotten Tomatoes showed.
impl Default for Habits {
    fn default() -> Self {
        Habits {
            share: 0.59,
            share_strength: 2.7,
            share_drift: -0.08,
            share_trust: 0.83,
            mean: 61.0,
            mean_strength: 0.8,
            mean_drift: -0.6,
            mean_trust: 1.0,
            deviation: 16.5,
        }
    }
}

/// A number as it will be, probably.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settled {
    /// The mean of what it may be: 0 to 1 for a share, 0 to 100 for a mean.
    pub value: f64,
    /// It will lie in here so often.
    pub interval: Interval,
}

/// A film whose reviews are all in, in the order in which they came.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Finished {
    /// The verdicts.
    pub marks: Vec<bool>,
    /// The scores.
    pub scores: Vec<f64>,
}

/// After how many reviews forecasts are learned.
const AFTER: [usize; 3] = [5, 10, 20];

impl Habits {
    /// Where the share will settle: `k` of `n` reviews are positive so far, and `all` are expected in the end
    /// (never fewer than there are). `None` where `k` exceeds `n`.
    pub fn settled_share(&self, k: usize, n: usize, all: usize, level: f64) -> Option<Settled> {
        if k > n || n.max(all) == 0 {
            return None;
        }
        let level = level.clamp(0.0, 0.999_999);
        let (more, all) = (all.saturating_sub(n), all.max(n));
        let of = |positive: f64| (k as f64 + positive) / all as f64;
        let (a, b) = self.beta(k, n, more);
        if more == 0 {
            let value = of(0.0);
            return Some(Settled { value, interval: Interval { low: value, high: value, level } });
        }
        let tail = (1.0 - level) / 2.0;
        let (mut below, mut low, mut high) = (0.0, None, 0);
        for j in 0..=more {
            let p = beta_binomial(j, more, a, b).exp();
            // Half of the end itself counts as outside, or steps would make the interval hold too often.
            if low.is_none() && below + 0.5 * p >= tail {
                low = Some(j);
            }
            if below + 0.5 * p <= 1.0 - tail {
                high = j;
            }
            below += p;
        }
        let value = of(more as f64 * a / (a + b));
        let (low, high) = (of(low.unwrap_or(0) as f64), of(high as f64));
        Some(Settled { value, interval: Interval { low: low.min(value), high: high.max(value), level } })
    }

    /// Where the mean will settle: from the scores so far, with `all` expected in the end. `None` without a score.
    pub fn settled_mean(&self, scores: &[f64], all: usize, level: f64) -> Option<Settled> {
        let mut scores: Vec<f64> = scores.iter().copied().filter(|s| s.is_finite()).collect();
        scores.sort_by(f64::total_cmp);
        if scores.is_empty() {
            return None;
        }
        let level = level.clamp(0.0, 0.999_999);
        let (n, sum) = (scores.len(), scores.iter().sum::<f64>());
        let (more, all) = (all.saturating_sub(n), all.max(n) as f64);
        let (to_come, variance) = self.normal(sum, n, more);
        let value = (sum + more as f64 * to_come) / all;
        let half = normal(0.5 + level / 2.0) * more as f64 / all * variance.sqrt();
        let value = value.clamp(0.0, 100.0);
        let (low, high) = ((value - half).max(0.0), (value + half).min(100.0));
        Some(Settled { value, interval: Interval { low, high, level } })
    }

    /// Learns from films whose reviews are all in: the habits under which what came after the first 5, 10 and 20
    /// reviews is likeliest. `None` without ten films of 40 reviews.
    pub fn learn(films: &[Finished]) -> Option<Habits> {
        const LONG: usize = 40;
        let marks: Vec<&[bool]> = films.iter().map(|f| &f.marks[..]).filter(|m| m.len() >= LONG).collect();
        let scores: Vec<&[f64]> = films.iter().map(|f| &f.scores[..]).filter(|s| s.len() >= LONG).collect();
        if marks.len() < 10 || scores.len() < 10 {
            return None;
        }
        let count = |m: &[bool]| m.iter().filter(|p| **p).count();
        let seen: Vec<[usize; 4]> = marks
            .iter()
            .flat_map(|m| AFTER.map(|n| [count(&m[..n]), n, count(&m[n..]), m.len() - n]))
            .collect();
        let sums: Vec<(f64, usize, f64, usize)> = scores
            .iter()
            .flat_map(|s| AFTER.map(|n| (s[..n].iter().sum(), n, s[n..].iter().sum::<f64>(), s.len() - n)))
            .collect();
        // Films in general are what their first reviews say: late ones and drift could not be told apart.
        let early = AFTER[AFTER.len() - 1];
        let first = |n: usize| (n * early) as f64;
        let habits = Habits {
            share: marks.iter().map(|m| count(&m[..early]) as f64).sum::<f64>() / first(marks.len()),
            mean: scores.iter().flat_map(|s| &s[..early]).sum::<f64>() / first(scores.len()),
            ..Habits::default()
        };
        let of_share = |x: &[f64; 3], habits: &Habits| Habits {
            share: habits.share.clamp(0.01, 0.99),
            share_strength: x[0].exp(),
            share_drift: x[1],
            share_trust: x[2].exp().min(1.0),
            ..*habits
        };
        let share = climb([0.7, 0.0, -0.5], |x| {
            let habits = of_share(x, &habits);
            let one = |[k, n, later, more]: &[usize; 4]| {
                let (a, b) = habits.beta(*k, *n, *more);
                beta_binomial(*later, *more, a, b)
            };
            seen.iter().map(one).sum::<f64>() - x.iter().map(|x| x * x).sum::<f64>() * 0.01
        });
        let of_mean = |x: &[f64; 4], habits: &Habits| Habits {
            mean_strength: x[0].exp(),
            mean_drift: 10.0 * x[1],
            mean_trust: x[2].exp().min(1.0),
            deviation: 16.5 * x[3].exp(),
            ..*habits
        };
        let mean = climb([0.4, 0.0, -0.5, 0.0], |x| {
            let habits = of_mean(x, &habits);
            let one = |(sum, n, later, more): &(f64, usize, f64, usize)| {
                let (mean, variance) = habits.normal(*sum, *n, *more);
                let miss = later / *more as f64 - mean;
                -0.5 * (miss * miss / variance + variance.ln())
            };
            sums.iter().map(one).sum::<f64>() - x.iter().map(|x| x * x).sum::<f64>() * 0.01
        });
        Some(of_mean(&mean, &of_share(&share, &habits)))
    }

    /// The two parameters of the beta-binomial of reviews to come.
    fn beta(&self, k: usize, n: usize, more: usize) -> (f64, f64) {
        let (k, n, more) = (k as f64, n as f64, more as f64);
        let rate = (self.share_strength * self.share + k) / (self.share_strength + n);
        let odds = (rate / (1.0 - rate)).ln() + self.share_drift * more / (n + more).max(1.0);
        let rate = 1.0 / (1.0 + (-odds).exp());
        let strength = self.share_trust * (self.share_strength + n);
        (rate * strength, (1.0 - rate) * strength)
    }

    /// Mean and variance of the mean of scores to come.
    fn normal(&self, sum: f64, n: usize, more: usize) -> (f64, f64) {
        let (n, more) = (n as f64, (more as f64).max(1.0));
        let mean = (self.mean_strength * self.mean + sum) / (self.mean_strength + n);
        let square = self.deviation * self.deviation;
        let variance = square / more + square / (self.mean_trust * (self.mean_strength + n));
        (mean + self.mean_drift * more / (n + more), variance)
    }
}

/// The logarithm of the probability of `j` of `m` under a beta-binomial.
fn beta_binomial(j: usize, m: usize, a: f64, b: f64) -> f64 {
    let (j, m) = (j as f64, m as f64);
    -(m + 1.0).ln() - ln_beta(m - j + 1.0, j + 1.0) + ln_beta(j + a, m - j + b) - ln_beta(a, b)
}

/// The top of a function of few numbers, one after the other in steps that shrink (pattern search: R. Hooke and
/// T. Jeeves, 1961). Enough for a smooth likelihood with one top.
fn climb<const N: usize>(mut x: [f64; N], value: impl Fn(&[f64; N]) -> f64) -> [f64; N] {
    let mut best = value(&x);
    let mut step = 0.4;
    for _ in 0..400 {
        let mut moved = false;
        for i in 0..N {
            for by in [step, -step] {
                let mut next = x;
                next[i] += by;
                let v = value(&next);
                if v > best {
                    (best, x, moved) = (v, next, true);
                    break;
                }
            }
        }
        if !moved {
            step *= 0.5;
        }
        if step < 1e-3 {
            break;
        }
    }
    x
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LEVEL;

    #[test]
    fn the_beta_binomial_is_one() {
        let sum: f64 = (0..=30).map(|j| beta_binomial(j, 30, 2.3, 0.7).exp()).sum();
        assert!((sum - 1.0).abs() < 1e-9);
        // With a = b = 1 every number is as likely.
        assert!((beta_binomial(4, 9, 1.0, 1.0).exp() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn more_reviews_settle_a_number() {
        let habits = Habits::default();
        let early = habits.settled_share(4, 5, 100, LEVEL).unwrap();
        let late = habits.settled_share(64, 80, 100, LEVEL).unwrap();
        let width = |s: Settled| s.interval.high - s.interval.low;
        assert!(width(early) > 3.0 * width(late) && early.value < 0.8 && (late.value - 0.8).abs() < 0.02);
        let done = habits.settled_share(80, 100, 90, LEVEL).unwrap();
        assert_eq!((done.value, width(done)), (0.8, 0.0));
        assert_eq!((habits.settled_share(5, 4, 9, LEVEL), habits.settled_mean(&[], 9, LEVEL)), (None, None));
    }

    /// Films whose early reviews are kinder by a known drift.
    fn films(drift: f64) -> Vec<Finished> {
        let mut state = 3u64;
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        (0..300)
            .map(|_| {
                let film = 60.0 + 12.0 * normal(uniform());
                let score = |i: usize, u: f64| {
                    let late = if i >= 20 { drift } else { 0.0 };
                    (film + late + 15.0 * normal(u)).clamp(0.0, 100.0)
                };
                let scores: Vec<f64> = (0..80).map(|i| score(i, uniform())).collect();
                Finished { marks: scores.iter().map(|s| *s >= 60.0).collect(), scores }
            })
            .collect()
    }

    #[test]
    fn what_is_learned_covers_and_finds_the_drift() {
        for drift in [0.0, -8.0] {
            let habits = Habits::learn(&films(drift)).unwrap();
            assert!((habits.mean - 60.0).abs() < 4.0 && (habits.deviation - 15.0).abs() < 1.5, "{habits:?}");
            assert!(
                (habits.mean_drift - drift).abs() < 3.0 && (habits.share_drift < -0.2) == (drift < -1.0),
                "{habits:?}"
            );
            let (mut share, mut mean) = (0, 0);
            for film in films(drift) {
                let count = |m: &[bool]| m.iter().filter(|p| **p).count();
                let holds = |s: Settled, x: f64| s.interval.low <= x && x <= s.interval.high;
                let (k, all) = (count(&film.marks[..10]), count(&film.marks) as f64 / 80.0);
                share += usize::from(holds(habits.settled_share(k, 10, 80, LEVEL).unwrap(), all));
                let end = film.scores.iter().sum::<f64>() / 80.0;
                mean += usize::from(holds(habits.settled_mean(&film.scores[..10], 80, LEVEL).unwrap(), end));
            }
            assert!((252..=290).contains(&share) && (252..=290).contains(&mean), "{share} {mean} of 300");
        }
        assert_eq!(Habits::learn(&films(0.0)[..9]), None);
    }

    proptest! {
        #[test]
        fn a_forecast_is_possible(k in 0usize..40, n in 0usize..40, all in 0usize..200, scores in
            prop::collection::vec(0.0..100.0f64, 0..40), level in 0.05..0.99f64) {
            let habits = Habits::default();
            if let Some(s) = habits.settled_share(k, n, all, level) {
                let all = all.max(n) as f64;
                prop_assert!(s.interval.low <= s.value && s.value <= s.interval.high);
                prop_assert!(s.interval.low >= k as f64 / all - 1e-9, "what is positive stays so");
                prop_assert!(s.interval.high <= (k as f64 + all - n as f64) / all + 1e-9);
            }
            if let Some(s) = habits.settled_mean(&scores, all, level) {
                prop_assert!(0.0 <= s.interval.low && s.interval.low <= s.value);
                prop_assert!(s.value <= s.interval.high && s.interval.high <= 100.0);
            }
        }
    }
}
