//! The records say what the fact base says: `tests/facts/extract.json` is drawn from it, every word with its place there.
//! An id, a value, a class, a code or a date that occurs in what we say and not in the extract is a slip or an invention.
//! A record that the extract does not list was written later; it may also name what the registers and its own evidence hold.
#![allow(
    clippy::disallowed_methods,
    reason = "tests look at the machine; the doors of the house are for errbook"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use errbook::base::{self, KnowledgeBase, RecordIx};
use errbook::source::{self, Sources};
use serde_json::{Map, Value};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn extract() -> Value {
    let text =
        std::fs::read_to_string(root().join("tests/facts/extract.json")).expect("the extract is there");
    serde_json::from_str(&text).expect("the extract is JSON")
}

fn sources() -> Sources {
    source::read(&root()).expect("the content is there")
}

fn content() -> KnowledgeBase {
    base::load(&sources()).0
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

/// So many records were written from the fact base.
const FOUNDING: usize = 46;

#[test]
fn every_record_of_the_list_is_there_with_its_status_and_type() {
    let (extract, base) = (extract(), content());
    let listed = object(&extract, "records");
    for (id, fact) in listed {
        let record = base.record(base.find(id).unwrap_or_else(|| panic!("no record {id}")));
        let status = record.front.status().map(u64::from);
        assert_eq!(status, fact["status"].as_u64(), "{id}: status, see {}", fact["facts"]);
        assert_eq!(record.front.error_type(), fact["type"].as_str(), "{id}: type, see {}", fact["facts"]);
    }
    assert_eq!(listed.len(), FOUNDING, "a founding record lost its facts, or a later one needs none");
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

/// What we say in a file. Pasted error text, the patterns that find it and private notes are somebody else's words or nobody's.
fn said(text: &str) -> String {
    const OURS: [&str; 6] = ["title:", "summary:", "quick-fix:", "volatile:", "versions:", "  - { on:"];
    let mut parts = text.splitn(3, "---\n");
    let (front, body) = match (parts.next(), parts.next(), parts.next()) {
        (Some(""), Some(front), Some(body)) => (front, body),
        _ => ("", text),
    };
    let mut kept: Vec<&str> =
        front.lines().filter(|line| OURS.iter().any(|key| line.starts_with(key))).collect();
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

/// The files in which we say something, with what we say: records, tables, pieces, pages, code samples.
fn texts(sources: &Sources) -> BTreeMap<&str, String> {
    let files = sources.iter().map(|(_, file)| file).filter(|file| is_judged(&file.path));
    files.map(|file| (file.path.as_str(), said(&file.text))).collect()
}

/// Samples are pasted. Sources, runs and the known values are lists with a source or a day of their own for every entry.
/// What errbook itself reports is told with examples, which are invented.
fn is_judged(path: &str) -> bool {
    const REGISTERS: [&str; 3] = ["content/sources.yaml", "content/runs.yaml", "content/known.yaml"];
    let is_sample = Path::new(path).extension().is_none_or(|end| end == "txt");
    !is_sample && !REGISTERS.contains(&path) && !path.starts_with("content/records/errbook/")
}

/// What is compared in a file: the variables and parameters of a program are its own.
fn kinds(path: &str) -> impl Iterator<Item = Kind> {
    let is_program = !matches!(Path::new(path).extension().and_then(OsStr::to_str), Some("md" | "yaml"));
    KINDS.into_iter().filter(move |(name, _)| !(is_program && *name == "codes"))
}

/// The record that a file is, or in whose folder it lies.
fn record_of(base: &KnowledgeBase, path: &str) -> Option<RecordIx> {
    let (program, rest) = path.strip_prefix("content/records/")?.split_once('/')?;
    base.find(&format!("{program}/{}", rest.split('/').next()?.trim_end_matches(".md")))
}

/// What holds the words of a record that was not written from the fact base: the registers, and what it shows of its error.
fn evidence(base: &KnowledgeBase, record: RecordIx) -> String {
    let front = &base.record(record).front;
    let mut held: Vec<&str> = base.known.values.names().collect();
    for (key, source) in base.sources.iter() {
        held.extend([key].into_iter().chain(source.url.as_ref().map(|url| url.value.as_str())));
        held.extend(source.read.as_ref().map(errbook::yaml::Day::as_str));
    }
    for signature in &front.signatures {
        held.extend(
            signature.value.all.iter().chain(&signature.value.any).map(|fragment| fragment.value.as_str()),
        );
        held.extend(signature.value.error_type.as_deref());
    }
    held.extend(base.samples(record).iter().map(|sample| &*sample.text));
    held.extend(front.history.iter().filter_map(|change| Some(change.on.as_ref()?.as_str())));
    held.join("\n")
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

/// What the files name and nothing holds, with the file and the remedy.
fn unknown(sources: &Sources, extract: &Value) -> Vec<String> {
    let base = base::load(sources).0;
    let (listed, elsewhere) = (object(extract, "records"), elsewhere(extract));
    let mut unknown = Vec::new();
    for (path, text) in texts(sources) {
        let record = record_of(&base, path).filter(|ix| !listed.contains_key(base.record(*ix).id.as_str()));
        let evidence = record.map(|ix| evidence(&base, ix)).unwrap_or_default();
        let remedy = if record.is_some() {
            "enter it in content/known.yaml with its source"
        } else {
            "see tests/facts/extract.json"
        };
        for (name, find) in kinds(path) {
            let (facts, own) = (object(extract, name), find(&evidence));
            let is_held =
                |word: &&str| facts.contains_key(*word) || elsewhere.contains_key(word) || own.contains(word);
            let lost = find(&text).into_iter().filter(|word| !is_held(word));
            unknown
                .extend(lost.map(|word| format!("{path}: {word} is not among the known {name}: {remedy}")));
        }
    }
    unknown
}

#[test]
fn what_the_records_name_is_known() {
    let (extract, sources) = (extract(), sources());
    let unknown = unknown(&sources, &extract);
    assert!(unknown.is_empty(), "{}", unknown.join("\n"));
    let texts = texts(&sources);
    let used: BTreeSet<&str> =
        texts.iter().flat_map(|(path, text)| kinds(path).flat_map(|(_, find)| find(text))).collect();
    let elsewhere = elsewhere(&extract);
    let idle: Vec<&&str> = elsewhere.keys().filter(|word| !used.contains(**word)).collect();
    assert!(idle.is_empty(), "excused, and nobody says it: {idle:?}");
    for (_, record) in content().records().filter(|(_, record)| record.id.program() != "errbook") {
        let path = format!("content/records/{}.md", record.id.as_str());
        assert!(texts.contains_key(path.as_str()), "{path} is not judged");
    }
}

/// A record of today, judged beside ours: what it makes up is told until its evidence or a register holds it.
#[test]
fn a_new_record_names_what_its_evidence_holds_and_makes_up_nothing() {
    const PATH: &str = "content/records/openai-api/418-teapot.md";
    let record = "---\ntitle: Teapot\nsummary: It is one.\nsignatures:\n  - all: [\"a TeapotError of kettle_error\"]\n\
                  checked: 2031-02-03\nhistory:\n  - { on: 2031-02-03, what: First version. }\n---\n\
                  A TeapotError says kettle_error, seen on 2031-02-03. Catch KettleError; send `boiling-water-2031-01-01`.\n";
    let known = "families: [claude-]\nvalues:\n  KettleError: { note: A class., sources: [V-oai] }\n  \
                 boiling-water-2031-01-01: { note: A header value., sources: [V-oai] }\n";
    let (extract, ours) = (extract(), sources());
    let names = |path: &'static str, files: &[(&'static str, &str)]| -> Vec<String> {
        let told = unknown(&ours.with_texts(files.iter().copied()), &extract);
        let told = told.iter().filter_map(|line| line.strip_prefix(path)?.strip_prefix(": "));
        told.map(|line| line.split(' ').next().unwrap_or_default().to_string()).collect()
    };
    assert_eq!(names(PATH, &[(PATH, record)]), ["boiling-water-2031-01-01", "KettleError"]);
    let sample =
        ("content/records/openai-api/418-teapot/plain.txt", "KettleError: a TeapotError of kettle_error\n");
    assert_eq!(names(PATH, &[(PATH, record), sample]), ["boiling-water-2031-01-01"]);
    assert!(names(PATH, &[(PATH, record), ("content/known.yaml", known)]).is_empty());
    // A listed record is held to the fact base alone.
    let listed = "content/records/openai-api/401-organization-not-found.md";
    let told = names(listed, &[(listed, record), ("content/known.yaml", known)]);
    assert_eq!(
        told,
        [
            "boiling-water-2031-01-01",
            "TeapotError",
            "KettleError",
            "kettle_error",
            "2031-02-03",
            "2031-02-03"
        ]
    );
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
