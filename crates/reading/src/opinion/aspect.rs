//! What of the film a clause judges, and whom.

use std::ops::Range;

use super::cast::Cast;
use super::judge::Weighed;
use super::scan::{Sentence, Word};
use super::words::cue;
use crate::claim::{Aspect, Role};

/// What is judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Judged {
    /// One, or those that one statement joins: "the sets and the score are gorgeous".
    pub(crate) aspects: Vec<Aspect>,
    /// The number of the person, of [`Cast`]; 0 for nobody.
    pub(crate) target: u8,
    /// Where the word for it stands.
    pub(crate) at: Option<usize>,
}

/// Who was spoken of last, for "he" and "she".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Last {
    pub(crate) person: u8,
}

/// Says what a weighed clause judges.
pub(crate) fn of(s: &Sentence, clause: &Range<usize>, cast: &Cast, weighed: &Weighed, last: Last) -> Judged {
    let words = &s.words;
    let main = weighed.main;
    let named = nearest(words, clause, main, |w| w.meaning.names.is_some() && !w.other);
    let who = person(words, clause, cast, main, last);
    let implied = words[main].meaning.implied;
    let role = cast.person(who.0).and_then(|p| p.role);
    let character = who.0 != 0 && role.is_none();
    let target = who.0;
    if let Some(at) = named {
        let aspect = words[at].meaning.names.unwrap_or(Aspect::Overall);
        let doubtful = words[at].is(cue::DOUBTFUL);
        let far = at.abs_diff(main) > 9;
        // A judging word that says by itself what it is of is nearer than a doubtful noun.
        if !(far || doubtful && (implied.is_some() || who.1)) {
            let aspects = joined(words, clause, at, aspect);
            return Judged { aspects, target, at: Some(at) };
        }
    }
    if who.1 && who.0 != 0 {
        let aspect = match role {
            Some(role) => of_role(role),
            None => Aspect::Characters,
        };
        let aspect = match implied {
            Some(Aspect::Humour) if role.is_some() => Aspect::Humour,
            _ => aspect,
        };
        return Judged { aspects: vec![aspect], target, at: None };
    }
    let target = if character { target } else { 0 };
    if let Some(aspect) = implied {
        return Judged { aspects: vec![aspect], target, at: None };
    }
    if let Some(at) = named {
        let aspect = words[at].meaning.names.unwrap_or(Aspect::Overall);
        return Judged { aspects: vec![aspect], target, at: Some(at) };
    }
    let aspect = if target != 0 { Aspect::Characters } else { Aspect::Overall };
    Judged { aspects: vec![aspect], target, at: None }
}

fn of_role(role: Role) -> Aspect {
    match role {
        Role::Actor => Aspect::Acting,
        Role::Writer => Aspect::Story,
        Role::Cinematographer => Aspect::Visuals,
        Role::Composer => Aspect::Music,
        Role::Editor => Aspect::Editing,
        Role::Author => Aspect::Adaptation,
        Role::Director | Role::Producer | Role::Other => Aspect::Direction,
    }
}

/// The word nearest to the one that judges: before it, or right behind it.
fn nearest(words: &[Word], clause: &Range<usize>, main: usize, is: impl Fn(&Word) -> bool) -> Option<usize> {
    let cost = |at: usize| {
        let doubt = if words[at].is(cue::DOUBTFUL) { 4 } else { 0 };
        doubt + if at < main { 2 * (main - at) } else { 2 * (at - main) - usize::from(at > main) }
    };
    clause.clone().filter(|at| is(&words[*at])).min_by_key(|at| cost(*at))
}

/// Who is judged, and whether the clause is about that person: the subject, or "by Steiner".
fn person(words: &[Word], clause: &Range<usize>, cast: &Cast, main: usize, last: Last) -> (u8, bool) {
    let named = |at: &usize| words[*at].who != 0 && cast.person(words[*at].who).is_some_and(|p| !p.foreign);
    let first = clause.clone().find(|at| words[*at].is_word());
    if let Some(at) = (clause.start..main.min(clause.end)).rev().find(named) {
        return (words[at].who, true);
    }
    let pronoun = clause.clone().take(3).any(|at| words[at].is(cue::HE) && !words[at].inner);
    if pronoun && last.person != 0 {
        return (last.person, true);
    }
    if let Some(at) = (main..clause.end).find(named) {
        let by = at > 0 && words[at - 1].is(cue::PREPOSITION) || first == Some(at);
        return (words[at].who, by || words[at].possessive);
    }
    (0, false)
}

/// The aspects that are joined to the one at `at` by commas and "and".
fn joined(words: &[Word], clause: &Range<usize>, at: usize, aspect: Aspect) -> Vec<Aspect> {
    let mut aspects = vec![aspect];
    let links = |w: &Word| {
        w.shape == crate::word::Shape::Comma || w.is(cue::AND | cue::DETERMINER) || w.meaning.valence != 0.0
    };
    let mut add = |w: &Word| {
        if let Some(other) = w.meaning.names.filter(|a| !aspects.contains(a)) {
            aspects.push(other);
        }
    };
    let mut and = false;
    for word in words[at + 1..clause.end].iter() {
        if word.meaning.names.is_some() && and {
            add(word);
            and = false;
        } else if links(word) {
            and |= word.is(cue::AND) || word.shape == crate::word::Shape::Comma;
        } else {
            break;
        }
    }
    and = false;
    for word in words[clause.start..at].iter().rev() {
        if word.meaning.names.is_some() && and {
            add(word);
            and = false;
        } else if links(word) {
            and |= word.is(cue::AND) || word.shape == crate::word::Shape::Comma;
        } else {
            break;
        }
    }
    aspects.truncate(3);
    aspects
}
