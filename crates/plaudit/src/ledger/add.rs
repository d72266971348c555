//! `plaudit add`: reads reviews into the ledger.
//!
//! What was acknowledged (counted in the last line, printed by `--json`) is on the disk. A document that the
//! ledger has is not read again, so an `add` that was interrupted goes on where it stopped when it is run again.

use std::io::Write as _;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use catalog::Catalog;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use document::Document;
use reading::Models;
use store::{Added, Append, FilmNames, Grade, HabitChange, Name, NewDocument, NewRating, NewReading, Store};

use super::args::AddArgs;
use super::take::{self, Taken};
use super::{now, open_or_make, reader};
use crate::pipeline;
use crate::run::{Run, notes_of};
use crate::{Exit, catalog_file, models_file};

/// Documents in one transaction: each costs one wait for the disk.
const BATCH: usize = 512;
/// Nobody waits longer than this for what was read to be safe.
const LINGER: Duration = Duration::from_millis(500);

/// What a worker makes of a document.
struct Done {
    what: anyhow::Result<What>,
    notes: Vec<String>,
    loss: bool,
}

enum What {
    /// Nothing of it is a review.
    Nothing,
    Taken(Box<Taken>),
}

/// How many documents there were, by what became of them.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Tally {
    pub(crate) new: usize,
    pub(crate) reviews: usize,
    pub(crate) known: usize,
    pub(crate) elsewhere: usize,
    pub(crate) removed: usize,
    pub(crate) restored: usize,
    pub(crate) nothing: usize,
}

/// Runs the command.
pub(crate) fn run(args: &AddArgs) -> anyhow::Result<Exit> {
    let bytes = catalog_file::load(args.input.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.input.models.as_deref())?;
    let models = held.open()?;
    let mut store = open_or_make(&args.db)?;
    let lookup = Mutex::new(open_or_make(&args.db)?);
    let run = Run::start(&args.input, args.json && std::io::IsTerminal::is_terminal(&std::io::stdout()))?;
    let reader = reader(&models, &catalog);
    let how = Append { again: args.again, at: now(), ..Append::default() };
    let mut sink = Sink { json: args.json, ..Sink::new(&mut store, &reader, how) };
    // The ledger has a thread of its own: nobody who reads waits for the disk.
    let (to_sink, taken) = bounded::<Done>(BATCH);
    let done = std::thread::scope(|scope| {
        let writer = scope.spawn(|| sink.take_all(taken));
        pipeline::run(
            &run.inputs,
            &run.setup,
            |doc| work(&doc, &catalog, &models, &lookup),
            |done: Done| {
                run.tell(&done.notes, done.loss);
                run.advance(1);
                // Nobody takes it: the writer has ended with an error, which it tells below.
                to_sink.send(done).is_ok()
            },
        );
        drop(to_sink);
        writer.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    });
    let tally = sink.tally;
    let exit = run.finish("what was read is in the ledger, and the same command goes on from there");
    done.with_context(|| format!("after {}", tally.in_words()))?;
    if tally.restored > 0 {
        // What came back shows its habits again.
        store.recount_habits(|rating| super::row::habits_shown(std::slice::from_ref(&rating)))?;
    }
    if !args.input.quiet {
        anstream::eprintln!("plaudit: {} in {}", tally.in_words(), store::Location::parse(&args.db.db));
    }
    Ok(exit)
}

fn work(doc: &Document, catalog: &Catalog<'_>, models: &Models<'_>, lookup: &Mutex<Store>) -> Done {
    let met = met(&mut lookup.lock().unwrap_or_else(std::sync::PoisonError::into_inner), doc);
    // One that is known is not read again, but its place may be a new one.
    let (readings, skip, turn) = match met {
        Ok(Met::Known) => (Vec::new(), true, 0),
        Ok(Met::New) => (reading::read(doc, catalog, models), false, 0),
        Ok(Met::Back(turn)) => (reading::read(doc, catalog, models), false, turn),
        Err(error) => return Done { what: Err(error), notes: Vec::new(), loss: false },
    };
    // What does not add up in a review is kept with it; what could not be read is told at once.
    let (notes, _) = notes_of(doc, &[]);
    let (_, loss) = notes_of(doc, &readings);
    let taken = if skip { Ok(Some(take::place_only(doc))) } else { take::take(doc, &readings, catalog) };
    let what = taken.map(|t| t.map_or(What::Nothing, |t| What::Taken(Box::new(t.at_turn(turn)))));
    Done { what, notes, loss }
}

