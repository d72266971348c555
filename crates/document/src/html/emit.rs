//! Writes nodes into the builder: blocks with their roles, marks, white space folded as browsers do.

use super::entity;
use super::name::{Attr, Tag};
use super::rating;
use super::tree::Tree;
use crate::build::is_html_space;
use crate::{Builder, MarkKind, Marker, Role};

/// What was decided about nodes before writing; empty for a fragment.
#[derive(Debug, Default)]
pub(super) struct Plan {
    /// Nodes to leave out with all they hold, by node; shorter than the tree where nothing is.
    pub(super) skip: Vec<bool>,
    /// Roles of elements, in order of node.
    pub(super) roles: Vec<(usize, Role)>,
    /// Is a block quotation the page's way to indent everything?
    pub(super) quotes_are_layout: bool,
}

impl Plan {
    fn skips(&self, node: usize) -> bool {
        self.skip.get(node).copied().unwrap_or(false)
    }

    fn role(&self, node: usize) -> Option<Role> {
        let at = self.roles.binary_search_by_key(&node, |(n, _)| *n).ok()?;
        Some(self.roles[at].1)
    }
}

/// Writes the nodes from `start` to `end`.
pub(super) fn write(b: &mut Builder, tree: &Tree<'_>, start: usize, end: usize, plan: &Plan) {
    let mut w = Writer {
        b,
        tree,
        plan,
        blocks: Vec::new(),
        marks: Vec::new(),
        breaks: 0,
        space: false,
        fresh: true,
        row_end: 0,
        captions: Vec::new(),
    };
    w.range(start, end);
}

struct Open {
    end: usize,
    role: Role,
    pre: bool,
}

struct Active {
    kind: MarkKind,
    end: usize,
    marker: Option<Marker>,
}

struct Writer<'a, 'b> {
    b: &'b mut Builder,
    tree: &'b Tree<'a>,
    plan: &'b Plan,
    /// Block elements around the current node.
    blocks: Vec<Open>,
    /// Inline markup around it, at most one of a kind.
    marks: Vec<Active>,
    /// Line breaks since the last word.
    breaks: u32,
    /// Was there white space since the last word?
    space: bool,
    /// Is the block still without a word?
    fresh: bool,
    /// End of a table row that is written as one line.
    row_end: usize,
    /// Words in place of pictures, kept until the block around them ends.
    captions: Vec<String>,
}

impl Writer<'_, '_> {
    fn range(&mut self, start: usize, end: usize) {
        let mut i = start;
        while i < end {
            self.leave(i);
            i = self.node(i).max(i + 1);
        }
        self.leave(usize::MAX);
        self.block_break();
    }

    /// Ends what ended before this node.
    fn leave(&mut self, i: usize) {
        if self.marks.iter().any(|m| m.end <= i) {
            for mark in &mut self.marks {
                if mark.end <= i
                    && let Some(marker) = mark.marker.take()
                {
                    self.b.end_mark(marker);
                }
            }
            self.marks.retain(|m| m.end > i);
        }
        while self.blocks.last().is_some_and(|b| b.end <= i) {
            self.blocks.pop();
            self.block_break();
        }
    }

    /// Writes a node's beginning and tells the next one to look at.
    fn node(&mut self, i: usize) -> usize {
        let node = &self.tree.nodes[i];
        let tag = node.tag;
        if tag == Tag::Text {
            self.text(i);
            return i + 1;
        }
        let end = self.tree.end(i);
        if self.plan.skips(i) {
            if tag.is_block() {
                self.block_break();
            } else {
                self.space = true;
            }
            return end;
        }
        if tag != Tag::Meta && is_unseen(self.tree, i) {
            return end;
        }
        if let Some(found) = rating::at(self.tree, i) {
            match found.words {
                Some(words) => {
                    self.space = true;
                    self.rating(&words);
                    self.space = true;
                    return found.end;
                }
                None => self.mark(MarkKind::Rating, found.end),
            }
        }
        if is_hidden(self.tree, i) {
            return end;
        }
        match tag {
            Tag::Br => {
                self.breaks += 1;
                return end;
            }
            Tag::Hr => self.block_break(),
            Tag::Img => self.picture(i),
            Tag::Wbr => {}
            Tag::Em | Tag::I | Tag::Cite | Tag::Dfn => self.mark(MarkKind::Emphasis, end),
            Tag::B | Tag::Strong => self.mark(MarkKind::Strong, end),
            Tag::A if self.tree.attr(i, Attr::Href).is_some() => self.mark(MarkKind::Link, end),
            Tag::Span | Tag::Font => self.style(i, end),
            _ => {}
        }
        let role = self.plan.role(i).or_else(|| {
            let class = (tag == Tag::Span).then(|| self.tree.attr(i, Attr::Class)).flatten()?;
            is_caption(class).then_some(Role::Caption)
        });
        if (tag == Tag::Td || tag == Tag::Th) && i < self.row_end {
            if !self.fresh {
                self.space = true;
            }
        } else if tag.is_block() || role.is_some() {
            self.block(i, tag, role);
        }
        i + 1
    }

