//! Tells whether two texts are the same review, from forty bytes of each.
//!
//! A [`Sketch`] is kept beside a review for as long as a ledger lives: what [`Sketch::of`] computes must not
//! change without a new sketch of every text.

/// How many minima a sketch has.
const MINIMA: usize = 16;

/// How many of them must agree for two texts to be one: 13 of 16 estimate a resemblance of 0.8 or more.
const NEAR: usize = 13;

/// A run of this many minima is equal in two near sketches: 3 that differ spoil at most 3 of the 4 runs.
const RUN: usize = 4;

/// How many words make a shingle.
const SHINGLE: usize = 4;

/// Texts of fewer words are near nothing: "Full review in Spanish." stands under many reviews.
const FEWEST: usize = 12;

/// What is kept of a text to recognize it: a hash of its words, and the least hashes of its shingles.
///
/// Words are runs of letters and digits in lower case, without apostrophes; marks, spaces and line breaks do
/// not matter. Every run of four words is a shingle; the sixteen minima estimate which share of shingles two
/// texts have in common (A. Broder, "On the resemblance and containment of documents", 1997), of each of which
/// sixteen bits are kept (P. Li and A. König, "b-bit minwise hashing", 2010). The estimate's standard error is
/// at most 1/8, and 0.1 for a true resemblance of 0.8: ample, since different reviews of one film share
/// hardly any run of four words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sketch {
    exact: u64,
    least: [u16; MINIMA],
}

/// No text at all.
impl Default for Sketch {
    fn default() -> Self {
        Sketch { exact: 0, least: [u16::MAX; MINIMA] }
    }
}

impl Sketch {
    /// How many bytes a sketch is stored in.
    pub const BYTES: usize = 8 + 2 * MINIMA;

    /// The sketch of a text: one pass, some sixty operations a word.
    pub fn of(text: &str) -> Sketch {
        let mut exact = START;
        let mut least = [u32::MAX; MINIMA];
        let (mut last, mut words) = ([0u64; SHINGLE], 0usize);
        each_word(text, |word| {
            exact = mix(exact ^ word);
            last.rotate_left(1);
            last[SHINGLE - 1] = word;
            words += 1;
            if words >= SHINGLE {
                let shingle = last.iter().fold(START, |hash, w| (hash.rotate_left(21) ^ w).wrapping_mul(ODD));
                let shingle = (mix(shingle) >> 32) as u32;
                for (least, turn) in least.iter_mut().zip(TURNS) {
                    // A multiplication and a shift spread well enough over 32 bits, and vectorize.
                    let turned = (shingle ^ turn).wrapping_mul(turn | 1);
                    *least = (*least).min((turned ^ (turned >> 15)).wrapping_mul(0x2c1b_3c6d));
                }
            }
        });
        if words == 0 {
            return Sketch::default();
        }
        // The low bits of a minimum are as good as any; its high ones are nearly always 0.
        let least = if words < FEWEST { [u16::MAX; MINIMA] } else { least.map(|l| l as u16) };
        Sketch { exact, least }
    }

    /// A text of too few words to be told from another.
    pub fn is_blank(&self) -> bool {
        self.least == [u16::MAX; MINIMA]
    }

    /// Has the other text the very same words? Never, where there are too few of them.
    pub fn is_same(&self, other: &Sketch) -> bool {
        self.exact == other.exact && !self.is_blank() && !other.is_blank()
    }

    /// The share of shingles that both texts have of those that one has, as estimated, 0 to 1; 0 where a text
    /// has too few words.
    pub fn resemblance(&self, other: &Sketch) -> f64 {
        if self.is_blank() || other.is_blank() { 0.0 } else { self.agreeing(other) as f64 / MINIMA as f64 }
    }

    /// Are the two texts one review, edited at most a little?
    pub fn is_near(&self, other: &Sketch) -> bool {
        !self.is_blank() && !other.is_blank() && (self.exact == other.exact || self.agreeing(other) >= NEAR)
    }

    /// Keys of which two near sketches share at least one: so that near ones are found without comparing all.
    pub fn keys(&self) -> [(u8, u64); MINIMA / RUN] {
        let key = |run: usize| {
            let part = &self.least[run * RUN..(run + 1) * RUN];
            part.iter().fold(0, |key, least| key << 16 | u64::from(*least))
        };
        std::array::from_fn(|run| (run as u8, key(run)))
    }

    /// The sketch as it is stored: the hash, then the minima, all with the low byte first.
    pub fn to_bytes(&self) -> [u8; Sketch::BYTES] {
        let mut bytes = [0; Sketch::BYTES];
        bytes[..8].copy_from_slice(&self.exact.to_le_bytes());
        for (to, least) in bytes[8..].chunks_exact_mut(2).zip(self.least) {
            to.copy_from_slice(&least.to_le_bytes());
        }
        bytes
    }

    /// The sketch that was stored; `None` for any other number of bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Sketch> {
        let bytes: &[u8; Sketch::BYTES] = bytes.try_into().ok()?;
        let (exact, least) = bytes.split_first_chunk::<8>()?;
        let mut sketch = Sketch { exact: u64::from_le_bytes(*exact), ..Sketch::default() };
        for (to, pair) in sketch.least.iter_mut().zip(least.as_chunks::<2>().0) {
            *to = u16::from_le_bytes(*pair);
        }
        Some(sketch)
    }

    fn agreeing(&self, other: &Sketch) -> usize {
        self.least.iter().zip(&other.least).filter(|(a, b)| a == b).count()
    }
}

