//! (to be written)

use crate::{Builder, Limits};

/// Reads a page of this format into the builder: metadata as fields, then the body.
pub(crate) fn page(b: &mut Builder, text: &str, _limits: &Limits) {
    b.push(text);
}

/// Reads a piece of HTML that is all content (a feed item's description, a cell, inline HTML in Markdown).
#[allow(dead_code)]
pub(crate) fn fragment(b: &mut Builder, text: &str, _limits: &Limits) {
    b.push_folded(text);
}
