//! The words that judge, name what is judged, and turn or frame a judgement: all from `data/opinion`.
//!
//! One look-up a word of the text gives its meaning and the phrases that may begin with it.

use std::sync::LazyLock;

use catalog::word_hash;
use toml::{Table, Value};

use crate::claim::Aspect;
use crate::cues::{ByHash, cues};

/// When a word judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Gate {
    /// Wherever it stands.
    #[default]
    Sure,
    /// Beside words that speak of films.
    Near,
    /// Where the critic or the audience is the subject.
    Attitude,
}

/// What is known of a word or a phrase.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Meaning {
    /// Cues, of [`cue`].
    pub(crate) cues: u64,
    /// Praise (1 to 3) or fault (-1 to -3).
    pub(crate) valence: f32,
    /// When it is one.
    pub(crate) gate: Gate,
    /// What a judging word says by itself is judged.
    pub(crate) implied: Option<Aspect>,
    /// What a word names without judging.
    pub(crate) names: Option<Aspect>,
}

/// A phrase.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// The words after the first.
    pub(crate) rest: Box<[u32]>,
    pub(crate) meaning: Meaning,
}

/// A word's own meaning, and the phrases that begin with it, the longest first.
#[derive(Debug, Default)]
pub(crate) struct Entry {
    pub(crate) meaning: Meaning,
    pub(crate) phrases: Vec<Phrase>,
}

pub(crate) type Lexicon = ByHash<Entry>;

cues! {
    NEGATION "negation", NOT_NEGATION "not_negation", INTENSIFY "intensify", DIMINISH "diminish", TOO "too",
    UNREAL "unreal", BE "be", FILM "film", PART "part", IT "it", HE "he", I "i", CONTRAST "contrast",
    SUBORDINATE "subordinate", AND "and", PRONOUN "pronoun", DETERMINER "determiner", PREPOSITION "preposition",
    RELATIVE "relative", AUXILIARY "auxiliary", CRITIC "critic", QUOTING "quoting", OTHER_FILM "other_film",
    PLOT "plot", LATE "late", REVEAL "reveal", RESOLVE "resolve", WARNING "warning", LIKE "like",
    DISLIKE "dislike", STANDING "standing", MAKER "maker", WORKS "works", GENRE "genre", DOUBTFUL "doubtful",
    FIRST "first", BY "by", NEUTRAL "neutral", AFTER_ALL "after_all", SUPPOSING "supposing", FAN "fan", ALONE "alone", MIXED "mixed",
}

/// The lexicon, built once.
pub(crate) fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(build);
    &LEXICON
}

fn table(text: &str) -> Table {
    // The files are part of the build and checked by the test below: one that does not parse leaves its words out.
    text.parse().unwrap_or_default()
}

fn build() -> Lexicon {
    let mut out = Lexicon::default();
    // Of the aspects of a word in several lists the first holds.
    let aspects = table(include_str!("../../data/opinion/aspects.toml"));
    for aspect in &Aspect::ALL {
        if let Some(Value::Table(parts)) = aspects.get(aspect.name()) {
            judging(&mut out, parts, Some(*aspect), false);
        }
    }
    let general = table(include_str!("../../data/opinion/judging.toml"));
    for (name, part) in &general {
        if let Value::Table(parts) = part {
            judging(&mut out, parts, None, name == "attitude");
        }
    }
    let grammar = table(include_str!("../../data/opinion/grammar.toml"));
    for (key, bit) in CUES {
        for word in grammar.get(*key).and_then(Value::as_str).into_iter().flat_map(str::split_whitespace) {
            add(&mut out, word, Meaning { cues: *bit, ..Meaning::default() });
        }
    }
    for entry in out.values_mut() {
        entry.phrases.sort_by_key(|p| std::cmp::Reverse(p.rest.len()));
    }
    out
}

/// The lists of one aspect, or of none, by part of speech.
fn judging(out: &mut Lexicon, parts: &Table, aspect: Option<Aspect>, attitude: bool) {
    for (part, lists) in parts {
        for (key, words) in lists.as_table().into_iter().flatten() {
            let Some(mut meaning) = sort(key) else { continue };
            if key == "names" {
                meaning.names = aspect;
            } else {
                meaning.implied = aspect;
            }
            if attitude {
                meaning.gate = Gate::Attitude;
            }
            for word in words.as_str().into_iter().flat_map(str::split_whitespace) {
                forms(part, word, &mut |form| add(out, form, meaning));
            }
        }
    }
}

/// What a list of this name says of its words.
fn sort(key: &str) -> Option<Meaning> {
    let (valence, gate) = match key {
        "names" => (0.0, Gate::Sure),
        "praise_strong" => (2.0, Gate::Sure),
        "praise" => (1.3, Gate::Sure),
        "praise_near" => (1.0, Gate::Near),
        "fault_strong" => (-2.0, Gate::Sure),
        "fault" => (-1.3, Gate::Sure),
        "fault_near" => (-1.0, Gate::Near),
        "mixed" => (0.0, Gate::Sure),
        _ => return None,
    };
    let cues = if key == "mixed" { cue::MIXED } else { 0 };
    Some(Meaning { valence, gate, cues, ..Meaning::default() })
}

