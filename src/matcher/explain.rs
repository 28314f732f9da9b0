//! Which records does this paste call for? Every signature whose fragments stand near each other makes a claim; claims to
//! the same text are settled by specificity; what is left becomes hits, what nearly was becomes a miss with its reason.

use super::claim::{Claim, FREE, NearMiss, Text};
use super::facet::Facets;
use super::find::Places;
use super::normalize::{Glyph, normalize};
use super::reading::{self, READINGS};
use super::role::assign_roles;
use super::sentence::head_of;
use super::table::Table;
use super::view::View;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Within this distance two claims are taken for one error, and a fallback gives way.
const SAME_ERROR: usize = 500;
const MISSES: usize = 5;
const GUESSES: usize = 3;
/// Less certain than any verdict.
const NOTHING: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Match,
    /// The type is right, and nothing more specific is there.
    Fallback,
    /// The words are right, but nothing says that they come from this program.
    Possible,
}

/// What became of an error, where the text shows it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The last error that no later line shows as overcome.
    Stopped,
    /// A later line says that it was tried again and went on, or worked.
    Recovered,
}

#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Answer {
    pub version: u32,
    /// Best first; distinct errors in order of appearance.
    pub hits: Vec<Hit>,
    /// What it is not, although it looks like it.
    pub not: Vec<Miss>,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Hit {
    pub record: String,
    pub verdict: Verdict,
    /// Line of the raw text, from 1.
    pub line: usize,
    /// The fragment that decided, as the signature has it.
    pub fragment: String,
    pub holes: BTreeMap<String, String>,
    pub count: usize,
    /// The places of this signature from top to bottom, as many as [`MOST`]; of a single one the rest tells all.
    #[serde(default, skip_serializing_if = "is_single")]
    pub instances: Vec<Instance>,
    /// The raw text that decided, secrets masked.
    pub excerpt: String,
    /// The cause that the words name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Whether the text was cut off within the error.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
}

/// So many instances of an error are listed; all are counted.
pub(super) const MOST: usize = 100;

/// One occurrence of an error: its line, and what its holes hold there.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Instance {
    pub line: usize,
    pub holes: BTreeMap<String, String>,
}

