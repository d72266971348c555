//! Does a film divide its critics? A test against films in general, not a threshold.
//!
//! Two questions: are the film's scores farther apart than films' scores are, and do they fall into two camps
//! more than films' scores do? Each gets a p value, and over many films the share of false alarms is held down.

use std::collections::BTreeMap;

use crate::estimate::Interval;
use crate::gamma::{chi_square_above, chi_square_quantile};

/// Films with fewer scores are not tested: two camps of two are no camps.
pub(crate) const FEWEST: usize = 5;

/// How often the camps of a film are compared with those of scores drawn from films in general.
const DRAWS: usize = 1999;

/// Of how many scores the shape is kept at most, and in how many of a film's camps are looked for: evenly spaced in
/// order, they have the same shape.
const SHAPE: usize = 4096;
const LOOKED: usize = 256;

/// How far apart films' scores are as a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Norm {
    /// The variance of scores within a film, pooled over films, in points².
    pub variance: f64,
    /// The excess kurtosis of scores within a film: 0 for normal ones.
    pub kurtosis: f64,
    /// How many films and scores this rests on.
    pub films: usize,
    /// See `films`.
    pub scores: usize,
    /// Scores less their film's mean, in the film's own spreads, in order; of many, [`SHAPE`] evenly spaced.
    shape: Vec<f64>,
}

/// How divided critics are over one film.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Split {
    /// How many scores.
    pub n: usize,
    /// Their standard deviation, in points.
    pub deviation: f64,
    /// Their variance against that of films in general: 2 is twice as much. The size of the effect.
    pub ratio: f64,
    /// The interval of the ratio.
    pub interval: Interval,
    /// How likely so large a ratio or a larger one is where the film is like others.
    pub spread: f64,
    /// How likely camps so clearly apart, or clearer, are where the film is like others.
    pub camps: f64,
    /// Means of the lower and of the upper camp, where the scores are cut best in two.
    pub means: [f64; 2],
    /// The size of the lower camp.
    pub lower: usize,
}

impl Split {
    /// One p value for both questions: twice the less (Bonferroni).
    pub fn p(&self) -> f64 {
        (2.0 * self.spread.min(self.camps)).min(1.0)
    }
}

impl Norm {
    /// What films in general are like: from all scores (0 to 100) of each. `None` unless three films have
    /// five scores that are not all alike.
    pub fn of(films: &[Vec<f64>]) -> Option<Norm> {
        let (mut squares, mut degrees, mut fourth) = (0.0, 0.0, 0.0);
        let mut shape = Vec::new();
        let mut count = 0;
        for film in films {
            let film = sound(film);
            let Some((mean, variance)) = moments(&film).filter(|m| film.len() >= FEWEST && m.1 > 0.0) else {
                continue;
            };
            let n = film.len() as f64;
            count += 1;
            squares += variance * (n - 1.0);
            degrees += n - 1.0;
            // With the mean of n taken out a fourth power is too small by about this.
            let whole = (n - 1.0) * (n * n - 3.0 * n + 3.0) / (n * n * n);
            let cross = 3.0 * (n - 1.0) * (2.0 * n - 3.0) / (n * n * n);
            fourth += film.iter().map(|x| (x - mean).powi(4)).sum::<f64>() / whole
                - n * cross / whole * variance * variance;
            let spread = variance.sqrt();
            shape.extend(film.iter().map(|x| (x - mean) / spread));
        }
        if count < 3 {
            return None;
        }
        let variance = squares / degrees;
        let kurtosis = fourth / shape.len() as f64 / (variance * variance) - 3.0;
        shape.sort_by(f64::total_cmp);
        Some(Norm {
            variance,
            kurtosis: kurtosis.clamp(-1.9, 12.0),
            films: count,
            scores: shape.len(),
            shape: thin(shape, SHAPE),
        })
    }

    /// The norm as bytes: numbers of eight, little-endian.
    pub fn to_bytes(&self) -> Vec<u8> {
        let head = [self.variance, self.kurtosis, self.films as f64, self.scores as f64];
        head.iter().chain(&self.shape).flat_map(|x| x.to_le_bytes()).collect()
    }

    /// The norm of the bytes; `None` where they are not one.
    pub fn from_bytes(bytes: &[u8]) -> Option<Norm> {
        let (numbers, []) = bytes.as_chunks::<8>() else { return None };
        let numbers: Vec<f64> = numbers.iter().map(|b| f64::from_le_bytes(*b)).collect();
        let ([variance, kurtosis, films, scores], shape) = numbers.split_first_chunk::<4>()?;
        let sound = numbers.iter().all(|x| x.is_finite()) && *variance > 0.0 && shape.is_sorted();
        (sound && !shape.is_empty()).then(|| Norm {
            variance: *variance,
            kurtosis: kurtosis.clamp(-1.9, 12.0),
            films: *films as usize,
            scores: *scores as usize,
            shape: shape.to_vec(),
        })
    }

