//! Facts about the film that the text states: runtime, period, place, genre, year, country, language, source work,
//! certificate, studio, music genre.
//!
//! One pass over the words finds the names of `data/facts` and the cues beside them; a rule for each sort of fact
//! decides from the cues whether the sentence says it of this film. The price: a fact in words that no list has is
//! missed; in return a claim can always say why it is one.

mod frame;
mod genre;
mod place;
mod scan;
mod source;
mod time;
mod words;

use catalog::Film;
use document::{Document, Field, MarkKind, Note, NoteKind, Role, Span};

use crate::claim::{Claim, FactKind, Reading, Says, Thing};
use crate::words::{Words, strip_possessive};
use scan::{Sentence, Walk};
use words::cue;

/// At most this many of a sort: a review that names more is listing something else.
const MOST: usize = 4;

/// What the catalog says of the film, or else the metadata.
///
/// Metadata only helps to judge what the text says: its running time and genre are the site's, and no claims.
#[derive(Debug, Default, Clone)]
struct Known {
    /// It is the catalog that says so.
    catalog: bool,
    runtime: Option<u32>,
    year: Option<u32>,
    title: Option<String>,
}

/// What the rules work on and what they have found.
pub(crate) struct Facts<'d> {
    doc: &'d Document,
    known: Known,
    /// Where names of people, films and companies stand, in order: no place or genre is read out of them.
    names: Vec<Span>,
    /// The words of those names: Holland may be an actor.
    name_words: Vec<u32>,
    /// The film's names, and the same as hashes of their words.
    titles: Vec<String>,
    title_words: Vec<Vec<u32>>,
    found: Vec<Claim>,
}

/// One claim a fact, at its first mention within `range`, and a note for each that contradicts the catalog. The
/// metadata is this film's where `whole` is set.
pub(crate) fn claims(
    doc: &Document,
    hashed: &Words,
    film: Option<Film<'_>>,
    range: Span,
    whole: bool,
    reading: &mut Reading,
) {
    let hashes = |t: &str| {
        let bare = t.split(" (").next().unwrap_or_default();
        bare.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
            .map(catalog::word_hash)
            .filter(|h| *h != 0)
            .collect()
    };
    let known = known(doc, film, whole);
    let titles = titles(doc, range, reading, &known);
    let names = names(reading);
    let mut name_words: Vec<u32> = names
        .iter()
        .flat_map(|n| doc.slice(*n).split_whitespace())
        .map(|w| catalog::word_hash(strip_possessive(w.trim_end_matches(|c: char| !c.is_alphanumeric()))))
        .collect();
    name_words.sort_unstable();
    let mut facts = Facts {
        title_words: titles.iter().map(|t| hashes(t)).collect(),
        titles,
        doc,
        known,
        names,
        name_words,
        found: Vec::new(),
    };
    let lexicon = words::lexicon();
    let mut walk = Walk::new(doc, hashed);
    let mut sentence = Sentence::default();
    let from = doc.sentences.partition_point(|s| s.start < range.start);
    let mut block = doc.blocks.partition_point(|b| b.span.end <= range.start);
    let mut first = true;
    for span in doc.sentences[from..].iter().take_while(|s| s.end <= range.end) {
        while doc.blocks.get(block).is_some_and(|b| b.span.end <= span.start) {
            block += 1;
        }
        let told = |b: &document::Block| matches!(b.role, Role::Body | Role::Quotation);
        if !doc.blocks.get(block).is_some_and(told) {
            continue;
        }
        walk.read(*span, lexicon, &mut sentence);
        sentence.first = std::mem::take(&mut first);
        let cues =
            cue::ADAPT | cue::SOURCE | cue::GROUND | cue::NAMED | cue::SETTING | cue::CERTAIN | cue::CLOCK;
        if sentence.hits.is_empty() && !sentence.has(cues) && !sentence.words.iter().any(|w| w.number) {
            continue;
        }
        genre::read(&mut facts, &sentence);
        place::read(&mut facts, &sentence);
        time::read(&mut facts, &sentence);
        source::read(&mut facts, &sentence);
    }
    let Facts { known, mut found, .. } = facts;
    one_runtime(&mut found);
    found.sort_by_key(|c| c.evidence.first().map_or(0, |s| s.start));
    notes(&known, &found, reading);
    reading.claims.extend(found);
}

/// What is known of the film beforehand; the one place that asks the catalog's film anything.
fn known(doc: &Document, film: Option<Film<'_>>, whole: bool) -> Known {
    if let Some(film) = film {
        return Known {
            runtime: film.runtime().map(u32::from),
            year: film.year().and_then(|y| u32::try_from(y).ok()),
            title: Some(film.title().to_owned()),
            catalog: true,
        };
    }
    let field = |f: Field| doc.field(f).filter(|_| whole);
    Known {
        runtime: field(Field::Runtime).and_then(time::declared),
        year: field(Field::FilmYear).and_then(|y| y.trim().parse().ok()),
        ..Known::default()
    }
}

