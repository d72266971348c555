//! A fit of generated ratings, in a process of its own, so that its memory can be told.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use consensus::model::{self, Observation, Seen, Settings, World};
use serde_json::{Value, json};

use super::{median, write_table};

const SEED: u64 = 5;

/// One fit.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) ratings: usize,
    pub(super) seconds: f64,
    pub(super) sweeps: u64,
    /// Bytes: the ratings before the fit, and the peak.
    pub(super) before: u64,
    pub(super) peak: u64,
    /// Ratings of a film, and the microseconds of its number with one more: a usual film and the largest.
    pub(super) film: Vec<[f64; 2]>,
}

/// Fits in this process and prints what it cost.
#[allow(clippy::print_stdout)]
pub(super) fn child(ratings: usize) -> Result<()> {
    let (mut all, truth) = model::generate(&World::of(ratings, SEED));
    drop(truth);
    let before = high_water()?;
    let began = Instant::now();
    let fit = model::fit(&all, &Settings::default());
    let seconds = began.elapsed().as_secs_f64();
    let peak = high_water()?;
    all.sort_by_key(|o| o.film);
    let mut films: Vec<&[Observation]> = all.chunk_by(|a, b| a.film == b.film).collect();
    films.sort_by_key(|of| of.len());
    let mut film = Vec::new();
    for of in [films.get(films.len() / 2), films.last()].into_iter().flatten() {
        let mut of = of.to_vec();
        // One more, by a critic who had no part in the film.
        of.push(Observation { critic: Some(u32::MAX), ..*of.first().context("an empty film")? });
        let times = (0..101).map(|_| {
            let began = Instant::now();
            black_box(fit.film(&of));
            began.elapsed().as_secs_f64() * 1e6
        });
        film.push([of.len() as f64, median(times.collect())]);
    }
    let sweeps = fit.sweeps();
    println!(
        "{}",
        json!({"ratings": all.len(), "seconds": seconds, "before": before, "peak": peak, "film": film, "sweeps": sweeps})
    );
    Ok(())
}

/// The same in a process of its own.
pub(super) fn observed(ratings: usize) -> Result<Fitted> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args(["bench", "ledger", "--spin", &format!("fit={ratings}")]).stderr(Stdio::inherit());
    let out = command.output()?;
    ensure!(out.status.success(), "the fit died; what it said is above");
    let said: Value = serde_json::from_slice(&out.stdout)?;
    let number = |key: &str| said[key].as_u64().unwrap_or_default();
    Ok(Fitted {
        ratings: usize::try_from(number("ratings"))?,
        seconds: said["seconds"].as_f64().context("no time")?,
        sweeps: number("sweeps"),
        before: number("before"),
        peak: number("peak"),
        film: serde_json::from_value(said["film"].clone())?,
    })
}

/// The one of the middle time.
pub(super) fn middle(mut fits: Vec<Fitted>) -> Option<Fitted> {
    fits.sort_by(|a, b| a.seconds.total_cmp(&b.seconds));
    fits.get(fits.len() / 2).cloned()
}

/// The same ratings for the peers, film by film.
pub(super) fn table(ratings: usize, dir: &Path) -> Result<PathBuf> {
    let path = dir.join(format!("ratings-{ratings}.csv"));
    let (mut all, _) = model::generate(&World::of(ratings, SEED));
    all.sort_by_key(|o| (o.film, o.critic));
    let row = |o: &Observation| {
        let score = match o.seen {
            Seen::Grade { score, .. } => score,
            Seen::Mark { positive } => f64::from(u8::from(positive)) * 100.0,
            Seen::Inferred { value, .. } => value,
        };
        Some((o.film, o.critic?, score))
    };
    write_table(&path, all.iter().filter_map(row))?;
    Ok(path)
}

fn high_water() -> Result<u64> {
    let text = std::fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|l| l.strip_prefix("VmHWM:")).context("no VmHWM")?;
    Ok(line.trim().trim_end_matches(" kB").trim().parse::<u64>()? << 10)
}
