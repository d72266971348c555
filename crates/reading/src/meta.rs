//! Who wrote the review, where it appeared, and when.

use document::{Block, Document, Field, Role, Span, date_in};

use crate::claim::{Claim, Says};

/// What a document says about itself.
#[derive(Debug, Default)]
pub(crate) struct Meta {
    pub(crate) byline: Option<Claim>,
    pub(crate) outlet: Option<Claim>,
    pub(crate) published: Option<Claim>,
}

impl Meta {
    /// The year of publication.
    pub(crate) fn year(&self) -> Option<i16> {
        match &self.published.as_ref()?.says {
            Says::Published(date) => date.get(..4)?.parse().ok(),
            _ => None,
        }
    }
}

/// Reads byline, outlet and date: from metadata, else from the page's own lines.
pub(crate) fn read(doc: &Document) -> Meta {
    let mut meta = Meta::default();
    let book = is_book(doc);
    for block in &doc.blocks {
        let text = doc.slice(block.span);
        match block.role {
            // They wrote and published the book.
            Role::Field(Field::Byline | Field::Outlet) if book && is_of_book(doc.slice(block.key)) => {}
            Role::Field(Field::Byline) if meta.byline.is_none() => {
                let name = person(without_address(text)).0.trim_end_matches([',', ';', ':', '|', '·', ' ']);
                if name.contains(char::is_alphabetic) && !name.contains("://") && !name.contains('@') {
                    meta.byline =
                        Some(claim(Says::Byline(name.to_owned()), within(block.span, text, name), 0.95));
                }
            }
            Role::Field(Field::Outlet) if meta.outlet.is_none() && !text.contains("://") => {
                // A member's feed calls itself "Letterboxd - Ann Other": the place is the first of the two.
                let name = if text.starts_with("Letterboxd - ") { "Letterboxd" } else { text };
                meta.outlet =
                    Some(claim(Says::Outlet(name.to_owned()), within(block.span, text, name), 0.95));
            }
            Role::Field(Field::Published) | Role::Date if meta.published.is_none() => {
                meta.published = date(block.span, text, 0.95);
            }
            Role::Byline => line(block.span, text, &mut meta),
            _ => {}
        }
    }
    if let Some(block) = doc.prose().find(|b| b.role == Role::Date)
        && meta.published.is_none()
    {
        meta.published = date(block.span, doc.slice(block.span), 0.9);
    }
    if named(&meta).is_some_and(|name| is_credited(doc, name)) {
        meta.byline = None;
    }
    signature(doc, &mut meta);
    if named(&meta).is_some_and(|name| is_credited(doc, name)) {
        meta.byline = None;
    }
    meta
}

/// Is the metadata a book's? Only books have an ISBN or pages.
fn is_book(doc: &Document) -> bool {
    let of = |key: &str| doc.fields(Field::Other).any(|b| doc.slice(b.key).trim().eq_ignore_ascii_case(key));
    let named = |field| doc.fields(field).next().is_some();
    ["isbn", "isbn-10", "isbn-13", "isbn10", "isbn13"].iter().any(|k| of(k))
        || (of("pages") || of("page count")) && (named(Field::Outlet) || named(Field::Byline))
}

/// In a book's metadata, these keys are the book's.
fn is_of_book(key: &str) -> bool {
    ["author", "authors", "publisher", "creator"].iter().any(|k| key.trim().eq_ignore_ascii_case(k))
}

/// "desk@paper.example (Ann Other)", "Ann Other <ann@paper.example>": the name beside an address.
fn without_address(text: &str) -> &str {
    let Some(at) = text.find('@') else { return text };
    let inside = text[at..].split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(name, _)| name);
    let before = text[..at].split_once(['<', '(']).map(|(name, _)| name.trim_matches([' ', '"']));
    inside.or(before.filter(|b| !b.is_empty())).unwrap_or(text)
}

