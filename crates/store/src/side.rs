//! What stands beside the ledger proper: counts of habits, kept fits, what watching feeds remembers.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::given::HabitChange;
use crate::kept::RatingRow;
use crate::store::{Store, Tx};
use crate::value::Val;

/// Adds to counts, each once for all that is added to it.
pub(crate) fn add_habits(tx: &mut Tx<'_>, changes: &[&HabitChange<'_>]) -> Result<()> {
    let mut sums: BTreeMap<(&str, i32), i64> = BTreeMap::new();
    for change in changes {
        let sum = sums.entry((change.key, change.slot)).or_default();
        *sum = sum.saturating_add(change.add);
    }
    for ((key, slot), add) in sums {
        let sql = "insert into habit (key, slot, n) values ($1, $2, $3) \
                   on conflict (key, slot) do update set n = habit.n + excluded.n";
        tx.db.exec(sql, &[Val::Key(key), slot.into(), add.into()])?;
    }
    Ok(())
}

impl Store {
    /// The counts of some keys: key, slot, count; in order.
    pub fn habits(&mut self, keys: &[&str]) -> Result<Vec<(String, i32, i64)>> {
        self.read(|db, _| {
            let keys: Vec<_> = keys.iter().map(|&k| Val::Key(k)).collect();
            let mut out = Vec::new();
            db.for_keys("select key, slot, n from habit where key in", &keys, &mut |row| {
                out.push((row.text(0)?, row.small(1)?, row.int(2)?));
                Ok(())
            })?;
            out.sort();
            out.dedup();
            Ok(out)
        })
    }

    /// Counts habits anew, from what `of` sees in every rating that counts: in one transaction, so that no review
    /// that comes in meanwhile is missed.
    pub fn recount_habits(&mut self, mut of: impl FnMut(RatingRow) -> Vec<(String, u32, u32)>) -> Result<()> {
        self.write(i64::MIN, |tx| {
            let mut sums: BTreeMap<(String, u32), i64> = BTreeMap::new();
            crate::ratings::each_current(tx, &mut |row| {
                for (key, slot, n) in of(row) {
                    *sums.entry((key, slot)).or_default() += i64::from(n);
                }
            })?;
            tx.db.exec("delete from habit", &[])?;
            let counts: Vec<HabitChange<'_>> = sums
                .iter()
                .map(|((key, slot), n)| HabitChange {
                    key,
                    slot: i32::try_from(*slot).unwrap_or(i32::MAX),
                    add: *n,
                })
                .collect();
            add_habits(tx, &counts.iter().collect::<Vec<_>>())
        })
    }

    /// All counts: key, slot, count; in order.
    pub fn all_habits(&mut self) -> Result<Vec<(String, i32, i64)>> {
        self.read(|db, _| {
            db.all("select key, slot, n from habit order by key, slot", &[], |row| {
                Ok((row.text(0)?, row.small(1)?, row.int(2)?))
            })
        })
    }

    /// Keeps the result of a fit on the ledger as it was when `position` was its last entry; `at` in
    /// microseconds since 1970 UTC.
    pub fn save_fit(&mut self, method: &str, position: i64, body: &[u8], at: i64) -> Result<()> {
        self.write(i64::MIN, |tx| {
            let sql = "insert into fit (method, position, at, body) values ($1, $2, $3, $4) \
                       on conflict (method, position) do update set at = excluded.at, body = excluded.body";
            tx.db.exec(sql, &[Val::Key(method), position.into(), at.into(), body.into()])?;
            Ok(())
        })
    }

    /// The newest kept result of a method at a position of at most `position`: its position, its bytes.
    pub fn load_fit(&mut self, method: &str, position: i64) -> Result<Option<(i64, Vec<u8>)>> {
        self.read(|db, _| {
            let sql = "select position, body from fit where method = $1 and position <= $2 \
                       order by position desc limit 1";
            db.first(sql, &[Val::Key(method), position.into()], |row| Ok((row.int(0)?, row.bytes(1)?)))
        })
    }

    /// Forgets the results of a method that are older than `position`; how many.
    pub fn drop_fits(&mut self, method: &str, position: i64) -> Result<u64> {
        self.write(i64::MIN, |tx| {
            let sql = "delete from fit where method = $1 and position < $2";
            tx.db.exec(sql, &[Val::Key(method), position.into()])
        })
    }

    /// Remembers the state of a feed.
    pub fn save_feed(&mut self, url: &str, state: &[u8]) -> Result<()> {
        self.write(i64::MIN, |tx| {
            let sql = "insert into feed (url, state) values ($1, $2) \
                       on conflict (url) do update set state = excluded.state";
            tx.db.exec(sql, &[Val::Key(url), state.into()])?;
            Ok(())
        })
    }

    /// The state of a feed.
    pub fn load_feed(&mut self, url: &str) -> Result<Option<Vec<u8>>> {
        self.read(|db, _| db.first("select state from feed where url = $1", &[Val::Key(url)], |r| r.bytes(0)))
    }

    /// All feeds with their states, in order of their addresses.
    pub fn feeds(&mut self) -> Result<Vec<(String, Vec<u8>)>> {
        self.read(|db, _| {
            db.all("select url, state from feed order by url", &[], |row| Ok((row.text(0)?, row.bytes(1)?)))
        })
    }

    /// Forgets a feed; was there one?
    pub fn drop_feed(&mut self, url: &str) -> Result<bool> {
        self.write(i64::MIN, |tx| Ok(tx.db.exec("delete from feed where url = $1", &[Val::Key(url)])? > 0))
    }
}
