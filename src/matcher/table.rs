//! What the records ask for, and the same compiled for looking it up in a text.

use super::find::Anchors;
use super::pattern::Pattern;
use super::reading::{SnakeWords, snake_words};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// What the matcher knows of a record.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    pub record: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default)]
    pub signatures: Vec<Signature>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise: Vec<String>,
    /// Words that support the record where they are near its message: its component, its exit code.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Signature {
    pub all: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not: Vec<Exclusion>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fallback: bool,
    /// Whether the fragments come in this order, and whether the first begins a line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub order: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub start: bool,
    /// The cause that it names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
}

/// A fragment that rules a signature out, the sibling it points to (none, if this base has no page for it) and a sentence
/// for the reader.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    pub text: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// Whether it counts only in the line of the claim.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub here: bool,
    pub why: String,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    records: Vec<Entry>,
    #[serde(flatten)]
    part: Part,
}

/// What a part of a larger table cannot tell by itself: the error types and the noise of the records it lacks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Part {
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    types: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    noise: Vec<String>,
}

/// A signature with its fragments as indices into the patterns.
#[derive(Debug)]
pub(super) struct Rule {
    pub entry: usize,
    pub all: Vec<usize>,
    pub any: Vec<usize>,
    /// Of each exclusion its fragment, and whether it counts only in the line of the claim.
    pub not: Vec<(usize, bool)>,
    /// Which of `all` decides: the heaviest, the last of equals.
    pub lead: usize,
    pub weight: usize,
    pub status: Option<u16>,
    pub kind: Option<String>,
    pub evidence: Vec<usize>,
    pub fallback: bool,
    /// Whether the fragments come in this order, and whether the first begins a line.
    pub order: bool,
    pub start: bool,
    pub signature: usize,
}

#[derive(Debug)]
pub struct Table {
    pub(super) entries: Vec<Entry>,
    pub(super) patterns: Vec<Pattern>,
    pub(super) rules: Vec<Rule>,
    /// Pattern → the rules that need it.
    pub(super) needed_by: Vec<Vec<usize>>,
    /// Entry → the patterns of its noise.
    pub(super) noise: Vec<Vec<usize>>,
    /// The patterns of all noise.
    pub(super) noises: Vec<usize>,
    pub(super) anchors: Anchors,
    /// The error types of all records, and their patterns.
    pub(super) kinds: BTreeMap<usize, String>,
    pub(super) words: SnakeWords,
}

/// Gives each distinct fragment a number. One that only names the program may be a part of a name.
#[derive(Default)]
struct Register {
    patterns: Vec<Pattern>,
    numbers: HashMap<(bool, String), usize>,
}

impl Register {
    fn number(&mut self, text: &str) -> usize {
        self.number_as(false, text)
    }

    fn number_as(&mut self, context: bool, text: &str) -> usize {
        if let Some(&number) = self.numbers.get(&(context, text.to_owned())) {
            return number;
        }
        self.patterns.push(if context { Pattern::context(text) } else { Pattern::parse(text) });
        self.numbers.insert((context, text.to_owned()), self.patterns.len() - 1);
        self.patterns.len() - 1
    }

    fn numbers(&mut self, texts: &[String]) -> Vec<usize> {
        texts.iter().map(|text| self.number(text)).collect()
    }
}

impl Table {
    /// Entries are sorted by record, so that ties break by id and the table does not depend on the order of files.
    pub fn compile(entries: Vec<Entry>) -> Self {
        Self::compile_part(entries, &Part::default())
    }

    fn compile_part(mut entries: Vec<Entry>, part: &Part) -> Self {
        entries.sort_by(|a, b| a.record.cmp(&b.record));
        let mut register = Register::default();
        let (mut rules, mut noise, mut kinds) = (Vec::new(), Vec::new(), BTreeMap::new());
        for (number, entry) in entries.iter().enumerate() {
            for (place, signature) in entry.signatures.iter().enumerate() {
                rules.extend(compile_rule(&mut register, entry, number, signature, place));
            }
            noise.push(register.numbers(&entry.noise));
        }
        let mut noises: Vec<usize> = noise.iter().flatten().copied().collect();
        noises.extend(register.numbers(&part.noise));
        noises.sort_unstable();
        noises.dedup();
        let known = rules.iter().filter_map(|rule: &Rule| rule.kind.clone());
        for kind in known.chain(part.types.iter().cloned()).collect::<Vec<_>>() {
            kinds.insert(register.number(&kind), kind);
        }
        let patterns = register.patterns;
        let mut needed_by = vec![Vec::new(); patterns.len()];
        for (number, rule) in rules.iter().enumerate() {
            for &pattern in &rule.all {
                needed_by[pattern].push(number);
            }
        }
        let (anchors, words) = (Anchors::of(&patterns), snake_words(&patterns));
        Self { entries, patterns, rules, needed_by, noise, noises, anchors, kinds, words }
    }

    /// A part of a larger table: some of its entries, and the error types and the noise of all of them.
    pub fn of_part(entries: Vec<Entry>, types: &[String], noise: &[String]) -> Self {
        Self::compile_part(entries, &Part { types: types.to_vec(), noise: noise.to_vec() })
    }

    /// What any record calls noise.
    pub fn noise(&self) -> impl Iterator<Item = &str> {
        self.noises.iter().map(|&pattern| self.patterns[pattern].text.as_str())
    }

    /// The error types of all records.
    pub fn types(&self) -> impl Iterator<Item = &str> {
        self.kinds.values().map(String::as_str)
    }

    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str::<Written>(text)
            .map(|written| Self::compile_part(written.records, &written.part))
    }

    pub fn to_json(&self) -> String {
        let written = Written { version: 1, records: self.entries.clone(), part: Part::default() };
        serde_json::to_string(&written).expect("strings, numbers and lists are JSON")
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// None if the signature has nothing to look for; `weaknesses` tells its author.
fn compile_rule(
    register: &mut Register,
    entry: &Entry,
    number: usize,
    signature: &Signature,
    place: usize,
) -> Option<Rule> {
    let all = register.numbers(&signature.all);
    let weight = |pattern: usize| register.patterns[pattern].weight;
    if all.iter().any(|&pattern| weight(pattern) == 0) {
        return None;
    }
    // The last of the heaviest: authors write the type first and the message, which tells more, behind it.
    let lead = all.iter().copied().max_by_key(|&pattern| weight(pattern))?;
    let total = all.iter().map(|&pattern| weight(pattern)).sum();
    let not = signature.not.iter();
    Some(Rule {
        entry: number,
        any: signature.any.iter().map(|text| register.number_as(true, text)).collect(),
        not: not.map(|exclusion| (register.number(&exclusion.text), exclusion.here)).collect(),
        all,
        lead,
        weight: total,
        status: signature.status.or(entry.status),
        kind: signature.kind.clone().or_else(|| entry.kind.clone()),
        evidence: register.numbers(&entry.evidence),
        fallback: signature.fallback,
        order: signature.order,
        start: signature.start,
        signature: place,
    })
}
