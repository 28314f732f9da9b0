//! One text that may hold an error: an issue, a ticket, an object of a log in JSON, or an entry of a plain log.

use serde_json::{Map, Value};

use super::date::Date;

/// What is known of a text. Everything in it was written by strangers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// What somebody called it; empty for an entry of a log.
    pub title: String,
    pub body: String,
    pub day: Option<Date>,
    pub labels: Vec<String>,
    pub version: Option<String>,
    /// Its address, else its number or key.
    pub link: Option<String>,
    pub source: Source,
    /// The log does not call it an error.
    pub calm: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    /// People wrote it, and pasted errors into it.
    #[default]
    People,
    /// A program wrote it.
    Log,
}

/// Beyond this a text is cut: what decides is at its beginning.
const LONGEST: usize = 256 << 10;
const TITLES: [&str; 4] = ["title", "subject", "summary", "name"];
const BODIES: [&str; 8] = ["body", "description", "text", "message", "msg", "log", "line", "content"];
const TRACES: [&str; 7] = ["stack", "stacktrace", "stack_trace", "exception", "error", "err", "traceback"];
const DAYS: [&str; 10] = [
    "createdAt",
    "created_at",
    "created",
    "Created",
    "date",
    "time",
    "timestamp",
    "@timestamp",
    "ts",
    "datetime",
];
const LINKS: [&str; 8] = ["html_url", "web_url", "url", "key", "number", "iid", "id", "Issue key"];
const VERSIONS: [&str; 6] =
    ["version", "versions", "affectedVersion", "affects_version", "appVersion", "release"];
const CALM: [&str; 8] = ["info", "debug", "trace", "notice", "verbose", "information", "silly", "fine"];

impl Text {
    /// Reads an object of an export; a Jira issue has its fields one level below.
    pub fn from_json(object: &Map<String, Value>) -> Text {
        let below = object.get("fields").and_then(Value::as_object);
        let find = |names: &[&str]| {
            let all = [Some(object), below].into_iter().flatten();
            all.flat_map(|map| names.iter().filter_map(|name| map.get(*name))).find(|value| !value.is_null())
        };
        let title = find(&TITLES).and_then(Value::as_str).unwrap_or_default();
        let mut body = find(&BODIES).map(written).unwrap_or_default();
        for trace in TRACES.iter().filter_map(|name| object.get(*name)) {
            body.push('\n');
            body.push_str(&written(trace));
        }
        let level = find(&["level", "severity", "levelname"]).map(written).unwrap_or_default();
        // Only people give titles; a service may well name itself.
        let issue = find(&TITLES[..3]).is_some() || object.contains_key("number");
        Text {
            title: cut(title),
            body: cut(&body),
            day: find(&DAYS).and_then(|value| Date::parse(&plain(value))),
            labels: find(&["labels", "tags", "Labels"]).map(names).unwrap_or_default(),
            version: find(&VERSIONS).and_then(|value| names(value).into_iter().next()),
            link: find(&LINKS).map(plain).filter(|link| !link.is_empty()),
            source: if issue { Source::People } else { Source::Log },
            calm: is_calm(&level) || level.parse::<u32>().is_ok_and(|level| (10..=30).contains(&level)),
        }
    }

    /// Reads a row of a table whose header names the columns.
    pub fn from_row(header: &[String], row: &[String]) -> Text {
        let find = |names: &[&str]| {
            names.iter().find_map(|name| {
                let column = header.iter().position(|title| title.eq_ignore_ascii_case(name))?;
                row.get(column).filter(|cell| !cell.trim().is_empty()).cloned()
            })
        };
        let all = |name: &str| {
            let cells = header.iter().zip(row).filter(|(title, _)| title.eq_ignore_ascii_case(name));
            let words = cells.flat_map(|(_, cell)| cell.split([',', ' ']));
            words.filter(|word| !word.is_empty()).map(str::to_string).collect::<Vec<_>>()
        };
        Text {
            title: cut(&find(&TITLES).unwrap_or_default()),
            body: cut(&find(&BODIES).unwrap_or_default()),
            day: find(&DAYS).as_deref().and_then(Date::parse),
            labels: [all("labels"), all("tags")].concat(),
            version: find(&["version", "affects version/s", "affects versions"]),
            link: find(&LINKS),
            source: Source::People,
            calm: false,
        }
    }

    /// An entry of a plain log: a line and the lines that continue it.
    pub fn from_log(entry: &str) -> Text {
        let first = entry.lines().next().unwrap_or_default();
        Text {
            body: cut(entry),
            day: Date::in_head(first),
            source: Source::Log,
            calm: says_calm(first),
            ..Text::default()
        }
    }

