//! schema.org's Review and Movie in JSON-LD, one graph: what a site puts into its pages for search engines.

use std::io::Write;

use serde_json::{Map, Value, json};

use super::{Cell, Column, Take, cell, number, text};

type Rows<'r> = &'r mut dyn FnMut(Take<'_>) -> anyhow::Result<()>;

/// The reviews that count.
pub(super) fn reviews(columns: &[Column], rows: Rows<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    graph(columns, rows, out, |columns, row| {
        let counts = cell(columns, row, "counted") == Some(&Cell::Bool(Some(true)));
        let item = movie(columns, row).filter(|_| counts)?;
        let mut review = object("Review");
        review.insert("itemReviewed".into(), Value::Object(item));
        let mut named = |key: &str, kind: &str, name: Option<&str>| {
            if let Some(name) = name {
                review.insert(key.into(), json!({"@type": kind, "name": name}));
            }
        };
        named("author", "Person", text(columns, row, "critic"));
        named("publisher", "Organization", text(columns, row, "outlet"));
        for (key, name) in [("datePublished", "published"), ("url", "url")] {
            if let Some(value) = text(columns, row, name) {
                review.insert(key.into(), value.into());
            }
        }
        if let Some(score) = number(columns, row, "score") {
            // The grade on its own scale where that is one of numbers, else on the scale of the policy.
            let own =
                (number(columns, row, "points"), number(columns, row, "worst"), number(columns, row, "best"));
            let letter = text(columns, row, "scale").is_some_and(|s| s.starts_with("letter"));
            let (value, worst, best) = match own {
                (Some(points), Some(worst), Some(best)) if !letter => (points, worst, best),
                _ => (score, 0.0, 100.0),
            };
            let mut rating = object("Rating");
            rating.insert("ratingValue".into(), value.into());
            rating.insert("worstRating".into(), worst.into());
            rating.insert("bestRating".into(), best.into());
            if let Some(grade) = text(columns, row, "grade") {
                rating.insert("alternateName".into(), grade.into());
            }
            review.insert("reviewRating".into(), Value::Object(rating));
        }
        Some(review)
    })
}

/// The films, each with its estimate.
pub(super) fn films(columns: &[Column], rows: Rows<'_>, out: &mut impl Write) -> anyhow::Result<()> {
    graph(columns, rows, out, |columns, row| {
        let mut film = movie(columns, row)?;
        if let Some(value) = number(columns, row, "estimate") {
            let mut rating = object("AggregateRating");
            rating.insert("ratingValue".into(), ((value * 10.0).round() / 10.0).into());
            rating.insert("worstRating".into(), 0.into());
            rating.insert("bestRating".into(), 100.into());
            if let Some(Cell::Int(Some(n))) = cell(columns, row, "reviews") {
                rating.insert("reviewCount".into(), (*n).into());
            }
            film.insert("aggregateRating".into(), Value::Object(rating));
        }
        Some(film)
    })
}

fn graph(
    columns: &[Column],
    rows: Rows<'_>,
    out: &mut impl Write,
    thing: impl Fn(&[Column], &[Cell]) -> Option<Map<String, Value>>,
) -> anyhow::Result<()> {
    out.write_all(b"{\"@context\":\"https://schema.org\",\"@graph\":[")?;
    let mut first = true;
    rows(&mut |row| {
        if let Some(thing) = thing(columns, &row) {
            out.write_all(if first { b"\n" } else { b",\n" })?;
            first = false;
            serde_json::to_writer(&mut *out, &thing)?;
        }
        Ok(())
    })?;
    Ok(out.write_all(b"\n]}\n")?)
}

fn object(kind: &str) -> Map<String, Value> {
    Map::from_iter([("@type".to_owned(), Value::from(kind))])
}

fn movie(columns: &[Column], row: &[Cell]) -> Option<Map<String, Value>> {
    let mut movie = object("Movie");
    movie.insert("name".into(), text(columns, row, "film")?.into());
    if let Some(Cell::Int(Some(year))) = cell(columns, row, "year") {
        movie.insert("dateCreated".into(), year.to_string().into());
    }
    let same: Vec<String> = [
        text(columns, row, "imdb").map(|id| format!("https://www.imdb.com/title/{id}/")),
        text(columns, row, "wikidata").map(|id| format!("http://www.wikidata.org/entity/{id}")),
    ]
    .into_iter()
    .flatten()
    .collect();
    if !same.is_empty() {
        movie.insert("sameAs".into(), same.into());
    }
    Some(movie)
}
