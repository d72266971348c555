//! What the binary reads, against what a careful person reads: the samples, `corpus/reviews`, and, where it is
//! there, the shared data. Every failure is listed, not only the first. On everything that is read, the
//! invariants of the wire format are checked.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking and says what it measured"
)]

#[allow(dead_code, unreachable_pub, reason = "each test file uses a part of it")]
mod common;

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use common::{Expected, check_review, read, root};
use serde_json::Value;

#[test]
fn samples_are_read_as_expected() {
    let samples = root().join("samples");
    let mut expected = Vec::new();
    for file in ["expected-text.toml", "expected-web.toml"] {
        expected.extend(common::expected(&samples.join(file)));
    }
    let readings = read(&[samples.to_str().unwrap()]);
    let mut failures = Vec::new();
    for want in &expected {
        let source = want.source.as_deref().expect("a source");
        match find(&readings, source, want) {
            Some(found) => {
                failures.extend(want.compare(found).into_iter().map(|f| format!("{}: {f}", want.place())))
            }
            None => failures.push(format!("{}: no reading", want.place())),
        }
    }
    assert!(expected.len() >= 100, "{} expected", expected.len());
    report("samples", expected.len(), &failures, 0);
}

fn find<'r>(readings: &'r [Value], source: &str, want: &Expected) -> Option<&'r Value> {
    readings.iter().find(|r| {
        let d = &r["document"];
        d["source"].as_str().is_some_and(|s| s.ends_with(source))
            && d["part"].as_u64() == Some(want.part.unwrap_or(0))
            && want.record.is_none_or(|n| d["record"].as_u64().unwrap_or(1) == n)
    })
}

#[test]
fn corpus_is_read_as_expected() {
    let mut folders: Vec<PathBuf> = fs::read_dir(root().join("corpus/reviews"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .collect();
    folders.sort();
    let mut failures = Vec::new();
    let mut reviews = 0;
    for folder in &folders {
        let slug = folder.file_name().unwrap().to_string_lossy().into_owned();
        let source = source_in(folder);
        let readings = read(&[source.to_str().unwrap()]);
        let expected = common::expected(&folder.join("expected.toml"));
        reviews += expected.len();
        if readings.len() != expected.len() {
            failures.push(format!("{slug}: {} readings, not {}", readings.len(), expected.len()));
        }
        for (n, (want, found)) in expected.iter().zip(&readings).enumerate() {
            failures.extend(want.compare(found).into_iter().map(|f| format!("{slug} #{}: {f}", n + 1)));
        }
    }
    assert!(reviews >= 20);
    report("corpus", reviews, &failures, 0);
}

fn source_in(folder: &Path) -> PathBuf {
    let named = |p: &PathBuf| {
        p.file_stem().is_some_and(|s| s == "source") || p.to_string_lossy().contains("/source.")
    };
    fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).find(named).expect("a source file")
}

#[test]
fn gold_grades_are_all_found_and_no_other() {
    let Some(shared) = common::shared() else { return };
    let gold = shared.join("gold");
    let readings =
        read(&[gold.join("reviews").to_str().unwrap(), shared.join("seed/her-smell.txt").to_str().unwrap()]);
    let mut failures = Vec::new();
    for reading in &readings {
        failures.extend(check_review(reading));
        let name =
            Path::new(reading["document"]["source"].as_str().unwrap()).file_name().unwrap().to_string_lossy();
        let claims: toml::Table =
            fs::read_to_string(gold.join(format!("claims/{name}.toml"))).unwrap().parse().unwrap();
        let want = claims.get("grade").map(|g| g["value"].as_str().unwrap().to_owned());
        let printed: Vec<&str> = common::claims(reading, "grade")
            .filter(|c| c["basis"] == "printed")
            .map(|c| c["value"].as_str().unwrap())
            .collect();
        if printed != want.iter().map(String::as_str).collect::<Vec<_>>() {
            failures.push(format!("{name}: {printed:?}, not {want:?}"));
        }
    }
    report("gold grades", readings.len(), &failures, 0);
}

/// The rows of the manifest by source: path and grade as written.
fn manifest(shared: &Path) -> BTreeMap<String, Vec<(String, String)>> {
    let table = fs::read_to_string(shared.join("data/reviews/manifest.tsv")).unwrap();
    let mut rows: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        rows.entry(cells[0].into()).or_default().push((cells[1].into(), cells[3].into()));
    }
    rows
}

fn first_grade(reading: Option<&Value>) -> String {
    let grade = reading.and_then(|r| common::claims(r, "grade").next());
    grade.and_then(|g| g["value"].as_str()).unwrap_or("none").to_owned()
}

/// 99 of 100 of each source, the share that the design asks for: a small source that is read badly must not hide
/// behind a large one that is read well.
#[test]
fn known_grades_of_the_manifest() {
    let Some(shared) = common::shared() else { return };
    let readings = read(&[shared.join("data/reviews").to_str().unwrap()]);
    let mut by_source: HashMap<&str, &Value> = HashMap::new();
    for reading in &readings {
        by_source.entry(reading["document"]["source"].as_str().unwrap()).or_insert(reading);
    }
    let mut over = Vec::new();
    for (source, rows) in manifest(&shared) {
        let mut misses = Vec::new();
        for (path, want) in &rows {
            let full = shared.join("data").join(path);
            let found = first_grade(by_source.get(full.to_str().unwrap()).copied());
            if !common::same_grade(&found, want) {
                misses.push(format!("{path}: {found}, not {want}"));
            }
        }
        println!("{source}: {} of {} missed\n{}", misses.len(), rows.len(), misses.join("\n"));
        if misses.len() > rows.len() / 100 {
            over.push(format!("{source}: {} of {}:\n{}", misses.len(), rows.len(), misses.join("\n")));
        }
    }
    assert!(over.is_empty(), "more than one in a hundred is missed:\n{}", over.join("\n"));
}

