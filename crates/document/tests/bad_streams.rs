//! Inputs that are broken, hostile or not what they say: each gives its note, and its neighbors are read.
#![allow(clippy::unwrap_used)] // a panic is how a test fails

use std::io::{self, Read, Write};

use document::{Document, Field, Format, Limits, NoteKind, Options, Record, parse, records};
use flate2::Compression;
use flate2::write::GzEncoder;

fn read_with(input: impl Read, name: &str, options: &Options) -> Vec<Document> {
    let documents: Vec<_> = records(input, name, options).map(|r: Record| parse(r, options)).collect();
    for d in &documents {
        d.check().unwrap();
        assert_eq!(d.source.name, name);
    }
    documents
}

fn read(bytes: &[u8], name: &str) -> Vec<Document> {
    read_with(bytes, name, &Options::default())
}

fn one(bytes: &[u8], name: &str) -> Document {
    let mut documents = read(bytes, name);
    assert_eq!(documents.len(), 1, "{documents:?}");
    documents.remove(0)
}

fn small(document_bytes: usize, skip_bytes: u64) -> Options {
    Options { limits: Limits { document_bytes, skip_bytes, ..Limits::default() }, ..Options::default() }
}

#[track_caller]
fn noted(document: &Document, kind: NoteKind, words: &str) -> Option<u64> {
    let found = document.notes.iter().find(|n| n.kind == kind && n.message.contains(words));
    found.unwrap_or_else(|| panic!("no {kind:?} with {words:?} in {:?}", document.notes)).line
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

/// The films of a stream, in order.
fn films(documents: &[Document]) -> Vec<&str> {
    documents.iter().filter_map(|d| d.field(Field::Film)).collect()
}

#[test]
fn nothing_is_empty_and_says_so() {
    for (bytes, name) in [
        (vec![], "a.txt"),
        (vec![], "a.csv.gz"),
        (gzip(b""), "a.txt.gz"),
        (gzip(&gzip(b"")), "a.jsonl.gz"),
        (b" \n\t\n".to_vec(), "a.md"),
        (b"\xef\xbb\xbf".to_vec(), "a.txt"),
        (b"film,rating\n".to_vec(), "a.csv"),
        (b"[]".to_vec(), "a.json"),
        (b"<rss><channel><title>x</title></channel></rss>".to_vec(), "a.xml"),
    ] {
        let d = one(&bytes, name);
        noted(&d, NoteKind::Empty, "");
        assert_eq!(d.notes.len(), 1, "{name}: {:?}", d.notes);
    }
}

#[test]
fn layers_of_packing_come_off_by_magic() {
    let csv = b"film,review\nHeaven,\"Good.\"\n";
    let zstd = zstd::encode_all(csv.as_slice(), 1).unwrap();
    for bytes in [gzip(csv), zstd.clone(), gzip(&zstd), gzip(&gzip(&zstd))] {
        assert_eq!(films(&read(&bytes, "a.csv")), ["Heaven"]);
    }
    let mut members = gzip(csv);
    members.extend(gzip(b"Carrie,\"Bad.\"\n"));
    members.extend([0; 100]);
    let documents = read(&members, "a.csv.gz");
    assert_eq!(films(&documents), ["Heaven", "Carrie"]);
    assert!(documents.iter().all(|d| d.notes.is_empty()));
    let deep = gzip(&gzip(&gzip(&gzip(csv))));
    noted(&one(&deep, "a.csv.gz"), NoteKind::Unreadable, "more layers");
}

#[test]
fn a_damaged_archive_gives_what_came_before() {
    let rows: String = (0..5000).map(|i| format!("Film {i},{}\n", i * 7919 % 1009)).collect();
    let mut bytes = gzip(format!("film,rating\n{rows}").as_bytes());
    bytes.truncate(bytes.len() / 2);
    let documents = read(&bytes, "a.csv.gz");
    assert!(documents.len() > 1000, "{}", documents.len());
    assert_eq!(documents[0].field(Field::Film), Some("Film 0"));
    noted(documents.last().unwrap(), NoteKind::Truncated, "gzip member 1 is cut short");

    let mut two = gzip(b"It was good.\n");
    two.extend(gzip(b"It was bad."));
    two.truncate(two.len() - 12);
    let d = one(&two, "a.txt.gz");
    assert!(d.text.starts_with("It was good."), "{:?}", d.text);
    noted(&d, NoteKind::Truncated, "gzip member 2");

    let mut zstd = zstd::encode_all(format!("film,rating\n{rows}").as_bytes(), 1).unwrap();
    zstd.truncate(zstd.len() - 100);
    noted(read(&zstd, "a.csv.zst").last().unwrap(), NoteKind::Truncated, "zstd data is cut short");
}

/// So many bytes made on the fly, then an end or a failure.
struct Endless {
    head: &'static [u8],
    byte: u8,
    left: u64,
    fail: bool,
}

impl Read for Endless {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if !self.head.is_empty() {
            return self.head.read(out);
        }
        let n = out.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if n == 0 && self.fail {
            return Err(io::Error::other("the cable was pulled"));
        }
        out[..n].fill(self.byte);
        self.left -= n as u64;
        Ok(n)
    }
}

