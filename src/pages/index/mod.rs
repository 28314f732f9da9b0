//! The index that the paste box looks things up in: classic scripts, so that it works from disk and under the policy.
//!
//! Four kinds of shards: `match` (signatures, filed under clues), `words` (where a word stands), `names` (the same for
//! names, which one looks up whole), `meta` (what a card shows). They are packed, since not every host packs what it
//! sends. The root says how many there are of each, and which clues exist, so that only shards that can matter are
//! asked for. A small index is one file: the root with all shards behind it. The root's name never changes, so that
//! pages need not change with it; the shards bear a hash of the whole index, so that no two editions mix.

mod aid;
mod filter;
mod mentions;
mod names;
mod packed;
mod texts;
mod words;

use std::io::Write;

use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rayon::prelude::*;
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::Setting;
use crate::base::RecordIx;
use crate::matcher::{Entry, Exclusion, Filed, Signature, Table};
use crate::record::Retry;
use filter::Filter;
use mentions::mentions_of;
use names::Name;
use packed::Packed;

/// Where the shards lie.
pub const FOLDER: &str = "assets/index/";
/// Up to this size before it is packed the index is one file: with the scripts it is then still within what a first
/// answer may weigh.
const ONE_FILE: usize = 200_000;
/// How many bytes a shard of each kind should have before it is packed, and the most there may be of them.
const MATCH: (usize, usize) = (32_000, 700);
const WORDS: (usize, usize) = (24_000, 400);
const NAMES: (usize, usize) = (16_000, 800);
const META: (usize, usize) = (32_000, 700);
/// A word of so many records tells little: the best of them are kept.
const COMMON: usize = 256;

/// All files of the index.
pub struct Index {
    pub root: String,
    /// Name and text of each.
    pub shards: Vec<(String, String)>,
}

/// How the index is cut: by its size, or as a test wants it.
#[derive(Clone, Copy)]
pub enum Layout {
    BySize,
    OneFile,
    Shards(usize),
}

#[derive(Serialize)]
struct Root<'a> {
    records: usize,
    edition: String,
    #[serde(rename = "match")]
    matches: usize,
    words: usize,
    names: usize,
    meta: usize,
    /// Records in a meta shard.
    each: usize,
    filter: Filter,
    places: Vec<&'a str>,
    /// What narrows a search, beside the program.
    facets: Vec<&'a str>,
    /// Id and title of each program, and its first record.
    programs: Vec<(&'a str, &'a str, usize)>,
}

/// What is to be distributed over shards; all values are JSON.
struct Parts {
    /// Clue → what is filed under it.
    matches: Vec<(u32, String)>,
    /// Key → where it stands.
    words: Vec<Packed>,
    names: Vec<Name>,
    /// A card for each record.
    cards: Vec<String>,
    filter: Filter,
}

/// How many shards of each kind there are.
struct Counts {
    matches: usize,
    words: usize,
    names: usize,
    /// Cards in a shard.
    each: usize,
    one_file: bool,
}

impl Index {
    pub fn of(setting: &Setting<'_>, layout: Layout) -> Index {
        let parts = Parts::of(setting);
        let counts = parts.counts(layout);
        let (meta, filter) = (parts.cards.len().div_ceil(counts.each), parts.filter.clone());
        let texts = parts.distributed(&counts);
        let root = Root {
            records: setting.base.len(),
            edition: edition(&texts),
            matches: counts.matches,
            words: counts.words,
            names: counts.names,
            meta,
            each: counts.each,
            filter,
            places: texts::places(&setting.base.vocabulary.sections),
            facets: filters(setting),
            programs: programs(setting),
        };
        let mut text = format!("errbook.index({});\n", json!(root));
        if counts.one_file {
            for (_, shard) in &texts {
                text.push_str(shard);
            }
            return Index { root: text, shards: Vec::new() };
        }
        let named = |(name, text)| (format!("{FOLDER}{}/{name}.js", root.edition), text);
        Index { root: text, shards: texts.into_iter().map(named).collect() }
    }
}

impl Parts {
    fn of(setting: &Setting<'_>) -> Parts {
        let base = setting.base;
        let clues: Vec<(u32, _)> = base.matches().clues().into_iter().collect();
        let filter = Filter::of(&clues.iter().map(|(clue, _)| *clue).collect::<Vec<_>>());
        let matches = clues
            .into_par_iter()
            .map(|(clue, filed)| (clue, self::filed(filed, base.matches()).to_string()))
            .collect();
        let ixs: Vec<RecordIx> = base.indices().collect();
        let cards = ixs.par_iter().map(|ix| card(*ix, setting).to_string()).collect();
        let (words, names) = mentions_of(setting);
        Parts { matches, words, names, cards, filter }
    }

