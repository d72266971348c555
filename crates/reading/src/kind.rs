//! What sort of thing is reviewed: a film, or a book, a dinner, a concert.

use document::{Document, Field, Role, Span};

/// Words that metadata uses for what is no film.
const OTHER_KINDS: &[&str] = &[
    "book",
    "books",
    "novel",
    "theater",
    "theatre",
    "concert",
    "album",
    "restaurant",
    "exhibition",
    "game",
    "games",
    "podcast",
];
/// What is no film where it is the kind of thing that is reviewed.
const SERIES: &[&str] = &["tv", "television", "series", "tvseries", "tvseason", "tvepisode", "episode"];
const FILM_KINDS: &[&str] = &["film", "films", "movie", "movies", "cinema"];

/// Does the metadata say that something else than a film is reviewed?
pub(crate) fn is_other_thing(doc: &Document) -> bool {
    // A film that is declared as such is one, whatever the tags say of where it was seen ("theatre").
    if doc.field(Field::Film).is_some() {
        return false;
    }
    let mut other = false;
    for block in &doc.blocks {
        let Role::Field(field) = block.role else { continue };
        let key = doc.slice(block.key);
        other |= ["isbn", "pages", "publisher"].iter().any(|k| k.eq_ignore_ascii_case(key))
            && field != Field::Outlet
            || key.eq_ignore_ascii_case("isbn");
        if !matches!(field, Field::Kind | Field::Tags) {
            continue;
        }
        for word in doc.slice(block.span).split(|c: char| !c.is_alphanumeric()) {
            let among = |list: &[&str]| list.iter().any(|w| w.eq_ignore_ascii_case(word));
            if among(FILM_KINDS) {
                return false;
            }
            // As a tag, "tv" says little: film sites have it too. As the kind of thing it says all.
            other |= among(OTHER_KINDS) || field == Field::Kind && among(SERIES);
        }
    }
    other
}

/// How many words of the film trade a stretch of the text has, where they are more than those of other trades; else 0.
pub(crate) fn film_words(doc: &Document, range: Span) -> u32 {
    const FILM: &[&str] = &[
        "film",
        "films",
        "movie",
        "movies",
        "cinema",
        "director",
        "directed",
        "actor",
        "actress",
        "actors",
        "screenplay",
        "screen",
        "camera",
        "scene",
        "scenes",
        "cinematography",
        "sequel",
        "cast",
        "audience",
        "performance",
        "performances",
        "watched",
    ];
    const OTHER: &[&str] = &[
        "novel", "book", "chapter", "chapters", "pages", "author", "reader", "prose", "album", "menu",
        "stage",
    ];
    let (mut film, mut other) = (0, 0);
    // Metadata does not speak: the name of a field "author" makes no book.
    let start = doc.prose().next().map_or(range.start, |b| b.span.start.max(range.start));
    let first = doc.tokens.partition_point(|t| t.span.start < start);
    for token in doc.tokens[first..].iter().take_while(|t| t.span.start < range.end) {
        let word = token.span.of(&doc.text);
        if word.len() < 4 || word.len() > 14 {
            continue;
        }
        film += u32::from(FILM.iter().any(|w| w.eq_ignore_ascii_case(word)));
        other += u32::from(OTHER.iter().any(|w| w.eq_ignore_ascii_case(word)));
    }
    if film > other { film } else { 0 }
}
