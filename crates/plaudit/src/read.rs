//! `plaudit read`: readings to standard output.

use std::io::{self, BufWriter, IsTerminal, Write};

use anyhow::Context as _;
use document::Document;
use reading::grade::{Grade, Habits};
use reading::policy::{Policy, policies};
use reading::{Reading, Says};

use crate::args::{ColorWhen, OutputFormat, ReadArgs};
use crate::held::Held;
use crate::pipeline;
use crate::run::Run;
use crate::{Exit, catalog_file, models_file, pretty, table, wire};

/// What a worker makes of one document.
struct Done {
    pieces: Vec<Piece>,
    /// What this document shows of its outlet's habit.
    shown: Vec<Vec<Grade>>,
    keys: Vec<String>,
    notes: Vec<String>,
    loss: bool,
}

/// One review of the output.
pub(crate) enum Piece {
    /// As it will be printed.
    Ready(String),
    /// With a grade whose scale the outlet's other reviews may yet tell.
    Open(Box<Open>),
}

/// A review that waits for its outlet's habit.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Open {
    review: wire::Review,
    keys: Vec<String>,
    /// All its grades, each with the place of its claim.
    grades: Vec<(usize, Grade)>,
}

/// How reviews are printed.
#[derive(Clone)]
struct Style {
    format: OutputFormat,
    more: wire::More,
    look: pretty::Look,
    policies: Vec<&'static Policy>,
    /// What judges, by name.
    models: String,
}

