//! The promises of ARCHITECTURE.md: rooms in order, files and functions that fit on a few screens, and every rule
//! documented, shown and used.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod console;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use errbook::base;
use errbook::problem::Rule;
use errbook::source;

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// Functions that are longer for now. One that has become shorter is told as well.
const LONGER_FUNCTIONS: &[&str] = &["src/pages/data/schema.rs: pub fn schema() -> String {"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The Rust files below a folder, by path, with their text.
fn files(folder: &str) -> Vec<(String, String)> {
    let mut folders = vec![root().join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name =
                    path.strip_prefix(root()).expect("it is below").to_string_lossy().replace('\\', "/");
                files.push((name, read(&path)));
            }
        }
    }
    files.sort();
    files
}

/// The rooms in the order of `src/lib.rs`.
fn rooms() -> Vec<String> {
    let lib = read(&root().join("src/lib.rs"));
    let rooms = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'));
    rooms.map(ToString::to_string).collect()
}

fn room_of(path: &str) -> &str {
    path.trim_start_matches("src/").split(['/', '.']).next().unwrap_or("")
}

/// The names behind `crate::`, the first of each path.
fn uses(code: &str) -> BTreeSet<&str> {
    let names = code.match_indices("crate::").map(|(at, found)| &code[at + found.len()..]);
    names.filter_map(|rest| rest.split(|c: char| !(c.is_alphanumeric() || c == '_')).next()).collect()
}

