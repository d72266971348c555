//! The score that the text alone speaks for, with its interval; or none.
//!
//! A linear model over the distinct n-grams of the running text, printed grades masked: the score is a base plus the
//! sum of what its sentences add, so the weights of the evidence are exact (an n-gram counts where it first stands).
//! The interval is conformal: as wide as the misses on critics never seen had to be, so that it admits what cannot be
//! known from a text, how severe its critic is. See `models/score.md`.

use document::{Document, Note, NoteKind, Span};

use crate::claim::{Claim, Polarity, Reading, Says};
use crate::model::grams::grams;
use crate::model::seen::{Seen, seen};
use crate::model::table::Table;
use crate::model::{Level, Models};
use crate::policy::policies;

/// A score below this is a fault's.
const NEGATIVE: f64 = 40.0;
/// From this on it is praise's.
const POSITIVE: f64 = 60.0;
/// So many sentences are shown as evidence.
const SHOWN: usize = 5;
/// The least mean likelihood of opinion that a review's sentences have; news and listings have less.
const OPINION: f32 = 0.08;

/// Claims the inferred score and what follows from it: a verdict where the critic has no word of his own, a note where
/// the grade is far from what the text says.
pub(crate) fn claims(doc: &Document, words: &[u32], near: Span, models: &Models<'_>, reading: &mut Reading) {
    if doc.language.is_some_and(|l| l != "en") || !judges(reading) {
        return;
    }
    let graded: Vec<Span> = reading
        .claims
        .iter()
        .filter(|c| matches!(c.says, Says::Grade(_)))
        .flat_map(|c| c.evidence.iter().copied())
        .collect();
    let seen = seen(doc, words, near, &graded);
    let Some(inferred) = infer(&seen, reading, models.score()) else { return };
    let evidence: Vec<Span> = inferred.moved.iter().map(|(span, _)| *span).collect();
    let Some(first) = evidence.first().copied() else { return };
    let (value, low, high) = (inferred.value, inferred.low, inferred.high);
    let says = Says::Inferred {
        value,
        low,
        high,
        level: inferred.level,
        weights: inferred.moved.iter().map(|(_, points)| *points).collect(),
    };
    let stated = reading.claims.iter().find_map(|c| match c.says {
        Says::Score { value, policy } if policies().first().is_some_and(|p| p.name == policy) => Some(value),
        _ => None,
    });
    if let Some(stated) = stated.filter(|s| *s < low || *s > high) {
        let message = format!(
            "the grade is {stated:.0} of 100, the text alone speaks for {value:.0} ({low:.0} to {high:.0})"
        );
        reading.notes.push(Note {
            kind: NoteKind::Contradiction,
            message,
            line: None,
            evidence: vec![first],
        });
    }
    // The critic's word rules, and his grade.
    if !reading.claims.iter().any(|c| matches!(c.says, Says::Verdict { .. })) {
        let (verdict, confidence) = verdict(value, low, high);
        let says = Says::Verdict { value: verdict, as_written: None };
        reading.claims.push(Claim { says, confidence, evidence: evidence.clone() });
    }
    let confidence = inferred.level as f32;
    reading.claims.push(Claim { says, confidence, evidence });
}

/// The verdict that a score speaks for, and how likely it is: the share of the interval's bell that lies on its side of
/// the limits (a logistic curve in place of the normal one, whose 90 % are 3.3 deviations wide).
fn verdict(value: f64, low: f64, high: f64) -> (Polarity, f32) {
    let deviation = ((high - low) / 3.3).max(1.0);
    let above = |limit: f64| 1.0 / (1.0 + (-1.7 * (value - limit) / deviation).exp());
    let verdict = side(value);
    let likely = match verdict {
        Polarity::Negative => 1.0 - above(NEGATIVE),
        Polarity::Mixed => above(NEGATIVE) - above(POSITIVE),
        Polarity::Positive => above(POSITIVE),
    };
    (verdict, likely as f32)
}

/// The side of the limits that a score of 0 to 100 is on.
pub(crate) fn side(score: f64) -> Polarity {
    match score {
        s if s < NEGATIVE => Polarity::Negative,
        s if s < POSITIVE => Polarity::Mixed,
        _ => Polarity::Positive,
    }
}

/// How many leanings there are.
pub const LEANINGS: usize = 5;