/// The forms of a word of this part of speech.
fn forms(part: &str, word: &str, each: &mut dyn FnMut(&str)) {
    each(word);
    let stem = |n: usize| &word[..word.len() - n];
    let consonant_y = word.ends_with('y') && !["ay", "ey", "oy"].iter().any(|e| word.ends_with(e));
    match part {
        "adjective" if word.contains('_') || word.ends_with("ly") => {}
        "adjective" if word.ends_with("le") => each(&format!("{}y", stem(1))),
        "adjective" if word.ends_with('y') => each(&format!("{}ily", stem(1))),
        "adjective" if word.ends_with("ic") => each(&format!("{word}ally")),
        "adjective" => each(&format!("{word}ly")),
        "noun" if consonant_y => each(&format!("{}ies", stem(1))),
        "noun" | "verb" if ["s", "x", "ch", "sh"].iter().any(|e| word.ends_with(e)) => {
            each(&format!("{word}es"));
            if part == "verb" {
                each(&format!("{word}ed"));
                each(&format!("{word}ing"));
            }
        }
        "noun" => each(&format!("{word}s")),
        "verb" if word.contains('_') => {
            if let Some((first, rest)) = word.split_once('_') {
                forms("verb", first, &mut |form| each(&format!("{form}_{rest}")));
            }
        }
        "verb" if consonant_y => {
            each(&format!("{}ies", stem(1)));
            each(&format!("{}ied", stem(1)));
            each(&format!("{word}ing"));
        }
        "verb" if word.ends_with('e') => {
            each(&format!("{word}s"));
            each(&format!("{word}d"));
            each(&format!("{}ing", stem(1)));
        }
        "verb" => {
            each(&format!("{word}s"));
            each(&format!("{word}ed"));
            each(&format!("{word}ing"));
            // "drag", "dragged": after one vowel the last consonant doubles.
            let mut last = word.bytes().rev();
            let (end, vowel, before) = (last.next(), last.next(), last.next());
            let is_vowel = |b: Option<u8>| b.is_some_and(|b| b"aeiou".contains(&b));
            if let Some(end) = end.filter(|e| b"bdglmnprt".contains(e)).map(char::from)
                && is_vowel(vowel)
                && !is_vowel(before)
            {
                each(&format!("{word}{end}ed"));
                each(&format!("{word}{end}ing"));
            }
        }
        _ => {}
    }
}

/// Adds what a list says of a word. What an earlier list said of judgement holds.
fn add(out: &mut Lexicon, word: &str, more: Meaning) {
    let mut hashes = word.split('_').map(word_hash).filter(|h| *h != 0);
    let Some(first) = hashes.next() else { return };
    let rest: Box<[u32]> = hashes.collect();
    let entry = out.entry(first).or_default();
    let meaning = if rest.is_empty() {
        &mut entry.meaning
    } else if let Some(at) = entry.phrases.iter().position(|p| p.rest == rest) {
        &mut entry.phrases[at].meaning
    } else {
        entry.phrases.push(Phrase { rest, meaning: Meaning::default() });
        let last = entry.phrases.len() - 1;
        &mut entry.phrases[last].meaning
    };
    meaning.cues |= more.cues;
    meaning.names = meaning.names.or(more.names);
    if more.valence != 0.0 {
        if meaning.valence == 0.0 {
            (meaning.valence, meaning.gate) = (more.valence, more.gate);
        }
        meaning.implied = meaning.implied.or(more.implied);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_read() {
        for text in
            [include_str!("../../data/opinion/aspects.toml"), include_str!("../../data/opinion/judging.toml")]
        {
            for (name, parts) in &text.parse::<Table>().unwrap() {
                let aspect = Aspect::ALL.iter().any(|a| a.name() == name);
                assert!(aspect || ["general", "attitude"].contains(&name.as_str()), "{name}");
                for (part, lists) in parts.as_table().unwrap() {
                    assert!(["adjective", "noun", "verb", "word"].contains(&part.as_str()), "{part}");
                    assert!(lists.as_table().unwrap().keys().all(|k| sort(k).is_some()), "{name}.{part}");
                }
            }
        }
        let grammar: Table = include_str!("../../data/opinion/grammar.toml").parse().unwrap();
        for key in grammar.keys() {
            assert!(CUES.iter().any(|(k, _)| k == key), "{key}");
        }
    }

    #[test]
    fn forms_are_made() {
        let meaning = |w: &str| lexicon().get(&word_hash(w)).map(|e| e.meaning).unwrap_or_default();
        assert!(meaning("brilliantly").valence > 1.0);
        assert!(meaning("wittily").valence > 1.0);
        assert!(meaning("drags").valence < -1.0);
        assert!(meaning("sagging").valence < -1.0);
        assert_eq!(meaning("performances").names, Some(Aspect::Acting));
        assert_eq!(meaning("boring").implied, Some(Aspect::Emotion));
    }
}
