//! How far two critics agree, or one critic with all others, on the films that both have scored.

use crate::estimate::Interval;
use crate::quantile::{normal, student};

/// What two raters gave one film: the scores of the one and the other, 0 to 100, and their verdicts where known.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Pair {
    /// The score of the first.
    pub one: f64,
    /// The score of the second, or the mean of all others.
    pub other: f64,
    /// Whether each was positive.
    pub positive: Option<(bool, bool)>,
}

/// A figure with its interval, where the data bear one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The figure.
    pub value: f64,
    /// How sure it is.
    pub interval: Option<Interval>,
}

/// Agreement of two raters.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Agreement {
    /// On so many films.
    pub n: usize,
    /// Pearson's r of the scores, shrunken toward what is usual of two critics. `None` without films.
    pub likely: Option<Figure>,
    /// Pearson's r as it is; `None` under three films, and where one gave all the same.
    pub pearson: Option<Figure>,
    /// Kendall's tau-b; `None` where one gave all the same.
    pub kendall: Option<f64>,
    /// The mean of one minus other, with its t interval.
    pub difference: Option<Figure>,
    /// How often the verdicts agree beyond chance: see [`kappa`].
    pub kappa: Option<Figure>,
    /// How often the verdicts agree, 0 to 1; `None` where none are known.
    pub verdicts: Option<f64>,
}

/// What two critics' scores correlate by as a rule, and the spread of that among pairs, in Fisher's z: of 18,674 pairs
/// of critics with ten or more films in common on Rotten Tomatoes (the mean r is 0.46).
pub(crate) const USUAL: (f64, f64) = (0.5, 0.14);

/// All about the agreement of two raters, with intervals of `level`. What is no number is left out.
pub fn agreement(pairs: &[Pair], level: f64) -> Agreement {
    let pairs: Vec<Pair> =
        pairs.iter().filter(|p| p.one.is_finite() && p.other.is_finite()).copied().collect();
    let level = level.clamp(0.0, 0.999_999);
    let marks: Vec<(bool, bool)> = pairs.iter().filter_map(|p| p.positive).collect();
    let alike = marks.iter().filter(|(a, b)| a == b).count();
    Agreement {
        n: pairs.len(),
        likely: likely(&pairs, level),
        pearson: correlation(&pairs, level),
        kendall: kendall(&pairs),
        difference: difference(&pairs, level),
        kappa: kappa(&marks, level),
        verdicts: (!marks.is_empty()).then(|| alike as f64 / marks.len() as f64),
    }
}

/// Pearson's correlation of the scores with Fisher's interval: tanh(artanh r ± z/√(n-3)) (R. Fisher, "On the
/// probable error of a coefficient of correlation deduced from a small sample", 1921). No interval under four.
pub fn correlation(pairs: &[Pair], level: f64) -> Option<Figure> {
    if pairs.len() < 3 {
        return None;
    }
    let value = pearson(pairs)?;
    let interval = (pairs.len() > 3).then(|| {
        let half = normal(0.5 + level / 2.0) / (pairs.len() as f64 - 3.0).sqrt();
        // A perfect correlation has no finite z; a hair less has.
        around(value.clamp(-0.999_999, 0.999_999).atanh(), half, level, value)
    });
    Some(Figure { value, interval })
}

/// The correlation that is likely of two critics of whom so little is known: the normal mean of Fisher's z and
/// of what is [`USUAL`], each by its precision. Five films in common tell little, and this says so.
fn likely(pairs: &[Pair], level: f64) -> Option<Figure> {
    if pairs.is_empty() {
        return None;
    }
    let (mean, spread) = USUAL;
    let prior = spread.powi(-2);
    let own = (pairs.len() as f64 - 3.0).max(0.0);
    let z = pearson(pairs).map_or(mean, |r| r.clamp(-0.999, 0.999).atanh());
    let z = (prior * mean + own * z) / (prior + own);
    let half = normal(0.5 + level / 2.0) / (prior + own).sqrt();
    Some(Figure { value: z.tanh(), interval: Some(around(z, half, level, z.tanh())) })
}

