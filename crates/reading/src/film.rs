//! The film that a review is about.
//!
//! Every piece of evidence adds to the belief in the films that it speaks for: a declared identifier, a
//! title and where it stands, a year, the people named. The weights are in natural-log units and were set
//! by hand on annotated reviews; they are few and named. The film is claimed when its belief is high enough
//! and far enough ahead of the next; otherwise the reader abstains and lists the candidates.

use catalog::{Catalog, Film, FilmId, Form, Job, Key, Titled};
use document::{Document, Field, Role, Span};

use crate::claim::{Candidate, Claim, Ids, Says};
use crate::kind::film_words;
use crate::mention::{Mentions, PersonMention, Place, TitleMention};
use crate::title;

/// The headline is this title and nothing else.
const HEADLINE_IS: f32 = 4.0;
/// A heading or headline holds the title among other words.
const HEADLINE_HOLDS: f32 = 2.5;
/// The title is declared to be the film's.
const DECLARED: f32 = 5.0;
/// The title in the running text, set as a title.
const MARKED: f32 = 2.2;
/// The title in the running text, several words in title case, not set as a title.
const BARE: f32 = 1.4;
/// Every further mention, up to three.
const AGAIN: f32 = 0.5;
/// Only a part of the title (before or after a colon) stands there: its weight is this share.
const SHORT_FORM: f32 = 0.5;
/// The first title that the running text sets as one.
const FIRST: f32 = 0.8;
/// Words around it say that it is something else (a song, a book, another film).
const OTHER_THING: f32 = -2.5;
/// Words before it compare another film with this one ("like", "unlike"), or do not.
const COMPARED: f32 = -1.2;
/// A year declared or printed beside the title is the film's, within a year, or another.
const YEAR_IS: f32 = 3.0;
const YEAR_NEAR: f32 = 1.5;
const YEAR_OTHER: f32 = -6.0;
/// The director, a writer, an actor of the film is named.
const DIRECTOR: f32 = 2.5;
const WRITER: f32 = 0.7;
const ACTOR: f32 = 1.4;
/// What people can add at most.
const PEOPLE_MOST: f32 = 9.0;
/// The review was published in the year of the film or the next.
const FRESH: f32 = 0.8;
/// The review was published before the film existed.
const TOO_EARLY: f32 = -8.0;
/// Belief and lead at which a film is claimed.
const ENOUGH: f32 = 3.4;
const LEAD: f32 = 1.3;

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

/// Belief in one film.
#[derive(Debug, Clone)]
struct Belief {
    film: FilmId,
    /// What headlines and declarations add.
    title: f32,
    /// The weightiest mention.
    mention: f32,
    /// Further mentions.
    again: u8,
    /// A headline holds the title.
    headline: bool,
    people: f32,
    year: f32,
    evidence: Vec<Span>,
}

impl Belief {
    fn total(&self) -> f32 {
        self.named() + self.people.min(PEOPLE_MOST) + self.year
    }

    /// What the film's title alone adds.
    fn named(&self) -> f32 {
        self.title + self.mention + AGAIN * f32::from(self.again.min(3))
    }
}

/// Decides which film the text within `range` is about; metadata counts where `whole` is set.
pub(crate) fn link(
    doc: &Document,
    catalog: &Catalog,
    mentions: &Mentions<'_>,
    range: Span,
    whole: bool,
    context: Context,
) -> Linked {
    let by_text = by_text(doc, catalog, mentions, range, whole, context);
    match declared_id(doc).filter(|_| whole) {
        Some((id, place)) => with_id(id, place, doc, catalog, by_text),
        None => by_text,
    }
}

