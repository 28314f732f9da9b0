//! Bytes to answers. The bytes are hostile until each of them was looked at: a file that is damaged, cut or made up is
//! refused with what is wrong with it, and no number in it decides how much memory is taken.

use std::collections::{BTreeSet, HashMap};
use std::io::Read as _;
use std::ops::Range;

use anyhow::{Context as _, Result, bail, ensure};
use flate2::read::DeflateDecoder;
use serde::de::DeserializeOwned;

use super::word::{Match, Query};
use super::{About, CHECKSUM, Gap, HEADER, Line, MAGIC, MAJOR, SECTION};
use crate::answer::{Essentials, Plain};
use crate::matcher::{Answer, Entry, Table, clues_in};

/// The most that any part may have when it is unpacked.
const LARGEST: u64 = 64 << 20;
const MOST_SECTIONS: usize = 256;
const MOST_IN_BLOCK: usize = 1024;

/// A bundle that was found to be whole.
pub struct Bundle {
    bytes: Vec<u8>,
    sections: HashMap<[u8; 4], Range<usize>>,
    about: About,
}

/// Of the header and of all that follows it.
pub(super) fn checksum(bytes: &[u8]) -> [u8; 32] {
    let mut hash = blake3::Hasher::new();
    hash.update(&bytes[..CHECKSUM]);
    hash.update(&bytes[HEADER..]);
    hash.finalize().into()
}

impl Bundle {
    pub fn open(bytes: Vec<u8>) -> Result<Bundle> {
        ensure!(bytes.starts_with(&MAGIC), "not a bundle of errbook");
        ensure!(bytes.len() >= HEADER, "the bundle is cut off in its header");
        let major = u16::from_le_bytes([bytes[8], bytes[9]]);
        ensure!(
            major == MAJOR,
            "the bundle has format {major}, and this errbook reads format {MAJOR}: use a matching version"
        );
        let length = long(&bytes, 16);
        if length != Some(bytes.len()) {
            bail!("the bundle is damaged: it has {} bytes and should have another number", bytes.len());
        }
        ensure!(
            checksum(&bytes) == bytes[CHECKSUM..HEADER],
            "the bundle is damaged: its checksum is not that of its content"
        );
        let sections = sections(&bytes)?;
        let about = sections.get(b"base").context("the bundle does not say what it is")?;
        let about: About =
            serde_json::from_slice(&bytes[about.clone()]).context("the bundle does not say what it is")?;
        ensure!((1..=MOST_IN_BLOCK).contains(&about.each), "the bundle names impossible numbers");
        let bundle = Bundle { bytes, sections, about };
        let blocks = bundle.about.records.div_ceil(bundle.about.each);
        for name in [*b"mtch", *b"aid ", *b"word"] {
            ensure!(is_sound(bundle.section(name), blocks), "the bundle does not hold what it should");
        }
        Ok(bundle)
    }

    pub fn about(&self) -> &About {
        &self.about
    }

    /// What the whole table of the base answers.
    pub fn explain(&self, text: &str) -> Result<Answer> {
        let pairs = self.section(*b"clue");
        let mut numbers: BTreeSet<usize> = BTreeSet::new();
        for clue in clues_in(text) {
            let count = pairs.len() / 8;
            let clue_at = |at: usize| word(pairs, at * 8).unwrap_or(u32::MAX);
            let start = partition(count, |at| clue_at(at) < clue);
            for at in (start..count).take_while(|&at| clue_at(at) == clue) {
                numbers.extend(word(pairs, at * 8 + 4).map(|number| number as usize));
            }
        }
        let entries = self.entries_of(Some(&numbers))?;
        Ok(Table::of_part(entries, &self.about.types, &self.about.noise).explain(text))
    }

    /// What the matcher knows of all records.
    pub fn entries(&self) -> Result<Vec<Entry>> {
        self.entries_of(None)
    }

    fn entries_of(&self, numbers: Option<&BTreeSet<usize>>) -> Result<Vec<Entry>> {
        let mut entries = Vec::new();
        self.each::<Option<Entry>>(*b"mtch", numbers, |_, entry| entries.extend(entry))?;
        Ok(entries)
    }

    /// The codes that are called so, each with the id of its record.
    pub fn called(&self, name: &str) -> Result<Vec<(String, String)>> {
        let codes: Vec<(crate::record::Code, usize)> = self.unpacked_json(*b"code")?;
        let called = crate::record::called(codes.iter().map(|(code, number)| (code, number)), name);
        if called.is_empty() {
            return Ok(Vec::new());
        }
        let ids = self.ids()?;
        let id = |number: usize| ids.lines().nth(number).unwrap_or_default().to_string();
        Ok(called.into_iter().map(|(code, number)| (code.as_str().to_string(), id(*number))).collect())
    }

    /// The essentials of these records; none for an id that the bundle has not.
    pub fn essentials(&self, ids: &[&str]) -> Result<Vec<Option<Essentials>>> {
        let numbers = self.numbers(ids)?;
        let mut found: HashMap<usize, Essentials> = HashMap::new();
        let wanted = numbers.iter().flatten().copied().collect();
        self.each::<Essentials>(*b"aid ", Some(&wanted), |number, known| {
            found.insert(number, known.at(self.about.url.as_deref()));
        })?;
        Ok(numbers.into_iter().map(|number| found.get(&number?).cloned()).collect())
    }

