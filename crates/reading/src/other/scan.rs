//! Names of the lists (companies, characters, series), and companies by the way they are called.

use catalog::is_article;
use document::Span;

use super::marked::speaks;
use super::names::{self, Known, Origin};
use super::own::key;
use super::trade;
use super::{Proposal, Scene};
use crate::claim::Thing;

const RANK: u8 = 2;
/// A character named more often than this is the film's own, whatever the lists say.
const OFTEN: usize = 3;

/// The names that the lists know, and companies and festivals that end as such do.
pub(super) fn names(scene: &Scene<'_>, out: &mut Vec<Proposal>) {
    let text = scene.text;
    let from = out.len();
    for block in text.doc.blocks.iter().filter(|b| speaks(text.doc, b) && scene.range.contains(b.span)) {
        let end = text.at(block.span.end);
        let mut i = text.at(block.span.start);
        while i < end {
            if !text.is_word(i) || !text.capital(i) {
                i += 1;
                continue;
            }
            let step = known(scene, i, end, out).or_else(|| called(scene, i, block.span, out));
            i = step.map_or(i + 1, |last| last + 1);
        }
    }
    let fiction = |p: &Proposal| names::known(p.canon).is_some_and(|k| k.origin == Origin::Fiction);
    let mut count = rustc_hash::FxHashMap::<_, usize>::default();
    for p in &out[from..] {
        *count.entry(p.canon).or_default() += 1;
    }
    for p in &mut out[from..] {
        if fiction(p) && count.get(&p.canon).is_some_and(|n| *n > OFTEN) {
            p.thing = None;
        }
    }
}

/// A name of the lists that begins at a token: its last token.
fn known(scene: &Scene<'_>, first: usize, end: usize, out: &mut Vec<Proposal>) -> Option<usize> {
    let text = scene.text;
    // The positions of the words of a name that may begin here.
    let mut at = [0; 12];
    let mut n = 0;
    let words = (first..end.min(first + 20))
        .take_while(|i| text.is_word(*i) || runs_on(text.of(*i)))
        .filter(|i| text.is_word(*i) || text.of(*i) == "&")
        .take(at.len())
        .inspect(|i| {
            at[n] = *i;
            n += 1;
        })
        .map(|i| (text.full_hash(i), text.hash(i)));
    let (count, known) = names::longest(words)?;
    let last = *at.get(count.checked_sub(1)?)?;
    let words = scene.words(first, last);
    if !fits(scene, first, last, count, known, &words) {
        // A name that is none here may hold one that is: go on behind its first word.
        return None;
    }
    let confidence = if known.cued { 0.7 } else { 0.85 };
    let first = if known.article && first > 0 { first - 1 } else { first };
    let thing = Some(known.thing);
    let name =
        if known.origin == Origin::Company && known.canon == key(&words) { key(&words) } else { known.canon };
    out.push(Proposal { first, last, thing, canon: name, year: None, confidence, rank: RANK, full: false });
    Some(last)
}

/// Marks within names: "A&E", "Spider-Man", "Mr. Burns", "Rankin/Bass".
fn runs_on(mark: &str) -> bool {
    matches!(mark, "&" | "-" | "‑" | "." | "/" | ":" | "'" | "’" | ",")
}

fn fits(scene: &Scene<'_>, first: usize, last: usize, count: usize, known: Known, words: &[u32]) -> bool {
    let text = scene.text;
    let span = text.stretch(first, last);
    if !scene.range.contains(span) || !text.capital(last) || scene.person_at(span) {
        return false;
    }
    if known.article && !first.checked_sub(1).is_some_and(|i| is_article(text.of(i))) {
        return false;
    }
    let before = text.before(first);
    let after = text.after(last);
    // Capitals beside it run on with it: "Walt Disney World", "Ann Taylor".
    let run_before = before.is_some_and(|i| {
        text.capital(i)
            && text.of(i).starts_with(char::is_alphabetic)
            && !is_article(text.of(i))
            && !text.possessive(i)
            && !text.begins(i)
            && i + 1 == first
    });
    let run_after = after.is_some_and(|i| text.capital(i) && i == last + 1 && !text.possessive(last));
    let hyphen = run_on_hyphen(scene, first, last);
    match known.origin {
        Origin::Company => {
            let ours = || scene.own.in_title(words) || scene.own.has(words);
            if ours() || count == 1 && run_before && known.cued {
                return false;
            }
            !known.cued || is_business(scene, before, after, run_after)
        }
        Origin::Fiction => {
            if scene.own.has(words) || is_played(scene, first, last) {
                return false;
            }
            if count == 1 && (run_before || run_after) {
                return false;
            }
            let level = hyphen || after.is_some_and(|i| text.flags(i) & trade::FICTION != 0 && i <= last + 2);
            !known.cued || level && !text.possessive(last)
        }
        Origin::Work => {
            if scene.own.in_title(words) || count == 1 && (run_before || run_after && known.cued) {
                return false;
            }
            // A sentence that begins with a common word begins with no title.
            !known.cued || !text.begins(first) && is_work(scene, known.thing, first, before, after)
        }
    }
}