/// The same by titles, years and people alone.
fn by_text(
    doc: &Document,
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
    let declared = whole.then(|| declared(doc, catalog)).flatten();
    let heading = heading(doc, catalog, range, whole);
    let mut beliefs: Vec<Belief> = Vec::new();
    if let Some(declared) = &declared {
        for (film, form) in titled(catalog, declared.title).iter() {
            let weight = if declared.sure { DECLARED } else { HEADLINE_IS };
            add(&mut beliefs, film, weight * share(form), declared.span);
        }
    }
    if let Some(heading) = &heading
        && declared.as_ref().is_none_or(|d| d.title != heading.title)
    {
        for (film, form) in titled(catalog, heading.title).iter() {
            add(&mut beliefs, film, HEADLINE_IS * share(form), heading.span);
        }
    }
    by_mentions(doc, catalog, mentions, &inside, &mut beliefs);
    by_people(catalog, mentions, &inside, &mut beliefs);
    let year = declared.as_ref().or(heading.as_ref()).and_then(|d| d.year);
    for belief in &mut beliefs {
        let Some(film) = catalog.film(belief.film) else { continue };
        if let Some(said) = year {
            belief.year += film.year().map_or(0.0, |y| year_fits(y, said));
        }
        if let (Some(published), Some(year)) = (context.published, film.year()) {
            belief.year += match published - year {
                ..=-2 => TOO_EARLY,
                -1..=1 => FRESH,
                _ => 0.0,
            };
        }
    }
    beliefs.sort_by(|a, b| b.total().total_cmp(&a.total()).then(a.film.cmp(&b.film)));
    settle(catalog, &beliefs, declared.as_ref(), heading.as_ref(), doc, range)
}

fn share(form: Form) -> f32 {
    match form {
        Form::Whole => 1.0,
        Form::Short => SHORT_FORM,
    }
}

fn titled<'c>(catalog: &Catalog<'c>, title: &str) -> Titled<'c> {
    Key::of(title).map_or(Titled::default(), |key| catalog.titled(key))
}

fn add(beliefs: &mut Vec<Belief>, film: FilmId, weight: f32, span: Span) -> &mut Belief {
    let at = beliefs.iter().position(|b| b.film == film).unwrap_or_else(|| {
        let zero = Belief {
            film,
            title: 0.0,
            mention: 0.0,
            again: 0,
            headline: false,
            people: 0.0,
            year: 0.0,
            evidence: Vec::new(),
        };
        beliefs.push(zero);
        beliefs.len() - 1
    });
    let belief = &mut beliefs[at];
    belief.title += weight;
    if belief.evidence.len() < 4 && !belief.evidence.contains(&span) {
        belief.evidence.push(span);
    }
    belief
}

fn year_fits(film: i16, said: i16) -> f32 {
    match (film - said).abs() {
        0 => YEAR_IS,
        1 => YEAR_NEAR,
        _ => YEAR_OTHER,
    }
}

/// The identifier that the metadata declares, and where.
fn declared_id(doc: &Document) -> Option<(&str, Span)> {
    doc.fields(Field::FilmId).find_map(|b| Some((imdb_in(doc.slice(b.span))?, b.span)))
}

/// What a declared identifier makes of what the text alone says. A film of the catalog that has it settles it;
/// one that has none, found by its title, gains it; else the film is the one declared, whatever the text mentions.
fn with_id(id: &str, place: Span, doc: &Document, catalog: &Catalog, by_text: Linked) -> Linked {
    if let Some(found) = catalog.by_imdb(id)
        && let Some(film) = catalog.film(found)
    {
        let claim = Claim { says: says(&film), confidence: 0.99, evidence: vec![place] };
        return Linked { claim: Some(claim), film: Some(found), ..Linked::default() };
    }
    let nameless = by_text.film.filter(|f| catalog.film(*f).is_some_and(|f| f.ids().imdb == 0));
    let (title, year, mut evidence) = match (nameless.and_then(|f| catalog.film(f)), by_text.claim) {
        (Some(film), Some(claim)) => (Some(film.title().to_owned()), film.year(), claim.evidence),
        _ => {
            let declared = declared(doc, catalog);
            (declared.as_ref().map(|d| d.title.to_owned()), declared.and_then(|d| d.year), Vec::new())
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
    Says::Film { title: Some(film.title().to_owned()), year: film.year(), ids: ids(film) }
}

fn ids(film: &Film<'_>) -> Ids {
    let ids = film.ids();
    let known = |id: u32| (id != 0).then_some(id);
    Ids {
        imdb: known(ids.imdb).map(|id| format!("tt{id:07}")),
        tmdb: known(ids.tmdb),
        wikidata: known(ids.wikidata).map(|id| format!("Q{id}")),
        movielens: known(ids.movielens),
    }
}

/// A title that the document states.
struct Stated<'d> {
    title: &'d str,
    year: Option<i16>,
    /// Said to be the film's, not only the review's.
    sure: bool,
    /// The year stands beside the title, as it does beside a film's.
    dated: bool,
    span: Span,
}

/// The film's title as metadata states it.
fn declared<'d>(doc: &'d Document, catalog: &Catalog) -> Option<Stated<'d>> {
    let year = doc.field(Field::FilmYear).and_then(crate::mention::year_in);
    let stated = |field: Field, sure: bool| {
        let block = doc.fields(field).next()?;
        let stated = state(doc.slice(block.span), block.span, catalog)?;
        Some(Stated { year: year.or(stated.year), sure, ..stated })
    };
    stated(Field::Film, true).or_else(|| stated(Field::Title, false))
}

