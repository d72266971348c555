//! Whatever the bytes are, they give documents whose invariants hold, and reading twice is equal.
#![allow(clippy::unwrap_used)] // a panic is how a test fails

use document::{Document, Format, Limits, Options, parse, records};
use proptest::prelude::*;

const FORMATS: [Option<Format>; 10] = [
    None,
    Some(Format::Text),
    Some(Format::Markdown),
    Some(Format::Rst),
    Some(Format::Html),
    Some(Format::Feed),
    Some(Format::Csv),
    Some(Format::Json),
    Some(Format::Jsonl),
    Some(Format::Warc),
];

fn read(bytes: &[u8], name: &str, options: &Options) -> Vec<Document> {
    records(bytes, name, options).map(|r| parse(r, options)).collect()
}

fn check(bytes: &[u8], name: &str, options: &Options) -> Result<(), TestCaseError> {
    let documents = read(bytes, name, options);
    prop_assert!(!documents.is_empty(), "no document, so no note");
    for d in &documents {
        prop_assert_eq!(d.check(), Ok(()));
        prop_assert!(!d.text.is_empty() || !d.notes.is_empty());
        prop_assert!(!d.text.contains(['\r', '\0', '\u{feff}']), "{:?}", d.text);
    }
    prop_assert_eq!(documents, read(bytes, name, options));
    Ok(())
}

fn valid() -> Vec<(&'static str, Vec<u8>)> {
    let page = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n1d\r\n<html><p>Good &amp; bad</p>é\r\n0\r\n\r\n";
    let warc = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://x/\r\nContent-Length: {}\r\n\r\n{page}\r\n\r\n",
        page.len()
    );
    let csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n2016-06-05,\"A, \"\"B\"\"\",2016,https://boxd.it/9,0.5,,\"<i>No.</i>\r\n\r\nNever é\",,\n,C,,,5,,Yes,,\n";
    let json = r#"{"@type":"Review","itemReviewed":{"name":"A","actor":[{"name":"x"},{"name":"y"}]},"reviewRating":{"ratingValue":3.0},"reviewBody":"One.\r\n\r\n<b>Two</b> \ud83d\ude00\u0000"}"#;
    let feed = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss><channel><title>T</title><item><title>Tom &amp; J</title><description><![CDATA[<p>é</p>]]></description></item><entry><title>x</title><content type=\"xhtml\"><div>a<br/></div></content></entry></channel></rss>";
    let mut all: Vec<(&'static str, Vec<u8>)> = vec![
        ("a.csv", csv.into()),
        ("a.jsonl", format!("{json}\n{json}\n").into()),
        ("a.json", format!("[{json},\n{json}]").into()),
        ("a.xml", feed.into()),
        ("a.warc", warc.into()),
        ("a.md", "---\ntitle: A\n---\n\n# B\n\n*c* é\n".into()),
        ("a.html", "<!doctype html><meta charset=latin1><body><p>é</p></body>".into()),
    ];
    let packed: Vec<_> =
        all.iter().map(|(name, bytes)| (*name, zstd::encode_all(bytes.as_slice(), 1).unwrap())).collect();
    let wide = all
        .iter()
        .map(|(name, bytes)| {
            let text = String::from_utf8(bytes.clone()).unwrap();
            (*name, text.encode_utf16().flat_map(u16::to_le_bytes).collect())
        })
        .collect::<Vec<_>>();
    all.extend(packed);
    all.extend(wide);
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn random_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400), format in 0..FORMATS.len()) {
        check(&bytes, "a", &Options { format: FORMATS[format], ..Options::default() })?;
    }

    #[test]
    fn random_markup(text in "([{}\\[\\]\":,<>/&;a-zé\\\\\n\r]|<item>|</item>|<!\\[CDATA\\[|\\]\\]>|\"\"|--|WARC/1.0\r\n|Content-Length: 3){0,60}", format in 0..FORMATS.len(), cap in 1usize..60) {
        let limits = Limits { document_bytes: cap, skip_bytes: 20, depth: 4, layers: 1 };
        check(text.as_bytes(), "a", &Options { format: FORMATS[format], limits, ..Options::default() })?;
    }

    #[test]
    fn mutated_inputs(which in 0..21usize, edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 0..6), cap in prop_oneof![Just(8 << 20), 1usize..300]) {
        let (name, mut bytes) = valid().swap_remove(which);
        for (at, byte, how) in edits {
            if bytes.is_empty() {
                break;
            }
            let at = at.index(bytes.len());
            match how {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => {
                    bytes.remove(at);
                }
                _ => bytes.truncate(at),
            }
        }
        let limits = Limits { document_bytes: cap, skip_bytes: 100, ..Limits::default() };
        check(&bytes, name, &Options { limits, ..Options::default() })?;
    }
}
