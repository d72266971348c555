//! The credits that are known before the text is read: the linked film's, and those that metadata declares. Names in
//! the text are compared with them, spelling mistakes included.

use catalog::{Catalog, FilmId, Job, Key, PersonId, word_hash};
use document::{Document, Field, Span};
use rustc_hash::FxHashMap;
use strsim::osa_distance;
use unicode_normalization::UnicodeNormalization as _;

use super::declared;
use crate::claim::{Ids, Role};

/// People looked at in a film: more than any film credits by name in a review, few enough to compare each.
const MOST: usize = 400;
/// Longest name that is compared by distance.
const LONGEST: usize = 40;

/// A person who is known to have worked on the film.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    /// The name as the catalog, else the metadata, spells it.
    pub(crate) name: String,
    /// The parts, the most telling first.
    pub(crate) roles: Vec<Role>,
    /// The character's name.
    pub(crate) character: Option<String>,
    /// Whom the catalog has.
    person: Option<PersonId>,
    /// Where metadata declares the person, and as what.
    pub(crate) declared: Vec<(Role, Span)>,
    /// The catalog credits the person with this film.
    pub(crate) in_catalog: bool,
    /// The name's words, folded.
    words: Vec<String>,
    letters: Letters,
    /// The letters of the character's name.
    played: u64,
}

/// Which letters a name has, a bit each: most names are told apart by them.
#[derive(Debug, Clone, Copy)]
struct Letters {
    /// Of all words but "Jr." and its like.
    all: u64,
    /// Of these but initials.
    core: u64,
}

impl Letters {
    fn of(words: &[String]) -> Letters {
        let of = |words: &mut dyn Iterator<Item = &String>| words.fold(0, |all, w| all | letters(w));
        let core = &mut (0..).zip(words).filter(|(i, w)| is_core(*i, w)).map(|(_, w)| w);
        Letters { all: of(&mut words.iter().filter(|w| !is_suffix(w))), core: of(core) }
    }

    /// May names of these letters be the [`same`]?
    fn may_be(self, other: Letters) -> bool {
        let (a, b) = (self.core, other.core);
        self.all == other.all || a & b == a || a & b == b
    }
}

fn letters(word: &str) -> u64 {
    word.chars().fold(0, |all, c| all | 1 << (u32::from(c) & 63))
}

/// How well a name fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// The same letters.
    Exact,
    /// A spelling mistake away, or with a middle name more or less.
    Near,
    /// The family name alone.
    Family,
}

/// The part that a catalog's job is.
fn role(job: Job) -> Role {
    match job {
        Job::Director => Role::Director,
        Job::Writer => Role::Writer,
        Job::Actor => Role::Actor,
        Job::Cinematographer => Role::Cinematographer,
        Job::Composer => Role::Composer,
        Job::Editor => Role::Editor,
        Job::Producer => Role::Producer,
        Job::Author => Role::Author,
        Job::Other => Role::Other,
    }
}

/// A person's identifiers, as they are written.
fn ids(person: &catalog::Person<'_>) -> Ids {
    Ids {
        imdb: person.imdb().map(|id| format!("nm{id:07}")),
        tmdb: person.tmdb(),
        wikidata: person.wikidata().map(|id| format!("Q{id}")),
        movielens: None,
    }
}

/// The person of the catalog whom a name stands for that no list of the film's credits has: as the catalog spells it,
/// with identifiers where only one person has it. A name of which the catalog has never seen a word may be misspelt;
/// one of known words may be anybody's.
pub(crate) fn of_catalog(
    catalog: &Catalog<'_>,
    written: &str,
    key: Key,
    is_name: bool,
) -> Option<(String, Ids)> {
    let mut named = catalog.named(key).iter();
    if let Some((first, _)) = named.next() {
        let person = catalog.person(first)?;
        let known = if named.next().is_none() { ids(&person) } else { Ids::default() };
        return Some((person.name().to_owned(), known));
    }
    let strange = |w: &str| w.len() > 4 && !catalog.has_word(word_hash(w));
    if !is_name || written.len() > LONGEST || !written.split([' ', '-']).any(strange) {
        return None;
    }
    let near = catalog.near_people(written);
    let best = near.first()?;
    let rivals = near.iter().filter(|n| n.distance == best.distance && n.form == best.form).count();
    let person = catalog.person(best.id).filter(|_| rivals == 1)?;
    Some((person.name().to_owned(), ids(&person)))
}

