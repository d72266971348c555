//! Names in a text that the catalog knows: titles of films and people, found in one pass over the tokens.

use catalog::{Catalog, Key, KeyBuilder, Named, Titled, is_article, word_hash};
use document::{Document, Field, MarkKind, Role, Span, TokenKind};

use crate::words::{Words, strip_possessive};

/// A stretch of text that may be the title of films.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct TitleMention<'c> {
    /// The words, a leading article included.
    pub(crate) span: Span,
    /// The films that go by them.
    pub(crate) films: Titled<'c>,
    /// Where it stands.
    pub(crate) place: Place,
    /// Set in italics, quotation marks or a link: the writer says that it is a title.
    pub(crate) marked: bool,
    /// How many words it has.
    pub(crate) words: usize,
    /// It stands apart: no sentence begins with it, and no capital word is its neighbor. A single word that does
    /// not ("It", "Us", "Carrie White") is no title.
    pub(crate) apart: bool,
    /// Capital words right beside it run on with it: "Logan" in "Logan Lucky".
    pub(crate) flanked: bool,
    /// A person's name in the possessive stands right before it ("Tom Tykwer's Heaven"): the index of the mention.
    pub(crate) owner: Option<usize>,
    /// The year in parentheses right behind it.
    pub(crate) year: Option<i16>,
}

/// A stretch of text that is the name of a person of the catalog.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PersonMention<'c> {
    /// The name as it stands in the text.
    pub(crate) span: Span,
    /// The name in comparable form.
    pub(crate) key: Key,
    /// The people of that name.
    pub(crate) people: Named<'c>,
    /// Where it stands.
    pub(crate) place: Place,
}

/// The part of a document that a mention stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Metadata of this meaning.
    Field(Field),
    /// A headline or heading.
    Heading,
    /// Running text.
    Body,
}

/// All mentions of a document, in order.
#[derive(Debug, Default)]
pub(crate) struct Mentions<'c> {
    pub(crate) titles: Vec<TitleMention<'c>>,
    pub(crate) people: Vec<PersonMention<'c>>,
}

/// The longest name of a person that begins at a word: its last word, its key, the people.
type Longest<'c> = Option<(usize, Key, Named<'c>)>;

/// A title of more words than this is not looked for.
const LONGEST: usize = 16;

/// One word in its comparable form.
#[derive(Clone, Copy)]
struct Word {
    span: Span,
    hash: u32,
    /// The same with the possessive, which a title may hold: "Rosemary's Baby".
    full: u32,
    /// Begins with a capital or a digit.
    capital: bool,
    article: bool,
    /// What stands between it and the word before.
    gap: Gap,
    /// A hyphen stands right before it: "Bong Joon-ho" goes on in lower case.
    hyphen: bool,
}

/// What stands between two words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// White space, a hyphen, an initial's point: a name of a person may run on.
    Name,
    /// A mark that a title may hold: colon, comma, exclamation mark.
    Title,
    /// Neither runs on.
    Break,
}

/// Finds what the catalog knows in a document.
pub(crate) fn find<'c>(doc: &Document, hashed: &Words, catalog: &'c Catalog) -> Mentions<'c> {
    let mut out = Mentions::default();
    let mut words: Vec<Word> = Vec::new();
    let mut tokens = doc.tokens.iter().enumerate().peekable();
    for block in &doc.blocks {
        while tokens.next_if(|(_, t)| t.span.start < block.span.start).is_some() {}
        let place = match block.role {
            Role::Field(Field::Url | Field::Slug | Field::FilmId | Field::Published | Field::Grade) => {
                continue;
            }
            Role::Field(field) => Place::Field(field),
            Role::Title | Role::Heading(_) => Place::Heading,
            Role::Byline | Role::Date => continue,
            _ => Place::Body,
        };
        words.clear();
        let mut gap = Gap::Break;
        let mut hyphen = false;
        while let Some((i, token)) = tokens.next_if(|(_, t)| t.span.start < block.span.end) {
            let (mut hash, mut full) = (hashed.hash(i), hashed.full_hash(i));
            if token.kind == TokenKind::Other {
                let mark = doc.slice(token.span);
                if mark != "&" {
                    gap = gap_after(gap, mark);
                    hyphen = matches!(mark, "-" | "‐" | "‑");
                    continue;
                }
                (hash, full) = (word_hash("and"), word_hash("and"));
            }
            let capital = hashed.is_raised(i);
            let article = token.span.len() <= 3 && is_article(doc.slice(token.span));
            words.push(Word { span: token.span, hash, full, capital, article, gap, hyphen });
            gap = Gap::Name;
            hyphen = false;
        }
        scan(doc, catalog, &words, place, &mut out);
    }
    out
}

