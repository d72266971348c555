//! Dates as reviews print them, to a calendar date.

use jiff::civil::Date;

/// Names of months in the languages that reviews of our data come in; the first three letters decide in
/// English, the whole word elsewhere.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "januar", "janvier", "enero", "gennaio", "janeiro", "januari"],
    &["feb", "february", "februar", "février", "fevrier", "febrero", "febbraio", "fevereiro", "februari"],
    &["mar", "march", "märz", "maerz", "mars", "marzo", "março", "maart"],
    &["apr", "april", "avril", "abril", "aprile"],
    &["may", "mai", "mayo", "maggio", "maio", "mei"],
    &["jun", "june", "juni", "juin", "junio", "giugno", "junho"],
    &["jul", "july", "juli", "juillet", "julio", "luglio", "julho"],
    &["aug", "august", "août", "aout", "agosto", "augustus"],
    &["sep", "sept", "september", "septembre", "septiembre", "settembre", "setembro"],
    &["oct", "october", "oktober", "octobre", "octubre", "ottobre", "outubro", "okt"],
    &["nov", "november", "novembre", "noviembre", "novembro"],
    &["dec", "december", "dezember", "décembre", "decembre", "diciembre", "dicembre", "dezembro", "dez"],
];

const WEEKDAYS: [&str; 21] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "lundi",
    "montag",
    "samstag",
    "sonntag",
];

/// The number of the month of this name, 1 to 12.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = word.to_lowercase();
    let at = MONTHS.iter().position(|names| names.contains(&word.as_str()))?;
    i8::try_from(at + 1).ok()
}

/// Is it the name of a day of the week?
pub(crate) fn is_weekday(word: &str) -> bool {
    WEEKDAYS.iter().any(|d| d.eq_ignore_ascii_case(word))
}

/// A date found in a short text, with the bytes of it that say so.
///
/// Understood: ISO 8601 with or without a time, "14 Feb 2022", "February 14th, 2022", "2022/02/14",
/// "14.02.2022" (days first, as wherever dots are used), and numbers with slashes where one of them must be
/// the day ("25/12/2021"). "03/05/2019" could be two days and is `None`: nobody can tell.
///
/// Of several dates the one behind "Published" or "Posted" counts, else the first that is not behind "Updated".
pub fn date_in(text: &str) -> Option<(String, std::ops::Range<usize>)> {
    const FIRST: &[&str] = &["published", "posted", "publié", "veröffentlicht", "publicado"];
    const CHANGED: &[&str] = &["updated", "modified", "edited", "revised", "aktualisiert", "actualizado"];
    let parts = parts(text);
    let mut best: Option<(u8, Date, std::ops::Range<usize>)> = None;
    let mut i = 0;
    while let Some([a, b, c]) = parts.get(i..i + 3) {
        let date = if joined(text, a, b) && joined(text, b, c) { read(text, a, b, c) } else { None };
        let Some(date) = date else {
            i += 1;
            continue;
        };
        // The word or two before it, a weekday aside, say what day it is.
        let from = best.as_ref().map_or(0, |b| b.2.end).min(a.start);
        let label = parts[..i].iter().rev().filter(|p| p.start >= from && !is_weekday(p.text));
        let rank = label.take(2).find_map(|p| {
            let word = p.text.to_lowercase();
            FIRST.contains(&word.as_str()).then_some(2).or(CHANGED.contains(&word.as_str()).then_some(0))
        });
        let rank = rank.unwrap_or(1);
        if best.as_ref().is_none_or(|b| rank > b.0) {
            best = Some((rank, date, a.start..c.end));
        }
        i += 3;
    }
    best.map(|(_, date, range)| (date.to_string(), range))
}

/// A number or a word.
struct Part<'t> {
    start: usize,
    end: usize,
    text: &'t str,
}

