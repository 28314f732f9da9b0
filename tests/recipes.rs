//! The recipes for hosts: what each can be held to without the host. nginx and Caddy are run by `hosts`.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

#[path = "recipes/action.rs"]
mod action;
mod browser;
mod small;

use browser::server::Server;
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

/// A release of errbook on a local file server: the program under test in an archive, and the list of sums.
struct Release {
    folder: tempfile::TempDir,
    server: Server,
}

impl Release {
    fn new() -> Release {
        Release::of(env!("CARGO_BIN_EXE_errbook"))
    }

    fn of(program: &str) -> Release {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let release = Release { server: Server::start(folder.path()), folder };
        release.bash(&format!(
            "mkdir -p v1/errbook-1 && cd v1 && cp '{program}' errbook-1/errbook
             tar -I 'gzip -1' -cf \"errbook-$(uname -m)-unknown-linux-musl.tar.gz\" errbook-1 && rm -r errbook-1
             sha256sum *.tar.gz > SHA256SUMS"
        ));
        release
    }

    fn bash(&self, command: &str) {
        let mut bash = Command::new("bash");
        let done = bash.args(["-euc", command]).current_dir(self.folder.path()).status();
        assert!(done.is_ok_and(|status| status.success()), "{command}");
    }

    /// Runs the commands of a workflow in a knowledge base, as in a job of its own. Yields what it said.
    fn run(&self, workflow: &str, small: &Small, environment: &[(&str, &str)]) -> (bool, String) {
        let programs = small.path("programs");
        let temporary = small.path("temporary");
        fs::create_dir_all(temporary.join("bin")).expect("a folder can be made");
        let path = format!(
            "{}:{}:{}",
            programs.display(),
            temporary.join("bin").display(),
            std::env::var("PATH").unwrap_or_default()
        );
        let mut said = String::new();
        let commands =
            commands(&workflow.replace("/usr/local/bin", &temporary.join("bin").to_string_lossy()));
        assert!(commands.iter().any(|command| command.contains("errbook ")), "{commands:?}");
        // GitLab runs the whole list in one shell.
        let shells = if workflow.contains("script:") { vec![commands.join("\n")] } else { commands };
        for command in shells {
            let mut bash = Command::new("bash");
            bash.args(["-euo", "pipefail", "-c", &command]).current_dir(small.dir()).stdin(Stdio::null());
            let done = bash
                .env("PATH", &path)
                .env("RELEASES", self.server.url("").trim_end_matches('/'))
                .env("ERRBOOK", "v1")
                .env("RUNNER_TEMP", &temporary)
                .env("GITHUB_PATH", temporary.join("path"))
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
}

/// A workflow as `errbook init` writes it.
fn generated(name: &str) -> String {
    let path = format!(".github/workflows/{name}");
    let files = errbook::draft::starter();
    files.into_iter().find(|file| file.path == path).expect("init writes it").text
}

#[test]
fn the_workflows_publish_a_site_that_knows_its_address() {
    const URL: &str = "https://anna.example.org/errors";
    let workflows = [
        (generated("pages.yml"), "BASE_URL", "site"),
        (recipe("gitlab-pages.yml"), "CI_PAGES_URL", "public"),
    ];
    let release = Release::new();
    for (workflow, address, out) in workflows {
        let small = Small::new(2);
        let (done, said) = release.run(&workflow, &small, &[(address, URL)]);
        assert!(done && said.contains("files"), "{said}");
        let sitemap = fs::read_to_string(small.path(out).join("sitemap.xml")).expect("it was built");
        assert!(sitemap.contains(&format!("{URL}/tea/error-1.html")), "{sitemap}");
        // Content with a problem is not published.
        let broken = Small::new(1);
        broken.put(&small::record_path(0), "nothing of a record");
        let (done, said) = release.run(&workflow, &broken, &[(address, URL)]);
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
    let (release, workflow) = (Release::new(), generated("check.yml"));
    for base in ["", "main"] {
        let (done, said) = release.run(&workflow, &small, &[("GITHUB_BASE_REF", base)]);
        assert!(done, "{base:?}: {said}");
    }
    small.rename_record(0, "kettle");
    let (done, said) = release.run(&workflow, &small, &[("GITHUB_BASE_REF", "")]);
    assert!(done, "a push has nothing to compare with: {said}");
    let (done, said) = release.run(&workflow, &small, &[("GITHUB_BASE_REF", "main")]);
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
    let folders = [".github/workflows", "docs/workflows"].map(|folder| fs::read_dir(project(folder)));
    let mut all: Vec<(String, String)> = folders
        .into_iter()
        .flat_map(|folder| folder.expect("there are workflows"))
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
    for (name, text) in workflows() {
        // The action of this repository, whose version was checked out before it.
        let own = text.contains("uses: ./.errbook");
        assert!(!own || text.contains(concat!("ref: v", env!("CARGO_PKG_VERSION"), "\n")), "{name}");
        let actions = text.lines().filter_map(|line| line.split_once("uses: ")).map(|(_, action)| action);
        for action in actions.filter(|action| *action != "./.errbook") {
            let (hash, tag) =
                action.split_once('@').and_then(|(_, pin)| pin.split_once(" # v")).unwrap_or(("", ""));
            let pinned = hash.len() == 40 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
            assert!(pinned && !tag.is_empty(), "{name}: {action}");
        }
    }
    let version = concat!("ERRBOOK: v", env!("CARGO_PKG_VERSION"));
    for text in
        [generated("check.yml"), generated("pages.yml"), generated("weekly.yml"), recipe("gitlab-pages.yml")]
    {
        assert!(text.contains(version) && !text.contains("run: cargo"), "{text}");
    }
}

/// The jobs of a workflow, each with its text.
fn jobs(workflow: &str) -> Vec<String> {
    let (_, jobs) = workflow.split_once("\njobs:\n").expect("a workflow has jobs");
    let mut each: Vec<String> = Vec::new();
    for line in jobs.lines() {
        if line.starts_with("  ") && !line.starts_with("   ") {
            each.push(String::new());
        }
        if let Some(job) = each.last_mut() {
            *job += line;
            job.push('\n');
        }
    }
    each
}

#[test]
fn a_job_that_may_publish_runs_no_code_of_the_repository() {
    let mut publishing = Vec::new();
    for (name, text) in workflows() {
        let (head, _) = text.split_once("\njobs:\n").expect("a workflow has jobs");
        assert!(!head.contains("contents: write") && !head.contains("id-token"), "{name}: of every job");
        for job in jobs(&text) {
            if job.contains("contents: write") || job.contains("id-token") || job.contains("pages: write") {
                let commands = commands(&job);
                assert!(commands.iter().all(|command| command.starts_with("gh release create ")), "{name}");
                assert!(!job.contains("actions/checkout"), "{name}");
                publishing.push(name.clone());
            }
        }
    }
    assert_eq!(publishing, ["pages.yml", "release.yml"]);
}

#[test]
fn a_download_that_is_not_in_the_list_of_sums_is_not_run() {
    for (workflow, address, out) in
        [(generated("pages.yml"), "BASE_URL", "site"), (recipe("gitlab-pages.yml"), "CI_PAGES_URL", "public")]
    {
        for damage in ["echo more >> *.tar.gz", "sed -i 's/^[0-9a-f]*/0/' SHA256SUMS", "echo > SHA256SUMS"] {
            let (release, small) = (Release::of("/bin/true"), Small::new(1));
            release.bash(&format!("cd v1 && {damage}"));
            let (done, said) = release.run(&workflow, &small, &[(address, "https://anna.example.org/")]);
            assert!(!done && !small.path(out).exists(), "{damage}: {said}");
            assert!(!small.path("temporary/bin/errbook").exists(), "{damage}");
        }
    }
}

#[test]
fn our_own_workflows_compile_what_was_checked_out() {
    for name in ["check.yml", "pages.yml", "weekly.yml"] {
        let install = commands(&read(&format!(".github/workflows/{name}"))).into_iter().next();
        assert_eq!(install.as_deref(), Some("cargo install --locked --path ."), "{name}");
    }
}

#[test]
fn the_weekly_issue_is_opened_once() {
    let (release, workflow) = (Release::new(), generated("weekly.yml"));
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
        let (done, said) = release.run(&workflow, &small, &[("TITLE", "Needs review")]);
        assert!(done && said.contains(called), "{open:?}: {said}");
    }
}
