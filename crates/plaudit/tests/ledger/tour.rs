//! The tour of the README on the samples: add, films, film, explain, critics, outlets.

use std::fs;

use serde_json::Value;

use crate::{Home, alike, common, list, one, samples, support, title};

#[test]
fn adding_again_changes_nothing() {
    let home = Home::new();
    let added = home.run(&["add", "--json", "-q", &samples()]).good();
    let lines: Vec<Value> = added.out.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    assert!(lines.len() > 100 && lines.iter().all(|l| l["status"] == "new"), "{}", added.out);
    let numbers: Vec<i64> = lines.iter().map(|l| l["document"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=lines.len() as i64).collect::<Vec<_>>(), "numbered in the order of the input");
    let (before, rows) = (home.figures(), support::dump(&mut home.store()));
    let again = home.run(&["add", &samples()]).good();
    let told = format!("0 new reviews of 0 new documents; {} known already", lines.len());
    assert!(again.err.contains(&told), "{}", again.err);
    assert_eq!(support::dump(&mut home.store()), rows, "the ledger is the same, row for row");
    alike(&home.figures(), &before, "figures");
    let stats = home.json(&["ledger", "stats"]);
    assert_eq!(stats["documents"], lines.len());
    assert_eq!((&stats["removed"], &stats["corrections"]), (&0.into(), &0.into()));
    home.sound();
}

#[test]
fn the_same_text_at_another_place_counts_once() {
    let home = Home::of_samples();
    let before = home.figures();
    let text = fs::read(common::root().join("samples/markdown/cats-quill.md")).unwrap();
    home.file("elsewhere/cats.md", text);
    let ran = home.run(&["add", "--json", "elsewhere"]).good();
    assert_eq!(ran.out.matches("known, at a new place").count(), 1, "{}", ran.out);
    assert!(ran.err.contains("1 known from another place"), "{}", ran.err);
    alike(&home.figures(), &before, "figures");
    let ran = home.run(&["add", "--json", "elsewhere"]).good();
    assert!(ran.out.contains("\"known\"") && !ran.out.contains("new place"), "{}", ran.out);
    home.sound();
}

#[test]
fn a_syndicated_copy_counts_once_and_a_revised_grade_shows_both() {
    let home = Home::of_samples();
    let check = |film: &str, critic: &str, grade: &str, outlet: &str, old: (&str, &str, &str)| {
        let json = home.json(&["film", film]);
        let counts = one(&json["reviews"], "critic", critic);
        assert_eq!((&counts["grade"], &counts["outlet"]), (&grade.into(), &outlet.into()));
        let (grade, outlet, why) = old;
        let out = one(&json["left_out"], "outlet", outlet);
        assert_eq!((&out["critic"], &out["grade"]), (&critic.into(), &grade.into()));
        assert_eq!((&out["why"], &out["by"]), (&why.into(), &counts["review"]));
    };
    let (copy, revised) = ("a copy of the same review", "the critic gave another grade later");
    check("Joker", "Zeb Natterjack", "71", "Marquee Orphan", ("71", "The Aisle Seat Gazette", copy));
    check(
        "Carrie",
        "Minta Grolsch",
        "⚅ 6/6",
        "Double Feature Diary",
        ("⚅ 6/6", "The Harborview Examiner", copy),
    );
    check(
        "mother!",
        "Minta Grolsch",
        "5 of 6",
        "Double Feature Diary",
        ("2", "Double Feature Diary", revised),
    );
    check("Carrie", "Ingrid Vossler", "A", "Projector & Pine", ("A-", "Projector & Pine", revised));
    // First grades: the other way around.
    let json = home.json(&["film", "mother!", "--first"]);
    assert_eq!(one(&json["reviews"], "critic", "Minta Grolsch")["grade"], "2");
    let out = one(&json["left_out"], "critic", "Minta Grolsch");
    assert_eq!(
        (&out["grade"], &out["why"]),
        (&"5 of 6".into(), &"the critic gave another grade before".into())
    );
    assert_eq!(json["grades"], "first");
    // On a day before the second grade was given, the first one counts, and what came later is not there.
    let json = home.json(&["film", "mother!", "--as-of", "2018"]);
    assert_eq!(one(&json["reviews"], "critic", "Minta Grolsch")["grade"], "2");
    assert_eq!(one(&json["left_out"], "critic", "Minta Grolsch")["why"], "not there yet on that day");
    assert!(list(&json["reviews"]).iter().all(|r| r["published"].as_str().is_some_and(|d| d < "2019")));
    for (args, word) in [
        (vec!["film", "mother!"], "another grade later"),
        (vec!["explain", "mother!"], "another grade later"),
        (vec!["film", "mother!", "--first"], "Each critic's first grade."),
        (vec!["film", "mother!", "--as-of", "2018"], "As of 2018."),
    ] {
        let ran = home.run(&args).good();
        assert!(ran.out.contains(word), "{args:?}: {}", ran.out);
    }
}

