//! What stands behind a name: "X plays Y", "X as Y", "X directs".

use super::cue::{Cue, Scene, Tie, follows_in_list};
use super::object::{self, Object};
use super::phrase::phrase_end;
use super::possessive::possessive;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Name, Shape};

/// Words that a name's verb may stand from it.
pub(super) const REACH: usize = 11;

/// What stands behind a name: "X plays Y", "X as Y", "X’s Y", "X directs".
pub(super) fn after(scene: &Scene<'_>, n: usize, out: &mut Vec<Tie>) {
    let name = &scene.text.names[n];
    let mut at = scene.behind(name);
    // "Emily Blunt (Edge of Tomorrow) plays Rachel"
    if scene.text.shape(at) == Some(Shape::Open) && (name.words > 1 || scene.people.is_known(n)) {
        at = scene.over_film(at).unwrap_or(at);
    }
    if name.possessive {
        possessive(scene, n, at, out);
        return;
    }
    let toks = &scene.text.toks;
    let block = toks[name.last].block;
    let none = Object::default();
    // "Scorsese-style"
    if matches!(scene.text.shape(at), Some(Shape::Hyphen | Shape::Dash))
        && toks.get(at + 1).is_some_and(|t| t.lower(flag::MANNER))
    {
        out.push(Tie { name: n, says: Cue::Other, weight: 0.85, object: none });
        return;
    }
    // "an H.P. Lovecraft adaptation", "the Robert Louis Stevenson story"
    let article = (name.start.saturating_sub(2)..name.start)
        .any(|b| toks[b].block == block && toks[b].lower(flag::DETERMINER));
    let book = |i: usize| {
        toks.get(i).is_some_and(|t| {
            t.shape == Shape::Lower && t.block == block && t.entry.work == Some(Role::Author)
        })
    };
    if article
        && (book(at) || book(at + 1) && toks[at].shape == Shape::Lower || scene.word(at) == "adaptation")
    {
        out.push(Tie { name: n, says: Cue::Credit(Role::Author), weight: 0.75, object: none });
        return;
    }
    // "X, then a warden, wrote the source novel"
    let clause = (at..at + 22).take_while(|i| {
        toks.get(*i).is_some_and(|t| {
            t.block == block && !matches!(t.shape, Shape::Stop | Shape::Semicolon | Shape::Open)
        })
    });
    for i in clause {
        if scene.text.name_at(i).is_some_and(|m| scene.people.of(m).is_some()) {
            break;
        }
        if matches!(scene.word(i), "wrote" | "penned") {
            if (i + 1..i + 5).any(book) {
                out.push(Tie { name: n, says: Cue::Credit(Role::Author), weight: 0.8, object: none });
            }
            break;
        }
    }
    // "that X would be proud of", "what X could have done"
    if matches!(scene.word(at), "would" | "could" | "might")
        && matches!(scene.word(at + 1), "be" | "have" | "approve" | "envy" | "kill")
    {
        out.push(Tie { name: n, says: Cue::Other, weight: 0.8, object: none });
    }
    // "X, from his novel", "X, adapting her own play"
    if (at..at + 3).any(|i| matches!(scene.word(i), "from" | "adapting" | "on"))
        && (at + 1..at + 6)
            .any(|i| matches!(scene.word(i), "his" | "her" | "their") && (book(i + 1) || book(i + 2)))
    {
        out.push(Tie { name: n, says: Cue::Credit(Role::Author), weight: 0.85, object: none });
    }
    // "X, the director," and "X, who plays Y".
    let mut start = at;
    if scene.text.shape(start) == Some(Shape::Comma) {
        start += 1;
        let mut noun = start;
        while noun < start + 4 && toks.get(noun).is_some_and(|t| t.shape == Shape::Lower && !t.is(flag::NOUN))
        {
            noun += 1;
        }
        if let Some(role) = toks.get(noun).filter(|t| t.lower(flag::NOUN)).and_then(|t| t.entry.noun)
            && noun > start
            && toks[start].is(flag::DETERMINER)
            && role != Role::Actor
        {
            out.push(Tie { name: n, says: Cue::Credit(role), weight: 0.6, object: none });
        }
        if matches!(scene.word(start), "who" | "whose") {
            // "James Gray, who made X with Y, directs"
            let clause = start + 1..(start + 18).min(toks.len());
            let end = clause
                .take_while(|i| {
                    toks[*i].block == block && !matches!(toks[*i].shape, Shape::Stop | Shape::Semicolon)
                })
                .find(|i| {
                    toks[*i].shape == Shape::Comma && toks.get(*i + 1).is_some_and(|t| t.lower(flag::VERB))
                });
            if let Some(verb) = end.map(|c| c + 1).filter(|v| toks[*v].is(flag::PLAYS)) {
                play(scene, n, verb, 0, out);
            } else if let Some(role) = end.and_then(|c| done(scene, name, c + 1)) {
                out.push(Tie { name: n, says: Cue::Credit(role), weight: 0.7, object: none });
            }
            start += 1;
        }
    }
    // "X is terrible in this", "X has so much fun with this role"
    let this = (at..at + 14)
        .take_while(|i| {
            toks.get(*i)
                .is_some_and(|t| t.block == block && !matches!(t.shape, Shape::Stop | Shape::Semicolon))
        })
        .any(|i| {
            matches!(scene.word(i), "this" | "these")
                && matches!(scene.word(i - 1), "in" | "with" | "at")
                && !toks.get(i + 1).is_some_and(|t| t.marked)
        });
    let subject = toks[name.start].begins
        || name.start > 0 && matches!(toks[name.start - 1].shape, Shape::Dash | Shape::Stop | Shape::Quote);
    let acts = matches!(
        scene.word(at),
        "is" | "was"
            | "does"
            | "has"
            | "looks"
            | "seems"
            | "did"
            | "gets"
            | "isn't"
            | "isn’t"
            | "doesn't"
            | "doesn’t"
    );
    let real = scene.people.is_known(n);
    if acts && (this || subject && real) {
        out.push(Tie {
            name: n,
            says: Cue::Credit(Role::Actor),
            weight: if this { 0.6 } else { 0.55 },
            object: none,
        });
    }
    // A list of names acts together: "A and B play C and D".
    let mut lists = 0;
    let mut adverbs = 0;
    let mut i = start;
    while let Some(tok) = toks.get(i).filter(|t| t.block == block && i < start + REACH) {
        let word = scene.word(i);
        match tok.shape {
            Shape::Lower if word == "as" => {
                if let Some(mut object) = as_object(scene, name, i, start) {
                    pair(scene, n, i + 1, lists, &mut object);
                    out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.85, object });
                }
                return;
            }
            // "X stars in the role of Y"
            Shape::Lower
                if matches!(word, "role" | "part")
                    && scene.word(i + 1) == "of"
                    && scene.word(i - 1) == "the"
                    && !(start..i).any(|k| toks[k].lower(flag::PLAYS)) =>
            {
                if let Some(object) = object::object(scene, i - 1) {
                    out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.85, object });
                }
                return;
            }
            Shape::Lower if tok.is(flag::PLAYS) && scene.word(i + 1) != "by" => {
                let direct = (start..i).all(|k| is_aside(scene, k));
                if direct || word.ends_with("ing") {
                    play(scene, n, i, lists, out);
                    return;
                }
                break;
            }
            Shape::Lower if word == "is" && i == start => {
                // "Emma Watson is Meg and Eliza Scanlen is Beth."
                let ends = |o: &object::Named| match scene.text.shape(o.end) {
                    Some(Shape::Comma) => true,
                    Some(Shape::Stop | Shape::Semicolon) => real,
                    _ => real && scene.word(o.end) == "and",
                };
                if let Some(object) =
                    object::named(scene, i + 1).filter(|o| ends(o) && !scene.people.is_known(o.name))
                {
                    out.push(Tie {
                        name: n,
                        says: Cue::Credit(Role::Actor),
                        weight: 0.6,
                        object: object.object,
                    });
                    return;
                }
                let praised = (i + 1..i + 4)
                    .any(|k| toks.get(k).is_some_and(|t| t.lower(flag::PERFORM) && !t.is(flag::PREPOSITION)));
                if praised {
                    out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.55, object: none });
                }
            }
            Shape::Lower
                if tok.is(flag::CAMERA)
                    && (!tok.is(flag::CRAFTS) || crafted(scene, name, i))
                    && adverbs == i - start
                    && !matches!(scene.word(i - 1), "is" | "was" | "are" | "were" | "been" | "gets") =>
            {
                out.push(Tie { name: n, says: Cue::Camera, weight: 0.75, object: none });
                return;
            }
            Shape::Lower if tok.is(flag::VERB) && adverbs == i - start => {
                if let Some(role) = done(scene, name, i) {
                    // "X produced.": where nothing follows, it is this film.
                    let ends = scene.text.shape(i + 1) == Some(Shape::Stop);
                    let weight = match role {
                        Role::Actor => 0.6,
                        Role::Producer if ends => 0.86,
                        _ => 0.75,
                    };
                    out.push(Tie { name: n, says: Cue::Credit(role), weight, object: none });
                }
            }
            Shape::Lower if is_aside(scene, i) => adverbs += usize::from(adverbs == i - start),
            Shape::Lower | Shape::Hyphen => {}
            Shape::Capital
                if scene
                    .text
                    .name_at(i)
                    .is_some_and(|m| scene.people.of(m).is_some() && in_list(scene, n, m)) =>
            {
                lists += 1;
                if let Some(m) = scene.text.name_at(i) {
                    i = scene.text.names[m].last + 1;
                    start = i;
                    adverbs = 0;
                    if lists > 6 {
                        break;
                    }
                    continue;
                }
            }
            Shape::Comma | Shape::Ampersand if i == start || lists > 0 => {
                adverbs += usize::from(adverbs == i - start);
            }
            _ => break,
        }
        i += 1;
    }
    // "X returns to familiar territory after …, this time playing Y".
    let mut i = at;
    while let Some(tok) = toks.get(i).filter(|t| t.block == block && i < at + 25) {
        match tok.shape {
            Shape::Stop | Shape::Semicolon | Shape::Open | Shape::Colon => return,
            Shape::Capital
                if scene.text.name_at(i).is_some_and(|m| m != n && scene.people.of(m).is_some()) =>
            {
                return;
            }
            Shape::Lower if matches!(scene.word(i), "playing" | "portraying" | "voicing" | "embodying") => {
                play(scene, n, i, 0, out);
                return;
            }
            _ => i += 1,
        }
    }
}

