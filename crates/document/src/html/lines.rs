//! Finds the lines around and above the main text: headline, author, date, standfirst, rating.

use super::article::{Article, Page};
use super::emit::is_hidden;
use super::name::{Attr, Tag};
use super::signals::{self, Sign};
use super::site;
use super::{labels, rating};
use crate::Role;

/// What lines were found so far.
#[derive(Default)]
struct Seen {
    bylines: u32,
    dates: u32,
    others: u32,
    /// Lines asked what they are by their words alone.
    asked: u32,
    /// Running text passed by.
    prose: f32,
}

impl Page<'_, '_> {
    /// The headline, and whether it is the title that the head of the page gives: a heading in or before
    /// the article that is that title, else the first `h1` in the article or the last before it.
    pub(super) fn title(&self, root: usize, titles: &[String]) -> Option<(usize, bool)> {
        let (mut before, mut inside) = (None, None);
        for i in 0..self.tree.end(root) {
            let Some(level) = self.tree.tag(i).heading() else { continue };
            let is_inside = i >= root;
            if is_inside && (self.skip[i] || level > 2) || is_hidden(self.tree, i) {
                continue;
            }
            let text = self.tree.text_of(i, 400);
            if text.is_empty() || self.is_link_home(i) {
                continue;
            }
            if level <= 2 && labels::is_title(&text, titles) {
                return Some((i, true));
            }
            if level == 1 {
                if !is_inside {
                    before = Some(i);
                } else if inside.is_none() {
                    inside = Some(i);
                }
            }
        }
        inside.or(before).map(|i| (i, false))
    }

    /// Is a heading the site's own name, a link to its first page?
    fn is_link_home(&self, heading: usize) -> bool {
        let inner = heading..self.tree.end(heading);
        let around = self.tree.parent(heading);
        let links = inner.chain([around]).filter(|i| self.tree.tag(*i) == Tag::A);
        links.filter_map(|i| self.tree.attr(i, Attr::Href)).any(site::leads_home)
    }

    /// Finds bylines, dates and ratings in the article, between the headline and it, and ratings after it.
    pub(super) fn lines(&mut self, article: &mut Article) {
        let root = article.root;
        let end = self.tree.end(root);
        let first = article.title.filter(|t| *t < root).map_or(root, |t| self.tree.parent(t));
        // The page's own frame ends where the article around the text does.
        let frame = self.frame(root, article.title);
        let mut seen = Seen::default();
        let mut i = first.max(1);
        while i < frame {
            let tag = self.tree.tag(i);
            let holds_root = i <= root && self.tree.end(i) > root;
            if tag == Tag::Text || tag == Tag::Meta && i < root || holds_root {
                if tag == Tag::Text
                    && (root..end).contains(&i)
                    && !self.skip[i]
                    && let Some(role) = self.cut_line(i, &mut seen)
                {
                    article.plan.roles.push((i, role));
                }
                i += 1;
                continue;
            }
            let inside = i >= root && i < end;
            if inside && self.skip[i] || self.signs[i] == Sign::Comments || is_hidden(self.tree, i) {
                i = self.tree.end(i).max(i + 1);
                continue;
            }
            let role = if Some(i) == article.title {
                Some(Role::Title)
            } else {
                self.line(i, inside, i < root, &mut seen)
            };
            if inside {
                seen.prose += if tag == Tag::P { self.weights[i].prose } else { 0.0 };
            }
            match role {
                Some(role) => {
                    article.plan.roles.push((i, role));
                    if role == Role::Byline
                        && let Some(date) = self.date_within(i)
                    {
                        seen.dates += 1;
                        article.plan.roles.push((date, Role::Date));
                    }
                    if i < root {
                        article.before.push(i);
                    } else if !inside {
                        article.after.push(i);
                    }
                    i = self.tree.end(i).max(i + 1);
                }
                None => i += 1,
            }
        }
        if seen.bylines == 0 {
            self.signature(article, seen.dates == 0);
        }
        if let Some(title) = article.title.filter(|t| *t < root && !article.before.contains(t)) {
            article.before.insert(0, title);
            article.plan.roles.push((title, Role::Title));
        }
        article.plan.roles.sort_by_key(|(i, _)| *i);
        for i in article.before.iter().chain(&article.after) {
            // What is written from outside the root was skipped as its surroundings.
            let end = self.tree.end(*i);
            self.skip[*i..end].fill(false);
        }
    }

