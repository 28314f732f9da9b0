//! Which records does this paste call for? Every signature whose fragments stand near each other makes a claim; claims to
//! the same text are settled by specificity; what is left becomes hits, what nearly was becomes a miss with its reason.

use super::facet::{EVIDENCE_POINTS, Facets};
use super::find::{Place, Places};
use super::normalize::{Glyph, normalize};
use super::sentence::{head_of, is_part};
use super::table::{Rule, Table};
use super::view::View;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// How far from the deciding fragment the others may stand: some eighty lines.
const NEAR: usize = 4000;
/// Within this distance two claims are taken for one error, and a fallback gives way.
const SAME_ERROR: usize = 500;
/// A signature of which this part is there (one third) was nearly it.
pub(super) const NEARLY: usize = 3;
const MISSES: usize = 5;
const GUESSES: usize = 3;
/// The weight of a miss that needs no weighing.
const CERTAIN: usize = 1 << 30;
/// The owner of a glyph that no claim has.
const FREE: usize = usize::MAX;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Match,
    /// The type is right, and nothing more specific is there.
    Fallback,
    /// The words are right, but nothing says that they come from this program.
    Possible,
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

/// One signature, standing at one place.
pub(super) struct Claim {
    pub rule: usize,
    pub entry: usize,
    pub verdict: Verdict,
    pub score: i32,
    /// Glyphs that were cut off.
    pub lost: usize,
    /// One fragment is all the evidence.
    pub alone: bool,
    pub lead: Place,
    /// The fragments' places, in the order of `all`.
    pub places: Vec<Place>,
}

/// A paste, as it was written and as it is read.
struct Text<'a> {
    raw: &'a [char],
    glyphs: &'a [Glyph],
}

/// A record that was nearly it: how near, and what is amiss.
struct NearMiss {
    entry: usize,
    weight: usize,
    why: String,
}

/// The accepted claims of one record.
pub(super) struct Group {
    pub entry: usize,
    pub claims: Vec<Claim>,
}

impl Table {
    pub fn explain(&self, text: &str) -> Answer {
        self.explain_part(text, &(0..usize::MAX))
    }

    /// The same, where only errors in one part of the text count; the part is counted in signs.
    pub(super) fn explain_part(&self, text: &str, part: &Range<usize>) -> Answer {
        let raw: Vec<char> = text.chars().collect();
        let glyphs = normalize(&raw);
        let text = Text { raw: &raw, glyphs: &glyphs };
        let places = self.find(&raw, &glyphs);
        let facets = Facets::read(self, &glyphs, &places);
        let (claims, mut misses) = self.claims(&text, &places, &facets);
        let groups = self.settle(claims, &places, &text);
        let mut groups = self.drop_noise(groups, &places, &mut misses);
        for group in &mut groups {
            group.claims.retain(|claim| part.contains(&(glyphs[claim.lead.start].at as usize)));
        }
        groups.retain(|group| !group.claims.is_empty());
        let view = View::new(self, &raw, &glyphs);
        let hits = groups.iter().map(|group| view.hit(group)).collect();
        let not = self.misses(misses, &groups);
        Answer { version: 1, hits, not }
    }

    fn claims(&self, text: &Text, places: &Places, facets: &Facets) -> (Vec<Claim>, Vec<NearMiss>) {
        let touched: BTreeSet<usize> =
            places.keys().flat_map(|&pattern| self.needed_by[pattern].iter().copied()).collect();
        let (mut claims, mut misses) = (Vec::new(), Vec::new());
        for number in touched {
            let rule = &self.rules[number];
            let (present, absent): (Vec<usize>, Vec<usize>) =
                rule.all.iter().partition(|pattern| places.contains_key(pattern));
            if absent.is_empty() {
                for lead in &places[&rule.lead] {
                    claims.extend(self.claim(number, *lead, text, places, facets, &mut misses));
                }
                continue;
            }
            let weight: usize = present.iter().map(|&pattern| self.patterns[pattern].weight).sum();
            if weight * NEARLY >= rule.weight {
                let why = format!("“{}” is not in the text", self.patterns[absent[0]].text);
                misses.push(NearMiss { entry: rule.entry, weight, why });
            }
        }
        (claims, misses)
    }

