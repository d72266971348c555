//! SQLite: one file in WAL mode, every commit synced to the disk before it counts.

use std::borrow::Cow;
use std::path::Path;
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use crate::error::{Error, ErrorKind, Result};
use crate::value::{Row, Val, clean, key, plain};

/// What the header of the file says it is ("Plau"), so that no other program's database is written to.
const APPLICATION_ID: i64 = 0x506c_6175;

pub(crate) struct Sqlite {
    connection: Connection,
    /// Where it is, for messages.
    place: String,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, create: bool, patience: Duration) -> Result<Sqlite> {
        let place = path.display().to_string();
        if !path.exists() && !create {
            return Err(Error::not_found(format!("there is no ledger at {place}")));
        }
        if path.is_dir() {
            return Err(Error::invalid(format!("{place} is a folder; a ledger is a file")));
        }
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if create {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let connection = Connection::open_with_flags(path, flags).map_err(|e| error(e, &place))?;
        let sqlite = Sqlite { connection, place };
        sqlite.set_up(patience).map_err(|e| error(e, &sqlite.place))?;
        let id: i64 = sqlite.pragma("application_id")?;
        let tables = "select count(*) from sqlite_master";
        let tables: i64 =
            sqlite.connection.query_row(tables, [], |r| r.get(0)).map_err(|e| sqlite.error(e))?;
        if id == 0 && tables == 0 {
            // No harm where two do it at once.
            sqlite.batch(&format!("pragma application_id = {APPLICATION_ID}"))?;
        } else if id != APPLICATION_ID {
            return Err(Error::invalid(format!("{} is a database, but no ledger of Plaudit", sqlite.place)));
        }
        // Only now: nothing before it writes to a file that is somebody else's.
        let mode: String = sqlite
            .connection
            .query_row("pragma journal_mode = wal", [], |r| r.get(0))
            .map_err(|e| sqlite.error(e))?;
        if mode != "wal" && mode != "memory" {
            return Err(Error::new(
                ErrorKind::Denied,
                format!(
                    "{}: the file system lets SQLite keep no write-ahead log (mode {mode})",
                    sqlite.place
                ),
            ));
        }
        Ok(sqlite)
    }

    fn set_up(&self, patience: Duration) -> rusqlite::Result<()> {
        self.connection.busy_timeout(patience)?;
        self.connection.set_prepared_statement_cache_capacity(256);
        self.connection.execute_batch(
            "pragma synchronous = full;
             pragma foreign_keys = on;
             pragma cache_size = -262144;
             pragma temp_store = memory;
             pragma wal_autocheckpoint = 8000;
             pragma journal_size_limit = 67108864;
             pragma mmap_size = 0;",
        )
    }

    /// The value of a pragma that is one number.
    pub(crate) fn pragma(&self, name: &str) -> Result<i64> {
        self.connection.query_row(&format!("pragma {name}"), [], |r| r.get(0)).map_err(|e| self.error(e))
    }

    pub(crate) fn error(&self, source: rusqlite::Error) -> Error {
        error(source, &self.place)
    }

    pub(crate) fn batch(&self, sql: &str) -> Result<()> {
        self.connection.execute_batch(sql).map_err(|e| self.error(e))
    }

    pub(crate) fn begin(&self, write: bool) -> Result<()> {
        if !self.connection.is_autocommit() {
            self.rollback();
        }
        self.batch(if write { "begin immediate" } else { "begin" })
    }

    pub(crate) fn commit(&self) -> Result<()> {
        self.batch("commit")
    }

    /// Whatever is under way is undone; it may have been undone already.
    pub(crate) fn rollback(&self) {
        let _ = self.connection.execute_batch("rollback");
    }

    pub(crate) fn exec(&self, sql: &str, params: &[Val<'_>]) -> Result<u64> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| self.error(e))?;
        let changed = statement.execute(rusqlite::params_from_iter(params)).map_err(|e| self.error(e))?;
        Ok(changed as u64)
    }

    pub(crate) fn each(
        &self,
        sql: &str,
        params: &[Val<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let mut statement = self.connection.prepare_cached(sql).map_err(|e| self.error(e))?;
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(|e| self.error(e))?;
        while let Some(row) = rows.next().map_err(|e| self.error(e))? {
            take(&Row::Sqlite(row))?;
        }
        Ok(())
    }

    pub(crate) fn insert(&self, table: &str, columns: &str, width: usize, values: &[Val<'_>]) -> Result<()> {
        let marks: Vec<String> = (1..=width).map(|n| format!("${n}")).collect();
        let sql = format!("insert into {table} ({columns}) values ({})", marks.join(", "));
        let mut statement = self.connection.prepare_cached(&sql).map_err(|e| self.error(e))?;
        for row in values.chunks(width) {
            statement.execute(rusqlite::params_from_iter(row)).map_err(|e| self.error(e))?;
        }
        Ok(())
    }
}

impl ToSql for Val<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Val::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Val::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Val::Real(x) => ToSqlOutput::Borrowed(plain(*x).map_or(ValueRef::Null, ValueRef::Real)),
            Val::Key(text) => match key(text) {
                Cow::Borrowed(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
                Cow::Owned(text) => ToSqlOutput::Owned(text.into()),
            },
            Val::Text(text) if text.contains('\0') => ToSqlOutput::Owned(clean(text).into_owned().into()),
            Val::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Val::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
        })
    }
}

fn error(source: rusqlite::Error, place: &str) -> Error {
    let kind = match source.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => ErrorKind::Busy,
        Some(ErrorCode::DiskFull) => ErrorKind::Full,
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => ErrorKind::Damaged,
        Some(
            ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::AuthorizationForStatementDenied,
        ) => ErrorKind::Denied,
        Some(ErrorCode::CannotOpen) => ErrorKind::Denied,
        Some(ErrorCode::SystemIoFailure) => ErrorKind::Gone,
        _ => ErrorKind::Other,
    };
    let message = match kind {
        ErrorKind::Busy => {
            format!("{place} is held by another program: nothing was written; try again when that has ended")
        }
        ErrorKind::Full => {
            format!(
                "the disk of {place} is full: nothing of this step was written; make room and run it again"
            )
        }
        ErrorKind::Damaged => {
            format!("{place} is damaged, or no ledger ({source}): restore it from a copy")
        }
        ErrorKind::Denied => format!("{place} may not be opened or written ({source})"),
        ErrorKind::Gone => format!("{place} cannot be read or written ({source}): look after the disk"),
        _ => format!("{place}: {source}"),
    };
    Error::new(kind, message).because_of(source)
}
