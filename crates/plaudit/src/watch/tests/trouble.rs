//! Hosts that fail, lie or mean harm, and a caller that cannot go on.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::*;

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn whatever_a_host_does_is_a_message_and_a_longer_wait() {
    let bomb = {
        let mut feed = b"<rss><channel>".to_vec();
        feed.resize(64 << 20, b' ');
        packed(&feed)
    };
    assert!(bomb.len() < 100 << 10);
    let gzip = "Content-Encoding: gzip\r\n";
    let reply = move |asked: &Asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        "/500" => Reply::status(500),
        "/404" => Reply::status(404),
        "/never" => Reply::say(503, "Retry-After: 99999999999999999999\r\n", ""),
        "/204" => Reply::status(204),
        "/304" => Reply::status(304),
        "/nowhere" => Reply::status(301),
        "/circle" => Reply::moved(301, "/circle"),
        "/cut" => Reply::Cut(FEED.as_bytes().to_vec()),
        "/nothing" => Reply::Nothing,
        "/noise" => Reply::Noise,
        "/silence" => Reply::Silence,
        "/drip" => Reply::Drip,
        "/endless" => Reply::Endless,
        "/bomb" => Reply::Say(200, gzip.to_owned(), bomb.clone()),
        "/broken-gzip" => Reply::Say(200, gzip.to_owned(), packed(FEED.as_bytes())[..40].to_vec()),
        "/no-gzip" => Reply::say(200, gzip, FEED),
        "/page" => Reply::say(
            200,
            "Content-Type: application/rss+xml\r\n",
            "<!DOCTYPE html><link rel=alternate type=application/rss+xml href=/rss>",
        ),
        "/json" => Reply::say(200, "Content-Type: application/rss+xml\r\n", "{\"error\": 1}"),
        "/empty" => Reply::status(200),
        "/long-header" => Reply::say(200, &format!("X: {}\r\n", "x".repeat(1 << 20)), FEED),
        path => panic!("{path}"),
    };
    let paths = [
        ("500", "answered 500"),
        ("404", "answered 404"),
        ("204", "answered 204"),
        ("304", "nothing has changed"),
        ("nowhere", "does not say where"),
        ("circle", "from address to address"),
        ("cut", "cut off"),
        ("nothing", ""),
        ("noise", ""),
        ("silence", "in time"),
        ("drip", "in time"),
        ("endless", "longer than 1024 KiB"),
        ("bomb", "longer than 1024 KiB"),
        ("broken-gzip", "cut off"),
        ("no-gzip", "cut off"),
        ("page", "this is a page and no feed, but it names http://a.example:"),
        ("json", "is no feed"),
        ("empty", "is no feed"),
        ("long-header", ""),
        // Last: from now on the host is left alone.
        ("never", "its host asks for peace for 7 days (status 503); asked again in 7 days"),
    ];
    let feeds: Vec<String> = paths.iter().map(|(path, _)| format!("a.example/{path}")).collect();
    let feeds: Vec<&str> = feeds.iter().map(String::as_str).collect();
    let options = Options { whole: Duration::from_secs(2), ..quick() };
    let mut world = World::with(options, &feeds, reply);
    let summary = world.round();
    assert_eq!(summary.failed, paths.len(), "{summary:?} {:#?}", world.told);
    assert_eq!(world.taken, []);
    for ((url, state), (path, why)) in world.feeds.iter().zip(paths) {
        let told: Vec<&String> = world.told.iter().filter(|t| t.starts_with(&format!("{url}: "))).collect();
        assert!(told.len() == 1 && told[0].contains(why), "{path}: {told:?}");
        assert!(told[0].contains("; asked again in "), "{told:?}");
        assert_eq!((state.failures, state.last_success), (1, None), "{path}");
    }
    let circle = world.asked().iter().filter(|a| a.ends_with("/circle")).count();
    assert_eq!(circle, 6);
}

#[test]
fn a_feed_that_fails_is_asked_ever_more_rarely_and_comes_back() {
    let mut world = World::new(&["a.example/feed"], |asked| match (asked.path.as_str(), asked.before) {
        ("/robots.txt", _) => Reply::status(404),
        (_, 0 | 9..) => Reply::say(200, "ETag: \"x\"\r\n", FEED),
        _ => Reply::status(500),
    });
    world.round();
    for _ in 0..9 {
        world.clock.store(world.state().not_before, Ordering::SeqCst);
        world.round();
    }
    let times: Vec<i64> = world.server.log().iter().filter(|a| a.path == "/feed").map(|a| a.at).collect();
    let waits: Vec<i64> = times.windows(2).map(|w| (w[1] - w[0]) / SECOND).collect();
    assert_eq!(waits.len(), 9);
    // The first is the feed's own; the last are a day, less what spreads them.
    assert!((3600..3610).contains(&waits[0]), "{waits:?}");
    for (wait, hours) in waits[1..].iter().zip([1, 2, 4, 8, 16, 24, 24, 24]) {
        assert!((hours * 2700..=hours * 3600 + 2).contains(wait), "{waits:?}");
    }
    assert_eq!((world.state().failures, world.taken.len()), (0, 2));
    // What was known of it is not forgotten by its failures.
    assert_eq!(world.server.log().last().unwrap().header("if-none-match"), Some("\"x\""));
}

#[test]
fn a_packed_feed_is_unpacked() {
    let mut world = World::new(&["a.example/feed"], |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::Say(200, "Content-Encoding: gzip\r\n".into(), packed(FEED.as_bytes())),
    });
    assert_eq!(world.round().changed, 1);
    assert_eq!(world.taken[0].2, FEED);
}

