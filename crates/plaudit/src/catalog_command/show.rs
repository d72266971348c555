//! `plaudit catalog show`: all that the catalog has of a film or a person.

use std::cmp::Reverse;
use std::fmt::Write as _;

use catalog::{Catalog, Film, FilmId, Form, Job, Key, Person, PersonId};
use serde_json::{Map, Value, json};

use super::args::ShowArgs;
use super::open::Opened;
use super::{grouped, print};
use crate::Exit;

enum Found {
    Films(Vec<FilmId>),
    People(Vec<PersonId>),
}

/// Prints the film or person; one not found, or several of which none is meant more than the others, is exit code 1.
pub(super) fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let opened = Opened::read(&args.catalog)?;
    let catalog = opened.catalog()?;
    let what = args.what.join(" ");
    let found = find(&catalog, what.trim());
    let text = match &found {
        Found::Films(films) if films.len() == 1 => {
            let Some(film) = films.first().and_then(|f| catalog.film(*f)) else { return Ok(Exit::SomeLost) };
            if args.json { format!("{}\n", film_json(&catalog, &film)) } else { film_text(&catalog, &film) }
        }
        Found::People(people) if people.len() == 1 => {
            let Some(person) = people.first().and_then(|p| catalog.person(*p)) else {
                return Ok(Exit::SomeLost);
            };
            if args.json {
                format!("{}\n", person_json(&catalog, &person))
            } else {
                person_text(&catalog, &person)
            }
        }
        // The exit code says it.
        _ if args.catalog.quiet => return Ok(Exit::SomeLost),
        Found::Films(films) if films.is_empty() => {
            anstream::eprintln!("plaudit: {what}: not in {}; try plaudit catalog search", opened.name());
            return Ok(Exit::SomeLost);
        }
        Found::Films(films) => {
            anstream::eprintln!(
                "plaudit: {what}: {} films; say which by its year or identifier:",
                films.len()
            );
            for film in films.iter().filter_map(|f| catalog.film(*f)) {
                anstream::eprintln!("  {}  {}", film_line(&film), film_ids(&film).join(" "));
            }
            return Ok(Exit::SomeLost);
        }
        Found::People(people) => {
            anstream::eprintln!("plaudit: {what}: {} people; say which by an identifier:", people.len());
            for person in people.iter().filter_map(|p| catalog.person(*p)) {
                let films = catalog.works(person.id).count();
                anstream::eprintln!(
                    "  {}  {}  {films} credits",
                    person.name(),
                    person_ids(&person).join(" ")
                );
            }
            return Ok(Exit::SomeLost);
        }
    };
    print(&text)?;
    Ok(Exit::Good)
}

/// What an identifier, a title (with a year in parentheses) or a name stands for: films before people.
fn find(catalog: &Catalog<'_>, what: &str) -> Found {
    let digits = |prefix: &str| {
        what.strip_prefix(prefix).is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
    };
    if digits("tt") {
        return Found::Films(catalog.by_imdb(what).into_iter().collect());
    }
    if digits("nm") {
        return people_or_nothing(catalog.person_by_imdb(what).into_iter().collect());
    }
    if digits("Q") {
        return match catalog.by_wikidata(what) {
            Some(film) => Found::Films(vec![film]),
            None => people_or_nothing(catalog.person_by_wikidata(what).into_iter().collect()),
        };
    }
    let split = what.strip_suffix(')').and_then(|w| w.rsplit_once(" ("));
    let year = split.and_then(|(title, year)| Some((title, year.parse::<i16>().ok()?)));
    let (title, year) = year.map_or((what, None), |(title, year)| (title, Some(year)));
    let Some(key) = Key::of(title) else { return Found::Films(Vec::new()) };
    let mut films: Vec<(FilmId, Form)> = catalog.titled(key).iter().collect();
    if let Some(year) = year {
        films.retain(|(id, _)| catalog.film(*id).is_some_and(|f| f.year() == Some(year)));
    }
    // The whole title before a part of it.
    if films.iter().any(|(_, form)| *form == Form::Whole) {
        films.retain(|(_, form)| *form == Form::Whole);
    }
    if films.is_empty() && year.is_none() {
        let mut people: Vec<PersonId> =
            catalog.named(key).iter().filter(|(_, form)| *form == Form::Whole).map(|(id, _)| id).collect();
        people.dedup();
        return people_or_nothing(people);
    }
    let mut films: Vec<FilmId> = films.into_iter().map(|(id, _)| id).collect();
    films.sort_by_key(|id| (Reverse(catalog.film(*id).map_or(0, |f| f.votes())), *id));
    films.dedup();
    Found::Films(films)
}

fn people_or_nothing(people: Vec<PersonId>) -> Found {
    if people.is_empty() { Found::Films(Vec::new()) } else { Found::People(people) }
}

/// "Her Smell (2018)".
pub(super) fn film_line(film: &Film<'_>) -> String {
    film.year().map_or_else(|| film.title().to_owned(), |year| format!("{} ({year})", film.title()))
}

