//! How many films divide their critics, how often the test raises a false alarm, and what it finds.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use consensus::{LEVEL, Norm, Split, discoveries, normal, splits};
use learn::linear::Random;

use super::table::Row;
use crate::score::page::Part;

/// Scores a film has at least.
const FEWEST: usize = 10;
/// Films drawn for each figure.
const DRAWN: usize = 2000;

/// The measurement.
pub(super) fn measure(rows: &[Row], part: &mut Part) {
    let mut by_film: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for row in rows {
        by_film.entry(&row.film).or_default().extend(row.score());
    }
    let films: Vec<Vec<f64>> = by_film.into_values().filter(|s| s.len() >= FEWEST).collect();
    let Some(norm) = Norm::of(&films) else { return };
    let tested: Vec<Split> = splits(&films, LEVEL).into_iter().flatten().collect();
    let found = |p: &dyn Fn(&Split) -> f64| {
        let q = discoveries(&tested.iter().map(p).collect::<Vec<_>>());
        q.iter().filter(|q| **q <= 0.05).count()
    };
    let mut text = format!(
        "Divided films of rt-reviews: {} films with {FEWEST} or more scores, {} scores, pooled standard deviation {:.2}, \
         excess kurtosis {:.2}. With false discoveries held to 5 %, {} are more spread out than films in general, {} fall \
         into clearer camps, {} either.\n\n",
        films.len(),
        norm.scores,
        norm.variance.sqrt(),
        norm.kurtosis,
        found(&|s| s.spread),
        found(&|s| s.camps),
        found(&Split::p),
    );
    let _ = writeln!(
        text,
        "Drawn films, {DRAWN} each: how often p ≤ 0.05 comes out. The null draws films' residuals at random; *wider* \
         stretches them by 1.25 and 1.5; *two camps* are normal of the spread usual of films, in halves whose means lie \
         three of their own deviations apart.\n\n\
         | scores | spread: null | 1.25 | 1.5 | camps: null | two camps |\n|--:|--:|--:|--:|--:|--:|"
    );
    let pool: Vec<f64> = films
        .iter()
        .flat_map(|f| {
            let n = f.len() as f64;
            let mean = f.iter().sum::<f64>() / n;
            // A residual is too small by what the mean took of it.
            f.iter().map(move |x| (x - mean) * (n / (n - 1.0)).sqrt())
        })
        .collect();
    let mut random = Random::new(11);
    for n in [10, 20, 40, 80] {
        let mut rate = |draw: &mut dyn FnMut(&mut Random, usize) -> f64, p: fn(&Split) -> f64| {
            let mut film = |r: &mut Random| (0..n).map(|i| draw(r, i)).collect();
            let mut drawn: Vec<Vec<f64>> = Vec::with_capacity(DRAWN);
            drawn.resize_with(DRAWN, || film(&mut random));
            let alarms = norm.splits(&drawn, LEVEL).into_iter().flatten().filter(|s| p(s) <= 0.05).count();
            100.0 * alarms as f64 / DRAWN as f64
        };
        let pick = |r: &mut Random| pool[(r.bits() % pool.len() as u64) as usize];
        let uniform = |r: &mut Random| ((r.bits() >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
        let own = (norm.variance / 3.25).sqrt();
        let null = rate(&mut |r, _| pick(r), |s| s.spread);
        let some = rate(&mut |r, _| 1.25 * pick(r), |s| s.spread);
        let much = rate(&mut |r, _| 1.5 * pick(r), |s| s.spread);
        let none = rate(&mut |r, _| pick(r), |s| s.camps);
        let two =
            rate(&mut |r, i| own * (normal(uniform(r)) + if i % 2 == 0 { 1.5 } else { -1.5 }), |s| s.camps);
        let _ =
            writeln!(text, "| {n} | {null:.1} % | {some:.1} % | {much:.1} % | {none:.1} % | {two:.1} % |");
    }
    part.notes.push(text);
}
