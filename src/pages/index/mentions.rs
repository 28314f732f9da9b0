//! Where each word stands: looked up in all records side by side, in lanes that are put together side by side.
#![expect(clippy::iter_over_hash_type, reason = "each key is met once, so the order tells nothing")]

use std::collections::HashMap;
use std::fmt::Write;

use rayon::prelude::*;
use serde_json::json;

use super::super::Setting;
use super::words::{self, Parts};
use super::{Entry, base36, texts, word_hash};
use crate::base::RecordIx;

/// A word of so many records tells little: the best of them are kept.
const COMMON: usize = 256;
/// So many parts of the vocabulary are put together at once, on however many threads there are.
const LANES: usize = 64;

/// A record and the place of a word in it: an index into `texts::places`.
type Standing = (u32, u8);

/// Where a word stands, and the symbol it is a part of.
struct Mentions {
    standing: Vec<Standing>,
    symbol: Option<Box<str>>,
}

/// A part of the vocabulary.
type Lane = HashMap<Box<str>, Mentions>;

/// All words in order, each with its JSON: where it stands, and the symbol it is a part of.
pub fn words_of(setting: &Setting<'_>) -> Vec<Entry> {
    let ixs: Vec<RecordIx> = setting.base.indices().collect();
    let chunk = ixs.len().div_ceil(rayon::current_num_threads()).max(1);
    let mut found: Vec<Vec<Lane>> = ixs.par_chunks(chunk).map(|ixs| looked_up(ixs, setting)).collect();
    let lanes: Vec<Vec<Lane>> =
        (0..LANES).map(|n| found.iter_mut().map(|lanes| std::mem::take(&mut lanes[n])).collect()).collect();
    let mut words: Vec<Entry> =
        lanes.into_par_iter().flat_map_iter(|parts| together(parts).into_iter().map(entry)).collect();
    words.extend(facets(setting));
    words.par_sort_unstable_by(|a, b| a.0.cmp(&b.0));
    words
}

fn looked_up(ixs: &[RecordIx], setting: &Setting<'_>) -> Vec<Lane> {
    let mut lanes: Vec<Lane> = (0..LANES).map(|_| Lane::new()).collect();
    for ix in ixs {
        for (key, (place, symbol)) in in_record(*ix, setting) {
            let lane = &mut lanes[word_hash(&key) as usize % LANES];
            let mentions = lane.entry(key).or_insert_with(|| Mentions { standing: Vec::new(), symbol });
            mentions.standing.push((ix.0, place));
        }
    }
    lanes
}

/// The words of a record. Only the most telling place of each counts, and there the word itself says more than any
/// symbol it ends.
fn in_record(ix: RecordIx, setting: &Setting<'_>) -> HashMap<Box<str>, (u8, Option<Box<str>>)> {
    let mut found: HashMap<Box<str>, (u8, Option<Box<str>>)> = HashMap::new();
    for (place, text) in texts::texts(ix, setting) {
        let parts = if place == texts::code() { Parts::Whole } else { Parts::All };
        let place = u8::try_from(place).expect("fewer than 26 places");
        words::each_word(&text, parts, |key, symbol| match found.get_mut(key) {
            Some((known, whole)) => {
                if place < *known || place == *known && symbol < whole.as_deref() {
                    (*known, *whole) = (place, symbol.map(Into::into));
                }
            }
            None => drop(found.insert(key.into(), (place, symbol.map(Into::into)))),
        });
    }
    found
}

/// A lane of all chunks, in the order of the records: the first one to use a word says which symbol it is a part of.
fn together(parts: Vec<Lane>) -> Lane {
    let mut parts = parts.into_iter();
    let mut lane = parts.next().unwrap_or_default();
    for part in parts {
        for (key, mut mentions) in part {
            match lane.get_mut(&key) {
                Some(known) => known.standing.append(&mut mentions.standing),
                None => drop(lane.insert(key, mentions)),
            }
        }
    }
    lane
}

fn entry((key, mentions): (Box<str>, Mentions)) -> Entry {
    let postings = postings(mentions.standing);
    let value = match mentions.symbol {
        Some(symbol) => json!([postings, symbol]),
        None => json!(postings),
    };
    (key.into_string(), value.to_string())
}

/// `status:403`, `type:permission_error`: every record that has it.
fn facets(setting: &Setting<'_>) -> Vec<Entry> {
    let facets = &setting.base.facets;
    let kinds = [("status", &facets.statuses), ("type", &facets.types)];
    let groups = kinds.into_iter().flat_map(|(kind, groups)| groups.iter().map(move |group| (kind, group)));
    groups
        .map(|(kind, group)| {
            let mut ixs: Vec<u32> = group.records.iter().map(|ix| ix.0).collect();
            ixs.sort_unstable();
            let key = format!("{kind}:{}", group.title);
            (key, json!(encoded(ixs.into_iter().map(|ix| (ix, 1)))).to_string())
        })
        .collect()
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
        let letter = char::from(b'A' + place);
        let _ = write!(text, "{letter}{}", if ix == before { String::new() } else { base36(ix - before) });
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
