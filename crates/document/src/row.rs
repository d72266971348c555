//! Rows of a table: where one ends, what its cells are, and the document it makes.
//!
//! The grammar is csv-core's (and Python's): a quote means something only at a cell's start, two quotes
//! inside quotes are one. It is written out here so that finding a row's end costs a `memchr` a cell and
//! cells are slices of the row; a test holds it against csv-core.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memchr3};

use crate::charset::{self, Hint};
use crate::record::{body, here, meaning};
use crate::{Builder, Column, Field, Note, NoteKind, Options};

/// What all rows of a table share.
#[derive(Debug, Clone)]
pub struct Table {
    /// The columns, in order.
    pub columns: Vec<Column>,
    pub(crate) delimiter: u8,
    /// Is it an export of Letterboxd's, whose ratings are of five without saying so?
    letterboxd: bool,
    pub(crate) hint: Hint,
}

/// Cells of one row that become fields: more is no review, and every field repeats its column's name.
pub(crate) const FIELDS: usize = 10_000;
/// Bytes of a column's or property's name that are kept.
pub(crate) const NAME: usize = 256;

impl Table {
    /// Reads the header row.
    pub(crate) fn new(header: &str, delimiter: u8, hint: Hint, columns: &[(String, Field)]) -> Table {
        let columns: Vec<Column> = Cells::new(header, delimiter)
            .take(FIELDS)
            .map(|name| {
                let name = name.trim();
                let name = &name[..name.floor_char_boundary(NAME)];
                Column { name: name.to_owned(), field: meaning(name, columns) }
            })
            .collect();
        let has = |name| columns.iter().any(|c: &Column| c.name.eq_ignore_ascii_case(name));
        let letterboxd = has("Letterboxd URI") && has("Rating");
        Table { columns, delimiter, letterboxd, hint }
    }

    /// What to tell the owner of a table in which nothing is known.
    pub(crate) fn stranger(&self) -> Option<Note> {
        let known = |f| matches!(f, Field::Body | Field::Grade | Field::Film | Field::Title);
        if self.columns.iter().any(|c| known(c.field)) {
            return None;
        }
        let mut names = String::new();
        for column in self.columns.iter().take(40) {
            if !names.is_empty() {
                names.push_str(", ");
            }
            names.push_str(&column.name);
        }
        Some(Note::new(
            NoteKind::Unsettled,
            format!(
                "no column of this table is known as a review's text, grade or film. Its columns are: {names}. \
                 Say what they mean with a column mapping, such as comment=body or points=grade"
            ),
        ))
    }
}

/// The end of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct End {
    /// Bytes of the row with its line end, and without.
    pub(crate) whole: usize,
    pub(crate) text: usize,
    pub(crate) cells: usize,
    /// Lines that it spans.
    pub(crate) lines: u64,
    /// Does something other than a delimiter follow a closing quote?
    pub(crate) irregular: bool,
    /// Does a quote after a line end look like one that opens a cell, as if the one before were not closed?
    pub(crate) reopened: bool,
    /// Does the stream end inside quotes?
    pub(crate) open: bool,
}

/// Finds the end of the row that `data` begins with; `None` where it lies further on.
pub(crate) fn end(data: &[u8], delimiter: u8, last: bool, quotes: bool) -> Option<End> {
    let mut end = End {
        whole: data.len(),
        text: data.len(),
        cells: 1,
        lines: 1,
        irregular: false,
        reopened: false,
        open: false,
    };
    let mut at = 0;
    let mut quoted = false;
    loop {
        if quotes && data.get(at) == Some(&b'"') {
            quoted = true;
            at += 1;
            let opened = at;
            loop {
                let Some(found) = memchr(b'"', &data[at..]) else {
                    end.open = true;
                    end.lines = lines(data);
                    return last.then_some(end);
                };
                at += found + 1;
                match data.get(at) {
                    Some(b'"') => at += 1,
                    Some(b'\n' | b'\r') => break,
                    Some(b) if *b == delimiter => break,
                    Some(_) => {
                        end.irregular = true;
                        end.reopened |=
                            at > 1 && data[at - 2] == delimiter && has_line_end(&data[opened..at]);
                        break;
                    }
                    None if last => break,
                    None => return None,
                }
            }
        }
        let Some(found) = memchr3(delimiter, b'\n', b'\r', &data[at..]) else {
            if quoted {
                end.lines = lines(data);
            }
            return last.then_some(end);
        };
        at += found;
        if data[at] == delimiter {
            end.cells += 1;
            at += 1;
            continue;
        }
        end.text = at;
        end.whole = at + 1;
        if data[at] == b'\r' {
            match data.get(at + 1) {
                Some(b'\n') => end.whole += 1,
                None if !last => return None,
                _ => {}
            }
        }
        if quoted {
            end.lines = 1 + memchr::memchr_iter(b'\n', &data[..at]).count() as u64;
        }
        return Some(end);
    }
}

