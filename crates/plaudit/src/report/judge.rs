//! What a review's judgement looks like on a page: the scale, the course, the aspects with voices for and against.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;

use super::frame::{Quote, Quotes};
use super::gather::{Count, Scored, Tree, speaks};
use super::{Inferred, Moment, Opinion, Review, text};
use crate::judgment::{Tally, by_aspect, course};

/// Two decimals are finer than any screen.
fn round(x: f64) -> f64 {
    (x * 100.0).round() / 100.0
}

/// The ends, the middle and where one verdict ends and the next begins.
const TICKS: [f64; 5] = [0.0, 40.0, 50.0, 60.0, 100.0];

/// Where a score stands on a drawing 400 wide.
fn place(score: f64) -> f64 {
    round(10.0 + score * 3.8)
}

/// What the text of a review speaks for, in words and as a mark on the scale.
pub(super) struct Speaks {
    pub(super) value: String,
    pub(super) range: String,
    pub(super) level: String,
    pub(super) verdict: &'static str,
    pub(super) scale: Scale,
}

impl Speaks {
    /// `stated` is the grade's score under the policy shown.
    pub(super) fn of(review: &Review, id: &str, stated: Option<f64>) -> Option<Self> {
        let inferred = speaks(review)?;
        Some(Speaks {
            value: format!("{:.0}", inferred.value),
            range: format!("{:.0}–{:.0}", inferred.low, inferred.high),
            level: text::percent(inferred.level),
            verdict: consensus::Verdict::of(inferred.value).name(),
            scale: Scale::new(id, stated, inferred),
        })
    }
}

/// A line from 0 to 100 with the stated score as a full dot, the inferred one as a hollow dot on its interval.
#[derive(Template)]
#[template(path = "scale.html")]
pub(super) struct Scale {
    id: String,
    title: String,
    stated: Option<f64>,
    value: f64,
    ends: (f64, f64),
    ticks: [f64; 5],
}

impl Scale {
    fn new(id: &str, stated: Option<f64>, inferred: &Inferred) -> Self {
        let told = stated.map_or(String::new(), |s| format!("Stated {}; ", text::score(s)));
        let Inferred { value, low, high, .. } = inferred;
        Scale {
            id: id.to_owned(),
            title: format!(
                "{told}the text speaks for {value:.0}, {low:.0} to {high:.0}, on a scale of 0 to 100"
            ),
            stated: stated.map(place),
            value: place(*value),
            ends: (place(*low), place(*high)),
            ticks: TICKS.map(place),
        }
    }
}

/// All of a film's scores on one line, the inferred ones apart from the graded.
#[derive(Template)]
#[template(path = "strip.html")]
pub(super) struct Strip {
    title: String,
    full: Vec<f64>,
    hollow: Vec<f64>,
    ticks: [f64; 5],
}

impl Strip {
    pub(super) fn of(count: &Count) -> Self {
        // A dot a whole score: what lies on another dot could not be seen anyway.
        let dots = |scores: &[Scored]| {
            let whole: BTreeSet<i64> = scores.iter().map(|s| s.score.round() as i64).collect();
            whole.into_iter().map(|score| place(score as f64)).collect::<Vec<_>>()
        };
        let words = |scores: &[Scored]| {
            let mut sorted: Vec<f64> = scores.iter().map(|s| s.score).collect();
            sorted.sort_by(f64::total_cmp);
            match (sorted.first(), sorted.last()) {
                (Some(low), Some(high)) if sorted.len() > 1 => {
                    format!("{} from {low:.0} to {high:.0}", text::thousands(sorted.len()))
                }
                (Some(one), _) => format!("1 at {one:.0}"),
                _ => "none".into(),
            }
        };
        Strip {
            title: format!("Graded: {}; inferred: {}", words(&count.kept), words(&count.inferred)),
            full: dots(&count.kept),
            hollow: dots(&count.inferred),
            ticks: TICKS.map(place),
        }
    }
}

/// How the judgement moves, as a line.
#[derive(Template)]
#[template(path = "arc.html")]
pub(super) struct Arc {
    /// In words.
    pub(super) course: String,
    path: String,
}

impl Arc {
    pub(super) fn of(arc: &[Moment]) -> Option<Self> {
        let sound = |m: &&Moment| m.polarity.is_finite() && m.from.is_finite() && m.to.is_finite();
        let mut path = String::new();
        let mut way = Vec::new();
        for m in arc.iter().filter(sound) {
            let polarity = f64::from(m.polarity.clamp(-1.0, 1.0));
            let [from, to] = [m.from, m.to].map(|x| round(f64::from(x.clamp(0.0, 1.0)) * 400.0));
            let y = round(35.0 - polarity * 30.0);
            path.push_str(&format!("{}{from} {y}H{to}", if path.is_empty() { "M" } else { "L" }));
            way.push(polarity);
        }
        (!way.is_empty()).then(|| Arc { course: course(&way), path })
    }
}

/// What was said of one aspect, as a bar with what is for it to the right, and voices.
pub(super) struct Aspect<'a> {
    pub(super) name: &'a str,
    pub(super) words: String,
    pub(super) bar: Bar,
    pub(super) sides: Vec<Side<'a>>,
}

/// The voices of one way.
pub(super) struct Side<'a> {
    pub(super) way: &'static str,
    pub(super) title: &'static str,
    pub(super) voices: Vec<Voice<'a>>,
}

/// One opinion in its words.
pub(super) struct Voice<'a> {
    pub(super) quote: Quote<'a>,
    /// Who or what is judged.
    pub(super) target: Option<&'a str>,
    /// The page of the review and who wrote it, where it is not this page.
    pub(super) by: Option<(&'a str, &'a str)>,
}

