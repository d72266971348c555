//! `cargo xtask train`: from the labelled data to the models that come with the reader, in one command.
//!
//! The same data give the same bytes. What leaving out each critic gave is kept in `target/train`, under the digest of
//! the data and the recipe, so a run that was broken off goes on where it was; `--fresh` forgets it.

#[cfg(feature = "measure")]
mod models;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

/// What was asked for.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "measure"), allow(dead_code))]
struct Wishes {
    /// The folder that holds `data`.
    shared: PathBuf,
    /// Where the models are written.
    out: PathBuf,
    /// Only the model of this name.
    only: Option<String>,
    /// Forget what an earlier run left.
    fresh: bool,
}

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let root = crate::root();
    let mut wishes =
        Wishes { shared: root.join("../shared"), out: root.join("models"), only: None, fresh: false };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--shared" => wishes.shared = rest.next().context("--shared wants a folder")?.into(),
            "--out" => wishes.out = rest.next().context("--out wants a folder")?.into(),
            "--only" => wishes.only = Some(rest.next().context("--only wants tone or score")?.clone()),
            "--fresh" => wishes.fresh = true,
            other => bail!("no option {other:?}"),
        }
    }
    ensure!(wishes.shared.join("data").is_dir(), "there is no folder of data in {}", wishes.shared.display());
    step(&wishes, args)
}

#[cfg(feature = "measure")]
fn step(wishes: &Wishes, _: &[String]) -> Result<()> {
    models::run(wishes)
}

#[cfg(not(feature = "measure"))]
fn step(_: &Wishes, args: &[String]) -> Result<()> {
    crate::release(&[])?;
    crate::measured("train", args)
}
