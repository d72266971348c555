//! Lists of feeds (OPML): the addresses and titles in one, whatever else is wrong with it.
//!
//! Nothing here recurses, so that outlines may be nested as deep as they like; what is read of a list and how many
//! feeds are taken from it are capped.

use std::collections::HashSet;

use quick_xml::events::Event;
use url::Url;

use super::xml;

/// What is read of a list, in bytes: a line is some 200, so this is a list of 80,000 feeds.
const CAP: usize = 16 << 20;
/// Feeds taken from one list: polled once an hour, one after another, there is no time for more.
const MOST: usize = 20_000;
/// Faults after which the rest of a list is left alone: each costs a look at what is left of it.
const MOST_FAULTS: usize = 100;

/// A feed of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The feed's address: http or https, in the one spelling that the parser of addresses gives.
    pub(crate) url: String,
    /// What the list calls it.
    pub(crate) title: Option<String>,
}

/// What a list says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Opml {
    /// Its feeds in its order, each address once.
    pub(crate) feeds: Vec<Listed>,
    /// What could not be read.
    pub(crate) notes: Vec<String>,
}

/// Reads a list. No bytes are an error: what is broken gives notes.
pub(crate) fn parse(bytes: &[u8]) -> Opml {
    let mut out = Opml::default();
    if bytes.len() > CAP {
        out.notes.push(format!("the list is longer than {} MiB: the rest is left out", CAP >> 20));
    }
    let (text, note) = xml::decode(&bytes[..bytes.len().min(CAP)]);
    out.notes.extend(note.map(str::to_owned));
    let mut seen = HashSet::new();
    let mut outlines = 0;
    let mut from = 0;
    let mut faults = 0;
    // Again from behind each fault.
    while let Some(at) = read(&text, from, &mut outlines, &mut seen, &mut out) {
        let line = 1 + text.as_bytes()[..at].iter().filter(|b| **b == b'\n').count();
        faults += 1;
        if faults > MOST_FAULTS {
            out.notes.push(format!("line {line}: too many faults: the rest of the list is left out"));
            break;
        }
        let next = next_outline(&text, at.max(from) + 1);
        out.notes.push(format!("line {line}: this is no XML; the list is read on at the next outline"));
        match next {
            Some(next) => from = next,
            None => break,
        }
    }
    if outlines == 0 {
        out.notes.push("there is no outline in it: this is no OPML".into());
    }
    out.notes.iter_mut().for_each(|note| *note = super::printable(note));
    out
}

/// Reads from a byte on; gives the byte at which it can go no further, `None` at the end.
fn read(
    text: &str,
    from: usize,
    outlines: &mut usize,
    seen: &mut HashSet<String>,
    out: &mut Opml,
) -> Option<usize> {
    let mut reader = xml::reader(&text[from..]);
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag))
                if tag.local_name().as_ref().eq_ignore_ascii_case("outline") =>
            {
                *outlines += 1;
                let title = xml::attribute(&tag, "title").or_else(|| xml::attribute(&tag, "text"));
                let Some(raw) = xml::attribute(&tag, "xmlUrl") else {
                    let kind = xml::attribute(&tag, "type").unwrap_or_default();
                    if ["include", "link", "rss"].iter().any(|k| kind.eq_ignore_ascii_case(k)) {
                        let name = title.unwrap_or_default();
                        out.notes.push(format!("“{name}” ({kind}) has no address of a feed (xmlUrl)"));
                    }
                    continue;
                };
                match address(&raw) {
                    Some(url) if seen.insert(url.clone()) => out.feeds.push(Listed { url, title }),
                    Some(_) => {}
                    None => out.notes.push(format!("“{raw}” is no address that can be fetched")),
                }
                if out.feeds.len() >= MOST {
                    out.notes.push(format!("the list has more than {MOST} feeds: the rest is left out"));
                    return None;
                }
            }
            Ok(Event::Eof) => return None,
            Ok(_) => {}
            Err(_) => {
                let at = usize::try_from(reader.error_position()).unwrap_or(usize::MAX);
                return Some(from.saturating_add(at).min(text.len()));
            }
        }
    }
}

fn next_outline(text: &str, from: usize) -> Option<usize> {
    const TAG: &[u8] = b"<outline";
    let rest = text.as_bytes().get(from..)?;
    Some(from + rest.windows(TAG.len()).position(|w| w.eq_ignore_ascii_case(TAG))?)
}

