//! The contributor's commands, tried as a contributor would: new, import, init, list, schema, and what CONTRIBUTING says.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

#[path = "author/desk.rs"]
mod desk;
#[path = "author/pages.rs"]
mod pages;
#[path = "author/validator.rs"]
mod validator;

use std::fs;

use desk::{Desk, root};
use errbook::schema::{self, Kind};
use errbook::vocabulary::Vocabulary;
use errbook::yaml::{self, Choice};
use serde_json::Value;

const TEAPOT: &str = "2026-11-20T10:00:01Z [ERROR] API Error: 418 {\"type\":\"error\",\"error\":{\"type\":\"teapot_error\",\"message\":\"This server is a teapot and brewed 3 cups for 'ada'.\"},\"request_id\":\"req_011CVzFq8UiBnTwAh6NxS3Ke\"}\n    at brew (/home/ada/app/index.js:3:4)\nx-api-key: sk-ant-api03-AbCdEfGh12345678\n";

#[test]
fn a_paste_becomes_a_draft_that_finds_its_paste() {
    let desk = Desk::begun();
    let before = desk.problems();
    assert!(before.is_empty(), "{before:?}");
    desk.run(&["new", "curl/418-teapot", "--from", "-", "--on", "2026-11-20"], TEAPOT).expect(0);
    let record = desk.read("content/records/curl/418-teapot.md");
    for line in [
        "# yaml-language-server: $schema=../../../schema/record.schema.json",
        "status: 418",
        "type: \"teapot_error\"",
        "  - all: [\"This server is a teapot and brewed {number} cups for\"]",
        "created: 2026-11-20",
    ] {
        assert!(record.lines().any(|known| known == line), "{line}\n{record}");
    }
    let sample = desk.read("content/records/curl/418-teapot/sample.txt");
    assert!(sample.contains("x-api-key: [secret]") && sample.contains("/home/[user]/app"), "{sample}");
    assert!(!record.contains("index.js") && !record.contains("sk-ant"), "{record}");
    desk.only_prompts_are_left();
    assert_eq!(desk.hits(&TEAPOT.replace("3 cups", "12 cups")), ["curl/418-teapot"]);
}

#[test]
fn check_names_each_prompt() {
    let desk = Desk::begun();
    desk.run(&["new", "curl/418-teapot", "--from", "-"], TEAPOT).expect(0);
    let record = desk.read("content/records/curl/418-teapot.md");
    let prompts = record.matches("TODO").count();
    assert!(prompts > 8, "{record}");
    let told = desk.problems().iter().filter(|(rule, _)| rule == "private-text").count();
    assert_eq!(told, prompts);
    // Every section that is asked for says what it is for.
    for kind in Vocabulary::default().sections.iter() {
        assert!(record.contains(&format!("## {}", kind.title)), "{}", kind.title);
    }
}

#[test]
fn what_has_a_record_gets_no_twin_unless_asked_for() {
    let desk = Desk::begun();
    let paste = "curl: (6) Could not resolve host: shop.internal\n";
    let files = desk.files();
    let ran = desk.run(&["new", "curl/6-again", "--from", "-"], paste).expect(1);
    assert!(ran.out.contains("curl/6-could-not-resolve-host"), "{}", ran.out);
    assert_eq!(desk.files(), files);
    desk.run(&["new", "curl/6-again", "--from", "-", "--anyway"], paste).expect(0);
    assert!(desk.read("content/records/curl/6-again.md").contains("signatures:"));
}

#[test]
fn nothing_is_overwritten() {
    let desk = Desk::begun();
    desk.run(&["new", "curl/418-teapot", "--from", "-"], TEAPOT).expect(0);
    desk.write("content/records/curl/419/sample.txt", "mine");
    let files: Vec<(String, String)> =
        desk.files().into_iter().map(|path| (path.clone(), desk.read(&path))).collect();
    desk.run(&["new", "curl/418-teapot"], "").expect(2);
    desk.run(&["new", "curl/419", "--from", "-"], "Error: cannot find the door to the garden").expect(2);
    desk.run(&["init", "."], "").expect(2);
    let after: Vec<(String, String)> =
        desk.files().into_iter().map(|path| (path.clone(), desk.read(&path))).collect();
    assert_eq!(files, after);
}

