//! Turns a [`document::Document`] into [`Reading`]s: flat lists of claims, each with the words it rests on.
//!
//! A pure function of its arguments: no files, no clock, no state; it never fails. What could not be
//! settled is a note in the reading.

mod claim;
mod credit;
mod fact;
mod film;
pub mod grade;
mod kind;
mod lexicon;
mod mention;
mod meta;
mod name;
mod other;
mod part;
pub mod policy;
mod title;
mod word;

pub use claim::{Basis, Candidate, Claim, FactKind, Ids, Reading, Role, Says, Thing};

use catalog::Catalog;
use document::{Document, Note, NoteKind, Span};
use grade::Found;

/// Reads a document: one reading for a review, one a film for a roundup.
///
/// Grades whose scale the document does not tell keep it open, for [`grade::Habits`] to settle.
pub fn read(doc: &Document, catalog: &Catalog<'_>) -> Vec<Reading> {
    let mentions = mention::find(doc, catalog);
    let meta = meta::read(doc);
    let all = Span::new(0, doc.text.len());
    let (parts, list) = match part::parts(doc, catalog) {
        part::Parts::One => (vec![all], false),
        part::Parts::List => (vec![all], true),
        part::Parts::Several(parts) => (parts, false),
    };
    let whole = parts.len() == 1;
    let context = film::Context { published: meta.year(), other_thing: kind::is_other_thing(doc) };
    let mut readings = Vec::with_capacity(parts.len());
    for (n, range) in (0..).zip(parts) {
        let first = doc.prose().find(|b| range.contains(b.span)).map_or(range.end, |b| b.span.start);
        let mut reading =
            Reading { part: n, extent: Span { start: first, end: range.end }, ..Reading::default() };
        let linked = if list {
            film::Linked::default()
        } else {
            film::link(doc, catalog, &mentions, range, whole, context)
        };
        reading.claims.extend(linked.claim);
        let near = nearest(doc, range, &mut reading);
        let title = reading.claims.iter().find_map(|c| match &c.says {
            Says::Film { title, .. } => title.clone(),
            _ => None,
        });
        let byline = meta.byline.as_ref().and_then(|c| match &c.says {
            Says::Byline(name) => Some(name.as_str()),
            _ => None,
        });
        let named = (title.as_deref(), byline);
        credit::claims(doc, catalog, linked.film, named, near, whole, &mut reading.claims);
        other::claims(doc, catalog, &mentions, linked.film, near, &mut reading.claims);
        fact::claims(doc, linked.film.and_then(|id| catalog.film(id)), near, whole, &mut reading);
        grades(doc, range, whole, &mut reading);
        reading.claims.extend([&meta.byline, &meta.outlet, &meta.published].into_iter().flatten().cloned());
        if !linked.candidates.is_empty() {
            let names: Vec<String> = linked.candidates.iter().map(Candidate::label).collect();
            let message = format!("the film is not certain; it may be {}", names.join(", "));
            reading.notes.push(Note {
                kind: NoteKind::Unsettled,
                message,
                line: None,
                evidence: linked.evidence,
            });
            reading.candidates = linked.candidates;
        }
        readings.push(reading);
    }
    readings
}

/// Names and facts are looked for in so many bytes of a review: no review is longer, and a file that is costs no more.
const LONGEST: u32 = 1 << 20;

/// The part of a review in which names and facts are looked for; a note where that is not all.
fn nearest(doc: &Document, range: Span, reading: &mut Reading) -> Span {
    if range.end - range.start <= LONGEST {
        return range;
    }
    let cut = doc.sentences.partition_point(|s| s.end <= range.start + LONGEST);
    let end = cut.checked_sub(1).and_then(|at| doc.sentences.get(at)).map_or(range.start, |s| s.end);
    let message = format!("names and facts were looked for in the first {LONGEST} bytes alone");
    reading.notes.push(Note { kind: NoteKind::Truncated, message, line: None, evidence: Vec::new() });
    Span { start: range.start, end: end.max(range.start) }
}

/// Grades, and where a policy can score one, its scores. Of two grades that contradict each other both are
/// claims, with a note, and the first counts.
fn grades(doc: &Document, range: Span, whole: bool, reading: &mut Reading) {
    let found = if whole { grade::read(doc) } else { grade::read_within(doc, range).into_iter().collect() };
    let contradicts =
        found.iter().find(|f| f.contradicts).map(|f| (f.grade.value.clone(), f.evidence.clone()));
    if let (Some((printed, evidence)), Some(first)) = (contradicts, found.first()) {
        let message = format!("the metadata says {}, the text says {printed}", first.grade.value);
        reading.notes.push(Note { kind: NoteKind::Contradiction, message, line: None, evidence });
    }
    let mut scored = false;
    let mut scores = Vec::new();
    for Found { grade, evidence, confidence, .. } in found {
        if !scored {
            scores.extend(policy::policies().iter().filter_map(|p| {
                let says = Says::Score { value: p.score(&grade)?, policy: &p.name };
                Some(Claim { says, confidence, evidence: evidence.clone() })
            }));
            scored = !scores.is_empty();
        }
        if let Some(value) = grade.verdict() {
            let says = Says::Verdict { value, as_written: grade.value.clone() };
            reading.claims.push(Claim { says, confidence, evidence: evidence.clone() });
        }
        reading.claims.push(Claim { says: Says::Grade(grade), confidence, evidence });
    }
    reading.claims.extend(scores);
}

/// The outlet that a reading names.
pub fn outlet(reading: &Reading) -> Option<&str> {
    reading.claims.iter().find_map(|c| match &c.says {
        Says::Outlet(name) => Some(name.as_str()),
        _ => None,
    })
}

/// The critic that a reading names.
pub fn byline(reading: &Reading) -> Option<&str> {
    reading.claims.iter().find_map(|c| match &c.says {
        Says::Byline(name) => Some(name.as_str()),
        _ => None,
    })
}
