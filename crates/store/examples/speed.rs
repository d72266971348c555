//! How fast the ledger is: `cargo run --release -p store --example speed -- LEDGER REVIEWS`.
//!
//! Adds made-up reviews (a body of 1,000 bytes, claims of 600, a sketch of 64; 20,000 films, some far more
//! reviewed than others, 5,000 critics, 500 outlets) to a ledger that may be there already, then asks for
//! things, and prints how long each took.

use std::io::{self, Write as _};
use std::time::Instant;

use store::{
    Append, AsOf, Error, FilmNames, Grade, HabitChange, Inferred, Location, Match, Name, NewDocument,
    NewRating, NewReading, Options, Store, What,
};

/// Documents a call.
const BATCH: u64 = 512;

/// Numbers that look random and are the same every time.
fn mixed(n: u64) -> u64 {
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

struct Names {
    title: String,
    imdb: String,
    critic: String,
    outlet: String,
    place: String,
    bytes: Vec<u8>,
}

fn names(n: u64) -> Names {
    let x = mixed(n);
    // The square of an even draw: a few films have many reviews.
    let draw = (x % 1_000_000) as f64 / 1e6;
    let film = (draw * draw * 20_000.0) as u64;
    let mut bytes = Vec::with_capacity(1_000);
    for k in 0..125 {
        bytes.extend(mixed(x ^ k).to_le_bytes());
    }
    Names {
        title: format!("film number {film}"),
        imdb: format!("tt{:07}", film + 1_000_000),
        critic: format!("critic {}", (x >> 20) % 5_000),
        outlet: format!("outlet {}", (x >> 40) % 500),
        place: format!("reviews/of/some/folder/{:03}.jsonl#{n}", n / 10_000),
        bytes,
    }
}

fn document(n: u64, names: &Names) -> NewDocument<'_> {
    let x = mixed(n);
    let mut digest = [0; 32];
    for (k, part) in digest.chunks_mut(8).enumerate() {
        part.copy_from_slice(&mixed(x ^ k as u64).to_le_bytes());
    }
    let points = (x % 9) as f64 / 2.0;
    let rating = NewRating {
        film: Some(FilmNames {
            title: &names.title,
            fold: &names.title,
            year: Some(2018),
            imdb: Some(&names.imdb),
            ..Default::default()
        }),
        critic: Some(Name { key: &names.critic, name: &names.critic }),
        outlet: Some(Name { key: &names.outlet, name: &names.outlet }),
        published: Some("2018-09-10"),
        grade: Some(Grade {
            value: "***1/2",
            unit: "stars",
            worst: Some(0.0),
            best: Some(4.0),
            points: Some(points),
            basis: "printed",
            scale_basis: "text",
        }),
        inferred: Some(Inferred { value: 61.7, low: 41.2, high: 80.3, level: 0.9 }),
        mark: Some(1),
        mark_basis: Some("critic"),
        sketch: Some(&names.bytes[..64]),
        corrected: 0,
    };
    NewDocument {
        digest,
        place: &names.place,
        source: &names.place,
        record: Some(n as u32),
        url: None,
        body: &names.bytes,
        readings: vec![NewReading { part: 0, reader: "0.1.0 2026-11", claims: &names.bytes[..600], rating }],
        habits: vec![HabitChange { key: &names.outlet, slot: (x % 9) as i32, add: 1 }],
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> store::Result<T>) -> store::Result<T> {
    let began = Instant::now();
    let done = work()?;
    let _ = writeln!(io::stdout(), "{:>10.2} ms  {what}", began.elapsed().as_secs_f64() * 1e3);
    Ok(done)
}

fn main() -> store::Result<()> {
    let mut args = std::env::args().skip(1);
    let location = Location::parse(&args.next().unwrap_or_else(|| "speed.db".into()));
    let reviews: u64 = args.next().and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let mut store = Store::open(&location, Options::default())?;
    let (mut spent, mut added, mut n) = (0.0, 0, 0);
    while n < reviews {
        let batch = n..(n + BATCH).min(reviews);
        let all: Vec<Names> = batch.clone().map(names).collect();
        let all: Vec<NewDocument<'_>> =
            batch.clone().zip(&all).map(|(n, names)| document(n, names)).collect();
        let digests: Vec<[u8; 32]> = all.iter().map(|d| d.digest).collect();
        let began = Instant::now();
        if !store.known(&digests)?.iter().all(|k| *k) {
            store.append(&all, Append { at: 1, ..Default::default() })?;
            spent += began.elapsed().as_secs_f64();
            added += all.len();
        }
        n = batch.end;
        if n % (BATCH * 200) == 0 {
            let _ = writeln!(io::stdout(), "{n} reviews; {:.0} a second so far", added as f64 / spent);
        }
    }
    let _ = writeln!(io::stdout(), "{added} added, {:.0} a second", added as f64 / spent);

    let film = timed("a film by its title", || store.find_films("film number 700", None, Match::Whole))?;
    let film = film[0].id;
    let rows = timed("ratings of that film", || store.ratings_of(What::Film, film, AsOf::Now))?;
    let _ = writeln!(io::stdout(), "               ({} of them)", rows.len());
    timed("ratings of that film again", || store.ratings_of(What::Film, film, AsOf::Now))?;
    let most = store.find_films("film number 0", None, Match::Whole)?[0].id;
    let rows = timed("ratings of the most reviewed film", || store.ratings_of(What::Film, most, AsOf::Now))?;
    let _ = writeln!(io::stdout(), "               ({} of them)", rows.len());
    timed("ratings of it as of an entry", || {
        store.ratings_of(What::Film, most, AsOf::Entry(reviews as i64 / 2))
    })?;
    timed("ratings of it, compact", || store.compact_of(What::Film, most, AsOf::Now))?;
    timed("films with a part of a title", || store.find_films("number 70", None, Match::Part))?;
    timed("all films with counts", || store.films())?;
    timed("all critics with counts", || store.parties(What::Critic))?;
    let mut sum = 0.0;
    timed("all ratings, compact", || store.each_compact(AsOf::Now, |c| sum += c.points.unwrap_or(0.0)))?;
    let mut count = 0;
    timed("all ratings, with names", || {
        store.each_rating(AsOf::Now, |_| {
            count += 1;
            Ok::<_, Error>(())
        })
    })?;
    let _ = writeln!(io::stdout(), "               ({count} of them, points add up to {sum})");
    timed("one review more", || {
        let n = reviews + store.position()? as u64;
        let names = names(n);
        store.append(&[document(n, &names)], Append::default())
    })?;
    let faults = timed("check", || store.check())?;
    let _ = writeln!(io::stdout(), "{faults:?}");
    Ok(())
}
