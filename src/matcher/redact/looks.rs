//! Whether a token looks drawn by lot, or is words.

use super::rules::{DIGIT, LETTER, LOWER, TOKEN, UPPER, VOWEL};
use super::text::{FAR, NEAR, SAMPLE, Text};

impl Text {
    pub fn has(&self, from: usize, to: usize, set: u16) -> bool {
        (from..to.min(from + FAR)).any(|place| self.is(place, set))
    }

    /// How many characters differ.
    pub fn distinct(&self, from: usize, to: usize) -> usize {
        let mut signs: Vec<char> = self.slice(from, to.min(from + NEAR)).chars().collect();
        signs.sort_unstable();
        signs.dedup();
        signs.len()
    }

    /// Whether it looks drawn by lot: neither words nor a number nor a placeholder. `words` is how much of it may be
    /// words, in percent, where the shape says something too.
    pub fn random(&self, from: usize, to: usize, words: usize) -> bool {
        let end = to.min(from + SAMPLE);
        let count = |set| (from..end).filter(|&place| self.is(place, set)).count();
        let (mut digits, letters, upper) = (count(DIGIT), count(LETTER), count(UPPER));
        let mut same = 1;
        for place in from..end {
            same = if place > from && self.at(place) == self.before(place) { same + 1 } else { 1 };
            if same == 6 && "xX0.*".contains(self.at(place)) {
                return false;
            }
        }
        if digits == 0 && to > end {
            digits = usize::from(self.run(from, TOKEN & !DIGIT) < to);
        }
        let mixed = upper > 0 && upper < letters;
        (digits > 0 || mixed)
            && (words > 0 || letters * 16 >= end - from)
            && self.distinct(from, to) >= 4
            && !self.wordy(from, to, words)
    }

    /// Whether the end of a token with a known beginning is drawn by lot: chance makes words too, but none that end so.
    pub fn ends(&self, from: usize, to: usize) -> bool {
        let end = from.max(to.saturating_sub(8));
        self.has(end, to, LETTER) && self.has(end, to, DIGIT) && self.random(from, to, 101)
    }

    /// Whether most of it is words, perhaps numbered: `token_expired_2`, `AccessDenied403`.
    pub fn wordy(&self, from: usize, to: usize, most: usize) -> bool {
        let end = to.min(from + SAMPLE);
        let (mut good, mut all, mut after_word) = (0, 0, false);
        let mut place = from;
        while place < end {
            let start = place;
            if self.is(place, DIGIT) {
                place = self.few(place, DIGIT, end - place);
                let size = place - start;
                let alone = !self.was(start, LETTER) && !self.is(place, LETTER);
                if alone && size <= 8 || after_word && size <= 3 {
                    good += size;
                }
                all += size;
                after_word = false;
            } else if self.is(place, LETTER) {
                place = self.few(place, UPPER, end - place);
                if place - start <= 1 {
                    place = self.few(place, LOWER, end - place);
                }
                after_word = self.is_word(start, place)
                    && (!self.was(start, DIGIT) || self.is_capitalized(start, place));
                good += if after_word { place - start } else { 0 };
                all += place - start;
            } else {
                place += 1;
                after_word = false;
            }
        }
        let most = match most {
            0 if to - from < 20 => 70,
            0 => 85,
            most => most,
        };
        all == 0 || good * 100 >= all * most
    }

    /// Whether it is a word with a capital.
    fn is_capitalized(&self, from: usize, to: usize) -> bool {
        self.is(from, UPPER) && self.is(from + 1, LOWER) && to > from + 3
    }

    /// Whether it could be spoken.
    fn is_word(&self, from: usize, to: usize) -> bool {
        let (mut hard, mut vowels) = (0, 0);
        for place in from..to {
            if self.is(place, VOWEL) {
                vowels += 1;
                hard = 0;
            } else {
                hard += 1;
                if hard > 4 {
                    return false;
                }
            }
        }
        vowels > 0 && (3..=16).contains(&(to - from))
    }
}