fn has_line_end(data: &[u8]) -> bool {
    memchr(b'\n', data).is_some()
}

fn lines(data: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', data).count().max(1) as u64
}

/// The cells of one row.
pub(crate) struct Cells<'a> {
    rest: Option<&'a str>,
    delimiter: u8,
}

impl<'a> Cells<'a> {
    pub(crate) fn new(row: &'a str, delimiter: u8) -> Self {
        Cells { rest: Some(row), delimiter }
    }

    /// Ends the cell at the next delimiter from `at`.
    fn until_delimiter(&mut self, row: &'a str, at: usize) -> &'a str {
        match memchr(self.delimiter, &row.as_bytes()[at..]) {
            Some(found) => {
                self.rest = Some(&row[at + found + 1..]);
                &row[at..at + found]
            }
            None => &row[at..],
        }
    }
}

impl<'a> Iterator for Cells<'a> {
    type Item = Cow<'a, str>;

    fn next(&mut self) -> Option<Cow<'a, str>> {
        let row = self.rest.take()?;
        if !row.starts_with('"') {
            return Some(Cow::Borrowed(self.until_delimiter(row, 0)));
        }
        let bytes = row.as_bytes();
        let mut cell = Cow::Borrowed("");
        let mut from = 1;
        loop {
            let Some(found) = memchr(b'"', &bytes[from..]) else {
                // Never closed: what is left is the cell.
                append(&mut cell, &row[from..]);
                return Some(cell);
            };
            let quote = from + found;
            if bytes.get(quote + 1) == Some(&b'"') {
                append(&mut cell, &row[from..=quote]);
                from = quote + 2;
                continue;
            }
            append(&mut cell, &row[from..quote]);
            let tail = self.until_delimiter(row, quote + 1);
            append(&mut cell, tail);
            return Some(cell);
        }
    }
}

/// Appends, copying only from the second piece on.
pub(crate) fn append<'a>(to: &mut Cow<'a, str>, piece: &'a str) {
    if to.is_empty() {
        *to = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        to.to_mut().push_str(piece);
    }
}

/// The delimiter of a header line: the one that gives the most names that are known, then the most names.
pub(crate) fn delimiter(header: &str) -> u8 {
    let score = |d: u8| {
        let known = Cells::new(header, d).filter(|c| crate::field_of(c) != Field::Other).count();
        (known.min(3), Cells::new(header, d).count())
    };
    // The last of equals wins, so the likeliest comes last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|d| score(*d)).unwrap_or(b',')
}

/// The names in a line, were it a table's header.
pub(crate) fn header_columns(line: &str) -> Vec<String> {
    let line = &line[..line.floor_char_boundary(4096)];
    Cells::new(line, delimiter(line)).map(Cow::into_owned).collect()
}

