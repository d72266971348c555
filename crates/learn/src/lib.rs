//! Turns labelled texts into models.
//!
//! Pure, like the core: texts come in as documents, models go out as bytes; no files, no clock; the same data and seed
//! give the same bytes.

pub mod adapt;
pub mod dense;
pub mod folds;
pub mod linear;
pub mod metrics;
pub mod mixed;
pub mod ordinal;
pub mod overlap;
pub mod rows;
pub mod score;
pub mod text;
pub mod tone;
pub mod vectors;