fn gap_after(gap: Gap, mark: &str) -> Gap {
    let this = match mark {
        "-" | "." | "‐" | "‑" | "·" => Gap::Name,
        ":" | "," | "!" | "–" | "—" | "?" | "/" | "’" | "'" => Gap::Title,
        _ => Gap::Break,
    };
    match (gap, this) {
        (Gap::Break, _) | (_, Gap::Break) => Gap::Break,
        (Gap::Title, _) | (_, Gap::Title) => Gap::Title,
        _ => Gap::Name,
    }
}

fn scan<'c>(doc: &Document, catalog: &'c Catalog, words: &[Word], place: Place, out: &mut Mentions<'c>) {
    let declared = matches!(place, Place::Field(Field::Title | Field::Film | Field::OriginalTitle));
    let mut person_end = 0;
    let mut title_end = 0;
    let from = words.first().map_or(0, |w| doc.marks.partition_point(|m| m.span.start < w.span.start));
    let mut marks = doc.marks[from..].iter().peekable();
    for (i, first) in words.iter().enumerate() {
        while marks.next_if(|m| m.span.start < first.span.start).is_some() {}
        let marked = || {
            follows_mark(doc, first.span)
                || marks
                    .clone()
                    .take_while(|m| m.span.start == first.span.start)
                    .any(|m| m.kind != MarkKind::Strong)
        };
        let marked_start = !first.capital && (declared || marked());
        if !(first.capital || marked_start) {
            continue;
        }
        let mut key = KeyBuilder::default();
        // The words so far as they stand, possessives and all.
        let mut full = KeyBuilder::default();
        let mut possessive = false;
        let mut title: Option<(usize, Titled<'c>)> = None;
        let mut person: Longest<'c> = None;
        let mut is_name = true;
        for (n, word) in words[i..].iter().take(LONGEST).enumerate() {
            if n > 0 && word.gap == Gap::Break {
                break;
            }
            is_name &= n == 0 || word.gap == Gap::Name;
            let before = full;
            key.push(word.hash);
            full.push(word.full);
            let key: Key = key.key();
            possessive |= word.full != word.hash;
            // The words before were the beginning of something; are these the whole of it, or its beginning?
            let mut films = catalog.titled(key);
            if films.is_empty() && possessive {
                let mut bare = before;
                bare.push(word.hash);
                let found = [full, bare].map(|k| catalog.titled(k.key())).into_iter().find(|f| !f.is_empty());
                films = found.unwrap_or_default();
            }
            if !films.is_empty() {
                title = Some((n, films));
            }
            if is_name && n > 0 && (word.capital || word.hyphen) {
                let people = catalog.named(key);
                if !people.is_empty() {
                    person = Some((n, key, people));
                }
            }
            if !(catalog.may_begin(key) || possessive && catalog.may_begin(full.key())) {
                break;
            }
        }
        if let Some((n, key, people)) = person
            && i >= person_end
        {
            let span = Span { start: first.span.start, end: trimmed_end(doc, words[i + n].span) };
            out.people.push(PersonMention { span, key, people, place });
            person_end = i + n + 1;
        }
        if let Some((n, films)) = title
            && i >= title_end
            && person.is_none_or(|(p, ..)| n >= p)
            && let Some(mut mention) = title_mention(doc, words, i, n, films, place, declared)
        {
            mention.owner = owner(doc, &out.people, mention.span);
            out.titles.push(mention);
            title_end = i + n + 1;
        }
    }
}

