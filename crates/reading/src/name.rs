//! Proper names in running text: runs of capital words that may be names of people, whether or not the catalog
//! knows them.
//!
//! One pass over the tokens gives [`Text`]: every token with the flags of its word, and every run with what speaks
//! for its being a person's name. A run of more than six words is a headline, not a name.

use catalog::word_hash;
use document::{Document, MarkKind, Role, Span, TokenKind};

use crate::lexicon::{Entry, entry, flag};
pub(crate) use crate::word::{Shape, Tok};
use crate::word::{bare, bare_end, ends_in_apostrophe};
use crate::words::Words;

/// Words that a name has at most.
const LONGEST: usize = 6;

/// A run of capital words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    /// First token, honorifics included.
    pub(crate) start: usize,
    /// First token of the name itself.
    pub(crate) first: usize,
    /// Last token.
    pub(crate) last: usize,
    /// The name itself, without honorifics and possessive.
    pub(crate) span: Span,
    /// Words of the name itself.
    pub(crate) words: usize,
    /// What it is likely to be.
    pub(crate) kind: Kind,
    /// It ends in a possessive.
    pub(crate) possessive: bool,
    /// It stands in italics or between quotation marks: a title.
    pub(crate) marked: bool,
}

/// What a run of capital words is likely to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// No name of a person: a place, a company, a title, a phrase.
    No,
    /// One word.
    Single,
    /// Two words or more, none of which any list knows.
    Unknown,
    /// It ends in a family name.
    Family,
    /// It begins with a given name.
    Given,
}

/// A stretch of a document ready to be read for names.
#[derive(Debug, Default)]
pub(crate) struct Text {
    pub(crate) toks: Vec<Tok>,
    pub(crate) names: Vec<Name>,
    /// By token: the name that it belongs to, plus one.
    of_tok: Vec<u32>,
}

impl Text {
    /// The name that holds a token.
    pub(crate) fn name_at(&self, tok: usize) -> Option<usize> {
        self.of_tok.get(tok).copied().filter(|n| *n > 0).map(|n| n as usize - 1)
    }

    /// The token at a position, if it is of this shape.
    pub(crate) fn shape(&self, at: usize) -> Option<Shape> {
        self.toks.get(at).map(|t| t.shape)
    }

    /// The span of a range of tokens, the last one's possessive left out.
    pub(crate) fn span(&self, doc: &Document, first: usize, last: usize) -> Span {
        let (Some(a), Some(b)) = (self.toks.get(first), self.toks.get(last)) else { return Span::default() };
        Span { start: a.span.start, end: if b.possessive { bare_end(doc, b.span) } else { b.span.end } }
    }
}

/// Reads the blocks of a range that `wanted` lets through.
pub(crate) fn read(doc: &Document, words: &Words, range: Span, wanted: impl Fn(Role) -> bool) -> Text {
    let mut text = Text::default();
    let mut sentence = doc.sentences.partition_point(|s| s.end <= range.start);
    let mut mark = 0;
    let mut marked_to = 0;
    let mut at = doc.tokens.partition_point(|t| t.span.start < range.start);
    let end = doc.tokens.partition_point(|t| t.span.start < range.end);
    // A stop behind each block.
    text.toks.reserve(end.saturating_sub(at) + doc.blocks.len());
    for (n, block) in (0..).zip(&doc.blocks).filter(|(_, b)| range.contains(b.span) && wanted(b.role)) {
        at += doc.tokens[at..].partition_point(|t| t.span.start < block.span.start);
        let mut fresh = true;
        while let Some(token) = doc.tokens.get(at).filter(|t| t.span.start < block.span.end) {
            while let Some(s) = doc.sentences.get(sentence).filter(|s| s.end <= token.span.start) {
                sentence += usize::from(s.end <= token.span.start);
            }
            let starts = doc.sentences.get(sentence).is_some_and(|s| s.start == token.span.start);
            while let Some(m) = doc.marks.get(mark).filter(|m| m.span.start <= token.span.start) {
                // A sentence in italics is stressed or quoted, not a title.
                if m.kind == MarkKind::Emphasis && m.span.len() < 90 {
                    marked_to = marked_to.max(m.span.end);
                }
                mark += 1;
            }
            let word = token.span.of(&doc.text);
            let shape = words.shape(at);
            let stem = bare(word);
            // "KING'S" has its possessive in capitals.
            let hash = if stem.len() < word.len() { word_hash(stem) } else { words.hash(at) };
            text.toks.push(Tok {
                span: token.span,
                hash,
                entry: if token.kind == TokenKind::Word { entry(hash) } else { Entry::default() },
                shape,
                possessive: stem.len() < word.len() || ends_in_apostrophe(doc, word, token.span),
                marked: token.span.end <= marked_to,
                begins: fresh || starts,
                block: n,
            });
            // "Bryan Adams’" has its apostrophe in a token of its own: step over it.
            at += 1;
            fresh =
                matches!(shape, Shape::Quote | Shape::Colon | Shape::Stop) && fresh || shape == Shape::Stop;
        }
        if let Some(last) = text.toks.last() {
            let span = Span { start: last.span.end, end: last.span.end };
            text.toks.push(Tok {
                span,
                hash: 0,
                entry: Entry::default(),
                shape: Shape::Stop,
                possessive: false,
                marked: false,
                begins: false,
                block: n,
            });
        }
    }
    text.of_tok = vec![0; text.toks.len()];
    find(doc, &mut text);
    text
}

