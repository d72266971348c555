//! Facts about the film that the text states: runtime, period, place, genre, year, country, language, source work,
//! certificate, studio, music genre.

use catalog::Film;
use document::{Document, Span};

use crate::claim::Reading;

/// One claim a fact, at its first mention within `range` (metadata too, where `whole` is set), and a note for each that
/// contradicts the catalog.
pub(crate) fn claims(
    _doc: &Document,
    _film: Option<Film<'_>>,
    _range: Span,
    _whole: bool,
    _reading: &mut Reading,
) {
}
