//! Running time, the time in which the story happens, and the film's year.

use document::Span;

use super::Facts;
use super::frame::frame;
use super::scan::{Hit, Sentence, Word, gap};
use super::words::{Kind, cue};
use crate::claim::FactKind;

pub(crate) fn read(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    if s.has(cue::MINUTE | cue::HOUR | cue::CLOCK) {
        runtime(facts, s);
    }
    for hit in s.of(|k| matches!(k, Kind::Era | Kind::Ruler | Kind::Ordinal(_) | Kind::Decade)) {
        era(facts, s, hit);
    }
    for at in 0..s.words.len() {
        if s.words[at].number {
            number(facts, s, at);
        }
    }
}

/// The minutes of "PT2H43M", "163 min", "2h 43m", "1:52", as a field has them.
pub(crate) fn declared(text: &str) -> Option<u32> {
    let text = text.trim().trim_start_matches("PT");
    let mut total = 0;
    let mut number: Option<u32> = None;
    let mut unit_seen = false;
    for c in text.chars().take(24) {
        match (c, c.to_digit(10)) {
            (_, Some(d)) => number = Some(number.unwrap_or(0).saturating_mul(10).saturating_add(d)),
            ('h' | 'H' | ':', _) => {
                total = u32::saturating_add(total, number.take()?.saturating_mul(60));
                unit_seen = true;
            }
            ('m' | 'M', _) => {
                total = total.saturating_add(number.take().unwrap_or(0));
                unit_seen = true;
                break;
            }
            _ => {}
        }
    }
    total = total.saturating_add(number.filter(|_| !unit_seen || text.contains(':')).unwrap_or(0));
    (1..=900).contains(&total).then_some(total)
}

/// A number in digits or in words that begins at a word, and the word behind it.
fn count(facts: &Facts<'_>, s: &Sentence<'_>, at: usize) -> Option<(f32, usize)> {
    let word = s.words.get(at)?;
    if word.number {
        return facts.doc.slice(word.span).parse().ok().map(|n| (n, at + 1));
    }
    let number = |at: usize| {
        s.hits_in(at, at + 1).iter().find_map(|h| match h.term.kind {
            Kind::Number(n) => Some((n, h.end)),
            _ => None,
        })
    };
    let (n, end) = number(at)?;
    // "ninety-five", "a hundred (and) twenty"
    let more = number(end).filter(|(m, _)| n >= 20 && *m < 10 || n == 100);
    Some(more.map_or((f32::from(n), end), |(m, end)| (f32::from(n + m), end)))
}

fn runtime(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    let words = &s.words;
    let mut at = 0;
    while at < words.len() {
        let Some((minutes, end, hours)) = length(facts, s, at) else {
            at += 1;
            continue;
        };
        if let Some(confidence) = is_runtime(facts, s, at, end, minutes, hours) {
            let span = s.span(facts.doc, at, end);
            facts.add(FactKind::Runtime, minutes.to_string(), span, confidence);
        }
        at = end;
    }
}

/// The stretch of time that begins at a word: minutes, the word behind it, and whether it is in hours alone.
fn length(facts: &Facts<'_>, s: &Sentence<'_>, at: usize) -> Option<(u32, usize, bool)> {
    let words = &s.words;
    let unit = |at: usize, cues: u64| s.next(at, gap::HYPHEN).is_some_and(|w| w.is(cues));
    let text = facts.doc.slice(words[at].span);
    if words[at].number && text.ends_with(['h', 'H']) {
        let hours: u32 = text.trim_end_matches(['h', 'H']).parse().ok().filter(|h| *h < 9)?;
        let rest = words.get(at + 1).filter(|w| w.number).map(|w| facts.doc.slice(w.span));
        let minutes: Option<u32> =
            rest.and_then(|t| t.trim_end_matches(['m', 'M', 'i', 'n']).parse().ok()).filter(|m| *m < 60);
        return Some((hours * 60 + minutes.unwrap_or(0), at + 1 + usize::from(minutes.is_some()), false));
    }
    // "an hour": the article counts.
    let an = words[at].is(cue::AND) && text.eq_ignore_ascii_case("an") && unit(at + 1, cue::HOUR);
    let (n, mut end) = if an { (1.0, at + 1) } else { count(facts, s, at)? };
    if !(0.0..=600.0).contains(&n) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 600")]
    let whole = |n: f32| n.round() as u32;
    if unit(end, cue::MINUTE) {
        return (n >= 40.0).then_some((whole(n), end + 1, false));
    }
    let mut minutes = n * 60.0;
    // "two and a half hours", "two-and-a-half-hour"
    let half = |from: usize| (from..from + 3).find(|i| words.get(*i).is_some_and(|w| w.is(cue::HALF)));
    let bridged =
        |from: usize, to: usize| words[from..to].iter().all(|w| w.is(cue::AND) && w.gap & !gap::HYPHEN == 0);
    if let Some(h) = half(end).filter(|h| *h > end && bridged(end, *h) && unit(h + 1, cue::HOUR)) {
        return Some((whole(minutes + 30.0), h + 2, true)).filter(|(m, ..)| *m <= 600);
    }
    if !unit(end, cue::HOUR) || n > 9.0 {
        return None;
    }
    end += 1;
    if let Some(h) = half(end).filter(|h| *h > end && bridged(end, *h)) {
        return Some((whole(minutes + 30.0), h + 1, true));
    }
    let from = end + usize::from(words.get(end).is_some_and(|w| w.is(cue::AND)));
    if let Some((m, after)) = count(facts, s, from).filter(|(m, e)| *m < 60.0 && unit(*e, cue::MINUTE)) {
        minutes += m;
        return Some((whole(minutes), after + 1, false));
    }
    Some((whole(minutes), end, true))
}

