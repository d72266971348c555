//! `plaudit catalog fetch wikidata` against a server on this machine that answers as the real one does: throttling,
//! failures, answers cut in the middle, queries that take too long; then a catalog of what came.

#![allow(clippy::unwrap_used, reason = "a test, helpers included")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};
use std::time::Instant;

fn plaudit() -> Command {
    Command::new(env!("CARGO_BIN_EXE_plaudit"))
}

/// A question as the server saw it.
#[derive(Debug, Clone)]
struct Asked {
    head: String,
    /// First day, and the day after the last.
    days: (String, String),
    at: Instant,
}

/// What the server does with a question.
enum Reply {
    Films(Vec<String>),
    Status(&'static str, &'static str, &'static str),
    /// An answer that promises more bytes than come.
    Cut,
    /// An answer that ends in an exception, as Wikidata's does after its 60 seconds.
    TimedOut,
}

struct Server {
    url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    /// `reply` gets the number of the question, from 0, and its days.
    fn start(reply: impl Fn(usize, &str, &str) -> Reply + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/sparql", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&asked);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { continue };
                let Some(question) = question(&mut stream) else { continue };
                let number = {
                    let mut list = list.lock().unwrap();
                    list.push(question.clone());
                    list.len() - 1
                };
                answer(&mut stream, reply(number, &question.days.0, &question.days.1));
            }
        });
        Server { url, asked }
    }

    fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }
}

fn question(stream: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let n = stream.read(&mut chunk).ok().filter(|n| *n > 0)?;
        bytes.extend_from_slice(&chunk[..n]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_lowercase();
        let length: usize = head.split("content-length: ").nth(1)?.lines().next()?.trim().parse().ok()?;
        if body.len() < length {
            continue;
        }
        let query = url::form_urlencoded::parse(body.as_bytes()).find(|(k, _)| k == "query")?.1.into_owned();
        let mut dates = query.split('"').filter(|p| p.ends_with("T00:00:00Z")).map(|p| p[..10].to_owned());
        return Some(Asked { head, days: (dates.next()?, dates.next()?), at: Instant::now() });
    }
}

fn answer(stream: &mut TcpStream, reply: Reply) {
    let json = "application/sparql-results+json;charset=utf-8";
    let mut send = |status: &str, headers: &str, kind: &str, body: &str, length: usize| {
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n"
        );
        let _ = stream.write_all(head.as_bytes());
        let _ = stream.write_all(body.as_bytes());
        let _ = stream.flush();
    };
    match reply {
        Reply::Films(rows) => {
            let body = format!(
                "{{\n  \"head\" : {{\n    \"vars\" : [ \"film\", \"field\", \"value\" ]\n  }},\n  \"results\" : {{\n    \"bindings\" : [ {} ]\n  }}\n}}",
                rows.join(", ")
            );
            send("200 OK", "", json, &body, body.len());
        }
        Reply::Status(status, headers, body) => send(status, headers, "text/plain", body, body.len()),
        Reply::Cut => send("200 OK", "", json, "{\"head\": {\"vars\": []}, \"results\": {\"bindi", 5000),
        Reply::TimedOut => {
            let body = "{\"head\": {}, \"results\": {\"bindings\": [ {\nSPARQL-QUERY: queryStr=…\njava.util.concurrent.TimeoutException\n\tat java.util";
            send("200 OK", "", json, body, body.len());
        }
    }
}

fn row(film: u32, field: &str, value: &str, more: &str) -> String {
    format!(
        r#"{{ "film" : {{ "type" : "uri", "value" : "http://www.wikidata.org/entity/Q{film}" }}, "field" : {{ "type" : "literal", "value" : "{field}" }}, "value" : {{ "xml:lang" : "en", "type" : "literal", "value" : "{value}" }}{more} }}"#
    )
}

