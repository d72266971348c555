//! `--format pretty`: a review for the eye: its judgement, its text with the claims marked, and a short table.

mod judgment;
mod label;
mod marks;

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};

pub(crate) use label::{label, number};
use marks::Covered;

use crate::report::text::head;
use crate::wire::{self, Claim, Review, Said};

/// Columns that are assumed where the output is no terminal.
const WIDTH: u16 = 100;

/// How a review is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// In color; else marks in brackets stand in the text.
    pub(crate) styled: bool,
    /// Spoilers are covered.
    pub(crate) cover: bool,
    /// The terminal's columns, where there is one.
    pub(crate) width: Option<u16>,
}

/// Renders one review; styles are always written, and taken out on the way where they are not wanted.
/// Where they are taken out, marks in brackets remain.
pub(crate) fn review(review: &Review, look: Look) -> String {
    let mut out = String::new();
    let dim = Style::new().dimmed();
    let bold = Style::new().bold();
    let about = &review.document;
    let mut place = about.source.clone();
    if let Some(record) = about.record {
        let _ = write!(place, " #{record}");
    }
    if about.part > 0 {
        let _ = write!(place, " part {}", about.part + 1);
    }
    let covered = Covered::of(&review.claims, look);
    let _ = writeln!(out, "{bold}{}{bold:#}", safe(&headline(review)));
    let _ = writeln!(out, "{dim}{} · {} words{dim:#}\n", safe(&place), about.words);
    judgment::block(review, &covered, look.width, &mut out);
    if let Some(text) = &review.text {
        marks::mark(text, &review.claims, &covered, look, &mut out);
        out.push_str("\n\n");
    }
    out.push_str(&safe(&table(review, &covered, look.width)));
    out.push('\n');
    for note in &review.notes {
        let yellow = AnsiColor::Yellow.on_default();
        let _ = writeln!(out, "{yellow}{}{yellow:#}: {}", note.kind, safe(&note.message));
    }
    out.push('\n');
    out
}

/// "Her Smell (2018) — D+ — Ann Other, The Paper".
fn headline(review: &Review) -> String {
    let mut film = None;
    let mut grade = None;
    let mut byline = None;
    let mut outlet = None;
    for claim in &review.claims {
        match &claim.says {
            Said::Film { title, year, ids } => {
                let title = title.as_deref().or(ids.imdb.as_deref()).unwrap_or("a film");
                film = Some(year.map_or_else(|| title.to_owned(), |y| format!("{title} ({y})")));
            }
            Said::Grade { value, .. } => grade = grade.or(Some(value.as_str())),
            Said::Byline { name } => byline = Some(name.as_str()),
            Said::Outlet { name } => outlet = Some(name.as_str()),
            _ => {}
        }
    }
    let mut line = film.unwrap_or_else(|| "film not certain".into());
    let _ = write!(line, " — {}", grade.unwrap_or("no grade"));
    let who: Vec<&str> = byline.into_iter().chain(outlet).collect();
    if !who.is_empty() {
        let _ = write!(line, " — {}", who.join(", "));
    }
    line
}

/// Text of other people's, without what a terminal would obey.
fn safe(text: &str) -> String {
    text.chars().map(plain).collect()
}

fn plain(c: char) -> char {
    if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }
}

fn table(review: &Review, covered: &Covered, width: Option<u16>) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width.filter(|w| *w >= 40).unwrap_or(WIDTH));
    table.set_header(["claim", "says", "sure", "words it rests on"]);
    for claim in &review.claims {
        let words = match &claim.says {
            // They stand above, whole.
            Said::Quote {} | Said::Disposition { .. } => continue,
            // The sentences are those of the score, which has its row.
            Said::Verdict { as_written: None, .. } => String::new(),
            Said::Opinion { .. } => sentence(review, claim, covered),
            _ => {
                let words = claim.evidence.iter().take(3).map(|e| match e.weight {
                    Some(weight) => format!("{} {}", points(weight), short(&covered.words(e))),
                    None => short(&covered.words(e)),
                });
                words.collect::<Vec<_>>().join(" · ")
            }
        };
        let mut says = claim.says.clone();
        if let Said::Credit { described, .. } = &mut says
            && claim.evidence.iter().any(|e| covered.touches(e.start as usize, e.end as usize))
        {
            *described = None;
        }
        let (kind, says) = label(&says);
        table.add_row([kind, &says, &format!("{:.2}", claim.confidence), &words]);
    }
    table.to_string()
}

/// The sentence that an opinion rests on, else its words.
fn sentence(review: &Review, claim: &Claim, covered: &Covered) -> String {
    let Some(first) = claim.evidence.first() else { return String::new() };
    let sentences = review.sentences.as_deref().unwrap_or_default();
    let at = sentences.partition_point(|s| s.end <= first.start);
    let whole = sentences.get(at).filter(|s| s.start <= first.start && s.end >= first.end);
    let slice =
        |s: &wire::Judged| Some((s.start, review.text.as_ref()?.get(s.start as usize..s.end as usize)?));
    match whole.and_then(slice) {
        Some((start, text)) => covered.line(text, start as usize),
        None => covered.words(first),
    }
}

/// Points by which a sentence moved a score, with their sign.
fn points(weight: f64) -> String {
    let sign = if weight < 0.0 { "−" } else { "+" };
    format!("{sign}{:.1}", weight.abs())
}

fn short(text: &str) -> String {
    head(text, 60)
}

#[cfg(test)]
mod tests;
