//! What speaks for each film that a review may be about.
//!
//! Every piece of evidence adds to the belief in the films that it speaks for: a declared identifier, a title and
//! where it stands, a year, the people named and the characters they play. The weights are in natural-log units and
//! were set by hand on annotated reviews; they are few and named.

use catalog::{Catalog, FilmId, Form, Job, Key, word_hash};
use document::{Document, Field, Span};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::mention::{Mentions, PersonMention, Place, TitleMention};
use crate::title;
use crate::words::Words;

/// The headline is this title and nothing else.
pub(super) const HEADLINE_IS: f32 = 4.0;
/// The name of the file or page is this title and nothing else; and this title of a single word.
pub(super) const SLUG_IS: f32 = 5.5;
pub(super) const SLUG_WORD_IS: f32 = 4.5;
/// The title stated differs by its article.
pub(super) const ARTICLE: f32 = -0.8;
/// The title stated is nearly this one.
pub(super) const NEARLY: f32 = 2.6;
/// A heading or headline holds the title among other words.
const HEADLINE_HOLDS: f32 = 2.5;
/// The title is declared to be the film's.
pub(super) const DECLARED: f32 = 5.0;
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
pub(super) const DIRECTOR: f32 = 2.5;
const WRITER: f32 = 0.7;
pub(super) const ACTOR: f32 = 1.4;
/// Those whom the text casts, in parentheses, are none of the film's actors, though the catalog knows some: for each,
/// and at most.
const MISCAST: f32 = -1.2;
const MISCAST_MOST: f32 = -3.6;
/// Of a film with fewer actors in the catalog nothing can be said of who is not in it.
const KNOWN_CAST: u16 = 3;
/// What people can add at most.
const PEOPLE_MOST: f32 = 9.0;
/// A person of a single film tells more than one of hundreds: the weight falls with the logarithm of their number.
const RARE: f32 = 1.3;
const RARE_FALL: f32 = 0.13;
const RARE_LEAST: f32 = 0.5;
/// An actor's character is named beside them; a character is named without the actor.
const CHARACTER: f32 = 1.2;
const CHARACTER_ALONE: f32 = 0.7;
/// What characters can add at most.
const CHARACTERS_MOST: f32 = 4.0;
/// The review was published in the year of the film or the next.
const FRESH: f32 = 0.8;
/// The review was published before the film existed.
const TOO_EARLY: f32 = -8.0;
/// How well known a film is: each registry that has it, and its votes.
const REGISTERED: f32 = 0.3;
const CREDITED: f32 = 0.4;
const VOTES: f32 = 0.1;
const TYPICAL_VOTES: u32 = 3000;
/// From here on a film is known well enough to be meant where its title alone is named, a title of one word or of more.
const WELL_KNOWN: f32 = 2.4;
const KNOWN: f32 = 2.0;

/// Films that only their people speak for, this many at most.
const BY_PEOPLE: usize = 12;
/// Characters are compared for this many films, the likeliest.
const BY_CHARACTER: usize = 6;
/// Names beyond this many, and films of one name beyond this many, say nothing new.
const NAMES: usize = 200;
const WORKS: usize = 2000;

/// Belief in one film.
#[derive(Debug, Clone)]
pub(super) struct Belief {
    pub(super) film: FilmId,
    /// What headlines and declarations add.
    pub(super) title: f32,
    /// The weightiest mention.
    mention: f32,
    /// Further mentions.
    pub(super) again: u8,
    /// A headline holds the title.
    pub(super) headline: bool,
    pub(super) people: f32,
    /// How many people of it are named.
    pub(super) named: u16,
    /// What those cast in the text say against it.
    miscast: f32,
    /// One of those cast in the text is one of its actors; and how many actors the catalog knows.
    cast: bool,
    actors: u16,
    characters: f32,
    pub(super) year: f32,
    /// How well known it is: tells films apart of which nothing else does.
    known: f32,
    pub(super) evidence: Vec<Span>,
}

impl Belief {
    pub(super) fn total(&self) -> f32 {
        self.by_title() + self.by_people() + self.year + self.known
    }

    /// Without how well known it is: what the review says.
    pub(super) fn said(&self) -> f32 {
        self.total() - self.known
    }

