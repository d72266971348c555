//! Puts a report into a directory without harm to anything that is there.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, bail};

use super::Page;

/// The file that says that a directory is a report; it lists the report's files.
pub const MARKER: &str = ".plaudit-report";

/// Writes a report into a directory, making it where there is none.
///
/// A directory that holds something else is left alone unless forced. Each file is written beside its
/// place and moved there, so that nobody reads half a page; pages of the report before that are gone
/// now are removed at the end, and nothing else ever is. The marker names every page before it is
/// written: a run that is cut short leaves a report that the next run may write over and clear.
#[derive(Debug)]
pub struct Writer {
    directory: PathBuf,
    marker: fs::File,
    /// Pages of the report before.
    old: BTreeSet<String>,
    now: BTreeSet<String>,
}

/// Says whether a report may go into the directory, and which pages of an earlier one are there. Nothing is
/// touched: asked before a long run, so that a refusal does not come at its end.
pub fn before(directory: &Path, force: bool) -> anyhow::Result<String> {
    let marker = directory.join(MARKER);
    match fs::read_to_string(&marker) {
        Ok(list) => Ok(list),
        Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            if !force && holds_something(directory)? {
                bail!(
                    "{} is not empty and not a report: choose another directory, or --force to write into it",
                    directory.display()
                );
            }
            Ok(String::new())
        }
        Err(e) => Err(e).with_context(|| format!("cannot read {}", marker.display())),
    }
}

impl Writer {
    /// Takes the directory.
    pub fn open(directory: &Path, force: bool) -> anyhow::Result<Self> {
        let before = before(directory, force)?;
        let marker = directory.join(MARKER);
        fs::create_dir_all(directory).with_context(|| format!("cannot make {}", directory.display()))?;
        let file = fs::OpenOptions::new().create(true).append(true).open(&marker);
        let file = file.with_context(|| format!("cannot write {}", marker.display()))?;
        let old = before.lines().filter(|l| stays_inside(l)).map(String::from).collect();
        Ok(Writer { directory: directory.to_owned(), marker: file, old, now: BTreeSet::new() })
    }

    /// Writes a page.
    pub fn put(&mut self, page: &Page) -> anyhow::Result<()> {
        if !stays_inside(&page.path) {
            bail!("the page {:?} would lie outside of the report", page.path);
        }
        writeln!(self.marker, "{}", page.path).context("cannot write the list of pages")?;
        self.now.insert(page.path.clone());
        put(&self.directory.join(&page.path), &page.html)
    }

    /// Removes what the report before had and this one has not. Returns how many pages there are.
    pub fn finish(self) -> anyhow::Result<usize> {
        for gone in self.old.difference(&self.now) {
            match fs::remove_file(self.directory.join(gone)) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => {
                    return Err(e).with_context(|| format!("cannot remove the old page {gone}"));
                }
                _ => {}
            }
        }
        let list: String = self.now.iter().flat_map(|p| [p.as_str(), "\n"]).collect();
        put(&self.directory.join(MARKER), &list)?;
        Ok(self.now.len())
    }
}

/// Writes `pages` into `directory` as a [`Writer`] does.
pub fn write(directory: &Path, pages: &[Page], force: bool) -> anyhow::Result<()> {
    let mut writer = Writer::open(directory, force)?;
    pages.iter().try_for_each(|page| writer.put(page))?;
    writer.finish().map(|_| ())
}

/// Is there anything in it? What does not exist holds nothing.
fn holds_something(directory: &Path) -> anyhow::Result<bool> {
    match fs::read_dir(directory) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(e) => Err(e).with_context(|| format!("cannot use {} as a directory", directory.display())),
    }
}

/// A relative path that climbs nowhere.
fn stays_inside(path: &str) -> bool {
    !path.is_empty() && Path::new(path).components().all(|c| matches!(c, Component::Normal(_)))
}

/// Writes a file beside its place, then moves it there.
fn put(path: &Path, contents: &str) -> anyhow::Result<()> {
    let write = || -> io::Result<()> {
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        // Not a named temporary file: that would be readable by its owner alone, and a web server is another.
        let mut beside = path.as_os_str().to_owned();
        beside.push(".part");
        fs::write(&beside, contents)?;
        fs::rename(&beside, path)
    };
    write().with_context(|| format!("cannot write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(path: &str) -> Page {
        Page { path: path.into(), html: path.to_uppercase() }
    }

    #[test]
    fn a_report_is_written_over_and_cleared() {
        let dir = tempfile::tempdir().unwrap();
        let dir = dir.path().join("new/report");
        write(&dir, &[page("index.html"), page("films/a.html")], false).unwrap();
        assert_eq!(fs::read_to_string(dir.join("films/a.html")).unwrap(), "FILMS/A.HTML");
        fs::write(dir.join("mine.txt"), "keep").unwrap();
        write(&dir, &[page("index.html"), page("films/b.html")], false).unwrap();
        assert!(!dir.join("films/a.html").exists(), "a page of the report before");
        assert!(dir.join("films/b.html").exists());
        assert!(dir.join("mine.txt").exists(), "not ours to remove");
    }

    #[test]
    fn what_is_not_a_report_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("index.html"), "mine").unwrap();
        let error = write(dir.path(), &[page("index.html")], false).unwrap_err();
        assert!(error.to_string().contains("--force"), "{error}");
        assert_eq!(fs::read_to_string(dir.path().join("index.html")).unwrap(), "mine");
        write(dir.path(), &[page("index.html")], true).unwrap();
        assert_eq!(fs::read_to_string(dir.path().join("index.html")).unwrap(), "INDEX.HTML");
    }

    #[test]
    fn a_run_that_was_cut_short_is_cleared_by_the_next() {
        let dir = tempfile::tempdir().unwrap();
        let mut cut = Writer::open(dir.path(), false).unwrap();
        cut.put(&page("films/a.html")).unwrap();
        drop(cut);
        write(dir.path(), &[page("index.html")], false).unwrap();
        assert!(!dir.path().join("films/a.html").exists());
        assert_eq!(fs::read_to_string(dir.path().join(MARKER)).unwrap(), "index.html\n");
    }

    #[test]
    fn a_file_is_no_directory() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("report");
        fs::write(&file, "mine").unwrap();
        assert!(write(&file, &[page("index.html")], true).is_err());
        assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    }

    #[test]
    fn no_page_climbs_out_and_no_marker_makes_us_delete_elsewhere() {
        let dir = tempfile::tempdir().unwrap();
        let report = dir.path().join("report");
        for path in ["../x.html", "/tmp/x.html", ""] {
            assert!(write(&report, &[page(path)], true).is_err());
        }
        fs::write(dir.path().join("precious"), "").unwrap();
        fs::create_dir_all(&report).unwrap();
        fs::write(report.join(MARKER), "../precious\n").unwrap();
        write(&report, &[page("index.html")], false).unwrap();
        assert!(dir.path().join("precious").exists());
    }
}
