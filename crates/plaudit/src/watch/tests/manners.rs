//! What a guest does who is let in: what it asks, how often, and what it remembers.

use super::*;

const DAY: i64 = 24 * HOUR;

#[test]
fn a_feed_is_asked_with_a_name_and_not_again_for_what_it_has_not_changed() {
    let mut world = World::new(&["a.example/feed"], |asked| match (asked.path.as_str(), asked.before) {
        ("/robots.txt", _) => Reply::say(200, "", "User-agent: *\nDisallow: /private\n"),
        (_, 0) => Reply::say(200, "ETag: \"one\"\r\nLast-Modified: Sat, 02 Jan 2027 08:00:00 GMT\r\n", FEED),
        (_, 1) => Reply::status(304),
        _ => Reply::say(200, "ETag: \"two\"\r\n", FEED),
    });
    let summary = world.round();
    assert_eq!(
        summary,
        Summary { changed: 1, reviews: 2, next: Some(world.now() + HOUR), ..Summary::default() }
    );
    // Nothing is due: nothing is asked.
    world.pass(HOUR - 1);
    assert_eq!(world.round(), Summary { next: summary.next, ..Summary::default() });
    world.pass(1);
    assert_eq!(world.round().unchanged, 1);
    world.pass(HOUR);
    assert_eq!(world.round().changed, 1);
    world.pass(HOUR);
    world.round();

    assert_eq!(world.asked(), [&["a.example/robots.txt"][..], &["a.example/feed"; 4]].concat());
    let log = world.server.log();
    for asked in &log {
        let agent = asked.header("user-agent").unwrap();
        assert_eq!(
            agent,
            concat!("Plaudit/", env!("CARGO_PKG_VERSION"), " (+https://github.com/plaudit/plaudit)")
        );
        assert_eq!(asked.header("accept-encoding"), Some("gzip"));
        assert_eq!(asked.header("cookie").or(asked.header("referer")), None);
    }
    assert!(log[1].header("accept").unwrap().starts_with("application/atom+xml, application/rss+xml"));
    let known: Vec<_> =
        log[1..].iter().map(|a| (a.header("if-none-match"), a.header("if-modified-since"))).collect();
    let date = "Sat, 02 Jan 2027 08:00:00 GMT";
    let one = (Some("\"one\""), Some(date));
    assert_eq!(known, [(None, None), one, one, (Some("\"two\""), None)]);
    assert_eq!(world.taken.len(), 3);
    assert_eq!(world.taken[0], (world.feeds[0].0.clone(), world.feeds[0].0.clone(), FEED.to_owned()));
    assert_eq!(world.kept.len(), 4);
    assert_eq!(world.told, [""; 0]);
}

#[test]
fn robots_txt_is_asked_for_once_a_day() {
    let mut world = World::new(&["a.example/1", "a.example/2"], plain);
    for _ in 0..49 {
        world.round();
        world.pass(HOUR);
    }
    let asked = world.asked().iter().filter(|a| a.ends_with("robots.txt")).count();
    // Two days and an hour.
    assert_eq!(asked, 3);
}

#[test]
fn a_host_rests_between_requests_and_others_have_their_turn() {
    let feeds = ["a.example/1", "a.example/2", "a.example/3", "b.example/1", "c.example/1"];
    let mut world = World::new(&feeds, |asked| match (asked.host.as_str(), asked.path.as_str()) {
        ("a.example", "/robots.txt") => Reply::say(200, "", "User-agent: *\nCrawl-delay: 7\n"),
        _ => plain(asked),
    });
    assert_eq!(world.round().changed, 5);
    let log = world.server.log();
    let times = |host: &str| -> Vec<i64> {
        log.iter().filter(|a| a.host == host).map(|a| (a.at - START) / SECOND).collect()
    };
    assert_eq!(times("a.example"), [0, 7, 14, 21]);
    assert_eq!(times("b.example"), [0, 1]);
    assert_eq!(times("c.example"), [0, 1]);
    // The pause holds from round to round.
    world.feeds.iter_mut().for_each(|(_, state)| state.not_before = 0);
    world.round();
    let mut at: Vec<i64> =
        world.server.log().iter().filter(|a| a.host == "a.example").map(|a| a.at).collect();
    at.dedup();
    assert_eq!(at.len(), 7);
    assert!(at.windows(2).all(|w| w[1] - w[0] >= 7 * SECOND), "{at:?}");
}

