//! Random histories of a ledger, beside a model of a few maps; and the same history in both databases, twice,
//! row for row.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod support;

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::{
    Added, Append, AsOf, Decision, FilmNames, Fix, Grade, Name, NewRating, NewReading, Store, Swap, To, What,
};
use support::rows::{STARS, document, rating};
use support::{Bed, dump, sound};

/// One thing that somebody does. Documents, critics and films are small numbers, so that they meet.
#[derive(Debug, Clone)]
enum Step {
    Append { documents: Vec<(u8, u8, u8, u8)>, again: bool, at: i64 },
    Correct { document: u8, points: Option<u8>, at: i64 },
    Remove { documents: Vec<u8> },
    Restore { documents: Vec<u8> },
    Merge { from: u8, into: u8 },
    Split { from: u8 },
    Reread { points: u8 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let small = || 0..6_u8;
    let documents = vec((0..12_u8, 0..5_u8, small(), 0..4_u8), 0..6);
    let step = prop_oneof![
        4 => (documents, any::<bool>(), 0..1_000_i64)
            .prop_map(|(documents, again, at)| Step::Append { documents, again, at }),
        2 => (0..12_u8, proptest::option::of(0..9_u8), 0..1_000_i64)
            .prop_map(|(document, points, at)| Step::Correct { document, points, at }),
        1 => vec(0..12_u8, 0..3).prop_map(|documents| Step::Remove { documents }),
        1 => vec(0..12_u8, 0..3).prop_map(|documents| Step::Restore { documents }),
        1 => (small(), small()).prop_map(|(from, into)| Step::Merge { from, into }),
        1 => small().prop_map(|from| Step::Split { from }),
        1 => (0..9_u8).prop_map(|points| Step::Reread { points }),
    ];
    vec(step, 1..25)
}

/// What counts of a document, in the model.
#[derive(Debug, Clone)]
struct Kept {
    id: i64,
    removed: bool,
    places: BTreeSet<u8>,
    critic: u8,
    film: u8,
    /// In halves.
    points: u8,
    corrected: Option<u8>,
}

#[derive(Debug, Default)]
struct Model {
    documents: BTreeMap<u8, Kept>,
    entries: i64,
    /// Critics by the number that the ledger gave them.
    critics: BTreeMap<u8, i64>,
    merged: BTreeMap<u8, u8>,
}

impl Model {
    fn root(&self, critic: u8) -> u8 {
        self.merged.get(&critic).map_or(critic, |&into| self.root(into))
    }

