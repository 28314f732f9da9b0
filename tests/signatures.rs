//! What the content check asks of signatures, and the scan of logs too big for memory.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test says what it saw"
)]

mod support;

use errbook::base;
use errbook::matcher::{Entry, Exclusion, Scanner, Signature, Table, WeaknessKind as Kind, weaknesses};
use errbook::problem::{Problem, Rule};
use errbook::source::Sources;
use std::time::{Duration, Instant};
use support::table;

fn signature(all: &[&str]) -> Signature {
    Signature { all: all.iter().map(|&text| text.to_owned()).collect(), ..Signature::default() }
}

fn entry(record: &str, signatures: Vec<Signature>) -> Entry {
    Entry { record: record.to_owned(), signatures, ..Entry::default() }
}

fn kinds(entries: &[Entry]) -> Vec<(String, Kind)> {
    weaknesses(entries).into_iter().map(|weakness| (weakness.record, weakness.kind)).collect()
}

#[test]
fn each_weakness_is_seen_and_has_a_remedy() {
    let cases = [
        (signature(&[]), Kind::Empty),
        (signature(&["{anything}"]), Kind::OnlyHoles),
        (signature(&["ab {hole} c, {more} de"]), Kind::TooShort),
        (signature(&["Permission denied"]), Kind::Ordinary),
        (signature(&["404", "Not Found"]), Kind::TooShort),
        (signature(&["not found", "Forbidden"]), Kind::Ordinary),
        (signature(&["find-generic-password"]), Kind::OnlyNoise),
        (signature(&["the kettle {a}{b} broke"]), Kind::AdjacentHoles),
        (signature(&["the kettle {a} {b} broke"]), Kind::AdjacentHoles),
        (signature(&["[ERROR]"]), Kind::NeverMatches),
        (signature(&["損{x}失"]), Kind::TooShort),
    ];
    for (signature, kind) in cases {
        let weak = Entry {
            noise: vec!["security find-generic-password".to_owned()],
            ..entry("a/b", vec![signature])
        };
        let found = weaknesses(&[weak]);
        assert_eq!(found.iter().map(|weakness| weakness.kind).collect::<Vec<_>>(), [kind]);
        assert!(!found[0].remedy.is_empty());
    }
}

#[test]
fn a_signature_within_another_record_s_must_say_what_tells_them_apart() {
    let wide = entry("a/wide", vec![signature(&["quota_refused"])]);
    let narrow = entry("b/narrow", vec![signature(&["Quota of the day is used up", "quota_refused"])]);
    let found = weaknesses(&[wide.clone(), narrow.clone()]);
    assert_eq!((found[0].kind, found[0].other.as_deref()), (Kind::Subset, Some("b/narrow")));
    assert!(found[0].remedy.contains("Quota of the day is used up"), "{}", found[0].remedy);

    let mut told = wide;
    let why = "the day's quota is named".to_owned();
    told.signatures[0].not = vec![Exclusion {
        text: "Quota of the day is used up".to_owned(),
        record: Some("b/narrow".to_owned()),
        here: false,
        why,
    }];
    assert_eq!(kinds(&[told, narrow.clone()]), []);

    let twin = Entry { record: "c/twin".to_owned(), ..narrow.clone() };
    assert_eq!(
        kinds(&[narrow, twin]),
        [("b/narrow".to_owned(), Kind::Duplicate), ("c/twin".to_owned(), Kind::Duplicate)]
    );
}

#[test]
fn what_is_told_apart_or_tells_much_is_strong() {
    for fine in ["the kettle {a:int} {b} broke", "起動{x}失敗", "[ERROR] disk is full", "損失 {a:word} {b}"]
    {
        assert_eq!(kinds(&[entry("a/b", vec![signature(&[fine])])]), [], "{fine}");
    }
}

/// Texts as they are copied: every sample and every labeled paste.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = support::pastes().into_iter().map(|paste| paste.text).collect();
    let records = support::path("content/records");
    for program in std::fs::read_dir(records).unwrap() {
        for folder in std::fs::read_dir(program.unwrap().path()).unwrap() {
            let folder = folder.unwrap().path();
            let files = folder.is_dir().then(|| std::fs::read_dir(&folder).unwrap());
            for file in files.into_iter().flatten() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|ending| ending == "txt") {
                    texts.push(std::fs::read_to_string(path).unwrap());
                }
            }
        }
    }
    texts
}