/// How far a review leans to praise, from -1 to 1, by five counts, and what of each is each sentence's: its sentences'
/// own tone, of all alike, of those that judge, and of those that judge, the later the more; its opinions, of all
/// alike, and the later the more.
pub fn leanings(reading: &Reading) -> ([f32; LEANINGS], Vec<[f32; LEANINGS]>) {
    let sentences = &reading.sentences;
    let n = sentences.len().max(1) as f32;
    let late = |at: usize| ((at + 1) as f32 / n).powi(3);
    // By sentence and count: how much it weighs there, and its lean.
    let mut weighed: Vec<[(f32, f32); LEANINGS]> = sentences
        .iter()
        .enumerate()
        .map(|(at, s)| {
            let size = (s.span.len() as f32).sqrt();
            let weights = [size, size * s.opinion, size * s.opinion * late(at), 0.0, 0.0];
            weights.map(|weight| (weight, weight * s.polarity))
        })
        .collect();
    for claim in &reading.claims {
        let Says::Opinion { polarity, .. } = claim.says else { continue };
        let Some(span) = claim.evidence.first() else { continue };
        let at = sentences.partition_point(|s| s.span.end <= span.start);
        let Some(row) = weighed.get_mut(at) else { continue };
        let lean = match polarity {
            Polarity::Positive => 1.0,
            Polarity::Mixed => 0.0,
            Polarity::Negative => -1.0,
        };
        for (k, weight) in [(3, claim.confidence), (4, claim.confidence * late(at))] {
            row[k].0 += weight;
            row[k].1 += weight * lean;
        }
    }
    // Two opinions' worth of doubt: one harsh word alone is no verdict.
    let mut whole = [1e-6, 1e-6, 1e-6, 1.5, 0.5];
    weighed.iter().for_each(|row| row.iter().zip(&mut whole).for_each(|(x, sum)| *sum += x.0));
    let share = |row: &[(f32, f32); LEANINGS]| std::array::from_fn(|k| row[k].1 / whole[k]);
    let each: Vec<[f32; LEANINGS]> = weighed.iter().map(share).collect();
    let sums = std::array::from_fn(|k| each.iter().map(|part| part[k]).sum());
    (sums, each)
}

/// Does the text judge at all?
fn judges(reading: &Reading) -> bool {
    let sentences = &reading.sentences;
    let sum: f32 = sentences.iter().map(|s| s.opinion).sum();
    !sentences.is_empty() && sum >= OPINION * sentences.len() as f32
}

/// A score, before it is a claim.
struct Inferred {
    value: f64,
    low: f64,
    high: f64,
    level: f64,
    /// The sentences that moved it most, with the points that each added.
    moved: Vec<(Span, f32)>,
}

fn infer(seen: &Seen, reading: &Reading, table: &Table<'_>) -> Option<Inferred> {
    let mut met = Met::with_room(seen.words.len() * 3);
    let mut sums = Vec::with_capacity(seen.sentences.len());
    for (span, range) in &seen.sentences {
        let mut sum = 0i32;
        grams(seen.words.get(range.clone()).unwrap_or_default(), |hash, _| {
            if let Some(row) = table.get(hash)
                && met.insert(hash)
            {
                sum += i32::from(row[0].cast_signed());
            }
        });
        sums.push((*span, sum));
    }
    let param = |level: Level| f64::from(table.param(level as usize));
    if (met.len as f64) < param(Level::Least).max(1.0) {
        return None;
    }
    let unit = param(Level::Slope) * f64::from(table.scale(0)) / (met.len as f64).sqrt();
    let pull: [f64; LEANINGS] = std::array::from_fn(|k| f64::from(table.param(Level::Lean as usize + k)));
    let (_, parts) = leanings(reading);
    // Both lists are in order; sentences that are seen are among those that are judged.
    let mut words = sums.iter().peekable();
    let mut moved: Vec<(Span, f64)> = Vec::with_capacity(reading.sentences.len());
    for (sentence, part) in reading.sentences.iter().zip(parts) {
        let mut points: f64 = part.iter().zip(pull).map(|(x, pull)| f64::from(*x) * pull).sum();
        while let Some((_, sum)) = words.next_if(|(span, _)| span.start <= sentence.span.start) {
            points += unit * f64::from(*sum);
        }
        moved.push((sentence.span, points));
    }
    let total: f64 = moved.iter().map(|(_, points)| points).sum();
    let value = (param(Level::Base) + total).clamp(0.0, 100.0);
    let mut moved: Vec<(Span, f32)> = moved.into_iter().map(|(s, points)| (s, points as f32)).collect();
    moved.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.start.cmp(&b.0.start)));
    moved.truncate(SHOWN);
    let low = (value - param(Level::Below)).max(0.0);
    let high = (value + param(Level::Above)).min(100.0);
    Some(Inferred { value, low, high, level: param(Level::Share), moved })
}

/// The n-grams met so far: an open hash table, so that a review costs one allocation.
struct Met {
    slots: Vec<u32>,
    len: usize,
}

impl Met {
    /// Room for so many.
    fn with_room(most: usize) -> Met {
        Met { slots: vec![0; (most * 2).next_power_of_two().max(16)], len: 0 }
    }

    /// Is this the first time?
    fn insert(&mut self, hash: u32) -> bool {
        let hash = hash.max(1);
        let mask = self.slots.len() - 1;
        let mut at = (hash.wrapping_mul(0x9e37_79b1) >> 9) as usize & mask;
        loop {
            match self.slots[at] {
                0 => {
                    self.slots[at] = hash;
                    self.len += 1;
                    return true;
                }
                met if met == hash => return false,
                _ => at = (at + 1) & mask,
            }
        }
    }
}
