//! An open ledger: its transactions, tried again where that may help, and what each of them starts from.

use std::collections::HashMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::db::Db;
use crate::error::{Error, ErrorKind, Result};
use crate::location::{Location, Options};
use crate::pg::{Fate, Pg};
use crate::schema::{self, MIGRATIONS};
use crate::sqlite::Sqlite;

/// An open ledger. One connection: give each thread its own `Store`.
pub struct Store {
    pub(crate) db: Db,
    patience: Duration,
    words: Words,
}

/// The strings that come again and again, by number: they never change, so they are kept.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) forms: Vec<String>,
    numbers: HashMap<String, i64>,
}

impl Words {
    /// The string of a number; empty for one that is not there.
    pub(crate) fn form(&self, number: i64) -> &str {
        usize::try_from(number - 1).ok().and_then(|n| self.forms.get(n)).map_or("", String::as_str)
    }

    fn refresh(&mut self, db: &mut Db) -> Result<()> {
        let have = self.forms.len() as i64;
        db.each("select id, form from word where id > $1 order by id", &[have.into()], &mut |row| {
            let (id, form) = (row.int(0)?, row.text(1)?);
            if id != self.forms.len() as i64 + 1 {
                return Err(Error::damaged("the ledger is damaged: a number of the table word is missing"));
            }
            self.numbers.insert(form.clone(), id);
            self.forms.push(form);
            Ok(())
        })
    }
}

/// The last number given in each table.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Last {
    pub(crate) entry: i64,
    pub(crate) film: i64,
    pub(crate) critic: i64,
    pub(crate) outlet: i64,
    pub(crate) document: i64,
    pub(crate) reading: i64,
    pub(crate) rating: i64,
    pub(crate) correction: i64,
    pub(crate) merging: i64,
}

/// A writing transaction.
pub(crate) struct Tx<'a> {
    pub(crate) db: &'a mut Db,
    pub(crate) last: Last,
    /// The time of what is written now.
    pub(crate) at: i64,
    words: &'a Words,
    new_words: HashMap<String, i64>,
}

impl<'a> Tx<'a> {
    /// The next entry, written.
    pub(crate) fn entry(&mut self, kind: &str, by: Option<&str>, reason: Option<&str>) -> Result<i64> {
        self.last.entry += 1;
        let values = [self.last.entry.into(), self.at.into(), kind.into(), by.into(), reason.into()];
        self.db
            .exec("insert into entry (id, at, kind, by_whom, reason) values ($1, $2, $3, $4, $5)", &values)?;
        if !matches!(kind, "add" | "import" | "sight") {
            let sql = "insert into meta (key, value) values ('decided', $1) \
                       on conflict (key) do update set value = excluded.value";
            self.db.exec(sql, &[(&*self.last.entry.to_string()).into()])?;
        }
        Ok(self.last.entry)
    }

    /// The words that were there when this began.
    pub(crate) fn words(&self) -> &'a Words {
        self.words
    }

    /// The number of a word.
    pub(crate) fn word(&mut self, form: &str) -> Result<i64> {
        let form = crate::value::key(form);
        if let Some(&number) = self.words.numbers.get(&*form).or_else(|| self.new_words.get(&*form)) {
            return Ok(number);
        }
        let number = (self.words.forms.len() + self.new_words.len()) as i64 + 1;
        self.db.exec("insert into word (id, form) values ($1, $2)", &[number.into(), (&*form).into()])?;
        self.new_words.insert(form.into_owned(), number);
        Ok(number)
    }
}

impl Store {
    /// Opens a ledger and moves it forward to the version of this program. A newer one is refused.
    pub fn open(location: &Location, options: Options) -> Result<Store> {
        // For ever is a day: what counts milliseconds in 32 bits can still count that.
        let options = Options { patience: options.patience.min(Duration::from_secs(86_400)), ..options };
        let mut db = match location {
            Location::File(path) => Db::Sqlite(Sqlite::open(path, options.create, options.patience)?),
            Location::Postgres(address) => {
                let pg = retrying(options.patience, || Pg::open(address, options.patience))?;
                Db::Postgres(Box::new(pg))
            }
        };
        if !options.create && schema::version(&mut db)? == 0 {
            return Err(Error::not_found(format!("there is no ledger at {location}")));
        }
        schema::migrate(&mut db, MIGRATIONS)?;
        Ok(Store { db, patience: options.patience, words: Words::default() })
    }

    /// Runs `work` in a transaction that has the ledger to itself, and again if the connection was lost
    /// before it was committed. What is `Ok` is on the disk, once.
    pub(crate) fn write<T>(&mut self, at: i64, mut work: impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let mut wait = Wait::new(self.patience);
        loop {
            let error = match self.attempt(at, &mut work) {
                Ok(value) => match self.db.commit() {
                    Ok(()) => return Ok(value),
                    Err(error) if error.is_passing() => match self.fate()? {
                        Fate::Committed => return Ok(value),
                        Fate::Undone => error,
                    },
                    Err(error) => {
                        self.db.rollback();
                        return Err(error);
                    }
                },
                Err(error) => {
                    self.db.rollback();
                    error
                }
            };
            if !error.is_passing() || !wait.once() {
                return Err(error);
            }
        }
    }

