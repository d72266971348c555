//! What the critic judges: opinions by aspect and target, dispositions, spoilers, quotes, the arc.
//!
//! Each sentence becomes words with meanings, cut into clauses; a clause that judges is an opinion. All in one pass
//! over the tokens, by word lists (`data/opinion`) and rules, with the trained tone of the words beside them.

mod arc;
mod aspect;
mod cast;
mod judge;
mod quote;
mod scan;
mod spoiler;
mod standing;
mod words;

use std::ops::Range;

use document::{Document, Role, Span};

use crate::claim::{Aspect, Claim, Polarity, Reading, Role as CreditRole, Says};
use crate::tone::Tone;
use crate::word::Shape;
use crate::words::Words;
use aspect::Last;
use cast::Cast;
use judge::Weighed;
use scan::{Scan, Sentence, Word};
use words::{Gate, cue};

/// A sentence, and what was found in it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) span: Span,
    /// Praise less fault of its opinions.
    pub(crate) polarity: f32,
    /// How much of it judges.
    pub(crate) opinions: usize,
    /// The score of its best opinion.
    pub(crate) score: f32,
    pub(crate) spoils: bool,
    /// It names another film or quotes somebody.
    pub(crate) foreign: bool,
    /// It speaks of the film as a whole, or of a part by name.
    pub(crate) about: bool,
    /// It begins with a word that leans on the sentence before.
    pub(crate) leans: bool,
    pub(crate) words: usize,
    /// It holds praise, and fault.
    pub(crate) praise: f32,
    pub(crate) fault: f32,
    pub(crate) standing: bool,
    /// It names a character.
    pub(crate) named: bool,
}

/// Claims the opinions, dispositions, spoilers and quotes of a stretch.
pub(crate) fn claims(doc: &Document, words: &Words, near: Span, tone: &Tone, reading: &mut Reading) {
    // The word lists are English; what they find elsewhere is chance.
    if doc.language.is_some_and(|language| language != "en") {
        return;
    }
    let cast = Cast::of(doc, &reading.claims);
    let mut scan = Scan::new(doc, words, &cast, words::lexicon());
    let mut sentence = Sentence::default();
    let mut last = Last::default();
    let mut topic = aspect::Topic::default();
    let mut found: Vec<Found> = Vec::new();
    let mut out: Vec<Claim> = Vec::new();
    let mut spoilers = spoiler::Spoilers::default();
    let mut standing = standing::Standing::default();
    let from = doc.sentences.partition_point(|s| s.start < near.start);
    let mut block = doc.blocks.partition_point(|b| b.span.end <= near.start);
    let total = doc.sentences[from..].iter().take_while(|s| s.end <= near.end).count();
    for (n, span) in doc.sentences[from..from + total].iter().enumerate() {
        while doc.blocks.get(block).is_some_and(|b| b.span.end <= span.start) {
            block += 1;
        }
        let Some(here) = doc.blocks.get(block) else { break };
        if let Role::Heading(_) = here.role {
            spoilers.heading(doc.slice(*span));
        }
        if here.role != Role::Body {
            continue;
        }
        scan.read(*span, here.span.start, &mut sentence);
        let words = &sentence.words;
        let mut seen = Found {
            span: Span { start: quote::label(doc, words).unwrap_or(span.start), ..*span },
            words: words.iter().filter(|w| w.is_word()).count(),
            foreign: words.iter().any(|w| w.other || w.quoted || w.is(cue::CRITIC | cue::OTHER_FILM)),
            leans: quote::leans(doc, words),
            ..Found::default()
        };
        topic.at(n);
        let before = out.len();
        seen.standing = standing.read(doc, &sentence, &cast, last, &mut out);
        let disposed = out.get(before).and_then(|c| c.evidence.first()).copied();
        for clause in &sentence.clauses {
            let Some(weighed) = judge::weigh(&sentence, clause, &cast, tone) else {
                follow(&sentence, clause, &cast, &mut last);
                topic.keep(&sentence, clause, n);
                continue;
            };
            let judged = aspect::of(&sentence, clause, &cast, &weighed, last, &topic);
            topic.keep(&sentence, clause, n);
            follow(&sentence, clause, &cast, &mut last);
            let evidence = evidence(&sentence, clause, &weighed, judged.from.or(judged.at));
            if disposed.is_some_and(|d| d.overlaps(evidence)) {
                continue;
            }
            if weighed.score < least(&sentence, clause, &weighed, &judged) {
                continue;
            }
            let Some(polarity) = polarity(&weighed) else { continue };
            seen.opinions += 1;
            seen.praise += weighed.praise;
            seen.fault += weighed.fault;
            seen.polarity += weighed.net().clamp(-2.5, 2.5);
            seen.score = seen.score.max(weighed.score);
            seen.about |= judged.aspects.first() == Some(&Aspect::Overall) || judged.at.is_some();
            let vague = judged.aspects == [Aspect::Overall] && !weighed.about;
            let confidence = confidence(weighed.score) * if vague { 0.8 } else { 1.0 };
            for aspect in judged.aspects {
                for who in targets(&sentence, clause, &cast, judged.target) {
                    let target = cast.person(who).map(|p| p.name.clone());
                    let says = Says::Opinion { aspect, polarity, target };
                    out.push(Claim { says, confidence, evidence: vec![evidence] });
                }
            }
        }
        seen.spoils = spoilers.read(doc, &sentence, &cast, &seen, (n, total), &mut out);
        found.push(seen);
    }
    quote::claims(&found, &mut out);
    reading.arc = arc::of(&found, &reading.sentences);
    reading.claims.append(&mut out);
}

