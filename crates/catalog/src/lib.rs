//! Answers "which film, which person may this name be".
//!
//! A [`Catalog`] is a view of one file of bytes: films, people, credits, and indexes from names to both. It is read in
//! place, so that a catalog of millions of names opens in milliseconds and costs the memory that is looked at. Names
//! are compared by [`Key`]: letters and digits alone, without case, accents, apostrophes and a leading article, so
//! that "Amélie", "amelie" and "AMÉLIE" are one name; [`Catalog::near_people`] and [`Catalog::near_titles`] find
//! misspelt ones. A name may be many films and people: the catalog never picks.
//!
//! This crate knows no texts and no claims, and opens no files: the bytes come in as an argument.

pub mod build;
mod entry;
mod file;
mod key;
mod near;
pub mod source;
mod starter;

pub use entry::{Credit, Film, Person};
pub use file::{MAGIC, VERSION, reseal};
pub use key::{Key, KeyBuilder, fold_name, fold_title, is_article, word_hash};
pub use near::Near;
pub use starter::{starter, starter_rows};

use file::{Section, range, rows, u32_at, u64_at};

/// Position of a film in its catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilmId(pub u32);

/// Position of a person in their catalog.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub u32);

/// A person's part in one film.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Job {
    /// Directed it.
    Director,
    /// Wrote it.
    Writer,
    /// Plays in it.
    Actor,
    /// Photographed it.
    Cinematographer,
    /// Composed its music.
    Composer,
    /// Cut it.
    Editor,
    /// Produced it.
    Producer,
    /// Wrote what it was made from.
    Author,
    /// Any other part.
    Other,
}

/// All jobs, by the number that stands for each in the file.
const JOBS: [Job; 9] = [
    Job::Director,
    Job::Writer,
    Job::Actor,
    Job::Cinematographer,
    Job::Composer,
    Job::Editor,
    Job::Producer,
    Job::Author,
    Job::Other,
];

impl Job {
    fn of(number: u8) -> Job {
        JOBS.get(usize::from(number)).copied().unwrap_or(Job::Other)
    }

    /// The name of one who does it: "director".
    pub fn name(self) -> &'static str {
        match self {
            Job::Director => "director",
            Job::Writer => "writer",
            Job::Actor => "actor",
            Job::Cinematographer => "cinematographer",
            Job::Composer => "composer",
            Job::Editor => "editor",
            Job::Producer => "producer",
            Job::Author => "author",
            Job::Other => "other",
        }
    }
}

/// How a name fits that of a film or a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// It is the title or name, or another that the film or person goes by.
    Whole,
    /// It is a part that stands for it: of a title, what is before or after a colon or dash; of a name, the first and
    /// the last word.
    Short,
}

/// Films and people in the bytes of one file.
#[derive(Debug, Clone, Copy)]
pub struct Catalog<'b> {
    strings: &'b [u8],
    films: &'b [[u8; 56]],
    credits: &'b [[u8; 12]],
    people: &'b [[u8; 24]],
    works: &'b [[u8; 4]],
    titles: &'b [[u8; 12]],
    title_ranges: &'b [u8],
    names: &'b [[u8; 12]],
    name_ranges: &'b [u8],
    beginnings: &'b [u8],
    words: &'b [[u8; 12]],
    word_ranges: &'b [u8],
    deletions: &'b [[u8; 8]],
    deletion_ranges: &'b [u8],
    by_imdb: &'b [[u8; 8]],
    by_tmdb: &'b [[u8; 8]],
    by_wikidata: &'b [[u8; 8]],
    by_movielens: &'b [[u8; 8]],
    people_by_imdb: &'b [[u8; 8]],
    people_by_wikidata: &'b [[u8; 8]],
    sources: &'b [u8],
}

/// Why bytes could not be opened as a catalog.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Error {
    kind: ErrorKind,
    message: String,
}

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// It is something else than a catalog.
    Foreign,
    /// It is of another version of the format.
    Version,
    /// It is cut off or changed.
    Damaged,
}

