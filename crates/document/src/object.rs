//! JSON objects: where one ends, its properties as a flat list, and the document it makes.
//!
//! The reader is our own because a review's grade must stay as written ("3.50"), an object cut off in
//! the middle must give what it had, and nesting must not cost stack. A test holds it against serde_json.

use std::borrow::Cow;

use memchr::memchr2;

use crate::row::{FIELDS, NAME, append};
use crate::{Builder, Field, Note, NoteKind, Options, charset, field_of, record};

/// One past the end of the JSON value in brackets that `data` begins with, if it ends.
pub(crate) fn end(data: &[u8]) -> Option<usize> {
    let mut depth = 0u64;
    let mut at = 0;
    loop {
        match data.get(at)? {
            b'"' => {
                at += 1;
                loop {
                    at += memchr2(b'"', b'\\', data.get(at..)?)? + 1;
                    if data[at - 1] == b'"' {
                        break;
                    }
                    at += 1;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
        at += 1;
    }
}

/// Why an object could not be read to its end, and at which byte.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) at: usize,
    pub(crate) what: &'static str,
}

/// A property: its dotted name and its value as written.
pub(crate) type Property<'a> = (Cow<'a, str>, Cow<'a, str>);

#[derive(Debug, Default)]
pub(crate) struct Flat<'a> {
    pub(crate) properties: Vec<Property<'a>>,
    pub(crate) fault: Option<Fault>,
    /// Was something left out because it lay too deep, or was there too much of it?
    pub(crate) deep: bool,
    pub(crate) many: bool,
}

/// Reads an object's properties. On broken JSON: those that came before the break.
pub(crate) fn flatten(text: &str, depth: usize) -> Flat<'_> {
    let mut parser = Parser { text, at: 0, path: String::new(), name: None, flat: Flat::default() };
    // Each level takes a stack frame, so the caller's cap gets one of its own.
    let result = parser.value(depth.min(512), &mut None).and_then(|()| {
        parser.space();
        if parser.at < text.len() { Err("something follows the object") } else { Ok(()) }
    });
    let mut flat = parser.flat;
    flat.fault = result.err().map(|what| Fault { at: parser.at.min(text.len()), what });
    flat
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    path: String,
    /// The path again, where it is one name as written: most are, and need no copy.
    name: Option<&'a str>,
    flat: Flat<'a>,
}