/// Everyone who is known to have a part in the film.
pub(crate) fn known(doc: &Document, catalog: &Catalog<'_>, film: Option<FilmId>, whole: bool) -> Vec<Known> {
    let mut out: Vec<Known> = Vec::new();
    let mut at: FxHashMap<PersonId, usize> = FxHashMap::default();
    for credit in film.into_iter().flat_map(|id| catalog.credits(id)).take(MOST) {
        let role = role(credit.job);
        let character = Some(credit.character).filter(|c| !c.is_empty());
        if let Some(same) = at.get(&credit.person.id).and_then(|at| out.get_mut(*at)) {
            if !same.roles.contains(&role) {
                same.roles.push(role);
            }
            if let (None, Some(character)) = (&same.character, character) {
                same.character = Some(character.to_owned());
                same.played = played(character);
            }
            continue;
        }
        at.insert(credit.person.id, out.len());
        let words = folded(credit.person.name());
        out.push(Known {
            name: credit.person.name().to_owned(),
            roles: vec![role],
            character: character.map(str::to_owned),
            person: Some(credit.person.id),
            declared: Vec::new(),
            in_catalog: true,
            letters: Letters::of(&words),
            words,
            played: played(credit.character),
        });
    }
    // A director is that first, then an actor, whatever else.
    let order = |r: &Role| match r {
        Role::Director => 0,
        Role::Actor => 1,
        Role::Writer => 2,
        _ => 3,
    };
    out.iter_mut().for_each(|k| k.roles.sort_by_key(order));
    if !whole {
        return out;
    }
    for field in [Field::Director, Field::Writer, Field::Cast] {
        for (name, role, span) in declared::names(doc, field).into_iter().take(MOST) {
            let words = folded(name);
            let at = find(&out, &words, false).filter(|(_, fit)| *fit != Fit::Family).map(|(at, _)| at);
            match at.and_then(|at| out.get_mut(at)) {
                Some(same) => {
                    same.declared.push((role, span));
                    if !same.roles.contains(&role) {
                        same.roles.push(role);
                    }
                }
                None => out.push(Known {
                    name: name.to_owned(),
                    roles: vec![role],
                    character: None,
                    person: None,
                    declared: vec![(role, span)],
                    in_catalog: false,
                    letters: Letters::of(&words),
                    words,
                    played: 0,
                }),
            }
        }
    }
    out
}

