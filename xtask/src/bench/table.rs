//! The figures as a Markdown page: printed, and kept under bench/results/.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::Result;

use super::memory::Run;
use super::peers::Peer;
use super::quality::Quality;
use super::{Wishes, note, root};

/// All figures of a run.
#[derive(Debug)]
pub(super) struct Table {
    quick: bool,
    rounds: usize,
    busy: String,
    lines: Vec<Line>,
    pub(super) quality: Vec<Quality>,
    pub(super) memory: Vec<Run>,
}

/// One corpus.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) name: &'static str,
    pub(super) what: String,
    pub(super) reviews: usize,
    pub(super) bytes: usize,
    /// Reviews that Plaudit came upon.
    pub(super) read: usize,
    /// Reviews that Plaudit found a grade in.
    pub(super) graded: usize,
    /// Seconds a pass: documents, documents and grades, whole reading.
    pub(super) ours: [f64; 3],
    pub(super) peers: Vec<Peer>,
}

impl Table {
    pub(super) fn new(quick: bool, rounds: usize) -> Table {
        Table { quick, rounds, busy: load(), lines: Vec::new(), quality: Vec::new(), memory: Vec::new() }
    }

    /// Adds a corpus, and tells whoever waits how it went.
    pub(super) fn push(&mut self, line: Line) {
        let [documents, grades, reading] = line.ours.map(|seconds| megabytes(line.bytes) / seconds);
        let mut said =
            format!("  documents {documents:.1}, with grades {grades:.1}, reading {reading:.1} MB/s");
        for p in &line.peers {
            let ours = line.ours[p.stage];
            let _ = write!(said, "\n  {:.0} times {} ({})", p.seconds / ours, p.name, p.does);
        }
        note(&said);
        self.lines.push(line);
    }

    /// Prints it; keeps it where it is whole.
    #[allow(clippy::print_stdout)]
    pub(super) fn print_and_keep(&self, wishes: &Wishes) -> Result<()> {
        let text = self.text()?;
        println!("{text}");
        if wishes.only.is_none() && !wishes.quick && !wishes.no_peers {
            keep(&text, "")?;
        }
        Ok(())
    }

    fn text(&self) -> Result<String> {
        let mut t = String::new();
        writeln!(t, "# Benchmark of {}\n", said("date", &["+%F"]))?;
        if self.quick {
            writeln!(t, "**Quick run: less input, fewer rounds. Not to be quoted.**\n")?;
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
            "- one thread, input in memory, CPU time, median of {} rounds in which Plaudit and the peers take \
             turns; MB is 1,000,000 bytes of input\n",
            self.rounds
        )?;
        self.speed(&mut t)?;
        self.peers(&mut t)?;
        self.texts(&mut t)?;
        self.memories(&mut t)?;
        Ok(t)
    }

    fn speed(&self, t: &mut String) -> Result<()> {
        writeln!(t, "## Plaudit\n")?;
        writeln!(t, "| corpus | reviews | MB | documents | documents and grades | whole reading | graded |")?;
        writeln!(t, "|---|--:|--:|--:|--:|--:|--:|")?;
        for l in &self.lines {
            write!(t, "| {} | {} | {:.1} |", l.name, thousands(l.read as f64), megabytes(l.bytes))?;
            for seconds in l.ours {
                let (reviews, bytes) = (l.read as f64 / seconds, megabytes(l.bytes) / seconds);
                write!(t, " {bytes:.1} MB/s, {}/s |", thousands(reviews))?;
            }
            writeln!(t, " {} |", thousands(l.graded as f64))?;
        }
        writeln!(t)?;
        for l in &self.lines {
            writeln!(t, "- {}: {}", l.name, l.what)?;
            if l.read != l.reviews {
                writeln!(t, "  - **Plaudit came upon {} reviews, {} were put in**", l.read, l.reviews)?;
            }
        }
        Ok(())
    }

