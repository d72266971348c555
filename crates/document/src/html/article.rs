//! Finds the main text of a page: the smallest element that holds it, and what in there is not of it.
//!
//! Everything works on amounts of text: an element is weighed by the running text in it that is no link,
//! names of classes only tip the balance, and what holds most of a page's text is never thrown away for
//! its name (save comments).

use super::emit::{Plan, is_hidden};
use super::labels;
use super::name::{Attr, Tag};
use super::signals::{self, Sign};
use super::tree::Tree;
use crate::Role;

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Article {
    /// The element that holds the main text.
    pub(super) root: usize,
    /// What to leave out, and roles.
    pub(super) plan: Plan,
    /// The headline, where there is one.
    pub(super) title: Option<usize>,
    /// Lines before the root (headline, author, date, rating, standfirst), in order.
    pub(super) before: Vec<usize>,
    /// Ratings after the root, within the same article.
    pub(super) after: Vec<usize>,
}

impl Article {
    /// Dates in the form for machines, of the lines that hold the page's date.
    pub(super) fn dates<'a>(&self, tree: &Tree<'a>) -> Vec<&'a str> {
        let lines = self.plan.roles.iter().filter(|(_, role)| *role == Role::Date);
        let within = lines.flat_map(|(line, _)| *line..tree.end(*line));
        within.filter_map(|i| tree.attr(i, Attr::Datetime)).collect()
    }
}

/// Text in an element and all that it holds, in bytes without white space at the ends.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    /// All of it.
    pub(super) text: u32,
    /// That in links.
    pub(super) links: u32,
    /// That in running text: paragraphs, sentences.
    pub(super) prose: f32,
}

impl Weight {
    fn link_share(self) -> f32 {
        if self.text == 0 { 0.0 } else { self.links as f32 / self.text as f32 }
    }
}

/// A page with what is known of its elements.
pub(super) struct Page<'a, 't> {
    pub(super) tree: &'t Tree<'a>,
    /// Left out: hidden, or around the article.
    pub(super) skip: Vec<bool>,
    pub(super) weights: Vec<Weight>,
    /// By node: what its names say, of elements that are not skipped for being hidden.
    pub(super) signs: Vec<Sign>,
}

/// Finds the article of a page.
pub(super) fn find(tree: &Tree<'_>, titles: &[String]) -> Article {
    let n = tree.nodes.len();
    let mut page =
        Page { tree, skip: vec![false; n], weights: vec![Weight::default(); n], signs: vec![Sign::None; n] };
    page.hide();
    page.weigh();
    let shown = page.weights[0].prose;
    page.leave_out_surroundings(true);
    page.weigh();
    if page.weights[0].prose < 0.15 * shown && !page.holds_article() {
        // Names that would leave next to nothing mean something else here.
        page.skip.fill(false);
        page.hide();
        page.weigh();
        page.leave_out_surroundings(false);
        page.weigh();
    }
    let root = page.root(titles);
    page.prune(root, titles);
    let title = page.title(root, titles);
    page.drop_before(root, title);
    let mut article = Article { root, title: title.map(|(i, _)| i), ..Article::default() };
    page.lines(&mut article);
    let total = page.weights[root].prose.max(1.0);
    let quoted: f32 = (root..tree.end(root))
        .filter(|i| tree.tag(*i) == Tag::Blockquote && !page.skip[*i])
        .map(|i| page.weights[i].prose)
        .fold(0.0, f32::max);
    article.plan.quotes_are_layout = quoted > 0.7 * total;
    article.plan.skip = page.skip;
    article
}

impl Page<'_, '_> {
    /// Marks what a browser does not show.
    fn hide(&mut self) {
        let mut i = 0;
        while i < self.tree.nodes.len() {
            if self.tree.tag(i) != Tag::Text {
                if is_hidden(self.tree, i) {
                    let end = self.tree.end(i);
                    self.skip[i..end].fill(true);
                    i = end.max(i + 1);
                    continue;
                }
                if !matches!(self.tree.tag(i), Tag::Html | Tag::Body | Tag::Root) {
                    self.signs[i] = signals::sign(self.tree, i);
                }
            }
            i += 1;
        }
    }

