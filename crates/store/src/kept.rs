//! What the ledger gives back: owned rows.

use crate::given::Inferred;

/// What happened, in order and without gaps from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number.
    pub id: i64,
    /// Microseconds since 1970 UTC; never before that of the entry before.
    pub at: i64,
    /// `add`, `import`, `sight` (a known document at a further place), `reread`, `correct`, `remove`,
    /// `restore`, `merge`, `split`.
    pub kind: String,
    /// Who decided it.
    pub by: Option<String>,
    /// Why.
    pub reason: Option<String>,
}

/// A film, with what counts for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Film {
    /// Its number.
    pub id: i64,
    /// The title as first given.
    pub title: String,
    /// The title folded.
    pub fold: String,
    /// The year of release.
    pub year: Option<i32>,
    /// The IMDb's id.
    pub imdb: Option<String>,
    /// The number at The Movie Database.
    pub tmdb: Option<i64>,
    /// Wikidata's item.
    pub wikidata: Option<String>,
    /// The number in the MovieLens tables.
    pub movielens: Option<i64>,
    /// How many current ratings it has, those of films merged into it included.
    pub ratings: u64,
}

/// A critic or an outlet, with what counts of theirs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    /// Its number.
    pub id: i64,
    /// What makes two of them the same one.
    pub key: String,
    /// The name as first given.
    pub name: String,
    /// How many current ratings, those of others merged into it included.
    pub ratings: u64,
}

/// A rating with all its names.
#[derive(Debug, Clone, PartialEq)]
pub struct RatingRow {
    /// Its number.
    pub id: i64,
    /// The entry that made it.
    pub entry: i64,
    /// The entry that ended it.
    pub until: Option<i64>,
    /// The reading it comes from.
    pub reading: i64,
    /// The document.
    pub document: i64,
    /// The first document found at the same place; later states of one text share it.
    pub origin: i64,
    /// The part of the document.
    pub part: u32,
    /// The film, merges resolved.
    pub film: Option<i64>,
    /// Its title.
    pub film_title: Option<String>,
    /// Its year.
    pub film_year: Option<i32>,
    /// The critic, merges resolved.
    pub critic: Option<i64>,
    /// The critic's name.
    pub critic_name: Option<String>,
    /// The outlet, merges resolved.
    pub outlet: Option<i64>,
    /// The outlet's name.
    pub outlet_name: Option<String>,
    /// When it was published, as given.
    pub published: Option<String>,
    /// When the document was first seen: microseconds since 1970 UTC.
    pub seen: i64,
    /// The grade.
    pub grade: Option<GradeRow>,
    /// The inferred score.
    pub inferred: Option<Inferred>,
    /// The critic's or an aggregator's own mark: -1, 0, 1.
    pub mark: Option<i8>,
    /// Whose mark.
    pub mark_basis: Option<String>,
    /// What tells near-copies.
    pub sketch: Option<Vec<u8>>,
    /// The set of fields set by hand.
    pub corrected: u32,
    /// Where the document was found: its identity.
    pub place: String,
    /// The same for people.
    pub source: String,
    /// Its address for readers of the pages.
    pub url: Option<String>,
}

/// A grade on its scale; see [`Grade`](crate::Grade).
#[derive(Debug, Clone, PartialEq)]
pub struct GradeRow {
    /// As printed.
    pub value: String,
    /// The unit of the scale.
    pub unit: String,
    /// The worst grade of the scale.
    pub worst: Option<f64>,
    /// The best grade of the scale.
    pub best: Option<f64>,
    /// The grade as a number.
    pub points: Option<f64>,
    /// How the grade is known.
    pub basis: String,
    /// How the scale is known.
    pub scale_basis: String,
}

