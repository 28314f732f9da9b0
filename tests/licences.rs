//! Every crate in the program and every package among the judges has a licence we chose to accept. Nothing is fetched:
//! Cargo and the lock file of npm know the licences.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What may be part of the program: licences that ask for no more than a notice. `deny.toml` lists the same.
const SHIPPED: [&str; 11] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// What may judge the program besides: tools that are run and never passed on.
const TOOLS: [&str; 2] = ["BlueOak-1.0.0", "MPL-2.0"];

/// A package from before npm knew the field, as its file LICENSE has it.
const BY_FILE: [(&str, &str); 1] = [("node_modules/union", "MIT")];

/// Whether an SPDX expression can be met with the accepted licences. `AND` binds more closely than `OR`; the old `/` is an `OR`.
fn is_met(expression: &str, accepted: &[&str]) -> bool {
    let tokens = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let tokens: Vec<&str> = tokens.split_whitespace().collect();
    let mut rest = tokens.as_slice();
    any_of(&mut rest, accepted) && rest.is_empty()
}

fn any_of(rest: &mut &[&str], accepted: &[&str]) -> bool {
    let mut met = all_of(rest, accepted);
    while let ["OR", after @ ..] = *rest {
        *rest = after;
        met |= all_of(rest, accepted);
    }
    met
}

fn all_of(rest: &mut &[&str], accepted: &[&str]) -> bool {
    let mut met = one(rest, accepted);
    while let ["AND", after @ ..] = *rest {
        *rest = after;
        met &= one(rest, accepted);
    }
    met
}

fn one(rest: &mut &[&str], accepted: &[&str]) -> bool {
    match *rest {
        ["(", inside @ ..] => {
            *rest = inside;
            let met = any_of(rest, accepted);
            let closed = rest.first() == Some(&")");
            *rest = rest.get(1..).unwrap_or_default();
            met && closed
        }
        [licence, "WITH", exception, after @ ..] => {
            *rest = after;
            accepted.contains(&format!("{licence} WITH {exception}").as_str())
        }
        [licence, after @ ..] => {
            *rest = after;
            accepted.contains(licence)
        }
        [] => false,
    }
}

/// Name and version of what is in use, with its licence.
fn refused(used: &BTreeMap<String, String>, accepted: &[&str]) -> Vec<String> {
    let refused = used.iter().filter(|(_, licence)| !is_met(licence, accepted));
    refused.map(|(name, licence)| format!("{name}: {licence}")).collect()
}

fn word(value: &Value) -> String {
    value.as_str().unwrap_or("none stated").to_string()
}

fn crates() -> BTreeMap<String, String> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    // Crates for other systems are only there after `make deps`; plain `cargo test` looks at those it compiled.
    if std::env::var_os("CI").is_none() {
        cargo.args(["--filter-platform", &host()]);
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs this test");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo speaks JSON");
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    let named = |package: &Value| format!("{} {}", word(&package["name"]), word(&package["version"]));
    packages.iter().map(|package| (named(package), word(&package["license"]))).collect()
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().expect("cargo found rustc");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    host.expect("rustc tells its host").to_string()
}

fn judges() -> BTreeMap<String, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("package-lock.json");
    let lock = std::fs::read_to_string(path).expect("the lock file of the judges is part of the project");
    let lock: Value = serde_json::from_str(&lock).expect("npm writes JSON");
    let packages = lock["packages"].as_object().expect("npm lists packages");
    let licence = |name: &str, package: &Value| match BY_FILE.iter().find(|(known, _)| *known == name) {
        Some((_, licence)) => (*licence).to_string(),
        None => word(&package["license"]),
    };
    packages.iter().map(|(name, package)| (name.clone(), licence(name, package))).collect()
}

#[test]
fn every_crate_has_an_accepted_licence() {
    let crates = crates();
    assert!(crates.len() > 1, "cargo lists what is used");
    assert_eq!(refused(&crates, &SHIPPED), [""; 0], "see SHIPPED in tests/licences.rs");
}

#[test]
fn every_judge_has_an_accepted_licence() {
    let judges = judges();
    assert!(judges.len() > 1, "npm lists what is used");
    assert_eq!(refused(&judges, &[&SHIPPED[..], &TOOLS].concat()), [""; 0], "see TOOLS in tests/licences.rs");
}

#[test]
fn deny_toml_accepts_the_same() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml");
    let text = std::fs::read_to_string(path).expect("deny.toml is part of the project");
    let (_, list) = text.split_once("allow = [").expect("deny.toml has a list of accepted licences");
    let (list, _) = list.split_once(']').expect("a list ends");
    let listed: Vec<&str> = list
        .split(',')
        .map(|entry| entry.trim().trim_matches('"'))
        .filter(|entry| !entry.is_empty())
        .collect();
    assert_eq!(listed, SHIPPED);
}

#[test]
fn an_expression_is_met_by_one_side_of_or_and_both_of_and() {
    for (expression, met) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("none stated", false),
        ("GPL-3.0-only OR MIT", true),
        ("MIT/Apache-2.0", true),
        ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
        ("(MIT OR Apache-2.0) AND GPL-2.0-only", false),
        ("GPL-2.0-only AND MIT OR ISC", true),
        ("MIT AND", false),
        ("(MIT", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-2.0-only WITH Classpath-exception-2.0", false),
    ] {
        assert_eq!(is_met(expression, &SHIPPED), met, "{expression}");
    }
}
