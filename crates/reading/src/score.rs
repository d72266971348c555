//! The score that the text alone speaks for, with its interval, or none.

use document::{Document, Span};

use crate::claim::Reading;
use crate::model::Models;

/// Claims the inferred score and what follows from it: a verdict, a note where the grade is far from it.
pub(crate) fn claims(_doc: &Document, _near: Span, _models: &Models<'_>, _reading: &mut Reading) {}
