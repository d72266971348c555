//! A review's page: each score, the grade it comes from, and the words that the grade rests on.

use askama::Template;

use super::film::{reason, titled};
use super::frame::{Frame, Quote, Quotes, Shown, page};
use super::gather::{Tree, score_of, speaks};
use super::judge::{Arc, Aspect, Speaks, of_review};
use super::{ClaimEntry, Of, Page, Para, Review, text};
use crate::layers::{layer, pieces};

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
    speaks: Option<Speaks>,
    /// The score that counts, and the grade it comes from.
    stated: Option<(Shown, &'a str)>,
    /// How far the stated score lies outside of the interval, and on which side.
    gap: Option<&'static str>,
    moved: Vec<Moved<'a>>,
    arc: Option<Arc>,
    aspects: Vec<Aspect<'a>>,
    quotes: Vec<Quote<'a>>,
    dispositions: Vec<(&'static str, &'a str, Vec<Quote<'a>>)>,
    spoilers: Vec<Quote<'a>>,
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

/// A sentence that moved the inferred score.
struct Moved<'a> {
    /// With its sign.
    points: String,
    /// "up" or "down".
    way: &'static str,
    quote: Quote<'a>,
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

/// Text, the anchor of the claim that rests on it, and the way of an opinion that does.
struct Piece<'a> {
    text: &'a str,
    to: Option<String>,
    way: &'a str,
    /// Covered until asked for; nothing in it is a link.
    spoiler: bool,
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
    let stated = tree.grade(i);
    let inferred = speaks(review);
    let moved = inferred.iter().flat_map(|s| &s.moved).filter(|(points, _)| points.is_finite());
    let moved = moved.map(|(points, sentence)| Moved {
        points: format!("{}{:.1}", if *points < 0.0 { "−" } else { "+" }, points.abs()),
        way: if *points < 0.0 { "down" } else { "up" },
        quote: quotes.quote(sentence),
    });
    let moved = moved.collect();
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
        speaks: Speaks::of(review, "scale-t", stated.map(|(_, score)| score)),
        stated: stated
            .and_then(|(at, score)| Some((Shown::new(score), review.grades.get(at)?.value.as_str()))),
        gap: stated.zip(inferred).and_then(|((_, score), s)| match score {
            score if score > s.high => Some("above"),
            score if score < s.low => Some("below"),
            _ => None,
        }),
        moved,
        arc: Arc::of(&review.arc),
        quotes: quotes.all(&review.quotes),
        aspects: of_review(review, &mut quotes),
        dispositions: dispositions(review, &mut quotes),
        spoilers: quotes.all(&review.spoilers),
        grades,
        verdict,
        rows: rows(review, &mut quotes),
        text: review.full_text.as_ref().map(|paras| paras.iter().map(|p| block(review, p)).collect()),
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

fn dispositions<'a>(
    review: &'a Review,
    quotes: &mut Quotes<'a>,
) -> Vec<(&'static str, &'a str, Vec<Quote<'a>>)> {
    let all = review.dispositions.iter().map(|d| {
        let way = match d.polarity.as_str() {
            "positive" => "likes",
            "negative" => "dislikes",
            _ => "is torn about",
        };
        (way, d.toward.as_str(), quotes.all(&d.evidence))
    });
    all.collect()
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

/// Cuts a block at its marks. Links are a layer, opinions one below it; a spoiler covers both.
fn block<'a>(review: &'a Review, para: &'a Para) -> Block<'a> {
    let [mut links, mut opinions, mut spoilers] = [const { Vec::new() }; 3];
    for mark in &para.marks {
        let (layer, to, way) = match mark.of {
            Of::Opinion(i) => match review.opinions.get(i) {
                Some(o) => (&mut opinions, format!("aspect-{}", o.aspect), o.polarity.as_str()),
                None => continue,
            },
            Of::Spoiler(_) => (&mut spoilers, String::new(), ""),
            Of::Grade(i) => (&mut links, format!("g{}", i + 1), ""),
            Of::Claim(i) => (&mut links, format!("c{}", i + 1), ""),
            Of::Byline => (&mut links, "byline".into(), ""),
            Of::Outlet => (&mut links, "outlet".into(), ""),
            Of::Published => (&mut links, "published".into(), ""),
            Of::Verdict => (&mut links, "verdict".into(), ""),
        };
        layer.push((mark.start, mark.end, (to, way)));
    }
    let text = para.text.as_str();
    let [links, opinions, spoilers] = [links, opinions, spoilers].map(|marks| layer(text, marks, true));
    let mut out: Vec<Piece<'_>> = Vec::new();
    // The spoiler that the last piece is, and where it began.
    let mut under: Option<(&(String, &str), usize)> = None;
    for piece in pieces(text, [&links, &opinions, &spoilers]) {
        let [link, opinion, spoiler] = piece.marks;
        let Some(spoiler) = spoiler else {
            under = None;
            let (to, way) = match (link, opinion) {
                (Some((to, _)), opinion) => (Some(to.clone()), opinion.map_or("", |(_, way)| *way)),
                (None, Some((to, way))) => (Some(to.clone()), *way),
                (None, None) => (None, ""),
            };
            out.push(Piece { text: piece.text, to, way, spoiler: false });
            continue;
        };
        match (under.filter(|(mark, _)| std::ptr::eq(*mark, spoiler)), out.last_mut()) {
            (Some((_, start)), Some(last)) => {
                last.text = text.get(start..piece.start + piece.text.len()).unwrap_or(last.text);
            }
            _ => {
                under = Some((spoiler, piece.start));
                out.push(Piece { text: piece.text, to: None, way: "", spoiler: true });
            }
        }
    }
    Block { role: &para.role, pieces: out }
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
        let review = Review::default();
        let block = block(&review, &para);
        let text: String = block.pieces.iter().map(|p| p.text).collect();
        assert_eq!(text, para.text);
        assert_eq!(
            block.pieces.iter().filter(|p| p.to.is_some()).count(),
            3,
            "what does not fit is left out"
        );
    }

    #[test]
    fn a_spoiler_covers_what_lies_in_it() {
        let mark = |start, end, of| TextMark { start, end, of };
        let marks = vec![
            mark(0, 4, Of::Claim(0)),
            mark(0, 9, Of::Opinion(0)),
            mark(11, 19, Of::Spoiler(0)),
            mark(12, 15, Of::Claim(1)),
        ];
        let para = Para { text: "Moss rules. She dies.".into(), role: "body".into(), marks };
        let opinion = super::super::Opinion {
            aspect: "acting".into(),
            polarity: "positive".into(),
            ..Default::default()
        };
        let review = Review { opinions: vec![opinion], ..Review::default() };
        let got: Vec<_> = block(&review, &para)
            .pieces
            .into_iter()
            .map(|p| (p.text.to_owned(), p.to.unwrap_or_default(), p.way.to_owned(), p.spoiler))
            .collect();
        let piece = |text: &str, to: &str, way: &str, spoiler| (text.into(), to.into(), way.into(), spoiler);
        let want = [
            piece("Moss", "c1", "positive", false),
            piece(" rule", "aspect-acting", "positive", false),
            piece("s.", "", "", false),
            piece(" She die", "", "", true),
            piece("s.", "", "", false),
        ];
        assert_eq!(got, want);
    }
}
