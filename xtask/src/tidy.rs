//! `cargo xtask tidy`: what no compiler checks about this repository.
//!
//! The arrows between the crates and out of them, the names in ARCHITECTURE.md, the heads and lengths of
//! files, words that belong to one machine, and the test data that nothing tests. All faults are listed at
//! once, each with file and line. A fault is a line of text; the only I/O is reading the tracked files.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, bail};
use toml::{Table, Value};

/// Which crates of the workspace each may depend on: the table of ARCHITECTURE.md. `*`: any.
const ARROWS: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("catalog", &[]),
    ("reading", &["document", "catalog"]),
    ("consensus", &[]),
    ("learn", &["document", "reading"]),
    ("store", &[]),
    ("plaudit", &["document", "catalog", "reading", "learn", "consensus", "store"]),
    ("xtask", &["*"]),
];

/// Dependencies that would carry what a crate must not know into it, and the crates that may have them.
const OUTWARD: &[(&[&str], &[&str])] = &[
    // The command line, the terminal, the file system, threads and the allocator, templates, the network.
    (
        &[
            "clap",
            "clap_complete",
            "ctrlc",
            "anstream",
            "anstyle",
            "indicatif",
            "comfy-table",
            "walkdir",
            "glob",
            "tempfile",
            "crossbeam-channel",
            "rayon",
            "mimalloc",
            "askama",
            "csv",
            "axum",
            "tokio",
            "reqwest",
            "ureq",
            "httpdate",
            "url",
            "anyhow",
        ],
        &["plaudit", "xtask"],
    ),
    // Formats.
    (
        &["html5ever", "pulldown-cmark", "saphyr-parser", "encoding_rs", "chardetng", "whatlang"],
        &["document"],
    ),
    // Packed formats; documents and readings as the ledger holds them.
    (&["zstd"], &["document", "plaudit"]),
    (&["parquet"], &["plaudit"]),
    // Feeds and other markup; lists of feeds.
    (&["quick-xml"], &["document", "plaudit"]),
    (&["serde_json"], &["document", "catalog", "plaudit", "xtask"]),
    // Databases: all SQL is in one place; plaudit's tests break ledgers from outside.
    (&["rusqlite", "postgres", "tokio-postgres"], &["store", "plaudit"]),
];

/// Files that may hold unsafe code: the one that will map the catalog, once it is mapped.
const UNSAFE: &[&str] = &["crates/plaudit/src/catalog_file.rs"];

/// Lines of a Rust file from which it is named, and from which it fails.
const LONG: usize = 600;
const TOO_LONG: usize = 800;

/// Beginnings of paths that exist on one machine only. In halves, so that this file does not hold them.
const MACHINE_PATHS: &[&str] =
    &[concat!("/wo", "rk/"), concat!("/ro", "ot/"), concat!("/ho", "me/"), concat!("/Us", "ers/")];

/// Hosts that packages come from: which ones a machine asks is its own affair.
const HOSTS: &[&str] = &[
    concat!("index.cra", "tes.io"),
    concat!("static.cra", "tes.io"),
    concat!("py", "pi.org"),
    concat!("files.pythonho", "sted.org"),
    concat!("deb.deb", "ian.org"),
    concat!("registry.np", "mjs.org"),
    concat!("proxy.gol", "ang.org"),
];

