//! Secrets by their name: `ANTHROPIC_API_KEY=…`, `"password": "…"`, `--token …`, `Cookie: …`.

use super::Secret;
use super::bridge::{Bond, Tie};
use super::rules::{
    ALNUM, DIGIT, DOT, END, Kind, LOWER, MARKS, QUOTE, RULES, Rule, SPACE, TOKEN, UPPER, VALUE, WORD,
};
use super::text::{FAR, NEAR, Text};

/// How an identifier begins.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    Flag,
    Tag,
    Line,
    Other,
}

impl Text {
    /// After the name that begins at `place`. A `-` in a rule is any one separator, or none.
    fn name(&self, rule: &Rule, place: usize) -> Option<usize> {
        let whole = rule.text.ends_with('=');
        let inside =
            if whole { self.glued(place, TOKEN) } else { self.glued(place, ALNUM) && !self.hump(place) };
        if rule.bounded && inside {
            return None;
        }
        let mut end = place;
        for sign in rule.text.chars() {
            if self.at(end).to_ascii_lowercase() == sign {
                end += 1;
            } else if sign != '-' {
                return None;
            } else if self.is(end, SPACE | DOT | WORD) && self.at(end) != '\n' {
                end += 1;
            }
        }
        if matches!(self.at(end), 's' | 'S') && !self.is(end + 1, LOWER) {
            end += 1;
        }
        let glued =
            self.is(end, LOWER) && self.was(end, LOWER) || self.is(end, UPPER) && self.was(end, UPPER);
        if whole {
            Some(end)
        } else if glued {
            None
        } else {
            self.suffix(end)
        }
    }

    /// After the rest of an identifier, unless it is about something else: `token_count`, `secretName`.
    fn suffix(&self, from: usize) -> Option<usize> {
        if !self.is(from, TOKEN) {
            return Some(from);
        }
        let end = self.few(from, TOKEN, NEAR);
        let start = self.few(from, WORD, 2);
        let mut word = self.few(start, UPPER, 24);
        if word - start <= 1 {
            word = self.few(word, LOWER, 24);
        }
        (end < from + NEAR && !RULES.is_suffix(&self.lower(start, word))).then_some(end)
    }

    pub(super) fn named(&self, rule: &Rule, place: usize) -> Option<Secret> {
        let end = self.name(rule, place)?;
        if self.heading(place, rule) {
            return None;
        }
        self.work.count(place);
        let strong = rule.kind == Kind::Strong;
        let start = self.start(place);
        let bridge = if start == Start::Tag { self.tag_end(end) } else { end };
        let tied = rule.text.ends_with('=') || start == Start::Flag || self.allows('N');
        let Tie { from, bond, crossed } = self.bridge(bridge, tied)?;
        let in_address =
            self.before(place) == ':' && self.at(end) == ':' && self.is(place.wrapping_sub(2), ALNUM);
        let loose = crossed && bond < Bond::Colon;
        if in_address || loose && (start != Start::Line || strong && bond > Bond::None) {
            return None;
        }
        let open = if from > end { self.opening(from) } else { None };
        let aligned = bond == Bond::Blank && self.begins(end, "  ") && start == Start::Line;
        let bond = if aligned { Bond::Colon } else { bond };
        let kept = self.keeps(from) && !(strong && bond == Bond::Equals);
        let id = rule.text.contains("sess") && self.uuid(from);
        if self.masked(from).is_some() || kept || id {
            return None;
        }
        let tie = Tie { from, bond, crossed };
        if strong && (!rule.tied || bond >= Bond::Colon) {
            let to = self.phrase(from, open);
            let vague = rule.tied && !self.has(from, to, DIGIT | MARKS);
            if !vague && self.believed((from, to), &tie, open, start) {
                let end = if self.random(from, to, 0) { self.wrapped(to) } else { to };
                return Some(Secret { from, to: self.changed(end), mask: "[secret]" });
            }
            if bond < Bond::Colon || matches!(self.at(from), '/' | '~') {
                return None;
            }
        }
        self.quoted(&tie, open).or_else(|| self.drawn(&tie))
    }

    /// The value of a name, all of it that is in quotes, if it looks drawn by lot.
    fn quoted(&self, &Tie { from, bond, crossed }: &Tie, open: Option<usize>) -> Option<Secret> {
        let open = open.filter(|_| bond >= Bond::Soft && !crossed)?;
        let end = self.phrase(from, Some(open));
        let closed = self.closes(if self.at(end) == '\\' { end + 1 } else { end }, open);
        let real = end >= from + 8 && closed && self.random(from, end, 0) && !self.is_about(from, end);
        real.then(|| Secret { from, to: self.elements(end), mask: "[secret]" })
    }

