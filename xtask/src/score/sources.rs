//! Every source of graded reviews left out in turn, beside a tf-idf ridge; and one critic in folds of his own.

use std::fmt::Write as _;

use anyhow::Result;
use learn::folds;
use learn::linear::{Problem, log_ratios, norms, ridge};
use learn::metrics::{deviation, mean, mean_absolute_error, median, pearson};
use learn::score::{ENOUGH, LEVEL, LeftOut, Recipe, fit, plane, scale};
use rayon::prelude::*;

use super::features::Features;
use super::page::{Figure, Part, Target, Unit};
use super::pool::{Kind, Pool};
use crate::data::Labelled;

/// The critic measured in folds of his own.
const OWN: &str = "franks_movielog";
const FOLDS: usize = 5;
const SEED: u64 = 5;
/// Costs of an error that the tf-idf ridge is given to choose from.
const COSTS: [f32; 5] = [0.3, 1.0, 3.0, 10.0, 30.0];

/// The measurements.
pub(super) fn measure(pool: &Pool, left: &[(usize, LeftOut)]) -> Result<Vec<Part>> {
    Ok(vec![one_critic(pool, left), every_source(pool, left)?])
}

/// One critic, by film: the value without him, then his own words.
fn one_critic(pool: &Pool, left: &[(usize, LeftOut)]) -> Part {
    let mut part = Part::new("One critic in five folds by film");
    let Some((source, left)) = left.iter().find(|(k, _)| pool.sources[*k].name == OWN) else { return part };
    let value: Vec<f32> = left.iter().map(|(_, value)| *value).collect();
    let score = pool.scores(*source);
    let films: Vec<&str> =
        pool.texts[pool.sources[*source].rows.clone()].iter().map(|t| t.id.as_str()).collect();
    let fold = folds::deal_groups(&films, FOLDS, SEED);
    let rest = by_own_words(pool, *source, &value, &score, &fold);
    let joint = among_others(pool, *source, &score, &fold);
    let said: Vec<f32> = rest.iter().zip(&joint).map(|(a, b)| 0.5 * (a + b)).collect();
    let how = format!(
        "969 reviews without printed grades, letters in 12 equal steps of 0 to 100. The mean of two: the value of a \
         model that has not seen him and how sentences lean, on his scale, plus a ridge regression on his own n-grams \
         of what is left (r {:.3}), and a \
         model of scores of all critics in which his reviews weigh {OWN_WEIGHT} (r {:.3}); without his reviews r is \
         {:.3}",
        pearson(&rest, &score),
        pearson(&joint, &score),
        pearson(&value, &score)
    );
    let error = mean_absolute_error(&said, &score);
    for (name, value, unit, target, how) in [
        ("r", pearson(&said, &score), Unit::Correlation, Target::Least(0.78), how),
        ("mean error of 100", error, Unit::Distance(1), Target::Most(13.5), String::new()),
    ] {
        part.figures.push(Figure {
            name: format!("{OWN}, {name}"),
            value,
            unit,
            target: Some(target),
            method: "shipped features, models of the critic",
            how,
            published: "–",
        });
    }
    part
}

/// What each review of a source gets when its fold is tested, from what is said without training on the fold.
fn each_fold(fold: &[usize], said: impl Fn(&[usize], &[usize]) -> Vec<f32> + Sync) -> Vec<f32> {
    let one = |tested: usize| -> Vec<(usize, f32)> {
        let (train, test) = folds::split(fold, tested);
        let values = said(&train, &test);
        test.into_iter().zip(values).collect()
    };
    let mut all = vec![0.0; fold.len()];
    for (i, value) in (0..FOLDS).into_par_iter().flat_map_iter(one).collect::<Vec<_>>() {
        all[i] = value;
    }
    all
}