    fn numbers(&self, ids: &[&str]) -> Result<Vec<Option<usize>>> {
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.ids()?;
        let mut numbers = vec![None; ids.len()];
        for (number, id) in all.lines().enumerate().take(self.about.records) {
            for (place, _) in ids.iter().enumerate().filter(|(_, wanted)| **wanted == id) {
                numbers[place] = Some(number);
            }
        }
        Ok(numbers)
    }

    fn ids(&self) -> Result<String> {
        String::from_utf8(unpacked(self.section(*b"ids "))?).context("the ids of the bundle are not text")
    }

    /// The records with all these words, the best first.
    pub fn search(&self, query: &Query) -> Result<Vec<Match>> {
        let mut found = Vec::new();
        self.each::<Line>(*b"word", None, |_, line| {
            found.extend(query.try_on(line));
        })?;
        found.sort_by(|one: &Match, other| {
            other.score.cmp(&one.score).then_with(|| one.line.id.cmp(&other.line.id))
        });
        Ok(found)
    }

    /// What is missing, and from which records.
    pub fn gaps(&self) -> Result<Vec<(Gap, Plain)>> {
        let gaps: Vec<(usize, Gap)> = self.unpacked_json(*b"gaps")?;
        let ids = self.ids()?;
        let ids: Vec<&str> = ids.lines().collect();
        let id = |number: usize| Some(Plain::new(*ids.get(number)?));
        Ok(gaps.into_iter().filter_map(|(number, gap)| Some((gap, id(number)?))).collect())
    }

    /// Reads the blocks that these records are in, or all, and hands over what they hold of them.
    fn each<T: DeserializeOwned>(
        &self,
        name: [u8; 4],
        numbers: Option<&BTreeSet<usize>>,
        mut visit: impl FnMut(usize, T),
    ) -> Result<()> {
        let About { records, each, .. } = self.about;
        let blocks: BTreeSet<usize> = match numbers {
            Some(numbers) => {
                numbers.iter().filter(|number| **number < records).map(|number| number / each).collect()
            }
            None => (0..records.div_ceil(each)).collect(),
        };
        for block in blocks {
            let values: Vec<T> = serde_json::from_slice(&unpacked(part(self.section(name), block)?)?)
                .with_context(|| format!("block {block} of the bundle cannot be read"))?;
            for (number, value) in (block * each..records).zip(values) {
                if numbers.is_none_or(|numbers| numbers.contains(&number)) {
                    visit(number, value);
                }
            }
        }
        Ok(())
    }

    fn unpacked_json<T: DeserializeOwned>(&self, name: [u8; 4]) -> Result<T> {
        serde_json::from_slice(&unpacked(self.section(name))?).context("a part of the bundle cannot be read")
    }

    /// An older bundle may lack a section that a newer one has.
    fn section(&self, name: [u8; 4]) -> &[u8] {
        self.sections.get(&name).map_or(&[], |range| &self.bytes[range.clone()])
    }
}

fn sections(bytes: &[u8]) -> Result<HashMap<[u8; 4], Range<usize>>> {
    let count = word(bytes, 12).map_or(0, |count| count as usize);
    ensure!(count <= MOST_SECTIONS, "the bundle names impossible numbers");
    let mut sections = HashMap::new();
    for number in 0..count {
        let at = HEADER + number * SECTION;
        let name = bytes.get(at..at + 4).and_then(|name| <[u8; 4]>::try_from(name).ok());
        let range = (|| {
            let (start, length) = (long(bytes, at + 4)?, long(bytes, at + 12)?);
            let range = start..start.checked_add(length)?;
            bytes.get(range.clone()).is_some().then_some(range)
        })();
        let (name, range) = name.zip(range).context("the bundle names parts that it does not have")?;
        ensure!(sections.insert(name, range).is_none(), "the bundle has a part twice");
    }
    Ok(sections)
}

/// Whether a section has so many blocks, one after the other.
fn is_sound(section: &[u8], blocks: usize) -> bool {
    let count = word(section, 0).map(|count| count as usize);
    let places = |n: usize| word(section, (n + 1) * 4);
    count == Some(blocks) && blocks < section.len() / 4 && (0..blocks).all(|n| places(n) <= places(n + 1))
}

/// One block of a section.
fn part(section: &[u8], block: usize) -> Result<&[u8]> {
    let found = (|| {
        let count = word(section, 0)? as usize;
        let place = |n: usize| Some(word(section, n.checked_add(1)?.checked_mul(4)?)? as usize);
        let first = count.checked_add(2)?.checked_mul(4)?;
        let (start, end) = (place(block)?, place(block.checked_add(1)?)?);
        (block < count).then_some(section.get(first.checked_add(start)?..first.checked_add(end)?)?)
    })();
    found.with_context(|| format!("the bundle has no block {block}"))
}

fn unpacked(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    DeflateDecoder::new(bytes)
        .take(LARGEST + 1)
        .read_to_end(&mut out)
        .context("a part of the bundle cannot be unpacked")?;
    ensure!(out.len() as u64 <= LARGEST, "a part of the bundle is too large");
    Ok(out)
}

/// The first place of a sorted list where this no longer holds.
fn partition(count: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { low = middle + 1 } else { high = middle }
    }
    low
}

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<usize> {
    usize::try_from(u64::from_le_bytes(bytes.get(at..at.checked_add(8)?)?.try_into().ok()?)).ok()
}
