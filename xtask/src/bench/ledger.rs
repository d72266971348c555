//! `cargo xtask bench ledger`: adding reviews, keeping a million, fitting a million ratings, and peers on the same.
//!
//! What is long to make (a ledger of a million reviews) is kept under `target/bench/ledger` for the next run.

mod fit;
mod made;
mod page;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use consensus::model::{Fit, Observation, Scale, Seen};
use serde_json::Value;
use store::{Append, AsOf, Location, Match, Options, RatingRow, Store, What};

use super::corpora::folder;
use super::measure::median;
use super::memory::{Cost, cost, plaudit};
use super::{Wishes, note, peers, root};
use page::Page;

/// Seconds that the mixed model of the peer may take.
const PATIENCE: u32 = 60;
/// A film of the usual size, for a large ledger, by its number: about a hundred reviews in a million.
const USUAL: u32 = 1_250;

/// How fast `plaudit add` is on some input.
#[derive(Debug)]
struct Adding {
    what: &'static str,
    reviews: usize,
    words: usize,
    bytes: u64,
    /// `add`, and `read` of the same for what of it is reading.
    add: [Cost; 2],
    /// A second `add` of the same, which finds all of it there.
    again: f64,
}

/// What a ledger of many reviews gives, in milliseconds but where it says otherwise.
#[derive(Debug, Default)]
struct Kept {
    reviews: u64,
    bytes: u64,
    /// Reviews a second, where it was made in this run.
    appended: Option<f64>,
    /// From the ledger to the fit, in seconds: every row read, and the fit itself.
    fit: [f64; 2],
    films: f64,
    asked: Vec<Asked>,
}

/// What one film of it costs.
#[derive(Debug)]
struct Asked {
    title: String,
    ratings: usize,
    /// `plaudit film --json`, the process: the first call and the median of nine.
    first: f64,
    film: f64,
    ratings_of: f64,
    /// One review appended, its film's ratings read, its number made.
    more: f64,
}

/// Runs all of it and writes the page.
pub(super) fn run(wishes: &Wishes) -> Result<()> {
    if let Some(ratings) = wishes.spin.as_deref().and_then(|s| s.strip_prefix("fit=")) {
        return fit::child(ratings.parse()?);
    }
    let (many, small) = if wishes.quick { (20_000, 2_000) } else { (1_000_000, 20_000) };
    let mut page = Page::new(wishes.quick);
    note("ledger: adding reviews");
    let dir = folder("ledger")?;
    let samples = made::reviews(&dir.join("reviews"), small)?;
    page.adding.push(adding("made of the samples", &samples, &dir.join("added.db"), wishes.quick)?);
    let real = wishes.data.join("reviews");
    page.adding.push(adding("real reviews", &real, &dir.join("real.db"), wishes.quick)?);

    note("ledger: fitting");
    let mut tables = Vec::new();
    for size in [1_000, 2_000, 5_000, 10_000, 20_000, 1_000_000] {
        if size <= usize::try_from(many)? {
            let rounds = if wishes.quick { 1 } else { 3 };
            let fits = (0..rounds).map(|_| fit::observed(size)).collect::<Result<_>>()?;
            page.fits.push(fit::middle(fits).context("no fit")?);
            tables.push(fit::table(size, &dir)?);
        }
    }
    let patience = if wishes.quick { 2 } else { PATIENCE };
    page.peers.extend(ask(wishes, |c| c.arg("fit").arg(patience.to_string()).args(&tables))?);

    note("ledger: a store of many reviews");
    let (path, kinds) = (dir.join(format!("store-{many}.db")), made::kinds(&dir.join("added.db"))?);
    page.kept = kept(&path, &kinds, many)?;
    note("ledger: the same rows in a plain table");
    let [body, claims] = made::sizes(&kinds);
    page.row_bytes = [body, claims];
    let rows = made::table(many, &dir)?;
    let db = dir.join("plain.db");
    page.peers.extend(ask(wishes, |c| {
        c.arg("rows").args([&rows, &db]).args([body.to_string(), claims.to_string()])
    })?);
    page.print_and_keep(wishes)
}

fn adding(what: &'static str, input: &Path, db: &Path, quick: bool) -> Result<Adding> {
    let mut runs = Vec::new();
    let add = || {
        let mut command = plaudit();
        command.args(["add", "--quiet", "--db"]).arg(db).arg(input);
        command
    };
    for _ in 0..if quick { 1 } else { 3 } {
        forget(db)?;
        let read = cost(plaudit().args(["read", "--quiet", "--format", "jsonl"]).arg(input))?;
        runs.push([cost(&mut add())?, read]);
    }
    runs.sort_by(|a, b| a[0].seconds.total_cmp(&b[0].seconds));
    let middle = *runs.get(runs.len() / 2).context("no run")?;
    let again = cost(&mut add())?.seconds;
    let mut store = Store::open(&Location::parse(&db.to_string_lossy()), Options::default())?;
    let mut reviews = 0;
    store.each_compact(AsOf::Now, |_| reviews += 1)?;
    drop(store);
    Ok(Adding { what, reviews, words: made::words(input)?, bytes: size(db)?, add: middle, again })
}

