//! Tokens and sentences, in one pass each over the text.
//!
//! Sentence rules are our own because Unicode's break at "Mr." and "Dr. Strangelove"; the price is a
//! short list of abbreviations to keep.

use crate::{Document, Span};

/// A word, a number or a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

/// Kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, with apostrophes inside: "don't", "Zoë", "O'Toole". Hyphens separate.
    Word,
    /// Digits, with points and commas inside, and letters that follow: "3.5", "1,000", "90s".
    Number,
    /// One character that is neither: punctuation, a star.
    Other,
}

/// Fills in the document's tokens and sentences.
pub(crate) fn segment(doc: &mut Document) {
    doc.tokens = tokens(&doc.text);
    let mut sentences = Vec::with_capacity(doc.text.len() / 90 + 1);
    for block in doc.blocks.iter().filter(|b| b.role.is_prose()) {
        split(&doc.text, block.span, &mut sentences);
    }
    doc.sentences = sentences;
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::with_capacity(text.len() / 5 + 1);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let (c, len) = char_at(text, at);
        at += len;
        if c.is_whitespace() {
            continue;
        }
        let kind = if c.is_numeric() {
            at = run(text, at, |c, next| {
                c.is_alphanumeric() || matches!(c, '.' | ',') && next.is_ascii_digit()
            });
            TokenKind::Number
        } else if c.is_alphabetic() {
            at = run(text, at, |c, next| is_combining(c) || matches!(c, '\'' | '’') && next.is_alphabetic());
            TokenKind::Word
        } else {
            TokenKind::Other
        };
        out.push(Token { span: Span::new(start, at), kind });
    }
    out
}

/// The end of the run from `at` whose characters satisfy `keep(c, next)`; letters and digits always do.
fn run(text: &str, mut at: usize, keep: impl Fn(char, char) -> bool) -> usize {
    let bytes = text.as_bytes();
    loop {
        // Nearly all bytes of nearly all texts go by here.
        while bytes.get(at).is_some_and(u8::is_ascii_alphanumeric) {
            at += 1;
        }
        if at >= bytes.len() {
            return at;
        }
        let (c, len) = char_at(text, at);
        if c.is_ascii() && !matches!(c, '\'' | '.' | ',') {
            return at;
        }
        let next = if at + len < bytes.len() { char_at(text, at + len).0 } else { ' ' };
        if !(c.is_alphanumeric() || keep(c, next)) {
            return at;
        }
        at += len;
    }
}

/// The character at a boundary, and its length. ASCII is the common case and decided on the byte.
#[inline]
fn char_at(text: &str, at: usize) -> (char, usize) {
    match text.as_bytes()[at] {
        b if b < 0x80 => (char::from(b), 1),
        _ => text[at..].chars().next().map_or(('\u{fffd}', 1), |c| (c, c.len_utf8())),
    }
}

fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

/// Words before a full stop that do not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "mr", "mrs", "ms", "mx", "dr", "st", "jr", "sr", "vs", "prof", "rev", "gen", "col", "capt", "lt", "sgt",
    "cmdr", "gov", "sen", "rep", "hon", "mt", "ft", "ed", "eds", "dir", "feat", "approx", "est", "dept",
    "inc", "ltd", "co", "corp", "bros", "e.g", "i.e", "cf", "al", "op", "jan", "feb", "mar", "apr", "jun",
    "jul", "aug", "sep", "sept", "oct", "nov", "dec",
];

/// Words that are abbreviations only before a number: "No. 5", but "See it? No. It drags."
const NUMBERED: &[&str] = &["no", "nos", "vol", "ch", "pp"];

/// Splits one block into sentences.
fn split(text: &str, block: Span, out: &mut Vec<Span>) {
    let body = block.of(text);
    let base = block.start as usize;
    let mut start = 0;
    let mut at = 0;
    while let Some(stop) = next_stop(body, at) {
        let (c, len) = char_at(body, stop);
        let mut end = stop + len;
        if c == '\n' {
            // A line break ends a sentence only before a line that stands by itself: a grade, a credit, a heading.
            // The white space is stepped over at once: looked at from each of its lines, it would take quadratic time.
            at = body.len() - body[end..].trim_start().len();
            if is_apart(body, start, stop, at) {
                push(body, base, start, stop, out);
                start = at;
            }
            continue;
        }
        while let Some(n) = body[end..].chars().next().filter(|n| matches!(n, '.' | '!' | '?' | '…')) {
            end += n.len_utf8();
        }
        while let Some(n) =
            body[end..].chars().next().filter(|n| matches!(n, '"' | '”' | '’' | '\'' | ')' | ']' | '»'))
        {
            end += n.len_utf8();
        }
        at = end;
        let wide = matches!(c, '。' | '！' | '？');
        let rest = &body[end..];
        if !wide && !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
            continue;
        }
        let next = rest.trim_start().chars().next();
        let lower_follows = next.is_some_and(char::is_lowercase);
        let digit_follows = next.is_some_and(char::is_numeric);
        if lower_follows || (c == '.' && is_abbreviation(&body[start..stop], digit_follows)) {
            continue;
        }
        push(body, base, start, end, out);
        start = end;
    }
    push(body, base, start, body.len(), out);
}