/// How sure it is that a stretch of time is the film's own length, not a part of it or of somebody's life.
fn is_runtime(
    facts: &Facts<'_>,
    s: &Sentence<'_>,
    at: usize,
    end: usize,
    minutes: u32,
    hours: bool,
) -> Option<f32> {
    let long =
        s.reads(facts.doc, end, "long") && s.words[at].gap & gap::HYPHEN == 0 && s.before(at, 4, cue::RUNS);
    let clock = long || s.before(at, 7, cue::CLOCK) || s.after(end, 5, cue::CLOCK);
    let next = s.next(end, gap::HYPHEN);
    let work = next.is_some_and(|w| w.is(cue::WORK))
        || s.words[end - 1].is(cue::MINUTE | cue::HOUR) && s.after(end, 3, cue::FILM) && next.is_some();
    if s.before(at, 2, cue::PART_STRONG) && !clock || next.is_some_and(|w| w.is(cue::PART_AFTER)) {
        return None;
    }
    if s.words[at].quoted || s.words[at].mark.is_some() {
        return None;
    }
    let known = facts.known.runtime;
    let near = known.is_some_and(|k| k.abs_diff(minutes) <= 6);
    if clock {
        return Some(0.9);
    }
    if s.has(cue::COMPARISON | cue::FILMS) && !near {
        return None;
    }
    if near && minutes >= 60 && (!hours || s.before(at, 4, cue::RUNS) || work) {
        return Some(0.8);
    }
    if known.is_some_and(|k| k.abs_diff(minutes) > 20) || s.has(cue::CRITIC) && s.has(cue::WATCHED) {
        return None;
    }
    if !(60..=330).contains(&minutes) || s.before(at, 3, cue::PART) {
        return None;
    }
    let runs = s.before(at, 3, cue::RUNS) || s.after(end, 2, cue::RUNS);
    if work || runs && !hours {
        return Some(0.7);
    }
    (runs && hours && s.has(cue::FILM) && s.before(at, 3, cue::RUNS)).then_some(0.5)
}

/// What keeps a time from being the story's: films in general, the critic's life, showings.
fn is_foreign(s: &Sentence<'_>, at: usize) -> bool {
    s.has(cue::SHOWING | cue::FILMS | cue::COMPARISON)
        || s.has(cue::CRITIC) && (s.before(at, 8, cue::WATCHED) || s.after(at, 6, cue::WATCHED))
}

/// Is the story said to be set at the time named at `at`?
fn is_set(s: &Sentence<'_>, at: usize) -> bool {
    s.before(at, 9, cue::CERTAIN)
}

fn marked(word: &Word) -> bool {
    word.mark.is_some() || word.quoted
}

fn era(facts: &mut Facts<'_>, s: &Sentence<'_>, hit: &Hit<'_>) {
    let first = &s.words[hit.start];
    let span = s.span(facts.doc, hit.start, hit.end);
    let set = is_set(s, hit.start);
    if marked(first) || facts.is_name(span) || is_foreign(s, hit.start) && !set {
        return;
    }
    match hit.term.kind {
        Kind::Era | Kind::Ruler => {
            let cues = cue::IN_TIME | cue::PREPOSITION | cue::PLACE_ADJECTIVE;
            let lead = s.before(hit.start, 4, cues) || hit.start == 0;
            let next = s.next(hit.end, gap::HYPHEN);
            // "a World War II epic", "Regency-era manners"; but "his Korean War experiences" are a person's, and
            // "post-WWI" and "since the Crusades" are later.
            let work = next.is_some_and(|w| w.is(cue::WORK | cue::GROUND))
                && s.before(hit.start, 2, cue::DETERMINER);
            let later = first.gap & gap::HYPHEN != 0
                || (hit.start.saturating_sub(2)..hit.start).any(|n| s.reads(facts.doc, n, "since"));
            let owned = s.prev(hit.start, 0).is_some_and(|w| w.is(cue::OTHER));
            if (set || lead || work) && !later && !owned {
                facts.add(FactKind::Period, hit.term.value.clone(), span, if set { 0.9 } else { 0.7 });
            }
        }
        Kind::Ordinal(n) => {
            let century = s.next(hit.end, gap::HYPHEN).is_some_and(|w| w.is(cue::CENTURY));
            let lead = is_told(s, hit.start, hit.end + 1);
            if century && (set || lead && n < 20) {
                let span = s.span(facts.doc, hit.start, hit.end + 1);
                facts.add(FactKind::Period, century_name(n), span, 0.7);
            }
        }
        _ => decade(facts, s, hit.start, hit.end, hit.term.value.clone()),
    }
}

