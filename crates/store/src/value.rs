//! One value of a row, going in and coming out, the same for both databases.
//!
//! What the two would keep differently is made equal before it goes in: a NUL in a text (which PostgreSQL
//! refuses) becomes U+FFFD, a number that is none (which SQLite forgets) becomes null, and -0 becomes 0.

use std::borrow::Cow;

use crate::error::{Error, Result};

/// A value to be bound.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Val<'a> {
    Null,
    Int(i64),
    Real(f64),
    Text(&'a str),
    /// A text that an index holds: see [`key`].
    Key(&'a str),
    Bytes(&'a [u8]),
}

/// The text as it is kept.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if text.as_bytes().contains(&0) { text.replace('\0', "\u{fffd}").into() } else { text.into() }
}

/// Bytes of the longest key. PostgreSQL takes no more than some 2,700 into an index.
const LONGEST: usize = 1_200;

/// The text as it is kept where an index holds it: a longer one is cut, and ends in a hash of the whole, so
/// that two that differ stay apart.
pub(crate) fn key(text: &str) -> Cow<'_, str> {
    let text = clean(text);
    if text.len() <= LONGEST {
        return text;
    }
    // FNV-1a with 128 bits (Fowler, Noll and Vo): never to change, for kept keys must be found again.
    let hash = text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d_u128, |hash, byte| {
        (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    });
    let end = text.floor_char_boundary(LONGEST - 64);
    format!("{}~{hash:032x}", &text[..end]).into()
}

/// The number as it is kept; `None` is null.
pub(crate) fn plain(number: f64) -> Option<f64> {
    if number.is_nan() { None } else { Some(number + 0.0) }
}

impl From<i64> for Val<'_> {
    fn from(n: i64) -> Self {
        Val::Int(n)
    }
}

impl From<u32> for Val<'_> {
    fn from(n: u32) -> Self {
        Val::Int(n.into())
    }
}

impl From<i32> for Val<'_> {
    fn from(n: i32) -> Self {
        Val::Int(n.into())
    }
}

impl From<i8> for Val<'_> {
    fn from(n: i8) -> Self {
        Val::Int(n.into())
    }
}

impl From<f64> for Val<'_> {
    fn from(n: f64) -> Self {
        Val::Real(n)
    }
}

impl<'a> From<&'a str> for Val<'a> {
    fn from(text: &'a str) -> Self {
        Val::Text(text)
    }
}

impl<'a> From<&'a String> for Val<'a> {
    fn from(text: &'a String) -> Self {
        Val::Text(text)
    }
}

impl<'a> From<&'a [u8]> for Val<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Val::Bytes(bytes)
    }
}

impl<'a, T: Into<Val<'a>>> From<Option<T>> for Val<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Val::Null, Into::into)
    }
}

/// A row that came out. Columns count from 0.
pub(crate) enum Row<'a> {
    Sqlite(&'a rusqlite::Row<'a>),
    Postgres(&'a postgres::Row),
}

impl Row<'_> {
    pub(crate) fn opt_int(&self, column: usize) -> Result<Option<i64>> {
        match self {
            Row::Sqlite(row) => row.get(column).map_err(|e| unlike(column, e)),
            Row::Postgres(row) => row
                .try_get::<_, Option<crate::pg::AnyInt>>(column)
                .map(|n| n.map(|n| n.0))
                .map_err(|e| unlike(column, e)),
        }
    }

    pub(crate) fn int(&self, column: usize) -> Result<i64> {
        self.opt_int(column)?.ok_or_else(|| missing(column))
    }

    pub(crate) fn opt_real(&self, column: usize) -> Result<Option<f64>> {
        match self {
            Row::Sqlite(row) => row.get(column).map_err(|e| unlike(column, e)),
            Row::Postgres(row) => row.try_get(column).map_err(|e| unlike(column, e)),
        }
    }

    pub(crate) fn opt_str(&self, column: usize) -> Result<Option<&str>> {
        match self {
            Row::Sqlite(row) => {
                let value = row.get_ref(column).map_err(|e| unlike(column, e))?;
                value.as_str_or_null().map_err(|e| unlike(column, e))
            }
            Row::Postgres(row) => row.try_get(column).map_err(|e| unlike(column, e)),
        }
    }

    pub(crate) fn opt_text(&self, column: usize) -> Result<Option<String>> {
        Ok(self.opt_str(column)?.map(str::to_owned))
    }

    pub(crate) fn text(&self, column: usize) -> Result<String> {
        self.opt_text(column)?.ok_or_else(|| missing(column))
    }

    pub(crate) fn opt_bytes(&self, column: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Row::Sqlite(row) => row.get(column).map_err(|e| unlike(column, e)),
            Row::Postgres(row) => row.try_get(column).map_err(|e| unlike(column, e)),
        }
    }

    pub(crate) fn bytes(&self, column: usize) -> Result<Vec<u8>> {
        self.opt_bytes(column)?.ok_or_else(|| missing(column))
    }

    /// A number that the program wrote and that fits a smaller type.
    pub(crate) fn small<T: TryFrom<i64>>(&self, column: usize) -> Result<T> {
        T::try_from(self.int(column)?).map_err(|_| out_of_range(column))
    }

    pub(crate) fn opt_small<T: TryFrom<i64>>(&self, column: usize) -> Result<Option<T>> {
        self.opt_int(column)?.map(|n| T::try_from(n).map_err(|_| out_of_range(column))).transpose()
    }
}

fn unlike(column: usize, source: impl std::error::Error + Send + Sync + 'static) -> Error {
    let message = format!("the ledger is damaged: column {column} of a row is not of its kind ({source})");
    Error::damaged(message).because_of(source)
}

fn missing(column: usize) -> Error {
    Error::damaged(format!("the ledger is damaged: column {column} of a row is empty"))
}

fn out_of_range(column: usize) -> Error {
    Error::damaged(format!("the ledger is damaged: column {column} of a row is out of range"))
}

impl Row<'_> {
    /// Is this column's value a floating-point number?
    pub(crate) fn is_real(&self, column: usize) -> bool {
        match self {
            Row::Sqlite(row) => matches!(row.get_ref(column), Ok(rusqlite::types::ValueRef::Real(_))),
            Row::Postgres(row) => {
                row.columns().get(column).is_some_and(|c| *c.type_() == postgres::types::Type::FLOAT8)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, key};

    #[test]
    fn keys_never_change() {
        let fits = "a".repeat(LONGEST);
        assert_eq!(key(&fits), fits);
        let cut = key(&format!("{fits}ü")).into_owned();
        assert_eq!(cut, format!("{}~a7550b26696b0febc30a4d47cceb9032", "a".repeat(LONGEST - 64)));
        assert_eq!(key(&cut), cut, "the key of a key is itself");
        // In the middle of a character nothing is cut.
        assert!(key(&"ü".repeat(LONGEST)).len() <= LONGEST);
        assert_eq!(key("a\0b"), "a\u{fffd}b");
    }
}
