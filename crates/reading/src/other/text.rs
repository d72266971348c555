//! A document's words and what stands between them, by position of the token.

use catalog::word_hash;
use document::{Document, Span, TokenKind};

use super::trade::{self, Flags};
use crate::words::{Words, strip_possessive};

/// The tokens of a document.
#[derive(Clone, Copy)]
pub(super) struct Text<'d> {
    pub(super) doc: &'d Document,
    pub(super) words: &'d Words,
}

impl<'d> Text<'d> {
    /// The text of a token.
    pub(super) fn of(self, i: usize) -> &'d str {
        self.doc.tokens.get(i).map_or("", |t| t.span.of(&self.doc.text))
    }

    pub(super) fn span(self, i: usize) -> Span {
        self.doc.tokens.get(i).map(|t| t.span).unwrap_or_default()
    }

    pub(super) fn is_word(self, i: usize) -> bool {
        self.doc.tokens.get(i).is_some_and(|t| t.kind != TokenKind::Other)
    }

    /// Does it begin with a capital or a digit?
    pub(super) fn capital(self, i: usize) -> bool {
        self.words.is_raised(i)
    }

    /// The hash of a word, its possessive left off; an ampersand is "and".
    pub(super) fn hash(self, i: usize) -> u32 {
        match self.of(i) {
            "&" => word_hash("and"),
            _ => self.words.hash(i),
        }
    }

    /// The hash of a word with its possessive: "Rosemary's" of "Rosemary's Baby".
    pub(super) fn full_hash(self, i: usize) -> u32 {
        match self.of(i) {
            "&" => word_hash("and"),
            _ => self.words.full_hash(i),
        }
    }

    /// What the word says of a name beside it.
    pub(super) fn flags(self, i: usize) -> Flags {
        let word = self.of(i);
        // No word of the lists is longer.
        if word.len() > 16 { 0 } else { trade::flags(self.hash(i)) }
    }

    /// Is the word in the possessive?
    pub(super) fn possessive(self, i: usize) -> bool {
        self.words.is_possessive(i) || matches!(self.of(i + 1), "’" | "'") && self.of(i).ends_with('s')
    }

    /// The span of the tokens `first..=last`, the last one's possessive left off.
    pub(super) fn stretch(self, first: usize, last: usize) -> Span {
        let end = self.span(last);
        let word = strip_possessive(self.of(last));
        Span::new(self.span(first).start as usize, end.start as usize + word.len())
    }

    /// The first token that starts at or after a byte.
    pub(super) fn at(self, byte: u32) -> usize {
        self.doc.tokens.partition_point(|t| t.span.start < byte)
    }

    /// The word before a token, with nothing but quotation marks, hyphens and the like between.
    pub(super) fn before(self, i: usize) -> Option<usize> {
        let mut at = i;
        loop {
            at = at.checked_sub(1)?;
            if self.apart(at, at + 1) || i - at > 5 {
                return None;
            }
            if self.is_word(at) {
                return Some(at);
            }
            if !is_soft(self.of(at)) {
                return None;
            }
        }
    }

    /// The word after a token, likewise.
    pub(super) fn after(self, i: usize) -> Option<usize> {
        let mut at = i;
        loop {
            at += 1;
            if at >= self.doc.tokens.len() || self.apart(at - 1, at) || at - i > 5 {
                return None;
            }
            if self.is_word(at) {
                return Some(at);
            }
            if !is_soft(self.of(at)) {
                return None;
            }
        }
    }

    /// Does a blank line part two neighbors?
    fn apart(self, a: usize, b: usize) -> bool {
        let between = Span { start: self.span(a).end, end: self.span(b).start };
        between.len() > 1 && memchr::memmem::find(between.of(&self.doc.text).as_bytes(), b"\n\n").is_some()
    }

    /// Does a sentence begin with this token, marks ahead of it left out?
    pub(super) fn begins(self, i: usize) -> bool {
        let start = self.span(i).start;
        let Some(sentence) = self.doc.sentence_at(start) else { return true };
        let mut at = i;
        while at > 0 && !self.is_word(at - 1) && i - at < 4 && self.span(at - 1).start >= sentence.start {
            at -= 1;
        }
        self.span(at).start <= sentence.start
    }
}

/// Marks that part no name from its neighbors.
fn is_soft(mark: &str) -> bool {
    matches!(
        mark,
        "\"" | "“" | "”" | "‘" | "’" | "'" | "«" | "»" | "„" | "*" | "_" | "-" | "‐" | "‑" | "[" | "]"
    )
}