#[test]
fn her_smell_has_its_known_grades() {
    let home = Home::of_samples();
    let json = home.json(&["film", "Her Smell"]);
    let found: Vec<(&str, &str, i64)> = list(&json["reviews"])
        .iter()
        .map(|r| {
            let tenths = (r["score"].as_f64().unwrap() * 10.0).round() as i64;
            (r["critic"].as_str().unwrap(), r["grade"].as_str().unwrap(), tenths)
        })
        .collect();
    let wanted = [
        ("Wilhelmina Tock", "4.5", 900),
        ("Zeb Natterjack", "88", 880),
        ("Barnaby Quill", "***1/2", 875),
        ("Odalys Fenwick", "3.5", 875),
        ("Minta Grolsch", "⚄ 5/6", 833),
        ("Tobias Rentmeester", "7/10", 700),
        ("Tinplate Odeon", "2.5", 500),
        ("Ingrid Vossler", "D+", 250),
    ];
    assert_eq!(found, wanted, "best first");
    let f = &json["figures"];
    assert_eq!(
        (&f["graded"], &f["positive"]["count"], &f["positive"]["of"]),
        (&8.into(), &6.into(), &8.into())
    );
    let mean = wanted.iter().map(|w| w.2 as f64 / 10.0).sum::<f64>() / 8.0;
    assert!((f["mean"]["value"].as_f64().unwrap() - mean).abs() < 0.01, "{}", f["mean"]);
    assert_eq!(f["median"].as_f64().map(|m| (m * 100.0).round()), Some(8542.0), "{}", f["median"]);
    // The same film by other names.
    for name in ["tt7942742", "Her Smell (2018)", "her smell", "HER  SMELL", "Her Sm"] {
        assert_eq!(home.json(&["film", name]), json, "{name}");
    }
    let wikidata = home.json(&["film", "Parasite"])["film"]["wikidata"].as_str().unwrap().to_owned();
    assert_eq!(home.json(&["film", &wikidata])["film"]["title"], "Parasite");
    // One opinion by one critic at most.
    for aspect in list(&json["aspects"]) {
        let n = |key: &str| aspect[key].as_u64().unwrap();
        assert!(n("praised") + n("faulted") + n("mixed") <= 8, "{aspect}");
    }
}

#[test]
fn what_is_not_there_is_said() {
    let home = Home::of_samples();
    home.run(&["film", "Nonesuch"]).fails(1, &["no review of \"Nonesuch\"", "plaudit films"]);
    home.run(&["film", "Her Smell (1931)"]).fails(1, &["no review of \"Her Smell (1931)\""]);
    home.run(&["explain", "Suspiria"]).fails(1, &["may be", "Suspiria (2018)", "Suspiria (1977)"]);
    home.run(&["film", "tt0000001"]).fails(1, &["no film tt0000001"]);
    home.run(&["film", ""]).fails(1, &[]);
    home.run(&["films", "--as-of", "2018-13"]).fails(2, &["2018-13", "a month as 2024-03"]);
    home.run(&["films", "--policy", "guess"]).fails(2, &["guess", "linear", "metacritic"]);
    let bare = Home::new();
    for args in [["films"].as_slice(), &["film", "X"], &["critics"], &["ledger", "stats"], &["export"]] {
        bare.run(args).fails(1, &["there is no ledger at", "plaudit add"]);
    }
    assert!(!std::path::Path::new(&bare.db).exists(), "asking makes no ledger");
    bare.file("empty/none.md", "");
    bare.run(&["add", "empty"]);
    let films = bare.json(&["films"]);
    assert_eq!(list(&films["films"]).len(), 0);
    bare.sound();
}

/// What a rule as `3.5 / 4 × 100` comes to.
fn reckoned(rule: &str) -> Option<f64> {
    let (_, sum) = rule.rsplit_once(": ").unwrap_or(("", rule));
    let (from, to) = sum.strip_suffix(" × 100")?.split_once(" / ")?;
    Some(from.trim().parse::<f64>().ok()? / to.trim().parse::<f64>().ok()? * 100.0)
}