fn title_mention<'c>(
    doc: &Document,
    words: &[Word],
    i: usize,
    n: usize,
    films: Titled<'c>,
    place: Place,
    declared: bool,
) -> Option<TitleMention<'c>> {
    let last = words[i + n];
    let with_article = i > 0 && words[i - 1].article && words[i].gap == Gap::Name;
    let start = if with_article { words[i - 1].span.start } else { words[i].span.start };
    let span = Span { start, end: trimmed_end(doc, last.span) };
    let marked = is_marked(doc, span) || is_marked(doc, Span { start: words[i].span.start, end: span.end });
    let title_case = words[i..=i + n].iter().all(|w| w.capital || w.span.len() <= 3);
    if !(marked || title_case || declared) {
        return None;
    }
    // A capital that begins the sentence says nothing of its word.
    let sentence = doc.sentence_at(span.start);
    let (begins, ends) = sentence.map_or((0, u32::MAX), |s| (s.start, s.end));
    let neighbor = |w: &Word| w.capital && !w.article && w.span.start > begins && w.span.start < ends;
    let before = i > 0
        && words[i].gap == Gap::Name
        && neighbor(&words[i - 1])
        && !ends_possessive(doc, words[i - 1].span);
    let after = words.get(i + n + 1).is_some_and(|w| w.gap == Gap::Name && neighbor(w));
    let flanked = before || after;
    let apart = !flanked && doc.sentence_at(span.start).is_none_or(|s| s.start < span.start);
    let year = year_behind(doc, span.end);
    Some(TitleMention { span, films, place, marked, words: n + 1, apart, flanked, owner: None, year })
}

fn ends_possessive(doc: &Document, span: Span) -> bool {
    let word = span.of(&doc.text);
    strip_possessive(word).len() < word.len()
}

/// The person whose name, in the possessive, stands right before a title.
fn owner(doc: &Document, people: &[PersonMention<'_>], title: Span) -> Option<usize> {
    let at = people.iter().rposition(|p| p.span.end <= title.start)?;
    let between = doc.text.get(people[at].span.end as usize..title.start as usize)?;
    let rest = between.strip_prefix(['\'', '’'])?;
    let rest = rest.strip_prefix('s').unwrap_or(rest);
    rest.chars().all(|c| c.is_whitespace() || "“\"‘'*_".contains(c)).then_some(at)
}

/// The end of a word without its possessive.
fn trimmed_end(doc: &Document, span: Span) -> u32 {
    let text = span.of(&doc.text);
    span.start + u32::try_from(strip_possessive(text).len()).unwrap_or(0)
}

/// Does a mark that opens a quotation or italics stand right before this word?
fn follows_mark(doc: &Document, span: Span) -> bool {
    let before = doc.text[..span.start as usize].chars().next_back();
    before.is_some_and(|c| matches!(c, '"' | '“' | '‘' | '\'' | '«' | '*' | '_'))
}

/// Is the stretch set in italics, in a link, or between quotation marks?
fn is_marked(doc: &Document, span: Span) -> bool {
    let near = doc.marks.partition_point(|m| m.span.start + 4 < span.start);
    let styled = doc.marks[near..].iter().take_while(|m| m.span.start <= span.start).any(|m| {
        // The mark may hold the year too, but not a sentence.
        matches!(m.kind, MarkKind::Emphasis | MarkKind::Link | MarkKind::Strong)
            && m.span.contains(span)
            && m.span.len() <= span.len() + 10
    });
    let before = doc.text[..span.start as usize].chars().next_back();
    let after =
        doc.text[span.end as usize..].trim_start_matches([',', '.', '!', '?', ';', ':']).chars().next();
    let quoted = matches!(
        (before, after),
        (Some('"'), Some('"'))
            | (Some('“'), Some('”'))
            | (Some('‘'), Some('’'))
            | (Some('\''), Some('\''))
            | (Some('«'), Some('»'))
            | (Some('„'), Some('“' | '”'))
            | (Some('*'), Some('*'))
            | (Some('_'), Some('_'))
    );
    styled || quoted
}

/// The year in parentheses (or after a comma and in parentheses with a name) right behind a title.
fn year_behind(doc: &Document, end: u32) -> Option<i16> {
    let tail = &doc.text[end as usize..];
    let tail = tail.trim_start_matches(['"', '”', '’', '*', '_', ' ', '»', ',']);
    let inner = tail.strip_prefix(['(', '[']).unwrap_or(tail);
    let bracketed = inner.len() < tail.len();
    let inner = inner.strip_prefix("from ").unwrap_or(inner);
    let inner = &inner[..inner.char_indices().nth(40).map_or(inner.len(), |(i, _)| i)];
    let inner =
        if bracketed { &inner[..inner.find([')', ']']).unwrap_or(inner.len())] } else { inner.get(..4)? };
    year_in(inner)
}

/// The first year, 1890 to 2099, that stands as a number of its own in a short text.
pub(crate) fn year_in(text: &str) -> Option<i16> {
    text.split(|c: char| !c.is_ascii_digit())
        .filter(|n| n.len() == 4)
        .filter_map(|n| n.parse().ok())
        .find(|y| (1890..2100).contains(y))
}
