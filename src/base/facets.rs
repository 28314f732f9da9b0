//! Records by what they have in common: one grouping serves every list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::RecordIx;
use crate::record::Record;
use crate::vocabulary::{Facet, Vocabulary};

/// One value of a facet and its records, in the order of their ids.
#[derive(Clone, Debug)]
pub struct Group {
    /// In addresses.
    pub key: String,
    /// As the first of them writes it.
    pub value: String,
    /// For people.
    pub title: String,
    pub records: Vec<RecordIx>,
}

impl Group {
    /// For people, where the name of the facet stands beside it.
    pub fn short(&self) -> &str {
        if self.value.bytes().all(|b| b.is_ascii_digit()) { &self.value } else { &self.title }
    }
}

/// The groups of one facet, by key.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    all: Vec<Group>,
    largest: Vec<u32>,
}

impl Groups {
    /// The largest groups are the ways people take; so many are offered beside every list.
    const MOST: usize = 24;

    fn new(all: Vec<Group>) -> Groups {
        let mut largest: Vec<u32> = (0..u32::try_from(all.len()).unwrap_or(u32::MAX)).collect();
        largest.sort_by_key(|ix| (std::cmp::Reverse(all[*ix as usize].records.len()), *ix));
        largest.truncate(Groups::MOST);
        largest.sort_unstable();
        Groups { all, largest }
    }

    /// The place of the group that a value belongs to.
    pub fn find(&self, value: &str) -> Option<u32> {
        let key = file_name(value);
        let ix = self.all.binary_search_by(|group| group.key.cmp(&key)).ok()?;
        u32::try_from(ix).ok()
    }

    /// The places of the largest groups, in the order of their keys.
    pub fn largest(&self) -> &[u32] {
        &self.largest
    }
}

impl std::ops::Deref for Groups {
    type Target = [Group];

    fn deref(&self) -> &[Group] {
        &self.all
    }
}

/// The groups of a facet of the vocabulary.
#[derive(Clone, Debug)]
pub struct Grouped {
    pub id: String,
    pub label: String,
    /// Whether each group has pages that list it.
    pub list: bool,
    /// Whether `id:value` narrows a search.
    pub filter: bool,
    /// Whether all values are known beforehand.
    pub countable: bool,
    pub groups: Groups,
}

#[derive(Clone, Debug, Default)]
pub struct Facets {
    /// Those that have records, in the order of the vocabulary.
    pub grouped: Vec<Grouped>,
    /// The names of all that readers may see and some record has, or all records without saying so.
    pub used: BTreeSet<String>,
    pub tags: Groups,
    /// By the file name of the code: several records where programs share one.
    pub codes: Groups,
    /// The records with a code, in the order of the codes.
    pub by_code: Vec<RecordIx>,
    /// Every record by the initial of its title, then by its title.
    pub alphabet: Vec<RecordIx>,
    /// The records of each program by status, where those of the program stand.
    pub(super) by_status: Vec<RecordIx>,
}

impl Facets {
    pub(super) fn of(records: &[Arc<Record>], vocabulary: &Vocabulary) -> Facets {
        Facets {
            grouped: grouped(records, vocabulary),
            used: used(records, vocabulary),
            tags: group_by(records, |record| {
                record.front.tags.iter().map(|tag| tag.value.as_str()).collect()
            }),
            codes: codes(records),
            by_code: by_code(records),
            alphabet: alphabet(records),
            by_status: by_status(records),
        }
    }

    /// The place of a facet.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.grouped.iter().position(|facet| facet.id == id).and_then(|ix| u32::try_from(ix).ok())
    }
}

fn used(records: &[Arc<Record>], vocabulary: &Vocabulary) -> BTreeSet<String> {
    let said: BTreeSet<&str> =
        records.iter().flat_map(|record| &record.front.facets).map(|said| said.name.value.as_str()).collect();
    let used = |(id, facet): &(&str, &Facet)| facet.public && (facet.usual.is_some() || said.contains(id));
    vocabulary.facets.iter().filter(used).map(|(id, _)| id.to_string()).collect()
}

fn grouped(records: &[Arc<Record>], vocabulary: &Vocabulary) -> Vec<Grouped> {
    let shown = vocabulary.facets.iter().filter(|(_, facet)| facet.public && (facet.list || facet.filter));
    let grouped = shown.map(|(id, facet)| {
        let mut groups = group_by(records, |record| record.front.facet(id).collect());
        for group in &mut groups.all {
            group.title = facet.title(&group.title);
        }
        let (list, filter, countable) = (facet.list, facet.filter, facet.is_countable());
        Grouped { id: id.to_string(), label: facet.label.clone(), list, filter, countable, groups }
    });
    grouped.filter(|facet| !facet.groups.is_empty()).collect()
}

