//! What the words round an expression say about it: whose grade it is, and of what.

use super::cues::{self, has, holds};

/// What stands before an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// "Grade: "; `overall`: said to be of the whole film, or the critic's own; `colon`: a mark parts the two.
    Label { overall: bool, colon: bool },
    /// "I give it a "
    Given,
    /// "It gets a "
    Gotten,
    /// "It is a ", "this is a solid "
    Copula,
    /// "a solid "
    Article,
    /// Somebody else's: "Roger gave it", "Metascore:".
    Foreign,
    /// A part's or side's: "Acting: ".
    Aspect,
    /// "Part ", "Vitamin "
    Counter,
    /// Nothing that tells.
    Nothing,
}

/// A word or a mark, read from right to left.
fn last_piece(text: &str) -> Option<(&str, usize)> {
    let text = text.trim_end_matches([' ', '\t', '\u{a0}']);
    let c = text.chars().next_back()?;
    if !is_word(c) {
        let start = text.len() - c.len_utf8();
        return Some((&text[start..], start));
    }
    let word = text.trim_end_matches(is_word);
    let start = word.len();
    Some((&text[start..], start))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\'' | '’')
}

/// What the text before an expression, on its line, says about it.
pub(super) fn before(head: &str) -> Cue {
    let cues = cues::get();
    let mut rest = head;
    let mut colon = false;
    let (mut article, mut copula) = (false, false);
    let mut skipped = 0;
    while let Some((piece, start)) = last_piece(rest) {
        let previous = &rest[..start];
        match piece {
            ":" | "=" | "：" => colon = true,
            "-" | "–" | "—" | "|" | "•" if skipped == 0 => colon = true,
            "(" | "[" | "*" | "_" | "\"" | "“" | "~" | "," => {}
            _ if !piece.starts_with(char::is_alphanumeric) => {
                return given(rest).unwrap_or_else(|| bare_lead(article, copula));
            }
            _ => {
                let label = has(&cues.labels, piece);
                if label
                    && (colon || !has(&cues.give, piece) || skipped > 0 || begins_sentence(previous))
                    && (!article || copula)
                    && let Some(cue) = labelled(piece, previous, colon)
                {
                    return cue;
                }
                if colon && has(&cues.overall, piece) {
                    return Cue::Label { overall: true, colon };
                }
                if has(&cues.aspects, piece) && (colon || skipped == 0) {
                    return Cue::Aspect;
                }
                if colon && has(&cues.foreign, piece) {
                    return Cue::Foreign;
                }
                // "Anniversary Film 9/10" counts; "I give this film 9/10" grades.
                let film = has(&cues.film_words, piece) && piece.starts_with(char::is_lowercase);
                if has(&cues.counters, piece) && skipped == 0 && !colon && !film {
                    return Cue::Counter;
                }
                if !has(&cues.fillers, piece) || skipped > 6 {
                    let cue = given(rest).unwrap_or(Cue::Nothing);
                    return if cue == Cue::Nothing { bare_lead(article, copula) } else { cue };
                }
                if matches!(piece, "my" | "My" | "our" | "Our") {
                    return Cue::Label { overall: true, colon: false };
                }
                article |= ["a", "an", "another"].iter().any(|w| w.eq_ignore_ascii_case(piece));
                copula |= matches!(piece, "is" | "of" | "at" | "it's" | "It's" | "it’s" | "It’s");
                skipped += 1;
            }
        }
        rest = previous;
    }
    bare_lead(article, copula)
}

fn bare_lead(article: bool, copula: bool) -> Cue {
    match (article, copula) {
        (true, true) => Cue::Copula,
        (true, false) => Cue::Article,
        _ => Cue::Nothing,
    }
}

