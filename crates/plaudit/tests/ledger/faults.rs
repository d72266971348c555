//! What goes wrong around the binary: it is killed, two run at once, the ledger is locked, the disk is
//! full, the server goes away. Nothing acknowledged is lost, nothing counts twice.
//!
//! The clock that is set back is tested in `crates/store/tests`, where times come in with the calls.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::Value;
use store::Location;

use crate::invented::{self, Dice};
use crate::support::{Bed, Server};
use crate::{Home, Ran, list, support};

/// Reviews of the file that is added, a document each.
const REVIEWS: usize = 700;

/// Starts `add --json` of a file; what it acknowledges goes to `acks`.
fn start(home: &Home, input: &str) -> Child {
    let out = File::create(home.path().join("acks")).unwrap();
    let err = File::create(home.path().join("notes")).unwrap();
    home.command(&["add", "--json", "-q", input]).stdout(out).stderr(err).spawn().unwrap()
}

/// The documents that were acknowledged in whole lines so far.
fn acknowledged(home: &Home) -> Vec<[u8; 32]> {
    let text = fs::read_to_string(home.path().join("acks")).unwrap();
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    whole.lines().map(|line| digest(&serde_json::from_str::<Value>(line).unwrap())).collect()
}

fn digest(line: &Value) -> [u8; 32] {
    let hex = line["id"].as_str().unwrap().strip_prefix("sha256:").unwrap();
    let bytes: Vec<u8> =
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect();
    bytes.try_into().unwrap()
}

#[derive(Debug, Default)]
struct Counts {
    kills: usize,
    /// Killed before anything was acknowledged, and after everything was.
    early: usize,
    late: usize,
    /// Documents that were told to be safe, summed over the kills.
    acknowledged: usize,
    /// Of these, how many were there.
    present: usize,
    lost: usize,
    /// Documents that were there and had not been told yet.
    more: usize,
    /// Documents or ratings that were there twice.
    double: usize,
}

/// Kills an `add` at so many moments, going on where the last one stopped.
fn kill(home: impl Fn() -> Home, kills: usize, seed: u64) -> Counts {
    let mut dice = Dice(seed);
    let input = invented::lines(3, REVIEWS);
    // One that nobody disturbs says what all must come to, and how long it takes.
    let calm = home();
    calm.file("many.jsonl", &input);
    let begun = Instant::now();
    assert!(start(&calm, "many.jsonl").wait().unwrap().success());
    let whole = begun.elapsed();
    let all = acknowledged(&calm);
    assert_eq!(all.len(), REVIEWS);
    let wanted = films(&calm);
    let mut counts = Counts::default();
    let fresh = || {
        let home = home();
        home.file("many.jsonl", &input);
        home
    };
    let (mut at, mut told) = (fresh(), BTreeSet::new());
    while counts.kills < kills {
        let wait = whole.mul_f64(dice.roll(1000) as f64 / 950.0);
        let mut child = start(&at, "many.jsonl");
        sleep(wait);
        child.kill().unwrap();
        child.wait().unwrap();
        counts.kills += 1;
        let new = acknowledged(&at);
        counts.early += usize::from(new.is_empty());
        told.extend(new);
        let mut store = at.store();
        let known = store.known(&all).unwrap();
        let there: BTreeSet<[u8; 32]> = all.iter().zip(known).filter(|(_, k)| *k).map(|(d, _)| *d).collect();
        let stats = store.stats().unwrap();
        counts.acknowledged += told.len();
        counts.present += told.intersection(&there).count();
        counts.lost += told.difference(&there).count();
        counts.more += there.difference(&told).count();
        counts.double += usize::try_from(stats.documents).unwrap().abs_diff(there.len());
        counts.double += usize::try_from(stats.ratings).unwrap().abs_diff(there.len());
        support::sound(&mut store);
        drop(store);
        if there.len() == REVIEWS {
            counts.late += 1;
            finish(&at, &wanted);
            (at, told) = (fresh(), BTreeSet::new());
        }
    }
    finish(&at, &wanted);
    assert_eq!((counts.lost, counts.double), (0, 0), "{counts:?}");
    counts
}

