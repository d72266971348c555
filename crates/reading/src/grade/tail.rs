//! The words that tell a scale where they follow a grade: "out of five", "/10", "on a scale of 1 to 10".

use document::Span;

use super::Unit;
use super::glyph;
use super::lex::{Expr, Shape, blanks, plain, prefix, star_word};
use super::number::{Number, number, starts_with_ignore_case};

/// Reads the scale that follows a value, if one does: "out of 5", "(out of four)", "/5", "of 5",
/// "on a scale of 1 to 10". The value's span grows over it where no bracket parts the two.
pub(super) fn scale_tail(text: &str, e: &mut Expr) -> bool {
    let from = e.span.end as usize;
    let mut at = blanks(text, from);
    if text[at..].starts_with(',') {
        at = blanks(text, at + 1);
    }
    let bracket = text[at..].starts_with(['(', '[']);
    if bracket {
        at = blanks(text, at + 1);
    }
    let Some(tail) = scale_words(text, at) else { return false };
    // "Eight of ten": only digits and stars count with a bare "of".
    let stars = star_word(text, blanks(text, tail.end)).is_some();
    if tail.weak && !stars && matches!(e.shape, Shape::Number { words: true } | Shape::Units) {
        return false;
    }
    let mut end = tail.end;
    if let Some(stop) = star_word(text, blanks(text, end)) {
        end = stop;
        if matches!(e.shape, Shape::Number { .. }) {
            e.unit = Unit::Stars;
        }
    } else if tail.stars && e.unit == Unit::Points {
        e.unit = Unit::Stars;
    }
    e.worst = tail.worst;
    e.best = Some(tail.best);
    if bracket {
        e.apart = Some(Span::new(at, end));
    } else {
        e.span.end = Span::new(0, end).end;
    }
    if let Shape::Number { words } = e.shape {
        e.shape = if tail.weak { Shape::Of } else { Shape::OutOf { words } };
    }
    true
}

/// A scale, and where the words that tell it end.
pub(super) struct Tail {
    pub(super) worst: f64,
    pub(super) best: f64,
    pub(super) end: usize,
    /// Only "of": "4 of 5".
    weak: bool,
    /// The scale itself is written in stars.
    stars: bool,
}

/// The words that tell a scale, from `at`.
pub(super) fn scale_words(text: &str, at: usize) -> Option<Tail> {
    let rest = text.get(at..)?;
    let tail = |worst: f64, m: Number| Tail { worst, best: m.value, end: m.end, weak: false, stars: false };
    if let Some(skip) = prefix(
        rest,
        &[
            "out of", "outta", "out-of-", "aus", "von", "sur", "sobre", "av", "af", "su", "uit", "van de",
            "из",
        ],
    ) {
        let mut p = blanks(text, at + skip);
        if let Some(more) = prefix(&text[p..], &["a possible", "a maximum of", "a total of", "possible", "a"])
        {
            p = blanks(text, p + more);
        }
        if let Some((worst, best)) = range(text, p) {
            return Some(tail(worst, best));
        }
        if let Some(g) = glyph::run(text, p) {
            let best = (g.filled + g.empty) as f64;
            return Some(Tail { worst: 0.0, best, end: g.end, weak: false, stars: true });
        }
        return number(text, p).filter(whole).map(|m| tail(0.0, m));
    }
    if let Some(skip) = prefix(rest, &["from"]) {
        // "*1/2 from ****"
        let g = glyph::run(text, blanks(text, at + skip))?;
        let best = (g.filled + g.empty) as f64;
        return Some(Tail { worst: 0.0, best, end: g.end, weak: false, stars: true });
    }
    if let Some(skip) = prefix(rest, &["on a scale", "on the scale", "on a"]) {
        let mut p = blanks(text, at + skip);
        if let Some(more) = prefix(&text[p..], &["of", "from"]) {
            p = blanks(text, p + more);
        }
        if let Some((worst, best)) = range(text, p) {
            return Some(tail(worst, best));
        }
        let m = number(text, p).filter(whole)?;
        // "on a 10-point scale"
        let after = &text[m.end..];
        let point = [" point scale", "-point scale", " star scale", "-star scale"]
            .iter()
            .find(|w| starts_with_ignore_case(after, w));
        return match point {
            Some(w) => Some(Tail { end: m.end + w.len(), stars: w.contains("star"), ..tail(0.0, m) }),
            None => starts_with_ignore_case(rest, "on a scale").then(|| tail(0.0, m)),
        };
    }
    if let Some(slash) = rest.strip_prefix('/') {
        let p = blanks(text, at + 1);
        if let Some(g) = glyph::run(text, p) {
            let best = (g.filled + g.empty) as f64;
            return Some(Tail { worst: 0.0, best, end: g.end, weak: false, stars: true });
        }
        let m = number(text, p).filter(whole).filter(|m| !m.words)?;
        if text[m.end..].starts_with('/') {
            return None; // a date
        }
        return (!slash.is_empty()).then(|| tail(0.0, m));
    }
    let skip = prefix(rest, &["of"])?;
    let mut p = blanks(text, at + skip);
    let possible = prefix(&text[p..], &["a possible", "a maximum of", "possible"]);
    p = possible.map_or(p, |more| blanks(text, p + more));
    if let Some((worst, best)) = range(text, p) {
        return Some(tail(worst, best));
    }
    let m = number(text, p).filter(whole)?;
    Some(Tail { weak: possible.is_none(), ..tail(0.0, m) })
}

fn whole(m: &Number) -> bool {
    m.value.fract() == 0.0 && m.value > 0.0
}

/// "1 to 10", "-4..+4", "−4 to +4", "0-100".
fn range(text: &str, at: usize) -> Option<(f64, Number)> {
    let (worst, end) = signed(text, at)?;
    let p = blanks(text, end);
    let rest = &text[p..];
    let skip = ["...", "..", "through", "to", "–", "-", "…"].iter().find(|w| rest.starts_with(**w))?.len();
    let (best, end) = signed(text, blanks(text, p + skip))?;
    (best > worst).then_some((worst, Number { value: best, end, words: false }))
}

/// A number with a sign before it.
fn signed(text: &str, at: usize) -> Option<(f64, usize)> {
    let c = text.get(at..)?.chars().next()?;
    let (sign, skip) = match c {
        '+' => (1.0, 1),
        '-' => (-1.0, 1),
        '−' | '–' => (-1.0, 3),
        _ => (1.0, 0),
    };
    let m = number(text, at + skip)?;
    Some((sign * m.value, m.end))
}

/// "+3 out of -4..+4", "-2 (−4 to +4)": read only where a whole string is said to be a grade.
pub(super) fn signed_points(text: &str) -> Option<Expr> {
    text.starts_with(['+', '-', '−']).then_some(())?;
    let (points, end) = signed(text, 0)?;
    let mut e = plain(0, end, Unit::Points, points, None, Shape::Number { words: false });
    if scale_tail(text, &mut e) {
        return Some(e);
    }
    let p = blanks(text, end);
    let open = text[p..].starts_with(['(', '[']);
    let (worst, best) = range(text, if open { p + 1 } else { p }).or_else(|| {
        // "+2 on the -4 to +4 scale"
        let skip = prefix(&text[p..], &["on the", "on a"])?;
        range(text, blanks(text, p + skip))
    })?;
    e.worst = worst;
    e.best = Some(best.value);
    e.apart = Some(Span::new(p, best.end));
    Some(e)
}
