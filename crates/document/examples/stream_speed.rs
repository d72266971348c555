//! Measures framing and parsing, each alone and on one core: `stream_speed FILE...`.
//!
//! The file is streamed three times; the best pass counts, so that it comes from the page cache. "Finishing"
//! is the part of parsing that every format shares (tokens, sentences, language): the same blocks are
//! built once more from their texts.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::time::Instant;

use document::{Builder, Document, Field, Options, Role, Source, parse, records};

fn main() -> std::io::Result<()> {
    let options = Options::default();
    for path in std::env::args().skip(1) {
        let size = std::fs::metadata(&path)?.len();
        let (mut framing, mut parsing, mut finishing) = (f64::MAX, f64::MAX, f64::MAX);
        let mut tally = Tally::default();
        for _ in 0..3 {
            tally = Tally::default();
            let (mut frame, mut rest, mut finish) = (0.0, 0.0, 0.0);
            let mut stream = records(std::fs::File::open(&path)?, &path, &options);
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
                let start = Instant::now();
                documents.iter().for_each(rebuild);
                finish += start.elapsed().as_secs_f64();
                documents.iter().for_each(|d| tally.add(d));
            }
            framing = framing.min(frame);
            parsing = parsing.min(rest);
            finishing = finishing.min(finish);
        }
        let megabytes = size as f64 / 1e6;
        let rate = |seconds: f64| megabytes / seconds;
        println!(
            "{path}: {megabytes:.1} MB, framing {:.0} MB/s, parsing {:.1} MB/s, finishing alone {:.1} MB/s; \
             framing and parsing without finishing {:.0} MB/s",
            rate(framing),
            rate(parsing),
            rate(finishing),
            rate(framing + parsing - finishing)
        );
        println!("  {tally:?}");
    }
    Ok(())
}

fn rebuild(d: &Document) {
    let mut b = Builder::new(Source::default());
    for block in &d.blocks {
        match block.role {
            Role::Field(field) => b.field(field, d.slice(block.key), d.slice(block.span)),
            role => {
                b.open(role);
                b.push(d.slice(block.span));
                b.close();
            }
        }
    }
    std::hint::black_box(b.finish());
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
