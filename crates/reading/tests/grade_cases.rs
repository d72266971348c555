//! The one-line cases of corpus/cases/grades.toml: what a careful person finds in a small review.

use document::{Builder, Role, Source};
use reading::grade::{self, Found, Grade, Unit};
use reading::policy::policy;
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    text: String,
    grade: Option<String>,
    scale: Option<String>,
    score: Option<f64>,
    none: Option<String>,
}

fn found(text: &str) -> Option<Found> {
    let mut b = Builder::new(Source::default());
    for paragraph in text.split("\n\n") {
        b.open(Role::Body);
        b.push(paragraph);
        b.close();
    }
    let mut all = grade::read(&b.finish());
    assert!(all.len() <= 1, "at most one printed grade: {all:?}");
    all.pop()
}

/// Does a grade say what the wanted one does, as far as that one goes? "A-" has "A" in it and "18" has "8".
fn is_same(wanted: &str, got: &Grade) -> bool {
    let Ok(wanted) = grade::parse(wanted) else { return true };
    let letter = |g: &Grade| g.scale.unit == Unit::Letter;
    wanted.points == got.points
        && letter(&wanted) == letter(got)
        && (wanted.scale.best.is_none() || wanted.scale.best == got.scale.best)
}

/// What is wrong with the answer to a case, if anything is.
fn fault(case: &Case) -> Option<String> {
    let found = found(&case.text);
    let said = found.as_ref().map_or_else(
        || "nothing".to_owned(),
        |f| format!("{:?} on {:?}", f.grade.value, f.grade.scale.name()),
    );
    let Some(grade) = &case.grade else {
        let why = case.none.as_deref().unwrap_or("?");
        return found.map(|_| format!("want none ({why}), found {said}"));
    };
    let Some(f) = found else { return Some(format!("want {grade:?}, found nothing")) };
    if !f.grade.value.contains(grade.as_str()) || !is_same(grade, &f.grade) {
        return Some(format!("want {grade:?}, found {said}"));
    }
    if case.scale.is_some() && case.scale != f.grade.scale.name() {
        return Some(format!("want {grade:?} on {:?}, found {said}", case.scale));
    }
    let score = policy("linear")?.score(&f.grade);
    match (case.score, score) {
        (Some(want), Some(got)) if (want - got).abs() < 0.01 => None,
        (Some(want), got) => Some(format!("want {grade:?} = {want}, found {said} = {got:?}")),
        (None, _) => None,
    }
}

#[test]
fn a_longer_grade_is_another() {
    let got = |raw| grade::parse(raw).unwrap();
    assert!(is_same("8", &got("8 out of 10")) && is_same("A", &got("A")));
    assert!(!is_same("A", &got("A-")) && !is_same("8", &got("18/20")) && !is_same("4/5", &got("4/50")));
}

#[test]
fn every_case() {
    let path = std::env::var("GRADE_CASES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/grades.toml").into());
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let n = cases.case.len();
    let faults: Vec<String> =
        cases.case.iter().filter_map(|c| fault(c).map(|why| format!("{:?}\n    {why}", c.text))).collect();
    assert!(faults.is_empty(), "{} of {n} cases fail:\n{}", faults.len(), faults.join("\n"));
}