/// The part that the verb at a token says the name before it has: "wrote the novel", "wrote the score", "shot it".
fn done(scene: &Scene<'_>, name: &Name, verb: usize) -> Option<Role> {
    let toks = &scene.text.toks;
    let role = toks[verb].entry.verb?;
    // "works with Charlie Hunnam, directs": who stands behind "with" is no subject.
    let with = name.start.checked_sub(1).is_some_and(|b| {
        toks[b].block == toks[verb].block && matches!(scene.word(b), "with" | "opposite" | "alongside")
    });
    if with && role != Role::Actor && scene.text.shape(name.last + 1) == Some(Shape::Comma) {
        return None;
    }
    let object = (verb + 1..verb + 5)
        .map_while(|k| toks.get(k).filter(|t| t.block == toks[verb].block && t.shape == Shape::Lower))
        .find_map(|t| t.entry.work.filter(|_| t.is(flag::WORK)));
    let songs = (verb + 1..verb + 4).any(|k| matches!(scene.word(k), "song" | "songs" | "tunes"));
    match (role, object) {
        (Role::Writer, Some(Role::Author)) => return Some(Role::Author),
        (Role::Writer, Some(Role::Composer)) => return Some(Role::Composer),
        (Role::Writer, None) if songs => return Some(Role::Composer),
        _ => {}
    }
    (!toks[verb].is(flag::CRAFTS) || crafted(scene, name, verb)).then_some(role)
}