/// A label, by the words before it: "my final grade", "audience score", "story score".
fn labelled(label: &str, before: &str, colon: bool) -> Option<Cue> {
    let cues = cues::get();
    let mut overall = has(&cues.overall, label);
    let mut rest = before;
    for _ in 0..4 {
        let Some((word, start)) = last_piece(rest) else { break };
        if !word.starts_with(char::is_alphanumeric) && !matches!(word, "-" | "–" | "/" | "*" | "_") {
            break;
        }
        if has(&cues.foreign, word) {
            return Some(Cue::Foreign);
        }
        if has(&cues.aspects, word) {
            return Some(Cue::Aspect);
        }
        overall |= has(&cues.overall, word);
        rest = &rest[..start];
    }
    // "Stars" names actors as often as a grade, "points" and "note" anything: only before a colon.
    let common = [
        "stars",
        "points",
        "note",
        "total",
        "marks",
        "mark",
        "result",
        "final",
        "line",
        "conclusion",
        "take",
        "rate",
        "rated",
        "meter",
    ];
    let plain = common.iter().any(|w| w.eq_ignore_ascii_case(label));
    (colon || overall || !plain).then_some(Cue::Label { overall, colon })
}

/// "I give it", "Giving this film", "Roger gave it", "it earns": the verb within reach, and who gives.
fn given(head: &str) -> Option<Cue> {
    let cues = cues::get();
    let mut rest = head;
    let (mut named, mut near, mut right) = (false, true, "");
    for _ in 0..10 {
        let (piece, start) = last_piece(rest)?;
        if matches!(piece, "." | "!" | "?" | ";" | ":" | "…") {
            return None;
        }
        let previous = &rest[..start];
        if has(&cues.pieces, piece) && (!named || right == "of") {
            return Some(Cue::Aspect);
        }
        named |= has(&cues.film_words, piece);
        if near && has(&cues.say, piece) && says_self(previous) {
            return Some(Cue::Given);
        }
        if has(&cues.give, piece) {
            // "given the two stars", "rated R": a participle needs the critic before it.
            let participle = ["given", "rated", "awarded", "scored", "graded", "assigned"];
            let own = if participle.contains(&piece) { says_self(previous) } else { is_own(previous) };
            return match own {
                true => Some(Cue::Given),
                false if piece == "given" && !has_helper(previous) => None,
                false => Some(Cue::Foreign),
            };
        }
        if has(&cues.get, piece) {
            let subject = last_piece(previous).map_or("", |(w, _)| w);
            let part = has(&cues.pieces, subject) || has(&cues.aspects, subject);
            return Some(if part { Cue::Aspect } else { Cue::Gotten });
        }
        near &= has(&cues.fillers, piece) || !piece.starts_with(is_word) || has(&cues.film_words, piece);
        right = piece;
        rest = previous;
    }
    None
}

/// Is the giver the critic: "I", "we", "this reviewer", or nobody named?
fn is_own(before_verb: &str) -> bool {
    let mut rest = before_verb;
    for _ in 0..8 {
        let Some((piece, start)) = last_piece(rest) else { return true };
        if !piece.starts_with(is_word) {
            if matches!(piece, "," | "-" | "–" | "—" | "(" | "*" | "_" | "\"") {
                // "Overall, I"; "…, giving it": what stands before the mark may still be a subject.
                let more = &rest[..start];
                return more.trim().is_empty() || ends_own(more) || !rest_has_other_subject(more);
            }
            return true;
        }
        if has(&cues::get().own, piece) {
            return true;
        }
        if ["reviewer", "critic", "writer", "correspondent"].iter().any(|w| piece.eq_ignore_ascii_case(w)) {
            let this = last_piece(&rest[..start])
                .is_some_and(|(w, _)| w.eq_ignore_ascii_case("this") || w.eq_ignore_ascii_case("your"));
            return this;
        }
        let helper = has(&cues::get().helpers, piece) || piece.ends_with("ly");
        if !helper {
            return false;
        }
        rest = &rest[..start];
    }
    true
}

/// "have given": a verb, not "given the cast".
fn has_helper(before_verb: &str) -> bool {
    last_piece(before_verb).is_some_and(|(w, _)| matches!(w, "have" | "has" | "had" | "'ve"))
}

fn begins_sentence(before: &str) -> bool {
    let before = before.trim_end();
    before.is_empty() || before.ends_with(['.', '!', '?'])
}

