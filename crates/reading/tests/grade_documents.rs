//! Grades of whole documents: metadata beside text, roundups, and input that is no review at all.

use document::{Builder, Document, Field, MarkKind, Role, Source, Span};
use proptest::prelude::*;
use reading::Basis;
use reading::grade::{self, Habits, Refusal, ScaleBasis, parse, read, read_within};
use reading::policy::policies;

fn doc(fields: &[(Field, &str, &str)], paragraphs: &[&str]) -> Document {
    let mut b = Builder::new(Source::default());
    for (field, key, value) in fields {
        b.field(*field, key, value);
    }
    for p in paragraphs {
        b.open(Role::Body);
        b.push(p);
    }
    b.finish()
}

/// Value, scale, declared or not, contradicting or not, of each grade found.
fn grades(d: &Document) -> Vec<(String, Option<String>, bool, bool)> {
    read(d)
        .into_iter()
        .map(|f| {
            let slice = d.slice(f.evidence[0]);
            assert!(slice == f.grade.value || slice.contains(&f.grade.value), "{slice} / {}", f.grade.value);
            (f.grade.value.clone(), f.grade.scale.name(), f.grade.basis == Basis::Declared, f.contradicts)
        })
        .collect()
}

fn found(
    value: &str,
    scale: Option<&str>,
    declared: bool,
    contradicts: bool,
) -> (String, Option<String>, bool, bool) {
    (value.into(), scale.map(Into::into), declared, contradicts)
}

#[test]
fn a_bare_declared_number_has_no_scale_but_what_the_document_says() {
    let d = doc(&[(Field::Grade, "rating", "4")], &["A film."]);
    assert_eq!(grades(&d), [found("4", None, true, false)]);
    let d = doc(
        &[
            (Field::Grade, "reviewRating.ratingValue", "4"),
            (Field::GradeBest, "reviewRating.bestRating", "5"),
            (Field::GradeWorst, "reviewRating.worstRating", "1"),
        ],
        &["A film."],
    );
    assert_eq!(grades(&d), [found("4", Some("/5"), true, false)]);
    let g = &read(&d)[0].grade;
    assert_eq!((g.scale.worst, policies()[0].score(g)), (1.0, Some(75.0)));
    let d = doc(&[(Field::Grade, "rating", "8")], &["A film.", "8/10"]);
    assert_eq!(grades(&d), [found("8", Some("/10"), true, false), found("8/10", Some("/10"), false, false)]);
    assert_eq!(read(&d)[0].evidence.len(), 2);
}

#[test]
fn each_source_has_its_own_scale() {
    let d = doc(
        &[
            (Field::Grade, "rating", "7"),
            (Field::Grade, "reviewRating.ratingValue", "3.5"),
            (Field::GradeBest, "reviewRating.bestRating", "5"),
            (Field::Grade, "aggregateRating.ratingValue", "9.1"),
        ],
        &["A film."],
    );
    assert_eq!(grades(&d), [found("7", None, true, false), found("3.5", Some("/5"), true, false)]);
}

#[test]
fn the_name_of_a_field_may_say_stars_and_a_certificate_is_no_grade() {
    assert_eq!(
        grades(&doc(&[(Field::Grade, "stars", "3")], &["A film."])),
        [found("3", Some("stars"), true, false)]
    );
    assert_eq!(grades(&doc(&[(Field::Grade, "rating", "PG-13")], &["A film."])), []);
}

#[test]
fn a_title_may_end_in_a_grade() {
    for (title, want) in [
        ("Her Smell, 2018 - ★★½", Some(("★★½", Some("stars")))),
        ("Review: The Oar (4/5)", Some(("4/5", Some("/5")))),
        ("The Oar review – ★★★☆☆", Some(("★★★☆☆", Some("stars/5")))),
        ("The Oar [B+]", Some(("B+", Some("letter")))),
        ("50/50", None),
        ("Fahrenheit 9/11", None),
        ("8 1/2", None),
        ("Vitamin C", None),
    ] {
        let d = doc(&[(Field::Title, "title", title)], &["A film."]);
        let want: Vec<_> = want.into_iter().map(|(v, s)| found(v, s, true, false)).collect();
        assert_eq!(grades(&d), want, "{title}");
    }
}