/// An `add` that nobody kills comes to what the calm one came to.
#[track_caller]
fn finish(home: &Home, wanted: &[String]) {
    assert!(start(home, "many.jsonl").wait().unwrap().success());
    assert_eq!(films(home), wanted);
    assert_eq!(home.json(&["ledger", "stats"])["documents"], REVIEWS);
}

/// The films' figures without their numbers in the ledger, in order of title.
fn films(home: &Home) -> Vec<String> {
    let json = home.json(&["films", "--sort", "title"]);
    let line = |film: &Value| {
        let mut film = film.clone();
        film["film"]["id"] = Value::Null;
        film.to_string()
    };
    list(&json["films"]).iter().map(line).collect()
}

/// How often to kill: `PLAUDIT_KILLS`, or a few times.
fn kills(few: usize) -> usize {
    std::env::var("PLAUDIT_KILLS").map_or(few, |n| n.parse().unwrap())
}

#[test]
fn killed_at_any_moment_on_sqlite() {
    println!("SQLite: {:?}", kill(Home::new, kills(12), 1));
}

#[test]
fn killed_at_any_moment_on_postgresql() {
    let Some(server) = Server::shared() else { return };
    println!("PostgreSQL: {:?}", kill(|| Home::at(&server.fresh()), kills(6), 2));
}

fn two_at_once(bed: &Bed) {
    let home = Home::at(&bed.fresh());
    for (n, review) in invented::reviews(5, 240).into_iter().enumerate() {
        home.file(&format!("{}/{n}.jsonl", ["a", "both", "c"][n / 80]), review);
    }
    let both = [["a", "both"], ["both", "c"], ["c", "both"]]
        .map(|folders| home.command(&[&["add", "--json", "-q"], &folders[..]].concat()));
    let going: Vec<Child> = both.into_iter().map(piped).collect();
    let ran: Vec<Ran> = going.into_iter().map(|c| Ran::of(c.wait_with_output().unwrap()).good()).collect();
    let lines: Vec<Value> =
        ran.iter().flat_map(|r| r.out.lines()).map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(lines.len(), 480, "each answers for each of its documents");
    let new: BTreeSet<[u8; 32]> = lines.iter().filter(|l| l["status"] == "new").map(digest).collect();
    assert_eq!(lines.iter().filter(|l| l["status"] == "new").count(), 240, "new to one of them");
    assert_eq!(new.len(), 240);
    let stats = home.json(&["ledger", "stats"]);
    assert_eq!((&stats["documents"], &stats["ratings"]), (&240.into(), &240.into()));
    home.sound();
    // As one `add` has it, but for the order in which documents came in.
    let calm = Home::at(&bed.fresh());
    calm.run(&["add", "-q", &home.path().display().to_string()]).good();
    let (a, b) = (home.json(&["films"]), calm.json(&["films"]));
    for film in list(&a["films"]) {
        let title = crate::title(film);
        let other = list(&b["films"]).iter().find(|f| crate::title(f) == title).unwrap();
        for key in ["reviews", "graded", "inferred", "positive", "distribution", "median"] {
            assert_eq!(film[key], other[key], "{title}: {key}");
        }
        let estimate = |f: &Value| f["estimate"]["value"].as_f64().unwrap();
        assert!((estimate(film) - estimate(other)).abs() < 1e-3, "{title}");
    }
}

fn piped(mut command: Command) -> Child {
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped()).spawn().unwrap()
}

#[test]
fn two_adds_at_once_on_sqlite() {
    two_at_once(&Bed::sqlite().unwrap());
}

#[test]
fn two_adds_at_once_on_postgresql() {
    if let Some(bed) = Bed::postgres() {
        two_at_once(&bed);
    }
}

#[test]
fn a_locked_ledger_is_waited_for_and_read_meanwhile() {
    let home = Home::of_samples();
    let films = home.json(&["films"]);
    home.file("many.jsonl", invented::lines(3, 20));
    let other = rusqlite::Connection::open(&home.db).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let mut child = start(&home, "many.jsonl");
    sleep(Duration::from_millis(600));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    assert_eq!(home.json(&["films"]), films, "reading goes on");
    assert!(acknowledged(&home).is_empty());
    other.execute_batch("commit").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(acknowledged(&home).len(), 20);
    home.sound();
}

