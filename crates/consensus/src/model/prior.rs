//! What is known before any rating is seen, measured on the 33,331 graded reviews of 901 films in
//! Rotten Tomatoes' reviews (scores by the policy `linear`); a small ledger leans on it, a large one
//! hardly.

use super::{INFERRED, KINDS, MARK, Settings, Spreads};

/// The middle of all films.
pub(crate) const MIDDLE: f64 = 60.0;
/// How far other ledgers' middles may lie from it, as a variance. One ledger cannot tell; 10 points of
/// standard deviation let a shelf of classics or of trash find its own.
pub(crate) const MIDDLE_VARIANCE: f64 = 100.0;

/// The spreads. That of slopes stays as it is: only the product of slope and film is seen, so both spreads
/// estimated at once ran away from each other; 0.06 was as good as any from 0.03 to 0.1 on held-out grades.
pub(crate) const SPREADS: Spreads =
    Spreads { film: 200.0, critic: 25.0, slope: 0.06, outlet: 15.0, noise: 215.0 };
/// Films, critics, outlets, ratings that the prior spreads count as much as.
pub(crate) const FILM_WEIGHT: f64 = 20.0;
/// Critics.
pub(crate) const CRITIC_WEIGHT: f64 = 50.0;
/// Outlets.
pub(crate) const OUTLET_WEIGHT: f64 = 50.0;
/// Ratings.
pub(crate) const NOISE_WEIGHT: f64 = 100.0;
/// Ratings that speak for a critic being scattered as all are.
pub(crate) const SCATTER_WEIGHT: f64 = 12.0;
/// Ratings that speak for a scale's noise.
pub(crate) const KIND_WEIGHT: f64 = 200.0;

/// Offsets of letters, /4, /5, /10 and others under `linear`.
pub(crate) const LINEAR: [f64; 5] = [-3.5, 3.5, -2.0, 2.0, 0.0];
/// How far a scale's offset may lie from that, as a variance.
pub(crate) const OFFSET_VARIANCE: f64 = 25.0;
/// What a mark counts as: the score at which the share of marks that are positive, seen as a straight line
/// of the film's value, is 1, and 0.
pub(crate) const POSITIVE: f64 = 78.0;
/// See [`POSITIVE`].
pub(crate) const NEGATIVE: f64 = 35.0;
/// How much noisier a mark so read is than a grade: of 1.7, 3 and 5 the last was best on held-out grades. Fixed, since the
/// scatter of what two values stand for says nothing of the scatter of grades.
pub(crate) const MARK_NOISE: f64 = 5.0;

/// Ratings that the typical severity counts as zero for, so that three reviews have no severity.
pub(crate) const TYPICAL_WEIGHT: f64 = 50.0;
/// Reviews with both a grade and an inferred score that speak for inferred scores being what they say.
pub(crate) const PAIR_WEIGHT: f64 = 20.0;

/// Offsets and noise of all kinds.
pub(crate) fn kinds(given: &Settings) -> [(f64, f64); KINDS] {
    let mut all = [(0.0, 1.0); KINDS];
    for (kind, offset) in all.iter_mut().zip(given.offsets) {
        kind.0 = if offset.is_finite() { offset.clamp(-50.0, 50.0) } else { 0.0 };
    }
    all[MARK].1 = MARK_NOISE;
    all[INFERRED] = (0.0, 1.0);
    all
}
