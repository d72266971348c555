//! JSON lines with a film each: Plaudit's own form, in which `catalog fetch` writes, and IMDb credits as JSON.

use std::borrow::Cow;
use std::io::BufRead;

use serde::{Deserialize, Serialize};

use super::lines::Lines;
use super::out::{Notes, Out};
use super::value;
use crate::Job;
use crate::build::{FilmIds, FilmRow, PersonRow};

/// A film as a line of JSON. Whatever is not known is left out.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilmLine {
    /// Wikidata's identifier, "Q2345".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wikidata: String,
    /// IMDb's identifier, "tt0050083".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub imdb: String,
    /// TMDB's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tmdb: Option<u32>,
    /// The title in English.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The title at home.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub original_title: String,
    /// Other titles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub akas: Vec<String>,
    /// The year of the first showing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Minutes; written as text ("1h 34m") they are read too, and what is no runtime is read as 0.
    #[serde(skip_serializing_if = "Option::is_none", deserialize_with = "runtime")]
    pub runtime: Option<u16>,
    /// Genres, in English.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genres: Vec<String>,
    /// Countries, in English.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub countries: Vec<String>,
    /// Languages, in English or as codes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// How well known it is.
    #[serde(skip_serializing_if = "is_zero")]
    pub votes: u32,
    /// Who directed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub directors: Vec<PersonLine>,
    /// Who wrote it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writers: Vec<PersonLine>,
    /// Who plays in it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cast: Vec<PersonLine>,
    /// Who photographed it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cinematographers: Vec<PersonLine>,
    /// Who composed its music.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub composers: Vec<PersonLine>,
    /// Who cut it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub editors: Vec<PersonLine>,
    /// Who produced it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub producers: Vec<PersonLine>,
}

fn runtime<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u16>, D::Error> {
    let text = Option::<Text<'de>>::deserialize(from)?.map(|t| t.written().into_owned());
    Ok(text.filter(|t| !t.trim().is_empty()).map(|t| value::minutes(t.as_bytes()).unwrap_or(0)))
}

fn is_zero(n: &u32) -> bool {
    *n == 0
}

/// A person of a film line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonLine {
    /// The name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// Wikidata's identifier, "Q40523".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wikidata: String,
    /// IMDb's identifier, "nm0000842".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub imdb: String,
    /// The character, of one who plays.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub character: String,
}

/// Adds a film and its credits.
pub(super) fn add(film: &FilmLine, out: &mut Out<'_>) {
    fn texts(list: &[String]) -> Vec<&str> {
        list.iter().map(|s| s.trim()).filter(|s| !s.is_empty()).collect()
    }
    let title = if film.title.trim().is_empty() { &film.original_title } else { &film.title };
    let at = out.film(&FilmRow {
        ids: FilmIds {
            imdb: value::loose_id(film.imdb.as_bytes(), b"tt"),
            tmdb: film.tmdb.unwrap_or(0),
            wikidata: value::loose_id(film.wikidata.as_bytes(), b"Q"),
            movielens: 0,
        },
        title: title.trim(),
        original_title: film.original_title.trim(),
        akas: texts(&film.akas),
        year: film.year,
        runtime: film.runtime.filter(|m| *m != 0),
        genres: texts(&film.genres),
        countries: texts(&film.countries),
        languages: texts(&film.languages),
        votes: film.votes,
        weak: false,
    });
    for (people, job) in [
        (&film.directors, Job::Director),
        (&film.writers, Job::Writer),
        (&film.cast, Job::Actor),
        (&film.cinematographers, Job::Cinematographer),
        (&film.composers, Job::Composer),
        (&film.editors, Job::Editor),
        (&film.producers, Job::Producer),
    ] {
        for person in people {
            let row = PersonRow {
                imdb: value::loose_id(person.imdb.as_bytes(), b"nm"),
                wikidata: value::loose_id(person.wikidata.as_bytes(), b"Q"),
                tmdb: 0,
                name: person.name.trim(),
            };
            out.credit(at, &row, job, value::character(&person.character));
        }
    }
}

/// Reads lines of our own form.
pub(super) fn read<R: BufRead>(input: R, out: &mut Out<'_>, notes: &mut Notes) {
    each(input, notes, |film: FilmLine, line, notes| {
        if film.title.trim().is_empty() && film.original_title.trim().is_empty() {
            notes.add(line, || "a film without a title was left out".into());
        } else {
            if film.runtime == Some(0) {
                notes.add(line, || "the runtime is none: the film has none".into());
            }
            add(&film, out);
        }
    });
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImdbFilm<'a> {
    #[serde(borrow)]
    imdb_id: Cow<'a, str>,
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(default)]
    original_title: Cow<'a, str>,
    #[serde(default)]
    year: Text<'a>,
    #[serde(default)]
    runtime_minutes: Option<Text<'a>>,
    #[serde(default)]
    genres: Vec<Cow<'a, str>>,
    #[serde(default)]
    countries: Vec<Cow<'a, str>>,
    #[serde(default)]
    directors: Vec<ImdbPerson<'a>>,
    #[serde(default)]
    writers: Vec<ImdbPerson<'a>>,
    #[serde(default)]
    performers: Vec<ImdbPerson<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ImdbPerson<'a> {
    #[serde(default, borrow)]
    imdb_id: Cow<'a, str>,
    #[serde(default, borrow)]
    name: Cow<'a, str>,
    #[serde(default)]
    roles: Vec<Cow<'a, str>>,
    #[serde(default)]
    notes: Option<Cow<'a, str>>,
}