fn names(reading: &Reading) -> Vec<Span> {
    let named = |c: &&Claim| match &c.says {
        // A surname alone may be an era's: "Nixon's America".
        Says::Other { thing: Thing::Person, name } => name.contains(' '),
        says => {
            matches!(says, Says::Credit { .. } | Says::Other { .. } | Says::Film { .. } | Says::Byline(_))
        }
    };
    let mut names: Vec<Span> =
        reading.claims.iter().filter(named).flat_map(|c| c.evidence.iter().copied()).collect();
    names.sort_unstable();
    names
}

/// The names of the film: as claimed, as written, as the catalog has it; where none is known, what the review sets in
/// italics most often.
fn titles(doc: &Document, range: Span, reading: &Reading, known: &Known) -> Vec<String> {
    let mut titles: Vec<String> = known.title.iter().cloned().collect();
    for claim in &reading.claims {
        if let Says::Film { title: Some(title), .. } = &claim.says {
            titles.push(title.clone());
            titles.extend(claim.evidence.iter().take(4).map(|s| doc.slice(*s).to_owned()));
        }
    }
    if titles.is_empty() {
        titles.extend(italics(doc, range).map(str::to_owned));
    }
    titles
}

/// The title that is set in italics most often, of two the first.
fn italics(doc: &Document, range: Span) -> Option<&str> {
    let from = doc.marks.partition_point(|m| m.span.start < range.start);
    let marks = doc.marks[from..].iter().take_while(|m| m.span.end <= range.end).take(40);
    let titles: Vec<&str> = marks
        .filter(|m| m.kind == MarkKind::Emphasis && m.span.len() <= 70)
        .map(|m| doc.slice(m.span))
        .filter(|t| t.starts_with(|c: char| c.is_uppercase() || c.is_numeric()))
        .collect();
    let count = |t: &str| titles.iter().filter(|o| **o == t).count();
    titles.iter().rev().copied().max_by_key(|t| count(t)).filter(|t| count(t) > 1 || titles.len() == 1)
}

/// A film has one running time: of several the surest is kept, and of those the first.
fn one_runtime(found: &mut Vec<Claim>) {
    let is = |c: &Claim| matches!(c.says, Says::Fact { fact: FactKind::Runtime, .. });
    let best = found.iter().filter(|c| is(c)).map(|c| c.confidence).fold(0.0, f32::max);
    let mut kept = false;
    found.retain(|c| !is(c) || c.confidence >= best && !std::mem::replace(&mut kept, true));
}

/// A note for each runtime or year that differs from the catalog's.
fn notes(known: &Known, found: &[Claim], reading: &mut Reading) {
    for claim in found.iter().filter(|_| known.catalog) {
        let Says::Fact { fact, value } = &claim.says else { continue };
        let Ok(said) = value.parse::<u32>() else { continue };
        let (of_film, slack) = match fact {
            FactKind::Runtime => (known.runtime, 0),
            FactKind::Year => (known.year, 1),
            _ => continue,
        };
        let unit = if *fact == FactKind::Runtime { " minutes" } else { "" };
        if let Some(known) = of_film.filter(|k| k.abs_diff(said) > slack) {
            reading.notes.push(Note {
                kind: NoteKind::Contradiction,
                message: format!("the review says {said}{unit}, the catalog {known}"),
                line: None,
                evidence: claim.evidence.clone(),
            });
        }
    }
}

impl Facts<'_> {
    /// Claims a fact, unless it is claimed already or there are enough of its sort.
    fn add(&mut self, fact: FactKind, value: String, span: Span, confidence: f32) {
        if value.is_empty() || span.is_empty() {
            return;
        }
        let mut of_kind = 0;
        for claim in &self.found {
            let Says::Fact { fact: f, value: v } = &claim.says else { continue };
            if *f == fact {
                of_kind += 1;
                let within = matches!(fact, FactKind::Genre | FactKind::Place)
                    && value.split([' ', '-']).all(|w| v.split([' ', '-']).any(|x| x == w));
                if v.eq_ignore_ascii_case(&value) || within {
                    return;
                }
            }
        }
        if of_kind < MOST {
            self.found.push(Claim { says: Says::Fact { fact, value }, confidence, evidence: vec![span] });
        }
    }

    /// Does a name of a person, film or company overlap with this?
    fn is_name(&self, span: Span) -> bool {
        let from = self.names.partition_point(|n| n.end <= span.start && n.start < span.start);
        self.names[from..].iter().take(4).any(|n| n.start < span.end && span.start < n.end)
    }

    /// Is this word a part of a name of a person, film or company that the review has?
    fn is_of_name(&self, word: u32) -> bool {
        self.name_words.binary_search(&word).is_ok()
    }

    /// Does the film's own title begin at this word, whether or not it is set as one?
    fn is_titled(&self, s: &Sentence<'_>, at: usize) -> bool {
        s.words[at].capital
            && self.title_words.iter().any(|t| {
                !t.is_empty()
                    && s.words.get(at..at + t.len()).is_some_and(|w| w.iter().map(|w| &w.hash).eq(t))
            })
    }

    /// Is this mark the film's own title?
    fn is_own(&self, mark: u32) -> bool {
        let Some(mark) = self.doc.marks.get(mark as usize) else { return false };
        let text = self.doc.slice(mark.span).trim_end_matches("'s").trim_end_matches("’s");
        let same = |t: &str| t.eq_ignore_ascii_case(text) || text.len() > 3 && t.contains(text);
        self.titles.iter().any(|t| same(t))
    }
}