    /// Tests one film; `None` with fewer than five scores.
    pub fn split(&self, scores: &[f64], level: f64) -> Option<Split> {
        Tests::new(self).split(scores, level)
    }

    /// Tests films one by one; those with fewer than five scores get `None`.
    pub fn splits(&self, films: &[Vec<f64>], level: f64) -> Vec<Option<Split>> {
        let mut tests = Tests::new(self);
        films.iter().map(|film| tests.split(film, level)).collect()
    }

    /// The degrees of freedom of a film's variance. That of `n` normal scores has n - 1; where tails are heavier
    /// or lighter, var(s²) = σ⁴·(2/(n-1) + κ/n), and a chi-square with this variance takes its place (G. Box,
    /// "Non-normality and tests on variances", Biometrika 40, 1953; M. Layard, "Robust large-sample tests for
    /// homogeneity of variances", JASA 68, 1973).
    fn degrees(&self, n: usize) -> f64 {
        let n = n as f64;
        2.0 / (2.0 / (n - 1.0) + self.kurtosis / n).max(0.05 / n)
    }
}

/// Tests every film against all; films with too few scores get `None`. Deterministic.
pub fn splits(films: &[Vec<f64>], level: f64) -> Vec<Option<Split>> {
    let Some(norm) = Norm::of(films) else { return vec![None; films.len()] };
    norm.splits(films, level)
}

/// For each p value the least rate of false alarms at which it would count: among all that have this or less,
/// no more than so large a share is false in the mean (Y. Benjamini and Y. Hochberg, "Controlling the false
/// discovery rate", JRSS B 57, 1995).
pub fn discoveries(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*b].total_cmp(&p[*a]));
    let (mut least, mut out) = (1.0f64, vec![1.0; p.len()]);
    for (k, i) in order.iter().enumerate() {
        least = least.min(p[*i] * p.len() as f64 / (p.len() - k) as f64);
        // Never under the p value itself, by however little rounding goes.
        out[*i] = least.max(p[*i]);
    }
    out
}

/// Tests film after film: what one number of scores needs is drawn once.
#[derive(Debug)]
pub struct Tests<'a> {
    norm: &'a Norm,
    drawn: BTreeMap<usize, Vec<f64>>,
}

impl<'a> Tests<'a> {
    /// Against this norm.
    pub fn new(norm: &'a Norm) -> Self {
        Tests { norm, drawn: BTreeMap::new() }
    }

    /// Tests one film; `None` with fewer than five scores.
    pub fn split(&mut self, scores: &[f64], level: f64) -> Option<Split> {
        let scores = sound(scores);
        let (_, variance) = moments(&scores).filter(|_| scores.len() >= FEWEST)?;
        let (n, norm) = (scores.len(), self.norm);
        let ratio = variance / norm.variance;
        let degrees = norm.degrees(n);
        let level = level.clamp(0.0, 0.999_999);
        let bound = |above: f64| ratio * degrees / chi_square_quantile(above, degrees);
        let interval = Interval { low: bound((1.0 - level) / 2.0), high: bound((1.0 + level) / 2.0), level };
        let looked = thin(scores.clone(), LOOKED);
        let (_, clear) = camps(&looked);
        let (lower, _) = camps(&scores);
        let drawn = self.drawn.entry(looked.len()).or_insert_with(|| draw(&norm.shape, looked.len()));
        let camps = rarity(drawn, clear);
        let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len().max(1) as f64;
        Some(Split {
            n,
            deviation: variance.sqrt(),
            ratio,
            interval,
            spread: chi_square_above(ratio * degrees, degrees),
            camps: if variance > 0.0 { camps.min(1.0) } else { 1.0 },
            means: [mean(&scores[..lower]), mean(&scores[lower..])],
            lower,
        })
    }
}

/// No more than `most` of what is in order, evenly spaced.
fn thin(sorted: Vec<f64>, most: usize) -> Vec<f64> {
    let n = sorted.len();
    if n <= most {
        return sorted;
    }
    (0..most).filter_map(|i| sorted.get((2 * i + 1) * n / (2 * most)).copied()).collect()
}

