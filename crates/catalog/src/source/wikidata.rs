//! Wikidata's JSON dump: an entity a line.
//!
//! The dump is read twice. The first time films are taken, and the entities that their credits name are remembered;
//! the second time those entities' names are. Credits wait in memory until then (some 20 bytes each), since a
//! character's name stands in another entity than the film. Genres, countries and languages come from a built-in
//! table of the common ones (`wikidata_names.rs`); others are left out.

use std::borrow::Cow;
use std::fmt;
use std::io::BufRead;

use memchr::memmem;
use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::film_lines::{lines, parse};
use super::out::{Notes, Out};
use super::value;
use super::wikidata_names as known;
use crate::Job;
use crate::build::{FilmIds, FilmRef, FilmRow, PersonRow};

/// What is kept between the two readings.
#[derive(Default)]
pub(super) struct Pending {
    credits: Vec<Credit>,
    /// Entities that credits name, as people or as characters.
    wanted: FxHashSet<u32>,
    /// Their names, and their identifiers at IMDb.
    names: FxHashMap<u32, (Box<str>, u32)>,
}

struct Credit {
    film: FilmRef,
    person: u32,
    job: Job,
    character: Character,
}

enum Character {
    None,
    Entity(u32),
    Name(Box<str>),
}

#[derive(Deserialize)]
struct Entity<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(default, borrow)]
    labels: Labels<'a>,
    #[serde(default, borrow)]
    aliases: Aliases<'a>,
    #[serde(default, borrow)]
    claims: Claims<'a>,
    #[serde(default)]
    sitelinks: Length,
}

// Empty objects are written as empty lists in dumps; a struct of defaults reads both.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Labels<'a> {
    #[serde(borrow)]
    en: Option<Monolingual<'a>>,
    #[serde(borrow)]
    mul: Option<Monolingual<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Aliases<'a> {
    #[serde(borrow)]
    en: Vec<Monolingual<'a>>,
}

#[derive(Deserialize)]
struct Monolingual<'a> {
    #[serde(borrow, default, alias = "text")]
    value: Cow<'a, str>,
}

type Statements<'a> = Vec<Statement<'a>>;

#[derive(Deserialize, Default)]
#[serde(default)]
struct Claims<'a> {
    #[serde(rename = "P31", borrow)]
    instance: Statements<'a>,
    #[serde(rename = "P1476", borrow)]
    title: Statements<'a>,
    #[serde(rename = "P577", borrow)]
    date: Statements<'a>,
    #[serde(rename = "P2047", borrow)]
    runtime: Statements<'a>,
    #[serde(rename = "P345", borrow)]
    imdb: Statements<'a>,
    #[serde(rename = "P4947", borrow)]
    tmdb: Statements<'a>,
    #[serde(rename = "P136", borrow)]
    genre: Statements<'a>,
    #[serde(rename = "P495", borrow)]
    country: Statements<'a>,
    #[serde(rename = "P364", borrow)]
    language: Statements<'a>,
    #[serde(rename = "P57", borrow)]
    director: Statements<'a>,
    #[serde(rename = "P58", borrow)]
    writer: Statements<'a>,
    #[serde(rename = "P161", borrow)]
    cast: Statements<'a>,
    #[serde(rename = "P344", borrow)]
    cinematographer: Statements<'a>,
    #[serde(rename = "P86", borrow)]
    composer: Statements<'a>,
    #[serde(rename = "P1040", borrow)]
    editor: Statements<'a>,
    #[serde(rename = "P162", borrow)]
    producer: Statements<'a>,
}

#[derive(Deserialize)]
struct Statement<'a> {
    #[serde(borrow)]
    mainsnak: Snak<'a>,
    #[serde(default, borrow)]
    qualifiers: Qualifiers<'a>,
    #[serde(default, borrow)]
    rank: Cow<'a, str>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Qualifiers<'a> {
    #[serde(rename = "P453", borrow)]
    character: Vec<Snak<'a>>,
    #[serde(rename = "P4633", borrow)]
    character_name: Vec<Snak<'a>>,
}

#[derive(Deserialize)]
struct Snak<'a> {
    #[serde(default, borrow)]
    datavalue: Option<DataValue<'a>>,
}

