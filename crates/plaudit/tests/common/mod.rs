//! Running the binary and comparing what it prints.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

/// The repository's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The shared data, where it is; says loudly where it is not.
pub fn shared() -> Option<PathBuf> {
    let shared = root().join("../shared");
    if shared.join("DESIGN.md").exists() {
        return Some(shared);
    }
    println!("SKIPPED: ../shared is not there, so nothing was measured on real data");
    None
}

/// The binary.
pub fn plaudit() -> Command {
    Command::new(env!("CARGO_BIN_EXE_plaudit"))
}

/// Reads paths with `--format jsonl --text` and checks the invariants of what comes.
pub fn read(paths: &[&str]) -> Vec<Value> {
    let out =
        plaudit().args(["read", "--format", "jsonl", "--text", "--quiet"]).args(paths).output().unwrap();
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let readings: Vec<Value> = text.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    let broken: Vec<String> = readings.iter().flat_map(check_review).collect();
    assert!(broken.is_empty(), "invariants:\n{}", broken.join("\n"));
    readings
}

/// The claims of a kind.
pub fn claims<'r>(reading: &'r Value, kind: &str) -> impl Iterator<Item = &'r Value> {
    let kind = kind.to_owned();
    reading["claims"].as_array().unwrap().iter().filter(move |c| c["kind"] == kind.as_str())
}

static SCHEMA: LazyLock<jsonschema::Validator> = LazyLock::new(|| {
    let text = fs::read_to_string(root().join("schema/review.schema.json")).unwrap();
    jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap()
});

