//! What an expression weighs in its place: by its form, by what stands before and after it, and by
//! where on the page it stands. The lists of words are data, the figures are here.

use document::{Role, Span};

use super::context::{self, After, Cue};
use super::cues;
use super::lex::{Expr, Shape};
use super::number::word_value;
use super::place::{DECORATION, Place, words};
use super::printed::Pick;
use super::raw::grade_of;
use super::scale::{is_usual_best, is_usual_stars};
use super::tail::scale_words;
use super::{Grade, Scale, Unit};
use crate::claim::Basis;

/// Cheap refusals, before anything about the place is looked up: most numbers of a text end here.
pub(super) fn worth_a_look(text: &str, e: &Expr) -> bool {
    let (start, end) = (e.span.start as usize, e.span.end as usize);
    // So near, or a run of what counts as letters ("½½½…") would be gone through for each of them.
    let head = &text[floor(&text[..start], 200)..start];
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let tail = &text[end..];
    match e.shape {
        Shape::Number { .. } => {
            (given_number(text, head, start)
                || head.ends_with([':', '：', '=', '-', '–', '—', '*', '(', '[', '|'])
                || is_dice(head, ""))
                && (tail.is_empty()
                    || tail.starts_with(['\n', ' ', '.', ',', ';', '*', '_', ')', ']', '|', '!']))
        }
        Shape::Letter { signed: false } => {
            let rest = tail.trim_start_matches(['*', '_', ')', ']', '"', '”']);
            let rest = rest.trim_start_matches([' ', '\u{a0}']);
            rest.is_empty()
                || rest.starts_with(['\n', '.', '!', ',', ';', '-', '–', '—', '(', '|', '?', ':'])
                || ["for", "from", "and", "but", "because", "grade", "rating"]
                    .iter()
                    .any(|w| rest.starts_with(w))
        }
        Shape::Of => e.unit == Unit::Stars || is_dice(head, tail) || e.best.is_some_and(is_usual_best),
        _ => true,
    }
}

/// Below this nothing is done with a candidate, whatever is declared.
const FAINT: f32 = 0.4;

/// What an expression weighs in its place; `None` for one that is no grade of this review.
pub(super) fn weigh(text: &str, e: &Expr, place: &Place<'_>) -> Option<Pick> {
    let alone = place.alone();
    let cue = cue(place, alone);
    let after = context::after(place.tail);
    if matches!(cue, Cue::Foreign | Cue::Aspect | Cue::Counter) && !alone {
        return None;
    }
    if matches!(after, After::Share | After::Aspect | After::Legend | After::Foreign) && !alone {
        return None;
    }
    // "6.5/10? What is wrong with you?" asks about somebody else's.
    if is_negative(place.head)
        || is_end_of_scale(place.head)
        || is_range(place.head)
        || place.tail.starts_with('?')
    {
        return None;
    }
    let labelled = matches!(cue, Cue::Label { .. });
    if place.head.ends_with(['"', '“', '\'', '‘']) && !alone && !labelled && cue != Cue::Given {
        return None; // somebody's words
    }
    let by_form = form(text, e, place, cue, after)?;
    let by_cue = match cue {
        Cue::Label { colon: true, .. } => 0.6,
        Cue::Label { .. } | Cue::Given => 0.5,
        Cue::Gotten => 0.35,
        Cue::Copula => 0.3,
        Cue::Article => 0.15,
        _ => 0.0,
    };
    let line_ends = place.tail.trim_matches(DECORATION).is_empty();
    let set_off = place.bracketed && (place.ends_block || line_ends || place.begins_block);
    let own_sentence =
        place.begins_sentence && (place.ends_block || place.fragment && place.ends_with_fragment);
    let opening = place.opens && (place.fragment || matches!(after, After::End | After::Own));
    let by_place = if alone || set_off {
        0.4
    } else if own_sentence {
        // A block that is one sentence is judged by its cues.
        if place.begins_block { 0.0 } else { 0.3 }
    } else if opening {
        0.25
    } else {
        0.0
    };
    let mut weight = by_form + by_cue + by_place;
    if place.ends_block || place.begins_block {
        weight += 0.1;
    }
    // "Camera Obscura --- 9/10"
    let set_apart = place.head.trim_end().ends_with([':', '-', '–', '—', '=']);
    if set_apart && line_ends && by_cue == 0.0 {
        weight += 0.1;
    }
    // "7/10 would watch again": a paragraph that opens with it.
    let digits = matches!(e.shape, Shape::Fraction | Shape::OutOf { words: false });
    let goes_on = after == After::Words
        && cues::has(&cues::get().goes_on, words(place.tail).next().unwrap_or_default());
    if digits && place.begins_block && (place.edge.first || place.edge.last) && goes_on {
        weight += 0.1;
    }
    // The last words of a review.
    if place.ends_block && place.edge.last {
        weight += 0.05;
    }
    let at_edge = place.edge.last || place.edge.first;
    let told = labelled || cue == Cue::Given || alone || place.opens;
    if at_edge && (told || place.ends_block || place.begins_block) {
        weight += 0.15;
    }
    if matches!(place.role, Role::Heading(_)) {
        weight += 0.15;
    }
    if after == After::Own {
        weight += 0.4;
    }
    if after == After::Bar && !labelled && !alone {
        weight -= 0.4;
    }
    if e.out_of_range() && !(labelled || alone || place.begins_sentence && place.ends_block) {
        return None;
    }
    if place.role == Role::Caption {
        weight -= 0.3;
    }
    // The words of the sentence are looked through last: most numbers of a text never get here.
    if weight < FAINT || context::is_denied(place.said, place.says) || place.is_given_to_another() {
        return None;
    }
    let overall = matches!(cue, Cue::Label { overall: true, .. } | Cue::Given) || after == After::Own;
    let mut grade = grade_of(text, e, Basis::Printed);
    name_unit(place, labelled, &mut grade);
    let mut apart = e.apart;
    if grade.scale.best.is_none() && matches!(grade.scale.unit, Unit::Points | Unit::Stars) {
        apart = scale_before(place, e.span.start, &mut grade);
    }
    let strong = alone || labelled || cue == Cue::Given;
    let own_sentence = place.begins_sentence && place.ends_block;
    let past = cue == Cue::Given && words(place.said).any(|w| w == "gave" || w == "given");
    let of_thing = place.tail.trim_start().starts_with("for ") && after != After::Own;
    Some(Pick {
        grade,
        value: e.span,
        apart,
        line: place.line.start,
        weight,
        overall,
        strong,
        own_sentence,
        past,
        of_thing,
    })
}

