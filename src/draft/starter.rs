//! A new knowledge base: small enough to be read in five minutes, complete enough to be published.

use super::File;
use crate::schema::{self, Kind};
use crate::vocabulary::Vocabulary;
use crate::yaml::Choice;

/// What a repository on GitHub needs. This project uses the same files; it compiles errbook, where others download it.
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

/// What other hosts need. This project has the same files, and tries them.
const HOSTING: [(&str, &str); 7] = [
    ("docs/hosting/Caddyfile", include_str!("../../docs/hosting/Caddyfile")),
    ("docs/hosting/Dockerfile", include_str!("../../docs/hosting/Dockerfile")),
    ("docs/hosting/_headers", include_str!("../../docs/hosting/_headers")),
    ("docs/hosting/_redirects", include_str!("../../docs/hosting/_redirects")),
    ("docs/hosting/gitlab-pages.yml", include_str!("../../docs/hosting/gitlab-pages.yml")),
    ("docs/hosting/nginx.conf", include_str!("../../docs/hosting/nginx.conf")),
    ("docs/hosting/s3.sh", include_str!("../../docs/hosting/s3.sh")),
];

/// How our workflows get errbook, and how those of others do.
const COMPILE: &str = "        run: cargo install --locked --path .\n";
const DOWNLOAD: &str = include_str!("starter/install.yml");
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What GitHub does with a base beside checking and publishing it.
const WORKFLOWS: [(&str, &str); 3] = [
    (".github/workflows/coverage.yml", include_str!("../../docs/workflows/coverage.yml")),
    (".github/workflows/explain.yml", include_str!("../../docs/workflows/explain.yml")),
    (".github/workflows/triage.yml", include_str!("../../docs/workflows/triage.yml")),
];

/// The workflows that answer issues, explain failures and report what is not answered.
pub fn workflows() -> Vec<File> {
    WORKFLOWS.iter().map(file).collect()
}

/// The files of a new knowledge base.
pub fn starter() -> Vec<File> {
    let mut files: Vec<File> = OWN.iter().chain(&GITHUB).map(file).collect();
    files.extend(Kind::ALL.iter().map(|(_, kind)| schema_file(*kind)));
    files
}

/// The same below a folder of the repository of a product. Workflows go where the host looks for them, under names that
/// are not the product's; what else belongs to a whole repository is the product's own.
pub fn starter_below(folder: &str) -> Vec<File> {
    let below = |file: File| match file.path.strip_prefix(".github/workflows/") {
        Some(name) => Some(File {
            path: format!(".github/workflows/errbook-{name}"),
            text: workflow_below(folder, &file.text),
        }),
        None if file.path.starts_with(".github/") => None,
        None => Some(File { path: format!("{folder}/{}", file.path), ..file }),
    };
    starter().into_iter().filter_map(below).collect()
}

/// A workflow whose commands run in a folder, and whose other steps name files in it.
fn workflow_below(folder: &str, text: &str) -> String {
    let jobs = format!("\ndefaults:\n  run:\n    working-directory: {folder}\njobs:\n");
    text.replacen("\nname: ", "\nname: errbook ", 1)
        .replacen("\njobs:\n", &jobs, 1)
        .replace("\n          path: site\n", &format!("\n          path: {folder}/site\n"))
}

/// The recipes for hosts.
pub fn hosting() -> Vec<File> {
    HOSTING.iter().map(file).collect()
}

fn file((path, text): &(&str, &str)) -> File {
    File { path: (*path).to_string(), text: text.replace(COMPILE, &DOWNLOAD.replace("{version}", VERSION)) }
}

fn schema_file(kind: Kind) -> File {
    File { path: format!("schema/{}", kind.file()), text: schema::file(kind, &Vocabulary::default()) }
}
