//! What an earlier run made of a catalogue, so that the next one knows what is new, what changed, and what people wrote.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::page::Mark;
use super::{Options, Trouble};
use crate::record::RecordId;

const VERSION: u32 = 1;

/// Where the lock file of a catalogue is, below the folder of the base.
pub fn path(name: &str) -> String {
    format!("catalogs/{name}.json")
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    version: u32,
    pub program: String,
    /// The version of the program that the catalogue came with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    pub options: Options,
    /// By the code, or the key where there is none.
    pub messages: BTreeMap<String, Locked>,
}

/// What was made of one message.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    pub record: String,
    /// A person had written the record before: it is left alone.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub theirs: bool,
    /// In the catalogue's own language, as it was.
    pub text: String,
    /// The title that the record was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Mark>,
    /// The release that brought this text, if it was another one before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// The sentence that says why it is retired, while it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retired: Option<String>,
    /// Of each language the text, and each signature made of it.
    pub languages: BTreeMap<String, Vec<Mark>>,
}

impl Lock {
    pub fn new(program: &str, release: Option<String>, options: Options) -> Lock {
        let program = program.to_string();
        Lock { version: VERSION, program, release, options, messages: BTreeMap::new() }
    }

    pub fn parse(text: &str, program: &str) -> Result<Lock, Trouble> {
        let damaged = |line, what: String| Trouble {
            line,
            message: what,
            help: "restore the file from version control, or choose another --name".into(),
        };
        let lock: Lock = serde_json::from_str(text)
            .map_err(|error| damaged(Some(error.line()), format!("the lock file is damaged: {error}")))?;
        if lock.version != VERSION {
            let message =
                format!("the lock file has version {}, and this program writes {VERSION}", lock.version);
            return Err(Trouble::new(message, "use the newest errbook"));
        }
        if lock.program != program {
            let message = format!("this catalogue is of the program `{}`", lock.program);
            return Err(Trouble::new(
                message,
                format!("use --program {}, or choose another --name", lock.program),
            ));
        }
        let wrong = lock
            .messages
            .values()
            .map(|one| one.record.as_str())
            .find(|id| RecordId::parse(id).is_none_or(|id| id.program() != program));
        match wrong {
            Some(id) => Err(damaged(None, format!("the lock file names a record `{}`", id.escape_debug()))),
            None => Ok(lock),
        }
    }

    pub fn to_text(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).expect("it is plain data");
        text.push('\n');
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_is_read_as_it_was_written() {
        let mut lock =
            Lock::new("tea", Some("1.2".into()), Options { prefix: Some("T".into()), ..Options::default() });
        let mark = Mark::of("x");
        let languages = BTreeMap::from([("en".to_string(), vec![mark])]);
        lock.messages.insert("T1".into(), Locked { record: "tea/t1".into(), languages, ..Locked::default() });
        assert_eq!(Lock::parse(&lock.to_text(), "tea"), Ok(lock));
    }

    #[test]
    fn a_lock_that_leads_elsewhere_or_is_damaged_is_refused() {
        let lock = |record: &str| {
            let mut lock = Lock::new("tea", None, Options::default());
            lock.messages.insert("a".into(), Locked { record: record.into(), ..Locked::default() });
            lock.to_text()
        };
        assert!(Lock::parse(&lock("tea/a"), "tea").is_ok());
        for record in ["../a", "tea/../a", "coffee/a", "tea/a/b", "tea/", "/tea/a"] {
            let error = Lock::parse(&lock(record), "tea").expect_err(record);
            assert!(error.message.contains("names a record"), "{error}");
        }
        assert!(Lock::parse(&lock("tea/a"), "coffee").expect_err("another").help.contains("--program tea"));
        assert_eq!(Lock::parse("{\n\"version\": }", "tea").expect_err("broken").line, Some(2));
        let newer = lock("tea/a").replace("\"version\": 1", "\"version\": 9");
        assert!(Lock::parse(&newer, "tea").expect_err("newer").help.contains("newest"));
    }
}