fn is_single(instances: &[Instance]) -> bool {
    instances.len() < 2
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Miss {
    pub record: String,
    pub why: String,
}

/// What a text calls for in one reading of it.
pub(super) struct Reading {
    pub glyphs: Vec<Glyph>,
    groups: Vec<Group>,
    misses: Vec<NearMiss>,
}

impl Reading {
    /// The lower, the more it says: the best verdict and the best score.
    fn rank(&self) -> (usize, i32) {
        let first = self.groups.first();
        // The order of verdicts is that of certainty.
        let verdict = first.map_or(NOTHING, |group| group.claims[0].verdict as usize);
        let score = self.groups.iter().map(|group| group.claims[0].score).max();
        (verdict, -score.unwrap_or(0).max(0))
    }
}

/// The accepted claims of one record.
pub(super) struct Group {
    pub entry: usize,
    pub claims: Vec<Claim>,
    pub role: Option<Role>,
}

impl Table {
    pub fn explain(&self, text: &str) -> Answer {
        let raw: Vec<char> = text.chars().collect();
        let mut reading = self.best_reading(&raw);
        if reading.rank().0 < Verdict::Possible as usize {
            reading.groups = assign_roles(&Text::new(&raw, &reading.glyphs), reading.groups);
        }
        self.answer(&raw, reading)
    }

    /// The same, where only errors in one part of the text count; the part is counted in signs. What comes before and after
    /// it is not known, so no error has a role.
    pub(super) fn explain_part(&self, text: &str, part: &Range<usize>) -> Answer {
        let raw: Vec<char> = text.chars().collect();
        let mut reading = self.best_reading(&raw);
        let Reading { glyphs, groups, .. } = &mut reading;
        for group in groups.iter_mut() {
            group.claims.retain(|claim| part.contains(&(glyphs[claim.lead.start].at as usize)));
        }
        groups.retain(|group| !group.claims.is_empty());
        self.answer(&raw, reading)
    }

    fn answer(&self, raw: &[char], Reading { glyphs, groups, misses }: Reading) -> Answer {
        let view = View::new(self, raw, &glyphs);
        let hits = groups.iter().map(|group| view.hit(group)).collect();
        Answer { version: 1, hits, not: self.misses(misses, &groups) }
    }

    /// The plain reading, or another one if that says more.
    pub(super) fn best_reading(&self, raw: &[char]) -> Reading {
        let mut reading = self.recognize(raw, normalize(raw));
        for kind in 0..READINGS {
            let other = reading::reading(kind, &self.words, raw, &reading.glyphs);
            let other = other.map(|glyphs| self.recognize(raw, glyphs));
            if let Some(other) = other.filter(|other| other.rank() < reading.rank()) {
                reading = other;
            }
        }
        reading
    }

    /// What a text calls for in one reading.
    fn recognize(&self, raw: &[char], glyphs: Vec<Glyph>) -> Reading {
        let text = Text::new(raw, &glyphs);
        let places = self.find(raw, &glyphs);
        let facets = Facets::read(self, &glyphs, &places);
        let (claims, mut misses) = self.claims(&text, &places, &facets);
        let groups = self.settle(claims, &places, &text);
        let groups = self.drop_noise(groups, &places, &glyphs, &mut misses);
        Reading { glyphs, groups, misses }
    }

    /// The most specific claim to a text has it; a fallback gives way to any match near it; guesses count only alone.
    fn settle(&self, mut claims: Vec<Claim>, places: &Places, text: &Text) -> Vec<Group> {
        claims.sort_by_key(|claim| {
            (claim.verdict, -claim.score, claim.lost, claim.entry, claim.lead.start, claim.rule)
        });
        let mut owner = vec![FREE; text.glyphs.len()];
        let mut matches: Vec<usize> = Vec::new();
        let (mut sorted, mut firm) = (false, false);
        let mut groups: BTreeMap<usize, Group> = BTreeMap::new();
        for mut claim in claims {
            if claim.verdict == Verdict::Possible && firm {
                break;
            }
            if claim.verdict == Verdict::Fallback {
                if !sorted {
                    matches.sort_unstable();
                    sorted = true;
                }
                if gives_way(&claim, &matches) {
                    continue;
                }
            }
            if !self.own(&mut claim, places, &owner, text.glyphs) {
                continue;
            }
            // What a cut leaves possible for several records belongs to none.
            if !claim.lead.shared {
                claim.places.iter().for_each(|place| owner[place.start..place.end].fill(claim.rule));
            }
            matches.push(claim.lead.start);
            firm |= claim.verdict != Verdict::Possible;
            let entry = claim.entry;
            groups
                .entry(entry)
                .or_insert_with(|| Group { entry, claims: Vec::new(), role: None })
                .claims
                .push(claim);
        }
        let mut groups: Vec<Group> = groups.into_values().collect();
        demote_details(&mut groups, text);
        groups.sort_by_key(order);
        if groups.first().is_some_and(|group| group.claims[0].verdict == Verdict::Possible) {
            groups.truncate(GUESSES);
        }
        let first = groups.first().map(|group| group.claims[0].verdict);
        groups
            .retain(|group| group.claims[0].verdict != Verdict::Possible || first == Some(Verdict::Possible));
        groups
    }

    /// The nearest misses, one a record, none of a record that was hit.
    fn misses(&self, mut misses: Vec<NearMiss>, groups: &[Group]) -> Vec<Miss> {
        misses.sort_by(|a, b| b.weight.cmp(&a.weight).then(a.entry.cmp(&b.entry)));
        let mut seen: BTreeSet<usize> = groups.iter().map(|group| group.entry).collect();
        misses.retain(|miss| seen.insert(miss.entry));
        misses.truncate(MISSES);
        misses
            .into_iter()
            .map(|miss| Miss { record: self.entries[miss.entry].record.clone(), why: miss.why })
            .collect()
    }
}

/// Whether one of these sorted places is so near that it must be the same error.
fn gives_way(claim: &Claim, matches: &[usize]) -> bool {
    let next = matches.partition_point(|&start| start + SAME_ERROR < claim.lead.start);
    matches.get(next).is_some_and(|&start| start <= claim.lead.end + SAME_ERROR)
}

/// What is indented below the first line of an unknown error is a part of that error.
fn demote_details(groups: &mut [Group], text: &Text) {
    let at = |claim: &Claim| text.glyphs[claim.lead.start].at as usize;
    let mut starts: Vec<usize> = groups.iter().flat_map(|group| &group.claims).map(at).collect();
    starts.sort_unstable();
    let is_detail = |claim: &Claim| {
        let head = if claim.alone { head_of(text.raw, at(claim)) } else { None };
        head.is_some_and(|(from, to)| {
            let next = starts.partition_point(|&start| start < from);
            starts.get(next).is_none_or(|&start| start >= to)
        })
    };
    for group in groups {
        if group.claims.iter().all(is_detail) {
            group.claims.iter_mut().for_each(|claim| claim.verdict = Verdict::Possible);
        }
    }
}

/// Verdict, then place in the text, then id; guesses by their score.
fn order(group: &Group) -> (Verdict, i32, usize, usize, usize) {
    let best = &group.claims[0];
    let score = if best.verdict == Verdict::Possible { -best.score } else { 0 };
    let first =
        group.claims.iter().filter(|claim| claim.verdict == best.verdict).map(|claim| claim.lead.start).min();
    (best.verdict, score, first.unwrap_or(0), best.lost, group.entry)
}
