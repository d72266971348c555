//! Chores of the repository: `cargo xtask tidy`, `cargo xtask bench`, `cargo xtask score`.

mod bench;
#[cfg(feature = "measure")]
mod data;
mod score;
mod tidy;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.split_first() {
        Some((chore, rest)) if chore == "bench" => bench::run(rest),
        Some((chore, rest)) if chore == "score" => score::run(rest),
        Some((chore, rest)) if chore == "tidy" => tidy::run(rest),
        _ => anyhow::bail!(
            "usage: cargo xtask tidy\n       cargo xtask bench [--data DIR] [--quick] [--only NAME] [--no-peers]\n       \
             cargo xtask score [--data DIR] [--only NAME] [--fast]"
        ),
    }
}
