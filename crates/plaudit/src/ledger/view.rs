//! Which of a film's ratings count, and by what: every critic once, copies and revised grades left out.

use anyhow::Context as _;
use consensus::model::Observation;
use consensus::{Counted, Pick, Rating, View};
use reading::policy::Policy;

use super::args::ViewArgs;
use super::row::{Row, Value};

/// How the ledger is looked at.
#[derive(Debug, Clone)]
pub(crate) struct Look {
    pub(crate) policy: &'static Policy,
    pub(crate) pick: Pick,
    pub(crate) as_of: Option<String>,
    /// Only reviews that state a grade or a verdict.
    pub(crate) stated: bool,
}

impl Look {
    pub(crate) fn of(args: &ViewArgs) -> anyhow::Result<Look> {
        Ok(Look {
            pick: if args.first { Pick::First } else { Pick::Latest },
            as_of: args.as_of.clone(),
            stated: args.stated,
            ..Look::of_policy(args.policy)?
        })
    }

    /// The ordinary one: all reviews, latest grades, today.
    pub(crate) fn of_policy(name: &str) -> anyhow::Result<Look> {
        let policy = reading::policy::policy(name).with_context(|| format!("no policy {name}"))?;
        Ok(Look { policy, pick: Pick::Latest, as_of: None, stated: false })
    }
}

/// Ratings with what counts of them.
#[derive(Debug)]
pub(crate) struct Viewed {
    pub(crate) rows: Vec<Row>,
    /// What each counts by, in the order of the rows.
    pub(crate) values: Vec<Value>,
    /// Which count.
    pub(crate) counted: Counted,
    /// Ratings left out because they state nothing, or nothing can be made of them.
    pub(crate) mute: Vec<usize>,
}

impl Viewed {
    /// Those that count, as the model sees them.
    pub(crate) fn observations(&self) -> Vec<Observation> {
        self.observed().into_iter().map(|(_, seen)| seen).collect()
    }

    /// The same, each with the place of its rating.
    pub(crate) fn observed(&self) -> Vec<(usize, Observation)> {
        let id = |id: i64| u32::try_from(id).ok();
        let one = |&at: &usize| {
            let row = self.rows.get(at)?;
            let seen = row.seen_as(*self.values.get(at)?)?;
            let film = row.kept.film.and_then(id)?;
            let (critic, outlet) = (row.kept.critic.and_then(id), row.kept.outlet.and_then(id));
            Some((at, Observation { film, critic, outlet, seen }))
        };
        self.counted.kept.iter().filter_map(one).collect()
    }

    /// What those say by their text that count by a grade, as the model sees it: what an inferred score is worth is
    /// learned from these.
    pub(crate) fn beside(&self) -> impl Iterator<Item = Observation> {
        let id = |id: i64| u32::try_from(id).ok();
        self.kept().filter(|(_, value)| matches!(value, Value::Grade(_))).filter_map(move |(row, _)| {
            Some(Observation {
                film: row.kept.film.and_then(id)?,
                critic: Some(row.kept.critic.and_then(id)?),
                outlet: row.kept.outlet.and_then(id),
                seen: row.seen_as(Value::Inferred(row.kept.inferred?))?,
            })
        })
    }

    /// The ratings that count, each with what it counts by.
    pub(crate) fn kept(&self) -> impl Iterator<Item = (&Row, Value)> {
        self.counted.kept.iter().filter_map(|&at| Some((self.rows.get(at)?, *self.values.get(at)?)))
    }
}

/// Looks at ratings, in the order in which their documents came in: one that was corrected or taken back stands
/// where it stood before.
pub(crate) fn view(mut rows: Vec<Row>, look: &Look) -> Viewed {
    rows.sort_by_key(|r| (r.kept.document, r.kept.part));
    let values: Vec<Value> = rows.iter().map(|r| r.value(look.policy)).collect();
    let strings: Vec<[Option<String>; 4]> = rows
        .iter()
        .map(|r| {
            let id = |id: Option<i64>| id.map(|id| id.to_string());
            [id(r.kept.film), id(r.kept.critic), id(r.kept.outlet), Some(r.kept.origin.to_string())]
        })
        .collect();
    let mut mute = Vec::new();
    let mut places = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let drop = matches!(value, Value::Nothing) || (look.stated && matches!(value, Value::Inferred(_)));
        if drop { mute.push(at) } else { places.push(at) }
    }
    let ratings: Vec<Rating<'_>> = places
        .iter()
        .map(|&at| {
            let [film, critic, outlet, source] = &strings[at];
            let kept = &rows[at].kept;
            Rating {
                critic: critic.as_deref(),
                film: film.as_deref().unwrap_or_default(),
                outlet: outlet.as_deref(),
                date: kept.published.as_deref(),
                seen: Some(kept.seen),
                source: source.as_deref(),
                sketch: rows[at].sketch,
                score: number(values[at]),
                rank: rank(values[at]),
            }
        })
        .collect();
    let mut counted = consensus::view(&ratings, View { pick: look.pick, as_of: look.as_of.as_deref() });
    // Places among those looked at become places among all.
    let all = |at: &mut usize| *at = places.get(*at).copied().unwrap_or_default();
    counted.kept.iter_mut().for_each(all);
    counted.ahead.iter_mut().for_each(all);
    for dropped in &mut counted.dropped {
        all(&mut dropped.index);
        all(&mut dropped.by);
    }
    for (a, b) in &mut counted.twins {
        all(a);
        all(b);
    }
    // What stands unsigned for somebody who signs elsewhere is theirs.
    for dropped in &counted.dropped {
        let signed = rows.get(dropped.index).map(|r| (r.kept.critic, r.kept.critic_name.clone()));
        if let (Some((Some(critic), name)), Some(row)) = (signed, rows.get_mut(dropped.by))
            && row.kept.critic.is_none()
        {
            (row.kept.critic, row.kept.critic_name) = (Some(critic), name);
        }
    }
    Viewed { rows, values, counted, mute }
}

/// How a rating is stated; see [`Rating::rank`].
fn rank(value: Value) -> u8 {
    match value {
        Value::Grade(_) => 0,
        Value::Mark(_) => 1,
        Value::Inferred(_) | Value::Nothing => 2,
    }
}

/// A number that tells ratings apart that differ.
fn number(value: Value) -> f64 {
    match value {
        Value::Grade(score) => score,
        Value::Mark(mark) => f64::from(mark) * 50.0 + 50.0,
        Value::Inferred(inferred) => inferred.value,
        Value::Nothing => -1.0,
    }
}
