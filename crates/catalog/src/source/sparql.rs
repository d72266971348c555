//! What a SPARQL endpoint of Wikidata answers: the query that is asked, and films out of the answer.
//!
//! The query asks for one fact a row (`film`, `field`, `value`, and for people `person`, `personImdb`, `character`)
//! rather than one film a row: the product of a film's casts, genres and languages would be rows without end.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Deserialize;

use super::film_lines::{FilmLine, PersonLine, said};
use super::value;
use super::wikidata_names::FILMS;

/// The query for films first shown from one day on and before another (days as `1999-12-31`).
///
/// A film with several dates belongs to the earliest, so that no two slices have it.
pub fn query(from: &str, until: &str) -> String {
    let classes: Vec<String> = FILMS.iter().map(|q| format!("wd:Q{q}")).collect();
    let mut text = format!(
        "SELECT ?film ?field ?value ?person ?personImdb ?character WHERE {{\n\
         {{ SELECT DISTINCT ?film WHERE {{\n\
         VALUES ?class {{ {} }}\n\
         ?film wdt:P31 ?class ; wdt:P577 ?first .\n\
         FILTER(?first >= \"{from}T00:00:00Z\"^^xsd:dateTime && ?first < \"{until}T00:00:00Z\"^^xsd:dateTime)\n\
         FILTER NOT EXISTS {{ ?film wdt:P577 ?earlier . FILTER(?earlier < \"{from}T00:00:00Z\"^^xsd:dateTime) }}\n\
         }} }}\n",
        classes.join(" ")
    );
    let mut parts = Vec::new();
    for (field, property) in [("imdb", "wdt:P345"), ("tmdb", "wdt:P4947"), ("runtime", "wdt:P2047")] {
        parts.push(format!("?film {property} ?value . BIND(\"{field}\" AS ?field)"));
    }
    parts.push("?film wdt:P577 ?date . BIND(STR(YEAR(?date)) AS ?value) BIND(\"year\" AS ?field)".into());
    parts.push("?film wdt:P1476 ?value . BIND(\"original_title\" AS ?field)".into());
    parts.push("?film wikibase:sitelinks ?value . BIND(\"sitelinks\" AS ?field)".into());
    let english = |variable: &str| format!("FILTER(LANG({variable}) IN (\"en\", \"mul\"))");
    for (field, property) in [("title", "rdfs:label"), ("aka", "skos:altLabel")] {
        parts.push(format!("?film {property} ?value . {} BIND(\"{field}\" AS ?field)", english("?value")));
    }
    for (field, property) in [("genre", "P136"), ("country", "P495"), ("language", "P364")] {
        parts.push(format!(
            "?film wdt:{property}/rdfs:label ?value . FILTER(LANG(?value) = \"en\") BIND(\"{field}\" AS ?field)"
        ));
    }
    for (field, property) in [
        ("director", "P57"),
        ("writer", "P58"),
        ("cinematographer", "P344"),
        ("composer", "P86"),
        ("editor", "P1040"),
        ("producer", "P162"),
    ] {
        parts.push(format!(
            "?film wdt:{property} ?person . ?person rdfs:label ?value . {} \
             OPTIONAL {{ ?person wdt:P345 ?personImdb }} BIND(\"{field}\" AS ?field)",
            english("?value")
        ));
    }
    parts.push(format!(
        "?film p:P161 ?part . ?part ps:P161 ?person . ?person rdfs:label ?value . {} \
         OPTIONAL {{ ?person wdt:P345 ?personImdb }} \
         OPTIONAL {{ ?part pq:P453/rdfs:label ?role . FILTER(LANG(?role) = \"en\") }} \
         OPTIONAL {{ ?part pq:P4633 ?roleName }} \
         BIND(COALESCE(?roleName, ?role) AS ?character) BIND(\"cast\" AS ?field)",
        english("?value")
    ));
    text.push_str(&parts.iter().map(|p| format!("{{ {p} }}")).collect::<Vec<_>>().join("\nUNION "));
    text.push_str("\n}\n");
    text
}

#[derive(Deserialize)]
struct Answer<'a> {
    #[serde(borrow)]
    results: Results<'a>,
}

