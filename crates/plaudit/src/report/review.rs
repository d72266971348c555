//! A review's page: each score, the grade it comes from, and the words that the grade rests on.

use askama::Template;

use super::film::{reason, titled};
use super::frame::{Frame, Quote, Quotes, Shown, page};
use super::gather::{Tree, score_of};
use super::{ClaimEntry, Of, Page, Para, Review, text};

#[derive(Template)]
#[template(path = "review.html")]
struct ReviewPage<'a> {
    frame: Frame<'a>,
    review: &'a Review,
    heading: String,
    film: Option<(&'a str, String)>,
    candidates: Vec<String>,
    outlet: Option<&'a str>,
    published: Option<&'a str>,
    url: Option<&'a str>,
    words: String,
    standing: Standing<'a>,
    grades: Vec<Grade<'a>>,
    verdict: Option<(&'a str, &'a str, Vec<Quote<'a>>)>,
    rows: Vec<Row<'a>>,
    text: Option<Vec<Block<'a>>>,
}

/// Whether the review is in its film's figures.
enum Standing<'a> {
    Counts(Shown),
    /// Why not, and the page of the review that counts.
    Out(&'static str, &'a str),
    Ungraded,
    Unplaced,
    NoFilm,
}

struct Grade<'a> {
    number: usize,
    value: &'a str,
    scale: Option<&'a str>,
    basis: &'a str,
    scale_basis: &'a str,
    confidence: String,
    counts: bool,
    scores: Vec<(&'a str, bool, Option<Shown>)>,
    quotes: Vec<Quote<'a>>,
}

/// A claim in the table.
struct Row<'a> {
    anchor: String,
    kind: String,
    label: &'a str,
    confidence: Option<String>,
    quotes: Vec<Quote<'a>>,
}

/// A block of the full text, in pieces.
struct Block<'a> {
    role: &'a str,
    pieces: Vec<Piece<'a>>,
}

/// Text, and the anchor of the claim that rests on it.
struct Piece<'a> {
    text: &'a str,
    to: Option<String>,
}

/// The page of the review at `i`.
pub(super) fn page_of(tree: &Tree<'_>, i: usize) -> Page {
    let site = tree.site;
    let review = &site.reviews[i];
    let film = site.film_of[i].map(|at| &site.films[at]);
    let name = film.map_or("a film not settled", |f| &f.film.title);
    let value = |q: &'_ Option<super::Quoted>| q.as_ref().map(|q| q.value.clone());
    let by = value(&review.byline).or_else(|| value(&review.outlet)).unwrap_or_else(|| "Unsigned".into());
    let heading = format!("{by} on {name}");
    let path = format!("reviews/{}.html", site.slugs[i]);
    let mut quotes = Quotes::of(tree, review);
    // Grades first: their evidence has the first call on the quotes.
    let grades = grades(tree, i, &mut quotes);
    let verdict = review.verdict.as_ref();
    let verdict = verdict.map(|v| (v.value.as_str(), v.as_written.as_str(), quotes.all(&v.evidence)));
    let shown = ReviewPage {
        frame: Frame::new(tree, &heading, "", &path),
        heading,
        film: film.map(|f| (f.slug.as_str(), titled(f.film))),
        candidates: review.candidates.iter().map(titled).collect(),
        outlet: review.outlet.as_ref().map(|q| q.value.as_str()),
        published: review.published.as_ref().map(|q| q.value.as_str()),
        url: text::web(review.url.as_deref()),
        words: text::count(review.words, "word", "words"),
        standing: standing(tree, i),
        grades,
        verdict,
        rows: rows(review, &mut quotes),
        text: review.full_text.as_ref().map(|paras| paras.iter().map(block).collect()),
        review,
    };
    page(tree, &path, &shown)
}

fn standing<'a>(tree: &Tree<'a>, i: usize) -> Standing<'a> {
    let Some(film) = tree.site.film_of[i] else { return Standing::NoFilm };
    let count = &tree.counts[film];
    if let Some(kept) = count.kept.iter().find(|k| k.review == i) {
        return Standing::Counts(Shown::new(kept.score));
    }
    if let Some(out) = count.dropped.iter().find(|d| d.review == i) {
        return Standing::Out(reason(out.why), &tree.site.slugs[out.by]);
    }
    if tree.site.reviews[i].grades.is_empty() { Standing::Ungraded } else { Standing::Unplaced }
}

