//! Fuzzes; what is asserted is in `checks/catalog.rs`, which `tests/crashes.rs` uses too.
#![no_main]

#[path = "../checks/catalog.rs"]
mod check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| check::check(data));
