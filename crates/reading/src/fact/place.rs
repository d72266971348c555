//! Places where the story happens or the film was shot.

use document::Span;

use super::Facts;
use super::scan::{Hit, Sentence, gap};
use super::words::{Kind, cue};
use crate::claim::FactKind;

pub(crate) fn read(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    let mut accepted = usize::MAX;
    for hit in s.of(|k| matches!(k, Kind::Place(_))) {
        let listed = accepted != usize::MAX
            && (accepted..=accepted + 1).contains(&hit.start)
            && s.words[hit.start].gap & !(gap::COMMA | gap::DASH | gap::SLASH) == 0;
        if let Some(confidence) = weigh(facts, s, hit, listed) {
            // "Milan, Italy" is one place.
            let whole = listed && hit.start == accepted && s.words[hit.start].gap & gap::COMMA != 0;
            accepted = hit.end;
            if !whole {
                let span = s.span(facts.doc, hit.start, hit.end);
                facts.add(FactKind::Place, hit.term.value.clone(), span, confidence);
            }
        }
    }
    for hit in s.of(|k| k == Kind::Nation) {
        nation(facts, s, hit);
    }
    invented(facts, s);
}

/// Does the sentence speak of showings, or the words near `at` of careers or the critic's own life?
fn is_foreign(s: &Sentence<'_>, at: usize) -> bool {
    s.has(cue::SHOWING)
        || s.before(at, 6, cue::CAREER)
        || s.after(at, 4, cue::CAREER)
        || s.has(cue::CRITIC) && s.before(at, 8, cue::WATCHED)
        || s.before(at, 12, cue::CRITIC)
        || s.after(at, 4, cue::CRITIC)
        || s.before(at, 3, cue::ADAPT)
        || s.before(at, 6, cue::FILMS)
}

fn weigh(facts: &Facts<'_>, s: &Sentence<'_>, hit: &Hit<'_>, listed: bool) -> Option<f32> {
    let Kind::Place(need) = hit.term.kind else { return None };
    let words = &s.words;
    let (first, last) = (&words[hit.start], &words[hit.end - 1]);
    let span = s.span(facts.doc, hit.start, hit.end);
    if words[hit.start..hit.end].iter().any(|w| w.mark.is_some()) || first.quoted || facts.is_name(span) {
        return None;
    }
    // "Holland's performance": a surname of somebody named before.
    if need == 1 && hit.end - hit.start == 1 && facts.is_of_name(first.hash) {
        return None;
    }
    let next = s.next(hit.end, gap::HYPHEN);
    let thing = next.is_some_and(|w| w.is(cue::PLACE_THING))
        || s.next(hit.end + 1, 0).is_some_and(|w| w.is(cue::PLACE_THING)) && next.is_some_and(|w| !w.capital);
    // A capital neighbor makes it a part of a longer name: "Paris Hilton", "New York Times".
    if !last.possessive
        && next.is_some_and(|w| w.capital && w.gap == 0 && !w.number && !w.is(cue::PLACE_THING))
    {
        return None;
    }
    if next.is_some_and(|w| w.gap & gap::HYPHEN != 0 && !w.is(cue::PLACE_THING | cue::CERTAIN)) {
        return None;
    }
    // Back over "northern", "the", "suburban" to the word that leads up to it.
    let mut at = hit.start;
    let mut described = false;
    while at > 0
        && hit.start - at < 4
        && words[at].gap & !gap::HYPHEN == 0
        && (words[at - 1].is(cue::PLACE_ADJECTIVE)
            || words[at - 1].number
            || words[at].gap & gap::HYPHEN != 0)
    {
        at -= 1;
        described |= !words[at].is(cue::DETERMINER);
    }
    let lead = if words[at].gap & !gap::HYPHEN == 0 && at > 0 { Some(&words[at - 1]) } else { None };
    if at == hit.start
        && lead.is_some_and(|w| w.capital && at > 1 && !w.possessive && !w.is(cue::PREPOSITION))
    {
        return None;
    }
    let preposition = lead.is_some_and(|w| w.is(cue::PREPOSITION));
    let inward = lead.is_some_and(|w| w.is(cue::INWARD));
    // "University of Texas", "director of …".
    let of = lead.is_some_and(|w| facts.doc.slice(w.span) == "of");
    if of
        && at > 1
        && (words[at - 2].capital && at > 2
            || words[at - 2].is(cue::CAREER)
            || s.reads(facts.doc, at - 2, "director"))
    {
        return None;
    }
    let certain = s.before(hit.start, 9, cue::CERTAIN) && (preposition || listed);
    let setting = s.before(hit.start, 10, cue::SETTING);
    let likeness = s.before(hit.start, 8, cue::COMPARISON) || hit.start < 16 && words[0].is(cue::COMPARISON);
    if likeness && !certain {
        return None;
    }
    if need == 2 {
        return (certain && inward).then_some(0.7);
    }
    // "hail from Seattle": right beside, it is said of the story whatever else the sentence says.
    let right_beside = preposition && at > 1 && words[at - 2].is(cue::CERTAIN) && words[at - 1].gap == 0;
    if (certain && inward || right_beside) && !s.has(cue::SHOWING) {
        return Some(0.9);
    }
    if is_foreign(s, hit.start) || s.has(cue::FILMS) && s.has(cue::COMPARISON) {
        return None;
    }
    let town = words[hit.start].gap & gap::COMMA != 0 && hit.start > 0 && {
        let before = &words[hit.start - 1];
        before.capital && hit.start > 1 && s.before(hit.start - 1, 3, cue::INWARD)
    };
    let wide = matches!(hit.term.value.as_str(), "America" | "United States" | "Europe" | "Africa" | "Asia");
    if wide && !(inward && setting) {
        return None;
    }
    // "as the UK enters its third lockdown"
    let clause = lead.is_some_and(|w| w.is(cue::CLAUSE)) && next.is_some_and(|w| !w.capital && w.gap == 0);
    let for_ = lead.is_some_and(|w| facts.doc.slice(w.span) == "for");
    // "Mexico City in 1970."
    let dated = hit.start == 0
        && s.reads(facts.doc, hit.end, "in")
        && s.words.get(hit.end + 1).is_some_and(|w| w.number && w.span.end - w.span.start == 4);
    let cue = match need {
        1 => inward || town || thing || preposition && setting && !of || clause && at < hit.start,
        _ => {
            dated
                || preposition && (!for_ || setting)
                || thing
                || described
                || town
                || listed
                || last.possessive && next.is_some_and(|w| !w.capital)
        }
    };
    if !cue {
        return None;
    }
    Some(if inward && setting {
        0.8
    } else if inward || thing {
        0.7
    } else {
        0.55
    })
}

