//! Addresses last: what a site once had an address for has one still, be it a page of its own or an alias.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::KnowledgeBase;
use crate::problem::{Place, Problem, Rule};
use crate::record::Scope;

/// The ids that have a public page, each with the title of the record it shows.
pub type Addresses = BTreeMap<String, String>;

pub fn addresses(base: &KnowledgeBase) -> Addresses {
    let mut addresses = Addresses::new();
    for (_, record) in base.records().filter(|(_, record)| record.front.scope() == Scope::PUBLIC) {
        let aliases = record.front.aliases.iter().map(|alias| &alias.value);
        addresses.extend(aliases.map(|alias| (alias.clone(), record.front.title.clone())));
        addresses.insert(record.id.as_str().to_string(), record.front.title.clone());
    }
    addresses
}

/// Those of a published site, from its `errors.json`; None if the text is something else.
pub fn published(errors: &str) -> Option<Addresses> {
    #[derive(Deserialize)]
    struct Errors {
        records: Vec<Entry>,
    }
    #[derive(Deserialize)]
    struct Entry {
        id: String,
        title: String,
        aliases: Vec<String>,
    }
    let errors: Errors = serde_json::from_str(errors).ok()?;
    let entries = errors.records.into_iter().flat_map(|Entry { id, title, aliases }| {
        aliases.into_iter().chain([id]).map(move |id| (id, title.clone()))
    });
    Some(entries.collect())
}

/// The addresses that were there and are gone, each told where its record seems to be now.
pub fn lost(before: &Addresses, base: &KnowledgeBase) -> Vec<Problem> {
    let now = addresses(base);
    let gone = before.iter().filter(|(id, _)| !now.contains_key(*id));
    let problems = gone.filter_map(|(id, title)| {
        let renamed = base.records().find(|(_, record)| record.front.title == *title);
        let message = format!("`{id}` had an address and has none now");
        let (file, hint) = match renamed {
            Some((_, record)) => (record.file, format!("this record has its title: add `{id}` to its `aliases`")),
            None => (
                base.site.file?,
                "add it to the `aliases` of the record that answers it now, or bring its file back and mark it `retired`"
                    .into(),
            ),
        };
        Some(Problem::new(Rule::LostAddress, file, Place::WholeFile, message).hint(hint))
    });
    problems.collect()
}
