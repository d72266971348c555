//! Files whose bytes are wrong.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::Place;

/// KiB that no single file may take, however large it is: two documents of the longest kind at once, the program and its
/// models.
const MEMORY: u64 = 240 << 10;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// Reads one file between two sound ones; gives how many reviews came of it.
#[track_caller]
fn case(name: &str, bytes: impl AsRef<[u8]>, code: i32, notes: &[&str], reviews: usize) -> crate::Ran {
    let place = Place::new();
    place.file(name, bytes);
    let ran = place.among_neighbors(&[name]);
    ran.says(code, notes);
    assert_eq!(ran.reviews().len() - 2, reviews, "{name}");
    ran
}

/// The text of the only review that came of the bad file.
fn text(ran: &crate::Ran) -> String {
    ran.reviews()[1]["text"].as_str().unwrap().to_owned()
}

#[test]
fn nothing_at_all() {
    for name in ["e.txt", "e.md", "e.html", "e.xml", "e.csv", "e.jsonl", "e.warc", "e.txt.gz", "e.jsonl.zst"]
    {
        case(name, "", 0, &[&format!("{name}: empty: there is nothing in it to read")], 0);
    }
    case("e.csv.gz", gzip(b""), 0, &["e.csv.gz: empty: there is nothing"], 0);
    case("e.txt", " \n\t\n", 0, &["e.txt: empty: there is no text in it"], 0);
}

#[test]
fn truncated_gzip() {
    let reviews: String = (0..2000).fold(String::new(), |mut all, n| {
        let _ = writeln!(all, "{{\"film\":\"Heaven\",\"year\":2002,\"rating\":\"3/5\",\"n\":{}}}", n * 7919);
        all
    });
    let mut packed = gzip(reviews.as_bytes());
    packed.truncate(packed.len() / 2);
    let place = Place::new();
    place.file("cut.jsonl.gz", &packed);
    let ran = place.among_neighbors(&["cut.jsonl.gz"]);
    ran.says(
        1,
        &[
            "cut.jsonl.gz: truncated: gzip member 1 is cut short, * what came before is read",
            // The line that the cut tore.
            "cut.jsonl.gz:*: truncated: broken JSON",
        ],
    );
    assert!(ran.reviews().len() > 500);
    case("cut.txt.gz", &gzip(b"x")[..6], 1, &["cut.txt.gz: truncated: gzip member 1 is cut short"], 0);
}

#[test]
fn gzip_bombs() {
    let member = gzip(&vec![0; 1 << 20]);
    // What comes before a GB of zeros, the notes, and how many reviews can be had.
    let cases: &[(&str, &str, &[&str], usize)] = &[
        (
            "b.txt.gz",
            "",
            &["b.txt.gz: truncated: it is longer than", "b.txt.gz: malformed:", "b.txt.gz: empty:"],
            0,
        ),
        (
            "b.jsonl.gz",
            "{\"film\":\"Cats\"}\n",
            &[
                "b.jsonl.gz:2: truncated: it is longer",
                "b.jsonl.gz:2: malformed:",
                "b.jsonl.gz:2: unreadable:",
            ],
            1,
        ),
        (
            "b.xml.gz",
            "<rss><item><title>Cats, a film",
            &["b.xml.gz:1: truncated:", "b.xml.gz:1: malformed:", "b.xml.gz:1: unsettled:"],
            // A title that may be a film's, and no word of a review: the note says all there is.
            0,
        ),
        ("b.csv.gz", "film,rating\nCats,\"1/5", &["b.csv.gz:2: truncated:", "b.csv.gz:2: malformed:"], 1),
        ("b.html.gz", "<p>Cats", &["b.html.gz: truncated: it is longer", "b.html.gz: malformed:"], 1),
    ];
    for (name, head, notes, reviews) in cases {
        let mut packed = gzip(head.as_bytes());
        (0..1024).for_each(|_| packed.extend_from_slice(&member));
        let ran = case(name, packed, 1, notes, *reviews);
        assert!(ran.peak < MEMORY, "{name}: {} KiB", ran.peak);
    }
}

