//! The command line of everything that keeps or asks a ledger.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use crate::args::InputArgs;

/// Which ledger.
#[derive(Debug, Clone, Args)]
pub(crate) struct DbArgs {
    /// The ledger: a file, or postgres://user@host/name.
    #[arg(
        long,
        value_name = "FILE|URL",
        env = "PLAUDIT_DB",
        default_value = "plaudit.db",
        hide_env_values = true
    )]
    pub(crate) db: String,
}

/// Which ratings count, and how they are shown.
#[derive(Debug, Clone, Args)]
pub(crate) struct ViewArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// Score grades by this policy.
    #[arg(long, value_name = "NAME", default_value = "linear", value_parser = crate::args::policy)]
    pub(crate) policy: &'static str,
    /// The figures as they stood on this day: 2024-03-01, 2024-03 or 2024.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) as_of: Option<String>,
    /// Count each critic's first grade of a film [default: the latest].
    #[arg(long)]
    pub(crate) first: bool,
    /// Leave out reviews that state no grade and no verdict.
    #[arg(long)]
    pub(crate) stated: bool,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `plaudit add`.
#[derive(Debug, Args)]
pub(crate) struct AddArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Take back what was removed before.
    #[arg(long)]
    pub(crate) again: bool,
    /// Print one JSON object for every document, once the ledger has it for good.
    #[arg(long)]
    pub(crate) json: bool,
}

/// `plaudit import`.
#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// Tables of ratings: CSV or TSV, also packed by gzip or Zstandard.
    #[arg(required = true, value_name = "TABLE")]
    pub(crate) tables: Vec<PathBuf>,
    /// The columns are those of this site.
    #[arg(long, value_name = "SITE")]
    pub(crate) like: Option<Site>,
    // Its help is made of a table.
    #[arg(long = "column", value_name = "MEANING=NAME", value_parser = super::import::column, help = super::import::column_help())]
    pub(crate) columns: Vec<(super::import::Meaning, String)>,
    /// A table of films by the same numbers: for tables whose rows name films by a number.
    #[arg(long, value_name = "TABLE")]
    pub(crate) films: Option<PathBuf>,
    /// All ratings are this critic's.
    #[arg(long, value_name = "NAME")]
    pub(crate) critic: Option<String>,
    /// All ratings appeared in this outlet.
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Grades without a scale are out of this.
    #[arg(long, value_name = "BEST")]
    pub(crate) out_of: Option<f64>,
    /// Find films in this catalog [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Sites whose tables are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Site {
    /// Critics' reviews as Rotten Tomatoes lists them: originalScore and reviewState, or rating and fresh.
    RottenTomatoes,
    /// The ratings.csv or reviews.csv of a member's export: out of five.
    Letterboxd,
}

/// `plaudit watch`.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// Addresses of feeds, or OPML files that list them.
    #[arg(required = true, value_name = "FILE.opml|URL")]
    pub(crate) feeds: Vec<String>,
    /// Ask every feed that is due once, then end.
    #[arg(long)]
    pub(crate) once: bool,
    /// Ask feeds on your own network too.
    #[arg(long)]
    pub(crate) private: bool,
    /// Find films and people in this catalog [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Judge by the models in this folder [default: the built-in ones].
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// No messages but of what failed.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// `plaudit reread`.
#[derive(Debug, Args)]
pub(crate) struct RereadArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// Find films and people in this catalog [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Judge by the models in this folder [default: the built-in ones].
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Worker threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// Why and by whom a person changes the ledger.
#[derive(Debug, Clone, Args)]
pub(crate) struct ReasonArgs {
    /// Why: it stays with the entry.
    #[arg(long, short = 'm', value_name = "TEXT")]
    pub(crate) reason: String,
    /// Who.
    #[arg(long, value_name = "NAME", env = "USER", default_value = "", hide_env_values = true)]
    pub(crate) by: String,
}

