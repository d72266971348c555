//! Sums up the scores of one film: share of positive ones, mean, median, distribution.

use crate::quantile;

/// The lowest score that counts as positive.
///
/// The customary cut of the aggregators, 60 %: Rotten Tomatoes calls a film "fresh" from 60 % up (and a
/// review of 3 stars of 5, or 6 points of 10, is as a rule filed as fresh), and Metacritic's favorable
/// range begins right above 60. A convention, not a finding: a report says that it is used.
pub const POSITIVE: f64 = 60.0;

/// The lowest score that is not negative: Metacritic's limit between mixed and unfavorable.
const MIXED: f64 = 40.0;

/// How many bins a [`Summary::histogram`] has; each is ten points wide.
pub const BINS: usize = 10;

/// What a score says in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// Below 40.
    Negative,
    /// From 40 to below [`POSITIVE`].
    Mixed,
    /// From [`POSITIVE`] up.
    Positive,
}

impl Verdict {
    /// The verdict that a score amounts to.
    pub fn of(score: f64) -> Self {
        if score >= POSITIVE {
            Verdict::Positive
        } else if score >= MIXED {
            Verdict::Mixed
        } else {
            Verdict::Negative
        }
    }

    /// The word.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Negative => "negative",
            Verdict::Mixed => "mixed",
            Verdict::Positive => "positive",
        }
    }
}

/// A range that holds the true value in a share `level` of all samples drawn alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// How often such an interval holds the true value, 0 to 1.
    pub level: f64,
}

/// The share of positive scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many are positive.
    pub positive: usize,
    /// Of how many.
    pub of: usize,
    /// The share, 0 to 1.
    pub value: f64,
    /// Its Wilson interval.
    pub interval: Interval,
}

/// The mean score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mean {
    /// 0 to 100.
    pub value: f64,
    /// Its t interval; `None` for a single score, and where all scores are equal: neither tells how
    /// far critics are apart.
    pub interval: Option<Interval>,
}

/// All that is said of one set of scores.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// How many scores.
    pub n: usize,
    /// Share of positive ones; `None` without scores.
    pub share: Option<Share>,
    /// Mean; `None` without scores.
    pub mean: Option<Mean>,
    /// Median; `None` without scores.
    pub median: Option<f64>,
    /// How many scores in each ten points; 100 goes into the last bin.
    pub histogram: [usize; BINS],
    /// How many are negative, mixed, positive.
    pub verdicts: [usize; 3],
}

impl Summary {
    /// Sums up `scores` with intervals of `level`. What is no number is left out; what lies outside
    /// 0..100 is taken to the nearest end.
    pub fn of(scores: &[f64], level: f64) -> Self {
        let scores = clean(scores);
        let (mut histogram, mut verdicts) = ([0; BINS], [0; 3]);
        for &score in &scores {
            histogram[bin(score)] += 1;
            verdicts[Verdict::of(score) as usize] += 1;
        }
        Summary {
            n: scores.len(),
            share: share(&scores, level),
            mean: mean(&scores, level),
            median: median(&scores),
            histogram,
            verdicts,
        }
    }
}

/// Numbers only, within 0..100, in order: so that sums do not depend on the order they came in.
fn clean(scores: &[f64]) -> Vec<f64> {
    let mut kept: Vec<f64> = scores.iter().filter(|s| !s.is_nan()).map(|s| s.clamp(0.0, 100.0)).collect();
    kept.sort_by(f64::total_cmp);
    kept
}

/// The share of scores that are [`POSITIVE`], with its Wilson interval; `None` without scores.
pub fn share(scores: &[f64], level: f64) -> Option<Share> {
    let scores = clean(scores);
    let positive = scores.iter().filter(|s| **s >= POSITIVE).count();
    let interval = wilson(positive, scores.len(), level)?;
    Some(Share { positive, of: scores.len(), value: positive as f64 / scores.len() as f64, interval })
}