#[test]
fn every_estimate_can_be_reckoned_by_hand() {
    let home = Home::of_samples();
    let mut rules = 0;
    for look in [&[][..], &["--policy", "metacritic"], &["--first"], &["--stated"], &["--as-of", "2019"]] {
        for line in list(&home.json(&[&["films"], look].concat())["films"]) {
            let film = title(line);
            let json = home.json(&[&["explain", &film], look].concat());
            let number = |v: &Value| v.as_f64().unwrap();
            let (prior, own) = (number(&json["prior"]), number(&json["prior_weight"]));
            let (mut weights, mut products) = (own, own * prior);
            for step in list(&json["steps"]) {
                let rule = step["rule"].as_str().unwrap();
                assert!(!rule.is_empty() && rule != "nothing", "{film}: {step}");
                if step["weight"].is_null() {
                    // A mixed verdict tells nothing of two kinds.
                    assert!(step["basis"] == "verdict" && step["positive"] == false, "{film}: {step}");
                    continue;
                }
                let (weight, adjusted) = (number(&step["weight"]), number(&step["adjusted"]));
                assert!(weight > 0.0, "{film}: {step}");
                assert!((number(&step["product"]) - weight * adjusted).abs() < 1e-9);
                (weights, products) = (weights + weight, products + weight * adjusted);
                if step["basis"] != "grade" {
                    continue;
                }
                let score = number(&step["score"]);
                let hand = prior + (score - number(&step["offset"]) - prior) / number(&step["slope"]);
                assert!((hand - adjusted).abs() < 1e-9, "{film}: {step}: {hand}");
                if let Some(by_rule) = reckoned(rule) {
                    assert!((by_rule - score).abs() < 1e-9, "{film}: {rule} is {by_rule}, not {score}");
                    rules += 1;
                }
            }
            assert!((number(&json["sum_of_weights"]) - weights).abs() < 1e-9);
            assert!((number(&json["sum_of_products"]) - products).abs() < 1e-6);
            let estimate = number(&json["figures"]["estimate"]["value"]);
            assert!(
                (products / weights - estimate).abs() < 1e-9,
                "{film}: {} is not {estimate}",
                products / weights
            );
            // The three commands say the same.
            assert_eq!(json["figures"]["estimate"], line["estimate"], "{film}");
            let shown = home.json(&[&["film", &film], look].concat());
            assert_eq!(json["figures"], shown["figures"], "{film}");
            assert_eq!(list(&json["steps"]).len(), list(&shown["reviews"]).len(), "{film}");
            assert_eq!(json["left_out"], shown["left_out"], "{film}");
        }
    }
    assert!(rules > 300, "{rules} rules were reckoned");
}

#[test]
fn figures_of_a_film_are_those_of_its_reviews() {
    let home = Home::of_samples();
    for line in list(&home.json(&["films"])["films"]) {
        let json = home.json(&["film", &title(line)]);
        let reviews = list(&json["reviews"]);
        let of = |basis: &str| reviews.iter().filter(|r| r["basis"] == basis).count();
        let f = &json["figures"];
        assert_eq!(f["reviews"], reviews.len());
        let by = (&f["graded"], &f["marked"], &f["inferred"]);
        assert_eq!(by, (&of("grade").into(), &of("verdict").into(), &of("text").into()));
        let mut scores: Vec<f64> =
            reviews.iter().filter(|r| r["basis"] == "grade").map(|r| r["score"].as_f64().unwrap()).collect();
        scores.sort_by(f64::total_cmp);
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        assert!((f["mean"]["value"].as_f64().unwrap() - mean).abs() < 1e-9);
        let middle = (scores[(scores.len() - 1) / 2] + scores[scores.len() / 2]) / 2.0;
        assert!((f["median"].as_f64().unwrap() - middle).abs() < 1e-9);
        assert_eq!(f["positive"]["count"], reviews.iter().filter(|r| r["positive"] == true).count());
        let mut critics: Vec<&str> = reviews.iter().filter_map(|r| r["critic"].as_str()).collect();
        let all = critics.len();
        critics.sort_unstable();
        critics.dedup();
        assert_eq!(critics.len(), all, "every critic counts once: {json:#}");
        for field in ["reviews", "graded", "mean", "positive", "estimate", "distribution"] {
            assert_eq!(line[field], f[field], "{field}");
        }
    }
}

