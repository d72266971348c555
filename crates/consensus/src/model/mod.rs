//! The estimate: what critics at large think of a film, whoever happened to review it.
//!
//! A rating is taken apart into what it says of the film and what it says of the critic:
//!
//! ```text
//! y = m + a[scale] + o[outlet] + s[critic] + b[critic] · t[film] + ε,   ε ~ N(0, σ² · κ[scale] · κ[critic])
//! ```
//!
//! `t` is how far the film lies from the middle of all films, `s` the critic's severity (its negative:
//! above 0 is kind), `b` how far the critic follows the film (a critic who gives everything three stars
//! has a `b` near 0.5, one of extremes 1.5), `κ` how scattered the critic's grades are. All of them come
//! from normal distributions whose variances are estimated too (but for that of `b`), so that what few ratings say of a critic
//! or film counts for little (empirical Bayes; variational updates for the two-sided product `b · t`, as
//! in Lim and Teh, "Variational Bayesian approach to movie rating prediction", KDD Cup 2007, of rank one).
//!
//! [`fit`] learns all that from all ratings. [`Fit::film`] turns one film's reviews into an [`Estimate`],
//! which is nothing but a weighted mean: of each score, corrected for its critic, and of the middle of
//! all films. A critic's line is learned from the *other* films, so a film never corrects itself.
//!
//! Pure and deterministic: the same observations in any order give the same numbers to the last digit.

mod bytes;
mod film;
mod fit;
mod generate;
mod prior;
#[cfg(test)]
mod tests;

pub use bytes::Damaged;
pub use film::{Estimate, Part, Prediction};
pub(crate) use fit::Inference;
pub use fit::fit;
pub use generate::{Truth, World, generate};

/// One review's rating as the model sees it. The numbers are the caller's; they need not be dense.
///
/// The caller counts every critic once for a film ([`crate::latest`]). Where one critic's grade stands
/// beside a mark or an inferred score of the same film, the grade counts and the other does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observation {
    /// Which film.
    pub film: u32,
    /// Who; `None` where unknown: then the severity is that of nobody in particular.
    pub critic: Option<u32>,
    /// Where.
    pub outlet: Option<u32>,
    /// What was seen.
    pub seen: Seen,
}

/// What a review says of how good the film is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Seen {
    /// A stated grade.
    Grade {
        /// The scale that it was given on.
        scale: Scale,
        /// Its score by the policy in use, 0 to 100.
        score: f64,
    },
    /// A stated verdict without a grade ("fresh", "rotten").
    Mark {
        /// Whether it recommends the film.
        positive: bool,
    },
    /// A score inferred from the text.
    Inferred {
        /// 0 to 100.
        value: f64,
        /// Lower end of its interval.
        low: f64,
        /// Upper end.
        high: f64,
        /// The level of the interval, 0 to 1.
        level: f64,
    },
}

/// The families of scales that differ in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Scale {
    /// Letters, A+ to F.
    Letter,
    /// Out of four.
    Four,
    /// Out of five.
    Five,
    /// Out of ten, and percent.
    Ten,
    /// Anything else.
    Other,
}

/// How many kinds of observation there are: five scales, marks, inferred scores.
pub(crate) const KINDS: usize = 7;
/// The place of marks among the kinds.
pub(crate) const MARK: usize = 5;
/// The place of inferred scores.
pub(crate) const INFERRED: usize = 6;

/// What is given beside the ratings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settings {
    /// The level of intervals.
    pub level: f64,
    /// What is expected of each [`Scale`]'s mean offset, in points, before the ratings are seen.
    pub offsets: [f64; 5],
}

impl Default for Settings {
    /// Intervals of 90 %, scores by the policy `linear`.
    fn default() -> Self {
        Settings { level: crate::LEVEL, offsets: prior::LINEAR }
    }
}

impl Settings {
    /// For a policy that has put the scales on one another already, such as `equated`.
    pub fn even() -> Self {
        Settings { offsets: [0.0; 5], ..Settings::default() }
    }
}

/// The spreads of everything, as estimated; variances in points².
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spreads {
    /// Of films around the middle of all films.
    pub film: f64,
    /// Of critics' severities.
    pub critic: f64,
    /// Of critics' slopes (no unit).
    pub slope: f64,
    /// Of outlets' severities.
    pub outlet: f64,
    /// Of one grade around its critic's line.
    pub noise: f64,
}

/// How a critic rates, with what is known of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Severity {
    /// Points above (kind) or below (severe) the average review of the same film.
    pub offset: f64,
    /// Standard error of `offset`.
    pub error: f64,
    /// How far the critic's scores follow the film's: 1 as all critics do on average, below 1 less.
    pub slope: f64,
    /// Standard error of `slope`.
    pub slope_error: f64,
    /// Standard deviation of the critic's scores around his line, in points.
    pub spread: f64,
    /// Ratings that this rests on.
    pub n: u32,
}

/// What was learned of all ratings; plain data, to be stored with [`Fit::to_bytes`].
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    pub(crate) level: f64,
    /// The middle of all films before offsets.
    pub(crate) middle: f64,
    /// Variance of `middle`.
    pub(crate) middle_variance: f64,
    /// What an average review adds to `middle`: so that estimates are on the ledger's own scale.
    pub(crate) typical: f64,
    /// The mean variance of one grade's noise.
    pub(crate) ordinary: f64,
    pub(crate) inference: Inference,
    pub(crate) spreads: Spreads,
    pub(crate) kinds: [Kind; KINDS],
    pub(crate) films: Vec<Film>,
    pub(crate) critics: Vec<Line>,
    pub(crate) outlets: Vec<Outlet>,
    /// Short hashes of the observations that were fitted, by film and in order, to know them again.
    pub(crate) known: Vec<u32>,
    /// Sweeps until nothing moved.
    pub(crate) sweeps: u32,
}

