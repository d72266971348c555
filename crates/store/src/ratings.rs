//! Ratings as they come out: of a film, of a critic, of an outlet, of a part, or all there are.

use std::collections::{HashMap, VecDeque};

use crate::db::Db;
use crate::error::Result;
use crate::given::{AsOf, Inferred, What};
use crate::kept::{Compact, GradeRow, RatingRow};
use crate::store::{Store, Tx, Words};
use crate::value::{Row, Val};

/// A rating with its names. Two steps to each name: what was given, and what that was merged into.
const FULL: &str = "select r.id, r.entry, r.until, r.reading, r.document, r.origin, r.part, r.seen, \
    r.corrected, r.mark, r.grade_unit, r.grade_basis, r.scale_basis, r.mark_basis, r.grade_worst, \
    r.grade_best, r.grade_points, r.inferred, r.inferred_low, r.inferred_high, r.inferred_level, \
    r.published, r.grade_value, r.sketch, f.id, f.title, f.year, c.id, c.name, o.id, o.name, \
    d.place, d.source, d.url, r.film \
    from rating r join document d on d.id = r.document \
    left join film f1 on f1.id = r.film left join film f on f.id = coalesce(f1.into_film, f1.id) \
    left join critic c1 on c1.id = r.critic left join critic c on c.id = coalesce(c1.into_critic, c1.id) \
    left join outlet o1 on o1.id = r.outlet left join outlet o on o.id = coalesce(o1.into_outlet, o1.id)";

const COMPACT: &str = "select id, document, origin, part, film, critic, outlet, seen, corrected, mark, \
    grade_unit, grade_basis, scale_basis, mark_basis, grade_worst, grade_best, grade_points, inferred, \
    inferred_low, inferred_high, inferred_level, published, grade_value, sketch from rating";

impl Store {
    /// What counts of a film, a critic or an outlet, those merged into it included; in order of the ratings'
    /// numbers. The number may be one that was merged into another: then it is the other's.
    pub fn ratings_of(&mut self, what: What, id: i64, as_of: AsOf) -> Result<Vec<RatingRow>> {
        let table = what.table();
        self.read(|db, words| {
            let (counts, entry) = as_of.condition("r.", 2);
            let sql = format!("{FULL} where r.{table} = $1 and {counts}");
            let mut out = Vec::new();
            for id in family(db, what, id)? {
                let mut values = vec![Val::Int(id)];
                values.extend_from_slice(&entry);
                db.each(&sql, &values, &mut |row| {
                    out.push(full(row, words)?);
                    Ok(())
                })?;
            }
            out.sort_by_key(|r: &RatingRow| r.id);
            Ok(out)
        })
    }

    /// What counts and what once counted of a part of a document, in order.
    pub fn rating_history(&mut self, document: i64, part: u32) -> Result<Vec<RatingRow>> {
        let sql = format!("{FULL} where r.document = $1 and r.part = $2 order by r.id");
        self.read(|db, words| db.all(&sql, &[document.into(), part.into()], |row| full(row, words)))
    }

    /// What counts of a document and of all others found at the same place, in order: a text and its later
    /// states.
    pub fn ratings_at(&mut self, origin: i64) -> Result<Vec<RatingRow>> {
        let sql = format!("{FULL} where r.document = $1 and r.until is null");
        self.read(|db, words| {
            let at = "select b.id from document a join document b on b.place = a.place where a.id = $1 \
                      union select id from document where id = $2 \
                      union select b.id from sighting s join document b on b.place = s.place \
                      where s.document = $3";
            let ids = db.all(at, &[origin.into(), origin.into(), origin.into()], |row| row.int(0))?;
            let mut out = Vec::new();
            for id in ids {
                db.each(&sql, &[id.into()], &mut |row| {
                    let row = full(row, words)?;
                    if row.origin == origin {
                        out.push(row);
                    }
                    Ok(())
                })?;
            }
            out.sort_by_key(|r| r.id);
            Ok(out)
        })
    }

    /// One rating, whether or not it counts.
    pub fn rating(&mut self, id: i64) -> Result<Option<RatingRow>> {
        let sql = format!("{FULL} where r.id = $1");
        self.read(|db, words| db.first(&sql, &[id.into()], |row| full(row, words)))
    }

