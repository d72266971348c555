//! `plaudit import`: ready-made tables of ratings into the ledger, a row a review.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

use anyhow::{Context as _, bail};
use document::Source;
use store::Append;

use super::add::Sink;
use super::args::{ImportArgs, Site};
pub(crate) use super::tabled::Meaning;
use super::tabled::{self, Columns, Common, MEANINGS, Named};
use super::{now, open_or_make, take};
use crate::{Exit, catalog_file};

/// What has read the rows of tables.
pub(crate) const READER: &str = "table";

/// Notes of one table that are printed in full; the rest is counted.
const TOLD: usize = 10;

/// Runs the command.
pub(crate) fn run(args: &ImportArgs) -> anyhow::Result<Exit> {
    let letterboxd = args.like == Some(Site::Letterboxd);
    if letterboxd && args.critic.is_none() {
        anstream::eprintln!(
            "plaudit: a member's export does not say whose it is: name the critic, --critic NAME"
        );
        return Ok(Exit::Usage);
    }
    let bytes = catalog_file::load(args.catalog.as_deref())?;
    let catalog = bytes.open()?;
    let common = Common {
        critic: args.critic.clone(),
        outlet: args.outlet.clone().or_else(|| letterboxd.then(|| "Letterboxd".to_owned())),
        out_of: args.out_of.or_else(|| letterboxd.then_some(5.0)),
    };
    let films = args.films.as_deref().map(films).transpose()?;
    let mut store = open_or_make(&args.db)?;
    let how = Append { import: true, at: now(), ..Append::default() };
    let mut sink = Sink::new(&mut store, READER, how);
    let mut lost = false;
    // All headers are looked at before anything is taken.
    let mut tables = Vec::new();
    for path in &args.tables {
        let name = path.display().to_string();
        let table = Table::open(path)?;
        let columns =
            Columns::of(&table.header, &args.columns).map_err(|why| anyhow::anyhow!("{name}: {why}"))?;
        let numbered = films.is_some() && columns.has(Meaning::Number);
        if !numbered && !columns.has(Meaning::Film) && !columns.has(Meaning::Imdb) {
            bail!(
                "{name} has no column that names the film; there are {} (--column film=NAME, or --films TABLE)",
                table.header.join(", ")
            );
        }
        tables.push((name, table, columns));
    }
    for (name, mut table, columns) in tables {
        let mut untold = 0usize;
        let mut notes = 0usize;
        let mut tell = |at: u64, why: &str| {
            notes += 1;
            if args.quiet || notes > TOLD {
                untold += 1;
            } else {
                anstream::eprintln!("{name}:{at}: {why}");
            }
        };
        while let Some(row) = table.next() {
            let row = match row {
                Ok(row) => row,
                Err(why) => {
                    lost = true;
                    tell(table.line, &why);
                    continue;
                }
            };
            let Some(film) = named(&row, &columns, films.as_ref()) else {
                lost = true;
                tell(table.line, "the row names no film");
                continue;
            };
            let source =
                Source { name: name.clone(), record: u32::try_from(table.row).ok(), line: Some(table.line) };
            let (doc, reading) = tabled::read(source, &row, &columns, &film, &common, &catalog);
            for note in &doc.notes {
                tell(table.line, &note.message);
            }
            if let Some(taken) = take::take(&doc, std::slice::from_ref(&reading), &catalog)? {
                sink.push(taken)?;
            }
        }
        if untold > 0 && !args.quiet {
            anstream::eprintln!("{name}: {untold} more notes of this kind");
        }
        if let Some(trouble) = table.trouble() {
            lost = true;
            anstream::eprintln!("{name}: {trouble}");
        }
    }
    sink.flush()?;
    let tally = sink.tally;
    if !args.quiet {
        anstream::eprintln!("plaudit: {} in {}", tally.in_words(), store::Location::parse(&args.db.db));
    }
    Ok(if lost { Exit::SomeLost } else { Exit::Good })
}

/// A row's film.
fn named(row: &[String], columns: &Columns, films: Option<&HashMap<String, Named>>) -> Option<Named> {
    if let Some(film) = columns.cell(row, Meaning::Number).and_then(|n| films?.get(n)) {
        return Some(film.clone());
    }
    let imdb = columns.cell(row, Meaning::Imdb).map(|id| match id.strip_prefix("tt") {
        Some(_) => id.to_owned(),
        None => format!("tt{id:0>7}"),
    });
    let year = columns.cell(row, Meaning::Year).and_then(|y| y.get(..4)?.parse().ok());
    let film = Named { title: columns.cell(row, Meaning::Film).map(str::to_owned), year, imdb };
    (film.title.is_some() || film.imdb.is_some()).then_some(film)
}

