//! `plaudit report`: readings as a static report that opens from disk.
//!
//! Plain data in ([`Review`]s), pages out ([`render`], or [`each`] for many: pure functions); a
//! [`Writer`] puts them into a directory. The pages have no script, load nothing, and carry their style
//! sheet within them, so one page can be mailed and still looks right.
//!
//! There is one tree of pages for each policy, the first at the root and every other in a directory of
//! its name; the header links each page to the same page under every other policy. A switch made of
//! radio buttons and `:has()` would forget the choice with every click and print every number twice;
//! a tree keeps it in the address, works in every browser and can be linked to.

mod chart;
mod film;
mod frame;
mod gather;
mod index;
mod judge;
mod method;
mod review;
mod slug;
pub(crate) mod text;
mod write;

pub use write::{MARKER, Writer, before, write};

/// One review, as far as a report tells of it.
#[derive(Debug, Clone, Default)]
pub struct Review {
    /// Where it was read, as shown: a path or an address.
    pub source: String,
    /// Position among the reviews of that source, from 1.
    pub record: Option<u32>,
    /// Which part of a roundup, from 0.
    pub part: u32,
    /// The film; `None` where the reader abstains or found none.
    pub film: Option<FilmRef>,
    /// The films it may be, where the reader abstains, the likeliest first.
    pub candidates: Vec<FilmRef>,
    /// Who wrote it.
    pub byline: Option<Quoted>,
    /// Where it appeared.
    pub outlet: Option<Quoted>,
    /// When: an ISO 8601 date.
    pub published: Option<Quoted>,
    /// The original; linked to where it is an `http` or `https` address.
    pub url: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// Words of running text.
    pub words: usize,
    /// The grades; the first that a policy can convert is the one that counts.
    pub grades: Vec<GradeEntry>,
    /// Whether it counts as positive, where that is known otherwise than by its score.
    pub positive: Option<bool>,
    /// The verdict in the critic's own word.
    pub verdict: Option<VerdictEntry>,
    /// The verdict that the text speaks for: "positive", "mixed" or "negative".
    pub leaning: Option<String>,
    /// The score that the text speaks for.
    pub inferred: Option<Inferred>,
    /// How the judgement moves through the text.
    pub arc: Vec<Moment>,
    /// What is praised and faulted.
    pub opinions: Vec<Opinion>,
    /// Sentences fit to be quoted, the best first.
    pub quotes: Vec<Excerpt>,
    /// Standing likes and dislikes that the critic declares.
    pub dispositions: Vec<Disposition>,
    /// What gives away the plot.
    pub spoilers: Vec<Excerpt>,
    /// All other claims: film, credits, facts. What has a field of its own is not repeated here.
    pub claims: Vec<ClaimEntry>,
    /// What could not be read or does not add up.
    pub notes: Vec<String>,
    /// Identity of the text, `sha256:…`.
    pub digest: String,
    /// The text, where its owner wants it in the report.
    pub full_text: Option<Vec<Para>>,
}

/// A film.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FilmRef {
    /// Title.
    pub title: String,
    /// Year of the first public showing.
    pub year: Option<i16>,
    /// "tt" and digits.
    pub imdb: Option<String>,
    /// "Q" and digits.
    pub wikidata: Option<String>,
}

/// A value and the words it was read from.
#[derive(Debug, Clone, Default)]
pub struct Quoted {
    /// The value.
    pub value: String,
    /// The words.
    pub evidence: Vec<Excerpt>,
}

/// Evidence in its sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The sentence up to the words.
    pub before: String,
    /// The words.
    pub words: String,
    /// The rest of the sentence.
    pub after: String,
    /// The sentence gives away the plot: it is covered until asked for.
    pub spoiler: bool,
}

/// A score that the text speaks for.
#[derive(Debug, Clone, Default)]
pub struct Inferred {
    /// 0 to 100.
    pub value: f64,
    /// Where its interval begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
    /// How often such an interval holds the critic's grade, 0 to 1.
    pub level: f64,
    /// The sentences that moved it most, each by how many points.
    pub moved: Vec<(f32, Excerpt)>,
}

/// A stretch of the text, and the way it goes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Moment {
    /// Where it begins, as a share of the text.
    pub from: f32,
    /// Where it ends.
    pub to: f32,
    /// From -1 (fault) to 1 (praise).
    pub polarity: f32,
}

/// A judgement of one aspect of the film.
#[derive(Debug, Clone, Default)]
pub struct Opinion {
    /// What is judged: "acting".
    pub aspect: String,
    /// "positive", "mixed" or "negative".
    pub polarity: String,
    /// The person or character judged.
    pub target: Option<String>,
    /// 0 to 1.
    pub confidence: f32,
    /// The words; only the surest of an aspect are kept.
    pub evidence: Option<Excerpt>,
}

/// A standing like or dislike.
#[derive(Debug, Clone, Default)]
pub struct Disposition {
    /// A maker, a genre or a series.
    pub toward: String,
    /// "positive", "mixed" or "negative".
    pub polarity: String,
    /// The words.
    pub evidence: Vec<Excerpt>,
}

/// A grade as printed and what it comes to.
#[derive(Debug, Clone, Default)]
pub struct GradeEntry {
    /// As printed: "★★½", "B-".
    pub value: String,
    /// The scale in words ("0 to 5 stars"); `None` where it is not known.
    pub scale: Option<String>,
    /// "declared" in metadata or "printed" in the text.
    pub basis: String,
    /// How the scale is known.
    pub scale_basis: String,
    /// 0 to 1.
    pub confidence: f32,
    /// What each policy makes of it; a policy that cannot convert it is left out.
    pub scores: Vec<Score>,
    /// The words.
    pub evidence: Vec<Excerpt>,
}

