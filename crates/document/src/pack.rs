//! A document as bytes for a ledger, and back, so that it can be read again without the file that it came from.
//!
//! What is kept is what cannot be found again: the text, its blocks and marks, the notes, where it came from.
//! Tokens, sentences and language are made anew by [`Document::from_bytes`], by the rules of the day: a later version that
//! cuts words better reads old documents better. The price: what [`crate::parse`] made of the bytes (which
//! part of a page is the article, say) stays as it was until the page itself is parsed again.
//!
//! Format 1: the byte 1, then numbers as LEB128 and strings as length and bytes, in the order of [`Document::to_bytes`].

use crate::{Block, Document, Field, Mark, MarkKind, Note, NoteKind, Role, Source, Span, language, segment};

/// The format's number, its first byte.
const FORMAT: u8 = 1;

/// Meanings of fields by number. A new one goes to the end: the numbers are on people's disks.
const FIELDS: [Field; 25] = [
    Field::Title,
    Field::Film,
    Field::FilmYear,
    Field::FilmId,
    Field::OriginalTitle,
    Field::Grade,
    Field::GradeBest,
    Field::GradeWorst,
    Field::Byline,
    Field::Outlet,
    Field::Published,
    Field::Language,
    Field::Director,
    Field::Writer,
    Field::Cast,
    Field::Runtime,
    Field::Genre,
    Field::Url,
    Field::Slug,
    Field::Summary,
    Field::Tags,
    Field::Kind,
    Field::Verdict,
    Field::Body,
    Field::Other,
];

/// Kinds of notes by number, likewise.
const NOTES: [NoteKind; 7] = [
    NoteKind::Unreadable,
    NoteKind::Truncated,
    NoteKind::Mislabelled,
    NoteKind::Malformed,
    NoteKind::Empty,
    NoteKind::Contradiction,
    NoteKind::Unsettled,
];

/// Kinds of marks by number, likewise.
const MARKS: [MarkKind; 4] = [MarkKind::Emphasis, MarkKind::Strong, MarkKind::Link, MarkKind::Rating];

/// A field's number is its place and this; the roles of running text come before it.
const FIELD: u64 = 16;

impl Document {
    /// The document as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let doc = self;
        let mut out = Writer(Vec::with_capacity(doc.text.len() + 4 * doc.blocks.len() + 64));
        out.0.push(FORMAT);
        out.text(&doc.source.name);
        out.number(doc.source.record.map_or(0, |r| u64::from(r) + 1));
        out.number(doc.source.line.map_or(0, |l| l.saturating_add(1)));
        out.text(&doc.text);
        out.number(doc.blocks.len() as u64);
        for block in &doc.blocks {
            out.number(role_number(block.role));
            out.span(block.key);
            out.span(block.span);
        }
        out.number(doc.marks.len() as u64);
        for mark in &doc.marks {
            out.number(place(&MARKS, mark.kind));
            out.span(mark.span);
        }
        out.number(doc.notes.len() as u64);
        for note in &doc.notes {
            out.number(place(&NOTES, note.kind));
            out.text(&note.message);
            out.number(note.line.map_or(0, |l| l.saturating_add(1)));
            out.number(note.evidence.len() as u64);
            note.evidence.iter().for_each(|s| out.span(*s));
        }
        out.0
    }

    /// The document that the bytes hold; `None` where they are no whole document of a known format. What comes
    /// back keeps every invariant of the type, whatever the bytes.
    pub fn from_bytes(bytes: &[u8]) -> Option<Document> {
        let mut from = Reader(bytes);
        if from.byte()? != FORMAT {
            return None;
        }
        let name = from.text()?.to_owned();
        let record = from.number()?.checked_sub(1).map(u32::try_from).transpose().ok()?;
        let line = from.number()?.checked_sub(1);
        let mut doc = Document {
            source: Source { name, record, line },
            text: from.text()?.to_owned(),
            ..Document::default()
        };
        for _ in 0..from.count()? {
            let role = role(from.number()?)?;
            let (key, span) = (from.span()?, from.span()?);
            doc.blocks.push(Block { role, span, key });
        }
        for _ in 0..from.count()? {
            let kind = *MARKS.get(usize::try_from(from.number()?).ok()?)?;
            doc.marks.push(Mark { kind, span: from.span()? });
        }
        for _ in 0..from.count()? {
            let kind = *NOTES.get(usize::try_from(from.number()?).ok()?)?;
            let message = from.text()?.to_owned();
            let line = from.number()?.checked_sub(1);
            let evidence = (0..from.count()?).map(|_| from.span()).collect::<Option<Vec<Span>>>()?;
            if evidence.iter().any(|s| doc.text.get(s.range()).is_none()) {
                return None;
            }
            doc.notes.push(Note { kind, message, line, evidence });
        }
        // Checked before the text is cut by them.
        let ends = doc.check_blocks();
        if !from.0.is_empty() || ends.is_err() {
            return None;
        }
        segment::segment(&mut doc);
        doc.language = language::detect(&doc);
        Some(doc)
    }
}

