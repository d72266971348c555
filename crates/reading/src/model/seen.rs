//! What the model of scores sees of a review: the words of its running text, printed grades masked.

use std::ops::Range;
use std::sync::LazyLock;

use catalog::word_hash;
use document::{Document, Role, Span, TokenKind};

/// The words of a review, and its sentences.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// By token of the sentences, in order; 0 for what is masked.
    pub words: Vec<u32>,
    /// Each sentence with its words.
    pub sentences: Vec<(Span, Range<usize>)>,
}

/// Sees the running text of a stretch. `all` are the [`super::grams::words`] of the document, `graded` the evidence of
/// its grades.
pub fn seen(doc: &Document, all: &[u32], within: Span, graded: &[Span]) -> Seen {
    let mut out = Seen::default();
    let mut at = doc.tokens.partition_point(|t| t.span.start < within.start);
    let mut block = doc.blocks.iter().peekable();
    for span in doc.sentences.iter().filter(|s| within.contains(**s)) {
        while block.next_if(|b| b.span.end <= span.start).is_some() {}
        if !block.peek().is_some_and(|b| b.role == Role::Body) {
            continue;
        }
        let tokens = doc.tokens_within(*span, &mut at);
        let first = out.words.len();
        out.words.extend(tokens.clone().map(|token| {
            let masked = graded.iter().any(|g| g.contains(doc.tokens[token].span));
            if masked { 0 } else { all.get(token).copied().unwrap_or(0) }
        }));
        mask(doc, tokens.start, &mut out.words[first..]);
        out.sentences.push((*span, first..out.words.len()));
    }
    out
}

/// Words that grades are made of, by hash.
struct Words {
    numbers: Vec<u32>,
    stars: [u32; 2],
    out: u32,
    of: u32,
    grade: [u32; 3],
    letters: Vec<u32>,
    thumbs: [u32; 2],
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let hashes = |list: &str| list.split(' ').map(word_hash).collect::<Vec<_>>();
    Words {
        numbers: hashes("zero no half one two three four five six seven eight nine ten"),
        stars: ["star", "stars"].map(word_hash),
        out: word_hash("out"),
        of: word_hash("of"),
        grade: ["grade", "rating", "score"].map(word_hash),
        letters: hashes("a b c d e f"),
        thumbs: ["thumb", "thumbs"].map(word_hash),
    }
});

/// Masks what looks like a grade in one sentence, whose first token is `first`: "three and a half stars", "4 out of
/// five", "B+", "grade: C", "two thumbs up". Too much is better than too little: a score that reads the grade is none.
fn mask(doc: &Document, first: usize, words: &mut [u32]) {
    let list = &*WORDS;
    let text = |i: usize| doc.tokens.get(first + i).map_or("", |t| doc.slice(t.span));
    let is_number = |i: usize, words: &[u32]| {
        doc.tokens.get(first + i).is_some_and(|t| t.kind == TokenKind::Number)
            || list.numbers.contains(&words[i])
    };
    for i in 0..words.len() {
        let word = words[i];
        if word == 0 {
            continue;
        }
        if list.stars.contains(&word) || list.thumbs.contains(&word) {
            let from = i.saturating_sub(5);
            if let Some(start) = (from..i).find(|k| is_number(*k, words)) {
                words[start..=i].fill(0);
            }
        } else if word == list.out && words.get(i + 1) == Some(&list.of) {
            let before = i.checked_sub(1).is_some_and(|k| is_number(k, words));
            if before && i + 2 < words.len() && is_number(i + 2, words) {
                words[i - 1..=i + 2].fill(0);
            }
        } else if list.grade.contains(&word) {
            let to = words.len().min(i + 5);
            if let Some(at) = (i + 1..to).find(|k| list.letters[1..].contains(&words[*k])) {
                words[i..=at].fill(0);
            }
        } else if list.letters.contains(&word) && matches!(text(i + 1), "+" | "-" | "−" | "–") {
            let tight = |k: usize| {
                let (a, b) = (doc.tokens.get(first + k), doc.tokens.get(first + k + 1));
                a.zip(b).is_some_and(|(a, b)| a.span.end == b.span.start)
            };
            let apart = !tight(i + 1) || !text(i + 2).starts_with(char::is_alphanumeric);
            if tight(i) && apart && i + 1 < words.len() {
                words[i..=i + 1].fill(0);
            }
        }
    }
}
