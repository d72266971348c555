//! HTML: pages of sites, and pieces of HTML that are all content.
//!
//! `token` cuts the bytes, `tree` puts elements into one flat array, `article` finds the main text by
//! weighing, `emit` writes it; `meta`, `linked` and `micro` read what the page says about itself. Every
//! step is linear, and none recurses with the page's depth.

mod article;
mod emit;
mod entity;
mod facts;
#[cfg(test)]
mod hard_tests;
mod labels;
mod lines;
mod linked;
mod meta;
mod micro;
mod name;
mod rating;
mod signals;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use crate::{Builder, Field, Limits, Note, NoteKind, Role};
use facts::Facts;

/// Reads a page of a site: metadata as fields, then the main text.
pub(crate) fn page(b: &mut Builder, html: &str, limits: &Limits) {
    let tree = tree::build(html, limits.depth);
    let mut facts = Facts::default();
    linked::read(&tree, &mut facts, b);
    micro::read(&tree, &mut facts);
    meta::read(&tree, &mut facts);
    let titles = labels::titles(facts.all(Field::Title));
    let found = article::find(&tree, &titles);
    for datetime in found.dates(&tree) {
        facts.add(Field::Published, "time datetime", datetime);
    }
    // A body that the page declares but does not show replaces a shorter one that it shows.
    let mut declared = None;
    if !facts.bodies.is_empty() {
        let shown = tree.text_of(found.root, html.len());
        if let Some(body) = facts.bodies.iter().find(|body| lacks(&shown, body)).cloned() {
            let longer = tree::build(&body, limits.depth).text_of(0, body.len()).len() > shown.len();
            if longer {
                declared = Some(body);
            } else {
                facts.add(Field::Summary, "json-ld reviewBody", &body);
            }
        }
    }
    facts.write(b);
    for node in &found.before {
        emit::write(b, &tree, *node, tree.end(*node), &found.plan);
    }
    match declared {
        Some(body) if body.contains("</") || body.contains("/>") => fragment(b, &body, limits),
        Some(body) => {
            for line in body.lines() {
                b.open(Role::Body);
                b.push_folded(&entity::text(line));
                b.close();
            }
        }
        None => emit::write(b, &tree, found.root, tree.end(found.root), &found.plan),
    }
    for node in &found.after {
        emit::write(b, &tree, *node, tree.end(*node), &found.plan);
    }
    note_depth(b, &tree, limits);
}

/// Does the page's text lack this one? Decided by its first words.
fn lacks(shown: &str, body: &str) -> bool {
    let squash = |text: &str, cap: usize| -> String {
        text.chars().filter(|c| c.is_alphanumeric()).take(cap).collect()
    };
    let tree = tree::build(body, 64);
    let start = squash(&tree.text_of(0, 400), 50);
    start.len() > 8 && !squash(shown, usize::MAX).contains(&start)
}

/// Reads a piece of HTML that is all content (a feed item's description, a cell, inline HTML in Markdown).
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
