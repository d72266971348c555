//! (to be written)

mod report;

fn main() {}
