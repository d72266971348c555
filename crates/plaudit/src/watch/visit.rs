//! One feed's visit: whose turn it is, what the host permits, and where redirects lead.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use url::Url;

use super::fetch::{self, Answer};
use super::robots::{self, Robots};
use super::{Caller, LONGEST_WISH, Poller, SHORTEST, State, after};

/// The shortest pause between two requests to one host.
const PAUSE: Duration = Duration::from_secs(1);
/// Redirects that are followed: as many as RFC 9309 asks for robots.txt.
const REDIRECTS: usize = 5;
/// How long robots.txt is good for (RFC 9309 §2.4), and how long a host that does not give it out is left alone.
const RULES_LAST: Duration = Duration::from_secs(24 * 3600);
const NO_RULES_LAST: Duration = Duration::from_secs(3600);
/// The longest part of a wait at a time.
const SLICE: Duration = Duration::from_secs(1);

/// What is known of a host.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {
    /// When the last request to it ended.
    last: Option<i64>,
    /// The pause it wants, at least [`PAUSE`].
    pause: Duration,
    /// From when, until when it wants no request at all.
    closed: Option<(i64, i64)>,
}

/// What a host's robots.txt permits, and for how long that is known.
#[derive(Debug, Clone)]
pub(super) struct Permit {
    /// `None`: it could not be had, so that nothing is permitted.
    rules: Option<Robots>,
    host: String,
    learned: i64,
    until: i64,
}

/// How a visit ended.
pub(super) enum Visit {
    Answered(Box<Answered>),
    /// Robots.txt forbids it, for so long; why.
    Forbidden(Duration, String),
    /// The way leads where Plaudit does not go; why.
    Lost(String),
    /// The host wants no request for so long.
    PutOff(Duration),
    Stopped,
}

/// An answer at the end of all redirects.
pub(super) struct Answered {
    pub(super) answer: Answer,
    /// The address that gave it.
    pub(super) from: Url,
    /// Where the feed is now for good, if it has moved.
    pub(super) moved: Option<Url>,
}

/// The address of a feed, if it is one that can be asked.
pub(super) fn target(address: &str) -> Result<Url, String> {
    let url = Url::parse(address).map_err(|error| format!("this is no address: {error}"))?;
    check(url)
}

fn check(mut url: Url) -> Result<Url, String> {
    url.set_fragment(None);
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("addresses of “{}:” are not fetched", url.scheme()));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("addresses with a name and password are not fetched".into());
    }
    Ok(url)
}

/// The name under which a host is known.
fn name(url: &Url) -> &str {
    url.host_str().unwrap_or_default()
}

fn origin(url: &Url) -> String {
    url.origin().ascii_serialization()
}

fn micros(from: i64, to: i64) -> Duration {
    Duration::from_micros(u64::try_from(to.saturating_sub(from)).unwrap_or(0))
}

impl Permit {
    /// A clock that was set back makes it unknown.
    fn is_known(&self, now: i64) -> bool {
        (self.learned..self.until).contains(&now)
    }
}

impl Poller {
    /// Forgets hosts that no feed of the list is at and whose rules are out of date: a feed may lead to another host
    /// every time.
    pub(super) fn forget(&mut self, feeds: &[(String, State)], now: i64) {
        let listed: HashSet<String> = feeds
            .iter()
            .flat_map(|(url, state)| [Some(url), state.address.as_ref()])
            .filter_map(|url| Some(origin(&Url::parse(url?).ok()?)))
            .collect();
        self.permits.retain(|key, permit| permit.is_known(now) || listed.contains(key));
        let names: HashSet<&str> = self.permits.values().map(|p| p.host.as_str()).collect();
        self.hosts.retain(|name, host| {
            names.contains(name.as_str())
                || host.last.is_some_and(|l| (l..after(l, RULES_LAST)).contains(&now))
        });
    }

