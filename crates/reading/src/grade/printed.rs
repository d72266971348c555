//! The grade printed in running text: every expression is weighed by its form and its place, and at
//! most one is the review's.

use document::{Block, Document, MarkKind, Role, Span};

use super::context::{self, After, Cue};
use super::lex::{self, Expr, Shape};
use super::raw::grade_of;
use super::scale::{is_usual_best, is_usual_stars};
use super::verbal::designation;
use super::{Found, Grade, Scale, ScaleBasis, Unit, cues};
use crate::claim::Basis;

/// A grade that the text may give this review.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    grade: Grade,
    value: Span,
    apart: Option<Span>,
    weight: f32,
    /// It is said to be of the whole film, or the critic's own.
    overall: bool,
    /// On a line of its own, labelled, or marked up: surely a grade of this page.
    strong: bool,
}

/// What a candidate must weigh to be claimed; and less where it repeats a declared grade.
const ENOUGH: f32 = 0.65;
const ENOUGH_WHEN_DECLARED: f32 = 0.4;
/// Candidates closer than this are of one rank.
const ONE_RANK: f32 = 0.12;
/// Bytes of running text that may stand before or after for a place to be at the beginning or end.
const EDGE: usize = 240;

impl Pick {
    pub(super) fn into_found(self) -> Found {
        let mut evidence = vec![self.value];
        evidence.extend(self.apart);
        Found { grade: self.grade, evidence, confidence: self.weight.clamp(0.0, 0.99), contradicts: false }
    }
}

/// The grade printed in a part of the document, if one surely is.
pub(super) fn best(doc: &Document, part: Span) -> Option<Pick> {
    choose(candidates(doc, part), ENOUGH)
}

/// Adds the printed grade beside declared ones: where it agrees, or where it surely is a grade too.
pub(super) fn beside(doc: &Document, part: Span, found: &mut Vec<Found>) {
    let all = candidates(doc, part);
    let agreeing = all
        .iter()
        .filter(|p| p.weight >= ENOUGH_WHEN_DECLARED)
        .filter(|p| {
            found.iter().any(|f| f.grade.agrees(&p.grade) == Some(true) || same_words(&f.grade, &p.grade))
        })
        .max_by(|a, b| a.weight.total_cmp(&b.weight));
    if let Some(pick) = agreeing.cloned() {
        // What is printed may tell the scale that the metadata leaves open.
        for f in
            found.iter_mut().filter(|f| f.grade.scale.best.is_none() && f.grade.points == pick.grade.points)
        {
            if let Some(best) = pick.grade.scale.best {
                f.grade.scale = Scale { unit: pick.grade.scale.unit, best: Some(best), ..pick.grade.scale };
                f.evidence.push(pick.value);
            }
        }
        found.push(pick.into_found());
        return;
    }
    let Some(pick) = choose(all, ENOUGH).filter(|p| p.strong) else { return };
    let contradicts = found.iter().any(|f| f.grade.agrees(&pick.grade) == Some(false));
    found.push(Found { contradicts, ..pick.into_found() });
}

fn same_words(a: &Grade, b: &Grade) -> bool {
    a.points.is_none() && b.points.is_none() && a.value.eq_ignore_ascii_case(&b.value)
}

/// The best candidate, unless several of its rank say different things: those are grades of parts.
fn choose(mut all: Vec<Pick>, enough: f32) -> Option<Pick> {
    all.retain(|p| p.weight >= enough);
    if all.iter().any(|p| p.overall) {
        let top = all.iter().filter(|p| p.overall).map(|p| p.weight).fold(0.0, f32::max);
        if top + ONE_RANK >= all.iter().map(|p| p.weight).fold(0.0, f32::max) {
            all.retain(|p| p.overall);
        }
    }
    let top = all.iter().map(|p| p.weight).fold(0.0, f32::max);
    all.retain(|p| p.weight + ONE_RANK > top);
    let first = all.iter().max_by(|a, b| a.weight.total_cmp(&b.weight))?.clone();
    let differs = |p: &Pick| match first.grade.agrees(&p.grade) {
        Some(same) => !same,
        None => {
            first.grade.points.is_some()
                && p.grade.points.is_some()
                && first.grade.scale.unit == p.grade.scale.unit
        }
    };
    if all.iter().any(differs) {
        return None;
    }
    let mut pick = first;
    // "★★★½ (3.5/5)": the one tells the other's scale.
    if pick.grade.scale.best.is_none() {
        let other = all.iter().find(|p| p.grade.scale.best.is_some() && p.grade.points == pick.grade.points);
        if let Some(o) = other {
            pick.grade.scale.best = o.grade.scale.best;
            pick.grade.scale.basis = ScaleBasis::Text;
            pick.apart = Some(o.value);
        }
    }
    Some(pick)
}

