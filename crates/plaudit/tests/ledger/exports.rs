//! Exports say the same in every format, and what they say is what the commands show.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use parquet::file::reader::{FileReader as _, SerializedFileReader};
use parquet::record::Field;
use serde_json::{Map, Value};

use crate::{Home, list, title};

/// A table of text: by column.
fn table(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Are two cells the same? Numbers may be written as 90 and 90.0.
fn same(a: &str, b: &str) -> bool {
    a == b || matches!((a.parse::<f64>(), b.parse::<f64>()), (Ok(a), Ok(b)) if a == b)
}

#[track_caller]
fn agree(a: &[BTreeMap<String, String>], b: &[BTreeMap<String, String>], what: &str) {
    assert_eq!(a.len(), b.len(), "{what}");
    for (a, b) in a.iter().zip(b) {
        assert!(a.keys().eq(b.keys()), "{what}: {a:?} {b:?}");
        for (key, cell) in a {
            assert!(same(cell, &b[key]), "{what}: {key}: {cell:?} is not {:?}", b[key]);
        }
    }
}

fn parquet(home: &Home, what: &str) -> Vec<BTreeMap<String, String>> {
    home.run(&["export", "--what", what, "-f", "parquet", "-o", "out.parquet"]).good();
    let reader = SerializedFileReader::new(File::open(home.path().join("out.parquet")).unwrap()).unwrap();
    let cell = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(n) => n.to_string(),
        Field::Double(x) => x.to_string(),
        Field::Bool(b) => b.to_string(),
        other => panic!("{other:?}"),
    };
    let rows = reader.get_row_iter(None).unwrap();
    rows.map(|row| row.unwrap().get_column_iter().map(|(name, f)| (name.clone(), cell(f))).collect())
        .collect()
}

#[test]
fn one_table_in_three_formats() {
    let home = Home::of_samples();
    home.file(
        "odd.csv",
        "film,critic,outlet,grade,date\n\"Line\nbreak, \"\"and\"\" more\",\"Vole, Ada\",Ü,3/5,2020\n",
    );
    home.run(&["import", "-q", "odd.csv"]).good();
    for what in ["reviews", "films"] {
        let csv = table(&home.run(&["export", "--what", what]).good().out);
        let jsonl = home.run(&["export", "--what", what, "-f", "jsonl"]).good().out;
        let objects: Vec<BTreeMap<String, String>> = jsonl
            .lines()
            .map(|l| serde_json::from_str::<Map<String, Value>>(l).unwrap())
            .map(|o| o.iter().map(|(k, v)| (k.clone(), plain(v))).collect())
            .collect();
        agree(&csv, &objects, "CSV and JSON");
        agree(&csv, &parquet(&home, what), "CSV and Parquet");
        home.run(&["export", "--what", what, "-o", "out.csv"]).good();
        let file = std::fs::read_to_string(home.path().join("out.csv")).unwrap();
        agree(&csv, &table(&file), "file and pipe");
    }
    home.run(&["export", "-f", "parquet"]).fails(2, &["--out FILE"]);
    home.run(&["export", "-o", "no/such/folder.csv"]).fails(1, &["cannot write no/such/folder.csv"]);
}

