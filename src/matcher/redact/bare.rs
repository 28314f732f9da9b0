//! Secrets by their looks alone: tokens drawn by lot that nothing introduces as an id or a hash.

use super::Secret;
use super::rules::{ALNUM, BASE, DIGIT, DOT, FREE, HEX, LETTER, LOWER, RULES, SPACE, TOKEN, UPPER};
use super::text::{FAR, NEAR, Text};

const BASE_64: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl Text {
    /// A token that looks drawn by lot, whatever it is for.
    pub(super) fn bare(&self, place: usize) -> Option<Secret> {
        if !self.is(place, ALNUM) || self.glued(place, FREE) {
            return None;
        }
        let mut to = self.run(place, FREE);
        while to > place && self.was(to, DOT) {
            to -= 1;
        }
        let long = to >= place + 20 && place >= self.open.get() && self.has(place, to, DIGIT);
        let drawn = long
            && (self.is_mixed(place, to) || self.is_based(place, to))
            && self.distinct(place, to) >= 12
            && self.random(place, to, 55);
        let known = !drawn || self.keeps(place) || self.is_public(place) || self.reads_as_text(place, to);
        (!known).then(|| Secret { from: place, to: self.wrapped(self.few(to, BASE, 2)), mask: "[key]" })
    }

    /// Whether it is one run of capitals or of small letters with digits, and no number in base 16.
    fn is_based(&self, from: usize, to: usize) -> bool {
        let upper = self.has(from, to, UPPER);
        let far = to.min(from + NEAR);
        to - from >= if upper { 24 } else { 32 }
            && !self.begins(from, "0x")
            && !self.begins(from, "01")
            && self.few(from, ALNUM, NEAR) >= far
            && self.few(from, DIGIT | HEX, NEAR) < far
            && self.has(from, to, LOWER) != upper
    }

    /// Whether a part of it has capitals and small letters, and is no word.
    fn is_mixed(&self, from: usize, to: usize) -> bool {
        let far = to.min(from + FAR);
        let mut place = from;
        while place < far {
            let end = self.few(place, ALNUM, far - place);
            let both = end >= place + 6 && self.has(place, end, UPPER) && self.has(place, end, LOWER);
            if both && !self.wordy(place, end, 0) {
                return true;
            }
            place = end + 1;
        }
        false
    }

    /// Whether the word before a token says that it is no secret: `etag: `, `sha512-`, `"id": "`.
    fn is_public(&self, place: usize) -> bool {
        let joins = |at: usize| {
            self.at(at) != '\n' && (self.is(at, SPACE) || matches!(self.at(at), ':' | '=' | ',' | '(' | '['))
        };
        let mut end = place;
        let last = self.last.get();
        while end > last && end + 8 > place && joins(end - 1) {
            end -= 1;
        }
        let mut from = end;
        while from > last && from + 40 > end && self.was(from, TOKEN) {
            from -= 1;
        }
        let mut words = vec![String::new()];
        for at in from..end {
            if !self.is(at, ALNUM) || at > from && self.was(at, LOWER | DIGIT) && self.is(at, UPPER) {
                words.push(String::new());
            }
            if self.is(at, ALNUM) {
                words.last_mut().expect("there is one").push(self.at(at).to_ascii_lowercase());
            }
        }
        let number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
        words.iter().rev().find(|word| !number(word)).is_some_and(|word| RULES.is_public(word))
    }

    /// Whether it is text in base 64.
    fn reads_as_text(&self, from: usize, to: usize) -> bool {
        let (mut bits, mut count) = (0usize, 0);
        for place in from..to.min(from + 32) {
            let Some(digit) = BASE_64.find(self.at(place)) else { return false };
            bits = bits << 6 | digit;
            count += 6;
            if count >= 8 {
                count -= 8;
                let code = bits >> count & 255;
                if code > 126 || code < 32 && !matches!(code, 9 | 10 | 13) {
                    return false;
                }
            }
            bits &= 63;
        }
        true
    }

    /// A key of a vendor that no rule knows: a word, `_`, and many characters drawn by lot.
    pub(super) fn prefixed(&self, place: usize, last: usize) -> Option<Secret> {
        let mut from = place;
        while from > last && from + 24 > place && self.was(from, TOKEN) {
            from -= 1;
        }
        if from + 2 > place || self.was(from, TOKEN) || self.keeps(from) || self.is_public(place) {
            return None;
        }
        let to = self.run(place + 1, ALNUM);
        let hex = self.few(place + 1, DIGIT | HEX, 64) >= to.min(place + 65);
        let mixed = (hex || self.has(place, to, UPPER))
            && [LETTER, DIGIT].iter().all(|&kind| self.has(place, to, kind));
        let real = to - place > 32 && !self.is(to, TOKEN) && mixed && self.random(place + 1, to, 90);
        real.then(|| Secret { from, to: self.wrapped(to), mask: "[key]" })
    }
}
