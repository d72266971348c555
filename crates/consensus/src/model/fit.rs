//! Learns films, critics, outlets and scales from all ratings, by sweeps until nothing moves.
//!
//! Each sweep takes films, critics' lines, outlets, scales, the middle and the spreads in turn, each given
//! the rest (mean-field variational updates: what is uncertain enters with its variance). Rows are sorted
//! before the first sum, and every sum runs in that order.

use super::prior::{self, SPREADS};
use super::{Film, Fit, INFERRED, KINDS, Kind, Line, MARK, Observation, Outlet, Seen, Settings, Spreads};
use super::{Straight, Sums};
use crate::quantile;

/// Sweeps at most; half as many are the rule.
const SWEEPS: u32 = 200;
/// The sweep after which spreads move too.
const SETTLE: u32 = 3;
/// Points by which nothing may move any more in the last sweep.
const STILL: f64 = 5e-3;

/// Ratings from which threads are worth their start.
const MANY: usize = 100_000;

/// Nobody, nowhere.
const NONE: u32 = u32::MAX;

/// An observation as a number with a kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading {
    pub(super) kind: usize,
    /// The score, marks and inferred scores made comparable.
    pub(super) y: f64,
    /// The inferred score's own variance, in points²; 0 for what is stated.
    pub(super) own: f64,
}

/// Reads an observation; `None` for what is no number. Inferred scores come as they are.
pub(super) fn reading(seen: &Seen) -> Option<Reading> {
    let cut = |v: f64| v.is_finite().then(|| v.clamp(0.0, 100.0) + 0.0);
    Some(match *seen {
        Seen::Grade { scale, score } => Reading { kind: scale as usize, y: cut(score)?, own: 0.0 },
        Seen::Mark { positive } => {
            Reading { kind: MARK, y: if positive { prior::POSITIVE } else { prior::NEGATIVE }, own: 0.0 }
        }
        Seen::Inferred { value, low, high, level } => {
            let half = (cut(high)? - cut(low)?).max(1.0) / 2.0;
            let level = if level > 0.0 && level < 0.999_999 { level } else { crate::LEVEL };
            let sd = half / quantile::normal(0.5 + level / 2.0);
            Reading { kind: INFERRED, y: cut(value)?, own: (sd * sd).min(1e6) }
        }
    })
}

/// A short hash by which an observation is known again.
pub(super) fn hash(of: &Observation, read: &Reading) -> u32 {
    let mut h = 0x9e37_79b9_7f4a_7c15_u64;
    let who = |id: Option<u32>| id.map_or(0, |i| u64::from(i) + 1);
    for word in [
        u64::from(of.film),
        who(of.critic),
        who(of.outlet),
        read.kind as u64,
        read.y.to_bits(),
        read.own.to_bits(),
    ] {
        h = (h ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
        h ^= h >> 32;
    }
    h as u32
}

/// What inferred scores are worth: learned where one critic's review of a film has both.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Inference {
    /// Points that they are too high.
    pub(crate) bias: f64,
    /// How much larger their variance is than they say.
    pub(crate) factor: f64,
}

/// An inferred score as a noisy grade: the score and its variance beside that of any grade.
///
/// A well-made inferred score v with variance h² is the mean of grades that such a text may bear, so it lies
/// nearer to the middle M than the grade does: v - M = β(y - M) on average, with β = 1 - h²/V and V the
/// variance of grades. Undone, its variance is h²/β.
pub(super) fn undone(y: f64, own: f64, of: Inference, middle: f64, spreads: &Spreads) -> (f64, f64) {
    let own = own * of.factor;
    let all = spreads.film + spreads.critic + spreads.outlet + spreads.noise;
    let beta = (1.0 - own / all).clamp(0.25, 1.0);
    (middle + (y - of.bias - middle) / beta, own / beta + spreads.critic)
}

#[derive(Debug, Clone, Copy)]
struct Row {
    film: u32,
    critic: u32,
    outlet: u32,
    kind: u32,
    y: f64,
    /// Variance that it has beside every grade's.
    more: f64,
    /// Its precision: one by the variance of its noise, as the spreads are.
    w: f64,
}

/// Everything that sweeps move.
struct State {
    rows: Vec<Row>,
    /// Places of inferred scores among the rows, as they came: value and variance.
    inferred: Vec<(usize, f64, f64)>,
    /// Where each film's rows end.
    ends: Vec<usize>,
    middle: f64,
    middle_variance: f64,
    spreads: Spreads,
    kinds: [Kind; KINDS],
    expected: [(f64, f64); KINDS],
    films: Vec<(f64, f64)>,
    sums: Vec<Sums>,
    lines: Vec<Straight>,
    scatter: Vec<f64>,
    rated: Vec<u32>,
    outlets: Vec<(f64, f64, u32)>,
}

