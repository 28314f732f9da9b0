//! The index of the site, as the page's own scripts look things up in it: whether it is one file or many shards, a paste
//! is answered as the whole table answers it, and words are found where they stand.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test looks at the machine and says what it saw"
)]

mod support;

use errbook::base::{self, KnowledgeBase};
use errbook::matcher::Answer;
use errbook::pages::Setting;
use errbook::pages::index::{Index, Layout};
use errbook::source::{self, Sources};
use errbook::theme::Theme;
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;
use support::{Dice, pastes, path, read};

/// Random pastes in one run.
const PASTES: usize = 2_000;

fn our_base() -> KnowledgeBase {
    let sources = source::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
    base::load(&sources).0
}

/// A base of the records that a file of `tests/parity` has signatures for.
fn base_of(name: &str) -> Option<(KnowledgeBase, Vec<String>)> {
    let file: Value = serde_json::from_str(&read(&format!("tests/parity/{name}"))).unwrap();
    let texts: Vec<String> =
        file["cases"].as_array()?.iter().map(|case| case["text"].as_str().unwrap().into()).collect();
    let records = file["table"]["records"].as_array()?.iter().map(|record| {
        let id = record["record"].as_str().unwrap();
        let mut front = json!({ "title": id, "summary": format!("About {id}."), "checked": "2026-11-20" });
        for field in ["status", "type", "signatures", "noise"] {
            if !record[field].is_null() {
                front[field] = record[field].clone();
            }
        }
        // JSON is YAML.
        (
            format!("content/records/{id}.md"),
            format!("---\n{}---\n\n## What it means\nIt means.\n", fields(&front)),
        )
    });
    let (base, _) = base::load(&Sources::from_texts(records));
    Some((base, texts))
}

fn fields(front: &Value) -> String {
    front
        .as_object()
        .unwrap()
        .iter()
        .flat_map(|(name, value)| [name.clone(), format!(": {value}\n")])
        .collect()
}

