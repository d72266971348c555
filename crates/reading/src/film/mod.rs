//! The film that a review is about.
//!
//! `stated.rs` reads the titles that metadata, headlines and slugs state, `belief.rs` adds up what speaks for each film.
//! The film is claimed when its belief is high enough and far enough ahead of the next; otherwise the reader abstains
//! and lists the candidates.

mod belief;
mod stated;

use std::cell::LazyCell;

use catalog::{Catalog, Film, FilmId, Key};
use document::{Document, Field, Span};

use crate::claim::{Candidate, Claim, Ids, Says};
use crate::kind::{TradeWords, trade_words};
use crate::mention::{Mentions, Place};
use crate::title;
use crate::words::Words;
use belief::{
    ACTOR, ARTICLE, Belief, Beliefs, DECLARED, DIRECTOR, HEADLINE_IS, NEARLY, SLUG_IS, SLUG_WORD_IS, share,
};
use stated::{Stated, declared, heading, titled};

/// Belief and lead at which a film is claimed.
const ENOUGH: f32 = 3.4;
const LEAD: f32 = 1.3;
/// The same for a film that only its people speak for.
const ENOUGH_PEOPLE: f32 = 5.0;
const LEAD_PEOPLE: f32 = 1.8;
/// The lead at which a film is claimed because it is the best known of those that it may be.
const LEAD_KNOWN: f32 = 2.2;
/// A shorter title is not looked for misspelt: too many are a letter away.
const SHORTEST_MISSPELT: usize = 8;
/// So many films of nearly the title stated are looked at.
const MISSPELT: usize = 8;
/// Belief below which a film is not even a candidate.
const WORTH_NAMING: f32 = 1.0;

/// What is known of the document besides the text that is looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    /// The year of publication.
    pub(crate) published: Option<i16>,
    /// The metadata says that something else than a film is reviewed.
    pub(crate) other_thing: bool,
}

/// The outcome of linking.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Linked {
    /// The claim, where one is made.
    pub(crate) claim: Option<Claim>,
    /// The film in the catalog, where it has it.
    pub(crate) film: Option<FilmId>,
    /// Where it abstains: what it may be, the likeliest first.
    pub(crate) candidates: Vec<Candidate>,
    /// The words that name the candidates.
    pub(crate) evidence: Vec<Span>,
}

/// Decides which film the text within `range` is about; metadata counts where `whole` is set.
pub(crate) fn link(
    doc: &Document,
    words: &Words,
    catalog: &Catalog,
    mentions: &Mentions<'_>,
    range: Span,
    whole: bool,
    context: Context,
) -> Linked {
    let declared = declared_id(doc).filter(|_| whole);
    // A film of the catalog that has the identifier settles it: the text need not be weighed.
    if let Some((id, place)) = declared
        && let Some(film) = catalog.by_imdb(id).and_then(|found| catalog.film(found))
    {
        let claim = Claim { says: says(&film), confidence: 0.99, evidence: vec![place] };
        return Linked { claim: Some(claim), film: Some(film.id), ..Linked::default() };
    }
    let by_text = by_text(doc, words, catalog, mentions, range, whole, context);
    match declared {
        Some((id, place)) => with_unknown_id(id, place, doc, catalog, by_text),
        None => by_text,
    }
}

