//! Which record is it? For that, the heads of all records: what their signatures look for, and what they are called.

use std::collections::HashMap;

use rayon::prelude::*;

use super::{Site, record_id, samples, site};
use crate::matcher::{Entry, Table};
use crate::record::{self, Code, Scope};
use crate::source::{FileId, Source, Sources};
use crate::vocabulary::Vocabulary;

pub struct Heads {
    pub site: Site,
    /// By the id of the record.
    titles: HashMap<String, String>,
    /// The codes, each with the id of its record.
    codes: Vec<(Code, String)>,
    matches: Table,
}

/// What is known of a record by its head.
struct Head {
    entry: Entry,
    code: Option<Code>,
    title: String,
}

impl Heads {
    /// Of files as they are, or cut to their heads: what more they say is not looked at, nor what is wrong with it. What
    /// is out of scope is not there.
    pub fn of(sources: &Sources, scope: Scope) -> Heads {
        let files: Vec<(FileId, &Source)> =
            sources.iter().filter(|(_, source)| source.fault.is_none()).collect();
        let vocabulary = super::vocabulary(sources);
        let heads: Vec<Head> =
            files.par_iter().filter_map(|(file, source)| one(*file, source, scope, &vocabulary)).collect();
        let site = files.iter().find(|(_, source)| source.path == "content/site.yaml");
        let site = site.and_then(|(file, source)| site::parse(*file, &source.text, &mut Vec::new()));
        let titles = heads.iter().map(|head| (head.entry.record.clone(), head.title.clone())).collect();
        let mut known: Vec<(Entry, Option<Code>)> =
            heads.into_iter().map(|head| (head.entry, head.code)).collect();
        samples::add_codes(&mut known);
        let codes = known.iter().filter_map(|(entry, code)| Some((code.clone()?, entry.record.clone())));
        let mut codes: Vec<(Code, String)> = codes.collect();
        codes.sort_by(|one, other| one.1.cmp(&other.1));
        let entries = known.into_iter().map(|(entry, _)| entry);
        let matches = Table::compile(entries.filter(|entry| !entry.signatures.is_empty()).collect());
        Heads { site: site.unwrap_or_default(), titles, codes, matches }
    }

    /// The same table as that of the whole base.
    pub fn matches(&self) -> &Table {
        &self.matches
    }

    pub fn title(&self, id: &str) -> Option<&str> {
        self.titles.get(id).map(String::as_str)
    }

    /// The codes that are called so, with the ids of their records: whole codes if there are any, else those that end
    /// with this number.
    pub fn called(&self, name: &str) -> Vec<(&Code, &str)> {
        record::called(self.codes.iter().map(|(code, id)| (code, id.as_str())), name)
    }
}

fn one(file: FileId, source: &Source, scope: Scope, vocabulary: &Vocabulary) -> Option<Head> {
    let record = record::parse_head(file, source, record_id(&source.path)?)?;
    if !scope.covers(record.front.scope()) {
        return None;
    }
    Some(Head {
        entry: samples::entry(&record, vocabulary),
        code: samples::code(&record),
        title: record.front.title,
    })
}
