//! The answer to "which error is this?", as one value for everything that shows it: the terminal, CI, agents.
//!
//! [`Essentials`] is what a record says to somebody who has just met its error. [`Reply`] is what a text was found to
//! be, with the essentials of each record. As JSON it says all that the other forms say; they are `text`, `markdown` and
//! `github`. Everything in it is [`Plain`].

mod essentials;
mod github;
mod markdown;
mod plain;
mod text;
mod version;
mod why;

use std::collections::BTreeMap;

use serde::Serialize;

pub use essentials::{Advice, Affected, Cited, Essentials, Link, Outcome, Suspect};
pub use github::{annotations, summary};
pub use markdown::{code, link, markdown, page, words};
pub use plain::Plain;
pub use text::{Style, record, text};
pub use version::YourVersion;
pub use why::why;

use crate::matcher::{self, Hit, Role, Verdict};

/// Raised when a reader of the old form would misread the new one.
pub const VERSION: u32 = 1;

/// What a text was found to be.
#[derive(Clone, Debug, Serialize)]
pub struct Reply {
    pub version: u32,
    /// Where it was looked up, the preferred one first.
    pub bases: Vec<Asked>,
    /// Best first; distinct errors in order of appearance.
    pub hits: Vec<Found>,
    /// What it is not, although it looks like it.
    pub not: Vec<Missed>,
}

/// A base that was asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Asked {
    pub title: Plain,
    /// Nobody named it and none was found here: it is part of the program.
    pub built_in: bool,
    /// Where to report an error that it does not know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Plain>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Found {
    #[serde(flatten)]
    pub essentials: Essentials,
    /// The title of the base that knows it.
    pub base: Plain,
    pub verdict: Verdict,
    /// Where the reader's version is known and the record speaks of versions.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub your_version: Option<YourVersion>,
    /// Line of the raw text, from 1.
    pub line: usize,
    /// The fragment that decided, as the signature has it.
    pub fragment: Plain,
    pub holes: BTreeMap<String, Plain>,
    pub count: usize,
    /// Each occurrence, where there are several; the first hundred.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instances: Vec<Instance>,
    /// The raw text that decided, secrets masked.
    pub excerpt: Plain,
    /// The id of the cause that the error names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Plain>,
    /// Whether it stopped the program, or was overcome.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// One occurrence of an error.
#[derive(Clone, Debug, Serialize)]
pub struct Instance {
    pub line: usize,
    pub holes: BTreeMap<String, Plain>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Missed {
    pub record: Plain,
    pub title: Plain,
    pub why: Plain,
}

fn plain_holes(holes: &BTreeMap<String, String>) -> BTreeMap<String, Plain> {
    holes.iter().map(|(name, value)| (name.clone(), value.as_str().into())).collect()
}

impl Found {
    pub fn new(hit: &Hit, essentials: Essentials, base: &Plain) -> Found {
        Found {
            essentials: essentials.filled(&hit.holes).naming(hit.cause.as_deref()),
            base: base.clone(),
            verdict: hit.verdict,
            your_version: None,
            line: hit.line,
            fragment: hit.fragment.as_str().into(),
            holes: plain_holes(&hit.holes),
            count: hit.count,
            instances: if hit.instances.len() > 1 {
                let instance =
                    |one: &matcher::Instance| Instance { line: one.line, holes: plain_holes(&one.holes) };
                hit.instances.iter().map(instance).collect()
            } else {
                Vec::new()
            },
            excerpt: hit.excerpt.as_str().into(),
            cause: hit.cause.as_deref().map(Plain::new),
            role: hit.role,
            cut: hit.cut,
        }
    }

    pub fn is_certain(&self) -> bool {
        self.verdict != Verdict::Possible
    }
}

impl Reply {
    /// Whether at least one record is more than a guess.
    pub fn is_found(&self) -> bool {
        self.hits.iter().any(Found::is_certain)
    }

    /// What a reply without hits says, in two sentences at most.
    fn unknown(&self) -> String {
        let titles: Vec<&str> = self.bases.iter().map(|base| base.title.as_str()).collect();
        let titles = titles.join(", ");
        if self.bases.iter().all(|base| base.built_in) {
            return format!(
                "We don't know this one yet. There is no knowledge base here, so only the records that come with errbook were searched ({titles})."
            );
        }
        format!("We don't know this one yet: no record of {titles} matches this text.")
    }

    /// Where to report it, if somebody collects such errors.
    fn report(&self) -> Option<&Plain> {
        self.bases.iter().find_map(|base| base.report.as_ref())
    }
}

/// What a verdict adds to a title.
fn caveat(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Match => "",
        Verdict::Fallback => " (the general case: nothing more specific fits)",
        Verdict::Possible => " (possible: the words fit, but nothing says that they come from this program)",
    }
}
