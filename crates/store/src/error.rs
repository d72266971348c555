//! What can go wrong with a ledger, in words for the person who has to do something about it.

use std::fmt;

/// What went wrong, as far as a program can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Another program holds the ledger, longer than patience lasts.
    Busy,
    /// The disk, or the space that the database may take, is full.
    Full,
    /// The database cannot be reached, or went away and did not come back.
    Gone,
    /// What is stored is not what was written.
    Damaged,
    /// A newer program wrote this ledger.
    Newer,
    /// The rights to read or write are missing.
    Denied,
    /// There is no such ledger, document, film or person.
    NotFound,
    /// What was asked for makes no sense.
    Invalid,
    /// Anything else.
    Other,
}

/// A failure: nothing of the call that gives it is in the ledger. One case is open: when PostgreSQL went away
/// while it committed and stayed away longer than patience lasts ([`ErrorKind::Gone`]), nobody can know.
/// [`Store::append`](crate::Store::append) may always be called again.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// Trying the same again may help.
    passing: bool,
}

/// What a call gives.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    pub(crate) fn new(kind: ErrorKind, message: impl Into<String>) -> Error {
        Error { kind, message: message.into(), source: None, passing: false }
    }

    pub(crate) fn invalid(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Invalid, message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::NotFound, message)
    }

    pub(crate) fn damaged(message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Damaged, message)
    }

    pub(crate) fn because_of(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Error {
        self.source = Some(Box::new(source));
        self
    }

    pub(crate) fn passing(mut self) -> Error {
        self.passing = true;
        self
    }

    /// May the same call succeed a little later?
    pub(crate) fn is_passing(&self) -> bool {
        self.passing
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.source.as_ref().map(|s| &**s as _)
    }
}
