//! Finding a catalog's names in the words of reviews: the part of a reading that keyword matchers do too.

use std::hint::black_box;

use catalog::{Catalog, KeyBuilder, word_hash};
use document::{Document, Options, TokenKind, parse, records};

use super::corpora::Corpus;
use super::measure::{Stage, cpu, median, sample};

/// Names of more words than this are not looked for, as in a reading.
const LONGEST: usize = 16;

/// Seconds a pass over the corpus.
#[derive(Debug)]
pub(super) struct Scan {
    pub(super) reviews: usize,
    pub(super) bytes: usize,
    /// Looking at the words for names, in any case of letters; and for those that begin with a capital, as a reading does.
    pub(super) any_case: Names,
    pub(super) capital: Names,
    /// Cutting the text into words, and blocks, sentences and language with them.
    pub(super) documents: f64,
    /// All that a reading is.
    pub(super) reading: f64,
}

/// Names that were found, the longest at each place, and the seconds that it took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    pub(super) found: usize,
    pub(super) seconds: f64,
}

/// Scans the corpus, repeatedly.
pub(super) fn measure(corpus: &Corpus, catalog: &Catalog<'_>) -> Scan {
    let options = Options::default();
    let mut docs: Vec<Document> = Vec::new();
    for file in &corpus.files {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        docs.extend(records(&file.bytes[..], &name, &options).map(|r| parse(r, &options)));
    }
    let names = |any_case: bool| {
        let mut found = 0;
        let times = [(); 7].map(|()| {
            let start = cpu();
            found = docs.iter().map(|doc| black_box(scan(doc, catalog, any_case))).sum();
            (cpu() - start).as_secs_f64()
        });
        Names { found, seconds: median(times.to_vec()) }
    };
    let of = |stage| median([(); 3].map(|()| sample(corpus, stage, catalog)).to_vec());
    Scan {
        reviews: docs.len(),
        bytes: corpus.bytes,
        any_case: names(true),
        capital: names(false),
        documents: of(Stage::Documents),
        reading: of(Stage::Reading),
    }
}

/// How many names there are; the longest at each place counts, and none overlaps another.
fn scan(doc: &Document, catalog: &Catalog<'_>, any_case: bool) -> usize {
    let words = doc.tokens.iter().filter(|t| t.kind != TokenKind::Other).map(|t| doc.slice(t.span));
    let starts = |word: &str| any_case || word.starts_with(|c: char| c.is_uppercase() || c.is_numeric());
    let words: Vec<(u32, bool)> = words.map(|w| (word_hash(w), starts(w))).collect();
    let (mut at, mut names) = (0, 0);
    while at < words.len() {
        if !words[at].1 {
            at += 1;
            continue;
        }
        let mut key = KeyBuilder::default();
        let mut longest = 0;
        for (n, (hash, _)) in words[at..].iter().take(LONGEST).enumerate() {
            key.push(*hash);
            if !catalog.titled(key.key()).is_empty() || !catalog.named(key.key()).is_empty() {
                longest = n + 1;
            }
            if !catalog.may_begin(key.key()) {
                break;
            }
        }
        names += usize::from(longest > 0);
        at += longest.max(1);
    }
    names
}
