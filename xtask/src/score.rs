//! `cargo xtask score`: how well scores, praise and opinion are inferred from text alone, beside published figures.
//!
//! Two steps in one program, like the benchmark: the driver builds a release of itself with the feature `measure`,
//! which then measures and writes SCORES.md. The data are a folder that is no part of the repository.

#[cfg(feature = "measure")]
mod critics;
#[cfg(feature = "measure")]
mod estimates;
#[cfg(feature = "measure")]
mod features;
#[cfg(feature = "measure")]
mod measure;
#[cfg(feature = "measure")]
mod page;
#[cfg(feature = "measure")]
mod pool;
#[cfg(feature = "measure")]
mod reviews;
#[cfg(feature = "measure")]
mod sentences;
#[cfg(feature = "measure")]
mod sources;
#[cfg(feature = "measure")]
mod users;
#[cfg(feature = "measure")]
mod verdicts;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

/// What was asked for.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "measure"), allow(dead_code))]
struct Wishes {
    /// The folder that holds `data/` and `score/`.
    shared: PathBuf,
    /// Only the measurements with this in their name.
    only: Option<String>,
    /// Few folds of few sets, with figures below which it fails: for every push.
    fast: bool,
}

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let mut wishes = Wishes { shared: crate::root().join("../shared"), only: None, fast: false };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--fast" => wishes.fast = true,
            "--data" => wishes.shared = rest.next().context("--data wants a folder")?.into(),
            "--only" => wishes.only = Some(rest.next().context("--only wants a name")?.clone()),
            other => bail!("no option {other:?}"),
        }
    }
    ensure!(wishes.shared.join("data").is_dir(), "there is no folder data/ in {}", wishes.shared.display());
    step(&wishes, args)
}

#[cfg(feature = "measure")]
fn step(wishes: &Wishes, _: &[String]) -> Result<()> {
    measure::run(wishes)
}

#[cfg(not(feature = "measure"))]
fn step(_: &Wishes, args: &[String]) -> Result<()> {
    crate::release(&[])?;
    crate::measured("score", args)
}
