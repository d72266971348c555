//! Reads raw grades, one a line, from standard input and prints what is understood of each:
//! raw, value, scale, linear score, or the reason of the refusal. For looking at real data by eye.
#![allow(clippy::print_stdout)]

use std::io::BufRead as _;

fn main() -> std::io::Result<()> {
    let (mut read, mut refused) = (0u32, 0u32);
    for line in std::io::stdin().lock().lines() {
        let raw = line?;
        match reading::grade::explain(&raw) {
            Ok(e) => {
                read += 1;
                let score = e.scores.first().and_then(|s| s.score);
                let score = score.map_or_else(|| "-".into(), |s| format!("{s:.2}"));
                println!(
                    "{raw}\t{}\t{}\t{score}\t{}",
                    e.grade.value,
                    e.scale.as_deref().unwrap_or("?"),
                    e.understood
                );
            }
            Err(why) => {
                refused += 1;
                println!("{raw}\trefused: {why}");
            }
        }
    }
    println!("{read} understood, {refused} refused");
    Ok(())
}
