//! The figures on the ledger as a Markdown page: printed, and kept under bench/results/.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::Value;

use super::super::table::{keep, load, machine, memory, said, thousands};
use super::{Adding, Kept, Wishes, fit::Fitted};

/// All figures of a run.
#[derive(Debug)]
pub(super) struct Page {
    quick: bool,
    busy: String,
    pub(super) adding: Vec<Adding>,
    pub(super) fits: Vec<Fitted>,
    pub(super) kept: Kept,
    /// Bytes of a body and of claims in the peers' rows.
    pub(super) row_bytes: [usize; 2],
    pub(super) peers: Vec<Value>,
}

impl Page {
    pub(super) fn new(quick: bool) -> Page {
        Page {
            quick,
            busy: load(),
            adding: Vec::new(),
            fits: Vec::new(),
            kept: Kept::default(),
            row_bytes: [0; 2],
            peers: Vec::new(),
        }
    }

    #[allow(clippy::print_stdout)]
    pub(super) fn print_and_keep(&self, wishes: &Wishes) -> Result<()> {
        let text = self.text()?;
        println!("{text}");
        if !wishes.quick && !wishes.no_peers { keep(&text, "-ledger") } else { Ok(()) }
    }

    fn text(&self) -> Result<String> {
        let mut t = String::new();
        writeln!(t, "# Benchmark of the ledger, {}\n", said("date", &["+%F"]))?;
        if self.quick {
            writeln!(t, "**Quick run: a small ledger. Not to be quoted.**\n")?;
        }
        writeln!(t, "- machine: {}; {} of memory", machine(), memory())?;
        writeln!(t, "- load before and after: {}; {}", self.busy, load())?;
        writeln!(
            t,
            "- commit {}, {}",
            said("git", &["rev-parse", "--short", "HEAD"]),
            said("rustc", &["--version"])
        )?;
        writeln!(
            t,
            "- wall time, but where it says CPU: on a busy machine others' work is in it. bench/README.md says what is done\n"
        )?;
        self.adds(&mut t)?;
        self.fits(&mut t)?;
        self.keeps(&mut t)?;
        Ok(t)
    }

    fn adds(&self, t: &mut String) -> Result<()> {
        writeln!(t, "## `plaudit add` into a new SQLite ledger, every batch synced to the disk\n")?;
        writeln!(
            t,
            "| reviews | | words each | ledger, KB each | reviews/s | CPU, ms each | of it `read` | added again/s |"
        )?;
        writeln!(t, "|---|--:|--:|--:|--:|--:|--:|--:|")?;
        for a in &self.adding {
            let n = a.reviews.max(1) as f64;
            let [add, read] = a.add;
            writeln!(
                t,
                "| {} | {} | {:.0} | {:.1} | **{}** | {:.2} | {:.2} | {} |",
                a.what,
                thousands(n),
                a.words as f64 / n,
                a.bytes as f64 / n / 1e3,
                thousands(n / add.seconds),
                add.cpu / n * 1e3,
                read.cpu / n * 1e3,
                thousands(n / a.again)
            )?;
        }
        writeln!(t, "\nThe middle one of three runs. `read`: `plaudit read --format jsonl` of the same.\n")
            .map_err(Into::into)
    }

    fn fits(&self, t: &mut String) -> Result<()> {
        writeln!(t, "## A full fit of generated ratings\n")?;
        writeln!(
            t,
            "| ratings | seconds | sweeps | memory before | peak memory | a film's number, µs | the largest film's, µs |"
        )?;
        writeln!(t, "|--:|--:|--:|--:|--:|--:|--:|")?;
        for f in &self.fits {
            write!(
                t,
                "| {} | **{:.3}** | {} | {:.0} MB | {:.0} MB |",
                thousands(f.ratings as f64),
                f.seconds,
                f.sweeps,
                f.before as f64 / 1e6,
                f.peak as f64 / 1e6
            )?;
            for [ratings, micros] in &f.film {
                write!(t, " {micros:.0} ({ratings} ratings) |")?;
            }
            writeln!(t)?;
        }
        writeln!(t, "\n| peer | ratings | seconds | Plaudit is |\n|---|--:|--:|--:|")?;
        for (what, name) in [
            ("mixed", "statsmodels MixedLM, film and critic crossed"),
            ("shrinkage", "pandas, two-way shrinkage in five turns"),
        ] {
            for peer in self.peers.iter().filter(|p| p["what"] == what) {
                let (ratings, seconds) = (number(peer, "ratings"), number(peer, "seconds"));
                let ours =
                    self.fits.iter().find(|f| f.ratings as f64 == ratings).map_or(f64::NAN, |f| f.seconds);
                let ratio = seconds / ours;
                writeln!(t, "| {name} | {} | {seconds:.2} | {ratio:.1}× |", thousands(ratings))?;
            }
        }
        writeln!(
            t,
            "\nThe mixed model has no outlets, scales, slopes or critics' spreads, and is tried only as far as a minute a fit \
             allows: its time grows with the cube of films and critics. The shrinkage does much less than a fit: no variance \
             is estimated and no interval made. One thread each. Memory before: the ratings themselves.\n"
        )
        .map_err(Into::into)
    }

    fn keeps(&self, t: &mut String) -> Result<()> {
        let k = &self.kept;
        writeln!(t, "## A ledger of {} reviews\n", thousands(k.reviews as f64))?;
        let gigabytes = k.bytes as f64 / 1e9;
        let appended = k.appended.map_or_else(|| "made before".into(), |n| thousands(n) + " a second");
        writeln!(t, "- size {gigabytes:.2} GB; appended in batches of 512: {appended}")?;
        writeln!(
            t,
            "- all ratings out of it {:.1} s, their fit {:.1} s; `plaudit films --json`, all films: {:.1} s",
            k.fit[0],
            k.fit[1],
            k.films / 1e3
        )?;
        writeln!(
            t,
            "\n| film | ratings | `plaudit film --json` | first call | ratings out of the ledger | one review more, new number |"
        )?;
        writeln!(t, "|---|--:|--:|--:|--:|--:|")?;
        for a in &k.asked {
            writeln!(
                t,
                "| {} | {} | **{:.1} ms** | {:.1} ms | {:.2} ms | **{:.2} ms** |",
                a.title, a.ratings, a.film, a.first, a.ratings_of, a.more
            )?;
        }
        writeln!(t, "\nMedians of nine; the fit is kept already, and the file is in the page cache.\n")?;
        writeln!(t, "| peer: sqlite3 and pandas, one table | rows | time |\n|---|--:|--:|")?;
        for peer in &self.peers {
            let (rows, seconds) = (number(peer, "rows"), number(peer, "seconds"));
            match peer["what"].as_str() {
                Some("insert") => writeln!(
                    t,
                    "| rows of {} + {} bytes, batches of 512, synced; {:.2} GB | {} | {} a second |",
                    self.row_bytes[0],
                    self.row_bytes[1],
                    number(peer, "bytes") / 1e9,
                    thousands(rows),
                    thousands(rows / seconds)
                )?,
                Some(what @ ("film" | "largest film")) => writeln!(
                    t,
                    "| mean of a {what}; one row more and its mean | {} | {:.2} ms; {:.2} ms |",
                    thousands(rows),
                    seconds * 1e3,
                    number(peer, "more") * 1e3
                )?,
                _ => {}
            }
        }
        writeln!(
            t,
            "\nThe peer's table has film, critic, score, body and claims and one index: no history, no names, no places, nothing \
             that counts a copy once; its means are in a process that runs already."
        )
        .map_err(Into::into)
    }
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or(f64::NAN)
}