/// An address as people and readers of feeds write it, made one that can be fetched: `feed:` is read as what is
/// meant by it.
pub(crate) fn address(raw: &str) -> Option<String> {
    let raw = raw.trim();
    let raw = match raw.get(..5) {
        Some(scheme) if scheme.eq_ignore_ascii_case("feed:") => match raw[5..].strip_prefix("//") {
            Some(rest) => format!("http://{rest}"),
            None => raw[5..].to_owned(),
        },
        _ => raw.to_owned(),
    };
    let mut url = Url::parse(&raw).ok()?;
    url.set_fragment(None);
    let host = url.host_str().is_some_and(|host| !host.is_empty());
    (host && matches!(url.scheme(), "http" | "https")).then(|| url.into())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A list, its feeds (address, title), and how many notes it gives.
    type Case = (&'static str, &'static [(&'static str, &'static str)], usize);

    const CASES: &[Case] = &[
        (
            r#"<?xml version="1.0"?><opml version="2.0"><head><title>Critics</title></head><body>
               <outline text="A" title="A &amp; B" type="rss" xmlUrl="https://a.example/feed?x=1&amp;y=2" htmlUrl="https://a.example/"/>
               <outline text="Festivals"><outline text="Nested"><outline text="C&#233;line" xmlUrl="http://c.example/rss"></outline></outline></outline>
               </body></opml>"#,
            &[("https://a.example/feed?x=1&y=2", "A & B"), ("http://c.example/rss", "Céline")],
            0,
        ),
        // Names in any case, single quotes, none, a raw &, white space.
        (
            "<OPML><ownerName>A & B</ownerName><BODY><OUTLINE TEXT='A' XMLURL='https://a.example/?x=1&y=2'/><outline xmlurl=https://b.example/ text=B>\
             <outline text=\"C\" xmlUrl=\"\n https://c.example/\u{20}\n\"/></BODY></OPML>",
            &[("https://a.example/?x=1&y=2", "A"), ("https://b.example/", "B"), ("https://c.example/", "C")],
            0,
        ),
        // Each address once; `feed:`; what is no address of the web.
        (
            r#"<opml><outline text="1" xmlUrl="https://a.example/#x"/><outline text="2" xmlUrl="HTTPS://A.example"/>
               <outline text="3" xmlUrl="feed://b.example/rss"/><outline text="4" xmlUrl="feed:https://c.example/rss"/>
               <outline text="5" xmlUrl="file:///etc/passwd"/><outline text="6" xmlUrl="feed.xml"/>
               <outline text="7" xmlUrl="https://"/></opml>"#,
            &[("https://a.example/", "1"), ("http://b.example/rss", "3"), ("https://c.example/rss", "4")],
            3,
        ),
        // A feed without an address, a list within the list; a folder is neither.
        (
            r#"<opml><outline type="rss" text="A"/><outline type="include" url="x"/><outline text="B"/></opml>"#,
            &[],
            2,
        ),
        // Ends that do not match, and no end at all.
        (
            r#"<opml><body><outline text="A" xmlUrl="https://a.example/"></body><outline text="B" xmlUrl="https://b.example/">"#,
            &[("https://a.example/", "A"), ("https://b.example/", "B")],
            0,
        ),
        // Broken in the middle, and cut off.
        (
            "<opml><outline text=\"A\" xmlUrl=\"https://a.example/\"/>\n<!-- <outline text=\"B\" xmlUrl=\"https://b.example/\"/>",
            &[("https://a.example/", "A"), ("https://b.example/", "B")],
            1,
        ),
        (
            "<opml><outline text=\"A\" xmlUrl=\"https://a.example/\"/><outline text=\"B\" xmlUr",
            &[("https://a.example/", "A")],
            1,
        ),
        // What is commented out is not there.
        ("<opml><!-- <outline xmlUrl='https://a.example/'/> --><outline/></opml>", &[], 0),
        // What steers a terminal is not told.
        ("<opml><outline xmlUrl='\u{1b}]0;x\u{7}'/></opml>", &[], 1),
        // Other things.
        ("", &[], 1),
        ("https://a.example/feed", &[], 1),
        ("<rss><channel/></rss>", &[], 1),
    ];

    #[test]
    fn cases() {
        for (list, feeds, notes) in CASES {
            let read = parse(list.as_bytes());
            let found: Vec<(&str, &str)> =
                read.feeds.iter().map(|f| (f.url.as_str(), f.title.as_deref().unwrap_or_default())).collect();
            assert_eq!(found, *feeds, "{list}");
            assert!(!read.notes.concat().contains(char::is_control), "{:?}", read.notes);
            assert_eq!(read.notes.len(), *notes, "{list}: {:?}", read.notes);
        }
    }

    #[test]
    fn depth_and_faults_are_bounded() {
        let deep = "<outline text='x'>".repeat(200_000) + "<outline xmlUrl='https://a.example/'/>";
        assert_eq!(parse(deep.as_bytes()).feeds.len(), 1);
        let broken = "<outline <!-- ".repeat(200_000);
        let read = parse(broken.as_bytes());
        assert!(read.notes.len() <= MOST_FAULTS + 2, "{}", read.notes.len());
        let many: String =
            (0..MOST + 5).map(|n| format!("<outline xmlUrl='https://a.example/{n}'/>")).collect();
        let read = parse(many.as_bytes());
        assert_eq!((read.feeds.len(), read.notes.len()), (MOST, 1));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
            parse(&bytes);
        }

        #[test]
        fn words_of_the_format_do_not_panic(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "<opml>", "<outline", "</outline>", " xmlUrl=", "\"", "'", ">", "/>", "<!--", "-->", "<![CDATA[",
                    "]]>", "<!DOCTYPE", "<?", "?>", "https://a.example/", "&amp;", "&", ";", "é", "\n", "feed:",
                ]),
                0..60,
            ),
        ) {
            for feed in parse(words.concat().as_bytes()).feeds {
                prop_assert!(feed.url.starts_with("http"), "{}", feed.url);
            }
        }
    }
}
