//! Quotes: sentences fit to be quoted, since they stand alone and say what the review says.

use document::Document;

use super::Found;
use super::scan::Word;
use super::words::cue;
use crate::claim::{Claim, Says};
use crate::word::Shape;

/// At most this many a review.
const MOST: usize = 3;

/// Claims the best sentences of those found, the best first.
pub(crate) fn claims(found: &[Found], out: &mut Vec<Claim>) {
    let overall: f32 = found.iter().map(|f| f.polarity).sum();
    let judged = found.iter().filter(|f| f.opinions > 0).count().max(1);
    #[expect(clippy::cast_precision_loss, reason = "a count of sentences")]
    let mean = overall / judged as f32;
    let mut fit: Vec<(f32, &Found)> = found.iter().filter_map(|f| Some((fitness(f, mean)?, f))).collect();
    fit.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.span.start.cmp(&b.1.span.start)));
    for (score, f) in fit.into_iter().take(MOST) {
        let confidence = (0.4 + 0.12 * score).clamp(0.3, 0.9);
        out.push(Claim { says: Says::Quote, confidence, evidence: vec![f.span] });
    }
}

/// How fit a sentence is to stand for a review of this mean; `None` where it is not.
fn fitness(f: &Found, mean: f32) -> Option<f32> {
    let short = (8..=40).contains(&f.words);
    if !short || f.opinions == 0 || f.spoils || f.foreign || f.leans || f.standing || f.score < 0.3 {
        return None;
    }
    // In a pan nothing that reads as praise is quoted, nor the other way round.
    let sign = if mean < -0.15 {
        -1.0
    } else if mean > 0.15 {
        1.0
    } else {
        0.0
    };
    if sign * f.polarity < 0.0 || sign < 0.0 && f.polarity > -0.8 || sign > 0.0 && f.polarity < 0.8 {
        return None;
    }
    let representative = if sign == 0.0 { -f.polarity.abs() } else { f.polarity.abs().min(3.0) };
    let about = if f.about { 1.0 } else { 0.0 };
    let plot = if f.named { 0.8 } else { 0.0 };
    Some(representative - plot + about + 0.5 * f.score.min(2.0))
}

/// Does a sentence lean on the one before: "However", "This", "He"; or is it no whole statement?
pub(crate) fn leans(doc: &Document, words: &[Word]) -> bool {
    let Some(first) = words.iter().find(|w| w.is_word()) else { return true };
    let mut stops = words.iter().filter(|w| w.shape == Shape::Stop);
    let asks = stops.clone().any(|w| doc.slice(w.span) == "?");
    let whole = stops.next_back().is_some_and(|w| matches!(doc.slice(w.span), "." | "!"));
    // "This film is a delight" stands alone.
    let film = words.iter().skip(1).take(2).any(|w| w.is(cue::FILM));
    let verb = words.iter().any(|w| w.is(cue::BE | cue::AUXILIARY) || w.meaning.valence != 0.0);
    let small = first.shape == Shape::Lower;
    let back = words.iter().any(|w| w.is(cue::CONTRAST) && doc.slice(w.span) == "however");
    first.is(cue::ALONE | cue::CONTRAST | cue::AND | cue::SUBORDINATE) && !film
        || asks
        || !whole
        || !verb
        || small
        || back
}

/// Where the sentence goes on behind a label: "The Good: …", "Verdict: …".
pub(crate) fn label(doc: &Document, words: &[Word]) -> Option<u32> {
    let colon = words.iter().take(5).position(|w| w.shape == Shape::Colon)?;
    let (before, after) = (&words[..colon], words.get(colon + 1..)?);
    let title = before.iter().all(|w| !w.is_word() || w.shape == Shape::Capital);
    // "The Birds: a film that …": no label.
    let named = before.iter().any(|w| w.who != 0 || w.other || w.is(cue::FILM));
    let next = after.iter().find(|w| w.is_word())?;
    let begins = doc.slice(next.span).starts_with(char::is_uppercase);
    (title && !named && begins).then_some(next.span.start)
}
