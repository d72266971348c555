//! What goes wrong around a ledger: writers beside each other, processes killed at any moment, servers that
//! go and come, files that are damaged. Nothing acknowledged is lost, nothing counts twice.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{BufRead as _, BufReader, Seek as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, sleep};
use std::time::Duration;

use store::{Added, AsOf, ErrorKind, Fix, Location, NewDocument, NewRating, Options, Store, To, What};
use support::rows::{at, by_hand, digest, document, rating};
use support::{Bed, Folder, Server, dump, open, options, sound};

on_both! {
    writers_in_threads
    writers_in_processes
    killed_while_it_appends
    killed_while_it_is_made
    opened_by_many_at_once
    a_newer_ledger_is_refused
}

/// The addresses of documents, long enough to live through a call.
fn places(all: impl Iterator<Item = u64>) -> Vec<(u64, String)> {
    all.map(|n| (n, format!("place {n}"))).collect()
}

fn documents(places: &[(u64, String)]) -> Vec<NewDocument<'_>> {
    places.iter().map(|(n, place)| document(*n, place, rating())).collect()
}

/// All of these documents are there once, each with one rating and one count.
#[track_caller]
fn holds(s: &mut Store, wanted: u64) {
    let stats = s.stats().unwrap();
    assert_eq!((stats.documents, stats.ratings, stats.entries), (wanted, wanted, wanted));
    assert_eq!(s.habits(&["quill"]).unwrap(), [("quill".to_owned(), 3, wanted as i64)]);
    assert_eq!(s.film(1).unwrap().unwrap().ratings, wanted);
    sound(s);
}

fn writers_in_threads(bed: &Bed) {
    let location = bed.fresh();
    drop(open(&location));
    let new: usize = thread::scope(|scope| {
        let work = |k: u64| {
            let location = location.clone();
            move || {
                let mut s = open(&location);
                let mut new = 0;
                for batch in 0..12 {
                    // Three of four documents come from two writers, in other orders.
                    let from = if k.is_multiple_of(2) { batch * 10 } else { (11 - batch) * 10 };
                    let all = places((from..from + 10).filter(|n| n % 4 != k));
                    let got = s.append(&documents(&all), at(1)).unwrap();
                    new += got.iter().filter(|a| matches!(a, Added::New { .. })).count();
                }
                new
            }
        };
        let all: Vec<_> = (0..4).map(|k| scope.spawn(work(k))).collect();
        all.into_iter().map(|t| t.join().unwrap()).sum()
    });
    assert_eq!(new, 120, "each document is new to one writer");
    holds(&mut open(&location), 120);
}

/// What a child does: adds documents in batches and tells each batch once it is acknowledged.
#[test]
#[ignore = "a part of other tests, which run it as a process of its own"]
fn child() {
    let Ok(ledger) = std::env::var("PLAUDIT_TEST_LEDGER") else { return };
    let mut s = open(&Location::parse(&ledger));
    println!("\nopen");
    for batch in 0..BATCHES {
        let all = places(batch * BATCH..(batch + 1) * BATCH);
        s.append(&documents(&all), at(1)).unwrap();
        println!("ack {batch}");
    }
}

const BATCH: u64 = 20;
const BATCHES: u64 = 60;

