//! Where an expression stands: its line, its sentence, and how near to an end of the review.

use document::{Block, Document, Field, Role, Span};

use super::context::{self, After};
use super::cues;
use super::lex::Expr;

/// Is the block near the beginning or the end of what is read?
#[derive(Debug, Clone, Copy)]
pub(super) struct Edge {
    pub(super) first: bool,
    pub(super) last: bool,
}

/// Where an expression stands.
pub(super) struct Place<'a> {
    doc: &'a Document,
    at: u32,
    pub(super) line: Span,
    /// The line before and after it.
    pub(super) head: &'a str,
    pub(super) tail: &'a str,
    /// Its sentence before and after it.
    pub(super) said: &'a str,
    pub(super) says: &'a str,
    /// The line before this one, where it stands first on its line.
    pub(super) above: &'a str,
    pub(super) edge: Edge,
    pub(super) role: Role,
    pub(super) ends_block: bool,
    pub(super) begins_block: bool,
    pub(super) begins_sentence: bool,
    /// Nothing but an article and the like stands before it in its sentence: "A generous D-minus".
    pub(super) opens: bool,
    /// Its sentence is hardly more than the grade: "8 out of 10 severed heads."
    pub(super) fragment: bool,
    pub(super) ends_with_fragment: bool,
    pub(super) bracketed: bool,
    /// The next line begins with a small letter.
    pub(super) runs_on: bool,
}

const DECORATION_OUTSIDE: &[char] = &[' ', '\n', '\u{a0}', '*', '_', '.', '!', ']', '"', '”'];

/// Marks that may stand round a grade without being words.
pub(super) const DECORATION: &[char] = &[
    '*', '_', '(', ')', '[', ']', '"', '“', '”', ' ', '\u{a0}', '\t', '>', '#', '.', '!', '~', '|', '{', '}',
    '•', '-', '–', '—', ',',
];

/// How far a place looks to each side, whatever the length of its line, sentence and block: a text of
/// nothing but grades in one line would take quadratic time.
const REACH: usize = 800;

/// Blocks looked through for the heading above, and for the titles at the head of a document.
const FAR_HEADING: usize = 40;
const MOST_FIELDS: usize = 60;

impl<'a> Place<'a> {
    pub(super) fn of(doc: &'a Document, block: &Block, edge: Edge, e: &Expr) -> Place<'a> {
        let text: &'a str = &doc.text;
        let (b0, b1) = (block.span.start as usize, block.span.end as usize);
        let (start, end) =
            (e.span.start as usize, (e.apart.map_or(e.span.end, |a| a.end.max(e.span.end)) as usize).min(b1));
        let first = b0;
        let b0 = b0.max(text.floor_char_boundary(start.saturating_sub(REACH)));
        let b1 = b1.min(text.ceil_char_boundary(end.saturating_add(REACH)));
        let line0 = text[b0..start].rfind('\n').map_or(b0, |n| b0 + n + 1);
        let line1 = text[end..b1].find('\n').map_or(b1, |n| end + n);
        let sentence = doc.sentence_at(e.span.start).unwrap_or(Span::new(line0, line1));
        let s0 = (sentence.start as usize).clamp(b0, start);
        let s1 = (sentence.end as usize).clamp(end, b1);
        let above = text[b0..line0].trim_end().rsplit('\n').next().unwrap_or_default();
        let above = if line0 == first { previous_line(text, first) } else { above };
        let head = &text[line0..start];
        let tail = &text[end..line1];
        // "Highly recommended.10 out of 10": no blank, but a new sentence all the same.
        let lead = text[s0..start].rsplit(['.', '!', '?', '…']).next().unwrap_or_default();
        let lead = lead.trim_matches(DECORATION);
        Place {
            doc,
            at: e.span.start,
            line: Span::new(line0, line1),
            head,
            tail,
            said: &text[s0..start],
            says: &text[end..s1],
            above,
            edge,
            role: block.role,
            ends_block: is_closed(&text[end..b1]),
            begins_block: text[b0..start].trim_matches(DECORATION).is_empty(),
            begins_sentence: lead.is_empty(),
            opens: words(lead).all(|w| cues::has(&cues::get().fillers, w)),
            fragment: fragment(&text[end..s1]) && words(lead).count() <= 3,
            ends_with_fragment: text[s1..b1].trim_matches(DECORATION).is_empty(),
            runs_on: text[line1..b1].trim_start().starts_with(char::is_lowercase),
            bracketed: head.ends_with(['[', '(']) && tail.starts_with([']', ')']),
        }
    }

    /// "★★★★ = masterpiece": the meaning of a grade, not a grade.
    pub(super) fn names_meaning(&self) -> bool {
        context::after(self.tail) == After::Legend
    }

    /// "I gave Black Panther an A", where neither the page nor the last heading above is about that.
    pub(super) fn is_given_to_another(&self) -> bool {
        let Some(object) = context::given_to(self.said) else { return false };
        let is_it = |b: &Block| context::is_titled(object, self.doc.slice(b.span));
        let above = self.doc.blocks.partition_point(|b| b.span.start <= self.at);
        let heading = self.doc.blocks[..above]
            .iter()
            .rev()
            .take(FAR_HEADING)
            .find(|b| matches!(b.role, Role::Heading(_)));
        let titles = self.doc.blocks.iter().take(MOST_FIELDS).filter(|b| {
            matches!(b.role, Role::Title | Role::Field(Field::Title | Field::Film | Field::OriginalTitle))
        });
        !heading.into_iter().chain(titles).any(is_it)
    }

    /// Alone on its line but for marks.
    pub(super) fn alone(&self) -> bool {
        self.head.trim_matches(DECORATION).is_empty() && is_closed(self.tail)
    }
}

/// The words of a stretch, without marks.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’'))).filter(|w| !w.is_empty())
}

/// Is there nothing left but marks and one parenthesis, as in "B+ (R, 103 min.)"?
fn is_closed(tail: &str) -> bool {
    let tail = tail.trim_matches(DECORATION_OUTSIDE);
    let inner = tail.strip_prefix('(').and_then(|t| t.strip_suffix(')'));
    inner.is_some_and(|t| !t.contains(['(', '\n'])) || tail.trim_matches(DECORATION).is_empty()
}

/// The line that ends just before a block.
fn previous_line(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(REACH));
    text[from..at].trim_end().rsplit('\n').next().unwrap_or_default()
}

/// Is the rest of a sentence a few words without a verb?
fn fragment(rest: &str) -> bool {
    let mut n = 0;
    words(rest).all(|w| {
        n += 1;
        n <= 3 && !cues::has(&cues::get().verbs, w)
    })
}
