//! Issues that strangers wrote, drafted as records: what they say stays words, before and after someone builds them.

use std::fs;

use errbook::draft;
use errbook::import::{self, Issue};
use errbook::problem::{self, Format};
use errbook::record::RecordId;
use errbook::source::Sources;
use errbook::theme::Theme;
use errbook::yaml::Day;
use serde_json::json;

use super::browser::Browser;
use super::browser::server::Server;
use super::payloads::{ADDRESSES, TEXTS, UNSEEN};
use super::slots::Slots;
use super::{FRAMES, commands, frames, load, looked_at, put, shown};

/// An issue that says the same wherever an issue says anything.
fn issue(payload: &str) -> Issue {
    let body = format!(
        "{payload}\n\n### Environment\n- OS: {payload}\n- Version: {payload}\n\n```\nError: the pot {payload} broke\n{payload}\n```\n\n```json\n{{\"error\": \"{payload}\"}}\n```\n"
    );
    let comment = json!({ "author": { "login": payload }, "authorAssociation": "OWNER", "body": body, "createdAt": payload, "url": payload });
    let issue = json!({
        "number": 7, "title": format!("It broke: {payload}"), "body": body, "author": { "login": payload },
        "createdAt": payload, "closedAt": payload, "comments": [comment], "labels": [{ "name": payload }], "state": payload,
        "url": "https://git.example/tea/errors/issues/7",
    });
    serde_json::from_value(issue).expect("this is what an issue looks like")
}

#[test]
fn an_imported_issue_stays_a_text() {
    let Some(browser) = Browser::start() else { return };
    let innocent = Slots::read();
    let mut files = innocent.filled("", &[]);
    let sources = Sources::from_texts(files.clone());
    let (base, _) = load(&sources);
    let on = Day::parse("2026-11-20").expect("this is a day");
    let mut found = Vec::new();
    let payloads: Vec<_> = [TEXTS, UNSEEN, ADDRESSES].into_iter().flatten().collect();
    for (number, (name, payload)) in payloads.iter().enumerate() {
        let id = RecordId::parse(&format!("tea/drafted-{number}")).expect("this is an id");
        let import = import::import(&issue(payload), id, on.clone(), &base);
        let draft = draft::draft(&import.subject, &import.forms, &base, &sources);
        let told = problem::render(&draft.problems, &draft.sources, Format::Human);
        found.extend(commands(&told).map(|c| format!("{name}: U+{:04X} on the terminal", c as u32)));
        for file in draft.files {
            let home = format!("content/records/tea/drafted-{number}");
            if !file.path.starts_with(&home) || file.path.contains("..") {
                found.push(format!("{name}: a file at {}", file.path));
            }
            files.push((file.path, file.text));
        }
    }
    let (drafted, _) = load(&Sources::from_texts(files));
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    // The prompts of a draft are answered by people, so `build` would refuse all of them; `serve` shows them.
    let paths = put(&drafted, true, &Theme::load(None).expect("the theme is fine"), folder.path());
    let records = paths.iter().filter(|path| path.starts_with("tea/drafted-")).count();
    assert_eq!(records, payloads.len(), "each issue has its page");
    let server = Server::start(folder.path());
    for (number, some) in paths.chunks(FRAMES).enumerate() {
        let page = format!("look-{number}.html");
        let some = some.iter().map(|path| (path.as_str(), path.clone()));
        fs::write(folder.path().join(&page), frames(some)).expect("a page can be written");
        found.extend(looked_at(&browser, &server, &page));
    }
    assert!(found.is_empty(), "{} found\n{}", found.len(), shown(&found));
}
