//! Policies: named, published rules from grades to scores, each a table of data with its source.
//!
//! Adding a policy is adding a file to `data/policies` and its name to the list below.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grade::{Grade, Unit, letter_name};

/// A rule from grades to scores of 0 to 100.
#[derive(Debug, Deserialize)]
pub struct Policy {
    /// The name it is asked for by: "linear".
    pub name: String,
    /// What it is called on a page.
    pub title: String,
    /// The rule, in a sentence or two.
    pub description: String,
    /// Who published it, and where.
    pub source: String,
    /// The units that it scores by their place on the scale.
    units: Vec<Unit>,
    /// Its own table of letters, which comes before the place on the scale.
    #[serde(default)]
    letters: BTreeMap<String, f64>,
}

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    [include_str!("../data/policies/linear.toml"), include_str!("../data/policies/metacritic.toml")]
        .into_iter()
        .filter_map(|file| toml::from_str(file).ok())
        .collect()
});

/// All policies; `linear` comes first.
pub fn policies() -> &'static [Policy] {
    &POLICIES
}

/// The policy of this name.
pub fn policy(name: &str) -> Option<&'static Policy> {
    policies().iter().find(|p| p.name.eq_ignore_ascii_case(name))
}

impl Policy {
    /// The score of a grade, unrounded; `None` where the scale is not known, the grade is off its own
    /// scale, or the policy says nothing about grades of this sort.
    pub fn score(&self, grade: &Grade) -> Option<f64> {
        self.reckon(grade).map(|(score, _)| score)
    }

    /// How the score comes about, in words: "(3.5 − 0) / (5 − 0) × 100"; or why there is none.
    pub fn rule(&self, grade: &Grade) -> String {
        if let Some((_, rule)) = self.reckon(grade) {
            return rule;
        }
        match (grade.scale.unit, grade.points, grade.scale.best) {
            (Unit::Thumbs | Unit::Verbal, ..) => {
                format!("{} gives words and thumbs no number", self.title)
            }
            (_, Some(_), None) => "out of how many is not known".into(),
            (_, Some(p), Some(best)) if p > best || p < grade.scale.worst => {
                format!("{p} is off a scale from {} to {best}", grade.scale.worst)
            }
            _ => format!("{} says nothing about such grades", self.title),
        }
    }

    /// Its own table, the best grade first; empty where it goes by the place on the scale alone.
    pub fn table(&self) -> Vec<(String, f64)> {
        let mut table: Vec<(String, f64)> = self.letters.iter().map(|(k, v)| (k.clone(), *v)).collect();
        table.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.len().cmp(&a.0.len())));
        table
    }

    fn reckon(&self, grade: &Grade) -> Option<(f64, String)> {
        let fraction = grade.fraction();
        if grade.scale.unit == Unit::Letter {
            let name = letter_of(grade)?;
            if let Some(score) = self.letters.get(name) {
                return Some((*score, format!("{name} is {score} in its table")));
            }
        }
        let score = fraction.filter(|_| self.units.contains(&grade.scale.unit))? * 100.0;
        let (points, worst, best) = (grade.points?, grade.scale.worst, grade.scale.best?);
        let rule = match (grade.scale.unit, worst) {
            (Unit::Letter, _) => format!("step {points} of {best} from F to A+: {points} / {best} × 100"),
            (Unit::Percent, _) => "a percentage is a score".into(),
            (_, 0.0) => format!("{points} / {best} × 100"),
            _ => format!("({points} − {worst}) / ({best} − {worst}) × 100"),
        };
        Some((score, rule))
    }
}

/// The letter as the tables spell it: the text tells F- from F, which have the same points.
fn letter_of(grade: &Grade) -> Option<&'static str> {
    let name = letter_name(grade.points?)?;
    let minus = grade.value.chars().nth(1).is_some_and(|c| !c.is_alphanumeric())
        || grade.value.to_ascii_lowercase().ends_with("minus");
    Some(if name == "F" && minus { "F-" } else { name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::parse;

    fn score(policy: &str, raw: &str) -> Option<f64> {
        super::policy(policy).unwrap().score(&parse(raw).unwrap()).map(|s| (s * 100.0).round() / 100.0)
    }

    #[test]
    fn all_files_are_read() {
        let names: Vec<&str> = policies().iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["linear", "metacritic"]);
    }

    #[test]
    fn one_grade_has_a_score_by_each_rule() {
        for (raw, linear, metacritic) in [
            ("A+", Some(100.0), Some(100.0)),
            ("A", Some(91.67), Some(100.0)),
            ("B-", Some(58.33), Some(67.0)),
            ("D+", Some(25.0), Some(33.0)),
            ("F", Some(0.0), Some(0.0)),
            ("3/4", Some(75.0), Some(75.0)),
            ("+3 out of -4..+4", Some(87.5), Some(87.5)),
            ("92%", Some(92.0), Some(92.0)),
            ("7", None, None),
            ("thumbs up", None, None),
            ("Recommended", None, None),
        ] {
            assert_eq!((score("linear", raw), score("metacritic", raw)), (linear, metacritic), "{raw}");
        }
    }
}
