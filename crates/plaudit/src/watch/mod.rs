//! `plaudit watch`: asks feeds what is new, as a guest who wants to be let in again.
//!
//! One request at a time, a pause between two to the same host, nothing that robots.txt forbids, nothing twice
//! that has not changed, ever longer waits for what fails, and only addresses of the public network. One call of
//! [`Poller::poll`] is one round over all feeds that are due; the caller keeps the states between rounds and
//! decides when the next one begins ([`Summary::next`]).

mod address;
mod feed;
mod fetch;
pub(crate) mod opml;
mod robots;
mod schedule;
mod visit;
mod xml;

#[cfg(test)]
mod tests;

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use ureq::Agent;
use ureq::unversioned::resolver::Resolver;
use url::Url;

use address::Checked;
use feed::Look;
use fetch::{Answer, Whole};
pub(crate) use schedule::State;
use schedule::{Kept, LONGEST_WISH, Outcome, SHORTEST, after, next, seed};
use visit::{Answered, Host, Permit, Visit};

/// What the user may choose.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    /// May feeds lie on the user's own network? Else only public addresses are asked.
    pub(crate) private: bool,
    /// How long resolving a name may take, and how long connecting.
    pub(crate) connect: Duration,
    /// How long one request may take in all, its answer included.
    pub(crate) whole: Duration,
    /// The longest feed, in bytes, unpacked.
    pub(crate) cap: u64,
}

impl Default for Options {
    fn default() -> Options {
        let (connect, whole) = (Duration::from_secs(15), Duration::from_secs(90));
        Options { private: false, connect, whole, cap: 16 << 20 }
    }
}

/// A feed that has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fetched<'a> {
    /// The address in the user's list.
    pub(crate) url: &'a str,
    /// The address that gave these bytes.
    pub(crate) final_url: &'a str,
    /// RSS or Atom, unpacked, as it came.
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
}

/// What a round needs of its caller.
pub(crate) struct Caller<'a> {
    /// Microseconds since 1970.
    pub(crate) clock: &'a dyn Fn() -> i64,
    /// Waits; never asked for more than a second at a time, so that `stop` is seen.
    pub(crate) sleep: &'a dyn Fn(Duration),
    /// Set when no more requests may be made. The one under way ends by itself.
    pub(crate) stop: &'a AtomicBool,
    /// Takes what a feed holds and says how many reviews of it are new. An error ends the round, with the feed's
    /// state as it was: it will be asked for, and delivered, again.
    pub(crate) deliver: &'a mut dyn FnMut(Fetched<'_>) -> anyhow::Result<usize>,
    /// Keeps the new state of the feed of this address, after what it held was delivered.
    pub(crate) keep: &'a mut dyn FnMut(&str, &State) -> anyhow::Result<()>,
    /// Tells the user what went wrong with a feed, and what will happen next.
    pub(crate) tell: &'a mut dyn FnMut(String),
}

/// What came of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    /// Feeds that had changed.
    pub(crate) changed: usize,
    /// New reviews in them.
    pub(crate) reviews: usize,
    /// Feeds that had not changed.
    pub(crate) unchanged: usize,
    /// Feeds that failed, or that robots.txt forbids.
    pub(crate) failed: usize,
    /// Feeds that were not asked, since their host wants peace.
    pub(crate) put_off: usize,
    /// Feeds that turned out to be gone for good.
    pub(crate) gone: usize,
    /// When the next feed is due, in microseconds since 1970; `None` where all are gone.
    pub(crate) next: Option<i64>,
}

/// A feed that is to be asked: its place in the list, and its address or why that is none.
type Turn = (usize, Result<Url, String>);

/// What is known of hosts, round after round.
pub(crate) struct Poller {
    agent: Agent,
    options: Options,
    /// By name: when each was asked last.
    hosts: HashMap<String, Host>,
    /// By scheme, name and port: what robots.txt says.
    permits: HashMap<String, Permit>,
}

impl Poller {
    pub(crate) fn new(options: Options) -> Poller {
        let resolver = Checked::new(options.private);
        Poller::with_resolver(options, resolver)
    }

    /// One that asks another resolver, which then has to check addresses itself.
    fn with_resolver(options: Options, resolver: impl Resolver) -> Poller {
        let agent = fetch::agent(&options, resolver);
        Poller { agent, options, hosts: HashMap::new(), permits: HashMap::new() }
    }

    /// Asks every feed that is due, once. A state changes only after what its feed held was delivered.
    pub(crate) fn poll(
        &mut self,
        feeds: &mut [(String, State)],
        caller: &mut Caller<'_>,
    ) -> anyhow::Result<Summary> {
        let mut summary = Summary::default();
        let mut queue: VecDeque<Turn> = VecDeque::new();
        let now = (caller.clock)();
        self.forget(feeds, now);
        for (at, (url, state)) in feeds.iter().enumerate() {
            if state.due(now).is_some_and(|due| due <= now) {
                queue.push_back((at, visit::target(state.address.as_deref().unwrap_or(url))));
            }
        }
        while let Some((at, target)) = self.pick(&mut queue, (caller.clock)()) {
            if caller.stop.load(Ordering::Relaxed) {
                break;
            }
            let (url, state) = &mut feeds[at];
            let (outcome, message) = match target {
                Err(why) => (Outcome::Failed { wish: None }, why),
                Ok(target) => {
                    // While the host rests from being asked for its rules, others have their turn.
                    if self.is_open(&target, caller) && self.permit(&target, caller) {
                        queue.push_front((at, Ok(target)));
                        continue;
                    }
                    match self.visit(target, state, caller) {
                        Visit::Stopped => break,
                        Visit::PutOff(wish) => {
                            (Outcome::PutOff(wish), "its host wants to be left alone".to_owned())
                        }
                        Visit::Forbidden(wish, why) => (Outcome::Failed { wish: Some(wish) }, why),
                        Visit::Lost(why) => (Outcome::Failed { wish: None }, why),
                        Visit::Answered(answered) => settle(url, *answered, caller, &mut summary)?,
                    }
                }
            };
            match &outcome {
                Outcome::Unchanged(_) => summary.unchanged += 1,
                Outcome::Taken(_) => summary.changed += 1,
                Outcome::Gone => summary.gone += 1,
                Outcome::Failed { .. } => summary.failed += 1,
                Outcome::PutOff(_) => summary.put_off += 1,
            }
            let now = (caller.clock)();
            *state = next(state, outcome, now, seed(url));
            if !message.is_empty() {
                let message = format!("{}: {message}; {}", shown(url), what_next(state, now));
                (caller.tell)(printable(&message));
            }
            (caller.keep)(url, state).with_context(|| format!("{}: its state cannot be kept", shown(url)))?;
        }
        let now = (caller.clock)();
        summary.next = feeds.iter().filter_map(|(_, state)| state.due(now)).min();
        Ok(summary)
    }