/// Without the tests at its end, which may look wherever they like.
fn without_tests(text: &str) -> &str {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn a_room_uses_only_rooms_above_it() {
    let rooms = rooms();
    let place = |room: &str| rooms.iter().position(|other| other == room);
    let mut wrong = Vec::new();
    for (path, text) in files("src") {
        let Some(own) = place(room_of(&path)) else { continue };
        for used in uses(without_tests(&text)) {
            if place(used).is_some_and(|other| other > own) {
                wrong.push(format!("{path} uses `{used}`, which stands below it in src/lib.rs"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_belongs_to_a_room() {
    let rooms = rooms();
    for (path, _) in files("src") {
        let room = room_of(&path);
        assert!(["lib", "main"].contains(&room) || rooms.iter().any(|known| known == room), "{path}");
    }
}

#[test]
fn files_are_short() {
    let lines = |text: &str| text.lines().count();
    let files = files("src").into_iter().chain(files("tests"));
    let long = files.filter(|(_, text)| lines(text) > LONGEST_FILE);
    let wrong: Vec<String> = long.map(|(path, text)| format!("{path}: {} lines", lines(&text))).collect();
    assert!(wrong.is_empty(), "longer than {LONGEST_FILE} lines:\n{}", wrong.join("\n"));
}

/// Functions with their length, told by the indentation that rustfmt gives their first and last line.
fn functions(text: &str) -> Vec<(&str, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts = lines.iter().enumerate().filter(|(_, line)| {
        let words = line.trim_start().trim_start_matches("pub(super) ").trim_start_matches("pub(crate) ");
        words.trim_start_matches("pub ").trim_start_matches("const ").starts_with("fn ")
    });
    starts
        .filter_map(|(first, line)| {
            let indent = &line[..line.len() - line.trim_start().len()];
            let end = format!("{indent}}}");
            let length = lines[first..].iter().position(|line| **line == end)?;
            Some((*line, length + 1))
        })
        .collect()
}

#[test]
fn functions_are_short() {
    let mut wrong = Vec::new();
    for (path, text) in files("src") {
        for (name, length) in functions(&text) {
            // The reader of an object is a list of its fields, a line or a few for each: long, and still one thing.
            let list = name.contains("fn read(fields: ") || name.contains("fn read(f: ");
            let known = format!("{path}: {}", name.trim());
            let listed = LONGER_FUNCTIONS.contains(&known.as_str());
            if listed != (length > LONGEST_FUNCTION) && !list {
                wrong.push(format!("{known} {length} lines"));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "longer than {LONGEST_FUNCTION} lines, or on the list without need:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_scan_for_functions_sees_them() {
    let text = "impl A {\n    pub(super) fn one(&self) {\n        two();\n    }\n}\n\nfn three() {\n}\n";
    let lengths: Vec<usize> = functions(text).into_iter().map(|(_, length)| length).collect();
    assert_eq!(lengths, [3, 2]);
}

#[test]
fn every_rule_is_used() {
    let code: String = files("src")
        .into_iter()
        .filter(|(path, _)| path != "src/problem/rule.rs")
        .map(|(_, text)| without_tests(&text).to_string())
        .collect();
    for rule in Rule::ALL {
        let name = format!("Rule::{rule:?}");
        let mut rest = code.match_indices(&name).map(|(at, _)| &code[at + name.len()..]);
        let used = rest.any(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()));
        assert!(used, "no code reports `{}`", rule.name());
    }
}

#[test]
fn every_rule_has_a_transcript_that_shows_it_and_nothing_else() {
    for rule in Rule::ALL {
        let printed = console::transcript(&format!("tests/cmd/rules/{}.md", rule.name()));
        let shown: Vec<&str> = printed
            .lines()
            .filter_map(|line| {
                line.strip_prefix("error[").or_else(|| line.strip_prefix("warning["))?.split(']').next()
            })
            .collect();
        assert_eq!(shown, [rule.name()], "tests/cmd/rules/{}.md", rule.name());
    }
}

#[test]
fn every_rule_has_a_record_whose_sample_is_the_message_as_printed() {
    let (base, _) = base::load(&source::read(&root()).expect("the content is there"));
    for rule in Rule::ALL {
        let id = format!("errbook/{}", rule.name());
        let record = base.find(&id).unwrap_or_else(|| panic!("no record {id}"));
        let sample = base.samples(record).iter().find(|sample| sample.name == "printed.txt");
        let sample = sample.unwrap_or_else(|| panic!("{id} has no printed.txt"));
        let printed = console::transcript(&format!("tests/cmd/rules/{}.md", rule.name()));
        assert!(
            printed.contains(sample.text.trim_end()),
            "{id}: printed.txt is not what the transcript shows"
        );
    }
}

#[test]
fn every_record_and_transcript_of_a_rule_has_its_rule() {
    let names: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.name()).collect();
    for folder in ["content/records/errbook", "tests/cmd/rules"] {
        for entry in std::fs::read_dir(root().join(folder)).expect("the folder is there") {
            let name = entry.expect("it can be read").file_name().to_string_lossy().into_owned();
            let stem = name.split('.').next().unwrap_or("");
            assert!(names.contains(stem), "{folder}/{name} is about no rule");
        }
    }
}

/// The packages of a lock file: name, version, and the block they stand in.
fn locked(path: &str) -> Vec<(String, String, String)> {
    let text = read(&root().join(path));
    let packages = text.split("[[package]]").skip(1);
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" = "));
        line.unwrap_or_else(|| panic!("{path}: no {name} in {block}")).trim_matches('"').to_string()
    };
    packages.map(|block| (field(block, "name"), field(block, "version"), block.to_string())).collect()
}

/// Nobody builds the fuzz targets from day to day, so nobody else would see it.
#[test]
fn the_fuzz_targets_try_the_program_with_the_packages_it_has() {
    let (own, tried) = (locked("Cargo.lock"), locked("fuzz/Cargo.lock"));
    for (name, version, _) in &tried {
        let of_name = own.iter().filter(|(other, ..)| other == name);
        let versions: Vec<&String> = of_name.map(|(_, version, _)| version).collect();
        let same = versions.is_empty() || versions.contains(&version);
        assert!(same, "fuzz/Cargo.lock has another {name}, {version}: run `cargo metadata` in fuzz/");
    }
    let block = |packages: &[(String, String, String)]| {
        let errbook = packages.iter().find(|(name, ..)| name == "errbook");
        errbook.expect("the program is locked").2.clone()
    };
    let manifest = read(&root().join("Cargo.toml"));
    let for_tests = manifest.split("[dev-dependencies]").nth(1).expect("tests need packages");
    let for_tests = for_tests.split("\n[").next().expect("it has a first part");
    let needs = |block: &str| -> BTreeSet<String> {
        let named = block.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","));
        let for_a_test = |name: &str| for_tests.lines().any(|line| line.starts_with(&format!("{name} =")));
        named.filter(|name| !for_a_test(name)).map(ToString::to_string).collect()
    };
    let hint = "run `cargo metadata` in fuzz/, which brings its lock file up to date";
    assert_eq!(needs(&block(&own)), needs(&block(&tried)), "{hint}");
}
