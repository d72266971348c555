//! `--format pretty`: a review for the eye, its text with the claims marked and a short table.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use comfy_table::{ContentArrangement, Table, presets};

use crate::wire::{Claim, Review, Said};

/// Columns that are assumed where the output is no terminal.
const WIDTH: u16 = 100;

/// Renders one review; styles are always written, and taken out on the way where they are not wanted.
/// Where they are taken out, marks in brackets remain.
pub(crate) fn review(review: &Review, styled: bool) -> String {
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
    let _ = writeln!(out, "{bold}{}{bold:#}", headline(review));
    let _ = writeln!(out, "{dim}{place} · {} words{dim:#}\n", about.words);
    if let Some(text) = &review.text {
        mark(text, &review.claims, styled, &mut out);
        out.push_str("\n\n");
    }
    shown(&table(&review.claims), &mut out);
    out.push('\n');
    for note in &review.notes {
        let yellow = AnsiColor::Yellow.on_default();
        let _ = writeln!(out, "{yellow}{}{yellow:#}: {}", note.kind, note.message);
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

/// The text with every piece of evidence marked by its claim's kind.
fn mark(text: &str, claims: &[Claim], styled: bool, out: &mut String) {
    let mut spans: Vec<(usize, usize, &str, Style)> = Vec::new();
    for claim in claims {
        let (kind, color) = match &claim.says {
            Said::Film { .. } => ("film", AnsiColor::Cyan),
            Said::Credit { role, .. } => (role.as_str(), AnsiColor::Green),
            Said::Other { thing, .. } => (thing.as_str(), AnsiColor::Blue),
            Said::Fact { fact, .. } => (fact.as_str(), AnsiColor::Blue),
            Said::Grade { .. } | Said::Verdict { .. } => ("grade", AnsiColor::Yellow),
            Said::Opinion { polarity, .. } => (polarity.as_str(), AnsiColor::White),
            Said::Spoiler {} => ("spoiler", AnsiColor::Red),
            Said::Disposition { .. } => ("disposition", AnsiColor::White),
            Said::Score { .. } | Said::Quote {} => continue,
            Said::Byline { .. } => ("byline", AnsiColor::Magenta),
            Said::Outlet { .. } => ("outlet", AnsiColor::Magenta),
            Said::Published { .. } => ("published", AnsiColor::Magenta),
        };
        let style = color.on_default().bold();
        spans.extend(claim.evidence.iter().map(|e| (e.start as usize, e.end as usize, kind, style)));
    }
    spans.sort_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
    let mut at = 0;
    for (start, end, kind, style) in spans {
        let (Some(before), Some(words)) = (text.get(at..start), text.get(start..end)) else { continue };
        shown(before, out);
        if styled {
            let _ = write!(out, "{style}{words}{style:#}");
        } else {
            let _ = write!(out, "[{words}]({kind})");
        }
        at = end;
    }
    shown(text.get(at..).unwrap_or_default(), out);
}

/// Text of other people's, without what a terminal would obey.
fn shown(text: &str, out: &mut String) {
    out.extend(
        text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { '\u{fffd}' } else { c }),
    );
}

fn table(claims: &[Claim]) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    if table.width().is_none_or(|w| w < 40) {
        table.set_width(WIDTH);
    }
    table.set_header(["claim", "says", "sure", "words it rests on"]);
    for claim in claims {
        let (kind, says) = label(&claim.says);
        let words: Vec<String> = claim.evidence.iter().take(3).map(|e| short(&e.text)).collect();
        table.add_row([kind, &says, &format!("{:.2}", claim.confidence), &words.join(" · ")]);
    }
    table.to_string()
}

/// What a claim says, for a person: its kind and its content.
pub(crate) fn label(says: &Said) -> (&'static str, String) {
    match says {
        Said::Film { title, year, ids } => {
            let title = title.as_deref().unwrap_or("title not known");
            let year = year.map_or(String::new(), |y| format!(" ({y})"));
            let ids: Vec<&str> =
                [&ids.imdb, &ids.wikidata].into_iter().filter_map(|i| i.as_deref()).collect();
            ("film", format!("{title}{year} {}", ids.join(" ")).trim_end().to_owned())
        }
        Said::Credit { role, person, character, described, .. } => {
            let mut says = format!("{person}, {role}");
            let part = [character, described].into_iter().flatten().map(String::as_str);
            let part = part.collect::<Vec<_>>().join(", ");
            if !part.is_empty() {
                let _ = write!(says, ": {part}");
            }
            ("credit", says)
        }
        Said::Other { thing, name } => ("other", format!("{name} ({thing})")),
        Said::Fact { fact, value } => ("fact", format!("{fact} {value}")),
        Said::Grade { value, scale, scale_basis, .. } => {
            let scale = match (scale, scale_basis.as_str()) {
                (Some(scale), "habit") => format!("scale {scale}, by the outlet's habit"),
                (Some(scale), _) => format!("scale {scale}"),
                (None, _) => "scale unknown".into(),
            };
            ("grade", format!("{value} ({scale})"))
        }
        Said::Score { value, policy: Some(policy), .. } => {
            ("score", format!("{} of 100 ({policy})", number(*value)))
        }
        Said::Score { value, low, high, .. } => {
            let [value, low, high] = [*value, *low, *high].map(number);
            ("score", format!("{value} of 100, {low} to {high} (inferred)"))
        }
        Said::Opinion { aspect, polarity, target } => {
            let of = target.as_ref().map_or(String::new(), |t| format!(" of {t}"));
            ("opinion", format!("{polarity}: {aspect}{of}"))
        }
        Said::Spoiler {} => ("spoiler", String::new()),
        Said::Quote {} => ("quote", String::new()),
        Said::Disposition { toward, polarity } => ("disposition", format!("{polarity}: {toward}")),
        Said::Verdict { value, as_written: Some(word) } => ("verdict", format!("{value} ({word})")),
        Said::Verdict { value, .. } => ("verdict", format!("{value} (inferred)")),
        Said::Byline { name } => ("byline", name.clone()),
        Said::Outlet { name } => ("outlet", name.clone()),
        Said::Published { date } => ("published", date.clone()),
    }
}

/// A score as shown: one decimal where it is not whole.
pub(crate) fn number(value: f64) -> String {
    let tenths = (value * 10.0).round() / 10.0;
    format!("{tenths}")
}

fn short(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
