//! What a stream is: by its bytes where they are decisive, else by its name, else by its look.

use std::borrow::Cow;

use memchr::memmem;

use crate::{Field, Format, Note, NoteKind, charset, field_of, front_matter, object, row};

/// What was found.
#[derive(Debug)]
pub(crate) enum Kind {
    /// Text of this format.
    Text(Format),
    /// Something else, and what its owner can do about it.
    Other { what: &'static str, advice: &'static str },
}

/// Bytes at a stream's head that are looked at.
pub(crate) const HEAD: usize = 64 << 10;

/// Tells the format of a stream from its first bytes (unpacked) and its name.
pub(crate) fn sniff(name: &str, head: &[u8], asked: Option<Format>) -> (Kind, Option<Note>) {
    let by_name = by_extension(name);
    if let Some((what, advice)) = magic(head) {
        let note = by_name.map(|format| mislabelled(format, what));
        return (Kind::Other { what, advice }, note);
    }
    if let Some(format) = asked {
        return (Kind::Text(format), None);
    }
    let text = match charset::utf16(head) {
        Some(encoding) => encoding.decode_with_bom_removal(head).0,
        None => str::from_utf8(head).map_or_else(|_| String::from_utf8_lossy(head), Cow::Borrowed),
    };
    let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}' || c == '\0');
    let decisive = by_content(text, by_name);
    let format = decisive.or(by_name).unwrap_or_else(|| by_look(text));
    let note = match (decisive, by_name) {
        (Some(is), Some(says)) if !is_kin(is, says, text) => Some(mislabelled(says, describe(is))),
        _ => None,
    };
    (Kind::Text(format), note)
}

fn mislabelled(says: Format, is: &str) -> Note {
    Note::new(NoteKind::Mislabelled, format!("the name says that it is {}, but it is {is}", describe(says)))
}

fn describe(format: Format) -> &'static str {
    match format {
        Format::Text => "plain text",
        Format::Markdown => "Markdown",
        Format::Rst => "reStructuredText",
        Format::Html => "HTML",
        Format::Feed => "a feed",
        Format::Csv => "a table",
        Format::Json => "JSON",
        Format::Jsonl => "JSON lines",
        Format::Warc => "a web archive",
    }
}

/// May a file of the one format be called the other without a lie?
fn is_kin(is: Format, says: Format, text: &str) -> bool {
    use Format::*;
    match (is, says) {
        (Json | Jsonl, Json | Jsonl) => true,
        // ".xml" is said to be HTML for want of a better reading, and feeds are XML.
        (Feed, Html) => text.starts_with("<?xml") || text.starts_with("<rss") || text.starts_with("<feed"),
        // Front matter before anything is what site generators eat, whatever the extension.
        (Markdown, Text | Html) => true,
        _ => is == says,
    }
}

/// The format that a name's extension promises; compression's extensions do not count.
fn by_extension(name: &str) -> Option<Format> {
    let name = name.split(['?', '#']).next().unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    let mut stem = name.as_str();
    while let Some(s) = [".gz", ".gzip", ".zst", ".zstd"].iter().find_map(|x| stem.strip_suffix(x)) {
        stem = s;
    }
    Some(match stem.rsplit_once('.')?.1 {
        "md" | "markdown" | "mdown" | "mkd" | "mdx" => Format::Markdown,
        "txt" | "text" => Format::Text,
        "rst" => Format::Rst,
        "html" | "htm" | "xhtml" | "xml" => Format::Html,
        "rss" | "atom" => Format::Feed,
        "csv" | "tsv" => Format::Csv,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::Jsonl,
        "warc" => Format::Warc,
        _ => return None,
    })
}

/// The format where the first characters leave no doubt.
fn by_content(text: &str, by_name: Option<Format>) -> Option<Format> {
    if text.starts_with("WARC/1.") || text.starts_with("WARC/0.") {
        return Some(Format::Warc);
    }
    if text.starts_with('<') {
        return root(text).and_then(|name| match name.to_ascii_lowercase().as_str() {
            "rss" | "feed" | "rdf" => Some(Format::Feed),
            "html" | "!doctype" => Some(Format::Html),
            _ => None,
        });
    }
    if text.starts_with('{') || text.starts_with('[') {
        return json(text, by_name);
    }
    let rst = by_name == Some(Format::Rst);
    (!rst && has_front_matter(text)).then_some(Format::Markdown)
}

/// The local name of the root element, past declarations and comments; "!doctype" for an HTML doctype.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = rest.trim_start().strip_prefix('<')?;
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->")?.1;
        } else if rest.starts_with('?') {
            rest = rest.split_once('>')?.1;
        } else if rest.get(..8).is_some_and(|d| d.eq_ignore_ascii_case("!doctype")) {
            if rest[8..].trim_start().get(..4).is_some_and(|n| n.eq_ignore_ascii_case("html")) {
                return Some("!doctype");
            }
            // An internal subset holds declarations in angle brackets.
            let end = rest.find(['[', '>'])?;
            rest = if rest[end..].starts_with('[') {
                rest.split_once(']')?.1.split_once('>')?.1
            } else {
                &rest[end + 1..]
            };
        } else {
            let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/')?;
            return rest[..end].rsplit(':').next();
        }
    }
}

