//! Cuts a stream of bytes into records, one at a time and in order, within bounded memory.

mod feed;
mod http;
mod input;
mod json;
mod table;
mod warc;

use std::io::Read;

use self::input::Input;
use crate::charset::{self, Hint};
use crate::sniff::{self, Kind};
use crate::{Content, Format, Note, NoteKind, Options, Record, Source};

/// Cuts a stream into records.
///
/// `name` (a path or an address) becomes the records' source and hints at the format; the bytes
/// decide. Gzip and zstd are unwrapped. The iterator never fails: an error in reading ends the records
/// with one that holds [`Content::Nothing`] and says so.
pub fn records<R: Read>(input: R, name: &str, options: &Options) -> Records<R> {
    let input = input::unpack(input, options.limits.layers);
    let context = Context {
        name: name.to_owned(),
        options: options.clone(),
        hint: Hint::default(),
        count: 0,
        notes: Vec::new(),
    };
    Records { input, context, framer: Framer::Start }
}

/// A stream's bytes out of their gzip or zstd, for one who reads something else than documents from them.
///
/// Like [`records`] it never fails: what ends the bytes before their time is told by [`Unpacked::trouble`].
pub fn unpack<R: Read>(input: R) -> Unpacked<R> {
    Unpacked(input::unpack(input, crate::Limits::default().layers))
}

/// A stream of unpacked bytes; see [`unpack`].
pub struct Unpacked<R>(Input<R>);

impl<R: Read> Unpacked<R> {
    /// What ended the stream before its time, once it has ended.
    pub fn trouble(&mut self) -> Option<Note> {
        self.0.trouble()
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        self.0.read(buf)
    }
}

/// The records of a stream; see [`records`].
pub struct Records<R> {
    input: Input<R>,
    context: Context,
    framer: Framer,
}

/// What every framer needs.
struct Context {
    name: String,
    options: Options,
    /// What is known of the stream's charset.
    hint: Hint,
    /// Records given out so far.
    count: u32,
    /// Notes on the stream, for its next record.
    notes: Vec<Note>,
}

/// Whether brackets that may swallow what follows them (quotes, CDATA) are still believed.
///
/// One that is not closed is found out only by a search up to the cap, in vain. Such searches may cost
/// as much as the reading itself and no more, or a hostile stream would take quadratic time.
#[derive(Default)]
struct Trust {
    passed: u64,
    wasted: u64,
}

impl Trust {
    fn holds(&self, cap: usize) -> bool {
        self.wasted <= self.passed + 16 * cap as u64
    }
}

enum Framer {
    Start,
    Whole(Format),
    Table(table::Rows),
    Lines(json::Lines),
    Values(json::Values),
    Feed(Box<feed::Items>),
    Warc(warc::Entries),
    End,
    Ended,
}

impl Context {
    fn cap(&self) -> usize {
        self.options.limits.document_bytes.max(1)
    }

    /// A record of several; takes the notes that wait.
    fn record(&mut self, content: Content, line: Option<u64>) -> Record {
        self.count = self.count.saturating_add(1);
        let source = Source { name: self.name.clone(), record: Some(self.count), line };
        Record { source, content, notes: std::mem::take(&mut self.notes) }
    }

    /// A record that is all there is, or stands for none.
    fn single(&mut self, content: Content) -> Record {
        let source = Source { name: self.name.clone(), record: None, line: None };
        Record { source, content, notes: std::mem::take(&mut self.notes) }
    }

    fn note(&mut self, kind: NoteKind, message: impl Into<String>) {
        self.notes.push(Note::new(kind, message));
    }

    fn note_at(&mut self, line: u64, kind: NoteKind, message: impl Into<String>) {
        self.notes.push(Note::new(kind, message).at_line(line));
    }

    fn over(&self) -> String {
        format!(
            "it is longer than the {} bytes that are kept of one review; the rest is left out",
            self.cap()
        )
    }
}

impl<R: Read> Iterator for Records<R> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let record = match &mut self.framer {
                Framer::Start => {
                    self.start();
                    continue;
                }
                Framer::Whole(format) => {
                    let format = *format;
                    self.framer = Framer::Ended;
                    return Some(self.whole(format));
                }
                Framer::Table(f) => f.next(&mut self.input, &mut self.context),
                Framer::Lines(f) => f.next(&mut self.input, &mut self.context),
                Framer::Values(f) => f.next(&mut self.input, &mut self.context),
                Framer::Feed(f) => f.next(&mut self.input, &mut self.context),
                Framer::Warc(f) => f.next(&mut self.input, &mut self.context),
                Framer::End => {
                    self.framer = Framer::Ended;
                    return self.end();
                }
                Framer::Ended => return None,
            };
            if record.is_some() {
                return record;
            }
            self.framer = Framer::End;
        }
    }
}

impl<R: Read> Records<R> {
    /// Looks at the head and chooses how to cut.
    fn start(&mut self) {
        let cut = self.input.fill(sniff::HEAD);
        let head = &self.input.data()[..self.input.data().len().min(sniff::HEAD)];
        if head.is_empty() {
            // A failure is said by `end`; emptiness that has no reason is said here.
            self.framer = Framer::End;
            return;
        }
        let (kind, note) = sniff::sniff(&self.context.name, head, self.context.options.format);
        self.context.notes.extend(note);
        let format = match kind {
            Kind::Text(format) => format,
            Kind::Other { what, advice } => {
                self.context.note(NoteKind::Unreadable, format!("it is {what}, not text: {advice}"));
                self.framer = Framer::End;
                return;
            }
        };
        if matches!(format, Format::Text | Format::Markdown | Format::Rst | Format::Html) {
            self.framer = Framer::Whole(format);
            return;
        }
        if format != Format::Warc {
            let utf16 = charset::utf16(head);
            self.context.hint = Hint {
                declared: if format == Format::Feed && utf16.is_none() {
                    charset::declared(head)
                } else {
                    None
                },
                guessed: if utf16.is_none() { charset::guess_stream(head, cut) } else { None },
                whole: false,
                cut: false,
            };
            if let (Some(encoding), None) = (self.context.hint.guessed, self.context.hint.declared) {
                self.context.notes.push(charset::taken_for(encoding));
            }
            let marked = head.starts_with("\u{feff}".as_bytes());
            if let Some(encoding) = utf16 {
                input::transcode(&mut self.input, encoding);
            } else if marked {
                self.input.consume(3);
            }
        }
        self.framer = match format {
            Format::Csv => Framer::Table(table::Rows::default()),
            Format::Jsonl => Framer::Lines(json::Lines::default()),
            Format::Json => Framer::Values(json::Values::default()),
            Format::Feed => Framer::Feed(Box::default()),
            _ => Framer::Warc(warc::Entries),
        };
    }

    /// A file that is one review.
    fn whole(&mut self, format: Format) -> Record {
        let cap = self.context.cap();
        let cut = self.input.fill(cap + 1);
        if cut {
            let note = self.context.over();
            self.context.note(NoteKind::Truncated, note);
        }
        let data = self.input.data();
        let bytes = data[..data.len().min(cap)].to_vec();
        self.context.notes.extend(self.input.trouble());
        self.context.single(Content::Whole { format, bytes, charset: None, fields: Vec::new(), cut })
    }

    /// What is left to say when the records have ended.
    fn end(&mut self) -> Option<Record> {
        self.context.notes.extend(self.input.trouble());
        if self.context.count == 0 && self.context.notes.is_empty() {
            self.context.note(NoteKind::Empty, "there is nothing in it to read");
        }
        (!self.context.notes.is_empty()).then(|| self.context.single(Content::Nothing))
    }
}
