//! The command line, the report and the wire format. The only crate that knows files, terminals, threads and
//! the clock; a library only so that tests can call what the binary calls.

mod args;
mod catalog_command;
mod catalog_file;
mod grade_command;
mod held;
mod input;
mod judgment;
mod layers;
mod ledger;
mod models_file;
mod pipeline;
mod pretty;
mod read;
mod replace;
pub mod report;
mod report_command;
mod run;
mod table;
mod train_command;
// Its command comes next.
mod watch;
mod wire;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// All was read.
    Good,
    /// Some input could not be read; the rest was.
    SomeLost,
    /// What was asked for cannot be done as asked; nothing was.
    Usage,
    /// Stopped by the user.
    Interrupted,
}

/// Runs the command that the process was started with.
pub fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let result = match &cli.command {
        args::Command::Read(args) => read::run(args),
        args::Command::Report(args) => report_command::run(args),
        args::Command::Grade(args) => grade_command::run(args),
        args::Command::Catalog(command) => catalog_command::run(command),
        args::Command::Train(args) => train_command::run(args),
        args::Command::Add(args) => ledger::add::run(args),
        args::Command::Import(args) => ledger::import::run(args),
        args::Command::Watch(args) => ledger::watch::run(args),
        args::Command::Films(args) => ledger::films::run(args),
        args::Command::Film(args) => ledger::film::run(args),
        args::Command::Explain(args) => ledger::explain::run(args),
        args::Command::Critics(args) => ledger::critics::run(args),
        args::Command::Critic(args) => ledger::critic::run(args),
        args::Command::Outlets(args) => ledger::outlets::run(args),
        args::Command::Compare(args) => ledger::compare::run(args),
        args::Command::Export(args) => ledger::export::run(args),
        args::Command::Correct(args) => ledger::change::correct(args),
        args::Command::Remove(args) => ledger::change::remove(args),
        args::Command::Merge(args) => ledger::change::merge(args),
        args::Command::Reread(args) => ledger::reread::run(args),
        args::Command::Ledger(command) => ledger::about::run(command),
        args::Command::Completions { shell } => completions(*shell),
    };
    match result {
        Ok(Exit::Good) => ExitCode::SUCCESS,
        Ok(Exit::SomeLost) => ExitCode::from(1),
        Ok(Exit::Usage) => ExitCode::from(2),
        Ok(Exit::Interrupted) => ExitCode::from(130),
        Err(error) => {
            anstream::eprintln!("plaudit: {error:#}");
            ExitCode::from(1)
        }
    }
}

/// Prints a completion script: made before it is printed, since its maker panics where nobody reads to the end.
fn completions(shell: clap_complete::Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut without_hidden(&args::Cli::command()), "plaudit", &mut script);
    catalog_command::print(&String::from_utf8(script)?)?;
    Ok(Exit::Good)
}

/// A command as help shows it: scripts would offer hidden options too.
fn without_hidden(command: &clap::Command) -> clap::Command {
    let mut out = clap::Command::new(command.get_name().to_owned());
    if let Some(about) = command.get_about() {
        out = out.about(about.clone());
    }
    if let Some(version) = command.get_version() {
        out = out.version(version.to_owned());
    }
    out.args(command.get_arguments().filter(|a| !a.is_hide_set()).cloned())
        .subcommands(command.get_subcommands().map(without_hidden))
}
