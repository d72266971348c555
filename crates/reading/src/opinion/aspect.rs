//! What of the film a clause judges, and whom.

use std::ops::Range;

use super::cast::Cast;
use super::judge::Weighed;
use super::scan::{Sentence, Word};
use super::words::{Gate, cue};
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
    /// Where the first of several joined words for it stands.
    pub(crate) from: Option<usize>,
}

/// Who was spoken of last, for "he" and "she".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Last {
    pub(crate) person: u8,
}

/// What was spoken of last, for "it" and "they".
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Topic {
    aspect: Option<Aspect>,
    sentence: usize,
    now: usize,
}

impl Topic {
    /// The sentence of this number begins.
    pub(crate) fn at(&mut self, n: usize) {
        self.now = n;
        if n > self.sentence + 1 {
            self.aspect = None;
        }
    }

    /// Keeps in mind what a clause speaks of.
    pub(crate) fn keep(&mut self, s: &Sentence, clause: &Range<usize>, n: usize) {
        let words = &s.words[clause.clone()];
        let sure = |w: &&Word| w.meaning.names.is_some() && !w.is(cue::DOUBTFUL) && !w.other;
        if let Some(word) = words.iter().find(sure) {
            (self.aspect, self.sentence) = (word.meaning.names, n);
        } else if words.iter().any(|w| w.is(cue::FILM)) {
            self.aspect = None;
        }
    }

    /// What a clause that names nothing means by "it"; or, without a subject of its own, at all.
    fn meant(&self, words: &[Word], clause: &Range<usize>) -> Option<Aspect> {
        if words[clause.clone()].iter().any(|w| w.is(cue::FILM | cue::PART)) {
            return None;
        }
        let pronoun = words[clause.clone()].iter().take(4).any(|w| w.is(cue::IT | cue::HE));
        let bare = self.now == self.sentence && words[clause.start].is(cue::BE);
        self.aspect.filter(|_| pronoun || bare)
    }
}

/// Says what a weighed clause judges.
pub(crate) fn of(
    s: &Sentence,
    clause: &Range<usize>,
    cast: &Cast,
    weighed: &Weighed,
    last: Last,
    topic: &Topic,
) -> Judged {
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
        // "The score is …": as the subject it is no longer doubtful.
        let subject = at <= clause.start + 2 && at < main && at > 0 && words[at - 1].is(cue::DETERMINER);
        let doubtful = words[at].is(cue::DOUBTFUL) && !subject;
        // "Until the film's finale": when, not what.
        let behind = |w: &Word| w.is(cue::PREPOSITION) && !w.inner;
        let far = at.abs_diff(main) > 9 || at > main + 1 && who.1 && words[main + 1..at].iter().any(behind);
        // A judging word that says by itself what it is of is nearer than a doubtful noun.
        let maker = role.is_some_and(|r| r != Role::Actor);
        if !(far || doubtful && (implied.is_some() || who.1 && !maker)) {
            let (aspects, from) =
                if doubtful { (vec![aspect], at) } else { joined(words, clause, at, aspect) };
            return Judged { aspects, target, at: Some(at), from: Some(from) };
        }
    }
    // "As compelling as Daniel is as a character".
    if implied == Some(Aspect::Emotion) && character {
        return Judged { aspects: vec![Aspect::Characters], target, at: None, from: None };
    }
    if who.1 && who.0 != 0 {
        let aspect = match role {
            Some(role) => of_role(role),
            None => Aspect::Characters,
        };
        let aspect = match implied {
            Some(Aspect::Humour) => Aspect::Humour,
            Some(Aspect::Characters) if role.is_some() => Aspect::Characters,
            Some(other) if role.is_some_and(|r| r != Role::Actor) && other != Aspect::Originality => other,
            _ => aspect,
        };
        return Judged { aspects: vec![aspect], target, at: None, from: None };
    }
    // Whom the claims know only as a person, and who "is outstanding", most likely plays in it.
    let stranger = clause.clone().take(3).find(|at| cast.person(words[*at].who).is_some_and(|p| p.foreign));
    let is_subject = stranger.is_some_and(|at| {
        words[at + 1..clause.end].iter().take(2).any(|w| w.is(cue::BE) || w.meaning.valence != 0.0)
    });
    if is_subject && implied.is_none() {
        return Judged { aspects: vec![Aspect::Acting], target: 0, at: None, from: None };
    }
    let target = if character { target } else { 0 };
    if let Some(aspect) = implied {
        return Judged { aspects: vec![aspect], target, at: None, from: None };
    }
    if let Some(at) = named {
        let aspect = words[at].meaning.names.unwrap_or(Aspect::Overall);
        return Judged { aspects: vec![aspect], target, at: Some(at), from: None };
    }
    // "I love Jean Arthur": nothing else is named.
    let film = words[clause.clone()].iter().any(|w| w.is(cue::FILM | cue::PART));
    let part = |at: usize| cast.person(words[at].who);
    let anyone = clause.clone().find(|at| part(*at).is_some_and(|p| !p.foreign));
    if let Some(at) = anyone.filter(|_| !film && target == 0) {
        let aspect = part(at).and_then(|p| p.role).map_or(Aspect::Characters, of_role);
        return Judged { aspects: vec![aspect], target: words[at].who, at: None, from: None };
    }
    let loved = words[main].meaning.gate == Gate::Attitude;
    let stranger = clause.clone().any(|at| at > main && part(at).is_some_and(|p| p.foreign));
    if loved && stranger && !film {
        return Judged { aspects: vec![Aspect::Acting], target: 0, at: None, from: None };
    }
    let aspect =
        if target != 0 { Aspect::Characters } else { topic.meant(words, clause).unwrap_or(Aspect::Overall) };
    Judged { aspects: vec![aspect], target, at: None, from: None }
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
        let mut doubt = if words[at].is(cue::DOUBTFUL) { 4 } else { 0 };
        if at > main && words[main + 1..at].iter().any(|w| w.is(cue::PREPOSITION)) {
            doubt += 5;
        }
        // "The script lacks wit": the word that judges is not what is judged.
        if at == main {
            return 7;
        }
        // "The camera's immediacy": the immediacy is judged.
        if words[at].possessive {
            doubt += 3;
        }
        doubt + if at < main { 2 * (main - at) } else { 2 * (at - main) - usize::from(at > main) }
    };
    // No farther than a person would look.
    let near = clause.start.max(main.saturating_sub(40))..clause.end.min(main + 40);
    near.filter(|at| is(&words[*at])).min_by_key(|at| cost(*at))
}

