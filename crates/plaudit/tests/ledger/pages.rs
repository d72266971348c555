//! `report --db`: the pages say what the ledger says.

use std::fs;

use crate::{Home, list, title};

/// What stands between two strings, the first time.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Option<&'t str> {
    let at = text.find(from)? + from.len();
    Some(&text[at..at + text[at..].find(to)?])
}

#[test]
fn pages_of_a_ledger_have_its_figures() {
    let home = Home::of_samples();
    home.file(
        "late.md",
        "---\nfilm: Her Smell\nyear: 2018\nauthor: Ada Vole\n\
         website: The Tin Review\ngrade: 1/5\n---\nHer Smell is not for me, nor for anybody.\n",
    );
    home.run(&["add", "-q", "late.md"]).good();
    let json = home.json(&["film", "Her Smell"]);
    let number = crate::one(&json["reviews"], "critic", "Ada Vole")["review"].as_str().unwrap().to_owned();
    home.run(&["correct", &number, "grade=A+", "critic=Ottilie Brandt", "-m", "misread"]).good();
    let db = home.db.clone();
    let ran = home.run(&["report", "--db", &db, "--out", "pages"]).good();
    assert!(ran.err.contains("pages/index.html"), "{}", ran.err);
    let films = home.json(&["films"]);
    let page = |film: &serde_json::Value| {
        let name = title(film).to_lowercase();
        let slug: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
        let slug = slug.split('-').filter(|p| !p.is_empty()).collect::<Vec<_>>().join("-");
        fs::read_to_string(home.path().join(format!("pages/films/{slug}.html"))).unwrap()
    };
    for film in list(&films["films"]) {
        let page = page(film);
        let name = title(film);
        let graded = film["graded"].as_u64().unwrap();
        assert!(
            page.contains(&format!("{graded} graded</a>"))
                || graded == film["reviews"].as_u64().unwrap()
                    && page.contains(&format!("{graded} reviews</a>")),
            "{name}: {graded}"
        );
        let json = home.json(&["film", &name]);
        let positive =
            list(&json["reviews"]).iter().filter(|r| r["basis"] == "grade" && r["positive"] == true).count();
        assert_eq!(
            between(&page, "<a href=\"#positive\">", "</a>"),
            Some(&*format!("{positive} of {graded}")),
            "{name}"
        );
        let mean = film["mean"]["value"].as_f64().unwrap();
        let shown = between(&page, "class=\"huge\" href=\"#reviews\">", "</a>").unwrap();
        assert!((shown.parse::<f64>().unwrap() - mean).abs() <= 0.0501, "{name}: {shown} is not {mean}");
        for review in list(&json["reviews"]) {
            if let Some(critic) = review["critic"].as_str() {
                assert!(page.contains(critic), "{name}: {critic}");
            }
        }
    }
    let her_smell = page(list(&films["films"]).iter().find(|f| f["film"]["title"] == "Her Smell").unwrap());
    assert!(
        her_smell.contains("Ottilie Brandt") && her_smell.contains("A+"),
        "the correction is on the page"
    );
    assert!(!her_smell.contains("Ada Vole"), "the corrected name is not");
    // As of a day, and of a ledger that is not there.
    home.run(&["report", "--db", &db, "--as-of", "2019-04", "--out", "then", "-q"]).good();
    let then = fs::read_to_string(home.path().join("then/films/her-smell-2018.html")).unwrap();
    assert!(then.contains("2 reviews</a>"), "{:?}", between(&then, "<p class=\"meta\">", "</p>"));
    home.run(&["report", "--db", "none.db", "--out", "x"]).fails(1, &["none.db"]);
    assert!(!home.path().join("none.db").exists());
    home.run(&["report", "--db", &db, "--out", "x", "samples"]).fails(2, &["--db"]);
}
