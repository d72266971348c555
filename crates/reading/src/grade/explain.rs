//! What is understood of a string that is said to be a grade, for a person to read.

use super::raw::parse_within;
use super::{Grade, Refusal, ScaleBasis, Unit};
use crate::policy::policies;

/// What was understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The grade.
    pub grade: Grade,
    /// The scale's name, where one is known.
    pub scale: Option<String>,
    /// What it counts in, and how far the scale is known, in words.
    pub understood: String,
    /// What each policy makes of it.
    pub scores: Vec<PolicyScore>,
}

/// What a policy makes of a grade.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyScore {
    /// The policy's name.
    pub policy: &'static str,
    /// The score, unrounded, where there is one.
    pub score: Option<f64>,
    /// How it comes about, or why there is none.
    pub rule: String,
}

/// Explains a string that is said to be a grade; fails as [`super::parse`] does.
pub fn explain(raw: &str) -> Result<Explanation, Refusal> {
    let parsed = parse_within(raw)?;
    let apart = parsed.apart.map(|a| a.of(raw).to_owned());
    Ok(Explanation::of(parsed.grade, apart.as_deref()))
}

impl Explanation {
    /// Explains a grade; `said_by` are the words that told its scale, where they stand apart from it.
    pub fn of(grade: Grade, said_by: Option<&str>) -> Explanation {
        let scores = policies()
            .iter()
            .map(|p| PolicyScore { policy: &p.name, score: p.score(&grade), rule: p.rule(&grade, None) })
            .collect();
        Explanation { scale: grade.scale.name(), understood: describe(&grade, said_by), grade, scores }
    }
}

fn describe(grade: &Grade, said_by: Option<&str>) -> String {
    let points = grade.points.unwrap_or_default();
    let what = match grade.scale.unit {
        Unit::Letter => return format!("a letter, step {points} of 12 from F to A+"),
        Unit::Percent => return format!("{points} percent"),
        Unit::Thumbs => return "a thumb, which has no number".into(),
        Unit::Verbal => return "a designation, which has no number".into(),
        Unit::Stars if points == 1.0 => "1 star".into(),
        Unit::Stars => format!("{points} stars"),
        Unit::Points => format!("the number {points}"),
        Unit::Dice => format!("a die showing {points}"),
    };
    let scale = match (grade.scale.best, grade.scale.basis) {
        (None, _) => "; out of how many is not said".into(),
        (Some(best), ScaleBasis::Habit) => format!(" out of {best}, as the outlet's other grades show"),
        (Some(best), _) => match said_by {
            Some(words) => format!(" out of {best}, as \"{words}\" says"),
            None => format!(" out of {best}"),
        },
    };
    let worst =
        if grade.scale.worst == 0.0 { String::new() } else { format!(", from {}", grade.scale.worst) };
    format!("{what}{scale}{worst}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_how_the_scale_is_known() {
        let e = explain("★★½ (out of four)").unwrap();
        assert_eq!(e.understood, "2.5 stars out of 4, as \"out of four\" says");
        assert_eq!(e.scale.as_deref(), Some("stars/4"));
        assert_eq!(e.scores[0].score, Some(62.5));
        assert_eq!(e.scores[0].rule, "2.5 / 4 × 100");
        let e = explain("3").unwrap();
        assert_eq!((e.scale, e.scores[0].score), (None, None));
        assert_eq!(e.scores[0].rule, "out of how many is not known");
    }
}
