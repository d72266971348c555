//! Adding documents, with what was read in them: each digest counts once, however often it comes.

use std::collections::{HashMap, HashSet};

use crate::error::{Error, Result};
use crate::given::{Added, Append, HabitChange, NewDocument, NewRating};
use crate::names::{Meant, meant};
use crate::store::{Store, Tx};
use crate::value::{Val, key};

/// The columns that a rating and a draft share, in the order of [`facts`].
pub(crate) const FACTS: &str = "film, critic, outlet, corrected, mark, grade_unit, grade_basis, scale_basis, \
    mark_basis, grade_worst, grade_best, grade_points, inferred, inferred_low, inferred_high, \
    inferred_level, published, grade_value, sketch";
pub(crate) const FACTS_WIDTH: usize = 19;

/// The values of [`FACTS`].
pub(crate) fn facts<'a>(
    tx: &mut Tx<'_>,
    rating: &NewRating<'a>,
    meant: Meant,
) -> Result<[Val<'a>; FACTS_WIDTH]> {
    let grade = rating.grade.as_ref();
    let mut word = |form: Option<&str>| form.map(|f| tx.word(f)).transpose();
    let (unit, basis) = (word(grade.map(|g| g.unit))?, word(grade.map(|g| g.basis))?);
    let scale = word(grade.map(|g| g.scale_basis))?;
    let mark_basis = word(rating.mark_basis)?;
    let inferred = rating.inferred.as_ref();
    Ok([
        meant.film.into(),
        meant.critic.into(),
        meant.outlet.into(),
        rating.corrected.into(),
        rating.mark.into(),
        unit.into(),
        basis.into(),
        scale.into(),
        mark_basis.into(),
        grade.and_then(|g| g.worst).into(),
        grade.and_then(|g| g.best).into(),
        grade.and_then(|g| g.points).into(),
        inferred.map(|i| i.value).into(),
        inferred.map(|i| i.low).into(),
        inferred.map(|i| i.high).into(),
        inferred.map(|i| i.level).into(),
        rating.published.into(),
        grade.map(|g| g.value).into(),
        rating.sketch.into(),
    ])
}

/// What is said of a rating that no ledger can hold.
pub(crate) fn sound(readings: &[crate::NewReading<'_>]) -> Result<()> {
    let mut parts = HashSet::new();
    for reading in readings {
        if !parts.insert(reading.part) {
            return Err(Error::invalid(format!("part {} of a document is given twice", reading.part)));
        }
        if reading.rating.mark.is_some_and(|m| !(-1..=1).contains(&m)) {
            return Err(Error::invalid("a mark is -1, 0 or 1"));
        }
    }
    Ok(())
}

/// A document that was there before this call, or came earlier in it.
#[derive(Clone, Copy)]
struct Known {
    id: i64,
    origin: i64,
    removed: Option<i64>,
}

impl Store {
    /// Which digests are there, removed documents included: cheap, to skip work.
    pub fn known(&mut self, digests: &[[u8; 32]]) -> Result<Vec<bool>> {
        self.read(|db, _| {
            let keys: Vec<Val<'_>> = digests.iter().map(|d| Val::Bytes(d)).collect();
            let mut there: HashSet<Vec<u8>> = HashSet::new();
            db.for_keys("select digest from document where digest in", &keys, &mut |row| {
                there.insert(row.bytes(0)?);
                Ok(())
            })?;
            Ok(digests.iter().map(|d| there.contains(&d[..])).collect())
        })
    }

    /// Adds documents, in one transaction: all are in the ledger and on the disk, or none. A digest that is
    /// there already is not read again; the further place is noted. Best in batches of 256 to 1000.
    pub fn append(&mut self, documents: &[NewDocument<'_>], how: Append) -> Result<Vec<Added>> {
        for document in documents {
            sound(&document.readings)?;
        }
        if documents.is_empty() {
            return Ok(Vec::new());
        }
        self.write(how.at, |tx| append(tx, documents, how))
    }
}

fn append(tx: &mut Tx<'_>, documents: &[NewDocument<'_>], how: Append) -> Result<Vec<Added>> {
    let mut known = known(tx, documents)?;
    let mut places = Places::of(tx, documents)?;

    let mut out = Vec::with_capacity(documents.len());
    let mut new: Vec<(i64, i64, i64, &NewDocument<'_>)> = Vec::new(); // entry, id, origin
    let (mut entries, mut sightings) = (Vec::new(), Vec::new());
    for document in documents {
        let place = key(document.place);
        match known.get(&document.digest).copied() {
            Some(Known { id, origin, removed: Some(removed) }) => {
                if how.again {
                    // The rows gathered so far come first: entries are written in their order.
                    flush_entries(tx, &mut entries)?;
                    let entry = tx.entry("restore", None, None)?;
                    crate::decide::restore(tx, id, removed, entry)?;
                    known.insert(document.digest, Known { id, origin, removed: None });
                    out.push(Added::Restored { entry, document: id });
                } else {
                    out.push(Added::Removed { document: id });
                }
            }
            Some(Known { id, origin, removed: None }) => {
                let new_place = places.note(id, origin, &place);
                if new_place {
                    tx.last.entry += 1;
                    entries.extend([tx.last.entry.into(), tx.at.into(), Val::Text("sight")]);
                    sightings.extend([Val::Int(id), tx.last.entry.into(), tx.at.into()]);
                    sightings.extend([Val::Key(document.place), document.source.into()]);
                }
                out.push(Added::Known { document: id, new_place });
            }
            None => {
                tx.last.entry += 1;
                tx.last.document += 1;
                let (entry, id) = (tx.last.entry, tx.last.document);
                let kind = if how.import { "import" } else { "add" };
                entries.extend([entry.into(), tx.at.into(), Val::Text(kind)]);
                let origin = places.origin(id, &place);
                known.insert(document.digest, Known { id, origin, removed: None });
                new.push((entry, id, origin, document));
                out.push(Added::New { entry, document: id });
            }
        }
    }
    flush_entries(tx, &mut entries)?;
    write_documents(tx, &new)?;
    tx.db.insert("sighting", "document, entry, seen, place, source", 5, &sightings)?;
    write_readings(tx, &new)?;
    let habits: Vec<&HabitChange<'_>> = new.iter().flat_map(|(.., d)| &d.habits).collect();
    crate::side::add_habits(tx, &habits)?;
    Ok(out)
}

fn flush_entries(tx: &mut Tx<'_>, entries: &mut Vec<Val<'_>>) -> Result<()> {
    tx.db.insert("entry", "id, at, kind", 3, entries)?;
    entries.clear();
    Ok(())
}

fn known(tx: &mut Tx<'_>, documents: &[NewDocument<'_>]) -> Result<HashMap<[u8; 32], Known>> {
    let keys: Vec<Val<'_>> = documents.iter().map(|d| Val::Bytes(&d.digest)).collect();
    let mut out = HashMap::new();
    let sql = "select digest, id, origin, removed from document where digest in";
    tx.db.for_keys(sql, &keys, &mut |row| {
        out.insert(
            crate::find::digest(row, 0)?,
            Known { id: row.int(1)?, origin: row.int(2)?, removed: row.opt_int(3)? },
        );
        Ok(())
    })?;
    Ok(out)
}

/// What has been found where.
struct Places {
    /// The origin of what was first found at a place.
    origins: HashMap<String, i64>,
    found: HashSet<(i64, String)>,
}

impl Places {
    fn of(tx: &mut Tx<'_>, documents: &[NewDocument<'_>]) -> Result<Places> {
        let mut keys: Vec<&str> = documents.iter().map(|d| d.place).collect();
        keys.sort_unstable();
        keys.dedup();
        let keys: Vec<Val<'_>> = keys.into_iter().map(Val::Key).collect();
        let mut places = Places { origins: HashMap::new(), found: HashSet::new() };
        let mut take = |row: &crate::value::Row<'_>| {
            let (place, origin, id) = (row.text(0)?, row.int(1)?, row.int(2)?);
            let first = places.origins.entry(place.clone()).or_insert(origin);
            *first = origin.min(*first);
            places.found.insert((id, place));
            Ok(())
        };
        tx.db.for_keys("select place, origin, id from document where place in", &keys, &mut take)?;
        let sql = "select s.place, d.origin, d.id from sighting s join document d on d.id = s.document \
                   where s.place in";
        tx.db.for_keys(sql, &keys, &mut take)?;
        Ok(places)
    }

    /// A new document at a place: its origin.
    fn origin(&mut self, id: i64, place: &str) -> i64 {
        self.found.insert((id, place.to_owned()));
        *self.origins.entry(place.to_owned()).or_insert(id)
    }

    /// A known document at a place: was it not known from there?
    fn note(&mut self, id: i64, origin: i64, place: &str) -> bool {
        // What comes to this place later is a later state of the text that stands there now.
        self.origins.entry(place.to_owned()).or_insert(origin);
        self.found.insert((id, place.to_owned()))
    }
}

