//! The signatures of all entries of a catalogue, seen together and beside what the base has.

use std::collections::{HashMap, HashSet};

use super::lock::Lock;
use super::merge::Entry;
use super::page::{Sign, signs};
use crate::base::KnowledgeBase;
use crate::matcher::{self, WeaknessKind, weaknesses};

pub struct Signs {
    /// By entry and by its texts.
    all: Vec<Vec<Vec<Sign>>>,
    /// Records that people wrote about the same errors, by entry.
    covered: HashMap<usize, String>,
}

impl Signs {
    pub fn of(entries: &[Entry], earlier: &Lock, base: &KnowledgeBase) -> Signs {
        let per_text =
            |entry: &Entry| entry.texts.iter().map(|text| signs(&text.forms, entry.code.is_some())).collect();
        let mut found = Signs { all: entries.iter().map(per_text).collect(), covered: HashMap::new() };
        found.cover_codes(entries, earlier, base);
        found.strengthen(entries, earlier, base);
        found
    }

    pub fn of_text(&self, entry: usize, text: usize) -> &[Sign] {
        &self.all[entry][text]
    }

    /// Each once: languages may share a text.
    pub fn of_entry(&self, entry: usize) -> Vec<Sign> {
        let mut seen = HashSet::new();
        self.all[entry].iter().flatten().filter(|sign| seen.insert(*sign)).cloned().collect()
    }

    pub fn covered(&self, entry: usize) -> Option<&str> {
        self.covered.get(&entry).map(String::as_str)
    }

    fn cover_codes(&mut self, entries: &[Entry], earlier: &Lock, base: &KnowledgeBase) {
        let made: HashSet<&str> = earlier.messages.values().map(|one| one.record.as_str()).collect();
        let theirs = base.records().filter(|(_, record)| !made.contains(record.id.as_str()));
        let codes: HashMap<&str, &str> = theirs
            .filter_map(|(_, record)| Some((record.front.code.as_ref()?.value.as_str(), record.id.as_str())))
            .collect();
        for (number, entry) in entries.iter().enumerate() {
            if let Some(record) = entry.code.as_deref().and_then(|code| codes.get(code)) {
                self.covered.insert(number, (*record).to_string());
            }
        }
    }

    /// Leaves out what cannot be found or is in any text, and tells equal texts apart by their codes.
    fn strengthen(&mut self, entries: &[Entry], earlier: &Lock, base: &KnowledgeBase) {
        let mut asked = self.asked();
        let own = asked.len();
        asked.extend(theirs(earlier, base));
        let number_of =
            |record: &str| record.strip_prefix('#').and_then(|number| number.parse::<usize>().ok());
        let mut dropped: HashSet<(usize, usize)> = HashSet::new();
        let mut by_code: HashSet<(usize, usize)> = HashSet::new();
        for weakness in weaknesses(&asked) {
            let Some(number) = number_of(&weakness.record).filter(|number| *number < own) else { continue };
            let place = (number, weakness.signature);
            let other = weakness.other.as_deref();
            match weakness.kind {
                WeaknessKind::Subset | WeaknessKind::OnlyNoise => {}
                WeaknessKind::Duplicate => match other.map(|other| (number_of(other), other)) {
                    Some((Some(_), _)) if entries[number].code.is_some() => {
                        by_code.insert(place);
                    }
                    // Of equal messages without codes the first is the one.
                    Some((Some(other), _)) if other < number => {
                        dropped.insert(place);
                    }
                    Some((None, record)) => {
                        self.covered.entry(number).or_insert_with(|| record.to_string());
                    }
                    _ => {}
                },
                _ => {
                    dropped.insert(place);
                }
            }
        }
        for (number, texts) in self.all.iter_mut().enumerate() {
            let mut place = 0;
            for signs in texts {
                signs.retain_mut(|sign| {
                    if by_code.contains(&(number, place)) {
                        sign.any.extend(entries[number].code.clone());
                    }
                    place += 1;
                    !dropped.contains(&(number, place - 1))
                });
            }
        }
    }

    /// For the matcher, each entry under its number.
    fn asked(&self) -> Vec<matcher::Entry> {
        let signature =
            |sign: &Sign| matcher::Signature { all: sign.all.clone(), ..matcher::Signature::default() };
        let entry = |(number, texts): (usize, &Vec<Vec<Sign>>)| matcher::Entry {
            record: format!("#{number}"),
            signatures: texts.iter().flatten().map(signature).collect(),
            ..matcher::Entry::default()
        };
        self.all.iter().enumerate().map(entry).collect()
    }
}

/// What records ask for that this catalogue did not make.
fn theirs(earlier: &Lock, base: &KnowledgeBase) -> Vec<matcher::Entry> {
    let made: HashSet<&str> =
        earlier.messages.values().filter(|one| !one.theirs).map(|one| one.record.as_str()).collect();
    let others = base.records().filter(|(_, record)| !made.contains(record.id.as_str()));
    let texts = |list: &[crate::yaml::Located<String>]| list.iter().map(|text| text.value.clone()).collect();
    let entry = |record: &crate::record::Record| matcher::Entry {
        record: record.id.as_str().to_string(),
        signatures: record
            .front
            .signatures
            .iter()
            .map(|one| matcher::Signature {
                all: texts(&one.value.all),
                any: texts(&one.value.any),
                ..matcher::Signature::default()
            })
            .collect(),
        ..matcher::Entry::default()
    };
    others.map(|(_, record)| entry(record)).collect()
}