fn codes(records: &[Arc<Record>]) -> Groups {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (ix, record) in indices(records).zip(records) {
        let Some(code) = &record.front.code else { continue };
        let key = code.value.file_name();
        let title = code.value.as_str().to_string();
        groups
            .entry(key.clone())
            .or_insert_with(|| Group { key, value: title.clone(), title, records: Vec::new() })
            .records
            .push(ix);
    }
    Groups::new(groups.into_values().collect())
}

/// `ACME-7` before `ACME-42`.
fn by_code(records: &[Arc<Record>]) -> Vec<RecordIx> {
    let mut codes: Vec<(&str, u64, &str, RecordIx)> = Vec::new();
    for (ix, record) in indices(records).zip(records) {
        let Some(code) = &record.front.code else { continue };
        let text = code.value.as_str();
        let digits = text.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        codes.push((&text[..digits], text[digits..].parse().unwrap_or(0), text, ix));
    }
    codes.sort_unstable();
    codes.into_iter().map(|(.., ix)| ix).collect()
}

fn alphabet(records: &[Arc<Record>]) -> Vec<RecordIx> {
    let titles = indices(records).zip(records).map(|(ix, record)| {
        let title = &record.front.title;
        (initial(title), title.to_lowercase(), ix)
    });
    let mut titles: Vec<(Option<String>, String, RecordIx)> = titles.collect();
    titles.sort_by(|a, b| (a.0.is_none(), a).cmp(&(b.0.is_none(), b)));
    titles.into_iter().map(|(.., ix)| ix).collect()
}

/// What a title stands under in a list from A to Z: its first letter, or the number it begins with, as far as a status.
pub fn initial(title: &str) -> Option<String> {
    let at = title.find(char::is_alphanumeric)?;
    let digits: String = title[at..].chars().take_while(|c| c.is_numeric()).take(3).collect();
    if digits.is_empty() {
        title[at..].chars().next().map(|c| c.to_uppercase().collect())
    } else {
        Some(digits)
    }
}

fn by_status(records: &[Arc<Record>]) -> Vec<RecordIx> {
    let record = |ix: &RecordIx| &records[ix.0 as usize];
    let mut all: Vec<RecordIx> = indices(records).collect();
    for program in all.chunk_by_mut(|a, b| record(a).id.program() == record(b).id.program()) {
        program.sort_by_cached_key(|ix| record(ix).front.by_status());
    }
    all
}

fn indices(records: &[Arc<Record>]) -> impl Iterator<Item = RecordIx> + use<> {
    (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).map(RecordIx)
}

fn group_by(records: &[Arc<Record>], values: impl for<'r> Fn(&'r Record) -> Vec<&'r str>) -> Groups {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (ix, record) in indices(records).zip(records) {
        for value in values(record) {
            let key = file_name(value);
            let group = groups.entry(key.clone()).or_insert_with(|| Group {
                key,
                value: value.to_string(),
                title: value.to_string(),
                records: Vec::new(),
            });
            if group.records.last() != Some(&ix) {
                group.records.push(ix);
            }
        }
    }
    Groups::new(groups.into_values().collect())
}

/// A value as the name of a file: lower case, and nothing that a host or a file system could mistake. Where more than
/// capitals is lost, its hash keeps it apart from others.
pub fn file_name(value: &str) -> String {
    let lower = value.to_ascii_lowercase();
    let name: String =
        lower.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }).take(80).collect();
    let name = name.trim_matches('-');
    if name == lower && !name.is_empty() {
        return lower;
    }
    let hash = blake3::hash(lower.as_bytes()).to_hex();
    format!("{}-{}", if name.is_empty() { "other" } else { name }, &hash[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_its_values_own() {
        for (value, name) in
            [("403", "403"), ("permission_error", "permission_error"), ("TooMany", "toomany")]
        {
            assert_eq!(file_name(value), name);
        }
        let values = [
            "認証エラー",
            "権限エラー",
            "other",
            "",
            "a.b",
            "a-b",
            "a b",
            "-a-b",
            &"x".repeat(80),
            &"x".repeat(81),
        ];
        let names: std::collections::BTreeSet<String> = values.iter().map(|value| file_name(value)).collect();
        assert_eq!(names.len(), values.len(), "{names:?}");
        let plain = |name: &String| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        assert!(names.iter().all(plain), "{names:?}");
    }

    #[test]
    fn a_title_stands_under_its_first_letter_or_number() {
        let told = |title| initial(title).unwrap_or_default();
        assert_eq!(["– 403 refused", "4.5 x", "“zebra”", "«»"].map(told), ["403", "4", "Z", ""]);
    }
}