/// Cuts sorted scores where both sides are closest within: the size of the lower side, and the share of the
/// variance that lies between the sides. Of two points each of half the scores it is 1, of an even spread 3/4, of
/// normal scores 2/π = 0.64 (J. Hartigan, "Asymptotic distributions for clustering criteria", 1978). It depends
/// on neither the film's mean nor its spread.
fn camps(sorted: &[f64]) -> (usize, f64) {
    let n = sorted.len() as f64;
    let sum: f64 = sorted.iter().sum();
    let mean = sum / n;
    let total: f64 = sorted.iter().map(|x| (x - mean).powi(2)).sum();
    let (mut below, mut best) = (0.0, (sorted.len() / 2, 0.0));
    for k in 1..sorted.len() {
        below += sorted[k - 1];
        let (a, b) = (k as f64, n - k as f64);
        let between = a * b / n * (below / a - (sum - below) / b).powi(2);
        // A lone dissenter is no camp: each has a sixth of the scores at least.
        if between > best.1 && a.min(b) >= n / 6.0 {
            best = (k, between);
        }
    }
    (best.0, if total > 0.0 { best.1 / total } else { 0.0 })
}

/// How often camps as clear as this, or clearer, are drawn.
///
/// Half of what is just as clear counts: grades come in steps, and equal ones are common. Where less than one in
/// a hundred is clearer, the count gives way to an exponential tail through the clearest fiftieth, on the scale of
/// log odds: among many films p values finer than one in the number of draws are needed (T. Knijnenburg et al.,
/// "Fewer permutations, more accurate P-values", Bioinformatics 25, 2009).
fn rarity(drawn: &[f64], clear: f64) -> f64 {
    const TINY: f64 = 1e-12;
    let odds = |x: f64| (x.clamp(1e-9, 1.0 - 1e-6) / (1.0 - x.clamp(1e-9, 1.0 - 1e-6))).ln();
    let (below, up_to) =
        (drawn.partition_point(|d| *d < clear - TINY), drawn.partition_point(|d| *d <= clear + TINY));
    let above = drawn.len() - up_to;
    let tail = drawn.len() / 50;
    if above >= tail / 2 || tail == 0 {
        let same = up_to - below;
        return ((above as f64 + 0.5 * same as f64 + 1.0) / (drawn.len() as f64 + 1.0)).min(1.0);
    }
    let ends = &drawn[drawn.len() - tail..];
    let first = odds(ends[0]);
    let excess = (ends.iter().map(|x| odds(*x)).sum::<f64>() / tail as f64 - first).max(1e-6);
    0.02 * (-(odds(clear) - first).max(0.0) / excess).exp()
}

/// How clear the camps are of so many films of `n` scores drawn from films in general, in order.
fn draw(shape: &[f64], n: usize) -> Vec<f64> {
    // A generator of its own, seeded by the number of scores: the same figures on every machine (splitmix64).
    let mut state = n as u64;
    let mut scores = vec![0.0; n];
    let mut drawn: Vec<f64> = (0..DRAWS)
        .map(|_| {
            for score in &mut scores {
                state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = state;
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                *score = shape[((z ^ (z >> 31)) % shape.len() as u64) as usize];
            }
            scores.sort_unstable_by(f64::total_cmp);
            camps(&scores).1
        })
        .collect();
    drawn.sort_by(f64::total_cmp);
    drawn
}

fn sound(scores: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> = scores.iter().filter(|s| s.is_finite()).copied().collect();
    all.sort_by(f64::total_cmp);
    all
}

