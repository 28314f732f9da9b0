//! A knowledge base to bytes. The same base gives the same bytes.

use std::collections::{BTreeSet, HashMap};
use std::io::Write as _;

use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::Serialize;

use super::{About, CHECKSUM, EACH, Gap, HEADER, Line, MAGIC, MAJOR, MINOR, SECTION};
use crate::answer::Essentials;
use crate::base::{KnowledgeBase, RecordIx};
use crate::evidence::Status;
use crate::markdown::plain;
use crate::matcher::{Entry, Filed};
use crate::record::Record;

/// The bundle of a base, published at `url` or where its `site.yaml` says.
pub fn write(base: &KnowledgeBase, url: Option<String>) -> Vec<u8> {
    let all: Vec<RecordIx> = base.indices().collect();
    let numbers: HashMap<&str, u32> =
        all.iter().zip(0..).map(|(ix, number)| (base.record(*ix).id.as_str(), number)).collect();
    let matches = base.matches();
    let entries: HashMap<&str, &Entry> =
        matches.entries().iter().map(|entry| (entry.record.as_str(), entry)).collect();
    let title = |id: &str| base.find(id).map(|ix| base.record(ix).front.title.clone());
    let about = About {
        title: base.site.title.clone(),
        description: base.site.description.clone(),
        url: url.or_else(|| base.site.url.as_ref().map(|url| url.value.clone())),
        repository: base.site.repository.as_ref().map(|url| url.value.clone()),
        records: all.len(),
        each: EACH,
        types: matches.types().map(ToString::to_string).collect(),
        noise: matches.noise().map(ToString::to_string).collect(),
    };
    let ids: Vec<&str> = all.iter().map(|ix| base.record(*ix).id.as_str()).collect();
    let codes: Vec<(&str, u32)> = all
        .iter()
        .zip(0..)
        .filter_map(|(ix, number)| Some((base.record(*ix).front.code.as_ref()?.value.as_str(), number)))
        .collect();
    let gaps: Vec<(u32, Gap)> =
        all.iter().zip(0..).filter_map(|(ix, number)| Some((number, gap(base.record(*ix))?))).collect();
    let record = |ix: &RecordIx| base.record(*ix);
    sealed(&[
        (b"base", json(&about)),
        (b"ids ", packed(ids.join("\n").as_bytes())),
        (b"clue", clues(base, &numbers)),
        (b"mtch", blocks(&all, |ix| entries.get(record(ix).id.as_str()))),
        (b"aid ", blocks(&all, |ix| Essentials::of(record(ix), base, &title))),
        (b"word", blocks(&all, |ix| line(record(ix), base))),
        (b"code", packed(&json(&codes))),
        (b"gaps", packed(&json(&gaps))),
    ])
}

fn clues(base: &KnowledgeBase, numbers: &HashMap<&str, u32>) -> Vec<u8> {
    let matches = base.matches();
    let mut pairs: BTreeSet<(u32, u32)> = BTreeSet::new();
    for (clue, filed) in matches.clues() {
        // Error types and noise are few, and a reader has all of them.
        let numbers = filed.into_iter().filter_map(|filed| match filed {
            Filed::Signature(entry, _) => numbers.get(matches.entries()[entry].record.as_str()).copied(),
            Filed::Type(_) | Filed::Noise(_) => None,
        });
        pairs.extend(numbers.map(|number| (clue, number)));
    }
    pairs.iter().flat_map(|(clue, number)| [clue.to_le_bytes(), number.to_le_bytes()].concat()).collect()
}

fn line(record: &Record, base: &KnowledgeBase) -> Line {
    let front = &record.front;
    let mut facets = vec![format!("program:{}", record.id.program())];
    let mut add = |name: &str, value: &str| facets.push(format!("{name}:{value}"));
    for field in base.vocabulary.fields(&front.facets) {
        for value in &field.values {
            add(field.id, value);
        }
    }
    Line {
        id: record.id.as_str().to_string(),
        title: front.title.clone(),
        summary: plain(&front.summary),
        code: front.code.as_ref().map(|code| code.value.as_str().to_string()),
        tags: front.tags.iter().map(|tag| tag.value.clone()).collect(),
        facets,
    }
}

fn gap(record: &Record) -> Option<Gap> {
    let causes = &record.body.causes;
    if record.front.retired.is_some() {
        None
    } else if causes.is_empty() {
        record.front.quick_fix.is_none().then_some(Gap::NoHelp)
    } else if causes.iter().all(|cause| cause.fixes.is_empty()) {
        Some(Gap::NoFix)
    } else {
        let unknown = causes.iter().all(|cause| cause.facts.evidence == Some(Status::Unsupported));
        unknown.then_some(Gap::CauseUnknown)
    }
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("plain data can be said in JSON")
}

/// Packs bytes as a section or a block has them.
pub fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::new(6));
    let done = packed.write_all(bytes).and_then(|()| packed.finish());
    done.expect("memory takes all")
}

fn blocks<T: Serialize>(all: &[RecordIx], of: impl Fn(&RecordIx) -> T + Sync) -> Vec<u8> {
    let block = |part: &[RecordIx]| packed(&json(&part.iter().map(&of).collect::<Vec<T>>()));
    joined(&all.par_chunks(EACH).map(block).collect::<Vec<_>>())
}

/// The number of blocks, where each begins and the last one ends, and the blocks.
pub fn joined(blocks: &[Vec<u8>]) -> Vec<u8> {
    let mut out = number(blocks.len()).to_vec();
    let mut at = 0;
    for length in [0].into_iter().chain(blocks.iter().map(Vec::len)) {
        at += length;
        out.extend(number(at));
    }
    out.extend(blocks.concat());
    out
}

fn number(value: usize) -> [u8; 4] {
    u32::try_from(value).expect("a bundle has less than four gigabytes").to_le_bytes()
}

/// A file of these sections, with the checksum that it should have.
pub fn sealed(sections: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let mut at = HEADER + sections.len() * SECTION;
    let length = at + sections.iter().map(|(_, bytes)| bytes.len()).sum::<usize>();
    let mut out = MAGIC.to_vec();
    out.extend(MAJOR.to_le_bytes());
    out.extend(MINOR.to_le_bytes());
    out.extend(number(sections.len()));
    out.extend((length as u64).to_le_bytes());
    out.extend([0; HEADER - CHECKSUM]);
    for (name, bytes) in sections {
        out.extend(*name);
        out.extend((at as u64).to_le_bytes());
        out.extend((bytes.len() as u64).to_le_bytes());
        at += bytes.len();
    }
    for (_, bytes) in sections {
        out.extend(bytes);
    }
    let checksum = super::read::checksum(&out);
    out[CHECKSUM..HEADER].copy_from_slice(&checksum);
    out
}
