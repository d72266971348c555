//! `plaudit catalog stats`: what a catalog holds and what it was made from.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use catalog::Catalog;
use serde_json::{Value, json};

use super::args::StatsArgs;
use super::open::Opened;
use super::{grouped, print};
use crate::Exit;

#[derive(Default)]
struct Stats {
    /// Counts with their names, in the order shown.
    films: Vec<(&'static str, u64)>,
    credits: BTreeMap<&'static str, u64>,
    with_character: u64,
    decades: BTreeMap<i16, u64>,
}

/// Prints the figures.
pub(super) fn run(args: &StatsArgs) -> anyhow::Result<Exit> {
    let opened = Opened::read(&args.catalog)?;
    let catalog = opened.catalog()?;
    let stats = count(&catalog);
    let text = if args.json {
        format!("{}\n", as_json(&opened, &catalog, &stats))
    } else {
        for_the_eye(&opened, &catalog, &stats)
    };
    print(&text)?;
    Ok(Exit::Good)
}

fn count(catalog: &Catalog<'_>) -> Stats {
    let mut stats = Stats::default();
    let names = [
        "with an IMDb id",
        "with a TMDB id",
        "with a Wikidata id",
        "with a MovieLens id",
        "with a year",
        "with a runtime",
        "with other titles",
        "with credits",
    ];
    let mut counts = [0u64; 8];
    for film in catalog.films() {
        let ids = film.ids();
        let mut credited = false;
        for credit in catalog.credits(film.id) {
            credited = true;
            *stats.credits.entry(credit.job.name()).or_default() += 1;
            stats.with_character += u64::from(!credit.character.is_empty());
        }
        let has = [
            ids.imdb != 0,
            ids.tmdb != 0,
            ids.wikidata != 0,
            ids.movielens != 0,
            film.year().is_some(),
            film.runtime().is_some(),
            !film.original_title().is_empty() || film.akas().next().is_some(),
            credited,
        ];
        counts.iter_mut().zip(has).for_each(|(n, has)| *n += u64::from(has));
        if let Some(year) = film.year() {
            *stats.decades.entry(year.div_euclid(10) * 10).or_default() += 1;
        }
    }
    stats.films = names.into_iter().zip(counts).collect();
    stats
}

fn for_the_eye(opened: &Opened, catalog: &Catalog<'_>, stats: &Stats) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}\n", opened.name());
    let mut line = |name: &str, n: u64| {
        let _ = writeln!(out, "  {name:<24}{:>14}", grouped(n));
    };
    if let Some(bytes) = opened.bytes() {
        line("bytes", bytes as u64);
    }
    line("films", catalog.len() as u64);
    for (name, n) in &stats.films {
        line(&format!("  {name}"), *n);
    }
    line("people", catalog.people_len() as u64);
    line("credits", catalog.credits_len() as u64);
    for (job, n) in &stats.credits {
        line(&format!("  {job}"), *n);
    }
    line("  with a character", stats.with_character);
    for (decade, n) in &stats.decades {
        line(&format!("{decade}s"), *n);
    }
    for source in catalog.sources() {
        let _ = writeln!(
            out,
            "  from {}: {} films, {} credits",
            source.name,
            grouped(source.films.into()),
            grouped(source.credits.into())
        );
    }
    out
}

fn as_json(opened: &Opened, catalog: &Catalog<'_>, stats: &Stats) -> Value {
    let sources: Vec<Value> =
        catalog.sources().map(|s| json!({"name": s.name, "films": s.films, "credits": s.credits})).collect();
    let films: serde_json::Map<String, Value> = stats
        .films
        .iter()
        .map(|(name, n)| {
            (
                name.trim_start_matches("with a")
                    .trim_start_matches('n')
                    .trim()
                    .replace(' ', "_")
                    .to_lowercase(),
                json!(n),
            )
        })
        .collect();
    let decades: serde_json::Map<String, Value> =
        stats.decades.iter().map(|(d, n)| (d.to_string(), json!(n))).collect();
    json!({
        "catalog": opened.name(),
        "version": catalog::VERSION,
        "bytes": opened.bytes(),
        "films": catalog.len(),
        "films_with": films,
        "people": catalog.people_len(),
        "credits": catalog.credits_len(),
        "credits_by_job": stats.credits,
        "credits_with_character": stats.with_character,
        "decades": decades,
        "sources": sources,
    })
}