    fn peers(&self, t: &mut String) -> Result<()> {
        if self.lines.iter().all(|l| l.peers.is_empty()) {
            writeln!(t, "\n## Peers\n\n**None: there was no Python environment, so there are no ratios.**")?;
            return Ok(());
        }
        writeln!(t, "\n## Peers\n")?;
        writeln!(
            t,
            "The ratio is to the stage of Plaudit that the peer is set against: documents, or documents and grades. \
             Both Plaudit stages include words, sentences and language.\n"
        )?;
        writeln!(t, "| corpus | peer | does | MB/s | reviews/s | graded | Plaudit is |")?;
        writeln!(t, "|---|---|---|--:|--:|--:|--:|")?;
        for l in &self.lines {
            for p in &l.peers {
                let ours = l.ours[p.stage];
                let stage = ["documents", "documents and grades", "whole reading"][p.stage];
                writeln!(
                    t,
                    "| {} | {} | {stage}: {} | {:.2} | {} | {} | **{:.0}×** |",
                    l.name,
                    p.name,
                    p.does,
                    megabytes(l.bytes) / p.seconds,
                    thousands(p.reviews as f64 / p.seconds),
                    thousands(p.graded as f64),
                    p.seconds / ours
                )?;
            }
        }
        Ok(())
    }

    fn texts(&self, t: &mut String) -> Result<()> {
        if self.quality.is_empty() {
            return Ok(());
        }
        writeln!(t, "\n## Text of HTML pages\n")?;
        writeln!(
            t,
            "Words against the Markdown that the pages were made from; means over pages, and the worst page.\n"
        )?;
        writeln!(t, "| pages | text by | F1 | precision | recall | worst F1 |\n|---|---|--:|--:|--:|--:|")?;
        for q in &self.quality {
            writeln!(
                t,
                "| {} | {} | {:.4} | {:.4} | {:.4} | {:.3} |",
                q.pages, q.reader, q.f1, q.precision, q.recall, q.worst
            )?;
        }
        Ok(())
    }

    fn memories(&self, t: &mut String) -> Result<()> {
        if self.memory.is_empty() {
            return Ok(());
        }
        writeln!(t, "\n## `plaudit read --format jsonl`, whole process, wall time\n")?;
        writeln!(t, "| input | reviews | MB | threads | peak memory | seconds | MB/s |")?;
        writeln!(t, "|---|--:|--:|--:|--:|--:|--:|")?;
        for r in &self.memory {
            let mb = megabytes(r.bytes);
            writeln!(
                t,
                "| {} | {} | {mb:.1} | {} | {:.0} MB | {:.2} | {:.1} |",
                r.input,
                thousands(r.reviews as f64),
                r.threads,
                r.peak as f64 / 1e6,
                r.seconds,
                mb / r.seconds
            )?;
        }
        Ok(())
    }
}

pub(super) fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

pub(super) fn thousands(n: f64) -> String {
    let digits = format!("{n:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Keeps a page, under its date and machine.
pub(super) fn keep(text: &str, about: &str) -> Result<()> {
    let dir = root().join("bench/results");
    std::fs::create_dir_all(&dir)?;
    let path = dir.join(format!("{}-{}{about}.md", said("date", &["+%F"]), slug(&machine())));
    std::fs::write(&path, text)?;
    note(&format!("kept in bench/results/{}", path.file_name().unwrap_or_default().to_string_lossy()));
    Ok(())
}

/// What a program says in its first line; nothing where it is not there.
pub(super) fn said(program: &str, args: &[&str]) -> String {
    let out = Command::new(program).args(args).current_dir(root()).output();
    let text = out.map(|o| String::from_utf8_lossy(&o.stdout).into_owned()).unwrap_or_default();
    text.lines().next().unwrap_or_default().trim().to_owned()
}

/// Cores and model of the processor: what a reader needs to compare, and nothing that names a host.
pub(super) fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find(|l| l.starts_with("model name")).and_then(|l| l.split_once(": "));
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    format!("{}, {cores} cores", model.map_or("unknown processor", |(_, m)| m.trim()))
}

pub(super) fn memory() -> String {
    let info = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kb =
        info.lines().find_map(|l| l.strip_prefix("MemTotal:")).and_then(|l| l.trim().strip_suffix(" kB"));
    let kb = kb.and_then(|kb| kb.trim().parse::<f64>().ok()).unwrap_or_default();
    format!("{:.0} GB", kb / 1e6)
}

pub(super) fn load() -> String {
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("unknown").to_owned()
}

pub(super) fn slug(text: &str) -> String {
    let dashed: String =
        text.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    dashed.split('-').filter(|w| !w.is_empty()).collect::<Vec<_>>().join("-")
}
