//! Feeds: one record an item. Items are found by their tags alone, so that one broken item costs no
//! other and nothing in between is built; what an item says is read when it becomes a document.

use std::io::Read;
use std::sync::Arc;

use memchr::memchr;

use super::input::Input;
use super::{Context, Trust};
use crate::item::Feed;
use crate::record::{find, lines};
use crate::{Content, NoteKind, Record, charset};

/// The items of a feed.
#[derive(Default)]
pub(super) struct Items {
    feed: Option<Arc<Feed>>,
    /// Line ends passed so far.
    line: u64,
    trust: Trust,
    given_up: bool,
}

/// What a search for a tag came to.
enum Found {
    /// An item's start tag begins here.
    Start(usize),
    /// An item's end tag, or one that is both, ends here.
    End(usize),
    /// Nothing until here, from where to look again when there is more.
    Not(usize),
}

/// Looks for the next start or end of an item from `at`.
fn search(data: &[u8], mut at: usize, sections: bool) -> Found {
    while let Some(found) = memchr(b'<', &data[at..]) {
        let tag = at + found;
        let rest = &data[tag + 1..];
        if sections && rest.starts_with(b"!") {
            let skip: (usize, &[u8]) = if rest.starts_with(b"![CDATA[") {
                (9, b"]]>")
            } else if rest.starts_with(b"!--") {
                (4, b"-->")
            } else if rest.len() < 8 {
                return Found::Not(tag);
            } else {
                (1, b">")
            };
            match find(data, tag + skip.0, skip.1) {
                Some(end) => at = end + skip.1.len(),
                None => return Found::Not(tag),
            }
            continue;
        }
        let closing = rest.first() == Some(&b'/');
        let name = &rest[usize::from(closing)..];
        // Longer than any prefix and "entry": another element.
        let len = name
            .iter()
            .take(40)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b':' | b'-' | b'_'))
            .count();
        if len == name.len() {
            return Found::Not(tag);
        }
        let local = name[..len].rsplit(|b| *b == b':').next().unwrap_or_default();
        if local == b"item" || local == b"entry" {
            let Some(end) = memchr(b'>', name) else { return Found::Not(tag) };
            let end = tag + 1 + usize::from(closing) + end + 1;
            // An empty element says nothing, and passes for an end wherever it is met.
            return if closing || data[end - 2] == b'/' { Found::End(end) } else { Found::Start(tag) };
        }
        at = tag + 1;
    }
    Found::Not(data.len())
}

impl Items {
    pub(super) fn next<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> Option<Record> {
        if self.given_up || !self.seek(input, cx) {
            return None;
        }
        let feed = self.feed.clone()?;
        let line = self.line + 1;
        let cap = cx.cap();
        let sections = self.trust.holds(cx.cap());
        // Past the item's own tag, so that the search does not find it again.
        let mut from = 1;
        let mut cut = false;
        let len = loop {
            let data = input.data();
            match search(data, from, sections) {
                Found::End(end) => break end,
                Found::Start(tag) => {
                    cx.note_at(
                        line,
                        NoteKind::Malformed,
                        "the item is not closed; it ends where the next begins",
                    );
                    break tag;
                }
                Found::Not(_) if data.len() > cap || input.is_done() => match self.recover(data, cx, line) {
                    Some(end) => break end,
                    None => {
                        cut = data.len() > cap;
                        if !cut {
                            let message = "the feed ends inside this item; what there is of it is kept";
                            cx.note_at(line, NoteKind::Malformed, message);
                        }
                        break data.len().min(cap);
                    }
                },
                Found::Not(at) => {
                    from = at.max(1);
                    input.fill(data.len() * 2);
                }
            }
        };
        let kept = len.min(cap);
        cut |= kept < len;
        let bytes = input.data()[..kept].to_vec();
        self.line += lines(&input.data()[..len]);
        self.trust.passed += len as u64;
        input.consume(len);
        if cut {
            let note = cx.over();
            cx.note_at(line, NoteKind::Truncated, note);
        }
        if cut && kept == len && !self.skip(input, cx.options.limits.skip_bytes) {
            self.given_up = true;
            let message = "no next item was found within reach: the rest of the feed is left out";
            cx.note_at(line, NoteKind::Truncated, message);
        }
        Some(cx.record(Content::Item { feed, bytes, cut }, Some(line)))
    }