/// Learns from `observations`. Never fails: without any, the fit says what is known beforehand.
pub fn fit(observations: &[Observation], given: &Settings) -> Fit {
    let mut all: Vec<(Observation, Reading)> =
        observations.iter().filter_map(|o| Some((*o, reading(&o.seen)?))).collect();
    let key = |(o, r): &(Observation, Reading)| {
        (o.film, o.critic, r.kind, o.outlet, r.y.to_bits(), r.own.to_bits())
    };
    all.sort_unstable_by_key(key);
    let inference = pairs(&mut all);
    let ids = |of: &dyn Fn(&Observation) -> Option<u32>| -> Vec<u32> {
        let mut ids: Vec<u32> = all.iter().filter_map(|(o, _)| of(o)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let (films, critics, outlets) = (ids(&|o| Some(o.film)), ids(&|o| o.critic), ids(&|o| o.outlet));
    let place = |ids: &[u32], id: Option<u32>| {
        id.and_then(|id| ids.binary_search(&id).ok()).map_or(NONE, |at| at as u32)
    };
    let rows: Vec<Row> = all
        .iter()
        .map(|(o, r)| Row {
            film: place(&films, Some(o.film)),
            // A text's inferred score has no critic's habit of grading in it.
            critic: if r.kind == INFERRED { NONE } else { place(&critics, o.critic) },
            outlet: if r.kind == INFERRED { NONE } else { place(&outlets, o.outlet) },
            kind: r.kind as u32,
            y: r.y,
            more: r.own,
            w: 0.0,
        })
        .collect();
    let mut state = State::new(rows, films.len(), critics.len(), outlets.len(), given);
    let sweeps = state.run(inference);
    let mut known: Vec<u32> = all.iter().map(|(o, r)| hash(o, r)).collect();
    let mut start = 0;
    for &end in &state.ends {
        known[start..end].sort_unstable();
        start = end;
    }
    let level = if given.level > 0.0 && given.level < 1.0 { given.level } else { crate::LEVEL };
    let mut fit = Fit {
        level: level.min(0.999_999),
        middle: state.middle,
        middle_variance: state.middle_variance,
        typical: 0.0,
        ordinary: state.ordinary(),
        inference,
        spreads: state.spreads,
        kinds: state.kinds,
        films: Vec::new(),
        critics: Vec::new(),
        outlets: Vec::new(),
        known,
        sweeps,
    };
    fit.typical = fit.kind_mean() + state.typical();
    fit.films = (0..films.len())
        .map(|f| Film {
            id: films[f],
            end: state.ends[f] as u32,
            t: state.films[f].0,
            variance: state.films[f].1,
        })
        .collect();
    fit.critics = (0..critics.len())
        .map(|c| Line { id: critics[c], n: state.rated[c], sums: state.sums[c], scatter: state.scatter[c] })
        .collect();
    fit.outlets = (0..outlets.len())
        .map(|o| {
            let (offset, variance, n) = state.outlets[o];
            Outlet { id: outlets[o], n, offset, variance }
        })
        .collect();
    fit
}

/// Takes out marks and inferred scores beside a grade of the same critic for the same film; says what the
/// latter teach of inferred scores. `all` is sorted by film and critic, grades first.
fn pairs(all: &mut Vec<(Observation, Reading)>) -> Inference {
    let (mut n, mut sum) = (0.0, 0.0);
    let mut apart = Vec::new();
    let mut grade: Option<(u32, u32, f64)> = None;
    all.retain(|(o, r)| {
        let Some(critic) = o.critic else { return true };
        if r.kind < MARK {
            grade = Some((o.film, critic, r.y));
            return true;
        }
        let Some((_, _, y)) = grade.filter(|(f, c, _)| (*f, *c) == (o.film, critic)) else { return true };
        if r.kind == INFERRED {
            n += 1.0;
            sum += r.y - y;
            apart.push((r.y - y, r.own));
        }
        false
    });
    let bias = sum / (n + prior::PAIR_WEIGHT);
    let squares: f64 = apart.iter().map(|(d, own)| (d - bias).powi(2) / own).sum();
    Inference { bias, factor: (prior::PAIR_WEIGHT + squares) / (prior::PAIR_WEIGHT + n) }
}

impl State {
    fn new(rows: Vec<Row>, films: usize, critics: usize, outlets: usize, given: &Settings) -> State {
        let expected = prior::kinds(given);
        let mut kinds = [Kind::default(); KINDS];
        for (kind, (offset, noise)) in kinds.iter_mut().zip(expected) {
            (kind.offset, kind.noise) = (offset, noise);
        }
        let mut ends = vec![0; films];
        let mut rated = vec![0; critics];
        let mut printed = vec![(0.0, SPREADS.outlet, 0); outlets];
        for (i, row) in rows.iter().enumerate() {
            ends[row.film as usize] = i + 1;
            kinds[row.kind as usize].n += 1;
            if let Some(n) = rated.get_mut(row.critic as usize).filter(|_| (row.kind as usize) < MARK) {
                *n += 1;
            }
            if let Some(outlet) = printed.get_mut(row.outlet as usize) {
                outlet.2 += 1;
            }
        }
        let is_inferred = |(i, r): (usize, &Row)| (r.kind as usize == INFERRED).then_some((i, r.y, r.more));
        let inferred = rows.iter().enumerate().filter_map(is_inferred).collect();
        State {
            rows,
            inferred,
            ends,
            middle: prior::MIDDLE,
            middle_variance: prior::MIDDLE_VARIANCE,
            spreads: SPREADS,
            kinds,
            expected,
            films: vec![(0.0, SPREADS.film); films],
            sums: vec![Sums::default(); critics],
            lines: vec![Sums::default().line(&SPREADS); critics],
            scatter: vec![1.0; critics],
            rated,
            outlets: printed,
        }
    }

    /// Sweeps until nothing moves; says how often.
    fn run(&mut self, inference: Inference) -> u32 {
        for sweep in 1..=SWEEPS {
            self.undo(inference);
            self.weigh();
            let moved = self
                .sweep_films()
                .max(self.sweep_critics())
                .max(self.sweep_outlets())
                .max(self.sweep_kinds());
            if sweep > SETTLE {
                let eased = self.sweep_spreads();
                if moved < STILL && eased < STILL {
                    return sweep;
                }
            }
        }
        SWEEPS
    }

    /// Inferred scores as noisy grades, given the middle and the spreads.
    fn undo(&mut self, inference: Inference) {
        for &(i, y, own) in &self.inferred {
            let row = &mut self.rows[i];
            (row.y, row.more) = undone(y, own, inference, self.middle, &self.spreads);
        }
    }

    /// Every row's precision, given the spreads.
    fn weigh(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        for row in &mut rows {
            row.w = 1.0 / self.noise(row);
        }
        self.rows = rows;
    }

    fn line(&self, row: &Row) -> Straight {
        self.lines.get(row.critic as usize).copied().unwrap_or_else(|| nobody(&self.spreads))
    }

    fn outlet(&self, row: &Row) -> (f64, f64) {
        self.outlets.get(row.outlet as usize).map_or((0.0, 0.0), |o| (o.0, o.1))
    }

    /// The variance of a row's noise.
    fn noise(&self, row: &Row) -> f64 {
        let scatter = self.scatter.get(row.critic as usize).copied().unwrap_or(1.0);
        // Of an unknown critic the severity is noise too.
        let unknown = if row.critic == NONE && row.more == 0.0 { self.spreads.critic } else { 0.0 };
        self.spreads.noise * self.kinds[row.kind as usize].noise * scatter + row.more + unknown
    }

    /// What a row says without middle, scale and outlet.
    fn rest(&self, row: &Row) -> f64 {
        row.y - self.middle - self.kinds[row.kind as usize].offset - self.outlet(row).0
    }

    /// Films, each from its own rows: in as many threads as there are, which changes no sum.
    fn sweep_films(&mut self) -> f64 {
        let mut films = std::mem::take(&mut self.films);
        let state = &*self;
        let threads = if state.rows.len() < MANY { 1 } else { threads() };
        let chunk = films.len().div_ceil(threads).max(1);
        let moved = std::thread::scope(|scope| {
            let run = |(k, part): (usize, &mut [(f64, f64)])| state.sweep_part(k * chunk, part);
            let mut parts = films.chunks_mut(chunk).enumerate();
            let own = parts.next();
            let others: Vec<_> = parts.map(|part| scope.spawn(move || run(part))).collect();
            let moved = own.map_or(0.0, run);
            others.into_iter().fold(moved, |m, o| m.max(o.join().unwrap_or(0.0)))
        });
        self.films = films;
        moved
    }

    fn sweep_part(&self, first: usize, films: &mut [(f64, f64)]) -> f64 {
        let mut start = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        let mut moved = 0.0_f64;
        for (film, &end) in films.iter_mut().zip(&self.ends[first..]) {
            let (mut num, mut den) = (0.0, 1.0 / self.spreads.film);
            for row in &self.rows[start..end] {
                let line = self.line(row);
                num += row.w * (line.slope * (self.rest(row) - line.level) - line.c);
                den += row.w * (line.slope * line.slope + line.vs);
            }
            start = end;
            moved = moved.max((num / den - film.0).abs());
            *film = (num / den, 1.0 / den);
        }
        moved
    }

    fn sweep_critics(&mut self) -> f64 {
        let mut sums = std::mem::take(&mut self.sums);
        sums.fill(Sums::default());
        for row in &self.rows {
            if let Some(sum) = sums.get_mut(row.critic as usize) {
                let (t, tv) = self.films[row.film as usize];
                sum.add(row.w, t, tv, self.rest(row));
            }
        }
        let mut moved = 0.0_f64;
        for (line, sum) in self.lines.iter_mut().zip(&sums) {
            let new = sum.line(&self.spreads);
            moved = moved.max((new.level - line.level).abs());
            *line = new;
        }
        self.sums = sums;
        moved
    }

    fn sweep_outlets(&mut self) -> f64 {
        if self.outlets.is_empty() {
            return 0.0;
        }
        let mut sums = vec![(0.0, 0.0); self.outlets.len()];
        for row in &self.rows {
            if let Some(sum) = sums.get_mut(row.outlet as usize) {
                let w = row.w;
                sum.0 += w * (self.left(row) + self.outlet(row).0);
                sum.1 += w;
            }
        }
        let mut moved = 0.0_f64;
        for (outlet, (num, w)) in self.outlets.iter_mut().zip(sums) {
            let den = w + 1.0 / self.spreads.outlet;
            moved = moved.max((num / den - outlet.0).abs());
            (outlet.0, outlet.1) = (num / den, 1.0 / den);
        }
        moved
    }

    /// What is left of a row that nothing explains.
    fn left(&self, row: &Row) -> f64 {
        let line = self.line(row);
        self.rest(row) - line.level - line.slope * self.films[row.film as usize].0
    }

    /// Scales' offsets and the middle.
    fn sweep_kinds(&mut self) -> f64 {
        let mut sums = [(0.0, 0.0); KINDS];
        for row in &self.rows {
            let w = row.w;
            let sum = &mut sums[row.kind as usize];
            sum.0 += w * self.left(row);
            sum.1 += w;
        }
        let mut moved = 0.0_f64;
        let (mut num, mut all) = (0.0, 0.0);
        for (at, (left, w)) in sums.into_iter().enumerate() {
            let (kind, expected) = (&mut self.kinds[at], self.expected[at].0);
            let old = kind.offset;
            let p = 1.0 / prior::OFFSET_VARIANCE;
            kind.offset = (left + w * old + p * expected) / (w + p);
            moved = moved.max((kind.offset - old).abs());
            num += left - w * (kind.offset - old);
            all += w;
        }
        let p = 1.0 / prior::MIDDLE_VARIANCE;
        let old = self.middle;
        self.middle = (num + all * old + p * prior::MIDDLE) / (all + p);
        // The middle is known as well as there are films to know it by.
        self.middle_variance = 1.0 / (p + self.films.len() as f64 / self.spreads.film);
        moved.max((self.middle - old).abs())
    }

    /// Variances: of films, critics, slopes, outlets and noise, of each scale and of each critic.
    fn sweep_spreads(&mut self) -> f64 {
        let old = self.spreads;
        let pool =
            |weight: f64, before: f64, sum: f64, n: usize| (weight * before + sum) / (weight + n as f64);
        let films: f64 = self.films.iter().map(|(t, v)| t * t + v).sum();
        self.spreads.film = pool(prior::FILM_WEIGHT, SPREADS.film, films, self.films.len());
        let levels: f64 = self.lines.iter().map(|l| l.level * l.level + l.vl).sum();
        self.spreads.critic = pool(prior::CRITIC_WEIGHT, SPREADS.critic, levels, self.lines.len());
        let outlets: f64 = self.outlets.iter().map(|o| o.0 * o.0 + o.1).sum();
        self.spreads.outlet = pool(prior::OUTLET_WEIGHT, SPREADS.outlet, outlets, self.outlets.len());

        // Noise, scales' noise and critics' scatter multiply, so each is taken given the new ones before it:
        // moved all at once they would overshoot.
        let squares = self.squares();
        let stated = || self.rows.iter().zip(&squares).filter(|(r, _)| (r.kind as usize) < MARK);
        let scatter = |row: &Row| self.scatter.get(row.critic as usize).copied().unwrap_or(1.0);
        let (mut total, mut n) = (0.0, 0);
        for (row, square) in stated() {
            total += square / (self.kinds[row.kind as usize].noise * scatter(row));
            n += 1;
        }
        let noise = pool(prior::NOISE_WEIGHT, SPREADS.noise, total, n);
        let mut kinds = [(0.0, 0); KINDS];
        for (row, square) in stated() {
            let kind = &mut kinds[row.kind as usize];
            *kind = (kind.0 + square / (noise * scatter(row)), kind.1 + 1);
        }
        for (at, (sum, n)) in kinds.into_iter().enumerate().take(MARK) {
            self.kinds[at].noise = pool(prior::KIND_WEIGHT, self.expected[at].1, sum, n).clamp(0.1, 20.0);
        }
        let mut critics = vec![0.0; self.lines.len()];
        for (row, square) in self.rows.iter().zip(&squares).filter(|(r, _)| (r.kind as usize) < MARK) {
            if let Some(sum) = critics.get_mut(row.critic as usize) {
                *sum += square / (noise * self.kinds[row.kind as usize].noise);
            }
        }
        for ((scatter, sum), n) in self.scatter.iter_mut().zip(critics).zip(&self.rated) {
            *scatter = pool(prior::SCATTER_WEIGHT, 1.0, sum, *n as usize);
        }
        self.spreads.noise = noise;
        let (a, b) = (self.spreads, old);
        let eased = [a.film - b.film, a.critic - b.critic, a.outlet - b.outlet, a.noise - b.noise];
        // In points of standard deviation, as 2·sd·Δsd = Δvariance.
        eased.into_iter().map(|d| d.abs() / 10.0).fold((a.slope - b.slope).abs(), f64::max)
    }

    /// What is expected of the square of each row's noise.
    fn squares(&self) -> Vec<f64> {
        let mut squares = vec![0.0; self.rows.len()];
        let threads = if self.rows.len() < MANY { 1 } else { threads() };
        let chunk = self.rows.len().div_ceil(threads).max(1);
        std::thread::scope(|scope| {
            let run = |out: &mut [f64], rows: &[Row]| {
                out.iter_mut().zip(rows).for_each(|(square, row)| *square = self.square(row));
            };
            let mut parts = squares.chunks_mut(chunk).zip(self.rows.chunks(chunk));
            let own = parts.next();
            parts.for_each(|(out, rows)| {
                scope.spawn(move || run(out, rows));
            });
            own.into_iter().for_each(|(out, rows)| run(out, rows));
        });
        squares
    }

    /// What is expected of the square of a row's noise.
    fn square(&self, row: &Row) -> f64 {
        let ((t, tv), line) = (self.films[row.film as usize], self.line(row));
        let known = self.left(row).powi(2) + self.outlet(row).1 + tv * (line.slope * line.slope + line.vs);
        // Of an unknown critic the severity is in the row, beside the noise.
        if row.critic == NONE { (known - self.spreads.critic).max(0.0) } else { known + line.variance(t) }
    }

    /// The mean variance of a grade's noise: more than that of a critic of whom nothing is known, as those who
    /// scatter grade much.
    fn ordinary(&self) -> f64 {
        let grades = || self.rows.iter().filter(|r| (r.kind as usize) < MARK);
        let sum: f64 = grades().map(|r| self.noise(r)).sum();
        (sum + prior::TYPICAL_WEIGHT * self.spreads.noise) / (grades().count() as f64 + prior::TYPICAL_WEIGHT)
    }

    /// What the average graded review adds beside its scale.
    fn typical(&self) -> f64 {
        let (mut sum, mut n) = (0.0, 0.0);
        for row in self.rows.iter().filter(|r| (r.kind as usize) < MARK) {
            let line = self.line(row);
            sum += line.level + self.outlet(row).0;
            n += 1.0;
        }
        sum / (n + prior::TYPICAL_WEIGHT)
    }
}

/// As many threads as help.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, |n| n.get().min(8))
}

/// The line of a critic of whom nothing is known.
pub(super) fn nobody(spreads: &Spreads) -> Straight {
    Straight { level: 0.0, slope: 1.0, vl: spreads.critic, vs: spreads.slope, c: 0.0 }
}
