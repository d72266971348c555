//! Other mentions: films, songs, books, shows, companies and characters of other works that are named and are no
//! credit of the film reviewed. Persons are the credits' part.
//!
//! Three finders propose ([`marked`] titles, titles in plain capitals that the catalog knows, names of the lists);
//! where two overlap, the weightier stays; a name is claimed once, at its first mention.

mod kind;
mod marked;
mod names;
mod own;
mod plain;
mod scan;
mod text;
mod trade;

use catalog::{Catalog, FilmId, Form, Key, is_article};
use document::{Document, Span};
use rustc_hash::FxHashSet;

use crate::claim::{Claim, Says, Thing};
use crate::mention::Mentions;
use crate::words::Words;
use own::Own;
use text::Text;

/// What a finder makes of a stretch of text.
#[derive(Debug, Clone, Copy)]
struct Proposal {
    /// First and last word.
    first: usize,
    last: usize,
    /// `None`: it is known for what is not claimed here (the film itself, a person), and nothing within it is.
    thing: Option<Thing>,
    /// Names of one thing have one.
    canon: Key,
    /// The year printed beside it.
    year: Option<i16>,
    confidence: f32,
    /// Of two that overlap the higher stays.
    rank: u8,
    /// What sets it off closes behind a possessive, which is then a part of it: “Breakfast at Tiffany's”.
    full: bool,
}

/// What the finders look at.
struct Scene<'a> {
    text: Text<'a>,
    catalog: &'a Catalog<'a>,
    mentions: &'a Mentions<'a>,
    own: Own,
    range: Span,
    /// Where persons are named, in order.
    persons: Vec<Span>,
}

impl Scene<'_> {
    /// Does a person's name overlap the span?
    fn person_at(&self, span: Span) -> bool {
        let at = self.persons.partition_point(|p| p.end <= span.start);
        self.persons.get(at).is_some_and(|p| p.start < span.end)
    }

    /// The words of a stretch of tokens, a leading article left out.
    fn words(&self, first: usize, last: usize) -> Vec<u32> {
        let text = self.text;
        let skip = usize::from(first < last && is_article(text.of(first)));
        (first + skip..=last)
            .filter(|i| text.is_word(*i) || text.of(*i) == "&")
            .map(|i| if i < last { text.full_hash(i) } else { text.hash(i) })
            .collect()
    }
}

/// One claim a name, at its first mention within `range`. `out` holds the claims of the film and its credits.
pub(crate) fn claims(
    doc: &Document,
    words: &Words,
    catalog: &Catalog,
    mentions: &Mentions<'_>,
    film: Option<FilmId>,
    range: Span,
    out: &mut Vec<Claim>,
) {
    let text = Text { doc, words };
    let scene = Scene {
        text,
        catalog,
        mentions,
        own: Own::new(doc, catalog, film, out),
        range,
        persons: persons(mentions, out),
    };
    let stretches = marked::find(text, range);
    let mut proposals = kind::titles(&scene, &stretches);
    let sets_off = proposals.iter().any(|p| p.thing != Some(Thing::Song) && p.rank == kind::RANK);
    plain::titles(&scene, sets_off, &mut proposals);
    scan::names(&scene, &mut proposals);
    settle(&mut proposals);
    let mut known: FxHashSet<Key> = FxHashSet::default();
    for p in proposals {
        let Some(thing) = p.thing else { continue };
        if known.insert(p.canon) {
            let mut span = text.stretch(p.first, p.last);
            if p.full {
                span.end = text.span(p.last).end;
            }
            let name = titled(catalog, &p).unwrap_or_else(|| doc.slice(span).to_owned());
            out.push(Claim {
                says: Says::Other { thing, name },
                confidence: p.confidence,
                evidence: vec![span],
            });
        }
    }
}

/// Takes back the claim that a person is named where it is a figure of fiction ("Sherlock Holmes", "Liz Lemon").
pub(crate) fn unperson(claims: &mut Vec<Claim>) {
    claims.retain(|c| match &c.says {
        Says::Other { thing: Thing::Person, name } => Key::of(name).and_then(names::known).is_none(),
        _ => true,
    });
}

/// Where persons are named: those whom the credits claim, and those whom the catalog knows by a full name.
fn persons(mentions: &Mentions<'_>, claims: &[Claim]) -> Vec<Span> {
    let mut all: Vec<Span> = mentions.people.iter().map(|p| p.span).collect();
    for claim in claims {
        if matches!(claim.says, Says::Credit { .. } | Says::Other { thing: Thing::Person, .. }) {
            all.extend(&claim.evidence);
        }
    }
    all.sort_unstable();
    let mut kept: Vec<Span> = Vec::with_capacity(all.len());
    for span in all {
        match kept.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => kept.push(span),
        }
    }
    kept
}

/// Puts proposals in order of place; of those that overlap, the higher in rank stays, then the longer.
fn settle(proposals: &mut Vec<Proposal>) {
    proposals.sort_by_key(|p| (p.first, std::cmp::Reverse((p.rank, p.last))));
    let mut kept: Vec<Proposal> = Vec::with_capacity(proposals.len());
    for p in proposals.drain(..) {
        match kept.last_mut() {
            Some(k) if p.first <= k.last => {
                if p.rank > k.rank {
                    *k = p;
                }
            }
            _ => kept.push(p),
        }
    }
    *proposals = kept;
}

/// The catalog's title, where one film is certain.
fn titled(catalog: &Catalog, p: &Proposal) -> Option<String> {
    if p.thing != Some(Thing::Film) {
        return None;
    }
    let whole = catalog.titled(p.canon).iter().filter(|(_, form)| *form == Form::Whole);
    let mut films = whole.filter_map(|(id, _)| catalog.film(id));
    let near = |year: Option<i16>| p.year.zip(year).is_none_or(|(y, of)| (y - of).abs() <= 1);
    let film = films.find(|f| near(f.year()))?;
    films.all(|f| !near(f.year()) || f.title() == film.title()).then(|| film.title().to_owned())
}
