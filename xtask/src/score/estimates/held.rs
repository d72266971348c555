//! Held-out grades, five folds over ratings.

use std::collections::HashMap;
use std::fmt::Write as _;

use consensus::model::{Observation, Scale, Seen, Settings, fit};

use super::load::Review;
use super::{Part, Target, Unit, figure, fold, lower, root};

/// Sums of one predictor's errors.
#[derive(Default, Clone, Copy)]
struct Sums {
    n: f64,
    squares: f64,
    absolute: f64,
    density: f64,
    step: f64,
    inside: f64,
}

impl Sums {
    /// A grade `is`, said to be `score` with this standard deviation; its step is `width` points wide.
    fn add(&mut self, is: f64, score: f64, sd: f64, width: f64) {
        let z = (is - score) / sd;
        self.n += 1.0;
        self.squares += (is - score).powi(2);
        self.absolute += (is - score).abs();
        self.density -= 0.5 * z * z + sd.ln() + 0.5 * std::f64::consts::TAU.ln();
        let (low, high) = (is - width / 2.0, is + width / 2.0);
        let below = if low <= 0.0 { 0.0 } else { share((low - score) / sd) };
        let above = if high >= 100.0 { 1.0 } else { share((high - score) / sd) };
        self.step += (above - below).max(1e-9).ln();
        self.inside += f64::from(u8::from(z.abs() <= 1.645));
    }
}

