//! Runs the measurements and writes SCORES.md.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, ensure};

use super::page::{self, Part};
use super::pool::{Kind, Pool};
use super::{Wishes, critics, estimates, reviews, sentences, sources, users, verdicts};

/// A measurement: its name, whether it is for every push, and what does it.
struct Measurement {
    name: &'static str,
    fast: bool,
    run: fn(&Path, bool) -> Result<Vec<Part>>,
}

const ALL: &[Measurement] = &[
    Measurement { name: "grades", fast: true, run: grades },
    Measurement { name: "polarity", fast: false, run: |shared, _| Ok(vec![reviews::polarity(shared)?]) },
    Measurement { name: "users", fast: false, run: |shared, _| Ok(vec![users::measure(shared)?]) },
    Measurement { name: "sentences", fast: true, run: |s, fast| Ok(vec![sentences::polarity(s, fast)?]) },
    Measurement {
        name: "subjectivity",
        fast: true,
        run: |s, fast| Ok(vec![sentences::subjectivity(s, fast)?]),
    },
    Measurement { name: "verdicts", fast: false, run: verdicts::measure },
    Measurement { name: "estimates", fast: false, run: |shared, _| estimates::measure(shared) },
];

/// Runs what was asked for, and writes the page anew with what was measured before of the rest.
pub(super) fn run(wishes: &Wishes) -> Result<()> {
    let mut missed = Vec::new();
    for one in ALL {
        let named = wishes.only.as_ref().is_none_or(|only| one.name.contains(only.as_str()));
        if !named || (wishes.fast && !one.fast) {
            continue;
        }
        crate::note(&format!("{} …", one.name));
        let start = Instant::now();
        let mut parts = (one.run)(&wishes.shared, wishes.fast)?;
        if let Some(last) = parts.last_mut() {
            last.seconds = start.elapsed().as_secs_f64();
        }
        let text = page::text(&parts)?;
        print(&text);
        missed.extend(page::missed(&parts));
        if !wishes.fast {
            std::fs::create_dir_all(kept())?;
            std::fs::write(kept().join(format!("{}.md", one.name)), text)?;
        }
    }
    if wishes.fast {
        ensure!(missed.is_empty(), "below what it was: {}", missed.join("; "));
        return Ok(());
    }
    let before = |one: &Measurement| std::fs::read_to_string(kept().join(format!("{}.md", one.name))).ok();
    let page: String = std::iter::once(page::head()).chain(ALL.iter().filter_map(before)).collect();
    std::fs::write(crate::root().join("SCORES.md"), page)?;
    Ok(())
}

/// Where parts of the page are kept between runs.
fn kept() -> PathBuf {
    crate::root().join("target/score/parts")
}

/// What rests on grades: all models that have not seen a source are trained once for all of it.
fn grades(shared: &Path, fast: bool) -> Result<Vec<Part>> {
    const ONE: &str = "Scott Renshaw";
    let (pool, classes) = Pool::read(shared, fast)?;
    let left = pool.left_out(learn::score::Recipe::default(), |of| {
        if fast { of.name == ONE } else { of.kind != Kind::Users }
    });
    let mut parts = critics::measure(&pool, &classes, &left, fast)?;
    if !fast {
        parts.extend(sources::measure(&pool, &left)?);
    }
    Ok(parts)
}

#[allow(clippy::print_stdout)]
fn print(text: &str) {
    println!("{text}");
}
