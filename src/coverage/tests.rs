//! Counts that are joined, and counts that somebody else wrote.

use std::collections::{BTreeMap, BTreeSet};

use super::count::{Counts, Rules};
use super::judge::Judge;
use super::report::{Report, Wanted};
use super::text::Text;
use crate::matcher::{Entry, Signature, Table};

fn table() -> Table {
    let all = vec!["the kettle exploded".to_string()];
    let signatures = vec![Signature { all, ..Signature::default() }];
    Table::compile(vec![Entry { record: "tea/kettle".into(), signatures, ..Entry::default() }])
}

fn rules() -> Rules {
    Rules { base: "b".into(), program: "1".into(), since: None, labels: BTreeSet::new() }
}

/// Issues with known and unknown errors and with none, over some weeks.
fn texts() -> Vec<Text> {
    let colors = ["red", "green", "blue", "black", "white", "grey", "pink"];
    let one = |number: usize| {
        let error = match number % 4 {
            0 => "Error: the kettle exploded".to_string(),
            1 => format!("Error: cannot open {} door number {number}", colors[number % 7]),
            2 => format!("FATAL: index idx-{number} is corrupt at block {number}"),
            _ => "All is well.".to_string(),
        };
        let day = format!("2026-{:02}-{:02}", 6 + number % 3, 1 + number % 28);
        let json = format!(
            "{{\"number\":{number},\"title\":\"Issue {number}\",\"body\":\"```\\n{error}\\n```\\n- Version: 1.{}\",\"createdAt\":\"{day}\",\"labels\":[\"l{}\"]}}",
            number % 5,
            number % 2
        );
        Text::from_json(&serde_json::from_str(&json).expect("JSON"))
    };
    (0..400).map(one).collect()
}

fn counted<'a>(texts: impl Iterator<Item = &'a Text>, rules: Rules, most: usize) -> Counts {
    let table = table();
    let judge = Judge::new(&table).expect("few words");
    let mut counts = Counts::new(rules).with_most(most);
    for text in texts {
        if counts.admits(text) {
            counts.add(text, judge.judge(text));
        }
    }
    counts
}

fn report(counts: &Counts) -> String {
    let wanted = Wanted { min: 1, duplicates: true };
    let report = Report::of(counts, &wanted, &BTreeMap::new());
    serde_json::to_string_pretty(&report).expect("plain data")
}

#[test]
fn any_number_of_parts_in_any_order_is_the_whole() {
    let texts = texts();
    // Enough for every form, and so few that they are counted more coarsely.
    for most in [1000, 40, 3] {
        let whole = counted(texts.iter(), rules(), most);
        for parts in [1, 3, 7] {
            for turn in 0..parts {
                let part = |number: usize| {
                    let own = texts.iter().skip((number + turn) % parts).step_by(parts);
                    let part = counted(own, rules(), most).to_json();
                    Counts::from_json(&part).expect("our own part").with_most(most)
                };
                let mut joined = part(0);
                (1..parts).for_each(|number| joined.join(part(number)).expect("the same rules"));
                assert_eq!(joined.to_json(), whole.to_json(), "{parts} parts, {turn} first, {most} forms");
                assert_eq!(report(&joined), report(&whole));
            }
        }
    }
}

#[test]
fn the_report_says_what_was_counted() {
    let json: serde_json::Value =
        serde_json::from_str(&report(&counted(texts().iter(), rules(), 1000))).expect("JSON");
    assert_eq!(
        (&json["texts"], &json["errors"], &json["answered"]["match"]),
        (&400.into(), &300.into(), &100.into())
    );
    let gaps: Vec<(&str, u64)> = json["gaps"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|gap| (gap["template"].as_str().expect("text"), gap["count"].as_u64().expect("a number")))
        .collect();
    assert_eq!(
        gaps,
        [
            ("Error: cannot open <*> door number <*>", 100),
            ("FATAL: index idx-<*> is corrupt at block <*>", 100)
        ]
    );
    let first = &json["gaps"][0];
    assert_eq!(first["examples"].as_array().map(Vec::len), Some(3));
    assert_eq!((&first["first"], &first["last"]), (&"2026-06-02".into(), &"2026-08-26".into()));
    assert_eq!(first["versions"][0]["count"], 20);
    let weeks: u64 =
        json["weeks"].as_array().expect("a list").iter().filter_map(|week| week["texts"].as_u64()).sum();
    assert_eq!(weeks, 400);
    let duplicates = json["duplicates"].as_array().expect("a list");
    let days: Vec<&str> = duplicates[0]["issues"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|issue| issue["day"].as_str())
        .collect();
    assert!(duplicates.len() == 3 && days.is_sorted() && days.len() == 100, "{days:?}");
}

#[test]
fn filters_leave_texts_out() {
    let since = super::Date::parse("2026-08-01");
    let counts = counted(texts().iter(), Rules { since, ..rules() }, 1000);
    assert_eq!(counts.left_out, 267);
    let labels = BTreeSet::from(["l1".to_string()]);
    let counts = counted(texts().iter(), Rules { labels, ..rules() }, 1000);
    assert_eq!((counts.left_out, counts.records.len()), (200, 0));
}

#[test]
fn parts_of_others_are_refused_with_a_reason() {
    let good = counted(texts().iter(), rules(), 1000).to_json();
    let changed = |from: &str, to: &str| {
        assert!(good.contains(from), "{from}");
        good.replace(from, to)
    };
    let gap = "\"match\":0,\"fallback\":0,\"possible\":0,\"gap\":";
    for (part, reason) in [
        (String::new(), "not counts of"),
        ("[]".to_string(), "not counts of"),
        (good[..good.len() / 2].to_string(), "not counts of"),
        (changed("\"errbook-coverage-part\":1", "\"errbook-coverage-part\":9"), "has version 9"),
        (changed("\"left_out\":0", "\"left_out\":-1"), "not counts of"),
        (changed("\"left_out\":0", "\"left_out\":99999999999999999"), "more than"),
        (changed("\"left_out\":0", "\"left_out\":0,\"more\":1"), "unknown field"),
        (changed("\"level\":0", "\"level\":77"), "count again"),
        (changed("m:FATAL", "x:FATAL"), "not the form"),
        (changed("m:FATAL", "m:\\u001b[2J"), "not the form"),
        (changed("\"2026-06-01\":{", "\"2026-06-02\":{"), "not a Monday"),
        (changed(gap, &format!("{gap}70")), "more errors than texts"),
        (changed(gap, &gap.replacen('0', "1", 1)), "not possible"),
        (changed("\"title\":\"Issue 1\"", &format!("\"title\":\"{}\"", "x".repeat(500))), "not possible"),
    ] {
        let error = Counts::from_json(&part).expect_err(reason);
        assert!(format!("{error:#}").contains(reason), "{reason}: {error:#}");
    }
    let since = super::Date::parse("2026-08-01");
    let labels = BTreeSet::from(["l1".to_string()]);
    for (other, reason) in [
        (Rules { base: "c".into(), ..rules() }, "different knowledge bases"),
        (Rules { program: "2".into(), ..rules() }, "errbook 1 and by errbook 2"),
        (Rules { since, ..rules() }, "different `--since`: none and 2026-08-01"),
        (Rules { labels, ..rules() }, "different `--label`"),
    ] {
        let error = Counts::new(rules()).join(Counts::new(other)).expect_err(reason);
        assert!(error.to_string().contains(reason), "{error}");
    }
}
