//! The comment that a bot may write below a new issue, or nothing.
//!
//! Everything in an issue was written by strangers. Of it a comment shows one line for each error, in a fence that the
//! line cannot close; the rest is what the record says, escaped. Only what is a match is worth a comment: somebody who
//! gets a wrong answer from a bot has lost more than somebody who gets none.

use std::fmt::Write as _;

use anyhow::{Result, bail};
use serde_json::{Map, Value};

use crate::answer::{Essentials, Found, Plain, Reply, code, link, words};
use crate::coverage::Text;
use crate::matcher::{Entry, Verdict};

/// By this the workflow finds its own comment again, to edit it.
pub const MARKER: &str = "<!-- errbook:triage -->";
/// More records than this are no answer.
const RECORDS: usize = 3;
/// More of a line is not needed to know it again.
const LINE: usize = 300;
const EXCLUSIONS: usize = 3;
/// The longest name that GitHub takes for a label.
const LABEL: usize = 50;

/// The text of the issue that an event of a workflow is about, or of an issue alone. None: there is nothing to answer,
/// because it is a pull request, or a program wrote it.
pub fn question(event: &str) -> Result<Option<String>> {
    let Ok(event) = serde_json::from_str::<Map<String, Value>>(event) else {
        bail!("not an event of a workflow, nor an issue as JSON");
    };
    let issue = match event.get("issue") {
        Some(Value::Object(issue)) => issue,
        _ if event.contains_key("title") || event.contains_key("body") => &event,
        _ => bail!("this event has no issue: run it on the event `issues`"),
    };
    let author = issue.get("user").or_else(|| issue.get("author"));
    let is_bot = author.is_some_and(|author| author["type"] == "Bot" || author["is_bot"] == true);
    if issue.contains_key("pull_request") || is_bot {
        return Ok(None);
    }
    Ok(Some(Text::from_json(issue).whole()))
}

/// The records that are worth a comment.
fn certain(reply: &Reply) -> Vec<&Found> {
    let mut certain: Vec<&Found> = reply.hits.iter().filter(|hit| hit.verdict == Verdict::Match).collect();
    certain.truncate(RECORDS);
    certain
}

/// The Markdown of the comment. `entries` know what rules a record out.
pub fn comment(reply: &Reply, entries: &[Entry]) -> Option<String> {
    let certain = certain(reply);
    if certain.is_empty() {
        return None;
    }
    let mut out = format!("{MARKER}\n");
    out.push_str(match certain.len() {
        1 => "This looks like a known error.\n",
        _ => "These look like known errors.\n",
    });
    for found in &certain {
        describe(&mut out, found, entries.iter().find(|entry| entry.record == found.essentials.id.as_str()));
    }
    out.push_str("\n---\n\nA program wrote this comment: it compared the text of the issue with known errors. Is it wrong? Say so in a comment, and a person will look at it; nothing was closed or changed.");
    if let Some(report) = reply.bases.iter().find_map(|base| base.report.as_ref()) {
        let _ = write!(out, " {}", link(&Plain::from("Report a wrong match."), report));
    }
    out.push('\n');
    Some(out)
}

/// The labels that a workflow may set: the ids of the records.
pub fn labels(reply: &Reply) -> Vec<String> {
    let ids = certain(reply).into_iter().map(|found| found.essentials.id.as_str());
    ids.map(|id| id[..id.floor_char_boundary(LABEL)].to_string()).collect()
}

fn describe(out: &mut String, found: &Found, entry: Option<&Entry>) {
    let known = &found.essentials;
    let _ = writeln!(out, "\n### {}\n\n{}\n", link(&known.title, &known.url), fenced(found.excerpt.as_str()));
    let _ = writeln!(out, "{}", words(&known.summary));
    if let Some(first) = first_step(known) {
        let _ = writeln!(out, "\n**Do this first:** {}", words(first));
    }
    let exclusions = entry.map(exclusions).unwrap_or_default();
    if !exclusions.is_empty() {
        out.push_str("\n**It is not this error if the text also says:**\n\n");
    }
    for (text, why) in &exclusions {
        let _ = writeln!(out, "- {}: {}", code(text), words(why));
    }
    let check = known.causes.first().filter(|_| exclusions.is_empty());
    if let Some(check) = check.and_then(|cause| cause.check.first()) {
        let _ = writeln!(out, "\n**To rule it out:** {}", words(check));
    }
}

fn first_step(known: &Essentials) -> Option<&Plain> {
    known.first.as_ref().or_else(|| known.causes.first().and_then(|cause| cause.fix.first()))
}

/// What rules a record out, and why, each once.
fn exclusions(entry: &Entry) -> Vec<(Plain, Plain)> {
    let all = entry.signatures.iter().flat_map(|signature| &signature.not);
    let mut found: Vec<(Plain, Plain)> = Vec::new();
    for exclusion in all {
        let pair = (Plain::from(exclusion.text.as_str()), Plain::from(exclusion.why.as_str()));
        if !found.contains(&pair) && found.len() < EXCLUSIONS {
            found.push(pair);
        }
    }
    found
}

/// One line in a fence that is longer than any run of backticks in it.
fn fenced(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let end = line.floor_char_boundary(LINE);
    let more = if end < line.len() { " …" } else { "" };
    let longest = line.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}{more}\n{fence}", &line[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_issue_of_an_event_is_asked_about() {
        let asked = |event: &str| question(event).expect("an event");
        assert_eq!(asked(r#"{"issue":{"title":"a","body":"b"}}"#).as_deref(), Some("a\n\nb"));
        assert_eq!(asked(r#"{"title":"a","body":null}"#).as_deref(), Some("a\n\n"));
        assert_eq!(asked(r#"{"issue":{"title":"a","pull_request":{}}}"#), None);
        assert_eq!(asked(r#"{"issue":{"title":"a","user":{"type":"Bot"}}}"#), None);
        for event in ["", "[]", "{}", r#"{"issue":3}"#, r#"{"push":{}}"#] {
            assert!(question(event).is_err(), "{event}");
        }
    }

    #[test]
    fn a_line_cannot_close_its_fence() {
        for line in ["a", "```", "`````\n@everyone", "x ```` y"] {
            let text = fenced(line);
            let rows: Vec<&str> = text.lines().collect();
            assert_eq!(rows.len(), 3, "{text}");
            assert!(!rows[1].contains(rows[2]), "{text}");
        }
        assert!(fenced(&"é".repeat(1000)).len() < 400);
    }
}
