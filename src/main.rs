use std::process::ExitCode;

fn main() -> ExitCode {
    errbook::cli::run()
}