/// "X shot it", "X cut the film"; not "the Snyder cut".
fn crafted(scene: &Scene<'_>, name: &Name, verb: usize) -> bool {
    let the = name.start.checked_sub(1).is_some_and(|b| scene.text.toks[b].is(flag::DETERMINER));
    !the && is_whole_film(scene, verb + 1)
}

/// Does the object that begins at a token mean the film, or is there none?
fn is_whole_film(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    let Some(tok) = toks.get(at) else { return true };
    let film =
        |i: usize| matches!(scene.word(i), "film" | "movie" | "picture" | "thing" | "whole" | "documentary");
    match tok.shape {
        Shape::Stop | Shape::Comma | Shape::Semicolon | Shape::Close => true,
        Shape::Lower => match scene.word(at) {
            "it" | "and" => true,
            "this" => film(at + 1) || toks.get(at + 1).is_none_or(|t| t.shape != Shape::Lower),
            "the" => film(at + 1),
            _ => false,
        },
        Shape::Capital | Shape::Quote => {
            (at..at + 8).any(|last| toks.get(last).is_some() && scene.is_title(at, last))
        }
        _ => false,
    }
}

/// Is this name the next member of the list that the other begins?
pub(super) fn in_list(scene: &Scene<'_>, n: usize, m: usize) -> bool {
    m > n && (n + 1..=m).all(|k| follows_in_list(scene, k))
}