    /// What a text between two line breaks is, at the top.
    fn cut_line(&self, i: usize, seen: &mut Seen) -> Option<Role> {
        let text = self.tree.nodes[i].text.trim();
        if seen.prose >= 300.0 || seen.asked >= 40 || !(5..=60).contains(&text.len()) {
            return None;
        }
        let tag = |n: usize| self.tree.nodes.get(n).map(|n| n.tag);
        let (before, after) = (tag(i - 1), tag(i + 1));
        let breaks = |tag: Option<Tag>| tag.is_none_or(|t| t == Tag::Br || t.is_block());
        if !breaks(before) || !breaks(after) || before != Some(Tag::Br) && after != Some(Tag::Br) {
            return None;
        }
        seen.asked += 1;
        let line = self.tree.text_of(i, 80);
        if seen.bylines == 0 && labels::is_signed(&line) {
            seen.bylines += 1;
            return Some(Role::Byline);
        }
        (seen.dates == 0 && labels::is_dated(&line)).then(|| {
            seen.dates += 1;
            Role::Date
        })
    }

    /// The last paragraph may be a name in italics, with a second line that holds the date.
    fn signature(&self, article: &mut Article, undated: bool) {
        let root = article.root;
        let is_last = |i: &usize| {
            self.tree.tag(*i).is_block() && !self.skip[*i] && !self.tree.text_of(*i, 4).is_empty()
        };
        let Some(last) = (root + 1..self.tree.end(root)).rev().find(is_last) else { return };
        let is_shown =
            |i: &usize| self.tree.tag(*i) != Tag::Text || !self.tree.nodes[*i].text.trim().is_empty();
        let Some(name) = (last + 1..self.tree.end(last)).find(is_shown) else { return };
        let whole = self.tree.text_of(last, 200);
        let marked = matches!(self.tree.tag(name), Tag::I | Tag::Em | Tag::B | Tag::Strong);
        if whole.len() > 140 || !marked || !site::may_be_name(&self.tree.text_of(name, 60)) {
            return;
        }
        let mut rest = (self.tree.end(name)..self.tree.end(last)).filter(is_shown);
        if rest.next().is_none_or(|i| self.tree.tag(i) != Tag::Br) {
            return;
        }
        article.plan.roles.push((name, Role::Byline));
        if let Some(second) = rest.next().filter(|_| undated)
            && crate::date::date_in(&self.tree.text_of(second, 140)).is_some()
        {
            article.plan.roles.push((second, Role::Date));
        }
    }

    /// The element within a signed line ("By Ann Other 3 May 2019") that holds the date.
    fn date_within(&self, line: usize) -> Option<usize> {
        let whole = self.tree.text_of(line, 140);
        (line + 1..self.tree.end(line).min(line + 64)).find(|i| {
            let text = || self.tree.text_of(*i, 80);
            self.tree.tag(*i) != Tag::Text
                && labels::is_dated(&text())
                && !is_signed_start(&text())
                && text() != whole
        })
    }

    /// Where the article or review around the root ends; where nothing says, the end of what follows the root
    /// at once, below the same headline.
    fn frame(&self, root: usize, title: Option<usize>) -> usize {
        let own = self.tree.end(root);
        let around = self.article_around(root);
        if around > own {
            return around;
        }
        let Some(title) = title.filter(|t| *t < root) else { return own };
        let mut common = self.tree.parent(root);
        while common > 0 && !(common < title && title < self.tree.end(common)) {
            common = self.tree.parent(common);
        }
        if matches!(self.tree.tag(common), Tag::Body | Tag::Html | Tag::Root) {
            return own;
        }
        let ends = |i: &usize| {
            let tag = self.tree.tag(*i);
            tag.heading().is_some()
                || matches!(tag, Tag::Aside | Tag::Nav | Tag::Footer | Tag::Section | Tag::Article | Tag::Ul)
                || self.signs[*i] != Sign::None
                || self.weights[*i].prose > 80.0
        };
        (own..self.tree.end(common)).find(ends).unwrap_or(self.tree.end(common))
    }