    /// How long the host still has to rest. No clock that is set back makes that longer than its pause.
    pub(super) fn rest(&self, url: &Url, now: i64) -> Duration {
        let Some(Host { last: Some(last), pause, .. }) = self.hosts.get(name(url)) else {
            return Duration::ZERO;
        };
        let pause = (*pause).max(PAUSE);
        micros(now, after(*last, pause)).min(pause)
    }

    /// Has the host not asked for peace?
    pub(super) fn is_open(&self, url: &Url, caller: &Caller<'_>) -> bool {
        self.closed(url, (caller.clock)()).is_none()
    }

    fn closed(&self, url: &Url, now: i64) -> Option<Duration> {
        let (from, until) = self.hosts.get(name(url))?.closed?;
        (from..until).contains(&now).then(|| micros(now, until))
    }

    /// Learns what robots.txt permits, where that is not known. True: a request was made for it.
    pub(super) fn permit(&mut self, url: &Url, caller: &Caller<'_>) -> bool {
        let key = origin(url);
        if self.permits.get(&key).is_some_and(|p| p.is_known((caller.clock)())) {
            return false;
        }
        let Some(answer) = self.rules(url, caller) else { return false };
        let learned = (caller.clock)();
        let (rules, lasts) = match answer {
            Answer::Whole(whole) => (Some(robots::parse(&whole.bytes)), RULES_LAST),
            // There is none: all is permitted (RFC 9309 §2.3.1.3). So it is where redirects do not end (§2.3.1.2).
            Answer::Refused(400..500) | Answer::Gone | Answer::Moved { .. } => {
                (Some(Robots::default()), RULES_LAST)
            }
            // It cannot be had: nothing is permitted (§2.3.1.4), but by rules that were known before (§2.4). 429 is no
            // "there is none" but "not now".
            _ => (self.permits.remove(&key).and_then(|p| p.rules), NO_RULES_LAST),
        };
        let host = self.hosts.entry(name(url).to_owned()).or_default();
        host.pause = rules.as_ref().and_then(|r| r.delay).unwrap_or(PAUSE);
        self.permits
            .insert(key, Permit { rules, host: name(url).to_owned(), learned, until: after(learned, lasts) });
        true
    }

    /// The answer to robots.txt, redirects followed; `None` when stopped.
    fn rules(&mut self, url: &Url, caller: &Caller<'_>) -> Option<Answer> {
        let mut at = url.clone();
        at.set_path("/robots.txt");
        at.set_query(None);
        for hop in 0.. {
            let answer = self.ask(&at, fetch::TEXT, (None, None), caller)?;
            let Answer::Moved { to, .. } = &answer else { return Some(answer) };
            match follow(&at, to) {
                Ok(to) if hop < REDIRECTS => at = to,
                _ => return Some(answer),
            }
        }
        None
    }

    /// Goes to a feed's address and on to where it leads.
    pub(super) fn visit(&mut self, target: Url, state: &State, caller: &Caller<'_>) -> Visit {
        let mut at = target;
        let mut moved = None;
        // Only an unbroken row of moves for good makes a new address.
        let mut for_good = true;
        for hop in 0.. {
            if let Some(wish) = self.closed(&at, (caller.clock)()) {
                return Visit::PutOff(wish);
            }
            self.permit(&at, caller);
            if let Some(forbidden) = self.forbidden(&at, (caller.clock)()) {
                return forbidden;
            }
            let known = state.answered.as_deref() == Some(at.as_str());
            let known = known.then_some((state.etag.as_deref(), state.last_modified.as_deref()));
            let Some(answer) = self.ask(&at, fetch::FEEDS, known.unwrap_or_default(), caller) else {
                return Visit::Stopped;
            };
            match answer {
                Answer::Moved { to, for_good: this } => match follow(&at, &to) {
                    Ok(_) if hop == REDIRECTS => {
                        return Visit::Lost("it is moved from address to address".into());
                    }
                    Ok(to) => {
                        for_good &= this;
                        if for_good {
                            moved = Some(to.clone());
                        }
                        at = to;
                    }
                    Err(why) => return Visit::Lost(why),
                },
                Answer::Unchanged(_) if known.is_none_or(|k| k == (None, None)) => {
                    return Visit::Lost(
                        "answered that nothing has changed, which was not the question".into(),
                    );
                }
                answer => return Visit::Answered(Box::new(Answered { answer, from: at, moved })),
            }
        }
        Visit::Stopped
    }

