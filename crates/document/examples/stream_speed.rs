//! Measures framing and parsing, each alone and on one core: `stream_speed FILE...`.
//!
//! The file is read into memory first, and gone through three times; the best pass counts.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::time::Instant;

use document::{Document, Field, Options, parse, records};

fn main() -> std::io::Result<()> {
    let options = Options::default();
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let (mut framing, mut parsing) = (f64::MAX, f64::MAX);
        let mut tally = Tally::default();
        for _ in 0..3 {
            tally = Tally::default();
            let (mut frame, mut rest) = (0.0, 0.0);
            let mut stream = records(bytes.as_slice(), &path, &options);
            loop {
                // In batches, so that the clock costs nothing and memory stays small.
                let start = Instant::now();
                let batch: Vec<_> = stream.by_ref().take(256).collect();
                frame += start.elapsed().as_secs_f64();
                if batch.is_empty() {
                    break;
                }
                let start = Instant::now();
                let documents: Vec<Document> = batch.into_iter().map(|r| parse(r, &options)).collect();
                rest += start.elapsed().as_secs_f64();
                documents.iter().for_each(|d| tally.add(d));
            }
            framing = framing.min(frame);
            parsing = parsing.min(rest);
        }
        let megabytes = bytes.len() as f64 / 1e6;
        println!(
            "{path}: {megabytes:.1} MB, framing {:.0} MB/s, parsing {:.0} MB/s, both {:.0} MB/s",
            megabytes / framing,
            megabytes / parsing,
            megabytes / (framing + parsing)
        );
        println!("  {tally:?}");
    }
    Ok(())
}

#[derive(Debug, Default)]
struct Tally {
    documents: usize,
    film: usize,
    year: usize,
    grade: usize,
    published: usize,
    words: usize,
    notes: BTreeMap<String, usize>,
}

impl Tally {
    fn add(&mut self, d: &Document) {
        let has = |f| usize::from(d.field(f).is_some());
        self.documents += 1;
        self.film += has(Field::Film);
        self.year += has(Field::FilmYear);
        self.grade += has(Field::Grade);
        self.published += has(Field::Published);
        self.words += d.words();
        for note in &d.notes {
            let short = &note.message[..note.message.floor_char_boundary(120)];
            *self.notes.entry(format!("{}: {short}", note.kind.name())).or_default() += 1;
        }
        if self.notes.len() > 20 {
            self.notes.pop_last();
        }
    }
}
