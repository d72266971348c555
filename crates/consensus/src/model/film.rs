//! One film's estimate from its reviews, given the fit.

use super::fit::{Reading, hash, nobody, reading, undone};
use super::{Fit, INFERRED, MARK, Observation, Scale, Straight};
use crate::estimate::Interval;
use crate::quantile;

/// The flattest line that is inverted: a critic who hardly follows the films says hardly anything of one.
const FLATTEST: f64 = 0.1;

/// What critics at large think of a film.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// What the average of very many reviews would be, 0 to 100: the sum of `weight · adjusted` over
    /// `parts` and the prior, by the sum of the weights, cut to 0..100.
    pub value: f64,
    /// Its interval, at the level of the fit.
    pub interval: Interval,
    /// Its standard error, in points.
    pub error: f64,
    /// Reviews that count by their grade.
    pub grades: usize,
    /// Those that count by a mark.
    pub marks: usize,
    /// Those that count by a score inferred from the text.
    pub inferred: usize,
    /// The middle of all films, that the estimate starts from.
    pub prior: f64,
    /// What the prior weighs: so many reviews by unknown critics.
    pub prior_weight: f64,
    /// What each observation adds, in the order in which they were given.
    pub parts: Vec<Part>,
    /// Mean of the grades as they are, the variance of one more grade around `value`, and the level: what
    /// [`Estimate::settles`] needs.
    stated: f64,
    one_more: f64,
}

/// What one observation adds to an estimate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// The score as given: a mark's is the one that it counts as.
    pub score: f64,
    /// Points that the critic, the outlet and the scale are believed to add to it: kindness.
    pub offset: f64,
    /// How far the critic follows a film's distance from the middle.
    pub slope: f64,
    /// What a review by the average critic would have given: prior + (score - offset - prior) / slope.
    pub adjusted: f64,
    /// Its weight, where one grade by an unknown critic is 1; 0 where it does not count, because a grade by the
    /// same critic stands beside it.
    pub weight: f64,
}

/// What a critic's grade of a film is expected to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Prediction {
    /// The score.
    pub score: f64,
    /// Standard deviation of the grade around it.
    pub error: f64,
}

impl Fit {
    /// The estimate for the film of `of`, from these observations of it alone; `None` without a number among
    /// them. Observations of any other film than the first's are left out (their parts weigh 0).
    ///
    /// A critic's line is the one without this film's rating, where that was in the fit. An observation that was not (new
    /// since the fit) is taken as it is, so one rating can be added without fitting again.
    pub fn film(&self, of: &[Observation]) -> Option<Estimate> {
        let film = of.first()?.film;
        let read: Vec<Option<Reading>> =
            of.iter().map(|o| reading(&o.seen).filter(|_| o.film == film)).collect();
        let mut graders: Vec<u32> = of
            .iter()
            .zip(&read)
            .filter_map(|(o, r)| (r.as_ref()?.kind < MARK).then_some(o.critic)?)
            .collect();
        graders.sort_unstable();
        let row = self.film_row(film);
        let (t, tv) = row.map_or((0.0, self.spreads.film), |(f, _)| (f.t, f.variance));
        let known = row.map_or(&[][..], |(_, known)| known);
        let unit = self.spreads.noise + self.spreads.critic + self.spreads.outlet;
        let prior = self.middle();

        let mut parts = Vec::with_capacity(of.len());
        let (mut count, mut stated, mut used) = ([0; 3], Vec::new(), 0);
        for (o, r) in of.iter().zip(&read) {
            let Some(r) = r else {
                parts.push(Part { score: 0.0, offset: 0.0, slope: 1.0, adjusted: 0.0, weight: 0.0 });
                continue;
            };
            let is_grade = r.kind < MARK;
            let beside = !is_grade && o.critic.is_some_and(|c| graders.binary_search(&c).is_ok());
            let was_fitted = known.binary_search(&hash(o, r)).is_ok();
            let mut part = self.part(o, r, t, was_fitted.then_some(tv));
            if beside {
                part.weight = 0.0;
            } else {
                count[if is_grade { 0 } else { r.kind - MARK + 1 }] += 1;
                used += 1;
                stated.extend(is_grade.then_some(r.y));
            }
            parts.push(part);
        }
        if used == 0 {
            return None;
        }
        let prior_weight = unit / (self.spreads.film + self.middle_variance);
        // In an order of their own, so that the order of reviews does not matter.
        let mut sorted: Vec<(f64, f64)> =
            parts.iter().filter(|p| p.weight > 0.0).map(|p| (p.adjusted, p.weight)).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let weight = prior_weight + sorted.iter().map(|p| p.1).sum::<f64>();
        let sum = prior_weight * prior + sorted.iter().map(|p| p.0 * p.1).sum::<f64>();
        let value = (sum / weight).clamp(0.0, 100.0);
        let error = (unit / weight).sqrt();
        stated.sort_by(f64::total_cmp);
        let n = stated.len().max(1) as f64;
        Some(Estimate {
            value,
            interval: around(value, error, self.level),
            error,
            grades: count[0],
            marks: count[1],
            inferred: count[2],
            prior,
            prior_weight,
            parts,
            stated: stated.iter().sum::<f64>() / n,
            one_more: unit - self.spreads.noise + self.ordinary + self.spreads.slope * t * t,
        })
    }

