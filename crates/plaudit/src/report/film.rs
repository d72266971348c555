//! A film's page: its figures, their distribution, and every review behind them.

use askama::Template;
use consensus::{Verdict, Why, bin};

use super::chart::{self, Large};
use super::frame::{Frame, Item, Shown, page};
use super::gather::{Out, Scored, Tree};
use super::index::{All, Figures, beside};
use super::judge::{Aspect, Strip, of_film};
use super::{FilmRef, Page, text};

#[derive(Template)]
#[template(path = "film.html")]
struct FilmPage<'a> {
    frame: Frame<'a>,
    title: &'a str,
    year: Option<i16>,
    imdb: Option<&'a str>,
    wikidata: Option<&'a str>,
    reviews: String,
    figures: Option<Figures>,
    large: Option<Large>,
    beside: Vec<(String, &'static str)>,
    all: Option<All>,
    strip: Option<Strip>,
    aspects: Vec<Aspect<'a>>,
    groups: Vec<Group<'a>>,
    ungraded: Vec<Item<'a>>,
    unplaced: Vec<Item<'a>>,
    out: Vec<Item<'a>>,
    level: String,
}

/// The reviews of one verdict.
struct Group<'a> {
    verdict: &'static str,
    title: &'static str,
    count: usize,
    bins: Vec<Bin<'a>>,
}

/// The reviews of one bar of the histogram.
struct Bin<'a> {
    bin: usize,
    label: String,
    items: Vec<Item<'a>>,
}

const ROOT: &str = "../";

/// The page of the film at `at`.
pub(super) fn page_of(tree: &Tree<'_>, at: usize) -> Page {
    let (film, count) = (&tree.site.films[at], &tree.counts[at]);
    let path = format!("films/{}.html", film.slug);
    let title =
        film.film.year.map_or_else(|| film.film.title.clone(), |y| format!("{} ({y})", film.film.title));
    let items = |of: &[usize]| of.iter().map(|&i| Item::new(tree, i, ROOT)).collect::<Vec<_>>();
    let figures = Figures::new("film", &film.film.title, &count.summary);
    let shown = FilmPage {
        frame: Frame::new(tree, &format!("{title}: {}", tree.site.options.title), "", &path),
        title: &film.film.title,
        year: film.film.year,
        imdb: film.film.imdb.as_deref().filter(|id| plain_id(id)),
        wikidata: film.film.wikidata.as_deref().filter(|id| plain_id(id)),
        reviews: text::count(film.reviews.len(), "review", "reviews"),
        large: figures.is_some().then(|| Large::new(&film.film.title, &count.summary)),
        figures,
        beside: beside(count),
        all: All::of(count),
        strip: (!count.inferred.is_empty()).then(|| Strip::of(count)),
        aspects: of_film(tree, at),
        groups: groups(tree, &count.kept),
        ungraded: items(&count.ungraded),
        unplaced: items(&count.unplaced),
        out: count.dropped.iter().map(|d| counted_out(tree, d, ROOT)).collect(),
        level: text::percent(tree.site.options.level),
    };
    page(tree, &path, &shown)
}

/// An identifier that may go into an address.
fn plain_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// The three verdicts, the best first, each with its bins; all three are there so that links hold.
fn groups<'a>(tree: &Tree<'a>, kept: &[Scored]) -> Vec<Group<'a>> {
    let verdicts = [
        (Verdict::Positive, "Positive, 60 and up"),
        (Verdict::Mixed, "Mixed, 40 to below 60"),
        (Verdict::Negative, "Negative, below 40"),
    ];
    verdicts
        .into_iter()
        .map(|(verdict, title)| {
            let scored: Vec<&Scored> = kept.iter().filter(|k| Verdict::of(k.score) == verdict).collect();
            // Best first already, so the reviews of one bin are neighbors; and no bin has two verdicts.
            let bins = scored
                .chunk_by(|a, b| bin(a.score) == bin(b.score))
                .map(|chunk| {
                    let bin = bin(chunk[0].score);
                    let items = chunk.iter().map(|k| Item::new(tree, k.review, ROOT)).collect();
                    Bin { bin, label: format!("Scores from {}", chart::range(bin)), items }
                })
                .collect();
            Group { verdict: verdict.name(), title, count: scored.len(), bins }
        })
        .collect()
}

/// A review that is counted out, with the reason.
pub(super) fn counted_out<'a>(tree: &Tree<'a>, out: &Out, root: &'static str) -> Item<'a> {
    Item {
        score: Some(Shown::new(out.score)),
        speaks: None,
        out: Some((reason(out.why), &tree.site.slugs[out.by])),
        ..Item::new(tree, out.review, root)
    }
}

/// "Her Smell (2018)".
pub(super) fn titled(film: &FilmRef) -> String {
    film.year.map_or_else(|| film.title.clone(), |y| format!("{} ({y})", film.title))
}

/// Why a review is counted out, in a sentence.
pub(super) fn reason(why: Why) -> &'static str {
    match why {
        Why::Revised => "An earlier grade: the critic gave another one later.",
        Why::Later => "A later grade: the critic's first one counts here.",
        Why::Copy => "The same review in another outlet: it counts once.",
        Why::Repeat => "The same review a second time: it counts once.",
        Why::Weaker => "The critic states a grade elsewhere.",
        Why::Undated => {
            "The critic has another grade of this film and no date tells which is the later; the lower counts."
        }
    }
}
