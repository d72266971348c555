//! The grade printed in running text: every expression is weighed by its form and its place, and at
//! most one is the review's.

use document::{Block, Document, MarkKind, Role, Span};

use super::context::{self, Cue};
use super::lex::{self, Expr};
use super::place::{Edge, Place};
use super::raw::{correction, grade_of};
use super::scale::is_usual_stars;
use super::verbal::designation;
use super::weigh::{is_dice, weigh, worth_a_look};
use super::{Found, Grade, Scale, ScaleBasis, Unit};
use crate::claim::Basis;
use crate::claim::Polarity;

/// A grade that the text may give this review.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    pub(super) grade: Grade,
    pub(super) value: Span,
    pub(super) apart: Option<Span>,
    /// Where its line begins.
    pub(super) line: u32,
    pub(super) weight: f32,
    /// It is said to be of the whole film, or the critic's own.
    pub(super) overall: bool,
    /// On a line of its own, labelled, or marked up: surely a grade of this page.
    pub(super) strong: bool,
    /// It is the last sentence of its block.
    pub(super) own_sentence: bool,
    /// "I gave it": told, so that another one may have taken its place.
    pub(super) past: bool,
    /// What it is for follows: "a 6 for the sandwich".
    pub(super) of_thing: bool,
}

/// What a candidate must weigh to be claimed; and less where it repeats a declared grade.
const ENOUGH: f32 = 0.65;
const ENOUGH_WHEN_DECLARED: f32 = 0.4;
/// Candidates closer than this are of one rank.
const ONE_RANK: f32 = 0.12;
/// Expressions of a part whose places are looked at: a text with more of them is no review, and may be made
/// to cost time.
const MOST_PLACES: usize = 5000;
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
    // What the critic once gave is not what the metadata should have said.
    let Some(pick) = choose(all, ENOUGH).filter(|p| p.strong && !p.past) else { return };
    let contradicts = found.iter().any(|f| f.grade.agrees(&pick.grade) == Some(false));
    found.push(Found { contradicts, ..pick.into_found() });
}

fn same_words(a: &Grade, b: &Grade) -> bool {
    a.points.is_none() && b.points.is_none() && a.value.eq_ignore_ascii_case(&b.value)
}

/// The best candidate, unless several of its rank say different things: those are grades of parts.
fn choose(mut all: Vec<Pick>, enough: f32) -> Option<Pick> {
    all.retain(|p| p.weight >= enough);
    // "I gave it a 2 ... Now: 5": a mind that changed.
    let now = all.iter().filter(|p| !p.past).map(|p| p.value.start).max();
    all.retain(|p| !p.past || now.is_none_or(|n| n < p.value.start));
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
    // "Two thumbs up! 👍"
    let is_worded = |p: &Pick| p.grade.value.contains(char::is_alphabetic);
    if pick.grade.scale.unit == Unit::Thumbs && !is_worded(&pick) {
        let same =
            |p: &&Pick| p.grade.scale.unit == Unit::Thumbs && p.grade.verdict() == pick.grade.verdict();
        if let Some(worded) = all.iter().filter(same).find(|p| is_worded(p)) {
            pick = worded.clone();
        }
    }
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
    let mut legend = Legend::default();
    let mut left = MOST_PLACES;
    let mut thoughts = Thoughts::default();
    for block in doc.prose().filter(|b| part.contains(b.span)) {
        let edge = Edge { first: before <= EDGE, last: total - before - block.span.len() <= EDGE };
        before += block.span.len();
        match block.role {
            Role::Byline | Role::Date | Role::Quotation | Role::Field(_) => {}
            Role::Title | Role::Caption | Role::Heading(_) | Role::Body => {
                in_block(doc, block, edge, &mut out, &mut legend, &mut thoughts, &mut left)
            }
        }
    }
    thoughts.amend(&doc.text, &mut out);
    for mark in doc.marks.iter().filter(|m| m.kind == MarkKind::Rating && part.contains(m.span)) {
        marked(doc, mark.span, &mut out);
    }
    for p in out.iter_mut().filter(|_| legend.dice) {
        let scale = &mut p.grade.scale;
        if scale.unit == Unit::Points && scale.best == Some(6.0) {
            scale.unit = Unit::Dice;
        }
    }
    if let Some((best, told)) = legend.best() {
        let open = |p: &&mut Pick| p.grade.scale.unit == Unit::Stars && p.grade.scale.best.is_none();
        for p in out.iter_mut().filter(open).filter(|p| p.grade.points.is_some_and(|n| n <= best)) {
            p.grade.scale = Scale::of(Unit::Stars, 0.0, Some(best));
            p.apart = Some(told);
        }
    }
    out
}

