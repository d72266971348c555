//! The verdict of a review from its quote alone, folds by film.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use learn::folds;
use learn::mixed::{Mixed, Recipe};
use learn::overlap::normal;
use learn::rows::{Rows, Vocabulary};
use learn::tone::calibrate;
use rayon::prelude::*;
use reading::model::grams::grams;

use super::table::Row;
use crate::data::{self, Labelled};
use crate::score::features::{Features, SENTENCE, leave_out};
use crate::score::page::{Figure, Part, Target, Unit};

const FOLDS: usize = 5;
const SEED: u64 = 5;
/// A shorter quote says nothing.
const SHORTEST: usize = 20;
/// What another list's quote counts, and a sentence.
const OTHERS: f32 = 1.0;
const SENTENCES: f32 = 0.7;
const WORDS: Recipe = Recipe { alpha: 1.0, cost: 10.0, bayes: 0.1, passes: 40, seed: 7 };
const USERS: Recipe = Recipe { alpha: 1.0, cost: 10.0, bayes: 0.0, passes: 15, seed: 7 };
const LETTERS: Recipe = Recipe { alpha: 1.0, cost: 3.0, bayes: 0.0, passes: 40, seed: 7 };

/// A quote's place, and its value by words and by letters.
type Said = (usize, f32, f32);

/// What each quote says: log odds of a positive review by models that know no quote of its film: by words, by
/// letters, and by what words are worth to users. Apart, for beside a grade they weigh otherwise than alone.
pub(super) struct Quotes {
    /// By row of the table; empty without a quote.
    pub(super) said: Vec<Vec<f64>>,
}

