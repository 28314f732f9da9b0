//! Message catalogues to records: what a program can print becomes what a paste is recognized by.
//!
//! `formats` reads files into messages, `merge` puts the languages of one message together, `plan` compares them with what
//! an earlier run made (`lock`) and with what people wrote since, and yields new files and edits. Nothing is written here.

mod edit;
pub mod formats;
mod lock;
mod merge;
mod page;
mod placeholders;
mod plan;
mod signs;
mod text;
mod xml;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use formats::Format;
pub use lock::{Lock, path as lock_path};
pub use merge::{Entry, is_language, language_of, merge};
pub use placeholders::Style;
pub use plan::{Change, Kind, Plan, Setting, plan};
use text::Form;

/// The largest file that is read, and the most messages that are taken.
pub const LARGEST: u64 = 64 << 20;
const MOST_MESSAGES: usize = 100_000;
/// The longest text of a message; what is longer is a document.
const LONGEST_TEXT: usize = 8 << 10;

/// What a file says of one message, in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// By which the languages of a message find each other.
    pub key: String,
    pub code: Option<String>,
    pub category: Option<String>,
    /// The HTTP status and the error type that come with it.
    pub status: Option<u16>,
    pub kind: Option<String>,
    /// Where the file says it: that of the file, if it does not.
    pub language: Option<String>,
    /// As it is in the file, to see whether it changed.
    pub text: String,
    /// The ways in which it can be printed; none if only its code is known.
    pub forms: Vec<Form>,
}

/// Where messages are in a file, and what their placeholders look like. A lock file remembers it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default, deny_unknown_fields)]
pub struct Options {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<Format>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub placeholders: Option<Style>,
    /// A regular expression with named groups, for source files.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// JSON pointers, or columns of a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub items: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// What comes before a code where the program prints it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prefix: Option<String>,
    /// Only messages of these categories.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub only: Vec<String>,
    /// Only messages whose key matches this regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub keys: Option<String>,
}

impl Options {
    /// These, and for what they leave open those of an earlier run.
    #[must_use]
    pub fn or(self, earlier: Options) -> Options {
        Options {
            format: self.format.or(earlier.format),
            placeholders: self.placeholders.or(earlier.placeholders),
            pattern: self.pattern.or(earlier.pattern),
            items: self.items.or(earlier.items),
            key: self.key.or(earlier.key),
            text: self.text.or(earlier.text),
            code: self.code.or(earlier.code),
            category: self.category.or(earlier.category),
            prefix: self.prefix.or(earlier.prefix),
            only: if self.only.is_empty() { earlier.only } else { self.only },
            keys: self.keys.or(earlier.keys),
        }
    }
}

/// Why a file cannot be read as a catalogue, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    pub line: Option<usize>,
    pub message: String,
    pub help: String,
}

impl Trouble {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { line: None, message: message.into(), help: help.into() }
    }

    fn at(line: usize, message: impl Into<String>, help: impl Into<String>) -> Trouble {
        Trouble { line: Some(line), ..Trouble::new(message, help) }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, ":{line}: {}\n  help: {}", self.message, self.help),
            None => write!(f, ": {}\n  help: {}", self.message, self.help),
        }
    }
}

/// The line, counted from 1, of a byte of a text.
fn line_of(text: &str, at: usize) -> usize {
    line_of_byte(text.as_bytes(), at)
}

fn line_of_byte(bytes: &[u8], at: usize) -> usize {
    memchr::memchr_iter(b'\n', &bytes[..at.min(bytes.len())]).count() + 1
}
