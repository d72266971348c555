//! The four critics of the scale dataset: their classes, and how well a critic never seen is read.

use std::fmt::Write as _;

use anyhow::Result;
use learn::folds;
use learn::linear::Random;
use learn::metrics::{accuracy, mean, mean_absolute_error, pearson};
use learn::ordinal::{Lesson, Ordinal, Recipe};
use learn::rows::Rows;
use learn::score::LeftOut;
use rayon::prelude::*;

use super::page::{Figure, Part, Target, Unit};
use super::pool::{Classes, Kind, Of, Pool};

const FOLDS: usize = 10;
const SEED: u64 = 5;
/// Graded reviews of a critic that are known when his severity is learned.
const KNOWN: usize = 20;
/// How often they are drawn.
const DRAWS: usize = 200;

/// What is known of a critic without training on him.
#[derive(Debug)]
struct Critic<'p> {
    /// Its number.
    source: usize,
    of: &'p Of,
    /// By review: the value that the model of scores gives.
    value: Vec<f32>,
    /// By review: the rating, 0 to 1.
    rating: Vec<f32>,
}

/// All measurements on these critics.
pub(super) fn measure(
    pool: &Pool,
    classes: &Classes,
    left: &[(usize, LeftOut)],
    fast: bool,
) -> Result<Vec<Part>> {
    let critics: Vec<Critic<'_>> = left.iter().map(|(k, left)| critic(pool, *k, left)).collect();
    let scale: Vec<&Critic<'_>> = critics.iter().filter(|c| c.of.kind == Kind::Scale).collect();
    let mut parts = vec![known_critics(pool, classes, &scale, fast)?];
    if !fast {
        parts.push(unseen_critics(pool, &critics)?);
    }
    Ok(parts)
}

fn critic<'p>(pool: &'p Pool, source: usize, left: &LeftOut) -> Critic<'p> {
    let rating = pool.scores(source).iter().map(|score| score / 100.0).collect();
    Critic {
        source,
        of: &pool.sources[source],
        value: left.iter().map(|(_, value)| *value).collect(),
        rating,
    }
}

/// Three and four classes of each critic in ten folds.
fn known_critics(pool: &Pool, classes: &Classes, critics: &[&Critic<'_>], fast: bool) -> Result<Part> {
    let first = pool.sources.iter().find(|s| s.kind == Kind::Scale).map_or(0, |s| s.rows.start);
    let mut part = Part::new("Critics known: classes of the scale dataset v1.0");
    let mut table = String::from("| critic | reviews | three classes | four classes |\n|---|--:|--:|--:|\n");
    let mut sums = [0.0; 2];
    for critic in critics {
        let rows = pool.own_rows(critic.source);
        let classes = &classes[critic.of.rows.start - first..critic.of.rows.end - first];
        let right = [(0, 3), (1, 4)].map(|(which, count)| {
            let class: Vec<usize> = classes.iter().map(|c| c[which]).collect();
            100.0 * tenfold(&rows, &class, count, &critic.value)
        });
        sums.iter_mut().zip(right).for_each(|(sum, right)| *sum += right / critics.len() as f64);
        writeln!(
            table,
            "| {} | {} | {:.1} % | {:.1} % |",
            critic.of.name,
            critic.of.rows.len(),
            right[0],
            right[1]
        )?;
    }
    let how = "10 folds a critic (seed 5), mean over the critics; between every two classes a logistic regression on \
               his own n-grams that starts from the value of a model of scores trained without him";
    for (name, value, least, least_fast) in
        [("three classes", sums[0], 73.0, 66.5), ("four classes", sums[1], 60.0, 57.0)]
    {
        let least = if fast { least_fast } else { least };
        part.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit: Unit::Percent,
            target: Some(Target::Least(least)),
            method: "shipped features, a model a critic",
            how: how.to_owned(),
            published: "on texts that were not cleaned: tf-idf SVM 70.4 and 57.8, ensemble of four linear models 71.9 and 58.9, frozen BERT in an ensemble 69.8 and 61.1 (three and four classes)",
        });
    }
    part.notes.push(table);
    part.notes.push(cleaning(pool)?);
    Ok(part)
}

