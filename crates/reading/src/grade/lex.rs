//! What a grade looks like: the expressions that may be one, whatever they turn out to mean.
//!
//! [`at`] reads the expression that begins at a place; [`scan`] finds all of a stretch in one pass over
//! its bytes. Whether an expression is a grade is for the caller to say, by where it stands.

use document::Span;

use super::Unit;
use super::glyph;
use super::number::{Number, number, starts_with_ignore_case, word_value};
use super::scale::letter_points;
use super::tail::scale_tail;

/// Something that looks like a grade.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Expr {
    /// The value, with a scale that is written in one piece with it.
    pub(super) span: Span,
    /// Words that tell the scale, where they stand apart.
    pub(super) apart: Option<Span>,
    pub(super) unit: Unit,
    /// `None`: a thumb.
    pub(super) points: Option<f64>,
    pub(super) worst: f64,
    pub(super) best: Option<f64>,
    pub(super) shape: Shape,
}

/// The form of an expression: how likely a thing of this form is a grade differs a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// ★★½
    Glyphs,
    /// `**1/2`; `whole` without a half: as likely a rule or a footnote.
    Asterisks { whole: bool },
    /// The same picture several times.
    Pictures,
    /// "three stars"; `hyphen`: "three-star".
    StarWords { hyphen: bool },
    /// 7/10
    Fraction,
    /// "7 out of 10"
    OutOf { words: bool },
    /// "4 of 5", which is a grade only where something says so.
    Of,
    /// "4 jellyfish out of 5"
    Units,
    /// "92%"
    Percent,
    /// A number alone.
    Number { words: bool },
    /// A letter; `signed`: with plus or minus.
    Letter { signed: bool },
    /// Thumbs, in words or pictures.
    Thumbs { picture: bool },
    /// ⚃
    Dice,
}

impl Expr {
    /// Is it off its own scale?
    pub(super) fn out_of_range(&self) -> bool {
        match (self.points, self.best) {
            (Some(p), Some(best)) => p > best || p < self.worst,
            (Some(p), None) => p < self.worst,
            _ => false,
        }
    }
}

/// The expression that begins at `at`, the longest reading.
pub(super) fn expr(text: &str, at: usize) -> Option<Expr> {
    let c = text.get(at..)?.chars().next()?;
    match c {
        '0'..='9' | '.' | '½' | '¼' | '¾' | '０'..='９' | '🔟' => numeric(text, at),
        'A'..='F' => letter(text, at).or_else(|| numeric(text, at)),
        'a'..='z' | 'G'..='Z' => thumb_words(text, at).or_else(|| numeric(text, at)),
        '👍' | '👎' => thumb_pictures(text, at),
        '\u{2680}'..='\u{2685}' => {
            let points = f64::from(u32::from(c) - 0x267f);
            Some(plain(
                at,
                die_end(text, at + c.len_utf8(), points),
                Unit::Dice,
                points,
                Some(6.0),
                Shape::Dice,
            ))
        }
        _ => glyphs(text, at),
    }
}

/// Past the figures that say a die's face again: "⚄ 5/6", "⚄ (5 of 6)".
fn die_end(text: &str, face: usize, points: f64) -> usize {
    let at = blanks(text, face);
    let bracket = text[at..].starts_with('(');
    let from = if bracket { at + 1 } else { at };
    let Some(e) = numeric(text, from).filter(|e| e.points == Some(points)) else { return face };
    let end = e.span.end as usize;
    match (e.best, bracket) {
        (None | Some(6.0), true) if text[end..].starts_with(')') => end + 1,
        (Some(6.0), false) => end,
        _ => face,
    }
}

pub(super) fn plain(
    start: usize,
    end: usize,
    unit: Unit,
    points: f64,
    best: Option<f64>,
    shape: Shape,
) -> Expr {
    Expr { span: Span::new(start, end), apart: None, unit, points: Some(points), worst: 0.0, best, shape }
}

