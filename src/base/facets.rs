//! Records by what they have in common: one grouping serves every list.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::RecordIx;
use crate::record::Record;

/// One value of a facet and its records, in the order of their ids.
#[derive(Clone, Debug)]
pub struct Group {
    /// In addresses.
    pub key: String,
    /// For people.
    pub title: String,
    pub records: Vec<RecordIx>,
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

#[derive(Clone, Debug, Default)]
pub struct Facets {
    pub statuses: Groups,
    pub types: Groups,
    pub tags: Groups,
    /// Every record by its title.
    pub alphabet: Vec<RecordIx>,
}

impl Facets {
    pub(super) fn of(records: &[Arc<Record>]) -> Facets {
        Facets {
            statuses: group_by(records, |record| {
                record.front.status.iter().map(ToString::to_string).collect()
            }),
            types: group_by(records, |record| record.front.error_type.iter().cloned().collect()),
            tags: group_by(records, |record| record.front.tags.iter().map(|tag| tag.value.clone()).collect()),
            alphabet: alphabet(records),
        }
    }
}

fn alphabet(records: &[Arc<Record>]) -> Vec<RecordIx> {
    let mut titles: Vec<(String, RecordIx)> =
        indices(records).zip(records).map(|(ix, record)| (record.front.title.to_lowercase(), ix)).collect();
    titles.sort();
    titles.into_iter().map(|(_, ix)| ix).collect()
}

fn indices(records: &[Arc<Record>]) -> impl Iterator<Item = RecordIx> + use<> {
    (0..u32::try_from(records.len()).unwrap_or(u32::MAX)).map(RecordIx)
}

fn group_by(records: &[Arc<Record>], values: impl Fn(&Record) -> Vec<String>) -> Groups {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (ix, record) in indices(records).zip(records) {
        for value in values(record) {
            let key = file_name(&value);
            let group = groups.entry(key.clone()).or_insert_with(|| Group {
                key,
                title: value.clone(),
                records: Vec::new(),
            });
            if group.records.last() != Some(&ix) {
                group.records.push(ix);
            }
        }
    }
    Groups::new(groups.into_values().collect())
}

/// A value as the name of a file: lower case, and nothing that a host or a file system could mistake.
pub fn file_name(value: &str) -> String {
    let name: String = value
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' })
        .take(80)
        .collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "other".to_string() } else { name.to_string() }
}
