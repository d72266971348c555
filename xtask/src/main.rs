//! Chores of the repository: `cargo xtask tidy`, `bench`, `score`, `train`.

mod bench;
#[cfg(feature = "measure")]
mod data;
mod score;
mod tidy;
mod train;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((chore, rest)) if chore == "bench" => bench::run(rest),
        Some((chore, rest)) if chore == "score" => score::run(rest),
        Some((chore, rest)) if chore == "tidy" => tidy::run(rest),
        Some((chore, rest)) if chore == "train" => train::run(rest),
        _ => anyhow::bail!(
            "usage: cargo xtask tidy\n       cargo xtask bench [ledger] [--data DIR] [--quick] [--only NAME] [--no-peers]\n       \
             cargo xtask score [--data DIR] [--only NAME] [--fast]\n       cargo xtask train [--shared DIR] [--out DIR] [--only tone|score] [--fresh]"
        ),
    }
}

/// Builds this program anew in release, with what measuring needs.
#[cfg(not(feature = "measure"))]
fn release(more: &[&str]) -> anyhow::Result<()> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let built = std::process::Command::new(cargo)
        .args(["build", "--release", "--package", "xtask", "--features", "xtask/measure"])
        .args(more)
        .current_dir(root())
        .status()?;
    anyhow::ensure!(built.success(), "the release does not build");
    Ok(())
}

/// Runs a chore in the program that [`release`] has built.
#[cfg(not(feature = "measure"))]
fn measured(chore: &str, args: &[String]) -> anyhow::Result<()> {
    let done =
        std::process::Command::new(root().join("target/release/xtask")).arg(chore).args(args).status()?;
    anyhow::ensure!(done.success(), "{chore} failed");
    Ok(())
}

/// The repository.
fn root() -> &'static std::path::Path {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here)
}

/// A line to whoever waits.
#[allow(clippy::print_stderr)]
fn note(line: &str) {
    eprintln!("{line}");
}
