//! The conventions that put the actor behind the character: "Becky (Elisabeth Moss)", "her two bandmates (Agyness
//! Deyn, Gayle Rankin)", "Becky, played by Moss".

use super::cue::{Cue, Scene, Tie};
use super::object::{self, Object};
use super::phrase::phrase_start;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Kind, Shape};

/// Tokens between parentheses at most.
const LONGEST: usize = 60;

/// The weight of "Title (Director)".
pub(crate) const OF_ITEM: f32 = 0.87;

/// The ties of all parentheses and of all "played by".
pub(crate) fn ties(scene: &Scene<'_>, out: &mut Vec<Tie>) {
    for (at, tok) in scene.text.toks.iter().enumerate() {
        match tok.shape {
            Shape::Open => parenthesis(scene, at, out),
            Shape::Lower if tok.is(flag::PLAYED) => played(scene, at, out),
            _ => {}
        }
    }
}

/// "X (A, B)".
fn parenthesis(scene: &Scene<'_>, open: usize, out: &mut Vec<Tie>) {
    let toks = &scene.text.toks;
    let block = toks[open].block;
    let Some(before) = open.checked_sub(1).filter(|b| toks[*b].block == block) else { return };
    let Some(close) = (open + 1..(open + LONGEST).min(toks.len()))
        .take_while(|i| toks[*i].block == block && toks[*i].shape != Shape::Open)
        .find(|i| toks[*i].shape == Shape::Close)
    else {
        return;
    };
    // The first name, behind "played by", "the great", "as".
    let mut i = open + 1;
    let mut role_word = false;
    let mut as_word = false;
    while i < close
        && i < open + 7
        && (toks[i].shape == Shape::Lower
            || toks[i].shape == Shape::Capital && scene.text.name_at(i).is_none()
            || matches!(toks[i].shape, Shape::Quote | Shape::Hyphen))
    {
        if toks[i].is(flag::PREPOSITION)
            && !matches!(scene.word(i), "by" | "of" | "as" | "with" | "including")
        {
            return;
        }
        role_word |=
            toks[i].is(flag::PLAYED) || matches!(scene.word(i), "voice" | "Voice" | "voiced" | "Voiced");
        as_word = scene.word(i) == "as";
        if toks[i].is(flag::BY | flag::NOUN)
            && !toks[i].is(flag::PLAYED)
            && toks[i].entry.by != Some(Role::Actor)
            && toks[i].entry.noun != Some(Role::Actor)
        {
            return;
        }
        i += 1;
    }
    let mut names = Vec::new();
    while let Some(n) = scene.text.name_at(i).filter(|_| i < close && names.len() < 16) {
        let name = scene.text.names[n];
        if name.marked || name.possessive {
            break;
        }
        names.push(n);
        i = name.last + 1;
        let from = i;
        while i < close
            && (matches!(toks[i].shape, Shape::Comma | Shape::Ampersand | Shape::Slash | Shape::Semicolon)
                || scene.word(i) == "and")
        {
            i += 1;
        }
        if i == from {
            break;
        }
    }
    let whole = i == close;
    // "(Ridley Scott, 1979)" names the maker of another film.
    let dated =
        (i.saturating_sub(1)..=close).any(|k| toks[k].shape == Shape::Number && scene.word(k).len() == 4);
    let left = scene.text.name_at(before);
    // "Oliver Jackson-Cohen (the ex)": what the actor in front of it plays.
    if let Some(actor) = left.filter(|l| names.is_empty() && scene.people.is_known(*l))
        && scene.text.names[actor].words > 1
        && !scene.text.names[actor].possessive
        && is_part(scene, open + 1, close)
    {
        let object = Object { character: None, described: Some((open + 1, close - 1)) };
        out.push(Tie { name: actor, says: Cue::Credit(Role::Actor), weight: 0.75, object });
    }
    if names.is_empty() {
        return;
    }
    // "1. Parasite (Bong Joon-ho)"
    let foreign = scene.people.of(names[0]).is_none_or(|p| p.known.is_none());
    if foreign && !role_word && directs_left(scene, names[0], before) {
        out.extend(names.into_iter().map(|name| Tie {
            name,
            says: Cue::Other,
            weight: OF_ITEM,
            object: Object::default(),
        }));
        return;
    }
    let mut put = |name, says, weight, object| out.push(Tie { name, says, weight, object });
    if dated || toks[before].marked && !left.is_some_and(|l| is_own(scene, l)) {
        for n in names {
            put(n, Cue::Other, if dated { 0.85 } else { 0.6 }, Object::default());
        }
        return;
    }
    let single = |n: usize| scene.text.names[n].words == 1;
    let known = |n: usize| scene.people.is_known(n);
    let credited = |n: usize| scene.people.of(n).is_some_and(|p| p.known.is_some());
    if let Some(left) = left {
        let name = scene.text.names[left];
        if name.possessive {
            return;
        }
        // "Elisabeth Moss (Becky)": the actor stands before the parenthesis.
        let inside = names[0];
        let turned = as_word
            || (credited(left) && !credited(inside)
                || known(left) && !known(inside) && scene.text.names[left].words > 1);
        if turned {
            // "Emily Blunt (Looper)": what else they are known for.
            let character = scene.people.of(left).and_then(|p| p.known).is_some() && as_word;
            if !character && scene.is_work(left, open + 1, i.max(open + 2) - 1, |_| true) {
                return;
            }
            if names.len() == 1 && (whole || as_word) && scene.text.names[left].words > 1 {
                let inner = scene.text.names[inside];
                if inner.kind != Kind::No || inner.words == 1 {
                    let object = Object { character: Some((inner.start, inner.last)), described: None };
                    put(left, Cue::Credit(Role::Actor), 0.75, object);
                }
            }
            return;
        }
        if single(inside) && !credited(inside) {
            return;
        }
        let listed = listed(scene, left, names.len()).filter(|l| !l.iter().any(|o| *o != left && known(*o)));
        let strong = weight(scene, inside, whole || role_word);
        let named = object::character(scene, &name).filter(|_| object::counted(scene, &name).is_none());
        let Some(character) = named else {
            // "a former GI (Humphrey Bogart)"
            let described =
                name.start.checked_sub(1).and_then(|b| phrase_start(scene, b).map(|f| (f, name.last)));
            for n in names {
                put(n, Cue::Credit(Role::Actor), strong, Object { character: None, described });
            }
            return;
        };
        if let Some(listed) = listed {
            for (n, of) in names.iter().zip(listed) {
                let of = &scene.text.names[of];
                let object = Object { character: Some((of.start, of.last)), described: None };
                put(*n, Cue::Credit(Role::Actor), strong, object);
            }
            return;
        }
        // "the young band who idolise Becky (A, B, C)": several actors play no one character.
        let actors = names.iter().filter(|n| {
            let n = **n;
            !single(n) && (known(n) || scene.text.names[n].kind >= Kind::Unknown)
        });
        if actors.count() > 1 {
            let described = group(scene, name.start).map(|first| (first, name.last));
            for n in names.into_iter().filter(|n| !single(*n) || credited(*n)) {
                put(n, Cue::Credit(Role::Actor), strong, Object { character: None, described });
            }
            return;
        }
        let described = leading(scene, name.start, block).or_else(|| {
            // "wants to be an actress, Sebastian (Ryan Gosling) a jazz man": another clause begins.
            let gapped = toks.get(close + 1).is_some_and(|t| t.is(flag::DETERMINER) && t.block == block);
            apposed(scene, name.start).filter(|_| !gapped)
        });
        for n in names {
            let object = Object { character: Some(character), described };
            put(n, Cue::Credit(Role::Actor), strong, object);
        }
        return;
    }
    let head = &toks[before];
    if head.shape != Shape::Lower
        && head.shape != Shape::Number
        && head.shape != Shape::Capital
        && head.shape != Shape::Quote
    {
        return;
    }
    let role = head
        .entry
        .noun
        .filter(|r| head.is(flag::NOUN) && *r != Role::Actor)
        .or(head.entry.work.filter(|r| head.is(flag::WORK) && !matches!(r, Role::Actor | Role::Director)));
    if let Some(role) = role {
        for n in names.into_iter().filter(|n| !single(*n) || credited(*n)) {
            put(n, Cue::Credit(role), if role == Role::Author { 0.5 } else { 0.8 }, Object::default());
        }
        return;
    }
    if head.is(flag::WORK) && head.entry.work == Some(Role::Director) || head.is(flag::PREPOSITION) {
        return;
    }
    let Some(first) = phrase_start(scene, before) else { return };
    // "The first (Marta Quiroga)" of two films.
    if (first..=before).all(|i| toks[i].is(flag::DETERMINER) || is_ordinal(scene.word(i))) {
        return;
    }
    // "Margot Kim, his daughter (Michelle La)"
    let character = first
        .checked_sub(2)
        .filter(|_| scene.text.shape(first - 1) == Some(Shape::Comma) && toks[first].lower(flag::DETERMINER))
        .and_then(|c| scene.text.name_at(c))
        .filter(|n| !known(*n) && apposable(scene, *n))
        .and_then(|n| object::character(scene, &scene.text.names[n]));
    for n in names {
        if single(n) && !credited(n) {
            continue;
        }
        let object = Object { character, described: Some((first, before)) };
        put(n, Cue::Credit(Role::Actor), weight(scene, n, whole || role_word), object);
    }
}

