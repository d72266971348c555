//! TMDB: lists of films as CSV, the daily export of ids, and the CSV of credits with JSON in its cells.

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use super::film_lines::{lines, parse, said};
use super::lines::Table;
use super::out::{Notes, Out};
use super::value;
use crate::Job;
use crate::build::{FilmIds, FilmRef, FilmRow, PersonRow};

fn tmdb(id: u32) -> FilmIds {
    FilmIds { tmdb: id, ..FilmIds::default() }
}

/// TMDB's numbers of genres.
const GENRES: &[(u32, &str)] = &[
    (28, "Action"),
    (12, "Adventure"),
    (16, "Animation"),
    (35, "Comedy"),
    (80, "Crime"),
    (99, "Documentary"),
    (18, "Drama"),
    (10751, "Family"),
    (14, "Fantasy"),
    (36, "History"),
    (27, "Horror"),
    (10402, "Music"),
    (9648, "Mystery"),
    (10749, "Romance"),
    (878, "Science Fiction"),
    (53, "Thriller"),
    (10752, "War"),
    (37, "Western"),
];

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    name: Cow<'a, str>,
}

/// Films: a CSV with TMDB's own column names.
pub(super) fn movies<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["id"]);
    let [title, original, date, votes, runtime, language, genre_ids, genres, countries, imdb] = [
        "title",
        "originaltitle",
        "releasedate",
        "votecount",
        "runtime",
        "originallanguage",
        "genreids",
        "genres",
        "productioncountries",
        "imdbid",
    ]
    .map(|c| table.column(&[c]));
    while let Some(row) = table.next(notes) {
        let Some(number) = value::number(row.get(id)) else {
            notes.add(row.line, || "the id is no number: row left out".into());
            continue;
        };
        let name = value::text(row.get(title), row.line, notes);
        let original = value::text(row.get(original), row.line, notes);
        if name.is_empty() && original.is_empty() {
            notes.add(row.line, || "a film without a title was left out".into());
            continue;
        }
        let ids: Vec<u32> = serde_json::from_slice(row.get(genre_ids)).unwrap_or_default();
        let mut names: Vec<Cow<'_, str>> = ids
            .iter()
            .filter_map(|id| GENRES.iter().find(|g| g.0 == *id))
            .map(|g| Cow::Borrowed(g.1))
            .collect();
        names.extend(named(row.get(genres)));
        let countries = named(row.get(countries));
        let language = value::text(row.get(language), row.line, notes);
        out.film(&FilmRow {
            ids: FilmIds { imdb: value::id(row.get(imdb), b"tt"), ..tmdb(number) },
            title: if name.is_empty() { &original } else { &name },
            original_title: &original,
            year: value::noted_year(row.get(date), row.line, notes),
            runtime: value::noted_minutes(row.get(runtime), row.line, notes),
            genres: names.iter().map(AsRef::as_ref).collect(),
            countries: countries.iter().map(AsRef::as_ref).collect(),
            languages: if language.is_empty() { Vec::new() } else { vec![&language] },
            votes: value::number(row.get(votes)).unwrap_or(0),
            ..FilmRow::default()
        });
    }
}

/// The names of `[{"id": 28, "name": "Action"}]`, or of "Action, Drama".
fn named(cell: &[u8]) -> Vec<Cow<'_, str>> {
    if cell.starts_with(b"[") {
        let list: Vec<Named<'_>> = serde_json::from_slice(cell).unwrap_or_default();
        return list.into_iter().map(|n| n.name).collect();
    }
    std::str::from_utf8(cell).map(|c| value::items(c).map(Cow::Borrowed).collect()).unwrap_or_default()
}

#[derive(Deserialize)]
struct Export<'a> {
    id: u32,
    #[serde(borrow)]
    original_title: Cow<'a, str>,
    #[serde(default)]
    adult: bool,
    #[serde(default)]
    popularity: f64,
}

