//! The file of a model: weights of n-grams, in place.
//!
//! An open hash table over 32-bit hashes with linear probing; a weight is a byte, scaled by its column. Decision: no
//! second hash and no list of n-grams, so a model of 200,000 n-grams takes about 3 MB and opening it allocates
//! nothing; the price is that it cannot be read back into words. Layout, little-endian: `MAGIC`, version, kind,
//! columns, slots (a power of two), parameters, all u32; the checksum (u64) of all behind it; parameters and scales as
//! f32; keys as u32, 0 for an empty slot; weights, a row a slot.

/// What a model file begins with.
const MAGIC: &[u8; 8] = b"PLAUDMOD";
/// The version that this reader reads.
const VERSION: u32 = 1;
const HEAD: usize = 36;

/// Weights of n-grams, over bytes that the caller holds.
#[derive(Debug, Clone, Copy)]
pub struct Table<'b> {
    keys: &'b [u8],
    weights: &'b [u8],
    columns: usize,
    /// Slots, less one.
    mask: u32,
    params: &'b [u8],
    scales: &'b [u8],
    checksum: u64,
}

impl<'b> Table<'b> {
    /// Opens a model of this kind with so many columns and parameters; says what is wrong where it cannot.
    pub fn open(bytes: &'b [u8], kind: u32, columns: usize, params: usize) -> Result<Table<'b>, String> {
        let table = Self::compiled_in(bytes, kind, columns, params)?;
        let body = &bytes[HEAD..];
        if sum(body) != table.checksum {
            return Err("its checksum is wrong: it is damaged".into());
        }
        // A table without an empty slot would be searched for ever.
        if !table.keys.chunks_exact(4).any(|k| k == [0; 4]) {
            return Err("it has no empty slot: it is damaged".into());
        }
        Ok(table)
    }

    /// Opens a model that is part of the program, whose bytes a test has opened: they are not read through, so a program
    /// that looks at few reviews brings few of its pages into memory.
    pub(super) fn compiled_in(
        bytes: &'b [u8],
        kind: u32,
        columns: usize,
        params: usize,
    ) -> Result<Table<'b>, String> {
        let head = bytes.get(..HEAD).ok_or("it is too short for a model")?;
        if &head[..8] != MAGIC {
            return Err("it is no model of this program".into());
        }
        let number = |at: usize| u32_at(head, at);
        if number(8) != VERSION {
            return Err(format!("it has version {}, this program reads {VERSION}", number(8)));
        }
        let found = [number(12), number(16), number(24)];
        if found[0] != kind || [found[1], found[2]].map(|n| n as usize) != [columns, params] {
            return Err("it is a model of another kind".into());
        }
        let slots = number(20) as usize;
        let sizes = [params * 4, columns * 4, slots.saturating_mul(4), slots.saturating_mul(columns)];
        if !slots.is_power_of_two() || sizes.iter().fold(HEAD, |a, b| a.saturating_add(*b)) != bytes.len() {
            return Err("its length is not what its head says: it is cut off or damaged".into());
        }
        let checksum = u64::from(number(28)) | u64::from(number(32)) << 32;
        let body = &bytes[HEAD..];
        let (params, rest) = body.split_at(sizes[0]);
        let (scales, rest) = rest.split_at(sizes[1]);
        let (keys, weights) = rest.split_at(sizes[2]);
        let finite = |bytes: &[u8]| bytes.chunks_exact(4).all(|x| f32::from_bits(u32_at(x, 0)).is_finite());
        if !finite(params) || !finite(scales) {
            return Err("it holds numbers that are none: it is damaged".into());
        }
        let mask = u32::try_from(slots - 1).map_err(|_| "it has too many slots")?;
        Ok(Table { keys, weights, columns, mask, params, scales, checksum })
    }

