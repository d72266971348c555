//! Lists of films from Wikipedia as JSON lines: title, year, cast, genres, and the beginning of the article.
//!
//! They were cut automatically, so rows are weak, what is no name is dropped, and of the article's beginning only its
//! conventional forms are read ("directed by …", "written by … and …").

use std::borrow::Cow;
use std::io::BufRead;

use serde::Deserialize;

use super::extract;
use super::film_lines::{Text, lines, parse};
use super::out::{Notes, Out};
use super::value;
use crate::Job;
use crate::build::{FilmRow, PersonRow};

#[derive(Deserialize)]
struct Entry<'a> {
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(default)]
    year: Text<'a>,
    #[serde(default)]
    cast: Vec<Cow<'a, str>>,
    #[serde(default)]
    genres: Vec<Cow<'a, str>>,
    #[serde(default)]
    href: Option<Cow<'a, str>>,
    #[serde(default)]
    extract: Option<Cow<'a, str>>,
}

/// Reads the lines.
pub(super) fn read<R: BufRead>(input: R, out: &mut Out<'_>, notes: &mut Notes) {
    lines(input, notes, |bytes, line, notes| {
        let Some(entry) = parse::<Entry<'_>>(bytes, line, notes) else { return };
        let title = clean_title(&entry.title);
        if title.is_empty() {
            notes.add(line, || "a film without a title was left out".into());
            return;
        }
        // The article's name is another of its titles, where the article is about the film.
        let article = entry.href.as_deref().map(article_title).unwrap_or_default();
        let extract = entry.extract.as_deref().unwrap_or_default();
        let about = extract::is_of_film(extract);
        let aka = (about && !article.is_empty() && article != title).then_some(article.as_str());
        let film = out.film(&FilmRow {
            title,
            akas: aka.into_iter().collect(),
            year: entry.year.year(),
            genres: entry.genres.iter().map(AsRef::as_ref).collect(),
            weak: true,
            ..FilmRow::default()
        });
        if about {
            for (job, name) in extract::credits(extract) {
                out.credit(film, &PersonRow { name: &name, ..PersonRow::default() }, job, "");
            }
        }
        for name in entry.cast.iter().filter_map(|c| value::listed_name(c)) {
            out.credit(film, &PersonRow { name, ..PersonRow::default() }, Job::Actor, "");
        }
    });
}

/// The title without marks of the list it stood in.
fn clean_title(title: &str) -> &str {
    title.trim().trim_matches(|c| matches!(c, '[' | ']' | '†' | '*' | '"')).trim()
}

/// "Jane_Eyre_(2011_film)" without what tells it from other articles.
fn article_title(href: &str) -> String {
    let name = href.split('#').next().unwrap_or_default().replace('_', " ");
    if name.contains('%') {
        return String::new();
    }
    match name.rsplit_once(" (") {
        Some((title, inside)) if inside.ends_with(')') => title.trim().to_owned(),
        _ => name.trim().to_owned(),
    }
}