/// How the ledger has met a document before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    /// Never.
    New,
    /// As it is.
    Known,
    /// As it is, but its place has shown another text since: a grade that is taken back and given again. The number
    /// is how many texts the place has shown.
    Back(usize),
}

/// How the ledger has met a document before.
pub(crate) fn met(store: &mut Store, doc: &Document) -> anyhow::Result<Met> {
    let digest = doc.digest();
    if store.known(&[digest])?.first() != Some(&true) {
        return Ok(Met::New);
    }
    let shown = store.documents_at(&take::place_only(doc).place)?;
    let (Some(&last), true) = (shown.last(), shown.len() > 1) else { return Ok(Met::Known) };
    let last = store.document(last)?.map(|d| super::stored::to_document(&d.body)).transpose()?;
    Ok(if last.is_none_or(|d| d.digest() == digest) { Met::Known } else { Met::Back(shown.len()) })
}

/// What takes documents into the ledger, a batch at a time.
pub(crate) struct Sink<'s> {
    how: Append,
    pub(crate) store: &'s mut Store,
    reader: &'s str,
    waiting: Vec<Taken>,
    since: Instant,
    pub(crate) tally: Tally,
    json: bool,
}

impl<'s> Sink<'s> {
    /// For what `reader` reads. All that comes in through it bears one time, that of `how`: nothing is made of the
    /// order of files.
    pub(crate) fn new(store: &'s mut Store, reader: &'s str, how: Append) -> Sink<'s> {
        let (since, tally) = (Instant::now(), Tally::default());
        Sink { how, store, reader, waiting: Vec::new(), since, tally, json: false }
    }

    /// Takes all that come and writes them, until no more can come or one cannot be written. What was read before
    /// an interruption or a failure to read is kept.
    fn take_all(&mut self, all: Receiver<Done>) -> anyhow::Result<()> {
        loop {
            let done = match all.recv_deadline(self.since + LINGER) {
                Ok(done) => done,
                Err(RecvTimeoutError::Timeout) => {
                    self.flush()?;
                    // Nothing waits, so there is nothing to be late for.
                    match all.recv() {
                        Ok(done) => done,
                        Err(_) => return Ok(()),
                    }
                }
                Err(RecvTimeoutError::Disconnected) => return self.flush(),
            };
            match done.what {
                Ok(What::Taken(taken)) => self.push(*taken)?,
                Ok(What::Nothing) => self.tally.nothing += 1,
                Err(error) => return Err(error),
            }
        }
    }

    /// Takes one, and writes what waits when it is much or old.
    pub(crate) fn push(&mut self, taken: Taken) -> anyhow::Result<()> {
        if self.waiting.is_empty() {
            self.since = Instant::now();
        }
        self.waiting.push(taken);
        if self.waiting.len() >= BATCH || self.since.elapsed() >= LINGER { self.flush() } else { Ok(()) }
    }

    /// Writes what waits; when this returns it is safe.
    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let documents: Vec<NewDocument<'_>> =
            self.waiting.iter().map(|t| new_document(t, self.reader)).collect();
        let added = self.store.append(&documents, self.how).context("cannot write to the ledger")?;
        drop(documents);
        let mut lines = String::new();
        for (taken, added) in self.waiting.drain(..).zip(added) {
            self.tally.count(added, taken.reviews.len());
            if self.json {
                lines.push_str(&acknowledged(&taken, added).to_string());
                lines.push('\n');
            }
        }
        if !lines.is_empty() {
            let mut out = std::io::stdout().lock();
            out.write_all(lines.as_bytes())
                .and_then(|()| out.flush())
                .context("cannot write to standard output")?;
        }
        Ok(())
    }
}

