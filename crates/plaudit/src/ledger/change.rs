//! `plaudit correct`, `remove` and `merge`: what a person changes in the ledger. Every change is an entry of its own,
//! with a reason, and can be taken back; a correction outranks the reader, now and when the review is read again.

use anyhow::{Context as _, bail};
use catalog::Catalog;
use reading::grade;
use reading::{Basis, Ids};
use store::{Correction, Decision, Fix, RatingRow, Store, To, What};

use super::add::{habit_changes, new_rating};
use super::args::{CorrectArgs, Kind, MergeArgs, ReasonArgs, RemoveArgs};
use super::take::{self, Film, Named, Rating};
use super::{names, now, open, stored};
use crate::{Exit, catalog_file};

/// What a person can set right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Film,
    Critic,
    Outlet,
    Date,
    Grade,
    Verdict,
}

/// All of them.
pub(crate) const FIELDS: [Field; 6] =
    [Field::Film, Field::Critic, Field::Outlet, Field::Date, Field::Grade, Field::Verdict];

impl Field {
    /// As the ledger and the command line have it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Field::Film => "film",
            Field::Critic => "critic",
            Field::Outlet => "outlet",
            Field::Date => "date",
            Field::Grade => "grade",
            Field::Verdict => "verdict",
        }
    }

    /// Its bit in the set of corrected fields.
    pub(crate) fn bit(self) -> u32 {
        1 << self as u32
    }

    fn named(name: &str) -> anyhow::Result<Field> {
        let found = FIELDS.into_iter().find(|f| f.name() == name);
        found.with_context(|| {
            let all: Vec<&str> = FIELDS.iter().map(|f| f.name()).collect();
            format!("no field {name:?}; there are {}", all.join(", "))
        })
    }
}

/// Runs `plaudit correct`.
pub(crate) fn correct(args: &CorrectArgs) -> anyhow::Result<Exit> {
    let (document, part) = names::review(&args.review)?;
    let mut store = open(&args.db)?;
    let mut fixes: Vec<Fix<'_>> = Vec::new();
    for given in &args.fields {
        let (name, value) = given.split_once('=').context("want FIELD=VALUE, as in grade=B+")?;
        let field = Field::named(name.trim())?;
        let value = value.trim();
        let to = if value.is_empty() { To::Nothing } else { To::Value(value) };
        fixes.push(Fix { field: field.name(), to });
    }
    for name in &args.undo {
        fixes.push(Fix { field: Field::named(name.trim())?.name(), to: To::Reader });
    }
    // What is worked out from here on is for the rating that counts now.
    let of = store.rating_history(document, part)?.pop().map_or(0, |r| r.id);
    let mut held: Vec<(String, Option<String>)> = store
        .corrections(document, part)?
        .into_iter()
        .map(|c| (c.field, c.value))
        .filter(|(field, _)| fixes.iter().all(|f| f.field != field))
        .collect();
    held.extend(fixes.iter().filter_map(|f| match f.to {
        To::Value(value) => Some((f.field.to_owned(), Some(value.to_owned()))),
        To::Nothing => Some((f.field.to_owned(), None)),
        To::Reader => None,
    }));
    let bytes = catalog_file::load(args.catalog.as_deref())?;
    let catalog = bytes.open()?;
    for fix in &fixes {
        if let (Ok(Field::Film), To::Value(value)) = (Field::named(fix.field), fix.to) {
            meant(&mut store, value, &catalog)?;
        }
    }
    let (mut rating, mut corrected) = (read_rating(&mut store, document, part, &catalog)?, 0);
    lay(&mut rating, &mut corrected, &held, &catalog)?;
    let mut new = new_rating(&rating);
    new.corrected = corrected;
    let counts = shown(&mut store, document, part, &rating)?;
    let [before, after] = [habit_changes(&counts[0], -1), habit_changes(&counts[1], 1)];
    let changes = [before, after].concat();
    let told: Vec<String> =
        args.fields.iter().cloned().chain(args.undo.iter().map(|f| format!("{f} undone"))).collect();
    let reason = format!("{}: {}: {}", args.review, told.join(", "), args.why.reason);
    store.correct((document, part, of), &fixes, &new, &changes, decision(&args.why, &reason))?;
    anstream::eprintln!("plaudit: review {} is corrected: {}", args.review, told.join(", "));
    Ok(Exit::Good)
}

/// What a review shows of habits of grading as it counts now, and as it will when it is corrected so.
fn shown(store: &mut Store, document: i64, part: u32, rating: &Rating) -> anyhow::Result<[Counts; 2]> {
    let current = store.rating_history(document, part)?.pop().context("the review has no rating")?;
    let before = super::row::habits_shown(std::slice::from_ref(&current));
    let name = |named: &Option<Named>| named.as_ref().map(|n| n.name.clone());
    let after = RatingRow { critic_name: name(&rating.critic), outlet_name: name(&rating.outlet), ..current };
    let keys = super::row::keys_of(&after);
    Ok([before, take::habits([(keys.as_slice(), rating.grade.as_ref())])])
}