/// What the scripts answer, one line for each question. None, with a word about it, where there is no Node.
fn asked(base: &KnowledgeBase, layout: Layout, questions: &[Value]) -> Option<Vec<Value>> {
    let theme = Theme::load(None).unwrap();
    let index = Index::of(&Setting::new(base, &theme), layout);
    let site = tempfile::tempdir().unwrap();
    for (name, text) in index.shards.iter().chain([&("assets/index.js".to_string(), index.root.clone())]) {
        let file = site.path().join(name);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
    }
    let mut node = support::node("tests/js/recognize.mjs", site.path())?;
    let mut input = node.stdin.take().unwrap();
    let lines: Vec<String> = questions.iter().map(Value::to_string).collect();
    let writer = std::thread::spawn(move || lines.iter().try_for_each(|line| writeln!(input, "{line}")));
    let output = node.wait_with_output().unwrap();
    assert!(output.status.success(), "node failed");
    writer.join().unwrap().unwrap();
    let answers = String::from_utf8(output.stdout).unwrap();
    Some(answers.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

const LAYOUTS: [Layout; 4] = [Layout::OneFile, Layout::Shards(1), Layout::Shards(7), Layout::Shards(64)];

/// The scripts answer every text as the whole table does, however the index is cut.
fn agree(base: &KnowledgeBase, texts: &[String], layouts: &[Layout]) -> usize {
    let questions: Vec<Value> = texts.iter().map(|text| json!({ "text": text })).collect();
    let mut hits = 0;
    for layout in layouts {
        let Some(answers) = asked(base, *layout, &questions) else { return texts.len() };
        assert_eq!(answers.len(), texts.len());
        let whole = answers.iter().filter(|answer| answer["whole"] == true).count();
        assert!(
            whole * 10 > texts.len() * 9,
            "only {whole} of {} texts could be looked at whole",
            texts.len()
        );
        for (text, answer) in texts.iter().zip(answers) {
            let whole: Answer = base.matches().explain(text);
            hits += usize::from(!whole.hits.is_empty());
            if answer["whole"] == true {
                assert_eq!(answer["answer"], serde_json::to_value(&whole).unwrap(), "{text:?}");
            }
        }
    }
    hits
}

#[test]
fn the_cases_of_the_matcher_hold_for_every_layout() {
    let mut tables = 0;
    for entry in std::fs::read_dir(path("tests/parity")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        if let Some((base, texts)) = base_of(&name) {
            assert!(agree(&base, &texts, &LAYOUTS) > 0, "{name}");
            tables += 1;
        }
    }
    assert!(tables > 1, "only {tables} tables were read");
}

#[test]
fn real_pastes_are_answered_as_by_the_whole_table() {
    let texts: Vec<String> = pastes().into_iter().map(|paste| paste.text).collect();
    assert!(agree(&our_base(), &texts, &LAYOUTS) > texts.len());
}

/// A bare status or type finds the page of the general case, and a word with one slip what was meant. The first page must be
/// the one expected; the next two may be joined by others.
#[test]
fn a_search_finds_what_a_reader_expects() {
    let queries: Vec<Value> =
        read("tests/data/queries.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(queries.len() >= 40, "only {} queries", queries.len());
    let typed: Vec<Value> =
        queries.iter().map(|query| json!({ "text": query["query"], "query": true })).collect();
    let Some(answers) = asked(&our_base(), Layout::BySize, &typed) else { return };
    let mut wrong = Vec::new();
    for (query, answer) in queries.iter().zip(answers) {
        let found: Vec<&Value> =
            answer["found"].as_array().unwrap().iter().map(|hit| &hit["record"]).take(6).collect();
        let expected = query["first"].as_array().unwrap();
        if found.first() != expected.first().as_ref() || expected.iter().any(|one| !found.contains(&one)) {
            wrong.push(format!("{query} found {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn random_pastes_are_answered_as_by_the_whole_table() {
    let seed = std::time::UNIX_EPOCH.elapsed().map_or(1, |age| age.as_secs());
    let mut dice = Dice::seeded(seed);
    let base = our_base();
    let mut pieces: Vec<String> = Vec::new();
    for entry in base.matches().entries() {
        for signature in &entry.signatures {
            pieces.extend(signature.all.iter().chain(&signature.any).cloned());
            pieces.extend(signature.not.iter().map(|not| not.text.clone()));
            pieces.extend(signature.kind.clone());
        }
        pieces.extend(entry.noise.iter().cloned().chain(entry.kind.clone()));
    }
    for paste in pastes() {
        pieces.extend(paste.text.lines().map(str::to_string));
    }
    let texts: Vec<String> = (0..PASTES).map(|_| random(&pieces, &mut dice)).collect();
    let hits = agree(&base, &texts, &[Layout::Shards(16)]);
    assert!(hits > PASTES / 3, "only {hits} of {PASTES} were hits");
}

/// Many records whose messages begin alike, each with a type: whether a phrase that was cut decides, and which of two
/// signatures a type speaks for, depends on records that are not asked for.
#[test]
fn in_a_crowd_the_records_that_are_not_loaded_count_too() {
    const PARTS: [&str; 8] = ["web", "api", "job", "dns", "tcp", "ssl", "ftp", "vpn"];
    const FAULTS: [&str; 6] =
        ["lost its leader", "was refused", "ran out of space", "is locked", "is corrupt", "timed out"];
    const DOINGS: [&str; 8] =
        ["flushing", "flattening", "renewing", "reading", "replaying", "mounting", "moving", "merging"];
    let mut phrases: Vec<(String, String)> = Vec::new();
    for (n, part) in PARTS.iter().enumerate() {
        for (k, fault) in FAULTS.iter().enumerate() {
            for doing in DOINGS {
                let phrase = format!(
                    "{part} {fault} while {doing} the {}",
                    PARTS[(n + k + doing.len()) % PARTS.len()]
                );
                phrases.push((phrase, format!("type_{}_error", (n * 7 + k * 3 + doing.len()) % 40)));
            }
        }
    }
    // So many begin alike that they are filed under what comes behind it, each apart from the others.
    for n in 0..100_u8 {
        let code: String = [n / 25, n / 5 % 5, n % 5].iter().map(|&digit| char::from(b'a' + digit)).collect();
        phrases.push((format!("request from owner {code}ing has no session left"), "type_1_error".into()));
    }
    let records = phrases.iter().enumerate().map(|(n, (phrase, kind))| {
        // A neighbour without the first word claims the same text and has no type.
        let short = phrase.split_once(' ').unwrap().1;
        let signatures = json!([{ "all": [phrase], "type": kind }]).to_string();
        let text = |title: &str, signatures: &str| {
            format!(
                "---\ntitle: {title}\nsummary: {title}.\nchecked: 2026-11-20\nsignatures: {signatures}\n---\n"
            )
        };
        [
            (format!("content/records/a/r{n}.md"), text(phrase, &signatures)),
            (format!("content/records/b/r{n}.md"), text(short, &json!([{ "all": [short] }]).to_string())),
        ]
    });
    let (base, _) = base::load(&Sources::from_texts(records.flatten()));
    let mut dice = Dice::seeded(11);
    let mut texts: Vec<String> = phrases
        .iter()
        .flat_map(|(phrase, _)| [22, 23].map(|count| format!("{}...", &phrase[..count])))
        .collect();
    texts.extend((0..600).map(|_| {
        let (phrase, kind) = dice.pick(&phrases).clone();
        let other = dice.pick(&phrases).1.clone();
        let cut: String = phrase.chars().take(14 + dice.below(phrase.len() - 13)).collect();
        format!("{kind} {other}: {cut}{}", dice.pick::<&str>(&["...", "", "\n"]))
    }));
    assert!(agree(&base, &texts, &[Layout::Shards(32)]) > 100);
}

fn random(pieces: &[String], dice: &mut Dice) -> String {
    let mut text = String::new();
    for _ in 0..=dice.below(5) {
        for sign in dice.pick(pieces).chars() {
            if dice.chance(40) {
                text.push_str(dice.pick::<&str>(&["\n   ", "\\n", "\"", "\u{200b}", "\r\n> ", " ", "\n\n"]));
            }
            text.push(sign);
        }
        text.push_str(dice.pick::<&str>(&[" ", "\n", "", ": ", "\", \"", " status 403 "]));
    }
    match dice.below(5) {
        0 => serde_json::to_string(&text).unwrap(),
        1 => text.chars().take(dice.below(text.chars().count() + 1)).collect(),
        2 => format!("{}...", text.chars().take(dice.below(text.chars().count() + 1)).collect::<String>()),
        _ => text,
    }
}

/// A query, the record that must be among the first five, and the word that must be shown for it.
const QUERIES: [(&str, &str, &str); 14] = [
    ("CopyNext", "claude-code/403-login-keychain", "SecKeychainSearchCopyNext"),
    ("SecKeychainSearchCopyN", "claude-code/403-login-keychain", "SecKeychainSearchCopyNext"),
    ("files-api", "anthropic-api/403-beta-header", "Table"),
    ("files-api-2025-04-14", "anthropic-api/403-beta-header", "files-api-2025-04-14"),
    ("529", "anthropic-api/529-overloaded", "529"),
    ("\"prompt is too long\"", "anthropic-api/400-prompt-too-long", "prompt"),
    ("overloa", "anthropic-api/529-overloaded", "overloaded"),
    // Names with a number in them, in a text, by a part of them, in a sample; and one whose letters are joined.
    ("messages.125", "anthropic-api/400-tool-use-without-result", "messages.125"),
    ("advisor-tool-2026-03-01", "anthropic-api/400-beta-header-unexpected", "advisor-tool-2026-03-01"),
    ("advisor-tool-2026", "anthropic-api/400-beta-header-unexpected", "advisor"),
    ("content_sha256", "anthropic-api/409-conflict", "content_sha256"),
    ("permission_err", "anthropic-api/403-permission-error", "permission_error"),
    ("status:409", "anthropic-api/409-conflict", "status:409"),
    ("program:openai-api organization", "openai-api/401-organization-not-found", "organization"),
];

#[test]
fn words_are_found_and_shown_where_they_stand() {
    let base = our_base();
    let questions: Vec<Value> =
        QUERIES.iter().map(|(query, ..)| json!({ "text": query, "query": true })).collect();
    let Some(one) = asked(&base, Layout::OneFile, &questions) else { return };
    let many = asked(&base, Layout::Shards(32), &questions).unwrap();
    assert_eq!(one, many, "one file and many shards find the same");
    for ((query, record, word), answer) in QUERIES.iter().zip(one) {
        let found = answer["found"].as_array().unwrap();
        let first = found.first().unwrap_or_else(|| panic!("{query} finds nothing"));
        let ids: Vec<&Value> = found.iter().map(|hit| &hit["record"]).collect();
        println!("{query}: {ids:?} {}", first["why"]);
        assert!(found.iter().take(5).any(|hit| hit["record"] == *record), "{query}: {ids:?}");
        let hit = found.iter().find(|hit| hit["record"] == *record).unwrap();
        assert!(hit["why"].to_string().contains(word), "{query}: {}", hit["why"]);
    }
}

/// What people type, and the records of which one must be among the first three.
#[test]
fn plain_questions_find_their_record() {
    let text = read("tests/data/questions.jsonl");
    let typed: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let questions: Vec<Value> =
        typed.iter().map(|typed| json!({ "text": typed["question"], "query": true })).collect();
    let Some(answers) = asked(&our_base(), Layout::OneFile, &questions) else { return };
    let missed = typed.iter().zip(&answers).filter_map(|(typed, answer)| {
        let found = answer["found"].as_array().unwrap();
        let first: Vec<&Value> = found.iter().take(3).map(|hit| &hit["record"]).collect();
        let wanted = typed["records"].as_array().unwrap();
        let is_there = wanted.iter().any(|record| first.contains(&record));
        (!is_there).then(|| format!("{}: {first:?}", typed["question"]))
    });
    let missed: Vec<String> = missed.collect();
    assert!(typed.len() >= 60, "only {} questions", typed.len());
    assert!(missed.is_empty(), "{} of {} missed:\n{}", missed.len(), typed.len(), missed.join("\n"));
}

/// In code nothing is a link, whatever brackets it has.
#[test]
fn a_name_between_the_brackets_of_a_sample_is_found() {
    let record = "---\ntitle: Kettle\nsummary: A kettle.\nchecked: 2026-11-20\nsignatures:\n  - all: [the kettle is cold]\n\
                  code-samples:\n  a.js: { purpose: probe, title: Look }\n---\n\n## Code\n\n{{ code a.js }}\n";
    let files = [
        ("content/records/tea/kettle.md", record),
        ("content/records/tea/kettle/a.js", "handlers[name](request_17);\n"),
    ];
    let (base, _) = base::load(&Sources::from_texts(files));
    let question = json!({ "text": "request_17", "query": true });
    let Some(answers) = asked(&base, Layout::OneFile, &[question]) else { return };
    assert_eq!(answers[0]["found"][0]["record"], "tea/kettle", "{}", answers[0]);
}

#[test]
fn a_filter_lets_only_its_records_through() {
    let base = our_base();
    let questions = [
        json!({ "text": "permission status:403 program:anthropic-api", "query": true }),
        json!({ "text": "zzzqqq", "query": true }),
    ];
    let Some(answers) = asked(&base, Layout::BySize, &questions) else { return };
    let found = answers[0]["found"].as_array().unwrap();
    assert!(!found.is_empty());
    for hit in found {
        let id = hit["record"].as_str().unwrap();
        let record = base.record(base.find(id).unwrap());
        assert!(id.starts_with("anthropic-api/") && record.front.status() == Some(403), "{id}");
    }
    assert_eq!(answers[1]["total"], 0);
}
