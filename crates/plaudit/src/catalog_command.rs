//! `plaudit catalog`: building, downloading and looking into catalogs.

pub(crate) mod args;
mod build;
mod days;
mod endpoint;
mod fetch;
mod open;
mod search;
mod show;
mod stats;

use args::CatalogCommand;

use crate::Exit;

/// Runs the command.
pub(crate) fn run(command: &CatalogCommand) -> anyhow::Result<Exit> {
    match command {
        CatalogCommand::Build(args) => build::run(args),
        CatalogCommand::Fetch(args) => fetch::run(args),
        CatalogCommand::Search(args) => search::run(args),
        CatalogCommand::Show(args) => show::run(args),
        CatalogCommand::Stats(args) => stats::run(args),
    }
}

/// Writes what a command prints; that nobody reads on is no error.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    use std::io::Write as _;
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// A number as people write it: 1,234,567.
fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}