    /// The end of the `article` or review around the root, or the root's own.
    fn article_around(&self, root: usize) -> usize {
        let mut at = root;
        for _ in 0..8 {
            let is_review = self.tree.attr(at, Attr::Itemtype).is_some_and(|t| t.ends_with("Review"));
            if self.tree.tag(at) == Tag::Article || is_review {
                return self.tree.end(at);
            }
            at = self.tree.parent(at);
        }
        self.tree.end(root)
    }

    /// What line this element is, if it is one of the few that are told apart.
    fn line(&self, i: usize, inside: bool, before: bool, seen: &mut Seen) -> Option<Role> {
        let tag = self.tree.tag(i);
        if !inside {
            if seen.others < 4 && rating::at(self.tree, i).is_some() {
                seen.others += 1;
                return Some(Role::Body);
            }
            if !before {
                return None;
            }
            if seen.others < 4 && self.is_standfirst(i) {
                seen.others += 1;
                return Some(Role::Body);
            }
        }
        let byline = seen.bylines < 2 && signals::is_byline(self.tree, i);
        let date = seen.dates < 2
            && signals::is_date(self.tree, i)
            && !(inside && tag == Tag::Time && self.in_prose(i));
        if (byline || date) && self.is_line(i) {
            let line = self.tree.text_of(i, 140);
            // Boxes named after the author hold dates and share buttons too.
            let dated = labels::is_dated(&line) && self.date_within(i).is_none();
            if byline && !dated && !labels::is_junk(&line) && !labels::is_section(&line) {
                seen.bylines += 1;
                return Some(Role::Byline);
            }
            if (date || dated) && seen.dates < 2 && line.contains(|c: char| c.is_ascii_digit()) {
                seen.dates += 1;
                return Some(Role::Date);
            }
        }
        // Without a name, a line tells what it is only at the top.
        let text = self.weights[i].text;
        if seen.prose < 300.0
            && seen.asked < 40
            && (5..=60).contains(&text)
            && (tag.is_block() || tag == Tag::Span)
        {
            // A box whose parts are named is read by its parts.
            let inner = i + 1..self.tree.end(i).min(i + 40);
            if seen.bylines == 0 && inner.clone().any(|n| signals::is_byline(self.tree, n)) {
                return None;
            }
            seen.asked += 1;
            let line = self.tree.text_of(i, 80);
            if seen.bylines == 0
                && let Some(date) = self.date_within(i)
                && let Some(signed) = line.strip_suffix(&self.tree.text_of(date, 80))
                && labels::is_signed(signed.trim_end_matches([' ', ',', '|', '·', '-', '–', '—', '/']))
            {
                seen.bylines += 1;
                return Some(Role::Byline);
            }
            if seen.dates == 0 && labels::is_dated(&line) {
                seen.dates += 1;
                return Some(Role::Date);
            }
            if seen.bylines == 0 && labels::is_signed(&line) {
                seen.bylines += 1;
                return Some(Role::Byline);
            }
        }
        None
    }

    /// Is it a line of its own length, not a box that holds the article?
    fn is_line(&self, i: usize) -> bool {
        let text = self.tree.text_of(i, 140);
        !text.is_empty() && text.len() < 120 && text.contains(char::is_alphanumeric)
    }

    /// Does an inline element stand within a paragraph of running text?
    fn in_prose(&self, i: usize) -> bool {
        let parent = self.tree.parent(i);
        self.tree.tag(parent) == Tag::P && self.weights[parent].prose > 80.0
    }

    /// Is it the paragraph or two between headline and text, by its name or by being a sentence?
    fn is_standfirst(&self, i: usize) -> bool {
        let tag = self.tree.tag(i);
        if !tag.is_block() || self.signs[i] != Sign::None || self.tree.end(i) - i > 40 {
            return false;
        }
        if signals::is_standfirst(self.tree, i) {
            return self.tree.text_of(i, 700).len() >= 40;
        }
        let leaf = matches!(tag, Tag::P | Tag::H2 | Tag::H3 | Tag::Div)
            && (i + 1..self.tree.end(i)).all(|n| !self.tree.tag(n).is_block() && self.tree.tag(n) != Tag::A);
        let text = if leaf { self.tree.text_of(i, 700) } else { String::new() };
        (60..700).contains(&text.len()) && text.ends_with(['.', '!', '?', '…', '”', '"'])
    }
}

/// Does a line begin as a signature does?
fn is_signed_start(line: &str) -> bool {
    line.get(..3).is_some_and(|by| by.eq_ignore_ascii_case("by "))
}
