//! JSON-LD: what a page's scripts of type `application/ld+json` say about the review and its film.

use std::borrow::Cow;
use std::collections::HashMap;

use serde_json::{Map, Value};

use super::facts::{self, Facts};
use super::name::{Attr, Tag};
use super::tree::Tree;
use crate::{Builder, Note, NoteKind};

/// Objects looked at in one page; real pages have a few dozen.
const MAX_OBJECTS: usize = 2000;

/// Reads all scripts of the page.
pub(super) fn read(tree: &Tree<'_>, facts: &mut Facts, b: &mut Builder) {
    let mut found = Found::default();
    let mut values = Vec::new();
    let mut broken = None;
    for i in 0..tree.nodes.len() {
        let is_linked = tree.tag(i) == Tag::Script
            && tree
                .attr(i, Attr::Type)
                .is_some_and(|t| t.trim().to_ascii_lowercase().starts_with("application/ld+json"));
        if !is_linked || tree.end(i) != i + 2 {
            continue;
        }
        match parse(tree.nodes[i + 1].text) {
            Ok(Some(value)) => values.push(value),
            Ok(None) => {}
            Err(error) => broken = Some(error),
        }
    }
    if let Some(error) = broken {
        b.note(Note::new(NoteKind::Malformed, format!("the page's JSON-LD cannot be read: {error}")));
    }
    for value in &values {
        found.collect(value);
    }
    if let Some((key, what)) = found.write(facts) {
        let a = if key.starts_with(['a', 'i']) { "an" } else { "a" };
        b.note(Note::new(NoteKind::Malformed, format!("the page's JSON-LD has {a} {key} that is no {what}")));
    }
}

/// Parses a script, mending what is often wrong: comments around it, bare line breaks in strings.
/// serde_json itself refuses what is nested deeper than 128.
fn parse(text: &str) -> Result<Option<Value>, String> {
    let mut text = text.trim();
    for lead in ["//<![CDATA[", "// <![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--"] {
        text = text.strip_prefix(lead).unwrap_or(text).trim_start();
    }
    for tail in ["//]]>", "// ]]>", "/*]]>*/", "]]>", "-->", ";"] {
        text = text.strip_suffix(tail).unwrap_or(text).trim_end();
    }
    if text.is_empty() {
        return Ok(None);
    }
    match serde_json::from_str(text) {
        Ok(value) => Ok(Some(value)),
        Err(error) => {
            let mended: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            serde_json::from_str(&mended).map(Some).map_err(|_| error.to_string())
        }
    }
}

type Named<'v> = HashMap<&'v str, &'v Map<String, Value>>;

/// The objects that matter, by what they are.
#[derive(Default)]
struct Found<'v> {
    reviews: Vec<&'v Map<String, Value>>,
    articles: Vec<&'v Map<String, Value>>,
    films: Vec<&'v Map<String, Value>>,
    sites: Vec<&'v Map<String, Value>>,
    /// Objects with a name, by their `@id`, by which others refer to them.
    named: Named<'v>,
    looked: usize,
}

