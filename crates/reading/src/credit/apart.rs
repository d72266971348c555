//! Who is named and is not of the film: people of its other versions, those whom it is compared with, and whoever
//! wrote the review.

use super::cue::{Cue, Scene, Tie};
use super::known::{self, Known};
use super::object::Object;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::Shape;

/// As many actors of a film lead it.
const LEADS: usize = 2;

/// Turns what is said of other versions of the film into mentions; by person, whether they are only of such.
pub(super) fn versions(scene: &Scene<'_>, known: &[Known], ties: &mut Vec<Tie>) -> Vec<bool> {
    let mut mentions = vec![(0, 0); scene.people.persons.len()];
    for n in 0..scene.text.names.len() {
        let Some(p) = scene.people.of_name[n] else { continue };
        mentions[p].0 += 1;
        let marked = scene.text.names[n].marked;
        if marked || !(before(scene, n) || behind(scene, n, ties)) {
            continue;
        }
        let who = scene.people.persons[p].known.and_then(|(k, _)| known.get(k));
        if who.is_some_and(|k| is_own(scene, k, known, n, ties)) {
            continue;
        }
        mentions[p].1 += 1;
        ties.retain(|t| t.name != n);
        ties.push(Tie { name: n, says: Cue::Other, weight: 0.9, object: Object::default() });
    }
    let compared = (0..mentions.len()).map(|p| is_compared(scene, p, known, ties));
    mentions
        .iter()
        .zip(compared)
        .map(|((all, other), compared)| *other > 0 && all == other || compared)
        .collect()
}

/// Is this one of the film's own people, whatever other versions the sentence speaks of?
fn is_own(scene: &Scene<'_>, who: &Known, known: &[Known], n: usize, ties: &[Tie]) -> bool {
    let leads =
        known.iter().filter(|k| k.roles.contains(&Role::Actor)).take(LEADS).any(|k| k.name == who.name);
    let told = ties.iter().filter(|t| t.name == n).find_map(|t| t.object.character);
    let plays =
        told.map(|(a, b)| who.plays(&known::folded(scene.doc.slice(scene.text.span(scene.doc, a, b)))));
    !who.declared.is_empty()
        || who.roles.contains(&Role::Director)
        || plays == Some(true)
        || leads && who.character.is_none()
}

/// "In the original X", "the 2011 prequel, directed by X", "the original, with X".
fn before(scene: &Scene<'_>, n: usize) -> bool {
    let toks = &scene.text.toks;
    let name = &scene.text.names[n];
    let mut i = name.start;
    while i > 0 && name.start - i < 12 && !toks[i].begins {
        i -= 1;
        if toks[i].block != toks[name.start].block || matches!(toks[i].shape, Shape::Stop | Shape::Semicolon)
        {
            return false;
        }
        let Some((first, last)) = version(scene, i) else { continue };
        let within = first > 0 && scene.word(first - 1).eq_ignore_ascii_case("in");
        let mut next = last + 1;
        let comma = scene.text.shape(next) == Some(Shape::Comma);
        next += usize::from(comma);
        // What stands between the version and the name says that the person worked on it.
        let by = next < name.start
            && (next..name.start).all(|k| matches!(toks[k].shape, Shape::Lower | Shape::Comma))
            && toks[next].shape == Shape::Lower
            && (toks[next].is(flag::BY | flag::NOUN) || matches!(scene.word(next), "with" | "by" | "made"));
        return next == name.start && within || by;
    }
    false
}

/// "X in the original", "X as Y in the 1977 version".
fn behind(scene: &Scene<'_>, n: usize, ties: &[Tie]) -> bool {
    let name = &scene.text.names[n];
    let ends = ties.iter().filter(|t| t.name == n).filter_map(|t| t.object.character.map(|c| c.1 + 1));
    std::iter::once(scene.behind(name)).chain(ends).any(|at| {
        matches!(scene.word(at), "in" | "from" | "of")
            && (at + 2..at + 5).any(|i| version(scene, i).is_some_and(|(first, _)| first == at + 1))
    })
}

