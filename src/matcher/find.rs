//! Where do the fragments stand? Each pattern is looked up by its anchor, four glyphs that few other patterns have, so
//! that the work depends on the text and hardly on the number of signatures.

use super::normalize::Glyph;
use super::pattern::Pattern;
use super::table::Table;
use std::collections::{BTreeMap, HashMap};

/// Glyphs in an anchor; a fragment whose first piece is shorter cannot be found.
pub(super) const ANCHOR: usize = 4;
/// A phrase cut off counts from here on (without a hole), if it is also half the phrase and no other record's begins like it.
pub(super) const CUT_LEAST: usize = 14;
const CUT_MARGIN: usize = 4;
/// How far before a cut a phrase may begin, and how many cuts (ellipses) are looked at.
const CUT_REACH: usize = 240;
const CUTS: usize = 8;

/// A pattern's place: glyphs from `start` to before `end`, `lost` glyphs cut away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub start: usize,
    pub end: usize,
    pub lost: usize,
}

pub(super) type Places = BTreeMap<usize, Vec<Place>>;

#[derive(Debug, Default)]
pub(super) struct Anchors {
    /// Hash of four signs → patterns, each with how far into its first piece those four stand.
    rare: HashMap<u32, Vec<(usize, usize)>>,
    /// Hash of the least that a cut may leave → patterns that begin so.
    heads: HashMap<u32, Vec<usize>>,
    /// Whether any anchor has these sixteen low bits: spares most look-ups.
    seen: Vec<bool>,
}

fn hash(glyphs: &[Glyph]) -> u32 {
    glyphs.iter().fold(0, |hash: u32, glyph| hash.wrapping_mul(0x0100_0193) ^ u32::from(glyph.sign))
}

/// The low bits of the product above are poor; fold the high ones in.
fn slot(hash: u32) -> usize {
    ((hash ^ (hash >> 16)) & 0xffff) as usize
}

impl Anchors {
    pub fn of(patterns: &[Pattern]) -> Self {
        let grams = |pattern: &Pattern| -> Vec<u32> { pattern.pieces[0].windows(ANCHOR).map(hash).collect() };
        let mut frequency: HashMap<u32, u32> = HashMap::new();
        for gram in patterns.iter().flat_map(grams) {
            *frequency.entry(gram).or_default() += 1;
        }
        let mut anchors = Self { seen: vec![false; 0x1_0000], ..Self::default() };
        for (number, pattern) in patterns.iter().enumerate() {
            let grams = grams(pattern);
            let Some(rarest) = (0..grams.len()).min_by_key(|&n| frequency[&grams[n]]) else {
                continue;
            };
            anchors.rare.entry(grams[rarest]).or_default().push((number, rarest));
            if let Some(head) = pattern.pieces[0].get(..CUT_LEAST) {
                anchors.heads.entry(hash(head)).or_default().push(number);
            }
            anchors.seen[slot(grams[rarest])] = true;
        }
        anchors
    }
}

impl Table {
    /// All places of all patterns, in order of appearance.
    pub(super) fn find(&self, glyphs: &[Glyph]) -> Places {
        let mut places = Places::new();
        for (at, gram) in glyphs.windows(ANCHOR).enumerate() {
            let gram = hash(gram);
            if !self.anchors.seen[slot(gram)] {
                continue;
            }
            for &(number, offset) in self.anchors.rare.get(&gram).into_iter().flatten() {
                let Some(start) = at.checked_sub(offset) else {
                    continue;
                };
                if let Some(spans) = self.patterns[number].spans(glyphs, start) {
                    let end = spans.last().map_or(start, |span| span.1);
                    places.entry(number).or_default().push(Place { start, end, lost: 0 });
                }
            }
        }
        for cut in cuts(glyphs) {
            self.find_cut(glyphs, cut, &mut places);
        }
        places
    }

    /// Phrases that begin before the cut and would go on behind it.
    fn find_cut(&self, glyphs: &[Glyph], cut: usize, places: &mut Places) {
        for start in cut.saturating_sub(CUT_REACH)..(cut + 1).saturating_sub(CUT_LEAST) {
            let head = hash(&glyphs[start..start + CUT_LEAST]);
            for &number in self.anchors.heads.get(&head).into_iter().flatten() {
                let pattern = &self.patterns[number];
                let Some((spans, found)) = pattern.spans_until(glyphs, start, Some(cut)) else {
                    continue;
                };
                let enough = found * 2 >= pattern.weight && found >= self.shared[number] + CUT_MARGIN;
                if enough && found < pattern.weight {
                    let end = spans.last().map_or(start, |span| span.1);
                    let list = places.entry(number).or_default();
                    let before = list.partition_point(|place| place.start < start);
                    list.insert(before, Place { start, end, lost: pattern.weight - found });
                }
            }
        }
    }
}

/// Where the text may have been cut: before an ellipsis, and at its end.
fn cuts(glyphs: &[Glyph]) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut dots = 0;
    for (place, glyph) in glyphs.iter().enumerate() {
        dots = if glyph.sign == '.' { dots + 1 } else { 0 };
        if dots == 3 && cuts.len() < CUTS {
            cuts.push(place - 2);
        }
    }
    cuts.push(glyphs.len());
    cuts
}
