//! Texts that share passages: what is tested on must not have been trained on, not even a part of it.
//!
//! The sets of this field overlap: the same sentence is in two of them with other spaces and marks, the same review
//! in whole and in extract. So passages are compared without case, spaces and marks, wherever they begin (shingles;
//! Broder, "On the resemblance and containment of documents", 1997; a sample of them by hash, as there).

use rustc_hash::FxHashSet;

/// The base of the rolling hash; any odd number with many bits set.
const BASE: u64 = 0x9e37_79b9_7f4a_7c15;

/// A text without case, spaces and marks: what makes two short texts the same.
pub fn normal(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The passages of texts.
#[derive(Debug, Clone)]
pub struct Passages {
    length: usize,
    hashes: FxHashSet<u64>,
}

impl Passages {
    /// All passages of `length` letters of these texts; of a shorter text, the whole.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>, length: usize) -> Passages {
        let mut hashes = FxHashSet::default();
        for text in texts {
            each(text, length, |hash| {
                hashes.insert(hash);
                true
            });
        }
        Passages { length, hashes }
    }

    /// Does a text share one of them?
    pub fn shared_by(&self, text: &str) -> bool {
        !each(text, self.length, |hash| !self.hashes.contains(&hash))
    }
}

/// Calls `go_on` with the hash of every passage until it says no; says whether it never did. One passage in
/// [`SAMPLE`] is left of a long text: whatever two texts share at some length is sampled alike in both.
fn each(text: &str, length: usize, mut go_on: impl FnMut(u64) -> bool) -> bool {
    let letters = normal(text);
    let bytes = letters.as_bytes();
    let hash_of = |run: &[u8]| run.iter().fold(0u64, |h, b| push(h, *b));
    if bytes.len() <= length {
        return bytes.is_empty() || go_on(finish(hash_of(bytes)));
    }
    let is_long = length >= LONG;
    let last_power = (0..length).fold(1u64, |p, _| p.wrapping_mul(BASE));
    let mut hash = hash_of(&bytes[..length]);
    for at in length..=bytes.len() {
        let done = finish(hash);
        if (!is_long || done.is_multiple_of(SAMPLE)) && !go_on(done) {
            return false;
        }
        if let Some(next) = bytes.get(at) {
            let gone = u64::from(bytes[at - length]) + 1;
            hash = push(hash, *next).wrapping_sub(gone.wrapping_mul(last_power));
        }
    }
    true
}

/// Passages as long as this are sampled.
const LONG: usize = 60;
/// One of this many is kept.
const SAMPLE: u64 = 4;

fn push(hash: u64, byte: u8) -> u64 {
    hash.wrapping_mul(BASE).wrapping_add(u64::from(byte) + 1)
}

/// Spreads a rolling hash over all its bits.
fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 32)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^ (hash >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "it's a film that nobody, least of all its makers, will remember once the lights are on again";

    #[test]
    fn spaces_case_and_marks_do_not_matter() {
        let known = Passages::of([TEXT], 30);
        assert!(known.shared_by("It 's a film that nobody , least of all its makers , will remember"));
        assert!(
            known.shared_by("He wrote: will remember once the lights are on again, and left in a hurry.")
        );
        assert!(!known.shared_by("a film that nobody will remember once the lights are off again"));
        assert!(!known.shared_by(""));
    }

    #[test]
    fn short_texts_are_the_same_or_not() {
        let known = Passages::of(["A triumph!"], 40);
        assert!(known.shared_by("a triumph"));
        assert!(!known.shared_by("a triumph of style"));
    }

    #[test]
    fn long_passages_are_found_though_sampled() {
        let known = Passages::of([TEXT.repeat(3).as_str()], 80);
        assert!(known.shared_by(&format!("Someone begins like this. {TEXT}{TEXT} And ends.")));
        assert!(!known.shared_by(&TEXT[..60]));
    }
}