/// The least score of a claim.
const LEAST: f32 = 0.15;

/// The least score of this clause: more where it does not say what is judged.
fn least(s: &Sentence, clause: &Range<usize>, weighed: &Weighed, judged: &aspect::Judged) -> f32 {
    let mut least = LEAST;
    if s.asks {
        least += 1.0;
    }
    if judged.aspects != [Aspect::Overall] {
        return least;
    }
    // A judgement of the whole is seldom made in passing.
    least += if clause.len() > IN_PASSING { 0.8 } else { 0.2 };
    if judged.at.is_some() || weighed.about {
        return least;
    }
    // "I loved it" is of the film, "I am glad" seldom.
    let words = &s.words[clause.clone()];
    let loved = s.words[weighed.main].meaning.gate == Gate::Attitude;
    let it = s.words[weighed.main + 1..clause.end].iter().take(2).any(|w| w.is(cue::IT));
    least += if weighed.person && !(loved && it) { 0.9 } else { 0.7 };
    if weighed.film < 0.2 || words.len() > LONG {
        least += 0.4;
    }
    least
}

/// How often a claim of this score is right.
fn confidence(score: f32) -> f32 {
    0.4 + 0.4 / (1.0 + (-score).exp())
}

/// Which way a clause goes; `None` where what it says weighs nothing.
fn polarity(weighed: &Weighed) -> Option<Polarity> {
    if weighed.mixed && weighed.net().abs() < 1.0 {
        return Some(Polarity::Mixed);
    }
    let net = if weighed.net().abs() < 0.2 { weighed.end } else { weighed.net() };
    match net {
        n if n > 0.0 => Some(Polarity::Positive),
        n if n < 0.0 => Some(Polarity::Negative),
        _ => None,
    }
}

/// The words of a clause that carry the judgement: all of a short one, of a long one those around it.
fn evidence(s: &Sentence, clause: &Range<usize>, weighed: &Weighed, at: Option<usize>) -> Span {
    let mut start = clause.start;
    let mut end = clause.end;
    let first = at.unwrap_or(weighed.first).min(weighed.first);
    let last = at.unwrap_or(weighed.last).max(weighed.last);
    if end - start > LONG {
        start = start.max(first.saturating_sub(5));
        end = end.min(last + 6);
        // Not in the middle of a name.
        let capital = |at: usize| s.words[at].shape == Shape::Capital;
        while start > clause.start && (!s.words[start].is_word() || capital(start) && capital(start - 1)) {
            start -= 1;
        }
        while start < first && (s.words[start].is(cue::AND) || s.words[start].shape == Shape::Comma) {
            start += 1;
        }
        while end > start + 1 && (!s.words[end - 1].is_word() || s.words[end - 1].is(DANGLING)) {
            end -= 1;
        }
    }
    Span { start: s.words[start].span.start, end: s.words[end - 1].span.end }
}

/// A clause of more words and marks is cut.
const LONG: usize = 16;

/// In a clause of more words and marks the film as a whole is judged only in passing.
const IN_PASSING: usize = 12;

/// Words with which no evidence ends.
const DANGLING: u64 = cue::PREPOSITION | cue::DETERMINER | cue::AND | cue::CONTRAST | cue::SUBORDINATE;

/// The one judged, and who is joined to that one: "Stanwyck and Fonda are wonderful".
fn targets(s: &Sentence, clause: &Range<usize>, cast: &Cast, target: u8) -> Vec<u8> {
    let role = |who: u8| cast.person(who).map(|p| p.role);
    let names = s.words[clause.clone()].iter().enumerate().filter(|(_, w)| w.who != 0 && !w.possessive);
    let joins = |w: &Word| w.is(cue::AND) || w.shape == Shape::Comma || w.shape == Shape::Capital;
    let mut run: Vec<u8> = Vec::new();
    let mut before = 0;
    for (at, word) in names.filter(|(_, w)| role(w.who) == Some(Some(CreditRole::Actor))) {
        let between = &s.words[clause.start + before..clause.start + at];
        if !between.iter().all(joins) {
            if run.contains(&target) {
                break;
            }
            run.clear();
        }
        if !run.contains(&word.who) {
            run.push(word.who);
        }
        before = at + 1;
    }
    if run.contains(&target) { run } else { vec![target] }
}

/// Keeps in mind who was named last.
fn follow(s: &Sentence, clause: &Range<usize>, cast: &Cast, last: &mut Last) {
    for word in &s.words[clause.clone()] {
        if cast.person(word.who).is_some_and(|p| !p.foreign) {
            last.person = word.who;
            return;
        }
    }
}