/// A film's identifiers as they are written.
pub(super) fn film_ids(film: &Film<'_>) -> Vec<String> {
    let ids = film.ids();
    let written = [
        (ids.imdb, format!("tt{:07}", ids.imdb)),
        (ids.wikidata, format!("Q{}", ids.wikidata)),
        (ids.tmdb, format!("tmdb:{}", ids.tmdb)),
        (ids.movielens, format!("movielens:{}", ids.movielens)),
    ];
    written.into_iter().filter(|(id, _)| *id != 0).map(|(_, text)| text).collect()
}

/// The same as JSON.
pub(super) fn film_ids_json(film: &Film<'_>) -> Value {
    let ids = film.ids();
    let mut out = Map::new();
    if ids.imdb != 0 {
        out.insert("imdb".into(), json!(format!("tt{:07}", ids.imdb)));
    }
    if ids.wikidata != 0 {
        out.insert("wikidata".into(), json!(format!("Q{}", ids.wikidata)));
    }
    if ids.tmdb != 0 {
        out.insert("tmdb".into(), json!(ids.tmdb));
    }
    if ids.movielens != 0 {
        out.insert("movielens".into(), json!(ids.movielens));
    }
    Value::Object(out)
}

/// A person's identifiers as they are written.
pub(super) fn person_ids(person: &Person<'_>) -> Vec<String> {
    let imdb = person.imdb().map(|n| format!("nm{n:07}"));
    let wikidata = person.wikidata().map(|n| format!("Q{n}"));
    let tmdb = person.tmdb().map(|n| format!("tmdb:{n}"));
    imdb.into_iter().chain(wikidata).chain(tmdb).collect()
}

/// The same as JSON.
pub(super) fn person_ids_json(person: &Person<'_>) -> Value {
    let mut out = Map::new();
    if let Some(n) = person.imdb() {
        out.insert("imdb".into(), json!(format!("nm{n:07}")));
    }
    if let Some(n) = person.wikidata() {
        out.insert("wikidata".into(), json!(format!("Q{n}")));
    }
    if let Some(n) = person.tmdb() {
        out.insert("tmdb".into(), json!(n));
    }
    Value::Object(out)
}

fn film_text(catalog: &Catalog<'_>, film: &Film<'_>) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}\n", film_line(film));
    let mut line = |name: &str, value: String| {
        if !value.is_empty() {
            let _ = writeln!(out, "  {name:<16}{value}");
        }
    };
    line("identifiers", film_ids(film).join(" "));
    line("original title", film.original_title().to_owned());
    line("also", film.akas().collect::<Vec<_>>().join(" · "));
    line("runtime", film.runtime().map_or(String::new(), |m| format!("{m} minutes")));
    line("genres", film.genres().collect::<Vec<_>>().join(", "));
    line("countries", film.countries().collect::<Vec<_>>().join(", "));
    line("languages", film.languages().collect::<Vec<_>>().join(", "));
    line("votes", if film.votes() > 0 { grouped(film.votes().into()) } else { String::new() });
    for credit in catalog.credits(film.id) {
        let role =
            if credit.character.is_empty() { String::new() } else { format!(" as {}", credit.character) };
        let ids = person_ids(&credit.person).join(" ");
        let space = if ids.is_empty() { "" } else { "  " };
        line(credit.job.name(), format!("{}{role}{space}{ids}", credit.person.name()));
    }
    out
}

fn film_json(catalog: &Catalog<'_>, film: &Film<'_>) -> Value {
    let credits: Vec<Value> = catalog
        .credits(film.id)
        .map(|c| {
            json!({
                "job": c.job.name(),
                "person": c.person.name(),
                "ids": person_ids_json(&c.person),
                "character": Some(c.character).filter(|c| !c.is_empty()),
            })
        })
        .collect();
    json!({
        "title": film.title(),
        "original_title": Some(film.original_title()).filter(|t| !t.is_empty()),
        "akas": film.akas().collect::<Vec<_>>(),
        "year": film.year(),
        "runtime": film.runtime(),
        "ids": film_ids_json(film),
        "genres": film.genres().collect::<Vec<_>>(),
        "countries": film.countries().collect::<Vec<_>>(),
        "languages": film.languages().collect::<Vec<_>>(),
        "votes": film.votes(),
        "credits": credits,
    })
}

/// A person's works by year, the latest first.
fn works<'b>(catalog: &Catalog<'b>, person: &Person<'_>) -> Vec<(Film<'b>, Job)> {
    let mut works: Vec<(Film<'b>, Job)> =
        catalog.works(person.id).filter_map(|(film, job)| Some((catalog.film(film)?, job))).collect();
    works.sort_by_key(|(film, job)| (Reverse(film.year()), film.id, *job));
    works
}

fn person_text(catalog: &Catalog<'_>, person: &Person<'_>) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}  {}\n", person.name(), person_ids(person).join(" "));
    for (film, job) in works(catalog, person) {
        let _ = writeln!(out, "  {:<16}{}  {}", job.name(), film_line(&film), film_ids(&film).join(" "));
    }
    out
}

fn person_json(catalog: &Catalog<'_>, person: &Person<'_>) -> Value {
    let works: Vec<Value> = works(catalog, person)
        .iter()
        .map(|(film, job)| {
            json!({"job": job.name(), "title": film.title(), "year": film.year(), "ids": film_ids_json(film)})
        })
        .collect();
    json!({"name": person.name(), "ids": person_ids_json(person), "works": works})
}