#[derive(Deserialize)]
struct DataValue<'a> {
    #[serde(borrow)]
    value: Datum<'a>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Datum<'a> {
    Text(#[serde(borrow)] Cow<'a, str>),
    Fields(#[serde(borrow)] Fields<'a>),
    Other(IgnoredAny),
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Fields<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    text: Cow<'a, str>,
    #[serde(borrow)]
    time: Cow<'a, str>,
    #[serde(borrow)]
    amount: Cow<'a, str>,
    #[serde(borrow)]
    unit: Cow<'a, str>,
}

impl<'a> Snak<'a> {
    fn entity(&self) -> Option<u32> {
        match &self.datavalue.as_ref()?.value {
            Datum::Fields(f) => Some(value::id(f.id.as_bytes(), b"Q")).filter(|q| *q != 0),
            _ => None,
        }
    }

    fn text(&self) -> Option<&str> {
        match &self.datavalue.as_ref()?.value {
            Datum::Text(text) => Some(text.trim()).filter(|t| !t.is_empty()),
            Datum::Fields(f) => Some(f.text.trim()).filter(|t| !t.is_empty()),
            Datum::Other(_) => None,
        }
    }

    fn fields(&self) -> Option<&Fields<'a>> {
        match &self.datavalue.as_ref()?.value {
            Datum::Fields(fields) => Some(fields),
            _ => None,
        }
    }
}

/// How many items an object or a list has.
#[derive(Default)]
struct Length(u32);

impl<'de> Deserialize<'de> for Length {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Count;
        impl<'de> Visitor<'de> for Count {
            type Value = Length;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Length, A::Error> {
                let mut n = 0;
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
                    n += 1;
                }
                Ok(Length(n))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Length, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Length(0))
            }
        }
        deserializer.deserialize_any(Count)
    }
}

/// Values that are not deprecated.
fn values<'s, 'a>(statements: &'s Statements<'a>) -> impl Iterator<Item = &'s Statement<'a>> {
    statements.iter().filter(|s| s.rank != "deprecated")
}

/// The first reading: films.
pub(super) fn films<R: BufRead>(input: R, pending: &mut Pending, out: &mut Out<'_>, notes: &mut Notes) {
    lines(input, notes, |bytes, line, notes| {
        // Most entities are no films, and parsing is what costs: a film names a class of films.
        if !names_a_class(bytes) {
            if !bytes.starts_with(b"{") || !bytes.ends_with(b"}") {
                notes.add(line, || "no whole entity stands on this line: left out".into());
            }
            return;
        }
        let Some(entity) = parse::<Entity<'_>>(bytes, line, notes) else { return };
        if values(&entity.claims.instance).filter_map(|s| s.mainsnak.entity()).any(known::is_film) {
            film(&entity, pending, out);
        }
    });
}

fn names_a_class(bytes: &[u8]) -> bool {
    memmem::find_iter(bytes, b"\"id\":\"Q").any(|at| {
        let digits = &bytes[at + 7..];
        let end = digits.iter().take(10).take_while(|b| b.is_ascii_digit()).count();
        value::number(&digits[..end]).is_some_and(known::is_film)
    })
}