#[test]
fn what_robots_txt_forbids_is_not_asked() {
    let mut world = World::new(&["a.example/no/feed", "a.example/feed?x=1", "b.example/"], |asked| {
        match (asked.host.as_str(), asked.path.as_str()) {
            ("a.example", "/robots.txt") => Reply::say(
                200,
                "",
                "User-agent: *\nAllow: /\n\nUser-agent: plaudit\nDisallow: /no\nDisallow: /*?x=",
            ),
            ("b.example", "/") => Reply::moved(302, &format!("http://a.example:{}/no/feed", asked.port)),
            _ => plain(asked),
        }
    });
    let summary = world.round();
    assert_eq!((summary.failed, summary.changed), (3, 0));
    assert_eq!(world.asked(), ["a.example/robots.txt", "b.example/robots.txt", "b.example/"]);
    assert!(world.told.iter().all(|t| t.ends_with("robots.txt forbids it; asked again in 1 day") || t.ends_with("in 24 hours")), "{:?}", world.told);
}

#[test]
fn a_host_whose_robots_txt_cannot_be_had_is_left_alone() {
    for (trouble, is) in [
        (500, false),
        (502, false),
        (503, false),
        (429, false),
        (204, false),
        (401, true),
        (403, true),
        (404, true),
        (410, true),
    ] {
        let mut world = World::new(&["a.example/feed"], move |asked| match asked.path.as_str() {
            "/robots.txt" => Reply::status(trouble),
            _ => Reply::feed(),
        });
        let summary = world.round();
        assert_eq!(summary.changed == 1, is, "{trouble}");
        assert_eq!(world.asked().len(), 1 + usize::from(is), "{trouble}");
        assert_eq!(world.told.is_empty(), is, "{:?}", world.told);
    }
    // Later it can, and what it forbids then is known when it cannot again.
    let mut world =
        World::new(&["a.example/feed", "a.example/no"], |asked| match (asked.path.as_str(), asked.before) {
            ("/robots.txt", 0 | 2) => Reply::Nothing,
            ("/robots.txt", _) => Reply::say(200, "", "User-agent: *\nDisallow: /no"),
            _ => Reply::feed(),
        });
    assert_eq!(world.round().failed, 2);
    assert_eq!(world.asked(), ["a.example/robots.txt"]);
    world.pass(DAY);
    let summary = world.round();
    assert_eq!((summary.changed, summary.failed), (1, 1));
    world.pass(2 * DAY);
    let summary = world.round();
    assert_eq!((summary.changed, summary.failed), (1, 1));
    let feed = "a.example/feed";
    let robots = "a.example/robots.txt";
    assert_eq!(world.asked(), [robots, robots, feed, robots, feed]);
}

#[test]
fn robots_txt_that_is_moved_is_followed_to_where_it_is() {
    let mut world = World::new(&["a.example/feed", "a.example/no", "b.example/no"], |asked| {
        match (asked.host.as_str(), asked.path.as_str()) {
            ("a.example", "/robots.txt") => Reply::moved(301, &format!("http://c.example:{}/r", asked.port)),
            ("c.example", "/r") => Reply::say(200, "", "User-agent: *\nDisallow: /no"),
            // In a circle: as good as none.
            ("b.example", "/robots.txt") => Reply::moved(302, "/robots.txt"),
            _ => plain(asked),
        }
    });
    let summary = world.round();
    assert_eq!((summary.changed, summary.failed), (2, 1));
    let circle = world.asked().iter().filter(|a| *a == "b.example/robots.txt").count();
    assert_eq!(circle, 6);
}

