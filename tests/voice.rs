//! What every command does with its results and its talk, wherever they go.
#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod small;

use std::fs::File;
use std::process::{Output, Stdio};

use small::Small;
use small::disk::build;

/// The commands that print something of a knowledge base; `schema` takes no folder.
const COMMANDS: [(&str, &[&str]); 5] = [
    ("check", &["--format", "json"]),
    ("list", &[]),
    ("list", &["--format", "json"]),
    ("build", &["--stats", "--timings"]),
    ("build", &["--format", "json"]),
];

fn run(small: &Small, command: &str, more: &[&str], out: impl Into<Stdio>, err: impl Into<Stdio>) -> Output {
    let mut errbook = small.errbook(command);
    errbook.args(more).stdout(out).stderr(err).output().expect("errbook can be started")
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A pipe of which nobody reads.
fn closed() -> std::io::PipeWriter {
    std::io::pipe().expect("there are pipes").1
}

fn full() -> File {
    File::options().write(true).open("/dev/full").expect("it is always there")
}

#[test]
fn a_reader_who_left_is_no_failure() {
    let small = Small::new(2);
    for (command, more) in COMMANDS {
        let output = run(&small, command, more, closed(), Stdio::piped());
        let talk = talk(&output);
        assert!(output.status.success() && !talk.contains("panicked"), "{command}: {talk}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_result_that_cannot_be_kept_is_a_failure() {
    let small = Small::new(2);
    for (command, more) in COMMANDS {
        let output = run(&small, command, more, full(), Stdio::piped());
        let talk = talk(&output);
        assert_eq!(output.status.code(), Some(2), "{command}: {talk}");
        assert!(talk.contains("error: cannot print the result: No space left"), "{command}: {talk}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn talk_that_nobody_hears_changes_nothing() {
    let small = Small::new(2);
    for (command, more) in COMMANDS {
        for deaf in [Stdio::from(full()), Stdio::from(closed())] {
            let output = run(&small, command, more, Stdio::piped(), deaf);
            assert!(output.status.success(), "{command}");
            assert!(!output.stdout.is_empty(), "{command}");
        }
    }
    let output = run(&small, "no-such-command", &[], Stdio::piped(), full());
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn no_title_commands_the_terminal() {
    let small = Small::new(1);
    let record = small::record(0, "It is a teapot.");
    let hostile = "title: \"red \\e[31m\\u009b1m\\u202e line\\nbreak\"";
    small.put(&small::record_path(0), &record.replace("title: Teapot error 0", hostile));
    for (command, more) in [("list", &[][..]), ("list", &["--format", "json"]), ("check", &[])] {
        let output = run(&small, command, more, Stdio::piped(), Stdio::piped());
        let printed = String::from_utf8([output.stdout, output.stderr].concat()).expect("it is text");
        assert!(!printed.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{command}: {printed:?}");
    }
    let output = run(&small, "list", &[], Stdio::piped(), Stdio::piped());
    assert_eq!(String::from_utf8_lossy(&output.stdout).lines().count(), 1);
    let output = run(&small, "list", &["--format", "json"], Stdio::piped(), Stdio::piped());
    let told: serde_json::Value = serde_json::from_slice(&output.stdout).expect("it is JSON");
    assert_eq!(told["findings"][0]["text"], "red \u{1b}[31m\u{9b}1m\u{202e} line\nbreak");
}

#[test]
fn programs_hear_the_same_of_a_build_that_had_nothing_to_do() {
    let small = Small::new(2);
    let [first, second] = [(); 2].map(|()| build(&small, &["--format", "json"]));
    assert!(talk(&second).contains(" 0 written"));
    assert_eq!(String::from_utf8_lossy(&first.stdout), String::from_utf8_lossy(&second.stdout));
    assert!(String::from_utf8_lossy(&first.stdout).contains("\"problems\""));
}