/// The measurement.
pub(super) fn measure(shared: &Path, rows: &[Row], part: &mut Part) -> Result<Quotes> {
    let own: Vec<usize> = (0..rows.len()).filter(|i| rows[*i].quote.len() >= SHORTEST).collect();
    let films: Vec<&str> = own.iter().map(|i| rows[*i].film.as_str()).collect();
    let fold = folds::deal_groups(&films, FOLDS, SEED);
    let mut texts: Vec<Labelled> = own
        .par_iter()
        .map(|i| {
            let y = f32::from(u8::from(rows[*i].positive));
            Labelled::plain(rows[*i].quote.clone(), y, "own", &rows[*i].film)
        })
        .collect();
    let mut others = data::quotes(shared)?;
    others.retain(|q| q.source == "rt-quotes-2013");
    let barred = barred(&texts, &fold, &others);
    let dropped = leave_out(&mut others, &texts, SENTENCE);
    let mut sentences = data::sentences(shared)?;
    let shared_sentences = leave_out(&mut sentences, &texts, SENTENCE);
    let how = format!(
        "{} quotes of rt-reviews of {SHORTEST} or more letters, in {FOLDS} folds by film (seed {SEED}); words' 1-3-grams \
         and letters' 3-5-grams, the values added",
        own.len()
    );
    let mut aid = format!(
        "as above; {} quotes of another list ({OTHERS} each; {dropped} more share a passage and are left out, and of \
         films that have a quote in both lists all quotes are, where the film is tested) and {} sentences of sentence \
         polarity ({SENTENCES} each; {shared_sentences} share a passage) help",
        others.len(),
        sentences.len()
    );
    let count = own.len();
    let mut weight = vec![1.0; count];
    weight.extend(vec![OTHERS; others.len()]);
    weight.extend(vec![SENTENCES; sentences.len()]);
    // By text: the folds in which it may not train: its own, and that of a copy under another film.
    let mut bars = copies(&texts, &fold);
    bars.extend(others.iter().map(|q| barred.get(&q.id).cloned().unwrap_or_default()));
    bars.extend(vec![Vec::new(); sentences.len()]);
    texts.extend(others);
    texts.extend(sentences);
    let all: Vec<&Labelled> = texts.iter().collect();
    let high: Vec<bool> = texts.iter().map(|t| t.y > 0.5).collect();
    let words = Features::of(&all, 2);
    let letters = letters(&all);
    let (users, user_count) = users(shared, &texts[..count], &words)?;
    let _ = write!(
        aid,
        "; users' reviews ({user_count}, no passage shared) weigh in by a share that the other folds tell"
    );
    let mut said = vec![Vec::new(); rows.len()];
    for (name, helped, how, target) in [
        ("the verdict from the quote, own quotes alone", false, how, None),
        ("the verdict from the quote, with other lists", true, aid, Some(Target::Least(80.5))),
    ] {
        let one = |f: usize| -> Vec<Said> {
            let may = |i: &usize| (helped || *i < count) && !bars[*i].contains(&f);
            let train: Vec<usize> = (0..texts.len()).filter(may).collect();
            let by_words = Mixed::train(&words.rows, words.count, &train, &weight, &high, WORDS);
            let by_letters = Mixed::train(&letters.0, letters.1, &train, &weight, &high, LETTERS);
            let test = (0..count).filter(|i| fold[*i] == f);
            test.map(|i| (i, by_words.value(words.rows.row(i)), by_letters.value(letters.0.row(i)))).collect()
        };
        let tested: Vec<Said> = (0..FOLDS).into_par_iter().flat_map_iter(one).collect();
        let weighed = if helped { weigh(&tested, &users, &high, &fold) } else { sums(&tested) };
        let right = |value: &dyn Fn(&Said) -> f32| {
            100.0 * tested.iter().filter(|t| (value(t) > 0.0) == high[t.0]).count() as f64 / count as f64
        };
        let each = format!(
            "; words alone {:.2} %, letters alone {:.2} %, both {:.2} %",
            right(&|t| t.1),
            right(&|t| t.2),
            right(&|t| t.1 + t.2)
        );
        part.figures.push(Figure {
            name: name.into(),
            value: weighed.iter().filter(|(i, value)| (*value > 0.0) == high[*i]).count() as f64 * 100.0
                / count as f64,
            unit: Unit::Percent,
            target,
            method: "ensemble",
            how: how + &each,
            published: "–",
        });
        if helped {
            // One shift and one stretch for all folds make the values log odds.
            for by in [&|t: &Said| t.1, &|t: &Said| t.2, &|t: &Said| users[t.0]] as [&dyn Fn(&Said) -> f32; 3]
            {
                let (shift, stretch) = calibrate(tested.iter().map(|t| (by(t), high[t.0], 1.0)));
                for t in &tested {
                    said[own[t.0]].push(f64::from(shift + stretch * by(t)));
                }
            }
        }
    }
    Ok(Quotes { said })
}

fn sums(tested: &[Said]) -> Vec<(usize, f32)> {
    tested.iter().map(|t| (t.0, t.1 + t.2)).collect()
}

/// Adds a share of what users' reviews say, and a shift: those that do best on the folds not tested.
fn weigh(tested: &[Said], users: &[f32], high: &[bool], fold: &[usize]) -> Vec<(usize, f32)> {
    let spread = |values: &mut dyn Iterator<Item = f32>| {
        let (n, sum, square) =
            values.fold((0.0f32, 0.0f32, 0.0f32), |(n, s, q), v| (n + 1.0, s + v, q + v * v));
        (sum / n, (square / n - (sum / n).powi(2)).max(1e-9).sqrt())
    };
    let (_, own) = spread(&mut tested.iter().map(|t| t.1 + t.2));
    let (mean, other) = spread(&mut users.iter().copied());
    let value =
        |t: &Said, share: f32, shift: f32| t.1 + t.2 + own * (share * (users[t.0] - mean) / other + shift);
    let best = |f: usize| {
        let mut best = (0usize, 0.0, 0.0);
        for share in (0..=16u8).map(|k| f32::from(k) * 0.05) {
            for shift in (0..=8u8).map(|k| f32::from(k) * 0.05 - 0.2) {
                let others = tested.iter().filter(|t| fold[t.0] != f);
                let right = others.filter(|t| (value(t, share, shift) > 0.0) == high[t.0]).count();
                if right > best.0 {
                    best = (right, share, shift);
                }
            }
        }
        best
    };
    let best: Vec<(usize, f32, f32)> = (0..FOLDS).map(best).collect();
    tested.iter().map(|t| (t.0, value(t, best[fold[t.0]].1, best[fold[t.0]].2))).collect()
}

