//! In CI: files of a commit, annotations from the root of the repository, a base within the repository of a product,
//! the codes and addresses that a program prints.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::program::{Ran, errbook, run};
use super::small::Small;

fn said(command: &mut Command) -> Ran {
    run(command, b"")
}

/// A base in a folder of a product's repository, whose record 0 lacks its summary.
fn product() -> (tempfile::TempDir, Small) {
    let small = Small::new(2);
    let root = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(root.path().join(".git")).expect("it can be made");
    (root, small)
}

#[test]
fn a_base_within_a_product_puts_workflows_where_the_host_looks() {
    let (root, _) = product();
    std::fs::write(root.path().join("Cargo.toml"), "[package]\nname = \"product\"\n")
        .expect("it can be written");
    let ran = said(errbook(root.path()).args(["init", "docs/errors"]));
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    for name in ["check", "pages", "weekly"] {
        let workflow = root.path().join(format!(".github/workflows/errbook-{name}.yml"));
        let text = std::fs::read_to_string(&workflow).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(text.contains("\ndefaults:\n  run:\n    working-directory: docs/errors\njobs:\n"), "{text}");
        assert!(text.contains(&format!("\nname: errbook {name}\n")), "{text}");
        assert!(!text.contains("cargo install --locked --path"), "{text}");
        assert!(!text.contains("\n          path: site\n"), "{text}");
    }
    assert!(!root.path().join("docs/errors/.github").exists());
    assert!(!root.path().join(".github/pull_request_template.md").exists());
    assert_eq!(said(errbook(root.path()).args(["check", "docs/errors"])).code, Some(0));
    // From within, and where the folder is the repository, as before.
    let ran = said(errbook(root.path()).args(["init", "docs/errors"]));
    assert!(ran.err.contains("is there already"), "{}", ran.err);
    let own = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(own.path().join(".git")).expect("it can be made");
    assert_eq!(said(errbook(own.path()).args(["init", "."])).code, Some(0));
    assert!(own.path().join(".github/workflows/check.yml").exists());
}

fn break_record(small: &Small, number: usize) {
    let text = super::small::record(number, "x").replace("summary: x\n", "");
    small.put(&format!("content/records/tea/error-{number}.md"), &text);
}

#[test]
fn annotations_name_files_from_the_root_of_the_repository() {
    let (root, _) = product();
    assert_eq!(said(errbook(root.path()).args(["init", "docs/errors"])).code, Some(0));
    let record = root.path().join("docs/errors/content/records/curl/6-could-not-resolve-host.md");
    let text = std::fs::read_to_string(&record).expect("it is there");
    std::fs::write(&record, text.replace("\nsummary:", "\nsumary:")).expect("it can be written");
    for (dir, place) in [("", "docs/errors"), ("docs/errors", "."), ("docs", "errors")] {
        let ran = said(errbook(&root.path().join(dir)).args(["check", place, "--format", "github"]));
        assert_eq!(ran.code, Some(1));
        assert!(
            ran.out.contains(" file=docs/errors/content/records/curl/6-could-not-resolve-host.md,line="),
            "{}",
            ran.out
        );
    }
}

#[test]
fn the_files_of_a_commit_are_checked_and_no_others_reported() {
    let small = Small::new(3);
    break_record(&small, 0);
    break_record(&small, 1);
    let file = |number: usize| format!("content/records/tea/error-{number}.md");
    let check =
        |files: &[String]| said(errbook(small.dir()).arg("check").args(files).args(["--format", "short"]));
    let ran = check(&[file(0)]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("error-0.md") && !ran.out.contains("error-1.md"), "{}", ran.out);
    assert_eq!(check(&[file(2)]).code, Some(0));
    assert_eq!(check(&[file(2), file(1)]).code, Some(1));
    // From any folder, as pre-commit and editors do.
    let mut errbook = errbook(&small.path("content/records"));
    assert_eq!(said(errbook.args(["check", "tea/error-1.md"])).code, Some(1));
    let other = Small::new(1);
    let foreign = other.path(&file(0)).to_str().expect("it is text").to_string();
    for (files, reason) in [
        (vec![file(0), foreign], "another knowledge base"),
        (vec!["none.md".into(), file(0)], "cannot read none.md"),
    ] {
        let ran = check(&files);
        assert_eq!(ran.code, Some(2), "{}", ran.err);
        assert!(ran.err.contains(reason), "{}", ran.err);
    }
    let hooks = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".pre-commit-hooks.yaml"))
        .expect("it is there");
    assert!(hooks.contains("entry: errbook check\n"), "{hooks}");
}

