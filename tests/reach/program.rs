//! The program as somebody runs it, in a folder and with a base of their choice.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// How a run ended.
pub struct Ran {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// `errbook`, in a folder, without anything from the environment of the test.
pub fn errbook(dir: &Path) -> Command {
    let mut errbook = Command::new(env!("CARGO_BIN_EXE_errbook"));
    errbook.current_dir(dir).stdin(Stdio::null());
    for name in ["ERRBOOK_BASE", "GITHUB_STEP_SUMMARY", "NO_COLOR"] {
        errbook.env_remove(name);
    }
    errbook
}

pub fn run(command: &mut Command, input: &[u8]) -> Ran {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("errbook runs");
    let mut stdin = child.stdin.take().expect("it is piped");
    let output = std::thread::scope(|scope| {
        // A program that reads nothing closes the pipe.
        scope.spawn(move || stdin.write_all(input).ok());
        child.wait_with_output().expect("errbook ends")
    });
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}
