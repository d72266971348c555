//! MovieLens: movies.csv, whose titles hold year and other titles in parentheses, and links.csv.

use std::borrow::Cow;
use std::io::BufRead;

use super::lines::Table;
use super::out::{Notes, Out};
use super::value;
use crate::build::{FilmIds, FilmRow};

/// Films: movies.csv.
pub(super) fn movies<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let id = table.column(&["movieid"]);
    let title = table.column(&["title"]);
    let genres = table.column(&["genres"]);
    while let Some(row) = table.next(notes) {
        let Some(movielens) = value::number(row.get(id)) else {
            notes.add(row.line, || "the movieId is no number: row left out".into());
            continue;
        };
        let cell = value::text(row.get(title), row.line, notes);
        let cell = commas(&cell);
        let title = parse(&cell);
        if title.name.is_empty() {
            notes.add(row.line, || "a film without a title was left out".into());
            continue;
        }
        let genres = value::text(row.get(genres), row.line, notes);
        out.film(&FilmRow {
            ids: FilmIds { movielens, ..FilmIds::default() },
            title: &title.name,
            akas: title.akas.iter().map(AsRef::as_ref).collect(),
            year: title.year,
            genres: value::items(&genres).filter(|g| *g != "IMAX").collect(),
            ..FilmRow::default()
        });
    }
}

/// Which films are one: links.csv.
pub(super) fn links<R: BufRead>(mut table: Table<R>, out: &mut Out<'_>, notes: &mut Notes) {
    let columns = ["movieid", "imdbid", "tmdbid"].map(|c| table.column(&[c]));
    while let Some(row) = table.next(notes) {
        let [movielens, imdb, tmdb] = columns.map(|c| value::loose_id(row.get(c), b"tt"));
        if movielens == 0 {
            notes.add(row.line, || "the movieId is no number: row left out".into());
            continue;
        }
        if imdb != 0 || tmdb != 0 {
            out.same_film(FilmIds { movielens, imdb, tmdb, wikidata: 0 });
        }
    }
}

/// One copy of the list has a bare semicolon for each comma with a space.
fn commas(cell: &str) -> Cow<'_, str> {
    if !cell.contains(';') {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + 4);
    let mut chars = cell.chars().peekable();
    while let Some(c) = chars.next() {
        if c == ';' && chars.peek().is_some_and(|n| !n.is_whitespace()) {
            out.push_str(", ");
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

struct Title<'a> {
    name: Cow<'a, str>,
    akas: Vec<Cow<'a, str>>,
    year: Option<i16>,
}

/// "City of Lost Children, The (Cité des enfants perdus, La) (1995)".
fn parse(cell: &str) -> Title<'_> {
    let mut rest = cell.trim();
    let mut title = Title { name: Cow::Borrowed(""), akas: Vec::new(), year: None };
    while let Some((before, inside)) = last_group(rest) {
        if before.is_empty() {
            break;
        }
        let year = value::year(inside.as_bytes()).filter(|_| title.year.is_none() && title.akas.is_empty());
        if let Some(year) = year {
            title.year = Some(year);
        } else {
            let aka = inside.strip_prefix("a.k.a. ").or(inside.strip_prefix("aka ")).unwrap_or(inside);
            let aka = value::article_first(aka);
            if !aka.is_empty() {
                title.akas.insert(0, aka);
            }
        }
        rest = before;
    }
    title.name = value::article_first(rest);
    title
}

/// What stands before the last pair of parentheses, and in it; parentheses inside it belong to it.
fn last_group(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_suffix(')')?;
    let mut depth = 1;
    for (at, c) in inner.char_indices().rev() {
        match c {
            ')' => depth += 1,
            '(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some((inner[..at].trim_end(), inner[at + 1..].trim()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_taken_apart() {
        let t = parse("City of Lost Children, The (Cité des enfants perdus, La) (1995)");
        assert_eq!((t.name.as_ref(), t.year), ("The City of Lost Children", Some(1995)));
        assert_eq!(t.akas, ["La Cité des enfants perdus"]);
        let t = parse("Léon: The Professional (a.k.a. The Professional) (Léon) (1994)");
        assert_eq!((t.name.as_ref(), t.akas.len()), ("Léon: The Professional", 2));
        let t = parse("To Have, or Not (En avoir (ou pas)) (1995)");
        assert_eq!((t.name.as_ref(), t.akas[0].as_ref()), ("To Have, or Not", "En avoir (ou pas)"));
        assert_eq!(parse("1917").name, "1917");
        assert_eq!(parse("(1995)").name, "(1995)");
        assert_eq!(commas("Truth;The (2010)"), "Truth, The (2010)");
    }
}
