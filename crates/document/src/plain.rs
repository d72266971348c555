//! Plain text: paragraphs, and the lines that typewritten reviews begin with (headline, byline, date).

use crate::{Builder, Limits, Role, front_matter};

/// A line longer than this is a paragraph, not a headline or a byline.
const HEADLINE: usize = 90;

/// Reads a page: header lines as fields, headline, byline and date, then paragraphs.
pub(crate) fn page(b: &mut Builder, text: &str, limits: &Limits) {
    let body = front_matter::take(b, text, limits);
    let body = top(b, body);
    paragraphs(b, body);
}

/// Adds the paragraphs of a text that is all content.
///
/// Blank lines part paragraphs; in a text of long lines, where nobody wrapped them, every line is one.
pub(crate) fn paragraphs(b: &mut Builder, text: &str) {
    let unwrapped = is_unwrapped(text);
    let mut start = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let blank = line.trim().is_empty();
        if blank || unwrapped {
            let end = if blank { at } else { at + line.len() };
            paragraph(b, &text[start..end], &text[at + line.len()..]);
            start = at + line.len();
        }
        at += line.len();
    }
    paragraph(b, &text[start..], "");
}

/// Adds one paragraph; `below` is what follows it, since only what stands above something is a heading.
fn paragraph(b: &mut Builder, text: &str, below: &str) {
    let text = text.trim();
    if text.is_empty() {
        return;
    }
    let (role, text) = match text.strip_prefix("> ") {
        Some(quoted) => (Role::Quotation, quoted),
        None if is_heading(text, below) => (Role::Heading(2), text),
        None => (Role::Body, text),
    };
    b.open(role);
    b.push(text);
    b.close();
}

/// A short line alone, in capitals or title case, above a paragraph: a heading. Grades ("A+", "8/10") and
/// sentences are not.
fn is_heading(text: &str, below: &str) -> bool {
    const SMALL: &[&str] =
        &["a", "an", "the", "of", "and", "in", "on", "for", "to", "by", "with", "at", "or", "de", "la", "le"];
    text.len() <= HEADLINE
        && !text.contains(['\n', '/', '★', '*'])
        && text.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !text.ends_with(['.', '?', ':', ']', ',', ';'])
        && below.trim_start().lines().next().is_some_and(|l| l.len() > 60)
        && text.split_whitespace().all(|w| !w.starts_with(char::is_lowercase) || SMALL.contains(&w))
}

/// Are the lines of this text paragraphs? They are where some are too long to have been wrapped by hand.
fn is_unwrapped(text: &str) -> bool {
    text.lines().any(|l| l.len() > 200)
}

/// Takes the headline, byline, outlet and date lines off the top and returns what is below.
///
/// They stand one below the other or in paragraphs of their own; a paragraph is of them where all its lines
/// are short and, below the first, one names the author or a date.
fn top<'t>(b: &mut Builder, text: &'t str) -> &'t str {
    let mut rest = text.trim_start();
    let mut titled = false;
    for paragraph in 0..3 {
        let end = rest.find("\n\n").unwrap_or(rest.len());
        let lines: Vec<&str> = rest[..end].lines().map(str::trim).collect();
        let below = rest[end..].trim_start();
        let tells = lines.iter().any(|l| is_byline(l) || is_date(l));
        let first = !titled && (lines.len() > 1 || lines.first().is_some_and(|l| is_headline(l)));
        // A title may end as it likes ("mother!"); the other lines are no sentences.
        let skip = usize::from(!titled && tells && lines.first().is_some_and(|l| l.len() <= HEADLINE));
        let short = lines.iter().skip(skip).all(|l| is_header_line(l)) && lines.len() <= 6;
        if below.is_empty() || !short || !(tells || first) {
            // A lone headline may also stand right on top of the text.
            return if paragraph == 0 { headline(b, rest) } else { rest };
        }
        for line in lines {
            let role = match line {
                l if is_date(l) => Role::Date,
                l if is_credit(l) || titled && is_grade(l) => Role::Body,
                l if is_byline(l) || titled => Role::Byline,
                _ => Role::Title,
            };
            titled |= role == Role::Title;
            line_block(b, role, line);
        }
        rest = below;
    }
    rest
}

fn is_header_line(line: &str) -> bool {
    line.len() <= HEADLINE && !line.ends_with(['.', '!', '?', ',']) && !line.contains("out of")
        || is_byline(line)
        || is_date(line)
        || is_credit(line)
        || is_grade(line)
}

