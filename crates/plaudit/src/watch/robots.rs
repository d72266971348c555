//! What a host's robots.txt asks of us, by RFC 9309.
//!
//! Our own parser: the kept crates compile every rule into a regular expression, which costs more than all the
//! rest of watching and lets a hostile file cost as much as it likes. Here a rule is matched in one pass.

use std::time::Duration;

/// Our name in robots.txt: a host that wants us gone, or slower, writes `User-agent: Plaudit`.
pub(crate) const PRODUCT: &str = "Plaudit";
/// What is read of a robots.txt, in bytes: the least that RFC 9309 §2.5 asks for.
pub(crate) const CAP: usize = 500 << 10;
/// The longest pause between two requests that is honored; a feed is asked rarely enough.
pub(crate) const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// The rules for us.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Robots {
    rules: Vec<Rule>,
    /// The pause that the host wants between two requests, at most [`LONGEST_DELAY`].
    pub(crate) delay: Option<Duration>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rule {
    /// Normalized; `*` stands for anything, `$` at the end for the end.
    pattern: String,
    allow: bool,
}

/// Whom a group is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Us,
    Anyone,
    Others,
}

/// Reads a robots.txt. Lines that say nothing we know are passed over; no bytes are an error.
pub(crate) fn parse(bytes: &[u8]) -> Robots {
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(CAP)]);
    let mut text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    if bytes.len() > CAP {
        // The last line may be half a rule.
        text = &text[..text.rfind(['\n', '\r']).unwrap_or(0)];
    }
    let mut us = Robots::default();
    let mut anyone = Robots::default();
    let mut named = false;
    let mut group: Vec<For> = Vec::new();
    let mut open = false;
    for line in text.split(['\n', '\r']) {
        let line = line.split('#').next().unwrap_or_default();
        let Some((key, value)) = line.split_once(':') else { continue };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        match key.as_str() {
            "user-agent" => {
                if !open {
                    group.clear();
                    open = true;
                }
                let whom = whom(value);
                named |= whom == For::Us;
                group.push(whom);
            }
            "allow" | "disallow" => {
                open = false;
                if value.is_empty() {
                    continue;
                }
                let rule = Rule { pattern: normal(value, true), allow: key == "allow" };
                for robots in both(&group, &mut us, &mut anyone) {
                    robots.rules.push(rule.clone());
                }
            }
            "crawl-delay" => {
                let seconds = value.parse::<f64>().ok().filter(|s| *s > 0.0);
                let delay = seconds.map(|s| Duration::from_secs_f64(s.min(LONGEST_DELAY.as_secs_f64())));
                for robots in both(&group, &mut us, &mut anyone) {
                    robots.delay = robots.delay.max(delay);
                }
            }
            _ => {}
        }
    }
    if named { us } else { anyone }
}

/// The rules that a group of these adds to.
fn both<'r>(
    group: &[For],
    us: &'r mut Robots,
    anyone: &'r mut Robots,
) -> impl Iterator<Item = &'r mut Robots> {
    let us = group.contains(&For::Us).then_some(us);
    let anyone = group.contains(&For::Anyone).then_some(anyone);
    us.into_iter().chain(anyone)
}

fn whom(value: &str) -> For {
    if value == "*" {
        return For::Anyone;
    }
    let name = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '-');
    let end = value.find(|c| !name(c)).unwrap_or(value.len());
    if value[..end].eq_ignore_ascii_case(PRODUCT) { For::Us } else { For::Others }
}

impl Robots {
    /// May this be asked for: a path with its query, as an address has it?
    ///
    /// The longest rule that matches decides; of two as long, the one that allows (RFC 9309 §2.2.2).
    pub(crate) fn allows(&self, path: &str) -> bool {
        if path == "/robots.txt" {
            return true;
        }
        let path = normal(path, false);
        let matching = self.rules.iter().filter(|r| matches(&r.pattern, &path));
        matching.max_by_key(|r| (r.pattern.len(), r.allow)).is_none_or(|r| r.allow)
    }
}

