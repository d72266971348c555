//! The table that Letterboxd imports (its page "Importing data" names the columns): a row a film, rated in half stars.

use std::io::Write;

use super::{Cell, Column, Take, cell, number, plain, text};

/// Writes the rows that count and state a grade.
pub(super) fn write(
    columns: &[Column],
    rows: &mut dyn FnMut(Take<'_>) -> anyhow::Result<()>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(["tmdbID", "imdbID", "Title", "Year", "Rating", "WatchedDate", "Tags"])?;
    rows(&mut |row| {
        let counts = cell(columns, &row, "counted") == Some(&Cell::Bool(Some(true)));
        let (Some(title), Some(score), true) =
            (text(columns, &row, "film"), number(columns, &row, "score"), counts)
        else {
            return Ok(());
        };
        let of = |name| cell(columns, &row, name).cloned().map(plain).unwrap_or_default();
        // The scale has no zero: half a star is the least.
        let stars = ((score / 10.0).round() / 2.0).clamp(0.5, 5.0);
        // A month or a year is no day of a diary.
        let day = text(columns, &row, "published").filter(|d| d.len() == 10).unwrap_or_default();
        writer.write_record([
            &of("tmdb"),
            &of("imdb"),
            title,
            &of("year"),
            &stars.to_string(),
            day,
            "plaudit",
        ])?;
        Ok(())
    })?;
    Ok(writer.flush()?)
}