#[test]
fn an_id_that_cannot_be_is_refused_with_a_remedy() {
    let desk = Desk::begun();
    for (id, remedy) in [
        ("curl", "PROGRAM/SLUG"),
        ("curl/Foo_Bar", "`curl/foo-bar`"),
        ("../../etc/passwd", "PROGRAM/SLUG"),
        ("crul/x", "did you mean `curl/x`?"),
        ("elsewhere/x", "content/site.yaml"),
        ("curl/6-could-not-resolve-host", "is there already"),
        ("curl/nul", "PROGRAM/SLUG"),
    ] {
        let ran = desk.run(&["new", id], "").expect(2);
        assert!(ran.err.contains(remedy), "{id}: {}", ran.err);
    }
    for (args, remedy) in [
        (["--from", "-"], "empty"),
        (["--from", "nowhere.txt"], "nowhere.txt"),
        (["--dir", "nowhere"], "errbook init"),
    ] {
        let ran = desk.run(&["new", "curl/x", args[0], args[1]], " \n").expect(2);
        assert!(ran.err.contains(remedy), "{}", ran.err);
    }
}

/// Pastes as people send them: wrapped, escaped, coloured, from many programs.
const DIRTY: [&str; 14] = [
    "[{\"error\":\"Error: 400 {\\\"type\\\":\\\"error\\\",\\\"error\\\":{\\\"type\\\":\\\"x_error\\\",\\\"message\\\":\\\"Extra fuel is required for long trips.\\\"}}\\n    at a (/b.js:1:2)\"}]",
    "  ⎿  API Error: 400 {\"type\":\"error\",\"error\":{\"type\":\"trip_error\",\"message\":\"The long trip \n     is not yet available for this ticket.\"},\"request_id\":\"req_1\"}",
    "Traceback (most recent call last):\n  File \"/home/u/a.py\", line 3, in f\n    raise error\nfoo.BarError: the bar is closed since 12:30:01\n",
    "\u{1b}[31mERROR\u{1b}[0m failed to solve: process \"/bin/sh -c make\" did not complete successfully: exit code: 2",
    "W0731 23:47:29.283270       1 reflector.go:535] failed to list pods: pods is forbidden: User \"a:b:c\" cannot list",
    "npm ERR! code E403\nnpm ERR! 403 403 Forbidden - GET https://npm.example.com/grunt",
    "chat-1  | app.BadRequest: Error code: 400 - {'error': {'message': 'Invoke: operation error, RequestID: 5e24e3bd-4895-4844-b341-2fef40a56424, ValidationException: invalid beta flag'}}",
    "{&quot;type&quot;:&quot;error&quot;,&quot;message&quot;:&quot;The harbour is closed to ships of this size&quot;}",
    "error[E0382]: borrow of moved value: `x`\n --> src/main.rs:4:20",
    "java.lang.IllegalStateException: Queue is full after 300 entries\n\tat com.example.Q.add(Q.java:12)\n\tat com.example.Main.main(Main.java:3)",
    "panic: runtime error: index out of range [5] with length 3\n\ngoroutine 1 [running]:\nmain.main()\n\t/srv/x.go:8 +0x1d",
    "```\n{{ piece x }}\n```\nError: cannot open the gate of the garden\n{{ table y }}",
    "~~~\n```\n{{ piece x }}\n~~~\nError: cannot open the window of the house\n{{ table y }}",
    "expected `{` {{ found {name} and ```` in the text: unexpected token",
];

#[test]
fn dirty_pastes_are_drafted_too() {
    let desk = Desk::begun();
    for (number, paste) in DIRTY.iter().enumerate() {
        let id = format!("curl/dirty-{number}");
        desk.run(&["new", &id, "--from", "-"], paste).expect(0);
        assert_eq!(
            desk.hits(paste).first(),
            Some(&id),
            "{paste}\n{}",
            desk.read(&format!("content/records/{id}.md"))
        );
    }
    desk.only_prompts_are_left();
}

