//! What varies in a fragment: `{name}`, `{name:int}` and the other kinds, and how far each may reach.
//! Port: static/js/pattern.js.

use super::normalize::{Gap, Glyph, QUOTE, is_word};

/// The most glyphs of a hole, of one over several lines, and the most wraps.
pub(super) const LINE: usize = 320;
const LINES: usize = 2000;
const WRAPS: usize = 3;
/// Where no quote is this near, quotes were lost on the way.
const LOST_QUOTES: usize = 60;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Int,
    Word,
    Path,
    Host,
    Url,
    Version,
    Quoted,
    /// Within one logical line: the default.
    Line,
    Lines,
}

impl Kind {
    /// Whether it ends where a space is.
    pub fn is_token(self) -> bool {
        !matches!(self, Kind::Quoted | Kind::Line | Kind::Lines)
    }
}

pub(super) const KINDS: [(&str, Kind); 9] = [
    ("int", Kind::Int),
    ("word", Kind::Word),
    ("path", Kind::Path),
    ("host", Kind::Host),
    ("url", Kind::Url),
    ("version", Kind::Version),
    ("quoted", Kind::Quoted),
    ("line", Kind::Line),
    ("lines", Kind::Lines),
];

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hole {
    pub name: String,
    pub kind: Kind,
}

impl Kind {
    /// As a fragment calls it.
    pub fn word(self) -> &'static str {
        KINDS.iter().find(|known| known.1 == self).map_or("line", |known| known.0)
    }
}

impl Hole {
    /// The hole that is written so between braces.
    pub fn parse(inside: &str) -> Option<Self> {
        let (name, kind) = match inside.split_once(':') {
            Some((name, kind)) => (name, KINDS.iter().find(|known| known.0 == kind)?.1),
            None => (inside, Kind::Line),
        };
        let plain =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
        let named = !name.is_empty() && name.bytes().all(plain);
        named.then(|| Self { name: name.to_owned(), kind })
    }
}

/// How far a hole may go, glyph by glyph: never over a blank line, nor past the end of a sentence that ends its line.
pub(super) struct Walk {
    kind: Kind,
    left: usize,
    wraps: usize,
    done: bool,
}

impl Walk {
    pub fn new(kind: Kind) -> Self {
        Self { kind, left: if kind == Kind::Lines { LINES } else { LINE }, wraps: WRAPS, done: false }
    }

    pub fn goes_on(&mut self, glyphs: &[Glyph], at: usize) -> bool {
        let gap = glyphs[at].gap;
        self.left = self.left.saturating_sub(1);
        if self.left == 0 || self.done {
            return false;
        }
        if self.kind == Kind::Lines {
            return true;
        }
        let token = self.kind.is_token();
        if gap == Gap::Break {
            return false;
        }
        // What comes after a token may begin here, the token does not go on.
        self.done = token && gap == Gap::Blank;
        if gap != Gap::Wrap {
            return true;
        }
        let room = self.wraps > 0;
        self.wraps = self.wraps.saturating_sub(1);
        room && !matches!(glyphs[at - 1].sign, '.' | '!' | '?')
    }
}

/// Whether there is no quote anywhere near these glyphs.
pub(super) fn quotes_lost(glyphs: &[Glyph], from: usize, to: usize) -> bool {
    let to = glyphs.len().min(to + LOST_QUOTES);
    let from = from.saturating_sub(LOST_QUOTES).min(to);
    glyphs[from..to].iter().all(|glyph| glyph.seen & QUOTE == 0)
}

