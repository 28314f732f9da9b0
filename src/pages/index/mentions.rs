//! Where each word stands: looked up in all records side by side, in lanes that are put together side by side.
#![expect(clippy::iter_over_hash_type, reason = "each key is met once, and all are sorted in the end")]

use std::collections::HashMap;

use ahash::RandomState;
use rayon::prelude::*;

use super::super::Setting;
use super::names::Name;
use super::packed::Packed;
use super::words::{self, Word};
use super::{COMMON, as_json, beginning_hash, push_base36, texts};
use crate::base::RecordIx;

/// So many parts of the vocabulary are put together at once, on however many threads there are.
const LANES: usize = 64;
/// So many records are looked up before their words are packed: as hash maps those of a large base take gigabytes.
const CHUNK: usize = 256;

/// A record and the place of a word in it: an index into `texts::places`.
type Standing = (u32, u8);

/// Where a word stands, and the symbol it is a part of.
struct Mentions {
    standing: Vec<Standing>,
    symbol: Option<Box<str>>,
}

/// A part of the vocabulary, of the records of one chunk.
type Lane = HashMap<Box<str>, Mentions, RandomState>;

/// The same packed.
#[derive(Default)]
struct Run {
    /// Each word, and the symbol it is a part of, if any.
    words: Packed,
    records: Vec<u32>,
    places: Vec<u8>,
    /// Where the records and places of each word end.
    ends: Vec<u32>,
}

/// All words, each with its JSON: where it stands, and the symbol it is a part of; and all names.
pub fn mentions_of(setting: &Setting<'_>) -> (Vec<Packed>, Vec<Name>) {
    let ixs: Vec<RecordIx> = setting.base.indices().collect();
    let found: Vec<(Vec<Run>, Vec<Name>)> =
        ixs.par_chunks(CHUNK).map(|ixs| looked_up(ixs, setting)).collect();
    let (mut found, names): (Vec<Vec<Run>>, Vec<Vec<Name>>) = found.into_iter().unzip();
    let lanes: Vec<Vec<Run>> =
        (0..LANES).map(|n| found.iter_mut().map(|runs| std::mem::take(&mut runs[n])).collect()).collect();
    let mut words: Vec<Packed> = lanes.into_par_iter().map(|runs| together(&runs)).collect();
    words.push(facets(setting));
    (words, names.concat())
}

fn looked_up(ixs: &[RecordIx], setting: &Setting<'_>) -> (Vec<Run>, Vec<Name>) {
    let mut found = Found { lanes: (0..LANES).map(|_| Lane::default()).collect(), names: Vec::new() };
    for ix in ixs {
        found.look_up(*ix, setting);
    }
    found.names.shrink_to_fit();
    (found.lanes.into_iter().map(Run::of).collect(), found.names)
}

impl Run {
    fn of(lane: Lane) -> Run {
        let mut run = Run::default();
        for (key, mentions) in lane {
            run.words.push(&key, mentions.symbol.as_deref().unwrap_or_default());
            run.records.extend(mentions.standing.iter().map(|(ix, _)| ix));
            run.places.extend(mentions.standing.iter().map(|(_, place)| place));
            run.ends.push(u32::try_from(run.records.len()).expect("so many words are in no chunk"));
        }
        run.words = run.words.shut();
        run.records.shrink_to_fit();
        run.places.shrink_to_fit();
        run.ends.shrink_to_fit();
        run
    }

    fn standing(&self, n: usize) -> impl Iterator<Item = Standing> {
        let start = n.checked_sub(1).map_or(0, |before| self.ends[before]);
        let range = start as usize..self.ends[n] as usize;
        self.records[range.clone()].iter().copied().zip(self.places[range].iter().copied())
    }
}

/// What stands in the records of a chunk, in each at its most telling place.
struct Found {
    lanes: Vec<Lane>,
    names: Vec<Name>,
}

impl Found {
    /// A name with a number in it is a word only where it tells most, so that it is found as one types; elsewhere it is
    /// found when it is whole, and by its parts: there are far more such names than words.
    fn look_up(&mut self, ix: RecordIx, setting: &Setting<'_>) {
        let start = self.names.len();
        for (place, text) in texts::texts(ix, setting) {
            let (telling, code) =
                (place < texts::TELLING, place == texts::code(&setting.base.vocabulary.sections));
            let place = u8::try_from(place).expect("fewer than 26 places");
            words::each_word(&text, |word| match word {
                Word::Plain(key) | Word::Part(key) => self.word(ix, key, place, None),
                Word::Name(key, symbol) if telling || !words::numbered(key) => {
                    self.word(ix, key, place, symbol);
                }
                // What stands in a sample is full of numbers and names that belong to nothing else.
                Word::Name(key, _) => {
                    if !code || key.bytes().any(|sign| sign.is_ascii_alphabetic()) {
                        self.name(ix, key, place);
                    }
                }
                Word::Ending(key, _) if words::numbered(key) => {
                    if telling {
                        self.name(ix, key, place);
                    }
                }
                Word::Ending(key, symbol) => {
                    if !code {
                        self.word(ix, key, place, Some(symbol));
                    }
                }
            });
        }
        let mut own = self.names.split_off(start);
        own.sort_unstable();
        own.dedup_by(|a, b| a.is_print_of(b));
        self.names.append(&mut own);
    }