/// Stretches of a diverging bar, each with its beginning and width; the middle is at 100 of 200.
pub(super) struct Bar {
    pub(super) fault: (f64, f64),
    pub(super) mixed: (f64, f64),
    pub(super) praise: (f64, f64),
}

impl Bar {
    /// What is mixed lies across the middle.
    fn new(tally: &Tally, most: usize) -> Self {
        let unit = (96.0 / most.max(1) as f64).min(24.0);
        let [praise, mixed, fault] = [tally.praise, tally.mixed, tally.fault].map(|n| n as f64 * unit);
        let half = mixed / 2.0;
        Bar {
            fault: (round(100.0 - half - fault), round(fault)),
            mixed: (round(100.0 - half), round(mixed)),
            praise: (round(100.0 + half), round(praise)),
        }
    }
}

const WAYS: [(&str, &str); 3] = [("positive", "For"), ("negative", "Against"), ("mixed", "Mixed")];

/// The aspects of which one review speaks.
pub(super) fn of_review<'a>(review: &'a Review, quotes: &mut Quotes<'a>) -> Vec<Aspect<'a>> {
    let sorted = by_aspect(review.opinions.iter().map(|o| (o.aspect.as_str(), o)));
    let mut tallies = Vec::new();
    for (_, of) in &sorted {
        let mut tally = Tally::default();
        of.iter().for_each(|o| tally.add(&o.polarity));
        tallies.push(tally);
    }
    aspects(sorted, &tallies, |o| {
        let quote = quotes.quote(o.evidence.as_ref()?);
        Some(Voice { quote, target: o.target.as_deref(), by: None })
    })
}

/// Voices of one way that a film's page has of one aspect.
const VOICES: usize = 2;

/// An opinion and whose review it is from.
type Voiced<'a> = (usize, &'a Opinion);

/// The aspects of which a film's critics speak: every critic counts once for each.
pub(super) fn of_film<'a>(tree: &Tree<'a>, film: usize) -> Vec<Aspect<'a>> {
    let site = tree.site;
    let voices = &tree.counts[film].voices;
    let said = voices.iter().flat_map(|&i| {
        let opinions = &site.reviews[i].opinions;
        opinions.iter().map(move |o| (o.aspect.as_str(), (i, o)))
    });
    let mut rows: Vec<(&str, Vec<Voiced<'_>>, Tally)> = by_aspect(said)
        .into_iter()
        .map(|(aspect, of)| {
            let mut tally = Tally::default();
            // Sorted by nothing since they were gathered, so a review's opinions are neighbors.
            for critic in of.chunk_by(|a, b| a.0 == b.0) {
                let mut own = Tally::default();
                critic.iter().for_each(|(_, o)| own.add(&o.polarity));
                tally.add(own.sum());
            }
            (aspect, of, tally)
        })
        .collect();
    rows.sort_by_key(|(aspect, _, tally)| (*aspect != "overall", std::cmp::Reverse(tally.all())));
    let mut tallies = Vec::new();
    let mut sorted = Vec::new();
    for (aspect, mut of, tally) in rows {
        // One voice a critic and way, what gives nothing away, the surest first.
        of.retain(|(_, o)| o.evidence.as_ref().is_some_and(|e| !e.spoiler));
        of.sort_by(|(_, a), (_, b)| b.confidence.total_cmp(&a.confidence));
        let mut kept: Vec<Voiced<'_>> = Vec::new();
        for (i, o) in of {
            let same = || kept.iter().filter(|(_, k)| k.polarity == o.polarity);
            if same().count() < VOICES && same().all(|(j, _)| *j != i) {
                kept.push((i, o));
            }
        }
        sorted.push((aspect, kept));
        tallies.push(tally);
    }
    let mut budgets = BTreeMap::new();
    aspects(sorted, &tallies, |(i, o)| {
        let review = &site.reviews[*i];
        let quotes = budgets.entry(*i).or_insert_with(|| Quotes::of(tree, review));
        let who = review.byline.as_ref().or(review.outlet.as_ref()).map_or("Unsigned", |q| &q.value);
        let quote = quotes.quote(o.evidence.as_ref()?);
        Some(Voice { quote, target: o.target.as_deref(), by: Some((&site.slugs[*i], who)) })
    })
}

/// What has a polarity.
trait Way {
    fn way(&self) -> &str;
}

impl Way for &Opinion {
    fn way(&self) -> &str {
        &self.polarity
    }
}

impl Way for Voiced<'_> {
    fn way(&self) -> &str {
        &self.1.polarity
    }
}

fn aspects<'a, T: Way>(
    sorted: Vec<(&'a str, Vec<T>)>,
    tallies: &[Tally],
    mut voice: impl FnMut(&T) -> Option<Voice<'a>>,
) -> Vec<Aspect<'a>> {
    let most = tallies.iter().map(|t| t.praise.max(t.fault) + t.mixed.div_ceil(2)).max().unwrap_or(0);
    let mut out = Vec::new();
    for ((name, of), tally) in sorted.into_iter().zip(tallies) {
        let mut sides = Vec::new();
        for (way, title) in WAYS {
            let voices: Vec<Voice<'a>> =
                of.iter().filter(|o| o.way() == way).filter_map(&mut voice).collect();
            if !voices.is_empty() {
                sides.push(Side { way, title, voices });
            }
        }
        out.push(Aspect { name, words: tally.words(), bar: Bar::new(tally, most), sides });
    }
    out
}