fn named(meta: &Meta) -> Option<&str> {
    match &meta.byline.as_ref()?.says {
        Says::Byline(name) => Some(name),
        _ => None,
    }
}

fn claim(says: Says, span: Span, confidence: f32) -> Claim {
    Claim { says, confidence, evidence: vec![span] }
}

/// The span of `part`, a slice of `text` which stands at `span`.
fn within(span: Span, text: &str, part: &str) -> Span {
    text.find(part).map_or(span, |at| Span::new(at, at + part.len()).shift(span.start as usize))
}

fn date(span: Span, text: &str, confidence: f32) -> Option<Claim> {
    let (date, range) = date_in(text)?;
    if is_changed(&text[..range.start]) {
        return None;
    }
    Some(claim(
        Says::Published(date),
        Span::new(range.start, range.end).shift(span.start as usize),
        confidence,
    ))
}

/// Is a date behind these words that of a change?
fn is_changed(before: &str) -> bool {
    let word = before.trim_end_matches(|c: char| !c.is_alphabetic()).rsplit(|c: char| !c.is_alphabetic());
    let near: Vec<String> = word.take(2).map(str::to_lowercase).collect();
    near.iter().any(|w| ["updated", "modified", "edited", "revised", "aktualisiert"].contains(&w.as_str()))
        && !near.iter().any(|w| ["published", "posted"].contains(&w.as_str()))
}

/// "By Ann Other, The Paper | May 3, 2019", "an essay by Ann Other for The Paper": the name, and what else the
/// line says. A second such line without a name is the outlet's.
fn line(span: Span, text: &str, meta: &mut Meta) {
    if meta.published.is_none() {
        meta.published = date(span, text, 0.9);
    }
    let (bare, marked) = person(text);
    let end = [
        ", ",
        " | ",
        "|",
        " • ",
        " · ",
        " / ",
        " (",
        "\n",
        " – ",
        " — ",
        " for ",
        " reports ",
        " in ",
        " on ",
        " el ",
    ]
    .iter()
    .filter_map(|s| bare.find(s))
    .min();
    let (name, rest) = end.map_or((bare, ""), |at| (&bare[..at], &bare[at..]));
    let name = name.trim().trim_end_matches([',', ';', ':']);
    let mut outlet = outlet_in(rest);
    if meta.byline.is_none() && is_name(name) && (marked || !is_the(name)) {
        meta.byline = Some(claim(Says::Byline(name.to_owned()), within(span, text, name), 0.9));
    } else if !marked && is_outlet(name) && (rest.is_empty() || date_in(rest).is_some()) {
        // "The Paper, 3 May 2019", where the author stands elsewhere.
        outlet = Some(name);
    }
    if let Some(outlet) = outlet
        && meta.outlet.is_none()
    {
        meta.outlet = Some(claim(Says::Outlet(outlet.to_owned()), within(span, text, outlet), 0.7));
    }
}

/// The outlet in what follows a name: what stands behind "for", else the first piece, where it is no date.
fn outlet_in(rest: &str) -> Option<&str> {
    let rest = rest.strip_prefix(" reports").unwrap_or(rest);
    let behind = rest.find(" for ").map(|at| &rest[at + 5..]);
    let rest = behind.or_else(|| rest.strip_prefix(" in ")).unwrap_or(rest);
    let rest = rest.find(" from the ").map_or(rest, |at| &rest[..at]);
    rest.split(['|', '•', '·', ',', '\n', '(', ')', '–', '—'])
        .map(|p| p.trim().trim_matches(['*', '_']))
        .find(|p| !p.is_empty() && !is_job(p))
        .filter(|p| is_outlet(p))
}

