//! A small knowledge base in a folder of its own, and the program to run on it.
#![allow(dead_code, reason = "every test binary uses its own part of this module")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

pub mod disk;
pub mod edits;
pub mod server;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub struct Small {
    place: tempfile::TempDir,
}

pub const SITE: &str = "title: Small errors
tagline: Paste the error.
description: A knowledge base for tests.
programs:
  tea: { title: Tea, summary: Errors of the teapot. }
";

pub const SOURCES: &str = "D-tea:
  title: The book of tea
  url: https://tea.example/book
  kind: documentation
  read: 2026-08-21
";

impl Small {
    /// With so many records, `tea/error-0` and on.
    pub fn new(records: usize) -> Small {
        let small = Small { place: tempfile::tempdir().expect("a temporary folder can be made") };
        small.put("content/site.yaml", SITE);
        small.put("content/sources.yaml", SOURCES);
        for number in 0..records {
            small.put_record(number, "It is a teapot.");
        }
        small
    }

    pub fn dir(&self) -> &Path {
        self.place.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.dir().join(path)
    }

    pub fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a file lies in a folder")).expect("the folder can be made");
        fs::write(path, text).expect("the file can be written");
    }

    pub fn put_record(&self, number: usize, summary: &str) {
        self.put(&record_path(number), &record(number, summary));
        self.put(
            &format!("{}/sample.txt", folder(number)),
            &format!("tea: the kettle number {number} is cold\n"),
        );
    }

    pub fn remove_record(&self, number: usize) {
        fs::remove_file(self.path(&record_path(number))).expect("it is there");
        fs::remove_dir_all(self.path(&folder(number))).expect("it is there");
    }

    pub fn rename_record(&self, number: usize, slug: &str) {
        let to = self.path("content/records/tea").join(slug);
        fs::rename(self.path(&record_path(number)), to.with_extension("md")).expect("it is there");
        fs::rename(self.path(&folder(number)), to).expect("it is there");
    }

    /// `errbook` with a command, on this knowledge base.
    pub fn errbook(&self, command: &str) -> Command {
        let mut errbook = Command::new(env!("CARGO_BIN_EXE_errbook"));
        errbook.arg(command).arg(self.dir()).stdin(Stdio::null()).env_remove("NO_COLOR");
        errbook
    }
}

pub fn record_path(number: usize) -> String {
    format!("{}.md", folder(number))
}

/// Where the samples of a record lie.
fn folder(number: usize) -> String {
    format!("content/records/tea/error-{number}")
}

pub fn record(number: usize, summary: &str) -> String {
    format!(
        "---
title: Teapot error {number}
summary: {summary}
status: {}
signatures:
  - all: [\"the kettle number {number} is cold\"]
created: 2026-11-20
checked: 2026-11-20
---
## Short answer
- Heat the kettle. {{documented: D-tea}}

## What it looks like
```text error
the kettle number {number} is cold
```
",
        400 + number % 20
    )
}
