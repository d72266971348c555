//! A document's words in comparable form, each hashed once for all who look words up: the catalog's names, the lists
//! of names, of facts, of trades.
//!
//! Positions are those of [`Document::tokens`]; a position behind the last token is a mark.

use catalog::word_hash;
use document::{Document, TokenKind};

/// The hashes of a document's words.
#[derive(Debug)]
pub(crate) struct Words {
    /// By token: the hash of the bare word, and that of the word as it stands; both 0 for a mark.
    hashes: Vec<[u32; 2]>,
}

/// Hashes the words of a document.
pub(crate) fn read(doc: &Document) -> Words {
    let hashes = doc.tokens.iter().map(|token| {
        if token.kind == TokenKind::Other {
            return [0; 2];
        }
        let word = doc.slice(token.span);
        let full = word_hash(word);
        let bare = strip_possessive(word);
        [if bare.len() < word.len() { word_hash(bare) } else { full }, full]
    });
    Words { hashes: hashes.collect() }
}

impl Words {
    /// The [`word_hash`] of the bare word at a token: without case, accents and a possessive. 0 for a mark.
    pub(crate) fn hash(&self, token: usize) -> u32 {
        self.hashes.get(token).map_or(0, |h| h[0])
    }

    /// The same with the possessive, which a title may hold: "Rosemary's" of "Rosemary's Baby".
    pub(crate) fn full_hash(&self, token: usize) -> u32 {
        self.hashes.get(token).map_or(0, |h| h[1])
    }
}

/// "Perry's" names Perry.
pub(crate) fn strip_possessive(word: &str) -> &str {
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
    }
}
