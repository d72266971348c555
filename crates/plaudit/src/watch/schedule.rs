//! When a feed is asked again: what is kept of it, and how an outcome changes that. Pure.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The shortest time between two requests for a feed.
pub(crate) const SHORTEST: Duration = Duration::from_secs(15 * 60);
/// The longest, however the feed fails and whatever it says of itself.
pub(crate) const LONGEST: Duration = Duration::from_secs(24 * 3600);
/// The time between two requests for a feed that says nothing about it.
pub(crate) const USUAL: Duration = Duration::from_secs(3600);
/// The longest that a host's own `Retry-After` is obeyed: a year is a fault, not a wish.
pub(crate) const LONGEST_WISH: Duration = Duration::from_secs(7 * 24 * 3600);
/// Failures in a row after which an address that a feed moved to is given up for the one it came from.
const LOST: u32 = 8;

/// What is kept of a feed between two requests; the file that holds it may be of an older or newer Plaudit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct State {
    /// The address that the feed has moved to for good, if it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<String>,
    /// What the last answer is known by, and when it changed, in the server's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_modified: Option<String>,
    /// The address that gave that answer, redirects followed: its words mean nothing to another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) answered: Option<String>,
    /// Failures since the last success.
    pub(crate) failures: u32,
    /// When it may be asked again, in microseconds since 1970.
    pub(crate) not_before: i64,
    /// When it last answered as a feed does, in microseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) last_success: Option<i64>,
    /// It is gone for good and is not asked again.
    pub(crate) gone: bool,
    /// Seconds between two requests, 0 before the first answer.
    pub(crate) interval: u64,
}

/// What came of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It is what it was.
    Unchanged(Kept),
    /// It is new, and what it holds has been taken.
    Taken(Kept),
    /// It is gone for good.
    Gone,
    /// It failed; it is asked again later, and not before the host wants it.
    Failed { wish: Option<Duration> },
    /// It was not asked, since its host wants peace for so long.
    PutOff(Duration),
}

/// What an answer leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Kept {
    /// Where the feed is now, if it has moved for good from the address in the state.
    pub(crate) moved: Option<String>,
    pub(crate) answered: Option<String>,
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// Seconds for which the feed itself wants to be left alone.
    pub(crate) every: Option<u64>,
    /// Seconds for which the answer stays fresh (Cache-Control).
    pub(crate) max_age: Option<u64>,
}

impl State {
    /// When it may be asked; `None` if never again. A time further off than any wish is a clock's fault, and means now.
    pub(crate) fn due(&self, now: i64) -> Option<i64> {
        let at = if self.not_before > after(now, LONGEST_WISH) { now } else { self.not_before };
        (!self.gone).then_some(at)
    }

    fn interval(&self) -> Duration {
        if self.interval == 0 { USUAL } else { Duration::from_secs(self.interval).clamp(SHORTEST, LONGEST) }
    }
}

/// The state after an outcome. The seed, derived from the feed's address, spreads feeds that failed together.
pub(crate) fn next(state: &State, outcome: Outcome, now: i64, seed: u64) -> State {
    let mut next = state.clone();
    match outcome {
        Outcome::Unchanged(kept) => {
            next.address = kept.moved.or(next.address);
            // A server may leave out of its short answer what has not changed.
            next.etag = kept.etag.or(next.etag);
            next.last_modified = kept.last_modified.or(next.last_modified);
            succeeded(&mut next, now);
        }
        Outcome::Taken(kept) => {
            next.address = kept.moved.or(next.address);
            (next.etag, next.last_modified, next.answered) = (kept.etag, kept.last_modified, kept.answered);
            next.interval = interval(kept.every, kept.max_age).as_secs();
            succeeded(&mut next, now);
        }
        Outcome::Gone => {
            next.gone = true;
        }
        Outcome::Failed { wish } => {
            next.failures = next.failures.saturating_add(1);
            if next.failures.is_multiple_of(LOST) && next.address.is_some() {
                (next.address, next.etag, next.last_modified, next.answered) = (None, None, None, None);
            }
            let wait = back_off(next.interval(), next.failures, seed);
            next.not_before = after(now, wait.max(wish.unwrap_or_default().min(LONGEST_WISH)));
        }
        Outcome::PutOff(wish) => next.not_before = after(now, wish.min(LONGEST_WISH)),
    }
    next
}

