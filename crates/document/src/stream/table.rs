//! Tables: one record a row, read lazily.

use std::io::Read;
use std::sync::Arc;

use super::input::Input;
use super::{Context, Trust};
use crate::row::{self, End, Table};
use crate::{Content, NoteKind, Record, charset, record, sniff};

/// The rows of a table.
#[derive(Default)]
pub(super) struct Rows {
    table: Option<Arc<Table>>,
    /// Line ends passed so far.
    line: u64,
    trust: Trust,
    given_up: bool,
}

impl Rows {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Record> {
        if self.table.is_none() && !self.header(input, cx) {
            return None;
        }
        let table = self.table.clone()?;
        loop {
            let (bytes, line) = self.row(input, cx, table.delimiter, table.columns.len())?;
            if !bytes.trim_ascii().is_empty() {
                return Some(cx.record(Content::Row { table, bytes }, Some(line)));
            }
        }
    }

    fn header<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> bool {
        let mut delimiter = None;
        loop {
            // After transcoding the window is empty, and nothing could be told from it.
            input.fill(sniff::HEAD);
            let (start, _) = row::line_end(input.data()).unwrap_or((input.data().len(), 0));
            let line = String::from_utf8_lossy(&input.data()[..start.min(cx.cap())]).into_owned();
            // Excel's way of saying what separates the cells.
            if let Some(&[sign]) = line.trim().strip_prefix("sep=").map(str::as_bytes) {
                delimiter = Some(sign);
                if self.row(input, cx, sign, 0).is_none() {
                    return false;
                }
                continue;
            }
            let delimiter = delimiter.unwrap_or_else(|| row::delimiter(&line));
            let Some((bytes, _)) = self.row(input, cx, delimiter, 0) else { return false };
            if bytes.trim_ascii().is_empty() {
                continue;
            }
            let header = charset::decode(bytes, &cx.hint, &mut cx.notes);
            let table = Table::new(&header, delimiter, cx.hint, &cx.options.columns);
            cx.notes.extend(table.stranger());
            self.table = Some(Arc::new(table));
            return true;
        }
    }

    /// Cuts out the next row; gives its line too.
    fn row<R: Read>(
        &mut self,
        input: &mut Input<R>,
        cx: &mut Context,
        delimiter: u8,
        columns: usize,
    ) -> Option<(Vec<u8>, u64)> {
        if self.given_up {
            return None;
        }
        let line = self.line + 1;
        let cap = cx.cap();
        let quotes = self.trust.holds(cap);
        let mut end = loop {
            let data = input.data();
            if data.is_empty() {
                if input.more() {
                    continue;
                }
                return None;
            }
            match row::end(data, delimiter, input.is_done(), quotes) {
                Some(end) => break end,
                None if data.len() > cap => {
                    // Either quotes that swallow everything, or a line without an end.
                    match row::line_end(data) {
                        Some(_) if quotes => {
                            break End { open: true, lines: 2, ..row::end(data, delimiter, true, true)? };
                        }
                        _ => return Some((self.endless(input, cx), line)),
                    }
                }
                // Twice as much each time, so that looking again costs no more than reading.
                None => input.fill(data.len() * 2),
            };
        };
        let data = input.data();
        let ragged = columns > 0 && end.cells != columns;
        if end.lines > 1
            && (end.open || end.reopened || end.irregular && ragged)
            && let Some((text, whole)) = row::line_end(data)
        {
            self.trust.wasted += end.whole as u64;
            end = End { text, whole, lines: 1, ..end };
            let message = "a quote opens in this row and is not closed; the row is ended with its line";
            cx.note_at(line, NoteKind::Malformed, message);
        } else if end.open {
            cx.note_at(line, NoteKind::Malformed, "a quote opens in this row and is not closed");
        }
        let data = input.data();
        let kept = end.text.min(cap);
        if kept < end.text {
            let note = cx.over();
            cx.note_at(line, NoteKind::Truncated, note);
        }
        let bytes = data[..kept].to_vec();
        self.line += end.lines;
        self.trust.passed += end.whole as u64;
        input.consume(end.whole);
        Some((bytes, line))
    }

    /// Keeps the head of a line that goes on past the cap, and skips the rest of it.
    fn endless<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Vec<u8> {
        let kept = input.data()[..cx.cap()].to_vec();
        let line = self.line + 1;
        let note = cx.over();
        cx.note_at(line, NoteKind::Truncated, note);
        input.consume(kept.len());
        self.given_up = !skip_line(input, cx.options.limits.skip_bytes);
        if self.given_up {
            let message = format!(
                "no line end within {} bytes more: the rest of the stream is left out",
                cx.options.limits.skip_bytes
            );
            cx.note_at(line, NoteKind::Truncated, message);
        }
        self.line += 1 + record::lines(&kept);
        kept
    }
}

/// Skips to past the next line end; false where there is none within `limit` bytes.
pub(super) fn skip_line<R: Read>(input: &mut Input<R>, limit: u64) -> bool {
    let mut skipped = 0u64;
    loop {
        if input.data().is_empty() && !input.more() {
            return true;
        }
        if let Some((_, next)) = row::line_end(input.data()) {
            input.consume(next);
            return true;
        }
        let n = input.data().len();
        input.consume(n);
        skipped += n as u64;
        if skipped > limit {
            return false;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Field, Options, parse, records};

    #[test]
    fn a_table_in_utf_16_is_read_by_its_own_delimiter() {
        for delimiter in ['\t', ';'] {
            let text = format!(
                "\u{feff}Film{delimiter}Rating{delimiter}Review\nHer, again{delimiter}4{delimiter}Good.\n"
            );
            let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let options = Options::default();
            let docs: Vec<_> = records(&bytes[..], "a.csv", &options).map(|r| parse(r, &options)).collect();
            assert_eq!(docs.len(), 1, "{delimiter:?}");
            assert_eq!(docs[0].field(Field::Film), Some("Her, again"));
            assert_eq!(docs[0].field(Field::Grade), Some("4"));
        }
    }
}
