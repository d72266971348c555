//! The first page: all films with their figures, what could not be settled, and what was read.

use std::collections::BTreeSet;

use askama::Template;
use consensus::Summary;

use super::chart::{Line, Small};
use super::film::{counted_out, titled};
use super::frame::{Frame, Item, page};
use super::gather::{Count, Tree};
use super::{Options, Page, text};

#[derive(Template)]
#[template(path = "index.html")]
struct Index<'a> {
    frame: Frame<'a>,
    options: &'a Options,
    totals: Totals,
    orders: Vec<(&'static str, &'static str, bool)>,
    films: Vec<Card<'a>>,
    unsettled: Vec<Item<'a>>,
    /// Reviews with notes of their own: the page's name, the critic or source, the notes.
    noted: Vec<(&'a str, &'a str, &'a [String])>,
    /// How many more reviews have notes.
    unshown: usize,
    level: String,
}

/// How many reviews with notes the first page lists.
const NOTED: usize = 100;

/// The reviews of all films that are in no figure.
#[derive(Template)]
#[template(path = "left_out.html")]
struct LeftOut<'a> {
    frame: Frame<'a>,
    ungraded: Vec<Item<'a>>,
    unplaced: Vec<Item<'a>>,
    out: Vec<Item<'a>>,
}

/// How many reviews, and what became of each: the parts sum up to the whole.
#[derive(Default)]
struct Totals {
    reviews: usize,
    counted: usize,
    dropped: usize,
    ungraded: usize,
    unplaced: usize,
    unsettled: usize,
    /// "60 reviews of 6 films".
    lede: String,
    /// What was read, in a sentence.
    run: String,
}

struct Card<'a> {
    title: &'a str,
    year: Option<i16>,
    slug: &'a str,
    reviews: String,
    figures: Option<Figures>,
    all: Option<All>,
    beside: Vec<(String, &'static str)>,
}

/// A film's figures, as shown on its card and on its page.
pub(super) struct Figures {
    pub(super) share: String,
    pub(super) share_interval: String,
    pub(super) share_line: Line,
    pub(super) positive: String,
    pub(super) mean: String,
    pub(super) mean_interval: Option<String>,
    pub(super) mean_line: Line,
    pub(super) median: String,
    pub(super) small: Small,
}

impl Figures {
    /// `None` where nothing counts.
    pub(super) fn new(id: &str, film: &str, summary: &Summary) -> Option<Self> {
        let (share, mean) = (summary.share?, summary.mean?);
        Some(Figures {
            share: text::percent(share.value),
            share_interval: text::percents(share.interval),
            share_line: Line::of_share(id, &share),
            positive: format!("{} of {}", text::thousands(share.positive), text::thousands(share.of)),
            mean: text::score(mean.value),
            mean_interval: mean.interval.map(text::scores),
            mean_line: Line::of_mean(id, &mean),
            median: text::score(summary.median?),
            small: Small::new(id, film, summary),
        })
    }
}

/// What the graded and the ungraded reviews of a film come to together; never shown as the film's mean.
pub(super) struct All {
    pub(super) mean: String,
    /// The mean of the inferred scores alone.
    pub(super) inferred: String,
    /// "5 graded and 2 inferred".
    pub(super) counts: String,
}

impl All {
    /// `None` where no score is inferred.
    pub(super) fn of(count: &Count) -> Option<Self> {
        let mean = |scores: &mut dyn Iterator<Item = f64>| {
            let (n, sum) = scores.fold((0_usize, 0.0), |(n, sum), s| (n + 1, sum + s));
            (n > 0).then(|| format!("{:.0}", sum / n as f64))
        };
        let inferred = || count.inferred.iter().map(|s| s.score);
        let graded = count.kept.iter().map(|s| s.score);
        let [stated, texts] = [&count.kept, &count.inferred].map(|of| text::thousands(of.len()));
        Some(All {
            inferred: mean(&mut inferred())?,
            mean: mean(&mut graded.chain(inferred()))?,
            counts: format!("{stated} graded and {texts} inferred"),
        })
    }
}

/// What a film's reviews are, each part with the anchor of its list on the film's page: "5 graded, 2 inferred".
pub(super) fn beside(count: &Count) -> Vec<(String, &'static str)> {
    let told: BTreeSet<usize> = count.inferred.iter().map(|s| s.review).collect();
    let [ungraded, unplaced] =
        [&count.ungraded, &count.unplaced].map(|of| of.iter().filter(|i| !told.contains(i)).count());
    let inferred = if count.ungraded.is_empty() { "unplaced" } else { "ungraded" };
    let parts = [
        (count.kept.len(), "graded", "reviews"),
        (count.inferred.len(), "inferred", inferred),
        (ungraded, "without a grade", "ungraded"),
        (unplaced, "on an unknown scale", "unplaced"),
        (count.dropped.len(), "counted out", "counted-out"),
    ];
    let parts = parts.into_iter().filter(|(n, _, _)| *n > 0);
    parts.map(|(n, what, anchor)| (format!("{} {what}", text::thousands(n)), anchor)).collect()
}

