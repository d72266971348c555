//! Microdata and microformats: `itemprop` and `h-review`, read from the elements of the page.

use super::facts::{self, Facts};
use super::name::{Attr, Tag};
use super::tree::Tree;
use crate::Field;

/// An item that is open around the current element.
struct Item {
    end: usize,
    /// Its place in the review: "" for the review itself, "itemReviewed", "reviewRating", ….
    path: String,
    /// Is it of a kind that says nothing about this review?
    foreign: bool,
}

/// Reads microdata. Several top-level reviews on one page are the public's; none of them is read.
pub(super) fn read(tree: &Tree<'_>, facts: &mut Facts) {
    let mut items: Vec<Item> = Vec::new();
    let reviews = (0..tree.nodes.len()).filter(|i| is_review(tree, *i)).take(2).count();
    for i in 0..tree.nodes.len() {
        while items.last().is_some_and(|item| item.end <= i) {
            items.pop();
        }
        let attrs = tree.attrs_of(i);
        if attrs.is_empty() {
            continue;
        }
        let get = |attr| tree.attr(i, attr);
        let scope = get(Attr::Itemscope).is_some();
        let Some(prop) = get(Attr::Itemprop).and_then(|p| p.split_ascii_whitespace().next()) else {
            if scope && items.len() < 16 {
                let kind = kind_of(tree, i);
                let (path, foreign) = match kind {
                    "Movie" | "TVSeries" => ("itemReviewed", false),
                    "Review" | "CriticReview" => ("", reviews > 1),
                    k if k.ends_with("Article") || k.ends_with("Posting") => ("", false),
                    _ => ("", true),
                };
                items.push(Item { end: tree.end(i), path: path.to_owned(), foreign });
            }
            continue;
        };
        let Some(around) = items.last() else { continue };
        let path = if around.path.is_empty() { prop.to_owned() } else { format!("{}.{prop}", around.path) };
        let foreign =
            around.foreign || matches!(prop, "aggregateRating" | "image" | "comment") || path.len() > 80;
        if scope {
            // A review inside its film or article is the review.
            let (path, foreign) = match prop {
                "review" | "reviews" => (String::new(), reviews > 1),
                "mainEntity" if is_review(tree, i) => (String::new(), reviews > 1),
                _ => (path, foreign),
            };
            if !foreign && path == "itemReviewed" {
                facts::add_property(facts, "microdata", "itemReviewed.@type", kind_of(tree, i));
            }
            if items.len() < 16 {
                items.push(Item { end: tree.end(i), path, foreign });
            }
        } else if !foreign {
            let Some(field) = facts::meaning(&path) else { continue };
            // The body is on the page already.
            if field != Field::Body {
                facts::add_property(facts, "microdata", &path, &value(tree, i));
            }
        }
    }
    microformat(tree, facts);
}

fn kind_of<'a>(tree: &Tree<'a>, i: usize) -> &'a str {
    let kind = tree.attr(i, Attr::Itemtype).unwrap_or_default().trim();
    kind.trim_end_matches('/').rsplit(['/', '#']).next().unwrap_or(kind)
}

fn is_review(tree: &Tree<'_>, i: usize) -> bool {
    tree.attr(i, Attr::Itemtype).is_some() && matches!(kind_of(tree, i), "Review" | "CriticReview")
}

/// The value of an element: its attribute where the standard says so, else its text.
fn value(tree: &Tree<'_>, i: usize) -> String {
    let get = |attr| tree.attr(i, attr).map(str::to_owned);
    let named = match tree.tag(i) {
        Tag::A | Tag::Link | Tag::Area
            if tree.attr(i, Attr::Itemprop).is_some_and(|p| matches!(p, "url" | "sameAs")) =>
        {
            get(Attr::Href)
        }
        Tag::Link => get(Attr::Href),
        Tag::Time => get(Attr::Datetime),
        Tag::Data | Tag::Meter => get(Attr::Value),
        Tag::Img => get(Attr::Alt),
        _ => None,
    };
    get(Attr::Content).or(named).unwrap_or_else(|| tree.text_of(i, 300))
}

/// `h-review` and the older `hreview`: the first of the page, if it is the only one.
fn microformat(tree: &Tree<'_>, facts: &mut Facts) {
    let has_class = |i: usize, names: &[&str]| {
        tree.attr(i, Attr::Class).is_some_and(|c| c.split_ascii_whitespace().any(|c| names.contains(&c)))
    };
    let mut found = (0..tree.nodes.len()).filter(|i| has_class(*i, &["h-review", "hreview"]));
    let (Some(review), None) = (found.next(), found.next()) else { return };
    let mut item_end = 0;
    let mut rating_end = 0;
    for i in review + 1..tree.end(review) {
        if tree.attr(i, Attr::Class).is_none() {
            continue;
        }
        let text = || value(tree, i);
        if has_class(i, &["p-item", "item"]) {
            item_end = tree.end(i);
            let inner = (i..item_end).find(|n| has_class(*n, &["p-name", "fn"])).unwrap_or(i);
            facts.add(Field::Film, "h-review item", &value(tree, inner));
        } else if i < item_end {
        } else if has_class(i, &["p-rating", "rating"]) {
            rating_end = tree.end(i);
            let parts = |names: &[&str]| {
                let n = (i + 1..rating_end).find(|n| has_class(*n, names))?;
                // An element without text says its value for machines in its title.
                let said = Some(value(tree, n)).filter(|v| !v.is_empty());
                said.or_else(|| tree.attr(n, Attr::Title).map(str::to_owned))
            };
            let best = parts(&["best", "p-best"]);
            let value = parts(&["value", "p-value"]).or_else(|| best.is_none().then(text));
            // "94%", of which only the figure is marked up.
            let value = value.map(|v| {
                let percent = text().strip_prefix(&v).is_some_and(|rest| rest.trim_start().starts_with('%'));
                if percent { format!("{v}%") } else { v }
            });
            facts.add(Field::Grade, "h-review rating", &value.unwrap_or_default());
            facts.add(Field::GradeBest, "h-review best", &best.unwrap_or_default());
        } else if has_class(i, &["p-best"]) && i >= rating_end {
            facts.add(Field::GradeBest, "h-review best", &text());
        } else if has_class(i, &["dt-published", "dtreviewed", "published"]) {
            let date = tree.attr(i, Attr::Title).filter(|_| tree.tag(i) == Tag::Abbr).map(str::to_owned);
            facts.add(Field::Published, "h-review published", &date.unwrap_or_else(text));
        } else if has_class(i, &["p-author", "reviewer"]) {
            let inner = (i..tree.end(i)).find(|n| has_class(*n, &["p-name", "fn"])).unwrap_or(i);
            facts.add(Field::Byline, "h-review author", &value(tree, inner));
        } else if has_class(i, &["p-name", "summary"]) {
            facts.add(Field::Title, "h-review name", &text());
        }
    }
}
