//! The share positive against what was published, where the shared data are there: from the critics' own marks of a
//! hundred films their Tomatometer comes out.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it skipped"
)]

#[allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
mod common;

use std::collections::BTreeMap;

#[test]
fn the_share_of_marks_is_the_published_one() {
    let Some(shared) = common::shared() else { return };
    let folder = shared.join("data/critics/rt-musicals");
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        csv::Reader::from_path(folder.join(name)).unwrap().records().map(Result::unwrap).collect()
    };
    let mut marks: BTreeMap<String, Vec<f64>> = BTreeMap::new();
    for row in rows("critic_reviews.csv") {
        // Fresh counts as 100, rotten as 0: the share positive knows only on which side of the cut a score lies.
        let score = if &row[6] == "True" { 100.0 } else { 0.0 };
        marks.entry(row[1].to_owned()).or_default().push(score);
    }
    let films = rows("movies.csv");
    assert_eq!(films.len(), 100);
    for film in films {
        let published: f64 = film[4].trim_end_matches('%').parse().unwrap();
        let share = consensus::share(&marks[&film[0]], consensus::LEVEL).unwrap();
        assert!((100.0 * share.value - published).abs() <= 1.0, "{}: {share:?}, not {published}", &film[1]);
    }
}