/// Finds the runs.
fn find(doc: &Document, text: &mut Text) {
    let mut at = 0;
    while at < text.toks.len() {
        let tok = text.toks[at];
        if tok.shape != Shape::Capital {
            at += 1;
            continue;
        }
        // A common word with which a sentence begins is no part of the name behind it.
        let skip = (tok.begins || at > 0 && text.toks[at - 1].shape == Shape::Quote)
            && tok.is(flag::COMMON | flag::PREPOSITION | flag::DETERMINER | flag::SENTENCE_VERB)
            && !tok.is(flag::GIVEN | flag::HONORIFIC)
            && !ambiguous_given(text, at);
        let initial = tok.span.len() == 1 && is_initial(doc, text, at);
        let function =
            tok.is(flag::PREPOSITION | flag::DETERMINER) && !tok.is(flag::GIVEN | flag::PARTICLE) && !initial;
        let doing = tok.begins
            && tok.span.of(&doc.text).ends_with("ing")
            && text.toks.get(at + 1).is_some_and(|t| t.shape == Shape::Capital)
            && !tok.is(flag::GIVEN | flag::FAMILY | flag::HONORIFIC);
        if (skip && !initial && !starts_phrase(text, at))
            || doing
            || function
            || is_contracted(tok.span.of(&doc.text))
            || tok.span.len() == 1 && !is_initial(doc, text, at)
        {
            at += 1;
            continue;
        }
        let end = run_end(doc, text, at);
        if let Some(name) = name(doc, text, at, end) {
            let n = u32::try_from(text.names.len()).unwrap_or(u32::MAX - 1) + 1;
            text.of_tok[name.start..=name.last].fill(n);
            text.names.push(name);
        }
        at = end + 1;
    }
}

/// "I've", "I’m": "a director I've never liked" is none of that name.
fn is_contracted(word: &str) -> bool {
    word.strip_prefix("I'")
        .or_else(|| word.strip_prefix("I’"))
        .is_some_and(|w| w.starts_with(char::is_lowercase))
}

/// "Will Ferrell", "Mark Ruffalo" at the start of a sentence; "Will Becky survive" is none.
fn ambiguous_given(text: &Text, at: usize) -> bool {
    text.toks[at].is(flag::GIVEN_WORD)
        && text.toks.get(at + 1).is_some_and(|t| {
            t.shape == Shape::Capital && (!t.is(flag::GIVEN | flag::COMMON) || t.is(flag::FAMILY))
        })
}

/// "Black Widow", "Iron Man": at the start of a sentence, a common word before another capital word that is common
/// too is part of a phrase.
fn starts_phrase(text: &Text, at: usize) -> bool {
    let tok = text.toks[at];
    !tok.is(flag::PREPOSITION | flag::DETERMINER | flag::SENTENCE_VERB | flag::NOUN | flag::LEAD)
        && text.toks.get(at + 1).is_some_and(|t| {
            t.shape == Shape::Capital && t.is(flag::COMMON) && !t.is(flag::GIVEN | flag::FAMILY)
        })
}

