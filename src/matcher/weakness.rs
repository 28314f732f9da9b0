//! Signatures that will answer wrongly or never: what the content check asks of the matcher.

use super::fragment::filled;
use super::normalize::normalize;
use super::pattern::{ANCHOR, Pattern};
use super::table::{Entry, Signature};
use std::collections::{BTreeSet, HashMap, HashSet};

use rayon::prelude::*;

/// One thing wrong with one signature, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Weakness {
    pub record: String,
    /// Which signature of the record, from 0.
    pub signature: usize,
    pub kind: Kind,
    /// The other record it collides with, if one does.
    pub other: Option<String>,
    pub remedy: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `all` is empty.
    Empty,
    /// A fragment has nothing but holes.
    OnlyHoles,
    /// A fragment begins with too few signs to be looked up.
    TooShort,
    /// A fragment isn't found in its own words.
    NeverMatches,
    /// Two holes have nothing between them.
    AdjacentHoles,
    /// Everything in it is said by ordinary text.
    Ordinary,
    /// Its own record calls it noise.
    OnlyNoise,
    /// Another record needs all of this and more, but does not say what tells them apart.
    Subset,
    /// Two records ask for the same.
    Duplicate,
}

/// Phrases that logs and prose are full of: alone they tell nothing.
const ORDINARY: [&str; 34] = [
    "400",
    "401",
    "403",
    "404",
    "429",
    "500",
    "502",
    "503",
    "504",
    "access denied",
    "authentication failed",
    "bad gateway",
    "bad request",
    "connection error",
    "connection refused",
    "connection reset",
    "denied",
    "error",
    "exception",
    "failed",
    "forbidden",
    "internal server error",
    "invalid",
    "invalid api key",
    "not allowed",
    "not found",
    "permission denied",
    "rate limit",
    "request failed",
    "service unavailable",
    "timeout",
    "timed out",
    "too many requests",
    "unauthorized",
];

/// Every weakness of every signature, in the order of the entries.
pub fn weaknesses(entries: &[Entry]) -> Vec<Weakness> {
    let owners = owners(entries);
    let ordinary = ORDINARY.iter().map(|phrase| folded(phrase)).collect();
    entries.par_iter().flat_map_iter(|entry| of_entry(entry, entries, &owners, &ordinary)).collect()
}

fn of_entry(entry: &Entry, entries: &[Entry], owners: &Owners, ordinary: &HashSet<String>) -> Vec<Weakness> {
    let mut found = Vec::new();
    for (place, signature) in entry.signatures.iter().enumerate() {
        let mut add = |kind, other: Option<String>, remedy: String| {
            found.push(Weakness { record: entry.record.clone(), signature: place, kind, other, remedy });
        };
        if let Some((kind, remedy)) = alone(entry, signature, ordinary) {
            add(kind, None, remedy);
        } else if !signature.fallback {
            for (kind, other, remedy) in beside(entry, signature, entries, owners) {
                add(kind, Some(other), remedy);
            }
        }
    }
    found
}

/// What is wrong with a signature whatever the other records say.
fn alone(entry: &Entry, signature: &Signature, ordinary: &HashSet<String>) -> Option<(Kind, String)> {
    if signature.all.is_empty() {
        return Some((Kind::Empty, "give `all` at least one fragment of the message".to_owned()));
    }
    for text in &signature.all {
        let pattern = Pattern::parse(text);
        if pattern.weight == 0 {
            return Some((
                Kind::OnlyHoles,
                format!("`{text}` matches anything; write the words around the hole"),
            ));
        }
        if !pattern.findable() {
            return Some((
                Kind::TooShort,
                format!("give `{text}` at least {ANCHOR} characters in a row that are no hole"),
            ));
        }
    }
    let not = signature.not.iter().map(|exclusion| &exclusion.text);
    if let Some(found) = signature.all.iter().chain(&signature.any).chain(not).find_map(|text| misread(text))
    {
        return Some(found);
    }
    let noisy = |text: &String| entry.noise.iter().any(|noise| says(text, noise));
    if signature.all.iter().all(noisy) {
        return Some((
            Kind::OnlyNoise,
            "the record calls all of it noise; add a fragment that decides, or drop the noise".to_owned(),
        ));
    }
    if signature.any.is_empty() && signature.all.iter().all(|text| ordinary.contains(&folded(text))) {
        return Some((Kind::Ordinary, "ordinary text says that too; add the words that only this error has, or `any` with the program's name".to_owned()));
    }
    None
}

