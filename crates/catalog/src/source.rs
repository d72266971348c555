//! Sources of a catalog: every format, told by its content, and read into a [`Builder`].
//!
//! No bytes at all are an error: what cannot be read becomes a note with its line, and the rest goes on. Some formats
//! refer to others (IMDb's tables to its basics), so that order matters: [`order`] says in which order to read.

mod extract;
mod film_lines;
mod imdb;
mod lines;
mod movielens;
mod out;
mod sparql;
mod table;
mod tmdb;
mod value;
mod wikidata;
mod wikidata_names;
mod wikipedia;

#[cfg(test)]
mod tests;

use std::io::{BufRead, Read as _};

pub use film_lines::{FilmLine, PersonLine};
pub use out::{Counts, Note, Notes};
pub use sparql::{films as sparql_films, query as sparql_query};
pub use table::Meaning;

use crate::build::Builder;
use lines::{Dialect, Table};
use out::Out;

/// Bytes from the beginning of a source that are enough for [`recognize`].
pub const HEAD: usize = 64 << 10;

/// The longest answer of a SPARQL endpoint that is read.
const LONGEST_ANSWER: u64 = 1 << 30;

/// A format of a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// IMDb's title.basics.
    ImdbBasics,
    /// IMDb's title.akas.
    ImdbAkas,
    /// IMDb's title.crew.
    ImdbCrew,
    /// IMDb's title.principals.
    ImdbPrincipals,
    /// IMDb's name.basics.
    ImdbNames,
    /// IMDb's title.ratings.
    ImdbRatings,
    /// Films with credits as JSON lines, in the names of IMDb's site.
    ImdbCredits,
    /// Lists of films from Wikipedia as JSON lines.
    Wikipedia,
    /// MovieLens's movies.csv.
    MovieLensMovies,
    /// MovieLens's links.csv.
    MovieLensLinks,
    /// A list of films as CSV with TMDB's column names.
    TmdbMovies,
    /// TMDB's daily export of identifiers.
    TmdbExport,
    /// TMDB's credits as CSV with JSON in its cells.
    TmdbCredits,
    /// Wikidata's JSON dump.
    WikidataDump,
    /// An answer of Wikidata's SPARQL endpoint to [`sparql_query`].
    WikidataSparql,
    /// Plaudit's own JSON lines, a [`FilmLine`] each.
    FilmLines,
    /// Any other table with a column of titles.
    Table,
}

impl Format {
    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Format::ImdbBasics => "IMDb title.basics",
            Format::ImdbAkas => "IMDb title.akas",
            Format::ImdbCrew => "IMDb title.crew",
            Format::ImdbPrincipals => "IMDb title.principals",
            Format::ImdbNames => "IMDb name.basics",
            Format::ImdbRatings => "IMDb title.ratings",
            Format::ImdbCredits => "IMDb credits as JSON lines",
            Format::Wikipedia => "Wikipedia's lists as JSON lines",
            Format::MovieLensMovies => "MovieLens movies",
            Format::MovieLensLinks => "MovieLens links",
            Format::TmdbMovies => "TMDB movies",
            Format::TmdbExport => "TMDB daily export",
            Format::TmdbCredits => "TMDB credits",
            Format::WikidataDump => "Wikidata dump",
            Format::WikidataSparql => "Wikidata SPARQL results",
            Format::FilmLines => "Plaudit's film lines",
            Format::Table => "table of films",
        }
    }

    /// When it is read: lower ranks first; a format of two ranks is read twice.
    ///
    /// What makes films comes before what only adds to films, and what names people comes last. Among those that make
    /// films the more reliable come first, since they win where two contradict each other.
    fn ranks(self) -> &'static [u8] {
        match self {
            Format::FilmLines | Format::Table | Format::ImdbBasics | Format::ImdbCredits => &[0],
            Format::WikidataSparql => &[1],
            Format::WikidataDump => &[1, 7],
            Format::TmdbMovies | Format::MovieLensMovies => &[2],
            Format::Wikipedia => &[3],
            Format::TmdbExport => &[4],
            Format::MovieLensLinks => &[5],
            Format::ImdbAkas | Format::ImdbCrew | Format::ImdbRatings | Format::TmdbCredits => &[6],
            Format::ImdbPrincipals => &[7],
            Format::ImdbNames => &[8],
        }
    }
}

/// One reading of a source: which of the sources, and is it the second time?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Position in the list that [`order`] was given.
    pub source: usize,
    /// A format that needs it is read again.
    pub again: bool,
}

