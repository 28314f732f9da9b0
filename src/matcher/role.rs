//! Which of several errors stopped the program, and which it got over? Port: static/js/role.js.

use super::claim::Text;
use super::explain::{Group, Role};
use super::find::says;
use super::noise::says_error;
use super::normalize::{Gap, is_word};
use super::prefix::{Stamp, speaker, stamp_of};
use std::collections::BTreeSet;

/// A later line that says so: it is tried again, it worked. A word that says the contrary takes that back.
const RETRY: [&str; 6] = ["retry", "retrying", "retried", "attempt", "reconnecting", "restarting"];
const SUCCESS: [&str; 11] = [
    "succeeded",
    "success",
    "successful",
    "successfully",
    "recovered",
    "reconnected",
    "connected",
    "resumed",
    "restored",
    "completed",
    "ok",
];
const FAILURE: [&str; 15] = [
    "not",
    "no",
    "error",
    "failed",
    "failure",
    "fatal",
    "cannot",
    "unable",
    "never",
    "giving",
    "gave",
    "exhausted",
    "exceeded",
    "aborting",
    "exiting",
];
/// Words that every error has say nothing about which one it is.
const PLAIN: [&str; 10] =
    ["error", "failed", "warni", "excep", "statu", "code", "reque", "after", "with", "from"];
/// How a line begins that says the cause of what is above.
const CAUSES: [&str; 2] = ["causedby", "[cause]"];
/// The beginning of a word that stands for it, and the shortest word that counts.
const STEM: usize = 5;
const SHORTEST: usize = 4;
/// How many lines after an error are looked at, how many between an error and its part, and how much of each.
const LINES: usize = 400;
const PARTS: usize = 60;
const LINE: usize = 400;
/// How much of a line is looked at as it is written, and how far before a glyph it may begin.
const HEAD: usize = 160;
const FAR: usize = 400;

/// A group with where it is in the text.
struct Placed {
    group: Group,
    at: usize,
    line: usize,
    end: usize,
    /// The group whose error this is a part of, or itself.
    head: usize,
}

/// Gives each group that is more than a guess its role, and puts the one that stopped the program first.
pub(super) fn assign_roles(text: &Text, groups: Vec<Group>) -> Vec<Group> {
    let lines = Lines::of(text);
    let place = |(n, mut group): (usize, Group)| {
        let lead =
            group.claims.iter().map(|claim| claim.lead).reduce(|a, b| if b.start > a.start { b } else { a });
        let (at, last) = lead.map_or((0, 0), |lead| (lead.start, lead.end - 1));
        let (line, end) = (lines.line_of(at), lines.line_of(last));
        group.role = lines.is_overcome(line, end).then_some(Role::Recovered);
        Placed { group, at, line, end, head: n }
    };
    let mut placed: Vec<Placed> = groups.into_iter().enumerate().map(place).collect();
    for n in 0..placed.len() {
        let mut head = n;
        for other in 0..placed.len() {
            if placed[other].at < placed[head].at && lines.is_part(placed[other].line, placed[n].line) {
                head = other;
            }
        }
        placed[n].head = head;
    }
    let is_open = |n: &usize| placed[*n].group.role.is_none();
    let open: Vec<usize> =
        (0..placed.len()).filter(is_open).map(|n| placed[n].head).filter(is_open).collect();
    let at: Vec<usize> = open.iter().map(|&n| placed[n].line).collect();
    let latest = open.iter().copied().reduce(|a, b| if placed[a].at >= placed[b].at { a } else { b });
    // Of several that no logger parts, the later ones may be details of the first.
    let is_alone = |latest: usize| open.iter().all(|&n| n == latest);
    let last = latest
        .filter(|&latest| is_alone(latest) || lines.is_logged(placed[latest].line) && !lines.is_session(&at));
    if let Some(last) = last.filter(|&last| !lines.say_more(&placed, placed[last].end)) {
        placed[last].group.role = Some(Role::Stopped);
    }
    let rank = |n: usize, placed: &Placed| match placed.group.role {
        _ if last == Some(n) => 0,
        Some(Role::Recovered) => 2,
        _ => 1,
    };
    let mut ranked: Vec<(usize, Placed)> = placed.into_iter().enumerate().collect();
    ranked.sort_by_key(|(n, placed)| rank(*n, placed));
    ranked.into_iter().map(|(_, placed)| placed.group).collect()
}

