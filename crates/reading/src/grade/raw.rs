//! A whole string that is said to be a grade: a front-matter value, a cell, what a user types.

use document::Span;

use super::lex::{self, Expr, Shape};
use super::verbal::designation;
use super::weigh::is_dice;
use super::{Grade, Scale, Unit, cues};
use crate::claim::Basis;

/// Why a string is not understood as a grade. [`std::fmt::Display`] says it in words.
#[derive(Debug, Clone, PartialEq)]
pub enum Refusal {
    /// There is nothing in it.
    Empty,
    /// It is longer than any grade.
    TooLong,
    /// Nothing in it looks like a grade.
    NoGrade,
    /// It is off its own scale.
    OutOfRange {
        /// Points given.
        points: f64,
        /// Worst points of the scale.
        worst: f64,
        /// Best points of the scale.
        best: Option<f64>,
    },
    /// Two grades or more that differ, or one that can be read in two ways.
    Ambiguous(Vec<String>),
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refusal::Empty => f.write_str("it is empty"),
            Refusal::TooLong => f.write_str("it is longer than any grade"),
            Refusal::NoGrade => f.write_str("there is no grade in it"),
            Refusal::OutOfRange { points, worst, best: Some(best) } => {
                write!(f, "{points} is out of range: the scale goes from {worst} to {best}")
            }
            Refusal::OutOfRange { points, worst, best: None } => {
                write!(f, "{points} is out of range: the scale begins at {worst}")
            }
            Refusal::Ambiguous(readings) => write!(f, "it is ambiguous: {}", readings.join(" or ")),
        }
    }
}

impl std::error::Error for Refusal {}

/// What was read, and where in the string.
pub(super) struct Parsed {
    pub(super) grade: Grade,
    pub(super) value: Span,
    pub(super) apart: Option<Span>,
}

/// The grade that a whole string is.
pub fn parse(raw: &str) -> Result<Grade, Refusal> {
    parse_within(raw).map(|p| p.grade)
}

/// The same, with the places of what was read.
pub(super) fn parse_within(raw: &str) -> Result<Parsed, Refusal> {
    const LONGEST: usize = 160;
    if raw.trim().is_empty() {
        return Err(Refusal::Empty);
    }
    if raw.len() > LONGEST {
        return Err(Refusal::TooLong);
    }
    let (start, end) = unwrap(raw);
    let inner = &raw[start..end];
    if inner.is_empty() {
        return Err(Refusal::NoGrade);
    }
    if designation(inner).is_some() {
        return Ok(verbal(inner, start));
    }
    if let Some(e) = super::tail::signed_points(inner) {
        return finish(inner, start, e);
    }
    if let Some(at) = correction(inner)
        && let Some(e) = lex::expr(inner, at).filter(|e| closes(inner, e))
    {
        return finish(inner, start, e);
    }
    // With its label, which may name the die.
    if let Some(e) = thrown(&raw[..end]) {
        return finish(raw, 0, e);
    }
    let direct = lex::expr(inner, 0).or_else(|| small_letter(inner));
    match direct {
        Some(e) if closes(inner, &e) => finish(inner, start, e),
        Some(e) if is_choice(inner, &e) => {
            Err(Refusal::Ambiguous(vec![format!("\"{inner}\" names two grades")]))
        }
        _ => search(inner, start),
    }
}

/// Where a second thought begins, after the words that take back the first: "B+ ... no, B".
pub(super) fn correction(text: &str) -> Option<usize> {
    let lower = text.to_ascii_lowercase();
    let words = [" no, ", " no: ", " make that ", " make it ", " on second thought, ", " wait, ", " now "];
    let (at, word) = words.iter().filter_map(|w| Some((lower.rfind(w)?, w))).max()?;
    let from = at + word.len();
    let article = ["a ", "an "].iter().find(|a| lower[from..].starts_with(**a)).map_or(0, |a| a.len());
    Some(from + article)
}