#[test]
fn a_printed_grade_that_differs_is_kept_only_where_it_is_sure() {
    let sure = doc(&[(Field::Grade, "grade", "B+")], &["A film.", "My grade: C"]);
    assert_eq!(
        grades(&sure),
        [found("B+", Some("letter"), true, false), found("C", Some("letter"), false, true)]
    );
    let faint = doc(&[(Field::Grade, "grade", "4/5")], &["Two thirds of a good film, and a 2/5 finale."]);
    assert_eq!(grades(&faint), [found("4/5", Some("/5"), true, false)]);
}

#[test]
fn what_markup_calls_a_rating_is_one() {
    let mut b = Builder::new(Source::default());
    b.open(Role::Body);
    b.push("The Oar is long. ");
    let m = b.begin_mark(MarkKind::Rating);
    b.push("2 out of 4 stars");
    b.end_mark(m);
    b.push(" It ends.");
    assert_eq!(grades(&b.finish()), [found("2 out of 4 stars", Some("stars/4"), false, false)]);
}

#[test]
fn parts_of_a_roundup_have_their_own() {
    let d = doc(&[], &["The Oar", "A long row.\nB+", "The Kiln", "Warm enough, and then some.\nC-"]);
    assert_eq!(read(&d), [], "two films, no grade of the page");
    let part = |i: usize, j: usize| Span { start: d.blocks[i].span.start, end: d.blocks[j].span.end };
    let value = |s: Span| read_within(&d, s).map(|f| f.grade.value);
    assert_eq!(value(part(0, 1)).as_deref(), Some("B+"));
    assert_eq!(value(part(2, 3)).as_deref(), Some("C-"));
}

#[test]
fn raw_strings() {
    for (raw, scale, points) in [
        ("A+", Some("letter"), Some(12.0)),
        ("B plus", Some("letter"), Some(9.0)),
        ("Grade: B-", Some("letter"), Some(7.0)),
        ("[D+]", Some("letter"), Some(3.0)),
        ("C−", Some("letter"), Some(4.0)),
        ("b+", Some("letter"), Some(9.0)),
        ("★★½", Some("stars"), Some(2.5)),
        ("★ ★ ★ ½", Some("stars"), Some(3.5)),
        ("★★★☆☆", Some("stars/5"), Some(3.0)),
        ("⭐️⭐️⭐️", Some("stars"), Some(3.0)),
        ("***1/2", Some("stars"), Some(3.5)),
        ("** 1/2 (out of four)", Some("stars/4"), Some(2.5)),
        ("three and a half out of four stars", Some("stars/4"), Some(3.5)),
        ("zero stars", Some("stars"), Some(0.0)),
        ("half a star", Some("stars"), Some(0.5)),
        ("1/2 star", Some("stars"), Some(0.5)),
        ("3 1/2 stars out of 4", Some("stars/4"), Some(3.5)),
        ("3.5/4", Some("/4"), Some(3.5)),
        ("7 / 10", Some("/10"), Some(7.0)),
        ("4 of 5", Some("/5"), Some(4.0)),
        ("3,5/5", Some("/5"), Some(3.5)),
        ("7½/10", Some("/10"), Some(7.5)),
        ("4/5 stars", Some("stars/5"), Some(4.0)),
        ("85%", Some("percent"), Some(85.0)),
        ("85 percent", Some("percent"), Some(85.0)),
        ("7", None, Some(7.0)),
        ("+3 out of -4..+4", Some("-4..4"), Some(3.0)),
        ("-2 (−4 to +4)", Some("-4..4"), Some(-2.0)),
        ("8 on a scale of 1 to 10", Some("/10"), Some(8.0)),
        ("⚃", Some("dice/6"), Some(4.0)),
        ("thumbs up", Some("thumbs"), None),
        ("👎", Some("thumbs"), None),
        ("Recommended", Some("verbal"), None),
        ("Skip it!", Some("verbal"), None),
        ("4 jellyfish out of 5", Some("/5"), Some(4.0)),
        ("3 popcorn buckets", None, Some(3.0)),
    ] {
        let g = parse(raw).unwrap_or_else(|why| panic!("{raw}: {why}"));
        assert_eq!((g.scale.name().as_deref(), g.points), (scale, points), "{raw}");
    }
}

