//! What stands in a cell: identifiers, numbers, titles, names.

use std::borrow::Cow;

use super::out::Notes;
use crate::Job;

/// A cell as text, trimmed; bytes that are no UTF-8 are replaced, with a note.
pub(super) fn text<'a>(bytes: &'a [u8], line: u64, notes: &mut Notes) -> Cow<'a, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => {
            notes.add(line, || "bytes that are not UTF-8 were replaced".into());
            Cow::Owned(String::from_utf8_lossy(bytes).trim().to_owned())
        }
    }
}

/// A whole number; `None` where it is none or does not fit.
pub(super) fn number(bytes: &[u8]) -> Option<u32> {
    let bytes = bytes.trim_ascii();
    if bytes.is_empty() {
        return None;
    }
    bytes.iter().try_fold(0u32, |n, b| {
        let digit = b.is_ascii_digit().then(|| u32::from(b - b'0'))?;
        n.checked_mul(10)?.checked_add(digit)
    })
}

/// The digits after a prefix ("tt", "nm", "Q"); 0 where it is no such identifier.
pub(super) fn id(bytes: &[u8], prefix: &[u8]) -> u32 {
    bytes.trim_ascii().strip_prefix(prefix).and_then(number).unwrap_or(0)
}

/// An identifier of IMDb's with or without its letters; 0 where it is none.
pub(super) fn loose_id(bytes: &[u8], prefix: &[u8]) -> u32 {
    let bytes = bytes.trim_ascii();
    // An address of the film's page does too.
    let bytes = bytes.strip_suffix(b"/").unwrap_or(bytes);
    let bytes = bytes.rsplit(|b| *b == b'/').next().unwrap_or(bytes);
    number(bytes.strip_prefix(prefix).unwrap_or(bytes)).unwrap_or(0)
}

/// A year in which there were films: of "1999", "1999-05-01", or "+1999-00-00T…".
pub(super) fn year(bytes: &[u8]) -> Option<i16> {
    let bytes = bytes.trim_ascii();
    let bytes = bytes.strip_prefix(b"+").unwrap_or(bytes);
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let year = if digits == 4 { number(&bytes[..4])? } else { return None };
    i16::try_from(year).ok().filter(|y| (1870..=2100).contains(y))
}

/// The year in a cell; a note where something else stands there.
pub(super) fn noted_year(cell: &[u8], line: u64, notes: &mut Notes) -> Option<i16> {
    let found = year(cell);
    if found.is_none() && !cell.trim_ascii().is_empty() {
        notes.add(line, || format!("{:?} is no year of a film", beginning(cell)));
    }
    found
}

/// Minutes: of "91", "91.0", "91 min", "1h 31m", "1:31", "PT1H31M". `None` where any of it is something else.
pub(super) fn minutes(bytes: &[u8]) -> Option<u16> {
    let text = std::str::from_utf8(bytes).ok()?.trim().to_ascii_lowercase();
    let text = text.strip_prefix('+').unwrap_or(&text);
    let seconds = match text.strip_prefix("pt") {
        Some(duration) => units(duration)?,
        None if text.contains(':') => clock(text)?,
        None => units(text)?,
    };
    let minutes = (seconds / 60.0).floor();
    (1.0..=6000.0).contains(&minutes).then_some(minutes as u16)
}

/// Seconds of "1:34" and "1:34:20"; of "94:20" too, whose first number is too large for hours.
fn clock(text: &str) -> Option<f64> {
    let parts: Vec<f64> =
        text.split(':').map(|p| number(p.as_bytes()).map(f64::from)).collect::<Option<_>>()?;
    match *parts.as_slice() {
        [h, m] if h < 24.0 && m < 60.0 => Some(h * 3600.0 + m * 60.0),
        [m, s] if s < 60.0 => Some(m * 60.0 + s),
        [h, m, s] if m < 60.0 && s < 60.0 => Some(h * 3600.0 + m * 60.0 + s),
        _ => None,
    }
}

/// Seconds of "1h 34m" and its like; a number without a unit is minutes.
fn units(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut sum = 0.0;
    // Every unit once, the larger first.
    let mut before = f64::INFINITY;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let amount: f64 = rest[..end].parse().ok()?;
        rest = rest[end..].trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic() && c != '\'').unwrap_or(rest.len());
        let unit = match &rest[..end] {
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600.0,
            "m" | "min" | "mins" | "minute" | "minutes" | "'" => 60.0,
            "" if rest.is_empty() => 60.0,
            "s" | "sec" | "secs" | "second" | "seconds" => 1.0,
            _ => return None,
        };
        if unit >= before {
            return None;
        }
        before = unit;
        sum += amount * unit;
        rest = rest[end..].trim_start_matches('.').trim_start();
        rest = rest.strip_prefix(',').or(rest.strip_prefix("and ")).unwrap_or(rest).trim_start();
    }
    (sum > 0.0).then_some(sum)
}

