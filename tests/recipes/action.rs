//! The action of this repository, and the workflows that use it.

use std::fs;
use std::process::{Command, Stdio};

use super::small::Small;
use super::{commands, read};

/// Runs one step of the action with a `gh` that says what it was asked.
fn act(step: &str, known: &str, event: &str) -> (bool, String) {
    let action = read("action.yml");
    let step = action.split("    - name: ").find(|text| text.starts_with(step)).expect("a step");
    let command = commands(step).pop().expect("it runs something");
    let small = Small::new(1);
    small.put("event.json", event);
    let asked = "case \"$*\" in *--paginate*) echo $KNOWN;; *) echo \"gh $*\"; case \"$*\" in *@comment.md*) cat comment.md;; esac;; esac\n";
    small.put("programs/gh", &format!("#!/bin/sh\n{asked}"));
    let programs = small.path("programs");
    let (mut chmod, mut link) = (Command::new("chmod"), Command::new("ln"));
    chmod.arg("+x").arg(programs.join("gh"));
    link.arg("-sf").arg(env!("CARGO_BIN_EXE_errbook")).arg(&programs);
    assert!([chmod, link].iter_mut().all(|one| one.status().is_ok_and(|status| status.success())));
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap_or_default());
    let mut bash = Command::new("bash");
    bash.args(["-eo", "pipefail", "-c", &command]).current_dir(small.dir()).stdin(Stdio::null());
    let environment = [("GITHUB_EVENT_PATH", "event.json"), ("GITHUB_REPOSITORY", "a/b"), ("NUMBER", "7")];
    let done = bash.env("PATH", path).env("KNOWN", known).env("LABELS", "true").envs(environment).output();
    let done = done.expect("bash starts");
    (done.status.success(), String::from_utf8_lossy(&[done.stdout, done.stderr].concat()).into_owned())
}

#[test]
fn the_action_keeps_one_comment() {
    let event = |body: &str| format!("{{\"issue\":{{\"number\":7,\"title\":\"t\",\"body\":{body:?}}}}}");
    let sample = fs::read_to_string(Small::new(1).path("content/records/tea/error-0/sample.txt"));
    let error = event(&sample.unwrap_or_else(|_| "Error 0: the kettle is a teapot".to_string()));
    let (done, said) = act("Answer the issue", "", &error);
    assert!(done && said.contains("gh api --method POST repos/a/b/issues/7/comments"), "{said}");
    assert!(said.contains("<!-- errbook:triage -->") && said.contains("labels[]=tea/error-0"), "{said}");
    let (done, said) = act("Answer the issue", "55", &error);
    assert!(done && said.contains("gh api --method PATCH repos/a/b/issues/comments/55"), "{said}");
    let (done, said) = act("Answer the issue", "", &event("all is well"));
    assert!(done && !said.contains("gh api"), "{said}");
    let (done, said) = act("Answer the issue", "55", &event("all is well"));
    assert!(done && said.contains("gh api --method DELETE repos/a/b/issues/comments/55"), "{said}");
    let (done, said) = act("Answer the issue", "", "no event");
    assert!(!done && !said.contains("gh api"), "{said}");
}

#[test]
fn init_writes_the_workflows_that_use_the_action() {
    let place = tempfile::tempdir().expect("a temporary folder can be made");
    let mut init = Command::new(env!("CARGO_BIN_EXE_errbook"));
    assert!(
        init.arg("init").arg(place.path()).arg("--workflows").output().is_ok_and(|ran| ran.status.success())
    );
    for name in ["triage", "coverage", "explain"] {
        let written = fs::read_to_string(place.path().join(format!(".github/workflows/{name}.yml")));
        assert_eq!(written.ok(), Some(read(&format!("docs/workflows/{name}.yml"))), "{name}");
    }
}
