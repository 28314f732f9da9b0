//! Where are the fragments? Each pattern is looked up by its anchor, four glyphs that few other patterns have, so that the
//! work depends on the text and hardly on the number of signatures.

use super::hole::LINE;
use super::normalize::{COLUMN, Gap, Glyph, RULE, is_word};
use super::pattern::{ANCHOR, CUT_LEAST, Pattern, WIDE_ANCHOR, common, is_wide};
use super::table::Table;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// So much of a phrase is enough where the cut falls between words and before its half.
const CUT_SURE: usize = 24;
/// How far before a cut a phrase may begin, and how many cuts are looked at.
const CUT_REACH: usize = 600;
const CUTS: usize = 32;
/// Glyphs of a line that may have been cut at a terminal's edge.
const WIDE: usize = 72;
/// An anchor that more patterns have is common.
const OFTEN: u32 = 8;

/// A pattern's place: glyphs from `start` to before `end`, `lost` glyphs cut away.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Place {
    pub start: usize,
    pub end: usize,
    pub lost: usize,
    /// Whether the cut leaves several records possible.
    pub shared: bool,
}

pub(super) type Places = BTreeMap<usize, Vec<Place>>;

/// Where an anchor is in its pattern.
#[derive(Debug)]
struct Anchor {
    pattern: usize,
    piece: usize,
    offset: usize,
}

#[derive(Debug, Default)]
pub(super) struct Anchors {
    rare: HashMap<u32, Vec<Anchor>>,
    /// Two letters of a script whose letters tell much, for what has no longer run.
    wide: HashMap<u32, Vec<Anchor>>,
    heads: Heads,
    /// Whether any anchor has these sixteen low bits: spares most look-ups.
    seen: Vec<bool>,
}

/// Patterns that may be cut, by how their first pieces begin: beginnings of several lengths, so that few patterns are
/// tried where many begin alike.
#[derive(Debug, Default)]
struct Heads {
    /// Patterns whose first piece has at least so many glyphs, by the length and hash of that beginning.
    all: HashMap<(usize, u32), Vec<usize>>,
    /// Those for which it is the longest such beginning.
    whole: HashMap<(usize, u32), Vec<usize>>,
}

/// The lengths of beginnings.
const HEADS: [usize; 12] = [1, 2, 3, ANCHOR, 8, 12, 16, 24, 32, 48, 64, 96];

impl Heads {
    fn insert(&mut self, pattern: usize, piece: &[Glyph]) {
        let longest = HEADS.into_iter().rev().find(|&size| size <= piece.len());
        for size in HEADS.into_iter().filter(|&size| size >= ANCHOR && size <= piece.len()) {
            self.all.entry((size, hash(&piece[..size]))).or_default().push(pattern);
        }
        if let Some(size) = longest {
            self.whole.entry((size, hash(&piece[..size]))).or_default().push(pattern);
        }
    }

    /// The patterns whose first piece may begin a text that is cut off at the end of these glyphs.
    fn beginning(&self, glyphs: &[Glyph]) -> impl Iterator<Item = usize> {
        let longest = HEADS.into_iter().rev().find(|&size| size <= glyphs.len()).unwrap_or(0);
        let shorter = HEADS.into_iter().filter(move |&size| size < longest);
        let shorter = shorter.filter_map(move |size| self.whole.get(&(size, hash(&glyphs[..size]))));
        let longest = self.all.get(&(longest, hash(&glyphs[..longest])));
        shorter.chain(longest).flatten().copied()
    }
}

fn hash(glyphs: &[Glyph]) -> u32 {
    glyphs.iter().fold(0, |hash: u32, glyph| hash.wrapping_mul(0x0100_0193) ^ u32::from(glyph.sign))
}

/// The low bits of the product above are poor; fold the high ones in.
fn slot(hash: u32) -> usize {
    ((hash ^ (hash >> 16)) & 0xffff) as usize
}

