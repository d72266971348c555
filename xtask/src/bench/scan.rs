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
    /// Names that were found, the longest at each place, in any case of letters.
    pub(super) names: usize,
    /// Looking at the words for names.
    pub(super) scan: f64,
    /// Cutting the text into words, and blocks, sentences and language with them.
    pub(super) documents: f64,
    /// All that a reading is.
    pub(super) reading: f64,
}

/// Scans the corpus, repeatedly.
pub(super) fn measure(corpus: &Corpus, catalog: &Catalog<'_>) -> Scan {
    let options = Options::default();
    let mut docs: Vec<Document> = Vec::new();
    for file in &corpus.files {
        let name = file.path.file_name().unwrap_or_default().to_string_lossy();
        docs.extend(records(&file.bytes[..], &name, &options).map(|r| parse(r, &options)));
    }
    let mut names = 0;
    let mut times = Vec::new();
    for _ in 0..7 {
        let start = cpu();
        names = docs.iter().map(|doc| black_box(scan(doc, catalog))).sum();
        times.push((cpu() - start).as_secs_f64());
    }
    let of = |stage| median([(); 3].map(|()| sample(corpus, stage, catalog)).to_vec());
    Scan {
        reviews: docs.len(),
        bytes: corpus.bytes,
        names,
        scan: median(times),
        documents: of(Stage::Documents),
        reading: of(Stage::Reading),
    }
}

/// How many names there are; the longest at each place counts, and none overlaps another.
fn scan(doc: &Document, catalog: &Catalog<'_>) -> usize {
    let words = doc.tokens.iter().filter(|t| t.kind != TokenKind::Other);
    let hashes: Vec<u32> = words.map(|t| word_hash(doc.slice(t.span))).collect();
    let (mut at, mut names) = (0, 0);
    while at < hashes.len() {
        let mut key = KeyBuilder::default();
        let mut longest = 0;
        for (n, hash) in hashes[at..].iter().take(LONGEST).enumerate() {
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