/// The minutes in a cell; a note where something else stands there. Lists write 0 for what they do not know.
pub(super) fn noted_minutes(cell: &[u8], line: u64, notes: &mut Notes) -> Option<u16> {
    let found = minutes(cell);
    if found.is_none() && cell.trim_ascii().iter().any(|b| !matches!(b, b'0' | b'.')) {
        notes.add(line, || format!("{:?} is no runtime of a film", beginning(cell)));
    }
    found
}

/// A cell in a note: its beginning.
pub(super) fn beginning(cell: &[u8]) -> String {
    String::from_utf8_lossy(&cell[..cell.len().min(40)]).into_owned()
}

/// What a line of a writer's credit says of the work: wrote the film, or what it was made from?
pub(super) fn writers_job(note: &str) -> Job {
    let note = note.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|w| note.contains(w));
    let play = note.split(|c: char| !c.is_alphabetic()).any(|w| w == "play") && !note.contains("screen play");
    let source = play
        || has(&[
            "novel",
            "book",
            "based on",
            "short story",
            "memoir",
            "comic",
            "characters",
            "manga",
            "article",
        ]);
    let script = has(&["screen", "written", "writer", "script", "scenario", "dialog", "adapt"]);
    if source && !script { Job::Author } else { Job::Writer }
}

/// A character's name, where there is one: "Self" and the like are none.
pub(super) fn character(name: &str) -> &str {
    let name = name.trim();
    let first = name.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let own = ["self", "himself", "herself", "themself", "themselves"];
    if own.iter().any(|s| s.eq_ignore_ascii_case(first)) { "" } else { name }
}

/// Articles that lists put behind a title.
const ARTICLES: &[&str] = &[
    "The", "A", "An", "La", "Le", "Les", "L'", "El", "Los", "Las", "Lo", "Il", "I", "Gli", "Der", "Die",
    "Das", "Den", "Det", "De", "Het", "Ein", "Eine", "Un", "Une", "Una", "Uma", "Um", "O", "Os", "As", "En",
    "Ett",
];

/// "Usual Suspects, The" as it is spoken. One copy of the list has a bare semicolon for each comma.
pub(super) fn article_first(title: &str) -> Cow<'_, str> {
    let title = title.trim();
    let Some(at) = title.rfind([',', ';']) else { return Cow::Borrowed(title) };
    let article = title[at + 1..].trim();
    if ARTICLES.iter().any(|a| a.eq_ignore_ascii_case(article)) {
        let space = if article.ends_with('\'') { "" } else { " " };
        return Cow::Owned(format!("{article}{space}{}", title[..at].trim_end()));
    }
    Cow::Borrowed(title)
}

/// Words that begin a name in lower case.
const PARTICLES: &[&str] = &[
    "de", "da", "di", "del", "della", "du", "van", "von", "der", "den", "ter", "la", "le", "el", "al", "bin",
];

/// Strings that stand among names in lists and are none.
const NO_NAMES: &[&str] = &[
    "the",
    "and",
    "with",
    "various",
    "unknown",
    "none",
    "cast",
    "starring",
    "featuring",
    "narrator",
    "various cameos",
    "jr.",
    "sr.",
    "jr",
    "sr",
    "ii",
    "iii",
    "television",
    "uncredited",
    "n/a",
    "tba",
    "tbd",
    "others",
    "see below",
    "director",
    "screenplay",
    "us",
    "uk",
];

/// Beginnings of a list's cell that are about the name behind them.
const LEADS: &[&str] = &[
    "and ",
    "with ",
    "voices of ",
    "voice of ",
    "narrated by ",
    "archive footage of ",
    "footage of ",
    "introducing ",
    "featuring ",
    "the voice of ",
    "the voices of ",
];

/// A name out of a list that was cut automatically; `None` where it is none: a date, a remark, a word between names.
pub(super) fn listed_name(cell: &str) -> Option<&str> {
    let mut name = cell.trim_matches(|c: char| c.is_whitespace() || "[]*•·,;".contains(c));
    if let Some(open) = name.find('(') {
        // "Harry Carter (actor)" is a name and a remark; "(narrator)" is a remark.
        name = name[..open].trim_end();
    }
    for lead in LEADS {
        if name.get(..lead.len()).is_some_and(|n| n.eq_ignore_ascii_case(lead)) {
            name = name[lead.len()..].trim_start();
        }
    }
    is_name(name).then_some(name)
}