    /// Weighs every element by what in it is not skipped. Linear: each text counts for its block, each
    /// block for its parent.
    fn weigh(&mut self) {
        let n = self.tree.nodes.len();
        self.weights.fill(Weight::default());
        // The nearest block and whether a link is around, from the parent's.
        let mut block = vec![0u32; n];
        let mut linked = vec![false; n];
        let mut own = vec![Weight::default(); n];
        for i in 1..n {
            let node = &self.tree.nodes[i];
            let parent = node.parent as usize;
            linked[i] = linked[parent] || node.tag == Tag::A;
            block[i] = if node.tag.is_block() { i as u32 } else { block[parent] };
            if node.tag == Tag::Text && !self.skip[i] {
                let len = node.text.trim().len() as u32;
                let w = &mut own[block[i] as usize];
                w.text += len;
                if linked[i] {
                    w.links += len;
                } else if len > 0 {
                    let stops =
                        node.text.bytes().filter(|b| matches!(b, b'.' | b',' | b'!' | b'?' | b';')).count();
                    w.prose += stops as f32;
                }
            }
        }
        for i in (0..n).rev() {
            let mut w = own[i];
            if w.text > 0 {
                // So far `prose` counted stops: sentences have them, menus do not.
                let plain = w.text - w.links;
                let running = w.prose > 0.0 && plain >= 20 && w.links * 2 <= w.text;
                w.prose = if running {
                    plain as f32
                } else if self.tree.tag(i) == Tag::P {
                    plain as f32 * 0.3
                } else {
                    0.0
                };
            }
            let total = &mut self.weights[i];
            total.text += w.text;
            total.links += w.links;
            total.prose += w.prose;
            let sum = *total;
            if i > 0 {
                let parent = &mut self.weights[self.tree.parent(i)];
                parent.text += sum.text;
                parent.links += sum.links;
                parent.prose += sum.prose;
            }
        }
    }

    fn drop(&mut self, i: usize) {
        let end = self.tree.end(i);
        self.skip[i..end].fill(true);
    }

    /// Drops menus, comments and the like by their names, but nothing that holds most of the page.
    fn leave_out_surroundings(&mut self, by_name: bool) {
        let all = self.weights[0].prose;
        // Where the one element of its kind says that it is the body, what is around it may be as long as it likes.
        let mut bodies =
            (0..self.tree.nodes.len()).filter(|i| self.signs[*i] == Sign::Body && self.is_article(*i));
        let body = bodies.next();
        let mut i = 1;
        let mut in_article = 0;
        while i < self.tree.nodes.len() {
            let tag = self.tree.tag(i);
            if tag == Tag::Text || self.skip[i] {
                i += 1;
                continue;
            }
            let share = if all > 0.0 { self.weights[i].prose / all } else { 0.0 };
            if matches!(tag, Tag::Article | Tag::Main) {
                in_article = in_article.max(self.tree.end(i));
            }
            let out = match (self.signs[i], tag) {
                (_, Tag::Article | Tag::Main | Tag::H1) => false,
                (Sign::Comments, _) => share < 0.5 || !self.holds_body(i),
                (Sign::Around, _) if by_name && body.is_some_and(|b| i >= self.tree.end(b)) => true,
                (Sign::Around, _) if by_name || tag == Tag::Nav => share < 0.4,
                (_, Tag::Footer) => share < 0.4 && self.tree.tag(self.tree.parent(i)) != Tag::Blockquote,
                (_, Tag::Aside) => share < 0.4,
                (_, Tag::Header) => i >= in_article && share < 0.3,
                _ => false,
            };
            if out {
                self.drop(i);
                i = self.tree.end(i).max(i + 1);
            } else {
                i += 1;
            }
        }
    }

