//! `plaudit film`: what critics thought of one film: its figures, its reviews, what they praise and fault.

use std::fmt::Write as _;

use comfy_table::CellAlignment;
use consensus::Why;
use serde::Serialize;
use store::{AsOf, Store, What};

use super::args::FilmArgs;
use super::aspects::{self, Aspect};
use super::figures::{Figures, Told, figures};
use super::general::General;
use super::more::{self, More};
use super::row::{Row, Value};
use super::show::{self, FilmName, number, range};
use super::view::{Look, Viewed, view};
use super::{fitted, names, open, row};
use crate::Exit;

/// Everything that is said of a film.
#[derive(Debug, Serialize)]
pub(crate) struct Film {
    #[serde(flatten)]
    pub(crate) told: Told,
    pub(crate) film: FilmName,
    pub(crate) figures: Figures,
    /// The reviews that count, best first.
    pub(crate) reviews: Vec<Review>,
    /// Those that do not, each with the reason.
    pub(crate) left_out: Vec<LeftOut>,
    /// What of the film is judged how.
    pub(crate) aspects: Vec<Aspect>,
    #[serde(flatten)]
    pub(crate) more: More,
}

/// A review that counts.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Review {
    /// Its number, for `correct` and `remove`.
    pub(crate) review: String,
    pub(crate) critic: Option<String>,
    pub(crate) outlet: Option<String>,
    pub(crate) published: Option<String>,
    /// As printed.
    pub(crate) grade: Option<String>,
    pub(crate) scale: Option<String>,
    /// What it counts by: "grade", "verdict" or "text".
    pub(crate) basis: &'static str,
    /// Under the policy, or as inferred.
    pub(crate) score: Option<f64>,
    pub(crate) positive: Option<bool>,
    pub(crate) source: String,
    pub(crate) url: Option<String>,
    /// What a person has set right.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) corrected: Vec<&'static str>,
}

/// A review that does not count.
#[derive(Debug, Serialize)]
pub(crate) struct LeftOut {
    #[serde(flatten)]
    pub(crate) review: Review,
    pub(crate) why: &'static str,
    /// The review that counts in its stead.
    pub(crate) by: Option<String>,
}

/// Runs the command.
pub(crate) fn run(args: &FilmArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let found = names::film(&mut store, &args.film)?;
    let film = film(&mut store, &found, &look, args.expect.map(|n| n as usize))?;
    if args.view.json { show::json(&film) } else { show::print(&for_the_eye(&film, &look)) }
}

/// The ratings of a film as they count.
pub(crate) fn viewed(store: &mut Store, film: i64, look: &Look) -> anyhow::Result<Viewed> {
    let kept = store.ratings_of(What::Film, film, AsOf::Now)?;
    Ok(view(row::rows(store, kept)?, look))
}

/// All about a film.
pub(crate) fn film(
    store: &mut Store,
    found: &store::Film,
    look: &Look,
    expected: Option<usize>,
) -> anyhow::Result<Film> {
    let learned = fitted::learned(store, look)?;
    let viewed = viewed(store, found.id, look)?;
    let figures = figures(&viewed, &learned);
    let mut reviews: Vec<Review> =
        viewed.kept().map(|(row, value)| review(row, value, &learned.general)).collect();
    reviews.sort_by(|a, b| {
        let score = |r: &Review| r.score.unwrap_or(-1.0);
        score(b)
            .total_cmp(&score(a))
            .then_with(|| a.critic.cmp(&b.critic))
            .then_with(|| a.review.cmp(&b.review))
    });
    let aspects = aspects::aspects(store, viewed.kept().map(|(row, _)| row))?;
    Ok(Film {
        told: Told::of(look),
        film: FilmName::of(found),
        figures,
        reviews,
        left_out: left_out(&viewed, &learned.general),
        more: more::more(&viewed, &learned, look, expected),
        aspects,
    })
}

/// A rating as it is told.
pub(crate) fn review(row: &Row, value: Value, general: &General) -> Review {
    let kept = &row.kept;
    let (basis, score) = match value {
        Value::Grade(score) => ("grade", Some(score)),
        Value::Mark(_) => ("verdict", None),
        Value::Inferred(inferred) => ("text", Some(inferred.value)),
        Value::Nothing => ("nothing", None),
    };
    let word = kept.mark_basis.clone().filter(|_| matches!(value, Value::Mark(_)));
    Review {
        review: row.number(),
        critic: kept.critic_name.clone(),
        outlet: kept.outlet_name.clone(),
        published: kept.published.clone(),
        grade: row.grade.as_ref().map(|g| g.value.clone()).or(word),
        scale: row.grade.as_ref().and_then(|g| g.scale.name()),
        basis,
        score,
        positive: general.positive(row, value).map(|(p, _)| p),
        source: kept.source.clone(),
        url: kept.url.clone(),
        corrected: super::change::FIELDS
            .iter()
            .filter(|f| kept.corrected & f.bit() != 0)
            .map(|f| f.name())
            .collect(),
    }
}