impl Error {
    /// What is wrong.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }
}

/// What a catalog was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source<'c> {
    /// What it is called.
    pub name: &'c str,
    /// How many films it added or added to.
    pub films: u32,
    /// How many credits it has.
    pub credits: u32,
}

/// How often a word begins and ends the names of people.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordUse {
    /// Names that it begins, 65,535 at most.
    pub first: u16,
    /// Names that it ends, 65,535 at most.
    pub last: u16,
}

impl<'b> Catalog<'b> {
    /// Opens a file's bytes. Reads all of them once, to see that none is damaged.
    pub fn open(bytes: &'b [u8]) -> Result<Catalog<'b>, Error> {
        Ok(Catalog::of(&file::open(bytes)?))
    }

    /// A catalog of nothing.
    pub fn empty() -> Catalog<'static> {
        Catalog::of(&[&[]; file::SECTIONS])
    }

    fn of(sections: &[&'b [u8]; file::SECTIONS]) -> Catalog<'b> {
        let of = |section: Section| sections[section as usize];
        Catalog {
            strings: of(Section::Strings),
            films: rows(of(Section::Films)),
            credits: rows(of(Section::Credits)),
            people: rows(of(Section::People)),
            works: rows(of(Section::Works)),
            titles: rows(of(Section::Titles)),
            title_ranges: of(Section::TitleRanges),
            names: rows(of(Section::Names)),
            name_ranges: of(Section::NameRanges),
            beginnings: of(Section::Beginnings),
            words: rows(of(Section::Words)),
            word_ranges: of(Section::WordRanges),
            deletions: rows(of(Section::Deletions)),
            deletion_ranges: of(Section::DeletionRanges),
            by_imdb: rows(of(Section::ByImdb)),
            by_tmdb: rows(of(Section::ByTmdb)),
            by_wikidata: rows(of(Section::ByWikidata)),
            by_movielens: rows(of(Section::ByMovielens)),
            people_by_imdb: rows(of(Section::PeopleByImdb)),
            people_by_wikidata: rows(of(Section::PeopleByWikidata)),
            sources: of(Section::Sources),
        }
    }

    /// How many films there are.
    pub fn len(&self) -> usize {
        self.films.len()
    }

    /// Is there no film?
    pub fn is_empty(&self) -> bool {
        self.films.is_empty()
    }

    /// How many people there are.
    pub fn people_len(&self) -> usize {
        self.people.len()
    }

    /// How many credits there are.
    pub fn credits_len(&self) -> usize {
        self.credits.len()
    }

    /// What it was made from.
    pub fn sources(&self) -> impl Iterator<Item = Source<'b>> {
        let text = std::str::from_utf8(self.sources).unwrap_or_default();
        text.lines().filter_map(|line| {
            let mut cells = line.split('\t');
            let mut number = || cells.next()?.parse().ok();
            Some(Source { films: number()?, credits: number()?, name: cells.next()? })
        })
    }

    /// All films.
    pub fn films(&self) -> impl Iterator<Item = Film<'b>> + use<'_, 'b> {
        (0..self.films.len() as u32).filter_map(|i| self.film(FilmId(i)))
    }

