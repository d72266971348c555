//! What a stretch set off from the text names: a film, a song, a book, a show, or nothing at all.
//!
//! The words right beside it decide; else the lists; else the catalog; else how this writer sets titles.

use catalog::{FilmId, Form, Job, is_article};

use super::marked::{Stretch, Style};
use super::names::{self, Origin};
use super::own::key;
use super::trade::{self, Flags};
use super::{Proposal, Scene};
use crate::claim::Thing;

/// The rank of a title set off.
pub(super) const RANK: u8 = 4;

/// How this writer sets titles off.
#[derive(Debug, Clone, Copy, Default)]
struct Manner {
    /// Italics are used for names in title case.
    italic: bool,
    /// The film's own title stands between quotation marks.
    quotes: bool,
}

/// What the stretches name.
pub(super) fn titles(scene: &Scene<'_>, stretches: &[Stretch]) -> Vec<Proposal> {
    let mut manner = Manner::default();
    let words: Vec<Vec<u32>> = stretches.iter().map(|s| words(scene, s)).collect();
    for (s, words) in stretches.iter().zip(&words) {
        manner.italic |= s.style == Style::Italic && title_case(scene, s) && !scene.text.begins(s.first);
        manner.quotes |= s.style == Style::Quoted
            && title_case(scene, s)
            && scene.own.is_title(words, s.year, scene.catalog);
    }
    let mut out: Vec<Proposal> = Vec::new();
    for (i, s) in stretches.iter().enumerate() {
        let thing = match thing(scene, s, &words[i], manner) {
            Some(found) => found,
            None => continue,
        };
        // "The Virgin Spring (_Jungfrukällan_)": a title in parentheses behind a title is the same film's.
        let alias = i > 0
            && scene.text.of(s.first.saturating_sub(1)) == "("
            && out.last().is_some_and(|p| p.last + 3 >= s.first && p.rank == RANK);
        let (thing, confidence) = if alias { (None, 0.0) } else { thing };
        let canon = names::known(key(&words[i])).map_or(key(&words[i]), |k| k.canon);
        out.push(Proposal {
            first: s.first,
            last: s.last,
            thing,
            canon,
            year: s.year,
            confidence,
            rank: RANK,
            full: s.full,
        });
    }
    out
}

/// The words of a stretch. What sets it off holds the last word's possessive too, if it has one.
fn words(scene: &Scene<'_>, s: &Stretch) -> Vec<u32> {
    let mut words = scene.words(s.first, s.last);
    if let Some(last) = words.last_mut().filter(|_| s.full) {
        *last = scene.text.full_hash(s.last);
    }
    words
}

/// Is every word that title case would raise raised? A title that the catalog has may leave one small.
fn title_case(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    if text.of(s.last + 1) == "…" || !text.capital(s.first) || !text.capital(s.last) {
        return false;
    }
    let mut raised = 0;
    let mut lower = 0;
    for i in s.first..=s.last {
        let mark = text.of(i);
        // A full stop within is a sentence's end, but for "Dr." and initials.
        if matches!(mark, ";" | "(" | "…" | "|")
            || mark == "/" && text.of(i + 1) == "/"
            || mark == "."
                && (s.first + 1..s.last).contains(&i)
                && text.of(i - 1).len() > 3
                && text.of(i + 1) != "."
        {
            return false;
        }
        if text.is_word(i) {
            let small = mark.len() <= 4 && text.flags(i) & trade::SMALL != 0;
            let joined = i > s.first && matches!(text.of(i - 1), "-" | "‑");
            lower += usize::from(!(text.capital(i) || small || joined));
            raised += usize::from(text.capital(i) && !small);
        }
    }
    let known = || {
        let films = scene.catalog.titled(key(&scene.words(s.first, s.last)));
        raised > 1 && !films.is_empty()
    };
    let letters =
        || (s.first..=s.last).any(|i| text.of(i).len() > 3 || text.of(i).contains(char::is_alphabetic));
    (lower == 0 || lower == 1 && known()) && (raised > 0 || s.first < s.last) && letters()
}

