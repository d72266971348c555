//! From inputs to readings on all cores, in the order of the input, in bounded memory.
//!
//! One thread lists and cuts the inputs into jobs, workers read them, the caller's thread gets the results in
//! order. A job is taken up only while fewer than a fixed number are under way, finished or not, so a slow
//! document cannot make the others pile up behind it.

use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use catalog::Catalog;
use crossbeam_channel::{Receiver, Sender, bounded};
use document::{Document, Note, NoteKind, Options, Record, Source};
use reading::Reading;

use crate::input::{Input, reason};

/// Files up to this size are opened and cut by the worker that reads them: many small files are the common
/// case, and one thread cannot open them fast enough.
const SMALL: u64 = 256 << 10;
/// Records travel in batches of about this many bytes or this many records.
const BATCH_BYTES: usize = 128 << 10;
const BATCH_RECORDS: usize = 64;
/// Jobs under way for each worker.
const JOBS_PER_WORKER: usize = 8;

/// How to run.
#[derive(Debug, Clone)]
pub(crate) struct Setup {
    /// How streams are read.
    pub(crate) options: Options,
    /// Worker threads, at least 1.
    pub(crate) threads: usize,
    /// Set from outside to stop early: what is under way is finished, nothing new is begun.
    pub(crate) stop: Arc<AtomicBool>,
    /// Bytes read so far.
    pub(crate) read: Arc<AtomicU64>,
}

/// A document and what it says.
pub(crate) struct Outcome {
    pub(crate) doc: Document,
    pub(crate) readings: Vec<Reading>,
}

enum Job {
    File(Input),
    Records(Vec<Record>),
}

/// Runs the inputs through `work` (on the workers) and hands the results to `sink`, in order, until the inputs
/// end, `sink` returns false or the stop flag is set. Returns whether all was read.
pub(crate) fn run<T: Send>(
    inputs: &[Input],
    setup: &Setup,
    catalog: &Catalog,
    work: impl Fn(Outcome) -> T + Sync,
    mut sink: impl FnMut(T) -> bool,
) -> bool {
    let in_flight = setup.threads.max(1) * JOBS_PER_WORKER;
    let (jobs_in, jobs) = bounded::<(u64, Job)>(in_flight);
    let (done_in, done) = bounded::<(u64, Vec<T>)>(in_flight);
    // A ticket a job under way; the producer waits for one, the consumer gives it back.
    let (tickets_back, tickets) = bounded::<()>(in_flight);
    for _ in 0..in_flight {
        let _ = tickets_back.send(());
    }
    let stop = &setup.stop;
    let mut complete = true;
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut producer = Producer { jobs: jobs_in, tickets, next: 0, setup };
            for input in inputs {
                if !producer.input(input) {
                    break;
                }
            }
        });
        for _ in 0..setup.threads.max(1) {
            let (jobs, done_in, work) = (jobs.clone(), done_in.clone(), &work);
            scope.spawn(move || worker(&jobs, &done_in, setup, catalog, work));
        }
        drop((jobs, done_in));
        let mut waiting: BTreeMap<u64, Vec<T>> = BTreeMap::new();
        let mut next = 0;
        for (n, results) in &done {
            waiting.insert(n, results);
            while let Some(results) = waiting.remove(&next) {
                next += 1;
                for result in results {
                    if complete && !sink(result) {
                        complete = false;
                        stop.store(true, Ordering::Relaxed);
                    }
                }
                let _ = tickets_back.try_send(());
            }
        }
    });
    complete && !stop.load(Ordering::Relaxed)
}

struct Producer<'s> {
    jobs: Sender<(u64, Job)>,
    tickets: Receiver<()>,
    next: u64,
    setup: &'s Setup,
}

impl Producer<'_> {
    /// Sends one job; false when there is nobody to take it or the run is to stop.
    fn send(&mut self, job: Job) -> bool {
        if self.setup.stop.load(Ordering::Relaxed) || self.tickets.recv().is_err() {
            return false;
        }
        let n = self.next;
        self.next += 1;
        self.jobs.send((n, job)).is_ok()
    }

    fn input(&mut self, input: &Input) -> bool {
        let name = input.name();
        let packed = name.ends_with(".gz") || name.ends_with(".zst");
        if matches!(input, Input::File(_, bytes) if *bytes <= SMALL) && !packed {
            return self.send(Job::File(input.clone()));
        }
        let reader = match input.open(&self.setup.read) {
            Ok(reader) => reader,
            Err(error) => return self.send(Job::Records(vec![unreadable(&name, &reason(&error))])),
        };
        let mut batch = Vec::new();
        let mut bytes = 0;
        for record in document::records(reader, &name, &self.setup.options) {
            bytes += record.size();
            batch.push(record);
            if bytes >= BATCH_BYTES || batch.len() >= BATCH_RECORDS {
                bytes = 0;
                if !self.send(Job::Records(std::mem::take(&mut batch))) {
                    return false;
                }
            }
        }
        batch.is_empty() || self.send(Job::Records(batch))
    }
}

fn worker<T>(
    jobs: &Receiver<(u64, Job)>,
    done: &Sender<(u64, Vec<T>)>,
    setup: &Setup,
    catalog: &Catalog,
    work: &impl Fn(Outcome) -> T,
) {
    let understand = |record: Record| {
        let doc = document::parse(record, &setup.options);
        let readings = reading::read(&doc, catalog);
        work(Outcome { doc, readings })
    };
    let read = |record: Record| {
        let source = record.source.clone();
        // A panic is a bug of ours, but it must not cost the user the other documents of a long run.
        panic::catch_unwind(AssertUnwindSafe(|| understand(record))).unwrap_or_else(|_| {
            let why = "the reader failed on this document: a bug, please report it with the document";
            let notes = vec![Note::new(NoteKind::Unreadable, why)];
            understand(Record { source, content: document::Content::Nothing, notes })
        })
    };
    for (n, job) in jobs {
        let results = match job {
            Job::Records(records) => records.into_iter().map(read).collect(),
            Job::File(input) => match input.open(&setup.read) {
                Ok(reader) => document::records(reader, &input.name(), &setup.options).map(read).collect(),
                Err(error) => vec![read(unreadable(&input.name(), &reason(&error)))],
            },
        };
        if done.send((n, results)).is_err() {
            return;
        }
    }
}

/// A record that says only that its input could not be opened.
fn unreadable(name: &str, why: &str) -> Record {
    Record {
        source: Source { name: name.to_owned(), ..Source::default() },
        content: document::Content::Nothing,
        notes: vec![Note::new(NoteKind::Unreadable, why)],
    }
}
