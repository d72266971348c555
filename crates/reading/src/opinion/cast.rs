//! Who is named: makers, actors and characters of the film, and other films, found again wherever the text names them.

use catalog::word_hash;
use document::{Document, Span};
use rustc_hash::FxHashMap;

use crate::claim::{Claim, Role, Says, Thing};
use crate::word::bare;

/// Somebody that a judgement may be of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Person {
    /// The name by which claims know the person.
    pub(crate) name: String,
    /// The part in the film; `None` for a character.
    pub(crate) role: Option<Role>,
    /// A person who has no part in this film.
    pub(crate) foreign: bool,
}

/// All that are named.
#[derive(Debug, Default)]
pub(crate) struct Cast {
    pub(crate) people: Vec<Person>,
    /// From the hash of a name's word to its person.
    words: FxHashMap<u32, u8>,
    /// Where other films, songs and books are named, in order.
    others: Vec<Span>,
    /// Where the film is named, in order.
    own: Vec<Span>,
    /// The words of the film's title.
    pub(crate) title: Vec<u32>,
}

/// Words of names that name nobody alone.
const PARTS: &[&str] =
    &["the", "of", "and", "a", "de", "la", "von", "van", "jr", "sr", "mr", "mrs", "dr", "ii", "iii"];

impl Cast {
    /// The names that the claims so far know.
    pub(crate) fn of(doc: &Document, claims: &[Claim]) -> Cast {
        let mut cast = Cast::default();
        for claim in claims {
            match &claim.says {
                Says::Film { title, .. } => {
                    let words = title.as_deref().unwrap_or_default().split_whitespace();
                    cast.title = words.map(|w| word_hash(bare(w))).filter(|h| *h != 0).collect();
                    // The people who speak for the film are evidence too.
                    let titled = |s: &&Span| {
                        doc.slice(**s).split_whitespace().any(|w| cast.title.contains(&word_hash(bare(w))))
                    };
                    cast.own = claim.evidence.iter().filter(titled).copied().collect();
                }
                Says::Credit { role, person, as_written, character, .. } => {
                    let at = cast.add(person, Some(*role), false);
                    cast.surname(as_written, at);
                    cast.surname(person, at);
                    if let Some(character) = character {
                        let at = cast.add(character, None, false);
                        cast.every_word(character, at);
                    }
                }
                Says::Other { thing: Thing::Person, name } => {
                    let at = cast.add(name, None, true);
                    cast.surname(name, at);
                }
                Says::Other { thing: Thing::Film | Thing::Tv | Thing::Book, .. } => {
                    cast.others.extend(claim.evidence.iter().copied());
                }
                _ => {}
            }
        }
        // A title of one word that is an ordinary one is known only where it is marked or claimed.
        cast.others.sort_unstable();
        cast.own.retain(|s| doc.block_at(s.start).is_some_and(|b| b.role.is_prose()));
        cast.own.sort_unstable();
        cast
    }

    fn add(&mut self, name: &str, role: Option<Role>, foreign: bool) -> u8 {
        let person = Person { name: name.to_owned(), role, foreign };
        let at = self.people.iter().position(|p| p.name == name && (p.role.is_none() == role.is_none()));
        let at = at.unwrap_or_else(|| {
            self.people.push(person);
            self.people.len() - 1
        });
        u8::try_from(at + 1).unwrap_or(0)
    }

    fn surname(&mut self, name: &str, at: u8) {
        let last =
            name.split_whitespace().rev().find(|w| !PARTS.contains(&w.to_lowercase().trim_end_matches('.')));
        if let Some(last) = last {
            self.words.entry(word_hash(bare(last))).or_insert(at);
        }
        if let Some((first, _)) = name.split_once(' ').filter(|(f, _)| f.len() > 2) {
            self.words.entry(word_hash(first)).or_insert(at);
        }
    }

    fn every_word(&mut self, name: &str, at: u8) {
        for word in name.split_whitespace() {
            if word.starts_with(char::is_uppercase)
                && !PARTS.contains(&word.to_lowercase().trim_end_matches('.'))
            {
                self.words.entry(word_hash(bare(word))).or_insert(at);
            }
        }
    }

    /// The person that a capitalized word names: 0 for none, else its place and one.
    pub(crate) fn who(&self, hash: u32) -> u8 {
        self.words.get(&hash).copied().filter(|n| *n != 0).unwrap_or(0)
    }

    /// The person of that number.
    pub(crate) fn person(&self, who: u8) -> Option<&Person> {
        who.checked_sub(1).and_then(|n| self.people.get(n as usize))
    }

    /// Does another film's, song's or book's name stand here?
    pub(crate) fn is_other(&self, span: Span) -> bool {
        within(&self.others, span)
    }

    /// Does a claimed name of the film stand here?
    pub(crate) fn is_own(&self, span: Span) -> bool {
        within(&self.own, span)
    }
}

fn within(spans: &[Span], span: Span) -> bool {
    let at = spans.partition_point(|s| s.start <= span.start);
    at.checked_sub(1).and_then(|at| spans.get(at)).is_some_and(|s| s.end >= span.end)
}
