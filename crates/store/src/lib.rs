//! The ledger: documents, readings, ratings, and everything that was ever decided about them.
//!
//! It loses nothing. Everything that happens is an [`Entry`] with a number, a time and a kind; a row that
//! counts is never changed, only ended by a later entry. One appender works at a time, so entries have no
//! gaps, and what a call has answered with `Ok` is on the disk.
//!
//! It knows plain rows: strings, numbers, opaque bytes. It reads no text, asks no clock and no network but
//! that of its database: times come in with the calls. Two databases serve: SQLite, one file with nothing
//! beside it, and PostgreSQL, for many writers. Both get the same statements and give the same rows to the
//! last bit. What an index holds (places, keys, folded titles, units) is cut when it is longer than 1,200
//! bytes, with a hash of the whole at its end.
//!
//! ```
//! # fn main() -> store::Result<()> {
//! use store::{Append, Location, NewDocument, Options, Store};
//! let folder = std::env::temp_dir().join(format!("ledger-doc-{}", std::process::id()));
//! std::fs::create_dir_all(&folder).unwrap();
//! let mut ledger = Store::open(&Location::File(folder.join("ledger.db")), Options::default())?;
//! let review = NewDocument { digest: [7; 32], place: "a.txt#0", source: "a.txt", ..Default::default() };
//! ledger.append(&[review], Append { at: 1_000_000, ..Default::default() })?;
//! assert_eq!(ledger.known(&[[7; 32], [8; 32]])?, [true, false]);
//! # drop(ledger);
//! # std::fs::remove_dir_all(&folder).unwrap();
//! # Ok(())
//! # }
//! ```

mod append;
mod check;
mod db;
mod decide;
mod error;
mod find;
mod given;
mod kept;
mod location;
mod names;
mod pg;
mod ratings;
mod reread;
mod schema;
mod side;
mod sqlite;
mod store;
mod value;

pub use error::{Error, ErrorKind, Result};
pub use find::Match;
pub use given::{
    Added, Append, AsOf, Decision, FilmNames, Fix, Grade, HabitChange, Inferred, Name, NewDocument,
    NewRating, NewReading, To, What,
};
pub use kept::{
    Compact, Correction, DocumentRow, Entry, Film, GradeRow, Merging, Party, RatingRow, ReadingRow, Sighting,
    Stats,
};
pub use location::{Location, Options};
pub use reread::{Progress, Swap};
pub use store::Store;
