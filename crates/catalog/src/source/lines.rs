//! Lines and rows of tables out of a stream, without an allocation for each.
//!
//! A line is lent out of the stream's own buffer where it lies there whole, which nearly all do; only one that
//! straddles two buffers is copied. The price is a cap: a longer line is left out with a note.

use std::io::{BufRead, ErrorKind};

use super::out::Notes;

/// The longest line that is read. The longest entity of Wikidata's dump is about 4 MB.
const LONGEST: usize = 64 << 20;
/// What the further lines of one quoted cell may come to: a mark that nobody closes must not swallow the file.
const LONGEST_CELL: usize = 64 << 10;

/// A line and its number, counted from 1, without its end.
pub(super) struct Line<'a> {
    pub(super) number: u64,
    pub(super) bytes: &'a [u8],
}

/// Cuts a stream into lines.
pub(super) struct Lines<R> {
    input: R,
    number: u64,
    /// Bytes of the stream's buffer that the line before lies in.
    lent: usize,
    carry: Vec<u8>,
    ended: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(input: R) -> Self {
        Lines { input, number: 0, lent: 0, carry: Vec::new(), ended: false }
    }

    /// The number of the line read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line. A stream that fails ends here, with a note.
    pub(super) fn next(&mut self, notes: &mut Notes) -> Option<Line<'_>> {
        self.input.consume(std::mem::take(&mut self.lent));
        self.carry.clear();
        loop {
            if self.ended {
                return None;
            }
            self.number += 1;
            let mut dropped = 0;
            // The line's length in the stream's buffer, where it ends in there; else the rest of it was carried.
            let direct = loop {
                let buffer = match self.input.fill_buf() {
                    Ok(buffer) => buffer,
                    Err(e) if e.kind() == ErrorKind::Interrupted => continue,
                    Err(e) => {
                        notes.add(self.number, || format!("reading failed here: {e}"));
                        &[]
                    }
                };
                if buffer.is_empty() {
                    self.ended = true;
                    break None;
                }
                let end = memchr::memchr(b'\n', buffer);
                if let Some(end) = end
                    && self.carry.is_empty()
                    && dropped == 0
                {
                    break Some(end);
                }
                let taken = end.unwrap_or(buffer.len());
                if self.carry.len() + taken > LONGEST {
                    dropped += self.carry.len() + taken;
                    self.carry.clear();
                } else if dropped > 0 {
                    dropped += taken;
                } else {
                    self.carry.extend_from_slice(&buffer[..taken]);
                }
                let consumed = taken + usize::from(end.is_some());
                self.input.consume(consumed);
                if end.is_some() {
                    break None;
                }
            };
            if dropped > 0 {
                notes.add(self.number, || format!("a line of {dropped} bytes was left out"));
                self.carry.clear();
                continue;
            }
            if direct.is_none() && self.carry.is_empty() && self.ended {
                return None;
            }
            let number = self.number;
            return match direct {
                Some(end) => {
                    self.lent = end + 1;
                    // The buffer was full a moment ago: this reads nothing.
                    let buffer = self.input.fill_buf().unwrap_or_default();
                    Some(Line { number, bytes: chomp(buffer.get(..end).unwrap_or_default()) })
                }
                None => Some(Line { number, bytes: chomp(&self.carry) }),
            };
        }
    }
}

fn chomp(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// How a table's cells are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Tabs, and no quotation marks: IMDb's.
    Tabs,
    /// A delimiter, and cells in quotation marks where needed.
    Quoted(u8),
}

/// A table: its header, and rows one at a time.
pub(super) struct Table<R> {
    lines: Lines<R>,
    dialect: Dialect,
    header: Vec<String>,
    /// Where each cell lies, in the line or in `cells`.
    bounds: Vec<(usize, usize)>,
    cells: Vec<u8>,
    long: Vec<u8>,
}

/// A row of a table.
pub(super) struct Row<'a> {
    pub(super) line: u64,
    bytes: &'a [u8],
    bounds: &'a [(usize, usize)],
}

impl<'a> Row<'a> {
    /// A cell; empty where the column is not there, is empty or holds `\N`.
    pub(super) fn get(&self, column: Option<usize>) -> &'a [u8] {
        let Some(&(from, to)) = column.and_then(|c| self.bounds.get(c)) else { return b"" };
        match &self.bytes[from..to] {
            b"\\N" => b"",
            cell => cell,
        }
    }
}

impl<R: BufRead> Table<R> {
    /// Reads the header.
    pub(super) fn new(input: R, dialect: Dialect, notes: &mut Notes) -> Self {
        let mut table = Table {
            lines: Lines::new(input),
            dialect,
            header: Vec::new(),
            bounds: Vec::new(),
            cells: Vec::new(),
            long: Vec::new(),
        };
        let mut header = Vec::new();
        if let Some(row) = table.any_row(notes) {
            header = (0..row.bounds.len()).map(|c| plain_name(row.get(Some(c)))).collect();
        }
        table.header = header;
        table
    }

    /// The names of the columns, comparable.
    pub(super) fn take_header(&mut self) -> Vec<String> {
        std::mem::take(&mut self.header)
    }

    /// The column of the first of these names (in lower case, without `_`, `-` and spaces) that there is.
    pub(super) fn column(&self, names: &[&str]) -> Option<usize> {
        names.iter().find_map(|n| self.header.iter().position(|h| h == n))
    }