/// "E.G. Marshall", "J. Edgar": a capital and a point.
fn is_initial(doc: &Document, text: &Text, at: usize) -> bool {
    text.toks[at].span.len() <= 2
        && text.toks[at].span.of(&doc.text).chars().count() == 1
        && text
            .toks
            .get(at + 1)
            .is_some_and(|t| t.span.start == text.toks[at].span.end && t.span.of(&doc.text) == ".")
}

/// The last token of the run that begins at `at`.
fn run_end(doc: &Document, text: &Text, at: usize) -> usize {
    let toks = &text.toks;
    let (block, mut end) = (toks[at].block, at);
    loop {
        if toks[end].possessive {
            return end;
        }
        let Some(next) = toks.get(end + 1).filter(|t| t.block == block && t.marked == toks[at].marked) else {
            return end;
        };
        let touching = next.span.start == toks[end].span.end;
        // With "Jr." a name ends: what follows is another's.
        if end > at && toks[end].is(flag::SUFFIX) {
            return end + usize::from(touching && next.span.of(&doc.text) == ".");
        }
        let after = toks.get(end + 2).filter(|t| t.block == block);
        match next.shape {
            // A sentence that begins here ends the run, but for a point after an initial.
            Shape::Capital
                if !next.begins
                    && !doc.text[toks[end].span.end as usize..next.span.start as usize].contains('\n') =>
            {
                end += 1
            }
            Shape::Capital if toks[end].shape == Shape::Stop && toks[end].span.of(&doc.text) == "." => {
                end += 1
            }
            Shape::Stop if touching && next.span.of(&doc.text) == "." => {
                let word = toks[end].span.of(&doc.text);
                let abbreviated = word.chars().count() == 1
                    || toks[end].is(flag::SUFFIX)
                    || toks[end].is(flag::HONORIFIC) && word.len() <= 4
                    || word == "Wm";
                if !abbreviated {
                    return end;
                }
                if after.is_some_and(|t| t.shape == Shape::Capital)
                    || after.is_some_and(|t| t.lower(flag::PARTICLE))
                        && toks.get(end + 3).is_some_and(|t| t.shape == Shape::Capital && t.block == block)
                {
                    end += if after.is_some_and(|t| t.shape == Shape::Capital) { 2 } else { 3 };
                } else if toks[end].is(flag::SUFFIX) {
                    return end + 1;
                } else {
                    return end;
                }
            }
            Shape::Hyphen
                if touching
                    && after.is_some_and(|t| {
                        matches!(t.shape, Shape::Capital)
                            || t.shape == Shape::Lower
                                && t.span.len() <= 6
                                && !t.is(flag::PREPOSITION | flag::MANNER)
                                && (!t.is(flag::COMMON) || t.span.len() <= 3)
                    }) =>
            {
                end += 2
            }
            Shape::Lower if next.is(flag::PARTICLE) => {
                let mut to = end + 2;
                if toks.get(to).is_some_and(|t| t.lower(flag::PARTICLE)) {
                    to += 1;
                }
                // "Olivia de Havilland"; "A la B" with a given name on both sides is two people.
                if toks.get(to).is_none_or(|t| t.shape != Shape::Capital || t.block != block || t.begins) {
                    return end;
                }
                end = to;
            }
            Shape::Comma
                if after.is_some_and(|t| {
                    t.shape == Shape::Capital && t.is(flag::SUFFIX) && t.span.len() <= 3
                }) =>
            {
                end += 2
            }
            Shape::Quote => match nickname(text, end + 1) {
                Some(to) => end = to,
                None => return end,
            },
            _ => return end,
        }
        if end - at > 4 * LONGEST {
            return end;
        }
    }
}

/// `Bobby "Monster Mash" Pickett`: from the opening quotation mark at `at`, the word behind the closing one.
fn nickname(text: &Text, at: usize) -> Option<usize> {
    let toks = &text.toks;
    let spaced =
        toks.get(at + 1)?.span.start == toks[at].span.end && toks[at].span.start > toks[at - 1].span.end;
    if !spaced || toks[at - 1].is(flag::COMMON) {
        return None;
    }
    let close = (at + 2..at + 5).find(|i| toks.get(*i).is_some_and(|t| t.shape == Shape::Quote))?;
    let inside = toks[at + 1..close].iter().all(|t| matches!(t.shape, Shape::Capital));
    let next = toks.get(close + 1)?;
    (inside
        && next.shape == Shape::Capital
        && next.block == toks[at].block
        && next.span.start > toks[close].span.end)
        .then_some(close + 1)
}

