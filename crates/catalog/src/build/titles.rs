//! Which rows of different sources are one film, though they share no identifier.
//!
//! Two rows may be one where they share a title, were made within a year or two of each other, contradict each other in
//! no identifier, no part's number and hardly in running time. They are one where they share people. Where neither
//! names people of a kind that the other names (directors, or several actors), they are one only if both have it as
//! their title, of the same year, and each is the only one that the other may be, or the only one that anybody has
//! heard of. The price: two films of one title, year and no people known may become one; two of whose people none is
//! spelled alike stay two.

use rustc_hash::{FxHashMap, FxHashSet};

use super::merge::{Sets, contradict};
use super::pool::Pool;
use super::{Credit, Film, FilmRef};
use crate::key::words;
use crate::{Job, Key};

/// Of a title that more films have than this, only the first so many are compared.
const SAME_TITLE: usize = 400;
/// A shared director says as much as three shared actors.
const DIRECTOR: u32 = 3;
/// Two lists of fewer actors than this may have nobody in common and yet be of one film.
const ACTORS: usize = 3;
/// A film that so many have rated, and so many times more than any other of its title, is the one that is meant.
const VOTES: u32 = 1000;
const DOMINANT: u32 = 20;

/// What is known of a set of rows.
#[derive(Debug, Default)]
struct About {
    /// A bit a source.
    sources: u64,
    year: u16,
    runtime: u16,
    votes: u32,
    /// Names' keys, sorted.
    directors: Vec<u64>,
    actors: Vec<u64>,
}

/// Joins rows that say nothing but a title with the only other row of that title in their source.
pub(super) fn join_bare(films: &[Film], pool: &Pool, credits: &[Credit], sets: &mut Sets) {
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
    let key = |film: &Film| Some((film.source, Key::of(pool.get(film.title))?));
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
            if near(films[first as usize].runtime, films[*row as usize].runtime) {
                sets.join(first, *row);
            }
        }
    }
}

/// Hundredths by which no two runtimes of one film are apart, unless an identifier says that it is one.
const FAR: u32 = 40;

/// Can the runtimes, where both are known, be of one film: cuts of it, or the speed of television?
fn near(a: u16, b: u16) -> bool {
    let (short, long) = (u32::from(a.min(b)), u32::from(a.max(b)));
    short == 0 || (long - short) * 100 <= long * FAR
}

/// How two sets agree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Agreement {
    /// They are different films.
    No,
    /// Nothing speaks for it but title and year.
    Silent,
    /// They share people: how much that says.
    People(u32),
}

/// A title of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    key: Key,
    root: u32,
    /// It is the title or the original title, not only another.
    other: bool,
    /// The number of a part or sequel in it; 0 where there is none.
    part: u8,
}

/// Joins the sets.
pub(super) fn join(
    films: &[Film],
    pool: &Pool,
    keys: &[u64],
    credits: impl Iterator<Item = (u32, Credit)>,
    sets: &mut Sets,
) {
    let mut about: FxHashMap<u32, About> = FxHashMap::default();
    let mut entries: Vec<Entry> = Vec::new();
    for (row, film) in (0u32..).zip(films) {
        let root = sets.root(row);
        let known = about.entry(root).or_default();
        known.votes = known.votes.max(film.votes);
        if !film.own {
            continue;
        }
        known.sources |= 1 << film.source.min(63);
        known.year = if known.year == 0 { film.year } else { known.year };
        known.runtime = if known.runtime == 0 { film.runtime } else { known.runtime };
        let part = part_of(pool.get(film.title));
        let mut add = |title: &str, other: bool| {
            entries.extend(Key::of(title).map(|key| Entry { key, root, other, part }));
        };
        add(pool.get(film.title), false);
        add(pool.get(film.original), false);
        pool.get(film.akas).split('\n').for_each(|title| add(title, true));
    }
    entries.sort_unstable();
    entries.dedup_by_key(|e| (e.key, e.root));
    for (row, credit) in credits {
        // Somebody of whom only an identifier is known is nobody to compare.
        let key = keys[credit.person as usize];
        let Some(known) = about.get_mut(&sets.root(row)).filter(|_| key != 0) else { continue };
        match credit.job {
            Job::Director => known.directors.push(key),
            Job::Actor => known.actors.push(key),
            _ => {}
        }
    }
    about.values_mut().for_each(About::tidy);
    for group in entries.chunk_by(|a, b| a.key == b.key) {
        join_group(&group[..group.len().min(SAME_TITLE)], &mut about, sets);
    }
}

