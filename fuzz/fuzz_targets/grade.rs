//! Fuzzes; what is asserted is in `checks/grade.rs`, which `tests/crashes.rs` uses too.
#![no_main]

#[path = "../checks/grade.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| check::check(data));
