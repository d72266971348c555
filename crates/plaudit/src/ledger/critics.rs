//! `plaudit critics`: the critics of the ledger with their severity and spread, as learned from films that others
//! graded too.

use std::collections::HashMap;

use comfy_table::CellAlignment;
use serde::Serialize;
use store::{AsOf, Store, What};

use super::args::CriticsArgs;
use super::figures::{Ranged, Told};
use super::fitted::{each_film, learned};
use super::general::General;
use super::open;
use super::row::{self, Value};
use super::show::{self, number};
use super::view::{Look, view};
use crate::Exit;

/// A critic in the table.
#[derive(Debug, Serialize)]
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) name: String,
    /// Reviews that count.
    pub(crate) reviews: usize,
    /// Mean of the grades, under the policy.
    pub(crate) mean: Option<f64>,
    /// Share of positive reviews, 0 to 1.
    pub(crate) positive: Option<f64>,
    #[serde(flatten)]
    pub(crate) rates: Option<Rates>,
}

/// How a critic rates.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Rates {
    /// Points above the average review of the same film: below 0 is severe.
    pub(crate) severity: Ranged,
    /// How far the critic's grades follow the film: 1 as all do.
    pub(crate) slope: f64,
    /// Standard deviation of the critic's grades around that, in points.
    pub(crate) spread: f64,
}

#[derive(Serialize)]
struct Output<'a> {
    #[serde(flatten)]
    told: Told,
    critics: &'a [Line],
}

/// What a critic's reviews add up to.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    pub(crate) reviews: usize,
    pub(crate) grades: usize,
    pub(crate) total: f64,
    pub(crate) positive: usize,
    pub(crate) sided: usize,
}

impl Sum {
    pub(crate) fn add(&mut self, row: &row::Row, value: Value, general: &General) {
        self.reviews += 1;
        if let Value::Grade(score) = value {
            self.grades += 1;
            self.total += score;
        }
        if let Some((positive, _)) = general.positive(row, value) {
            self.sided += 1;
            self.positive += usize::from(positive);
        }
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        (self.grades > 0).then(|| self.total / self.grades as f64)
    }

    pub(crate) fn share(&self) -> Option<f64> {
        (self.sided > 0).then(|| self.positive as f64 / self.sided as f64)
    }
}

/// How a critic rates, as the fit has it.
pub(crate) fn rates(fit: &consensus::model::Fit, critic: i64) -> Option<Rates> {
    let s = fit.critic(u32::try_from(critic).ok()?)?;
    Some(Rates { severity: Ranged::around(s.offset, s.error), slope: s.slope, spread: s.spread })
}

/// Runs the command.
pub(crate) fn run(args: &CriticsArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let mut lines = lines(&mut store, &look)?;
    lines.retain(|l| l.reviews >= args.min_reviews.max(1));
    lines.sort_by(|a, b| b.reviews.cmp(&a.reviews).then_with(|| a.name.cmp(&b.name)));
    let all = lines.len();
    lines.truncate(args.limit.unwrap_or(usize::MAX));
    if args.view.json {
        return show::json(&Output { told: Told::of(&look), critics: &lines });
    }
    let mut table = show::table(&["critic", "reviews", "positive", "mean", "severity", "slope", "spread"]);
    for l in &lines {
        let rates = l.rates.as_ref();
        table.add_row([
            l.name.clone(),
            l.reviews.to_string(),
            l.positive.map_or_else(String::new, |p| format!("{:.0} %", p * 100.0)),
            l.mean.map_or_else(String::new, number),
            rates.map_or_else(String::new, |r| show::signed(&r.severity)),
            rates.map_or_else(String::new, |r| format!("{:.2}", r.slope)),
            rates.map_or_else(String::new, |r| number(r.spread)),
        ]);
    }
    show::align(&mut table, &[1, 2, 3, 5, 6], CellAlignment::Right);
    let mut text = format!("{}\n", table.trim_fmt());
    if lines.len() < all {
        text.push_str(&format!("{} of {all} critics\n", lines.len()));
    }
    text.push_str(
        "Severity: points above (+, kind) or below (−, severe) the average review of the same films.\n",
    );
    show::footer(&mut text, &look);
    show::print(&text)
}

/// All critics with reviews that count.
pub(crate) fn lines(store: &mut Store, look: &Look) -> anyhow::Result<Vec<Line>> {
    let learned = learned(store, look)?;
    let sums = sums(store, look, &learned.general)?;
    let parties = store.parties(What::Critic)?;
    let line = |party: store::Party| {
        let sum = sums.get(&party.id)?;
        Some(Line {
            id: party.id,
            name: party.name,
            reviews: sum.reviews,
            mean: sum.mean(),
            positive: sum.share(),
            rates: rates(&learned.fit, party.id),
        })
    };
    Ok(parties.into_iter().filter_map(line).collect())
}

/// Sums over what counts, by critic.
fn sums(store: &mut Store, look: &Look, general: &General) -> anyhow::Result<HashMap<i64, Sum>> {
    let mut sums: HashMap<i64, Sum> = HashMap::new();
    each_film(store, AsOf::Now, |rows| {
        let viewed = view(rows, look);
        for (row, value) in viewed.kept() {
            if let Some(id) = row.kept.critic {
                sums.entry(id).or_default().add(row, value, general);
            }
        }
    })?;
    Ok(sums)
}
