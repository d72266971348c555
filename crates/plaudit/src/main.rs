//! `plaudit`, the binary: an allocator that many threads share well, and the library's `main`.

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    plaudit::main()
}
