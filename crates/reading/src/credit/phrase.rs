//! Where a noun phrase begins and ends: "her two bandmates", "a record-label owner", "Kenney’s mother".

use super::cue::Scene;
use crate::lexicon::flag;
use crate::name::Shape;

/// Words of a description at most.
pub(super) const LONGEST: usize = 14;

/// What stands before "of" without being what is described.
pub(super) const VAGUE: &[&str] = &[
    "form",
    "kind",
    "sort",
    "type",
    "role",
    "guise",
    "shape",
    "person",
    "figure",
    "course",
    "story",
    "tale",
    "out",
    "instead",
    "because",
    "hands",
    "presence",
    "likes",
    "eyes",
    "perspective",
    "death",
    "murder",
    "help",
    "adventures",
    "life",
    "lives",
    "exploits",
];

/// Does a description end before this word?
pub(super) fn is_end(scene: &Scene<'_>, at: usize, from: usize) -> bool {
    let tok = &scene.text.toks[at];
    let word = scene.word(at);
    if matches!(word, "of" | "and" | "but" | "yet") {
        return false;
    }
    tok.is(flag::PREPOSITION)
        || tok.is(flag::SENTENCE_VERB)
        || tok.is(flag::DETERMINER) && !tok_before_is_of(scene, at) && at > from + 1
        || word.ends_with("ing") && at > from + 1 && !tok.is(flag::ADJECTIVE)
}

pub(super) fn tok_before_is_of(scene: &Scene<'_>, at: usize) -> bool {
    at > 0 && (scene.word(at - 1) == "of" || scene.text.toks[at - 1].is(flag::DETERMINER))
}

/// The last token of the noun phrase that begins at `from`, where it is short enough and no clause of its own.
pub(crate) fn phrase_end(scene: &Scene<'_>, from: usize) -> Option<usize> {
    let toks = &scene.text.toks;
    let block = toks.get(from)?.block;
    let mut last = None;
    for i in from..from + LONGEST {
        let Some(tok) = toks.get(i).filter(|t| t.block == block) else { break };
        match tok.shape {
            Shape::Lower if i > from && is_end(scene, i, from) => break,
            Shape::Lower | Shape::Capital | Shape::Number => last = Some(i),
            Shape::Hyphen | Shape::Quote => {}
            _ => break,
        }
    }
    let mut last = last?;
    while last > from
        && (is_dangling(scene.word(last)) || matches!(toks[last].shape, Shape::Hyphen | Shape::Quote))
    {
        last -= 1;
    }
    (last > from).then_some(last)
}

/// No description ends in this word.
pub(super) fn is_dangling(word: &str) -> bool {
    matches!(word, "and" | "but" | "yet" | "of" | "much" | "like" | "or" | "not")
}

/// The first token of the noun phrase that ends at `end`: "her two bandmates", "a record-label owner",
/// "Kenney’s mother", "wife". `None` where no noun phrase ends there.
pub(crate) fn phrase_start(scene: &Scene<'_>, end: usize) -> Option<usize> {
    let toks = &scene.text.toks;
    let block = toks.get(end)?.block;
    let mut first = None;
    let mut i = end + 1;
    while i > 0 && end + 1 - i < LONGEST {
        i -= 1;
        let tok = &toks[i];
        if tok.block != block {
            break;
        }
        let word = scene.word(i);
        match tok.shape {
            Shape::Lower if tok.is(flag::DETERMINER) => {
                first = Some(i);
                // "an old friend of the hero’s"
                if toks[end].possessive && i > 1 && scene.word(i - 1) == "of" {
                    i -= 1;
                    continue;
                }
                // "her two bandmates", "one of the three"
                if i == 0 || !toks[i - 1].lower(flag::DETERMINER) || toks[i - 1].block != block {
                    break;
                }
            }
            Shape::Lower if first.is_some_and(|f| toks[f].is(flag::DETERMINER) && f == i + 1) => break,
            // "in the form of a rock star" is a rock star.
            Shape::Lower if word == "of" && first.is_some() && i > 0 => {
                if VAGUE.contains(&scene.word(i - 1)) {
                    break;
                }
            }
            Shape::Lower if matches!(word, "and" | "but" | "yet") && i > 0 && has_determiner(scene, i) => {}
            Shape::Lower if tok.is(flag::PREPOSITION | flag::SENTENCE_VERB) => break,
            Shape::Lower | Shape::Number => first = Some(i),
            Shape::Capital if tok.possessive && i == end => {
                let start = scene.text.name_at(i).map_or(i, |n| scene.text.names[n].start);
                first = Some(start);
                if start == 0 || scene.word(start - 1) != "of" {
                    break;
                }
                i = start;
            }
            Shape::Capital if tok.possessive => {
                first = Some(scene.text.name_at(i).map_or(i, |n| scene.text.names[n].start));
                break;
            }
            Shape::Capital if tok.is(flag::DETERMINER) => {
                first = Some(i);
                break;
            }
            Shape::Capital if first.is_some() && !tok.begins => first = Some(i),
            Shape::Capital
                if tok.begins && first.is_some() && tok.is(flag::COMMON) && !tok.is(flag::PREPOSITION) =>
            {
                first = Some(i);
                break;
            }
            Shape::Hyphen => {}
            _ => break,
        }
    }
    first.filter(|f| *f <= end)
}

/// Does an article stand within a few words before this one, no clause between?
pub(super) fn has_determiner(scene: &Scene<'_>, at: usize) -> bool {
    let toks = &scene.text.toks;
    (at.saturating_sub(6)..at)
        .rev()
        .take_while(|i| {
            matches!(toks[*i].shape, Shape::Lower | Shape::Hyphen)
                && (!toks[*i].is(flag::PREPOSITION | flag::SENTENCE_VERB))
        })
        .any(|i| toks[i].is(flag::DETERMINER))
}
