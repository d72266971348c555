//! What people decide: corrections, removals, merges. Each is an entry with a reason, each can be taken
//! back, and then all is as it was; nothing that was ever counted is lost.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::{Home, alike, list, one};

/// The number of a critic's review of a film.
fn review(home: &Home, film: &str, critic: &str) -> String {
    let json = home.json(&["film", film]);
    one(&json["reviews"], "critic", critic)["review"].as_str().unwrap().to_owned()
}

fn reasons(home: &Home) -> Vec<(String, String)> {
    let text = |e: &Value, key: &str| e[key].as_str().unwrap_or_default().to_owned();
    let log = home.json(&["ledger", "log", "-n", "1000"]);
    list(&log).iter().map(|e| (text(e, "kind"), text(e, "reason"))).collect()
}

#[test]
fn corrections_count_and_can_be_taken_back() {
    let home = Home::of_samples();
    let before = home.figures();
    let number = review(&home, "Her Smell", "Ingrid Vossler");
    let own = |json: &Value| one(&json["reviews"], "review", &number).clone();
    let cases: [(&str, &str, &str, Value); 6] = [
        ("grade", "grade=B+", "grade", "B+".into()),
        ("critic", "critic=Ottilie Brandt", "critic", "Ottilie Brandt".into()),
        ("outlet", "outlet=The Tin Review", "outlet", "The Tin Review".into()),
        ("date", "date=2019-06-30", "published", "2019-06-30".into()),
        ("grade", "grade=", "basis", "text".into()),
        ("critic", "critic=", "critic", Value::Null),
    ];
    for (field, fix, key, wanted) in cases {
        home.run(&["correct", &number, fix, "-m", "the page says so"]).good();
        let json = home.json(&["film", "Her Smell"]);
        assert_eq!(own(&json)[key], wanted, "{fix}");
        assert_eq!(own(&json)["corrected"], serde_json::json!([field]));
        assert_eq!(json["figures"]["reviews"], 8);
        home.run(&["correct", &number, "--undo", field, "-m", "it does not"]).good();
        alike(&home.figures(), &before, &format!("{fix}, taken back"));
    }
    // A verdict, where no grade speaks.
    home.run(&["correct", &number, "grade=", "verdict=positive", "-m", "a thumb"]).good();
    let json = home.json(&["film", "Her Smell"]);
    assert_eq!((&own(&json)["basis"], &own(&json)["positive"]), (&"verdict".into(), &true.into()));
    assert_eq!(json["figures"]["marked"], 1);
    home.run(&["correct", &number, "--undo", "grade", "--undo", "verdict", "-m", "no thumb"]).good();
    alike(&home.figures(), &before, "figures");
    // To another film, known or not.
    for (to, title) in
        [("film=Joker", "Joker"), ("film=tt7286456", "Joker"), ("film=A Tin Sea (1931)", "A Tin Sea (1931)")]
    {
        let had = home.json(&["films"]);
        let had = list(&had["films"]).iter().find(|f| f["film"]["title"] == title);
        let had = had.map_or(0, |f| f["reviews"].as_u64().unwrap());
        home.run(&["correct", &number, to, "critic=Ottilie Brandt", "-m", "another film"]).good();
        let json = home.json(&["film", title]);
        assert_eq!(json["figures"]["reviews"], had + 1, "{to}");
        assert_eq!(own(&json)["grade"], "D+");
        assert_eq!(home.json(&["film", "Her Smell"])["figures"]["reviews"], 7);
        home.run(&["correct", &number, "--undo", "film", "--undo", "critic", "-m", "no"]).good();
        alike(&home.figures(), &before, &format!("{to}, taken back"));
    }
    home.sound();
    let log = reasons(&home);
    assert_eq!(
        log.iter().filter(|(kind, why)| kind == "correct" && why.ends_with(": the page says so")).count(),
        6
    );
    let (kind, why) = &log[0];
    assert!(kind == "correct" && why.ends_with("film undone, critic undone: no"), "the latest first: {why}");
    let first = home.json(&["ledger", "log", "-n", "1"]);
    assert_eq!(first[0]["by"], "tester");
}