/// A path in the one spelling in which paths are compared (RFC 9309 §2.2.2): what need not be escaped is not, all
/// else is, in capitals. In a path that is no pattern the pattern's two signs are escaped as well.
fn normal(path: &str, pattern: bool) -> String {
    let bytes = path.as_bytes();
    let mut out = String::with_capacity(path.len());
    let mut at = 0;
    let escape = |out: &mut String, byte: u8| {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        out.push('%');
        out.push(char::from(HEX[usize::from(byte >> 4)]));
        out.push(char::from(HEX[usize::from(byte & 15)]));
    };
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'%' => {
                let hex = |i: usize| bytes.get(i).and_then(|b| char::from(*b).to_digit(16));
                let Some(code) = hex(at).zip(hex(at + 1)).and_then(|(a, b)| u8::try_from(a * 16 + b).ok())
                else {
                    escape(&mut out, b'%');
                    continue;
                };
                at += 2;
                if code.is_ascii_alphanumeric() || matches!(code, b'-' | b'.' | b'_' | b'~') {
                    out.push(char::from(code));
                } else {
                    escape(&mut out, code);
                }
            }
            b'*' | b'$' if !pattern => escape(&mut out, byte),
            0x21..=0x7e => out.push(char::from(byte)),
            _ => escape(&mut out, byte),
        }
    }
    out
}

