//! What the user named on the command line, as a list of things to open.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use walkdir::WalkDir;

use crate::report::MARKER;

/// One thing to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Input {
    /// A file, and its size when it was listed.
    File(PathBuf, u64),
    /// A pipe or a device: it has no size, and may keep its reader waiting.
    Stream(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// The name shown for it.
    pub(crate) fn name(&self) -> String {
        match self {
            Input::File(path, _) | Input::Stream(path) => path.display().to_string(),
            Input::Stdin => "-".into(),
        }
    }

    /// Bytes that it has, where that is known.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Input::File(_, bytes) => *bytes,
            Input::Stream(_) | Input::Stdin => 0,
        }
    }

    /// Opens it; what is read is counted in `read`. Where a `stop` is given, the bytes end when it is set.
    pub(crate) fn open(&self, read: &Arc<AtomicU64>, stop: Option<&Arc<AtomicBool>>) -> io::Result<Counted> {
        let inner: Box<dyn Read + Send> = match self {
            Input::File(path, _) => Box::new(File::open(path)?),
            Input::Stream(path) => {
                let path = path.clone();
                // Opening a named pipe waits until somebody writes to it.
                Box::new(Pump::start(move || File::open(path), stop))
            }
            Input::Stdin => Box::new(Pump::start(|| Ok(io::stdin()), stop)),
        };
        Ok(Counted { inner, read: Arc::clone(read), stop: stop.cloned() })
    }
}

