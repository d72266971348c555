//! Sentences as words with their meanings, and their clauses.

use std::ops::Range;

use document::{Document, Span, TokenKind};

use super::cast::Cast;
use super::words::{Gate, Lexicon, Meaning, cue};
use crate::word::Shape;
use crate::words::Words;

/// A word or a mark of a sentence.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word {
    pub(crate) span: Span,
    /// Its place among the document's tokens.
    pub(crate) token: u32,
    /// Its hash, the possessive left out; 0 for a mark.
    pub(crate) hash: u32,
    pub(crate) shape: Shape,
    pub(crate) possessive: bool,
    pub(crate) meaning: Meaning,
    /// Who is named, of [`Cast`]; 0 for nobody.
    pub(crate) who: u8,
    /// It belongs to the name of another film.
    pub(crate) other: bool,
    /// It ends in "-ly".
    pub(crate) adverb: bool,
    /// It stands between quotation marks.
    pub(crate) quoted: bool,
    /// A phrase that began earlier has it.
    pub(crate) inner: bool,
}

impl Word {
    pub(crate) fn is(&self, cues: u64) -> bool {
        self.meaning.cues & cues != 0
    }

    pub(crate) fn is_word(&self) -> bool {
        self.hash != 0
    }
}

/// A sentence's words; the vector is used again for the next.
#[derive(Debug, Default)]
pub(crate) struct Sentence {
    pub(crate) span: Span,
    pub(crate) words: Vec<Word>,
    pub(crate) clauses: Vec<Range<usize>>,
    /// It is a question.
    pub(crate) asks: bool,
}

/// Reads sentences in order.
pub(crate) struct Scan<'d> {
    doc: &'d Document,
    hashed: &'d Words,
    cast: &'d Cast,
    lexicon: &'static Lexicon,
    token: usize,
    /// Where the quotation that is open began.
    open: Option<u32>,
    block: u32,
}

impl<'d> Scan<'d> {
    pub(crate) fn new(
        doc: &'d Document,
        hashed: &'d Words,
        cast: &'d Cast,
        lexicon: &'static Lexicon,
    ) -> Self {
        Scan { doc, hashed, cast, lexicon, token: 0, open: None, block: 0 }
    }

    /// Reads the sentence at `span`, which begins behind all that were read before, of the block that begins at `block`.
    pub(crate) fn read(&mut self, span: Span, block: u32, sentence: &mut Sentence) {
        let tokens = &self.doc.tokens;
        if tokens.get(self.token).is_some_and(|t| t.span.start < span.start) {
            self.token += tokens[self.token..].partition_point(|t| t.span.start < span.start);
        }
        if block != self.block {
            (self.block, self.open) = (block, None);
        }
        sentence.span = span;
        sentence.words.clear();
        let mut first = true;
        while let Some(token) = tokens.get(self.token).filter(|t| t.span.end <= span.end) {
            let text = self.doc.slice(token.span);
            let shape = self.hashed.shape(self.token);
            let mut word = self.word(text, shape, token.kind, token.span);
            // A name is no judgement: "Good Time", "Best Picture".
            if shape == Shape::Capital && !first && word.meaning.valence != 0.0 {
                let shouted = text.len() > 2 && !text.chars().any(char::is_lowercase);
                if !shouted {
                    word.meaning.valence = 0.0;
                }
            }
            first &= !word.is_word();
            sentence.words.push(word);
            self.token += 1;
        }
        sentence.asks = self.doc.slice(span).trim_end_matches(['"', '”', ')', '’']).ends_with('?');
        title(self.cast, &mut sentence.words);
        phrases(self.lexicon, &mut sentence.words);
        clauses(&sentence.words, &mut sentence.clauses);
    }

