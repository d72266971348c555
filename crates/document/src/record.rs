//! Records: what a stream of reviews is cut into, before anything in them is understood.

use std::sync::Arc;

use memchr::{memchr, memmem};

use crate::charset::{self, Hint};
use crate::item::{self, Feed};
use crate::row::{self, Table};
use crate::{
    Builder, Document, Field, Note, NoteKind, Role, Source, field_of, html, markdown, object, plain, rst,
    slug,
};

/// Caps on what one document may cost. The defaults are far above any real review.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one record that are kept; the rest is left out with a note.
    pub document_bytes: usize,
    /// Bytes past that cap that are skipped in search of the next record before the stream is given up.
    pub skip_bytes: u64,
    /// Depth of nesting (HTML elements, JSON values, YAML levels) that is followed.
    pub depth: usize,
    /// Layers of compression that are unwrapped.
    pub layers: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { document_bytes: 8 << 20, skip_bytes: 1 << 30, depth: 256, layers: 3 }
    }
}

/// How to read a stream. The default asks the bytes and the name.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Caps.
    pub limits: Limits,
    /// The format, where the caller knows better than the name and the bytes.
    pub format: Option<Format>,
    /// Columns or properties whose meaning the caller declares, by name (compared without case):
    /// they come before the built-in table of [`crate::field_of`].
    pub columns: Vec<(String, Field)>,
}

/// Formats that reviews come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text.
    Text,
    /// Markdown, with front matter or without.
    Markdown,
    /// reStructuredText, with front matter or without.
    Rst,
    /// An HTML page.
    Html,
    /// RSS or Atom.
    Feed,
    /// Comma-, semicolon- or tab-separated values with a header.
    Csv,
    /// One JSON value: an object (one review) or an array of them.
    Json,
    /// One JSON object a line.
    Jsonl,
    /// A web archive.
    Warc,
}

/// One review's bytes, cut out of its stream, not yet understood.
#[derive(Debug, Clone)]
pub struct Record {
    /// Where it came from.
    pub source: Source,
    /// What it holds.
    pub content: Content,
    /// What went wrong in cutting it out.
    pub notes: Vec<Note>,
}

impl Record {
    /// About how many bytes it holds.
    pub fn size(&self) -> usize {
        match &self.content {
            Content::Whole { bytes, .. }
            | Content::Row { bytes, .. }
            | Content::Item { bytes, .. }
            | Content::Object { bytes, .. } => bytes.len(),
            Content::Nothing => 0,
        }
    }
}

