//! The elements and texts of a page as one flat array in document order: an element's content is the
//! range of nodes after it, so every walk is a loop and nothing can overflow the stack.
//!
//! Building takes linear time: depth is capped (what is deeper counts as content of the deepest element
//! kept) and every search of the stack of open elements is thus bounded. Missing end tags are supplied
//! as browsers do in the cases that occur (`p`, `li`, `td`, `option`, …).

use std::cell::OnceCell;

use super::name::{Attr, Tag};
use super::token::{Token, Tokens};

/// An element or a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node<'a> {
    pub(super) tag: Tag,
    /// The element around it; the root's is the root.
    pub(super) parent: u32,
    /// The first node after its content.
    pub(super) end: u32,
    /// Where its attributes begin in [`Tree::attrs`]; they end where the next node's begin.
    attrs: u32,
    /// A text: itself, as written. An element that we have no number for: its name.
    pub(super) text: &'a str,
}

/// A page.
#[derive(Debug)]
pub(super) struct Tree<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    attrs: Vec<(Attr, &'a str)>,
    /// Was something nested deeper than the cap?
    pub(super) too_deep: bool,
    /// What the page's style sheets say of stars, read when first asked for.
    pub(super) sprites: OnceCell<Vec<(&'a str, u32)>>,
}

impl<'a> Tree<'a> {
    /// The attribute of a node, as written.
    pub(super) fn attr(&self, node: usize, attr: Attr) -> Option<&'a str> {
        self.attrs_of(node).iter().find(|(a, _)| *a == attr).map(|(_, v)| *v)
    }

    /// All attributes of a node that we know.
    pub(super) fn attrs_of(&self, node: usize) -> &[(Attr, &'a str)] {
        let start = self.nodes[node].attrs as usize;
        let end = self.nodes.get(node + 1).map_or(self.attrs.len(), |n| n.attrs as usize);
        &self.attrs[start..end]
    }

    pub(super) fn tag(&self, node: usize) -> Tag {
        self.nodes[node].tag
    }

    pub(super) fn end(&self, node: usize) -> usize {
        self.nodes[node].end as usize
    }

    pub(super) fn parent(&self, node: usize) -> usize {
        self.nodes[node].parent as usize
    }

    /// The text within a node, folded, up to about `cap` bytes.
    pub(super) fn text_of(&self, node: usize, cap: usize) -> String {
        let mut out = String::new();
        let mut i = node;
        // Empty elements are bounded too: this is asked of many nodes.
        let stop = self.end(node).min(node + cap + 64);
        while i < stop && out.len() < cap {
            match self.tag(i) {
                Tag::Text => {
                    let text = super::entity::text(self.nodes[i].text);
                    for (n, word) in text.split(crate::build::is_html_space).enumerate() {
                        if n > 0 && !out.is_empty() && !out.ends_with(' ') {
                            out.push(' ');
                        }
                        out.push_str(word);
                    }
                }
                Tag::Script | Tag::Style | Tag::Noscript | Tag::Template => {
                    i = self.end(i);
                    continue;
                }
                tag if (tag.is_block() || tag == Tag::Br) && !out.is_empty() && !out.ends_with(' ') => {
                    out.push(' ');
                }
                _ => {}
            }
            i += 1;
        }
        let keep = out.trim_end().len();
        out.truncate(keep);
        out
    }
}

/// Reads a page.
pub(super) fn build(html: &str, depth: usize) -> Tree<'_> {
    build_as(html, depth, false)
}

/// Reads a page or a piece of XHTML, where a tag that closes itself is closed whatever its name, and CDATA
/// is text.
pub(super) fn build_as<'a>(html: &'a str, depth: usize, xml: bool) -> Tree<'a> {
    let mut b = Build {
        tree: Tree {
            nodes: Vec::with_capacity(html.len() / 40 + 8),
            attrs: Vec::new(),
            too_deep: false,
            sprites: OnceCell::new(),
        },
        stack: Vec::new(),
        count: [0; 256],
        dropped: 0,
        depth: depth.clamp(8, 4096),
        xml,
    };
    b.push(Tag::Root, "");
    let mut tokens = Tokens::new(html, xml);
    let mut attrs = Vec::new();
    while let Some(token) = tokens.next(&mut attrs) {
        match token {
            Token::Text(text) => b.text(text),
            Token::Start { tag, name, closed } => {
                let foreign = b.count[Tag::Svg as usize] + b.count[Tag::Math as usize] > 0;
                b.start(tag, name, closed, &attrs);
                if tag.is_raw() && !((foreign || xml) && closed) {
                    let raw = tokens.raw(tag, name);
                    b.text(raw);
                }
            }
            // Its start tag was all of it.
            Token::End { tag, .. } if xml && tag.is_void() => {}
            Token::End { tag, name } => b.end(tag, name),
        }
    }
    while let Some(node) = b.stack.pop() {
        b.close(node);
    }
    b.tree
}

