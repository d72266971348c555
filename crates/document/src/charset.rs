//! From bytes to text: which charset they are in, and what is mended on the way.
//!
//! Labels lie more often than bytes do. Text that is valid UTF-8 and not all ASCII is UTF-8 whatever it
//! says, because no other charset's text looks like that by chance.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr2, memmem};

use crate::{Note, NoteKind};

/// What is known about the charset of some bytes before they are looked at.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Hint {
    /// The charset that something names, and what does ("the HTTP header").
    pub(crate) declared: Option<(&'static Encoding, &'static str)>,
    /// The charset guessed from a longer stretch of the same stream.
    pub(crate) guessed: Option<&'static Encoding>,
    /// Are these the bytes of a whole file, which may be UTF-16? Records of a stream are not: the stream
    /// was transcoded.
    pub(crate) whole: bool,
    /// Were the bytes cut off at a cap, perhaps inside a character?
    pub(crate) cut: bool,
}

/// Turns bytes into text with line feeds for line ends and without NULs and byte order marks.
/// What had to be mended or contradicts its label is noted.
pub(crate) fn decode(mut bytes: Vec<u8>, hint: &Hint, notes: &mut Vec<Note>) -> String {
    if hint.whole
        && let Some(encoding) = utf16(&bytes)
    {
        let (text, bad) = encoding.decode_with_bom_removal(&bytes);
        if bad {
            notes.push(Note::new(
                NoteKind::Malformed,
                format!("some of the {} is not well formed and was replaced by U+FFFD", encoding.name()),
            ));
        }
        return clean(text.into_owned(), notes);
    }
    if hint.cut {
        drop_partial(&mut bytes);
    }
    if let Some((encoding, _)) = hint.declared
        && encoding == ISO_2022_JP
        && memchr(0x1b, &bytes).is_some()
    {
        // All its bytes are ASCII's, so validity as UTF-8 says nothing.
        return clean(encoding.decode_without_bom_handling(&bytes).0.into_owned(), notes);
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => {
            if let Some((encoding, by)) = hint.declared
                && encoding != UTF_8
                && !text.is_ascii()
            {
                notes.push(Note::new(
                    NoteKind::Mislabelled,
                    format!("{by} says {}, but the bytes are UTF-8 and were read as that", encoding.name()),
                ));
            }
            text
        }
        Err(e) => not_utf8(&e.into_bytes(), hint, notes),
    };
    clean(text, notes)
}

/// The charset of bytes that begin with a UTF-16 mark, or show the pattern of Latin text in UTF-16.
pub(crate) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(UTF_16LE),
        [0xfe, 0xff, ..] => return Some(UTF_16BE),
        _ => {}
    }
    let head = &bytes[..bytes.len().min(1024) & !1];
    memchr(0, head)?;
    let (pairs, _) = head.as_chunks::<2>();
    let first = pairs.iter().filter(|p| p[0] == 0 && p[1] != 0).count();
    let second = pairs.iter().filter(|p| p[1] == 0 && p[0] != 0).count();
    let neither = pairs.len() - first - second;
    if pairs.len() < 2 || neither * 3 > pairs.len() {
        None
    } else if second > 0 && first * 20 <= second {
        Some(UTF_16LE)
    } else if first > 0 && second * 20 <= first {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The charset that an XML declaration or an HTML `meta` element names within the first bytes.
pub(crate) fn declared(head: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let head = &head[..head.len().min(4096)];
    let start = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    if start.starts_with(b"<?xml") {
        let declaration = &start[..memmem::find(start, b"?>").unwrap_or(start.len())];
        if let Some(at) = memmem::find(declaration, b"encoding") {
            return label(&declaration[at + 8..]).map(|e| (e, "the XML declaration"));
        }
    }
    let mut at = 0;
    while let Some(found) = memchr(b'<', &head[at..]) {
        at += found + 1;
        let tag = &head[at..];
        if tag.starts_with(b"!--") {
            at += memmem::find(tag, b"-->").unwrap_or(tag.len());
            continue;
        }
        if !tag.get(..4).is_some_and(|name| name.eq_ignore_ascii_case(b"meta")) {
            continue;
        }
        let tag = tag[..memchr(b'>', tag).unwrap_or(tag.len())].to_ascii_lowercase();
        if let Some(found) = memmem::find(&tag, b"charset") {
            return label(&tag[found + 7..]).map(|e| (e, "the page's meta element"));
        }
    }
    None
}

/// The encoding in `= "utf-8"`. A page that can be read this far is not UTF-16, whatever it says.
fn label(text: &[u8]) -> Option<&'static Encoding> {
    let text = text.trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let text = text.strip_prefix(b"\"").or_else(|| text.strip_prefix(b"'")).unwrap_or(text);
    let end = text
        .iter()
        .position(|b| matches!(b, b'"' | b'\'' | b';' | b'/' | b'>') || b.is_ascii_whitespace())
        .unwrap_or(text.len());
    Encoding::for_label(&text[..end]).filter(|e| *e != UTF_16LE && *e != UTF_16BE)
}

/// The charset of the first bytes of a stream, for records that are not UTF-8.
pub(crate) fn guess_stream(head: &[u8], cut: bool) -> Option<&'static Encoding> {
    let survey = Survey::of(head);
    let partial = usize::from(cut && survey.first.is_some_and(|at| at + 4 > head.len()));
    (survey.invalid > partial && !survey.is_nearly_utf8(head.len())).then(|| guess(head))
}

