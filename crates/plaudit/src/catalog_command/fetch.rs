//! `plaudit catalog fetch`: downloads films slice by slice, and goes on where it stopped.
//!
//! The file only ever holds whole slices: what was fetched is appended, then recorded in FILE.progress by renaming a new
//! record over the old one. Bytes beyond those recorded are of a slice that did not finish, and the next run cuts
//! them off. So the process may end at any point, and Ctrl-C needs no care.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, IsTerminal as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::{Context as _, bail};
use catalog::source::FilmLine;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::{Deserialize, Serialize};

use super::args::FetchArgs;
use super::days::{self, Range};
use super::endpoint::{Answer, Endpoint};
use super::grouped;
use crate::Exit;

/// The first film of which there is a date.
const FIRST_YEAR: i32 = 1888;
/// Times that a slice is asked for before the run gives up.
const TRIES: u32 = 6;
/// Times that a slice is put off because the endpoint asks for patience.
const PATIENCE: u32 = 50;
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// What has been fetched, as it lies beside the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Progress {
    /// Bytes of the file that hold it.
    bytes: u64,
    /// Films, a line each.
    films: u64,
    /// First days, and days after the last.
    done: Vec<(String, String)>,
}

struct Fetch<'a> {
    args: &'a FetchArgs,
    endpoint: Endpoint,
    file: File,
    record: PathBuf,
    bytes: u64,
    films: u64,
    done: Vec<Range>,
    bar: ProgressBar,
}

/// Fetches what is not there yet.
pub(super) fn run(args: &FetchArgs) -> anyhow::Result<Exit> {
    let mut record = args.out.clone().into_os_string();
    record.push(".progress");
    let record = PathBuf::from(record);
    if args.out.exists() && !record.exists() {
        anstream::eprintln!(
            "plaudit: {} exists, and {} does not: it is not known what is in it; give another name or move it away",
            args.out.display(),
            record.display()
        );
        return Ok(Exit::Usage);
    }
    let progress = read_record(&record)?;
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&args.out)
        .with_context(|| format!("{}: cannot be written", args.out.display()))?;
    if file.metadata()?.len() < progress.bytes {
        bail!("{} is shorter than {} says; delete both to begin again", args.out.display(), record.display());
    }
    file.set_len(progress.bytes)?;
    file.seek(SeekFrom::End(0))?;
    let done: Vec<Range> =
        progress.done.iter().filter_map(|(a, b)| Some((days::parse(a)?, days::parse(b)?))).collect();
    let years = args.years.unwrap_or((FIRST_YEAR, this_year()));
    let todo = days::remaining(years, &done);
    ctrlc::set_handler(|| {
        anstream::eprintln!("\nplaudit: interrupted; the same command goes on from here");
        std::process::exit(130);
    })?;
    let bar = bar(todo.iter().map(|(a, b)| (b - a) as u64).sum(), args.quiet);
    bar.set_message(grouped(progress.films));
    let endpoint = Endpoint::new(&args.endpoint);
    let (bytes, films) = (progress.bytes, progress.films);
    let mut fetch = Fetch { args, endpoint, file, record, bytes, films, done, bar };
    // Recorded before the first slice too: a run that gets none can be gone on with.
    fetch.write_record()?;
    let result = fetch.all(todo);
    fetch.bar.finish_and_clear();
    match result {
        Ok(()) => {
            fetch.say(&format!("{}: {} films", args.out.display(), grouped(fetch.films)));
            Ok(Exit::Good)
        }
        Err(error) => Err(error
            .context(format!("{} films are kept; the same command goes on from here", grouped(fetch.films)))),
    }
}

