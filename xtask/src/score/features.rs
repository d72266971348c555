//! Texts as rows of features, and what measurements share: weights, cross-validation, texts left out.

use learn::mixed::{Mixed, Recipe};
use learn::overlap::Passages;
use learn::rows::{Rows, Vocabulary};
use rayon::prelude::*;
use reading::model::grams::grams;

use crate::data::{Labelled, Seen};

/// Rows of numbered features.
#[derive(Debug)]
pub(super) struct Features {
    /// A row a text.
    pub(super) rows: Rows,
    /// How many features there are.
    pub(super) count: usize,
    /// Their numbers.
    pub(super) vocabulary: Vocabulary,
}

impl Features {
    /// The features that the shipped models see, 1-3-grams within sentences, of those that `least` texts have.
    pub(super) fn of(texts: &[&Labelled], least: u32) -> Features {
        Features::by(texts, least, |seen, each| seen.sentences().for_each(|s| grams(s, |hash, _| each(hash))))
    }

    /// Features that a function finds.
    pub(super) fn by(
        texts: &[&Labelled],
        least: u32,
        find: impl Fn(&Seen, &mut dyn FnMut(u32)) + Sync,
    ) -> Features {
        let hashed = |text: &&Labelled| {
            let mut hashes = Vec::with_capacity(text.seen.words.len() * 3);
            find(&text.seen, &mut |hash| hashes.push(hash));
            hashes.sort_unstable();
            hashes.dedup();
            hashes
        };
        let hashes: Vec<Vec<u32>> = texts.par_iter().map(hashed).collect();
        let vocabulary = Vocabulary::of(hashes.iter().map(Vec::as_slice), least);
        let mut rows = Rows::default();
        for row in &hashes {
            rows.push(vocabulary.numbers(row));
        }
        Features { rows, count: vocabulary.len(), vocabulary }
    }
}

/// What is learned from beside the texts measured on.
#[derive(Debug, Default)]
pub(super) struct Aid {
    /// The texts.
    pub(super) texts: Vec<Labelled>,
    /// Is a text of the higher class?
    pub(super) high: Vec<bool>,
    /// What each counts, a text measured on counting 1.
    pub(super) weight: Vec<f32>,
}

impl Aid {
    /// Texts of which each class weighs as much as the other, `weight` a text in the mean.
    pub(super) fn balanced(texts: Vec<Labelled>, high: impl Fn(&Labelled) -> bool, weight: f32) -> Aid {
        let high: Vec<bool> = texts.iter().map(high).collect();
        let share = high.iter().filter(|h| **h).count() as f32 / high.len().max(1) as f32;
        let of_class = |h: &bool| weight * 0.5 / if *h { share } else { 1.0 - share };
        let weight = high.iter().map(of_class).collect();
        Aid { texts, high, weight }
    }

    /// Adds another.
    pub(super) fn with(mut self, other: Aid) -> Aid {
        self.texts.extend(other.texts);
        self.high.extend(other.high);
        self.weight.extend(other.weight);
        self
    }
}

/// Letters that two sentences share only when one is of the other.
pub(super) const SENTENCE: usize = 40;
/// Letters that two reviews share only when one quotes or copies the other.
pub(super) const REVIEW: usize = 80;

/// Leaves out of `texts` what shares a passage with what is tested on; says how many that were.
pub(super) fn leave_out<'t>(
    texts: &mut Vec<Labelled>,
    tested: impl IntoIterator<Item = &'t Labelled>,
    letters: usize,
) -> usize {
    let known = Passages::of(tested.into_iter().map(|t| t.text.as_str()), letters);
    let before = texts.len();
    let keep: Vec<bool> = texts.par_iter().map(|t| !known.shared_by(&t.text)).collect();
    let mut keep = keep.into_iter();
    texts.retain(|_| keep.next().unwrap_or(true));
    before - texts.len()
}

/// A text measured on, with its value when it was not trained on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tested {
    /// Its place.
    pub(super) at: usize,
    /// Its value; above 0 is the higher class.
    pub(super) value: f32,
}

/// Tests the first `tested` folds, each by a model trained on the other folds and the aid.
pub(super) fn cross_validate(
    texts: &[Labelled],
    high: &[bool],
    fold: &[usize],
    tested: usize,
    aid: &Aid,
    recipe: Recipe,
) -> Vec<Tested> {
    let all: Vec<&Labelled> = texts.iter().chain(&aid.texts).collect();
    let least = if all.len() > MANY { 2 } else { 1 };
    let features = Features::of(&all, least);
    let high: Vec<bool> = high.iter().chain(&aid.high).copied().collect();
    let weight: Vec<f32> = texts.iter().map(|_| 1.0).chain(aid.weight.iter().copied()).collect();
    let one = |f: usize| -> Vec<Tested> {
        let train: Vec<usize> = (0..all.len()).filter(|i| fold.get(*i) != Some(&f)).collect();
        let model = Mixed::train(&features.rows, features.count, &train, &weight, &high, recipe);
        let test = (0..texts.len()).filter(|i| fold[*i] == f);
        test.map(|at| Tested { at, value: model.value(features.rows.row(at)) }).collect()
    };
    (0..tested).into_par_iter().flat_map_iter(one).collect()
}

/// Of more texts than this, or of long ones, what only one text has is left out.
const MANY: usize = 120_000;

/// The share of texts on the right side, in percent.
pub(super) fn percent(tested: &[Tested], high: &[bool]) -> f64 {
    let right = tested.iter().filter(|t| (t.value > 0.0) == high[t.at]).count();
    100.0 * right as f64 / tested.len().max(1) as f64
}