struct Lines<'a> {
    text: &'a Text<'a>,
    /// The first glyph of each.
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn of(text: &'a Text<'a>) -> Self {
        let begun = (1..text.glyphs.len()).filter(|&at| text.glyphs[at].gap >= Gap::Wrap);
        Self { text, starts: std::iter::once(0).chain(begun).collect() }
    }

    fn line_of(&self, at: usize) -> usize {
        self.starts.partition_point(|&start| start <= at) - 1
    }

    fn end(&self, line: usize) -> usize {
        self.starts.get(line + 1).copied().unwrap_or(self.text.glyphs.len())
    }

    fn words(&self, line: usize) -> Vec<String> {
        let from = self.starts[line];
        let glyphs = &self.text.glyphs[from..self.end(line).min(from + LINE)];
        let mut words: Vec<String> = Vec::new();
        let mut open = false;
        for glyph in glyphs {
            let belongs = is_word(glyph.sign);
            match words.last_mut() {
                Some(word) if belongs && open && glyph.gap == Gap::None => word.push(glyph.sign),
                _ if belongs => words.push(glyph.sign.to_string()),
                _ => {}
            }
            open = belongs;
        }
        words
    }

    /// The beginning of a line as it is written.
    fn written(&self, line: usize) -> &'a [char] {
        let raw = self.text.raw;
        let place = self.text.glyphs[self.starts[line]].at as usize;
        let (mut from, mut far) = (place, 0);
        while from > 0 && raw[from - 1] != '\n' {
            far += raw[from - 1].len_utf16();
            if far > FAR {
                break;
            }
            from -= 1;
        }
        &raw[from..raw.len().min(from + HEAD)]
    }

    fn indent(&self, line: usize) -> usize {
        self.written(line).iter().take_while(|sign| matches!(sign, ' ' | '\t')).count()
    }

    /// Whether a later line of the same program says that it was tried again and went on, or worked.
    fn is_overcome(&self, line: usize, end: usize) -> bool {
        let own = speaker(self.written(line));
        let about = stems(&self.words(line));
        let mut retried = false;
        for line in end + 1..self.starts.len().min(end + LINES) {
            if speaker(self.written(line)) != own {
                continue;
            }
            let words = self.words(line);
            let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
            if says(&FAILURE) {
                continue;
            }
            if retried || says(&SUCCESS) && !stems(&words).is_disjoint(&about) {
                return true;
            }
            retried = says(&RETRY);
        }
        false
    }

    /// Whether the error in one line is a part of that in another above: in the same line, indented below it, or its cause.
    fn is_part(&self, head: usize, line: usize) -> bool {
        if head == line {
            return true;
        }
        if line < head || line - head > PARTS {
            return false;
        }
        let begun = &self.text.glyphs[self.starts[line]..];
        let is_cause = CAUSES.iter().any(|words| says(begun, words));
        let indent = self.indent(head);
        (head + 1..=line).all(|other| self.indent(other) > indent || is_cause && other == line)
    }

    /// Whether a logger put a time or a name before a line.
    fn is_logged(&self, line: usize) -> bool {
        let written = self.written(line);
        stamp_of(written) != Stamp::None || !speaker(written).is_empty()
    }

    /// Whether somebody typed between these errors: then none of them stopped a program.
    fn is_session(&self, at: &[usize]) -> bool {
        let typed = |line: usize| is_prompt(self.written(line));
        let (Some(&first), Some(&last)) = (at.iter().min(), at.iter().max()) else { return false };
        at.len() > 1 && !at.iter().any(|&line| typed(line)) && (first + 1..last.min(first + LINES)).any(typed)
    }

    /// Whether a later line says an error that is none of these.
    fn say_more(&self, placed: &[Placed], end: usize) -> bool {
        let claims = placed.iter().flat_map(|placed| &placed.group.claims);
        let known: BTreeSet<usize> = claims.map(|claim| self.line_of(claim.lead.start)).collect();
        let says_one =
            |line: usize| (self.starts[line]..self.end(line)).any(|at| says_error(self.text.glyphs, at));
        (end + 1..self.starts.len()).any(|line| !known.contains(&line) && says_one(line))
    }
}

/// `> `, `$ ` and `❯ ` before something typed.
fn is_prompt(line: &[char]) -> bool {
    let mut signs = line.iter().skip_while(|sign| matches!(sign, ' ' | '\t'));
    matches!(signs.next(), Some('>' | '❯' | '$'))
        && signs.next() == Some(&' ')
        && signs.next().is_some_and(|&sign| sign != ' ')
}

fn stems(words: &[String]) -> BTreeSet<String> {
    let telling = words
        .iter()
        .filter(|word| word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase()));
    telling
        .map(|word| word[..word.len().min(STEM)].to_owned())
        .filter(|stem| !PLAIN.contains(&stem.as_str()))
        .collect()
}
