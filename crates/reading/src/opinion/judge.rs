//! Does a clause judge, and which way?
//!
//! Words that judge are turned by negation and by what is only wished for, then weighed against what speaks for plot.

use std::ops::Range;

use super::cast::Cast;
use super::scan::{Sentence, Word};
use super::words::{Gate, cue};
use crate::claim::Role;
use crate::tone::Tone;
use crate::word::Shape;

/// What a clause says for a judgement.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Weighed {
    /// The sum of praise.
    pub(crate) praise: f32,
    /// The sum of fault.
    pub(crate) fault: f32,
    /// What the trained tone of its words adds to praise.
    pub(crate) tone: f32,
    /// The place of the word that judges most.
    pub(crate) main: usize,
    /// Where the words that judge begin and end.
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// What the last of them says.
    pub(crate) end: f32,
    /// It says "hit and miss".
    pub(crate) mixed: bool,
    /// How much stands beside them that speaks of films.
    pub(crate) film: f32,
    /// It names the film, or says "film".
    pub(crate) about: bool,
    /// It speaks of the critic or the audience.
    pub(crate) person: bool,
    /// How sure it is that this is an opinion on the film: a logit.
    pub(crate) score: f32,
}

impl Weighed {
    pub(crate) fn net(&self) -> f32 {
        self.praise - self.fault + self.tone
    }
}

/// What stands beside the words that judge.
#[derive(Debug, Clone, Copy, Default)]
struct Beside {
    film: f32,
    plot: f32,
    critic: bool,
    first_person: bool,
    quoted: usize,
    other: bool,
    words: usize,
}

/// Weighs a clause; `None` where no word judges.
pub(crate) fn weigh(s: &Sentence, clause: &Range<usize>, cast: &Cast, tone: &Tone) -> Option<Weighed> {
    let words = &s.words;
    let beside = beside(words, clause, cast);
    let mut out = Weighed { first: clause.end, ..Weighed::default() };
    let mut most = 0.0;
    for at in clause.clone() {
        let word = &words[at];
        out.mixed |= word.is(cue::MIXED);
        let mut value = value(words, clause, at, &beside);
        if value == 0.0 && word.is(cue::MIXED) {
            value = 0.01;
        }
        if value == 0.0 {
            continue;
        }
        if value > 0.0 {
            out.praise += value;
        } else {
            out.fault -= value;
        }
        if value.abs() > most {
            (most, out.main) = (value.abs(), at);
        }
        out.first = out.first.min(at);
        (out.last, out.end) = (at, value);
    }
    if most == 0.0 {
        return None;
    }
    while words.get(out.last + 1).is_some_and(|w| w.inner) && out.last + 1 < clause.end {
        out.last += 1;
    }
    let said = (out.praise + out.fault).min(2.6) + if out.mixed { 1.5 } else { 0.0 };
    let tokens = words[clause.start].token as usize..words[clause.end - 1].token as usize + 1;
    out.score = 0.95 * said + beside.film.min(1.2) - 0.35 * beside.plot.min(4.0) - BIAS;
    out.score += OPINION * tone.opinion(tokens.clone()).clamp(-4.0, 4.0);
    out.tone = POLARITY * tone.polarity(tokens).clamp(-4.0, 4.0);
    out.film = beside.film;
    out.about = words[clause.clone()].iter().any(|w| w.is(cue::FILM));
    out.person = beside.first_person;
    if words[clause.clone()].iter().take(2).any(|w| w.is(cue::SUPPOSING)) {
        out.score -= 0.6;
    }
    if beside.critic {
        out.score -= 0.5;
    }
    if beside.other {
        // "_Psycho_ is a masterpiece": another film is the subject, not only compared with.
        let subject = words[clause.clone()].iter().take(2).any(|w| w.other);
        out.score -= if subject { 2.0 } else { 0.6 };
    }
    if beside.quoted * 2 > beside.words {
        out.score -= 1.2;
    }
    Some(out)
}

