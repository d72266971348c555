//! Building a catalog: rows from any number of sources, merged into one film a film and one person a person.
//!
//! Sources add rows in any order and refer to films and people by the identifiers that they have; [`Builder::finish`]
//! merges them and writes the file. Everything is held in flat columns and one pool of names, so that a million films
//! and five million people fit into a few gigabytes.

mod merge;
mod people;
mod pool;
mod titles;
mod write;

use rustc_hash::FxHashMap;

use crate::{Job, Key};
use pool::Pool;

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

impl FilmIds {
    pub(crate) fn list(self) -> [u32; 4] {
        [self.imdb, self.tmdb, self.wikidata, self.movielens]
    }

    pub(crate) fn of(list: [u32; 4]) -> FilmIds {
        let [imdb, tmdb, wikidata, movielens] = list;
        FilmIds { imdb, tmdb, wikidata, movielens }
    }
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

/// A film's row; strings are offsets into the pool.
#[derive(Debug, Clone, Copy)]
struct Film {
    ids: [u32; 4],
    title: u32,
    original: u32,
    akas: u32,
    genres: u32,
    countries: u32,
    languages: u32,
    votes: u32,
    year: u16,
    runtime: u16,
    source: u16,
    weak: bool,
    /// A film of its own, not only more about one.
    own: bool,
}

#[derive(Debug, Clone, Copy, Default)]
struct Person {
    ids: [u32; 3],
    name: u32,
}

#[derive(Debug, Clone, Copy)]
struct Credit {
    film: FilmRef,
    person: u32,
    character: u32,
    job: Job,
}

#[derive(Debug)]
struct Source {
    name: String,
    films: u32,
    credits: u32,
}

/// Collects rows.
#[derive(Debug, Default)]
pub struct Builder {
    pool: Pool,
    sources: Vec<Source>,
    films: Vec<Film>,
    people: Vec<Person>,
    credits: Vec<Credit>,
    /// Rows of films by IMDb's identifier, for [`Builder::has_imdb`].
    imdb: FxHashMap<u32, u32>,
    /// People by identifier, a map a registry.
    people_by_id: [FxHashMap<u32, u32>; 3],
    /// People of whom one row has said that they are one.
    same_people: Vec<(u32, u32)>,
    /// People without identifiers, by name.
    people_by_name: FxHashMap<Key, u32>,
}

impl Builder {
    /// An empty builder.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// Begins a source, or goes on with one of that name: what it is called in the catalog's list of sources. Rows of
    /// earlier sources win where two contradict each other, unless they are weak. Two rows of one source are two
    /// films, unless they share an identifier or one says no more than the other's title.
    pub fn source(&mut self, name: &str) {
        match self.sources.iter().position(|s| s.name == name) {
            // The last is the one that rows are added to.
            Some(at) if at + 1 == self.sources.len() => {}
            _ => self.sources.push(Source { name: name.replace(['\t', '\n'], " "), films: 0, credits: 0 }),
        }
    }

    fn current(&mut self) -> (u16, &mut Source) {
        if self.sources.is_empty() {
            self.source("unnamed");
        }
        let at = self.sources.len() - 1;
        (at as u16, &mut self.sources[at])
    }

    /// Adds a film. One without a title is kept only where another row with an identifier of its has one.
    pub fn film(&mut self, row: &FilmRow<'_>) -> u32 {
        let own = !row.title.trim().is_empty();
        self.add(row, own)
    }

    /// Says that these identifiers are of one film.
    pub fn same_film(&mut self, ids: FilmIds) {
        self.add(&FilmRow { ids, ..FilmRow::default() }, false);
    }

    /// Adds titles, votes or anything else that a table without films of its own knows of a film with an identifier:
    /// as [`Builder::film`], but without effect where no other row has the film.
    pub fn more(&mut self, row: &FilmRow<'_>) {
        self.add(row, false);
    }