    /// Is there still an element that says that it is the article, with a sentence or two in it? However much
    /// stands around a short review, its names then mean what they say.
    fn holds_article(&self) -> bool {
        (0..self.tree.nodes.len()).any(|i| self.is_article(i))
    }

    fn is_article(&self, i: usize) -> bool {
        const SHORTEST: f32 = 80.0;
        let named = self.signs[i] == Sign::Body || self.tree.tag(i) == Tag::Article;
        named && !self.skip[i] && self.weights[i].prose >= SHORTEST
    }

    /// Is there an article's body in it, by name, or a first heading?
    fn holds_body(&self, i: usize) -> bool {
        (i..self.tree.end(i)).any(|n| self.signs[n] == Sign::Body || self.tree.tag(n) == Tag::H1)
    }

    /// The element that holds the main text.
    fn root(&self, titles: &[String]) -> usize {
        let all = self.weights[0].prose;
        match (self.named(all), self.biggest_article(all)) {
            (Some(named), _) => named,
            (None, Some(article)) => self.descend(article),
            (None, None) => self.under_title(self.descend(0), titles),
        }
    }

    /// A short review may weigh less than a box beside it: where the headline stands decides then.
    fn under_title(&self, root: usize, titles: &[String]) -> usize {
        if self.weights[root].prose > 600.0 {
            return root;
        }
        let is_title = |i: &usize| {
            self.tree.tag(*i).heading().is_some_and(|level| level <= 2)
                && !is_hidden(self.tree, *i)
                && labels::is_title(&self.tree.text_of(*i, 300), titles)
        };
        let Some(title) =
            (1..self.tree.nodes.len()).filter(is_title).find(|i| self.signs[*i] != Sign::Comments)
        else {
            return root;
        };
        let mut around = title;
        loop {
            around = self.tree.parent(around);
            let more = self.weights[around].text > self.weights[title].text;
            if around == 0 || more && !matches!(self.tree.tag(around), Tag::Header | Tag::Hgroup | Tag::A) {
                break;
            }
        }
        let holds_root = around <= root && root < self.tree.end(around);
        let is_inside = around >= root && around < self.tree.end(root);
        if holds_root || is_inside || self.weights[around].prose <= 0.0 { root } else { around }
    }

    /// The element said by its name to be the body, where that is believable.
    fn named(&self, all: f32) -> Option<usize> {
        let mut best: Option<usize> = None;
        let (mut sum, mut end) = (0.0, 0);
        for i in 0..self.tree.nodes.len() {
            if self.signs[i] != Sign::Body || self.skip[i] {
                continue;
            }
            let prose = self.weights[i].prose;
            if i >= end {
                sum += prose;
                end = self.tree.end(i);
            }
            // Of two, one in the other, the inner one if it has nearly all.
            let better = best.is_none_or(|b| {
                let inner = i < self.tree.end(b);
                prose > self.weights[b].prose * if inner { 0.9 } else { 1.0 }
            });
            if better {
                best = Some(i);
            }
        }
        let best = best?;
        let prose = self.weights[best].prose;
        if prose < 0.3 * all {
            return None;
        }
        // Several of a kind, cut apart by advertisements, or several articles: what holds them all.
        let class = self.tree.attr(best, Attr::Class);
        let like = |i: usize| {
            self.signs[i] == Sign::Body
                && !self.skip[i]
                && self.tree.attr(i, Attr::Class) == class
                && class.is_some()
        };
        let same: f32 = (0..self.tree.nodes.len()).filter(|i| like(*i)).map(|i| self.weights[i].prose).sum();
        let want = if prose < 0.6 * sum { 0.9 * sum } else { 0.95 * same };
        if prose >= want || same < 1.05 * prose && prose >= 0.6 * sum {
            return Some(best);
        }
        let mut around = best;
        let mut steps = 0;
        while around > 0 && self.weights[around].prose < want {
            around = self.tree.parent(around);
            steps += 1;
        }
        let headlines = (around..self.tree.end(around)).filter(|i| self.tree.tag(*i) == Tag::H1).count();
        Some(if prose >= 0.6 * sum && (steps > 4 || headlines > 1) { best } else { around })
    }

