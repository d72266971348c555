//! Any table with a film a row: columns are known by their names, or by what the user says they mean.

use std::io::BufRead;

use super::lines::{Table, plain_name};
use super::out::{Notes, Out};
use super::value;
use crate::Job;
use crate::build::{FilmIds, FilmRow, PersonRow};

/// What a column means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// The title.
    Title,
    /// The title at home.
    OriginalTitle,
    /// Another title, or several.
    Aka,
    /// The year, or a date that begins with it.
    Year,
    /// The runtime: minutes, or hours and minutes.
    Runtime,
    /// IMDb's identifier, with or without "tt", or the page's address.
    Imdb,
    /// TMDB's number.
    Tmdb,
    /// Wikidata's identifier.
    Wikidata,
    /// Directors.
    Director,
    /// Writers.
    Writer,
    /// Actors, each with a character or without.
    Cast,
    /// Genres.
    Genre,
    /// Countries.
    Country,
    /// Languages.
    Language,
    /// How many have rated it.
    Votes,
}

/// Meanings by the names that the user gives them, with further names of columns that say the same by themselves.
const MEANINGS: &[(&str, Meaning, &[&str])] = &[
    (
        "title",
        Meaning::Title,
        &["title", "film", "movie", "filmtitle", "movietitle", "primarytitle", "englishtitle"],
    ),
    ("original_title", Meaning::OriginalTitle, &["originaltitle"]),
    ("aka", Meaning::Aka, &["aka", "akas", "alsoknownas", "alternativetitle", "alternativetitles"]),
    ("year", Meaning::Year, &["year", "releaseyear", "startyear", "releasedate", "titleyear"]),
    (
        "runtime",
        Meaning::Runtime,
        &["runtime", "runtimeminutes", "runtimemins", "duration", "minutes", "length"],
    ),
    ("imdb", Meaning::Imdb, &["imdb", "imdbid", "tconst", "const"]),
    ("tmdb", Meaning::Tmdb, &["tmdb", "tmdbid"]),
    ("wikidata", Meaning::Wikidata, &["wikidata", "wikidataid", "qid"]),
    ("director", Meaning::Director, &["director", "directors", "directedby", "directorname"]),
    ("writer", Meaning::Writer, &["writer", "writers", "writtenby", "screenplay", "screenwriter"]),
    ("cast", Meaning::Cast, &["cast", "actors", "actor", "stars", "starring"]),
    ("genre", Meaning::Genre, &["genre", "genres"]),
    ("country", Meaning::Country, &["country", "countries"]),
    ("language", Meaning::Language, &["language", "languages"]),
    ("votes", Meaning::Votes, &["votes", "numvotes", "votecount", "imdbvotes"]),
];

impl Meaning {
    /// The meaning of this name ("title", "director", …).
    pub fn of(name: &str) -> Option<Meaning> {
        MEANINGS.iter().find(|(n, ..)| *n == name).map(|(_, m, _)| *m)
    }

    /// The names of all meanings.
    pub fn names() -> impl Iterator<Item = &'static str> {
        MEANINGS.iter().map(|(n, ..)| *n)
    }
}

/// Is there a column of titles under one of the usual names?
pub(super) fn has_usual_title(header: &[String]) -> bool {
    let usual = MEANINGS.iter().filter(|(_, m, _)| *m == Meaning::Title).flat_map(|(.., names)| names.iter());
    usual.into_iter().any(|n| header.iter().any(|h| h == n))
}

/// Is there a column that the user has said holds titles?
pub(super) fn has_given_title(header: &[String], given: &[(Meaning, String)]) -> bool {
    given.iter().any(|(m, name)| *m == Meaning::Title && header.contains(&plain_name(name.as_bytes())))
}