#[test]
fn a_correction_survives_a_reread() {
    let home = Home::of_samples();
    let before = home.figures();
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &before, "the same reader reads the same");
    // Of a document of its own, and of one film of a roundup.
    let whole = review(&home, "Her Smell", "Ingrid Vossler");
    let part = review(&home, "Her Smell", "Tobias Rentmeester");
    assert!(part.contains('/'), "{part}");
    home.run(&["correct", &whole, "grade=B+", "-m", "one"]).good();
    home.run(&["correct", &part, "critic=Ottilie Brandt", "-m", "two"]).good();
    let corrected = home.figures();
    assert_ne!(corrected, before);
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &corrected, "figures");
    let json = home.json(&["film", "Her Smell"]);
    assert_eq!(one(&json["reviews"], "review", &whole)["grade"], "B+");
    assert_eq!(one(&json["reviews"], "review", &part)["critic"], "Ottilie Brandt");
    home.run(&["correct", &whole, "--undo", "grade", "-m", "three"]).good();
    home.run(&["correct", &part, "--undo", "critic", "-m", "four"]).good();
    alike(&home.figures(), &before, "figures");
    // All that ever counted is still there, each with its end.
    let document: i64 = whole.parse().unwrap();
    let history = home.store().rating_history(document, 0).unwrap();
    let grades: Vec<&str> = history.iter().map(|r| r.grade.as_ref().unwrap().value.as_str()).collect();
    assert_eq!(grades, ["D+", "D+", "B+", "B+", "D+"], "read, reread, corrected, reread, taken back");
    assert!(history.windows(2).all(|w| w[0].until == Some(w[1].entry)), "each ends where the next begins");
    assert_eq!(history.iter().filter(|r| r.until.is_none()).count(), 1);
    home.sound();
}

#[test]
fn a_corrected_grade_shows_its_own_habit_at_once() {
    // Bare grades of one outlet: what they are out of is told by the others.
    let home = Home::new();
    let films = ["Parasite", "Moonlight", "Cats", "Joker", "Babylon", "Heaven", "Aftersun", "Carrie"];
    let mut table = String::from("film,critic,outlet,date,rating\n");
    for (n, film) in films.iter().enumerate() {
        table.push_str(&format!(
            "{film},Ada Vole,The Tin Review,2020-01-0{},{}\n",
            n + 1,
            ["4.5", "3", "5"][n % 3]
        ));
    }
    home.file("reviews.csv", table);
    home.run(&["add", "-q", "reviews.csv"]).good();
    let before = home.figures();
    assert!(home.json(&["film", "Cats"])["figures"]["graded"] == 1, "out of five, as the others tell");
    let number = review(&home, "Cats", "Ada Vole");
    home.run(&["correct", &number, "grade=8/10", "-m", "so"]).good();
    let corrected = home.figures();
    home.run(&["remove", &number, "-m", "and away"]).good();
    home.run(&["remove", &number, "--undo", "-m", "and back"]).good();
    alike(&home.figures(), &corrected, "figures");
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &corrected, "figures");
    home.run(&["correct", &number, "--undo", "grade", "-m", "not so"]).good();
    alike(&home.figures(), &before, "figures");
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &before, "figures");
    home.sound();
}

#[test]
fn what_is_removed_counts_no_more_until_it_is_taken_back() {
    let home = Home::of_samples();
    let before = home.figures();
    let number = review(&home, "Her Smell", "Ingrid Vossler");
    home.run(&["remove", &number, "-m", "asked by the critic"]).good();
    let json = home.json(&["film", "Her Smell"]);
    assert_eq!(json["figures"]["reviews"], 7);
    assert!(
        list(&json["reviews"]).iter().chain(list(&json["left_out"])).all(|r| r["review"] != number.as_str())
    );
    assert_eq!(home.json(&["ledger", "stats"])["removed"], 1);
    let removed = home.figures();
    // Adding does not take it back, nor does reading again; asking for it does.
    let file = format!("{}/markdown/her-smell-vossler.md", crate::samples());
    let ran = home.run(&["add", &file]).good();
    assert!(ran.err.contains("1 left out, removed before (--again takes them back)"), "{}", ran.err);
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &removed, "figures");
    home.run(&["correct", &number, "grade=A", "-m", "x"]).fails(1, &["removed", "--undo"]);
    let ran = home.run(&["remove", &number, "-m", "twice"]).good();
    assert!(ran.err.contains("nothing to do"), "{}", ran.err);
    home.run(&["remove", &number, "--undo", "-m", "a mistake"]).good();
    alike(&home.figures(), &before, "figures");
    home.run(&["remove", &number, "-m", "again"]).good();
    let ran = home.run(&["add", "--again", &file]).good();
    assert!(ran.err.contains("1 restored"), "{}", ran.err);
    alike(&home.figures(), &before, "figures");
    let told: BTreeSet<(String, String)> = reasons(&home).into_iter().collect();
    let removed = format!("{number}: asked by the critic");
    assert!(told.contains(&("remove".into(), removed)), "{told:?}");
    home.sound();
}

