//! HTML: pages of sites, and pieces of HTML that are all content.
//!
//! `token` cuts the bytes, `tree` puts elements into one flat array, `article` finds the main text by
//! weighing, `emit` writes it; `meta`, `linked` and `micro` read what the page says about itself. No
//! step recurses and every step is linear.

mod article;
mod emit;
mod entity;
mod name;
mod rating;
mod signals;
mod token;
mod tree;

use crate::{Builder, Limits, Note, NoteKind};

/// Reads a page of a site: metadata as fields, then the main text.
pub(crate) fn page(b: &mut Builder, html: &str, limits: &Limits) {
    let tree = tree::build(html, limits.depth);
    let found = article::find(&tree);
    for node in &found.before {
        emit::write(b, &tree, *node, tree.end(*node), &found.plan);
    }
    emit::write(b, &tree, found.root, tree.end(found.root), &found.plan);
    note_depth(b, &tree, limits);
}

/// Reads a piece of HTML that is all content (a feed item's description, a cell, inline HTML in Markdown).
#[allow(dead_code)]
pub(crate) fn fragment(b: &mut Builder, html: &str, limits: &Limits) {
    let tree = tree::build(html, limits.depth);
    emit::write(b, &tree, 0, tree.nodes.len(), &emit::Plan::default());
    note_depth(b, &tree, limits);
}

fn note_depth(b: &mut Builder, tree: &tree::Tree<'_>, limits: &Limits) {
    if tree.too_deep {
        let message = format!("elements are nested deeper than {}: deeper ones were flattened", limits.depth);
        b.note(Note::new(NoteKind::Malformed, message));
    }
}
