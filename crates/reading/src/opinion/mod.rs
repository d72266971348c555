//! What the critic judges: opinions by aspect and target, dispositions, spoilers, quotes, the arc.

use document::{Document, Span};

use crate::claim::Reading;
use crate::tone::Tone;

/// Claims the opinions, dispositions, spoilers and quotes of a stretch.
pub(crate) fn claims(_doc: &Document, _near: Span, _tone: &Tone, _reading: &mut Reading) {}