/// The normal distribution's cumulative share (Abramowitz and Stegun 7.1.26).
fn share(x: f64) -> f64 {
    let z = x.abs() / std::f64::consts::SQRT_2;
    let t = 1.0 / (1.0 + 0.327_591_1 * z);
    let p = t
        * (0.254_829_592
            + t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
    let tail = 0.5 * p * (-z * z).exp();
    if x < 0.0 { tail } else { 1.0 - tail }
}

/// Measures.
pub(super) fn measure(reviews: &[Review]) -> Part {
    let mut part = Part::new("Estimates: held-out grades");
    let mut sums = [Sums::default(); 5];
    let folds: Vec<u64> = (0..reviews.len()).map(|i| fold(i as u32, 5)).collect();
    for held in 0..5 {
        let train = |marks: bool| -> Vec<Observation> {
            let kept = reviews
                .iter()
                .zip(&folds)
                .filter(|(r, f)| if r.grade.is_some() { **f != held } else { marks });
            kept.map(|(r, _)| r.seen).collect()
        };
        let (grades, all) = (train(false), train(true));
        let (mean, mean_sd) = film_means(&grades);
        let two = TwoWay::fit(&grades);
        let even = fit(&grades.iter().map(one_scale).collect::<Vec<_>>(), &Settings::even());
        let (of_grades, of_all) = (fit(&grades, &Settings::default()), fit(&all, &Settings::default()));
        for (r, _) in reviews.iter().zip(&folds).filter(|(_, f)| **f == held) {
            let Some(g) = r.grade else { continue };
            let (o, y) = (&r.seen, g.linear);
            let width = [100.0 / 12.0, 12.5, 10.0, 10.0, 10.0][g.scale as usize];
            sums[0].add(y, mean.get(&o.film).copied().unwrap_or(mean[&u32::MAX]), mean_sd, width);
            sums[1].add(y, two.predict(o), two.sd, width);
            for (at, (model, scale)) in
                [(&even, Scale::Other), (&of_grades, g.scale), (&of_all, g.scale)].into_iter().enumerate()
            {
                let said = model.predict(o.film, o.critic, o.outlet, scale);
                sums[at + 2].add(y, said.score, said.error, width);
            }
        }
    }
    let names = [
        "film mean",
        "two-way shrinkage",
        "model without scales",
        "model, grades alone",
        "model, marks of the ungraded too",
    ];
    let mut table = String::from(
        "| by | RMSE | below the film mean's | MAE | log density a grade | log probability of the step | within 90 % |\n\
         |---|--:|--:|--:|--:|--:|--:|\n",
    );
    let first = root(sums[0].squares, sums[0].n);
    for (name, s) in names.iter().zip(&sums) {
        let rmse = root(s.squares, s.n);
        let _ = writeln!(
            table,
            "| {name} | {rmse:.3} | {:.2} % | {:.3} | {:.4} | {:.4} | {:.1} % |",
            lower(first, rmse),
            s.absolute / s.n,
            s.density / s.n,
            s.step / s.n,
            100.0 * s.inside / s.n
        );
    }
    let best = lower(first, root(sums[4].squares, sums[4].n));
    part.figures.push(figure(
        "held-out grades: RMSE below the film mean's",
        best,
        Unit::Percent,
        Some(Target::Least(5.0)),
        &format!(
            "5 folds over {} graded reviews, scores by `linear`; the marks of ungraded reviews help to train",
            sums[0].n
        ),
        "–",
    ));
    part.notes.push(table);
    part
}

fn one_scale(o: &Observation) -> Observation {
    match o.seen {
        Seen::Grade { score, .. } => Observation { seen: Seen::Grade { scale: Scale::Other, score }, ..*o },
        _ => *o,
    }
}

fn score(o: &Observation) -> Option<f64> {
    if let Seen::Grade { score, .. } = o.seen { Some(score) } else { None }
}

/// Means of films, the mean of all under `u32::MAX`, and the standard deviation around them.
fn film_means(grades: &[Observation]) -> (HashMap<u32, f64>, f64) {
    let mut sums: HashMap<u32, (f64, f64)> = HashMap::new();
    for (o, y) in grades.iter().filter_map(|o| Some((o, score(o)?))) {
        for id in [o.film, u32::MAX] {
            let sum = sums.entry(id).or_default();
            *sum = (sum.0 + y, sum.1 + 1.0);
        }
    }
    let mut means: HashMap<u32, f64> = sums.iter().map(|(id, (sum, n))| (*id, sum / n)).collect();
    means.entry(u32::MAX).or_insert(0.0);
    let squares: f64 = grades.iter().filter_map(|o| Some((score(o)? - means[&o.film]).powi(2))).sum();
    (means, (squares / (grades.len() as f64 - sums.len() as f64)).sqrt())
}

/// Films and critics shrunk to nothing by constants: what anyone would write first.
pub(super) struct TwoWay {
    mean: f64,
    films: HashMap<u32, f64>,
    critics: HashMap<u32, f64>,
    sd: f64,
}

impl TwoWay {
    /// Ratings that a film's and a critic's effect count as zero for: best of those tried on these reviews.
    const FILM: f64 = 1.5;
    const CRITIC: f64 = 5.0;

    pub(super) fn fit(grades: &[Observation]) -> TwoWay {
        let rows: Vec<(u32, Option<u32>, f64)> =
            grades.iter().filter_map(|o| Some((o.film, o.critic, score(o)?))).collect();
        let n = rows.len() as f64;
        let mean = rows.iter().map(|r| r.2).sum::<f64>() / n;
        let mut two = TwoWay { mean, films: HashMap::new(), critics: HashMap::new(), sd: 1.0 };
        for _ in 0..30 {
            let films = shrunk(rows.iter().map(|r| (r.0, r.2 - mean - two.critic(r.1))), Self::FILM);
            two.films = films;
            let film = |id: u32| two.films.get(&id).copied().unwrap_or(0.0);
            let critics = rows.iter().filter_map(|r| Some((r.1?, r.2 - mean - film(r.0))));
            two.critics = shrunk(critics, Self::CRITIC);
        }
        let squares: f64 = rows.iter().map(|r| (r.2 - mean - two.film(r.0) - two.critic(r.1)).powi(2)).sum();
        let free = n - (two.films.len() + two.critics.len()) as f64;
        two.sd = (squares / free.max(1.0)).sqrt();
        two
    }

    fn film(&self, id: u32) -> f64 {
        self.films.get(&id).copied().unwrap_or(0.0)
    }

    fn critic(&self, id: Option<u32>) -> f64 {
        id.and_then(|id| self.critics.get(&id)).copied().unwrap_or(0.0)
    }

    fn predict(&self, o: &Observation) -> f64 {
        self.mean + self.film(o.film) + self.critic(o.critic)
    }

    /// A new film's estimate from these reviews.
    pub(super) fn estimate(&self, of: &[Observation]) -> f64 {
        let rest: f64 = of.iter().filter_map(|o| Some(score(o)? - self.mean - self.critic(o.critic))).sum();
        self.mean + rest / (of.len() as f64 + Self::FILM)
    }
}

fn shrunk(rows: impl Iterator<Item = (u32, f64)>, by: f64) -> HashMap<u32, f64> {
    let mut sums: HashMap<u32, (f64, f64)> = HashMap::new();
    for (id, rest) in rows {
        let sum = sums.entry(id).or_default();
        *sum = (sum.0 + rest, sum.1 + 1.0);
    }
    sums.into_iter().map(|(id, (sum, n))| (id, sum / (n + by))).collect()
}