/// The headline or heading at the top of a range.
fn heading<'d>(doc: &'d Document, catalog: &Catalog, range: Span, whole: bool) -> Option<Stated<'d>> {
    let block = doc.prose().find(|b| range.contains(b.span))?;
    let is_heading = !whole || matches!(block.role, Role::Title | Role::Heading(_));
    let text = doc.slice(block.span);
    if is_heading && text.len() < 160 { state(text, block.span, catalog) } else { None }
}

/// Of the readings of a headline, the first that is a film of the catalog; else the most careful. A piece of
/// the headline ("Friday the 13th: The Final Chapter") is a film only by its whole title and in its year.
fn state<'d>(text: &'d str, place: Span, catalog: &Catalog) -> Option<Stated<'d>> {
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
    Some(Stated { title: found.title, year: found.year.or(said), sure: false, dated: said.is_some(), span })
}

fn by_mentions(
    doc: &Document,
    catalog: &Catalog,
    mentions: &Mentions<'_>,
    inside: &dyn Fn(Span, Place) -> bool,
    beliefs: &mut Vec<Belief>,
) {
    let mut first = true;
    for mention in mentions.titles.iter().filter(|m| inside(m.span, m.place)) {
        let headline = matches!(mention.place, Place::Field(Field::Title | Field::Film) | Place::Heading);
        if headline && !mention.marked && (mention.flanked || runs_on(doc, mention.span)) {
            continue;
        }
        let base = match mention.place {
            Place::Field(Field::Film | Field::OriginalTitle) => HEADLINE_HOLDS,
            Place::Field(Field::Title) | Place::Heading if mention.words > 1 || mention.marked => {
                HEADLINE_HOLDS
            }
            // "It" and "Us" stand in many a headline without being the film.
            Place::Field(Field::Title) | Place::Heading if mention.span.len() > 3 => BARE,
            Place::Field(Field::Title) | Place::Heading => continue,
            Place::Field(Field::Summary | Field::Tags) => BARE / 2.0,
            Place::Field(_) => continue,
            Place::Body if mention.marked => MARKED,
            Place::Body if mention.words > 1 => BARE,
            // One capital word in running text ("Us", "Her", "Heaven") is a title only where it stands apart.
            Place::Body if mention.apart => BARE / 2.0,
            Place::Body => continue,
        };
        let owner = mention.owner.map(|at| &mentions.people[at]);
        let qualified =
            if mention.place == Place::Body && owner.is_none() { qualifier(doc, mention) } else { 0.0 };
        let bonus = if mention.place == Place::Body && mention.marked && qualified == 0.0 && first {
            first = false;
            FIRST
        } else {
            0.0
        };
        for (id, form) in mention.films.iter() {
            // "Tom Tykwer's Heaven" is the film of his; a "Heaven" of somebody else's is another thing.
            let owned = match owner {
                Some(owner) if works(catalog, owner).any(|(f, _)| f == id) => MARKED,
                Some(_) => OTHER_THING,
                None => 0.0,
            };
            let belief = add(beliefs, id, 0.0, mention.span);
            belief.headline |= headline;
            let weight = (base + bonus + qualified) * share(form) + owned;
            if belief.mention == 0.0 {
                belief.mention = weight;
            } else {
                belief.mention = belief.mention.max(weight);
                belief.again = belief.again.saturating_add(1);
            }
            if let (Some(said), Some(film)) = (mention.year, catalog.film(id))
                && belief.year == 0.0
                && qualified == 0.0
            {
                belief.year = film.year().map_or(0.0, |y| year_fits(y, said));
            }
        }
    }
}

