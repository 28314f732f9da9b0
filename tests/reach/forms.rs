//! The forms of an answer: they say the same, and nothing in them commands the reader's terminal.

use serde_json::Value;

use super::program::{Ran, errbook, run};
use super::small::Small;

const RECORD: &str = r#"---
title: "Cup\e[2J cracked\u202e"
summary: "The cup is cracked."
quick-fix: "Put the cup *down*; see [](record:tea/error-0)."
retry: after-change
wait: { text: "Wait for a day.", evidence: documented, sources: [D-tea] }
versions: { affected: "2.1", fixed: "2.4" }
signatures:
  - all: ["the cup {color} is cracked"]
causes:
  cold: { evidence: documented, sources: [D-tea] }
  old: { evidence: reported, sources: [D-tea] }
checked: 2026-11-20
---
## Causes
### The stove is off {#cold}
Text.
#### Check
Touch it:
- cold → see [the kettle](record:tea/error-0)
- hot → go to [](#old)
#### Fix
Light the stove.
### The cup is old {#old}
Text.
## What not to do
- Don't shout at the cup. {documented: D-tea}
"#;

fn cup() -> Small {
    let small = Small::new(1);
    small.put("content/site.yaml", &format!("{}url: https://tea.example/kb/\n", super::small::SITE));
    small.put("content/records/tea/cup.md", RECORD);
    small
}

fn explain(small: &Small, format: &str) -> Ran {
    let mut errbook = errbook(small.dir());
    run(errbook.args(["explain", "-", "--format", format]), b"x\nthe cup \x1b[31mblue is cracked\n")
}

/// What each form has to say.
const SAID: [&str; 14] = [
    "The cup is cracked.",
    "Put the cup down; see Teapot error 0.",
    "Wait for a day.",
    "2.1",
    "2.4",
    "The stove is off",
    "Touch it:",
    "see the kettle",
    "go to The cup is old",
    "Light the stove.",
    "Don't shout at the cup.",
    "The book of tea",
    "https://tea.example/kb/tea/cup.html",
    "https://tea.example/kb/tea/error-0.html",
];

#[test]
fn text_json_and_markdown_say_the_same() {
    let small = cup();
    for format in ["human", "json", "markdown"] {
        let ran = explain(&small, format);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        for said in SAID {
            let said = if format == "markdown" { said.replace('#', "\\#") } else { said.to_string() };
            assert!(ran.out.contains(&said), "{format}: {said}\n{}", ran.out);
        }
    }
}

#[test]
fn no_form_has_a_character_that_commands_a_terminal() {
    let small = cup();
    for format in ["human", "json", "markdown", "github"] {
        let ran = explain(&small, format);
        let odd = |c: char| c != '\n' && (c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
        assert!(!ran.out.contains(odd), "{format}: {:?}", ran.out);
        assert!(ran.out.contains("cracked") && !ran.out.contains("\\u202e"), "{format}: {}", ran.out);
    }
}

#[test]
fn json_names_what_it_is() {
    let ran = explain(&cup(), "json");
    let reply: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(reply["version"], 1);
    assert_eq!(reply["bases"][0]["title"], "Small errors");
    let hit = &reply["hits"][0];
    assert_eq!(
        (&hit["record"], &hit["line"], &hit["verdict"]),
        (&"tea/cup".into(), &2.into(), &"match".into())
    );
    assert_eq!(hit["retry"]["verdict"], "after-change");
    assert_eq!(hit["causes"][1]["title"], "The cup is old");
    assert_eq!(hit["causes"][0]["outcomes"][1]["links"][0]["url"], "https://tea.example/kb/tea/cup.html#old");
}

#[test]
fn github_shows_annotations_and_a_summary() {
    let small = cup();
    std::fs::create_dir_all(small.path(".git")).expect("it can be made");
    small.put("logs/a,b.log", "one\nthe cup blue is cracked\n");
    let summary = small.path("summary.md");
    std::fs::write(&summary, "Before.\n").expect("it can be written");
    let mut errbook = errbook(&small.path("logs"));
    errbook.env("GITHUB_STEP_SUMMARY", &summary);
    let ran = run(errbook.args(["explain", "a,b.log", "--format", "github"]), b"");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let lines: Vec<&str> = ran.out.lines().collect();
    assert_eq!(lines.len(), 1, "{}", ran.out);
    let expected =
        "::error file=logs/a%2Cb.log,line=2,title=Cup[2J cracked::The cup is cracked.%0ADo this first: ";
    assert!(lines[0].starts_with(expected), "{}", ran.out);
    let summary = std::fs::read_to_string(summary).expect("it is there");
    assert!(summary.starts_with("Before.\n## Which error is this?\n"), "{summary}");
    assert!(summary.contains("Light the stove."), "{summary}");
}

#[test]
fn many_pastes_are_answered_in_one_run() {
    let small = cup();
    let questions = "\"the cup red is cracked\"\n\n{\"id\": [7], \"text\": \"nothing of this\"}\n";
    let ran = run(errbook(small.dir()).args(["explain", "--jsonl"]), questions.as_bytes());
    assert_eq!(ran.code, Some(1), "one of them has no record: {}", ran.err);
    let replies: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    assert_eq!(replies.len(), 2);
    assert_eq!(replies[0]["hits"][0]["record"], "tea/cup");
    assert_eq!((&replies[1]["id"][0], replies[1]["hits"].as_array().map(Vec::len)), (&7.into(), Some(0)));
    for (wrong, reason) in
        [("{\"txt\": 1}\n", "without `text`"), ("{\"text\"\n", "line 1: not a line of JSON")]
    {
        let ran = run(errbook(small.dir()).args(["explain", "--jsonl"]), wrong.as_bytes());
        assert_eq!(ran.code, Some(2), "{wrong}");
        assert!(ran.err.contains(reason), "{}", ran.err);
    }
}
