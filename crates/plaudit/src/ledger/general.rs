//! What is learned of films and grades in general, beside the model: how far apart scores of one film are, and where each
//! scale, critic and outlet puts the cut between positive and not. Kept in the ledger as the fit is.

use std::collections::BTreeMap;

use consensus::{Cuts, Effect, Graded, Line, Marked, Norm, Step};
use serde::{Deserialize, Serialize};

use super::row::{Row, Value};

/// See the head of this file.
#[derive(Debug, Clone)]
pub(crate) struct General {
    /// `None` where the ledger has too few films to tell.
    pub(crate) norm: Option<Norm>,
    pub(crate) cuts: Cuts,
    /// Marked grades that the cuts were learned from beside those that ship.
    pub(crate) marks: usize,
}

/// Gathers it, film by film.
#[derive(Debug, Default)]
pub(crate) struct Gather {
    films: Vec<Vec<f64>>,
    marks: Vec<Mark>,
}

#[derive(Debug)]
struct Mark {
    scale: String,
    fraction: f64,
    critic: Option<String>,
    outlet: Option<String>,
    positive: bool,
}

impl Gather {
    /// Takes what counts of a film.
    pub(crate) fn film<'r>(&mut self, kept: impl Iterator<Item = (&'r Row, Value)>) {
        let mut scores = Vec::new();
        for (row, value) in kept {
            let Value::Grade(score) = value else { continue };
            scores.push(score);
            if let (Some(mark), Some((scale, fraction))) = (row.kept.mark, place(row))
                && mark != 0
            {
                self.marks.push(Mark {
                    scale,
                    fraction,
                    critic: id(row.kept.critic),
                    outlet: id(row.kept.outlet),
                    positive: mark > 0,
                });
            }
        }
        if scores.len() > 1 {
            self.films.push(scores);
        }
    }

    /// What is learned of it.
    pub(crate) fn learn(self) -> General {
        let shipped = Cuts::shipped();
        let marks: Vec<Marked<'_>> = self
            .marks
            .iter()
            .map(|m| Marked {
                grade: Graded {
                    scale: &m.scale,
                    fraction: m.fraction,
                    critic: m.critic.as_deref(),
                    outlet: m.outlet.as_deref(),
                    tones: &[],
                },
                positive: m.positive,
            })
            .collect();
        let cuts = if marks.is_empty() { shipped } else { Cuts::fit(&marks, &shipped) };
        General { norm: Norm::of(&self.films), cuts, marks: marks.len() }
    }
}

/// The name of a grade's scale as cuts have it, and where the grade lies on it. Stars and points are cut alike.
fn place(row: &Row) -> Option<(String, f64)> {
    let grade = row.grade.as_ref()?;
    let name = grade.scale.name()?;
    let name = name.strip_prefix("stars").unwrap_or(&name).to_owned();
    let name = if name == "percent" { "/100".to_owned() } else { name };
    Some((name, grade.fraction()?))
}

fn id(id: Option<i64>) -> Option<String> {
    id.map(|id| id.to_string())
}

/// Why a rating counts as positive or not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Side {
    /// The critic's or the aggregator's own mark.
    Mark,
    /// The grade, by the cut: the probability that a review with it is positive.
    Cut(f64),
    /// The score that the text speaks for, by the customary 60.
    Text,
}

impl General {
    /// Is what a rating counts by positive, and how is that known? `None` where it says neither.
    pub(crate) fn positive(&self, row: &Row, value: Value) -> Option<(bool, Side)> {
        match value {
            Value::Grade(score) => {
                if let Some(mark) = row.kept.mark.filter(|m| *m != 0) {
                    return Some((mark > 0, Side::Mark));
                }
                let Some((scale, fraction)) = place(row) else {
                    return Some((score >= consensus::POSITIVE, Side::Text));
                };
                let (critic, outlet) = (id(row.kept.critic), id(row.kept.outlet));
                let grade = Graded {
                    scale: &scale,
                    fraction,
                    critic: critic.as_deref(),
                    outlet: outlet.as_deref(),
                    tones: &[],
                };
                let p = self.cuts.positive(&grade);
                Some((p >= 0.5, Side::Cut(p)))
            }
            Value::Mark(mark) => Some((mark > 0, Side::Mark)),
            Value::Inferred(inferred) => Some((inferred.value >= consensus::POSITIVE, Side::Text)),
            Value::Nothing => None,
        }
    }

