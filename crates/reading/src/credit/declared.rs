//! Credits that metadata declares.

use document::{Document, Field, Span};

use crate::claim::Role;

/// The names in a field of credits, each with its part.
pub(crate) fn names(doc: &Document, field: Field) -> Vec<(&str, Role, Span)> {
    let mut out = Vec::new();
    let declared = match field {
        Field::Director => Role::Director,
        Field::Writer => Role::Writer,
        _ => Role::Actor,
    };
    for block in doc.fields(field) {
        let text = doc.slice(block.span);
        let mut role = Some(declared);
        for piece in text.split_inclusive([',', ';', '\n']) {
            // "Damien Chazelle; Starring: Margot Robbie": the rest of the field is another's.
            let (key, piece) = piece.split_once(':').map_or((None, piece), |(k, p)| (Some(k), p));
            if let Some(key) = key {
                role = role_of(key);
            }
            let name = piece.trim_end_matches([',', ';', '\n']).trim();
            let Some(role) = role.filter(|_| is_name(name)) else { continue };
            let at = name.as_ptr().addr() - text.as_ptr().addr(); // a slice of it
            out.push((name, role, Span::new(at, at + name.len()).shift(block.span.start as usize)));
        }
    }
    out
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