/// The value without the critic and how his sentences lean, put on his scale, plus what a ridge regression on his own
/// words says of the rest.
fn by_own_words(pool: &Pool, source: usize, value: &[f32], score: &[f32], fold: &[usize]) -> Vec<f32> {
    const COST: f32 = 3.0;
    const PASSES: usize = 60;
    let own = pool.sources[source].rows.clone();
    let (rows, features) = pool.own_rows(source);
    let standard = &pool.standard[own.clone()];
    let leaning = &pool.graded[own];
    let one = vec![1.0; rows.len()];
    let cost = vec![COST; rows.len()];
    each_fold(fold, |train, test| {
        let known: LeftOut = train.iter().map(|i| (*i, value[*i])).collect();
        let plane = plane(leaning, &[&known], LEVEL);
        let offset: Vec<f32> =
            leaning.iter().zip(value).map(|(g, value)| plane.score(*value, &g.leanings)).collect();
        let share = |i: usize| (1.0 + (-1.7 * standard[i]).exp()).recip();
        let ratios = log_ratios(&rows, train, features, 1.0, &one, share);
        let norm = norms(&rows, &ratios);
        let problem =
            Problem { rows: &rows, pick: train, scale: &ratios, norm: &norm, cost: &cost, offset: &offset };
        let model = ridge(problem, features, PASSES, 7, |i| score[i]);
        let said = |i: &usize| (offset[*i] + model.value(rows.row(*i), norm[*i])).clamp(0.0, 100.0);
        test.iter().map(said).collect()
    })
}

/// What the critic's review counts among those of others.
const OWN_WEIGHT: f32 = 15.0;

/// What a model of all critics says in which this one's reviews weigh more.
fn among_others(pool: &Pool, source: usize, score: &[f32], fold: &[usize]) -> Vec<f32> {
    let own = pool.sources[source].rows.clone();
    let alike = pool.alike(source);
    let others: Vec<usize> =
        (0..pool.graded.len()).filter(|i| !own.contains(i) && alike.binary_search(i).is_err()).collect();
    let mut graded = pool.graded.clone();
    graded[own.clone()].iter_mut().for_each(|g| g.weight = OWN_WEIGHT);
    each_fold(fold, |train, test| {
        let known: Vec<f32> = train.iter().map(|i| score[*i]).collect();
        let (level, spread) = (mean(&known) as f32, deviation(&known) as f32);
        let mut standard = pool.standard.clone();
        train.iter().for_each(|i| standard[own.start + i] = (score[*i] - level) / spread.max(1.0));
        let pick: Vec<usize> = others.iter().copied().chain(train.iter().map(|i| own.start + i)).collect();
        let model = fit(&graded, &standard, &pick, Recipe::default());
        let said = |i: &usize| level + spread * model.value(&graded[own.start + i].features);
        test.iter().map(|i| said(i).clamp(0.0, 100.0)).collect()
    })
}

/// A source left out.
struct Line {
    name: String,
    kind: Kind,
    reviews: usize,
    r: f64,
    error: f64,
    covered: f64,
    baseline: f64,
}

/// All sources, beside the baseline.
fn every_source(pool: &Pool, left: &[(usize, LeftOut)]) -> Result<Part> {
    let (cost, baseline) = baseline(pool, left);
    let lines: Vec<Line> =
        left.iter().zip(baseline).map(|((k, _), base)| line(pool, left, *k, base)).collect();
    let mut table = String::from(
        "| source | reviews | r | mean error of 100 | 90 % interval covers | r of a tf-idf ridge |\n\
         |---|--:|--:|--:|--:|--:|\n",
    );
    for l in &lines {
        writeln!(
            table,
            "| {} | {} | {:.3} | {:.1} | {:.0} % | {:.3} |",
            l.name,
            l.reviews,
            l.r,
            l.error,
            100.0 * l.covered,
            l.baseline
        )?;
    }
    let manifest: Vec<&Line> = lines.iter().filter(|l| l.kind == Kind::Manifest).collect();
    let rs: Vec<f64> = manifest.iter().map(|l| l.r).collect();
    let gains: Vec<f64> = manifest.iter().map(|l| l.r - l.baseline).collect();
    let mut part = Part::new("Every source left out in turn");
    let how = format!(
        "the model of scores, trained on all sources but the one tested, with how the sentences lean; error and \
         interval by the scale that fits the other sources. The tf-idf ridge: binary 1-2-grams times their inverse document frequency, rows of \
         length 1, grades in spreads of their source, trained on the manifest's other sources; of the costs {COSTS:?} \
         the one with the best median over the sources, {cost}, the largest being the edge of what was tried. It has fewer texts to learn from, as the ridge that it \
         stands for has"
    );
    for (name, value, target) in [
        ("sources of the manifest, median r", median(&rs), 0.60),
        ("least gain over the tf-idf ridge", gains.iter().copied().fold(f64::INFINITY, f64::min), 0.0),
    ] {
        part.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit: Unit::Correlation,
            target: Some(Target::Least(target)),
            method: "shipped features",
            how: if target > 0.0 { how.clone() } else { String::new() },
            published: "–",
        });
    }
    part.notes.push(table);
    Ok(part)
}

