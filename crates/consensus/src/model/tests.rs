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

fn of(film: u32, all: &[Observation]) -> Vec<Observation> {
    all.iter().filter(|o| o.film == film).copied().collect()
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
    let (ma, mb) = (mean(a), mean(b));
    let sum = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum::<f64>();
    sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
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
    assert_eq!(super::fit(&[], &Settings::default()).film(&[]), None);
}

#[test]
fn the_value_is_the_weighted_mean_of_its_parts() {
    let (all, _) = generate(&World::of(4000, 5));
    let fit = fit(&all, &Settings::default());
    let got = fit.film(&of(11, &all)).unwrap();
    let weight: f64 = got.prior_weight + got.parts.iter().map(|p| p.weight).sum::<f64>();
    let sum = got.prior_weight * got.prior + got.parts.iter().map(|p| p.weight * p.adjusted).sum::<f64>();
    assert!((sum / weight - got.value).abs() < 1e-9);
    for part in &got.parts {
        let by_hand = got.prior + (part.score - part.offset - got.prior) / part.slope;
        assert!((by_hand - part.adjusted).abs() < 1e-9);
    }
}

#[test]
fn what_made_the_ratings_is_found_again() {
    let (all, truth) = generate(&World::of(20_000, 3));
    let fit = fit(&all, &Settings::even());
    let (mut found, mut was, mut inside, mut settled) = (vec![], vec![], 0, 0);
    for (film, value) in truth.films.iter().enumerate() {
        let Some(got) = fit.film(&of(film as u32, &all)) else { continue };
        inside += usize::from(got.interval.low <= *value && *value <= got.interval.high);
        settled += usize::from(got.settles(10_000).1.high - got.settles(10_000).1.low > 0.0);
        found.push(got.value);
        was.push(value.clamp(0.0, 100.0));
    }
    assert!(correlation(&found, &was) > 0.95, "{}", correlation(&found, &was));
    // The ends of the scale squeeze grades, which no line can undo: not quite 90 %.
    let cover = inside as f64 / found.len() as f64;
    assert!((0.8..0.97).contains(&cover), "{cover}");
    assert_eq!(settled, found.len());
    let critic = |c: usize| {
        let outlet = all.iter().find(|o| o.critic == Some(c as u32))?.outlet?;
        Some((fit.critic(c as u32)?.offset + fit.outlet(outlet)?.0, truth.critics[c]))
    };
    let (found, was): (Vec<f64>, Vec<f64>) = (0..truth.critics.len()).filter_map(critic).unzip();
    assert!(correlation(&found, &was) > 0.8, "{}", correlation(&found, &was));
    let spreads = fit.spreads();
    assert!((150.0..260.0).contains(&spreads.noise) && (120.0..260.0).contains(&spreads.film), "{spreads:?}");
}

#[test]
fn a_severe_critic_is_corrected_and_a_grade_rules_over_what_is_beside_it() {
    let mut all = Vec::new();
    for film in 0..40 {
        for critic in 0..8 {
            let severe = if critic == 0 { 25.0 } else { 0.0 };
            all.push(grade(film, critic, 70.0 + f64::from((film * 7 + critic * 5) % 11) - severe));
        }
    }
    let fit = fit(&all, &Settings::default());
    let severity = fit.critic(0).unwrap();
    assert!(severity.offset < -12.0, "{severity:?}");
    let by = |critic| fit.film(&[grade(99, critic, 60.0)]).unwrap().value;
    assert!(by(0) > by(1) + 2.0);
    let mark = Observation { seen: Seen::Mark { positive: false }, ..grade(99, 1, 0.0) };
    let both = fit.film(&[grade(99, 1, 60.0), mark]).unwrap();
    assert_eq!((both.value, both.grades, both.marks), (by(1), 1, 0));
    let inferred = Seen::Inferred { value: 60.0, low: 35.0, high: 85.0, level: 0.9 };
    let text = fit.film(&[Observation { seen: inferred, ..grade(99, 50, 0.0) }]).unwrap();
    let stated = fit.film(&[grade(99, 50, 60.0)]).unwrap();
    assert!(text.parts[0].weight < stated.parts[0].weight, "an inferred score weighs less than a grade");
}

#[test]
fn a_new_rating_moves_the_film_without_a_new_fit_nearly_as_one_would() {
    let (all, _) = generate(&World::of(8000, 9));
    let before = fit(&all[1..], &Settings::default());
    let after = fit(&all, &Settings::default());
    let film = of(all[0].film, &all);
    let (quick, whole) = (before.film(&film).unwrap(), after.film(&film).unwrap());
    assert!((quick.value - whole.value).abs() < 0.3, "{} {}", quick.value, whole.value);
}

