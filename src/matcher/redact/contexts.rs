//! Secrets by what surrounds them: the argument of a command, the password of a call, the answer to a prompt.

use super::Secret;
use super::rules::{ALNUM, DIGIT, END, HEX, LOWER, Part, QUOTE, RULES, Rule, SPACE, TOKEN, UPPER, WORD};
use super::text::{NEAR, Text};

impl Text {
    /// What a command, a call or a label makes a secret: `echo … | docker login --password-stdin`.
    pub(super) fn context(&self, rule: &Rule, place: usize) -> Option<Secret> {
        if rule.bounded && self.was(place, ALNUM) {
            return None;
        }
        let mut end = self.literal(place, &rule.text)?;
        let (mut from, mut to) = (0, 0);
        for part in &rule.parts {
            let start = end;
            match part {
                Part::Literal(text) => end = self.literal(start, text)?,
                Part::Run { set, least, most, plain, secret } => {
                    end = self.run(start, *set);
                    let size = end - start;
                    let long = *most > 0 && size > *most;
                    if size < *least || long || *plain && !self.has(start, end, DIGIT) {
                        return None;
                    }
                    if *secret {
                        (from, to) = (start, end);
                    }
                }
            }
        }
        let known = self.masked(from).is_some() || self.keeps(from) || self.is_about(from, to);
        let real = self.is(to, SPACE | END) && !known;
        real.then(|| Secret { from, to: self.wrapped(to), mask: "[secret]" })
    }

    /// After a part of a context: `"` is any quote, `~` spaces and quotes or nothing, `…` what is between on a line.
    fn literal(&self, from: usize, text: &str) -> Option<usize> {
        let mut place = from;
        for (n, sign) in text.char_indices() {
            match sign {
                '…' => return self.later(place, &text[n + sign.len_utf8()..]),
                '~' => {
                    let skipped = |at: usize| matches!(self.at(at), ' ' | '\\') || self.is(at, QUOTE);
                    place = (place..place + 16).find(|&at| !skipped(at)).unwrap_or(place + 16);
                }
                '"' => {
                    place += usize::from(self.at(place) == '\\');
                    self.is(place, QUOTE).then_some(())?;
                    place += 1;
                }
                _ => {
                    self.at(place).eq_ignore_ascii_case(&sign).then_some(())?;
                    place = if sign == '\n' { self.content(place + 1) } else { place + 1 };
                }
            }
        }
        Some(place)
    }

    /// After a part of a context that is somewhere on the line.
    fn later(&self, from: usize, text: &str) -> Option<usize> {
        for place in from..(from + NEAR).min(self.len()) {
            let end = self.literal(place, text);
            if end.is_some() || self.at(place) == '\n' {
                return end;
            }
        }
        None
    }

    /// Whether a value says something about a secret or refers to one.
    pub(super) fn is_about(&self, from: usize, to: usize) -> bool {
        let value = self.lower(from, to.min(from + NEAR));
        let mut words =
            value.split(|sign: char| !sign.is_ascii_lowercase()).filter(|word| !word.is_empty()).peekable();
        let errors = if value.contains(' ') {
            words.any(|word| RULES.is_error(word))
        } else {
            words.peek().is_some() && words.all(|word| RULES.is_error(word))
        };
        errors || is_reference(&value) || value.chars().all(|sign| "*x.•-".contains(sign))
    }

    /// A key of a vendor that no rule knows: a short word, `_`, and many characters drawn by lot.
    pub(super) fn prefixed(&self, place: usize, last: usize) -> Option<Secret> {
        let mut from = place;
        while from > last && from + 8 > place && self.was(from, LOWER) {
            from -= 1;
        }
        if from + 2 > place || self.was(from, TOKEN) || self.keeps(from) {
            return None;
        }
        let to = self.run(place + 1, ALNUM);
        let mixed = [LOWER, UPPER, DIGIT].iter().all(|&kind| self.has(place, to, kind));
        let real = to - place > 32 && !self.is(to, TOKEN) && mixed && self.random(place + 1, to, 90);
        real.then(|| Secret { from, to: self.wrapped(to), mask: "[key]" })
    }

    /// Whether an id of the common form is there: those of sessions are no secrets.
    pub(super) fn uuid(&self, from: usize) -> bool {
        let dashes = [8, 13, 18, 23].iter().all(|n| self.at(from + n) == '-');
        dashes && self.few(from, DIGIT | HEX | WORD, 37) == from + 36
    }
}

/// `$NAME`, `<your key>`, `/run/secrets/x`: not the value itself.
fn is_reference(value: &str) -> bool {
    let bytes = value.as_bytes();
    let drive =
        bytes.len() > 2 && bytes[0].is_ascii_lowercase() && bytes[1] == b':' && b"\\/".contains(&bytes[2]);
    let starts = ["**", "..", "xxx", "your", "•", "…", "convertto-", "read-", "get-", "new-"];
    drive
        || value.starts_with(['$', '<', '{', '[', '(', '%', '/', '~', ';'])
        || starts.iter().any(|start| value.starts_with(start))
}
