//! Turns bytes of any format that reviews come in into [`Document`]s: text, and spans into it.
//!
//! Reading is in two steps, so that a caller can use all cores and bounded memory:
//! [`records`] cuts a stream into [`Record`]s (a file, a CSV row, a feed's item, a WARC response),
//! one at a time and in order; [`parse`] turns one record into a document and may run on any thread.
//!
//! What was metadata (a front-matter field, a JSON-LD rating, a CSV cell) is text too: it becomes a
//! block of the document's text, so that every claim made later can point at the words it rests on.
//!
//! Bad input is never an error here: it gives a document, possibly empty, and [`Note`]s that say
//! what could not be read and where. This crate knows no files, no network and no films.

mod build;
mod charset;
mod date;
mod field;
mod front_matter;
mod html;
mod item;
mod language;
mod markdown;
mod note;
mod object;
mod pack;
mod plain;
mod record;
mod row;
mod rst;
mod segment;
mod slug;
mod sniff;
mod span;
mod stream;

use std::ops::Range;

pub use build::{Builder, Marker};
pub use date::date_in;
pub use field::{Field, field_of};
pub use item::Feed;
pub use note::{Note, NoteKind};
pub use record::{Column, Content, Format, Limits, Options, Record, parse};
pub use row::Table;
pub use segment::{Token, TokenKind};
pub use span::Span;
pub use stream::{Records, Unpacked, records, unpack};

/// One review's (or roundup's) text with everything that is known about its shape.
///
/// The document owns the text; everything else is spans into it. Invariants, kept by [`Builder`] and
/// checked by [`Document::check`]: spans are in order, lie within the text and on character
/// boundaries; blocks do not overlap; the text holds no CR, NUL or U+FEFF.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Where the bytes came from.
    pub source: Source,
    /// The text: metadata lines first, then the body's blocks, a blank line between blocks.
    pub text: String,
    /// Runs of text with one role each, in order.
    pub blocks: Vec<Block>,
    /// Inline markup that carries meaning (emphasis, links, quotation), in order of start.
    pub marks: Vec<Mark>,
    /// Words, numbers and punctuation, in order; what lies between two tokens is white space.
    pub tokens: Vec<Token>,
    /// Sentences, in order; none crosses a block.
    pub sentences: Vec<Span>,
    /// ISO 639-1 code of the body's language; `None` where the text is too short to tell.
    pub language: Option<&'static str>,
    /// What could not be read, or does not add up.
    pub notes: Vec<Note>,
}

/// Where a document came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Source {
    /// The name that the caller gave the stream: a path or an address.
    pub name: String,
    /// Position among the reviews of a stream of several, from 1; `None` where the stream is one review.
    pub record: Option<u32>,
    /// Line of the stream at which the record begins, from 1, where that makes sense.
    pub line: Option<u64>,
}

/// A run of text with one role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    /// What the run is.
    pub role: Role,
    /// The run. For a field: its value alone.
    pub span: Span,
    /// For a field: its name as written. Empty (at the span's start) otherwise.
    pub key: Span,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Metadata: a front-matter field, a cell, a JSON-LD property, an attribute.
    Field(Field),
    /// The headline on the page itself.
    Title,
    /// A line that names the author on the page itself.
    Byline,
    /// A line that holds the date of publication on the page itself.
    Date,
    /// A heading inside the body, of level 1 to 6.
    Heading(u8),
    /// A paragraph, list item, table row or line.
    Body,
    /// Words under or in place of a picture; also a picture's `alt` where it says something.
    Caption,
    /// A block quotation.
    Quotation,
}

impl Role {
    /// Is this running text of the review, as against metadata?
    pub fn is_prose(self) -> bool {
        !matches!(self, Role::Field(_))
    }
}

/// A stretch of inline markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// What the markup says.
    pub kind: MarkKind,
    /// The text that it covers.
    pub span: Span,
}

/// Kinds of inline markup that tell something about names and grades.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MarkKind {
    /// Italics, as film titles are set.
    Emphasis,
    /// Bold.
    Strong,
    /// The text of a link.
    Link,
    /// An element that marks up a rating (stars in `alt`, `aria-label`, class names, microdata in the
    /// body): what it covers is a grade of this page whatever it looks like.
    Rating,
}