/// A reader that counts its bytes, for the progress bar.
pub(crate) struct Counted {
    inner: Box<dyn Read + Send>,
    read: Arc<AtomicU64>,
    stop: Option<Arc<AtomicBool>>,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if is_set(self.stop.as_ref()) {
            return Ok(0);
        }
        let n = self.inner.read(buf)?;
        self.read.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

fn is_set(stop: Option<&Arc<AtomicBool>>) -> bool {
    stop.is_some_and(|s| s.load(Ordering::Relaxed))
}

/// A stream read on a thread of its own: nobody can be called back from a read that waits for a silent pipe,
/// but from waiting for that thread one can. The thread is left behind where it waits; it ends with the process.
struct Pump {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: Vec<u8>,
    /// Bytes of the chunk that are read.
    at: usize,
    stop: Option<Arc<AtomicBool>>,
}

impl Pump {
    fn start<R: Read>(
        open: impl FnOnce() -> io::Result<R> + Send + 'static,
        stop: Option<&Arc<AtomicBool>>,
    ) -> Pump {
        let (out, chunks) = bounded(2);
        thread::spawn(move || {
            let mut reader = match open() {
                Ok(reader) => reader,
                Err(error) => return drop(out.send(Err(error))),
            };
            let mut buf = vec![0; 64 << 10];
            loop {
                let chunk = match reader.read(&mut buf) {
                    Ok(0) => return,
                    Ok(n) => Ok(buf[..n].to_vec()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    Err(error) => Err(error),
                };
                let failed = chunk.is_err();
                if out.send(chunk).is_err() || failed {
                    return;
                }
            }
        });
        Pump { chunks, chunk: Vec::new(), at: 0, stop: stop.cloned() }
    }
}

impl Read for Pump {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at == self.chunk.len() {
            match self.chunks.recv_timeout(Duration::from_millis(50)) {
                Ok(chunk) => {
                    self.chunk = chunk?;
                    self.at = 0;
                }
                Err(RecvTimeoutError::Timeout) if !is_set(self.stop.as_ref()) => {}
                Err(_) => return Ok(0),
            }
        }
        let n = buf.len().min(self.chunk.len() - self.at);
        buf[..n].copy_from_slice(&self.chunk[self.at..self.at + n]);
        self.at += n;
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
    /// What was passed over without a loss, a line each.
    pub(crate) remarks: Vec<String>,
}

/// Endings of files that a folder is searched for. A file named outright is opened whatever its ending.
const ENDINGS: &[&str] = &[
    "txt", "text", "md", "markdown", "mdown", "mkd", "mdx", "rst", "html", "htm", "xhtml", "xml", "rss",
    "atom", "csv", "tsv", "json", "jsonl", "ndjson", "warc", "gz", "gzip", "zst", "zstd",
];

/// Names of files that tell about a folder and are no review in it. Named outright, they are read like any other.
const ABOUT: &[&str] = &["readme", "license", "licence", "changelog", "contributing", "robots", "sitemap"];

/// Lists the inputs behind the paths: files as they are, folders with all below them, globs, `-`. `what` says what
/// is looked for, in the plural.
pub(crate) fn list(paths: &[String], what: &str) -> Inputs {
    let mut out = Inputs::default();
    for path in paths {
        if path == "-" {
            out.found.push(Input::Stdin);
            continue;
        }
        match fs::metadata(path) {
            Ok(meta) if meta.is_dir() => folder(Path::new(path), what, &mut out),
            Ok(meta) => out.found.push(found(path.into(), &meta)),
            Err(_) if path.contains(['*', '?', '[']) => pattern(path, what, &mut out),
            Err(error) => out.problems.push(format!("{path}: {}", reason(&error))),
        }
    }
    out
}

fn found(path: PathBuf, meta: &fs::Metadata) -> Input {
    if meta.is_file() { Input::File(path, meta.len()) } else { Input::Stream(path) }
}

fn folder(root: &Path, what: &str, out: &mut Inputs) {
    let hidden =
        |name: &std::ffi::OsStr| name.to_str().is_some_and(|n| n.starts_with('.') && n != "." && n != "..");
    let walk = WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        // A report of ours is made of reviews but holds none of its own.
        .filter_entry(|e| e.depth() == 0 || !hidden(e.file_name()) && !e.path().join(MARKER).exists());
    let mut any = false;
    for entry in walk {
        match entry {
            Ok(entry) if entry.file_type().is_file() => {
                let ending = entry.path().extension().and_then(|e| e.to_str()).unwrap_or_default();
                let stem = entry.path().file_stem().and_then(|s| s.to_str()).unwrap_or_default();
                let among = |list: &[&str], name: &str| list.iter().any(|e| e.eq_ignore_ascii_case(name));
                if among(ENDINGS, ending) && !among(ABOUT, stem) {
                    let bytes = entry.metadata().map_or(0, |m| m.len());
                    out.found.push(Input::File(entry.into_path(), bytes));
                    any = true;
                }
            }
            Ok(_) => {}
            Err(error) => {
                let path = error.path().unwrap_or(root).display().to_string();
                match error.loop_ancestor() {
                    // All that is behind it is read on the way that is none in circles.
                    Some(up) => {
                        out.remarks.push(format!("{path}: a link back to {}: not followed", up.display()));
                    }
                    None => {
                        let why = error.io_error().map_or_else(|| error.to_string(), reason);
                        out.problems.push(format!("{path}: {why}"));
                    }
                }
            }
        }
    }
    if !any {
        out.problems.push(format!(
            "{}: no {what} in this folder (files ending in {})",
            root.display(),
            ENDINGS.join(", ")
        ));
    }
}

fn pattern(text: &str, what: &str, out: &mut Inputs) {
    let paths = match glob::glob(text) {
        Ok(paths) => paths,
        Err(error) => return out.problems.push(format!("{text}: not a pattern: {}", error.msg)),
    };
    let before = out.found.len() + out.problems.len();
    for path in paths {
        match path {
            Ok(path) => match fs::metadata(&path) {
                Ok(meta) if meta.is_dir() => folder(&path, what, out),
                Ok(meta) => out.found.push(found(path, &meta)),
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
        io::ErrorKind::NotADirectory => "no such file: a part of this path is a file, not a folder".into(),
        io::ErrorKind::PermissionDenied => "permission denied: may this user read it?".into(),
        _ => error.to_string(),
    }
}