/// A letter with its sign, which nothing runs on from.
fn letter(text: &str, at: usize) -> Option<Expr> {
    let b = text.as_bytes();
    let letter = b[at];
    let rest = &text[at + 1..];
    let (sign, len) = match rest.chars().next() {
        _ if prefix(rest, &[" plus", "-plus"]).is_some() => (1, 5),
        _ if prefix(rest, &[" minus", "-minus"]).is_some() => (-1, 6),
        Some(c @ ('+' | '＋')) => (1, c.len_utf8()),
        Some(c @ ('-' | '−' | '–' | '‑' | '‐' | '﹣' | '－')) => (-1, c.len_utf8()),
        _ => (0, 0),
    };
    let after = &rest[len..];
    let next = after.chars().next();
    if next.is_some_and(|c| c.is_alphanumeric() || matches!(c, '+' | '\'' | '’' | '&' | '−')) {
        return None; // "B-movie", "C++", "A's", "Ab"
    }
    if next == Some('-') || next == Some('.') && after[1..].starts_with(|c: char| c.is_alphanumeric()) {
        return None; // "A--", "A.I."
    }
    let points = letter_points(letter, sign)?; // whatever its case
    let end = at + 1 + len;
    Some(plain(at, end, Unit::Letter, points, Some(12.0), Shape::Letter { signed: sign != 0 }))
}

/// A small letter, which is a grade only after a label: "grade: b+".
fn small_letter(text: &str, at: usize) -> Option<Expr> {
    text[..at].trim_end_matches(' ').ends_with(':').then(|| letter(text, at))?
}

/// Whatever begins with a number.
fn numeric(text: &str, at: usize) -> Option<Expr> {
    let n = number(text, at)?;
    let gap = blanks(text, n.end);
    let rest = &text[gap..];
    if !n.words {
        if let Some(e) = slash(text, at, &n, gap) {
            return Some(e);
        }
        for (name, len) in [("%", 1), ("percent", 7), ("per cent", 8), ("pct", 3)] {
            if starts_with_ignore_case(rest, name) {
                return Some(plain(at, gap + len, Unit::Percent, n.value, Some(100.0), Shape::Percent));
            }
        }
        // "3.5★", "4 ⭐"; not "3 ★★★".
        if let Some(end) = glyph::single(text, gap) {
            let mut e = plain(at, end, Unit::Stars, n.value, None, Shape::StarWords { hyphen: false });
            scale_tail(text, &mut e);
            return Some(e);
        }
    }
    if let Some(e) = star_words(text, at, &n) {
        return Some(e);
    }
    if let Some(e) = thumb_words(text, gap) {
        return Some(Expr { span: Span::new(at, e.span.end as usize), ..e });
    }
    let mut e = plain(at, n.end, Unit::Points, n.value, None, Shape::Number { words: n.words });
    if scale_tail(text, &mut e) {
        return Some(e);
    }
    if let Some(e) = units(text, at, &n, gap) {
        return Some(e);
    }
    Some(e)
}

/// "7/10", "7 / 10", "4/5 stars", "2/★★★★".
fn slash(text: &str, at: usize, n: &Number, gap: usize) -> Option<Expr> {
    let rest = &text[gap..];
    let c = rest.chars().next().filter(|c| matches!(c, '/' | '⁄' | '∕' | '／'))?;
    let below = blanks(text, gap + c.len_utf8());
    let best = number(text, below).filter(|m| !m.words && m.value > 0.0 && m.value.fract() == 0.0)?;
    let after = &text[best.end..];
    // "9/11/2001", "1/2-inch" is left to the caller
    if after.starts_with('/') && after[1..].starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut e = plain(at, best.end, Unit::Points, n.value, Some(best.value), Shape::Fraction);
    let word = blanks(text, best.end);
    let word = if text[word..].starts_with('-') { word + 1 } else { word };
    if let Some(end) = star_word(text, word).or_else(|| glyph::single(text, word)) {
        e.unit = Unit::Stars;
        e.span.end = Span::new(0, end).end;
    }
    Some(e)
}

/// "three stars", "3-star", with the scale that may follow.
fn star_words(text: &str, at: usize, n: &Number) -> Option<Expr> {
    let hyphen = text[n.end..].starts_with(['-', '‑']);
    let word = if hyphen {
        n.end + text[n.end..].chars().next().map_or(0, char::len_utf8)
    } else {
        blanks(text, n.end)
    };
    let end = star_word(text, word)?;
    let plural = text.as_bytes()[end - 1].eq_ignore_ascii_case(&b's');
    // "no star of the cast", "a no-stars cast"
    if n.words && n.value == 0.0 && starts_with_ignore_case(&text[at..], "no") && (!plural || hyphen) {
        return None;
    }
    // "3-star": an adjective
    let shape = Shape::StarWords { hyphen: hyphen && !plural };
    let mut e = plain(at, end, Unit::Stars, n.value, None, shape);
    scale_tail(text, &mut e);
    Some(e)
}