    fn word(&mut self, text: &str, shape: Shape, kind: TokenKind, span: Span) -> Word {
        let token = u32::try_from(self.token).unwrap_or(u32::MAX);
        let mut word = Word {
            span,
            token,
            hash: 0,
            shape,
            possessive: false,
            meaning: Meaning::default(),
            who: 0,
            other: false,
            adverb: text.len() > 4 && text.ends_with("ly"),
            quoted: self.open.is_some(),
            inner: false,
        };
        if kind == TokenKind::Other {
            match text {
                "“" => self.open = Some(span.start),
                "”" => self.open = None,
                "\"" => self.open = if self.open.is_some() { None } else { Some(span.start) },
                _ => {}
            }
            word.quoted = false;
            return word;
        }
        word.hash = self.hashed.hash(self.token);
        let mut entry = self.lexicon.get(&word.hash);
        if self.hashed.is_possessive(self.token) {
            // "it's" is two words, "film's" one.
            let closed = cue::PRONOUN | cue::IT | cue::HE | cue::RELATIVE;
            if entry.is_some_and(|e| e.meaning.cues & closed != 0) {
                word.hash = self.hashed.full_hash(self.token);
                entry = self.lexicon.get(&word.hash);
            } else {
                word.possessive = true;
            }
        }
        word.meaning = entry.map(|e| e.meaning).unwrap_or_default();
        if shape == Shape::Capital {
            word.who = self.cast.who(word.hash);
        }
        if self.cast.is_other(span) {
            word.other = true;
            word.meaning = Meaning::default();
        } else if word.who != 0 {
            word.meaning = Meaning::default();
        }
        word
    }
}

/// The film's own title is a word for the film, and judges nothing.
fn title(cast: &Cast, words: &mut [Word]) {
    let title = &cast.title;
    let own = Meaning { cues: cue::FILM, ..Meaning::default() };
    for at in 0..words.len() {
        let claimed = cast.is_own(words[at].span);
        if claimed && words[at].is_word() {
            words[at].meaning = own;
            words[at].who = 0;
        }
        if title.is_empty() || words[at].hash != title[0] || words[at].shape != Shape::Capital {
            continue;
        }
        if title.len() == 1 && at == 0 {
            continue;
        }
        // Colons and apostrophes of the title are skipped.
        let mut end = at;
        let mut matched = 0;
        while matched < title.len()
            && words.get(end).is_some_and(|w| !w.is_word() || w.hash == title[matched])
        {
            matched += usize::from(words[end].is_word());
            end += 1;
        }
        if matched == title.len() {
            for word in words[at..end].iter_mut().filter(|w| w.is_word()) {
                word.meaning = own;
                word.who = 0;
            }
        }
    }
}

/// Puts the meaning of phrases on their first words, and takes it from the others.
fn phrases(lexicon: &Lexicon, words: &mut [Word]) {
    let mut at = 0;
    while at < words.len() {
        let here = words[at];
        let found =
            if here.is_word() && !here.other && here.who == 0 { lexicon.get(&here.hash) } else { None };
        let mut end = at + 1;
        for phrase in found.map(|e| e.phrases.as_slice()).unwrap_or_default() {
            if let Some(last) = ends(words, at, &phrase.rest) {
                let own = words[at].meaning.cues & cue::FILM;
                words[at].meaning = phrase.meaning;
                words[at].meaning.cues |= own & phrase.meaning.cues;
                for word in &mut words[at + 1..=last] {
                    word.inner = true;
                    word.meaning = Meaning { cues: word.meaning.cues & KEPT, ..Meaning::default() };
                }
                end = last + 1;
                break;
            }
        }
        at = end;
    }
}

/// What a word within a phrase is still.
const KEPT: u64 = cue::IT | cue::HE | cue::I | cue::BE;

/// Where a phrase whose first word is at `at` ends.
fn ends(words: &[Word], at: usize, rest: &[u32]) -> Option<usize> {
    let mut last = at;
    for hash in rest {
        last += 1;
        // "hit-and-miss".
        if words.get(last).is_some_and(|w| w.shape == Shape::Hyphen) {
            last += 1;
        }
        if words.get(last).is_none_or(|w| w.hash != *hash) {
            return None;
        }
    }
    Some(last)
}

