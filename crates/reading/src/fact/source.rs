//! What the film was made from, the language spoken in it, and its certificate.

use document::{Document, Span};

use super::Facts;
use super::frame::frame;
use super::scan::{Sentence, gap};
use super::words::{Kind, cue};
use crate::claim::FactKind;

pub(crate) fn read(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    if s.has(cue::ADAPT | cue::SOURCE) {
        source(facts, s);
    }
    languages(facts, s);
    certificates(facts, s);
}

/// At most this many words name what a film is based on.
const LONGEST: usize = 10;

fn source(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    let doc = facts.doc;
    let words = &s.words;
    if s.before(words.len(), words.len(), cue::ADAPT) {
        for at in 0..words.len() {
            if !words[at].is(cue::ADAPT) || words[at].mark.is_some() {
                continue;
            }
            let text = doc.slice(words[at].span).to_ascii_lowercase();
            // "based (loosely) on", "adapted from", "an adaptation of", "adapts"
            let mut from = at + 1;
            let particle = |n: usize| {
                words.get(n).is_some_and(|w| matches!(doc.slice(w.span), "on" | "upon" | "from" | "of"))
            };
            if text == "adapts" || text == "adapting" {
            } else if particle(from) {
                from += 1;
            } else if particle(from + 1) && !s.reads(doc, from, "mostly") && !s.reads(doc, from, "solely") {
                from += 2;
            } else {
                if text.starts_with("adaptation") {
                    before(facts, s, at);
                } else if text == "source"
                    && words.get(at + 1).is_some_and(|w| {
                        w.is(cue::SOURCE) && !doc.slice(words[at + 1].span).starts_with("material")
                    })
                {
                    let span = s.span(doc, at, at + 2);
                    let value = doc.slice(span).to_owned();
                    facts.add(FactKind::SourceWork, value, span, 0.6);
                }
                continue;
            }
            if text == "adaptations"
                || text == "source"
                || text == "basis"
                || text == "remake" && s.has(cue::FILMS)
            {
                continue;
            }
            object(facts, s, from, 0.8);
        }
    }
    // "from his novel “Build My Gallows High”", "Stephen King's novel": the work of a named author.
    for (at, word) in words.iter().enumerate().skip(1) {
        if word.is(cue::SOURCE) && written(facts, s, at) {
            break;
        }
    }
}

/// What stands from a word on, as far as it is a name of a work or an author's work.
fn object(facts: &mut Facts<'_>, s: &Sentence<'_>, from: usize, confidence: f32) {
    let doc = facts.doc;
    let words = &s.words;
    let mut end = from;
    let mut named = false;
    let mut work = false;
    let loose = gap::HYPHEN | gap::QUOTE | gap::EMPHASIS | gap::DOT | gap::APOSTROPHE | gap::AND;
    while end < words.len() && end - from < LONGEST && (end == from || words[end].gap & !loose == 0) {
        let word = &words[end];
        let inside = word.mark.is_some() || word.capital || end > from && words[end].gap & gap::QUOTE != 0;
        if word.is(cue::STOP) && word.mark.is_none() && !word.capital && !word.quoted {
            break;
        }
        // "his novel and keeps its wit"
        if end > from && work && word.is(cue::AND) && word.mark.is_none() {
            break;
        }
        named |= inside && end >= from;
        work |= word.is(cue::SOURCE);
        end += 1;
        // A title ends the name.
        if words[end - 1].mark.is_some()
            && words.get(end).is_none_or(|w| w.mark != words[end - 1].mark)
            && named
        {
            break;
        }
    }
    // Trailing small words are none of it: "and", "a".
    while end > from && words[end - 1].is(cue::AND | cue::DETERMINER) && words[end - 1].mark.is_none() {
        end -= 1;
    }
    if end == from || !(named || work) {
        return;
    }
    // "based on her performance", "based on my": no work is named.
    if s.words[from].is(cue::CRITIC) && !work || s.words[from].is(cue::CRITIC) && !named {
        return;
    }
    // "based on LA's Hollywood Bowl" is said of something in the film.
    let titled = words[from..end].iter().any(|w| w.mark.is_some() || w.quoted);
    if s.before(from, 2, cue::ADAPT) && s.reads(doc, from.saturating_sub(2), "remake") && !titled {
        return;
    }
    if !work && s.begins(from, |k| matches!(k, Kind::Place(_))) {
        return;
    }
    let start = from + usize::from(words[from].is(cue::DETERMINER) && end - from > 1);
    let span = s.span(doc, start, end);
    // A title says it all; "his own novel" and "the true story of …" stand for themselves.
    let span = title_in(s, doc, start, end).unwrap_or(span);
    let value = doc.slice(span).to_owned();
    if s.has(cue::FILMS) && !work {
        return;
    }
    facts.add(FactKind::SourceWork, value, span, confidence);
}

