//! A document's tokens as all readers see them: each word hashed once for all who look words up (the catalog's names,
//! the lists of names, of facts, of trades), with its form.
//!
//! Positions are those of [`Document::tokens`]; a position behind the last token is a mark.

use catalog::word_hash;
use document::{Document, TokenKind};

use crate::word::{Shape, shape};

/// What is known of a document's tokens without any list.
#[derive(Debug)]
pub(crate) struct Words {
    all: Vec<Word>,
}

#[derive(Debug, Clone, Copy)]
struct Word {
    hash: u32,
    full_hash: u32,
    shape: Shape,
    possessive: bool,
}

/// A mark, and what stands behind the last token.
const MARK: Word = Word { hash: 0, full_hash: 0, shape: Shape::Other, possessive: false };

/// Reads the words of a document.
pub(crate) fn read(doc: &Document) -> Words {
    let all = doc.tokens.iter().map(|token| {
        let text = doc.slice(token.span);
        let shape = shape(doc, token.kind, text, token.span);
        if token.kind == TokenKind::Other {
            return Word { shape, ..MARK };
        }
        let full_hash = word_hash(text);
        let bare = strip_possessive(text);
        let possessive = bare.len() < text.len();
        let hash = if possessive { word_hash(bare) } else { full_hash };
        Word { hash, full_hash, shape, possessive }
    });
    Words { all: all.collect() }
}

impl Words {
    fn at(&self, token: usize) -> &Word {
        self.all.get(token).unwrap_or(&MARK)
    }

    /// The [`word_hash`] of the bare word at a token: without case, accents and a possessive. 0 for a mark.
    pub(crate) fn hash(&self, token: usize) -> u32 {
        self.at(token).hash
    }

    /// The same with the possessive, which a title may hold: "Rosemary's" of "Rosemary's Baby".
    pub(crate) fn full_hash(&self, token: usize) -> u32 {
        self.at(token).full_hash
    }

    /// The form of a token.
    pub(crate) fn shape(&self, token: usize) -> Shape {
        self.at(token).shape
    }

    /// Does a token begin with a capital or a digit?
    pub(crate) fn is_raised(&self, token: usize) -> bool {
        matches!(self.shape(token), Shape::Capital | Shape::Number)
    }

    /// Is the word at a token in the possessive?
    pub(crate) fn is_possessive(&self, token: usize) -> bool {
        self.at(token).possessive
    }
}

/// "Perry's" names Perry.
pub(crate) fn strip_possessive(word: &str) -> &str {
    if !word.ends_with('s') {
        return word;
    }
    word.strip_suffix("'s").or_else(|| word.strip_suffix("’s")).unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use catalog::word_hash;
    use document::{Builder, Role, Source};

    #[test]
    fn every_token_has_its_hashes() {
        let mut builder = Builder::new(Source::default());
        builder.open(Role::Body);
        builder.push("Amélie’s café, 9 & 10");
        let words = super::read(&builder.finish());
        let hashes: Vec<u32> = (0..7).map(|i| words.hash(i)).collect();
        let of = word_hash;
        assert_eq!(hashes, [of("amelie"), of("cafe"), 0, of("9"), 0, of("10"), 0]);
        assert_eq!((words.full_hash(0), words.full_hash(1)), (of("amelies"), of("cafe")));
        let forms: Vec<_> = (0..7).map(|i| (words.is_raised(i), words.is_possessive(i))).collect();
        let (plain, raised) = ((false, false), (true, false));
        assert_eq!(forms, [(true, true), plain, plain, raised, plain, raised, plain]);
    }
}