/// What a stretch names and how sure that is; a thing of `None` covers it without a claim.
fn thing(scene: &Scene<'_>, s: &Stretch, words: &[u32], manner: Manner) -> Option<(Option<Thing>, f32)> {
    let text = scene.text;
    if words.is_empty() || !title_case(scene, s) {
        return None;
    }
    let own = |words: &[u32]| scene.own.is_title(words, s.year, scene.catalog);
    if (own(words) || own(&scene.words(s.first, s.last))) && !of_another(scene, s) {
        return Some((None, 0.0));
    }
    let name = key(words);
    let films = scene.catalog.titled(name);
    let whole = films.iter().any(|(f, form)| form == Form::Whole && !scene.own.is(f));
    let known = names::known(name).filter(|k| !k.article || is_article(text.of(s.first)));
    let single = words.len() == 1;
    if let Some(known) = known.filter(|k| k.origin == Origin::Company && !k.cued) {
        return Some((Some(known.thing), 0.85));
    }
    let beside = beside(scene, s);
    if is_nickname(scene, s)
        || beside.alias
        || beside.untitled && (s.style == Style::Quoted || films.is_empty())
    {
        return Some((None, 0.0));
    }
    // A link or bold covers much else: it must be a title that somebody knows.
    if s.style == Style::Link && !(whole && (!single || s.year.is_some() || beside.flags & trade::FILM != 0))
    {
        return None;
    }
    let person = scene.person_at(text.stretch(s.first, s.last));
    if cites(scene, s) {
        return Some((Some(Thing::Book), 0.7));
    }
    if s.style == Style::Quoted && s.year.is_none() && is_heard(scene, s) {
        return Some((Some(Thing::Song), 0.7));
    }
    if let Some(kind) = of_flags(beside.flags) {
        // "The John Wick series" is of films where there is a film of that name.
        let kind = if beside.series && whole { Thing::Film } else { kind };
        if !(person && kind == Thing::Film && !whole) {
            return Some((Some(kind), 0.9));
        }
    }
    if person && !(whole && s.style == Style::Italic) {
        return None;
    }
    if let Some(known) = known.filter(|k| !(k.origin == Origin::Fiction && whole)) {
        let film = known.cued && whole && known.thing != Thing::Tv && s.style == Style::Italic;
        let shown = known.thing == Thing::Tv && known.cued && whole && !beside.on;
        if !(film || shown) {
            return Some((Some(known.thing), 0.85));
        }
    }
    // In the text of one who sets films in italics, what stands between quotation marks is a part of a work: a song.
    let part = s.style == Style::Quoted && manner.italic && !manner.quotes;
    if whole && !(part && (single || is_about_music(scene, s))) {
        let compared = || {
            let beside = trade::RELATING | trade::COMPARED | trade::FILM;
            text.before(s.first).is_some_and(|i| text.flags(i) & beside != 0)
        };
        let loose = single && s.style == Style::Quoted && !manner.quotes && s.year.is_none() && !compared();
        return (!loose).then_some((Some(Thing::Film), 0.9));
    }
    unknown(scene, s, words, manner, part)
}

/// A stretch that nobody knows.
fn unknown(
    scene: &Scene<'_>,
    s: &Stretch,
    words: &[u32],
    manner: Manner,
    part: bool,
) -> Option<(Option<Thing>, f32)> {
    let text = scene.text;
    let capitals = (s.first..=s.last).filter(|i| text.capital(*i)).count();
    match s.style {
        Style::Link => None,
        Style::Italic => {
            let letters = || (s.first..=s.last).flat_map(|i| text.of(i).chars());
            let loud = letters().any(char::is_alphabetic) && !letters().any(char::is_lowercase);
            let emphasis = words.len() == 1
                && (text.begins(s.first)
                    || text.of(s.first).len() < 4
                    || text.flags(s.first) & trade::EMPHATIC != 0);
            (!loud && !emphasis || s.year.is_some()).then_some((Some(Thing::Film), 0.7))
        }
        Style::Quoted => {
            if is_speech(scene, s) {
                return None;
            }
            if is_by_artist(scene, s) && s.year.is_none() {
                return Some((Some(Thing::Song), 0.6));
            }
            // "Crash into Me": a small word within capitals is how titles are written, and nothing else.
            let inner = (s.first + 1..s.last).any(|i| text.is_word(i) && !text.capital(i));
            if part && inner && capitals > 1 && s.year.is_none() && !text.begins(s.first) {
                return Some((Some(Thing::Song), 0.6));
            }
            if is_about_music(scene, s) && (part || capitals > 1) && s.year.is_none() {
                return Some((Some(Thing::Song), 0.6));
            }
            let film = s.year.is_some() || manner.quotes && (capitals > 1 || !text.begins(s.first));
            film.then_some((Some(Thing::Film), 0.6))
        }
    }
}