/// `plaudit remove`.
#[derive(Debug, Args)]
pub(crate) struct RemoveArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// Numbers of documents, as `film` and `explain` print them.
    #[arg(required = true, value_name = "DOCUMENT")]
    pub(crate) documents: Vec<String>,
    /// Take them back instead.
    #[arg(long)]
    pub(crate) undo: bool,
    #[command(flatten)]
    pub(crate) why: ReasonArgs,
}

/// `plaudit merge`.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// What the two names name.
    #[arg(value_name = "KIND")]
    pub(crate) kind: Kind,
    /// The name that becomes another's.
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// The name that stays; left out with --undo.
    #[arg(value_name = "INTO", required_unless_present = "undo")]
    pub(crate) into: Option<String>,
    /// Let it be a name of its own again.
    #[arg(long)]
    pub(crate) undo: bool,
    #[command(flatten)]
    pub(crate) why: ReasonArgs,
}

/// What a name in the ledger names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    Film,
    Critic,
    Outlet,
}

/// `plaudit correct`.
#[derive(Debug, Args)]
pub(crate) struct CorrectArgs {
    #[command(flatten)]
    pub(crate) db: DbArgs,
    /// The review: its document's number, and /PART for one of a roundup.
    #[arg(value_name = "REVIEW")]
    pub(crate) review: String,
    /// What is right, as FIELD=VALUE; FIELD= says that there is none; --undo FIELD lets the reader speak again.
    /// Fields: film (Title (year) or an IMDb id), critic, outlet, date, grade, verdict.
    #[arg(value_name = "FIELD=VALUE", required_unless_present = "undo")]
    pub(crate) fields: Vec<String>,
    /// Find films in this catalog [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Take back the correction of this field; repeatable.
    #[arg(long, value_name = "FIELD")]
    pub(crate) undo: Vec<String>,
    #[command(flatten)]
    pub(crate) why: ReasonArgs,
}

/// `plaudit films`.
#[derive(Debug, Args)]
pub(crate) struct FilmsArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Only films with so many reviews that count.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_reviews: usize,
    /// What comes first.
    #[arg(long, value_name = "BY", default_value = "estimate")]
    pub(crate) sort: FilmOrder,
    /// Only films that divide their critics, the most surely divided first; of those shown one in twenty is a false
    /// alarm in the mean.
    #[arg(long)]
    pub(crate) divided: bool,
    /// No more than so many.
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// Orders of films.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FilmOrder {
    /// The estimate, best first.
    Estimate,
    /// The share of positive reviews, by the lower end of its interval.
    Positive,
    /// The mean, best first.
    Mean,
    /// The number of reviews.
    Reviews,
    /// The title.
    Title,
    /// The year, newest first.
    Year,
}

/// `plaudit film` and `plaudit explain`.
#[derive(Debug, Args)]
pub(crate) struct FilmArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Its title, "Title (year)", or an IMDb id.
    #[arg(value_name = "FILM")]
    pub(crate) film: String,
    /// How many reviews are expected in the end, for the forecast [default: twice those that there are].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) expect: Option<u32>,
}

/// `plaudit critics` and `plaudit outlets`.
#[derive(Debug, Args)]
pub(crate) struct CriticsArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// Only those with so many reviews that count.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) min_reviews: usize,
    /// No more than so many.
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) limit: Option<usize>,
}

/// `plaudit critic`.
#[derive(Debug, Args)]
pub(crate) struct CriticArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// The critic's name.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
}

/// `plaudit compare`.
#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// What is compared.
    #[arg(value_name = "KIND")]
    pub(crate) kind: Kind,
    /// Two names or more.
    #[arg(value_name = "NAME", num_args = 2.., required = true)]
    pub(crate) names: Vec<String>,
}

