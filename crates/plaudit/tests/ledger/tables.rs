//! Ready-made tables of ratings: every kind of file that people have, and what is wrong with them.

use std::io::Write as _;

use serde_json::Value;

use crate::{Home, alike, list, one};

/// The reviews of a film by critic, grade and date.
fn rows(home: &Home, film: &str) -> Vec<(String, String, String)> {
    let json = home.json(&["film", film]);
    let text = |r: &Value, key: &str| r[key].as_str().unwrap_or("–").to_owned();
    let mut all: Vec<_> = list(&json["reviews"])
        .iter()
        .map(|r| (text(r, "critic"), text(r, "grade"), text(r, "published")))
        .collect();
    all.sort();
    all
}

fn row(critic: &str, grade: &str, date: &str) -> (String, String, String) {
    (critic.into(), grade.into(), date.into())
}

/// Imports one table; its notes.
#[track_caller]
fn imported(home: &Home, bytes: &[u8], name: &str, args: &[&str]) -> String {
    home.file(name, bytes);
    home.run(&[&["import", name], args].concat()).good().err
}

const PLAIN: &str = "\
film,year,critic,outlet,date,grade,quote
Her Smell,2018,Ada Vole,The Tin Review,2019-05-01,4/5,\"Loud, long and \"\"bright\"\".\"
Her Smell,2018,Bruno Marsh,Sedge & Reed,2019-05-02,B+,\"Two lines
of one quote.\"
Parasite,2019,Ada Vole,The Tin Review,2019-11-01,5/5,
";

