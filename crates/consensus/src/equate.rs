//! Scales put on one another, learned through films that critics of several scales have graded.
//!
//! Equipercentile equating (Kolen and Brennan, *Test Equating, Scaling, and Linking*, 3rd ed., 2014) with the
//! films' own level taken out: critics of one scale may have seen better films than those of another.
//! Every grade is a point on one line, N(film, σ²). The grades of a scale should then be spread as the
//! mixture of its films is, so its steps cut that mixture where their cumulative shares lie, and a step's place
//! is the mixture's mean between its two cuts. Films' levels follow from the places, and so on until nothing
//! moves. Last, places become scores by the mean of what all scales, as fractions, have there.
//!
//! What differs between two scales' *critics* (one group more severe than the other) and what differs between the
//! scales cannot be told apart so; the table makes the two groups agree on the films that both have graded.

use std::collections::BTreeMap;

use crate::model::Scale;
use crate::quantile;

/// Rounds at most.
const ROUNDS: usize = 12;
/// Rounds for a part of the critics, begun at the whole's table.
const FEW: usize = 3;
/// Groups of critics that are left out in turn.
const GROUPS: usize = 20;
/// Points of the grid on which distributions are, and its ends, in standard deviations of all grades.
const GRID: usize = 201;
const REACH: f64 = 5.0;
/// Standard deviation of grades, in points of score (22.0 on Rotten Tomatoes' reviews).
const SPREAD: f64 = 22.0;

/// A grade on a scale.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Graded {
    /// Which film.
    pub film: u32,
    /// Who.
    pub critic: Option<u32>,
    /// The scale; [`Scale::Other`] is left out.
    pub scale: Scale,
    /// Points: letters from 0 for F to 12 for A+, others as printed. Anything between half points goes to the nearest.
    pub points: f64,
}

/// A learned table.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Equated {
    /// The steps of every scale that was seen, in order of scale and points.
    pub steps: Vec<Step>,
}

/// A step of a scale and what it is worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    /// The scale.
    pub scale: Scale,
    /// Points on it.
    pub points: f64,
    /// 0 to 100.
    pub score: f64,
    /// Lower end of its 90 % interval.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Grades that are this step; without any its score lies between its neighbors'.
    pub n: u32,
}

/// The scales and how many steps they have, from 0.
const SCALES: [(Scale, usize); 4] =
    [(Scale::Letter, 13), (Scale::Four, 9), (Scale::Five, 11), (Scale::Ten, 21)];

/// A grade by place: its film, its scale, its step; and its critic's group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    film: usize,
    scale: usize,
    step: usize,
    group: usize,
}

/// Where every step of every scale lies, in standard deviations of all grades.
type Places = [Vec<f64>; 4];