/// The same by titles, years and people alone.
fn by_text(
    doc: &Document,
    words: &Words,
    catalog: &Catalog,
    mentions: &Mentions<'_>,
    range: Span,
    whole: bool,
    context: Context,
) -> Linked {
    let inside = |span: Span, place: Place| match place {
        Place::Field(_) => whole,
        _ => range.contains(span),
    };
    if context.other_thing {
        return Linked::default();
    }
    let heading = heading(doc, catalog, range, whole);
    // A file's name tells nothing beside a headline that is a film's title; a section's ("Spoilers") may be one too.
    let titled_above =
        heading.as_ref().is_some_and(|h| h.title.contains(' ') && !titled(catalog, &h.title).is_empty());
    let declared = whole.then(|| declared(doc, catalog)).flatten();
    let declared = declared.filter(|d| !d.slug || !titled_above);
    let mut beliefs = Beliefs::default();
    let mut found = false;
    for stated in declared.iter().chain(&heading) {
        if found && declared.as_ref().is_some_and(|d| d.title == stated.title) {
            continue;
        }
        let weight = match (stated.sure, stated.slug) {
            (true, _) => DECLARED,
            (_, true) if stated.title.contains(' ') => SLUG_IS,
            (_, true) => SLUG_WORD_IS,
            _ => HEADLINE_IS,
        };
        for (film, form) in titled(catalog, &stated.title).iter() {
            let article = same_article(catalog, film, &stated.title);
            let belief = beliefs.add(film, weight * share(form), stated.span);
            belief.title += if article { 0.0 } else { ARTICLE };
            found = true;
        }
    }
    if !found && let Some(stated) = declared.as_ref().or(heading.as_ref()) {
        misspelt(catalog, stated, &mut beliefs);
    }
    let slug = declared.as_ref().filter(|d| d.slug).map(|d| &*d.title);
    belief::by_mentions(doc, catalog, mentions, &inside, slug, &mut beliefs);
    belief::by_people(catalog, mentions, &inside, &mut beliefs);
    let year = declared.as_ref().or(heading.as_ref()).and_then(|d| d.year);
    belief::by_years(catalog, year, context.published, &mut beliefs);
    beliefs.sort();
    belief::by_characters(doc, words, catalog, mentions, range, &mut beliefs);
    beliefs.sort();
    // Most films are told without.
    let trades = LazyCell::new(|| trade_words(doc, words, range));
    settle(catalog, &beliefs, declared.as_ref(), heading.as_ref(), &trades)
}

/// Has one of a film's titles an article where the one stated has, or neither? Keys do not tell.
fn same_article(catalog: &Catalog<'_>, film: FilmId, stated: &str) -> bool {
    let begins = |t: &str| t.split(' ').next().is_some_and(catalog::is_article) && t.contains(' ');
    let key = Key::of(stated);
    catalog.film(film).is_none_or(|film| {
        let titles = [film.title(), film.original_title()].into_iter().chain(film.akas());
        let mut same = titles.into_iter().filter(|t| Key::of(t) == key).peekable();
        same.peek().is_none() || same.any(|t| begins(t) == begins(stated))
    })
}

/// Films whose titles are nearly the one stated, which the catalog does not have.
fn misspelt(catalog: &Catalog<'_>, stated: &Stated<'_>, beliefs: &mut Beliefs) {
    if stated.title.len() < SHORTEST_MISSPELT || stated.title.len() > 100 {
        return;
    }
    for near in catalog.near_titles(&stated.title).iter().take(MISSPELT) {
        beliefs.add_near(near.id, NEARLY * share(near.form), stated.span);
    }
}

/// The identifier that the metadata declares, and where.
fn declared_id(doc: &Document) -> Option<(&str, Span)> {
    doc.fields(Field::FilmId).find_map(|b| Some((imdb_in(doc.slice(b.span))?, b.span)))
}

/// What a declared identifier that the catalog does not have makes of what the text alone says. A film that has none,
/// found by its title, gains it; else the film is the one declared, whatever the text mentions.
fn with_unknown_id(id: &str, place: Span, doc: &Document, catalog: &Catalog, by_text: Linked) -> Linked {
    let nameless = by_text.film.filter(|f| catalog.film(*f).is_some_and(|f| f.ids().imdb == 0));
    let (title, year, mut evidence) = match (nameless.and_then(|f| catalog.film(f)), by_text.claim) {
        (Some(film), Some(claim)) => (Some(film.title().to_owned()), film.year(), claim.evidence),
        _ => {
            let declared = declared(doc, catalog);
            (declared.as_ref().map(|d| d.title.to_string()), declared.and_then(|d| d.year), Vec::new())
        }
    };
    evidence.insert(0, place);
    let says =
        Says::Film { title, year, ids: Ids { imdb: Some(id.to_owned()), wikidata: None, ..Ids::default() } };
    Linked { claim: Some(Claim { says, confidence: 0.97, evidence }), film: nameless, ..Linked::default() }
}

