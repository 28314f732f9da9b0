//! A text as its reader decodes it, and what can be asked about a place in it. Every look ahead is bounded or
//! remembered, so the work is linear in the text.

use super::rules::{BASE, DIGIT, DOT, END, LOWER, QUOTE, RULES, SPACE, TOKEN, UPPER, kinds};
use super::tables::Tables;
use super::work::Work;
use crate::matcher::normalize::{Decoded, decode};
use std::cell::{Cell, RefCell};

/// How far to look for what belongs to a secret, and how much of a token to weigh.
pub(super) const NEAR: usize = 64;
pub(super) const FAR: usize = 160;
pub(super) const SAMPLE: usize = 64;
/// How much of two lines next to each other is compared.
const PREFIX: usize = 40;

/// The text decoded, and once or twice more where what was decoded hides an escape: `%26quot%3B`.
fn decoded(raw: &[char]) -> Decoded {
    let mut text = decode(raw);
    for _ in 0..2 {
        let hides = |n: usize| {
            let written = raw[text.from[n] as usize];
            text.to[n] - text.from[n] > 1
                && match text.signs[n] {
                    '&' | '%' => matches!(written, '&' | '%' | '\\'),
                    '\\' | '\n' => matches!(written, '&' | '%'),
                    _ => false,
                }
        };
        if !(0..text.signs.len()).any(hides) {
            break;
        }
        let mut again = decode(&text.signs);
        for (from, to) in again.from.iter_mut().zip(&mut again.to) {
            (*from, *to) = (text.from[*from as usize], text.to[*to as usize - 1]);
        }
        text = again;
    }
    text
}

pub(super) struct Text {
    decoded: Decoded,
    /// Where the last run of each set began and ended: many a start of a key may lie in one run.
    known: RefCell<Vec<(u16, usize, usize)>>,
    /// Flags that take a password on this line, one bit for each ASCII character.
    flags: Cell<u128>,
    /// Whether there may be an end of a block further on.
    pub blocks: Cell<bool>,
    /// Up to where a certificate or a public key goes.
    pub open: Cell<usize>,
    /// Where the last secret ended: what comes after it begins a word.
    pub last: Cell<usize>,
    pub work: Work,
    pub(super) tables: RefCell<Tables>,
}

impl Text {
    pub fn new(raw: &[char]) -> Text {
        let known = RefCell::default();
        let (flags, blocks) = (Cell::new(0), Cell::new(true));
        let (open, last, work) = (Cell::new(0), Cell::new(0), Work::default());
        Text { decoded: decoded(raw), known, flags, blocks, open, last, work, tables: RefCell::default() }
    }

    pub fn len(&self) -> usize {
        self.decoded.signs.len()
    }

    /// The character there, NUL outside of the text.
    pub fn at(&self, place: usize) -> char {
        self.decoded.signs.get(place).copied().unwrap_or('\0')
    }

    pub fn before(&self, place: usize) -> char {
        self.at(place.wrapping_sub(1))
    }

    pub fn is(&self, place: usize, set: u16) -> bool {
        kinds(self.at(place)) & set != 0
    }

    pub fn was(&self, place: usize, set: u16) -> bool {
        kinds(self.before(place)) & set != 0
    }

    /// Whether such a character is before it, and no secret.
    pub fn glued(&self, place: usize, set: u16) -> bool {
        place != self.last.get() && self.was(place, set)
    }

    /// A letter of any language beyond ASCII.
    pub fn foreign(&self, place: usize) -> bool {
        self.at(place) > '\u{bf}' && self.at(place) != '…'
    }

    /// Whether a capital after a small letter begins a word.
    pub fn hump(&self, place: usize) -> bool {
        self.was(place, LOWER) && self.is(place, UPPER)
    }

    /// Where a character begins and ends in the raw text.
    pub fn raw(&self, place: usize) -> (usize, usize) {
        (self.decoded.from[place] as usize, self.decoded.to[place] as usize)
    }

    fn size(&self, place: usize) -> usize {
        let (from, to) = self.raw(place);
        to - from
    }

    /// Whether a character is escaped no deeper than another.
    pub fn as_plain_as(&self, place: usize, other: usize) -> bool {
        self.size(place) <= self.size(other)
    }

    pub fn allow(&self, flags: &str) {
        for flag in flags.bytes().filter(u8::is_ascii) {
            self.flags.set(self.flags.get() | 1 << flag);
        }
    }

    pub fn end_line(&self) {
        self.flags.set(0);
    }

    pub fn allows(&self, flag: char) -> bool {
        flag.is_ascii() && self.flags.get() & (1 << flag as u32) != 0
    }

    /// Where the run of such characters ends that begins at `from`.
    pub fn run(&self, from: usize, set: u16) -> usize {
        let mut known = self.known.borrow_mut();
        let old = known.iter().position(|&(kinds, _, _)| kinds == set);
        if let Some((_, start, end)) =
            old.map(|n| known[n]).filter(|&(_, start, end)| start <= from && from <= end)
        {
            debug_assert!(start <= end);
            return end;
        }
        let mut end = from;
        while self.is(end, set) {
            end += 1;
        }
        match old {
            Some(n) => known[n] = (set, from, end),
            None => known.push((set, from, end)),
        }
        end
    }

    /// The same without memory, looking at most `most` far.
    pub fn few(&self, from: usize, set: u16, most: usize) -> usize {
        (from..from + most).find(|&place| !self.is(place, set)).unwrap_or(from + most)
    }

