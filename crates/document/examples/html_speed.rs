//! Measures reading HTML: `html_speed [--dump DIR] FILES..` prints pages a second on one core.
//!
//! With `--dump` it writes each page's prose, without title, byline, date and captions, to
//! `DIR/NAME.txt`, for scoring against a benchmark.

#![allow(clippy::print_stdout)]

use std::time::Instant;

use document::{Content, Document, Format, Options, Record, Role, Source, parse};

fn read(bytes: &[u8]) -> Document {
    let content =
        Content::Whole { format: Format::Html, bytes: bytes.to_vec(), charset: None, fields: Vec::new() };
    parse(Record { source: Source::default(), content, notes: Vec::new() }, &Options::default())
}

fn main() -> std::io::Result<()> {
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let dump = (args.first().map(String::as_str) == Some("--dump") && args.len() > 1).then(|| {
        args.remove(0);
        args.remove(0)
    });
    let pages = args.iter().map(std::fs::read).collect::<Result<Vec<_>, _>>()?;
    if let Some(dir) = dump {
        for (name, page) in args.iter().zip(&pages) {
            let doc = read(page);
            let mut text = String::new();
            for block in doc.prose() {
                if !matches!(block.role, Role::Title | Role::Byline | Role::Date | Role::Caption) {
                    text.push_str(doc.slice(block.span));
                    text.push_str("\n\n");
                }
            }
            let stem = std::path::Path::new(name).file_stem().unwrap_or_default().to_string_lossy();
            std::fs::write(std::path::Path::new(&dir).join(format!("{stem}.txt")), text)?;
        }
    }
    let bytes: usize = pages.iter().map(Vec::len).sum();
    let start = Instant::now();
    let mut rounds = 0;
    let mut words = 0;
    while rounds == 0 || start.elapsed().as_secs_f64() < 2.0 {
        words = pages.iter().map(|p| read(p).tokens.len()).sum();
        rounds += 1;
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(rounds);
    println!(
        "{} pages, {:.1} MB, {words} tokens: {:.0} pages/s, {:.1} MB/s",
        pages.len(),
        bytes as f64 / 1e6,
        pages.len() as f64 / seconds,
        bytes as f64 / 1e6 / seconds
    );
    Ok(())
}