    /// A model that knows no n-gram: what stands in where a built-in file does not open, which a test rules out.
    pub(super) fn empty((_, columns, _): (u32, usize, usize)) -> Table<'static> {
        Table { keys: &[0; 4], weights: &[], columns, mask: 0, params: &[], scales: &[], checksum: 0 }
    }

    /// The weights of an n-gram, to be multiplied by [`Table::scale`].
    #[inline]
    pub fn get(&self, hash: u32) -> Option<&'b [u8]> {
        let hash = hash.max(1);
        let mut slot = home(hash, self.mask);
        loop {
            let at = slot as usize;
            let key = u32_at(self.keys, at * 4);
            if key == hash {
                return self.weights.get(at * self.columns..(at + 1) * self.columns);
            }
            if key == 0 {
                return None;
            }
            slot = (slot + 1) & self.mask;
        }
    }

    /// All n-grams with their weights, in no order that means anything.
    pub fn rows(&self) -> impl Iterator<Item = (u32, &'b [u8])> {
        let keys = self.keys.chunks_exact(4).map(|k| u32_at(k, 0));
        keys.zip(self.weights.chunks_exact(self.columns.max(1))).filter(|(k, _)| *k != 0)
    }

    /// What a column's bytes are multiplied by.
    pub fn scale(&self, column: usize) -> f32 {
        f32::from_bits(u32_at(self.scales, column * 4))
    }

    /// A parameter.
    pub fn param(&self, at: usize) -> f32 {
        f32::from_bits(u32_at(self.params, at * 4))
    }

    /// What tells this model from others.
    pub fn checksum(&self) -> u64 {
        self.checksum
    }
}

/// The bytes of a model: its parameters, and rows of n-grams with a weight a column. Of rows with one hash the last
/// counts.
pub fn bytes(kind: u32, columns: usize, params: &[f32], rows: &[(u32, Vec<f32>)]) -> Vec<u8> {
    let slots = (rows.len() * 10 / 7 + 2).next_power_of_two();
    let mask = u32::try_from(slots - 1).unwrap_or(u32::MAX);
    let scales: Vec<f32> = (0..columns).map(|c| scale_of(rows.iter().map(|r| r.1[c]))).collect();
    let mut keys = vec![0u32; slots];
    let mut weights = vec![0u8; slots * columns];
    for (hash, row) in rows {
        let hash = (*hash).max(1);
        let mut slot = home(hash, mask);
        while keys[slot as usize] != 0 && keys[slot as usize] != hash {
            slot = (slot + 1) & mask;
        }
        keys[slot as usize] = hash;
        for (c, w) in row.iter().enumerate() {
            let byte = (w / scales[c]).round().clamp(-127.0, 127.0) as i8;
            weights[slot as usize * columns + c] = byte.cast_unsigned();
        }
    }
    let mut body: Vec<u8> = params.iter().chain(&scales).flat_map(|x| x.to_le_bytes()).collect();
    body.extend(keys.iter().flat_map(|k| k.to_le_bytes()));
    body.extend(weights);
    let mut out = MAGIC.to_vec();
    let counts = [columns, slots, params.len()].map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    for number in [VERSION, kind].iter().chain(&counts) {
        out.extend(number.to_le_bytes());
    }
    out.extend(sum(&body).to_le_bytes());
    out.extend(body);
    out
}

/// One step of a column's bytes: the largest but one of a thousand weights fills the byte, larger ones are cut to it.
fn scale_of(weights: impl Iterator<Item = f32>) -> f32 {
    let mut sizes: Vec<f32> = weights.map(f32::abs).collect();
    sizes.sort_by(f32::total_cmp);
    let top = sizes.get(sizes.len() - sizes.len().min(1 + sizes.len() / 1000)).copied().unwrap_or(0.0);
    if top > 0.0 { top / 127.0 } else { 1.0 }
}

fn home(hash: u32, mask: u32) -> u32 {
    (hash.wrapping_mul(0x9e37_79b1) >> 7) & mask
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
}

/// A checksum against damage, not against malice.
fn sum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut words = bytes.chunks_exact(8);
    for word in &mut words {
        let word = word.try_into().map_or(0, u64::from_le_bytes);
        hash = (hash ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    for byte in words.remainder() {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    hash ^ (hash >> 32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model() -> Vec<u8> {
        let rows: Vec<(u32, Vec<f32>)> = (1..500).map(|n| (n * 7919, vec![n as f32 / 500.0, -1.0])).collect();
        bytes(9, 2, &[0.25], &rows)
    }

    #[test]
    fn what_is_written_is_found() {
        let bytes = model();
        let table = Table::open(&bytes, 9, 2, 1).unwrap();
        assert_eq!(table.param(0), 0.25);
        for n in 1..500u32 {
            let row = table.get(n * 7919).unwrap();
            let value = f32::from(row[0].cast_signed()) * table.scale(0);
            assert!((value - n as f32 / 500.0).abs() <= table.scale(0), "{n}: {value}");
        }
        assert!(table.get(3).is_none());
    }

    #[test]
    fn damage_is_told() {
        let good = model();
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x10;
            assert!(Table::open(&bad, 9, 2, 1).is_err(), "byte {at}");
        }
        for end in (0..good.len()).step_by(97) {
            assert!(Table::open(&good[..end], 9, 2, 1).is_err(), "cut at {end}");
        }
    }
}