/// Hashes of nothing yet; any odd number of mixed bits.
const START: u64 = 0x9e37_79b9_7f4a_7c15;
const ODD: u64 = 0xff51_afd7_ed55_8ccd;

/// What tells the sixteen hashes of a shingle apart: the first words of splitmix64 from 0.
const TURNS: [u32; MINIMA] = {
    let mut turns = [0; MINIMA];
    let mut state = 0u64;
    let mut i = 0;
    while i < MINIMA {
        state = state.wrapping_add(START);
        turns[i] = (mix(state) >> 32) as u32;
        i += 1;
    }
    turns
};

/// Spreads every bit over all (the finalizer of splitmix64).
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Hashes the words of a text, one after the other. A character of a script without spaces is a word.
fn each_word(text: &str, mut word: impl FnMut(u64)) {
    let mut hash = 0u64;
    let put = |hash: &mut u64, letter: u32| {
        *hash = (*hash ^ u64::from(letter)).wrapping_add(1).wrapping_mul(0x0000_0100_0000_01b3);
    };
    let mut end = |hash: &mut u64| {
        if *hash != 0 {
            word(std::mem::take(hash));
        }
    };
    for c in text.chars() {
        if c.is_ascii() {
            let c = c as u8;
            if c.is_ascii_alphanumeric() {
                put(&mut hash, u32::from(c.to_ascii_lowercase()));
            } else if c != b'\'' {
                end(&mut hash);
            }
        } else if c.is_alphanumeric() {
            let apart = ('\u{2e80}'..'\u{ac00}').contains(&c) || ('\u{f900}'..'\u{fb00}').contains(&c);
            if apart {
                end(&mut hash);
            }
            c.to_lowercase().for_each(|c| put(&mut hash, u32::from(c)));
            if apart {
                end(&mut hash);
            }
        } else if c != '\u{2019}' && c != '\u{ad}' {
            end(&mut hash);
        }
    }
    end(&mut hash);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "The rink is cold, the coach is colder, and for ninety minutes nobody says what they want; \
        then the lights go out, someone laughs, and it turns out that this has been a comedy all along.";

    #[test]
    fn case_marks_and_lines_do_not_matter() {
        let other = TEXT.to_uppercase().replace(", ", " --\n\n").replace(';', " …");
        assert_eq!(Sketch::of(TEXT), Sketch::of(&other));
        assert_eq!(Sketch::of("don't"), Sketch::of("don’t"));
        assert_ne!(Sketch::of(TEXT), Sketch::of(&TEXT.replace("cold,", "warm,")));
    }

    #[test]
    fn a_little_edited_is_near_and_another_text_is_not() {
        let long = (0..60).map(|i| format!("{TEXT} Scene {i}.")).collect::<Vec<_>>().join(" ");
        assert!(Sketch::of(&long).is_near(&Sketch::of(&format!("By A. Critic. {long} Three stars."))));
        let other = "Nothing here moves, least of all the camera, which sits and waits with us for a plot.";
        assert!(!Sketch::of(TEXT).is_near(&Sketch::of(other)));
        assert!(Sketch::of(TEXT).resemblance(&Sketch::of(other)) < 0.2);
    }

    #[test]
    fn a_few_words_are_near_nothing() {
        for text in ["", "...", "Full review in Spanish."] {
            let sketch = Sketch::of(text);
            assert!(sketch.is_blank() && !sketch.is_near(&sketch) && !sketch.is_same(&sketch));
        }
        assert_eq!(Sketch::of(" - "), Sketch::default());
        assert!(!Sketch::of("这部电影的节奏很慢但是结尾非常动人").is_blank(), "without spaces");
    }

    #[test]
    fn sketches_are_what_they_were() {
        // Stored in ledgers: other bytes here mean that no stored sketch is worth anything.
        let hex: String = Sketch::of(TEXT).to_bytes().iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "cf11e09144e2e80ee10c7d9088b4f7689d144623823bbb502440958fa9d605c9d16a47bce6903b40");
    }

    #[test]
    fn the_estimate_is_near_the_truth() {
        // Texts of 400 numbered words of which `same` are the same stretch: of 397 + 397 shingles, so many are shared.
        let text = |from: usize, to: usize| (from..to).map(|i| format!("w{i} ")).collect::<String>();
        let mut misses = 0.0;
        for same in (40..400).step_by(20) {
            let (a, b) = (text(0, 400), text(400 - same, 800 - same));
            let (shared, each) = ((same - 3) as f64, 397.0);
            misses += Sketch::of(&a).resemblance(&Sketch::of(&b)) - shared / (2.0 * each - shared);
        }
        assert!((misses / 18.0f64).abs() < 0.06, "{misses}");
    }

    proptest! {
        #[test]
        fn a_sketch_is_stored_whole(text in "\\PC{0,400}", bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let sketch = Sketch::of(&text);
            prop_assert_eq!(Sketch::from_bytes(&sketch.to_bytes()), Some(sketch));
            prop_assert_eq!(Sketch::from_bytes(&bytes).is_some(), bytes.len() == Sketch::BYTES);
        }

        #[test]
        fn near_ones_share_a_key(flips in prop::collection::btree_set(0usize..16, 0..=5)) {
            let sketch = Sketch::of(TEXT);
            let mut other = sketch;
            other.exact ^= 1;
            flips.iter().for_each(|i| other.least[*i] ^= 0x55);
            prop_assert_eq!(sketch.is_near(&other), flips.len() <= 3);
            let shared = sketch.keys().iter().any(|k| other.keys().contains(k));
            prop_assert!(shared || !sketch.is_near(&other));
        }
    }
}
