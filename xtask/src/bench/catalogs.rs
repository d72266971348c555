//! Catalogs: building and opening them, reading with them, looking names up, and peers on the same names.
//!
//! Three of them: the built-in one (starter), one of all lists in `--data` (big), and one of a million invented films
//! and five million people (generated). What is long to make is kept under `target/bench`.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use catalog::Catalog;
use serde_json::Value;

use super::catalog_page::Page;
use super::corpora::{self, Corpus, Review, folder};
use super::generate::{self, Size};
use super::lookups::{self, Measured, Query};
use super::measure::{Stage, cpu, median, sample};
use super::memory::{Cost, cost, plaudit};
use super::{Wishes, note, peers, scan};

/// Corpora that are read with each catalog.
const CORPORA: [&str; 5] = ["markdown", "text", "html", "csv", "jsonl"];

/// Seconds that each scorer of a peer is given.
const PATIENCE: u32 = 10;

/// How a catalog was made and how it opens.
#[derive(Debug)]
pub(super) struct Built {
    pub(super) name: &'static str,
    pub(super) films: usize,
    pub(super) people: usize,
    pub(super) credits: usize,
    pub(super) bytes: usize,
    pub(super) build: Cost,
    /// Milliseconds: the checksum of the file in memory; and the whole process that opens it and shows a film, less one
    /// that opens nothing.
    pub(super) check: f64,
    pub(super) open: f64,
}

/// Reviews a second, for each catalog.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) corpus: &'static str,
    pub(super) reviews: usize,
    /// The median of the rounds, and the fastest.
    pub(super) per_second: Vec<[f64; 2]>,
}

/// Runs all of it and writes the page.
pub(super) fn run(wishes: &Wishes, reviews: &[(PathBuf, Review)]) -> Result<()> {
    let mut page = Page::new(wishes.quick);
    let big = folder("catalogs")?.join("big.catalog");
    let generated = folder("catalogs")?.join("generated.catalog");
    note("catalog: building the big one");
    let big_cost = build(&wishes.data.join("catalog"), &big)?;
    let (size, tables) = if wishes.quick {
        (Size { films: 50_000, people: 250_000 }, "generated-quick")
    } else {
        (Size { films: 1_000_000, people: 5_000_000 }, "generated")
    };
    let tables = generate::tables(folder(tables)?, size)?;
    note("catalog: building the generated one");
    let generated_cost = build(&tables, &generated)?;

    let (big_bytes, generated_bytes) = (std::fs::read(&big)?, std::fs::read(&generated)?);
    let (of_big, of_generated) = (Catalog::open(&big_bytes)?, Catalog::open(&generated_bytes)?);
    page.built.push(opened("big", &big, &big_bytes, &of_big, big_cost)?);
    page.built.push(opened("generated", &generated, &generated_bytes, &of_generated, generated_cost)?);

    let catalogs = [catalog::starter(), &of_big, &of_generated];
    let mut text = None;
    for name in CORPORA {
        note(&format!("catalog: reading {name}"));
        let only = Wishes { only: Some(name.into()), ..wishes.clone() };
        for corpus in corpora::all(&only, reviews)?.into_iter().filter(|c| c.name == name) {
            page.readings.push(read(&corpus, &catalogs, if wishes.quick { 1 } else { 5 }));
            text = if name == "text" { Some(corpus) } else { text };
        }
    }
    note("catalog: memory");
    let input = folder("jsonl")?.join("reviews.jsonl");
    for (name, catalog) in [("starter", None), ("big", Some(&big)), ("generated", Some(&generated))] {
        let mut command = plaudit();
        command.args(["read", "--quiet", "--format", "jsonl", "--threads", "1"]).arg(&input);
        command.args(catalog.map(|_| "--catalog")).args(catalog);
        page.memory.push((name, reviews.len(), cost(&mut command)?));
    }

    for (name, catalog) in [("big", &of_big), ("generated", &of_generated)] {
        note(&format!("catalog: looking names up in the {name} one"));
        let Measured { lookups, people } = lookups::measure(catalog, name, wishes.quick);
        page.lookups.extend(lookups);
        note("catalog: the same by rapidfuzz");
        fuzzy(name, catalog, &people, wishes, &mut page)?;
    }
    note("catalog: looking for names in reviews");
    let text = text.context("no corpus of plain text")?;
    page.scan = Some(scan::measure(&text, &of_big));
    note("catalog: the same by FlashText");
    page.scan_peers = scan_peers(&text, &of_big, wishes)?;
    page.print_and_keep(wishes)
}

fn build(source: &Path, out: &Path) -> Result<Cost> {
    cost(plaudit().args(["catalog", "build", "--quiet", "--out"]).arg(out).arg(source))
}

