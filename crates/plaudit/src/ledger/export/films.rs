//! A row for each film of the ledger, with its figures.

use store::Store;

use super::{Cell, Column, Kind, Take};
use crate::ledger::films::lines;
use crate::ledger::view::Look;

/// The columns, in order.
pub(super) const COLUMNS: &[Column] = &[
    ("film_id", Kind::Int),
    ("film", Kind::Text),
    ("year", Kind::Int),
    ("imdb", Kind::Text),
    ("tmdb", Kind::Int),
    ("wikidata", Kind::Text),
    ("reviews", Kind::Int),
    ("graded", Kind::Int),
    ("marked", Kind::Int),
    ("inferred", Kind::Int),
    ("positive", Kind::Int),
    ("positive_of", Kind::Int),
    ("positive_share", Kind::Number),
    ("positive_low", Kind::Number),
    ("positive_high", Kind::Number),
    ("policy", Kind::Text),
    ("mean", Kind::Number),
    ("median", Kind::Number),
    ("estimate", Kind::Number),
    ("estimate_low", Kind::Number),
    ("estimate_high", Kind::Number),
    ("estimate_stated", Kind::Number),
];

/// Hands on the rows.
pub(super) fn rows(store: &mut Store, look: &Look, take: Take<'_>) -> anyhow::Result<()> {
    let count = |n: usize| Cell::Int(i64::try_from(n).ok());
    for line in lines(store, look, false)? {
        let (film, f) = (line.film, line.figures);
        take(vec![
            Cell::Int(Some(film.id)),
            Cell::Text(Some(film.title)),
            Cell::Int(film.year.map(i64::from)),
            Cell::Text(film.imdb),
            Cell::Int(film.tmdb),
            Cell::Text(film.wikidata),
            count(f.reviews),
            count(f.graded),
            count(f.marked),
            count(f.inferred),
            Cell::Int(f.positive.and_then(|p| i64::try_from(p.count).ok())),
            Cell::Int(f.positive.and_then(|p| i64::try_from(p.of).ok())),
            Cell::Number(f.positive.map(|p| p.share.value)),
            Cell::Number(f.positive.and_then(|p| p.share.low)),
            Cell::Number(f.positive.and_then(|p| p.share.high)),
            Cell::Text(Some(look.policy.name.clone())),
            Cell::Number(f.mean.map(|m| m.value)),
            Cell::Number(f.median),
            Cell::Number(f.estimate.map(|e| e.value)),
            Cell::Number(f.estimate.and_then(|e| e.low)),
            Cell::Number(f.estimate.and_then(|e| e.high)),
            Cell::Number(f.estimate_stated.map(|e| e.value)),
        ])?;
    }
    Ok(())
}