#[test]
fn a_small_file_that_unpacks_to_very_much() {
    // Its name does not say that it is packed, so it is taken for a small file first.
    let member = gzip("{\"film\":\"Cats\"}\n".repeat(5000).as_bytes());
    let ran = case("small.jsonl", member.repeat(4), 0, &[], 20_000);
    assert!(ran.peak < MEMORY, "{} KiB", ran.peak);
    let last = ran.places()[20_000].clone();
    assert_eq!(last, "small.jsonl#20000");
}

#[test]
fn a_line_of_200_mb() {
    for (name, head, tail, notes, reviews) in [
        (
            "line.txt",
            "",
            "",
            &[
                "line.txt: truncated: it is longer than the 8388608 bytes",
                "line.txt: truncated: names and facts were",
            ],
            1,
        ),
        (
            "line.jsonl",
            "{\"film\":\"Cats\",\"review\":\"",
            "\"}\n{\"film\":\"Joker\",\"year\":2019}\n",
            &[
                "line.jsonl:1: truncated: it is longer than the 8388608 bytes",
                "line.jsonl:1: truncated: names and facts were",
            ],
            2,
        ),
    ] {
        let place = Place::new();
        let mut file = File::create(place.path().join(name)).unwrap();
        file.write_all(head.as_bytes()).unwrap();
        let words = "word ".repeat(200_000);
        (0..200).for_each(|_| file.write_all(words.as_bytes()).unwrap());
        file.write_all(tail.as_bytes()).unwrap();
        let ran = place.among_neighbors(&[name]);
        ran.says(1, notes);
        assert_eq!(ran.reviews().len() - 2, reviews, "{name}");
        assert!(ran.peak < MEMORY, "{name}: {} KiB", ran.peak);
    }
}

#[test]
fn bytes_that_are_no_utf8() {
    let mut one = "Zoë’s film is good, and so is the score. ".repeat(40).into_bytes();
    one.extend(b"\xff The end.");
    let ran =
        case("bad.txt", &one, 0, &["bad.txt:1: malformed: 1 byte sequence that is not UTF-8 replaced"], 1);
    assert!(text(&ran).contains("\u{fffd} The end.\n"));
    // None of it: some other charset, by the look of it.
    let ran = case(
        "western.txt",
        b"Am\xe9lie est charmante, tr\xe8s na\xefve, et c'est tout.\n",
        0,
        &["western.txt: unsettled: it is not UTF-8 and names no charset; taken for windows-1252"],
        1,
    );
    assert!(text(&ran).contains("Amélie"));
}

#[test]
fn charsets_that_lie() {
    let page = |charset: &str| {
        format!(
            "<html><head><meta charset=\"{charset}\"></head><body><article><h1>Amélie</h1>\
             <p>It is a naïve film, and it is charming all the same, from the café on.</p></article></body></html>"
        )
    };
    let ran = case(
        "lie.html",
        page("iso-8859-1"),
        0,
        &["lie.html: mislabelled: the page's meta element says windows-1252, but the bytes are UTF-8"],
        1,
    );
    assert!(text(&ran).contains("Amélie"));
    let western: Vec<u8> = page("utf-8").chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let ran = case(
        "lie.html",
        western,
        0,
        &[
            "lie.html: mislabelled: the page's meta element says UTF-8, but the bytes are not; they were read as",
        ],
        1,
    );
    assert!(text(&ran).contains("Amélie") && text(&ran).contains("café"));
}

#[test]
fn utf16_with_and_without_a_mark() {
    let review = "Heaven (2002) is a fine, naïve film.\n\nGrade: B+\n";
    for mark in ["\u{feff}", ""] {
        for big in [false, true] {
            let units = format!("{mark}{review}");
            let bytes: Vec<u8> = units
                .encode_utf16()
                .flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() })
                .collect();
            let ran = case("wide.txt", bytes, 0, &[], 1);
            assert!(text(&ran).starts_with("Heaven (2002) is a fine, naïve film."), "{mark:?} {big}");
        }
    }
}