/// What speaks for talk of films in a clause, and what for plot.
fn beside(words: &[Word], clause: &Range<usize>, cast: &Cast) -> Beside {
    let mut out = Beside::default();
    for at in clause.clone() {
        let word = &words[at];
        if !word.is_word() {
            continue;
        }
        out.words += 1;
        out.quoted += usize::from(word.quoted);
        out.other |= word.other || word.is(cue::OTHER_FILM) && word.meaning.names.is_none();
        out.critic |= word.is(cue::CRITIC);
        if word.is(cue::FILM) {
            out.film += 0.7;
        }
        if word.meaning.names.is_some() {
            out.film += if word.is(cue::DOUBTFUL) { 0.25 } else { 0.7 };
        }
        if word.is(cue::PART) {
            out.film += 0.3;
        }
        if word.is(cue::I) {
            out.film += 0.35;
            out.first_person = true;
        }
        if let Some(person) = cast.person(word.who) {
            match person.role {
                Some(Role::Actor) => out.film += 0.5,
                Some(_) => out.film += 0.6,
                None if person.foreign => out.plot += 0.5,
                None => out.plot += 0.6,
            }
        }
        // "It is", "that was", at the beginning.
        if at < clause.start + 3 && word.is(cue::IT) {
            let said = words[clause.start..clause.end].iter().take(5).any(|w| w.is(cue::BE));
            out.film += if said && clause.len() <= 10 { 0.5 } else { 0.25 };
        }
        if word.is(cue::PLOT | cue::RESOLVE) {
            out.plot += 1.0;
        }
        if word.is(cue::HE) {
            out.plot += 0.3;
        }
    }
    out
}

/// What the word at `at` says for praise (above 0) or fault, in its clause.
fn value(words: &[Word], clause: &Range<usize>, at: usize, beside: &Beside) -> f32 {
    let word = &words[at];
    let mut value = word.meaning.valence;
    // "Terribly exciting", "awfully good": the adverb only strengthens.
    if value != 0.0 && strengthens(words, at) {
        return 0.0;
    }
    let all = || words[clause.start..at].iter().rev();
    let before = || all().filter(|w| w.is_word());
    // "It isn't too good" is plain negation.
    let too = before().next().is_some_and(|w| w.is(cue::TOO) && !w.inner)
        && !before().nth(1).is_some_and(|w| w.is(cue::NEGATION));
    if value == 0.0 {
        // "Too cute", but not "it works, too".
        let alone = word.shape == Shape::Lower && !word.inner && word.meaning.cues == 0;
        if !(too && alone) {
            return 0.0;
        }
        value = -0.4 - 0.5 * beside.film.min(1.0);
    } else if too && value > 0.0 {
        value = -value;
    }
    match word.meaning.gate {
        Gate::Sure => {}
        Gate::Near => {
            // "Good" before a noun of the story is of the story.
            let story = words.get(at + 1).is_some_and(|w| w.is(cue::PLOT));
            value *= if story { 0.15 } else { 0.35 + 0.65 * beside.film.min(1.0) };
        }
        Gate::Attitude => {
            // "I see why they love each other": the nearest subject counts.
            let somebody = |w: &&Word| w.is(cue::I | cue::HE | cue::IT) || w.who != 0;
            let subject = before().take(5).find(somebody).is_some_and(|w| w.is(cue::I));
            value *= if subject { 1.0 } else { 0.12 };
        }
    }
    let mut turned = false;
    let mut near = 0;
    for w in all() {
        // "It doesn't look fake, it's terrifying."
        if w.shape == Shape::Comma && near > 1 {
            break;
        }
        if !w.is_word() {
            continue;
        }
        near += 1;
        if w.is(cue::NOT_NEGATION) && near <= REACH {
            break;
        }
        if w.is(cue::NEGATION) && !w.inner && near <= REACH {
            turned = !turned;
        }
        if (w.is(cue::INTENSIFY) || w.adverb && w.meaning.valence != 0.0) && near <= 2 {
            value *= 1.25;
        }
        if w.is(cue::DIMINISH) && near <= 2 {
            value *= 0.8;
        }
        if w.is(cue::UNREAL) && near <= 8 {
            value *= if value > 0.0 { -0.7 } else { 0.3 };
        }
        if near >= 8 {
            break;
        }
    }
    if turned {
        // "Not bad" is faint praise, "not good" is fault.
        value *= if value > 0.0 { -0.9 } else { -0.7 };
    }
    value
}

/// What the trained tone weighs beside the lists: for opinion against plot, for praise against fault.
const OPINION: f32 = 0.2;
const POLARITY: f32 = 0.2;

/// What must speak for a judgement before it is likelier than not.
const BIAS: f32 = 1.2;

/// So many words behind it a negation still turns.
const REACH: usize = 8;

/// An adverb right before another word that judges.
fn strengthens(words: &[Word], at: usize) -> bool {
    words[at].adverb
        && (words[at].is(cue::INTENSIFY)
            || words
                .get(at + 1)
                .is_some_and(|w| w.meaning.valence != 0.0 && w.meaning.gate != Gate::Attitude))
}
