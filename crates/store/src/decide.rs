//! What people decide: corrections, removals, merges. Each is an entry, with who, why and when.

use std::collections::HashMap;

use crate::append::{FACTS, FACTS_WIDTH, facts, insert_ratings, sound};
use crate::db::Db;
use crate::error::{Error, ErrorKind, Result};
use crate::given::{Decision, Fix, HabitChange, NewRating, NewReading, To, What};
use crate::kept::{Correction, Merging};
use crate::names::meant;
use crate::store::{Store, Tx};
use crate::value::{Row, Val};

impl Store {
    /// Sets fields of the current rating of a part by hand. `rating` is the rating as it is then, the
    /// corrections laid over the reader's word; the one before is ended. `habits` is what that changes in counts.
    /// Gives the entry.
    ///
    /// All that was made of the rating whose number is `of`: where another one has taken its place meanwhile,
    /// [`ErrorKind::Busy`], and nothing is done. 0 stands for any.
    pub fn correct(
        &mut self,
        (document, part, of): (i64, u32, i64),
        fixes: &[Fix<'_>],
        rating: &NewRating<'_>,
        habits: &[HabitChange<'_>],
        decision: Decision<'_>,
    ) -> Result<i64> {
        sound(&[NewReading { part, rating: *rating, ..Default::default() }])?;
        if fixes.is_empty() {
            return Err(Error::invalid("a correction of nothing"));
        }
        self.write(decision.at, |tx| {
            let sql = "select id, reading, origin, seen from rating \
                       where document = $1 and part = $2 and until is null";
            let old = tx.db.first(sql, &[document.into(), part.into()], |row| {
                Ok((row.int(0)?, row.int(1)?, row.int(2)?, row.int(3)?))
            })?;
            let Some((old, reading, origin, seen)) = old else {
                return Err(Error::not_found(format!(
                    "no rating counts of document {document}, part {part}"
                )));
            };
            if of != 0 && of != old {
                let message = format!("document {document} was corrected or read again meanwhile; try again");
                return Err(Error::new(ErrorKind::Busy, message));
            }
            let entry = tx.entry("correct", decision.by, decision.reason)?;
            for fix in fixes {
                let sql = "update correction set until = $1 \
                           where document = $2 and part = $3 and field = $4 and until is null";
                tx.db.exec(sql, &[entry.into(), document.into(), part.into(), fix.field.into()])?;
                let value = match fix.to {
                    To::Value(value) => Some(value),
                    To::Nothing => None,
                    To::Reader => continue,
                };
                tx.last.correction += 1;
                let values = [
                    tx.last.correction.into(),
                    entry.into(),
                    document.into(),
                    part.into(),
                    fix.field.into(),
                    value.into(),
                ];
                tx.db.insert("correction", "id, entry, document, part, field, value", 6, &values)?;
            }
            tx.db.exec("update rating set until = $1 where id = $2", &[entry.into(), old.into()])?;
            let meant = meant(tx, &[rating])?[0];
            tx.last.rating += 1;
            let mut row: Vec<Val<'_>> = Vec::with_capacity(7 + FACTS_WIDTH);
            row.extend([Val::Int(tx.last.rating), entry.into(), reading.into(), document.into()]);
            row.extend([Val::Int(origin), part.into(), seen.into()]);
            row.extend(facts(tx, rating, meant)?);
            insert_ratings(tx, &row)?;
            crate::side::add_habits(tx, &habits.iter().collect::<Vec<_>>())?;
            Ok(entry)
        })
    }

    /// The corrections of a part that hold, in order.
    pub fn corrections(&mut self, document: i64, part: u32) -> Result<Vec<Correction>> {
        let sql = format!("{CORRECTION} where document = $1 and part = $2 and until is null order by id");
        self.read(|db, _| db.all(&sql, &[document.into(), part.into()], correction))
    }

    /// All corrections that were ever made, in order; those that hold have no `until`.
    pub fn all_corrections(&mut self) -> Result<Vec<Correction>> {
        self.read(|db, _| db.all(&format!("{CORRECTION} order by id"), &[], correction))
    }

    /// Takes documents out of what counts; they stay in the ledger. Those that are out already are passed
    /// over; `None` if all are. `habits` takes back what they added to counts, if the caller wants that.
    pub fn remove(
        &mut self,
        documents: &[i64],
        habits: &[HabitChange<'_>],
        decision: Decision<'_>,
    ) -> Result<Option<i64>> {
        self.write(decision.at, |tx| {
            let mut there: Vec<i64> = Vec::new();
            for &(id, removed) in &removed(tx, documents)? {
                if removed.is_none() {
                    there.push(id);
                }
            }
            if there.is_empty() {
                return Ok(None);
            }
            let entry = tx.entry("remove", decision.by, decision.reason)?;
            for &id in &there {
                let values = [entry.into(), id.into()];
                tx.db.exec("update document set removed = $1 where id = $2", &values)?;
                let sql = "update rating set until = $1 where document = $2 and until is null";
                tx.db.exec(sql, &values)?;
            }
            crate::side::add_habits(tx, &habits.iter().collect::<Vec<_>>())?;
            Ok(Some(entry))
        })
    }

    /// Lets removed documents count again, as they did. Those that do are passed over; `None` if all do.
    pub fn restore(
        &mut self,
        documents: &[i64],
        habits: &[HabitChange<'_>],
        decision: Decision<'_>,
    ) -> Result<Option<i64>> {
        self.write(decision.at, |tx| {
            let out: Vec<(i64, i64)> =
                removed(tx, documents)?.into_iter().filter_map(|(id, r)| r.map(|r| (id, r))).collect();
            if out.is_empty() {
                return Ok(None);
            }
            let entry = tx.entry("restore", decision.by, decision.reason)?;
            for (id, removed) in out {
                restore(tx, id, removed, entry)?;
            }
            crate::side::add_habits(tx, &habits.iter().collect::<Vec<_>>())?;
            Ok(Some(entry))
        })
    }

    /// From now on `from` is but another name of `into`: what counts of it counts there. Undone by
    /// [`Store::split`]. Gives the entry.
    pub fn merge(&mut self, what: What, from: i64, into: i64, decision: Decision<'_>) -> Result<i64> {
        self.write(decision.at, |tx| {
            let table = what.table();
            for id in [from, into] {
                let sql = format!("select id from {table} where id = $1");
                if tx.db.first(&sql, &[id.into()], |row| row.int(0))?.is_none() {
                    return Err(Error::not_found(format!("there is no {table} {id}")));
                }
            }
            let mut parents = parents(tx.db, what)?;
            if let Some(there) = parents.get(&from) {
                return Err(Error::invalid(format!(
                    "{table} {from} is merged into {there} already: split it first"
                )));
            }
            if root(&parents, into) == from {
                return Err(Error::invalid(format!(
                    "{table} {into} is {from} already, or would be its own name"
                )));
            }
            let entry = tx.entry("merge", decision.by, decision.reason)?;
            tx.last.merging += 1;
            let values = [tx.last.merging.into(), entry.into(), table.into(), from.into(), into.into()];
            tx.db.insert("merging", "id, entry, what, from_id, into_id", 5, &values)?;
            parents.insert(from, into);
            settle(tx, what, &parents)?;
            Ok(entry)
        })
    }

    /// Undoes a merge: `from` stands for itself again. Gives the entry.
    pub fn split(&mut self, what: What, from: i64, decision: Decision<'_>) -> Result<i64> {
        self.write(decision.at, |tx| {
            let table = what.table();
            let mut parents = parents(tx.db, what)?;
            if parents.remove(&from).is_none() {
                return Err(Error::not_found(format!("{table} {from} is merged into no other")));
            }
            let entry = tx.entry("split", decision.by, decision.reason)?;
            let sql = "update merging set until = $1 where what = $2 and from_id = $3 and until is null";
            tx.db.exec(sql, &[entry.into(), table.into(), from.into()])?;
            settle(tx, what, &parents)?;
            Ok(entry)
        })
    }

    /// All merges that were ever made, in order; those that hold have no `until`.
    pub fn merges(&mut self, what: What) -> Result<Vec<Merging>> {
        self.read(|db, _| {
            let (key, year) =
                if what == What::Film { ("fold", "t.year") } else { ("key", "cast(null as integer)") };
            let table = what.table();
            let sql = format!(
                "select m.entry, m.until, m.from_id, m.into_id, t.{key}, {year} from merging m \
                 join {table} t on t.id = m.from_id where m.what = $1 order by m.id"
            );
            db.all(&sql, &[table.into()], |row| {
                Ok(Merging {
                    entry: row.int(0)?,
                    until: row.opt_int(1)?,
                    from: row.int(2)?,
                    into: row.int(3)?,
                    from_key: row.text(4)?,
                    from_year: row.opt_small(5)?,
                })
            })
        })
    }
}

const CORRECTION: &str = "select id, entry, until, document, part, field, value from correction";

fn correction(row: &Row<'_>) -> Result<Correction> {
    Ok(Correction {
        id: row.int(0)?,
        entry: row.int(1)?,
        until: row.opt_int(2)?,
        document: row.int(3)?,
        part: row.small(4)?,
        field: row.text(5)?,
        value: row.opt_text(6)?,
    })
}

/// The documents, each once, with the entry that removed it.
fn removed(tx: &mut Tx<'_>, documents: &[i64]) -> Result<Vec<(i64, Option<i64>)>> {
    let mut ids = documents.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let keys: Vec<Val<'_>> = ids.iter().map(|&id| id.into()).collect();
    let mut there: HashMap<i64, Option<i64>> = HashMap::new();
    tx.db.for_keys("select id, removed from document where id in", &keys, &mut |row| {
        there.insert(row.int(0)?, row.opt_int(1)?);
        Ok(())
    })?;
    ids.into_iter()
        .map(|id| match there.get(&id) {
            Some(&removed) => Ok((id, removed)),
            None => Err(Error::not_found(format!("there is no document {id}"))),
        })
        .collect()
}

/// What the removal ended counts again: the same rows with new numbers.
pub(crate) fn restore(tx: &mut Tx<'_>, document: i64, removed: i64, entry: i64) -> Result<()> {
    tx.db.exec("update document set removed = null where id = $1", &[document.into()])?;
    let sql = format!(
        "insert into rating (id, entry, reading, document, origin, part, seen, {FACTS}) \
         select row_number() over (order by id) + $1, $2, reading, document, origin, part, seen, {FACTS} \
         from rating where document = $3 and until = $4"
    );
    let values = [tx.last.rating.into(), entry.into(), document.into(), removed.into()];
    tx.last.rating += tx.db.exec(&sql, &values)? as i64;
    Ok(())
}

/// The merges that hold: what was merged into what.
fn parents(db: &mut Db, what: What) -> Result<HashMap<i64, i64>> {
    let sql = "select from_id, into_id from merging where what = $1 and until is null";
    Ok(db.all(sql, &[what.table().into()], |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect())
}

fn root(parents: &HashMap<i64, i64>, id: i64) -> i64 {
    let mut at = id;
    // No cycle is ever written; a damaged ledger must not hang.
    for _ in 0..=parents.len() {
        match parents.get(&at) {
            Some(&next) => at = next,
            None => break,
        }
    }
    at
}

/// Makes the columns `into_*` say what follows from the merges.
fn settle(tx: &mut Tx<'_>, what: What, parents: &HashMap<i64, i64>) -> Result<()> {
    let table = what.table();
    let sql = format!("select id, into_{table} from {table} where into_{table} is not null order by id");
    let now: HashMap<i64, i64> =
        tx.db.all(&sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))?.into_iter().collect();
    let sql = format!("update {table} set into_{table} = $1 where id = $2");
    for &from in parents.keys() {
        let into = root(parents, from);
        if now.get(&from) != Some(&into) {
            tx.db.exec(&sql, &[into.into(), from.into()])?;
        }
    }
    for &from in now.keys().filter(|from| !parents.contains_key(from)) {
        tx.db.exec(&sql, &[Val::Null, from.into()])?;
    }
    Ok(())
}
