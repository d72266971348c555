//! Labelled texts of the shared folder, for training and for measuring: one function a set.
//!
//! Every function takes the folder that holds `data/` and `score/`, and gives texts in the order of the files they
//! come from. None of these texts may be kept in the repository; what is learned from them may.

mod graded;
mod quoted;
mod scale;

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use document::{Builder, Document, Role, Source};
use rayon::prelude::*;
use reading::Models;
use reading::score::{LEANINGS, leanings};

pub(crate) use graded::{letterboxd, reviews};
pub(crate) use quoted::{quotes, synopses};
pub(crate) use scale::{Cleaned, scale};

/// A text and what is known of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Labelled {
    /// The text as a reader would see it.
    pub(crate) text: String,
    /// What the models see of it.
    pub(crate) seen: Seen,
    /// The label; each set says what it means.
    pub(crate) y: f32,
    /// Who wrote it, or the list it is from.
    pub(crate) source: String,
    /// What it is called there: a film, a file, a number.
    pub(crate) id: String,
}

/// A text as the hashes of its words, sentence after sentence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Seen {
    /// The words that are left of the tokens.
    pub(crate) words: Vec<u32>,
    /// Where in `words` each sentence ends.
    pub(crate) ends: Vec<u32>,
}

impl Seen {
    /// What is seen of the prose of a document.
    pub(crate) fn of(doc: &Document) -> Seen {
        let words = reading::model::grams::words(doc);
        let mut seen = Seen::default();
        let mut at = 0;
        let prose: Vec<_> = doc.prose().map(|b| b.span).collect();
        for sentence in &doc.sentences {
            let is_prose = prose.binary_search_by(|b| {
                if b.end <= sentence.start {
                    std::cmp::Ordering::Less
                } else if b.start > sentence.start {
                    std::cmp::Ordering::Greater
                } else {
                    std::cmp::Ordering::Equal
                }
            });
            let inside = doc.tokens_within(*sentence, &mut at);
            if is_prose.is_ok() {
                seen.words.extend(words[inside].iter().filter(|w| **w != 0));
                seen.ends.push(seen.words.len() as u32);
            }
        }
        seen
    }

    /// The sentences.
    pub(crate) fn sentences(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.words[start as usize..*end as usize])
    }
}

/// A plain text as a document: paragraphs at blank lines, all of them body.
pub(crate) fn plain(text: &str) -> Document {
    let mut builder = Builder::new(Source::default());
    for paragraph in text.split("\n\n") {
        builder.open(Role::Body);
        builder.push(paragraph);
        builder.close();
    }
    builder.finish()
}

/// How the sentences of a review lean, as the reader sees it with these models.
pub(crate) fn lean(doc: &Document, models: &Models<'_>) -> [f32; LEANINGS] {
    let readings = reading::read(doc, catalog::starter(), models);
    readings.first().map(|r| leanings(r).0).unwrap_or_default()
}

impl Labelled {
    /// A plain text.
    pub(crate) fn plain(text: String, y: f32, source: &str, id: &str) -> Labelled {
        let seen = Seen::of(&plain(&text));
        Labelled { text, seen, y, source: source.to_owned(), id: id.to_owned() }
    }
}

/// Sentences that readers quote of reviews (Pang and Lee 2005): 1 for praise, 0 for blame; one of each in turn.
pub(crate) fn sentences(shared: &Path) -> Result<Vec<Labelled>> {
    let part = |name: &str, y: f32| lines_of(shared, "sentence_polarity", name, y);
    Ok(in_turn(part("rt-polarity.pos", 1.0)?, part("rt-polarity.neg", 0.0)?))
}

/// Sentences of opinion, 1, and of plot, 0 (Pang and Lee 2004); one of each in turn.
pub(crate) fn subjectivity(shared: &Path) -> Result<Vec<Labelled>> {
    let part = |name: &str, y: f32| lines_of(shared, "subjectivity", name, y);
    Ok(in_turn(part("quote.tok.gt9.5000", 1.0)?, part("plot.tok.gt9.5000", 0.0)?))
}

/// Two lists shuffled like cards, so that any stretch has as many of both as can be.
fn in_turn(first: Vec<Labelled>, second: Vec<Labelled>) -> Vec<Labelled> {
    let mut all = Vec::with_capacity(first.len() + second.len());
    let (mut first, mut second) = (first.into_iter(), second.into_iter());
    loop {
        let two = [first.next(), second.next()];
        if two.iter().all(Option::is_none) {
            return all;
        }
        all.extend(two.into_iter().flatten());
    }
}

