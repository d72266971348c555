//! What once broke a fuzz target must not break it again: every file of `corpus/crashes` is a case. The
//! checks are the fuzz targets' own; `swell`, which measures time, is run by hand: a timed test is no test.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::duplicate_mod,
    reason = "a panic is how a test fails; checks share a module"
)]

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/checks/grade.rs"]
mod grade_check;
#[path = "../../../fuzz/checks/reading.rs"]
mod reading_check;

fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/crashes").join(target);
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        println!("{}", path.display());
        check(&fs::read(path).unwrap());
    }
}

#[test]
fn grades() {
    replay("grade", grade_check::check);
}

#[test]
fn readings() {
    replay("reading", reading_check::check);
}
