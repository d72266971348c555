//! Answers "which film, which person may this name be".
//!
//! A [`Catalog`] is films, the people in them, and an index from names to both. Names are compared by
//! [`Key`]: letters and digits alone, without case, accents, apostrophes and a leading article, so that
//! "Amélie", "amelie" and "AMÉLIE" are one name. This crate knows no texts and no claims.

pub mod build;
mod key;
pub mod source;

pub use key::{Key, KeyBuilder, is_article, word_hash};

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;

/// A film, as the catalog knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Film {
    /// The title by which it is known in English.
    pub title: String,
    /// The year of its first public showing.
    pub year: i16,
    /// Its title at home, where that differs.
    pub original_title: Option<String>,
    /// Other titles it goes by.
    #[serde(default)]
    pub aka: Vec<String>,
    /// Minutes.
    pub runtime: Option<u16>,
    /// IMDb's identifier: "tt" and digits.
    pub imdb: Option<String>,
    /// Wikidata's identifier: "Q" and digits.
    pub wikidata: Option<String>,
    /// Who directed it.
    pub directors: Vec<String>,
    /// Who wrote it.
    #[serde(default)]
    pub writers: Vec<String>,
    /// Who plays in it, principal parts first.
    #[serde(default)]
    pub cast: Vec<Part>,
}

/// A part in a film: the person and, where known, the character.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Vec<String>")]
pub struct Part {
    /// Who plays it.
    pub person: String,
    /// The character's name.
    pub character: Option<String>,
}

impl From<Vec<String>> for Part {
    fn from(pair: Vec<String>) -> Self {
        let mut pair = pair.into_iter();
        Part { person: pair.next().unwrap_or_default(), character: pair.next().filter(|c| !c.is_empty()) }
    }
}

/// Position of a film in its catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilmId(pub u32);

/// A person's part in one film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Job {
    /// Directed it.
    Director,
    /// Wrote it.
    Writer,
    /// Plays in it.
    Actor,
    /// Photographed it.
    Cinematographer,
    /// Composed its music.
    Composer,
    /// Cut it.
    Editor,
    /// Produced it.
    Producer,
    /// Wrote what it was made from.
    Author,
    /// Any other part.
    Other,
}

/// How a name fits a film's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// It is the title, or another title the film goes by.
    Whole,
    /// It is the part before or after a colon or dash.
    Short,
}

/// Films, people, and an index from names to both.
#[derive(Debug, Default)]
pub struct Catalog {
    films: Vec<Film>,
    by_imdb: FxHashMap<String, FilmId>,
    titles: FxHashMap<Key, Vec<(FilmId, Form)>>,
    /// A person's films; the name as spelled is in the film.
    people: FxHashMap<Key, Vec<(FilmId, Job)>>,
    /// First words of titles and of names: most words of a text begin neither.
    first_words: FxHashSet<u32>,
    longest: usize,
}

/// Why a catalog could not be read.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    message: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    film: Vec<Film>,
}

/// The catalog that is built in: some hundred well-known and recent films.
///
/// Parsed on first use; its file is checked by a test, so a failure here is a broken build and gives an
/// empty catalog rather than a panic.
pub fn starter() -> &'static Catalog {
    static STARTER: LazyLock<Catalog> =
        LazyLock::new(|| Catalog::from_toml(include_str!("../data/films.toml")).unwrap_or_default());
    &STARTER
}

impl Catalog {
    /// Reads the format of `data/films.toml`.
    pub fn from_toml(text: &str) -> Result<Catalog, Error> {
        let file: File = toml::from_str(text).map_err(|e| Error { message: e.to_string() })?;
        Ok(Catalog::new(file.film))
    }

    /// A catalog of these films.
    pub fn new(films: Vec<Film>) -> Catalog {
        let mut c = Catalog::default();
        for (i, film) in films.iter().enumerate() {
            let id = FilmId(u32::try_from(i).unwrap_or(u32::MAX));
            if let Some(imdb) = &film.imdb {
                c.by_imdb.insert(imdb.clone(), id);
            }
            let others = film.original_title.iter().chain(&film.aka);
            for title in std::iter::once(&film.title).chain(others) {
                c.add_title(title, id, Form::Whole);
                for short in short_forms(title) {
                    c.add_title(short, id, Form::Short);
                }
            }
            for name in &film.directors {
                c.add_person(name, id, Job::Director);
            }
            for name in &film.writers {
                c.add_person(name, id, Job::Writer);
            }
            for part in &film.cast {
                c.add_person(&part.person, id, Job::Actor);
            }
        }
        c.films = films;
        c
    }