/// The end of the word "star" or "stars" at `at`.
pub(super) fn star_word(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let len = STARS.iter().find(|w| starts_with_ignore_case(rest, w))?.len();
    (!rest[len..].starts_with(char::is_alphanumeric)).then_some(at + len)
}

/// Stars in the languages that reviews quote, longer forms first.
const STARS: &[&str] = &[
    "stars",
    "star",
    "étoiles",
    "étoile",
    "sternen",
    "sterne",
    "stern",
    "estrellas",
    "estrella",
    "estrelas",
    "stelle",
    "stelline",
    "stjärnor",
    "stjerner",
    "sterren",
    "gwiazdek",
    "gwiazdki",
    "звёзд",
    "звезд",
    "звезды",
    "星",
];

/// "4 jellyfish out of 5", "3 popcorn buckets out of 4".
fn units(text: &str, at: usize, n: &Number, gap: usize) -> Option<Expr> {
    let b = text.as_bytes();
    let mut end = gap;
    for _ in 0..4 {
        let stop = end + text[end..].find(|c: char| !c.is_alphabetic() && !matches!(c, '\'' | '’' | '-'))?;
        if stop == end {
            return None;
        }
        let word = &b[end..stop];
        if word_value(word).is_some() {
            return None;
        }
        let shape = Shape::Units;
        let mut e = plain(at, stop, Unit::Points, n.value, None, shape);
        if scale_tail(text, &mut e) && e.shape == Shape::Units {
            return Some(e);
        }
        end = blanks(text, stop);
        if end == stop {
            return None;
        }
    }
    None
}

/// "two thumbs up", "thumbs down" (from the word on).
fn thumb_words(text: &str, at: usize) -> Option<Expr> {
    let rest = text.get(at..)?;
    let len = prefix(rest, &["thumbs", "thumb", "thumb's"])?;
    let p = blanks(text, at + len);
    let p = if text[p..].starts_with('-') { p + 1 } else { p };
    let p = prefix(&text[p..], &["way"]).map_or(p, |n| blanks(text, p + n));
    let end = p + prefix(&text[p..], &["up", "down", "sideways", "in the middle"])?;
    let shape = Shape::Thumbs { picture: false };
    Some(Expr { points: None, ..plain(at, end, Unit::Thumbs, 0.0, None, shape) })
}

/// 👍, 👎 and runs of one of them.
fn thumb_pictures(text: &str, at: usize) -> Option<Expr> {
    let first = text[at..].chars().next()?;
    let run: usize = text[at..]
        .chars()
        .take_while(|c| *c == first || matches!(*c, '\u{1f3fb}'..='\u{1f3ff}' | '\u{fe0f}'))
        .map(char::len_utf8)
        .sum();
    let shape = Shape::Thumbs { picture: true };
    Some(Expr { points: None, ..plain(at, at + run, Unit::Thumbs, 0.0, None, shape) })
}

/// Stars in glyphs, asterisks, or a picture several times.
fn glyphs(text: &str, at: usize) -> Option<Expr> {
    let g = glyph::run(text, at)?;
    let shape = match g.kind {
        glyph::Kind::Star => Shape::Glyphs,
        glyph::Kind::Asterisk => Shape::Asterisks { whole: g.half == 0.0 },
        glyph::Kind::Picture => Shape::Pictures,
    };
    if g.filled == 0 && g.half == 0.0 && !matches!(g.empty, 4 | 5) {
        return None; // outlines alone: as many stars, or none?
    }
    let points = g.filled as f64 + g.half;
    let best = (g.empty > 0).then(|| (g.filled + g.empty + usize::from(g.half > 0.0)) as f64);
    let unit = if g.kind == glyph::Kind::Picture { Unit::Points } else { Unit::Stars };
    let mut e = plain(at, g.end, unit, points, best, shape);
    if best.is_none() {
        scale_tail(text, &mut e);
    }
    Some(e)
}

