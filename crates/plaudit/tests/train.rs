//! `plaudit train` and `--models`: one's own grades are learned, too few are refused, bad models are said to be that.

#![allow(clippy::unwrap_used, reason = "a test, helpers included")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plaudit")).current_dir(folder).args(args).output().unwrap()
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

/// A table of so many reviews whose grades go with their words, by a critic who is never kind.
fn table(rows: usize) -> String {
    let good = ["a lovely film", "the acting is superb", "I enjoyed every scene", "a moving and funny story"];
    let bad = ["a dull film", "the acting is wooden", "I was bored throughout", "a tedious and stupid story"];
    let mut out = String::from("Name,Year,Stars,Text\n");
    for n in 0..rows {
        let praise = n % 5;
        let mut text = String::new();
        for k in 0..12 {
            let list = if (k * 7 + n) % 5 < praise { &good } else { &bad };
            let _ = write!(text, "In part {k} of it there is {}, as I saw it. ", list[(k + n) % 4]);
        }
        let stars = 0.5 + praise as f64 * 0.5;
        let _ = writeln!(out, "Film {n},2001,{stars}/5,\"{text}\"");
    }
    out
}

fn inferred(folder: &Path, more: &[&str]) -> Vec<f64> {
    let columns = ["--column", "film=Name", "--column", "grade=Stars", "--column", "text=Text"];
    let args: Vec<&str> = ["read", "-q", "--format", "jsonl", "reviews.csv"]
        .iter()
        .chain(&columns)
        .chain(more)
        .copied()
        .collect();
    let out = run(folder, &args);
    assert!(out.status.success(), "{}", stderr(&out));
    let score = |line: &str| {
        let review: Value = serde_json::from_str(line).unwrap();
        let claims = review["claims"].as_array().unwrap();
        claims.iter().find(|c| c["kind"] == "score" && c["basis"] == "inferred")?["value"].as_f64()
    };
    String::from_utf8(out.stdout).unwrap().lines().filter_map(score).collect()
}

const TRAIN: [&str; 9] =
    ["train", "--from", "reviews.csv", "--column", "grade=Stars", "--column", "text=Text", "--out", "mine"];

#[test]
fn own_grades_are_learned() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("reviews.csv"), table(60)).unwrap();
    let out = run(folder.path(), &TRAIN);
    assert!(out.status.success(), "{}", stderr(&out));
    assert!(stderr(&out).contains("trained on 60 reviews"), "{}", stderr(&out));
    let model = fs::read(folder.path().join("mine/score.model")).unwrap();
    let mean = |scores: &[f64]| scores.iter().sum::<f64>() / scores.len() as f64;
    let before = inferred(folder.path(), &[]);
    let after = inferred(folder.path(), &["--models", "mine"]);
    assert_eq!((before.len(), after.len()), (60, 60));
    // His grades are 30 of 100 in the mean.
    assert!((mean(&after) - 30.0).abs() < 5.0, "{} became {}", mean(&before), mean(&after));
    // Once more gives the same bytes.
    let out = run(folder.path(), &TRAIN);
    assert!(out.status.success(), "{}", stderr(&out));
    assert!(fs::read(folder.path().join("mine/score.model")).unwrap() == model);
}

/// Where grades have nothing to do with the words, the figures must say so.
#[test]
fn what_cannot_be_learned_is_not_claimed() {
    let folder = tempfile::tempdir().unwrap();
    let shuffled: String = table(120)
        .lines()
        .enumerate()
        .map(|(n, line)| {
            // A grade that goes through 1 to 5 in an order of its own.
            let grade = (n as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 61;
            let mut cells: Vec<String> = line.splitn(4, ',').map(str::to_owned).collect();
            if n > 0 {
                cells[2] = format!("{}/5", 1 + grade % 5);
            }
            cells.join(",") + "\n"
        })
        .collect();
    fs::write(folder.path().join("reviews.csv"), shuffled).unwrap();
    let out = run(folder.path(), &TRAIN);
    let said = stderr(&out);
    assert!(out.status.success(), "{said}");
    let r: f64 = said.split(": r ").nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!(r.abs() < 0.3, "{said}");
}

#[test]
fn too_few_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("reviews.csv"), table(12)).unwrap();
    let out = run(folder.path(), &TRAIN);
    assert_eq!(out.status.code(), Some(1));
    assert!(stderr(&out).contains("30 are needed"), "{}", stderr(&out));
    assert!(!folder.path().join("mine").exists());
}

#[test]
fn bad_models_are_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("reviews.csv"), table(3)).unwrap();
    let said = |models: &str| {
        let out = run(folder.path(), &["read", "--models", models, "reviews.csv"]);
        assert_eq!(out.status.code(), Some(1));
        assert!(out.stdout.is_empty());
        stderr(&out)
    };
    assert!(said("nowhere").contains("no folder of models at nowhere"));
    fs::create_dir(folder.path().join("empty")).unwrap();
    assert!(said("empty").contains("holds neither"));
    fs::create_dir(folder.path().join("bad")).unwrap();
    let mut model = reading::model::table::bytes(2, 1, &[0.0; 11], &[(7, vec![1.0])]);
    let last = model.len() - 1;
    model[last] ^= 1;
    fs::write(folder.path().join("bad/score.model"), &model).unwrap();
    let said = said("bad");
    assert!(said.contains("score.model") && said.contains("checksum"), "{said}");
}
