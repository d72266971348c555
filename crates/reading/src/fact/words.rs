//! The words that facts are made of: names of places, genres, eras, and the cues beside them, all from `data/facts`.
//!
//! One look-up a word of the text gives both its cues (a set of bits) and the names that may begin with it.

use std::sync::LazyLock;

use catalog::word_hash;
use toml::{Table, Value};

use crate::cues::{ByHash, cues};
use crate::words::strip_possessive;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A place; how much the words before it must say: 0 little, 1 a preposition, 2 that the story is set there.
    Place(u8),
    /// An adjective of a nation.
    Nation,
    Language,
    Genre(Sort),
    Music,
    Era,
    /// A head of state and that person's decade.
    Ruler,
    /// "fourteenth": its number.
    Ordinal(u16),
    Decade,
    Month,
    Number(u16),
    Studio,
    /// A certificate; is it one without a word beside it?
    Certificate(bool),
}

/// How a genre's name is used; see `genres.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sort {
    pub(crate) noun: bool,
    pub(crate) never_alone: bool,
    pub(crate) doubtful: bool,
    pub(crate) silent: bool,
    pub(crate) side: bool,
    pub(crate) deed: bool,
}

/// A name of one or more words.
#[derive(Debug)]
pub(crate) struct Term {
    /// The words after the first.
    rest: Box<[u32]>,
    pub(crate) kind: Kind,
    /// The name that it goes by.
    pub(crate) value: String,
    /// It is written in capitals throughout: "US" is a country, "us" and "Us" are none.
    upper: bool,
}

impl Term {
    pub(crate) fn len(&self) -> usize {
        self.rest.len() + 1
    }

    /// Do the words from `at` spell this name, with no more between them than a name has?
    pub(crate) fn is_at(&self, words: &[super::scan::Word], at: usize) -> bool {
        use super::scan::gap;
        let place = matches!(self.kind, Kind::Place(_));
        let loose = gap::HYPHEN | gap::DOT | gap::APOSTROPHE | gap::AND | if place { gap::COMMA } else { 0 };
        let Some(words) = words.get(at..at + self.len()) else { return false };
        let spelled = words[1..].iter().zip(&self.rest).all(|(w, h)| w.hash == *h && w.gap & !loose == 0);
        let proper = !matches!(
            self.kind,
            Kind::Genre(_) | Kind::Music | Kind::Era | Kind::Ordinal(_) | Kind::Decade | Kind::Number(_)
        );
        spelled && (!proper || words[0].capital) && (!self.upper || words[0].upper)
    }
}

/// What is known of a word.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    /// Its cues, of [`cue`].
    pub(crate) cues: u64,
    /// The names that begin with it, the longest first.
    pub(crate) terms: Vec<Term>,
}

pub(crate) type Lexicon = ByHash<Entry>;

cues! {
    FILM "film", WORK "work", FILMS "films", SUBJECT "subject", BE "be", NEGATION "negation", OTHER "other",
    DETERMINER "determiner", THIS "this", SETTING "setting", CERTAIN "certain", PREPOSITION "preposition",
    INWARD "inward", PLACE_ADJECTIVE "place_adjective", PLACE_THING "place_thing", SHOWING "showing",
    CAREER "career", CRITIC "critic", WATCHED "watched", COMPARISON "comparison", FOREIGN "genre_foreign",
    SOURCE "source", ADAPT "adapt", STOP "stop", MUSIC "music", PART "part", PART_STRONG "part_strong",
    PART_AFTER "part_after", RUNS "runs", SPEECH "speech", GROUND "ground", CLOCK "clock", NAMED "named",
    MADE "made", PRODUCTION "production", LATEST "latest", BY "by", PERIOD_ADJECTIVE "period_adjective",
    IN_TIME "in_time", CONDITIONAL "conditional", MINUTE "minute", HOUR "hour", HALF "half", AND "and",
    CENTURY "century", YEAR "year", INTO "into", MORE "more", MEASURE "measure", MAKING "making", CLAUSE "clause", CONTRACTION "contraction",
    MAKING_OF "making_of", CONJUNCTION "conjunction",
}

/// The lexicon, built once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(build);
    &LEXICON
}

fn table(text: &str) -> Table {
    text.parse().unwrap_or_default()
}

