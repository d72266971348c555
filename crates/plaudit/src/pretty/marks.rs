//! The text of a review with its claims marked: names by color, judgements by how they go, spoilers covered.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::Look;
use crate::layers::{Mark, layer, pieces};
use crate::wire::{Claim, Evidence, Said};

/// Stands for every letter that is covered.
const COVER: char = '▒';

/// Where the spoilers of a review are, in order and apart; empty where they are shown.
pub(crate) struct Covered(Vec<(usize, usize)>);

impl Covered {
    pub(crate) fn of(claims: &[Claim], look: Look) -> Self {
        let spoilers = claims.iter().filter(|c| look.cover && matches!(c.says, Said::Spoiler {}));
        let mut spans: Vec<(usize, usize)> =
            spoilers.flat_map(|c| &c.evidence).map(|e| (e.start as usize, e.end as usize)).collect();
        spans.sort_unstable();
        let mut apart: Vec<(usize, usize)> = Vec::new();
        for (start, end) in spans {
            match apart.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => apart.push((start, end)),
            }
        }
        Covered(apart)
    }

    /// Does it give away what is covered?
    pub(crate) fn touches(&self, start: usize, end: usize) -> bool {
        let first = self.0.partition_point(|s| s.1 <= start);
        self.0.get(first).is_some_and(|s| s.0 < end)
    }

    /// `text`, which begins at byte `base` of the document, without what a terminal would obey and with spoilers
    /// covered.
    pub(crate) fn put(&self, text: &str, base: usize, out: &mut String) {
        let mut next = self.0.partition_point(|s| s.1 <= base);
        for (at, c) in text.char_indices() {
            while self.0.get(next).is_some_and(|s| s.1 <= base + at) {
                next += 1;
            }
            let covered = self.0.get(next).is_some_and(|s| s.0 <= base + at);
            out.push(if covered && !c.is_whitespace() { COVER } else { super::plain(c) });
        }
    }

    /// The words of evidence on one line.
    pub(crate) fn words(&self, evidence: &Evidence) -> String {
        self.line(&evidence.text, evidence.start as usize)
    }

    /// The same of any stretch of the document.
    pub(crate) fn line(&self, text: &str, base: usize) -> String {
        let mut out = String::new();
        self.put(text, base, &mut out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// The color of a judgement.
pub(crate) fn color(polarity: &str) -> AnsiColor {
    match polarity {
        "positive" => AnsiColor::Green,
        "negative" => AnsiColor::Red,
        _ => AnsiColor::Yellow,
    }
}

/// What a claim marks in the text: its name in brackets and its style; nothing for what rests on whole sentences.
fn marked(says: &Said) -> Option<(&str, Style)> {
    let (kind, color) = match says {
        Said::Film { .. } => ("film", AnsiColor::Cyan),
        Said::Credit { role, .. } => (role.as_str(), AnsiColor::BrightBlue),
        Said::Other { thing, .. } => (thing.as_str(), AnsiColor::Blue),
        Said::Fact { fact, .. } => (fact.as_str(), AnsiColor::Blue),
        Said::Grade { .. } | Said::Verdict { as_written: Some(_), .. } => ("grade", AnsiColor::BrightYellow),
        Said::Byline { .. } => ("byline", AnsiColor::Magenta),
        Said::Outlet { .. } => ("outlet", AnsiColor::Magenta),
        Said::Published { .. } => ("published", AnsiColor::Magenta),
        Said::Disposition { .. } => ("disposition", AnsiColor::Magenta),
        Said::Opinion { polarity, .. } => return Some((polarity, color(polarity).on_default())),
        Said::Spoiler {} => return Some(("spoiler", Style::new().dimmed())),
        Said::Score { .. } | Said::Quote {} | Said::Verdict { .. } => return None,
    };
    Some((kind, color.on_default().bold()))
}

/// The text with every piece of evidence marked by its claim's kind.
pub(super) fn mark(text: &str, claims: &[Claim], covered: &Covered, look: Look, out: &mut String) {
    let [mut names, mut films, mut opinions, mut spoilers] = [const { Vec::new() }; 4];
    for claim in claims {
        let Some(of) = marked(&claim.says) else { continue };
        let marks = claim.evidence.iter().map(|e| (e.start as usize, e.end as usize, of));
        match claim.says {
            Said::Opinion { .. } => opinions.extend(marks),
            Said::Spoiler {} => spoilers.extend(marks),
            Said::Film { .. } => films.extend(marks),
            _ => names.extend(marks),
        }
    }
    // A film rests on its people's names too; there, their own claims say more.
    names.append(&mut films);
    let names = layer(text, names, false);
    if !look.styled {
        return brackets(
            text,
            &[names, layer(text, opinions, false), layer(text, spoilers, false)],
            covered,
            out,
        );
    }
    let (opinions, spoilers) = (layer(text, opinions, true), layer(text, spoilers, true));
    for piece in pieces(text, [&names, &opinions, &spoilers]) {
        let [name, opinion, spoiler] = piece.marks;
        let style = match (name, opinion, spoiler) {
            (_, _, Some((_, dimmed))) if look.cover => Some(*dimmed),
            (Some((_, style)), _, spoiler) => Some(if spoiler.is_some() { style.dimmed() } else { *style }),
            (None, Some((_, style)), spoiler) => {
                Some(if spoiler.is_some() { style.dimmed() } else { *style })
            }
            (None, None, spoiler) => spoiler.map(|(_, style)| *style),
        };
        let style = style.unwrap_or_default();
        let _ = write!(out, "{style}");
        covered.put(piece.text, piece.start, out);
        let _ = write!(out, "{style:#}");
    }
}

/// `[words](kind)`, one within the other. A mark that would cross another's end is left out: the table has it.
fn brackets(text: &str, layers: &[Vec<Mark<(&str, Style)>>; 3], covered: &Covered, out: &mut String) {
    let mut marks: Vec<(usize, usize, &str)> =
        layers.iter().flatten().map(|(start, end, (kind, _))| (*start, *end, *kind)).collect();
    marks.sort_by_key(|(start, end, _)| (*start, std::cmp::Reverse(*end)));
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut at = 0;
    let close = |open: &mut Vec<(usize, &str)>, at: &mut usize, until: usize, out: &mut String| {
        while let Some((end, kind)) = open.pop_if(|(end, _)| *end <= until) {
            covered.put(text.get(*at..end).unwrap_or_default(), *at, out);
            let _ = write!(out, "]({kind})");
            *at = end;
        }
    };
    for (start, end, kind) in marks {
        close(&mut open, &mut at, start, out);
        if open.last().is_some_and(|(outer, _)| *outer < end) {
            continue;
        }
        covered.put(text.get(at..start).unwrap_or_default(), at, out);
        out.push('[');
        at = start;
        open.push((end, kind));
    }
    close(&mut open, &mut at, text.len(), out);
    covered.put(text.get(at..).unwrap_or_default(), at, out);
}