/// "On a scale of 1 to 10, I'd say 7."
fn scale_before(place: &Place<'_>, start: u32, grade: &mut Grade) -> Option<Span> {
    let at = place.said.to_ascii_lowercase().find("on a scale ")?;
    let tail = scale_words(place.said, at)?;
    if !grade.points.is_some_and(|p| (tail.worst..=tail.best).contains(&p)) {
        return None;
    }
    grade.scale = Scale::of(grade.scale.unit, tail.worst, Some(tail.best));
    let base = start as usize - place.said.len();
    Some(Span::new(base + at, base + tail.end))
}

/// "-5 stars", "negative 3 out of 10": a joke, off every scale. A dash with a blank is a dash.
fn is_negative(head: &str) -> bool {
    let before = head.strip_suffix(['-', '−']);
    let sign = before.is_some_and(|h| h.ends_with(|c: char| c.is_whitespace() || c == '(') || h.is_empty());
    let word = words(head.trim_end()).last().unwrap_or_default();
    sign || head.ends_with(' ') && ["negative", "minus"].iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// "Out of five stars, I give it three": the first number ends the scale.
fn is_end_of_scale(head: &str) -> bool {
    let head = head.trim_end();
    head.get(head.len().saturating_sub(6)..).is_some_and(|end| end.eq_ignore_ascii_case("out of"))
}

/// "8 or 9 stars", "a 3 to 4": not one grade.
fn is_range(head: &str) -> bool {
    let mut before = head.trim_end().rsplit(|c: char| !c.is_alphanumeric() && c != '.');
    let joint = before.next().is_some_and(|w| matches!(w, "or" | "to"));
    let first = before.find(|w| !w.is_empty()).unwrap_or_default();
    joint && (first.starts_with(|c: char| c.is_ascii_digit()) || word_value(first.as_bytes()).is_some())
}

/// What stands before, on the same line or, for one that stands alone, as a label on the line above.
fn cue(place: &Place<'_>, alone: bool) -> Cue {
    let above = place.above.trim_matches(DECORATION);
    let above = above.trim_end_matches([':', ' ']);
    let names = words(above).last().is_some_and(|w| cues::has(&cues::get().labels, w));
    let own = context::before(place.head);
    if !(alone && names && above.len() < 40 && words(above).count() <= 3) {
        return own;
    }
    match context::before(&format!("{above}:")) {
        label @ Cue::Label { .. } => label,
        _ => own,
    }
}

/// The label may name what is counted: "Star rating: 2.5 out of 5", "Terningkast 4".
fn name_unit(place: &Place<'_>, labelled: bool, grade: &mut Grade) {
    if grade.scale.unit != Unit::Points {
        return;
    }
    let head = place.head.trim_end_matches(|c: char| !c.is_alphanumeric());
    if is_dice(place.head, place.tail)
        && grade.points.is_some_and(|p| p <= 6.0)
        && grade.scale.best.is_none_or(|b| b == 6.0)
    {
        grade.scale = Scale::of(Unit::Dice, 0.0, Some(6.0));
    } else if labelled {
        let mut words = head.rsplit(|c: char| !c.is_alphanumeric());
        if words.by_ref().take(2).any(|w| w.eq_ignore_ascii_case("star") || w.eq_ignore_ascii_case("stars")) {
            grade.scale.unit = Unit::Stars;
        }
    }
}

/// "Terningkast 5", "a die of 5", "the die says 5", "3 of 6 on the die".
pub(super) fn is_dice(head: &str, tail: &str) -> bool {
    let dice = &cues::get().dice;
    let mut before = head.trim_end_matches([' ', ':', '\u{a0}']).rsplit(|c: char| !c.is_alphanumeric());
    let mut last = before.next().unwrap_or_default();
    if last == "a" || last == "an" {
        last = before.next().unwrap_or_default();
    }
    let joins = ["of", "says", "said", "shows", "showed", "rolled", "is", "was", "reads", "gives"];
    // "Die 3 Musketiere" throws no dice; "Die: 3" does.
    let colon = head.trim_end_matches([' ', '\u{a0}']).ends_with(':');
    let bare = cues::has(dice, last) && (colon || !last.eq_ignore_ascii_case("die"));
    let named = bare || joins.contains(&last) && before.next().is_some_and(|w| cues::has(dice, w));
    let follows = tail
        .trim_start()
        .strip_prefix("on the ")
        .is_some_and(|t| cues::has(dice, t.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default()));
    named || follows
}

/// What the form alone weighs, with what its own traps take away.
fn form(text: &str, e: &Expr, place: &Place<'_>, cue: Cue, after: After) -> Option<f32> {
    let labelled = matches!(cue, Cue::Label { .. });
    let cued = labelled || matches!(cue, Cue::Given | Cue::Gotten) || after == After::Own;
    let own_sentence = place.begins_sentence && place.ends_block;
    let usual = e.best.is_some_and(is_usual_best);
    let next = words(place.tail).next().unwrap_or_default();
    let fragment = place.opens && place.fragment;
    let words_go_on = after == After::Words && !goes_on_plainly(next) && !fragment;
    Some(match e.shape {
        Shape::Glyphs => 0.55,
        Shape::Dice => 0.4,
        Shape::Asterisks { whole } => {
            if after == After::Words && !goes_on_plainly(next) || whole && after == After::Words && !cued {
                return None;
            }
            if whole && !cued && e.best.is_none() {
                let set_apart =
                    place.alone() && !is_rule(e.span.of(text)) && (place.edge.last || place.edge.first);
                let ends = own_sentence && place.edge.last && !place.begins_block && !place.alone();
                return (set_apart || ends).then_some(0.2);
            }
            0.4
        }
        Shape::Pictures => {
            if cued || place.alone() {
                0.3
            } else {
                return None;
            }
        }
        Shape::StarWords { hyphen: true } => {
            let of_film = cues::has(&cues::get().film_words, next);
            if cued && (of_film || after != After::Words) || of_film && cue == Cue::Copula {
                0.4
            } else {
                return None;
            }
        }
        Shape::StarWords { .. } => match e.best {
            Some(best) if is_usual_stars(best) => 0.5,
            _ if words_go_on && !cued => return None,
            _ => 0.25,
        },
        Shape::Fraction | Shape::OutOf { .. } | Shape::Units | Shape::Of => {
            if words_go_on && !cued {
                return None;
            }
            if e.shape == Shape::Units && words(e.span.of(text)).any(|w| cues::has(&cues::get().shares, w)) {
                return None; // "7 minutes of good material out of 75"
            }
            let best = e.best.unwrap_or_default();
            let common = matches!(best, b if b == 4.0 || b == 5.0 || b == 10.0 || b == 100.0);
            if date_or_counter(place.head) && !cued {
                return None;
            }
            match e.shape {
                _ if best == 6.0 && is_dice(place.head, place.tail) => 0.5,
                Shape::Units | Shape::Of
                    if !cued && !place.alone() && !own_sentence && !fragment && e.unit != Unit::Stars =>
                {
                    return None;
                }
                _ if e.unit == Unit::Stars && is_usual_stars(best) => 0.5,
                _ if common => 0.35,
                _ if usual => 0.15,
                _ if matches!(cue, Cue::Label { colon: true, .. }) => 0.1,
                _ => return None,
            }
        }
        Shape::Percent => {
            if after == After::Words && !matches!(next, "from" | "for" | "because" | "and" | "but") {
                return None;
            }
            if cued || place.alone() || own_sentence {
                0.1
            } else {
                return None;
            }
        }
        Shape::Number { words: true } => return None,
        Shape::Number { .. } => return bare_number(e, place, cue),
        Shape::Letter { signed } => {
            if cues::has(&cues::get().letter_things, next)
                && !next.is_empty()
                && !(labelled && next.eq_ignore_ascii_case("movie"))
            {
                return None;
            }
            let initials = place.head.strip_suffix('.').is_some_and(|h| h.ends_with(char::is_uppercase));
            if words_go_on && !cued || initials && !signed {
                return None; // "U.S.A."
            }
            let name = words(place.head).last().unwrap_or_default().starts_with(char::is_uppercase);
            if !signed
                && !labelled
                && place.tail.starts_with('.')
                && name
                && place.head.ends_with(' ')
                && !place.begins_sentence
            {
                return None; // an initial
            }
            if signed {
                0.25
            } else if place.alone() && place.runs_on {
                return None; // "A" and a line that goes on: an article
            } else if cued
                || place.alone()
                || place.bracketed
                || place.begins_sentence
                || place.opens && place.ends_block && cue == Cue::Article
            {
                0.05
            } else {
                return None;
            }
        }
        Shape::Thumbs { picture } => {
            if picture {
                0.35
            } else {
                0.45
            }
        }
    })
}

/// A number alone is a grade only after a label and a colon, and not where it may be a certificate.
fn bare_number(e: &Expr, place: &Place<'_>, cue: Cue) -> Option<f32> {
    let points = e.points?;
    if is_dice(place.head, place.tail) && points.fract() == 0.0 && (1.0..=6.0).contains(&points) {
        return Some(0.6);
    }
    let ends = place.tail.trim_matches(DECORATION).is_empty()
        || place.tail.trim_start().starts_with(['|', ',', ';', '.', '–', '-', '(', '!']);
    if cue == Cue::Given {
        // "I give it a 7": the tail tells it from "I give it 7 minutes".
        return (ends && points <= 10.0).then_some(0.05);
    }
    let Cue::Label { overall, colon } = cue else { return None };
    let bare_line = place.tail.trim_matches(DECORATION).is_empty() && words(place.head).count() <= 2;
    if !(colon || bare_line) {
        return None;
    }
    // "The main points: 1. The cast": a list begins.
    let list = points == 1.0 && place.tail.starts_with(['.', ')', ';']) && words(place.tail).next().is_some();
    if list || words(place.head).last().is_some_and(|w| w.eq_ignore_ascii_case("points")) {
        return None;
    }
    let certificate =
        !overall && [12.0, 15.0, 18.0].contains(&points) && place.head.to_lowercase().contains("rat");
    (!certificate && ends && points <= 100.0).then_some(0.1)
}

/// Is it a number after "give it a" or the like, or after a label without a mark?
fn given_number(text: &str, head: &str, start: usize) -> bool {
    let last = words(&head[floor(head, 12)..]).last().unwrap_or_default();
    if ["score", "rating", "grade"].iter().any(|w| w.eq_ignore_ascii_case(last)) {
        return true;
    }
    let near = &text[floor(&text[..start], 48)..start];
    if last == "say" {
        return text[floor(&text[..start], 80)..start].contains(" scale ");
    }
    ["a", "an", "it", "this", "film", "movie", "one", "solid"].iter().any(|w| w.eq_ignore_ascii_case(last))
        && [" give", " rate", "giving", "gave", "Give"].iter().any(|w| near.contains(w))
}

/// Where the last `n` bytes of a text begin, on a character's boundary.
fn floor(text: &str, n: usize) -> usize {
    let mut at = text.len().saturating_sub(n);
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// After "8/10", words that go on with the sentence rather than name what is counted.
fn goes_on_plainly(next: &str) -> bool {
    next.chars().next().is_none_or(char::is_uppercase) || cues::has(&cues::get().goes_on, next)
}

/// "on 9/10", "Hooptober 5/6": a date, or a counter with a name.
fn date_or_counter(head: &str) -> bool {
    let head = head.trim_end_matches([' ', '\u{a0}']);
    let word =
        head.rsplit(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’')).next().unwrap_or_default();
    if word.is_empty() || !head.ends_with(word) {
        return false;
    }
    cues::has(&cues::get().dates, word) || word.starts_with(char::is_uppercase) && word.len() > 1
}

/// Asterisks that Markdown takes for a rule between parts.
fn is_rule(value: &str) -> bool {
    value.chars().filter(|c| *c == '*').count() >= 3
}
