//! How long a catalog takes to answer, and whether it does: names as they are, misspelt names, names of nobody.

use std::hint::black_box;
use std::time::{Duration, Instant};

use catalog::{Catalog, FilmId, Key, PersonId};

use super::generate::{Dice, stranger};
use super::measure::cpu;

/// Rounds over all queries; of each query the median counts.
const ROUNDS: usize = 3;

/// Letters of a word from which on the index finds it misspelt.
const INDEXED: usize = 4;

/// A name to look up.
#[derive(Debug)]
pub(super) struct Query {
    pub(super) text: String,
    /// As the catalog has it; empty for a name of nobody.
    pub(super) right: String,
    id: u32,
    /// All words that were changed have letters enough to be in the index of misspelt words.
    indexed: bool,
}

/// One kind of lookup.
#[derive(Debug)]
pub(super) struct Lookup {
    pub(super) catalog: &'static str,
    pub(super) what: &'static str,
    pub(super) queries: usize,
    /// Microseconds: mean, median, 99th percentile, longest.
    pub(super) mean: f64,
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
    /// Shares of queries: the right entry is among the results; the same for words in the index; it comes first.
    pub(super) found: Option<[f64; 3]>,
}

/// The queries that peers are asked too.
#[derive(Debug)]
pub(super) struct Measured {
    pub(super) lookups: Vec<Lookup>,
    pub(super) people: Vec<Query>,
}

/// Looks up all kinds of names.
pub(super) fn measure(catalog: &Catalog<'_>, name: &'static str, quick: bool) -> Measured {
    let (many, few) = if quick { (1_000, 200) } else { (10_000, 2_000) };
    let mut dice = Dice::new(5);
    let mut lookups = Vec::new();
    let mut add = |what, queries: &[Query], times: Vec<f64>, found| {
        lookups.push(summary(name, what, queries.len(), times, found));
    };

    let hits = people(catalog, &mut dice, many, 0);
    let titles = films(catalog, &mut dice, many, 0);
    let strangers = nobody(catalog, &mut dice, few);
    let person = |q: &Query| Key::of(&q.text).map_or(0, |k| catalog.named(k).len());
    let title = |q: &Query| Key::of(&q.text).map_or(0, |k| catalog.titled(k).len());
    add("person, exact", &hits, walls(&hits, person), None);
    add("person, exact, nobody's name", &strangers, walls(&strangers, person), None);
    add("title, exact", &titles, walls(&titles, title), None);
    add("title, exact, no film's", &strangers, walls(&strangers, title), None);

    let near = |q: &Query| catalog.near_people(&q.text).iter().map(|n| n.id.0).collect::<Vec<_>>();
    let one = people(catalog, &mut dice, many, 1);
    let (times, found) = fuzzy(&one, near);
    add("person, one letter wrong", &one, times, Some(found));
    let two = people(catalog, &mut dice, few, 2);
    let (times, found) = fuzzy(&two, near);
    add("person, two letters wrong", &two, times, Some(found));
    add("person, fuzzy, nobody's name", &strangers, fuzzy(&strangers, near).0, None);

    let near = |q: &Query| catalog.near_titles(&q.text).iter().map(|n| n.id.0).collect::<Vec<_>>();
    let wrong = films(catalog, &mut dice, many, 1);
    let (times, found) = fuzzy(&wrong, near);
    add("title, one letter wrong", &wrong, times, Some(found));
    let wrong = films(catalog, &mut dice, few, 2);
    let (times, found) = fuzzy(&wrong, near);
    add("title, two letters wrong", &wrong, times, Some(found));
    add("title, fuzzy, no film's", &strangers, fuzzy(&strangers, near).0, None);
    Measured { lookups, people: one }
}

/// People drawn by their credits, so that the well known come more often; with so many letters wrong.
fn people(catalog: &Catalog<'_>, dice: &mut Dice, count: usize, wrong: usize) -> Vec<Query> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let film = FilmId(dice.below(catalog.len() as u64) as u32);
        let credits: Vec<PersonId> = catalog.credits(film).map(|c| c.person.id).collect();
        if credits.is_empty() {
            continue;
        }
        let id = credits[dice.below(credits.len() as u64) as usize];
        let Some(person) = catalog.person(id) else { continue };
        out.extend(query(person.name(), id.0, dice, wrong));
    }
    out
}

fn films(catalog: &Catalog<'_>, dice: &mut Dice, count: usize, wrong: usize) -> Vec<Query> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let id = FilmId(dice.below(catalog.len() as u64) as u32);
        let Some(film) = catalog.film(id) else { continue };
        out.extend(query(film.title(), id.0, dice, wrong));
    }
    out
}