/// The title among the words, set as one.
fn title_in(s: &Sentence<'_>, doc: &Document, start: usize, end: usize) -> Option<Span> {
    let marked = |n: &usize| s.words[*n].mark.is_some() || s.words[*n].quoted;
    let first = (start..end).find(marked)?;
    let last = (first..end).take_while(marked).last()?;
    Some(s.span(doc, first, last + 1))
}

/// "an H.P. Lovecraft adaptation", "Kenneth Branagh's adaptation" being none.
fn before(facts: &mut Facts<'_>, s: &Sentence<'_>, at: usize) {
    let words = &s.words;
    let mut start = at;
    while start > 0
        && at - start < 5
        && words[start - 1].capital
        && words[start].gap & !gap::DOT == 0
        && !words[start - 1].possessive
    {
        start -= 1;
    }
    // The first word of a sentence is a capital by its place.
    let nation = s
        .hits_in(start, at)
        .iter()
        .any(|h| h.end == at && matches!(h.term.kind, Kind::Nation | Kind::Studio));
    if start == at
        || start == 0
        || nation
        || s.reads(facts.doc, at, "adaptations")
        || words[start].is(cue::DETERMINER)
    {
        return;
    }
    if frame(facts, s, start, false).is_some() || s.before(start, 2, cue::DETERMINER) {
        let span = s.span(facts.doc, start, at);
        let value = facts.doc.slice(span).to_owned();
        facts.add(FactKind::SourceWork, value, span, 0.6);
    }
}

/// "A.A. Milne’s books", "from his novel “…”", "the novel by Thomas Hardy": said of one work, the author named.
fn written(facts: &mut Facts<'_>, s: &Sentence<'_>, at: usize) -> bool {
    let doc = facts.doc;
    let words = &s.words;
    let written = [
        "novel",
        "novels",
        "book",
        "books",
        "play",
        "novella",
        "memoir",
        "autobiography",
        "bestseller",
        "manga",
    ];
    if !written.iter().any(|w| s.reads(doc, at, w)) || words[at].mark.is_some() || words[at].capital {
        return false;
    }
    if s.has(cue::COMPARISON | cue::SHOWING) || s.has(cue::CRITIC) && s.has(cue::WATCHED) {
        return false;
    }
    // "Milne's (beloved) books"
    let owner = (at.saturating_sub(4)..at).rev().find(|n| words[*n].possessive && words[*n].capital);
    if let Some(owner) = owner.filter(|o| {
        words[o + 1..=at].iter().all(|w| w.gap & !gap::HYPHEN == 0 && !w.capital || w.mark.is_some())
    }) {
        let mut start = owner;
        while start > 0
            && words[start - 1].capital
            && words[start].gap & !gap::DOT == 0
            && !words[start - 1].possessive
        {
            start -= 1;
        }
        let end = (at + 1..at + 8)
            .take_while(|n| {
                words.get(*n).is_some_and(|w| w.mark.is_some() || w.quoted && w.gap & !gap::QUOTE == 0)
            })
            .last()
            .map_or(at + 1, |n| n + 1);
        let span = s.span(doc, start, end);
        let value = doc.slice(title_in(s, doc, at + 1, end).unwrap_or(span)).to_owned();
        facts.add(FactKind::SourceWork, value, span, 0.6);
        return true;
    }
    // "from his novel “…”", "the novel by …"
    let from = s.before(at, 3, cue::BY) && s.next(at, gap::HYPHEN).is_some();
    let title = words.get(at + 1).is_some_and(|w| w.mark.is_some() || w.quoted);
    let by = s.reads(doc, at + 1, "by") && words.get(at + 2).is_some_and(|w| w.capital && w.gap == 0);
    if from && title || by && s.prev(at, gap::HYPHEN).is_some() {
        let start = if by { at } else { at + 1 };
        object(facts, s, start, 0.65);
        return true;
    }
    false
}

