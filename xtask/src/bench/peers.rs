//! The peers: a Python process a corpus, asked for one pass at a time, so that both sides take turns.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::corpora::Corpus;
use super::measure::median;
use super::{Wishes, note, root, venv};

/// Seconds from which one pass is enough.
const LONG: f64 = 3.0;

/// The process, if there is Python.
#[derive(Debug)]
pub(super) struct Peers {
    process: Option<(Child, ChildStdin, BufReader<ChildStdout>)>,
    found: Vec<Peer>,
    times: Vec<Vec<f64>>,
}

/// One way of doing it, and how it did.
#[derive(Debug)]
pub(super) struct Peer {
    /// What it is made of.
    pub(super) name: String,
    /// What it does of what Plaudit does.
    pub(super) does: String,
    /// Which of Plaudit's stages it is set against: documents, and their grades, or the whole reading.
    pub(super) stage: usize,
    /// Reviews it came upon.
    pub(super) reviews: u64,
    /// Reviews it found a grade in.
    pub(super) graded: u64,
    /// Seconds a pass.
    pub(super) seconds: f64,
}

/// A program of the peers, in their environment; `None` where there is none.
pub(super) fn python(wishes: &Wishes, peer: &str) -> Option<Command> {
    let program = venv().join("bin/python");
    let there = !wishes.no_peers && venv().join("made-of.txt").exists();
    there.then(|| {
        let mut command = Command::new(program);
        // One thread, as Plaudit has: numpy would take all cores.
        command.arg(root().join("bench/peers").join(peer)).env("OMP_NUM_THREADS", "1");
        command.env("OPENBLAS_NUM_THREADS", "1").stdin(Stdio::piped()).stdout(Stdio::piped());
        command
    })
}

impl Peers {
    /// Starts them on a corpus and lets them load it and warm up.
    pub(super) fn start(corpus: &Corpus, wishes: &Wishes) -> Result<Peers> {
        let mut peers = Peers { process: None, found: Vec::new(), times: Vec::new() };
        let Some(mut command) = python(wishes, "peer.py") else { return Ok(peers) };
        let mut child = command.args(["pass", corpus.name]).spawn()?;
        let mut to = child.stdin.take().context("no way to the peers")?;
        let from = BufReader::new(child.stdout.take().context("no way from the peers")?);
        let paths: Vec<_> = corpus.files.iter().map(|f| &f.path).collect();
        writeln!(to, "{}", serde_json::to_string(&paths)?)?;
        peers.process = Some((child, to, from));
        let offered = peers.hear()?;
        for peer in offered.as_array().into_iter().flatten() {
            let text = |key: &str| peer[key].as_str().unwrap_or_default().to_owned();
            peers.found.push(Peer {
                name: text("name"),
                does: text("does"),
                stage: peer["stage"].as_u64().map_or(1, |n| n.min(2) as usize),
                reviews: 0,
                graded: 0,
                seconds: f64::NAN,
            });
        }
        peers.times = vec![Vec::new(); peers.found.len()];
        Ok(peers)
    }

    fn hear(&mut self) -> Result<Value> {
        let Some((_, _, from)) = &mut self.process else { return Ok(Value::Null) };
        let mut line = String::new();
        from.read_line(&mut line)?;
        serde_json::from_str(&line).context("the peers died; what they said is above")
    }

    /// One pass of each; a pass that takes long is steady enough by itself and is made once.
    pub(super) fn round(&mut self) -> Result<()> {
        for i in 0..self.found.len() {
            if self.times[i].first().is_some_and(|seconds| *seconds > LONG) {
                continue;
            }
            let Some((_, to, _)) = &mut self.process else { continue };
            writeln!(to, "{i}")?;
            let said = self.hear()?;
            let peer = &mut self.found[i];
            peer.reviews = said["reviews"].as_u64().unwrap_or_default();
            peer.graded = said["graded"].as_u64().unwrap_or_default();
            self.times[i].push(said["seconds"].as_f64().unwrap_or(f64::NAN));
        }
        Ok(())
    }

    /// Lets them go and tells how they did.
    pub(super) fn finish(mut self) -> Vec<Peer> {
        if let Some((mut child, to, _)) = self.process.take() {
            drop(to);
            if child.wait().is_err() {
                note("a peer could not be waited for");
            }
        }
        for (peer, times) in self.found.iter_mut().zip(self.times) {
            peer.seconds = median(times);
        }
        self.found
    }
}
