//! What all pages share: head, header with the policy switch, and the pieces that several pages show.

use std::collections::BTreeSet;

use askama::Template;

use super::gather::Tree;
use super::judge::Speaks;
use super::slug::hash;
use super::{Excerpt, Page, Review, text};

/// What surrounds a page's content.
pub(super) struct Frame<'a> {
    /// For the window.
    pub(super) title: String,
    /// "films", "method" or "": which entry of the navigation is this page.
    pub(super) place: &'static str,
    /// From this page to the root of its policy's tree: "" or "../".
    pub(super) root: &'static str,
    /// The report's own title.
    pub(super) site: &'a str,
    pub(super) policy: &'a str,
    pub(super) switch: Vec<Switch<'a>>,
    pub(super) made: Option<&'a str>,
    pub(super) version: &'a str,
    pub(super) css: &'static str,
}

/// A policy in the switch.
pub(super) struct Switch<'a> {
    pub(super) title: &'a str,
    pub(super) href: String,
    pub(super) current: bool,
}

impl<'a> Frame<'a> {
    /// The frame of the page at `path` within the policy's tree; `path` has one directory at most.
    pub(super) fn new(tree: &Tree<'a>, title: &str, place: &'static str, path: &str) -> Self {
        let site = tree.site;
        let root = if path.contains('/') { "../" } else { "" };
        let up = if tree.policy == 0 { "" } else { "../" };
        let switch = site
            .policies
            .iter()
            .zip(&site.directories)
            .enumerate()
            .map(|(i, (policy, directory))| Switch {
                title: &policy.title,
                href: format!("{root}{up}{directory}{path}"),
                current: i == tree.policy,
            })
            .collect();
        Frame {
            title: title.to_owned(),
            place,
            root,
            site: &site.options.title,
            policy: &tree.policy().title,
            switch,
            made: site.options.made.as_deref(),
            version: &site.options.version,
            css: include_str!("../../assets/report.css"),
        }
    }
}

/// A page at `path` within the policy's tree.
pub(super) fn page(tree: &Tree<'_>, path: &str, template: &impl Template) -> Page {
    // The templates write into a string and have no filters that fail.
    let html = template.render().unwrap_or_default();
    Page { path: format!("{}{path}", tree.site.directories[tree.policy]), html }
}

/// Evidence in its sentence.
#[derive(Template)]
#[template(path = "quote.html")]
pub(super) struct Quote<'a> {
    excerpt: Excerpt,
    language: Option<&'a str>,
}

/// Hands out one review's quotes: so many with their sentence, the rest as bare words.
pub(super) struct Quotes<'a> {
    language: Option<&'a str>,
    chars: usize,
    left: usize,
    /// The sentences that stand on the page already: they are not shown whole again.
    told: BTreeSet<String>,
}

/// Characters of a sentence that is evidence itself, once no more sentences may be quoted.
const STUB: usize = 60;
/// The longest evidence, in characters, that is a name or a grade rather than a sentence.
const NAME: usize = 40;

impl<'a> Quotes<'a> {
    pub(super) fn of(tree: &Tree<'a>, review: &'a Review) -> Self {
        let options = tree.site.options;
        let (chars, left) = (options.quote_chars, options.quotes);
        Quotes { language: review.language.as_deref(), chars, left, told: BTreeSet::new() }
    }

    pub(super) fn quote(&mut self, excerpt: &Excerpt) -> Quote<'a> {
        let Excerpt { before, words, after, spoiler } = excerpt;
        // A metadata line or a bare name is no sentence and costs nothing.
        let alone = before.trim().is_empty() && after.trim().is_empty();
        let costs = !alone || words.chars().nth(NAME).is_some();
        let sentence = format!("{before}{words}{after}");
        let sentence = sentence.trim().trim_end_matches(['.', '!', '?', '…']);
        let first = costs && self.told.insert(hash(sentence));
        let cut = if !costs || (first && self.left > 0) {
            text::cut(excerpt, self.chars)
        } else {
            let words = text::head(words, if alone && first { self.chars.min(STUB) } else { self.chars });
            Excerpt { words, spoiler: *spoiler, ..Excerpt::default() }
        };
        if first {
            self.left = self.left.saturating_sub(1);
        }
        Quote { excerpt: cut, language: self.language }
    }

    pub(super) fn all(&mut self, evidence: &[Excerpt]) -> Vec<Quote<'a>> {
        evidence.iter().map(|e| self.quote(e)).collect()
    }
}

/// A review in a list.
#[derive(Template)]
#[template(path = "item.html")]
pub(super) struct Item<'a> {
    pub(super) root: &'static str,
    pub(super) slug: &'a str,
    /// As printed, and the anchor of its evidence.
    pub(super) grade: Option<(&'a str, String)>,
    pub(super) score: Option<Shown>,
    /// What the text speaks for, where there is no score.
    pub(super) speaks: Option<Speaks>,
    pub(super) critic: Option<&'a str>,
    pub(super) outlet: Option<&'a str>,
    pub(super) published: Option<&'a str>,
    pub(super) source: &'a str,
    pub(super) quote: Option<Quote<'a>>,
    /// Why it is counted out, and the review that counts instead.
    pub(super) out: Option<(&'static str, &'a str)>,
    /// The page and title of its film, on pages that are not the film's own.
    pub(super) film: Option<(&'a str, String)>,
    /// The films it may be.
    pub(super) candidates: Option<String>,
}

/// A score with its verdict.
pub(super) struct Shown {
    pub(super) value: String,
    pub(super) verdict: &'static str,
}

impl Shown {
    pub(super) fn new(score: f64) -> Self {
        Shown { value: text::score(score), verdict: consensus::Verdict::of(score).name() }
    }
}

impl<'a> Item<'a> {
    pub(super) fn new(tree: &Tree<'a>, i: usize, root: &'static str) -> Self {
        let site = tree.site;
        let review = &site.reviews[i];
        let counting = tree.grade(i);
        let at = counting.map_or(0, |(at, _)| at);
        let value = |q: &'a Option<super::Quoted>| q.as_ref().map(|q| q.value.as_str());
        Item {
            root,
            slug: &site.slugs[i],
            grade: review.grades.get(at).map(|g| (g.value.as_str(), format!("g{}", at + 1))),
            score: counting.map(|(_, score)| Shown::new(score)),
            speaks: match counting {
                Some(_) => None,
                None => Speaks::of(review, &format!("scale-{}", site.slugs[i]), None),
            },
            critic: value(&review.byline),
            outlet: value(&review.outlet),
            published: value(&review.published),
            source: &review.source,
            quote: best_quote(review).map(|e| Quotes::of(tree, review).quote(e)),
            out: None,
            film: None,
            candidates: None,
        }
    }

    /// A grade in words ("three and a half stars") is set smaller than one in stars.
    fn is_long(&self) -> bool {
        self.grade.as_ref().is_some_and(|(grade, _)| grade.chars().count() > 6)
    }
}

/// The sentence that stands for a review in a list: one that is fit to be quoted, else the verdict's
/// or the grade's, if it is a sentence.
fn best_quote(review: &Review) -> Option<&Excerpt> {
    let sentence = |e: &&Excerpt| !e.before.trim().is_empty() || !e.after.trim().is_empty();
    let verdict = review.verdict.iter().flat_map(|v| &v.evidence).filter(sentence);
    let grades = review.grades.iter().flat_map(|g| &g.evidence).filter(sentence);
    let opinions = review.opinions.iter().filter_map(|o| o.evidence.as_ref());
    review.quotes.iter().chain(opinions).chain(verdict).chain(grades).find(|e| !e.spoiler)
}
