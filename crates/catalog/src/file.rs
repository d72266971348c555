//! The catalog's file: what stands where in its bytes, and how damage is noticed.
//!
//! ```text
//! 0   8  "PLAUDCAT"
//! 8   4  format version, u32
//! 12  4  number of sections, u32
//! 16  8  length of the file, u64
//! 24  8  XXH3-64 of all bytes but these eight
//! 32  …  sections: for each, offset u64 and length u64, in the order of `Section`
//! …   …  the sections, each beginning at a multiple of 8
//! ```
//!
//! All numbers are little-endian. Sections are arrays of rows of fixed size, read in place: opening a catalog
//! allocates nothing. The checksum is taken over the whole file when it is opened, which costs a pass at memory's
//! speed (a tenth of a second a gigabyte) and is why no answer can come from a damaged file. A file with a right
//! checksum may still be nonsense made on purpose: every access is checked, and what does not fit reads as empty.

use crate::{Error, ErrorKind};

/// The version of the format that this code writes and reads.
pub const VERSION: u32 = 1;

/// What every catalog file begins with, whatever its version.
pub const MAGIC: &[u8; 8] = b"PLAUDCAT";
const CHECKSUM_AT: usize = 24;
const TABLE_AT: usize = 32;

/// The sections of a file, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    /// Every string, once: its length as LEB128, then UTF-8.
    Strings,
    /// One row a film.
    Films,
    /// One row a credit, by film, in order of billing.
    Credits,
    /// One row a person.
    People,
    /// One row a person's work, by person: film and job.
    Works,
    /// One row a title or short form of one, by key; and where each range of keys begins.
    Titles,
    TitleRanges,
    /// One row a name or partial form of one, by key; and where each range of keys begins.
    Names,
    NameRanges,
    /// A Bloom filter of the keys of what titles and names begin with.
    Beginnings,
    /// One row a word of a title or name, by hash; and where each range of hashes begins.
    Words,
    WordRanges,
    /// One row a word with one letter left out, by hash; and where each range of hashes begins.
    Deletions,
    DeletionRanges,
    /// Films by identifier, one section a registry.
    ByImdb,
    ByTmdb,
    ByWikidata,
    ByMovielens,
    /// People by identifier.
    PeopleByImdb,
    PeopleByWikidata,
    /// What the catalog was made from: one line a source.
    Sources,
}

/// How many sections there are.
pub(crate) const SECTIONS: usize = Section::Sources as usize + 1;

/// Puts sections into a file.
pub(crate) fn seal(sections: &[Vec<u8>; SECTIONS]) -> Vec<u8> {
    let head = TABLE_AT + SECTIONS * 16;
    let padded = |len: usize| len.next_multiple_of(8);
    let total = padded(head) + sections.iter().map(|s| padded(s.len())).sum::<usize>();
    let mut out = Vec::with_capacity(total);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    out.extend_from_slice(&(SECTIONS as u32).to_le_bytes());
    out.extend_from_slice(&(total as u64).to_le_bytes());
    out.extend_from_slice(&[0; 8]);
    let mut at = padded(head);
    for section in sections {
        out.extend_from_slice(&(at as u64).to_le_bytes());
        out.extend_from_slice(&(section.len() as u64).to_le_bytes());
        at += padded(section.len());
    }
    for section in sections {
        out.resize(padded(out.len()), 0);
        out.extend_from_slice(section);
    }
    out.resize(total, 0);
    let sum = checksum(&out);
    out[CHECKSUM_AT..TABLE_AT].copy_from_slice(&sum.to_le_bytes());
    out
}

/// Checks a file and finds its sections.
pub(crate) fn open(bytes: &[u8]) -> Result<[&[u8]; SECTIONS], Error> {
    let error = |kind, message: String| Error { kind, message };
    if bytes.is_empty() {
        return Err(error(ErrorKind::Foreign, "it is empty".into()));
    }
    if !bytes.starts_with(MAGIC) {
        return Err(error(ErrorKind::Foreign, "it is not a Plaudit catalog".into()));
    }
    let cut =
        |len: usize| error(ErrorKind::Damaged, format!("it ends after {len} bytes: copy or build it again"));
    if bytes.len() < TABLE_AT {
        return Err(cut(bytes.len()));
    }
    let version = u32_at(bytes, 8);
    if version != VERSION {
        let message =
            format!("it has format version {version}, and this program reads {VERSION}: build it again");
        return Err(error(ErrorKind::Version, message));
    }
    let total = u64_at(bytes, 16);
    if (bytes.len() as u64) < total {
        return Err(cut(bytes.len()));
    }
    let damaged =
        || error(ErrorKind::Damaged, "its checksum does not fit its content: copy or build it again".into());
    if bytes.len() as u64 != total
        || u32_at(bytes, 12) as usize != SECTIONS
        || checksum(bytes) != u64_at(bytes, CHECKSUM_AT)
    {
        return Err(damaged());
    }
    let mut sections: [&[u8]; SECTIONS] = [&[]; SECTIONS];
    for (i, section) in sections.iter_mut().enumerate() {
        let row = TABLE_AT + i * 16;
        let at = usize::try_from(u64_at(bytes, row)).map_err(|_| damaged())?;
        let len = usize::try_from(u64_at(bytes, row + 8)).map_err(|_| damaged())?;
        let end = at.checked_add(len).ok_or_else(damaged)?;
        *section = bytes.get(at..end).ok_or_else(damaged)?;
    }
    Ok(sections)
}