/// "a die of 5", "Terningkast 5", "5 of 6 on the die": the one number, where a die is named.
fn thrown(text: &str) -> Option<Expr> {
    let mut all = Vec::new();
    lex::scan(text, Span::new(0, text.len()), |e| all.push(e));
    all.retain(|e| !matches!(e.shape, Shape::Letter { .. }));
    let rest = |e: &Expr| (&text[..e.span.start as usize], &text[e.span.end as usize..]);
    let (e, die) = match all[..] {
        [e] => (e, is_dice(rest(&e).0, rest(&e).1)),
        [e, die] => (e, die.shape == Shape::Dice && die.points == e.points),
        _ => return None,
    };
    let fits = e.points.is_some_and(|p| p.fract() == 0.0 && (0.0..=6.0).contains(&p));
    (die && fits && e.best.is_none_or(|b| b == 6.0) && e.unit == Unit::Points).then_some(Expr {
        unit: Unit::Dice,
        best: Some(6.0),
        ..e
    })
}

/// Strips white space, quotes, brackets, emphasis and a label ("Grade:", "My rating -") from both ends.
fn unwrap(raw: &str) -> (usize, usize) {
    let (mut start, mut end) = (0, raw.len());
    loop {
        let inner = &raw[start..end];
        let trimmed = inner.trim();
        start += inner.len() - inner.trim_start().len();
        end = start + trimmed.len();
        let pairs = [
            ('[', ']'),
            ('(', ')'),
            ('"', '"'),
            ('“', '”'),
            ('\'', '\''),
            ('_', '_'),
            ('|', '|'),
            ('{', '}'),
        ];
        let pair = pairs.iter().find(|(a, b)| {
            let inner = trimmed.strip_prefix(*a).and_then(|t| t.strip_suffix(*b));
            inner.is_some_and(|t| !t.is_empty() && !t.contains([*a, *b]))
        });
        if let Some((a, b)) = pair {
            start += a.len_utf8();
            end -= b.len_utf8();
            continue;
        }
        // "**B+**": emphasis round something that is not itself stars
        if let Some(body) = trimmed.strip_prefix("**").and_then(|t| t.strip_suffix("**"))
            && body.contains(|c: char| c.is_alphanumeric() || matches!(c, '★' | '☆'))
            && !body.starts_with('*')
        {
            start += 2;
            end -= 2;
            continue;
        }
        match label_len(trimmed) {
            Some(n) if n < trimmed.len() => start += n,
            _ => return (start, end),
        }
    }
}

/// The length of a label that the text begins with: "Grade: ", "My rating - ", "Final score ".
fn label_len(text: &str) -> Option<usize> {
    let cues = cues::get();
    let mut at = 0;
    let mut labelled = None;
    for _ in 0..4 {
        let n = text[at..].find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(text.len() - at);
        let word = &text[at..at + n];
        let is_label = cues::has(&cues.labels, word);
        if n < 2 || !(is_label || cues::has(&cues.overall, word) || cues::has(&cues.fillers, word)) {
            break;
        }
        let after = lex::blanks(text, at + n);
        let mark = text[after..].chars().next().filter(|c| matches!(c, ':' | '=' | '-' | '–' | '—'));
        at = lex::blanks(text, after + mark.map_or(0, char::len_utf8));
        if is_label || mark == Some(':') {
            labelled = Some(at);
        }
        if mark.is_some() {
            break;
        }
    }
    labelled
}

/// Is nothing left after the expression but marks and words that belong to a grade?
fn closes(text: &str, e: &Expr) -> bool {
    let end = e.apart.map_or(e.span.end, |a| a.end.max(e.span.end)) as usize;
    let rest = text[end..].trim_matches(|c: char| c.is_whitespace() || ".,;!)]\"”'*_".contains(c));
    let extra = [
        "rating", "review", "grade", "movie", "film", "points", "point", "pts", "from me", "for me",
        "overall",
    ];
    rest.is_empty() || extra.iter().any(|w| rest.eq_ignore_ascii_case(w))
}

/// "1-5", "3-4", "B/B+", "B or B-": two grades, not one.
fn is_choice(text: &str, e: &Expr) -> bool {
    let rest = text[e.span.end as usize..].trim_start();
    let rest = ["-", "–", "—", "/", "to ", "or ", "&"].iter().find_map(|s| rest.strip_prefix(s));
    // "9/11/2001" is a date.
    if e.shape == (Shape::Number { words: false })
        && text[e.span.end as usize..].trim_start().starts_with('/')
    {
        return false;
    }
    let Some(other) = rest.map(str::trim_start) else { return false };
    lex::expr(other, 0).is_some_and(|o| closes(other, &o) && (o.unit == e.unit) && o.points != e.points)
}