/// Is "I" or "we" the subject, in so many words?
fn says_self(before_verb: &str) -> bool {
    let mut rest = before_verb;
    for _ in 0..5 {
        let Some((piece, start)) = last_piece(rest) else { return false };
        if has(&cues::get().own, piece) {
            return true;
        }
        if !has(&cues::get().helpers, piece) {
            return false;
        }
        rest = &rest[..start];
    }
    false
}

fn ends_own(text: &str) -> bool {
    last_piece(text).is_some_and(|(w, _)| has(&cues::get().own, w))
}

/// Does the sentence so far have a subject that is a person other than the critic?
fn rest_has_other_subject(text: &str) -> bool {
    let sentence = text.rsplit(['.', '!', '?', '\n', ';']).next().unwrap_or(text);
    sentence.split(|c: char| !is_word(c)).any(|w| has(&cues::get().others, w))
}

/// What the rest of the sentence after an expression says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum After {
    /// Nothing, or the end of the line or sentence.
    End,
    /// "from me", "for me"
    Own,
    /// "from Ebert"
    Foreign,
    /// "for the acting", "for effort"
    Aspect,
    /// "of the film", "time", "critics": it is a share or a count.
    Share,
    /// "=", ":", or another grade: a legend.
    Legend,
    /// "|"
    Bar,
    /// Words that go on.
    Words,
}

/// What follows an expression on its line.
pub(super) fn after(tail: &str) -> After {
    let cues = cues::get();
    let t = tail.trim_start_matches(['*', '_', '"', '”', '\'', ' ', '\u{a0}']);
    let Some(c) = t.chars().next() else { return After::End };
    if c == '=' || c == ':' {
        return After::Legend;
    }
    if c == '|' {
        return After::Bar;
    }
    if matches!(c, '.' | '!' | '?' | ')' | ']' | ',' | ';' | '\n' | '…') {
        return After::End;
    }
    if tail.starts_with(['-', '‑']) && t[c.len_utf8()..].starts_with(char::is_alphanumeric) {
        return After::Share; // "1/2-inch", "four-star-general"
    }
    let mut words = t.split(|c: char| !is_word(c)).filter(|w| !w.is_empty());
    let Some(first) = words.next() else { return After::End };
    if !c.is_alphanumeric() {
        return After::End; // a dash, a bracket, a link
    }
    let second = words.next().unwrap_or_default();
    let third = words.next().unwrap_or_default();
    if first.eq_ignore_ascii_case("of") || has(&cues.shares, first) {
        return After::Share;
    }
    if first.eq_ignore_ascii_case("from") {
        let here = ["this", "my", "our", "here"].iter().any(|w| w.eq_ignore_ascii_case(second));
        return if has(&cues.own, second) || here { After::Own } else { After::Foreign };
    }
    if first.eq_ignore_ascii_case("for") {
        if has(&cues.own, second) {
            return After::Own;
        }
        let part = |w: &str| {
            has(&cues.aspects, w) || w.eq_ignore_ascii_case("effort") || w.eq_ignore_ascii_case("trying")
        };
        if part(second) || part(third) || names_somebodys_part(t, part) {
            return After::Aspect;
        }
    }
    After::Words
}

/// "for Ludwig Göransson's score", "for the film's last act": what is somebody's follows the name.
fn names_somebodys_part(tail: &str, part: impl Fn(&str) -> bool) -> bool {
    let end = tail.find(['.', '!', '?', ',', ';', ':', '(']).unwrap_or(tail.len());
    let mut words = tail[..end].split(|c: char| !is_word(c)).filter(|w| !w.is_empty()).skip(1);
    let owned = |w: &str| ["'s", "’s", "s'", "s’"].iter().any(|s| w.ends_with(s));
    let cues = cues::get();
    words.by_ref().take(4).any(owned)
        && words.take(2).any(|w| part(w) || has(&cues.pieces, w) || w.eq_ignore_ascii_case("score"))
}