const BLOG: &str = "hakyll_movie_blog";

/// Writes a changed copy of the blog's files of one ending into a folder, with the grades that they should give.
fn blog_copies(
    shared: &Path,
    ending: &str,
    change: impl Fn(&str) -> String,
) -> (tempfile::TempDir, Vec<(PathBuf, String)>) {
    let folder = tempfile::tempdir().unwrap();
    let mut wanted = Vec::new();
    for (path, grade) in manifest(shared).remove(BLOG).expect("the blog's rows") {
        let original = shared.join("data").join(path).with_extension(ending);
        let copy = folder.path().join(original.file_name().unwrap());
        fs::write(&copy, change(&fs::read_to_string(&original).unwrap())).unwrap();
        wanted.push((copy, grade));
    }
    (folder, wanted)
}

/// Compares the first grade of each file with what the manifest has; a hundredth may be missed.
fn grades_of(what: &str, folder: &Path, wanted: &[(PathBuf, String)]) {
    let readings = read(&[folder.to_str().unwrap()]);
    let mut failures = Vec::new();
    for (path, want) in wanted {
        let found = first_grade(readings.iter().find(|r| r["document"]["source"] == path.to_str().unwrap()));
        if !common::same_grade(&found, want) {
            failures.push(format!("{}: {found}, not {want}", path.display()));
        }
    }
    report(what, wanted.len(), &failures, wanted.len() / 100);
}

#[test]
fn grades_are_found_without_metadata() {
    let Some(shared) = common::shared() else { return };
    // The front matter stands between two lines of hyphens.
    let bare = |text: &str| {
        let mut lines = text.lines();
        let fences = lines.by_ref().filter(|l| l.starts_with("---")).take(2).count();
        assert_eq!(fences, 2, "no front matter: {text:.60}");
        lines.collect::<Vec<_>>().join("\n")
    };
    let (folder, wanted) = blog_copies(&shared, "markdown", bare);
    grades_of("without metadata", folder.path(), &wanted);
}

#[test]
fn grades_are_found_on_pages_without_a_title() {
    let Some(shared) = common::shared() else { return };
    let untitled = |html: &str| {
        let mut html = html.to_owned();
        for (start, end) in [("<title>", "</title>"), ("<h1>", "</h1>")] {
            let from = html.find(start).expect("the element");
            let to = from + html[from..].find(end).expect("its end") + end.len();
            html.replace_range(from..to, "");
        }
        html
    };
    let (folder, wanted) = blog_copies(&shared, "html", untitled);
    grades_of("HTML without a title", folder.path(), &wanted);
}

#[test]
fn the_text_of_a_page_is_the_text_it_was_made_from() {
    let Some(shared) = common::shared() else { return };
    let readings = read(&[shared.join("data/reviews").join(BLOG).to_str().unwrap()]);
    // By file, the words of its running text. A page shows its title as a heading, the file it was made from has it
    // in front matter, which stands before the running text: so there the title goes with it.
    let mut texts: HashMap<PathBuf, Vec<String>> = HashMap::new();
    for reading in &readings {
        let about = &reading["document"];
        let at = |key: &str| usize::try_from(about[key].as_u64().unwrap()).unwrap();
        let (source, text) = (about["source"].as_str().unwrap(), reading["text"].as_str().unwrap());
        let lifted = if source.ends_with(".markdown") { &text[..at("start")] } else { "" };
        let title = lifted.lines().find_map(|l| l.strip_prefix("title: ")).unwrap_or_default();
        let words = texts.entry(source.into()).or_default();
        for part in [title, &text[at("start")..at("end")]] {
            words.extend(common::plain(part).split_whitespace().map(str::to_owned));
        }
    }
    let mut scores = Vec::new();
    for (path, html) in texts.iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "html")) {
        let twin = texts.get(&path.with_extension("markdown")).expect("the twin");
        scores.push((f1(html, twin), path));
    }
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = scores.iter().map(|s| s.0).sum::<f64>() / scores.len() as f64;
    println!("F1 of words {mean:.4} on average of {}; the worst: {:?}", scores.len(), &scores[..5]);
    assert!(scores.len() >= 200 && mean >= 0.98, "{mean} of {}: {:?}", scores.len(), &scores[..20]);
}

/// Harmonic mean of precision and recall, of words as often as each occurs.
fn f1(found: &[String], wanted: &[String]) -> f64 {
    let mut left: HashMap<&str, usize> = HashMap::new();
    for word in wanted {
        *left.entry(word).or_default() += 1;
    }
    let mut common = 0;
    for word in found {
        if let Some(n) = left.get_mut(word.as_str()).filter(|n| **n > 0) {
            *n -= 1;
            common += 1;
        }
    }
    2.0 * f64::from(common) / (found.len() + wanted.len()) as f64
}

fn report(what: &str, of: usize, failures: &[String], allowed: usize) {
    println!("{what}: {} of {of} with a failure", failures.len());
    assert!(failures.len() <= allowed, "{what}: {} failures:\n{}", failures.len(), failures.join("\n"));
}
