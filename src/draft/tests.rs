//! Drafts of real pastes, and of logs in which nothing is wrong: no status is invented, and each draft finds its paste.

use super::{Paste, Subject, draft, paste};
use crate::base;
use crate::problem::Rule;
use crate::record::RecordId;
use crate::source::Sources;
use crate::yaml::Day;

const PASTES: &str = include_str!("../../tests/data/pastes.jsonl");

const INNOCENT: [&str; 7] = [
    include_str!("../../tests/data/innocent/access.log"),
    include_str!("../../tests/data/innocent/build.log"),
    include_str!("../../tests/data/innocent/cluster.log"),
    include_str!("../../tests/data/innocent/other-vendors.txt"),
    include_str!("../../tests/data/innocent/service.log"),
    include_str!("../../tests/data/innocent/syslog.txt"),
    include_str!("../../tests/data/innocent/tracebacks.txt"),
];

/// Each with the status that it has by its label, as far as it has one.
fn pastes() -> Vec<(Option<u64>, String)> {
    let lines = PASTES.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    lines
        .map(|line| (line["status"].as_u64(), line["text"].as_str().unwrap_or_default().to_string()))
        .collect()
}

/// Stretches of twelve lines.
fn innocent() -> Vec<String> {
    let lines = |text: &'static str| text.lines().collect::<Vec<_>>();
    let parts = INNOCENT
        .iter()
        .flat_map(|text| lines(text).chunks(12).take(20).map(|lines| lines.join("\n")).collect::<Vec<_>>());
    parts.filter(|text| !text.trim().is_empty()).collect()
}

#[test]
fn no_status_is_invented() {
    let read = |text: &str| paste::read(&paste::masked(text), &[]).status.map(u64::from);
    let mut wrong = Vec::new();
    for (status, text) in pastes() {
        if let Some(found) = read(&text).filter(|found| status.is_some_and(|status| status != *found)) {
            wrong.push(format!("{found} instead of {status:?}: {text}"));
        }
    }
    for text in innocent() {
        let Some(found) = read(&text) else { continue };
        let said = ["HTTP", "http", "status", "Status", "code", "Error", "error"];
        let named = text
            .lines()
            .any(|line| line.contains(&found.to_string()) && said.iter().any(|word| line.contains(word)));
        if !named {
            wrong.push(format!("{found}: {text}"));
        }
    }
    assert!(wrong.is_empty(), "{} of them: {}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn each_draft_finds_its_paste() {
    let site = "title: T\ntagline: t\ndescription: d\nprograms: { tea: { title: Tea, summary: s } }\n";
    let sources = Sources::from_texts([("content/site.yaml", site)]);
    let base = base::take(&sources);
    let texts: Vec<String> = pastes().into_iter().map(|(_, text)| text).chain(innocent()).collect();
    let (mut drafted, mut lost) = (0, Vec::new());
    for text in texts {
        let id = RecordId::parse("tea/new").expect("an id");
        let mut subject = Subject::new(id, Day::parse("2026-11-20").expect("a day"));
        subject.pastes.push(Paste { name: "sample.txt".into(), text: text.clone() });
        let found = draft(&subject, &[], &base, &sources);
        if found.files[0].text.contains("signatures: []") {
            continue;
        }
        drafted += 1;
        let rules: Vec<Rule> = found.problems.iter().map(|problem| problem.rule).collect();
        if rules.contains(&Rule::SampleNotMatched) || rules.contains(&Rule::SampleStolen) {
            let head: String =
                text.lines().take(3).collect::<Vec<_>>().join(" / ").chars().take(300).collect();
            let signature = found.files[0].text.split("signatures:").nth(1).unwrap_or_default();
            let signature: Vec<&str> = signature.lines().take(4).collect();
            lost.push(format!("{head}\n{signature:?} {rules:?}"));
        }
    }
    assert!(drafted >= 100, "{drafted} drafts");
    assert!(lost.is_empty(), "{} of {drafted}: {}", lost.len(), lost.join("\n\n"));
}