fn line(pool: &Pool, left: &[(usize, LeftOut)], source: usize, baseline: f64) -> Line {
    let enough = |l: &LeftOut| l.len() >= ENOUGH;
    let others = left.iter().filter(|(k, l)| *k != source && enough(l));
    let others: Vec<&LeftOut> = others.map(|(_, l)| l).collect();
    let scale = scale(&pool.graded, &others, LEVEL);
    let of = &pool.sources[source];
    let own = left.iter().find(|(k, _)| *k == source).map(|(_, l)| l.as_slice()).unwrap_or_default();
    let said: Vec<f32> = own.iter().map(|(i, v)| scale.score(*v, &pool.graded[*i].leanings)).collect();
    let score = pool.scores(source);
    let held = said.iter().zip(&score).filter(|(s, y)| scale.holds(**s, **y));
    Line {
        name: of.name.clone(),
        kind: of.kind,
        reviews: of.rows.len(),
        r: pearson(&said, &score),
        error: mean_absolute_error(&said, &score),
        covered: held.count() as f64 / score.len().max(1) as f64,
        baseline,
    }
}

/// The best of its costs, and by source of `left` the correlation of the tf-idf ridge with it.
fn baseline(pool: &Pool, left: &[(usize, LeftOut)]) -> (f32, Vec<f64>) {
    let texts: Vec<&Labelled> = pool.texts.iter().collect();
    let texts = &texts[..pool.sources.iter().filter(|s| s.kind != Kind::Users).map(|s| s.rows.len()).sum()];
    let features = Features::by(texts, 2, |seen, each| seen.sentences().for_each(|s| pairs(s, each)));
    let train: Vec<usize> =
        pool.sources.iter().filter(|s| s.kind == Kind::Manifest).flat_map(|s| s.rows.clone()).collect();
    let idf = inverse_frequency(&features, &train);
    let norm = norms(&features.rows, &idf);
    let of_cost = |cost: f32| -> Vec<f64> {
        let costs = vec![cost; features.rows.len()];
        let one = |(source, _): &(usize, LeftOut)| {
            let own = pool.sources[*source].rows.clone();
            let pick: Vec<usize> = train.iter().copied().filter(|i| !own.contains(i)).collect();
            let problem = Problem {
                rows: &features.rows,
                pick: &pick,
                scale: &idf,
                norm: &norm,
                cost: &costs,
                offset: &[],
            };
            let model = ridge(problem, features.count, 60, 7, |i| pool.standard[i]);
            let said: Vec<f32> = own.map(|i| model.value(features.rows.row(i), norm[i])).collect();
            pearson(&said, &pool.scores(*source))
        };
        left.par_iter().map(one).collect()
    };
    let is_manifest = |k: usize| pool.sources[left[k].0].kind == Kind::Manifest;
    let judged = |rs: &[f64]| {
        median(&rs.iter().enumerate().filter(|(k, _)| is_manifest(*k)).map(|(_, r)| *r).collect::<Vec<_>>())
    };
    let all = COSTS.map(|cost| (cost, of_cost(cost)));
    all.into_iter().max_by(|a, b| judged(&a.1).total_cmp(&judged(&b.1))).unwrap_or_default()
}

/// Words and pairs of words.
fn pairs(sentence: &[u32], each: &mut dyn FnMut(u32)) {
    sentence.iter().for_each(|word| each(*word));
    sentence.windows(2).for_each(|two| each((two[0].rotate_left(9) ^ two[1]).wrapping_mul(0x9e37_79b1)));
}

fn inverse_frequency(features: &Features, train: &[usize]) -> Vec<f32> {
    let mut count = vec![0u32; features.count];
    train.iter().flat_map(|i| features.rows.row(*i)).for_each(|j| count[*j as usize] += 1);
    let all = train.len() as f32 + 1.0;
    count.iter().map(|n| (all / (*n as f32 + 1.0)).ln() + 1.0).collect()
}
