//! `plaudit critic`: one critic: how severe, how near to the others, and where farthest from them.

use std::fmt::Write as _;

use consensus::{Against, Agreement, LEVEL, Pair, agreement, disagreements};
use serde::Serialize;
use store::{AsOf, Store, What};

use super::args::CriticArgs;
use super::critics::{Rates, Sum, rates};
use super::figures::{Ranged, Told, grade};
use super::fitted::{Learned, learned};
use super::row::{self, Value};
use super::show::{self, FilmName, number};
use super::view::{Look, view};
use super::{names, open};
use crate::Exit;

/// Disagreements that are shown.
const SHOWN: usize = 5;

/// Everything that is said of a critic.
#[derive(Debug, Serialize)]
struct Critic {
    #[serde(flatten)]
    told: Told,
    id: i64,
    name: String,
    /// Reviews that count.
    reviews: usize,
    graded: usize,
    mean: Option<f64>,
    /// Share of positive reviews, 0 to 1.
    positive: Option<f64>,
    #[serde(flatten)]
    rates: Option<Rates>,
    /// Grades in each ten points.
    distribution: [usize; consensus::BINS],
    outlets: Vec<(String, usize)>,
    /// With the mean of all others, on the films that others graded too.
    agreement: Agreed,
    /// The films on which the critic stands farthest from the others.
    disagreements: Vec<Disagreement>,
}

/// Agreement of two raters as it is told.
#[derive(Debug, Serialize)]
pub(crate) struct Agreed {
    pub(crate) films: usize,
    /// Likely correlation of the scores, given what is usual of two critics.
    pub(crate) likely: Option<Ranged>,
    pub(crate) pearson: Option<Ranged>,
    pub(crate) kendall: Option<f64>,
    /// Mean difference, in points.
    pub(crate) difference: Option<Ranged>,
    /// Share of films on which the verdicts are the same, and how far beyond chance.
    pub(crate) same_verdict: Option<f64>,
    pub(crate) kappa: Option<Ranged>,
}

impl Agreed {
    pub(crate) fn of(a: &Agreement) -> Agreed {
        let ranged = |f: consensus::Figure| Ranged::new(f.value, f.interval);
        Agreed {
            films: a.n,
            likely: a.likely.map(ranged),
            pearson: a.pearson.map(ranged),
            kendall: a.kendall,
            difference: a.difference.map(ranged),
            same_verdict: a.verdicts,
            kappa: a.kappa.map(ranged),
        }
    }

    /// Lines for the terminal.
    pub(crate) fn lines(&self, out: &mut String) {
        let mut line = |name: &str, value: String| {
            let _ = writeln!(out, "  {name:<14}{value}");
        };
        let two = |r: &Ranged| match (r.low, r.high) {
            (Some(low), Some(high)) => format!("{:.2} ({low:.2} to {high:.2})", r.value),
            _ => format!("{:.2}", r.value),
        };
        if let Some(likely) = &self.likely {
            line("correlation", format!("{} likely, from {} films", two(likely), self.films));
        }
        if let Some(pearson) = &self.pearson {
            line("", format!("{} as it is", two(pearson)));
        }
        if let Some(difference) = &self.difference {
            line("difference", format!("{} points on the same films", show::signed(difference)));
        }
        if let Some(same) = self.same_verdict {
            let kappa = self.kappa.as_ref().map(|k| format!(", kappa {}", two(k))).unwrap_or_default();
            line("same verdict", format!("{:.0} %{kappa}", same * 100.0));
        }
    }
}

/// A film on which a critic stands apart.
#[derive(Debug, Serialize)]
struct Disagreement {
    film: FilmName,
    score: f64,
    /// Mean of the others' scores.
    others: f64,
    reviews: usize,
    /// Beyond the critic's usual difference, in points and in standard errors.
    gap: f64,
    errors: f64,
}

/// A film that a critic graded, with what others gave it.
pub(crate) struct Shared {
    pub(crate) film: i64,
    pub(crate) own: f64,
    pub(crate) positive: Option<bool>,
    pub(crate) others: Vec<f64>,
    pub(crate) others_positive: Vec<bool>,
}

