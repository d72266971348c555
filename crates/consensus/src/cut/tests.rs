//! The cuts: what ships, what is learned, what must hold of any marks.

use proptest::prelude::*;

use super::*;

fn marked<'a>(scale: &'a str, fraction: f64, critic: &'a str, positive: bool) -> Marked<'a> {
    let critic = (!critic.is_empty()).then_some(critic);
    Marked { grade: Graded { scale, fraction, critic, ..Graded::default() }, positive }
}

fn graded<'a>(scale: &'a str, fraction: f64, critic: &'a str) -> Graded<'a> {
    marked(scale, fraction, critic, false).grade
}

#[test]
fn without_marks_what_ships_says_what_was_counted() {
    let cuts = Cuts::shipped();
    // 949 of 1,919; 3,138 of 3,424; 97 of 818; 655 B- of which 623.
    for (scale, fraction, share) in
        [("/4", 0.625, 0.4945), ("/5", 0.6, 0.9165), ("/5", 0.5, 0.1186), ("letter", 0.5833, 0.9511)]
    {
        let got = cuts.positive(&graded(scale, fraction, ""));
        assert!((got - share).abs() < 0.01, "{scale} {fraction}: {got}");
    }
    assert!(cuts.positive(&graded("/100", 0.4, "")) < 0.1 && cuts.positive(&graded("/100", 0.7, "")) > 0.9);
    assert!((cuts.cut("/100", None, None) - 0.56).abs() < 1e-9, "a scale that nobody has counted");
    let four = cuts.cut("/4", None, None);
    assert!(four > 0.625 && four < 0.63, "{four}");
    assert_eq!(Cuts::fit(&[], &cuts).steps, cuts.steps, "nothing learned, nothing changed");
}

/// A harsh critic who files 2.5 of 4 as negative, and a kind one who files it as positive.
fn two_critics() -> Vec<Marked<'static>> {
    let mut all = Vec::new();
    for i in 0..30 {
        let fraction = f64::from(i % 9) / 8.0;
        all.push(marked("/4", fraction, "harsh", fraction > 0.7));
        all.push(marked("/4", fraction, "kind", fraction > 0.4));
        all.push(marked("/4", fraction, "", fraction > 0.6));
    }
    all
}

#[test]
fn a_critic_has_a_cut_of_his_own() {
    let cuts = Cuts::fit(&two_critics(), &Cuts::default());
    let [harsh, plain, kind] = ["harsh", "", "kind"].map(|c| cuts.positive(&graded("/4", 0.625, c)));
    assert!(harsh < 0.4 && harsh < plain && plain < kind && kind > 0.6, "{harsh} {plain} {kind}");
    let cut = |critic| cuts.cut("/4", critic, None);
    assert!(cut(Some("kind")) < cut(Some("nobody")) && cut(Some("nobody")) < cut(Some("harsh")));
    let one = Cuts::fit(&[marked("/4", 0.625, "once", true)], &Cuts::shipped());
    let (own, all) = (one.positive(&graded("/4", 0.625, "once")), one.positive(&graded("/4", 0.625, "")));
    assert!(own > all && own < 0.9, "one review moves a cut and does not set it: {own}");
}

/// What the first of two models says tells; what the second says does not, and may be missing.
static SAID: [[[f64; 2]; 2]; 2] = [[[-1.0, 0.5], [-1.0, f64::NAN]], [[1.0, 0.5], [1.0, f64::NAN]]];

#[test]
fn the_text_decides_where_the_grade_does_not() {
    let mut all = Vec::new();
    for i in 0..200 {
        let positive = i % 2 == 0;
        let tone = if (i / 2) % 10 < 8 { 1.0 } else { -1.0 } * if positive { 1.0 } else { -1.0 };
        let mut m = marked("/4", 0.625, "", positive);
        m.grade.tones = &SAID[usize::from(tone > 0.0)][i % 3 % 2];
        all.push(m);
        all.push(marked("/4", 0.25, "", false));
        all.push(marked("/4", 0.875, "", true));
    }
    let cuts = Cuts::fit(&all, &Cuts::shipped());
    let with = |fraction, tone| cuts.positive(&Graded { tones: &[tone], ..graded("/4", fraction, "") });
    let [first, second] = [0, 1].map(|k| cuts.tones[k][0] + cuts.tones[k][1]);
    assert!(first > 1.0 && second.abs() < 0.5, "each has its own weight: {:?}", cuts.tones);
    assert!(with(0.625, 1.0) > 0.7 && with(0.625, -1.0) < 0.3);
    assert!(with(0.25, 1.0) < 0.1 && with(0.875, -1.0) > 0.9, "a clear grade rules");
}

proptest! {
    #[test]
    fn parts_add_up_and_order_does_not_matter(
        raw in prop::collection::vec((0usize..3, 0u8..9, 0usize..4, 0usize..3, any::<bool>()), 1..40),
        turn: prop::sample::Index, fraction in -0.5..1.5,
    ) {
        let all: Vec<Marked<'_>> = raw.iter().map(|&(scale, at, critic, outlet, positive)| {
            let grade = Graded {
                scale: ["/4", "/5", "x"][scale],
                fraction: f64::from(at) / 8.0,
                critic: ["A", "B", "C"].get(critic).copied(),
                outlet: ["X", "Y"].get(outlet).copied(),
                tones: &[],
            };
            Marked { grade, positive }
        }).collect();
        let mut turned = all.clone();
        turned.rotate_left(turn.index(all.len()));
        let (one, other) = (Cuts::fit(&all, &Cuts::shipped()), Cuts::fit(&turned, &Cuts::shipped()));
        for critic in [None, Some("A"), Some("Z")] {
            for scale in ["/4", "x", "unheard of"] {
                let grade = Graded { scale, fraction, critic, outlet: Some("X"), tones: &[] };
                let p = one.positive(&grade);
                prop_assert!(p > 0.0 && p < 1.0);
                prop_assert!((p - other.positive(&grade)).abs() < 1e-6);
                let cut = one.cut(scale, critic, Some("X"));
                prop_assert!((0.0..=1.0).contains(&cut));
            }
        }
        for effect in one.critics.values().chain(one.outlets.values()) {
            prop_assert!(effect.value.is_finite() && effect.error > 0.0 && effect.positive <= effect.n);
        }
    }

    #[test]
    fn another_mark_never_speaks_against_itself(fraction in 0.0..1.0f64, positive: bool) {
        let before = Cuts::fit(&two_critics(), &Cuts::shipped());
        let mut more = two_critics();
        more.push(marked("/4", fraction, "harsh", positive));
        let after = Cuts::fit(&more, &Cuts::shipped());
        let grade = graded("/4", fraction, "harsh");
        let (p, q) = (before.positive(&grade), after.positive(&grade));
        prop_assert!(if positive { q >= p - 0.02 } else { q <= p + 0.02 }, "{} {}", p, q);
    }

    #[test]
    fn anything_is_a_grade(fraction in any::<f64>(), tone in any::<f64>()) {
        let cuts = Cuts::shipped();
        let p = cuts.positive(&Graded { scale: "/5", fraction, tones: &[tone], ..Graded::default() });
        prop_assert!((0.0..=1.0).contains(&p));
    }
}
