//! Whatever the text is: a grade that is on its own scale and stands in the text, or a refusal in words.

use document::{Builder, Document, Field, Role, Source, Span};
use reading::grade::{self, Found};
use reading::policy::policies;

/// Panics where reading a grade from this text breaks a promise.
pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    typed(&text);
    // The text as a review; then its first line as a declared grade, and the rest as the review.
    written(&document("", &text));
    let (first, rest) = text.split_once('\n').unwrap_or((&text, ""));
    typed(first);
    written(&document(first, rest));
}

/// A string that is said to be a grade.
fn typed(raw: &str) {
    let parsed = grade::parse(raw);
    match (&parsed, grade::explain(raw)) {
        (Ok(g), Ok(e)) => {
            assert!(raw.contains(&g.value) && !g.value.trim().is_empty(), "{:?} of {raw:?}", g.value);
            assert_eq!(g, &e.grade);
            assert!(!e.understood.is_empty());
            assert!(e.scores.iter().all(|s| s.score.is_none_or(on_scale) && !s.rule.is_empty()), "{e:?}");
            assert!(g.agrees(g).unwrap_or(true), "it does not agree with itself: {g:?}");
        }
        (Err(a), Err(b)) => {
            assert_eq!(a, &b);
            assert!(!a.to_string().is_empty());
        }
        (a, b) => panic!("{raw:?} parses as {a:?} and is explained as {b:?}"),
    }
}

/// A document that may hold grades.
fn written(d: &Document) {
    let found = grade::read(d);
    found.iter().for_each(|f| stands(d, f));
    assert_eq!(found, grade::read(d));
    // Parts of a roundup: each half of the blocks.
    if let Some(middle) = d.blocks.get(d.blocks.len() / 2) {
        let (at, end) = (middle.span.start as usize, d.text.len());
        for part in [Span::new(0, at), Span::new(at, end), Span::new(0, end)] {
            if let Some(f) = grade::read_within(d, part) {
                stands(d, &f);
                assert!(f.evidence.iter().all(|s| part.contains(*s)), "{f:?} is not within {part:?}");
            }
        }
    }
}

fn stands(d: &Document, f: &Found) {
    assert!(!f.evidence.is_empty(), "no evidence: {f:?}");
    for s in &f.evidence {
        let words = d.text.get(s.range());
        assert!(words.is_some_and(|w| !w.trim().is_empty()), "{s:?} of {f:?} in {:?}", d.text);
    }
    let printed = d.slice(f.evidence[0]);
    assert!(printed.contains(&f.grade.value), "{:?} is not what stands there: {printed:?}", f.grade.value);
    assert!((0.0..=1.0).contains(&f.confidence), "{f:?}");
    for p in policies() {
        assert!(p.score(&f.grade).is_none_or(on_scale), "{f:?}");
        assert!(!p.rule(&f.grade, None).is_empty());
    }
}

fn on_scale(score: f64) -> bool {
    (0.0..=100.0).contains(&score)
}

fn document(declared: &str, text: &str) -> Document {
    let mut b = Builder::new(Source::default());
    b.field(Field::Grade, "rating", declared);
    for paragraph in text.split("\n\n") {
        b.open(Role::Body);
        b.push(paragraph);
    }
    b.finish()
}