/// Runs the command.
pub(crate) fn run(args: &ReadArgs) -> anyhow::Result<Exit> {
    let stdout = io::stdout();
    let colored = match args.color {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto => {
            stdout.is_terminal() && anstream::AutoStream::choice(&stdout) != anstream::ColorChoice::Never
        }
    };
    let bytes = catalog_file::load(args.input.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let held = models_file::load(args.input.models.as_deref())?;
    let models = held.open()?;
    let style = Style {
        format: args.format,
        more: wire::More {
            text: args.text || args.format == OutputFormat::Pretty,
            // For the sentence that an opinion rests on.
            sentences: args.sentences || args.format == OutputFormat::Pretty,
        },
        look: pretty::Look {
            styled: colored,
            cover: !args.spoilers && (stdout.is_terminal() || args.color == ColorWhen::Always),
            width: comfy_table::Table::new().width(),
        },
        policies: policies()
            .iter()
            .filter(|p| args.policy.is_empty() || args.policy.contains(&p.name.as_str()))
            .collect(),
        models: models.name(),
    };
    let run = Run::start(&args.input, std::io::stdout().is_terminal())?;
    let mut sink = Sink::new(BufWriter::with_capacity(1 << 16, stdout.lock()), &style);
    sink.begin().context("cannot write to standard output")?;
    let mut problem: Option<io::Error> = None;
    pipeline::run(
        &run.inputs,
        &run.setup,
        |doc| work(&doc, &reading::read(&doc, &catalog, &models), &style),
        |done: Done| {
            run.tell(&done.notes, done.loss);
            run.advance(done.pieces.len());
            match sink.take(done) {
                Ok(()) => true,
                Err(error) => {
                    problem = Some(error);
                    false
                }
            }
        },
    );
    // What was read before an interruption is written whole, the open grades settled by what was seen.
    let ended = match problem {
        Some(error) => Err(error),
        None => sink.end(),
    };
    let exit = run.finish("what was read is written");
    match ended {
        Ok(()) => Ok(exit),
        // The reader of our output has gone ("| head"): nothing is wrong.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(exit),
        Err(error) => Err(error).context("cannot write the readings"),
    }
}

fn work(doc: &Document, readings: &[Reading], style: &Style) -> Done {
    let (notes, loss) = crate::run::notes_of(doc, readings);
    let keys = habit_keys(doc, readings.first());
    // A document of which nothing could be read gives notes, but no review.
    let empty = doc.prose().next().is_none() && readings.iter().all(|r| r.claims.is_empty());
    let mut pieces = Vec::new();
    let mut shown = Vec::new();
    let id = doc.id();
    for reading in readings.iter().filter(|_| !empty) {
        let grades: Vec<(usize, Grade)> = reading
            .claims
            .iter()
            .enumerate()
            .filter_map(|(at, claim)| match &claim.says {
                Says::Grade(grade) => Some((at, grade.clone())),
                _ => None,
            })
            .collect();
        let mut review = wire::review(doc, &id, reading, &style.models, style.more);
        let open = grades.iter().any(|(_, g)| g.is_open());
        shown.push(grades.iter().map(|(_, g)| g.clone()).collect());
        if open {
            pieces.push(Piece::Open(Box::new(Open { review, keys: keys.clone(), grades })));
        } else {
            keep_policies(&mut review, &style.policies);
            pieces.push(Piece::Ready(render(&review, style)));
        }
    }
    Done { pieces, shown, keys, notes, loss }
}

/// The names under which a habit of grading is kept, the most telling first: the outlet's and the critic's where
/// the document names them, else that of the folder of a file, or of the file that holds many reviews. Capitals
/// and spaces do not count.
pub(crate) fn habit_keys(doc: &Document, reading: Option<&Reading>) -> Vec<String> {
    let (outlet, critic) = (reading.and_then(reading::outlet), reading.and_then(reading::byline));
    habit_names(outlet, critic, &doc.source.name, doc.source.record.is_some())
}

/// The same from the names.
pub(crate) fn habit_names(
    outlet: Option<&str>,
    critic: Option<&str>,
    source: &str,
    of_several: bool,
) -> Vec<String> {
    let fold = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let keys: Vec<String> = [outlet, critic].into_iter().flatten().map(fold).collect();
    if !keys.is_empty() {
        return keys;
    }
    let folder = std::path::Path::new(source).parent().filter(|_| !of_several);
    vec![folder.map_or_else(|| source.to_owned(), |f| format!("{}/", f.display()))]
}

/// Settles a grade by the first of the habits that tells its scale.
pub(crate) fn settle_grade(habits: &Habits, keys: &[String], grade: &mut Grade) -> bool {
    grade.is_open() && keys.iter().any(|key| habits.settle(key, grade))
}

fn keep_policies(review: &mut wire::Review, policies: &[&'static Policy]) {
    review.claims.retain(|c| match &c.says {
        wire::Said::Score { policy: Some(policy), .. } => policies.iter().any(|p| p.name == *policy),
        _ => true,
    });
}

/// Settles the open grades by their outlet's habit, as far as it tells.
fn settle(open: Open, habits: &Habits, style: &Style) -> wire::Review {
    let Open { mut review, keys, mut grades } = open;
    let mut settled = false;
    for (_, grade) in &mut grades {
        settled |= settle_grade(habits, &keys, grade);
    }
    if settled {
        wire::resettle(&mut review, &grades);
    }
    keep_policies(&mut review, &style.policies);
    review
}

fn render(review: &wire::Review, style: &Style) -> String {
    match style.format {
        OutputFormat::Pretty => {
            let text = pretty::review(review, style.look);
            if style.look.styled { text } else { anstream::adapter::strip_str(&text).to_string() }
        }
        // Serializing plain data to a string cannot fail; an empty line would show if it did.
        OutputFormat::Jsonl | OutputFormat::Json => serde_json::to_string(review).unwrap_or_default(),
        OutputFormat::Csv => {
            let names: Vec<&str> = style.policies.iter().map(|p| p.name.as_str()).collect();
            csv_line(&table::row(review, &names))
        }
    }
}

fn csv_line(cells: &[String]) -> String {
    let mut writer =
        csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    let line = writer.write_record(cells).ok().and_then(|()| writer.into_inner().ok()).unwrap_or_default();
    String::from_utf8(line).unwrap_or_default()
}

/// Where the pieces go: straight out until the first that is open, from then on held back on disk.
struct Sink<'s, W> {
    out: W,
    style: &'s Style,
    habits: Habits,
    held: Option<Held>,
    written: u64,
}

impl<'s, W: Write> Sink<'s, W> {
    fn new(out: W, style: &'s Style) -> Self {
        Sink { out, style, habits: Habits::default(), held: None, written: 0 }
    }

    fn begin(&mut self) -> io::Result<()> {
        match self.style.format {
            OutputFormat::Json => self.out.write_all(b"["),
            OutputFormat::Csv => {
                let names: Vec<&str> = self.style.policies.iter().map(|p| p.name.as_str()).collect();
                self.out.write_all(csv_line(&table::header(&names)).as_bytes())
            }
            OutputFormat::Pretty | OutputFormat::Jsonl => Ok(()),
        }
    }

    fn take(&mut self, done: Done) -> io::Result<()> {
        for key in &done.keys {
            done.shown.iter().for_each(|grades| self.habits.observe_review(key, grades));
        }
        for piece in done.pieces {
            if self.held.is_none() && matches!(piece, Piece::Open(_)) {
                self.held = Some(Held::new()?);
            }
            match (&mut self.held, piece) {
                (Some(held), piece) => held.push(&piece)?,
                (None, Piece::Ready(text)) => self.write(&text)?,
                (None, Piece::Open(_)) => {}
            }
        }
        Ok(())
    }

    fn write(&mut self, text: &str) -> io::Result<()> {
        if self.style.format == OutputFormat::Json {
            self.out.write_all(if self.written == 0 { b"\n" } else { b",\n" })?;
        }
        self.written += 1;
        self.out.write_all(text.as_bytes())?;
        if self.style.format == OutputFormat::Jsonl {
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn end(&mut self) -> io::Result<()> {
        if let Some(held) = self.held.take() {
            held.drain(|piece| match piece {
                Piece::Ready(text) => self.write(&text),
                Piece::Open(open) => {
                    let review = settle(*open, &self.habits, self.style);
                    self.write(&render(&review, self.style))
                }
            })?;
        }
        if self.style.format == OutputFormat::Json {
            self.out.write_all(b"\n]\n")?;
        }
        self.out.flush()
    }
}
