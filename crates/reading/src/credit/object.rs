//! What an actor plays: a character's name, what the text says that the character is, or both.

use super::cue::Scene;
use super::phrase::{LONGEST, is_dangling, is_end, phrase_end, phrase_start};
use crate::lexicon::flag;
use crate::name::{Name, Shape};

/// A character and what it is, as ranges of tokens, last ones included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Object {
    pub(crate) character: Option<(usize, usize)>,
    pub(crate) described: Option<(usize, usize)>,
}

/// A name that is an object by itself.
pub(crate) struct Named {
    pub(crate) object: Object,
    pub(crate) name: usize,
    /// The token behind it.
    pub(crate) end: usize,
}

/// The object that begins at a token: "Becky, a rock star", "the mayor", "a cop named Joe", "hot-headed Harry".
pub(crate) fn object(scene: &Scene<'_>, at: usize) -> Option<Object> {
    let toks = &scene.text.toks;
    let block = toks.get(at)?.block;
    let mut i = at;
    // "the role of", "the part of", "the character of": the object stands behind.
    if scene.word(i) == "the"
        && matches!(scene.word(i + 1), "role" | "part" | "character" | "roles")
        && scene.word(i + 2) == "of"
    {
        i += 3;
    }
    if matches!(scene.word(i), "both" | "one" | "opposite")
        && !toks.get(i + 1).is_some_and(|t| t.shape == Shape::Lower && scene.word(i + 1) == "of")
    {
        i += 1;
    }
    let from = i;
    let leads = toks.get(from).is_some_and(|t| t.is(flag::DETERMINER));
    if matches!(
        scene.word(from),
        "it" | "with"
            | "out"
            | "up"
            | "off"
            | "against"
            | "like"
            | "into"
            | "well"
            | "to"
            | "on"
            | "in"
            | "at"
            | "for"
            | "along"
            | "around"
            | "down"
            | "him"
            | "her"
            | "them"
            | "himself"
            | "herself"
    ) && !(scene.word(from) == "her" && leads)
    {
        return None;
    }
    while let Some(tok) = toks.get(i).filter(|t| t.block == block && i < from + LONGEST) {
        let named = tok.lower(flag::SENTENCE_VERB) && matches!(scene.word(i), "named" | "called");
        match tok.shape {
            Shape::Quote | Shape::Number | Shape::Hyphen => {}
            Shape::Capital => {
                let Some(n) = scene.text.name_at(i) else {
                    if i == from || tok.is(flag::DETERMINER) {
                        i += 1;
                        continue;
                    }
                    break;
                };
                let name = scene.text.names[n];
                if name.possessive {
                    // "plays Curtis’s wife"
                    i = scene.behind(&name);
                    continue;
                }
                // "an FBI agent", "a South African dealer": the run only qualifies what follows.
                let qualifies = scene.text.toks.get(name.last + 1).is_some_and(|t| {
                    t.shape == Shape::Lower
                        && !t.is(flag::PREPOSITION | flag::SENTENCE_VERB | flag::VERB | flag::DETERMINER)
                        && leads
                        || t.shape == Shape::Hyphen
                });
                if qualifies && scene.word(name.last + 1) != "as" {
                    i = name.last + 1;
                    continue;
                }
                let Some(character) = character(scene, &name) else {
                    i = name.last + 1;
                    continue;
                };
                if i > from + 1 && scene.word(i - 1) == "and" {
                    // "the sheriff and Henry Fonda as …"
                    i -= 1;
                    break;
                }
                let called = (from..i).any(|k| matches!(scene.word(k), "named" | "called" | "nicknamed"));
                if i > from && !called && matches!(scene.word(from), "a" | "an" | "two" | "three") {
                    i = name.last + 1;
                    continue;
                }
                if name.marked && i == from {
                    return None;
                }
                return Some(with_described(scene, from, i, name.last + 1, character));
            }
            Shape::Comma => break,
            Shape::Lower if named => {}
            Shape::Lower if i > from && is_end(scene, i, from) => break,
            Shape::Lower => {}
            _ => break,
        }
        i += 1;
    }
    let mut last = i.checked_sub(1).filter(|l| *l >= from)?;
    while last > from
        && (!matches!(toks[last].shape, Shape::Lower | Shape::Capital | Shape::Number)
            || is_dangling(scene.word(last)))
    {
        last -= 1;
    }
    let described = leads || toks[from].possessive;
    // "the mayor, Bob Smith"
    if described
        && scene.text.shape(last + 1) == Some(Shape::Comma)
        && let Some(named) = named(scene, last + 2)
        && matches!(scene.text.shape(named.end), Some(Shape::Comma | Shape::Stop))
        && !scene.people.is_known(named.name)
    {
        return Some(Object { described: Some((from, last)), ..named.object });
    }
    (described && last > from).then_some(Object { character: None, described: Some((from, last)) })
}

