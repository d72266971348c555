//! `plaudit catalog build`: reads sources and writes one catalog, whole or not at all.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufReader, IsTerminal as _, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context as _;
use catalog::Catalog;
use catalog::build::Builder;
use catalog::source::{self, Counts, Format, Notes, Options, Sources};
use document::Unpacked;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::BuildArgs;
use super::grouped;
use crate::Exit;
use crate::input::{self, Counted, Input, reason};

/// Bytes of a source that its reader sees at a time.
const WINDOW: usize = 256 << 10;

struct Run {
    bar: ProgressBar,
    quiet: bool,
    lost: bool,
    read: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

/// Builds the catalog.
pub(super) fn run(args: &BuildArgs) -> anyhow::Result<Exit> {
    if args.sources.iter().any(|s| s == "-") {
        anstream::eprintln!(
            "plaudit: standard input cannot be a source: sources are looked at more than once"
        );
        return Ok(Exit::Usage);
    }
    // Known before minutes of reading, not after; and before anything is looked into that the user did not mean.
    let target = followed(&args.out);
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if let Some(why) = unfit(&args.out, folder) {
        anstream::eprintln!("plaudit: {} {why}", args.out.display());
        return Ok(Exit::Usage);
    }
    let listed = input::list(&args.sources, "sources");
    if let Some(source) = listed.found.iter().find(|source| is_same(source, &target)) {
        anstream::eprintln!(
            "plaudit: {} is also a source ({}): name another file to write",
            args.out.display(),
            source.name()
        );
        return Ok(Exit::Usage);
    }
    let mut run = Run::start(args.quiet)?;
    run.tell(listed.remarks.iter().map(|r| format!("plaudit: {r}")));
    run.lose(&listed.problems.iter().map(|p| format!("plaudit: {p}")).collect::<Vec<_>>());
    let inputs = run.once(listed.found);
    let sources = run.recognized(&inputs, args);
    if run.stopped() {
        return Ok(run.interrupted());
    }
    let mut builder = Builder::new();
    run.read_all(&sources, args, &mut builder);
    if run.stopped() {
        return Ok(run.interrupted());
    }
    run.bar.finish_and_clear();
    if builder.is_empty() {
        anstream::eprintln!("plaudit: no film was read: nothing is written");
        return Ok(Exit::SomeLost);
    }
    let nameless = builder.nameless_credits() as u64;
    if nameless > 0 {
        let are = if nameless == 1 { "1 credit is" } else { &format!("{} credits are", grouped(nameless)) };
        run.say(&format!(
            "{are} of people whose names no source has, and left out: IMDb's are in its name.basics"
        ));
    }
    if !args.no_built_in {
        // Last, so that where two contradict each other the user's source counts.
        catalog::starter_rows(&mut builder)
            .context("the built-in films cannot be read, a fault of plaudit")?;
    }
    if !args.no_built_in || sources.len() > 1 {
        run.say("merging what was read");
    }
    let bytes = builder.finish();
    let catalog = Catalog::open(&bytes)
        .context("the catalog just built cannot be opened, which is a fault of plaudit")?;
    if catalog.is_empty() {
        anstream::eprintln!("plaudit: no film was read: nothing is written");
        return Ok(Exit::SomeLost);
    }
    if run.stopped() {
        return Ok(run.interrupted());
    }
    crate::replace::file(&target, |out| Ok(io::Write::write_all(out, &bytes)?))
        .with_context(|| format!("{}: cannot be written", args.out.display()))?;
    run.say(&format!(
        "{}: {} films, {} people, {} credits, {} bytes",
        args.out.display(),
        grouped(catalog.len() as u64),
        grouped(catalog.people_len() as u64),
        grouped(catalog.credits_len() as u64),
        grouped(bytes.len() as u64)
    ));
    Ok(if run.lost { Exit::SomeLost } else { Exit::Good })
}

/// Links followed at most, as systems have it.
const LINKS: usize = 40;

/// Where a path's links lead, whether or not there is a file: what is renamed to a link would take the link's place.
fn followed(path: &Path) -> PathBuf {
    let mut at = path.to_owned();
    for _ in 0..LINKS {
        let Ok(to) = fs::read_link(&at) else { break };
        at = at.parent().map_or_else(|| to.clone(), |folder| folder.join(&to));
    }
    at
}

/// Why nothing may be written there: only what is new, empty, or a catalog already is written over.
fn unfit(out: &Path, folder: &Path) -> Option<String> {
    let about = match fs::metadata(out) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (!folder.is_dir()).then(|| "lies in a folder that is not there".into());
        }
        Err(error) => return Some(format!("cannot be written: {}", reason(&error))),
    };
    if about.is_dir() {
        return Some("is a folder".into());
    }
    if !about.is_file() {
        return Some("is a device or a pipe, not a file: a catalog is a file".into());
    }
    let mut head = Vec::new();
    match fs::File::open(out).and_then(|file| file.take(catalog::MAGIC.len() as u64).read_to_end(&mut head)) {
        Err(error) => Some(format!("is there and cannot be looked into: {}", reason(&error))),
        Ok(_) if head.is_empty() || head == catalog::MAGIC => None,
        Ok(_) => Some("is there and is no catalog: name another file, or remove it first".into()),
    }
}

/// Is this source the file at the path?
fn is_same(source: &Input, path: &Path) -> bool {
    let Input::File(source, _) = source else { return false };
    matches!((fs::canonicalize(source), fs::canonicalize(path)), (Ok(a), Ok(b)) if a == b)
}

