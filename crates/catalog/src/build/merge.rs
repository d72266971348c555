//! Merging: which rows are one film, and which names one person.
//!
//! Films: rows that share an identifier are one. Then rows of different sources are one that share a title, were made
//! within a year of each other, contradict each other in no identifier, and share a person; where one of them names
//! nobody, only if it is the only one that it may be and runs about as long. Runtimes far from each other are two
//! films whoever is in them. Rows of one source are films of their own, but for a row that says no more than the
//! title of the only other row of that title. The price: two films of one title, year, about one length and no people
//! known may become one; two of whose people none is spelled alike stay two.
//!
//! People: a name without an identifier is the film's person of that name, else the only person of that name anywhere,
//! else somebody of their own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::pool::Pool;
use super::{Builder, FilmIds, FilmRef, Source};
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

/// More films of one title than this are not compared with each other.
const SAME_TITLE: usize = 400;
/// What weighs in favor of two rows: a shared director as much as three shared actors.
const DIRECTOR: u32 = 3;

/// Sets of rows, joined step by step.
struct Sets {
    parent: Vec<u32>,
    ids: Vec<[u32; 4]>,
    /// The year of the first row that has one.
    year: Vec<u16>,
    /// The runtime of the first row that has one.
    runtime: Vec<u16>,
}

/// Where nobody is named, minutes or hundredths that two runtimes of one film may be apart: cuts, and the speed of
/// television.
const CLOSE: (u32, u32) = (15, 15);
/// Hundredths by which no two runtimes of one film are apart, unless an identifier says that it is one.
const FAR: u32 = 40;

/// Are the runtimes, where both are known, at most so many hundredths of the longer apart, or so many minutes?
fn about(a: u16, b: u16, minutes: u32, hundredths: u32) -> bool {
    let apart = u32::from(a.abs_diff(b));
    a == 0 || b == 0 || apart <= minutes || apart * 100 <= u32::from(a.max(b)) * hundredths
}

impl Sets {
    fn root(&mut self, mut at: u32) -> u32 {
        while self.parent[at as usize] != at {
            let up = self.parent[self.parent[at as usize] as usize];
            self.parent[at as usize] = up;
            at = up;
        }
        at
    }

    /// Joins two sets, unless an identifier of one contradicts the other's. The earlier row stands for both.
    fn join(&mut self, a: u32, b: u32) -> bool {
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
        if self.year[a as usize] == 0 {
            self.year[a as usize] = self.year[b as usize];
        }
        if self.runtime[a as usize] == 0 {
            self.runtime[a as usize] = self.runtime[b as usize];
        }
        self.parent[b as usize] = a;
        true
    }
}

fn contradict(a: [u32; 4], b: [u32; 4]) -> bool {
    a.iter().zip(b).any(|(a, b)| *a != 0 && b != 0 && *a != b)
}