    /// An `article` or `main` with most of the page's text.
    fn biggest_article(&self, all: f32) -> Option<usize> {
        let of = |tag: Tag| {
            (0..self.tree.nodes.len())
                .filter(|i| self.tree.tag(*i) == tag && !self.skip[*i])
                .max_by(|a, b| self.weights[*a].prose.total_cmp(&self.weights[*b].prose).then(b.cmp(a)))
                .filter(|i| self.weights[*i].prose >= 0.5 * all && self.weights[*i].text > 0)
        };
        of(Tag::Article).or_else(|| of(Tag::Main))
    }

    /// From an element down to the smallest one that still has nearly all of its text.
    fn descend(&self, from: usize) -> usize {
        let mut at = from;
        loop {
            let whole = self.weights[at];
            let mut best = None;
            let mut own = 0.0;
            let mut i = at + 1;
            while i < self.tree.end(at) {
                let tag = self.tree.tag(i);
                let w = self.weights[i];
                if tag != Tag::Text && !self.skip[i] {
                    if matches!(
                        tag,
                        Tag::P | Tag::Blockquote | Tag::Pre | Tag::Ul | Tag::Ol | Tag::H2 | Tag::H3
                    ) {
                        own += w.prose;
                    } else if best.is_none_or(|b: usize| w.prose > self.weights[b].prose) {
                        best = Some(i);
                    }
                }
                i = self.tree.end(i).max(i + 1);
            }
            let Some(best) = best else { return at };
            let share = self.weights[best].prose / whole.prose.max(1.0);
            let inner_tag = self.tree.tag(best);
            let container = inner_tag.is_block() && inner_tag.heading().is_none() || inner_tag == Tag::Other;
            if !container && share > 0.9 && inner_tag != Tag::A {
                // A wrapper such as `span` or `font` around everything.
                at = best;
                continue;
            }
            // Text of a short page: every word counts, so what is around must be clearly less.
            let need = if whole.prose < 600.0 { 0.9 } else { 0.7 };
            if container && share >= need && own < 0.2 * whole.prose {
                at = best;
            } else {
                return at;
            }
        }
    }

