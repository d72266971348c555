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

pub mod equate;
mod estimate;
pub mod model;
mod quantile;
mod rating;

pub use estimate::{
    BINS, Interval, Mean, POSITIVE, Share, Summary, Verdict, bin, mean, median, share, wilson,
};
pub use quantile::{normal, student};
pub use rating::{Dropped, Latest, Rating, Why, latest};

/// The level of an interval where nobody asks for another: nine in ten.
pub const LEVEL: f64 = 0.9;
