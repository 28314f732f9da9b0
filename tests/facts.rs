//! The founding records say what the fact base says: `tests/facts/extract.json` is drawn from it, every word with its place
//! there. An id, a value, a class, a code or a date that occurs in what they or the tables say and not in the extract is a
//! slip or an invention. Whatever else the extract does not list was written later, from sources of its own.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use errbook::base::{self, KnowledgeBase};
use errbook::source;
use serde_json::{Map, Value};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn extract() -> Value {
    let text =
        std::fs::read_to_string(root().join("tests/facts/extract.json")).expect("the extract is there");
    serde_json::from_str(&text).expect("the extract is JSON")
}

fn content() -> KnowledgeBase {
    let sources = source::read(&root()).expect("the content is there");
    base::load(&sources).0
}

fn object<'a>(extract: &'a Value, name: &str) -> &'a Map<String, Value> {
    extract[name].as_object().unwrap_or_else(|| panic!("the extract has `{name}`"))
}

fn rows<'a>(extract: &'a Value, name: &str) -> &'a Map<String, Value> {
    object(&extract[name], "rows")
}

/// A cell of a shared table.
fn cell<'a>(base: &'a KnowledgeBase, table: &str, row: &str, column: &str) -> &'a str {
    let found =
        base.tables.get(table).and_then(|table| table.rows.get(row)).and_then(|row| row.cells.get(column));
    found.map_or_else(|| panic!("no {table}/{row}, {column}"), |cell| cell.value.as_str())
}

/// So many records were written from the fact base; later ones have sources of their own and need no facts here.
const FOUNDING: usize = 46;

#[test]
fn every_record_of_the_list_is_there_with_its_status_and_type() {
    let (extract, base) = (extract(), content());
    let listed = object(&extract, "records");
    for (id, fact) in listed {
        let record = base.record(base.find(id).unwrap_or_else(|| panic!("no record {id}")));
        let status = record.front.status.map(u64::from);
        assert_eq!(status, fact["status"].as_u64(), "{id}: status, see {}", fact["facts"]);
        assert_eq!(
            record.front.error_type.as_deref(),
            fact["type"].as_str(),
            "{id}: type, see {}",
            fact["facts"]
        );
    }
    assert!(listed.len() >= FOUNDING, "{} of {FOUNDING} founding records have facts", listed.len());
}

#[test]
fn the_exceptions_table_is_that_of_the_fact_base() {
    let (extract, base) = (extract(), content());
    let facts = rows(&extract, "exceptions");
    let table: BTreeSet<&str> = base.tables["sdk-exceptions"].rows.iter().map(|(row, _)| row).collect();
    assert_eq!(table, facts.keys().map(String::as_str).collect(), "the rows");
    for (status, sdks) in facts {
        for (sdk, names) in sdks.as_object().expect("a row of SDKs") {
            let said = cell(&base, "sdk-exceptions", status, sdk);
            let names: Vec<&str> = strings(names);
            assert_eq!(names_in(said), names, "{status}, {sdk}: {said}");
        }
    }
}

/// Class names and status codes, in order.
fn names_in(cell: &str) -> Vec<&str> {
    let is_name =
        |word: &&str| is_class(word) || *word == "Error" || (word.len() == 3 && word.parse::<u16>().is_ok());
    words(cell, "_").filter(is_name).collect()
}

#[test]
fn the_retries_table_is_that_of_the_fact_base() {
    let (extract, base) = (extract(), content());
    for (status, retried) in rows(&extract, "retries") {
        let said = cell(&base, "retries", status, "sdk").starts_with("yes");
        assert_eq!(Some(said), retried.as_bool(), "retries/{status}");
    }
    let caption = base.tables["retries"].caption.as_deref().expect("the table says how the SDKs wait");
    let caption = caption.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in strings(&extract["retries"]["words"]) {
        assert!(caption.contains(words), "the caption of the table does not say: {words}");
    }
}

