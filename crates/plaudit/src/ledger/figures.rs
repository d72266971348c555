//! A film's figures, from the ratings that count. Plain data, the same for the terminal, JSON and exports.

use consensus::model::{Estimate, Fit};
use consensus::{Interval, LEVEL, Summary};
use serde::Serialize;

use super::fitted::Learned;
use super::general::General;
use super::row::{Row, Value};
use super::view::{Look, Viewed};

/// A number with its interval.
#[derive(Debug, Clone, Copy, Serialize, PartialEq)]
pub(crate) struct Ranged {
    pub(crate) value: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) low: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) high: Option<f64>,
}

impl Ranged {
    pub(crate) fn new(value: f64, interval: Option<Interval>) -> Ranged {
        Ranged { value, low: interval.map(|i| i.low), high: interval.map(|i| i.high) }
    }

    /// A normal estimate with its interval.
    pub(crate) fn around(value: f64, error: f64) -> Ranged {
        let half = consensus::normal(0.5 + LEVEL / 2.0) * error;
        Ranged { value, low: Some(value - half), high: Some(value + half) }
    }

    /// A number alone.
    pub(crate) fn alone(value: f64) -> Ranged {
        Ranged { value, low: None, high: None }
    }
}

/// The share of positive reviews.
#[derive(Debug, Clone, Copy, Serialize, PartialEq)]
pub(crate) struct Positive {
    pub(crate) count: usize,
    pub(crate) of: usize,
    /// 0 to 1, with its Wilson interval.
    #[serde(flatten)]
    pub(crate) share: Ranged,
}

/// What is said of a film in numbers.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Figures {
    /// Reviews that count.
    pub(crate) reviews: usize,
    /// Of these: by a grade, by a verdict alone, by their text.
    pub(crate) graded: usize,
    pub(crate) marked: usize,
    pub(crate) inferred: usize,
    /// Of all that count.
    pub(crate) positive: Option<Positive>,
    /// Of those that state a grade or a verdict.
    pub(crate) positive_stated: Option<Positive>,
    /// Of the grades, under the policy.
    pub(crate) mean: Option<Ranged>,
    pub(crate) median: Option<f64>,
    /// Grades in each ten points.
    pub(crate) distribution: [usize; consensus::BINS],
    /// Of all reviews.
    pub(crate) estimate: Option<Ranged>,
    /// Of the stated ones alone.
    pub(crate) estimate_stated: Option<Ranged>,
    /// The level of all intervals.
    pub(crate) level: f64,
}

/// The figures of what counts.
pub(crate) fn figures(viewed: &Viewed, learned: &Learned) -> Figures {
    let grades: Vec<f64> = viewed.kept().filter_map(|(_, v)| grade(v)).collect();
    let summary = Summary::of(&grades, LEVEL);
    let count = |of: fn(Value) -> bool| viewed.kept().filter(|(_, v)| of(*v)).count();
    let inferred = |v: Value| matches!(v, Value::Inferred(_));
    Figures {
        reviews: viewed.counted.kept.len(),
        graded: grades.len(),
        marked: count(|v| matches!(v, Value::Mark(_))),
        inferred: count(inferred),
        positive: positive(viewed.kept(), &learned.general),
        positive_stated: positive(viewed.kept().filter(|(_, v)| !inferred(*v)), &learned.general),
        mean: summary.mean.map(|m| Ranged::new(m.value, m.interval)),
        median: summary.median,
        distribution: summary.histogram,
        estimate: estimate(viewed, &learned.fit, true).map(|e| ranged(&e)),
        estimate_stated: estimate(viewed, &learned.fit, false).map(|e| ranged(&e)),
        level: LEVEL,
    }
}

pub(crate) fn ranged(estimate: &Estimate) -> Ranged {
    Ranged::new(estimate.value, Some(estimate.interval))
}

pub(crate) fn grade(value: Value) -> Option<f64> {
    match value {
        Value::Grade(score) => Some(score),
        _ => None,
    }
}

fn positive<'v>(kept: impl Iterator<Item = (&'v Row, Value)>, general: &General) -> Option<Positive> {
    let sides: Vec<bool> = kept.filter_map(|(row, value)| Some(general.positive(row, value)?.0)).collect();
    let count = sides.iter().filter(|p| **p).count();
    let interval = consensus::wilson(count, sides.len(), LEVEL)?;
    Some(Positive {
        count,
        of: sides.len(),
        share: Ranged::new(count as f64 / sides.len() as f64, Some(interval)),
    })
}

/// The estimate of the film of what counts, from all reviews or from the stated ones alone.
pub(crate) fn estimate(viewed: &Viewed, fit: &Fit, all: bool) -> Option<Estimate> {
    let mut observed = viewed.observations();
    if !all {
        observed.retain(|o| !matches!(o.seen, consensus::model::Seen::Inferred { .. }));
    }
    fit.film(&observed)
}

/// How a look is told in JSON.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Told {
    pub(crate) policy: &'static str,
    pub(crate) grades: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) as_of: Option<String>,
    pub(crate) stated_only: bool,
}

impl Told {
    pub(crate) fn of(look: &Look) -> Told {
        Told {
            policy: &look.policy.name,
            grades: if look.pick == consensus::Pick::First { "first" } else { "latest" },
            as_of: look.as_of.clone(),
            stated_only: look.stated,
        }
    }
}