/// Wilson's score interval for `k` of `n`; `None` where `n` is 0 or `k` exceeds it.
///
/// Center (p + z²/2n) / (1 + z²/n), half width z/(1 + z²/n) · √(p(1-p)/n + z²/4n²), with p = k/n and z
/// the normal quantile of (1 + level)/2 (E. B. Wilson, "Probable inference, the law of succession, and
/// statistical inference", JASA 22, 1927). It stays within 0..1 and says something for small `n` and
/// for 0 % and 100 %, where the textbook interval p ± z·√(p(1-p)/n) has no width at all.
pub fn wilson(k: usize, n: usize, level: f64) -> Option<Interval> {
    if n == 0 || k > n {
        return None;
    }
    let level = level.clamp(0.0, 0.999_999);
    let z = quantile::normal(0.5 + level / 2.0);
    let (k, n) = (k as f64, n as f64);
    let p = k / n;
    let scale = 1.0 + z * z / n;
    let center = (p + z * z / (2.0 * n)) / scale;
    let half = z / scale * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    // The exact ends at 0 % and 100 % are 0 and 1; rounding may miss them, and p itself, by a hair.
    Some(Interval { low: (center - half).clamp(0.0, p), high: (center + half).clamp(p, 1.0), level })
}

/// The mean with its t interval, mean ± t · s/√n (Student, "The probable error of a mean", Biometrika
/// 6, 1908), cut to 0..100; `None` without scores.
pub fn mean(scores: &[f64], level: f64) -> Option<Mean> {
    let scores = clean(scores);
    if scores.is_empty() {
        return None;
    }
    let n = scores.len() as f64;
    let value = (scores.iter().sum::<f64>() / n).clamp(0.0, 100.0);
    let squares: f64 = scores.iter().map(|s| (s - value).powi(2)).sum();
    // Equal scores may differ from their own mean by rounding.
    let spread = scores.first() != scores.last();
    let interval = (scores.len() > 1 && spread).then(|| {
        let level = level.clamp(0.0, 0.999_999);
        let half = quantile::student(level, scores.len() - 1) * (squares / (n - 1.0) / n).sqrt();
        Interval { low: (value - half).max(0.0), high: (value + half).min(100.0), level }
    });
    Some(Mean { value, interval })
}