    fn forbidden(&self, url: &Url, now: i64) -> Option<Visit> {
        let Some(permit) = self.permits.get(&origin(url)) else { return Some(Visit::Stopped) };
        let wish = micros(now, permit.until);
        let Some(rules) = &permit.rules else {
            let why = "its host does not say what it permits (robots.txt cannot be had)".to_owned();
            return Some(Visit::Forbidden(wish, why));
        };
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        (!rules.allows(path)).then(|| Visit::Forbidden(wish, "its host's robots.txt forbids it".to_owned()))
    }

    /// Asks when it is the host's turn, and hears if it wants peace; `None` when stopped.
    fn ask(
        &mut self,
        url: &Url,
        accept: &str,
        known: (Option<&str>, Option<&str>),
        caller: &Caller<'_>,
    ) -> Option<Answer> {
        let mut rest = self.rest(url, (caller.clock)());
        while !caller.stop.load(Ordering::Relaxed) && !rest.is_zero() {
            (caller.sleep)(rest.min(SLICE));
            rest = rest.saturating_sub(SLICE).min(self.rest(url, (caller.clock)()));
        }
        if caller.stop.load(Ordering::Relaxed) {
            return None;
        }
        let answer = fetch::get(&self.agent, url, accept, known, self.options.cap, (caller.clock)());
        let now = (caller.clock)();
        let host = self.hosts.entry(name(url).to_owned()).or_default();
        host.last = Some(now);
        if let Answer::Later { status, wish } = &answer
            && (*status == 429 || wish.is_some())
        {
            let wish = wish.unwrap_or_default().clamp(SHORTEST, LONGEST_WISH);
            host.closed = Some((now, after(now, wish)));
        }
        Some(answer)
    }
}

/// Where a redirect leads, if Plaudit goes there.
fn follow(from: &Url, to: &str) -> Result<Url, String> {
    let to = from.join(to).map_err(|error| format!("it is moved to what is no address: {error}"))?;
    let to = check(to).map_err(|why| format!("it is moved to where Plaudit does not go: {why}"))?;
    if from.scheme() == "https" && to.scheme() == "http" {
        return Err("it is moved from https to http, which is not followed".into());
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirects() {
        for (from, to, leads) in [
            ("http://a.example/x/y", "z?q#f", Some("http://a.example/x/z?q")),
            ("http://a.example/", "https://a.example/", Some("https://a.example/")),
            ("https://a.example/", "//b.example/f", Some("https://b.example/f")),
            ("https://a.example/", "http://a.example/f", None),
            ("http://a.example/", "ftp://a.example/f", None),
            ("http://a.example/", "file:///etc/passwd", None),
            ("http://a.example/", "gopher://a.example/", None),
            ("http://a.example/", "http://me:secret@b.example/", None),
            ("http://a.example/", "http://[", None),
            // Every spelling of an address is that address by the time it is asked.
            ("http://a.example/", "http://0x7f.1/", Some("http://127.0.0.1/")),
            ("http://a.example/", "http://2130706433/", Some("http://127.0.0.1/")),
            ("http://a.example/", "http://１２７.0.0.1/", Some("http://127.0.0.1/")),
        ] {
            let found = follow(&Url::parse(from).unwrap(), to);
            assert_eq!(found.as_ref().map(Url::as_str).ok(), leads, "{from} to {to}: {found:?}");
        }
    }

    #[test]
    fn targets() {
        for (address, good) in [
            ("https://a.example/feed", true),
            ("https://me:secret@a.example/feed", false),
            ("ftp://a.example/feed", false),
            ("a.example/feed", false),
            ("", false),
        ] {
            assert_eq!(target(address).is_ok(), good, "{address}");
        }
    }
}
