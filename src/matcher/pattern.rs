//! One fragment of a signature: literal text with typed holes, `Unexpected value(s) {value} for the`.
//!
//! There are no regular expressions. `{name}` is a hole, `{name:int}` one for a number (see `hole.rs`), `{{` and `}}` are
//! braces, and a brace that opens no name is itself. A quote that the author wrote beside a hole has to be there.

use super::edge::{closes, is_edge, opens};
use super::fragment::{begins_sentence, divide};
use super::hole::{Hole, Kind, Walk, holds, quotes_lost, token_end};
use super::normalize::{Gap, Glyph, PAIR, QUOTE, RULE, is_word, normalize_fragment};

/// Glyphs in an anchor; a fragment without so long a piece cannot be found.
pub(super) const ANCHOR: usize = 4;
pub(super) const WIDE_ANCHOR: usize = 2;
/// A phrase that was cut off counts from here on.
pub(super) const CUT_LEAST: usize = 14;

#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each tells something of its own about the fragment")]
pub struct Pattern {
    pub text: String,
    /// What is between the holes; `pieces[n]` is followed by `holes[n]`, if there is one.
    pub pieces: Vec<Vec<Glyph>>,
    pub holes: Vec<Hole>,
    /// The gap after each piece, and what was in it.
    tails: Vec<(Gap, u8)>,
    /// Whether a hole is before the first piece. It is not searched for; what is beside it still counts.
    pub(super) leading: bool,
    /// Whether it may end within a word: it ends with `*`.
    open: bool,
    /// Whether it may be a part of a name: `AnthropicException`.
    context: bool,
    /// Whether it begins as a sentence does, and whether it ends as one.
    pub(super) sentence: bool,
    pub(super) finished: bool,
    /// Glyphs of all pieces together.
    pub weight: usize,
}

/// Where a pattern is: the glyphs of each piece, first and after the last.
pub type Spans = Vec<(usize, usize)>;

/// What of a pattern is there: glyphs that were found, their heft, and whether the text ends within a word.
pub(super) struct Part {
    pub spans: Spans,
    pub count: usize,
    pub heft: usize,
    pub broken: bool,
}

impl Pattern {
    pub fn parse(text: &str) -> Self {
        let (literals, mut holes) = divide(text);
        let mut pieces = Vec::new();
        let mut tails = Vec::new();
        for literal in &literals {
            let (piece, gap, seen) = normalize_fragment(literal, false);
            pieces.push(piece);
            tails.push((gap, seen));
        }
        // What a logger puts before a line is not part of the fragment, as it is not part of the line.
        let mut skipped = 0;
        loop {
            let (begun, gap, seen) = normalize_fragment(&literals[skipped], true);
            let done = !begun.is_empty() || pieces.len() == 1;
            if !begun.is_empty() || pieces.len() > 1 {
                pieces[0] = begun;
                tails[0] = (gap, seen);
            }
            if done {
                break;
            }
            pieces.remove(0);
            tails.remove(0);
            holes.remove(0);
            skipped += 1;
        }
        let sentence = skipped > 0 || begins_sentence(&pieces[0], &literals[skipped]);
        let last = pieces[pieces.len() - 1].last().map(|glyph| glyph.sign);
        Self {
            text: text.to_owned(),
            leading: skipped > 0,
            context: false,
            open: text.len() > 1 && text.find('*') == Some(text.len() - 1),
            sentence,
            finished: last.is_some_and(|sign| matches!(sign, '.' | '!' | '?')),
            weight: pieces.iter().map(Vec::len).sum(),
            pieces,
            holes,
            tails,
        }
    }

    /// A fragment that only names the program.
    pub(super) fn context(text: &str) -> Self {
        Self { context: true, ..Self::parse(text) }
    }

    /// Whether it can be looked up at all, and whether in a text that was cut.
    pub(super) fn findable(&self) -> bool {
        !self.runs(ANCHOR, usize::MAX).is_empty() || !self.wide_runs().is_empty()
    }
    pub(super) fn cuttable(&self) -> bool {
        !self.runs(ANCHOR, CUT_LEAST).is_empty()
    }