/// A rating without names and places, for arithmetic over all of them. 0 stands for "none" where a number is an id.
#[derive(Debug, Clone, PartialEq)]
pub struct Compact {
    /// The rating.
    pub id: i64,
    /// The document.
    pub document: i64,
    /// The first document found at the same place.
    pub origin: i64,
    /// The part of the document.
    pub part: u32,
    /// The film, merges resolved.
    pub film: i64,
    /// The critic, merges resolved.
    pub critic: i64,
    /// The outlet, merges resolved.
    pub outlet: i64,
    /// When the document was first seen: microseconds since 1970 UTC.
    pub seen: i64,
    /// The day of publication as the number YYYYMMDD; a month or day that is not given is 0, and so is all of it.
    pub published: u32,
    /// The unit of the grade's scale: a number of [`Store::words`](crate::Store::words).
    pub unit: i64,
    /// How the grade is known, likewise; 0 where there is no grade.
    pub basis: i64,
    /// How the scale is known, likewise.
    pub scale_basis: i64,
    /// The worst grade of the scale.
    pub worst: Option<f64>,
    /// The best grade of the scale.
    pub best: Option<f64>,
    /// The grade as a number.
    pub points: Option<f64>,
    /// The inferred score.
    pub inferred: Option<Inferred>,
    /// The critic's or an aggregator's own mark: -1, 0, 1.
    pub mark: Option<i8>,
    /// Whose mark: a number of [`Store::words`](crate::Store::words).
    pub mark_basis: i64,
    /// The set of fields set by hand.
    pub corrected: u32,
    /// The grade as printed.
    pub value: Option<Box<str>>,
    /// What tells near-copies.
    pub sketch: Option<Box<[u8]>>,
}

/// A document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentRow {
    /// Its number.
    pub id: i64,
    /// The entry that brought it.
    pub entry: i64,
    /// The entry that removed it.
    pub removed: Option<i64>,
    /// The first document found at the same place.
    pub origin: i64,
    /// Its digest.
    pub digest: [u8; 32],
    /// Where it was found: its identity.
    pub place: String,
    /// The same for people.
    pub source: String,
    /// Its number in a file of several.
    pub record: Option<u32>,
    /// Its address for readers of the pages.
    pub url: Option<String>,
    /// When it was first seen: microseconds since 1970 UTC.
    pub seen: i64,
    /// The document as packed.
    pub body: Vec<u8>,
}

/// A further place where a document was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sighting {
    /// The document.
    pub document: i64,
    /// The entry.
    pub entry: i64,
    /// When: microseconds since 1970 UTC.
    pub seen: i64,
    /// Where: its identity.
    pub place: String,
    /// The same for people.
    pub source: String,
}

/// What a reader made of a part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadingRow {
    /// Its number.
    pub id: i64,
    /// The entry that brought it.
    pub entry: i64,
    /// The document.
    pub document: i64,
    /// The part.
    pub part: u32,
    /// Which reader.
    pub reader: String,
    /// The claims as packed.
    pub claims: Vec<u8>,
}

/// A person's word on one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// Its number.
    pub id: i64,
    /// The entry that made it.
    pub entry: i64,
    /// The entry that ended it: a later word on the same field.
    pub until: Option<i64>,
    /// The document.
    pub document: i64,
    /// The part.
    pub part: u32,
    /// The field.
    pub field: String,
    /// What it is set to; `None`: there is none.
    pub value: Option<String>,
}

/// A decision that two are one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// The entry that made it.
    pub entry: i64,
    /// The entry that undid it.
    pub until: Option<i64>,
    /// The one that is no more than a name of the other.
    pub from: i64,
    /// Its key, or a film's folded title.
    pub from_key: String,
    /// A film's year.
    pub from_year: Option<i32>,
    /// The other, as given.
    pub into: i64,
}

/// How much there is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stats {
    /// The version of the schema.
    pub version: u32,
    /// Entries.
    pub entries: u64,
    /// Documents, removed ones included.
    pub documents: u64,
    /// Documents that were removed.
    pub removed: u64,
    /// Further places of documents.
    pub sightings: u64,
    /// Readings, replaced ones included.
    pub readings: u64,
    /// Ratings that count now.
    pub ratings: u64,
    /// Ratings that counted once.
    pub ended: u64,
    /// Corrections that hold.
    pub corrections: u64,
    /// Films, without those merged into others.
    pub films: u64,
    /// Critics, likewise.
    pub critics: u64,
    /// Outlets, likewise.
    pub outlets: u64,
}
