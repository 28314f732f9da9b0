//! The command line as a user sees it: each file of `tests/cmd` is a transcript, run in the folder beside it.
//! `TRYCMD=overwrite cargo test --test cmd` writes the transcripts anew.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod console;

use std::path::Path;

use console::{Knowledge, RECORD, TABLE, transcript};

/// Those whose content cannot lie in a repository: the test below makes it.
const MADE: [&str; 5] = ["unreadable-file", "not-utf8", "file-too-large", "not-a-file", "long-line"];

#[test]
fn transcripts_are_what_is_printed() {
    let cases = trycmd::TestCases::new();
    cases.case("tests/cmd/*/*.md");
    for name in MADE {
        cases.skip(format!("tests/cmd/rules/{name}.md"));
    }
    cases.run();
}

/// Makes the content, checks it, and compares with the transcript.
fn shows(name: &str, make: impl Fn(&Path)) {
    let knowledge = Knowledge::new();
    make(&knowledge.path("content/records/demo/broken.md"));
    let expected = transcript(&format!("tests/cmd/rules/{name}.md"));
    assert_eq!(knowledge.check(&[]).printed, expected, "tests/cmd/rules/{name}.md");
}

#[test]
fn a_file_that_is_not_utf8() {
    shows("not-utf8", |path| std::fs::write(path, b"---\ntitle: Caf\xe9\n---\n").expect("it can be written"));
}

#[test]
fn a_file_of_ten_megabytes() {
    shows("file-too-large", |path| {
        std::fs::File::create(path)
            .and_then(|file| file.set_len(10 * 1024 * 1024))
            .expect("it can be written");
    });
}

#[test]
fn a_line_of_code_that_is_too_long() {
    let code = format!("## What it means\n\n```ini\n{}\n```\n", "x".repeat(4001));
    shows("long-line", |path| {
        let refused = path.with_file_name("refused.md");
        std::fs::write(refused, RECORD.to_string() + &code).expect("it can be written");
    });
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_above_itself() {
    shows("not-a-file", |path| {
        std::os::unix::fs::symlink("../..", path).expect("it can be linked");
    });
}

#[cfg(unix)]
#[test]
fn a_file_that_nobody_may_read() {
    use std::os::unix::fs::PermissionsExt;
    shows("unreadable-file", |path| {
        std::fs::write(path, RECORD).expect("it can be written");
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o000)).expect("it is ours");
    });
}

/// Permissions bind the reader; the other files are read all the same.
#[cfg(unix)]
#[test]
fn a_folder_that_nobody_may_enter() {
    use std::os::unix::fs::PermissionsExt;
    let knowledge = Knowledge::new();
    knowledge.write("content/tables/limits.yaml", TABLE);
    let folder = knowledge.path("content/tables");
    let permit =
        |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("it is ours");
    permit(0o000);
    let said = knowledge.check(&["--format", "short"]);
    permit(0o755);
    assert_eq!(said.code, Some(1));
    assert!(said.printed.starts_with("content/tables:1:1: error[unreadable-file]: "), "{}", said.printed);
    assert!(said.printed.ends_with("1 error in 1 file, 1 record in all\n"), "{}", said.printed);
}

#[cfg(unix)]
#[test]
fn a_folder_that_contains_itself() {
    let knowledge = Knowledge::new();
    std::os::unix::fs::symlink("..", knowledge.path("content/records/loop")).expect("it can be linked");
    assert_eq!(knowledge.check(&["--format", "short"]).printed.lines().count(), 2);
}

/// A file that cannot be written is told, with its name, and ends the run.
#[cfg(unix)]
#[test]
fn a_remedy_that_cannot_be_saved() {
    use std::os::unix::fs::PermissionsExt;
    let at = "content/records/demo/refused.md";
    let knowledge = Knowledge::new();
    knowledge.write(at, &RECORD.replace("title:", "titel:"));
    let read_only = std::fs::Permissions::from_mode(0o444);
    std::fs::set_permissions(knowledge.path(at), read_only).expect("it is ours");
    let said = knowledge.check(&["--fix"]);
    assert_eq!(said.code, Some(2), "{}", said.printed);
    assert!(said.printed.contains("cannot write") && said.printed.contains(at), "{}", said.printed);
}