/// Mean and variance.
fn moments(scores: &[f64]) -> Option<(f64, f64)> {
    let n = scores.len() as f64;
    let mean = scores.iter().sum::<f64>() / n;
    let squares: f64 = scores.iter().map(|s| (s - mean).powi(2)).sum();
    let spread = scores.first() != scores.last();
    (scores.len() > 1).then_some((mean, if spread { squares / (n - 1.0) } else { 0.0 }))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LEVEL;
    use crate::quantile::normal;

    /// Films alike but for their means: normal scores by the quantiles of a shuffled even grid.
    fn films(count: usize, n: usize, spread: f64) -> Vec<Vec<f64>> {
        let mut state = 1u64;
        let mut uniform = move || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 11) as f64 + 0.5) / (1u64 << 53) as f64
        };
        (0..count)
            .map(|i| (0..n).map(|_| 40.0 + (i % 20) as f64 + spread * normal(uniform())).collect())
            .collect()
    }

    #[test]
    fn films_alike_raise_few_alarms() {
        let all = films(400, 16, 12.0);
        let norm = Norm::of(&all).unwrap();
        assert!((norm.variance.sqrt() - 12.0).abs() < 0.2 && norm.kurtosis.abs() < 0.2, "{norm:?}");
        let got: Vec<Split> = splits(&all, LEVEL).into_iter().flatten().collect();
        for p in [|s: &Split| s.spread, |s: &Split| s.camps] {
            let alarms = got.iter().filter(|s| p(s) <= 0.05).count() as f64 / 400.0;
            assert!((0.025..0.08).contains(&alarms), "{alarms}");
        }
        let held = got.iter().filter(|s| s.interval.low <= 1.0 && 1.0 <= s.interval.high).count();
        assert!((335..=385).contains(&held), "{held} of 400 intervals hold");
        let q = discoveries(&got.iter().map(Split::p).collect::<Vec<_>>());
        assert!(q.iter().filter(|q| **q <= 0.05).count() <= 2);
    }

    #[test]
    fn a_divided_film_is_found() {
        let mut all = films(200, 20, 12.0);
        all.push([vec![20.0; 10], vec![90.0; 10]].concat());
        // Two camps that are not wide apart: the same spread as others.
        all.push((0..30).map(|i| if i % 2 == 0 { 48.0 } else { 72.0 } + f64::from(i % 3)).collect());
        let got: Vec<Split> = splits(&all, LEVEL).into_iter().flatten().collect();
        let q = discoveries(&got.iter().map(Split::p).collect::<Vec<_>>());
        assert!(q[200] < 0.01 && q[201] < 0.05, "{:?} {:?}", got[200], got[201]);
        assert!(got[200].spread < 1e-6 && got[201].spread > 0.05 && got[201].camps < 0.01);
        assert_eq!((got[200].means, got[200].lower), ([20.0, 90.0], 10));
    }

    #[test]
    fn too_little_is_not_tested() {
        assert_eq!(Norm::of(&[vec![50.0; 9]]), None);
        let norm = Norm::of(&films(20, 10, 10.0)).unwrap();
        assert_eq!(norm.split(&[0.0, 100.0, 0.0, 100.0], LEVEL), None);
        let alike = norm.split(&[50.0; 8], LEVEL).unwrap();
        assert_eq!((alike.ratio, alike.spread, alike.camps), (0.0, 1.0, 1.0));
    }

    #[test]
    fn false_alarms_are_shared_out() {
        // The example of Benjamini and Hochberg (1995): four of fifteen at 5 %.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719,
            0.6528, 0.7590, 1.0,
        ];
        let q = discoveries(&p);
        assert_eq!(q.iter().filter(|q| **q <= 0.05).count(), 4);
        assert_eq!(discoveries(&[]), [0.0; 0]);
    }

    static NORM: std::sync::LazyLock<Norm> =
        std::sync::LazyLock::new(|| Norm::of(&films(30, 12, 15.0)).unwrap());

    #[test]
    fn a_norm_comes_back_from_its_bytes() {
        let films: Vec<Vec<f64>> =
            (0..9).map(|f| (0..8).map(|i| f64::from((f * 7 + i * i * 5) % 100)).collect()).collect();
        let norm = Norm::of(&films).unwrap();
        let bytes = norm.to_bytes();
        assert_eq!(Norm::from_bytes(&bytes), Some(norm));
        assert_eq!(Norm::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Norm::from_bytes(&[]), None);
        assert_eq!(thin((0..1000).map(f64::from).collect(), 4), [125.0, 375.0, 625.0, 875.0]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn order_scale_and_place_do_not_matter(
            scores in prop::collection::vec(0.0..100.0f64, 5..40), turn: prop::sample::Index, by in 0.1..3.0f64,
        ) {
            let norm = &*NORM;
            let one = norm.split(&scores, LEVEL).unwrap();
            let mut turned = scores.clone();
            turned.rotate_left(turn.index(scores.len()));
            prop_assert_eq!(norm.split(&turned, LEVEL).unwrap(), one);
            prop_assert!(one.interval.low <= one.ratio && one.ratio <= one.interval.high);
            let stretched: Vec<f64> = scores.iter().map(|s| 7.0 + s * by).collect();
            let other = norm.split(&stretched, LEVEL).unwrap();
            prop_assert!((other.camps - one.camps).abs() < 2e-3, "camps know no spread");
            let wider = other.spread <= one.spread + 1e-12;
            prop_assert!(wider == (by > 1.0) || (other.spread - one.spread).abs() < 1e-9);
        }

        #[test]
        fn rates_keep_the_order(p in prop::collection::vec(0.0..1.0f64, 1..40)) {
            let q = discoveries(&p);
            for i in 0..p.len() {
                prop_assert!(q[i] >= p[i] && q[i] <= 1.0);
                prop_assert!((0..p.len()).all(|j| p[i] > p[j] || q[i] <= q[j]));
            }
        }
    }
}
