//! What the words of a document speak for, token by token: praise or fault, opinion or plot.
//!
//! Sums of n-grams' weights, kept as prefix sums, so that any clause's tone is one subtraction.

use std::ops::Range;

use document::{Document, Span};

use crate::claim::Judged;
use crate::model::Models;

/// The tone of every stretch of tokens of a document.
#[derive(Debug, Default)]
pub(crate) struct Tone {
    /// Before token `i`, by logit: the sum of what all n-grams that end before it say for praise.
    polarity: Vec<f32>,
    /// As much for opinion against plot.
    opinion: Vec<f32>,
}

/// Reads the tone of a document.
pub(crate) fn read(doc: &Document, _models: &Models<'_>) -> Tone {
    let none = vec![0.0; doc.tokens.len() + 1];
    Tone { polarity: none.clone(), opinion: none }
}

impl Tone {
    /// The logit that the tokens of this range praise: what the n-grams that end in it add up to.
    pub(crate) fn polarity(&self, tokens: Range<usize>) -> f32 {
        sum(&self.polarity, tokens)
    }

    /// The logit that the tokens of this range judge, and tell no plot.
    pub(crate) fn opinion(&self, tokens: Range<usize>) -> f32 {
        sum(&self.opinion, tokens)
    }

    /// The sentences within a stretch, judged.
    pub(crate) fn sentences(&self, doc: &Document, within: Span) -> Vec<Judged> {
        let mut at = doc.tokens.partition_point(|t| t.span.start < within.start);
        let mut judged = Vec::new();
        for span in doc.sentences.iter().filter(|s| within.contains(**s)) {
            while doc.tokens.get(at).is_some_and(|t| t.span.start < span.start) {
                at += 1;
            }
            let first = at;
            while doc.tokens.get(at).is_some_and(|t| t.span.end <= span.end) {
                at += 1;
            }
            let squash = |logit: f32| 1.0 / (1.0 + (-logit).exp());
            let opinion = squash(self.opinion(first..at));
            let polarity = 2.0 * squash(self.polarity(first..at)) - 1.0;
            judged.push(Judged { span: *span, opinion, polarity });
        }
        judged
    }
}

fn sum(sums: &[f32], tokens: Range<usize>) -> f32 {
    match (sums.get(tokens.start), sums.get(tokens.end)) {
        (Some(from), Some(to)) => to - from,
        _ => 0.0,
    }
}