/// "Staff Writer", "Editor in Chief": what the critic is, not where the review appeared.
fn is_job(text: &str) -> bool {
    const JOBS: &[&str] = &[
        "writer",
        "critic",
        "chief",
        "editor",
        "contributor",
        "correspondent",
        "reviewer",
        "columnist",
        "author",
        "reporter",
        "blogger",
        "staff",
        "intern",
        "journalist",
        "freelancer",
        "redakteur",
        "redakteurin",
        "filmkritiker",
        "filmkritikerin",
        "journaliste",
        "rédacteur",
        "rédactrice",
        "crítico",
        "skribent",
    ];
    let is = |w: Option<&str>| w.is_some_and(|w| JOBS.contains(&w.to_lowercase().as_str()));
    !is_the(text)
        && (is(text.split_whitespace().last()) || is(text.split_whitespace().next()) && text.contains(" in "))
}

fn is_outlet(text: &str) -> bool {
    text.len() <= 60
        && text.starts_with(char::is_uppercase)
        && date_in(text).is_none()
        && !starts_with_month(text)
        && !text.contains([':', '\\', '★', '☆'])
        && text.split_whitespace().count() <= 8
        && !is_job(text)
        // A sentence has more small words than a masthead.
        && text.split_whitespace().filter(|w| w.starts_with(char::is_lowercase)).count() * 2
            <= text.split_whitespace().count()
}

fn is_the(text: &str) -> bool {
    text.get(..4).is_some_and(|t| t.eq_ignore_ascii_case("the "))
}

fn starts_with_month(text: &str) -> bool {
    // A month's name with a number is the beginning of a date, not of a newspaper.
    date_in(&format!("{text} 1, 2000")).is_some() || text.split(' ').any(|w| w.parse::<u16>().is_ok())
}

/// A name, the words before it ("By", "Reviewed by", "an essay by") left out, and whether there were such.
fn person(text: &str) -> (&str, bool) {
    const PREFIXES: &[&str] = &[
        "by: ",
        "by ",
        "author: ",
        "critic: ",
        "reviewer: ",
        "firma: ",
        "von ",
        "par ",
        "por ",
        "av ",
        "di ",
    ];
    let text = text.trim().trim_matches(['*', '_', '—', '–', '-', '/', '|']).trim();
    // "Crítica de Ann Other"; without a word for a review before it, "De" begins a name.
    if let Some(name) =
        ["Crítica de ", "Reseña de ", "Critique de "].iter().find_map(|p| text.strip_prefix(p))
        && name.starts_with(char::is_uppercase)
        && name.split([',', '(', '|', '·']).next().is_some_and(|n| is_name(n.trim()))
        && name.contains([',', '|', '·'])
    {
        return (name, true);
    }
    for prefix in PREFIXES {
        for at in folded(text, prefix) {
            let name = text[at + prefix.len()..].trim_start();
            if name.starts_with(char::is_uppercase) && introduces(&text[..at]) {
                return (name, true);
            }
        }
    }
    (text, false)
}

/// Do these words before "by" say that the review is by whom they name? Nothing does, a separator, a date, and
/// "an essay", "Reviewed", "Posted"; "Directed" says something else.
fn introduces(before: &str) -> bool {
    const WORK: &[&str] = &[
        "review",
        "reviewed",
        "reviews",
        "written",
        "words",
        "essay",
        "posted",
        "published",
        "report",
        "reported",
        "text",
        "story",
        "verdict",
        "criticism",
        "critique",
        "notes",
        "column",
        "piece",
        "article",
        "blog",
        "entry",
        "submitted",
        "filed",
        "rated",
        "graded",
        "rating",
        "grade",
        "kritik",
        "rezension",
        "geschrieben",
        "crítica",
        "reseña",
        "escrito",
        "publicado",
        "écrit",
        "publié",
        "recension",
        "anmeldelse",
        "anmeldt",
        "skrevet",
        "skriven",
        "tekst",
        "recensione",
        "cura",
    ];
    const OTHERS: &[&str] = &[
        "directed",
        "produced",
        "starring",
        "photographed",
        "screenplay",
        "based",
        "shot",
        "score",
        "scored",
        "music",
        "edited",
        "cinematography",
        "distributed",
        "released",
        "adapted",
        "novel",
        "book",
        "played",
        "created",
        "performed",
        "composed",
        "original",
    ];
    const WRITTEN: &[&str] = &["written", "story", "escrito", "écrit", "geschrieben", "skrevet", "skriven"];
    const SMALL: &[&str] =
        &["a", "an", "the", "and", "this", "was", "is", "film", "movie", "guest", "short", "on"];
    let trimmed = before.trim_end();
    if trimmed.is_empty() || trimmed.ends_with(['·', '|', '—', '–', '-', '•']) {
        return true;
    }
    if !before.ends_with([' ', '*', '_']) || trimmed.len() > 40 {
        return false;
    }
    let words: Vec<String> = trimmed
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(str::to_lowercase)
        .collect();
    let dated = date_in(trimmed).is_some_and(|(_, at)| at.end == trimmed.len());
    let known = |w: &String| WORK.contains(&w.as_str());
    let small = |w: &String| SMALL.contains(&w.as_str()) || w.bytes().all(|b| b.is_ascii_digit());
    words.len() <= 6
        && !words.iter().any(|w| OTHERS.contains(&w.as_str()))
        && match words.last() {
            // Films are written too.
            Some(w) if WRITTEN.contains(&w.as_str()) => words.iter().all(|w| known(w) || small(w)),
            Some(w) => known(w) || dated && words.first().is_some_and(known),
            None => true,
        }
}