/// Makes a row into fields and body.
pub(crate) fn row(b: &mut Builder, table: &Table, bytes: Vec<u8>, line: Option<u64>, options: &Options) {
    let mut notes = Vec::new();
    let text = charset::decode(bytes, &table.hint, &mut notes);
    notes.into_iter().for_each(|n| b.note(n));
    b.reserve(text.len() + text.len() / 8 + 64);
    let mut cells: Vec<Cow<'_, str>> = Cells::new(&text, table.delimiter).take(FIELDS + 1).collect();
    while cells.len() > table.columns.len() && cells.last().is_some_and(|c| c.trim().is_empty()) {
        cells.pop();
    }
    if cells.len() > FIELDS {
        cells.truncate(FIELDS);
        b.note(Note::new(NoteKind::Truncated, format!("cells past the first {FIELDS} are left out")));
    }
    if cells.len() != table.columns.len() {
        let what = if cells.len() < table.columns.len() {
            "the missing ones are taken as empty"
        } else {
            "the rest are kept as \"extra\""
        };
        let note = format!("the row has {} cells, the header {}; {what}", cells.len(), table.columns.len());
        b.note(here(NoteKind::Malformed, note, line));
    }
    let field = |i: usize| table.columns.get(i).map_or(Field::Other, |c| c.field);
    let named_body = table.columns.iter().any(|c| c.field == Field::Body);
    let longest = || {
        let prose = |i: usize| matches!(field(i), Field::Other | Field::Summary);
        let long = cells.iter().enumerate().filter(|(i, c)| prose(*i) && c.len() > 100);
        long.max_by_key(|(_, c)| c.len()).map(|(i, _)| i)
    };
    let chosen = if named_body { None } else { longest() };
    let is_body = |i: usize| field(i) == Field::Body || chosen == Some(i);
    let mut graded = false;
    for (i, cell) in cells.iter().enumerate().filter(|(i, _)| !is_body(*i)) {
        let (key, field) = table.columns.get(i).map_or(("extra", Field::Other), |c| (&c.name, c.field));
        b.field(field, key, cell);
        graded |= field == Field::Grade && !cell.trim().is_empty();
    }
    if table.letterboxd && graded {
        b.field(Field::GradeBest, LETTERBOXD, "5");
    }
    for (_, cell) in cells.iter().enumerate().filter(|(i, _)| is_body(*i)) {
        body(b, cell, &options.limits);
    }
}

/// Name of the field that says what Letterboxd's exports leave out.
pub(crate) const LETTERBOXD: &str = "Letterboxd scale";

/// The first line end in `data`: where the line's text ends, and where the next begins.
pub(crate) fn line_end(data: &[u8]) -> Option<(usize, usize)> {
    let at = memchr2(b'\n', b'\r', data)?;
    let crlf = data[at] == b'\r' && data.get(at + 1) == Some(&b'\n');
    Some((at, at + 1 + usize::from(crlf)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ours(data: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut rest = data;
        while !rest.is_empty() {
            let e = end(rest.as_bytes(), b',', true, true).unwrap();
            if e.text > 0 {
                let cells: Vec<String> = Cells::new(&rest[..e.text], b',').map(Cow::into_owned).collect();
                assert_eq!(cells.len(), e.cells, "{data:?}");
                rows.push(cells);
            }
            rest = &rest[e.whole..];
        }
        rows
    }

    fn theirs(data: &str) -> Vec<Vec<String>> {
        let mut reader = csv_core::Reader::new();
        let (mut out, mut ends) = (vec![0; data.len() + 8], vec![0; data.len() + 8]);
        let (mut rows, mut input) = (Vec::new(), data.as_bytes());
        loop {
            let (result, read, _, n) = reader.read_record(input, &mut out, &mut ends);
            input = &input[read..];
            let mut row = Vec::new();
            let mut from = 0;
            for end in &ends[..n] {
                row.push(String::from_utf8_lossy(&out[from..*end]).into_owned());
                from = *end;
            }
            match result {
                csv_core::ReadRecordResult::Record => rows.push(row),
                csv_core::ReadRecordResult::End => return rows,
                csv_core::ReadRecordResult::InputEmpty => {
                    // The rest comes with the next call, which gets no input: the end.
                    let (result, _, written, more) =
                        reader.read_record(&[], &mut out[from..], &mut ends[n..]);
                    let _ = written;
                    for end in &ends[n..n + more] {
                        row.push(String::from_utf8_lossy(&out[from..*end]).into_owned());
                        from = *end;
                    }
                    if result == csv_core::ReadRecordResult::Record {
                        rows.push(row);
                    }
                    return rows;
                }
                other => panic!("{other:?}"),
            }
        }
    }

    proptest! {
        #[test]
        fn rows_are_those_of_csv_core(data in "([a,\"\n\r]|\"\"|\r\n|,\"|\",){0,30}") {
            prop_assert_eq!(ours(&data), theirs(&data));
        }
    }

    #[test]
    fn delimiters_are_told_apart() {
        assert_eq!(delimiter("Film;Rating;Review, long"), b';');
        assert_eq!(delimiter("film\trating\treview"), b'\t');
        assert_eq!(delimiter("Date,Name,Year"), b',');
        assert_eq!(delimiter("only"), b',');
    }
}