#[test]
fn a_gzip_bomb_is_not_inflated() {
    let zeros = Endless { head: b"", byte: 0, left: 1 << 30, fail: false };
    let mut bomb = Vec::new();
    flate2::read::GzEncoder::new(zeros, Compression::fast()).read_to_end(&mut bomb).unwrap();
    let start = std::time::Instant::now();
    let d = one(&bomb, "a.txt.gz");
    noted(&d, NoteKind::Truncated, "longer than");
    noted(&d, NoteKind::Malformed, "NUL");
    assert!(start.elapsed().as_secs() < 5);
}

#[test]
fn an_endless_line_is_skipped_or_given_up() {
    for (name, head) in [
        ("a.jsonl", b"{\"film\":\"A\"}\n{\"film\":\"B\",\"text\":\"" as &[u8]),
        ("a.csv", b"film,text\nA,x\nB,"),
    ] {
        let tail: &[u8] = if name == "a.csv" { b"\nC,z\n" } else { b"\"}\n{\"film\":\"C\"}\n" };
        let line = || Endless { head, byte: b'x', left: 200 << 20, fail: false };
        let documents = read_with(line().chain(tail), name, &Options::default());
        assert_eq!(films(&documents), ["A", "B", "C"], "{name}");
        noted(&documents[1], NoteKind::Truncated, "longer than");
        assert!(documents[1].text.len() > 8_000_000);
        assert_eq!(documents[2].source.line, Some(if name == "a.csv" { 4 } else { 3 }));

        let documents = read_with(line().chain(tail), name, &small(1000, 1 << 20));
        assert_eq!(films(&documents), ["A", "B"], "{name}");
        noted(&documents[1], NoteKind::Truncated, "no line end within");
    }
}

