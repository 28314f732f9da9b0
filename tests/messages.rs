//! The script that lists the vendor's error messages: what it takes from a package, and how it compares two versions.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::path::{Path, PathBuf};
use std::process::Command;

/// A folder of our own for what the script reads.
fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("messages");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    folder
}

/// What the script prints.
fn messages(arguments: &[&str]) -> String {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts/messages.py");
    let output =
        Command::new("python3").arg(script).args(arguments).output().expect("python3 can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it prints text")
}

fn put(name: &str, text: &str) -> String {
    let path = folder().join(name);
    std::fs::write(&path, text).expect("the file can be written");
    path.to_str().expect("the path is text").to_owned()
}

#[test]
fn messages_are_taken_from_programs_and_nothing_else_is() {
    let script = put(
        "cli.js",
        r#"var a="API Error: Server error mid-response. Try again.",b="just a label of a button here";
           throw Error(`Failed to clone marketplace repository: ${e.stderr} \xB7 see the log`);"#,
    );
    let python = put(
        "client.py",
        "def f(x):\n    'Invalid docstrings are not found.'\n    raise ValueError(f\"Invalid value {x}: not supported\")\n",
    );
    assert_eq!(
        messages(&["extract", &script, &python]),
        "API Error: Server error mid-response. Try again.\n\
         Failed to clone marketplace repository: {} · see the log\n\
         Invalid value {}: not supported\n"
    );
}

#[test]
fn two_lists_differ_by_what_is_new_reworded_and_gone() {
    let old = put(
        "old.txt",
        "# cli 1.0.0\nConnection closed mid-response\nPDF too large to read\nUnable to load it\n",
    );
    let new = put(
        "new.txt",
        "# cli 2.0.0\nConnection lost mid-response\nUnable to load it\nWorkspace is not trusted\n",
    );
    assert_eq!(
        messages(&["compare", &old, &new]),
        "## New: 1\n\n- `Workspace is not trusted`\n\n## Gone: 1\n\n- `PDF too large to read`\n\n\
         ## Reworded: 1\n\n- `Connection closed mid-response`\n  now `Connection lost mid-response`\n"
    );
}

#[test]
fn the_list_names_the_version_of_each_package() {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/facts/messages.txt");
    let list = std::fs::read_to_string(list).expect("the list is there");
    for package in ["@anthropic-ai/claude-code-linux-x64", "@anthropic-ai/sdk", "anthropic"] {
        let head = format!("\n# {package} ");
        let (_, rest) = list.split_once(&head).unwrap_or_else(|| panic!("no version of {package}"));
        assert!(rest.starts_with(|sign: char| sign.is_ascii_digit()), "{package} has no version");
    }
    assert!(list.contains("\nAPI Error: "), "the list has no message of Claude Code");
}