/// Runs of a pattern that it may be looked up by: their hashes, pieces and places in them.
fn grams(pattern: &Pattern) -> Vec<(u32, usize, usize)> {
    let of = |size: usize| {
        let pieces = pattern.pieces.iter().enumerate();
        let runs = pieces.flat_map(move |(n, piece)| {
            piece.windows(size).enumerate().map(move |(offset, gram)| (gram, n, offset))
        });
        runs.filter(move |(gram, ..)| size == ANCHOR || gram.iter().all(is_wide))
    };
    let hashed = |size: usize| of(size).map(|(gram, n, offset)| (hash(gram), n, offset)).collect::<Vec<_>>();
    let long = hashed(ANCHOR);
    if long.is_empty() { hashed(WIDE_ANCHOR) } else { long }
}

impl Anchors {
    pub fn of(patterns: &[Pattern]) -> Self {
        let mut frequency: HashMap<u32, u32> = HashMap::new();
        for (gram, ..) in patterns.iter().flat_map(grams) {
            *frequency.entry(gram).or_default() += 1;
        }
        let mut anchors = Self { seen: vec![false; 0x1_0000], ..Self::default() };
        for (pattern, parsed) in patterns.iter().enumerate().filter(|(_, parsed)| parsed.findable()) {
            let grams = grams(parsed);
            let rarest = |list: &mut dyn Iterator<Item = &(u32, usize, usize)>| {
                list.min_by_key(|(gram, ..)| frequency[gram]).copied()
            };
            // The first piece needs no search backwards; it has to be common before another one is preferred.
            let own = rarest(&mut grams.iter().filter(|(_, piece, _)| *piece == 0));
            let own = own.filter(|(gram, ..)| frequency[gram] <= OFTEN);
            let Some((gram, piece, offset)) = own.or_else(|| rarest(&mut grams.iter())) else {
                continue;
            };
            let is_long = parsed.pieces.iter().any(|piece| piece.len() >= ANCHOR);
            let map = if is_long { &mut anchors.rare } else { &mut anchors.wide };
            map.entry(gram).or_default().push(Anchor { pattern, piece, offset });
            anchors.seen[slot(gram)] = true;
            if parsed.cuttable() {
                anchors.heads.insert(pattern, &parsed.pieces[0]);
            }
        }
        anchors
    }
}

impl Table {
    /// All places of all patterns, in order of appearance.
    pub(super) fn find(&self, raw: &[char], glyphs: &[Glyph]) -> Places {
        let mut places = Places::new();
        for at in 0..glyphs.len() {
            let gram = |size: usize| glyphs.get(at..at + size).map(hash);
            if !self.anchors.wide.is_empty() && is_wide(&glyphs[at]) {
                let anchors = gram(WIDE_ANCHOR).and_then(|gram| self.anchors.wide.get(&gram));
                self.look(anchors, glyphs, at, &mut places);
            }
            if let Some(gram) = gram(ANCHOR).filter(|&gram| self.anchors.seen[slot(gram)]) {
                self.look(self.anchors.rare.get(&gram), glyphs, at, &mut places);
            }
        }
        for cut in cuts(raw, glyphs) {
            self.find_cut(glyphs, &cut, &mut places);
        }
        places
    }

    /// The patterns whose anchor is at `at`.
    fn look(&self, anchors: Option<&Vec<Anchor>>, glyphs: &[Glyph], at: usize, places: &mut Places) {
        for anchor in anchors.into_iter().flatten() {
            let Some(at) = at.checked_sub(anchor.offset) else {
                continue;
            };
            if let Some(place) = place_around(&self.patterns[anchor.pattern], glyphs, at, anchor.piece) {
                put(places, anchor.pattern, place);
            }
        }
    }

    /// Phrases that begin before the cut and would go on after it. Several records that could go on so share the place.
    fn find_cut(&self, glyphs: &[Glyph], cut: &Cut, places: &mut Places) {
        for start in cut.at.saturating_sub(CUT_REACH)..(cut.at + 1).saturating_sub(ANCHOR) {
            let mut found: Vec<(usize, Place)> = Vec::new();
            let mut entries = BTreeSet::new();
            for number in self.anchors.heads.beginning(&glyphs[start..cut.at]) {
                let Some(place) = self.place_cut(number, glyphs, start, cut) else {
                    continue;
                };
                found.push((number, place));
                let leading = self.needed_by[number].iter().filter(|&&rule| self.rules[rule].lead == number);
                entries.extend(leading.map(|&rule| self.rules[rule].entry));
            }
            for (number, place) in found.into_iter().filter(|(_, place)| place.lost > 0) {
                put(places, number, Place { shared: entries.len() > 1, ..place });
            }
        }
    }