/// The middle score, or halfway between the two in the middle; `None` without scores.
pub fn median(scores: &[f64]) -> Option<f64> {
    let scores = clean(scores);
    let upper = *scores.get(scores.len() / 2)?;
    let lower = scores[(scores.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

/// The bin of a score: 0 for 0 to below 10, and so on; 100 goes into the last.
pub fn bin(score: f64) -> usize {
    ((score.clamp(0.0, 100.0) / 10.0) as usize).min(BINS - 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LEVEL;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 5e-4, "{got}, not {want}");
    }

    #[test]
    fn wilson_agrees_with_published_values() {
        // R. G. Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in
        // Medicine 17, 1998, table I: the score method at 95 %.
        for (k, n, low, high) in [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611)]
        {
            let i = wilson(k, n, 0.95).unwrap();
            near(i.low, low);
            near(i.high, high);
        }
        near(wilson(1, 29, 0.95).unwrap().low, 0.0061);
        near(wilson(1, 29, 0.95).unwrap().high, 0.1718);
    }

    #[test]
    fn five_of_five_is_not_five_hundred_of_five_hundred() {
        let few = share(&[80.0; 5], LEVEL).unwrap().interval;
        let many = share(&[80.0; 500], LEVEL).unwrap().interval;
        near(few.low, 0.6489);
        assert!(many.low > 0.99);
    }

    #[test]
    fn the_mean_of_few_is_honest() {
        assert_eq!(mean(&[], LEVEL), None);
        assert_eq!(mean(&[70.0], LEVEL).unwrap().interval, None);
        assert_eq!(mean(&[70.0; 7], LEVEL).unwrap().interval, None, "equal scores show no spread");
        let two = mean(&[60.0, 80.0], LEVEL).unwrap().interval.unwrap();
        near(two.low, 6.8625); // 70 - 6.31375 * 10
        assert_eq!(two.high, 100.0);
        let five = mean(&[50.0, 60.0, 70.0, 80.0, 90.0], 0.95).unwrap().interval.unwrap();
        near(five.low, 70.0 - 2.776_445 * 250f64.sqrt() / 5f64.sqrt());
    }

    #[test]
    fn every_score_has_its_bin_and_verdict() {
        assert_eq!(
            [0.0, 9.99, 10.0, 59.0, 60.0, 99.0, 100.0, 130.0, -1.0].map(bin),
            [0, 0, 1, 5, 6, 9, 9, 9, 0]
        );
        let names = [0.0, 39.9, 40.0, 59.9, 60.0, 100.0].map(|s| Verdict::of(s).name());
        assert_eq!(names, ["negative", "negative", "mixed", "mixed", "positive", "positive"]);
    }

    #[test]
    fn nothing_gives_nothing() {
        let none = Summary::of(&[f64::NAN], LEVEL);
        assert_eq!(none, Summary::of(&[], LEVEL));
        assert_eq!((none.n, none.share, none.mean, none.median), (0, None, None, None));
        assert_eq!(none.histogram, [0; BINS]);
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(median(&[90.0, 10.0, 50.0]), Some(50.0));
        assert_eq!(median(&[90.0, 10.0, 50.0, 60.0]), Some(55.0));
    }

    fn scores() -> impl Strategy<Value = Vec<f64>> {
        prop::collection::vec(0.0..=100.0, 1..60)
    }

    proptest! {
        #[test]
        fn intervals_hold_what_they_are_about(scores in scores(), level in 0.01..0.999) {
            let s = Summary::of(&scores, level);
            let share = s.share.unwrap();
            prop_assert!(0.0 <= share.interval.low && share.interval.low <= share.value);
            prop_assert!(share.value <= share.interval.high && share.interval.high <= 1.0);
            let mean = s.mean.unwrap();
            if let Some(i) = mean.interval {
                prop_assert!(0.0 <= i.low && i.low <= mean.value && mean.value <= i.high && i.high <= 100.0);
            }
            prop_assert_eq!(s.histogram.iter().sum::<usize>(), s.n);
            prop_assert_eq!(s.verdicts.iter().sum::<usize>(), s.n);
            prop_assert_eq!(s.verdicts[2], share.positive);
        }

        #[test]
        fn wilson_is_monotone(n in 1usize..400, k in 0usize..400, level in 0.1..0.99) {
            let k = k % n;
            let (fewer, more) = (wilson(k, n, level).unwrap(), wilson(k + 1, n, level).unwrap());
            prop_assert!(fewer.low <= more.low && fewer.high <= more.high);
            let (small, large) = (wilson(k, n, level).unwrap(), wilson(2 * k, 2 * n, level).unwrap());
            prop_assert!(large.high - large.low < small.high - small.low, "more reviews, narrower");
            let wider = wilson(k, n, level + 0.009).unwrap();
            prop_assert!(wider.high - wider.low > small.high - small.low, "surer, wider");
        }

        #[test]
        fn a_better_review_never_lowers_anything(scores in scores(), at: prop::sample::Index, by in 0.0..50.0) {
            let before = Summary::of(&scores, LEVEL);
            let mut better = scores;
            let i = at.index(better.len());
            better[i] += by;
            let after = Summary::of(&better, LEVEL);
            prop_assert!(after.share.unwrap().value >= before.share.unwrap().value);
            prop_assert!(after.mean.unwrap().value >= before.mean.unwrap().value - 1e-9);
            prop_assert!(after.median.unwrap() >= before.median.unwrap());
        }

        #[test]
        fn order_does_not_matter(scores in scores(), turn: prop::sample::Index) {
            let mut turned = scores.clone();
            turned.rotate_left(turn.index(scores.len()));
            prop_assert_eq!(Summary::of(&scores, LEVEL), Summary::of(&turned, LEVEL));
        }
    }
}
