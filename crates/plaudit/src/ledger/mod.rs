//! The ledger as commands see it: what is added to it, changed in it and asked of it.

pub(crate) mod about;
pub(crate) mod add;
pub(crate) mod args;
mod aspects;
pub(crate) mod change;
pub(crate) mod compare;
pub(crate) mod critic;
pub(crate) mod critics;
pub(crate) mod explain;
pub(crate) mod export;
mod figures;
pub(crate) mod film;
pub(crate) mod films;
pub(crate) mod fitted;
pub(crate) mod general;
pub(crate) mod import;
mod more;
mod names;
pub(crate) mod outlets;
pub(crate) mod reread;
pub(crate) mod row;
mod show;
pub(crate) mod stored;
mod tabled;
mod take;
pub(crate) mod view;
pub(crate) mod watch;

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use store::{Location, Options, Store};

use args::DbArgs;

/// What reads reviews into the ledger: its version, the models that it judges by, the catalog that it knows.
pub(crate) fn reader(models: &reading::Models<'_>, catalog: &catalog::Catalog<'_>) -> String {
    let (films, credits) = (catalog.len(), catalog.credits_len());
    format!(
        "plaudit {}, {}, catalog of {films} films and {credits} credits",
        env!("CARGO_PKG_VERSION"),
        models.name()
    )
}

/// Now, in microseconds since 1970 in UTC.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
}

/// Opens the ledger to write into it; one that is not there is made.
pub(crate) fn open_or_make(db: &DbArgs) -> anyhow::Result<Store> {
    opened(db, Options::default())
}

/// Opens a ledger that is there.
pub(crate) fn open(db: &DbArgs) -> anyhow::Result<Store> {
    let location = Location::parse(&db.db);
    if let Location::File(path) = &location {
        anyhow::ensure!(
            path.exists(),
            "there is no ledger at {}; `plaudit add PATH` makes one, --db names another",
            path.display()
        );
    }
    // Who only looks does not wait long for a server that is not there.
    opened(db, Options { create: false, patience: Duration::from_secs(10) })
}

fn opened(db: &DbArgs, options: Options) -> anyhow::Result<Store> {
    let location = Location::parse(&db.db);
    Store::open(&location, options).with_context(|| format!("cannot open the ledger {location}"))
}
