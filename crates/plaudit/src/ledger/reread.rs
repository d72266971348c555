//! `plaudit reread`: reads all documents of the ledger again, with this reader, catalog and models.
//!
//! What is read is staged beside what counts, so an interrupted reread goes on where it stopped, and is put in the
//! place of the old all at once: nobody sees half of it. Corrections are laid over what the new reader says, also
//! those made meanwhile. Rows of ready-made tables say what they said and are left as they are.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;
use catalog::Catalog;
use document::Document;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reading::Models;
use store::{Decision, DocumentRow, NewReading, Store, Swap};

use super::add::new_rating;
use super::args::RereadArgs;
use super::take::{self, TakenReview};
use super::{change, now, open, reader, row, stored};
use crate::{Exit, catalog_file, models_file};

/// Documents that are read and staged at once.
const BATCH: u32 = 512;

/// Runs the command.
pub(crate) fn run(args: &RereadArgs) -> anyhow::Result<Exit> {
    let bytes = catalog_file::load(args.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.models.as_deref())?;
    let models = held.open()?;
    let mut store = open(&args.db)?;
    let reader = reader(&models, &catalog);
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })?;
    let threads =
        args.threads.map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
    let again = Again { catalog: &catalog, models: &models, reader: &reader, threads };
    let mut after = match store.draft_progress()? {
        Some(progress) if progress.reader == reader => progress.document,
        Some(_) => {
            // Another reader's half is of no use to this one.
            store.discard_drafts()?;
            0
        }
        None => 0,
    };
    let bar = bar(store.stats()?.documents, args.quiet);
    loop {
        let documents = store.documents(after, BATCH)?;
        let Some(last) = documents.last() else { break };
        after = last.id;
        again.stage(&mut store, &documents)?;
        bar.inc(documents.len() as u64);
        if stop.load(Ordering::Relaxed) {
            bar.finish_and_clear();
            anstream::eprintln!(
                "plaudit: interrupted; nothing has changed, and the same command goes on from here"
            );
            return Ok(Exit::Interrupted);
        }
    }
    bar.finish_and_clear();
    let done = loop {
        match store.swap(None, Decision { reason: Some(&reader), at: now(), ..Decision::default() })? {
            Swap::Stale(documents) => {
                for id in documents {
                    let document = store.document(id)?.context("a document has gone")?;
                    again.stage(&mut store, std::slice::from_ref(&document))?;
                }
            }
            done => break done,
        }
    };
    store.recount_habits(|rating| row::habits_shown(std::slice::from_ref(&rating)))?;
    if !args.quiet {
        match done {
            Swap::Done { documents, ratings, .. } => {
                anstream::eprintln!("plaudit: {ratings} reviews of {documents} documents read again");
            }
            _ => anstream::eprintln!("plaudit: the ledger has no documents to read again"),
        }
    }
    Ok(Exit::Good)
}

/// A document's number and its reviews.
type Read = (i64, Vec<TakenReview>);

/// What reads again.
struct Again<'a> {
    catalog: &'a Catalog<'a>,
    models: &'a Models<'a>,
    reader: &'a str,
    threads: usize,
}

impl Again<'_> {
    /// Reads documents and stages what they say.
    fn stage(&self, store: &mut Store, documents: &[DocumentRow]) -> anyhow::Result<()> {
        // Before the corrections are looked at: those made meanwhile make the drafts stale.
        let position = store.position()?;
        let mut texts = Vec::new();
        for document in documents {
            let history = store.rating_history(document.id, 0)?;
            let reading = history.last().map(|r| store.reading(r.reading)).transpose()?.flatten();
            if reading.is_none_or(|r| r.reader != super::import::READER) {
                texts.push(document);
            }
        }
        let share = texts.len().div_ceil(self.threads.max(1)).max(1);
        let read: Vec<anyhow::Result<Vec<Read>>> = std::thread::scope(|scope| {
            let workers: Vec<_> = texts
                .chunks(share)
                .map(|chunk| scope.spawn(move || chunk.iter().map(|d| self.read(d)).collect()))
                .collect();
            workers
                .into_iter()
                .map(|w| {
                    w.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a worker failed; please report it")))
                })
                .collect()
        });
        let mut all = Vec::new();
        for part in read {
            all.extend(part?);
        }
        let mut corrected: Vec<Vec<u32>> = Vec::new();
        for (document, reviews) in &mut all {
            let mut bits = Vec::new();
            for review in reviews {
                let mut set = 0;
                let held = change::pairs(&store.corrections(*document, review.part)?);
                change::lay(&mut review.rating, &mut set, &held, self.catalog)?;
                bits.push(set);
            }
            corrected.push(bits);
        }
        let drafts: Vec<(i64, Vec<NewReading<'_>>)> = all
            .iter()
            .zip(&corrected)
            .filter(|((_, reviews), _)| !reviews.is_empty())
            .map(|((document, reviews), bits)| {
                let readings = reviews.iter().zip(bits).map(|(review, bits)| {
                    let mut rating = new_rating(&review.rating);
                    rating.corrected = *bits;
                    NewReading { part: review.part, reader: self.reader, claims: &review.claims, rating }
                });
                (*document, readings.collect())
            })
            .collect();
        if !drafts.is_empty() {
            store.draft_from(position, self.reader, &drafts)?;
        }
        Ok(())
    }

    fn read(&self, kept: &DocumentRow) -> anyhow::Result<Read> {
        let doc: Document =
            stored::to_document(&kept.body).with_context(|| format!("document {}", kept.id))?;
        let mut reviews = Vec::new();
        for reading in reading::read(&doc, self.catalog, self.models) {
            let rating = take::rating(&doc, &reading, self.catalog);
            reviews.push(TakenReview { part: reading.part, claims: stored::reading(&reading)?, rating });
        }
        Ok((kept.id, reviews))
    }
}

fn bar(documents: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::IsTerminal::is_terminal(&std::io::stderr()) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(documents);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} documents {per_sec} {eta}") {
        bar.set_style(style);
    }
    bar
}
