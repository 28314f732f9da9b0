//! From places among the glyphs back to what stands in the raw text: lines, excerpts, the words in a hole.

use super::claim::Claim;
use super::explain::{Group, Hit, Instance, MOST};
use super::find::Place;
use super::normalize::{Gap, Glyph};
use super::redact::{Secret, masked_part, secrets_in};
use super::table::Table;
use std::cell::OnceCell;
use std::collections::BTreeMap;

const EXCERPT: usize = 400;

pub(super) struct View<'a> {
    table: &'a Table,
    raw: &'a [char],
    glyphs: &'a [Glyph],
    line_ends: Vec<usize>,
    /// Found in the whole text, so that none is met from its middle or without its name.
    secrets: OnceCell<Vec<Secret>>,
}

impl<'a> View<'a> {
    pub fn new(table: &'a Table, raw: &'a [char], glyphs: &'a [Glyph]) -> Self {
        let line_ends = (0..raw.len()).filter(|&at| raw[at] == '\n').collect();
        Self { table, raw, glyphs, line_ends, secrets: OnceCell::new() }
    }

    /// The first place of the signature that won, and how often it stands there.
    pub fn hit(&self, group: &Group) -> Hit {
        let best = &group.claims[0];
        let mut same: Vec<&Claim> = group.claims.iter().filter(|claim| claim.rule == best.rule).collect();
        same.sort_by_key(|claim| claim.lead.start);
        let instances: Vec<Instance> = same.iter().take(MOST).map(|claim| self.instance(claim)).collect();
        let Instance { line, holes } = instances[0].clone();
        Hit {
            record: self.table.entries[group.entry].record.clone(),
            verdict: best.verdict,
            line,
            fragment: self.table.patterns[self.table.rules[best.rule].lead].text.clone(),
            holes,
            count: same.len(),
            instances,
            excerpt: self.excerpt(same[0].lead),
            cause: group.claims.iter().find_map(|claim| self.cause(claim)),
            role: group.role,
            cut: same[0].lost > 0,
        }
    }

    /// The cause that a claim's signature names.
    fn cause(&self, claim: &Claim) -> Option<String> {
        let rule = &self.table.rules[claim.rule];
        self.table.entries[claim.entry].signatures[rule.signature].cause.clone()
    }

    fn instance(&self, claim: &Claim) -> Instance {
        let at = self.glyphs[claim.lead.start].at as usize;
        Instance { line: self.line_ends.partition_point(|&end| end < at) + 1, holes: self.holes(claim) }
    }

    fn excerpt(&self, lead: Place) -> String {
        let (from, to) = (self.glyphs[lead.start].at as usize, self.glyphs[lead.end - 1].at as usize + 1);
        let cut = to - from > EXCERPT;
        let mut excerpt = masked_part(self.raw, self.secrets(), from..to.min(from + EXCERPT));
        if cut {
            excerpt.push('…');
        }
        excerpt
    }

    fn secrets(&self) -> &[Secret] {
        self.secrets.get_or_init(|| secrets_in(self.raw))
    }

    fn holes(&self, claim: &Claim) -> BTreeMap<String, String> {
        let mut holes = BTreeMap::new();
        for (&pattern, place) in self.table.rules[claim.rule].all.iter().zip(&claim.places) {
            let pattern = &self.table.patterns[pattern];
            let cut = (place.lost > 0).then_some(place.end);
            let Some(part) = pattern.spans_until(self.glyphs, place.start, cut) else {
                continue;
            };
            for (hole, pair) in pattern.holes.iter().zip(part.spans.windows(2)) {
                holes.entry(hole.name.clone()).or_insert_with(|| self.words(pair[0].1, pair[1].0));
            }
        }
        holes
    }

    /// The glyphs as they were written, every kind of white space as one blank, secrets masked.
    fn words(&self, from: usize, to: usize) -> String {
        let mut words = String::new();
        let mut masked = 0;
        for (n, glyph) in self.glyphs[from..to].iter().enumerate() {
            if n > 0 && glyph.gap >= Gap::Blank && (glyph.at as usize) >= masked {
                words.push(' ');
            }
            let at = glyph.at as usize;
            let next = self.secrets().partition_point(|secret| secret.to <= at);
            if let Some(secret) = self.secrets().get(next).filter(|secret| secret.from <= at) {
                if secret.to > masked {
                    words.push_str(secret.mask);
                    masked = secret.to;
                }
                continue;
            }
            let written = self.raw[at];
            words.push(if written.to_ascii_lowercase() == glyph.sign { written } else { glyph.sign });
        }
        words
    }
}