pub(crate) fn left_out(viewed: &Viewed, general: &General) -> Vec<LeftOut> {
    let one = |at: usize, why, by: Option<usize>| {
        Some(LeftOut {
            review: review(viewed.rows.get(at)?, *viewed.values.get(at)?, general),
            why,
            by: by.and_then(|by| viewed.rows.get(by)).map(Row::number),
        })
    };
    let dropped = viewed.counted.dropped.iter().filter_map(|d| one(d.index, why(d.why), Some(d.by)));
    let ahead = viewed.counted.ahead.iter().filter_map(|&at| one(at, "not there yet on that day", None));
    let mute = viewed.mute.iter().filter_map(|&at| one(at, "it states nothing that could count", None));
    dropped.chain(ahead).chain(mute).collect()
}

/// Why a rating does not count, in words.
pub(crate) fn why(why: Why) -> &'static str {
    match why {
        Why::Revised => "the critic gave another grade later",
        Why::Later => "the critic gave another grade before",
        Why::Copy => "a copy of the same review",
        Why::Repeat => "the same grade in the same place again",
        Why::Weaker => "the critic states a grade elsewhere",
        Why::Undated => "another grade by the same critic, and no date says which came last",
    }
}

/// A bar of eighths of a cell.
fn bar(part: usize, most: usize, width: usize) -> String {
    let eighths = (part * width * 8).checked_div(most).unwrap_or(0).max(usize::from(part > 0));
    let mut out = "█".repeat(eighths / 8);
    if let Some(c) = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8) {
        out.push_str(c);
    }
    out
}

fn for_the_eye(film: &Film, look: &Look) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}", film.film.label());
    if let Some(id) = &film.film.imdb {
        let _ = write!(out, "  {id}");
    }
    out.push_str("\n\n");
    let f = &film.figures;
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "  {name:<14}{value}");
    };
    let by = [(f.graded, "by a grade"), (f.marked, "by a verdict"), (f.inferred, "by the text")];
    let by: Vec<String> = by.iter().filter(|(n, _)| *n > 0).map(|(n, how)| format!("{n} {how}")).collect();
    line("reviews", format!("{}: {}", f.reviews, if by.is_empty() { "none".into() } else { by.join(", ") }));
    if let Some(estimate) = &f.estimate {
        line("estimate", format!("{}, from all reviews, corrected for who wrote them", range(estimate)));
    }
    if let (Some(stated), true) = (&f.estimate_stated, f.inferred > 0) {
        line("", format!("{}, from the stated ones alone", range(stated)));
    }
    if let Some(positive) = &f.positive {
        line("positive", format!("{}: {} of {}", show::share(positive), positive.count, positive.of));
    }
    if let Some(mean) = &f.mean {
        let low = mean.low.zip(mean.high).map(|(l, h)| format!(" ({}–{})", number(l), number(h)));
        line("mean", format!("{}{}", number(mean.value), low.unwrap_or_default()));
    }
    if let Some(median) = f.median {
        line("median", number(median));
    }
    more::lines(&film.more, f, &mut line);
    let most = f.distribution.iter().copied().max().unwrap_or(0);
    if most > 0 {
        out.push_str("\n  grades\n");
        for (at, n) in f.distribution.iter().enumerate().rev() {
            let to = if at == consensus::BINS - 1 { 100 } else { at * 10 + 9 };
            let row = format!("  {:>3}–{to:<4} {:<24} {}", at * 10, bar(*n, most, 24), n);
            let _ = writeln!(out, "{}", row.trim_end());
        }
    }
    if !film.aspects.is_empty() {
        out.push('\n');
        out.push_str(&aspects::for_the_eye(&film.aspects));
    }
    out.push('\n');
    let mut table = show::table(&["  review", "grade", "score", "critic", "outlet", "date"]);
    for r in &film.reviews {
        table.add_row([
            format!("  {}", r.review),
            r.grade.clone().unwrap_or_else(|| "–".into()),
            r.score.map_or_else(String::new, |s| number(s) + if r.basis == "text" { " by text" } else { "" }),
            r.critic.clone().unwrap_or_else(|| "unsigned".into()),
            r.outlet.clone().unwrap_or_default(),
            r.published.clone().unwrap_or_default(),
        ]);
    }
    show::align(&mut table, &[2], CellAlignment::Right);
    out.push_str(&table.trim_fmt());
    out.push('\n');
    if !film.left_out.is_empty() {
        out.push_str("\n  left out\n");
        for l in &film.left_out {
            let r = &l.review;
            let who = [r.critic.as_deref(), r.outlet.as_deref(), r.published.as_deref()];
            let who = who.into_iter().flatten().collect::<Vec<_>>().join(", ");
            let grade = r.grade.as_deref().unwrap_or("–");
            let by = l.by.as_ref().map(|by| format!(": {by} counts")).unwrap_or_default();
            let _ = writeln!(out, "  {}  {grade}  {who}: {}{by}", r.review, l.why);
        }
    }
    out.push('\n');
    show::footer(&mut out, look);
    out
}