/// Which JSON, if it is: `[link](…)` and `{% tag %}` begin like it.
fn json(text: &str, by_name: Option<Format>) -> Option<Format> {
    let inner = text[1..].trim_start();
    if text.starts_with('[') {
        return inner.starts_with('{').then_some(Format::Json);
    }
    if !inner.starts_with('"') && !inner.starts_with('}') {
        return None;
    }
    let line = text.lines().next().unwrap_or_default().trim_end();
    let pretty =
        line == "{" || object::end(line.as_bytes()).is_none() && object::end(text.as_bytes()).is_some();
    Some(match by_name {
        Some(Format::Jsonl) if line != "{" => Format::Jsonl,
        _ if pretty => Format::Json,
        _ if text.len() > line.len() => Format::Jsonl,
        Some(Format::Json) => Format::Json,
        _ => Format::Jsonl,
    })
}

fn has_front_matter(text: &str) -> bool {
    // Longer rules are rather typewriting than a generator's fence.
    let fence = text.lines().next().unwrap_or_default().trim_end();
    matches!(fence, "---" | "+++") && front_matter::is_on_top(text)
}

/// A guess from what the text looks like.
fn by_look(text: &str) -> Format {
    let lower = |tag: &str| memmem::find(text.as_bytes(), tag.as_bytes()).is_some();
    if text.starts_with('<') && root(text).is_some_and(|n| n.starts_with(|c: char| c.is_ascii_alphabetic()))
        || ["</p>", "</div>", "<br>", "<br/>", "<br />", "</P>"].iter().any(|t| lower(t))
    {
        return Format::Html;
    }
    let line = text.lines().next().unwrap_or_default();
    let columns = row::header_columns(line);
    let known = columns.iter().filter(|c| field_of(c) != Field::Other).count();
    if columns.len() >= 3 && known >= 2 && columns.iter().all(|c| c.len() < 40) {
        return Format::Csv;
    }
    let is_markdown = |l: &str| {
        let hashes = l.len() - l.trim_start_matches('#').len();
        (1..=6).contains(&hashes) && l[hashes..].starts_with(' ') || l.starts_with("> ") || l.contains("](")
    };
    if text.lines().any(is_markdown) || text.matches("**").count() >= 2 {
        return Format::Markdown;
    }
    let is_rst =
        |l: &str| l.starts_with(".. ") && l.contains("::") || l.starts_with(':') && l[1..].contains(": ");
    if text.lines().any(is_rst) { Format::Rst } else { Format::Text }
}