/// Learns the table. The order of `grades` does not matter; without any the table is empty.
pub fn equate(grades: &[Graded]) -> Equated {
    let mut numbers = BTreeMap::new();
    for g in grades {
        numbers.insert(g.film, 0_usize);
    }
    for (at, place) in numbers.values_mut().enumerate() {
        *place = at;
    }
    let mut rows: Vec<Row> = grades.iter().filter_map(|g| row(g, &numbers)).collect();
    rows.sort_unstable();
    let films = numbers.len();
    let first =
        SCALES.map(|(_, n)| (0..n).map(|k| (100.0 * k as f64 / (n - 1) as f64 - 61.0) / SPREAD).collect());
    let places = settle(&rows, films, first, ROUNDS);
    let scores = scores(&rows, &places);
    let mut squares: [Vec<f64>; 4] = SCALES.map(|(_, n)| vec![0.0; n]);
    for group in 0..GROUPS {
        let part: Vec<Row> = rows.iter().filter(|r| r.group != group).copied().collect();
        if part.len() == rows.len() || part.is_empty() {
            continue;
        }
        let of_part = self::scores(&part, &settle(&part, films, places.clone(), FEW));
        for (sum, (a, b)) in
            squares.iter_mut().flatten().zip(of_part.iter().flatten().zip(scores.iter().flatten()))
        {
            *sum += (a - b).powi(2);
        }
    }
    let mut out = Equated::default();
    for (s, (scale, steps)) in SCALES.into_iter().enumerate() {
        let n: Vec<usize> = count(&rows, s, steps);
        let all: usize = n.iter().sum();
        if all == 0 {
            continue;
        }
        let t = quantile::student(crate::LEVEL, GROUPS - 1);
        for step in 0..steps {
            // The jackknife with groups of critics left out (Wolter, Introduction to Variance Estimation, 2007), and
            // what a scale with few grades may be off altogether, which it cannot see.
            let jackknife = squares[s][step] * (GROUPS - 1) as f64 / GROUPS as f64;
            let half = t * (jackknife + SPREAD * SPREAD / (all + 1) as f64).sqrt();
            let score = scores[s][step];
            let (mut low, mut high) = (score - half, score + half);
            if n[step] == 0 {
                low = low.min(step.checked_sub(1).map_or(0.0, |k| scores[s][k]));
                high = high.max(scores[s].get(step + 1).copied().unwrap_or(100.0));
            }
            out.steps.push(Step {
                scale,
                points: if scale == Scale::Letter { step as f64 } else { step as f64 / 2.0 },
                score,
                low: low.max(0.0),
                high: high.min(100.0),
                n: n[step] as u32,
            });
        }
    }
    out
}

impl Equated {
    /// The score of so many points on a scale, on a straight line between steps; `None` for a scale that was not seen.
    pub fn score(&self, scale: Scale, points: f64) -> Option<f64> {
        let steps: Vec<&Step> = self.steps.iter().filter(|s| s.scale == scale).collect();
        let (first, last) = (steps.first()?, steps.last()?);
        if points.is_nan() {
            return None;
        }
        let at = points.clamp(first.points, last.points);
        let after = steps.iter().position(|s| s.points >= at)?;
        let (a, b) = (steps[after.saturating_sub(1)], steps[after]);
        let share = if b.points > a.points { (at - a.points) / (b.points - a.points) } else { 1.0 };
        Some(a.score + share * (b.score - a.score))
    }
}

fn row(g: &Graded, films: &BTreeMap<u32, usize>) -> Option<Row> {
    let scale = SCALES.iter().position(|(s, _)| *s == g.scale)?;
    let step = if g.scale == Scale::Letter { g.points } else { g.points * 2.0 };
    let last = SCALES[scale].1 - 1;
    if !(0.0..=last as f64).contains(&step) {
        return None;
    }
    // A multiplicative hash, so that groups do not depend on how a caller's numbers run.
    let who = g.critic.map_or(u64::from(g.film) << 32, |c| u64::from(c) + 1);
    let group = (who.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) as usize % GROUPS;
    Some(Row { film: *films.get(&g.film)?, scale, step: (step.round() as usize).min(last), group })
}

fn count(rows: &[Row], scale: usize, steps: usize) -> Vec<usize> {
    let mut n = vec![0; steps];
    rows.iter().filter(|r| r.scale == scale).for_each(|r| n[r.step] += 1);
    n
}

/// Moves places until they stay.
fn settle(rows: &[Row], films: usize, mut places: Places, rounds: usize) -> Places {
    for _ in 0..rounds {
        let Some(levels) = levels(rows, films, &places) else { return places };
        let mut moved = 0.0_f64;
        for (s, (_, steps)) in SCALES.into_iter().enumerate() {
            if let Some(new) = cut(rows, s, steps, &levels) {
                moved = new.iter().zip(&places[s]).fold(moved, |m, (a, b)| m.max((a - b).abs()));
                places[s] = new;
            }
        }
        if moved < 1e-4 {
            break;
        }
    }
    places
}

