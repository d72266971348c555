//! Whatever the bytes are: readings whose every claim rests on words that are there, the same ones twice.

mod stream;

use document::{Document, Span};
use reading::{Reading, Says};

/// Panics where reading these bytes breaks a promise.
pub(crate) fn check(data: &[u8]) {
    let Some((options, bytes)) = stream::of(data) else { return };
    let catalog = catalog::starter();
    for document in stream::documents(bytes, &options) {
        let readings = reading::read(&document, catalog, reading::Models::built_in());
        assert!(!readings.is_empty(), "a document without a reading");
        for (n, r) in (0..).zip(&readings) {
            assert_eq!(r.part, n);
            sound(&document, r);
        }
        assert!(
            readings == reading::read(&document, catalog, reading::Models::built_in()),
            "read twice, it is not the same"
        );
    }
}

fn sound(d: &Document, r: &Reading) {
    let rests = |s: &Span| d.text.get(s.range()).is_some_and(|words| !words.trim().is_empty());
    for c in &r.claims {
        assert!(!c.evidence.is_empty(), "no evidence: {c:?}");
        assert!(c.evidence.iter().all(rests), "evidence is not words of the text: {c:?} in {:?}", d.text);
        assert!((0.0..=1.0).contains(&c.confidence), "{c:?}");
        match &c.says {
            Says::Score { value, .. } => assert!((0.0..=100.0).contains(value), "{c:?}"),
            Says::Grade(g) => {
                let printed = d.slice(c.evidence[0]);
                assert!(printed.contains(&g.value), "{:?} is not what stands there: {printed:?}", g.value);
            }
            Says::Film { title, year, ids } => {
                let names_none = title.is_none() && ids.imdb.is_none() && ids.wikidata.is_none();
                assert!(!names_none, "a film without a name: {year:?}");
            }
            Says::Byline(s) | Says::Outlet(s) | Says::Published(s) => assert!(!s.trim().is_empty(), "{c:?}"),
            Says::Credit { person, .. } => assert!(!person.trim().is_empty(), "{c:?}"),
            Says::Other { name, .. } => assert!(!name.trim().is_empty(), "{c:?}"),
            Says::Fact { value, .. } => assert!(!value.trim().is_empty(), "{c:?}"),
            Says::Inferred { value, low, high, weights, .. } => {
                assert!(0.0 <= *low && low <= value && value <= high && *high <= 100.0, "{c:?}");
                assert_eq!(weights.len(), c.evidence.len(), "{c:?}");
            }
            Says::Disposition { toward, .. } => assert!(!toward.trim().is_empty(), "{c:?}"),
            Says::Opinion { target, .. } => {
                assert!(target.as_ref().is_none_or(|t| !t.trim().is_empty()), "{c:?}");
            }
            Says::Verdict { .. } | Says::Spoiler | Says::Quote => {}
        }
    }
    for s in &r.sentences {
        assert!((0.0..=1.0).contains(&s.opinion) && (-1.0..=1.0).contains(&s.polarity), "{s:?}");
    }
    for m in &r.arc {
        assert!(rests(&m.span) && (-1.0..=1.0).contains(&m.polarity), "{m:?}");
    }
    for candidate in &r.candidates {
        assert!((0.0..=1.0).contains(&candidate.confidence), "{candidate:?}");
    }
    for n in &r.notes {
        assert!(n.evidence.iter().all(rests), "evidence is not words of the text: {n:?} in {:?}", d.text);
    }
}