#[test]
fn looks_and_orders_of_the_films() {
    let home = Home::of_samples();
    let all = home.json(&["films"]);
    let reviews = |of: &Value| -> Vec<u64> {
        list(&of["films"]).iter().map(|f| f["reviews"].as_u64().unwrap()).collect()
    };
    let many = home.json(&["films", "--min-reviews", "7"]);
    let wanted = reviews(&all).iter().filter(|n| **n >= 7).count();
    assert!(wanted > 0 && wanted < list(&all["films"]).len());
    assert_eq!(list(&many["films"]).len(), wanted);
    assert!(reviews(&many).iter().all(|n| *n >= 7));
    // Stated grades alone: nothing is inferred, and nothing else is lost.
    let stated = home.json(&["films", "--stated"]);
    assert_eq!(stated["stated_only"], true);
    for film in list(&stated["films"]) {
        let whole = list(&all["films"]).iter().find(|f| f["film"] == film["film"]).unwrap();
        assert_eq!(film["inferred"], 0);
        assert_eq!((&film["graded"], &film["marked"]), (&whole["graded"], &whole["marked"]));
        assert_eq!((&film["mean"], &film["positive"]), (&whole["mean"], &whole["positive_stated"]));
    }
    // Letters are worth other scores by another policy.
    let score = |policy: &str| {
        let json = home.json(&["film", "Her Smell", "--policy", policy]);
        assert_eq!(json["policy"], policy);
        one(&json["reviews"], "critic", "Ingrid Vossler")["score"].as_f64().unwrap().round()
    };
    assert_eq!((score("linear"), score("metacritic")), (25.0, 33.0));
    // Orders.
    let key = |film: &Value, by: &str| match by {
        "positive" => film["positive"]["low"].as_f64().unwrap_or(-1.0),
        "mean" => film["mean"]["value"].as_f64().unwrap_or(-1.0),
        "reviews" => film["reviews"].as_f64().unwrap(),
        "year" => film["film"]["year"].as_f64().unwrap(),
        _ => film["estimate"]["value"].as_f64().unwrap_or(-1.0),
    };
    for by in ["estimate", "positive", "mean", "reviews", "year"] {
        let json = home.json(&["films", "--sort", by]);
        assert_eq!(list(&json["films"]).len(), list(&all["films"]).len());
        let keys: Vec<f64> = list(&json["films"]).iter().map(|f| key(f, by)).collect();
        assert!(keys.is_sorted_by(|a, b| a >= &(*b - 1e-8)), "{by}: {keys:?}");
    }
    let titles = home.run(&["films", "--sort", "title", "-n", "3"]).good().out;
    let at = |word: &str| titles.find(word).unwrap_or_else(|| panic!("no {word} in {titles}"));
    assert!(
        at("Aftersun") < at("Babylon") && at("Babylon") < at("Carrie") && at("Carrie") < at("3 of 17 films")
    );
    // A month counts with all its days, and a day with itself.
    let critics = |day: &str| list(&home.json(&["film", "Her Smell", "--as-of", day])["reviews"]).len();
    assert_eq!(
        ["2019-04-11", "2019-04-12", "2019-04", "2019-05-03", "2019-05", "2019"].map(critics),
        [0, 1, 2, 4, 6, 8]
    );
}

#[test]
fn critics_and_outlets_add_up() {
    let home = Home::of_samples();
    for (command, key) in [("critics", "critic"), ("outlets", "outlet")] {
        let json = home.json(&[command]);
        let lines = list(&json[command]);
        assert!(lines.len() > 5);
        let mut films = Vec::new();
        for film in list(&home.json(&["films"])["films"]) {
            films.extend(list(&home.json(&["film", &title(film)])["reviews"]).to_vec());
        }
        for line in lines {
            let own: Vec<&Value> = films.iter().filter(|r| r[key] == line["name"]).collect();
            assert_eq!(line["reviews"], own.len(), "{line}");
            let grades: Vec<f64> =
                own.iter().filter(|r| r["basis"] == "grade").map(|r| r["score"].as_f64().unwrap()).collect();
            let mean = (!grades.is_empty()).then(|| grades.iter().sum::<f64>() / grades.len() as f64);
            match (mean, line["mean"].as_f64()) {
                (Some(a), Some(b)) => assert!((a - b).abs() < 1e-9, "{line}"),
                (a, b) => assert_eq!(a, b, "{line}"),
            }
            if let Some(share) = line["positive"].as_f64() {
                assert!((0.0..=1.0).contains(&share), "{line}");
            }
        }
        let most = lines[0]["reviews"].as_u64().unwrap().to_string();
        let few = home.json(&[command, "--min-reviews", &most]);
        assert!(list(&few[command]).iter().all(|l| l["reviews"].as_u64() == most.parse().ok()));
        assert!(
            home.run(&[command, "-n", "1"]).good().out.contains(&format!("1 of {} {command}", lines.len()))
        );
    }
    // An outlet's grades, by scale, are its graded reviews.
    for line in list(&home.json(&["outlets"])["outlets"]) {
        for scale in list(&line["scales"]) {
            let given: u64 = list(&scale["given"]).iter().map(|g| g[1].as_u64().unwrap()).sum();
            assert_eq!(scale["grades"].as_u64(), Some(given), "{line}");
        }
    }
}