/// The order in which sources of these formats are to be read, whatever order they were given in.
pub fn order(formats: &[Format]) -> Vec<Step> {
    let mut steps: Vec<(u8, Step)> = Vec::new();
    for (source, format) in formats.iter().enumerate() {
        for (time, rank) in format.ranks().iter().enumerate() {
            steps.push((*rank, Step { source, again: time > 0 }));
        }
    }
    // Stable: among equals the order given.
    steps.sort_by_key(|(rank, _)| *rank);
    steps.into_iter().map(|(_, step)| step).collect()
}

/// Says what a source is by its first [`HEAD`] bytes; or, in words for a person, why it is none.
///
/// `columns` are the columns that the user has given a meaning.
pub fn recognize(head: &[u8], columns: &[(Meaning, String)]) -> Result<Format, String> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let start = head.trim_ascii_start();
    if start.is_empty() {
        return Err("the file is empty".into());
    }
    if start.starts_with(&[0xff, 0xfe]) || start.starts_with(&[0xfe, 0xff]) {
        return Err("this is UTF-16: convert it to UTF-8 first".into());
    }
    if start.contains(&0) {
        return Err("this is neither text nor packed with gzip or zstd".into());
    }
    if start.starts_with(b"<") {
        return Err("this is a page of HTML or XML, not a table: was the download refused?".into());
    }
    if start.starts_with(b"{") || start.starts_with(b"[") {
        return json(start).ok_or_else(|| "JSON, but none of the forms that a catalog is built from".into());
    }
    let (header, dialect) = header(head);
    let has = |names: &[&str]| names.iter().all(|n| header.iter().any(|h| h == n));
    if table::has_given_title(&header, columns) {
        return Ok(Format::Table);
    }
    let known: &[(&[&str], Format)] = &[
        (&["tconst", "primarytitle"], Format::ImdbBasics),
        (&["titleid", "ordering", "title"], Format::ImdbAkas),
        (&["tconst", "ordering", "nconst", "category"], Format::ImdbPrincipals),
        (&["tconst", "directors", "writers"], Format::ImdbCrew),
        (&["tconst", "numvotes"], Format::ImdbRatings),
        (&["nconst", "primaryname"], Format::ImdbNames),
        (&["movieid", "imdbid", "tmdbid"], Format::MovieLensLinks),
        (&["movieid", "title", "cast", "crew"], Format::TmdbCredits),
        (&["id", "title", "originaltitle", "releasedate"], Format::TmdbMovies),
        (&["movieid", "title", "genres"], Format::MovieLensMovies),
    ];
    if let Some((_, format)) = known.iter().find(|(names, _)| has(names)) {
        return Ok(*format);
    }
    if has(&["tconst", "parenttconst"]) {
        return Err("IMDb's title.episode: episodes are no films".into());
    }
    if header.len() > 1 && table::has_usual_title(&header) {
        return Ok(Format::Table);
    }
    let tables = if dialect == Dialect::Tabs { "tabs" } else { "commas" };
    Err(format!(
        "no table of films: of its first line's {} columns (between {tables}) none is known to hold titles; \
         --column title=NAME says which one does",
        header.len()
    ))
}

/// Which form of JSON this is.
fn json(start: &[u8]) -> Option<Format> {
    let start = start.strip_prefix(b"[").unwrap_or(start).trim_ascii_start();
    let line = &start[..memchr::memchr(b'\n', start).unwrap_or(start.len())];
    let within =
        |bytes: &[u8], key: &str| memchr::memmem::find(bytes, format!("\"{key}\"").as_bytes()).is_some();
    let has = |keys: &[&str]| keys.iter().all(|k| within(line, k));
    if within(start, "head") && within(start, "vars") {
        Some(Format::WikidataSparql)
    } else if has(&["type", "id"])
        && (has(&["labels"]) || has(&["claims"]) || has(&["item"]) || has(&["property"]))
    {
        Some(Format::WikidataDump)
    } else if has(&["imdbId", "title"]) {
        Some(Format::ImdbCredits)
    } else if has(&["adult", "original_title"]) || has(&["id", "original_title", "popularity"]) {
        Some(Format::TmdbExport)
    } else if has(&["title", "year", "cast", "href"]) {
        Some(Format::Wikipedia)
    } else if has(&["title"]) || has(&["original_title"]) {
        Some(Format::FilmLines)
    } else {
        None
    }
}

