//! What sort of thing is reviewed: a film, or a book, a dinner, a concert.

use std::sync::LazyLock;

use catalog::word_hash;
use document::{Document, Field, Role, Span};
use rustc_hash::FxHashSet;

use crate::words::Words;

/// Words that metadata uses for what is no film.
const OTHER_KINDS: &[&str] = &[
    "book",
    "books",
    "novel",
    "theater",
    "theatre",
    "concert",
    "album",
    "restaurant",
    "exhibition",
    "game",
    "games",
    "podcast",
];
/// What is no film where it is the kind of thing that is reviewed.
const SERIES: &[&str] = &["tv", "television", "series", "tvseries", "tvseason", "tvepisode", "episode"];
const FILM_KINDS: &[&str] = &["film", "films", "movie", "movies", "cinema"];

/// Does the metadata say that something else than a film is reviewed?
pub(crate) fn is_other_thing(doc: &Document) -> bool {
    // A film that is declared as such is one, whatever the tags say of where it was seen ("theatre").
    if doc.field(Field::Film).is_some() {
        return false;
    }
    let mut other = false;
    for block in &doc.blocks {
        let Role::Field(field) = block.role else { continue };
        let key = doc.slice(block.key);
        other |= ["isbn", "pages", "publisher"].iter().any(|k| k.eq_ignore_ascii_case(key))
            && field != Field::Outlet
            || key.eq_ignore_ascii_case("isbn");
        if !matches!(field, Field::Kind | Field::Tags) {
            continue;
        }
        for word in doc.slice(block.span).split(|c: char| !c.is_alphanumeric()) {
            let among = |list: &[&str]| list.iter().any(|w| w.eq_ignore_ascii_case(word));
            if among(FILM_KINDS) {
                return false;
            }
            // As a tag, "tv" says little: film sites have it too. As the kind of thing it says all.
            other |= among(OTHER_KINDS) || field == Field::Kind && among(SERIES);
        }
    }
    other
}

/// Words of the film trade and of others, by hash.
struct Trades {
    film: FxHashSet<u32>,
    other: FxHashSet<u32>,
}

static TRADES: LazyLock<Trades> = LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct File {
        film: Vec<String>,
        other: Vec<String>,
    }
    // The file is checked by a test.
    let file: Option<File> = toml::from_str(include_str!("../data/trades.toml")).ok();
    let hashes = |words: Vec<String>| words.iter().map(|w| word_hash(w)).collect();
    let (film, other) = file.map_or_else(Default::default, |f| (f.film, f.other));
    Trades { film: hashes(film), other: hashes(other) }
});

/// How many words of trades a stretch of the text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TradeWords {
    pub(crate) film: u32,
    pub(crate) other: u32,
}

impl TradeWords {
    /// Does the text speak of a film more than of anything else?
    pub(crate) fn of_film(self) -> bool {
        self.film > self.other
    }
}

/// Counts words of trades in the running text.
pub(crate) fn trade_words(doc: &Document, words: &Words, range: Span) -> TradeWords {
    let trades = &*TRADES;
    let (mut film, mut other) = (0, 0);
    // Metadata does not speak: the name of a field "author" makes no book.
    let start = doc.prose().next().map_or(range.start, |b| b.span.start.max(range.start));
    let first = doc.tokens.partition_point(|t| t.span.start < start);
    for (i, token) in (first..).zip(&doc.tokens[first..]).take_while(|(_, t)| t.span.start < range.end) {
        if (3..=16).contains(&token.span.len()) && doc.slice(token.span).is_ascii() {
            let hash = words.full_hash(i);
            film += u32::from(trades.film.contains(&hash));
            other += u32::from(trades.other.contains(&hash));
        }
    }
    TradeWords { film, other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_trades_are_there() {
        assert!(TRADES.film.len() > 50 && TRADES.other.len() > 20);
        assert!(TRADES.film.is_disjoint(&TRADES.other));
    }
}
