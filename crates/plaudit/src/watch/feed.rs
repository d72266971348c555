//! Is an answer a feed, and how often does it want to be asked?

use quick_xml::events::Event;
use url::Url;

use super::xml;

/// How much of an answer's beginning is looked at, in bytes; what a feed says of itself stands before its items.
const HEAD: usize = 256 << 10;

/// Feeds of a page that are named to the user.
const MOST_LINKED: usize = 3;

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Look {
    /// RSS or Atom; and how many seconds it wants to be left alone for, where it says so.
    Feed(Option<u64>),
    /// A page of HTML.
    Page,
    /// Nothing that is known.
    Other,
}

/// Looks at an answer's bytes: what a server calls them is too often wrong.
pub(crate) fn look(bytes: &[u8]) -> Look {
    let (text, _) = xml::decode(cut(bytes));
    let text = text.trim_start();
    let mut reader = xml::reader(text);
    let mut root = false;
    // The element whose text comes next.
    let mut inside = String::new();
    let (mut ttl, mut period, mut frequency) = (None, None, None);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                match (root, name.as_str()) {
                    (false, "rss" | "feed" | "rdf") => root = true,
                    (false, "html" | "head" | "body") => return Look::Page,
                    (false, _) => return Look::Other,
                    (true, "item" | "entry") => break,
                    _ => {}
                }
                inside = name;
            }
            Ok(Event::Empty(tag)) if !root => {
                // A feed without anything in it.
                let name = tag.local_name().as_ref().to_ascii_lowercase();
                return if matches!(&*name, "rss" | "feed" | "rdf") { Look::Feed(None) } else { Look::Other };
            }
            Ok(Event::Text(said)) => {
                let said = said.trim();
                if !root && !said.is_empty() {
                    return Look::Other;
                }
                match inside.as_str() {
                    // Minutes (RSS 2.0).
                    "ttl" => ttl = said.parse::<u64>().ok().filter(|m| *m > 0).map(|m| m.saturating_mul(60)),
                    "updateperiod" => period = seconds_of(said),
                    "updatefrequency" => frequency = said.parse::<u64>().ok().filter(|n| *n > 0),
                    _ => {}
                }
            }
            Ok(Event::End(_)) => inside.clear(),
            Ok(Event::DocType(kind)) if !root => {
                if kind.trim_start().get(..4).is_some_and(|k| k.eq_ignore_ascii_case("html")) {
                    return Look::Page;
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if !root {
        return Look::Other;
    }
    // By the module's own words a period is a day, and an update comes once in it, unless said otherwise.
    let every =
        (period.is_some() || frequency.is_some()).then(|| period.unwrap_or(86_400) / frequency.unwrap_or(1));
    Look::Feed(ttl.max(every))
}

/// The feeds that a page links to, at most [`MOST_LINKED`].
pub(crate) fn linked(bytes: &[u8], page: &Url) -> Vec<Url> {
    let (text, _) = xml::decode(cut(bytes));
    let mut out: Vec<Url> = Vec::new();
    let mut rest = &*text;
    while out.len() < MOST_LINKED
        && let Some(at) = rest.find("<link")
    {
        rest = &rest[at..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = rest.split_at(end + 1);
        rest = after;
        let Ok(Event::Start(tag) | Event::Empty(tag)) = xml::reader(tag).read_event() else { continue };
        let is = |name: &str, of: &[&str]| {
            xml::attribute(&tag, name).is_some_and(|v| of.iter().any(|k| v.eq_ignore_ascii_case(k)))
        };
        if is("rel", &["alternate"]) && is("type", &["application/rss+xml", "application/atom+xml"]) {
            let url = xml::attribute(&tag, "href").and_then(|href| page.join(&href).ok());
            out.extend(url.filter(|u| matches!(u.scheme(), "http" | "https") && !out.contains(u)));
        }
    }
    out
}

fn cut(bytes: &[u8]) -> &[u8] {
    if bytes.len() <= HEAD {
        return bytes;
    }
    // Not within a character, or all would be taken for Latin-1.
    let end = (HEAD - 4..=HEAD).rev().find(|at| bytes[*at] & 0xc0 != 0x80).unwrap_or(HEAD);
    &bytes[..end]
}

fn seconds_of(period: &str) -> Option<u64> {
    let periods = [
        ("hourly", 3600),
        ("daily", 86_400),
        ("weekly", 604_800),
        ("monthly", 2_592_000),
        ("yearly", 31_536_000),
    ];
    periods.iter().find(|(name, _)| period.eq_ignore_ascii_case(name)).map(|p| p.1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn cases() {
        for (bytes, is) in [
            ("<rss version='2.0'><channel><title>A</title><item/></channel></rss>", Look::Feed(None)),
            (
                "\u{feff}<?xml version='1.0'?>\n<!-- x -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>",
                Look::Feed(None),
            ),
            ("<rdf:RDF><channel/></rdf:RDF>", Look::Feed(None)),
            ("<rss><channel><ttl> 90 </ttl></channel></rss>", Look::Feed(Some(5400))),
            ("<rss><channel><ttl>0</ttl></channel></rss>", Look::Feed(None)),
            ("<rss><channel><ttl>99999999999999999999</ttl></channel></rss>", Look::Feed(None)),
            ("<rss><channel><ttl>18446744073709551615</ttl></channel></rss>", Look::Feed(Some(u64::MAX))),
            ("<rss><channel><item><ttl>90</ttl></item></channel></rss>", Look::Feed(None)),
            (
                "<rss><channel><sy:updatePeriod>\n hourly </sy:updatePeriod><sy:updateFrequency> 2 </sy:updateFrequency>",
                Look::Feed(Some(1800)),
            ),
            ("<rss><channel><sy:updatePeriod>daily</sy:updatePeriod>", Look::Feed(Some(86_400))),
            ("<rss><channel><sy:updateFrequency>4</sy:updateFrequency>", Look::Feed(Some(21_600))),
            ("<rss><channel><sy:updatePeriod>often</sy:updatePeriod>", Look::Feed(None)),
            ("<rss><channel><ttl>60</ttl><sy:updatePeriod>daily</sy:updatePeriod>", Look::Feed(Some(86_400))),
            ("<!DOCTYPE html><html><body>rss</body></html>", Look::Page),
            ("<html><rss/></html>", Look::Page),
            ("<opml/>", Look::Other),
            ("<svg><rss/></svg>", Look::Other),
            ("Not found <rss></rss>", Look::Other),
            ("{\"version\": \"https://jsonfeed.org/version/1.1\"}", Look::Other),
            ("", Look::Other),
            ("\u{1f}\u{8b}", Look::Other),
        ] {
            assert_eq!(look(bytes.as_bytes()), is, "{bytes}");
        }
    }

    #[test]
    fn a_page_names_its_feeds() {
        let page = "<!doctype html><link rel=stylesheet href=/x.css><link rel='alternate' hreflang=de href=/de>\
            <link rel=alternate type=application/rss+xml href=/feed?a=1&amp;b=2><link rel=\"ALTERNATE\" \
            type=\"application/atom+xml\" title=\"a > b\" href=\"https://b.example/atom\" />\
            <link rel=alternate type=application/rss+xml href=javascript:x><link rel=alternate type=application/rss+xml>\
            <link rel=alternate type=application/rss+xml href='/feed?a=1&amp;b=2'><link ";
        let base = Url::parse("https://a.example/blog/").unwrap();
        let found: Vec<String> = linked(page.as_bytes(), &base).iter().map(Url::to_string).collect();
        // A tag that holds a > is cut short there, and not found.
        assert_eq!(found, ["https://a.example/feed?a=1&b=2"]);
        let many: String =
            (0..9).map(|n| format!("<link rel=alternate type=application/atom+xml href={n}>")).collect();
        assert_eq!(linked(many.as_bytes(), &base).len(), MOST_LINKED);
    }

    #[test]
    fn a_long_feed_is_cut_between_characters() {
        let long = format!("<rss><channel><ttl>90</ttl><item>{}", "é".repeat(HEAD));
        for shift in 0..3 {
            let bytes = format!("{}{long}", " ".repeat(shift));
            assert!(std::str::from_utf8(cut(bytes.as_bytes())).is_ok());
            assert_eq!(look(bytes.as_bytes()), Look::Feed(Some(5400)));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            look(&bytes);
            linked(&bytes, &Url::parse("https://a.example/").unwrap());
        }
    }
}
