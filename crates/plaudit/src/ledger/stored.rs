//! How documents and readings lie in the ledger: as the bytes that hold what cannot be found again.
//!
//! A document is [`Document::to_bytes`], a reading is its claims in JSON without the scores of policies (grades
//! become scores late, by the rule that is asked for) and without sentences (the text gives them back); both
//! are compressed. The first byte says how.

use std::cell::RefCell;

use anyhow::Context as _;
use document::Document;
use reading::{Reading, Says};
use zstd::bulk::{Compressor, Decompressor};

/// The format's number, the first byte: what follows is compressed by Zstandard.
const FORMAT: u8 = 1;
/// Fast rather than small: twice the size of the text goes through here for every review that is added.
const LEVEL: i32 = 1;
/// What a document or a reading may be when it is unpacked, in bytes: far more than any that is written.
const MOST: usize = 256 << 20;

/// The bytes of a document.
pub(crate) fn document(doc: &Document) -> anyhow::Result<Vec<u8>> {
    packed(&doc.to_bytes())
}

/// The document of the bytes.
pub(crate) fn to_document(bytes: &[u8]) -> anyhow::Result<Document> {
    Document::from_bytes(&unpacked(bytes)?)
        .context("the document in the ledger is damaged, or of a newer Plaudit")
}

/// The bytes of a reading.
pub(crate) fn reading(reading: &Reading) -> anyhow::Result<Vec<u8>> {
    let mut kept = Reading {
        part: reading.part,
        extent: reading.extent,
        candidates: reading.candidates.clone(),
        arc: reading.arc.clone(),
        notes: reading.notes.clone(),
        ..Reading::default()
    };
    kept.claims = reading.claims.iter().filter(|c| !matches!(c.says, Says::Score { .. })).cloned().collect();
    packed(&serde_json::to_vec(&kept)?)
}

/// The reading of the bytes.
pub(crate) fn to_reading(bytes: &[u8]) -> anyhow::Result<Reading> {
    serde_json::from_slice(&unpacked(bytes)?)
        .context("a reading in the ledger is damaged, or of another Plaudit: `plaudit reread` makes it anew")
}

thread_local! {
    // Made once a thread: making one costs as much as packing a review.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

fn packed(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    PACKER.with_borrow_mut(|held| {
        let packer = match held {
            Some(packer) => packer,
            None => held.insert(Compressor::new(LEVEL)?),
        };
        let mut out = vec![0; 1 + zstd::zstd_safe::compress_bound(bytes.len())];
        let (format, room) = out.split_at_mut(1);
        format.fill(FORMAT);
        let size = packer.compress_to_buffer(bytes, room)?;
        out.truncate(1 + size);
        out.shrink_to_fit();
        Ok(out)
    })
}

fn unpacked(bytes: &[u8]) -> anyhow::Result<Vec<u8>> {
    let Some((&FORMAT, rest)) = bytes.split_first() else {
        anyhow::bail!("the ledger holds bytes of an unknown format");
    };
    let size = zstd::zstd_safe::get_frame_content_size(rest).ok().flatten().unwrap_or(0);
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(MOST);
    UNPACKER.with_borrow_mut(|held| {
        let unpacker = match held {
            Some(unpacker) => unpacker,
            None => held.insert(Decompressor::new()?),
        };
        unpacker.decompress(rest, size).context("the ledger holds damaged bytes")
    })
}