/// A file system of its own, taken away when this goes.
struct Mount<'h>(&'h Home);

impl Mount<'_> {
    /// `None`, loudly, where this user may not make one.
    fn of<'h>(home: &'h Home, options: &str) -> Option<Mount<'h>> {
        fs::create_dir_all(home.path().join("disk")).unwrap();
        let disk = home.path().join("disk");
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "plaudit"]).arg(disk).output();
        if done.as_ref().is_ok_and(|d| d.status.success()) {
            return Some(Mount(home));
        }
        println!("*** NO FILE SYSTEM CAN BE MOUNTED: the full disk was not tested. {done:?} ***");
        None
    }
}

impl Drop for Mount<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path().join("disk")).status();
    }
}

#[test]
fn a_full_disk() {
    let mut home = Home::new();
    home.db = home.path().join("disk/ledger.db").display().to_string();
    let Some(_mount) = Mount::of(&home, "size=1m") else { return };
    home.file("many.jsonl", invented::lines(3, REVIEWS));
    // Small batches: some are on the disk before it is full.
    let reviews = invented::reviews(3, REVIEWS);
    let mut told = BTreeSet::new();
    let mut full = false;
    for part in reviews.chunks(50) {
        home.file("part.jsonl", part.join("\n"));
        let ended = start(&home, "part.jsonl").wait().unwrap();
        told.extend(acknowledged(&home));
        if !ended.success() {
            let notes = fs::read_to_string(home.path().join("notes")).unwrap();
            assert_eq!(ended.code(), Some(1), "{notes}");
            assert!(notes.contains("full"), "{notes}");
            assert!(!notes.contains("panicked"), "{notes}");
            full = true;
            break;
        }
    }
    assert!(full && !told.is_empty(), "the disk was full after {} documents", told.len());
    let told: Vec<[u8; 32]> = told.into_iter().collect();
    let mut store = home.store();
    assert!(store.known(&told).unwrap().iter().all(|k| *k), "what was acknowledged is there");
    support::sound(&mut store);
    drop(store);
    // Figures may want room too, for the fit and for SQLite's own files; then the message names the disk.
    let asked = home.run(&["films", "--json"]);
    assert!(asked.code == Some(0) || asked.err.contains("disk"), "{}", asked.err);
    let more = Command::new("mount").args(["-o", "remount,size=64m"]).arg(home.path().join("disk")).status();
    assert!(more.unwrap().success());
    home.run(&["add", "-q", "many.jsonl"]).good();
    assert_eq!(home.json(&["ledger", "stats"])["documents"], REVIEWS);
    home.sound();
}

#[test]
fn a_server_that_goes_away_during_an_add() {
    let Some(server) = Server::start() else { return };
    let location = server.fresh();
    let home = Home::at(&location);
    assert!(matches!(location, Location::Postgres(_)));
    home.file("many.jsonl", invented::lines(3, REVIEWS));
    for turn in [0, 1] {
        let mut child = start(&home, "many.jsonl");
        // When some of it is safe, and once as a power cut does it.
        while acknowledged(&home).is_empty() && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(5));
        }
        if turn == 0 {
            server.stop()
        } else {
            server.cut()
        }
        sleep(Duration::from_millis(300));
        server.start_again();
        let ended = child.wait().unwrap();
        assert!(ended.success(), "{}", fs::read_to_string(home.path().join("notes")).unwrap());
        assert_eq!(acknowledged(&home).len(), REVIEWS);
        let stats = home.json(&["ledger", "stats"]);
        assert_eq!((&stats["documents"], &stats["ratings"]), (&REVIEWS.into(), &REVIEWS.into()));
        home.sound();
        if turn == 0 {
            // From the beginning.
            let Location::Postgres(address) = &location else { unreachable!() };
            let name = address.split(['/', '?']).nth(3).unwrap().to_owned();
            let again = format!("drop database {name}");
            server.client("postgres").batch_execute(&again).unwrap();
            server.client("postgres").batch_execute(&format!("create database {name}")).unwrap();
        }
    }
}
