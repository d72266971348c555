//! What others quote or retell: one-sentence quotes of critics, and synopses.

use std::path::Path;

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use rustc_hash::FxHashSet;

use learn::overlap::normal;

use super::{Labelled, Seen, text_of, unzipped};

/// A quote shorter than this says nothing ("Full review in Spanish." does not either, but is rare).
const SHORTEST: usize = 20;

/// Critics' quotes of three lists, each once: 1 for fresh, 0 for rotten. `source` is the list, `id` the film there.
///
/// Of `rt-musicals` nearly all are fresh: whoever wants to learn what praise is should leave it out.
pub(crate) fn quotes(shared: &Path) -> Result<Vec<Labelled>> {
    let mut rows = of_reviews(shared)?;
    rows.extend(of_table(shared, "rt-quotes-2013", "rt-quotes-2013.csv", [4, 1, 6])?);
    rows.extend(of_table(shared, "rt-musicals", "rt-musicals/critic_reviews.csv", [13, 6, 1])?);
    let mut met = FxHashSet::default();
    rows.retain(|row| row.text.len() >= SHORTEST && met.insert(normal(&row.text)));
    Ok(rows.into_par_iter().map(|q| Labelled::plain(q.text, q.y, q.list, &q.film)).collect())
}

struct Quote {
    text: String,
    y: f32,
    list: &'static str,
    film: String,
}

fn fresh(word: &str) -> Option<f32> {
    match word {
        "fresh" | "True" => Some(1.0),
        "rotten" | "False" => Some(0.0),
        _ => None,
    }
}

fn of_reviews(shared: &Path) -> Result<Vec<Quote>> {
    let table = unzipped(shared, "critics/rt-reviews.tsv.gz")?;
    let read = |line: &str| {
        let mut cells = line.split('\t');
        let (film, text) = (cells.next()?, cells.next()?);
        let y = fresh(cells.nth(1)?)?;
        Some(Quote { text: text.trim().to_owned(), y, list: "rt-reviews", film: film.to_owned() })
    };
    Ok(table.lines().skip(1).filter_map(read).collect())
}

/// Of a CSV table, by the columns of quote, verdict and film.
fn of_table(shared: &Path, list: &'static str, file: &str, columns: [usize; 3]) -> Result<Vec<Quote>> {
    let path = shared.join("data/critics").join(file);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path(&path)
        .with_context(|| path.display().to_string())?;
    let mut out = Vec::new();
    for row in reader.byte_records() {
        let row = row?;
        let [text, verdict, film] = columns.map(|at| text_of(row.get(at).unwrap_or_default()));
        if let Some(y) = fresh(&verdict) {
            out.push(Quote { text: text.trim().to_owned(), y, list, film });
        }
    }
    Ok(out)
}

/// Sentences that tell a plot, all 0: of synopses, and of Wikipedia's extracts, whose first sentence (title, year,
/// director) is left out. `id` is the film's number or title.
pub(crate) fn synopses(shared: &Path) -> Result<Vec<Labelled>> {
    let mut texts = Vec::new();
    let table = unzipped(shared, "critics/rt-movie-info.tsv.gz")?;
    let mut rows = csv::ReaderBuilder::new().delimiter(b'\t').flexible(true).from_reader(table.as_bytes());
    let column =
        rows.headers()?.iter().position(|h| h == "synopsis").context("rt-movie-info without synopsis")?;
    for row in rows.records() {
        let row = row?;
        let [film, text] = [0, column].map(|at| row.get(at).unwrap_or_default().to_owned());
        texts.push(("rt-movie-info", film, text));
    }
    for line in unzipped(shared, "catalog/wikipedia-movies.jsonl.gz")?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let [film, text] = ["title", "extract"].map(|name| row[name].as_str().unwrap_or_default().to_owned());
        if text.len() > LONG_EXTRACT {
            texts.push(("wikipedia", film, text));
        }
    }
    Ok(texts.into_par_iter().flat_map_iter(|(list, film, text)| told(list, &film, &text)).collect())
}

/// An extract longer than this tells the plot, and not only who made the film.
const LONG_EXTRACT: usize = 300;

/// Words that a sentence has at least.
const FEWEST_WORDS: usize = 8;

fn told(list: &'static str, film: &str, text: &str) -> Vec<Labelled> {
    let doc = super::plain(text);
    let first = usize::from(list == "wikipedia");
    let sentence = |span: &document::Span| Labelled {
        seen: Seen::of(&super::plain(doc.slice(*span))),
        text: doc.slice(*span).to_owned(),
        y: 0.0,
        source: list.to_owned(),
        id: film.to_owned(),
    };
    let all = doc.sentences.iter().skip(first).map(sentence);
    all.filter(|s| s.seen.words.len() >= FEWEST_WORDS).collect()
}
