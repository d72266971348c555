//! Whatever the bytes are: documents whose invariants hold, the same ones however the bytes arrive, and
//! sound ones from what is left where they break off.

mod stream;

use std::io::{self, Read};

use document::{Document, Span};

/// Panics where reading these bytes breaks a promise.
pub(crate) fn check(data: &[u8]) {
    let Some((options, bytes)) = stream::of(data) else { return };
    let documents = stream::documents(bytes, &options);
    sound(&documents);
    // What a damaged archive gives before its damage shows depends on how it arrives.
    let packed = [&[0x1f, 0x8b][..], &[0x28, 0xb5, 0x2f, 0xfd]].iter().any(|magic| bytes.starts_with(magic));
    let again = match packed {
        true => stream::documents(bytes, &options),
        false => stream::documents(Pieces(bytes), &options),
    };
    assert!(documents == again, "read again, in pieces, it is another:\n{documents:#?}\n{again:#?}");
    sound(&stream::documents(&bytes[..break_at(bytes)], &options));
}

fn sound(documents: &[Document]) {
    assert!(!documents.is_empty(), "no document, so no note that says why");
    for d in documents {
        d.check().unwrap_or_else(|broken| panic!("{broken}: {d:#?}"));
        assert!(!d.text.is_empty() || !d.notes.is_empty(), "nothing, and no word why");
        assert!(!d.text.contains(['\r', '\0', '\u{feff}']), "{:?}", d.text);
        assert!(d.marks.is_sorted_by_key(|m| m.span.start), "{:?}", d.marks);
        for s in &d.sentences {
            let block = d.block_at(s.start);
            assert!(block.is_some_and(|b| b.span.contains(*s)), "sentence {s:?} crosses {block:?}");
        }
        let fits = |s: &Span| d.text.get(s.range()).is_some();
        assert!(d.notes.iter().flat_map(|n| &n.evidence).all(fits), "{:?}", d.notes);
        let _ = (d.words(Span::new(0, d.text.len())), d.id());
    }
}

/// Where to break the stream off: anywhere, and the same place for the same bytes.
fn break_at(bytes: &[u8]) -> usize {
    let mixed =
        bytes.iter().fold(0usize, |h, b| (h.rotate_left(5) ^ usize::from(*b)).wrapping_mul(0x9e37_79b9));
    mixed % (bytes.len() + 1)
}

/// Bytes that arrive a few at a time, as from a slow network.
struct Pieces<'a>(&'a [u8]);

impl Read for Pieces<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = out.len().min(1 + self.0.len() % 61);
        self.0.read(&mut out[..n])
    }
}
