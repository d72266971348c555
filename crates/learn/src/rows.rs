//! Texts as rows of features: sparse, binary, each feature once.

use rustc_hash::FxHashMap;

/// Rows of features' numbers, ascending and without doubles, in one run of memory.
#[derive(Debug, Clone)]
pub struct Rows {
    ends: Vec<usize>,
    ids: Vec<u32>,
}

impl Default for Rows {
    fn default() -> Self {
        Rows { ends: vec![0], ids: Vec::new() }
    }
}

impl Rows {
    /// Adds a row.
    pub fn push(&mut self, ids: impl IntoIterator<Item = u32>) {
        let start = self.ids.len();
        self.ids.extend(ids);
        self.ids[start..].sort_unstable();
        let mut kept = start;
        for at in start..self.ids.len() {
            if at == start || self.ids[at] != self.ids[kept - 1] {
                self.ids[kept] = self.ids[at];
                kept += 1;
            }
        }
        self.ids.truncate(kept);
        self.ends.push(kept);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.ends.len() - 1
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row.
    pub fn row(&self, at: usize) -> &[u32] {
        &self.ids[self.ends[at]..self.ends[at + 1]]
    }
}

/// The features worth a number: those that enough rows have.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    /// The number of a feature's hash.
    pub number: FxHashMap<u32, u32>,
    /// The hash of each number.
    pub hash: Vec<u32>,
}

impl Vocabulary {
    /// Counts in how many of the rows (of hashes) each feature is, and numbers those in `least` or more, by hash.
    pub fn of<'r>(rows: impl Iterator<Item = &'r [u32]>, least: u32) -> Vocabulary {
        let mut count: FxHashMap<u32, u32> = FxHashMap::default();
        for row in rows {
            for hash in row {
                *count.entry(*hash).or_default() += 1;
            }
        }
        let mut hash: Vec<u32> = count.into_iter().filter(|(_, n)| *n >= least).map(|(h, _)| h).collect();
        hash.sort_unstable();
        let number = hash.iter().copied().zip(0..).collect();
        Vocabulary { number, hash }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.hash.len()
    }

    /// Are there none?
    pub fn is_empty(&self) -> bool {
        self.hash.is_empty()
    }

    /// A row of hashes as a row of numbers; what has none is left out.
    pub fn numbers<'s>(&'s self, row: &'s [u32]) -> impl Iterator<Item = u32> + 's {
        row.iter().filter_map(|h| self.number.get(h).copied())
    }
}