fn child_of(location: &Location) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    let ledger = match location {
        Location::File(path) => path.display().to_string(),
        Location::Postgres(address) => address.clone(),
    };
    command.args(["--exact", "child", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env("PLAUDIT_TEST_LEDGER", ledger).stdout(Stdio::piped()).stderr(Stdio::inherit());
    command
}

fn writers_in_processes(bed: &Bed) {
    let location = bed.fresh();
    let all: Vec<_> = (0..3).map(|_| child_of(&location).spawn().unwrap()).collect();
    for child in all {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    holds(&mut open(&location), BATCH * BATCHES);
}

/// Which batches are there; each must be whole.
fn batches(s: &mut Store) -> BTreeSet<u64> {
    let all: Vec<_> = (0..BATCH * BATCHES).map(digest).collect();
    let known = s.known(&all).unwrap();
    let mut out = BTreeSet::new();
    for (n, batch) in known.chunks(BATCH as usize).enumerate() {
        let there = batch.iter().filter(|k| **k).count();
        assert!(there == 0 || there == batch.len(), "batch {n} is half there");
        if there > 0 {
            out.insert(n as u64);
        }
    }
    out
}

fn killed_while_it_appends(bed: &Bed) {
    let mut location = bed.fresh();
    let mut acknowledged = BTreeSet::new();
    for kill in 0..20_u64 {
        let mut child = child_of(&location).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        // After some acknowledgements, and then somewhere inside of a transaction.
        let after = kill * 7 % 23;
        let mut told = 0;
        for line in lines.by_ref() {
            if let Some(batch) = line.strip_prefix("ack ") {
                acknowledged.insert(batch.parse().unwrap());
                told += 1;
            }
            if told > after {
                break;
            }
        }
        sleep(Duration::from_micros(kill * 1_379 % 5_000));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines {
            if let Some(batch) = line.strip_prefix("ack ").and_then(|b| b.parse().ok()) {
                acknowledged.insert(batch);
            }
        }
        let mut s = open(&location);
        let there = batches(&mut s);
        assert!(
            acknowledged.is_subset(&there),
            "kill {kill}: {acknowledged:?} were told, {there:?} are there"
        );
        holds(&mut s, there.len() as u64 * BATCH);
        // When all is there, from the beginning: appending is where it is to be killed.
        if there.len() as u64 > BATCHES / 2 {
            location = bed.fresh();
            acknowledged.clear();
        }
    }
}

fn killed_while_it_is_made(bed: &Bed) {
    for kill in 0..8_u64 {
        let location = bed.fresh();
        let mut child = child_of(&location).stdout(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(kill * 4));
        child.kill().unwrap();
        child.wait().unwrap();
        let mut s = open(&location);
        s.append(&[document(5_000, "a", rating())], at(1)).unwrap();
        sound(&mut s);
    }
}

fn opened_by_many_at_once(bed: &Bed) {
    let location = bed.fresh();
    thread::scope(|scope| {
        for k in 0..6 {
            let location = &location;
            scope.spawn(move || {
                let all = places(k..k + 1);
                open(location).append(&documents(&all), at(1)).unwrap();
            });
        }
    });
    holds(&mut open(&location), 6);
}

/// Runs statements past the ledger.
fn behind(location: &Location, sql: &str) {
    match location {
        Location::File(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
        Location::Postgres(address) => {
            ::postgres::Client::connect(address, ::postgres::NoTls).unwrap().batch_execute(sql).unwrap();
        }
    }
}

fn a_newer_ledger_is_refused(bed: &Bed) {
    let location = bed.fresh();
    let mut s = open(&location);
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    behind(&location, "update meta set value = '99' where key = 'version'");
    // One that was open before writes no more; one that comes is not let in.
    let late = s.append(&[document(2, "b", rating())], at(1)).unwrap_err();
    assert_eq!(late.kind(), ErrorKind::Newer, "{late}");
    let refused = Store::open(&location, Options::default()).map(drop).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Newer, "{refused}");
    assert_eq!(s.position().unwrap(), 1);
}

#[test]
fn a_locked_file_is_waited_for() {
    let folder = Folder::new();
    let Location::File(path) = folder.ledger() else { unreachable!() };
    let mut s = Store::open(&folder.ledger(), options(0)).unwrap();
    let other = rusqlite::Connection::open(path).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let busy = s.append(&[document(1, "a", rating())], at(1)).unwrap_err();
    assert_eq!(busy.kind(), ErrorKind::Busy, "{busy}");
    assert_eq!(s.position().unwrap(), 0, "reading goes on");
    let mut patient = open(&folder.ledger());
    thread::scope(|scope| {
        scope.spawn(move || {
            sleep(Duration::from_millis(300));
            other.execute_batch("commit").unwrap();
        });
        patient.append(&[document(1, "a", rating())], at(1)).unwrap();
    });
    holds(&mut s, 1);
}

#[test]
fn a_locked_server_is_waited_for() {
    let Some(server) = Server::shared() else { return };
    let location = server.fresh();
    let mut s = open(&location);
    let Location::Postgres(address) = &location else { unreachable!() };
    let mut other = ::postgres::Client::connect(address, ::postgres::NoTls).unwrap();
    // Whatever lock the ledger takes, another holds it: that of a writer that hangs.
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    other.batch_execute("begin; lock table entry in access exclusive mode").unwrap();
    let mut hasty =
        Store::open(&location, Options { create: true, patience: Duration::from_millis(200) }).unwrap();
    let busy = hasty.append(&[document(2, "b", rating())], at(1)).unwrap_err();
    assert_eq!(busy.kind(), ErrorKind::Busy, "{busy}");
    thread::scope(|scope| {
        scope.spawn(move || {
            sleep(Duration::from_millis(300));
            other.batch_execute("commit").unwrap();
        });
        s.append(&[document(2, "b", rating())], at(1)).unwrap();
    });
    holds(&mut hasty, 2);
}

#[test]
fn a_server_that_goes_and_comes() {
    let Some(server) = Server::start() else { return };
    let location = server.fresh();
    drop(open(&location));
    let (done, told) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut s = open(&location);
            for batch in 0.. {
                let all = places(batch * 5..batch * 5 + 5);
                let got = s.append(&documents(&all), at(1)).unwrap();
                let new = |n: &Added| matches!(n, Added::New { .. });
                assert!(got.iter().all(new), "a commit that was lost sight of is found again: {got:?}");
                told.fetch_add(1, Ordering::Relaxed);
                if done.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        let _ends = Done(&done);
        for turn in 0..4_u64 {
            await_more(&told, 3);
            sleep(Duration::from_millis(turn * 13));
            if turn.is_multiple_of(2) {
                server.cut()
            } else {
                server.stop()
            }
            sleep(Duration::from_millis(200));
            server.start_again();
        }
        await_more(&told, 3);
    });
    let mut s = open(&location);
    let there = s.stats().unwrap().documents;
    assert_eq!(there, told.into_inner() * 5);
    holds(&mut s, there);
    // Reading, too, goes on after the server was away.
    server.stop();
    server.start_again();
    assert_eq!(s.ratings_of(What::Film, 1, AsOf::Now).unwrap().len() as u64, there);
    server.stop();
    server.start_again();
    let mut n = 0;
    s.each_compact(AsOf::Now, |_| n += 1).unwrap();
    assert_eq!(n, there);
    // Away for longer than patience lasts.
    server.stop();
    let mut hasty = options(0);
    hasty.patience = Duration::from_millis(200);
    let gone = Store::open(&location, hasty).map(drop).unwrap_err();
    assert_eq!(gone.kind(), ErrorKind::Gone, "{gone}");
}

/// Waits until so much more was done, however slow the machine is.
fn await_more(told: &AtomicU64, more: u64) {
    let from = told.load(Ordering::Relaxed);
    for _ in 0..60_000 {
        if told.load(Ordering::Relaxed) >= from + more {
            return;
        }
        sleep(Duration::from_millis(1));
    }
    panic!("nothing was done in a minute");
}

/// Says "done" when it goes, also by a panic: else a thread beside would go on for ever.
struct Done<'a>(&'a AtomicBool);

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Connections are cut at any moment, commits included; what cannot be told by a digest is done once, too.
#[test]
fn connections_cut_at_any_moment() {
    let Some(server) = Server::shared() else { return };
    let location = server.fresh();
    let mut s = open(&location);
    s.append(&[document(1, "a", rating())], at(1)).unwrap();
    let (done, told) = (AtomicBool::new(false), AtomicU64::new(0));
    thread::scope(|scope| {
        let cut = || {
            let mut client = server.client("postgres");
            let Location::Postgres(address) = &location else { unreachable!() };
            let name = address.split(['/', '?']).nth(3).unwrap();
            let (mut cuts, mut last) = (0, 0);
            while !done.load(Ordering::Relaxed) {
                // Each time at another moment of a call, and no call is cut for ever.
                sleep(Duration::from_micros(last * 797 % 6_000));
                let sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1";
                cuts += client.query(sql, &[&name]).unwrap().len();
                while told.load(Ordering::Relaxed) < last + 2 && !done.load(Ordering::Relaxed) {
                    sleep(Duration::from_micros(100));
                }
                last = told.load(Ordering::Relaxed);
            }
            cuts
        };
        let cutter = scope.spawn(cut);
        let ends = Done(&done);
        for n in 0..200 {
            let value = n.to_string();
            let fix = [Fix { field: "note", to: To::Value(&value) }];
            assert_eq!(s.correct((1, 0, 0), &fix, &rating(), &[], by_hand(n)).unwrap(), n + 2);
            told.fetch_add(1, Ordering::Relaxed);
        }
        drop(ends);
        let cuts = cutter.join().unwrap();
        assert!(cuts > 20, "{cuts}");
    });
    assert_eq!(s.position().unwrap(), 201);
    assert_eq!(s.rating_history(1, 0).unwrap().len(), 201);
    sound(&mut s);
}

