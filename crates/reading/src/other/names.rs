//! Names that are known without a catalog of films: companies, series, books, songs, characters of fiction.

use std::sync::LazyLock;

use catalog::{Key, KeyBuilder, is_article, word_hash};
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

use crate::claim::Thing;

/// Where a name comes from, which says what makes it one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// A company: `data/companies.toml`.
    Company,
    /// A character or franchise: `data/franchises.toml`.
    Fiction,
    /// A series, book, song, game, festival: `data/works.toml`.
    Work,
}

/// A known name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) thing: Thing,
    pub(super) origin: Origin,
    /// It means something else too: words beside it or its type must speak for it.
    pub(super) cued: bool,
    /// It is no name without its article ("The Wire").
    pub(super) article: bool,
    /// What it is known as among several names of one thing.
    pub(super) canon: Key,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    sure: Vec<String>,
    cued: Vec<String>,
    #[serde(default)]
    same: Vec<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Works {
    tv: List,
    book: List,
    song: List,
    other: List,
}

#[derive(Default)]
struct Names {
    known: FxHashMap<Key, Known>,
    /// First words: most words of a text begin no name.
    first: FxHashSet<u32>,
    longest: usize,
}

/// Parsed on first use. The files are checked by a test, so a failure here is a broken build, not a panic.
static NAMES: LazyLock<Names> = LazyLock::new(|| parse().unwrap_or_default());

fn parse() -> Result<Names, toml::de::Error> {
    let companies: List = toml::from_str(include_str!("../../data/companies.toml"))?;
    let fiction: List = toml::from_str(include_str!("../../data/franchises.toml"))?;
    let works: Works = toml::from_str(include_str!("../../data/works.toml"))?;
    let mut names = Names::default();
    // What is put in first stays: a franchise is known as such before a series of its name is.
    names.add(&fiction, Thing::Other, Origin::Fiction);
    names.add(&companies, Thing::Company, Origin::Company);
    names.add(&works.tv, Thing::Tv, Origin::Work);
    names.add(&works.book, Thing::Book, Origin::Work);
    names.add(&works.song, Thing::Song, Origin::Work);
    names.add(&works.other, Thing::Other, Origin::Work);
    for group in &fiction.same {
        let Some(canon) = group.first().and_then(|n| Key::of(n)) else { continue };
        for key in group.iter().filter_map(|n| Key::of(n)) {
            if let Some(known) = names.known.get_mut(&key) {
                known.canon = canon;
            }
        }
    }
    Ok(names)
}

impl Names {
    fn add(&mut self, list: &List, thing: Thing, origin: Origin) {
        let sure = list.sure.iter().map(|n| (n, false));
        let cued = list.cued.iter().map(|n| (n, true));
        for (name, cued) in sure.chain(cued) {
            let Some(key) = Key::of(name) else { continue };
            let article = name.split(' ').next().is_some_and(is_article);
            let known = Known { thing, origin, cued, article, canon: key };
            self.known.entry(key).and_modify(|k| k.article &= article).or_insert(known);
            let words = || words(name);
            self.longest = self.longest.max(words().count());
            self.first.extend(words().find(|w| !is_article(w)).map(word_hash));
            self.first.extend(words().next().map(word_hash));
        }
    }
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|w| !w.is_empty())
}

/// What is known by this name?
pub(super) fn known(key: Key) -> Option<Known> {
    NAMES.known.get(&key).copied()
}

/// The longest known name that the words (their hashes, and those without the possessive) begin with: how many words it has, and what it is.
pub(super) fn longest(words: impl Iterator<Item = (u32, u32)>) -> Option<(usize, Known)> {
    let mut words = words.peekable();
    if !words.peek().is_some_and(|(w, bare)| NAMES.first.contains(w) || NAMES.first.contains(bare)) {
        return None;
    }
    let mut key = KeyBuilder::default();
    let mut best = None;
    for (n, (word, bare)) in (1..=NAMES.longest).zip(words) {
        let mut end = key;
        end.push(bare);
        key.push(word);
        if let Some(known) = known(key.key()).or_else(|| known(end.key())) {
            best = Some((n, known));
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let names = parse().unwrap();
        assert!(names.known.len() > 1500, "{}", names.known.len());
        let of = |name: &str| known(Key::of(name).unwrap()).unwrap();
        assert_eq!(of("Netflix").thing, Thing::Company);
        assert_eq!(of("Bond").canon, of("James Bond").canon);
        assert!(of("The Wire").article && !of("The Hulk").article && of("Friends").cued);
    }
}