/// "b+": a small letter is a grade where the whole string is one.
fn small_letter(text: &str) -> Option<Expr> {
    let first = text.bytes().next().filter(|b| matches!(b, b'a'..=b'f'))?;
    let mut upper = String::with_capacity(text.len());
    upper.push(char::from(first.to_ascii_uppercase()));
    upper.push_str(&text[1..]);
    lex::expr(&upper, 0).filter(|e| matches!(e.shape, Shape::Letter { .. }) && closes(text, e))
}

/// The one grade somewhere in the string.
fn search(inner: &str, start: usize) -> Result<Parsed, Refusal> {
    let mut all: Vec<Expr> = Vec::new();
    lex::scan(inner, Span::new(0, inner.len()), |e| all.push(e));
    // Bare numbers, and letters without a sign, are too common among words.
    let strong = |e: &Expr| {
        !matches!(
            e.shape,
            Shape::Number { .. } | Shape::Letter { signed: false } | Shape::Asterisks { whole: true }
        )
    };
    if let Some(e) = counted_things(inner) {
        return finish(inner, start, e);
    }
    if all.iter().any(strong) {
        all.retain(strong);
    }
    let Some(first) = all.first().copied() else { return Err(Refusal::NoGrade) };
    let verdict = |e: &Expr| grade_of(inner, e, Basis::Declared).verdict();
    let differs = |e: &Expr| {
        (e.points, e.best.is_some() && first.best.is_some() && e.best != first.best) != (first.points, false)
            || (e.points.is_none() && verdict(e) != verdict(&first))
    };
    if all.iter().skip(1).any(differs) {
        return Err(Refusal::Ambiguous(all.iter().map(|e| format!("\"{}\"", e.span.of(inner))).collect()));
    }
    let best = all.iter().find(|e| e.best.is_some()).copied().unwrap_or(first);
    if !strong(&best) {
        return Err(Refusal::NoGrade);
    }
    finish(inner, start, best)
}

/// "3 popcorn buckets", "4½ pumpkins": a number and up to two words.
fn counted_things(text: &str) -> Option<Expr> {
    let n = super::number::number(text, 0)?;
    let rest = &text[n.end..];
    let words = rest.strip_prefix([' ', '\u{a0}'])?;
    let plain = words.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’'));
    let count = words.split_whitespace().count();
    let plural = words.ends_with('s') || n.value <= 1.0 || count == 1;
    let units = ["minutes", "hours", "min", "mins", "years", "days", "votes", "reviews", "films", "movies"];
    let last = words.split_whitespace().next_back()?;
    if !plain || !(1..=2).contains(&count) || !plural || n.value > 10.0 || units.contains(&last) {
        return None;
    }
    Some(Expr {
        span: Span::new(0, text.len()),
        apart: None,
        unit: Unit::Points,
        points: Some(n.value),
        worst: 0.0,
        best: None,
        shape: Shape::Units,
    })
}

fn finish(inner: &str, start: usize, e: Expr) -> Result<Parsed, Refusal> {
    if e.out_of_range() {
        let points = e.points.unwrap_or_default();
        return Err(Refusal::OutOfRange { points, worst: e.worst, best: e.best });
    }
    let grade = grade_of(inner, &e, Basis::Declared);
    let value = e.span.shift(start);
    Ok(Parsed { grade, value, apart: e.apart.map(|a| a.shift(start)) })
}

fn verbal(inner: &str, start: usize) -> Parsed {
    let lead = inner.find(char::is_alphanumeric).unwrap_or(0);
    let value = inner.trim_matches(|c: char| !c.is_alphanumeric());
    let grade = Grade {
        value: value.to_owned(),
        points: None,
        scale: Scale::of(Unit::Verbal, 0.0, None),
        basis: Basis::Declared,
    };
    Parsed { grade, value: Span::new(start + lead, start + lead + value.len()), apart: None }
}

/// The grade that an expression is taken for.
pub(super) fn grade_of(text: &str, e: &Expr, basis: Basis) -> Grade {
    let scale = Scale::of(e.unit, e.worst, e.best);
    Grade { value: e.span.of(text).to_owned(), points: e.points, scale, basis }
}