fn around(z: f64, half: f64, level: f64, value: f64) -> Interval {
    Interval { low: (z - half).tanh().min(value), high: (z + half).tanh().max(value), level }
}

fn pearson(pairs: &[Pair]) -> Option<f64> {
    let n = pairs.len() as f64;
    let mean = |f: fn(&Pair) -> f64| pairs.iter().map(f).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.one), mean(|p| p.other));
    let sum = |f: &dyn Fn(&Pair) -> f64| pairs.iter().map(f).sum::<f64>();
    let (xx, yy) = (sum(&|p| (p.one - x).powi(2)), sum(&|p| (p.other - y).powi(2)));
    let xy = sum(&|p| (p.one - x) * (p.other - y));
    (xx > 1e-9 && yy > 1e-9).then(|| (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0))
}

/// Kendall's tau-b: of pairs of films, those put in the same order less those put in the other, with ties
/// allowed for (M. Kendall, "The treatment of ties in ranking problems", Biometrika 33, 1945).
pub fn kendall(pairs: &[Pair]) -> Option<f64> {
    let (mut sum, mut ones, mut others) = (0i64, 0i64, 0i64);
    for (i, a) in pairs.iter().enumerate() {
        for b in &pairs[i + 1..] {
            let sign = |x: f64, y: f64| i64::from(x > y) - i64::from(x < y);
            let (x, y) = (sign(a.one, b.one), sign(a.other, b.other));
            sum += x * y;
            ones += x.abs();
            others += y.abs();
        }
    }
    (ones > 0 && others > 0).then(|| sum as f64 / (ones as f64 * others as f64).sqrt())
}

fn difference(pairs: &[Pair], level: f64) -> Option<Figure> {
    if pairs.is_empty() {
        return None;
    }
    let n = pairs.len() as f64;
    let value = pairs.iter().map(|p| p.one - p.other).sum::<f64>() / n;
    let squares: f64 = pairs.iter().map(|p| (p.one - p.other - value).powi(2)).sum();
    let interval = (pairs.len() > 1 && squares > 1e-9).then(|| {
        let half = student(level, pairs.len() - 1) * (squares / (n - 1.0) / n).sqrt();
        Interval { low: value - half, high: value + half, level }
    });
    Some(Figure { value, interval })
}

/// Cohen's kappa of verdicts: (agreement - chance) / (1 - chance), where chance is what two raters with these
/// shares would agree by (J. Cohen, "A coefficient of agreement for nominal scales", 1960), with the large-sample
/// interval of J. Fleiss, J. Cohen and B. Everitt, "Large sample standard errors of kappa and weighted kappa"
/// (1969). `None` where chance alone gives full agreement; no interval where the error comes out as none.
pub fn kappa(verdicts: &[(bool, bool)], level: f64) -> Option<Figure> {
    let n = verdicts.len() as f64;
    let share = |a: bool, b: bool| verdicts.iter().filter(|v| **v == (a, b)).count() as f64 / n.max(1.0);
    let p = [[share(false, false), share(false, true)], [share(true, false), share(true, true)]];
    let row = [p[0][0] + p[0][1], p[1][0] + p[1][1]];
    let column = [p[0][0] + p[1][0], p[0][1] + p[1][1]];
    let (seen, chance) = (p[0][0] + p[1][1], row[0] * column[0] + row[1] * column[1]);
    if verdicts.is_empty() || 1.0 - chance < 1e-9 {
        return None;
    }
    let value = (seen - chance) / (1.0 - chance);
    let on: f64 = (0..2).map(|i| p[i][i] * (1.0 - (row[i] + column[i]) * (1.0 - value)).powi(2)).sum();
    let off: f64 = (0..2).map(|i| p[i][1 - i] * (column[i] + row[1 - i]).powi(2)).sum();
    let rest = (value - chance * (1.0 - value)).powi(2);
    let variance = (on + (1.0 - value).powi(2) * off - rest) / (n * (1.0 - chance).powi(2));
    let interval = (variance > 1e-12).then(|| {
        let half = normal(0.5 + level / 2.0) * variance.sqrt();
        Interval { low: (value - half).max(-1.0), high: (value + half).min(1.0), level }
    });
    Some(Figure { value, interval })
}

