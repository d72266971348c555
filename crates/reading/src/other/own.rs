//! The film reviewed, by name: its titles, and the words of its characters' names. None of them is another work.

use catalog::{Catalog, Film, FilmId, Form, Key, KeyBuilder, is_article, word_hash};
use document::{Document, Field, Role};

use crate::claim::{Claim, Says};
use crate::title;
use crate::words::strip_possessive;

/// What the film reviewed goes by.
pub(super) struct Own {
    film: Option<FilmId>,
    year: Option<i16>,
    /// The words of each title, leading articles left out.
    titles: Vec<Vec<u32>>,
    /// The words of its characters' names.
    characters: Vec<u32>,
}

impl Own {
    pub(super) fn new(doc: &Document, catalog: &Catalog<'_>, film: Option<FilmId>, claims: &[Claim]) -> Own {
        let mut own = Own { film, year: None, titles: Vec::new(), characters: Vec::new() };
        for claim in claims {
            match &claim.says {
                Says::Film { title, year, .. } => {
                    own.year = *year;
                    own.add(title.as_deref().unwrap_or_default());
                }
                Says::Credit { character: Some(name), .. } => own.characters.extend(words(name)),
                _ => {}
            }
        }
        if let Some(film) = film.and_then(|id| catalog.film(id)) {
            own.add_film(catalog, film);
        }
        // What stands at the top is the film's title, whether it could be linked or not.
        for block in &doc.blocks {
            let declares = matches!(
                block.role,
                Role::Field(Field::Title | Field::Film | Field::OriginalTitle) | Role::Title
            );
            let text = doc.slice(block.span);
            if declares && text.len() < 200 && own.titles.len() < 40 {
                // The pieces of a headline are guesses, needed only where the film is not known otherwise.
                for reading in title::readings(text).into_iter().filter(|r| film.is_none() || !r.cut) {
                    own.add(reading.title);
                }
            }
        }
        own
    }

    fn add_film(&mut self, catalog: &Catalog<'_>, film: Film<'_>) {
        self.year = film.year();
        self.add(film.title());
        self.add(film.original_title());
        for title in film.akas() {
            self.add(title);
        }
        for credit in catalog.credits(film.id) {
            self.characters.extend(words(credit.character));
        }
    }

    fn add(&mut self, title: &str) {
        let words: Vec<u32> = words(title).collect();
        if !words.is_empty() && !self.titles.contains(&words) {
            self.titles.push(words);
        }
    }

    /// Is a title (its words, leading article left out) that of the film reviewed, or a short form of it?
    pub(super) fn is_title(&self, name: &[u32], year: Option<i16>, catalog: &Catalog<'_>) -> bool {
        let another_year = matches!((year, self.year), (Some(a), Some(b)) if (a - b).abs() > 1);
        let another = || {
            let films = catalog.titled(key(name));
            films.iter().any(|(f, form)| form == Form::Whole && Some(f) != self.film)
        };
        self.titles.iter().any(|own| {
            if own == name {
                return !another_year;
            }
            if own.len().max(name.len()) >= 3 && !another() && alike(own, name) {
                return true;
            }
            let (short, long) =
                if own.len() < name.len() { (own.as_slice(), name) } else { (name, own.as_slice()) };
            if short.is_empty() || !long.windows(short.len()).any(|w| w == short) {
                return false;
            }
            // "Jaws 2" and "Jaws": one is the other's sequel where the catalog has both. "Fury Road" is a short form.
            let begins = long.starts_with(short);
            if own.len() < name.len() {
                return !begins || !another() && own.len() > 1 && !is_numeral(name[own.len()]);
            }
            !another()
        })
    }

    /// Is a name of fiction (its words) a part of the film's title, or one of its characters?
    pub(super) fn has(&self, name: &[u32]) -> bool {
        self.in_title(name)
            || !name.is_empty() && name.iter().all(|w| self.characters.contains(w))
            || name.last().is_some_and(|w| self.characters.contains(w))
    }

    /// Is a name a part of the film's title?
    pub(super) fn in_title(&self, name: &[u32]) -> bool {
        !name.is_empty() && self.titles.iter().any(|own| own.windows(name.len()).any(|w| w == name))
            || name.len() > 1 && self.titles.iter().any(|own| name.iter().all(|w| own.contains(w)))
    }

    /// Is it the film reviewed?
    pub(super) fn is(&self, film: FilmId) -> bool {
        self.film == Some(film)
    }
}

/// Do two titles share two words in three? A title misspelt or cut does; one that the catalog has is another's.
fn alike(a: &[u32], b: &[u32]) -> bool {
    let most = a.len().max(b.len());
    most <= 20 && a.iter().filter(|w| b.contains(w)).count() * 3 >= most * 2
}

/// The key of a name by the hashes of its words.
pub(super) fn key(words: &[u32]) -> Key {
    let mut key = KeyBuilder::default();
    words.iter().for_each(|w| key.push(*w));
    key.key()
}

fn is_numeral(word: u32) -> bool {
    ["2", "3", "4", "5", "6", "7", "8", "9", "10", "ii", "iii", "iv", "v", "vi", "two", "three", "part"]
        .iter()
        .any(|n| word_hash(n) == word)
}

/// The words of a name as the tokens of a text are, a leading article left out.
fn words(name: &str) -> impl Iterator<Item = u32> {
    let mut first = true;
    name.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '&')))
        .map(|w| if w == "&" { "and" } else { strip_possessive(w) })
        .filter(move |w| !(std::mem::take(&mut first) && is_article(w)))
        .map(word_hash)
        .filter(|h| *h != 0)
}
