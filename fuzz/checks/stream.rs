//! What a fuzzer's bytes mean where they stand for a stream: one byte of options, then the stream.

use std::io::Read;

use document::{Document, Format, Limits, Options, parse, records};

const FORMATS: [Option<Format>; 10] = [
    None,
    Some(Format::Text),
    Some(Format::Markdown),
    Some(Format::Rst),
    Some(Format::Html),
    Some(Format::Feed),
    Some(Format::Csv),
    Some(Format::Json),
    Some(Format::Jsonl),
    Some(Format::Warc),
];

/// Records and bytes of one stream that are looked at: what packed bytes unpack to has no end.
const MOST_RECORDS: usize = 200;
const MOST_BYTES: usize = 1 << 20;

/// How to read, and what. The first byte modulo 20: formats as above with room, then the same with caps so
/// small that everything meets them.
pub(crate) fn of(data: &[u8]) -> Option<(Options, &[u8])> {
    let (first, bytes) = data.split_first()?;
    let first = usize::from(*first) % (2 * FORMATS.len());
    let limits = if first < FORMATS.len() {
        Limits { document_bytes: 256 << 10, skip_bytes: 1 << 20, ..Limits::default() }
    } else {
        Limits { document_bytes: 48, skip_bytes: 100, depth: 4, layers: 1 }
    };
    let format = FORMATS[first % FORMATS.len()];
    Some((Options { limits, format, ..Options::default() }, bytes))
}

/// All documents of a stream, up to the bounds above.
pub(crate) fn documents(input: impl Read, options: &Options) -> Vec<Document> {
    let mut left = MOST_BYTES;
    let mut fits = |size: usize| {
        left = left.saturating_sub(size);
        left > 0
    };
    records(input, "a", options)
        .take(MOST_RECORDS)
        .take_while(|r| fits(r.size()))
        .map(|r| parse(r, options))
        .collect()
}