/// Reads the rows.
pub(super) fn read<R: BufRead>(
    mut table: Table<R>,
    given: &[(Meaning, String)],
    out: &mut Out<'_>,
    notes: &mut Notes,
) {
    for (_, name) in given {
        if table.column(&[&plain_name(name.as_bytes())]).is_none() {
            notes.add(1, || format!("there is no column {name:?}"));
        }
    }
    let column = |meaning: Meaning| {
        let named = given.iter().filter(|(m, _)| *m == meaning);
        named
            .filter_map(|(_, name)| table.column(&[&plain_name(name.as_bytes())]))
            .next()
            .or_else(|| MEANINGS.iter().find(|m| m.1 == meaning).and_then(|m| table.column(m.2)))
    };
    use Meaning as M;
    let [title, original, aka, year, runtime] =
        [M::Title, M::OriginalTitle, M::Aka, M::Year, M::Runtime].map(column);
    let [imdb, tmdb, wikidata, votes] = [M::Imdb, M::Tmdb, M::Wikidata, M::Votes].map(column);
    let lists = [M::Genre, M::Country, M::Language].map(column);
    let people = [(column(M::Director), Job::Director), (column(M::Writer), Job::Writer)];
    let cast = column(M::Cast);
    while let Some(row) = table.next(notes) {
        let name = value::text(row.get(title), row.line, notes);
        let home = value::text(row.get(original), row.line, notes);
        if name.is_empty() && home.is_empty() {
            notes.add(row.line, || "a film without a title was left out".into());
            continue;
        }
        let (name, in_title) = title_and_year(&name);
        let given_year = value::noted_year(row.get(year), row.line, notes);
        let akas = value::text(row.get(aka), row.line, notes);
        let lists = lists.map(|c| value::text(row.get(c), row.line, notes));
        let [genres, countries, languages] =
            [&lists[0], &lists[1], &lists[2]].map(|l| value::items(l).collect());
        let film = out.film(&FilmRow {
            ids: FilmIds {
                imdb: value::loose_id(row.get(imdb), b"tt"),
                tmdb: value::loose_id(row.get(tmdb), b""),
                wikidata: value::loose_id(row.get(wikidata), b"Q"),
                movielens: 0,
            },
            title: if name.is_empty() { &home } else { name },
            original_title: &home,
            // A comma may be part of a title.
            akas: akas.split([';', '|']).map(str::trim).filter(|a| !a.is_empty()).collect(),
            year: given_year.or(in_title),
            runtime: value::noted_minutes(row.get(runtime), row.line, notes),
            genres,
            countries,
            languages,
            votes: votes_of(row.get(votes)),
            weak: false,
        });
        for (column, job) in people {
            let cell = value::text(row.get(column), row.line, notes);
            for name in people_of(&cell) {
                out.credit(film, &PersonRow { name, ..PersonRow::default() }, job, "");
            }
        }
        let cell = value::text(row.get(cast), row.line, notes);
        for part in people_of(&cell) {
            let (name, character) = part_of(part);
            out.credit(
                film,
                &PersonRow { name, ..PersonRow::default() },
                Job::Actor,
                value::character(character),
            );
        }
    }
}

/// "1,234" votes are written too.
fn votes_of(cell: &[u8]) -> u32 {
    let digits: Vec<u8> = cell.iter().copied().filter(|b| *b != b',').collect();
    value::number(&digits).unwrap_or(0)
}

/// "Toy Story (1995)".
fn title_and_year(cell: &str) -> (&str, Option<i16>) {
    let split = cell.strip_suffix(')').and_then(|c| c.rsplit_once(" ("));
    match split.and_then(|(title, year)| Some((title, value::year(year.as_bytes())?))) {
        Some((title, year)) => (title.trim(), Some(year)),
        None => (cell, None),
    }
}

/// Names between semicolons or bars; between commas where there is neither, a "Jr." kept with its name.
fn people_of(cell: &str) -> Vec<&str> {
    if cell.contains([';', '|']) {
        return cell.split([';', '|']).map(str::trim).filter(|p| !p.is_empty()).collect();
    }
    let mut out = Vec::new();
    let mut from = 0;
    for (at, _) in cell.match_indices(',') {
        let next = cell[at + 1..].trim_start();
        if !["Jr", "Sr", "II", "III"].iter().any(|s| next.starts_with(s)) {
            out.push(cell[from..at].trim());
            from = at + 1;
        }
    }
    out.push(cell[from..].trim());
    out.retain(|p| !p.is_empty());
    out
}

/// "Actor as Character" or "Actor (Character)".
fn part_of(part: &str) -> (&str, &str) {
    if let Some((name, character)) = part.split_once(" as ") {
        return (name.trim(), character.trim());
    }
    match part.strip_suffix(')').and_then(|p| p.split_once('(')) {
        Some((name, character)) => {
            (name.trim(), character.trim().strip_prefix("as ").unwrap_or(character.trim()))
        }
        None => (part, ""),
    }
}