/// A film on which a critic stands apart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Apart {
    /// The place of the film among those given.
    pub index: usize,
    /// The critic's score less what was to be expected of him: others' mean and his own usual difference.
    pub gap: f64,
    /// The gap in its standard errors.
    pub errors: f64,
}

/// A critic's score of a film, and those of all others.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Against {
    /// The critic's score.
    pub own: f64,
    /// The others' scores.
    pub others: Vec<f64>,
}

/// A critic's favorite disagreements: where he is farthest from the others, for how far films' scores spread
/// and how few the others are. The first is the farthest; films with no other score are left out.
///
/// A gap's standard error is √(s²·(1 + 1/n)), the prediction error of one more score after n, with the film's
/// own variance drawn toward the pooled one of all films (as if that had been seen in four scores). The critic's
/// usual difference is taken out: a harsh critic does not disagree with everyone on everything.
pub fn disagreements(films: &[Against]) -> Vec<Apart> {
    const TRUST: f64 = 4.0;
    let some: Vec<(usize, f64, f64, f64)> = films
        .iter()
        .enumerate()
        .filter(|(_, f)| f.own.is_finite())
        .filter_map(|(i, f)| {
            let scores: Vec<f64> = f.others.iter().copied().filter(|s| s.is_finite()).collect();
            let n = scores.len() as f64;
            let mean = scores.iter().sum::<f64>() / n;
            let squares = scores.iter().map(|s| (s - mean).powi(2)).sum();
            (n > 0.0).then_some((i, n, mean, squares))
        })
        .collect();
    let degrees: f64 = some.iter().map(|s| s.1 - 1.0).sum();
    let squares: f64 = some.iter().map(|s| s.3).sum();
    // Without a film of two others the spread is what critics' scores of one film have as a rule: 16.5 points.
    let pooled = (squares + TRUST * 270.0) / (degrees + TRUST);
    let usual = some.iter().map(|s| films[s.0].own - s.2).sum::<f64>() / some.len().max(1) as f64;
    let apart = |&(index, n, mean, squares): &(usize, f64, f64, f64)| {
        let variance = (squares + TRUST * pooled) / (n - 1.0 + TRUST);
        let gap = films[index].own - mean - usual;
        Apart { index, gap, errors: gap / (variance * (1.0 + 1.0 / n)).sqrt() }
    };
    let mut all: Vec<Apart> = some.iter().map(apart).collect();
    all.sort_by(|a, b| b.errors.abs().total_cmp(&a.errors.abs()).then(a.index.cmp(&b.index)));
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LEVEL;

    fn pairs(all: &[(f64, f64)]) -> Vec<Pair> {
        all.iter().map(|&(one, other)| Pair { one, other, positive: None }).collect()
    }

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 6e-4, "{got}, not {want}");
    }

    #[test]
    fn figures_agree_with_the_textbook() {
        // Anscombe's first quartet (1973): r = 0.816.
        let quartet = [
            (10.0, 8.04),
            (8.0, 6.95),
            (13.0, 7.58),
            (9.0, 8.81),
            (11.0, 8.33),
            (14.0, 9.96),
            (6.0, 7.24),
            (4.0, 4.26),
            (12.0, 10.84),
            (7.0, 4.82),
            (5.0, 5.68),
        ];
        let got = correlation(&pairs(&quartet), 0.95).unwrap();
        near(got.value, 0.8164);
        let interval = got.interval.unwrap();
        near(interval.low, 0.4244);
        near(interval.high, 0.9507);
        near(kendall(&pairs(&quartet)).unwrap(), 0.6364);
        // With ties: 8 pairs of films in one order and none in the other, one tie of each rater.
        let tied = pairs(&[(1.0, 1.0), (2.0, 2.0), (2.0, 3.0), (4.0, 4.0), (5.0, 4.0)]);
        near(kendall(&tied).unwrap(), 8.0 / 9.0);
    }

    #[test]
    fn kappa_agrees_with_the_textbook() {
        // 20 both yes, 15 both no, 5 and 10 of one each: kappa 0.4.
        let mut all = vec![(true, true); 20];
        all.extend([(true, false); 5]);
        all.extend([(false, true); 10]);
        all.extend([(false, false); 15]);
        let got = kappa(&all, 0.95).unwrap();
        near(got.value, 0.4);
        // The standard error in closed form: 0.1270.
        let half = (got.interval.unwrap().high - got.value) / 1.959_964;
        near(half, 0.1270);
        assert_eq!(kappa(&[(true, true); 9], 0.9), None, "chance agrees as well");
        assert_eq!(kappa(&[], 0.9), None);
    }

    #[test]
    fn few_films_in_common_tell_little() {
        let two = agreement(&pairs(&[(10.0, 90.0), (90.0, 10.0)]), LEVEL);
        assert_eq!(two.pearson, None);
        near(two.likely.unwrap().value, USUAL.0.tanh());
        let alike: Vec<Pair> = pairs(&(0..50).map(|i| (f64::from(i), f64::from(i))).collect::<Vec<_>>());
        assert!(agreement(&alike[..5], LEVEL).likely.unwrap().value < 0.8);
        assert!(agreement(&alike, LEVEL).likely.unwrap().value > 0.95);
        assert_eq!(agreement(&[], LEVEL), Agreement::default());
    }

    #[test]
    fn the_farthest_comes_first_and_severity_is_no_disagreement() {
        let film = |own: f64, others: &[f64]| Against { own, others: others.to_vec() };
        // Twenty points below the others everywhere but at the fourth, which he liked.
        let films = [
            film(40.0, &[60.0, 58.0, 62.0]),
            film(30.0, &[50.0, 52.0, 48.0]),
            film(60.0, &[80.0, 78.0, 82.0]),
            film(80.0, &[60.0, 61.0, 59.0]),
            film(50.0, &[]),
        ];
        let got = disagreements(&films);
        assert_eq!((got[0].index, got.len()), (3, 4));
        assert!(got[0].gap > 0.0 && got[1].gap < 0.0 && got[1].errors.abs() < got[0].errors);
        let split =
            [film(90.0, &[10.0, 90.0, 20.0, 80.0, 50.0]), film(90.0, &[50.0; 5]), film(50.0, &[80.0; 5])];
        let got = disagreements(&split);
        assert!(
            got.iter().find(|a| a.index == 0).unwrap().errors
                < got.iter().find(|a| a.index == 1).unwrap().errors
        );
    }

    proptest! {
        #[test]
        fn agreement_is_mutual(raw in prop::collection::vec((0u8..9, 0u8..9, any::<bool>(), any::<bool>()), 1..40)) {
            let of = |&(a, b, x, y): &(u8, u8, bool, bool)| Pair {
                one: f64::from(a) * 12.5, other: f64::from(b) * 12.5, positive: Some((x, y)),
            };
            let pairs: Vec<Pair> = raw.iter().map(of).collect();
            let turned: Vec<Pair> = pairs.iter().map(|p| Pair {
                one: p.other, other: p.one, positive: p.positive.map(|(a, b)| (b, a)),
            }).collect();
            let (a, b) = (agreement(&pairs, LEVEL), agreement(&turned, LEVEL));
            let close = |a: Option<Figure>, b: Option<Figure>, sign: f64| {
                a.is_some() == b.is_some() && a.zip(b).is_none_or(|(a, b)| (a.value - sign * b.value).abs() < 1e-9)
            };
            prop_assert!(close(a.pearson, b.pearson, 1.0) && close(a.kappa, b.kappa, 1.0));
            prop_assert!(close(a.difference, b.difference, -1.0));
            prop_assert_eq!(a.kendall, b.kendall);
            for f in [a.pearson, a.likely, a.kappa].into_iter().flatten() {
                prop_assert!((-1.0..=1.0).contains(&f.value));
                if let Some(i) = f.interval {
                    prop_assert!(i.low <= f.value && f.value <= i.high);
                }
            }
        }
    }
}
