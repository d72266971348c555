//! Dispositions: a standing like or dislike of a maker, a genre or a series, which the critic declares.

use document::{Document, Span};

use super::aspect::Last;
use super::cast::Cast;
use super::scan::{Sentence, Word};
use super::words::cue;
use crate::claim::{Claim, Polarity, Role, Says};

/// Finds dispositions, sentence by sentence.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// The last maker who was declared on: "His films tend to be …" are that one's.
    maker: u8,
}

impl Standing {
    /// Claims what the sentence declares; says whether it did.
    pub(crate) fn read(
        &mut self,
        doc: &Document,
        s: &Sentence,
        cast: &Cast,
        last: Last,
        out: &mut Vec<Claim>,
    ) -> bool {
        let words = &s.words;
        let has = |cues: u64| words.iter().any(|w| w.is(cues) && !w.quoted);
        if !has(cue::MAKER | cue::GENRE | cue::WORKS | cue::STANDING | cue::LIKE | cue::DISLIKE) {
            return false;
        }
        let maker = self.maker_of(words, cast, last);
        let found = habit(words, cast, maker)
            .or_else(|| declared(words, cast, maker))
            .or_else(|| ranked(words, cast, maker));
        let Some(Declared { from, to, toward, praise }) = found else { return false };
        let Some(toward) = (match toward {
            Toward::Maker(who) => cast.person(who).map(|p| p.name.clone()),
            Toward::Name(span) => Some(doc.slice(span).to_owned()),
        }) else {
            return false;
        };
        if maker != 0 {
            self.maker = maker;
        }
        let polarity = if praise { Polarity::Positive } else { Polarity::Negative };
        let evidence = Span { start: words[from].span.start, end: words[to].span.end };
        out.push(Claim {
            says: Says::Disposition { toward, polarity },
            confidence: 0.6,
            evidence: vec![evidence],
        });
        true
    }

    /// The maker that the sentence is about: named in it, or meant by "his".
    fn maker_of(&self, words: &[Word], cast: &Cast, last: Last) -> u8 {
        let is_maker = |who: u8| cast.person(who).is_some_and(|p| p.role.is_some() || p.foreign);
        if let Some(named) = words.iter().find(|w| is_maker(w.who)) {
            return named.who;
        }
        if words.iter().any(|w| w.is(cue::HE)) {
            if self.maker != 0 {
                return self.maker;
            }
            if is_maker(last.person) {
                return last.person;
            }
        }
        0
    }
}

enum Toward {
    Maker(u8),
    Name(Span),
}

struct Declared {
    from: usize,
    to: usize,
    toward: Toward,
    praise: bool,
}

fn end(words: &[Word], from: usize) -> usize {
    let stops = |w: &Word| {
        use crate::word::Shape::{Close, Comma, Dash, Open, Semicolon, Stop};
        matches!(w.shape, Comma | Semicolon | Stop | Dash | Open | Close)
    };
    let to = (from..words.len()).find(|at| stops(&words[*at])).unwrap_or(words.len());
    to.saturating_sub(1).max(from)
}

/// "His films tend to be both slight and pretentious": works in general, a habit, a judgement.
fn habit(words: &[Word], cast: &Cast, maker: u8) -> Option<Declared> {
    if maker == 0 || cast.person(maker).is_none() {
        return None;
    }
    let works = words.iter().position(|w| w.is(cue::WORKS))?;
    let owned = works > 0
        && words[..works].iter().rev().take(3).any(|w| w.is(cue::HE) || w.who == maker && w.possessive);
    let standing = words[works..].iter().take(4).position(|w| w.is(cue::STANDING))? + works;
    if !owned || words[works..].iter().take(3).any(|w| w.is(cue::FILM) && w.is(cue::IT)) {
        return None;
    }
    let to = end(words, works);
    let mut sum = 0.0;
    for at in standing..=to {
        let turned = words[standing.max(at.saturating_sub(3))..at].iter().any(|w| w.is(cue::NEGATION));
        sum += words[at].meaning.valence * if turned { -1.0 } else { 1.0 };
    }
    let from = (0..works)
        .rev()
        .take(3)
        .find(|at| words[*at].is(cue::HE) || words[*at].who == maker)
        .unwrap_or(works);
    (sum != 0.0).then_some(Declared { from, to, toward: Toward::Maker(maker), praise: sum > 0.0 })
}