/// A fragment that can't be found, or whose holes can't be told apart.
fn misread(text: &str) -> Option<(Kind, String)> {
    let pattern = Pattern::parse(text);
    if pattern.weight == 0 {
        return None;
    }
    if let Some((one, other)) = pattern.adjacent_holes() {
        let remedy = format!(
            "nothing says where `{{{one}}}` ends and `{{{other}}}` begins: use one hole, or write the words between them"
        );
        return Some((Kind::AdjacentHoles, remedy));
    }
    let glyphs = normalize(&filled(text).chars().collect::<Vec<_>>());
    let found = (0..glyphs.len()).any(|start| pattern.spans(&glyphs, start).is_some());
    let remedy = || {
        format!(
            "`{text}` isn't found even in the same words: copy the message without what the logger adds to it"
        )
    };
    (!found).then(|| (Kind::NeverMatches, remedy()))
}

/// Fragment → the signatures that need it, so that no pair is looked at twice without cause.
type Owners = HashMap<String, Vec<(usize, usize)>>;

fn owners(entries: &[Entry]) -> Owners {
    let mut owners = Owners::new();
    for (number, entry) in entries.iter().enumerate() {
        for (place, signature) in entry.signatures.iter().enumerate() {
            for text in signature.all.iter().map(|text| folded(text)).collect::<BTreeSet<_>>() {
                owners.entry(text).or_default().push((number, place));
            }
        }
    }
    owners
}

/// Other records that need all this one needs. A difference in context (`any`) or an exclusion that names the other is enough
/// to tell them apart.
fn beside(
    entry: &Entry,
    signature: &Signature,
    entries: &[Entry],
    owners: &Owners,
) -> Vec<(Kind, String, String)> {
    let mine: BTreeSet<String> = signature.all.iter().map(|text| folded(text)).collect();
    let candidates = mine.iter().filter_map(|text| owners.get(text)).min_by_key(|list| list.len());
    let mut found = Vec::new();
    for &(number, place) in candidates.into_iter().flatten() {
        let (other, theirs) = (&entries[number], &entries[number].signatures[place]);
        if other.record == entry.record || theirs.fallback || theirs.any != signature.any {
            continue;
        }
        let all: BTreeSet<String> = theirs.all.iter().map(|text| folded(text)).collect();
        let excluded = signature.not.iter().any(|exclusion| exclusion.record.as_ref() == Some(&other.record));
        if all == mine {
            let remedy = format!(
                "{} asks for the same; add a fragment to one of them, or merge the records",
                other.record
            );
            found.push((Kind::Duplicate, other.record.clone(), remedy));
        } else if mine.is_subset(&all) && !excluded {
            let more: Vec<&str> =
                theirs.all.iter().map(String::as_str).filter(|text| !mine.contains(&folded(text))).collect();
            let remedy = format!(
                "add `not: {{ text: {:?}, record: {} }}`, so that the reader sees what tells them apart",
                more[0], other.record
            );
            found.push((Kind::Subset, other.record.clone(), remedy));
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found.dedup_by(|a, b| a.1 == b.1);
    found
}

fn folded(text: &str) -> String {
    Pattern::parse(text).pieces.iter().flatten().map(|glyph| glyph.sign).collect()
}

/// Whether all that `text` says is in `noise`.
fn says(text: &str, noise: &str) -> bool {
    folded(noise).contains(&folded(text))
}