#[test]
fn nothing_inside_is_asked_by_address_by_name_or_by_redirect() {
    let targets = [
        "http://127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://[::1]:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://0.0.0.0:PORT/",
        "http://0x7f.1:PORT/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/",
        "http://[fd00::1]/",
        "http://inside.example:PORT/",
    ];
    for target in targets {
        // As an address of the list; then as a redirect of the feed; then as one of robots.txt.
        let mut world = World::new(&[target], plain);
        assert_eq!(world.round().failed, 1, "{target}");
        assert_eq!(world.asked(), [""; 0], "{target}");

        let mut world = World::new(&["a.example/feed"], move |asked| match asked.path.as_str() {
            "/feed" => Reply::moved(302, &target.replace("PORT", &asked.port.to_string())),
            _ => plain(asked),
        });
        assert_eq!(world.round().failed, 1, "{target}");
        assert_eq!(world.asked(), ["a.example/robots.txt", "a.example/feed"], "{target}");

        let mut world = World::new(&["a.example/feed"], move |asked| match asked.path.as_str() {
            "/robots.txt" => Reply::moved(302, &target.replace("PORT", &asked.port.to_string())),
            _ => plain(asked),
        });
        assert_eq!(world.round().failed, 1, "{target}");
        assert_eq!(world.asked(), ["a.example/robots.txt"], "{target}");
    }
}

#[test]
fn feeds_of_the_users_own_network_are_asked_where_the_user_allows_it() {
    let options = Options { private: true, ..quick() };
    let mut world =
        World::with(options, &["http://127.0.0.1:PORT/feed", "http://localhost:PORT/feed"], plain);
    assert_eq!(world.round().changed, 2, "{:?}", world.told);
}

/// The names do not exist, so the connection went to what the resolver gave; and it gave it once for each.
#[test]
fn the_connection_goes_to_the_address_that_was_checked() {
    let mut world = World::new(&["a.example/feed", "b.example/feed"], plain);
    assert_eq!(world.round().changed, 2);
    assert_eq!((world.asked().len(), world.lookups.load(Ordering::Relaxed)), (4, 4));
}

#[test]
fn what_cannot_be_fetched_is_told_without_its_password() {
    let mut world =
        World::new(&["http://me:secret@a.example:PORT/feed", "ftp://a.example/feed", "nonsense://"], plain);
    assert_eq!(world.round().failed, 3);
    assert_eq!((world.asked().len(), world.told.len()), (0, 3));
    assert!(!world.told.concat().contains("secret"), "{:?}", world.told);
}

#[test]
fn a_feed_that_could_not_be_taken_is_as_it_was() {
    let mut world = World::new(&["a.example/1", "a.example/2"], |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::say(200, "ETag: \"x\"\r\n", FEED),
    });
    world.broken = true;
    let error = format!("{:#}", world.try_round().unwrap_err());
    assert!(error.contains("a.example") && error.contains("the disk is full"), "{error}");
    assert!(world.feeds.iter().all(|(_, state)| *state == State::default()));
    assert_eq!(world.kept, []);
    // It is asked for again, without conditions, and taken.
    world.broken = false;
    assert_eq!(world.round().changed, 2);
    assert!(world.server.log().iter().all(|a| a.header("if-none-match").is_none()));
}

#[test]
fn when_stopped_it_asks_no_more() {
    let mut world = World::new(&["a.example/1", "a.example/2", "a.example/3"], plain);
    world.stops = true;
    assert_eq!(world.round().changed, 1);
    assert_eq!(world.asked(), ["a.example/robots.txt", "a.example/1"]);
    assert_eq!((world.kept.len(), world.feeds[1].1.clone()), (1, State::default()));
    assert_eq!(world.round(), Summary { next: Some(0), ..Summary::default() });
    assert_eq!(world.asked().len(), 2);
}

#[test]
fn stopped_before_it_begins_it_does_nothing() {
    let mut world = World::new(&["ftp://a.example/feed"], plain);
    world.stop.store(true, Ordering::Relaxed);
    assert_eq!(world.round().failed, 0);
    assert_eq!((world.told.len(), world.kept.len()), (0, 0));
}

#[test]
fn that_nothing_has_changed_is_no_answer_to_a_question_without_conditions() {
    let mut world = World::new(&["a.example/feed"], |asked| match (asked.path.as_str(), asked.before) {
        ("/robots.txt", _) => Reply::status(404),
        // The first has nothing by which it could be known.
        (_, 0 | 2) => Reply::feed(),
        _ => Reply::status(304),
    });
    assert_eq!(world.round().changed, 1);
    world.pass(HOUR);
    assert_eq!(world.round().failed, 1);
    world.pass(HOUR);
    assert_eq!(world.round().changed, 1);
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let mut world = World::new(&["a.example/1", "a.example/2", "b.example/1"], |asked| {
        match (asked.host.as_str(), asked.path.as_str(), asked.before) {
            ("b.example", "/1", 0) => Reply::say(429, "Retry-After: 7200\r\n", ""),
            _ => plain(asked),
        }
    });
    let summary = world.round();
    assert_eq!((summary.changed, summary.failed), (2, 1));
    world.clock.store(START - 300 * 24 * HOUR, Ordering::SeqCst);
    assert_eq!(world.round().changed, 3);
    // No wait was longer than a pause; and what was learned in a time to come is learned again.
    assert!(world.now() < START - 299 * 24 * HOUR);
    assert_eq!(world.asked().iter().filter(|a| *a == "a.example/robots.txt").count(), 2);
}