/// Does the pattern match the path from its beginning? One pass: each piece between two `*` is taken where it is
/// found first, which leaves most to the pieces after it.
fn matches(pattern: &str, path: &str) -> bool {
    let (pattern, to_end) = match pattern.strip_suffix('$') {
        Some(pattern) => (pattern, true),
        None => (pattern, false),
    };
    let mut pieces = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let mut pieces = pieces.peekable();
    if pieces.peek().is_none() {
        return !to_end || rest.is_empty();
    }
    while let Some(piece) = pieces.next() {
        if to_end && pieces.peek().is_none() {
            return rest.ends_with(piece);
        }
        match rest.find(piece) {
            Some(at) => rest = &rest[at + piece.len()..],
            None => return false,
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A file, and what it says of paths.
    const CASES: &[(&str, &[(&str, bool)])] = &[
        ("", &[("/", true), ("/feed", true)]),
        ("User-agent: *\nDisallow: /", &[("/", false), ("/feed.xml", false), ("/robots.txt", true)]),
        ("User-agent: *\nDisallow:", &[("/", true)]),
        ("Disallow: /", &[("/a", true)]),
        // Ours is the only group that counts, where there is one (RFC 9309 §2.2.1).
        (
            "User-agent: *\nDisallow: /\n\nUser-agent: plaudit\nDisallow: /no",
            &[("/a", true), ("/no/a", false)],
        ),
        ("User-agent: Plaudit\nDisallow: /\n\nUser-agent: *\nAllow: /", &[("/a", false)]),
        ("User-agent: Plaudit\n\nUser-agent: *\nDisallow: /", &[("/a", false)]),
        ("User-agent: PLAUDIT/9.1 (x)\nDisallow: /a", &[("/a", false), ("/b", true)]),
        ("User-agent: Plaudit-Images\nDisallow: /", &[("/a", true)]),
        ("User-agent: Plaud\nDisallow: /", &[("/a", true)]),
        // Groups of one name are one group; a group may have several names.
        (
            "User-agent: Plaudit\nDisallow: /a\nUser-agent: x\nDisallow: /b\nUser-agent: Plaudit\nDisallow: /c",
            &[("/a", false), ("/b", true), ("/c", false)],
        ),
        ("User-agent: x\nUser-agent: Plaudit\nDisallow: /a", &[("/a", false)]),
        ("User-agent: x\nSitemap: https://e.example/s\nUser-agent: Plaudit\nDisallow: /a", &[("/a", false)]),
        // The longest rule decides, and of equals the one that allows (RFC 9309 §5.2).
        (
            "User-agent: *\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif",
            &[("/example/page/", true), ("/example/page/a", true), ("/example/page/disallowed.gif", false)],
        ),
        ("User-agent: *\nDisallow: /feed\nAllow: /feed", &[("/feed", true), ("/feeds", true)]),
        (
            "User-agent: *\nDisallow: /\nAllow: /feed$",
            &[("/feed", true), ("/feed/", false), ("/feeds", false)],
        ),
        // Wildcards (RFC 9309 §2.2.3 and §5.1).
        ("User-agent: *\nDisallow: *.gif$", &[("/a.gif", false), ("/a.gif?x", true), ("/a/b.gif", false)]),
        ("User-agent: *\nDisallow: /a*b*c", &[("/abc", false), ("/a1b2c3", false), ("/acb", true)]),
        ("User-agent: *\nDisallow: /*/x$", &[("/a/x", false), ("/a/x/x", false), ("/a/x/y", true)]),
        ("User-agent: *\nDisallow: /a$b", &[("/a", true), ("/a$b", true)]),
        ("User-agent: *\nDisallow: /a*a$", &[("/a", true), ("/aa", false), ("/aba", false), ("/ab", true)]),
        ("User-agent: *\nDisallow: /?s=", &[("/?s=her", false), ("/", true)]),
        // Escapes (RFC 9309 §2.2.2 and §2.2.3).
        ("User-agent: *\nDisallow: /foo/bar?baz=https://foo.bar", &[("/foo/bar?baz=https://foo.bar", false)]),
        (
            "User-agent: *\nDisallow: /foo/bar/ツ",
            &[("/foo/bar/%E3%83%84", false), ("/foo/bar/%e3%83%84", false)],
        ),
        ("User-agent: *\nDisallow: /foo/bar/%E3%83%84", &[("/foo/bar/ツ", false)]),
        ("User-agent: *\nDisallow: /foo/bar/%62%61%7A", &[("/foo/bar/baz", false)]),
        ("User-agent: *\nDisallow: /a%2Fb", &[("/a/b", true), ("/a%2fb", false)]),
        ("User-agent: *\nDisallow: /a-%2A.html", &[("/a-*.html", false), ("/a-b.html", true)]),
        ("User-agent: *\nDisallow: /100%", &[("/100%", false), ("/100", true)]),
        // Line ends, comments, case, spaces, what is no line of ours.
        ("\u{feff}User-agent: *\r\nDisallow: /a # why\r\rDisallow:/b", &[("/a", false), ("/b", false)]),
        ("USER-AGENT : *\n  disallow :  /a  \nnonsense\n: x\nNoindex: /c", &[("/a", false), ("/c", true)]),
        ("User-agent: * # all\nDisallow: /A", &[("/A", false), ("/a", true)]),
        // A page in place of the file.
        ("<!DOCTYPE html>\n<p>User-agent: none\nDisallow: /", &[("/a", true)]),
    ];

    #[test]
    fn cases() {
        for (file, paths) in CASES {
            let robots = parse(file.as_bytes());
            for (path, allowed) in *paths {
                assert_eq!(robots.allows(path), *allowed, "{path} by {file:?}");
            }
        }
    }

    #[test]
    fn delays() {
        for (file, delay) in [
            ("User-agent: *\nCrawl-delay: 5", Some(5.0)),
            ("User-agent: *\nCrawl-delay: 2.5\nDisallow: /a", Some(2.5)),
            ("User-agent: *\nDisallow: /a\nCrawl-delay: 86400", Some(60.0)),
            ("User-agent: *\nCrawl-delay: inf", Some(60.0)),
            ("User-agent: *\nCrawl-delay: NaN", None),
            ("User-agent: *\nCrawl-delay: -1", None),
            ("User-agent: *\nCrawl-delay: soon", None),
            ("User-agent: x\nCrawl-delay: 5", None),
            ("User-agent: *\nCrawl-delay: 5\nUser-agent: Plaudit\nAllow: /", None),
        ] {
            assert_eq!(parse(file.as_bytes()).delay, delay.map(Duration::from_secs_f64), "{file}");
        }
    }

    #[test]
    fn a_long_file_is_read_up_to_its_last_whole_line() {
        let mut file = b"User-agent: *\nDisallow: /early\n".to_vec();
        // The cap falls behind the slash of a rule that would forbid all.
        file.resize(CAP - "\nDisallow: /".len(), b'#');
        file.push(b'\n');
        file.extend(b"Disallow: /late\nDisallow: /later\n");
        let robots = parse(&file);
        assert!(!robots.allows("/early"));
        assert!(robots.allows("/late") && robots.allows("/later") && robots.allows("/"));
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), path in "/\\PC{0,20}") {
            let _ = parse(&bytes).allows(&path);
        }

        #[test]
        fn words_of_the_format_do_not_panic(
            words in proptest::collection::vec(
                proptest::sample::select(vec![
                    "User-agent", "Disallow", "Allow", "Crawl-delay", ":", "*", "$", "/", "%", "%4", "é", "\n", "\r",
                    "#", "Plaudit", "1e999", " ", "\u{feff}",
                ]),
                0..60,
            ),
            path in "/[a/%*$é]{0,12}",
        ) {
            let _ = parse(words.concat().as_bytes()).allows(&path);
        }

        /// The one pass finds what trying all ways finds.
        #[test]
        fn wildcards_match_as_by_trying_all(pattern in "/[ab*]{0,8}\\$?", path in "/[ab]{0,10}") {
            fn all(pattern: &[u8], path: &[u8]) -> bool {
                match pattern {
                    [] => true,
                    [b'$'] => path.is_empty(),
                    [b'*', rest @ ..] => (0..=path.len()).any(|n| all(rest, &path[n..])),
                    [c, rest @ ..] => path.first() == Some(c) && all(rest, &path[1..]),
                }
            }
            prop_assert_eq!(matches(&pattern, &path), all(pattern.as_bytes(), path.as_bytes()));
        }
    }
}