    fn counts(&self, layout: Layout) -> Counts {
        /// What a key adds to its value, about.
        const KEY: usize = 12;
        /// What a name takes, about.
        const NAME: usize = 6;
        let weigh = |value: &str| value.len() + KEY;
        let matches: usize = self.matches.iter().map(|(_, value)| weigh(value)).sum();
        let words: usize = self.words.iter().flat_map(Packed::iter).map(|(_, value)| weigh(value)).sum();
        let names = self.names.len() * NAME;
        let cards: usize = self.cards.iter().map(|card| weigh(card)).sum();
        let one_file = match layout {
            Layout::BySize => matches + words + names + cards <= ONE_FILE,
            Layout::OneFile => true,
            Layout::Shards(_) => false,
        };
        let count = |size: usize, (target, most): (usize, usize)| match layout {
            _ if one_file => 1,
            Layout::Shards(count) => count,
            _ => size.div_ceil(target).clamp(1, most),
        };
        Counts {
            matches: count(matches, MATCH),
            words: count(words, WORDS),
            names: count(names, NAMES),
            each: self.cards.len().div_ceil(count(cards, META)).max(1),
            one_file,
        }
    }

    /// The shards by name, as scripts. One that turns out empty is asked for all the same.
    fn distributed(self, counts: &Counts) -> Vec<(String, String)> {
        let mut matches: Vec<Vec<(String, &str)>> = vec![Vec::new(); counts.matches];
        for (clue, value) in &self.matches {
            let count = u32::try_from(counts.matches).expect("at most some hundreds");
            let mut key = String::new();
            push_base36(&mut key, clue / count, 1);
            matches[(clue % count) as usize].push((key, value));
        }
        // Where each word is: which part of the vocabulary, and where in it.
        let mut words: Vec<Vec<(u32, u32)>> = vec![Vec::new(); counts.words];
        for (part, n, key) in self
            .words
            .iter()
            .zip(0..)
            .flat_map(|(words, part)| words.iter().zip(0..).map(move |((key, _), n)| (part, n, key)))
        {
            words[word_hash(key) as usize % counts.words].push((part, n));
        }
        let matches = matches.into_par_iter().enumerate();
        let matches = matches.map(|(n, entries)| shard(format!("match-{n}"), &object(entries)));
        let words = words.into_par_iter().enumerate().map(|(n, places)| {
            let entries = places.into_iter().map(|(part, n)| self.words[part as usize].get(n as usize));
            shard(format!("words-{n}"), &object(entries.collect()))
        });
        let cards = self.cards.par_chunks(counts.each).enumerate();
        let meta = cards.map(|(n, cards)| shard(format!("meta-{n}"), &format!("[{}]", cards.join(","))));
        let names = names::shards(self.names, counts.names).into_par_iter().enumerate();
        let names = names.map(|(n, text)| shard(format!("names-{n}"), &text));
        matches.chain(words).chain(names).chain(meta).collect()
    }
}

/// The script that hands a shard over, with its name: packed, and in letters, since a script is a text.
fn shard(name: String, json: &str) -> (String, String) {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::default());
    let done = packed.write_all(json.as_bytes()).and_then(|()| packed.finish());
    let letters = BASE64_STANDARD.encode(done.expect("memory takes all"));
    let text = format!("errbook.shard({},\"{letters}\");\n", json!(name));
    (name, text)
}

/// A JSON object of entries.
fn object<K: Ord + Serialize>(mut entries: Vec<(K, &str)>) -> String {
    entries.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let mut text = String::from("{");
    for (key, value) in &entries {
        if text.len() > 1 {
            text.push(',');
        }
        text += &as_json(key);
        text.push(':');
        text += value;
    }
    text + "}"
}

fn edition(texts: &[(String, String)]) -> String {
    let mut hash = blake3::Hasher::new();
    for (name, text) in texts {
        hash.update(name.as_bytes());
        hash.update(text.as_bytes());
    }
    hash.finalize().to_hex()[..12].to_string()
}

/// The names that `name:value` may begin with, beside `program`.
pub fn filters<'a>(setting: &Setting<'a>) -> Vec<&'a str> {
    let facets = setting.base.facets.grouped.iter();
    facets.filter(|facet| facet.filter).map(|facet| facet.id.as_str()).collect()
}

fn programs<'a>(setting: &Setting<'a>) -> Vec<(&'a str, &'a str, usize)> {
    let base = setting.base;
    let mut programs: Vec<(&str, &str, usize)> = Vec::new();
    for (ix, record) in base.records() {
        let id = record.id.program();
        if programs.last().is_none_or(|(last, ..)| *last != id) {
            let title = base.site.programs.get(id).map_or(id, |program| program.title.as_str());
            programs.push((id, title, ix.0 as usize));
        }
    }
    programs
}