#[test]
fn an_issue_becomes_a_draft() {
    let desk = Desk::begun();
    let register = desk.read("content/sources.yaml");
    let issue = fs::read_to_string(root().join("tests/author/issues/full.json")).expect("a fixture");
    desk.run(&["import", "-", "--id", "curl/403-door", "--on", "2026-11-20"], &issue).expect(0);
    let record = desk.read("content/records/curl/403-door.md");
    for part in [
        "title: \"Door stays shut after 403\"",
        "status: 403",
        "type: \"door_error\"",
        "surfaces: [cli]",
        "os: [macos]",
        "versions: { affected: \"2.1.116\" }",
        "evidence: reported, sources: [\"example/curl#101\"]",
        "- Labels: bug, area:door",
        "- 2026-04-23, maintainer (carla): “The group was renamed",
        "- 2026-04-22, it helped (dan): “Leaving the group",
    ] {
        assert!(record.contains(part), "{part}\n{record}");
    }
    for secret in ["sk-ant", "ada@example", "dan@example", "robot", "+1"] {
        assert!(!record.contains(secret), "{secret}\n{record}");
    }
    let entry = "\"example/curl#101\":\n  title: curl issue 101\n  url: https://github.com/example/curl/issues/101\n  kind: report\n  posted: 2026-04-21\n  note: Open on 2026-11-20.\n";
    assert_eq!(desk.read("content/sources.yaml"), format!("{register}{entry}"));
    for sample in ["body-1.txt", "comment-2.txt"] {
        let text = desk.read(&format!("content/records/curl/403-door/{sample}"));
        assert_eq!(desk.hits(&text), ["curl/403-door"], "{text}");
    }
    desk.only_prompts_are_left();
    // The same issue again: its error has a record now.
    desk.run(&["import", "-", "--id", "curl/403-door-2"], &issue).expect(1);
}

#[test]
fn no_secret_of_an_issue_or_a_paste_is_written() {
    let desk = Desk::begun();
    let known = desk.files();
    let issue = fs::read_to_string(root().join("tests/author/issues/secrets.json")).expect("a fixture");
    desk.run(&["import", "-", "--on", "2026-12-24"], &issue).expect(0);
    let paste = "Error: no s\u{200b}k-ant-\u{1b}[1mapi03-abcdefgh12345678 of joe@example.org fits the lock";
    desk.run(&["new", "curl/lock", "--from", "-"], paste).expect(0);
    assert!(desk.read("content/records/curl/login-fails-with-key-for-e-mail.md").contains("[key], [key]\n"));
    for file in desk.files().iter().filter(|file| !known.contains(file)) {
        let text = format!("{file} {}", desk.read(file));
        assert!(!text.contains("12345678") && !text.contains("joe@"), "{text}");
    }
    // The day of an import is not the day on which the issue was closed.
    assert!(desk.read("content/sources.yaml").ends_with("  note: Closed.\n"));
    let closed = issue
        .replace("105", "106")
        .replace("\"CLOSED\"", "\"CLOSED\", \"closedAt\": \"2026-05-01T00:00:00Z\"");
    desk.run(&["import", "-", "--id", "curl/latch", "--anyway"], &closed).expect(0);
    assert!(desk.read("content/sources.yaml").ends_with("  note: Closed on 2026-05-01.\n"));
}

/// Sometimes it is all that a program says.
#[test]
fn an_exit_code_in_a_fence_is_an_error() {
    let desk = Desk::begun();
    let body = "It stops at once:\n\n```\n$ curl --door\ncurl helper exited with code 7\n```\n";
    let issue = format!(
        "{{\"number\":7,\"title\":\"[Bug]: helper stops\",\"url\":\"https://github.com/example/curl/issues/7\",\"body\":{}}}",
        Value::from(body)
    );
    let ran = desk.run(&["import", "-"], &issue).expect(0);
    assert!(ran.out.contains("content/records/curl/helper-stops.md"), "{}", ran.out);
    assert_eq!(desk.hits("curl helper exited with code 7"), ["curl/helper-stops"]);
    desk.only_prompts_are_left();
}

