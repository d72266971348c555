//! Cases of inferred scores: `corpus/cases/scores.toml`, read with the models that come with the reader.

use document::{Builder, Role, Source};
use reading::{Models, Says};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    name: String,
    text: String,
    score: Option<String>,
    below: Option<String>,
}

/// The inferred score, its interval and the sum of all that its evidence added.
fn inferred(text: &str) -> Option<f64> {
    let mut b = Builder::new(Source::default());
    b.open(Role::Body);
    b.push(&text.replace('\n', " "));
    let readings = reading::read(&b.finish(), catalog::starter(), Models::built_in());
    readings[0].claims.iter().find_map(|c| match c.says {
        Says::Inferred { value, .. } => Some(value),
        _ => None,
    })
}

#[test]
fn every_case() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/scores.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let score = |name: &str| {
        let case = cases.case.iter().find(|c| c.name == name);
        inferred(&case.unwrap_or_else(|| panic!("no case {name:?}")).text)
    };
    let mut faults = Vec::new();
    for case in &cases.case {
        let found = inferred(&case.text);
        let fits = match case.score.as_deref() {
            Some("high") => found.is_some_and(|v| v > 58.0),
            Some("low") => found.is_some_and(|v| v < 52.0),
            Some("none") => found.is_none(),
            None => true,
            Some(other) => panic!("no such expectation: {other:?}"),
        };
        let under = case.below.as_ref().is_none_or(|other| found < score(other));
        if !fits || !under {
            faults.push(format!("{}: {found:?}", case.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_sentences_add_up_to_the_score() {
    let text = "The film is dull and the acting is terrible. I hated the stupid script, and the jokes fall flat. \
                Only the music is good, and the costumes are lovely to look at. It is a tedious bore of a film that \
                nobody should have to see, and the ending is the worst part of it all.";
    let mut b = Builder::new(Source::default());
    b.open(Role::Body);
    b.push(text);
    let doc = b.finish();
    let readings = reading::read(&doc, catalog::starter(), Models::built_in());
    let found = readings[0].claims.iter().find_map(|c| match &c.says {
        Says::Inferred { value, weights, .. } => Some((*value, weights.clone())),
        _ => None,
    });
    let (value, weights) = found.unwrap();
    assert_eq!(weights.len(), doc.sentences.len());
    let base = reading::model::Level::Base as usize;
    let base = f64::from(Models::built_in().score().param(base));
    let sum: f64 = weights.iter().map(|w| f64::from(*w)).sum();
    assert!((base + sum - value).abs() < 0.01, "{base} + {sum} is not {value}");
}
