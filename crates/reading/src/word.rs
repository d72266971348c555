//! Tokens with what the word lists know of them.

use document::{Document, Span, TokenKind};

use crate::lexicon::Entry;

/// A token with what is known of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tok {
    /// Where it stands.
    pub(crate) span: Span,
    /// The word's hash, its possessive left out; 0 for a mark.
    pub(crate) hash: u32,
    /// Its lists.
    pub(crate) entry: Entry,
    /// Its form.
    pub(crate) shape: Shape,
    /// It ends in a possessive.
    pub(crate) possessive: bool,
    /// It stands in italics or in a link set as a title.
    pub(crate) marked: bool,
    /// A sentence begins with it.
    pub(crate) begins: bool,
    /// The index of its block.
    pub(crate) block: u32,
}

/// The form of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A word in lower case.
    Lower,
    /// A word that begins with a capital.
    Capital,
    /// A number.
    Number,
    /// "(" or "[".
    Open,
    /// ")" or "]".
    Close,
    /// ",".
    Comma,
    /// ";" or a line's end.
    Semicolon,
    /// ":".
    Colon,
    /// "." and other ends of sentences.
    Stop,
    /// "-" without white space on either side.
    Hyphen,
    /// A dash.
    Dash,
    /// "/".
    Slash,
    /// "&" and "+".
    Ampersand,
    /// A quotation mark or an apostrophe.
    Quote,
    /// Any other mark.
    Other,
}

impl Tok {
    /// Has its word this flag?
    pub(crate) fn is(&self, bit: u32) -> bool {
        self.entry.flags & bit != 0
    }

    /// Is it a word in lower case with this flag?
    pub(crate) fn lower(&self, bit: u32) -> bool {
        self.shape == Shape::Lower && self.is(bit)
    }
}

pub(crate) fn shape(doc: &Document, kind: TokenKind, word: &str, span: Span) -> Shape {
    match kind {
        TokenKind::Number => return Shape::Number,
        TokenKind::Word if word.starts_with(char::is_uppercase) => return Shape::Capital,
        TokenKind::Word => return Shape::Lower,
        TokenKind::Other => {}
    }
    match word {
        "(" | "[" => Shape::Open,
        ")" | "]" => Shape::Close,
        "," => Shape::Comma,
        ";" | "|" | "•" | "·" => Shape::Semicolon,
        ":" => Shape::Colon,
        "." | "!" | "?" | "…" => Shape::Stop,
        "-" | "‐" | "‑" => {
            let bytes = doc.text.as_bytes();
            let tight = |b: Option<&u8>| b.is_some_and(|b| !b.is_ascii_whitespace() && *b != b'-');
            let before = span.start.checked_sub(1).and_then(|i| bytes.get(i as usize));
            if tight(before) && tight(bytes.get(span.end as usize)) { Shape::Hyphen } else { Shape::Dash }
        }
        "–" | "—" => Shape::Dash,
        "/" => Shape::Slash,
        "&" | "+" => Shape::Ampersand,
        "\"" | "“" | "”" | "‘" | "’" | "'" | "«" | "»" | "„" => Shape::Quote,
        _ => Shape::Other,
    }
}

/// A word without its possessive.
pub(crate) fn bare(word: &str) -> &str {
    if !word.ends_with(['s', 'S']) {
        return word;
    }
    ["'s", "’s", "'S", "’S"].iter().find_map(|s| word.strip_suffix(s)).unwrap_or(word)
}

pub(crate) fn bare_end(doc: &Document, span: Span) -> u32 {
    let word = span.of(&doc.text);
    span.start + u32::try_from(bare(word).len()).unwrap_or(0)
}

/// "Bryan Adams’ song": an apostrophe right behind an s, and white space behind that.
pub(crate) fn ends_in_apostrophe(doc: &Document, word: &str, span: Span) -> bool {
    if !word.ends_with('s') {
        return false;
    }
    let rest = &doc.text[span.end as usize..];
    rest.strip_prefix(['\'', '’']).is_some_and(|r| r.starts_with(' '))
}
