//! What a caller gives: documents, readings, ratings, corrections. Borrowed, so that nothing is copied twice.

/// One text and what a reader made of it.
#[derive(Debug, Clone, Default)]
pub struct NewDocument<'a> {
    /// What makes two documents the same one: 32 bytes of a hash, whatever the caller hashes.
    pub digest: [u8; 32],
    /// The identity of where it was found: a URL, or a path with the record's number. A document of another
    /// digest at the same place is a later state of the same text: both share an origin.
    pub place: &'a str,
    /// Where it was found, as people see it.
    pub source: &'a str,
    /// Its number in a file of several.
    pub record: Option<u32>,
    /// Its address for readers of the pages.
    pub url: Option<&'a str>,
    /// The document, packed as the caller likes.
    pub body: &'a [u8],
    /// What a reader made of it: one reading a part.
    pub readings: Vec<NewReading<'a>>,
    /// What it adds to counts, if it is new.
    pub habits: Vec<HabitChange<'a>>,
}

/// What a reader made of one part of a document.
#[derive(Debug, Clone, Default)]
pub struct NewReading<'a> {
    /// Which part, from 0; each once.
    pub part: u32,
    /// Which reader: its version and models.
    pub reader: &'a str,
    /// The claims, packed as the caller likes.
    pub claims: &'a [u8],
    /// What of it counts.
    pub rating: NewRating<'a>,
}

/// What counts of a reading: who rates which film how.
#[derive(Debug, Clone, Copy, Default)]
pub struct NewRating<'a> {
    /// The film, if one is known.
    pub film: Option<FilmNames<'a>>,
    /// Who wrote it.
    pub critic: Option<Name<'a>>,
    /// Where it was published.
    pub outlet: Option<Name<'a>>,
    /// When, as a text; by custom `YYYY-MM-DD`.
    pub published: Option<&'a str>,
    /// The grade that is printed or declared.
    pub grade: Option<Grade<'a>>,
    /// The score inferred from the text.
    pub inferred: Option<Inferred>,
    /// The critic's or an aggregator's own mark: -1 negative, 0 mixed, 1 positive.
    pub mark: Option<i8>,
    /// Whose mark it is.
    pub mark_basis: Option<&'a str>,
    /// What tells near-copies, packed as the caller likes.
    pub sketch: Option<&'a [u8]>,
    /// Which fields a person set by hand: a set of bits that the caller defines.
    pub corrected: u32,
}

/// The names of a film, as far as they are known. A number of an id outranks the title and year.
#[derive(Debug, Clone, Copy, Default)]
pub struct FilmNames<'a> {
    /// The title as it is shown.
    pub title: &'a str,
    /// The title folded, so that spellings of one title are equal. Not empty.
    pub fold: &'a str,
    /// The year of release.
    pub year: Option<i32>,
    /// The IMDb's id, `tt…`.
    pub imdb: Option<&'a str>,
    /// The number at The Movie Database.
    pub tmdb: Option<i64>,
    /// Wikidata's item, `Q…`.
    pub wikidata: Option<&'a str>,
    /// The number in the MovieLens tables.
    pub movielens: Option<i64>,
}

/// A critic or an outlet.
#[derive(Debug, Clone, Copy, Default)]
pub struct Name<'a> {
    /// What makes two of them the same one.
    pub key: &'a str,
    /// The name as it is shown; that of the first time is kept.
    pub name: &'a str,
}

/// A grade on its scale.
#[derive(Debug, Clone, Copy, Default)]
pub struct Grade<'a> {
    /// As printed: `***1/2`.
    pub value: &'a str,
    /// The unit of the scale: stars, letters.
    pub unit: &'a str,
    /// The worst grade of the scale, if known.
    pub worst: Option<f64>,
    /// The best grade of the scale, if known.
    pub best: Option<f64>,
    /// The grade as a number on the scale, if it is one.
    pub points: Option<f64>,
    /// How the grade is known: declared, printed, corrected.
    pub basis: &'a str,
    /// How the scale is known.
    pub scale_basis: &'a str,
}

/// A score inferred from the text, 0 to 100, with its interval.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Inferred {
    /// The score.
    pub value: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
    /// How often the interval is to hold the truth, 0 to 1.
    pub level: f64,
}

/// Adds to one count of a habit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HabitChange<'a> {
    /// Whose habit.
    pub key: &'a str,
    /// Which count.
    pub slot: i32,
    /// How many more.
    pub add: i64,
}

/// By whom something was decided, why, and when.
#[derive(Debug, Clone, Copy, Default)]
pub struct Decision<'a> {
    /// Who decided.
    pub by: Option<&'a str>,
    /// Why.
    pub reason: Option<&'a str>,
    /// When, in microseconds since 1970 UTC. The ledger's time never goes back: an earlier time than that of
    /// the last entry is taken as that one.
    pub at: i64,
}

/// A person's word on one field of a rating.
#[derive(Debug, Clone, Copy)]
pub struct Fix<'a> {
    /// The field, as the caller names it.
    pub field: &'a str,
    /// What it is set to.
    pub to: To<'a>,
}

/// What a correction does to a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To<'a> {
    /// It is this.
    Value(&'a str),
    /// There is none.
    Nothing,
    /// The reader's word holds again.
    Reader,
}

/// How documents come in.
#[derive(Debug, Clone, Copy, Default)]
pub struct Append {
    /// They are rows of a ready-made table, not texts.
    pub import: bool,
    /// A document that was removed comes back if it is added again.
    pub again: bool,
    /// When, in microseconds since 1970 UTC; see [`Decision::at`].
    pub at: i64,
}

/// What became of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Added {
    /// It was not there before.
    New {
        /// Its entry.
        entry: i64,
        /// Its number.
        document: i64,
    },
    /// It was there.
    Known {
        /// Its number.
        document: i64,
        /// It was not yet known from this place.
        new_place: bool,
    },
    /// It was there and had been removed on purpose: nothing was done.
    Removed {
        /// Its number.
        document: i64,
    },
    /// It had been removed, and counts again ([`Append::again`]). Its reading is the one that it had.
    Restored {
        /// The entry.
        entry: i64,
        /// Its number.
        document: i64,
    },
}

/// What may be two that are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    /// A film.
    Film,
    /// A critic.
    Critic,
    /// An outlet.
    Outlet,
}

/// Which state of the ledger is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AsOf {
    /// What counts now.
    #[default]
    Now,
    /// What counted when this was the last entry. Merges are those of now.
    Entry(i64),
}
