//! What the words around a name say of the person: a part in the film, or none.

use document::Document;

use super::object::{self, Object};
use super::people::People;
use crate::claim::Role;
use crate::lexicon::flag;
use crate::name::{Kind, Name, Shape, Text};

/// What one place in the text says of a person.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tie {
    /// The name that it stands at.
    pub(crate) name: usize,
    /// What it says.
    pub(crate) says: Cue,
    /// How surely, 0 to 1.
    pub(crate) weight: f32,
    /// The character and what it is, where it tells.
    pub(crate) object: Object,
}

/// A person has a part in the film, or belongs to something else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cue {
    Credit(Role),
    Other,
}

/// Everything that the cues look at.
pub(crate) struct Scene<'a> {
    pub(crate) doc: &'a Document,
    pub(crate) text: &'a Text,
    pub(crate) people: &'a People,
    /// The film's title, folded to its words' hashes.
    pub(crate) title: Vec<u32>,
}

/// Words that a name's verb may stand from it.
const REACH: usize = 11;

/// The ties of all names, in order.
pub(crate) fn ties(scene: &Scene<'_>) -> Vec<Tie> {
    let mut out = Vec::new();
    super::paren::ties(scene, &mut out);
    // By name: the head of the list ("A, B and C") that it is a member of.
    let mut head = vec![0; scene.text.names.len()];
    for n in 0..scene.text.names.len() {
        head[n] = if n > 0 && follows_in_list(scene, n) { head[n - 1] } else { n };
        let name = &scene.text.names[n];
        if name.marked {
            continue;
        }
        before(scene, n, head[n], &mut out);
        let from = out.len();
        after(scene, n, &mut out);
        // "The Unfinished Symphony as a motif": what no list knows for a name needs more than "as" or a possessive.
        let doubtful = name.kind <= Kind::Unknown
            && scene.people.of(n).is_none_or(|p| p.known.is_none() && !p.in_catalog);
        let plays = (name.last + 1..name.last + 4)
            .any(|i| scene.text.toks.get(i).is_some_and(|t| t.lower(flag::PLAYS)));
        if doubtful && !plays {
            let described = |t: &&mut Tie| t.says != Cue::Other && t.object.character.is_none();
            out[from..].iter_mut().filter(described).for_each(|t| t.weight = t.weight.min(0.54));
        }
        for tie in &mut out[from..] {
            let end = tie.object.character.map_or(0, |c| c.1).max(scene.behind(name) - 1);
            if elsewhere(scene, end + 1) {
                tie.says = Cue::Other;
                tie.weight = 0.85;
            }
        }
        if out.len() == from && elsewhere(scene, scene.behind(name)) {
            out.push(Tie { name: n, says: Cue::Other, weight: 0.8, object: Object::default() });
        }
    }
    out
}

/// Does another film follow: "X in _Jaws_", "X’s Mustafa character from the _Austin Powers_ films"?
fn elsewhere(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    let mut i = at;
    if matches!(scene.word(i), "character" | "role" | "turn" | "performance" | "work") {
        i += 1;
    }
    if !matches!(scene.word(i), "in" | "from" | "of") {
        return false;
    }
    i += 1;
    while i < at + 5
        && toks.get(i).is_some_and(|t| !t.marked && matches!(t.shape, Shape::Lower | Shape::Quote))
    {
        i += 1;
    }
    let Some(tok) = toks.get(i).filter(|t| t.marked) else { return false };
    let same = |k: &usize| toks[*k].marked && toks[*k].block == tok.block;
    let end = (i..toks.len().min(i + 14)).take_while(same).last().unwrap_or(i);
    !scene.is_title(i, end)
}

/// Does this name follow the one before it in a list: "A, B", "A and B", "A (X), B (Y)"?
pub(crate) fn follows_in_list(scene: &Scene<'_>, n: usize) -> bool {
    let toks = &scene.text.toks;
    let (last, this) = (&scene.text.names[n - 1], &scene.text.names[n]);
    if last.possessive || this.words < 2 || last.marked {
        return false;
    }
    let mut at = last.last + 1;
    if scene.text.shape(at) == Some(Shape::Open) {
        let Some(close) = (at..(at + 12).min(toks.len())).find(|i| toks[*i].shape == Shape::Close) else {
            return false;
        };
        at = close + 1;
    }
    let between = toks.get(at..this.start).unwrap_or_default();
    !between.is_empty()
        && between.len() <= 3
        && between.iter().all(|t| match t.shape {
            Shape::Comma | Shape::Ampersand | Shape::Slash => true,
            Shape::Lower => scene.doc.slice(t.span) == "and",
            _ => false,
        })
}