/// What Cargo.lock calls the public registry.
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Runs the chore: prints what is wrong, and fails if anything is.
pub(crate) fn run(args: &[String]) -> anyhow::Result<()> {
    if !args.is_empty() {
        bail!("usage: cargo xtask tidy");
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let tree = Tree::of_git(&root)?;
    let found = check(&tree);
    let mut out = io::stdout().lock();
    for warning in &found.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    for fault in &found.faults {
        writeln!(out, "{fault}")?;
    }
    writeln!(out, "tidy: {} files, {} faults", tree.files.len(), found.faults.len())?;
    if found.faults.is_empty() { Ok(()) } else { bail!("the repository is not tidy") }
}

/// The files that git tracks or would track.
struct Tree {
    root: PathBuf,
    /// Paths from the root, with `/` between names, in order.
    files: BTreeSet<String>,
}

impl Tree {
    fn of_git(root: &Path) -> anyhow::Result<Tree> {
        let out = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()
            .context("tidy asks git for the files")?;
        if !out.status.success() {
            bail!("tidy asks git for the files: {}", String::from_utf8_lossy(&out.stderr).trim());
        }
        let list = String::from_utf8(out.stdout).context("a file's name is not UTF-8")?;
        let files = list.split('\0').filter(|f| root.join(f).is_file()).map(str::to_owned).collect();
        Ok(Tree { root: root.to_owned(), files })
    }

    /// The file's text; `None` for one that is no text or not there.
    fn text(&self, file: &str) -> Option<String> {
        String::from_utf8(fs::read(self.root.join(file)).ok()?).ok()
    }

    /// Is there a file of this path, or whose path ends so?
    fn has_file(&self, name: &str) -> bool {
        self.files.contains(name) || self.files.iter().any(|f| ends_in(f, name))
    }

    /// The same of a folder, named with a slash at its end.
    fn has_folder(&self, name: &str) -> bool {
        self.files.iter().any(|f| f.starts_with(name) || f.contains(&format!("/{name}")))
    }
}

fn ends_in(path: &str, name: &str) -> bool {
    path.strip_suffix(name).is_some_and(|before| before.ends_with('/'))
}

/// What was found.
#[derive(Default)]
struct Found {
    faults: Vec<String>,
    warnings: Vec<String>,
}

impl Found {
    fn fault(&mut self, file: &str, line: usize, what: impl std::fmt::Display) {
        self.faults.push(format!("{file}:{line}: {what}"));
    }
}

fn check(tree: &Tree) -> Found {
    let mut found = Found::default();
    let crates = crates(tree, &mut found);
    for (name, file, text) in &crates {
        let names: Vec<&str> = crates.iter().map(|(n, ..)| n.as_str()).collect();
        manifest(name, file, text, &names, &mut found);
    }
    match tree.text("ARCHITECTURE.md") {
        Some(text) => {
            let names: Vec<&str> = crates.iter().map(|(n, ..)| n.as_str()).collect();
            architecture(tree, &text, &names, &mut found);
        }
        None => found.fault("ARCHITECTURE.md", 1, "is not there"),
    }
    for file in &tree.files {
        let Some(text) = tree.text(file) else { continue };
        if file.ends_with(".rs") {
            rust(file, &text, &mut found);
        }
        words(file, &text, &mut found);
        if file.ends_with("Cargo.lock") {
            lock(file, &text, &mut found);
        }
    }
    samples(tree, &mut found);
    corpus(tree, &mut found);
    found
}

/// The crates of the workspace: name, manifest's path, manifest.
fn crates(tree: &Tree, found: &mut Found) -> Vec<(String, String, String)> {
    let root = tree.text("Cargo.toml").unwrap_or_default();
    let table: Table = root.parse().unwrap_or_default();
    let lints =
        table.get("workspace").and_then(|w| w.get("lints")?.get("rust")?.get("unsafe_code")?.as_str());
    if !matches!(lints, Some("deny" | "forbid")) {
        found.fault("Cargo.toml", line_of(&root, "unsafe_code"), "unsafe code is not denied");
    }
    let members = table.get("workspace").and_then(|w| w.get("members")?.as_array()).cloned();
    let mut out = Vec::new();
    for member in members.iter().flatten().filter_map(Value::as_str) {
        let is_member = |folder: &str| match member.strip_suffix('*') {
            Some(above) => folder.strip_prefix(above).is_some_and(|name| !name.contains('/')),
            None => folder == member,
        };
        let before = out.len();
        for file in tree.files.iter().filter(|f| f.strip_suffix("/Cargo.toml").is_some_and(is_member)) {
            let text = tree.text(file).unwrap_or_default();
            let parsed: Table = text.parse().unwrap_or_default();
            match parsed.get("package").and_then(|p| p.get("name")?.as_str()) {
                Some(name) => out.push((name.to_owned(), file.clone(), text)),
                None => found.fault(file, 1, "no package of a name"),
            }
        }
        if out.len() == before {
            found.fault("Cargo.toml", line_of(&root, "members"), format!("no member {member}"));
        }
    }
    out
}

/// One crate's manifest: its arrows, its other dependencies, its lints.
fn manifest(name: &str, file: &str, text: &str, workspace: &[&str], found: &mut Found) {
    let Some((_, allowed)) = ARROWS.iter().find(|(n, _)| *n == name) else {
        return found.fault(
            file,
            1,
            format!("the crate {name} is in no table of arrows (xtask/src/tidy.rs)"),
        );
    };
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => return found.fault(file, 1, error),
    };
    if table.get("lints").and_then(|l| l.get("workspace")?.as_bool()) != Some(true) {
        found.fault(file, 1, "no `[lints] workspace = true`");
    }
    for (key, dependency) in dependencies(&table) {
        let package = dependency.get("package").and_then(Value::as_str).unwrap_or(&key);
        let line = line_of(text, &key);
        let inside = workspace.contains(&package) && package != name;
        if inside && !allowed.contains(&package) && !allowed.contains(&"*") {
            found.fault(file, line, format!("an arrow that may not be: {name} → {package}"));
        }
        for (packages, crates) in OUTWARD {
            if packages.contains(&package) && !crates.contains(&name) {
                let who = crates.join(", ");
                found.fault(file, line, format!("{name} must not know {package}, only {who}"));
            }
        }
    }
}