#[test]
fn every_line_of_a_log_is_a_fragment_that_finds_the_log_or_is_reported() {
    let (mut found, mut reported) = (0, 0);
    for text in texts() {
        for line in text.lines() {
            let entry = entry("a/b", vec![signature(&[line])]);
            if !weaknesses(std::slice::from_ref(&entry)).is_empty() {
                reported += 1;
                continue;
            }
            let hits = Table::compile(vec![entry]).explain(&text).hits;
            assert!(!hits.is_empty(), "{line:?} in\n{text}");
            found += 1;
        }
    }
    println!("{found} lines found, {reported} reported");
    assert!(found > 1_000 && reported * 3 < found);
}

#[test]
fn a_cause_that_a_signature_names_is_one_of_its_record() {
    let record = "---\ntitle: Cold\nsummary: It is cold.\nchecked: 2026-11-20\nsignatures:\n  - { all: [\"the stove is cold\"], cause: ofen }\ncauses:\n  oven: { evidence: inferred }\n---\n## Causes\n### Oven {#oven}\nIt is off.\n";
    let problems = |record: &str| {
        let sources = Sources::from_texts([
            ("content/site.yaml", "title: T\nprograms:\n  tea: { title: Tea }\n"),
            ("content/records/tea/cold.md", record),
        ]);
        let found = base::load(&sources).1;
        let of = |problem: &&Problem| problem.rule == Rule::DanglingReference;
        found.iter().filter(of).map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(problems(record), ["there is no cause here `ofen`"]);
    assert_eq!(problems(&record.replace("ofen", "oven")), Vec::<String>::new());
}

#[test]
fn our_own_signatures_have_no_weakness() {
    let found = weaknesses(table().entries());
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn a_large_log_is_scanned_in_windows_and_nothing_is_lost_or_counted_twice() {
    let table = table();
    let scanner = Scanner::new(&table).unwrap();
    let error = r#"2026-11-20T10:00:00Z ERROR API Error: 403 {"type":"error","error":{"type":"permission_error","message":"OAuth token does not meet scope requirement"}}"#;
    // Lines of odd lengths, so that windows end everywhere; an error in every 500th of 200,000.
    let mut log = String::new();
    for line in 1..=200_000 {
        let what = if line % 500 == 0 { error } else { &"all is well and the day is long"[..line % 31] };
        log.push_str(what);
        log.push('\n');
    }
    log.push_str("x".repeat(12 << 20).as_str());
    let found = scanner.scan(log.as_bytes()).unwrap();
    let seen: Vec<_> = found.iter().map(|hit| (hit.record.as_str(), hit.line, hit.count)).collect();
    assert_eq!(seen, [("anthropic-api/403-oauth-scope", 500, 400)]);
}

/// Every step is linear; one that is not would keep this test, and whoever waits for it, for hours. The times are told,
/// not asserted: the machine may be busy.
/// Many times what a slow machine needs, and little beside what looking at all again for each sign would take.
const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn five_megabytes_of_anything_are_answered() {
    let table = table();
    let size = 5 << 20;
    let texts = [
        "a".repeat(size),
        "\\".repeat(size),
        "\n".repeat(size),
        "/Users/".repeat(size / 7),
        "sk-".repeat(size / 3),
        "eyJ-".repeat(size / 4),
        "token=".repeat(size / 6),
        "Bearer ".repeat(size / 7),
        "&amp;\"".repeat(size / 6),
        "OAuth token does not meet scope ".repeat(size / 32),
        "{\"type\":\"permission_error\",\"message\":\"Permission denied\"}\n".repeat(size / 57),
        "prompt is too long: ".repeat(size / 20),
        format!("{}1{}", "{\"error\":".repeat(10_000), "}".repeat(10_000)),
    ];
    for text in &texts {
        let start = Instant::now();
        let answer = table.explain(text);
        errbook::matcher::redact(text);
        let beginning: String = text.chars().take(20).collect();
        println!("{beginning:?}: {:.2?}, {} hits", start.elapsed(), answer.hits.len());
        assert_eq!(answer.version, 1);
        assert!(start.elapsed() < PATIENCE, "{beginning:?} took {:?}", start.elapsed());
    }
}