impl Scene<'_> {
    /// The word at a token, as written.
    pub(crate) fn word(&self, at: usize) -> &str {
        self.text.toks.get(at).map_or("", |t| self.doc.slice(t.span))
    }

    /// Are these tokens the film's title?
    pub(crate) fn is_title(&self, first: usize, last: usize) -> bool {
        let words = self.text.toks.get(first..=last).unwrap_or_default();
        !self.title.is_empty()
            && words.iter().map(|t| t.hash).filter(|h| *h != 0).eq(self.title.iter().copied())
    }

    /// The token behind a name, its apostrophe left out.
    pub(crate) fn behind(&self, name: &Name) -> usize {
        let at = name.last + 1;
        let apostrophe = name.possessive
            && self.text.shape(at) == Some(Shape::Quote)
            && self.text.toks[at].span.start == self.text.toks[name.last].span.end;
        at + usize::from(apostrophe)
    }
}

/// What stands before a name: "director X", "directed by X", "starring X", "like X".
fn before(scene: &Scene<'_>, n: usize, head: usize, out: &mut Vec<Tie>) {
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
fn by(scene: &Scene<'_>, _n: usize, by: usize, put: &mut impl FnMut(Cue, f32)) {
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

/// What stands behind a name: "X plays Y", "X as Y", "X’s Y", "X directs".
fn after(scene: &Scene<'_>, n: usize, out: &mut Vec<Tie>) {
    let name = &scene.text.names[n];
    let at = scene.behind(name);
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
    if acts && (this || subject) {
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
                if let Some(object) = object::named(scene, i + 1).filter(|o| {
                    scene.text.shape(o.end) == Some(Shape::Comma) && !scene.people.is_known(o.name)
                }) {
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
            Shape::Lower if tok.is(flag::VERB) && adverbs == i - start => {
                let book = (i + 1..i + 5).any(|k| {
                    toks.get(k).is_some_and(|t| t.lower(flag::WORK) && t.entry.work == Some(Role::Author))
                });
                let written = |r: Role| if r == Role::Writer && book { Role::Author } else { r };
                if let Some(role) = tok.entry.verb.map(written) {
                    let weight = if role == Role::Actor { 0.6 } else { 0.75 };
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

/// Is this name the next member of the list that the other begins?
fn in_list(scene: &Scene<'_>, n: usize, m: usize) -> bool {
    m > n && (n + 1..=m).all(|k| follows_in_list(scene, k))
}

/// An adverb, an auxiliary or "who": it may stand between a subject and its verb.
fn is_aside(scene: &Scene<'_>, at: usize) -> bool {
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
fn play(scene: &Scene<'_>, n: usize, verb: usize, lists: usize, out: &mut Vec<Tie>) {
    let Some(found) = object::object(scene, verb + 1) else {
        out.push(Tie { name: n, says: Cue::Credit(Role::Actor), weight: 0.6, object: Object::default() });
        return;
    };
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
fn pair(scene: &Scene<'_>, n: usize, at: usize, lists: usize, object: &mut Object) {
    let mut ahead = 0;
    while ahead < 6 && ahead < n && follows_in_list(scene, n - ahead) {
        ahead += 1;
    }
    if lists + ahead > 0 && object.character.is_some() {
        let listed = object::list(scene, object.character.map_or(at, |c| c.0));
        if listed.len() == lists + ahead + 1 {
            object.character = listed.get(ahead).copied();
        } else if lists > 0 || listed.len() > 1 {
            object.character = None;
        }
    }
}

/// "X as Y", "X stars as Y", "X, as Y,": what is played; `None` where "as" says something else.
fn as_object(scene: &Scene<'_>, name: &Name, at: usize, start: usize) -> Option<Object> {
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

/// "X’s Y", "X’s script", "X’s turn as Y", "X’s _Other Film_".
fn possessive(scene: &Scene<'_>, n: usize, at: usize, out: &mut Vec<Tie>) {
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
fn quoted(scene: &Scene<'_>, at: usize) -> bool {
    at > 0
        && scene.text.shape(at - 1) == Some(Shape::Quote)
        && scene.text.toks[at - 1].span.end == scene.text.toks[at].span.start
        && at.checked_sub(2).is_some_and(|b| scene.text.toks[b].span.end < scene.text.toks[at - 1].span.start)
}
