//! Turns a [`document::Document`] into a [`Reading`]: a flat list of claims, each with the words it rests on.
//!
//! A pure function of its arguments: no files, no clock, no state; it never fails. What could not be
//! settled is a note in the reading.

mod claim;
pub mod grade;
pub mod policy;

pub use claim::{Basis, Candidate, Claim, Ids, Reading, Role, Says};
