//! A sentence as the rules see it: words with their cues, what stands between them, and the names among them.

use document::{Document, MarkKind, Span, TokenKind};

use super::words::{Entry, Kind, Lexicon, Term, cue};
use crate::words::{Words, strip_possessive};

/// What stands between a word and the one before it: a set of bits, 0 for white space alone.
pub(crate) mod gap {
    pub(crate) const HYPHEN: u16 = 1;
    pub(crate) const DOT: u16 = 2;
    pub(crate) const COMMA: u16 = 4;
    pub(crate) const OPEN: u16 = 8;
    pub(crate) const CLOSE: u16 = 16;
    pub(crate) const QUOTE: u16 = 32;
    pub(crate) const PIPE: u16 = 64;
    pub(crate) const DASH: u16 = 128;
    pub(crate) const SLASH: u16 = 256;
    pub(crate) const APOSTROPHE: u16 = 512;
    pub(crate) const AND: u16 = 1024;
    pub(crate) const EMPHASIS: u16 = 2048;
    pub(crate) const BREAK: u16 = 4096;
}

/// One word or number.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) span: Span,
    pub(crate) hash: u32,
    pub(crate) cues: u64,
    /// What stands before it.
    pub(crate) gap: u16,
    pub(crate) capital: bool,
    /// Capitals throughout, two or more.
    pub(crate) upper: bool,
    pub(crate) possessive: bool,
    pub(crate) number: bool,
    /// Set in italics or in a link, as titles are: the mark.
    pub(crate) mark: Option<u32>,
    pub(crate) quoted: bool,
}

impl Word {
    pub(crate) fn is(&self, cues: u64) -> bool {
        self.cues & cues != 0
    }
}

/// A name found: the words `start..end`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hit<'l> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) term: &'l Term,
}

/// A sentence. The buffers are used again for the next one.
#[derive(Debug, Default)]
pub(crate) struct Sentence<'l> {
    pub(crate) words: Vec<Word>,
    pub(crate) hits: Vec<Hit<'l>>,
    /// The words that may begin a name, and what is known of them.
    heads: Vec<(usize, &'l Entry)>,
    /// All cues of all its words.
    pub(crate) cues: u64,
    /// It is the first of its review.
    pub(crate) first: bool,
}

/// A mark longer than this is a passage in italics, not a title.
const TITLE: usize = 70;

/// Walks through a document's sentences, which come in order.
pub(crate) struct Walk<'d> {
    doc: &'d Document,
    hashed: &'d Words,
    token: usize,
    mark: usize,
    /// The marks that may still cover a word: the last one of each kind is enough.
    open: Option<(u32, Span)>,
}

impl<'d> Walk<'d> {
    pub(crate) fn new(doc: &'d Document, hashed: &'d Words) -> Self {
        Walk { doc, hashed, token: 0, mark: 0, open: None }
    }

    /// Reads one sentence into `out`.
    pub(crate) fn read<'l>(&mut self, span: Span, lexicon: &'l Lexicon, out: &mut Sentence<'l>) {
        out.words.clear();
        out.hits.clear();
        out.heads.clear();
        out.cues = 0;
        let doc = self.doc;
        self.token += doc.tokens[self.token..].partition_point(|t| t.span.start < span.start);
        let mut between = 0;
        let mut quoted = false;
        while let Some(token) = doc.tokens.get(self.token).filter(|t| t.span.end <= span.end) {
            self.token += 1;
            let text = doc.slice(token.span);
            if token.kind == TokenKind::Other {
                between |= punctuation(text);
                match text {
                    "“" => quoted = true,
                    "”" => quoted = false,
                    "\"" => quoted = !quoted,
                    _ => {}
                }
                continue;
            }
            let hash = self.hashed.hash(self.token - 1);
            let entry = lexicon.get(&hash);
            out.heads.extend(entry.filter(|e| !e.terms.is_empty()).map(|e| (out.words.len(), e)));
            let mark = self.mark_at(token.span);
            // The words of a title say nothing of the sentence.
            let cues = entry.map_or(0, |e| e.cues) * u64::from(mark.is_none());
            let possessive = self.hashed.is_possessive(self.token - 1);
            let bare = if possessive { strip_possessive(text) } else { text };
            let is = u64::from(possessive && cues & cue::CONTRACTION != 0) * cue::BE;
            let cues = cues | is;
            out.cues |= cues;
            out.words.push(Word {
                span: token.span,
                hash,
                cues,
                gap: std::mem::take(&mut between),
                capital: text.starts_with(char::is_uppercase),
                upper: bare.len() > 1 && !bare.contains(char::is_lowercase)
                    || bare.len() == 1 && bare.starts_with(char::is_uppercase),
                possessive,
                number: token.kind == TokenKind::Number,
                mark,
                quoted,
            });
        }
        find(out);
    }

    /// The mark that covers a word, if it is short enough to be a title's.
    fn mark_at(&mut self, word: Span) -> Option<u32> {
        let marks = &self.doc.marks;
        while let Some(mark) = marks.get(self.mark).filter(|m| m.span.start <= word.start) {
            let title = matches!(mark.kind, MarkKind::Emphasis | MarkKind::Link) && mark.span.len() <= TITLE;
            if title && mark.span.end > word.start {
                self.open = Some((u32::try_from(self.mark).unwrap_or(u32::MAX), mark.span));
            }
            self.mark += 1;
        }
        self.open.filter(|(_, span)| span.end > word.start).map(|(mark, _)| mark)
    }
}

