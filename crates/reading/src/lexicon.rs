//! Word lists that tell names of people from other words, and what the words around a name say.
//!
//! The lists are data (`data/*.toml`), parsed once into one table from a word's hash to flags; a token is looked up
//! once. The price is that a collision of 32-bit hashes gives a wrong flag to one word in some hundred thousand.

use std::sync::LazyLock;

use catalog::word_hash;
use rustc_hash::FxHashMap;
use serde::Deserialize;

use crate::claim::Role;

/// What a word may be: flags, one bit each.
pub(crate) mod flag {
    /// A given name.
    pub(crate) const GIVEN: u32 = 1;
    /// A given name that is also a common word.
    pub(crate) const GIVEN_WORD: u32 = 1 << 1;
    /// A family name.
    pub(crate) const FAMILY: u32 = 1 << 2;
    /// A common word.
    pub(crate) const COMMON: u32 = 1 << 3;
    /// "director X".
    pub(crate) const NOUN: u32 = 1 << 4;
    /// "directed by X".
    pub(crate) const BY: u32 = 1 << 5;
    /// "X's script".
    pub(crate) const WORK: u32 = 1 << 6;
    /// "X directs".
    pub(crate) const VERB: u32 = 1 << 7;
    /// "X plays Y".
    pub(crate) const PLAYS: u32 = 1 << 8;
    /// "Y, played by X".
    pub(crate) const PLAYED: u32 = 1 << 9;
    /// "X stars as Y".
    pub(crate) const PERFORM: u32 = 1 << 10;
    /// "like X".
    pub(crate) const COMPARE: u32 = 1 << 11;
    /// "Captain X".
    pub(crate) const HONORIFIC: u32 = 1 << 12;
    /// "young X", "Oscar winner X".
    pub(crate) const LEAD: u32 = 1 << 13;
    /// "de", "von".
    pub(crate) const PARTICLE: u32 = 1 << 14;
    /// "Jr".
    pub(crate) const SUFFIX: u32 = 1 << 15;
    /// A preposition or conjunction.
    pub(crate) const PREPOSITION: u32 = 1 << 16;
    /// A verb that often stands between a subject and a person.
    pub(crate) const SENTENCE_VERB: u32 = 1 << 17;
    /// An article, a possessive pronoun, a number.
    pub(crate) const DETERMINER: u32 = 1 << 18;
    /// No person is called this.
    pub(crate) const NEVER: u32 = 1 << 19;
    /// An adjective in "-ing".
    pub(crate) const ADJECTIVE: u32 = 1 << 20;
    /// "X-style".
    pub(crate) const MANNER: u32 = 1 << 21;
    /// "X’s brother".
    pub(crate) const KIN: u32 = 1 << 22;
    /// "shot it".
    pub(crate) const CRAFTS: u32 = 1 << 24;
    /// "plays the cello".
    pub(crate) const INSTRUMENT: u32 = 1 << 25;
    /// "X shoots": of a cinematographer or a director.
    pub(crate) const CAMERA: u32 = 1 << 23;
}

/// What is known of a word.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Entry {
    /// Flags.
    pub(crate) flags: u32,
    /// The part that it names as `NOUN`, `BY`, `WORK`, `VERB`.
    pub(crate) noun: Option<Role>,
    pub(crate) by: Option<Role>,
    pub(crate) work: Option<Role>,
    pub(crate) verb: Option<Role>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    given: String,
    words: String,
    family: String,
}

#[derive(Deserialize)]
struct Common {
    words: String,
}

/// Words by the name of a list.
type Lists = FxHashMap<String, String>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CreditWords {
    noun: Lists,
    by: Lists,
    work: Lists,
    verb: Lists,
    word: Lists,
}

/// The entry of a word by its [`word_hash`].
pub(crate) fn entry(hash: u32) -> Entry {
    TABLE.get(&hash).copied().unwrap_or_default()
}

static TABLE: LazyLock<FxHashMap<u32, Entry>> = LazyLock::new(|| {
    let mut table: FxHashMap<u32, Entry> = FxHashMap::default();
    // The files are part of the build and checked by the test below: one that does not parse leaves its words out.
    if let Ok(given) = toml::from_str::<Given>(include_str!("../data/given-names.toml")) {
        add(&mut table, &given.given, flag::GIVEN);
        add(&mut table, &given.words, flag::GIVEN_WORD);
        add(&mut table, &given.family, flag::FAMILY);
    }
    if let Ok(common) = toml::from_str::<Common>(include_str!("../data/common-words.toml")) {
        add(&mut table, &common.words, flag::COMMON);
    }
    if let Ok(credit) = toml::from_str::<CreditWords>(include_str!("../data/credit-words.toml")) {
        for (lists, bit) in [
            (&credit.noun, flag::NOUN),
            (&credit.by, flag::BY),
            (&credit.work, flag::WORK),
            (&credit.verb, flag::VERB),
        ] {
            for (name, words) in lists {
                let role = role(name);
                for word in words.split_whitespace() {
                    let entry = table.entry(word_hash(word)).or_default();
                    entry.flags |= bit;
                    match bit {
                        flag::NOUN => entry.noun = role,
                        flag::BY => entry.by = role,
                        flag::WORK => entry.work = role,
                        _ => entry.verb = role,
                    }
                }
            }
        }
        for (name, words) in &credit.word {
            add(&mut table, words, word_flag(name).unwrap_or_default());
        }
    }
    table
});

fn add(table: &mut FxHashMap<u32, Entry>, words: &str, bit: u32) {
    for word in words.split_whitespace() {
        table.entry(word_hash(word)).or_default().flags |= bit;
    }
}

fn word_flag(name: &str) -> Option<u32> {
    Some(match name {
        "plays" => flag::PLAYS,
        "played" => flag::PLAYED,
        "perform" => flag::PERFORM,
        "compare" => flag::COMPARE,
        "honorific" => flag::HONORIFIC,
        "lead" => flag::LEAD,
        "particle" => flag::PARTICLE,
        "suffix" => flag::SUFFIX,
        "preposition" => flag::PREPOSITION,
        "verb" => flag::SENTENCE_VERB,
        "determiner" => flag::DETERMINER,
        "never" => flag::NEVER,
        "adjective" => flag::ADJECTIVE,
        "manner" => flag::MANNER,
        "kin" => flag::KIN,
        "crafts" => flag::CRAFTS,
        "instrument" => flag::INSTRUMENT,
        "camera" => flag::CAMERA,
        _ => return None,
    })
}

fn role(name: &str) -> Option<Role> {
    use Role::{Actor, Author, Cinematographer, Composer, Director, Editor, Other, Producer, Writer};
    [Actor, Director, Writer, Cinematographer, Composer, Editor, Producer, Author, Other]
        .into_iter()
        .find(|r| r.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        let given: Given = toml::from_str(include_str!("../data/given-names.toml")).unwrap();
        assert!(given.given.split_whitespace().count() > 1500);
        let common: Common = toml::from_str(include_str!("../data/common-words.toml")).unwrap();
        assert!(common.words.split_whitespace().count() > 3000);
        let credit: CreditWords = toml::from_str(include_str!("../data/credit-words.toml")).unwrap();
        for lists in [&credit.noun, &credit.by, &credit.work, &credit.verb] {
            assert!(lists.keys().all(|k| role(k).is_some()), "{:?}", lists.keys());
        }
        assert!(credit.word.keys().all(|k| word_flag(k).is_some()), "{:?}", credit.word.keys());
        assert_eq!(entry(word_hash("directed")).by, Some(Role::Director));
    }
}