/// An adverb, an auxiliary or "who": it may stand between a subject and its verb.
pub(super) fn is_aside(scene: &Scene<'_>, at: usize) -> bool {
    let word = scene.word(at);
    word.ends_with("ly")
        || matches!(
            word,
            "who"
                | "also"
                | "here"
                | "is"
                | "was"
                | "are"
                | "were"
                | "has"
                | "had"
                | "been"
                | "simply"
                | "then"
                | "again"
                | "both"
                | "always"
                | "never"
                | "once"
                | "all"
                | "does"
                | "himself"
                | "herself"
                | ","
                | "and"
                | "even"
        )
}

/// "X plays Y" from the verb at `verb`.
pub(super) fn play(scene: &Scene<'_>, n: usize, verb: usize, lists: usize, out: &mut Vec<Tie>) {
    let Some(found) = object::object(scene, verb + 1) else {
        out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.6, object: Object::default() });
        return;
    };
    let instrument = found.character.is_none()
        && found.described.is_some_and(|(first, last)| {
            scene.text.toks[last].is(flag::INSTRUMENT) && !matches!(scene.word(first), "a" | "an")
        });
    if instrument {
        return;
    }
    let mut object = found;
    pair(scene, n, verb + 1, lists, &mut object);
    if let Some((first, last)) = object.character
        && scene.is_title(first, last)
        && scene.text.toks[first].marked
    {
        return;
    }
    out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.85, object });
}

/// "A and B play C and D": the characters in the order of their actors. `lists` actors follow this one.
pub(super) fn pair(scene: &Scene<'_>, n: usize, at: usize, lists: usize, object: &mut Object) {
    let mut ahead = 0;
    while ahead < 6 && ahead < n && follows_in_list(scene, n - ahead) && !scene.is_played(n - ahead - 1) {
        ahead += 1;
    }
    if lists + ahead > 0 && object.character.is_some() {
        let listed = object::list(scene, object.character.map_or(at, |c| c.0));
        if listed.len() == lists + ahead + 1 {
            object.character = listed.get(ahead).copied();
        } else if lists > 0 || listed.len() > 1 {
            object.character = None;
        }
    } else if lists + ahead > 0
        && let Some((_, last)) = object.described
        && scene.word(last + 1) == "and"
        && scene.text.toks.get(last + 2).is_some_and(|t| t.lower(flag::DETERMINER))
    {
        // "A and B play a busker and an immigrant"
        object.described = match (lists + ahead, ahead) {
            (1, 0) => object.described,
            (1, _) => phrase_end(scene, last + 2).map(|end| (last + 2, end)),
            _ => None,
        };
    }
}

