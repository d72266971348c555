//! Spoilers: clauses that give away how the last act goes, a death, a twist or who did it.

use document::{Document, Span};

use super::Found;
use super::cast::Cast;
use super::scan::{Sentence, Word};
use super::words::cue;
use crate::claim::{Aspect, Claim, Says};

/// Finds spoilers, sentence by sentence.
#[derive(Debug, Default)]
pub(crate) struct Spoilers {
    /// A warning was given: how many sentences it still reaches.
    warned: usize,
    found: usize,
}

/// At most this many a review: one who tells more tells the whole plot.
const MOST: usize = 5;

impl Spoilers {
    /// A heading "Spoilers" warns of all that follows; another ends it.
    pub(crate) fn heading(&mut self, text: &str) {
        self.warned = if text.to_lowercase().contains("spoiler") { usize::MAX } else { 0 };
    }

    /// Claims what the sentence gives away; says whether it does.
    pub(crate) fn read(
        &mut self,
        doc: &Document,
        s: &Sentence,
        cast: &Cast,
        seen: &Found,
        (n, total): (usize, usize),
        out: &mut Vec<Claim>,
    ) -> bool {
        let words = &s.words;
        let warned = self.warned > 0;
        self.warned = self.warned.saturating_sub(1);
        if warns(doc, words) {
            self.warned = self.warned.max(8);
        }
        if self.found >= MOST {
            return false;
        }
        let late_here = words.iter().any(|w| w.is(cue::LATE));
        let mut told = false;
        for clause in &s.clauses {
            let part = &words[clause.clone()];
            let mut score: f32 = -1.25;
            let (mut late, mut resolve, mut people, mut film) = (false, false, false, 0.0_f32);
            let mut plot = 0.0_f32;
            for (k, word) in part.iter().enumerate() {
                if word.is(cue::LATE) {
                    late = true;
                }
                // "To die for", "may kill", "can't bring herself to kill", "the kills": not told.
                let before = |n: usize| k.checked_sub(n).and_then(|at| part.get(at));
                let intends = before(1).is_some_and(|w| w.is(cue::PREPOSITION | cue::AUXILIARY) || named(w));
                let turned = (1..=4).filter_map(before).any(|w| w.is(cue::NEGATION));
                let denied = intends || turned;
                resolve |= word.is(cue::RESOLVE) && !denied && !word.other;
                if word.is(cue::REVEAL) {
                    score += 0.6;
                }
                if word.is(cue::AFTER_ALL) {
                    score += 0.4;
                }
                // An actor dies off the screen.
                let character = cast.person(word.who).is_some_and(|p| p.role.is_none() && !p.foreign);
                people |= character || word.is(cue::HE);
                plot += f32::from(u8::from(word.is(cue::PLOT)));
                if word.is(cue::FIRST | cue::UNREAL) {
                    score -= 0.8;
                }
                let names = word.meaning.names.is_some_and(|a| a != Aspect::Characters);
                if names && !word.is(cue::LATE) || word.is(cue::FILM) {
                    film += 0.8;
                }
            }
            score += if late {
                1.2
            } else if late_here {
                0.8
            } else {
                0.0
            };
            score += if resolve { 1.0 } else { 0.0 };
            score += if people { 0.6 } else { -0.2 };
            score += 0.3 * plot.min(2.0) - film;
            score += if warned { 1.4 } else { 0.0 };
            // How a story begins is no secret; how it goes on is told later.
            if total > 8 {
                score += if n * 5 > total * 2 {
                    0.3
                } else if n * 4 < total {
                    -0.5
                } else {
                    0.0
                };
            }
            if seen.opinions > 0 {
                score -= 0.1;
            }
            let long = part.iter().filter(|w| w.is_word()).count() >= 4;
            if score > 0.0 && long && (resolve || people || plot > 0.0) && (late_here || warned || resolve) {
                let evidence = Span { start: part[0].span.start, end: part[part.len() - 1].span.end };
                let confidence = (0.3 + 0.2 * score).clamp(0.3, 0.8);
                out.push(Claim { says: Says::Spoiler, confidence, evidence: vec![evidence] });
                self.found += 1;
                told = true;
                if self.found >= MOST {
                    break;
                }
            }
        }
        told
    }
}

/// "The kills", not "his kills".
fn named(word: &Word) -> bool {
    word.is(cue::DETERMINER) && !word.is(cue::HE)
}

/// "Spoilers ahead": not "no spoilers here", "I won't spoil it".
fn warns(doc: &Document, words: &[Word]) -> bool {
    let Some(at) = words.iter().position(|w| w.is(cue::WARNING)) else { return false };
    let denied = words[at.saturating_sub(5)..at].iter().any(|w| w.is(cue::NEGATION));
    let shouted = doc.slice(words[at].span).chars().all(char::is_uppercase);
    let ahead =
        words[at..].iter().take(4).any(|w| AHEAD.contains(&doc.slice(w.span).to_ascii_lowercase().as_str()));
    !denied && (shouted || ahead)
}

const AHEAD: &[&str] = &["ahead", "follow", "warning", "alert", "below", "coming", "here", "incoming"];