#[test]
fn nul_bytes() {
    let ran =
        case("nul.txt", b"Heaven\0 (2002) is\0\0 good.\n", 0, &["nul.txt: malformed: 3 NUL bytes were"], 1);
    assert_eq!(text(&ran), "Heaven (2002) is good.\nfile: nul");
    case(
        "nuls.txt",
        vec![0; 100_000],
        0,
        &["nuls.txt: malformed: 100000 NUL", "nuls.txt: empty: there is no text"],
        0,
    );
}

#[test]
fn what_is_no_page() {
    let noise: Vec<u8> = (0..3000u32).map(|n| (n * n % 251) as u8).collect();
    for (name, head, what) in [
        ("p.html", &b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n"[..], "a PDF"),
        ("p.html", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
    ] {
        case(
            name,
            [head, &noise].concat(),
            1,
            &[
                &format!("{name}: mislabelled: the name says that it is HTML, but it is {what}"),
                &format!("{name}: unreadable: it is {what}, not text: *"),
            ],
            0,
        );
    }
}

#[test]
fn html_100_000_deep() {
    for (open, close) in
        [("<div>", "</div>"), ("<b><i>", ""), ("<table><tr><td>", ""), ("<ul><li>", "</li></ul>")]
    {
        let (open, close) = (open.repeat(100_000), close.repeat(100_000));
        let page = format!(
            "<html><body>{open}<p>Heaven is deep down here, and a good film.</p>{close}</body></html>"
        );
        let ran =
            case("deep.html", page, 0, &["deep.html: malformed: elements are nested deeper than 256"], 1);
        assert!(text(&ran).contains("Heaven is deep down here"));
        assert!(ran.peak < MEMORY, "{} KiB", ran.peak);
    }
}

#[test]
fn feeds_with_entity_tricks() {
    let mut feed = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY a \"ha\">\n");
    for (to, from) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        let _ = writeln!(feed, "<!ENTITY {to} \"{}\">", format!("&{from};").repeat(10));
    }
    feed += "<!ENTITY out SYSTEM \"file:///etc/passwd\">\n]>\n<rss><channel><title>T</title>\n\
             <item><title>Some &j;</title></item>\n<item><title>More</title><description>It says &out; to us.\
             </description></item></channel></rss>\n";
    let place = Place::new();
    place.file("laughs.xml", feed);
    let ran = place.among_neighbors(&["laughs.xml"]);
    ran.says(
        0,
        &[
            "laughs.xml:2: malformed: the feed declares entities of its own; they are not expanded",
            "laughs.xml:16: malformed: the entity &j; is the feed's own and is not expanded",
            "laughs.xml:17: malformed: the entity &out; is the feed's own and is not expanded",
        ],
    );
    let out = String::from_utf8(ran.out.clone()).unwrap();
    assert!(!out.contains("haha") && !out.contains("root:") && ran.reviews().len() == 4);
}

#[test]
fn ragged_rows() {
    let table =
        "film,rating,review\nHeaven,4/5,good\nCats,1/5\nJoker,3/5,fine,more,again\nBabylon,2/5,long\n";
    case(
        "r.csv",
        table,
        0,
        &[
            "r.csv:3: malformed: the row has 2 cells, the header 3; the missing ones are taken as empty",
            "r.csv:4: malformed: the row has 5 cells, the header 3; the rest are kept as \"extra\"",
        ],
        4,
    );
    let open = "film,rating,review\nHeaven,4/5,\"open\nCats,1/5,bad\n";
    case("q.csv", open, 0, &["q.csv:2: malformed: a quote opens in this row and is not closed"], 2);
}