    /// Calls `take` with every rating that counts, film by film (those without one first) and within a film
    /// in order of their numbers, without holding them all. An error of `take` ends it and is given back.
    /// A connection that is lost on the way is an error, too, after `take` has seen a part.
    pub fn each_rating<E: From<crate::Error>>(
        &mut self,
        as_of: AsOf,
        mut take: impl FnMut(RatingRow) -> std::result::Result<(), E>,
    ) -> std::result::Result<(), E> {
        let (counts, entry) = as_of.condition("r.", 1);
        let values: Vec<Val<'_>> = entry.into_iter().collect();
        let mut failed = None;
        let done = self.stream(|db, words| {
            // Ratings of films that were merged into others stand elsewhere in the index: they are few, and
            // wait here until their turn comes.
            let sql = format!("{FULL} where f1.into_film is not null and {counts}");
            let mut moved = db.all(&sql, &values, |row| full(row, words))?;
            moved.sort_by_key(|r| (r.film, r.id));
            let mut moved = VecDeque::from(moved);
            let mut give = |row: RatingRow| {
                take(row).map_err(|error| {
                    failed = Some(error);
                    crate::Error::invalid("the caller ended it")
                })
            };
            // Nulls come first in one database and last in the other.
            for has_film in ["r.film is null", "r.film is not null"] {
                let sql = format!("{FULL} where {counts} and {has_film} order by r.film, r.id");
                db.each(&sql, &values, &mut |row| {
                    let row_film = row.opt_int(34)?;
                    let row = full(row, words)?;
                    if row.film != row_film {
                        return Ok(());
                    }
                    while moved.front().is_some_and(|m| (m.film, m.id) < (row.film, row.id)) {
                        moved.pop_front().map_or(Ok(()), &mut give)?;
                    }
                    give(row)
                })?;
            }
            moved.into_iter().try_for_each(give)
        });
        match failed {
            Some(error) => Err(error),
            None => done.map_err(E::from),
        }
    }

    /// Calls `take` with every rating that counts, without any text, in order of their numbers.
    pub fn each_compact(&mut self, as_of: AsOf, mut take: impl FnMut(Compact)) -> Result<()> {
        let (counts, entry) = as_of.condition("", 1);
        let values: Vec<Val<'_>> = entry.into_iter().collect();
        self.stream(|db, _| {
            let roots = Roots::of(db)?;
            db.each(&format!("{COMPACT} where {counts} order by id"), &values, &mut |row| {
                take(compact(row, &roots)?);
                Ok(())
            })
        })
    }

    /// What counts of a film, a critic or an outlet, as [`ratings_of`](Store::ratings_of) gives it, without
    /// any text: much faster for one that has thousands.
    pub fn compact_of(&mut self, what: What, id: i64, as_of: AsOf) -> Result<Vec<Compact>> {
        let table = what.table();
        self.read(|db, _| {
            let roots = Roots::of(db)?;
            let (counts, entry) = as_of.condition("", 2);
            let sql = format!("{COMPACT} where {table} = $1 and {counts}");
            let mut out = Vec::new();
            for id in family(db, what, id)? {
                let mut values = vec![Val::Int(id)];
                values.extend_from_slice(&entry);
                db.each(&sql, &values, &mut |row| {
                    out.push(compact(row, &roots)?);
                    Ok(())
                })?;
            }
            out.sort_by_key(|r: &Compact| r.id);
            Ok(out)
        })
    }

    /// The strings behind the numbers of [`Compact`]: number n is element n - 1.
    pub fn words(&mut self) -> Result<Vec<String>> {
        self.read(|_, words| Ok(words.forms.clone()))
    }
}

/// Every rating that counts, inside a transaction that writes, with those films, critics and outlets that it names.
pub(crate) fn each_current(tx: &mut Tx<'_>, take: &mut dyn FnMut(RatingRow)) -> Result<()> {
    let words = tx.words();
    tx.db.each(&format!("{FULL} where r.until is null order by r.id"), &[], &mut |row| {
        take(full(row, words)?);
        Ok(())
    })
}

impl AsOf {
    /// The condition on a rating (`alias` ends in a dot), whose first parameter is `$n`, and the parameters.
    pub(crate) fn condition(self, alias: &str, n: usize) -> (String, Vec<Val<'static>>) {
        match self {
            AsOf::Now => (format!("{alias}until is null"), Vec::new()),
            AsOf::Entry(entry) => {
                let m = n + 1;
                let text = format!("{alias}entry <= ${n} and ({alias}until is null or {alias}until > ${m})");
                (text, vec![entry.into(), entry.into()])
            }
        }
    }
}

/// All that counts as one with it: what it was merged into, and what was merged into that.
fn family(db: &mut Db, what: What, id: i64) -> Result<Vec<i64>> {
    let table = what.table();
    let sql = format!("select coalesce(into_{table}, id) from {table} where id = $1");
    let Some(root) = db.first(&sql, &[id.into()], |row| row.int(0))? else { return Ok(Vec::new()) };
    let sql = format!("select id from {table} where into_{table} = $1 order by id");
    let mut family = db.all(&sql, &[root.into()], |row| row.int(0))?;
    family.push(root);
    Ok(family)
}

/// What was merged into what, for all three.
struct Roots {
    films: HashMap<i64, i64>,
    critics: HashMap<i64, i64>,
    outlets: HashMap<i64, i64>,
}

