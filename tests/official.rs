//! The texts that the vendor documents and the programs hold: how many of them find a record.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "a test reports what it saw"
)]

mod support;

use errbook::matcher::Verdict;
use serde::Deserialize;
use std::collections::BTreeMap;
use support::{read, table};

#[derive(Deserialize)]
struct Official {
    set: String,
    text: String,
    /// The record that has to match first, where one is agreed on.
    record: Option<String>,
    /// Why nobody needs a record for this text.
    left_out: Option<String>,
}

/// Of each set at least so many percent have to match, and so many have to find a page at all: an index line such as
/// "Request too large" is too short for more than *possible*.
const BOUNDS: [(&str, usize, usize); 6] = [
    ("api-bodies", 100, 100),
    ("claude-code-2.1.332", 88, 100),
    ("claude-code-errors-page-full", 94, 97),
    ("claude-code-errors-page-index", 83, 95),
    ("claude-code-install-page", 31, 90),
    ("newer", 100, 100),
];

fn texts() -> Vec<Official> {
    let lines = read("tests/data/texts-official.jsonl");
    lines.lines().map(|line| serde_json::from_str(line).expect("a text is JSON")).collect()
}

#[test]
fn official_texts_find_their_record() {
    let (table, texts) = (table(), texts());
    let mut sets: BTreeMap<&str, [usize; 5]> = BTreeMap::new();
    let mut wrong = Vec::new();
    for text in &texts {
        let row = sets.entry(&text.set).or_default();
        if let Some(reason) = &text.left_out {
            row[4] += 1;
            println!("left out: {} ({reason})", text.text);
            continue;
        }
        let answer = table.explain(&text.text);
        let first = answer.hits.first();
        let place = match first.map(|hit| hit.verdict) {
            Some(Verdict::Match) => 0,
            Some(Verdict::Fallback) => 1,
            Some(Verdict::Possible) => 2,
            None => 3,
        };
        row[place] += 1;
        if place > 0 {
            println!("no match: {}: {}", text.set, text.text);
        }
        let found = first.filter(|_| place == 0).map(|hit| &hit.record);
        if text.record.is_some() && found != text.record.as_ref() {
            wrong.push(format!("{}\n  expected {:?}, found {found:?}", text.text, text.record));
        }
    }
    println!("{:32} match fallback possible none left-out", "set");
    for (set, [matched, fallback, possible, none, left_out]) in &sets {
        println!("{set:32} {matched:5} {fallback:8} {possible:8} {none:4} {left_out:8}");
    }
    assert!(wrong.is_empty(), "{} texts:\n{}", wrong.len(), wrong.join("\n"));
    assert_eq!(sets.keys().copied().collect::<Vec<_>>(), BOUNDS.map(|(set, ..)| set));
    for (set, least, found) in BOUNDS {
        let [matched, fallback, possible, none, _] = sets[set];
        let all = matched + fallback + possible + none;
        assert!(matched * 100 >= least * all, "{set}: {matched} of {all} match, {least} % are wanted");
        assert!((all - none) * 100 >= found * all, "{set}: {none} of {all} find nothing, {found} % should");
    }
}
