//! Numbers as grades write them: "3.5", "3,5", "7½", "3 1/2", "three and a half", "half a".

/// A number and where it ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Number {
    pub(super) value: f64,
    pub(super) end: usize,
    /// Written in words.
    pub(super) words: bool,
}

/// The number that begins at `at`, with the half that may follow it.
pub(super) fn number(text: &str, at: usize) -> Option<Number> {
    let first = *text.as_bytes().get(at)?;
    if first.is_ascii_digit() || first == b'.' {
        return digits(text, at);
    }
    if first.is_ascii_alphabetic() {
        return spelled(text, at);
    }
    if let Some((value, end)) = wide(text, at) {
        return Some(Number { value, end, words: false });
    }
    let (value, end) = vulgar(text, at)?;
    Some(Number { value, end, words: false })
}

/// Digits of East Asian width, and the picture of a ten.
fn wide(text: &str, at: usize) -> Option<(f64, usize)> {
    const ZERO: u32 = '０' as u32;
    let (mut value, mut end) = (0.0, at);
    if text[at..].starts_with('🔟') {
        return Some((10.0, at + '🔟'.len_utf8()));
    }
    for c in text[at..].chars().take_while(|c| matches!(c, '０'..='９')).take(3) {
        value = value * 10.0 + f64::from(u32::from(c) - ZERO);
        end += c.len_utf8();
    }
    (end > at).then_some((value, end))
}

/// A run of digits with at most one point or comma, and a fraction after it.
fn digits(text: &str, at: usize) -> Option<Number> {
    let b = text.as_bytes();
    let whole_end = run(b, at);
    if whole_end - at > 4 {
        return None;
    }
    let mut value: f64 = if whole_end == at { 0.0 } else { text[at..whole_end].parse().ok()? };
    let mut end = whole_end;
    if matches!(b.get(end), Some(b'.' | b',')) {
        let stop = run(b, end + 1);
        let places = stop - end - 1;
        if places > 2 {
            return None; // "1,000", an identifier
        }
        if places > 0 {
            let tail: f64 = text[end + 1..stop].parse().ok()?;
            value += tail / if places == 1 { 10.0 } else { 100.0 };
            end = stop;
            // "1.2.3", "1,000,000"
            if matches!(b.get(end), Some(b'.' | b',')) && b.get(end + 1).is_some_and(u8::is_ascii_digit) {
                return None;
            }
        } else if whole_end == at {
            return None;
        }
    }
    if end == whole_end {
        if value == 1.0 && half_slash(b, end - 1) {
            return Some(Number { value: 0.5, end: end + 2, words: false });
        }
        if let Some((part, stop)) = fraction_after(text, end) {
            value += part;
            end = stop;
        }
    }
    // A digit drawn as a key.
    for mark in ["\u{fe0f}\u{20e3}", "\u{20e3}"] {
        end += if text[end..].starts_with(mark) { mark.len() } else { 0 };
    }
    // "90s", "3D", "7th" are no numbers; "4stars" is one.
    let rest = &text[end..];
    if rest.starts_with(char::is_alphabetic) && !starts_with_ignore_case(rest, "star") {
        return None;
    }
    Some(Number { value, end, words: false })
}

/// Is there a "1/2" at `at` that stands for a half star ("1/2 star", "1/2 *") rather than a fraction?
fn half_slash(b: &[u8], at: usize) -> bool {
    if !b[at..].starts_with(b"1/2") || b.get(at + 3).is_some_and(u8::is_ascii_alphanumeric) {
        return false;
    }
    let rest = &b[at + 3..];
    let rest = rest.strip_prefix(b" ").or(rest.strip_prefix(b"-")).unwrap_or(rest);
    let rest = rest.strip_prefix(b"a ").unwrap_or(rest);
    rest.len() >= 4 && rest[..4].eq_ignore_ascii_case(b"star")
        || rest.starts_with("★".as_bytes())
        || rest.starts_with(b"*")
        || rest.starts_with(b"out of")
}

/// The half, quarter or third that follows whole digits: "½", " 1/2", "-1/2", " and a half".
pub(super) fn fraction_after(text: &str, at: usize) -> Option<(f64, usize)> {
    if let Some(found) = vulgar(text, at) {
        return Some(found);
    }
    let rest = text.get(at..)?;
    let (gap, body) = match rest.as_bytes().first()? {
        b' ' | b'-' => (1, &rest[1..]),
        _ if rest.starts_with('\u{a0}') => (2, &rest[2..]),
        _ => return None,
    };
    if let Some((v, end)) = vulgar(text, at + gap) {
        return Some((v, end));
    }
    for (name, v) in [("1/2", 0.5), ("1/4", 0.25), ("3/4", 0.75), ("1/3", 1.0 / 3.0), ("2/3", 2.0 / 3.0)] {
        if let Some(after) = body.strip_prefix(name) {
            return (!after.starts_with(|c: char| c.is_alphanumeric())).then_some((v, at + gap + name.len()));
        }
    }
    for (name, v) in HALVES {
        if starts_with_ignore_case(body, name) && !body[name.len()..].starts_with(char::is_alphabetic) {
            return Some((*v, at + gap + name.len()));
        }
    }
    None
}

