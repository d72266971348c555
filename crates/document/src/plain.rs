//! Plain text: paragraphs, and the header lines that typewritten reviews begin with.

use crate::{Builder, Limits, Role};

/// Reads a page of this format into the builder: metadata as fields, then the body.
pub(crate) fn page(b: &mut Builder, text: &str, _limits: &Limits) {
    for paragraph in text.split("\n\n") {
        b.open(Role::Body);
        b.push(paragraph);
        b.close();
    }
}
