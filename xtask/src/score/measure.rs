//! Runs the measurements and writes SCORES.md.

use std::path::Path;
use std::time::Instant;

use anyhow::{Result, ensure};

use super::page::{self, Part};
use super::{Wishes, reviews, root, sentences};

// What the binary runs with, in the benchmark too.

/// A measurement: its name, whether it is for every push, and what does it.
struct Measurement {
    name: &'static str,
    fast: bool,
    run: fn(&Path, bool) -> Result<Part>,
}

const ALL: &[Measurement] = &[
    Measurement { name: "polarity", fast: false, run: |shared, _| reviews::polarity(shared) },
    Measurement { name: "sentences", fast: true, run: sentences::polarity },
    Measurement { name: "subjectivity", fast: true, run: sentences::subjectivity },
];

/// Runs what was asked for; keeps the page where all was.
pub(super) fn run(wishes: &Wishes) -> Result<()> {
    let mut parts = Vec::new();
    for one in ALL {
        let named = wishes.only.as_ref().is_none_or(|only| one.name.contains(only.as_str()));
        if !named || (wishes.fast && !one.fast) {
            continue;
        }
        note(one.name);
        let start = Instant::now();
        let mut part = (one.run)(&wishes.shared, wishes.fast)?;
        part.seconds = start.elapsed().as_secs_f64();
        parts.push(part);
    }
    print(&page::text(&parts)?);
    if wishes.only.is_none() && !wishes.fast {
        std::fs::write(root().join("SCORES.md"), page::text(&parts)?)?;
    }
    let missed = page::missed(&parts);
    ensure!(!wishes.fast || missed.is_empty(), "below what it was: {}", missed.join("; "));
    Ok(())
}

#[allow(clippy::print_stdout)]
fn print(text: &str) {
    println!("{text}");
}

/// A line to whoever waits.
#[allow(clippy::print_stderr)]
fn note(line: &str) {
    eprintln!("{line} …");
}
