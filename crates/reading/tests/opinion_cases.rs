//! The one-line cases of corpus/cases/opinions.toml: the judgements that a careful person finds in a small review.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

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
    finds: Option<Vec<String>>,
    any: Option<Vec<String>>,
    none: Option<String>,
    toward: Option<String>,
}

/// "aspect polarity", and whom it is of.
fn opinions(reading: &Reading) -> Vec<String> {
    let opinion = |c: &reading::Claim| match &c.says {
        Says::Opinion { aspect, polarity, target } => {
            let of = target.as_ref().map(|t| format!(" of {t}")).unwrap_or_default();
            Some(format!("{} {}{of}", aspect.name(), polarity.name()))
        }
        _ => None,
    };
    reading.claims.iter().filter_map(opinion).collect()
}

fn toward(reading: &Reading) -> Option<String> {
    reading.claims.iter().find_map(|c| match &c.says {
        Says::Disposition { toward, polarity } => Some(format!("{} {toward}", polarity.name())),
        _ => None,
    })
}

fn fault(case: &Case) -> Option<String> {
    let reading = read(&document(&case.film, &case.text));
    let mut got = opinions(&reading);
    got.sort();
    if toward(&reading) != case.toward {
        return Some(format!("want toward {:?}, found {:?}", case.toward, toward(&reading)));
    }
    if let Some(any) = &case.any {
        return any
            .iter()
            .any(|w| !got.contains(w))
            .then(|| format!("want among others {any:?}, found {got:?}"));
    }
    let mut want = case.finds.clone().unwrap_or_default();
    want.sort();
    let why = case.none.as_deref().map(|why| format!(" ({why})")).unwrap_or_default();
    (got != want).then(|| format!("want {want:?}{why}, found {got:?}"))
}

#[test]
fn every_case() {
    let path = std::env::var("OPINION_CASES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/opinions.toml").into());
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let n = cases.case.len();
    let faults: Vec<String> =
        cases.case.iter().filter_map(|c| fault(c).map(|why| format!("{:?}\n    {why}", c.text))).collect();
    assert!(faults.is_empty(), "{} of {n} cases fail:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn what_follows_a_heading_spoilers_is_told() {
    let text =
        "The film is a delight.\n\n## Spoilers\n\nHe kills his brother with the knife. They never find out.";
    let doc = document("Heat", text);
    let reading = read(&doc);
    let spoilers: Vec<&str> =
        reading.claims.iter().filter(|c| c.says == Says::Spoiler).map(|c| doc.slice(c.evidence[0])).collect();
    assert_eq!(spoilers.first(), Some(&"He kills his brother with the knife"), "{spoilers:?}");
}

#[test]
fn in_a_pan_no_praise_is_quoted() {
    let text = "The plot is a dreadful, incoherent mess from its first scene to the last. The dialogue is wooden and \
                the jokes are painfully unfunny. The photography is gorgeous, and I admired every shot of the desert. \
                The film is a tedious waste of a good cast.";
    let doc = document("Heat", text);
    let reading = read(&doc);
    let quotes: Vec<&str> =
        reading.claims.iter().filter(|c| c.says == Says::Quote).map(|c| doc.slice(c.evidence[0])).collect();
    assert!(!quotes.is_empty());
    assert!(quotes.iter().all(|q| !q.contains("gorgeous")), "{quotes:?}");
}

#[test]
fn the_arc_goes_down_and_up() {
    let text = "The first half is a tedious, clumsy bore. The ending is superb, moving and beautifully shot.";
    let reading = read(&document("Heat", text));
    let signs: Vec<bool> = reading.arc.iter().map(|m| m.polarity > 0.0).collect();
    assert_eq!(signs, [false, true], "{:?}", reading.arc);
}

#[test]
fn a_long_text_of_cues_takes_linear_time() {
    for word in [
        "good ",
        "and ",
        "a, ",
        "Good. Bad. ",
        "the film is bad; ",
        "score score ",
        "good acting and ",
        "he dies; ",
        "not ",
        "“bad ",
        "Al Pacino and ",
        "I love ",
        "Heat, ",
        "too ",
        "in the end ",
        "well-",
        "—good ",
    ] {
        let doc = document("Heat", &word.repeat(30_000));
        read(&doc);
    }
}

/// Words that the rules look at, and what comes between them.
fn cue() -> impl Strategy<Value = String> {
    let words = [
        "the",
        "film",
        "is",
        "not",
        "very",
        "good",
        "bad",
        "too",
        "dull",
        "“great”",
        "\"",
        "(",
        ")",
        "—",
        ",",
        ".",
        "?",
        "and",
        "but",
        "which",
        "he",
        "his",
        "Heat",
        "Al",
        "Pacino",
        "Pacino’s",
        "ending",
        "dies",
        "spoilers",
        "ahead",
        "never",
        "less",
        "than",
        "I",
        "love",
        "fan",
        "of",
        "westerns",
        "one",
        "the",
        "best",
        "director",
        "films",
        "tend",
        "to",
        "be",
        "é",
        "ß",
        "İ",
        "ﬁne",
        "well",
        "-",
        "written",
        "could",
        "have",
        "been",
        "\n\n",
        "## Spoilers\n\n",
        "visuals",
        "score",
        "…",
        "½",
        "’",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..40).prop_map(|w| w.join(" "))
}

proptest! {
    #[test]
    fn every_judgement_rests_on_words(text in cue()) {
        let doc = document("Heat", &text);
        let reading = read(&doc);
        for claim in &reading.claims {
            let judges = matches!(
                claim.says,
                Says::Opinion { .. } | Says::Spoiler | Says::Quote | Says::Disposition { .. }
            );
            if judges {
                prop_assert!(!claim.evidence.is_empty());
                prop_assert!((0.0..=1.0).contains(&claim.confidence));
            }
            for span in claim.evidence.iter().filter(|_| judges) {
                prop_assert!(doc.text.get(span.range()).is_some_and(|t| !t.trim().is_empty()), "{claim:?}");
            }
        }
        prop_assert!(reading.arc.len() <= 10);
        prop_assert!(reading.arc.iter().all(|m| (-1.0..=1.0).contains(&m.polarity)));
        prop_assert_eq!(&reading, &read(&doc));
    }
}