/// The page in each order: a list can be sorted without a script if every order is a page.
pub(super) fn pages(tree: &Tree<'_>) -> Vec<Page> {
    let films = &tree.site.films;
    let by_title: Vec<usize> = (0..films.len()).collect();
    let mut by_number = by_title.clone();
    by_number.sort_by_key(|&i| std::cmp::Reverse(films[i].reviews.len()));
    let mut by_score = by_title.clone();
    let mean = |i: usize| tree.counts[i].summary.mean.map_or(-1.0, |m| m.value);
    by_score.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)));
    let orders = [("index.html", "Most reviewed", by_number), ("by-score.html", "Highest mean", by_score)];
    let orders = orders.into_iter().chain([("by-title.html", "Title", by_title)]).collect::<Vec<_>>();
    orders
        .iter()
        .map(|(path, _, order)| {
            let links = orders.iter().map(|(p, title, _)| (*p, *title, p == path)).collect();
            index(tree, path, links, order)
        })
        .chain([left_out(tree)])
        .collect()
}

fn left_out(tree: &Tree<'_>) -> Page {
    let mut shown = LeftOut {
        frame: Frame::new(tree, &format!("Left out: {}", tree.site.options.title), "", "left-out.html"),
        ungraded: Vec::new(),
        unplaced: Vec::new(),
        out: Vec::new(),
    };
    for (film, count) in tree.site.films.iter().zip(&tree.counts) {
        let of = |item| Item { film: Some((&film.slug, titled(film.film))), ..item };
        shown.ungraded.extend(count.ungraded.iter().map(|&i| of(Item::new(tree, i, ""))));
        shown.unplaced.extend(count.unplaced.iter().map(|&i| of(Item::new(tree, i, ""))));
        shown.out.extend(count.dropped.iter().map(|d| of(counted_out(tree, d, ""))));
    }
    page(tree, "left-out.html", &shown)
}

fn index(
    tree: &Tree<'_>,
    path: &str,
    orders: Vec<(&'static str, &'static str, bool)>,
    order: &[usize],
) -> Page {
    let site = tree.site;
    let mut totals = Totals {
        reviews: site.reviews.len(),
        unsettled: site.unsettled.len(),
        lede: format!(
            "{} of {}",
            text::count(site.reviews.len(), "review", "reviews"),
            text::count(site.films.len(), "film", "films")
        ),
        run: run(site.options, site.reviews.len()),
        ..Totals::default()
    };
    for count in &tree.counts {
        totals.counted += count.kept.len();
        totals.dropped += count.dropped.len();
        totals.ungraded += count.ungraded.len();
        totals.unplaced += count.unplaced.len();
    }
    let films = order.iter().map(|&i| card(tree, i)).collect();
    let unsettled = site
        .unsettled
        .iter()
        .map(|&i| Item { candidates: Some(candidates(&site.reviews[i])), ..Item::new(tree, i, "") })
        .collect();
    let noted = site.reviews.iter().zip(&site.slugs).filter(|(r, _)| !r.notes.is_empty());
    let mut noted: Vec<_> =
        noted.map(|(r, slug)| (slug.as_str(), r.source.as_str(), r.notes.as_slice())).collect();
    let unshown = noted.len().saturating_sub(NOTED);
    noted.truncate(NOTED);
    let level = text::percent(site.options.level);
    let frame = Frame::new(tree, &site.options.title, "films", path);
    page(
        tree,
        path,
        &Index { frame, options: site.options, totals, orders, films, unsettled, noted, unshown, level },
    )
}

/// What was read, in a sentence.
fn run(options: &Options, reviews: usize) -> String {
    let mut out = format!(
        "{} gave {}",
        text::count(options.documents, "document", "documents"),
        text::count(reviews, "review", "reviews")
    );
    match options.unreadable {
        0 => out.push('.'),
        n => out.push_str(&format!("; {} could not be read.", text::thousands(n))),
    }
    out
}

fn card<'a>(tree: &Tree<'a>, i: usize) -> Card<'a> {
    let (film, count) = (&tree.site.films[i], &tree.counts[i]);
    Card {
        title: &film.film.title,
        year: film.film.year,
        slug: &film.slug,
        reviews: text::count(film.reviews.len(), "review", "reviews"),
        figures: Figures::new(&film.slug, &film.film.title, &count.summary),
        all: All::of(count),
        beside: beside(count),
    }
}

/// The films that a review may be about, in a sentence.
fn candidates(review: &super::Review) -> String {
    if review.candidates.is_empty() {
        return "No film was found that it is about.".into();
    }
    let names: Vec<String> = review.candidates.iter().map(titled).collect();
    format!("It may be about {}.", names.join(" or "))
}
