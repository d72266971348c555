//! Ledgers that every released version wrote: `tests/versions/N.sqlite` by version N of the schema, and beside
//! each what it holds. A new version gets a new file (`write_the_newest` below); old ones are never changed.

#![allow(clippy::unwrap_used)] // a panic is how a test fails

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use store::{AsOf, FilmNames, Fix, Location, NewRating, NewReading, Store, To, What};
use support::rows::{HER_SMELL, at, by_hand, document, rating};
use support::{Bed, Folder, dump, open, sound};

/// The last version of the schema.
const NEWEST: u32 = 1;

fn kept(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/versions/{version}.sqlite"))
}

/// A history with something of everything.
fn live(s: &mut Store) {
    let other = NewRating { film: Some(FilmNames { imdb: None, tmdb: Some(9), ..HER_SMELL }), ..rating() };
    let all = [document(1, "a", rating()), document(2, "b", other), document(3, "c", NewRating::default())];
    s.append(&all, at(1_000)).unwrap();
    s.append(&[document(1, "d", rating()), document(4, "a", other)], at(2_000)).unwrap();
    let none = NewRating { grade: None, corrected: 1, ..rating() };
    s.correct((1, 0, 0), &[Fix { field: "grade", to: To::Nothing }], &none, &[], by_hand(3_000)).unwrap();
    s.remove(&[3], &[], by_hand(4_000)).unwrap();
    s.append(&[document(5, "e", NewRating { critic: None, film: None, ..rating() })], at(5_000)).unwrap();
    let reading = NewReading { part: 0, reader: "reader 2", claims: b"other", rating: none };
    s.draft("reader 2", &[(1, vec![reading])]).unwrap();
    s.swap(None, by_hand(6_000)).unwrap();
    s.save_fit("method", 7, b"fit", 6_500).unwrap();
    s.save_feed("https://example.org/feed", b"state").unwrap();
}

#[test]
fn every_version_opens_and_goes_on() {
    for version in 1..=NEWEST {
        let folder = Folder::new();
        let Location::File(path) = folder.ledger() else { unreachable!() };
        fs::copy(kept(version), &path).unwrap();
        let mut s = open(&folder.ledger());
        sound(&mut s);
        assert_eq!(s.stats().unwrap().version, NEWEST);
        // What it held is there: what the same history gives today.
        let bed = Bed::sqlite().unwrap();
        let mut fresh = bed.ledger();
        live(&mut fresh);
        assert_eq!(dump(&mut s), dump(&mut fresh), "version {version}");
        s.append(&[document(50, "z", rating())], at(7_000)).unwrap();
        assert_eq!(s.ratings_of(What::Film, 1, AsOf::Now).unwrap().len(), 4);
        sound(&mut s);
    }
    assert!(!kept(NEWEST + 1).exists(), "a version that this test does not know");
}

/// `cargo test -p store --test versions -- --ignored` writes the file of the newest version, once.
#[test]
#[ignore = "writes a file of the repository"]
fn write_the_newest() {
    let to = kept(NEWEST);
    assert!(!to.exists(), "{} is there: it is never written anew", to.display());
    let folder = Folder::new();
    let Location::File(path) = folder.ledger() else { unreachable!() };
    live(&mut open(&folder.ledger()));
    // Small pages, for a small file; the ledger turns to a write-ahead log by itself when it is opened.
    let raw = rusqlite::Connection::open(&path).unwrap();
    raw.execute_batch("pragma journal_mode = delete; pragma page_size = 512; vacuum").unwrap();
    drop(raw);
    fs::copy(&path, &to).unwrap();
}
