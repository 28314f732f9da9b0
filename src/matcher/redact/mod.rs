//! Masks what nobody should publish: keys, tokens, passwords, e-mail addresses, user names in home paths.
//!
//! The rules are data (`rules`). They see the text as a reader would decode it (`normalize`), and what they find is
//! mapped back to the raw text. When in doubt between a value and a known error word, the error word stays.

mod bare;
mod bridge;
mod contexts;
mod looks;
mod named;
mod places;
mod rules;
mod tables;
mod text;
mod work;

use std::ops::Range;

use rules::{ALNUM, DIGIT, DOT, Kind, Part, RULES, Rule};
use text::{NEAR, Text};

/// A secret, from character to character, and what is shown instead.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    pub from: usize,
    pub to: usize,
    pub mask: &'static str,
}

/// The text with every secret replaced by `[key]`, `[token]`, `[secret]`, `[e-mail]` or `[user]`.
pub fn redact(text: &str) -> String {
    let raw: Vec<char> = text.chars().collect();
    masked_part(&raw, &secrets_in(&raw), 0..raw.len())
}

/// A part of a text with its secrets masked; one that reaches over an edge is masked whole.
pub fn masked_part(raw: &[char], secrets: &[Secret], part: Range<usize>) -> String {
    let mut masked = String::new();
    let mut done = part.start;
    let first = secrets.partition_point(|secret| secret.to <= part.start);
    for Secret { from, to, mask } in secrets[first..].iter().take_while(|secret| secret.from < part.end) {
        masked.extend(&raw[done..(*from).max(done)]);
        masked.push_str(mask);
        done = *to;
    }
    masked.extend(&raw[done..part.end.max(done)]);
    masked
}

/// The secrets of a text in order.
pub fn secrets_in(raw: &[char]) -> Vec<Secret> {
    let text = Text::new(raw);
    let mut found = Vec::new();
    let (mut place, mut last) = (0, 0);
    while place < text.len() {
        if let Some(end) = text.masked(place) {
            (place, last) = (end, end);
            continue;
        }
        match text.secret(place, last) {
            Some(Secret { from, to, mask }) if to > from.max(last) => {
                // An e-mail address may be between a name and its secret.
                for at in place + 1..from {
                    let email = if text.at(at) == '@' { text.email(at, last) } else { None };
                    if let Some(email) = email.filter(|email| email.to <= from) {
                        let (from, to) = (text.raw(email.from).0, text.raw(email.to - 1).1);
                        found.push(Secret { from, to, mask: email.mask });
                        last = email.to;
                    }
                }
                found.push(Secret { from: text.raw(from.max(last)).0, to: text.raw(to - 1).1, mask });
                (place, last) = (to, to);
            }
            _ => place += 1,
        }
    }
    found
}

impl Text {
    /// The secret that begins here, by the first rule that knows it. What is before `last` is masked already.
    fn secret(&self, place: usize, last: usize) -> Option<Secret> {
        self.last.set(last);
        let sign = self.at(place);
        let special = match sign {
            '\n' => {
                self.end_line();
                None
            }
            '@' | '㉿' => return self.email(place, last).or_else(|| self.prompt(place, last)),
            '/' | '\\' => self.home(place),
            '-' => self.slug(place).or_else(|| self.flag(place)),
            '_' => self.prefixed(place, last),
            _ => None,
        };
        let found = self.cell(place).or(special);
        found.or_else(|| {
            let mut rules = RULES.at(sign, self.at(place + 1));
            rules.find_map(|rule| self.apply(rule, place, last)).or_else(|| self.bare(place))
        })
    }

    fn apply(&self, rule: &Rule, place: usize, last: usize) -> Option<Secret> {
        let begins = || self.begins(place, &rule.text).then(|| place + rule.text.chars().count());
        match rule.kind {
            Kind::Key | Kind::Token => self.shape(rule, place, last),
            Kind::Context | Kind::User | Kind::Strong | Kind::Name if self.work.is_done(place) => None,
            Kind::Context | Kind::User => self.context(rule, place),
            Kind::Strong | Kind::Name => self.named(rule, place),
            Kind::Line | Kind::Cookie => self.header(rule, place),
            Kind::Block => self.block(begins()?),
            Kind::Login => self.login(begins()?),
            Kind::Tool => {
                begins()?;
                self.allow(&rule.flags);
                None
            }
        }
    }

    /// What a vendor's keys look like.
    fn shape(&self, rule: &Rule, place: usize, done: usize) -> Option<Secret> {
        let exact = matches!(rule.parts.first(), Some(Part::Run { most: 1.., .. }));
        let glued = rule.bounded && self.glued(place, ALNUM) && !(exact && self.hump(place));
        if glued || !self.begins(place, &rule.text) {
            return None;
        }
        let (least, set) = rule.back;
        let mut from = place;
        while least > 0 && from > done && from + NEAR > place && self.was(from, set) {
            from -= 1;
        }
        if place - from < least {
            return None;
        }
        let body = place + rule.text.chars().count();
        let (mut end, mut sound) = (body, true);
        for part in &rule.parts {
            let start = end;
            match part {
                Part::Literal(literal) => {
                    self.begins(end, literal).then_some(())?;
                    end += literal.chars().count();
                }
                Part::Run { set, least, most, plain, .. } => {
                    end = self.run(start, *set);
                    while set & DOT != 0 && end > start && self.was(end, DOT) {
                        end -= 1;
                    }
                    if end - start < *least || *most > 0 && end - start > *most {
                        return None;
                    }
                    sound = *most > 0
                        || self.random(start, end, 90)
                        || self.ends(start, end)
                        || *plain && self.has(start, end, DIGIT) && self.distinct(start, end) >= 4;
                }
            }
        }
        let (from, mask) = match rule.kind {
            Kind::Token if rule.text.ends_with(' ') => (body, "[token]"),
            Kind::Token => (from, "[token]"),
            _ => (from, "[key]"),
        };
        sound.then(|| Secret { from, to: self.wrapped(end), mask })
    }
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn masking_twice_changes_nothing() {
        let text = r"x-api-key: sk-ant-api03-AbCdEfGh12345678 Bearer abcd1234efgh C:\\Users\\Jo Doe\\x me@example.org";
        assert_eq!(redact(text), r"x-api-key: [secret] Bearer [token] C:\\Users\\[user]\\x [e-mail]");
        assert_eq!(redact(&redact(text)), redact(text));
    }

    #[test]
    fn what_errors_need_stays() {
        for text in [
            "max_tokens: 128000 > 64000",
            "anthropic.claude-3-haiku@20240307",
            "k8s.io/client-go@v0.28.3",
            "req_011CERG3tCYmrx8n4E4uTyMi",
        ] {
            assert_eq!(redact(text), text);
        }
    }
}
