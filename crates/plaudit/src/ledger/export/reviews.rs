//! A row for each review of the ledger, whether or not it counts.

use std::collections::HashMap;

use store::{AsOf, Store, What};

use super::{Cell, Column, Kind, Take};
use crate::ledger::general::General;
use crate::ledger::row::{self, Value};
use crate::ledger::view::{Look, view};
use crate::ledger::{film, fitted};

/// The columns, in order.
pub(super) const COLUMNS: &[Column] = &[
    ("review", Kind::Text),
    ("film_id", Kind::Int),
    ("film", Kind::Text),
    ("year", Kind::Int),
    ("imdb", Kind::Text),
    ("tmdb", Kind::Int),
    ("wikidata", Kind::Text),
    ("critic", Kind::Text),
    ("outlet", Kind::Text),
    ("published", Kind::Text),
    ("grade", Kind::Text),
    ("scale", Kind::Text),
    ("points", Kind::Number),
    ("worst", Kind::Number),
    ("best", Kind::Number),
    ("policy", Kind::Text),
    ("score", Kind::Number),
    ("verdict", Kind::Text),
    ("inferred", Kind::Number),
    ("inferred_low", Kind::Number),
    ("inferred_high", Kind::Number),
    ("positive", Kind::Bool),
    ("counted", Kind::Bool),
    ("left_out", Kind::Text),
    ("source", Kind::Text),
    ("url", Kind::Text),
];

/// Hands on the rows, film by film.
pub(super) fn rows(
    store: &mut Store,
    look: &Look,
    critic: Option<i64>,
    take: Take<'_>,
) -> anyhow::Result<()> {
    let films: HashMap<i64, store::Film> = store.films()?.into_iter().map(|f| (f.id, f)).collect();
    let general = fitted::learned(store, look)?.general;
    let habits = row::habits_of(store.all_habits()?);
    let mut failed = None;
    let mut one_film = |rows: Vec<row::Row>| {
        if failed.is_some() {
            return;
        }
        let viewed = view(rows, look);
        let left = film::left_out(&viewed, &general);
        let left: HashMap<&str, &'static str> = left.iter().map(|l| (&*l.review.review, l.why)).collect();
        for (row, value) in viewed.rows.iter().zip(&viewed.values) {
            if critic.is_some() && row.kept.critic != critic {
                continue;
            }
            let number = row.number();
            let why = left.get(&*number).copied();
            let film = row.kept.film.and_then(|id| films.get(&id));
            if let Err(error) = take(line(row, *value, film, why, look, &general)) {
                failed = Some(error);
                return;
            }
        }
    };
    match critic {
        // Whether one counts depends on the film's other ratings, so films are looked at whole.
        Some(critic) => {
            let mut seen: Vec<i64> =
                store.ratings_of(What::Critic, critic, AsOf::Now)?.iter().filter_map(|r| r.film).collect();
            seen.sort_unstable();
            seen.dedup();
            for id in seen {
                let kept = store.ratings_of(What::Film, id, AsOf::Now)?;
                one_film(kept.into_iter().map(|r| row::settled(r, &habits)).collect());
            }
        }
        None => {
            let mut rows: Vec<row::Row> = Vec::new();
            store.each_rating(AsOf::Now, |kept| -> store::Result<()> {
                if rows.first().is_some_and(|r| r.kept.film != kept.film) {
                    one_film(std::mem::take(&mut rows));
                }
                rows.push(row::settled(kept, &habits));
                Ok(())
            })?;
            one_film(rows);
        }
    }
    failed.map_or(Ok(()), Err)
}

fn line(
    row: &row::Row,
    value: Value,
    film: Option<&store::Film>,
    why: Option<&'static str>,
    look: &Look,
    general: &General,
) -> Vec<Cell> {
    let kept = &row.kept;
    let text = |t: Option<&str>| Cell::Text(t.map(str::to_owned));
    let grade = row.grade.as_ref();
    let score = match value {
        Value::Grade(score) => Some(score),
        _ => None,
    };
    let mark = kept.mark.map(|m| ["negative", "mixed", "positive"][usize::from((m + 1).clamp(0, 2) as u8)]);
    vec![
        Cell::Text(Some(row.number())),
        Cell::Int(kept.film),
        text(film.map(|f| f.title.as_str())),
        Cell::Int(film.and_then(|f| f.year).map(i64::from)),
        text(film.and_then(|f| f.imdb.as_deref())),
        Cell::Int(film.and_then(|f| f.tmdb)),
        text(film.and_then(|f| f.wikidata.as_deref())),
        text(kept.critic_name.as_deref()),
        text(kept.outlet_name.as_deref()),
        text(kept.published.as_deref()),
        text(grade.map(|g| g.value.as_str())),
        Cell::Text(grade.and_then(|g| g.scale.name())),
        Cell::Number(grade.and_then(|g| g.points)),
        Cell::Number(grade.filter(|g| g.scale.best.is_some()).map(|g| g.scale.worst)),
        Cell::Number(grade.and_then(|g| g.scale.best)),
        text(score.map(|_| look.policy.name.as_str())),
        Cell::Number(score),
        text(mark),
        Cell::Number(kept.inferred.map(|i| i.value)),
        Cell::Number(kept.inferred.map(|i| i.low)),
        Cell::Number(kept.inferred.map(|i| i.high)),
        Cell::Bool(general.positive(row, value).map(|(p, _)| p)),
        Cell::Bool(Some(why.is_none() && kept.film.is_some())),
        text(why.or_else(|| kept.film.is_none().then_some("no film is known that it is of"))),
        text(Some(kept.source.as_str())),
        text(kept.url.as_deref()),
    ]
}