/// What a critic who gives a grade in so many words gives it to, where that has a name: "I gave Black
/// Panther an A", but not "I gave it an A".
pub(super) fn given_to(said: &str) -> Option<&str> {
    let cues = cues::get();
    let mut rest = said;
    for _ in 0..12 {
        let (piece, start) = last_piece(rest)?;
        if matches!(piece, "." | "!" | "?" | ";" | "…") {
            return None;
        }
        let object = &said[rest.trim_end().len()..];
        rest = &rest[..start];
        if !has(&cues.give, piece) || !says_self(rest) {
            continue;
        }
        let object = object.trim_start_matches(|c: char| !is_word(c));
        let mut end = 0;
        let (mut named, mut only_fillers) = (false, true);
        for word in object.split_inclusive(|c: char| !is_word(c)) {
            let bare = word.trim_end_matches(|c: char| !is_word(c));
            // Of lower case only what stands inside a name: "Portrait of a Lady on Fire".
            if bare.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) {
                named = true;
                only_fillers &= has(&cues.fillers, bare) || has(&cues.own, bare);
                end = word.as_ptr() as usize - object.as_ptr() as usize + bare.len();
            } else if !named && !bare.is_empty() {
                return None;
            }
        }
        return (named && !only_fillers).then(|| &object[..end]);
    }
    None
}

/// Is the film of this title the one that is given the grade: "Denis Villeneuve's Dune" is "Dune", and
/// "Paddington" is not "Paddington 2"?
pub(super) fn is_titled(object: &str, title: &str) -> bool {
    let owner = ["'s ", "’s "].iter().find_map(|s| object.rfind(s).map(|at| at + s.len()));
    [Some(object), owner.map(|at| &object[at..])].into_iter().flatten().any(|name| {
        let name = name.to_lowercase();
        let title = title.to_lowercase();
        title.match_indices(&name).any(|(at, _)| {
            let after = title[at + name.len()..].trim_start();
            let sequel = after.starts_with(|c: char| c.is_ascii_digit())
                || ["part ", "ii", "iv", "vi", ": "].iter().any(|s| after.starts_with(s));
            !title[..at].ends_with(is_word) && !title[at + name.len()..].starts_with(is_word) && !sequel
        })
    })
}

/// Is what stands between two grades only a second thought: ". Or maybe an "?
pub(super) fn is_second_thought(between: &str) -> bool {
    let mut said = String::new();
    let words = between.split(|c: char| !is_word(c)).filter(|w| !w.is_empty());
    for word in words {
        if !said.is_empty() {
            said.push(' ');
        }
        said.push_str(&word.to_lowercase().replace('’', "'"));
    }
    let said = said.strip_suffix(" an").or_else(|| said.strip_suffix(" a")).unwrap_or(&said);
    has(&cues::get().second_thoughts, said)
}

/// Does the sentence round a grade say that it was not given, or is of another film or another's?
pub(super) fn is_denied(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    is_hypothetical(&before, &after)
        || is_other_film(&before)
        || is_aggregate(&before)
        || is_aggregate(&after)
}

/// Both in lower case, as below.
fn is_hypothetical(before: &str, after: &str) -> bool {
    let cues = cues::get();
    // "would probably have given"
    let unreal =
        ["would", "could", "might", "should", "'d have", "’d have"].iter().any(|w| before.contains(w));
    let given = ["have given", "have rated", "have been", "have scored"].iter().any(|w| before.contains(w));
    holds(&cues.hypothetical, before)
        || unreal && given
        || before.contains("would be") && holds(&cues.hypothetical_after, after)
}

/// Of another film, or what the critic thought at another time ("In 2016, I gave it").
fn is_other_film(before: &str) -> bool {
    let then = ["in 20", "in 19", "last year", "last month", "last week"];
    let past = before.contains("i gave") && then.iter().any(|w| before.contains(w));
    past || holds(&cues::get().other_film, before)
}

/// Of a site that gathers grades.
fn is_aggregate(text: &str) -> bool {
    cues::get().aggregators.iter().any(|p| text.contains(p.as_str()))
}