/// Whether these glyphs are of this kind; there is at least one.
pub(super) fn holds(kind: Kind, glyphs: &[Glyph]) -> bool {
    let all = |test: fn(char) -> bool| glyphs.iter().all(|glyph| test(glyph.sign));
    let some = |test: fn(char) -> bool| glyphs.iter().any(|glyph| test(glyph.sign));
    let first = glyphs[0].sign;
    match kind {
        Kind::Int => {
            some(|sign| sign.is_ascii_digit())
                && all(|sign| sign.is_ascii_digit() || matches!(sign, ',' | '_' | '.' | '-'))
        }
        Kind::Word => all(|sign| is_name(sign) || sign == '-'),
        Kind::Host => {
            some(is_name) && all(|sign| is_name(sign) || matches!(sign, '-' | '.' | ':' | '[' | ']'))
        }
        Kind::Version => {
            let second = glyphs.get(1).is_some_and(|glyph| glyph.sign.is_ascii_digit());
            (first.is_ascii_digit() || first == 'v' && second)
                && all(|sign| is_word(sign) || matches!(sign, '-' | '.' | '+'))
        }
        Kind::Url => glyphs
            .windows(3)
            .any(|three| three[0].sign == ':' && three[1].sign == '/' && three[2].sign == '/'),
        // Backslashes leave a mark.
        Kind::Path => {
            some(|sign| matches!(sign, '/' | '.')) || glyphs[1..].iter().any(|glyph| glyph.gap != Gap::None)
        }
        Kind::Quoted | Kind::Line | Kind::Lines => true,
    }
}

fn is_name(sign: char) -> bool {
    is_word(sign) || !sign.is_ascii()
}

/// The end of a hole that ends its fragment: one word, what its quotes hold, or with `lines` whatever follows. None if it
/// may not hold what is there. `quoted`: the author wrote quotes around it; `before`: how long the piece before it is.
pub(super) fn token_end(
    kind: Kind,
    quoted: bool,
    glyphs: &[Glyph],
    from: usize,
    before: usize,
) -> Option<usize> {
    let limit = glyphs.len();
    if kind == Kind::Lines {
        return Some(limit.min(from + LINES));
    }
    if quoted && from < limit {
        if glyphs[from].seen & QUOTE != 0 {
            let mut walk = Walk::new(kind);
            let mut end = from + 1;
            while end < limit && walk.goes_on(glyphs, end) {
                if glyphs[end].seen & QUOTE != 0 {
                    return Some(end);
                }
                end += 1;
            }
            if end >= limit {
                return Some(end);
            }
        } else if kind == Kind::Quoted || !quotes_lost(glyphs, from.saturating_sub(before), from) {
            return None;
        }
    }
    let most = limit.min(from + LINE);
    let stops = |at: usize| {
        let sign = glyphs[at].sign;
        let tight = glyphs[at].gap == Gap::None || kind == Kind::Path && glyphs[at].gap < Gap::Blank;
        matches!(sign, ',' | ')' | ']' | '}') && !(kind == Kind::Int && sign == ',') || at > from && !tight
    };
    let mut end = (from..most).find(|&at| stops(at)).unwrap_or(most);
    while end > from && matches!(glyphs[end - 1].sign, '.' | ':' | ';' | ',') {
        end -= 1;
    }
    (kind == Kind::Line || from < end && holds(kind, &glyphs[from..end])).then_some(end)
}

/// What is written like a hole and is none: `{host` without its end, `{Host}`. It would be looked for as it stands.
pub fn slip(fragment: &str) -> Option<&str> {
    let begun = fragment.match_indices('{').map(|(at, _)| at).find(|at| {
        let (before, behind) = (&fragment[..*at], &fragment[at + 1..]);
        let hole = behind.split_once('}').is_some_and(|(inside, _)| Hole::parse(inside).is_some());
        !hole && !before.ends_with('{') && behind.starts_with(|sign: char| sign.is_alphabetic())
    });
    let written = &fragment[begun?..];
    let inside = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | ' ' | '.' | ':');
    let end = written[1..].find(|sign| !inside(sign)).map_or(written.len(), |end| end + 1);
    let word = written.find([' ', '.']).map_or(end, |word| word.min(end));
    Some(if written[end..].starts_with('}') { &written[..=end] } else { &written[..word] })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_like_a_hole_and_is_none_is_a_slip() {
        assert_eq!(slip("cannot reach {host"), Some("{host"));
        assert_eq!(slip("cannot reach {host, the {second}"), Some("{host"));
        assert_eq!(slip("cannot reach {the host} now"), Some("{the host}"));
        assert_eq!(slip("{good} and {Bad}"), Some("{Bad}"));
        for fine in ["reach {host} now", "{{host}} now", "{{host", "{\"type\":\"a\"", "{ a }", "a } b", "{}"]
        {
            assert_eq!(slip(fine), None, "{fine}");
        }
    }
}
