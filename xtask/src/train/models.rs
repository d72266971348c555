//! Which data train which model, and with what weight.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use learn::metrics::{mean_absolute_error, pearson};
use learn::overlap::normal;
use learn::score::{CROWD, ENOUGH, LEVEL};
use learn::{score, text, tone};
use rayon::prelude::*;
use reading::Models;
use rustc_hash::FxHashSet;

use super::Wishes;
use crate::data::{self, Labelled};

/// The least number of known n-grams that a text is scored by: about forty words.
const LEAST: u32 = 60;

/// Trains and writes.
pub(super) fn run(wishes: &Wishes) -> Result<()> {
    std::fs::create_dir_all(&wishes.out)?;
    let wanted = |name: &str| wishes.only.as_ref().is_none_or(|only| only == name);
    if wanted("tone") {
        write(&wishes.out.join("tone.model"), &tone_model(&wishes.shared)?)?;
    }
    if wanted("score") {
        write(&wishes.out.join("score.model"), &score_model(wishes)?)?;
    }
    Ok(())
}

/// Written beside and moved into place: a model is whole or it is the old one.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let beside = path.with_extension("part");
    std::fs::write(&beside, bytes).with_context(|| beside.display().to_string())?;
    std::fs::rename(&beside, path).with_context(|| path.display().to_string())?;
    crate::note(&format!("{}: {} bytes", path.display(), bytes.len()));
    Ok(())
}

/// Praise against fault from sentences and critics' quotes; opinion against plot from sentences, quotes and synopses.
fn tone_model(shared: &Path) -> Result<Vec<u8>> {
    crate::note("tone: reading sentences");
    // The lists of one genre's films are nearly all praise.
    let mut quotes = data::quotes(shared)?;
    quotes.retain(|q| q.source != "rt-musicals");
    let sentences = data::sentences(shared)?;
    // The treebank is made of sentences of the polarity dataset: each counts once.
    let known: FxHashSet<String> = sentences.iter().map(|s| normal(&s.text)).collect();
    let mut judged = labelled(sentences, |y| y > 0.5, 1.0);
    for split in ["train", "dev", "test"] {
        let new = |s: &Labelled| s.y != 2.0 && !known.contains(&normal(&s.text));
        let sentences = data::sst(shared, split)?.into_iter().filter(new).collect();
        judged.extend(labelled(sentences, |y| y > 2.0, 0.5));
    }
    judged.extend(balanced(labelled(quotes.clone(), |y| y > 0.5, 0.4)));
    let mut told = labelled(data::subjectivity(shared)?, |y| y > 0.5, 1.0);
    let quotes: Vec<_> = labelled(quotes, |_| true, 0.1);
    let synopses = labelled(data::synopses(shared)?, |_| false, 0.1);
    told.extend(balanced(quotes.into_iter().chain(synopses).collect()));
    crate::note(&format!("tone: {} judged sentences, {} told or judged", judged.len(), told.len()));
    let recipe =
        tone::Recipe { least: 2, most: 180_000, cost: 10.0, alpha: 1.0, mix: 0.02, passes: 40, seed: 1 };
    let (polarity, opinion) = rayon::join(
        || tone::fit(&judged, recipe),
        || tone::fit(&told, tone::Recipe { most: 120_000, cost: 30.0, alpha: 0.1, mix: 0.05, ..recipe }),
    );
    Ok(tone::model(&polarity, &opinion))
}

fn labelled(texts: Vec<Labelled>, yes: impl Fn(f32) -> bool + Sync, weight: f32) -> Vec<tone::Labelled> {
    let one = |t: &Labelled| tone::Labelled {
        features: text::features(&data::plain(&t.text)),
        yes: yes(t.y),
        weight,
    };
    texts.par_iter().map(one).collect()
}

/// Both sides weigh the same: which films are reviewed does not make a word praise.
fn balanced(mut sentences: Vec<tone::Labelled>) -> Vec<tone::Labelled> {
    let yes = sentences.iter().filter(|s| s.yes).count() as f32 / sentences.len().max(1) as f32;
    for s in &mut sentences {
        s.weight *= 0.5 / if s.yes { yes } else { 1.0 - yes }.max(0.01);
    }
    sentences
}

/// Graded reviews of critics and of a crowd of users.
fn score_model(wishes: &Wishes) -> Result<Vec<u8>> {
    crate::note("score: reading reviews");
    let tone = std::fs::read(wishes.out.join("tone.model")).context("the model of tone comes first")?;
    let models = Models::open(Some(&tone), None).map_err(anyhow::Error::msg)?;
    let set = graded(&wishes.shared, &models)?;
    let recipe = score::Recipe::default();
    let left_out = left_out(wishes, &set, recipe)?;
    let enough: Vec<&score::LeftOut> = left_out.iter().filter(|l| l.len() >= ENOUGH).collect();
    let scale = score::scale(&set.reviews, &enough, LEVEL);
    crate::note(&format!("score: {scale:?}"));
    for (critic, left) in set.critics.iter().zip(&left_out) {
        report(&set, critic.0, &critic.1, left, &left_out);
    }
    let standard = score::standard(&set.reviews);
    let all: Vec<usize> = (0..set.reviews.len()).collect();
    let fitted = score::fit(&set.reviews, &standard, &all, recipe);
    Ok(score::model(&fitted, scale, LEVEL, LEAST))
}