/// Films: the daily export. It has no years, so its rows give titles to films that others know, and votes.
pub(super) fn export<R: BufRead>(input: R, out: &mut Out<'_>, notes: &mut Notes) {
    lines(input, notes, |bytes, line, notes| {
        let Some(film) = parse::<Export<'_>>(bytes, line, notes) else { return };
        if film.adult {
            return;
        }
        if film.original_title.trim().is_empty() {
            notes.add(line, || "a film without a title was left out".into());
            return;
        }
        out.film(&FilmRow {
            ids: tmdb(film.id),
            title: film.original_title.trim(),
            original_title: film.original_title.trim(),
            // A popularity is no count of votes, but says as well which of two films is meant.
            votes: film.popularity.clamp(0.0, 10_000.0) as u32,
            weak: true,
            ..FilmRow::default()
        });
    });
}

#[derive(Deserialize)]
struct Cast<'a> {
    #[serde(default)]
    id: u32,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    character: Cow<'a, str>,
    #[serde(default)]
    order: f64,
}

#[derive(Deserialize)]
struct Crew<'a> {
    #[serde(default)]
    id: u32,
    #[serde(borrow, default)]
    name: Cow<'a, str>,
    #[serde(borrow, default)]
    job: Cow<'a, str>,
}

/// Credits: `movie_id,title,cast,crew`.
pub(super) fn credits<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["movieid", "id"]);
    let [title, cast, crew] = ["title", "cast", "crew"].map(|c| table.column(&[c]));
    while let Some(row) = table.next(notes) {
        let Some(number) = value::number(row.get(id)) else {
            notes.add(row.line, || "the movie_id is no number: row left out".into());
            continue;
        };
        let name = value::text(row.get(title), row.line, notes);
        if !name.is_empty() {
            out.film(&FilmRow { ids: tmdb(number), title: &name, weak: true, ..FilmRow::default() });
        }
        let film = FilmRef::Tmdb(number);
        let mut people: Vec<Cast<'_>> = list(row.get(cast), "cast", row.line, notes);
        people.sort_by(|a, b| a.order.total_cmp(&b.order));
        for p in &people {
            let person = PersonRow { tmdb: p.id, name: p.name.trim(), ..PersonRow::default() };
            out.credit(film, &person, Job::Actor, value::character(&p.character));
        }
        let crew: Vec<Crew<'_>> = list(row.get(crew), "crew", row.line, notes);
        for p in &crew {
            let person = PersonRow { tmdb: p.id, name: p.name.trim(), ..PersonRow::default() };
            if let Some(job) = job(&p.job) {
                out.credit(film, &person, job, "");
            }
        }
    }
}

fn list<'a, T: Deserialize<'a>>(cell: &'a [u8], what: &str, line: u64, notes: &mut Notes) -> Vec<T> {
    if cell.is_empty() {
        return Vec::new();
    }
    serde_json::from_slice(cell).unwrap_or_else(|e| {
        notes.add(line, || format!("the {what} is no JSON: {}: left out", said(&e)));
        Vec::new()
    })
}

/// The job of a member of the crew; `None` for the many whom no review names.
fn job(job: &str) -> Option<Job> {
    Some(match job {
        "Director" | "Co-Director" => Job::Director,
        "Screenplay" | "Writer" | "Co-Writer" | "Story" | "Adaptation" | "Dialogue" | "Teleplay"
        | "Original Story" => Job::Writer,
        "Novel" | "Book" | "Author" | "Theatre Play" | "Short Story" | "Comic Book" | "Graphic Novel"
        | "Original Concept" | "Characters" => Job::Author,
        "Director of Photography" | "Cinematography" => Job::Cinematographer,
        "Original Music Composer" | "Music" => Job::Composer,
        "Editor" | "Co-Editor" => Job::Editor,
        "Producer" | "Co-Producer" | "Executive Producer" => Job::Producer,
        "Production Design"
        | "Costume Design"
        | "Art Direction"
        | "Sound Designer"
        | "Visual Effects Supervisor"
        | "Choreographer"
        | "Stunt Coordinator"
        | "Makeup Artist"
        | "Casting"
        | "Songs" => Job::Other,
        _ => return None,
    })
}