/// "tt" and seven to nine digits, anywhere in the text.
fn imdb_in(text: &str) -> Option<&str> {
    let mut at = 0;
    while let Some(found) = text[at..].find("tt") {
        let start = at + found;
        let digits = text[start + 2..].bytes().take_while(u8::is_ascii_digit).count();
        if (7..=9).contains(&digits) {
            return Some(&text[start..start + 2 + digits]);
        }
        at = start + 2;
    }
    None
}

fn says(film: &Film<'_>) -> Says {
    says_called(film, None)
}

/// A film is claimed by the title that the review has for it, where that is one of its titles.
fn says_called(film: &Film<'_>, called: Option<&str>) -> Says {
    let title = called.unwrap_or(film.title());
    Says::Film { title: Some(title.to_owned()), year: film.year(), ids: film_ids(film) }
}

/// The identifiers that the catalog has of a film, as claims have them.
pub fn film_ids(film: &Film<'_>) -> Ids {
    let ids = film.ids();
    let known = |id: u32| (id != 0).then_some(id);
    Ids {
        imdb: known(ids.imdb).map(|id| format!("tt{id:07}")),
        tmdb: known(ids.tmdb),
        wikidata: known(ids.wikidata).map(|id| format!("Q{id}")),
        movielens: known(ids.movielens),
    }
}