type Step = Result<(), &'static str>;

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Reads a value. Scalars inside an array gather in `list`, those of an object become properties.
    fn value(&mut self, depth: usize, list: &mut Option<Cow<'a, str>>) -> Step {
        self.space();
        match self.peek() {
            Some(b'{' | b'[') if depth == 0 => {
                self.flat.deep = true;
                let rest = &self.text.as_bytes()[self.at..];
                let Some(len) = end(rest) else {
                    self.at = self.text.len();
                    return Err("it ends inside brackets");
                };
                self.at += len;
                Ok(())
            }
            Some(b'{') => self.object(depth - 1),
            Some(b'[') => self.array(depth - 1),
            Some(b'"') => {
                let mut value = Cow::Borrowed("");
                let result = self.string(&mut value);
                self.scalar(value, list);
                result
            }
            Some(_) => {
                let rest = &self.text[self.at..];
                let len = rest
                    .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '+' | '.'))
                    .unwrap_or(rest.len());
                let word = &rest[..len];
                let number = word.starts_with(|c: char| c == '-' || c.is_ascii_digit());
                // NaN and the infinities are not JSON, but pandas and Python write them.
                let nothing = matches!(word, "null" | "NaN" | "Infinity" | "-Infinity");
                if !number && !nothing && !matches!(word, "true" | "false") {
                    return Err("a value was expected");
                }
                self.at += len;
                if !nothing {
                    self.scalar(Cow::Borrowed(word), list);
                }
                Ok(())
            }
            None => Err("it ends where a value was expected"),
        }
    }

    fn scalar(&mut self, value: Cow<'a, str>, list: &mut Option<Cow<'a, str>>) {
        match list {
            Some(list) if list.is_empty() => *list = value,
            Some(list) if !value.is_empty() => {
                let list = list.to_mut();
                list.push_str(", ");
                list.push_str(&value);
            }
            Some(_) => {}
            None => self.property(value),
        }
    }

    fn property(&mut self, value: Cow<'a, str>) {
        if self.flat.properties.len() < FIELDS {
            let name = match self.name {
                Some(name) => Cow::Borrowed(name),
                None => Cow::Owned(self.path.clone()),
            };
            self.flat.properties.push((name, value));
        } else {
            self.flat.many = true;
        }
    }

    fn array(&mut self, depth: usize) -> Step {
        self.at += 1;
        let mut list = Some(Cow::Borrowed(""));
        let result = self.elements(depth, &mut list);
        if let Some(list) = list.filter(|l| !l.is_empty()) {
            self.property(list);
        }
        result
    }

    fn elements(&mut self, depth: usize, list: &mut Option<Cow<'a, str>>) -> Step {
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value(depth, list)?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) => return Err("a comma or ] was expected"),
                None => return Err("it ends inside an array"),
            }
        }
    }

    fn object(&mut self, depth: usize) -> Step {
        self.at += 1;
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.space();
            match self.peek() {
                Some(b'"') => {}
                Some(_) => return Err("a property's name in quotes was expected"),
                None => return Err("it ends inside an object"),
            }
            let mut key = Cow::Borrowed("");
            self.string(&mut key)?;
            self.space();
            match self.peek() {
                Some(b':') => self.at += 1,
                Some(_) => return Err("a colon was expected after a property's name"),
                None => return Err("it ends after a property's name"),
            }
            let parent = self.path.len();
            if parent > 0 {
                self.path.push('.');
            }
            let room = NAME.saturating_sub(parent);
            self.path.push_str(&key[..key.floor_char_boundary(room)]);
            self.name = match key {
                Cow::Borrowed(key) if parent == 0 && key.len() <= room => Some(key),
                _ => None,
            };
            let result = self.value(depth, &mut None);
            self.path.truncate(parent);
            result?;
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(_) => return Err("a comma or } was expected"),
                None => return Err("it ends inside an object"),
            }
        }
    }

    /// Reads a string; where it breaks off, `out` has what there was.
    fn string(&mut self, out: &mut Cow<'a, str>) -> Step {
        self.at += 1;
        loop {
            let rest = &self.text[self.at..];
            let Some(found) = memchr2(b'"', b'\\', rest.as_bytes()) else {
                append(out, rest);
                self.at = self.text.len();
                return Err("it ends inside a string");
            };
            append(out, &rest[..found]);
            self.at += found + 1;
            if rest.as_bytes()[found] == b'"' {
                return Ok(());
            }
            self.escape(out)?;
        }
    }

    fn escape(&mut self, out: &mut Cow<'a, str>) -> Step {
        let Some(c) = self.text[self.at..].chars().next() else { return Err("it ends inside a string") };
        self.at += c.len_utf8();
        let plain = match c {
            'n' => '\n',
            't' => '\t',
            'b' | 'f' => ' ',
            // Line ends are LF in a document, so of CR LF the LF is enough.
            'r' if self.text[self.at..].starts_with("\\n") => return Ok(()),
            'r' => '\n',
            'u' => match self.unit() {
                Some(unit) => self.character(unit),
                None => return Err("\\u was not followed by four hexadecimal digits"),
            },
            c => c,
        };
        if plain != '\0' && plain != '\u{feff}' {
            out.to_mut().push(plain);
        }
        Ok(())
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let unit = u32::from_str_radix(digits, 16).ok().filter(|_| !digits.starts_with('+'))?;
        self.at += 4;
        Some(unit)
    }

    /// The character of a UTF-16 unit and, for a high surrogate, the unit that follows.
    fn character(&mut self, unit: u32) -> char {
        if (0xd800..0xdc00).contains(&unit) && self.text[self.at..].starts_with("\\u") {
            let back = self.at;
            self.at += 2;
            if let Some(low) = self.unit().filter(|low| (0xdc00..0xe000).contains(low)) {
                let code = 0x1_0000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
                return char::from_u32(code).unwrap_or('\u{fffd}');
            }
            self.at = back;
        }
        char::from_u32(unit).unwrap_or('\u{fffd}')
    }
}

/// The meaning of a property by its dotted name.
fn meaning(name: &str, is_review: bool, options: &Options) -> Field {
    let declared = record::declared(name, &options.columns);
    if let Some(field) = declared {
        return field;
    }
    let Some((parent, last)) = name.rsplit_once('.') else {
        // schema.org: what is reviewed has its own object, so this names the review.
        return if is_review && name == "name" { Field::Title } else { field_of(name) };
    };
    let of = field_of(parent);
    let last = last.trim_start_matches('@').to_ascii_lowercase();
    // Everyone's average is not this critic's grade.
    if name.to_ascii_lowercase().contains("aggregate") {
        return Field::Other;
    }
    match last.as_str() {
        "name" | "fullname" | "displayname" if of != Field::Other && of != Field::Body => of,
        "title" if of == Field::Film => of,
        "type" if of == Field::Film => Field::Kind,
        "id" | "sameas" | "imdb" | "url" if of == Field::Film => Field::FilmId,
        // Of a person, a publisher, a picture: nothing that the review as a whole has.
        "type" | "id" | "url" | "sameas" | "description" | "image" | "slug" | "name" | "title"
            if of != Field::Body && parent != "review" && parent != "data" =>
        {
            Field::Other
        }
        _ => field_of(name),
    }
}

