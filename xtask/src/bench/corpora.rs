//! What is measured on: real reviews where there are any in a format, else real reviews put into it.
//!
//! Files are written under `target/`, so that Plaudit and the peers read the same bytes.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use flate2::{Compression, write::GzEncoder};

use super::{Wishes, pages, root};

/// Files of one format, held in memory.
#[derive(Debug)]
pub(super) struct Corpus {
    /// How the table calls it; the peers know it by the same name.
    pub(super) name: &'static str,
    /// What it is made of, for the reader of the table.
    pub(super) what: String,
    /// The files.
    pub(super) files: Vec<File>,
    /// Reviews in it.
    pub(super) reviews: usize,
    /// Bytes in it, as the files have them; of a compressed one, as they unpack.
    pub(super) bytes: usize,
}

/// A file in memory.
#[derive(Debug)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// A real review, taken apart as far as is needed to put it into another format.
#[derive(Debug)]
pub(super) struct Review {
    pub(super) title: String,
    pub(super) grade: String,
    /// Its file's text.
    pub(super) whole: String,
    /// The text below the front matter, without tags.
    pub(super) body: String,
}

/// The folder that generated files are written to.
pub(super) fn folder(name: &str) -> Result<PathBuf> {
    let dir = root().join("target/bench").join(name);
    std::fs::create_dir_all(&dir)?;
    Ok(dir)
}

/// The real Markdown reviews of the manifest, in its order.
pub(super) fn reviews(wishes: &Wishes) -> Result<Vec<(PathBuf, Review)>> {
    let manifest =
        std::fs::read_to_string(wishes.data.join("reviews/manifest.tsv")).context("manifest.tsv")?;
    let mut found = Vec::new();
    for line in manifest.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [_, path, title, grade, ..] = cells[..] else { continue };
        if !path.ends_with(".md") && !path.ends_with(".markdown") {
            continue;
        }
        let path = wishes.data.join(path);
        let Ok(whole) = std::fs::read_to_string(&path) else { continue };
        let body = untagged(below_front_matter(&whole));
        found.push((path, Review { title: title.into(), grade: grade.into(), whole, body }));
    }
    // Every sixth still has every critic's share.
    Ok(if wishes.quick { found.into_iter().step_by(6).collect() } else { found })
}

fn below_front_matter(text: &str) -> &str {
    let fenced = text.strip_prefix("---").and_then(|t| t.split_once("\n---"));
    fenced.map(|(_, body)| body).or(text.split_once("\n\n").map(|(_, body)| body)).unwrap_or(text).trim()
}

fn untagged(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split('<') {
        out.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
    }
    out
}

/// All corpora, in the order of the table.
pub(super) fn all(wishes: &Wishes, reviews: &[(PathBuf, Review)]) -> Result<Vec<Corpus>> {
    let wanted = |name: &str| wishes.only.as_ref().is_none_or(|only| name.contains(only.as_str()));
    let megabytes = |n: usize| if wishes.quick { n << 17 } else { n << 20 };
    let mut all = Vec::new();
    if wanted("markdown") {
        let files = reviews.iter().map(|(p, r)| File { path: p.clone(), bytes: r.whole.clone().into() });
        all.push(of_files("markdown", "reviews of five critics' sites", files.collect()));
    }
    if wanted("text") {
        let dir = folder("text")?;
        let files = reviews.iter().enumerate().map(|(i, (_, r))| {
            let text = format!("{}\n\n{}\n\nGrade: {}\n", r.title, r.body, r.grade);
            written(dir.join(format!("{i}.txt")), text.into_bytes())
        });
        let what = "the Markdown reviews' text under a title and over a line with the grade";
        all.push(of_files("text", what, files.collect::<Result<_>>()?));
    }
    if wanted("text-lowercase") {
        let files = lowercase(wishes)?;
        all.push(of_files("text-lowercase", "Pang & Lee's scale dataset, one paragraph each", files));
    }
    if wanted("rst") {
        let mut files = Vec::new();
        for part in ["georgevreilly", "not-film"] {
            files.extend(in_folder(&wishes.data.join("reviews").join(part), "rst")?);
        }
        all.push(of_files("rst", "reviews of films and books", files));
    }
    if wanted("csv") {
        all.push(csv(wishes, megabytes(10))?);
    }
    if wanted("feed") {
        all.push(feed(wishes, megabytes(4))?);
    }
    if wanted("jsonl") {
        let mut lines = Vec::new();
        for (_, r) in reviews {
            let object = serde_json::json!({ "film": r.title, "grade": r.grade, "text": r.body });
            writeln!(lines, "{object}")?;
        }
        let file = written(folder("jsonl")?.join("reviews.jsonl"), lines)?;
        all.push(of_one("jsonl", "the Markdown reviews' text, one object a line", file, reviews.len()));
    }
    if wanted("html") || wanted("html-long") || wanted("warc") {
        let small = in_folder(&wishes.data.join("reviews/hakyll_movie_blog"), "html")?;
        let small: Vec<File> = small.into_iter().step_by(if wishes.quick { 6 } else { 1 }).collect();
        let dir = folder("html-long")?;
        let long = small.iter().enumerate().map(|(i, page)| {
            let name = page.path.file_name().unwrap_or_default();
            written(dir.join(name), pages::newspaper(&String::from_utf8_lossy(&page.bytes), i).into_bytes())
        });
        let long = long.collect::<Result<Vec<_>>>()?;
        if wanted("warc") {
            all.push(warc(&long)?);
        }
        if wanted("html-long") {
            let what = "the same reviews in a newspaper's page: menus, related links, comments, scripts";
            all.insert(all.len() - usize::from(wanted("warc")), of_files("html-long", what, long));
        }
        if wanted("html") {
            let at = all.iter().position(|c| matches!(c.name, "html-long" | "warc")).unwrap_or(all.len());
            all.insert(at, of_files("html", "a critic's blog, pages as served", small));
        }
    }
    Ok(all)
}

