//! Roundups: a document that reviews several films is read in parts, one a film.

use catalog::{Catalog, Key};
use document::{Document, Role, Span};

use crate::title;

/// More films than this in one document are no roundup but a whole archive, or nonsense.
const MOST: usize = 500;

/// The stretches of the document that each review one film: more than one for a roundup, else the whole.
///
/// A part begins at a heading (or a line of its own, all bold) that is a film's title, with its year or not,
/// and ends where the next begins. Two such headings of different films make a roundup. What stands before
/// the first belongs to none.
pub(crate) fn parts(doc: &Document, catalog: &Catalog) -> Vec<Span> {
    let whole = Span::new(0, doc.text.len());
    let mut heads: Vec<(u32, Key)> = Vec::new();
    for block in doc.prose() {
        if block.span.len() > 110 || !stands_alone(doc, block.role, block.span) {
            continue;
        }
        let text = doc.slice(block.span);
        let known = title::readings(text).into_iter().find_map(|h| {
            let key = Key::of(h.title)?;
            let titled = !catalog.titled(key).is_empty();
            // With its year beside it, a title need not be in the catalog to be one.
            (titled || h.year.is_some() && !h.cut && matches!(block.role, Role::Heading(_))).then_some(key)
        });
        if let Some(key) = known
            && heads.iter().all(|(_, k)| *k != key)
        {
            heads.push((block.span.start, key));
            if heads.len() > MOST {
                return vec![whole];
            }
        }
    }
    let title_is_head = doc
        .prose()
        .next()
        .is_some_and(|b| b.role == Role::Title && heads.first().is_some_and(|h| h.0 == b.span.start));
    if heads.len() < 2 || title_is_head {
        return vec![whole];
    }
    let ends = heads.iter().skip(1).map(|h| h.0).chain([whole.end]);
    let spans: Vec<Span> = heads.iter().zip(ends).map(|(h, end)| Span { start: h.0, end }).collect();
    // A list of titles is no roundup: every part must say something.
    if spans.iter().any(|s| s.len() < 120) { vec![whole] } else { spans }
}

fn stands_alone(doc: &Document, role: Role, span: Span) -> bool {
    match role {
        Role::Title | Role::Heading(_) => true,
        Role::Body => {
            let from = doc.marks.partition_point(|m| m.span.start < span.start);
            doc.marks[from..].iter().take_while(|m| m.span.start < span.end).any(|m| {
                m.kind == document::MarkKind::Strong
                    && m.span.len() + 12 >= span.len()
                    && span.contains(m.span)
            })
        }
        _ => false,
    }
}
