//! What stands before a name: "director X", "directed by X", "starring X", "like X".

use super::cue::{Cue, Scene, Tie};
use super::object::Object;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Kind, Shape};

/// What stands before a name: "director X", "directed by X", "starring X", "like X".
pub(super) fn before(scene: &Scene<'_>, n: usize, head: usize, out: &mut Vec<Tie>) {
    let toks = &scene.text.toks;
    let name = &scene.text.names[n];
    let mut at = scene.text.names[head].first;
    let mut put = |says, weight| out.push(Tie { name: n, says, weight, object: Object::default() });
    let block = toks[at].block;
    let back = |at: usize| at.checked_sub(1).filter(|b| toks[*b].block == block);
    while let Some(b) = back(at).filter(|b| matches!(toks[*b].shape, Shape::Quote | Shape::Other)) {
        at = b;
    }
    // "by Ridley Scott’s daughter, Jordan Scott": what is said of him is meant of her.
    if toks.get(scene.behind(name)).is_some_and(|t| name.possessive && t.lower(flag::KIN)) {
        return;
    }
    if let Some(owner) = head.checked_sub(1).map(|o| scene.text.names[o])
        && owner.possessive
        && toks.get(scene.behind(&owner)).is_some_and(|t| t.lower(flag::KIN))
        && (at.saturating_sub(2)..at).contains(&(scene.behind(&owner)))
    {
        at = owner.first;
    }
    let Some(b) = back(at) else { return };
    // "The cinematographer, X,": a part in the apposition.
    if toks[b].shape == Shape::Comma
        && scene.text.shape(scene.behind(name)) == Some(Shape::Comma)
        && let Some(noun) = back(b).filter(|n| toks[*n].lower(flag::NOUN))
        && let Some(role) = toks[noun].entry.noun.filter(|r| *r != Role::Actor)
        && let Some(article) =
            back(noun).filter(|d| toks[*d].is(flag::DETERMINER) || toks[*d].lower(flag::NOUN))
        && (toks[article].is(flag::DETERMINER) || back(article).is_some_and(|d| toks[d].is(flag::DETERMINER)))
    {
        put(Cue::Credit(role), if role == Role::Cinematographer { 0.8 } else { 0.6 });
    }
    // "Director: X", "Starring X", "writer/director X".
    let (label, colon) = match toks[b].shape {
        Shape::Colon => (back(b), true),
        Shape::Stop if scene.word(b) == "." => {
            (back(b).filter(|d| scene.word(*d).eq_ignore_ascii_case("dir")), true)
        }
        _ => (Some(b), false),
    };
    let Some(label) = label else { return };
    let tok = &toks[label];
    let compared =
        (label.saturating_sub(3)..=label).any(|i| toks[i].block == block && toks[i].lower(flag::COMPARE));
    if let Some(role) = tok.entry.noun.filter(|_| tok.is(flag::NOUN)) {
        let verbal = matches!(scene.word(label), "star" | "stars" | "lead" | "leads" | "cast");
        // A comedian is one in whatever film.
        let trade = matches!(scene.word(label), "comedian" | "comic" | "comedienne" | "artist" | "thespian")
            && !colon;
        let weight = if compared && !colon { 0.3 } else { 0.85 };
        let weight = if trade { 0.5 } else { weight };
        put(Cue::Credit(role), if verbal { 0.7 } else { weight });
        if compared && !colon {
            put(Cue::Other, 0.6);
        }
        // "writer/director X", "writer and director X", "star, writer and director X".
        let mut far = label;
        for _ in 0..2 {
            let Some(joint) = back(far) else { break };
            let joined =
                matches!(toks[joint].shape, Shape::Slash | Shape::Hyphen | Shape::Comma | Shape::Ampersand)
                    || scene.word(joint) == "and";
            let Some(other) = back(joint).filter(|o| joined && toks[*o].is(flag::NOUN)) else { break };
            if let Some(role) = toks[other].entry.noun {
                put(Cue::Credit(role), 0.85);
            }
            far = other;
        }
        return;
    }
    if colon {
        if let Some(role) = tok.entry.by.filter(|_| tok.is(flag::BY)) {
            put(Cue::Credit(role), 0.85);
        } else if scene.word(label).eq_ignore_ascii_case("by") {
            by(scene, n, label, &mut put);
        }
        return;
    }
    let word = scene.word(b);
    if word.eq_ignore_ascii_case("by") {
        by(scene, n, b, &mut put);
    } else if matches!(word, "of" | "from") && b > 0 && name.kind >= Kind::Single {
        let of = &toks[b - 1];
        if let Some(role) = of.entry.work.filter(|r| of.lower(flag::WORK) && *r != Role::Author) {
            put(Cue::Credit(role), if role == Role::Actor { 0.55 } else { 0.5 });
        }
    } else if matches!(word, "opposite" | "alongside" | "with" | "With" | "including") {
        put(Cue::Credit(Role::Actor), 0.4);
    }
    let school = matches!(
        scene.word(b.saturating_sub(1)),
        "side"
            | "vein"
            | "style"
            | "spirit"
            | "manner"
            | "likes"
            | "mold"
            | "mould"
            | "school"
            | "tradition"
            | "footsteps"
            | "world"
    );
    if word == "of" && school {
        put(Cue::Other, 0.8);
    } else if word == "of" && matches!(scene.word(b.saturating_sub(1)), "era" | "age") {
        put(Cue::Other, 0.85);
    }
    if scene.word(b) == "la" && b > 0 && matches!(scene.word(b - 1), "à" | "a") {
        put(Cue::Other, 0.8);
    }
    // "like X", "reminiscent of X", "recalls the work of X".
    let far = b.saturating_sub(3);
    let near = (far..=b).rev().take_while(|i| {
        toks[*i].block == block
            && !matches!(toks[*i].shape, Shape::Stop | Shape::Semicolon | Shape::Comma | Shape::Open)
    });
    for i in near {
        if toks[i].lower(flag::COMPARE) || toks[i].begins && toks[i].is(flag::COMPARE) {
            put(Cue::Other, if i == b { 0.8 } else { 0.6 });
            break;
        }
    }
}