/// The content of a record.
#[derive(Debug, Clone)]
pub enum Content {
    /// A whole file or archive entry of a format that holds one review.
    Whole {
        /// What the bytes are.
        format: Format,
        /// The bytes, in whatever encoding.
        bytes: Vec<u8>,
        /// Charset declared outside the bytes (an HTTP header in a WARC record).
        charset: Option<String>,
        /// Metadata that came with it from outside: an archived page's address.
        fields: Vec<(Field, &'static str, String)>,
        /// Were the bytes cut off at the cap?
        cut: bool,
    },
    /// A row of a table.
    Row {
        /// The header and what else all rows share.
        table: Arc<Table>,
        /// The row without its line end.
        bytes: Vec<u8>,
    },
    /// An item of a feed.
    Item {
        /// What all items share.
        feed: Arc<Feed>,
        /// The element, with its tags.
        bytes: Vec<u8>,
        /// Was it cut off at the cap?
        cut: bool,
    },
    /// A JSON object.
    Object {
        /// The JSON.
        bytes: Vec<u8>,
        /// Was it cut off at the cap?
        cut: bool,
    },
    /// Nothing: the notes say why.
    Nothing,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name as written.
    pub name: String,
    /// What it means.
    pub field: Field,
}

/// Understands one record. Never fails: what could not be read is in the document's notes.
pub fn parse(record: Record, options: &Options) -> Document {
    let line = record.source.line;
    let mut b = Builder::new(record.source);
    let explained = !record.notes.is_empty();
    for note in record.notes {
        b.note(note);
    }
    match record.content {
        Content::Whole { format, bytes, charset, fields, cut } => {
            for (field, key, value) in fields {
                b.field(field, key, &value);
            }
            whole(&mut b, format, bytes, charset.as_deref(), cut, options);
            if let Some(slug) = b.untitled().and_then(slug::of_file).map(str::to_owned) {
                b.field(Field::Slug, "file", &slug);
            }
        }
        Content::Row { table, bytes } => row::row(&mut b, &table, bytes, line, options),
        Content::Item { feed, bytes, cut } => item::item(&mut b, &feed, bytes, cut, line, options),
        Content::Object { bytes, cut } => object::object(&mut b, bytes, cut, line, options),
        Content::Nothing if explained => return b.finish(),
        Content::Nothing => {}
    }
    let mut document = b.finish();
    // What could not be read has said so.
    let unreadable = document.notes.iter().any(|n| n.kind == NoteKind::Unreadable);
    if document.text.is_empty() && !unreadable {
        document.notes.push(Note::new(NoteKind::Empty, "there is no text in it"));
    }
    document
}

fn whole(b: &mut Builder, format: Format, bytes: Vec<u8>, charset: Option<&str>, cut: bool, o: &Options) {
    let label = charset.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let markup = matches!(format, Format::Html | Format::Feed);
    let declared = label.map(|e| (e, "the HTTP header"));
    let declared = declared.or_else(|| markup.then(|| charset::declared(&bytes)).flatten());
    let hint = Hint { declared, guessed: None, whole: true, cut };
    let mut notes = Vec::new();
    let text = charset::decode(bytes, &hint, &mut notes);
    notes.into_iter().for_each(|n| b.note(n));
    match format {
        Format::Markdown => markdown::page(b, &text, &o.limits),
        Format::Rst => rst::page(b, &text, &o.limits),
        Format::Html => html::page(b, &text, &o.limits),
        _ => plain::page(b, &text, &o.limits),
    }
}

/// A review's text from a cell, a property or an element: HTML where it looks like it, else paragraphs.
pub(crate) fn body(b: &mut Builder, text: &str, limits: &Limits) {
    if has_blocks(text) {
        html::fragment(b, text, limits);
        b.close();
        return;
    }
    // A tag in a line or a character reference does not make its line breaks meaningless.
    let mut rest = text;
    while !rest.is_empty() {
        let (paragraph, after) = paragraph(rest);
        if is_markup(paragraph) {
            html::fragment(b, &with_breaks(paragraph.trim()), limits);
            b.close();
        } else if !paragraph.trim().is_empty() {
            b.open(Role::Body);
            b.push(paragraph);
            b.close();
        }
        rest = after;
    }
}

/// The text before the first blank line, and the text from there.
fn paragraph(text: &str) -> (&str, &str) {
    let mut from = 0;
    while let Some(found) = memchr(b'\n', &text.as_bytes()[from..]) {
        let at = from + found;
        let rest = text[at + 1..].trim_start_matches([' ', '\t', '\r']);
        if rest.is_empty() || rest.starts_with('\n') {
            return (&text[..at], rest);
        }
        from = text.len() - rest.len();
    }
    (text, "")
}

/// Tags by which HTML parts lines itself, and those whose content is no text.
const BLOCKS: &[&str] = &[
    "p",
    "br",
    "hr",
    "div",
    "li",
    "ul",
    "ol",
    "dl",
    "dd",
    "dt",
    "blockquote",
    "table",
    "tr",
    "td",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "section",
    "article",
    "figure",
    "html",
    "body",
    "script",
    "style",
    "!--",
];

/// Does a text hold tags by which HTML parts lines itself?
fn has_blocks(text: &str) -> bool {
    memchr::memchr_iter(b'<', text.as_bytes()).any(|at| {
        let rest = &text.as_bytes()[at + 1..];
        let name = &rest[usize::from(rest.starts_with(b"/"))..];
        let len = name.iter().take(11).take_while(|c| c.is_ascii_alphanumeric()).count();
        let name = if name.starts_with(b"!--") { &name[..3] } else { &name[..len] };
        BLOCKS.iter().any(|b| b.as_bytes().eq_ignore_ascii_case(name))
    })
}

/// Line breaks outside of tags as HTML says them.
fn with_breaks(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    for (i, line) in text.split('\n').enumerate() {
        if i > 0 {
            let tag = memchr::memrchr2(b'<', b'>', out.as_bytes()).is_some_and(|at| {
                out.as_bytes()[at] == b'<'
                    && out[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/')
            });
            out.push_str(if tag { "\n" } else { "<br>" });
        }
        out.push_str(line);
    }
    out
}

/// Does text that may be either hold HTML: a tag, or a character reference?
pub(crate) fn is_markup(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut from = 0;
    while let Some(found) = memchr::memchr2(b'<', b'&', &bytes[from..]) {
        let at = from + found;
        from = at + 1;
        let rest = &bytes[from..];
        let first = rest.first().copied().unwrap_or_default();
        if bytes[at] == b'<' {
            let tag = first.is_ascii_alphabetic() || matches!(first, b'/' | b'!');
            if tag && memchr(b'>', &rest[..rest.len().min(2000)]).is_some() {
                return true;
            }
        } else {
            let name = rest.iter().take(10).take_while(|c| c.is_ascii_alphanumeric() || **c == b'#').count();
            if name >= 2 && rest.get(name) == Some(&b';') {
                return true;
            }
        }
    }
    false
}

/// What the caller declares a column or property to mean.
pub(crate) fn declared(name: &str, columns: &[(String, Field)]) -> Option<Field> {
    let found = columns.iter().find(|(n, _)| n.to_lowercase() == name.to_lowercase());
    found.map(|(_, field)| *field)
}

/// The meaning of a column by its name.
pub(crate) fn meaning(name: &str, columns: &[(String, Field)]) -> Field {
    declared(name, columns).unwrap_or_else(|| field_of(name))
}

/// A note at a line of the stream, where that is known.
pub(crate) fn here(kind: NoteKind, message: impl Into<String>, line: Option<u64>) -> Note {
    let note = Note::new(kind, message);
    match line {
        Some(line) => note.at_line(line),
        None => note,
    }
}

/// How many times a pattern occurs.
pub(crate) fn lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Where a pattern first occurs from `from` on.
pub(crate) fn find(bytes: &[u8], from: usize, pattern: &[u8]) -> Option<usize> {
    memmem::find(bytes.get(from..)?, pattern).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inline_markup_leaves_the_line_breaks() {
        for (text, want) in [
            ("He likes it. <i>Her</i>.\n\nPara two.\n\n8/10", "He likes it. Her.\n\nPara two.\n\n8/10"),
            ("Tom &amp; Jerry\r\n\r\n8/10", "Tom & Jerry\n\n8/10"),
            ("Tom &amp; <a\nhref=x>Jerry</a>\n8/10", "Tom & Jerry\n8/10"),
            ("<p>One\n\nline</p><p>Two", "One line\n\nTwo"),
        ] {
            let mut b = Builder::new(Source::default());
            body(&mut b, text, &Limits::default());
            let doc = b.finish();
            let blocks: Vec<&str> = doc.prose().map(|b| doc.slice(b.span)).collect();
            assert_eq!(blocks.join("\n\n"), want);
        }
    }
}
