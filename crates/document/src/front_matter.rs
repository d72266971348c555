//! Front matter: the metadata above a text file's body, in the styles of the static site generators.
//!
//! Every scalar becomes a field with its words as written ("3.0" stays "3.0"), nested keys joined by dots.
//! Broken front matter is noted and read line by line, since `rating: 4` is plain to see even where the
//! line above it is not YAML.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser};

use crate::{Builder, Field, Limits, Note, NoteKind, field_of};

/// Bytes of front matter that are looked at: more than that is a body whose fence was never closed.
const LONGEST: usize = 64 << 10;

/// Reads the front matter at the head of `text` into fields and returns what is below it.
///
/// Understood: YAML between `---` lines (Jekyll, Hugo, Eleventy; `----` as Hakyll allows), TOML between
/// `+++` lines (Hugo, Zola), and bare `Key: value` lines before the first blank line (Pelican, MultiMarkdown).
/// A fence above anything but a key is a rule across the page: nothing is taken then.
pub(crate) fn take<'t>(b: &mut Builder, text: &'t str, limits: &Limits) -> &'t str {
    let text = text.trim_start_matches(['\n', '\u{feff}']);
    let Some((fence, start)) = opening(text) else { return headers(b, text) };
    let closing = closing(text, start, fence);
    if !is_metadata(&text[start..closing.map_or(text.len(), |(end, _)| end)], closing.is_some()) {
        return text;
    }
    let Some((end, body)) = closing else {
        b.note(
            Note::new(NoteKind::Malformed, "the front matter is never closed; read line by line").at_line(1),
        );
        // Metadata goes as far as its lines look like it, the rest is the review.
        let rest = &text[start..];
        let is_part = |l: &&str| l.starts_with([' ', '\t', '#']) || l.starts_with("- ") || is_key_line(l);
        let lines_of = rest.split_inclusive('\n').take_while(|l| !l.trim().is_empty() && is_part(l));
        let end = lines_of.map(str::len).sum();
        lines(b, &rest[..end]);
        return &rest[end..];
    };
    let matter = &text[start..end];
    match fence {
        '+' => toml(b, matter),
        _ => yaml(b, matter, limits),
    }
    &text[body..]
}

/// Does the text begin with front matter that is closed?
pub(crate) fn is_on_top(text: &str) -> bool {
    opening(text).is_some_and(|(fence, start)| {
        let closing = closing(text, start, fence);
        closing.is_some_and(|(end, _)| is_metadata(&text[start..end], true))
    })
}

/// The fence that the text begins with, and where what is below it begins.
fn opening(text: &str) -> Option<(char, usize)> {
    let line = text.split_inclusive('\n').next()?;
    let fence = match line.trim_end() {
        "---" | "----" | "-----" => '-',
        "+++" => '+',
        _ => return None,
    };
    Some((fence, line.len()))
}

/// Is what stands below a fence metadata? Its first line that says anything must be a key (or a TOML table);
/// what says nothing is metadata if a second fence ends it.
fn is_metadata(matter: &str, closed: bool) -> bool {
    let said = matter.lines().find(|l| !l.trim().is_empty() && !l.starts_with('#'));
    match said.map(str::trim_end) {
        Some(line) => is_key_line(line) || line.starts_with('[') && line.ends_with(']'),
        None => closed,
    }
}

/// Is it a line `key: value` or `key = value`, not indented? A sentence with a colon in it is not.
fn is_key_line(line: &str) -> bool {
    let Some(at) = line.find([':', '=']) else { return false };
    let key = line[..at].trim_end().trim_matches(['"', '\'']);
    is_key(key)
        && key.starts_with(|c: char| c.is_alphanumeric() || c == '_')
        && key.split_whitespace().count() <= 3
        && !line[at + 1..].starts_with("//")
}

/// Where the front matter ends and where the body begins.
fn closing(text: &str, start: usize, fence: char) -> Option<(usize, usize)> {
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.len() >= 3 && bare.len() <= 5 && bare.chars().all(|c| c == fence)
            || fence == '-' && bare == "..."
        {
            return Some((at, at + line.len()));
        }
        at += line.len();
        if at - start > LONGEST {
            return None;
        }
    }
    None
}