/// All expressions of a part that weigh anything, in order.
fn candidates(doc: &Document, part: Span) -> Vec<Pick> {
    let mut out = Vec::new();
    let mut total = 0;
    for b in doc.prose().filter(|b| part.contains(b.span)) {
        total += b.span.len();
    }
    let mut before = 0;
    for block in doc.prose().filter(|b| part.contains(b.span)) {
        let edge = Edge { first: before <= EDGE, last: total - before - block.span.len() <= EDGE };
        before += block.span.len();
        match block.role {
            Role::Byline | Role::Date | Role::Quotation | Role::Field(_) => {}
            Role::Title | Role::Caption | Role::Heading(_) | Role::Body => {
                in_block(doc, block, edge, &mut out)
            }
        }
    }
    for mark in doc.marks.iter().filter(|m| m.kind == MarkKind::Rating && part.contains(m.span)) {
        marked(doc, mark.span, &mut out);
    }
    out
}

#[derive(Debug, Clone, Copy)]
struct Edge {
    first: bool,
    last: bool,
}

/// An element that markup says is a rating.
fn marked(doc: &Document, span: Span, out: &mut Vec<Pick>) {
    let Ok(p) = super::raw::parse_within(doc.slice(span)) else { return };
    out.retain(|o| !o.value.overlaps(span));
    out.push(Pick {
        grade: Grade { basis: Basis::Printed, ..p.grade },
        value: p.value.shift(span.start as usize),
        apart: p.apart.map(|a| a.shift(span.start as usize)),
        weight: 0.99,
        overall: true,
        strong: true,
    });
}

fn in_block(doc: &Document, block: &Block, edge: Edge, out: &mut Vec<Pick>) {
    let from = out.len();
    let text = &doc.text;
    let mut lines: Vec<(u32, usize)> = Vec::new();
    lex::scan(text, block.span, |e| {
        if !worth_a_look(text, &e) {
            return;
        }
        let place = Place::of(doc, block, edge, &e);
        match lines.last_mut() {
            Some((line, n)) if *line == place.line.start => *n += 1,
            _ => lines.push((place.line.start, 1)),
        }
        if let Some(pick) = weigh(text, &e, &place) {
            out.push(pick);
        }
    });
    // A line with three or more is a legend, a table or a list of parts; only what is said to be of
    // the whole is a grade in it.
    if lines.iter().any(|(_, n)| *n >= 3) {
        let crowded = |at: u32| {
            let i = lines.partition_point(|(start, _)| *start <= at);
            i > 0 && lines[i - 1].1 >= 3
        };
        let mut kept = out.split_off(from);
        kept.retain(|p| p.overall || !crowded(p.value.start));
        out.append(&mut kept);
    }
    if edge.first || edge.last {
        in_words(doc, block, edge, out);
    }
}

/// A designation on a line of its own at an edge of the review, or after a label.
fn in_words(doc: &Document, block: &Block, edge: Edge, out: &mut Vec<Pick>) {
    let text = doc.slice(block.span);
    let mut at = 0;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        if line.len() > 60 {
            continue;
        }
        let (head, body) = line.rsplit_once([':', '–', '—']).unwrap_or(("", line));
        let Some(d) = designation(body) else { continue };
        let cue =
            if head.is_empty() { Cue::Nothing } else { context::before(&line[..line.len() - body.len()]) };
        let short = ["pass", "rent", "mixed", "fresh", "rotten", "bomb", "pro", "con", "skip", "recommend"];
        let plain = short.iter().any(|s| s.eq_ignore_ascii_case(body.trim()));
        let weight = match cue {
            Cue::Label { .. } => 0.85,
            Cue::Nothing if head.is_empty() && edge.last && !plain && d.verdict != "mixed" => 0.7,
            _ => continue,
        };
        let value = body.trim_matches(|c: char| !c.is_alphanumeric());
        let lead = line.len() - body.len() + body.find(value).unwrap_or(0);
        let value_start = block.span.start as usize + start + lead;
        out.push(Pick {
            grade: Grade {
                value: value.to_owned(),
                points: None,
                scale: Scale::of(Unit::Verbal, 0.0, None),
                basis: Basis::Printed,
            },
            value: Span::new(value_start, value_start + value.len()),
            apart: None,
            weight,
            overall: false,
            strong: true,
        });
    }
}