fn of_files(name: &'static str, what: &str, files: Vec<File>) -> Corpus {
    let bytes = files.iter().map(|f| f.bytes.len()).sum();
    Corpus { name, what: what.into(), reviews: files.len(), files, bytes }
}

fn of_one(name: &'static str, what: &str, file: File, reviews: usize) -> Corpus {
    Corpus { name, what: what.into(), reviews, bytes: file.bytes.len(), files: vec![file] }
}

fn written(path: PathBuf, bytes: Vec<u8>) -> Result<File> {
    std::fs::write(&path, &bytes)?;
    Ok(File { path, bytes })
}

/// The files of a folder with this extension, in order of name.
pub(super) fn in_folder(dir: &Path, extension: &str) -> Result<Vec<File>> {
    let entries = std::fs::read_dir(dir).with_context(|| dir.display().to_string())?;
    let mut paths = entries.map(|e| Ok(e?.path())).collect::<Result<Vec<_>>>()?;
    paths.retain(|p| p.extension().is_some_and(|e| e == extension));
    paths.sort();
    paths.into_iter().map(|path| Ok(File { bytes: std::fs::read(&path)?, path })).collect()
}

fn lowercase(wishes: &Wishes) -> Result<Vec<File>> {
    let dir = folder("text-lowercase")?;
    let critics = ["Dennis+Schwartz", "James+Berardinelli", "Scott+Renshaw", "Steve+Rhodes"];
    let mut files = Vec::new();
    for critic in critics {
        let path = wishes.data.join("sentiment/scale-v1.0").join(critic).join(format!("subj.{critic}"));
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let lines = bytes.split(|b| *b == b'\n').filter(|l| !l.is_empty());
        for line in lines.step_by(if wishes.quick { 6 } else { 1 }) {
            files.push(written(dir.join(format!("{}.txt", files.len())), line.to_vec())?);
        }
    }
    Ok(files)
}

/// A member's export, over and over.
fn csv(wishes: &Wishes, size: usize) -> Result<Corpus> {
    let export =
        std::fs::read_to_string(wishes.data.join("letterboxd/reviews.csv")).context("reviews.csv")?;
    let (header, rows) = export.trim_end().split_once('\n').context("reviews.csv has no rows")?;
    let times = size.div_ceil(rows.len());
    let mut text = format!("{header}\n");
    for _ in 0..times {
        writeln!(text, "{rows}")?;
    }
    let in_one = document::records(export.as_bytes(), "reviews.csv", &document::Options::default()).count();
    let file = written(folder("csv")?.join("reviews.csv"), text.into_bytes())?;
    let what = format!("a Letterboxd member's export of {in_one} reviews, {times} times");
    Ok(of_one("csv", &what, file, in_one * times))
}

/// A member's feed, its items over and over.
fn feed(wishes: &Wishes, size: usize) -> Result<Corpus> {
    let feed = std::fs::read_to_string(wishes.data.join("letterboxd/feed.xml")).context("feed.xml")?;
    let start = feed.find("<item>").context("feed.xml has no items")?;
    let end = feed.rfind("</item>").context("feed.xml has no items")? + "</item>".len();
    let times = size.div_ceil(end - start);
    let in_one = feed.matches("<item>").count();
    let text = format!("{}{}{}", &feed[..start], feed[start..end].repeat(times), &feed[end..]);
    let file = written(folder("feed")?.join("feed.xml"), text.into_bytes())?;
    Ok(of_one("feed", &format!("a Letterboxd member's {in_one} items, {times} times"), file, in_one * times))
}

/// An archive as crawlers write it: each record compressed by itself.
fn warc(pages: &[File]) -> Result<Corpus> {
    let mut archive = Vec::new();
    let mut bytes = 0;
    for (i, page) in pages.iter().enumerate() {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n";
        let mut record = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{i:012}>\r\n\
             WARC-Target-URI: https://example.org/{i}.html\r\nWARC-Date: 2026-01-01T00:00:00Z\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{head}",
            head.len() + page.bytes.len()
        )
        .into_bytes();
        record.extend_from_slice(&page.bytes);
        record.extend_from_slice(b"\r\n\r\n");
        bytes += record.len();
        let mut packed = GzEncoder::new(&mut archive, Compression::default());
        packed.write_all(&record)?;
        packed.finish()?;
    }
    let file = written(folder("warc")?.join("pages.warc.gz"), archive)?;
    let what = "the newspaper's pages, each record gzipped; bytes as unpacked".to_owned();
    Ok(Corpus { name: "warc", what, reviews: pages.len(), bytes, files: vec![file] })
}
