//! Finding entries, documents, films and people.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use crate::db::Db;
use crate::error::{Error, Result};
use crate::given::What;
use crate::kept::{DocumentRow, Entry, Film, Party, ReadingRow, Sighting};
use crate::ratings::merged;
use crate::store::Store;
use crate::value::{Row, Val};

/// How a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// It is this.
    Whole,
    /// It starts with this.
    Start,
    /// It has this somewhere.
    Part,
}

impl Match {
    /// The condition on a column, its parameters from `$1` on.
    fn condition(self, column: &str, text: &str) -> (String, Vec<String>) {
        match self {
            Match::Whole => (format!("{column} = $1"), vec![text.to_owned()]),
            // No character comes after U+10FFFF, and both databases order by bytes.
            Match::Start => (
                format!("{column} >= $1 and {column} < $2"),
                vec![text.to_owned(), format!("{text}\u{10ffff}")],
            ),
            Match::Part => (format!("{column} <> replace({column}, $1, '')"), vec![text.to_owned()]),
        }
    }
}

const FILM: &str = "select id, title, fold, year, imdb, tmdb, wikidata, movielens from film";
const DOCUMENT: &str = "select d.id, d.entry, d.removed, d.origin, d.digest, d.place, d.source, d.record, \
    d.url, d.seen, b.bytes from document d join body b on b.document = d.id";

impl Store {
    /// Entries of these numbers.
    pub fn entries(&mut self, range: RangeInclusive<i64>) -> Result<Vec<Entry>> {
        let sql = "select id, at, kind, by_whom, reason from entry where id >= $1 and id <= $2 order by id";
        self.read(|db, _| {
            db.all(sql, &[(*range.start()).into(), (*range.end()).into()], |row| {
                Ok(Entry {
                    id: row.int(0)?,
                    at: row.int(1)?,
                    kind: row.text(2)?,
                    by: row.opt_text(3)?,
                    reason: row.opt_text(4)?,
                })
            })
        })
    }

    /// The last entry; 0 where there is none. What was computed at one position holds until the next.
    pub fn position(&mut self) -> Result<i64> {
        let sql = "select coalesce(max(id), 0) from entry";
        self.read(|db, _| Ok(db.first(sql, &[], |row| row.int(0))?.unwrap_or(0)))
    }

    /// The last entry that changed what was there (a correction, a removal, a merge, a reread); 0 where there is none.
    pub fn decided(&mut self) -> Result<i64> {
        let sql = "select value from meta where key = 'decided'";
        let text = self.read(|db, _| db.first(sql, &[], |row| row.text(0)))?;
        Ok(text.and_then(|t| t.parse().ok()).unwrap_or(0))
    }

    /// The last entry of a time (microseconds since 1970 UTC) or before; 0 where there is none.
    pub fn position_at(&mut self, at: i64) -> Result<i64> {
        let sql = "select id from entry where at <= $1 order by at desc, id desc limit 1";
        self.read(|db, _| Ok(db.first(sql, &[at.into()], |row| row.int(0))?.unwrap_or(0)))
    }

    /// Films by their folded title, and their year if one is given; what was merged is found as what it was
    /// merged into. In order of their numbers.
    pub fn find_films(&mut self, fold: &str, year: Option<i32>, how: Match) -> Result<Vec<Film>> {
        let fold = crate::value::key(fold);
        if fold.is_empty() {
            return Ok(Vec::new());
        }
        self.read(|db, _| {
            let (condition, values) = how.condition("fold", &fold);
            let values: Vec<Val<'_>> = values.iter().map(Into::into).collect();
            let mut found = HashSet::new();
            db.each(&format!("select id, year from film where {condition}"), &values, &mut |row| {
                if year.is_none() || row.opt_int(1)? == year.map(i64::from) {
                    found.insert(row.int(0)?);
                }
                Ok(())
            })?;
            // Titles under which a film was also met.
            let start = format!("title:{fold}{}", if how == Match::Whole { "|" } else { "" });
            let (condition, values) = match how {
                Match::Part => Match::Part.condition("key", &fold),
                _ => Match::Start.condition("key", &start),
            };
            let values: Vec<Val<'_>> = values.iter().map(Into::into).collect();
            db.each(&format!("select key, film from film_key where {condition}"), &values, &mut |row| {
                let key = row.text(0)?;
                let title = key.strip_prefix("title:").and_then(|k| k.rsplit_once('|'));
                let fits = |title: &str, of: &str| {
                    let named = match how {
                        Match::Whole => title == fold,
                        Match::Start => title.starts_with(&*fold),
                        Match::Part => title.contains(&*fold),
                    };
                    named && year.is_none_or(|year| of == year.to_string())
                };
                if title.is_some_and(|(title, of)| fits(title, of)) {
                    found.insert(row.int(1)?);
                }
                Ok(())
            })?;
            films_of(db, found)
        })
    }

    /// The film of an id, written as `imdb:tt…`, `wikidata:Q…`, `tmdb:…` or `movielens:…`.
    pub fn film_of_key(&mut self, key: &str) -> Result<Option<Film>> {
        self.read(|db, _| {
            let film =
                db.first("select film from film_key where key = $1", &[Val::Key(key)], |r| r.int(0))?;
            Ok(films_of(db, film.into_iter().collect())?.pop())
        })
    }

