//! What stands before a line and is not part of it: time stamps, log levels, container names, line numbers, comment signs.
//!
//! It matters where a message is wrapped: the prefix of the second line falls into the middle of the phrase.

use super::normalize::is_word;
use super::signs::is_blank;

/// A line without what a logger or a terminal put before it.
pub fn without_prefix(line: &str) -> &str {
    let signs: Vec<char> = line.chars().collect();
    let start: usize = signs[..skip(&signs, 0, &mut None)].iter().map(|sign| sign.len_utf8()).sum();
    &line[start..]
}

/// Where the line that begins at `from` really begins. `number` is the number of the line before, if it had one.
pub(super) fn skip(raw: &[char], from: usize, number: &mut Option<u32>) -> usize {
    let line = Line { raw };
    let mut place = line.blanks(from);
    let mut stamped = false;
    // A line that begins with a bar is a box or a table: its first cell is no container.
    let indented = (from..place).all(|at| matches!(raw[at], ' ' | '\t'));
    // Four layers are the most that was ever seen: container, time, level, quote.
    for layer in 0..4 {
        let next = if let Some(end) = line.stamp(place).or_else(|| line.syslog(place)) {
            stamped = true;
            end
        } else if let Some(end) = line.level(place, stamped) {
            end
        } else if let Some(end) = line.name(place).filter(|_| layer == 0 && indented) {
            end
        } else if let Some(end) = line.comment(place) {
            end
        } else {
            break;
        };
        place = line.blanks(next);
    }
    line.numbered(place, number)
}

/// What a logger put before a line: a time, and perhaps that nothing is wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Stamp {
    None,
    Calm,
    Other,
}

/// The levels of what is said when nothing is wrong.
const CALM: [&str; 5] = ["info", "debug", "trace", "notice", "stdout"];

pub(super) fn stamp_of(raw: &[char]) -> Stamp {
    let line = Line { raw };
    let place = line.blanks(0);
    let Some(end) = line.stamp(place).or_else(|| line.syslog(place)) else {
        return Stamp::None;
    };
    let place = line.blanks(end);
    let place = place + usize::from(line.at(place) == '[');
    let letters = (place..place + 9).take_while(|&place| line.at(place).is_ascii_alphabetic());
    let word: String = letters.map(|place| line.at(place).to_ascii_lowercase()).collect();
    if CALM.contains(&word.as_str()) { Stamp::Calm } else { Stamp::Other }
}

/// The program that a container's name or syslog gives before a line, or nothing.
pub(super) fn speaker(raw: &[char]) -> String {
    let line = Line { raw };
    let name =
        raw.iter().take_while(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-')).count();
    let blanks = raw[name..].iter().take_while(|sign| matches!(sign, ' ' | '\t')).count();
    if name > 0 && blanks > 0 && matches!(line.at(name + blanks), '|' | '│') {
        return raw[..name].iter().collect();
    }
    let Some(end) = line.syslog(0) else { return String::new() };
    let words: String = raw[..end - 1].iter().collect();
    let word = words.rsplit(' ').next().unwrap_or_default();
    let number = |(name, rest): (&str, &str)| rest.strip_suffix(']').map(|_| name.to_owned());
    word.split_once('[').and_then(number).unwrap_or_else(|| word.to_owned())
}

struct Line<'a> {
    raw: &'a [char],
}