    fn add_title(&mut self, title: &str, id: FilmId, form: Form) {
        let Some(key) = self.index(title) else { return };
        let films = self.titles.entry(key).or_default();
        if !films.iter().any(|(f, _)| *f == id) {
            films.push((id, form));
        }
    }

    fn add_person(&mut self, name: &str, id: FilmId, job: Job) {
        let Some(key) = self.index(name) else { return };
        let films = self.people.entry(key).or_default();
        if !films.contains(&(id, job)) {
            films.push((id, job));
        }
    }

    fn index(&mut self, name: &str) -> Option<Key> {
        let (key, first, words) = key::of_name(name)?;
        self.first_words.insert(first);
        self.longest = self.longest.max(words);
        Some(key)
    }

    /// How many films there are.
    pub fn len(&self) -> usize {
        self.films.len()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.films.is_empty()
    }

    /// All films with their positions.
    pub fn films(&self) -> impl Iterator<Item = (FilmId, &Film)> {
        (0..).map(FilmId).zip(&self.films)
    }

    /// The film at a position; `None` for a position of another catalog.
    pub fn film(&self, id: FilmId) -> Option<&Film> {
        self.films.get(id.0 as usize)
    }

    /// The film with this IMDb identifier.
    pub fn by_imdb(&self, imdb: &str) -> Option<FilmId> {
        self.by_imdb.get(imdb).copied()
    }

    /// The films that go by this name.
    pub fn titled(&self, key: Key) -> &[(FilmId, Form)] {
        self.titles.get(&key).map_or(&[], Vec::as_slice)
    }

    /// The films that a person of this name has a part in, and which.
    pub fn person(&self, key: Key) -> &[(FilmId, Job)] {
        self.people.get(&key).map_or(&[], Vec::as_slice)
    }

    /// May a title or a name begin with this word (its [`word_hash`])? Never a false no.
    pub fn may_begin(&self, word: u32) -> bool {
        self.first_words.contains(&word)
    }

    /// The most words that a title or a name has.
    pub fn longest_name(&self) -> usize {
        self.longest
    }
}

/// What stands before and after the first colon or spaced dash of a title.
fn short_forms(title: &str) -> impl Iterator<Item = &str> {
    let split =
        title.split_once(": ").or_else(|| title.split_once(" - ")).or_else(|| title.split_once(" – "));
    split
        .into_iter()
        .flat_map(|(head, tail)| [head, tail])
        .filter(|s| s.split(' ').count() > 1 || s.len() > 5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_starter_catalog_is_sound() {
        let c = Catalog::from_toml(include_str!("../data/films.toml")).unwrap();
        assert!(c.len() >= 400, "{} films", c.len());
        let mut ids = FxHashSet::default();
        for (_, film) in c.films() {
            assert!((1890..=2030).contains(&film.year), "{film:?}");
            assert!(!film.directors.is_empty(), "{film:?}");
            assert!(film.runtime.is_none_or(|m| (40..=500).contains(&m)), "{film:?}");
            for id in film.imdb.iter().chain(&film.wikidata) {
                assert!(ids.insert(id.clone()), "{id} twice");
            }
        }
    }

    #[test]
    fn names_are_found_as_people_write_them() {
        let c = starter();
        let title = |name: &str| Key::of(name).map_or(0, |k| c.titled(k).len());
        for name in
            ["Her Smell", "HER SMELL", "invisible man", "The Invisible Man", "Mad Max Fury Road", "fury road"]
        {
            assert!(title(name) > 0, "{name}");
        }
        assert!(title("Suspiria") >= 2);
        let moss = c.person(Key::of("Elisabeth Moss").unwrap());
        assert!(moss.iter().any(|(f, job)| *job == Job::Actor && c.film(*f).unwrap().title == "Her Smell"));
    }
}
