//! Credits: the people of the film who are named in the text, with their parts in it; and people who are named and
//! have no part in it.
//!
//! Names are found first ([`crate::name`]), then each is settled on a person ([`people`]): one of the film's known
//! credits, misspelt or in part, else one of the catalog, else a plain name. What the words around each mention say
//! ([`cue`], [`paren`], [`object`]) is added up by person, and one claim made a person and part, at the first
//! mention. All of it is linear in the text: runs, lists and look-arounds are capped.

mod after;
mod apart;
mod before;
mod cue;
mod declared;
mod known;
mod object;
mod paren;
mod people;
mod phrase;
mod possessive;

use catalog::{Catalog, FilmId};
use document::{Document, Role as Block, Span};
use rustc_hash::FxHashSet;

pub(crate) use declared::role_of;

use crate::claim::{Claim, Ids, Role, Says, Thing};
use crate::lexicon::flag;
use crate::name::{self, Kind, Shape, Text};
use crate::words::Words;
use cue::{Cue, Scene, Tie};
use known::{Fit, Known};
use people::{People, Person};

/// Weight from which words around a name make it a credit without the catalog's help.
const ENOUGH: f32 = 0.55;
/// Weight from which they outweigh that the catalog's film has no such credit.
const FIRM: f32 = 0.7;
/// The same for an actor who is none of the many that the catalog has for the film: "Heath Ledger’s Joker" is another
/// film's, "(Heath Ledger)" may be one whom the catalog lacks.
const CERTAIN: f32 = 0.86;
/// As many actors are most of those whom a review names.
const FULL_CAST: usize = 8;

/// Adds the claims of persons: credits and others.
pub(crate) fn claims(
    (doc, words): (&Document, &Words),
    catalog: &Catalog<'_>,
    film: Option<FilmId>,
    (title, byline): (Option<&str>, Option<&str>),
    range: Span,
    whole: bool,
    out: &mut Vec<Claim>,
) {
    let known = known::known(doc, catalog, film, whole);
    let text = name::read(doc, words, range, |role| {
        matches!(role, Block::Body | Block::Caption | Block::Quotation | Block::Heading(_) | Block::Title)
    });
    let people = people::resolve(doc, catalog, &text, &known);
    let title = title.map(title_words).unwrap_or_default();
    let year = film.and_then(|id| catalog.film(id)?.year());
    let scene = Scene { doc, catalog, text: &text, people: &people, title, year };
    let mut ties = cue::ties(&scene);
    // A list of the year's films, of none of which this is a review.
    let list = film.is_none()
        && scene.title.is_empty()
        && ties
            .iter()
            .filter(|t| t.says == Cue::Other && t.weight.to_bits() == paren::OF_ITEM.to_bits())
            .count()
            >= 3;
    if list {
        ties.retain(|t| t.says == Cue::Other);
    }
    let apart = apart::versions(&scene, &known, &mut ties);
    let mut wrote = vec![false; people.persons.len()];
    for n in 0..text.names.len() {
        if let Some(p) = people.of_name[n].filter(|_| apart::is_reviewer(&scene, n)) {
            wrote[p] = true;
        }
    }
    let byline = byline.map(known::folded);
    camera(&scene, &known, &mut ties);
    unperson(&scene, &mut ties);
    share(&scene, &known, &mut ties);
    let mut by_person: Vec<Vec<&Tie>> = vec![Vec::new(); people.persons.len()];
    let mut strangers: Vec<&Tie> = Vec::new();
    for tie in &ties {
        match people.of_name[tie.name] {
            Some(person) => by_person[person].push(tie),
            None => strangers.push(tie),
        }
    }
    // A name that the text ties to an actor is a character's, though a person of the catalog may have it too.
    let characters: FxHashSet<Vec<String>> = ties
        .iter()
        .filter(|t| t.weight >= FIRM)
        .filter_map(|t| t.object.character)
        .map(|(a, b)| known::folded(doc.slice(text.span(doc, a, b))))
        .collect();
    let mut order: Vec<usize> = (0..people.persons.len()).collect();
    order.sort_by_key(|p| people.persons[*p].first);
    let cast = known.iter().filter(|k| k.in_catalog && k.roles.contains(&Role::Actor)).count();
    let (has_cast, full_cast) = (cast >= 3, cast >= FULL_CAST);
    let mut named = vec![false; known.len()];
    for p in order {
        let person = &people.persons[p];
        let name = &text.names[person.first];
        let credited = person.known.and_then(|(k, _)| known.get(k));
        if (wrote[p] && !credited.is_some_and(|k| k.in_catalog || !k.declared.is_empty()))
            || byline.as_ref().is_some_and(|b| *b == known::folded(&person.written))
        {
            continue;
        }
        if person.known.is_none() && name.words > 1 && scene.is_title(name.first, name.last) {
            continue;
        }
        let is_character = person.known.is_none()
            && (person.character || characters.contains(&known::folded(&person.written)));
        if is_character && !by_person[p].iter().any(|t| t.weight >= 0.85 && t.object.character.is_some()) {
            continue;
        }
        let settled = Settled {
            doc,
            catalog,
            text: &text,
            known: &known,
            person,
            ties: &by_person[p],
            has_cast,
            full_cast,
            apart: apart[p],
        };
        if settled.claim(out)
            && let Some((k, _)) = person.known
        {
            named[k] = true;
        }
    }
    strange(&scene, &strangers, &people, out);
    for (k, _) in known.iter().zip(&named).filter(|(k, named)| !**named && !k.declared.is_empty()) {
        for (role, span) in &k.declared {
            let says = credit(*role, &k.name, doc.slice(*span), k.ids(catalog), None, None);
            out.push(Claim { says, confidence: 0.9, evidence: vec![*span] });
        }
    }
}

