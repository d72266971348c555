//! Vectors of texts that predict their n-grams.
//!
//! Each text and each n-gram is a direction; a text learns to point where its own n-grams do and away from others drawn
//! at random. Sources: Le and Mikolov, "Distributed representations of sentences and documents" (2014); Li et al.,
//! "Learning to predict n-grams" (2015); Thongtan and Phienthrakul, "Sentiment classification using document
//! embeddings trained with cosine similarity" (2019), from whom the cosine; Li et al., "Weighted neural bag-of-n-grams
//! model" (2016), for drawing n-grams by their log-count ratios. One thread and one seed: the same vectors every time.

use crate::linear::Random;
use crate::rows::Rows;

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct Recipe {
    /// Numbers in a vector; a multiple of 8.
    pub size: usize,
    /// How often every text is gone through.
    pub epochs: usize,
    /// N-grams drawn against each of a text's own.
    pub negatives: usize,
    /// What a cosine is multiplied by before it becomes a chance.
    pub sharpness: f32,
    /// The size of the first steps; they shrink to a twentieth.
    pub rate: f32,
    /// Of all that is random.
    pub seed: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Recipe { size: 64, epochs: 8, negatives: 5, sharpness: 6.0, rate: 0.1, seed: 100 }
    }
}

/// The vectors of rows, each of length 1, one after another. A feature of a row is gone through by its `chance`, and
/// drawn against others by its chance and how many rows have it; without a chance it is as if it were not there.
pub fn vectors(rows: &Rows, chance: &[f32], recipe: Recipe) -> Vec<f32> {
    let Recipe { size, epochs, .. } = recipe;
    let mut random = Random::new(recipe.seed);
    let mut texts = directions(rows.len() * size, size, &mut random);
    let mut grams = directions(chance.len() * size, size, &mut random);
    let drawn = Drawn::new(rows, chance);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    for epoch in 0..epochs {
        random.shuffle(&mut order);
        let rate = recipe.rate * (1.0 - epoch as f32 / epochs as f32).max(0.05);
        for row in &order {
            let text = &mut texts[row * size..(row + 1) * size];
            let mut square: f32 = text.iter().map(|x| x * x).sum();
            for own in rows.row(*row) {
                if fraction(&mut random) >= chance[*own as usize] {
                    continue;
                }
                for k in 0..=recipe.negatives {
                    let gram = if k == 0 { *own } else { drawn.one(&mut random) } as usize;
                    let gram = &mut grams[gram * size..(gram + 1) * size];
                    let wanted = if k == 0 { 1.0 } else { 0.0 };
                    square = pull(text, square, gram, wanted, rate, recipe.sharpness);
                }
            }
        }
    }
    texts.chunks_exact_mut(size).for_each(to_length_one);
    texts
}

/// Moves a text and an n-gram toward one another or apart; gives the square of the text's new length.
fn pull(text: &mut [f32], square: f32, gram: &mut [f32], wanted: f32, rate: f32, sharpness: f32) -> f32 {
    let (mut products, mut squares) = ([0f32; LANES], [0f32; LANES]);
    for (x, y) in text.chunks_exact(LANES).zip(gram.chunks_exact(LANES)) {
        for lane in 0..LANES {
            products[lane] += x[lane] * y[lane];
            squares[lane] += y[lane] * y[lane];
        }
    }
    let (product, other) = (products.iter().sum::<f32>(), squares.iter().sum::<f32>());
    let scale = (square * other).sqrt().max(1e-12).recip();
    let cosine = product * scale;
    let step = rate * sharpness * (wanted - (1.0 + (-sharpness * cosine).exp()).recip());
    let across = step * scale;
    let (along_text, along_gram) = (step * cosine / square.max(1e-12), step * cosine / other.max(1e-12));
    let mut new = [0f32; LANES];
    for (x, y) in text.chunks_exact_mut(LANES).zip(gram.chunks_exact_mut(LANES)) {
        for lane in 0..LANES {
            let (a, b) = (x[lane], y[lane]);
            x[lane] = a + across * b - along_text * a;
            y[lane] = b + across * a - along_gram * b;
            new[lane] += x[lane] * x[lane];
        }
    }
    new.iter().sum()
}

/// Numbers that are computed side by side.
const LANES: usize = 8;

/// Random vectors of length about 1.
fn directions(numbers: usize, size: usize, random: &mut Random) -> Vec<f32> {
    let spread = (12.0 / size as f32).sqrt();
    (0..numbers).map(|_| (fraction(random) - 0.5) * spread).collect()
}

fn to_length_one(vector: &mut [f32]) {
    let length = vector.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-12);
    vector.iter_mut().for_each(|x| *x /= length);
}

/// From 0 to below 1.
fn fraction(random: &mut Random) -> f32 {
    (random.bits() >> 40) as f32 / (1u32 << 24) as f32
}

/// Features in proportion to how often they are gone through.
#[derive(Debug)]
struct Drawn(Vec<u32>);

impl Drawn {
    /// Entries of the table.
    const SIZE: f64 = 4e6;

    fn new(rows: &Rows, chance: &[f32]) -> Drawn {
        let mut often = vec![0f64; chance.len()];
        for row in 0..rows.len() {
            rows.row(row).iter().for_each(|j| often[*j as usize] += f64::from(chance[*j as usize]));
        }
        let all = often.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let (mut table, mut sum) = (Vec::new(), 0.0);
        for (feature, often) in (0u32..).zip(often) {
            sum += often / all * Self::SIZE;
            while (table.len() as f64) < sum {
                table.push(feature);
            }
        }
        Drawn(table)
    }

    fn one(&self, random: &mut Random) -> u32 {
        self.0[(random.bits() % self.0.len().max(1) as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_ngrams_point_the_same_way() {
        let mut rows = Rows::default();
        for i in 0..60u32 {
            let side = i % 2;
            rows.push((0..8).map(|k| side * 20 + (i * 7 + k * 3) % 20));
        }
        let recipe = Recipe { size: 16, epochs: 60, ..Recipe::default() };
        let vectors = vectors(&rows, &[1.0; 40], recipe);
        assert_eq!(vectors, self::vectors(&rows, &[1.0; 40], recipe));
        let of = |i: usize| &vectors[i * 16..(i + 1) * 16];
        let cosine = |a: usize, b: usize| of(a).iter().zip(of(b)).map(|(x, y)| x * y).sum::<f32>();
        let mean = |step: usize| (0..40).map(|i| cosine(i, i + step)).sum::<f32>() / 40.0;
        assert!(mean(2) > mean(1) + 0.3, "{} {}", mean(2), mean(1));
    }
}
