//! `plaudit compare`: films, critics or outlets beside each other.

use std::fmt::Write as _;

use comfy_table::CellAlignment;
use consensus::{LEVEL, Pair, agreement};
use serde::Serialize;
use store::{Store, What};

use super::args::{CompareArgs, Kind};
use super::critic::{self, Agreed};
use super::critics::{Rates, rates};
use super::figures::{Figures, Ranged, Told, figures};
use super::fitted::{Learned, learned};
use super::show::{self, FilmName, number};
use super::view::Look;
use super::{film, names, open};
use crate::Exit;

#[derive(Serialize)]
struct Films {
    #[serde(flatten)]
    told: Told,
    films: Vec<OneFilm>,
    /// For every pair: how likely critics at large think better of the first.
    pairs: Vec<Better>,
}

#[derive(Serialize)]
struct OneFilm {
    film: FilmName,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Serialize)]
struct Better {
    one: String,
    other: String,
    difference: Ranged,
    /// 0 to 1.
    better: f64,
}

#[derive(Serialize)]
struct Critics {
    #[serde(flatten)]
    told: Told,
    critics: Vec<OneCritic>,
    pairs: Vec<Pairing>,
}

#[derive(Serialize)]
struct OneCritic {
    name: String,
    reviews: usize,
    mean: Option<f64>,
    #[serde(flatten)]
    rates: Option<Rates>,
}

#[derive(Serialize)]
struct Pairing {
    one: String,
    other: String,
    #[serde(flatten)]
    agreed: Agreed,
}

#[derive(Serialize)]
struct Outlets {
    #[serde(flatten)]
    told: Told,
    outlets: Vec<super::outlets::Line>,
}

/// Runs the command.
pub(crate) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let learned = learned(&mut store, &look)?;
    match args.kind {
        Kind::Film => films(args, &mut store, &look, &learned),
        Kind::Critic => critics(args, &mut store, &look, &learned),
        Kind::Outlet => {
            let mut ids = Vec::new();
            for name in &args.names {
                ids.push(names::party(&mut store, What::Outlet, name)?.id);
            }
            let mut lines = super::outlets::lines(&mut store, &look, &learned)?;
            lines.retain(|l| ids.contains(&l.id));
            lines.sort_by_key(|l| ids.iter().position(|id| *id == l.id));
            if args.view.json {
                return show::json(&Outlets { told: Told::of(&look), outlets: lines });
            }
            let mut text = super::outlets::table(&lines);
            show::footer(&mut text, &look);
            show::print(&text)
        }
    }
}

fn films(args: &CompareArgs, store: &mut Store, look: &Look, learned: &Learned) -> anyhow::Result<Exit> {
    let mut all = Vec::new();
    let mut estimates = Vec::new();
    for name in &args.names {
        let found = names::film(store, name)?;
        let viewed = film::viewed(store, found.id, look)?;
        let figures = figures(&viewed, learned);
        estimates.push(super::figures::estimate(&viewed, &learned.fit, true));
        all.push(OneFilm { film: FilmName::of(&found), figures });
    }
    let mut pairs = Vec::new();
    for (i, a) in estimates.iter().enumerate() {
        for (j, b) in estimates.iter().enumerate().skip(i + 1) {
            let (Some(a), Some(b)) = (a, b) else { continue };
            let difference = a.value - b.value;
            let error = (a.error.powi(2) + b.error.powi(2)).sqrt();
            pairs.push(Better {
                one: all[i].film.label(),
                other: all[j].film.label(),
                difference: Ranged::around(difference, error),
                better: consensus::below(difference / error),
            });
        }
    }
    let films = Films { told: Told::of(look), films: all, pairs };
    if args.view.json {
        return show::json(&films);
    }
    let mut table = show::table(&show::FILM_HEADER);
    for one in &films.films {
        table.add_row(show::film_row(&one.film, &one.figures));
    }
    show::align(&mut table, &[1, 3, 4], CellAlignment::Right);
    let mut text = format!("{}\n\n", table.trim_fmt());
    for pair in &films.pairs {
        let _ = writeln!(
            text,
            "{} less {}: {} points; critics at large think better of it with a probability of {}",
            pair.one,
            pair.other,
            show::signed(&pair.difference),
            probability(pair.better)
        );
    }
    show::footer(&mut text, look);
    show::print(&text)
}

/// In percent; nothing is certain.
fn probability(p: f64) -> String {
    match p * 100.0 {
        p if p > 99.0 => "over 99 %".to_owned(),
        p if p < 1.0 => "under 1 %".to_owned(),
        p => format!("{p:.0} %"),
    }
}

fn critics(args: &CompareArgs, store: &mut Store, look: &Look, learned: &Learned) -> anyhow::Result<Exit> {
    let mut all = Vec::new();
    let mut shared = Vec::new();
    for name in &args.names {
        let party = names::party(store, What::Critic, name)?;
        let (sum, _, _, films) = critic::gather(store, party.id, look, learned)?;
        all.push(OneCritic {
            name: party.name,
            reviews: sum.reviews,
            mean: sum.mean(),
            rates: rates(&learned.fit, party.id),
        });
        shared.push((party.id, films));
    }
    let mut pairs = Vec::new();
    for (i, (_, films)) in shared.iter().enumerate() {
        for (j, (_, others)) in shared.iter().enumerate().skip(i + 1) {
            let both: Vec<Pair> = films
                .iter()
                .filter_map(|s| {
                    let other = others.iter().find(|o| o.film == s.film)?;
                    let positive = s.positive.zip(other.positive);
                    Some(Pair { one: s.own, other: other.own, positive })
                })
                .collect();
            let agreed = Agreed::of(&agreement(&both, LEVEL));
            pairs.push(Pairing { one: all[i].name.clone(), other: all[j].name.clone(), agreed });
        }
    }
    let critics = Critics { told: Told::of(look), critics: all, pairs };
    if args.view.json {
        return show::json(&critics);
    }
    let mut table = show::table(&["critic", "reviews", "mean", "severity", "slope", "spread"]);
    for one in &critics.critics {
        let r = one.rates.as_ref();
        table.add_row([
            one.name.clone(),
            one.reviews.to_string(),
            one.mean.map_or_else(String::new, number),
            r.map_or_else(String::new, |r| show::signed(&r.severity)),
            r.map_or_else(String::new, |r| format!("{:.2}", r.slope)),
            r.map_or_else(String::new, |r| number(r.spread)),
        ]);
    }
    show::align(&mut table, &[1, 2, 4, 5], CellAlignment::Right);
    let mut text = format!("{}\n", table.trim_fmt());
    for pair in &critics.pairs {
        let _ = writeln!(text, "\n  {} and {}", pair.one, pair.other);
        if pair.agreed.films == 0 {
            text.push_str("  no film that both graded\n");
        }
        pair.agreed.lines(&mut text);
    }
    text.push('\n');
    show::footer(&mut text, look);
    show::print(&text)
}
