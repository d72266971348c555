//! The reviews of a report out of a ledger: its readings with its names, grades and corrections.

use anyhow::Context as _;
use catalog::Catalog;
use reading::grade::Grade;
use store::{AsOf, Store};

use super::{keep, scored};
use crate::ledger::fitted::each_film;
use crate::ledger::general::General;
use crate::ledger::row::Row;
use crate::ledger::stored;
use crate::ledger::view::{Look, view};
use crate::report::{FilmRef, GradeEntry, Quoted, Review};
use crate::wire;

/// The reviews of the ledger's films, and how many documents they are of. What is a copy of another by its text
/// alone is left out here; what its critic's name tells to be one the report says itself.
pub(super) fn reviews(
    store: &mut Store,
    (look, general): (&Look, &General),
    catalog: &Catalog<'_>,
    full_text: bool,
) -> anyhow::Result<(Vec<Review>, usize)> {
    let films: std::collections::HashMap<i64, store::Film> =
        store.films()?.into_iter().map(|f| (f.id, f)).collect();
    let mut rows: Vec<(Row, Option<bool>)> = Vec::new();
    each_film(store, AsOf::Now, |of_film| {
        let viewed = view(of_film, look);
        let named = |at: usize| viewed.rows.get(at).is_some_and(|r| r.kept.critic.is_some());
        let mut shown: Vec<usize> = viewed.counted.kept.clone();
        shown.extend(viewed.mute.iter().copied());
        let dropped = viewed.counted.dropped.iter().filter(|d| named(d.index) && named(d.by));
        shown.extend(dropped.map(|d| d.index));
        shown.sort_unstable();
        rows.extend(shown.into_iter().filter_map(|at| {
            let row = viewed.rows.get(at)?;
            let positive = general.positive(row, *viewed.values.get(at)?).map(|(p, _)| p);
            Some((row.clone(), positive))
        }));
    })?;
    let mut documents: Vec<i64> = rows.iter().map(|(r, _)| r.kept.document).collect();
    documents.sort_unstable();
    documents.dedup();
    let mut out = Vec::with_capacity(rows.len());
    for (row, positive) in rows {
        let film = films.get(&row.kept.film.unwrap_or_default());
        out.push(Review { positive, ..review(store, &row, film, catalog, full_text)? });
    }
    Ok((out, documents.len()))
}

fn review(
    store: &mut Store,
    row: &Row,
    film: Option<&store::Film>,
    catalog: &Catalog<'_>,
    full_text: bool,
) -> anyhow::Result<Review> {
    let number = row.number();
    let row = &match store.rating(row.kept.id)? {
        // Names as they stand after merges, places and readings as they were kept.
        Some(full) => {
            let kept = &row.kept;
            let (critic_name, outlet_name) = (kept.critic_name.clone(), kept.outlet_name.clone());
            Row { kept: store::RatingRow { critic_name, outlet_name, ..full }, ..row.clone() }
        }
        None => anyhow::bail!("rating of {number} is missing"),
    };
    let kept = store.document(row.kept.document)?.with_context(|| format!("document {number} is missing"))?;
    let doc = stored::to_document(&kept.body).with_context(|| format!("document {number}"))?;
    let reading =
        store.reading(row.kept.reading)?.with_context(|| format!("reading of {number} is missing"))?;
    let reading = stored::to_reading(&reading.claims).with_context(|| format!("review {number}"))?;
    let (mut review, grades) = keep::review(&doc, &doc.id(), &reading, catalog, full_text);
    review.film = film.map(|f| FilmRef {
        title: f.title.clone(),
        year: f.year.and_then(|y| i16::try_from(y).ok()),
        imdb: f.imdb.clone(),
        wikidata: f.wikidata.clone(),
    });
    review.candidates.clear();
    review.url = row.kept.url.clone().or(review.url);
    rename(&mut review.byline, row.kept.critic_name.as_deref());
    rename(&mut review.outlet, row.kept.outlet_name.as_deref());
    rename(&mut review.published, row.kept.published.as_deref());
    // The grade that counts comes first, as the ledger has it: settled, or set right by hand.
    let outlet = row.kept.outlet_name.as_deref();
    let counting = row.grade.as_ref();
    let same = |g: &Grade| counting.is_some_and(|c| c.value == g.value);
    let mut entries: Vec<GradeEntry> = Vec::new();
    if let Some(grade) = counting {
        let at = grades.iter().position(same);
        let entry = at.and_then(|at| review.grades.get(at).cloned()).unwrap_or_default();
        let basis = wire::grade_basis(grade).into();
        entries.push(scored(GradeEntry { value: grade.value.clone(), basis, ..entry }, grade, outlet));
    }
    let others = review.grades.iter().zip(&grades).filter(|(_, g)| !same(g));
    entries.extend(others.map(|(entry, grade)| scored(entry.clone(), grade, outlet)));
    review.grades = entries;
    Ok(review)
}

/// The ledger's name for what the reading quotes; the words stay those of the review.
fn rename(quoted: &mut Option<Quoted>, name: Option<&str>) {
    match (name, quoted.as_mut()) {
        (None, _) => *quoted = None,
        (Some(name), Some(quoted)) => quoted.value = name.to_owned(),
        (Some(name), None) => *quoted = Some(Quoted { value: name.to_owned(), evidence: Vec::new() }),
    }
}
