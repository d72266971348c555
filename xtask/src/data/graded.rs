//! Full reviews with grades: those of the manifest, and an export of Letterboxd.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use document::Options;
use rayon::prelude::*;

use super::{Labelled, Seen};

/// One row of the manifest.
struct Row {
    source: String,
    path: String,
    title: String,
    score: f32,
}

/// The graded reviews of the manifest, their scores from 0 to 100, without metadata and printed grades: read from
/// copies that `score/strip.py grade` makes in `copies`. `id` is the film's title.
pub(crate) fn reviews(shared: &Path, copies: &Path) -> Result<Vec<Labelled>> {
    let path = shared.join("data/reviews/manifest.tsv");
    let manifest = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let rows: Vec<Row> = manifest.lines().skip(1).filter_map(row).collect();
    strip(shared, copies, &rows)?;
    let read = |row: &Row| -> Result<Labelled> {
        let path = copy(copies, row);
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let options = Options::default();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut records = document::records(Cursor::new(bytes), &name, &options);
        let doc = document::parse(records.next().context("a file without a review")?, &options);
        let seen = Seen::of(&doc);
        let (source, id) = (row.source.clone(), row.title.clone());
        Ok(Labelled { text: doc.text, seen, y: row.score, source, id })
    };
    rows.par_iter().map(read).collect()
}

fn row(line: &str) -> Option<Row> {
    let mut cells = line.split('\t');
    let [source, path, title, grade, scale] = std::array::from_fn(|_| cells.next().unwrap_or_default());
    let score = score(grade, scale)?;
    Some(Row { source: source.to_owned(), path: path.to_owned(), title: title.to_owned(), score })
}

fn copy(copies: &Path, row: &Row) -> PathBuf {
    copies.join(&row.source).join(Path::new(&row.path).file_name().unwrap_or_default())
}

/// Makes the copies that are not there yet.
fn strip(shared: &Path, copies: &Path, rows: &[Row]) -> Result<()> {
    let missing: Vec<&Row> = rows.iter().filter(|row| !copy(copies, row).exists()).collect();
    for several in missing.chunk_by(|a, b| a.source == b.source) {
        let Some(first) = several.first() else { continue };
        let done = Command::new("python3")
            .arg(shared.join("score/strip.py"))
            .arg("grade")
            .arg(copies.join(&first.source))
            .args(several.iter().map(|row| shared.join("data").join(&row.path)))
            .status()?;
        ensure!(done.success(), "strip.py failed");
    }
    Ok(())
}

/// Letters from worst to best, in equal steps. One critic has F+ too, half a step up, and F-, which is nothing.
const LETTERS: [&str; 13] = ["F", "D-", "D", "D+", "C-", "C", "C+", "B-", "B", "B+", "A-", "A", "A+"];

/// A grade as the manifest has it, from 0 to 100; its scale is the outlet's, as the manifest says.
fn score(grade: &str, scale: &str) -> Option<f32> {
    let grade = grade.trim();
    if scale.starts_with("letter") {
        let top = (LETTERS.len() - 1) as f32;
        let step = match grade {
            "F+" => 0.5,
            "F-" => 0.0,
            _ => LETTERS.iter().position(|l| *l == grade)? as f32,
        };
        return Some(step / top * 100.0);
    }
    let stars = grade.chars().filter(|c| "★✭✯⭐".contains(*c)).count() as f32;
    if stars > 0.0 {
        return Some((stars + if grade.contains('½') { 0.5 } else { 0.0 }) * 20.0);
    }
    let mut parts = grade.split('/').map(str::trim);
    let value: f32 = parts.next()?.trim_start_matches(|c: char| !c.is_ascii_digit()).parse().ok()?;
    let best = match parts.next() {
        Some(best) => best.parse().ok()?,
        None if scale.contains("100") => 100.0,
        None if scale.contains("10") => 10.0,
        None => 5.0,
    };
    Some(value / best * 100.0)
}

/// The reviews of an export of Letterboxd that have a rating, their scores from 10 to 100. `id` is the film.
pub(crate) fn letterboxd(shared: &Path) -> Result<Vec<Labelled>> {
    let path = shared.join("data/letterboxd/reviews.csv");
    let mut reader = csv::Reader::from_path(&path).with_context(|| path.display().to_string())?;
    let names = reader.headers()?.clone();
    let column = |name: &str| names.iter().position(|n| n == name).context("a column is missing");
    let (film, rating, review) = (column("Name")?, column("Rating")?, column("Review")?);
    let mut out = Vec::new();
    for row in reader.records() {
        let row = row?;
        let [film, rating, review] = [film, rating, review].map(|at| row.get(at).unwrap_or_default());
        if let Ok(stars) = rating.parse::<f32>() {
            out.push(Labelled::plain(without_tags(review), stars * 20.0, "letterboxd", film));
        }
    }
    Ok(out)
}

/// The text of simple HTML.
fn without_tags(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    text
}
