//! A bot that is right or silent.

use std::path::Path;

use errbook::library::Library;
use errbook::matcher::Verdict;
use errbook::record::Scope;
use errbook::triage::{MARKER, comment, question};
use serde_json::{Value, json};

use super::desk::{Desk, root};

fn library() -> Library {
    Library::open(&[root().to_path_buf()], Path::new("."), Scope::PUBLIC).expect("our own base")
}

/// The comment on an issue with this body, and the records it is about.
fn answer(library: &Library, body: &str) -> Option<(String, Vec<String>)> {
    let event = json!({ "action": "opened", "issue": { "number": 1, "title": "It fails", "body": body } });
    let text = question(&event.to_string()).expect("an event").expect("an issue");
    let reply = library.explain(&text).expect("an answer");
    let comment = comment(&reply, &library.entries().expect("entries"))?;
    let certain = reply.hits.iter().filter(|hit| hit.verdict == Verdict::Match).take(3);
    Some((comment, certain.map(|hit| hit.essentials.id.to_string()).collect()))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join("tests/data").join(path))
        .unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Texts with the records that answer them, as people put them into an issue.
fn labelled() -> Vec<(String, Vec<String>)> {
    let labels: Value = serde_json::from_str(&read("labels.json")).expect("JSON");
    let of = |label: &Value| {
        let list = label.as_str().map_or(&Value::Null, |label| &labels[label]);
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|id| id.as_str())
            .map(str::to_string)
            .collect::<Vec<_>>()
    };
    let lines = |name: &str| -> Vec<Value> {
        read(name).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let text = |line: &Value| line["text"].as_str().expect("a text").to_string();
    let pastes = lines("pastes.jsonl").into_iter().map(|line| {
        let also = line["also"].as_array().cloned().unwrap_or_default();
        (text(&line), [vec![line["label"].clone()], also].concat().iter().flat_map(of).collect())
    });
    let official = lines("texts-official.jsonl")
        .into_iter()
        .map(|line| (text(&line), line["record"].as_str().into_iter().map(str::to_string).collect()));
    pastes.chain(official).collect()
}

/// Three lines each of logs, prose and errors of other programs.
fn innocent() -> Vec<String> {
    let mut files: Vec<_> =
        std::fs::read_dir(root().join("tests/data/innocent")).expect("a folder").collect();
    files.sort_by_key(|file| file.as_ref().expect("a file").file_name());
    let texts =
        files.into_iter().map(|file| std::fs::read_to_string(file.expect("a file").path()).expect("text"));
    let cut = |text: String| {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim().is_empty()).collect();
        lines.chunks(2).map(|lines| lines.join("\n")).collect::<Vec<_>>()
    };
    texts.flat_map(cut).collect()
}

#[test]
fn what_it_says_is_right() {
    let library = library();
    let (mut said, mut wrong) = (0, Vec::new());
    for (text, expected) in labelled() {
        if let Some((_, records)) = answer(&library, &format!("It stopped.\n\n```\n{text}\n```\n")) {
            said += records.len();
            wrong.extend(
                records.into_iter().filter(|record| !expected.contains(record)).map(|id| (id, text.clone())),
            );
        }
    }
    let innocent = innocent();
    assert!(innocent.len() >= 300, "{}", innocent.len());
    for text in innocent {
        if let Some((_, records)) = answer(&library, &format!("It stopped.\n\n```\n{text}\n```\n")) {
            said += records.len();
            wrong.extend(records.into_iter().map(|id| (id, text.clone())));
        }
    }
    assert!(said >= 300, "{said} answers say little about a bot");
    assert!(wrong.len() * 50 <= said, "{} of {said} are wrong: {wrong:#?}", wrong.len());
}

/// What remains of a comment without its fences.
fn outside(comment: &str) -> String {
    let mut fence: Option<&str> = None;
    let mut rest = String::new();
    for line in comment.lines() {
        let marks = line.len() - line.trim_start_matches('`').len();
        match fence {
            Some(open) if line == open => fence = None,
            Some(_) => {}
            None if marks >= 3 && line.ends_with("text") => fence = Some(&line[..marks]),
            None => {
                rest.push_str(line);
                rest.push('\n');
            }
        }
    }
    assert!(fence.is_none(), "an open fence: {comment}");
    rest
}

