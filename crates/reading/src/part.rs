//! Roundups: a document that reviews several films is read in parts, one a film.

use catalog::{Catalog, Key};
use document::{Document, Field, Role, Span};

use crate::title;

/// More films than this in one document are no roundup but a whole archive, or nonsense.
const MOST: usize = 200;
/// A part shorter than this says nothing of its film: the document is a list.
const SHORTEST: usize = 60;

/// How a document is divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Parts {
    /// It reviews one thing.
    One,
    /// A stretch for each film, in order; what stands before the first belongs to none.
    Several(Vec<Span>),
    /// It names films one after the other without reviewing them: none of them is its film.
    List,
}

/// Finds the parts of a document.
///
/// A part begins at a heading (or a line of its own in bold, or a paragraph that begins with a title in bold and
/// its year) that is a film's title, and ends where the next begins. Two of different films make a roundup; then
/// every heading of their sort begins a part, so that a film which the catalog lacks is not read into the one
/// before it.
pub(crate) fn parts(doc: &Document, catalog: &Catalog) -> Parts {
    // One grade or one film declared for the whole document: whatever its headings say, it is one review.
    if doc.field(Field::Grade).is_some() || doc.field(Field::Film).is_some() {
        return Parts::One;
    }
    let heads: Vec<Head> = doc.prose().filter_map(|b| head(doc, b, catalog)).take(MOST + 1).collect();
    let mut films: Vec<Key> = heads.iter().filter(|h| h.film).map(|h| h.key).collect();
    films.sort_unstable();
    films.dedup();
    // The document's own headline is no part's, even where it is a film's title.
    let top = doc.prose().next().is_some_and(|b| {
        b.role == Role::Title && heads.first().is_some_and(|h| h.at == b.span.start && h.film)
    });
    if films.len() < 2 || top || heads.len() > MOST {
        return Parts::One;
    }
    let sorts: Vec<Role> = heads.iter().filter(|h| h.film).map(|h| h.sort).collect();
    let begins = |h: &&Head| h.film || sorts.contains(&h.sort) && matches!(h.sort, Role::Heading(_));
    let starts: Vec<u32> = heads.iter().filter(begins).map(|h| h.at).collect();
    let end = Span::new(0, doc.text.len()).end;
    let ends = starts.iter().skip(1).copied().chain([end]);
    let spans: Vec<Span> = starts.iter().zip(ends).map(|(start, end)| Span { start: *start, end }).collect();
    let says = spans.iter().filter(|s| s.len() >= SHORTEST).count();
    match says * 2 > spans.len() && says >= 2 {
        true => Parts::Several(spans.into_iter().filter(|s| s.len() >= SHORTEST).collect()),
        false => Parts::List,
    }
}

/// Where a part may begin.
struct Head {
    at: u32,
    key: Key,
    /// It is the title of a film, not only set like one.
    film: bool,
    sort: Role,
}

fn head(doc: &Document, block: &document::Block, catalog: &Catalog) -> Option<Head> {
    let (text, sort) = if block.span.len() <= 110 && stands_alone(doc, block.role, block.span) {
        (doc.slice(block.span), block.role)
    } else {
        (capsule(doc, block)?, Role::Body)
    };
    let heading = matches!(block.role, Role::Heading(_));
    let readings = title::readings(text);
    let known = readings.iter().find_map(|h| {
        let key = Key::of(h.title)?;
        // With its year beside it, a title need not be in the catalog to be one.
        let film =
            !catalog.titled(key).is_empty() || h.year.is_some() && !h.cut && (heading || sort == Role::Body);
        film.then_some(key)
    });
    let key = known.or_else(|| Key::of(readings.first()?.title))?;
    Some(Head { at: block.span.start, key, film: known.is_some(), sort })
}

/// The title that a paragraph begins with, in bold, with its year behind it: "**Heat** (1995): …".
fn capsule<'d>(doc: &'d Document, block: &document::Block) -> Option<&'d str> {
    let from = doc.marks.partition_point(|m| m.span.start < block.span.start);
    let mark = doc
        .marks
        .get(from)
        .filter(|m| m.span.start == block.span.start && m.kind == document::MarkKind::Strong)?;
    let rest = Span { start: mark.span.end, end: block.span.end };
    let rest = doc.slice(rest);
    let closed = rest.find(')').filter(|at| rest.starts_with(" (") && *at <= 8)?;
    Some(doc.slice(Span::new(mark.span.start as usize, mark.span.end as usize + closed + 1)))
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
