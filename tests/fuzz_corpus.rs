//! The texts that fuzzing grew from and those it found, tried again without a fuzzer.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

#[path = "../fuzz/tries.rs"]
mod tries;

use std::path::Path;

fn replay(target: &str, try_it: fn(&str)) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let mut count = 0;
    for entry in std::fs::read_dir(&folder).expect("every target has a corpus") {
        let path = entry.expect("the corpus can be read").path();
        let bytes = std::fs::read(&path).expect("the corpus can be read");
        // As the fuzzer does: what is no text is not tried.
        if let Ok(text) = std::str::from_utf8(&bytes) {
            println!("{}", path.display());
            try_it(text);
            count += 1;
        }
    }
    assert!(count >= 5, "{target} has {count} texts");
}

#[test]
fn front_matter() {
    replay("front_matter", tries::front_matter);
}

#[test]
fn markdown_body() {
    replay("markdown_body", tries::markdown_body);
}

#[test]
fn matcher() {
    replay("matcher", tries::matcher);
}

#[test]
fn read_back() {
    replay("read_back", tries::read_back);
}

#[test]
fn catalog() {
    replay("catalog", tries::catalog);
}

#[test]
fn import() {
    replay("import", tries::import);
}

#[test]
fn bundle() {
    replay("bundle", tries::bundle);
}