fn acknowledged(taken: &Taken, added: Added) -> serde_json::Value {
    let (status, document) = match added {
        Added::New { document, .. } => ("new", document),
        Added::Known { document, new_place: true } => ("known, at a new place", document),
        Added::Known { document, new_place: false } => ("known", document),
        Added::Removed { document } => ("removed before", document),
        Added::Restored { document, .. } => ("restored", document),
    };
    serde_json::json!({
        "document": document,
        "status": status,
        "id": format!("sha256:{}", hex(&taken.digest)),
        "source": taken.source,
        "record": taken.record,
    })
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

impl Tally {
    fn count(&mut self, added: Added, reviews: usize) {
        match added {
            Added::New { .. } => {
                self.new += 1;
                self.reviews += reviews;
            }
            Added::Known { new_place: false, .. } => self.known += 1,
            Added::Known { new_place: true, .. } => self.elsewhere += 1,
            Added::Removed { .. } => self.removed += 1,
            Added::Restored { .. } => self.restored += 1,
        }
    }

    /// "12 new reviews of 11 documents; 40 known already".
    pub(crate) fn in_words(self) -> String {
        let plural = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
        let mut out =
            format!("{} of {}", plural(self.reviews, "new review"), plural(self.new, "new document"));
        for (n, what) in [
            (self.known, "known already"),
            (self.elsewhere, "known from another place"),
            (self.restored, "restored"),
            (self.removed, "left out, removed before (--again takes them back)"),
            (self.nothing, "without a review"),
        ] {
            if n > 0 {
                out.push_str(&format!("; {n} {what}"));
            }
        }
        out
    }
}

/// A taken document as the ledger takes it.
pub(crate) fn new_document<'t>(taken: &'t Taken, reader: &'t str) -> NewDocument<'t> {
    let readings = taken.reviews.iter().map(|review| NewReading {
        part: review.part,
        reader,
        claims: &review.claims,
        rating: new_rating(&review.rating),
    });
    NewDocument {
        digest: taken.digest,
        place: &taken.place,
        source: &taken.source,
        record: taken.record,
        url: taken.url.as_deref(),
        body: &taken.body,
        readings: readings.collect(),
        habits: habit_changes(&taken.habits, 1),
    }
}

/// What is added to counts of habits, or with a sign of -1 taken from them.
pub(crate) fn habit_changes(counts: &[(String, u32, u32)], sign: i64) -> Vec<HabitChange<'_>> {
    counts
        .iter()
        .map(|(key, slot, n)| HabitChange {
            key,
            slot: i32::try_from(*slot).unwrap_or(i32::MAX),
            add: sign * i64::from(*n),
        })
        .collect()
}

/// A rating as the ledger takes it.
pub(crate) fn new_rating(rating: &take::Rating) -> NewRating<'_> {
    NewRating {
        film: rating.film.as_ref().map(|f| FilmNames {
            title: &f.title,
            fold: &f.fold,
            year: f.year,
            imdb: f.ids.imdb.as_deref(),
            tmdb: f.ids.tmdb.map(i64::from),
            wikidata: f.ids.wikidata.as_deref(),
            movielens: f.ids.movielens.map(i64::from),
        }),
        critic: rating.critic.as_ref().map(name),
        outlet: rating.outlet.as_ref().map(name),
        published: rating.published.as_deref(),
        grade: rating.grade.as_ref().map(|g| Grade {
            value: &g.value,
            unit: take::unit_name(g.scale.unit),
            worst: Some(g.scale.worst),
            best: g.scale.best,
            points: g.points,
            basis: crate::wire::grade_basis(g),
            scale_basis: crate::wire::scale_basis(g),
        }),
        inferred: rating.inferred,
        mark: rating.mark,
        mark_basis: rating.mark_word.as_deref(),
        sketch: rating.sketch.as_ref().map(|s| s.as_slice()),
        corrected: 0,
    }
}

fn name(named: &take::Named) -> Name<'_> {
    Name { key: &named.key, name: &named.name }
}
