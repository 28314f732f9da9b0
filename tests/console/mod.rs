//! A knowledge base in a temporary folder, and what the command line says about it.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

pub const SITE: &str = "title: Demo errors
tagline: Paste the error.
description: What the errors of the demo mean.
programs:
  demo: { title: Demo, summary: What the demo prints. }
";

pub const SOURCES: &str = "D-manual:
  title: The manual of the demo
  url: https://example.org/manual
  kind: documentation
  read: 2026-11-20
";

pub const TABLE: &str = "title: Limits
as-of: 2026-11-20
evidence: documented
sources: [D-manual]
columns:
  plan: { title: Plan }
rows:
  small: { plan: Small }
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

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    pub fn check(&self, args: &[&str]) -> Said {
        let mut command = self.command("check", args);
        as_anybody(&mut command, self.dir.path());
        said(&mut command)
    }

    pub fn run(&self, name: &str, args: &[&str]) -> Said {
        said(&mut self.command(name, args))
    }

    fn command(&self, name: &str, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_errbook"));
        command.arg(name).args(args).current_dir(self.dir.path());
        command
    }
}

fn said(command: &mut Command) -> Said {
    let output = command.output().expect("errbook runs");
    let text = |bytes| String::from_utf8(bytes).expect("it prints text");
    Said { printed: text(output.stdout) + &text(output.stderr), code: output.status.code() }
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
    let text = lines.flat_map(|line| [line, "\n"]).collect::<String>();
    format!("{}\n", text.trim_end_matches('\n'))
}
