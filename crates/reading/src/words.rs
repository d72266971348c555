//! A document's tokens as all readers see them: each word hashed once for all who look words up (the catalog's names,
//! the lists of names, of facts, of trades), with its form.
//!
//! Positions are those of [`Document::tokens`]; a position behind the last token is a mark.

use catalog::word_hash;
use document::{Document, TokenKind};

use crate::word::{Shape, shape};

/// What is known of a document's tokens without any list: six bytes a token, since a text may be long.
#[derive(Debug)]
pub(crate) struct Words {
    hash: Vec<u32>,
    form: Vec<Form>,
    /// The tokens in the possessive with the hash of the whole, in order.
    full: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Form {
    shape: Shape,
    possessive: bool,
}

/// Reads the words of a document.
pub(crate) fn read(doc: &Document) -> Words {
    let n = doc.tokens.len();
    let mut words = Words { hash: Vec::with_capacity(n), form: Vec::with_capacity(n), full: Vec::new() };
    for (token, place) in doc.tokens.iter().zip(0..) {
        let text = doc.slice(token.span);
        let shape = shape(doc, token.kind, text, token.span);
        let (mut hash, mut possessive) = (0, false);
        if token.kind != TokenKind::Other {
            let bare = strip_possessive(text);
            hash = word_hash(bare);
            possessive = bare.len() < text.len();
            if possessive {
                words.full.push((place, word_hash(text)));
            }
        }
        words.hash.push(hash);
        words.form.push(Form { shape, possessive });
    }
    words
}

impl Words {
    fn form(&self, token: usize) -> Form {
        self.form.get(token).copied().unwrap_or(Form { shape: Shape::Other, possessive: false })
    }

    /// The [`word_hash`] of the bare word at a token: without case, accents and a possessive. 0 for a mark.
    pub(crate) fn hash(&self, token: usize) -> u32 {
        self.hash.get(token).copied().unwrap_or(0)
    }

    /// The same with the possessive, which a title may hold: "Rosemary's" of "Rosemary's Baby".
    pub(crate) fn full_hash(&self, token: usize) -> u32 {
        if !self.is_possessive(token) {
            return self.hash(token);
        }
        let at = self.full.partition_point(|(place, _)| (*place as usize) < token);
        self.full.get(at).map_or(0, |(_, hash)| *hash)
    }

    /// The form of a token.
    pub(crate) fn shape(&self, token: usize) -> Shape {
        self.form(token).shape
    }

    /// Does a token begin with a capital or a digit?
    pub(crate) fn is_raised(&self, token: usize) -> bool {
        matches!(self.shape(token), Shape::Capital | Shape::Number)
    }

    /// Is the word at a token in the possessive?
    pub(crate) fn is_possessive(&self, token: usize) -> bool {
        self.form(token).possessive
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
