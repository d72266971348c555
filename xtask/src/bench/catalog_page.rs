//! The figures on catalogs as a Markdown page: printed, and kept under bench/results/.

use std::fmt::Write as _;

use anyhow::Result;
use serde_json::Value;

use super::Wishes;
use super::catalogs::{Built, Read};
use super::lookups::Lookup;
use super::memory::Cost;
use super::scan::Scan;
use super::table::{keep, load, machine, megabytes, memory, said, thousands};

/// All figures of a run.
#[derive(Debug)]
pub(super) struct Page {
    quick: bool,
    busy: String,
    pub(super) built: Vec<Built>,
    pub(super) readings: Vec<Read>,
    pub(super) memory: Vec<(&'static str, usize, Cost)>,
    pub(super) lookups: Vec<Lookup>,
    pub(super) fuzzy_peers: Vec<(&'static str, Value)>,
    pub(super) scan: Option<Scan>,
    pub(super) scan_peers: Vec<Value>,
}

impl Page {
    pub(super) fn new(quick: bool) -> Page {
        Page {
            quick,
            busy: load(),
            built: Vec::new(),
            readings: Vec::new(),
            memory: Vec::new(),
            lookups: Vec::new(),
            fuzzy_peers: Vec::new(),
            scan: None,
            scan_peers: Vec::new(),
        }
    }

    #[allow(clippy::print_stdout)]
    pub(super) fn print_and_keep(&self, wishes: &Wishes) -> Result<()> {
        let text = self.text()?;
        println!("{text}");
        if !wishes.quick && !wishes.no_peers { keep(&text, "-catalogs") } else { Ok(()) }
    }

    fn text(&self) -> Result<String> {
        let mut t = String::new();
        writeln!(t, "# Benchmark of catalogs, {}\n", said("date", &["+%F"]))?;
        if self.quick {
            writeln!(t, "**Quick run: a smaller generated catalog, fewer queries. Not to be quoted.**\n")?;
        }
        writeln!(t, "- machine: {}; {} of memory", machine(), memory())?;
        writeln!(t, "- load before and after: {}; {}", self.busy, load())?;
        let commit = said("git", &["rev-parse", "--short", "HEAD"]);
        writeln!(t, "- commit {commit}, {}", said("rustc", &["--version"]))?;
        writeln!(
            t,
            "- starter: the built-in catalog; big: of all lists in the data folder; generated: of invented films and people\n"
        )?;
        self.builds(&mut t)?;
        self.reads(&mut t)?;
        self.looks(&mut t)?;
        self.near(&mut t)?;
        self.scans(&mut t)?;
        Ok(t)
    }

    fn builds(&self, t: &mut String) -> Result<()> {
        writeln!(t, "## Building and opening\n")?;
        writeln!(
            t,
            "| catalog | films | people | credits | file | build, wall | build, CPU | build, peak memory | checksum | open |"
        )?;
        writeln!(t, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for b in &self.built {
            writeln!(
                t,
                "| {} | {} | {} | {} | {:.0} MB | {:.1} s | {:.1} s | {:.2} GB | {:.1} ms | **{:.1} ms** |",
                b.name,
                thousands(b.films as f64),
                thousands(b.people as f64),
                thousands(b.credits as f64),
                megabytes(b.bytes),
                b.build.seconds,
                b.build.cpu,
                b.build.peak as f64 / 1e9,
                b.check,
                b.open
            )?;
        }
        writeln!(
            t,
            "\nChecksum: `Catalog::open` of the bytes in memory, CPU time. Open: wall time of `plaudit catalog show` of one \
             film less that of `plaudit --version`, medians of 31: mapping, page faults, checksum and the answer; the file \
             is in the page cache."
        )?;
        Ok(())
    }

    fn reads(&self, t: &mut String) -> Result<()> {
        writeln!(t, "\n## Whole reading, reviews a second on one core\n")?;
        writeln!(t, "| corpus | reviews | starter | big | generated |\n|---|--:|--:|--:|--:|")?;
        for r in &self.readings {
            write!(t, "| {} | {} |", r.corpus, thousands(r.reviews as f64))?;
            for [median, fastest] in &r.per_second {
                write!(t, " {} ({}) |", thousands(*median), thousands(*fastest))?;
            }
            writeln!(t)?;
        }
        writeln!(
            t,
            "\nFrom the bytes of the file to the claims; CPU time, the median of five rounds in turn and, in brackets, the fastest: CPU \
             time grows as well where others use the machine.\n"
        )?;
        writeln!(
            t,
            "`plaudit read --format jsonl --threads 1` on the Markdown reviews in a JSONL file, the whole process:\n"
        )?;
        writeln!(t, "| catalog | reviews | peak memory | wall | CPU |\n|---|--:|--:|--:|--:|")?;
        for (name, reviews, c) in &self.memory {
            let (peak, reviews) = (c.peak as f64 / 1e6, thousands(*reviews as f64));
            writeln!(t, "| {name} | {reviews} | {peak:.0} MB | {:.2} s | {:.2} s |", c.seconds, c.cpu)?;
        }
        writeln!(
            t,
            "\nThe peak (`VmHWM`) counts the pages of the mapped catalog, which the system can take back."
        )?;
        Ok(())
    }

    fn looks(&self, t: &mut String) -> Result<()> {
        writeln!(t, "\n## Lookups, microseconds\n")?;
        writeln!(
            t,
            "| catalog | lookup | queries | mean | p50 | p99 | max | found | found, indexed | first |"
        )?;
        writeln!(t, "|---|---|--:|--:|--:|--:|--:|--:|--:|--:|")?;
        for l in &self.lookups {
            let queries = thousands(l.queries as f64);
            write!(t, "| {} | {} | {queries} |", l.catalog, l.what)?;
            for time in [l.mean, l.p50, l.p99, l.max] {
                if time < 10.0 { write!(t, " {time:.2} |")? } else { write!(t, " {time:.0} |")? }
            }
            match l.found {
                Some(shares) => {
                    writeln!(t, " {} |", shares.map(|s| format!("{:.1} %", s * 100.0)).join(" | "))?
                }
                None => writeln!(t, " | | |")?,
            }
        }
        writeln!(
            t,
            "\nOf each query the median of three rounds over all. Exact lookups by the clock, with what the clock itself takes \
             (some 0.03 µs); fuzzy ones by CPU time. Found: the entry that was misspelt is among the results; indexed: of \
             the queries whose wrong letters stand in words of four letters and more, which alone are corrected; first: it \
             is the first of them, before others of the same name or nearer to what was written."
        )?;
        Ok(())
    }

    fn near(&self, t: &mut String) -> Result<()> {
        writeln!(t, "\n## Fuzzy lookups beside rapidfuzz\n")?;
        if self.fuzzy_peers.is_empty() {
            writeln!(t, "**None: there was no Python environment, so there are no ratios.**")?;
            return Ok(());
        }
        writeln!(
            t,
            "| catalog | peer | names | queries | µs a query | found, first | Plaudit µs | Plaudit is |"
        )?;
        writeln!(t, "|---|---|--:|--:|--:|--:|--:|--:|")?;
        for (catalog, peer) in &self.fuzzy_peers {
            let asked = number(peer, "asked");
            let theirs = number(peer, "seconds") / asked * 1e6;
            let of = |l: &&Lookup| l.catalog == *catalog && l.what == "person, one letter wrong";
            let ours = self.lookups.iter().find(of).map_or(f64::NAN, |l| l.mean);
            writeln!(
                t,
                "| {catalog} | {} | {} | {asked} | {} | {:.1} % | {ours:.1} | **{}×** |",
                peer["peer"].as_str().unwrap_or_default(),
                thousands(number(peer, "names")),
                thousands(theirs),
                number(peer, "found") / asked * 100.0,
                thousands(theirs / ours)
            )?;
        }
        writeln!(
            t,
            "\nThe same names, the first of the same queries (one letter wrong); means of CPU time. rapidfuzz compares with every \
             name, Plaudit looks words up in an index that it has built; building is counted for neither. The peer gives one name, Plaudit all people that it may be; the peer also finds \
             names that are wrong in a word of fewer than four letters, which Plaudit does not (*found* above)."
        )?;
        Ok(())
    }

    fn scans(&self, t: &mut String) -> Result<()> {
        let Some(s) = &self.scan else { return Ok(()) };
        writeln!(t, "\n## Finding the big catalog's names in reviews\n")?;
        let rate = |seconds: f64| megabytes(s.bytes) / seconds;
        writeln!(
            t,
            "{} reviews of plain text, {:.1} MB.\n",
            thousands(s.reviews as f64),
            megabytes(s.bytes)
        )?;
        writeln!(t, "| Plaudit | MB/s | names found |\n|---|--:|--:|")?;
        let rows = [
            ("W", "names among words, in any case", s.any_case.seconds, Some(s.any_case.found)),
            ("C", "the same, from words with a capital on", s.capital.seconds, Some(s.capital.found)),
            ("D", "text to words, sentences, language", s.documents, None),
            ("D + W", "both", s.documents + s.any_case.seconds, Some(s.any_case.found)),
            ("D + C", "both", s.documents + s.capital.seconds, Some(s.capital.found)),
            ("R", "whole reading: all claims", s.reading, None),
        ];
        for (sign, what, seconds, found) in rows {
            let found = found.map_or(String::new(), |n| thousands(n as f64));
            writeln!(t, "| {sign}: {what} | {:.1} | {found} |", rate(seconds))?;
        }
        if self.scan_peers.is_empty() {
            return Ok(());
        }
        writeln!(
            t,
            "\n| peer | names | texts | MB/s | found | set against | Plaudit is | R, the whole reading, is |"
        )?;
        writeln!(t, "|---|--:|--:|--:|--:|---|--:|--:|")?;
        for peer in &self.scan_peers {
            let theirs = number(peer, "bytes") / 1e6 / number(peer, "seconds");
            let word = |key: &str| peer[key].as_str().unwrap_or_default().to_owned();
            let like = rows.iter().find(|r| r.0 == word("like")).map_or(f64::NAN, |r| rate(r.2));
            writeln!(
                t,
                "| {} | {} | {} | {theirs:.2} | {} | {} | **{:.1}×** | {:.1}× |",
                word("peer"),
                thousands(number(peer, "names")),
                thousands(number(peer, "texts")),
                thousands(number(peer, "found")),
                word("like"),
                like / theirs,
                rate(s.reading) / theirs
            )?;
        }
        writeln!(
            t,
            "\nThe peers have the titles and names of the big catalog; Plaudit's index has their other titles, short forms and \
             spellings too, and finds more. In any case, most of what is found are single words that are also titles (\"It\", \
             \"Them\"). Each peer is set against what does the like of it: where it is given text, D cuts the text into words \
             for Plaudit, and sentences and language with it. A whole reading does far more than any of them."
        )?;
        Ok(())
    }
}

fn number(value: &Value, key: &str) -> f64 {
    value[key].as_f64().unwrap_or(f64::NAN)
}