    fn block(&mut self, i: usize, tag: Tag, role: Option<Role>) {
        self.block_break();
        let around = self.blocks.last().map_or(Role::Body, |b| b.role);
        let pre = matches!(tag, Tag::Pre | Tag::Listing | Tag::Xmp | Tag::Plaintext)
            || self.blocks.last().is_some_and(|b| b.pre);
        let role = role.or(match tag {
            Tag::Blockquote if !self.plan.quotes_are_layout => Some(Role::Quotation),
            Tag::Figcaption | Tag::Caption => Some(Role::Caption),
            _ => None,
        });
        let role = match (role, tag.heading()) {
            (Some(role), _) => role,
            (None, Some(level)) => Role::Heading(level),
            (None, None) if is_caption(self.tree.attr(i, Attr::Class).unwrap_or_default()) => Role::Caption,
            (None, None) => around,
        };
        if tag == Tag::Tr && is_line(self.tree, i) {
            self.row_end = self.tree.end(i);
        }
        self.blocks.push(Open { end: self.tree.end(i), role, pre });
    }

    fn block_break(&mut self) {
        self.end_block();
        for words in std::mem::take(&mut self.captions) {
            self.b.open(Role::Caption);
            self.b.push_folded(&words);
            self.b.close();
        }
    }

    fn end_block(&mut self) {
        for mark in &mut self.marks {
            if let Some(marker) = mark.marker.take() {
                self.b.end_mark(marker);
            }
        }
        self.b.close();
        (self.fresh, self.breaks, self.space) = (true, 0, false);
    }

    /// Begins a stretch of markup; one of the same kind that is open goes on.
    fn mark(&mut self, kind: MarkKind, end: usize) {
        match self.marks.iter_mut().find(|m| m.kind == kind) {
            Some(mark) => mark.end = mark.end.max(end),
            None => self.marks.push(Active { kind, end, marker: None }),
        }
    }

    fn style(&mut self, i: usize, end: usize) {
        let Some(style) = self.tree.attr(i, Attr::Style) else { return };
        if rating::has(style, "italic") {
            self.mark(MarkKind::Emphasis, end);
        }
        if rating::has(style, "font-weight:bold") || rating::has(style, "font-weight: bold") {
            self.mark(MarkKind::Strong, end);
        }
    }

    fn text(&mut self, i: usize) {
        let text = entity::text(self.tree.nodes[i].text);
        if let Some(role) = self.plan.role(i) {
            // A line of its own between two line breaks.
            self.block_break();
            self.b.open(role);
            self.b.push_folded(&text);
            self.end_block();
            return;
        }
        if self.blocks.last().is_some_and(|b| b.pre) {
            for (n, line) in text.split('\n').enumerate() {
                self.breaks += u32::from(n > 0);
                self.words(line);
            }
        } else {
            self.words(&text);
        }
    }

    fn words(&mut self, text: &str) {
        let mut words = text.split(is_html_space).filter(|w| !w.is_empty());
        let Some(first) = words.next() else {
            self.space |= !text.is_empty();
            return;
        };
        // A no-break space alone does not make a paragraph of two line breaks.
        if self.breaks > 0 && text.trim().is_empty() {
            return;
        }
        self.space |= text.starts_with(is_html_space);
        self.before_word();
        self.b.push(first);
        for word in words {
            self.b.push(" ");
            self.b.push(word);
        }
        self.space = text.ends_with(is_html_space);
    }

