//! What once broke the fuzz target must not break it again: every file of `corpus/crashes/catalog` is a case. The checks
//! are the fuzz target's own.
#![allow(clippy::unwrap_used, unreachable_pub, reason = "a panic is how a test fails; checks are shared")]

use std::fs;
use std::path::Path;

#[path = "../../../fuzz/checks/catalog.rs"]
mod check;

#[test]
fn crashes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/crashes/catalog");
    for file in fs::read_dir(&folder).unwrap() {
        check::check(&fs::read(file.unwrap().path()).unwrap());
    }
}
