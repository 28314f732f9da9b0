//! Which record is it? For that, the heads of all records: what their signatures look for, and what they are called.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::{Site, record_id, samples, site};
use crate::matcher::{Entry, Table};
use crate::record;
use crate::source::{FileId, Source, Sources};

pub struct Heads {
    pub site: Site,
    /// By the id of the record.
    titles: HashMap<String, String>,
    matches: Table,
}

impl Heads {
    /// Of files as they are, or cut to their heads: what more they say is not looked at, nor what is wrong with it.
    pub fn of(sources: &Sources) -> Heads {
        let files: Vec<(FileId, &Source)> =
            sources.iter().filter(|(_, source)| source.fault.is_none()).collect();
        let records: Vec<(Entry, String)> =
            files.par_iter().filter_map(|(file, source)| one(*file, source)).collect();
        let site = files.iter().find(|(_, source)| source.path == "content/site.yaml");
        let site = site.and_then(|(file, source)| site::parse(*file, &source.text, &mut Vec::new()));
        let titles = records.iter().map(|(entry, title)| (entry.record.clone(), title.clone())).collect();
        let matches = Table::compile(records.into_iter().map(|(entry, _)| entry).collect());
        Heads { site: site.unwrap_or_default(), titles, matches }
    }

    /// The same table as that of the whole base.
    pub fn matches(&self) -> &Table {
        &self.matches
    }

    /// What a record is called, if it has signatures.
    pub fn title(&self, id: &str) -> Option<&str> {
        self.titles.get(id).map(String::as_str)
    }
}

fn one(file: FileId, source: &Source) -> Option<(Entry, String)> {
    let record = Arc::new(record::parse_head(file, source, record_id(&source.path)?)?);
    let entry = samples::entries(std::slice::from_ref(&record)).pop()?;
    Some((entry, record.front.title.clone()))
}