/// Where `needle`, which is ASCII, stands as a word of its own in the first bytes of `text`, case aside.
fn folded<'t>(text: &'t str, needle: &'t str) -> impl Iterator<Item = usize> + 't {
    let (bytes, first) = (text.as_bytes(), needle.as_bytes().first());
    (0..bytes.len().min(64).saturating_sub(needle.len() - 1))
        .filter(move |at| first.is_some_and(|f| f.eq_ignore_ascii_case(&bytes[*at])))
        .filter(|at| bytes[*at..*at + needle.len()].eq_ignore_ascii_case(needle.as_bytes()))
        .filter(|at| !text[..*at].ends_with(char::is_alphanumeric))
}

/// A person's name to the eye: two to five capital words, a particle or an initial among them.
fn is_name(text: &str) -> bool {
    const PARTICLES: &[&str] =
        &["de", "da", "van", "von", "der", "den", "la", "le", "di", "del", "bin", "al", "y", "e", "and", "&"];
    let mut words = 0;
    for word in text.split_whitespace() {
        words += 1;
        let good = word.starts_with(char::is_uppercase)
            && word.chars().all(|c| c.is_alphabetic() || "-‐‑'’.,".contains(c))
            && !word.ends_with(['\'', '’'])
            && points(word);
        if !good && !PARTICLES.contains(&word) {
            return false;
        }
    }
    (2..=5).contains(&words) && text.len() <= 50 && text.starts_with(char::is_uppercase)
}

/// Do points stand in this word only behind initials ("A.", "J.R.R.") and in "Jr."?
fn points(word: &str) -> bool {
    let Some(stem) = word.strip_suffix('.') else { return word.split('.').rev().skip(1).all(one_letter) };
    matches!(stem, "Jr" | "Sr" | "Dr") || stem.split('.').all(one_letter)
}

fn one_letter(text: &str) -> bool {
    let mut chars = text.trim_start_matches('-').chars();
    chars.next().is_some() && chars.next().is_none()
}

