//! The same reviews and decisions give the same figures on SQLite and on PostgreSQL, to the last byte,
//! every time.

use crate::{Home, common, invented, list, one, samples, support::Bed};

/// Reviews and decisions; the films are shared between samples and invented reviews.
fn build(home: &Home, folder: &str) {
    home.run(&["add", "-q", &samples(), folder]).good();
    let number = |film: &str, critic: &str| {
        let json = home.json(&["film", film]);
        one(&json["reviews"], "critic", critic)["review"].as_str().unwrap().to_owned()
    };
    let vossler = number("Her Smell", "Ingrid Vossler");
    home.run(&["correct", &vossler, "grade=B+", "-m", "one"]).good();
    home.run(&[
        "correct",
        &number("Cats", "Barnaby Quill"),
        "critic=Ada Vole",
        "date=2019-12-24",
        "-m",
        "two",
    ])
    .good();
    home.run(&["remove", &number("Joker", "Barnaby Quill"), "-m", "three"]).good();
    home.run(&["merge", "critic", "Auberon Pike", "Odalys Fenwick", "-m", "four"]).good();
    home.run(&["merge", "film", "Suspiria (1977)", "Suspiria (2018)", "-m", "five"]).good();
    home.run(&["merge", "film", "Suspiria (1977)", "--undo", "-m", "six"]).good();
    home.run(&["correct", &vossler, "--undo", "grade", "-m", "seven"]).good();
    home.run(&["reread", "-q"]).good();
}

/// What is asked of a ledger: all as it is printed.
fn asked(home: &Home) -> Vec<String> {
    let mut out = vec![home.figures()];
    for args in [
        &["films"][..],
        &["films", "--policy", "metacritic", "--json"],
        &["films", "--first", "--json"],
        &["films", "--stated", "--json"],
        &["films", "--as-of", "2019", "--json"],
        &["films", "--sort", "positive", "--json"],
        &["film", "Her Smell"],
        &["explain", "Her Smell"],
        &["critics"],
        &["outlets", "--policy", "metacritic", "--json"],
        &["export", "--what", "films"],
        &["export", "-f", "jsonl"],
        &["ledger", "stats", "--json"],
    ] {
        out.push(home.run(args).good().out);
    }
    out
}

#[test]
fn both_databases_say_the_same_twice() {
    let Some(postgres) = Bed::postgres() else { return };
    let sqlite = Bed::sqlite().unwrap();
    // In one place: sources are a part of what is shown.
    let files = Home::new();
    let folder = files.path().join("invented");
    for (n, review) in invented::reviews(8, 500).chunks(50).enumerate() {
        files.file(&format!("invented/{n}.jsonl"), review.join("\n") + "\n");
    }
    let folder = folder.display().to_string();
    let mut first: Option<Vec<String>> = None;
    for turn in 0..2 {
        for (name, bed) in [("SQLite", &sqlite), ("PostgreSQL", &postgres)] {
            let home = Home::at(&bed.fresh());
            build(&home, &folder);
            home.sound();
            let said = asked(&home);
            let wanted = first.get_or_insert_with(|| said.clone());
            for (a, b) in wanted.iter().zip(&said) {
                let other = a.lines().zip(b.lines()).find(|(a, b)| a != b);
                assert!(a == b, "{name}, turn {turn}: {other:?}");
            }
        }
    }
    let all = &first.unwrap()[0];
    assert!(all.contains("Überfahrt") && all.contains("A Lantern for Odile"), "{}", &all[..2_000]);
}

#[test]
fn rows_are_the_same_in_both() {
    let Some(postgres) = Bed::postgres() else { return };
    let sqlite = Bed::sqlite().unwrap();
    let homes = [Home::at(&sqlite.fresh()), Home::at(&postgres.fresh())];
    let input = common::root().join("samples/markdown").canonicalize().unwrap().display().to_string();
    let [a, b] = homes.map(|home| {
        home.run(&["add", "-q", &input]).good();
        let log = home.json(&["ledger", "log", "-n", "1000"]);
        assert!(list(&log).iter().all(|e| e["kind"] == "add"));
        let times = |e: &serde_json::Value| e["at"].as_str().unwrap().len();
        assert!(list(&log).iter().all(|e| times(e) == 20), "{log:#}");
        let mut store = home.store();
        let stats = store.stats().unwrap();
        let history: Vec<String> = (1..=stats.documents)
            .flat_map(|id| store.rating_history(i64::try_from(id).unwrap(), 0).unwrap())
            .map(|mut row| {
                // The times are those of the two runs.
                row.seen = 0;
                format!("{row:?}")
            })
            .collect();
        assert_eq!(history.len() as u64, stats.documents);
        history
    });
    assert_eq!(a, b);
}