    /// Runs of so many glyphs, by piece and place in it, that begin where a word of any text that holds them begins, and end
    /// within so much heft.
    pub(super) fn runs(&self, length: usize, within: usize) -> Vec<(usize, usize)> {
        let mut found = Vec::new();
        let mut heft = 0;
        for (n, piece) in self.pieces.iter().enumerate() {
            for start in 0..(piece.len() + 1).saturating_sub(length) {
                let opens = match start {
                    0 => n == 0,
                    _ => piece[start].gap >= Gap::Blank || !is_word(piece[start - 1].sign),
                };
                let reach = heft + heft_of(&piece[..start + length]);
                if (opens || !is_word(piece[start].sign)) && reach <= within {
                    found.push((n, start));
                }
            }
            heft += heft_of(piece);
        }
        found
    }

    /// Two holes with nothing between them that ends the first.
    pub(super) fn adjacent_holes(&self) -> Option<(&str, &str)> {
        let ends = |n: usize| {
            let (gap, seen) = self.tails[n];
            seen & (QUOTE | RULE) != 0 || gap >= Gap::Blank && self.holes[n - 1].kind.is_token()
        };
        let inner = 1..self.holes.len();
        let n = inner.into_iter().find(|&n| self.pieces[n].is_empty() && !ends(n))?;
        Some((&self.holes[n - 1].name, &self.holes[n].name))
    }

    /// Runs of two letters that tell as much as four of an alphabet.
    pub(super) fn wide_runs(&self) -> Vec<(usize, usize)> {
        let mut runs = self.runs(WIDE_ANCHOR, usize::MAX);
        runs.retain(|&(n, start)| self.pieces[n][start..start + WIDE_ANCHOR].iter().all(is_wide));
        runs
    }

    /// The spans of the pattern, if it is at `start`.
    pub fn spans(&self, glyphs: &[Glyph], start: usize) -> Option<Spans> {
        self.spans_until(glyphs, start, None).map(|part| part.spans)
    }

    /// The same; a text that is `cut` there may lack the rest.
    pub(super) fn spans_until(&self, glyphs: &[Glyph], start: usize, cut: Option<usize>) -> Option<Part> {
        let glyphs = &glyphs[..cut.unwrap_or(glyphs.len())];
        let mut part = Part { spans: Vec::new(), count: 0, heft: 0, broken: false };
        let mut from = start;
        for (n, piece) in self.pieces.iter().enumerate() {
            let last = n + 1 == self.pieces.len();
            if last && n > 0 && piece.is_empty() {
                let quoted = self.holes[n - 1].kind == Kind::Quoted
                    || self.tails[n - 1].1 & QUOTE != 0 && self.tails[n].1 & QUOTE != 0;
                if !self.hole_begins(n, glyphs, from) {
                    return None;
                }
                let kind = self.holes[n - 1].kind;
                let end = token_end(kind, quoted, glyphs, from, self.pieces[n - 1].len())?;
                part.spans.push((end, end));
                break;
            }
            if n == 0 && !(self.may_begin(glyphs, start) && self.quoted_alike(glyphs, start)) {
                return None;
            }
            let at = if n == 0 { Some(start) } else { self.hole_end(n, glyphs, start, from) };
            let Some(at) = at.filter(|&at| common(piece, glyphs, at) == piece.len()) else {
                cut?;
                return self.cut_part(n, glyphs, start, from, part);
            };
            if last && !self.may_end(glyphs, at + piece.len()) {
                return None;
            }
            part.spans.push((at, at + piece.len()));
            part.count += piece.len();
            part.heft += heft_of(piece);
            from = at + piece.len();
        }
        Some(part)
    }

    /// The rest of what is there of a pattern whose piece `n` is not there whole.
    fn cut_part(
        &self,
        n: usize,
        glyphs: &[Glyph],
        start: usize,
        from: usize,
        mut part: Part,
    ) -> Option<Part> {
        let (piece, limit) = (&self.pieces[n], glyphs.len());
        let at = if n == 0 {
            (start + common(piece, glyphs, start) == limit).then_some(start)
        } else {
            self.cut_end(n, glyphs, start, from)
        };
        if at.is_none() && (n == 0 || !self.in_hole(n, glyphs, from)) {
            return None;
        }
        let at = at.unwrap_or(limit);
        let some = limit - at;
        part.spans.push((at, limit));
        part.count += some;
        part.heft += heft_of(&piece[..some]);
        part.broken = some > 0
            && piece.get(some).is_some_and(|next| next.gap == Gap::None && is_word(next.sign))
            && is_word(piece[some - 1].sign);
        Some(part)
    }

