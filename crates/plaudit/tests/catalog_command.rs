//! `plaudit catalog build`, `search`, `show` and `stats`: sources of several formats become one catalog, bad ones are
//! said to be that, and nothing half-written is left behind.

#![allow(clippy::unwrap_used, reason = "a test, helpers included")]

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use flate2::write::GzEncoder;
use serde_json::Value;

const BASICS: &str = "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres\n\
    tt7942742\tmovie\tHer Smell\tHer Smell\t0\t2018\t\\N\t134\tDrama,Music\n\
    tt0076786\tmovie\tSuspiria\tSuspiria\t0\t1977\t\\N\t99\tHorror\n\
    tt1034415\tmovie\tSuspiria\tSuspiria\t0\t2018\t\\N\t152\tHorror\n\
    tt0944947\ttvSeries\tGame of Thrones\tGame of Thrones\t0\t2011\t2019\t57\tDrama\n";
const PRINCIPALS: &str = "tconst\tordering\tnconst\tcategory\tjob\tcharacters\n\
    tt7942742\t1\tnm0005253\tactress\t\\N\t[\"Becky Something\"]\n\
    tt7942742\t2\tnm3299428\tdirector\t\\N\t\\N\n\
    tt0944947\t1\tnm0000999\tactor\t\\N\t[\"Nobody\"]\n";
const NAMES: &str = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles\n\
    nm0005253\tElisabeth Moss\t1982\t\\N\tactress\ttt7942742\n\
    nm3299428\tAlex Ross Perry\t1984\t\\N\tdirector\ttt7942742\n\
    nm0000999\tNobody Known\t\\N\t\\N\tactor\t\\N\n";
const TABLE: &str =
    "Name,Year,IMDb,Players\nHer Smell,2018,tt7942742,Dan Stevens as Danny; Cara Delevingne (Crassie)\n";

fn run(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_plaudit")).current_dir(folder).args(args).output().unwrap()
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn gzip(text: &str) -> Vec<u8> {
    let mut out = GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// A folder with sources in it, and the catalog built from them.
fn built() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("imdb")).unwrap();
    // In order of name, what refers to others comes first.
    fs::write(at("imdb/a.names.tsv.gz"), gzip(NAMES)).unwrap();
    fs::write(at("imdb/b.principals.tsv"), PRINCIPALS).unwrap();
    fs::write(at("imdb/c.basics.tsv.gz"), gzip(BASICS)).unwrap();
    fs::write(at("imdb/notes.txt"), "Fetched on a Sunday.\n").unwrap();
    fs::write(at("table.csv"), TABLE).unwrap();
    let out = run(
        folder.path(),
        &[
            "catalog",
            "build",
            "--no-built-in",
            "--out",
            "films.catalog",
            "--column",
            "title=Name",
            "--column",
            "cast=Players",
            "imdb",
            "table.csv",
            "./table.csv",
        ],
    );
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    assert!(stderr(&out).contains("./table.csv: given more than once: read once"), "{}", stderr(&out));
    assert_eq!(stderr(&out).matches("table.csv: table of films: ").count(), 1, "{}", stderr(&out));
    assert!(stderr(&out).contains("imdb/notes.txt: passed over: no table of films"), "{}", stderr(&out));
    assert!(stderr(&out).contains("imdb/c.basics.tsv.gz: IMDb title.basics: 3 films"), "{}", stderr(&out));
    assert!(stderr(&out).contains("films.catalog: 3 films, 4 people, 4 credits"), "{}", stderr(&out));
    folder
}