/// "in the fourteenth century", "a fourteenth-century village"; but not "since the 18th century".
fn is_told(s: &Sentence<'_>, start: usize, end: usize) -> bool {
    s.before(start, 3, cue::IN_TIME)
        || s.before(start, 3, cue::DETERMINER)
            && s.next(end, gap::HYPHEN).is_some_and(|w| w.is(cue::PLACE_THING | cue::GROUND) || w.capital)
}

fn century_name(n: u16) -> String {
    let suffix = match (n % 10, n % 100) {
        (1, x) if x != 11 => "st",
        (2, x) if x != 12 => "nd",
        (3, x) if x != 13 => "rd",
        _ => "th",
    };
    format!("{n}{suffix} century")
}

/// A number may be a decade ("1990s", "'90s"), a century ("19th") or a year.
fn number(facts: &mut Facts<'_>, s: &Sentence<'_>, at: usize) {
    let word = &s.words[at];
    let text = facts.doc.slice(word.span);
    if marked(word) {
        return;
    }
    if let Some(digits) = text.strip_suffix('s') {
        if let Some(value) = decade_of(digits) {
            decade(facts, s, at, at + 1, value);
        }
    } else if text.ends_with("th") || text.ends_with("st") || text.ends_with("nd") || text.ends_with("rd") {
        let n =
            text.get(..text.len() - 2).and_then(|n| n.parse::<u16>().ok()).filter(|n| (1..40).contains(n));
        let century = s.next(at + 1, gap::HYPHEN).is_some_and(|w| w.is(cue::CENTURY) && !w.capital);
        if let (Some(n), true) = (n, century) {
            let set = is_set(s, at);
            let lead = is_told(s, at, at + 2);
            if set || lead && n < 20 && !is_foreign(s, at) {
                let span = s.span(facts.doc, at, at + 2);
                facts.add(FactKind::Period, century_name(n), span, 0.7);
            }
        }
    } else if text.len() == 4 {
        let Some(year) = text.parse::<u32>().ok().filter(|y| (1000..2200).contains(y)) else { return };
        // "1970's"
        let apostrophe =
            s.words.get(at + 1).is_some_and(|w| w.gap == gap::APOSTROPHE && facts.doc.slice(w.span) == "s");
        if apostrophe && year % 10 == 0 && s.before(at, 3, cue::IN_TIME | cue::PERIOD_ADJECTIVE) {
            decade(facts, s, at, at + 1, format!("{year}s"));
        } else if !apostrophe {
            self::year(facts, s, at, year);
        }
    }
}

/// "90" and "1990" are the 1990s.
fn decade_of(digits: &str) -> Option<String> {
    let n: u32 = digits.parse().ok().filter(|n| n % 10 == 0)?;
    match (digits.len(), n) {
        (2, 20..=90) => Some(format!("19{n}s")),
        (2, 0 | 10) => Some(format!("20{digits}s")),
        (4, 1000..=2190) => Some(format!("{n}s")),
        _ => None,
    }
}

