//! How much a film's number leans on any one outlet (or critic): the number without it.

use std::collections::BTreeMap;

/// A film's number without one outlet.
#[derive(Debug, Clone, PartialEq)]
pub struct Without<'a> {
    /// Which.
    pub outlet: &'a str,
    /// How many ratings it has here.
    pub n: usize,
    /// Its share of all weight, 0 to 1.
    pub share: f64,
    /// The number without it; `None` where nothing is left to make one from.
    pub value: Option<f64>,
    /// The number with it less the number without it: what it adds.
    pub adds: Option<f64>,
}

/// How a film's number leans on its outlets.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaning<'a> {
    /// The number from all ratings.
    pub all: Option<f64>,
    /// Without each outlet: the one that moves the number most comes first.
    pub without: Vec<Without<'a>>,
}

/// Leaves out every outlet in turn (the jackknife by groups: J. Tukey, "Bias and confidence in not quite large
/// samples", 1958, used here for influence only). `outlet` says where a rating appeared; those of unknown outlets
/// always stay. `weight` is what a rating counts, and `number` makes the film's number from ratings.
pub fn leaning<'a, R: Copy>(
    ratings: &[R],
    outlet: impl Fn(&R) -> Option<&'a str>,
    weight: impl Fn(&R) -> f64,
    number: impl Fn(&[R]) -> Option<f64>,
) -> Leaning<'a> {
    let all = number(ratings);
    let total: f64 = ratings.iter().map(&weight).sum();
    let mut outlets: BTreeMap<&'a str, (usize, f64)> = BTreeMap::new();
    for r in ratings {
        if let Some(name) = outlet(r) {
            let sum = outlets.entry(name).or_default();
            *sum = (sum.0 + 1, sum.1 + weight(r));
        }
    }
    let one = |(name, (n, own)): (&'a str, (usize, f64))| {
        let rest: Vec<R> = ratings.iter().filter(|r| outlet(r) != Some(name)).copied().collect();
        let value = if rest.is_empty() { None } else { number(&rest) };
        let adds = all.zip(value).map(|(with, without)| with - without);
        Without { outlet: name, n, share: if total > 0.0 { own / total } else { 0.0 }, value, adds }
    };
    let mut without: Vec<Without<'a>> = outlets.into_iter().map(one).collect();
    // An outlet without which there is no number at all is leaned on most.
    let moves = |w: &Without<'_>| w.adds.map_or(f64::INFINITY, f64::abs);
    without.sort_by(|a, b| moves(b).total_cmp(&moves(a)).then(a.outlet.cmp(b.outlet)));
    Leaning { all, without }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Row = (Option<&'static str>, f64);

    fn mean(rows: &[Row]) -> Option<f64> {
        (!rows.is_empty()).then(|| rows.iter().map(|r| r.1).sum::<f64>() / rows.len() as f64)
    }

    #[test]
    fn the_number_without_each() {
        let rows = [(Some("A"), 90.0), (Some("B"), 60.0), (Some("B"), 60.0), (None, 50.0)];
        let got = leaning(&rows, |r| r.0, |_| 1.0, mean);
        assert_eq!(got.all, Some(65.0));
        let first = &got.without[0];
        assert_eq!((first.outlet, first.n, first.share), ("A", 1, 0.25));
        assert!((first.adds.unwrap() - (65.0 - 170.0 / 3.0)).abs() < 1e-9);
        assert_eq!((got.without[1].value, got.without[1].adds), (Some(70.0), Some(-5.0)));
    }

    #[test]
    fn what_nothing_is_left_without_comes_first() {
        let got = leaning(&[(Some("A"), 90.0)], |r: &Row| r.0, |_| 1.0, mean);
        assert_eq!((got.without[0].value, got.without[0].adds, got.without[0].share), (None, None, 1.0));
        assert_eq!(leaning(&[], |r: &Row| r.0, |_| 1.0, mean).without, []);
    }

    proptest! {
        #[test]
        fn the_mean_of_the_rest_and_the_shares_add_up(raw in prop::collection::vec((0usize..4, 0.0..100.0f64), 1..30)) {
            let rows: Vec<Row> = raw.iter().map(|(o, s)| (["A", "B", "C"].get(*o).copied(), *s)).collect();
            let got = leaning(&rows, |r| r.0, |_| 2.0, mean);
            let shares: f64 = got.without.iter().map(|w| w.share).sum();
            let known = rows.iter().filter(|r| r.0.is_some()).count() as f64 / rows.len() as f64;
            prop_assert!((shares - known).abs() < 1e-9);
            for w in &got.without {
                let rest: Vec<Row> = rows.iter().filter(|r| r.0 != Some(w.outlet)).copied().collect();
                prop_assert_eq!(w.value, mean(&rest));
            }
            let moves: Vec<f64> = got.without.iter().map(|w| w.adds.map_or(f64::INFINITY, f64::abs)).collect();
            prop_assert!(moves.windows(2).all(|w| w[0] >= w[1]));
        }
    }
}
