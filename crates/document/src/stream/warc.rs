//! Web archives: one record a page. A length that lies is found out by what follows it.

use std::io::Read;

use super::Context;
use super::http::{Media, Response, header_end, headers};
use super::input::Input;
use crate::record::find;
use crate::sniff::{self, Kind};
use crate::{Content, Field, Format, NoteKind, Record, charset};

/// Bytes that an entry's own header may take.
const HEADER: usize = 64 << 10;
/// How the next entry begins after the two line ends that close one.
const NEXT: &[u8] = b"\r\n\r\nWARC/";

/// The entries of an archive.
pub(super) struct Entries;

/// An entry's header.
struct Header {
    kind: String,
    target: String,
    media: Media,
    length: Option<u64>,
}

impl Header {
    fn new(text: &str) -> Header {
        let mut header =
            Header { kind: String::new(), target: String::new(), media: Media::default(), length: None };
        for (name, value) in headers(text) {
            match name.to_ascii_lowercase().as_str() {
                "warc-type" => header.kind = value.to_ascii_lowercase(),
                "warc-target-uri" => header.target = value.trim_matches(['<', '>']).to_owned(),
                "content-type" => header.media = Media::new(value),
                "content-length" => header.length = value.parse().ok(),
                _ => {}
            }
        }
        header
    }

    fn is_wanted(&self) -> bool {
        match self.kind.as_str() {
            "response" => true,
            "resource" | "conversion" => format(&self.media).is_some(),
            _ => false,
        }
    }
}

fn format(media: &Media) -> Option<Format> {
    match media.kind.as_str() {
        "text/html" | "application/xhtml+xml" => Some(Format::Html),
        "text/plain" => Some(Format::Text),
        _ => None,
    }
}

impl Entries {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Record> {
        loop {
            let header = self.header(input, cx)?;
            let (block, cut) = self.block(input, cx, &header);
            if header.is_wanted()
                && let Some(content) = self.content(&header, block, cut, cx)
            {
                return Some(cx.record(content, None));
            }
        }
    }

    /// Goes to the next entry and reads its header.
    fn header<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Header> {
        let mut lost = 0u64;
        loop {
            input.fill(HEADER);
            let data = input.data();
            if data.is_empty() {
                if lost > 0 {
                    cx.note(
                        NoteKind::Unreadable,
                        format!("{lost} bytes belong to no entry and are left out"),
                    );
                }
                return None;
            }
            if data.starts_with(b"WARC/") {
                if let Some((end, body)) = header_end(&data[..data.len().min(HEADER)]) {
                    let header = Header::new(&String::from_utf8_lossy(&data[..end]));
                    input.consume(body);
                    if lost > 0 {
                        let message =
                            format!("{lost} bytes before this entry belong to none and are left out");
                        cx.note(NoteKind::Unreadable, message);
                    }
                    return Some(header);
                }
                // A header of half that length that begins in the first half would have ended.
                let n = data.len().min(HEADER / 2);
                input.consume(n);
                lost += n as u64;
                continue;
            }
            let blank = data.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let n = if blank > 0 {
                blank
            } else {
                // All but a tail that may be the beginning of the mark.
                let n = find(data, 0, b"WARC/1.").unwrap_or(data.len().saturating_sub(6)).max(1);
                lost += n as u64;
                n
            };
            input.consume(n);
        }
    }

    /// Reads an entry's block up to the cap, and goes to its end.
    fn block<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context, header: &Header) -> (Vec<u8>, bool) {
        let cap = cx.cap();
        let wanted = header.is_wanted();
        let keep = |data: &[u8]| if wanted { data[..data.len().min(cap)].to_vec() } else { Vec::new() };
        let lie = |cx: &mut Context, is: u64| {
            let message = match header.length {
                Some(says) => format!("the entry says that it has {says} bytes, but it has {is}"),
                None => format!("the entry does not say how long it is; it has {is} bytes"),
            };
            cx.note(NoteKind::Malformed, message);
        };
        let length = header.length.and_then(|n| usize::try_from(n).ok()).filter(|n| *n <= cap);
        if let Some(length) = length {
            input.fill(length + 16);
            let data = input.data();
            if let Some(after) = data.get(length..) {
                let after = &after[after.iter().take_while(|b| matches!(b, b'\r' | b'\n')).count()..];
                if after.is_empty() || after.starts_with(b"WARC/") {
                    let block = keep(&data[..length]);
                    input.consume(length);
                    return (block, false);
                }
            }
        }
        // The length is false, missing, or over the cap: the next entry's beginning tells.
        input.fill(cap + NEXT.len());
        let data = input.data();
        let claimed = header.length.unwrap_or(u64::MAX);
        if let Some(end) = find(data, 0, NEXT) {
            let block = keep(&data[..end]);
            input.consume(end);
            if claimed != end as u64 {
                lie(cx, end as u64);
            }
            return (block, false);
        }
        if input.is_done() && data.len() <= cap {
            let is = data.len();
            let block = keep(data);
            input.consume(is);
            if is as u64 == claimed || claimed.checked_add(4) == Some(is as u64) {
                return (block, false);
            }
            let message = format!("the archive ends inside this entry, after {is} bytes of it");
            cx.note(NoteKind::Truncated, message);
            return (block, true);
        }
        let block = keep(data);
        if wanted {
            let note = cx.over();
            cx.note(NoteKind::Truncated, note);
        }
        self.skip(input);
        (block, true)
    }

    /// Skips to the next entry's beginning, leaving what may be part of it.
    fn skip<R: Read>(&mut self, input: &mut Input<R>) {
        loop {
            let data = input.data();
            if let Some(end) = find(data, 0, NEXT) {
                return input.consume(end);
            }
            let n = data.len().saturating_sub(NEXT.len());
            input.consume(n);
            if !input.more() {
                let rest = input.data().len();
                return input.consume(rest);
            }
        }
    }

    /// What a wanted entry holds; `None` for what is no page.
    fn content(&self, header: &Header, block: Vec<u8>, cut: bool, cx: &mut Context) -> Option<Content> {
        let (media, bytes, cut) = if header.kind == "response" && block.starts_with(b"HTTP/") {
            let response = Response::new(&block)?;
            if response.status != 200 || !response.media.kind.is_empty() && format(&response.media).is_none()
            {
                // Not a page: what was wrong with it does not matter.
                cx.notes.retain(|n| n.kind != NoteKind::Truncated);
                return None;
            }
            match response.body(cx.cap()) {
                Ok((bytes, more)) => {
                    if more && !cut {
                        cx.note(
                            NoteKind::Truncated,
                            "the page is longer than is kept, or its packing is damaged",
                        );
                    }
                    (response.media, bytes, cut || more)
                }
                Err(packing) => {
                    cx.note(NoteKind::Unreadable, format!("{} is packed with {packing}", header.target));
                    return Some(Content::Nothing);
                }
            }
        } else {
            (header.media.clone(), block, cut)
        };
        let head = &bytes[..bytes.len().min(sniff::HEAD)];
        let asked = format(&media);
        let format = match sniff::sniff("", head, asked).0 {
            Kind::Text(format) if asked.is_some() || format == Format::Html => format,
            Kind::Text(_) => return None,
            Kind::Other { what, advice } => {
                cx.note(NoteKind::Unreadable, format!("{} is {what}, not text: {advice}", header.target));
                return Some(Content::Nothing);
            }
        };
        let fields = vec![(Field::Url, "WARC-Target-URI", charset::tidy(header.target.clone()))];
        Some(Content::Whole { format, bytes, charset: media.charset, fields, cut })
    }
}