impl<'v> Found<'v> {
    fn collect(&mut self, value: &'v Value) {
        let mut queue = vec![value];
        while let Some(value) = queue.pop() {
            self.looked += 1;
            if self.looked > MAX_OBJECTS {
                return;
            }
            match value {
                Value::Array(items) => queue.extend(items.iter().rev()),
                Value::Object(object) => {
                    if let (Some(Value::String(id)), true) = (object.get("@id"), object.contains_key("name"))
                    {
                        self.named.entry(id).or_insert(object);
                    }
                    let is = |names: &[&str]| types(object).any(|t| names.contains(&t));
                    if is(&["Review", "CriticReview", "MediaReview"])
                        || is(&["ReviewNewsArticle"]) && object.contains_key("reviewRating")
                    {
                        self.reviews.push(object);
                    } else if is(&["Movie", "Film", "TVSeries", "TVEpisode", "TVSeason"]) {
                        self.films.push(object);
                        // A list of reviews is the public's; a single one is this page.
                        match object.get("review").or(object.get("reviews")) {
                            Some(Value::Array(list)) if list.len() != 1 => {}
                            Some(review) => queue.push(review),
                            None => {}
                        }
                    } else if types(object).any(|t| t.ends_with("Article") || t.ends_with("Posting")) {
                        self.articles.push(object);
                        queue.extend(
                            ["review", "about", "itemReviewed"].iter().filter_map(|k| object.get(*k)),
                        );
                    } else if is(&["WebSite"]) {
                        self.sites.push(object);
                    }
                    queue.extend(
                        ["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|k| object.get(*k)),
                    );
                }
                _ => {}
            }
        }
    }

    /// Adds what they say; returns what is not what it should be.
    fn write(&self, facts: &mut Facts) -> Option<(&'v str, &'static str)> {
        let left = 4 * MAX_OBJECTS;
        let mut walk = Walk { named: &self.named, facts, left, around: Vec::new(), odd: None };
        // Of several reviews on one page none is the page's, unless a single one is a critic's.
        let critics: Vec<_> = self.reviews.iter().filter(|r| types(r).any(|t| t == "CriticReview")).collect();
        let review = match (&critics[..], &self.reviews[..]) {
            ([one], _) => Some(**one),
            (_, [one]) => Some(*one),
            _ => None,
        };
        if let Some(review) = review {
            walk.flatten(review, "");
        }
        if let Some(article) = self.articles.first() {
            walk.flatten(article, "");
        }
        let one_film = self.films.len() == 1 || review.is_some_and(|r| r.contains_key("itemReviewed"));
        if let Some(film) = self.films.first()
            && one_film
            && review.is_none_or(|r| !r.contains_key("itemReviewed"))
        {
            walk.flatten(film, "itemReviewed");
        }
        for site in self.sites.iter().take(1) {
            for name in site.get("name").into_iter().filter_map(scalar) {
                facts::add_property(walk.facts, "json-ld", "publisher.name", &name);
            }
        }
        walk.odd
    }
}

/// An object's types, without the vocabulary's address.
fn types(object: &Map<String, Value>) -> impl Iterator<Item = &str> {
    let all = match object.get("@type") {
        Some(Value::Array(list)) => &list[..],
        Some(one) => std::slice::from_ref(one),
        None => &[],
    };
    all.iter().filter_map(Value::as_str).map(|t| t.rsplit(['/', ':', '#']).next().unwrap_or(t))
}

/// A walk through the properties of the objects found.
struct Walk<'v, 'f> {
    named: &'f Named<'v>,
    facts: &'f mut Facts,
    /// Properties and values that may still be looked at: references make much of little.
    left: usize,
    /// The `@id`s of the objects around.
    around: Vec<&'v str>,
    /// The first property of which the value cannot be what it should be, and what that is.
    odd: Option<(&'v str, &'static str)>,
}

impl<'v> Walk<'v, '_> {
    /// Adds an object's properties, and those of objects in it, three levels down.
    fn flatten(&mut self, object: &'v Map<String, Value>, path: &str) {
        let id = object.get("@id").and_then(Value::as_str);
        self.around.extend(id);
        for (key, value) in object {
            if matches!(
                key.as_str(),
                "aggregateRating" | "review" | "reviews" | "@graph" | "image" | "comment"
            ) {
                continue;
            }
            let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            if path.matches('.').count() > 2 {
                continue;
            }
            let items = match value {
                Value::Array(list) => &list[..],
                one => std::slice::from_ref(one),
            };
            for item in items.iter().take(100) {
                if self.left == 0 {
                    break;
                }
                self.left -= 1;
                if self.odd.is_none() {
                    self.odd = lacks(key, item).map(|what| (key.as_str(), what));
                }
                self.value(key, item, &path);
            }
        }
        if id.is_some() {
            self.around.pop();
        }
    }

    fn value(&mut self, key: &str, item: &'v Value, path: &str) {
        match item {
            Value::Object(inner) if !inner.contains_key("@value") => {
                // What is only a place to be read from ("mainEntityOfPage") says nothing here.
                if !is_person(key)
                    && !matches!(
                        key,
                        "itemReviewed" | "reviewRating" | "publisher" | "inLanguage" | "sourceOrganization"
                    )
                {
                    return;
                }
                let id = inner.get("@id").and_then(Value::as_str).filter(|_| !inner.contains_key("name"));
                if id.is_some_and(|id| self.around.contains(&id)) {
                    return;
                }
                let meant = id.and_then(|id| self.named.get(id)).copied().unwrap_or(inner);
                self.flatten(meant, path);
            }
            _ => {
                if let Some(text) = scalar(item) {
                    facts::add_property(self.facts, "json-ld", path, &text);
                }
            }
        }
    }
}

/// Is it a property of which the values are people?
fn is_person(key: &str) -> bool {
    matches!(key, "author" | "creator" | "director" | "directors" | "actor" | "actors")
}

/// What the value of a property should be and cannot be; one that is empty only says nothing.
fn lacks(key: &str, item: &Value) -> Option<&'static str> {
    match (key, item) {
        ("reviewRating", Value::Object(o)) => {
            let says = ["ratingValue", "alternateName", "name", "@id", "@value"];
            (!says.iter().any(|k| o.contains_key(*k))).then_some("rating")
        }
        ("reviewRating", Value::Bool(_) | Value::Array(_)) => Some("rating"),
        ("ratingValue", Value::Bool(_) | Value::Array(_)) => Some("rating"),
        ("ratingValue", Value::Object(o)) => (!o.contains_key("@value")).then_some("rating"),
        ("itemReviewed", Value::Number(_) | Value::Bool(_) | Value::Array(_)) => Some("film"),
        (key, Value::Number(_) | Value::Bool(_) | Value::Array(_)) if is_person(key) => Some("name"),
        _ => None,
    }
}

/// A value as text: strings, numbers, `{"@value": ..}`.
fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(s) => Some(Cow::Borrowed(s)),
        Value::Number(n) => Some(Cow::Owned(n.to_string())),
        Value::Object(o) => match o.get("@value") {
            Some(Value::String(s)) => Some(Cow::Borrowed(s)),
            Some(Value::Number(n)) => Some(Cow::Owned(n.to_string())),
            _ => None,
        },
        _ => None,
    }
}