/// What a model of users' reviews says of each quote, and how many reviews it has seen.
fn users(shared: &Path, own: &[Labelled], words: &Features) -> Result<(Vec<f32>, usize)> {
    let data::Halves { train: mut reviews, test } = data::imdb(shared)?;
    reviews.extend(test);
    leave_out(&mut reviews, own, SENTENCE);
    let hashed = |text: &Labelled| -> Vec<u32> {
        let mut hashes = Vec::new();
        text.seen.sentences().for_each(|s| grams(s, |hash, _| hashes.push(hash)));
        words.vocabulary.numbers(&hashes).collect()
    };
    let numbers: Vec<Vec<u32>> = reviews.par_iter().map(hashed).collect();
    let mut rows = Rows::default();
    numbers.into_iter().for_each(|row| rows.push(row));
    let all: Vec<usize> = (0..rows.len()).collect();
    let high: Vec<bool> = reviews.iter().map(|r| r.y > 5.0).collect();
    let model = Mixed::train(&rows, words.count, &all, &vec![1.0; all.len()], &high, USERS);
    Ok(((0..own.len()).map(|i| model.value(words.rows.row(i))).collect(), all.len()))
}

/// By text: the folds in which it or a text just like it is tested.
fn copies(own: &[Labelled], fold: &[usize]) -> Vec<Vec<usize>> {
    let keys: Vec<String> = own.par_iter().map(|t| normal(&t.text)).collect();
    let mut tested: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (key, f) in keys.iter().zip(fold) {
        tested.entry(key).or_default().push(*f);
    }
    keys.iter().map(|key| tested[key.as_str()].clone()).collect()
}

/// Films of another list that have a quote in this one, and the folds in which those are tested.
fn barred(own: &[Labelled], fold: &[usize], others: &[Labelled]) -> BTreeMap<String, Vec<usize>> {
    let known: BTreeMap<String, usize> =
        own.iter().map(|t| normal(&t.text)).zip(fold.iter().copied()).collect();
    let mut barred: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for q in others {
        if let Some(f) = known.get(&normal(&q.text)) {
            barred.entry(q.id.clone()).or_default().push(*f);
        }
    }
    barred
}

/// Runs of three to five letters within words, a space at either end; of those that five texts have.
fn letters(texts: &[&Labelled]) -> (Rows, usize) {
    let hashed = |text: &&Labelled| -> Vec<u32> {
        let mut hashes = Vec::new();
        for word in text.text.split_whitespace() {
            let letters: Vec<char> =
                std::iter::once(' ').chain(word.chars().flat_map(char::to_lowercase)).chain([' ']).collect();
            for length in 3..=5 {
                let hash = |run: &[char]| {
                    let step =
                        |h: u64, c: &char| (h ^ u64::from(u32::from(*c))).wrapping_mul(0x0100_0000_01b3);
                    let hash = run.iter().fold(0xcbf2_9ce4_8422_2325u64, step);
                    (hash ^ (hash >> 32)) as u32
                };
                hashes.extend(letters.windows(length).map(hash));
            }
        }
        hashes.sort_unstable();
        hashes.dedup();
        hashes
    };
    let hashes: Vec<Vec<u32>> = texts.par_iter().map(hashed).collect();
    let vocabulary = Vocabulary::of(hashes.iter().map(Vec::as_slice), 5);
    let mut rows = Rows::default();
    hashes.iter().for_each(|row| rows.push(vocabulary.numbers(row)));
    (rows, vocabulary.len())
}