/// A name that stands with nothing to say that it is the critic's: no button, place, company or possessive.
fn is_plain_name(text: &str) -> bool {
    const NEVER: &[&str] = &[
        "pictures",
        "picture",
        "studios",
        "studio",
        "films",
        "film",
        "movie",
        "movies",
        "cinema",
        "entertainment",
        "productions",
        "releasing",
        "distribution",
        "classics",
        "searchlight",
        "netflix",
        "amazon",
        "more",
        "next",
        "previous",
        "home",
        "read",
        "share",
        "view",
        "click",
        "subscribe",
        "follow",
        "comment",
        "comments",
        "leave",
        "reply",
        "page",
        "top",
        "back",
        "archive",
        "archives",
        "related",
        "posts",
        "tags",
        "beach",
        "city",
        "angeles",
        "york",
        "london",
        "paris",
        "francisco",
        "hollywood",
        "cannes",
        "toronto",
        "berlin",
        "venice",
        "chicago",
        "kong",
        "theaters",
        "theatres",
        "festival",
        "verdict",
        "rating",
        "ratings",
        "rated",
        "grade",
        "score",
        "stars",
        "end",
        "ends",
        "spoiler",
        "spoilers",
        "zone",
        "talk",
        "warning",
        "review",
        "reviews",
        "recommended",
        "final",
        "thoughts",
        "bottom",
        "line",
        "part",
        "chapter",
        "section",
        "the",
        "a",
        "an",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "with",
        "is",
        "was",
        "and",
        "&",
        "this",
        "that",
        "it",
        "director",
        "cast",
        "not",
        "no",
        "yes",
        "see",
        "also",
        "continue",
        "copyright",
    ];
    is_name(text)
        && !text.contains(',')
        && !text
            .split_whitespace()
            .any(|w| NEVER.contains(&w.to_lowercase().as_str()) || w.ends_with("'s") || w.ends_with("’s"))
}

/// Is this the name of one whom the document calls director, writer or actor of the film?
fn is_credited(doc: &Document, name: &str) -> bool {
    let fields = [Field::Director, Field::Cast, Field::Writer];
    let declared = doc.blocks.iter().filter(|b| match b.role {
        Role::Field(f) => fields.contains(&f),
        _ => false,
    });
    let printed = doc.prose().flat_map(|b| doc.slice(b.span).lines()).filter(|l| {
        let head = l.trim_start_matches(['*', '_', '|', '-', ' ']);
        let (key, rest) = head.split_once(':').unwrap_or((head, ""));
        !rest.is_empty() && crate::credit::role_of(key).is_some()
            || ["directed by ", "starring ", "produced by "]
                .iter()
                .any(|p| head.get(..p.len()).is_some_and(|h| h.eq_ignore_ascii_case(p)))
    });
    !name.is_empty() && declared.map(|b| doc.slice(b.span)).chain(printed).any(|t| t.contains(name))
}

/// A signature: near the top or the end, "Ann Other, The Paper, 3 May 2019", "Reviewed by Ann Other", "— Ann
/// Other", or a last line that is a name and nothing else.
fn signature(doc: &Document, meta: &mut Meta) {
    if meta.byline.is_some() && meta.outlet.is_some() {
        return;
    }
    let known = meta.byline.as_ref().map(|c| doc.slice(c.evidence[0]).to_owned());
    let prose: Vec<_> = doc.prose().filter(|b| b.role != Role::Title).collect();
    let last = prose.len().saturating_sub(1);
    let ends = [last, last.saturating_sub(1), 0, 1, 2];
    for (n, block) in ends.iter().enumerate().filter_map(|(n, at)| Some((n, prose.get(*at)?))) {
        let text = doc.slice(block.span);
        let text_line = if n < 2 { text.lines().last() } else { text.lines().next() }.unwrap_or_default();
        // "- Eating Raúl" below other such lines is an item of a list.
        let above = text.lines().rev().nth(1).or_else(|| before(&prose, block).map(|b| doc.slice(b.span)));
        let dash = |l: &str| l.trim_start().starts_with(['—', '–', '-']);
        let dashed = dash(text_line) && !above.is_some_and(dash);
        let bare = text_line.trim().trim_matches(['—', '–', '-', '*', '_', ' ', '(', ')']);
        // Where the author is known, only the line that names them may yet tell the outlet.
        if bare.len() > 90 || bare.is_empty() || known.as_ref().is_some_and(|k| !bare.contains(k.as_str())) {
            continue;
        }
        let at = within(block.span, text, bare);
        let name = bare.split([',', '|', '·']).next().unwrap_or_default().trim();
        let dated = date_in(bare).is_some();
        let alone = n == 0
            && block.role == Role::Body
            && name == bare
            && text.trim() == text_line.trim()
            && above.is_some_and(closes)
            && doc.prose().filter(|b| doc.slice(b.span).contains(name)).count() == 1;
        if person(bare).1 {
            before_by(at, bare, meta);
            line(at, bare, meta);
        } else if is_plain_name(name) && !matches!(block.role, Role::Heading(_)) && (dashed || dated || alone)
        {
            line(at, bare, meta);
        } else if dated && meta.published.is_none() && bare.len() < 40 {
            meta.published = date(at, bare, 0.8);
        }
    }
}