    fn attempt<T>(&mut self, at: i64, work: &mut impl FnMut(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db.begin(true)?;
        let mut latest = i64::MIN;
        let mut last = Last::default();
        let mut version = String::new();
        self.db.each(LAST, &[], &mut |row| {
            version = row.text(0)?;
            latest = row.opt_int(1)?.unwrap_or(i64::MIN);
            last = Last {
                entry: row.int(2)?,
                film: row.int(3)?,
                critic: row.int(4)?,
                outlet: row.int(5)?,
                document: row.int(6)?,
                reading: row.int(7)?,
                rating: row.int(8)?,
                correction: row.int(9)?,
                merging: row.int(10)?,
            };
            Ok(())
        })?;
        if version != MIGRATIONS.len().to_string() {
            let message = "a newer program moved the ledger forward meanwhile: nothing was written";
            return Err(Error::new(ErrorKind::Newer, message));
        }
        self.words.refresh(&mut self.db)?;
        let words = &self.words;
        let mut tx = Tx { db: &mut self.db, last, at: at.max(latest), words, new_words: HashMap::new() };
        work(&mut tx)
    }

    fn fate(&mut self) -> Result<Fate> {
        let patience = self.patience;
        let Db::Postgres(pg) = &mut self.db else { return Ok(Fate::Undone) };
        retrying(patience, || pg.fate())
    }

    /// Runs `work` on one state of the ledger, and again if the connection was lost: it must bear that.
    pub(crate) fn read<T>(&mut self, mut work: impl FnMut(&mut Db, &Words) -> Result<T>) -> Result<T> {
        let mut wait = Wait::new(self.patience);
        loop {
            match self.look(&mut work) {
                Err(error) if error.is_passing() && wait.once() => {}
                done => return done,
            }
        }
    }

    /// The same, once: for what hands rows on as they come.
    pub(crate) fn stream<T>(&mut self, mut work: impl FnMut(&mut Db, &Words) -> Result<T>) -> Result<T> {
        // A lost connection shows here, where nothing has been handed on.
        self.read(|_, _| Ok(()))?;
        self.look(&mut work)
    }

    fn look<T>(&mut self, work: &mut impl FnMut(&mut Db, &Words) -> Result<T>) -> Result<T> {
        self.db.begin(false)?;
        let done = match self.words.refresh(&mut self.db) {
            Ok(()) => work(&mut self.db, &self.words),
            Err(error) => Err(error),
        };
        // Nothing was written: how it ends makes no difference to what was read.
        self.db.rollback();
        done
    }
}

const LAST: &str = "select (select value from meta where key = 'version'),
    (select at from entry order by id desc limit 1),
    (select coalesce(max(id), 0) from entry), (select coalesce(max(id), 0) from film),
    (select coalesce(max(id), 0) from critic), (select coalesce(max(id), 0) from outlet),
    (select coalesce(max(id), 0) from document), (select coalesce(max(id), 0) from reading),
    (select coalesce(max(id), 0) from rating), (select coalesce(max(id), 0) from correction),
    (select coalesce(max(id), 0) from merging)";

/// Waits longer each time, up to a second, as long as patience lasts from the first failure on.
struct Wait {
    patience: Duration,
    deadline: Option<Instant>,
    next: Duration,
}

impl Wait {
    fn new(patience: Duration) -> Wait {
        Wait { patience, deadline: None, next: Duration::from_millis(10) }
    }

    /// Waits, if there is time.
    fn once(&mut self) -> bool {
        let now = Instant::now();
        if now + self.next > *self.deadline.get_or_insert(now + self.patience) {
            return false;
        }
        sleep(self.next);
        self.next = (self.next * 2).min(Duration::from_secs(1));
        true
    }
}

fn retrying<T>(patience: Duration, mut work: impl FnMut() -> Result<T>) -> Result<T> {
    let mut wait = Wait::new(patience);
    loop {
        match work() {
            Err(error) if error.is_passing() && wait.once() => {}
            done => return done,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Append, NewDocument, NewReading};

    /// The database may take so many pages and no more: as on a full disk, an append fails as a whole.
    #[test]
    fn a_full_disk() {
        let folder = std::env::temp_dir().join(format!("plaudit-full-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let location = Location::File(folder.join("ledger.db"));
        let mut store = Store::open(&location, Options::default()).unwrap();
        store.db.batch("pragma max_page_count = 120").unwrap();
        let body = vec![7; 20_000];
        let digest = |n: u8| [n; 32];
        let add = |store: &mut Store, n: u8| {
            let document = |n, place| NewDocument {
                digest: digest(n),
                place,
                body: &body,
                readings: vec![NewReading { claims: &body, ..Default::default() }],
                ..Default::default()
            };
            store.append(&[document(n, "a"), document(n + 1, "b")], Append::default())
        };
        let mut there = 0;
        let full = loop {
            match add(&mut store, there) {
                Ok(_) => there += 2,
                Err(error) => break error,
            }
        };
        assert_eq!(full.kind(), ErrorKind::Full, "{full}");
        assert!((2..200).contains(&there), "{there}");
        let kept = |store: &mut Store| {
            let all: Vec<_> = (0..there + 2).map(digest).collect();
            store.known(&all).unwrap().iter().filter(|k| **k).count()
        };
        assert_eq!(
            kept(&mut store),
            usize::from(there),
            "what was acknowledged is there, what was not is not"
        );
        assert_eq!(store.check().unwrap(), Vec::<String>::new());
        // With room made, the same call goes through.
        store.db.batch("pragma max_page_count = 100000").unwrap();
        add(&mut store, there).unwrap();
        assert_eq!(kept(&mut store), usize::from(there) + 2);
        drop(store);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
