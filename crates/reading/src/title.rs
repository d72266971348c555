//! Headlines: what in "Review: Her Smell (2018) – ★★½ | The Paper" may be the film's title.

use crate::mention::year_in;

/// A reading of a headline: the words that may be the title, and the year beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Headline<'t> {
    pub(crate) title: &'t str,
    pub(crate) year: Option<i16>,
    /// Is it only a piece of the headline, between separators?
    pub(crate) cut: bool,
}

const WORDS_BEFORE: &[&str] = &[
    "film review",
    "movie review",
    "review",
    "blu-ray review",
    "dvd review",
    "kritik",
    "filmkritik",
    "critique",
];
const WORDS_AFTER: &[&str] = &[
    "movie review & film summary",
    "movie review",
    "film review",
    "review",
    "kritik",
    "filmkritik",
    "critique",
    "movie",
    "film",
];

/// The readings of a headline, the most careful first.
pub(crate) fn readings(headline: &str) -> Vec<Headline<'_>> {
    let mut out: Vec<Headline<'_>> = Vec::new();
    add(&mut out, headline, headline);
    // "Janet Planet (2023) review: a summer of looking": what stands before the year is the title.
    if let Some(open) = headline.find(" (")
        && let Some(close) = headline[open..].find(')')
        && year_in(&headline[open..open + close]).is_some()
    {
        add(&mut out, &headline[..=open + close], headline);
    }
    // A site's name or a grade behind a separator; the title is mostly in front.
    for separator in [" | ", " / ", " :: ", " — ", " – ", " - ", " • ", " » ", "; ", ": "] {
        if let Some((head, tail)) = headline.split_once(separator) {
            // "Pain and Glory / Dolor y gloria" is one film; "Thoughts / Spoilers" is none.
            if separator == " / " && !(head.contains(' ') && tail.contains(' ')) {
                continue;
            }
            // "Alien: Covenant" is no review of "Alien". The price: nor is "Alien – The Paper" known by its headline alone.
            // Nor is "Cabin Fever 2: Spring Fever" one of "Spring Fever".
            let one_title = matches!(separator, ": " | " – " | " — " | " - ") && is_subtitle(tail);
            if !one_title {
                add(&mut out, head, headline);
            }
            if !one_title || !is_subtitle(head) {
                add(&mut out, tail, headline);
            }
        }
    }
    if let Some((head, _)) = headline.rsplit_once(" - ") {
        add(&mut out, head, headline);
    }
    out
}

/// Does what follows a colon read as the rest of a title: in title case, and not of words of the trade alone?
pub(crate) fn is_subtitle(tail: &str) -> bool {
    let trade = |w: &str| {
        WORDS_AFTER.iter().chain(WORDS_BEFORE).any(|t| t.split(' ').any(|t| t.eq_ignore_ascii_case(w)))
    };
    let words = || tail.split_whitespace().filter(|w| !trade(w) && !catalog::is_article(w));
    words().next().is_some()
        && words()
            .filter(|w| w.len() > 3)
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        && words().next().is_some_and(|w| w.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
}

/// Does a headline read as a title: a few words, in title case, no sentence?
pub(crate) fn reads_as_title(text: &str) -> bool {
    let words = || text.split_whitespace();
    words().count() <= 8
        && !text.ends_with(['.', '?'])
        && words()
            .filter(|w| w.len() > 4)
            .all(|w| w.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()))
        && words().next().is_some_and(|w| w.starts_with(|c: char| c.is_uppercase() || !c.is_alphabetic()))
}

fn add<'t>(out: &mut Vec<Headline<'t>>, text: &'t str, whole: &str) {
    let found = clean(text);
    if !found.title.is_empty() && !out.iter().any(|h| h.title == found.title) {
        out.push(Headline { cut: text.len() < whole.len(), ..found });
    }
}

