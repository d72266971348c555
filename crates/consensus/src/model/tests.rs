//! Properties of fits and estimates.

use proptest::prelude::*;

use super::*;
use crate::model::generate::Random;

fn grade(film: u32, critic: u32, score: f64) -> Observation {
    Observation { film, critic: Some(critic), outlet: None, seen: Seen::Grade { scale: Scale::Five, score } }
}

fn shuffled<T: Copy>(all: &[T], seed: u64) -> Vec<T> {
    let mut random = Random(seed);
    let mut out = all.to_vec();
    for i in (1..out.len()).rev() {
        out.swap(i, (random.next() % (i as u64 + 1)) as usize);
    }
    out
}

#[test]
fn one_rating_is_drawn_to_the_middle_and_nothing_is_certain() {
    let one = [grade(7, 3, 100.0)];
    let fit = fit(&one, &Settings::default());
    let got = fit.film(&one).unwrap();
    assert!(got.value > 70.0 && got.value < 90.0, "{}", got.value);
    assert!(got.interval.low < 65.0 && got.interval.high > 90.0, "{:?}", got.interval);
    assert_eq!((got.grades, got.marks, got.inferred), (1, 0, 0));
    assert_eq!(fit.film(&[]), None);
}

#[test]
fn the_value_is_the_weighted_mean_of_its_parts() {
    let (all, _) = generate(&World::of(4000, 5));
    let fit = fit(&all, &Settings::default());
    let of: Vec<_> = all.iter().filter(|o| o.film == 11).copied().collect();
    let got = fit.film(&of).unwrap();
    let weight: f64 = got.prior_weight + got.parts.iter().map(|p| p.weight).sum::<f64>();
    let sum: f64 =
        got.prior_weight * got.prior + got.parts.iter().map(|p| p.weight * p.adjusted).sum::<f64>();
    assert!((sum / weight - got.value).abs() < 1e-9);
    for part in &got.parts {
        let by_hand = got.prior + (part.score - part.offset - got.prior) / part.slope;
        assert!((by_hand - part.adjusted).abs() < 1e-9);
    }
}