#[test]
fn tables_of_every_kind_say_the_same() {
    let wanted = [row("Ada Vole", "4/5", "2019-05-01"), row("Bruno Marsh", "B+", "2019-05-02")];
    let semicolons = PLAIN.replace("Loud, long", "Loud and long").replace(',', ";");
    let tabs = PLAIN.replace("\"Two lines\nof one quote.\"", "One line.").replace(',', "\t");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(PLAIN.as_bytes()).unwrap();
    let utf16: Vec<u8> =
        std::iter::once(0xfeff).chain(PLAIN.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    for (name, bytes) in [
        ("plain.csv", PLAIN.as_bytes().to_vec()),
        ("marked.csv", [b"\xef\xbb\xbf", PLAIN.as_bytes()].concat()),
        ("crlf.csv", PLAIN.replace('\n', "\r\n").into_bytes()),
        ("semicolons.csv", semicolons.into_bytes()),
        ("tabs.tsv", tabs.into_bytes()),
        ("packed.csv.gz", packed.finish().unwrap()),
        ("packed.csv.zst", zstd::bulk::compress(PLAIN.as_bytes(), 1).unwrap()),
        (
            "other-names.csv",
            PLAIN
                .replace(
                    "film,year,critic,outlet,date,grade",
                    "Movie Title,Movie_Year,Reviewer,PUBLISHER,Review Date,Score",
                )
                .into_bytes(),
        ),
        ("no-last-line-end.csv", PLAIN.trim_end_matches('\n').as_bytes().to_vec()),
    ] {
        let home = Home::new();
        let told = imported(&home, &bytes, name, &[]);
        assert!(told.contains("3 new reviews of 3 new documents"), "{name}: {told}");
        assert_eq!(told.lines().count(), 1, "{name}: no notes: {told}");
        assert_eq!(rows(&home, "Her Smell"), wanted, "{name}");
        assert_eq!(rows(&home, "Parasite"), [row("Ada Vole", "5/5", "2019-11-01")], "{name}");
        let again = home.run(&["import", name]).good();
        assert!(again.err.contains("0 new reviews of 0 new documents; 3 known already"), "{}", again.err);
        home.sound();
    }
    // What cannot be read is said, not taken for a table of nothing.
    let home = Home::new();
    home.file("utf16.csv", utf16);
    home.run(&["import", "utf16.csv"]).fails(1, &["utf16.csv"]);
}

#[test]
fn names_of_another_charset_are_whole() {
    let home = Home::new();
    // Windows-1252: é is E9, the apostrophe of typesetters 92, the dash 96.
    let bytes = b"film,year,critic,outlet,grade\n\
        Am\xe9lie,2001,C\xe9leste O\x92Hara,Nightboat \x96 Weekly,4/5\n";
    imported(&home, bytes, "old.csv", &[]);
    let json = home.json(&["film", "Amélie"]);
    let review = &json["reviews"][0];
    assert_eq!(
        (&review["critic"], &review["outlet"]),
        (&"Céleste O’Hara".into(), &"Nightboat – Weekly".into())
    );
    assert_eq!(json["film"]["imdb"], "tt0211915", "the catalog knows it");
}

#[test]
fn columns_can_be_named() {
    let home = Home::new();
    let table = "Titel;Sterne;Wer\nHer Smell;3,5;Ada Vole\nCats;1;Ada Vole\n";
    home.file("table.csv", table);
    home.run(&["import", "table.csv"])
        .fails(1, &["table.csv has no column that names the film", "Titel, Sterne, Wer", "--column film="]);
    home.run(&["import", "table.csv", "--column", "film=Title"])
        .fails(1, &["no column \"Title\"", "Titel, Sterne, Wer"]);
    home.run(&["import", "table.csv", "--column", "stars=Sterne"])
        .fails(2, &["no meaning \"stars\"", "film, year, imdb"]);
    let all =
        ["--column", "film=Titel", "--column", "grade=Sterne", "--column", "critic=Wer", "--out-of", "5"];
    home.run(&[&["import", "table.csv", "--outlet", "The Tin Review"], &all[..]].concat()).good();
    let json = home.json(&["film", "Her Smell"]);
    let review = one(&json["reviews"], "critic", "Ada Vole");
    assert_eq!((&review["score"], &review["outlet"]), (&70.0.into(), &"The Tin Review".into()));
    assert_eq!(home.json(&["film", "Cats"])["figures"]["mean"]["value"], 20.0);
    for (name, words) in [("gone.csv", "cannot open gone.csv"), ("empty.csv", "empty.csv is empty")] {
        if name == "empty.csv" {
            home.file(name, "");
        }
        home.run(&["import", name]).fails(1, &[words]);
    }
}

#[test]
fn broken_rows_are_named_by_their_line_and_the_others_are_taken() {
    let home = Home::new();
    let table = "film,year,critic,date,grade,best,verdict\n\
        Her Smell,2018,Ada Vole,2019-05-01,\"4\",5,\n\
        ,,Bruno Marsh,2019-05-01,3/5,,\n\
        Her Smell,2018,Dov Pell,2019-05-01,banana,,\n\
        Her Smell,2018,Edda Rook,sometime,7/10,,\n\
        Her Smell\n\
        Her Smell,2018,Fergus Tarn,2019-05-01,,,maybe\n\
        Her Smell,2018,Ines Umber,2019-05-01,9,5,\n\
        Her Smell,2018,Kit Wren,2019-05-04,,,fresh\n";
    home.file("broken.csv", table);
    let ran = home.run(&["import", "broken.csv"]).fails(
        1,
        &[
            "broken.csv:3: the row names no film",
            "broken.csv:4: the grade \"banana\" is not understood",
            "broken.csv:5: the date \"sometime\" is not understood",
            "broken.csv:6: the row has 1 cells of 7",
            "broken.csv:7: the verdict \"maybe\" is not understood",
            "broken.csv:8: the grade \"9\" is not understood: it is more than 5",
        ],
    );
    assert_eq!(ran.err.lines().count(), 7, "{}", ran.err);
    let json = home.json(&["film", "Her Smell"]);
    let counted: Vec<&str> = list(&json["reviews"]).iter().map(|r| r["critic"].as_str().unwrap()).collect();
    assert_eq!(counted, ["Ada Vole", "Edda Rook", "Kit Wren"]);
    assert_eq!(one(&json["reviews"], "critic", "Kit Wren")["basis"], "verdict");
    assert!(list(&json["left_out"]).iter().all(|l| l["why"] == "it states nothing that could count"));
    home.run(&["import", "-q", "broken.csv"]).fails(1, &[]);
    assert!(home.run(&["import", "-q", "broken.csv"]).err.is_empty());
    // Many notes of one table are counted, not printed.
    let many: String = (0..40).map(|n| format!("Cats,2019,Critic {n},,banana,,\n")).collect();
    home.file("many.csv", format!("film,year,critic,date,grade,best,verdict\n{many}"));
    let ran = home.run(&["import", "many.csv"]).good();
    assert!(ran.err.contains("many.csv: 30 more notes of this kind"), "{}", ran.err);
    // A packed table that ends too soon gives what it has, and says so.
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    packed.write_all(PLAIN.repeat(200).as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    home.file("cut.csv.gz", &packed[..packed.len() / 2]);
    let ran = home.run(&["import", "cut.csv.gz"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.lines().any(|l| l.starts_with("cut.csv.gz: ")), "{}", ran.err);
    home.sound();
}

#[test]
fn tables_of_known_sites() {
    let home = Home::new();
    home.file("movies.csv", "movieId,title,movieYear\n7,Her Smell,2018\n8,Parasite,2019\n");
    home.file(
        "critic_reviews.csv",
        "reviewId,creationDate,criticName,isTopCritic,originalScore,\
         reviewState,publicationName,reviewText,movieId\n\
         1,2019-05-01,Ada Vole,False,3/4,fresh,The Tin Review,Loud.,7\n\
         2,2019-05-02,Bruno Marsh,True,,rotten,Sedge & Reed,Long.,7\n\
         3,2019-05-03,Dov Pell,True,C-,rotten,Sedge & Reed,Thin.,8\n\
         4,2019-05-03,Dov Pell,True,C-,rotten,Sedge & Reed,Thin.,99\n",
    );
    let args = ["import", "--like", "rotten-tomatoes", "critic_reviews.csv", "--films", "movies.csv"];
    home.run(&args).fails(1, &["critic_reviews.csv:5: the row names no film"]);
    let json = home.json(&["film", "Her Smell"]);
    let by = |critic: &str| one(&json["reviews"], "critic", critic);
    assert_eq!(
        (&by("Ada Vole")["score"], &by("Ada Vole")["outlet"]),
        (&75.0.into(), &"The Tin Review".into())
    );
    assert_eq!(
        (&by("Bruno Marsh")["basis"], &by("Bruno Marsh")["positive"]),
        (&"verdict".into(), &false.into())
    );
    assert_eq!(home.json(&["film", "Parasite"])["figures"]["graded"], 1);

    let table = "Date,Name,Year,Letterboxd URI,Rating\n\
        2020-01-01,Her Smell,2018,https://boxd.example/a,3.5\n\
        2020-01-02,Cats,2019,https://boxd.example/b,0.5\n";
    home.file("ratings.csv", table);
    let ran = home.run(&["import", "--like", "letterboxd", "ratings.csv"]);
    ran.fails(2, &["--critic NAME"]);
    home.run(&["import", "--like", "letterboxd", "ratings.csv", "--critic", "Odile Tock"]).good();
    let json = home.json(&["film", "Her Smell"]);
    let own = one(&json["reviews"], "critic", "Odile Tock");
    assert_eq!((&own["score"], &own["outlet"]), (&70.0.into(), &"Letterboxd".into()));
    assert_eq!(home.json(&["film", "Cats"])["figures"]["mean"]["value"], 10.0);
    home.sound();
}

#[test]
fn a_new_edition_of_a_table_revises_its_rows() {
    let home = Home::new();
    imported(&home, PLAIN.as_bytes(), "table.csv", &[]);
    let told = imported(&home, PLAIN.replace("4/5", "2/5").as_bytes(), "table.csv", &[]);
    assert!(told.contains("1 new review of 1 new document; 2 known already"), "{told}");
    let json = home.json(&["film", "Her Smell"]);
    assert_eq!(one(&json["reviews"], "critic", "Ada Vole")["grade"], "2/5");
    assert_eq!(one(&json["left_out"], "critic", "Ada Vole")["why"], "the critic gave another grade later");
    // Rows of tables say what they said: reading again leaves them alone.
    let before = home.figures();
    home.run(&["reread", "-q"]).good();
    alike(&home.figures(), &before, "figures");
    home.sound();
}
