//! The bytes of a stream: unpacked, buffered, and without errors.
//!
//! Whatever goes wrong below (a failing disk, a damaged archive) ends the bytes and is remembered as a
//! note, so that the framers above know one kind of end only and what came before it is always read.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Encoding};
use flate2::bufread::GzDecoder;

use crate::{Note, NoteKind};

/// A stream ready to be cut into records.
pub(crate) type Input<R> = Buffer<Layer<R>>;

const CHUNK: usize = 64 << 10;

/// Bytes that a decompressor is given at a time: what it made of those before it met damage is lost.
const SIP: usize = 512;

/// A window onto a stream that grows as far as its user asks.
pub(crate) struct Buffer<T> {
    source: T,
    data: Vec<u8>,
    start: usize,
    end: usize,
    done: bool,
}

impl<T: Read> Buffer<T> {
    pub(crate) fn new(source: T) -> Self {
        Buffer { source, data: Vec::new(), start: 0, end: 0, done: false }
    }

    /// What is in the window.
    pub(crate) fn data(&self) -> &[u8] {
        &self.data[self.start..self.end]
    }

    /// Has the stream ended (what is in the window is the rest of it)?
    pub(crate) fn is_done(&self) -> bool {
        self.done
    }

    /// Drops bytes from the front of the window.
    pub(crate) fn consume(&mut self, n: usize) {
        self.start = (self.start + n).min(self.end);
    }

    /// Reads once more; false where the stream has ended.
    pub(crate) fn more(&mut self) -> bool {
        if self.done {
            return false;
        }
        // Most streams are a review of a few thousand bytes.
        let room = (self.data.len() / 2).clamp(1, CHUNK / 2);
        if self.data.len() - self.end < room {
            self.data.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            if self.data.len() - self.end < room {
                self.data.resize((self.data.len() * 2).max(CHUNK / 4), 0);
            }
        } else if self.start == self.end {
            self.start = 0;
            self.end = 0;
        }
        loop {
            match self.source.read(&mut self.data[self.end..]) {
                Ok(0) => break,
                Ok(n) => {
                    self.end += n;
                    return true;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break, // a layer has kept the reason
            }
        }
        self.done = true;
        false
    }

    /// Reads until the window holds `n` bytes or the rest of the stream; false where it is the rest.
    pub(crate) fn fill(&mut self, n: usize) -> bool {
        while self.data().len() < n {
            if !self.more() {
                return false;
            }
        }
        true
    }
}

impl<T: Read> Read for Buffer<T> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.data().is_empty() && !self.more() {
            return Ok(0);
        }
        let n = out.len().min(self.data().len());
        out[..n].copy_from_slice(&self.data()[..n]);
        self.consume(n);
        Ok(n)
    }
}

impl<T: Read> BufRead for Buffer<T> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.data().is_empty() {
            self.more();
        }
        Ok(&self.data()[..self.data().len().min(SIP)])
    }

    fn consume(&mut self, n: usize) {
        Buffer::consume(self, n);
    }
}

/// One wrapping of the bytes around the next.
pub(crate) enum Layer<R> {
    Raw {
        reader: R,
        trouble: Option<Note>,
    },
    Gzip(Box<Gzip<R>>),
    Zstd(Box<Zstd<R>>),
    Utf16(Box<Utf16<R>>),
    /// Stands in while a stream is wrapped.
    Nothing,
}

/// Unwraps compression, going by the bytes; what lies under more than `layers` stays wrapped.
pub(crate) fn unpack<R: Read>(reader: R, layers: usize) -> Input<R> {
    let mut input = Buffer::new(Layer::Raw { reader, trouble: None });
    for _ in 0..layers {
        input.fill(4);
        if is_gzip(input.data()) {
            input = Buffer::new(Layer::Gzip(Box::new(Gzip::new(input))));
        } else if is_zstd(input.data()) {
            input = Buffer::new(Layer::Zstd(Box::new(Zstd::new(input))));
        } else {
            break;
        }
    }
    input
}

/// Turns a stream of UTF-16 into one of UTF-8.
pub(crate) fn transcode<R: Read>(input: &mut Input<R>, encoding: &'static Encoding) {
    let inner = std::mem::replace(input, Buffer::new(Layer::Nothing));
    let decoder = encoding.new_decoder_with_bom_removal();
    *input = Buffer::new(Layer::Utf16(Box::new(Utf16 { input: inner, decoder, bad: false, ended: false })));
}

pub(crate) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b])
}

pub(crate) fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd])
}

impl<R: Read> Buffer<Layer<R>> {
    /// What ended the stream before its time, innermost first.
    pub(crate) fn trouble(&mut self) -> Option<Note> {
        match &mut self.source {
            Layer::Raw { trouble, .. } => trouble.take(),
            Layer::Gzip(gzip) => {
                let inner = gzip.input.as_mut().and_then(Buffer::trouble);
                let own = gzip.trouble.take();
                inner.or(own)
            }
            Layer::Zstd(zstd) => {
                let inner = match &mut zstd.state {
                    ZstdState::Reading(decoder) => decoder.get_mut().trouble(),
                    ZstdState::Ended(input) => input.as_mut().and_then(Buffer::trouble),
                };
                let own = zstd.trouble.take();
                inner.or(own)
            }
            Layer::Utf16(utf16) => {
                let bad = std::mem::take(&mut utf16.bad);
                utf16.input.trouble().or_else(|| {
                    let message = "some of the UTF-16 is not well formed and was replaced by U+FFFD";
                    bad.then(|| Note::new(NoteKind::Malformed, message))
                })
            }
            Layer::Nothing => None,
        }
    }
}

