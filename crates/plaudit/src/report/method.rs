//! The page on method: which rules made the numbers, and what is in none of them.

use askama::Template;

use super::frame::{Frame, Shown, page};
use super::gather::Tree;
use super::{Options, Page, PolicyInfo, text};

#[derive(Template)]
#[template(path = "about.html")]
struct Method<'a> {
    frame: Frame<'a>,
    options: &'a Options,
    level: String,
    policies: Vec<Policy<'a>>,
}

struct Policy<'a> {
    info: &'a PolicyInfo,
    anchor: String,
    current: bool,
    table: Vec<(&'a str, Shown)>,
}

/// The page on method.
pub(super) fn page_of(tree: &Tree<'_>) -> Page {
    let options = tree.site.options;
    let policies = tree.site.policies.iter().enumerate().map(|(i, info)| Policy {
        info,
        anchor: format!("policy-{}", i + 1),
        current: i == tree.policy,
        table: info.table.iter().map(|(grade, score)| (grade.as_str(), Shown::new(*score))).collect(),
    });
    let method = Method {
        frame: Frame::new(tree, &format!("Method: {}", options.title), "method", "about.html"),
        options,
        level: text::percent(options.level),
        policies: policies.collect(),
    };
    page(tree, "about.html", &method)
}