    /// All that is looked at.
    pub fn whole(&self) -> String {
        if self.title.is_empty() { self.body.clone() } else { format!("{}\n\n{}", self.title, self.body) }
    }
}

fn cut(text: &str) -> String {
    text[..text.floor_char_boundary(LONGEST)].to_string()
}

/// A value as text: documents of Jira are objects whose leaves are text.
fn written(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(written).collect(),
        Value::Object(map) => {
            let kind = map.get("type").and_then(Value::as_str).unwrap_or_default();
            let order = ["name", "type_name", "text", "message", "content", "stack", "stacktrace"];
            let inner: String = order.iter().filter_map(|name| map.get(*name)).map(written).collect();
            match kind {
                "paragraph" | "heading" | "listItem" | "hardBreak" => format!("{inner}\n"),
                "codeBlock" => format!("```\n{inner}\n```\n"),
                _ => inner,
            }
        }
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A number or a text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

/// A list of names, or of objects with names.
fn names(value: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::Object(map) => map.get("name").or_else(|| map.get("title")).map(plain).unwrap_or_default(),
        other => plain(other),
    };
    let all = if let Value::Array(all) = value { all.iter().map(one).collect() } else { vec![one(value)] };
    all.into_iter().filter(|name| !name.is_empty()).collect()
}

fn is_calm(level: &str) -> bool {
    CALM.iter().any(|calm| level.eq_ignore_ascii_case(calm))
}

/// Whether the head of a line names a level below that of an error: `INFO`, `[debug]`, `level=info`.
fn says_calm(line: &str) -> bool {
    const HEAD: usize = 100;
    let head = &line[..line.floor_char_boundary(HEAD)];
    head.split_whitespace().take(8).any(|word| {
        let marked = word.starts_with(['[', '<', '(']) || word.ends_with(':') || word.starts_with("level=");
        let core = word.trim_start_matches("level=").trim_matches(|c: char| !c.is_ascii_alphanumeric());
        is_calm(core) && (marked || core.bytes().all(|byte| byte.is_ascii_uppercase()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Text {
        Text::from_json(serde_json::from_str::<Value>(json).expect("JSON").as_object().expect("an object"))
    }

    #[test]
    fn exports_of_several_trackers_say_the_same() {
        for json in [
            r#"{"number":7,"title":"T","body":"B","createdAt":"2026-11-20T01:02:03Z","labels":[{"name":"bug"}]}"#,
            r#"{"iid":7,"title":"T","description":"B","created_at":"2026-11-20T01:02:03Z","labels":["bug"]}"#,
            r#"{"key":"7","fields":{"summary":"T","description":"B","created":"2026-11-20T01:02:03.000+0000","labels":["bug"]}}"#,
            r#"{"id":7,"subject":"T","description":"B","created_at":"2026-11-20T01:02:03Z","tags":["bug"]}"#,
        ] {
            let text = read(json);
            assert_eq!(
                (text.title.as_str(), text.body.as_str(), text.link.as_deref()),
                ("T", "B", Some("7")),
                "{json}"
            );
            assert_eq!(text.day.map(|day| day.to_string()).as_deref(), Some("2026-11-20"), "{json}");
            assert_eq!((text.labels, text.source), (vec!["bug".to_string()], Source::People), "{json}");
        }
    }

    #[test]
    fn a_document_of_jira_becomes_text() {
        let text = read(
            r#"{"key":"A-1","fields":{"summary":"T","description":{"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"It fails:"}]},{"type":"codeBlock","content":[{"type":"text","text":"Error: x"}]}]}}}"#,
        );
        assert_eq!(text.body, "It fails:\n```\nError: x\n```\n");
    }

    #[test]
    fn a_log_in_json_has_its_level_and_its_trace() {
        let text =
            read(r#"{"level":"error","time":"2026-11-20","msg":"it broke","stack":"at f (a.js:1:2)"}"#);
        assert_eq!(
            (text.body.as_str(), text.source, text.calm),
            ("it broke\nat f (a.js:1:2)", Source::Log, false)
        );
        assert!(read(r#"{"level":"info","msg":"error rate is fine"}"#).calm);
        assert!(read(r#"{"level":30,"msg":"error rate is fine"}"#).calm);
    }

    #[test]
    fn a_level_is_read_from_the_head_of_a_line() {
        for line in ["2026-11-20 10:00:00 INFO x: error", "[debug] error", "t=1 level=info msg=error"] {
            assert!(Text::from_log(line).calm, "{line}");
        }
        for line in ["ERROR info", "Error: more info below", "2026 WARN error"] {
            assert!(!Text::from_log(line).calm, "{line}");
        }
    }
}
