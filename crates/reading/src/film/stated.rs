//! Titles that a document states: its metadata, its headline, the name of its file or page.

use catalog::{Catalog, Form, Key, Titled, word_hash};
use document::{Document, Field, Role, Span};

use crate::mention::year_in;
use crate::title;

/// A title that the document states.
#[derive(Debug, Clone)]
pub(super) struct Stated<'d> {
    pub(super) title: std::borrow::Cow<'d, str>,
    pub(super) year: Option<i16>,
    /// Said to be the film's, not only the review's.
    pub(super) sure: bool,
    /// The year stands beside the title, as it does beside a film's.
    pub(super) dated: bool,
    /// Only a file's name or an address: marks and capitals are lost, and it may be anything.
    pub(super) slug: bool,
    /// It has all its letters, as far as can be told.
    pub(super) whole: bool,
    /// A file's name of one word without a date, which may be anything: "draft", "cello".
    pub(super) weak: bool,
    pub(super) span: Span,
}

pub(super) fn titled<'c>(catalog: &Catalog<'c>, title: &str) -> Titled<'c> {
    Key::of(title).map_or(Titled::default(), |key| catalog.titled(key))
}

/// The film's title as metadata states it.
pub(super) fn declared<'d>(doc: &'d Document, catalog: &Catalog<'_>) -> Option<Stated<'d>> {
    let year = doc.field(Field::FilmYear).and_then(year_in);
    let stated = |field: Field, sure: bool| {
        let block = doc.fields(field).next()?;
        let stated = state(doc.slice(block.span), block.span, catalog)?;
        Some(Stated { year: year.or(stated.year), sure, ..stated })
    };
    stated(Field::Film, true).or_else(|| stated(Field::Title, false)).or_else(|| slug(doc, catalog))
}

/// The headline or heading at the top of a range.
pub(super) fn heading<'d>(
    doc: &'d Document,
    catalog: &Catalog<'_>,
    range: Span,
    whole: bool,
) -> Option<Stated<'d>> {
    let block = doc.prose().find(|b| range.contains(b.span))?;
    let is_heading = !whole || matches!(block.role, Role::Title | Role::Heading(_));
    let text = doc.slice(block.span);
    if is_heading && text.len() < 160 { state(text, block.span, catalog) } else { None }
}

/// Of the readings of a headline, the first that is a film of the catalog; else the most careful. A piece of
/// the headline ("Friday the 13th: The Final Chapter") is a film only by its whole title and in its year.
fn state<'d>(text: &'d str, place: Span, catalog: &Catalog<'_>) -> Option<Stated<'d>> {
    let readings = title::readings(text);
    let said = readings.iter().find_map(|h| h.year);
    let is_known = |h: &&title::Headline<'_>| {
        titled(catalog, h.title).iter().any(|(id, form)| {
            let near =
                |y: i16| catalog.film(id).is_some_and(|f| f.year().is_none_or(|of| (of - y).abs() <= 1));
            !h.cut || form == Form::Whole && said.is_none_or(near)
        })
    };
    // Unknown: what stands before the year, or before the site's name, is the title if anything is.
    let before = |h: &&title::Headline<'_>| {
        h.cut && text.starts_with(h.title) && (h.year.is_some() || text.contains(" | "))
    };
    let found =
        readings.iter().find(is_known).or_else(|| readings.iter().find(before)).or(readings.first())?;
    let at = text.find(found.title)?;
    let span = Span::new(at, at + found.title.len()).shift(place.start as usize);
    let year = found.year.or(said);
    Some(Stated {
        title: found.title.into(),
        year,
        sure: false,
        dated: said.is_some(),
        slug: false,
        whole: true,
        weak: false,
        span,
    })
}

/// Words that the names of files and pages have around a title.
const AROUND: &[&str] =
    &["review", "reviews", "film", "movie", "the", "a", "an", "my", "dvd", "bluray", "of"];