/// What is said of a guess, so that whoever sees odd letters knows where they come from.
pub(crate) fn taken_for(encoding: &'static Encoding) -> Note {
    let message =
        format!("it is not UTF-8 and names no charset; taken for {}, by its letters", encoding.name());
    Note::new(NoteKind::Unsettled, message)
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    // The answer settles long before that.
    detector.feed(&bytes[..bytes.len().min(1 << 20)], true);
    detector.guess(None, Utf8Detection::Allow)
}

fn not_utf8(bytes: &[u8], hint: &Hint, notes: &mut Vec<Note>) -> String {
    let survey = Survey::of(bytes);
    if survey.is_nearly_utf8(bytes.len()) {
        if let Some((encoding, by)) = hint.declared
            && encoding != UTF_8
        {
            notes.push(Note::new(
                NoteKind::Mislabelled,
                format!("{by} says {}, but the bytes are UTF-8 and were read as that", encoding.name()),
            ));
        }
        let first = survey.first.unwrap_or_default();
        let line = 1 + bytes[..first].iter().filter(|b| **b == b'\n').count() as u64;
        let note = Note::new(
            NoteKind::Malformed,
            format!(
                "{} that {} not UTF-8 replaced by U+FFFD, the first at byte {first}",
                if survey.invalid == 1 {
                    "1 byte sequence".into()
                } else {
                    format!("{} byte sequences", survey.invalid)
                },
                if survey.invalid == 1 { "is" } else { "are" },
            ),
        );
        notes.push(if hint.whole { note.at_line(line) } else { note });
        return String::from_utf8_lossy(bytes).into_owned();
    }
    if let Some((encoding, _)) = hint.declared
        && encoding != UTF_8
        && let (text, false) = encoding.decode_without_bom_handling(bytes)
    {
        return text.into_owned();
    }
    let encoding = hint.guessed.filter(|e| *e != UTF_8).unwrap_or_else(|| guess(bytes));
    if let Some((declared, by)) = hint.declared {
        notes.push(Note::new(
            NoteKind::Mislabelled,
            format!(
                "{by} says {}, but the bytes are not; they were read as {}",
                declared.name(),
                encoding.name()
            ),
        ));
    }
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    // Of a stream it is said once, for all its records.
    if hint.declared.is_none() && !bad && hint.whole {
        notes.push(taken_for(encoding));
    }
    if bad {
        let n = text.matches('\u{fffd}').count();
        notes.push(Note::new(
            NoteKind::Malformed,
            format!("the charset could not be told; read as {}, {n} places are not that and were replaced by U+FFFD", encoding.name()),
        ));
    }
    text.into_owned()
}

/// How far bytes are from being UTF-8.
struct Survey {
    /// Sequences that are not UTF-8, and where the first is.
    invalid: usize,
    first: Option<usize>,
    /// Characters of two bytes and more that are.
    multi: usize,
}

impl Survey {
    fn of(bytes: &[u8]) -> Survey {
        let mut survey = Survey { invalid: 0, first: None, multi: 0 };
        let mut at = 0;
        for chunk in bytes.utf8_chunks() {
            survey.multi += chunk.valid().bytes().filter(|b| *b >= 0xc0).count();
            at += chunk.valid().len();
            if !chunk.invalid().is_empty() {
                survey.invalid += 1;
                survey.first.get_or_insert(at);
            }
            at += chunk.invalid().len();
        }
        survey
    }

    /// UTF-8 with a few bad bytes, rather than another charset with a few letters that fit by chance.
    fn is_nearly_utf8(&self, len: usize) -> bool {
        self.multi >= self.invalid && self.invalid * 1000 <= len.max(1000) || self.multi >= 8 * self.invalid
    }
}

/// Drops the bytes of a character that a cap has cut in two.
fn drop_partial(bytes: &mut Vec<u8>) {
    let tail = bytes.len().saturating_sub(3);
    if let Some(lead) = bytes[tail..].iter().rposition(|b| *b >= 0xc0)
        && std::str::from_utf8(&bytes[tail + lead..]).is_err_and(|e| e.error_len().is_none())
    {
        bytes.truncate(tail + lead);
    }
}

/// CR LF and lone CR to LF; NULs and byte order marks out.
pub(crate) fn clean(text: String, notes: &mut Vec<Note>) -> String {
    let bytes = text.as_bytes();
    let marked = memmem::find(bytes, "\u{feff}".as_bytes()).is_some();
    if !marked && memchr2(b'\r', 0, bytes).is_none() {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut nuls = 0u64;
    let mut from = 0;
    while let Some(found) = memchr2(b'\r', 0, &bytes[from..]) {
        let at = from + found;
        out.push_str(&text[from..at]);
        from = at + 1;
        if bytes[at] == 0 {
            // A file of zeros is a common wreck; do not walk it one call a byte.
            let run = bytes[at..].iter().take_while(|b| **b == 0).count();
            nuls += run as u64;
            from = at + run;
        } else if bytes.get(from) != Some(&b'\n') {
            out.push('\n');
        }
    }
    out.push_str(&text[from..]);
    if nuls > 0 {
        notes.push(Note::new(
            NoteKind::Malformed,
            format!("{nuls} NUL byte{} removed", if nuls == 1 { " was" } else { "s were" }),
        ));
    }
    if marked { out.replace('\u{feff}', "") } else { out }
}

/// Text that is valid UTF-8 but was spelled with escapes: the same cleaning, seldom needed.
pub(crate) fn tidy(text: String) -> String {
    clean(text, &mut Vec::new())
}