#[test]
fn names_that_are_one_are_one_until_they_are_not() {
    let home = Home::of_samples();
    let before = home.figures();
    let critic = |name: &str| {
        let json = home.json(&["critics"]);
        list(&json["critics"]).iter().find(|c| c["name"] == name).map(|c| c["reviews"].as_u64().unwrap())
    };
    let (tock, pike) = (critic("Wilhelmina Tock").unwrap(), critic("Auberon Pike").unwrap());
    home.run(&["merge", "critic", "auberon pike", "Wilhelmina Tock", "-m", "a pen name"]).good();
    assert_eq!(critic("Auberon Pike"), None);
    let both = critic("Wilhelmina Tock").unwrap();
    assert!(both > tock && both <= tock + pike, "{tock} and {pike} are {both}, each film once");
    // What comes in under the old name is the new one's.
    home.file(
        "late.md",
        "---\nfilm: Suspiria\nyear: 1977\nauthor: Auberon Pike\n\
         grade: 3/5\ndate: 2024-01-02\n---\nA red film, and a loud one.\n",
    );
    home.run(&["add", "-q", "late.md"]).good();
    assert_eq!(critic("Wilhelmina Tock"), Some(both + 1));
    let late = review(&home, "Suspiria (1977)", "Wilhelmina Tock");
    home.run(&["remove", &late, "-m", "only to try"]).good();
    home.run(&["merge", "critic", "Auberon Pike", "--undo", "-m", "two people after all"]).good();
    alike(&home.figures(), &before, "figures");
    home.run(&["merge", "outlet", "Kinowelle Dispatch", "Letterboxd", "-m", "sold"]).good();
    assert!(!home.run(&["outlets"]).good().out.contains("Kinowelle"));
    home.run(&["merge", "outlet", "Kinowelle Dispatch", "--undo", "-m", "not sold"]).good();
    alike(&home.figures(), &before, "figures");
    home.run(&["merge", "film", "Suspiria (1977)", "Suspiria (2018)", "-m", "by mistake"]).good();
    let json = home.json(&["film", "Suspiria"]);
    let n = json["figures"]["reviews"].as_u64().unwrap() + list(&json["left_out"]).len() as u64;
    assert!(n >= 7, "{json:#}");
    home.run(&["merge", "film", "Suspiria (1977)", "--undo", "-m", "two films"]).good();
    alike(&home.figures(), &before, "figures");
    let log = reasons(&home);
    for why in ["a pen name", "two people after all", "sold", "not sold", "by mistake", "two films"] {
        assert!(log.iter().any(|(_, w)| w.ends_with(&format!(": {why}"))), "no {why:?} in {log:?}");
    }
    home.sound();
}

#[test]
fn what_cannot_be_decided_is_said_and_changes_nothing() {
    let home = Home::of_samples();
    let rows = crate::support::dump(&mut home.store());
    let number = {
        let json = home.run(&["film", "Her Smell"]).good();
        json.out.lines().find(|l| l.contains("D+")).unwrap().split_whitespace().next().unwrap().to_owned()
    };
    for (args, words) in [
        (vec!["correct", "9999", "grade=B"], ["no document 9999", ""]),
        (vec!["correct", &number, "grade=banana"], ["\"banana\" is no grade", ""]),
        (
            vec!["correct", &number, "colour=red"],
            ["no field \"colour\"", "film, critic, outlet, date, grade, verdict"],
        ),
        (vec!["correct", &number, "grade"], ["FIELD=VALUE", ""]),
        (vec!["correct", &number, "verdict=meh"], ["positive, mixed or negative", "meh"]),
        (vec!["correct", &number, "date=soon"], ["no date", "2024-03-01"]),
        (vec!["correct", &format!("{number}/7"), "grade=B"], ["no part 7", ""]),
        (vec!["correct", "one", "grade=B"], ["12 or 12/3", ""]),
        (vec!["remove", "9999"], ["no document 9999", ""]),
        (vec!["remove", &format!("{number}/1")], ["removed whole", ""]),
        (vec!["remove", &number, "9999"], ["no document 9999", ""]),
        (vec!["merge", "critic", "Nobody", "Barnaby Quill"], ["no critic \"Nobody\"", "plaudit critics"]),
        (vec!["merge", "critic", "Barnaby Quill", "barnaby quill"], ["one already", ""]),
        (vec!["merge", "outlet", "--undo", "Letterboxd"], ["nothing called \"Letterboxd\" is merged", ""]),
        (vec!["merge", "film", "Suspiria", "Joker"], ["may be", "Suspiria (1977)"]),
    ] {
        home.run(&[&args[..], &["-m", "why"]].concat()).fails(1, &words);
    }
    home.run(&["correct", &number, "grade=B"]).fails(2, &["--reason"]);
    home.run(&["remove", &number]).fails(2, &["--reason"]);
    // What failed left no trace but the fit that `film` asked for.
    let kept = |rows: Vec<String>| rows.into_iter().filter(|r| !r.starts_with("fit\t")).collect::<Vec<_>>();
    assert_eq!(kept(crate::support::dump(&mut home.store())), kept(rows));
}