/// The length of the first of `words` that `rest` begins with, as whole words.
pub(super) fn prefix(rest: &str, words: &[&str]) -> Option<usize> {
    words
        .iter()
        .find(|w| {
            starts_with_ignore_case(rest, w)
                && (w.ends_with('-') || !rest[w.len()..].starts_with(char::is_alphabetic))
        })
        .map(|w| w.len())
}

/// Past up to three blanks on the same line.
pub(super) fn blanks(text: &str, mut at: usize) -> usize {
    for _ in 0..3 {
        match text[at..].chars().next() {
            Some(c @ (' ' | '\t' | '\u{a0}' | '\u{2009}' | '\u{202f}')) => at += c.len_utf8(),
            _ => break,
        }
    }
    at
}

/// Calls `found` with every expression that begins in `range`, in order, none inside another.
pub(super) fn scan(text: &str, range: Span, mut found: impl FnMut(Expr)) {
    let b = text.as_bytes();
    let (mut at, stop) = (range.start as usize, (range.end as usize).min(text.len()));
    while at < stop {
        let c = b[at];
        if c.is_ascii_alphabetic() {
            let end = at + 1 + b[at + 1..stop].iter().take_while(|c| c.is_ascii_alphanumeric()).count();
            if starts_something(&b[at..end]) && !after_word(text, at) {
                let small = end - at == 1 && b[at].is_ascii_lowercase();
                if let Some(e) = if small { small_letter(text, at) } else { expr(text, at) } {
                    // A number word alone is no expression.
                    if e.shape != (Shape::Number { words: true }) {
                        found(e);
                        at = (e.span.end as usize).max(end);
                        continue;
                    }
                }
            }
            at = end;
            continue;
        }
        if c.is_ascii_digit() {
            let run = at + b[at..stop].iter().take_while(|c| c.is_ascii_digit()).count();
            // ".5 out of 10"
            let point = at > range.start as usize && b[at - 1] == b'.' && (at < 2 || b[at - 2] == b' ');
            let from = at - usize::from(point);
            if !after_word(text, from)
                && let Some(e) = expr(text, from)
            {
                found(e);
                at = e.span.end as usize;
                continue;
            }
            // Skip what hangs together: a date, a version, "90s".
            at = run + b[run..stop].iter().take_while(|c| c.is_ascii_alphanumeric() || **c == b'/').count();
            continue;
        }
        if c == b'*' || matches!(c, 0xc2 | 0xe2 | 0xef | 0xf0) {
            let Some(g) = text.get(at..).and_then(|t| t.chars().next()) else {
                at += 1;
                continue;
            };
            if c == b'*' || glyph::may_begin(g) {
                if let Some(e) = expr(text, at) {
                    found(e);
                    at = e.span.end as usize;
                    continue;
                }
                // Past the whole run, or its end would be tried again.
                let run = text.get(at..stop).unwrap_or_default().chars().take_while(|c| *c == g).count();
                at += run.max(1) * g.len_utf8();
                continue;
            }
            at += g.len_utf8();
            continue;
        }
        at += 1;
    }
}

/// May an expression begin with this word: a letter grade, a number in words, thumbs?
fn starts_something(word: &[u8]) -> bool {
    match word.len() {
        1 => matches!(word[0], b'A'..=b'F' | b'b'..=b'f' | b'a'),
        2..=7 => {
            matches!(word[0] | 0x20, b'z' | b'o' | b't' | b'f' | b's' | b'e' | b'n' | b'h')
                && (word_value(word).is_some()
                    || word.eq_ignore_ascii_case(b"thumbs")
                    || word.eq_ignore_ascii_case(b"thumb"))
        }
        _ => false,
    }
}

/// Does a word, or a mark that binds to the right, end at `at`?
fn after_word(text: &str, at: usize) -> bool {
    match text.as_bytes()[..at].last() {
        None => false,
        Some(b) if b.is_ascii() => {
            b.is_ascii_alphanumeric() || matches!(b, b'$' | b'#' | b'@' | b'&' | b'_' | b'\'' | b'/')
        }
        _ => text[..at]
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphanumeric() || matches!(c, '£' | '€' | '’')),
    }
}