    /// Drops what in the root is not of the text: lists of links, small boxes, labels.
    fn prune(&mut self, root: usize, titles: &[String]) {
        let all = self.weights[root].prose.max(1.0);
        let mut i = root + 1;
        let mut heading_end = 0;
        while i < self.tree.end(root) {
            let tag = self.tree.tag(i);
            if tag.heading().is_some() {
                heading_end = heading_end.max(self.tree.end(i));
            }
            if tag == Tag::Text || self.skip[i] {
                i += 1;
                continue;
            }
            let w = self.weights[i];
            let links = w.link_share();
            let quotes = || (i..self.tree.end(i).min(i + 8)).any(|n| self.tree.tag(n) == Tag::Blockquote);
            let mut out = match tag {
                Tag::Ul | Tag::Ol | Tag::Dl | Tag::Table => links > 0.5 && w.prose < 0.1 * all,
                Tag::Div | Tag::Section | Tag::Center => {
                    w.text > 0
                        && w.prose < 0.1 * all
                        && !quotes()
                        && (links > 0.6 && w.text > 30 || links > 0.95)
                }
                Tag::Form => w.prose < 0.2 * all,
                Tag::P if self.is_small_print(i) => true,
                Tag::P | Tag::H2 | Tag::H3 | Tag::H4 | Tag::H5 | Tag::H6 => {
                    links > 0.9 && w.text > 20 && all > 400.0
                }
                _ => false,
            };
            if out && w.text <= 16 {
                // A linked "8/10" is still the grade.
                out = !self
                    .tree
                    .text_of(i, 24)
                    .contains(|c: char| c.is_ascii_digit() || matches!(c, '★' | '½' | '*'));
            }
            if !out && (1..=60).contains(&w.text) && (tag.is_block() || tag == Tag::Span) {
                let line = self.tree.text_of(i, 64);
                if labels::is_junk(&line) || labels::is_section(&line) {
                    // A film may be called "Close" or "Popular": a headline is no label, a heading only of
                    // what goes with it.
                    let mut within = i..self.tree.end(i).min(i + 64);
                    let inner = within.find(|n| self.tree.tag(*n).heading().is_some());
                    let heading = i < heading_end || inner.is_some();
                    let headline = heading
                        && (inner.is_some_and(|n| self.tree.tag(n) == Tag::H1)
                            || labels::is_title(&line, titles));
                    out = !heading && labels::is_junk(&line);
                    if labels::is_section(&line) && all > 200.0 && !headline && i >= inner.unwrap_or(i) {
                        out = self.drop_section(i, root, all) || !heading;
                    }
                }
            }
            if out {
                self.drop(i);
                i = self.tree.end(i).max(i + 1);
            } else {
                i += 1;
            }
        }
    }

    /// Is it set small throughout, below a rule, the last in its box?
    fn is_small_print(&self, i: usize) -> bool {
        let blank = |n: usize| self.tree.tag(n) == Tag::Text && self.tree.nodes[n].text.trim().is_empty();
        let (end, last) = (self.tree.end(i), self.tree.end(self.tree.parent(i)));
        let mut before = i - 1;
        while before > 0 && blank(before) {
            before -= 1;
        }
        let inner = (i + 1..end).find(|n| !blank(*n));
        let small =
            inner.is_some_and(|n| self.tree.tag(n) == Tag::Small && (self.tree.end(n)..end).all(blank));
        small && self.tree.tag(before) == Tag::Hr && (end..last).all(blank)
    }

    /// Drops what follows a label such as "Related" within its parent, as long as it is links and little text.
    /// Was there something, or nothing any more?
    fn drop_section(&mut self, label: usize, root: usize, all: f32) -> bool {
        let mut label = label;
        // The label may be wrapped for itself.
        while self.tree.parent(label) > root && self.tree.end(self.tree.parent(label)) == self.tree.end(label)
        {
            label = self.tree.parent(label);
        }
        let end = self.tree.end(self.tree.parent(label));
        let mut i = self.tree.end(label);
        let mut dropped = 0;
        let mut any = false;
        while i < end && dropped < 64 {
            let w = self.weights[i];
            let is_text = self.tree.tag(i) == Tag::Text;
            if !is_text && w.text > 0 && (w.link_share() < 0.3 || w.prose > 0.15 * all) {
                return any;
            }
            if !is_text {
                any |= w.text > 0;
                self.drop(i);
            }
            dropped += 1;
            i = self.tree.end(i).max(i + 1);
        }
        true
    }

    /// Drops running text that stands before the headline: tickers, boxes of other news.
    fn drop_before(&mut self, root: usize, title: Option<(usize, bool)>) {
        let Some((title, true)) = title else { return };
        if title <= root || title >= self.tree.end(root) {
            return;
        }
        let mut i = root + 1;
        while i < title {
            let end = self.tree.end(i);
            if end > title || self.tree.tag(i) == Tag::Text || self.skip[i] || self.weights[i].text < 60 {
                i += 1;
                continue;
            }
            if signals::is_byline(self.tree, i) || signals::is_date(self.tree, i) {
                i = end;
                continue;
            }
            self.drop(i);
            i = end.max(i + 1);
        }
    }
}