/// What the run from `at` to `end` is; `None` where nothing is left of it.
fn name(doc: &Document, text: &Text, at: usize, end: usize) -> Option<Name> {
    let toks = &text.toks;
    // "Director Ray Danton", "Young Gregory Tudor": the first word is not the name's.
    let mut start = at;
    while start < end
        && toks[start].is(flag::LEAD)
        && !toks[start].possessive
        && !(toks[start].is(flag::FAMILY | flag::GIVEN) && start + 1 == end)
        && !toks[start].is(flag::GIVEN)
    {
        start += 1;
        while start < end && toks[start].hash == 0 {
            start += 1;
        }
    }
    let mut first = start;
    while first < end && toks[first].is(flag::HONORIFIC) && !toks[first].is(flag::GIVEN) {
        first += 1;
        if toks[first].hash == 0 && first < end {
            first += 1;
        }
    }
    // "Ditto Bob Hastings", "Oxford Provost Peter Cushing": words that no list of names has, before a given name and
    // another word.
    let mut head = first;
    let may_go = toks[first].begins || toks[first].is(flag::COMMON | flag::LEAD | flag::NEVER | flag::NOUN);
    while may_go
        && head + 2 <= end
        && !toks[head + 1].is(flag::PARTICLE)
        && toks[head..head + 2].iter().all(|t| t.shape == Shape::Capital)
        && !toks[head].is(flag::GIVEN | flag::GIVEN_WORD | flag::FAMILY)
        && (toks[head + 1].is(flag::GIVEN) && toks[head + 2].shape == Shape::Capital
            || head + 3 <= end && toks[head + 2].is(flag::GIVEN) && toks[head + 3].shape == Shape::Capital)
    {
        head += 1;
    }
    if head > first {
        (start, first) = (head, head);
    }
    if first == end && toks[end].span.len() == 1 {
        return None;
    }
    let run = &toks[first..=end];
    let words = run.iter().filter(|t| t.hash != 0).count();
    if words == 0 || words > LONGEST {
        return None;
    }
    let (head, tail) = (run.first()?, run.iter().rev().find(|t| t.hash != 0 && !t.is(flag::SUFFIX))?);
    let capital = |t: &&Tok| t.shape == Shape::Capital;
    let never = run.iter().filter(capital).any(|t| t.is(flag::NEVER) && !t.is(flag::GIVEN | flag::FAMILY));
    let all_common =
        run.iter().filter(capital).all(|t| t.is(flag::COMMON) && !t.is(flag::GIVEN | flag::FAMILY));
    let initial = head.span.len() == 1;
    let given = head.is(flag::GIVEN) || head.is(flag::GIVEN_WORD) && words > 1;
    // What ends in a common word that is no family name ("Jack Club", "Jane Street") is less likely a person.
    let odd = tail.is(flag::COMMON) && !tail.is(flag::FAMILY);
    let kind = match words {
        _ if never && !(given && words > 1 && !tail.is(flag::NEVER)) => Kind::No,
        1 if all_common => Kind::No,
        1 => Kind::Single,
        _ if given || initial && !odd => Kind::Given,
        _ if all_common => Kind::No,
        _ if tail.is(flag::FAMILY) => Kind::Family,
        _ if odd || head.is(flag::COMMON) => Kind::No,
        _ => Kind::Unknown,
    };
    let last = toks[end];
    let span = Span {
        start: toks[first].span.start,
        end: if last.possessive { bare_end(doc, last.span) } else { last.span.end },
    };
    let marked = run.iter().all(|t| t.marked) || is_quoted(doc, span);
    Some(Name { start, first, last: end, span, words, kind, possessive: last.possessive, marked })
}

/// Does the run stand alone between quotation marks?
fn is_quoted(doc: &Document, span: Span) -> bool {
    let before = doc.text[..span.start as usize].chars().next_back();
    let after = doc.text[span.end as usize..].chars().find(|c| !matches!(c, ',' | '.' | '!' | '?'));
    matches!(
        (before, after),
        (Some('"'), Some('"'))
            | (Some('“'), Some('”'))
            | (Some('‘'), Some('’'))
            | (Some('\''), Some('\''))
            | (Some('«'), Some('»'))
    )
}