    fn may_begin(&self, glyphs: &[Glyph], start: usize) -> bool {
        opens(glyphs, start) || self.context && is_edge(glyphs, start)
    }

    fn may_end(&self, glyphs: &[Glyph], end: usize) -> bool {
        self.open || closes(glyphs, end) || self.context && is_edge(glyphs, end)
    }

    /// A quote between the leading hole and the first piece must be in the text too, unless quotes were lost: then there is
    /// none in its neighborhood.
    fn quoted_alike(&self, glyphs: &[Glyph], at: usize) -> bool {
        let piece = &self.pieces[0];
        let wanted = self.leading && piece.first().is_some_and(|glyph| glyph.seen & QUOTE != 0);
        let there = glyphs.get(at).is_some_and(|glyph| glyph.seen & QUOTE != 0);
        !wanted || there || quotes_lost(glyphs, at, at + piece.len())
    }

    /// A blank that the author wrote before the hole of piece `n` must be there.
    fn hole_begins(&self, n: usize, glyphs: &[Glyph], from: usize) -> bool {
        let Some(next) = glyphs.get(from).filter(|_| !self.pieces[n - 1].is_empty()) else {
            return true;
        };
        self.tails[n - 1].0 < Gap::Blank
            || next.gap != Gap::None
            || !is_word(next.sign)
            || !is_word(glyphs[from - 1].sign)
    }

    /// The nearest place at or after `from` where piece `n` begins and the hole before it holds what it may.
    fn hole_end(&self, n: usize, glyphs: &[Glyph], start: usize, from: usize) -> Option<usize> {
        let piece = &self.pieces[n];
        let last = n + 1 == self.pieces.len();
        self.walk(n, glyphs, from, |at| {
            (!piece.is_empty() || separates(self.tails[n], glyphs, from, at))
                && common(piece, glyphs, at) == piece.len()
                && (!last || self.may_end(glyphs, at + piece.len()))
                && self.fits(n, glyphs, start, from, at)
        })
    }

    /// Where piece `n` begins, if the text ends within it.
    fn cut_end(&self, n: usize, glyphs: &[Glyph], start: usize, from: usize) -> Option<usize> {
        self.walk(n, glyphs, from, |at| {
            let some = common(&self.pieces[n], glyphs, at);
            some > 0 && at + some == glyphs.len() && self.fits(n, glyphs, start, from, at)
        })
    }

    /// The first place within reach of the hole before piece `n` that passes.
    fn walk(&self, n: usize, glyphs: &[Glyph], from: usize, passes: impl Fn(usize) -> bool) -> Option<usize> {
        if !self.hole_begins(n, glyphs, from) {
            return None;
        }
        let mut walk = Walk::new(self.holes[n - 1].kind);
        for at in from..glyphs.len() {
            if at > from && !walk.goes_on(glyphs, at) {
                return None;
            }
            if passes(at) {
                return Some(at);
            }
        }
        None
    }

    /// Whether the text may end in the hole before piece `n`.
    fn in_hole(&self, n: usize, glyphs: &[Glyph], from: usize) -> bool {
        let mut walk = Walk::new(self.holes[n - 1].kind);
        if !self.hole_begins(n, glyphs, from) || !(from + 1..glyphs.len()).all(|at| walk.goes_on(glyphs, at))
        {
            return false;
        }
        // After the closing quote of a quoted hole its piece would have to follow.
        let quoted = self.pieces[n].first().is_some_and(|glyph| glyph.seen & QUOTE != 0)
            && self.tails[n - 1].1 & QUOTE != 0;
        !quoted || glyphs.iter().skip(from + 1).all(|glyph| glyph.seen & QUOTE == 0)
    }

