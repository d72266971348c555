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
mod site;
mod sprite;
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
    name_site(&tree, &found, &mut facts);
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

/// Adds the outlet, and a writer whom the title names, where nothing has declared them.
fn name_site(tree: &tree::Tree<'_>, found: &article::Article, facts: &mut Facts) {
    let Some(title) = (0..tree.nodes.len()).find(|i| tree.tag(*i) == name::Tag::Title) else { return };
    let title = tree.text_of(title, 300);
    let headline = found.title.map_or_else(String::new, |i| tree.text_of(i, 300));
    let film = facts.all(Field::Film).next().unwrap_or_default().to_owned();
    let outlet = site::name(tree, &title, &format!("{headline} {film}"));
    if let Some(outlet) = outlet
        && facts.all(Field::Outlet).next().is_none()
    {
        facts.add(Field::Outlet, "title", &outlet.replace('&', "&amp;"));
    }
    let signed = found.plan.roles.iter().any(|(_, role)| *role == Role::Byline);
    if signed || facts.all(Field::Byline).next().is_some() {
        return;
    }
    // Between headline and site only: a film's title is made like a name, and stands at an end.
    let segments = site::segments(&title);
    let Some([_, middle @ .., _]) = outlet.map(|_| &segments[..]) else { return };
    let is_name = |n: &&&str| Some(**n) != outlet && **n != headline && ***n != *film && site::may_be_name(n);
    for name in middle.iter().filter(is_name).copied() {
        let first = found.title.unwrap_or(found.root);
        let mut lines = (first..tree.end(found.root)).filter(|i| tree.tag(*i).is_block()).take(60);
        if lines.any(|i| tree.text_of(i, 80) == name) {
            facts.add(Field::Byline, "title", name);
            return;
        }
    }
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
    piece(b, &tree::build(html, limits.depth), limits);
}

/// Reads a piece of XHTML that stands as elements in a feed.
pub(crate) fn xhtml(b: &mut Builder, xml: &str, limits: &Limits) {
    piece(b, &tree::build_as(xml, limits.depth, true), limits);
}

fn piece(b: &mut Builder, tree: &tree::Tree<'_>, limits: &Limits) {
    emit::write(b, tree, 0, tree.nodes.len(), &emit::Plan::default());
    note_depth(b, tree, limits);
}

fn note_depth(b: &mut Builder, tree: &tree::Tree<'_>, limits: &Limits) {
    if tree.too_deep {
        let message = format!("elements are nested deeper than {}: deeper ones were flattened", limits.depth);
        b.note(Note::new(NoteKind::Malformed, message));
    }
}