/// A grade under a policy.
#[derive(Debug, Clone, Default)]
pub struct Score {
    /// [`PolicyInfo::name`].
    pub policy: String,
    /// 0 to 100.
    pub value: f64,
}

/// A verdict in words.
#[derive(Debug, Clone, Default)]
pub struct VerdictEntry {
    /// "positive", "mixed" or "negative".
    pub value: String,
    /// The critic's word for it.
    pub as_written: String,
    /// The words.
    pub evidence: Vec<Excerpt>,
}

/// Any other claim.
#[derive(Debug, Clone, Default)]
pub struct ClaimEntry {
    /// Its kind on the wire: "film", "credit", "quote".
    pub kind: String,
    /// What it says, for a person: "Director: Alex Ross Perry".
    pub label: String,
    /// 0 to 1.
    pub confidence: f32,
    /// The words.
    pub evidence: Vec<Excerpt>,
}

/// A block of the full text.
#[derive(Debug, Clone, Default)]
pub struct Para {
    /// Its text.
    pub text: String,
    /// Its role, as the document names it: "title", "body", "field".
    pub role: String,
    /// Where evidence lies in it.
    pub marks: Vec<TextMark>,
}

/// A stretch of the full text that a claim rests on.
#[derive(Debug, Clone, Copy)]
pub struct TextMark {
    /// First byte in the block's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Whose evidence it is.
    pub of: Of,
}

/// What a stretch of text is evidence of.
#[derive(Debug, Clone, Copy)]
pub enum Of {
    /// A place in [`Review::grades`].
    Grade(usize),
    /// A place in [`Review::claims`].
    Claim(usize),
    /// Who wrote it.
    Byline,
    /// Where it appeared.
    Outlet,
    /// When.
    Published,
    /// The verdict.
    Verdict,
    /// A place in [`Review::opinions`].
    Opinion(usize),
    /// A place in [`Review::spoilers`]: covered until asked for.
    Spoiler(usize),
}

/// A policy, for the switch and the page on method.
#[derive(Debug, Clone, Default)]
pub struct PolicyInfo {
    /// The name in data and addresses.
    pub name: String,
    /// The name shown.
    pub title: String,
    /// What it does, in a sentence or two.
    pub description: String,
    /// Where it comes from.
    pub source: String,
    /// Grades and their scores, where it is a table.
    pub table: Vec<(String, f64)>,
}

/// What a report says of the run that made it, and how much of the texts it shows.
#[derive(Debug, Clone)]
pub struct Options {
    /// The heading of the first page.
    pub title: String,
    /// When the report was made, as shown; `None` keeps it out (the same input gives the same bytes).
    pub made: Option<String>,
    /// The version of the reader.
    pub version: String,
    /// What was read, as the user named it.
    pub inputs: Vec<String>,
    /// How many documents were found in it.
    pub documents: usize,
    /// How many of them could not be read.
    pub unreadable: usize,
    /// Notes on the run and on inputs of which no review came.
    pub notes: Vec<String>,
    /// Level of the intervals.
    pub level: f64,
    /// The longest quote, in characters.
    pub quote_chars: usize,
    /// The most quotes of one review; further evidence is shown without its sentence.
    pub quotes: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            title: "What the critics thought".into(),
            made: None,
            version: env!("CARGO_PKG_VERSION").into(),
            inputs: Vec::new(),
            documents: 0,
            unreadable: 0,
            notes: Vec::new(),
            level: consensus::LEVEL,
            quote_chars: 280,
            quotes: 12,
        }
    }
}

/// A file of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it goes, relative to the report's directory, with `/` between names.
    pub path: String,
    /// What is in it.
    pub html: String,
}

/// The report, all at once: the first policy's pages at the root, every other's in a directory of its own.
pub fn render(reviews: &[Review], policies: &[PolicyInfo], options: &Options) -> Vec<Page> {
    let mut pages = Vec::new();
    let all = each(reviews, policies, options, |page| {
        pages.push(page);
        Ok::<(), std::convert::Infallible>(())
    });
    match all {
        Ok(()) => pages,
        Err(never) => match never {},
    }
}

/// The same page by page, for a report that is larger than memory; stops at the first error of `put`.
pub fn each<E>(
    reviews: &[Review],
    policies: &[PolicyInfo],
    options: &Options,
    mut put: impl FnMut(Page) -> Result<(), E>,
) -> Result<(), E> {
    // Without a policy there are no scores, but the films and the evidence are still worth a page.
    let none = [PolicyInfo {
        name: "none".into(),
        title: "No policy".into(),
        description: "No policy was chosen, so no grade is turned into a score.".into(),
        ..PolicyInfo::default()
    }];
    let policies = if policies.is_empty() { &none } else { policies };
    let site = gather::Site::new(reviews, policies, options);
    for policy in 0..policies.len() {
        let tree = gather::Tree::new(&site, policy);
        for page in index::pages(&tree) {
            put(page)?;
        }
        for film in 0..site.films.len() {
            put(film::page_of(&tree, film))?;
        }
        for review in 0..reviews.len() {
            put(review::page_of(&tree, review))?;
        }
        put(method::page_of(&tree))?;
    }
    Ok(())
}
