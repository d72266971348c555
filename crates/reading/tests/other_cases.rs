//! The one-line cases of corpus/cases/others.toml: what a small review names beside the film that it is about.

use document::{Options, parse, records};
use reading::{Says, Thing, read};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    film: Option<String>,
    text: String,
    #[serde(default)]
    others: Vec<Other>,
    none: Option<String>,
}

#[derive(Deserialize)]
struct Other {
    quote: String,
    kind: String,
    name: Option<String>,
}

/// What is claimed beside persons: the words, the kind, the name.
fn found(case: &Case) -> Vec<(String, &'static str, String)> {
    let head = case.film.as_ref().map_or(String::new(), |film| format!("---\nfilm: {film:?}\n---\n\n"));
    let source = format!("{head}{}\n", case.text);
    let options = Options::default();
    let mut out = Vec::new();
    for record in records(source.as_bytes(), "case.md", &options) {
        let doc = parse(record, &options);
        for reading in read(&doc, catalog::starter(), reading::Models::built_in()) {
            for claim in &reading.claims {
                let Says::Other { thing, name } = &claim.says else { continue };
                let span = *claim.evidence.first().expect("no claim without evidence");
                assert!(reading.extent.contains(span), "{:?} is outside of the text", doc.slice(span));
                assert!(!doc.slice(span).is_empty(), "evidence on character boundaries");
                if *thing != Thing::Person {
                    out.push((doc.slice(span).to_owned(), thing.name(), name.clone()));
                }
            }
        }
    }
    out
}

/// What is wrong with the answer to a case, if anything is.
fn fault(case: &Case) -> Option<String> {
    let found = found(case);
    let same = |a: &str, b: &str| {
        let plain = |s: &str| s.strip_prefix("the ").or(s.strip_prefix("The ")).unwrap_or(s).to_owned();
        plain(a) == plain(b)
    };
    let is = |o: &Other, (quote, kind, name): &(String, &str, String)| {
        same(&o.quote, quote) && o.kind == *kind && o.name.as_ref().is_none_or(|n| n == name)
    };
    let missed: Vec<&str> =
        case.others.iter().filter(|o| !found.iter().any(|f| is(o, f))).map(|o| o.quote.as_str()).collect();
    let wrong: Vec<_> = found.iter().filter(|f| !case.others.iter().any(|o| is(o, f))).collect();
    let why = case.none.as_deref().unwrap_or_default();
    (!missed.is_empty() || !wrong.is_empty()).then(|| format!("missed {missed:?}, wrong {wrong:?} {why}"))
}

#[test]
fn every_case() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/others.toml");
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let n = cases.case.len();
    let faults: Vec<String> =
        cases.case.iter().filter_map(|c| fault(c).map(|why| format!("{:?}\n    {why}", c.text))).collect();
    assert!(n >= 100, "{n} cases");
    assert!(faults.is_empty(), "{} of {n} cases fail:\n{}", faults.len(), faults.join("\n"));
}

/// Ten times the text may take some thirty times as long, not a hundred.
#[test]
fn hostile_texts_take_linear_time() {
    let time = |text: &str| {
        let options = Options::default();
        let doc = records(text.as_bytes(), "case.md", &options).map(|r| parse(r, &options)).next().unwrap();
        let start = std::time::Instant::now();
        let _ = read(&doc, catalog::starter(), reading::Models::built_in());
        start.elapsed()
    };
    for unit in [
        "\"",
        "*",
        "_A_ ",
        "\"A ",
        "Heat ",
        "Batman ",
        "A's \"Heat\" ",
        "“",
        "(Heat) ",
        "the Bond ",
        "Pictures ",
    ] {
        let (short, long) = (time(&unit.repeat(3_000)), time(&unit.repeat(30_000)));
        assert!(
            long < short * 40 + std::time::Duration::from_millis(400),
            "{unit:?}: {short:?}, then {long:?}"
        );
    }
}
