//! What does not decide: a line that a record calls noise, beside another error.
//! Port: `dropNoise` in static/js/matcher.js.

use super::claim::NearMiss;
use super::explain::{Group, Verdict};
use super::find::{Place, Places, says};
use super::normalize::{Gap, Glyph, QUOTE};
use super::table::Table;

/// The weight of a miss that needs no weighing.
const CERTAIN: usize = 1 << 30;
/// How a message begins that says an error.
const ERRORS: [&str; 2] = ["error:", "exception:"];

impl Table {
    /// What a match knows as noise decides nothing beside it, and what any record knows as noise nothing beside another
    /// error.
    pub(super) fn drop_noise(
        &self,
        groups: Vec<Group>,
        places: &Places,
        glyphs: &[Glyph],
        misses: &mut Vec<NearMiss>,
    ) -> Vec<Group> {
        let mut dropped: Vec<bool> = vec![false; groups.len()];
        let mut drop = |group: &Group, beside: &str| {
            let why = format!("such lines often stand beside {beside} and decide nothing");
            misses.push(NearMiss { entry: group.entry, weight: CERTAIN, why });
        };
        for (n, group) in groups.iter().enumerate() {
            let noise = &self.noise[group.entry];
            if dropped[n] || group.claims[0].verdict != Verdict::Match || noise.is_empty() {
                continue;
            }
            for (m, other) in groups.iter().enumerate() {
                if m != n && !dropped[m] && is_noise(noise, other, places) {
                    dropped[m] = true;
                    drop(other, &self.entries[group.entry].record);
                }
            }
        }
        let known: Vec<usize> =
            self.noises.iter().copied().filter(|pattern| places.contains_key(pattern)).collect();
        for (n, group) in groups.iter().enumerate().filter(|_| !known.is_empty()) {
            let own = &self.noise[group.entry];
            let alien: Vec<usize> = known.iter().copied().filter(|pattern| !own.contains(pattern)).collect();
            let is_alone = || !other_error(group, &alien, places, glyphs);
            if !dropped[n] && is_all_noise(&alien, group, places) && !is_alone() {
                dropped[n] = true;
                drop(group, "other errors");
            }
        }
        groups.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(group, _)| group).collect()
    }
}

/// Whether what decides for a group is noise.
fn is_noise(noise: &[usize], group: &Group, places: &Places) -> bool {
    group.claims.iter().all(|claim| covers(noise, claim.lead, places))
}

/// Whether all that a group rests on is noise.
fn is_all_noise(noise: &[usize], group: &Group, places: &Places) -> bool {
    group.claims.iter().flat_map(|claim| &claim.places).all(|&place| covers(noise, place, places))
}

fn covers(noise: &[usize], place: Place, places: &Places) -> bool {
    noise.iter().any(|&pattern| overlaps(places, pattern, place.start, place.end))
}

fn overlaps(places: &Places, pattern: usize, from: usize, to: usize) -> bool {
    places.get(&pattern).is_some_and(|list| {
        let behind = list.partition_point(|place| place.start < to);
        behind > 0 && list[behind - 1].end > from
    })
}

/// Whether a line says an error that is neither this one nor noise.
fn other_error(group: &Group, noise: &[usize], places: &Places, glyphs: &[Glyph]) -> bool {
    let mut own = vec![false; glyphs.len()];
    for place in group.claims.iter().flat_map(|claim| &claim.places) {
        own[place.start..place.end].fill(true);
    }
    let (mut at, mut from) = (0, 0);
    while at < glyphs.len() {
        if glyphs[at].gap >= Gap::Wrap {
            from = at;
        }
        if says_error(glyphs, at) {
            let rest = glyphs[at + 1..].iter();
            let to = at + 1 + rest.take_while(|glyph| glyph.gap < Gap::Wrap).count();
            let is_noise = noise.iter().any(|&pattern| overlaps(places, pattern, from, to));
            if !is_noise && !own[from..to].contains(&true) {
                return true;
            }
            at = to - 1;
        }
        at += 1;
    }
    false
}

/// Whether a word ends there with `error:` or `exception:`, which is not the name of a field.
pub(super) fn says_error(glyphs: &[Glyph], at: usize) -> bool {
    glyphs[at].sign == 'e'
        && ERRORS.iter().any(|word| {
            let colon = at + word.len() - 1;
            says(&glyphs[at..], word) && glyphs[colon].gap == Gap::None && glyphs[colon].seen & QUOTE == 0
        })
}