const HALVES: &[(&str, f64)] = &[
    ("and a half", 0.5),
    ("and-a-half", 0.5),
    ("and one half", 0.5),
    ("and one-half", 0.5),
    ("& a half", 0.5),
    ("and half", 0.5),
    ("and ½", 0.5),
    ("and 1/2", 0.5),
    ("and a quarter", 0.25),
    ("and three quarters", 0.75),
    ("and three-quarters", 0.75),
    ("& 1/2", 0.5),
];

/// A vulgar fraction's character.
fn vulgar(text: &str, at: usize) -> Option<(f64, usize)> {
    let c = text.get(at..)?.chars().next()?;
    let value = match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        _ => return None,
    };
    Some((value, at + c.len_utf8()))
}

/// A number in words, "no" and "half" included.
fn spelled(text: &str, at: usize) -> Option<Number> {
    let b = text.as_bytes();
    let end = at + b[at..].iter().take_while(|c| c.is_ascii_alphabetic()).count();
    let value = word_value(&b[at..end])?;
    let rest = &text[end..];
    if rest.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’')) {
        return None;
    }
    if value == 0.5 {
        let end = if starts_with_ignore_case(rest, " a ") || starts_with_ignore_case(rest, "-a-") {
            end + 2
        } else {
            end
        };
        return Some(Number { value, end, words: true });
    }
    if value == 1.0 && (starts_with_ignore_case(rest, " half") || starts_with_ignore_case(rest, "-half")) {
        return Some(Number { value: 0.5, end: end + 5, words: true });
    }
    if value == 1.0 && starts_with_ignore_case(rest, " hundred") {
        return Some(Number { value: 100.0, end: end + 8, words: true });
    }
    match fraction_after(text, end) {
        Some((part, stop)) => Some(Number { value: value + part, end: stop, words: true }),
        None => Some(Number { value, end, words: true }),
    }
}

/// The value of a word that is a number.
pub(super) fn word_value(word: &[u8]) -> Option<f64> {
    const WORDS: &[(&[u8], f64)] = &[
        (b"no", 0.0),
        (b"zero", 0.0),
        (b"half", 0.5),
        (b"one", 1.0),
        (b"two", 2.0),
        (b"three", 3.0),
        (b"four", 4.0),
        (b"five", 5.0),
        (b"six", 6.0),
        (b"seven", 7.0),
        (b"eight", 8.0),
        (b"nine", 9.0),
        (b"ten", 10.0),
        (b"eleven", 11.0),
        (b"twelve", 12.0),
        (b"twenty", 20.0),
        (b"hundred", 100.0),
    ];
    if !(2..=7).contains(&word.len()) {
        return None;
    }
    WORDS.iter().find(|(w, _)| w.eq_ignore_ascii_case(word)).map(|(_, v)| *v)
}

fn run(b: &[u8], at: usize) -> usize {
    at + b[at..].iter().take_while(|c| c.is_ascii_digit()).count()
}

/// Does `text` begin with `prefix` (ASCII), whatever its case?
pub(super) fn starts_with_ignore_case(text: &str, prefix: &str) -> bool {
    text.len() >= prefix.len() && text.as_bytes()[..prefix.len()].eq_ignore_ascii_case(prefix.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_in_every_spelling() {
        for (text, want) in [
            ("3.5", 3.5),
            ("3,5/5", 3.5),
            ("7½/10", 7.5),
            ("3 1/2 stars", 3.5),
            ("3-1/2", 3.5),
            ("2 and a half", 2.5),
            ("three-and-a-half", 3.5),
            ("half a star", 0.5),
            ("one half star", 0.5),
            ("½", 0.5),
            (".5", 0.5),
            ("1/2 star", 0.5),
            ("no stars", 0.0),
        ] {
            assert_eq!(number(text, 0).map(|n| n.value), Some(want), "{text}");
        }
        for text in ["1,000", "90s", "3D", "1.2.3", "12345", "notary", "one's"] {
            assert_eq!(number(text, 0), None, "{text}");
        }
    }
}