impl Document {
    /// The text that a span covers; empty for a span that does not fit (which is a bug, not a crash).
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The blocks that hold running text.
    pub fn prose(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|b| b.role.is_prose())
    }

    /// The metadata blocks of one meaning, in order.
    pub fn fields(&self, field: Field) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |b| b.role == Role::Field(field))
    }

    /// The value of the first metadata block of this meaning.
    pub fn field(&self, field: Field) -> Option<&str> {
        self.fields(field).next().map(|b| self.slice(b.span))
    }

    /// How many words the running text within a stretch has, counted as editors do: between white space.
    pub fn words(&self, within: Span) -> usize {
        let mut words = 0;
        for block in self.prose().filter(|b| within.contains(b.span)) {
            let first = self.tokens.partition_point(|t| t.span.start < block.span.start);
            let (mut end, mut counted) = (block.span.start, false);
            for token in self.tokens[first..].iter().take_while(|t| t.span.start < block.span.end) {
                counted &= token.span.start == end;
                if token.kind != TokenKind::Other && !counted {
                    words += 1;
                    counted = true;
                }
                end = token.span.end;
            }
        }
        words
    }

    /// The tokens that lie within a span, by their places. `at` is where to look from and becomes where they end, so that
    /// spans in order, the sentences say, cost one walk over the tokens.
    pub fn tokens_within(&self, span: Span, at: &mut usize) -> Range<usize> {
        while self.tokens.get(*at).is_some_and(|t| t.span.start < span.start) {
            *at += 1;
        }
        let first = *at;
        while self.tokens.get(*at).is_some_and(|t| t.span.end <= span.end) {
            *at += 1;
        }
        first..*at
    }

    /// The sentence that holds the byte at `at`, if one does.
    #[inline]
    pub fn sentence_at(&self, at: u32) -> Option<Span> {
        let i = self.sentences.partition_point(|s| s.end <= at);
        self.sentences.get(i).copied().filter(|s| s.start <= at)
    }

    /// The block that holds the byte at `at`, if one does.
    pub fn block_at(&self, at: u32) -> Option<&Block> {
        let i = self.blocks.partition_point(|b| b.span.end <= at);
        self.blocks.get(i).filter(|b| b.span.start <= at)
    }

    /// Identity of the text: its SHA-256.
    pub fn digest(&self) -> [u8; 32] {
        use sha2::Digest as _;
        sha2::Sha256::digest(self.text.as_bytes()).into()
    }

    /// Identity of the text: `sha256:` and 64 hexadecimal digits.
    pub fn id(&self) -> String {
        let hash = self.digest();
        let mut id = String::with_capacity(71);
        id.push_str("sha256:");
        for byte in hash {
            for digit in [byte >> 4, byte & 15] {
                id.extend(char::from_digit(digit.into(), 16));
            }
        }
        id
    }

    /// Checks the invariants of the type and names the first one broken. For tests.
    pub fn check(&self) -> Result<(), String> {
        self.check_blocks()?;
        let fits = |s: Span| s.start <= s.end && self.text.get(s.range()).is_some();
        let mut end = 0;
        for t in &self.tokens {
            if !fits(t.span) || t.span.is_empty() || t.span.start < end {
                return Err(format!("token {t:?} overlaps or does not fit"));
            }
            if !(Span { start: end, end: t.span.start }).of(&self.text).trim().is_empty() {
                return Err(format!("text is lost before token {t:?}"));
            }
            end = t.span.end;
        }
        if !self.text[end as usize..].trim().is_empty() {
            return Err("text is lost after the last token".into());
        }
        let mut end = 0;
        for s in &self.sentences {
            if !fits(*s) || s.is_empty() || s.start < end {
                return Err(format!("sentence {s:?} overlaps or does not fit"));
            }
            end = s.end;
        }
        Ok(())
    }

    /// The invariants of text, blocks and marks alone: what words and sentences are made from.
    pub(crate) fn check_blocks(&self) -> Result<(), String> {
        if let Some(c) = self.text.chars().find(|c| matches!(c, '\r' | '\0' | '\u{feff}')) {
            return Err(format!("the text holds {c:?}"));
        }
        let fits = |s: Span| s.start <= s.end && self.text.get(s.range()).is_some();
        let mut end = 0;
        for b in &self.blocks {
            if !fits(b.span) || !fits(b.key) || b.key.start.min(b.span.start) < end {
                return Err(format!("block {b:?} overlaps or does not fit"));
            }
            end = b.span.end;
        }
        if let Some(m) = self.marks.iter().find(|m| !fits(m.span)) {
            return Err(format!("mark {m:?} does not fit"));
        }
        Ok(())
    }
}
