//! The reviews as the model sees them.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use consensus::model::{Observation, Scale, Seen};
use reading::grade::{Grade, Habits, Unit, parse};

/// A review.
pub(super) struct Review {
    /// As the model sees it, scored by `linear`: the grade, or the mark where there is none.
    pub(super) seen: Observation,
    /// The grade.
    pub(super) grade: Option<Graded>,
}

/// A grade.
#[derive(Clone, Copy)]
pub(super) struct Graded {
    /// What it was given on.
    pub(super) scale: Scale,
    /// On that scale.
    pub(super) points: f64,
    /// By the policy `linear`.
    pub(super) linear: f64,
    /// By the policy `metacritic`.
    pub(super) metacritic: f64,
}

/// Reads the table: one review for each critic and film.
pub(super) fn reviews(path: &Path) -> Result<Vec<Review>> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    let text: String = bytes.into_iter().map(char::from).collect();
    let rows: Vec<Vec<&str>> = text
        .lines()
        .skip(1)
        .map(|l| l.split('\t').map(str::trim).collect())
        .filter(|r: &Vec<_>| r.len() == 8)
        .collect();
    let mut grades: Vec<Option<Grade>> = rows.iter().map(|r| parse(r[2]).ok()).collect();
    let mut habits = Habits::new();
    for (row, grade) in rows.iter().zip(&grades) {
        if let Some(grade) = grade {
            habits.observe(row[6], grade);
        }
    }
    let (mut films, mut critics, mut outlets) = (HashMap::new(), HashMap::new(), HashMap::new());
    let mut kept: HashMap<(u32, u32), (bool, i64, usize)> = HashMap::new();
    let mut all = Vec::with_capacity(rows.len());
    for (at, (row, grade)) in rows.iter().zip(&mut grades).enumerate() {
        if let Some(grade) = grade {
            habits.settle(row[6], grade);
        }
        let graded = grade.as_ref().and_then(graded);
        let seen = match graded {
            Some(g) => Seen::Grade { scale: g.scale, score: g.linear },
            None => Seen::Mark { positive: row[3] == "fresh" },
        };
        let film = number(&mut films, row[0]).unwrap_or(0);
        let (critic, outlet) = (number(&mut critics, row[4]), number(&mut outlets, row[6]));
        if let Some(critic) = critic {
            let this = (graded.is_some(), day(row[7]), at);
            let best = kept.entry((film, critic)).or_insert(this);
            *best = this.max(*best);
        }
        all.push(Review { seen: Observation { film, critic, outlet, seen }, grade: graded });
    }
    let stays = |(at, r): &(usize, Review)| {
        r.seen.critic.is_none_or(|critic| kept.get(&(r.seen.film, critic)).is_none_or(|k| k.2 == *at))
    };
    Ok(all.into_iter().enumerate().filter(stays).map(|(_, r)| r).collect())
}

/// A name's number; nobody has none.
fn number<'a>(all: &mut HashMap<&'a str, u32>, name: &'a str) -> Option<u32> {
    let next = all.len() as u32;
    (!name.is_empty()).then(|| *all.entry(name).or_insert(next))
}

/// "November 10, 2018" as a number that sorts; 0 for none.
fn day(date: &str) -> i64 {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = date.split([' ', ',']).filter(|w| !w.is_empty());
    let month = words.next().and_then(|w| MONTHS.iter().position(|m| w.starts_with(m)));
    let mut numbers = words.filter_map(|w| w.parse::<i64>().ok());
    match (month, numbers.next(), numbers.next()) {
        (Some(month), Some(day), Some(year)) => year * 10_000 + month as i64 * 100 + day,
        _ => 0,
    }
}

fn graded(grade: &Grade) -> Option<Graded> {
    let score = |policy: &str| reading::policy::policy(policy)?.score(grade);
    let best = grade.scale.best.unwrap_or_default();
    let scale = match grade.scale.unit {
        Unit::Letter => Scale::Letter,
        Unit::Stars | Unit::Points if best == 4.0 => Scale::Four,
        Unit::Stars | Unit::Points if best == 5.0 => Scale::Five,
        Unit::Stars | Unit::Points if best == 10.0 => Scale::Ten,
        _ => Scale::Other,
    };
    Some(Graded { scale, points: grade.points?, linear: score("linear")?, metacritic: score("metacritic")? })
}