#[test]
fn retirements_and_tiers_are_those_of_the_fact_base() {
    let (extract, base) = (extract(), content());
    let retired = rows(&extract, "retired");
    assert_eq!(base.tables["retired-models"].rows.iter().count(), retired.len(), "retired models");
    for (model, day) in retired {
        let said = cell(&base, "retired-models", model, "ended");
        assert!(said.starts_with(day.as_str().expect("a day")), "{model}: {said}");
    }
    for (tier, cap) in rows(&extract, "tiers") {
        assert_eq!(Some(cell(&base, "usage-tiers", tier, "cap")), cap.as_str(), "{tier}");
    }
    let since = extract["tiers"]["changed"].as_str().expect("a day");
    assert!(base.tables["usage-tiers"].caption.as_deref().is_some_and(|caption| caption.contains(since)));
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().expect("a list").iter().filter_map(Value::as_str).collect()
}

/// What is compared word by word: its name in the extract, and how it is found in a text.
type Kind = (&'static str, fn(&str) -> Vec<&str>);

const KINDS: [Kind; 5] = [
    ("models", models),
    ("beta-values", beta_values),
    ("classes", |text| words(text, "_").filter(is_class).collect()),
    ("codes", |text| words(text, "_-/").filter(is_code).collect()),
    ("dates", |text| words(text, "_-").filter(is_date).collect()),
];

/// The text, cut at everything that is neither a letter, a digit nor one of `also`.
fn words<'a>(text: &'a str, also: &str) -> impl Iterator<Item = &'a str> {
    let ends = |letter: char| !letter.is_ascii_alphanumeric() && !also.contains(letter);
    text.split(ends).filter(|word| !word.is_empty())
}

fn models(text: &str) -> Vec<&str> {
    const FAMILIES: [&str; 6] = ["fable", "mythos", "haiku", "sonnet", "opus", "3-"];
    let ids = words(text, "-.@:").filter_map(|word| word.find("claude-").map(|at| &word[at..]));
    let named = |id: &&str| FAMILIES.iter().any(|family| id["claude-".len()..].starts_with(family));
    ids.filter(named).map(|id| id.trim_end_matches(['-', '.', ':', '@'])).collect()
}

/// `some-feature-2025-05-14`
fn beta_values(text: &str) -> Vec<&str> {
    let is_value = |word: &&str| {
        word.len() > 11 && word.as_bytes()[0].is_ascii_lowercase() && {
            let (name, day) = word.split_at(word.len() - 10);
            name.ends_with('-') && is_date(&day) && name != "migration-"
        }
    };
    words(text, "-").filter(is_value).collect()
}

fn is_class(word: &&str) -> bool {
    word.starts_with(|first: char| first.is_ascii_uppercase())
        && ["Error", "Exception"].iter().any(|end| word.len() > end.len() && word.ends_with(end))
}

/// `enforced_spend_limit_reached`; a path is none.
fn is_code(word: &&str) -> bool {
    let small = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '_';
    word.chars().all(small)
        && word.split('_').count() > 1
        && word.split('_').all(|part| !part.is_empty())
        && word.starts_with(|first: char| first.is_ascii_lowercase())
}

fn is_date(word: &&str) -> bool {
    let shape = |(place, letter): (usize, char)| match place {
        4 | 7 => letter == '-',
        _ => letter.is_ascii_digit(),
    };
    word.len() == 10 && word.starts_with("20") && word.chars().enumerate().all(shape)
}

/// What we say in a line of the front matter. The day of a change is its own.
fn ours(line: &str) -> Option<&str> {
    const OURS: [&str; 5] = ["title:", "summary:", "quick-fix:", "volatile:", "versions:"];
    match line.strip_prefix("  - { on:") {
        Some(change) => change.split_once(',').map(|(_, what)| what),
        None => OURS.iter().any(|key| line.starts_with(key)).then_some(line),
    }
}

/// What we say in a file. Pasted error text, the patterns that find it and private notes are somebody else's words or nobody's.
fn said(text: &str) -> String {
    let mut parts = text.splitn(3, "---\n");
    let (front, body) = match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some(front), Some(body)) => (front, body),
        _ => ("", text),
    };
    let mut kept: Vec<&str> = front.lines().filter_map(ours).collect();
    let mut pasted = false;
    for line in body.lines().take_while(|line| *line != "## Private notes") {
        let fence = line.starts_with("```");
        let was = pasted;
        if fence {
            pasted = !pasted && line.ends_with(" error");
        }
        // A table has a day on which it is due, as records have.
        if !pasted && !was && !line.starts_with("stale-after:") {
            kept.push(line);
        }
    }
    kept.join("\n")
}