#[test]
fn a_failing_reader_ends_the_records_with_a_note() {
    for (name, head, n) in [
        ("a.csv", b"film,text\nA,x\nB,y\n" as &[u8], 2),
        ("a.jsonl", b"{\"film\":\"A\"}\n{\"film\":\"B\"}\n", 2),
        ("a.warc", b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 2\r\n\r\nab\r\n\r\n", 0),
        ("a.txt", b"", 0),
    ] {
        let documents = read_with(Endless { head, byte: 0, left: 0, fail: true }, name, &Options::default());
        assert_eq!(documents.len(), n + 1, "{name}");
        assert_eq!(films(&documents).len(), n);
        noted(&documents[n], NoteKind::Unreadable, "the cable was pulled");
    }
}

#[test]
fn what_is_no_text_says_what_it_is() {
    let mut tar = vec![b'x'; 257];
    tar.extend(b"ustar\x0000");
    for (bytes, what) in [
        (b"%PDF-1.7\n%\xe2\xe3".to_vec(), "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), "a PNG"),
        (b"PK\x03\x04\x14\0\x06\0[Content_Types].xml".to_vec(), "Office"),
        (b"PK\x03\x04\x14\0\x06\0review.txt".to_vec(), "a zip archive"),
        (b"SQLite format 3\0".to_vec(), "SQLite"),
        (b"\x7fELF\x02\x01".to_vec(), "a program"),
        (b"BZh91AY&SY".to_vec(), "bzip2"),
        (tar, "a tar archive"),
        ((1u8..=255).cycle().take(4000).collect(), "binary data"),
    ] {
        let d = one(&bytes, "review.html");
        noted(&d, NoteKind::Unreadable, what);
        noted(&d, NoteKind::Mislabelled, "the name says that it is HTML");
        assert!(d.text.is_empty());
    }
}

#[test]
fn a_false_extension_is_noted_and_the_content_believed() {
    let d = one(b"<!DOCTYPE html><html><body><p>Good.</p></body></html>", "a.txt");
    noted(&d, NoteKind::Mislabelled, "plain text, but it is HTML");
    let d = read(b"{\"film\":\"A\"}\n{\"film\":\"B\"}\n", "a.csv");
    assert_eq!(films(&d), ["A", "B"]);
    noted(&d[0], NoteKind::Mislabelled, "JSON lines");
    assert!(d[1].notes.is_empty());
    let d = one(
        b"WARC/1.0\r\nWARC-Type: resource\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nGood.",
        "a.txt",
    );
    noted(&d, NoteKind::Mislabelled, "a web archive");
    assert!(d.text.contains("Good."));
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    text.encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn charsets_are_told_by_the_bytes() {
    let text = "Amélie is “charming”, and naïve.";
    for bytes in [
        text.as_bytes().to_vec(),
        [b"\xef\xbb\xbf", text.as_bytes()].concat(),
        [b"\xff\xfe".to_vec(), utf16(text, false)].concat(),
        [b"\xfe\xff".to_vec(), utf16(text, true)].concat(),
        utf16(text, false),
        utf16(text, true),
    ] {
        let d = one(&bytes, "a.txt");
        assert_eq!((d.text.as_str(), d.notes.len()), (text, 0));
    }
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(text);
    let d = one(&western, "a.txt");
    noted(&d, NoteKind::Unsettled, "taken for windows-1252");
    assert_eq!((d.text.as_str(), d.notes.len()), (text, 1));
    let csv = "film,review\nAmélie,\"So\ncharming\"\nHeaven,x\n";
    for big in [false, true] {
        let documents = read(&utf16(csv, big), "a.csv");
        assert_eq!(films(&documents), ["Amélie", "Heaven"]);
    }
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(csv);
    let documents = read(&western, "a.csv");
    assert_eq!(films(&documents), ["Amélie", "Heaven"]);
    noted(&documents[0], NoteKind::Unsettled, "taken for windows-1252");
    assert!(documents[1].notes.is_empty(), "said once of a stream");
}

#[test]
fn a_false_charset_is_noted() {
    let feed = |charset: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"{charset}\"?><rss><channel><item><title>Amélie était là</title></item></channel></rss>"
        )
    };
    let d = one(feed("iso-8859-1").as_bytes(), "a.xml");
    noted(&d, NoteKind::Mislabelled, "the XML declaration says windows-1252, but the bytes are UTF-8");
    assert_eq!(d.field(Field::Title), Some("Amélie était là"));
    let truth = feed("iso-8859-1");
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(&truth);
    assert_eq!(one(&western, "a.xml").notes, []);
    let lie = feed("utf-8");
    let (western, _, _) = encoding_rs::WINDOWS_1252.encode(&lie);
    let d = one(&western, "a.xml");
    noted(&d, NoteKind::Mislabelled, "says UTF-8, but the bytes are not");
    assert_eq!(d.field(Field::Title), Some("Amélie était là"));
}

#[test]
fn bad_bytes_and_nuls_are_mended_and_counted() {
    let mut bytes = "Zoë’s film\r\nis good.\rYes, ".repeat(200).into_bytes();
    bytes[40] = b'\n';
    bytes.extend(b"\xff\0\0 end");
    let d = one(&bytes, "a.txt");
    noted(&d, NoteKind::Malformed, "1 byte sequence that is not UTF-8 replaced by U+FFFD, the first at byte");
    noted(&d, NoteKind::Malformed, "2 NUL bytes were removed");
    assert!(d.text.ends_with("\u{fffd} end") && !d.text.contains(['\r', '\0']));
}

#[test]
fn a_broken_table_loses_one_row_at_most() {
    let csv = "film,rating,review\nA,1,good\nB,2\nC,3,fine,more,again\n\nD,4,\"two\nlines \"\"q\"\"\"\n";
    let d = read(csv.as_bytes(), "a.csv");
    assert_eq!(films(&d), ["A", "B", "C", "D"]);
    assert_eq!(noted(&d[1], NoteKind::Malformed, "2 cells, the header 3"), Some(3));
    assert_eq!(noted(&d[2], NoteKind::Malformed, "5 cells"), Some(4));
    assert!(d[2].text.contains("extra: more\nextra: again"), "{}", d[2].text);
    assert_eq!((d[3].source.line, d[3].source.record), (Some(6), Some(4)));
    assert!(d[3].text.ends_with("two\nlines \"q\""), "{}", d[3].text);

    // To the end of the file, and to the next quote.
    for tail in ["", "E,5,\"fine, really\"\n"] {
        let csv = format!("film,rating,review\nA,1,x\nB,2,\"open\nC,3,y\nD,4,z\n{tail}");
        let d = read(csv.as_bytes(), "a.csv");
        assert_eq!(films(&d)[..4], ["A", "B", "C", "D"]);
        assert_eq!(noted(&d[1], NoteKind::Malformed, "a quote opens in this row"), Some(3));
        assert!(d[2].notes.is_empty() && d[1].text.contains("open"));
    }
    // Every row.
    let csv = format!("film,review\n{}", "A,\"open\n".repeat(5000));
    assert_eq!(read_with(csv.as_bytes(), "a.csv", &small(1000, 1000)).len(), 5000);
}

#[test]
fn hostile_quotes_and_sections_take_linear_time() {
    // Each row reopens the quotes, each item the CDATA, so that each could be searched to the cap.
    let start = std::time::Instant::now();
    let csv = format!("film,review\n{}", "x,\"y\",\"z\n".repeat(400_000));
    let rows = records(csv.as_bytes(), "a.csv", &Options::default()).count();
    assert!(rows >= 100_000, "{rows}");
    let feed = format!("<rss>{}", "<item><title><![CDATA[A</title></item>\n".repeat(400_000));
    let items = records(feed.as_bytes(), "a.xml", &Options::default()).count();
    assert_eq!(items, 400_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

#[test]
fn a_table_of_strangers_says_what_it_has() {
    let d = read(b"alpha;beta\n1;2\n3;4\n", "a.csv");
    noted(&d[0], NoteKind::Unsettled, "alpha, beta");
    assert!(d[0].text.contains("beta: 2") && d[1].notes.is_empty());
    let columns = vec![("Alpha".to_owned(), Field::Film), ("BETA".to_owned(), Field::Body)];
    let d = read_with(
        b"sep=;\nalpha;beta\n1;2\n".as_slice(),
        "a.csv",
        &Options { columns, ..Options::default() },
    );
    assert_eq!((films(&d), d[0].notes.len()), (vec!["1"], 0));
    assert_eq!(d[0].prose().count(), 1);
}

#[test]
fn letterboxd_exports_say_their_scale() {
    let csv = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\n\
               2016-06-05,The Do-Over,2016,https://boxd.it/9Z1ff,0.5,,\"<i>No.</i> Never\",,2016-06-04\n\
               2016-06-06,Heaven,2002,https://boxd.it/x,,,Hm,,2016-06-04\n";
    let d = read(csv.as_bytes(), "reviews.csv");
    assert_eq!(d[0].field(Field::GradeBest), Some("5"));
    assert_eq!(d[0].field(Field::FilmYear), Some("2016"));
    assert_eq!(d[1].field(Field::GradeBest), None);
}

#[test]
fn a_broken_line_of_json_costs_no_other() {
    let jsonl = "{\"film\":\"A\",\"rating\":3.50}\n\n{\"film\":\"B\",\"rating\":\n[1,2]\n{\"film\":\"C\",\"n\":{\"x\":[1,2.0,\"y\"]}}\n";
    let d = read(jsonl.as_bytes(), "a.jsonl");
    assert_eq!(films(&d), ["A", "B", "C"]);
    assert_eq!(d[0].field(Field::Grade), Some("3.50"));
    assert_eq!(noted(&d[1], NoteKind::Truncated, "broken JSON at column 22"), Some(3));
    assert_eq!(noted(&d[2], NoteKind::Unreadable, "a JSON object was expected"), Some(4));
    assert_eq!(d[2].notes.len(), 1, "{:?}", d[2].notes);
    assert!(d[3].text.contains("n.x: 1, 2.0, y"), "{}", d[3].text);
    let array = "[\n {\"film\":\"A\"}, 7,\n {\"film\":\"B\"},\n {\"film\":\"C\"";
    let d = read(array.as_bytes(), "a.json");
    assert_eq!(films(&d), ["A", "B", "C"]);
    noted(&d[1], NoteKind::Truncated, "other than objects");
    assert_eq!(noted(&d[2], NoteKind::Truncated, "it ends inside an object"), Some(4));
    let d = one(b"{\n \"film\": \"A\"\n}\n", "a.json");
    assert_eq!(d.source.record, None);
    // A comma too many costs nothing; what stands where a second object would, does.
    let jsonl = "{\"film\":\"A\"},\n{\"film\":\"B\"}{\"film\":\"C\"}\n{nothing\n";
    let d = read(jsonl.as_bytes(), "a.jsonl");
    noted(&d[0], NoteKind::Malformed, "something follows");
    noted(&d[1], NoteKind::Truncated, "something follows");
    noted(&d[2], NoteKind::Unreadable, "broken JSON");
}

#[test]
fn schema_org_reviews_are_understood() {
    let json = r#"{"@type":"Review","name":"Lost in it","itemReviewed":{"@type":"Movie","name":"Heaven","sameAs":"https://www.imdb.com/title/tt0246677/"},"reviewRating":{"@type":"Rating","ratingValue":4,"bestRating":"5"},"author":{"@type":"Person","name":"Ann Lee","url":"https://x.example"},"publisher":{"name":"The Paper"},"datePublished":"2002-10-04","reviewBody":"One.\n\nTwo \ud83d\ude00."}"#;
    let d = &read(json.as_bytes(), "a.jsonl")[0];
    for (field, want) in [
        (Field::Title, "Lost in it"),
        (Field::Film, "Heaven"),
        (Field::FilmId, "https://www.imdb.com/title/tt0246677/"),
        (Field::Grade, "4"),
        (Field::GradeBest, "5"),
        (Field::Byline, "Ann Lee"),
        (Field::Outlet, "The Paper"),
        (Field::Published, "2002-10-04"),
        (Field::Kind, "Review"),
    ] {
        assert_eq!(d.field(field), Some(want));
    }
    assert_eq!(d.prose().map(|b| d.slice(b.span)).collect::<Vec<_>>(), ["One.", "Two 😀."]);
    assert_eq!(d.field(Field::Url), None);
}

#[test]
fn depth_is_capped() {
    let json = format!("{{\"film\":\"A\",\"x\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let d = one(json.as_bytes(), "a.jsonl");
    assert_eq!(d.field(Field::Film), Some("A"));
    noted(&d, NoteKind::Truncated, "nested deeper");
}

#[test]
fn a_feed_with_entity_tricks_costs_nothing() {
    let mut feed = String::from("<?xml version=\"1.0\"?>\n<!DOCTYPE rss [\n<!ENTITY a \"<item>ha\">\n");
    for (to, from) in "bcdefghij".chars().zip("abcdefghi".chars()) {
        feed += &format!("<!ENTITY {to} \"{}\">\n", format!("&{from};").repeat(10));
    }
    feed += "]>\n<rss><channel><title>T</title><item><title>One &j; &eacute;&#33;</title></item>\
             <item><title>Two</title></item></channel></rss>";
    let d = read(feed.as_bytes(), "a.rss");
    assert_eq!(d.len(), 2);
    noted(&d[0], NoteKind::Malformed, "declares entities of its own");
    noted(&d[0], NoteKind::Malformed, "&j;");
    assert_eq!(d[0].field(Field::Title), Some("One &j; é!"));
    assert_eq!(d[1].field(Field::Title), Some("Two"));
}

#[test]
fn a_feed_goes_on_after_what_is_broken() {
    let feed = "<rss><channel><title>T</title>\n<item><title>One</title><description>a &amp; b</description></item>\n\
                <item><title>Two</title>\n<item><title>Three</title><x:y <</item>\n\
                <item><title>Four</title><description><![CDATA[ open </description></item>\n\
                <item><title>Five</title></item><item><title>Si";
    let d = read(feed.as_bytes(), "a.xml");
    let titles: Vec<_> = d.iter().filter_map(|d| d.field(Field::Title)).collect();
    assert_eq!(titles, ["One", "Two", "Three", "Four", "Five", "Si"]);
    assert_eq!(noted(&d[1], NoteKind::Malformed, "not closed"), Some(3));
    assert_eq!(noted(&d[3], NoteKind::Malformed, "CDATA"), Some(5));
    noted(&d[5], NoteKind::Malformed, "ends inside this item");
    assert_eq!(d[4].field(Field::Outlet), Some("T"));

    let big = format!(
        "<rss><item><title>A</title><description>{}</description></item><item><title>B</title></item></rss>",
        "x".repeat(500_000)
    );
    let d = read_with(big.as_bytes(), "a.xml", &small(1000, 1 << 20));
    noted(&d[0], NoteKind::Truncated, "longer than");
    assert_eq!(d[0].field(Field::Title), Some("A"));
    assert_eq!(d[1].field(Field::Title), Some("B"));
}

#[test]
fn rss_and_atom_items_are_understood() {
    let rss = "<rss xmlns:content='x'><channel><image><title>No</title></image><title>The &amp; Feed</title><item><title><![CDATA[Tom &amp; Jerry]]></title>\
        <link>https://x.example/1</link><dc:creator>Ann</dc:creator><category>Film</category><category>Drama</category>\
        <media:title>zz</media:title><description>short</description><content:encoded><![CDATA[<p>Long <i>text</i>.</p>]]></content:encoded></item></channel></rss>";
    let d = one(rss.as_bytes(), "a.rss");
    for (field, want) in [
        (Field::Outlet, "The & Feed"),
        (Field::Title, "Tom & Jerry"),
        (Field::Url, "https://x.example/1"),
        (Field::Byline, "Ann"),
        (Field::Tags, "Film, Drama"),
        (Field::Summary, "short"),
    ] {
        assert_eq!(d.field(field), Some(want));
    }
    assert!(!d.text.contains("zz") && d.prose().count() == 1);
    let atom = "<feed xmlns='a'><title type='html'>F &lt;b&gt;x&lt;/b&gt;</title><author><name>Bo</name><uri>u</uri></author><entry><title>T</title><link rel='edit' href='n'/>\
        <link href='https://x.example/2?a=1&amp;b=2'/><updated>2020-01-02</updated>\
        <content type='xhtml'><div><p>One</p><br/><p>two</p></div></content></entry></feed>";
    let d = one(atom.as_bytes(), "a.atom");
    for (field, want) in [
        (Field::Outlet, "F x"),
        (Field::Url, "https://x.example/2?a=1&b=2"),
        (Field::Byline, "Bo"),
        (Field::Published, "2020-01-02"),
    ] {
        assert_eq!(d.field(field), Some(want));
    }
    assert!(d.prose().any(|b| d.slice(b.span).contains("two")));
}

fn entry(kind: &str, media: &str, block: &[u8], length: usize) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://x.example/{length}\r\nContent-Type: {media}\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn page(text: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><p>{text}</p></html>")
        .into_bytes()
}

#[test]
fn an_archive_survives_lengths_that_lie() {
    let http = "application/http; msgtype=response";
    for lie in [1usize, 50, 100_000, 1 << 40] {
        let archive = [
            entry("warcinfo", "text/plain", b"software: x", 11),
            entry("response", http, &page("First."), page("First.").len()),
            entry("response", http, &page("Second."), lie),
            entry("request", http, b"GET /", 5),
            entry("response", http, b"HTTP/1.1 404 No\r\n\r\nNo", 21),
            entry("conversion", "text/plain", b"Third.", 6),
        ];
        let plain = archive.concat();
        let packed = archive.iter().flat_map(|e| gzip(e)).collect::<Vec<u8>>();
        for bytes in [plain, packed] {
            let d = read(&bytes, "a.warc.gz");
            assert_eq!(d.len(), 3, "{d:?}");
            for (d, want) in d.iter().zip(["First.", "Second.", "Third."]) {
                assert!(d.text.contains(want), "{lie}: {}", d.text);
                assert!(d.field(Field::Url).is_some());
            }
            noted(&d[1], NoteKind::Malformed, "the entry says that it has");
            assert!(d[0].notes.is_empty() && d[2].notes.is_empty());
            assert_eq!(d[2].source.record, Some(3));
        }
    }
}

#[test]
fn real_text_with_loose_quotes_is_not_torn() {
    // Quotes inside quotes that nobody doubled, on a cell's second line: a row all the same.
    let csv = "film,review\nA,\"It is long.\nShe said \"no\" and left.\"\nB,x\n";
    let d = read(csv.as_bytes(), "a.csv");
    assert_eq!(films(&d), ["A", "B"]);
    assert!(d[0].text.contains("left."), "{}", d[0].text);
}

#[test]
fn an_asked_format_is_believed() {
    let options = Options { format: Some(Format::Text), ..Options::default() };
    let d = read_with(b"{\"film\":\"A\"}\n".as_slice(), "a.jsonl", &options);
    assert_eq!((d.len(), d[0].text.as_str()), (1, "{\"film\":\"A\"}"));
}

#[test]
fn sections_left_open_between_items_take_linear_time() {
    let feed = format!("<rss><channel>{}", "<item>a</item><![CDATA[".repeat(100_000));
    let start = std::time::Instant::now();
    assert_eq!(records(feed.as_bytes(), "f.rss", &Options::default()).count(), 100_000);
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}
