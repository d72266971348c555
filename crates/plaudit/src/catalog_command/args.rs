//! The command line of `plaudit catalog`.

use std::path::PathBuf;

use catalog::source::Meaning;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// Build a catalog from lists of films and people, merged into one film a film.
    #[command(after_help = BUILD_EXAMPLES)]
    Build(BuildArgs),
    /// Download a list of films that a catalog can be built from.
    #[command(after_help = FETCH_EXAMPLES)]
    Fetch(FetchArgs),
    /// Find films and people by name, misspelt ones too, or by identifier.
    #[command(
        after_help = "Examples:\n  plaudit catalog search 'her smell'\n  plaudit catalog search 'Suspiria (1977)'\n  plaudit catalog search --json --limit 3 Cara Delevigne"
    )]
    Search(SearchArgs),
    /// Show all that the catalog has of a film or a person.
    #[command(
        after_help = "Examples:\n  plaudit catalog show tt7942742\n  plaudit catalog show 'Suspiria (1977)'\n  plaudit catalog show --json nm0005253"
    )]
    Show(ShowArgs),
    /// Tell what a catalog holds and what it was made from.
    #[command(after_help = "Example:\n  plaudit catalog stats --catalog films.catalog")]
    Stats(StatsArgs),
}

const BUILD_EXAMPLES: &str = "\
Formats are told by their content: IMDb's title.basics, title.akas, title.crew,
title.principals, title.ratings and name.basics; Wikidata's JSON dump and SPARQL
results; TMDB's daily export and credits; MovieLens's movies and links; any CSV
or TSV with a column of titles. Any of them may be packed with gzip or zstd. The
order does not matter.

Examples:
  plaudit catalog build --out films.catalog imdb/
  plaudit catalog build --out films.catalog wikidata.jsonl movielens/
  plaudit catalog build --out films.catalog \\
      --column title=Name --column cast=Players festival.csv

Exit codes: 0 the catalog is written; 1 it is, but a source could not be read or
was cut off, or nothing could be read; 2 the command line is wrong;
130 interrupted, and nothing is written.";

const FETCH_EXAMPLES: &str = "\
Wikidata's data is in the public domain (CC0). What is done is recorded beside
the file, in FILE.progress: the same command goes on where it stopped.

Examples:
  plaudit catalog fetch wikidata --out wikidata.jsonl
  plaudit catalog fetch wikidata --years 1990-2020 --out nineties-on.jsonl

Exit codes: 0 all is there; 1 the endpoint failed, and what was fetched is kept;
2 the command line is wrong; 130 interrupted, and what was fetched is kept.";

/// Which catalog to look into.
#[derive(Debug, Args)]
pub(crate) struct CatalogArg {
    /// A file that `catalog build` wrote [default: the built-in catalog].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// No notes: what is found, and else the exit code alone.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct BuildArgs {
    /// Files, folders or globs.
    #[arg(required = true, value_name = "SOURCE")]
    pub(crate) sources: Vec<String>,
    /// The file to write.
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: PathBuf,
    // Its help is made of the table of meanings.
    #[arg(long = "column", value_name = "MEANING=NAME", value_parser = column, help = column_help())]
    pub(crate) columns: Vec<(Meaning, String)>,
    /// Leave out the built-in films: the catalog holds what the sources have, and no more.
    #[arg(long)]
    pub(crate) no_built_in: bool,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct FetchArgs {
    /// Where from.
    #[arg(value_enum, value_name = "SOURCE")]
    pub(crate) source: FetchSource,
    /// The file to write, a film a line.
    #[arg(long, short, value_name = "FILE.jsonl")]
    pub(crate) out: PathBuf,
    /// Films first shown in these years [default: all].
    #[arg(long, value_name = "FIRST-LAST", value_parser = years)]
    pub(crate) years: Option<(i32, i32)>,
    /// The SPARQL endpoint to ask.
    #[arg(long, value_name = "URL", default_value = "https://query.wikidata.org/sparql")]
    pub(crate) endpoint: String,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
    /// Milliseconds to wait after the first failure; twice as long after each further one.
    #[arg(long, value_name = "MS", default_value_t = 2000, hide = true)]
    pub(crate) backoff: u64,
}

/// Where lists can be downloaded from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum FetchSource {
    /// Wikidata's SPARQL endpoint.
    Wikidata,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// A title, with its year or without, a name, words of either, or an identifier (tt…, nm…, Q…).
    #[arg(required = true, value_name = "NAME")]
    pub(crate) name: Vec<String>,
    #[command(flatten)]
    pub(crate) catalog: CatalogArg,
    /// Films and people shown at most, of each.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) limit: usize,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// An identifier (tt…, nm…, Q…), a title, a title with a year in parentheses, or a name.
    #[arg(required = true, value_name = "ID|TITLE")]
    pub(crate) what: Vec<String>,
    #[command(flatten)]
    pub(crate) catalog: CatalogArg,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    #[command(flatten)]
    pub(crate) catalog: CatalogArg,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

fn meanings() -> String {
    Meaning::names().collect::<Vec<_>>().join(", ")
}

fn column_help() -> String {
    format!(
        "What a column of a table means, as MEANING=NAME (title=Name); repeatable. Meanings: {}",
        meanings()
    )
}

fn column(text: &str) -> Result<(Meaning, String), String> {
    let (meaning, name) = text.split_once('=').ok_or("want MEANING=NAME, as in title=Name")?;
    let known =
        Meaning::of(meaning).ok_or_else(|| format!("no meaning {meaning:?}; there are {}", meanings()))?;
    Ok((known, name.to_owned()))
}

fn years(text: &str) -> Result<(i32, i32), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let year = |t: &str| t.trim().parse::<i32>().ok().filter(|y| (1870..=2100).contains(y));
    match (year(first), year(last)) {
        (Some(first), Some(last)) if first <= last => Ok((first, last)),
        _ => Err("want a year or two, as in 1990-2020, from 1870 to 2100".into()),
    }
}
