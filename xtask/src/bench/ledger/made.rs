//! Made-up reviews: Markdown files to add, made of the samples, and rows for a ledger of a million.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use store::{
    Append, FilmNames, Grade, HabitChange, Inferred, Location, Name, NewDocument, NewRating, NewReading,
    Options, Store,
};

use super::{note, root, write_table};

/// Documents a transaction, as `plaudit add` has them.
const BATCH: u64 = 512;
/// Films, critics and outlets of the large ledger.
const FILMS: f64 = 20_000.0;
const CRITICS: u64 = 25_000;
const OUTLETS: u64 = 1_000;
/// Words of a made review, about.
const WORDS: usize = 400;

/// Numbers that look random and are the same every time (splitmix64).
fn mixed(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Writes Markdown reviews: the samples with their paragraphs' sentences in another order, sentences of another
/// sample before the last paragraph until there are [`WORDS`], and another byline. No two are alike.
pub(super) fn reviews(dir: &Path, count: usize) -> Result<PathBuf> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root().join("samples/markdown"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    paths.sort();
    let samples: Vec<String> = paths.iter().map(std::fs::read_to_string).collect::<Result<_, _>>()?;
    ensure!(!samples.is_empty(), "there are no samples");
    let path = dir.join(count.to_string());
    if std::fs::read_dir(&path).is_ok_and(|files| files.count() == count) {
        return Ok(path);
    }
    std::fs::create_dir_all(&path)?;
    for n in 0..count {
        std::fs::write(path.join(format!("{n:06}.md")), review(&samples, n as u64))?;
    }
    Ok(path)
}

fn review(samples: &[String], n: u64) -> String {
    let pick = |x: u64| samples[(x % samples.len() as u64) as usize].as_str();
    let text = pick(n);
    let (head, body) = text.split_once("\n---\n").unwrap_or(("---", text));
    let mut random = mixed(n);
    let mut next = || {
        random = mixed(random);
        random
    };
    let mut parts: Vec<String> = body.trim().split("\n\n").map(str::to_owned).collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts.iter_mut().skip(1) {
        let mut sentences: Vec<&str> = part.split_inclusive(". ").collect();
        for i in (1..sentences.len()).rev() {
            sentences.swap(i, (next() % (i as u64 + 1)) as usize);
        }
        *part = sentences.concat();
    }
    let mut words: usize = parts.iter().map(|p| p.split_whitespace().count()).sum();
    while words < WORDS {
        let other = pick(next()).rsplit("\n\n").nth(1).unwrap_or(text);
        let some: Vec<&str> = other.split_whitespace().take(WORDS - words).collect();
        words += some.len().max(1);
        parts.push(some.join(" "));
    }
    parts.push(format!("It was screening {n} of the year."));
    parts.push(last);
    let head: Vec<String> = head
        .lines()
        .map(|line| match line.split_once(": ") {
            Some((key @ ("author" | "by" | "byline" | "critic"), name)) => {
                format!("{key}: {name} {}", ["Abel", "Birch", "Corso", "Dunne"][(n / 32 % 4) as usize])
            }
            _ => line.to_owned(),
        })
        .collect();
    format!("{}\n---\n\n{}\n", head.join("\n"), parts.join("\n\n"))
}

/// Words of all files below a folder.
pub(super) fn words(input: &Path) -> Result<usize> {
    let mut sum = 0;
    for entry in std::fs::read_dir(input)? {
        let path = entry?.path();
        sum += if path.is_dir() {
            words(&path)?
        } else {
            String::from_utf8_lossy(&std::fs::read(path)?).split_whitespace().count()
        };
    }
    Ok(sum)
}

/// What Plaudit keeps of a real document: the bytes of its text and of its claims.
#[derive(Debug)]
pub(super) struct Kind {
    body: Vec<u8>,
    claims: Vec<u8>,
}

/// Some of those that `plaudit add` has put into a ledger.
pub(super) fn kinds(db: &Path) -> Result<Vec<Kind>> {
    let mut store = Store::open(&Location::parse(&db.to_string_lossy()), Options::default())?;
    let mut out = Vec::new();
    for id in 1..=1_000 {
        if let (Some(document), Some(reading)) = (store.document(id)?, store.reading(id)?)
            && reading.document == id
        {
            out.push(Kind { body: document.body, claims: reading.claims });
        }
    }
    ensure!(!out.is_empty(), "the ledger of added reviews is empty");
    Ok(out)
}

/// Bytes of a body and of claims, on average.
pub(super) fn sizes(kinds: &[Kind]) -> [usize; 2] {
    let mean = |of: fn(&Kind) -> usize| kinds.iter().map(of).sum::<usize>() / kinds.len().max(1);
    [mean(|k| k.body.len()), mean(|k| k.claims.len())]
}

/// The title of a film by its number.
pub(super) fn title(film: u32) -> String {
    format!("film number {film}")
}

/// A made review's names.
#[derive(Debug)]
pub(super) struct Names {
    film: u32,
    title: String,
    imdb: String,
    critic: String,
    outlet: String,
    place: String,
    sketch: [u8; 64],
}

impl Names {
    pub(super) fn new(n: u64, film: Option<u32>) -> Names {
        let x = mixed(n);
        let film = film.unwrap_or_else(|| drawn(n).0);
        let mut sketch = [0; 64];
        for (k, part) in sketch.chunks_mut(8).enumerate() {
            part.copy_from_slice(&mixed(x ^ (k as u64 + 1)).to_le_bytes());
        }
        Names {
            film,
            title: title(film),
            imdb: format!("tt{:07}", film + 1_000_000),
            critic: format!("critic {}", drawn(n).1),
            outlet: format!("outlet {}", drawn(n).1 % OUTLETS as u32),
            place: format!("reviews/of/some/folder/{:03}.jsonl#{n}", n / 10_000),
            sketch,
        }
    }
}

/// Film, critic and points out of four. The film by the square of an even draw: a few have many reviews.
fn drawn(n: u64) -> (u32, u32, f64) {
    let x = mixed(n);
    let draw = (x % 1_000_000) as f64 / 1e6;
    let film = (draw * draw * FILMS) as u32;
    let critic = ((x >> 20) % CRITICS) as u32;
    let even = |x: u64| (mixed(x) % 1_000) as f64 / 1e3;
    let worth = 1.0 + 2.0 * even(u64::from(film)) + 0.6 * even(u64::from(critic) << 32) - 0.3;
    let points = worth + even(x) + even(x ^ 1) - 1.0;
    (film, critic, ((points * 2.0).round() / 2.0).clamp(0.0, 4.0))
}

pub(super) fn document<'a>(n: u64, names: &'a Names, kinds: &'a [Kind]) -> NewDocument<'a> {
    let x = mixed(n);
    let kind = &kinds[(x % kinds.len() as u64) as usize];
    let mut digest = [0; 32];
    for (k, part) in digest.chunks_mut(8).enumerate() {
        part.copy_from_slice(&mixed(x.wrapping_add(k as u64)).to_le_bytes());
    }
    // Four in five state a grade.
    let grade = !n.is_multiple_of(5);
    let rating = NewRating {
        film: Some(FilmNames {
            title: &names.title,
            fold: &names.title,
            year: Some(1950 + (names.film % 70) as i32),
            imdb: Some(&names.imdb),
            ..Default::default()
        }),
        critic: Some(Name { key: &names.critic, name: &names.critic }),
        outlet: Some(Name { key: &names.outlet, name: &names.outlet }),
        published: Some("2018-09-10"),
        grade: grade.then_some(Grade {
            value: "***1/2",
            unit: "stars",
            worst: Some(0.0),
            best: Some(4.0),
            points: Some(drawn(n).2),
            basis: "printed",
            scale_basis: "text",
        }),
        inferred: Some(Inferred { value: 61.7, low: 41.2, high: 80.3, level: 0.9 }),
        mark: None,
        mark_basis: None,
        sketch: Some(&names.sketch),
        corrected: 0,
    };
    NewDocument {
        digest,
        place: &names.place,
        source: &names.place,
        record: u32::try_from(n).ok(),
        url: None,
        body: &kind.body,
        readings: vec![NewReading { part: 0, reader: "bench", claims: &kind.claims, rating }],
        habits: vec![HabitChange { key: &names.outlet, slot: (x % 9) as i32, add: 1 }],
    }
}

/// Adds what is not there yet; reviews a second where that was all of them.
pub(super) fn fill(store: &mut Store, kinds: &[Kind], reviews: u64) -> Result<Option<f64>> {
    let (mut spent, mut n) = (0.0, u64::try_from(store.position()?)?);
    if n >= reviews {
        return Ok(None);
    }
    let whole = n == 0;
    while n < reviews {
        let batch = n..(n + BATCH).min(reviews);
        let names: Vec<Names> = batch.clone().map(|n| Names::new(n, None)).collect();
        let all: Vec<NewDocument<'_>> =
            batch.clone().zip(&names).map(|(n, names)| document(n, names, kinds)).collect();
        let began = Instant::now();
        store.append(&all, Append { at: 1, ..Append::default() })?;
        spent += began.elapsed().as_secs_f64();
        n = batch.end;
        if n % (BATCH * 400) == 0 {
            note(&format!("  {n} reviews, {:.0} a second", n as f64 / spent));
        }
    }
    Ok(whole.then_some(reviews as f64 / spent))
}

/// The same ratings for the peers.
pub(super) fn table(reviews: u64, dir: &Path) -> Result<PathBuf> {
    let path = dir.join("rows.csv");
    write_table(&path, (0..reviews).map(drawn).map(|(film, critic, points)| (film, critic, points * 25.0)))
        .context("the table for the peers")?;
    Ok(path)
}
