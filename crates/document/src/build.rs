//! Builds a document block by block; every format goes through here, so every format keeps the invariants.

use std::borrow::Cow;

use crate::{Block, Document, Field, Mark, MarkKind, Note, Role, Source, Span, language, segment};

/// Collects fields, blocks and marks into one text.
///
/// Usage: any number of [`Builder::field`]s and, for running text, [`Builder::open`], then pushes of
/// text and marks, then [`Builder::close`]. White space at the ends of a block is trimmed; an empty
/// block leaves no trace.
#[derive(Debug, Default)]
pub struct Builder {
    doc: Document,
    open: Option<Open>,
}

#[derive(Debug)]
struct Open {
    role: Role,
    /// Where the block's text begins.
    start: usize,
    /// How many marks there were when it began.
    marks: usize,
}

/// An open mark: give it back to [`Builder::end_mark`].
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct Marker {
    kind: MarkKind,
    start: usize,
}

impl Marker {
    /// What the mark says.
    pub fn kind(self) -> MarkKind {
        self.kind
    }
}

impl Builder {
    /// An empty document of this source.
    pub fn new(source: Source) -> Self {
        Builder { doc: Document { source, ..Document::default() }, open: None }
    }

    /// Room for about this many bytes of text.
    pub fn reserve(&mut self, bytes: usize) {
        self.doc.text.reserve(bytes);
    }

    /// Adds a line `key: value` of metadata. An empty value leaves no trace.
    /// Line breaks in the value stay.
    pub fn field(&mut self, field: Field, key: &str, value: &str) {
        self.close();
        let (key, value) = (clean(key), clean(value));
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let text = &mut self.doc.text;
        if !text.is_empty() {
            text.push('\n');
        }
        let start = text.len();
        text.push_str(key.trim());
        let key = Span::new(start, text.len());
        text.push_str(": ");
        let start = text.len();
        text.push_str(value);
        let span = Span::new(start, text.len());
        self.doc.blocks.push(Block { role: Role::Field(field), span, key });
    }

    /// The source's name, where there is text and nothing in it is said to be a title.
    pub(crate) fn untitled(&mut self) -> Option<&str> {
        self.close();
        let titled = |b: &Block| matches!(b.role, Role::Title | Role::Field(Field::Title | Field::Film));
        let prose = self.doc.blocks.iter().any(|b| b.role.is_prose());
        (prose && !self.doc.blocks.iter().any(titled)).then_some(self.doc.source.name.as_str())
    }

    /// Begins a block of running text; one that is open ends first.
    pub fn open(&mut self, role: Role) {
        self.close();
        if !self.doc.text.is_empty() {
            self.doc.text.push_str("\n\n");
        }
        self.open = Some(Open { role, start: self.doc.text.len(), marks: self.doc.marks.len() });
    }

    /// Is a block open?
    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// Appends to the open block as it is; opens a body block where none is.
    pub fn push(&mut self, text: &str) {
        if self.open.is_none() {
            self.open(Role::Body);
        }
        self.doc.text.push_str(&clean(text));
    }

    /// Appends with runs of white space folded into one space, as HTML shows them.
    pub fn push_folded(&mut self, text: &str) {
        let text = &*clean(text);
        if self.open.is_none() {
            if text.trim_start().is_empty() {
                return;
            }
            self.open(Role::Body);
        }
        let out = &mut self.doc.text;
        let mut gap = text.starts_with(is_html_space);
        for word in text.split(is_html_space).filter(|w| !w.is_empty()) {
            if gap && !out.ends_with(is_html_space) {
                out.push(' ');
            }
            out.push_str(word);
            gap = true;
        }
        if text.ends_with(is_html_space) && !out.ends_with(is_html_space) {
            out.push(' ');
        }
    }

    /// Begins a stretch of inline markup.
    pub fn begin_mark(&mut self, kind: MarkKind) -> Marker {
        if self.open.is_none() {
            self.open(Role::Body);
        }
        Marker { kind, start: self.doc.text.len() }
    }

    /// Ends it. A mark that covers nothing, or whose block has ended, leaves no trace.
    pub fn end_mark(&mut self, marker: Marker) {
        let Some(open) = &self.open else { return };
        let text = &self.doc.text;
        if marker.start < open.start || !text.is_char_boundary(marker.start) {
            return;
        }
        let covered = &text[marker.start..];
        let start = marker.start + (covered.len() - covered.trim_start().len());
        let end = marker.start + covered.trim_end().len();
        if start < end {
            self.doc.marks.push(Mark { kind: marker.kind, span: Span::new(start, end) });
        }
    }

    /// Ends the open block, trimming white space at its ends.
    pub fn close(&mut self) {
        let Some(open) = self.open.take() else { return };
        let doc = &mut self.doc;
        let body = &doc.text[open.start..];
        let lead = body.len() - body.trim_start().len();
        let end = open.start + body.trim_end().len();
        let start = open.start + lead;
        if start >= end {
            doc.marks.truncate(open.marks);
            doc.text.truncate(open.start);
            let keep = doc.text.trim_end_matches('\n').len();
            doc.text.truncate(keep);
            return;
        }
        doc.text.truncate(end);
        let span = Span::new(start, end);
        doc.blocks.push(Block { role: open.role, span, key: Span { start: span.start, end: span.start } });
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.doc.text
    }

    /// Adds a note.
    pub fn note(&mut self, note: Note) {
        self.doc.notes.push(note);
    }

    /// Ends the document: tokens, sentences, language.
    pub fn finish(mut self) -> Document {
        self.close();
        let mut doc = self.doc;
        doc.marks.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        segment::segment(&mut doc);
        doc.language = language::detect(&doc);
        doc
    }
}

/// Text without what readers of it should not have to think of: carriage returns are line ends, NUL and
/// U+FEFF are nothing. Decoding has seen to the bytes; entities and escapes can still say them.
fn clean(text: &str) -> Cow<'_, str> {
    let rare = memchr::memchr3(b'\r', 0, 0xef, text.as_bytes());
    if rare.is_none_or(|at| !text[text.floor_char_boundary(at)..].contains(['\r', '\0', '\u{feff}'])) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n").replace(['\0', '\u{feff}'], ""))
}

/// White space as HTML counts it: a no-break space is a character like any other.
pub(crate) fn is_html_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_holds_controls_that_stand_for_nothing() {
        let mut b = Builder::new(Source::default());
        b.field(Field::Title, "ti\0tle", "\u{feff}a\0b\r\nc");
        b.field(Field::Grade, "grade", "\0");
        b.open(Role::Body);
        b.push("a\rb！");
        b.push_folded("\u{feff}c\r\0d");
        let doc = b.finish();
        doc.check().unwrap();
        assert_eq!(doc.text, "title: ab\nc\n\na\nb！c d");
    }
}
