//! `plaudit explain`: every step from the ledger to a film's numbers, so that anybody can do them again by hand.

use std::collections::HashMap;
use std::fmt::Write as _;

use consensus::model::{Estimate, Part};
use serde::Serialize;

use super::args::FilmArgs;
use super::figures::{self, Figures, Told, figures};
use super::film::{LeftOut, Review, left_out, review};
use super::fitted::Learned;
use super::general::{General, Side};
use super::row::{Row, Value};
use super::show::{self, FilmName, number};
use super::view::{Look, Viewed};
use super::{film, fitted, names, open};
use crate::Exit;

/// A review on its way into the numbers.
#[derive(Debug, Serialize)]
struct Step {
    #[serde(flatten)]
    review: Review,
    /// How the score comes about.
    rule: String,
    /// How the scale is known, where the grade does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    scale_by_habit: Option<String>,
    /// Whether it is positive, and how that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<String>,
    /// The score as the model took it: a mark has one too.
    #[serde(skip)]
    taken: Option<f64>,
    /// Points that critic, outlet and scale are believed to add.
    offset: Option<f64>,
    /// How far the critic follows a film's distance from the middle of all films.
    slope: Option<f64>,
    /// What the average critic would have given.
    adjusted: Option<f64>,
    weight: Option<f64>,
    /// weight · adjusted.
    product: Option<f64>,
}

#[derive(Serialize)]
struct Explained {
    #[serde(flatten)]
    told: Told,
    film: FilmName,
    /// The entry up to which the model was fitted, and the last one.
    fitted_to: i64,
    entries: i64,
    steps: Vec<Step>,
    left_out: Vec<LeftOut>,
    prior: Option<f64>,
    prior_weight: Option<f64>,
    sum_of_weights: f64,
    sum_of_products: f64,
    figures: Figures,
}

/// Runs the command.
pub(crate) fn run(args: &FilmArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let found = names::film(&mut store, &args.film)?;
    let learned = fitted::learned(&mut store, &look)?;
    let viewed = film::viewed(&mut store, found.id, &look)?;
    let entries = store.position()?;
    let estimate = figures::estimate(&viewed, &learned.fit, true);
    let steps = steps(&viewed, estimate.as_ref(), &look, &learned.general);
    let (prior, prior_weight) =
        (estimate.as_ref().map(|e| e.prior), estimate.as_ref().map(|e| e.prior_weight));
    let own: f64 = prior.zip(prior_weight).map_or(0.0, |(p, w)| p * w);
    let explained = Explained {
        told: Told::of(&look),
        film: FilmName::of(&found),
        fitted_to: learned.position,
        entries,
        sum_of_weights: prior_weight.unwrap_or(0.0) + steps.iter().filter_map(|s| s.weight).sum::<f64>(),
        sum_of_products: own + steps.iter().filter_map(|s| s.product).sum::<f64>(),
        prior,
        prior_weight,
        left_out: left_out(&viewed, &learned.general),
        figures: figures(&viewed, &learned),
        steps,
    };
    if args.view.json {
        return show::json(&explained);
    }
    show::print(&for_the_eye(&explained, &viewed, &learned, estimate.as_ref(), &look))
}

fn steps(viewed: &Viewed, estimate: Option<&Estimate>, look: &Look, general: &General) -> Vec<Step> {
    let parts = estimate.map_or(&[][..], |e| &e.parts);
    let parts: HashMap<usize, &Part> = viewed.observed().into_iter().map(|(at, _)| at).zip(parts).collect();
    let step = |&at: &usize| {
        let (row, value) = (viewed.rows.get(at)?, *viewed.values.get(at)?);
        let part = parts.get(&at);
        Some(Step {
            review: review(row, value, general),
            verdict: verdict(row, value, general),
            rule: rule(row, value, look),
            scale_by_habit: row.habit.clone(),
            taken: part.map(|p| p.score),
            offset: part.map(|p| p.offset),
            slope: part.map(|p| p.slope),
            adjusted: part.map(|p| p.adjusted),
            weight: part.map(|p| p.weight),
            product: part.map(|p| p.weight * p.adjusted),
        })
    };
    viewed.counted.kept.iter().filter_map(step).collect()
}

/// Whether a review is positive, and how that is known.
fn verdict(row: &Row, value: Value, general: &General) -> Option<String> {
    let (positive, side) = general.positive(row, value)?;
    let word = if positive { "positive" } else { "not positive" };
    Some(match side {
        Side::Mark => {
            let mark = row.kept.mark_basis.as_deref().unwrap_or("its mark");
            format!("{word}: marked {mark}")
        }
        Side::Cut(p) => format!("{word}: {:.0} % of reviews with this grade are", p * 100.0),
        Side::Text => format!("{word}: {} is the customary cut", consensus::POSITIVE),
    })
}

/// How what a review counts by comes about, in words.
fn rule(row: &Row, value: Value, look: &Look) -> String {
    match value {
        Value::Grade(_) => match &row.grade {
            Some(grade) => look.policy.rule(grade, row.kept.outlet_name.as_deref()),
            None => String::new(),
        },
        Value::Mark(_) => {
            let word = row.kept.mark_basis.as_deref().unwrap_or("a verdict");
            format!("the critic's verdict: {word}")
        }
        Value::Inferred(i) => {
            format!(
                "inferred from the text, {} % within {}–{}",
                number(i.level * 100.0),
                number(i.low),
                number(i.high)
            )
        }
        Value::Nothing => "nothing".to_owned(),
    }
}

