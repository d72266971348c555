//! Memory and speed of the whole process, `plaudit read`, on few and on many reviews.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::corpora::{Review, folder};
use super::{Wishes, root};

/// One run of the program.
#[derive(Debug)]
pub(super) struct Run {
    pub(super) input: &'static str,
    pub(super) threads: usize,
    pub(super) reviews: usize,
    pub(super) bytes: usize,
    /// The most memory it held, in bytes.
    pub(super) peak: u64,
    pub(super) seconds: f64,
}

/// Runs it on a JSONL file, a CSV file and a folder, of few and of many reviews each.
pub(super) fn measure(wishes: &Wishes, reviews: &[(PathBuf, Review)]) -> Result<Vec<Run>> {
    let (few, many) = if wishes.quick { (100, 10_000) } else { (1_000, 100_000) };
    let mut runs = Vec::new();
    for input in ["jsonl", "csv", "folder"] {
        for count in [few, many] {
            let dir = folder("memory")?;
            let (path, bytes) = write(input, &dir, reviews, count)?;
            for threads in [1, std::thread::available_parallelism()?.get()] {
                // Once unseen, so that the first run does not pay for reading from the disk.
                let (peak, seconds) = observe(&path, threads)?;
                runs.push(Run { input, threads, reviews: count, bytes, peak, seconds });
            }
            std::fs::remove_dir_all(dir)?;
        }
    }
    Ok(runs)
}

fn write(input: &str, dir: &Path, reviews: &[(PathBuf, Review)], count: usize) -> Result<(PathBuf, usize)> {
    let cycle = reviews.iter().map(|(_, r)| r).cycle().take(count);
    let mut text = String::new();
    match input {
        "jsonl" => {
            for r in cycle {
                let object = serde_json::json!({ "film": r.title, "grade": r.grade, "text": r.body });
                writeln!(text, "{object}")?;
            }
        }
        "csv" => {
            text.push_str("Film,Grade,Review\n");
            let quoted = |s: &str| s.replace('"', "\"\"");
            for r in cycle {
                writeln!(text, "\"{}\",\"{}\",\"{}\"", quoted(&r.title), quoted(&r.grade), quoted(&r.body))?;
            }
        }
        _ => {
            let path = dir.join("reviews");
            std::fs::create_dir_all(&path)?;
            let mut bytes = 0;
            for (i, r) in cycle.enumerate() {
                bytes += r.whole.len();
                std::fs::write(path.join(format!("{i:06}.md")), &r.whole)?;
            }
            return Ok((path, bytes));
        }
    }
    let path = dir.join(format!("reviews.{input}"));
    std::fs::write(&path, &text)?;
    Ok((path, text.len()))
}

/// What a process cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cost {
    /// The most memory it held, in bytes, pages of mapped files included.
    pub(super) peak: u64,
    pub(super) seconds: f64,
    /// Seconds that it was on a core, by ticks of a hundredth.
    pub(super) cpu: f64,
}

/// The release that the driver has built.
pub(super) fn plaudit() -> Command {
    Command::new(root().join("target/release/plaudit"))
}

/// Peak memory and seconds of one run.
fn observe(path: &Path, threads: usize) -> Result<(u64, f64)> {
    let mut command = plaudit();
    command.args(["read", "--quiet", "--format", "jsonl", "--threads", &threads.to_string()]).arg(path);
    let cost = cost(&mut command)?;
    Ok((cost.peak, cost.seconds))
}

/// Runs a program to its end and looks on.
pub(super) fn cost(command: &mut Command) -> Result<Cost> {
    let start = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn().context("target/release/plaudit does not start")?;
    let (status, stat) = (format!("/proc/{}/status", child.id()), format!("/proc/{}/stat", child.id()));
    let (mut peak, mut cpu) = (0, 0.0);
    let exit = loop {
        // The kernel keeps the peak; only what comes after the last look is missed.
        peak = high_water(&status).unwrap_or(0).max(peak);
        cpu = ticks(&stat).unwrap_or(0.0).max(cpu);
        if let Some(exit) = child.try_wait()? {
            break exit;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let seconds = start.elapsed().as_secs_f64();
    ensure!(exit.success(), "{} ended with {exit}", command.get_program().display());
    Ok(Cost { peak, seconds, cpu })
}

/// CPU seconds of a process, in the kernel and out of it.
fn ticks(stat: &str) -> Option<f64> {
    let text = std::fs::read_to_string(stat).ok()?;
    let mut numbers = text.rsplit_once(')')?.1.split_whitespace().skip(11).map(str::parse::<f64>);
    Some((numbers.next()?.ok()? + numbers.next()?.ok()?) / 100.0)
}

fn high_water(status: &str) -> Option<u64> {
    let text = std::fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<u64>().ok().map(|kb| kb << 10)
}