/// Chooses, or abstains.
fn settle(
    catalog: &Catalog<'_>,
    beliefs: &Beliefs,
    declared: Option<&Stated<'_>>,
    heading: Option<&Stated<'_>>,
    words: &LazyCell<TradeWords, impl FnOnce() -> TradeWords>,
) -> Linked {
    let list = &beliefs.list;
    // A title that is mentioned only in comparisons needs the film's people beside it.
    let eligible = |b: &&Belief| b.by_title() > 0.0 || b.by_people() >= DIRECTOR + ACTOR;
    let titled: Vec<&Belief> = list.iter().filter(eligible).collect();
    // The metadata names a film, title and year, that the catalog does not have.
    let unknown = declared.filter(|d| {
        let of_title = self::titled(catalog, &d.title);
        let known = !of_title.is_empty();
        let year_known = of_title.iter().any(|(f, _)| {
            let of = catalog.film(f).map(|f| f.year());
            of.is_some_and(|of| d.year.zip(of).is_none_or(|(y, of)| (of - y).abs() <= 1))
        });
        !d.slug
            && !year_known
            && (d.sure
                || d.year.is_some()
                || !known && words.of_film() && words.film >= 2 && title::reads_as_title(&d.title))
    });
    let top = declared.or(heading);
    let firm = unknown.is_some_and(|d| d.dated || d.sure);
    let speaking: Vec<&Belief> = titled.iter().copied().filter(|b| speaks_for(b, top, firm)).collect();
    let best = speaking.first().copied();
    let next = speaking.get(1);
    let lead = best.map_or(0.0, |b| b.total() - next.map_or(0.0, |n| n.total().max(0.0)));
    let lead_said = best.map_or(0.0, |b| b.said() - next.map_or(0.0, |n| n.said().max(0.0)));
    // A title with no year and none of its people may be a restaurant's name: the text must speak of a film.
    let said = declared.is_some_and(|d| d.sure);
    let alone = best.is_some_and(|b| b.alone());
    // One of several words less so, where the text speaks of nothing else.
    let telling = || top.is_some_and(|t| t.title.contains(' ')) && words.other == 0;
    let of_film = said || !alone || words.of_film() || telling();
    let doubtful =
        best.is_some_and(|b| !said && b.doubtful(beliefs.cast, top.filter(|t| t.slug).map(|t| &*t.title)));
    if let Some(best) = best
        && enough(best, lead, lead_said)
        && of_film
        && !doubtful
        && let Some(film) = catalog.film(best.film)
    {
        let odds = (best.said() - ENOUGH + 1.0).min(lead);
        // Where no headline names it, it may yet be a film that the review only speaks much of.
        let most = match (best.title > 0.0 || best.headline, top.is_some_and(|t| t.slug) && best.alone()) {
            (true, false) => 0.98,
            // A file's name, and nothing beside it.
            (true, true) => 0.85,
            (false, _) => 0.9,
        };
        let confidence = (1.0 / (1.0 + (-odds).exp())).min(most);
        let as_called = declared.into_iter().chain(heading).find_map(|d| called(&film, &d.title));
        let claim =
            Claim { says: says_called(&film, as_called), confidence, evidence: best.evidence.clone() };
        return Linked { claim: Some(claim), film: Some(best.film), ..Linked::default() };
    }
    if let Some(stated) = unknown {
        let says =
            Says::Film { title: Some(stated.title.to_string()), year: stated.year, ids: Ids::default() };
        let confidence = if stated.sure || stated.year.is_some() { 0.9 } else { 0.6 };
        return Linked {
            claim: Some(Claim { says, confidence, evidence: vec![stated.span] }),
            ..Linked::default()
        };
    }
    let mut linked = abstain(catalog, &titled);
    // Of several films with the title stated, which is open; that it is one of them is not.
    if let Some(best) = best
        && best.said() >= ENOUGH
        && of_film
        && let Some((name, span)) = same_title(catalog, &speaking, top)
    {
        let says = Says::Film { title: Some(name), year: None, ids: Ids::default() };
        linked.claim = Some(Claim { says, confidence: 0.8, evidence: vec![span] });
        return linked;
    }
    // A file named for a film that the catalog does not have.
    if let Some(stated) = top.filter(|t| {
        t.slug
            && t.whole
            && t.year.is_none()
            && !t.weak
            && !titled.iter().any(|b| b.is_named())
            && best.is_none()
            && !is_list(&t.title)
            && !has_lost_marks(&t.title)
    }) && (words.of_film() || beliefs.cast > 0)
    {
        let title = title::capitalized(&stated.title);
        let says = Says::Film { title: Some(title), year: None, ids: Ids::default() };
        linked.claim = Some(Claim { says, confidence: 0.5, evidence: vec![stated.span] });
    }
    linked
}

/// Has a slug lost an apostrophe or points, as far as can be told: "daddys head", "you wont be alone", "alien from la"?
fn has_lost_marks(slug: &str) -> bool {
    const CONTRACTED: &[&str] = &[
        "cant", "couldnt", "didnt", "doesnt", "dont", "hes", "isnt", "ive", "lets", "shes", "shouldnt",
        "theres", "theyre", "wasnt", "whats", "whos", "wont", "wouldnt", "youll", "youre", "youve",
    ];
    let mut words = slug.split(' ').rev();
    let last = words.next().unwrap_or_default();
    let contracted = |w: &str| CONTRACTED.contains(&w);
    contracted(last) || words.any(|w| contracted(w) || w.len() > 3 && w.ends_with('s') && !w.ends_with("ss"))
}

/// Does a slug name several films, or none?
fn is_list(slug: &str) -> bool {
    const WORDS: &[&str] = &[
        "best",
        "diary",
        "episode",
        "favorite",
        "favourite",
        "festival",
        "films",
        "interview",
        "list",
        "marathon",
        "movies",
        "news",
        "notes",
        "podcast",
        "preview",
        "ranked",
        "ranking",
        "recap",
        "roundup",
        "season",
        "series",
        "thoughts",
        "top",
        "trilogy",
        "weekend",
        "worst",
    ];
    slug.split(' ').any(|w| WORDS.iter().any(|l| l.eq_ignore_ascii_case(w)))
}