/// Runs the command.
pub(crate) fn run(args: &CriticArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let party = names::party(&mut store, What::Critic, &args.name)?;
    let learned = learned(&mut store, &look)?;
    let (sum, outlets, scores, shared) = gather(&mut store, party.id, &look, &learned)?;
    let pairs: Vec<Pair> = shared.iter().filter_map(pair).collect();
    let against: Vec<Against> =
        shared.iter().map(|s| Against { own: s.own, others: s.others.clone() }).collect();
    let mut apart = Vec::new();
    for a in disagreements(&against).into_iter().take(SHOWN) {
        let Some(s) = shared.get(a.index) else { continue };
        let Some(film) = store.film(s.film)? else { continue };
        apart.push(Disagreement {
            film: FilmName::of(&film),
            score: s.own,
            others: s.others.iter().sum::<f64>() / s.others.len().max(1) as f64,
            reviews: s.others.len(),
            gap: a.gap,
            errors: a.errors,
        });
    }
    let critic = Critic {
        told: Told::of(&look),
        id: party.id,
        name: party.name,
        reviews: sum.reviews,
        graded: sum.grades,
        mean: sum.mean(),
        positive: sum.share(),
        rates: rates(&learned.fit, party.id),
        distribution: consensus::Summary::of(&scores, LEVEL).histogram,
        outlets,
        agreement: Agreed::of(&agreement(&pairs, LEVEL)),
        disagreements: apart,
    };
    if args.view.json { show::json(&critic) } else { show::print(&for_the_eye(&critic, &look)) }
}

/// A film's scores as a pair; `None` where nobody else graded it.
pub(crate) fn pair(s: &Shared) -> Option<Pair> {
    if s.others.is_empty() {
        return None;
    }
    let positive = s.others_positive.iter().filter(|p| **p).count() * 2 > s.others_positive.len();
    Some(Pair {
        one: s.own,
        other: s.others.iter().sum::<f64>() / s.others.len() as f64,
        positive: s.positive.filter(|_| !s.others_positive.is_empty()).map(|own| (own, positive)),
    })
}

type Gathered = (Sum, Vec<(String, usize)>, Vec<f64>, Vec<Shared>);

/// What counts of a critic, and what others say of the same films.
pub(crate) fn gather(
    store: &mut Store,
    critic: i64,
    look: &Look,
    learned: &Learned,
) -> anyhow::Result<Gathered> {
    let mut films: Vec<i64> = store
        .compact_of(What::Critic, critic, AsOf::Now)?
        .iter()
        .map(|r| r.film)
        .filter(|f| *f != 0)
        .collect();
    films.sort_unstable();
    films.dedup();
    let (mut sum, mut scores, mut shared) = (Sum::default(), Vec::new(), Vec::new());
    let mut outlets: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for film in films {
        let kept = store.ratings_of(What::Film, film, AsOf::Now)?;
        let viewed = view(row::rows(store, kept)?, look);
        let positive = |row: &row::Row, value| learned.general.positive(row, value).map(|(p, _)| p);
        let Some((own, value)) = viewed.kept().find(|(r, _)| r.kept.critic == Some(critic)) else { continue };
        sum.add(own, value, &learned.general);
        if let Some(name) = &own.kept.outlet_name {
            *outlets.entry(name.clone()).or_default() += 1;
        }
        let Value::Grade(score) = value else { continue };
        scores.push(score);
        let others: Vec<(f64, Option<bool>)> = viewed
            .kept()
            .filter(|(r, _)| r.kept.critic != Some(critic))
            .filter_map(|(r, v)| Some((grade(v)?, positive(r, v))))
            .collect();
        shared.push(Shared {
            film,
            own: score,
            positive: positive(own, value),
            others: others.iter().map(|o| o.0).collect(),
            others_positive: others.iter().filter_map(|o| o.1).collect(),
        });
    }
    let mut outlets: Vec<(String, usize)> = outlets.into_iter().collect();
    outlets.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    Ok((sum, outlets, scores, shared))
}

fn for_the_eye(c: &Critic, look: &Look) -> String {
    let bold = anstyle::Style::new().bold();
    let mut out = format!("{bold}{}{bold:#}\n\n", c.name);
    let mut line = |name: &str, value: String| {
        let _ = writeln!(out, "  {name:<14}{value}");
    };
    line("reviews", format!("{}, {} of them with a grade", c.reviews, c.graded));
    let outlets: Vec<String> = c.outlets.iter().take(SHOWN).map(|(o, n)| format!("{o} ({n})")).collect();
    if !outlets.is_empty() {
        line("in", outlets.join(", "));
    }
    if let Some(mean) = c.mean {
        line("mean", number(mean));
    }
    if let Some(positive) = c.positive {
        line("positive", format!("{:.0} %", positive * 100.0));
    }
    if let Some(r) = &c.rates {
        line(
            "severity",
            format!("{} points beside the average review of the same films", show::signed(&r.severity)),
        );
        line("slope", format!("{:.2}: how far the grades follow the film, 1 as all do", r.slope));
        line("spread", format!("{} points around that", number(r.spread)));
    }
    out.push_str("\n  with all others\n");
    c.agreement.lines(&mut out);
    if !c.disagreements.is_empty() {
        out.push_str("\n  farthest from the others\n");
        for d in &c.disagreements {
            let _ = writeln!(
                out,
                "  {:<40} {:>5} where {} others give {}: {} beyond the usual",
                d.film.label(),
                number(d.score),
                d.reviews,
                number(d.others),
                show::signed(&Ranged::alone(d.gap)),
            );
        }
    }
    out.push('\n');
    show::footer(&mut out, look);
    out
}