/// Who "shoots" is cinematographer or director: what stands beside the name, or the catalog, decides; a director is
/// one only where nobody else is, and something else says so too.
fn camera(scene: &Scene<'_>, known: &[Known], ties: &mut Vec<Tie>) {
    let persons = scene.people.persons.len();
    let mut beside = vec![false; scene.text.names.len()];
    let (mut said, mut firmly) = (vec![false; persons], vec![false; persons]);
    let mut directors = usize::from(known.iter().any(|k| k.roles.contains(&Role::Director)));
    for tie in ties.iter() {
        let Cue::Credit(role) = tie.says else { continue };
        beside[tie.name] |= role != Role::Actor && tie.weight >= ENOUGH;
        let Some(p) = scene.people.of_name[tie.name].filter(|_| role == Role::Director) else { continue };
        said[p] |= tie.weight >= 0.5;
        directors += usize::from(tie.weight >= FIRM && !firmly[p]);
        firmly[p] |= tie.weight >= FIRM;
    }
    let settle = |tie: &Tie| {
        let p = scene.people.of_name[tie.name]?;
        let person = &scene.people.persons[p];
        let who = person.known.and_then(|(k, _)| known.get(k));
        let has = |r: Role| who.is_some_and(|k| k.roles.contains(&r));
        let another = directors > usize::from(firmly[p]);
        match () {
            () if beside[tie.name] => None,
            () if has(Role::Director) => Some((Role::Director, 0.85)),
            () if has(Role::Cinematographer) => Some((Role::Cinematographer, 0.85)),
            () if who.is_some() => None,
            () if said[p] && !another => Some((Role::Director, 0.75)),
            () if person.in_catalog && scene.is_cinematographer(tie.name) => {
                Some((Role::Cinematographer, 0.75))
            }
            () if another && person.in_catalog => Some((Role::Cinematographer, FIRM)),
            () => None,
        }
    };
    let settled: Vec<_> = ties.iter().filter(|t| t.says == Cue::Camera).map(settle).collect();
    let mut settled = settled.into_iter();
    ties.retain_mut(|tie| {
        if tie.says != Cue::Camera {
            return true;
        }
        let Some((role, weight)) = settled.next().flatten() else { return false };
        (tie.says, tie.weight) = (Cue::Credit(role), weight);
        true
    });
}