    /// The film at a position; `None` for a position of another catalog.
    pub fn film(&self, id: FilmId) -> Option<Film<'b>> {
        let row = self.films.get(id.0 as usize)?;
        Some(Film { id, row, strings: self.strings })
    }

    /// The person at a position; `None` for a position of another catalog.
    pub fn person(&self, id: PersonId) -> Option<Person<'b>> {
        let row = self.people.get(id.0 as usize)?;
        Some(Person { id, row, strings: self.strings })
    }

    /// A film's credits: of each job in order of billing.
    pub fn credits(&self, film: FilmId) -> impl Iterator<Item = Credit<'b>> + use<'b> {
        let row: &[u8] = self.films.get(film.0 as usize).map_or(&[], |r| r);
        let (from, to) = (u32_at(row, 44) as usize, u32_at(row, 48) as usize);
        let (people, strings) = (self.people, self.strings);
        self.credits.get(from..to).unwrap_or_default().iter().filter_map(move |row| {
            let id = PersonId(u32_at(row, 0));
            let person = Person { id, row: people.get(id.0 as usize)?, strings };
            Some(Credit { person, job: Job::of(row[8]), character: file::string(strings, u32_at(row, 4)) })
        })
    }

    /// The films that a person has a part in, and which.
    pub fn works(&self, person: PersonId) -> impl Iterator<Item = (FilmId, Job)> + use<'b> {
        let row: &[u8] = self.people.get(person.0 as usize).map_or(&[], |r| r);
        let (from, to) = (u32_at(row, 16) as usize, u32_at(row, 20) as usize);
        self.works.get(from..to).unwrap_or_default().iter().map(|row| {
            let work = u32::from_le_bytes(*row);
            (FilmId(work >> 4), Job::of((work & 15) as u8))
        })
    }

    /// The films that go by this name.
    pub fn titled(&self, key: Key) -> Titled<'b> {
        Titled(same_key(range(self.titles, self.title_ranges, key.0), key))
    }

    /// The people that go by this name.
    pub fn named(&self, key: Key) -> Named<'b> {
        Named(same_key(range(self.names, self.name_ranges, key.0), key))
    }

    /// The film with this identifier of IMDb's, as written ("tt0050083") or as its digits.
    pub fn by_imdb(&self, imdb: &str) -> Option<FilmId> {
        let digits = imdb.strip_prefix("tt").unwrap_or(imdb);
        find(self.by_imdb, digits.parse().ok()?).map(FilmId)
    }

    /// The film with this number of TMDB's.
    pub fn by_tmdb(&self, tmdb: u32) -> Option<FilmId> {
        find(self.by_tmdb, tmdb).map(FilmId)
    }

    /// The film with this identifier of Wikidata's, as written ("Q2345") or as its digits.
    pub fn by_wikidata(&self, wikidata: &str) -> Option<FilmId> {
        let digits = wikidata.strip_prefix('Q').unwrap_or(wikidata);
        find(self.by_wikidata, digits.parse().ok()?).map(FilmId)
    }

    /// The film with this number of MovieLens's.
    pub fn by_movielens(&self, movielens: u32) -> Option<FilmId> {
        find(self.by_movielens, movielens).map(FilmId)
    }

    /// The person with this identifier of IMDb's ("nm0000842").
    pub fn person_by_imdb(&self, imdb: &str) -> Option<PersonId> {
        let digits = imdb.strip_prefix("nm").unwrap_or(imdb);
        find(self.people_by_imdb, digits.parse().ok()?).map(PersonId)
    }

    /// The person with this identifier of Wikidata's ("Q40523").
    pub fn person_by_wikidata(&self, wikidata: &str) -> Option<PersonId> {
        let digits = wikidata.strip_prefix('Q').unwrap_or(wikidata);
        find(self.people_by_wikidata, digits.parse().ok()?).map(PersonId)
    }

    /// May a title or a name go on after these words? A "no" is certain; one in a hundred of "yes" is not true.
    pub fn may_begin(&self, key: Key) -> bool {
        beginning_bits(key, self.beginnings.len())
            .is_some_and(|bits| bits.iter().all(|b| self.beginnings[b / 8] & (1 << (b % 8)) != 0))
    }

    /// Is this (its [`word_hash`]) a word of any title or name?
    pub fn has_word(&self, word: u32) -> bool {
        range(self.words, self.word_ranges, spread(word)).iter().any(|row| u32_at(row, 0) == word)
    }

    /// The films with a title that has all the words of this one, in whatever order. Looks at every title: for
    /// questions that people ask, not for texts.
    pub fn films_with_words(&self, title: &str) -> Vec<FilmId> {
        let Some(wanted) = self.known_words(title) else { return Vec::new() };
        let fits = |film: &Film<'_>| {
            has_words(film.title(), &wanted)
                || has_words(film.original_title(), &wanted)
                || film.akas().any(|aka| has_words(aka, &wanted))
        };
        self.films().filter(fits).map(|film| film.id).collect()
    }

    /// The people whose name has all the words of this one, in whatever order. Looks at every name.
    pub fn people_with_words(&self, name: &str) -> Vec<PersonId> {
        let Some(wanted) = self.known_words(name) else { return Vec::new() };
        let people = (0..self.people.len() as u32).filter_map(|i| self.person(PersonId(i)));
        people.filter(|person| has_words(person.name(), &wanted)).map(|person| person.id).collect()
    }

    /// The hashes of a name's words; `None` where there are none, or one is in no title and no name.
    fn known_words(&self, name: &str) -> Option<Vec<u32>> {
        let words: Vec<u32> = key::key_words(name).map(word_hash).collect();
        (!words.is_empty() && words.iter().all(|w| self.has_word(*w))).then_some(words)
    }

    /// How often names of people begin and end with a word (its [`word_hash`]).
    pub fn word_use(&self, word: u32) -> WordUse {
        let found = range(self.words, self.word_ranges, spread(word));
        found.iter().find(|row| u32_at(*row, 0) == word).map_or(WordUse::default(), |row| WordUse {
            first: file::u16_at(row, 8),
            last: file::u16_at(row, 10),
        })
    }
}

