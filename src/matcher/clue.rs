//! Which signatures could matter for a text, told by a few signs of it: so that a page need not load them all.
//!
//! A clue is a short run of signs at the beginning of a word. Every signature is filed under clues such that whenever
//! the whole table would say anything about it (a hit, a miss), one of its clues stands in the text: what is filed under
//! the clues of a text, together with `Part`, explains that text as the whole table does. Gaps do not count, so no wrap hides
//! a clue, and it lies in the part of a phrase that is there even when the phrase was cut. Twin of static/js/clue.js.

use super::claim::NEARLY;
use super::edge::opens;
use super::normalize::{Glyph, normalize};
use super::pattern::{ANCHOR, CUT_LEAST, Pattern, WIDE_ANCHOR, heft_of, is_wide};
use super::reading::{READINGS, SnakeWords, reading};
use super::table::{Signature, Table};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Signs in a clue; a phrase without room for so many has a clue as short as an anchor.
const LONG: usize = 8;
/// A clue that many signatures share keeps the list of clues short; one that more share says too little.
const SHARED_BY: usize = 64;

/// What is filed under a clue.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Filed {
    /// A signature, by the index of its entry and its own.
    Signature(usize, usize),
    /// An error type: standing beside a phrase it counts for or against every signature.
    Type(String),
    /// What a record calls noise: it may make another signature count less.
    Noise(String),
}

/// FNV-1a over the signs.
fn hash(glyphs: &[Glyph]) -> u32 {
    glyphs.iter().fold(0x811c_9dc5, |hash, glyph| (hash ^ u32::from(glyph.sign)).wrapping_mul(0x0100_0193))
}

/// The clues that a text shows, however it is read: hashes of the signs with which its words begin.
pub fn clues_in(text: &str) -> BTreeSet<u32> {
    let raw: Vec<char> = text.chars().collect();
    let plain = normalize(&raw);
    // Underscores make no difference to clues, so the words that have some need not be known.
    let others = (0..READINGS).filter_map(|kind| reading(kind, &SnakeWords::new(), &raw, &plain));
    let mut clues: BTreeSet<u32> = others.flat_map(|glyphs| shown(&glyphs)).collect();
    clues.extend(shown(&plain));
    clues
}

fn shown(glyphs: &[Glyph]) -> BTreeSet<u32> {
    let starts = (0..glyphs.len()).filter(|&at| opens(glyphs, at));
    let runs = starts.flat_map(|at| [LONG, ANCHOR, WIDE_ANCHOR].map(|length| run(glyphs, at, length)));
    let tells = |run: &Run| run.glyphs.len() > WIDE_ANCHOR || run.glyphs.iter().all(is_wide);
    runs.flatten().filter(tells).map(|run| hash(&run.glyphs)).collect()
}

impl Pattern {
    /// The clues one of which a text must show for this pattern to be found in it; none if it never is.
    fn clues(&self) -> BTreeSet<u32> {
        // Of a phrase that was cut off, at least its beginning is there.
        let within = if self.cuttable() { CUT_LEAST } else { usize::MAX };
        let clues = |length: usize, wide: bool| -> BTreeSet<u32> {
            let starts = self.runs(1, within).into_iter();
            let clues = starts.filter_map(|(n, start)| {
                let run = run(&self.pieces[n], start, length)?;
                let before: usize = self.pieces[..n].iter().map(|piece| heft_of(piece)).sum();
                let is_there = before.saturating_add(heft_of(&self.pieces[n][..run.end])) <= within;
                let tells = !wide || run.glyphs.iter().all(is_wide);
                (is_there && tells).then(|| hash(&run.glyphs))
            });
            clues.collect()
        };
        let long = clues(LONG, false);
        if !long.is_empty() {
            return long;
        }
        let short = clues(ANCHOR, false);
        if short.is_empty() { clues(WIDE_ANCHOR, true) } else { short }
    }
}

/// Glyphs that a clue is made of, and where in the text they end.
struct Run {
    glyphs: Vec<Glyph>,
    end: usize,
}

/// So many glyphs from `start`. Underscores do not count: a scanner may have lost them.
fn run(glyphs: &[Glyph], start: usize, length: usize) -> Option<Run> {
    let places = (start..glyphs.len()).filter(|&at| glyphs[at].sign != '_').take(length);
    let places: Vec<usize> = places.collect();
    let end = places.last().map_or(start, |last| last + 1);
    let glyphs = places.iter().map(|&at| glyphs[at]).collect();
    (places.len() == length).then_some(Run { glyphs, end })
}

