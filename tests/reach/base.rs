//! Which knowledge base answers.

use std::path::Path;

use super::program::{Ran, errbook, run};
use super::small::Small;

fn explain(dir: &Path, args: &[&str]) -> Ran {
    run(errbook(dir).arg("explain").args(args), b"")
}

/// One that knows its error by a title of its own.
fn named(title: &str) -> Small {
    let small = Small::new(1);
    let site = super::small::SITE.replace("Small errors", title);
    small.put("content/site.yaml", &site);
    small
}

const KETTLE: &str = "the kettle number 0 is cold";

#[test]
fn a_base_is_found_from_any_folder_of_its_repository() {
    let small = Small::new(1);
    for folder in ["docs/errors/content/x", "src/deep", ".git"] {
        std::fs::create_dir_all(small.path(folder)).expect("it can be made");
    }
    for folder in ["", "content/records/tea", "src/deep", "docs/errors"] {
        let ran = explain(&small.path(folder), &[KETTLE]);
        assert!(ran.out.starts_with("Teapot error 0\n"), "{folder}: {}{}", ran.out, ran.err);
    }
}

#[test]
fn nothing_above_the_repository_is_looked_at() {
    let small = Small::new(1);
    std::fs::create_dir_all(small.path("project/.git")).expect("it can be made");
    std::fs::create_dir_all(small.path("project/src")).expect("it can be made");
    std::fs::create_dir_all(small.path("loose")).expect("it can be made");
    for folder in ["project", "project/src", "loose"] {
        let ran = explain(&small.path(folder), &[KETTLE]);
        assert_eq!(ran.code, Some(1), "{folder}");
        let expected = "We don't know this one yet. There is no knowledge base here, so only the records that come with errbook were searched (";
        assert!(ran.out.starts_with(expected), "{folder}: {}", ran.out);
        assert!(!ran.out.contains("Report it"), "{folder}: {}", ran.out);
    }
}

#[test]
fn a_base_is_named_by_the_environment_or_the_command_line() {
    let (tea, other, nowhere) = (named("Tea"), named("Other"), tempfile::tempdir().expect("a folder"));
    let with = |value: &Path, args: &[&str]| {
        run(errbook(nowhere.path()).env("ERRBOOK_BASE", value).arg("explain").args(args), b"")
    };
    let ran = with(tea.dir(), &["nothing of this"]);
    assert!(ran.out.contains("no record of Tea matches"), "{}", ran.out);
    let base = other.dir().to_str().expect("it is text");
    let ran = with(tea.dir(), &["nothing of this", "--base", base]);
    assert!(ran.out.contains("no record of Other matches"), "{}", ran.out);
}

#[test]
fn the_preferred_base_answers_and_the_answer_names_it() {
    let (tea, other) = (named("Tea"), named("Other"));
    other.put_record(1, "Only here.");
    let both = std::env::join_paths([tea.dir(), other.dir()]).expect("they can be joined");
    let ask = |text: &str| run(errbook(tea.dir()).env("ERRBOOK_BASE", &both).args(["explain", text]), b"");
    let ran = ask(KETTLE);
    assert_eq!(ran.out.matches("Teapot error 0").count(), 1, "{}", ran.out);
    assert!(ran.out.contains("from: Tea"), "{}", ran.out);
    let ran = ask("the kettle number 1 is cold");
    assert!(ran.out.contains("from: Other"), "{}", ran.out);
    let ran = ask("tea: nothing of this");
    assert!(ran.out.contains("no record of Tea, Other matches"), "{}", ran.out);
}

#[test]
fn one_that_is_named_and_broken_ends_the_command() {
    let (small, nowhere) = (Small::new(1), tempfile::tempdir().expect("a folder"));
    let missing = nowhere.path().join("missing");
    small.put("content/site.yaml", "title: [\n");
    for (place, reason) in [
        (missing.as_path(), "there is no"),
        (nowhere.path(), "no `content` folder"),
        (small.dir(), "cannot be read"),
    ] {
        let ran = explain(nowhere.path(), &["x", "--base", place.to_str().expect("it is text")]);
        assert_eq!(ran.code, Some(2), "{}", place.display());
        assert!(ran.err.contains(reason) && ran.out.is_empty(), "{}", ran.err);
    }
}

#[test]
fn a_base_of_ones_own_knows_what_errbook_prints() {
    let small = Small::new(1);
    let ran = explain(small.dir(), &["content/records/a/b.md:3:1: error[unknown-field]: unknown field `x`"]);
    assert_eq!(ran.code, Some(0), "{}", ran.out);
    assert!(ran.out.contains("from: errbook"), "{}", ran.out);
}

/// More than is held at once, with an error of each base in it.
#[test]
fn a_long_log_is_read_in_passing_by_all_bases() {
    let (tea, other) = (named("Tea"), named("Other"));
    other.put_record(1, "Only here.");
    let mut log = "an ordinary line of the log\n".repeat(200_000);
    log.push_str("the kettle number 0 is cold\nfine\nthe kettle number 1 is cold\n");
    tea.put("long.log", &log);
    let both = std::env::join_paths([tea.dir(), other.dir()]).expect("they can be joined");
    let ran = run(errbook(tea.dir()).env("ERRBOOK_BASE", &both).args(["explain", "long.log"]), b"");
    assert!(ran.out.contains("line 200001: ") && ran.out.contains("line 200003: "), "{}{}", ran.out, ran.err);
    assert!(ran.out.contains("from: Tea") && ran.out.contains("from: Other"), "{}", ran.out);
}