    /// An item's end where CDATA or a comment that is not closed hid it.
    fn recover(&mut self, data: &[u8], cx: &mut Context, line: u64) -> Option<usize> {
        let (Found::End(end) | Found::Start(end)) = search(data, 1, false) else { return None };
        self.trust.wasted += data.len() as u64;
        let message = "CDATA or a comment in this item is not closed; the item ends with its end tag";
        cx.note_at(line, NoteKind::Malformed, message);
        Some(end)
    }

    /// Goes to the next item's start, reading the feed's own elements on the way to the first.
    fn seek<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> bool {
        let mut from = self.after_doctype(input, cx);
        loop {
            let data = input.data();
            let start = match search(data, from, self.trust.holds(cx.cap())) {
                Found::Start(tag) => tag,
                Found::End(end) => {
                    from = end;
                    continue;
                }
                Found::Not(at) if !input.is_done() && data.len() <= cx.cap() => {
                    from = at;
                    input.fill(data.len() * 2 + 1);
                    continue;
                }
                Found::Not(at) => match search(data, from, false) {
                    Found::Start(tag) => {
                        // All of what an open section would hide was gone through for it.
                        self.trust.wasted += data.len().saturating_sub(at) as u64;
                        tag
                    }
                    _ if input.is_done() => {
                        self.head(data, data.len(), cx);
                        return false;
                    }
                    // So much between two items is no feed's; go on without keeping it.
                    _ => {
                        let n = data.len();
                        self.head(data, n.min(1 << 16), cx);
                        self.line += lines(data);
                        input.consume(n);
                        input.more();
                        from = 0;
                        continue;
                    }
                },
            };
            self.head(data, start, cx);
            self.line += lines(&data[..start]);
            input.consume(start);
            return true;
        }
    }

    /// Where a document type declaration ends: what it declares may look like items.
    fn after_doctype<R: Read>(&mut self, input: &mut Input<R>, cx: &mut Context) -> usize {
        if self.feed.is_some() {
            return 0;
        }
        let head = &input.data()[..input.data().len().min(4096)];
        let Some(start) = find(head, 0, b"<!DOCTYPE") else { return 0 };
        let data = input.data();
        let end = match (memchr(b'[', &data[start..]), memchr(b'>', &data[start..])) {
            (Some(open), Some(close)) if open < close => find(data, start, b"]>").map(|at| at + 2),
            (_, Some(close)) => Some(start + close + 1),
            _ => None,
        };
        let end = end.unwrap_or(start + 9);
        if find(&data[..end], start, b"<!ENTITY").is_some() {
            let message = "the feed declares entities of its own; they are not expanded";
            cx.note_at(1 + lines(&data[..start]), NoteKind::Malformed, message);
        }
        end
    }

    fn head(&mut self, data: &[u8], end: usize, cx: &mut Context) {
        if self.feed.is_none() {
            // Notes on the head's charset come again with each item.
            let head = charset::decode(data[..end].to_vec(), &cx.hint, &mut Vec::new());
            self.feed = Some(Arc::new(Feed::new(&head, cx.hint)));
        }
    }

    /// Skips the rest of an item that was cut.
    fn skip<R: Read>(&mut self, input: &mut Input<R>, limit: u64) -> bool {
        let mut skipped = 0u64;
        loop {
            let data = input.data();
            // CDATA's start is gone, so sections cannot be told; a tag is a tag.
            let (done, n) = match search(data, 0, false) {
                Found::End(end) => (true, end),
                Found::Start(tag) => (true, tag),
                // A tag that is not whole yet is kept, unless it never will be.
                Found::Not(at) if at > 0 => (false, at),
                Found::Not(_) if data.len() > 1 << 16 => (false, data.len()),
                Found::Not(_) => (false, 0),
            };
            self.line += lines(&data[..n]);
            input.consume(n);
            skipped += n as u64;
            if done {
                return true;
            }
            if skipped > limit {
                return false;
            }
            if !input.more() {
                return true;
            }
        }
    }
}
