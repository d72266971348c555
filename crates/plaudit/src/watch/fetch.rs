//! One question to one address: sent once, never redirected on its own, capped in time and bytes.

use std::time::{Duration, SystemTime};

use ureq::Agent;
use ureq::http::{HeaderMap, Response};
use ureq::unversioned::resolver::Resolver;
use ureq::unversioned::transport::DefaultConnector;
use url::Url;

use super::Options;

/// Who asks, as hosts' logs show it: the name that robots.txt knows, the version, and where to learn more.
pub(crate) const USER_AGENT: &str =
    concat!("Plaudit/", env!("CARGO_PKG_VERSION"), " (+", env!("CARGO_PKG_REPOSITORY"), ")");
/// What a feed is asked for as.
pub(crate) const FEEDS: &str = "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.1";
/// What robots.txt is asked for as.
pub(crate) const TEXT: &str = "text/plain, */*;q=0.1";
/// The longest header that is kept to be sent again, in bytes.
const LONGEST_HEADER: usize = 1024;

/// What an answer came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Answer {
    /// All of what was asked for.
    Whole(Whole),
    /// What was asked for has not changed.
    Unchanged(Headers),
    /// It is elsewhere: the address as sent, and whether for good.
    Moved { to: String, for_good: bool },
    /// It is gone for good.
    Gone,
    /// Too many questions, or a pause (429, 503): the status, and how long to wait where the host says so.
    Later { status: u16, wish: Option<Duration> },
    /// Any other status.
    Refused(u16),
    /// No answer, or not all of one.
    Failed(String),
}

/// An answer's body and what stands over it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Whole {
    /// Unpacked.
    pub(crate) bytes: Vec<u8>,
    pub(crate) content_type: Option<String>,
    pub(crate) headers: Headers,
}

/// What of an answer's headers is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Headers {
    pub(crate) etag: Option<String>,
    pub(crate) last_modified: Option<String>,
    /// Seconds (Cache-Control).
    pub(crate) max_age: Option<u64>,
}

/// What asks. No proxy: a proxy would resolve names itself, and nothing could be said of where they lead.
pub(crate) fn agent(options: &Options, resolver: impl Resolver) -> Agent {
    let config = Agent::config_builder()
        .user_agent(USER_AGENT)
        .proxy(None)
        .max_redirects(0)
        .http_status_as_error(false)
        .timeout_resolve(Some(options.connect))
        .timeout_connect(Some(options.connect))
        .timeout_global(Some(options.whole))
        .build();
    Agent::with_parts(config, DefaultConnector::new(), resolver)
}

/// Asks once. `known` are the ETag and the date of an answer that this address gave before; `now` is in microseconds since
/// 1970.
pub(crate) fn get(
    agent: &Agent,
    url: &Url,
    accept: &str,
    known: (Option<&str>, Option<&str>),
    cap: u64,
    now: i64,
) -> Answer {
    let mut request = agent.get(url.as_str()).header("accept", accept);
    for (name, value) in [("if-none-match", known.0), ("if-modified-since", known.1)] {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    match request.call() {
        Ok(response) => answer(response, cap, now),
        Err(error) => Answer::Failed(describe(&error)),
    }
}

fn answer(mut response: Response<ureq::Body>, cap: u64, now: i64) -> Answer {
    let status = response.status().as_u16();
    let header = |name: &str| text(response.headers(), name);
    match status {
        200 | 203 => {
            let content_type = header("content-type");
            let headers = headers(response.headers());
            match response.body_mut().with_config().limit(cap).read_to_vec() {
                Ok(bytes) => Answer::Whole(Whole { bytes, content_type, headers }),
                Err(ureq::Error::BodyExceedsLimit(_)) => {
                    Answer::Failed(format!("the answer is longer than {} KiB", cap >> 10))
                }
                Err(error) => Answer::Failed(format!("the answer was cut off: {}", describe(&error))),
            }
        }
        304 => Answer::Unchanged(headers(response.headers())),
        301 | 302 | 303 | 307 | 308 => match header("location") {
            Some(to) => Answer::Moved { to, for_good: matches!(status, 301 | 308) },
            None => Answer::Failed(format!("answered {status} and does not say where it has moved")),
        },
        410 => Answer::Gone,
        429 | 503 => Answer::Later { status, wish: header("retry-after").and_then(|v| retry_after(&v, now)) },
        _ => Answer::Refused(status),
    }
}

fn headers(all: &HeaderMap) -> Headers {
    let max_age = text(all, "cache-control").and_then(|v| {
        v.split(',').find_map(|part| {
            let (name, seconds) = part.trim().split_once('=')?;
            name.trim()
                .eq_ignore_ascii_case("max-age")
                .then(|| seconds.trim().trim_matches('"').parse().ok())?
        })
    });
    Headers { etag: text(all, "etag"), last_modified: text(all, "last-modified"), max_age }
}

/// A header's value, if it is text that may be kept.
fn text(all: &HeaderMap, name: &str) -> Option<String> {
    let value = all.get(name)?.to_str().ok()?.trim();
    let longest = if name == "location" { 8 * LONGEST_HEADER } else { LONGEST_HEADER };
    (!value.is_empty() && value.len() <= longest).then(|| value.to_owned())
}

/// How long to wait by a Retry-After: seconds, or a date in any of HTTP's three forms (RFC 9110 §10.2.3).
pub(crate) fn retry_after(value: &str, now: i64) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = httpdate::parse_http_date(value).ok()?.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    Some(date.saturating_sub(Duration::from_micros(u64::try_from(now).unwrap_or(0))))
}

fn describe(error: &ureq::Error) -> String {
    match error {
        ureq::Error::Io(error) => error.to_string(),
        ureq::Error::HostNotFound => "there is no host of this name".into(),
        ureq::Error::Timeout(_) => "it did not answer in time".into(),
        error => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks() {
        assert!(
            USER_AGENT.starts_with(concat!("Plaudit/", env!("CARGO_PKG_VERSION"), " (+https://")),
            "{USER_AGENT}"
        );
        assert!(USER_AGENT.starts_with(super::super::robots::PRODUCT));
    }

    #[test]
    fn wishes_to_be_asked_later() {
        // 1994-11-06 08:49:37, the date of RFC 9110's examples.
        let now = 784_111_777_000_000;
        for (value, seconds) in [
            ("120", Some(120)),
            (" 0 ", Some(0)),
            ("99999999999999999999", Some(u64::MAX)),
            ("Sun, 06 Nov 1994 08:51:37 GMT", Some(120)),
            ("Sunday, 06-Nov-94 08:49:38 GMT", Some(1)),
            ("Sun Nov  6 08:49:38 1994", Some(1)),
            ("Sun, 06 Nov 1994 08:00:00 GMT", Some(0)),
            ("soon", None),
            ("-5", None),
            ("1.5", None),
            ("", None),
        ] {
            assert_eq!(retry_after(value, now), seconds.map(Duration::from_secs), "{value}");
        }
    }

    #[test]
    fn freshness() {
        for (value, seconds) in [
            ("max-age=300", Some(300)),
            ("public, Max-Age = 600, s-maxage=1", Some(600)),
            ("s-maxage=1", None),
            ("no-cache", None),
            ("max-age=-1", None),
            ("max-age=\"60\"", Some(60)),
        ] {
            let mut all = HeaderMap::new();
            all.insert("cache-control", value.parse().unwrap());
            assert_eq!(headers(&all).max_age, seconds, "{value}");
        }
    }
}