/// Who stands in a list with an actor of the film is one too: "Cage, Joely Richardson and Madeleine Arthur".
fn share(scene: &Scene<'_>, known: &[Known], ties: &mut Vec<Tie>) {
    let n = scene.text.names.len();
    let mut acts = vec![false; n];
    for tie in ties.iter() {
        acts[tie.name] |= tie.says == Cue::Credit(Role::Actor) && tie.weight >= FIRM;
    }
    for (name, acts) in acts.iter_mut().enumerate() {
        let who = scene.people.of(name).and_then(|p| known.get(p.known?.0));
        *acts |= who.is_some_and(|k| k.roles.first() == Some(&Role::Actor));
    }
    // By name: the actor before it in the list, over the character that stands between ("A as X and B").
    let before: Vec<Option<usize>> = (0..n)
        .map(|k| {
            let listed = k > 0 && cue::follows_in_list(scene, k) && !scene.is_played(k);
            if listed { k.checked_sub(if scene.is_played(k - 1) { 2 } else { 1 }) } else { None }
        })
        .collect();
    let mut given = vec![false; n];
    for k in 1..n {
        given[k] = before[k].is_some_and(|b| acts[b] || given[b]) && !acts[k];
    }
    for k in (1..n).rev() {
        if let Some(b) = before[k].filter(|b| (acts[k] || given[k]) && !acts[*b]) {
            given[b] = true;
        }
    }
    for (name, _) in given.iter().enumerate().filter(|(_, g)| **g) {
        ties.push(Tie {
            name,
            says: Cue::Credit(Role::Actor),
            weight: 0.6,
            object: object::Object::default(),
        });
    }
}

/// A name that stands for an actor of the film is no character: "Sinatra" in "Kelly plays opposite Sinatra".
fn unperson(scene: &Scene<'_>, ties: &mut [Tie]) {
    let mut acts = vec![false; scene.people.persons.len()];
    for tie in ties.iter() {
        if let (Cue::Credit(_), Some(p)) = (tie.says, scene.people.of_name[tie.name]) {
            acts[p] |= tie.weight >= FIRM;
        }
    }
    for tie in ties {
        let Some(n) = tie.object.character.and_then(|(_, last)| scene.text.name_at(last)) else { continue };
        if scene.people.of_name[n].is_some_and(|p| acts[p] || scene.people.persons[p].known.is_some()) {
            tie.object.character = None;
            tie.weight = tie.weight.min(0.6);
        }
    }
}

fn title_words(title: &str) -> Vec<u32> {
    title
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’')
        .map(catalog::word_hash)
        .filter(|h| *h != 0)
        .collect()
}

/// All that is known of one person at the end.
struct Settled<'a> {
    doc: &'a Document,
    catalog: &'a Catalog<'a>,
    text: &'a Text,
    known: &'a [Known],
    person: &'a Person,
    ties: &'a [&'a Tie],
    has_cast: bool,
    full_cast: bool,
    /// Only named with another version of the film, or compared.
    apart: bool,
}

