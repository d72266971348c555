//! Whom the names of a text stand for: one entry a person, however the name is written each time.

use catalog::{Catalog, Key};
use document::Document;
use rustc_hash::FxHashMap;

use super::known::{self, Fit, Known};
use crate::claim::Ids;
use crate::lexicon::flag;
use crate::name::{Kind, Name, Text};

/// Persons told apart in one part; what comes after is an index of names, not a review.
const MOST: usize = 600;

/// Somebody named in the text.
#[derive(Debug, Clone)]
pub(crate) struct Person {
    /// The name as written at its first full mention.
    pub(crate) written: String,
    /// Who it is among the known credits, and how well the name fits.
    pub(crate) known: Option<(usize, Fit)>,
    /// The catalog has a person of this name.
    pub(crate) in_catalog: bool,
    /// The name as the catalog spells it, and identifiers.
    pub(crate) catalog: Option<(String, Ids)>,
    /// The first mention.
    pub(crate) first: usize,
    /// The first mention by full name, where there is one.
    pub(crate) full: Option<usize>,
    /// What the fullest mention is likely to be.
    pub(crate) kind: Kind,
    /// Mentions.
    pub(crate) mentions: usize,
    /// A character of the film has this name.
    pub(crate) character: bool,
}

/// The persons of a text, and by name which person it stands for.
#[derive(Debug, Default)]
pub(crate) struct People {
    pub(crate) persons: Vec<Person>,
    pub(crate) of_name: Vec<Option<usize>>,
}

/// Resolves every name.
pub(crate) fn resolve(doc: &Document, catalog: &Catalog<'_>, text: &Text, known: &[Known]) -> People {
    let mut out = People { persons: Vec::new(), of_name: vec![None; text.names.len()] };
    let mut by_key: FxHashMap<Key, Option<usize>> = FxHashMap::default();
    let mut by_last: FxHashMap<String, usize> = FxHashMap::default();
    // Full names first: a family name may stand before the full one.
    for (n, name) in text.names.iter().enumerate() {
        if name.words < 2 || name.marked || is_family(text, name) {
            continue;
        }
        let written = doc.slice(name.span);
        let Some(key) = Key::of(written) else { continue };
        let person = match by_key.get(&key) {
            Some(person) => *person,
            None => {
                let person = full(written, key, catalog, known, name, n, &mut out);
                by_key.insert(key, person);
                let words = known::folded(written);
                if let (Some(person), Some(last)) = (person, words.last()) {
                    by_last.entry(last.clone()).or_insert(person);
                    if words.len() > 2 {
                        by_last.entry(words[1..].concat()).or_insert(person);
                    }
                }
                person
            }
        };
        if let Some(person) = person.and_then(|p| out.persons.get_mut(p)) {
            person.mentions += 1;
        }
        out.of_name[n] = person;
    }
    let mut by_word: FxHashMap<u32, Option<usize>> = FxHashMap::default();
    for (n, name) in text.names.iter().enumerate() {
        let word = text.toks[name.last].hash;
        if name.words != 1 && !is_family(text, name) || name.marked {
            continue;
        }
        let person = match by_word.get(&word) {
            Some(person) => *person,
            None => {
                let person = single(doc.slice(name.span), &by_last, known, name, n, &mut out);
                by_word.insert(word, person);
                person
            }
        };
        if let Some(person) = person.and_then(|p| out.persons.get_mut(p)) {
            person.mentions += 1;
            person.first = person.first.min(n);
        }
        out.of_name[n] = person;
    }
    out
}

fn full(
    written: &str,
    key: Key,
    catalog: &Catalog<'_>,
    known: &[Known],
    name: &Name,
    at: usize,
    out: &mut People,
) -> Option<usize> {
    let words = known::folded(written);
    // "Ethan Coen" is not Etan Cohen misspelt: the catalog knows him for works of his own.
    let another = |who: usize| {
        known.get(who).is_some_and(|k| known::differ(&words, k))
            && catalog.named(key).iter().any(|(id, _)| catalog.works(id).next().is_some())
    };
    let found = known::find(known, &words, false).filter(|(who, fit)| *fit != Fit::Near || !another(*who));
    if let Some((who, _)) = found
        && let Some(same) = out.persons.iter().position(|p| p.known.is_some_and(|(k, _)| k == who))
    {
        let person = &mut out.persons[same];
        person.first = person.first.min(at);
        return Some(same);
    }
    let in_catalog = !catalog.named(key).is_empty();
    let of_catalog = || known::of_catalog(catalog, written, key, name.kind >= Kind::Given);
    let spelled = if found.is_none() { of_catalog() } else { None };
    let character = found.is_none() && known.iter().any(|k| k.plays(&words));
    if found.is_none() && !in_catalog && name.kind < Kind::Unknown || out.persons.len() >= MOST {
        return None;
    }
    out.persons.push(Person {
        written: written.to_owned(),
        known: found,
        in_catalog,
        catalog: spelled,
        first: at,
        full: Some(at),
        kind: name.kind,
        mentions: 0,
        character,
    });
    Some(out.persons.len() - 1)
}

/// "De Palma", "Von Trier": a family name of two words.
fn is_family(text: &Text, name: &Name) -> bool {
    let head = &text.toks[name.first];
    name.words == 2 && head.is(flag::PARTICLE) && !head.is(flag::GIVEN)
}

/// A family name alone: of a person named in full in this text, else of a known credit.
fn single(
    written: &str,
    by_last: &FxHashMap<String, usize>,
    known: &[Known],
    name: &Name,
    at: usize,
    out: &mut People,
) -> Option<usize> {
    let words = vec![known::folded(written).concat()];
    let word = words.first()?;
    if let Some(person) = by_last.get(word) {
        return Some(*person);
    }
    // A character's name is the character's.
    if known.iter().any(|k| k.plays(&words)) || name.kind == Kind::No {
        return None;
    }
    let (who, fit) = known::find(known, &words, true)?;
    if let Some(same) = out.persons.iter().position(|p| p.known.is_some_and(|(k, _)| k == who)) {
        return Some(same);
    }
    if out.persons.len() >= MOST {
        return None;
    }
    out.persons.push(Person {
        written: written.to_owned(),
        known: Some((who, fit)),
        in_catalog: false,
        catalog: None,
        first: at,
        full: None,
        kind: Kind::Single,
        mentions: 0,
        character: false,
    });
    Some(out.persons.len() - 1)
}

impl Person {
    /// The name: the catalog's spelling where it has it.
    pub(crate) fn name(&self) -> &str {
        self.catalog.as_ref().map_or(&self.written, |(name, _)| name)
    }

    /// Identifiers, where the catalog has the name as it is written.
    pub(crate) fn ids(&self) -> Ids {
        let same = |name: &str| known::folded(name).concat() == known::folded(&self.written).concat();
        self.catalog.as_ref().filter(|(name, _)| same(name)).map(|(_, ids)| ids.clone()).unwrap_or_default()
    }
}

impl People {
    /// The person that a name stands for.
    pub(crate) fn of(&self, name: usize) -> Option<&Person> {
        self.persons.get(self.of_name.get(name).copied().flatten()?)
    }

    /// Does a name stand for a person who is known to exist: of the film, or of the catalog?
    pub(crate) fn is_known(&self, name: usize) -> bool {
        self.of(name).is_some_and(|p| p.known.is_some() || p.in_catalog && !p.character)
    }
}