    fn ids(&self, documents: &[u8]) -> Vec<i64> {
        documents.iter().filter_map(|d| self.documents.get(d)).map(|k| k.id).collect()
    }
}

fn title(film: u8) -> String {
    format!("film {film}")
}

fn rated<'a>(title: &'a str, critic: &'a str, points: u8, corrected: bool) -> NewRating<'a> {
    NewRating {
        film: Some(FilmNames { title, fold: title, year: Some(2000), ..Default::default() }),
        critic: Some(Name { key: critic, name: critic }),
        // A third has no last digit: what is kept must be kept to the last bit.
        grade: Some(Grade { points: Some(f64::from(points) / 3.0), ..STARS }),
        corrected: corrected.into(),
        ..rating()
    }
}

fn act(s: &mut Store, m: &mut Model, step: &Step) {
    match step {
        Step::Append { documents, again, at } => {
            let names: Vec<_> = documents
                .iter()
                .map(|&(_, place, critic, film)| {
                    (format!("place {place}"), format!("critic {critic}"), title(film))
                })
                .collect();
            let all: Vec<_> = documents
                .iter()
                .zip(&names)
                .map(|(d, (place, critic, title))| {
                    document(d.0.into(), place, rated(title, critic, d.3, false))
                })
                .collect();
            let got = s.append(&all, Append { again: *again, at: *at, import: false }).unwrap();
            for (&(number, place, critic, film), added) in documents.iter().zip(got) {
                let next = m.documents.len() as i64 + 1;
                let wanted = match m.documents.get_mut(&number) {
                    None => {
                        m.entries += 1;
                        let critics = m.critics.len() as i64;
                        m.critics.entry(critic).or_insert(critics + 1);
                        let places = BTreeSet::from([place]);
                        let kept = Kept {
                            id: next,
                            removed: false,
                            places,
                            critic,
                            film,
                            points: film,
                            corrected: None,
                        };
                        m.documents.insert(number, kept);
                        Added::New { entry: m.entries, document: next }
                    }
                    Some(kept) if kept.removed && *again => {
                        m.entries += 1;
                        kept.removed = false;
                        Added::Restored { entry: m.entries, document: kept.id }
                    }
                    Some(kept) if kept.removed => Added::Removed { document: kept.id },
                    Some(kept) => {
                        let new_place = kept.places.insert(place);
                        m.entries += i64::from(new_place);
                        Added::Known { document: kept.id, new_place }
                    }
                };
                assert_eq!(added, wanted);
            }
        }
        Step::Correct { document, points, at } => {
            let Some(kept) = m.documents.get_mut(document) else { return };
            let value = points.map(|p| p.to_string());
            let to = value.as_deref().map_or(To::Reader, To::Value);
            let (title, critic) = (title(kept.film), format!("critic {}", kept.critic));
            let set = rated(&title, &critic, points.unwrap_or(kept.points), points.is_some());
            let decision = Decision { by: Some("somebody"), reason: None, at: *at };
            let done = s.correct((kept.id, 0, 0), &[Fix { field: "grade", to }], &set, &[], decision);
            assert_eq!(done.is_ok(), !kept.removed);
            if !kept.removed {
                kept.corrected = *points;
                m.entries += 1;
            }
        }
        Step::Remove { documents } | Step::Restore { documents } => {
            let remove = matches!(step, Step::Remove { .. });
            let ids = m.ids(documents);
            let decision = Decision::default();
            let done = if remove { s.remove(&ids, &[], decision) } else { s.restore(&ids, &[], decision) };
            let mut changed = false;
            for number in documents {
                if let Some(kept) = m.documents.get_mut(number) {
                    changed |= kept.removed != remove;
                    kept.removed = remove;
                }
            }
            m.entries += i64::from(changed);
            assert_eq!(done.unwrap(), changed.then_some(m.entries));
        }
        Step::Merge { from, into } => {
            let (Some(&a), Some(&b)) = (m.critics.get(from), m.critics.get(into)) else { return };
            let may = !m.merged.contains_key(from) && m.root(*into) != *from;
            assert_eq!(s.merge(What::Critic, a, b, Decision::default()).is_ok(), may);
            if may {
                m.merged.insert(*from, *into);
                m.entries += 1;
            }
        }
        Step::Split { from } => {
            let Some(&id) = m.critics.get(from) else { return };
            let may = m.merged.remove(from).is_some();
            assert_eq!(s.split(What::Critic, id, Decision::default()).is_ok(), may);
            m.entries += i64::from(may);
        }
        Step::Reread { points } => {
            let mut after = 0;
            loop {
                let batch = s.documents(after, 3).unwrap();
                let Some(last) = batch.last() else { break };
                after = last.id;
                for row in &batch {
                    let kept = m.documents.values_mut().find(|k| k.id == row.id).unwrap();
                    kept.points = *points;
                    let (title, critic) = (title(kept.film), format!("critic {}", kept.critic));
                    let counts = kept.corrected.unwrap_or(*points);
                    let rating = rated(&title, &critic, counts, kept.corrected.is_some());
                    let reading = NewReading { part: 0, reader: "another", claims: b"", rating };
                    s.draft("another", &[(row.id, vec![reading])]).unwrap();
                }
            }
            let alive = m.documents.values().filter(|k| !k.removed).count() as u64;
            m.entries += i64::from(alive > 0);
            let wanted = match alive {
                0 => Swap::Nothing,
                n => Swap::Done { entry: m.entries, documents: n, ratings: n },
            };
            assert_eq!(s.swap(None, Decision::default()).unwrap(), wanted);
        }
    }
}

/// What counts, as the ledger and as the model have it, is the same.
fn agree(s: &mut Store, m: &Model) {
    type Told = (i64, String, String, u64, u32);
    let mut kept: Vec<Told> = Vec::new();
    s.each_rating(AsOf::Now, |r| {
        let points = r.grade.unwrap().points.unwrap().to_bits();
        kept.push((r.document, r.film_title.unwrap(), r.critic_name.unwrap(), points, r.corrected));
        Ok::<_, store::Error>(())
    })
    .unwrap();
    kept.sort();
    let mut wanted: Vec<Told> = (m.documents.values().filter(|k| !k.removed))
        .map(|k| {
            let points = f64::from(k.corrected.unwrap_or(k.points)) / 3.0;
            let critic = format!("critic {}", m.root(k.critic));
            (k.id, title(k.film), critic, points.to_bits(), k.corrected.is_some().into())
        })
        .collect();
    wanted.sort();
    assert_eq!(kept, wanted);
    assert_eq!(s.position().unwrap(), m.entries);
    let mut counts: BTreeMap<i64, u64> = BTreeMap::new();
    for k in m.documents.values().filter(|k| !k.removed) {
        *counts.entry(m.critics[&m.root(k.critic)]).or_default() += 1;
    }
    let parties = s.parties(What::Critic).unwrap();
    let told: BTreeMap<_, _> = parties.iter().filter(|p| p.ratings > 0).map(|p| (p.id, p.ratings)).collect();
    assert_eq!(told, counts);
    for p in parties {
        let rows = s.ratings_of(What::Critic, p.id, AsOf::Now).unwrap();
        assert_eq!(rows.len() as u64, p.ratings);
        let compact = s.compact_of(What::Critic, p.id, AsOf::Now).unwrap();
        let told = rows.iter().map(|r| (r.id, r.film, r.critic, r.seen, r.corrected));
        assert!(told.eq(compact.iter().map(|c| (c.id, Some(c.film), Some(c.critic), c.seen, c.corrected))));
    }
    sound(s);
}

fn histories(cases: u32, beds: &[&Bed]) {
    let mut runner = TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() });
    runner
        .run(&steps(), |steps| {
            let mut dumps = Vec::new();
            for bed in beds {
                let mut s = bed.ledger();
                let mut m = Model::default();
                for step in &steps {
                    act(&mut s, &mut m, step);
                }
                agree(&mut s, &m);
                dumps.push(dump(&mut s));
            }
            // Row for row, to the last bit.
            prop_assert!(dumps.iter().all(|d| d == &dumps[0]), "two ledgers of one history differ");
            Ok(())
        })
        .unwrap();
}

#[test]
fn sqlite_and_the_model() {
    histories(60, &[&Bed::sqlite().unwrap()]);
}

#[test]
fn both_databases_twice() {
    let Some(postgres) = Bed::postgres() else { return };
    let sqlite = Bed::sqlite().unwrap();
    histories(12, &[&sqlite, &postgres, &sqlite, &postgres]);
}