/// An element that markup says is a rating.
fn marked(doc: &Document, span: Span, out: &mut Vec<Pick>) {
    let Ok(p) = super::raw::parse_within(doc.slice(span)) else { return };
    out.retain(|o| !o.value.overlaps(span));
    out.push(Pick {
        grade: Grade { basis: Basis::Printed, ..p.grade },
        value: p.value.shift(span.start as usize),
        apart: p.apart.map(|a| a.shift(span.start as usize)),
        line: span.start,
        weight: 0.99,
        overall: true,
        strong: true,
        own_sentence: true,
        past: false,
        of_thing: false,
    });
}

fn in_block(
    doc: &Document,
    block: &Block,
    edge: Edge,
    out: &mut Vec<Pick>,
    legend: &mut Legend,
    thoughts: &mut Thoughts,
    left: &mut usize,
) {
    let from = out.len();
    let text = &doc.text;
    let mut lines: Vec<(u32, Vec<Expr>)> = Vec::new();
    let mut last = 0;
    lex::scan(text, block.span, |e| {
        if *left == 0 || !worth_a_look(text, &e) {
            return;
        }
        *left -= 1;
        let mut place = Place::of(doc, block, edge, &e);
        // The line may begin farther off than a place looks.
        if let Some((line, _)) = lines.last()
            && text.get(last..e.span.start as usize).is_some_and(|t| !t.contains('\n'))
        {
            place.line.start = *line;
        }
        last = e.span.start as usize;
        match lines.last_mut() {
            Some((line, all)) if *line == place.line.start => all.push(e),
            _ => lines.push((place.line.start, vec![e])),
        }
        if place.names_meaning() {
            legend.add(&e);
        }
        thoughts.see(text, &e);
        legend.dice |= e.unit == Unit::Dice || is_dice(place.head, place.tail);
        out.extend(weigh(text, &e, &place));
    });
    // A line with three or more is a legend, a table or a list of parts; one with two that differ
    // speaks of more than this film. Only what is set apart in it is the grade.
    let differ = |a: &Pick, b: &Pick| {
        let same = match (a.grade.verdict(), b.grade.verdict()) {
            (Some(x), Some(y)) => x == y,
            _ => a.grade.agrees(&b.grade) == Some(true),
        };
        !same && a.grade.scale.unit == b.grade.scale.unit
    };
    let mut picks = out.split_off(from).into_iter().peekable();
    for (line, all) in &lines {
        let mut here: Vec<Pick> = Vec::new();
        while let Some(p) = picks.next_if(|p| p.line <= *line) {
            here.push(p);
        }
        // "A die of 4, and a die of 6 for the sandwich"
        if here.len() == 2 && !here[0].of_thing && here[1].of_thing && differ(&here[0], &here[1]) {
            here.pop();
        }
        amend(text, all, &mut here);
        let crowded = all.len() >= 3 && all.iter().any(|e| e.points != all[0].points);
        let mixed = here.iter().skip(1).any(|p| differ(&here[0], p));
        if crowded {
            all.iter().for_each(|e| legend.add(e));
        }
        let own = if crowded { own_among_foreign(text, *line, all, &here) } else { None };
        if crowded || mixed {
            here.retain(|p| p.overall || p.own_sentence && !crowded || Some(p.value) == own);
        }
        out.append(&mut here);
    }
    if edge.first || edge.last {
        in_words(doc, block, edge, out);
    }
}

/// "Score: 4/5 | Users: 3/5 | Critics: 97%": the one grade of a crowded line with a label of its own,
/// where labels say of all the others that they are somebody else's.
fn own_among_foreign(text: &str, line: u32, all: &[Expr], here: &[Pick]) -> Option<Span> {
    const MOST: usize = 12;
    if all.len() > MOST {
        return None;
    }
    let cue = |span: Span| {
        let from = text.ceil_char_boundary((span.start as usize).saturating_sub(200)).max(line as usize);
        context::before(text.get(from..span.start as usize).unwrap_or_default())
    };
    let (foreign, own): (Vec<&Expr>, Vec<&Expr>) = all.iter().partition(|e| cue(e.span) == Cue::Foreign);
    let [own] = own[..] else { return None };
    let labelled = matches!(cue(own.span), Cue::Label { colon: true, .. });
    (labelled && !foreign.is_empty() && here.iter().any(|p| p.value == own.span)).then_some(own.span)
}

/// More than any scale has steps.
const MOST_MEANINGS: usize = 100;

