//! Estimates of what critics think of a film, from their ratings, each with an interval.
//!
//! Pure arithmetic: this crate knows no text, no files and no names of policies. A caller brings
//! [`Rating`]s on one scale of 0 to 100, counts every critic once with [`latest`], and sums up what is
//! kept with [`Summary::of`]. Nothing here depends on the order in which ratings come.
//!
//! [`model`] learns how critics, outlets and scales rate and corrects a film's estimate for them; [`equate`] learns
//! a table that puts scales on one another.
//!
//! An interval is given wherever the data bear one and is `None` where they do not: a made-up
//! interval is worse than none.

mod agree;
mod course;
mod cut;
pub mod equate;
mod estimate;
mod gamma;
mod lean;
pub mod model;
mod persons;
mod quantile;
mod rating;
mod sketch;
mod split;

pub use agree::{
    Against, Agreement, Apart, Figure, Pair, agreement, correlation, disagreements, kappa, kendall,
};
pub use course::{Dated, Finished, Habits, Point, Settled, course};
pub use cut::{Cuts, Effect, Graded, Line, Marked, Parts, Step, step};
pub use estimate::{
    BINS, Interval, Mean, POSITIVE, Share, Summary, Verdict, bin, mean, median, share, wilson,
};
pub use lean::{Leaning, Without, leaning};
pub use quantile::{below, normal, student};
pub use rating::{Counted, Dropped, Pick, Rating, View, Why, date_of, first, latest, view};
pub use sketch::Sketch;
pub use split::{Norm, Split, Tests, discoveries, splits};

/// The level of an interval where nobody asks for another: nine in ten.
pub const LEVEL: f64 = 0.9;
