//! Names with a number in them as they stand in code and prose: `v2.1.40`, `pool_17_ready`. Every record has some of its
//! own, so they would make most of the index. It holds no letter of them but a fingerprint: whoever looks for such a
//! name has all of it, and few others have the same fingerprint. Twin of `nameShard` in static/js/words.js.

use std::fmt::Write;

use rayon::prelude::*;
use serde_json::Value;

use super::{COMMON, base36};

/// A fingerprint is a number below this: four digits to the base 36.
const PRINTS: u32 = 36 * 36 * 36 * 36;
/// A distance has one digit; one of so much and more has two behind this digit.
const FAR: u32 = 35;
/// What the two digits add at most; so far away is written in steps.
const FARTHEST: u32 = 36 * 36 - 1;

#[derive(Clone, Copy)]
pub struct Name {
    pub hash: u64,
    pub record: u32,
    /// An index into `texts::places`.
    pub place: u8,
}

impl Name {
    fn shard(&self, count: usize) -> usize {
        usize::try_from(self.hash >> 32).expect("a hash of 32 bits") % count
    }

    fn print(&self) -> u32 {
        u32::try_from(self.hash & 0xffff_ffff).expect("a hash of 32 bits") % PRINTS
    }
}

/// Two hashes of 32 bits, which is what a script can calculate with.
pub fn hash(key: &str) -> u64 {
    let hash = |start: u32| {
        let hash = key.chars().fold(start, |hash, sign| (hash ^ u32::from(sign)).wrapping_mul(0x0100_0193));
        // The last signs have not reached the upper bits yet.
        let hash = (hash ^ hash >> 15).wrapping_mul(0x85eb_ca6b);
        hash ^ hash >> 13
    };
    u64::from(hash(0x811c_9dc5)) << 32 | u64::from(hash(0x9747_b28c))
}

/// For each shard its names as JSON: the letter of each place, and what stands there in the order of the records. Before a
/// fingerprint stands how far its record is from the one before: all are digits, which pack well.
pub fn shards(mut names: Vec<Name>, count: usize) -> Vec<String> {
    names.par_sort_unstable_by_key(|name| (name.shard(count), name.print(), name.place, name.record));
    let mut shards = vec![&[] as &[Name]; count];
    for names in names.chunk_by(|a, b| a.shard(count) == b.shard(count)) {
        shards[names[0].shard(count)] = names;
    }
    shards.into_par_iter().map(written).collect()
}

fn written(names: &[Name]) -> String {
    let same = names.chunk_by(|a, b| a.print() == b.print());
    let mut kept: Vec<&Name> = same.flat_map(|same| same.iter().take(COMMON)).collect();
    kept.sort_by_key(|name| (name.place, name.record));
    let places = kept.chunk_by(|a, b| a.place == b.place).map(|names| {
        let letter = char::from(b'A' + names[0].place);
        (letter.to_string(), Value::from(in_place(names)))
    });
    Value::Object(places.collect()).to_string()
}

fn in_place(names: &[&Name]) -> String {
    let (mut text, mut before) = (String::new(), 0);
    for name in names {
        let mut distance = name.record - before;
        while distance >= FAR + FARTHEST {
            text.push_str("zzz");
            distance -= FAR + FARTHEST;
        }
        if distance >= FAR {
            let _ = write!(text, "z{:0>2}", base36(distance - FAR));
        } else {
            text.push_str(&base36(distance));
        }
        let _ = write!(text, "{:0>4}", base36(name.print()));
        before = name.record;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_tells_distance_and_fingerprint() {
        let name = |print: u64, record: u32, place: u8| Name { hash: print, record, place };
        let names = vec![name(36, 40, 1), name(1, 3, 0), name(37, 3, 1), name(u64::from(PRINTS) + 1, 0, 4)];
        assert_eq!(shards(names, 1), [r#"{"A":"30001","B":"30011z020010","E":"00001"}"#]);
    }

    #[test]
    fn of_a_name_that_all_records_have_the_best_are_kept() {
        let names =
            (0..1_000).map(|record| Name { hash: 5, record, place: u8::from(record % 2 == 0) }).collect();
        let text = shards(names, 1).remove(0);
        assert_eq!(text.matches("0005").count(), COMMON);
        assert!(!text.contains('B'));
    }

    #[test]
    fn no_two_of_many_names_are_taken_for_each_other() {
        let mut prints: Vec<(usize, u32)> = (0..100_000)
            .map(|n| Name { hash: hash(&format!("retry-after-{n}")), record: 0, place: 0 })
            .map(|name| (name.shard(100), name.print()))
            .collect();
        prints.sort_unstable();
        prints.dedup();
        assert!(prints.len() > 99_900, "{}", prints.len());
    }
}
