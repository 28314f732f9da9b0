//! Names with a number in them as they stand in code and prose: `v2.1.40`, `pool_17_ready`. Every record has some of its
//! own, so they would make most of the index. It holds no letter of them but a fingerprint: whoever looks for such a
//! name has all of it, and few others have the same fingerprint. Twin of `nameShard` in static/js/words.js.

use rayon::prelude::*;
use serde_json::Value;

use super::{COMMON, push_base36};

/// A fingerprint is a number below this: four digits to the base 36.
const PRINTS: u32 = 36 * 36 * 36 * 36;
/// A distance has one digit; one of so much and more has two behind this digit.
const FAR: u32 = 35;
/// What the two digits add at most; so far away is written in steps.
const FARTHEST: u32 = 36 * 36 - 1;

/// In the order of the index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// A hash of the name, of which the number of shards leaves which one it is in.
    shard: u32,
    print: u32,
    /// An index into `texts::places`.
    place: u8,
    record: u32,
}

impl Name {
    pub fn new(key: &str, record: u32, place: u8) -> Name {
        let (shard, print) = hashes(key);
        Name { shard, print: print % PRINTS, place, record }
    }

    /// Whether both are taken for the same name.
    pub fn is_print_of(&self, other: &Name) -> bool {
        (self.shard, self.print) == (other.shard, other.print)
    }
}

/// Two hashes of 32 bits, which is what a script can calculate with.
fn hashes(key: &str) -> (u32, u32) {
    let next = |hash: u32, sign: char| (hash ^ u32::from(sign)).wrapping_mul(0x0100_0193);
    let (a, b) = key.chars().fold((0x811c_9dc5, 0x9747_b28c), |(a, b), sign| (next(a, sign), next(b, sign)));
    let last = |hash: u32| {
        // The last signs have not reached the upper bits yet.
        let hash = (hash ^ hash >> 15).wrapping_mul(0x85eb_ca6b);
        hash ^ hash >> 13
    };
    (last(a), last(b))
}

/// For each shard its names as JSON: the letter of each place, and what stands there in the order of the records. Before a
/// fingerprint stands how far its record is from the one before: all are digits, which pack well.
pub fn shards(mut names: Vec<Name>, count: usize) -> Vec<String> {
    let most = u32::try_from(count).expect("at most some hundreds");
    names.par_iter_mut().for_each(|name| name.shard %= most);
    names.par_sort_unstable();
    let mut shards = vec![&[] as &[Name]; count];
    for names in names.chunk_by(|a, b| a.shard == b.shard) {
        shards[names[0].shard as usize] = names;
    }
    shards.into_par_iter().map(written).collect()
}

fn written(names: &[Name]) -> String {
    let same = names.chunk_by(|a, b| a.print == b.print);
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
            text.push('z');
            push_base36(&mut text, distance - FAR, 2);
        } else {
            push_base36(&mut text, distance, 1);
        }
        push_base36(&mut text, name.print, 4);
        before = name.record;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shard_tells_distance_and_fingerprint() {
        let name = |print: u32, record: u32, place: u8| Name { shard: 0, print, place, record };
        let names = vec![name(36, 40, 1), name(1, 3, 0), name(37, 3, 1), name(1, 0, 4)];
        assert_eq!(shards(names, 1), [r#"{"A":"30001","B":"30011z020010","E":"00001"}"#]);
    }

    #[test]
    fn of_a_name_that_all_records_have_the_best_are_kept() {
        let names =
            (0..1_000).map(|record| Name { shard: 0, print: 5, place: u8::from(record % 2 == 0), record });
        let text = shards(names.collect(), 1).remove(0);
        assert_eq!(text.matches("0005").count(), COMMON);
        assert!(!text.contains('B'));
    }

    #[test]
    fn no_two_of_many_names_are_taken_for_each_other() {
        let mut prints: Vec<(u32, u32)> = (0..100_000)
            .map(|n| Name::new(&format!("retry-after-{n}"), 0, 0))
            .map(|name| (name.shard % 100, name.print))
            .collect();
        prints.sort_unstable();
        prints.dedup();
        assert!(prints.len() > 99_900, "{}", prints.len());
    }
}
