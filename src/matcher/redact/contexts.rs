//! Secrets by what surrounds them: the argument of a command, the password of a call, the answer to a prompt.

use std::borrow::Cow;

use super::Secret;
use super::rules::{ALNUM, DIGIT, END, HEX, Kind, LETTER, Part, QUOTE, RULES, Rule, SPACE, WORD};
use super::text::{NEAR, Text};

impl Text {
    /// What a command, a call or a label makes a secret: `echo … | docker login --password-stdin`.
    pub(super) fn context(&self, rule: &Rule, place: usize) -> Option<Secret> {
        if rule.bounded && self.glued(place, ALNUM) {
            return None;
        }
        let mut end = self.literal(place, &rule.text)?;
        self.work.count(place);
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
        if rule.kind == Kind::User {
            let named = self.has(from, to, LETTER) && !RULES.is_shared(&self.lower(from, to));
            let real = self.is(to, SPACE | END) && named;
            return real.then_some(Secret { from, to, mask: "[user]" });
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

    /// After a part of a context that is somewhere on the line; `(a|b) c` is `a c` or `b c`.
    fn later(&self, from: usize, text: &str) -> Option<usize> {
        let choice = text.strip_prefix('(').and_then(|text| text.split_once(')'));
        let rests: Vec<Cow<'_, str>> = match choice {
            Some((words, rest)) => words.split('|').map(|word| format!("{word}{rest}").into()).collect(),
            None => vec![text.into()],
        };
        for place in from..(from + NEAR).min(self.len()) {
            if self.masked(place).is_some() {
                return None;
            }
            let end = rests.iter().find_map(|rest| self.literal(place, rest));
            if end.is_some() || self.at(place) == '\n' {
                return end;
            }
        }
        None
    }

    /// Whether a value says something about a secret or refers to one.
    pub(super) fn is_about(&self, from: usize, to: usize) -> bool {
        let written = self.slice(from, to.min(from + NEAR));
        let value = written.to_ascii_lowercase();
        let mut words = words(&written).peekable();
        let errors = if value.contains(' ') {
            words.any(|word| RULES.is_error(&word))
        } else {
            words.peek().is_some() && words.all(|word| RULES.is_error(&word))
        };
        errors || is_type(&value) || is_reference(&value) || value.chars().all(|sign| "*x.•-".contains(sign))
    }

    /// Whether an id of the common form is there: those of sessions are no secrets.
    pub(super) fn uuid(&self, from: usize) -> bool {
        let dashes = [8, 13, 18, 23].iter().all(|n| self.at(from + n) == '-');
        dashes && self.few(from, DIGIT | HEX | WORD, 37) == from + 36
    }
}

/// The words of a text, also of one in camel case, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut before = ' ';
    for sign in text.chars() {
        if !sign.is_ascii_alphabetic() || before.is_ascii_lowercase() && sign.is_ascii_uppercase() {
            words.push(String::new());
        }
        if sign.is_ascii_alphabetic() {
            words.last_mut().expect("there is one").push(sign.to_ascii_lowercase());
        }
        before = sign;
    }
    words.into_iter().filter(|word| !word.is_empty())
}

/// A type instead of a value: `*const u8`, `u32`, `crate::Secret`.
fn is_type(value: &str) -> bool {
    let number = value.trim_start_matches('_').strip_prefix(['i', 'u']);
    let number = number.is_some_and(|size| matches!(size, "8" | "16" | "32" | "64" | "128" | "size"));
    number || value.contains("::") || value.starts_with("*const") || value.starts_with("*mut")
}

/// `$NAME`, `<your key>`, `/run/secrets/x`: not the value itself.
fn is_reference(value: &str) -> bool {
    let bytes = value.as_bytes();
    let drive =
        bytes.len() > 2 && bytes[0].is_ascii_lowercase() && bytes[1] == b':' && b"\\/".contains(&bytes[2]);
    let starts = ["**", "..", "xxx", "your", "•", "…", "convertto-", "read-", "get-", "new-"];
    let tags = ["!vault", "!secret", "!ref", "!env", "!sub"];
    drive
        || value.starts_with(['$', '<', '{', '[', '(', '%', '/', '~', ';'])
        || starts.iter().chain(&tags).any(|start| value.starts_with(start))
}
