//! Where a ledger is, and how long to wait for it.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where a ledger is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// A file of SQLite. Beside it stand, while it is open, files of the same name with `-wal` and `-shm`.
    File(PathBuf),
    /// A database of PostgreSQL, as `postgres://user:password@host:port/name` or `host=… dbname=…`: a Unix
    /// socket (`postgres:///name?host=/folder`) or TCP. The connection is not encrypted: for a server
    /// elsewhere, put a tunnel between.
    Postgres(String),
}

impl Location {
    /// What a person writes after `--db`: an address that starts with `postgres://` or `postgresql://`, or
    /// else a path.
    pub fn parse(text: &str) -> Location {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            Location::Postgres(text.to_owned())
        } else {
            Location::File(PathBuf::from(text))
        }
    }
}

/// For people; a password is left out.
impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Location::File(path) => write!(f, "{}", path.display()),
            Location::Postgres(address) => match address.parse::<postgres::Config>() {
                Ok(config) => {
                    let host = match config.get_hosts().first() {
                        Some(postgres::config::Host::Tcp(host)) => host.clone(),
                        #[cfg(unix)]
                        Some(postgres::config::Host::Unix(path)) => path.display().to_string(),
                        None => String::new(),
                    };
                    write!(f, "PostgreSQL's {} at {host}", config.get_dbname().unwrap_or("database"))
                }
                Err(_) => f.write_str("PostgreSQL"),
            },
        }
    }
}

/// How to open a ledger.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Make one where there is none. (A database of PostgreSQL must exist; its tables are made.)
    pub create: bool,
    /// How long to wait for other writers, and for a lost PostgreSQL to come back.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options { create: true, patience: Duration::from_secs(120) }
    }
}
