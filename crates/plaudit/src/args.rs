//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::catalog_command::args::CatalogCommand;
use crate::ledger::args as ledger;

/// Reads what film critics write and tells what they thought.
#[derive(Debug, Parser)]
#[command(name = "plaudit", version, about, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  plaudit read review.md                         one review, for the eye
  plaudit read --format jsonl reviews/ > out.jsonl
  curl -s https://example.org/feed.xml | plaudit read -
  plaudit report reviews/ --out report           pages to look at
  plaudit grade '★★½ (out of four)'              what a grade means
  plaudit catalog search 'her smell'             who and what is known
  plaudit add reviews/ && plaudit films          kept, and what it adds up to

Exit codes: 0 all was read; 1 some input could not be read; 2 the command line
is wrong; 130 interrupted.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Read reviews and print what each says, with the words it rests on.
    #[command(after_help = READ_EXAMPLES)]
    Read(ReadArgs),
    /// Read reviews and write a static HTML report.
    #[command(
        after_help = "Examples:\n  plaudit report reviews/ --out report && open report/index.html\n  plaudit report --db plaudit.db --out report",
        mut_arg("paths", |paths| paths.required(false).required_unless_present("db"))
    )]
    Report(ReportArgs),
    /// Explain a grade: what it means, on which scale, and what each policy makes of it.
    #[command(
        after_help = "Examples:\n  plaudit grade B-\n  plaudit grade '★★½ (out of four)'\n  plaudit grade --json '3.5/5'"
    )]
    Grade(GradeArgs),
    /// Build, download and look into catalogs of films and people.
    #[command(
        subcommand,
        after_help = "Examples:\n  plaudit catalog build --out films.catalog imdb/\n  plaudit catalog search 'her smell'"
    )]
    Catalog(CatalogCommand),
    /// Fit the model that infers scores to graded reviews of your own.
    #[command(
        after_help = "Examples:\n  plaudit train --from archive/ --out my-models\n  plaudit train --from table.csv --column grade=Stars --out my-models\n  plaudit read --models my-models new.md"
    )]
    Train(TrainArgs),
    /// Read reviews into a ledger that keeps them.
    #[command(after_help = ledger::ADD_EXAMPLES)]
    Add(ledger::AddArgs),
    /// Take ready-made tables of ratings into the ledger.
    #[command(after_help = ledger::IMPORT_EXAMPLES)]
    Import(ledger::ImportArgs),
    /// Ask feeds for new reviews, politely, and add them.
    #[command(after_help = ledger::WATCH_EXAMPLES)]
    Watch(ledger::WatchArgs),
    /// The films of the ledger with their figures.
    #[command(after_help = ledger::FILMS_EXAMPLES)]
    Films(ledger::FilmsArgs),
    /// What critics thought of one film.
    #[command(after_help = ledger::FILM_EXAMPLES)]
    Film(ledger::FilmArgs),
    /// Every step from the ledger to a film's numbers.
    #[command(after_help = "Example:\n  plaudit explain 'Her Smell'")]
    Explain(ledger::FilmArgs),
    /// The critics of the ledger: severity, spread, agreement.
    #[command(after_help = "Example:\n  plaudit critics --min-reviews 10")]
    Critics(ledger::CriticsArgs),
    /// One critic: how severe, how near to the others, where farthest from them.
    #[command(after_help = "Example:\n  plaudit critic 'Wilhelmina Tock'")]
    Critic(ledger::CriticArgs),
    /// The outlets of the ledger: their scales and what they make of them.
    #[command(after_help = "Example:\n  plaudit outlets --json")]
    Outlets(ledger::CriticsArgs),
    /// Two films, critics or outlets beside each other.
    #[command(
        after_help = "Examples:\n  plaudit compare film 'Suspiria (1977)' 'Suspiria (2018)'\n  plaudit compare critic 'Wilhelmina Tock' 'Ingrid Vossler'"
    )]
    Compare(ledger::CompareArgs),
    /// Write reviews or films of the ledger for other programs.
    #[command(after_help = ledger::EXPORT_EXAMPLES)]
    Export(ledger::ExportArgs),
    /// Set right what the reader took wrong; it stays right when the review is read again.
    #[command(after_help = ledger::CORRECT_EXAMPLES)]
    Correct(ledger::CorrectArgs),
    /// Take documents out of what counts; they stay in the ledger.
    #[command(
        after_help = "Examples:\n  plaudit remove 12 -m 'an interview'\n  plaudit remove 12 --undo -m 'a review after all'"
    )]
    Remove(ledger::RemoveArgs),
    /// Let two names be one film, critic or outlet.
    #[command(
        after_help = "Examples:\n  plaudit merge critic 'W. Tock' 'Wilhelmina Tock' -m 'same person'\n  plaudit merge critic 'W. Tock' --undo -m 'her brother'"
    )]
    Merge(ledger::MergeArgs),
    /// Read all documents of the ledger again, with this reader, catalog and models.
    #[command(after_help = "Example:\n  plaudit reread --catalog films.catalog")]
    Reread(ledger::RereadArgs),
    /// What the ledger holds, whether it is whole, what happened in it.
    #[command(subcommand, after_help = "Examples:\n  plaudit ledger stats\n  plaudit ledger log -n 5")]
    Ledger(ledger::LedgerCommand),
    /// Print a completion script for a shell.
    #[command(
        after_help = "Example:\n  plaudit completions bash > ~/.local/share/bash-completion/completions/plaudit"
    )]
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
}

