//! What tables and lines of the terminal have in common: numbers, intervals, names.

use std::io::IsTerminal as _;

use comfy_table::{CellAlignment, ContentArrangement, Table, presets};
use serde::Serialize;

use super::figures::{Figures, Positive, Ranged};
use super::view::Look;
use crate::{Exit, catalog_command};

/// A film as it is named.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct FilmName {
    /// Its number in the ledger.
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) imdb: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) wikidata: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) tmdb: Option<i64>,
}

impl FilmName {
    pub(crate) fn of(film: &store::Film) -> FilmName {
        FilmName {
            id: film.id,
            title: film.title.clone(),
            year: film.year,
            imdb: film.imdb.clone(),
            wikidata: film.wikidata.clone(),
            tmdb: film.tmdb,
        }
    }

    /// "Her Smell (2018)".
    pub(crate) fn label(&self) -> String {
        self.year.map_or_else(|| self.title.clone(), |y| format!("{} ({y})", self.title))
    }
}

/// A table without lines, as wide as the terminal.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if !std::io::stdout().is_terminal() {
        // A file and a pipe have no edge to wrap at.
        table.set_content_arrangement(ContentArrangement::Disabled);
    }
    table.set_header(header);
    table
}

/// Aligns some columns.
pub(crate) fn align(table: &mut Table, columns: &[usize], to: CellAlignment) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_cell_alignment(to);
        }
    }
}

/// A score: whole, or with one decimal.
pub(crate) fn number(value: f64) -> String {
    crate::report::text::score(value)
}

/// "63 (52–74)".
pub(crate) fn range(of: &Ranged) -> String {
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{:.0} ({low:.0}–{high:.0})", of.value),
        _ => format!("{:.0}", of.value),
    }
}

/// "60 % (23–88)".
pub(crate) fn share(of: &Positive) -> String {
    let percent = |x: f64| format!("{:.0}", x * 100.0);
    match (of.share.low, of.share.high) {
        (Some(low), Some(high)) => {
            format!("{} % ({}–{})", percent(of.share.value), percent(low), percent(high))
        }
        _ => format!("{} %", percent(of.share.value)),
    }
}

/// "5", or "5 (1 by text)".
pub(crate) fn reviews(figures: &Figures) -> String {
    match figures.inferred {
        0 => figures.reviews.to_string(),
        n => format!("{} ({n} by text)", figures.reviews),
    }
}

/// The columns of [`film_row`].
pub(crate) const FILM_HEADER: [&str; 6] = ["film", "reviews", "positive", "mean", "median", "estimate"];

/// A film and its figures as a row.
pub(crate) fn film_row(film: &FilmName, f: &Figures) -> [String; 6] {
    [
        film.label(),
        reviews(f),
        f.positive.map_or_else(String::new, |p| share(&p)),
        f.mean.map_or_else(String::new, |m| number(m.value)),
        f.median.map_or_else(String::new, number),
        f.estimate.as_ref().map_or_else(String::new, range),
    ]
}

/// What the figures are of, where that is not the ordinary thing.
pub(crate) fn footer(text: &mut String, look: &Look) {
    text.push_str(&format!("Intervals: 90 %. Scores by the policy {}.", look.policy.name));
    if look.pick == consensus::Pick::First {
        text.push_str(" Each critic's first grade.");
    }
    if look.stated {
        text.push_str(" Reviews that state a grade or a verdict.");
    }
    if let Some(day) = &look.as_of {
        text.push_str(&format!(" As of {day}."));
    }
    text.push('\n');
}

/// Prints; a reader that has gone is no fault.
pub(crate) fn print(text: &str) -> anyhow::Result<Exit> {
    catalog_command::print(text)?;
    Ok(Exit::Good)
}

/// Prints JSON.
pub(crate) fn json(of: &impl Serialize) -> anyhow::Result<Exit> {
    print(&format!("{}\n", serde_json::to_string_pretty(of)?))
}

/// "+3.1 (−0.4 to +6.6)".
pub(crate) fn signed(of: &Ranged) -> String {
    let sign = |x: f64| {
        let text = number(x.abs());
        if text == "0" { text } else { format!("{}{text}", if x < 0.0 { "−" } else { "+" }) }
    };
    match (of.low, of.high) {
        (Some(low), Some(high)) => format!("{} ({} to {})", sign(of.value), sign(low), sign(high)),
        _ => sign(of.value),
    }
}
