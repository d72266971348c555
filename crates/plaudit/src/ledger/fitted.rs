//! The model of all films and critics, fitted to the ledger once and kept there.
//!
//! A fit takes seconds on a million ratings and every figure needs one, so it is kept in the ledger. Which fit
//! a figure rests on follows from the ledger alone: with up to [`EVERY`] entries it is the one of all of them;
//! from then on it is fitted anew when the ledger has grown by a twentieth, and after every correction, removal, merge
//! or reread. What was added since counts for its
//! film at once (a film's estimate is made of its reviews as they are), and for its critic's severity from the
//! next fit on. So the same ledger gives the same figures, whoever asked before.

use std::collections::HashMap;

use anyhow::Context as _;
use consensus::model::{self, Fit, Observation, Settings};
use store::{AsOf, Compact, RatingRow, Store, What};

use super::general::{Gather, General};
use super::now;
use super::row::{self, Row};
use super::view::{Look, view};

/// Up to so many entries the fit is always of all of them.
const EVERY: i64 = 20_000;

/// The entry up to which the ledger is fitted when it has so many.
pub(crate) fn position(entries: i64) -> i64 {
    let mut at = EVERY;
    if entries <= at {
        return entries;
    }
    loop {
        let next = at + at / 20;
        if next > entries {
            return at;
        }
        at = next;
    }
}

/// What figures rest on beside a film's own ratings.
#[derive(Debug, Clone)]
pub(crate) struct Learned {
    pub(crate) fit: Fit,
    pub(crate) general: General,
    /// The entry up to which the ledger was looked at.
    pub(crate) position: i64,
}

/// What figures of the ledger rest on as it is now; learned where it is not there yet.
pub(crate) fn learned(store: &mut Store, look: &Look) -> anyhow::Result<Learned> {
    // What was decided since holds for all that came before it.
    let position = position(store.position()?).max(store.decided()?);
    let (method, other) = (method(look), format!("general 1; {}", method(look)));
    let mut kept = |method: &str| -> anyhow::Result<Option<Vec<u8>>> {
        Ok(store.load_fit(method, position)?.filter(|(at, _)| *at == position).map(|(_, bytes)| bytes))
    };
    if let (Some(fit), Some(general)) = (kept(&method)?, kept(&other)?)
        && let (Ok(fit), Some(general)) = (Fit::from_bytes(&fit), General::from_bytes(&general))
    {
        return Ok(Learned { fit, general, position });
    }
    let mut observations: Vec<Observation> = Vec::new();
    let mut gather = Gather::default();
    each_film(store, AsOf::Entry(position), |rows| {
        let viewed = view(rows, look);
        observations.extend(viewed.observations());
        observations.extend(viewed.beside());
        gather.film(viewed.kept());
    })?;
    let fit = model::fit(&observations, &settings(look));
    let general = gather.learn();
    // A ledger that cannot be written now (a full disk, another program that holds it, no rights) gives the same
    // figures, only later.
    let mut keep = |method: &str, bytes: &[u8]| {
        use store::ErrorKind::{Busy, Denied, Full};
        let kept = store.save_fit(method, position, bytes, now());
        match kept.and_then(|()| store.drop_fits(method, position)) {
            Err(error) if !matches!(error.kind(), Busy | Denied | Full) => {
                Err(error).context("cannot keep the fit in the ledger")
            }
            _ => Ok(()),
        }
    };
    // A day of the past is asked for once; what is fitted fast need not be kept for every day.
    if look.as_of.is_none() || position > EVERY {
        keep(&method, &fit.to_bytes())?;
        keep(&other, &general.to_bytes()?)?;
    }
    Ok(Learned { fit, general, position })
}

/// What names a fit: its version, and what it was told to look at.
fn method(look: &Look) -> String {
    let pick = if look.pick == consensus::Pick::First { "first" } else { "latest" };
    let stated = if look.stated { "stated" } else { "all" };
    let as_of = look.as_of.as_deref().unwrap_or("now");
    // Another Plaudit, or another table of the policy, is another fit.
    let table = format!("{:?}", look.policy);
    let hash = table
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    let version = env!("CARGO_PKG_VERSION");
    format!("{version}; {} {hash:016x}; {pick}; {stated}; {as_of}", look.policy.name)
}

fn settings(look: &Look) -> Settings {
    if look.policy.name == "equated" { Settings::even() } else { Settings::default() }
}

/// Hands on the ratings film by film, those without a film left out: without their places and films' names, which
/// take twenty times as long to look up on a million.
pub(crate) fn each_film(
    store: &mut Store,
    as_of: AsOf,
    mut take: impl FnMut(Vec<Row>),
) -> anyhow::Result<()> {
    let habits = row::habits_of(store.all_habits()?);
    let named = |store: &mut Store, what| -> anyhow::Result<HashMap<i64, String>> {
        Ok(store.parties(what)?.into_iter().map(|p| (p.id, p.name)).collect())
    };
    let (critics, outlets) = (named(store, What::Critic)?, named(store, What::Outlet)?);
    let words = store.words()?;
    let mut all: Vec<Compact> = Vec::new();
    store.each_compact(as_of, |rating| {
        if rating.film != 0 {
            all.push(rating);
        }
    })?;
    all.sort_unstable_by_key(|r| (r.film, r.id));
    let mut rest = all.into_iter().peekable();
    while let Some(first) = rest.peek().map(|r| r.film) {
        let mut rows = Vec::new();
        while let Some(rating) = rest.next_if(|r| r.film == first) {
            let open = row::is_open(&rating, &words) && rating.critic == 0 && rating.outlet == 0;
            let kept = match if open { store.rating(rating.id)? } else { None } {
                // Whose habit it follows, only the place tells.
                Some(full) => RatingRow { film: Some(first), ..full },
                None => row::named(rating, &words, &critics, &outlets),
            };
            rows.push(row::settled(kept, &habits));
        }
        take(rows);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn a_fit_is_of_all_entries_or_of_nineteen_in_twenty() {
        assert_eq!(
            [0, 1, 20_000, 20_999, 21_000, 22_049, 22_050].map(position),
            [0, 1, 20_000, 20_000, 21_000, 21_000, 22_050]
        );
        for entries in [100_000, 1_000_000, 50_000_000] {
            let at = position(entries);
            assert!(at <= entries && at as f64 > entries as f64 / 1.05 - 1.0, "{at} of {entries}");
        }
    }
}
