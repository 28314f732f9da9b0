//! From a tracker to a work list: `coverage`, `triage` and `import` of many issues, as an owner uses them.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

#[path = "author/desk.rs"]
#[allow(dead_code, reason = "each test file uses a part of this")]
mod desk;
#[path = "coverage/triage.rs"]
mod triage;

use desk::{Desk, root};
use serde_json::Value;

fn tracker() -> String {
    std::fs::read_to_string(root().join("tests/data/tracker.jsonl")).expect("it is there")
}

/// Runs `coverage` on our own records.
fn coverage(desk: &Desk, args: &[&str], input: &str) -> desk::Ran {
    let base = root().display().to_string();
    let args = [&["coverage", "--base", &base], args].concat();
    desk.run(&args, input).expect(0)
}

#[test]
fn a_tracker_is_counted_as_it_was_made() {
    let desk = Desk::empty();
    let json: Value =
        serde_json::from_str(&coverage(&desk, &["--format", "json"], &tracker()).out).expect("JSON");
    let issues: Vec<Value> =
        tracker().lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let body = |issue: &Value| issue["body"].as_str().unwrap_or_default().to_string();
    let errors = issues.iter().filter(|issue| body(issue).contains("```")).count();
    let known =
        ["overloaded_error", "prompt is too long", "credit balance", "invalid x-api-key", "rate_limit_error"];
    let answered =
        issues.iter().filter(|issue| known.iter().any(|words| body(issue).contains(words))).count();
    assert_eq!((&json["version"], &json["texts"]), (&1.into(), &500.into()));
    assert_eq!(json["answered"]["match"], answered);
    // What says in a few words that it failed may be passed over; what is no error is never counted.
    let found = json["errors"].as_u64().expect("a number");
    assert!(found <= errors as u64 && found * 10 >= errors as u64 * 9, "{found} of {errors}");
    assert_eq!(json["answered"]["gap"], found - answered as u64);
    // Every kind of error that was made is one gap, and nothing else is.
    let gaps = json["gaps"].as_array().expect("a list");
    let small = json["small_gaps"]["gaps"].as_u64().expect("a number");
    assert!(gaps.len() as u64 + small <= 8, "{gaps:#?}");
    let first = &gaps[0];
    assert_eq!(
        first["template"],
        "Error: cannot load plugin '<*>' from <*>: manifest version <*> is not supported"
    );
    assert_eq!(first["examples"].as_array().map(Vec::len), Some(3));
    assert!(first["versions"].as_array().is_some_and(|all| !all.is_empty()));
}

#[test]
fn parts_of_a_tracker_join_to_the_very_same_bytes() {
    let desk = Desk::empty();
    let whole = coverage(&desk, &["--format", "json"], &tracker()).out;
    for parts in [1, 3, 7] {
        let names: Vec<String> = (0..parts).rev().map(|number| format!("part-{number}.json")).collect();
        for (number, name) in names.iter().enumerate() {
            let own: Vec<&str> = tracker_lines(number, parts);
            desk.write(name, &coverage(&desk, &["--partial"], &own.join("\n")).out);
        }
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(coverage(&desk, &[&["--merge", "--format", "json"], &names[..]].concat(), "").out, whole);
    }
    desk.write("bad.json", "{\"errbook-coverage-part\":1}");
    let base = root().display().to_string();
    let ran = desk.run(&["coverage", "--base", &base, "--merge", "part-0.json", "bad.json"], "").expect(2);
    assert!(ran.err.contains("bad.json: these are not counts"), "{}", ran.err);
    let ran = desk.run(&["coverage", "--merge", "--base", ".", "part-0.json"], "").expect(2);
    assert!(!ran.err.is_empty());
}

fn tracker_lines(number: usize, parts: usize) -> Vec<&'static str> {
    static TRACKER: std::sync::LazyLock<String> = std::sync::LazyLock::new(tracker);
    TRACKER.lines().skip(number).step_by(parts).collect()
}

#[test]
fn the_page_loads_nothing_and_shows_everything() {
    let desk = Desk::empty();
    let hostile = r#"{"title":"Crash","body":"```\nError: cannot open <img src=x onerror=alert(1)> & \"door\"\n```","createdAt":"2026-06-02","url":"javascript:alert(1)"}"#;
    let page = coverage(&desk, &["--format", "html", "--min", "1"], &format!("{}{hostile}\n", tracker())).out;
    for tag in ["<script", "<img", "<link", "<iframe", "src=\"", "url(http", " style=", "@import"] {
        assert!(!page.contains(tag), "{tag}");
    }
    let addresses = page.match_indices("href=\"").map(|(at, found)| &page[at + found.len()..]);
    for address in addresses {
        assert!(address.starts_with("https://") || address.starts_with('#'), "{}", &address[..60]);
    }
    assert!(page.contains("default-src 'none'"));
    assert_eq!(page.matches("viewBox=\"0 0 800 ").count(), 3, "trend, records and gaps");
    assert!(page.contains("cannot load plugin") && page.contains("&lt;img src=x"));
}

#[test]
fn a_spreadsheet_gets_no_formula() {
    let desk = Desk::empty();
    let input =
        "{\"title\":\"Crash\",\"body\":\"```\\n=cmd|calc error: cannot open, failed\\n```\"}\n".repeat(2);
    let csv = coverage(&desk, &["--format", "csv"], &input).out;
    let row = csv.lines().nth(1).expect("a gap");
    assert!(row.starts_with("gap,gap-") && row.contains(",\"'=cmd"), "{csv}");
}

