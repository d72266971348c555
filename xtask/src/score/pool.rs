//! All graded reviews, and what each critic's get from the model of scores when it has not seen him.

use std::path::Path;

use anyhow::Result;
use learn::overlap::Passages;
use learn::rows::{Rows, Vocabulary};
use learn::score::{CROWD, Graded, LeftOut, Recipe, leave_out, standard};
use learn::text::graded_features;
use rayon::prelude::*;

use super::features::REVIEW;
use crate::data::{self, Cleaned, Labelled};
use reading::Models;

/// The reviews, source after source.
#[derive(Debug)]
pub(super) struct Pool {
    /// Their texts.
    pub(super) texts: Vec<Labelled>,
    /// Their n-grams as the model of scores sees them, in the same order. How their sentences lean is left out: the
    /// model of tone has learned from quotes, some of which are of these critics.
    pub(super) graded: Vec<Graded>,
    /// Grades in spreads of their source above its mean.
    pub(super) standard: Vec<f32>,
    /// The sources, by number.
    pub(super) sources: Vec<Of>,
    /// How the scale dataset was cleaned, and how many copies it held.
    pub(super) cleaned: (Vec<Cleaned>, usize),
}

/// A source of graded reviews.
#[derive(Debug, Clone)]
pub(super) struct Of {
    /// Its name, or the critic's.
    pub(super) name: String,
    /// Where it is from.
    pub(super) kind: Kind,
    /// Its reviews.
    pub(super) rows: std::ops::Range<usize>,
}

/// Where a source is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The manifest of full reviews.
    Manifest,
    /// The scale dataset.
    Scale,
    /// An export of Letterboxd.
    Letterboxd,
    /// IMDb's users.
    Users,
}

/// The classes of the texts of the scale dataset, in the pool's order of them.
pub(super) type Classes = Vec<[usize; 2]>;

impl Pool {
    /// Reads them; without IMDb's users where it must be fast.
    pub(super) fn read(shared: &Path, fast: bool) -> Result<(Pool, Classes)> {
        let mut lists = vec![
            (Kind::Manifest, data::reviews(shared, &crate::root().join("target/score/stripped"))?),
            (Kind::Letterboxd, data::letterboxd(shared)?),
        ];
        let (scale, cleaned, copies) = data::scale(shared)?;
        let classes = scale.iter().map(|s| [s.three, s.four]).collect();
        lists.push((Kind::Scale, scale.into_iter().map(|s| s.text).collect()));
        if !fast {
            lists.push((Kind::Users, users(shared)?));
        }
        let mut pool = Pool {
            texts: vec![],
            graded: vec![],
            standard: vec![],
            sources: vec![],
            cleaned: (cleaned, copies),
        };
        for (kind, list) in lists {
            pool.add(kind, list);
        }
        pool.standard = standard(&pool.graded);
        Ok((pool, classes))
    }

    fn add(&mut self, kind: Kind, list: Vec<Labelled>) {
        let features: Vec<Vec<u32>> =
            list.par_iter().map(|text| graded_features(&data::plain(&text.text))).collect();
        // A crowd shapes neither the scale nor the interval, so how it leans is not asked.
        let leanings: Vec<_> = match kind {
            Kind::Users => vec![Default::default(); list.len()],
            _ => {
                list.par_iter().map(|text| data::lean(&data::plain(&text.text), Models::built_in())).collect()
            }
        };
        let weight = if kind == Kind::Users { CROWD } else { 1.0 };
        for ((text, features), leanings) in list.into_iter().zip(features).zip(leanings) {
            let row = self.texts.len();
            match self.sources.last_mut() {
                Some(last) if last.kind == kind && last.name == text.source => last.rows.end = row + 1,
                _ => self.sources.push(Of { name: text.source.clone(), kind, rows: row..row + 1 }),
            }
            let critic = self.sources.len() as u32 - 1;
            self.graded.push(Graded { features, score: text.y, critic, weight, leanings });
            self.texts.push(text);
        }
    }

    /// What the reviews of the sources of some kinds get from models that have not seen the source.
    pub(super) fn left_out(&self, recipe: Recipe, wanted: impl Fn(&Of) -> bool) -> Vec<(usize, LeftOut)> {
        let numbers: Vec<usize> = (0..self.sources.len()).filter(|k| wanted(&self.sources[*k])).collect();
        let one = |k: usize| (k, leave_out(&self.graded, k as u32, recipe, &self.alike(k)));
        numbers.into_par_iter().map(one).collect()
    }

    /// The reviews of other sources that share a passage with one of this source.
    pub(super) fn alike(&self, source: usize) -> Vec<usize> {
        let rows = self.sources[source].rows.clone();
        let known = Passages::of(self.texts[rows.clone()].iter().map(|t| t.text.as_str()), REVIEW);
        let others = (0..self.texts.len()).into_par_iter().filter(|i| !rows.contains(i));
        others.filter(|i| known.shared_by(&self.texts[*i].text)).collect()
    }

    /// The reviews of a source as rows of what at least two of them have, and how many features that are.
    pub(super) fn own_rows(&self, source: usize) -> (Rows, usize) {
        let graded = &self.graded[self.sources[source].rows.clone()];
        let vocabulary = Vocabulary::of(graded.iter().map(|g| g.features.as_slice()), 2);
        let mut rows = Rows::default();
        for g in graded {
            rows.push(vocabulary.numbers(&g.features));
        }
        (rows, vocabulary.len())
    }

    /// The grades of a source.
    pub(super) fn scores(&self, source: usize) -> Vec<f32> {
        self.graded[self.sources[source].rows.clone()].iter().map(|g| g.score).collect()
    }
}

/// Users' reviews of both halves, their ratings from 0 to 100.
fn users(shared: &Path) -> Result<Vec<Labelled>> {
    let halves = data::imdb(shared)?;
    let mut all = halves.train;
    all.extend(halves.test);
    all.iter_mut().for_each(|user| user.y *= 10.0);
    Ok(all)
}