fn json(folder: &Path, args: &[&str]) -> Value {
    let out = run(folder, args);
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn sources_in_any_order_become_one_catalog() {
    let folder = built();
    let film = json(folder.path(), &["catalog", "show", "--json", "--catalog", "films.catalog", "tt7942742"]);
    assert_eq!(
        (&film["title"], &film["year"], &film["runtime"]),
        (&"Her Smell".into(), &2018.into(), &134.into())
    );
    let mut credits: Vec<String> = film["credits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| {
            let text = |key: &str| c[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} [{}]", text("job"), text("person"), text("character"))
        })
        .collect();
    credits.sort();
    let want = [
        "actor Cara Delevingne [Crassie]",
        "actor Dan Stevens [Danny]",
        "actor Elisabeth Moss [Becky Something]",
        "director Alex Ross Perry []",
    ];
    assert_eq!(credits, want);
    let stats = json(folder.path(), &["catalog", "stats", "--json", "--catalog", "films.catalog"]);
    assert_eq!(stats["films"], 3);
    assert_eq!(stats["films_with"]["imdb_id"], 3);
    assert_eq!(stats["sources"][0]["name"], "c.basics.tsv.gz");
    let out = run(folder.path(), &["catalog", "stats", "--catalog", "films.catalog"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("from table.csv"));
}

#[test]
fn films_and_people_are_found() {
    let folder = built();
    let search = |name: &str| {
        json(folder.path(), &["catalog", "search", "--json", "--catalog", "films.catalog", name])
    };
    let found = search("Elizabeth Moss");
    assert_eq!(found["people"][0]["ids"]["imdb"], "nm0005253");
    assert_eq!(found["people"][0]["match"], "near");
    let found = search("suspiria");
    assert_eq!(found["films"].as_array().unwrap().len(), 2);
    assert_eq!(found["films"][0]["match"], "exact");
    // By identifier, by title and year, by one word.
    for (words, kind, id, how) in [
        ("tt7942742", "films", "tt7942742", "exact"),
        ("nm0005253", "people", "nm0005253", "exact"),
        ("Suspiria 1977", "films", "tt0076786", "exact"),
        ("suspiria (2018)", "films", "tt1034415", "exact"),
        ("moss", "people", "nm0005253", "words"),
        ("Smell", "films", "tt7942742", "words"),
    ] {
        let found = search(words);
        assert_eq!(found[kind][0]["ids"]["imdb"], id, "{words}: {found}");
        assert_eq!(found[kind][0]["match"], how, "{words}: {found}");
        assert_eq!(found[kind].as_array().unwrap().len(), 1, "{words}: {found}");
    }
    for (words, code) in [("", 2), ("  ", 2), ("Suspiria (1999)", 1), ("Q1", 1)] {
        let out = run(folder.path(), &["catalog", "search", "--catalog", "films.catalog", words]);
        assert_eq!(out.status.code(), Some(code), "{words}: {}", stderr(&out));
    }
    let show = |what: &str| run(folder.path(), &["catalog", "show", "--catalog", "films.catalog", what]);
    let out = show("Suspiria");
    assert_eq!(out.status.code(), Some(1));
    assert!(stderr(&out).contains("2 films; say which"), "{}", stderr(&out));
    let out = show("Suspiria (1977)");
    assert!(String::from_utf8_lossy(&out.stdout).contains("tt0076786"));
    let out = show("nm0005253");
    assert!(String::from_utf8_lossy(&out.stdout).contains("Her Smell (2018)"));
    let out = show("Elisabeth Moss");
    assert!(String::from_utf8_lossy(&out.stdout).contains("Her Smell (2018)"));
    for nothing in ["tt0000001", "Q1", "No Such Film", "…", "tt99999999999999"] {
        assert_eq!(show(nothing).status.code(), Some(1), "{nothing}");
    }
    let out = run(folder.path(), &["catalog", "search", "--catalog", "films.catalog", "xyzzy"]);
    assert_eq!(out.status.code(), Some(1));
    // The built-in one.
    let out = run(folder.path(), &["catalog", "show", "tt7942742"]);
    assert!(String::from_utf8_lossy(&out.stdout).starts_with("Her Smell (2018)"));
}

#[test]
fn bad_sources_are_named_and_the_rest_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("page.tsv"), "<!DOCTYPE html>\n<html><title>403</title></html>\n").unwrap();
    let whole =
        gzip(&format!("{BASICS}{}", "tt0000001\tmovie\tCaf\u{e9}\t\\N\t0\t1999\t\\N\t9\t\\N\n".repeat(3000)));
    fs::write(at("cut.tsv.gz"), &whole[..whole.len() - 10]).unwrap();
    let mut rows = BASICS.as_bytes().to_vec();
    rows.extend_from_slice(b"tt0000002\tmovie\n");
    fs::write(at("basics.tsv"), rows).unwrap();
    let args = [
        "catalog",
        "build",
        "--no-built-in",
        "--out",
        "out.catalog",
        "page.tsv",
        "cut.tsv.gz",
        "basics.tsv",
        "none.tsv",
    ];
    let out = run(folder.path(), &args);
    assert_eq!(out.status.code(), Some(1), "{}", stderr(&out));
    let said = stderr(&out);
    assert!(said.contains("page.tsv: this is a page of HTML"), "{said}");
    assert!(said.contains("cut.tsv.gz: "), "{said}");
    assert!(said.contains("basics.tsv:6: 2 columns where the header has 9: row left out"), "{said}");
    assert!(said.contains("none.tsv: no such file"), "{said}");
    assert!(at("out.catalog").exists());
    // Nothing else is left behind.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 4);
}

