//! One fragment of a signature: literal text with named holes, `Unexpected value(s) {value} for the`.
//!
//! There are no regular expressions. `{name}` is a hole, `{{` and `}}` are braces, and a brace that opens no name is itself.

use super::normalize::{Gap, Glyph, is_word, normalize_fragment};

/// The most glyphs a hole may hold, and the most line ends: a hole never runs away with the rest of the paste.
const HOLE_GLYPHS: usize = 160;
const HOLE_WRAPS: usize = 2;

#[derive(Clone, Debug)]
pub struct Pattern {
    pub text: String,
    /// What stands between the holes; `pieces[n]` is followed by `holes[n]`, if there is one.
    pub pieces: Vec<Vec<Glyph>>,
    pub holes: Vec<String>,
    /// Glyphs of all pieces together.
    pub weight: usize,
}

/// Where a pattern stands: the glyphs of each piece, first and behind the last.
pub type Spans = Vec<(usize, usize)>;

impl Pattern {
    pub fn parse(text: &str) -> Self {
        let signs: Vec<char> = text.chars().collect();
        let (mut literals, mut holes, mut place) = (vec![String::new()], Vec::new(), 0);
        while place < signs.len() {
            let sign = signs[place];
            let doubled = signs.get(place + 1) == Some(&sign);
            let hole = if sign == '{' && !doubled { hole_at(&signs, place + 1) } else { None };
            if let Some(name) = hole {
                place += name.len() + 2;
                holes.push(name);
                literals.push(String::new());
                continue;
            }
            literals.last_mut().expect("begun with one literal").push(sign);
            place += if doubled && matches!(sign, '{' | '}') { 2 } else { 1 };
        }
        let mut pieces: Vec<Vec<Glyph>> =
            literals.iter().map(|literal| normalize_fragment(&literal.chars().collect::<Vec<_>>())).collect();
        // A hole before the first word has no beginning: it says nothing.
        while pieces.len() > 1 && pieces[0].is_empty() {
            pieces.remove(0);
            holes.remove(0);
        }
        let weight = pieces.iter().map(Vec::len).sum();
        Self { text: text.to_owned(), pieces, holes, weight }
    }

    /// The spans of the pattern, if it stands at `start`.
    pub fn spans(&self, glyphs: &[Glyph], start: usize) -> Option<Spans> {
        self.spans_until(glyphs, start, None).map(|(spans, _)| spans)
    }

    /// The same; a text that is `cut` there may lack the rest. Also tells how many glyphs were found.
    pub fn spans_until(&self, glyphs: &[Glyph], start: usize, cut: Option<usize>) -> Option<(Spans, usize)> {
        let glyphs = &glyphs[..cut.unwrap_or(glyphs.len())];
        let (mut spans, mut found, mut from) = (Vec::new(), 0, start);
        for (n, piece) in self.pieces.iter().enumerate() {
            let last = n + 1 == self.pieces.len();
            if last && n > 0 && piece.is_empty() {
                let end = word_end(glyphs, from);
                spans.push((end, end));
                break;
            }
            let at = if n == 0 { Some(start) } else { hole_end(glyphs, from, piece, last) };
            let length = at.map_or(0, |at| common(piece, glyphs, at));
            if let (Some(at), true) = (at, length == piece.len()) {
                if n == 0 && !opens(glyphs, at) || last && !closes(glyphs, at + length) {
                    return None;
                }
                spans.push((at, at + length));
                found += length;
                from = at + length;
            } else {
                let at = at.unwrap_or(from);
                let rest =
                    at + length == glyphs.len() || at == from && n > 0 && glyphs.len() <= from + HOLE_GLYPHS;
                if cut.is_none() || !rest || n == 0 && !opens(glyphs, at) {
                    return None;
                }
                spans.push((at, at + length));
                return Some((spans, found + length));
            }
        }
        Some((spans, found))
    }
}

/// The name of the hole whose opening brace is before `from`.
fn hole_at(signs: &[char], from: usize) -> Option<String> {
    let length = signs[from..].iter().position(|&sign| sign == '}')?;
    let name: String = signs[from..from + length].iter().collect();
    is_name(&name).then_some(name)
}

fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-' || byte == b'_';
    !name.is_empty() && name.bytes().all(plain)
}