/// What stands under a clue: an error type as its name, noise as a list of its text, a signature as record, slug, number, fragments and the rest.
fn filed(filed: impl IntoIterator<Item = Filed>, table: &Table) -> Value {
    let values = filed.into_iter().map(|filed| match filed {
        Filed::Type(kind) => json!([kind]),
        Filed::Noise(text) => json!([[text]]),
        Filed::Signature(entry, number) => {
            let known = &table.entries()[entry];
            let slug = known.record.split_once('/').map_or("", |(_, slug)| slug);
            let signature = table.filed(entry, number);
            let all = match signature.all.as_slice() {
                [one] => json!(one),
                all => json!(all),
            };
            json!([entry, slug, number, all, rest(&signature, known)])
        }
    });
    values.collect()
}

/// What few signatures have, by short names.
fn rest(signature: &Signature, entry: &Entry) -> Value {
    let mut rest = Map::new();
    let mut add = |name: &str, value: Value, wanted: bool| {
        if wanted {
            rest.insert(name.to_string(), value);
        }
    };
    add("s", json!(signature.status), signature.status.is_some());
    add("t", json!(signature.kind), signature.kind.is_some());
    add("f", json!(1), signature.fallback);
    add("o", json!(1), signature.order);
    add("b", json!(1), signature.start);
    add("c", json!(signature.cause), signature.cause.is_some());
    add("any", json!(signature.any), !signature.any.is_empty());
    let not: Vec<Value> = signature.not.iter().map(exclusion).collect();
    add("not", json!(not), !not.is_empty());
    add("noise", json!(entry.noise), !entry.noise.is_empty());
    add("e", json!(entry.evidence), !entry.evidence.is_empty());
    Value::Object(rest)
}

/// Text and reason; a third element says that it counts only in the claim's own line.
fn exclusion(Exclusion { text, why, here, .. }: &Exclusion) -> Value {
    if *here { json!([text, why, 1]) } else { json!([text, why]) }
}

/// What a card shows: slug, title, summary, retry, status, type; then, if the record has any of it, what to do first, the
/// number of causes, and the causes that an answer may name.
fn card(ix: RecordIx, setting: &Setting<'_>) -> Value {
    let record = setting.base.record(ix);
    let front = &record.front;
    let mut fields = vec![
        json!(record.id.slug()),
        json!(front.title),
        json!(crate::markdown::plain(&front.summary)),
        json!(letter(front.retry, front.wait.is_some())),
        json!(front.status().unwrap_or(0)),
        json!(front.error_type().unwrap_or_default()),
    ];
    let aid = aid::of(ix, setting);
    if !aid.is_empty() {
        fields.extend([json!(aid.first), json!(record.body.causes.len()), json!(aid.causes)]);
    }
    Value::Array(fields)
}

/// How a card says whether trying again helps; `answers.js` has the words, and none for what is not stated.
fn letter(retry: Retry, waits: bool) -> &'static str {
    match retry {
        Retry::Yes if waits => "w",
        Retry::Yes => "y",
        Retry::No => "n",
        Retry::AfterChange => "a",
        Retry::NotStated => "-",
    }
}

fn as_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("texts and lists can be said in JSON")
}

/// Adds a number to the base 36, in so many digits at least.
fn push_base36(text: &mut String, number: u32, digits: usize) {
    const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    if number >= 36 || digits > 1 {
        push_base36(text, number / 36, digits.saturating_sub(1));
    }
    text.push(char::from(DIGITS[number as usize % 36]));
}

/// Of a word its beginning decides, so that a prefix is found in the same shard; a facet counts as a whole.
fn word_hash(key: &str) -> u32 {
    if key.contains(':') { hash(key.chars()) } else { beginning_hash(key) }
}

fn beginning_hash(word: &str) -> u32 {
    hash(word.chars().take(3))
}

fn hash(signs: impl Iterator<Item = char>) -> u32 {
    signs.fold(0x811c_9dc5, |hash, sign| (hash ^ u32::from(sign)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_stated_is_no_no() {
        let said =
            [Retry::Yes, Retry::No, Retry::AfterChange, Retry::NotStated].map(|retry| letter(retry, false));
        assert_eq!(said, ["y", "n", "a", "-"]);
        assert_eq!(letter(Retry::Yes, true), "w");
    }

    #[test]
    fn words_that_begin_alike_share_a_shard() {
        assert_eq!(word_hash("keychain"), word_hash("key"));
        assert_ne!(word_hash("type:a"), word_hash("type:b"));
    }
}
