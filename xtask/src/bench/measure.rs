//! Measures: one thread, input in memory, a warm-up, then rounds in which Plaudit and the peers take turns.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Result;
use catalog::Catalog;
use document::{Options, parse, records};
use rustix::time::{ClockId, clock_gettime};

use super::corpora::{self, Corpus};
use super::peers::Peers;
use super::table::{Line, Table};
use super::{Wishes, catalogs, ledger, memory, note, quality};

// What the binary runs with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How far Plaudit goes with each review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Cut into records, parsed to text, blocks, sentences, tokens.
    Documents,
    /// And their grades.
    Grades,
    /// And everything else a reading has.
    Reading,
}

const STAGES: [Stage; 3] = [Stage::Documents, Stage::Grades, Stage::Reading];

/// Seconds that a sample of Plaudit lasts at least: shorter ones are noise.
const SAMPLE: f64 = 0.25;

/// Runs all of it and writes the table.
pub(super) fn run(wishes: &Wishes) -> Result<()> {
    if wishes.only.as_deref() == Some("ledger") {
        return ledger::run(wishes);
    }
    let reviews = corpora::reviews(wishes)?;
    if wishes.only.as_deref() == Some("catalog") {
        return catalogs::run(wishes, &reviews);
    }
    let all = corpora::all(wishes, &reviews)?;
    if let Some(stage) = &wishes.spin {
        return spin(&all, stage);
    }
    let rounds = if wishes.quick { 1 } else { 3 };
    let mut table = Table::new(wishes.quick, rounds);
    for corpus in &all {
        note(&format!("{}: {} reviews, {} bytes", corpus.name, corpus.reviews, corpus.bytes));
        table.push(line(corpus, rounds, wishes)?);
    }
    if wishes.only.is_none() {
        note("text of HTML pages");
        table.quality = quality::measure(wishes, &reviews)?;
        note("memory");
        table.memory = memory::measure(wishes, &reviews)?;
    }
    table.print_and_keep(wishes)?;
    if wishes.only.is_none() {
        catalogs::run(wishes, &reviews)?;
    }
    Ok(())
}

fn line(corpus: &Corpus, rounds: usize, wishes: &Wishes) -> Result<Line> {
    let mut peers = Peers::start(corpus, wishes)?;
    let mut found = Pass::default();
    for stage in STAGES {
        found = pass(corpus, stage, catalog::starter());
    }
    let mut ours = [const { Vec::new() }; STAGES.len()];
    for _ in 0..rounds {
        for (times, stage) in ours.iter_mut().zip(STAGES) {
            times.extend([(); 3].map(|()| sample(corpus, stage, catalog::starter())));
        }
        peers.round()?;
    }
    Ok(Line {
        name: corpus.name,
        what: corpus.what.clone(),
        reviews: corpus.reviews,
        bytes: corpus.bytes,
        read: found.reviews,
        graded: found.graded,
        ours: ours.map(median),
        peers: peers.finish(),
    })
}

/// Seconds that a pass takes, from as many as a sample needs.
pub(super) fn sample(corpus: &Corpus, stage: Stage, catalog: &Catalog<'_>) -> f64 {
    let mut passes = 0.0;
    let start = cpu();
    loop {
        black_box(pass(corpus, stage, catalog));
        passes += 1.0;
        let spent = (cpu() - start).as_secs_f64();
        if spent >= SAMPLE {
            return spent / passes;
        }
    }
}

/// What a pass came upon, so that a reader of the table sees that both sides did the work.
#[derive(Debug, Default)]
pub(super) struct Pass {
    pub(super) reviews: usize,
    pub(super) graded: usize,
}

fn pass(corpus: &Corpus, stage: Stage, catalog: &Catalog<'_>) -> Pass {
    let options = Options::default();
    let mut found = Pass::default();
    for file in &corpus.files {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        for record in records(&file.bytes[..], &name, &options) {
            let doc = parse(record, &options);
            found.reviews += 1;
            match stage {
                Stage::Documents => {}
                Stage::Grades => {
                    found.graded += usize::from(!black_box(reading::grade::read(&doc)).is_empty())
                }
                Stage::Reading => {
                    let readings = black_box(reading::read(&doc, catalog, reading::Models::built_in()));
                    let grade = |c: &reading::Claim| matches!(c.says, reading::Says::Grade(_));
                    found.graded += usize::from(readings.iter().any(|r| r.claims.iter().any(grade)));
                }
            }
            black_box(doc);
        }
    }
    found
}

/// Time that this thread was on a core: what others do on the machine counts as little as it can.
pub(super) fn cpu() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ThreadCPUTime)).unwrap_or_default()
}

pub(super) fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Reads the corpora over and over for some seconds, for a profiler to watch.
fn spin(all: &[Corpus], stage: &str) -> Result<()> {
    let stage = match stage {
        "documents" => Stage::Documents,
        "grades" => Stage::Grades,
        "reading" => Stage::Reading,
        other => anyhow::bail!("no stage {other:?}: there are documents, grades, reading"),
    };
    for corpus in all {
        let start = cpu();
        while (cpu() - start).as_secs() < 4 {
            black_box(pass(corpus, stage, catalog::starter()));
        }
    }
    Ok(())
}