#[test]
fn refusals_say_why() {
    assert_eq!(parse("  "), Err(Refusal::Empty));
    assert!(matches!(parse("11/10"), Err(Refusal::OutOfRange { .. })));
    for raw in ["PG-13", "R", "N/A", "Hans Zimmer", "9/11/2001", "TBD", "see below", "-", "***", "H"] {
        let got = parse(raw);
        let star = raw == "***" && got.is_ok();
        assert!(star || got == Err(Refusal::NoGrade), "{raw}: {got:?}");
    }
    for raw in ["1-5", "B/B+", "B+ or A-", "3/5 or 4/5", "Acting 3/5, story 1/5"] {
        assert!(matches!(parse(raw), Err(Refusal::Ambiguous(_))), "{raw}: {:?}", parse(raw));
    }
    let words = parse("11/10").map_err(|r| r.to_string());
    assert_eq!(words, Err("11 is out of range: the scale goes from 0 to 10".into()));
}

#[test]
fn habit_says_that_it_is_habit() {
    let mut habits = Habits::new();
    for raw in ["3/4", "2.5/4", "1/4", "4/4"] {
        habits.observe("The Bugle", &parse(raw).unwrap());
    }
    let mut g = parse("★★★").unwrap();
    assert!(!habits.settle("The Horn", &mut g));
    assert!(habits.settle("The Bugle", &mut g));
    assert_eq!((g.scale.best, g.scale.basis), (Some(4.0), ScaleBasis::Habit));
}

/// Pieces that grades and their traps are made of.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "★",
        "☆",
        "½",
        "*",
        "/",
        "8",
        "10",
        "1/2",
        " out of ",
        " of ",
        "five",
        "half",
        " a ",
        " stars",
        "-",
        "−",
        "+",
        "B",
        "A",
        "F",
        " grade: ",
        "%",
        "👍",
        "⚃",
        "\n",
        "\n\n",
        ".",
        " ",
        "(",
        "]",
        "é",
        "🍿",
        "I give it ",
        "０",
        "🔟",
        "\u{fe0f}",
        "one ",
        " to ",
        "on a scale ",
        "no",
        "thumbs ",
        "up",
        "1,",
        "0.5",
        "½½",
        "“",
        "’",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|v| v.concat())
}

proptest! {
    #[test]
    fn nothing_panics_and_every_span_fits(text in pieces(), cell in pieces()) {
        let d = doc(&[(Field::Title, "title", &text), (Field::Grade, "rating", &cell), (Field::GradeBest, "scale", &text)], &[&text, &cell]);
        let all = read(&d);
        prop_assert_eq!(&all, &read(&d));
        for f in &all {
            prop_assert!(f.evidence.iter().all(|s| !d.slice(*s).is_empty()));
            prop_assert!((0.0..=1.0).contains(&f.confidence));
            for p in policies() {
                prop_assert!(p.score(&f.grade).is_none_or(|s| (0.0..=100.0).contains(&s)));
            }
        }
        let _ = (parse(&text), grade::explain(&cell));
    }
}

#[test]
fn markdown_left_in_a_text_is_no_grade() {
    for text in [
        "A boat goes out.\n\n**Bottom Line:** it sinks.",
        "**Verdict:**\n\nIt sinks.",
        "A film.\n\n***\n\nNotes follow.",
        "It sinks.*\n\n* Twice.",
    ] {
        let paragraphs: Vec<&str> = text.split("\n\n").collect();
        assert_eq!(grades(&doc(&[], &paragraphs)), [], "{text}");
    }
}