    /// The value of a name, if it looks drawn by lot.
    fn drawn(&self, &Tie { from, bond, crossed }: &Tie) -> Option<Secret> {
        let mut to = self.run(from, VALUE);
        if bond < Bond::Colon && (self.at(from) == '/' || self.is_located(from, to)) {
            return None;
        }
        while to > from && matches!(self.before(to), '.' | ':' | ',') {
            to -= 1;
        }
        let least = if bond == Bond::Blank { 16 } else { 8 };
        let another = crossed && (self.pair(from, to) || bond < Bond::Colon && !self.line_ends(to));
        let real = to - from >= least && self.at(to) != '(' && self.random(from, to, 0) && !another;
        real.then(|| Secret { from, to: self.elements(self.wrapped(to)), mask: "[secret]" })
    }

    /// Whether it names a line of a file: `auth.ts:10:5`.
    fn is_located(&self, from: usize, to: usize) -> bool {
        (from..to.min(from + FAR)).any(|at| self.at(at) == ':' && self.is(at + 1, DIGIT))
    }

    /// After what it is changed to: `"…" -> "…"`.
    fn changed(&self, from: usize) -> usize {
        let arrow = self.few(from, QUOTE | SPACE, 4);
        let next = self.few(arrow + 2, SPACE, 4);
        let Some(open) = self.opening(next).filter(|_| self.begins(arrow, "->")) else { return from };
        let to = self.phrase(next, Some(open));
        if to > next + 2 && !self.is_about(next, to) { to } else { from }
    }

    /// After the last one of a list of secrets: `["…", "…"]`.
    fn elements(&self, from: usize) -> usize {
        let mut end = from;
        loop {
            let comma = self.few(end, SPACE, 4);
            let next = self.few(comma + 1, SPACE, NEAR);
            let item = self.begins(comma, "- ") && (end..comma).any(|at| self.at(at) == '\n');
            if self.at(comma) != ',' && !item {
                return end;
            }
            let to = self.run(next, VALUE);
            let least = if self.opening(next).is_none() { 16 } else { 8 };
            if to - next < least || !self.random(next, to, 0) || !self.is(to, END) {
                return end;
            }
            end = to;
        }
    }

    /// Whether what comes after a line end is a name with a value of its own.
    fn pair(&self, from: usize, to: usize) -> bool {
        let far = to.min(from + NEAR).min(self.len());
        let named = |place: usize| matches!(self.at(place), ':' | '=') && self.at(place + 1) != '=';
        self.at(to) == ':' || (from + 1..far).any(|place| named(place - 1))
    }

    fn start(&self, place: usize) -> Start {
        let mut from = place;
        while from + 40 > place && self.was(from, ALNUM | WORD | DOT) {
            from -= 1;
        }
        let free = from == 0 || self.was(from, SPACE) || matches!(self.before(from), ',' | '(' | '[');
        if self.at(from) == '-' && free {
            return Start::Flag;
        }
        if self.before(from) == '<' {
            return Start::Tag;
        }
        let line = self.line_start(from);
        let bare = from - line <= 24 && (line..from).all(|place| self.is(place, SPACE | WORD));
        let first = bare || self.opening(from).is_some();
        if first { Start::Line } else { Start::Other }
    }

    /// The end of a tag with attributes, but not of those that hold the value.
    fn tag_end(&self, from: usize) -> usize {
        let mut end = from;
        while self.at(from) == ' ' && end < from + NEAR && !matches!(self.at(end), '>' | '\n') {
            end += 1;
        }
        let empty = self.before(end) == '/' || self.lower(from, end).contains("value");
        if self.at(end) == '>' && !empty { end } else { from }
    }

    /// Where a value ends that may hold any character, in the quote that opens at `open`.
    pub(super) fn phrase(&self, from: usize, open: Option<usize>) -> usize {
        let far = (from + FAR).min(self.len());
        if let Some(open) = open {
            let end = (from..far).find(|&to| self.at(to) == '\n' || self.closes(to, open)).unwrap_or(far);
            if self.closes(end, open) {
                return if self.depth(end) > 0 { end - 1 } else { end };
            }
        }
        let end = (from..far).find(|&to| {
            let sign = self.at(to);
            let stops = sign == ';' || self.line_ends(to) || self.is(to + 1, SPACE);
            self.is(to, SPACE) && !matches!(sign, '*' | '+' | '#')
                || self.is(to, END) && stops
                || sign == '<'
                || matches!(sign, '&' | ',') && self.assigns(to + 1)
        });
        match end {
            Some(end) => end,
            None if far == from + FAR => self.run(far, VALUE),
            None => far.max(from),
        }
    }

