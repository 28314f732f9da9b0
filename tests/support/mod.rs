//! What the matcher's tests share: the table, the labelled pastes, and the twin in JavaScript.
#![allow(dead_code, reason = "each test file uses a part of this")]

use errbook::matcher::{Answer, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::NamedTempFile;

pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The signatures of our own knowledge base.
pub fn table() -> Table {
    let sources = errbook::source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the content is there");
    let base = errbook::base::load(&sources).0;
    Table::compile(base.matches().entries().to_vec())
}

#[derive(Deserialize)]
pub struct Paste {
    pub id: String,
    pub label: String,
    #[serde(default)]
    pub also: Vec<String>,
    pub text: String,
}

pub fn pastes() -> Vec<Paste> {
    read("tests/data/pastes.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).expect("a paste is JSON"))
        .collect()
}

/// Label → the records that answer it.
pub fn labels() -> BTreeMap<String, Vec<String>> {
    serde_json::from_str(&read("tests/data/labels.json")).expect("the labels are JSON")
}

#[derive(Serialize)]
struct Question<'a> {
    text: &'a str,
}

#[derive(Deserialize, PartialEq, Debug)]
pub struct Twin {
    pub answer: Answer,
    pub redacted: String,
}

/// A script of ours at work. None, with a word about it, where there is no Node.
pub fn node(name: &str, argument: &Path) -> Option<Child> {
    let started = Command::new("node")
        .args([path(name).as_path(), argument])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn();
    if started.is_err() {
        assert!(
            std::env::var_os("CI").is_none(),
            "no `node`, and under CI nothing is skipped: run `make deps`"
        );
        eprintln!("skipped: {name} needs `node`");
    }
    started.ok()
}

/// The same with a table, which it reads from the file.
pub fn script(name: &str, table: &Table) -> Option<(Child, NamedTempFile)> {
    let mut file = NamedTempFile::new().expect("a temporary file can be made");
    file.write_all(table.to_json().as_bytes()).expect("the table can be written");
    Some((node(name, file.path())?, file))
}

/// What the page's scripts answer, through one process. None where there is no Node.
pub fn twin(table: &Table, texts: &[String]) -> Option<Vec<Twin>> {
    let (mut node, _table) = script("tests/js/answer.mjs", table)?;
    let mut input = node.stdin.take().expect("standard input was piped");
    let questions: Vec<String> =
        texts.iter().map(|text| serde_json::to_string(&Question { text }).expect("a text is JSON")).collect();
    let writer =
        std::thread::spawn(move || questions.iter().try_for_each(|question| writeln!(input, "{question}")));
    let output = node.wait_with_output().expect("node answers");
    writer.join().expect("the writer does not panic").expect("node reads all questions");
    assert!(output.status.success(), "node failed");
    let answers = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    Some(answers.lines().map(|line| serde_json::from_str(line).expect("an answer is JSON")).collect())
}

/// An answer as it is written down: what its form leaves out is left out.
pub fn written(answer: &Answer) -> Answer {
    let text = serde_json::to_string(answer).expect("an answer is plain data");
    serde_json::from_str(&text).expect("an answer is read as it was written")
}

/// Reproducible dice; the seed comes from `ERRBOOK_SEED`, or is what the test gives, and is printed.
pub struct Dice(u64);

impl Dice {
    pub fn seeded(default: u64) -> Self {
        let seed = std::env::var("ERRBOOK_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
        println!("seed {seed} (set ERRBOOK_SEED to repeat)");
        Self::fixed(seed)
    }

    pub fn fixed(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound.max(1) as u64).expect("a remainder of a usize fits")
    }

    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    pub fn chance(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }
}
