//! Rows to put into ledgers.

use store::{
    Append, Decision, FilmNames, Grade, HabitChange, Inferred, Name, NewDocument, NewRating, NewReading,
};

pub const HER_SMELL: FilmNames<'static> = FilmNames {
    title: "Her Smell",
    fold: "her smell",
    year: Some(2018),
    imdb: Some("tt7942742"),
    tmdb: None,
    wikidata: None,
    movielens: None,
};

pub const STARS: Grade<'static> = Grade {
    value: "***1/2",
    unit: "stars",
    worst: Some(0.0),
    best: Some(4.0),
    points: Some(3.5),
    basis: "printed",
    scale_basis: "text",
};

/// A rating with something in every field.
pub fn rating() -> NewRating<'static> {
    NewRating {
        film: Some(HER_SMELL),
        critic: Some(Name { key: "ann lee", name: "Ann Lee" }),
        outlet: Some(Name { key: "quill", name: "The Quill" }),
        published: Some("2018-09-10"),
        grade: Some(STARS),
        inferred: Some(Inferred { value: 80.1, low: 66.6, high: 1.0 / 3.0 + 93.0, level: 0.9 }),
        mark: Some(1),
        mark_basis: Some("critic"),
        sketch: Some(&[0, 1, 254, 255]),
        corrected: 0,
    }
}

/// A digest that nothing else has.
pub fn digest(n: u64) -> [u8; 32] {
    let mut out = [0; 32];
    // Spread, as those of a hash are.
    let mut x = n.wrapping_add(0x9e37_79b9_7f4a_7c15);
    for part in out.chunks_mut(8) {
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        x ^= x >> 31;
        part.copy_from_slice(&x.to_le_bytes());
    }
    out
}

/// A document with one reading.
pub fn document<'a>(n: u64, place: &'a str, rating: NewRating<'a>) -> NewDocument<'a> {
    NewDocument {
        digest: digest(n),
        place,
        source: "reviews/a.txt",
        record: Some(7),
        url: Some("https://example.org/a"),
        body: b"\x00the text\xff",
        readings: vec![NewReading { part: 0, reader: "reader 1", claims: b"\x00claims\xff", rating }],
        habits: vec![HabitChange { key: "quill", slot: 3, add: 1 }],
    }
}

pub fn at(at: i64) -> Append {
    Append { at, ..Default::default() }
}

pub fn by_hand(at: i64) -> Decision<'static> {
    Decision { by: Some("an editor"), reason: Some("the page was misread"), at }
}

/// A part as a reader reads it.
pub fn reading<'a>(part: u32, reader: &'a str, rating: NewRating<'a>) -> NewReading<'a> {
    NewReading { part, reader, claims: reader.as_bytes(), rating }
}
