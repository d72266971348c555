//! Turns labelled texts into models.
//!
//! Pure, like the core: texts come in as documents, models go out as bytes; no files, no clock; the same data and seed
//! give the same bytes.

pub mod adapt;
pub mod linear;
pub mod rows;
pub mod score;
pub mod text;
pub mod tone;
