//! Texts as the models see them: the distinct n-grams of their sentences.

use document::{Document, Span};
use reading::model::grams::{grams, words};
use reading::model::seen::seen;

/// The distinct n-grams of all sentences of a document, by hash, ascending.
pub fn features(doc: &Document) -> Vec<u32> {
    let words = words(doc);
    let mut out = Vec::new();
    let mut at = 0;
    for span in &doc.sentences {
        grams(&words[doc.tokens_within(*span, &mut at)], |hash, _| out.push(hash));
    }
    distinct(out)
}

/// The distinct n-grams of a review's running text with its printed grades masked, as the model of scores sees them.
pub fn graded_features(doc: &Document) -> Vec<u32> {
    let printed = reading::grade::read(doc);
    let graded: Vec<Span> = printed.iter().flat_map(|f| f.evidence.iter().copied()).collect();
    let seen = seen(doc, &words(doc), Span::new(0, doc.text.len()), &graded);
    let mut out = Vec::with_capacity(seen.words.len() * 3);
    for (_, range) in &seen.sentences {
        grams(&seen.words[range.clone()], |hash, _| out.push(hash));
    }
    distinct(out)
}

fn distinct(mut hashes: Vec<u32>) -> Vec<u32> {
    hashes.sort_unstable();
    hashes.dedup();
    hashes
}
