//! What the words of a document speak for, token by token: praise or fault, opinion or plot.
//!
//! Sums of n-grams' weights, kept as prefix sums, so that any clause's tone is one subtraction.

use std::ops::Range;

use document::{Document, Span};

use crate::claim::Judged;
use crate::model::Models;
use crate::model::grams::grams;

/// Tokens of a usual sentence.
const USUAL: f32 = 24.0;

/// The tone of every stretch of tokens of a document.
#[derive(Debug, Default)]
pub(crate) struct Tone {
    /// By token: what all n-grams that end before it say for praise, summed up.
    polarity: Vec<f32>,
    /// As much for opinion against plot.
    opinion: Vec<f32>,
    /// Of a whole sentence.
    bias: [f32; 2],
}

/// Reads the tone of a document; `words` are its [`crate::model::grams::words`].
pub(crate) fn read(doc: &Document, words: &[u32], models: &Models<'_>) -> Tone {
    let table = models.tone();
    let scale = [table.scale(0), table.scale(1)];
    let mut polarity = vec![0.0; words.len() + 1];
    let mut opinion = vec![0.0; words.len() + 1];
    let mut at = 0;
    for span in &doc.sentences {
        let sentence = doc.tokens_within(*span, &mut at);
        let start = sentence.start;
        grams(words.get(sentence).unwrap_or_default(), |hash, last| {
            if let Some(row) = table.get(hash) {
                polarity[start + last + 1] += f32::from(row[0].cast_signed());
                opinion[start + last + 1] += f32::from(row[1].cast_signed());
            }
        });
    }
    for (sums, scale) in [(&mut polarity, scale[0]), (&mut opinion, scale[1])] {
        let mut sum = 0.0;
        for x in sums.iter_mut() {
            sum += *x * scale;
            *x = sum;
        }
    }
    Tone { polarity, opinion, bias: [table.param(0), table.param(1)] }
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
        let squash = |logit: f32| 1.0 / (1.0 + (-logit).exp());
        let judge = |span: &Span| {
            let range = doc.tokens_within(*span, &mut at);
            // What was trained on are sentences of this length; a longer one has more to say, not a louder voice.
            let temper = (USUAL / range.len().max(1) as f32).min(1.0);
            let opinion = squash(self.bias[1] + temper * self.opinion(range.clone()));
            let polarity = 2.0 * squash(self.bias[0] + temper * self.polarity(range)) - 1.0;
            Judged { span: *span, opinion, polarity }
        };
        doc.sentences.iter().filter(|s| within.contains(**s)).map(judge).collect()
    }
}

fn sum(sums: &[f32], tokens: Range<usize>) -> f32 {
    match (sums.get(tokens.start), sums.get(tokens.end)) {
        (Some(from), Some(to)) => to - from,
        _ => 0.0,
    }
}
