//! The one-line cases of corpus/cases/facts.toml: the facts that a careful person finds in a small review.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use document::NoteKind;
use proptest::prelude::*;
use reading::{Reading, Says};
use serde::Deserialize;
use support::{document, read};

mod support;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    film: String,
    text: String,
    facts: Option<Vec<String>>,
    none: Option<String>,
}

/// "sort value", in order of the alphabet.
fn facts(reading: &Reading) -> Vec<String> {
    let fact = |c: &reading::Claim| match &c.says {
        Says::Fact { fact, value } => Some(format!("{} {value}", fact.name())),
        _ => None,
    };
    let mut facts: Vec<String> = reading.claims.iter().filter_map(fact).collect();
    facts.sort();
    facts
}

fn fault(case: &Case) -> Option<String> {
    let got = facts(&read(&document(&case.film, &case.text)));
    let mut want = case.facts.clone().unwrap_or_default();
    want.sort();
    let why = case.none.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
    (got != want).then(|| format!("want {want:?}{why}, found {got:?}"))
}

#[test]
fn every_case() {
    let path = std::env::var("FACT_CASES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/facts.toml").into());
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let n = cases.case.len();
    let faults: Vec<String> =
        cases.case.iter().filter_map(|c| fault(c).map(|why| format!("{:?}\n    {why}", c.text))).collect();
    assert!(faults.is_empty(), "{} of {n} cases fail:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_runtime_that_is_not_the_catalogs_is_noted() {
    let doc = document("Her Smell", "Clocking in at 135 minutes, *Her Smell* tests everybody.");
    let reading = read(&doc);
    let note = reading.notes.iter().find(|n| n.kind == NoteKind::Contradiction).unwrap();
    assert_eq!(note.message, "the review says 135 minutes, the catalog 134");
    assert_eq!(doc.slice(note.evidence[0]), "135 minutes");
    let same = read(&document("Her Smell", "Clocking in at 134 minutes, *Her Smell* tests everybody."));
    assert!(same.notes.is_empty(), "{:?}", same.notes);
}

#[test]
fn a_long_text_of_cues_takes_linear_time() {
    for word in [
        "two hours ",
        "90 minutes ",
        "Paris 1990s ",
        "in 1944 Paris ",
        "based on Paris ",
        "the film is a horror ",
        "King\'s novel ",
        "in ",
        "set in ",
        "New ",
        "a horror ",
        "1990s ",
        "two and a half ",
        "Paris, ",
        "based on ",
        "“Paris ",
        "*Paris ",
    ] {
        let doc = document("Heat", &word.repeat(30_000));
        read(&doc);
    }
}

/// Words that the rules look at, and what comes between them.
fn cue() -> impl Strategy<Value = String> {
    let words = [
        "in",
        "set",
        "this",
        "is",
        "a",
        "the",
        "Paris",
        "New",
        "York",
        "horror",
        "film",
        "British",
        "comedy",
        "based",
        "on",
        "novel",
        "by",
        "King’s",
        "1970s",
        "’90s",
        "90",
        "two",
        "hours",
        "and",
        "half",
        "minutes",
        "World",
        "War",
        "II",
        "R",
        "rated",
        "PG",
        "13",
        "Swedish",
        "spoken",
        "punk",
        "music",
        "Netflix's",
        "latest",
        "town",
        "of",
        "century",
        "fourteenth",
        "2h",
        "15m",
        "1944",
        "it",
        "é",
        "ß",
        "“",
        "”",
        "*",
        "-",
        "|",
        "(",
        ")",
        ".",
        ",",
        "—",
        "adaptation",
        "\n\n",
        "L.A.",
        "genre",
        "İ",
        "ﬁlm",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40).prop_map(|w| w.join(" "))
}

proptest! {
    #[test]
    fn every_fact_rests_on_words(text in cue()) {
        let doc = document("Heat", &text);
        let reading = read(&doc);
        for claim in reading.claims.iter().filter(|c| matches!(c.says, Says::Fact { .. })) {
            prop_assert!(!claim.evidence.is_empty());
            for span in &claim.evidence {
                prop_assert!(doc.text.get(span.range()).is_some_and(|t| !t.trim().is_empty()), "{claim:?}");
            }
        }
        prop_assert_eq!(&reading, &read(&doc));
    }
}
