//! Claims: what a review says, one thing at a time. Adding a kind of claim starts here.

use document::{Note, Span};
use serde::{Deserialize, Serialize};

use crate::grade::Grade;

/// What one review (one part of a roundup) says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Which part of the document this is, from 0; a review of one film is part 0.
    pub part: u32,
    /// The running text of this part, headings included, metadata left out.
    pub extent: Span,
    /// The claims, in order of kind, then of place.
    pub claims: Vec<Claim>,
    /// The film's place in the catalog that it was read with, where that has it: the same for all its titles.
    pub film: Option<catalog::FilmId>,
    /// Where the reader abstains from naming the film: what it may be, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// What does not add up or could not be settled.
    pub notes: Vec<Note>,
}

/// One thing that a review says. Invariant: never without evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// What it says.
    pub says: Says,
    /// How sure the reader is, 0 to 1.
    pub confidence: f32,
    /// The words it rests on, the most telling first.
    pub evidence: Vec<Span>,
}

/// The kinds of claims.
#[derive(Debug, Clone, PartialEq)]
pub enum Says {
    /// The film that the review is about. Where the reader abstains there is no such claim, but
    /// [`Reading::candidates`].
    Film {
        /// The catalog's title, or the title as declared where the catalog has no such film; `None` where
        /// only an identifier is declared.
        title: Option<String>,
        /// The year of the first public showing.
        year: Option<i16>,
        /// Identifiers.
        ids: Ids,
    },
    /// A person's part in the film.
    Credit {
        /// The part.
        role: Role,
        /// The person, as the catalog spells the name.
        person: String,
        /// The name as the text has it.
        as_written: String,
        /// The person's identifiers, where the catalog has any.
        ids: Ids,
        /// The character's name, where the text ties one to this actor.
        character: Option<String>,
        /// What the text says that the character is ("her ex-husband"), where it ties that to this actor.
        described: Option<String>,
    },
    /// Somebody or something that is named and is no credit of this film.
    Other {
        /// What it is.
        thing: Thing,
        /// Its name: the catalog's where that has it, else as written.
        name: String,
    },
    /// A fact about the film.
    Fact {
        /// Which.
        fact: FactKind,
        /// Minutes, a year ("1959"), a decade ("1990s"), or a name.
        value: String,
    },
    /// The grade as printed.
    Grade(Grade),
    /// The grade on the common scale of 0 to 100.
    Score {
        /// 0 to 100.
        value: f64,
        /// The name of the policy that turned the grade into it.
        policy: &'static str,
    },
    /// Positive, mixed or negative in the critic's own word ("Recommended", "Skip it", a thumb).
    Verdict {
        /// `positive`, `mixed` or `negative`.
        value: &'static str,
        /// The critic's word.
        as_written: String,
    },
    /// Who wrote the review.
    Byline(String),
    /// Where it appeared.
    Outlet(String),
    /// When: an ISO 8601 date.
    Published(String),
}

/// Identifiers of a film or a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids {
    /// "tt" (a film) or "nm" (a person) and seven digits or more.
    pub imdb: Option<String>,
    /// TMDB's number.
    pub tmdb: Option<u32>,
    /// "Q" and digits.
    pub wikidata: Option<String>,
    /// MovieLens's number.
    pub movielens: Option<u32>,
}

/// A film that a mention may be.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Title.
    pub title: String,
    /// Year.
    pub year: Option<i16>,
    /// Identifiers.
    pub ids: Ids,
    /// Share of belief, 0 to 1.
    pub confidence: f32,
}

/// A person's part in a film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Plays in it.
    Actor,
    /// Directed it.
    Director,
    /// Wrote it.
    Writer,
    /// Photographed it.
    Cinematographer,
    /// Composed its music.
    Composer,
    /// Cut it.
    Editor,
    /// Produced it.
    Producer,
    /// Wrote the novel, play or life that it was made from.
    Author,
    /// Any other part: costumes, effects, a song of the film's own.
    Other,
}

impl Role {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Role::Actor => "actor",
            Role::Director => "director",
            Role::Writer => "writer",
            Role::Cinematographer => "cinematographer",
            Role::Composer => "composer",
            Role::Editor => "editor",
            Role::Producer => "producer",
            Role::Author => "author",
            Role::Other => "other",
        }
    }
}

/// What a name that is no credit of the film stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Thing {
    /// A person.
    Person,
    /// Another film, or a series of films.
    Film,
    /// A song or piece of music.
    Song,
    /// A book, play or poem.
    Book,
    /// A television series.
    Tv,
    /// A studio, band, brand or publication.
    Company,
    /// A fictional character of another work, a game, a festival.
    Other,
}

impl Thing {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Thing::Person => "person",
            Thing::Film => "film",
            Thing::Song => "song",
            Thing::Book => "book",
            Thing::Tv => "tv",
            Thing::Company => "company",
            Thing::Other => "other",
        }
    }
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactKind {
    /// Minutes.
    Runtime,
    /// When its story happens.
    Period,
    /// Where its story happens.
    Place,
    /// Its genre.
    Genre,
    /// When it came out.
    Year,
    /// Where it was made.
    Country,
    /// What is spoken in it.
    Language,
    /// What it was made from.
    SourceWork,
    /// Whom it may be shown to ("PG-13").
    Certificate,
    /// Who produced or released it.
    Studio,
    /// What is played in it.
    MusicGenre,
}

impl FactKind {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            FactKind::Runtime => "runtime",
            FactKind::Period => "period",
            FactKind::Place => "place",
            FactKind::Genre => "genre",
            FactKind::Year => "year",
            FactKind::Country => "country",
            FactKind::Language => "language",
            FactKind::SourceWork => "source-work",
            FactKind::Certificate => "certificate",
            FactKind::Studio => "studio",
            FactKind::MusicGenre => "music-genre",
        }
    }
}

/// Where a grade stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Basis {
    /// In metadata.
    Declared,
    /// In the running text.
    Printed,
}

impl Candidate {
    /// Title and year, as a person would write them.
    pub fn label(&self) -> String {
        match self.year {
            Some(year) => format!("{} ({year})", self.title),
            None => self.title.clone(),
        }
    }
}
