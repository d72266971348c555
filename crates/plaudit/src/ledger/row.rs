//! A rating as the ledger keeps it, made ready for figures: its grade on a scale, its score by a policy.

use std::collections::{BTreeSet, HashMap};

use consensus::Sketch;
use consensus::model::{Scale, Seen};
use reading::Basis;
use reading::grade::{self, Grade, Habits, ScaleBasis, Unit};
use reading::policy::Policy;
use store::{Compact, GradeRow, RatingRow, Store};

use super::take::{self, unit_named};

/// A rating, its strings understood.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// As the ledger has it.
    pub(crate) kept: RatingRow,
    /// The grade; settled by habit where the outlet's other grades tell its scale.
    pub(crate) grade: Option<Grade>,
    /// How the habit tells it, in words.
    pub(crate) habit: Option<String>,
    pub(crate) sketch: Option<Sketch>,
}

/// What a rating counts by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    /// A stated grade under the policy.
    Grade(f64),
    /// A stated verdict alone: -1, 0 or 1.
    Mark(i8),
    /// The score that the text speaks for.
    Inferred(store::Inferred),
    /// Nothing that could count.
    Nothing,
}

/// The grade of a kept rating.
pub(crate) fn grade_of(row: &RatingRow) -> Option<Grade> {
    let kept = row.grade.as_ref()?;
    Some(Grade {
        value: kept.value.clone(),
        points: kept.points,
        scale: grade::Scale {
            unit: unit_named(&kept.unit)?,
            worst: kept.worst.unwrap_or(0.0),
            best: kept.best,
            basis: scale_basis(&kept.scale_basis),
        },
        basis: if kept.basis == "printed" { Basis::Printed } else { Basis::Declared },
    })
}

/// How a scale is known, by its name on the wire.
pub(crate) fn scale_basis(name: &str) -> ScaleBasis {
    match name {
        "text" => ScaleBasis::Text,
        "habit" => ScaleBasis::Habit,
        _ => ScaleBasis::Unknown,
    }
}

/// Ratings made ready: open grades are settled by the habits that the ledger has counted.
pub(crate) fn rows(store: &mut Store, kept: Vec<RatingRow>) -> anyhow::Result<Vec<Row>> {
    let open = |r: &RatingRow| grade_of(r).is_some_and(|g| g.is_open());
    let keys: BTreeSet<String> = kept.iter().filter(|r| open(r)).flat_map(keys_of).collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let habits = if keys.is_empty() { Habits::new() } else { habits_of(store.habits(&keys)?) };
    Ok(kept.into_iter().map(|r| settled(r, &habits)).collect())
}

/// A rating made ready, its grade settled by what the habits tell.
pub(crate) fn settled(kept: RatingRow, habits: &Habits) -> Row {
    let mut grade = grade_of(&kept);
    let mut habit = None;
    if let Some(grade) = grade.as_mut().filter(|g| g.is_open()) {
        let told = keys_of(&kept).into_iter().find_map(|key| habits.explain(&key, grade));
        if let Some((best, why)) = told {
            grade.scale.best = Some(best);
            grade.scale.basis = ScaleBasis::Habit;
            habit = Some(why);
        }
    }
    Row { grade, habit, sketch: kept.sketch.as_deref().and_then(Sketch::from_bytes), kept }
}

/// May a rating's habit of grading yet tell its scale?
pub(crate) fn is_open(rating: &Compact, words: &[String]) -> bool {
    rating.points.is_some() && rating.best.is_none() && word(words, rating.scale_basis) == "unknown"
}

/// The word of a number; none has 0.
fn word(words: &[String], number: i64) -> &str {
    usize::try_from(number - 1).ok().and_then(|at| words.get(at)).map_or("", String::as_str)
}

/// A rating in full but for its place and its film's title.
pub(crate) fn named(
    rating: Compact,
    words: &[String],
    critics: &HashMap<i64, String>,
    outlets: &HashMap<i64, String>,
) -> RatingRow {
    let id = |id: i64| (id != 0).then_some(id);
    let text = |number: i64| word(words, number).to_owned();
    RatingRow {
        id: rating.id,
        entry: 0,
        until: None,
        reading: 0,
        document: rating.document,
        origin: rating.origin,
        part: rating.part,
        film: id(rating.film),
        film_title: None,
        film_year: None,
        critic: id(rating.critic),
        critic_name: critics.get(&rating.critic).cloned(),
        outlet: id(rating.outlet),
        outlet_name: outlets.get(&rating.outlet).cloned(),
        published: date(rating.published),
        seen: rating.seen,
        grade: rating.value.map(|value| GradeRow {
            value: value.into(),
            unit: text(rating.unit),
            worst: rating.worst,
            best: rating.best,
            points: rating.points,
            basis: text(rating.basis),
            scale_basis: text(rating.scale_basis),
        }),
        inferred: rating.inferred,
        mark: rating.mark,
        mark_basis: id(rating.mark_basis).map(text),
        sketch: rating.sketch.map(Vec::from),
        corrected: rating.corrected,
        place: String::new(),
        source: String::new(),
        url: None,
    }
}

