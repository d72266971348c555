//! Merging: which rows are one film, and which names one person.
//!
//! Films: rows that share an identifier are one. Then `titles.rs` joins rows of different sources by title, year and
//! people. People: `people.rs`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::pool::Pool;
use super::{Builder, FilmIds, FilmRef, Source, people, titles};
use crate::{Job, Key};

/// What is written: merged, with positions in place of identifiers.
pub(super) struct Merged {
    pub(super) pool: Pool,
    pub(super) sources: Vec<Source>,
    pub(super) films: Vec<MergedFilm>,
    pub(super) people: Vec<MergedPerson>,
}

pub(super) struct MergedFilm {
    pub(super) ids: FilmIds,
    pub(super) title: u32,
    pub(super) original: u32,
    pub(super) akas: u32,
    pub(super) genres: u32,
    pub(super) countries: u32,
    pub(super) languages: u32,
    pub(super) votes: u32,
    pub(super) year: u16,
    pub(super) runtime: u16,
    pub(super) credits: Vec<MergedCredit>,
}

#[derive(Clone, Copy)]
pub(super) struct MergedCredit {
    pub(super) person: u32,
    pub(super) character: u32,
    pub(super) job: Job,
}

pub(super) struct MergedPerson {
    pub(super) ids: [u32; 3],
    pub(super) name: u32,
}

/// Sets of rows, joined step by step.
pub(super) struct Sets {
    parent: Vec<u32>,
    pub(super) ids: Vec<[u32; 4]>,
}

impl Sets {
    pub(super) fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    /// Joins two sets, unless an identifier of one contradicts the other's. The earlier row stands for both.
    pub(super) fn join(&mut self, a: u32, b: u32) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        let (a, b) = (a.min(b), a.max(b));
        if a == b {
            return true;
        }
        let (of_a, of_b) = (self.ids[a as usize], self.ids[b as usize]);
        if contradict(of_a, of_b) {
            return false;
        }
        for (known, new) in self.ids[a as usize].iter_mut().zip(of_b) {
            if *known == 0 {
                *known = new;
            }
        }
        self.parent[b as usize] = a;
        true
    }
}

pub(super) fn contradict<const N: usize>(a: [u32; N], b: [u32; N]) -> bool {
    a.iter().zip(b).any(|(a, b)| *a != 0 && b != 0 && *a != b)
}

pub(super) fn merge(b: Builder) -> Merged {
    let Builder { mut pool, sources, films, people, credits, imdb, same_people, .. } = b;
    drop(imdb);
    let mut sets =
        Sets { parent: (0..films.len() as u32).collect(), ids: films.iter().map(|f| f.ids).collect() };
    let mut by_id: [FxHashMap<u32, u32>; 4] = Default::default();
    for (at, film) in (0u32..).zip(&films) {
        for (map, id) in by_id.iter_mut().zip(film.ids) {
            if id != 0 {
                let first = *map.entry(id).or_insert(at);
                sets.join(first, at);
            }
        }
    }
    let row_of = |film: FilmRef| match film {
        FilmRef::Row(row) => ((row as usize) < films.len()).then_some(row),
        FilmRef::Imdb(id) => by_id[0].get(&id).copied(),
        FilmRef::Tmdb(id) => by_id[1].get(&id).copied(),
        FilmRef::Wikidata(id) => by_id[2].get(&id).copied(),
    };
    let keys: Vec<u64> = people.iter().map(|p| Key::of(pool.get(p.name)).map_or(0, |k| k.0)).collect();
    titles::join_bare(&films, &pool, &credits, &mut sets);
    if sources.len() > 1 {
        let placed = credits.iter().filter_map(|c| Some((row_of(c.film)?, *c)));
        titles::join(&films, &pool, &keys, placed, &mut sets);
    }

    // One film a set that has a row of its own.
    let mut film_of = vec![u32::MAX; films.len()];
    let mut rows_of: Vec<Vec<u32>> = Vec::new();
    let mut at_root = vec![u32::MAX; films.len()];
    for (row, film) in (0u32..).zip(&films) {
        let root = sets.root(row) as usize;
        if film.own && at_root[root] == u32::MAX {
            at_root[root] = rows_of.len() as u32;
            rows_of.push(Vec::new());
        }
    }
    for row in 0..films.len() as u32 {
        let film = at_root[sets.root(row) as usize];
        film_of[row as usize] = film;
        if let Some(rows) = rows_of.get_mut(film as usize) {
            rows.push(row);
        }
    }
    let mut merged: Vec<MergedFilm> = Vec::with_capacity(rows_of.len());
    for rows in rows_of {
        let root = sets.root(rows[0]) as usize;
        merged.push(one_film(&films, rows, sets.ids[root], &mut pool));
    }
    for credit in &credits {
        let film = row_of(credit.film).map_or(u32::MAX, |row| film_of[row as usize]);
        if let Some(film) = merged.get_mut(film as usize)
            && people[credit.person as usize].name != 0
        {
            let credit = MergedCredit { person: credit.person, character: credit.character, job: credit.job };
            film.credits.push(credit);
        }
    }
    drop(credits);
    let people = people::merge(&mut merged, &people, &keys, &same_people);
    Merged { pool, sources, films: merged, people }
}

/// Puts a film's rows together: what the first says that says something; titles of all.
fn one_film(films: &[super::Film], mut rows: Vec<u32>, ids: [u32; 4], pool: &mut Pool) -> MergedFilm {
    rows.sort_by_key(|r| (films[*r as usize].weak, *r));
    let first = |of: fn(&super::Film) -> u32| {
        rows.iter().map(|r| of(&films[*r as usize])).find(|v| *v != 0).unwrap_or(0)
    };
    // A row that is only more about a film has a title for it, not the title.
    let titled = rows.iter().map(|r| &films[*r as usize]).find(|f| f.own);
    let title = titled.map_or(0, |f| f.title);
    let original = first(|f| f.original);
    let akas = if rows.len() == 1 {
        first(|f| f.akas)
    } else {
        let mut names: Vec<u32> = Vec::new();
        for film in rows.iter().map(|r| &films[*r as usize]) {
            names.extend([film.title, film.original]);
        }
        names.retain(|n| *n != 0 && *n != title && *n != original);
        let mut all: Vec<String> = names.iter().map(|n| pool.get(*n).to_owned()).collect();
        for row in &rows {
            all.extend(pool.get(films[*row as usize].akas).split('\n').map(str::to_owned));
        }
        let known = [Key::of(pool.get(title)), Key::of(pool.get(original))];
        let mut seen: FxHashSet<Option<Key>> = known.into_iter().collect();
        all.retain(|a| {
            let key = Key::of(a);
            key.is_some() && seen.insert(key)
        });
        pool.add_list(all.iter().map(String::as_str))
    };
    MergedFilm {
        ids: FilmIds::of(ids),
        title,
        original: if original == title { 0 } else { original },
        akas,
        genres: first(|f| f.genres),
        countries: first(|f| f.countries),
        languages: first(|f| f.languages),
        votes: rows.iter().map(|r| films[*r as usize].votes).max().unwrap_or(0),
        year: first(|f| f.year.into()) as u16,
        runtime: first(|f| f.runtime.into()) as u16,
        credits: Vec::new(),
    }
}