/// All dependencies of a manifest, those of tests, builds and single targets included.
fn dependencies(table: &Table) -> Vec<(String, Value)> {
    let targets = table.get("target").and_then(Value::as_table);
    let tables = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    std::iter::once(table)
        .chain(tables)
        .flat_map(|t| ["dependencies", "dev-dependencies", "build-dependencies"].map(|kind| t.get(kind)))
        .flatten()
        .filter_map(Value::as_table)
        .flat_map(|t| t.iter().map(|(k, v)| (k.clone(), v.clone())))
        .collect()
}

/// The line, from 1, that sets a key; 1 where none does.
fn line_of(text: &str, key: &str) -> usize {
    let sets = |line: &str| {
        let rest = line.trim_start().trim_start_matches('"').strip_prefix(key);
        rest.is_some_and(|r| r.starts_with([' ', '=', '.', '"']))
    };
    text.lines().position(sets).map_or(1, |n| n + 1)
}

/// Every file, folder and crate named in ARCHITECTURE.md exists, and every crate is named there.
fn architecture(tree: &Tree, text: &str, crates: &[&str], found: &mut Found) {
    const FILE: &str = "ARCHITECTURE.md";
    for (n, line) in text.lines().enumerate() {
        for name in names_in(line) {
            let exists = if name.ends_with('/') { tree.has_folder(name) } else { tree.has_file(name) };
            if !exists {
                found.fault(FILE, n + 1, format!("there is no {name}"));
            }
        }
        // The table of the crates: `| `name` | …`.
        let first = line.strip_prefix("| `").and_then(|l| l.split_once('`'));
        if let Some((name, _)) = first
            && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
            && !crates.contains(&name)
        {
            found.fault(FILE, n + 1, format!("there is no crate {name}"));
        }
    }
    for name in crates.iter().filter(|c| !text.contains(&format!("| `{c}` |"))) {
        found.fault(FILE, 1, format!("the crate {name} is in no row of the table"));
    }
}

/// What looks like a file of this repository, or (in code quotes, with a slash at its end) a folder.
fn names_in(line: &str) -> impl Iterator<Item = &str> {
    const ENDINGS: &[&str] = &[".rs", ".toml", ".md", ".json", ".py", ".html", ".css"];
    let is_part = |c: char| c.is_ascii_alphanumeric() || "_-./*<>".contains(c);
    let quoted = line.split('`').skip(1).step_by(2).filter(|q| q.ends_with('/'));
    line.split(move |c| !is_part(c))
        .map(|word| word.trim_matches('.'))
        .filter(|word| ENDINGS.iter().any(|e| word.ends_with(e) && word.len() > e.len()))
        .chain(quoted)
        // A pattern, and what a run writes, are no files of this repository.
        .filter(|word| !word.contains(['*', '<', '>', ' ']) && !word.starts_with("report/index"))
}

/// A Rust file: its head, its length, no unsafe code.
fn rust(file: &str, text: &str, found: &mut Found) {
    if !text.starts_with("//!") {
        found.fault(file, 1, "does not open with a line `//!` that says what it is");
    }
    let lines = text.lines().count();
    if lines > TOO_LONG {
        found.fault(file, lines, format!("{lines} lines; at most {TOO_LONG}"));
    } else if lines > LONG {
        found.warnings.push(format!("{file}:{lines}: {lines} lines; better under {LONG}"));
    }
    if UNSAFE.contains(&file) {
        return;
    }
    for (n, line) in text.lines().enumerate() {
        let code = line.split("//").next().unwrap_or_default();
        if is_unsafe(code) {
            found.fault(file, n + 1, "unsafe code, which this file may not hold");
        }
    }
}