/// A text or a number.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Text<'a> {
    Written(Cow<'a, str>),
    Number(f64),
    Other(serde::de::IgnoredAny),
}

impl Default for Text<'_> {
    fn default() -> Self {
        Text::Written(Cow::Borrowed(""))
    }
}

impl Text<'_> {
    /// As it would stand in a table.
    fn written(&self) -> Cow<'_, str> {
        match self {
            Text::Written(text) => Cow::Borrowed(text),
            Text::Number(n) => Cow::Owned(n.to_string()),
            Text::Other(_) => Cow::Borrowed("?"),
        }
    }

    pub(super) fn year(&self) -> Option<i16> {
        match self {
            Text::Written(text) => value::year(text.as_bytes()),
            Text::Number(n) => value::year(format!("{n}").as_bytes()),
            Text::Other(_) => None,
        }
    }
}

/// Reads films with credits in the names of IMDb's site: `imdbId`, `performers` with `roles`.
pub(super) fn imdb<R: BufRead>(input: R, out: &mut Out<'_>, notes: &mut Notes) {
    lines(input, notes, |bytes, line, notes| {
        let Some(film) = parse::<ImdbFilm<'_>>(bytes, line, notes) else { return };
        let imdb = value::id(film.imdb_id.as_bytes(), b"tt");
        if film.title.trim().is_empty() {
            notes.add(line, || "a film without a title was left out".into());
            return;
        }
        let at = out.film(&FilmRow {
            ids: FilmIds { imdb, ..FilmIds::default() },
            title: film.title.trim(),
            original_title: film.original_title.trim(),
            year: value::noted_year(film.year.written().as_bytes(), line, notes),
            runtime: film
                .runtime_minutes
                .and_then(|m| value::noted_minutes(m.written().as_bytes(), line, notes)),
            genres: film.genres.iter().map(AsRef::as_ref).collect(),
            countries: film.countries.iter().map(AsRef::as_ref).collect(),
            ..FilmRow::default()
        });
        for (people, job) in
            [(&film.directors, Job::Director), (&film.writers, Job::Writer), (&film.performers, Job::Actor)]
        {
            for person in people {
                let note = person.notes.as_deref().unwrap_or_default();
                let job = if job == Job::Writer { value::writers_job(note) } else { job };
                let row = PersonRow {
                    imdb: value::id(person.imdb_id.as_bytes(), b"nm"),
                    name: person.name.trim(),
                    ..PersonRow::default()
                };
                let roles: Vec<&str> =
                    person.roles.iter().map(|r| value::character(r)).filter(|r| !r.is_empty()).collect();
                out.credit(at, &row, job, &roles.join(" / "));
            }
        }
    });
}

/// Hands each line that is not blank to `take`.
pub(super) fn lines<R: BufRead>(input: R, notes: &mut Notes, mut take: impl FnMut(&[u8], u64, &mut Notes)) {
    let mut lines = Lines::new(input);
    while let Some(line) = lines.next(notes) {
        let bytes = line.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line.bytes).trim_ascii();
        // Lines may be the items of one array.
        let bytes = bytes.strip_suffix(b",").unwrap_or(bytes);
        if !matches!(bytes, b"" | b"[" | b"]") {
            take(bytes, line.number, notes);
        }
    }
}

/// The value of a line; a note where it is none.
pub(super) fn parse<'a, T: Deserialize<'a>>(bytes: &'a [u8], line: u64, notes: &mut Notes) -> Option<T> {
    let parsed = std::str::from_utf8(bytes)
        .map_err(|_| "not UTF-8".to_owned())
        .and_then(|text| serde_json::from_str(text).map_err(|e| said(&e)));
    parsed
        .map_err(|why| notes.add(line, || format!("no JSON of the form expected: {why}: line left out")))
        .ok()
}

/// What is wrong with JSON; its own line number would be that within the line.
pub(super) fn said(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or_default();
    format!("{message} at column {}", error.column())
}

fn each<R: BufRead, T: for<'a> Deserialize<'a>>(
    input: R,
    notes: &mut Notes,
    mut take: impl FnMut(T, u64, &mut Notes),
) {
    lines(input, notes, |bytes, line, notes| {
        if let Some(item) = parse::<T>(bytes, line, notes) {
            take(item, line, notes);
        }
    });
}