/// "Batman-esque", "an Avengers-level threat".
fn run_on_hyphen(scene: &Scene<'_>, _first: usize, last: usize) -> bool {
    let text = scene.text;
    text.of(last + 1) == "-" && text.flags(last + 2) & trade::FICTION != 0
}

/// Is it a part that somebody plays in this film: "Lee as Dracula", "Dracula (Christopher Lee)"?
fn is_played(scene: &Scene<'_>, first: usize, last: usize) -> bool {
    let text = scene.text;
    let as_part = |i: usize| text.flags(i) & trade::PLAYED != 0;
    let before = text.before(first);
    let played =
        before.is_some_and(|i| as_part(i) || is_article(text.of(i)) && text.before(i).is_some_and(as_part));
    let actor = text.of(last + 1) == "("
        && text.capital(last + 2)
        && (text.of(last + 3) == ")" || text.capital(last + 3) && text.is_word(last + 3));
    played || actor
}

fn is_business(scene: &Scene<'_>, before: Option<usize>, after: Option<usize>, run_after: bool) -> bool {
    let text = scene.text;
    let behind = after.is_some_and(|i| text.flags(i) & trade::BUSINESS != 0);
    let ahead = before.is_some_and(|i| text.flags(i) & trade::BUSINESS_BEFORE != 0) && !run_after;
    behind || ahead
}

fn is_work(
    scene: &Scene<'_>,
    thing: Thing,
    first: usize,
    before: Option<usize>,
    after: Option<usize>,
) -> bool {
    let text = scene.text;
    let flag = match thing {
        Thing::Tv => trade::TV,
        Thing::Book => trade::BOOK,
        Thing::Song => trade::SONG,
        _ => trade::STAGE | trade::FESTIVAL,
    };
    let skip = |i: usize| if is_article(text.of(i)) { text.before(i) } else { Some(i) };
    let of = |i: usize| if text.flags(i) & trade::RELATING != 0 { text.before(i) } else { Some(i) };
    let ahead = before.and_then(skip).and_then(of).is_some_and(|i| text.flags(i) & flag != 0);
    let behind = after.is_some_and(|i| !text.capital(i) && text.flags(i) & flag != 0);
    // "on The Office": a show, where its article is written large.
    let on = thing == Thing::Tv
        && before.is_some_and(|i| is_article(text.of(i)) && text.capital(i) && !text.begins(i))
        && before.and_then(|i| text.before(i)).is_some_and(|i| text.of(i).eq_ignore_ascii_case("on"));
    let _ = first;
    ahead || behind || on
}

/// A company or festival by the word that its name ends in, at that word.
fn called(scene: &Scene<'_>, last: usize, block: Span, out: &mut Vec<Proposal>) -> Option<usize> {
    let text = scene.text;
    let flags = text.flags(last);
    if flags & (trade::SUFFIX | trade::FESTIVAL) == 0 {
        return None;
    }
    let mut first = last;
    while let Some(before) = text.before(first).filter(|i| {
        last - *i <= 6 && text.capital(*i) && text.span(*i).start >= block.start && !text.possessive(*i)
    }) {
        if text.begins(before) && text.flags(before) & trade::SMALL != 0 {
            break;
        }
        first = before;
    }
    if is_article(text.of(first)) {
        first += 1;
    }
    let words = scene.words(first, last);
    if first >= last || scene.own.in_title(&words) || scene.person_at(text.stretch(first, last)) {
        return None;
    }
    let festival = flags & trade::FESTIVAL != 0;
    let thing = Some(if festival { Thing::Other } else { Thing::Company });
    out.push(Proposal {
        first,
        last,
        thing,
        canon: key(&words),
        year: None,
        confidence: 0.7,
        rank: RANK + 1,
        full: false,
    });
    Some(last)
}
