//! What a name in the possessive owns: "X’s Y", "X’s script", "X’s turn as Y", "X’s _Other Film_".

use super::after::is_aside;
use super::before::adapted;
use super::cue::{Cue, Scene, Tie};
use super::object::{self, Object};
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Kind, Shape};

/// "X’s Y", "X’s script", "X’s turn as Y", "X’s _Other Film_".
pub(super) fn possessive(scene: &Scene<'_>, n: usize, at: usize, out: &mut Vec<Tie>) {
    let toks = &scene.text.toks;
    let block = toks[scene.text.names[n].last].block;
    let mut put = |says, weight, object| out.push(Tie { name: n, says, weight, object });
    let mut role: Option<Role> = None;
    let mut i = at;
    // "in Johnson’s America", "X’s grand tradition"
    let school = |i: usize| {
        matches!(
            scene.word(i),
            "tradition"
                | "America"
                | "England"
                | "fashion"
                | "school"
                | "era"
                | "heyday"
                | "oeuvre"
                | "filmography"
        )
    };
    if school(at) || school(at + 1) && toks[at].shape == Shape::Lower {
        put(Cue::Other, 0.85, Object::default());
        return;
    }
    while let Some(tok) = toks.get(i).filter(|t| t.block == block && i < at + 9) {
        match tok.shape {
            Shape::Capital if tok.marked || quoted(scene, i) => {
                let end = (i..toks.len().min(i + 12))
                    .take_while(|k| toks[*k].marked || toks[*k].shape == Shape::Capital)
                    .last()
                    .unwrap_or(i);
                if scene.is_title(i, end) {
                    put(Cue::Credit(role.unwrap_or(Role::Director)), 0.7, Object::default());
                } else {
                    put(Cue::Other, if i <= at + 1 { 0.85 } else { 0.5 }, Object::default());
                }
                return;
            }
            Shape::Capital => {
                let Some(m) = scene.text.name_at(i) else { return };
                let y = scene.text.names[m];
                if role.is_some()
                    || scene.people.is_known(m) && scene.people.of(m).is_some_and(|p| p.known.is_some())
                    || y.possessive && i > at
                {
                    return;
                }
                let common =
                    y.kind == Kind::No && (y.start..=y.last).all(|k| toks[k].is(flag::COMMON | flag::NEVER));
                let next = toks.get(y.last + 1);
                let qualifies = next.is_some_and(|t| {
                    t.shape == Shape::Lower
                        && t.is(flag::COMMON)
                        && !t.is(flag::PREPOSITION | flag::SENTENCE_VERB | flag::VERB | flag::DETERMINER)
                        && !["s", "ly", "ed"].iter().any(|e| scene.word(y.last + 1).ends_with(e))
                        && scene.word(y.last + 1) != "character"
                        && !is_aside(scene, y.last + 1)
                        && !matches!(
                            scene.word(y.last + 1),
                            "just"
                                | "still"
                                | "too"
                                | "instead"
                                | "alone"
                                | "looks"
                                | "may"
                                | "might"
                                | "can"
                                | "could"
                                | "will"
                                | "would"
                                | "should"
                                | "must"
                                | "did"
                                | "makes"
                                | "not"
                        )
                });
                let apart = scene.text.shape(i - 1) == Some(Shape::Comma)
                    || y.words > 1
                        && (y.start..=y.last).any(|k| {
                            scene.word(k).len() > 1
                                && scene.word(k).len() <= 5
                                && scene.word(k).bytes().all(|b| b.is_ascii_uppercase())
                        });
                let kin = (at..i).any(|k| toks[k].is(flag::KIN));
                let Some(character) = object::character(scene, &y)
                    .filter(|_| !scene.is_title(y.start, y.last) || y.words == 1)
                    .filter(|_| !common && !qualifies && !apart && !kin)
                else {
                    return;
                };
                let object = Object {
                    character: Some(character),
                    described: (i > at).then(|| (at, i - 1)).filter(|_| i - at < 9),
                };
                put(Cue::Credit(Role::Actor), if i == at { 0.7 } else { 0.6 }, object);
                return;
            }
            Shape::Lower if tok.is(flag::WORK) && role.is_none() => {
                let Some(found) = tok.entry.work else { return };
                role = Some(found);
                let author = found == Role::Author;
                let weight = match found {
                    Role::Author if adapted(scene, i) => 0.8,
                    Role::Author => 0.72,
                    Role::Producer => 0.75,
                    Role::Actor => 0.6,
                    Role::Director => 0.55,
                    _ => 0.65,
                };
                // "X’s turn as Y", "X’s portrayal of Y", "X’s take on Y", "X’s character, Y".
                let link = scene.word(i + 1);
                let object = if found == Role::Actor && matches!(link, "as" | "of" | "on") {
                    object::object(scene, i + 2).filter(|o| link == "as" || o.character.is_some())
                } else if scene.word(i) == "character" {
                    let comma = usize::from(scene.text.shape(i + 1) == Some(Shape::Comma));
                    object::named(scene, i + 1 + comma).map(|o| o.object)
                } else {
                    None
                };
                put(
                    Cue::Credit(found),
                    if object.is_some() { 0.8 } else { weight },
                    object.unwrap_or_default(),
                );
                if author || object.is_some() {
                    return;
                }
            }
            Shape::Lower if role.is_some() && !matches!(scene.word(i), "and" | "film" | "the") => return,
            Shape::Lower
                if tok.is(flag::PREPOSITION | flag::SENTENCE_VERB)
                    && !matches!(scene.word(i), "and" | "but" | "yet" | "or") =>
            {
                return;
            }
            Shape::Lower | Shape::Hyphen | Shape::Comma | Shape::Quote | Shape::Number => {}
            _ => return,
        }
        i += 1;
    }
}

/// Does a quotation begin right before this token?
pub(super) fn quoted(scene: &Scene<'_>, at: usize) -> bool {
    at > 0
        && scene.text.shape(at - 1) == Some(Shape::Quote)
        && scene.text.toks[at - 1].span.end == scene.text.toks[at].span.start
        && at.checked_sub(2).is_some_and(|b| scene.text.toks[b].span.end < scene.text.toks[at - 1].span.start)
}
