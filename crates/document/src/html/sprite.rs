//! Ratings drawn by style sheets: what a class's rule and the classes of other elements tell of its stars.

use super::name::{Attr, Tag};
use super::rating::has;
use super::tree::Tree;

/// Style sheets of a page that are looked through, and how much of each.
const SHEETS: usize = 2;
const SHEET: usize = 16 * 1024;
/// Elements on either side that are looked at for classes of the same make.
const AROUND: usize = 1000;

/// Of how many stars is the picture that the page's own style sheets put behind an element of this class?
pub(super) fn stars(tree: &Tree<'_>, class: &str) -> Option<u32> {
    // No theme's class is that long, and each is looked for in every rule.
    if class.len() > 200 {
        return None;
    }
    let rules = tree.sprites.get_or_init(|| rules(tree));
    let its = |selector: &str| class.split_ascii_whitespace().take(8).any(|name| selects(selector, name));
    rules.iter().find(|(selector, _)| its(selector)).map(|(_, count)| *count)
}

/// The rules of the page's style sheets that put stars behind something: selector and number of stars.
fn rules<'a>(tree: &Tree<'a>) -> Vec<(&'a str, u32)> {
    let sheets = (1..tree.nodes.len().min(AROUND)).filter(|i| tree.tag(*i) == Tag::Text);
    let sheets = sheets.filter(|i| tree.tag(tree.parent(*i)) == Tag::Style).take(SHEETS);
    let rules = sheets.flat_map(|sheet| {
        let text = tree.nodes[sheet].text;
        text.get(..text.floor_char_boundary(SHEET)).unwrap_or(text).split('}').take(2000)
    });
    let starry = rules
        .filter_map(|rule| rule.split_once('{'))
        .filter(|(_, body)| has(body, "star") && has(body, "background"));
    starry.map(|(selector, body)| (selector, count(body))).take(200).collect()
}

/// Does a selector name this class?
fn selects(selector: &str, name: &str) -> bool {
    selector.match_indices(name).any(|(at, _)| {
        let next = selector[at + name.len()..].chars().next();
        selector[..at].ends_with('.') && !next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    })
}

/// The number beside the word in a picture's name ("stars5-empty.png", "4-stars.gif"); five where there is none.
fn count(body: &str) -> u32 {
    let lower = body.to_ascii_lowercase();
    let beside = lower.match_indices("star").find_map(|(at, _)| {
        let after = lower[at + 4..].trim_start_matches('s').trim_start_matches(['-', '_']);
        let before = lower[..at].trim_end_matches(['-', '_']);
        let digit = |c: Option<char>| c.and_then(|c| c.to_digit(10)).filter(|n| (3..=6).contains(n));
        digit(after.chars().next()).or(digit(before.chars().next_back()))
    });
    beside.unwrap_or(5)
}

/// Is a class such as "stars-10" one star in tens, as another of its make near by ("stars-45") shows?
pub(super) fn is_ten_of_tens(tree: &Tree<'_>, node: usize, name: &str) -> bool {
    let Some(stem) = name.strip_suffix("10").filter(|stem| has(stem, "star") && stem.len() < 24) else {
        return false;
    };
    let near = node.saturating_sub(AROUND)..(node + AROUND).min(tree.nodes.len());
    near.filter_map(|i| tree.attr(i, Attr::Class)).flat_map(str::split_ascii_whitespace).any(|other| {
        let figure = other.strip_prefix(stem).and_then(|n| n.parse::<u32>().ok());
        figure.is_some_and(|n| matches!(n, 15 | 20 | 25 | 30 | 35 | 40 | 45 | 50))
    })
}