/// What cleaning took from how many texts.
fn cleaning(pool: &Pool) -> Result<String> {
    let (cleaned, copies) = &pool.cleaned;
    let mut table = String::from(
        "Cut out of the texts before anything else, by how many texts of Schwartz, Berardinelli, Renshaw, Rhodes:\n\n\
         | what | texts of each |\n|---|---|\n",
    );
    for rule in cleaned {
        writeln!(table, "| {} | {} |", rule.rule, rule.texts.map(|n| n.to_string()).join(", "))?;
    }
    write!(
        table,
        "\n{copies} texts that are the same as another are left out. What the model of scores masks in every text \
         (numbers of stars, grades, thumbs by number) is masked here too."
    )?;
    Ok(table)
}

/// The share of classes that are right in ten folds.
fn tenfold((rows, features): &(Rows, usize), class: &[usize], classes: usize, known: &[f32]) -> f64 {
    let fold = folds::deal(class.len(), FOLDS, SEED);
    let one = |tested: usize| -> Vec<(usize, usize)> {
        let (train, test) = folds::split(&fold, tested);
        let lesson = Lesson { rows, features: *features, pick: &train, class, known };
        let model = Ordinal::train(lesson, classes, Recipe::default());
        test.into_iter().map(|i| (model.class(rows.row(i), known[i]), class[i])).collect()
    };
    let (said, is): (Vec<usize>, Vec<usize>) = (0..FOLDS).into_par_iter().flat_map_iter(one).unzip();
    accuracy(&said, &is)
}