fn grades<'a>(tree: &Tree<'a>, i: usize, quotes: &mut Quotes<'a>) -> Vec<Grade<'a>> {
    let counting = tree.grade(i).map(|(at, _)| at);
    let site = tree.site;
    let review = &site.reviews[i];
    review
        .grades
        .iter()
        .enumerate()
        .map(|(at, g)| Grade {
            number: at + 1,
            value: &g.value,
            scale: g.scale.as_deref(),
            basis: &g.basis,
            scale_basis: &g.scale_basis,
            confidence: sure(g.confidence),
            counts: counting == Some(at),
            scores: site
                .policies
                .iter()
                .enumerate()
                .map(|(p, policy)| {
                    let score = score_of(g, &policy.name).map(Shown::new);
                    (policy.title.as_str(), p == tree.policy, score)
                })
                .collect(),
            quotes: quotes.all(&g.evidence),
        })
        .collect()
}

fn rows<'a>(review: &'a Review, quotes: &mut Quotes<'a>) -> Vec<Row<'a>> {
    let claims = review.claims.iter().enumerate().map(|(i, c)| {
        let ClaimEntry { kind, label, confidence, evidence } = c;
        let anchor = format!("c{}", i + 1);
        Row {
            anchor,
            kind: kind.clone(),
            label,
            confidence: Some(sure(*confidence)),
            quotes: quotes.all(evidence),
        }
    });
    let mut rows: Vec<Row<'_>> = claims.collect();
    let facts = [("byline", &review.byline), ("outlet", &review.outlet), ("published", &review.published)];
    for (kind, fact) in facts {
        if let Some(fact) = fact {
            let quotes = quotes.all(&fact.evidence);
            rows.push(Row {
                anchor: kind.into(),
                kind: kind.into(),
                label: &fact.value,
                confidence: None,
                quotes,
            });
        }
    }
    rows
}

/// A confidence in percent: two digits are more than it deserves already.
fn sure(confidence: f32) -> String {
    text::percent(f64::from(confidence.clamp(0.0, 1.0)))
}

/// Cuts a block at its marks. Where marks overlap, the one that begins first has the overlap.
fn block(para: &Para) -> Block<'_> {
    let mut marks: Vec<_> = para.marks.iter().collect();
    marks.sort_by_key(|m| (m.start, m.end));
    let mut pieces = Vec::new();
    let mut done = 0;
    for mark in marks {
        let start = mark.start.max(done);
        let (Some(gap), Some(words)) = (para.text.get(done..start), para.text.get(start..mark.end)) else {
            continue;
        };
        if words.is_empty() {
            continue;
        }
        let to = match mark.of {
            Of::Grade(i) => format!("g{}", i + 1),
            Of::Claim(i) => format!("c{}", i + 1),
            Of::Byline => "byline".into(),
            Of::Outlet => "outlet".into(),
            Of::Published => "published".into(),
            Of::Verdict => "verdict".into(),
        };
        pieces.push(Piece { text: gap, to: None });
        pieces.push(Piece { text: words, to: Some(to) });
        done = mark.end;
    }
    pieces.push(Piece { text: para.text.get(done..).unwrap_or_default(), to: None });
    pieces.retain(|p| !p.text.is_empty());
    Block { role: &para.role, pieces }
}

#[cfg(test)]
mod tests {
    use super::super::TextMark;
    use super::*;

    #[test]
    fn a_block_keeps_all_its_text_whatever_its_marks() {
        let mark = |start, end| TextMark { start, end, of: Of::Claim(0) };
        let marks = vec![mark(5, 9), mark(0, 3), mark(2, 6), mark(4, 400), mark(7, 7), mark(1, 2)];
        let para = Para { text: "Zoë says: ★★★ and no more".into(), role: "body".into(), marks };
        let block = block(&para);
        let text: String = block.pieces.iter().map(|p| p.text).collect();
        assert_eq!(text, para.text);
        assert_eq!(
            block.pieces.iter().filter(|p| p.to.is_some()).count(),
            3,
            "what does not fit is left out"
        );
    }
}