/// Bytes at which other things begin: where, what, what it is, what to do.
const MAGIC: &[(usize, &[u8], &str, &str)] = {
    const CONVERT: &str = "save or export its text and read that";
    const UNPACK: &str = "unpack it and read the files in it";
    const PICTURE: &str = "if it shows a review, its text must be typed or recognized first";
    const NO_TEXT: &str = "there is no review in it to read";
    const REPACK: &str = "unpack it first, or pack it with gzip or zstd";
    &[
        (0, b"%PDF-", "a PDF", "extract its text first (pdftotext does it) and read that"),
        (0, b"%!PS", "PostScript", CONVERT),
        (0, b"{\\rtf", "an RTF document", CONVERT),
        (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", CONVERT),
        (257, b"ustar", "a tar archive", UNPACK),
        (0, b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
        (0, b"Rar!\x1a\x07", "a RAR archive", UNPACK),
        (0, b"BZh", "packed with bzip2", REPACK),
        (0, b"\xfd7zXZ\x00", "packed with xz", REPACK),
        (0, b"\x04\x22\x4d\x18", "packed with lz4", REPACK),
        (0, b"\x1f\x8b", "gzip within more layers of packing than are unwrapped", REPACK),
        (0, b"\x28\xb5\x2f\xfd", "zstd within more layers of packing than are unwrapped", REPACK),
        (0, b"\x89PNG\r\n\x1a\n", "a PNG picture", PICTURE),
        (0, b"\xff\xd8\xff", "a JPEG picture", PICTURE),
        (0, b"GIF87a", "a GIF picture", PICTURE),
        (0, b"GIF89a", "a GIF picture", PICTURE),
        (8, b"WEBP", "a WebP picture", PICTURE),
        (4, b"ftypavif", "an AVIF picture", PICTURE),
        (4, b"ftyp", "a film or sound file", NO_TEXT),
        (0, b"ID3", "a sound file", NO_TEXT),
        (0, b"OggS", "a sound file", NO_TEXT),
        (0, b"fLaC", "a sound file", NO_TEXT),
        (0, b"\x1a\x45\xdf\xa3", "a video file", NO_TEXT),
        (0, b"\x7fELF", "a program", NO_TEXT),
        (0, b"\0asm", "a program", NO_TEXT),
        (0, b"\xca\xfe\xba\xbe", "a program", NO_TEXT),
        (0, b"SQLite format 3\0", "an SQLite database", "export the reviews as CSV or JSON lines"),
        (0, b"PAR1", "a Parquet file", "export the reviews as CSV or JSON lines"),
        (0, b"ARROW1", "an Arrow file", "export the reviews as CSV or JSON lines"),
        (0, b"wOFF", "a font", NO_TEXT),
        (0, b"wOF2", "a font", NO_TEXT),
    ]
};

/// What the bytes are, if they are no text at all.
fn magic(head: &[u8]) -> Option<(&'static str, &'static str)> {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        let has = |name: &[u8]| memmem::find(&head[..head.len().min(4096)], name).is_some();
        return Some(if has(b"epub+zip") {
            ("an e-book (EPUB)", "convert it to HTML or text and read that")
        } else if has(b"[Content_Types].xml") || has(b"word/") || has(b"opendocument") || has(b"xl/") {
            ("an Office document", "save it as text, HTML or CSV and read that")
        } else {
            ("a zip archive", "unpack it and read the files in it")
        });
    }
    let found = MAGIC.iter().find(|(at, bytes, _, _)| head.get(*at..).is_some_and(|h| h.starts_with(bytes)));
    if let Some((_, _, what, advice)) = found {
        return Some((what, advice));
    }
    if head.starts_with(b"MZ") && head.contains(&0) {
        return Some(("a program", "there is no review in it to read"));
    }
    // A PDF may come after a few bytes of something else.
    if memmem::find(&head[..head.len().min(1024)], b"\n%PDF-1.").is_some() {
        return Some(("a PDF", "extract its text first (pdftotext does it) and read that"));
    }
    let sample = &head[..head.len().min(4096)];
    // No charset for text has these controls; NULs are looked at elsewhere.
    // Without a branch, so that many bytes are looked at in one step.
    let is_control =
        |b: u8| (b < 0x20) & (b != 0) & !((0x09..=0x0d).contains(&b)) & (b != 0x1b) | (b == 0x7f);
    let controls = usize::from(sample.iter().map(|b| u16::from(is_control(*b))).sum::<u16>());
    (controls >= 8 && controls * 20 > sample.len() && charset::utf16(head).is_none())
        .then_some(("binary data", "there is no text in it to read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(name: &str, text: &str) -> Option<Format> {
        match sniff(name, text.as_bytes(), None).0 {
            Kind::Text(format) => Some(format),
            Kind::Other { .. } => None,
        }
    }

    #[test]
    fn content_then_name_then_look() {
        use Format::*;
        for (name, text, want, honest) in [
            ("https://x.example/a.md?v=1.html#b.csv", "plain", Markdown, true),
            ("dir.html/README", "plain words", Text, true),
            ("a.jsonl.zst", "{\"a\":1}", Jsonl, true),
            ("a.json", "{\n \"a\": 1\n}", Json, true),
            ("a.json", "{\"a\":1}\n{\"a\":2}\n", Jsonl, true),
            ("a", "{\"a\":1}\n{\"a\":2}\n", Jsonl, true),
            ("a", "[\n{\"a\":1}]", Json, true),
            ("a.md", "[A link](x) opens it", Markdown, true),
            ("a.md", "{% include x %}\n\nText", Markdown, true),
            ("a.txt", "---\ntitle: A\n---\nText", Markdown, true),
            ("a.txt", "---\nIt begins with a rule.\n---\nText", Text, true),
            ("a.rst", "---\ntitle: A\n---\nText", Rst, true),
            ("a.xml", "<?xml version='1.0'?><!-- x --><rdf:RDF xmlns='y'>", Feed, true),
            ("a.html", "<rss><channel>", Feed, true),
            ("a.atom", "<!DOCTYPE html><title>404</title>", Html, false),
            ("a.md", " <!-- x --><HTML lang=en>", Html, false),
            ("a", "<p>One</p>", Html, true),
            ("a", "Name;Year;Rating\nHeaven;2002;4", Csv, true),
            ("a", "A film, a rating, a joke.\nAnd more.", Text, true),
            ("a", "# Heaven\n\nGood.", Markdown, true),
            ("a", "Heaven\n======\n\n.. image:: x.png\n", Rst, true),
        ] {
            assert_eq!(format(name, text), Some(want), "{name}: {text}");
            assert_eq!(sniff(name, text.as_bytes(), None).1.is_none(), honest, "{name}: {text}");
        }
    }
}
