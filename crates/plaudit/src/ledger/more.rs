//! What is said of a film beside its figures: whether it divides its critics, how much the number leans on any one outlet,
//! how the number came about over time and where it will settle.

use std::collections::BTreeMap;

use consensus::model::Observation;
use consensus::{Habits, LEVEL, leaning};
use serde::Serialize;

use super::figures::{Figures, Ranged};
use super::fitted::Learned;
use super::row::Value;
use super::show::{self, number};
use super::view::{Look, Viewed, view};

/// Estimates made for the course and for outlets left out: each costs time in proportion to the film's reviews, so
/// that of a film with thousands fewer are made.
const BUDGET: usize = 12_000;

/// The chance that a film like others would look as divided, under which a person is told so. JSON has the chance itself.
pub(crate) const ALARM: f64 = 0.05;

/// Points by which an outlet must move the estimate for a person to be told.
const MOVES: f64 = 1.0;

/// How divided critics are.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Divided {
    /// How likely it is that a film like others looks as divided, or more.
    pub(crate) p: f64,
    /// Standard deviation of the scores, in points.
    pub(crate) deviation: f64,
    /// Their variance against that of films in general, with its interval.
    pub(crate) ratio: Ranged,
    /// Of the spread alone, and of two camps alone.
    pub(crate) p_spread: f64,
    pub(crate) p_camps: f64,
    /// The means of the two camps, and the size of the lower one.
    pub(crate) camps: [f64; 2],
    pub(crate) lower: usize,
}

/// The estimate without one outlet.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Without {
    pub(crate) outlet: String,
    pub(crate) reviews: usize,
    /// Its share of all weight, 0 to 1.
    pub(crate) share: f64,
    pub(crate) estimate: Option<f64>,
    /// What it adds to the estimate.
    pub(crate) adds: Option<f64>,
}

/// The figures as they stood on a day.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Point {
    pub(crate) date: String,
    pub(crate) reviews: usize,
    pub(crate) positive: Option<Ranged>,
    pub(crate) mean: Option<Ranged>,
    pub(crate) estimate: Option<Ranged>,
}

/// Where the numbers will settle.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Forecast {
    /// With so many reviews in the end.
    pub(crate) reviews: usize,
    pub(crate) positive: Option<Ranged>,
    pub(crate) mean: Option<Ranged>,
}

/// See the head of this file.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct More {
    pub(crate) divided: Option<Divided>,
    pub(crate) leans: Vec<Without>,
    pub(crate) course: Vec<Point>,
    pub(crate) forecast: Option<Forecast>,
}

/// All of it, with so many reviews expected in the end.
pub(crate) fn more(viewed: &Viewed, learned: &Learned, look: &Look, expected: Option<usize>) -> More {
    More {
        divided: Tests::new(Some(learned)).of(viewed),
        leans: leans(viewed, learned),
        course: course(viewed, learned, look),
        forecast: forecast(viewed, learned, expected),
    }
}

fn scores(viewed: &Viewed) -> Vec<f64> {
    viewed.kept().filter_map(|(_, v)| super::figures::grade(v)).collect()
}

/// Tests film after film; what one number of scores needs is drawn once.
pub(crate) struct Tests<'l>(Option<consensus::Tests<'l>>);

impl<'l> Tests<'l> {
    /// Without anything learned, none is tested.
    pub(crate) fn new(learned: Option<&'l Learned>) -> Tests<'l> {
        Tests(learned.and_then(|l| l.general.norm.as_ref()).map(consensus::Tests::new))
    }

    /// How divided a film's critics are.
    pub(crate) fn of(&mut self, viewed: &Viewed) -> Option<Divided> {
        let split = self.0.as_mut()?.split(&scores(viewed), LEVEL)?;
        Some(told(split))
    }
}

fn told(split: consensus::Split) -> Divided {
    Divided {
        p: split.p(),
        deviation: split.deviation,
        ratio: Ranged::new(split.ratio, Some(split.interval)),
        p_spread: split.spread,
        p_camps: split.camps,
        camps: split.means,
        lower: split.lower,
    }
}

/// How many estimates may be made of a film with so many reviews.
fn affordable(reviews: usize) -> usize {
    (BUDGET / reviews.max(1)).clamp(2, 24)
}

fn leans(viewed: &Viewed, learned: &Learned) -> Vec<Without> {
    let observed = viewed.observed();
    let observations: Vec<Observation> = observed.iter().map(|(_, o)| *o).collect();
    let Some(estimate) = learned.fit.film(&observations) else { return Vec::new() };
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let name = |at: usize| viewed.rows.get(at).and_then(|r| r.kept.outlet_name.as_deref());
    for outlet in observed.iter().filter_map(|(at, _)| name(*at)) {
        *counts.entry(outlet).or_default() += 1;
    }
    // Those with most reviews: no other can move the number more than they do, but for a lone extreme one.
    let mut most: Vec<(&str, usize)> = counts.into_iter().collect();
    most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    most.truncate(affordable(observed.len()));
    let looked = |at: usize| name(at).filter(|n| most.iter().any(|(m, _)| m == n));
    let places: Vec<usize> = (0..observed.len()).collect();
    let found = leaning(
        &places,
        |i| looked(observed.get(*i)?.0),
        |i| estimate.parts.get(*i).map_or(0.0, |p| p.weight),
        |rest| {
            let rest: Vec<Observation> = rest.iter().filter_map(|i| observations.get(*i).copied()).collect();
            learned.fit.film(&rest).map(|e| e.value)
        },
    );
    let without = |w: consensus::Without<'_>| Without {
        outlet: w.outlet.to_owned(),
        reviews: w.n,
        share: w.share,
        estimate: w.value,
        adds: w.adds,
    };
    found.without.into_iter().map(without).collect()
}