/// "Title (Director)": do the words that end at `before` name another film that the person directed, or are they an
/// item of a numbered list?
fn directs_left(scene: &Scene<'_>, n: usize, before: usize) -> bool {
    let toks = &scene.text.toks;
    let block = toks[before].block;
    let words = || (before.saturating_sub(7)..=before).rev().take_while(|i| toks[*i].block == block);
    let title = words()
        .take_while(|i| {
            !matches!(toks[*i].shape, Shape::Stop | Shape::Semicolon | Shape::Open | Shape::Close)
        })
        .filter(|i| matches!(toks[*i].shape, Shape::Capital | Shape::Number))
        .any(|first| scene.is_work(n, first, before, |job| job == catalog::Job::Director));
    title || is_item(scene, before)
}

/// Does the line that holds a token begin with the number of a list's item, all words between in title case?
fn is_item(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    let Some(number) = (at.saturating_sub(10)..at).rev().find(|i| toks[*i].shape == Shape::Number) else {
        return false;
    };
    let line = &scene.doc.text[..toks[number].span.start as usize];
    let begins =
        line.is_empty() || line.ends_with('\n') || number == 0 || toks[number - 1].block != toks[at].block;
    begins
        && toks[number].block == toks[at].block
        && (matches!(scene.word(number + 1), "." | ")") || scene.word(number).ends_with('.'))
        && (number + 2..=at).all(|i| {
            toks[i].shape != Shape::Lower || toks[i].is(flag::PREPOSITION | flag::DETERMINER | flag::PARTICLE)
        })
}