fn parts(text: &str) -> Vec<Part<'_>> {
    let mut out = Vec::new();
    let mut at = 0;
    let digit = |c: char| c.is_ascii_digit();
    while let Some(found) = text[at..].find(char::is_alphanumeric) {
        let start = at + found;
        let numeric = text[start..].starts_with(digit);
        let len = text[start..]
            .find(|c: char| !c.is_alphanumeric() || digit(c) != numeric)
            .unwrap_or(text.len() - start);
        let end = start + len;
        let word = &text[start..end];
        // "1st", "2nd", "of", "de" stand between the parts of a date and are none.
        let filler = ["st", "nd", "rd", "th", "of", "de", "er"].iter().any(|w| w.eq_ignore_ascii_case(word));
        if !filler {
            out.push(Part { start, end, text: word });
        }
        at = end;
    }
    out
}

/// Does nothing stand between two parts but what stands inside a date?
fn joined(text: &str, a: &Part<'_>, b: &Part<'_>) -> bool {
    let between = &text[a.end..b.start];
    between.len() <= 8
        && between.chars().all(|c| " ,./-–".contains(c) || c.is_alphabetic())
        && !between.contains("--")
}

fn read(text: &str, a: &Part<'_>, b: &Part<'_>, c: &Part<'_>) -> Option<Date> {
    let number = |p: &Part<'_>| p.text.parse::<i16>().ok();
    let year = |p: &Part<'_>| number(p).filter(|y| p.text.len() == 4 && (1890..=2100).contains(y));
    let day = |p: &Part<'_>| p.text.parse::<i8>().ok().filter(|d| p.text.len() <= 2 && (1..=31).contains(d));
    let (y, m, d) = if let (Some(y), Some(m), Some(d)) = (year(a), number(b), day(c)) {
        // Compact or spelled-out junk such as "1984 12 30" without its separators is no date.
        let separator = &text[a.end..b.start];
        (y, i8::try_from(m).ok().filter(|_| !separator.trim().is_empty())?, d)
    } else if let (Some(d), Some(m), Some(y)) = (day(a), month(b.text), year(c)) {
        (y, m, d)
    } else if let (Some(m), Some(d), Some(y)) = (month(a.text), day(b), year(c)) {
        (y, m, d)
    } else if let (Some(first), Some(second), Some(y)) = (day(a), day(b), year(c)) {
        match text[a.end..b.start].trim() {
            "." => (y, second, first),
            "/" | "-" if first > 12 && second <= 12 => (y, second, first),
            "/" | "-" if second > 12 && first <= 12 => (y, first, second),
            "/" | "-" if first == second => (y, first, second),
            _ => return None,
        }
    } else {
        return None;
    };
    Date::new(y, m, d).ok()
}

#[cfg(test)]
mod tests {
    use super::date_in;

    #[test]
    fn dates_are_read_as_printed() {
        for (text, want) in [
            ("2012-03-29", Some("2012-03-29")),
            ("2017-03-27T13:48:27+00:00", Some("2017-03-27")),
            ("Mon, 14 Feb 2022 01:05:19 +1300", Some("2022-02-14")),
            ("5 May 2021", Some("2021-05-05")),
            ("By Ann Other | February 14th, 2022", Some("2022-02-14")),
            ("le 3 février 2019", Some("2019-02-03")),
            ("am 5. Mai 2021", Some("2021-05-05")),
            ("1er mars 2020", Some("2020-03-01")),
            ("25/12/2021", Some("2021-12-25")),
            ("12/25/2021", Some("2021-12-25")),
            ("03.05.2019", Some("2019-05-03")),
            ("2022/02/14", Some("2022-02-14")),
            ("03/05/2019", None),
            ("2021-13-40", None),
            ("May 2021", None),
            ("no date", None),
            ("Updated Jan 5, 2022 · Published Dec 15, 2021", Some("2021-12-15")),
            ("Published: Dec 15, 2021. Last updated on Jan 5, 2022", Some("2021-12-15")),
            ("December 15, 2021 (updated January 5, 2022)", Some("2021-12-15")),
            ("Updated 2022-01-05", Some("2022-01-05")),
        ] {
            assert_eq!(date_in(text).map(|(d, _)| d).as_deref(), want, "{text}");
        }
    }
}