    /// As bytes, for the ledger: JSON.
    pub(crate) fn to_bytes(&self) -> anyhow::Result<Vec<u8>> {
        let numbers = |effect: &Effect| {
            let Effect { value, error, n, positive } = *effect;
            [value, error, n as f64, positive as f64]
        };
        let flat = |of: &BTreeMap<String, Effect>| of.iter().map(|(k, e)| (k.clone(), numbers(e))).collect();
        let deep = |of: &BTreeMap<String, BTreeMap<(String, Step), Effect>>| {
            of.iter()
                .flat_map(|(who, steps)| {
                    steps
                        .iter()
                        .map(move |((scale, step), e)| (who.clone(), scale.clone(), *step, numbers(e)))
                })
                .collect()
        };
        let c = &self.cuts;
        let kept = Kept {
            norm: self.norm.as_ref().map(Norm::to_bytes),
            marks: self.marks,
            scales: c.scales.iter().map(|(k, l)| (k.clone(), [l.base, l.slope])).collect(),
            steps: c
                .steps
                .iter()
                .flat_map(|(scale, steps)| steps.iter().map(move |(s, e)| (scale.clone(), *s, numbers(e))))
                .collect(),
            critics: flat(&c.critics),
            outlets: flat(&c.outlets),
            critic_steps: deep(&c.critic_steps),
            outlet_steps: deep(&c.outlet_steps),
            tones: c.tones.clone(),
            variances: c.variances,
        };
        Ok(serde_json::to_vec(&kept)?)
    }

    /// Of such bytes; `None` where they are not.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Option<General> {
        let kept: Kept = serde_json::from_slice(bytes).ok()?;
        let effect = |[value, error, n, positive]: [f64; 4]| Effect {
            value,
            error,
            n: n as usize,
            positive: positive as usize,
        };
        let flat = |of: Vec<(String, [f64; 4])>| of.into_iter().map(|(k, e)| (k, effect(e))).collect();
        let deep = |of: Vec<(String, String, Step, [f64; 4])>| {
            let mut out: BTreeMap<String, BTreeMap<(String, Step), Effect>> = BTreeMap::new();
            for (who, scale, step, e) in of {
                out.entry(who).or_default().insert((scale, step), effect(e));
            }
            out
        };
        let mut steps: BTreeMap<String, BTreeMap<Step, Effect>> = BTreeMap::new();
        for (scale, step, e) in kept.steps {
            steps.entry(scale).or_default().insert(step, effect(e));
        }
        let cuts = Cuts {
            scales: kept.scales.into_iter().map(|(k, [base, slope])| (k, Line { base, slope })).collect(),
            steps,
            critics: flat(kept.critics),
            outlets: flat(kept.outlets),
            critic_steps: deep(kept.critic_steps),
            outlet_steps: deep(kept.outlet_steps),
            tones: kept.tones,
            variances: kept.variances,
        };
        let norm = match kept.norm {
            Some(bytes) => Some(Norm::from_bytes(&bytes)?),
            None => None,
        };
        Some(General { norm, cuts, marks: kept.marks })
    }
}

/// What is kept.
#[derive(Serialize, Deserialize)]
struct Kept {
    norm: Option<Vec<u8>>,
    marks: usize,
    scales: Vec<(String, [f64; 2])>,
    steps: Vec<(String, Step, [f64; 4])>,
    critics: Vec<(String, [f64; 4])>,
    outlets: Vec<(String, [f64; 4])>,
    critic_steps: Vec<(String, String, Step, [f64; 4])>,
    outlet_steps: Vec<(String, String, Step, [f64; 4])>,
    tones: Vec<[f64; 2]>,
    variances: [f64; 5],
}