impl Fetch<'_> {
    fn all(&mut self, todo: Vec<Range>) -> anyhow::Result<()> {
        let mut stack = todo;
        stack.reverse();
        // Days that the endpoint was seen to manage; a slice of more is split before it is asked for.
        let mut manages = i64::MAX;
        let mut in_a_row = 0;
        while let Some((from, until)) = stack.pop() {
            let length = until - from;
            if length > manages {
                stack.push((from + manages, until));
                stack.push((from, from + manages));
                continue;
            }
            match self.slice((from, until))? {
                Some(films) => {
                    self.keep((from, until), &films)?;
                    in_a_row += 1;
                    if in_a_row >= 4 {
                        manages = manages.saturating_mul(2);
                        in_a_row = 0;
                    }
                }
                None => {
                    manages = length / 2;
                    in_a_row = 0;
                    stack.push((from, until));
                }
            }
        }
        Ok(())
    }

    /// The films of a slice; `None` where it must be split.
    fn slice(&self, range: Range) -> anyhow::Result<Option<Vec<FilmLine>>> {
        let name = format!("{} to {}", days::date(range.0), days::date(range.1 - 1));
        let mut wait = Duration::from_millis(self.args.backoff);
        let (mut tries, mut put_off) = (0, 0);
        loop {
            let why = match self.endpoint.ask(range) {
                Answer::Films(films) => return Ok(Some(films)),
                Answer::TooMuch(_) if range.1 - range.0 > 1 => {
                    self.say(&format!("{name}: too much for one answer, split in two"));
                    return Ok(None);
                }
                Answer::Later(patience) => {
                    put_off += 1;
                    if put_off > PATIENCE {
                        bail!("{name}: the endpoint puts every question off");
                    }
                    self.say(&format!("{name}: the endpoint asks to wait {} s", patience.as_secs()));
                    std::thread::sleep(patience);
                    continue;
                }
                Answer::Refused(why) => bail!("{name}: the endpoint refused: {why}"),
                Answer::TooMuch(why) | Answer::Failed(why) => why,
            };
            tries += 1;
            if tries >= TRIES {
                bail!("{name}: failed {tries} times, at last: {why}");
            }
            self.say(&format!("{name}: {why}; asking again in {:.1} s", wait.as_secs_f64()));
            std::thread::sleep(wait);
            wait = (wait * 2).min(LONGEST_WAIT);
        }
    }

    /// Appends a slice and records it.
    fn keep(&mut self, range: Range, films: &[FilmLine]) -> anyhow::Result<()> {
        let mut out = BufWriter::new(&self.file);
        for film in films {
            let mut line = serde_json::to_vec(film)?;
            line.push(b'\n');
            out.write_all(&line)?;
            self.bytes += line.len() as u64;
        }
        out.flush()?;
        drop(out);
        self.file.sync_data()?;
        self.films += films.len() as u64;
        days::add(&mut self.done, range);
        self.write_record()?;
        self.bar.inc((range.1 - range.0) as u64);
        self.bar.set_message(grouped(self.films));
        Ok(())
    }

    fn write_record(&self) -> anyhow::Result<()> {
        let done = self.done.iter().map(|(a, b)| (days::date(*a), days::date(*b))).collect();
        let progress = Progress { bytes: self.bytes, films: self.films, done };
        crate::replace::file(&self.record, |out| Ok(serde_json::to_writer_pretty(out, &progress)?))
            .with_context(|| format!("{}: cannot be written", self.record.display()))
    }

    fn say(&self, line: &str) {
        if !self.args.quiet {
            self.bar.suspend(|| anstream::eprintln!("plaudit: {line}"));
        }
    }
}

fn read_record(path: &Path) -> anyhow::Result<Progress> {
    match fs::read(path) {
        Ok(bytes) => serde_json::from_slice(&bytes).with_context(|| {
            format!("{}: damaged; delete it and the file beside it to begin again", path.display())
        }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Progress::default()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn this_year() -> i32 {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    let date = days::date(i64::try_from(days).unwrap_or(0));
    date.get(..4).and_then(|y| y.parse().ok()).unwrap_or(FIRST_YEAR)
}

fn bar(total: u64, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent}% of the days, {msg} films, {eta}") {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
