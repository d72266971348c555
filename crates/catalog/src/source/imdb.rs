//! IMDb's tables: the official TSVs, and the older CSV dialect whose columns have other names.
//!
//! The tables are relational, and hold all of television too: films come from the basics, and everything else is
//! dropped where no film has its identifier. So the basics must be read first and the names last.

use std::io::BufRead;

use super::lines::Table;
use super::out::{Notes, Out};
use super::value;
use crate::Job;
use crate::build::{FilmIds, FilmRef, FilmRow, PersonRow};

/// Types of title that are films. Series, episodes and games are not.
const FILMS: &[&[u8]] = &[b"movie", b"tvMovie", b"video", b"short", b"tvSpecial", b"tvShort"];

/// Other titles kept for one film: the best known have some two hundred.
const AKAS: usize = 64;

fn imdb(id: u32) -> FilmIds {
    FilmIds { imdb: id, ..FilmIds::default() }
}

/// Films: title.basics.
pub(super) fn basics<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["tconst"]);
    let kind = table.column(&["titletype"]);
    let title = table.column(&["primarytitle"]);
    let original = table.column(&["originaltitle"]);
    let adult = table.column(&["isadult"]);
    let year = table.column(&["startyear"]);
    let runtime = table.column(&["runtimeminutes"]);
    let genres = table.column(&["genres"]);
    while let Some(row) = table.next(notes) {
        let kind = row.get(kind);
        if !kind.is_empty() && !FILMS.contains(&kind) || row.get(adult) == b"1" {
            continue;
        }
        let number = value::id(row.get(id), b"tt");
        if number == 0 {
            notes
                .add(row.line, || format!("{:?} is no identifier of a title", value::beginning(row.get(id))));
            continue;
        }
        let name = value::text(row.get(title), row.line, notes);
        let original = value::text(row.get(original), row.line, notes);
        if name.is_empty() && original.is_empty() {
            notes.add(row.line, || "a film without a title was left out".into());
            continue;
        }
        let list = value::text(row.get(genres), row.line, notes);
        out.film(&FilmRow {
            ids: imdb(number),
            title: if name.is_empty() { &original } else { &name },
            original_title: &original,
            year: value::noted_year(row.get(year), row.line, notes),
            runtime: value::noted_minutes(row.get(runtime), row.line, notes),
            genres: value::items(&list).collect(),
            ..FilmRow::default()
        });
    }
}

/// Other titles: title.akas. Rows of one film stand together and are handed on together.
pub(super) fn akas<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["titleid", "tconst"]);
    let title = table.column(&["title"]);
    let (mut film, mut titles) = (0, Vec::<String>::new());
    let flush = |film: u32, titles: &mut Vec<String>, out: &mut Out<'_>| {
        if !titles.is_empty() {
            out.more(&FilmRow {
                ids: imdb(film),
                akas: titles.iter().map(String::as_str).collect(),
                ..FilmRow::default()
            });
            titles.clear();
        }
    };
    while let Some(row) = table.next(notes) {
        let number = value::id(row.get(id), b"tt");
        if number != film {
            flush(film, &mut titles, out);
            film = number;
        }
        if titles.len() < AKAS && out.has_imdb(number) {
            let name = value::text(row.get(title), row.line, notes);
            if !name.is_empty() && !titles.iter().any(|t| *t == name) {
                titles.push(name.into_owned());
            }
        }
    }
    flush(film, &mut titles, out);
}

/// Directors and writers: title.crew.
pub(super) fn crew<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["tconst"]);
    let columns = [(table.column(&["directors"]), Job::Director), (table.column(&["writers"]), Job::Writer)];
    while let Some(row) = table.next(notes) {
        let film = value::id(row.get(id), b"tt");
        if !out.has_imdb(film) {
            continue;
        }
        for (column, job) in columns {
            for person in row.get(column).split(|b| *b == b',').filter(|p| !p.is_empty()) {
                let imdb = value::id(person, b"nm");
                if imdb == 0 {
                    notes.add(row.line, || {
                        format!("{:?} is no identifier of a person", value::beginning(person))
                    });
                }
                out.credit(FilmRef::Imdb(film), &PersonRow { imdb, ..PersonRow::default() }, job, "");
            }
        }
    }
}

/// Principal parts: title.principals.
pub(super) fn principals<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["tconst"]);
    let person = table.column(&["nconst"]);
    let category = table.column(&["category"]);
    let task = table.column(&["job"]);
    let characters = table.column(&["characters"]);
    while let Some(row) = table.next(notes) {
        let film = value::id(row.get(id), b"tt");
        if !out.has_imdb(film) {
            continue;
        }
        let imdb = value::id(row.get(person), b"nm");
        if imdb == 0 {
            notes.add(row.line, || {
                format!("{:?} is no identifier of a person", value::beginning(row.get(person)))
            });
            continue;
        }
        let job = match row.get(category) {
            b"actor" | b"actress" | b"self" => Job::Actor,
            b"director" => Job::Director,
            b"writer" => value::writers_job(&String::from_utf8_lossy(row.get(task))),
            b"cinematographer" => Job::Cinematographer,
            b"composer" => Job::Composer,
            b"editor" => Job::Editor,
            b"producer" => Job::Producer,
            _ => Job::Other,
        };
        let person = PersonRow { imdb, ..PersonRow::default() };
        match character(row.get(characters)) {
            Characters::One(name) => out.credit(FilmRef::Imdb(film), &person, job, value::character(name)),
            Characters::Several(names) => out.credit(FilmRef::Imdb(film), &person, job, &names),
            Characters::Bad => {
                notes.add(row.line, || "the characters are no JSON list: the credit has none".into());
                out.credit(FilmRef::Imdb(film), &person, job, "");
            }
        }
    }
}

enum Characters<'a> {
    One(&'a str),
    Several(String),
    Bad,
}

/// Reads `["Becky Something"]`. Nearly all are of this plain form, and need no JSON.
fn character(cell: &[u8]) -> Characters<'_> {
    if cell.is_empty() {
        return Characters::One("");
    }
    let inner = cell.strip_prefix(b"[\"").and_then(|c| c.strip_suffix(b"\"]"));
    if let Some(inner) = inner
        && memchr::memchr2(b'"', b'\\', inner).is_none()
        && let Ok(name) = std::str::from_utf8(inner)
    {
        return Characters::One(name);
    }
    match serde_json::from_slice::<Vec<String>>(cell) {
        Ok(names) => {
            let names: Vec<&str> =
                names.iter().map(|n| value::character(n)).filter(|n| !n.is_empty()).collect();
            Characters::Several(names.join(" / "))
        }
        Err(_) => Characters::Bad,
    }
}

/// Names of people: name.basics.
pub(super) fn names<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["nconst"]);
    let name = table.column(&["primaryname"]);
    while let Some(row) = table.next(notes) {
        let imdb = value::id(row.get(id), b"nm");
        if out.wants_imdb_person(imdb) {
            let name = value::text(row.get(name), row.line, notes);
            out.person(&PersonRow { imdb, name: &name, ..PersonRow::default() });
        }
    }
}

/// Numbers of votes: title.ratings.
pub(super) fn ratings<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["tconst"]);
    let votes = table.column(&["numvotes"]);
    while let Some(row) = table.next(notes) {
        let film = value::id(row.get(id), b"tt");
        if !out.has_imdb(film) {
            continue;
        }
        match value::number(row.get(votes)) {
            Some(votes) => out.more(&FilmRow { ids: imdb(film), votes, ..FilmRow::default() }),
            None => notes
                .add(row.line, || format!("{:?} is no number of votes", value::beginning(row.get(votes)))),
        }
    }
}