fn punctuation(text: &str) -> u16 {
    match text {
        "-" | "‑" | "‐" => gap::HYPHEN,
        "." => gap::DOT,
        "," => gap::COMMA,
        "(" | "[" => gap::OPEN,
        ")" | "]" => gap::CLOSE,
        "\"" | "“" | "”" => gap::QUOTE,
        "|" => gap::PIPE,
        "–" | "—" | ":" => gap::DASH,
        "/" => gap::SLASH,
        "'" | "’" | "‘" => gap::APOSTROPHE,
        "&" => gap::AND,
        "*" | "_" => gap::EMPHASIS,
        _ => gap::BREAK,
    }
}

/// Finds the names; of one kind no two overlap, and the longer one goes first.
fn find(out: &mut Sentence<'_>) {
    let Sentence { words, hits, heads, .. } = out;
    for &(at, entry) in heads.iter() {
        let before = hits.len();
        for term in &entry.terms {
            let same = |h: &Hit<'_>| {
                std::mem::discriminant(&h.term.kind) == std::mem::discriminant(&term.kind) && h.end > at
            };
            // Only the last few can reach this far: names are short.
            let near = hits.len().saturating_sub(12);
            if term.is_at(words, at) && !hits[near..].iter().any(same) {
                hits.push(Hit { start: at, end: at + term.len(), term });
            }
        }
        debug_assert!(hits.len() - before < 16, "a word begins a few kinds of names");
    }
}

impl Sentence<'_> {
    pub(crate) fn has(&self, cues: u64) -> bool {
        self.cues & cues != 0
    }

    /// The stretch of text from one word to another, both included, without a possessive.
    pub(crate) fn span(&self, doc: &Document, start: usize, end: usize) -> Span {
        let (first, last) = (self.words[start].span, self.words[end - 1].span);
        let bare = strip_possessive(doc.slice(last)).len();
        Span { start: first.start, end: last.start + u32::try_from(bare).unwrap_or(0) }
    }

    /// Is there a word with one of these cues among the `n` before `at`?
    pub(crate) fn before(&self, at: usize, n: usize, cues: u64) -> bool {
        self.words[at.saturating_sub(n)..at].iter().any(|w| w.is(cues))
    }

    /// Is there a word with one of these cues among the `n` from `at` on?
    pub(crate) fn after(&self, at: usize, n: usize, cues: u64) -> bool {
        self.words.iter().skip(at).take(n).any(|w| w.is(cues))
    }

    /// The word before, where nothing but white space (or what `loose` allows) stands between.
    pub(crate) fn prev(&self, at: usize, loose: u16) -> Option<&Word> {
        let word = self.words.get(at)?;
        (at > 0 && word.gap & !loose == 0).then(|| &self.words[at - 1])
    }

    /// The word at `at`, where nothing but white space (or what `loose` allows) stands before it.
    pub(crate) fn next(&self, at: usize, loose: u16) -> Option<&Word> {
        self.words.get(at).filter(|w| w.gap & !loose == 0)
    }

    /// Is the word at `at` this one (in lower case)?
    pub(crate) fn reads(&self, doc: &Document, at: usize, word: &str) -> bool {
        self.words.get(at).is_some_and(|w| doc.slice(w.span).eq_ignore_ascii_case(word))
    }

    /// The names that begin at one of the words `from..to`; a search, for it is asked at every word.
    pub(crate) fn hits_in(&self, from: usize, to: usize) -> &[Hit<'_>] {
        let start = self.hits.partition_point(|h| h.start < from);
        let len = self.hits[start..].partition_point(|h| h.start < to);
        &self.hits[start..start + len]
    }

    /// Does a name of this sort begin at a word?
    pub(crate) fn begins(&self, at: usize, is: impl Fn(Kind) -> bool) -> bool {
        self.hits_in(at, at + 1).iter().any(|h| is(h.term.kind))
    }

    /// The names of one sort.
    pub(crate) fn of(&self, is: impl Fn(Kind) -> bool) -> impl Iterator<Item = &Hit<'_>> {
        self.hits.iter().filter(move |h| is(h.term.kind))
    }
}