fn film(entity: &Entity<'_>, pending: &mut Pending, out: &mut Out<'_>) {
    let claims = &entity.claims;
    let label = entity.labels.en.as_ref().or(entity.labels.mul.as_ref()).map_or("", |l| l.value.trim());
    let original = values(&claims.title).find_map(|s| s.mainsnak.text()).unwrap_or_default();
    if label.is_empty() && original.is_empty() {
        return;
    }
    let listed = |statements: &Statements<'_>, table: fn(u32) -> Option<&'static str>| -> Vec<&'static str> {
        values(statements).filter_map(|s| table(s.mainsnak.entity()?)).collect()
    };
    let runtime = values(&claims.runtime).filter_map(|s| s.mainsnak.fields()).find_map(|f| {
        let unit = f.unit.rsplit('/').next().unwrap_or_default();
        let amount: f64 = f.amount.parse().ok()?;
        let minutes = match unit {
            "Q7727" => amount,
            "Q11574" => amount / 60.0,
            "Q25235" => amount * 60.0,
            _ => return None,
        };
        (1.0..6000.0).contains(&minutes).then(|| minutes.round() as u16)
    });
    let text_id = |statements: &Statements<'_>, prefix: &[u8]| {
        values(statements)
            .filter_map(|s| s.mainsnak.text())
            .map(|t| value::id(t.as_bytes(), prefix))
            .find(|id| *id != 0)
            .unwrap_or(0)
    };
    let row = out.film(&FilmRow {
        ids: FilmIds {
            imdb: text_id(&claims.imdb, b"tt"),
            tmdb: text_id(&claims.tmdb, b""),
            wikidata: value::id(entity.id.as_bytes(), b"Q"),
            movielens: 0,
        },
        title: if label.is_empty() { original } else { label },
        original_title: original,
        akas: entity.aliases.en.iter().map(|a| a.value.trim()).filter(|a| !a.is_empty()).collect(),
        year: values(&claims.date).filter_map(|s| value::year(s.mainsnak.fields()?.time.as_bytes())).min(),
        runtime,
        genres: listed(&claims.genre, known::genre),
        countries: listed(&claims.country, known::country),
        languages: listed(&claims.language, known::language),
        votes: entity.sitelinks.0,
        weak: false,
    });
    for (statements, job) in [
        (&claims.director, Job::Director),
        (&claims.writer, Job::Writer),
        (&claims.cast, Job::Actor),
        (&claims.cinematographer, Job::Cinematographer),
        (&claims.composer, Job::Composer),
        (&claims.editor, Job::Editor),
        (&claims.producer, Job::Producer),
    ] {
        for statement in values(statements) {
            let Some(person) = statement.mainsnak.entity() else { continue };
            let named = statement.qualifiers.character_name.iter().find_map(Snak::text);
            let entity = statement.qualifiers.character.iter().find_map(Snak::entity);
            let character = match (named, entity) {
                (Some(name), _) => Character::Name(name.into()),
                (None, Some(entity)) => {
                    pending.wanted.insert(entity);
                    Character::Entity(entity)
                }
                (None, None) => Character::None,
            };
            pending.wanted.insert(person);
            pending.credits.push(Credit { film: row, person, job, character });
        }
    }
}

/// The second reading: the names of the people and characters that the films' credits name.
pub(super) fn names<R: BufRead>(input: R, pending: &mut Pending, notes: &mut Notes) {
    lines(input, notes, |bytes, line, notes| {
        let Some(wikidata) = entity_id(bytes) else { return };
        if !pending.wanted.contains(&wikidata) {
            return;
        }
        // What is wrong with the line was noted at the first reading.
        let Some(entity) = parse::<Entity<'_>>(bytes, line, notes) else { return };
        let label = entity.labels.en.as_ref().or(entity.labels.mul.as_ref()).map_or("", |l| l.value.trim());
        if label.is_empty() {
            return;
        }
        let imdb = values(&entity.claims.imdb)
            .filter_map(|s| s.mainsnak.text())
            .map(|t| value::id(t.as_bytes(), b"nm"))
            .find(|id| *id != 0);
        pending.names.insert(wikidata, (label.into(), imdb.unwrap_or(0)));
    });
}

/// The identifier at the head of an entity's line, without parsing the rest.
fn entity_id(bytes: &[u8]) -> Option<u32> {
    let head = &bytes[..bytes.len().min(200)];
    let at = memmem::find(head, b"\"id\":")? + 5;
    let rest = head[at..].trim_ascii_start().strip_prefix(b"\"Q")?;
    let end = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    value::number(&rest[..end])
}

/// The end of all readings: the credits, with the names that were found.
pub(super) fn finish(pending: Pending, out: &mut Out<'_>) {
    let name = |q: &u32| pending.names.get(q).map_or(("", 0), |(name, imdb)| (&**name, *imdb));
    for credit in &pending.credits {
        let (person, imdb) = name(&credit.person);
        let character = match &credit.character {
            Character::None => "",
            Character::Name(name) => name,
            Character::Entity(q) => name(q).0,
        };
        let row = PersonRow { wikidata: credit.person, imdb, tmdb: 0, name: person };
        out.credit(credit.film, &row, credit.job, value::character(character));
    }
}