#[test]
fn more_reviews_are_surer_on_average() {
    let (all, _) = generate(&World::of(8000, 2));
    let fit = fit(&all, &Settings::default());
    let width = |n: usize| {
        let films = (0..60).map(|f| of(f, &all)).filter(|o| o.len() >= 20);
        let widths: Vec<f64> = films.map(|o| fit.film(&o[..n]).unwrap().error).collect();
        widths.iter().sum::<f64>() / widths.len() as f64
    };
    assert!(width(1) > width(3) && width(3) > width(10) && width(10) > width(20));
}

fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.0..100.0,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -5.0, 1e300, 0.0, 100.0]),
    ]
}

fn any_seen() -> impl Strategy<Value = Seen> {
    let scale = prop::sample::select(vec![Scale::Letter, Scale::Four, Scale::Five, Scale::Ten, Scale::Other]);
    prop_oneof![
        5 => (scale, any_number()).prop_map(|(scale, score)| Seen::Grade { scale, score }),
        1 => any::<bool>().prop_map(|positive| Seen::Mark { positive }),
        2 => (any_number(), any_number(), any_number(), any_number()).prop_map(|(value, low, high, level)| {
            Seen::Inferred { value, low, high, level: level / 100.0 }
        }),
    ]
}

fn any_observations() -> impl Strategy<Value = Vec<Observation>> {
    let who = prop_oneof![1 => Just(None), 6 => (0_u32..6).prop_map(Some), 1 => Just(Some(u32::MAX))];
    let one = (prop_oneof![0_u32..5, Just(u32::MAX)], who.clone(), who, any_seen());
    prop::collection::vec(
        one.prop_map(|(film, critic, outlet, seen)| Observation { film, critic, outlet, seen }),
        0..40,
    )
}

proptest! {
    #[test]
    fn any_input_gives_numbers_in_any_order_to_the_last_digit(all in any_observations(), seed in any::<u64>()) {
        let one = fit(&all, &Settings::default());
        let turned = shuffled(&all, seed);
        let two = fit(&turned, &Settings::default());
        prop_assert_eq!(one.to_bytes(), two.to_bytes());
        for film in [0, 1, 2, 3, 4, u32::MAX, 77] {
            let (a, b) = (one.film(&of(film, &all)), two.film(&of(film, &turned)));
            prop_assert_eq!(a.as_ref().map(|e| e.value.to_bits()), b.as_ref().map(|e| e.value.to_bits()));
            let Some(a) = a else { continue };
            prop_assert!((0.0..=100.0).contains(&a.value) && a.error.is_finite() && a.error > 0.0);
            prop_assert!(a.interval.low <= a.value && a.value <= a.interval.high && a.interval.low < a.interval.high);
            prop_assert_eq!(a.parts.len(), of(film, &all).len());
            prop_assert!(a.parts.iter().all(|p| p.adjusted.is_finite() && p.weight.is_finite() && p.weight >= 0.0));
            let (value, interval) = a.settles(50);
            prop_assert!(interval.low <= value && value <= interval.high);
        }
    }

    #[test]
    fn a_better_grade_never_lowers_the_estimate(
        all in any_observations(), at in any::<prop::sample::Index>(), more in 0.0..100.0_f64,
    ) {
        let fitted = fit(&all, &Settings::default());
        // Of a film that the fit has not seen, so that no grade is taken back with another.
        let mut film: Vec<Observation> = all.iter().map(|o| Observation { film: 1000, ..*o }).collect();
        prop_assume!(!film.is_empty());
        let before = fitted.film(&film);
        let at = at.index(film.len());
        if let Seen::Grade { score, .. } = &mut film[at].seen {
            prop_assume!(score.is_finite());
            *score = (*score + more).min(100.0).max(*score);
        }
        let after = fitted.film(&film);
        if let (Some(before), Some(after)) = (before, after) {
            prop_assert!(after.value >= before.value - 1e-9);
        }
    }

    #[test]
    fn bytes_come_back_and_damage_is_refused(
        all in any_observations(), at in any::<prop::sample::Index>(), flip in 1_u8..,
    ) {
        let fitted = fit(&all, &Settings::default());
        let mut bytes = fitted.to_bytes();
        prop_assert_eq!(Fit::from_bytes(&bytes), Ok(fitted));
        prop_assert_eq!(Fit::from_bytes(&bytes[..at.index(bytes.len())]), Err(Damaged));
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert_eq!(Fit::from_bytes(&bytes), Err(Damaged));
    }
}