#[test]
fn credits_of_nobody_known_are_said_once() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("basics.tsv"), BASICS).unwrap();
    let build = |sources: &[&str]| {
        let mut args = vec!["catalog", "build", "--no-built-in", "--out", "out.catalog"];
        args.extend(sources);
        let out = run(folder.path(), &args);
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        stderr(&out)
    };
    assert!(!build(&["basics.tsv"]).contains("merging"), "one source has nothing to be merged with");
    fs::write(folder.path().join("principals.tsv"), PRINCIPALS).unwrap();
    let said = build(&["basics.tsv", "principals.tsv"]);
    assert_eq!(said.matches("2 credits are of people whose names no source has").count(), 1, "{said}");
    assert!(said.contains("merging what was read"), "{said}");
    fs::write(folder.path().join("names.tsv"), NAMES).unwrap();
    let said = build(&["basics.tsv", "principals.tsv", "names.tsv"]);
    assert!(!said.contains("no source has"), "{said}");
}

#[test]
fn nothing_is_written_where_there_is_nothing_to_write() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("page.html"), "<html>").unwrap();
    fs::write(folder.path().join("old.catalog"), "PLAUDCAT, old").unwrap();
    let out = run(folder.path(), &["catalog", "build", "--out", "old.catalog", "page.html"]);
    assert_eq!(out.status.code(), Some(1), "{}", stderr(&out));
    assert!(!stderr(&out).contains("merging"), "{}", stderr(&out));
    assert_eq!(fs::read_to_string(folder.path().join("old.catalog")).unwrap(), "PLAUDCAT, old");
    for args in [
        &["catalog", "build", "--out", "gone/x.catalog", "page.html"][..],
        &["catalog", "build", "--out", ".", "page.html"],
        &["catalog", "build", "--out", "x", "-"],
        &["catalog", "build", "--out", "x", "--column", "stars=5", "page.html"],
    ] {
        let out = run(folder.path(), args);
        assert_eq!(out.status.code(), Some(2), "{}", stderr(&out));
    }
    let out = run(folder.path(), &["catalog", "stats", "--catalog", "old.catalog"]);
    assert_eq!(out.status.code(), Some(1));
    assert!(stderr(&out).contains("old.catalog"), "{}", stderr(&out));
}

#[test]
fn help_tells_what_columns_may_mean_and_quiet_is_quiet() {
    let folder = built();
    for (command, meaning) in
        [(&["read"][..], "critic"), (&["report"], "critic"), (&["catalog", "build"], "original_title")]
    {
        let out = run(folder.path(), &[command, &["--help"]].concat());
        assert!(String::from_utf8_lossy(&out.stdout).contains(meaning), "{command:?}");
    }
    for (args, code, says) in [
        (&["search", "-q", "xyzzy"][..], 1, false),
        (&["show", "-q", "xyzzy"], 1, false),
        (&["show", "-q", "Suspiria"], 1, false),
        (&["show", "-q", "Her Smell"], 0, true),
        (&["stats", "-q"], 0, true),
    ] {
        let out = run(folder.path(), &[&["catalog"], args, &["--catalog", "films.catalog"]].concat());
        assert_eq!(out.status.code(), Some(code), "{args:?}: {}", stderr(&out));
        assert_eq!((!out.stdout.is_empty(), stderr(&out).as_str()), (says, ""), "{args:?}");
    }
}

