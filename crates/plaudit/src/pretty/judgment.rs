//! The judgement of a review in a few lines: scores, verdict, course, aspects, quotes.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::marks::{Covered, color};
use super::{number, safe};
use crate::judgment::{Tally, by_aspect, course};
use crate::report::text::head;
use crate::wire::{Claim, Review, Said};

/// Blocks of a bar to either side, at most.
const REACH: usize = 6;
/// Characters of a quote beside a bar where nothing says how wide a line may be.
const BESIDE: usize = 34;
/// Where there is less room than this beside a bar, quotes have a line of their own.
const SHORTEST: usize = 20;
/// Characters of a quote on a line of its own, and how many there are.
const LONG: usize = 200;
const QUOTES: usize = 2;
/// Steps of the scale of 0 to 100.
const STEPS: usize = 50;
/// By height; the middle is neither praise nor fault.
const SPARKS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Writes the block; nothing where nothing is judged.
pub(super) fn block(review: &Review, covered: &Covered, width: Option<u16>, out: &mut String) {
    let before = out.len();
    let claims = &review.claims;
    scores(claims, out);
    verdict(claims, out);
    arc(review, out);
    aspects(claims, covered, width, out);
    quotes(claims, covered, out);
    for (polarity, label) in [("positive", "likes"), ("negative", "dislikes"), ("mixed", "is torn")] {
        let toward = claims.iter().filter_map(|c| match &c.says {
            Said::Disposition { toward, polarity: p } if p == polarity => Some(safe(toward)),
            _ => None,
        });
        let toward = toward.collect::<Vec<_>>().join("; ");
        line(label, &toward, out);
    }
    if out.len() > before {
        out.push('\n');
    }
}

/// A line with its label; none where there is nothing to say.
fn line(label: &str, says: &str, out: &mut String) {
    if !says.is_empty() {
        let dim = Style::new().dimmed();
        let _ = writeln!(out, "  {dim}{label:<8}{dim:#} {says}");
    }
}

fn paint(words: &str, style: Style) -> String {
    format!("{style}{words}{style:#}")
}

fn scores(claims: &[Claim], out: &mut String) {
    let mut stated: Vec<(f64, Vec<String>)> = Vec::new();
    let mut inferred = None;
    for claim in claims {
        match &claim.says {
            Said::Score { value, policy: Some(policy), .. } => {
                match stated.iter_mut().find(|(v, _)| number(*v) == number(*value)) {
                    Some((_, policies)) => policies.push(policy.clone()),
                    None => stated.push((*value, vec![policy.clone()])),
                }
            }
            Said::Score { value, low, high, .. } => inferred = inferred.or(Some((*value, *low, *high))),
            _ => {}
        }
    }
    if stated.is_empty() && inferred.is_none() {
        return;
    }
    let mut says = Vec::new();
    let first = stated.first().map(|(value, _)| *value);
    if !stated.is_empty() {
        let each = stated.iter().map(|(value, by)| format!("{} of 100 ({})", number(*value), by.join(", ")));
        says.push(format!("stated {}", each.collect::<Vec<_>>().join(", ")));
    }
    if let Some((value, low, high)) = inferred {
        says.push(format!("the text speaks for {value:.0}, {low:.0} to {high:.0}"));
    }
    line("score", &says.join(" · "), out);
    line("", &scale(first, inferred), out);
}

/// A line from 0 to 100: ● where the grade stands, ○ what the text speaks for, ━ its interval.
fn scale(stated: Option<f64>, inferred: Option<(f64, f64, f64)>) -> String {
    let step = |value: f64| ((value.clamp(0.0, 100.0) / 100.0 * STEPS as f64).round() as usize).min(STEPS);
    let mut cells = vec!['─'; STEPS + 1];
    if let Some((value, low, high)) = inferred {
        cells.iter_mut().take(step(high) + 1).skip(step(low)).for_each(|c| *c = '━');
        cells.iter_mut().skip(step(value)).take(1).for_each(|c| *c = '○');
    }
    if let Some(value) = stated {
        cells.iter_mut().skip(step(value)).take(1).for_each(|c| *c = '●');
    }
    let key = match (stated, inferred) {
        (Some(_), Some(_)) => "● stated ○ text",
        (Some(_), None) => "● stated",
        (None, _) => "○ text",
    };
    let dim = Style::new().dimmed();
    format!("0 {} 100  {dim}{key}{dim:#}", cells.iter().collect::<String>())
}

fn verdict(claims: &[Claim], out: &mut String) {
    let verdicts = claims.iter().filter_map(|c| match &c.says {
        Said::Verdict { value, as_written } => Some((value.as_str(), as_written.as_deref())),
        _ => None,
    });
    // The critic's own word goes before what the text speaks for.
    if let Some((value, word)) = verdicts.min_by_key(|(_, word)| word.is_none()) {
        let how = match word {
            Some(word) => format!("in the critic's own word: {}", safe(word)),
            None => "as the text speaks".into(),
        };
        line("verdict", &format!("{}, {how}", paint(value, color(value).on_default().bold())), out);
    }
}

