//! How well films are estimated from grades: held-out grades, few reviews, scales put on one another, speed.
//!
//! On the reviews of Rotten Tomatoes in `data/critics/rt-reviews.tsv.gz`: grades as the reader reads them, bare
//! numbers by their outlet's habit, every critic counted once for a film (the latest graded review stands).

mod few;
mod held;
mod load;
mod scales;
mod speed;

use std::path::Path;

use anyhow::Result;

use super::page::{Figure, Part, Target, Unit};

/// Measures all.
pub(super) fn measure(shared: &Path) -> Result<Vec<Part>> {
    let reviews = load::reviews(&shared.join("data/critics/rt-reviews.tsv.gz"))?;
    Ok(vec![held::measure(&reviews), few::measure(&reviews), scales::measure(&reviews), speed::measure()])
}

/// A line of the page.
fn figure(
    name: &str,
    value: f64,
    unit: Unit,
    target: Option<Target>,
    how: &str,
    published: &'static str,
) -> Figure {
    Figure { name: name.to_owned(), value, unit, target, method: "model", how: how.to_owned(), published }
}

/// A share of films or ratings that is the same in every run: 0 to `of`, by a multiplicative hash.
fn fold(id: u32, of: u64) -> u64 {
    (u64::from(id) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(24) % of
}

/// Root of the mean of squares.
fn root(squares: f64, n: f64) -> f64 {
    (squares / n).sqrt()
}

/// How much lower `b` is than `a`, in percent.
fn lower(a: f64, b: f64) -> f64 {
    100.0 * (1.0 - b / a)
}

/// The same numbers shuffled, by a seed.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed;
    for i in (1..items.len()).rev() {
        // SplitMix64.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        items.swap(i, ((z ^ (z >> 31)) % (i as u64 + 1)) as usize);
    }
}
