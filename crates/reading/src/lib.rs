//! Turns a [`document::Document`] into [`Reading`]s: flat lists of claims, each with the words it rests on.
//!
//! A pure function of its arguments: no files, no clock, no state; it never fails. What could not be
//! settled is a note in the reading.

mod claim;
mod credit;
mod cues;
mod fact;
mod film;
pub mod grade;
mod kind;
mod lexicon;
mod mention;
mod meta;
pub mod model;
mod name;
mod opinion;
mod other;
mod part;
pub mod policy;
pub mod score;
mod title;
mod tone;
mod word;
mod words;

pub use claim::{
    Aspect, Basis, Candidate, Claim, FactKind, Ids, Judged, Moment, Polarity, Reading, Role, Says, Thing,
};
pub use film::film_ids;
pub use model::Models;

use catalog::Catalog;
use document::{Document, Note, NoteKind, Span};
use grade::Found;

/// Reads a document: one reading for a review, one a film for a roundup.
///
/// Grades whose scale the document does not tell keep it open, for [`grade::Habits`] to settle.
pub fn read(doc: &Document, catalog: &Catalog<'_>, models: &Models<'_>) -> Vec<Reading> {
    let words = words::read(doc);
    let mentions = mention::find(doc, &words, catalog);
    let meta = meta::read(doc);
    let all = Span::new(0, doc.text.len());
    let (parts, list) = match part::parts(doc, catalog) {
        part::Parts::One => (vec![part::Part { extent: all, head: None }], false),
        part::Parts::List => (vec![part::Part { extent: all, head: None }], true),
        part::Parts::Several(parts) => (parts, false),
    };
    let whole = parts.len() == 1;
    // Of one long text no more is judged than is looked at for names.
    let judged =
        if whole { LONGEST.saturating_add(doc.prose().next().map_or(0, |b| b.span.start)) } else { u32::MAX };
    let judged = doc.tokens.partition_point(|t| t.span.end <= judged);
    let seen = model::grams::of(doc, &words, judged);
    let tone = tone::read(doc, &seen, models);
    let context = film::Context { published: meta.year(), other_thing: kind::is_other_thing(doc) };
    let mut readings = Vec::with_capacity(parts.len());
    for (n, part::Part { extent: range, head }) in (0..).zip(parts) {
        let first = doc.prose().find(|b| range.contains(b.span)).map_or(range.end, |b| b.span.start);
        let mut reading =
            Reading { part: n, extent: Span { start: first, end: range.end }, ..Reading::default() };
        let mut linked = if list {
            film::Linked::default()
        } else {
            film::link(doc, &words, catalog, &mentions, range, whole, context)
        };
        if let Some(head) = head {
            by_head(doc, catalog, head, &mut linked);
        }
        reading.claims.extend(linked.claim);
        reading.film = linked.film;
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
        credit::claims((doc, &words), catalog, linked.film, named, near, whole, &mut reading.claims);
        if let Some(director) = head.and_then(|h| h.director) {
            directed(doc, director, &mut reading.claims);
        }
        other::unperson(&mut reading.claims);
        other::claims(doc, &words, catalog, &mentions, linked.film, near, &mut reading.claims);
        fact::claims(doc, &words, linked.film.and_then(|id| catalog.film(id)), near, whole, &mut reading);
        let outlet = meta.outlet.as_ref().and_then(|c| match &c.says {
            Says::Outlet(name) => Some(name.as_str()),
            _ => None,
        });
        grades(doc, range, whole, outlet, &mut reading);
        reading.sentences = tone.sentences(doc, near);
        opinion::claims(doc, &words, near, &tone, &mut reading);
        score::claims(doc, &seen, near, models, &mut reading);
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

/// The film of a part is the one that its head names, whether or not the catalog has it.
fn by_head(doc: &Document, catalog: &Catalog<'_>, head: part::Formed, linked: &mut film::Linked) {
    let title = doc.slice(head.title);
    let of_title = |film| {
        catalog::Key::of(title).is_some_and(|key| catalog.titled(key).iter().any(|(id, _)| id == film))
    };
    if linked.film.is_some_and(of_title) {
        return;
    }
    let says = Says::Film { title: Some(title.to_owned()), year: head.year, ids: Ids::default() };
    let claim = Claim { says, confidence: 0.8, evidence: vec![head.title] };
    *linked = film::Linked { claim: Some(claim), ..film::Linked::default() };
}

/// Who stands in the parenthesis of a part's head directed its film.
fn directed(doc: &Document, name: Span, claims: &mut Vec<Claim>) {
    let here = |c: &Claim| c.evidence.first().is_some_and(|e| e.start < name.end && name.start < e.end);
    let is_director = |c: &Claim| here(c) && matches!(&c.says, Says::Credit { role: Role::Director, .. });
    if claims.iter().any(is_director) {
        return;
    }
    claims.retain(|c| !(here(c) && matches!(c.says, Says::Other { .. } | Says::Credit { .. })));
    let person = doc.slice(name).to_owned();
    let says = Says::Credit {
        role: Role::Director,
        as_written: person.clone(),
        person,
        ids: Ids::default(),
        character: None,
        described: None,
    };
    claims.push(Claim { says, confidence: 0.85, evidence: vec![name] });
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
fn grades(doc: &Document, range: Span, whole: bool, outlet: Option<&str>, reading: &mut Reading) {
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
                let says = Says::Score { value: p.score_at(&grade, outlet)?, policy: &p.name };
                Some(Claim { says, confidence, evidence: evidence.clone() })
            }));
            scored = !scores.is_empty();
            if let Some(value) = policy::policies().first().and_then(|p| p.score(&grade)) {
                let says = Says::Verdict { value: score::side(value), as_written: Some(grade.value.clone()) };
                reading.claims.push(Claim { says, confidence, evidence: evidence.clone() });
            }
        }
        if let Some(value) = grade.verdict() {
            let says = Says::Verdict { value, as_written: Some(grade.value.clone()) };
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