#[test]
fn a_table_says_what_the_commands_show() {
    let home = Home::of_samples();
    for look in [&[][..], &["--policy", "metacritic"], &["--first"], &["--stated"], &["--as-of", "2019"]] {
        let reviews = table(&home.run(&[&["export"], look].concat()).good().out);
        let films = table(&home.run(&[&["export", "--what", "films"], look].concat()).good().out);
        let listed = home.json(&[&["films"], look].concat());
        assert_eq!(films.len(), list(&listed["films"]).len());
        for film in list(&listed["films"]) {
            let id = film["film"]["id"].to_string();
            let row = films.iter().find(|r| r["film_id"] == id).unwrap();
            for key in ["reviews", "graded", "marked", "inferred", "median"] {
                assert!(same(&row[key], &plain(&film[key])), "{key}: {row:?}");
            }
            assert!(same(&row["estimate"], &plain(&film["estimate"]["value"])), "{row:?}");
            assert!(same(&row["positive"], &plain(&film["positive"]["count"])), "{row:?}");
            let own: Vec<_> = reviews.iter().filter(|r| r["film_id"] == id).collect();
            let json = home.json(&[&["film", &title(film)], look].concat());
            for (key, counted) in [("reviews", "true"), ("left_out", "false")] {
                let rows: Vec<_> = own.iter().filter(|r| r["counted"] == counted).collect();
                assert_eq!(rows.len(), list(&json[key]).len(), "{key}: {look:?}");
                for shown in list(&json[key]) {
                    let row = rows.iter().find(|r| r["review"] == plain(&shown["review"])).unwrap();
                    for key in ["critic", "outlet", "published", "source", "url"] {
                        assert_eq!(row[key], plain(&shown[key]), "{key}");
                    }
                    assert_eq!(row["left_out"], plain(&shown["why"]));
                    assert_eq!(row["positive"], plain(&shown["positive"]));
                    if shown["basis"] == "grade" {
                        assert!(same(&row["score"], &plain(&shown["score"])), "{row:?} {shown}");
                    } else {
                        assert_eq!(row["score"], "", "{row:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn letterboxd_gets_half_stars() {
    let home = Home::of_samples();
    home.run(&["export", "-f", "letterboxd"]).fails(2, &["--critic NAME"]);
    home.run(&["export", "--what", "films", "--critic", "Barnaby Quill"])
        .fails(2, &["--critic goes with reviews"]);
    home.run(&["export", "--critic", "Nobody"]).fails(1, &["no critic \"Nobody\""]);
    let critics = home.json(&["critics"]);
    for critic in list(&critics["critics"]) {
        let name = critic["name"].as_str().unwrap();
        let ran = home.run(&["export", "-f", "letterboxd", "--critic", name]).good();
        let mut lines = ran.out.lines();
        assert_eq!(lines.next(), Some("tmdbID,imdbID,Title,Year,Rating,WatchedDate,Tags"));
        let own = table(&home.run(&["export", "--critic", name]).good().out);
        assert!(own.iter().all(|r| r["critic"] == name));
        let graded: Vec<_> =
            own.iter().filter(|r| r["counted"] == "true" && !r["score"].is_empty()).collect();
        let rows = table(&ran.out);
        assert_eq!(rows.len(), graded.len(), "{name}");
        for (row, review) in rows.iter().zip(graded) {
            let stars: f64 = row["Rating"].parse().unwrap();
            let score: f64 = review["score"].parse().unwrap();
            assert!((0.5..=5.0).contains(&stars) && (stars * 2.0).fract() == 0.0, "{row:?}");
            assert!((stars * 20.0 - score).abs() <= 5.0 + 1e-9 || stars == 0.5, "{row:?}: {score}");
            assert_eq!((&row["Title"], &row["imdbID"]), (&review["film"], &review["imdb"]));
            assert!(row["WatchedDate"].is_empty() || row["WatchedDate"] == review["published"], "{row:?}");
        }
    }
    // What is written can be read back, and says the same.
    let out = home.run(&["export", "-f", "letterboxd", "--critic", "Wilhelmina Tock"]).good().out;
    let back = Home::new();
    back.file("ratings.csv", &out);
    back.run(&["import", "--like", "letterboxd", "ratings.csv", "--critic", "Wilhelmina Tock"]).good();
    let stars = |home: &Home| home.json(&["film", "Her Smell"]);
    assert_eq!(crate::one(&stars(&back)["reviews"], "critic", "Wilhelmina Tock")["score"], 90.0);
}

#[test]
fn json_ld_names_what_schema_org_names() {
    let home = Home::of_samples();
    for what in ["reviews", "films"] {
        let ran = home.run(&["export", "--what", what, "-f", "jsonld"]).good();
        let json: Value = serde_json::from_str(&ran.out).unwrap();
        assert_eq!(json["@context"], "https://schema.org");
        let graph = list(&json["@graph"]);
        assert!(graph.len() > 10);
        for thing in graph {
            let rating = if what == "films" {
                assert_eq!(thing["@type"], "Movie");
                &thing["aggregateRating"]
            } else {
                assert_eq!(
                    (&thing["@type"], &thing["itemReviewed"]["@type"]),
                    (&"Review".into(), &"Movie".into())
                );
                assert!(thing["itemReviewed"]["name"].is_string());
                &thing["reviewRating"]
            };
            if !rating.is_null() {
                let n = |key: &str| rating[key].as_f64().unwrap_or_else(|| panic!("{key}: {thing}"));
                assert!((n("worstRating")..=n("bestRating")).contains(&n("ratingValue")), "{thing}");
            }
        }
    }
}

#[test]
fn a_reader_who_goes_away_is_no_fault() {
    let home = Home::of_samples();
    // More than a pipe holds, so that the writer is still writing when its reader goes.
    home.file("many.jsonl", crate::invented::lines(11, 900));
    home.run(&["add", "-q", "many.jsonl"]).good();
    for args in [
        &["export"][..],
        &["export", "-f", "jsonl"],
        &["export", "-f", "jsonld"],
        &["films", "--json"],
        &["film", "Her Smell", "--json"],
        &["critics"],
        &["ledger", "log", "-n", "100000"],
    ] {
        let mut child = home.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::with_capacity(64, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
        assert!(ran.stderr.is_empty(), "{args:?}: {}", String::from_utf8_lossy(&ran.stderr));
    }
}