impl Roots {
    fn of(db: &mut Db) -> Result<Roots> {
        Ok(Roots {
            films: merged(db, What::Film)?,
            critics: merged(db, What::Critic)?,
            outlets: merged(db, What::Outlet)?,
        })
    }
}

/// A row of [`COMPACT`].
fn compact(row: &Row<'_>, roots: &Roots) -> Result<Compact> {
    let root = |merged: &HashMap<i64, i64>, id: Option<i64>| match id {
        Some(id) if merged.is_empty() => id,
        Some(id) => merged.get(&id).copied().unwrap_or(id),
        None => 0,
    };
    Ok(Compact {
        id: row.int(0)?,
        document: row.int(1)?,
        origin: row.int(2)?,
        part: row.small(3)?,
        film: root(&roots.films, row.opt_int(4)?),
        critic: root(&roots.critics, row.opt_int(5)?),
        outlet: root(&roots.outlets, row.opt_int(6)?),
        seen: row.int(7)?,
        corrected: row.small(8)?,
        mark: row.opt_small(9)?,
        unit: row.opt_int(10)?.unwrap_or(0),
        basis: row.opt_int(11)?.unwrap_or(0),
        scale_basis: row.opt_int(12)?.unwrap_or(0),
        mark_basis: row.opt_int(13)?.unwrap_or(0),
        worst: row.opt_real(14)?,
        best: row.opt_real(15)?,
        points: row.opt_real(16)?,
        inferred: inferred(row, 17)?,
        published: row.opt_str(21)?.map_or(0, day),
        value: row.opt_text(22)?.map(String::into_boxed_str),
        sketch: row.opt_bytes(23)?.map(Vec::into_boxed_slice),
    })
}

/// What was merged into what, at the last.
pub(crate) fn merged(db: &mut Db, what: What) -> Result<HashMap<i64, i64>> {
    let table = what.table();
    let sql = format!("select id, into_{table} from {table} where into_{table} is not null");
    Ok(db.all(&sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect())
}

fn inferred(row: &Row<'_>, first: usize) -> Result<Option<Inferred>> {
    let Some(value) = row.opt_real(first)? else { return Ok(None) };
    let real = |column| Ok(row.opt_real(column)?.unwrap_or(f64::NAN));
    Ok(Some(Inferred { value, low: real(first + 1)?, high: real(first + 2)?, level: real(first + 3)? }))
}

/// A row of [`FULL`].
fn full(row: &Row<'_>, words: &Words) -> Result<RatingRow> {
    let word = |column: usize| Ok(row.opt_int(column)?.map(|n| words.form(n).to_owned()));
    let grade = match row.opt_text(22)? {
        Some(value) => Some(GradeRow {
            value,
            unit: word(10)?.unwrap_or_default(),
            worst: row.opt_real(14)?,
            best: row.opt_real(15)?,
            points: row.opt_real(16)?,
            basis: word(11)?.unwrap_or_default(),
            scale_basis: word(12)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(RatingRow {
        id: row.int(0)?,
        entry: row.int(1)?,
        until: row.opt_int(2)?,
        reading: row.int(3)?,
        document: row.int(4)?,
        origin: row.int(5)?,
        part: row.small(6)?,
        film: row.opt_int(24)?,
        film_title: row.opt_text(25)?,
        film_year: row.opt_small(26)?,
        critic: row.opt_int(27)?,
        critic_name: row.opt_text(28)?,
        outlet: row.opt_int(29)?,
        outlet_name: row.opt_text(30)?,
        published: row.opt_text(21)?,
        seen: row.int(7)?,
        grade,
        inferred: inferred(row, 17)?,
        mark: row.opt_small(9)?,
        mark_basis: word(13)?,
        sketch: row.opt_bytes(23)?,
        corrected: row.small(8)?,
        place: row.text(31)?,
        source: row.text(32)?,
        url: row.opt_text(33)?,
    })
}

/// The digits of `YYYY-MM-DD`, of `YYYY-MM` or of `YYYY` at the start of a text, as one number.
fn day(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let digits = |from: usize, to: usize| {
        let some = bytes.get(from..to)?;
        some.iter().try_fold(0, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let Some(year) = digits(0, 4) else { return 0 };
    let dashed = |at: usize| bytes.get(at) == Some(&b'-');
    let month = if dashed(4) { digits(5, 7) } else { None };
    let day = if month.is_some() && dashed(7) { digits(8, 10) } else { None };
    year * 10_000 + month.unwrap_or(0) * 100 + day.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days() {
        let cases = [
            ("2018-09-10", 20_180_910),
            ("2018-09-10T11:12:13Z", 20_180_910),
            ("2018-09", 20_180_900),
            ("2018", 20_180_000),
            ("2018-9-1", 20_180_000),
            ("Sept. 10", 0),
            ("", 0),
        ];
        for (text, number) in cases {
            assert_eq!(day(text), number, "{text}");
        }
    }
}