fn clean(text: &str) -> Headline<'_> {
    let mut text = text.trim();
    let mut year = None;
    loop {
        let before = text;
        text = text.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '–' | '—' | '-' | ',' | '|' | '*' | '_')
        });
        text = trim_quotes(text);
        for word in WORDS_BEFORE {
            if let Some(rest) = strip_prefix_fold(text, word)
                && rest.starts_with([':', ' ', '-', '–', '—', '|'])
                && rest.starts_with(": ")
                    | !rest.starts_with(' ')
                    | rest.trim_start().starts_with(['–', '—', '-', '"', '“', '‘', '|'])
            {
                text = rest;
            }
        }
        for word in WORDS_AFTER {
            if text.len() > word.len() + 1
                && let Some(rest) = strip_suffix_fold(text, word)
                && rest.ends_with([' ', ':', '-'])
                && !catalog::is_article(rest.trim())
                // "Scary Movie" is a title, "Heat movie review" is not.
                && (word.contains("review") || word.contains("kriti") || rest.trim_end().ends_with([')', ':', '-', '–', '"', '”']))
            {
                text = rest;
            }
        }
        if let Some(open) = text.rfind(['(', '['])
            && text.ends_with([')', ']'])
            && open > 0
        {
            let inside = &text[open + 1..text.len() - 1];
            year = year.or_else(|| year_in(inside));
            // "(2018)", "(4/5)", "(Fantastic Fest 2019)", "(movie review)": none is part of a title.
            text = &text[..open];
        }
        if let Some((head, tail)) = text.rsplit_once(", ")
            && tail.len() == 4
            && let Some(found) = year_in(tail)
        {
            year = year.or(Some(found));
            text = head;
        }
        text = trim_grade(text);
        if text == before {
            return Headline { title: text, year, cut: false };
        }
    }
}

/// Words without capitals as a title has them: "lord of the flies" as "Lord of the Flies".
pub(crate) fn capitalized(words: &str) -> String {
    const SMALL: &[&str] = &[
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "vs", "with",
    ];
    let mut out = String::with_capacity(words.len());
    for word in words.split(' ') {
        if !out.is_empty() {
            out.push(' ');
        }
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if out.is_empty() || !SMALL.contains(&word) => {
                out.extend(first.to_uppercase());
                out.push_str(letters.as_str());
            }
            _ => out.push_str(word),
        }
    }
    out
}

/// Cuts stars and fractions off the end.
fn trim_grade(text: &str) -> &str {
    let bare = text.trim_end_matches(|c: char| "★☆✭✯⭐½\u{fe0f} ".contains(c));
    if bare.len() < text.trim_end().len() {
        return bare;
    }
    match text.rsplit_once(' ') {
        Some((head, tail))
            if tail.contains('/') && tail.chars().all(|c| c.is_ascii_digit() || "/.,½".contains(c)) =>
        {
            head
        }
        _ => text,
    }
}

fn trim_quotes(text: &str) -> &str {
    for (open, close) in [('"', '"'), ('“', '”'), ('‘', '’'), ('\'', '\''), ('«', '»'), ('„', '“')]
    {
        if let Some(inner) = text.strip_prefix(open).and_then(|t| t.strip_suffix(close))
            && !inner.contains(open)
        {
            return inner;
        }
    }
    text
}

fn strip_prefix_fold<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

fn strip_suffix_fold<'t>(text: &'t str, suffix: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(suffix.len())?;
    let tail = text.get(at..)?;
    tail.eq_ignore_ascii_case(suffix).then(|| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::readings;

    #[test]
    fn headlines_are_read() {
        for (headline, title, year) in [
            ("Code 46 (2003)", "Code 46", Some(2003)),
            ("Review: Dr. Strange", "Dr. Strange", None),
            ("Her Smell, 2018 - ★★½", "Her Smell", Some(2018)),
            ("Her Smell Review", "Her Smell", None),
            ("‘Her Smell’ (2018) Movie Review", "Her Smell", Some(2018)),
            ("Parasite (Fantastic Fest 2019)", "Parasite", Some(2019)),
            ("Film Review: “Heaven” (4/5)", "Heaven", None),
            ("The Review", "The Review", None),
            ("Scary Movie", "Scary Movie", None),
        ] {
            let found = readings(headline);
            assert!(found.iter().any(|h| (h.title, h.year) == (title, year)), "{headline}: {found:?}");
        }
        assert!(readings("Cats | The Lantern Weekly").iter().any(|h| h.title == "Cats"));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in "[ -~★½“”()\\[\\]:|–]{0,60}") {
            let _ = readings(&text);
        }
    }
}