struct Build<'a> {
    tree: Tree<'a>,
    /// Open elements, outermost first.
    stack: Vec<u32>,
    /// How many of each name are open, to know at once that an end tag has no start.
    count: [u32; 256],
    /// Block elements that were too deep to open and whose end tags are still to come.
    dropped: usize,
    depth: usize,
    xml: bool,
}

impl<'a> Build<'a> {
    fn push(&mut self, tag: Tag, text: &'a str) -> u32 {
        let at = u32::try_from(self.tree.nodes.len()).unwrap_or(u32::MAX);
        let parent = self.stack.last().copied().unwrap_or(0);
        let attrs = u32::try_from(self.tree.attrs.len()).unwrap_or(u32::MAX);
        self.tree.nodes.push(Node { tag, parent, end: at.saturating_add(1), attrs, text });
        if tag == Tag::Root {
            self.stack.push(at);
        }
        at
    }

    fn close(&mut self, node: u32) {
        let end = self.tree.nodes.len() as u32;
        let node = &mut self.tree.nodes[node as usize];
        node.end = end;
        let count = &mut self.count[node.tag as usize];
        *count = count.saturating_sub(1);
    }

    fn tag_at(&self, depth: usize) -> Tag {
        self.tree.nodes[self.stack[depth] as usize].tag
    }

    fn text(&mut self, text: &'a str) {
        if text.is_empty() {
            return;
        }
        if self.count[Tag::Head as usize] > 0
            && self.top() == Tag::Head
            && !text.bytes().all(super::token::is_space)
        {
            self.pop_to(Tag::Head);
        }
        self.push(Tag::Text, text);
    }

    fn top(&self) -> Tag {
        self.stack.last().map_or(Tag::Root, |n| self.tree.nodes[*n as usize].tag)
    }

    /// Closes everything down to and with the innermost open element of this name.
    fn pop_to(&mut self, tag: Tag) {
        if self.count[tag as usize] == 0 {
            return;
        }
        while self.stack.len() > 1 {
            let Some(node) = self.stack.pop() else { return };
            self.close(node);
            if self.tree.nodes[node as usize].tag == tag {
                return;
            }
        }
    }

    /// Closes the innermost element of these names unless a fence stands before it.
    fn imply(&mut self, which: &[Tag], fence: impl Fn(Tag) -> bool) {
        if which.iter().all(|t| self.count[*t as usize] == 0) {
            return;
        }
        for depth in (1..self.stack.len()).rev() {
            let tag = self.tag_at(depth);
            if which.contains(&tag) {
                return self.cut(depth);
            }
            if fence(tag) {
                return;
            }
        }
    }

    /// Closes everything from this depth of the stack on.
    fn cut(&mut self, depth: usize) {
        while self.stack.len() > depth.max(1) {
            let Some(node) = self.stack.pop() else { return };
            self.close(node);
        }
    }

