//! The recipes for hosts: what each can be held to without the host. nginx and Caddy are run by `hosts`.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

mod browser;
mod small;

use small::Small;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn recipe(name: &str) -> String {
    read(&format!("docs/hosting/{name}"))
}

fn recipes() -> BTreeSet<String> {
    let entries = fs::read_dir(project("docs/hosting")).expect("it is there");
    entries.map(|entry| entry.expect("it is there").file_name().to_string_lossy().into_owned()).collect()
}

/// Lines that say something.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// The recipes repeat the policy of the pages as a header: it then binds the first byte, and says who may frame a page.
/// The page for missing addresses brings its style along, which no header can name before it is made.
#[test]
fn the_recipes_carry_the_policy() {
    let home = fs::read(browser::our_site().join("index.html")).expect("the site has a home page");
    let policy = browser::server::policy_of(&home).expect("a page has a policy");
    let header =
        policy.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'") + "; frame-ancestors 'none'";
    for name in ["nginx.conf", "Caddyfile", "_headers"] {
        assert!(recipe(name).contains(&header), "docs/hosting/{name} should say:\n{header}");
    }
}

/// The commands of a workflow: what stands behind `run:`, on its line or below it, or in the list of a `script:`.
fn commands(workflow: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut rows = workflow.lines().peekable();
    let depth = |row: &str| row.len() - row.trim_start().len();
    while let Some(row) = rows.next() {
        let mut below = || {
            let mut text = Vec::new();
            while let Some(next) = rows.next_if(|next| depth(next) > depth(row)) {
                text.push(next.trim());
            }
            text
        };
        match row.trim().trim_start_matches("- ") {
            "run: |" => commands.push(below().join("\n")),
            "script:" => {
                commands.extend(below().iter().map(|command| command.trim_start_matches("- ").to_string()));
            }
            other => commands.extend(other.strip_prefix("run: ").map(ToString::to_string)),
        }
    }
    commands
}

/// Runs the commands of a workflow in a knowledge base under git; Cargo, which would install errbook, does nothing, and
/// errbook is the one under test. Yields what it said.
fn run(workflow: &str, small: &Small, environment: &[(&str, &str)]) -> (bool, String) {
    let programs = small.path("programs");
    small.put("programs/cargo", "#!/bin/sh\n");
    let (mut chmod, mut link) = (Command::new("chmod"), Command::new("ln"));
    chmod.arg("+x").arg(programs.join("cargo"));
    link.arg("-sf").arg(env!("CARGO_BIN_EXE_errbook")).arg(&programs);
    assert!([chmod, link].iter_mut().all(|one| one.status().is_ok_and(|status| status.success())));
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let mut said = String::new();
    let commands = commands(workflow);
    assert!(commands.iter().any(|command| command.contains("errbook ")), "{commands:?}");
    for command in commands {
        let mut bash = Command::new("bash");
        bash.args(["-euo", "pipefail", "-c", &command]).current_dir(small.dir()).stdin(Stdio::null());
        let done = bash
            .env("PATH", &path)
            .env("ERRBOOK", "v1")
            .envs(environment.iter().copied())
            .output()
            .expect("bash starts");
        said += &String::from_utf8_lossy(&[done.stdout, done.stderr].concat());
        if !done.status.success() {
            return (false, said);
        }
    }
    (true, said)
}

#[test]
fn the_workflows_publish_a_site_that_knows_its_address() {
    const URL: &str = "https://anna.example.org/errors";
    let workflows = [
        (read(".github/workflows/pages.yml"), "BASE_URL", "site"),
        (recipe("gitlab-pages.yml"), "CI_PAGES_URL", "public"),
    ];
    for (workflow, address, out) in workflows {
        let small = Small::new(2);
        let (done, said) = run(&workflow, &small, &[(address, URL)]);
        assert!(done && said.contains("files"), "{said}");
        let sitemap = fs::read_to_string(small.path(out).join("sitemap.xml")).expect("it was built");
        assert!(sitemap.contains(&format!("{URL}/tea/error-1.html")), "{sitemap}");
        // Content with a problem is not published.
        let broken = Small::new(1);
        broken.put(&small::record_path(0), "nothing of a record");
        let (done, said) = run(&workflow, &broken, &[(address, URL)]);
        assert!(!done && !broken.path(out).exists(), "{said}");
    }
}

