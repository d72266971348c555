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
    /// The ends of the letters' 90 % intervals, where they were learned.
    #[serde(default)]
    letter_intervals: BTreeMap<String, [f64; 2]>,
    /// Its tables of scales of numbers, likewise.
    #[serde(default)]
    scales: Vec<Steps>,
    /// Publications that hand out grades between other ends than their scales'.
    #[serde(default)]
    outlets: Vec<OutletScale>,
}

/// A table of a scale of numbers: worst to best in order, scored on a straight line between steps.
#[derive(Debug, Deserialize)]
struct Steps {
    /// The scale's best grade; its worst is 0.
    best: f64,
    /// Points, score, and the ends of the score's interval.
    steps: Vec<[f64; 4]>,
}

/// The grades that a publication hands out.
#[derive(Debug, Deserialize)]
struct OutletScale {
    names: Vec<String>,
    worst: f64,
    best: f64,
}

/// A row of a policy's own table.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The grade: "B-", "3.5/4".
    pub grade: String,
    /// 0 to 100.
    pub score: f64,
    /// The ends of its 90 % interval, where the table was learned.
    pub interval: Option<[f64; 2]>,
}

static POLICIES: LazyLock<Vec<Policy>> = LazyLock::new(|| {
    [
        include_str!("../data/policies/linear.toml"),
        include_str!("../data/policies/metacritic.toml"),
        include_str!("../data/policies/outlet.toml"),
        include_str!("../data/policies/equated.toml"),
    ]
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
        self.score_at(grade, None)
    }

    /// The same for a grade of this publication, whose own scale some policies go by.
    pub fn score_at(&self, grade: &Grade, outlet: Option<&str>) -> Option<f64> {
        self.reckon(grade, outlet).map(|(score, _)| score)
    }

    /// How the score comes about, in words: "(3.5 − 0) / (5 − 0) × 100"; or why there is none.
    pub fn rule(&self, grade: &Grade, outlet: Option<&str>) -> String {
        if let Some((_, rule)) = self.reckon(grade, outlet) {
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

    /// Its own table, the best grade of every scale first; empty where it goes by the place on the scale alone.
    pub fn table(&self) -> Vec<Row> {
        let mut table: Vec<Row> = self
            .letters
            .iter()
            .map(|(k, v)| Row {
                grade: k.clone(),
                score: *v,
                interval: self.letter_intervals.get(k).copied(),
            })
            .collect();
        table.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| b.grade.len().cmp(&a.grade.len())));
        for Steps { best, steps } in &self.scales {
            table.extend(steps.iter().rev().map(|[points, score, low, high]| Row {
                grade: format!("{points}/{best}"),
                score: *score,
                interval: Some([*low, *high]),
            }));
        }
        table
    }

    fn reckon(&self, grade: &Grade, outlet: Option<&str>) -> Option<(f64, String)> {
        let fraction = grade.fraction();
        if grade.scale.unit == Unit::Letter {
            let name = letter_of(grade)?;
            if let Some(score) = self.letters.get(name) {
                return Some((*score, format!("{name} is {score} in its table")));
            }
        }
        if let Some(place) = fraction.filter(|_| self.units.contains(&grade.scale.unit))
            && let Some(found) = self.by_steps(grade, place).or_else(|| self.by_outlet(grade, outlet))
        {
            return Some(found);
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

impl Policy {
    /// By its table of the scale; scales out of 20, 100 and percentages by that of 10, which they refine.
    fn by_steps(&self, grade: &Grade, place: f64) -> Option<(f64, String)> {
        if !matches!(grade.scale.unit, Unit::Stars | Unit::Points | Unit::Percent) || grade.scale.worst != 0.0
        {
            return None;
        }
        let best = match grade.scale.best? {
            20.0 | 100.0 => 10.0,
            best => best,
        };
        let steps = &self.scales.iter().find(|s| s.best == best)?.steps;
        let points = place * best;
        let above = steps.iter().position(|[at, ..]| *at >= points)?;
        let [high, to, ..] = steps[above];
        let rule = |score: f64| format!("{} of {best} is {} in its table", tidy(points), tidy(score));
        if high == points || above == 0 {
            return Some((to, rule(to)));
        }
        let [low, from, ..] = steps[above - 1];
        let score = from + (to - from) * (points - low) / (high - low);
        Some((score, rule(score)))
    }

    /// By the grades that the publication hands out, where the grade is on that scale.
    fn by_outlet(&self, grade: &Grade, outlet: Option<&str>) -> Option<(f64, String)> {
        let name = outlet?;
        let same = |n: &String| n.eq_ignore_ascii_case(name);
        let own = self.outlets.iter().find(|o| o.names.iter().any(same))?;
        let points = grade.points?;
        if grade.scale.best != Some(own.best) || grade.scale.worst != 0.0 || points < own.worst {
            return None;
        }
        let score = (points - own.worst) / (own.best - own.worst) * 100.0;
        let OutletScale { worst, best, .. } = own;
        Some((
            score,
            format!("{name} gives {worst} to {best}: ({points} − {worst}) / ({best} − {worst}) × 100"),
        ))
    }
}

/// A number without digits that say nothing.
fn tidy(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
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
        assert_eq!(names, ["linear", "metacritic", "outlet", "equated"]);
    }

    #[test]
    fn learned_tables_are_in_order_and_hold_their_intervals() {
        let table = super::policy("equated").unwrap().table();
        assert_eq!(table.len(), 13 + 9 + 11 + 21);
        for row in &table {
            let [low, high] = row.interval.unwrap();
            assert!(0.0 <= low && low <= row.score && row.score <= high && high <= 100.0, "{row:?}");
        }
        for scale in ["", "/4", "/5", "/10"] {
            let of =
                |r: &&Row| if scale.is_empty() { !r.grade.contains('/') } else { r.grade.ends_with(scale) };
            let scores: Vec<f64> = table.iter().filter(of).map(|r| r.score).collect();
            assert!(scores.is_sorted_by(|a, b| a > b), "{scale}: {scores:?}");
        }
    }

    #[test]
    fn equated_and_outlet_go_by_their_tables() {
        for (raw, want) in [
            ("A+", 99.6),
            ("3/4", 72.0),
            ("3/5", 61.6),
            ("3.25/4", 78.45),
            ("92%", 96.42),
            ("F-", 0.0),
            ("3/6", 50.0),
        ] {
            assert_eq!(score("equated", raw), Some(want), "{raw}");
        }
        let grade = parse("3/5").unwrap();
        let outlet = super::policy("outlet").unwrap();
        assert_eq!(outlet.score_at(&grade, None), Some(60.0));
        assert_eq!(outlet.score_at(&grade, Some("The Harborview Examiner")), Some(60.0));
        assert_eq!(outlet.score_at(&grade, Some("empire")), Some(50.0));
        assert_eq!(outlet.score_at(&parse("3/4").unwrap(), Some("Empire")), Some(75.0), "not its scale");
        assert_eq!(
            outlet.score_at(&parse("0/5").unwrap(), Some("Empire")),
            Some(0.0),
            "a grade it does not give"
        );
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