/// The name at a token, as an object.
pub(crate) fn named(scene: &Scene<'_>, at: usize) -> Option<Named> {
    let name_index = scene.text.name_at(at)?;
    let name = scene.text.names[name_index];
    if name.possessive || name.start > at || name.marked {
        return None;
    }
    let character = character(scene, &name)?;
    let object = with_described(scene, at, at, name.last + 1, character);
    Some(Named { object, name: name_index, end: name.last + 1 })
}

/// The tokens of a name that are a character's: not a nationality before it; `None` for a place, a rank alone, an
/// abbreviation.
pub(crate) fn character(scene: &Scene<'_>, name: &Name) -> Option<(usize, usize)> {
    let toks = &scene.text.toks;
    let own = flag::GIVEN | flag::FAMILY;
    let mut first = name.start;
    while first < name.last && toks[first].is(flag::NEVER) && !toks[first].is(flag::HONORIFIC | flag::GIVEN) {
        first += 1;
    }
    let last = &toks[name.last];
    // "German officers" with a capital: what is left of it is a word.
    if first > name.start && (first..=name.last).all(|i| toks[i].is(flag::COMMON) && !toks[i].is(own)) {
        return None;
    }
    let own = if first == name.last { flag::GIVEN } else { own };
    let place = last.is(flag::NEVER | flag::HONORIFIC)
        && !last.is(own)
        && (first == name.last || last.is(flag::NEVER) || !toks[first].is(flag::GIVEN));
    let single = scene.word(name.last);
    let nation = first == name.last
        && !last.is(own)
        && ["ian", "ish", "ese", "ians"].iter().any(|s| single.ends_with(s));
    let short = first == name.last
        && single.len() > 1
        && single.len() <= 5
        && single.bytes().all(|b| b.is_ascii_uppercase());
    let letter = first == name.last && single.chars().count() == 1;
    let title = name.marked && name.words > 1 || letter;
    if (first..=name.last).all(|i| super::paren::is_ordinal(scene.word(i))) {
        return None;
    }
    (!place && !nation && !short && !title).then_some((first, name.last))
}

/// The start of the phrase where a name is said of one or more ("a former GI", "two Quakers"): then it says what they
/// are, not what they are called.
pub(crate) fn counted(scene: &Scene<'_>, name: &Name) -> Option<usize> {
    let toks = &scene.text.toks;
    // "another maid Adela", "an old Captain Blom": a given name, a rank and a name are what they are called.
    if toks[name.first].is(flag::GIVEN) || name.start < name.first {
        return None;
    }
    // "a group of German Officers": what leads is no part of the name.
    let led = |b: &usize| toks[*b].shape == Shape::Capital && toks[*b].is(flag::LEAD | flag::NEVER);
    let before = (name.start.saturating_sub(3)..name.start)
        .rev()
        .find(|b| !led(b))
        .filter(|b| toks[*b].block == toks[name.start].block)?;
    if toks[before].shape != Shape::Lower && !toks[before].is(flag::DETERMINER) {
        return None;
    }
    let of = scene.word(before) == "of" && before > 0;
    let first = phrase_start(scene, before - usize::from(of))?;
    if of
        && !matches!(
            scene.word(before - 1),
            "group" | "pair" | "trio" | "band" | "team" | "gang" | "crew" | "couple"
        )
    {
        return None;
    }
    let counts = matches!(
        scene.word(first),
        "a" | "an" | "A" | "An" | "two" | "Two" | "three" | "Three" | "four" | "several" | "some" | "another"
    );
    let called = matches!(scene.word(before), "named" | "called" | "nicknamed");
    (counts && !called).then_some(first)
}

