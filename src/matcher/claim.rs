//! What does each signature claim? Its deciding fragment with the others around it, if nothing rules it out.
//! Port: static/js/matcher.js.

use super::explain::Verdict;
use super::facet::{EVIDENCE_POINTS, Facets};
use super::find::{Place, Places, says};
use super::normalize::{Gap, Glyph, QUOTE};
use super::sentence::{is_part, line_of};
use super::table::{Rule, Table};
use std::collections::BTreeSet;

/// How far from the deciding fragment the others may be: some eighty lines.
const NEAR: usize = 4000;
/// A signature of which this part is there (one third) was nearly it.
pub(super) const NEARLY: usize = 3;
/// The owner of a glyph that no claim has.
pub(super) const FREE: usize = usize::MAX;

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
pub(super) struct Text<'a> {
    pub raw: &'a [char],
    pub glyphs: &'a [Glyph],
    /// Where paragraphs begin.
    breaks: Vec<usize>,
}

/// What Python writes between chained tracebacks.
const CHAINS: [&str; 2] = ["theaboveexception", "duringhandlingoftheabove"];

impl<'a> Text<'a> {
    pub fn new(raw: &'a [char], glyphs: &'a [Glyph]) -> Self {
        let mut breaks = Vec::new();
        let mut chained = false;
        for at in (1..glyphs.len()).filter(|&at| glyphs[at].gap == Gap::Break) {
            let chains = CHAINS.iter().any(|words| says(&glyphs[at..], words));
            if !chains && !chained {
                breaks.push(at);
            }
            chained = chains;
        }
        Self { raw, glyphs, breaks }
    }

    /// Whether the program is named in the same paragraph as a claim, or in another part of its chain of tracebacks.
    fn names(&self, list: &[Place], lead: Place) -> bool {
        let paragraph = |place: Place| self.breaks.partition_point(|&start| start <= place.start);
        let own = paragraph(lead);
        nearest_where(list, lead, |place| place.lost == 0 && paragraph(*place) == own).is_some()
    }
}

/// A record that was nearly it: how near, and what is amiss.
pub(super) struct NearMiss {
    pub entry: usize,
    pub weight: usize,
    pub why: String,
}

impl Table {
    pub(super) fn claims(
        &self,
        text: &Text,
        places: &Places,
        facets: &Facets,
    ) -> (Vec<Claim>, Vec<NearMiss>) {
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
    pub(super) fn claim(
        &self,
        number: usize,
        lead: Place,
        text: &Text,
        places: &Places,
        facets: &Facets,
        misses: &mut Vec<NearMiss>,
    ) -> Option<Claim> {
        let rule = &self.rules[number];
        let all = places_around(rule, lead, places, text.glyphs)?;
        let lost: usize = all.iter().map(|place| place.lost).sum();
        if let Some(n) = rule.not.iter().position(|not| excludes(*not, lead, places, text)) {
            let why = self.entries[rule.entry].signatures[rule.signature].not[n].why.clone();
            misses.push(NearMiss { entry: rule.entry, weight: rule.weight * 2, why });
            return None;
        }
        let is_named = |pattern: &usize| places.get(pattern).is_some_and(|list| text.names(list, lead));
        let named = rule.any.is_empty() || rule.any.iter().any(is_named);
        if !named {
            misses.push(NearMiss { entry: rule.entry, weight: rule.weight, why: self.nothing_names(rule) });
        }
        let is_near = |pattern: &&usize| near(places, **pattern, lead).is_some_and(|place| place.lost == 0);
        let said = rule.evidence.iter().filter(is_near).count();
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

    /// Whether the places of a claim are its own. A fragment that another occurrence of the same error has is looked for
    /// elsewhere: each occurrence has its own fragments.
    pub(super) fn own(&self, claim: &mut Claim, places: &Places, owner: &[usize], glyphs: &[Glyph]) -> bool {
        let rule = &self.rules[claim.rule];
        let owners = |place: &Place| &owner[place.start..place.end];
        let free = |place: &Place| owners(place).iter().all(|&rule| rule == FREE);
        for n in 0..claim.places.len() {
            let place = claim.places[n];
            if free(&place) {
                continue;
            }
            let elsewhere = place != claim.lead && owners(&place).iter().all(|&rule| rule == claim.rule);
            let list = places.get(&rule.all[n]).filter(|_| elsewhere);
            let fits = |next: &Place| free(next) && is_in_place(rule, n, *next, &claim.places, glyphs);
            let Some(next) = list.and_then(|list| nearest_where(list, claim.lead, fits)) else {
                return false;
            };
            claim.places[n] = next;
        }
        true
    }
}

/// The places of a rule's fragments around the deciding one.
fn places_around(rule: &Rule, lead: Place, places: &Places, glyphs: &[Glyph]) -> Option<Vec<Place>> {
    if !rule.order && !rule.start {
        return rule.all.iter().map(|pattern| near(places, *pattern, lead)).collect();
    }
    let decides = rule.all.iter().position(|&pattern| pattern == rule.lead)?;
    let mut all: Vec<Option<Place>> = vec![None; rule.all.len()];
    all[decides] = Some(lead).filter(|_| !(rule.start && decides == 0) || begins_line(glyphs, lead.start));
    // Outwards from the deciding fragment, so that each has a neighbor that is settled.
    for n in (decides + 1..rule.all.len()).chain((0..decides).rev()) {
        let (before, after) = if n > decides { (all[n - 1]?, None) } else { (lead, all[n + 1]) };
        let fits = |place: &Place| {
            let ordered = after.map_or(place.start >= before.end, |after| place.end <= after.start);
            (ordered || !rule.order) && !(rule.start && n == 0 && !begins_line(glyphs, place.start))
        };
        all[n] = places.get(&rule.all[n]).and_then(|list| nearest_where(list, lead, fits));
    }
    all.into_iter().collect()
}

/// Whether `place` will do for fragment `n` of a rule, where its other fragments are known.
fn is_in_place(rule: &Rule, n: usize, place: Place, all: &[Place], glyphs: &[Glyph]) -> bool {
    let before = n.checked_sub(1).is_none_or(|before| all[before].end <= place.start);
    let ordered = before && all.get(n + 1).is_none_or(|after| place.end <= after.start);
    (ordered || !rule.order) && !(rule.start && n == 0 && !begins_line(glyphs, place.start))
}

/// Whether a line begins there, after its prefix, or a text in quotes.
fn begins_line(glyphs: &[Glyph], at: usize) -> bool {
    let Glyph { gap, seen, .. } = glyphs[at];
    let quoted = || seen & QUOTE != 0 && matches!(glyphs[at - 1].sign, ':' | '=' | ',' | '(' | '[' | '{');
    at == 0 || gap >= Gap::Wrap || quoted()
}

/// Whether an exclusion is near a claim, or in its own line if it counts only there.
fn excludes((pattern, here): (usize, bool), lead: Place, places: &Places, text: &Text) -> bool {
    if !here {
        return near(places, pattern, lead).is_some();
    }
    let Some(list) = places.get(&pattern) else { return false };
    let (from, to) = line_of(text.raw, text.glyphs, lead);
    let within = list.partition_point(|place| place.start < to);
    within > 0 && list[within - 1].end > from
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
