//! N-grams: what the models see of a text.
//!
//! A word is seen without case, accents, apostrophes and possessive; every number is one word; marks are words. N-grams do not cross sentences. Each is 32 bits of hash: two of a model's
//! few hundred thousand may be one, which costs less than spelling them out.

use document::{Document, Token, TokenKind};

use crate::words::Words;

/// The longest n-gram, in words.
pub const LONGEST: usize = 3;

/// Every number.
const NUMBER: u32 = 0x9e37_79b9;

/// The words of a document, one a token: 0 for a word of which nothing is left.
pub fn words(doc: &Document) -> Vec<u32> {
    of(doc, &crate::words::read(doc), doc.tokens.len())
}

/// The same of words that are hashed already, of the first so many tokens.
pub(crate) fn of(doc: &Document, words: &Words, tokens: usize) -> Vec<u32> {
    let word = |(at, token): (usize, &Token)| match token.kind {
        TokenKind::Number => NUMBER,
        TokenKind::Word => words.hash(at),
        TokenKind::Other => mark(doc.slice(token.span)),
    };
    doc.tokens.iter().take(tokens).enumerate().map(word).collect()
}

/// A mark: any hash that no word has by design.
fn mark(text: &str) -> u32 {
    text.bytes().fold(0x1234_5677_u32, |h, b| h.wrapping_mul(31) ^ u32::from(b)).wrapping_mul(0x9e37_79b1) | 1
}

/// Calls `each` with every n-gram of a run of words, and the place of its last word in the run.
/// What is no word is as if it were not there.
#[inline]
pub fn grams(words: &[u32], mut each: impl FnMut(u32, usize)) {
    let (mut last, mut before) = (0, 0);
    for (at, word) in words.iter().copied().enumerate() {
        if word == 0 {
            continue;
        }
        each(word, at);
        if last != 0 {
            each(join(last, word), at);
            if before != 0 {
                each(join(join(before, last), word), at);
            }
        }
        (before, last) = (last, word);
    }
}

/// The hash of two in a row.
#[inline]
fn join(first: u32, second: u32) -> u32 {
    (first.rotate_left(9) ^ second).wrapping_mul(0x9e37_79b1) ^ (first >> 15)
}
