//! Genres, the country of a film, its studio, and the genres of the music played in it.

use super::Facts;
use super::frame::{frame, subject};
use super::scan::{Hit, Sentence, gap};
use super::words::{Kind, cue};
use crate::claim::FactKind;

pub(crate) fn read(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    runs(facts, s);
    challenge(facts, s);
    studios(facts, s);
    music(facts, s);
}

const JOINED: u16 = gap::HYPHEN | gap::SLASH | gap::QUOTE;

/// Runs of genres and nations ("a British horror comedy"): one claim of genre each, and one of country.
fn runs(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    let hits: Vec<&Hit<'_>> = s.of(|k| matches!(k, Kind::Genre(_) | Kind::Nation)).collect();
    let mut i = 0;
    while i < hits.len() {
        let mut n = 1;
        while let Some(next) = hits.get(i + n) {
            let end = hits[i + n - 1].end;
            let and = next.start == end + 1 && s.words[end].is(cue::AND) && s.words[end].gap == 0;
            let joined = next.start == end && s.words[end].gap & !JOINED == 0 || and;
            if !joined || and && s.words[next.start].gap & !JOINED != 0 {
                break;
            }
            n += 1;
        }
        run(facts, s, &hits[i..i + n]);
        i += n;
    }
}

fn run(facts: &mut Facts<'_>, s: &Sentence<'_>, hits: &[&Hit<'_>]) {
    let (Some(first), Some(last)) = (hits.first(), hits.last()) else { return };
    let words = &s.words[first.start..last.end];
    if words.iter().any(|w| w.mark.is_some()) || s.words[last.end - 1].possessive {
        return;
    }
    let genres = || {
        hits.iter().filter_map(|h| if let Kind::Genre(sort) = h.term.kind { Some((h, sort)) } else { None })
    };
    let next = s.next(last.end, gap::HYPHEN);
    let head = next.is_some_and(|w| w.is(cue::WORK));
    // "a horror film fan": what matters is what the last of them says.
    let behind = if head { s.next(last.end + 1, gap::HYPHEN) } else { next };
    if behind.is_some_and(|w| w.is(cue::FOREIGN) && (!w.is(cue::WORK) || !head))
        || next.is_some_and(|w| w.is(cue::FILMS))
    {
        return;
    }
    // "one of the finest in the crime thriller genre"
    let of_genre = genres().count() > 0 && next.is_some_and(|w| facts.doc.slice(w.span) == "genre");
    let nation = (hits[0].term.kind == Kind::Nation).then_some(hits[0]);
    let count = genres().count();
    let noun = genres().any(|(_, sort)| sort.noun && !sort.doubtful);
    let doubtful = genres().any(|(_, sort)| sort.doubtful);
    let alone = count == 1 && genres().all(|(_, sort)| sort.never_alone);
    let side = !head && genres().next_back().is_some_and(|(_, sort)| sort.side);
    let silent = count > 1 && genres().next_back().is_some_and(|(_, sort)| sort.silent);
    let names_film =
        silent || noun || head || count > 1 && genres().any(|(_, s)| s.noun) || count == 1 && doubtful;
    let technique = genres().any(|(h, _)| h.term.value == "stop-motion");
    let name = |n: &Hit<'_>| n.term.kind != Kind::Nation || !facts.is_name(s.span(facts.doc, n.start, n.end));
    // "veers into horror", "far more sci-fi than …"
    let toward = count == 1
        && !alone
        && genres().all(|(_, sort)| !sort.deed)
        && s.prev(first.start, 0)
            .is_some_and(|w| w.is(cue::INTO) || w.is(cue::MORE) && s.reads(facts.doc, last.end, "than"));
    let solid_horror =
        nation.is_some() && count > 0 || count == 1 && genres().all(|(h, _)| h.term.value == "horror");
    let confidence = if technique {
        Some(0.7)
    } else if of_genre {
        within_genre(facts, s, first.start)
    } else if names_film || toward || solid_horror {
        frame(facts, s, first.start, side)
    } else {
        None
    };
    let Some(mut confidence) = confidence else { return };
    if let Some(n) = nation
        .filter(|n| name(n) && (head && next.is_some_and(|w| w.is(cue::PRODUCTION)) || noun || count > 0))
    {
        let span = s.span(facts.doc, n.start, n.end);
        facts.add(FactKind::Country, n.term.value.clone(), span, confidence);
    }
    if alone && !(doubtful && confidence > 0.8) || count == 0 {
        return;
    }
    if doubtful && count == 1 && !head {
        confidence -= 0.15;
    }
    let mut value = String::new();
    let mut spoken = genres().filter(|(_, sort)| !sort.silent);
    let Some((from, _)) = spoken.next() else { return };
    value.push_str(&from.term.value);
    for (hit, _) in spoken {
        let and = s.words[hit.start - 1].is(cue::AND);
        value.push_str(if and { " and " } else { " " });
        value.push_str(&hit.term.value);
    }
    let start = genres().next().map_or(first.start, |(h, _)| h.start);
    let span = s.span(facts.doc, start, last.end);
    facts.add(FactKind::Genre, value, span, confidence);
}

/// Is the film said to be in the genre named at `at`: "an entry in the slasher genre"?
fn within_genre(facts: &Facts<'_>, s: &Sentence<'_>, at: usize) -> Option<f32> {
    let the = at > 1 && s.words[at - 1].is(cue::DETERMINER);
    let within = the && matches!(facts.doc.slice(s.words[at - 2].span), "in" | "of" | "within" | "to");
    let (own, other) = subject(facts, s, at);
    (within && own && !other && !s.has(cue::COMPARISON | cue::NEGATION | cue::FILMS)).then_some(0.55)
}

/// A line such as "Cult Movie Challenge 2016 | 20/52 | Slasher": its last part may be a genre and nothing else.
fn challenge(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    let Some(bar) = s.words.iter().rposition(|w| w.gap & gap::PIPE != 0) else { return };
    let rest = s.words[bar..].iter().filter(|w| !w.number).count();
    // "Countries 5/5 | Japan"
    let countries = (0..bar).any(|n| s.reads(facts.doc, n, "Countries"));
    let land = s.of(|k| matches!(k, Kind::Place(_))).find(|h| h.start == bar && h.end == s.words.len());
    if let Some(hit) = land.filter(|_| countries) {
        let span = s.span(facts.doc, hit.start, hit.end);
        facts.add(FactKind::Country, hit.term.value.clone(), span, 0.6);
    }
    let hit = s
        .of(|k| matches!(k, Kind::Genre(sort) if !sort.never_alone))
        .find(|h| h.start == bar && h.end - h.start == rest);
    if let Some(hit) = hit {
        let span = s.span(facts.doc, hit.start, hit.end);
        facts.add(FactKind::Genre, hit.term.value.clone(), span, 0.6);
    }
}

/// "this Hammer production", "Netflix's latest", "produced by A24".
fn studios(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    for hit in s.of(|k| k == Kind::Studio) {
        let last = &s.words[hit.end - 1];
        if last.mark.is_some()
            || s.prev(hit.start, 0).is_some_and(|w| w.capital && hit.start > 1 && !w.possessive)
        {
            continue;
        }
        let next = s.next(hit.end, gap::HYPHEN);
        let made = next.is_some_and(|w| w.is(cue::PRODUCTION) && !w.capital);
        let latest =
            last.possessive && next.is_some_and(|w| w.is(cue::LATEST | cue::PRODUCTION) && !w.capital);
        let company = s.prev(hit.start, 0).is_some_and(|w| !w.capital) && {
            let before = &s.words[hit.start - 1];
            let company = facts.doc.slice(before.span);
            matches!(company, "company" | "studio" | "label" | "distributor" | "powerhouse")
        };
        let by = s.prev(hit.start, 0).is_some_and(|w| w.is(cue::BY))
            && (s.before(hit.start, 4, cue::MADE) || s.before(hit.start, 6, cue::LATEST | cue::FILM));
        let comparison = s.before(hit.start, 8, cue::COMPARISON) || s.has(cue::FILMS);
        let confidence = if made { frame(facts, s, hit.start, false).filter(|_| !comparison) } else { None };
        let other = (latest || by) && !comparison || company;
        if let Some(confidence) = confidence.or(other.then_some(0.6)) {
            let span = s.span(facts.doc, hit.start, hit.end);
            facts.add(FactKind::Studio, hit.term.value.clone(), span, confidence);
        }
    }
}

/// Genres of music, where music is spoken of.
fn music(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    for hit in s.of(|k| k == Kind::Music) {
        // Words that mean other things as well: only right before a word for music.
        let wide = [
            "soul",
            "country",
            "metal",
            "trap",
            "classical",
            "opera",
            "swing",
            "rap",
            "folk",
            "ambient",
            "emo",
            "swing",
            "baroque",
            "salsa",
            "tango",
            "blues",
        ];
        let next = s.next(hit.end, gap::HYPHEN);
        let beside = next.is_some_and(|w| w.is(cue::MUSIC));
        let spoken = beside || s.before(hit.start, 8, cue::MUSIC) || s.after(hit.end, 6, cue::MUSIC);
        let marked = s.words[hit.start].mark.is_some() || s.words[hit.start].quoted;
        let person = s.next(hit.end + 1, 0).is_some_and(|w| w.is(cue::FOREIGN));
        if marked
            || !spoken
            || beside && person
            || !beside && wide.contains(&hit.term.value.as_str())
            || s.before(hit.start, 3, cue::COMPARISON)
        {
            continue;
        }
        let span = s.span(facts.doc, hit.start, hit.end);
        facts.add(FactKind::MusicGenre, hit.term.value.clone(), span, if beside { 0.75 } else { 0.6 });
    }
}
