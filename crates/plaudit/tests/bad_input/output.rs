//! What is written: in the order of the input, in bounded memory, well formed, and with grades settled late.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use crate::{Place, common};

#[test]
fn output_is_in_the_order_of_the_input() {
    let place = Place::new();
    let mut want = Vec::new();
    for file in 0..60 {
        // Long and short by turns, so that the threads overtake one another; some are cut by a worker, some
        // large enough to be cut by the thread that lists them.
        let name = format!("{file:02}.jsonl");
        let records = if file % 20 == 7 { 400 } else { 3 };
        let mut lines = String::new();
        for record in 0..records {
            let words = "A fine film, this one. ".repeat(if (file + record) % 5 == 0 { 60 } else { 1 });
            let _ = writeln!(lines, "{{\"film\":\"Heaven\",\"review\":\"{words}\"}}");
            want.push(format!("{name}#{}", record + 1));
        }
        place.file(&name, lines);
    }
    for threads in ["1", "16"] {
        let ran = place.run(&["read", "--format", "jsonl", "--threads", threads, "."]);
        ran.says(0, &[]);
        let places: Vec<String> =
            ran.places().iter().map(|p| p.trim_start_matches("./").to_owned()).collect();
        assert_eq!(places, want, "{threads} threads");
    }
}

/// The most memory that reading so many reviews takes, in KiB.
#[cfg(target_os = "linux")]
fn peak_of(reviews: usize, rating: &str) -> u64 {
    let place = Place::new();
    let words = "It is patient and clear, and it ends well.";
    let mut lines = String::new();
    for n in 0..reviews {
        let _ =
            writeln!(lines, "{{\"film\":\"Heaven\",\"rating\":\"{rating}\",\"review\":\"{n}: {words}\"}}");
    }
    place.file("many.jsonl", lines);
    // With the pipe open, the run lives on after the last review, and its peak can be read at leisure.
    let mut command = place.command(&["read", "--format", "csv", "--threads", "4", "many.jsonl", "-"]);
    command.stdin(Stdio::piped());
    let mut going = place.start(command, "run");
    let pipe = going.child.stdin.take();
    if rating.contains('/') {
        going.until("most of the output", |g| g.written() > reviews as u64 * 60);
    }
    drop(pipe);
    let ran = going.end();
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.out.iter().filter(|b| **b == b'\n').count(), reviews + 1);
    ran.peak
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_input() {
    // Grades that are settled at once, and grades that are held back to the end (fewer: they take longer).
    for (rating, reviews) in [("3.5/5", 100_000), ("3.5", 20_000)] {
        let (few, many) = (peak_of(1_000, rating), peak_of(reviews, rating));
        println!("peak with rating {rating}: {few} KiB for 1,000 reviews, {many} KiB for {reviews}");
        assert!(few > 0 && many < few + (50 << 10), "{rating}: {few} KiB and {many} KiB");
    }
}

#[test]
fn an_open_scale_waits_for_its_outlet_and_keeps_its_place() {
    let place = Place::new();
    let review = |n: usize, rating: &str| {
        format!(
            "{{\"film\":\"Heaven\",\"outlet\":\"The Paper\",\"rating\":\"{rating}\",\"review\":\"{n}\"}}\n"
        )
    };
    let mut lines: String = (0..30).map(|n| review(n, "4/5")).collect();
    lines += &review(30, "3.5");
    lines.extend((31..200).map(|n| review(n, if n % 2 == 0 { "2/5" } else { "4.5/5" })));
    place.file("paper.jsonl", lines);
    let ran = place.read(&["paper.jsonl"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let reviews = ran.reviews();
    let numbers: Vec<u64> = reviews.iter().map(|r| r["document"]["record"].as_u64().unwrap()).collect();
    assert_eq!(numbers, (1..=200).collect::<Vec<u64>>());
    let grade = common::claims(&reviews[30], "grade").next().unwrap();
    assert_eq!((&grade["value"], &grade["scale_basis"]), (&"3.5".into(), &"habit".into()), "{grade}");
    let score = common::claims(&reviews[30], "score").find(|s| s["policy"] == "linear").unwrap();
    assert_eq!(score["value"].as_f64(), Some(70.0), "{score}");
}

#[test]
fn every_format_is_well_formed_on_the_samples() {
    let place = Place::new();
    let samples = common::root().join("samples");
    let samples = fs::canonicalize(&samples).unwrap().display().to_string();
    let run = |format: &str| {
        let ran = place.run(&["read", "--format", format, "--color", "never", &samples]);
        assert!(matches!(ran.code, Some(0 | 1)), "{format}: {}", ran.err);
        ran
    };
    let lines = run("jsonl").reviews();
    assert!(lines.len() >= 60, "{}", lines.len());
    let array: Vec<serde_json::Value> = serde_json::from_slice(&run("json").out).unwrap();
    assert_eq!(array, lines);
    let table = run("csv").out;
    let mut table = csv::Reader::from_reader(table.as_slice());
    let columns = table.headers().unwrap().len();
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!(rows.len(), lines.len());
    assert!(rows.iter().all(|r| r.len() == columns));
    let pretty = String::from_utf8(run("pretty").out).unwrap();
    assert!(!pretty.contains('\u{1b}'), "no escapes where color is off");
    assert!(pretty.contains("Her Smell"));
    assert!(pretty.contains("the text speaks for") && pretty.contains("(spoiler)"));
    assert!(!pretty.contains('▒'), "in a pipe nothing is covered");
}

#[test]
fn spoilers_are_covered_in_color_until_asked_for() {
    let place = Place::new();
    let samples = fs::canonicalize(common::root().join("samples/text")).unwrap().display().to_string();
    let run = |more: &[&str]| {
        let ran = place.run(&[&["read", "--color", "always", &samples], more].concat());
        String::from_utf8(ran.out).unwrap()
    };
    let (covered, shown) = (run(&[]), run(&["--spoilers"]));
    assert!(covered.contains('▒') && !shown.contains('▒'));
}