fn decade(facts: &mut Facts<'_>, s: &Sentence<'_>, start: usize, end: usize, value: String) {
    let set = is_set(s, start);
    let next = s.next(end, gap::HYPHEN);
    let place = s.begins(end, |k| matches!(k, Kind::Place(n) if n < 2)) && s.words[end].gap == 0;
    // "the 80s theme song", "1950s melodrama": said of a manner.
    let manner = next.is_some_and(|w| {
        w.gap & !gap::HYPHEN == 0
            && !w.is(cue::STOP
                | cue::INWARD
                | cue::AND
                | cue::PREPOSITION
                | cue::PLACE_ADJECTIVE
                | cue::GROUND)
    }) && !place;
    if manner && !(set && next.is_some_and(|w| w.is(cue::PLACE_THING | cue::CAREER))) {
        return;
    }
    let mut lead = start;
    while lead > 0 && start - lead < 3 && s.words[lead - 1].is(cue::PERIOD_ADJECTIVE | cue::DETERMINER) {
        lead -= 1;
    }
    // "It's the 1970s": the story begins.
    let it_is = lead > 0
        && lead < 4
        && s.words[0].is(cue::SUBJECT)
        && s.words[lead - 1].is(cue::BE)
        && next.is_none();
    let within = it_is || lead > 0 && s.words[lead - 1].is(cue::IN_TIME | cue::INWARD);
    let critic = s.before(start, 6, cue::CRITIC) || s.after(end, 4, cue::CRITIC);
    if set && (within || place)
        || (within || place) && !is_foreign(s, start) && !critic && !s.has(cue::CAREER)
    {
        let span = s.span(facts.doc, start, end);
        facts.add(FactKind::Period, value, span, if set { 0.9 } else { 0.65 });
    }
}

fn year(facts: &mut Facts<'_>, s: &Sentence<'_>, at: usize, year: u32) {
    let word = &s.words[at];
    let next = s.next(at + 1, gap::HYPHEN);
    let span: Span = word.span;
    let closed = s.words.get(at + 1).is_some_and(|w| w.gap & gap::CLOSE != 0) || word.gap & gap::OPEN != 0;
    let own_mark = at > 0 && s.words[at - 1].mark.is_some_and(|m| facts.is_own(m));
    let near = facts.known.year.is_some_and(|k| k.abs_diff(year) <= 1);
    if closed {
        // The film's own title with its year.
        if own_mark && word.gap & gap::OPEN != 0 && near {
            facts.add(FactKind::Year, year.to_string(), span, 0.8);
        }
        return;
    }
    let lead = s.prev(at, 0);
    // "this 1974 thriller"
    let genre = s.begins(at + 1, |k| matches!(k, Kind::Genre(_) | Kind::Nation));
    if next.is_some_and(|w| w.is(cue::WORK)) || genre {
        let this = lead.is_some_and(|w| w.is(cue::THIS));
        if this || (near || facts.known.year.is_none()) && frame(facts, s, at, false).is_some() {
            facts.add(FactKind::Year, year.to_string(), span, 0.75);
        }
        return;
    }
    let set = is_set(s, at);
    let the_year = lead.is_some_and(|w| w.is(cue::YEAR))
        || at > 1 && s.before(at, 2, cue::YEAR) && s.before(at, 1, cue::BE);
    let it_is = (1..=3).contains(&at)
        && lead.is_some_and(|w| w.is(cue::BE) && !w.is(cue::INTO))
        && s.words[0].is(cue::SUBJECT | cue::YEAR)
        && next.is_none_or(|w| !w.is(cue::WORK));
    let month = s.hits_in(at.saturating_sub(2), at).iter().any(|h| h.term.kind == Kind::Month);
    let place = s.begins(at + 1, |k| matches!(k, Kind::Place(n) if n < 2)) && s.words[at + 1].gap == 0;
    let within = lead.is_some_and(|w| w.is(cue::IN_TIME)) || month;
    let arrives = (at.saturating_sub(6)..at).any(|i| {
        matches!(facts.doc.slice(s.words[i].span), "comes" | "came") && s.reads(facts.doc, i + 1, "to")
    });
    // "comes to Berlin in 1977", "Mexico City in 1970": right behind where it happens.
    let there = within
        && at >= 2
        && word.gap == 0
        && s.reads(facts.doc, at - 1, "in")
        && s.hits_in(at.saturating_sub(6), at - 1).iter().any(|h| {
            matches!(h.term.kind, Kind::Place(n) if n < 2)
                && h.end == at - 1
                && (h.start == 0 || arrives || s.before(at, 8, cue::SETTING))
        });
    let present = word.gap == gap::COMMA && at > 0 && facts.doc.slice(s.words[at - 1].span) == "day";
    let confidence = if set && (within || place || the_year) || present {
        0.9
    } else if the_year || it_is {
        0.75
    } else if near && !place
        || is_foreign(s, at)
        || s.before(at, 6, cue::CAREER | cue::MAKING_OF | cue::CRITIC)
        || s.before(at, 6, cue::MADE) && !(there && arrives)
        || s.after(at, 4, cue::CAREER | cue::CRITIC)
        || facts.known.year.is_some_and(|k| year > k)
    {
        return;
    } else if place || within && (at <= 2 || month || there) {
        0.6
    } else {
        return;
    };
    if next.is_some_and(|w| w.mark.is_some()) {
        return;
    }
    facts.add(FactKind::Period, year.to_string(), span, confidence);
}