/// The invariants of a review on the wire: the schema, and that all evidence is the text it points at.
pub fn check_review(reading: &Value) -> Vec<String> {
    let place = reading["document"]["source"].as_str().unwrap_or("?").to_owned();
    let mut broken: Vec<String> = SCHEMA
        .iter_errors(reading)
        .map(|e| format!("{place}: schema: {e} at {}", e.instance_path()))
        .collect();
    let Some(text) = reading["text"].as_str() else { return broken };
    let claims = reading["claims"].as_array().into_iter().flatten();
    let notes = reading["notes"].as_array().into_iter().flatten();
    for evidence in claims.chain(notes).flat_map(|c| c["evidence"].as_array().into_iter().flatten()) {
        let at =
            |key: &str| usize::try_from(evidence[key].as_u64().unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        if text.get(at("start")..at("end")) != evidence["text"].as_str() {
            broken.push(format!("{place}: evidence {evidence} is not the text there"));
        }
    }
    broken
}

/// What a careful person reads in one review.
pub struct Expected {
    pub source: Option<String>,
    pub record: Option<u64>,
    pub part: Option<u64>,
    table: toml::Table,
}

/// The `[[review]]` tables of a file.
pub fn expected(path: &Path) -> Vec<Expected> {
    let file: toml::Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let reviews = file["review"].as_array().unwrap().iter().map(|r| r.as_table().unwrap().clone());
    let number =
        |t: &toml::Table, key: &str| t.get(key).map(|v| u64::try_from(v.as_integer().unwrap()).unwrap());
    reviews
        .map(|t| Expected {
            source: t.get("source").map(|s| s.as_str().unwrap().to_owned()),
            record: number(&t, "record"),
            part: number(&t, "part"),
            table: t,
        })
        .collect()
}

impl Expected {
    pub fn place(&self) -> String {
        let record = self.record.map_or(String::new(), |r| format!(" #{r}"));
        let part = self.part.map_or(String::new(), |p| format!(" part {p}"));
        format!("{}{record}{part}", self.source.as_deref().unwrap_or_default())
    }

    /// What the reading has otherwise.
    pub fn compare(&self, reading: &Value) -> Vec<String> {
        let mut wrong = Vec::new();
        for (key, want) in &self.table {
            let problem = match key.as_str() {
                "film" => film(want, reading),
                "grade" => grade(want, reading),
                "byline" => name(want, reading, "byline", "name"),
                "outlet" => name(want, reading, "outlet", "name"),
                "published" => published(want, reading),
                "language" => {
                    let found = reading["document"]["language"].as_str();
                    (found != want.as_str()).then(|| format!("language {found:?}, not {want}"))
                }
                "contains" => texts(want, reading, true),
                "lacks" => texts(want, reading, false),
                "notes" => notes(want, reading),
                // Where it stands, and remarks of the samples' file to its readers.
                "source" | "record" | "part" | "contradicts" | "revises" | "same_text_as" => None,
                other => Some(format!("the expectation has a key {other:?} that nothing checks")),
            };
            wrong.extend(problem);
        }
        wrong
    }
}

fn film(want: &toml::Value, reading: &Value) -> Option<String> {
    let found = claims(reading, "film").next();
    let Some(want) = want.as_table() else {
        return found.map(|f| format!("film {} {}, where none may be claimed", f["title"], f["year"]));
    };
    let Some(found) = found else { return Some(format!("no film, not {}", want["title"])) };
    let same_title =
        plain(found["title"].as_str().unwrap_or_default()) == plain(want["title"].as_str().unwrap());
    let same_year = want.get("year").is_none_or(|y| found["year"].as_i64() == y.as_integer());
    let quoted = want.get("quote").is_none_or(|q| {
        let q = plain(q.as_str().unwrap());
        found["evidence"].as_array().unwrap().iter().any(|e| {
            let e = plain(e["text"].as_str().unwrap());
            e.contains(&q) || q.contains(&e)
        })
    });
    (!(same_title && same_year && quoted))
        .then(|| format!("film {} {} by {}, not {want:?}", found["title"], found["year"], found["evidence"]))
}

fn grade(want: &toml::Value, reading: &Value) -> Option<String> {
    let found: Vec<&Value> = claims(reading, "grade").collect();
    let Some(want) = want.as_table() else {
        return (!found.is_empty()).then(|| format!("grade {}, where there is none", found[0]["value"]));
    };
    let text = |key: &str| want.get(key).map(|v| v.as_str().unwrap());
    // Of several grades, the one that is looked for: in the basis asked for, else the first; where the review
    // contradicts itself, any.
    let fits = |g: &&Value| {
        let value = g["value"].as_str().unwrap();
        text("basis").is_none_or(|b| g["basis"] == b)
            && text("scale").is_none_or(|s| same_scale(g["scale"].as_str().unwrap_or("unknown"), s))
            && text("scale_basis").is_none_or(|s| g["scale_basis"] == s)
            && text("value").is_none_or(|v| same_grade(value, v))
    };
    let Some(grade) = found.iter().copied().find(fits) else {
        let seen: Vec<String> = found
            .iter()
            .map(|g| format!("{} {} {} {}", g["value"], g["scale"], g["basis"], g["scale_basis"]))
            .collect();
        return Some(format!("grade [{}], not {want:?}", seen.join("; ")));
    };
    let score = claims(reading, "score").find(|s| s["policy"] == "linear").and_then(|s| s["value"].as_f64());
    let number = |v: &toml::Value| v.as_float().or(v.as_integer().map(|i| i as f64)).unwrap();
    let want_score = want.get("score").map(number);
    // Where the review contradicts itself, the score is of its first grade, which need not be this one.
    let contradicts = !std::ptr::eq(grade, found[0]);
    let right = match (score, want_score) {
        (Some(a), Some(b)) => (a - b).abs() < 0.1,
        (None, Some(_)) => false,
        _ => true,
    };
    (!right && !contradicts).then(|| format!("score {score:?}, not {want_score:?}, of {}", grade["value"]))
}

/// "/5" and "stars/5" count the same; whether somebody calls them stars is a matter of words.
fn same_scale(a: &str, b: &str) -> bool {
    let end = |s: &str| s.rsplit_once('/').map(|(unit, best)| (unit == "dice", best.to_owned()));
    a == b || end(a).is_some() && end(a) == end(b)
}

fn name(want: &toml::Value, reading: &Value, kind: &str, key: &str) -> Option<String> {
    let found = claims(reading, kind).next().and_then(|c| c[key].as_str()).unwrap_or("none");
    let want = want.as_str().unwrap();
    // Capitals are a matter of the page's style, marks are not.
    (found.to_lowercase() != want.to_lowercase()).then(|| format!("{kind} {found:?}, not {want:?}"))
}

fn published(want: &toml::Value, reading: &Value) -> Option<String> {
    let want = want.as_str().unwrap();
    // A month alone is no day: nothing need be claimed.
    if want.len() < 10 {
        return None;
    }
    name(&toml::Value::from(want), reading, "published", "date")
}

fn texts(want: &toml::Value, reading: &Value, present: bool) -> Option<String> {
    let at = |key: &str| usize::try_from(reading["document"][key].as_u64().unwrap()).unwrap();
    // The running text alone: what is metadata was lifted out of it on purpose.
    let raw = &reading["text"].as_str().unwrap()[at("start")..at("end")];
    let text = plain(raw);
    let off: Vec<&str> = want
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w.as_str().unwrap())
        // Words are looked for as words; what is no words ("\r", "+++", "<p>") letter for letter.
        .filter(|w| {
            if plain(w).len() > 3 { text.contains(&plain(w)) != present } else { raw.contains(*w) != present }
        })
        .collect();
    (!off.is_empty()).then(|| format!("the text {} {off:?}", if present { "lacks" } else { "holds" }))
}

fn notes(want: &toml::Value, reading: &Value) -> Option<String> {
    let notes = reading["notes"].to_string().to_lowercase();
    let off: Vec<&str> = want
        .as_array()
        .unwrap()
        .iter()
        .map(|w| w.as_str().unwrap())
        .filter(|w| !notes.contains(&w.to_lowercase()))
        .collect();
    (!off.is_empty()).then(|| format!("no note with {off:?} in {notes}"))
}

/// Lower case, letters and digits alone, single spaces.
pub fn plain(text: &str) -> String {
    let folded: String = text
        .chars()
        .flat_map(char::to_lowercase)
        .map(|c| if c.is_alphanumeric() { c } else { ' ' })
        .collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Do two spellings of a grade say the same? "4 stars" and "4", "★★★½" and "3.5", "D+" and "[D+]".
pub fn same_grade(a: &str, b: &str) -> bool {
    let bare = |s: &str| s.trim_matches(['[', ']', '(', ')', ' ', '_', '*']).to_lowercase();
    if bare(a) == bare(b) || !bare(b).is_empty() && bare(a).contains(&bare(b)) && bare(b).len() > 1 {
        return true;
    }
    match (reading::grade::parse(a), reading::grade::parse(b)) {
        (Ok(a), Ok(b)) => {
            let letters = |g: &reading::grade::Grade| g.scale.unit == reading::grade::Unit::Letter;
            a.points.is_some() && a.points == b.points && letters(&a) == letters(&b)
        }
        _ => false,
    }
}
