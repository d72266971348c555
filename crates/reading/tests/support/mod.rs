//! Small reviews for cases: a film's title in the metadata, and a text.

use document::{Content, Document, Field, Format, Options, Record, Source};
use reading::Reading;

/// The document.
pub(crate) fn document(film: &str, text: &str) -> Document {
    let content = Content::Whole {
        format: Format::Markdown,
        bytes: text.as_bytes().to_vec(),
        charset: None,
        fields: vec![(Field::Film, "film", film.to_owned())],
        cut: false,
    };
    let record = Record { source: Source::default(), content, notes: Vec::new() };
    document::parse(record, &Options::default())
}

/// The reading of its only part.
pub(crate) fn read(doc: &Document) -> Reading {
    reading::read(doc, catalog::starter(), reading::Models::built_in()).into_iter().next().unwrap_or_default()
}