fn role_number(role: Role) -> u64 {
    match role {
        Role::Title => 0,
        Role::Byline => 1,
        Role::Date => 2,
        Role::Body => 3,
        Role::Caption => 4,
        Role::Quotation => 5,
        Role::Heading(level) => 5 + u64::from(level.clamp(1, 6)),
        Role::Field(field) => FIELD + place(&FIELDS, field),
    }
}

fn role(number: u64) -> Option<Role> {
    Some(match number {
        0 => Role::Title,
        1 => Role::Byline,
        2 => Role::Date,
        3 => Role::Body,
        4 => Role::Caption,
        5 => Role::Quotation,
        6..=11 => Role::Heading((number - 5) as u8),
        _ => Role::Field(*FIELDS.get(usize::try_from(number.checked_sub(FIELD)?).ok()?)?),
    })
}

/// The place of an element in a list that has it.
fn place<T: PartialEq>(list: &[T], of: T) -> u64 {
    list.iter().position(|x| *x == of).unwrap_or_default() as u64
}

struct Writer(Vec<u8>);

impl Writer {
    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.0.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.0.push(n as u8);
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    fn span(&mut self, span: Span) {
        self.number(span.start.into());
        self.number(span.end.saturating_sub(span.start).into());
    }
}

struct Reader<'b>(&'b [u8]);

impl<'b> Reader<'b> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            n |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// How many of something follow: never more than there are bytes, each takes one at least.
    fn count(&mut self) -> Option<u64> {
        self.number().filter(|n| *n <= self.0.len() as u64)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = usize::try_from(self.number()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn span(&mut self) -> Option<Span> {
        let start = u32::try_from(self.number()?).ok()?;
        let end = start.checked_add(u32::try_from(self.number()?).ok()?)?;
        Some(Span { start, end })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{Options, parse, records};

    fn documents(bytes: &[u8], name: &str) -> Vec<Document> {
        let options = Options::default();
        let bytes = bytes.to_vec();
        records(std::io::Cursor::new(bytes), name, &options).map(|r| parse(r, &options)).collect()
    }

    #[test]
    fn every_sample_comes_back_as_it_was() {
        let mut seen = 0;
        let samples = concat!(env!("CARGO_MANIFEST_DIR"), "/../../samples");
        for folder in std::fs::read_dir(samples).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
            for file in std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()) {
                for doc in documents(&std::fs::read(&file).unwrap(), &file.display().to_string()) {
                    assert_eq!(
                        Document::from_bytes(&doc.to_bytes()).as_ref(),
                        Some(&doc),
                        "{}",
                        file.display()
                    );
                    seen += 1;
                }
            }
        }
        assert!(seen > 80, "{seen} documents");
    }

    #[test]
    fn every_number_has_its_meaning() {
        for field in FIELDS {
            assert_eq!(role(role_number(Role::Field(field))), Some(Role::Field(field)));
        }
        for role in (0..12).map(|n| (n, role(n))) {
            assert_eq!(role.1.map(role_number), Some(role.0));
        }
        assert_eq!((role(12), role(15), role(FIELD + 25)), (None, None, None));
    }

    #[test]
    fn half_a_document_is_none() {
        let doc = &documents(b"---\ntitle: A\nrating: 3/5\n---\nIt *is* good. I liked it.", "a.md")[0];
        let bytes = doc.to_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Document::from_bytes(&bytes[..end]), None, "{end} bytes");
        }
        assert_eq!(Document::from_bytes(&[bytes.as_slice(), b"x"].concat()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_sound_document_or_none(
            flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        ) {
            let doc = &documents("---\ntitle: Ä\n---\n# B\n\nIt *is* “good”. **5/5**".as_bytes(), "a.md")[0];
            let mut bytes = doc.to_bytes();
            for (at, byte) in flips {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            if let Some(doc) = Document::from_bytes(&bytes) {
                prop_assert_eq!(doc.check(), Ok(()));
                prop_assert_eq!(Document::from_bytes(&doc.to_bytes()), Some(doc));
            }
        }
    }
}