impl Settled<'_> {
    /// Makes the claims; true where the person is a credit.
    fn claim(&self, out: &mut Vec<Claim>) -> bool {
        let who = self.person.known.and_then(|(k, fit)| Some((self.known.get(k)?, fit)));
        // "Produced by David Foster" is no David Kyle Foster who has another part in the film.
        let who = who.filter(|(known, _)| !(self.is_short(known) && self.is_another(known)));
        let roles = match who {
            _ if self.apart => Vec::new(),
            Some((known, _)) => self.of_known(known),
            None => self.by_text(),
        };
        let first = &self.text.names[self.person.first];
        if roles.is_empty() {
            let mention =
                self.ties.iter().filter(|t| t.says == Cue::Other).map(|t| t.weight).fold(0.0, f32::max);
            let confidence = match self.person.kind {
                _ if self.person.in_catalog && mention > 0.0 => 0.85,
                _ if self.person.in_catalog && self.has_cast => 0.65,
                _ if self.person.in_catalog => 0.5,
                Kind::Given if mention >= 0.6 => 0.7,
                Kind::Family if mention >= 0.6 => 0.6,
                _ => return false,
            };
            let foreign = self.doc.language.is_some_and(|l| l != "en");
            let confidence = if foreign { f32::min(confidence, 0.5) } else { confidence };
            let name = self.person.name().to_owned();
            let says = Says::Other { thing: Thing::Person, name };
            out.push(Claim { says, confidence, evidence: vec![first.span] });
            return false;
        }
        let object = self.object();
        for (role, weight) in roles {
            let (person, ids) = who.map_or_else(
                || (self.person.written.clone(), self.person.ids()),
                |(k, _)| (k.name.clone(), k.ids(self.catalog)),
            );
            let confidence = match who {
                Some((k, Fit::Exact)) if k.in_catalog || !k.declared.is_empty() => 0.95,
                Some((_, Fit::Near)) => 0.9,
                Some((_, _)) => 0.85,
                None => weight.min(0.85),
            };
            let confidence =
                if role == Role::Actor && self.is_only_seen() { confidence.min(0.7) } else { confidence };
            let shown = if role == Role::Actor { object } else { object::Object::default() };
            let span = |range: Option<(usize, usize)>| range.map(|(a, b)| self.text.span(self.doc, a, b));
            // What nouns and verbs are is known of English alone.
            let foreign = self.doc.language.filter(|l| *l != "en");
            let (character, described) =
                (span(self.proper(shown.character)), span(shown.described.filter(|_| foreign.is_none())));
            let written = self.person.full.filter(|f| *f == self.person.first);
            let place = self.text.names[written.unwrap_or(self.person.first)].span;
            let evidence = [Some(place), character, described].into_iter().flatten().collect();
            let slice = |s: Option<Span>| {
                s.map(|s| self.doc.slice(s).split_whitespace().collect::<Vec<_>>().join(" "))
            };
            let says = credit(role, &person, self.doc.slice(place), ids, slice(character), slice(described));
            out.push(Claim { says, confidence, evidence });
        }
        true
    }

    /// "Dramatiker Georg Dreyman": German nouns have capitals, and one before a given name is no part of it.
    fn proper(&self, character: Option<(usize, usize)>) -> Option<(usize, usize)> {
        let (first, last) = character?;
        let toks = &self.text.toks;
        let noun = self.doc.language == Some("de")
            && first + 2 <= last
            && !toks[first].is(flag::GIVEN | flag::FAMILY)
            && toks[first + 1].is(flag::GIVEN);
        Some((first + usize::from(noun), last))
    }

    /// Does the text leave out a middle name that the film's credit has?
    fn is_short(&self, known: &Known) -> bool {
        let written = known::folded(&self.person.written);
        written.len() == 2 && known::folded(&known.name).len() > 2
    }

    /// Does the text give the person a part that the credit does not have, and none that it has?
    fn is_another(&self, known: &Known) -> bool {
        let said = |own: bool| {
            self.ties.iter().any(
                |t| matches!(t.says, Cue::Credit(r) if known.roles.contains(&r) == own && t.weight >= ENOUGH),
            )
        };
        known.declared.is_empty() && said(false) && !said(true)
    }

    /// Is the person named once, in a sentence without a word of the making of films?
    fn is_only_seen(&self) -> bool {
        if self.person.mentions > 1 || !self.ties.is_empty() {
            return false;
        }
        let toks = &self.text.toks;
        let name = &self.text.names[self.person.first];
        let made = flag::NOUN | flag::BY | flag::WORK | flag::VERB | flag::PLAYS | flag::CAMERA;
        let ends = |i: &usize| toks[*i].shape != Shape::Stop && toks[*i].block == toks[name.first].block;
        !(0..name.first)
            .rev()
            .take_while(ends)
            .chain((name.last + 1..toks.len()).take_while(ends))
            .take(80)
            .any(|i| toks[i].is(made))
    }

    /// The parts of a known credit: those that the text names, else the catalog's most telling.
    fn of_known(&self, known: &Known) -> Vec<(Role, f32)> {
        let mut said: Vec<(Role, f32)> = Vec::new();
        for tie in self.ties {
            if let Cue::Credit(role) = tie.says {
                let credited = known.roles.contains(&role);
                if tie.weight >= if credited { 0.5 } else { 0.8 } {
                    add(&mut said, role, tie.weight);
                }
            }
        }
        // "Moss’s film" speaks of a director only where the catalog does not say that she acts in it.
        let main = known.roles.first().copied().unwrap_or(Role::Actor);
        // "X produced.": of whom the text says that and nothing else, it does not say that they act.
        let crew = (known.character.is_none() || self.person.mentions == 1)
            && known.declared.is_empty()
            && main == Role::Actor
            && said.iter().any(|(r, w)| {
                matches!(r, Role::Producer | Role::Composer | Role::Editor | Role::Cinematographer)
                    && *w >= 0.85
            });
        if !crew && (said.is_empty() || !said.iter().any(|(r, _)| known.roles.contains(r))) {
            add(&mut said, main, 0.9);
        }
        said.retain(|(r, w)| known.roles.contains(r) || *w >= 0.85 && *r != Role::Actor);
        // A director who is said to have written is both; a writer of whom nothing is said directs first.
        if main == Role::Director
            && !said.iter().any(|(r, _)| *r == Role::Director)
            && !said.iter().any(|(r, _)| *r == Role::Actor)
        {
            said.insert(0, (Role::Director, 0.9));
        }
        said
    }

    /// The parts of a person whom no list of the film's credits has.
    fn by_text(&self) -> Vec<(Role, f32)> {
        // A comparison counts where the person is brought in, not where the review has long been about them.
        let first =
            |t: &&&Tie| t.says == Cue::Other && (t.name == self.person.first || self.person.mentions < 3);
        let other = self.ties.iter().filter(first).map(|t| t.weight).fold(0.0, f32::max);
        let mut said: Vec<(Role, f32)> = Vec::new();
        for tie in self.ties {
            if let Cue::Credit(role) = tie.says {
                add(&mut said, role, tie.weight);
            }
        }
        let need = if self.has_cast && self.person.in_catalog { FIRM } else { ENOUGH };
        let need_actor = if self.full_cast { CERTAIN } else { need };
        said.retain(|(r, w)| *w >= if *r == Role::Actor { need_actor } else { need } && *w > other);
        if self.person.kind < Kind::Unknown && !self.person.in_catalog {
            said.retain(|(_, w)| *w >= 0.8);
        }
        // Of whom nothing is said, though again and again: most likely of this film, where nobody knows its cast.
        if said.is_empty()
            && other == 0.0
            && !self.has_cast
            && self.person.in_catalog
            && self.person.mentions > 1
        {
            said.push((Role::Actor, 0.5));
        }
        // One who acts and of whom "film" is said too is an actor; a part that is named outright stays.
        let best = said.iter().map(|(_, w)| *w).fold(0.0, f32::max);
        said.retain(|(_, w)| *w >= best - 0.12);
        said
    }

    /// The character of the surest tie that tells one, and the description of the surest that tells that.
    fn object(&self) -> object::Object {
        let tells = |f: &dyn Fn(&object::Object) -> bool| {
            let mut best: Option<&Tie> = None;
            for tie in self.ties.iter().filter(|t| f(&t.object)) {
                if best.is_none_or(|b| tie.weight > b.weight + 0.05) {
                    best = Some(tie);
                }
            }
            best.map(|t| t.object)
        };
        let Some(named) = tells(&|o| o.character.is_some()) else {
            return tells(&|o| o.described.is_some()).unwrap_or_default();
        };
        let described =
            named.described.or_else(|| tells(&|o| o.described.is_some() && o.character.is_none())?.described);
        object::Object { described, ..named }
    }
}

