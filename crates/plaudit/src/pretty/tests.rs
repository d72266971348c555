//! What a person sees: the judgement in a few lines, marks that do not tear the text, spoilers covered.

use super::*;
use crate::wire::{About, Evidence, Ids, Moment, Note, Reader};

const TEXT: &str =
    "Moss is superb as Becky. The last act drags\u{1b}[2J on. She dies in the end, alas. I hate biopics.";

fn says(says: Said, words: &[&str]) -> Claim {
    let evidence = words.iter().map(|w| {
        let at = TEXT.find(w).unwrap();
        let [start, end] = [at, at + w.len()].map(|x| u32::try_from(x).unwrap());
        Evidence { start, end, text: (*w).into(), weight: None }
    });
    Claim { says, confidence: 0.8, evidence: evidence.collect() }
}

fn opinion(aspect: &str, polarity: &str, words: &str) -> Claim {
    let says_so = Said::Opinion { aspect: aspect.into(), polarity: polarity.into(), target: None };
    says(says_so, &[words])
}

fn score(value: f64, low: f64, high: f64, policy: Option<&str>) -> Said {
    let basis = if policy.is_some() { "stated" } else { "inferred" }.into();
    Said::Score { value, low, high, level: 0.9, basis, policy: policy.map(str::to_owned) }
}

fn demo() -> Review {
    let credit = Said::Credit {
        role: "actor".into(),
        person: "Elisabeth Moss".into(),
        as_written: "Moss".into(),
        ids: Ids::default(),
        character: Some("Becky".into()),
        described: None,
    };
    let mut inferred = says(score(31.2, 10.4, 54.1, None), &["The last act drags\u{1b}[2J on."]);
    inferred.evidence[0].weight = Some(-4.25);
    Review {
        document: About {
            id: "sha256:0".into(),
            source: "a\u{1b}[31m.txt".into(),
            record: None,
            part: 0,
            start: 0,
            end: u32::try_from(TEXT.len()).unwrap(),
            language: None,
            words: 19,
        },
        claims: vec![
            says(credit, &["Moss", "Becky"]),
            says(score(25.0, 25.0, 25.0, Some("linear")), &["drags"]),
            says(score(25.0, 25.0, 25.0, Some("metacritic")), &["drags"]),
            opinion("acting", "positive", "Moss is superb"),
            opinion("acting", "negative", "superb as Becky. The"),
            opinion("ending", "negative", "She dies in the end"),
            says(Said::Spoiler {}, &["She dies in the end, alas."]),
            says(Said::Quote {}, &["Moss is superb as Becky."]),
            says(
                Said::Disposition { toward: "biopics".into(), polarity: "negative".into() },
                &["I hate biopics"],
            ),
            says(Said::Verdict { value: "mixed".into(), as_written: None }, &["The last act"]),
            says(Said::Verdict { value: "negative".into(), as_written: Some("Skip it".into()) }, &["drags"]),
            inferred,
        ],
        arc: [0.9, -0.6].into_iter().map(|polarity| Moment { start: 0, end: 9, polarity }).collect(),
        sentences: None,
        notes: vec![Note {
            kind: "contradiction".into(),
            message: "bell \u{7}".into(),
            line: None,
            evidence: vec![],
            candidates: vec![],
        }],
        reader: Reader { version: "0".into(), models: "none".into() },
        text: Some(TEXT.into()),
    }
}

fn shown(styled: bool, cover: bool) -> (String, String) {
    let out = review(&demo(), Look { styled, cover, width: None });
    let plain = anstream::adapter::strip_str(&out).to_string();
    (out, plain)
}

#[test]
fn the_judgement_stands_in_a_few_lines() {
    let (_, out) = shown(false, false);
    for want in [
        "stated 25 of 100 (linear, metacritic) · the text speaks for 31, 10 to 54",
        "0 ─────━━━━━━━━●━━○━━━━━━━━━━━─────────────────────── 100",
        "negative, in the critic's own word: Skip it",
        "█▂  praise, then fault",
        "     ◼│◼      1 for, 1 against",
        "+ “Moss is superb” − “superb as Becky. The”",
        "“Moss is superb as Becky.”",
        "dislikes biopics",
        "−4.2 The last act drags",
    ] {
        assert!(out.contains(want), "{want}\n{out}");
    }
}

#[test]
fn marks_do_not_tear_the_text() {
    let (_, plain) = shown(false, false);
    assert!(plain.contains("[[Moss](actor) is superb](positive) as [Becky](actor)."), "{plain}");
    assert!(plain.contains("[[She dies in the end](negative), alas.](spoiler)"), "{plain}");
    let (_, colored) = shown(true, false);
    assert!(colored.contains(&safe(TEXT)), "all of the text, and nothing else: {colored}");
}

#[test]
fn judgements_have_the_color_of_their_way() {
    let (colored, _) = shown(true, false);
    let [green, red] = [AnsiColor::Green, AnsiColor::Red].map(|c| c.on_default());
    assert!(colored.contains(&format!("{green} is superb{green:#}")), "{colored:?}");
    assert!(colored.contains(&format!("{red}. The{red:#}")), "{colored:?}");
}

#[test]
fn spoilers_are_covered_wherever_their_words_stand() {
    for styled in [false, true] {
        let (_, out) = shown(styled, true);
        assert!(!out.contains("dies"), "{out}");
        assert!(out.contains("▒▒▒ ▒▒▒▒ ▒▒ ▒▒▒ ▒▒▒"), "{out}");
        let (_, open) = shown(styled, false);
        assert!(open.contains("She dies in the end") && !open.contains('▒'), "{open}");
    }
}

#[test]
fn nothing_that_a_terminal_obeys_comes_through() {
    let (_, plain) = shown(false, false);
    assert!(plain.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'), "{plain:?}");
    let (colored, _) = shown(true, true);
    assert!(!colored.contains("\u{1b}[2J") && !colored.contains('\u{7}'));
}

#[test]
fn aspects_keep_to_the_width_of_the_terminal() {
    for width in [60, 72, 80, 100, 160] {
        let out = review(&demo(), Look { styled: false, cover: false, width: Some(width) });
        let out = anstream::adapter::strip_str(&out).to_string();
        let lines: Vec<&str> = out.lines().skip_while(|l| !l.contains("aspects")).take(5).collect();
        assert!(lines.iter().all(|l| l.chars().count() <= usize::from(width)), "{width}: {lines:#?}");
    }
}
