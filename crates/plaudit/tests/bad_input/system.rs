//! Files that cannot be had, pipes that end or do not, and users who stop the run.

use std::fs::{self, File, Permissions};
use std::io::{Read as _, Write as _};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};

use crate::{Place, common};

/// JSON lines that are hard to confuse: the number is in the title.
fn lines(n: usize) -> String {
    (0..n).map(|i| format!("{{\"title\":\"Review {i}\",\"film\":\"Heaven\",\"rating\":\"3/5\"}}\n")).collect()
}

fn fifo(place: &Place, name: &str) {
    assert!(Command::new("mkfifo").arg(place.path().join(name)).status().unwrap().success());
}

#[test]
fn what_is_not_there() {
    let place = Place::new();
    let long = "x".repeat(5000);
    let ran = place.among_neighbors(&["gone.md", "a-good.md/b", "nothing-*.md", "x[/y.md", &long]);
    ran.says(
        1,
        &[
            "plaudit: gone.md: no such file or folder",
            "plaudit: a-good.md/b: no such file: a part of this path is a file, not a folder",
            "plaudit: nothing-*.md: nothing matches",
            "plaudit: x[/y.md: not a pattern:",
            "plaudit: xxx*: File name too long",
        ],
    );
    place.run(&["read", "nothing-*.md"]).says(1, &["plaudit: nothing-*.md: nothing matches"]);
    fs::create_dir(place.path().join("bare")).unwrap();
    place.run(&["read", "bare"]).says(1, &["plaudit: bare: no reviews in this folder"]);
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_fails_while_it_is_read() {
    // The first page of a process's memory can be read by nobody.
    let ran = Place::new().among_neighbors(&["/proc/self/mem"]);
    ran.says(1, &["/proc/self/mem: unreadable: the bytes end here because reading them failed:"]);
}

#[test]
fn files_and_folders_that_are_shut() {
    let place = Place::new();
    place.neighbors();
    place.file("shut.md", "Nobody reads this.");
    fs::create_dir(place.path().join("dir")).unwrap();
    fs::create_dir(place.path().join("dir/shut")).unwrap();
    place.file("dir/open.md", "# Heaven\n\nA good film.");
    // Root reads everything, so as root the binary runs as somebody else, from where they may run it.
    let root = fs::metadata(place.path()).unwrap().uid() == 0;
    let binary = place.path().join("plaudit.bin");
    fs::copy(env!("CARGO_BIN_EXE_plaudit"), &binary).unwrap();
    fs::set_permissions(place.path(), Permissions::from_mode(0o755)).unwrap();
    for shut in ["shut.md", "dir/shut"] {
        fs::set_permissions(place.path().join(shut), Permissions::from_mode(0o000)).unwrap();
    }
    let mut command = Command::new(&binary);
    command.current_dir(place.path()).stdin(Stdio::null());
    command.args(["read", "--format", "jsonl", "a-good.md", "shut.md", "dir", "z-good.md"]);
    if root {
        command.uid(65534).gid(65534);
    }
    let ran = place.start(command, "shut").end();
    ran.says(
        1,
        &[
            "shut.md: unreadable: permission denied: may this user read it?",
            "plaudit: dir/shut: permission denied: may this user read it?",
        ],
    );
    assert_eq!(ran.places(), ["a-good.md", "dir/open.md", "z-good.md"]);
    // Else it cannot be cleared away.
    fs::set_permissions(place.path().join("dir/shut"), Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_file_that_vanishes_half_way() {
    let place = Place::new();
    place.neighbors();
    place.file("small.md", "# Cats\n\nBad.");
    place.file("large.jsonl", lines(10_000));
    fifo(&place, "slow.jsonl");
    let args = ["read", "--format", "jsonl", "slow.jsonl", "small.md", "large.jsonl", "z-good.md"];
    let going = place.start(place.command(&args), "run");
    // It opens once all is listed and its turn has come.
    let mut slow = File::options().write(true).open(place.path().join("slow.jsonl")).unwrap();
    fs::remove_file(place.path().join("small.md")).unwrap();
    fs::remove_file(place.path().join("large.jsonl")).unwrap();
    slow.write_all(lines(2).as_bytes()).unwrap();
    drop(slow);
    let ran = going.end();
    ran.says(
        1,
        &["small.md: unreadable: no such file or folder", "large.jsonl: unreadable: no such file or folder"],
    );
    assert_eq!(ran.places(), ["slow.jsonl#1", "slow.jsonl#2", "z-good.md"]);
}

#[test]
fn links_in_circles_and_deep_folders() {
    let place = Place::new();
    fs::create_dir(place.path().join("loop")).unwrap();
    place.file("loop/one.md", "# Heaven\n\nA good film.");
    symlink(".", place.path().join("loop/here")).unwrap();
    // A circle is no loss: all that is in it is read once.
    let ran = place.read(&["loop"]);
    ran.says(0, &["plaudit: loop/here: a link back to loop: not followed"]);
    assert_eq!(ran.places(), ["loop/one.md"]);
    symlink("self.md", place.path().join("loop/self.md")).unwrap();
    symlink("gone.md", place.path().join("loop/to-gone.md")).unwrap();
    place.read(&["loop"]).says(
        1,
        &[
            "plaudit: loop/here: a link back to loop: not followed",
            "plaudit: loop/self.md: Too many levels of symbolic links",
            "plaudit: loop/to-gone.md: no such file or folder",
        ],
    );
    place.read(&["loop/self.md"]).says(1, &["plaudit: loop/self.md: Too many levels of symbolic links"]);

    let deep = "d/".repeat(500);
    fs::create_dir_all(place.path().join(&deep)).unwrap();
    place.file(&format!("{deep}one.md"), "# Heaven\n\nA good film.");
    let ran = place.read(&["d"]);
    ran.says(0, &[]);
    assert_eq!(ran.places(), [format!("{deep}one.md")]);
}

#[test]
fn standard_input() {
    let place = Place::new();
    place.neighbors();
    for empty in [b"".as_slice(), b"{\"film\":\"Heaven\"}\n"] {
        place.file("given", empty);
        let mut command = place.command(&["read", "--format", "jsonl", "a-good.md", "-", "z-good.md"]);
        command.stdin(File::open(place.path().join("given")).unwrap());
        let ran = place.start(command, "run").end();
        if empty.is_empty() {
            ran.says(0, &["-: empty: there is nothing in it to read"]);
            assert_eq!(ran.places(), ["a-good.md", "z-good.md"]);
        } else {
            ran.says(0, &[]);
            assert_eq!(ran.places(), ["a-good.md", "-#1", "z-good.md"]);
        }
    }
    // A folder on standard input can be opened, but not read.
    let mut command = place.command(&["read", "-"]);
    command.stdin(File::open(place.path()).unwrap());
    place
        .start(command, "run")
        .end()
        .says(1, &["-: unreadable: the bytes end here because reading them failed"]);
}

#[test]
fn command_lines_that_are_wrong() {
    let place = Place::new();
    place.neighbors();
    for (args, says) in [
        (vec!["read", "--nope", "a-good.md"], "unexpected argument '--nope'"),
        (vec!["read", "--policy", "nope", "a-good.md"], "no policy \"nope\"; there are linear"),
        (vec!["report", "--policy", "nope", "a-good.md", "--out", "r"], "no policy \"nope\""),
        (vec!["read", "--format", "xml", "a-good.md"], "invalid value 'xml'"),
        (vec!["read", "--column", "nope=x", "a-good.md"], "no meaning \"nope\"; there are film"),
        (vec!["read", "--threads", "0", "a-good.md"], "invalid value '0'"),
        (vec!["read"], "required arguments were not provided"),
        (vec!["reed", "a-good.md"], "unrecognized subcommand"),
    ] {
        let ran = place.run(&args);
        assert_eq!((ran.code, ran.out.len()), (Some(2), 0), "{args:?}");
        assert!(ran.err.contains(says), "{args:?}: {}", ran.err);
    }
}

#[test]
fn output_that_nobody_takes() {
    let place = Place::new();
    place.file("many.jsonl", lines(20_000));
    for format in ["jsonl", "json", "csv", "pretty"] {
        let mut command = place.command(&["read", "--format", format, "many.jsonl"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut head = [0; 100];
        child.stdout.take().unwrap().read_exact(&mut head).unwrap();
        let ran = child.wait_with_output().unwrap();
        let err = String::from_utf8_lossy(&ran.stderr).into_owned();
        // As "| head" does it: nothing is wrong.
        assert_eq!((ran.status.code(), err.as_str()), (Some(0), ""), "{format}");
    }
    if let Ok(full) = File::options().write(true).open("/dev/full") {
        let out = place.command(&["read", "--format", "jsonl", "many.jsonl"]).stdout(full).output().unwrap();
        let err = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(1));
        assert!(err.starts_with("plaudit: cannot write the readings:") && err.lines().count() == 1, "{err}");
    }
}

#[test]
fn interrupted_half_way() {
    let given = lines(5_000);
    for format in ["jsonl", "json", "csv"] {
        let place = Place::new();
        let mut command = place.command(&["read", "--format", format, "-"]);
        command.stdin(Stdio::piped());
        let mut going = place.start(command, "run");
        let mut pipe = going.child.stdin.take().unwrap();
        // The pipe stays open and silent, in the middle of a line.
        pipe.write_all(given.as_bytes()).unwrap();
        pipe.write_all(b"{\"film\":\"Heav").unwrap();
        going.until("some output", |g| g.written() > 100_000);
        going.interrupt();
        let ran = going.end();
        drop(pipe);
        ran.says(130, &["plaudit: interrupted; what was read is written"]);
        let text = String::from_utf8(ran.out.clone()).unwrap();
        let titles: Vec<String> = match format {
            "csv" => {
                let mut table = csv::Reader::from_reader(text.as_bytes());
                let rows: Vec<_> = table.records().collect::<Result<_, _>>().unwrap();
                (0..rows.len()).map(|i| format!("Review {i}")).collect()
            }
            "json" => {
                let reviews: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
                assert!(reviews.iter().flat_map(common::check_review).next().is_none());
                reviews.iter().map(|r| r["document"]["record"].to_string()).collect()
            }
            _ => ran.reviews().iter().map(|r| r["document"]["record"].to_string()).collect(),
        };
        assert!(titles.len() > 50 && titles.len() <= 5_000, "{format}: {}", titles.len());
        if format != "csv" {
            let want: Vec<String> = (1..=titles.len()).map(|n| n.to_string()).collect();
            assert_eq!(titles, want, "{format}: without a gap, in order");
        }
    }
}

#[test]
fn interrupted_at_a_pipe_that_says_nothing() {
    let place = Place::new();
    fifo(&place, "mute");
    // Read and report, at standard input and at a named pipe that nobody opens.
    for (args, tag) in [
        (vec!["read", "--format", "json", "a-good.md", "-"], "one"),
        (vec!["read", "--format", "json", "a-good.md", "mute"], "two"),
        (vec!["report", "a-good.md", "-", "--out", "pages"], "three"),
    ] {
        place.neighbors();
        let mut command = place.command(&args);
        command.stdin(Stdio::piped());
        let mut going = place.start(command, tag);
        let pipe = going.child.stdin.take();
        // Nothing shows from outside that it waits; the handler is there long before that.
        std::thread::sleep(std::time::Duration::from_secs(2));
        going.interrupt();
        let ran = going.end();
        drop(pipe);
        ran.says(130, &["plaudit: interrupted"]);
        if args[0] == "read" {
            let reviews: Vec<serde_json::Value> = serde_json::from_slice(&ran.out).unwrap();
            assert_eq!(reviews.len(), 1);
        } else {
            assert!(!place.path().join("pages").exists(), "half a report reads like a whole one");
        }
    }
}
