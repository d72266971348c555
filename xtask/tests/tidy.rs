//! The repository itself is tidy: `cargo xtask tidy` finds no fault.

use std::process::Command;

#[test]
fn the_repository_is_tidy() {
    let out = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("tidy").output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr);
    assert!(out.status.success(), "{said}");
    assert!(said.contains("0 faults"), "{said}");
}