    fn place_cut(&self, number: usize, glyphs: &[Glyph], start: usize, cut: &Cut) -> Option<Place> {
        let pattern = &self.patterns[number];
        let part = pattern.spans_until(glyphs, start, Some(cut.at))?;
        let lost = pattern.weight - part.count;
        let little = lost > 0 && !part.broken && part.heft < CUT_SURE && part.count * 2 < pattern.weight;
        if part.heft < CUT_LEAST || cut.broken_only && !part.broken || little {
            return None;
        }
        let end = part.spans.last().map_or(start, |span| span.1);
        Some(Place { start, end, lost, shared: false })
    }
}

/// The tightest place of a pattern whose piece `n` is at `at`.
fn place_around(pattern: &Pattern, glyphs: &[Glyph], at: usize, n: usize) -> Option<Place> {
    let place = |start: usize| {
        let spans = pattern.spans(glyphs, start).filter(|spans| spans[n].0 == at)?;
        Some(Place { start, end: spans.last().map_or(start, |span| span.1), lost: 0, shared: false })
    };
    if n == 0 {
        return place(at);
    }
    let first = &pattern.pieces[0];
    let least = at.saturating_sub(n * LINE + first.len());
    let mut starts = (least..(at + 1).saturating_sub(first.len())).rev();
    starts.find_map(|start| (common(first, glyphs, start) == first.len()).then(|| place(start)).flatten())
}

/// Of two places that end together the tighter one counts.
fn put(places: &mut Places, pattern: usize, place: Place) {
    let list = places.entry(pattern).or_default();
    let n = list.partition_point(|known| known.start < place.start);
    if list[n..].iter().any(|known| known.end == place.end) {
        return;
    }
    list.insert(n, place);
    for k in (0..n).rev() {
        if list[k].end < place.end {
            break;
        }
        if list[k].end == place.end {
            list.remove(k);
        }
    }
}

/// Where the text may have been cut; if `broken_only`, it was only if a word is broken there.
struct Cut {
    at: usize,
    broken_only: bool,
}

/// At its end, before an ellipsis or `[truncated]`, at the edge of a column or a terminal.
fn cuts(raw: &[char], glyphs: &[Glyph]) -> Vec<Cut> {
    let opens = |sign: char| matches!(sign, '[' | '(' | '<');
    let before = |at: usize| if at > 0 && opens(glyphs[at - 1].sign) { at - 1 } else { at };
    let mut cuts = Vec::new();
    let (mut dots, mut width) = (0, 0);
    for (at, glyph) in glyphs.iter().enumerate() {
        if cuts.len() >= CUTS {
            break;
        }
        let goes_on = glyphs
            .get(at + 1)
            .is_some_and(|next| next.gap == Gap::None && (is_word(next.sign) || next.sign == '.'));
        dots = if glyph.sign == '.' { dots + 1 } else { 0 };
        if dots >= 3 && !goes_on {
            cuts.push(Cut { at: before(at + 1 - dots), broken_only: false });
        }
        if opens(glyph.sign) && says(&glyphs[at + 1..], "truncated") {
            cuts.push(Cut { at, broken_only: false });
        }
        if at > 0 && glyph.gap == Gap::Blank && glyph.seen & (COLUMN | RULE) != 0 {
            cuts.push(Cut { at, broken_only: true });
        }
        if glyph.gap >= Gap::Wrap {
            if width >= WIDE {
                cuts.push(Cut { at, broken_only: true });
            }
            width = 0;
        }
        width += 1;
    }
    if glyphs.last().is_some_and(|last| !matches!(last.sign, '.' | '!' | '?' | '}' | ']' | ')')) {
        // A last line that ends as lines do was hardly cut, unless a word is broken.
        let mut tail = raw.iter().rev().take_while(|sign| matches!(sign, ' ' | '\t' | '\r' | '\n'));
        let broken_only = tail.any(|sign| matches!(sign, '\r' | '\n'));
        cuts.push(Cut { at: glyphs.len(), broken_only });
    }
    cuts
}

pub(super) fn says(glyphs: &[Glyph], word: &str) -> bool {
    let mut signs = glyphs.iter().map(|glyph| glyph.sign);
    word.chars().all(|sign| signs.next() == Some(sign))
}