/// Who is judged, and whether the clause is about that person: the subject, or "by Steiner".
fn person(words: &[Word], clause: &Range<usize>, cast: &Cast, main: usize, last: Last) -> (u8, bool) {
    let named = |at: &usize| words[*at].who != 0 && cast.person(words[*at].who).is_some_and(|p| !p.foreign);
    // "Hitchcock's best film": the film.
    let named = |at: &usize| {
        if !named(at) {
            return false;
        }
        let film = |w: &Word| w.is(cue::FILM) && !w.possessive;
        let rest = words[*at..clause.end].iter();
        let name = rest.clone().take(4).take_while(|w| w.who == words[*at].who && !w.possessive).count();
        let whose = rest.clone().nth(name).is_some_and(|w| w.who == words[*at].who && w.possessive);
        !(whose && rest.skip(name + 1).take(3).any(film))
    };
    let first = clause.clone().find(|at| words[*at].is_word());
    if let Some(at) = (clause.start..main.min(clause.end)).rev().find(named) {
        // "Cage as Dracula is a scream": the one who plays.
        let played = cast.person(words[at].who).is_some_and(|p| p.role.is_none());
        let actor =
            |n: &usize| named(n) && cast.person(words[*n].who).is_some_and(|p| p.role == Some(Role::Actor));
        let by =
            at.checked_sub(2).filter(|n| *n >= clause.start && actor(n) && words[n + 1].is(cue::PREPOSITION));
        return (words[by.filter(|_| played).unwrap_or(at)].who, true);
    }
    let pronoun = clause.clone().take(3).any(|at| words[at].is(cue::HE) && !words[at].inner);
    if pronoun && last.person != 0 {
        return (last.person, true);
    }
    if let Some(at) = (main..clause.end).find(named) {
        let by = at > 0 && words[..at].iter().rev().take(3).any(|w| w.is(cue::BY)) || first == Some(at);
        let character = cast.person(words[at].who).is_some_and(|p| p.role.is_none());
        return (if by || character { words[at].who } else { 0 }, by);
    }
    (0, false)
}

/// The aspects that are joined to the one at `at` by commas and "and", and where the first of them stands.
fn joined(words: &[Word], clause: &Range<usize>, at: usize, aspect: Aspect) -> (Vec<Aspect>, usize) {
    let mut aspects = vec![aspect];
    let mut first = at;
    let comma = |w: &Word| w.shape == crate::word::Shape::Comma;
    let links =
        |w: &Word| w.inner || comma(w) || w.is(cue::AND | cue::DETERMINER) || w.meaning.valence != 0.0;
    let behind = at + 1..clause.end;
    let ahead = (clause.start..at).rev();
    for side in [&mut behind.into_iter() as &mut dyn Iterator<Item = usize>, &mut ahead.into_iter()] {
        let mut and = false;
        for n in side {
            let word = &words[n];
            if let Some(other) = word.meaning.names.filter(|_| and) {
                if !aspects.contains(&other) {
                    aspects.push(other);
                }
                first = first.min(n);
                and = false;
            } else if links(word) {
                and |= word.is(cue::AND) || comma(word);
            } else {
                break;
            }
        }
    }
    aspects.truncate(3);
    (aspects, first)
}
