//! Catalog files of every version that was ever written, kept in `tests/versions/`: this one's is read as it was, the
//! others are refused in words that say what to do; damaged ones are never read.
//!
//! A new version of the format adds its file here: `PLAUDIT_KEEP=1 cargo test -p catalog --test versions` writes it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::path::{Path, PathBuf};

use catalog::build::{Builder, FilmIds, FilmRef, FilmRow, PersonRow};
use catalog::{Catalog, ErrorKind, Job, Key, VERSION};

fn file(version: u32) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/versions/{version}.catalog"))
}

/// A few films that use every section.
fn small() -> Vec<u8> {
    let mut b = Builder::new();
    b.source("by hand");
    let ids = FilmIds { imdb: 7_942_742, tmdb: 520_679, wikidata: 56_274_981, movielens: 194_450 };
    b.film(&FilmRow {
        ids,
        title: "Her Smell",
        year: Some(2018),
        runtime: Some(134),
        genres: vec!["Drama", "Music"],
        countries: vec!["United States"],
        languages: vec!["English"],
        votes: 9,
        ..FilmRow::default()
    });
    let moss = PersonRow { imdb: 5253, wikidata: 231_811, name: "Elisabeth Moss", tmdb: 45_400 };
    b.credit(FilmRef::Imdb(7_942_742), &moss, Job::Actor, "Becky Something");
    let perry = PersonRow { name: "Alex Ross Perry", ..PersonRow::default() };
    b.credit(FilmRef::Tmdb(520_679), &perry, Job::Director, "");
    let row = b.film(&FilmRow {
        title: "Amélie",
        original_title: "Le Fabuleux Destin d'Amélie Poulain",
        akas: vec!["アメリ", "אמלי"],
        year: Some(2001),
        ..FilmRow::default()
    });
    b.credit(
        FilmRef::Row(row),
        &PersonRow { name: "Audrey Tautou", ..PersonRow::default() },
        Job::Actor,
        "Amélie",
    );
    b.finish()
}

fn looks_right(c: &Catalog<'_>) {
    let film = c.film(c.by_imdb("tt7942742").unwrap()).unwrap();
    assert_eq!(
        (film.title(), film.year(), film.runtime(), film.votes()),
        ("Her Smell", Some(2018), Some(134), 9)
    );
    assert_eq!(film.genres().collect::<Vec<_>>(), ["Drama", "Music"]);
    let credits: Vec<_> = c.credits(film.id).map(|c| (c.person.name(), c.job, c.character)).collect();
    assert_eq!(
        credits,
        [("Alex Ross Perry", Job::Director, ""), ("Elisabeth Moss", Job::Actor, "Becky Something")]
    );
    for title in ["amelie", "Le fabuleux destin d’Amélie Poulain", "アメリ", "אמלי"] {
        assert_eq!(c.titled(Key::of(title).unwrap()).len(), 1, "{title}");
    }
    assert_eq!(c.near_people("Elizabeth Moss").len(), 1);
}

#[test]
fn every_version_is_read_or_refused() {
    if std::env::var_os("PLAUDIT_KEEP").is_some() {
        std::fs::write(file(VERSION), small()).unwrap();
    }
    looks_right(&Catalog::open(&small()).unwrap());
    let mut seen = 0;
    for entry in std::fs::read_dir(file(0).parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        let bytes = std::fs::read(&path).unwrap();
        let version: u32 = path.file_stem().unwrap().to_str().unwrap().parse().unwrap();
        match Catalog::open(&bytes) {
            Ok(c) if version == VERSION => looks_right(&c),
            Err(e) if version != VERSION => {
                assert_eq!(e.kind(), ErrorKind::Version, "{e}");
                assert!(e.to_string().contains("build it again"), "{e}");
            }
            other => panic!("{}: {other:?}", path.display()),
        }
        seen += 1;
    }
    assert!(seen >= VERSION, "the file of version {VERSION} is not kept");
}

#[test]
fn another_version_is_told_from_damage() {
    let mut later = small();
    later[8] = (VERSION + 1) as u8;
    catalog::reseal(&mut later);
    let error = Catalog::open(&later).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Version);
    assert_eq!(
        error.to_string(),
        format!("it has format version {}, and this program reads {VERSION}: build it again", VERSION + 1)
    );
    for foreign in [b"".as_slice(), b"PLAUDIT", b"\x1f\x8b\x08", b"<html>", &[0; 4096]] {
        assert_eq!(Catalog::open(foreign).unwrap_err().kind(), ErrorKind::Foreign);
    }
}

/// The same bytes whatever machine built them: a catalog can be compared with another by its hash.
#[test]
fn building_twice_gives_the_same_bytes() {
    assert!(small() == small());
    assert!(
        std::fs::read(file(VERSION)).unwrap() == small(),
        "the format has changed: it needs a new version"
    );
}

#[test]
fn a_damaged_file_is_never_read() {
    let good = small();
    let header = 32 + 16 * 24;
    // Every byte of the header, and a thousand of the rest, by a fixed sequence that looks random.
    let mut state = 1u64;
    let rest = (0..1000).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        header + (state >> 33) as usize % (good.len() - header)
    });
    for at in (0..header).chain(rest) {
        for flip in [0x01, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[at] ^= flip;
            let error = Catalog::open(&bad).expect_err("a damaged file was opened");
            assert!(!error.to_string().is_empty());
        }
    }
    for len in (0..good.len()).step_by(7) {
        assert!(Catalog::open(&good[..len]).is_err(), "cut at {len}");
    }
}

/// A file made on purpose, with a right checksum and nonsense inside, gives nonsense but never a panic.
#[test]
fn a_crafted_file_does_no_harm() {
    let good = small();
    let mut state = 7u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    for _ in 0..2000 {
        let mut bad = good.clone();
        for _ in 0..next() % 20 + 1 {
            let at = 32 + next() % (bad.len() - 32);
            bad[at] = next() as u8;
        }
        catalog::reseal(&mut bad);
        let Ok(c) = Catalog::open(&bad) else { continue };
        touch(&c);
    }
}

/// Looks at everything.
fn touch(c: &Catalog<'_>) {
    for film in c.films() {
        let _ = (film.title(), film.original_title(), film.akas().count(), film.genres().count(), film.ids());
        for credit in c.credits(film.id) {
            let _ = (credit.person.name(), credit.character, c.works(credit.person.id).count());
        }
    }
    for name in ["Her Smell", "Elisabeth Moss", "Amélie", "Alex Ross Perry"] {
        let key = Key::of(name).unwrap();
        for (id, _) in c.titled(key).iter() {
            let _ = c.film(id).map(|f| f.title().len());
        }
        for (id, _) in c.named(key).iter() {
            let _ = c.person(id).map(|p| p.name().len());
        }
        let _ = (c.may_begin(key), c.near_people(name), c.near_titles(name), c.sources().count());
    }
    let _ = (c.by_imdb("tt7942742"), c.by_wikidata("Q56274981"), c.person_by_imdb("nm0005253"));
}