    fn add(&mut self, row: &FilmRow<'_>, own: bool) -> u32 {
        let (source, about) = self.current();
        about.films += 1;
        let id = self.films.len() as u32;
        let title = self.pool.add(row.title);
        let original = if row.original_title == row.title { 0 } else { self.pool.add(row.original_title) };
        self.films.push(Film {
            ids: row.ids.list(),
            title,
            original,
            akas: self.pool.add_list(row.akas.iter().copied()),
            genres: self.pool.add_list(row.genres.iter().copied()),
            countries: self.pool.add_list(row.countries.iter().copied()),
            languages: self.pool.add_list(row.languages.iter().copied()),
            votes: row.votes,
            year: row.year.and_then(|y| u16::try_from(y).ok()).unwrap_or(0),
            runtime: row.runtime.unwrap_or(0),
            source,
            weak: row.weak,
            own: own && title != 0,
        });
        if own && row.ids.imdb != 0 {
            self.imdb.entry(row.ids.imdb).or_insert(id);
        }
        id
    }

    /// Has no row a film of its own?
    pub fn is_empty(&self) -> bool {
        !self.films.iter().any(|f| f.own)
    }

    /// How many credits are of people whom no row has named: the catalog leaves them out.
    pub fn nameless_credits(&self) -> usize {
        self.credits.iter().filter(|c| self.people[c.person as usize].name == 0).count()
    }

    /// Is there a film row with this identifier of IMDb's? For tables of credits that also hold what is no film.
    pub fn has_imdb(&self, imdb: u32) -> bool {
        self.imdb.contains_key(&imdb)
    }

    /// Names a person that credits refer to by identifier. Without effect where no credit does.
    pub fn person(&mut self, row: &PersonRow<'_>) {
        let known = self.people_by_id.iter().zip(person_ids(row)).find_map(|(map, id)| map.get(&id).copied());
        if let Some(at) = known.filter(|_| person_ids(row) != [0; 3]) {
            self.complete(at, row);
        }
    }

    /// Is there a credit of the person with this identifier of IMDb's? For lists of people longer than the credits.
    pub fn wants_imdb_person(&self, imdb: u32) -> bool {
        self.people_by_id[0].contains_key(&imdb)
    }

    /// Adds a person's part in a film. Credits come in order of billing; `character` is empty where not known.
    pub fn credit(&mut self, film: FilmRef, person: &PersonRow<'_>, job: Job, character: &str) {
        let Some(person) = self.person_of(person) else { return };
        let character = self.pool.add(character);
        self.current().1.credits += 1;
        self.credits.push(Credit { film, person, character, job });
    }

    fn person_of(&mut self, row: &PersonRow<'_>) -> Option<u32> {
        let ids = person_ids(row);
        let new = self.people.len() as u32;
        if ids == [0; 3] {
            let key = Key::of(row.name)?;
            let at = *self.people_by_name.entry(key).or_insert(new);
            if at == new {
                let name = self.pool.add(row.name);
                self.people.push(Person { ids, name });
            }
            return Some(at);
        }
        let known =
            self.people_by_id.iter().zip(ids).find_map(|(map, id)| map.get(&id).copied().filter(|_| id != 0));
        let at = known.unwrap_or(new);
        if at == new {
            self.people.push(Person::default());
        }
        self.complete(at, row);
        Some(at)
    }

    /// Fills in what is not known of a person.
    fn complete(&mut self, at: u32, row: &PersonRow<'_>) {
        let person = &mut self.people[at as usize];
        for ((known, id), map) in person.ids.iter_mut().zip(person_ids(row)).zip(&mut self.people_by_id) {
            if id == 0 {
                continue;
            }
            let of = *map.entry(id).or_insert(at);
            if of != at {
                self.same_people.push((of.min(at), of.max(at)));
            } else if *known == 0 {
                *known = id;
            }
        }
        if person.name == 0 {
            person.name = self.pool.add(row.name);
        }
    }

