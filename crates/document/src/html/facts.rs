//! What a page says about itself, collected from all its vocabularies, each value once.

use std::collections::HashSet;

use super::entity;
use crate::{Builder, Field};

/// Far more than an honest page has.
const MAX_FACTS: usize = 400;
/// Longer values are cut: a description is a sentence or two.
const MAX_VALUE: usize = 2000;

/// Metadata in the order found.
#[derive(Debug, Default)]
pub(super) struct Facts {
    facts: Vec<(Field, String, String)>,
    seen: HashSet<(Field, String)>,
    /// Texts said to be the review's body, as written (they may be HTML).
    pub(super) bodies: Vec<String>,
}

impl Facts {
    /// Adds a value as it stands in an attribute (character references and all), unless it is known.
    pub(super) fn add(&mut self, field: Field, key: impl Into<String>, raw: &str) {
        if self.facts.len() >= MAX_FACTS || raw.len() > 8 * MAX_VALUE {
            return;
        }
        let decoded = entity::value(raw);
        let mut value = String::with_capacity(decoded.len().min(MAX_VALUE));
        for word in decoded.split_whitespace() {
            if value.len() + word.len() > MAX_VALUE {
                break;
            }
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(word);
        }
        if value.is_empty() || !fits(field, &value) {
            return;
        }
        if self.seen.insert((field, value.to_lowercase())) {
            self.facts.push((field, key.into(), value));
        }
    }

    /// All values of a meaning.
    pub(super) fn all(&self, field: Field) -> impl Iterator<Item = &str> {
        self.facts.iter().filter(move |(f, _, _)| *f == field).map(|(_, _, v)| v.as_str())
    }

    /// Writes them all.
    pub(super) fn write(&self, b: &mut Builder) {
        for (field, key, value) in &self.facts {
            b.field(*field, key, value);
        }
    }
}

/// Can this be a value of that meaning at all?
fn fits(field: Field, value: &str) -> bool {
    let address = value.starts_with("http://") || value.starts_with("https://") || value.starts_with("//");
    match field {
        Field::Byline | Field::Outlet | Field::Director | Field::Cast | Field::Writer | Field::Film => {
            !address
        }
        Field::FilmId => {
            let bytes = value.as_bytes();
            bytes.windows(9).any(|w| w.starts_with(b"tt") && w[2..].iter().all(u8::is_ascii_digit))
                || ["themoviedb.org/", "letterboxd.com/film/", "wikidata.org/"]
                    .iter()
                    .any(|s| value.contains(s))
        }
        Field::FilmYear => value.len() == 4 && value.bytes().all(|b| b.is_ascii_digit()),
        Field::Grade => value.len() < 60,
        _ => true,
    }
}

/// What a property of a review (schema.org's names, dotted) means, and how its value is to be read.
pub(super) fn meaning(path: &str) -> Option<Field> {
    if let Some(of_film) = path.strip_prefix("itemReviewed") {
        let of_film = of_film.trim_start_matches('.');
        return Some(match of_film.strip_suffix(".name").unwrap_or(of_film) {
            "" | "name" => Field::Film,
            "dateCreated" | "datePublished" | "copyrightYear" | "releasedEvent.startDate" => Field::FilmYear,
            "sameAs" | "url" | "@id" | "mainEntityOfPage" => Field::FilmId,
            "alternateName" | "alternativeHeadline" => Field::OriginalTitle,
            "director" | "directors" => Field::Director,
            "actor" | "actors" => Field::Cast,
            "author" | "creator" => Field::Writer,
            "genre" => Field::Genre,
            "duration" | "timeRequired" => Field::Runtime,
            "@type" => Field::Kind,
            _ => return None,
        });
    }
    Some(match path {
        "reviewRating" | "reviewRating.ratingValue" | "rating" => Field::Grade,
        "reviewRating.bestRating" => Field::GradeBest,
        "reviewRating.worstRating" => Field::GradeWorst,
        "author" | "author.name" | "creator" | "creator.name" => Field::Byline,
        "publisher" | "publisher.name" | "sourceOrganization.name" => Field::Outlet,
        "datePublished" | "dateCreated" => Field::Published,
        "headline" | "name" => Field::Title,
        "inLanguage" | "inLanguage.name" => Field::Language,
        "description" | "abstract" => Field::Summary,
        "keywords" | "articleSection" => Field::Tags,
        "url" => Field::Url,
        "reviewBody" | "articleBody" => Field::Body,
        _ => return None,
    })
}

/// Adds a property of a review by its path.
pub(super) fn add_property(facts: &mut Facts, source: &str, path: &str, value: &str) {
    let Some(field) = meaning(path) else { return };
    let value = value.trim();
    match field {
        Field::Body => {
            if !value.is_empty() && facts.bodies.len() < 4 {
                facts.bodies.push(value.to_owned());
            }
        }
        // A date of which the year is the film's.
        Field::FilmYear => facts.add(field, format!("{source} {path}"), value.get(..4).unwrap_or_default()),
        // A type is an address in microdata.
        Field::Kind => {
            facts.add(field, format!("{source} {path}"), value.rsplit('/').next().unwrap_or(value))
        }
        _ => facts.add(field, format!("{source} {path}"), value),
    }
}