/// Whose count, which, how many.
type Counts = Vec<(String, u32, u32)>;

/// What the reader made of a part, without any correction.
fn read_rating(store: &mut Store, document: i64, part: u32, catalog: &Catalog<'_>) -> anyhow::Result<Rating> {
    let kept = store.document(document)?.with_context(|| format!("the ledger has no document {document}"))?;
    if kept.removed.is_some() {
        bail!("document {document} is removed; `plaudit remove {document} --undo` takes it back");
    }
    let doc = stored::to_document(&kept.body)?;
    let history = store.rating_history(document, part)?;
    let current = history.iter().rfind(|r| r.until.is_none());
    let current = current.with_context(|| format!("document {document} has no part {part}"))?;
    let row = store.reading(current.reading)?.context("the rating's reading is missing")?;
    Ok(take::rating(&doc, &stored::to_reading(&row.claims)?, catalog))
}

/// Lays corrections over what the reader says.
pub(crate) fn lay(
    rating: &mut Rating,
    corrected: &mut u32,
    corrections: &[(String, Option<String>)],
    catalog: &Catalog<'_>,
) -> anyhow::Result<()> {
    for (name, value) in corrections {
        let field = Field::named(name)?;
        *corrected |= field.bit();
        let value = value.as_deref();
        match field {
            Field::Film => rating.film = value.map(|v| film(v, catalog)),
            Field::Critic => rating.critic = value.map(Named::new),
            Field::Outlet => rating.outlet = value.map(Named::new),
            Field::Date => {
                rating.published = value.map(date).transpose()?;
            }
            Field::Grade => {
                rating.grade = value
                    .map(|v| {
                        let mut grade =
                            grade::parse(v).map_err(|why| anyhow::anyhow!("{v:?} is no grade: {why}"))?;
                        grade.basis = Basis::Declared;
                        anyhow::ensure!(!grade.is_open(), "{v} of what? write it with its scale, {v}/5 say");
                        anyhow::Ok(grade)
                    })
                    .transpose()?;
            }
            Field::Verdict => {
                rating.mark = match value {
                    None => None,
                    Some("positive") => Some(1),
                    Some("mixed") => Some(0),
                    Some("negative") => Some(-1),
                    Some(other) => bail!("a verdict is positive, mixed or negative, not {other:?}"),
                };
                rating.mark_word = value.map(str::to_owned);
            }
        }
    }
    Ok(())
}

fn date(value: &str) -> anyhow::Result<String> {
    let found = document::date_in(value).map(|(date, _)| date);
    found.with_context(|| format!("{value:?} is no date; write it as 2024-03-01"))
}

/// Fails where a film that a person names is neither in the catalog nor in the ledger, unless the year is given too:
/// a slip of the finger is no film.
fn meant(store: &mut Store, value: &str, catalog: &Catalog<'_>) -> anyhow::Result<()> {
    let film = film(value, catalog);
    let known = film.ids != Ids::default() || film.year.is_some();
    if !known && store.find_films(&film.fold, None, store::Match::Whole)?.is_empty() {
        bail!(
            "no film {value:?} in the catalog or the ledger; for one that is new to both write \"Title (year)\""
        );
    }
    Ok(())
}

/// A film that a person names: an identifier of IMDb's or "Title (year)".
fn film(value: &str, catalog: &Catalog<'_>) -> Film {
    let known = |film: &catalog::Film<'_>| Film {
        fold: take::fold_title(film.title()),
        title: film.title().to_owned(),
        year: film.year().map(i32::from),
        ids: reading::film_ids(film),
    };
    if let Some(film) = catalog.by_imdb(value).and_then(|id| catalog.film(id)) {
        return known(&film);
    }
    let (title, year) = names::titled(value);
    let is_id =
        value.strip_prefix("tt").is_some_and(|d| d.len() >= 7 && d.bytes().all(|b| b.is_ascii_digit()));
    if is_id {
        let ids = Ids { imdb: Some(value.to_owned()), ..Ids::default() };
        return Film { title: value.to_owned(), fold: take::fold_title(value), year: None, ids };
    }
    let named = super::tabled::Named {
        title: Some(title.to_owned()),
        year: year.and_then(|y| i16::try_from(y).ok()),
        imdb: None,
    };
    match super::tabled::linked(&named, catalog).and_then(|id| catalog.film(id)) {
        Some(film) => known(&film),
        None => Film { title: title.to_owned(), fold: take::fold_title(title), year, ids: Ids::default() },
    }
}

/// Corrections as [`lay`] takes them.
pub(crate) fn pairs(corrections: &[Correction]) -> Vec<(String, Option<String>)> {
    corrections.iter().map(|c| (c.field.clone(), c.value.clone())).collect()
}

