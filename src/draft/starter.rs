//! A new knowledge base: small enough to be read in five minutes, complete enough to be published.

use super::File;
use crate::schema::{self, Kind};
use crate::yaml::Choice;

/// What a repository on GitHub needs. This project uses the same files.
pub const GITHUB: [(&str, &str); 6] = [
    (".github/ISSUE_TEMPLATE/config.yml", include_str!("../../.github/ISSUE_TEMPLATE/config.yml")),
    (".github/ISSUE_TEMPLATE/error.yml", include_str!("../../.github/ISSUE_TEMPLATE/error.yml")),
    (".github/pull_request_template.md", include_str!("../../.github/pull_request_template.md")),
    (".github/workflows/check.yml", include_str!("../../.github/workflows/check.yml")),
    (".github/workflows/pages.yml", include_str!("../../.github/workflows/pages.yml")),
    (".github/workflows/weekly.yml", include_str!("../../.github/workflows/weekly.yml")),
];

const OWN: [(&str, &str); 9] = [
    (".gitignore", include_str!("starter/gitignore")),
    (".vscode/settings.json", include_str!("../../.vscode/settings.json")),
    ("CONTRIBUTING.md", include_str!("starter/CONTRIBUTING.md")),
    ("content/site.yaml", include_str!("starter/content/site.yaml")),
    ("content/sources.yaml", include_str!("starter/content/sources.yaml")),
    ("content/tables/exit-codes.yaml", include_str!("starter/content/tables/exit-codes.yaml")),
    (
        "content/records/curl/6-could-not-resolve-host.md",
        include_str!("starter/content/records/curl/6-could-not-resolve-host.md"),
    ),
    (
        "content/records/curl/6-could-not-resolve-host/terminal.txt",
        include_str!("starter/content/records/curl/6-could-not-resolve-host/terminal.txt"),
    ),
    (
        "content/records/curl/6-could-not-resolve-host/probe.sh",
        include_str!("starter/content/records/curl/6-could-not-resolve-host/probe.sh"),
    ),
];

/// The files of a new knowledge base.
pub fn starter() -> Vec<File> {
    let texts = OWN.iter().chain(&GITHUB);
    let mut files: Vec<File> =
        texts.map(|(path, text)| File { path: (*path).to_string(), text: (*text).to_string() }).collect();
    files.extend(Kind::ALL.iter().map(|(_, kind)| schema_file(*kind)));
    files
}

fn schema_file(kind: Kind) -> File {
    File { path: format!("schema/{}", kind.file()), text: schema::file(kind) }
}
