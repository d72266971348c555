//! Misspelt names: the names that a few letters' difference away would be.
//!
//! The index holds single words, not names: for every word of four letters and more, the word and each form of it with
//! one letter left out, by hash. Two words that share such a form are a letter apart, or two. A name is looked up
//! word by word, and the words found are put together into keys that the index of names has or has not; so a
//! catalog of millions of names costs a few hundred lookups and no comparison with a name that does not exist.
//! The price: a word with two letters too many or too few is not found, nor a name of which three words are misspelt.

use crate::file::{range, string, u32_at};
use crate::key::{fold, folded_hash, words};
use crate::{Catalog, Form, Key, KeyBuilder, is_article, spread, word_hash};
use crate::{FilmId, PersonId};

/// What a misspelt name may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Near<T> {
    /// The film or person.
    pub id: T,
    /// How many letters differ: left out, put in, changed, or two changed about.
    pub distance: u8,
    /// How the corrected name fits theirs.
    pub form: Form,
}

/// Words shorter than this are looked up as they are.
pub(crate) const SHORTEST: usize = 4;
/// Words longer than this are no words, and are looked up as they are.
pub(crate) const LONGEST: usize = 24;
/// From this length on, two letters may differ.
const LONG: usize = 7;
/// The most letters that may differ in a name.
const FARTHEST: u8 = 2;
/// More corrections of one word than this are not looked at, the nearest first.
const WORDS: usize = 48;
/// More keys than this are not tried for one name.
const TRIES: usize = 1500;
/// Names of more words than this are not corrected.
const NAME_WORDS: usize = 16;

/// A word that one of the name may be meant for.
#[derive(Clone, Copy)]
struct Correction {
    word: u32,
    distance: u8,
}

impl<'b> Catalog<'b> {
    /// The people whose name this may be, misspelt; the nearest first, those with the name itself among them.
    pub fn near_people(&self, name: &str) -> Vec<Near<PersonId>> {
        let mut out = Vec::new();
        self.near(name, |key, distance| {
            let found = self.named(key);
            out.extend(found.iter().map(|(id, form)| Near { id, distance, form }));
            !found.is_empty()
        });
        out.sort_by_key(|n| (n.distance, n.form, std::cmp::Reverse(self.works(n.id).count()), n.id));
        out.dedup_by_key(|n| n.id);
        out
    }

    /// The films whose title this may be, misspelt; the nearest first.
    pub fn near_titles(&self, title: &str) -> Vec<Near<FilmId>> {
        let mut out = Vec::new();
        self.near(title, |key, distance| {
            let found = self.titled(key);
            out.extend(found.iter().map(|(id, form)| Near { id, distance, form }));
            !found.is_empty()
        });
        let votes = |id| self.film(id).map_or(0, |f| f.votes());
        out.sort_by_key(|n| (n.distance, n.form, std::cmp::Reverse(votes(n.id)), n.id));
        out.dedup_by_key(|n| n.id);
        out
    }

    /// Gives keys near to a name's to `hit`, the nearest first, which says whether there is such a name. Ends with the
    /// distance at which there was one.
    fn near(&self, name: &str, mut hit: impl FnMut(Key, u8) -> bool) {
        let mut parts: Vec<&str> = words(name).take(NAME_WORDS + 1).collect();
        if parts.len() > 1 && is_article(parts[0]) {
            parts.remove(0);
        }
        if parts.is_empty() || parts.len() > NAME_WORDS {
            return;
        }
        let hashes: Vec<u32> = parts.iter().map(|w| word_hash(w)).collect();
        let key = |change: &[(usize, u32)]| {
            let mut key = KeyBuilder::default();
            for (i, hash) in hashes.iter().enumerate() {
                let hash = change.iter().find(|(at, _)| *at == i).map_or(*hash, |(_, to)| *to);
                if hash != 0 {
                    key.push(hash);
                }
            }
            key.key()
        };
        if hit(key(&[]), 0) {
            return;
        }
        let near: Vec<Vec<Correction>> = parts.iter().map(|w| self.near_words(w)).collect();
        let mut tries = 0;
        for distance in 1..=FARTHEST {
            let mut any = false;
            if distance == 1 {
                // "Mc Gregor" is one word.
                for i in 0..parts.len().saturating_sub(1) {
                    let joined = folded_hash(fold(parts[i]).chars().chain(fold(parts[i + 1]).chars()));
                    any |= hit(key(&[(i, joined), (i + 1, 0)]), 1);
                }
            }
            for (i, corrections) in near.iter().enumerate() {
                for c in corrections.iter().filter(|c| c.distance == distance) {
                    any |= hit(key(&[(i, c.word)]), distance);
                    tries += 1;
                }
            }
            if distance == 2 {
                for i in 0..near.len() {
                    for j in i + 1..near.len() {
                        for a in near[i].iter().filter(|c| c.distance == 1) {
                            for b in near[j].iter().filter(|c| c.distance == 1) {
                                tries += 1;
                                if tries > TRIES {
                                    return;
                                }
                                any |= hit(key(&[(i, a.word), (j, b.word)]), 2);
                            }
                        }
                    }
                }
            }
            if any {
                return;
            }
        }
    }