/// "directed by X", "written and directed by X", "shot beautifully by X", "based on the novel by X".
pub(super) fn by(scene: &Scene<'_>, _n: usize, by: usize, put: &mut impl FnMut(Cue, f32)) {
    let toks = &scene.text.toks;
    let mut found = 0;
    let mut at = by;
    for _ in 0..6 {
        let Some(b) = at.checked_sub(1).filter(|b| toks[*b].block == toks[by].block) else { return };
        let tok = &toks[b];
        at = b;
        match tok.shape {
            Shape::Lower
            | Shape::Capital
            | Shape::Hyphen
            | Shape::Comma
            | Shape::Ampersand
            | Shape::Slash => {}
            _ => return,
        }
        let Some(role) = tok.entry.by.filter(|_| tok.is(flag::BY)) else {
            if found > 0 && !matches!(scene.word(b), "and" | "," | "&" | "/" | "-" | "co") {
                return;
            }
            continue;
        };
        found += 1;
        if role == Role::Author && !adapted(scene, b) {
            put(Cue::Credit(Role::Author), 0.35);
            return;
        }
        put(Cue::Credit(role), if role == Role::Actor { 0.7 } else { 0.85 });
        if role == Role::Author || found == 3 {
            return;
        }
    }
}

/// Does the sentence say that the film was made from something?
pub(crate) fn adapted(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    (at.saturating_sub(30)..at)
        .rev()
        .take_while(|i| {
            toks[*i].block == toks[at].block && !(toks[*i].shape == Shape::Stop && scene.word(*i) != ".")
        })
        .chain(at..(at + 6).min(toks.len()))
        .any(|i| {
            matches!(
                scene.word(i),
                "based"
                    | "Based"
                    | "adapted"
                    | "Adapted"
                    | "adaptation"
                    | "adapts"
                    | "adapting"
                    | "source"
                    | "Adapting"
                    | "retelling"
                    | "inspired"
            )
        })
}
