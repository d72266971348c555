//! The commands that keep and ask a ledger, through the binary: what is added, changed and asked, on SQLite
//! and on PostgreSQL, and what goes wrong meanwhile.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a panic is how a test fails, and its figures are read

#[path = "../common/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
mod common;
mod decisions;
mod exports;
mod faults;
mod feeds;
mod invented;
mod outputs;
mod pages;
mod revised;
#[path = "../../../store/tests/support/mod.rs"]
mod support;
mod tables;
mod tour;
mod two_databases;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use store::{Location, Store};
use tempfile::TempDir;

/// A folder in which the binary runs, and the ledger that it runs on.
struct Home {
    dir: TempDir,
    /// As after `--db`.
    db: String,
}

/// What a run came to.
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Home {
    /// One with a ledger in SQLite, not made yet.
    fn new() -> Home {
        let dir = tempfile::tempdir().unwrap();
        let db = dir.path().join("ledger.db").display().to_string();
        Home { dir, db }
    }

    /// One with a ledger elsewhere.
    fn at(location: &Location) -> Home {
        let db = match location {
            Location::File(path) => path.display().to_string(),
            Location::Postgres(address) => address.clone(),
        };
        Home { db, ..Home::new() }
    }

    /// One whose ledger has the samples.
    fn of_samples() -> Home {
        let home = Home::new();
        home.run(&["add", "-q", &samples()]).good();
        home
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = common::plaudit();
        command.current_dir(self.path()).args(args).stdin(Stdio::null());
        command.env("PLAUDIT_DB", &self.db).env("USER", "tester");
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        Ran::of(self.command(args).output().unwrap())
    }

    /// The JSON that a command prints, its figures held to what is always true of them.
    #[track_caller]
    fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat()).good();
        let value: Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{args:?}: {e}"));
        let broken = outputs::broken(&value);
        assert!(broken.is_empty(), "{args:?}:\n{}", broken.join("\n"));
        value
    }

    /// The ledger, past the binary.
    fn store(&self) -> Store {
        support::open(&Location::parse(&self.db))
    }

    /// The ledger is whole, for the command and past it.
    #[track_caller]
    fn sound(&self) {
        assert_eq!(self.run(&["ledger", "check"]).good().out, "the ledger is whole\n");
        support::sound(&mut self.store());
    }

    /// Everything that the ledger says about itself in figures, but for how many entries it has.
    #[track_caller]
    fn figures(&self) -> String {
        let films = self.run(&["films", "--json"]).good().out;
        let listed: Value = serde_json::from_str(&films).unwrap();
        let mut all = vec![films];
        // The rest of what `film` and `explain` say of all films is in the export.
        for line in listed["films"].as_array().unwrap().iter().step_by(6) {
            let film = title(line);
            all.push(self.run(&["film", &film, "--json"]).good().out);
            let steps = self.run(&["explain", &film, "--json"]).good().out;
            let counts = |l: &&str| !l.starts_with("  \"entries\"") && !l.starts_with("  \"fitted_to\"");
            all.push(steps.lines().filter(counts).collect::<Vec<_>>().join("\n"));
        }
        for args in [&["critics", "--json"][..], &["outlets", "--json"], &["export"]] {
            all.push(self.run(args).good().out);
        }
        all.join("\n")
    }
}

impl Ran {
    fn of(output: Output) -> Ran {
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        let ran = Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }

    #[track_caller]
    fn good(self) -> Ran {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.err);
        self
    }

    /// It failed, and its message has all of these.
    #[track_caller]
    fn fails(self, code: i32, words: &[&str]) -> Ran {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {:?}", self.err);
        }
        self
    }
}

fn samples() -> String {
    common::root().join("samples").canonicalize().unwrap().display().to_string()
}

/// "Her Smell (2018)" of an object with a film.
fn title(of: &Value) -> String {
    let film = &of["film"];
    match film["year"].as_i64() {
        Some(year) => format!("{} ({year})", film["title"].as_str().unwrap()),
        None => film["title"].as_str().unwrap().to_owned(),
    }
}

fn list(of: &Value) -> &[Value] {
    of.as_array().unwrap()
}

/// The one object of a list in which a key has this value.
#[track_caller]
fn one<'v>(of: &'v Value, key: &str, value: &str) -> &'v Value {
    let found: Vec<&Value> = list(of).iter().filter(|o| o[key] == value).collect();
    assert_eq!(found.len(), 1, "{key} {value} in {of:#}");
    found[0]
}

/// Two texts are the same; else the first line that is not is told.
#[track_caller]
fn alike(one: &str, other: &str, what: &str) {
    if one != other {
        let at = one.lines().zip(other.lines()).position(|(a, b)| a != b).unwrap_or_default();
        let near =
            |text: &str| text.lines().skip(at.saturating_sub(3)).take(6).collect::<Vec<_>>().join("\n");
        panic!("{what}: line {at}:\n{}\n--- is not ---\n{}", near(one), near(other));
    }
}