    /// The next feed to ask: the first whose host has rested, else the one whose host will have first.
    fn pick(&self, queue: &mut VecDeque<Turn>, now: i64) -> Option<Turn> {
        let rest = |(_, target): &Turn| target.as_ref().map_or(Duration::ZERO, |url| self.rest(url, now));
        let mut best: Option<(usize, Duration)> = None;
        for (at, entry) in queue.iter().enumerate() {
            let rest = rest(entry);
            if best.is_none_or(|(_, least)| rest < least) {
                best = Some((at, rest));
            }
            if rest.is_zero() {
                break;
            }
        }
        queue.remove(best?.0)
    }
}

/// What an answer means for the feed, and what is to be told; delivers what is new.
fn settle(
    url: &str,
    Answered { answer, from, moved }: Answered,
    caller: &mut Caller<'_>,
    summary: &mut Summary,
) -> anyhow::Result<(Outcome, String)> {
    let failed = |why: String| Ok((Outcome::Failed { wish: None }, why));
    let moved_to = moved.as_ref().map(|to| format!("it has moved to {} for good", shown(to.as_str())));
    let mut kept =
        Kept { moved: moved.map(String::from), answered: Some(from.as_str().to_owned()), ..Kept::default() };
    match answer {
        Answer::Whole(Whole { bytes, content_type, headers }) => {
            kept.every = match feed::look(&bytes) {
                Look::Feed(every) => every,
                Look::Page => return failed(page(&bytes, &from)),
                Look::Other => return failed("the answer is no feed".into()),
            };
            let fetched = Fetched { url, final_url: from.as_str(), bytes, content_type };
            summary.reviews += (caller.deliver)(fetched)
                .with_context(|| format!("{}: what it holds cannot be taken", shown(url)))?;
            (kept.etag, kept.last_modified, kept.max_age) =
                (headers.etag, headers.last_modified, headers.max_age);
            Ok((Outcome::Taken(kept), moved_to.unwrap_or_default()))
        }
        Answer::Unchanged(headers) => {
            (kept.etag, kept.last_modified) = (headers.etag, headers.last_modified);
            Ok((Outcome::Unchanged(kept), moved_to.unwrap_or_default()))
        }
        Answer::Gone => Ok((Outcome::Gone, "it is gone for good (status 410)".into())),
        Answer::Later { status, wish } => {
            let why = match wish {
                Some(wish) => format!("its host asks for peace for {} (status {status})", in_words(wish)),
                None => format!("its host asks for peace (status {status})"),
            };
            Ok((Outcome::Failed { wish }, why))
        }
        Answer::Refused(status) => failed(format!("answered {status}")),
        Answer::Failed(why) => failed(why),
        // Redirects are followed before this.
        Answer::Moved { .. } => failed("it is moved from address to address".into()),
    }
}

/// What is told of a page: the feeds that it links to are what was meant.
fn page(bytes: &[u8], from: &Url) -> String {
    let feeds: Vec<String> = feed::linked(bytes, from).iter().map(|url| shown(url.as_str())).collect();
    match feeds.as_slice() {
        [] => "this is a page and no feed".to_owned(),
        feeds => format!("this is a page and no feed, but it names {}", feeds.join(" and ")),
    }
}

fn what_next(state: &State, now: i64) -> String {
    if state.gone {
        return "it is not asked again".into();
    }
    let wait = u64::try_from(state.not_before.saturating_sub(now)).unwrap_or(0);
    format!("asked again in {}", in_words(Duration::from_micros(wait)))
}

/// A time of at most [`LONGEST_WISH`] in words, to the nearest of its largest unit that says enough.
fn in_words(time: Duration) -> String {
    let seconds = time.min(LONGEST_WISH).as_secs();
    let (count, unit) = match seconds {
        0..90 => (seconds, "second"),
        90..5400 => ((seconds + 30) / 60, "minute"),
        5400..129_600 => ((seconds + 1800) / 3600, "hour"),
        _ => ((seconds + 43_200) / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

/// Words of strangers as they may be printed: nothing in them steers a terminal.
fn printable(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// An address as it may be shown: without a password.
fn shown(url: &str) -> String {
    match Url::parse(url) {
        Ok(mut parsed) if !parsed.username().is_empty() || parsed.password().is_some() => {
            // Neither can fail for an address that has one.
            let _ = parsed.set_username("");
            let _ = parsed.set_password(None);
            parsed.into()
        }
        _ => url.to_owned(),
    }
}