/// "A B+ ... no, a B": the second thought takes the place of the first.
fn amend(text: &str, all: &[Expr], here: &mut Vec<Pick>) {
    const FAR: usize = 40;
    for pair in all.windows(2) {
        let (first, second) = (&pair[0], &pair[1]);
        let between = text.get(first.span.end as usize..second.span.start as usize).unwrap_or_default();
        let amends = between.len() < FAR && correction(between) == Some(between.len());
        if !amends || first.unit != second.unit {
            continue;
        }
        here.retain(|p| p.value != second.span);
        for p in here.iter_mut().filter(|p| p.value == first.span) {
            p.grade = grade_of(text, second, Basis::Printed);
            (p.value, p.apart) = (second.span, second.apart);
        }
    }
}

/// Most second thoughts of a document that are gone through; each looks at all its grades.
const MOST_THOUGHTS: usize = 32;

/// A run of second thoughts, over lines and blocks: "I'd give it an 8. Or maybe an 8.5/10. OK: 9/10."
#[derive(Debug, Default)]
struct Thoughts {
    /// The expression last seen.
    last: Option<Expr>,
    /// What is taken back, and what takes its place, in order.
    amended: Vec<(Span, Expr)>,
}

impl Thoughts {
    fn see(&mut self, text: &str, e: &Expr) {
        const FAR: usize = 40;
        let Some(first) = self.last.replace(*e) else { return };
        let end = first.apart.map_or(first.span.end, |a| a.end.max(first.span.end));
        let between = text.get(end as usize..e.span.start as usize).unwrap_or_default();
        // "A 10? No, 8" answers.
        let amends = between.len() < FAR
            && first.unit == e.unit
            && !between.starts_with('?')
            && context::is_second_thought(between);
        if amends && self.amended.len() < MOST_THOUGHTS {
            self.amended.push((first.span, *e));
        }
    }

    /// Puts the last thought in the place of the first.
    fn amend(&self, text: &str, out: &mut Vec<Pick>) {
        for (first, second) in &self.amended {
            if !out.iter().any(|p| p.value == *first) {
                continue;
            }
            out.retain(|p| p.value != second.span);
            for p in out.iter_mut().filter(|p| p.value == *first) {
                p.grade = grade_of(text, second, Basis::Printed);
                (p.value, p.apart) = (second.span, second.apart);
            }
        }
    }
}

/// What a page says its grades mean: "★★★★ = masterpiece, ★★★ = good". The best of them ends the scale.
#[derive(Debug, Default)]
struct Legend {
    stars: Vec<(f64, Span)>,
    /// Is there talk of dice?
    dice: bool,
}

impl Legend {
    fn add(&mut self, e: &Expr) {
        if let (Unit::Stars, Some(points)) = (e.unit, e.points)
            && self.stars.len() < MOST_MEANINGS
            && !self.stars.iter().any(|(p, _)| *p == points)
        {
            self.stars.push((points, e.span));
        }
    }

    /// The best of three or more meanings.
    fn best(&self) -> Option<(f64, Span)> {
        let best = self.stars.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0))?;
        (self.stars.len() >= 3 && is_usual_stars(best.0)).then_some(best)
    }
}

/// A designation on a line of its own at the end of the review, or after a label.
fn in_words(doc: &Document, block: &Block, edge: Edge, out: &mut Vec<Pick>) {
    const LONGEST_HEAD: usize = 40;
    let text = doc.slice(block.span);
    let mut at = block.span.start as usize;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        let colon = line.find(':').filter(|n| *n < LONGEST_HEAD);
        let from = colon.map_or(0, |n| n + 1);
        let body = &line[from..];
        let body = &body[..body.find(['.', '!', ';', '(', '—']).unwrap_or(body.len())];
        let Some(d) = designation(body) else { continue };
        let whole_line = line[from + body.len()..].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        let weight = match colon.map(|_| context::before(&line[..from])) {
            Some(Cue::Label { .. }) => 0.85,
            // "Mixed" or "Pass" alone may be anything.
            None if whole_line
                && edge.last
                && body.trim().contains([' ', '-'])
                && d.verdict != Polarity::Mixed =>
            {
                0.7
            }
            None if whole_line && edge.last && d.name.eq_ignore_ascii_case(body.trim()) && body.len() > 8 => {
                0.7
            }
            _ => continue,
        };
        let value = body.trim_matches(|c: char| !c.is_alphanumeric());
        let place = start + from + body.find(value).unwrap_or(0);
        out.push(Pick {
            grade: Grade {
                value: value.to_owned(),
                points: None,
                scale: Scale::of(Unit::Verbal, 0.0, None),
                basis: Basis::Printed,
            },
            value: Span::new(place, place + value.len()),
            apart: None,
            line: Span::new(start, start).start,
            weight,
            overall: false,
            strong: true,
            own_sentence: true,
            past: false,
            of_thing: false,
        });
    }
}
