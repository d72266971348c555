//! Titles in plain capitals, which nothing sets off: only what the catalog knows, and only where a word beside it, a
//! year or a list of titles says that a film is meant.

use catalog::{Form, is_article};
use rustc_hash::FxHashMap;

use super::own::key;
use super::trade::{self, Flags};
use super::{Proposal, Scene, names};
use crate::claim::Thing;
use crate::mention::{Place, TitleMention};

const RANK: u8 = 1;
/// The film's own title, and one that is long or dated: these stand above names of the lists.
const RANK_SURE: u8 = 3;

/// The titles that the catalog knows and nothing sets off. A writer who sets titles off (`sets_off`) sets off all.
pub(super) fn titles(scene: &Scene<'_>, sets_off: bool, out: &mut Vec<Proposal>) {
    let text = scene.text;
    let mut last: Option<usize> = None;
    let mut count = FxHashMap::<_, u32>::default();
    for m in &scene.mentions.titles {
        *count.entry(m.films.id()).or_default() += 1;
    }
    for m in &scene.mentions.titles {
        if m.place != Place::Body || !scene.range.contains(m.span) {
            continue;
        }
        let first = text.at(m.span.start);
        let end = text.at(m.span.end).saturating_sub(1);
        if end < first || !text.capital(first) || text.stretch(first, end).end > m.span.end {
            continue;
        }
        let words = scene.words(first, end);
        if words.is_empty() {
            continue;
        }
        let name = key(&words);
        if scene.own.is_title(&words, m.year, scene.catalog) {
            if words.len() > 1 || !m.flanked {
                out.push(Proposal {
                    first,
                    last: end,
                    thing: None,
                    canon: name,
                    year: None,
                    confidence: 0.0,
                    rank: RANK_SURE,
                    full: false,
                });
            }
            continue;
        }
        let listed = last.is_some_and(|l| is_list(scene, l, first));
        let again = count.get(&m.films.id()).is_some_and(|n| *n > 1);
        let near = Near { listed, again, sets_off };
        if let Some(confidence) = is_film(scene, m, first, end, &words, near) {
            let rank = if m.year.is_some() || words.len() > 3 { RANK_SURE } else { RANK };
            let canon = names::known(name).map_or(name, |k| k.canon);
            out.push(Proposal {
                first,
                last: end,
                thing: Some(Thing::Film),
                canon,
                year: m.year,
                confidence,
                rank,
                full: false,
            });
            last = Some(end);
        }
    }
}

/// What else speaks for a mention, or against it.
#[derive(Clone, Copy)]
struct Near {
    /// It goes on a list of titles.
    listed: bool,
    /// It comes more than once.
    again: bool,
    /// The writer sets titles off.
    sets_off: bool,
}

/// How sure it is that a film is meant.
fn is_film(
    scene: &Scene<'_>,
    m: &TitleMention<'_>,
    first: usize,
    last: usize,
    words: &[u32],
    near: Near,
) -> Option<f32> {
    let Near { listed, again, sets_off } = near;
    let text = scene.text;
    let films = m.films.iter().filter(|(f, form)| *form == Form::Whole && !scene.own.is(*f));
    let years: Vec<i16> = films.filter_map(|(f, _)| scene.catalog.film(f)).filter_map(|f| f.year()).collect();
    if years.is_empty() || m.flanked {
        return None;
    }
    if let Some(year) = m.year {
        return years.iter().any(|y| (y - year).abs() <= 1).then_some(0.9);
    }
    let after = text.after(last).filter(|i| !text.capital(*i)).map_or(0, |i| text.flags(i));
    let article = text.before(first).is_some_and(|i| matches!(text.of(i), "a" | "an"));
    let series = after & trade::FICTION != 0
        && after & trade::FILM != 0
        && !(words.len() == 1 && article)
        && !matches!(text.after(last).map_or("", |i| text.of(i)), "picture" | "film" | "movie" | "flick");
    if trade::is_common(key(words)) || scene.own.has(words) || scene.person_at(m.span) && !series {
        return None;
    }
    let compared = is_compared(scene, first);
    // "His film Pickpocket", "its predecessor Prometheus".
    let called = text.before(first).is_some_and(|i| text.flags(i) & trade::FILM != 0 && !text.capital(i));
    let raised = (first..=last).filter(|i| text.capital(*i) && !is_article(text.of(*i))).count();
    let whole = is_article(text.of(first)) && text.capital(first) && !text.begins(first);
    let weight = u8::from(series) * 3
        + u8::from(compared) * 2
        + u8::from(listed) * 2
        + u8::from(called) * 3
        + u8::from(m.owner.is_some()) * 2
        + u8::from(whole)
        + u8::from(raised >= 3) * 2
        + u8::from(words.len() >= 4);
    let single = words.len() == 1;
    let word = text.of(last);
    let loud = !word.contains(char::is_lowercase);
    if single && (!(m.apart || listed) || word.len() < 4 || loud) {
        return None;
    }
    // A single word that is compared is a person of the plot, more often than not, where it comes again.
    if single && !series && !called && !listed && again {
        return None;
    }
    // A single word compared ("like Nick") is a person or a thing; its article, a list or a trade word must help.
    let need = if sets_off { 4 } else { 2 + u8::from(single) };
    (weight >= need || series).then_some(0.6)
}

/// Do words before it compare, or say that it was seen?
fn is_compared(scene: &Scene<'_>, first: usize) -> bool {
    let text = scene.text;
    let Some(one) = text.before(first) else { return false };
    let flags: Flags = text.flags(one);
    if flags & trade::COMPARED != 0 {
        return true;
    }
    if flags & trade::RELATING == 0 {
        return false;
    }
    let mut at = one;
    for _ in 0..3 {
        let Some(before) = text.before(at) else { return false };
        at = before;
        if text.flags(at) & trade::RELATED != 0 {
            return true;
        }
    }
    false
}

/// Do a comma, "and" or "or" alone join a title with one before it?
fn is_list(scene: &Scene<'_>, last: usize, first: usize) -> bool {
    let text = scene.text;
    (2..=4).contains(&(first - last.min(first)))
        && (last + 1..first).all(|i| matches!(text.of(i), "," | "and" | "or" | "&" | "”" | "\"" | "/"))
}