/// Does this word only count, or point back?
pub(super) fn is_ordinal(word: &str) -> bool {
    const WORDS: &[&str] =
        &["first", "second", "third", "fourth", "fifth", "last", "latter", "former", "other", "both", "next"];
    WORDS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// The names that end with this one, where they are a list of so many: "Tia, Tony and Bob".
fn listed(scene: &Scene<'_>, last: usize, count: usize) -> Option<Vec<usize>> {
    let mut out = vec![last];
    while out.len() < count {
        let mut at = scene.text.names[*out.last()?].start;
        let block = scene.text.toks[at].block;
        let joint = |i: usize| {
            let tok = &scene.text.toks[i];
            tok.block == block
                && (matches!(tok.shape, Shape::Comma | Shape::Ampersand) || scene.word(i) == "and")
        };
        let from = at;
        while at > 0 && from - at < 2 && joint(at - 1) {
            at -= 1;
        }
        let before = scene.text.name_at(at.checked_sub(1)?).filter(|_| at < from)?;
        out.push(before);
    }
    out.reverse();
    (count > 1).then_some(out)
}

/// Where the description of a group begins whose clause ends at a name: "the young band who idolise Becky".
fn group(scene: &Scene<'_>, name: usize) -> Option<usize> {
    let toks = &scene.text.toks;
    let who = (name.saturating_sub(7)..name)
        .rev()
        .take_while(|i| toks[*i].block == toks[name].block && toks[*i].shape == Shape::Lower)
        .find(|i| matches!(scene.word(*i), "who" | "that" | "which" | "of" | "around" | "behind"))?;
    phrase_start(scene, who.checked_sub(1)?)
}

/// "the father", "her rich ex-husband": a phrase of a few words, nothing else between the parentheses.
fn is_part(scene: &Scene<'_>, from: usize, close: usize) -> bool {
    let toks = &scene.text.toks;
    (from + 2..=from + 7).contains(&close)
        && toks[from].is(flag::DETERMINER)
        && !matches!(scene.word(from), "this" | "that" | "these" | "those" | "my" | "our" | "your" | "many")
        && !matches!(scene.word(close - 1), "one" | "best" | "worst" | "way" | "time" | "role" | "part")
        && !is_ordinal(scene.word(close - 1))
        && (from + 1..close).all(|i| {
            matches!(toks[i].shape, Shape::Lower | Shape::Hyphen)
                && !toks[i].is(flag::SENTENCE_VERB | flag::NOUN | flag::WORK | flag::BY)
                && (!toks[i].is(flag::PREPOSITION) || scene.word(i) == "of")
        })
}

/// May a name have an apposition behind it that says who it is? Not in "In 1960s London, a young man".
fn apposable(scene: &Scene<'_>, n: usize) -> bool {
    let name = &scene.text.names[n];
    !name.possessive && !name.marked && !object::governed(scene, name)
}

/// "his daughter, Margot Kim": the phrase before a name and its comma.
fn apposed(scene: &Scene<'_>, start: usize) -> Option<(usize, usize)> {
    let comma = start.checked_sub(1).filter(|c| scene.text.shape(*c) == Some(Shape::Comma))?;
    let last = comma.checked_sub(1).filter(|l| scene.text.shape(*l) == Some(Shape::Lower))?;
    let first = phrase_start(scene, last)?;
    let verb = first.checked_sub(1).map(|b| scene.word(b)).unwrap_or_default();
    let says = matches!(
        verb,
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "become"
            | "becomes"
            | "became"
            | "becoming"
            | "remains"
            | "as"
    );
    (scene.text.toks[first].is(flag::DETERMINER)
        && first < last
        && !(says && matches!(scene.word(first), "a" | "an")))
    .then_some((first, last))
}

fn is_own(scene: &Scene<'_>, name: usize) -> bool {
    let name = scene.text.names[name];
    scene.is_title(name.start, name.last)
}

/// The phrase in lower case that a name ends: "his cohort" of "his cohort Martin".
fn leading(scene: &Scene<'_>, start: usize, block: u32) -> Option<(usize, usize)> {
    let toks = &scene.text.toks;
    let last = start.checked_sub(1).filter(|b| {
        toks[*b].block == block
            && toks[*b].shape == Shape::Lower
            && !toks[*b].is(flag::DETERMINER | flag::PREPOSITION | flag::SENTENCE_VERB)
    })?;
    phrase_start(scene, last).map(|first| (first, last))
}

/// How surely a name in a parenthesis is an actor's.
fn weight(scene: &Scene<'_>, n: usize, whole: bool) -> f32 {
    let base = match scene.text.names[n].kind {
        _ if scene.people.is_known(n) => 0.9,
        Kind::Given => 0.85,
        Kind::Family | Kind::Unknown => 0.78,
        Kind::Single => 0.6,
        Kind::No => 0.3,
    };
    if whole { base } else { base - 0.04 }
}

/// "Becky, played by Moss", "is played by", "who is played, wonderfully, by": from the participle.
fn played(scene: &Scene<'_>, verb: usize, out: &mut Vec<Tie>) {
    let toks = &scene.text.toks;
    let block = toks[verb].block;
    let Some(by) = (verb + 1..verb + 6)
        .take_while(|i| {
            toks.get(*i).is_some_and(|t| t.block == block && matches!(t.shape, Shape::Lower | Shape::Comma))
        })
        .find(|i| scene.word(*i) == "by")
    else {
        return;
    };
    // Behind "by", lower-case praise may stand before the name.
    let mut i = by + 1;
    while i < by + 7
        && toks.get(i).is_some_and(|t| matches!(t.shape, Shape::Lower | Shape::Hyphen | Shape::Comma))
    {
        i += 1;
    }
    let Some(n) = scene.text.name_at(i) else { return };
    let name = scene.text.names[n];
    if name.marked || name.words == 1 && scene.people.of(n).is_none() {
        return;
    }
    let mut put = |object| out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.88, object });
    let Some(object) = target(scene, verb) else {
        put(Object::default());
        return;
    };
    put(object);
}