/// Each film's level and the standard deviation of one grade around it, of what is known of it.
fn levels(rows: &[Row], films: usize, places: &Places) -> Option<Vec<(f64, f64)>> {
    let place = |r: &Row| places[r.scale][r.step];
    let n = rows.len() as f64;
    let mean = rows.iter().map(place).sum::<f64>() / n;
    let sd = (rows.iter().map(|r| (place(r) - mean).powi(2)).sum::<f64>() / n).sqrt();
    // Also where there is no grade at all, and `sd` is no number.
    if sd.is_nan() || sd < 1e-6 {
        return None;
    }
    let mut sums = vec![(0.0, 0.0); films];
    for r in rows {
        let sum = &mut sums[r.film];
        *sum = (sum.0 + (place(r) - mean) / sd, sum.1 + 1.0);
    }
    let within: f64 =
        rows.iter().map(|r| ((place(r) - mean) / sd - sums[r.film].0 / sums[r.film].1).powi(2)).sum();
    let free = n - sums.iter().filter(|s| s.1 > 0.0).count() as f64;
    // Ten grades' worth of the share that critics differ by on the same film.
    let noise = ((within + 10.0 * 0.6) / (free + 10.0)).clamp(0.05, 0.95);
    let between = 1.0 - noise;
    Some(
        sums.into_iter()
            .map(|(sum, n)| {
                let shrunk = n + noise / between;
                (sum / shrunk, (noise + noise / shrunk).sqrt())
            })
            .collect(),
    )
}

/// The places of a scale's steps: means of the mixture of its films between the cuts at its cumulative shares.
fn cut(rows: &[Row], scale: usize, steps: usize, levels: &[(f64, f64)]) -> Option<Vec<f64>> {
    let n = count(rows, scale, steps);
    let all = n.iter().sum::<usize>() as f64;
    if all == 0.0 {
        return None;
    }
    let mut weight = vec![0.0; levels.len()];
    rows.iter().filter(|r| r.scale == scale).for_each(|r| weight[r.film] += 1.0 / all);
    let seen: Vec<(f64, f64, f64)> =
        weight.iter().zip(levels).filter(|(w, _)| **w > 0.0).map(|(w, (m, sd))| (*w, *m, *sd)).collect();
    let at = |k: usize| REACH * (2.0 * k as f64 / (GRID - 1) as f64 - 1.0);
    // Cumulative share and partial mean up to each grid point.
    let (mut share, mut partial) = (vec![0.0], vec![0.0]);
    for k in 0..GRID {
        let below: f64 = seen.iter().map(|(w, m, sd)| w * normal((at(k) - m) / sd)).sum();
        let middle = if k == 0 { at(0) } else { (at(k) + at(k - 1)) / 2.0 };
        let (before, sum) = (share[k], partial[k]);
        share.push(below);
        partial.push(sum + (below - before) * middle);
    }
    let mut places = vec![f64::NAN; steps];
    let (mut done, mut before) = (0, 0.0);
    for (k, n) in n.iter().enumerate().filter(|(_, n)| **n > 0) {
        done += n;
        let until = between(&share, &partial, done as f64 / all);
        places[k] = (until - before) * all / *n as f64;
        before = until;
    }
    fill(&mut places);
    Some(places)
}

/// The value of the line through (x, y), x rising, at `to`.
fn between(x: &[f64], y: &[f64], to: f64) -> f64 {
    let after = x.partition_point(|v| *v < to).min(x.len() - 1);
    let before = after.saturating_sub(1);
    let span = x[after] - x[before];
    let share = if span > 0.0 { ((to - x[before]) / span).clamp(0.0, 1.0) } else { 1.0 };
    y[before] + share * (y[after] - y[before])
}

/// Steps that nobody used lie on a straight line between those that somebody did.
fn fill(places: &mut [f64]) {
    let used: Vec<(f64, f64)> =
        places.iter().enumerate().filter(|(_, p)| !p.is_nan()).map(|(k, p)| (k as f64, *p)).collect();
    let (x, y): (Vec<f64>, Vec<f64>) = used.into_iter().unzip();
    for (k, place) in places.iter_mut().enumerate().filter(|(_, p)| p.is_nan()) {
        *place = between(&x, &y, (k as f64).clamp(x[0], x[x.len() - 1]));
    }
}