/// "a small Mexican farming village": the country.
fn nation(facts: &mut Facts<'_>, s: &Sentence<'_>, hit: &Hit<'_>) {
    let ground = (hit.end..hit.end + 3).take_while(|n| s.next(*n, gap::HYPHEN).is_some_and(|w| !w.capital));
    let Some(end) = ground.into_iter().find(|n| s.words[*n].is(cue::GROUND)) else { return };
    if is_foreign(s, hit.start)
        || s.words[hit.start].mark.is_some()
        || s.before(hit.start, 4, cue::COMPARISON)
    {
        return;
    }
    // The words between must not be a person: "a French detective's island".
    let span = s.span(facts.doc, hit.start, end + 1);
    facts.add(FactKind::Place, hit.term.value.clone(), span, 0.7);
}

/// A name that no list has, where the story is said to be set: "set in Tiboonda", "the town of Perdition".
fn invented(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    for at in 1..s.words.len() {
        if !s.words[at].is(cue::PREPOSITION | cue::DETERMINER) {
            continue;
        }
        let word = &s.words[at];
        let of = facts.doc.slice(word.span) == "of";
        let named = of && s.words[at - 1].is(cue::NAMED) && !s.words[at - 1].capital && word.gap == 0;
        // "The train stops in Bundanyabba"
        let arrives = facts.doc.slice(word.span) == "in"
            && word.gap == 0
            && s.words[at - 1].is(cue::SETTING)
            && s.next(at + 1, 0).is_some_and(|w| w.capital);
        // "the Tiboonda outback"
        let ground = word.is(cue::DETERMINER)
            && s.next(at + 1, 0).is_some_and(|w| w.capital && !w.possessive)
            && s.next(at + 2, 0).is_some_and(|w| w.is(cue::GROUND) && !w.capital);
        let set = word.is(cue::INWARD)
            && word.gap == 0
            && (s.words[at - 1].is(cue::CERTAIN)
                || at > 1
                    && s.words[at - 1].gap == 0
                    && s.words[at - 2].is(cue::CERTAIN)
                    && !s.words[at - 1].is(cue::CRITIC))
            && facts.doc.slice(word.span) != "to";
        if !(named || set || arrives || ground) {
            continue;
        }
        // Up to three lower words, then a name.
        let mut start = at + 1;
        while start < at + 4 && s.next(start, gap::HYPHEN).is_some_and(|w| !w.capital && !w.number) {
            start += 1;
        }
        if named && start > at + 2 {
            continue;
        }
        let mut end = start;
        while end < start + 6
            && s.next(end, gap::HYPHEN | gap::APOSTROPHE | if end == start { 0 } else { gap::DOT })
                .is_some_and(|w| w.capital)
        {
            end += 1;
            if s.words[end - 1].possessive {
                break;
            }
        }
        if end == start {
            continue;
        }
        // "set in a Lucio Fulci world", "shot in Technicolor": a manner.
        let manner = start > at + 1
            && s.words[start - 1].is(cue::DETERMINER)
            && facts.doc.slice(s.words[start - 1].span).len() < 3
            || facts.doc.slice(word.span) == "in" && s.words[at - 1].is(cue::MADE);
        if manner && !s.next(end, gap::HYPHEN).is_some_and(|w| w.is(cue::GROUND)) {
            continue;
        }
        let span: Span = s.span(facts.doc, start, end);
        let other = s
            .hits_in(start.saturating_sub(8), end)
            .iter()
            .any(|h| start < h.end && !matches!(h.term.kind, Kind::Genre(_) | Kind::Music));
        let marked = s.words[start].mark.is_some() || s.words[start].quoted;
        // A possessive is a person's: "set in Kubrick's world".
        if other || marked || facts.is_name(span) || s.words[end - 1].possessive || s.has(cue::SHOWING) {
            continue;
        }
        let value = facts.doc.slice(span).to_owned();
        facts.add(FactKind::Place, value, span, if named { 0.7 } else { 0.6 });
    }
}