fn person(q: u32, imdb: &str, character: &str) -> String {
    let character = if character.is_empty() {
        String::new()
    } else {
        format!(r#", "character" : {{ "type" : "literal", "value" : "{character}" }}"#)
    };
    format!(
        r#", "person" : {{ "type" : "uri", "value" : "http://www.wikidata.org/entity/Q{q}" }}, "personImdb" : {{ "type" : "literal", "value" : "{imdb}" }}{character}"#
    )
}

/// Real films, one a year.
fn film_of(year: &str) -> Reply {
    let rows = match year {
        "2016" => vec![
            row(18_703_031, "imdb", "tt3783958", ""),
            row(18_703_031, "title", "La La Land", ""),
            row(18_703_031, "year", "2016", ""),
            row(18_703_031, "director", "Damien Chazelle", &person(16_239_964, "nm3227090", "")),
            row(18_703_031, "sitelinks", "90", ""),
        ],
        "2018" => vec![
            row(56_274_981, "imdb", "tt7942742", ""),
            row(56_274_981, "tmdb", "520679", ""),
            row(56_274_981, "title", "Her Smell", ""),
            row(56_274_981, "year", "2018", ""),
            row(56_274_981, "runtime", "134", ""),
            row(56_274_981, "genre", "drama film", ""),
            row(56_274_981, "director", "Alex Ross Perry", &person(4_717_409, "nm3299428", "")),
            row(56_274_981, "cast", "Elisabeth Moss", &person(229_487, "nm0005253", "Becky Something")),
        ],
        _ => Vec::new(),
    };
    Reply::Films(rows)
}

fn fetch(server: &Server, folder: &Path, years: &str) -> Command {
    let mut command = plaudit();
    command
        .current_dir(folder)
        .args(["catalog", "fetch", "wikidata", "--out", "films.jsonl", "--backoff", "40"])
        .args(["--endpoint", &server.url, "--years", years]);
    command
}

fn stderr(out: &Output) -> String {
    String::from_utf8_lossy(&out.stderr).into_owned()
}

fn lines(folder: &Path) -> Vec<String> {
    fs::read_to_string(folder.join("films.jsonl")).unwrap().lines().map(str::to_owned).collect()
}

#[test]
fn throttled_failing_and_cut_off_it_still_gets_everything() {
    let server = Server::start(|number, from, _| match number {
        0 => Reply::Status("429 Too Many Requests", "Retry-After: 1\r\n", "slow down"),
        2 => Reply::Status("500 Internal Server Error", "", "oops"),
        3 => Reply::Cut,
        5 => Reply::Status("502 Bad Gateway", "", ""),
        _ => film_of(&from[..4]),
    });
    let folder = tempfile::tempdir().unwrap();
    let out = fetch(&server, folder.path(), "2016-2018").output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    assert!(stderr(&out).contains("the endpoint asks to wait 1 s"), "{}", stderr(&out));
    assert!(stderr(&out).contains("status 500; asking again in 0.0 s"), "{}", stderr(&out));
    assert!(stderr(&out).contains("films.jsonl: 2 films"), "{}", stderr(&out));
    let asked = server.asked();
    assert_eq!(asked.len(), 7);
    for question in &asked {
        assert!(
            question.head.contains(&format!(
                "user-agent: plaudit/{} (https://github.com/plaudit/plaudit)",
                env!("CARGO_PKG_VERSION")
            )),
            "{}",
            question.head
        );
        assert!(question.head.contains("accept: application/sparql-results+json"));
    }
    assert!(asked[1].at - asked[0].at >= std::time::Duration::from_millis(1000));
    // The second wait is twice the first.
    assert!(asked[3].at - asked[2].at >= std::time::Duration::from_millis(40));
    assert!(asked[4].at - asked[3].at >= std::time::Duration::from_millis(80));

    // What came is a source.
    let out = plaudit()
        .current_dir(folder.path())
        .args(["catalog", "build", "--no-built-in", "--out", "films.catalog", "films.jsonl"])
        .output()
        .unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    let show = |what: &str| {
        let args = ["catalog", "show", "--json", "--catalog", "films.catalog", what];
        let out = plaudit().current_dir(folder.path()).args(args).output().unwrap();
        serde_json::from_slice::<serde_json::Value>(&out.stdout).unwrap()
    };
    let film = show("tt7942742");
    assert_eq!(film["title"], "Her Smell");
    assert_eq!(film["year"], 2018);
    assert_eq!(film["runtime"], 134);
    assert_eq!(film["ids"]["wikidata"], "Q56274981");
    let moss = film["credits"].as_array().unwrap().iter().find(|c| c["job"] == "actor").unwrap().clone();
    assert_eq!(moss["character"], "Becky Something");
    assert_eq!(moss["ids"]["imdb"], "nm0005253");
    assert_eq!(show("nm3227090")["works"][0]["title"], "La La Land");
}

#[test]
fn a_run_that_was_given_up_is_gone_on_with() {
    let server = Server::start(|number, from, _| match number {
        // 2016 comes, 2017 fails for good.
        1..=6 => Reply::Status("500 Internal Server Error", "", ""),
        _ => film_of(&from[..4]),
    });
    let folder = tempfile::tempdir().unwrap();
    let out = fetch(&server, folder.path(), "2016-2018").output().unwrap();
    assert_eq!(out.status.code(), Some(1), "{}", stderr(&out));
    assert!(stderr(&out).contains("1 films are kept"), "{}", stderr(&out));
    assert!(
        stderr(&out).contains("2017-01-01 to 2017-12-31: failed 6 times, at last: status 500"),
        "{}",
        stderr(&out)
    );
    assert_eq!(lines(folder.path()).len(), 1);
    // As if the process had ended while it wrote the next slice.
    let path = folder.path().join("films.jsonl");
    let mut bytes = fs::read(&path).unwrap();
    bytes.extend_from_slice(b"{\"wikidata\":\"Q1\",\"tit");
    fs::write(&path, bytes).unwrap();
    let out = fetch(&server, folder.path(), "2016-2018").output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    let asked: Vec<String> = server.asked()[7..].iter().map(|q| q.days.0.clone()).collect();
    assert_eq!(asked, ["2017-01-01", "2018-01-01"]);
    let films = lines(folder.path());
    assert_eq!(films.len(), 2);
    assert!(films[1].contains("Her Smell"));
    // Nothing is left to do.
    let out = fetch(&server, folder.path(), "2016-2018").output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    assert_eq!(server.asked().len(), 9);
}

#[test]
fn a_slice_that_takes_too_long_is_split() {
    let days = |from: &str, until: &str| -> i64 {
        let part = |t: &str, r: std::ops::Range<usize>| t[r].parse::<i64>().unwrap();
        let of = |t: &str| part(t, 0..4) * 365 + part(t, 5..7) * 30 + part(t, 8..10);
        of(until) - of(from)
    };
    let server = Server::start(move |_, from, until| {
        if days(from, until) > 100 {
            Reply::TimedOut
        } else if from <= "2018-09-09" && until > "2018-09-09" {
            film_of("2018")
        } else {
            Reply::Films(Vec::new())
        }
    });
    let folder = tempfile::tempdir().unwrap();
    let out = fetch(&server, folder.path(), "2018").output().unwrap();
    assert_eq!(out.status.code(), Some(0), "{}", stderr(&out));
    assert_eq!(lines(folder.path()).len(), 1);
    let progress = fs::read_to_string(folder.path().join("films.jsonl.progress")).unwrap();
    assert!(progress.contains("2018-01-01") && progress.contains("2019-01-01"), "{progress}");
}

#[test]
fn what_cannot_work_is_said() {
    let server = Server::start(|_, _, _| Reply::Status("403 Forbidden", "", "\nno robots please\n"));
    let folder = tempfile::tempdir().unwrap();
    let out = fetch(&server, folder.path(), "2018").output().unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(stderr(&out).contains("the endpoint refused: status 403: no robots please"), "{}", stderr(&out));
    assert_eq!(server.asked().len(), 1);
    // A file of something else is not overwritten.
    fs::remove_file(folder.path().join("films.jsonl.progress")).unwrap();
    fs::write(folder.path().join("films.jsonl"), "mine").unwrap();
    let out = fetch(&server, folder.path(), "2018").output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", stderr(&out));
    assert_eq!(fs::read_to_string(folder.path().join("films.jsonl")).unwrap(), "mine");
    let out = fetch(&server, folder.path(), "2020-1990").output().unwrap();
    assert_eq!(out.status.code(), Some(2), "{}", stderr(&out));
}