    /// Whether the hole before piece `n` may hold the glyphs from `from` to `to`.
    fn fits(&self, n: usize, glyphs: &[Glyph], start: usize, from: usize, to: usize) -> bool {
        let kind = self.holes[n - 1].kind;
        let quoted = |at: usize| glyphs.get(at).is_some_and(|glyph| glyph.seen & QUOTE != 0);
        let opening = self.tails[n - 1].1 & QUOTE != 0 || kind == Kind::Quoted;
        let closing =
            self.pieces[n].first().is_some_and(|glyph| glyph.seen & QUOTE != 0) || kind == Kind::Quoted;
        if opening && !quoted(from) || closing && !quoted(to) {
            // Where quotes were lost, what they held is one word.
            let lost = kind != Kind::Quoted && from != to && quotes_lost(glyphs, start, to);
            if !lost || glyphs[from + 1..to].iter().any(|glyph| glyph.gap >= Gap::Blank) {
                return false;
            }
        }
        if from < to {
            return holds(kind, &glyphs[from..to]);
        }
        if opening && closing {
            return glyphs[from].seen & PAIR != 0;
        }
        matches!(kind, Kind::Line | Kind::Lines | Kind::Quoted)
    }
}

/// Whether the gap at `at` is the one that the author wrote between two holes.
fn separates((gap, seen): (Gap, u8), glyphs: &[Glyph], from: usize, at: usize) -> bool {
    let there = glyphs[at];
    gap == Gap::None || at > from && there.gap >= gap && (seen & QUOTE == 0 || there.seen & QUOTE != 0)
}

/// Letters of scripts without blanks tell more than others.
pub(super) fn heft_of(glyphs: &[Glyph]) -> usize {
    glyphs.iter().map(|glyph| if is_wide(glyph) { 2 } else { 1 }).sum()
}

/// Letters of Chinese, Japanese and other scripts that tell more than those of an alphabet.
pub(super) fn is_wide(glyph: &Glyph) -> bool {
    glyph.sign >= '\u{2e80}'
}

/// How many glyphs of the piece stand at `start`.
pub(super) fn common(piece: &[Glyph], glyphs: &[Glyph], start: usize) -> usize {
    let follows = |n: usize| {
        let (want, have) = (piece[n], glyphs[start + n]);
        want.sign == have.sign && (n == 0 || gaps_agree(piece[n - 1].sign, want, have.gap))
    };
    let room = piece.len().min(glyphs.len().saturating_sub(start));
    (0..room).find(|&n| !follows(n)).unwrap_or(room)
}

/// Between two words a blank must be where one is wanted, and nowhere else. A wrap may fall anywhere, and beside
/// punctuation blanks are a matter of taste (`"type": "error"`, `"type":"error"`).
fn gaps_agree(before: char, want: Glyph, have: Gap) -> bool {
    if !is_word(before) || !is_word(want.sign) {
        return true;
    }
    if want.gap >= Gap::Blank { have != Gap::None } else { have != Gap::Blank }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::normalize;

    fn stands(pattern: &str, text: &str) -> bool {
        let glyphs = normalize(&text.chars().collect::<Vec<_>>());
        let pattern = Pattern::parse(pattern);
        (0..glyphs.len()).any(|start| pattern.spans(&glyphs, start).is_some())
    }

    #[test]
    fn a_blank_between_words_is_any_white_space_and_a_wrap_may_fall_anywhere() {
        assert!(stands("Request not allowed", "\"Request\n     not allowed\""));
        assert!(stands("permission_error", "permission\n   _error"));
        assert!(!stands("Permission denied", "PermissionDenied"));
        assert!(!stands("Permission denied", "Permission deniedError"));
        assert!(!stands("overloaded", "over loaded"));
    }

    #[test]
    fn a_hole_never_crosses_a_blank_line_and_may_be_empty() {
        assert!(stands("value(s) {v} for the", "value(s) `x-1` for the"));
        assert!(stands("value(s) {v} for the", "value(s) `` for the"));
        assert!(!stands("value(s) {v} for the", "value(s) x\n\nfor the"));
    }

    #[test]
    fn braces_are_written_twice_or_open_no_name() {
        assert!(stands("{{type: a", "{\"type\":\"a\"}"));
        assert!(stands("{\"type\":\"a\"}", "{'type': 'a'}"));
        assert!(!stands("{{type}} is", "type is"));
    }
}
