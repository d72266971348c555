//! PostgreSQL, by its synchronous client, without encryption.
//!
//! The connection may be lost at any moment, also between a commit and its answer. Whether that commit was
//! one is then found out, not guessed: each writing transaction leaves its number in a table of PostgreSQL's
//! own, `ticket`, a row a writer. (The server's own numbers of transactions do not serve: after a crash it
//! gives those again that it lost.)

use std::collections::HashMap;
use std::error::Error as StdError;
use std::time::Duration;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::error::SqlState;
use postgres::fallible_iterator::FallibleIterator as _;
use postgres::types::private::BytesMut;
use postgres::types::{FromSql, IsNull, ToSql, Type};
use postgres::{Client, NoTls, Statement};

use crate::error::{Error, ErrorKind, Result};
use crate::value::{Row, Val, clean, key, plain};

/// The lock that makes appenders take turns: a number of our own, the same in all programs.
const LOCK: i64 = 0x506c_6175_6469_7401;

pub(crate) struct Pg {
    config: postgres::Config,
    /// `None` after it was lost.
    client: Option<Client>,
    statements: HashMap<String, Statement>,
    patience: Duration,
    /// Is a transaction under way?
    open: bool,
    /// This writer, unlike all others that ever were.
    writer: String,
    /// How many writing transactions it has begun.
    ticket: i64,
    /// Is the table of tickets there for certain?
    ready: bool,
}

/// Tickets of writers that are long gone are of no use to anybody.
const TICKETS: &str = "create table if not exists ticket (writer text primary key, number bigint not null, \
    at timestamptz not null); delete from ticket where at < now() - interval '30 days';";

/// How a transaction ended whose end was not heard of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    Committed,
    Undone,
}