/// Does a preposition govern the name: "In 1960s London", "on his way to Australia"?
pub(crate) fn governed(scene: &Scene<'_>, name: &Name) -> bool {
    let toks = &scene.text.toks;
    (name.start.saturating_sub(8)..name.start)
        .rev()
        .take_while(|i| {
            toks[*i].block == toks[name.start].block
                && matches!(
                    toks[*i].shape,
                    Shape::Lower | Shape::Number | Shape::Hyphen | Shape::Capital | Shape::Quote
                )
        })
        .take_while(|i| !toks[*i].is(flag::SENTENCE_VERB))
        .any(|i| {
            matches!(
                scene.word(i),
                "in" | "In"
                    | "on"
                    | "On"
                    | "to"
                    | "To"
                    | "at"
                    | "At"
                    | "of"
                    | "from"
                    | "From"
                    | "near"
                    | "toward"
                    | "Toward"
                    | "during"
                    | "During"
                    | "After"
                    | "after"
                    | "Before"
                    | "across"
                    | "outside"
                    | "against"
                    | "Against"
                    | "Set"
                    | "set"
            )
        })
}

/// A character with what stands before it ("marginally sharper Harry", from `from` to the name at `at`), else with
/// what stands behind it ("Becky, a rock star").
fn with_described(
    scene: &Scene<'_>,
    from: usize,
    at: usize,
    end: usize,
    character: (usize, usize),
) -> Object {
    let toks = &scene.text.toks;
    let mut described = None;
    if at > from {
        let words = from..at;
        let last = words
            .clone()
            .rev()
            .find(|i| !matches!(scene.word(*i), "named" | "called" | ",") && toks[*i].shape != Shape::Quote);
        let told = last.is_some_and(|l| {
            (from..=l).any(|i| toks[i].shape != Shape::Lower || !toks[i].is(flag::DETERMINER))
        });
        described = last.filter(|_| told).map(|l| (from, l));
    }
    if described.is_none()
        && matches!(toks.get(end).map(|t| t.shape), Some(Shape::Comma | Shape::Dash))
        && toks.get(end + 1).is_some_and(|t| t.lower(flag::DETERMINER) && t.block == toks[end].block)
    {
        described = phrase_end(scene, end + 1).map(|last| (end + 1, last));
    }
    Object { character: Some(character), described }
}

/// The names of a list: "C and D", "C, D and E".
pub(crate) fn list(scene: &Scene<'_>, at: usize) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut i = at;
    while let Some(n) = scene.text.name_at(i).filter(|_| out.len() < 8) {
        let name = scene.text.names[n];
        // "C and D, and X is"
        let apart = out.len() > 1
            && scene.word(name.start - 1) == "and"
            && scene.text.shape(name.start - 2) == Some(Shape::Comma);
        // "as Claudius and Julie Christie as Gertrude": the next actor is no character.
        let acts = scene.people.of(n).is_some_and(|p| p.known.is_some())
            || scene.text.shape(name.last + 1) == Some(Shape::Open)
            || scene.word(name.last + 1) == "as"
            || scene.text.toks.get(name.last + 1).is_some_and(|t| t.lower(flag::PLAYS))
            || apart && scene.text.toks.get(name.last + 1).is_some_and(|t| t.lower(flag::SENTENCE_VERB));
        if acts && !out.is_empty() {
            break;
        }
        let Some(character) = character(scene, &name) else { break };
        out.push(character);
        i = name.last + 1;
        let mut joints = 0;
        while joints < 3
            && scene.text.toks.get(i).is_some_and(|t| matches!(t.shape, Shape::Comma | Shape::Ampersand))
            || scene.word(i) == "and"
        {
            i += 1;
            joints += 1;
        }
        if joints == 0 {
            break;
        }
    }
    out
}
