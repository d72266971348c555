//! Asking a SPARQL endpoint one question, and what its answer means for the next.

use std::time::Duration;

use catalog::source::{FilmLine, sparql_films, sparql_query};
use ureq::Agent;

use super::days::{Range, date};

/// Who asks: the endpoint's operators want a name and an address.
const USER_AGENT: &str =
    concat!("plaudit/", env!("CARGO_PKG_VERSION"), " (https://github.com/plaudit/plaudit)");

/// Wikidata's endpoint gives a query 60 seconds.
const ANSWER_BEGINS: Duration = Duration::from_secs(90);
const ANSWER_ENDS: Duration = Duration::from_secs(600);
/// The longest answer: about ten times that of a year of today.
const LONGEST: u64 = 1 << 30;
/// How long to wait where the endpoint asks for patience and does not say how much.
const PATIENCE: Duration = Duration::from_secs(60);
const LONGEST_PATIENCE: u64 = 3600;

/// What came of a question.
pub(super) enum Answer {
    Films(Vec<FilmLine>),
    /// It is more than the endpoint can answer in its time.
    TooMuch(String),
    /// Ask again after so long.
    Later(Duration),
    /// It failed, and may not the next time.
    Failed(String),
    /// It will not answer.
    Refused(String),
}

pub(super) struct Endpoint {
    agent: Agent,
    url: String,
}

impl Endpoint {
    pub(super) fn new(url: &str) -> Endpoint {
        let config = Agent::config_builder()
            .user_agent(USER_AGENT)
            .accept("application/sparql-results+json")
            .http_status_as_error(false)
            .timeout_connect(Some(Duration::from_secs(30)))
            .timeout_recv_response(Some(ANSWER_BEGINS))
            .timeout_recv_body(Some(ANSWER_ENDS))
            .build();
        Endpoint { agent: config.new_agent(), url: url.to_owned() }
    }

    /// Asks for the films first shown in these days.
    pub(super) fn ask(&self, (from, until): Range) -> Answer {
        let query = sparql_query(&date(from), &date(until));
        let mut response =
            match self.agent.post(&self.url).send_form([("query", query.as_str()), ("format", "json")]) {
                Ok(response) => response,
                Err(error @ ureq::Error::Timeout(_)) => return Answer::TooMuch(error.to_string()),
                Err(error @ (ureq::Error::BadUri(_) | ureq::Error::Http(_))) => {
                    return Answer::Refused(error.to_string());
                }
                Err(error) => return Answer::Failed(error.to_string()),
            };
        let status = response.status().as_u16();
        let patience = response.headers().get("retry-after").and_then(|v| v.to_str().ok()).map(str::to_owned);
        let body = match response.body_mut().with_config().limit(LONGEST).read_to_vec() {
            Ok(body) => body,
            Err(error @ (ureq::Error::Timeout(_) | ureq::Error::BodyExceedsLimit(_))) => {
                return Answer::TooMuch(error.to_string());
            }
            Err(_) if status != 200 => Vec::new(),
            Err(error) => return Answer::Failed(format!("the answer was cut off: {error}")),
        };
        // The endpoint begins its answer before the query has ended, and appends what went wrong.
        let timed_out = memchr_of(&body, b"TimeoutException");
        match status {
            200 => match sparql_films(&body) {
                Ok(films) => Answer::Films(films),
                Err(_) if timed_out => Answer::TooMuch("the query timed out".into()),
                Err(why) => Answer::Failed(why),
            },
            429 | 503 if status == 429 || patience.is_some() => {
                // A date is possible too, but Wikidata's endpoint gives seconds.
                let seconds = patience.and_then(|p| p.trim().parse::<u64>().ok());
                Answer::Later(seconds.map_or(PATIENCE, |s| Duration::from_secs(s.min(LONGEST_PATIENCE))))
            }
            504 => Answer::TooMuch("the query timed out (status 504)".into()),
            500..=599 if timed_out => Answer::TooMuch(format!("the query timed out (status {status})")),
            500..=599 => Answer::Failed(format!("status {status}")),
            _ => {
                let text = String::from_utf8_lossy(&body);
                let first = text.lines().find(|l| !l.trim().is_empty()).unwrap_or_default();
                let first: String = first.chars().take(200).collect();
                Answer::Refused(format!("status {status}: {first}"))
            }
        }
    }
}

fn memchr_of(body: &[u8], word: &[u8]) -> bool {
    // At the end, where exceptions are appended, or in a short page.
    let tail = &body[body.len().saturating_sub(64 << 10)..];
    tail.windows(word.len()).any(|w| w == word)
}