/// Cheap refusals, before anything about the place is looked up: most numbers of a text end here.
fn worth_a_look(text: &str, e: &Expr) -> bool {
    let (start, end) = (e.span.start as usize, e.span.end as usize);
    let head = text[..start].trim_end_matches([' ', '\u{a0}']);
    let tail = &text[end..];
    match e.shape {
        Shape::Number { .. } => {
            head.ends_with([':', '=', '-', '–', '—', '*', '(', '[', '|'])
                && (tail.is_empty()
                    || tail.starts_with(['\n', ' ', '.', ',', ';', '*', '_', ')', ']', '|', '!']))
        }
        Shape::Letter { signed: false } => {
            let rest = tail.trim_start_matches(['*', '_', ')', ']', '"', '”']);
            let rest = rest.trim_start_matches([' ', '\u{a0}']);
            rest.is_empty()
                || rest.starts_with(['\n', '.', '!', ',', ';', '-', '–', '—', '(', '|', '?', ':'])
                || ["for", "from", "and", "but", "because", "grade", "rating"]
                    .iter()
                    .any(|w| rest.starts_with(w))
        }
        Shape::Of => e.unit == Unit::Stars || e.best.is_some_and(is_usual_best),
        _ => true,
    }
}

/// Where an expression stands.
struct Place<'a> {
    line: Span,
    /// The line before and after it.
    head: &'a str,
    tail: &'a str,
    /// Its sentence before and after it, lower case.
    said: String,
    says: String,
    /// The line before this one, where it stands first on its line.
    above: &'a str,
    edge: Edge,
    role: Role,
    ends_block: bool,
    begins_block: bool,
    begins_sentence: bool,
    bracketed: bool,
}

const DECORATION: &[char] = &[
    '*', '_', '(', ')', '[', ']', '"', '“', '”', ' ', '\u{a0}', '\t', '>', '#', '.', '!', '~', '|', '{', '}',
    '•',
];