/// The rows of one key.
fn same_key(rows: &[[u8; 12]], key: Key) -> &[[u8; 12]] {
    let from = rows.partition_point(|r| u64_at(r, 0) < key.0);
    let len = rows[from..].iter().take_while(|r| u64_at(*r, 0) == key.0).count();
    &rows[from..from + len]
}

fn has_words(name: &str, wanted: &[u32]) -> bool {
    wanted.iter().all(|wanted| key::words(name).any(|word| word_hash(word) == *wanted))
}

fn find(rows: &[[u8; 8]], id: u32) -> Option<u32> {
    let at = rows.binary_search_by_key(&id, |r| u32_at(r, 0)).ok()?;
    Some(u32_at(&rows[at], 4))
}

/// A 32-bit hash spread over 64 bits, so that its top bits tell ranges apart.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The bits of a key in a filter of so many bytes (a power of two); `None` for an empty filter.
fn beginning_bits(key: Key, bytes: usize) -> Option<[usize; 2]> {
    if !bytes.is_power_of_two() {
        return None;
    }
    let mask = bytes * 8 - 1;
    let second = key.0.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    Some([(key.0 >> 20) as usize & mask, (second >> 24) as usize & mask])
}

/// The form is in the top bit of a row's number.
const SHORT: u32 = 1 << 31;

fn entry(row: &[u8; 12]) -> (u32, Form) {
    let number = u32_at(row, 8);
    (number & !SHORT, if number & SHORT == 0 { Form::Whole } else { Form::Short })
}

/// The films of one title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Titled<'b>(&'b [[u8; 12]]);

impl<'b> Titled<'b> {
    /// Tells one title from another: the same for the same title of the same catalog.
    pub fn id(&self) -> usize {
        self.0.as_ptr().addr()
    }

    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The films, those whose whole title it is first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (FilmId, Form)> + Clone + use<'b> {
        self.0.iter().map(|row| {
            let (film, form) = entry(row);
            (FilmId(film), form)
        })
    }
}

/// The people of one name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Named<'b>(&'b [[u8; 12]]);

impl<'b> Named<'b> {
    /// Is there none?
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The people, those whose whole name it is first.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (PersonId, Form)> + Clone + use<'b> {
        self.0.iter().map(|row| {
            let (person, form) = entry(row);
            (PersonId(person), form)
        })
    }
}