/// "X as Y", "X stars as Y", "X, as Y,": what is played; `None` where "as" says something else.
pub(super) fn as_object(scene: &Scene<'_>, name: &Name, at: usize, start: usize) -> Option<Object> {
    let toks = &scene.text.toks;
    // "X is as good as Y", "such actors as X".
    if (name.last + 1..at).any(|i| {
        matches!(
            scene.word(i),
            "as" | "such"
                | "same"
                | "just"
                | "well"
                | "see"
                | "sees"
                | "known"
                | "knows"
                | "described"
                | "think"
                | "serves"
        )
    }) {
        return None;
    }
    if matches!(
        scene.word(at + 1),
        "well"
            | "if"
            | "though"
            | "much"
            | "soon"
            | "he"
            | "she"
            | "they"
            | "it"
            | "we"
            | "you"
            | "always"
            | "usual"
            | "expected"
            | "in"
            | "with"
            | "far"
            | "good"
            | "long"
            | "opposed"
            | "part"
            | "to"
            | "director"
            | "writer"
            | "producer"
            | "one"
            | "I"
            | "such"
            | "is"
            | "does"
            | "did"
            | "was"
    ) {
        return None;
    }
    let between = start..at;
    let direct = between.is_empty();
    let performs = between
        .clone()
        .any(|i| toks[i].is(flag::PERFORM | flag::PLAYS | flag::VERB) && !toks[i].is(flag::PREPOSITION));
    let object = object::object(scene, at + 1)?;
    match object.character {
        Some((first, _)) => {
            let known = scene
                .text
                .name_at(first)
                .is_some_and(|m| scene.people.of(m).is_some_and(|p| p.known.is_some()));
            let capitals = between.clone().any(|i| toks[i].shape == Shape::Capital);
            (!known && (direct || performs || !capitals && between.len() <= 4)).then_some(object)
        }
        None => {
            let person = |w: &str| {
                matches!(
                    w,
                    "director"
                        | "writer"
                        | "whole"
                        | "result"
                        | "film"
                        | "movie"
                        | "filmmaker"
                        | "performer"
                        | "actor"
                        | "actress"
                        | "comedian"
                        | "star"
                        | "kid"
                        | "child"
                        | "matter"
                        | "rule"
                        | "producer"
                        | "artist"
                        | "duo"
                        | "team"
                )
            };
            let (first, last) = object.described?;
            ((direct || performs) && !(first..=last).any(|i| person(scene.word(i)))).then_some(object)
        }
    }
}

/// "Buchholz is the weak link. He plays Chico": the person named last, where only one is near.
pub(super) fn pronoun(scene: &Scene<'_>, at: usize) -> Option<Tie> {
    let toks = &scene.text.toks;
    if !toks[at].begins || !matches!(scene.word(at), "He" | "She") || !toks.get(at + 1)?.lower(flag::PLAYS) {
        return None;
    }
    let mut near = (at.saturating_sub(40)..at).rev().filter_map(|i| scene.text.name_at(i));
    let last = near.by_ref().find(|n| scene.people.of(*n).is_some())?;
    let who = scene.people.of_name[last];
    let alone = near.all(|n| scene.people.of_name[n].is_none_or(|p| Some(p) == who));
    let object = object::object(scene, at + 2).filter(|o| alone && o.character.is_some())?;
    Some(Tie { name: last, says: Cue::Credit(Role::Actor), weight: 0.7, object })
}