/// A scale's use, as fitted.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Kind {
    /// Points that it adds.
    pub(crate) offset: f64,
    /// How much noisier it is than all grades.
    pub(crate) noise: f64,
    /// Observations.
    pub(crate) n: u32,
}

/// A film, as fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Film {
    pub(crate) id: u32,
    /// Where its hashes end in `known`.
    pub(crate) end: u32,
    /// Distance from the middle, and its variance.
    pub(crate) t: f64,
    pub(crate) variance: f64,
}

/// A critic, as fitted: sums from which the line without any one rating can be had.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Line {
    pub(crate) id: u32,
    pub(crate) n: u32,
    pub(crate) sums: Sums,
    /// How scattered, against all critics.
    pub(crate) scatter: f64,
}

/// An outlet, as fitted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Outlet {
    pub(crate) id: u32,
    pub(crate) n: u32,
    pub(crate) offset: f64,
    pub(crate) variance: f64,
}

/// Weighted sums of a straight line: of 1, t, t², y, ty.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(crate) struct Sums {
    pub(crate) w: f64,
    pub(crate) t: f64,
    pub(crate) tt: f64,
    pub(crate) y: f64,
    pub(crate) ty: f64,
}

/// A straight line with the covariance of level and slope.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Straight {
    pub(crate) level: f64,
    pub(crate) slope: f64,
    pub(crate) vl: f64,
    pub(crate) vs: f64,
    pub(crate) c: f64,
}

impl Sums {
    /// Adds one point at `t` (with its variance) with response `y` and weight `w`, a precision.
    pub(crate) fn add(&mut self, w: f64, t: f64, tv: f64, y: f64) {
        self.w += w;
        self.t += w * t;
        self.tt += w * (t * t + tv);
        self.y += w * y;
        self.ty += w * t * y;
    }

    /// The line given these points and the prior N(0, `critic`) for its level, N(1, `slope`) for its slope.
    pub(crate) fn line(&self, spreads: &Spreads) -> Straight {
        let (pl, ps) = (1.0 / spreads.critic, 1.0 / spreads.slope);
        let (a, b, d) = (self.w.max(0.0) + pl, self.t, self.tt.max(0.0) + ps);
        // Cauchy and Schwarz have b² <= w·tt; what rounding or a downdate leaves of it is made up here.
        let det = (a * d - b * b).max(pl * ps);
        let (p, q) = (self.y, self.ty + ps);
        Straight {
            level: (d * p - b * q) / det,
            slope: (a * q - b * p) / det,
            vl: d / det,
            vs: a / det,
            c: -b / det,
        }
    }
}

impl Straight {
    /// The variance of the line at `t`.
    pub(crate) fn variance(&self, t: f64) -> f64 {
        (self.vl + 2.0 * t * self.c + t * t * self.vs).max(0.0)
    }
}

impl Fit {
    /// The spreads of films, critics, outlets and single grades.
    pub fn spreads(&self) -> Spreads {
        self.spreads
    }

    /// The score of a film of which nothing is known: the middle of all films.
    pub fn middle(&self) -> f64 {
        self.middle + self.typical
    }

    /// Points that a scale's grades lie above the average review; `None` where none was seen.
    pub fn scale(&self, scale: Scale) -> Option<f64> {
        let kind = self.kinds.get(scale as usize).filter(|k| k.n > 0)?;
        Some(kind.offset - self.kind_mean())
    }

    /// How a critic rates; `None` for one who was not in the fit.
    pub fn critic(&self, critic: u32) -> Option<Severity> {
        let line = self.line(critic)?;
        let Straight { level, slope, vl, vs, .. } = line.sums.line(&self.spreads);
        let spread = (self.spreads.noise * line.scatter).sqrt();
        let offset = level - (self.typical - self.kind_mean());
        Some(Severity { offset, error: vl.sqrt(), slope, slope_error: vs.sqrt(), spread, n: line.n })
    }

    /// How much an outlet adds beside what its critics do, in points, with its standard error; `None` for
    /// one that was not in the fit.
    pub fn outlet(&self, outlet: u32) -> Option<(f64, f64)> {
        self.outlet_row(outlet).map(|o| (o.offset, o.variance.sqrt()))
    }

    /// Ratings that were used.
    pub fn n(&self) -> usize {
        self.known.len()
    }

    /// Sweeps until nothing moved.
    pub fn sweeps(&self) -> u32 {
        self.sweeps
    }

    pub(crate) fn line(&self, critic: u32) -> Option<&Line> {
        self.critics.binary_search_by_key(&critic, |c| c.id).ok().and_then(|at| self.critics.get(at))
    }

    pub(crate) fn outlet_row(&self, outlet: u32) -> Option<&Outlet> {
        self.outlets.binary_search_by_key(&outlet, |o| o.id).ok().and_then(|at| self.outlets.get(at))
    }

    /// The film and the hashes of its observations.
    pub(crate) fn film_row(&self, film: u32) -> Option<(&Film, &[u32])> {
        let at = self.films.binary_search_by_key(&film, |f| f.id).ok()?;
        let row = self.films.get(at)?;
        let start = at.checked_sub(1).and_then(|b| self.films.get(b)).map_or(0, |b| b.end);
        Some((row, self.known.get(start as usize..row.end as usize)?))
    }

    /// The mean of the scales' offsets over grades: what is relative is relative to this.
    pub(crate) fn kind_mean(&self) -> f64 {
        let grades = &self.kinds[..MARK];
        let n: f64 = grades.iter().map(|k| f64::from(k.n)).sum();
        if n > 0.0 { grades.iter().map(|k| f64::from(k.n) * k.offset).sum::<f64>() / n } else { 0.0 }
    }
}