#[test]
fn the_workflow_of_pull_requests_finds_a_lost_address() {
    let small = Small::new(2);
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.arg("-C").arg(small.dir()).args(["-c", "user.name=Anna", "-c", "user.email=anna@example.org"]);
        assert!(git.args(arguments).status().is_ok_and(|status| status.success()), "{arguments:?}");
    };
    git(&["init", "-q"]);
    git(&["add", "content"]);
    git(&["commit", "-q", "-m", "All there"]);
    git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let workflow = read(".github/workflows/check.yml");
    for base in ["", "main"] {
        let (done, said) = run(&workflow, &small, &[("GITHUB_BASE_REF", base)]);
        assert!(done, "{base:?}: {said}");
    }
    small.rename_record(0, "kettle");
    let (done, said) = run(&workflow, &small, &[("GITHUB_BASE_REF", "")]);
    assert!(done, "a push has nothing to compare with: {said}");
    let (done, said) = run(&workflow, &small, &[("GITHUB_BASE_REF", "main")]);
    assert!(!done && said.contains("lost-address") && said.contains("tea/error-0"), "{said}");
}

#[test]
fn the_recipes_that_cannot_run_here_can_be_read() {
    for (name, text) in
        [("pages.yml", read(".github/workflows/pages.yml")), ("gitlab-pages.yml", recipe("gitlab-pages.yml"))]
    {
        for event in saphyr_parser::Parser::new_from_str(&text) {
            event.unwrap_or_else(|error| panic!("{name}: {error}"));
        }
    }
    let mut s3 = Command::new("bash");
    s3.arg("-n").arg(project("docs/hosting/s3.sh"));
    assert!(s3.status().is_ok_and(|status| status.success()), "docs/hosting/s3.sh");
    for line in lines(&recipe("Dockerfile")) {
        let words: Vec<&str> = line.split(' ').collect();
        let known = match words[..] {
            ["FROM" | "EXPOSE", _] => true,
            ["COPY", from, to] => to.starts_with('/') && (from == "site" || project(from).is_file()),
            _ => false,
        };
        assert!(known, "docs/hosting/Dockerfile: {line}");
    }
    for line in lines(&recipe("_redirects")) {
        let parts: Vec<&str> = line.split_whitespace().collect();
        let known = matches!(parts[..], [from, to, "301"] if from.starts_with('/') && to.starts_with('/'));
        assert!(known, "docs/hosting/_redirects: {line}");
    }
    for line in lines(&recipe("_headers")) {
        let known = if line.starts_with("  ") { line.contains(": ") } else { line.starts_with('/') };
        assert!(known, "docs/hosting/_headers: {line}");
    }
}

#[test]
fn the_page_says_which_recipes_were_run() {
    let page = read("docs/hosting.md");
    for name in recipes() {
        let section = page.split("\n## ").find(|section| section.contains(&format!("(hosting/{name})")));
        let section = section.unwrap_or_else(|| panic!("docs/hosting.md does not name {name}"));
        let run = matches!(name.as_str(), "nginx.conf" | "Caddyfile");
        assert_eq!(section.contains("Run by `make test-hosts`"), run, "{name}");
        assert_eq!(section.contains("not run"), !run, "{name}");
    }
}

#[test]
fn init_writes_every_recipe() {
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let init = || {
        let mut init = Command::new(env!("CARGO_BIN_EXE_errbook"));
        init.arg("init").arg(place.path()).arg("--hosting").output().expect("the program starts")
    };
    assert!(init().status.success());
    for name in recipes() {
        let written = fs::read_to_string(place.path().join("docs/hosting").join(&name));
        assert_eq!(written.ok(), Some(recipe(&name)), "{name}");
    }
    let again = init();
    assert_eq!(again.status.code(), Some(2), "nothing of theirs is overwritten");
}