/// Runs `plaudit remove`.
pub(crate) fn remove(args: &RemoveArgs) -> anyhow::Result<Exit> {
    let mut documents = Vec::new();
    for number in &args.documents {
        let (document, part) = names::review(number)?;
        if part != 0 {
            bail!("{number} is one review of a roundup; a document is removed whole: {document}");
        }
        documents.push(document);
    }
    documents.sort_unstable();
    documents.dedup();
    let mut store = open(&args.db)?;
    let mut counts: Vec<(String, u32, u32)> = Vec::new();
    for &id in &documents {
        let kept = store.document(id)?.with_context(|| format!("the ledger has no document {id}"))?;
        if kept.removed.is_some() == args.undo {
            counts.extend(habits(&mut store, id)?);
        }
    }
    let sign = if args.undo { 1 } else { -1 };
    let changes = habit_changes(&counts, sign);
    let reason = format!("{}: {}", args.documents.join(", "), args.why.reason);
    let why = decision(&args.why, &reason);
    let entry = if args.undo {
        store.restore(&documents, &changes, why)?
    } else {
        store.remove(&documents, &changes, why)?
    };
    let what = if args.undo { "taken back" } else { "removed" };
    match entry {
        Some(_) => anstream::eprintln!("plaudit: {what}: {}", args.documents.join(", ")),
        None => anstream::eprintln!("plaudit: nothing to do, they are {what} already"),
    }
    Ok(Exit::Good)
}

/// What a document added to counts of habits.
fn habits(store: &mut Store, id: i64) -> anyhow::Result<Vec<(String, u32, u32)>> {
    let mut rows = Vec::new();
    for part in 0.. {
        let Some(last) = store.rating_history(id, part)?.pop() else { break };
        rows.push(last);
    }
    Ok(super::row::habits_shown(&rows))
}

/// Runs `plaudit merge`.
pub(crate) fn merge(args: &MergeArgs) -> anyhow::Result<Exit> {
    let mut store = open(&args.db)?;
    let what = match args.kind {
        Kind::Film => What::Film,
        Kind::Critic => What::Critic,
        Kind::Outlet => What::Outlet,
    };
    let id = |store: &mut Store, name: &str| -> anyhow::Result<(i64, String)> {
        Ok(match what {
            What::Film => {
                let film = names::film(store, name)?;
                (film.id, names::label(&film))
            }
            _ => {
                let party = names::party(store, what, name)?;
                (party.id, party.name)
            }
        })
    };
    let names =
        args.into.as_ref().map_or_else(|| args.from.clone(), |into| format!("{} into {into}", args.from));
    let reason = format!("{names}: {}", args.why.reason);
    let why = decision(&args.why, &reason);
    match &args.into {
        Some(into) if !args.undo => {
            if merged(&mut store, what, &args.from).is_ok() && !is_its_own(&mut store, what, &args.from)? {
                bail!(
                    "{:?} is merged into another already; let it stand for itself first, with --undo",
                    args.from
                );
            }
            let (from, from_name) = id(&mut store, &args.from)?;
            let (into, into_name) = id(&mut store, into)?;
            if from == into {
                bail!("{from_name:?} and {into_name:?} are one already");
            }
            store.merge(what, from, into, why)?;
            anstream::eprintln!("plaudit: {from_name} is {into_name} from now on");
        }
        _ => {
            let from = merged(&mut store, what, &args.from)?;
            store.split(what, from, why)?;
            anstream::eprintln!("plaudit: {} stands for itself again", args.from);
        }
    }
    Ok(Exit::Good)
}

/// Is there one that is called so and stands for itself?
fn is_its_own(store: &mut Store, what: What, name: &str) -> anyhow::Result<bool> {
    Ok(match what {
        What::Film => {
            let (title, year) = names::titled(name);
            let fold = take::fold_title(title);
            let found = store.find_films(&fold, year, store::Match::Whole)?;
            found.iter().any(|f| f.fold == fold && (year.is_none() || f.year == year))
        }
        _ => {
            let key = take::fold(name);
            store.find_parties(what, &key, store::Match::Whole)?.iter().any(|p| p.key == key)
        }
    })
}

/// The one that was merged away and is called so.
fn merged(store: &mut Store, what: What, name: &str) -> anyhow::Result<i64> {
    let (title, year) = if what == What::Film { names::titled(name) } else { (name, None) };
    let fold = if what == What::Film { take::fold_title(title) } else { take::fold(title) };
    let merges = store.merges(what)?;
    if let Some(merge) = merges
        .iter()
        .rfind(|m| m.until.is_none() && m.from_key == fold && (year.is_none() || m.from_year == year))
    {
        return Ok(merge.from);
    }
    bail!("nothing called {name:?} is merged into another")
}

/// Whose decision it is, and why: with what it changes, so that the log tells how to undo it.
fn decision<'d>(why: &'d ReasonArgs, reason: &'d str) -> Decision<'d> {
    Decision { by: Some(why.by.as_str()).filter(|b| !b.is_empty()), reason: Some(reason), at: now() }
}