#[test]
fn an_address_that_moved_for_good_is_remembered_and_another_is_not() {
    for (first, second, kept) in [
        (301, None, Some("b")),
        (308, None, Some("b")),
        (302, None, None),
        (303, None, None),
        (307, None, None),
        (301, Some(308), Some("c")),
        (301, Some(302), Some("b")),
        (302, Some(301), None),
    ] {
        let mut world = World::new(&["a.example/feed"], move |asked| {
            let to = |host: &str| format!("http://{host}.example:{}/feed", asked.port);
            match (asked.host.as_str(), asked.path.as_str(), second) {
                (_, "/robots.txt", _) => Reply::status(404),
                ("a.example", ..) => Reply::moved(first, &to("b")),
                ("b.example", _, Some(status)) => Reply::moved(status, &to("c")),
                _ => Reply::say(200, "ETag: \"x\"\r\n", FEED),
            }
        });
        assert_eq!(world.round().changed, 1, "{first} {second:?}");
        let last = if second.is_some() { "c" } else { "b" };
        let kept = kept.map(|host| world.server.url(&format!("{host}.example/feed")));
        assert_eq!(world.state().address, kept, "{first} {second:?}");
        assert_eq!(world.told.len(), usize::from(kept.is_some()), "{:?}", world.told);
        assert_eq!(world.taken[0].1, world.server.url(&format!("{last}.example/feed")));
        // The next round begins there, and the conditions go to the address that gave them and to no other.
        let before = world.asked().len();
        world.pass(HOUR);
        world.round();
        let begin = kept.unwrap_or_else(|| world.feeds[0].0.clone());
        let again = &world.server.log()[before..];
        assert_eq!(world.server.url(&format!("{}{}", again[0].host, again[0].path)), begin);
        for asked in again {
            let conditional = asked.header("if-none-match").is_some();
            assert_eq!(
                conditional,
                asked.host == format!("{last}.example"),
                "{first} {second:?} {}",
                asked.host
            );
        }
    }
}

#[test]
fn a_feed_says_how_often_it_wants_to_be_asked() {
    for (headers, head, seconds) in [
        ("", "", 3600),
        ("Cache-Control: max-age=7200\r\n", "", 7200),
        ("Cache-Control: max-age=60\r\n", "", 3600),
        ("", "<ttl>30</ttl>", 1800),
        ("", "<ttl>1</ttl>", 900),
        ("", "<ttl>100000</ttl>", 86_400),
        ("", "<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 43_200),
    ] {
        let body = format!("<rss><channel>{head}<item/></channel></rss>");
        let mut world = World::new(&["a.example/feed"], move |asked| match asked.path.as_str() {
            "/robots.txt" => Reply::status(404),
            _ => Reply::say(200, headers, &body),
        });
        let next = world.round().next.unwrap();
        assert_eq!((next - world.now()) / SECOND, seconds, "{headers}{head}");
    }
}

#[test]
fn a_host_that_wants_peace_has_it_from_all_its_feeds() {
    // By seconds, by a date two hours after the start, and without saying how long.
    for (status, headers, wait) in [
        (429, "Retry-After: 7200\r\n", 2 * HOUR - 10 * SECOND),
        (503, "Retry-After: Fri, 15 Jan 2027 10:00:00 GMT\r\n", 2 * HOUR - 10 * SECOND),
        (429, "", HOUR / 4 - 10 * SECOND),
    ] {
        let mut world = World::new(&["a.example/1", "a.example/2", "b.example/1"], move |asked| {
            match (asked.host.as_str(), asked.path.as_str(), asked.before) {
                ("a.example", "/1", 0) => Reply::say(status, headers, ""),
                _ => plain(asked),
            }
        });
        let summary = world.round();
        assert_eq!((summary.failed, summary.put_off, summary.changed), (1, 1, 1), "{:?}", world.told);
        let before = world.asked().len();
        world.pass(wait - (world.now() - START));
        world.feeds[2].1.gone = true;
        world.round();
        assert_eq!(world.asked().len(), before, "{status} {headers}");
        world.pass(2 * HOUR);
        assert_eq!(world.round().changed, 2);
    }
}

#[test]
fn what_is_gone_is_not_asked_again() {
    let mut world = World::new(&["a.example/feed"], |asked| match asked.path.as_str() {
        "/robots.txt" => Reply::status(404),
        _ => Reply::status(410),
    });
    let summary = world.round();
    assert_eq!((summary.gone, summary.next), (1, None));
    assert!(
        world.told[0].ends_with("it is gone for good (status 410); it is not asked again"),
        "{:?}",
        world.told
    );
    world.pass(365 * DAY);
    assert_eq!(world.round(), Summary::default());
    assert_eq!(world.asked().len(), 2);
}

#[test]
fn hosts_that_feeds_only_pass_through_are_forgotten() {
    let mut world = World::new(&["a.example/feed"], |asked| match asked.path.as_str() {
        "/feed" => Reply::moved(302, &format!("http://h{}.example:{}/", asked.before, asked.port)),
        _ => plain(asked),
    });
    for _ in 0..5 {
        assert_eq!(world.round().changed, 1);
        world.pass(2 * DAY);
    }
    // Those of the last round and of the list.
    assert_eq!((world.poller.permits.len(), world.poller.hosts.len()), (2, 2));
}
