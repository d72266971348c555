//! Finds the lines around and above the main text: headline, author, date, standfirst, rating.

use super::article::{Article, Page};
use super::emit::is_hidden;
use super::name::{Attr, Tag};
use super::signals::{self, Sign};
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
            if text.is_empty() {
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

    /// Finds bylines, dates and ratings in the article, between the headline and it, and ratings after it.
    pub(super) fn lines(&mut self, article: &mut Article) {
        let root = article.root;
        let end = self.tree.end(root);
        let first = article.title.filter(|t| *t < root).map_or(root, |t| self.tree.parent(t));
        // The page's own frame ends where the article around the text does.
        let frame = self.frame(root);
        let mut seen = Seen::default();
        let mut i = first.max(1);
        while i < frame {
            let tag = self.tree.tag(i);
            let holds_root = i <= root && self.tree.end(i) > root;
            if tag == Tag::Text || tag == Tag::Meta && i < root || holds_root {
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

    /// Where the article or review around the root ends; the root's own end where nothing says.
    fn frame(&self, root: usize) -> usize {
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
            let dated = labels::is_dated(&line);
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
            seen.asked += 1;
            let line = self.tree.text_of(i, 80);
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
