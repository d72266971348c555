//! Cuts HTML into tags and text without copying, by the rules of the HTML standard's tokenizer.
//!
//! Our own because html5ever's tokenizer takes quadratic time on a tag with many attributes and copies
//! everything; a property test holds this one to html5ever's output (`tests.rs`).

use memchr::{memchr, memchr2, memmem};

use super::name::{Attr, Tag};

/// A piece of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text as written, character references and all.
    Text(&'a str),
    /// A start tag; its attributes are in the vector given to [`Tokens::next`].
    Start { tag: Tag, name: &'a str, closed: bool },
    /// An end tag.
    End { tag: Tag, name: &'a str },
}

/// The tokens of a page, one at a time.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    src: &'a str,
    at: usize,
    /// Is CDATA text?
    xml: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(src: &'a str, xml: bool) -> Self {
        Tokens { src, at: 0, xml }
    }

    /// The next token. Attributes of a start tag that mean something to us go to `attrs`, the first of
    /// each name only, their values as written.
    pub(super) fn next(&mut self, attrs: &mut Vec<(Attr, &'a str)>) -> Option<Token<'a>> {
        let bytes = self.src.as_bytes();
        loop {
            let start = self.at;
            // A "<" that opens nothing is text: look for the next one after it.
            let mut from = start;
            loop {
                match memchr(b'<', bytes.get(from..)?) {
                    Some(n) => {
                        from += n;
                        match bytes.get(from + 1) {
                            Some(b'!' | b'?') => break,
                            Some(b'/') if bytes.get(from + 2).is_some() => break,
                            Some(c) if c.is_ascii_alphabetic() => break,
                            _ => from += 1,
                        }
                    }
                    None => {
                        from = bytes.len();
                        break;
                    }
                }
            }
            if from > start {
                self.at = from;
                return Some(Token::Text(&self.src[start..from]));
            }
            let rest = bytes.get(from + 1..).filter(|r| !r.is_empty())?;
            match rest[0] {
                b'!' if self.xml && rest.starts_with(b"![CDATA[") => {
                    let start = from + 9;
                    let end = memmem::find(&bytes[start..], b"]]>").map_or(bytes.len(), |n| start + n);
                    self.at = (end + 3).min(bytes.len());
                    return Some(Token::Text(&self.src[start..end]));
                }
                b'!' => self.declaration(from),
                b'?' => self.skip_past(from + 1, b'>'),
                b'/' if rest.get(1).is_some_and(u8::is_ascii_alphabetic) => {
                    let name = self.name(from + 2);
                    let (_, whole) = self.attributes(None);
                    if whole {
                        return Some(Token::End { tag: Tag::of(name), name });
                    }
                }
                b'/' => self.skip_past(from + 2, b'>'),
                _ => {
                    let name = self.name(from + 1);
                    attrs.clear();
                    let (closed, whole) = self.attributes(Some(attrs));
                    if whole {
                        return Some(Token::Start { tag: Tag::of(name), name, closed });
                    }
                }
            }
        }
    }

    /// The text up to the end tag of an element whose content is not markup.
    pub(super) fn raw(&mut self, tag: Tag, name: &str) -> &'a str {
        let start = self.at;
        self.at = match tag {
            Tag::Plaintext => self.src.len(),
            Tag::Script => self.script_end(name),
            _ => self.end_tag(start, name).unwrap_or(self.src.len()),
        };
        &self.src[start..self.at]
    }

    /// Where the next end tag of this name begins.
    fn end_tag(&self, mut from: usize, name: &str) -> Option<usize> {
        let bytes = self.src.as_bytes();
        loop {
            from += memchr(b'<', bytes.get(from..)?)?;
            if is_tag(bytes, from + 1, b"/", name) {
                return Some(from);
            }
            from += 1;
        }
    }

    /// Where a script ends: inside `<!--`, a `<script>` hides the end tag of its own.
    fn script_end(&self, name: &str) -> usize {
        let bytes = self.src.as_bytes();
        let (mut escaped, mut double) = (false, false);
        let mut at = self.at;
        while let Some(n) = bytes
            .get(at..)
            .and_then(|rest| if escaped { memchr2(b'<', b'-', rest) } else { memchr(b'<', rest) })
        {
            at += n;
            let rest = &bytes[at..];
            if rest[0] == b'-' {
                if rest.starts_with(b"-->") {
                    (escaped, double) = (false, false);
                }
                at += 1;
            } else if !escaped && rest.starts_with(b"<!--") {
                escaped = true;
                // The dashes may already be those of "-->".
                at += 2;
            } else if is_tag(bytes, at + 1, b"/", name) {
                if !double {
                    return at;
                }
                double = false;
                at += 1;
            } else {
                if escaped && is_tag(bytes, at + 1, b"", name) {
                    double = true;
                }
                at += 1;
            }
        }
        bytes.len()
    }

    /// Skips what begins with `<!` at `at`: a comment, a doctype, a CDATA section.
    fn declaration(&mut self, at: usize) {
        let bytes = self.src.as_bytes();
        let body = at + 4;
        if !bytes[at..].starts_with(b"<!--") {
            return self.skip_past(at + 2, b'>');
        }
        if bytes[body..].starts_with(b">") || bytes[body..].starts_with(b"->") {
            return self.skip_past(body, b'>');
        }
        self.at = bytes.len();
        let mut from = body;
        while let Some(n) = memmem::find(&bytes[from..], b"--") {
            from += n;
            let rest = &bytes[from + 2..];
            let len = if rest.starts_with(b">") {
                3
            } else if rest.starts_with(b"!>") {
                4
            } else {
                from += 1;
                continue;
            };
            self.at = from + len;
            return;
        }
    }

    fn skip_past(&mut self, from: usize, byte: u8) {
        let bytes = self.src.as_bytes();
        let rest = bytes.get(from..).unwrap_or_default();
        self.at = memchr(byte, rest).map_or(bytes.len(), |n| from + n + 1);
    }

    /// Reads a tag's name.
    fn name(&mut self, start: usize) -> &'a str {
        let bytes = &self.src.as_bytes()[start..];
        let len = bytes.iter().position(|b| is_space(*b) || matches!(b, b'/' | b'>')).unwrap_or(bytes.len());
        self.at = start + len;
        &self.src[start..self.at]
    }

    /// Reads attributes up to the tag's end: does it close itself, and did it end before the page did?
    fn attributes(&mut self, mut attrs: Option<&mut Vec<(Attr, &'a str)>>) -> (bool, bool) {
        let bytes = self.src.as_bytes();
        let mut seen = 0u64;
        loop {
            let mut slash = false;
            while let Some(&b) = bytes.get(self.at).filter(|b| is_space(**b) || **b == b'/') {
                slash = b == b'/';
                self.at += 1;
            }
            match bytes.get(self.at) {
                None => return (false, false),
                Some(b'>') => {
                    self.at += 1;
                    return (slash, true);
                }
                Some(_) => {}
            }
            let start = self.at;
            self.at += 1;
            while bytes.get(self.at).is_some_and(|b| !is_space(*b) && !matches!(b, b'/' | b'>' | b'=')) {
                self.at += 1;
            }
            // A name may begin in the middle of nothing but ASCII: what ends it is ASCII, so this slices.
            let name = self.src.get(start..self.at).unwrap_or_default();
            self.skip_space();
            let mut value = "";
            if bytes.get(self.at) == Some(&b'=') {
                self.at += 1;
                self.skip_space();
                value = match bytes.get(self.at) {
                    Some(&quote @ (b'"' | b'\'')) => {
                        let from = self.at + 1;
                        let Some(len) = memchr(quote, &bytes[from..]) else {
                            self.at = bytes.len();
                            return (false, false);
                        };
                        self.at = from + len + 1;
                        &self.src[from..from + len]
                    }
                    Some(b'>') | None => "",
                    Some(_) => {
                        let from = self.at;
                        while bytes.get(self.at).is_some_and(|b| !is_space(*b) && *b != b'>') {
                            self.at += 1;
                        }
                        &self.src[from..self.at]
                    }
                };
            }
            if let Some(attrs) = attrs.as_mut()
                && let Some(attr) = Attr::of(name)
                && seen & 1 << attr as u64 == 0
            {
                seen |= 1 << attr as u64;
                attrs.push((attr, value));
            }
        }
    }

    fn skip_space(&mut self) {
        let bytes = self.src.as_bytes();
        while bytes.get(self.at).is_some_and(|b| is_space(*b)) {
            self.at += 1;
        }
    }
}

/// Does a tag of this name stand at `at`, after this lead?
fn is_tag(bytes: &[u8], at: usize, lead: &[u8], name: &str) -> bool {
    let Some(rest) = bytes.get(at..).and_then(|r| r.strip_prefix(lead)) else { return false };
    rest.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        && rest.get(name.len()).is_some_and(|b| is_space(*b) || matches!(b, b'/' | b'>'))
}

pub(super) fn is_space(b: u8) -> bool {
    matches!(b, b' ' | b'\t' | b'\n' | b'\r' | 0xc)
}