impl<'a> Place<'a> {
    fn of(doc: &'a Document, block: &Block, edge: Edge, e: &Expr) -> Place<'a> {
        let text: &'a str = &doc.text;
        let (b0, b1) = (block.span.start as usize, block.span.end as usize);
        let (start, end) =
            (e.span.start as usize, (e.apart.map_or(e.span.end, |a| a.end.max(e.span.end)) as usize).min(b1));
        let line0 = text[b0..start].rfind('\n').map_or(b0, |n| b0 + n + 1);
        let line1 = text[end..b1].find('\n').map_or(b1, |n| end + n);
        let sentence = doc.sentence_at(e.span.start).unwrap_or(Span::new(line0, line1));
        let s0 = (sentence.start as usize).min(start);
        let s1 = (sentence.end as usize).max(end);
        let above = text[b0..line0].trim_end().rsplit('\n').next().unwrap_or_default();
        let above = if line0 == b0 { previous_line(text, b0) } else { above };
        let head = &text[line0..start];
        let tail = &text[end..line1];
        let lead = text[s0..start].trim_matches(DECORATION);
        Place {
            line: Span::new(line0, line1),
            head,
            tail,
            said: text[s0..start].to_lowercase(),
            says: text[end..s1].to_lowercase(),
            above,
            edge,
            role: block.role,
            ends_block: text[end..b1].trim_matches(DECORATION).is_empty(),
            begins_block: text[b0..start].trim_matches(DECORATION).is_empty(),
            begins_sentence: lead.is_empty(),
            bracketed: head.ends_with(['[', '(']) && tail.starts_with([']', ')']),
        }
    }

    /// Alone on its line but for marks.
    fn alone(&self) -> bool {
        self.head.trim_matches(DECORATION).is_empty() && self.tail.trim_matches(DECORATION).is_empty()
    }
}

/// The line that ends just before a block.
fn previous_line(text: &str, at: usize) -> &str {
    text[..at].trim_end().rsplit('\n').next().unwrap_or_default()
}

/// What an expression weighs in its place; `None` for one that is no grade of this review.
fn weigh(text: &str, e: &Expr, place: &Place<'_>) -> Option<Pick> {
    let alone = place.alone();
    let mut cue = context::before(place.head);
    if place.head.trim_matches(DECORATION).is_empty() {
        // A label on the line above: "Rating", then the stars.
        let above = place.above.trim_matches(DECORATION);
        if alone
            && above.len() < 40
            && (above.ends_with(':') || !above.contains(' ') || above.split(' ').count() <= 3)
        {
            cue = match context::before(&format!("{above}:")) {
                label @ Cue::Label { .. } => label,
                _ => cue,
            };
        }
    }
    let after = context::after(place.tail);
    if matches!(cue, Cue::Foreign | Cue::Aspect | Cue::Counter) && !alone {
        return None;
    }
    if matches!(after, After::Share | After::Aspect | After::Legend | After::Foreign) && !alone {
        return None;
    }
    if context::is_hypothetical(&place.said, &place.says)
        || context::is_other_film(&place.said)
        || context::is_aggregate(&place.said)
        || context::is_aggregate(&place.says)
        || context::is_aggregate(&place.head.to_lowercase())
    {
        return None;
    }
    let labelled = matches!(cue, Cue::Label { .. });
    let form = form(text, e, place, cue, after)?;
    let by_cue = match cue {
        Cue::Label { colon: true, .. } => 0.6,
        Cue::Label { .. } | Cue::Given => 0.5,
        Cue::Gotten => 0.35,
        Cue::Article => 0.15,
        _ => 0.0,
    };
    let mut weight = form + by_cue;
    if alone {
        weight += 0.4;
    } else if place.begins_sentence && place.ends_block && !place.begins_block {
        weight += 0.3;
    } else if place.bracketed && (place.ends_block || place.tail.trim_matches(DECORATION).is_empty()) {
        weight += 0.35;
    }
    if place.ends_block || place.begins_block {
        weight += 0.1;
    }
    let at_edge = place.edge.last || place.edge.first;
    if at_edge && (alone || place.ends_block || labelled || place.begins_block) {
        weight += 0.15;
    }
    if matches!(place.role, Role::Heading(_)) {
        weight += 0.15;
    }
    if after == After::Own {
        weight += 0.4;
    }
    if after == After::Bar && !labelled && !alone {
        weight -= 0.4;
    }
    if e.out_of_range() && !(labelled || alone) {
        return None;
    }
    if place.role == Role::Caption {
        weight -= 0.3;
    }
    let overall = matches!(cue, Cue::Label { overall: true, .. } | Cue::Given) || after == After::Own;
    let strong = alone || labelled || cue == Cue::Given;
    let grade = grade_of(text, e, Basis::Printed);
    (weight > 0.0).then_some(Pick { grade, value: e.span, apart: e.apart, weight, overall, strong })
}

/// What the form alone weighs, with what its own traps take away.
fn form(text: &str, e: &Expr, place: &Place<'_>, cue: Cue, after: After) -> Option<f32> {
    let labelled = matches!(cue, Cue::Label { .. });
    let cued = labelled || matches!(cue, Cue::Given | Cue::Gotten) || after == After::Own;
    let usual = e.best.is_some_and(is_usual_best);
    let words_go_on = after == After::Words && !goes_on_plainly(place.tail);
    Some(match e.shape {
        Shape::Glyphs => 0.55,
        Shape::Dice => 0.4,
        Shape::Asterisks { whole } => {
            if whole && !cued && e.best.is_none() {
                return (place.alone() && !is_rule(e.span.of(text)) && (place.edge.last || place.edge.first))
                    .then_some(0.2);
            }
            0.4
        }
        Shape::Pictures => {
            if cued || place.alone() {
                0.3
            } else {
                return None;
            }
        }
        Shape::StarWords { hyphen: true } => {
            if cued {
                0.2
            } else {
                return None;
            }
        }
        Shape::StarWords { .. } => match e.best {
            Some(best) if is_usual_stars(best) => 0.5,
            _ if words_go_on && !cued => return None,
            _ => 0.25,
        },
        Shape::Fraction | Shape::OutOf { .. } | Shape::Units | Shape::Of => {
            if words_go_on && !cued {
                return None;
            }
            let best = e.best.unwrap_or_default();
            let common = matches!(best, b if b == 4.0 || b == 5.0 || b == 10.0 || b == 100.0);
            if date_or_counter(place.head) && !cued {
                return None;
            }
            match e.shape {
                Shape::Units | Shape::Of if !cued && !place.alone() && e.unit != Unit::Stars => return None,
                Shape::Units if !cued && !place.alone() => 0.1,
                _ if e.unit == Unit::Stars && is_usual_stars(best) => 0.5,
                _ if common => 0.35,
                _ if usual => 0.15,
                _ if cued => 0.1,
                _ => return None,
            }
        }
        Shape::Percent => {
            if cued || place.alone() {
                0.05
            } else {
                return None;
            }
        }
        Shape::Number { words: true } => return None,
        Shape::Number { .. } => return bare_number(e, place, cue),
        Shape::Letter { signed } => {
            let next = place
                .tail
                .trim_start_matches(['*', '_', '"', '”', ' ', '-'])
                .split(|c: char| !c.is_alphanumeric())
                .next()
                .unwrap_or_default();
            if cues::has(&cues::get().letter_things, next)
                && !next.is_empty()
                && !(labelled && next.eq_ignore_ascii_case("movie"))
            {
                return None;
            }
            if words_go_on && !cued {
                return None;
            }
            if signed {
                0.25
            } else if cued || place.alone() || place.bracketed || place.begins_sentence {
                0.05
            } else {
                return None;
            }
        }
        Shape::Thumbs { picture } => {
            if picture {
                0.35
            } else {
                0.45
            }
        }
    })
}

/// A number alone is a grade only after a label and a colon, and not where it may be a certificate.
fn bare_number(e: &Expr, place: &Place<'_>, cue: Cue) -> Option<f32> {
    let Cue::Label { overall, colon: true } = cue else { return None };
    let points = e.points?;
    let certificate =
        !overall && [12.0, 15.0, 18.0].contains(&points) && place.head.to_lowercase().contains("rat");
    let ends = place.tail.trim_matches(DECORATION).is_empty()
        || place.tail.trim_start().starts_with(['|', ',', ';', '.', '–', '-', '(']);
    (!certificate && ends && points <= 100.0).then_some(0.1)
}

/// After "8/10", words that go on with the sentence rather than name what is counted.
fn goes_on_plainly(tail: &str) -> bool {
    let word = tail
        .trim_start_matches(['*', '_', '"', '”', ' ', '\u{a0}'])
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’'))
        .next()
        .unwrap_or_default();
    const PLAIN: &[&str] = &[
        "and",
        "but",
        "for",
        "from",
        "because",
        "as",
        "if",
        "in",
        "on",
        "with",
        "would",
        "will",
        "is",
        "it",
        "i",
        "this",
        "which",
        "that",
        "so",
        "at",
        "to",
        "or",
        "my",
        "stars",
        "star",
        "thanks",
        "due",
        "rating",
        "the",
        "a",
        "an",
        "not",
        "overall",
        "though",
        "simply",
        "just",
        "mainly",
        "mostly",
        "when",
        "since",
        "then",
        "by",
        "rather",
        "highly",
        "definitely",
        "great",
        "good",
        "masterpiece",
        "review",
        "movie",
        "film",
        "purely",
        "based",
        "and/or",
        "only",
    ];
    word.chars().next().is_none_or(char::is_uppercase) || PLAIN.iter().any(|p| p.eq_ignore_ascii_case(word))
}

/// "on 9/10", "Hooptober 5/6": a date, or a counter with a name.
fn date_or_counter(head: &str) -> bool {
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let word =
        head.rsplit(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).next().unwrap_or_default();
    if word.is_empty() || !head.ends_with(word) {
        return false;
    }
    let dates = ["on", "since", "until", "till", "by", "dated", "before", "after"];
    dates.iter().any(|d| d.eq_ignore_ascii_case(word))
        || word.starts_with(char::is_uppercase) && word.len() > 1
}

/// Asterisks that Markdown takes for a rule between parts.
fn is_rule(value: &str) -> bool {
    value.chars().filter(|c| *c == '*').count() >= 3
}
