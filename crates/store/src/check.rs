//! Is the ledger whole? How much is there? What exactly, for comparing two of them?

use std::fmt::Write as _;

use crate::db::Db;
use crate::error::Result;
use crate::kept::Stats;
use crate::schema::{TABLES, version};
use crate::store::Store;

/// What must give no row: what it would mean, and the question.
const RULES: &[(&str, &str)] = &[
    (
        "numbers of entries have a gap",
        "select count(*) from entry having count(*) > 0 and (max(id) <> count(*) or min(id) <> 1)",
    ),
    (
        "time goes back from one entry to the next",
        "select a.id from entry a join entry b on b.id = a.id + 1 where b.at < a.at limit 1",
    ),
    (
        "two ratings of one part count",
        "select document from rating where until is null group by document, part having count(*) > 1 limit 1",
    ),
    (
        "a rating has no document, entry or reading",
        "select r.id from rating r left join document d on d.id = r.document \
         left join entry e on e.id = r.entry left join reading g on g.id = r.reading \
         where d.id is null or e.id is null or g.id is null or g.document <> r.document \
         or g.part <> r.part limit 1",
    ),
    ("a rating ends before it begins", "select id from rating where until <= entry limit 1"),
    (
        "a removed document counts",
        "select r.id from rating r join document d on d.id = r.document \
         where r.until is null and d.removed is not null limit 1",
    ),
    (
        "a document has readings, and none of its ratings counts",
        "select d.id from document d where d.removed is null \
         and exists (select 1 from reading g where g.document = d.id) \
         and not exists (select 1 from rating r where r.document = d.id and r.until is null) limit 1",
    ),
    (
        "a document has no body",
        "select d.id from document d left join body b on b.document = d.id where b.document is null limit 1",
    ),
    (
        "a document's origin is none",
        "select d.id from document d left join document o on o.id = d.origin \
         where o.id is null or o.origin <> o.id or o.id > d.id limit 1",
    ),
    (
        "a rating's origin or time is not its document's",
        "select r.id from rating r join document d on d.id = r.document \
         where r.origin <> d.origin or r.seen <> d.seen limit 1",
    ),
    (
        "a film's merge does not follow from a decision",
        "select f.id from film f left join merging m on m.what = 'film' and m.from_id = f.id and m.until is null \
         where (f.into_film is null) <> (m.id is null) limit 1",
    ),
    (
        "a critic's merge does not follow from a decision",
        "select f.id from critic f left join merging m on m.what = 'critic' and m.from_id = f.id \
         and m.until is null where (f.into_critic is null) <> (m.id is null) limit 1",
    ),
    (
        "an outlet's merge does not follow from a decision",
        "select f.id from outlet f left join merging m on m.what = 'outlet' and m.from_id = f.id \
         and m.until is null where (f.into_outlet is null) <> (m.id is null) limit 1",
    ),
    (
        "two corrections of one field hold",
        "select document from correction where until is null group by document, part, field \
         having count(*) > 1 limit 1",
    ),
];

impl Store {
    /// What is wrong with the ledger, in sentences; nothing where it is whole. Reads all of it.
    pub fn check(&mut self) -> Result<Vec<String>> {
        self.read(|db, _| {
            let mut faults = Vec::new();
            if matches!(db, Db::Sqlite(_)) {
                db.each("pragma integrity_check", &[], &mut |row| {
                    let line = row.text(0)?;
                    if line != "ok" {
                        faults.push(format!("SQLite finds: {line}"));
                    }
                    Ok(())
                })?;
                db.each("pragma foreign_key_check", &[], &mut |row| {
                    faults.push(format!("a row of {} refers to what is not there", row.text(0)?));
                    Ok(())
                })?;
            }
            for (fault, sql) in RULES {
                if let Some(at) = db.first(sql, &[], |row| row.int(0))? {
                    faults.push(format!("{fault} (see {at})"));
                }
            }
            Ok(faults)
        })
    }

    /// How much there is.
    pub fn stats(&mut self) -> Result<Stats> {
        self.read(|db, _| {
            let version = version(db)? as u32;
            let mut count = |sql: &str| {
                let n = db.first(&format!("select count(*) from {sql}"), &[], |row| row.int(0))?;
                Ok::<u64, crate::Error>(n.unwrap_or(0) as u64)
            };
            Ok(Stats {
                version,
                entries: count("entry")?,
                documents: count("document")?,
                removed: count("document where removed is not null")?,
                sightings: count("sighting")?,
                readings: count("reading")?,
                ratings: count("rating where until is null")?,
                ended: count("rating where until is not null")?,
                corrections: count("correction where until is null")?,
                films: count("film where into_film is null")?,
                critics: count("critic where into_critic is null")?,
                outlets: count("outlet where into_outlet is null")?,
            })
        })
    }

    /// Calls `take` with the name of a table and a row of it as text, for all tables, always in the same
    /// order: two ledgers with the same history give the same, whichever databases they are in. Numbers are
    /// given to the last bit.
    pub fn dump(&mut self, take: &mut impl FnMut(&str, &str)) -> Result<()> {
        self.stream(|db, _| {
            for (table, columns, order) in TABLES {
                let sql = format!("select {columns} from {table} order by {order}");
                let width = columns.split(',').count();
                db.each(&sql, &[], &mut |row| {
                    let mut text = String::new();
                    for column in 0..width {
                        if column > 0 {
                            text.push('\t');
                        }
                        row.write(column, &mut text)?;
                    }
                    take(table, &text);
                    Ok(())
                })?;
            }
            Ok(())
        })
    }
}

impl crate::value::Row<'_> {
    /// Any value, so that no two different ones look the same.
    fn write(&self, column: usize, out: &mut String) -> Result<()> {
        // The first that fits the value's kind; a null fits all.
        let told = if self.is_real(column) {
            self.opt_real(column)?.map(|x| format!("{x:?}"))
        } else if let Ok(n) = self.opt_int(column) {
            n.map(|n| n.to_string())
        } else if let Ok(text) = self.opt_str(column) {
            text.map(|text| format!("{text:?}"))
        } else {
            self.opt_bytes(column)?.map(|bytes| {
                let mut hex = String::from("x");
                for byte in bytes {
                    let _ = write!(hex, "{byte:02x}");
                }
                hex
            })
        };
        out.push_str(told.as_deref().unwrap_or("-"));
        Ok(())
    }
}