#[test]
fn addresses_that_lead_nowhere() {
    let quick = Options { create: true, patience: Duration::from_millis(50) };
    let failure = |location: &Location| Store::open(location, quick).map(drop).unwrap_err();
    let folder = Folder::new();
    let nowhere = format!("postgres://plaudit@/x?host={}", folder.0.display());
    assert_eq!(failure(&Location::parse(&nowhere)).kind(), ErrorKind::Gone);
    assert_eq!(failure(&Location::parse("postgres://a:secret@[")).kind(), ErrorKind::Invalid);
    assert_eq!(failure(&Location::File(folder.0.clone())).kind(), ErrorKind::Invalid, "a folder");
    let within = folder.0.join("no/such/folder/ledger.db");
    assert_eq!(failure(&Location::File(within)).kind(), ErrorKind::Denied);
    let shown = Location::parse("postgres://a:secret@db.example.org/films").to_string();
    assert!(
        shown.contains("films") && shown.contains("db.example.org") && !shown.contains("secret"),
        "{shown}"
    );
    let Some(server) = Server::shared() else { return };
    let Location::Postgres(address) = server.fresh() else { unreachable!() };
    let missing = address.replace("ledger_", "no_ledger_");
    assert_eq!(failure(&Location::parse(&missing)).kind(), ErrorKind::NotFound);
    let denied = address.replace("plaudit@", "nobody_here@");
    assert_eq!(failure(&Location::parse(&denied)).kind(), ErrorKind::Denied);
    let latin = "create database latin encoding 'LATIN1' locale 'C' template template0";
    server.client("postgres").batch_execute(latin).unwrap();
    let path = address.split_once("/ledger_").unwrap().0;
    let host = address.split_once('?').unwrap().1;
    assert_eq!(failure(&Location::parse(&format!("{path}/latin?{host}"))).kind(), ErrorKind::Invalid);
    // A database that is somebody else's.
    behind(&server.fresh(), "select 1");
    let taken = server.fresh();
    behind(&taken, "create table meta (key text, value text)");
    assert_eq!(failure(&taken).kind(), ErrorKind::Invalid);
}