/// Invented names of two words; none is in the catalog.
fn nobody(catalog: &Catalog<'_>, dice: &mut Dice, count: usize) -> Vec<Query> {
    let mut out = Vec::with_capacity(count);
    while out.len() < count {
        let text = stranger(dice);
        let key = Key::of(&text);
        if key.is_some_and(|k| catalog.named(k).is_empty() && catalog.titled(k).is_empty()) {
            out.push(Query { text, right: String::new(), id: u32::MAX, indexed: false });
        }
    }
    out
}

fn query(name: &str, id: u32, dice: &mut Dice, wrong: usize) -> Option<Query> {
    let mut text: Vec<char> = name.chars().collect();
    let mut indexed = true;
    for _ in 0..wrong {
        indexed &= misspell(&mut text, dice)?;
    }
    let text = text.into_iter().collect();
    Some(Query { text, right: name.to_owned(), id, indexed })
}

/// Changes one letter, any letter of the name as likely as any other: leaves it out, puts one before it, puts another
/// in its place or changes it about with its neighbor. Tells whether the word is in the index before and after.
fn misspell(name: &mut Vec<char>, dice: &mut Dice) -> Option<bool> {
    let letters: Vec<usize> = (0..name.len()).filter(|i| name[*i].is_alphabetic()).collect();
    if letters.is_empty() {
        return None;
    }
    let at = letters[dice.below(letters.len() as u64) as usize];
    let ends = |c: &char| !c.is_alphabetic();
    let from = name[..at].iter().rposition(ends).map_or(0, |i| i + 1);
    let to = name[at..].iter().position(ends).map_or(name.len(), |i| at + i);
    let letter = loop {
        let letter = (b'a' + dice.below(26) as u8) as char;
        if !name[at].to_lowercase().eq([letter]) {
            break letter;
        }
    };
    let mut left = to - from;
    match dice.below(4) {
        0 => {
            name.remove(at);
            left -= 1;
        }
        1 => name.insert(at, letter),
        2 if at + 1 < to && name[at] != name[at + 1] => name.swap(at, at + 1),
        _ => name[at] = letter,
    }
    Some(left >= INDEXED && to - from >= INDEXED)
}

/// Microseconds that each query takes, by the clock: an exact lookup is too short for the thread's CPU time.
fn walls<T>(queries: &[Query], look: impl Fn(&Query) -> T) -> Vec<f64> {
    rounds(queries, || Instant::now().duration_since(START.with(|s| *s)), |q| drop(black_box(look(q))))
}

thread_local! {
    static START: Instant = Instant::now();
}

/// Microseconds of CPU time that each takes, and how often it finds what was meant.
fn fuzzy(queries: &[Query], look: impl Fn(&Query) -> Vec<u32>) -> (Vec<f64>, [f64; 3]) {
    let times = rounds(queries, cpu, |q| drop(black_box(look(q))));
    let (mut found, mut first, mut indexed, mut of_indexed) = (0.0, 0.0, 0.0, 0.0);
    for query in queries {
        let results = look(query);
        let hit = f64::from(u8::from(results.contains(&query.id)));
        found += hit;
        first += f64::from(u8::from(results.first() == Some(&query.id)));
        if query.indexed {
            of_indexed += 1.0;
            indexed += hit;
        }
    }
    let all = queries.len() as f64;
    (times, [found / all, indexed / of_indexed, first / all])
}

fn rounds(queries: &[Query], clock: impl Fn() -> Duration, look: impl Fn(&Query)) -> Vec<f64> {
    let mut times = vec![[0.0; ROUNDS]; queries.len()];
    for round in 0..ROUNDS {
        for (query, times) in queries.iter().zip(&mut times) {
            let start = clock();
            look(query);
            times[round] = (clock() - start).as_secs_f64() * 1e6;
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    times.iter().map(|t| t[ROUNDS / 2]).collect()
}

fn summary(
    catalog: &'static str,
    what: &'static str,
    queries: usize,
    mut times: Vec<f64>,
    found: Option<[f64; 3]>,
) -> Lookup {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times.get((times.len() as f64 * share) as usize).or(times.last()).copied();
    let mean = times.iter().sum::<f64>() / times.len().max(1) as f64;
    let [p50, p99, max] = [0.5, 0.99, 1.0].map(|share| at(share).unwrap_or(f64::NAN));
    Lookup { catalog, what, queries, mean, p50, p99, max, found }
}