/// One level of YAML that is open.
enum Level {
    /// A mapping; the key that waits for its value.
    Mapping(Option<String>),
    /// A sequence; the scalars so far, joined when it ends.
    Sequence(Vec<String>),
}

fn yaml(b: &mut Builder, matter: &str, limits: &Limits) {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut levels: Vec<Level> = Vec::new();
    for event in Parser::new_from_str(matter) {
        let event = match event {
            Ok((event, _)) => event,
            Err(error) => {
                let line = error.marker().line() as u64 + 1;
                let message = format!("broken YAML front matter ({}); read line by line", error.info());
                b.note(Note::new(NoteKind::Malformed, message).at_line(line));
                return lines(b, matter);
            }
        };
        match event {
            Event::MappingStart(..) | Event::SequenceStart(..) if levels.len() >= limits.depth.min(32) => {
                b.note(Note::new(
                    NoteKind::Malformed,
                    "YAML front matter nested too deep; read line by line",
                ));
                return lines(b, matter);
            }
            Event::MappingStart(..) => levels.push(Level::Mapping(None)),
            Event::SequenceStart(..) => levels.push(Level::Sequence(Vec::new())),
            Event::MappingEnd => {
                levels.pop();
                value_done(&mut levels);
            }
            Event::SequenceEnd => {
                if let Some(Level::Sequence(items)) = levels.pop()
                    && !items.is_empty()
                {
                    fields.push((path(&levels), items.join(", ")));
                }
                value_done(&mut levels);
            }
            Event::Scalar(value, ..) => scalar(&mut levels, &mut fields, value),
            // An alias repeats what stands elsewhere; expanding it is how a small file becomes a huge one.
            Event::Alias(_) => value_done(&mut levels),
            _ => {}
        }
    }
    if fields.is_empty() && !matter.trim().is_empty() {
        return lines(b, matter);
    }
    emit(b, &fields);
}

fn scalar(levels: &mut [Level], fields: &mut Vec<(String, String)>, value: Cow<'_, str>) {
    let is_value = match levels.last_mut() {
        Some(Level::Mapping(key @ None)) => {
            *key = Some(value.clone().into_owned());
            false
        }
        Some(Level::Sequence(items)) => {
            items.push(value.clone().into_owned());
            false
        }
        Some(Level::Mapping(Some(_))) => true,
        None => false,
    };
    if is_value {
        if !matches!(&*value, "" | "~" | "null") {
            fields.push((path(levels), value.into_owned()));
        }
        value_done(levels);
    }
}

/// The value of the innermost mapping's key has been read.
fn value_done(levels: &mut [Level]) {
    if let Some(Level::Mapping(key)) = levels.last_mut() {
        *key = None;
    }
}

/// The dotted path of the keys that are open.
fn path(levels: &[Level]) -> String {
    let keys: Vec<&str> = levels
        .iter()
        .filter_map(|l| match l {
            Level::Mapping(key) => key.as_deref(),
            Level::Sequence(_) => None,
        })
        .collect();
    keys.join(".")
}

fn toml(b: &mut Builder, matter: &str) {
    match matter.parse::<toml::Table>() {
        Ok(table) => {
            let mut fields = Vec::new();
            flatten("", &table, &mut fields);
            emit(b, &fields);
        }
        Err(error) => {
            let at = error.span().map_or(0, |s| s.start.min(matter.len()));
            let line = matter.as_bytes()[..at].iter().filter(|c| **c == b'\n').count() as u64 + 2;
            let message = format!("broken TOML front matter ({}); read line by line", error.message());
            b.note(Note::new(NoteKind::Malformed, message).at_line(line));
            lines(b, matter);
        }
    }
}