/// How well the order and, from a few graded reviews, the level of critics never seen are known.
fn unseen_critics(pool: &Pool, critics: &[Critic<'_>]) -> Result<Part> {
    let mut part = Part::new("Critics never seen: scale dataset v1.0");
    let mut table = String::from(
        "| critic | r | mean error by others' scale | mean error from 20 of his reviews |\n|---|--:|--:|--:|\n",
    );
    let (mut rs, mut errors) = (Vec::new(), Vec::new());
    for (k, critic) in critics.iter().enumerate().filter(|(_, c)| c.of.kind == Kind::Scale) {
        let r = pearson(&critic.value, &critic.rating);
        let prior = Prior::of(critics.iter().enumerate().filter(|(o, _)| *o != k).map(|(_, c)| c));
        let before =
            mean_absolute_error(&prior.ratings(&prior.line(&[], &[]), &critic.value), &critic.rating);
        let after = calibrated(critic, &prior);
        writeln!(table, "| {} | {r:.3} | {before:.3} | {after:.3} |", critic.of.name)?;
        rs.push(r as f32);
        errors.push(after as f32);
    }
    let how = "the model of scores, trained on all other critics, the manifest, Letterboxd and IMDb's users";
    let mut figure = |name: &str, value, unit, target, how: String| {
        part.figures.push(Figure {
            name: name.to_owned(),
            value,
            unit,
            target: Some(target),
            method: "shipped features",
            how,
            published: "–",
        });
    };
    figure("unseen critic, mean r", mean(&rs), Unit::Correlation, Target::Least(0.74), how.to_owned());
    let how = format!(
        "the critic's line from value to rating, learned from {KNOWN} of his reviews at random and, as far as these \
         are few, from other critics' lines (Bayesian linear regression); tested on his other reviews, {DRAWS} draws; \
         ratings from 0 to 1"
    );
    figure("unseen critic, mean error after 20", mean(&errors), Unit::Distance(3), Target::Most(0.105), how);
    part.notes.push(table);
    let dropped: usize = pool
        .sources
        .iter()
        .enumerate()
        .filter(|(_, s)| s.kind == Kind::Scale)
        .map(|(k, _)| pool.alike(k).len())
        .sum();
    part.notes
        .push(format!("{dropped} reviews of others share a passage with theirs and do not train for them."));
    Ok(part)
}

/// The mean error over many draws of known reviews.
fn calibrated(critic: &Critic<'_>, prior: &Prior) -> f64 {
    let one = |draw: usize| -> f64 {
        let mut order: Vec<usize> = (0..critic.value.len()).collect();
        Random::new(draw as u64 + 1).shuffle(&mut order);
        let (known, rest) = order.split_at(KNOWN.min(order.len()));
        let take = |from: &[f32], which: &[usize]| which.iter().map(|i| from[*i]).collect::<Vec<f32>>();
        let line = prior.line(&take(&critic.value, known), &take(&critic.rating, known));
        let said = prior.ratings(&line, &take(&critic.value, rest));
        mean_absolute_error(&said, &take(&critic.rating, rest))
    };
    (0..DRAWS).into_par_iter().map(one).sum::<f64>() / DRAWS as f64
}

/// What is believed of a critic's line, rating = level + slope * value, before any of his grades are known.
#[derive(Debug)]
struct Prior {
    /// Mean of level and slope over other critics.
    mean: [f64; 2],
    /// Their variances.
    variance: [f64; 2],
    /// Variance of a rating around its critic's line.
    noise: f64,
}

impl Prior {
    /// From the lines of other critics with enough reviews.
    fn of<'c>(others: impl Iterator<Item = &'c Critic<'c>>) -> Prior {
        let enough = others.filter(|c| c.value.len() >= 60);
        let lines: Vec<[f64; 3]> = enough.map(|c| least_squares(&c.value, &c.rating)).collect();
        let n = lines.len().max(1) as f64;
        let mean = |at: usize| lines.iter().map(|l| l[at]).sum::<f64>() / n;
        let variance =
            |at: usize| lines.iter().map(|l| (l[at] - mean(at)).powi(2)).sum::<f64>() / (n - 1.0).max(1.0);
        Prior {
            mean: [mean(0), mean(1)],
            variance: [variance(0), variance(1)].map(|v| v.max(1e-5)),
            noise: mean(2),
        }
    }

    /// Level and slope, given some graded reviews.
    fn line(&self, value: &[f32], rating: &[f32]) -> [f64; 2] {
        let [v0, v1] = self.variance;
        let (mut a, mut b, mut d) = (1.0 / v0, 0.0, 1.0 / v1);
        let (mut p, mut q) = (self.mean[0] / v0, self.mean[1] / v1);
        for (x, y) in value.iter().zip(rating) {
            let (x, y) = (f64::from(*x), f64::from(*y));
            a += 1.0 / self.noise;
            b += x / self.noise;
            d += x * x / self.noise;
            p += y / self.noise;
            q += x * y / self.noise;
        }
        let det = a * d - b * b;
        [(d * p - b * q) / det, (a * q - b * p) / det]
    }

    fn ratings(&self, line: &[f64; 2], value: &[f32]) -> Vec<f32> {
        value.iter().map(|x| (line[0] + line[1] * f64::from(*x)).clamp(0.0, 1.0) as f32).collect()
    }
}

/// Level and slope of the line through points, and the variance around it.
fn least_squares(x: &[f32], y: &[f32]) -> [f64; 3] {
    let (mean_x, mean_y) = (mean(x), mean(y));
    let (mut xy, mut xx) = (0.0, 0.0);
    for (x, y) in x.iter().zip(y) {
        let dx = f64::from(*x) - mean_x;
        xy += dx * (f64::from(*y) - mean_y);
        xx += dx * dx;
    }
    let slope = if xx > 0.0 { xy / xx } else { 0.0 };
    let level = mean_y - slope * mean_x;
    let miss = |(x, y): (&f32, &f32)| (f64::from(*y) - level - slope * f64::from(*x)).powi(2);
    [level, slope, x.iter().zip(y).map(miss).sum::<f64>() / x.len().max(1) as f64]
}