fn arc(review: &Review, out: &mut String) {
    let arc: Vec<f64> = review.arc.iter().map(|m| m.polarity.clamp(-1.0, 1.0)).collect();
    if arc.is_empty() {
        return;
    }
    let sparks: String = arc
        .iter()
        .map(|polarity| {
            let height = ((polarity + 1.0) / 2.0 * 7.0).round() as usize;
            let way = if *polarity > 0.15 {
                "positive"
            } else if *polarity < -0.15 {
                "negative"
            } else {
                "mixed"
            };
            let spark = SPARKS.get(height).copied().unwrap_or('▄').to_string();
            paint(&spark, color(way).on_default())
        })
        .collect();
    line("course", &format!("{sparks}  {}", course(&arc)), out);
}

fn aspects(claims: &[Claim], covered: &Covered, width: Option<u16>, out: &mut String) {
    let opinions = claims.iter().filter_map(|c| match &c.says {
        Said::Opinion { aspect, polarity, .. } => Some((aspect.as_str(), (polarity.as_str(), c))),
        _ => None,
    });
    let sorted = by_aspect(opinions);
    let tallies: Vec<Tally> = sorted
        .iter()
        .map(|(_, of)| {
            of.iter().fold(Tally::default(), |mut tally, (polarity, _)| {
                tally.add(polarity);
                tally
            })
        })
        .collect();
    // Bars are longer than they may be only in very long reviews; then all shrink alike.
    let most = tallies.iter().map(|t| t.praise.max(t.fault)).max().unwrap_or(0).max(REACH);
    let blocks = |n: usize| "◼".repeat((n * REACH).div_ceil(most));
    for (at, ((aspect, of), tally)) in sorted.iter().zip(&tallies).enumerate() {
        let (left, right) = (blocks(tally.fault), blocks(tally.praise));
        let bars = format!(
            "{:>pad$}{}│{}{:>rest$}",
            "",
            paint(&left, AnsiColor::Red.on_default()),
            paint(&right, AnsiColor::Green.on_default()),
            "",
            pad = REACH - left.chars().count(),
            rest = REACH - right.chars().count(),
        );
        let mut says = format!("{:<12}{bars} {:<16}", safe(aspect), tally.words());
        let ways = [("positive", "+"), ("negative", "−"), ("mixed", "±")];
        let told = ways.iter().filter(|(way, _)| of.iter().any(|(p, _)| p == way)).count();
        let mut room = room(width, 38 + tally.words().len().max(16), told);
        if room < SHORTEST {
            says.truncate(says.trim_end().len());
            let _ = write!(says, "\n{:25}", "");
            room = self::room(width, 25, told).max(SHORTEST / 2);
        }
        for (polarity, sign) in ways {
            if let Some(quote) = best(of, polarity, room, covered) {
                let sign = paint(sign, color(polarity).on_default().bold());
                let _ = write!(says, " {sign} “{quote}”");
            }
        }
        line(if at == 0 { "aspects" } else { "" }, &says, out);
    }
}

/// Characters of each of so many quotes on a line that `taken` columns are taken of.
fn room(width: Option<u16>, taken: usize, quotes: usize) -> usize {
    let Some(width) = width else { return BESIDE };
    // A space, the sign, a space, two quotation marks.
    (usize::from(width).saturating_sub(taken) / quotes.max(1)).saturating_sub(5).min(2 * BESIDE)
}

/// The surest opinion of that way that gives nothing away, in so many characters.
fn best(of: &[(&str, &Claim)], polarity: &str, room: usize, covered: &Covered) -> Option<String> {
    let told = of
        .iter()
        .filter(|(p, _)| *p == polarity)
        .filter_map(|(_, c)| Some((c.confidence, c.evidence.first()?)));
    let open = told.filter(|(_, e)| !covered.touches(e.start as usize, e.end as usize));
    let surest = open.max_by(|(a, _), (b, _)| a.total_cmp(b));
    surest.map(|(_, e)| head(&covered.words(e), room))
}

fn quotes(claims: &[Claim], covered: &Covered, out: &mut String) {
    let quotes = claims.iter().filter(|c| matches!(c.says, Said::Quote {})).flat_map(|c| &c.evidence);
    let open = quotes.filter(|e| !covered.touches(e.start as usize, e.end as usize));
    for (at, quote) in open.take(QUOTES).enumerate() {
        let words = head(&covered.words(quote), LONG);
        line(if at == 0 { "quotes" } else { "" }, &format!("“{words}”"), out);
    }
}