fn write_documents(tx: &mut Tx<'_>, new: &[(i64, i64, i64, &NewDocument<'_>)]) -> Result<()> {
    let (mut documents, mut bodies) = (Vec::new(), Vec::new());
    for &(entry, id, origin, d) in new {
        documents.extend([Val::Int(id), entry.into(), origin.into(), d.record.into(), tx.at.into()]);
        documents.extend([Val::Bytes(&d.digest), Val::Key(d.place), d.source.into(), d.url.into()]);
        bodies.extend([Val::Int(id), d.body.into()]);
    }
    tx.db.insert("document", "id, entry, origin, record, seen, digest, place, source, url", 9, &documents)?;
    tx.db.insert("body", "document, bytes", 2, &bodies)
}

fn write_readings(tx: &mut Tx<'_>, new: &[(i64, i64, i64, &NewDocument<'_>)]) -> Result<()> {
    let all: Vec<&NewRating<'_>> =
        new.iter().flat_map(|(.., d)| d.readings.iter().map(|r| &r.rating)).collect();
    let mut meant = meant(tx, &all)?.into_iter();
    let (mut readings, mut ratings) = (Vec::new(), Vec::new());
    for &(entry, document, origin, d) in new {
        for reading in &d.readings {
            tx.last.reading += 1;
            tx.last.rating += 1;
            let reader = tx.word(reading.reader)?;
            readings.extend([Val::Int(tx.last.reading), entry.into(), document.into(), reading.part.into()]);
            readings.extend([Val::Int(reader), reading.claims.into()]);
            ratings.extend([Val::Int(tx.last.rating), entry.into(), tx.last.reading.into()]);
            ratings.extend([Val::Int(document), origin.into(), reading.part.into(), tx.at.into()]);
            ratings.extend(facts(tx, &reading.rating, meant.next().unwrap_or_default())?);
        }
    }
    tx.db.insert("reading", "id, entry, document, part, reader, claims", 6, &readings)?;
    insert_ratings(tx, &ratings)
}

/// Rows of ratings: number, entry, reading, document, origin, part, seen and [`FACTS`].
pub(crate) fn insert_ratings(tx: &mut Tx<'_>, values: &[Val<'_>]) -> Result<()> {
    let columns = format!("id, entry, reading, document, origin, part, seen, {FACTS}");
    tx.db.insert("rating", &columns, 7 + FACTS_WIDTH, values)
}