#[test]
fn no_issue_however_hostile_makes_a_broken_base() {
    let mut names: Vec<String> = fs::read_dir(root().join("tests/author/issues"))
        .expect("fixtures")
        .map(|entry| entry.expect("a fixture").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert!(names.len() >= 8, "{names:?}");
    for name in names {
        let desk = Desk::begun();
        let (files, register) = (desk.files(), desk.read("content/sources.yaml"));
        let path = root().join("tests/author/issues").join(&name);
        let ran = desk.run(&["import", &path.display().to_string(), "--on", "2026-11-20"], "");
        assert_eq!(ran.code, 0, "{name}: {}{}", ran.out, ran.err);
        for file in desk.files().iter().filter(|file| !files.contains(file)) {
            assert!(file.starts_with("content/records/curl/"), "{name}: {file}");
        }
        assert!(desk.read("content/sources.yaml").starts_with(&register), "{name}");
        desk.only_prompts_are_left();
        assert_eq!(desk.problems().iter().filter(|(rule, _)| rule == "duplicate-id").count(), 0, "{name}");
    }
}

#[test]
fn what_is_no_issue_is_refused() {
    let desk = Desk::begun();
    let issue =
        |url: &str| format!("{{\"number\":1,\"title\":\"t\",\"body\":\"b\",\"url\":{}}}", Value::from(url));
    for (text, remedy) in [
        ("not JSON".to_string(), "gh issue view"),
        ("{}".to_string(), "gh issue view"),
        (issue("javascript:alert(1)"), "no address"),
        (issue("https://github.com/a/b/issues/1\n  evil: true"), "no address"),
        (issue("https://github.com/a/../issues/1"), "--id"),
    ] {
        desk.write(
            "content/site.yaml",
            &format!(
                "{}  wget: {{ title: wget, summary: Another. }}\n",
                desk.read("content/site.yaml").trim_end().to_string() + "\n"
            ),
        );
        let ran = desk.run(&["import"], &text).expect(2);
        assert!(ran.err.contains(remedy), "{text}: {}", ran.err);
        desk.write(
            "content/site.yaml",
            desk.read("content/site.yaml").split("  wget:").next().expect("a text"),
        );
    }
}

#[test]
fn a_new_base_is_in_order_and_explains_its_error() {
    let desk = Desk::begun();
    let ran = desk.run(&["check"], "").expect(0);
    assert!(ran.err.contains("no problems in 1 record"), "{}", ran.err);
    let sample = desk.read("content/records/curl/6-could-not-resolve-host/terminal.txt");
    assert_eq!(desk.hits(&sample), ["curl/6-could-not-resolve-host"]);
    desk.run(&["build"], "").expect(0);
    assert!(desk.read("site/curl/6-could-not-resolve-host.html").contains("Could not resolve host"));
    // Small enough to be read in five minutes: some 200 words a minute.
    let read = |path: &&String| path.starts_with("content/") || path.as_str() == "CONTRIBUTING.md";
    let words: usize =
        desk.files().iter().filter(read).map(|path| desk.read(path).split_whitespace().count()).sum();
    assert!(words <= 1000, "{words} words");
    let is_yaml =
        |path: &&String| path.rsplit('.').next().is_some_and(|ending| ["yml", "yaml"].contains(&ending));
    for path in desk.files().iter().filter(is_yaml) {
        let (text, mut problems) = (desk.read(path), Vec::new());
        yaml::parse(&text, 0..text.len(), errbook::source::FileId(0), &mut problems);
        assert!(problems.is_empty(), "{path}: {problems:?}");
    }
}

#[test]
fn an_owned_template_that_has_fallen_behind_is_told() {
    let desk = Desk::begun();
    desk.run(&["init", ".", "--theme"], "").expect(0);
    let ran = desk.run(&["build"], "").expect(0);
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let lock = desk.read("theme.lock");
    let line = lock.lines().find(|line| line.ends_with(" templates/record.html")).expect("it was copied");
    desk.write("theme.lock", &lock.replace(line, "0000000000000000 templates/record.html"));
    let ran = desk.run(&["build"], "").expect(0);
    let stamp = line.split(' ').next().expect("a stamp");
    assert!(ran.err.contains("warning: templates/record.html: the built-in file has changed"), "{}", ran.err);
    assert!(ran.err.contains(stamp), "{}", ran.err);
    assert_eq!(ran.err.matches("warning").count(), 1, "{}", ran.err);
}

#[test]
fn work_lists_name_a_place_each() {
    let desk = Desk::begun();
    desk.run(&["new", "curl/419"], "").expect(0);
    let list = |args: &[&str]| desk.run(&[&["list"], args].concat(), "").expect(0).out;
    assert_eq!(list(&["--stale=2026-12-01"]), "");
    let stale = list(&["--stale=2028-01-01"]);
    assert_eq!(stale.lines().count(), 2, "{stale}");
    assert!(stale.starts_with("content/records/curl/6-could-not-resolve-host.md:"), "{stale}");
    assert!(list(&["--stale"]).is_empty() || list(&["--stale"]).contains("stale"));
    assert!(list(&["--without", "sample"]).starts_with("content/records/curl/419.md:1: without sample"));
    assert!(list(&["--without", "source"]).contains("content/records/curl/419.md:"));
    assert_eq!(list(&["--without", "check"]), "");
    assert!(list(&["--status", "documented"]).contains("exit-codes.yaml"));
    assert_eq!(list(&["--status", "disputed"]), "");
    let all: Value = serde_json::from_str(&list(&["--format", "json"])).expect("JSON");
    assert_eq!(all["version"], 1);
    assert_eq!(all["findings"][0]["of"], "curl/419");
    desk.run(&["list", "--status", "disptued"], "").expect(2);
}

/// A file that a test writes: compared, or renewed when asked.
fn fresh(path: &str, text: &str) {
    let place = root().join(path);
    if std::env::var_os("ERRBOOK_BLESS").is_some() {
        fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
        fs::write(&place, text).expect("written");
    }
    let known = fs::read_to_string(&place).unwrap_or_default();
    assert!(known == text, "{path} is not fresh: run `ERRBOOK_BLESS=1 cargo test --test author`");
}

#[test]
fn schemas_and_reference_are_fresh() {
    for (_, kind) in Kind::ALL {
        fresh(&format!("schema/{}", kind.file()), &schema::file(*kind, &validator::own_vocabulary()));
    }
    fresh("docs/record.md", &schema::reference());
}

#[test]
fn the_schemas_are_printed_and_written() {
    let desk = Desk::empty();
    desk.run(&["schema", "--all", "schema"], "").expect(0);
    for (name, kind) in Kind::ALL {
        let schema = schema::file(*kind, &Vocabulary::default());
        assert_eq!(desk.run(&["schema", name], "").expect(0).out, schema);
        assert_eq!(desk.read(&format!("schema/{}", kind.file())), schema);
    }
}

#[test]
fn the_site_has_the_same_guide() {
    let guide = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("the guide");
    let body = guide.strip_prefix("# Contributing\n").expect("its title");
    let front = "---\ntitle: Contributing\nsummary: From an error on your screen to a page here, in five minutes.\n---\n";
    fresh("content/prose/contributing.md", &format!("{front}{body}"));
}

/// The fenced blocks of a language.
fn blocks<'a>(text: &'a str, fence: &str, language: &str) -> Vec<&'a str> {
    let open = format!("\n{fence}{language}\n");
    let starts = text.match_indices(&open).map(|(at, _)| at + open.len());
    let end = |start: usize| start + text[start..].find(&format!("\n{fence}\n")).expect("an end");
    starts.map(|start| &text[start..=end(start)]).collect()
}

#[test]
fn the_guide_leads_to_a_clean_record() {
    let guide = fs::read_to_string(root().join("CONTRIBUTING.md")).expect("the guide");
    let record = blocks(&guide, "~~~", "markdown");
    let path = "content/records/anthropic-api/418-teapot.md";
    let (desk, steps) = (Desk::of_ours(), blocks(&guide, "```", "sh"));
    assert_eq!((record.len(), steps.len()), (1, 5));
    for step in &steps {
        let wanted = i32::from(step.contains("# ends with 1"));
        if step.starts_with("errbook check") {
            desk.shell("errbook check").expect(1);
            desk.write(path, record[0]);
        }
        let ran = desk.shell(step).expect(wanted);
        if step.starts_with("errbook new") {
            assert!(ran.out.contains(path), "{}", ran.out);
        }
    }
    assert!(!desk.problems().iter().any(|(_, file)| file.contains("418-teapot")));
}