impl Table {
    /// Everything that can matter, under its clues.
    pub fn clues(&self) -> BTreeMap<u32, BTreeSet<Filed>> {
        let mut filed: BTreeMap<usize, BTreeSet<Filed>> = BTreeMap::new();
        for rule in &self.rules {
            for pattern in self.telling(&rule.all, rule.weight) {
                filed.entry(pattern).or_default().insert(Filed::Signature(rule.entry, rule.signature));
            }
        }
        for (pattern, kind) in &self.kinds {
            filed.entry(*pattern).or_default().insert(Filed::Type(kind.clone()));
        }
        for &pattern in &self.noises {
            filed.entry(pattern).or_default().insert(Filed::Noise(self.patterns[pattern].text.clone()));
        }
        let mut shared: HashMap<u32, usize> = HashMap::new();
        let runs: Vec<(BTreeSet<u32>, BTreeSet<Filed>)> =
            filed.into_iter().map(|(pattern, what)| (self.patterns[pattern].clues(), what)).collect();
        for (clues, what) in &runs {
            for clue in clues {
                *shared.entry(*clue).or_default() += what.len();
            }
        }
        let mut all: BTreeMap<u32, BTreeSet<Filed>> = BTreeMap::new();
        for (clues, what) in runs {
            let best = clues.into_iter().min_by_key(|clue| {
                let by = shared[clue];
                if by <= SHARED_BY { SHARED_BY - by } else { by }
            });
            if let Some(clue) = best {
                all.entry(clue).or_default().extend(what);
            }
        }
        all
    }

    /// Those of a signature's fragments of which one must be in the text for it to be a hit or a near miss: the
    /// lightest are left out as long as all of them together are too little.
    fn telling(&self, all: &[usize], weight: usize) -> Vec<usize> {
        let mut order: Vec<usize> = all.to_vec();
        order.sort_by_key(|&pattern| (self.patterns[pattern].weight, pattern));
        let mut light = 0;
        order.retain(|&pattern| {
            light += self.patterns[pattern].weight;
            light * NEARLY >= weight
        });
        order
    }

    /// A signature with what it has from its record: status and type.
    pub fn filed(&self, entry: usize, signature: usize) -> Signature {
        let entry = &self.entries[entry];
        let signature = &entry.signatures[signature];
        Signature {
            status: signature.status.or(entry.status),
            kind: signature.kind.clone().or_else(|| entry.kind.clone()),
            ..signature.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::Entry;

    fn table(signatures: &[&[&str]]) -> Table {
        let entries = signatures.iter().enumerate().map(|(n, all)| Entry {
            record: format!("a/{n}"),
            signatures: vec![Signature {
                all: all.iter().map(|text| (*text).to_string()).collect(),
                ..Signature::default()
            }],
            ..Entry::default()
        });
        Table::compile(entries.collect())
    }

    #[test]
    fn a_clue_stands_in_the_text_however_it_is_wrapped_or_cut() {
        let table = table(&[&["Request not allowed by this workspace"]]);
        let clues = table.clues();
        for text in [
            "Request not allowed by this workspace",
            "\"Req\n   uest not al\n  lowed by this workspace\"",
            "Request not allowed b...",
        ] {
            assert!(clues_in(text).iter().any(|clue| clues.contains_key(clue)), "{text}");
            assert_eq!(table.explain(text).hits.len(), 1, "{text}");
        }
    }

    #[test]
    fn underscores_that_a_scanner_lost_hide_no_clue() {
        let table = table(&[&["api_error: the relay failed"], &["tool_use"]]);
        let clues = table.clues();
        for text in ["apierror: the relay failed", "a tooluse was found"] {
            assert!(clues_in(text).iter().any(|clue| clues.contains_key(clue)), "{text}");
            assert_eq!(table.explain(text).hits.len(), 1, "{text}");
        }
    }

    #[test]
    fn a_light_fragment_is_no_clue() {
        let table = table(&[&["permission_error", "The caller has no permission to use this deployment"]]);
        assert_eq!(table.clues().len(), 1);
        let clues = table.clues();
        assert!(!clues_in("permission_error").iter().any(|clue| clues.contains_key(clue)));
    }
}
