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
    Several(Vec<Part>),
    /// It names films one after the other without reviewing them: none of them is its film.
    List,
}

/// One part, and what its head says in a form that needs no catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) extent: Span,
    pub(crate) head: Option<Formed>,
}

/// A head of a form: "**The Glass Orchard** (dir. Edith Farrow) – 4/5", "The Glass Orchard ★★★★".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Formed {
    pub(crate) title: Span,
    pub(crate) year: Option<i16>,
    pub(crate) director: Option<Span>,
    in_bold: bool,
}

/// So many heads of a form make a roundup, whether or not the catalog knows their films.
const FORMED: usize = 3;

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
    let formed = by_form(doc);
    if formed.len() >= FORMED && formed.len() >= films.len() && formed.len() <= MOST {
        let end = Span::new(0, doc.text.len()).end;
        let ends = formed.iter().skip(1).map(|(at, _)| *at).chain([end]);
        let part = |((start, head), end): (&(u32, Formed), u32)| Part {
            extent: Span { start: *start, end },
            head: Some(*head),
        };
        return Parts::Several(formed.iter().zip(ends).map(part).collect());
    }
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
        true => Parts::Several(
            spans
                .into_iter()
                .filter(|s| s.len() >= SHORTEST)
                .map(|extent| Part { extent, head: None })
                .collect(),
        ),
        false => Parts::List,
    }
}

/// The heads of the one form that the document has most of, and where they begin.
fn by_form(doc: &Document) -> Vec<(u32, Formed)> {
    let prose: Vec<&document::Block> = doc.prose().collect();
    let next = prose.iter().skip(1).map(|b| Some(*b)).chain([None]);
    let heads = prose.iter().zip(next).filter_map(|(b, next)| {
        let head = in_bold(doc, b).or_else(|| starred(doc, b, next))?;
        Some((b.span.start, head))
    });
    let (bold, plain): (Vec<_>, Vec<_>) = heads.take(2 * MOST + 2).partition(|(_, h)| h.in_bold);
    if bold.len() >= plain.len() { bold } else { plain }
}

/// "**The Glass Orchard** (dir. Edith Farrow) – 4/5 …": a title in bold or between quotation marks, a parenthesis
/// with a director or a year, and a grade.
fn in_bold(doc: &Document, block: &document::Block) -> Option<Formed> {
    let text = doc.slice(block.span);
    let from = doc.marks.partition_point(|m| m.span.start < block.span.start);
    let mark = doc
        .marks
        .get(from)
        .filter(|m| m.span.start == block.span.start && m.kind == document::MarkKind::Strong)
        .map(|m| m.span.len());
    let quoted = || {
        let close = [('“', '”'), ('"', '"'), ('«', '»')].iter().find_map(|(o, c)| {
            let inner = text.strip_prefix(*o)?;
            inner.find(*c).map(|at| at + o.len_utf8() + c.len_utf8())
        });
        close.filter(|at| *at <= 100)
    };
    let head = mark.or_else(quoted)?;
    let quotes: &[char] = &['“', '”', '"', '«', '»', ' ', ',', '*'];
    let title = text.get(..head)?.trim_matches(quotes);
    let rest = text.get(head..)?.strip_prefix(" (")?;
    let (inside, behind) = rest.split_once(')').filter(|(i, _)| i.len() <= 60)?;
    let place = |part: &str| {
        let at = part.as_ptr().addr() - text.as_ptr().addr(); // a slice of it
        Span::new(at, at + part.len()).shift(block.span.start as usize)
    };
    let year = crate::mention::year_in(inside);
    const LABELS: &[&str] =
        &["dir. ", "dir: ", "dir ", "director: ", "director ", "directed by ", "d. ", "regie: "];
    let label = LABELS.iter().find(|l| inside.get(..l.len()).is_some_and(|h| h.eq_ignore_ascii_case(l)));
    let name = inside[label.map_or(0, |l| l.len())..].split([',', ';']).next()?.trim();
    let words = name.split(' ').count();
    let is_name = (label.is_some() || year.is_some())
        && (2..=5).contains(&words)
        && name.starts_with(char::is_uppercase)
        && !name.contains(|c: char| c.is_ascii_digit());
    let director = is_name.then(|| place(name));
    let fits = (year.is_some() || director.is_some()) && begins_with_grade(behind) && !title.is_empty();
    fits.then(|| Formed { title: place(title), year, director, in_bold: true })
}

/// "The Glass Orchard ★★★★", a line above a paragraph.
fn starred(doc: &Document, block: &document::Block, next: Option<&document::Block>) -> Option<Formed> {
    let text = doc.slice(block.span);
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let below = rest.len() >= SHORTEST
        || rest.is_empty() && next.is_some_and(|n| n.role == Role::Body && n.span.len() >= SHORTEST);
    let end = line.find(['★', '☆', '⭐', '✭']).filter(|at| *at > 0 && line.len() <= 110 && below)?;
    let (head, stars) = line.split_at(end);
    if !stars.chars().all(|c| "★☆✭⭐½\u{fe0f} ".contains(c)) {
        return None;
    }
    let found = *title::readings(head.trim()).first()?;
    let at = text.find(found.title)?;
    let span = Span::new(at, at + found.title.len()).shift(block.span.start as usize);
    title::reads_as_title(found.title).then_some(Formed {
        title: span,
        year: found.year,
        director: None,
        in_bold: false,
    })
}

/// Stars, a fraction or a letter, behind a dash or a colon.
fn begins_with_grade(text: &str) -> bool {
    let text = text.trim_start_matches([' ', '–', '—', '-', ':', ',', '|', '·']);
    let word = text.split_whitespace().next().unwrap_or_default().trim_end_matches(['.', ',', ':', ';']);
    let fraction = word.split_once('/').is_some_and(|(a, b)| {
        let digits = |s: &str| !s.is_empty() && s.chars().all(|c| c.is_ascii_digit() || ".,½".contains(c));
        digits(a) && digits(b)
    });
    let letter =
        word.starts_with(|c| matches!(c, 'A'..='F')) && matches!(&word[1..], "" | "+" | "-" | "−" | "–");
    fraction || letter || word.starts_with(['★', '☆', '⭐', '✭']) || word.starts_with("***")
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