#[test]
fn broken_front_matter() {
    let yaml =
        "---\ntitle: \"Heaven\nfilm: [Heaven\n\trating: : 4/5\nauthor: Ann Lee\n---\n\nThe film is good.\n";
    let ran = case("b.md", yaml, 0, &["b.md:*: malformed: broken YAML front matter * read line by line"], 1);
    assert!(text(&ran).contains("Ann Lee") && text(&ran).contains("The film is good."));
    let open = "---\ntitle: Heaven\nrating: 4/5\n\nThe film is good.\n";
    let ran =
        case("o.md", open, 0, &["o.md:1: malformed: the front matter is never closed; read line by line"], 1);
    assert!(text(&ran).contains("The film is good."));
}

#[test]
fn linked_data_of_wrong_types() {
    let page = |data: &str| {
        format!(
            "<html><head><script type=\"application/ld+json\">{data}</script></head><body><article>\
             <h1>Heaven</h1><p>It is a fine film, patient and clear, and it ends well.</p></article></body></html>"
        )
    };
    let no_film = "ld.html: malformed: the page's JSON-LD has an itemReviewed that is no film";
    let no_rating = "ld.html: malformed: the page's JSON-LD has a ratingValue that is no rating";
    for (data, notes) in [
        (
            r#"{"@type":["Review",7],"itemReviewed":[[1,{"name":{"x":3}}],null],"reviewRating":[{}],"author":17,"datePublished":{"a":[]}}"#,
            &[no_film][..],
        ),
        (
            r#"{"@type":"Review","reviewRating":{"ratingValue":{"a":1},"bestRating":[[]]},"author":[[{"name":false}]]}"#,
            &[no_rating],
        ),
        (r#"[1,2,"x",null,[[[]]]]"#, &[]),
        ("17", &[]),
        ("null", &[]),
    ] {
        let ran = case("ld.html", page(data), 0, notes, 1);
        assert!(text(&ran).contains("It is a fine film"), "{data}");
    }
    case("ld.html", page("{broken"), 0, &["ld.html: malformed: the page's JSON-LD cannot be read: *"], 1);
}

#[test]
fn lines_that_are_no_json() {
    let lines = "{\"film\":\"Heaven\",\"rating\":\"3/5\"}\nthis is no JSON\n{\"film\":\"Cats\"}\n[1,2]\n\
                 {broken\n{\"film\":\"Joker\",\n{\"film\":\"Babylon\"},\n";
    case(
        "l.jsonl",
        lines,
        1,
        &[
            "l.jsonl:2: unreadable: a JSON object was expected here",
            "l.jsonl:4: unreadable: a JSON object was expected here",
            "l.jsonl:5: unreadable: broken JSON at column 2",
            "l.jsonl:6: truncated: broken JSON at column 17: * what came before is kept",
            "l.jsonl:7: malformed: broken JSON at column 19: something follows the object",
        ],
        4,
    );
    // Nothing but a comma too many: that is mended.
    case("l.jsonl", "{\"film\":\"Cats\"},\n{\"film\":\"Joker\"}\n", 0, &["l.jsonl:1: malformed:"], 2);
    case(
        "j.json",
        "[{\"film\":\"Cats\"}, 7, {\"film\":\"Joker\"}]",
        1,
        &["j.json:1: truncated: something other"],
        2,
    );
}

#[test]
fn a_report_of_bad_files_says_what_is_left_out() {
    let place = Place::new();
    place.neighbors();
    place.file("p.html", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n");
    place.file("r.csv", "film,rating,review\nCats,1/5\n");
    place.file("cut.txt.gz", &gzip(b"A review that is long enough.")[..20]);
    let ran = place.run(&["report", ".", "--out", "report"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    for note in ["p.html: unreadable:", "r.csv:2: malformed:", "cut.txt.gz: truncated:"] {
        assert!(ran.err.contains(note), "{}", ran.err);
    }
    let index = std::fs::read_to_string(place.path().join("report/index.html")).unwrap();
    assert!(index.contains("Her Smell") && index.contains("Heaven"));
}
