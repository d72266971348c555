//! What readers write to: a builder, counts of what was added, and notes on what was not.

use crate::Job;
use crate::build::{Builder, FilmIds, FilmRef, FilmRow, PersonRow};

/// Notes kept for each file; the rest are counted.
const KEPT: usize = 20;

/// Something in a source that could not be read as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The line of the file, counted from 1; 0 where it is the file as a whole.
    pub line: u64,
    /// What is wrong, and what was done about it.
    pub message: String,
}

/// Notes on one file: the first of them, and how many more there were.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    /// The first, in order.
    pub first: Vec<Note>,
    /// How many were not kept.
    pub more: u64,
}

impl Notes {
    /// Adds a note; the message is only made where it is kept.
    pub(super) fn add(&mut self, line: u64, message: impl FnOnce() -> String) {
        if self.first.len() < KEPT {
            self.first.push(Note { line, message: message() });
        } else {
            self.more += 1;
        }
    }
}

/// What a source gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Rows of films, or of more about films.
    pub films: u64,
    /// Names of people.
    pub people: u64,
    /// Parts of people in films.
    pub credits: u64,
}

/// A builder that counts. In tests it also writes down what it was given.
pub(super) struct Out<'b> {
    builder: &'b mut Builder,
    pub(super) counts: Counts,
    #[cfg(test)]
    pub(super) log: Vec<String>,
}

impl<'b> Out<'b> {
    pub(super) fn new(builder: &'b mut Builder) -> Self {
        Out {
            builder,
            counts: Counts::default(),
            #[cfg(test)]
            log: Vec::new(),
        }
    }

    pub(super) fn source(&mut self, name: &str) {
        self.builder.source(name);
    }

    pub(super) fn film(&mut self, row: &FilmRow<'_>) -> FilmRef {
        self.counts.films += 1;
        #[cfg(test)]
        self.log.push(format!("film {}", tests::show(row)));
        FilmRef::Row(self.builder.film(row))
    }

    pub(super) fn more(&mut self, row: &FilmRow<'_>) {
        self.counts.films += 1;
        #[cfg(test)]
        self.log.push(format!("more {}", tests::show(row)));
        self.builder.more(row);
    }

    pub(super) fn same_film(&mut self, ids: FilmIds) {
        self.counts.films += 1;
        #[cfg(test)]
        self.log.push(format!("same {}", tests::ids(ids)));
        self.builder.same_film(ids);
    }

    pub(super) fn has_imdb(&self, imdb: u32) -> bool {
        imdb != 0 && self.builder.has_imdb(imdb)
    }

    pub(super) fn wants_imdb_person(&self, imdb: u32) -> bool {
        imdb != 0 && self.builder.wants_imdb_person(imdb)
    }

    pub(super) fn person(&mut self, row: &PersonRow<'_>) {
        self.counts.people += 1;
        #[cfg(test)]
        self.log.push(format!("person {}", tests::person(row)));
        self.builder.person(row);
    }

    pub(super) fn credit(&mut self, film: FilmRef, person: &PersonRow<'_>, job: Job, character: &str) {
        if person.name.is_empty() && person.imdb == 0 && person.wikidata == 0 && person.tmdb == 0 {
            return;
        }
        self.counts.credits += 1;
        #[cfg(test)]
        self.log.push(format!("{job:?} {} [{character}]", tests::person(person)));
        self.builder.credit(film, person, job, character);
    }
}

#[cfg(test)]
pub(super) mod tests {
    //! Rows as lines of text.

    use super::*;

    pub(in crate::source) fn ids(ids: FilmIds) -> String {
        let mut out = Vec::new();
        for (name, id) in [("tt", ids.imdb), ("tmdb", ids.tmdb), ("Q", ids.wikidata), ("ml", ids.movielens)] {
            if id != 0 {
                out.push(format!("{name}{id}"));
            }
        }
        out.join(" ")
    }

    pub(in crate::source) fn person(row: &PersonRow<'_>) -> String {
        let mut out = row.name.to_owned();
        for (name, id) in [("nm", row.imdb), ("tmdb", row.tmdb), ("Q", row.wikidata)] {
            if id != 0 {
                out.push_str(&format!(" {name}{id}"));
            }
        }
        out
    }

    pub(in crate::source) fn show(row: &FilmRow<'_>) -> String {
        let mut out = vec![ids(row.ids)];
        let texts = [row.title, row.original_title].map(str::to_owned);
        out.extend(texts.into_iter().chain([row.akas.join("|")]));
        out.push(row.year.map_or(String::new(), |y| y.to_string()));
        out.push(row.runtime.map_or(String::new(), |y| format!("{y} min")));
        out.extend([&row.genres, &row.countries, &row.languages].map(|l| l.join("|")));
        out.push(if row.votes > 0 { format!("{} votes", row.votes) } else { String::new() });
        out.push(if row.weak { "weak".into() } else { String::new() });
        out.retain(|s| !s.is_empty());
        out.join("; ")
    }
}