fn opened(
    name: &'static str,
    path: &Path,
    bytes: &[u8],
    catalog: &Catalog<'_>,
    build: Cost,
) -> Result<Built> {
    let check = [(); 9].map(|()| {
        let start = cpu();
        std::hint::black_box(Catalog::open(bytes).is_ok());
        (cpu() - start).as_secs_f64() * 1e3
    });
    let known = catalog.films().find_map(|f| Some(f.ids().imdb).filter(|id| *id != 0));
    let film = format!("tt{:07}", known.unwrap_or_default());
    let show = || wall(plaudit().args(["catalog", "show", "--catalog"]).arg(path).arg(&film));
    let nothing = || wall(plaudit().arg("--version"));
    show()?;
    let mut times = (Vec::new(), Vec::new());
    for _ in 0..31 {
        times.0.push(show()?);
        times.1.push(nothing()?);
    }
    Ok(Built {
        name,
        films: catalog.len(),
        people: catalog.people_len(),
        credits: catalog.credits_len(),
        bytes: bytes.len(),
        build,
        check: median(check.to_vec()),
        open: median(times.0) - median(times.1),
    })
}

/// Milliseconds that a short program takes.
fn wall(command: &mut Command) -> Result<f64> {
    let start = Instant::now();
    let out = command.output()?;
    ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr).trim());
    Ok(start.elapsed().as_secs_f64() * 1e3)
}

fn read(corpus: &Corpus, catalogs: &[&Catalog<'_>], rounds: usize) -> Read {
    let mut times = vec![Vec::new(); catalogs.len()];
    for _ in 0..rounds {
        for (times, catalog) in times.iter_mut().zip(catalogs) {
            times.push(sample(corpus, Stage::Reading, catalog));
        }
    }
    let fastest = |times: &[f64]| times.iter().copied().fold(f64::INFINITY, f64::min);
    let per_second = times.into_iter().map(|t| {
        let fastest = fastest(&t);
        [median(t), fastest].map(|seconds| corpus.reviews as f64 / seconds)
    });
    let per_second = per_second.collect();
    Read { corpus: corpus.name, reviews: corpus.reviews, per_second }
}

/// Asks the peers for the same misspelt names among the same people.
fn fuzzy(
    name: &'static str,
    catalog: &Catalog<'_>,
    queries: &[Query],
    wishes: &Wishes,
    page: &mut Page,
) -> Result<()> {
    let dir = folder("catalogs")?;
    let people = (0..catalog.people_len() as u32).filter_map(|i| catalog.person(catalog::PersonId(i)));
    let mut names: Vec<&str> = people.map(|p| p.name()).collect();
    names.sort_unstable();
    names.dedup();
    let list = dir.join("people.txt");
    std::fs::write(&list, names.join("\n"))?;
    let asked: Vec<[&str; 2]> =
        queries.iter().take(300).map(|q| [q.text.as_str(), q.right.as_str()]).collect();
    let questions = dir.join("queries.json");
    std::fs::write(&questions, serde_json::to_string(&asked)?)?;
    let patience = if wishes.quick { 1 } else { PATIENCE };
    let said = ask(wishes, |c| c.arg("fuzzy").args([&list, &questions]).arg(patience.to_string()))?;
    page.fuzzy_peers.extend(said.into_iter().map(|peer| (name, peer)));
    Ok(())
}

/// Lets the peers look for all names of a catalog in the same texts.
fn scan_peers(texts: &Corpus, catalog: &Catalog<'_>, wishes: &Wishes) -> Result<Vec<Value>> {
    let dir = folder("catalogs")?;
    let people = (0..catalog.people_len() as u32).filter_map(|i| catalog.person(catalog::PersonId(i)));
    let mut names: Vec<&str> = people.map(|p| p.name()).collect();
    names.extend(catalog.films().flat_map(|f| [f.title(), f.original_title()]));
    names.retain(|n| !n.is_empty());
    names.sort_unstable();
    names.dedup();
    let list = dir.join("names.txt");
    std::fs::write(&list, names.join("\n"))?;
    let paths: Vec<_> = texts.files.iter().map(|f| &f.path).collect();
    let listed = dir.join("texts.json");
    std::fs::write(&listed, serde_json::to_string(&paths)?)?;
    ask(wishes, |c| c.arg("scan").args([&list, &listed]))
}

fn ask(wishes: &Wishes, with: impl Fn(&mut Command) -> &mut Command) -> Result<Vec<Value>> {
    let Some(mut command) = peers::python(wishes, "catalog_peer.py") else { return Ok(Vec::new()) };
    let out = with(&mut command).stderr(std::process::Stdio::inherit()).output()?;
    ensure!(out.status.success(), "the peers died; what they said is above");
    Ok(serde_json::from_slice(&out.stdout)?)
}
