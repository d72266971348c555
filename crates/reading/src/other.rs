//! Other mentions: films, songs, books, shows, companies and characters of other works that are named and are no
//! credit of the film reviewed.

use catalog::Catalog;
use document::{Document, Span};

use crate::claim::Claim;

/// One claim a name, at its first mention within `range`.
pub(crate) fn claims(_doc: &Document, _catalog: &Catalog, _range: Span, _out: &mut Vec<Claim>) {}
