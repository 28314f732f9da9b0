//! A command run by errbook behaves as without it; its failure is explained.
#![cfg(unix)]

use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};

use super::program::{Ran, errbook, run};
use super::small::Small;

fn sh(small: &Small, script: &str, input: &[u8]) -> Ran {
    run(errbook(small.dir()).args(["run", "--", "sh", "-c", script]), input)
}

#[test]
fn output_input_and_exit_code_pass_and_the_answer_follows() {
    let small = Small::new(1);
    let script = "cat; printf 'a\\tb\\n'; echo 'the kettle number 0 is cold' >&2; exit 7";
    let ran = sh(&small, script, b"from the input\n");
    assert_eq!(ran.code, Some(7));
    assert_eq!(ran.out, "from the input\na\tb\n");
    assert!(ran.err.starts_with("the kettle number 0 is cold\n\nTeapot error 0\n"), "{}", ran.err);
}

#[test]
fn a_success_and_an_unknown_failure_are_left_alone() {
    let small = Small::new(1);
    for (script, code) in [("echo 'the kettle number 0 is cold' >&2", 0), ("echo strange >&2; exit 3", 3)] {
        let ran = sh(&small, script, b"");
        assert_eq!(ran.code, Some(code));
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
}

#[test]
fn a_command_that_is_killed_ends_as_shells_count() {
    let small = Small::new(1);
    let ran = sh(&small, "echo 'the kettle number 0 is cold'; kill -9 $$", b"");
    assert_eq!(ran.code, Some(137));
    assert!(ran.err.contains("Teapot error 0"), "{}", ran.err);
}

#[test]
fn a_command_that_does_not_exist_is_an_error() {
    let small = Small::new(1);
    let ran = run(errbook(small.dir()).args(["run", "no-such-command-anywhere"]), b"");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("cannot start `no-such-command-anywhere`"), "{}", ran.err);
}

/// The question has to be there before the answer is given.
#[test]
fn a_command_may_ask_a_question() {
    let small = Small::new(1);
    let mut errbook = errbook(small.dir());
    errbook.args(["run", "sh", "-c", "printf 'Name? '; read name; echo \"hello $name\"; exit 4"]);
    let mut child = errbook.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("errbook runs");
    let mut out = child.stdout.take().expect("it is piped");
    let mut question = [0; 6];
    out.read_exact(&mut question).expect("it asks");
    assert_eq!(&question, b"Name? ");
    child.stdin.take().expect("it is piped").write_all(b"Ada\n").expect("it listens");
    let mut answer = String::new();
    out.read_to_string(&mut answer).expect("it answers");
    assert_eq!((answer.as_str(), child.wait().expect("it ends").code()), ("hello Ada\n", Some(4)));
}

#[test]
fn an_output_without_end_is_passed_on_in_little_memory() {
    let small = Small::new(1);
    let script = "echo 'the kettle number 0 is cold'; yes 'an ordinary line of output' | head -c 1000000000; \
                  grep VmHWM /proc/$PPID/status >&2; exit 5";
    let mut errbook = errbook(small.dir());
    errbook.args(["run", "sh", "-c", script]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = errbook.spawn().expect("errbook runs");
    let mut out = child.stdout.take().expect("it is piped");
    let (mut count, mut piece) = (0, vec![0; 1 << 20]);
    loop {
        match out.read(&mut piece).expect("it can be read") {
            0 => break,
            size => count += size,
        }
    }
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((count, output.status.code()), (1_000_000_000 + 28, Some(5)));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let memory = said.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok());
    assert!(memory.is_some_and(|kilobytes| kilobytes < 64_000), "{said}");
    assert!(said.contains("Teapot error 0"), "{said}");
}

/// What the keyboard sends goes to the whole group; errbook stays to see how the command takes it.
#[test]
fn an_interrupt_is_the_commands_own_business() {
    let small = Small::new(1);
    let mut errbook = errbook(small.dir());
    errbook.args([
        "run",
        "sh",
        "-c",
        "trap 'echo caught; exit 5' INT; echo ready; while :; do sleep 0.1; done",
    ]);
    errbook.process_group(0).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = errbook.spawn().expect("errbook runs");
    let mut out = child.stdout.take().expect("it is piped");
    let mut ready = [0; 6];
    out.read_exact(&mut ready).expect("it begins");
    let group = format!("-{}", child.id());
    assert!(Command::new("kill").args(["-INT", "--", &group]).status().expect("kill runs").success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it can be read");
    assert_eq!((rest.as_str(), child.wait().expect("it ends").code()), ("caught\n", Some(5)));
}

#[test]
fn being_told_to_end_is_told_to_the_command() {
    let small = Small::new(1);
    let mut errbook = errbook(small.dir());
    errbook.args([
        "run",
        "sh",
        "-c",
        "trap 'echo told; exit 6' TERM; echo ready; while :; do sleep 0.1; done",
    ]);
    let mut child = errbook.stdout(Stdio::piped()).spawn().expect("errbook runs");
    let mut out = child.stdout.take().expect("it is piped");
    let mut ready = [0; 6];
    out.read_exact(&mut ready).expect("it begins");
    assert!(Command::new("kill").arg(child.id().to_string()).status().expect("kill runs").success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("it can be read");
    assert_eq!((rest.as_str(), child.wait().expect("it ends").code()), ("told\n", Some(6)));
}

/// In a terminal of its own, as `script` from util-linux makes one.
#[test]
fn a_command_keeps_its_terminal() {
    let small = Small::new(1);
    let program = env!("CARGO_BIN_EXE_errbook");
    let check = "test -t 0 && test -t 1 && test -t 2 && stty size && printf \"a\\nb\\n\"; exit 9";
    let inner = format!("stty rows 33 cols 77; '{program}' run -- sh -c '{check}'; echo code $?");
    let mut script = Command::new("script");
    script.current_dir(small.dir()).args(["-qec", &inner, "/dev/null"]).stdin(Stdio::null());
    let output = script.output().expect("util-linux has script");
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(shown, "33 77\r\na\r\nb\r\ncode 9\r\n", "{shown:?}");
}

#[test]
fn a_program_left_in_the_background_keeps_nobody_waiting() {
    let small = Small::new(1);
    let start = std::time::Instant::now();
    let ran = sh(&small, "sleep 20 & echo done", b"");
    assert_eq!((ran.code, ran.out.as_str()), (Some(0), "done\n"));
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn hooks_for_shells_are_right_where_the_shell_is_here() {
    let small = Small::new(1);
    for shell in ["bash", "zsh", "fish"] {
        let ran = run(errbook(small.dir()).args(["shell", shell]), b"");
        assert!(ran.out.contains("why"), "{}", ran.out);
        if shell == "bash" {
            let mut bash = Command::new(shell);
            bash.args(["--norc", "-c", &format!("{}\n__errbook_prompt; type why", ran.out)]);
            let output = bash.output().expect("bash is here");
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            assert!(String::from_utf8_lossy(&output.stdout).starts_with("why is a function"));
        }
    }
}
