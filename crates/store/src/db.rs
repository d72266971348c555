//! The two databases behind one face: the same statements go to both.
//!
//! Parameters are `$1`, `$2` …, first used in that order: both databases then count them alike.

use crate::error::Result;
use crate::pg::Pg;
use crate::sqlite::Sqlite;
use crate::value::{Row, Val};

pub(crate) enum Db {
    Sqlite(Sqlite),
    Postgres(Box<Pg>),
}

/// How many keys one question asks for: `IN_LIST` has as many parameters.
const KEYS: usize = 32;
const IN_LIST: &str = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, \
    $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32";

impl Db {
    /// Begins a transaction. A writing one has the ledger to itself until it ends.
    pub(crate) fn begin(&mut self, write: bool) -> Result<()> {
        match self {
            Db::Sqlite(db) => db.begin(write),
            Db::Postgres(db) => db.begin(write),
        }
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        match self {
            Db::Sqlite(db) => db.commit(),
            Db::Postgres(db) => db.commit(),
        }
    }

    pub(crate) fn rollback(&mut self) {
        match self {
            Db::Sqlite(db) => db.rollback(),
            Db::Postgres(db) => db.rollback(),
        }
    }

    /// Several statements, without parameters.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        match self {
            Db::Sqlite(db) => db.batch(sql),
            Db::Postgres(db) => db.batch(sql),
        }
    }

    /// One statement; how many rows it changed.
    pub(crate) fn exec(&mut self, sql: &str, params: &[Val<'_>]) -> Result<u64> {
        match self {
            Db::Sqlite(db) => db.exec(sql, params),
            Db::Postgres(db) => db.exec(sql, params),
        }
    }

    /// Calls `take` with every row, as they come: they are not all held.
    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Val<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        match self {
            Db::Sqlite(db) => db.each(sql, params, take),
            Db::Postgres(db) => db.each(sql, params, take),
        }
    }

    /// All rows.
    pub(crate) fn all<T>(
        &mut self,
        sql: &str,
        params: &[Val<'_>],
        mut make: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut out = Vec::new();
        self.each(sql, params, &mut |row| {
            out.push(make(row)?);
            Ok(())
        })?;
        Ok(out)
    }

    /// The first row.
    pub(crate) fn first<T>(
        &mut self,
        sql: &str,
        params: &[Val<'_>],
        mut make: impl FnMut(&Row<'_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut out = None;
        self.each(sql, params, &mut |row| {
            if out.is_none() {
                out = Some(make(row)?);
            }
            Ok(())
        })?;
        Ok(out)
    }

    /// Rows for many keys: `sql` ends before the list, as in `select … where key in`. A row may come twice.
    pub(crate) fn for_keys(
        &mut self,
        sql: &str,
        keys: &[Val<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let sql = format!("{sql} ({IN_LIST})");
        for some in keys.chunks(KEYS) {
            let mut params = some.to_vec();
            params.resize(KEYS, some[0]);
            self.each(&sql, &params, take)?;
        }
        Ok(())
    }

    /// Puts rows into a table: `values` holds `width` values for each, in the order of `columns`.
    pub(crate) fn insert(
        &mut self,
        table: &str,
        columns: &str,
        width: usize,
        values: &[Val<'_>],
    ) -> Result<()> {
        debug_assert_eq!(values.len() % width, 0);
        if values.is_empty() {
            return Ok(());
        }
        match self {
            Db::Sqlite(db) => db.insert(table, columns, width, values),
            Db::Postgres(db) => db.insert(table, columns, width, values),
        }
    }

    pub(crate) fn has_meta(&mut self) -> Result<bool> {
        match self {
            Db::Sqlite(db) => {
                let sql = "select name from sqlite_master where type = 'table' and name = 'meta'";
                let mut found = false;
                db.each(sql, &[], &mut |_| {
                    found = true;
                    Ok(())
                })?;
                Ok(found)
            }
            Db::Postgres(db) => db.has_meta(),
        }
    }

    /// The schema's text as this database takes it. SQLite wants a primary key of type `integer`, which there
    /// has 64 bits; PostgreSQL wants to be told that texts are ordered by their bytes, as SQLite does.
    pub(crate) fn dialect(&self, schema: &str) -> String {
        match self {
            Db::Sqlite(_) => schema.to_owned(),
            Db::Postgres(_) => schema
                .replace(" integer primary key", " bigint primary key")
                .replace(" text", " text collate \"C\""),
        }
    }
}