/// A table of films by number.
fn films(path: &Path) -> anyhow::Result<HashMap<String, Named>> {
    let mut table = Table::open(path)?;
    let columns = Columns::of(&table.header, &[]).map_err(anyhow::Error::msg)?;
    if !columns.has(Meaning::Number) {
        bail!("{} has no column of numbers (id, movieId)", path.display());
    }
    let mut out = HashMap::new();
    while let Some(row) = table.next() {
        let Ok(row) = row else { continue };
        if let (Some(number), Some(film)) = (columns.cell(&row, Meaning::Number), named(&row, &columns, None))
        {
            out.insert(number.to_owned(), film);
        }
    }
    Ok(out)
}

/// A table's rows, one at a time.
struct Table {
    rows: csv::Reader<document::Unpacked<File>>,
    header: Vec<String>,
    /// Of the row last read, both from 1; the header is line 1.
    row: u64,
    line: u64,
    record: csv::ByteRecord,
}

impl Table {
    fn open(path: &Path) -> anyhow::Result<Table> {
        let name = path.display();
        let mut probe = document::unpack(File::open(path).with_context(|| format!("cannot open {name}"))?);
        let mut head = vec![0; 1 << 16];
        let mut have = 0;
        while have < head.len() {
            match std::io::Read::read(&mut probe, &mut head[have..]) {
                Ok(0) | Err(_) => break,
                Ok(n) => have += n,
            }
        }
        let first = head[..have].split(|b| *b == b'\n').next().unwrap_or_default();
        let count = |of: u8| first.iter().filter(|b| **b == of).count();
        let tabs = count(b'\t') > count(b',').max(count(b';'));
        let delimiter = if tabs {
            b'\t'
        } else if count(b';') > count(b',') {
            b';'
        } else {
            b','
        };
        let rows = document::unpack(File::open(path).with_context(|| format!("cannot open {name}"))?);
        let mut rows = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            // In tab-separated tables a quotation mark is most often one.
            .quoting(!tabs)
            .flexible(true)
            .from_reader(rows);
        let header = rows.byte_headers().with_context(|| format!("cannot read {name}"))?;
        let header: Vec<String> = header.iter().map(text).collect();
        if header.iter().all(String::is_empty) {
            bail!("{name} is empty");
        }
        Ok(Table { rows, header, row: 0, line: 1, record: csv::ByteRecord::new() })
    }

    /// The next row; an error says in words what is wrong with it.
    fn next(&mut self) -> Option<Result<Vec<String>, String>> {
        match self.rows.read_byte_record(&mut self.record) {
            Ok(false) => None,
            Ok(true) => {
                self.row += 1;
                self.line = self.record.position().map_or(self.line, csv::Position::line);
                let cells = self.record.len();
                if cells < self.header.len().div_ceil(2) {
                    return Some(Err(format!("the row has {cells} cells of {}", self.header.len())));
                }
                Some(Ok(self.record.iter().map(text).collect()))
            }
            // Bytes that cannot be read end the table: the reader would say so for ever.
            Err(error) if error.is_io_error() => None,
            Err(error) => Some(Err(error.to_string())),
        }
    }

    /// What ended the bytes before their time.
    fn trouble(mut self) -> Option<String> {
        self.rows.get_mut().trouble().map(|note| note.message)
    }
}

/// A cell as text: UTF-8, else Windows-1252, as tables of this age are.
fn text(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').to_owned(),
        Err(_) => bytes.iter().map(|b| windows_1252(*b)).collect(),
    }
}

/// A byte of Windows-1252. Five of its bytes mean nothing; they stay the control characters that they are in
/// Latin-1 (WHATWG's Encoding Standard, index windows-1252).
fn windows_1252(byte: u8) -> char {
    const FROM_80: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', //
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
    ];
    byte.checked_sub(0x80).and_then(|at| FROM_80.get(usize::from(at))).copied().unwrap_or(char::from(byte))
}

/// MEANING=NAME of the command line.
pub(crate) fn column(given: &str) -> Result<(Meaning, String), String> {
    let (meaning, name) = given.split_once('=').ok_or("want MEANING=NAME, as in film=Movie")?;
    let found = MEANINGS.iter().find(|(_, m, _)| *m == meaning).map(|(m, ..)| *m);
    let found = found.ok_or_else(|| format!("no meaning {meaning:?}; there are {}", meanings()))?;
    Ok((found, name.to_owned()))
}

fn meanings() -> String {
    MEANINGS.iter().map(|(_, name, _)| *name).collect::<Vec<_>>().join(", ")
}

pub(crate) fn column_help() -> String {
    format!("What a column means, as MEANING=NAME (film=Movie); repeatable. Meanings: {}", meanings())
}
