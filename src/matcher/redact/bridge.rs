//! From a name to its value: what may be between them, and how strongly it ties them.

use super::rules::{ALNUM, BASE, DIGIT, LETTER, MARKS, QUOTE, RULES, RULING, SPACE, TOKEN, VALUE};
use super::text::{NEAR, Text};

/// What is so long is no word of a sentence.
const WORDS: usize = 17;

/// How strongly what is between a name and its value ties them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Bond {
    None,
    Blank,
    Soft,
    Colon,
    Equals,
}

pub(super) struct Tie {
    pub from: usize,
    pub bond: Bond,
    /// A line end is between the name and the value.
    pub crossed: bool,
}

impl Text {
    /// From a name to its value: `=`, `": "`, `=>`, `|`, a line end, `value=`.
    pub(super) fn bridge(&self, place: usize, tied: bool) -> Option<Tie> {
        let mut bond = if tied { Bond::Equals } else { Bond::None };
        let (mut lines, mut from, mut far) = (0, place, place + NEAR);
        while from < far {
            if self.masked(from).is_some() || self.begins(from, "{{") {
                return None;
            }
            if let Some(after) = self.aside(from, bond, lines > 0) {
                bond = if matches!(self.at(from), '\n' | '<') { bond.max(Bond::Colon) } else { bond };
                from = after;
                continue;
            }
            match self.at(from) {
                '\n' if lines < 2 => {
                    lines += 1;
                    far += self.content(from + 1) - from - 1;
                    from = self.content(from + 1) - 1;
                }
                _ => match self.step(from, bond, lines > 0, tied) {
                    Some((after, next)) => (from, bond) = (after, next),
                    None => break,
                },
            }
            from += 1;
        }
        let apart = from > place || tied;
        let found = apart && from < far && (bond > Bond::None || lines > 0);
        found.then_some(Tie { from, bond, crossed: lines > 0 })
    }

    /// Over one character or word between a name and its value: its last place, and how strongly it ties.
    fn step(&self, from: usize, bond: Bond, crossed: bool, tied: bool) -> Option<(usize, Bond)> {
        let (before, after) = (self.before(from), self.at(from + 1));
        let quote = self.is(from + 1, QUOTE);
        let bond = match self.at(from) {
            '=' => Bond::Equals,
            '<' if after == '-' => Bond::Equals,
            ':' | '|' | '>' | '：' | 'は' | '是' => bond.max(Bond::Colon),
            ',' if bond == Bond::Equals && !tied => return None,
            ',' | '(' => bond.max(Bond::Soft),
            '.' if bond == Bond::Blank && self.is(from + 1, SPACE) => Bond::Equals,
            ' ' => bond.max(Bond::Blank),
            '-' if before == '<' || self.is_arrow(from, bond, crossed) => bond,
            '[' | '&' if bond >= Bond::Colon => bond,
            '{' if bond >= Bond::Blank || quote => bond.max(Bond::Soft),
            '<' if bond >= Bond::Soft && (after == '<' || before == '<') => bond,
            '*' if after == '*' && self.at(from + 2) != '*' => return Some((from + 1, bond)),
            '@' if quote => bond,
            '?' if matches!(after, '=' | '?') || before == '?' => bond,
            ']' | ')' | '}' if bond < Bond::Colon || before == '[' => bond,
            '\\' => bond,
            '+' | '#' | '*' if crossed => bond,
            '+' if bond == Bond::Equals => bond,
            '*' if bond == Bond::None || matches!(before, ':' | '*') => bond,
            _ if self.is(from, QUOTE) => bond,
            _ => return self.bridge_word(from, bond, crossed),
        };
        Some((from, bond))
    }

    /// Over a word between a name and its value: `is`, `new`, `value`.
    fn bridge_word(&self, from: usize, bond: Bond, crossed: bool) -> Option<(usize, Bond)> {
        let letter = |at: usize| self.is(at, LETTER) || self.foreign(at);
        let end = (from..from + 16).find(|&at| !letter(at)).unwrap_or(from + 16);
        let word = end > from && (bond > Bond::None || crossed) && !self.is(end, TOKEN);
        let known = word && RULES.is_bridge(&self.lower(from, end));
        known.then(|| (end - 1, if bond == Bond::Blank { Bond::Colon } else { bond }))
    }

