//! Soup and bombs that must do no harm, and html5ever's tokenizer as the measure of ours.

use std::cell::RefCell;
use std::time::{Duration, Instant};

use html5ever::tokenizer as reference;
use proptest::prelude::*;

use super::name::Tag;
use super::tests::read;
use super::token::{Token, Tokens};
use super::{entity, fragment, page};

/// JSON-LD whose objects refer to themselves and to one another, many times over.
fn references() -> String {
    let to = |id: &str| vec![format!("{{\"@id\":\"{id}\"}}"); 100].join(",");
    let object = |id: &str, other: &str| {
        let keys = ["author", "creator", "publisher", "director", "actor"];
        let keys: String = keys.iter().map(|k| format!(",\"{k}\":[{},{}]", to(id), to(other))).collect();
        format!("{{\"@type\":\"Review\",\"@id\":\"{id}\",\"name\":\"x\"{keys}}}")
    };
    let list = format!("[{},{}]", object("a", "b"), object("b", "a").replace("Review", "Article"));
    format!("<script type=application/ld+json>{list}</script>")
}

/// What must not take long, whatever it gives.
#[test]
fn bombs_take_no_time() {
    let bombs = [
        "<div>".repeat(100_000),
        "<b>".repeat(100_000),
        "<ul><li>".repeat(512 * 1024 / 8),
        "<table><tr><td>".repeat(40_000),
        "<p><font>".repeat(60_000),
        "<b><p>x</b>".repeat(50_000),
        format!("<p {}>x", "a=1 ".repeat(200_000)),
        format!("<p {}>x", (0..100_000).map(|n| format!("a{n} ")).collect::<String>()),
        format!("<p>{}", "word ".repeat(400_000)),
        "</div>".repeat(100_000),
        "<a href=x>".repeat(100_000),
        "<".repeat(500_000),
        "&".repeat(500_000),
        "<!--".repeat(100_000),
        "<!--".to_owned() + &"--".repeat(200_000),
        "<i class=star></i>".repeat(50_000),
        "<li><i class=star></i>".repeat(50_000),
        "<div class=comment>".repeat(50_000) + "<h1>x</h1>",
        "<h1>Title words</h1>".repeat(50_000),
        "<div itemscope itemprop=review itemtype=Review>".repeat(20_000),
        format!("<div>{}</div>", "<meta itemprop=ratingValue content=3>".repeat(20_000)),
        "<div class=h-review><p class=p-item>".repeat(20_000),
        "<script>".repeat(50_000),
        "<script><!--<script></script>".repeat(20_000),
        "<body class=a>".repeat(50_000),
        "\0".repeat(300_000),
        "<svg><title>".repeat(50_000),
        "<tr><td>x".repeat(50_000),
        "<div class='rating score'><p>x</p>".repeat(30_000),
        references(),
        format!("<style>{}</style>", ".a{background:star}".repeat(800))
            + &format!("<b class='stars {}'><i style='width:9%'></i></b>", "b ".repeat(90)).repeat(2000),
    ];
    for bomb in &bombs {
        for how in [page, fragment] {
            let start = Instant::now();
            read(bomb, how);
            // Unoptimized code on a busy machine: the point is that nothing is quadratic.
            let head: String = bomb.chars().take(40).collect();
            assert!(start.elapsed() < Duration::from_secs(4), "{head} took {:?}", start.elapsed());
        }
    }
    let doc = read(&"<div>".repeat(100_000), page);
    assert_eq!(doc.notes.len(), 1);
}

/// A token in comparable form: text is merged and decoded.
#[derive(Debug, PartialEq)]
enum Seen {
    Text(String),
    Start(String, bool, Option<String>),
    End(String),
}

fn push_text(out: &mut Vec<Seen>, text: &str) {
    match out.last_mut() {
        _ if text.is_empty() => {}
        Some(Seen::Text(last)) => last.push_str(text),
        _ => out.push(Seen::Text(text.to_owned())),
    }
}

fn ours(html: &str) -> Vec<Seen> {
    let mut tokens = Tokens::new(html, false);
    let mut attrs = Vec::new();
    let mut out = Vec::new();
    while let Some(token) = tokens.next(&mut attrs) {
        match token {
            Token::Text(text) => push_text(&mut out, &entity::text(text)),
            Token::Start { tag, name, closed } => {
                let class = attrs.iter().find(|(a, _)| *a == super::name::Attr::Class);
                let class = class.map(|(_, v)| entity::value(v).into_owned());
                out.push(Seen::Start(name.to_ascii_lowercase(), closed, class));
                if tag.is_raw() {
                    let raw = tokens.raw(tag, name);
                    if matches!(tag, Tag::Title | Tag::Textarea) {
                        push_text(&mut out, &entity::text(raw));
                    } else {
                        push_text(&mut out, &raw.replace('\0', ""));
                    }
                }
            }
            Token::End { name, .. } => out.push(Seen::End(name.to_ascii_lowercase())),
        }
    }
    out
}

#[derive(Default)]
struct Sink(RefCell<Vec<Seen>>);