/// What the words beside a stretch say.
#[derive(Debug, Clone, Copy, Default)]
struct Beside {
    flags: Flags,
    /// It is "series" that says so.
    series: bool,
    /// Speech, a word as a word, a ship.
    untitled: bool,
    /// "Also known as" stands before it: it is the film's own.
    alias: bool,
    /// "on" stands before it, as before what is broadcast.
    on: bool,
}

fn beside(scene: &Scene<'_>, s: &Stretch) -> Beside {
    let text = scene.text;
    let mut out = Beside::default();
    if let Some(after) = text.after(s.last).filter(|i| !text.capital(*i)) {
        let flags = text.flags(after) & trade::KIND;
        if flags != 0 && !text.of(after).ends_with("ing") {
            out.flags = flags;
            out.series = text.of(after).eq_ignore_ascii_case("series");
        }
    }
    let mut at = s.first;
    let mut called = false;
    for step in 0..8 {
        // A comma right before it binds too: "his novel, “X”".
        let before = text.before(at).or_else(|| {
            let quote = usize::from(s.style == Style::Quoted);
            let comma = at.checked_sub(1 + quote).filter(|i| step == 0 && text.of(*i) == ",")?;
            text.before(comma).filter(|i| text.flags(*i) & trade::KIND != 0)
        });
        let Some(before) = before else { break };
        at = before;
        let word = text.of(at);
        let flags = text.flags(at);
        out.on |= step == 0 && word.eq_ignore_ascii_case("on");
        if step == 0 && word.eq_ignore_ascii_case("as") {
            out.alias = text.before(at).is_some_and(|i| text.flags(i) & trade::ALIAS != 0);
        }
        if flags & trade::BRIDGE != 0 {
            called |= matches!(word, "called" | "named" | "titled" | "entitled");
            continue;
        }
        if flags & trade::UNTITLED != 0 && !text.capital(at) {
            out.untitled = true;
        }
        if flags & trade::KIND != 0 && !text.capital(at) {
            // "plays" is a verb, and "the show reminds" is no name's neighbor.
            if out.flags == 0 || flags & (trade::SONG | trade::BOOK | trade::TV) != 0 && !out.series {
                out.flags = flags & trade::KIND;
                out.series = word.eq_ignore_ascii_case("series");
            }
            called = false;
            break;
        }
        if !text.capital(at) && !text.possessive(at) {
            break;
        }
    }
    out.untitled |= called && out.flags == 0 && s.style == Style::Quoted;
    out
}

fn of_flags(flags: Flags) -> Option<Thing> {
    [
        (trade::SONG, Thing::Song),
        (trade::BOOK, Thing::Book),
        (trade::STAGE, Thing::Other),
        (trade::PRESS, Thing::Company),
        (trade::TV, Thing::Tv),
        (trade::FILM, Thing::Film),
    ]
    .into_iter()
    .find_map(|(flag, thing)| (flags & flag != 0).then_some(thing))
}

/// "Dwayne “The Rock” Johnson": capitals on both sides.
fn is_nickname(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let name = |i: Option<usize>| i.is_some_and(|i| text.capital(i) && !text.begins(i));
    s.style == Style::Quoted
        && text.after(s.last).is_some_and(|i| text.capital(i))
        && (name(text.before(s.first)))
        && !text.before(s.first).is_some_and(|i| text.possessive(i))
}

/// Does a comma or colon, or nothing but the quotation itself, stand before it, as before speech?
fn is_speech(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let open = s.first.saturating_sub(2);
    text.begins(s.first) && s.first == s.last
        || s.first >= 2 && matches!(text.of(open), "," | ":")
        || matches!(text.of(s.last + 1), "!" | "?" | "," | ".")
            && s.first == s.last
            && text.before(s.first).is_none()
}