/// Every workflow of this repository with its text.
fn workflows() -> Vec<(String, String)> {
    let folder = project(".github/workflows");
    let mut all: Vec<(String, String)> = fs::read_dir(folder)
        .expect("there are workflows")
        .map(|entry| entry.expect("it can be read").path())
        .map(|path| {
            let name = path.file_name().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("it is text"))
        })
        .collect();
    all.sort();
    all
}

#[test]
fn actions_are_pinned_by_hash_and_errbook_by_its_version() {
    let version = concat!("ERRBOOK: v", env!("CARGO_PKG_VERSION"));
    for (name, text) in workflows() {
        for action in text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, action)| action) {
            let (hash, tag) =
                action.split_once('@').and_then(|(_, pin)| pin.split_once(" # v")).unwrap_or(("", ""));
            let pinned = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(pinned && !tag.is_empty(), "{name}: {action}");
        }
        let installs = text.contains("--git https://github.com/errbook/errbook");
        assert!(!installs || text.contains(version) && text.contains("--tag \"$ERRBOOK\""), "{name}");
    }
    let tag = concat!("--tag v", env!("CARGO_PKG_VERSION"));
    assert!(recipe("gitlab-pages.yml").contains(tag), "gitlab-pages.yml");
}

#[test]
fn the_job_that_may_publish_runs_no_commands() {
    for (name, text) in workflows() {
        let (_, jobs) = text.split_once("\njobs:\n").expect("a workflow has jobs");
        for job in jobs.split("\n  ").filter(|part| !part.starts_with(' ')) {
            assert!(!job.contains("id-token"), "{name}: the permission of a whole workflow");
        }
        let mut publishing = jobs.split("\n  deploy:\n");
        assert!(!publishing.next().is_some_and(|build| build.contains("write")), "{name}");
        assert!(!publishing.next().is_some_and(|deploy| deploy.contains("run:")), "{name}");
    }
}

/// What the first command of a workflow would install errbook from, in a repository with this `Cargo.toml`.
fn installed_from(workflow: &str, manifest: &str) -> String {
    let small = Small::new(0);
    small.put("Cargo.toml", manifest);
    small.put("programs/cargo", "#!/bin/sh\necho \"$@\"\n");
    let programs = small.path("programs");
    let ready = Command::new("chmod").arg("+x").arg(programs.join("cargo")).status();
    assert!(ready.is_ok_and(|status| status.success()));
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let install = commands(workflow).into_iter().next().expect("it installs errbook");
    let mut bash = Command::new("bash");
    bash.args(["-euo", "pipefail", "-c", &install]).current_dir(small.dir());
    let done = bash.env("PATH", path).env("ERRBOOK", "v1").output().expect("bash starts");
    String::from_utf8_lossy(&done.stdout).trim().to_string()
}

#[test]
fn the_program_of_another_repository_is_not_taken_for_errbook() {
    for name in ["check.yml", "pages.yml", "weekly.yml"] {
        let workflow = read(&format!(".github/workflows/{name}"));
        let own = installed_from(&workflow, "[package]\nname = \"errbook\"\n");
        assert!(own.ends_with("--path ."), "{name}: {own}");
        let others = installed_from(&workflow, "[package]\nname = \"kettle\"\n");
        assert!(others.ends_with("--git https://github.com/errbook/errbook --tag v1"), "{name}: {others}");
    }
}

#[test]
fn the_weekly_issue_is_opened_once() {
    let workflow = read(".github/workflows/weekly.yml");
    for (open, called) in [("", "issue create --title Needs review"), ("7", "issue edit 7")] {
        let small = Small::new(1);
        let due = small::record(0, "It is a teapot.")
            .replace("checked: 2026-11-20", "checked: 2026-11-20\nstale-after: 2026-11-21");
        small.put(&small::record_path(0), &due);
        small.put(
            "programs/gh",
            &format!("#!/bin/sh\nif [ \"$2\" = list ]; then echo {open}; else echo \"gh $@\"; fi\n"),
        );
        let ready = Command::new("chmod").arg("+x").arg(small.path("programs/gh")).status();
        assert!(ready.is_ok_and(|status| status.success()));
        let (done, said) = run(&workflow, &small, &[("TITLE", "Needs review")]);
        assert!(done && said.contains(called), "{open:?}: {said}");
    }
}
