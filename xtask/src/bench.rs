//! `cargo xtask bench`: how fast, beside the usual Python, and with how much memory. See bench/README.md.
//!
//! Two steps in one program: the driver, built like any chore, builds a release of `plaudit` and of itself
//! with the feature `measure`, and a Python environment for the peers; the second step measures.

#[cfg(feature = "measure")]
mod catalog_page;
#[cfg(feature = "measure")]
mod catalogs;
#[cfg(feature = "measure")]
mod corpora;
#[cfg(feature = "measure")]
mod generate;
#[cfg(feature = "measure")]
mod ledger;
#[cfg(feature = "measure")]
mod lookups;
#[cfg(feature = "measure")]
mod measure;
#[cfg(feature = "measure")]
mod memory;
#[cfg(feature = "measure")]
mod pages;
#[cfg(feature = "measure")]
mod peers;
#[cfg(feature = "measure")]
mod quality;
#[cfg(feature = "measure")]
mod scan;
#[cfg(feature = "measure")]
mod table;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::{note, root};
use anyhow::{Context as _, Result, bail, ensure};

/// What was asked for.
#[derive(Debug, Clone)]
#[cfg_attr(not(feature = "measure"), allow(dead_code))]
struct Wishes {
    /// The folder of real reviews.
    data: PathBuf,
    /// Fewer runs over less input: to see that all works, not to quote.
    quick: bool,
    /// Only the corpora with this in their name; `catalog`: the catalogs alone; `ledger`: the ledger alone.
    only: Option<String>,
    /// Measure without the Python peers.
    no_peers: bool,
    /// Profile: read one corpus over and over by one stage, and print nothing.
    spin: Option<String>,
}

/// Runs the chore.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let mut wishes =
        Wishes { data: root().join("../shared/data"), quick: false, only: None, no_peers: false, spin: None };
    let mut rest = args.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "ledger" => wishes.only = Some(arg.clone()),
            "--quick" => wishes.quick = true,
            "--no-peers" => wishes.no_peers = true,
            "--data" => wishes.data = rest.next().context("--data wants a folder")?.into(),
            "--only" => wishes.only = Some(rest.next().context("--only wants a name")?.clone()),
            "--spin" => wishes.spin = Some(rest.next().context("--spin wants a stage")?.clone()),
            other => bail!("no option {other:?}"),
        }
    }
    ensure!(wishes.data.is_dir(), "there is no folder of reviews at {}", wishes.data.display());
    step(&wishes, args)
}

#[cfg(feature = "measure")]
fn step(wishes: &Wishes, _: &[String]) -> Result<()> {
    measure::run(wishes)
}

#[cfg(not(feature = "measure"))]
fn step(wishes: &Wishes, args: &[String]) -> Result<()> {
    crate::release(&["--package", "plaudit"])?;
    if !wishes.no_peers
        && let Err(why) = python()
    {
        note(&format!("NO PEERS: {why:#}. Only Plaudit is measured; there will be no ratios."));
    }
    crate::measured("bench", args)
}

/// Makes the peers' Python environment, or finds it made of the same requirements.
#[cfg_attr(feature = "measure", allow(dead_code))]
fn python() -> Result<()> {
    let wanted = std::fs::read_to_string(root().join("bench/peers/requirements.txt"))?;
    let home = venv();
    let stamp = home.join("made-of.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) {
        return Ok(());
    }
    quietly(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&home))
        .context("python3 cannot make an environment")?;
    let file = root().join("bench/peers/requirements.txt");
    quietly(Command::new(home.join("bin/python")).args(["-m", "pip", "install", "--quiet", "-r"]).arg(file))
        .context("pip cannot install bench/peers/requirements.txt")?;
    std::fs::write(stamp, wanted)?;
    Ok(())
}

fn quietly(command: &mut Command) -> Result<()> {
    let out = command.stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&out.stderr);
    ensure!(out.status.success(), "{}", said.lines().last().unwrap_or("it failed and said nothing"));
    Ok(())
}

/// The peers' Python environment.
fn venv() -> PathBuf {
    root().join("target/bench/venv")
}