const READ_EXAMPLES: &str = "\
Examples:
  plaudit read samples/
  plaudit read --format jsonl 'archive/**/*.html' > readings.jsonl
  plaudit read --column film=Movie --column grade=Stars table.csv
  zcat crawl.warc.gz | plaudit read --input-format warc -";

/// What to read, and how.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Files, folders, globs, or - for standard input.
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<String>,
    /// Take the input for this format instead of asking its name and bytes.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
    // Its help is made of the table below.
    #[arg(long = "column", value_name = "MEANING=NAME", value_parser = column, help = column_help())]
    pub(crate) columns: Vec<(String, document::Field)>,
    /// Find films and people in this catalog (see `plaudit catalog`) [default: the built-in one].
    #[arg(long, value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,
    /// Judge by the models in this folder (see `plaudit train`) [default: the built-in ones].
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Worker threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ReadArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// How to print the readings.
    #[arg(long, short, value_name = "FORMAT", default_value = "pretty")]
    pub(crate) format: OutputFormat,
    /// Score grades by these policies only; repeatable [default: all].
    #[arg(long, value_name = "NAME", value_parser = policy)]
    pub(crate) policy: Vec<&'static str>,
    /// Include each document's text, to which start and end of evidence refer.
    #[arg(long)]
    pub(crate) text: bool,
    /// In JSON, include every sentence: opinion, how likely it judges and does not tell the plot (0 to 1), and polarity
    /// (-1 to 1).
    #[arg(long)]
    pub(crate) sentences: bool,
    /// Show what gives away the plot; where --format pretty is on a terminal or in color, it is covered.
    #[arg(long)]
    pub(crate) spoilers: bool,
    /// When to use color.
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: ColorWhen,
}

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,
    /// Report on this ledger instead of reading anything: a file, or postgres://user@host/name.
    #[arg(long, value_name = "FILE|URL", conflicts_with = "paths")]
    pub(crate) db: Option<String>,
    /// The figures as they stood on this day: 2024-03-01, 2024-03 or 2024.
    #[arg(long, value_name = "DATE", requires = "db", value_parser = ledger::day)]
    pub(crate) as_of: Option<String>,
    /// The folder to write the report to.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// The report's title.
    #[arg(long, value_name = "TEXT", default_value = "What the critics thought")]
    pub(crate) title: String,
    /// The policy that is shown first.
    #[arg(long, value_name = "NAME", default_value = "linear", value_parser = policy)]
    pub(crate) policy: &'static str,
    /// Include the reviews' full texts. They are other people's: only for stores that are yours.
    #[arg(long)]
    pub(crate) full_text: bool,
    /// Write into a folder that holds something else.
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Graded reviews to train on: files, folders, globs, tables; repeatable.
    #[arg(long, required = true, value_name = "PATH")]
    pub(crate) from: Vec<String>,
    /// The folder to write the model to.
    #[arg(long, short, value_name = "DIR")]
    pub(crate) out: PathBuf,
    /// Start from the models in this folder [default: the built-in ones].
    #[arg(long, value_name = "DIR")]
    pub(crate) models: Option<PathBuf>,
    /// Take the input for this format instead of asking its name and bytes.
    #[arg(long, value_name = "FORMAT")]
    pub(crate) input_format: Option<InputFormat>,
    /// What a column or property means, as MEANING=NAME (grade=Stars); repeatable.
    #[arg(long = "column", value_name = "MEANING=NAME", value_parser = column)]
    pub(crate) columns: Vec<(String, document::Field)>,
    /// Of the order in which reviews are taken: the same reviews and seed give the same model.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Worker threads [default: one a core].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
    /// No progress bar and no notes.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct GradeArgs {
    /// The grade as printed.
    #[arg(required = true, value_name = "GRADE")]
    pub(crate) grade: Vec<String>,
    /// Print JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Formats of the output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    /// The judgement, the text with its claims marked, and a table.
    Pretty,
    /// One JSON object a line, one line a review.
    Jsonl,
    /// One JSON array.
    Json,
    /// One row a review.
    Csv,
}