    pub fn begins(&self, from: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, sign)| self.at(from.wrapping_add(n)) == sign)
    }

    /// The same, whatever the case; `word` is lower case.
    pub fn like(&self, from: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(n, sign)| self.at(from + n).to_ascii_lowercase() == sign)
    }

    pub fn slice(&self, from: usize, to: usize) -> String {
        let to = to.min(self.len());
        self.decoded.signs[from.min(to)..to].iter().collect()
    }

    pub fn lower(&self, from: usize, to: usize) -> String {
        self.slice(from, to).to_ascii_lowercase()
    }

    /// The end of the mask of ours that is there.
    pub fn masked(&self, place: usize) -> Option<usize> {
        if self.at(place) != '[' {
            return None;
        }
        let masks = ["[key]", "[token]", "[secret]", "[e-mail]", "[user]"];
        masks.into_iter().find(|mask| self.begins(place, mask)).map(|mask| place + mask.len())
    }

    /// How deep a quote is escaped, as the size of the backslashes before it.
    pub fn depth(&self, place: usize) -> usize {
        if self.before(place) == '\\' { self.size(place - 1) } else { 0 }
    }

    /// Whether the quote at `open` closes there.
    pub fn closes(&self, place: usize, open: usize) -> bool {
        self.at(place) == self.at(open) && self.depth(place) == self.depth(open)
    }

    /// Where the quote is that opens the text from there on.
    pub fn opening(&self, from: usize) -> Option<usize> {
        self.was(from, QUOTE).then(|| from - 1)
    }

    /// The end of a token that goes on in the next lines: wrapped by a terminal, in a box, a quote or a string of
    /// several lines.
    pub fn wrapped(&self, from: usize) -> usize {
        let mut end = from;
        while let Some(place) = self.next_line(end) {
            let next = self.run(place, TOKEN | DOT | BASE);
            let size = next - place;
            let stops = self.is(next, SPACE | END) || self.at(next) == '…';
            if !stops || size < 2 || self.keeps(place) || self.assigns(place) {
                break;
            }
            let alone = self.next_line(next).is_some() || self.line_ends(next);
            let looks = if size >= 8 {
                self.random(place, next, if alone { 90 } else { 0 })
            } else {
                let mixed = self.has(place, next, UPPER) && self.has(place, next, LOWER);
                alone && (self.has(place, next, DIGIT) || mixed) && !self.wordy(place, next, 0)
            };
            if !looks {
                break;
            }
            end = next;
        }
        end
    }

    /// Where the text of the next line begins, if nothing but decoration is between.
    fn next_line(&self, from: usize) -> Option<usize> {
        let (place, lines) = self.skip_decoration(from);
        (lines == 1).then_some(place)
    }

    /// After decoration and what a logger puts before each line; and how many line ends that was.
    pub fn skip_decoration(&self, from: usize) -> (usize, usize) {
        let (mut place, mut lines) = (from, 0);
        while place < from + FAR && self.is(place, SPACE) {
            place += 1;
            if self.before(place) == '\n' {
                lines += 1;
                place = self.content(place);
            }
        }
        (place, lines)
    }

    /// Where the text of the line begins that itself begins at `place`, after what a logger put before it and before
    /// the line next to it.
    pub fn content(&self, place: usize) -> usize {
        let starts = &self.decoded.starts;
        let line = starts.partition_point(|&start| start < place);
        let known = starts.get(line).copied().unwrap_or(place);
        let start = if known > place && self.begins(known, ": ") { known + 2 } else { known };
        let before = line.checked_sub(1).and_then(|line| starts.get(line));
        let Some(&other) = before.or_else(|| starts.get(line + 1)) else { return start };
        if other == known {
            return start;
        }
        let mut end = start;
        for n in 0..PREFIX {
            let sign = self.at(start + n);
            if sign != self.at(other + n) || sign < ' ' {
                break;
            }
            if matches!(sign, ' ' | ']' | '+') {
                end = start + n + 1;
            }
        }
        let bracket = (start..end).any(|at| self.at(at) == ']');
        let prefix = start > place || bracket || matches!(self.at(start), '[' | '#' | '<' | '(' | '+');
        if prefix { end } else { start }
    }

    /// Where the text of the line began in which `place` is.
    pub fn line_start(&self, place: usize) -> usize {
        let next = self.decoded.starts.partition_point(|&start| start <= place);
        next.checked_sub(1).map_or(0, |line| self.decoded.starts[line])
    }

    pub fn line_ends(&self, from: usize) -> bool {
        let place = self.few(from, SPACE | END, NEAR);
        place >= self.len() || (from..place).any(|place| self.at(place) == '\n')
    }

    /// Whether it begins as dates, ids, models, paths and references do, which are no secrets.
    pub fn keeps(&self, place: usize) -> bool {
        let dash = |n: usize| self.at(place + n) == '-';
        let date = dash(4) && dash(7) && (0..7).all(|n| n == 4 || self.is(place + n, DIGIT));
        let start = self.slice(place, place + 16);
        let word = start.trim_start_matches(|sign: char| sign.is_ascii_lowercase());
        let number = word.strip_prefix("_01").filter(|_| word.len() < start.len());
        let id = number
            .is_some_and(|rest| rest.starts_with(|sign: char| sign.is_ascii_alphanumeric() && sign != '0'));
        date || id || RULES.keeps(&start.to_ascii_lowercase())
    }
}
