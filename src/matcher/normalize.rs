//! From the text on somebody's screen to glyphs: what was said, without how it was wrapped, quoted, escaped or coloured.
//!
//! A glyph is one sign (ASCII case folded), the gap before it and its place in the text. White space, quotes and
//! decoration are not glyphs; they only leave a gap. That one idea answers most kinds of dirt: JSON in a string in JSON
//! differs from JSON by quotes and backslashes, a hard wrap differs from a blank by the kind of gap.
//! One pass, no step back: the work is linear in the text, whatever the text is.

pub(super) use super::signs::{CLOSING, COLUMN, HUMP, PAIR, QUOTE, RULE};
use super::signs::{is_blank, is_invisible, is_mark, seen_in_blank, shown_blank};
use super::{prefix, terminal};

mod escapes;

/// What stood between a glyph and the one before it, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Gap {
    None,
    /// Quotes, backslashes, emphasis.
    Mark,
    Blank,
    /// A line end: perhaps a wrap, perhaps the end of the phrase.
    Wrap,
    /// A blank line.
    Break,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Glyph {
    pub sign: char,
    pub gap: Gap,
    /// What else was in the gap, as bits.
    pub seen: u8,
    /// Index into the signs of the raw text.
    pub at: u32,
}

/// Letters, digits and the underscore of ASCII: only between two of these does a blank mean anything.
pub fn is_word(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '_'
}

/// The glyphs of a paste.
pub fn normalize(raw: &[char]) -> Vec<Glyph> {
    let mut reader = Reader::new(raw);
    reader.read(true);
    reader.glyphs
}

/// The glyphs of a part of a fragment, which may begin within a line. Also what is after the last glyph.
pub(super) fn normalize_fragment(raw: &[char], begins: bool) -> (Vec<Glyph>, Gap, u8) {
    let mut reader = Reader::new(raw);
    reader.read(begins);
    (reader.glyphs, reader.gap, reader.seen)
}

/// A text as a reader sees it: every character, and where it begins and ends in the raw text.
#[derive(Default)]
pub(super) struct Decoded {
    pub signs: Vec<char>,
    pub from: Vec<u32>,
    pub to: Vec<u32>,
    /// Where each line begins, after what a logger or a mail program put before it.
    pub starts: Vec<usize>,
}

/// Every character that a reader sees, as it is, and where it comes from.
pub(super) fn decode(raw: &[char]) -> Decoded {
    let mut reader = Reader::new(raw);
    reader.verbatim = Some(Decoded::default());
    reader.read(true);
    reader.verbatim.unwrap_or_default()
}

struct Reader<'a> {
    raw: &'a [char],
    place: usize,
    gap: Gap,
    seen: u8,
    glyphs: Vec<Glyph>,
    /// Whether the last glyph is a small letter.
    small: bool,
    /// What is decoded without folding, instead of glyphs.
    verbatim: Option<Decoded>,
    /// Nothing but gaps so far on this line.
    bare: bool,
    /// Where the text of this line begins, until a character of it was read verbatim.
    content: usize,
    /// The number a line began with, for pastes with line numbers.
    number: Option<u32>,
}

pub(super) const ESCAPE: char = '\u{1b}';

impl<'a> Reader<'a> {
    fn new(raw: &'a [char]) -> Self {
        let gap = Gap::None;
        Self {
            raw,
            place: 0,
            gap,
            seen: 0,
            glyphs: Vec::new(),
            small: false,
            verbatim: None,
            bare: true,
            content: 0,
            number: None,
        }
    }

    /// `begins`: whether a line begins here.
    fn read(&mut self, begins: bool) {
        if begins {
            self.start_line();
        }
        while self.place < self.raw.len() {
            match self.raw[self.place] {
                '\\' => self.escape(),
                '&' => self.entity(),
                '[' => self.bracket(),
                '%' => self.percent(),
                '+' if self.verbatim.is_none() && self.seen & QUOTE != 0 => self.concatenation(),
                'â' if self.verbatim.is_none() && self.ahead(1) == '€' => self.mojibake(),
                '^' if self.ahead(1) == '[' && matches!(self.ahead(2), '[' | ']' | '\\') => {
                    self.place += 2;
                    self.control(0);
                }
                sign => {
                    let at = self.place;
                    self.place += 1;
                    self.take(sign, at);
                }
            }
        }
    }

    /// The sign `n` places on, or NUL behind the end.
    fn ahead(&self, n: usize) -> char {
        self.raw.get(self.place + n).copied().unwrap_or('\0')
    }