impl<R: Read> Read for Layer<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Layer::Raw { reader, trouble } => reader.read(out).or_else(|e| {
                if e.kind() == io::ErrorKind::Interrupted {
                    return Err(e);
                }
                *trouble = Some(Note::new(
                    NoteKind::Unreadable,
                    format!("the bytes end here because reading them failed: {e}"),
                ));
                Ok(0)
            }),
            Layer::Gzip(gzip) => Ok(gzip.read(out)),
            Layer::Zstd(zstd) => Ok(zstd.read(out)),
            Layer::Utf16(utf16) => Ok(utf16.read(out)),
            Layer::Nothing => Ok(0),
        }
    }
}

/// Gzip of any number of members.
pub(crate) struct Gzip<R> {
    member: Option<GzDecoder<Input<R>>>,
    /// What lies under the decoder, once that has ended.
    input: Option<Input<R>>,
    /// Members begun, and bytes that came out of them all.
    members: u64,
    bytes: u64,
    trouble: Option<Note>,
}

impl<R: Read> Gzip<R> {
    fn new(input: Input<R>) -> Self {
        Gzip { member: Some(GzDecoder::new(input)), input: None, members: 1, bytes: 0, trouble: None }
    }

    fn read(&mut self, out: &mut [u8]) -> usize {
        if out.is_empty() {
            return 0;
        }
        while let Some(decoder) = &mut self.member {
            let read = decoder.read(out);
            match read {
                Ok(0) => {
                    let Some(mut input) = self.member.take().map(GzDecoder::into_inner) else { break };
                    input.fill(2);
                    if is_gzip(input.data()) {
                        self.members += 1;
                        self.member = Some(GzDecoder::new(input));
                        continue;
                    }
                    // Tapes pad with zeros; anything else was meant to be read.
                    if input.data().iter().any(|b| *b != 0) {
                        self.trouble = Some(Note::new(
                            NoteKind::Truncated,
                            format!("what follows gzip member {} is not gzip and is left out", self.members),
                        ));
                    }
                    self.input = Some(input);
                }
                Ok(n) => {
                    self.bytes += n as u64;
                    return n;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    let how =
                        if e.kind() == io::ErrorKind::UnexpectedEof { "is cut short" } else { "is damaged" };
                    self.trouble = Some(Note::new(
                        NoteKind::Truncated,
                        format!(
                            "gzip member {} {how}, {} bytes into what it unpacks to; what came before is read",
                            self.members, self.bytes
                        ),
                    ));
                    self.input = self.member.take().map(GzDecoder::into_inner);
                }
            }
        }
        0
    }
}

/// Zstandard of any number of frames.
pub(crate) struct Zstd<R> {
    state: ZstdState<R>,
    bytes: u64,
    trouble: Option<Note>,
}

enum ZstdState<R> {
    Reading(Box<zstd::stream::read::Decoder<'static, Input<R>>>),
    Ended(Option<Input<R>>),
}

impl<R: Read> Zstd<R> {
    fn new(input: Input<R>) -> Self {
        match zstd::stream::read::Decoder::try_with_buffer(input) {
            Ok(d) => Zstd { state: ZstdState::Reading(Box::new(d)), bytes: 0, trouble: None },
            Err((input, e)) => Zstd {
                state: ZstdState::Ended(Some(input)),
                bytes: 0,
                trouble: Some(Note::new(NoteKind::Unreadable, format!("zstd could not be started: {e}"))),
            },
        }
    }

    fn read(&mut self, out: &mut [u8]) -> usize {
        let ZstdState::Reading(decoder) = &mut self.state else { return 0 };
        loop {
            match decoder.read(out) {
                Ok(n) => {
                    self.bytes += n as u64;
                    return n;
                }
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => {
                    let how =
                        if e.kind() == io::ErrorKind::UnexpectedEof { "is cut short" } else { "is damaged" };
                    self.trouble = Some(Note::new(
                        NoteKind::Truncated,
                        format!(
                            "the zstd data {how}, {} bytes into what it unpacks to; what came before is read",
                            self.bytes
                        ),
                    ));
                    let ended = std::mem::replace(&mut self.state, ZstdState::Ended(None));
                    if let ZstdState::Reading(decoder) = ended {
                        self.state = ZstdState::Ended(Some(decoder.finish()));
                    }
                    return 0;
                }
            }
        }
    }
}

/// UTF-16 turned into UTF-8 as it streams: no framer could find a line's end in it otherwise.
pub(crate) struct Utf16<R> {
    input: Input<R>,
    decoder: encoding_rs::Decoder,
    bad: bool,
    ended: bool,
}

impl<R: Read> Utf16<R> {
    fn read(&mut self, out: &mut [u8]) -> usize {
        // The decoder wants room for a whole character; `Buffer` always gives more.
        if out.len() < 16 {
            return 0;
        }
        while !self.ended {
            if self.input.data().is_empty() {
                self.input.more();
            }
            let last = self.input.is_done();
            let (result, read, written, bad) = self.decoder.decode_to_utf8(self.input.data(), out, last);
            self.input.consume(read);
            self.bad |= bad;
            self.ended = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return written;
            }
        }
        0
    }
}