/// Joins those of one title: first those that share people, the most first; then those that can only be each other.
fn join_group(group: &[Entry], about: &mut FxHashMap<u32, About>, sets: &mut Sets) {
    if group.len() < 2 {
        return;
    }
    let mut pairs: Vec<(u32, u32, u32, usize, usize)> = Vec::new();
    for (i, a) in group.iter().enumerate() {
        for (j, b) in group.iter().enumerate().skip(i + 1) {
            if let Agreement::People(shared) = agree(a, b, about, sets) {
                pairs.push((u32::MAX - shared, apart(a, b, about, sets), 0, i, j));
            }
        }
    }
    pairs.sort_unstable();
    for (.., i, j) in pairs {
        // What was joined meanwhile may have changed the answer.
        if let Agreement::People(_) = agree(&group[i], &group[j], about, sets) {
            join_two(&group[i], &group[j], about, sets);
        }
    }
    for (i, a) in group.iter().enumerate() {
        let Some(j) = only(i, group, about, sets) else { continue };
        if only(j, group, about, sets).is_some_and(|back| sets.root(group[back].root) == sets.root(a.root)) {
            join_two(a, &group[j], about, sets);
        }
    }
}

/// The only one of a group that another may be, by title and year alone.
fn only(i: usize, group: &[Entry], about: &FxHashMap<u32, About>, sets: &mut Sets) -> Option<usize> {
    let mut found: Vec<(u32, u32, usize)> = Vec::new();
    for (j, b) in group.iter().enumerate() {
        let root = sets.root(b.root);
        if j != i
            && agree(&group[i], b, about, sets) == Agreement::Silent
            && !found.iter().any(|f| f.1 == root)
        {
            found.push((about.get(&root).map_or(0, |a| a.votes), root, j));
        }
    }
    found.sort_unstable_by_key(|f| std::cmp::Reverse(*f));
    match found.as_slice() {
        [only] => Some(only.2),
        [first, second, ..] if first.0 >= VOTES && first.0 / DOMINANT >= second.0 => Some(first.2),
        _ => None,
    }
}

fn apart(a: &Entry, b: &Entry, about: &FxHashMap<u32, About>, sets: &mut Sets) -> u32 {
    let mut year = |e: &Entry| about.get(&sets.root(e.root)).map_or(0, |a| a.year);
    u32::from(year(a).abs_diff(year(b)))
}

fn agree(a: &Entry, b: &Entry, about: &FxHashMap<u32, About>, sets: &mut Sets) -> Agreement {
    let (root_a, root_b) = (sets.root(a.root), sets.root(b.root));
    let (Some(of_a), Some(of_b)) = (about.get(&root_a), about.get(&root_b)) else { return Agreement::No };
    let dated = of_a.year != 0 && of_b.year != 0;
    let apart = if dated { of_a.year.abs_diff(of_b.year) } else { 0 };
    if root_a == root_b
        || of_a.sources & of_b.sources != 0
        || contradict(sets.ids[root_a as usize], sets.ids[root_b as usize])
        || apart > 2
        || a.part != b.part
        || !near(of_a.runtime, of_b.runtime)
    {
        return Agreement::No;
    }
    let directors = shared(&of_a.directors, &of_b.directors);
    let actors = shared(&of_a.actors, &of_b.actors);
    let people = directors * DIRECTOR + actors;
    let other_director = directors == 0 && !of_a.directors.is_empty() && !of_b.directors.is_empty();
    let other_actors = actors == 0 && of_a.actors.len().min(of_b.actors.len()) >= ACTORS;
    if people > 0 {
        let enough = (apart <= 1 || people > 1) && !(a.other && b.other) && (!other_director || actors > 1);
        return if enough { Agreement::People(people) } else { Agreement::No };
    }
    let (short, long) = (of_a.runtime.min(of_b.runtime), of_a.runtime.max(of_b.runtime));
    let near = short == 0 || long - short <= (long / 7).max(15);
    if other_director || other_actors || a.other || b.other || !dated || apart > 1 || !near {
        return Agreement::No;
    }
    Agreement::Silent
}

fn join_two(a: &Entry, b: &Entry, about: &mut FxHashMap<u32, About>, sets: &mut Sets) {
    let (root_a, root_b) = (sets.root(a.root), sets.root(b.root));
    if !sets.join(root_a, root_b) {
        return;
    }
    let root = sets.root(root_a);
    let gone = if root == root_a { root_b } else { root_a };
    let (Some(more), Some(known)) = (about.remove(&gone), about.get_mut(&root)) else { return };
    known.sources |= more.sources;
    known.votes = known.votes.max(more.votes);
    known.year = if known.year == 0 { more.year } else { known.year };
    known.runtime = if known.runtime == 0 { more.runtime } else { known.runtime };
    known.directors.extend(more.directors);
    known.actors.extend(more.actors);
    known.tidy();
}

impl About {
    fn tidy(&mut self) {
        for list in [&mut self.directors, &mut self.actors] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

/// How many two sorted lists have in common.
fn shared(a: &[u64], b: &[u64]) -> u32 {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += 1;
                i += 1;
                j += 1;
            }
        }
    }
    sum
}

/// The number of a part or sequel in a title: of "Kill Bill: Vol. 2" 2, of "12 Angry Men" none, since it leads. The first
/// part may go without.
fn part_of(title: &str) -> u8 {
    words(title).skip(1).find_map(crate::key::numeral).filter(|n| *n > 1).unwrap_or(0)
}