/// The words of a name in lower case, without accents, apostrophes and points.
pub(crate) fn folded(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let name = crate::words::strip_possessive(name);
    if name.is_ascii() {
        for b in name.bytes().take(200) {
            match b {
                _ if b.is_ascii_alphanumeric() => word.push(char::from(b.to_ascii_lowercase())),
                b'\'' | b'"' => {}
                _ if !word.is_empty() => words.push(std::mem::take(&mut word)),
                _ => {}
            }
        }
        words.extend(Some(word).filter(|w| !w.is_empty()));
        return words;
    }
    for c in name.chars().take(200).flat_map(|c| c.nfkd()).flat_map(char::to_lowercase) {
        match c {
            'ø' => word.push('o'),
            'ł' => word.push('l'),
            'đ' | 'ð' => word.push('d'),
            'ı' => word.push('i'),
            _ if c.is_alphanumeric() => word.push(c),
            '\u{300}'..='\u{36f}' | '\'' | '’' | '"' | '“' | '”' => {}
            _ if !word.is_empty() => words.push(std::mem::take(&mut word)),
            _ => {}
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// The known person whom a name (its words, [`folded`]) is, and how well it fits. A family name alone is tried
/// where `alone` says so.
pub(crate) fn find(known: &[Known], words: &[String], alone: bool) -> Option<(usize, Fit)> {
    let own = Letters::of(words);
    if let Some(at) = known.iter().position(|k| k.letters.may_be(own) && same(&k.words, words)) {
        return Some((at, Fit::Exact));
    }
    if words.iter().map(String::len).sum::<usize>() > LONGEST {
        return None;
    }
    if words.len() > 1 {
        let near = |k: &Known| distance(&k.words, words);
        let best = (0..).zip(known).filter_map(|(at, k)| near(k).map(|d| (d, at))).min()?;
        return Some((best.1, Fit::Near));
    }
    let word = words.first().filter(|w| alone && w.len() >= 3)?;
    let mut of_family = (0..).zip(known).filter(|(_, k)| k.words.len() > 1 && k.is_of_family(word));
    if let Some((at, _)) = of_family.next() {
        // Two of one family, neither named in full: the first of the credits is meant.
        return Some((at, Fit::Family));
    }
    None
}

impl Known {
    /// Identifiers.
    pub(crate) fn ids(&self, catalog: &Catalog<'_>) -> Ids {
        self.person.and_then(|id| catalog.person(id)).map_or_else(Ids::default, |p| ids(&p))
    }

    /// Is this word the family name, without its particles or with them?
    fn is_of_family(&self, word: &str) -> bool {
        let mut words = self.words.iter().filter(|w| !is_suffix(w));
        words.clone().next_back().is_some_and(|last| last == word) || {
            words.next();
            let rest = words.try_fold(word, |rest, w| rest.strip_prefix(w.as_str()));
            rest.is_some_and(str::is_empty)
        }
    }

    /// Does a character of this name belong to the person?
    pub(crate) fn plays(&self, words: &[String]) -> bool {
        // Most characters have not even the letters.
        let letters = words.iter().fold(0, |all, w| all | letters(w));
        self.character.as_deref().filter(|_| letters & !self.played == 0).is_some_and(|c| {
            let character = folded(c);
            words.iter().all(|w| character.contains(w))
        })
    }
}

fn is_suffix(word: &str) -> bool {
    matches!(word, "jr" | "sr" | "ii" | "iii")
}

/// Is this word of a name more than an initial or a suffix?
fn is_core(at: usize, word: &str) -> bool {
    !(is_suffix(word) || at > 0 && word.len() == 1)
}

/// The letters that the words of a character's name may have.
fn played(character: &str) -> u64 {
    // Those of other letters may be taken apart into any.
    if character.is_ascii() { letters(&character.to_ascii_lowercase()) } else { u64::MAX }
}

/// "Robert Downey Sr." and "Robert Downey Jr.": both have a suffix, and not the same.
fn other_suffix(a: &[String], b: &[String]) -> bool {
    let suffixes = [a, b].map(|words| words.iter().skip(1).find(|w| is_suffix(w)));
    matches!(suffixes, [Some(a), Some(b)] if a != b)
}

/// Do both the given and the family name differ?
pub(crate) fn differ(a: &[String], known: &Known) -> bool {
    let b = &known.words;
    a.first() != b.first() && a.iter().rfind(|w| !is_suffix(w)) != b.iter().rfind(|w| !is_suffix(w))
}

/// The same letters, however they are parted; initials and "Jr." may be left out, two words may be turned around.
fn same(a: &[String], b: &[String]) -> bool {
    let letters = |w: &[String]| w.iter().map(String::len).sum::<usize>();
    let joined =
        |w: &[String]| w.iter().filter(|w| !is_suffix(w)).flat_map(|w| w.bytes()).collect::<Vec<_>>();
    if a == b {
        return true;
    }
    if other_suffix(a, b) {
        return false;
    }
    if a.len().min(b.len()) < 2 && letters(a) != letters(b) || letters(a).abs_diff(letters(b)) > 8 {
        return false;
    }
    let [ca, cb] = [a, b].map(|words| -> Vec<&String> {
        (0..).zip(words).filter(|(i, w)| is_core(*i, w)).map(|(_, w)| w).collect()
    });
    // "Steve Holland" for "Savage Steve Holland"
    if ca.len() > 1 && cb.len() > 1 && ca.len() != cb.len() && (ca.ends_with(&cb) || cb.ends_with(&ca)) {
        return true;
    }
    joined(a) == joined(b)
        || ca.len() > 1 && ca == cb
        || ca.len() > 1 && ca.len() == cb.len() && ca.iter().eq(cb.iter().skip(1).chain(cb.first()))
        || cb.len() > 1 && ca.len() == cb.len() && cb.iter().eq(ca.iter().skip(1).chain(ca.first()))
}

/// How many letters apart two full names are, where that can be a mistake in spelling: both given and family name
/// are near, and one of them nearly right.
fn distance(a: &[String], b: &[String]) -> Option<usize> {
    let (first_a, first_b) = (a.first()?, b.first()?);
    let (last_a, last_b) = (a.iter().rfind(|w| !is_suffix(w))?, b.iter().rfind(|w| !is_suffix(w))?);
    let last = near(last_a, last_b)?;
    let bare = |w: &[String]| w.iter().filter(|w| !is_suffix(w)).count();
    if bare(a) < 2 || bare(b) < 2 || other_suffix(a, b) {
        return None;
    }
    let first = near(first_a, first_b).or_else(|| is_short_for(first_a, first_b).then_some(1))?;
    // Names of three words differ in the middle one only where one of the two leaves it out.
    let middle = bare(a) != bare(b) || bare(a) == 2 || {
        let (a, b) = (&a[1..bare(a) - 1], &b[1..bare(b) - 1]);
        a.iter().zip(b).all(|(a, b)| near(a, b).is_some())
    };
    (middle && first + last <= 3).then_some(first + last)
}

/// How many letters two words are apart, where that is few for their length.
fn near(a: &str, b: &str) -> Option<usize> {
    let (la, lb) = (a.chars().count(), b.chars().count());
    let allowed = match la.max(lb) {
        0..=3 => 0,
        4..=6 => 1,
        _ => 2,
    };
    // What changes one letter adds one to those that both have not, and takes one away.
    let differing = (letters(a) ^ letters(b)).count_ones() as usize;
    if la.abs_diff(lb) > allowed || la.max(lb) > LONGEST || differing > 2 * allowed {
        return None;
    }
    let distance = osa_distance(a, b);
    (distance <= allowed).then_some(distance)
}

/// "Chris" for "Christopher", "Tom" for "Thomas": one begins the other.
fn is_short_for(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() < b.len() { (a, b) } else { (b, a) };
    short.len() >= 3 && long.starts_with(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people(names: &[&str]) -> Vec<Known> {
        names
            .iter()
            .map(|n| Known {
                name: (*n).to_owned(),
                roles: vec![Role::Actor],
                character: None,
                person: None,
                declared: Vec::new(),
                in_catalog: true,
                letters: Letters::of(&folded(n)),
                words: folded(n),
                played: 0,
            })
            .collect()
    }

    #[test]
    fn misspelt_names_are_found() {
        for (written, meant) in [
            ("Elizabeth Moss", "Elisabeth Moss"),
            ("Cara Delevigne", "Cara Delevingne"),
            ("Cilian Murphy", "Cillian Murphy"),
            ("Scarlet Johansen", "Scarlett Johansson"),
            ("Gwendolyn Christie", "Gwendoline Christie"),
            ("Chow Yun Fat", "Chow Yun-fat"),
            ("Robert DeNiro", "Robert De Niro"),
            ("Samuel Jackson", "Samuel L. Jackson"),
            ("Peter O’Toole", "Peter O'Toole"),
            ("Robert Downey", "Robert Downey Jr."),
            ("Joon-ho Bong", "Bong Joon-ho"),
            ("Stellan Skarsgard", "Stellan Skarsgård"),
        ] {
            let known = people(&["Jane Doe", meant, "John Roe"]);
            assert_eq!(find(&known, &folded(written), false).map(|f| f.0), Some(1), "{written}");
        }
    }

    #[test]
    fn other_names_are_not() {
        for (written, other) in [
            ("Henry Fonda", "Jane Fonda"),
            ("Sean Penn", "Chris Penn"),
            ("Emma Stone", "Sharon Stone"),
            ("Tim Roth", "Eli Roth"),
            ("Kate Hudson", "Ernie Hudson"),
            ("John Carpenter", "Jane Carpenter"),
            ("Robert Downey Sr.", "Robert Downey Jr."),
        ] {
            assert_eq!(find(&people(&[other]), &folded(written), false), None, "{written} / {other}");
        }
    }
}