fn is_unsafe(code: &str) -> bool {
    const WORD: &str = concat!("uns", "afe");
    if code.contains(&format!("allow({WORD}_code")) || code.contains(&format!("expect({WORD}_code")) {
        return true;
    }
    code.match_indices(WORD).any(|(at, _)| {
        let alone = !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let rest = code[at + WORD.len()..].trim_start();
        alone && ["{", "(", "fn ", "impl ", "extern ", "trait "].iter().any(|next| rest.starts_with(next))
    })
}

/// Words that belong to one machine and not to the project.
fn words(file: &str, text: &str, found: &mut Found) {
    for (n, line) in text.lines().enumerate() {
        for path in MACHINE_PATHS {
            // In an address ("example.org/home/") it is another's path, and none of ours.
            let ours =
                |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric() || "._-~})%+".contains(c));
            if line.match_indices(path).any(|(at, _)| ours(at)) {
                found.fault(file, n + 1, format!("a path of one machine: {path}"));
            }
        }
        for host in HOSTS.iter().filter(|h| line.contains(**h)) {
            found.fault(file, n + 1, format!("a host that packages come from: {host}"));
        }
        if file.ends_with(".cargo/config.toml")
            && (line.starts_with("[source") || line.starts_with("[regist"))
        {
            found.fault(file, n + 1, "where packages come from is set outside of the repository");
        }
    }
}

/// A lock file: everything comes from the public registry.
fn lock(file: &str, text: &str, found: &mut Found) {
    for (n, line) in text.lines().enumerate() {
        let source = line.strip_prefix("source = ").map(|s| s.trim_matches('"'));
        if source.is_some_and(|s| s != REGISTRY) {
            found.fault(file, n + 1, format!("comes from elsewhere: {line}"));
        }
    }
}

/// Every sample is named in an expected file, and every name there is a sample.
fn samples(tree: &Tree, found: &mut Found) {
    let inside = |f: &&String| f.starts_with("samples/");
    let is_list = |f: &str| f.starts_with("samples/expected") && f.ends_with(".toml");
    let mut named: BTreeSet<String> = BTreeSet::new();
    for list in tree.files.iter().filter(inside).filter(|f| is_list(f)) {
        let text = tree.text(list).unwrap_or_default();
        for (n, line) in text.lines().enumerate() {
            let source = line.strip_prefix("source = \"").and_then(|l| l.split_once('"'));
            let Some((source, _)) = source else { continue };
            if !tree.files.contains(&format!("samples/{source}")) {
                found.fault(list, n + 1, format!("there is no sample {source}"));
            }
            named.insert(format!("samples/{source}"));
        }
    }
    // samples/README has no ending, or it would be read as a review.
    let is_sample = |f: &&String| !is_list(f) && *f != "samples/README" && !named.contains(*f);
    for file in tree.files.iter().filter(inside).filter(is_sample) {
        found.fault(file, 1, "a sample that no samples/expected*.toml names: nothing tests it");
    }
}

