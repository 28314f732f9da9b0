//! Every crate in the program, every file that it ships, and every package among the judges has a licence we
//! chose to accept. Nothing is fetched: Cargo and the lock file of npm know the licences.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

/// What may be part of the program: licences that ask for no more than a notice. `deny.toml` lists the same.
const SHIPPED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// What may judge the program besides: tools that are run and never passed on.
const TOOLS: [&str; 3] = ["BlueOak-1.0.0", "MPL-2.0", "PSF-2.0"];

/// What the packages of `tests/requirements.txt` state about themselves: pip has no lock file that would say it.
const PYTHON: [(&str, &str); 25] = [
    ("annotated-types", "MIT"),
    ("anthropic", "Apache-2.0"),
    ("anyio", "MIT"),
    ("boto3", "Apache-2.0"),
    ("botocore", "Apache-2.0"),
    ("docstring_parser", "MIT"),
    ("h11", "MIT"),
    ("httpcore2", "BSD-3-Clause"),
    ("httpx2", "BSD-3-Clause"),
    ("idna", "BSD-3-Clause"),
    ("jiter", "MIT"),
    ("jmespath", "MIT"),
    ("openai", "Apache-2.0"),
    ("opentelemetry-api", "Apache-2.0"),
    ("pydantic", "MIT"),
    ("pydantic_core", "MIT"),
    ("python-dateutil", "Apache-2.0 OR BSD-3-Clause"),
    ("PyYAML", "MIT"),
    ("s3transfer", "Apache-2.0"),
    ("six", "MIT"),
    ("sniffio", "MIT OR Apache-2.0"),
    ("truststore", "MIT"),
    ("typing-inspection", "MIT"),
    ("typing_extensions", "PSF-2.0"),
    ("urllib3", "MIT"),
];

/// A package from before npm knew the field, as its file LICENSE has it.
const BY_FILE: [(&str, &str); 2] =
    [("node_modules/@modelcontextprotocol/inspector", "MIT AND Apache-2.0"), ("node_modules/union", "MIT")];

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

fn metadata() -> Value {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version", "1", "--offline", "--locked"]);
    // Crates for other systems are only there after `make deps`; plain `cargo test` looks at those it compiled.
    if std::env::var_os("CI").is_none() {
        cargo.args(["--filter-platform", &host()]);
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo runs this test");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("cargo speaks JSON")
}

fn crates() -> BTreeMap<String, String> {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    let named = |package: &Value| format!("{} {}", word(&package["name"]), word(&package["version"]));
    packages.iter().map(|package| (named(package), word(&package["license"]))).collect()
}

/// The crates that become part of the program, by name: what it needs with its default features, and what that needs.
fn shipped() -> BTreeSet<String> {
    let metadata = metadata();
    let nodes = metadata["resolve"]["nodes"].as_array().expect("cargo resolves");
    let mut open = vec![word(&metadata["resolve"]["root"])];
    let mut seen = BTreeSet::new();
    while let Some(id) = open.pop() {
        let node = nodes.iter().find(|node| node["id"] == *id).expect("what is needed is resolved");
        let needed = node["deps"].as_array().into_iter().flatten().filter(|dep| {
            dep["dep_kinds"].as_array().into_iter().flatten().any(|kind| kind["kind"] != "dev")
        });
        open.extend(needed.map(|dep| word(&dep["pkg"])).filter(|id| !seen.contains(id)));
        seen.insert(id);
    }
    let packages = metadata["packages"].as_array().expect("cargo lists packages");
    let named = packages.iter().filter(|package| seen.contains(&word(&package["id"])));
    named.map(|package| word(&package["name"])).collect()
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

/// What the program writes into a site besides the pages: by folder and ending, with the licence.
const ASSETS: [(&str, &str, &str); 5] = [
    ("static/embed", ".js", "MIT OR Apache-2.0"),
    ("static/css/", ".css", "MIT OR Apache-2.0"),
    ("static/js/", ".js", "MIT OR Apache-2.0"),
    ("static/icon", ".svg", "MIT OR Apache-2.0"),
    ("templates/", ".html", "MIT OR Apache-2.0"),
];

/// Licences say so where they are passed on with a file. Ours stand in two files of their own.
const CLAIMS: [&str; 3] = ["copyright", "licen", "©"];

#[test]
fn every_shipped_asset_has_an_accepted_licence() {
    let mut count = 0;
    for (path, text) in errbook::theme::built_in_theme() {
        let licence =
            ASSETS.iter().find(|(folder, ending, _)| path.starts_with(folder) && path.ends_with(ending));
        assert!(licence.is_some_and(|(_, _, licence)| is_met(licence, &SHIPPED)), "{path}: see ASSETS");
        // A `license-key` is a kind of secret.
        let text = text.to_lowercase().replace("license-key", "");
        let claim = CLAIMS.iter().find(|claim| text.contains(*claim));
        assert_eq!(claim, None, "{path}: whose is it?");
        count += 1;
    }
    assert!(count > 20, "only {count} assets are built in");
}

/// Crates that speak to other machines, or bring what does.
const NETWORK: [&str; 22] = [
    "async-std",
    "attohttpc",
    "awc",
    "curl",
    "git2",
    "gix-transport",
    "h2",
    "hyper",
    "isahc",
    "minreq",
    "native-tls",
    "openssl",
    "quinn",
    "reqwest",
    "rustls",
    "socket2",
    "surf",
    "tokio",
    "trust-dns-resolver",
    "tungstenite",
    "ureq",
    "webpki-roots",
];

#[test]
fn the_program_has_no_way_to_call_anyone() {
    let shipped = shipped();
    assert!(
        shipped.contains("serde_json") && !shipped.contains("tempfile"),
        "what is shipped is told apart: {shipped:?}"
    );
    let found: Vec<&String> = shipped.iter().filter(|name| NETWORK.contains(&name.as_str())).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_python_package_has_an_accepted_licence() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/requirements.txt");
    let text = std::fs::read_to_string(path).expect("the list of packages is part of the project");
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let licence = |line: &str| {
        let name = line.split("==").next().unwrap_or(line);
        let known = PYTHON.iter().find(|(known, _)| *known == name);
        (line.to_string(), known.map_or("none stated", |(_, licence)| licence).to_string())
    };
    let used: BTreeMap<String, String> = lines.map(licence).collect();
    assert!(
        !used.is_empty() && used.keys().all(|line| line.contains("==")),
        "each is pinned: {:?}",
        used.keys()
    );
    assert_eq!(refused(&used, &[&SHIPPED[..], &TOOLS].concat()), [""; 0], "see PYTHON in tests/licences.rs");
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