/// Places as scores: the mean, by grades, of the fraction that each scale has at a place.
fn scores(rows: &[Row], places: &Places) -> Places {
    let n = SCALES.map(|(s, steps)| count(rows, s as usize, steps).iter().sum::<usize>() as f64);
    let all: f64 = n.iter().sum();
    let score = |place: f64| -> f64 {
        let of = |(s, (_, steps)): (usize, (Scale, usize))| {
            let line: Vec<f64> = (0..steps).map(|k| 100.0 * k as f64 / (steps - 1) as f64).collect();
            n[s] * between(&places[s], &line, place.clamp(places[s][0], places[s][steps - 1]))
        };
        SCALES.into_iter().enumerate().map(of).sum::<f64>() / all.max(1.0)
    };
    places.each_ref().map(|p| p.iter().map(|x| score(*x)).collect())
}

/// The normal distribution's cumulative share, within 1.5e-7 (Abramowitz and Stegun 7.1.26).
fn normal(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let tail = t
        * (0.254_829_592
            + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let half = 0.5 * tail * (-z * z).exp();
    if x < 0.0 { half } else { 1.0 - half }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Seen, World, generate};

    /// Grades of a made-up world, those on letters made `kinder` steps higher than they are.
    fn world(kinder: f64) -> Vec<Graded> {
        let (all, _) = generate(&World::of(20_000, 4));
        let graded = |o: &crate::model::Observation| {
            let Seen::Grade { scale, score } = o.seen else { return None };
            let best = match scale {
                Scale::Letter => 12.0,
                Scale::Four => 4.0,
                Scale::Five => 5.0,
                _ => 10.0,
            };
            let more = if scale == Scale::Letter { kinder } else { 0.0 };
            let points = (score / 100.0 * best + more).clamp(0.0, best);
            Some(Graded { film: o.film, critic: o.critic, scale, points })
        };
        all.iter().filter_map(graded).collect()
    }

    #[test]
    fn like_scales_are_left_alike_and_a_kind_one_is_taken_down() {
        let at = |table: &Equated, points| table.score(Scale::Letter, points).unwrap();
        let (even, kind) = (equate(&world(0.0)), equate(&world(2.0)));
        for points in [4.0, 6.0, 8.0] {
            let (letter, five) = (at(&even, points), even.score(Scale::Five, points / 12.0 * 5.0).unwrap());
            assert!((letter - five).abs() < 6.0, "{points}: {letter} {five}");
            assert!((at(&kind, points + 2.0) - at(&even, points)).abs() < 6.0);
        }
    }

    #[test]
    fn the_table_rises_holds_its_intervals_and_knows_no_order() {
        let mut grades = world(1.0);
        let table = equate(&grades);
        assert_eq!(table.steps.len(), 13 + 9 + 11 + 21);
        for pair in table.steps.windows(2).filter(|p| p[0].scale == p[1].scale) {
            assert!(pair[0].score <= pair[1].score, "{pair:?}");
        }
        assert!(
            table
                .steps
                .iter()
                .all(|s| 0.0 <= s.low && s.low <= s.score && s.score <= s.high && s.high <= 100.0)
        );
        grades.reverse();
        assert_eq!(equate(&grades), table);
    }

    #[test]
    fn no_input_is_too_odd() {
        assert_eq!(equate(&[]), Equated::default());
        let one = |points, scale| Graded { film: u32::MAX, critic: None, scale, points };
        let odd = [f64::NAN, f64::INFINITY, -1.0, 99.0].map(|p| one(p, Scale::Four));
        assert_eq!(equate(&odd), Equated::default());
        assert_eq!(equate(&[one(3.0, Scale::Other)]), Equated::default());
        let alone = equate(&[one(3.0, Scale::Four)]);
        assert!(alone.steps.iter().all(|s| s.score.is_finite() && s.high - s.low > 5.0), "{alone:?}");
        assert_eq!(alone.score(Scale::Letter, 3.0), None);
        assert_eq!(alone.score(Scale::Four, f64::NAN), None);
    }
}