#[derive(Deserialize)]
struct Results<'a> {
    #[serde(borrow)]
    bindings: Vec<Binding<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Binding<'a> {
    #[serde(borrow)]
    film: Cell<'a>,
    #[serde(borrow, default)]
    field: Cell<'a>,
    #[serde(borrow, default)]
    value: Cell<'a>,
    #[serde(borrow, default)]
    person: Cell<'a>,
    #[serde(borrow, default)]
    person_imdb: Cell<'a>,
    #[serde(borrow, default)]
    character: Cell<'a>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Cell<'a> {
    #[serde(borrow)]
    value: Cow<'a, str>,
    #[serde(rename = "xml:lang", borrow)]
    language: Cow<'a, str>,
}

/// The films of an answer (`{"head": …, "results": {"bindings": […]}}`), in order of their first rows; or why it is
/// none.
pub fn films(answer: &[u8]) -> Result<Vec<FilmLine>, String> {
    let text = std::str::from_utf8(answer).map_err(|_| "the answer is not UTF-8".to_owned())?;
    let answer: Answer<'_> = serde_json::from_str(text)
        .map_err(|e| format!("the answer is no SPARQL JSON: {} of line {}", said(&e), e.line()))?;
    let mut films: Vec<FilmLine> = Vec::new();
    let mut places: FxHashMap<&str, usize> = FxHashMap::default();
    for row in &answer.results.bindings {
        let id = row.film.value.rsplit('/').next().unwrap_or_default();
        if value::id(id.as_bytes(), b"Q") == 0 {
            continue;
        }
        let at = *places.entry(id).or_insert_with(|| {
            films.push(FilmLine { wikidata: id.to_owned(), ..FilmLine::default() });
            films.len() - 1
        });
        add(&mut films[at], row);
    }
    for film in &mut films {
        if film.title.is_empty() {
            film.title.clone_from(&film.original_title);
        }
        film.akas.retain(|a| *a != film.title);
    }
    films.retain(|f| !f.title.is_empty());
    Ok(films)
}

fn add(film: &mut FilmLine, row: &Binding<'_>) {
    let text = row.value.value.trim();
    // A value may be an unknown one, which is written as the address of a blank node.
    if text.is_empty() || text.starts_with("http://www.wikidata.org/.well-known/") {
        return;
    }
    let push = |list: &mut Vec<String>| {
        if !list.iter().any(|t| t == text) {
            list.push(text.to_owned());
        }
    };
    let people = match row.field.value.as_ref() {
        "imdb" if film.imdb.is_empty() => return film.imdb = text.to_owned(),
        "tmdb" => return film.tmdb = film.tmdb.or(value::number(text.as_bytes())),
        "runtime" => return film.runtime = film.runtime.or(value::minutes(text.as_bytes())),
        "year" => {
            let year = value::year(text.as_bytes());
            return film.year = film.year.into_iter().chain(year).min();
        }
        // English before "for all languages".
        "title" if film.title.is_empty() || row.title_is_english() => return film.title = text.to_owned(),
        "original_title" if film.original_title.is_empty() => return film.original_title = text.to_owned(),
        "aka" | "original_title" => return push(&mut film.akas),
        "genre" => return push(&mut film.genres),
        "country" => return push(&mut film.countries),
        "language" => return push(&mut film.languages),
        "sitelinks" => return film.votes = film.votes.max(value::number(text.as_bytes()).unwrap_or(0)),
        "director" => &mut film.directors,
        "writer" => &mut film.writers,
        "cast" => &mut film.cast,
        "cinematographer" => &mut film.cinematographers,
        "composer" => &mut film.composers,
        "editor" => &mut film.editors,
        "producer" => &mut film.producers,
        _ => return,
    };
    let id = row.person.value.rsplit('/').next().unwrap_or_default();
    let character = row.character.value.trim();
    match people.iter_mut().find(|p| p.wikidata == id) {
        Some(person) => {
            if !character.is_empty() && !person.character.split(" / ").any(|c| c == character) {
                if !person.character.is_empty() {
                    person.character.push_str(" / ");
                }
                person.character.push_str(character);
            }
        }
        None => people.push(PersonLine {
            name: text.to_owned(),
            wikidata: id.to_owned(),
            imdb: row.person_imdb.value.to_string(),
            character: character.to_owned(),
        }),
    }
}

impl Binding<'_> {
    fn title_is_english(&self) -> bool {
        self.value.language == "en"
    }
}
