//! Stars in glyphs: which characters are full, half and empty, and how a run of them is counted.

use super::number::fraction_after;

/// What a run is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// ★ and its like.
    Star,
    /// `*`.
    Asterisk,
    /// Any other picture, twice or more.
    Picture,
}

/// A run of glyphs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Run {
    pub(super) kind: Kind,
    pub(super) filled: usize,
    pub(super) half: f64,
    pub(super) empty: usize,
    pub(super) end: usize,
}

enum Glyph {
    Full,
    Half,
    Empty,
}

fn star(c: char) -> Option<Glyph> {
    match c {
        '★' | '✭' | '✮' | '✯' | '✪' | '✫' | '⭑' | '⭐' | '🌟' | '🟊' | '🞉' | '✦' | '🌕' => {
            Some(Glyph::Full)
        }
        '⯨' | '⯪' | '🌗' | '🌓' => Some(Glyph::Half),
        '☆' | '✩' | '✰' | '⭒' | '🌑' => Some(Glyph::Empty),
        _ => None,
    }
}

/// A picture that critics hand out; faces, hands and hearts are chatter.
fn picture(c: char) -> bool {
    matches!(c, '\u{1f300}'..='\u{1f3fa}' | '\u{1f400}'..='\u{1f441}' | '\u{1f4a3}'..='\u{1f4ff}'
        | '\u{1f947}' | '\u{1f950}'..='\u{1f9ff}')
}

/// May a run begin with this character?
pub(super) fn may_begin(c: char) -> bool {
    c == '*'
        || star(c).is_some()
        || picture(c)
        || matches!(c, '½' | '¼' | '¾' | '０'..='９' | '🔟' | '👍' | '👎' | '\u{2680}'..='\u{2685}')
}

/// The end of a lone full star at `at`, as in "3.5★".
pub(super) fn single(text: &str, at: usize) -> Option<usize> {
    let r =
        run(text, at).filter(|r| r.kind == Kind::Star && r.filled == 1 && r.half == 0.0 && r.empty == 0)?;
    Some(r.end)
}

/// The run that begins at `at`.
pub(super) fn run(text: &str, at: usize) -> Option<Run> {
    let first = text.get(at..)?.chars().next()?;
    let kind = match first {
        '*' => Kind::Asterisk,
        c if star(c).is_some() => Kind::Star,
        c if picture(c) => Kind::Picture,
        _ => return None,
    };
    let mut r = Run { kind, filled: 0, half: 0.0, empty: 0, end: at };
    let mut p = at;
    while let Some(c) = text[p..].chars().next() {
        let glyph = match kind {
            Kind::Asterisk if c == '*' => Some(Glyph::Full),
            Kind::Picture if c == first => Some(Glyph::Full),
            Kind::Star => star(c),
            _ => None,
        };
        match glyph {
            Some(Glyph::Full) if r.half == 0.0 && r.empty == 0 => r.filled += 1,
            Some(Glyph::Half) if r.half == 0.0 && r.empty == 0 => r.half = 0.5,
            Some(Glyph::Empty) => r.empty += 1,
            Some(_) => break,
            None => {
                if r.half == 0.0
                    && r.empty == 0
                    && (r.filled > 0)
                    && let Some((part, end)) = half_at(text, p)
                {
                    r.half = part;
                    p = end;
                    r.end = p;
                    continue;
                }
                // One blank between glyphs, a selector or joiner after one.
                if matches!(c, ' ' | '\u{a0}' | '\u{2009}' | '\u{200a}' | '\u{fe0f}' | '\u{fe0e}')
                    && next_is_glyph(text, p + c.len_utf8(), kind, first)
                {
                    p += c.len_utf8();
                    continue;
                }
                if matches!(c, '\u{fe0f}' | '\u{fe0e}') {
                    p += c.len_utf8();
                    r.end = p;
                    continue;
                }
                break;
            }
        }
        p += c.len_utf8();
        r.end = p;
        if r.filled + r.empty > 10 {
            return None; // no grade, however many follow
        }
    }
    if kind == Kind::Picture && r.filled < 2 {
        return None;
    }
    if kind == Kind::Asterisk && (!bare(text, at, r.end) || r.filled > 5) {
        return None;
    }
    Some(r)
}

fn next_is_glyph(text: &str, at: usize, kind: Kind, first: char) -> bool {
    let Some(c) = text[at..].chars().next() else { return false };
    match kind {
        Kind::Asterisk => c == '*',
        Kind::Picture => c == first,
        Kind::Star => star(c).is_some(),
    }
}

/// The half that follows a run: "½", " 1/2", "1/2", ".5".
fn half_at(text: &str, at: usize) -> Option<(f64, usize)> {
    let rest = &text[at..];
    for (name, v) in
        [("1/2", 0.5), ("&frac12;", 0.5), (".5", 0.5), ("+1/2", 0.5), ("1/4", 0.25), ("3/4", 0.75)]
    {
        if let Some(after) = rest.strip_prefix(name) {
            return (!after.starts_with(|c: char| c.is_ascii_digit() || c == '/'))
                .then_some((v, at + name.len()));
        }
    }
    fraction_after(text, at)
}

/// Do asterisks stand by themselves, not as emphasis or a footnote's mark on a word?
fn bare(text: &str, start: usize, end: usize) -> bool {
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '*' | '_' | '\\'));
    let before = text[..start].chars().next_back();
    let ends_word = before.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?' | '"' | '”' | ')'));
    // The end of "**Bottom line:**", where Markdown was left as it is.
    let head = &text[text.floor_char_boundary(start.saturating_sub(300))..start];
    let opened = || head.rsplit('\n').next().unwrap_or_default().contains('*');
    let closes = before.is_some_and(|c| matches!(c, ':' | ';')) && opened();
    !closes && !touches(before) && !ends_word && !touches(text[end..].chars().next())
}