/// Cuts a sentence at its marks and at the words that begin another statement.
fn clauses(words: &[Word], out: &mut Vec<Range<usize>>) {
    out.clear();
    let mut start = 0;
    for at in 0..words.len() {
        let word = &words[at];
        let long = |n: usize| words[start..at].iter().filter(|w| w.is_word()).take(n).count() >= n;
        let subject = |w: &Word| w.is(cue::PRONOUN | cue::DETERMINER) || w.who != 0;
        let piece = |n: usize| words[at + 1..].iter().take(n).take_while(|w| w.is_word()).count() >= n;
        let cut = match word.shape {
            Shape::Semicolon | Shape::Colon | Shape::Dash | Shape::Open | Shape::Close => true,
            Shape::Comma => {
                !listed(words, at)
                    && (long(6) || words[start..at].iter().any(|w| w.is(cue::BE | cue::AUXILIARY)))
                    && piece(if words.get(at + 1).is_some_and(subject) { 3 } else { 4 })
            }
            _ if !word.is_word() || word.inner => false,
            _ if word.is(cue::CONTRAST) => long(3) && piece(2),
            _ if word.is(cue::SUBORDINATE) => long(4) && piece(4) && !word.is(cue::INTENSIFY),
            _ if word.is(cue::AND) => {
                let next = words.get(at + 1);
                let subject = next.is_some_and(|w| w.is(cue::PRONOUN | cue::DETERMINER) || w.who != 0);
                long(3) && subject && words[at + 1..].iter().take(8).any(|w| w.is(cue::BE | cue::AUXILIARY))
            }
            _ => false,
        };
        if cut {
            items(words, start..at, out);
            start = at;
        }
    }
    items(words, start..words.len(), out);
}

/// An item of a list has no more words and marks.
const ITEM: usize = 24;

/// Cuts "sharp dialogue, gorgeous sets and a dull score": each item that judges and names what it judges is a statement.
fn items(words: &[Word], clause: Range<usize>, out: &mut Vec<Range<usize>>) {
    let mut start = clause.start;
    let whole = |part: Range<usize>| {
        let part = &words[part];
        let judges = part.iter().position(|w| w.meaning.valence != 0.0 && w.meaning.gate != Gate::Attitude);
        judges.is_some_and(|at| part[at + 1..].iter().take(3).any(|w| w.meaning.names.is_some()))
    };
    for at in clause.clone() {
        let joins = words[at].shape == Shape::Comma || words[at].is(cue::AND) && !words[at].inner;
        if !joins || at - start > ITEM || !whole(start..at) {
            continue;
        }
        let next = |w: &Word| w.shape == Shape::Comma || w.is(cue::AND) && !w.inner;
        let from = at + 1 + words[at + 1..clause.end].iter().take_while(|w| next(w)).count();
        let to = from + words[from..clause.end].iter().take(ITEM).take_while(|w| !next(w)).count();
        if whole(from..to) {
            push(words, start..at, out);
            start = at;
        }
    }
    push(words, start..clause.end, out);
}

/// "A silly, carefree project": the comma between two adjectives.
fn listed(words: &[Word], at: usize) -> bool {
    let before =
        at.checked_sub(1).and_then(|n| words.get(n)).is_some_and(|w| w.meaning.valence != 0.0 && !w.inner);
    let starts = cue::DETERMINER
        | cue::PRONOUN
        | cue::AND
        | cue::CONTRAST
        | cue::RELATIVE
        | cue::PREPOSITION
        | cue::SUBORDINATE
        | cue::HE
        | cue::IT
        | cue::BE
        | cue::AUXILIARY;
    let after = words.get(at + 1).is_some_and(|w| w.shape == Shape::Lower && !w.is(starts) && !w.adverb);
    before && after
}

/// Adds a clause without the marks and conjunctions at its ends.
fn push(words: &[Word], mut clause: Range<usize>, out: &mut Vec<Range<usize>>) {
    let joins = |w: &Word| !w.is_word() || !w.inner && w.is(cue::AND) || w.is(cue::CONTRAST) && !w.inner;
    while !clause.is_empty() && joins(&words[clause.start]) {
        clause.start += 1;
    }
    while !clause.is_empty() && !words[clause.end - 1].is_word() {
        clause.end -= 1;
    }
    if !clause.is_empty() {
        out.push(clause);
    }
}