pub(super) fn merge(b: Builder) -> Merged {
    let Builder { mut pool, sources, films, people, credits, imdb, .. } = b;
    drop(imdb);
    let mut sets = Sets {
        parent: (0..films.len() as u32).collect(),
        ids: films.iter().map(|f| f.ids).collect(),
        year: films.iter().map(|f| f.year).collect(),
        runtime: films.iter().map(|f| f.runtime).collect(),
    };
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
    bare_rows(&films, &pool, &credits, &mut sets);
    if sources.len() > 1 {
        let placed = credits.iter().filter_map(|c| Some((row_of(c.film)?, *c)));
        same_titles(&films, &pool, &keys, placed, &mut sets);
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
    let people = same_people(&mut merged, &people, &keys);
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
        let mut seen: Vec<Option<Key>> = known.to_vec();
        all.retain(|a| {
            let key = Key::of(a);
            let new = key.is_some() && !seen.contains(&key);
            seen.push(key);
            new
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

/// Joins rows that say nothing but a title with the only other row of that title in their source.
fn bare_rows(films: &[super::Film], pool: &Pool, credits: &[super::Credit], sets: &mut Sets) {
    let mut bare: FxHashSet<u32> = (0u32..)
        .zip(films)
        .filter(|(_, f)| f.own && f.year == 0 && f.ids == [0; 4])
        .map(|(row, _)| row)
        .collect();
    if bare.is_empty() {
        return;
    }
    for credit in credits {
        // Without an identifier there is no other way to refer to it.
        if let FilmRef::Row(row) = credit.film {
            bare.remove(&row);
        }
    }
    let key = |film: &super::Film| Some((film.source, Key::of(pool.get(film.title))?));
    let mut of_title: FxHashMap<(u16, Key), Vec<u32>> =
        bare.iter().filter_map(|row| Some((key(&films[*row as usize])?, Vec::new()))).collect();
    for (row, film) in (0u32..).zip(films).filter(|(_, f)| f.own) {
        if let Some(rows) = key(film).and_then(|key| of_title.get_mut(&key)) {
            rows.push(row);
        }
    }
    for rows in of_title.values() {
        // Of several that say nothing, none says that it is another film.
        let mut others: Vec<u32> = rows.iter().filter(|r| !bare.contains(r)).map(|r| sets.root(*r)).collect();
        others.sort_unstable();
        others.dedup();
        let Some(first) = others.first().or(rows.first()).copied() else { continue };
        for row in rows.iter().filter(|r| others.len() <= 1 && bare.contains(r)) {
            let (a, b) = (sets.root(first), sets.root(*row));
            if about(sets.runtime[a as usize], sets.runtime[b as usize], 0, FAR) {
                sets.join(a, b);
            }
        }
    }
}

/// Joins rows of different sources that have one title, about one year, and people in common.
fn same_titles(
    films: &[super::Film],
    pool: &Pool,
    keys: &[u64],
    credits: impl Iterator<Item = (u32, super::Credit)>,
    sets: &mut Sets,
) {
    // Which sources a set has rows of, and who is in it.
    let mut sources: FxHashMap<u32, u64> = FxHashMap::default();
    let mut titles: Vec<(Key, u32)> = Vec::new();
    for (row, film) in (0u32..).zip(films).filter(|(_, f)| f.own) {
        let root = sets.root(row);
        *sources.entry(root).or_default() |= 1 << film.source.min(63);
        for title in [film.title, film.original] {
            titles.extend(Key::of(pool.get(title)).map(|k| (k, root)));
        }
        for title in pool.get(film.akas).split('\n') {
            titles.extend(Key::of(title).map(|k| (k, root)));
        }
    }
    titles.sort_unstable();
    titles.dedup();
    let mut cast: Vec<(u32, u64, bool)> =
        credits.map(|(row, c)| (sets.root(row), keys[c.person as usize], c.job == Job::Director)).collect();
    // Somebody of whom only an identifier is known is nobody to compare.
    cast.retain(|c| c.1 != 0);
    cast.sort_unstable();
    cast.dedup();
    for group in titles.chunk_by(|a, b| a.0 == b.0).filter(|g| (2..=SAME_TITLE).contains(&g.len())) {
        for (n, (_, b)) in group.iter().enumerate().skip(1) {
            let mut found: Vec<(u32, u32, i32)> = Vec::new();
            let of_b = sets.root(*b);
            // Films of about that year, whether or not this may be one of them.
            let mut rivals: Vec<u32> = Vec::new();
            for (_, a) in &group[..n] {
                let of_a = sets.root(*a);
                let (year_a, year_b) = (sets.year[of_a as usize], sets.year[of_b as usize]);
                let apart = (i32::from(year_a) - i32::from(year_b)).abs();
                let undated = year_a == 0 || year_b == 0;
                if apart <= 1 && of_a != of_b && !rivals.contains(&of_a) {
                    rivals.push(of_a);
                }
                if of_a == of_b
                    || sources.get(&of_a).copied().unwrap_or(0) & sources.get(&of_b).copied().unwrap_or(0)
                        != 0
                    || contradict(sets.ids[of_a as usize], sets.ids[of_b as usize])
                    || apart > 2 && !undated
                {
                    continue;
                }
                let (people_a, people_b) = (people(&cast, of_a), people(&cast, of_b));
                let shared = shared(people_a, people_b);
                let silent = people_a.is_empty() || people_b.is_empty();
                let (minutes_a, minutes_b) = (sets.runtime[of_a as usize], sets.runtime[of_b as usize]);
                let fits = about(minutes_a, minutes_b, 0, FAR)
                    && if shared > 0 {
                        apart <= 1 || shared > 1
                    } else {
                        silent && apart <= 1 && !undated && about(minutes_a, minutes_b, CLOSE.0, CLOSE.1)
                    };
                if fits {
                    found.push((shared, of_a, apart));
                }
            }
            // The most people in common; nobody in common only where there is no choice.
            found.sort_by_key(|(shared, row, apart)| (std::cmp::Reverse(*shared), *apart, *row));
            found.dedup_by_key(|(_, row, _)| *row);
            let best = found.first().filter(|best| {
                let ahead = found.get(1).is_none_or(|next| (best.0, next.2) > (next.0, best.2));
                ahead && (best.0 > 0 || rivals.len() == 1)
            });
            if let Some((_, a, _)) = best
                && sets.join(*a, of_b)
            {
                let both = sources.get(a).copied().unwrap_or(0) | sources.get(&of_b).copied().unwrap_or(0);
                let root = sets.root(*a);
                sources.insert(root, both);
            }
        }
    }
}

fn people(cast: &[(u32, u64, bool)], film: u32) -> &[(u32, u64, bool)] {
    let from = cast.partition_point(|c| c.0 < film);
    let len = cast[from..].iter().take_while(|c| c.0 == film).count();
    &cast[from..from + len]
}

/// How much two sorted lists of people have in common.
fn shared(a: &[(u32, u64, bool)], b: &[(u32, u64, bool)]) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.1.cmp(&y.1) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += if x.2 && y.2 { DIRECTOR } else { 1 };
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// Gives names without identifiers to the people they stand for, and numbers those who have a credit.
fn same_people(films: &mut [MergedFilm], people: &[super::Person], keys: &[u64]) -> Vec<MergedPerson> {
    // The only person with an identifier of each name.
    let mut only: FxHashMap<u64, Option<u32>> = FxHashMap::default();
    let named = |at: u32| people[at as usize].ids == [0; 3];
    let bare: FxHashMap<u64, u32> =
        (0u32..).zip(people).filter(|(at, _)| named(*at)).map(|(at, _)| (keys[at as usize], at)).collect();
    if !bare.is_empty() {
        for (at, person) in (0u32..).zip(people).filter(|(at, _)| !named(*at)) {
            let key = keys[at as usize];
            if person.name != 0 && bare.contains_key(&key) {
                only.entry(key).and_modify(|o| *o = None).or_insert(Some(at));
            }
        }
    }
    let mut number = vec![u32::MAX; people.len()];
    let mut out = Vec::new();
    for film in films {
        for i in 0..film.credits.len() {
            let person = film.credits[i].person;
            if !named(person) {
                continue;
            }
            let key = keys[person as usize];
            let here = film.credits.iter().map(|c| c.person).find(|p| !named(*p) && keys[*p as usize] == key);
            if let Some(same) = here.or_else(|| only.get(&key).copied().flatten()) {
                film.credits[i].person = same;
            }
        }
        // One credit a person and job, at its first place, with the first character that is known.
        film.credits.sort_by_key(|c| c.job);
        let mut kept: Vec<MergedCredit> = Vec::with_capacity(film.credits.len());
        for credit in &film.credits {
            match kept.iter_mut().rev().find(|k| (k.person, k.job) == (credit.person, credit.job)) {
                Some(known) if known.character == 0 => known.character = credit.character,
                Some(_) => {}
                None => kept.push(*credit),
            }
        }
        for credit in &mut kept {
            let at = &mut number[credit.person as usize];
            if *at == u32::MAX {
                *at = out.len() as u32;
                let person = &people[credit.person as usize];
                out.push(MergedPerson { ids: person.ids, name: person.name });
            }
            credit.person = *at;
        }
        film.credits = kept;
    }
    out
}