/// May this be a person's name?
pub(super) fn is_name(name: &str) -> bool {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters == 0
        || name.len() > 80
        || name.contains(['(', ')', '[', ']', '{', '}', ':', '=', '?', '/', '|'])
    {
        return false;
    }
    let lower = name.to_lowercase();
    if NO_NAMES.contains(&lower.as_str()) || lower.ends_with(" by") || lower.ends_with(" of") {
        return false;
    }
    // Years and dates.
    if name.split_whitespace().any(|w| w.len() >= 3 && w.bytes().all(|b| b.is_ascii_digit())) {
        return false;
    }
    let words = name.split_whitespace().count();
    let Some(first) = name.split_whitespace().next() else { return false };
    let begins = |w: &str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let particle = PARTICLES.contains(&first) || first.starts_with("d'") || first.starts_with("d’");
    // A name of several words has a capital in more than its first.
    let capitals = name.split_whitespace().filter(|w| begins(w) || PARTICLES.contains(w)).count();
    words <= 7 && (begins(first) || particle && words > 1) && (words < 3 || capitals >= 2)
}

/// Cuts a list in one cell into its items.
pub(super) fn items(cell: &str) -> impl Iterator<Item = &str> {
    let by = if cell.contains('|') {
        '|'
    } else if cell.contains(';') {
        ';'
    } else {
        ','
    };
    cell.split(by).map(str::trim).filter(|s| !s.is_empty() && *s != "(no genres listed)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_years_and_minutes() {
        assert_eq!(id(b"tt0050083", b"tt"), 50_083);
        assert_eq!(id(b"tt", b"tt"), 0);
        assert_eq!(id(b"tt99999999999", b"tt"), 0);
        assert_eq!(loose_id(b"https://www.imdb.com/title/tt0050083/", b"tt"), 50_083);
        assert_eq!(year(b"+2018-09-09T00:00:00Z"), Some(2018));
        assert_eq!(year(b"20180"), None);
        assert_eq!(minutes(b"+134"), Some(134));
        for text in [
            "94",
            "94.0",
            "94 min",
            "94 min.",
            "94'",
            "1h 34m",
            "1h34",
            "1 hr 34 mins",
            "1 hour, 34 minutes",
            "1 hour and 34 minutes",
            "1:34",
            "1:34:50",
            "94:50",
            "01:34",
            "PT1H34M",
            "PT94M",
            "PT1H34M20S",
        ] {
            assert_eq!(minutes(text.as_bytes()), Some(94), "{text}");
        }
        assert_eq!(minutes(b"2h"), Some(120));
        for text in [
            "0", "", "1O1", "abc", "-94", "94 km", "1:99", "h", "1m 34h", "94 95", "1:2:3:4", ".", "1e2",
            "9999",
        ] {
            assert_eq!(minutes(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn articles_come_first() {
        assert_eq!(article_first("Usual Suspects, The"), "The Usual Suspects");
        assert_eq!(article_first("Avventura, L'"), "L'Avventura");
        assert_eq!(article_first("Good, the Bad and the Ugly, The"), "The Good, the Bad and the Ugly");
        assert_eq!(article_first("Truth;The"), "The Truth");
        assert_eq!(article_first("Girl, Interrupted"), "Girl, Interrupted");
    }

    #[test]
    fn what_is_no_name_is_dropped() {
        for name in
            ["Cher", "50 Cent", "Robert Downey, Jr.", "de la Rosa", "Madonna", "Édith Scob", "张曼玉", "T.I."]
        {
            assert_eq!(listed_name(name), Some(name));
        }
        assert_eq!(listed_name("and Mary Astor"), Some("Mary Astor"));
        assert_eq!(listed_name("John Wood (English actor)"), Some("John Wood"));
        for junk in [
            "and",
            "(",
            "see below",
            "nominee)",
            "(narrator)",
            "kids",
            "May 4, 1972",
            "1972 Summer Olympics",
            "narrated by",
            "Cast:",
            "Jr.",
            "The",
            "stand-up comedy",
            "",
        ] {
            assert_eq!(listed_name(junk), None, "{junk}");
        }
    }

    #[test]
    fn a_writer_or_the_author_of_the_source() {
        for note in
            ["novel", "based on the novel by", "play", "teleplay \"Twelve Angry Men\"", "(characters)"]
        {
            let want = if note.starts_with("teleplay") { Job::Writer } else { Job::Author };
            assert_eq!(writers_job(note), want, "{note}");
        }
        for note in ["screenplay", "screen play and", "written by", "story", "", "adaptation of the novel"] {
            assert_eq!(writers_job(note), Job::Writer, "{note}");
        }
    }
}