    /// The next row of as many cells as the header has; others become notes.
    pub(super) fn next(&mut self, notes: &mut Notes) -> Option<Row<'_>> {
        let want = self.header.len();
        loop {
            let line = {
                let row = self.any_row(notes)?;
                row.line
            };
            let blank = self.bounds.len() == 1 && self.bounds[0].0 == self.bounds[0].1;
            if self.bounds.len() == want && !(blank && want == 1) {
                break;
            }
            if !blank {
                let found = self.bounds.len();
                notes.add(line, || format!("{found} columns where the header has {want}: row left out"));
            }
        }
        Some(self.current())
    }

    fn current(&self) -> Row<'_> {
        Row { line: self.lines.number(), bytes: &self.cells, bounds: &self.bounds }
    }

    fn any_row(&mut self, notes: &mut Notes) -> Option<Row<'_>> {
        self.bounds.clear();
        self.cells.clear();
        let delimiter = match self.dialect {
            Dialect::Tabs => {
                let line = self.lines.next(notes)?;
                self.cells.extend_from_slice(strip_mark(&line));
                split(&self.cells, b'\t', &mut self.bounds);
                return Some(self.current());
            }
            Dialect::Quoted(delimiter) => delimiter,
        };
        let line = self.lines.next(notes)?;
        let bytes = strip_mark(&line);
        if memchr::memchr(b'"', bytes).is_none() {
            self.cells.extend_from_slice(bytes);
            split(&self.cells, delimiter, &mut self.bounds);
            return Some(self.current());
        }
        self.long.clear();
        self.long.extend_from_slice(bytes);
        let (first, length) = (line.number, self.long.len());
        while !unquote(&self.long, delimiter, &mut self.cells, &mut self.bounds) {
            let more = if self.long.len() - length > LONGEST_CELL { None } else { self.lines.next(notes) };
            let Some(more) = more else {
                notes.add(first, || "a quotation mark is not closed: row left out".into());
                self.bounds.clear();
                self.bounds.push((0, 0));
                break;
            };
            self.long.push(b'\n');
            self.long.extend_from_slice(more.bytes);
        }
        Some(self.current())
    }
}

/// The line without a byte order mark at the beginning of the file.
fn strip_mark<'a>(line: &Line<'a>) -> &'a [u8] {
    match line.bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) if line.number == 1 => rest,
        _ => line.bytes,
    }
}

fn split(bytes: &[u8], delimiter: u8, bounds: &mut Vec<(usize, usize)>) {
    let mut from = 0;
    for at in memchr::memchr_iter(delimiter, bytes) {
        bounds.push((from, at));
        from = at + 1;
    }
    bounds.push((from, bytes.len()));
}

/// Splits a row with quoted cells; false where the last one is still open.
fn unquote(row: &[u8], delimiter: u8, cells: &mut Vec<u8>, bounds: &mut Vec<(usize, usize)>) -> bool {
    cells.clear();
    bounds.clear();
    let mut at = 0;
    loop {
        let from = cells.len();
        if row.get(at) == Some(&b'"') {
            at += 1;
            loop {
                let Some(end) = memchr::memchr(b'"', &row[at..]) else { return false };
                cells.extend_from_slice(&row[at..at + end]);
                at += end + 1;
                if row.get(at) != Some(&b'"') {
                    break;
                }
                cells.push(b'"');
                at += 1;
            }
        }
        // A bare cell, or what wrongly follows a closing mark.
        let end = memchr::memchr(delimiter, &row[at..]).map_or(row.len(), |e| at + e);
        cells.extend_from_slice(&row[at..end]);
        bounds.push((from, cells.len()));
        if end == row.len() {
            return true;
        }
        at = end + 1;
    }
}

/// A column's name, comparable: lower case, letters and digits alone.
pub(super) fn plain_name(name: &[u8]) -> String {
    String::from_utf8_lossy(name)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::BufReader;

    fn rows(text: &str, dialect: Dialect) -> (Vec<Vec<String>>, Vec<String>) {
        let mut notes = Notes::default();
        // A buffer smaller than a line: all of them straddle.
        let mut table = Table::new(BufReader::with_capacity(3, text.as_bytes()), dialect, &mut notes);
        let columns = table.header.len();
        let mut out = Vec::new();
        while let Some(row) = table.next(&mut notes) {
            out.push(
                (0..columns)
                    .map(|c| String::from_utf8_lossy(row.get(Some(c))).into_owned())
                    .collect::<Vec<_>>(),
            );
        }
        (out, notes.first.iter().map(|n| format!("{}: {}", n.line, n.message)).collect())
    }

    #[test]
    fn quoted_cells_hold_delimiters_quotes_and_lines() {
        let (rows, notes) = rows("a,b\n\"x, \"\"y\"\"\",2\r\n\"two\nlines\",\n\n3\n", Dialect::Quoted(b','));
        assert_eq!(rows, [["x, \"y\"", "2"], ["two\nlines", ""]]);
        assert_eq!(notes, ["6: 1 columns where the header has 2: row left out"]);
    }

    #[test]
    fn a_quotation_mark_never_closed_costs_one_row() {
        let (rows, notes) = rows("a,b\n1,2\n\"3,4\n", Dialect::Quoted(b','));
        assert_eq!(rows, [["1", "2"]]);
        assert_eq!(notes[0], "3: a quotation mark is not closed: row left out");
    }

    #[test]
    fn tabs_have_no_quotation_marks_and_nulls() {
        let (rows, _) = rows("a\tb\n\"x\t\\N\n", Dialect::Tabs);
        assert_eq!(rows, [["\"x", ""]]);
    }
}