    fn widen(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    fn push(&mut self, sign: char, at: usize) {
        let at = u32::try_from(at).unwrap_or(u32::MAX);
        if let Some(decoded) = &mut self.verbatim {
            if at as usize >= self.content {
                decoded.starts.push(decoded.signs.len());
                self.content = usize::MAX;
            }
            decoded.signs.push(sign);
            decoded.from.push(at);
            decoded.to.push(u32::try_from(self.place).unwrap_or(u32::MAX));
            return;
        }
        // Braces that a fragment writes twice, or a text that is nested, count once.
        let again = matches!(sign, '{' | '}') && self.glyphs.last().is_some_and(|last| last.sign == sign);
        if !again {
            let hump = self.small && self.gap == Gap::None && sign.is_ascii_uppercase();
            let seen = self.seen | if hump { HUMP } else { 0 };
            self.glyphs.push(Glyph { sign: sign.to_ascii_lowercase(), gap: self.gap, seen, at });
            self.small = sign.is_ascii_lowercase();
        }
        self.gap = Gap::None;
        self.seen = 0;
        self.bare = false;
    }

    /// One sign, already decoded.
    fn take(&mut self, sign: char, at: usize) {
        match sign {
            '\r' if self.ahead(0) == '\n' => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => self.end_line(at),
            ESCAPE => self.control(self.raw[at..self.place].iter().take_while(|&&sign| sign == '\\').count()),
            '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' => {
                self.place = terminal::skip_eight_bit(self.raw, self.place, sign);
            }
            '…' => (0..3).for_each(|_| self.push('.', at)),
            '\u{2010}'..='\u{2015}' | '\u{2212}' => self.push('-', at),
            '\u{ff01}'..='\u{ff5e}' => {
                let folded = char::from_u32(u32::from(sign) - 0xfee0).unwrap_or(sign);
                self.take(folded, at);
            }
            _ if is_invisible(sign) => {}
            _ if is_mark(sign) => {
                if sign != '*' {
                    self.seen |= if self.seen & QUOTE == 0 { QUOTE } else { PAIR };
                    self.seen |= if self.gap < Gap::Blank { CLOSING } else { 0 };
                }
                self.leave(if sign.is_ascii() { sign } else { '"' }, at, Gap::Mark);
            }
            _ if is_blank(sign) => {
                self.seen |= seen_in_blank(sign, self.gap == Gap::Blank);
                self.leave(shown_blank(sign), at, Gap::Blank);
            }
            _ => self.push(sign, at),
        }
    }

    /// What is only a gap, unless the text is decoded verbatim.
    fn leave(&mut self, sign: char, at: usize, gap: Gap) {
        if self.verbatim.is_some() {
            self.push(sign, at);
        } else {
            self.widen(gap);
        }
    }

    fn end_line(&mut self, at: usize) {
        if self.verbatim.is_some() {
            self.push('\n', at);
            return self.start_line();
        }
        self.widen(if self.bare { Gap::Break } else { Gap::Wrap });
        self.bare = true;
        self.start_line();
    }

    /// Steps over what a logger, a terminal or a quoting mail program put before the line.
    fn start_line(&mut self) {
        self.content = prefix::skip(self.raw, self.place, &mut self.number);
        self.place = if self.verbatim.is_some() { self.place } else { self.content };
    }

    /// The rest of a terminal sequence; `place` is after its ESC, which was written with so many backslashes.
    fn control(&mut self, slashes: usize) {
        self.place = terminal::skip(self.raw, self.place, slashes);
    }

    /// `[31m` whose ESC was lost on the way; `[1m]` belongs to a model's name.
    fn bracket(&mut self) {
        let end = (1..16).find(|&n| !matches!(self.ahead(n), '0'..='9' | ';'));
        match end {
            Some(n) if n > 1 && self.ahead(n) == 'm' && self.ahead(n + 1) != ']' => {
                self.place += n + 1;
            }
            _ => {
                self.place += 1;
                self.push('[', self.place - 1);
            }
        }
    }

    /// Any number of backslashes, and what they escape. Depth does not matter: `\\\"` is a quote in a string in a string.
    fn escape(&mut self) {
        let at = self.place;
        while self.ahead(0) == '\\' {
            self.place += 1;
        }
        let slashes = self.place - at;
        self.widen(Gap::Mark);
        let (place, length) = (self.place, self.length());
        match self.ahead(0) {
            _ if self.in_home() => {}
            'n' => {
                self.place += 1;
                self.end_line(at);
            }
            'r' | 't' => {
                self.place += 1;
                self.leave(' ', at, Gap::Blank);
            }
            'u' => self.unicode_escape(at),
            'x' => self.byte_escape(at),
            'e' if matches!(self.ahead(1), '[' | ']' | '\\') => {
                self.place += 1;
                self.control(slashes);
            }
            '0' if self.ahead(1) == '3' && self.ahead(2) == '3' => {
                self.place += 3;
                self.control(slashes);
            }
            _ => {}
        }
        if self.verbatim.is_some() && (self.place, self.length()) == (place, length) {
            self.push('\\', at);
        }
    }

    fn length(&self) -> usize {
        self.verbatim.as_ref().map_or(self.glyphs.len(), |decoded| decoded.signs.len())
    }

    /// Whether the name of a folder of home folders was just read: `C:\Users\nina` has no line end in it.
    fn in_home(&self) -> bool {
        let Some(Decoded { signs, .. }) = &self.verbatim else { return false };
        let last: String = signs[signs.len().saturating_sub(5)..].iter().collect();
        matches!(last.to_ascii_lowercase().as_str(), "users" | "/home" | "\\home")
    }
}

#[cfg(test)]
mod tests;
