//! `plaudit export`: reviews or films of the ledger for other programs.

mod films;
mod jsonld;
mod letterboxd;
mod parquet;
mod reviews;

use std::io::{BufWriter, Write};

use anyhow::{Context as _, bail};
use store::Store;

use super::args::{ExportArgs, ExportFormat, Exported};
use super::view::Look;
use super::{names, open};
use crate::{Exit, replace};

/// A column of what is exported.
pub(super) type Column = (&'static str, Kind);

/// What a column holds; any cell may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Int,
    Number,
    Bool,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(Option<String>),
    Int(Option<i64>),
    Number(Option<f64>),
    Bool(Option<bool>),
}

/// Takes rows, one at a time.
type Take<'t> = &'t mut dyn FnMut(Vec<Cell>) -> anyhow::Result<()>;

/// Runs the command.
pub(crate) fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let look = Look::of(&args.view)?;
    let mut store = open(&args.view.db)?;
    let critic = args.critic.as_deref();
    let critic = critic.map(|name| names::party(&mut store, store::What::Critic, name)).transpose()?;
    let critic = critic.map(|party| party.id);
    if args.format == ExportFormat::Letterboxd && (critic.is_none() || args.what == Exported::Films) {
        anstream::eprintln!(
            "plaudit: Letterboxd imports one person's reviews: name the critic, --critic NAME"
        );
        return Ok(Exit::Usage);
    }
    if critic.is_some() && args.what == Exported::Films {
        anstream::eprintln!(
            "plaudit: --critic goes with reviews; the figures of a film are of all its critics"
        );
        return Ok(Exit::Usage);
    }
    let Some(path) = &args.out else {
        if args.format == ExportFormat::Parquet {
            anstream::eprintln!("plaudit: Parquet is no text: name the file to write, --out FILE");
            return Ok(Exit::Usage);
        }
        let mut out = BufWriter::new(Pipe { gone: false });
        let done = write(args, &look, &mut store, critic, &mut out).and_then(|()| Ok(out.flush()?));
        // The reader of our output has gone ("| head"): nothing is wrong.
        let gone = out.get_ref().gone;
        return if gone { Ok(Exit::Good) } else { done.map(|()| Exit::Good) };
    };
    replace::file(path, |out| write(args, &look, &mut store, critic, out))
        .with_context(|| format!("cannot write {}", path.display()))?;
    Ok(Exit::Good)
}

/// Standard output that knows whether anybody reads on.
struct Pipe {
    gone: bool,
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let done = std::io::stdout().write(bytes);
        self.gone |= done.as_ref().is_err_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe);
        done
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let done = std::io::stdout().flush();
        self.gone |= done.as_ref().is_err_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe);
        done
    }
}

fn write(
    args: &ExportArgs,
    look: &Look,
    store: &mut Store,
    critic: Option<i64>,
    out: &mut (impl Write + Send),
) -> anyhow::Result<()> {
    let columns = match args.what {
        Exported::Reviews => reviews::COLUMNS,
        Exported::Films => films::COLUMNS,
    };
    let mut rows = |take: Take<'_>| match args.what {
        Exported::Reviews => reviews::rows(store, look, critic, take),
        Exported::Films => films::rows(store, look, take),
    };
    match args.format {
        ExportFormat::Csv => csv(columns, &mut rows, out),
        ExportFormat::Jsonl => rows(&mut |row| {
            let object: serde_json::Map<String, serde_json::Value> =
                columns.iter().zip(row).map(|((name, _), cell)| ((*name).to_owned(), json(cell))).collect();
            Ok(writeln!(out, "{}", serde_json::Value::Object(object))?)
        }),
        ExportFormat::Parquet => parquet::write(columns, &mut rows, out),
        ExportFormat::Letterboxd => letterboxd::write(columns, &mut rows, out),
        ExportFormat::Jsonld => match args.what {
            Exported::Reviews => jsonld::reviews(columns, &mut rows, out),
            Exported::Films => jsonld::films(columns, &mut rows, out),
        },
    }
}

fn csv(
    columns: &[Column],
    rows: &mut dyn FnMut(Take<'_>) -> anyhow::Result<()>,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(columns.iter().map(|(name, _)| *name))?;
    rows(&mut |row| Ok(writer.write_record(row.into_iter().map(plain))?))?;
    Ok(writer.flush()?)
}

/// A cell as it stands in a table of text.
pub(super) fn plain(cell: Cell) -> String {
    match cell {
        Cell::Text(text) => text.unwrap_or_default(),
        Cell::Int(n) => n.map_or_else(String::new, |n| n.to_string()),
        Cell::Number(x) => x.map_or_else(String::new, |x| x.to_string()),
        Cell::Bool(b) => b.map_or_else(String::new, |b| b.to_string()),
    }
}

fn json(cell: Cell) -> serde_json::Value {
    match cell {
        Cell::Text(text) => text.into(),
        Cell::Int(n) => n.into(),
        Cell::Number(x) => x.into(),
        Cell::Bool(b) => b.into(),
    }
}

/// The cell of a column by its name.
pub(super) fn cell<'r>(columns: &[Column], row: &'r [Cell], name: &str) -> Option<&'r Cell> {
    row.get(columns.iter().position(|(n, _)| *n == name)?)
}

/// The text of a cell; `None` where it is empty or no text.
pub(super) fn text<'r>(columns: &[Column], row: &'r [Cell], name: &str) -> Option<&'r str> {
    match cell(columns, row, name)? {
        Cell::Text(text) => text.as_deref(),
        _ => None,
    }
}

/// The number of a cell.
pub(super) fn number(columns: &[Column], row: &[Cell], name: &str) -> Option<f64> {
    match cell(columns, row, name)? {
        Cell::Number(x) => *x,
        Cell::Int(n) => n.map(|n| n as f64),
        _ => None,
    }
}

/// Fails where a row does not fit its columns: a defect of ours, told before it is on somebody's disk.
pub(super) fn fits(columns: &[Column], row: &[Cell]) -> anyhow::Result<()> {
    let kind = |cell: &Cell| match cell {
        Cell::Text(_) => Kind::Text,
        Cell::Int(_) => Kind::Int,
        Cell::Number(_) => Kind::Number,
        Cell::Bool(_) => Kind::Bool,
    };
    if columns.len() != row.len() || columns.iter().zip(row).any(|((_, k), c)| *k != kind(c)) {
        bail!("a row does not fit its columns; please report it");
    }
    Ok(())
}