/// Is a film's belief enough, with this lead over the next? Where the lead is mostly that it is better known, it must
/// be larger.
fn enough(best: &Belief, lead: f32, said: f32) -> bool {
    if best.by_title() > 0.0 {
        best.said() >= ENOUGH && lead >= if said < LEAD / 2.0 { LEAD_KNOWN } else { LEAD }
    } else {
        best.named >= 2 && best.said() >= ENOUGH_PEOPLE && lead >= LEAD_PEOPLE
    }
}

/// The title stated, where it is that of every film that is about as likely as the best.
fn same_title(
    catalog: &Catalog<'_>,
    titled: &[&Belief],
    stated: Option<&Stated<'_>>,
) -> Option<(String, Span)> {
    let stated = stated?;
    let best = titled.first()?;
    let near = titled.iter().take_while(|b| best.total() - b.total() < LEAD);
    let mut names = near.map(|b| called(&catalog.film(b.film)?, &stated.title).map(str::to_owned));
    let name = names.next()??;
    // One film's whole title is not the title of all.
    let same = names.clone().all(|n| n.as_deref() == Some(&*name));
    let name = match (same, stated.slug) {
        (true, _) => name,
        (_, true) => title::capitalized(&stated.title),
        _ => stated.title.to_string(),
    };
    names.all(|n| n.is_some()).then_some((name, stated.span))
}

/// The one of a film's titles that a text uses, as the catalog spells it; "Guillermo del Toro's Pinocchio" for "Pinocchio".
fn called<'c>(film: &Film<'c>, name: &str) -> Option<&'c str> {
    let key = Key::of(name)?;
    let titles = [film.title(), film.original_title()].into_iter().chain(film.akas());
    let found = titles.into_iter().find(|t| Key::of(t) == Some(key))?;
    let owner = film.title().strip_suffix(found).unwrap_or_default().trim_end();
    Some(if owner.ends_with("'s") || owner.ends_with("’s") { film.title() } else { found })
}

/// May this film be the one reviewed, though the headline is not its title? Where that comes with a year, or is
/// said to be the film's title, only a headline speaks for another film. A headline in words ("A plate of rice")
/// may say nothing of the film: then its people must be named. One that reads as a title ("The Quiet Orchard") is
/// most likely that of a film which the catalog lacks: then nearly everything must speak for the other.
fn speaks_for(best: &Belief, top: Option<&Stated<'_>>, firm: bool) -> bool {
    // Where nothing says what is reviewed, a film that is only mentioned may be any.
    let Some(top) = top else {
        return best.is_dwelt_on() || best.headline || best.title > 0.0;
    };
    if top.slug {
        let mentioned = best.headline && !is_list(&top.title);
        return best.title > 0.0
            || mentioned
            || top.weak && best.by_title() > 0.0 && best.by_people() >= DIRECTOR + ACTOR
            || best.by_people() >= DIRECTOR + 3.0 * ACTOR;
    }
    let people = if title::reads_as_title(&top.title) {
        DIRECTOR + 2.0 * ACTOR + if best.again > 0 { 0.0 } else { ACTOR }
    } else {
        DIRECTOR + if best.again > 0 { ACTOR } else { 2.0 * ACTOR }
    };
    best.title > 0.0 || !firm && (best.headline || best.by_people() >= people)
}

fn abstain(catalog: &Catalog<'_>, titled: &[&Belief]) -> Linked {
    let weigh = |b: &Belief| b.total().min(20.0).exp();
    let sum: f32 = titled.iter().map(|b| weigh(b)).sum::<f32>() + 1.0;
    let candidates = titled
        .iter()
        .filter(|b| b.total() >= WORTH_NAMING)
        .take(5)
        .filter_map(|b| {
            let film = catalog.film(b.film)?;
            let confidence = weigh(b) / sum;
            Some(Candidate {
                title: film.title().to_owned(),
                year: film.year(),
                ids: film_ids(&film),
                confidence,
            })
        })
        .collect();
    let evidence = titled.first().map(|b| b.evidence.clone()).unwrap_or_default();
    Linked { candidates, evidence, ..Linked::default() }
}