fn succeeded(state: &mut State, now: i64) {
    state.failures = 0;
    state.last_success = Some(now);
    state.not_before = after(now, state.interval());
}

/// The time between two requests: what the feed says of itself, else [`USUAL`]. How long an answer stays fresh
/// lengthens it and never shortens it: caches' short times are no invitation.
fn interval(every: Option<u64>, max_age: Option<u64>) -> Duration {
    let every = every.map_or(USUAL, Duration::from_secs);
    every.max(Duration::from_secs(max_age.unwrap_or(0))).clamp(SHORTEST, LONGEST)
}

/// How long to wait after so many failures in a row: the interval, doubled each time, at most [`LONGEST`]; less up
/// to a quarter, by the seed.
fn back_off(interval: Duration, failures: u32, seed: u64) -> Duration {
    let doubled = 1u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    let full = interval.checked_mul(doubled).unwrap_or(LONGEST).min(LONGEST);
    let share = mix(seed ^ u64::from(failures)) % 256;
    let less = full / 4 * u32::try_from(share).unwrap_or(0) / 256;
    (full - less).max(SHORTEST)
}

/// A seed of an address (FNV-1a, 64 bits: the same on every machine and in every version).
pub(crate) fn seed(address: &str) -> u64 {
    address.bytes().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a number over all its bits (the end of MurmurHash3).
fn mix(mut h: u64) -> u64 {
    h = (h ^ (h >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    h = (h ^ (h >> 33)).wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    h ^ (h >> 33)
}

/// A time so much later, in microseconds.
pub(crate) fn after(now: i64, wait: Duration) -> i64 {
    now.saturating_add(i64::try_from(wait.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_800_000_000_000_000;

    fn wait(state: &State) -> u64 {
        u64::try_from(state.not_before - NOW).unwrap() / 1_000_000
    }

    #[test]
    fn intervals() {
        for (every, max_age, seconds) in [
            (None, None, 3600),
            (None, Some(60), 3600),
            (None, Some(7200), 7200),
            (None, Some(u64::MAX), 86_400),
            (Some(1800), None, 1800),
            (Some(1800), Some(300), 1800),
            (Some(60), None, 900),
            (Some(604_800), None, 86_400),
            (Some(u64::MAX), Some(u64::MAX), 86_400),
        ] {
            let kept = Kept { every, max_age, ..Kept::default() };
            let state = next(&State { failures: 3, ..State::default() }, Outcome::Taken(kept), NOW, 1);
            assert_eq!((state.interval, wait(&state), state.failures), (seconds, seconds, 0));
            assert_eq!(state.last_success, Some(NOW));
            // An answer that nothing has changed keeps the interval.
            let again = next(&state, Outcome::Unchanged(Kept::default()), NOW, 1);
            assert_eq!((again.interval, wait(&again)), (seconds, seconds));
        }
    }

    #[test]
    fn failures_double_the_wait_up_to_a_day() {
        let mut state = State { interval: 3600, ..State::default() };
        for full in [1, 2, 4, 8, 16, 24, 24, 24].map(|h| h * 3600) {
            state = next(&state, Outcome::Failed { wish: None }, NOW, 7);
            assert!((full * 3 / 4..=full).contains(&wait(&state)), "{} of {full}", wait(&state));
        }
        assert_eq!((state.failures, state.gone), (8, false));
        state.failures = u32::MAX;
        state = next(&state, Outcome::Failed { wish: None }, NOW, 7);
        assert!(wait(&state) <= 86_400);
    }

    #[test]
    fn feeds_that_failed_together_come_back_apart() {
        let waits: std::collections::BTreeSet<u64> = (0..100)
            .map(|n| seed(&format!("https://a.example/{n}")))
            .map(|seed| wait(&next(&State::default(), Outcome::Failed { wish: None }, NOW, seed)))
            .collect();
        assert!(waits.len() > 50, "{}", waits.len());
    }

    #[test]
    fn no_spreading_makes_a_wait_shorter_than_the_shortest() {
        let state = State { interval: 900, ..State::default() };
        for seed in 0..20 {
            assert_eq!(wait(&next(&state, Outcome::Failed { wish: None }, NOW, seed)), 900);
        }
    }

    #[test]
    fn a_hosts_wish_counts_where_it_is_longer() {
        for (wish, least, most) in
            [(5, 2700, 3600), (7200, 7200, 7200), (172_800, 172_800, 172_800), (31_536_000, 604_800, 604_800)]
        {
            let wish = Some(Duration::from_secs(wish));
            let state = next(&State::default(), Outcome::Failed { wish }, NOW, 3);
            assert!((least..=most).contains(&wait(&state)), "{wish:?}: {}", wait(&state));
        }
    }

    #[test]
    fn validators_go_with_the_answer_that_gave_them() {
        let full = Kept {
            moved: Some("https://b.example/".into()),
            answered: Some("https://b.example/".into()),
            etag: Some("\"1\"".into()),
            last_modified: Some("Sat".into()),
            ..Kept::default()
        };
        let state = next(&State::default(), Outcome::Taken(full), NOW, 0);
        assert_eq!(state.address.as_deref(), Some("https://b.example/"));
        let same = next(&state, Outcome::Unchanged(Kept::default()), NOW, 0);
        assert_eq!(
            (&same.etag, &same.last_modified, &same.answered),
            (&state.etag, &state.last_modified, &state.answered)
        );
        let failed = next(&state, Outcome::Failed { wish: None }, NOW, 0);
        assert_eq!((&failed.etag, &failed.address), (&state.etag, &state.address));
        let new = next(&state, Outcome::Taken(Kept::default()), NOW, 0);
        assert_eq!((new.etag, new.last_modified, new.answered), (None, None, None));
        assert_eq!(new.address, state.address);
        // An address that fails for long is given up for the first one.
        let lost = (0..LOST).fold(state, |s, _| next(&s, Outcome::Failed { wish: None }, NOW, 0));
        assert_eq!((lost.address, lost.etag), (None, None));
    }

    #[test]
    fn what_is_gone_is_never_due_and_a_clock_set_back_holds_nothing_up() {
        let gone = next(&State::default(), Outcome::Gone, NOW, 0);
        assert_eq!(gone.due(i64::MAX), None);
        let put_off = next(&State::default(), Outcome::PutOff(Duration::from_secs(60)), NOW, 0);
        assert_eq!((wait(&put_off), put_off.failures), (60, 0));
        assert_eq!(put_off.due(NOW), Some(NOW + 60_000_000));
        // Seen by a clock that was ten years ahead.
        let state = State { not_before: NOW + 315_360_000_000_000, ..State::default() };
        assert_eq!(state.due(NOW), Some(NOW));
    }

    #[test]
    fn a_state_is_read_from_what_an_older_plaudit_wrote() {
        assert_eq!(serde_json::from_str::<State>("{}").unwrap(), State::default());
        let state: State =
            serde_json::from_str(r#"{"etag": "x", "failures": 2, "of the future": 1}"#).unwrap();
        assert_eq!((state.etag.as_deref(), state.failures), (Some("x"), 2));
        assert_eq!(serde_json::from_str::<State>(&serde_json::to_string(&state).unwrap()).unwrap(), state);
    }

    proptest! {
        #[test]
        fn the_next_request_is_neither_soon_nor_never(
            interval in prop_oneof![0..10_000u64, any::<u64>()], failures in prop_oneof![0..5u32, any::<u32>()],
            seed: u64, every: Option<u64>, max_age: Option<u64>, wish: Option<u32>,
        ) {
            let state = State { interval, failures, ..State::default() };
            let kept = Kept { every, max_age, ..Kept::default() };
            let wish = wish.map(|s| Duration::from_secs(s.into()));
            for outcome in [Outcome::Taken(kept.clone()), Outcome::Unchanged(kept), Outcome::Failed { wish }] {
                let most = if matches!(outcome, Outcome::Failed { .. }) { LONGEST_WISH } else { LONGEST };
                let state = next(&state, outcome, NOW, seed);
                prop_assert!(state.not_before >= after(NOW, SHORTEST));
                prop_assert!(state.not_before <= after(NOW, most));
            }
        }
    }
}
