//! The command line as a user sees it: each file of `tests/cmd` is a transcript, run in the folder beside it.
//! `TRYCMD=overwrite cargo test --test cmd` writes the transcripts anew.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod console;

use std::path::Path;

use console::{Knowledge, RECORD, transcript};

/// Those whose content cannot lie in a repository: the test below makes it.
const MADE: [&str; 4] = ["unreadable-file", "not-utf8", "file-too-large", "not-a-file"];

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
