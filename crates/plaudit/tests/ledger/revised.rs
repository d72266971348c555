//! A page that changed since it was added: a new entry beside the old.

use crate::{Home, one};

fn page(grade: &str, date: &str) -> String {
    format!(
        "---\nfilm: Her Smell\nyear: 2018\nauthor: Ada Vole\nwebsite: The Tin Review\n\
         grade: {grade}\n{date}---\n\
         Her Smell is loud and long, and I could not look away from it. It is worth {grade} to me.\n"
    )
}

#[test]
fn a_changed_grade_is_a_new_entry_beside_the_old() {
    for (date, dated) in [("date: 2020-01-05\n", true), ("", false)] {
        let home = Home::new();
        home.file("reviews/vole.md", page("2/5", date));
        home.run(&["add", "-q", "reviews"]).good();
        let before = home.json(&["film", "Her Smell"]);
        assert_eq!(one(&before["reviews"], "critic", "Ada Vole")["grade"], "2/5");
        home.file("reviews/vole.md", page("5/5", date));
        let ran = home.run(&["add", "reviews"]).good();
        assert!(ran.err.contains("1 new review of 1 new document"), "{}", ran.err);
        let json = home.json(&["film", "Her Smell"]);
        assert_eq!(json["figures"]["reviews"], 1);
        let now = one(&json["reviews"], "critic", "Ada Vole");
        assert_eq!((&now["grade"], &now["score"]), (&"5/5".into(), &100.0.into()));
        let old = one(&json["left_out"], "critic", "Ada Vole");
        assert_eq!(
            (&old["grade"], &old["why"]),
            (&"2/5".into(), &"the critic gave another grade later".into())
        );
        assert_eq!(old["by"], now["review"]);
        let first = home.json(&["film", "Her Smell", "--first"]);
        assert_eq!(one(&first["reviews"], "critic", "Ada Vole")["grade"], "2/5");
        assert_eq!(
            one(&first["left_out"], "critic", "Ada Vole")["why"],
            "the critic gave another grade before"
        );
        // Seen today: on no day before was the second grade there; the first was from its date on.
        let then = home.json(&["film", "Her Smell", "--as-of", "2021"]);
        if dated {
            assert_eq!(one(&then["reviews"], "critic", "Ada Vole")["grade"], "2/5");
            assert_eq!(one(&then["left_out"], "grade", "5/5")["why"], "not there yet on that day");
        } else {
            assert_eq!(then["figures"]["reviews"], 0);
        }
        // Adding what is there by now changes nothing; going back to the old text is no third review.
        home.run(&["add", "-q", "reviews"]).good();
        assert_eq!(home.json(&["film", "Her Smell"]), json);
        assert_eq!(home.json(&["ledger", "stats"])["documents"], 2);
        home.sound();
    }
}

#[test]
fn a_changed_word_keeps_the_grade() {
    let home = Home::new();
    home.file("vole.md", page("4/5", ""));
    home.run(&["add", "-q", "vole.md"]).good();
    home.file("vole.md", page("4/5", "").replace("loud and long", "loud, long and bright"));
    home.run(&["add", "-q", "vole.md"]).good();
    let json = home.json(&["film", "Her Smell"]);
    assert_eq!(json["figures"]["reviews"], 1);
    assert_eq!(json["left_out"][0]["why"], "the same grade in the same place again");
    assert_eq!(json["left_out"][0]["by"], json["reviews"][0]["review"]);
    home.sound();
}
