//! `plaudit outlets`: the outlets of the ledger, their scales and the use that they make of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use comfy_table::CellAlignment;
use serde::Serialize;
use store::{AsOf, Store, What};

use super::args::CriticsArgs;
use super::critics::Sum;
use super::figures::{Ranged, Told};
use super::fitted::{Learned, each_film, learned};
use super::open;
use super::show::{self, number};
use super::view::{Look, view};
use crate::Exit;

/// An outlet in the table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) id: i64,
    name: String,
    /// Reviews that count.
    reviews: usize,
    critics: usize,
    mean: Option<f64>,
    positive: Option<f64>,
    /// The scales that its grades are on, the most used first.
    scales: Vec<ScaleUse>,
    /// Points that it adds beside what its critics do.
    severity: Option<Ranged>,
}

/// How an outlet uses a scale.
#[derive(Debug, Serialize)]
pub(crate) struct ScaleUse {
    scale: String,
    grades: usize,
    /// How often each grade was given, in scale order from the worst.
    given: Vec<(f64, usize)>,
}

#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    told: Told,
    outlets: &'a [Line],
}

#[derive(Default)]
struct Gathered {
    sum: Sum,
    critics: BTreeSet<i64>,
    /// By scale: how often each grade, in thousandths of a point.
    scales: BTreeMap<String, BTreeMap<i64, usize>>,
}

/// Runs the command.
pub(crate) fn run(args: &CriticsArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let learned = learned(&mut store, &look)?;
    let mut lines = lines(&mut store, &look, &learned)?;
    lines.retain(|l| l.reviews >= args.min_reviews.max(1));
    let all = lines.len();
    lines.truncate(args.limit.unwrap_or(usize::MAX));
    if args.view.json {
        return show::json(&Output { told: Told::of(&look), outlets: &lines });
    }
    let mut text = table(&lines);
    if lines.len() < all {
        text.push_str(&format!("{} of {all} outlets\n", lines.len()));
    }
    show::footer(&mut text, &look);
    show::print(&text)
}

/// All outlets with reviews that count, those with most first.
pub(crate) fn lines(store: &mut Store, look: &Look, learned: &Learned) -> anyhow::Result<Vec<Line>> {
    let mut gathered: HashMap<i64, Gathered> = HashMap::new();
    each_film(store, AsOf::Now, |rows| {
        let viewed = view(rows, look);
        for (row, value) in viewed.kept() {
            let Some(outlet) = row.kept.outlet else { continue };
            let of = gathered.entry(outlet).or_default();
            of.sum.add(row, value, &learned.general);
            of.critics.extend(row.kept.critic);
            if let Some((grade, points)) = row.grade.as_ref().and_then(|g| Some((g, g.points?))) {
                let scale = grade.scale.name().unwrap_or_else(|| "unknown".into());
                *of.scales.entry(scale).or_default().entry((points * 1000.0).round() as i64).or_default() +=
                    1;
            }
        }
    })?;
    let mut lines: Vec<Line> = store
        .parties(What::Outlet)?
        .into_iter()
        .filter_map(|party| {
            let of = gathered.remove(&party.id)?;
            let fitted = u32::try_from(party.id).ok().and_then(|id| learned.fit.outlet(id));
            Some(Line {
                id: party.id,
                name: party.name,
                reviews: of.sum.reviews,
                critics: of.critics.len(),
                mean: of.sum.mean(),
                positive: of.sum.share(),
                scales: scales(of.scales),
                severity: fitted.map(|(value, error)| Ranged::around(value, error)),
            })
        })
        .collect();
    lines.sort_by(|a, b| b.reviews.cmp(&a.reviews).then_with(|| a.name.cmp(&b.name)));
    Ok(lines)
}

/// The outlets as a table, and what its columns mean.
pub(crate) fn table(lines: &[Line]) -> String {
    let mut table = show::table(&[
        "outlet",
        "reviews",
        "critics",
        "positive",
        "mean",
        "severity",
        "scale",
        "grades used",
    ]);
    for l in lines {
        let main = l.scales.first();
        let more =
            if l.scales.len() > 1 { format!(" and {} more", l.scales.len() - 1) } else { String::new() };
        table.add_row([
            l.name.clone(),
            l.reviews.to_string(),
            l.critics.to_string(),
            l.positive.map_or_else(String::new, |p| format!("{:.0} %", p * 100.0)),
            l.mean.map_or_else(String::new, number),
            l.severity.as_ref().map_or_else(String::new, show::signed),
            main.map_or_else(String::new, |s| format!("{}{more}", s.scale)),
            main.map_or_else(String::new, |s| s.given.len().to_string()),
        ]);
    }
    show::align(&mut table, &[1, 2, 3, 4, 7], CellAlignment::Right);
    format!(
        "{}\nSeverity: points that the outlet adds to what its critics do; kind above 0, severe below.\n",
        table.trim_fmt()
    )
}

fn scales(of: BTreeMap<String, BTreeMap<i64, usize>>) -> Vec<ScaleUse> {
    let mut out: Vec<ScaleUse> = of
        .into_iter()
        .map(|(scale, given)| ScaleUse {
            scale,
            grades: given.values().sum(),
            given: given.into_iter().map(|(at, n)| (at as f64 / 1000.0, n)).collect(),
        })
        .collect();
    out.sort_by_key(|s| std::cmp::Reverse(s.grades));
    out
}