    /// After what may be between a name and its value: `for anna:`, `[None]:`, `(string):`, `string(14)`,
    /// `"type": "string",`, a ruler.
    fn aside(&self, from: usize, bond: Bond, crossed: bool) -> Option<usize> {
        let sign = self.at(from);
        if self.like(from, "string(") {
            let end = self.few(from + 7, DIGIT, 6);
            if end > from + 7 && self.at(end) == ')' {
                return Some(end + 1);
            }
        }
        match sign {
            '<' => return self.tag(from, bond > Bond::None || crossed),
            '\n' => {
                let start = self.content(from + 1);
                let end = self.few(start, RULING, NEAR);
                let ruler = end > start + 2 && self.at(end) == '\n' && self.begins(start, "---");
                return ruler.then_some(end);
            }
            _ => {}
        }
        if crossed && self.like(from, "type ") {
            let equals = self.few(from + 5, SPACE, 16);
            let end = self.few(equals + 2, TOKEN, 24);
            if self.begins(equals, "= ") && self.at(end) == '\n' {
                return Some(end);
            }
        }
        if bond == Bond::Soft && self.like(from, "type") && !self.is(from + 4, TOKEN) {
            let value = self.few(from + 4, SPACE | MARKS, 5);
            let end = self.few(value, TOKEN, 24);
            return (self.at(self.few(end, QUOTE, 1)) == ',').then_some(end);
        }
        let typed = if bond < Bond::Equals { self.typed(from) } else { None };
        typed.or_else(|| if bond == Bond::Blank { self.remark(from) } else { None })
    }

    /// The colon after `for anna`, `[None]` or `(string)`.
    fn remark(&self, from: usize) -> Option<usize> {
        let colon = match self.at(from) {
            '[' | '(' => {
                let close = self.few(from + 1, VALUE | SPACE, 32);
                let other = if self.at(from) == '[' { ']' } else { ')' };
                (self.at(close) == other).then_some(close + 1)?
            }
            _ => return self.linked(from),
        };
        (self.at(colon) == ':' && self.is(colon + 1, SPACE)).then_some(colon)
    }

    /// After a tag between a name and its value: `</name><value>`.
    fn tag(&self, from: usize, apart: bool) -> Option<usize> {
        if self.begins(from, "<![CDATA[") {
            return Some(from + 9);
        }
        let end = self.few(from + 1, TOKEN | BASE, 32);
        let real = (apart || self.at(from + 1) == '/') && self.at(end) == '>' && end > from + 1;
        real.then_some(end + 1)
    }

    /// After `for anna:`, `of the database is`.
    fn linked(&self, from: usize) -> Option<usize> {
        RULES.links().iter().find(|word| self.like(from, word))?;
        for end in from..from + NEAR {
            let (sign, space) = (self.at(end), self.is(end + 1, SPACE));
            if self.few(end, ALNUM, WORDS) == end + WORDS {
                return None;
            }
            match sign {
                '\0' | '\n' | '{' => return None,
                ':' | '=' if space => return Some(end),
                '.' | ',' | ';' | '(' if space => return None,
                ' ' => {
                    if let Some(verb) = RULES.verbs().iter().find(|verb| self.begins(end + 1, verb)) {
                        return Some(end + verb.chars().count());
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// The `=` after a type: `: Final = "…"`, `[] = "…"`, ` As String = "…"`.
    fn typed(&self, from: usize) -> Option<usize> {
        if !self.is(from, LETTER) && !matches!(self.at(from), '&' | '*' | '[') {
            return None;
        }
        let part = |at: usize| {
            self.masked(at).is_none() && (self.is(at, TOKEN) || "&*[]()<>:. ".contains(self.at(at)))
        };
        let end = (from..from + 32).find(|&at| !part(at)).unwrap_or(from + 32);
        let quote = if self.at(end + 1) == ' ' { end + 2 } else { end + 1 };
        let value = self.is(quote, QUOTE) || self.is(quote + 1, QUOTE);
        let typed = self.at(end) == '=' && matches!(self.before(end), ' ' | ']') && value;
        let words = self.lower(from, end);
        let mut words = words.split(|sign: char| !sign.is_ascii_lowercase());
        (typed && !words.any(|word| RULES.is_suffix(word))).then_some(end)
    }

    /// `->`, or the dash of a list.
    fn is_arrow(&self, place: usize, bond: Bond, crossed: bool) -> bool {
        let apart = crossed || bond >= Bond::Colon || self.before(place) == ' ';
        let list = apart && self.is(place + 1, SPACE);
        (crossed || bond >= Bond::Blank) && (self.at(place + 1) == '>' || list)
    }
}
