//! Claims: what a review says, one thing at a time. Adding a kind of claim starts here.

use document::{Note, Span};
use serde::{Deserialize, Serialize};

use crate::grade::Grade;

/// What one review (one part of a roundup) says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Which part of the document this is, from 0; a review of one film is part 0.
    pub part: u32,
    /// The running text of this part, headings included, metadata left out.
    pub extent: Span,
    /// The claims, in order of kind, then of place.
    pub claims: Vec<Claim>,
    /// The film's place in the catalog that it was read with, where that has it: the same for all its titles.
    #[serde(skip)]
    pub film: Option<catalog::FilmId>,
    /// Where the reader abstains from naming the film: what it may be, the likeliest first.
    pub candidates: Vec<Candidate>,
    /// The sentences of this part, in order: plot or opinion, praise or fault.
    pub sentences: Vec<Judged>,
    /// How the judgement moves: the text's stretches in order, each with the way it goes, from -1 to 1.
    pub arc: Vec<Moment>,
    /// What does not add up or could not be settled.
    pub notes: Vec<Note>,
}

/// A stretch of a review, and the way it goes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moment {
    /// The stretch: whole sentences.
    pub span: Span,
    /// From -1 (fault) to 1 (praise).
    pub polarity: f32,
}

/// One thing that a review says. Invariant: never without evidence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// What it says.
    pub says: Says,
    /// How sure the reader is, 0 to 1.
    pub confidence: f32,
    /// The words it rests on, the most telling first.
    pub evidence: Vec<Span>,
}

/// The kinds of claims.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
    /// The grade on the common scale of 0 to 100. Not kept with a reading: grades become scores late.
    #[serde(skip)]
    Score {
        /// 0 to 100.
        value: f64,
        /// The name of the policy that turned the grade into it.
        #[serde(skip)]
        policy: &'static str,
    },
    /// The score that the text alone speaks for. The evidence is the sentences that moved it most.
    Inferred {
        /// 0 to 100.
        value: f64,
        /// Where the interval begins, 0 to 100.
        low: f64,
        /// Where it ends.
        high: f64,
        /// How often the interval holds the critic's grade, 0 to 1.
        level: f64,
        /// By how many points each sentence of the evidence moved the score, in the same order.
        weights: Vec<f32>,
    },
    /// A judgement of the film.
    Opinion {
        /// What of the film is judged.
        aspect: Aspect,
        /// How.
        polarity: Polarity,
        /// The person or character judged, as a credit claims it, where it is one.
        target: Option<String>,
    },
    /// Gives away how the last act goes, a death, a twist or who did it.
    Spoiler,
    /// A sentence fit to be quoted: self-contained, representative, no spoiler. Best first.
    Quote,
    /// A standing like or dislike that the critic declares.
    Disposition {
        /// A maker, a genre or a series.
        toward: String,
        /// How.
        polarity: Polarity,
    },
    /// Positive, mixed or negative: in the critic's own word ("Recommended", "Skip it", a thumb), else as the
    /// text speaks.
    Verdict {
        /// How.
        value: Polarity,
        /// The critic's word; `None` where the text as a whole was read.
        as_written: Option<String>,
    },
    /// Who wrote the review.
    Byline(String),
    /// Where it appeared.
    Outlet(String),
    /// When: an ISO 8601 date.
    Published(String),
}

/// Identifiers of a film or a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
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

/// What of a film is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// The film as a whole.
    Overall,
    /// Plot, screenplay, structure.
    Story,
    /// What is said, and how.
    Dialogue,
    /// The director's work.
    Direction,
    /// Performances, casting.
    Acting,
    /// The people of the story.
    Characters,
    /// Cinematography, look.
    Visuals,
    /// Cutting, pacing.
    Editing,
    /// How long it is.
    Length,
    /// Score and songs.
    Music,
    /// What is heard beside music.
    Sound,
    /// Effects, action, stunts.
    Effects,
    /// Sets, costumes, make-up.
    Design,
    /// Jokes.
    Humour,
    /// Mood, tension, atmosphere.
    Tone,
    /// How it ends.
    Ending,
    /// Meaning, message.
    Themes,
    /// How new it is.
    Originality,
    /// How it moves.
    Emotion,
    /// Point of view.
    Perspective,
    /// As a version of its source or a part of its series.
    Adaptation,
}

impl Aspect {
    /// All, in the order in which they are shown.
    pub const ALL: [Aspect; 21] = [
        Aspect::Overall,
        Aspect::Story,
        Aspect::Dialogue,
        Aspect::Direction,
        Aspect::Acting,
        Aspect::Characters,
        Aspect::Visuals,
        Aspect::Editing,
        Aspect::Length,
        Aspect::Music,
        Aspect::Sound,
        Aspect::Effects,
        Aspect::Design,
        Aspect::Humour,
        Aspect::Tone,
        Aspect::Ending,
        Aspect::Themes,
        Aspect::Originality,
        Aspect::Emotion,
        Aspect::Perspective,
        Aspect::Adaptation,
    ];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Aspect::Overall => "overall",
            Aspect::Story => "story",
            Aspect::Dialogue => "dialogue",
            Aspect::Direction => "direction",
            Aspect::Acting => "acting",
            Aspect::Characters => "characters",
            Aspect::Visuals => "visuals",
            Aspect::Editing => "editing",
            Aspect::Length => "length",
            Aspect::Music => "music",
            Aspect::Sound => "sound",
            Aspect::Effects => "effects",
            Aspect::Design => "design",
            Aspect::Humour => "humour",
            Aspect::Tone => "tone",
            Aspect::Ending => "ending",
            Aspect::Themes => "themes",
            Aspect::Originality => "originality",
            Aspect::Emotion => "emotion",
            Aspect::Perspective => "perspective",
            Aspect::Adaptation => "adaptation",
        }
    }
}

/// Which way a judgement goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Polarity {
    /// Praise.
    Positive,
    /// Both, or neither.
    Mixed,
    /// Fault.
    Negative,
}

impl Polarity {
    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Polarity::Positive => "positive",
            Polarity::Mixed => "mixed",
            Polarity::Negative => "negative",
        }
    }
}

/// A sentence of the running text, judged on its own words.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judged {
    /// The sentence.
    pub span: Span,
    /// How likely it is that the critic judges here, and does not tell the plot: 0 to 1.
    pub opinion: f32,
    /// Which way its words go, from -1 (fault) to 1 (praise).
    pub polarity: f32,
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
