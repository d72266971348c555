//! Turns a [`document::Document`] into [`Reading`]s: flat lists of claims, each with the words it rests on.
//!
//! A pure function of its arguments: no files, no clock, no state; it never fails. What could not be
//! settled is a note in the reading.

mod claim;
mod credit;
mod film;
pub mod grade;
mod mention;
mod meta;
mod part;
pub mod policy;
mod title;

pub use claim::{Basis, Candidate, Claim, Ids, Reading, Role, Says};

use catalog::Catalog;
use document::{Document, Note, NoteKind, Span};

/// Reads a document: one reading for a review, one a film for a roundup.
///
/// Grades whose scale the document does not tell keep it open; see [`settle`].
pub fn read(doc: &Document, catalog: &Catalog) -> Vec<Reading> {
    let mentions = mention::find(doc, catalog);
    let meta = meta::read(doc);
    let parts = part::parts(doc, catalog);
    let whole = parts.len() == 1;
    let context = film::Context { published: meta.year() };
    let mut readings = Vec::with_capacity(parts.len());
    for (n, range) in (0..).zip(parts) {
        let mut reading = Reading { part: n, ..Reading::default() };
        let linked = film::link(doc, catalog, &mentions, range, whole, context);
        reading.claims.extend(linked.claim);
        if let Some(film) = linked.film.and_then(|id| catalog.film(id)) {
            credit::claims(doc, film, &mentions, range, whole, &mut reading.claims);
        } else if whole {
            credit::declared(doc, &mut reading.claims);
        }
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

fn grades(doc: &Document, range: Span, whole: bool, reading: &mut Reading) {
    let _ = (doc, range, whole, reading);
}

/// The name under which a document's grading habit is kept: its outlet's, where it names one.
pub fn outlet(reading: &Reading) -> Option<&str> {
    reading.claims.iter().find_map(|c| match &c.says {
        Says::Outlet(name) => Some(name.as_str()),
        _ => None,
    })
}
