//! The built-in catalog: some thousand well-known films, in `data/films.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::build::{Builder, FilmIds, FilmRef, FilmRow, PersonRow};
use crate::{Catalog, Job};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    film: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    title: String,
    year: i16,
    #[serde(default)]
    original_title: String,
    #[serde(default)]
    aka: Vec<String>,
    runtime: Option<u16>,
    #[serde(default)]
    imdb: String,
    #[serde(default)]
    wikidata: String,
    directors: Vec<String>,
    #[serde(default)]
    writers: Vec<String>,
    /// The actor and, where known, the character.
    #[serde(default)]
    cast: Vec<Vec<String>>,
}

const DATA: &str = include_str!("../data/films.toml");

/// The catalog that is built in.
///
/// Built on first use, in some milliseconds; its data is checked by a test, so a failure here is a broken build and
/// gives an empty catalog rather than a panic.
pub fn starter() -> &'static Catalog<'static> {
    static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
        let mut builder = Builder::new();
        let _checked_by_a_test = starter_rows(&mut builder);
        builder.finish()
    });
    static STARTER: LazyLock<Catalog<'static>> =
        LazyLock::new(|| Catalog::open(&BYTES).unwrap_or_else(|_| Catalog::empty()));
    &STARTER
}

/// Adds the built-in films to another catalog.
///
/// # Errors
/// Where `data/films.toml` is not well formed.
pub fn starter_rows(builder: &mut Builder) -> Result<(), toml::de::Error> {
    let file: File = toml::from_str(DATA)?;
    builder.source("built in");
    for entry in &file.film {
        let digits = |id: &str| id.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
        let row = builder.film(&FilmRow {
            ids: FilmIds {
                imdb: digits(&entry.imdb),
                wikidata: digits(&entry.wikidata),
                ..FilmIds::default()
            },
            title: &entry.title,
            original_title: &entry.original_title,
            akas: entry.aka.iter().map(String::as_str).collect(),
            year: Some(entry.year),
            runtime: entry.runtime,
            ..FilmRow::default()
        });
        let mut credit = |name: &str, job, character: &str| {
            builder.credit(FilmRef::Row(row), &PersonRow { name, ..PersonRow::default() }, job, character);
        };
        entry.directors.iter().for_each(|name| credit(name, Job::Director, ""));
        entry.writers.iter().for_each(|name| credit(name, Job::Writer, ""));
        for part in &entry.cast {
            let text = |at: usize| part.get(at).map_or("", String::as_str);
            credit(text(0), Job::Actor, text(1));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;
    use rustc_hash::FxHashSet;

    #[test]
    fn the_starter_catalog_is_sound() {
        let mut builder = Builder::new();
        starter_rows(&mut builder).unwrap();
        let file: File = toml::from_str(DATA).unwrap();
        let c = starter();
        assert!(c.len() >= 1000 && c.len() == file.film.len(), "{} films", c.len());
        let mut ids = FxHashSet::default();
        for film in &file.film {
            assert!((1890..=2030).contains(&film.year), "{}", film.title);
            assert!(!film.directors.is_empty(), "{}", film.title);
            assert!(film.runtime.is_none_or(|m| (40..=500).contains(&m)), "{}", film.title);
            for id in [&film.imdb, &film.wikidata].into_iter().filter(|id| !id.is_empty()) {
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
        let moss = c.named(Key::of("Elisabeth Moss").unwrap()).iter().next().unwrap().0;
        let of = |id| c.film(id).unwrap().title();
        assert!(c.works(moss).any(|(film, job)| job == Job::Actor && of(film) == "Her Smell"));
        let film = c.film(c.by_imdb("tt7942742").unwrap()).unwrap();
        assert_eq!((film.title(), film.year(), film.runtime()), ("Her Smell", Some(2018), Some(134)));
        let becky = c.credits(film.id).find(|c| c.person.name() == "Elisabeth Moss").unwrap();
        assert!(becky.character.starts_with("Becky"), "{}", becky.character);
    }
}