/// The files in which we say something, with what we say: the listed records, tables, pieces, pages, code samples.
fn texts(extract: &Value) -> BTreeMap<String, String> {
    let listed = object(extract, "records");
    let mut found = BTreeMap::new();
    let mut folders = vec![root().join("content")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder of content") {
            let path = entry.expect("an entry of the folder").path();
            if !is_judged(&path, listed) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end != "txt") && !is_register(&path) {
                let name = path.strip_prefix(root()).expect("below the root").display().to_string();
                let text = std::fs::read_to_string(&path).expect("content is text");
                found.insert(name, said(&text));
            }
        }
    }
    assert!(found.len() > 45, "the content is there");
    found
}

/// Whether a file or a folder is no record's, or one's that the extract lists.
fn is_judged(path: &Path, listed: &Map<String, Value>) -> bool {
    let inside = path.strip_prefix(root().join("content/records")).ok();
    let names: Vec<&str> = inside.into_iter().flatten().filter_map(OsStr::to_str).collect();
    match names.as_slice() {
        [program, slug, ..] => listed.contains_key(&format!("{program}/{}", slug.trim_end_matches(".md"))),
        _ => true,
    }
}

/// Sources, runs and the known values are lists with a source or a day of their own for every entry.
fn is_register(path: &Path) -> bool {
    ["sources.yaml", "runs.yaml", "known.yaml"]
        .iter()
        .any(|name| path.ends_with(Path::new("content").join(name)))
}

/// The words that may occur for another reason than the fact base, with the reason.
fn elsewhere(extract: &Value) -> BTreeMap<&str, &str> {
    let groups = extract["elsewhere"].as_array().expect("a list of reasons");
    let listed = groups.iter().flat_map(|group| {
        let reason = group["reason"].as_str().expect("a reason");
        strings(&group["words"]).into_iter().map(move |word| (word, reason))
    });
    listed.collect()
}

#[test]
fn what_the_records_name_is_in_the_fact_base() {
    let extract = extract();
    let texts = texts(&extract);
    let elsewhere = elsewhere(&extract);
    let mut unknown = Vec::new();
    let mut used = BTreeSet::new();
    for (name, find) in KINDS {
        let facts = object(&extract, name);
        for (file, text) in &texts {
            // The variables and parameters of a program are its own.
            let ending = Path::new(file).extension().and_then(OsStr::to_str);
            if name == "codes" && !matches!(ending, Some("md" | "yaml")) {
                continue;
            }
            for word in find(text) {
                used.insert(word);
                if !facts.contains_key(word) && !elsewhere.contains_key(word) {
                    unknown
                        .push(format!("{file}: {word} is not among the {name} of tests/facts/extract.json"));
                }
            }
        }
    }
    let idle: Vec<&&str> = elsewhere.keys().filter(|word| !used.contains(**word)).collect();
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    assert!(idle.is_empty(), "excused, and nobody says it: {idle:?}");
}

#[test]
fn words_are_found_and_nothing_else_is() {
    let text = "Use `claude-opus-4-8`, not us.anthropic.claude-sonnet-4-6-v1:0. Header `files-api-2025-04-14` since 2026-08-19: \
                anthropic.RateLimitError with rate_limit_error; see api/migration-2026-10-21 and claude-code.";
    let found: Vec<Vec<&str>> = KINDS.iter().map(|(_, find)| find(text)).collect();
    assert_eq!(
        found,
        [
            vec!["claude-opus-4-8", "claude-sonnet-4-6-v1:0"],
            vec!["files-api-2025-04-14"],
            vec!["RateLimitError"],
            vec!["rate_limit_error"],
            vec!["2026-08-19"],
        ]
    );
    let page = "---\ntitle: a_title\nsignatures: a_pattern\n---\nour_word\n```json error\npasted_word\n```\nmore_words\n## Private notes\na_note\n";
    let codes: Vec<&str> = KINDS[3].1(Box::leak(said(page).into_boxed_str()));
    assert_eq!(codes, ["a_title", "our_word", "more_words"]);
}

/// The runner checks more, but wants the SDKs; that an entry is missing shows without them.
#[test]
fn every_code_sample_is_noted_as_run() {
    let base = content();
    for (ix, record) in base.records() {
        for file in base.code(ix) {
            let path = format!("{}/{}", record.id.as_str(), file.name);
            assert!(base.run(&path).is_some(), "{path}: not in content/runs.yaml; see tests/samples/run.py");
        }
    }
}