    /// Merges all rows and writes the catalog.
    pub fn finish(self) -> Vec<u8> {
        write::write(merge::merge(self))
    }
}

fn person_ids(row: &PersonRow<'_>) -> [u32; 3] {
    [row.imdb, row.wikidata, row.tmdb]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Catalog;

    fn film<'a>(title: &'a str, year: i16, imdb: u32) -> FilmRow<'a> {
        FilmRow { title, year: Some(year), ids: FilmIds { imdb, ..FilmIds::default() }, ..FilmRow::default() }
    }

    fn name(name: &str) -> PersonRow<'_> {
        PersonRow { name, ..PersonRow::default() }
    }

    fn listed(c: &Catalog<'_>) -> Vec<(String, Option<i16>, u32)> {
        c.films().map(|f| (f.title().to_owned(), f.year(), f.ids().imdb)).collect()
    }

    #[test]
    fn rows_of_one_film_are_one_film() {
        let mut b = Builder::new();
        b.source("a");
        b.film(&film("Pinocchio", 2022, 1));
        b.credit(FilmRef::Imdb(1), &PersonRow { imdb: 7, ..name("Guillermo del Toro") }, Job::Director, "");
        b.film(&film("Pinocchio", 2022, 2));
        b.credit(FilmRef::Imdb(2), &PersonRow { imdb: 8, ..name("Robert Zemeckis") }, Job::Director, "");
        b.film(&film("Her Smell", 2018, 3));
        b.source("b");
        // By people, though the year is another; by title and year alone; by identifier.
        let row = b.film(&FilmRow { weak: true, runtime: Some(105), ..film("Pinocchio", 2023, 0) });
        b.credit(FilmRef::Row(row), &name("Robert Zemeckis"), Job::Director, "");
        b.credit(FilmRef::Row(row), &name("Tom Hanks"), Job::Actor, "Geppetto");
        b.film(&FilmRow { runtime: Some(134), ..film("Her Smell", 2018, 0) });
        b.same_film(FilmIds { imdb: 3, tmdb: 33, ..FilmIds::default() });
        b.more(&FilmRow { ids: FilmIds { tmdb: 33, ..FilmIds::default() }, votes: 9, ..FilmRow::default() });
        b.more(&FilmRow { ids: FilmIds { tmdb: 99, ..FilmIds::default() }, votes: 9, ..FilmRow::default() });
        // Not the same: another year. By elimination: the source's other Pinocchio is Zemeckis's.
        b.film(&film("Her Smell", 1950, 0));
        b.film(&film("Pinocchio", 2022, 0));
        let file = b.finish();
        let c = Catalog::open(&file).unwrap();
        assert_eq!(
            listed(&c),
            [
                ("Pinocchio".into(), Some(2022), 1),
                ("Pinocchio".into(), Some(2022), 2),
                ("Her Smell".into(), Some(2018), 3),
                ("Her Smell".into(), Some(1950), 0),
            ]
        );
        let zemeckis = c.film(c.by_imdb("tt2").unwrap()).unwrap();
        assert_eq!(zemeckis.runtime(), Some(105));
        let credits: Vec<_> =
            c.credits(zemeckis.id).map(|c| (c.person.name(), c.person.imdb(), c.job, c.character)).collect();
        assert_eq!(
            credits,
            [("Robert Zemeckis", Some(8), Job::Director, ""), ("Tom Hanks", None, Job::Actor, "Geppetto")]
        );
        let smell = c.film(c.by_tmdb(33).unwrap()).unwrap();
        assert_eq!((smell.ids().imdb, smell.runtime(), smell.votes()), (3, Some(134), 9));
    }

    /// Whatever the order of the sources, and however many there are, different films stay different.
    #[test]
    fn three_sources_of_two_films() {
        let people = |b: &mut Builder, row, names: [&str; 2]| {
            b.credit(FilmRef::Row(row), &name(names[0]), Job::Director, "");
            b.credit(FilmRef::Row(row), &name(names[1]), Job::Actor, "");
        };
        for order in [[0, 1, 2], [1, 0, 2], [2, 1, 0], [1, 2, 0]] {
            let mut b = Builder::new();
            for source in order {
                b.source(["a", "b", "c"][source]);
                match source {
                    0 => {
                        b.film(&film("Home", 2015, 101));
                    }
                    1 => {
                        let row = b.film(&film("Home", 2015, 0));
                        people(&mut b, row, ["Xavier Xenon", "Anne Alpha"]);
                    }
                    _ => {
                        let row = b.film(&film("Home", 2015, 0));
                        people(&mut b, row, ["Yves Young", "Bea Beta"]);
                    }
                }
            }
            let file = b.finish();
            let c = Catalog::open(&file).unwrap();
            assert_eq!(c.len(), 3, "{order:?}: {:?}", listed(&c));
        }
    }

    #[test]
    fn other_titles_and_parts_keep_films_apart() {
        let mut b = Builder::new();
        b.source("a");
        b.film(&FilmRow { akas: vec!["Home"], ..film("Der Fall", 2015, 1) });
        let one = b.film(&FilmRow { akas: vec!["Kill Bill"], ..film("Kill Bill: Vol. 1", 2003, 2) });
        b.credit(FilmRef::Row(one), &name("Quentin Tarantino"), Job::Director, "");
        b.source("b");
        b.film(&film("Home", 2015, 0));
        let two = b.film(&FilmRow { akas: vec!["Kill Bill"], ..film("Kill Bill: Vol. 2", 2004, 0) });
        b.credit(FilmRef::Row(two), &name("Quentin Tarantino"), Job::Director, "");
        let file = b.finish();
        assert_eq!(Catalog::open(&file).unwrap().len(), 4);
    }

    /// A list of writers alone does not contradict a list of actors; an unknown film of the same title does not stand
    /// in the way of the well-known one.
    #[test]
    fn halves_of_a_film_find_each_other() {
        let mut b = Builder::new();
        b.source("a");
        b.film(&FilmRow { votes: 300_000, ..film("Room", 2015, 1) });
        b.credit(FilmRef::Imdb(1), &PersonRow { imdb: 9, ..name("Emma Donoghue") }, Job::Writer, "");
        b.film(&FilmRow { votes: 12, ..film("Room", 2015, 2) });
        b.source("b");
        let row = b.film(&film("Room", 2015, 0));
        for actor in ["Brie Larson", "Jacob Tremblay", "Joan Allen"] {
            b.credit(FilmRef::Row(row), &name(actor), Job::Actor, "");
        }
        let file = b.finish();
        let c = Catalog::open(&file).unwrap();
        assert_eq!(c.len(), 2);
        assert_eq!(c.credits(c.by_imdb("tt1").unwrap()).count(), 4);
    }

    #[test]
    fn people_of_two_registries_are_one() {
        let mut b = Builder::new();
        b.source("a");
        b.film(&film("Her Smell", 2018, 1));
        b.credit(FilmRef::Imdb(1), &PersonRow { imdb: 5, ..name("Elisabeth Moss") }, Job::Actor, "Becky");
        b.credit(FilmRef::Imdb(1), &PersonRow { wikidata: 22, ..name("Alex Ross Perry") }, Job::Director, "");
        b.source("b");
        b.credit(FilmRef::Imdb(1), &PersonRow { tmdb: 52, ..name("Elisabeth Moss") }, Job::Actor, "");
        b.credit(FilmRef::Imdb(1), &PersonRow { imdb: 6, ..name("Alex Perry") }, Job::Writer, "");
        b.person(&PersonRow { imdb: 6, wikidata: 22, ..PersonRow::default() });
        let file = b.finish();
        let c = Catalog::open(&file).unwrap();
        assert_eq!((c.people_len(), c.credits_len()), (2, 3));
        let moss = c.person(c.person_by_imdb("nm5").unwrap()).unwrap();
        assert_eq!((moss.imdb(), moss.tmdb()), (Some(5), Some(52)));
    }

    #[test]
    fn runtimes_tell_films_of_one_title_apart() {
        let row = |title, minutes| FilmRow { runtime: Some(minutes), ..film(title, 1990, 0) };
        for (minutes, named, films) in [
            // Nobody is named in one of them: about as long, or long and within 15 %.
            ((90, 105), false, 1),
            ((90, 110), false, 2),
            ((200, 230), false, 1),
            // Somebody is: a cut of the film, or another work with the same people.
            ((90, 110), true, 1),
            ((90, 149), true, 1),
            ((90, 151), true, 2),
        ] {
            let mut b = Builder::new();
            for (source, minutes) in [("a", minutes.0), ("b", minutes.1)] {
                b.source(source);
                let at = b.film(&row("Pinocchio", minutes));
                if named {
                    b.credit(FilmRef::Row(at), &name("Ann One"), Job::Director, "");
                }
            }
            let file = b.finish();
            assert_eq!(Catalog::open(&file).unwrap().len(), films, "{minutes:?} {named}");
        }
        // An identifier says more than a runtime.
        let mut b = Builder::new();
        for (source, minutes) in [("a", 20), ("b", 200)] {
            b.source(source);
            b.film(&FilmRow { runtime: Some(minutes), ..film("Pinocchio", 1990, 7) });
        }
        assert_eq!(Catalog::open(&b.finish()).unwrap().len(), 1);
    }

    #[test]
    fn rows_that_say_nothing_join_the_only_other_of_their_source() {
        let bare = |title| FilmRow { title, ..FilmRow::default() };
        let mut b = Builder::new();
        b.source("a");
        // Before and behind the row that says more.
        b.film(&bare("Her Smell"));
        b.film(&film("Her Smell", 2018, 3));
        b.film(&bare("HER SMELL"));
        // Of two it may be either; of none, it is a film.
        b.film(&film("Suspiria", 1977, 1));
        b.film(&film("Suspiria", 2018, 2));
        b.film(&bare("Suspiria"));
        b.film(&bare("Alone"));
        b.film(&bare("Alone"));
        // People of its own are something to say.
        b.film(&film("Carrie", 1976, 4));
        let row = b.film(&bare("Carrie"));
        b.credit(FilmRef::Row(row), &name("Ann One"), Job::Director, "");
        // Another source's is not its own.
        b.source("b");
        b.film(&bare("Her Smell"));
        let file = b.finish();
        let want: [(&str, Option<i16>); 8] = [
            ("Her Smell", Some(2018)),
            ("Suspiria", Some(1977)),
            ("Suspiria", Some(2018)),
            ("Suspiria", None),
            ("Alone", None),
            ("Carrie", Some(1976)),
            ("Carrie", None),
            ("Her Smell", None),
        ];
        let listed = listed(&Catalog::open(&file).unwrap());
        assert_eq!(listed.iter().map(|f| (f.0.as_str(), f.1)).collect::<Vec<_>>(), want);
    }

    #[test]
    fn names_without_identifiers_join_the_one_person_of_that_name() {
        let mut b = Builder::new();
        for (tt, nm, who) in [(1, 11, "Ann One"), (2, 21, "John Smith"), (3, 22, "John Smith")] {
            b.film(&film("A Film", 1990 + tt as i16 * 5, tt));
            b.credit(FilmRef::Imdb(tt), &PersonRow { imdb: nm, ..name(who) }, Job::Actor, "");
        }
        b.source("other");
        let row = b.film(&film("Another", 2000, 0));
        b.credit(FilmRef::Row(row), &name("Ann One"), Job::Director, "");
        b.credit(FilmRef::Row(row), &name("John Smith"), Job::Actor, "");
        let file = b.finish();
        let c = Catalog::open(&file).unwrap();
        assert_eq!(c.people_len(), 4);
        let ann = c.named(Key::of("ann one").unwrap()).iter().next().unwrap().0;
        assert_eq!(c.works(ann).count(), 2);
        assert_eq!(c.named(Key::of("John Smith").unwrap()).len(), 3);
    }

    #[test]
    fn other_spellings_are_indexed() {
        let mut b = Builder::new();
        let row = b.film(&FilmRow { original_title: "Rocky 2 - Il film", ..film("Rocky II", 1979, 1) });
        b.credit(FilmRef::Row(row), &name("Samuel L. Jackson"), Job::Actor, "");
        b.credit(FilmRef::Row(row), &name("Robert Downey Jr."), Job::Actor, "");
        b.film(&film("Spider-Man: No Way Home", 2021, 2));
        let file = b.finish();
        let c = Catalog::open(&file).unwrap();
        for title in
            ["Rocky II", "Rocky 2", "Rocky Two", "Spider-Man", "spiderman no way home", "No Way Home"]
        {
            assert!(!c.titled(Key::of(title).unwrap()).is_empty(), "{title}");
        }
        for who in ["Samuel Jackson", "Samuel L Jackson", "Robert Downey", "Robert Downey, Jr."] {
            assert!(!c.named(Key::of(who).unwrap()).is_empty(), "{who}");
        }
    }
}