/// Puts the right checksum into changed bytes: for tests of what a file made on purpose can do. Too few bytes are left
/// as they are.
#[doc(hidden)]
pub fn reseal(bytes: &mut [u8]) {
    if bytes.len() >= TABLE_AT {
        let sum = checksum(bytes);
        bytes[CHECKSUM_AT..TABLE_AT].copy_from_slice(&sum.to_le_bytes());
    }
}

fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = xxhash_rust::xxh3::Xxh3Default::new();
    hash.update(&bytes[..CHECKSUM_AT]);
    hash.update(&bytes[TABLE_AT..]);
    hash.digest()
}

/// A number in a row; 0 where the row is too short, which a type's fixed row size rules out.
pub(crate) fn u32_at(row: &[u8], at: usize) -> u32 {
    row.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// See [`u32_at`].
pub(crate) fn u64_at(row: &[u8], at: usize) -> u64 {
    row.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
}

/// See [`u32_at`].
pub(crate) fn u16_at(row: &[u8], at: usize) -> u16 {
    row.get(at..at + 2).and_then(|b| b.try_into().ok()).map_or(0, u16::from_le_bytes)
}

/// The rows of a section; bytes behind the last whole row do not count.
pub(crate) fn rows<const N: usize>(section: &[u8]) -> &[[u8; N]] {
    section.as_chunks::<N>().0
}

/// The string at an offset of the pool; empty where there is none.
pub(crate) fn string(pool: &[u8], at: u32) -> &str {
    let mut len = 0usize;
    let mut shift = 0;
    let mut at = at as usize;
    loop {
        let Some(byte) = pool.get(at) else { return "" };
        at += 1;
        len |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
        shift += 7;
        if shift > 28 {
            return "";
        }
    }
    pool.get(at..at.saturating_add(len)).and_then(|b| std::str::from_utf8(b).ok()).unwrap_or("")
}

/// The rows of a sorted section whose key falls into one range: a hash's top bits say which.
///
/// `ranges` holds where each range begins, and where the last ends, so it has a power of two plus one entries.
pub(crate) fn range<'b, const N: usize>(rows: &'b [[u8; N]], ranges: &'b [u8], key: u64) -> &'b [[u8; N]] {
    let starts = rows_of_u32(ranges);
    let Some(bits) = starts.len().checked_sub(1).filter(|n| n.is_power_of_two()).map(usize::ilog2) else {
        return &[];
    };
    let at = if bits == 0 { 0 } else { (key >> (64 - bits)) as usize };
    let (Some(from), Some(to)) = (starts.get(at), starts.get(at + 1)) else { return &[] };
    let (from, to) = (u32::from_le_bytes(*from) as usize, u32::from_le_bytes(*to) as usize);
    rows.get(from..to).unwrap_or_default()
}

fn rows_of_u32(section: &[u8]) -> &[[u8; 4]] {
    rows::<4>(section)
}

/// Where each range of sorted keys begins: about two keys a range.
pub(crate) fn ranges(keys: impl ExactSizeIterator<Item = u64>) -> Vec<u8> {
    let count = (keys.len() / 2).next_power_of_two().max(1);
    let bits = count.ilog2();
    let of = |key: u64| if bits == 0 { 0 } else { (key >> (64 - bits)) as usize };
    let mut starts = vec![0u32; count + 1];
    for key in keys {
        starts[of(key) + 1] += 1;
    }
    for i in 0..count {
        starts[i + 1] += starts[i];
    }
    starts.iter().flat_map(|s| s.to_le_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_its_sections() {
        let mut sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|i| vec![i as u8; i * 3]);
        sections[0] = vec![3, b'a', b'b', b'c'];
        let file = seal(&sections);
        let opened = open(&file).unwrap();
        for (a, b) in sections.iter().zip(opened) {
            assert_eq!(a, b);
        }
        assert_eq!(string(opened[0], 0), "abc");
        assert_eq!(string(opened[0], 9), "");
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let sections: [Vec<u8>; SECTIONS] = std::array::from_fn(|i| vec![i as u8; 40]);
        let file = seal(&sections);
        for at in 0..file.len() {
            for bit in [1, 0x80] {
                let mut bad = file.clone();
                bad[at] ^= bit;
                assert!(open(&bad).is_err(), "byte {at}");
            }
        }
        for len in 0..file.len() {
            assert!(open(&file[..len]).is_err(), "cut at {len}");
        }
        let mut long = file.clone();
        long.push(0);
        assert!(open(&long).is_err());
    }

    #[test]
    fn ranges_hold_all_keys() {
        let mut keys: Vec<u64> = (0..1000u64).map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        keys.sort_unstable();
        let table: Vec<u8> = keys.iter().flat_map(|k| k.to_le_bytes()).collect();
        let starts = ranges(keys.iter().copied());
        for key in &keys {
            let found = range::<8>(rows(&table), &starts, *key);
            assert!(found.iter().any(|r| u64_at(r, 0) == *key));
            assert!(found.len() < 20);
        }
    }
}