/// The block of running text above this one.
fn before<'d>(prose: &[&'d Block], block: &Block) -> Option<&'d Block> {
    prose.iter().take_while(|b| b.span.start < block.span.start).last().copied()
}

/// May a signature stand below this? Below a paragraph or a grade; below one short line more likely stands
/// another.
fn closes(above: &str) -> bool {
    let end = above.trim_end().trim_end_matches(['"', '”', '’', '»', ')', '*', '_']);
    above.len() > 60 && end.ends_with(['.', '!', '?', '…']) || crate::grade::parse(above).is_ok()
}

/// "The Paper · by Ann Other": the outlet may stand first, apart from the byline.
fn before_by(span: Span, text: &str, meta: &mut Meta) {
    let before = text[..text.len() - person(text).0.len()].trim_end();
    let before = before.strip_suffix("by").or_else(|| before.strip_suffix("By")).unwrap_or("").trim_end();
    let outlet = before.trim_end_matches(['·', '|', '—', '–', '-', ':', '*', '_', ' ']);
    if meta.outlet.is_none() && outlet.len() < before.len() && is_outlet(outlet) {
        meta.outlet = Some(claim(Says::Outlet(outlet.to_owned()), within(span, text, outlet), 0.6));
    }
}

#[cfg(test)]
mod tests {
    use super::{is_job, is_outlet, is_plain_name, person};

    #[test]
    fn only_words_for_a_review_stand_before_by() {
        for (text, want) in [
            ("By Ann Other", Some("Ann Other")),
            ("An essay by Ann Other", Some("Ann Other")),
            ("Posted 21/07/2023 by Ann Other", Some("Ann Other")),
            ("The Paper · by Ann Other", Some("Ann Other")),
            ("Directed by Ann Other", None),
            ("Written and directed by Ann Other", None),
            ("Max von Sydow", None),
            ("Dune, by Frank Herbert", None),
        ] {
            let (name, marked) = person(text);
            assert_eq!(marked.then_some(name), want, "{text}");
        }
    }

    #[test]
    fn a_name_alone_looks_like_one() {
        assert!(is_plain_name("Ann B. Other") && is_plain_name("J.R. O'Other-Smith"));
        for text in ["Read More", "Universal Pictures", "Los Angeles", "Safdies. A", "Fritz Lang's Beaches"] {
            assert!(!is_plain_name(text), "{text}");
        }
    }

    #[test]
    fn an_address_is_no_name() {
        use super::without_address;
        assert_eq!(without_address("desk@reelhull.example (Nell Hargreave)"), "Nell Hargreave");
        assert_eq!(without_address("Nell Hargreave <desk@reelhull.example>"), "Nell Hargreave");
        assert_eq!(without_address("Nell Hargreave"), "Nell Hargreave");
        assert_eq!(
            person("*Crítica de Ann Other, 12 de octubre de 2026*").0,
            "Ann Other, 12 de octubre de 2026"
        );
        assert_eq!(person("Firma: Ann Other"), ("Ann Other", true));
    }

    #[test]
    fn a_job_is_no_outlet() {
        assert!(is_job("Staff Writer") && is_job("Editor in Chief"));
        assert!(!is_outlet("I love his weaselly mustache") && is_outlet("The Hollywood Reporter"));
    }
}