    /// A film; for one that was merged, what it was merged into.
    pub fn film(&mut self, id: i64) -> Result<Option<Film>> {
        self.read(|db, _| Ok(films_of(db, HashSet::from([id]))?.pop()))
    }

    /// Critics or outlets by their key; what was merged is found as what it was merged into. In order of
    /// their numbers.
    pub fn find_parties(&mut self, what: What, key: &str, how: Match) -> Result<Vec<Party>> {
        let key = crate::value::key(key);
        if key.is_empty() {
            return Ok(Vec::new());
        }
        let table = party_table(what)?;
        self.read(|db, _| {
            let (condition, values) = how.condition("key", &key);
            let values: Vec<Val<'_>> = values.iter().map(Into::into).collect();
            let found =
                db.all(&format!("select id from {table} where {condition}"), &values, |r| r.int(0))?;
            parties_of(db, what, found.into_iter().collect())
        })
    }

    /// A critic or an outlet; for one that was merged, what it was merged into.
    pub fn party(&mut self, what: What, id: i64) -> Result<Option<Party>> {
        party_table(what)?;
        self.read(|db, _| Ok(parties_of(db, what, HashSet::from([id]))?.pop()))
    }

    /// All films but those merged into others, in order of their numbers.
    pub fn films(&mut self) -> Result<Vec<Film>> {
        self.read(|db, _| {
            let counts = counts(db, What::Film)?;
            db.all(&format!("{FILM} where into_film is null order by id"), &[], |row| film(row, &counts))
        })
    }

    /// All critics or all outlets but those merged into others, in order of their numbers.
    pub fn parties(&mut self, what: What) -> Result<Vec<Party>> {
        let table = party_table(what)?;
        self.read(|db, _| {
            let counts = counts(db, what)?;
            let sql = format!("select id, key, name from {table} where into_{table} is null order by id");
            db.all(&sql, &[], |row| party(row, &counts))
        })
    }

    /// A document.
    pub fn document(&mut self, id: i64) -> Result<Option<DocumentRow>> {
        let sql = format!("{DOCUMENT} where d.id = $1");
        self.read(|db, _| db.first(&sql, &[id.into()], document))
    }

    /// The document of a digest.
    pub fn document_of(&mut self, digest: &[u8; 32]) -> Result<Option<DocumentRow>> {
        let sql = format!("{DOCUMENT} where d.digest = $1");
        self.read(|db, _| db.first(&sql, &[Val::Bytes(digest)], document))
    }

    /// Up to `limit` documents that are not removed, after that number, in order.
    pub fn documents(&mut self, after: i64, limit: u32) -> Result<Vec<DocumentRow>> {
        let sql = format!("{DOCUMENT} where d.id > $1 and d.removed is null order by d.id limit $2");
        self.read(|db, _| db.all(&sql, &[after.into(), limit.into()], document))
    }

    /// The numbers of documents that were found at a place, as first or as further one, in order.
    pub fn documents_at(&mut self, place: &str) -> Result<Vec<i64>> {
        let sql = "select id from document where place = $1 \
                   union select document from sighting where place = $2 order by 1";
        self.read(|db, _| db.all(sql, &[Val::Key(place), Val::Key(place)], |row| row.int(0)))
    }

    /// The further places of a document, in the order in which it was found there.
    pub fn sightings(&mut self, document: i64) -> Result<Vec<Sighting>> {
        let sql =
            "select document, entry, seen, place, source from sighting where document = $1 order by entry";
        self.read(|db, _| db.all(sql, &[document.into()], sighting))
    }

    /// All further places of all documents, in the order in which they were found there.
    pub fn all_sightings(&mut self) -> Result<Vec<Sighting>> {
        let sql = "select document, entry, seen, place, source from sighting order by entry";
        self.read(|db, _| db.all(sql, &[], sighting))
    }

    /// A reading: see [`RatingRow::reading`](crate::RatingRow::reading).
    pub fn reading(&mut self, id: i64) -> Result<Option<ReadingRow>> {
        let sql = "select id, entry, document, part, reader, claims from reading where id = $1";
        self.read(|db, words| {
            db.first(sql, &[id.into()], |row| {
                Ok(ReadingRow {
                    id: row.int(0)?,
                    entry: row.int(1)?,
                    document: row.int(2)?,
                    part: row.small(3)?,
                    reader: words.form(row.int(4)?).to_owned(),
                    claims: row.bytes(5)?,
                })
            })
        })
    }
}

pub(crate) fn digest(row: &Row<'_>, column: usize) -> Result<[u8; 32]> {
    let bytes = row.bytes(column)?;
    <[u8; 32]>::try_from(bytes)
        .map_err(|_| Error::damaged("the ledger is damaged: a digest is not of 32 bytes"))
}