/// "Director: Ann Other", "Runtime: 166 min", "Directed by Ann Other": about the film, not about the review.
fn is_credit(line: &str) -> bool {
    const LABELS: &[&str] = &[
        "director",
        "directors",
        "directed by",
        "cast",
        "starring",
        "stars",
        "with",
        "writer",
        "writers",
        "written by",
        "screenplay",
        "screenplay by",
        "script",
        "producer",
        "producers",
        "produced by",
        "music",
        "music by",
        "score by",
        "cinematography",
        "cinematographer",
        "photography",
        "editor",
        "editing",
        "studio",
        "distributor",
        "distributed by",
        "runtime",
        "running time",
        "length",
        "duration",
        "genre",
        "genres",
        "mpaa",
        "mpaa rating",
        "rated",
        "release date",
        "released",
        "release",
        "country",
        "language",
        "regi",
        "regie",
        "regia",
        "darsteller",
        "besetzung",
        "drehbuch",
        "musik",
        "kamera",
        "laufzeit",
        "réalisation",
        "réalisateur",
        "avec",
        "scénario",
        "durée",
        "dirección",
        "reparto",
        "guion",
        "duración",
        "manus",
        "skuespillere",
        "medvirkende",
        "rollista",
    ];
    let line = line.trim_matches(['*', '_', ' ', '-', '|']);
    if let Some((key, value)) = line.split_once(':') {
        let key = key.trim_matches(['*', '_', ' ']).to_lowercase();
        return !value.trim().is_empty() && LABELS.contains(&key.as_str());
    }
    let lower = line.to_lowercase();
    ["directed by ", "written and directed by ", "written & directed by ", "produced by ", "screenplay by "]
        .iter()
        .any(|p| lower.starts_with(p))
}

/// A line that is a grade and nothing else, to the eye: "★★★☆", "Rating: 8/10", "3.5 out of 4 stars", "B+".
fn is_grade(line: &str) -> bool {
    const WORDS: &[&str] = &[
        "rating", "grade", "score", "verdict", "my", "stars", "star", "out", "of", "and", "half", "a", "b",
        "c", "d", "f", "one", "two", "three", "four", "five", "ten", "note", "wertung", "sterne", "sur",
        "von", "de",
    ];
    let stars = line.contains(['★', '☆', '⭐', '½']) || line.contains("**");
    let mut sure = stars;
    for word in line.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let word = word.to_lowercase();
        let number = word.len() <= 3 && word.bytes().all(|b| b.is_ascii_digit());
        if !number && word != "½" && !WORDS.contains(&word.as_str()) {
            return false;
        }
        sure |= number || word.len() == 1 || word == "stars" || word == "star";
    }
    sure && line.len() <= 60
}

/// A headline, byline and date that have no blank line below them.
fn headline<'t>(b: &mut Builder, text: &'t str) -> &'t str {
    let mut rest = text;
    for n in 0..3 {
        let (line, below) = rest.split_once('\n').unwrap_or((rest, ""));
        let (line, next) = (line.trim(), below.lines().next().unwrap_or_default());
        let role = match line {
            l if is_byline(l) => Role::Byline,
            l if is_date(l) => Role::Date,
            l if n == 0 && is_headline(l) && (is_byline(next) || is_date(next)) => Role::Title,
            _ => return rest,
        };
        if below.trim().is_empty() {
            return rest;
        }
        line_block(b, role, line);
        rest = below;
    }
    rest
}

fn line_block(b: &mut Builder, role: Role, line: &str) {
    b.open(role);
    b.push(line);
    b.close();
}

fn is_headline(line: &str) -> bool {
    line.len() <= HEADLINE
        && line.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric() || !c.is_alphanumeric())
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 2
        && !line.ends_with(['.', ',', ';', ']'])
        && !line.contains("out of")
}

/// "By Ann Other", "by Ann Other, The Paper", "Review by Ann Other | May 3, 2019".
pub(crate) fn is_byline(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', ' ', '—', '–', '-', '\t']);
    let lower: String = line.chars().take(24).flat_map(char::to_lowercase).collect();
    let Some(name) = ["by ", "review by ", "reviewed by ", "written by ", "von ", "par ", "por ", "av "]
        .iter()
        .find_map(|p| lower.strip_prefix(p).map(|_| line.get(p.len()..).unwrap_or_default()))
    else {
        return false;
    };
    line.len() <= HEADLINE && !line.ends_with('.') && name.trim_start().starts_with(char::is_uppercase)
}

/// A line that is a date and nothing else, to the eye: a year in it, a month's name or three numbers.
pub(crate) fn is_date(line: &str) -> bool {
    let line = line.trim_matches(['*', '_', ' ', '(', ')']);
    if line.len() > 60 || line.len() < 6 {
        return false;
    }
    let mut words = 0;
    let mut year = false;
    let mut numbers = 0;
    for part in line.split(|c: char| !c.is_alphanumeric()).filter(|p| !p.is_empty()) {
        if part.starts_with(|c: char| c.is_ascii_digit()) {
            numbers += 1;
            year |= part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
        } else {
            words += 1;
            let month = crate::date::month(part).is_some();
            let around =
                ["of", "de", "on", "published", "posted", "updated", "last", "modified", "am", "pm", "at"];
            if !month
                && !crate::date::is_weekday(part)
                && !around.iter().any(|w| w.eq_ignore_ascii_case(part))
            {
                return false;
            }
        }
    }
    year && (words > 0 && numbers >= 2 || numbers == 3)
}