impl Run {
    fn start(quiet: bool) -> anyhow::Result<Run> {
        let stop = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stop);
        ctrlc::set_handler(move || {
            // The second time at once: merging is one step that cannot be left in between.
            if flag.swap(true, Ordering::Relaxed) {
                std::process::exit(130);
            }
        })?;
        let bar = ProgressBar::hidden();
        Ok(Run { bar, quiet, lost: false, read: Arc::new(AtomicU64::new(0)), stop })
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn interrupted(&self) -> Exit {
        self.bar.finish_and_clear();
        self.say("interrupted; nothing is written");
        Exit::Interrupted
    }

    fn tell(&self, lines: impl Iterator<Item = String>) {
        if !self.quiet {
            self.bar.suspend(|| lines.for_each(|line| anstream::eprintln!("{line}")));
        }
    }

    fn say(&self, line: &str) {
        self.tell(std::iter::once(format!("plaudit: {line}")));
    }

    fn lose(&mut self, lines: &[String]) {
        self.lost |= !lines.is_empty();
        self.tell(lines.iter().cloned());
    }

    /// Each file once: a second reading would add the same rows as further films.
    fn once(&self, inputs: Vec<Input>) -> Vec<Input> {
        let mut seen = HashSet::new();
        let (once, again): (Vec<Input>, Vec<Input>) = inputs.into_iter().partition(|input| match input {
            // What cannot be found out is left to whoever opens it.
            Input::File(path, _) => fs::canonicalize(path).map_or(true, |path| seen.insert(path)),
            Input::Stream(_) | Input::Stdin => true,
        });
        self.tell(again.iter().map(|input| format!("{}: given more than once: read once", input.name())));
        once
    }

    /// The inputs that are sources, and what each is.
    fn recognized<'i>(&mut self, inputs: &'i [Input], args: &BuildArgs) -> Vec<(&'i Input, Format)> {
        let mut out = Vec::new();
        for input in inputs {
            let name = input.name();
            if let Input::Stream(_) | Input::Stdin = input {
                self.lose(&[format!(
                    "{name}: a pipe cannot be a source: sources are looked at more than once"
                )]);
                continue;
            }
            let head = input.open(&Arc::default(), Some(&self.stop)).and_then(|file| {
                let mut head = Vec::new();
                document::unpack(file).take(source::HEAD as u64).read_to_end(&mut head)?;
                Ok(head)
            });
            // Bytes end where the user stops the run, which is nothing wrong with the source.
            if self.stopped() {
                return out;
            }
            match head.map_err(|e| reason(&e)).map(|h| source::recognize(&h, &args.columns)) {
                Ok(Ok(format)) => out.push((input, format)),
                // In a folder there may be other things; what the user names is meant.
                Ok(Err(why)) if !args.sources.contains(&name) => {
                    self.tell(std::iter::once(format!("{name}: passed over: {why}")));
                }
                Ok(Err(why)) | Err(why) => self.lose(&[format!("{name}: {why}")]),
            }
        }
        out
    }

    fn read_all(&mut self, sources: &[(&Input, Format)], args: &BuildArgs, builder: &mut Builder) {
        let formats: Vec<Format> = sources.iter().map(|(_, f)| *f).collect();
        let steps = source::order(&formats);
        self.bar = bar(steps.iter().map(|s| sources[s.source].0.bytes()).sum(), self.quiet);
        let mut reader = Sources::new(builder, Options { columns: args.columns.clone() });
        for step in steps {
            let (input, format) = sources[step.source];
            let name = input.name();
            if self.stopped() {
                return;
            }
            self.bar.set_message(format.name());
            let file = match input.open(&self.read, Some(&self.stop)) {
                Ok(file) => file,
                Err(error) => {
                    self.lose(&[format!("{name}: {}", reason(&error))]);
                    continue;
                }
            };
            let shown = Shown { file, bar: self.bar.clone(), read: Arc::clone(&self.read) };
            let mut input = BufReader::with_capacity(WINDOW, document::unpack(shown));
            let short =
                Path::new(&name).file_name().map_or(name.clone(), |f| f.to_string_lossy().into_owned());
            let (counts, notes) = reader.read(format, step.again, &short, &mut input);
            // Cut off by the user, a source looks damaged at its end.
            if self.stopped() {
                return;
            }
            self.report(&name, format, step.again, counts, &notes);
            self.lose(&trouble(&name, input.get_mut()));
        }
        reader.finish();
    }

    fn report(&mut self, name: &str, format: Format, again: bool, counts: Counts, notes: &Notes) {
        let lines = notes.first.iter().map(|n| match n.line {
            0 => format!("{name}: {}", n.message),
            line => format!("{name}:{line}: {}", n.message),
        });
        let more = (notes.more > 0).then(|| format!("{name}: and {} more such notes", grouped(notes.more)));
        self.tell(lines.chain(more));
        if !again {
            let said = [(counts.films, "films"), (counts.people, "people"), (counts.credits, "credits")]
                .iter()
                .filter(|(n, _)| *n > 0)
                .map(|(n, what)| format!("{} {what}", grouped(*n)))
                .collect::<Vec<_>>();
            let said = if said.is_empty() { "nothing".to_owned() } else { said.join(", ") };
            self.tell(std::iter::once(format!("{name}: {}: {said}", format.name())));
        }
    }
}

fn trouble<R: Read>(name: &str, input: &mut Unpacked<R>) -> Vec<String> {
    input.trouble().map(|note| format!("{name}: {}", note.message)).into_iter().collect()
}

/// A reader that moves the bar on.
struct Shown {
    file: Counted,
    bar: ProgressBar,
    read: Arc<AtomicU64>,
}

impl Read for Shown {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.file.read(buf)?;
        self.bar.set_position(self.read.load(Ordering::Relaxed));
        Ok(n)
    }
}

fn bar(total: u64, quiet: bool) -> ProgressBar {
    if quiet || !io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
    if let Ok(style) =
        ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {msg} {eta}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