fn list<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = &'t str> {
    table.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

fn rows<'t>(table: &'t Table, key: &str) -> impl Iterator<Item = Vec<&'t str>> {
    let rows = table.get(key).and_then(Value::as_array).into_iter().flatten();
    rows.filter_map(|row| Some(row.as_array()?.iter().filter_map(Value::as_str).collect()))
}

fn build() -> Lexicon {
    let mut out = Lexicon::default();
    let cues = table(include_str!("../../data/facts/cues.toml"));
    for (key, bit) in CUES {
        for word in list(&cues, key) {
            out.entry(word_hash(word)).or_default().cues |= bit;
        }
    }
    let places = table(include_str!("../../data/facts/places.toml"));
    for (key, need) in [("needs_setting", 2), ("needs_preposition", 1), ("plain", 0)] {
        list(&places, key).for_each(|name| add(&mut out, name, Kind::Place(need)));
    }
    let nations = table(include_str!("../../data/facts/nations.toml"));
    for row in rows(&nations, "nation") {
        if let [adjective, country, language] = row[..] {
            add(&mut out, &format!("{adjective} = {country}"), Kind::Nation);
            if !language.is_empty() {
                add(&mut out, language, Kind::Language);
            }
        }
    }
    list(&nations, "language").for_each(|name| add(&mut out, name, Kind::Language));
    let genres = table(include_str!("../../data/facts/genres.toml"));
    let is_in = |key: &str, name: &str| list(&genres, key).any(|n| n == name);
    for key in ["noun", "modifier"] {
        for name in list(&genres, key) {
            let sort = Sort {
                noun: key == "noun",
                never_alone: is_in("never_alone", name),
                doubtful: is_in("doubtful", name),
                silent: is_in("silent", name),
                side: is_in("side", name),
                deed: is_in("deed", name),
            };
            add(&mut out, name, Kind::Genre(sort));
        }
    }
    list(&genres, "music").for_each(|name| add(&mut out, name, Kind::Music));
    let times = table(include_str!("../../data/facts/times.toml"));
    list(&times, "era").for_each(|name| add(&mut out, name, Kind::Era));
    list(&times, "decade").for_each(|name| add(&mut out, name, Kind::Decade));
    list(&times, "month").for_each(|name| add(&mut out, name, Kind::Month));
    for (n, name) in (1..).zip(list(&times, "ordinal")) {
        add(&mut out, name, Kind::Ordinal(n));
    }
    for name in list(&times, "number") {
        let value = name.rsplit_once(" = ").and_then(|(_, n)| n.parse().ok()).unwrap_or_default();
        add(&mut out, name, Kind::Number(value));
    }
    for row in rows(&times, "ruler") {
        for ruled in list(&times, "ruled") {
            if let [name, decade] = row[..] {
                add(&mut out, &format!("{name} {ruled} = {decade}"), Kind::Ruler);
            }
        }
    }
    let companies = table(include_str!("../../data/facts/companies.toml"));
    list(&companies, "studio").for_each(|name| add(&mut out, name, Kind::Studio));
    for name in list(&companies, "certificate") {
        let certain = list(&companies, "certain").any(|n| n == name);
        add(&mut out, name, Kind::Certificate(certain));
    }
    for entry in out.values_mut() {
        entry.terms.sort_by_key(|t| std::cmp::Reverse(t.rest.len()));
    }
    out
}

/// Adds a name: "as written = as it is known", or only the name. Of two of one spelling and sort the first holds.
fn add(out: &mut Lexicon, name: &str, kind: Kind) {
    let (written, value) = name.split_once(" = ").unwrap_or((name, name));
    let mut hashes = written
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .map(|w| word_hash(strip_possessive(w)))
        .filter(|h| *h != 0);
    let Some(first) = hashes.next() else { return };
    let rest: Box<[u32]> = hashes.collect();
    let upper = written.len() <= 5
        && written.chars().all(|c| c.is_uppercase() || c == '.' || c.is_numeric())
        && written.len() > 1;
    let terms = &mut out.entry(first).or_default().terms;
    let same = |t: &Term| t.rest == rest && std::mem::discriminant(&t.kind) == std::mem::discriminant(&kind);
    if !terms.iter().any(same) {
        terms.push(Term { rest, kind, value: value.to_owned(), upper });
    }
}