#[test]
fn completions_are_what_help_shows() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let out = run(folder.path(), &["completions", shell]);
        assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
        let script = String::from_utf8(out.stdout).unwrap();
        assert!(script.contains("endpoint") && !script.contains("backoff"), "{shell}");
        // Nobody reads to the end.
        let mut child = Command::new(env!("CARGO_BIN_EXE_plaudit"))
            .args(["completions", shell])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let out = child.wait_with_output().unwrap();
        assert_eq!((out.status.code(), stderr(&out).as_str()), (Some(0), ""), "{shell}");
    }
}

#[cfg(unix)]
#[test]
fn only_catalogs_are_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("table.csv"), "title,year\nHer Smell,2018\n").unwrap();
    fs::write(at("review.md"), "Not a catalog.").unwrap();
    fs::write(at("empty"), "").unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    std::os::unix::fs::symlink("review.md", at("link")).unwrap();
    std::os::unix::fs::symlink("new.catalog", at("to-new")).unwrap();
    let build = |out: &str| {
        run(folder.path(), &["catalog", "build", "--no-built-in", "--out", out, "table.csv", "review.md"])
    };
    for (name, why) in [
        ("review.md", "is there and is no catalog"),
        ("link", "is there and is no catalog"),
        ("pipe", "is a device or a pipe"),
        ("table.csv", "is there and is no catalog"),
        ("table.csv/x", "cannot be written"),
    ] {
        let out = build(name);
        assert_eq!(out.status.code(), Some(2), "{name}: {}", stderr(&out));
        assert!(stderr(&out).contains(why), "{name}: {}", stderr(&out));
    }
    assert_eq!(fs::read_to_string(at("review.md")).unwrap(), "Not a catalog.");
    // An empty file, a new one behind a link, a catalog again; the link stays.
    for name in ["empty", "to-new", "to-new"] {
        let out = build(name);
        assert_eq!(out.status.code(), Some(1), "{name}: {}", stderr(&out));
        assert!(catalog::Catalog::open(&fs::read(at(name)).unwrap()).is_ok(), "{name}");
    }
    assert!(fs::symlink_metadata(at("to-new")).unwrap().is_symlink() && at("new.catalog").is_file());
    let out = run(folder.path(), &["catalog", "build", "--out", "to-new", "new.catalog", "table.csv"]);
    assert_eq!(out.status.code(), Some(2), "{}", stderr(&out));
    assert!(stderr(&out).contains("is also a source"), "{}", stderr(&out));
}

#[cfg(unix)]
#[test]
fn ctrl_c_leaves_the_old_catalog() {
    let folder = tempfile::tempdir().unwrap();
    let mut big = String::from("title,year,director,cast\n");
    for i in 0..400_000 {
        big.push_str(&format!("Film {i},1999,Person {i},Actor {i}; Other {i}\n"));
    }
    fs::write(folder.path().join("big.csv.gz"), gzip(&big)).unwrap();
    fs::write(folder.path().join("old.catalog"), "PLAUDCAT, old").unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_plaudit"))
        .current_dir(folder.path())
        .args(["catalog", "build", "--no-built-in", "--out", "old.catalog", "big.csv.gz"])
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    let out = child.wait_with_output().unwrap();
    // A fast machine is done before, a slow one has not begun: whole or not at all in either case.
    let left = fs::read(folder.path().join("old.catalog")).unwrap();
    match out.status.code() {
        Some(0) => assert!(catalog::Catalog::open(&left).is_ok()),
        code => {
            assert!(matches!(code, Some(130) | None), "{}", stderr(&out));
            // Nothing is said of a source that is sound.
            assert!(!stderr(&out).contains("big.csv"), "{}", stderr(&out));
            assert_eq!(left, b"PLAUDCAT, old");
        }
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}