/// Does the headline go on after the title as another title does: "Wicked: For Good", "Fargo, season 5"?
fn runs_on(doc: &Document, title: Span) -> bool {
    let block = doc.block_at(title.start).map_or(title, |b| b.span);
    let rest = Span { start: title.end, end: block.end.max(title.end) };
    let rest = doc.slice(rest).trim_start_matches(['"', '”', '’', '*']);
    let next: String = rest.chars().take(12).flat_map(char::to_lowercase).collect();
    // German writes every noun with a capital: there title case says nothing.
    let tail = [": ", " – ", " — ", " - "].iter().find_map(|s| rest.strip_prefix(s));
    let outlet =
        tail.is_some_and(|t| doc.fields(Field::Outlet).any(|b| doc.slice(b.span).contains(t.trim())));
    let subtitled = doc.language != Some("de") && !outlet && tail.is_some_and(title::is_subtitle);
    subtitled
        || ["season", "series", "episode"]
            .iter()
            .any(|w| next.trim_start_matches([',', ':', ' ', '–', '-']).starts_with(w))
}

/// Words right before a title that say that something else is meant: a song, a book, a film compared with.
const OTHER_BEFORE: &[&str] = &[
    "song",
    "songs",
    "rendition",
    "cover",
    "covers",
    "single",
    "album",
    "novel",
    "novels",
    "book",
    "memoir",
    "play",
    "sings",
    "singing",
    "remake",
    "sequel",
    "prequel",
    "series",
];

/// Words right before a title that compare, more often than not, another film with the one reviewed.
const COMPARED_BEFORE: &[&str] =
    &["like", "unlike", "than", "recalls", "recall", "echoes", "since", "made", "after"];

/// How the words before a title speak against its being the film reviewed: 0 or less.
fn qualifier(doc: &Document, mention: &TitleMention<'_>) -> f32 {
    let start = mention.span.start as usize;
    let sentence = doc.sentence_at(mention.span.start).map_or(0, |s| s.start as usize);
    let before =
        doc.text[sentence.min(start)..start].trim_end_matches(['"', '“', '‘', '\'', '*', '_', '«', ' ']);
    if before.ends_with("’s") || before.ends_with("'s") || before.ends_with("s’") || before.ends_with("s'")
    {
        return OTHER_THING / 2.0;
    }
    let mut words =
        before.rsplit(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')).filter(|w| !w.is_empty());
    let mut weight = 0.0f32;
    for word in words.by_ref().take(4) {
        let among = |list: &[&str]| list.iter().any(|o| o.eq_ignore_ascii_case(word));
        if among(OTHER_BEFORE) {
            weight = weight.min(OTHER_THING);
        } else if among(COMPARED_BEFORE) {
            weight = weight.min(COMPARED);
        }
    }
    weight
}

/// What the people of a name have made.
fn works<'c>(catalog: &Catalog<'c>, mention: &PersonMention<'c>) -> impl Iterator<Item = (FilmId, Job)> {
    mention.people.iter().flat_map(|(person, _)| catalog.works(person))
}

fn by_people(
    catalog: &Catalog<'_>,
    mentions: &Mentions<'_>,
    inside: &dyn Fn(Span, Place) -> bool,
    beliefs: &mut [Belief],
) {
    // A person counts once a film, however often named; "Bong Joon Ho" and "Bong Joon-ho" are one key.
    let mut counted: Vec<(FilmId, Job, Key)> = Vec::new();
    for mention in mentions.people.iter().filter(|m| inside(m.span, m.place)) {
        for (id, job) in works(catalog, mention) {
            let Some(belief) = beliefs.iter_mut().find(|b| b.film == id) else { continue };
            let part = (id, job, mention.key);
            if counted.contains(&part) {
                continue;
            }
            counted.push(part);
            belief.people += match job {
                Job::Director if mention.place == Place::Field(Field::Director) => 2.0 * DIRECTOR,
                Job::Director => DIRECTOR,
                Job::Writer => WRITER,
                Job::Actor => ACTOR,
                _ => WRITER,
            };
        }
    }
}