/// How a critic fares whom neither the weights nor the scale have seen.
fn report(set: &Graded, critic: u32, name: &str, left: &score::LeftOut, all: &[score::LeftOut]) {
    let others: Vec<&score::LeftOut> = all
        .iter()
        .filter(|l| l.len() >= ENOUGH && l.first().is_none_or(|(i, _)| set.reviews[*i].critic != critic))
        .collect();
    let scale = score::scale(&set.reviews, &others, LEVEL);
    let got: Vec<f32> =
        left.iter().map(|(i, value)| scale.score(*value, &set.reviews[*i].leanings)).collect();
    let known: Vec<f32> = left.iter().map(|(i, _)| set.reviews[*i].score).collect();
    let held = got.iter().zip(&known).filter(|(x, y)| scale.holds(**x, **y)).count();
    let (r, miss) = (pearson(&got, &known), mean_absolute_error(&got, &known));
    let n = left.len();
    let share = held as f64 / n.max(1) as f64;
    crate::note(&format!("  {name}: n {n}, r {r:.3}, MAE {miss:.1}, interval holds {share:.3}"));
}

/// Reviews, and their critics by number and name; the crowd is none of them.
struct Graded {
    reviews: Vec<score::Graded>,
    critics: Vec<(u32, String)>,
    /// Runs of ten words of each review, hashed, to find near copies by.
    runs: Vec<Vec<u64>>,
}

fn graded(shared: &Path, models: &Models<'_>) -> Result<Graded> {
    let copies = crate::root().join("target/train/copies");
    let mut texts = data::reviews(shared, &copies)?;
    let (scale, _, _) = data::scale(shared)?;
    texts.extend(scale.into_iter().map(|s| s.text));
    texts.extend(data::letterboxd(shared)?);
    let crowd = data::imdb(shared)?;
    let first = texts.len();
    texts.extend(crowd.train);
    texts.extend(crowd.test);
    let mut names: Vec<String> = texts[..first].iter().map(|t| t.source.clone()).collect();
    names.sort();
    names.dedup();
    let number = |i: usize, t: &Labelled| match names.binary_search(&t.source) {
        Ok(at) if i < first => u32::try_from(at).unwrap_or(u32::MAX),
        _ => u32::MAX,
    };
    let one = |(i, t): (usize, &Labelled)| {
        let doc = data::plain(&t.text);
        score::Graded {
            features: text::graded_features(&doc),
            score: if i < first { t.y } else { t.y * 10.0 },
            critic: number(i, t),
            weight: if i < first { 1.0 } else { CROWD },
            // A crowd does not tell what a leaning is worth.
            leanings: if i < first { data::lean(&doc, models) } else { Default::default() },
        }
    };
    let reviews = texts.par_iter().enumerate().map(one).collect();
    let runs = texts.par_iter().map(|t| runs(&t.seen.words)).collect();
    let critics = (0..).zip(names).collect();
    Ok(Graded { reviews, critics, runs })
}

fn runs(words: &[u32]) -> Vec<u64> {
    let hash = |run: &[u32]| {
        run.iter().fold(0u64, |h, w| (h.rotate_left(7) ^ u64::from(*w)).wrapping_mul(0x9e37_79b9_7f4a_7c15))
    };
    words.windows(10).map(hash).collect()
}

/// The reviews of others that share three runs of ten words with one of the critic's.
fn alike(set: &Graded, critic: u32) -> Vec<usize> {
    let own = |i: &usize| set.reviews[*i].critic == critic;
    let all = 0..set.reviews.len();
    let seen: FxHashSet<u64> = all.clone().filter(own).flat_map(|i| set.runs[i].iter().copied()).collect();
    let copies = |i: &usize| !own(i) && set.runs[*i].iter().filter(|r| seen.contains(r)).take(3).count() == 3;
    all.filter(copies).collect()
}

/// Leaves out each critic, or finds that an earlier run has done so.
fn left_out(wishes: &Wishes, set: &Graded, recipe: score::Recipe) -> Result<Vec<score::LeftOut>> {
    let folder = crate::root().join("target/train");
    std::fs::create_dir_all(&folder)?;
    let digest = digest(set, recipe);
    let place = |critic: u32| folder.join(format!("left-out-{digest:016x}-{critic}.tsv"));
    let bar = indicatif::ProgressBar::new(set.critics.len() as u64);
    bar.set_style(
        indicatif::ProgressStyle::with_template("score: critics left out {bar:30} {pos}/{len} {elapsed}")
            .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar()),
    );
    let one = |(critic, _): &(u32, String)| -> Result<score::LeftOut> {
        let path = place(*critic);
        if !wishes.fresh
            && let Some(values) = kept(&path)
        {
            bar.inc(1);
            return Ok(values);
        }
        let values = score::leave_out(&set.reviews, *critic, recipe, &alike(set, *critic));
        bar.inc(1);
        let lines: String = values.iter().map(|(i, v)| format!("{i}\t{v}\n")).collect();
        let beside = path.with_extension("part");
        std::fs::write(&beside, lines)?;
        std::fs::rename(&beside, &path)?;
        Ok(values)
    };
    let all = set.critics.par_iter().map(one).collect();
    bar.finish();
    all
}

fn kept(path: &PathBuf) -> Option<score::LeftOut> {
    let text = std::fs::read_to_string(path).ok()?;
    let line = |l: &str| {
        let (i, v) = l.split_once('\t')?;
        Some((i.parse().ok()?, v.parse().ok()?))
    };
    text.lines().map(line).collect()
}

/// Of all that the values depend on.
fn digest(set: &Graded, recipe: score::Recipe) -> u64 {
    let mut hash = 0u64;
    let mut push = |n: u64| hash = (hash.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    format!("{recipe:?}").bytes().for_each(|b| push(b.into()));
    for r in &set.reviews {
        push(u64::from(r.score.to_bits()) << 32 | u64::from(r.critic));
        push(u64::from(r.weight.to_bits()));
        r.features.iter().for_each(|f| push(u64::from(*f)));
    }
    set.runs.iter().flatten().for_each(|run| push(*run));
    hash
}
