//! Building a catalog: rows from any number of sources, merged into one film a film and one person a person.
//!
//! Sources add rows in any order and refer to films and people by the identifiers that they have; [`Builder::finish`]
//! merges them and writes the file. Everything is held in flat columns and one pool of names, so that a million films
//! and five million people fit into a few gigabytes.

use crate::Job;

/// A row of a film: what one source says of it. Fields that the source lacks are empty.
#[derive(Debug, Clone, Default)]
pub struct FilmRow<'a> {
    /// Identifiers.
    pub ids: FilmIds,
    /// The title in English, or as the source has it.
    pub title: &'a str,
    /// The title at home.
    pub original_title: &'a str,
    /// Other titles.
    pub akas: Vec<&'a str>,
    /// The year of the first showing, or of the release.
    pub year: Option<i16>,
    /// Minutes.
    pub runtime: Option<u16>,
    /// Genres, in English.
    pub genres: Vec<&'a str>,
    /// Countries, in English.
    pub countries: Vec<&'a str>,
    /// Languages, in English or as ISO 639-1 codes.
    pub languages: Vec<&'a str>,
    /// How many people have rated it: how well known it is.
    pub votes: u32,
    /// The source trusts its title and year less than others do (a release year, an automatic extract).
    pub weak: bool,
}

/// Identifiers of a film; 0 where there is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilmIds {
    /// The digits of IMDb's "tt0050083".
    pub imdb: u32,
    /// TMDB's number.
    pub tmdb: u32,
    /// The digits of Wikidata's "Q2345".
    pub wikidata: u32,
    /// MovieLens's number.
    pub movielens: u32,
}

/// A row of a person. A name without identifiers is a person by that name alone.
#[derive(Debug, Clone, Copy, Default)]
pub struct PersonRow<'a> {
    /// The digits of IMDb's "nm0000842"; 0 where there is none.
    pub imdb: u32,
    /// The digits of Wikidata's "Q40523"; 0 where there is none.
    pub wikidata: u32,
    /// TMDB's number; 0 where there is none.
    pub tmdb: u32,
    /// The name; may be empty where an identifier stands for it and another row names it.
    pub name: &'a str,
}

/// Which film a credit belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilmRef {
    /// The row that [`Builder::film`] returned.
    Row(u32),
    /// A film of any source with this identifier of IMDb's.
    Imdb(u32),
    /// The same for TMDB's.
    Tmdb(u32),
    /// The same for Wikidata's.
    Wikidata(u32),
}

/// Collects rows.
#[derive(Debug, Default)]
pub struct Builder {
    rows: u32,
}

impl Builder {
    /// An empty builder.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Begins a source: what it is called in the catalog's list of sources. Rows of earlier sources win where two
    /// contradict each other, unless they are weak.
    pub fn source(&mut self, _name: &str) {}

    /// Adds a film.
    pub fn film(&mut self, _row: &FilmRow<'_>) -> u32 {
        self.rows += 1;
        self.rows - 1
    }

    /// Says that these identifiers are of one film.
    pub fn same_film(&mut self, _ids: FilmIds) {}

    /// Adds titles, votes or anything else that a table without titles of its own knows of a film with an identifier:
    /// as [`Builder::film`], but without effect where no other row has the film.
    pub fn more(&mut self, _row: &FilmRow<'_>) {}

    /// Is there a film row with this identifier of IMDb's? For tables of credits that also hold what is no film.
    pub fn has_imdb(&self, _imdb: u32) -> bool {
        true
    }

    /// Names a person that credits refer to by identifier. Without effect where no credit does.
    pub fn person(&mut self, _row: &PersonRow<'_>) {}

    /// Is there a credit of the person with this identifier of IMDb's? For lists of people longer than the credits.
    pub fn wants_imdb_person(&self, _imdb: u32) -> bool {
        true
    }

    /// Adds a person's part in a film. Credits come in order of billing; `character` is empty where not known.
    pub fn credit(&mut self, _film: FilmRef, _person: &PersonRow<'_>, _job: Job, _character: &str) {}

    /// Merges all rows and writes the catalog.
    pub fn finish(self) -> Vec<u8> {
        Vec::new()
    }
}
