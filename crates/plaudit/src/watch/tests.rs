//! Rounds against a server on this machine whose log shows how politely it was asked. No time passes but the
//! test's own: the clock is a number, and sleeping adds to it.

mod manners;
mod server;
mod trouble;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};

use ureq::config::Config;
use ureq::http::Uri;
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::NextTimeout;

use super::*;
use server::{Asked, Reply, Server};

/// 2027-01-15, 08:00:00 UTC.
const START: i64 = 1_800_000_000_000_000;
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;

const FEED: &str = "<?xml version='1.0'?><rss version='2.0'><channel><title>A</title>\
    <item><title>Her Smell</title></item></channel></rss>";

/// Takes every name that ends in `.example` for this machine, but `inside.example`, which is checked like all other
/// names and so shows what a name that leads inside comes to.
#[derive(Debug)]
struct Names {
    checked: Checked,
    lookups: Arc<AtomicUsize>,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        self.lookups.fetch_add(1, Ordering::Relaxed);
        let host = uri.host().unwrap_or_default();
        if !host.ends_with(".example") {
            return self.checked.resolve(uri, config, timeout);
        }
        let mut found = self.empty();
        found.push(([127, 0, 0, 1], uri.port_u16().unwrap()).into());
        if host == "inside.example" {
            address::check(&found)?;
        }
        Ok(found)
    }
}

/// A server, a poller, and all that came of its rounds.
struct World {
    server: Server,
    clock: Arc<AtomicI64>,
    lookups: Arc<AtomicUsize>,
    poller: Poller,
    stop: AtomicBool,
    feeds: Vec<(String, State)>,
    /// What was delivered: the feed's address, the address that gave it, the bytes.
    taken: Vec<(String, String, String)>,
    told: Vec<String>,
    kept: Vec<(String, State)>,
    /// Deliveries fail.
    broken: bool,
    /// Deliveries stop the round.
    stops: bool,
}

fn quick() -> Options {
    Options { connect: Duration::from_secs(5), whole: Duration::from_secs(20), cap: 1 << 20, private: false }
}

impl World {
    fn new(feeds: &[&str], reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> World {
        World::with(quick(), feeds, reply)
    }

    /// Feeds are given as `host.example/path`.
    fn with(
        options: Options,
        feeds: &[&str],
        reply: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> World {
        let clock = Arc::new(AtomicI64::new(START));
        let lookups = Arc::new(AtomicUsize::new(0));
        let server = Server::start(Arc::clone(&clock), reply);
        let names = Names { checked: Checked::new(options.private), lookups: Arc::clone(&lookups) };
        let feeds = feeds.iter().map(|f| (server.url(f), State::default())).collect();
        World {
            server,
            clock,
            lookups,
            poller: Poller::with_resolver(options, names),
            stop: AtomicBool::new(false),
            feeds,
            taken: Vec::new(),
            told: Vec::new(),
            kept: Vec::new(),
            broken: false,
            stops: false,
        }
    }

    fn try_round(&mut self) -> anyhow::Result<Summary> {
        let World { server, clock, poller, stop, feeds, taken, told, kept, broken, stops, .. } = self;
        let _ = server;
        poller.poll(
            feeds,
            &mut Caller {
                clock: &|| clock.load(Ordering::SeqCst),
                sleep: &|time| {
                    assert!(time <= Duration::from_secs(1));
                    clock.fetch_add(i64::try_from(time.as_micros()).unwrap(), Ordering::SeqCst);
                },
                stop,
                deliver: &mut |fetched| {
                    if *broken {
                        anyhow::bail!("the disk is full");
                    }
                    let text = String::from_utf8(fetched.bytes)?;
                    taken.push((fetched.url.to_owned(), fetched.final_url.to_owned(), text));
                    if *stops {
                        stop.store(true, Ordering::Relaxed);
                    }
                    Ok(2)
                },
                keep: &mut |url, state| {
                    kept.push((url.to_owned(), state.clone()));
                    Ok(())
                },
                tell: &mut |message| told.push(message),
            },
        )
    }

    fn round(&mut self) -> Summary {
        self.try_round().unwrap()
    }

    /// Lets time pass.
    fn pass(&self, micros: i64) {
        self.clock.fetch_add(micros, Ordering::SeqCst);
    }

    fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// What was asked for so far, as `host/path`.
    fn asked(&self) -> Vec<String> {
        self.server.log().iter().map(|a| format!("{}{}", a.host, a.path)).collect()
    }

    fn state(&self) -> &State {
        &self.feeds[0].1
    }
}

/// Nothing for robots.txt, the feed for all else.
fn plain(asked: &Asked) -> Reply {
    if asked.path == "/robots.txt" { Reply::status(404) } else { Reply::feed() }
}