    /// The first record to use a word says which symbol it is a part of. At the same place the word itself says more
    /// than any symbol it ends.
    fn word(&mut self, ix: RecordIx, key: &str, place: u8, symbol: Option<&str>) {
        let lane = &mut self.lanes[beginning_hash(key) as usize % LANES];
        let Some(mentions) = lane.get_mut(key) else {
            let mentions = Mentions { standing: vec![(ix.0, place)], symbol: symbol.map(Into::into) };
            lane.insert(key.into(), mentions);
            return;
        };
        let first = mentions.standing.len() == 1;
        match mentions.standing.last_mut() {
            Some((record, known)) if *record == ix.0 => {
                if first && (place < *known || place == *known && symbol < mentions.symbol.as_deref()) {
                    mentions.symbol = symbol.map(Into::into);
                }
                *known = place.min(*known);
            }
            _ => mentions.standing.push((ix.0, place)),
        }
    }

    fn name(&mut self, ix: RecordIx, key: &str, place: u8) {
        self.names.push(Name::new(key, ix.0, place));
    }
}

/// A lane of all chunks, in the order of the records: the first one to use a word says which symbol it is a part of.
fn together(runs: &[Run]) -> Packed {
    let mut all: Vec<(&str, usize, usize)> = Vec::with_capacity(runs.iter().map(|run| run.words.len()).sum());
    for (nth, run) in runs.iter().enumerate() {
        all.extend(run.words.iter().enumerate().map(|(n, (key, _))| (key, nth, n)));
    }
    all.sort_unstable();
    let mut words = Packed::default();
    for same in all.chunk_by(|a, b| a.0 == b.0) {
        let (key, nth, n) = same[0];
        let standing = same.iter().flat_map(|(_, nth, n)| runs[*nth].standing(*n)).collect();
        let postings = postings(standing);
        let value = match runs[nth].words.get(n).1 {
            symbol if symbol.is_empty() || symbol == key => as_json(&postings),
            // Most names are written so.
            symbol if symbol == key.replace('-', "_") => as_json(&(postings + "_")),
            symbol => as_json(&[&postings, symbol]),
        };
        words.push(key, &value);
    }
    words.shut()
}

/// `status:403`, `type:permission_error`: every record that has it.
fn facets(setting: &Setting<'_>) -> Packed {
    let facets = setting.base.facets.grouped.iter().filter(|facet| facet.filter);
    let groups = facets.flat_map(|facet| facet.groups.iter().map(|group| (facet.id.as_str(), group)));
    let mut words = Packed::default();
    for (facet, group) in groups {
        // What is typed ends with the word.
        let value = if group.value.contains(char::is_whitespace) { &group.key } else { &group.value };
        let mut ixs: Vec<u32> = group.records.iter().map(|ix| ix.0).collect();
        ixs.sort_unstable();
        let postings = encoded(ixs.into_iter().map(|ix| (ix, 1)));
        words.push(&format!("{facet}:{value}"), &as_json(&postings));
    }
    words
}

/// `~` before the best of too many; then for each record the letter of its place and how far it is from the one before.
fn postings(mut standing: Vec<Standing>) -> String {
    if standing.len() <= COMMON {
        return encoded(standing.into_iter());
    }
    standing.sort_by_key(|(ix, place)| (*place, *ix));
    standing.truncate(COMMON);
    standing.sort_unstable();
    format!("~{}", encoded(standing.into_iter()))
}

fn encoded(standing: impl Iterator<Item = Standing>) -> String {
    let mut text = String::new();
    let mut before = 0;
    for (ix, place) in standing {
        text.push(char::from(b'A' + place));
        if ix != before {
            push_base36(&mut text, ix - before, 1);
        }
        before = ix;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postings_tell_place_and_distance() {
        assert_eq!(encoded([(0, 0), (3, 2), (40, 1)].into_iter()), "AC3B11");
        assert!(postings((0..300).map(|ix| (ix, 3)).collect()).starts_with('~'));
    }
}