    /// The words of the catalog that a word may be meant for, the nearest first; without the word itself.
    fn near_words(&self, word: &str) -> Vec<Correction> {
        let word = fold(word);
        let len = word.chars().count();
        if !(SHORTEST..=LONGEST).contains(&len) {
            return Vec::new();
        }
        let most = if len >= LONG { 2 } else { 1 };
        let mut out: Vec<Correction> = Vec::new();
        let own = word_hash(&word);
        let mut look = |form: u32| {
            for row in range(self.deletions, self.deletion_ranges, spread(form)) {
                if u32_at(row, 0) != form {
                    continue;
                }
                let Some(entry) = self.words.get(u32_at(row, 4) as usize) else { continue };
                let hash = u32_at(entry, 0);
                if hash == own || out.iter().any(|c| c.word == hash) {
                    continue;
                }
                let other = string(self.strings, u32_at(entry, 4));
                let distance = strsim::osa_distance(&word, other);
                if distance <= most {
                    out.push(Correction { word: hash, distance: distance as u8 });
                }
            }
        };
        look(own);
        deletions(&word, &mut look);
        out.sort_by_key(|c| c.distance);
        out.truncate(WORDS);
        out
    }
}

/// Gives the hash of every form of a folded word with one letter left out.
pub(crate) fn deletions(word: &str, mut each: impl FnMut(u32)) {
    let mut before = '\0';
    for (i, c) in word.chars().enumerate() {
        // Of a doubled letter, leaving out either gives the same.
        if c != before {
            each(folded_hash(word.chars().enumerate().filter(|(at, _)| *at != i).map(|(_, c)| c)));
        }
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use crate::starter;

    #[test]
    fn misspelt_names_are_found() {
        let c = starter();
        for (written, meant) in [
            ("Elizabeth Moss", "Elisabeth Moss"),
            ("Elisabeth Moss", "Elisabeth Moss"),
            ("Cara Delevigne", "Cara Delevingne"),
            ("Cilian Murphy", "Cillian Murphy"),
            ("Frances MacDormand", "Frances McDormand"),
            ("Frances Mc Dormand", "Frances McDormand"),
            ("Jake Gylenhaal", "Jake Gyllenhaal"),
            ("Saorise Ronan", "Saoirse Ronan"),
        ] {
            let found = c.near_people(written);
            let name = found.first().and_then(|n| c.person(n.id)).map(|p| p.name());
            assert_eq!(name, Some(meant), "{written}");
        }
        assert!(c.near_people("Qwertz Uiopasd").is_empty());
        assert!(c.near_people("").is_empty());
    }

    #[test]
    fn misspelt_titles_are_found() {
        let c = starter();
        for (written, meant) in
            [("The Invisble Man", "The Invisible Man"), ("Mad Max: Furry Road", "Mad Max: Fury Road")]
        {
            let found = c.near_titles(written);
            let title = found.first().and_then(|n| c.film(n.id)).map(|f| f.title());
            assert_eq!(title, Some(meant), "{written}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics(name in ".{0,60}") {
            let _ = starter().near_people(&name);
            let _ = starter().near_titles(&name);
        }
    }
}