/// The first mark from `at` on with which a sentence may end.
fn next_stop(body: &str, mut at: usize) -> Option<usize> {
    let bytes = body.as_bytes();
    loop {
        at +=
            bytes[at..].iter().position(|b| matches!(b, b'.' | b'!' | b'?' | b'\n' | 0xe2 | 0xe3 | 0xef))?;
        if bytes[at] < 0x80
            || ["…", "。", "！", "？"].iter().any(|mark| bytes[at..].starts_with(mark.as_bytes()))
        {
            return Some(at);
        }
        at += 1;
    }
}

/// Does the line break at `stop` part two lines that do not run on? True where the line so far is short, a
/// blank line follows, or the line at `next` begins a new item.
fn is_apart(body: &str, start: usize, stop: usize, next: usize) -> bool {
    let line = body[start..stop].rsplit('\n').next().unwrap_or_default().trim();
    let blank = memchr::memchr(b'\n', &body.as_bytes()[stop + 1..next]).is_some();
    let next = body[next..].lines().next().unwrap_or_default();
    !next.starts_with(char::is_lowercase) && (blank || line.len() < 40 || next.len() < 30)
}

/// Does the text end in an abbreviation? Its last bytes decide.
fn is_abbreviation(before: &str, digit_follows: bool) -> bool {
    let before = &before[before.ceil_char_boundary(before.len().saturating_sub(32))..];
    let is_edge = |c: char| c.is_whitespace() || matches!(c, '(' | '[' | '"' | '“' | '‘' | '-');
    let word = before.rsplit(is_edge).next().unwrap_or_default();
    let mut chars = word.chars();
    match (chars.next(), chars.next()) {
        // An initial: "Samuel L. Jackson", "J.J. Abrams"; not the pronoun.
        (Some(c), None) => c.is_uppercase() && c != 'I',
        (Some(c), Some('.')) => c.is_alphabetic(),
        _ => {
            let is_one_of = |list: &[&str]| list.iter().any(|a| a.eq_ignore_ascii_case(word));
            word.len() <= 6 && (is_one_of(ABBREVIATIONS) || digit_follows && is_one_of(NUMBERED))
        }
    }
}

fn push(body: &str, base: usize, start: usize, end: usize, out: &mut Vec<Span>) {
    let raw = &body[start..end];
    let lead = raw.len() - raw.trim_start().len();
    let trimmed = raw.trim();
    if !trimmed.is_empty() {
        out.push(Span::new(base + start + lead, base + start + lead + trimmed.len()));
    }
}

#[cfg(test)]
mod tests {
    use crate::{Builder, Role, Source};

    fn sentences(text: &str) -> Vec<String> {
        let mut b = Builder::new(Source::default());
        b.open(Role::Body);
        b.push(text);
        let doc = b.finish();
        doc.check().unwrap();
        doc.sentences.iter().map(|s| doc.slice(*s).to_owned()).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            sentences("Dr. Strangelove came out in 1964. J.J. Abrams vs. Mr. Lynch? No contest! It ends."),
            ["Dr. Strangelove came out in 1964.", "J.J. Abrams vs. Mr. Lynch?", "No contest!", "It ends."]
        );
    }

    #[test]
    fn no_is_a_word_unless_a_number_follows() {
        let want = ["See it?", "No.", "It drags.", "Chanel No. 5, Vol. 2 is better."];
        assert_eq!(sentences(&want.join(" ")), want);
    }

    #[test]
    fn blank_lines_and_long_words_take_linear_time() {
        let long = "A line that is longer than forty bytes, so that it runs on";
        assert_eq!(sentences(&format!("{long}\n{long}")).len(), 1);
        assert_eq!(sentences(&format!("{long}{}{long}", "\n ".repeat(1 << 20))), [long, long]);
        assert_eq!(sentences(&"x.\u{2003}y".repeat(1 << 18)).len(), 1);
    }

    #[test]
    fn a_grade_line_stands_apart() {
        assert_eq!(sentences("It is long, and it\nis slow.\n8/10"), ["It is long, and it\nis slow.", "8/10"]);
    }
}
