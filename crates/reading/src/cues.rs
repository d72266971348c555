//! Words by their hashes, and the bits that stand for the lists that a word is in: what facts and opinions share.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// What is known of words, by their [`catalog::word_hash`].
pub(crate) type ByHash<E> = HashMap<u32, E, BuildHasherDefault<Identity>>;

/// The words' hashes are hashes already.
#[derive(Default)]
pub(crate) struct Identity(u64);

impl Hasher for Identity {
    fn write(&mut self, bytes: &[u8]) {
        for b in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*b);
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.0 = u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Declares cues: a bit for each list of a file of words, by its name there.
macro_rules! cues {
    ($($name:ident $key:literal),* $(,)?) => {
        /// Bits for the lists.
        pub(crate) mod cue {
            $crate::cues::cues!(@ 0; $($name,)*);
        }
        const CUES: &[(&str, u64)] = &[$(($key, cue::$name)),*];
    };
    (@ $n:expr; $name:ident, $($rest:ident,)*) => {
        pub(crate) const $name: u64 = 1 << ($n);
        $crate::cues::cues!(@ $n + 1; $($rest,)*);
    };
    (@ $n:expr;) => {};
}

pub(crate) use cues;