    /// Whether `name=` is there.
    pub(super) fn assigns(&self, place: usize) -> bool {
        let end = self.few(place, TOKEN | DOT, 32);
        end > place && matches!(self.at(end), ':' | '=')
    }

    /// Whether what comes after a name of passwords is one, and no word about it.
    pub(super) fn believed(
        &self,
        (from, to): (usize, usize),
        tie: &Tie,
        open: Option<usize>,
        start: Start,
    ) -> bool {
        let bond = tie.bond;
        let value = self.lower(from, to.min(from + NEAR));
        let spaced = value.contains(' ');
        let size = to.saturating_sub(from);
        let code = open.is_none() && is_code(&value);
        if size < 3 || self.is_about(from, to) || self.keeps(from) && bond < Bond::Equals || code {
            return false;
        }
        let lower = value.bytes().any(|byte| byte.is_ascii_lowercase());
        let plain = |sign: char| sign.is_ascii_lowercase() || "_. -".contains(sign) || !sign.is_ascii();
        let special = !value.chars().all(plain) && (lower || size >= 6) || self.random(from, to, 0);
        if tie.crossed {
            return special && (self.line_ends(to) || self.begins(to, "</")) && !self.pair(from, to);
        }
        match bond {
            Bond::Equals => true,
            Bond::Colon if special => !spaced || open.is_some(),
            Bond::Colon => open.is_some() || start == Start::Line && self.line_ends(to),
            _ => {
                let digit = value.bytes().any(|byte| byte.is_ascii_digit());
                let enclosed = self.before(from) == '(' && self.at(to) == ')' && digit;
                let strange = value.chars().any(|sign| "!@#$%^&*".contains(sign));
                let odd =
                    || self.line_ends(to) && self.oddities(from, to) > usize::from(start != Start::Line);
                let alone = bond == Bond::Blank && (!self.wordy(from, to, 0) || strange || odd());
                special && lower && !value.contains(['/', '(']) && (open.is_some() || enclosed || alone)
            }
        }
    }

    /// How many things in it words do not have: a digit, two in a row, a capital inside, two separators.
    fn oddities(&self, from: usize, to: usize) -> usize {
        let separators = (from..to).filter(|&at| self.is(at, WORD | DOT)).count();
        let digit = |at: usize| self.is(at, DIGIT);
        let kinds = [
            (from..to).any(digit),
            (from + 1..to).any(|at| digit(at) && digit(at - 1)),
            (from + 1..to).any(|at| self.hump(at)),
            separators > 1,
        ];
        kinds.into_iter().filter(|&kind| kind).count()
    }

    /// What goes to the end of a header: `Digest username="…", …`, `Cookie: a=b; c=d`.
    pub(super) fn header(&self, rule: &Rule, place: usize) -> Option<Secret> {
        let from = if rule.kind == Kind::Cookie {
            let tie = self.bridge(self.name(rule, place)?, false).filter(|tie| !tie.crossed)?;
            let mark = self.few(tie.from, TOKEN | DOT, NEAR);
            let pair = mark > tie.from && self.at(mark) == '=' && self.few(mark + 1, VALUE, 4) == mark + 5;
            pair.then_some(tie.from)?
        } else {
            self.begins(place, &rule.text).then(|| self.run(place, TOKEN) + 1)?
        };
        if self.masked(from).is_some() {
            return None;
        }
        let open = self.quote_before(place, from);
        let closes = |to: usize| open.is_some_and(|open| self.closes(to, open));
        let mut to = from;
        while to < self.len() && self.at(to) != '\n' && !closes(to) {
            to += 1;
        }
        while to > from && self.was(to, SPACE) {
            to -= 1;
        }
        Some(Secret { from, to, mask: "[secret]" })
    }

    /// The quote in which a header is.
    fn quote_before(&self, place: usize, from: usize) -> Option<usize> {
        let near = (place.saturating_sub(32)..from).rev().take_while(|&n| self.at(n) != '\n');
        near.filter(|&n| self.is(n, QUOTE)).find(|&n| self.before(n) != '=')
    }
}

/// `get_password(`, `&mut`, `name:`
fn is_code(value: &str) -> bool {
    let value = value.strip_prefix(']').filter(|rest| rest.contains('(')).unwrap_or(value);
    let name = value.trim_start_matches(|sign: char| {
        sign.is_ascii_lowercase() || sign.is_ascii_digit() || "_.#:".contains(sign)
    });
    name.len() < value.len() && name.starts_with('(') || value.starts_with('&') || value.ends_with(':')
}