/// The figures as they stood on days on which a rating appeared: all of them, or of a film with many as many as can be
/// afforded, the last always. Each is what `--as-of` gives for that day, but for critics' lines, which are today's.
fn course(viewed: &Viewed, learned: &Learned, look: &Look) -> Vec<Point> {
    let mut days: Vec<&str> = viewed.rows.iter().filter_map(|r| r.kept.published.as_deref()).collect();
    days.sort_unstable();
    days.dedup();
    if let Some(limit) = look.as_of.as_deref() {
        days.retain(|d| *d <= limit);
    }
    let (n, afford) = (days.len(), affordable(viewed.rows.len()));
    let every = n.div_ceil(afford).max(1);
    let some = days.iter().enumerate().filter(|(at, _)| (n - 1 - at) % every == 0);
    some.filter_map(|(_, day)| {
        let then = view(viewed.rows.clone(), &Look { as_of: Some((*day).to_owned()), ..look.clone() });
        let figures = super::figures::figures(&then, learned);
        (figures.reviews > 0).then(|| Point {
            date: (*day).to_owned(),
            reviews: figures.reviews,
            positive: figures.positive.map(|p| p.share),
            mean: figures.mean,
            estimate: figures.estimate,
        })
    })
    .collect()
}

fn forecast(viewed: &Viewed, learned: &Learned, expected: Option<usize>) -> Option<Forecast> {
    let scores = scores(viewed);
    let sides: Vec<bool> = viewed
        .kept()
        .filter(|(_, v)| !matches!(v, Value::Inferred(_)))
        .filter_map(|(row, value)| Some(learned.general.positive(row, value)?.0))
        .collect();
    if sides.is_empty() {
        return None;
    }
    let all = expected.unwrap_or(2 * sides.len()).max(sides.len());
    let habits = Habits::default();
    let positive = sides.iter().filter(|p| **p).count();
    let ranged = |s: consensus::Settled| Ranged::new(s.value, Some(s.interval));
    Some(Forecast {
        reviews: all,
        positive: habits.settled_share(positive, sides.len(), all, LEVEL).map(ranged),
        mean: habits.settled_mean(&scores, all, LEVEL).map(ranged),
    })
}

/// How divided critics are, for a person.
pub(crate) fn in_words(d: &Divided) -> String {
    let chance = if d.p < 0.001 { "p under 0.001".to_owned() } else { format!("p = {:.3}", d.p) };
    if d.p >= ALARM {
        format!("no more than films in general ({chance})")
    } else if d.p_camps <= d.p_spread {
        let [low, high] = d.camps.map(number);
        format!("in two camps, around {low} and {high} ({chance})")
    } else {
        format!("{} times the variance of films in general ({chance})", number(d.ratio.value))
    }
}

/// Lines for the terminal, each a name and a value.
pub(crate) fn lines(more: &More, figures: &Figures, line: &mut impl FnMut(&str, String)) {
    if let Some(d) = &more.divided {
        line("divided", in_words(d));
    }
    let moved = more.leans.iter().filter(|w| w.adds.is_some_and(|a| a.abs() >= MOVES)).take(3);
    let moved: Vec<String> = moved
        .filter_map(|w| {
            let adds = show::signed(&Ranged::alone(w.adds?));
            Some(format!("{} {adds} ({:.0} without)", w.outlet, w.estimate?))
        })
        .collect();
    if !moved.is_empty() {
        line("leans on", moved.join(", "));
    }
    let days: Vec<&Point> = more.course.iter().filter(|p| p.estimate.is_some()).collect();
    if let (Some(first), Some(last)) = (days.first(), days.last())
        && first.date != last.date
    {
        let middle = days.get(days.len() / 2).filter(|m| m.date != first.date && m.date != last.date);
        let told: Vec<String> = [Some(first), middle, Some(last)]
            .into_iter()
            .flatten()
            .filter_map(|p| Some(format!("{:.0} by {} ({})", p.estimate?.value, p.date, p.reviews)))
            .collect();
        line("course", told.join(", "));
    }
    if let (Some(f), true) = (&more.forecast, figures.reviews >= 5) {
        let percent = |r: &Ranged| Ranged {
            value: r.value * 100.0,
            low: r.low.map(|x| x * 100.0),
            high: r.high.map(|x| x * 100.0),
        };
        let mut told = Vec::new();
        if let Some(positive) = &f.positive {
            told.push(format!("{} % positive", show::range(&percent(positive))));
        }
        if let Some(mean) = &f.mean {
            told.push(format!("a mean of {}", show::range(mean)));
        }
        line("will settle", format!("at {} with {} reviews", told.join(" and "), f.reviews));
    }
}