/// What is written like a hole and is none: `{host` without its end, `{Host}`. It would be looked for as it stands.
pub fn slip(fragment: &str) -> Option<&str> {
    let begun = fragment.match_indices('{').map(|(at, _)| at).find(|at| {
        let (before, behind) = (&fragment[..*at], &fragment[at + 1..]);
        let hole = behind.split_once('}').is_some_and(|(name, _)| is_name(name));
        !hole && !before.ends_with('{') && behind.starts_with(|sign: char| sign.is_alphabetic())
    });
    let written = &fragment[begun?..];
    let inside = |sign: char| sign.is_alphanumeric() || matches!(sign, '-' | '_' | ' ' | '.');
    let end = written[1..].find(|sign| !inside(sign)).map_or(written.len(), |end| end + 1);
    let word = written.find([' ', '.']).map_or(end, |word| word.min(end));
    Some(if written[end..].starts_with('}') { &written[..=end] } else { &written[..word] })
}

/// How many glyphs of the piece stand at `start`.
fn common(piece: &[Glyph], glyphs: &[Glyph], start: usize) -> usize {
    let follows = |n: usize| {
        let (want, have) = (piece[n], glyphs[start + n]);
        want.sign == have.sign && (n == 0 || gaps_agree(piece[n - 1].sign, want, have.gap))
    };
    let room = piece.len().min(glyphs.len().saturating_sub(start));
    (0..room).find(|&n| !follows(n)).unwrap_or(room)
}

/// Between two words a blank must be where one is wanted, and nowhere else. A wrap may fall anywhere, and beside
/// punctuation blanks are a matter of taste (`"type": "error"`, `"type":"error"`).
fn gaps_agree(before: char, want: Glyph, have: Gap) -> bool {
    if !is_word(before) || !is_word(want.sign) {
        return true;
    }
    if want.gap >= Gap::Blank { have != Gap::None } else { have != Gap::Blank }
}

pub(super) fn opens(glyphs: &[Glyph], start: usize) -> bool {
    start == 0
        || glyphs[start].gap != Gap::None
        || !is_word(glyphs[start].sign)
        || !is_word(glyphs[start - 1].sign)
}

fn closes(glyphs: &[Glyph], end: usize) -> bool {
    end >= glyphs.len()
        || glyphs[end].gap != Gap::None
        || !is_word(glyphs[end].sign)
        || !is_word(glyphs[end - 1].sign)
}

/// The nearest place at or behind `from` where the next piece begins: the hole is what lies between.
fn hole_end(glyphs: &[Glyph], from: usize, piece: &[Glyph], last: bool) -> Option<usize> {
    let mut wraps = 0;
    for at in from..glyphs.len().min(from + HOLE_GLYPHS) {
        if at > from {
            wraps += usize::from(glyphs[at].gap == Gap::Wrap);
            if glyphs[at].gap == Gap::Break || wraps > HOLE_WRAPS {
                return None;
            }
        }
        let whole = common(piece, glyphs, at) == piece.len();
        if whole && (!last || closes(glyphs, at + piece.len())) {
            return Some(at);
        }
    }
    None
}

/// A hole at the end holds one word: to the next gap, comma or closing bracket.
fn word_end(glyphs: &[Glyph], from: usize) -> usize {
    let limit = glyphs.len().min(from + HOLE_GLYPHS);
    let stops = |at: &usize| {
        matches!(glyphs[*at].sign, ',' | ')' | ']' | '}') || *at > from && glyphs[*at].gap != Gap::None
    };
    let mut end = (from..limit).find(stops).unwrap_or(limit);
    while end > from && matches!(glyphs[end - 1].sign, '.' | ':' | ';') {
        end -= 1;
    }
    end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::normalize;

    fn stands(pattern: &str, text: &str) -> bool {
        let glyphs = normalize(&text.chars().collect::<Vec<_>>());
        let pattern = Pattern::parse(pattern);
        (0..glyphs.len()).any(|start| pattern.spans(&glyphs, start).is_some())
    }

    #[test]
    fn a_blank_between_words_is_any_white_space_and_a_wrap_may_fall_anywhere() {
        assert!(stands("Request not allowed", "\"Request\n     not allowed\""));
        assert!(stands("permission_error", "permission\n   _error"));
        assert!(!stands("Permission denied", "PermissionDenied"));
        assert!(!stands("Permission denied", "Permission deniedError"));
        assert!(!stands("overloaded", "over loaded"));
    }

    #[test]
    fn a_hole_never_crosses_a_blank_line_and_may_be_empty() {
        assert!(stands("value(s) {v} for the", "value(s) `x-1` for the"));
        assert!(stands("value(s) {v} for the", "value(s) `` for the"));
        assert!(!stands("value(s) {v} for the", "value(s) x\n\nfor the"));
    }

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

    #[test]
    fn braces_are_written_twice_or_open_no_name() {
        assert!(stands("{{type: a", "{\"type\":\"a\"}"));
        assert!(stands("{\"type\":\"a\"}", "{'type': 'a'}"));
        assert!(!stands("{{type}} is", "type is"));
    }
}
