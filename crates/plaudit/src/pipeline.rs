//! From inputs to what a command makes of each document, on all cores, in the order of the input, in bounded memory.
//!
//! One thread lists and cuts the inputs into jobs, workers read them, the caller's thread gets the results in
//! order. A job is taken up only while fewer than a fixed number are under way, finished or not, so a slow
//! document cannot make the others pile up behind it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded};
use document::{Document, Note, NoteKind, Options, Record, Records, Source};

use crate::input::{Counted, Input, reason};

/// Files up to this size are opened and cut by the worker that reads them: many small files are the common
/// case, and one thread cannot open them fast enough.
const SMALL: u64 = 256 << 10;
/// Records travel in batches of about this many bytes or this many records.
const BATCH_BYTES: usize = 128 << 10;
const BATCH_RECORDS: usize = 64;
/// What a worker takes from one file: a small file that turns out to be packed may hold a great deal.
const SMALL_RECORDS: usize = 4096;
const SMALL_BYTES: usize = 4 << 20;
/// Jobs under way for each worker; one of many bytes counts as one for each of these.
const JOBS_PER_WORKER: usize = 8;
const JOB_BYTES: usize = 1 << 20;

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

enum Job {
    File(Input),
    Records(Vec<Record>),
}

/// What came of a job, and what is left of a file that held more than a worker takes at once.
struct Part<T> {
    results: Vec<T>,
    rest: Option<Records<Counted>>,
    /// Tickets to give back.
    weight: usize,
}

/// Runs the inputs through `work` (on the workers) and hands the results to `sink`, in order, until the inputs
/// end, `sink` returns false or the stop flag is set. Returns whether all was read.
pub(crate) fn run<T: Send>(
    inputs: &[Input],
    setup: &Setup,
    work: impl Fn(Document) -> T + Sync,
    mut sink: impl FnMut(T) -> bool,
) -> bool {
    let in_flight = setup.threads.max(1) * JOBS_PER_WORKER;
    let (jobs_in, jobs) = bounded::<(u64, usize, Job)>(in_flight);
    let (done_in, done) = bounded::<(u64, Part<T>)>(in_flight);
    // A ticket a job under way; the producer waits for one, the consumer gives it back.
    let (tickets_back, tickets) = bounded::<()>(in_flight);
    for _ in 0..in_flight {
        let _ = tickets_back.send(());
    }
    let stop = &setup.stop;
    let mut complete = true;
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut producer = Producer { jobs: jobs_in, tickets, in_flight, next: 0, setup };
            for input in inputs {
                if !producer.input(input) {
                    break;
                }
            }
        });
        for _ in 0..setup.threads.max(1) {
            let (jobs, done_in, work) = (jobs.clone(), done_in.clone(), &work);
            scope.spawn(move || worker(&jobs, &done_in, setup, |r| understand(r, setup, work)));
        }
        drop((jobs, done_in));
        let mut take = |result| {
            if complete && !sink(result) {
                complete = false;
                stop.store(true, Ordering::Relaxed);
            }
        };
        let mut waiting: BTreeMap<u64, Part<T>> = BTreeMap::new();
        let mut next = 0;
        for (n, part) in &done {
            waiting.insert(n, part);
            while let Some(Part { results, rest, weight }) = waiting.remove(&next) {
                next += 1;
                results.into_iter().for_each(&mut take);
                // Its turn has come, so each result can go straight out.
                for record in rest.into_iter().flatten() {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    take(understand(record, setup, &work));
                }
                for _ in 0..weight {
                    let _ = tickets_back.try_send(());
                }
            }
        }
    });
    complete && !stop.load(Ordering::Relaxed)
}

struct Producer<'s> {
    jobs: Sender<(u64, usize, Job)>,
    tickets: Receiver<()>,
    /// How many tickets there are.
    in_flight: usize,
    next: u64,
    setup: &'s Setup,
}

impl Producer<'_> {
    fn is_stopped(&self) -> bool {
        self.setup.stop.load(Ordering::Relaxed)
    }

    /// Sends one job; false when there is nobody to take it.
    fn send(&mut self, job: Job) -> bool {
        let bytes = match &job {
            Job::File(_) => 0,
            Job::Records(records) => records.iter().map(Record::size).sum(),
        };
        let weight = (1 + bytes / JOB_BYTES).min(self.in_flight);
        if (0..weight).any(|_| self.tickets.recv().is_err()) {
            return false;
        }
        let n = self.next;
        self.next += 1;
        self.jobs.send((n, weight, job)).is_ok()
    }

    /// Sends the jobs of one input; false when the run is to stop.
    fn input(&mut self, input: &Input) -> bool {
        if self.is_stopped() {
            return false;
        }
        let name = input.name();
        let packed = name.ends_with(".gz") || name.ends_with(".zst");
        if matches!(input, Input::File(_, bytes) if *bytes <= SMALL) && !packed {
            return self.send(Job::File(input.clone()));
        }
        let reader = match input.open(&self.setup.read, Some(&self.setup.stop)) {
            Ok(reader) => reader,
            Err(error) => return self.send(Job::Records(vec![unreadable(&name, &reason(&error))])),
        };
        let mut batch = Vec::new();
        let mut bytes = 0;
        for record in document::records(reader, &name, &self.setup.options) {
            if self.is_stopped() {
                // The bytes ended with the stop, perhaps inside this record; those before it are whole.
                let _ = batch.is_empty() || self.send(Job::Records(batch));
                return false;
            }
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
    jobs: &Receiver<(u64, usize, Job)>,
    done: &Sender<(u64, Part<T>)>,
    setup: &Setup,
    read: impl Fn(Record) -> T,
) {
    for (n, weight, job) in jobs {
        let mut rest = None;
        let results = match job {
            Job::Records(records) => records.into_iter().map(&read).collect(),
            Job::File(input) => match input.open(&setup.read, None) {
                Ok(reader) => {
                    let mut records = document::records(reader, &input.name(), &setup.options);
                    let mut results = Vec::new();
                    let mut bytes = 0;
                    while bytes < SMALL_BYTES
                        && results.len() < SMALL_RECORDS
                        && let Some(record) = records.next()
                    {
                        bytes += record.size();
                        results.push(read(record));
                    }
                    // An iterator that has ended says so again.
                    rest = Some(records);
                    results
                }
                Err(error) => vec![read(unreadable(&input.name(), &reason(&error)))],
            },
        };
        if done.send((n, Part { results, rest, weight })).is_err() {
            return;
        }
    }
}

/// Makes a record into a result. A defect of ours costs one record, not the run: without a result for it, all
/// that comes after would wait for ever.
fn understand<T>(record: Record, setup: &Setup, work: &impl Fn(Document) -> T) -> T {
    let read = |record: Record| work(document::parse(record, &setup.options));
    let source = record.source.clone();
    catch_unwind(AssertUnwindSafe(|| read(record))).unwrap_or_else(|_| {
        let why = "plaudit has a defect that this review brings out; please report it";
        read(Record { source, ..unreadable("", why) })
    })
}

/// A record that says only that its input could not be opened.
fn unreadable(name: &str, why: &str) -> Record {
    Record {
        source: Source { name: name.to_owned(), ..Source::default() },
        content: document::Content::Nothing,
        notes: vec![Note::new(NoteKind::Unreadable, why)],
    }
}