    /// What the film's title alone adds.
    pub(super) fn by_title(&self) -> f32 {
        self.title + self.mention + AGAIN * f32::from(self.again.min(3))
    }

    /// Does the text name it and somebody of it, or several?
    pub(super) fn is_named(&self) -> bool {
        self.mention > 0.0 && self.named > 0 || self.named > 1
    }

    /// Does the text come back to it, or to its people? A film that is compared is named once, with its director.
    pub(super) fn is_dwelt_on(&self) -> bool {
        self.named > 2
            || self.again > 1
            || self.mention > 0.0 && (self.named > 1 || self.named + u16::from(self.again) > 1)
    }

    /// Does nothing but its title speak for it?
    pub(super) fn alone(&self) -> bool {
        self.named == 0 && self.year <= 0.0 && self.characters == 0.0
    }

    /// May it be another film of its title? So it may where nothing but its title speaks for it, and the text casts its
    /// film with none of its actors; or a file's name is all that says the title, and the film is hardly known.
    pub(super) fn doubtful(&self, cast: usize, slug: Option<&str>) -> bool {
        let miscast = cast > 0 && !self.cast && self.actors >= KNOWN_CAST;
        let known = |s: &str| self.known >= if s.contains(' ') { KNOWN } else { WELL_KNOWN };
        self.alone() && (miscast || !slug.is_none_or(known)) || miscast && self.named < 2 && self.year <= 0.0
    }

    /// What its people and characters add.
    pub(super) fn by_people(&self) -> f32 {
        self.people.min(PEOPLE_MOST) + self.characters.min(CHARACTERS_MOST) + self.miscast
    }
}

/// The films that something speaks for.
#[derive(Debug, Default)]
pub(super) struct Beliefs {
    pub(super) list: Vec<Belief>,
    /// How many people the text casts, in parentheses.
    pub(super) cast: usize,
    at: FxHashMap<FilmId, usize>,
}

impl Beliefs {
    /// Adds to what titles say of a film.
    pub(super) fn add(&mut self, film: FilmId, weight: f32, span: Span) -> &mut Belief {
        let at = *self.at.entry(film).or_insert_with(|| {
            self.list.push(Belief {
                film,
                title: 0.0,
                mention: 0.0,
                again: 0,
                headline: false,
                people: 0.0,
                named: 0,
                miscast: 0.0,
                cast: false,
                actors: 0,
                characters: 0.0,
                year: 0.0,
                known: 0.0,
                evidence: Vec::new(),
            });
            self.list.len() - 1
        });
        let belief = &mut self.list[at];
        belief.title += weight;
        if belief.evidence.len() < 4 && !belief.evidence.contains(&span) {
            belief.evidence.push(span);
        }
        belief
    }

    /// Adds a title that is nearly the one stated: as good as a mention, no more.
    pub(super) fn add_near(&mut self, film: FilmId, weight: f32, span: Span) {
        let belief = self.add(film, 0.0, span);
        belief.mention = belief.mention.max(weight);
    }

    pub(super) fn sort(&mut self) {
        self.list.sort_by(|a, b| b.total().total_cmp(&a.total()).then(a.film.cmp(&b.film)));
        self.at.clear();
    }
}

/// How much a whole title or a part of one says.
pub(super) fn share(form: Form) -> f32 {
    match form {
        Form::Whole => 1.0,
        Form::Short => SHORT_FORM,
    }
}

fn year_fits(film: i16, said: i16) -> f32 {
    match (film - said).abs() {
        0 => YEAR_IS,
        1 => YEAR_NEAR,
        _ => YEAR_OTHER,
    }
}

/// Adds what years say: the one stated with the title, and that of publication.
pub(super) fn by_years(
    catalog: &Catalog<'_>,
    stated: Option<i16>,
    published: Option<i16>,
    beliefs: &mut Beliefs,
) {
    for belief in &mut beliefs.list {
        let Some(film) = catalog.film(belief.film) else { continue };
        let ids = film.ids();
        let registries = [ids.imdb, ids.tmdb, ids.wikidata, ids.movielens];
        let registered = registries.iter().filter(|id| **id != 0).count() as f32;
        let credited = if catalog.credits(belief.film).next().is_some() { CREDITED } else { 0.0 };
        // Many lists count no votes: a film that critics' audiences have rated is not less known for that.
        let votes = if film.votes() == 0 && ids.movielens != 0 { TYPICAL_VOTES } else { film.votes() };
        belief.known = REGISTERED * registered + credited + VOTES * (votes as f32 + 1.0).ln();
        let Some(year) = film.year() else { continue };
        if let Some(said) = stated {
            belief.year += year_fits(year, said);
        }
        if let Some(published) = published {
            belief.year += match published - year {
                ..=-2 => TOO_EARLY,
                -1..=1 => FRESH,
                _ => 0.0,
            };
        }
    }
}

