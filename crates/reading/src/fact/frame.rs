//! Is a noun phrase said of the film reviewed: "this slick thriller", "the film is a western"?

use super::Facts;
use super::scan::{Sentence, gap};
use super::words::cue;

/// How sure it is that the phrase whose words of interest begin at `at` names the film itself; `None` where it
/// names another film, a habit of the genre, or nothing.
pub(crate) fn frame(facts: &Facts<'_>, s: &Sentence<'_>, at: usize, side: bool) -> Option<f32> {
    let words = &s.words;
    let loose =
        gap::HYPHEN | gap::COMMA | gap::QUOTE | gap::AND | gap::SLASH | gap::APOSTROPHE | gap::EMPHASIS;
    let mut det = at;
    // The determiner is at most eight words before.
    loop {
        if det == 0 || at - det >= 8 || words[det].gap & !loose != 0 {
            // "Slick neo-noir about …", a sentence of its own, as critics begin.
            return (det == 0 && at <= 2 && s.first && !s.has(cue::NEGATION)).then_some(0.6);
        }
        det -= 1;
        let word = &words[det];
        if word.is(cue::DETERMINER) {
            break;
        }
        if word.is(cue::CONJUNCTION) {
            continue;
        }
        if word.is(cue::OTHER | cue::NEGATION | cue::CONDITIONAL) || word.mark.is_some() {
            return None;
        }
        // "this movie from crappy slasher", "a bit of noir": the article is another noun's, but for a measure.
        let of = word.is(cue::PREPOSITION | cue::FILM | cue::STOP) && !word.is(cue::INTO);
        if of && !(det > 0 && words[det - 1].is(cue::MEASURE)) {
            return None;
        }
        // "into horror", "more comedy than horror": no article, yet said of the film.
        let into = word.is(cue::INTO) || word.is(cue::MORE) && s.after(at, 3, cue::NEGATION);
        if into && det + 1 == at {
            let (subject, _) = subject(facts, s, det);
            return subject.then_some(0.6);
        }
    }
    let this = words[det].is(cue::THIS);
    if this {
        return Some(0.9);
    }
    if s.before(det, 3, cue::CONDITIONAL | cue::NEGATION | cue::COMPARISON | cue::OTHER)
        || words[det..at].iter().any(|w| w.is(cue::CONDITIONAL | cue::NEGATION) && !w.is(cue::CONJUNCTION))
    {
        return None;
    }
    let (subject, other) = subject(facts, s, det);
    if other {
        return None;
    }
    let definite = !facts.doc.slice(words[det].span).starts_with(['a', 'A']);
    if definite && side && (det == 0 || !words[det - 1].is(cue::BE)) {
        return None;
    }
    if det == 0 {
        // "A slick thriller about …": a fragment, or the first words of a sentence about the film.
        let behind = words[at..].iter().find_map(|w| w.mark).is_some_and(|m| facts.is_own(m));
        return (s.first || behind || words.len() < 14).then_some(0.75);
    }
    let before = &words[det - 1];
    let apposed = words[det].gap & (gap::COMMA | gap::DASH | gap::OPEN | gap::HYPHEN) != 0;
    if apposed {
        let own = before.mark.is_some_and(|m| facts.is_own(m));
        return (own || subject && !definite && det > 2).then_some(if own { 0.85 } else { 0.6 });
    }
    if words[det].gap & !(gap::QUOTE | gap::EMPHASIS) != 0 {
        return None;
    }
    if before.is(cue::INTO) && s.before(det, 12, cue::COMPARISON) {
        return None;
    }
    let said = before.is(cue::BE);
    let strictly = said && !before.is(cue::DETERMINER);
    // "As a western, the film …", "Van Sant has created a biopic".
    let as_ = det == 1 && facts.doc.slice(before.span) == "As";
    ((subject || as_) && strictly || before.is(cue::MAKING) && !definite).then_some(0.8)
}

/// Is the film spoken of before `at`; and is another one, nearer?
pub(crate) fn subject(facts: &Facts<'_>, s: &Sentence<'_>, at: usize) -> (bool, bool) {
    if s.words.first().and_then(|w| w.mark).is_some_and(|m| facts.is_own(m)) || facts.is_titled(s, 0) {
        return (true, false);
    }
    let mut own = (0..at.min(30)).any(|n| facts.is_titled(s, n));
    for (back, word) in s.words[at.saturating_sub(40)..at].iter().rev().enumerate() {
        if let Some(mark) = word.mark {
            if facts.is_own(mark) {
                return (true, false);
            }
            return (own, !own);
        }
        let n = at - 1 - back;
        // "Her last film was a comedy": another one.
        if word.is(cue::FILM) && s.before(n, 2, cue::OTHER | cue::PART_STRONG) && !s.before(n, 2, cue::THIS) {
            return (false, true);
        }
        own |= word.is(cue::SUBJECT);
    }
    // "Carrie is a thriller": a title that is not set as one, where the sentence begins with it.
    let begins = s.words.first().is_some_and(|w| facts.is_name(w.span));
    (own || begins, false)
}
