//! What the user named on the command line, as a list of things to open.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use walkdir::WalkDir;

/// One thing to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// A file, and its size when it was listed.
    File(PathBuf, u64),
    /// Standard input.
    Stdin,
}

impl Input {
    /// The name shown for it.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path, _) => path.display().to_string(),
            Input::Stdin => "-".into(),
        }
    }

    /// Bytes that it has, where that is known.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Input::File(_, bytes) => *bytes,
            Input::Stdin => 0,
        }
    }

    /// Opens it; what is read is counted in `read`.
    pub(crate) fn open(&self, read: &Arc<AtomicU64>) -> io::Result<Counted> {
        let inner: Box<dyn Read + Send> = match self {
            Input::File(path, _) => Box::new(File::open(path)?),
            Input::Stdin => Box::new(io::stdin()),
        };
        Ok(Counted { inner, read: Arc::clone(read) })
    }
}

/// A reader that counts its bytes, for the progress bar.
pub(crate) struct Counted {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

/// What the paths came to.
#[derive(Debug, Default)]
pub(crate) struct Inputs {
    /// In the order given, folders in order of name.
    pub(crate) found: Vec<Input>,
    /// What could not be listed, a line each.
    pub(crate) problems: Vec<String>,
}

/// Endings of files that a folder is searched for. A file named outright is opened whatever its ending.
const ENDINGS: &[&str] = &[
    "txt", "text", "md", "markdown", "mdown", "mkd", "rst", "html", "htm", "xhtml", "xml", "rss", "atom",
    "csv", "tsv", "json", "jsonl", "ndjson", "warc", "gz", "zst",
];

/// Lists the inputs behind the paths: files as they are, folders with all below them, globs, `-`.
pub(crate) fn list(paths: &[String]) -> Inputs {
    let mut out = Inputs::default();
    for path in paths {
        if path == "-" {
            out.found.push(Input::Stdin);
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(Path::new(path), &mut out),
            Ok(meta) => out.found.push(Input::File(path.into(), meta.len())),
            Err(_) if path.contains(['*', '?', '[']) => pattern(path, &mut out),
            Err(error) => out.problems.push(format!("{path}: {}", reason(&error))),
        }
    }
    out
}

fn folder(root: &Path, out: &mut Inputs) {
    let hidden =
        |name: &std::ffi::OsStr| name.to_str().is_some_and(|n| n.starts_with('.') && n != "." && n != "..");
    let walk = WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|e| e.depth() == 0 || !hidden(e.file_name()));
    let mut any = false;
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let ending = entry.path().extension().and_then(|e| e.to_str()).unwrap_or_default();
                if ENDINGS.iter().any(|e| e.eq_ignore_ascii_case(ending)) {
                    let bytes = entry.metadata().map_or(0, |m| m.len());
                    out.found.push(Input::File(entry.into_path(), bytes));
                    any = true;
                }
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).display().to_string();
                let why = match error.loop_ancestor() {
                    Some(up) => format!("a link back to {}: not followed", up.display()),
                    None => error.io_error().map_or_else(|| error.to_string(), reason),
                };
                out.problems.push(format!("{path}: {why}"));
            }
        }
    }
    if !any {
        out.problems.push(format!(
            "{}: no reviews in this folder (files ending in {})",
            root.display(),
            ENDINGS.join(", ")
        ));
    }
}

fn pattern(text: &str, out: &mut Inputs) {
    let paths = match glob::glob(text) {
        Ok(paths) => paths,
        Err(error) => return out.problems.push(format!("{text}: not a pattern: {}", error.msg)),
    };
    let before = out.found.len() + out.problems.len();
    for path in paths {
        match path {
            Ok(path) => match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => folder(&path, out),
                Ok(meta) => out.found.push(Input::File(path, meta.len())),
                Err(error) => out.problems.push(format!("{}: {}", path.display(), reason(&error))),
            },
            Err(error) => out.problems.push(format!("{}: {}", error.path().display(), reason(error.error()))),
        }
    }
    if out.found.len() + out.problems.len() == before {
        out.problems.push(format!("{text}: nothing matches"));
    }
}

/// An operating system's error in words that say what to do.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied: may this user read it?".into(),
        _ => error.to_string(),
    }
}
