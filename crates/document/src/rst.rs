//! (to be written)

use crate::{Builder, Limits};

/// Reads a page of this format into the builder: metadata as fields, then the body.
pub(crate) fn page(b: &mut Builder, text: &str, _limits: &Limits) {
    b.push(text);
}