    /// What one observation says of a film at `t`; `fitted`, the variance of `t`, where it was in the fit.
    fn part(&self, o: &Observation, r: &Reading, t: f64, fitted: Option<f64>) -> Part {
        let kind = self.kinds[r.kind];
        let (line, scatter, outlet, score, more) = if r.kind == INFERRED {
            let (y, more) = undone(r.y, r.own, self.inference, self.middle, &self.spreads);
            (None, 1.0, None, y, more)
        } else {
            let line = o.critic.and_then(|c| self.line(c));
            (line, line.map_or(1.0, |l| l.scatter), o.outlet.and_then(|p| self.outlet_row(p)), r.y, 0.0)
        };
        let noise = self.spreads.noise * kind.noise * scatter + more;
        let (outlet_offset, outlet_variance) =
            outlet.map_or((0.0, self.spreads.outlet), |p| (p.offset, p.variance));
        let line = match line {
            None if r.kind == INFERRED => Straight { vl: 0.0, vs: 0.0, ..nobody(&self.spreads) },
            None => nobody(&self.spreads),
            Some(line) => {
                let mut sums = line.sums;
                if let Some(tv) = fitted {
                    let rest = score - self.middle - kind.offset - outlet_offset;
                    sums.add(-1.0 / noise, t, tv, rest);
                }
                sums.line(&self.spreads)
            }
        };
        let slope = line.slope.max(FLATTEST);
        let prior = self.middle();
        let offset = kind.offset + line.level + outlet_offset - self.typical;
        let variance = noise + line.variance(t) + if r.kind == INFERRED { 0.0 } else { outlet_variance };
        let unit = self.spreads.noise + self.spreads.critic + self.spreads.outlet;
        Part {
            score,
            offset,
            slope,
            adjusted: prior + (score - offset - prior) / slope,
            weight: slope * slope * unit / variance,
        }
    }

    /// What grade a critic would give to a film that `film` was estimated for: to check the model by.
    pub fn predict(&self, film: u32, critic: Option<u32>, outlet: Option<u32>, scale: Scale) -> Prediction {
        let (t, tv) = self.film_row(film).map_or((0.0, self.spreads.film), |(f, _)| (f.t, f.variance));
        let kind = self.kinds[scale as usize];
        let found = critic.and_then(|c| self.line(c));
        let line = found.map_or_else(|| nobody(&self.spreads), |l| l.sums.line(&self.spreads));
        let (offset, variance) = outlet
            .and_then(|p| self.outlet_row(p))
            .map_or((0.0, self.spreads.outlet), |p| (p.offset, p.variance));
        let noise = self.spreads.noise * kind.noise * found.map_or(1.0, |l| l.scatter);
        let score = self.middle + kind.offset + offset + line.level + line.slope * t;
        let spread = noise + variance + line.variance(t) + tv * (line.slope * line.slope + line.vs);
        Prediction { score: score.clamp(0.0, 100.0), error: spread.sqrt() }
    }
}

impl Estimate {
    /// Where the plain mean of the stated scores will settle once there are `total` of them, with its interval: those
    /// that are there, and the rest as expected. With fewer than there are it is the mean that there is.
    pub fn settles(&self, total: usize) -> (f64, Interval) {
        let level = self.interval.level;
        let (n, rest) = (self.grades as f64, total.saturating_sub(self.grades) as f64);
        if rest == 0.0 {
            let value = if self.grades > 0 { self.stated } else { self.value };
            return (value, Interval { low: value, high: value, level });
        }
        let all = n + rest;
        let value = ((n * self.stated + rest * self.value) / all).clamp(0.0, 100.0);
        let error = rest / all * (self.error * self.error + self.one_more / rest).sqrt();
        (value, around(value, error, level))
    }
}

/// The interval of `level` around a value, cut to 0..100.
fn around(value: f64, error: f64, level: f64) -> Interval {
    let half = error * quantile::normal(0.5 + level / 2.0);
    Interval { low: (value - half).max(0.0), high: (value + half).min(100.0), level }
}
