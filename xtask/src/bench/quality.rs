//! The text of HTML pages: Plaudit's, and the peers', against the Markdown the pages were made from.

use std::io::{Read as _, Write as _};

use anyhow::{Context as _, Result, ensure};
use document::{Document, Options, Role, parse, records};
use serde_json::{Value, json};

use super::corpora::{File, Review, folder, in_folder};
use super::{Wishes, pages, peers};

/// How near a text comes to the words that should be in it.
#[derive(Debug)]
pub(super) struct Quality {
    pub(super) pages: String,
    pub(super) reader: String,
    pub(super) f1: f64,
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) worst: f64,
}

/// Measures on the blog's pages and on the newspaper's pages around the same reviews.
///
/// The reference is made by Python from the Markdown, and words are counted by Python, the same for all.
pub(super) fn measure(wishes: &Wishes, _: &[(std::path::PathBuf, Review)]) -> Result<Vec<Quality>> {
    let Some(mut command) = peers::python(wishes, "peer.py") else { return Ok(Vec::new()) };
    let small = in_folder(&wishes.data.join("reviews/hakyll_movie_blog"), "html")?;
    let dir = folder("html-long")?;
    let mut asked = Vec::new();
    for (i, page) in small.iter().enumerate() {
        let twin = page.path.with_extension("markdown");
        let Ok(markdown) = std::fs::read(&twin) else { continue };
        let long = dir.join(page.path.file_name().unwrap_or_default());
        let long = File {
            bytes: pages::newspaper(&String::from_utf8_lossy(&page.bytes), i).into_bytes(),
            path: long,
        };
        std::fs::write(&long.path, &long.bytes)?;
        let ours = prose(&File { path: twin.clone(), bytes: markdown });
        for (pages, page) in [("blog", page), ("newspaper", &long)] {
            asked.push(json!({
                "pages": pages, "html": page.path, "markdown": twin,
                "plaudit": prose(page), "plaudit_markdown": ours,
            }));
        }
    }
    let mut child = command.arg("quality").spawn()?;
    let mut to = child.stdin.take().context("no way to the peers")?;
    to.write_all(serde_json::to_string(&asked)?.as_bytes())?;
    drop(to);
    let mut said = String::new();
    child.stdout.take().context("no way from the peers")?.read_to_string(&mut said)?;
    ensure!(child.wait()?.success(), "the peers failed on the text of pages");
    let said: Value = serde_json::from_str(&said)?;
    let found = said.as_array().into_iter().flatten().map(|q| {
        let number = |key: &str| q[key].as_f64().unwrap_or(f64::NAN);
        Quality {
            pages: q["pages"].as_str().unwrap_or_default().to_owned(),
            reader: q["reader"].as_str().unwrap_or_default().to_owned(),
            f1: number("f1"),
            precision: number("precision"),
            recall: number("recall"),
            worst: number("worst"),
        }
    });
    Ok(found.collect())
}

/// The review's own words: no title, byline, date or caption.
fn prose(file: &File) -> String {
    let name = file.path.file_name().unwrap_or_default().to_string_lossy();
    let options = Options::default();
    let docs = records(&file.bytes[..], &name, &options).map(|r| parse(r, &options));
    let words = |doc: Document| {
        let apart = |role: Role| matches!(role, Role::Title | Role::Byline | Role::Date | Role::Caption);
        let blocks = doc.prose().filter(|b| !apart(b.role)).map(|b| doc.slice(b.span));
        blocks.collect::<Vec<_>>().join("\n")
    };
    docs.map(words).collect::<Vec<_>>().join("\n")
}