impl Pg {
    /// Connects, once: the caller waits and tries again.
    pub(crate) fn open(address: &str, patience: Duration) -> Result<Pg> {
        let mut config: postgres::Config = address
            .parse()
            .map_err(|e| Error::invalid(format!("the address of PostgreSQL is none ({})", told(&e))))?;
        config
            .application_name("plaudit")
            .connect_timeout(Duration::from_secs(10))
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(10))
            .keepalives_retries(3);
        let mut pg = Pg {
            config,
            client: None,
            statements: HashMap::new(),
            patience,
            open: false,
            writer: String::new(),
            ticket: 0,
            ready: false,
        };
        pg.connect()?;
        let encoding: String = pg.one("show server_encoding")?;
        if encoding != "UTF8" {
            return Err(Error::invalid(format!(
                "the database's encoding is {encoding}, a ledger needs UTF8: create database … encoding 'UTF8'"
            )));
        }
        pg.writer = pg.one("select gen_random_uuid()::text")?;
        Ok(pg)
    }

    /// A connection, if the last was lost.
    pub(crate) fn connect(&mut self) -> Result<()> {
        if self.client.as_ref().is_some_and(|c| !c.is_closed()) {
            return Ok(());
        }
        self.client = None;
        self.open = false;
        self.statements.clear();
        let mut client = self.config.connect(NoTls).map_err(error)?;
        let wait = self.patience.as_millis().clamp(1, i32::MAX as u128); // 0 is for ever
        client
            .batch_execute(&format!(
                "set synchronous_commit = on; set lock_timeout = {wait}; set client_min_messages = warning"
            ))
            .map_err(error)?;
        self.client = Some(client);
        Ok(())
    }

    fn client(&mut self) -> Result<&mut Client> {
        match &mut self.client {
            Some(client) if !client.is_closed() => Ok(client),
            _ => Err(Error::new(ErrorKind::Gone, "the connection to PostgreSQL is lost").passing()),
        }
    }

    fn one(&mut self, sql: &str) -> Result<String> {
        self.client()?.query_one(sql, &[]).and_then(|row| row.try_get(0)).map_err(error)
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<()> {
        self.client()?.batch_execute(sql).map_err(error)
    }

    pub(crate) fn begin(&mut self, write: bool) -> Result<()> {
        self.connect()?;
        // What a panic may have left under way.
        if self.open {
            self.rollback();
        }
        self.open = true;
        if !write {
            return self.batch("begin isolation level repeatable read read only");
        }
        let mut sql = format!("begin isolation level read committed; select pg_advisory_xact_lock({LOCK});");
        if !self.ready {
            sql += TICKETS;
        }
        self.ticket += 1;
        let (writer, ticket) = (&self.writer, self.ticket);
        // Each statement sees what was committed before it began: these, what came before the lock was had.
        sql += &format!(
            "insert into ticket (writer, number, at) values ('{writer}', {ticket}, now()) \
             on conflict (writer) do update set number = excluded.number, at = excluded.at"
        );
        self.batch(&sql)
    }

    pub(crate) fn commit(&mut self) -> Result<()> {
        self.batch("commit")?;
        self.open = false;
        self.ready = true;
        Ok(())
    }

    pub(crate) fn rollback(&mut self) {
        if let Ok(client) = self.client() {
            let _ = client.batch_execute("rollback");
        }
        self.open = false;
    }

    /// After a commit whose answer did not come: was it one? Connects anew.
    pub(crate) fn fate(&mut self) -> Result<Fate> {
        self.connect()?;
        self.open = true;
        // With the lock: what was cut off has it until it has ended, whichever way.
        let lock = format!("begin isolation level read committed; select pg_advisory_xact_lock({LOCK})");
        let writer = &self.writer;
        let sql = format!("select coalesce(max(number), 0)::text from ticket where writer = '{writer}'");
        let there = "select (to_regclass('ticket') is not null)::text";
        let told = self
            .batch(&lock)
            .and_then(|()| if self.one(there)? == "true" { self.one(&sql) } else { Ok("0".to_owned()) });
        self.rollback();
        Ok(if told? == self.ticket.to_string() { Fate::Committed } else { Fate::Undone })
    }

    fn statement(&mut self, sql: &str) -> Result<Statement> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client()?.prepare(sql).map_err(error)?;
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn exec(&mut self, sql: &str, params: &[Val<'_>]) -> Result<u64> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as _).collect();
        self.client()?.execute(&statement, &params).map_err(error)
    }

    pub(crate) fn each(
        &mut self,
        sql: &str,
        params: &[Val<'_>],
        take: &mut dyn FnMut(&Row<'_>) -> Result<()>,
    ) -> Result<()> {
        let statement = self.statement(sql)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|v| v as _).collect();
        let mut rows = self.client()?.query_raw(&statement, params).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            take(&Row::Postgres(&row))?;
        }
        Ok(())
    }

    pub(crate) fn insert(
        &mut self,
        table: &str,
        columns: &str,
        width: usize,
        values: &[Val<'_>],
    ) -> Result<()> {
        let types = self.statement(&format!("select {columns} from {table}"))?;
        let types: Vec<Type> = types.columns().iter().map(|c| c.type_().clone()).collect();
        let copy = self.statement(&format!("copy {table} ({columns}) from stdin binary"))?;
        let mut writer = BinaryCopyInWriter::new(self.client()?.copy_in(&copy).map_err(error)?, &types);
        for row in values.chunks(width) {
            let row: Vec<&(dyn ToSql + Sync)> = row.iter().map(|v| v as _).collect();
            writer.write(&row).map_err(error)?;
        }
        writer.finish().map_err(error)?;
        Ok(())
    }

    pub(crate) fn has_meta(&mut self) -> Result<bool> {
        Ok(self.one("select (to_regclass('meta') is not null)::text")? == "true")
    }
}

impl ToSql for Val<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> std::result::Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match *self {
            Val::Null => Ok(IsNull::Yes),
            Val::Int(n) if *kind == Type::INT4 => i32::try_from(n)?.to_sql(kind, out),
            Val::Int(n) if *kind == Type::INT8 => n.to_sql(kind, out),
            Val::Real(x) if *kind == Type::FLOAT8 => match plain(x) {
                Some(x) => x.to_sql(kind, out),
                None => Ok(IsNull::Yes),
            },
            Val::Text(text) if *kind == Type::TEXT => (&*clean(text)).to_sql(kind, out),
            Val::Key(text) if *kind == Type::TEXT => (&*key(text)).to_sql(kind, out),
            Val::Bytes(bytes) if *kind == Type::BYTEA => bytes.to_sql(kind, out),
            other => Err(format!("{other:?} where the database wants {kind}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    postgres::types::to_sql_checked!();
}

/// An integer of any width.
pub(crate) struct AnyInt(pub(crate) i64);

impl<'a> FromSql<'a> for AnyInt {
    fn from_sql(kind: &Type, raw: &'a [u8]) -> std::result::Result<AnyInt, Box<dyn StdError + Sync + Send>> {
        match *kind {
            Type::INT2 => i16::from_sql(kind, raw).map(|n| AnyInt(n.into())),
            Type::INT4 => i32::from_sql(kind, raw).map(|n| AnyInt(n.into())),
            _ => i64::from_sql(kind, raw).map(AnyInt),
        }
    }

    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT2 | Type::INT4 | Type::INT8)
    }
}

fn told(error: &postgres::Error) -> String {
    match error.as_db_error() {
        Some(db) => db.message().to_owned(),
        None => match error.source() {
            Some(cause) => format!("{error}: {cause}"),
            None => error.to_string(),
        },
    }
}

fn error(source: postgres::Error) -> Error {
    let told = told(&source);
    let (kind, passing) = match source.code() {
        Some(code) => of_code(code),
        // No word from the server: it cannot be reached, or the line was cut.
        None if is_of_the_line(&source) => (ErrorKind::Gone, true),
        None => (ErrorKind::Other, false),
    };
    let message = match kind {
        ErrorKind::Busy => {
            format!("PostgreSQL's ledger is held by another program ({told}): try again later")
        }
        ErrorKind::Full => {
            format!(
                "PostgreSQL has no room left ({told}): nothing of this step was written; make room, run it again"
            )
        }
        ErrorKind::Gone => format!("PostgreSQL cannot be reached ({told})"),
        ErrorKind::Damaged => format!("PostgreSQL says that the ledger is damaged ({told})"),
        ErrorKind::Denied => format!("PostgreSQL does not let this user in, or not do this ({told})"),
        ErrorKind::NotFound => format!("PostgreSQL has no such database ({told}): create it first"),
        _ => format!("PostgreSQL: {told}"),
    };
    let error = Error::new(kind, message).because_of(source);
    if passing { error.passing() } else { error }
}

fn is_of_the_line(source: &postgres::Error) -> bool {
    let cause = source.source();
    source.is_closed()
        || cause.is_some_and(|c| c.is::<std::io::Error>())
        || source.to_string().starts_with("error connecting")
        || source.to_string().starts_with("timeout")
}

fn of_code(code: &SqlState) -> (ErrorKind, bool) {
    let text = code.code();
    match text.get(..2).unwrap_or_default() {
        "08" => return (ErrorKind::Gone, true),
        "28" => return (ErrorKind::Denied, false),
        "40" => return (ErrorKind::Busy, true),
        _ => {}
    }
    match text {
        "57P01" | "57P02" | "57P03" | "57P05" => (ErrorKind::Gone, true),
        "53300" => (ErrorKind::Busy, true),
        "55P03" => (ErrorKind::Busy, false),
        "53100" | "53200" => (ErrorKind::Full, false),
        "42501" | "25006" => (ErrorKind::Denied, false),
        "3D000" => (ErrorKind::NotFound, false),
        "XX001" | "XX002" => (ErrorKind::Damaged, false),
        _ => (ErrorKind::Other, false),
    }
}