/// The phrase for another version of the film that a word is the noun of: "the original", "the 2011 prequel", "the
/// original film".
fn version(scene: &Scene<'_>, at: usize) -> Option<(usize, usize)> {
    let word = scene.word(at);
    let the = |i: usize| scene.word(i).eq_ignore_ascii_case("the");
    let noun = |i: usize| matches!(scene.word(i), "film" | "movie" | "version" | "picture");
    if word == "original" && at > 0 {
        let last = at + usize::from(noun(at + 1));
        let of_it = last > at
            || !scene.text.toks.get(at + 1).is_some_and(|t| {
                t.shape == Shape::Lower && !t.is(flag::PREPOSITION | flag::BY | flag::SENTENCE_VERB)
            });
        let dated = at > 1 && scene.text.shape(at - 1) == Some(Shape::Number);
        let first = at - 1 - usize::from(dated);
        return (the(first) && of_it).then_some((first, last));
    }
    let other = matches!(
        word,
        "prequel" | "sequel" | "remake" | "reboot" | "version" | "film" | "movie" | "original"
    );
    if !other || at < 2 {
        return None;
    }
    let year: Option<i16> = scene.word(at - 1).parse().ok().filter(|y| (1890..2100).contains(y));
    let year = year.filter(|_| the(at - 2))?;
    // A year beside the film's own is the film's, counted otherwise.
    scene.year.is_some_and(|own| (own - year).abs() > 1).then_some((at - 2, at))
}

/// Is one who is credited for something that the film goes back to only named for comparison: "owes to Howard Hawks"?
fn is_compared(scene: &Scene<'_>, p: usize, known: &[Known], ties: &[Tie]) -> bool {
    let person = &scene.people.persons[p];
    let Some(who) = person.known.and_then(|(k, _)| known.get(k)) else { return false };
    if !who.declared.is_empty() || who.roles.iter().any(|r| matches!(r, Role::Director | Role::Actor)) {
        return false;
    }
    let mut all = true;
    for n in (0..scene.text.names.len()).filter(|n| scene.people.of_name[*n] == Some(p)) {
        let of = || ties.iter().filter(|t| t.name == n);
        all &= of().any(|t| t.says == Cue::Other && t.weight >= 0.6)
            && !of().any(|t| matches!(t.says, Cue::Credit(_)) && t.weight >= 0.5);
    }
    all
}

/// Is this whoever wrote the review: "X is a film critic in Hull", "Review by X", "Author: X"?
pub(super) fn is_reviewer(scene: &Scene<'_>, n: usize) -> bool {
    let toks = &scene.text.toks;
    let name = &scene.text.names[n];
    let critic = |i: usize| {
        matches!(
            scene.word(i),
            "critic" | "reviewer" | "columnist" | "blogger" | "journalist" | "contributor"
        )
    };
    let at = scene.behind(name);
    if matches!(scene.word(at), "is" | "was" | "writes" | "reviews") && toks[name.first].begins {
        let lower = |i: &usize| {
            toks.get(*i).is_some_and(|t| matches!(t.shape, Shape::Lower | Shape::Hyphen | Shape::Capital))
                && !toks[*i].is(flag::PREPOSITION)
        };
        let article = matches!(scene.word(at + 1), "a" | "an" | "the" | "our" | "about" | "films");
        let ends = (at + 2..at + 6).take_while(lower).find(|i| critic(*i));
        if article
            && ends.is_some_and(|e| {
                matches!(scene.text.shape(e + 1), Some(Shape::Stop | Shape::Comma))
                    || matches!(
                        scene.word(e + 1),
                        "in" | "for" | "at" | "from" | "based" | "and" | "of" | "with"
                    )
            })
        {
            return true;
        }
    }
    // A line of its own that says who wrote it.
    let Some(block) = scene.doc.blocks.get(toks[name.first].block as usize) else { return false };
    let line = scene.doc.slice(block.span);
    let head = line.get(..name.span.start.saturating_sub(block.span.start) as usize).unwrap_or_default();
    let head = head.rsplit('\n').next().unwrap_or_default().trim_matches(['*', '_', '—', '–', '-', '(', ' ']);
    const LABELS: &[&str] = &[
        "author:",
        "critic:",
        "reviewer:",
        "review:",
        "review by",
        "reviewed by",
        "posted by",
        "words by",
        "words:",
        "text by",
        "text:",
        "firma:",
        "kritik von",
        "critique de",
        "crítica de",
        "reseña de",
    ];
    LABELS.iter().any(|l| head.to_lowercase() == *l)
}
