//! How a film's numbers moved over time, and where they will settle.

mod forecast;

pub use forecast::{Finished, Habits, Settled};

use crate::estimate::{Mean, Share, mean, wilson};

/// A rating in time.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dated<'a> {
    /// When: an ISO 8601 date, which sorts as text.
    pub date: Option<&'a str>,
    /// 0 to 100; `None` for a review with a verdict and no grade.
    pub score: Option<f64>,
    /// Positive? `None` where that is not known.
    pub positive: Option<bool>,
}

/// A film's numbers at the end of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct Point<'a> {
    /// The day.
    pub date: &'a str,
    /// How many ratings there are by then.
    pub n: usize,
    /// The share of positive ones with its interval; `None` where no verdict is known.
    pub share: Option<Share>,
    /// The mean score with its interval; `None` without scores.
    pub mean: Option<Mean>,
    /// What the caller's estimate says.
    pub estimate: Option<f64>,
}

/// The course of a film: a point for every day on which a rating appeared. All reviews of one day make one point,
/// since nothing tells which of them came first. Ratings without a date are in none. `estimate` makes the film's
/// number from the ratings up to then.
pub fn course<'a>(
    ratings: &[Dated<'a>],
    level: f64,
    estimate: impl Fn(&[Dated<'a>]) -> Option<f64>,
) -> Vec<Point<'a>> {
    let mut dated: Vec<(&'a str, Dated<'a>)> =
        ratings.iter().filter_map(|r| r.date.map(|d| (d, *r))).collect();
    // Within a day in order of value, so that sums do not depend on the order given.
    let key = |r: &Dated<'_>| (r.score.map(|s| s.to_bits()), r.positive);
    dated.sort_by(|a, b| a.0.cmp(b.0).then_with(|| key(&a.1).cmp(&key(&b.1))));
    let all: Vec<Dated<'a>> = dated.iter().map(|d| d.1).collect();
    let mut points = Vec::new();
    let mut n = 0;
    for day in dated.chunk_by(|a, b| a.0 == b.0) {
        n += day.len();
        let so_far = &all[..n];
        let marks: Vec<bool> = so_far.iter().filter_map(|r| r.positive).collect();
        let positive = marks.iter().filter(|p| **p).count();
        let share = wilson(positive, marks.len(), level).map(|interval| Share {
            positive,
            of: marks.len(),
            value: positive as f64 / marks.len() as f64,
            interval,
        });
        let scores: Vec<f64> = so_far.iter().filter_map(|r| r.score).collect();
        let date = day.first().map_or("", |d| d.0);
        points.push(Point { date, n, share, mean: mean(&scores, level), estimate: estimate(so_far) });
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::LEVEL;

    fn at(date: &str, score: f64) -> Dated<'_> {
        Dated { date: Some(date), score: Some(score), positive: Some(score >= 60.0) }
    }

    #[test]
    fn a_point_for_every_day() {
        let all = [at("2020-02-01", 80.0), at("2020-01-01", 40.0), at("2020-02-01", 60.0), Dated::default()];
        let got = course(&all, LEVEL, |r| Some(r.len() as f64));
        assert_eq!(got.len(), 2);
        assert_eq!((got[0].date, got[0].n, got[0].share.unwrap().value), ("2020-01-01", 1, 0.0));
        assert_eq!((got[1].n, got[1].share.unwrap().positive, got[1].mean.unwrap().value), (3, 2, 60.0));
        assert_eq!(got[1].estimate, Some(3.0));
        assert_eq!(course(&[], LEVEL, |_| None), []);
    }

    proptest! {
        #[test]
        fn it_ends_at_the_whole_and_order_does_not_matter(
            raw in prop::collection::vec((0usize..4, 0.0..100.0f64), 1..30), turn: prop::sample::Index,
        ) {
            const DATES: [&str; 4] = ["2020", "2020-05", "2021-01-01", "2021-01-02"];
            let all: Vec<Dated<'_>> = raw.iter().map(|(d, s)| at(DATES[*d], *s)).collect();
            let got = course(&all, LEVEL, |r| r.last()?.score);
            let mut turned = all.clone();
            turned.rotate_left(turn.index(all.len()));
            prop_assert_eq!(&course(&turned, LEVEL, |r| r.last()?.score), &got);
            let scores: Vec<f64> = raw.iter().map(|r| r.1).collect();
            let last = got.last().unwrap();
            prop_assert_eq!(last.n, all.len());
            prop_assert_eq!(last.mean, mean(&scores, LEVEL));
            prop_assert!(got.windows(2).all(|w| w[0].date < w[1].date && w[0].n < w[1].n));
        }
    }
}
