//! Sentences: praise or blame, opinion or plot.

use std::path::Path;

use anyhow::Result;
use learn::folds;
use learn::mixed::Recipe;

use super::features::{Aid, SENTENCE, Tested, cross_validate, leave_out, percent};
use super::page::{Figure, Part, Target, Unit};
use crate::data::{self, Labelled};

/// Of the folds of sentences.
const SEED: u64 = 5;
const FOLDS: usize = 10;

/// Praise and blame in the sentences of Pang and Lee, with the help of critics' quotes.
pub(super) fn polarity(shared: &Path, fast: bool) -> Result<Part> {
    let texts = data::sentences(shared)?;
    let mut quotes = telling_quotes(shared)?;
    let dropped = leave_out(&mut quotes, &texts, SENTENCE);
    let how = format!(
        "10,662 sentences in 10 folds (seed {SEED}); {} quotes of critics help, each class of them weighed \
         {QUOTES} a sentence in the mean; {dropped} more share a passage with the sentences and are left out",
        quotes.len()
    );
    let aid = Aid::balanced(quotes, |q| q.y > 0.5, QUOTES);
    let recipe = Recipe { cost: 3.0, bayes: 0.2, ..Recipe::default() };
    let mut part = Part::new("Sentences: praise or blame");
    part.figures.push(Figure {
        name: "sentence polarity".into(),
        value: tenfold(&texts, &aid, recipe, fast),
        unit: Unit::Percent,
        target: Some(Target::Least(if fast { 79.5 } else { 80.0 })),
        method: "shipped features",
        how,
        published: "linear: 79.4 (NBSVM, Wang and Manning 2012); neural: 81.5 (Kim 2014)",
    });
    if !fast {
        part.figures.push(Figure {
            name: "sentence polarity, own sentences alone".into(),
            value: tenfold(&texts, &Aid::default(), recipe, fast),
            unit: Unit::Percent,
            target: None,
            method: "shipped features",
            how: String::new(),
            published: "as above",
        });
        part.figures.push(stanford(shared, recipe)?);
    }
    Ok(part)
}

/// What a quote counts.
const QUOTES: f32 = 0.2;

/// Quotes of lists that hold praise and blame.
fn telling_quotes(shared: &Path) -> Result<Vec<Labelled>> {
    let mut quotes = data::quotes(shared)?;
    quotes.retain(|q| q.source != "rt-musicals");
    Ok(quotes)
}

/// Stanford's test sentences: trained on its own, Pang and Lee's and quotes, as far as they do not overlap.
fn stanford(shared: &Path, recipe: Recipe) -> Result<Figure> {
    let clear = |split: &str| -> Result<Vec<Labelled>> {
        let mut texts = data::sst(shared, split)?;
        texts.retain(|t| t.y != 2.0);
        texts.iter_mut().for_each(|t| t.y = f32::from(u8::from(t.y > 2.0)));
        Ok(texts)
    };
    let test = clear("test")?;
    let mut own = clear("train")?;
    own.extend(data::sentences(shared)?);
    let own_dropped = leave_out(&mut own, &test, SENTENCE);
    let mut quotes = telling_quotes(shared)?;
    let dropped = leave_out(&mut quotes, &test, SENTENCE);
    let how = format!(
        "1,821 sentences of SST's test split; of its training split and of sentence polarity {} are left, {own_dropped} \
         overlap with the test; of quotes {}, {dropped} overlap; labels of phrases are not used",
        own.len(),
        quotes.len()
    );
    let aid = Aid::balanced(own, |t| t.y > 0.5, 1.0).with(Aid::balanced(quotes, |q| q.y > 0.5, QUOTES));
    let high: Vec<bool> = test.iter().map(|t| t.y > 0.5).collect();
    let tested = cross_validate(&test, &high, &vec![0; test.len()], 1, &aid, recipe);
    Ok(Figure {
        name: "SST, two classes".into(),
        value: percent(&tested, &high),
        unit: Unit::Percent,
        target: None,
        method: "shipped features",
        how,
        published: "with phrases' labels: 83.1 (bigram naive Bayes), 85.4 (RNTN, Socher et al. 2013)",
    })
}

/// Opinion and plot, with the help of quotes and synopses.
pub(super) fn subjectivity(shared: &Path, fast: bool) -> Result<Part> {
    let texts = data::subjectivity(shared)?;
    let (mut quotes, mut synopses) = (data::quotes(shared)?, data::synopses(shared)?);
    quotes.iter_mut().for_each(|q| q.y = 1.0);
    let dropped = [leave_out(&mut quotes, &texts, SENTENCE), leave_out(&mut synopses, &texts, SENTENCE)];
    let how = format!(
        "10,000 sentences in 10 folds (seed {SEED}); {} quotes and {} sentences of synopses help, each class \
         weighed {SYNOPSES} a sentence in the mean; {} and {} more overlap and are left out",
        quotes.len(),
        synopses.len(),
        dropped[0],
        dropped[1]
    );
    quotes.extend(synopses);
    let aid = Aid::balanced(quotes, |q| q.y > 0.5, SYNOPSES);
    let recipe = Recipe { alpha: 0.1, cost: 30.0, bayes: 0.2, ..Recipe::default() };
    let mut part = Part::new("Sentences: opinion or plot");
    part.figures.push(Figure {
        name: "subjectivity".into(),
        value: tenfold(&texts, &aid, recipe, fast),
        unit: Unit::Percent,
        target: Some(Target::Least(if fast { 93.2 } else { 93.5 })),
        method: "shipped features",
        how,
        published: "linear: 93.6 (naive Bayes, Wang and Manning 2012); neural: 95.5 (AdaSent, Zhao et al. 2015)",
    });
    Ok(part)
}

/// What a quote or a synopsis's sentence counts.
const SYNOPSES: f32 = 0.03;

/// Percent right in ten folds, or in the first two of them.
fn tenfold(texts: &[Labelled], aid: &Aid, recipe: Recipe, fast: bool) -> f64 {
    let high: Vec<bool> = texts.iter().map(|t| t.y > 0.5).collect();
    let fold = folds::deal(texts.len(), FOLDS, SEED);
    let tested: Vec<Tested> = cross_validate(texts, &high, &fold, if fast { 2 } else { FOLDS }, aid, recipe);
    percent(&tested, &high)
}