/// Every folder of the corpus has one source and an expected.toml that expects something.
fn corpus(tree: &Tree, found: &mut Found) {
    let reviews = "corpus/reviews/";
    let folders: BTreeSet<&str> =
        tree.files.iter().filter_map(|f| f.strip_prefix(reviews)?.split_once('/')).map(|(f, _)| f).collect();
    for folder in folders {
        let path = format!("{reviews}{folder}/");
        let sources = tree.files.iter().filter(|f| f.starts_with(&format!("{path}source."))).count();
        if sources != 1 {
            found.fault(&path, 1, format!("{sources} files source.*, not one"));
        }
        let expected = format!("{path}expected.toml");
        match tree.text(&expected) {
            None => found.fault(&path, 1, "no expected.toml: nothing tests its source"),
            Some(text) => {
                if !text.lines().any(|l| l.trim_end() == "[[review]]") {
                    found.fault(&expected, 1, "no [[review]]: nothing tests its source");
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest_faults(name: &str, text: &str) -> Vec<String> {
        let mut found = Found::default();
        let text = format!("[lints]\nworkspace = true\n{text}");
        manifest(name, "Cargo.toml", &text, &["document", "catalog", "reading", "plaudit"], &mut found);
        found.faults
    }

    #[test]
    fn an_arrow_outward_is_a_fault_of_whatever_kind() {
        assert!(manifest_faults("reading", "[dependencies]\ndocument.workspace = true").is_empty());
        for text in [
            "[dependencies]\nreading.workspace = true",
            "[dev-dependencies]\nreading = { path = \"../reading\" }",
            "[build-dependencies]\nr = { package = \"reading\", path = \"../reading\" }",
            "[target.'cfg(unix)'.dependencies]\nreading.workspace = true",
        ] {
            let faults = manifest_faults("document", text);
            assert_eq!(faults, ["Cargo.toml:4: an arrow that may not be: document → reading"], "{text}");
        }
    }

    #[test]
    fn what_a_crate_must_not_know_is_a_fault() {
        assert!(manifest_faults("plaudit", "[dependencies]\nclap = \"4\"").is_empty());
        let faults = manifest_faults("reading", "[dependencies]\nclap = \"4\"");
        assert_eq!(faults, ["Cargo.toml:4: reading must not know clap, only plaudit, xtask"]);
        assert_eq!(manifest_faults("newcomer", "").len(), 1);
    }

    #[test]
    fn names_in_prose_are_found() {
        let line = "See `pipeline.rs` and crates/reading/src/film.rs, not `source.*` but `corpus/cases/`.";
        let names: Vec<&str> = names_in(line).collect();
        assert_eq!(names, ["pipeline.rs", "crates/reading/src/film.rs", "corpus/cases/"]);
    }

    #[test]
    fn a_missing_file_and_an_unnamed_crate_are_faults() {
        let tree = Tree { root: PathBuf::new(), files: ["crates/reading/src/film.rs".to_owned()].into() };
        let mut found = Found::default();
        let text = "| `reading` | x |\n| `nothing` | x |\n`film.rs`, `gone.rs`, `gone/`";
        architecture(&tree, text, &["reading", "plaudit"], &mut found);
        assert_eq!(
            found.faults,
            [
                "ARCHITECTURE.md:2: there is no crate nothing",
                "ARCHITECTURE.md:3: there is no gone.rs",
                "ARCHITECTURE.md:3: there is no gone/",
                "ARCHITECTURE.md:1: the crate plaudit is in no row of the table",
            ]
        );
    }

    #[test]
    fn words_of_one_machine_are_faults_and_addresses_are_none() {
        for (line, faults) in [
            (concat!("see /ho", "me/ann/x"), 1),
            (concat!("`/wo", "rk/x` and file:///ro", "ot/y"), 2),
            (concat!("https://example.org/ho", "me/reviews"), 0),
            (concat!("../wo", "rk/x"), 0),
            (concat!("from https://py", "pi.org/simple"), 1),
        ] {
            let mut found = Found::default();
            words("a.md", line, &mut found);
            assert_eq!(found.faults.len(), faults, "{line}: {:?}", found.faults);
        }
    }

    #[test]
    fn unsafe_code_is_told_from_talk_of_it() {
        for (code, is) in [
            (concat!("let x = uns", "afe { y };"), true),
            (concat!("pub uns", "afe fn f() {}"), true),
            (concat!("#[uns", "afe(no_mangle)]"), true),
            (concat!("#![allow(uns", "afe_code)]"), true),
            (concat!("let uns", "afe_code = 1;"), false),
            (concat!("is_uns", "afe(code)"), false),
        ] {
            assert_eq!(is_unsafe(code), is, "{code}");
        }
    }

    #[test]
    fn a_file_without_a_head_or_too_long_is_a_fault() {
        let mut found = Found::default();
        rust("a.rs", "fn main() {}\n", &mut found);
        rust("b.rs", &format!("//! B.\n{}", "\n".repeat(LONG)), &mut found);
        rust("c.rs", &format!("//! C.\n{}", "\n".repeat(TOO_LONG)), &mut found);
        assert_eq!((found.faults.len(), found.warnings.len()), (2, 1), "{:?}", found.faults);
    }

    #[test]
    fn a_dependency_from_elsewhere_is_a_fault() {
        let mut found = Found::default();
        lock(
            "Cargo.lock",
            &format!("source = \"{REGISTRY}\"\nsource = \"git+https://example.org/x\""),
            &mut found,
        );
        assert_eq!(
            found.faults,
            ["Cargo.lock:2: comes from elsewhere: source = \"git+https://example.org/x\""]
        );
    }
}
