//! Credits: the people of the film who are named in the text, with their parts in it.
//!
//! Names are matched as spelled (case, accents and hyphens aside). Misspelt and partial names, characters and
//! people whom the catalog lacks are for a later stage.

use catalog::{Catalog, FilmId, Job, Key};
use document::{Document, Field, Span};

use crate::claim::{Claim, Ids, Role, Says};
use crate::mention::{Mentions, Place};

/// One claim a person and part of the linked film, at the first mention.
pub(crate) fn claims(
    doc: &Document,
    catalog: &Catalog<'_>,
    film: FilmId,
    mentions: &Mentions<'_>,
    range: Span,
    whole: bool,
    out: &mut Vec<Claim>,
) {
    for mention in &mentions.people {
        let inside = match mention.place {
            Place::Field(Field::Director | Field::Writer | Field::Cast) => whole,
            Place::Field(_) => false,
            _ => range.contains(mention.span),
        };
        if !inside {
            continue;
        }
        let written = doc.slice(mention.span);
        let Some(key) = Key::of(written) else { continue };
        // A director who also wrote the film is credited for what the text says, which is mostly directing.
        let Some((job, name)) = parts_of(catalog, film, key) else { continue };
        let role = role(job);
        let known = out
            .iter()
            .any(|c| matches!(&c.says, Says::Credit { person, role: r, .. } if person == name && *r == role));
        if !known {
            let says = Says::Credit {
                role,
                person: name.to_owned(),
                as_written: written.to_owned(),
                ids: Ids::default(),
                character: None,
                described: None,
            };
            out.push(Claim { says, confidence: 0.95, evidence: vec![mention.span] });
        }
    }
}

/// The parts that a person of this name has in the film, the most telling first.
fn parts_of<'c>(catalog: &Catalog<'c>, film: FilmId, key: Key) -> Option<(Job, &'c str)> {
    let known = catalog.credits(film).filter(|c| Key::of(c.person.name()) == Some(key));
    let order = |job: Job| match job {
        Job::Director => 0,
        Job::Actor => 1,
        _ => 2,
    };
    known.min_by_key(|c| order(c.job)).map(|c| (c.job, c.person.name()))
}

/// Credits that metadata declares, for a film that the catalog does not know.
pub(crate) fn declared(doc: &Document, out: &mut Vec<Claim>) {
    for (field, role) in
        [(Field::Director, Role::Director), (Field::Writer, Role::Writer), (Field::Cast, Role::Actor)]
    {
        for block in doc.fields(field) {
            let text = doc.slice(block.span);
            let mut role = Some(role);
            for piece in text.split_inclusive([',', ';', '\n']) {
                // "Damien Chazelle; Starring: Margot Robbie": the rest of the field is another's.
                let (key, piece) = piece.split_once(':').map_or((None, piece), |(k, p)| (Some(k), p));
                if let Some(key) = key {
                    role = role_of(key);
                }
                let name = piece.trim_end_matches([',', ';', '\n']).trim();
                let Some(role) = role.filter(|_| is_name(name)) else { continue };
                let at = name.as_ptr().addr() - text.as_ptr().addr(); // a slice of it
                let span = Span::new(at, at + name.len()).shift(block.span.start as usize);
                let says = Says::Credit {
                    role,
                    person: name.to_owned(),
                    as_written: name.to_owned(),
                    ids: Ids::default(),
                    character: None,
                    described: None,
                };
                out.push(Claim { says, confidence: 0.9, evidence: vec![span] });
            }
        }
    }
}

/// The part in a film that a label names: "Director", "Directed by", "Starring".
pub(crate) fn role_of(key: &str) -> Option<Role> {
    Some(match key.trim_matches(['*', '_', ' ']).to_lowercase().as_str() {
        "director" | "directors" | "directed by" | "director(s)" | "dir" | "regi" | "regie" | "regia"
        | "réalisation" | "réalisateur" | "dirección" => Role::Director,
        "writer" | "writers" | "written by" | "screenplay" | "screenplay by" | "script" | "drehbuch"
        | "scénario" | "guion" | "manus" => Role::Writer,
        "cast" | "starring" | "stars" | "actors" | "with" | "cast members" | "darsteller" | "besetzung"
        | "avec" | "reparto" | "rollista" | "skuespillere" | "medvirkende" => Role::Actor,
        _ => return None,
    })
}

fn is_name(text: &str) -> bool {
    !text.contains(|c: char| c == ':' || c.is_ascii_digit())
        && (2..=60).contains(&text.len())
        && text.starts_with(char::is_uppercase)
        && text.split(' ').count() <= 6
}

fn role(job: Job) -> Role {
    match job {
        Job::Director => Role::Director,
        Job::Writer => Role::Writer,
        Job::Actor => Role::Actor,
        Job::Cinematographer => Role::Cinematographer,
        Job::Composer => Role::Composer,
        Job::Editor => Role::Editor,
        Job::Producer => Role::Producer,
        Job::Author => Role::Author,
        Job::Other => Role::Other,
    }
}