fn forget(db: &Path) -> Result<()> {
    for end in ["", "-wal", "-shm"] {
        let path = PathBuf::from(format!("{}{end}", db.display()));
        if path.exists() {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

fn size(db: &Path) -> Result<u64> {
    Ok(std::fs::metadata(db)?.len())
}

/// Makes the large ledger where it is not there, and asks it.
fn kept(path: &Path, kinds: &[made::Kind], reviews: u64) -> Result<Kept> {
    let mut store = Store::open(&Location::parse(&path.to_string_lossy()), Options::default())?;
    let appended = made::fill(&mut store, kinds, reviews)?;
    let mut out = Kept { reviews, appended, ..Kept::default() };
    let began = Instant::now();
    let mut observations = Vec::new();
    store.each_compact(AsOf::Now, |r| {
        let ids = [r.film, r.critic, r.outlet].map(|id| u32::try_from(id).unwrap_or_default());
        observations.extend(seen(r.points, r.inferred).map(|seen| observation(ids, seen)));
    })?;
    let read = began.elapsed().as_secs_f64();
    let fit = consensus::model::fit(&observations, &consensus::model::Settings::default());
    out.fit = [read, began.elapsed().as_secs_f64() - read];
    drop(observations);
    // The process keeps a fit of its own at the first call: that is `films`'s or the fit's time, not `film`'s.
    process(path, &["films", "--json", "--limit", "1"])?;
    out.films = process(path, &["films", "--json"])?;
    for film in [USUAL, 0] {
        out.asked.push(asked(&mut store, path, kinds, film, &fit)?);
    }
    drop(store);
    out.bytes = size(path)?;
    Ok(out)
}

fn asked(store: &mut Store, path: &Path, kinds: &[made::Kind], film: u32, fit: &Fit) -> Result<Asked> {
    let title = made::title(film);
    let id = store.find_films(&title, None, Match::Whole)?.first().context("no such film")?.id;
    let times = (0..9).map(|_| process(path, &["film", &title, "--json"])).collect::<Result<Vec<_>>>()?;
    let (mut looks, mut more, mut ratings) = (Vec::new(), Vec::new(), 0);
    for _ in 0..9 {
        let began = Instant::now();
        ratings = store.ratings_of(What::Film, id, AsOf::Now)?.len();
        looks.push(began.elapsed().as_secs_f64() * 1e3);
    }
    for _ in 0..9 {
        let next = u64::try_from(store.position()?)?;
        let names = made::Names::new(next, Some(film));
        let document = made::document(next, &names, kinds);
        let began = Instant::now();
        store.append(&[document], Append { at: 1, ..Append::default() })?;
        let rows = store.ratings_of(What::Film, id, AsOf::Now)?;
        let observations: Vec<Observation> = rows.iter().filter_map(of_row).collect();
        std::hint::black_box(fit.film(&observations));
        more.push(began.elapsed().as_secs_f64() * 1e3);
    }
    let first = *times.first().context("no call")?;
    Ok(Asked { title, ratings, first, film: median(times), ratings_of: median(looks), more: median(more) })
}

/// What a rating of the made ledger counts by.
fn seen(points: Option<f64>, inferred: Option<store::Inferred>) -> Option<Seen> {
    let grade = points.map(|p| Seen::Grade { scale: Scale::Four, score: p * 25.0 });
    grade.or_else(|| {
        inferred.map(|i| Seen::Inferred { value: i.value, low: i.low, high: i.high, level: i.level })
    })
}

fn observation([film, critic, outlet]: [u32; 3], seen: Seen) -> Observation {
    Observation { film, critic: Some(critic), outlet: Some(outlet), seen }
}

fn of_row(row: &RatingRow) -> Option<Observation> {
    let id = |id: Option<i64>| id.and_then(|id| u32::try_from(id).ok());
    let seen = seen(row.grade.as_ref().and_then(|g| g.points), row.inferred)?;
    Some(observation([id(row.film)?, id(row.critic)?, id(row.outlet)?], seen))
}

/// Milliseconds of a whole process.
fn process(db: &Path, args: &[&str]) -> Result<f64> {
    let began = Instant::now();
    let out = plaudit().args(args).arg("--db").arg(db).stdin(Stdio::null()).output()?;
    ensure!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr).trim());
    Ok(began.elapsed().as_secs_f64() * 1e3)
}

fn ask(wishes: &Wishes, with: impl Fn(&mut Command) -> &mut Command) -> Result<Vec<Value>> {
    let Some(mut command) = peers::python(wishes, "ledger_peer.py") else { return Ok(Vec::new()) };
    let out = with(&mut command).stderr(Stdio::inherit()).output()?;
    ensure!(out.status.success(), "the peers died; what they said is above");
    Ok(serde_json::from_slice(&out.stdout)?)
}

/// Writes rows of film, critic and score as CSV.
fn write_table(path: &Path, rows: impl Iterator<Item = (u32, u32, f64)>) -> Result<()> {
    let mut text = String::from("film,critic,score\n");
    for (film, critic, score) in rows {
        writeln!(text, "{film},{critic},{score:.2}")?;
    }
    Ok(std::fs::write(path, text)?)
}
