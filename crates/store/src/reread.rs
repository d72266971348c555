//! Reading everything again: drafts in batches, which may be interrupted, then one step that swaps them in.

use crate::append::{FACTS, FACTS_WIDTH, facts, sound};
use crate::error::{Error, ErrorKind, Result};
use crate::given::{Decision, HabitChange, NewRating, NewReading};
use crate::names::meant;
use crate::store::Store;
use crate::value::Val;

/// How far a reread has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Which reader.
    pub reader: String,
    /// The last document that was drafted.
    pub document: i64,
}

/// What came of the wish to swap drafts in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Swap {
    /// They count now.
    Done {
        /// The entry.
        entry: i64,
        /// How many documents.
        documents: u64,
        /// How many ratings.
        ratings: u64,
    },
    /// These documents were corrected after they were drafted. Nothing was done: draft them again, with the
    /// corrections that hold now, and swap again.
    Stale(Vec<i64>),
    /// There are no drafts.
    Nothing,
}

impl Store {
    /// How far the reread under way has come, if there is one: go on with
    /// [`documents`](Store::documents) after that one.
    pub fn draft_progress(&mut self) -> Result<Option<Progress>> {
        self.read(|db, _| {
            let text = db.first("select value from meta where key = 'draft'", &[], |row| row.text(0))?;
            text.as_deref().map(progress).transpose()
        })
    }

    /// Stages what `reader` makes of some documents, each with its readings, in one transaction. Corrections
    /// that hold ([`Store::corrections`]) must be laid over each rating by the caller. A document drafted
    /// before is drafted anew. While another reader's drafts are there, it fails.
    pub fn draft(&mut self, reader: &str, documents: &[(i64, Vec<NewReading<'_>>)]) -> Result<()> {
        let position = self.position()?;
        self.draft_from(position, reader, documents)
    }

    /// The same for drafts with the corrections that held when `position` was the last entry: what is corrected
    /// after that makes them stale.
    pub fn draft_from(
        &mut self,
        position: i64,
        reader: &str,
        documents: &[(i64, Vec<NewReading<'_>>)],
    ) -> Result<()> {
        for (document, readings) in documents {
            sound(readings)?;
            if readings.is_empty() {
                return Err(Error::invalid(format!("no reading of document {document}")));
            }
        }
        self.write(i64::MIN, |tx| {
            let before = tx.db.first("select value from meta where key = 'draft'", &[], |row| row.text(0))?;
            let before = before.as_deref().map(progress).transpose()?;
            if let Some(other) = before.as_ref().filter(|b| b.reader != reader) {
                let message = format!(
                    "a reread by {} is under way, and {reader} is another reader: let it end, or discard it",
                    other.reader
                );
                return Err(Error::new(ErrorKind::Busy, message));
            }
            let all: Vec<&NewRating<'_>> =
                documents.iter().flat_map(|(_, r)| r.iter().map(|r| &r.rating)).collect();
            let mut meant = meant(tx, &all)?.into_iter();
            let mut values: Vec<Val<'_>> = Vec::new();
            for (document, readings) in documents {
                tx.db.exec("delete from draft where document = $1", &[(*document).into()])?;
                for reading in readings {
                    let number = tx.word(reading.reader)?;
                    values.extend([Val::Int(*document), reading.part.into(), position.into()]);
                    values.extend([Val::Int(number), reading.claims.into()]);
                    values.extend(facts(tx, &reading.rating, meant.next().unwrap_or_default())?);
                }
            }
            let columns = format!("document, part, position, reader, claims, {FACTS}");
            tx.db.insert("draft", &columns, 5 + FACTS_WIDTH, &values)?;
            let furthest = documents.iter().map(|(d, _)| *d).chain(before.map(|b| b.document)).max();
            let value = format!("{} {reader}", furthest.unwrap_or(0));
            let sql = "insert into meta (key, value) values ('draft', $1) \
                       on conflict (key) do update set value = excluded.value";
            tx.db.exec(sql, &[(&value).into()])?;
            Ok(())
        })
    }

    /// Throws the drafts away.
    pub fn discard_drafts(&mut self) -> Result<()> {
        self.write(i64::MIN, |tx| {
            tx.db.exec("delete from draft", &[])?;
            tx.db.exec("delete from meta where key = 'draft'", &[])?;
            Ok(())
        })
    }

    /// Makes the drafts count, all at once: the ratings before are ended by one entry, which also brings the
    /// new readings and ratings. Documents without a draft (added meanwhile) keep theirs; removed ones stay
    /// removed. `habits`, if given, takes the place of all counts.
    pub fn swap(&mut self, habits: Option<&[HabitChange<'_>]>, decision: Decision<'_>) -> Result<Swap> {
        self.write(decision.at, |tx| {
            let sql =
                "delete from draft where document in (select id from document where removed is not null)";
            tx.db.exec(sql, &[])?;
            let sql = "select distinct d.document from draft d \
                       join correction c on c.document = d.document \
                       where c.entry > d.position or c.until > d.position order by d.document";
            let stale = tx.db.all(sql, &[], |row| row.int(0))?;
            if !stale.is_empty() {
                return Ok(Swap::Stale(stale));
            }
            let sql = "select count(*), count(distinct document) from draft";
            let counted = tx.db.first(sql, &[], |row| Ok((row.int(0)?, row.int(1)?)))?;
            let (ratings, documents) = counted.unwrap_or_default();
            if ratings == 0 {
                tx.db.exec("delete from meta where key = 'draft'", &[])?;
                return Ok(Swap::Nothing);
            }
            let entry = tx.entry("reread", decision.by, decision.reason)?;
            let sql = "update rating set until = $1 \
                       where until is null and document in (select document from draft)";
            tx.db.exec(sql, &[entry.into()])?;
            let sql = "insert into reading (id, entry, document, part, reader, claims) \
                       select row_number() over (order by document, part) + $1, $2, document, part, reader, \
                       claims from draft";
            tx.db.exec(sql, &[tx.last.reading.into(), entry.into()])?;
            let facts: String = FACTS.split(", ").map(|column| format!(", d.{}", column.trim())).collect();
            let sql = format!(
                "insert into rating (id, entry, reading, document, part, origin, seen, {FACTS}) \
                 select row_number() over (order by d.document, d.part) + $1, $2, \
                 row_number() over (order by d.document, d.part) + $3, d.document, d.part, o.origin, o.seen \
                 {facts} from draft d join document o on o.id = d.document"
            );
            tx.db.exec(&sql, &[tx.last.rating.into(), entry.into(), tx.last.reading.into()])?;
            if let Some(habits) = habits {
                tx.db.exec("delete from habit", &[])?;
                crate::side::add_habits(tx, &habits.iter().collect::<Vec<_>>())?;
            }
            tx.db.exec("delete from draft", &[])?;
            tx.db.exec("delete from meta where key = 'draft'", &[])?;
            Ok(Swap::Done { entry, documents: documents as u64, ratings: ratings as u64 })
        })
    }
}

fn progress(text: &str) -> Result<Progress> {
    text.split_once(' ')
        .and_then(|(document, reader)| {
            Some(Progress { document: document.parse().ok()?, reader: reader.to_owned() })
        })
        .ok_or_else(|| Error::damaged("the ledger is damaged: it does not say how far a reread has come"))
}