/// "in Swedish", "spoken Japanese", "the English soundtrack".
fn languages(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    for hit in s.of(|k| k == Kind::Language) {
        let word = &s.words[hit.start];
        if word.mark.is_some() || word.quoted {
            continue;
        }
        let next = s.next(hit.end, gap::HYPHEN);
        let lead = s.prev(hit.start, 0);
        let reads = |w: &super::scan::Word, list: &[&str]| {
            list.iter().any(|t| facts.doc.slice(w.span).eq_ignore_ascii_case(t))
        };
        let spoken = lead.is_some_and(|w| reads(w, &["spoken", "subtitled"]));
        let in_ = lead.is_some_and(|w| reads(w, &["in", "into"]));
        let track = next.is_some_and(|w| {
            reads(
                w,
                &[
                    "dialogue",
                    "soundtrack",
                    "dub",
                    "dubbing",
                    "dubbed",
                    "subtitles",
                    "subtitled",
                    "track",
                    "audio",
                ],
            )
        });
        let language = next.is_some_and(|w| reads(w, &["language"]))
            && s.next(hit.end + 1, gap::HYPHEN).is_some_and(|w| {
                w.is(cue::FILM | cue::WORK | cue::PRODUCTION | cue::LATEST) || reads(w, &["debut"])
            });
        let said = in_
            && (s.has(cue::SPEECH) || s.has(cue::FILM) && next.is_none())
            && next.is_none_or(|w| w.gap != 0 || w.is(cue::AND | cue::STOP));
        // "In French, the film …", "In Spanish and Mixtec."
        let opens = in_ && hit.start == 1 && next.is_none_or(|w| w.is(cue::AND) && w.gap == 0);
        let named = ["called", "titled", "title", "word", "means", "known", "name"];
        let opens =
            opens && (s.has(cue::FILM) || s.words.len() < 6) && !s.words.iter().any(|w| reads(w, &named));
        if spoken || track || opens || language && !s.has(cue::FILMS) || said {
            let span = s.span(facts.doc, hit.start, hit.end);
            facts.add(FactKind::Language, hit.term.value.clone(), span, 0.7);
        }
    }
}

/// "PG-13", "rated R", "an R-rated comedy".
fn certificates(facts: &mut Facts<'_>, s: &Sentence<'_>) {
    for hit in s.of(|k| matches!(k, Kind::Certificate(_))) {
        let Kind::Certificate(certain) = hit.term.kind else { continue };
        let upper = facts.doc.slice(s.words[hit.start].span).chars().all(|c| !c.is_lowercase());
        if !upper
            || s.words[hit.start].mark.is_some()
            || s.before(hit.start, 5, cue::NEGATION)
            || s.after(hit.end, 3, cue::FILMS)
        {
            continue;
        }
        let rated = |w: &super::scan::Word| {
            matches!(facts.doc.slice(w.span), "rated" | "Rated" | "rating" | "certificate" | "certified")
        };
        let before = s.prev(hit.start, gap::HYPHEN | gap::DASH | gap::QUOTE).is_some_and(rated);
        let behind = s.next(hit.end, gap::HYPHEN | gap::QUOTE).is_some_and(rated);
        if before || behind || certain {
            let start = hit.start - usize::from(before);
            let span = s.span(facts.doc, start, hit.end + usize::from(behind && !before));
            facts.add(
                FactKind::Certificate,
                hit.term.value.clone(),
                span,
                if before || behind { 0.8 } else { 0.6 },
            );
        }
    }
}