/// The title that the name of the file or the last part of the address was made from: "2018-04-23-review-isle-of-dogs",
/// "black-widow-2021", "ThorDarkWorld". Of its readings, the first that the catalog has; else the barest.
fn slug<'d>(doc: &'d Document, catalog: &Catalog<'_>) -> Option<Stated<'d>> {
    let block = doc.fields(Field::Slug).chain(doc.fields(Field::Url)).next()?;
    let text = doc.slice(block.span);
    let text = text.split(['?', '#']).next()?.trim_end_matches('/');
    let name = text.rsplit('/').next()?;
    let name = [".html", ".htm", ".php", ".md"].iter().find_map(|e| name.strip_suffix(e)).unwrap_or(name);
    let span = Span { start: block.span.start, end: block.span.start + u32::try_from(text.len()).ok()? };
    let words = words(name);
    let mut words: &[String] = &words;
    let undated = !is_dated(words);
    // The date of a post, or its number.
    if is_dated(words) && words.len() > 3 {
        words = &words[3..];
    } else if words.len() > 1 && words[0].len() >= 6 && words[0].bytes().all(|b| b.is_ascii_digit()) {
        words = &words[1..];
    }
    let around = |w: &String| AROUND.iter().any(|a| a.eq_ignore_ascii_case(w));
    let mut tries: Vec<(&[String], Option<i16>)> = vec![(words, None)];
    if let Some((last, rest)) = words.split_last()
        && let Some(year) = year_in(last).filter(|_| !rest.is_empty())
    {
        tries.push((rest, Some(year)));
    }
    for (words, year) in tries.clone() {
        let (mut from, mut to) = (0, words.len());
        while from + 1 < to && around(&words[from]) {
            from += 1;
            tries.push((&words[from..to], year));
        }
        while from + 1 < to && around(&words[to - 1]) {
            to -= 1;
            tries.push((&words[from..to], year));
            tries.push((&words[..to], year));
        }
    }
    // A name that has lost letters or marks is no title to go by: "jane-b-by-agns-v", "mccabe--mrs-miller".
    let whole = !name.contains("--") && words.iter().all(|w| catalog.has_word(word_hash(w)));
    let stated = |words: &[String], year: Option<i16>| Stated {
        title: words.join(" ").into(),
        whole,
        weak: undated && words.len() == 1,
        year,
        sure: false,
        dated: year.is_some(),
        slug: true,
        span,
    };
    let known = tries.iter().find(|(words, year)| {
        titled(catalog, &words.join(" ")).iter().any(|(id, form)| {
            let of = catalog.film(id).and_then(|f| f.year());
            form == Form::Whole && year.zip(of).is_none_or(|(y, of)| (of - y).abs() <= 1)
        })
    });
    // Unknown, it is what is left without the word review.
    let reviewed = |w: &String| ["review", "reviews"].iter().any(|r| r.eq_ignore_ascii_case(w));
    let filmed = |w: &String| ["film", "movie"].iter().any(|r| r.eq_ignore_ascii_case(w));
    let mut bare = words;
    match bare {
        [rest @ .., kind, last] if reviewed(last) && filmed(kind) && !rest.is_empty() => bare = rest,
        [kind, first, rest @ ..] if reviewed(first) && filmed(kind) && !rest.is_empty() => bare = rest,
        [rest @ .., last] if reviewed(last) && !rest.is_empty() => bare = rest,
        [first, rest @ ..] if reviewed(first) && !rest.is_empty() => bare = rest,
        _ => {}
    }
    let year = bare.last().and_then(|w| year_in(w)).filter(|_| bare.len() > 1);
    let bare = if year.is_some() { &bare[..bare.len() - 1] } else { bare };
    known.or(Some(&(bare, year))).map(|(words, year)| stated(words, *year)).filter(|s| !s.title.is_empty())
}

/// Do three numbers of a date begin it?
fn is_dated(words: &[String]) -> bool {
    matches!(words, [year, month, day, ..] if year.len() == 4 && month.len() <= 2 && day.len() <= 2
        && [month, day].iter().all(|w| w.bytes().all(|b| b.is_ascii_digit())))
}

/// The words of a slug: parted by marks, or by capitals.
fn words(name: &str) -> Vec<String> {
    let parts = name.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|w| !w.is_empty());
    let mut out: Vec<String> = parts.map(str::to_owned).collect();
    if let [only] = out.as_slice() {
        let mut apart: Vec<String> = Vec::new();
        let mut before = ' ';
        for c in only.chars().take(120) {
            let turns = c.is_uppercase() && before.is_lowercase() || c.is_numeric() != before.is_numeric();
            if turns || apart.is_empty() {
                apart.push(String::new());
            }
            if let Some(last) = apart.last_mut() {
                last.push(c);
            }
            before = c;
        }
        out = apart;
    }
    out.truncate(24);
    out
}