/// Adds what titles in the text say.
pub(super) fn by_mentions(
    doc: &Document,
    catalog: &Catalog<'_>,
    mentions: &Mentions<'_>,
    inside: &dyn Fn(Span, Place) -> bool,
    slug: Option<&str>,
    beliefs: &mut Beliefs,
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
            // One capital word in running text ("Us", "Her", "Heaven") is a title only where it stands apart, and
            // then of a film that something else speaks for.
            Place::Body if mention.apart && mention.span.len() > 3 => BARE / 2.0,
            Place::Body => continue,
        };
        let lone = mention.place == Place::Body && mention.words == 1 && !mention.marked;
        let in_slug =
            mention.place == Place::Body && !lone && slug.is_some_and(|s| holds(s, doc.slice(mention.span)));
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
            if lone && !beliefs.at.contains_key(&id) {
                continue;
            }
            let belief = beliefs.add(id, 0.0, mention.span);
            belief.headline |= headline || in_slug && form == Form::Whole;
            let base = if in_slug { base.max(HEADLINE_HOLDS) } else { base };
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

/// Are these words most of the words of a slug, in order? "Beetlejuice" is not most of "beetlejuice beetlejuice".
fn holds(slug: &str, words: &str) -> bool {
    let hashes = |text: &str| -> Vec<u32> {
        let words = text.split(|c: char| !c.is_alphanumeric() && !"'’".contains(c));
        words.filter(|w| !catalog::is_article(w)).map(word_hash).filter(|h| *h != 0).collect()
    };
    let (slug, words) = (hashes(slug), hashes(words));
    !words.is_empty() && words.len() * 5 >= slug.len() * 3 && slug.windows(words.len()).any(|w| w == words)
}

/// What the people of a name have made.
fn works<'c>(catalog: &Catalog<'c>, mention: &PersonMention<'c>) -> impl Iterator<Item = (FilmId, Job)> {
    mention.people.iter().flat_map(|(person, _)| catalog.works(person)).take(WORKS)
}