    /// Opens a block where none is, and writes the gap before a word.
    fn before_word(&mut self) {
        if self.breaks > 1 && !self.fresh {
            self.block_break();
        }
        if self.fresh {
            self.b.open(self.blocks.last().map_or(Role::Body, |b| b.role));
            self.fresh = false;
        } else if self.breaks == 1 {
            self.b.push("\n");
        } else if self.space {
            self.b.push(" ");
        }
        (self.breaks, self.space) = (0, false);
        for mark in &mut self.marks {
            if mark.marker.is_none() {
                mark.marker = Some(self.b.begin_mark(mark.kind));
            }
        }
    }

    fn rating(&mut self, words: &str) {
        if words.trim().is_empty() {
            return;
        }
        self.before_word();
        let marker = self.b.begin_mark(MarkKind::Rating);
        self.b.push(words.trim());
        self.b.end_mark(marker);
    }

    fn picture(&mut self, i: usize) {
        let alt = entity::value(self.tree.attr(i, Attr::Alt).unwrap_or_default());
        let alt = alt.trim();
        let words = alt.split_whitespace().count();
        let telling =
            (3..=60).contains(&words) && !alt.contains("://") && alt.contains(' ') && !alt.contains('_');
        if telling && self.captions.len() < 16 && !self.captions.iter().any(|c| c == alt) {
            self.captions.push(alt.to_owned());
        }
    }
}

/// Is a table row a line of short cells without blocks in them?
fn is_line(tree: &Tree<'_>, row: usize) -> bool {
    let end = tree.end(row);
    if end - row > 64 {
        return false;
    }
    let mut cells = 0;
    let mut bytes = 0;
    for i in row + 1..end {
        match tree.tag(i) {
            Tag::Td | Tag::Th => cells += 1,
            Tag::Text => bytes += tree.nodes[i].text.trim().len(),
            Tag::Br => return false,
            tag if tag.is_block() => return false,
            _ => {}
        }
    }
    cells >= 2 && bytes < 160
}

/// Is an element named as the words under a picture?
fn is_caption(class: &str) -> bool {
    class.len() < 200
        && class.split_ascii_whitespace().any(|c| {
            let stem = c.trim_end_matches("-text").trim_end_matches("_text").trim_end_matches("-credit");
            stem.len() >= 7
                && stem.get(stem.len() - 7..).is_some_and(|end| end.eq_ignore_ascii_case("caption"))
        })
}

/// Does a browser not show it, or show something that is no text, or is it kept from being read aloud
/// (`aria-hidden`: icons, copies of what stands beside)?
pub(super) fn is_hidden(tree: &Tree<'_>, i: usize) -> bool {
    use Tag::*;
    if matches!(
        tree.tag(i),
        Script
            | Style
            | Noscript
            | Template
            | Head
            | Title
            | Textarea
            | Select
            | Iframe
            | Noembed
            | Noframes
            | Object
            | Svg
            | Math
            | Button
            | Audio
            | Video
            | Canvas
            | Map
            | Datalist
            | Rp
            | Dialog
            | Applet
            | Meter
            | Progress
            | Embed
            | Input
    ) {
        return true;
    }
    is_unseen(tree, i) || tree.attr(i, Attr::AriaHidden).is_some_and(|v| v.eq_ignore_ascii_case("true"))
}

/// Does an attribute keep a browser from showing it?
fn is_unseen(tree: &Tree<'_>, i: usize) -> bool {
    tree.attrs_of(i).iter().any(|(attr, value)| match attr {
        Attr::Hidden => !value.eq_ignore_ascii_case("until-found"),
        Attr::Style => is_hiding(value),
        _ => false,
    })
}

fn is_hiding(style: &str) -> bool {
    let after = |name: &str, value: &str| {
        style.match_indices(name).any(|(at, _)| {
            style[at + name.len()..].trim_start().strip_prefix(':').is_some_and(|v| {
                v.trim_start().get(..value.len()).is_some_and(|v| v.eq_ignore_ascii_case(value))
            })
        })
    };
    style.len() < 2000 && (after("display", "none") || after("visibility", "hidden"))
}