#[test]
fn nothing_of_an_issue_leaves_the_fence() {
    let library = library();
    let error = |hole: &str| {
        format!(
            "API Error: 400 {{\"type\":\"error\",\"error\":{{\"type\":\"invalid_request_error\",\"message\":\"prompt is too long: {hole} tokens > 200000 maximum\"}}}}"
        )
    };
    let (plain, records) = answer(&library, &error("200535")).expect("a known error");
    let expected = outside(&plain);
    assert!(plain.starts_with(MARKER) && records == ["anthropic-api/400-prompt-too-long"], "{plain}");
    let mut answered = 0;
    for payload in [
        "```",
        "````\n@everyone",
        "``` \n# Title\n```",
        "~~~",
        "<img src=x onerror=alert(1)>",
        "</details><h1>x</h1>",
        "@octocat",
        "#1 GH-2 acme/kettle#3",
        "[click](javascript:alert(1))",
        "![x](https://evil.example/p.png)",
        "<!-- errbook:triage -->",
        "-->",
        "\u{202e}evil\u{202c}",
        "\u{1b}[31mred",
        "\u{0}",
        "你好，世界",
        "مرحبا",
        "🙂",
        "`",
        "``",
        "`````````",
        "\r\n\r\n",
        "&lt;script&gt;",
        "$(rm -rf .)",
        "${{ github.token }}",
    ] {
        let huge = payload.repeat(20_000);
        for body in [
            format!("{payload} {} {payload}", error("200535")),
            format!("{payload}\n{}\n{payload}", error("200535")),
            error(payload),
            error(&format!("{payload}200535")),
            format!("{huge}\n\n{}\n\n{huge}", error("200535")),
        ] {
            let Some((comment, _)) = answer(&library, &body) else { continue };
            answered += 1;
            assert_eq!(outside(&comment), expected, "{payload:?}: {comment}");
            assert!(comment.len() < plain.len() + 2000, "{}", comment.len());
            assert!(!comment.contains(['\u{1b}', '\u{202e}', '\u{0}']), "{payload:?}");
        }
    }
    assert!(answered > 60, "{answered}");
}

#[test]
fn secrets_are_masked_and_at_most_three_records_are_named() {
    let library = library();
    let body = "API Error: 401 {\"type\":\"error\",\"error\":{\"type\":\"authentication_error\",\"message\":\"invalid x-api-key\"}} sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789ABCD";
    let (comment, _) = answer(&library, body).expect("a known error");
    assert!(!comment.contains("abcdefghijklmnop"), "{comment}");
    let all: Vec<String> = labelled().into_iter().map(|(text, _)| text).take(60).collect();
    let (comment, records) = answer(&library, &all.join("\n\n\n\n")).expect("many known errors");
    assert_eq!((records.len(), comment.matches("\n### ").count()), (3, 3));
}

#[test]
fn the_command_is_silent_or_prints_one_comment() {
    let desk = Desk::empty();
    let base = root().display().to_string();
    let run =
        |args: &[&str], event: &str| desk.run(&[&["triage", "-", "--base", &base], args].concat(), event);
    let known = r#"{"issue":{"title":"x","body":"API Error: 529 {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}"}}"#;
    let ran = run(&[], known).expect(0);
    assert!(
        ran.out.starts_with(MARKER) && ran.out.contains("Do this first") && ran.out.contains("Is it wrong?"),
        "{}",
        ran.out
    );
    assert_eq!(run(&["--labels"], known).expect(0).out, "anthropic-api/529-overloaded\n");
    let ran = run(&[], r#"{"issue":{"title":"How do I do this?","body":null}}"#).expect(1);
    assert_eq!(ran.out, "");
    let ran = run(&[], "{}").expect(2);
    assert!(ran.err.contains("no issue"), "{}", ran.err);
}
