use std::process::ExitCode;

/// A build is made of small texts, taken and given back on all threads: docs/decisions/001-fast-builds.md.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    errbook::cli::run()
}