fn add(said: &mut Vec<(Role, f32)>, role: Role, weight: f32) {
    match said.iter_mut().find(|(r, _)| *r == role) {
        Some((_, w)) => *w = w.max(weight),
        None => said.push((role, weight)),
    }
}

/// Names of one word that nothing else explains: credits only where a part is named outright, others only where the
/// words say that somebody is compared.
fn strange(scene: &Scene<'_>, ties: &[&Tie], people: &People, out: &mut Vec<Claim>) {
    let mut done: Vec<u32> = Vec::new();
    for tie in ties {
        let name = scene.text.names[tie.name];
        let word = scene.text.toks[name.last].hash;
        let single = name.words == 1 && name.kind == Kind::Single
            || name.words == 2 && scene.text.toks[name.first].is(flag::PARTICLE);
        if !single || done.contains(&word) || done.len() > 40 || people.of_name[tie.name].is_some() {
            continue;
        }
        let written = scene.doc.slice(name.span);
        let says = match tie.says {
            Cue::Credit(role) if !matches!(role, Role::Actor | Role::Other) && tie.weight >= 0.85 => {
                credit(role, written, written, Ids::default(), None, None)
            }
            Cue::Other if tie.weight >= 0.85 => {
                Says::Other { thing: Thing::Person, name: written.to_owned() }
            }
            _ => continue,
        };
        done.push(word);
        out.push(Claim { says, confidence: 0.6, evidence: vec![name.span] });
    }
}

fn credit(
    role: Role,
    person: &str,
    as_written: &str,
    ids: Ids,
    character: Option<String>,
    described: Option<String>,
) -> Says {
    Says::Credit {
        role,
        person: person.to_owned(),
        as_written: as_written.to_owned(),
        ids,
        character,
        described,
    }
}
