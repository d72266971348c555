//! Films, people and credits as the file has them: rows, read in place.

use crate::build::FilmIds;
use crate::file::{string, u16_at, u32_at};
use crate::{FilmId, Job, PersonId};

/// A film, as the catalog knows it.
#[derive(Debug, Clone, Copy)]
pub struct Film<'c> {
    /// Its position.
    pub id: FilmId,
    pub(crate) row: &'c [u8; 56],
    pub(crate) strings: &'c [u8],
}

impl<'c> Film<'c> {
    fn string(&self, at: usize) -> &'c str {
        string(self.strings, u32_at(self.row, at))
    }

    /// The title by which it is known in English, or the only one that is known.
    pub fn title(&self) -> &'c str {
        self.string(0)
    }

    /// Its title at home; empty where that is the same or not known.
    pub fn original_title(&self) -> &'c str {
        self.string(4)
    }

    /// Other titles it goes by.
    pub fn akas(&self) -> impl Iterator<Item = &'c str> {
        self.string(8).split('\n').filter(|a| !a.is_empty())
    }

    /// Its genres.
    pub fn genres(&self) -> impl Iterator<Item = &'c str> {
        self.string(12).split('\n').filter(|a| !a.is_empty())
    }

    /// The countries it was made in.
    pub fn countries(&self) -> impl Iterator<Item = &'c str> {
        self.string(16).split('\n').filter(|a| !a.is_empty())
    }

    /// The languages spoken in it.
    pub fn languages(&self) -> impl Iterator<Item = &'c str> {
        self.string(20).split('\n').filter(|a| !a.is_empty())
    }

    /// Its identifiers.
    pub fn ids(&self) -> FilmIds {
        FilmIds {
            imdb: u32_at(self.row, 24),
            tmdb: u32_at(self.row, 28),
            wikidata: u32_at(self.row, 32),
            movielens: u32_at(self.row, 36),
        }
    }

    /// How many people rated it where its sources were made: how well known it is.
    pub fn votes(&self) -> u32 {
        u32_at(self.row, 40)
    }

    /// The year of its first showing, or of its release.
    pub fn year(&self) -> Option<i16> {
        Some(u16_at(self.row, 52)).filter(|y| *y != 0).and_then(|y| i16::try_from(y).ok())
    }

    /// Minutes.
    pub fn runtime(&self) -> Option<u16> {
        Some(u16_at(self.row, 54)).filter(|m| *m != 0)
    }
}

/// A person, as the catalog knows them.
#[derive(Debug, Clone, Copy)]
pub struct Person<'c> {
    /// Their position.
    pub id: PersonId,
    pub(crate) row: &'c [u8; 24],
    pub(crate) strings: &'c [u8],
}

impl<'c> Person<'c> {
    /// The name as credited.
    pub fn name(&self) -> &'c str {
        string(self.strings, u32_at(self.row, 0))
    }

    /// The digits of IMDb's "nm0000842".
    pub fn imdb(&self) -> Option<u32> {
        Some(u32_at(self.row, 4)).filter(|id| *id != 0)
    }

    /// The digits of Wikidata's "Q40523".
    pub fn wikidata(&self) -> Option<u32> {
        Some(u32_at(self.row, 8)).filter(|id| *id != 0)
    }

    /// TMDB's number.
    pub fn tmdb(&self) -> Option<u32> {
        Some(u32_at(self.row, 12)).filter(|id| *id != 0)
    }
}

/// A person's part in a film.
#[derive(Debug, Clone, Copy)]
pub struct Credit<'c> {
    /// Who.
    pub person: Person<'c>,
    /// Which part.
    pub job: Job,
    /// The character's name; empty where not known.
    pub character: &'c str,
}