fn lines_of(shared: &Path, set: &str, name: &str, y: f32) -> Result<Vec<Labelled>> {
    let mut archive = archive(shared, set)?;
    let mut bytes = Vec::new();
    archive.by_name(&format!("{set}/{name}"))?.read_to_end(&mut bytes)?;
    let text = text_of(&bytes);
    let lines: Vec<&str> = text.lines().collect();
    Ok(lines.par_iter().map(|line| Labelled::plain((*line).to_owned(), y, name, "")).collect())
}

/// Polarity dataset v2.0 (Pang and Lee 2004): 1 for praise, 0 for blame. `source` is the fold (0 to 9) that its
/// authors and most who measured on it used, `id` the number of the review on the site.
pub(crate) fn polarity(shared: &Path) -> Result<Vec<Labelled>> {
    let mut archive = archive(shared, "movie_reviews")?;
    let mut files = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at)?;
        let name = file.name().to_owned();
        let Some((folder, name)) = name.rsplit_once('/').filter(|(_, n)| n.starts_with("cv")) else {
            continue;
        };
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let y = if folder.ends_with("/pos") { 1.0 } else { 0.0 };
        files.push((text_of(&bytes), y, name.to_owned()));
    }
    let labelled = |(text, y, name): (String, f32, String)| {
        let fold = name.get(2..3).unwrap_or_default().to_owned();
        let id = name.split(['_', '.']).nth(1).unwrap_or_default().to_owned();
        Labelled::plain(text, y, &fold, &id)
    };
    Ok(files.into_par_iter().map(labelled).collect())
}

/// The official halves of a set.
#[derive(Debug)]
pub(crate) struct Halves {
    /// To train on.
    pub(crate) train: Vec<Labelled>,
    /// To test on.
    pub(crate) test: Vec<Labelled>,
}

/// Users' reviews (Maas et al. 2011): ratings from 1 to 10, never 5 or 6; above 5 is praise.
pub(crate) fn imdb(shared: &Path) -> Result<Halves> {
    let lines = unzipped(shared, "sentiment/imdb50k.jsonl.gz")?;
    let read = |line: &str| -> Result<(bool, Labelled)> {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let field = |name: &str| row[name].as_str().with_context(|| format!("a review without {name}"));
        let rating = row["rating"].as_f64().context("a review without rating")? as f32;
        let text = field("text")?.replace("<br />", "\n");
        Ok((field("split")? == "train", Labelled::plain(text, rating, "imdb", field("id")?)))
    };
    let all: Vec<(bool, Labelled)> = lines.par_lines().map(read).collect::<Result<_>>()?;
    let (train, test): (Vec<_>, Vec<_>) = all.into_iter().partition(|(is_train, _)| *is_train);
    let texts = |half: Vec<(bool, Labelled)>| half.into_iter().map(|(_, text)| text).collect();
    Ok(Halves { train: texts(train), test: texts(test) })
}

/// Stanford's sentences (Socher et al. 2013), a split of them (`train`, `dev`, `test`): 0 worst to 4 best, 2 neither.
pub(crate) fn sst(shared: &Path, split: &str) -> Result<Vec<Labelled>> {
    let path = shared.join(format!("data/sentiment/sst/stsa.fine.{split}"));
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let read = |line: &str| -> Result<Labelled> {
        let (label, sentence) = line.split_once(' ').context("a sentence without label")?;
        Ok(Labelled::plain(sentence.to_owned(), label.parse()?, "sst", split))
    };
    text.par_lines().map(read).collect()
}

fn archive(shared: &Path, set: &str) -> Result<zip::ZipArchive<File>> {
    let path = shared.join(format!("data/sentiment/{set}.zip"));
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    Ok(zip::ZipArchive::new(file)?)
}

fn unzipped(shared: &Path, name: &str) -> Result<String> {
    let path = shared.join("data").join(name);
    let file = File::open(&path).with_context(|| path.display().to_string())?;
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)?;
    Ok(text_of(&bytes))
}

/// Bytes as text: UTF-8, or else Latin-1, in which some of the old sets are.
fn text_of(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}
