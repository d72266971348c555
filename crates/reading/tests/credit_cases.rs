//! The one-line cases of corpus/cases/credits.toml: who is who in a small review.

use document::{Builder, Document, Field, MarkKind, Role, Source};
use reading::{Claim, Says, Thing};
use serde::Deserialize;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    text: String,
    film: Option<String>,
    director: Option<String>,
    writer: Option<String>,
    cast: Option<String>,
    credits: Vec<String>,
    #[serde(default)]
    others: Vec<String>,
    #[allow(dead_code, reason = "for who reads the file")]
    trap: Option<String>,
}

fn document(case: &Case) -> Document {
    let mut b = Builder::new(Source::default());
    for (key, field, value) in [
        ("film", Field::Film, &case.film),
        ("director", Field::Director, &case.director),
        ("writer", Field::Writer, &case.writer),
        ("cast", Field::Cast, &case.cast),
    ] {
        if let Some(value) = value {
            b.field(field, key, value);
        }
    }
    for paragraph in case.text.split("\n\n") {
        b.open(Role::Body);
        // "_Jaws_" is in italics.
        for (n, piece) in paragraph.split('_').enumerate() {
            if n % 2 == 1 {
                let mark = b.begin_mark(MarkKind::Emphasis);
                b.push(piece);
                b.end_mark(mark);
            } else {
                b.push(piece);
            }
        }
        b.close();
    }
    b.finish()
}

/// A credit as a case writes it: role, person, character, description.
fn said(claims: &[Claim]) -> (Vec<[String; 4]>, Vec<String>) {
    let (mut credits, mut others) = (Vec::new(), Vec::new());
    for claim in claims {
        match &claim.says {
            Says::Credit { role, person, character, described, .. } => {
                let text = |s: &Option<String>| s.clone().unwrap_or_default();
                credits.push([role.name().to_owned(), person.clone(), text(character), text(described)]);
            }
            Says::Other { thing: Thing::Person, name } => others.push(name.clone()),
            _ => {}
        }
    }
    (credits, others)
}

fn is_same(want: &str, got: &[String; 4]) -> bool {
    let fields: Vec<&str> = want.split('|').map(str::trim).collect();
    let field = |i: usize| fields.get(i).copied().unwrap_or_default();
    field(0) == got[0]
        && field(1) == got[1]
        && (field(2) == "-" || field(2) == got[2])
        && (field(3).is_empty() || field(3) == got[3])
}

/// What is wrong with the answer to a case, if anything is.
fn fault(case: &Case) -> Option<String> {
    let doc = document(case);
    let readings = reading::read(&doc, catalog::starter(), reading::Models::built_in());
    let (credits, others) = said(&readings.first()?.claims);
    let all = case.credits.len() == credits.len()
        && case.credits.iter().all(|want| credits.iter().any(|got| is_same(want, got)));
    let others_fit = others.len() == case.others.len() && case.others.iter().all(|o| others.contains(o));
    (!all || !others_fit).then(|| {
        format!("want {:?}, others {:?}\n    found {credits:?}, others {others:?}", case.credits, case.others)
    })
}

#[test]
fn every_case() {
    let path = std::env::var("CREDIT_CASES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/cases/credits.toml").into());
    let cases: Cases = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let n = cases.case.len();
    assert!(n >= 120, "{n} cases");
    let faults: Vec<String> =
        cases.case.iter().filter_map(|c| fault(c).map(|why| format!("{:?}\n    {why}", c.text))).collect();
    assert!(faults.is_empty(), "{} of {n} cases fail:\n{}", faults.len(), faults.join("\n"));
}