impl reference::TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: reference::Token, _: u64) -> reference::TokenSinkResult<()> {
        use reference::states::RawKind;
        let mut out = self.0.borrow_mut();
        match token {
            reference::Token::CharacterTokens(text) => push_text(&mut out, &text.replace('\0', "")),
            reference::Token::TagToken(tag) if tag.kind == reference::TagKind::StartTag => {
                let class = tag.attrs.iter().find(|a| &*a.name.local == "class").map(|a| a.value.to_string());
                out.push(Seen::Start(tag.name.to_string(), tag.self_closing, class));
                return match &*tag.name {
                    "script" => reference::TokenSinkResult::RawData(RawKind::ScriptData),
                    "title" | "textarea" => reference::TokenSinkResult::RawData(RawKind::Rcdata),
                    "style" | "iframe" | "noembed" | "noframes" | "xmp" => {
                        reference::TokenSinkResult::RawData(RawKind::Rawtext)
                    }
                    "plaintext" => reference::TokenSinkResult::Plaintext,
                    _ => reference::TokenSinkResult::Continue,
                };
            }
            reference::Token::TagToken(tag) => out.push(Seen::End(tag.name.to_string())),
            _ => {}
        }
        reference::TokenSinkResult::Continue
    }
}

fn theirs(html: &str) -> Vec<Seen> {
    let tokenizer = reference::Tokenizer::new(Sink::default(), reference::TokenizerOpts::default());
    let input = reference::BufferQueue::default();
    input.push_back(html.into());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    // Raw NULs become U+FFFD in raw text there; here nothing of raw text but titles is ever shown.
    tokenizer.sink.0.into_inner()
}

/// Pieces that are worth putting next to one another.
const SOUP: &[&str] = &[
    "<p>",
    "</p>",
    "<div class='a'>",
    "</div>",
    "<b>",
    "</b>",
    "<table>",
    "<tr>",
    "<td>",
    "</table>",
    "<li>",
    "<ul>",
    "</ul>",
    "text ",
    "8/10",
    "&amp;",
    "&#x41;",
    "&notit;",
    "&copy",
    "&",
    "&#",
    "&#x",
    "&lt",
    "<",
    "</",
    "<!",
    "<!--",
    "-->",
    "--!>",
    "-",
    "--",
    ">",
    "<br>",
    "</br>",
    "<script>",
    "</script>",
    "</script ",
    "<style>",
    "</style>",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<svg>",
    "</svg>",
    "<a href=x>",
    "</a>",
    "<h1>",
    "</h2>",
    "<img alt=\"4 out of 5 stars\">",
    "<i class=star></i>",
    " class=\"b&amp;c\" ",
    "=",
    "'",
    "\"",
    "/",
    "/>",
    " ",
    "\n",
    "é",
    "★",
    "<p class=x/>",
    "<P CLASS=Y>",
    "<x-y class = 'z'",
    "<?php ?>",
    "<![CDATA[x]]>",
    "<!doctype html>",
    "<blockquote>",
    "</blockquote>",
    "<article>",
    "</article>",
    "<nav>",
    "</nav>",
    "<body>",
    "</body>",
    "<head>",
    "</head>",
    "<select>",
    "<option>",
    "<button>",
    "<noscript>",
    "</noscript>",
    "<pre>",
    "\r\n",
    "<plaintext",
    "<font>",
    "</font>",
    "<div itemscope itemtype=Review>",
    "<span itemprop=ratingValue>",
    "<div class=comments>",
    "<div class=rating style='width:70%'>",
    "<p class=byline>",
    "<time datetime=2020>",
    "<script type=application/ld+json>",
    "{\"@type\":\"Review\"}",
    "<template>",
    "<meta itemprop=name content=x>",
];

fn soup() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![8 => proptest::sample::select(SOUP).prop_map(str::to_owned), 1 => "\\PC{0,6}"],
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn soup_is_swallowed(html in soup()) {
        read(&html, page);
        read(&html, fragment);
    }

    #[test]
    fn tokens_are_those_of_html5ever(html in soup()) {
        // Line breaks are normalized there; here they are white space like any other.
        let html = html.replace('\r', "");
        prop_assert_eq!(ours(&html), theirs(&html));
    }
}

#[test]
fn wrong_types_in_linked_data_are_noted_once() {
    let notes = |object: &str| {
        let doc = read(&format!("<script type=application/ld+json>{object}</script><p>x</p>"), page);
        doc.notes.iter().map(|n| n.message.clone()).collect::<Vec<_>>()
    };
    let rating = "the page's JSON-LD has a reviewRating that is no rating";
    assert_eq!(notes(r#"{"@type":"Review","reviewRating":{"bestRating":5},"zzz":1}"#), [rating]);
    let author = "the page's JSON-LD has an author that is no name";
    assert_eq!(notes(r#"{"@type":"Review","author":7,"itemReviewed":3}"#), [author]);
    assert!(notes(r#"{"@type":"Review","author":"Jo","reviewRating":{"ratingValue":3}}"#).is_empty());
}