#[test]
fn other_exports_and_logs_say_the_same() {
    let desk = Desk::empty();
    let error = "Error: cannot load plugin 'amber' from /srv/a/b.dat: manifest version 12 is not supported";
    for input in [
        format!(
            "[{{\"iid\":1,\"title\":\"T\",\"description\":\"```\\n{error}\\n```\",\"created_at\":\"2026-06-02\"}}]"
        ),
        format!(
            "{{\"issues\":[{{\"key\":\"A-1\",\"fields\":{{\"summary\":\"T\",\"description\":\"```\\n{error}\\n```\",\"created\":\"2026-06-02\"}}}}]}}"
        ),
        format!("Issue key,Summary,Description,Created\nA-1,T,\"```\n{error}\n```\",2026-06-02\n"),
        format!(
            "{{\"id\":1,\"subject\":\"T\",\"description\":\"```\\n{error}\\n```\",\"created_at\":\"2026-06-02\"}}\n"
        ),
        format!("2026-06-02 10:00:00 INFO all is well\n2026-06-02 10:00:01 {error}\n"),
        format!("{{\"level\":\"error\",\"time\":\"2026-06-02\",\"msg\":\"{error}\"}}\n"),
    ] {
        let json: Value =
            serde_json::from_str(&coverage(&desk, &["--min", "1", "--format", "json"], &input).out)
                .expect("JSON");
        let gap = &json["gaps"][0];
        assert_eq!(
            (&json["errors"], &gap["count"], &gap["first"]),
            (&1.into(), &1.into(), &"2026-06-02".into()),
            "{input}\n{json:#}"
        );
        assert!(
            gap["template"].as_str().is_some_and(|text| text.contains("from <*>: manifest version <*>")),
            "{json:#}"
        );
    }
}

/// Whether a printed line is the path of a record.
fn is_record(line: &&str) -> bool {
    line.strip_suffix(".md").is_some_and(|path| path.starts_with("content/records/"))
}

#[test]
fn drafts_pass_but_for_their_prompts_and_find_their_own_examples() {
    let desk = Desk::begun();
    let ran = desk.run(&["coverage", "--draft", "8", "--on", "2026-11-20"], &tracker()).expect(0);
    let drafts: Vec<&str> = ran.out.lines().filter(is_record).collect();
    assert!(drafts.len() >= 8, "{}\n{}", ran.out, ran.err);
    let asked = ["private-text", "record-without-sample", "missing-signature"];
    let problems = desk.problems();
    let sound = |draft: &&&str| {
        let folder = draft.trim_end_matches(".md");
        !problems.iter().any(|(rule, file)| file.starts_with(folder) && !asked.contains(&rule.as_str()))
    };
    let passed = drafts.iter().filter(sound).count();
    assert!(passed * 10 >= drafts.len() * 9, "{passed} of {}: {problems:#?}", drafts.len());
    for file in desk.files().iter().filter(|file| file.contains("/example-")) {
        let id = file.trim_start_matches("content/records/").rsplit_once('/').expect("a folder").0;
        let text = desk.read(&format!("content/records/{id}.md"));
        if text.contains("signatures: []") {
            continue;
        }
        let table = errbook::source::read(&desk.path(".")).map(|sources| errbook::base::load(&sources).0);
        let hits = table.expect("it can be read").matches().explain(&desk.read(file)).hits;
        assert_eq!(hits.first().map(|hit| hit.record.as_str()), Some(id), "{file}");
    }
}

#[test]
fn many_issues_become_a_draft_for_each_error() {
    let desk = Desk::begun();
    let some: Vec<&str> = tracker_lines(0, 1).into_iter().take(60).collect();
    let ran = desk.run(&["import", "-", "--on", "2026-11-20"], &some.join("\n")).expect(0);
    for line in &some {
        let issue: Value = serde_json::from_str(line).expect("JSON");
        let url = format!("{}: ", issue["url"].as_str().expect("an address"));
        assert_eq!(ran.out.lines().filter(|line| line.starts_with(&url)).count(), 1, "{url}\n{}", ran.out);
    }
    let plugin = ran.out.lines().find(|line| is_record(line) && line.contains("plugin")).expect("a draft");
    let record = desk.read(plugin);
    let sources = record.lines().find(|line| line.contains("sources: [")).expect("sources");
    let numbers: Vec<u32> = sources
        .split('#')
        .skip(1)
        .filter_map(|rest| rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
        .collect();
    assert!(numbers.len() > 3, "{sources}");
    let register = desk.read("content/sources.yaml");
    let posted = |number: &u32| {
        let entry = register.split(&format!("#{number}\":")).nth(1).expect("in the register");
        entry.split("posted: ").nth(1).and_then(|rest| rest.get(..10)).expect("a day").to_string()
    };
    assert!(numbers.iter().map(posted).is_sorted(), "{numbers:?}");
    desk.only_prompts_are_left();
    // What was drafted is not drafted again.
    let again = desk.run(&["import", "-", "--on", "2026-11-20"], &some.join("\n")).expect(0);
    assert!(!again.out.lines().any(|line| is_record(&line)), "{}", again.out);
}

#[test]
fn the_guide_shows_what_the_program_prints() {
    let guide = std::fs::read_to_string(root().join("docs/coverage.md")).expect("it is there");
    let desk = Desk::empty();
    let printed = coverage(&desk, &["--top", "3"], &tracker()).out;
    assert!(guide.contains(printed.trim_end()), "docs/coverage.md should show:\n{printed}");
    for name in ["triage", "coverage", "explain"] {
        assert!(guide.contains(&format!("(workflows/{name}.yml)")), "{name}");
    }
}
