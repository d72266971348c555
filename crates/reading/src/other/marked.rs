//! Stretches that the writer sets off: in italics, between quotation marks, in a link.

use document::{Block, Document, MarkKind, Role, Span};

use super::text::Text;

/// How a stretch is set off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Italic,
    Quoted,
    /// A link or bold: these set off much else.
    Link,
}

/// A stretch of words set off from the rest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) style: Style,
    /// Its first and last word.
    pub(super) first: usize,
    pub(super) last: usize,
    /// What sets it off closes behind its last word's possessive: "_Tiffany's_", and not "_Alien_'s".
    pub(super) full: bool,
    /// A year in parentheses within it, or right behind.
    pub(super) year: Option<i16>,
}

/// The most tokens that a title has: a look ahead goes no further, so that the time stays linear.
const MOST: usize = 18;

/// Is this a block in which a review speaks?
///
/// One that is set in bold as a whole is a label: "**Criterion Challenge | 2/52**".
pub(super) fn speaks(doc: &Document, block: &Block) -> bool {
    let bold = || {
        let from = doc.marks.partition_point(|m| m.span.start < block.span.start);
        doc.marks[from..].iter().take(3).any(|m| {
            m.kind == MarkKind::Strong
                && m.span.start == block.span.start
                && m.span.len() * 2 > block.span.len()
        })
    };
    matches!(block.role, Role::Body | Role::Quotation | Role::Caption) && !bold()
}

/// The stretches within `range`, in order, none within another.
pub(super) fn find(text: Text<'_>, range: Span) -> Vec<Stretch> {
    let doc = text.doc;
    let mut out = Vec::new();
    styled(text, range, &mut out);
    for block in doc.blocks.iter().filter(|b| speaks(doc, b) && range.contains(b.span)) {
        quoted(text, block.span, &mut out);
    }
    out.sort_by_key(|s| (s.first, std::cmp::Reverse(s.last)));
    // Italics within quotation marks, or the other way round: the outer one is it, and a link is the least.
    let mut kept: Vec<Stretch> = Vec::with_capacity(out.len());
    for s in out {
        match kept.last_mut() {
            Some(k) if s.first <= k.last => {
                if k.style == Style::Link && s.style != Style::Link {
                    *k = s;
                }
            }
            _ => kept.push(s),
        }
    }
    kept
}

fn styled(text: Text<'_>, range: Span, out: &mut Vec<Stretch>) {
    let doc = text.doc;
    let from = doc.marks.partition_point(|m| m.span.start < range.start);
    let mut end = [0; 2];
    for mark in doc.marks[from..].iter().take_while(|m| m.span.start < range.end) {
        let style = match mark.kind {
            MarkKind::Emphasis => Style::Italic,
            MarkKind::Link | MarkKind::Strong => Style::Link,
            MarkKind::Rating => continue,
        };
        // A title within a title's italics is no other one; and marks heaped on one place cost one look.
        let seen = &mut end[usize::from(style == Style::Link)];
        if mark.span.start < *seen || mark.span.len() > 160 {
            continue;
        }
        *seen = mark.span.end;
        let Some(block) = doc.block_at(mark.span.start).filter(|b| speaks(doc, b)) else { continue };
        let first = text.at(mark.span.start);
        let last = text.at(mark.span.end);
        // A whole paragraph set off is a motto or a note.
        if last > first && last - first <= MOST && mark.span.len() + 2 < block.span.len() {
            let found = stretch(text, style, first, last);
            out.extend(found.map(|s| Stretch { full: text.span(s.last).end <= mark.span.end, ..s }));
        }
    }
}

fn quoted(text: Text<'_>, block: Span, out: &mut Vec<Stretch>) {
    let end = text.at(block.end);
    let mut i = text.at(block.start);
    while i < end {
        let open = text.of(i);
        let style = match open {
            "\"" | "“" | "‘" | "'" | "«" | "„" => Style::Quoted,
            "*" | "_" => Style::Italic,
            _ => {
                i += 1;
                continue;
            }
        };
        match closed(text, i, end).filter(|_| opens(text, i)) {
            Some(close) => {
                out.extend(stretch(text, style, i + 1, close));
                i = close + 1;
            }
            None => i += 1,
        }
    }
}

/// May this mark open: is white space or a bracket before it, and a word right behind?
fn opens(text: Text<'_>, i: usize) -> bool {
    let span = text.span(i);
    let before = text.doc.text[..span.start as usize].chars().next_back();
    before.is_none_or(|c| {
        c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | '“' | '"' | '_' | '*')
    }) && text.span(i + 1).start == span.end
        && (text.is_word(i + 1) || matches!(text.of(i + 1), "(" | "_" | "*" | "." | "…" | "#"))
}

/// Where the stretch that the mark at `i` opens is closed.
fn closed(text: Text<'_>, i: usize, end: usize) -> Option<usize> {
    let open = text.of(i);
    let is_close = |c: &str| match open {
        "“" => c == "”",
        "‘" => c == "’",
        "«" => c == "»",
        "„" => matches!(c, "“" | "”"),
        _ => c == open,
    };
    let single = matches!(open, "‘" | "'");
    (i + 2..end.min(i + MOST)).find(|at| {
        let next = text.span(at + 1).start;
        // An apostrophe inside a word is no token; one that a letter follows is an elision.
        is_close(text.of(*at))
            && text.span(at - 1).end == text.span(*at).start
            && !(single && next == text.span(*at).end && text.is_word(at + 1))
    })
}

/// The words of the tokens `first..end`, marks at their ends and a year in parentheses left off.
fn stretch(text: Text<'_>, style: Style, mut first: usize, end: usize) -> Option<Stretch> {
    let mut last = end.checked_sub(1)?;
    let mut year = None;
    while first < last && !text.is_word(first) {
        first += 1;
    }
    loop {
        while first < last && !text.is_word(last) && text.of(last) != ")" {
            last -= 1;
        }
        if last >= first + 3 && text.of(last) == ")" && text.of(last - 2) == "(" {
            year = year.or_else(|| crate::mention::year_in(text.of(last - 1)));
            if year.is_some() {
                last -= 3;
                continue;
            }
        }
        break;
    }
    while first < last && !text.is_word(last) {
        last -= 1;
    }
    // Speech within quotation marks, an emphatic clause: what stands within them is looked at by itself.
    let lower = |i: &usize| text.is_word(*i) && !text.capital(*i) && text.of(*i).len() > 4;
    if !text.is_word(first) || !text.is_word(last) || (first..=last).filter(lower).count() > 1 {
        return None;
    }
    Some(Stretch { style, first, last, full: true, year: year.or_else(|| year_behind(text, end)) })
}

/// The year in parentheses that closes or follows within a few tokens: "_Heat_ (1995)", "“Heat” (Mann, 1995)".
pub(super) fn year_behind(text: Text<'_>, from: usize) -> Option<i16> {
    let open = (from..from + 3).find(|i| matches!(text.of(*i), "(" | "["))?;
    if (from..open).any(|i| text.is_word(i)) {
        return None;
    }
    let inside = (open + 1..open + 8).take_while(|i| !matches!(text.of(*i), ")" | "]"));
    inside.filter(|i| text.of(*i).len() == 4).find_map(|i| crate::mention::year_in(text.of(i)))
}
