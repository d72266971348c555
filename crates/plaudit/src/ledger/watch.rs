//! `plaudit watch`: asks feeds for new reviews and adds them to the ledger, until it is stopped.
//!
//! The states of the feeds (when each may be asked again, what it said last) are kept in the ledger, each after what
//! the feed held is safe: whatever ends this, nothing is lost and nothing is asked for sooner than it may be.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use catalog::Catalog;
use reading::Models;
use store::{Append, Store};

use super::add::{Met, Sink, Tally, met};
use super::args::WatchArgs;
use super::{now, open_or_make, reader, take};
use crate::watch::{Caller, Fetched, Options, Poller, State, opml};
use crate::{Exit, catalog_file, models_file};

/// Runs the command.
pub(crate) fn run(args: &WatchArgs) -> anyhow::Result<Exit> {
    let mut feeds = feeds(args)?;
    anyhow::ensure!(!feeds.is_empty(), "there is no feed to watch");
    let bytes = catalog_file::load(args.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.models.as_deref())?;
    let models = held.open()?;
    let store = RefCell::new(open_or_make(&args.db)?);
    for (url, state) in &mut feeds {
        if let Some(kept) = store.borrow_mut().load_feed(url)? {
            // A state of another Plaudit is no state: the feed is asked as if for the first time.
            *state = serde_json::from_slice(&kept).unwrap_or_default();
        }
    }
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            std::process::exit(130);
        }
    })?;
    let reader = reader(&models, &catalog);
    let mut poller = Poller::new(Options { private: args.private, ..Options::default() });
    let mut lost = false;
    loop {
        let mut deliver = |fetched: Fetched<'_>| {
            let tally = add(&mut store.borrow_mut(), &fetched, &catalog, &models, &reader)?;
            if !args.quiet && tally.reviews > 0 {
                anstream::eprintln!("{}: {}", fetched.url, tally.in_words());
            }
            Ok(tally.reviews)
        };
        let mut keep = |url: &str, state: &State| -> anyhow::Result<()> {
            Ok(store.borrow_mut().save_feed(url, &serde_json::to_vec(state)?)?)
        };
        let mut tell = |message: String| anstream::eprintln!("plaudit: {message}");
        let summary = poller.poll(
            &mut feeds,
            &mut Caller {
                clock: &now,
                sleep: &std::thread::sleep,
                stop: &stop,
                deliver: &mut deliver,
                keep: &mut keep,
                tell: &mut tell,
            },
        )?;
        lost |= summary.failed > 0;
        if stop.load(Ordering::Relaxed) {
            return Ok(Exit::Interrupted);
        }
        if args.once {
            if !args.quiet {
                anstream::eprintln!(
                    "plaudit: {} new reviews; {} feeds had changed, {} had not, {} failed, {} were not due",
                    summary.reviews,
                    summary.changed,
                    summary.unchanged,
                    summary.failed,
                    feeds.len().saturating_sub(summary.changed + summary.unchanged + summary.failed),
                );
            }
            return Ok(if lost { Exit::SomeLost } else { Exit::Good });
        }
        let Some(next) = summary.next else {
            anyhow::bail!("all feeds are gone for good; nothing is left to watch");
        };
        while now() < next && !stop.load(Ordering::Relaxed) {
            std::thread::sleep(Duration::from_millis(200));
        }
        if stop.load(Ordering::Relaxed) {
            return Ok(Exit::Interrupted);
        }
    }
}

/// The feeds that the user names: addresses, and those of OPML files; each once, in order of address.
fn feeds(args: &WatchArgs) -> anyhow::Result<Vec<(String, State)>> {
    let mut out: BTreeMap<String, State> = BTreeMap::new();
    for name in &args.feeds {
        if let Some(address) =
            opml::address(name).filter(|_| name.contains("://") || name.starts_with("feed:"))
        {
            out.insert(address, State::default());
            continue;
        }
        let bytes =
            std::fs::read(name).with_context(|| format!("cannot read {name}, and it is no address"))?;
        let list = opml::parse(&bytes);
        for note in &list.notes {
            anstream::eprintln!("{name}: {note}");
        }
        anyhow::ensure!(!list.feeds.is_empty(), "{name} lists no feed; want an OPML file or an address");
        out.extend(list.feeds.into_iter().map(|feed| (feed.url, State::default())));
    }
    Ok(out.into_iter().collect())
}

/// Adds what a feed holds; when this returns it is safe.
fn add(
    store: &mut Store,
    fetched: &Fetched<'_>,
    catalog: &Catalog<'_>,
    models: &Models<'_>,
    reader: &str,
) -> anyhow::Result<Tally> {
    let options = document::Options { format: Some(document::Format::Feed), ..document::Options::default() };
    let mut sink = Sink::new(store, reader, Append { at: now(), ..Append::default() });
    for record in document::records(Cursor::new(&fetched.bytes), fetched.url, &options) {
        let doc = document::parse(record, &options);
        let turn = match met(sink.store, &doc)? {
            Met::Known => continue,
            Met::New => 0,
            Met::Back(turn) => turn,
        };
        if let Some(taken) = take::take(&doc, &reading::read(&doc, catalog, models), catalog)? {
            sink.push(taken.at_turn(turn))?;
        }
    }
    sink.flush()?;
    Ok(sink.tally)
}