/// `plaudit export`.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    #[command(flatten)]
    pub(crate) view: ViewArgs,
    /// What is written.
    #[arg(long, value_name = "WHAT", default_value = "reviews")]
    pub(crate) what: Exported,
    /// How.
    #[arg(long, short, value_name = "FORMAT", default_value = "csv")]
    pub(crate) format: ExportFormat,
    /// Only this critic's reviews.
    #[arg(long, value_name = "NAME")]
    pub(crate) critic: Option<String>,
    /// The file to write; a Parquet file needs one [default: standard output].
    #[arg(long, short, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Exported {
    /// A row for each review.
    Reviews,
    /// A row for each film, with its figures.
    Films,
}

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    Csv,
    Jsonl,
    /// Columns, for pandas, DuckDB, Spark.
    Parquet,
    /// The table that Letterboxd imports.
    Letterboxd,
    /// schema.org Review and Movie, for the pages of a site.
    Jsonld,
}

/// `plaudit ledger`.
#[derive(Debug, Subcommand)]
pub(crate) enum LedgerCommand {
    /// What the ledger holds.
    Stats {
        #[command(flatten)]
        db: DbArgs,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
    /// Check that the ledger is whole.
    Check {
        #[command(flatten)]
        db: DbArgs,
    },
    /// The latest entries: what was added, corrected, merged and removed, when, by whom and why.
    Log {
        #[command(flatten)]
        db: DbArgs,
        /// No more than so many.
        #[arg(long, short = 'n', value_name = "N", default_value_t = 20)]
        limit: usize,
        /// Print JSON.
        #[arg(long)]
        json: bool,
    },
}

/// An ISO 8601 day, month or year.
pub(crate) fn day(text: &str) -> Result<String, String> {
    let parts: Vec<&str> = text.split('-').collect();
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let within = |s: &str, most: u32| s.parse::<u32>().is_ok_and(|n| (1..=most).contains(&n));
    let good = match parts.as_slice() {
        [y] => digits(y, 4),
        [y, m] => digits(y, 4) && digits(m, 2) && within(m, 12),
        [y, m, d] => digits(y, 4) && digits(m, 2) && within(m, 12) && digits(d, 2) && within(d, 31),
        _ => false,
    };
    if good {
        Ok(text.to_owned())
    } else {
        Err("want a day as 2024-03-01, a month as 2024-03 or a year".into())
    }
}

pub(crate) const ADD_EXAMPLES: &str = "\
Examples:
  plaudit add reviews/            again tomorrow: only what is new is read
  plaudit add --db postgres://critics@db/ledger archive.warc.gz
  plaudit add --json reviews/ > added.jsonl";

pub(crate) const IMPORT_EXAMPLES: &str = "\
Examples:
  plaudit import ratings.csv --column film=Movie --column grade=Stars --out-of 5
  plaudit import --like rotten-tomatoes critic_reviews.csv --films movies.csv
  plaudit import --like letterboxd ratings.csv --critic 'Wilhelmina Tock'";

pub(crate) const WATCH_EXAMPLES: &str = "\
Examples:
  plaudit watch feeds.opml
  plaudit watch --once https://example.org/feed.xml";

pub(crate) const FILMS_EXAMPLES: &str = "\
Examples:
  plaudit films --min-reviews 3
  plaudit films --sort positive --policy metacritic
  plaudit films --divided
  plaudit films --as-of 2019-06 --json";

pub(crate) const FILM_EXAMPLES: &str = "\
Examples:
  plaudit film 'Her Smell'
  plaudit film 'Suspiria (1977)' --policy metacritic
  plaudit film tt7942742 --first --json";

pub(crate) const EXPORT_EXAMPLES: &str = "\
Examples:
  plaudit export --format parquet --out reviews.parquet
  plaudit export --what films --format jsonl
  plaudit export --format letterboxd --critic 'Wilhelmina Tock' --out import.csv";

pub(crate) const CORRECT_EXAMPLES: &str = "\
Examples:
  plaudit correct 12 grade=B+ -m 'the page said B+, the feed B'
  plaudit correct 12 'film=Suspiria (2018)' critic= -m 'unsigned, of the remake'
  plaudit correct 12 --undo grade -m 'the feed was right'";