/// Makes an object into fields and body.
pub(crate) fn object(b: &mut Builder, bytes: Vec<u8>, cut: bool, line: Option<u64>, options: &Options) {
    let hint = charset::Hint { cut, ..charset::Hint::default() };
    let mut notes = Vec::new();
    let text = charset::decode(bytes, &hint, &mut notes);
    notes.into_iter().for_each(|n| b.note(n));
    if !text.trim_start().starts_with('{') {
        let message = "a JSON object was expected here, with the review's properties";
        b.note(record::here(NoteKind::Unreadable, message, line));
        return;
    }
    let flat = flatten(&text, options.limits.depth);
    if let Some(fault) = flat.fault.filter(|_| !cut) {
        let before = &text[..text.floor_char_boundary(fault.at)];
        let line = line.map(|l| l + before.matches('\n').count() as u64);
        let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
        let (kind, kept) = if flat.properties.is_empty() {
            (NoteKind::Unreadable, "")
        } else if text[before.len()..].trim() == "," {
            // As it stands between two lines of an array: nothing is lost with it.
            (NoteKind::Malformed, "")
        } else {
            (NoteKind::Truncated, "; what came before is kept")
        };
        let message = format!("broken JSON at column {column}: {}{kept}", fault.what);
        b.note(record::here(kind, message, line));
    }
    if flat.deep {
        let depth = options.limits.depth;
        b.note(Note::new(NoteKind::Truncated, format!("values nested deeper than {depth} are left out")));
    }
    if flat.many {
        b.note(Note::new(NoteKind::Truncated, format!("properties past the first {FIELDS} are left out")));
    }
    b.reserve(text.len() + 64);
    let is_review = flat.properties.iter().any(|(name, _)| name.starts_with("itemReviewed"));
    let mut fields: Vec<Field> =
        flat.properties.iter().map(|(name, _)| meaning(name, is_review, options)).collect();
    if !fields.contains(&Field::Body) {
        let prose = |i: &usize| {
            matches!(fields[*i], Field::Other | Field::Summary) && flat.properties[*i].1.len() > 100
        };
        let longest = (0..fields.len()).filter(prose).max_by_key(|i| flat.properties[*i].1.len());
        if let Some(i) = longest {
            fields[i] = Field::Body;
        }
    }
    let properties = || flat.properties.iter().zip(&fields);
    for ((name, value), field) in properties().filter(|(_, f)| **f != Field::Body) {
        b.field(*field, name, value);
    }
    for ((_, value), _) in properties().filter(|(_, f)| **f == Field::Body) {
        record::body(b, value, &options.limits);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn walk(value: &Value, path: &str, out: &mut Vec<(String, String)>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    let dot = if path.is_empty() { "" } else { "." };
                    walk(value, &format!("{path}{dot}{key}"), out);
                }
            }
            Value::Array(list) => {
                let scalar = |v: &&Value| !v.is_object() && !v.is_array();
                let scalars: Vec<String> = list.iter().filter(scalar).filter_map(written).collect();
                list.iter().filter(|v| !scalar(v)).for_each(|v| walk(v, path, out));
                let joined = scalars.into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(", ");
                if !joined.is_empty() {
                    out.push((path.to_owned(), joined));
                }
            }
            scalar => out.extend(written(scalar).map(|v| (path.to_owned(), v))),
        }
    }

    fn written(value: &Value) -> Option<String> {
        match value {
            Value::Null => None,
            Value::String(s) => Some(s.clone()),
            other => Some(other.to_string()),
        }
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ -~éß😀\t\n]{0,12}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[a-z\"é\\\\]{1,4}", inner), 0..4)
                    .prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn properties_are_those_of_serde_json(value in json(), pretty: bool) {
            prop_assume!(value.is_object());
            let text = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
            let text = text.unwrap();
            prop_assert_eq!(end(text.as_bytes()), Some(text.len()));
            let flat = flatten(&text, 64);
            prop_assert_eq!(&flat.fault, &None);
            let mut want = Vec::new();
            walk(&value, "", &mut want);
            let got: Vec<_> =
                flat.properties.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect();
            prop_assert_eq!(got, want);
        }
    }

    #[test]
    fn what_came_before_a_break_is_kept() {
        for (text, want, fault) in [
            (r#"{"a":1,"b":"x"#, 2, "it ends inside a string"),
            (r#"{"a":1,"b":"x",}"#, 2, "a property's name in quotes was expected"),
            (r#"{"a":1 "b":2}"#, 1, "a comma or } was expected"),
            (r#"{"a":[1,2"#, 1, "it ends inside an array"),
            (r#"{"a":nope}"#, 0, "a value was expected"),
            (r#"{"a":"\u12"}"#, 1, "\\u was not followed by four hexadecimal digits"),
        ] {
            let flat = flatten(text, 8);
            assert_eq!((flat.properties.len(), flat.fault.map(|f| f.what)), (want, Some(fault)), "{text}");
        }
    }
}