/// With codes, among them two that would be one name.
fn coded() -> Small {
    let small = Small::new(3);
    small.put("content/site.yaml", &format!("{}url: https://tea.example/kb/\n", super::small::SITE));
    for (number, code) in [(0, "TEA-1"), (1, "TEA_1"), (2, "42P01")] {
        let text =
            super::small::record(number, "Fine.").replace("status:", &format!("code: {code}\nstatus:"));
        small.put(&format!("content/records/tea/error-{number}.md"), &text);
    }
    small
}

#[test]
fn codes_are_constants_of_every_language() {
    let small = coded();
    let codes = |language: &str| {
        let ran = said(errbook(small.dir()).args(["codes", "--format", language]));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out
    };
    let url = "\"https://tea.example/kb/e/tea-1.html\"";
    for (language, line) in [
        ("rust", format!("pub const TEA_1: &str = {url};\n")),
        ("typescript", format!("export const TEA_1 = {url};\n")),
        ("python", format!("TEA_1 = {url}\n")),
        ("go", format!("\tTEA_1 = {url}\n")),
        ("java", format!("    public static final String TEA_1 = {url};\n")),
        ("csharp", format!("    public const string TEA_1 = {url};\n")),
    ] {
        let printed = codes(language);
        assert!(printed.contains(&line), "{language}: {printed}");
        assert!(printed.contains("TEA_1_2 ") || printed.contains("TEA_1_2:"), "{language}: {printed}");
        assert!(printed.contains("E_42P01"), "{language}: {printed}");
    }
    let data: Value = serde_json::from_str(&codes("json")).expect("it is JSON");
    assert_eq!(data["codes"][0]["url"], "https://tea.example/kb/e/tea-1.html");
    assert_eq!(data["codes"].as_array().map(Vec::len), Some(3));
    // What it prints is a program where we have its compiler.
    let python = format!("{}\nassert TEA_1 != TEA_1_2\n", codes("python"));
    assert!(Command::new("python3").args(["-c", &python]).status().expect("Python is here").success());
    small.put("content/site.yaml", super::small::SITE);
    let ran = said(errbook(small.dir()).args(["codes"]));
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("--base-url"), "{}", ran.err);
}

#[test]
fn every_address_that_a_program_prints_leads_to_a_page() {
    let small = coded();
    small.put(
        "src/main.rs",
        "// https://tea.example/kb/e/tea-1.html and https://tea.example/kb/tea/error-0.html#causes\n\
         const HOME: &str = \"https://tea.example/kb/\";\nfn url(code: &str) -> String { format!(\"https://tea.example/kb/e/{code}.html\") }\n",
    );
    let check = || said(errbook(small.dir()).args(["check", "--links-in", "src"]));
    let ran = check();
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("3 addresses of the site, 0 lead to no page"), "{}", ran.err);
    small.put(
        "src/deep/a.py",
        "\nURL = 'https://tea.example/kb/e/tea-9.html'  # see https://tea.example/kb/e/tea_1\n",
    );
    let ran = check();
    assert_eq!(ran.code, Some(1));
    let dead = "src/deep/a.py:2:8: no such page: https://tea.example/kb/e/tea-9.html\n";
    assert!(ran.out.contains(dead) && ran.out.matches("no such page").count() == 1, "{}", ran.out);
}

#[test]
fn a_site_says_to_agents_how_to_use_it() {
    let small = coded();
    let built =
        said(errbook(small.dir()).args(["build", "--out", "public", "--base-url", "https://tea.example/kb"]));
    assert_eq!(built.code, Some(0), "{}", built.err);
    let read = |path: &str| std::fs::read_to_string(small.path(path)).expect("it is there");
    let skill = read("public/skill.md");
    assert!(skill.starts_with("---\nname: small-errors\ndescription: \""), "{skill}");
    assert!(skill.contains("curl -fsSO https://tea.example/kb/errbook.bundle"), "{skill}");
    let index: Value =
        serde_json::from_str(&read("public/.well-known/agent-skills/index.json")).expect("it is JSON");
    let one = &index["skills"][0];
    assert_eq!(
        (&one["name"], &one["type"], &one["url"]),
        (&"small-errors".into(), &"skill-md".into(), &"../../skill.md".into())
    );
    assert_eq!(one["digest"].as_str().map(str::len), Some(7 + 64));
}