/// Who is played, left of the participle.
fn target(scene: &Scene<'_>, verb: usize) -> Option<Object> {
    let toks = &scene.text.toks;
    let block = toks[verb].block;
    let mut e = verb;
    let mut steps = 0;
    // Over "is", "who is", commas and the parenthesis that it stands in.
    loop {
        e = e.checked_sub(1).filter(|e| toks[*e].block == block)?;
        steps += 1;
        let word = scene.word(e);
        let over = matches!(toks[e].shape, Shape::Comma | Shape::Open | Shape::Dash | Shape::Close)
            || matches!(
                word,
                "is" | "are"
                    | "was"
                    | "were"
                    | "being"
                    | "who"
                    | "who's"
                    | "who’s"
                    | "as"
                    | "also"
                    | "here"
                    | "and"
                    | "beautifully"
                    | "once"
                    | "now"
                    | "again"
                    | "both"
                    | "all"
                    | "be"
                    | "wonderfully"
            )
            || word.ends_with("ly") && toks[e].shape == Shape::Lower;
        if !over || steps > 6 {
            break;
        }
    }
    let mut end = e;
    let subordinate = (verb.saturating_sub(2)..verb)
        .rev()
        .find(|i| toks[*i].shape != Shape::Quote)
        .is_some_and(|i| toks[i].shape == Shape::Comma);
    for _ in 0..3 {
        if let Some(n) = scene.text.name_at(end) {
            let name = scene.text.names[n];
            let of = name.start > 0 && scene.word(name.start - 1) == "of";
            if !of && !name.possessive && !name.marked && scene.people.of(n).is_none_or(|p| p.known.is_none())
            {
                let described = leading(scene, name.start, block).or_else(|| apposed(scene, name.start));
                if let Some(first) = object::counted(scene, &name) {
                    return Some(Object { character: None, described: Some((first, name.last)) });
                }
                return Some(Object { character: object::character(scene, &name), described });
            }
        }
        // "Harry, an old friend of Brynner’s, who’s always looking for an angle, played by": back over the clause.
        if !subordinate {
            break;
        }
        let clause = (end.saturating_sub(14)..=end)
            .rev()
            .take_while(|i| toks[*i].block == block && toks[*i].shape != Shape::Stop)
            .find(|i| matches!(scene.word(*i), "who" | "who's" | "who’s" | "whose" | "which" | "that"));
        match clause {
            Some(who) => {
                end = who.checked_sub(1)?;
                if toks[end].shape == Shape::Comma {
                    end = end.checked_sub(1)?;
                }
                while matches!(toks[end].shape, Shape::Quote) {
                    end = end.checked_sub(1)?;
                }
            }
            None => break,
        }
    }
    let first = phrase_start(scene, end)?;
    let character = first
        .checked_sub(2)
        .filter(|_| scene.text.shape(first - 1) == Some(Shape::Comma) && toks[first].lower(flag::DETERMINER))
        .and_then(|c| scene.text.name_at(c))
        .filter(|n| !scene.people.is_known(*n) && apposable(scene, *n))
        .and_then(|n| object::character(scene, &scene.text.names[n]));
    Some(Object { character, described: Some((first, end)) })
}