/// Chooses, or abstains.
fn settle(
    catalog: &Catalog,
    beliefs: &[Belief],
    declared: Option<&Stated<'_>>,
    heading: Option<&Stated<'_>>,
    doc: &Document,
    range: Span,
) -> Linked {
    // A title that is mentioned only in comparisons needs the film's people beside it.
    let eligible = |b: &&Belief| b.named() > 0.0 || b.people >= DIRECTOR + ACTOR;
    let titled: Vec<&Belief> = beliefs.iter().filter(eligible).collect();
    let best = titled.first().copied();
    let total = best.map_or(f32::MIN, Belief::total);
    let lead = total - titled.get(1).map_or(0.0, |b| b.total().max(0.0));
    // The metadata names a film, title and year, that the catalog does not have.
    let unknown = declared.filter(|d| {
        let known = Key::of(d.title).is_some_and(|k| !catalog.titled(k).is_empty());
        let year_known = known
            && self::titled(catalog, d.title).iter().any(|(f, _)| {
                catalog
                    .film(f)
                    .is_some_and(|f| d.year.zip(f.year()).is_none_or(|(y, of)| (of - y).abs() <= 1))
            });
        !year_known && (d.sure || d.year.is_some() || !known && film_words(doc, range) >= 2)
    });
    // A title with no year and none of its people may be a restaurant's name: the text must speak of a film.
    let said = declared.is_some_and(|d| d.sure);
    let alone = !said && best.is_some_and(|b| b.people == 0.0 && b.year <= 0.0);
    if let Some(best) = best
        && total >= ENOUGH
        && speaks_for(best, declared.or(heading), unknown.is_some_and(|d| d.dated || d.sure))
        && lead >= LEAD
        && (!alone || film_words(doc, range) > 0)
        && let Some(film) = catalog.film(best.film)
    {
        let odds = (total - ENOUGH + 1.0).min(lead);
        // Where no headline names it, it may yet be a film that the review only speaks much of.
        let most = if best.title > 0.0 || best.headline { 0.98 } else { 0.9 };
        let confidence = (1.0 / (1.0 + (-odds).exp())).min(most);
        let claim = Claim { says: says(&film), confidence, evidence: best.evidence.clone() };
        return Linked { claim: Some(claim), film: Some(best.film), ..Linked::default() };
    }
    if let Some(stated) = unknown {
        let says =
            Says::Film { title: Some(stated.title.to_owned()), year: stated.year, ids: Ids::default() };
        let confidence = if stated.sure || stated.year.is_some() { 0.9 } else { 0.6 };
        return Linked {
            claim: Some(Claim { says, confidence, evidence: vec![stated.span] }),
            ..Linked::default()
        };
    }
    abstain(catalog, &titled)
}

/// May this film be the one reviewed, though the headline is not its title? Where that comes with a year, or is
/// said to be the film's title, only a headline speaks for another film. A headline in words ("A plate of rice")
/// may say nothing of the film: then its people must be named. One that reads as a title ("The Quiet Orchard") is
/// most likely that of a film which the catalog lacks: then nearly everything must speak for the other.
fn speaks_for(best: &Belief, top: Option<&Stated<'_>>, firm: bool) -> bool {
    let Some(top) = top else { return true };
    let people = if title::reads_as_title(top.title) {
        DIRECTOR + 2.0 * ACTOR + if best.again > 0 { 0.0 } else { ACTOR }
    } else {
        DIRECTOR + if best.again > 0 { ACTOR } else { 2.0 * ACTOR }
    };
    best.title > 0.0 || !firm && (best.headline || best.people >= people)
}

fn abstain(catalog: &Catalog, titled: &[&Belief]) -> Linked {
    let weigh = |b: &Belief| b.total().min(20.0).exp();
    let sum: f32 = titled.iter().map(|b| weigh(b)).sum::<f32>() + 1.0;
    let candidates = titled
        .iter()
        .filter(|b| b.total() >= WORTH_NAMING)
        .take(5)
        .filter_map(|b| {
            let film = catalog.film(b.film)?;
            let confidence = weigh(b) / sum;
            Some(Candidate { title: film.title().to_owned(), year: film.year(), ids: ids(&film), confidence })
        })
        .collect();
    let evidence = titled.first().map(|b| b.evidence.clone()).unwrap_or_default();
    Linked { candidates, evidence, ..Linked::default() }
}
