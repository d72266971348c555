//! `plaudit watch --once` against a server on this machine.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::{Home, alike, one};

const FEED: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>The Tin Review</title>
<item><title>Her Smell (2018)</title><link>https://tin.example/her-smell</link>
<guid>https://tin.example/her-smell</guid>
<author>Ada Vole</author><pubDate>Wed, 01 May 2019 10:00:00 GMT</pubDate>
<description>Her Smell is loud and long, and Elisabeth Moss is splendid in it. Rating: 4/5</description></item>
<item><title>Parasite (2019)</title><link>https://tin.example/parasite</link>
<guid>https://tin.example/parasite</guid>
<author>Ada Vole</author><pubDate>Fri, 01 Nov 2019 10:00:00 GMT</pubDate>
<description>Parasite is the sharpest film of its year. Rating: 5/5</description></item>
</channel></rss>"#;

/// A host of one feed, and the requests that it got.
struct Host {
    url: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Host {
    fn new(robots: &'static str) -> Host {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/feed.xml", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        // Ends with the process.
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    head.push(byte[0]);
                }
                let head = String::from_utf8(head).unwrap();
                let (status, body) = if head.starts_with("GET /robots.txt") {
                    if robots.is_empty() { ("404 Not Found", "") } else { ("200 OK", robots) }
                } else if head.to_lowercase().contains("if-none-match: \"one\"") {
                    ("304 Not Modified", "")
                } else {
                    ("200 OK", FEED)
                };
                heard.lock().unwrap().push(head);
                let _ = write!(
                    stream,
                    "HTTP/1.1 {status}\r\nContent-Type: application/rss+xml\r\nETag: \"one\"\r\n\
                     Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
                    body.len()
                );
            }
        });
        Host { url, asked }
    }

    fn asked_for(&self, path: &str) -> usize {
        let start = format!("GET {path} ");
        self.asked.lock().unwrap().iter().filter(|head| head.starts_with(&start)).count()
    }
}

/// Time passes: the feed may be asked again.
fn due(home: &Home, url: &str) {
    let mut store = home.store();
    let mut state: Value = serde_json::from_slice(&store.load_feed(url).unwrap().unwrap()).unwrap();
    assert!(state["not_before"].as_i64().unwrap() > 0);
    state["not_before"] = 0.into();
    store.save_feed(url, state.to_string().as_bytes()).unwrap();
}

#[test]
fn a_feed_gives_what_is_new_and_then_nothing() {
    let (host, home) = (Host::new(""), Home::new());
    // A host on one's own network is asked only by who says so.
    let ran = home.run(&["watch", "--once", &host.url]);
    ran.fails(1, &["1 failed"]);
    assert_eq!(host.asked.lock().unwrap().len(), 0, "not a word was sent");
    due(&home, &host.url);
    let watch = ["watch", "--once", "--private", &host.url];
    let ran = home.run(&watch).good();
    assert!(
        ran.err.contains("2 new reviews; 1 feeds had changed, 0 had not, 0 failed, 0 were not due"),
        "{}",
        ran.err
    );
    let json = home.json(&["film", "Her Smell"]);
    let review = one(&json["reviews"], "critic", "Ada Vole");
    assert_eq!((&review["grade"], &review["url"]), (&"4/5".into(), &"https://tin.example/her-smell".into()));
    assert_eq!(home.json(&["film", "Parasite"])["figures"]["mean"]["value"], 100.0);
    let before = home.figures();
    // At once again: it is not due.
    let ran = home.run(&watch).good();
    assert!(
        ran.err.contains("0 new reviews; 0 feeds had changed, 0 had not, 0 failed, 1 were not due"),
        "{}",
        ran.err
    );
    assert_eq!(host.asked_for("/feed.xml"), 1);
    // Later: it has not changed.
    due(&home, &host.url);
    let ran = home.run(&watch).good();
    assert!(ran.err.contains("0 new reviews; 0 feeds had changed, 1 had not"), "{}", ran.err);
    assert_eq!(host.asked_for("/feed.xml"), 2);
    alike(&home.figures(), &before, "figures");
    // The same reviews, sent anew: known.
    home.file("feed.xml", FEED);
    let ran = home.run(&["add", "feed.xml"]).good();
    assert!(ran.err.starts_with("plaudit: 0 new reviews of 0 new documents; 2 known"), "{}", ran.err);
    alike(&home.figures(), &before, "figures");
    let asked = host.asked.lock().unwrap();
    assert!(asked.iter().all(|head| head.to_lowercase().contains("user-agent: plaudit/")), "{asked:?}");
    home.sound();
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for() {
    let (host, home) = (Host::new("User-agent: *\nDisallow: /\n"), Home::new());
    let ran = home.run(&["watch", "--once", "--private", &host.url]);
    ran.fails(1, &["robots.txt", "1 failed"]);
    assert_eq!((host.asked_for("/robots.txt"), host.asked_for("/feed.xml")), (1, 0));
}

#[test]
fn lists_of_feeds() {
    let (host, home) = (Host::new(""), Home::new());
    let outline = format!(
        "<opml version=\"2.0\"><body><outline text=\"Tin\" type=\"rss\" xmlUrl=\"{}\"/></body></opml>",
        host.url
    );
    home.file("feeds.opml", outline);
    // Named twice, asked once.
    let ran = home.run(&["watch", "--once", "--private", "feeds.opml", &host.url]).good();
    assert!(ran.err.contains("2 new reviews; 1 feeds had changed"), "{}", ran.err);
    assert_eq!(host.asked_for("/feed.xml"), 1);
    home.run(&["watch", "--once", "gone.opml"]).fails(1, &["gone.opml", "no address"]);
    home.file("none.opml", "<opml version=\"2.0\"><body/></opml>");
    home.run(&["watch", "--once", "none.opml"]).fails(1, &["none.opml lists no feed"]);
}