/// The date of its digits: YYYYMMDD, 0 for a day or a month that is not known.
fn date(digits: u32) -> Option<String> {
    let (year, month, day) = (digits / 10_000, digits / 100 % 100, digits % 100);
    match (year, month, day) {
        (0, ..) => None,
        (_, 0, _) => Some(format!("{year:04}")),
        (_, _, 0) => Some(format!("{year:04}-{month:02}")),
        _ => Some(format!("{year:04}-{month:02}-{day:02}")),
    }
}

/// Habits from the counts of a ledger.
pub(crate) fn habits_of(counts: Vec<(String, i32, i64)>) -> Habits {
    let mut habits = Habits::new();
    for (key, slot, n) in counts {
        if let (Ok(slot), Ok(n)) = (u32::try_from(slot), u32::try_from(n.clamp(0, i64::from(u32::MAX)))) {
            habits.add(&key, slot, n);
        }
    }
    habits
}

/// What kept ratings show of habits of grading, as it was when they came in.
pub(crate) fn habits_shown(rows: &[RatingRow]) -> Vec<(String, u32, u32)> {
    let shown: Vec<(Vec<String>, Option<Grade>)> = rows.iter().map(|r| (keys_of(r), grade_of(r))).collect();
    take::habits(shown.iter().map(|(keys, grade)| (keys.as_slice(), grade.as_ref())))
}

/// The names under which a rating's habit of grading is kept: as `read` has them.
pub(crate) fn keys_of(row: &RatingRow) -> Vec<String> {
    crate::read::habit_names(
        row.outlet_name.as_deref(),
        row.critic_name.as_deref(),
        &row.source,
        // The place of one of several ends in its number; see `take`.
        row.place.rsplit_once('#').is_some_and(|(_, n)| n.bytes().all(|b| b.is_ascii_digit())),
    )
}

impl Row {
    /// What it counts by under a policy.
    pub(crate) fn value(&self, policy: &Policy) -> Value {
        let outlet = self.kept.outlet_name.as_deref();
        if let Some(score) = self.grade.as_ref().and_then(|g| policy.score_at(g, outlet)) {
            return Value::Grade(score);
        }
        if let Some(mark) = self.kept.mark {
            return Value::Mark(mark);
        }
        self.kept.inferred.map_or(Value::Nothing, Value::Inferred)
    }

    /// What it counts by, for the model.
    pub(crate) fn seen_as(&self, value: Value) -> Option<Seen> {
        Some(match value {
            Value::Grade(score) => {
                Seen::Grade { scale: self.grade.as_ref().map_or(Scale::Other, model_scale), score }
            }
            // A mixed mark is no recommendation and no warning: it tells nothing of two kinds.
            Value::Mark(0) | Value::Nothing => return None,
            Value::Mark(mark) => Seen::Mark { positive: mark > 0 },
            Value::Inferred(i) => Seen::Inferred { value: i.value, low: i.low, high: i.high, level: i.level },
        })
    }

    /// The review's number, as `correct` and `remove` take it.
    pub(crate) fn number(&self) -> String {
        number(self.kept.document, self.kept.part)
    }
}

/// A review's number: its document's, and its part where that is not the first.
pub(crate) fn number(document: i64, part: u32) -> String {
    if part == 0 { document.to_string() } else { format!("{document}/{part}") }
}

/// The family of scales that a grade's belongs to.
pub(crate) fn model_scale(grade: &Grade) -> Scale {
    family(grade.scale.unit, grade.scale.best)
}

/// The family of a scale.
pub(crate) fn family(unit: Unit, best: Option<f64>) -> Scale {
    match (unit, best) {
        (Unit::Letter, _) => Scale::Letter,
        (Unit::Percent, _) => Scale::Ten,
        (_, Some(4.0)) => Scale::Four,
        (_, Some(5.0)) => Scale::Five,
        (_, Some(10.0 | 100.0)) => Scale::Ten,
        _ => Scale::Other,
    }
}