fn flatten(prefix: &str, table: &toml::Table, out: &mut Vec<(String, String)>) {
    for (key, value) in table {
        let path = if prefix.is_empty() { key.clone() } else { format!("{prefix}.{key}") };
        match value {
            toml::Value::Table(inner) => flatten(&path, inner, out),
            toml::Value::Array(items) => {
                let items: Vec<String> = items.iter().filter_map(plain_toml).collect();
                out.push((path, items.join(", ")));
            }
            _ => out.extend(plain_toml(value).map(|v| (path, v))),
        }
    }
}

fn plain_toml(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(s) => Some(s.clone()),
        toml::Value::Table(_) | toml::Value::Array(_) => None,
        // TOML keeps no spelling of numbers; Debug keeps the point of "4.0".
        toml::Value::Float(f) => Some(format!("{f:?}")),
        other => Some(other.to_string()),
    }
}

/// Reads `key: value` and `key = value` lines and leaves the others alone.
fn lines(b: &mut Builder, matter: &str) {
    let mut fields = Vec::new();
    for line in matter.lines() {
        let split = line.split_once(':').or_else(|| line.split_once('='));
        if let Some((key, value)) = split
            && is_key(key.trim())
        {
            let value = value.trim().trim_matches(['"', '\'']);
            fields.push((key.trim().to_owned(), value.to_owned()));
        }
    }
    emit(b, &fields);
}

fn is_key(key: &str) -> bool {
    !key.is_empty()
        && key.len() <= 40
        && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' '))
}

/// Header lines without a fence: at least two, the first of a meaning that we know, ended by a blank line.
fn headers<'t>(b: &mut Builder, text: &'t str) -> &'t str {
    let mut fields: Vec<(String, String)> = Vec::new();
    let mut at = 0;
    let mut known = 0;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare.is_empty() {
            break;
        }
        if let Some((_, value)) = fields.last_mut()
            && line.starts_with([' ', '\t'])
        {
            value.push(' ');
            value.push_str(bare.trim());
        } else {
            let Some((key, value)) = bare.split_once(':') else { return text };
            let plain = is_key(key) && key.starts_with(char::is_alphabetic) && key.split(' ').count() <= 3;
            if !plain || !(value.starts_with([' ', '\t']) || value.is_empty()) {
                return text;
            }
            known += usize::from(meaning(key) != Field::Other);
            fields.push((key.to_owned(), value.trim().to_owned()));
        }
        at += line.len();
        if at > LONGEST {
            return text;
        }
    }
    if fields.len() < 2 || known < 2 || known * 3 < fields.len() {
        return text;
    }
    emit(b, &fields);
    &text[at..]
}

/// The meaning of a front-matter key. A body cannot be there: what a key calls "text" or "quote" is metadata.
pub(crate) fn meaning(key: &str) -> Field {
    match field_of(key) {
        Field::Body => Field::Other,
        field => field,
    }
}

fn emit(b: &mut Builder, fields: &[(String, String)]) {
    for (key, value) in fields {
        b.field(meaning(key), key, value);
    }
}

/// Header lines in a block of their own inside the body (`| Rating: ★ ★ ★ ½` in reStructuredText):
/// the same rule as for header lines on top. Returns how many lines were that.
pub(crate) fn header_block(b: &mut Builder, text: &str) -> usize {
    text[..text.len() - headers(b, text).len()].lines().count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    #[test]
    fn a_rule_on_top_is_no_fence() {
        for text in [
            "---\nIt begins with a rule.\n---\nText",
            "-----\nHER SMELL\n-----\nText",
            "---\nA fine film.\n\nMore.",
            "---\nA fine film.\n\nNote: it is long.\n\n---\nMore.",
        ] {
            let mut b = Builder::new(Source::default());
            assert_eq!(take(&mut b, text, &Limits::default()), text);
            assert!(b.text().is_empty() && !is_on_top(text), "{text}");
        }
    }

    #[test]
    fn what_is_never_closed_ends_where_it_stops_looking_like_metadata() {
        let mut b = Builder::new(Source::default());
        let text = "---\ntitle: Her\ntags:\n- sad\nA fine film.\nMore.";
        assert_eq!(take(&mut b, text, &Limits::default()), "A fine film.\nMore.");
        assert_eq!(b.text(), "title: Her");
    }
}
