//! The tables of marked reviews.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use learn::overlap::normal;

/// A review of `rt-reviews`.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The film's number.
    pub(super) film: String,
    /// The quote.
    pub(super) quote: String,
    /// The grade: its scale and its place on that; a bare number is of the scale "bare".
    pub(super) grade: Option<(String, f64)>,
    /// Fresh?
    pub(super) positive: bool,
    /// Who; empty where unknown.
    pub(super) critic: String,
    /// Where; empty where unknown.
    pub(super) outlet: String,
    /// When, as an ISO date; empty where unknown.
    pub(super) date: String,
}

impl Row {
    /// The score of a grade on a known scale, 0 to 100.
    pub(super) fn score(&self) -> Option<f64> {
        self.grade.as_ref().filter(|g| g.0 != BARE).map(|g| 100.0 * g.1)
    }
}

/// The scale of a number that says not out of how many.
pub(super) const BARE: &str = "bare";

/// All reviews.
pub(super) fn reviews(shared: &Path) -> Result<Vec<Row>> {
    let path = shared.join("data/critics/rt-reviews.tsv.gz");
    let file = std::fs::File::open(&path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let mut rows = Vec::new();
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[film, quote, grade, mark, critic, _, outlet, date] = cells.as_slice() else { continue };
        rows.push(Row {
            film: film.to_owned(),
            quote: quote.trim().to_owned(),
            grade: placed(grade),
            positive: mark == "fresh",
            critic: critic.trim().to_owned(),
            outlet: outlet.trim().to_owned(),
            date: iso(date).unwrap_or_default(),
        });
    }
    Ok(rows)
}

fn placed(raw: &str) -> Option<(String, f64)> {
    let grade = reading::grade::parse(raw).ok()?;
    match (grade.scale.name(), grade.fraction()) {
        (Some(name), Some(fraction)) => Some((name, fraction)),
        _ => grade.points.filter(|p| (0.0..=10.0).contains(p)).map(|p| (BARE.to_owned(), p / 10.0)),
    }
}

/// A shorter quote may be the same by chance.
const SHORTEST: usize = 20;

/// Graded and marked reviews of `rt-musicals`: of films that have no quote in `rows`, and of no critic's day that
/// `rows` has too, so that none is a review of that table.
pub(super) fn elsewhere(shared: &Path, rows: &[Row]) -> Result<Vec<Row>> {
    let quotes = rows.iter().filter(|r| r.quote.len() >= SHORTEST);
    let known: BTreeSet<String> = quotes.map(|r| normal(&r.quote)).collect();
    let days: BTreeSet<(&str, &str)> = rows.iter().map(|r| (r.critic.as_str(), r.date.as_str())).collect();
    let mut found = Vec::new();
    let mut shown = BTreeSet::new();
    for row in csv::Reader::from_path(shared.join("data/critics/rt-musicals/critic_reviews.csv"))?.records() {
        let row = row?;
        let quote = row[13].trim();
        if quote.len() >= SHORTEST && known.contains(&normal(quote)) {
            shown.insert(row[1].to_owned());
        }
        found.push(Row {
            film: row[1].to_owned(),
            quote: quote.to_owned(),
            grade: placed(&row[15]).filter(|g| g.0 != BARE),
            positive: &row[6] == "True",
            critic: row[3].trim().to_owned(),
            outlet: row[11].trim().to_owned(),
            date: row[2].to_owned(),
        });
    }
    found.retain(|r| {
        r.grade.is_some() && !shown.contains(&r.film) && !days.contains(&(r.critic.as_str(), r.date.as_str()))
    });
    Ok(found)
}

/// "November 10, 2018" as an ISO date.
fn iso(date: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (month, rest) = date.trim().split_once(' ')?;
    let (day, year) = rest.split_once(", ")?;
    let month = MONTHS.iter().position(|m| month.starts_with(m))? + 1;
    Some(format!("{year}-{month:02}-{:02}", day.parse::<u8>().ok()?))
}

/// A film of `rt-musicals`: its published share, and the marks.
pub(super) struct Published {
    /// The Tomatometer, in percent.
    pub(super) percent: f64,
    /// Fresh?
    pub(super) marks: Vec<bool>,
}

/// All films.
pub(super) fn published(shared: &Path) -> Result<Vec<Published>> {
    let open = |name: &str| csv::Reader::from_path(shared.join("data/critics/rt-musicals").join(name));
    let mut films: BTreeMap<String, Published> = BTreeMap::new();
    for row in open("movies.csv")?.records() {
        let row = row?;
        let percent = row[4].trim_end_matches('%').parse();
        if let Ok(percent) = percent {
            films.insert(row[0].to_owned(), Published { percent, marks: Vec::new() });
        }
    }
    for row in open("critic_reviews.csv")?.records() {
        let row = row?;
        if let Some(film) = films.get_mut(&row[1]) {
            film.marks.push(&row[6] == "True");
        }
    }
    Ok(films.into_values().collect())
}
