//! What every command that reads has in common: the inputs, the progress bar, the notes, Ctrl-C.

use std::io::IsTerminal as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use document::Document;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use reading::Reading;

use crate::Exit;
use crate::args::InputArgs;
use crate::input::{self, Input};
use crate::pipeline::Setup;

/// A run over the user's inputs.
pub(crate) struct Run {
    pub(crate) inputs: Vec<Input>,
    pub(crate) setup: Setup,
    bar: ProgressBar,
    quiet: bool,
    lost: AtomicBool,
    /// Set by Ctrl-C; the flag in `setup` also by output that nobody takes any more.
    interrupted: Arc<AtomicBool>,
}

impl Run {
    /// Lists the inputs and begins; `shared` says that the output goes to a terminal too.
    pub(crate) fn start(args: &InputArgs, shared: bool) -> anyhow::Result<Run> {
        let listed = input::list(&args.paths, "reviews");
        let stop = Arc::new(AtomicBool::new(false));
        let interrupted = Arc::new(AtomicBool::new(false));
        let flags = (Arc::clone(&stop), Arc::clone(&interrupted));
        ctrlc::set_handler(move || {
            flags.0.store(true, Ordering::Relaxed);
            // The second time, the user means it.
            if flags.1.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        })?;
        let threads = args
            .threads
            .map_or_else(|| std::thread::available_parallelism().map_or(1, usize::from), usize::from);
        let options = document::Options {
            format: args.input_format.map(Into::into),
            columns: args.columns.clone(),
            ..document::Options::default()
        };
        let total: u64 = listed.found.iter().map(Input::bytes).sum();
        let endless = listed.found.iter().any(|i| matches!(i, Input::Stdin | Input::Stream(_)));
        let run = Run {
            inputs: listed.found,
            setup: Setup { options, threads, stop, read: Arc::new(AtomicU64::new(0)) },
            bar: bar(if endless { None } else { Some(total) }, args.quiet, shared),
            quiet: args.quiet,
            lost: AtomicBool::new(false),
            interrupted,
        };
        let lines = |found: &[String]| found.iter().map(|p| format!("plaudit: {p}")).collect::<Vec<_>>();
        run.tell(&lines(&listed.remarks), false);
        run.tell(&lines(&listed.problems), !listed.problems.is_empty());
        Ok(run)
    }

    /// Says notes on standard error, one a line; `loss` means that some input was not read.
    pub(crate) fn tell(&self, notes: &[String], loss: bool) {
        if loss {
            self.lost.store(true, Ordering::Relaxed);
        }
        if notes.is_empty() || self.quiet {
            return;
        }
        self.bar.suspend(|| {
            for note in notes {
                anstream::eprintln!("{note}");
            }
        });
    }

    /// Moves the progress bar on by so many reviews.
    pub(crate) fn advance(&self, reviews: usize) {
        self.bar.set_position(self.setup.read.load(Ordering::Relaxed));
        let so_far = self.bar.message().parse::<u64>().unwrap_or(0) + reviews as u64;
        if !self.bar.is_hidden() {
            self.bar.set_message(so_far.to_string());
        }
    }

    /// Ends the run; `kept` says what becomes of it where it was interrupted.
    pub(crate) fn finish(&self, kept: &str) -> Exit {
        self.bar.finish_and_clear();
        if self.interrupted.load(Ordering::Relaxed) {
            self.tell(&[format!("plaudit: interrupted; {kept}")], false);
            Exit::Interrupted
        } else if self.lost.load(Ordering::Relaxed) {
            Exit::SomeLost
        } else {
            Exit::Good
        }
    }
}

/// A bar on a terminal only, and not on one that the readings go to as well (`shared`).
fn bar(total: Option<u64>, quiet: bool, shared: bool) -> ProgressBar {
    if quiet || shared || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let (bar, template) = match total {
        Some(total) => {
            (ProgressBar::new(total), "{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {msg} reviews {eta}")
        }
        None => (ProgressBar::new_spinner(), "{spinner} {bytes} {bytes_per_sec} {msg} reviews"),
    };
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.set_message("0");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// The notes of a document and its readings as lines for a person, and whether one means that input was lost.
pub(crate) fn notes_of(doc: &Document, readings: &[Reading]) -> (Vec<String>, bool) {
    let mut loss = false;
    let mut lines = Vec::new();
    for note in doc.notes.iter().chain(readings.iter().flat_map(|r| &r.notes)) {
        loss |= note.kind.is_loss();
        let mut place = doc.source.name.clone();
        // A line of the file where there is one; else which of its reviews.
        match (note.line.or(doc.source.line), doc.source.record) {
            (Some(line), _) => place.push_str(&format!(":{line}")),
            (None, Some(record)) => place.push_str(&format!("#{record}")),
            (None, None) => {}
        }
        lines.push(format!("{place}: {}: {}", note.kind.name(), note.message));
    }
    (lines, loss)
}