fn for_the_eye(
    explained: &Explained,
    viewed: &Viewed,
    learned: &Learned,
    estimate: Option<&Estimate>,
    look: &Look,
) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}\n\n", explained.film.label());
    let _ = writeln!(
        out,
        "1. The ledger has {} ratings of it (entries up to {}). {} count.",
        viewed.rows.len(),
        explained.entries,
        viewed.counted.kept.len()
    );
    for l in &explained.left_out {
        let by = l.by.as_ref().map(|by| format!(" ({by} counts)")).unwrap_or_default();
        let grade = l.review.grade.as_deref().unwrap_or("–");
        let critic = l.review.critic.as_deref().unwrap_or("unsigned");
        let _ = writeln!(out, "   {} {grade}, {critic}: {}{by}", l.review.review, l.why);
    }
    for (a, b) in &viewed.counted.twins {
        if let (Some(a), Some(b)) = (viewed.rows.get(*a), viewed.rows.get(*b)) {
            let _ = writeln!(
                out,
                "   {} and {} have one text and two critics: both count; look at them",
                a.number(),
                b.number()
            );
        }
    }
    let _ = writeln!(
        out,
        "\n2. Grades become scores by the policy {} ({}).",
        look.policy.name, look.policy.source
    );
    for s in &explained.steps {
        let r = &s.review;
        let habit = s.scale_by_habit.as_ref().map(|h| format!("; {h}")).unwrap_or_default();
        let score = r.score.map(|s| format!(" = {}", number(s))).unwrap_or_default();
        let _ = writeln!(
            out,
            "   {:<6} {:<22} {:<8} {}{score}{habit}",
            r.review,
            r.critic.as_deref().unwrap_or("unsigned"),
            r.grade.as_deref().unwrap_or("–"),
            s.rule
        );
        if let Some(verdict) = &s.verdict {
            let _ = writeln!(out, "   {:<38} {verdict}", "");
        }
    }
    let f = &explained.figures;
    out.push_str("\n3. Counted as they are\n");
    if let Some(p) = &f.positive {
        let _ = writeln!(
            out,
            "   positive: {} of {}, {} (Wilson's interval); the cuts rest on {} marked grades of this ledger",
            p.count,
            p.of,
            show::share(p),
            learned.general.marks
        );
    }
    if let (Some(mean), Some(median)) = (&f.mean, f.median) {
        let _ = writeln!(
            out,
            "   mean of {} grades: {}; median: {}",
            f.graded,
            number(mean.value),
            number(median)
        );
    }
    let Some(e) = estimate else {
        out.push_str("\n4. There is nothing to estimate from.\n");
        return out;
    };
    let _ = writeln!(
        out,
        "\n4. The estimate: each score as the average critic would have given it, weighed by what it tells.\n   \
         adjusted = {} + (score − offset − {}) / slope, as fitted to the entries up to {}\n   \
         (on films other than this one; a line for nobody in particular where the critic is unknown).\n",
        precise(e.prior),
        precise(e.prior),
        explained.fitted_to,
    );
    if e.inferred + e.marks > 0 {
        out.push_str(
            "   A text's score is first stretched away from the middle, since a guess lies nearer to it than a grade,\n   \
             and a verdict alone stands for a usual score of its side (docs/method.md, 5 and 6).\n\n",
        );
    }
    let mut table =
        show::table(&["   review", "score", "offset", "slope", "adjusted", "weight", "weight·adjusted"]);
    let cell = |x: Option<f64>| x.map(precise).unwrap_or_default();
    for s in &explained.steps {
        table.add_row([
            format!("   {}", s.review.review),
            cell(s.taken),
            cell(s.offset),
            cell(s.slope),
            cell(s.adjusted),
            cell(s.weight),
            cell(s.product),
        ]);
    }
    table.add_row([
        "   all films".to_owned(),
        String::new(),
        String::new(),
        String::new(),
        precise(e.prior),
        precise(e.prior_weight),
        precise(e.prior * e.prior_weight),
    ]);
    show::align(&mut table, &[1, 2, 3, 4, 5, 6], comfy_table::CellAlignment::Right);
    out.push_str(&table.trim_fmt());
    let _ = writeln!(
        out,
        "\n\n   {} / {} = {}, 90 % between {} and {} (standard error {})",
        precise(explained.sum_of_products),
        precise(explained.sum_of_weights),
        precise(e.value),
        number(e.interval.low),
        number(e.interval.high),
        precise(e.error),
    );
    let fit = &learned.fit;
    let spreads = fit.spreads();
    let _ = writeln!(
        out,
        "   Fitted to {} ratings: films differ by {} points (standard deviation), critics' severities by {},\n   \
         outlets' by {}, one grade around its critic's line by {}.",
        fit.n(),
        number(spreads.film.sqrt()),
        number(spreads.critic.sqrt()),
        number(spreads.outlet.sqrt()),
        number(spreads.noise.sqrt()),
    );
    out.push_str("\nThe formulas and where they come from: docs/method.md. All digits: --json.\n");
    out
}

fn precise(x: f64) -> String {
    format!("{x:.3}")
}
