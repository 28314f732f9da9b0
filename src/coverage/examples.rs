//! The few texts, versions and issues that are kept of each error. Which ones they are depends on the texts alone: the
//! smallest by some order, so joining two lists in any order keeps the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::date::Date;
use super::judge::EXAMPLE;
use super::text::Text;
use crate::draft::paste;

const EXAMPLES: usize = 3;
const VERSIONS: usize = 64;
const VERSION: usize = 40;
const ISSUES: usize = 100;
const LINK: usize = 300;
const TITLE: usize = 120;

/// Masked texts: those with the smallest hash, which is a fair choice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
pub struct Examples(BTreeSet<(u64, String)>);

impl Examples {
    pub fn add(&mut self, text: String) {
        self.0.insert((hash(&text), text));
        while self.0.len() > EXAMPLES {
            self.0.pop_last();
        }
    }

    pub fn join(&mut self, other: Examples) {
        other.0.into_iter().for_each(|(_, text)| self.add(text));
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, text)| text.as_str())
    }

    pub fn is_bounded(&self) -> bool {
        self.0.iter().all(|(_, text)| text.len() <= EXAMPLE)
    }
}

impl From<Vec<String>> for Examples {
    fn from(texts: Vec<String>) -> Examples {
        let mut examples = Examples::default();
        for text in texts {
            examples.add(text);
        }
        examples
    }
}

impl From<Examples> for Vec<String> {
    fn from(examples: Examples) -> Vec<String> {
        examples.0.into_iter().map(|(_, text)| text).collect()
    }
}

/// FNV-1a: the same on every machine and in every version.
fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3))
}

/// How often each version was named; of very many, the first in order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Versions(BTreeMap<String, u64>);

impl Versions {
    pub fn add(&mut self, version: &str) {
        self.count(version.to_string(), 1);
    }

    fn count(&mut self, version: String, count: u64) {
        *self.0.entry(version).or_default() += count;
        while self.0.len() > VERSIONS {
            self.0.pop_last();
        }
    }

    pub fn join(&mut self, other: Versions) {
        other.0.into_iter().for_each(|(version, count)| self.count(version, count));
    }

    pub fn counts(&self) -> impl Iterator<Item = u64> {
        self.0.values().copied()
    }

    /// The most frequent first.
    pub fn sorted(&self) -> Vec<(&str, u64)> {
        let mut all: Vec<(&str, u64)> =
            self.0.iter().map(|(version, count)| (version.as_str(), *count)).collect();
        all.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
        all
    }

    pub fn is_bounded(&self) -> bool {
        self.0.len() <= VERSIONS && self.0.keys().all(|version| version.len() <= VERSION)
    }
}

impl Text {
    /// The version it names, masked; whatever is long is not one.
    pub fn version(&self) -> Option<String> {
        let named = self.version.clone().or_else(|| crate::import::version(&self.body));
        let version = named.map(|version| paste::one_line(&paste::masked(&version)));
        version.filter(|version| !version.is_empty() && version.len() <= VERSION)
    }
}

/// An issue by its address or number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issue {
    pub day: Option<Date>,
    pub link: String,
    pub title: String,
}

impl Issue {
    /// Oldest first, those without a date last; of one day by number.
    fn order(&self) -> (bool, Option<Date>, usize, &str, &str) {
        (self.day.is_none(), self.day, self.link.len(), &self.link, &self.title)
    }
}

impl PartialOrd for Issue {
    fn partial_cmp(&self, other: &Issue) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Issue {
    fn cmp(&self, other: &Issue) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

/// The oldest issues with one error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Issues(BTreeSet<Issue>);

impl Issues {
    pub fn add(&mut self, text: &Text) {
        let Some(link) = &text.link else { return };
        if text.title.is_empty() {
            return;
        }
        let short = |text: &str, most: usize| {
            let shown = paste::one_line(&paste::masked(text));
            shown[..shown.floor_char_boundary(most)].to_string()
        };
        self.insert(Issue { day: text.day, link: short(link, LINK), title: short(&text.title, TITLE) });
    }

    fn insert(&mut self, issue: Issue) {
        self.0.insert(issue);
        while self.0.len() > ISSUES {
            self.0.pop_last();
        }
    }

    pub fn join(&mut self, other: Issues) {
        other.0.into_iter().for_each(|issue| self.insert(issue));
    }

    pub fn iter(&self) -> impl Iterator<Item = &Issue> {
        self.0.iter()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_bounded(&self) -> bool {
        let fits = |issue: &Issue| issue.link.len() <= LINK && issue.title.len() <= TITLE;
        self.0.len() <= ISSUES && self.0.iter().all(fits)
    }
}
