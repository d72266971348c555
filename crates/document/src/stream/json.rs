//! JSON: one record an object, on a line each or inside one array.

use std::io::Read;

use memchr::memchr;

use super::Context;
use super::input::Input;
use super::table::skip_line;
use crate::{Content, NoteKind, Record, object, record};

/// One object a line.
#[derive(Default)]
pub(super) struct Lines {
    /// Line ends passed so far.
    line: u64,
    given_up: bool,
}

impl Lines {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Record> {
        let mut from = 0;
        loop {
            if self.given_up {
                return None;
            }
            let data = input.data();
            let (len, whole) = match memchr(b'\n', &data[from..]) {
                Some(found) => (from + found, from + found + 1),
                None if data.len() > cx.cap() => return Some(self.endless(input, cx)),
                None => {
                    from = data.len();
                    if input.more() {
                        continue;
                    }
                    let len = input.data().len();
                    if len == 0 {
                        return None;
                    }
                    (len, len)
                }
            };
            from = 0;
            if len > cx.cap() {
                return Some(self.endless(input, cx));
            }
            self.line += 1;
            // A text sequence (RFC 7464) puts a record separator before each value.
            let text = input.data()[..len].trim_ascii();
            let text = text.strip_prefix(&[0x1e]).unwrap_or(text);
            let bytes = text.to_vec();
            input.consume(whole);
            if !bytes.is_empty() {
                return Some(cx.record(Content::Object { bytes, cut: false }, Some(self.line)));
            }
        }
    }

    fn endless<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Record {
        self.line += 1;
        let bytes = input.data()[..cx.cap()].to_vec();
        let note = cx.over();
        cx.note_at(self.line, NoteKind::Truncated, note);
        input.consume(bytes.len());
        self.given_up = !skip_line(input, cx.options.limits.skip_bytes);
        if self.given_up {
            let message = format!(
                "no line end within {} bytes more: the rest of the stream is left out",
                cx.options.limits.skip_bytes
            );
            cx.note_at(self.line, NoteKind::Truncated, message);
        }
        cx.record(Content::Object { bytes, cut: true }, Some(self.line))
    }
}

/// Objects one after the other, spread over lines as they please, perhaps in an array.
#[derive(Default)]
pub(super) struct Values {
    line: u64,
    in_array: bool,
    given_up: bool,
}

impl Values {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Record> {
        if self.given_up || !self.seek(input, cx) {
            return None;
        }
        let line = self.line + 1;
        let cap = cx.cap();
        let (bytes, cut) = loop {
            let data = input.data();
            match object::end(data) {
                Some(len) => break (data[..len.min(cap)].to_vec(), len > cap),
                None if data.len() > cap => break (data[..cap].to_vec(), true),
                None if !input.fill(data.len() * 2) && object::end(input.data()).is_none() => {
                    let data = input.data();
                    break (data[..data.len().min(cap)].to_vec(), data.len() > cap);
                }
                None => {}
            }
        };
        if cut {
            let note = cx.over();
            cx.note_at(line, NoteKind::Truncated, note);
            self.given_up = !self.skip(input, cx.options.limits.skip_bytes);
            if self.given_up {
                cx.note_at(
                    line,
                    NoteKind::Truncated,
                    "its end was not found: the rest of the stream is left out",
                );
            }
        } else {
            self.line += record::lines(&bytes);
            input.consume(bytes.len());
        }
        if cx.count == 0 && !self.in_array && !cut && self.is_over(input) {
            let mut record = cx.single(Content::Object { bytes, cut });
            record.source.line = Some(line);
            cx.count = 1;
            return Some(record);
        }
        Some(cx.record(Content::Object { bytes, cut }, Some(line)))
    }

    /// Goes to the next object; false where there is none.
    fn seek<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> bool {
        let mut strange = false;
        loop {
            if input.data().is_empty() && !input.more() {
                return false;
            }
            let Some(&first) = input.data().first() else { return false };
            let mut n = 1;
            match first {
                b'{' => return true,
                b'\n' => self.line += 1,
                b'[' => self.in_array = true,
                b' ' | b'\t' | b'\r' | b',' | b']' | 0x1e => {}
                _ if strange => {
                    // Wreckage comes by the gigabyte; do not walk it one call a byte.
                    n = input.data().iter().take_while(|b| !matches!(b, b'{' | b'[' | b'\n')).count();
                }
                _ => {
                    strange = true;
                    let message = "something other than objects stands here and is left out";
                    cx.note_at(self.line + 1, NoteKind::Truncated, message);
                }
            }
            input.consume(n);
        }
    }

    fn is_over<R: Read>(&mut self, input: &mut Input<R>) -> bool {
        loop {
            let blank = input.data().iter().take_while(|b| b.is_ascii_whitespace()).count();
            self.line += record::lines(&input.data()[..blank]);
            input.consume(blank);
            if !input.data().is_empty() {
                return false;
            }
            if !input.more() {
                return true;
            }
        }
    }

    /// Skips the object at the front without keeping it.
    fn skip<R: Read>(&mut self, input: &mut Input<R>, limit: u64) -> bool {
        let (mut depth, mut in_string, mut escaped) = (0u64, false, false);
        let mut skipped = 0u64;
        loop {
            if input.data().is_empty() && !input.more() {
                return true;
            }
            let mut end = None;
            for (i, byte) in input.data().iter().enumerate() {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' if in_string => escaped = true,
                    b'"' => in_string = !in_string,
                    b'{' | b'[' if !in_string => depth += 1,
                    b'}' | b']' if !in_string => {
                        depth = depth.saturating_sub(1);
                        if depth == 0 {
                            end = Some(i + 1);
                            break;
                        }
                    }
                    _ => {}
                }
            }
            let n = end.unwrap_or(input.data().len());
            self.line += record::lines(&input.data()[..n]);
            input.consume(n);
            skipped += n as u64;
            if end.is_some() {
                return true;
            }
            if skipped > limit {
                return false;
            }
        }
    }
}
