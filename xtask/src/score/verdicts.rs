//! Verdicts: from the grade, from the quote, as published, and what comes of them: splits and forecasts.

mod course;
mod cuts;
mod quotes;
mod split;
mod table;

use std::path::Path;

use anyhow::Result;

use super::page::{Figure, Part, Target, Unit};

/// All of it.
pub(super) fn measure(shared: &Path, _fast: bool) -> Result<Vec<Part>> {
    let rows = table::reviews(shared)?;
    let mut part = Part::new("Verdicts");
    let quotes = quotes::measure(shared, &rows, &mut part)?;
    cuts::measure(&rows, &table::elsewhere(shared, &rows)?, &quotes, &mut part);
    published(shared, &mut part)?;
    let mut films = Part::new("Films: splits and forecasts");
    split::measure(&rows, &mut films);
    course::measure(&rows, &mut films);
    Ok(vec![part, films])
}

/// The share of critics' own marks, beside the published one.
fn published(shared: &Path, part: &mut Part) -> Result<()> {
    let films = table::published(shared)?;
    let share = |f: &table::Published| {
        let scores: Vec<f64> = f.marks.iter().map(|m| if *m { 100.0 } else { 0.0 }).collect();
        consensus::share(&scores, consensus::LEVEL).map(|s| 100.0 * s.value)
    };
    let near = |f: &&table::Published| share(f).is_some_and(|s| (s - f.percent).abs() <= 1.0);
    let within = films.iter().filter(near).count();
    let reviews: usize = films.iter().map(|f| f.marks.len()).sum();
    let farthest = films.iter().filter_map(|f| share(f).map(|s| (s - f.percent).abs())).fold(0.0, f64::max);
    part.figures.push(Figure {
        name: "share positive from critics' marks within a point of what was published".into(),
        value: 100.0 * within as f64 / films.len().max(1) as f64,
        unit: Unit::Percent,
        target: Some(Target::Least(100.0)),
        method: "shipped",
        how: format!(
            "{} films of rt-musicals with {reviews} marked reviews; the farthest is {farthest:.2} points off",
            films.len()
        ),
        published: "–",
    });
    Ok(())
}
