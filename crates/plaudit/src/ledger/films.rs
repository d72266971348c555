//! `plaudit films`: the films of the ledger with their figures.

use std::cmp::Reverse;
use std::collections::HashMap;

use comfy_table::CellAlignment;
use serde::Serialize;

use super::args::{FilmOrder, FilmsArgs};
use super::figures::{Figures, Told, figures};
use super::fitted::{each_film, learned};
use super::more::{self, Divided};
use super::open;
use super::show;
use super::view::{Look, view};
use crate::Exit;

/// A film and its figures.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) film: show::FilmName,
    #[serde(flatten)]
    pub(crate) figures: Figures,
    /// Where divided films are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) divided: Option<Divided>,
    /// The least rate of false alarms at which the film counts as divided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) false_alarms: Option<f64>,
}

#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    told: Told,
    films: &'a [Line],
}

/// Runs the command.
pub(crate) fn run(args: &FilmsArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let mut lines = lines(&mut store, &look, args.divided)?;
    lines.retain(|l| l.figures.reviews >= args.min_reviews.max(1));
    sort(&mut lines, args.sort);
    if args.divided {
        lines.retain(|l| l.false_alarms.is_some_and(|rate| rate <= more::ALARM));
        lines.sort_by(|a, b| {
            let p = |l: &Line| l.divided.as_ref().map_or(1.0, |d| d.p);
            p(a).total_cmp(&p(b))
        });
    }
    let all = lines.len();
    lines.truncate(args.limit.unwrap_or(usize::MAX));
    if args.view.json {
        return show::json(&Output { told: Told::of(&look), films: &lines });
    }
    if lines.is_empty() {
        return show::print("no film of the ledger passes what was asked for\n");
    }
    let mut header = show::FILM_HEADER.to_vec();
    if args.divided {
        header.push("divided");
    }
    let mut table = show::table(&header);
    for l in &lines {
        let mut row = show::film_row(&l.film, &l.figures).to_vec();
        row.extend(l.divided.as_ref().map(more::in_words));
        table.add_row(row);
    }
    show::align(&mut table, &[1, 3, 4], CellAlignment::Right);
    let mut text = format!("{}\n", table.trim_fmt());
    if lines.len() < all {
        text.push_str(&format!("{} of {all} films\n", lines.len()));
    }
    show::footer(&mut text, &look);
    show::print(&text)
}

/// Every film with what counts of it, by the number it has in the ledger.
/// `divided`: tested for how divided their critics are, all of them, so that false alarms can be shared out.
pub(crate) fn lines(store: &mut store::Store, look: &Look, divided: bool) -> anyhow::Result<Vec<Line>> {
    let learned = learned(store, look)?;
    let mut found: HashMap<i64, (Figures, Option<Divided>)> = HashMap::new();
    let mut tests = more::Tests::new(divided.then_some(&learned));
    each_film(store, store::AsOf::Now, |rows| {
        let Some(film) = rows.first().and_then(|r| r.kept.film) else { return };
        let viewed = view(rows, look);
        if !viewed.counted.kept.is_empty() {
            found.insert(film, (figures(&viewed, &learned), tests.of(&viewed)));
        }
    })?;
    let films = store.films()?;
    let mut lines: Vec<Line> = films
        .iter()
        .filter_map(|film| {
            let (figures, divided) = found.remove(&film.id)?;
            Some(Line { film: show::FilmName::of(film), figures, divided, false_alarms: None })
        })
        .collect();
    let p: Vec<f64> = lines.iter().filter_map(|l| l.divided.as_ref().map(|d| d.p)).collect();
    let rates = consensus::discoveries(&p);
    for (line, rate) in lines.iter_mut().filter(|l| l.divided.is_some()).zip(rates) {
        line.false_alarms = Some(rate);
    }
    Ok(lines)
}

fn sort(lines: &mut [Line], by: FilmOrder) {
    let title = |l: &Line| (super::take::fold_title(&l.film.title), l.film.year, l.film.id);
    // Whole thousandths: a stable order that no rounding of the last digit turns.
    let down = |x: Option<f64>| Reverse(x.map(|x| (x * 1e9) as i64));
    lines.sort_by_cached_key(|l| {
        let f = &l.figures;
        let key = match by {
            FilmOrder::Estimate => down(f.estimate.map(|e| e.value)),
            FilmOrder::Positive => down(f.positive.and_then(|p| p.share.low)),
            FilmOrder::Mean => down(f.mean.map(|m| m.value)),
            FilmOrder::Reviews => down(Some(f.reviews as f64)),
            FilmOrder::Title => down(None),
            FilmOrder::Year => down(l.film.year.map(f64::from)),
        };
        (key, title(l))
    });
}
