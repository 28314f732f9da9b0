//! A knowledge base in a temporary folder, and what the command line says about it.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

const SITE: &str = "title: Demo errors
tagline: Paste the error.
description: What the errors of the demo mean.
programs:
  demo: { title: Demo, summary: What the demo prints. }
";

/// The front matter of a record without problems.
pub const RECORD: &str = "---
title: Access refused
summary: The demo knows you and refuses.
signatures:
  - all: [\"demo: access refused for `{user}`\"]
checked: 2026-11-20
---
";

pub struct Knowledge {
    dir: TempDir,
}

pub struct Said {
    /// Standard output and after it standard error.
    pub printed: String,
    pub code: Option<i32>,
}

impl Knowledge {
    pub fn new() -> Knowledge {
        let knowledge = Knowledge { dir: TempDir::new().expect("a temporary folder") };
        knowledge.write("content/site.yaml", SITE);
        knowledge.write("content/records/demo/refused.md", &format!("{RECORD}\nIt refuses.\n"));
        knowledge.write("content/records/demo/refused/sample.txt", "demo: access refused for `anna`\n");
        knowledge
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    pub fn read(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.path(path)).expect("it can be read")
    }

    /// Replaces in the record.
    pub fn edit(&self, from: &str, to: &str) {
        let path = "content/records/demo/refused.md";
        let text = String::from_utf8(self.read(path)).expect("it is text");
        assert!(text.contains(from), "{from:?} is not in the record");
        self.write(path, &text.replace(from, to));
    }

    pub fn check(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errbook"));
        command.arg("check").args(args).current_dir(self.dir.path());
        as_anybody(&mut command, self.dir.path());
        let output = command.output().expect("errbook runs");
        let text = |bytes| String::from_utf8(bytes).expect("it prints text");
        Said { printed: text(output.stdout) + &text(output.stderr), code: output.status.code() }
    }

    /// The rules of what was reported, in order.
    pub fn rules(&self) -> Vec<String> {
        let said = self.check(&["--format", "short"]);
        let rules = said.printed.lines().filter_map(|line| line.split_once(": ")?.1.split(['[', ']']).nth(1));
        rules.map(ToString::to_string).collect()
    }
}

/// Permissions bind everybody but the superuser, who runs the tests on some machines.
#[cfg(unix)]
fn as_anybody(command: &mut Command, dir: &Path) {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::os::unix::process::CommandExt;
    let is_root = std::fs::metadata(dir).expect("it is there").uid() == 0;
    if is_root {
        std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o777)).expect("it is ours");
        command.uid(65534).gid(65534);
    }
}

#[cfg(not(unix))]
fn as_anybody(_: &mut Command, _: &Path) {}

/// What a transcript says is printed, without the line for the exit code.
pub fn transcript(path: &str) -> String {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("it is there");
    let block = text.split("```console\n").nth(1).and_then(|rest| rest.split("```").next());
    let lines = block.expect("it has a block").lines().skip(1).filter(|line| !line.starts_with("? "));
    lines.map(|line| format!("{line}\n")).collect()
}
