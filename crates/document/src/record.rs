//! Records: what a stream of reviews is cut into, before anything in them is understood.

use std::sync::Arc;

use crate::{Builder, Document, Field, Note, Source, html, markdown, plain, rst};

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
    },
    /// A row of a table.
    Row {
        /// The header, shared by all rows.
        header: Arc<[Column]>,
        /// The cells, decoded; as many as the row had.
        cells: Vec<String>,
    },
    /// An item of a feed: names and values as written, with the feed's own title as outlet.
    Item {
        /// Elements in order: name as written ("dc:creator"), meaning, value (text or HTML).
        elements: Vec<(String, Field, String)>,
    },
    /// A JSON object as text.
    Object {
        /// The JSON, decoded to UTF-8.
        json: String,
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
    let mut b = Builder::new(record.source);
    for note in record.notes {
        b.note(note);
    }
    let _ = options;
    match record.content {
        Content::Whole { format, bytes, charset: _, fields } => {
            let text = String::from_utf8_lossy(&bytes);
            for (field, key, value) in fields {
                b.field(field, key, &value);
            }
            match format {
                Format::Markdown => markdown::page(&mut b, &text, &options.limits),
                Format::Rst => rst::page(&mut b, &text, &options.limits),
                Format::Html => html::page(&mut b, &text, &options.limits),
                _ => plain::page(&mut b, &text, &options.limits),
            }
        }
        Content::Row { .. } | Content::Item { .. } | Content::Object { .. } | Content::Nothing => {}
    }
    b.finish()
}
