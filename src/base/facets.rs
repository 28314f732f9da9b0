//! Records by what they have in common: one grouping serves every list.

use std::collections::BTreeMap;

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

#[derive(Clone, Debug, Default)]
pub struct Facets {
    pub statuses: Vec<Group>,
    pub types: Vec<Group>,
    pub tags: Vec<Group>,
}

impl Facets {
    pub(super) fn of(records: &[Record]) -> Facets {
        Facets {
            statuses: group_by(records, |record| {
                record.front.status.iter().map(ToString::to_string).collect()
            }),
            types: group_by(records, |record| record.front.error_type.iter().cloned().collect()),
            tags: group_by(records, |record| record.front.tags.iter().map(|tag| tag.value.clone()).collect()),
        }
    }
}

fn group_by(records: &[Record], values: impl Fn(&Record) -> Vec<String>) -> Vec<Group> {
    let mut groups: BTreeMap<String, Group> = BTreeMap::new();
    for (ix, record) in records.iter().enumerate() {
        let ix = RecordIx(u32::try_from(ix).unwrap_or(u32::MAX));
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
    groups.into_values().collect()
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