    /// The claim of a rule whose deciding fragment stands at `lead`, if the others stand near it and nothing rules it out.
    fn claim(
        &self,
        number: usize,
        lead: Place,
        text: &Text,
        places: &Places,
        facets: &Facets,
        misses: &mut Vec<NearMiss>,
    ) -> Option<Claim> {
        let rule = &self.rules[number];
        let all: Vec<Place> =
            rule.all.iter().map(|pattern| near(places, *pattern, lead)).collect::<Option<_>>()?;
        let lost: usize = all.iter().map(|place| place.lost).sum();
        if let Some(n) = rule.not.iter().position(|pattern| near(places, *pattern, lead).is_some()) {
            let why = self.entries[rule.entry].signatures[rule.signature].not[n].why.clone();
            misses.push(NearMiss { entry: rule.entry, weight: rule.weight * 2, why });
            return None;
        }
        let is_near = |pattern: &usize| near(places, *pattern, lead).is_some_and(|place| place.lost == 0);
        let named = rule.any.is_empty() || rule.any.iter().any(is_near);
        if !named {
            misses.push(NearMiss { entry: rule.entry, weight: rule.weight, why: self.nothing_names(rule) });
        }
        let said = rule.evidence.iter().filter(|pattern| is_near(pattern)).count();
        let points = facets.points((lead.start, lead.end), rule.status, rule.kind.as_deref())
            + EVIDENCE_POINTS * i32::try_from(said).unwrap_or(0);
        // The only evidence is one fragment: then it has to be what the text says there, and not a part of that.
        let alone = rule.all.len() == 1 && rule.any.is_empty() && points <= 0;
        let part = alone && lead.lost == 0 && is_part(&self.patterns[rule.lead], text.raw, text.glyphs, lead);
        let verdict = if !named || part || all.iter().any(|place| place.shared) {
            Verdict::Possible
        } else if rule.fallback {
            Verdict::Fallback
        } else {
            Verdict::Match
        };
        let found = i32::try_from((rule.weight - lost) * 2).unwrap_or(i32::MAX / 2);
        Some(Claim {
            rule: number,
            entry: rule.entry,
            verdict,
            score: found - i32::from(lost > 0) + points,
            lost,
            alone: alone && verdict == Verdict::Match,
            lead,
            places: all,
        })
    }

    fn nothing_names(&self, rule: &Rule) -> String {
        let names: Vec<String> =
            rule.any.iter().map(|&pattern| format!("“{}”", self.patterns[pattern].text)).collect();
        format!("nothing near it says {}", names.join(" or "))
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
            if !self.own(&mut claim, places, &owner) {
                continue;
            }
            // What a cut leaves possible for several records belongs to none.
            if !claim.lead.shared {
                claim.places.iter().for_each(|place| owner[place.start..place.end].fill(claim.rule));
            }
            matches.push(claim.lead.start);
            firm |= claim.verdict != Verdict::Possible;
            let entry = claim.entry;
            groups.entry(entry).or_insert_with(|| Group { entry, claims: Vec::new() }).claims.push(claim);
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

    /// Whether the places of a claim are its own. A fragment that another occurrence of the same error has is looked for
    /// elsewhere: each occurrence has its own fragments.
    fn own(&self, claim: &mut Claim, places: &Places, owner: &[usize]) -> bool {
        let glyphs = |place: &Place| &owner[place.start..place.end];
        let free = |place: &Place| glyphs(place).iter().all(|&rule| rule == FREE);
        for n in 0..claim.places.len() {
            let place = claim.places[n];
            if free(&place) {
                continue;
            }
            let elsewhere = place != claim.lead && glyphs(&place).iter().all(|&rule| rule == claim.rule);
            let pattern = self.rules[claim.rule].all[n];
            let list = places.get(&pattern).filter(|_| elsewhere);
            let Some(next) = list.and_then(|list| nearest_where(list, claim.lead, free)) else {
                return false;
            };
            claim.places[n] = next;
        }
        true
    }

    /// What a match knows as noise decides nothing beside it.
    fn drop_noise(&self, groups: Vec<Group>, places: &Places, misses: &mut Vec<NearMiss>) -> Vec<Group> {
        let mut dropped: Vec<bool> = vec![false; groups.len()];
        for (n, group) in groups.iter().enumerate() {
            if dropped[n] || group.claims[0].verdict != Verdict::Match || self.noise[group.entry].is_empty() {
                continue;
            }
            for (m, other) in groups.iter().enumerate() {
                if m == n
                    || dropped[m]
                    || !other.claims.iter().all(|claim| self.is_noise(group.entry, claim.lead, places))
                {
                    continue;
                }
                dropped[m] = true;
                let why = format!(
                    "such lines often stand beside {} and decide nothing",
                    self.entries[group.entry].record
                );
                misses.push(NearMiss { entry: other.entry, weight: CERTAIN, why });
            }
        }
        groups.into_iter().zip(dropped).filter(|(_, dropped)| !dropped).map(|(group, _)| group).collect()
    }

    fn is_noise(&self, entry: usize, lead: Place, places: &Places) -> bool {
        self.noise[entry].iter().filter_map(|pattern| places.get(pattern)).any(|list| {
            let behind = list.partition_point(|place| place.start < lead.end);
            behind > 0 && list[behind - 1].end > lead.start
        })
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

/// The nearest of these places within reach that passes.
fn nearest_where(list: &[Place], lead: Place, passes: impl Fn(&Place) -> bool) -> Option<Place> {
    let from = list.partition_point(|place| place.start + NEAR < lead.start);
    let within = list[from..].iter().take_while(|place| place.start <= lead.start + NEAR);
    within.filter(|place| passes(place)).min_by_key(|place| place.start.abs_diff(lead.start)).copied()
}

/// The place of the pattern nearest to the lead, if there is one near enough.
fn near(places: &Places, pattern: usize, lead: Place) -> Option<Place> {
    let list = places.get(&pattern)?;
    let behind = list.partition_point(|place| place.start < lead.start);
    let distance = |place: &&Place| place.start.abs_diff(lead.start);
    let before = behind.checked_sub(1).and_then(|n| list.get(n));
    [before, list.get(behind)]
        .into_iter()
        .flatten()
        .min_by_key(distance)
        .filter(|place| distance(place) <= NEAR)
        .copied()
}