#[test]
fn files_that_are_no_ledgers() {
    let folder = Folder::new();
    let Location::File(path) = folder.ledger() else { unreachable!() };
    let failure = || Store::open(&folder.ledger(), options(1)).map(drop).unwrap_err();
    fs::write(&path, "Her Smell, by Ann Lee. ".repeat(1_000)).unwrap();
    let before = fs::read(&path).unwrap();
    assert_eq!(failure().kind(), ErrorKind::Damaged);
    assert_eq!(fs::read(&path).unwrap(), before, "a file that is somebody else's stays as it is");
    fs::remove_file(&path).unwrap();
    behind(&folder.ledger(), "create table recipes (name text); insert into recipes values ('soup')");
    let before = fs::read(&path).unwrap();
    assert_eq!(failure().kind(), ErrorKind::Invalid);
    assert_eq!(fs::read(&path).unwrap(), before);
    // An empty file is as good as none.
    fs::write(&path, "").unwrap();
    sound(&mut open(&folder.ledger()));
}

#[test]
fn damage_is_told() {
    let folder = Folder::new();
    let Location::File(path) = folder.ledger() else { unreachable!() };
    let mut s = open(&folder.ledger());
    let all = places(0..400);
    s.append(&documents(&all), at(1)).unwrap();
    let whole = dump(&mut s);
    drop(s);
    let good = fs::read(&path).unwrap();
    let mut told = BTreeMap::new();
    // Sixty-four bytes of rubbish in each page but the first.
    for page in 1..good.len() / 4096 {
        let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
        file.write_all(&good).unwrap();
        file.seek(std::io::SeekFrom::Start((page * 4096) as u64)).unwrap();
        file.write_all(&[0xA5; 64]).unwrap();
        drop(file);
        // Never a panic: what is damaged is told by an error or by the check, or was nothing that counts.
        let faults = Store::open(&folder.ledger(), options(1)).and_then(|mut s| s.check());
        let told_how = match faults {
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Damaged, "page {page}: {error}");
                "error"
            }
            Ok(faults) if faults.is_empty() => {
                assert_eq!(dump(&mut open(&folder.ledger())), whole, "page {page}: damage that nobody tells");
                "harmless"
            }
            Ok(_) => "fault",
        };
        *told.entry(told_how).or_insert(0) += 1;
    }
    assert!(told.get("harmless").copied().unwrap_or(0) < good.len() / 4096 / 10, "{told:?}");
    // Cut short.
    fs::write(&path, &good[..good.len() / 2]).unwrap();
    match Store::open(&folder.ledger(), options(1)).and_then(|mut s| s.check()) {
        Ok(faults) => assert!(!faults.is_empty()),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Damaged),
    }
}

/// What no call of a ledger makes, and each of which the check must tell.
#[test]
fn what_the_check_tells() {
    let damages = [
        "delete from entry where id = 2",
        "update entry set at = 0 where id = 3",
        "update rating set until = 1 where id = 2",
        "update document set removed = 3 where id = 1",
        "update document set origin = 3 where id = 2",
        "delete from body where document = 2",
        "update rating set seen = 5 where id = 1",
        "delete from reading where id = 1",
        "update film set into_film = 2 where id = 1",
    ];
    for damage in damages {
        let folder = Folder::new();
        let mut s = open(&folder.ledger());
        let other = NewRating { film: None, ..rating() };
        let all = [document(1, "a", rating()), document(2, "b", rating()), document(3, "c", other)];
        s.append(&all, at(7)).unwrap();
        sound(&mut s);
        behind(&folder.ledger(), &format!("pragma foreign_keys = off; {damage}"));
        assert_ne!(s.check().unwrap(), Vec::<String>::new(), "{damage}");
    }
}