/// "Tim Burton's _Batman_" in a review of another "Batman": its director owns it, and this one has another.
fn of_another(scene: &Scene<'_>, s: &Stretch) -> bool {
    let end = scene.text.span(s.last).end;
    let at = scene.mentions.titles.partition_point(|m| m.span.end < end);
    let Some(m) = scene.mentions.titles.get(at).filter(|m| m.span.end == end) else { return false };
    let Some(owner) = m.owner.and_then(|i| scene.mentions.people.get(i)) else { return false };
    let works = owner.people.iter().flat_map(|(person, _)| scene.catalog.works(person));
    let works: Vec<FilmId> = works.filter(|(_, job)| *job == Job::Director).map(|(f, _)| f).collect();
    let directed = |film: FilmId| works.contains(&film);
    m.films.iter().any(|(f, form)| form == Form::Whole && !scene.own.is(f) && directed(f))
        && !m.films.iter().any(|(f, _)| scene.own.is(f) && directed(f))
}

/// "“Title” by the Somebodies": a quotation by name.
fn is_by_artist(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let by = text.after(s.last).filter(|i| text.of(*i) == "by");
    let name = by.and_then(|i| text.after(i));
    let name = name.and_then(|i| if is_article(text.of(i)) { text.after(i) } else { Some(i) });
    name.is_some_and(|i| text.capital(i))
}

/// "_Title_ (City: Publisher, 1987), 12", as footnotes cite a book.
fn cites(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let Some(open) = (s.last + 1..s.last + 3).find(|i| text.of(*i) == "(") else { return false };
    let inside = || (open + 1..open + 14).take_while(|i| text.of(*i) != ")");
    let year = inside().any(|i| crate::mention::year_in(text.of(i)).is_some());
    let press = |i: usize| matches!(text.of(i), "Press" | "Books" | "Publishing" | ":" | "Knopf" | "Harper");
    year && inside().any(press) && inside().count() < 13
}

/// "“A” and “B” are used to great effect", "“A” plays over the credits", "the needle drop of “A”": a song that is
/// heard in the film, whatever film has its name.
fn is_heard(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let sentence = text.doc.sentence_at(text.span(s.first).start).unwrap_or_default();
    let within = |i: usize| sentence.contains(text.span(i));
    // Over the rest of a list to the verb.
    let mut quoted = false;
    let mut at = s.last + 1;
    while at < s.last + 24 && within(at) {
        match text.of(at) {
            "“" => quoted = true,
            "”" => quoted = false,
            "\"" if at > s.last + 1 => quoted = !quoted,
            word if !quoted && text.is_word(at) && word != "and" => break,
            _ => {}
        }
        at += 1;
    }
    let word = |i: usize| if within(i) { text.of(i) } else { "" };
    let used = matches!(word(at), "is" | "are" | "was" | "were" | "gets" | "get")
        && (at + 1..at + 3)
            .any(|i| matches!(word(i), "used" | "heard" | "sung" | "hummed") && word(i + 1) != "as");
    let plays = matches!(word(at), "plays" | "play" | "played" | "playing" | "blares" | "blare" | "blaring")
        && matches!(word(at + 1), "over" | "during" | "on" | "in" | "as" | "under" | "while");
    let on_soundtrack = (at..at + 10).any(|i| {
        word(i) == "on"
            && word(i + 1) == "the"
            && matches!(word(i + 2), "soundtrack" | "radio" | "jukebox" | "stereo")
    });
    let drop = (s.first.saturating_sub(8)..at + 8)
        .any(|i| word(i) == "needle" && (word(i + 1).starts_with("drop") || word(i + 2).starts_with("drop")));
    used || plays || on_soundtrack || drop
}

/// Does the sentence speak of music?
fn is_about_music(scene: &Scene<'_>, s: &Stretch) -> bool {
    let text = scene.text;
    let from = s.first.saturating_sub(16);
    let sentence = text.doc.sentence_at(text.span(s.first).start).unwrap_or_default();
    (from..s.last + 12).any(|i| {
        !(s.first..=s.last).contains(&i)
            && sentence.contains(text.span(i))
            && text.flags(i) & trade::MUSIC != 0
    })
}
