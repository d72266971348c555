//! Words of the trades: what a word beside a name says of it. From `data/trade.toml`, one lookup a word.

use std::sync::LazyLock;

use catalog::{Key, word_hash};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// What a word may say: a set of the constants below.
pub(super) type Flags = u32;

pub(super) const SONG: Flags = 1;
pub(super) const BOOK: Flags = 1 << 1;
pub(super) const TV: Flags = 1 << 2;
pub(super) const FILM: Flags = 1 << 3;
pub(super) const STAGE: Flags = 1 << 4;
pub(super) const PRESS: Flags = 1 << 5;
/// A word that names a kind of work.
pub(super) const KIND: Flags = SONG | BOOK | TV | FILM | STAGE | PRESS;
pub(super) const BRIDGE: Flags = 1 << 6;
pub(super) const UNTITLED: Flags = 1 << 7;
pub(super) const COMPARED: Flags = 1 << 8;
pub(super) const RELATED: Flags = 1 << 9;
pub(super) const RELATING: Flags = 1 << 10;
pub(super) const FICTION: Flags = 1 << 11;
pub(super) const BUSINESS: Flags = 1 << 12;
pub(super) const BUSINESS_BEFORE: Flags = 1 << 13;
pub(super) const SUFFIX: Flags = 1 << 14;
pub(super) const FESTIVAL: Flags = 1 << 15;
pub(super) const PLAYED: Flags = 1 << 16;
pub(super) const MUSIC: Flags = 1 << 17;
pub(super) const SMALL: Flags = 1 << 18;
pub(super) const ALIAS: Flags = 1 << 19;
pub(super) const EMPHATIC: Flags = 1 << 20;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    song: Vec<String>,
    book: Vec<String>,
    tv: Vec<String>,
    film: Vec<String>,
    stage: Vec<String>,
    press: Vec<String>,
    bridge: Vec<String>,
    untitled: Vec<String>,
    compared: Vec<String>,
    related: Vec<String>,
    relating: Vec<String>,
    fiction: Vec<String>,
    business: Vec<String>,
    business_before: Vec<String>,
    suffixes: Vec<String>,
    festivals: Vec<String>,
    played: Vec<String>,
    music: Vec<String>,
    alias_before: Vec<String>,
    emphatic: Vec<String>,
    small: Vec<String>,
    common: Vec<String>,
}

#[derive(Default)]
struct Trade {
    words: FxHashMap<u32, Flags>,
    common: FxHashSet<Key>,
}

/// Parsed on first use. The file is checked by a test, so a failure here is a broken build, not a panic.
static TRADE: LazyLock<Trade> = LazyLock::new(|| parse().unwrap_or_default());

fn parse() -> Result<Trade, toml::de::Error> {
    let file: File = toml::from_str(include_str!("../../data/trade.toml"))?;
    let mut trade = Trade::default();
    for (list, flag) in [
        (&file.song, SONG),
        (&file.book, BOOK),
        (&file.tv, TV),
        (&file.film, FILM),
        (&file.stage, STAGE),
        (&file.press, PRESS),
        (&file.bridge, BRIDGE),
        (&file.untitled, UNTITLED),
        (&file.compared, COMPARED),
        (&file.related, RELATED),
        (&file.relating, RELATING),
        (&file.fiction, FICTION),
        (&file.business, BUSINESS),
        (&file.business_before, BUSINESS_BEFORE),
        (&file.suffixes, SUFFIX),
        (&file.festivals, FESTIVAL),
        (&file.played, PLAYED),
        (&file.music, MUSIC),
        (&file.small, SMALL),
        (&file.alias_before, ALIAS),
        (&file.emphatic, EMPHATIC),
    ] {
        for word in list {
            *trade.words.entry(word_hash(word)).or_default() |= flag;
        }
    }
    trade.common.extend(file.common.iter().filter_map(|n| Key::of(n)));
    Ok(trade)
}

/// What a word says, by its hash.
pub(super) fn flags(word: u32) -> Flags {
    TRADE.words.get(&word).copied().unwrap_or(0)
}

/// Does a name mostly stand for something else than a film of that title?
pub(super) fn is_common(key: Key) -> bool {
    TRADE.common.contains(&key)
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_lists_are_read() {
        assert!(super::parse().unwrap().words.len() > 300);
    }
}
