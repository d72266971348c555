//! The binary against input that is broken, hostile, missing or endless, and against users who stop it half-way:
//! a clear note for each, no panic, the neighbors are read, the exit code tells the truth.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::print_stdout)] // a panic is how a test fails, and its figures are read

#[path = "../common/mod.rs"]
#[allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
mod common;
mod contents;
mod output;
mod system;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// No run here takes seconds on an idle machine, even unoptimized; a hang is what this is for.
const PATIENCE: Duration = Duration::from_secs(240);

/// A folder of its own for each test, in which the binary runs, so that notes name files as the test does.
struct Place {
    dir: TempDir,
}

/// What a run came to.
struct Ran {
    code: Option<i32>,
    out: Vec<u8>,
    err: String,
    /// The most memory that it held, in KiB; 0 where the system does not tell.
    peak: u64,
}

/// A run under way, with its output going to files: no pipe can fill and make it wait.
struct Going {
    child: Child,
    out: PathBuf,
    err: PathBuf,
    peak: u64,
    begun: Instant,
}

impl Place {
    fn new() -> Place {
        Place { dir: tempfile::tempdir().unwrap() }
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path().join(name), bytes).unwrap();
    }

    /// Two sound reviews, to stand before and after what is broken.
    fn neighbors(&self) {
        self.file("a-good.md", "# Heaven\n\nHeaven (2002) is a fine, patient film.\n\nGrade: B+\n");
        self.file("z-good.md", "# Her Smell\n\nHer Smell (2018) is loud and long.\n\nGrade: D+\n");
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = common::plaudit();
        command.current_dir(self.path()).args(args).stdin(Stdio::null());
        command
    }

    /// Starts a command; `tag` keeps apart the outputs of runs in one place.
    fn start(&self, mut command: Command, tag: &str) -> Going {
        // Outside the folder's usual endings, so that no run reads what another wrote.
        let out = self.path().join(format!("{tag}.stdout"));
        let err = self.path().join(format!("{tag}.stderr"));
        command.stdout(File::create(&out).unwrap()).stderr(File::create(&err).unwrap());
        Going { child: command.spawn().unwrap(), out, err, peak: 0, begun: Instant::now() }
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.start(self.command(args), "run").end()
    }

    /// Reads the paths to JSON lines with the text.
    fn read(&self, paths: &[&str]) -> Ran {
        self.run(&[&["read", "--format", "jsonl", "--text"], paths].concat())
    }

    /// Reads the paths between two sound files, and holds that these are read, first and last.
    #[track_caller]
    fn among_neighbors(&self, paths: &[&str]) -> Ran {
        self.neighbors();
        let ran = self.read(&[&["a-good.md"], paths, &["z-good.md"]].concat());
        let reviews = ran.reviews();
        let films = |r: &Value| common::claims(r, "film").next().map(|f| f["title"].clone());
        assert_eq!(reviews.first().and_then(films), Some("Heaven".into()), "{paths:?}: {}", ran.err);
        assert_eq!(reviews.last().and_then(films), Some("Her Smell".into()), "{paths:?}: {}", ran.err);
        ran
    }
}

impl Going {
    fn sample(&mut self) {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
        let figure = line.and_then(|l| l.trim().trim_end_matches(" kB").parse().ok());
        self.peak = self.peak.max(figure.unwrap_or_default());
    }

    /// Waits until something holds, watching the memory; fails when it takes too long.
    #[track_caller]
    fn until(&mut self, what: &str, mut holds: impl FnMut(&mut Going) -> bool) {
        loop {
            self.sample();
            if holds(self) {
                return;
            }
            if self.begun.elapsed() > PATIENCE {
                let _ = self.child.kill();
                panic!("{what} not within {PATIENCE:?}: {}", fs::read_to_string(&self.err).unwrap());
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for the end.
    #[track_caller]
    fn end(mut self) -> Ran {
        let mut code = None;
        self.until("its end", |g| match g.child.try_wait().unwrap() {
            Some(status) => {
                code = status.code();
                true
            }
            None => false,
        });
        let err = String::from_utf8(fs::read(&self.err).unwrap()).expect("notes in UTF-8");
        assert!(!err.contains("panicked"), "{err}");
        Ran { code, out: fs::read(&self.out).unwrap(), err, peak: self.peak }
    }

    /// How much it has written so far.
    fn written(&self) -> u64 {
        fs::metadata(&self.out).unwrap().len()
    }

    /// Ctrl-C, through the shell: sending a signal is no part of Rust's library.
    fn interrupt(&self) {
        let line = format!("kill -INT {}", self.child.id());
        assert!(Command::new("sh").args(["-c", &line]).status().unwrap().success());
    }
}

impl Ran {
    /// The reviews printed as JSON lines, each whole and in keeping with the schema.
    #[track_caller]
    fn reviews(&self) -> Vec<Value> {
        let text = str::from_utf8(&self.out).expect("UTF-8");
        assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
        let reviews: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let broken: Vec<String> = reviews.iter().flat_map(common::check_review).collect();
        assert!(broken.is_empty(), "{}", broken.join("\n"));
        reviews
    }

    /// Where each review came from: source and number.
    fn places(&self) -> Vec<String> {
        let place = |r: &Value| {
            let record = r["document"]["record"].as_u64().map_or(String::new(), |n| format!("#{n}"));
            format!("{}{record}", r["document"]["source"].as_str().unwrap())
        };
        self.reviews().iter().map(place).collect()
    }

    /// Holds that there is one line for each of these, and none besides; `*` stands for any words.
    #[track_caller]
    fn says(&self, code: i32, lines: &[&str]) {
        let like = |line: &str, want: &str| {
            let mut rest = line;
            let mut parts = want.split('*');
            let first = parts.next().unwrap_or_default();
            if !rest.starts_with(first) {
                return false;
            }
            rest = &rest[first.len()..];
            parts.all(|p| rest.find(p).map(|at| rest = &rest[at + p.len()..]).is_some())
        };
        for want in lines {
            assert!(self.err.lines().any(|l| like(l, want)), "no {want:?} in:\n{}", self.err);
        }
        let others: Vec<&str> =
            self.err.lines().filter(|l| !lines.iter().any(|want| like(l, want))).collect();
        assert!(others.is_empty(), "unexpected notes:\n{}", others.join("\n"));
        assert_eq!(self.code, Some(code), "{}", self.err);
    }
}