impl Line<'_> {
    fn at(&self, place: usize) -> char {
        self.raw.get(place).copied().unwrap_or('\0')
    }

    fn blanks(&self, from: usize) -> usize {
        let mut place = from;
        while is_blank(self.at(place)) {
            place += 1;
        }
        place
    }

    fn ends(&self, place: usize) -> bool {
        is_blank(self.at(place)) || matches!(self.at(place), '\n' | '\r' | '\0')
    }

    /// `2026-04-21T22:49:55.570Z`, `[26-03-10 00:02:47]`, `15:33:01.616`: six digits or more, two separators or more.
    fn stamp(&self, from: usize) -> Option<usize> {
        let open = matches!(self.at(from), '[' | '(');
        let start = from + usize::from(open);
        let (mut digits, mut marks) = (0, 0);
        let mut place = start;
        while place < start + 40 {
            match self.at(place) {
                '0'..='9' => digits += 1,
                ':' | '-' | '/' => marks += 1,
                '.' | ',' | '+' | 'T' | 'Z' if digits > 0 => {}
                ' ' if digits > 0 && self.at(place + 1).is_ascii_digit() && self.at(place + 3) == ':' => {}
                _ => break,
            }
            place += 1;
        }
        let closed = matches!(self.at(place), ']' | ')');
        let end = place + usize::from(closed);
        let whole = self.at(start).is_ascii_digit() && digits >= 6 && marks >= 2 && open == closed;
        (whole && self.ends(end)).then_some(end)
    }

    /// `May  3 10:11:00 host app[4711]:`.
    fn syslog(&self, from: usize) -> Option<usize> {
        let run = |from: usize, most: usize, belongs: fn(char) -> bool| {
            from + (0..most).take_while(|&n| belongs(self.at(from + n))).count()
        };
        let digits = |from: usize, least: usize, most: usize| {
            let end = run(from, most, |sign| sign.is_ascii_digit());
            (end - from >= least).then_some(end)
        };
        let one = |from: usize, sign: char| (self.at(from) == sign).then_some(from + 1);
        let month = self.at(from).is_ascii_uppercase()
            && (1..3).all(|n| self.at(from + n).is_ascii_lowercase())
            && self.at(from + 3) == ' ';
        if !month {
            return None;
        }
        let day = from + if self.at(from + 4) == ' ' { 5 } else { 4 };
        let hour = one(digits(day, 1, 2)?, ' ')?;
        let minute = one(digits(hour, 2, 2)?, ':')?;
        let second = one(digits(minute, 2, 2)?, ':')?;
        let mut place = digits(second, 2, 2)?;
        if self.at(place) == '.' {
            place = digits(place + 1, 1, 9)?;
        }
        place = one(place, ' ')?;
        let host = run(place, 64, |sign| is_word(sign) || matches!(sign, '.' | '-'));
        if host > place && self.at(host) == ' ' {
            place = host + 1;
        }
        let mut end = run(place, 48, |sign| is_word(sign) || matches!(sign, '.' | '-' | '/'));
        if end == place {
            return None;
        }
        if self.at(end) == '[' {
            end = one(digits(end + 1, 1, 9)?, ']')?;
        }
        one(end, ':')
    }

    /// `[ERROR]` anywhere, a bare `ERROR` only behind a time stamp: elsewhere it may be the message itself.
    fn level(&self, from: usize, stamped: bool) -> Option<usize> {
        let open = self.at(from) == '[';
        let start = from + usize::from(open);
        let end = (start..start + 9).find(|&place| !self.at(place).is_ascii_alphabetic())?;
        let word: String = (start..end).map(|place| self.at(place).to_ascii_lowercase()).collect();
        let known = matches!(
            word.as_str(),
            "error" | "err" | "warn" | "warning" | "info" | "debug" | "trace" | "fatal" | "stderr" | "stdout"
        );
        match self.at(end) {
            ']' if open && known => Some(end + 1),
            _ if !open && known && stamped && self.ends(end) => Some(end),
            _ => None,
        }
    }

    /// `web-1  | `, `514 | `: a container's name or a line number, ruled off. A name with a dot is a host, and may matter.
    fn name(&self, from: usize) -> Option<usize> {
        let end = (from..from + 40)
            .find(|&place| !matches!(self.at(place), 'a'..='z' | 'A'..='Z' | '0'..='9' | '_' | '-'))?;
        let bar = (end..end + 40).find(|&place| !matches!(self.at(place), ' ' | '\t'))?;
        let ruled =
            end > from && bar > end && matches!(self.at(bar), '|' | '│') && is_blank(self.at(bar + 1));
        // Nothing behind the bar: the right side of a box.
        (ruled && !matches!(self.at(self.blanks(bar + 1)), '\n' | '\r' | '\0')).then_some(bar + 1)
    }

    /// `# ` and `// `.
    fn comment(&self, from: usize) -> Option<usize> {
        let end = (from..from + 7).find(|&place| !matches!(self.at(place), '#' | '/'))?;
        let slashes = self.at(from) == '/' && end == from + 2;
        let hashes = self.at(from) == '#' && self.at(end - 1) == '#';
        ((slashes || hashes) && self.ends(end)).then_some(end)
    }

    /// A number is a line number when it is one more than that of the line before.
    fn numbered(&self, from: usize, number: &mut Option<u32>) -> usize {
        let mut place = from;
        let mut value = 0;
        while place < from + 6 {
            let Some(digit) = self.at(place).to_digit(10) else {
                break;
            };
            value = value * 10 + digit;
            place += 1;
        }
        if place == from || !(self.ends(place) || self.at(place) == ':') {
            return from;
        }
        let counted = *number == value.checked_sub(1) && number.is_some();
        *number = Some(value);
        if counted { place } else { from }
    }
}