/// The names of a table's columns, comparable, and what stands between them.
fn header(head: &[u8]) -> (Vec<String>, Dialect) {
    let line = &head[..memchr::memchr(b'\n', head).unwrap_or(head.len())];
    let dialect = dialect(line);
    let mut table = Table::new(line, dialect, &mut Notes::default());
    (table.take_header(), dialect)
}

fn dialect(line: &[u8]) -> Dialect {
    let count = |b: u8| memchr::memchr_iter(b, line).count();
    if count(b'\t') > 0 {
        // A quotation mark in the header of a table with tabs: cells are quoted there.
        return if count(b'"') > 0 { Dialect::Quoted(b'\t') } else { Dialect::Tabs };
    }
    if count(b';') > count(b',') { Dialect::Quoted(b';') } else { Dialect::Quoted(b',') }
}

/// How sources are read.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Columns of plain tables that the user has given a meaning, with their names.
    pub columns: Vec<(Meaning, String)>,
}

/// Reads sources into a builder. [`Sources::finish`] must be called at the end.
pub struct Sources<'b> {
    out: Out<'b>,
    options: Options,
    pending: wikidata::Pending,
}

impl<'b> Sources<'b> {
    /// Begins; sources are to be read in the order that [`order`] gives.
    pub fn new(builder: &'b mut Builder, options: Options) -> Self {
        Sources { out: Out::new(builder), options, pending: wikidata::Pending::default() }
    }

    /// Reads a source to its end; `name` is what the catalog's list of sources calls it.
    pub fn read<R: BufRead>(
        &mut self,
        format: Format,
        again: bool,
        name: &str,
        mut input: R,
    ) -> (Counts, Notes) {
        let mut notes = Notes::default();
        self.out.counts = Counts::default();
        if !again {
            self.out.source(name);
        }
        let out = &mut self.out;
        let notes_ref = &mut notes;
        match format {
            Format::WikidataDump if again => wikidata::names(input, &mut self.pending, notes_ref),
            Format::WikidataDump => wikidata::films(input, &mut self.pending, out, notes_ref),
            Format::WikidataSparql => answer(input, out, notes_ref),
            Format::FilmLines => film_lines::read(input, out, notes_ref),
            Format::ImdbCredits => film_lines::imdb(input, out, notes_ref),
            Format::Wikipedia => wikipedia::read(input, out, notes_ref),
            Format::TmdbExport => tmdb::export(input, out, notes_ref),
            _ => {
                let first = loop {
                    match input.fill_buf() {
                        Ok(head) => break head,
                        Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                        Err(_) => break &[],
                    }
                };
                let line = &first[..memchr::memchr(b'\n', first).unwrap_or(first.len())];
                let dialect = dialect(line);
                let table = Table::new(input, dialect, notes_ref);
                match format {
                    Format::ImdbBasics => imdb::basics(table, out, notes_ref),
                    Format::ImdbAkas => imdb::akas(table, out, notes_ref),
                    Format::ImdbCrew => imdb::crew(table, out, notes_ref),
                    Format::ImdbPrincipals => imdb::principals(table, out, notes_ref),
                    Format::ImdbNames => imdb::names(table, out, notes_ref),
                    Format::ImdbRatings => imdb::ratings(table, out, notes_ref),
                    Format::MovieLensMovies => movielens::movies(table, out, notes_ref),
                    Format::MovieLensLinks => movielens::links(table, out, notes_ref),
                    Format::TmdbMovies => tmdb::movies(table, out, notes_ref),
                    Format::TmdbCredits => tmdb::credits(table, out, notes_ref),
                    _ => table::read(table, &self.options.columns, out, notes_ref),
                }
            }
        }
        (self.out.counts, notes)
    }

    /// Hands on what had to wait for all sources.
    pub fn finish(mut self) -> Counts {
        self.out.counts = Counts::default();
        wikidata::finish(std::mem::take(&mut self.pending), &mut self.out);
        self.out.counts
    }
}

/// Reads an answer of a SPARQL endpoint, which is one JSON value.
fn answer<R: BufRead>(input: R, out: &mut Out<'_>, notes: &mut Notes) {
    let mut bytes = Vec::new();
    if let Err(e) = input.take(LONGEST_ANSWER).read_to_end(&mut bytes) {
        notes.add(0, || format!("reading failed: {e}"));
    }
    match sparql::films(&bytes) {
        Ok(films) => films.iter().for_each(|film| film_lines::add(film, out)),
        Err(why) => notes.add(0, || format!("{why}: left out")),
    }
}