/// Adds what the people named say: for the films whose titles are named, and for those that most of them made.
pub(super) fn by_people(
    catalog: &Catalog<'_>,
    mentions: &Mentions<'_>,
    inside: &dyn Fn(Span, Place) -> bool,
    beliefs: &mut Beliefs,
) {
    // A person counts once a film, however often named; "Bong Joon Ho" and "Bong Joon-ho" are one key.
    let mut named: Vec<(Key, &PersonMention<'_>)> = Vec::new();
    let mut seen: FxHashSet<(Key, bool)> = FxHashSet::default();
    for mention in mentions.people.iter().filter(|m| inside(m.span, m.place)) {
        let field = matches!(mention.place, Place::Field(Field::Director));
        if seen.insert((mention.key, field)) && named.len() < NAMES {
            named.push((mention.key, mention));
        }
    }
    let mut films: FxHashMap<FilmId, (f32, u16, Span)> = FxHashMap::default();
    let mut own: Vec<(FilmId, Job)> = Vec::new();
    for (_, mention) in &named {
        own.clear();
        own.extend(works(catalog, mention));
        // The most telling of several jobs in one film counts.
        own.sort_unstable();
        own.dedup_by_key(|w| w.0);
        let rare = (RARE - RARE_FALL * (own.len() as f32).ln()).max(RARE_LEAST);
        for (film, job) in &own {
            let weight = rare
                * match job {
                    Job::Director if mention.place == Place::Field(Field::Director) => 2.0 * DIRECTOR,
                    Job::Director => DIRECTOR,
                    Job::Actor => ACTOR,
                    _ => WRITER,
                };
            let known = films.entry(*film).or_insert((0.0, 0, mention.span));
            known.0 += weight;
            known.1 += 1;
            // The director is the better witness.
            if *job == Job::Director {
                known.2 = mention.span;
            }
        }
    }
    let mut most: Vec<(FilmId, (f32, u16, Span))> =
        films.iter().filter(|(_, (_, named, _))| *named >= 2).map(|(f, w)| (*f, *w)).collect();
    let by_weight = |a: &(FilmId, (f32, u16, Span)), b: &(FilmId, (f32, u16, Span))| {
        b.1.0.total_cmp(&a.1.0).then(a.0.cmp(&b.0))
    };
    if most.len() > BY_PEOPLE {
        most.select_nth_unstable_by(BY_PEOPLE, by_weight);
        most.truncate(BY_PEOPLE);
    }
    most.sort_unstable_by(by_weight);
    for (film, (_, _, span)) in most {
        beliefs.add(film, 0.0, span);
    }
    for belief in &mut beliefs.list {
        if let Some((weight, named, span)) = films.get(&belief.film) {
            belief.people += weight;
            belief.named += named;
            if !belief.evidence.contains(span) {
                belief.evidence.push(*span);
            }
        }
    }
}

/// The names in parentheses, as a review casts a film: "Becky (Elisabeth Moss)".
fn cast_in(doc: &Document, range: Span) -> Vec<Key> {
    let text = doc.slice(range);
    let mut out = Vec::new();
    for (at, _) in text.match_indices('(').take(4 * NAMES) {
        let inner = &text[at + 1..];
        let Some(end) = inner.bytes().take(120).position(|b| b == b')') else { continue };
        for name in inner[..end].split(", ") {
            let mut words = name.split(' ');
            let named = (2..=3).contains(&words.clone().count())
                && words.all(|w| {
                    w.starts_with(char::is_uppercase) && w.len() > 1 && !w.contains(['"', '*', ':'])
                });
            if named && out.len() < NAMES {
                out.extend(Key::of(name));
            }
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

/// Adds what the characters named say, for the likeliest films. `beliefs` are sorted.
pub(super) fn by_characters(
    doc: &Document,
    hashed: &Words,
    catalog: &Catalog<'_>,
    mentions: &Mentions<'_>,
    range: Span,
    beliefs: &mut Beliefs,
) {
    let mut names: FxHashSet<u32> = FxHashSet::default();
    let from = doc.tokens.partition_point(|t| t.span.start < range.start);
    for (i, token) in (from..).zip(&doc.tokens[from..]).take_while(|(_, t)| t.span.end <= range.end) {
        let word = token.span.of(&doc.text);
        if hashed.is_raised(i) && word.len() > 2 && word.starts_with(char::is_uppercase) {
            names.insert(hashed.hash(i));
        }
    }
    let actors: FxHashSet<Key> =
        mentions.people.iter().filter(|m| range.contains(m.span)).map(|m| m.key).collect();
    let cast = cast_in(doc, range);
    beliefs.cast = cast.len();
    for belief in beliefs.list.iter_mut().take(BY_CHARACTER) {
        let (mut known, mut right) = (0u16, false);
        for credit in catalog.credits(belief.film).filter(|c| c.job == Job::Actor).take(NAMES) {
            known += 1;
            let words = credit.character.split(|c: char| !c.is_alphanumeric() && !"'’".contains(c));
            let (mut hits, mut of) = (0, 0);
            for word in words.filter(|w| w.len() > 2 && w.starts_with(char::is_uppercase)) {
                of += 1;
                hits += usize::from(names.contains(&word_hash(word)));
            }
            // Most credits are of nobody who is named: their names need no looking at.
            let asked = hits > 0 || !right && !cast.is_empty();
            let key = if asked { Key::of(credit.person.name()) } else { None };
            right |= key.is_some_and(|k| cast.binary_search(&k).is_ok());
            let named = hits > 0 && key.is_some_and(|k| actors.contains(&k));
            if named {
                belief.characters += CHARACTER;
            } else if hits >= 2 || hits == 1 && of == 1 {
                belief.characters += CHARACTER_ALONE;
            }
        }
        belief.cast = right;
        belief.actors = known;
        if known >= KNOWN_CAST && !right {
            belief.miscast = (MISCAST * cast.len() as f32).max(MISCAST_MOST);
        }
    }
}