/// "A filmmaker that I've never warmed up to", "I'm a sucker for westerns", "I have never been a fan of his".
fn declared(words: &[Word], cast: &Cast, maker: u8) -> Option<Declared> {
    let i = words.iter().position(|w| w.is(cue::FIRST))?;
    if words.iter().any(|w| w.is(cue::UNREAL)) {
        return None;
    }
    let (at, praise) = words[i..].iter().take(9).enumerate().find_map(|(n, w)| {
        let at = i + n;
        if w.is(cue::DISLIKE) {
            return Some((at, false));
        }
        w.is(cue::LIKE).then_some((at, true))
    })?;
    // "I doubt that she loved": somebody else's liking.
    let somebody = |w: &Word| w.is(cue::HE) || w.is(cue::IT) && !w.is(cue::RELATIVE) || w.who != 0;
    if words[i + 1..at.max(i + 1)].iter().any(somebody) || words[i].quoted {
        return None;
    }
    let turned = words[i..at].iter().any(|w| w.is(cue::NEGATION));
    // Who does not hate does not love.
    let praise = praise && !turned;
    let standing = words[i..(at + 6).min(words.len())].iter().any(|w| w.is(cue::STANDING));
    let to = end(words, at);
    // "A filmmaker that I've …": the maker stands before.
    if let Some(noun) = (0..i).rev().take(4).find(|n| words[*n].is(cue::MAKER))
        && maker != 0
        && (standing || turned)
    {
        let from = if noun > 0 && words[noun - 1].is(cue::DETERMINER) { noun - 1 } else { noun };
        return Some(Declared { from, to, toward: Toward::Maker(maker), praise });
    }
    let behind = &words[at..=to];
    // "I love a good heist movie", "I'm a sucker for period pieces".
    if let Some(n) = behind.iter().position(|w| w.is(cue::GENRE)) {
        let at_genre = at + n;
        // "I love the musical numbers" is of this film.
        let of_this = |w: &Word| w.is(cue::IT | cue::HE | cue::SUBORDINATE | cue::FILM) || w.possessive;
        let the = |w: &Word| w.hash == catalog::word_hash("the") || w.hash == catalog::word_hash("how");
        let next = (at_genre + 1..=to).find(|k| !words[*k].inner).and_then(|k| words.get(k));
        let goes_on = next.is_some_and(|w| {
            let ends =
                cue::PREPOSITION | cue::RELATIVE | cue::AND | cue::CONTRAST | cue::ALONE | cue::SUBORDINATE;
            w.is_word() && !w.is(ends)
        });
        let said = words[i].hash != catalog::word_hash("my");
        let this = n > 4
            || !said
            || goes_on && !is_fan(behind)
            || words[at + 1..at_genre].iter().any(|w| of_this(w) || the(w));
        let always = standing || is_fan(behind);
        let good = words[at..at_genre].iter().any(|w| w.meaning.valence > 0.0);
        if !this && (always || good || n <= 1) && !words[at].is(cue::FILM) {
            let name =
                (at_genre..=to).take_while(|k| *k == at_genre || words[*k].inner).last().unwrap_or(at_genre);
            let span = Span { start: words[at_genre].span.start, end: words[name].span.end };
            return Some(Declared { from: i, to, toward: Toward::Name(span), praise });
        }
    }
    // "I've never been a fan of Perry", "I've always loved her films".
    let works = behind.iter().position(|w| w.is(cue::WORKS));
    let his = works.is_some_and(|n| behind[..n].iter().rev().take(2).any(|w| w.is(cue::HE) || w.possessive));
    // "A fan of Chow's humor" is of no more than that.
    let whole = |n: &usize| {
        let who = behind[*n].who;
        who != 0
            && (his || !behind[*n..].iter().take_while(|w| w.who == who).last().is_some_and(|w| w.possessive))
    };
    let part = |n: &usize| cast.person(behind[*n].who).is_some_and(|p| p.role != Some(Role::Other));
    let person = (0..behind.len()).find(|n| whole(n) && part(n)).map(|n| &behind[n]);
    let who = person.map_or(if his { maker } else { 0 }, |p| p.who);
    let lasting = standing || is_fan(behind);
    if who != 0 && lasting && cast.person(who).is_some_and(|p| p.role.is_some() || p.foreign) {
        return Some(Declared { from: i, to, toward: Toward::Maker(who), praise });
    }
    None
}

/// "A fan of", "a sucker for": standing by themselves.
fn is_fan(behind: &[Word]) -> bool {
    behind.first().is_some_and(|w| w.is(cue::FAN))
}

/// "One of the finest living filmmakers": a maker, ranked.
fn ranked(words: &[Word], cast: &Cast, maker: u8) -> Option<Declared> {
    if maker == 0 || cast.person(maker).is_none_or(|p| p.role.is_none()) {
        return None;
    }
    let one = words
        .windows(3)
        .position(|w| w[0].hash == catalog::word_hash("one") && w[1].hash == catalog::word_hash("of"))?;
    let noun = (one..words.len().min(one + 10)).find(|at| words[*at].is(cue::MAKER))?;
    let best = words[one..noun].iter().any(|w| w.is(cue::LIKE) || w.meaning.valence > 0.0);
    let before = (0..one).rev().take(10).find(|at| words[*at].who == maker || words[*at].is(cue::HE));
    let from = before?;
    best.then_some(Declared { from, to: end(words, noun), toward: Toward::Maker(maker), praise: true })
}