/// Formats of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputFormat {
    Text,
    Markdown,
    Rst,
    Html,
    Feed,
    Csv,
    Json,
    Jsonl,
    Warc,
}

impl From<InputFormat> for document::Format {
    fn from(format: InputFormat) -> Self {
        match format {
            InputFormat::Text => document::Format::Text,
            InputFormat::Markdown => document::Format::Markdown,
            InputFormat::Rst => document::Format::Rst,
            InputFormat::Html => document::Format::Html,
            InputFormat::Feed => document::Format::Feed,
            InputFormat::Csv => document::Format::Csv,
            InputFormat::Json => document::Format::Json,
            InputFormat::Jsonl => document::Format::Jsonl,
            InputFormat::Warc => document::Format::Warc,
        }
    }
}

/// When to use color.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    Always,
    Never,
}

/// Meanings that a column can be given, with the field each stands for.
const MEANINGS: &[(&str, document::Field)] = &[
    ("film", document::Field::Film),
    ("year", document::Field::FilmYear),
    ("id", document::Field::FilmId),
    ("grade", document::Field::Grade),
    ("best", document::Field::GradeBest),
    ("worst", document::Field::GradeWorst),
    ("critic", document::Field::Byline),
    ("outlet", document::Field::Outlet),
    ("date", document::Field::Published),
    ("text", document::Field::Body),
    ("title", document::Field::Title),
    ("director", document::Field::Director),
    ("url", document::Field::Url),
];

fn meanings() -> String {
    MEANINGS.iter().map(|(m, _)| *m).collect::<Vec<_>>().join(", ")
}

fn column_help() -> String {
    format!(
        "What a column or property means, as MEANING=NAME (film=Movie); repeatable. Meanings: {}",
        meanings()
    )
}

fn column(text: &str) -> Result<(String, document::Field), String> {
    let (meaning, name) = text.split_once('=').ok_or("want MEANING=NAME, as in film=Movie")?;
    let field = MEANINGS.iter().find(|(m, _)| *m == meaning).map(|(_, f)| *f);
    let field = field.ok_or_else(|| format!("no meaning {meaning:?}; there are {}", meanings()))?;
    Ok((name.to_owned(), field))
}

pub(crate) fn policy(name: &str) -> Result<&'static str, String> {
    let known = reading::policy::policies();
    known.iter().find(|p| p.name == name).map(|p| p.name.as_str()).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|p| p.name.as_str()).collect();
        format!("no policy {name:?}; there are {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    /// What stands under the options has its own line ends: at the usual width no line may need another.
    fn fits(command: &clap::Command) {
        for text in [command.get_after_help(), command.get_after_long_help()].into_iter().flatten() {
            for line in text.to_string().lines() {
                assert!(line.chars().count() <= 80, "{}: {line}", command.get_name());
            }
        }
        command.get_subcommands().for_each(fits);
    }

    #[test]
    fn texts_under_the_options_fit_eighty_columns() {
        fits(&super::Cli::command());
    }
}