    fn start(&mut self, tag: Tag, name: &'a str, closed: bool, attrs: &[(Attr, &'a str)]) {
        use Tag::*;
        let foreign = self.count[Svg as usize] + self.count[Math as usize] > 0;
        if foreign && tag.is_block() {
            self.pop_to(Svg);
            self.pop_to(Math);
        }
        if matches!(tag, Html | Body | Head) {
            // A second one adds nothing; what it says was said by the first.
            if tag == Body {
                self.pop_to(Head);
            }
            if self.tree.nodes.iter().take(64).any(|n| n.tag == tag) || self.count[tag as usize] > 0 {
                return;
            }
        } else if self.count[Head as usize] > 0
            && self.top() == Head
            && !matches!(tag, Base | Link | Meta | Title | Script | Style | Noscript | Template | Object)
        {
            self.pop_to(Head);
        }
        if !foreign {
            self.implied_ends(tag);
        }
        let void = tag.is_void() || (foreign || self.xml) && closed;
        if !void && self.stack.len() >= self.depth {
            self.tree.too_deep = true;
            if !tag.is_format() {
                self.dropped += 1;
            }
            if tag.is_raw() {
                // Its content must not turn into text of the page: keep the element, at the same depth.
                self.dropped -= usize::from(!tag.is_format());
                self.stack.pop().into_iter().for_each(|n| self.close(n));
            } else {
                return;
            }
        }
        let node = self.push(tag, if tag == Other { name } else { "" });
        self.tree.attrs.extend_from_slice(attrs);
        if !void {
            self.count[tag as usize] += 1;
            self.stack.push(node);
        }
    }

    /// Supplies the end tags that this start tag makes known.
    fn implied_ends(&mut self, tag: Tag) {
        use Tag::*;
        // What keeps an end tag inside from reaching out.
        let cell = |t: Tag| matches!(t, Td | Th | Caption | Table | Html | Template | Object | Button);
        match tag {
            Li => self.imply(&[Li], |t| t.is_block() && !matches!(t, Address | Div | P)),
            Dd | Dt => self.imply(&[Dd, Dt], |t| t.is_block() && !matches!(t, Address | Div | P)),
            Td | Th => self.imply(&[Td, Th], |t| matches!(t, Table | Tr | Template)),
            Tr => self.imply(&[Tr], |t| matches!(t, Table | Template)),
            Tbody | Thead | Tfoot => {
                self.imply(&[Tbody, Thead, Tfoot, Caption, Colgroup], |t| matches!(t, Table | Template));
            }
            Option | Optgroup => {
                self.imply(&[Option], |t| matches!(t, Select | Datalist | Optgroup) || t.is_block());
                if tag == Optgroup {
                    self.imply(&[Optgroup], |t| matches!(t, Select | Datalist));
                }
            }
            Select | Input | Textarea if self.count[Select as usize] > 0 => {
                self.imply(&[Select], |t| t == Template);
            }
            Button => self.imply(&[Button], |t| t == Template),
            A => self.imply(&[A], |t| t.is_block() || cell(t)),
            _ => {}
        }
        if tag.heading().is_some() && self.top().heading().is_some() {
            self.cut(self.stack.len() - 1);
        }
        let ends_p = tag.is_block()
            && !matches!(tag, Td | Th | Tr | Tbody | Thead | Tfoot | Caption | Option | Optgroup | Legend);
        if ends_p {
            self.imply(&[P], cell);
        }
    }

    fn end(&mut self, tag: Tag, name: &str) {
        use Tag::*;
        match tag {
            Br => {
                self.push(Br, "");
                return;
            }
            // What follows belongs to the body all the same.
            Html | Body => return,
            P if self.count[P as usize] == 0 => {
                // It makes an empty paragraph, which parts what is around it.
                self.push(P, "");
                return;
            }
            _ => {}
        }
        if self.dropped > 0 && !tag.is_format() && !tag.is_void() && !tag.is_raw() {
            self.dropped -= 1;
            return;
        }
        if self.count[tag as usize] == 0 {
            return;
        }
        let heading = tag.heading().is_some();
        let table = matches!(tag, Table | Tr | Td | Th | Tbody | Thead | Tfoot | Caption);
        let mut crossed = false;
        for depth in (1..self.stack.len()).rev() {
            let open = self.tag_at(depth);
            let hit = open == tag
                && (tag != Other
                    || self.tree.nodes[self.stack[depth] as usize].text.eq_ignore_ascii_case(name))
                || heading && open.heading().is_some();
            if hit {
                if crossed && tag.is_format() {
                    // `<b><p>..</b>`: the mark ends here, the paragraph goes on.
                    let node = self.stack.remove(depth);
                    self.close(node);
                } else {
                    self.cut(depth);
                }
                return;
            }
            let fence = if table {
                // An end of a cell or row stays within its table.
                open == Table && tag != Table || open == Template
            } else if tag == Li {
                matches!(open, Ul | Ol | Menu | Td | Th | Table | Template)
            } else {
                matches!(open, Td | Th | Caption | Table | Template)
                    || !tag.is_block()
                        && !tag.is_format()
                        && open.is_block()
                        && !matches!(tag, Head | Select | Button | Svg | Math | Noscript | Object | Other)
            };
            if fence {
                return;
            }
            crossed |= open.is_block();
        }
    }
}
