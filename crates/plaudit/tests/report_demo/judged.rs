//! What the reader makes of some of the demo's reviews.

use plaudit::report::{Disposition, Excerpt, Inferred, Moment, Opinion, Review};

use super::excerpt;

pub(super) fn opinion(aspect: &str, polarity: &str, confidence: f32, evidence: Excerpt) -> Opinion {
    let evidence = Some(evidence);
    Opinion { aspect: aspect.into(), polarity: polarity.into(), target: None, confidence, evidence }
}

fn inferred(value: f64, moved: &[(f32, &str)]) -> Option<Inferred> {
    let moved = moved.iter().map(|(points, words)| (*points, excerpt("", words, ""))).collect();
    Some(Inferred { value, low: value - 25.5, high: value + 20.0, level: 0.9, moved })
}

/// The spoiler of the demo: nothing shows it unasked.
pub(crate) const SPOILER: &str = "the piano is all that is left of the band";

/// What the reader makes of some of the reviews: opinions, inferred scores, spoilers.
pub(super) fn judge(all: &mut [Review]) {
    let superb = excerpt(
        "Elisabeth Moss",
        " gives the performance of the year",
        ", and the last act earns its quiet.",
    );
    all[4].opinions.push(Opinion {
        target: Some("Elisabeth Moss".into()),
        ..opinion("acting", "positive", 0.9, superb)
    });
    all[0].opinions.push(opinion("acting", "negative", 0.7, excerpt("", "Moss shouts <b>& shouts", ".")));
    all[0].opinions.push(opinion(
        "music",
        "positive",
        0.7,
        excerpt("The songs ", "are better than they need be", "."),
    ));
    all[6].opinions.push(opinion(
        "length",
        "negative",
        0.8,
        excerpt("", "Two hours of shouting is an hour too many", "."),
    ));
    all[7].opinions.push(opinion("length", "mixed", 0.5, excerpt("", "It is long and it knows it", ".")));
    let twist = Excerpt { spoiler: true, ..excerpt("In the end ", SPOILER, ".") };
    all[7].opinions.push(opinion("ending", "positive", 0.9, twist.clone()));
    all[7].spoilers.push(twist);
    // A grade far above what the text speaks for; a review without a grade, and one on an unknown scale.
    all[3].inferred = inferred(
        51.2,
        &[(6.25, "Four years on I take it back, and gladly."), (-3.1, "I was bored <i>once</i>.")],
    );
    all[7].inferred =
        inferred(71.0, &[(4.0, "There is a great film about recovery hiding in its final forty minutes.")]);
    all[7].leaning = Some("positive".into());
    all[12].inferred = inferred(44.4, &[]);
    for (at, way) in [(3, &[-0.7, 0.2, 0.9][..]), (7, &[0.5][..])] {
        let long = way.len() as f32;
        let moment =
            |(i, p): (usize, &f32)| Moment { from: i as f32 / long, to: (i + 1) as f32 / long, polarity: *p };
        all[at].arc = way.iter().enumerate().map(moment).collect();
    }
    all[3].dispositions = vec![Disposition {
        toward: "films about <bands>".into(),
        polarity: "negative".into(),
        evidence: vec![excerpt("", "I cannot stand films about bands", ", as readers know.")],
    }];
}