fn document(row: &Row<'_>) -> Result<DocumentRow> {
    Ok(DocumentRow {
        id: row.int(0)?,
        entry: row.int(1)?,
        removed: row.opt_int(2)?,
        origin: row.int(3)?,
        digest: digest(row, 4)?,
        place: row.text(5)?,
        source: row.text(6)?,
        record: row.opt_small(7)?,
        url: row.opt_text(8)?,
        seen: row.int(9)?,
        body: row.bytes(10)?,
    })
}

fn sighting(row: &Row<'_>) -> Result<Sighting> {
    Ok(Sighting {
        document: row.int(0)?,
        entry: row.int(1)?,
        seen: row.int(2)?,
        place: row.text(3)?,
        source: row.text(4)?,
    })
}

fn film(row: &Row<'_>, counts: &HashMap<i64, u64>) -> Result<Film> {
    let id = row.int(0)?;
    Ok(Film {
        id,
        title: row.text(1)?,
        fold: row.text(2)?,
        year: row.opt_small(3)?,
        imdb: row.opt_text(4)?,
        tmdb: row.opt_int(5)?,
        wikidata: row.opt_text(6)?,
        movielens: row.opt_int(7)?,
        ratings: counts.get(&id).copied().unwrap_or(0),
    })
}

fn party(row: &Row<'_>, counts: &HashMap<i64, u64>) -> Result<Party> {
    let id = row.int(0)?;
    let ratings = counts.get(&id).copied().unwrap_or(0);
    Ok(Party { id, key: row.text(1)?, name: row.text(2)?, ratings })
}

fn party_table(what: What) -> Result<&'static str> {
    match what {
        What::Film => Err(Error::invalid("a film is no critic and no outlet")),
        What::Critic | What::Outlet => Ok(what.table()),
    }
}

/// How many ratings count for each, merges resolved.
fn counts(db: &mut Db, what: What) -> Result<HashMap<i64, u64>> {
    let table = what.table();
    let merged = merged(db, what)?;
    let mut out = HashMap::new();
    let sql = format!(
        "select {table}, count(*) from rating where until is null and {table} is not null group by {table}"
    );
    db.each(&sql, &[], &mut |row| {
        let id = row.int(0)?;
        *out.entry(merged.get(&id).copied().unwrap_or(id)).or_default() += row.int(1)? as u64;
        Ok(())
    })?;
    Ok(out)
}

/// What some numbers were merged into, with the counts of only these.
fn roots(db: &mut Db, what: What, ids: HashSet<i64>) -> Result<(Vec<i64>, HashMap<i64, u64>)> {
    let table = what.table();
    let keys: Vec<Val<'_>> = ids.into_iter().map(Val::Int).collect();
    let mut roots = Vec::new();
    db.for_keys(&format!("select coalesce(into_{table}, id) from {table} where id in"), &keys, &mut |row| {
        roots.push(row.int(0)?);
        Ok(())
    })?;
    roots.sort_unstable();
    roots.dedup();
    let keys: Vec<Val<'_>> = roots.iter().map(|&id| id.into()).collect();
    let mut family: HashMap<i64, i64> = roots.iter().map(|&id| (id, id)).collect();
    db.for_keys(&format!("select id, into_{table} from {table} where into_{table} in"), &keys, &mut |row| {
        family.insert(row.int(0)?, row.int(1)?);
        Ok(())
    })?;
    let keys: Vec<Val<'_>> = family.keys().map(|&id| id.into()).collect();
    let mut each: HashMap<i64, u64> = HashMap::new();
    // A key that fills up the list comes again, with the same count.
    let sql = "select t.id, (select count(*) from rating r where r.TABLE = t.id and r.until is null) \
               from TABLE t where t.id in";
    db.for_keys(&sql.replace("TABLE", table), &keys, &mut |row| {
        each.insert(row.int(0)?, row.int(1)? as u64);
        Ok(())
    })?;
    let mut counts: HashMap<i64, u64> = HashMap::new();
    for (id, root) in family {
        *counts.entry(root).or_default() += each.get(&id).copied().unwrap_or(0);
    }
    Ok((roots, counts))
}

fn films_of(db: &mut Db, ids: HashSet<i64>) -> Result<Vec<Film>> {
    let (roots, counts) = roots(db, What::Film, ids)?;
    let keys: Vec<Val<'_>> = roots.into_iter().map(Val::Int).collect();
    let mut out: Vec<Film> = Vec::new();
    db.for_keys(&format!("{FILM} where id in"), &keys, &mut |row| {
        out.push(film(row, &counts)?);
        Ok(())
    })?;
    out.sort_by_key(|f| f.id);
    out.dedup_by_key(|f| f.id);
    Ok(out)
}

fn parties_of(db: &mut Db, what: What, ids: HashSet<i64>) -> Result<Vec<Party>> {
    let table = what.table();
    let (roots, counts) = roots(db, what, ids)?;
    let keys: Vec<Val<'_>> = roots.into_iter().map(Val::Int).collect();
    let mut out: Vec<Party> = Vec::new();
    db.for_keys(&format!("select id, key, name from {table} where id in"), &keys, &mut |row| {
        out.push(party(row, &counts)?);
        Ok(())
    })?;
    out.sort_by_key(|p| p.id);
    out.dedup_by_key(|p| p.id);
    Ok(out)
}
