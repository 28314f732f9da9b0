//! Terminal sequences: colors, cursor moves, links, titles, images. A reader never sees them, so they leave nothing.
//!
//! A string-type sequence (OSC, DCS, SOS, PM, APC) is removed whole, up to the BEL or ST that ends it, in its 7-bit and
//! its 8-bit form, and also where its control characters are written as escapes. A look ahead ends at the next ESC, so
//! that the work stays linear. Port: `control` in static/js/normalize.js.

use super::normalize::ESCAPE;

/// Ways to write ESC, BEL and ST after a backslash.
const ESCAPES: [&str; 4] = ["u001b", "x1b", "033", "e"];
const ENDS: [&str; 5] = ["u0007", "x07", "007", "a", "u009c"];

/// The place after the sequence whose ESC is before `from` and was written with so many backslashes (none: raw).
pub(super) fn skip(raw: &[char], from: usize, slashes: usize) -> usize {
    let at = |n: usize| raw.get(from + n).copied().unwrap_or('\0');
    match at(0) {
        '[' => from + 1 + control_sequence(raw, from + 1),
        ']' => string(raw, from + 1, slashes, true).unwrap_or_else(|open| open),
        'P' | 'X' | '^' | '_' => string(raw, from + 1, slashes, false).unwrap_or(from),
        '\\' => from + run(raw, from).min((2 * slashes).max(1)),
        '(' | ')' => raw.len().min(from + 2),
        _ => from,
    }
}

/// The same for a sequence that begins with one 8-bit character, which is before `from`.
pub(super) fn skip_eight_bit(raw: &[char], from: usize, introducer: char) -> usize {
    match introducer {
        '\u{9b}' => from + control_sequence(raw, from),
        '\u{9d}' => string(raw, from, 0, true).unwrap_or_else(|open| open),
        _ => string(raw, from, 0, false).unwrap_or(from),
    }
}

/// The length of parameters and final character; nothing if they are not such. Bounded: a stray ESC costs a line at most.
fn control_sequence(raw: &[char], from: usize) -> usize {
    let at = |n: usize| raw.get(from + n).copied().unwrap_or('\0');
    let end = (0..31).find(|&n| !matches!(at(n), ' '..='?'));
    end.filter(|&n| matches!(at(n), '@'..='~')).map_or(0, |n| n + 1)
}

/// The place after the end of a string. Without an end: where the line or the next sequence begins, as an error.
fn string(raw: &[char], from: usize, slashes: usize, one_line: bool) -> Result<usize, usize> {
    let mut place = from;
    let mut line_end = None;
    while let Some(&sign) = raw.get(place) {
        match sign {
            '\u{7}' | '\u{9c}' => return Ok(place + 1),
            ESCAPE if raw.get(place + 1) == Some(&'\\') => return Ok(place + 2),
            '\u{90}' | '\u{98}' | '\u{9b}' | '\u{9d}'..='\u{9f}' | ESCAPE => break,
            '\n' if one_line => break,
            '\n' => line_end = line_end.or(Some(place)),
            '\\' if slashes > 0 => match escaped_end(raw, place, slashes) {
                Escaped::End(end) => return Ok(end),
                Escaped::Other => break,
                Escaped::Text(end) => {
                    place = end;
                    continue;
                }
            },
            _ => {}
        }
        place += 1;
    }
    Err(line_end.unwrap_or(place))
}

enum Escaped {
    /// It ends the string, which is over at this place.
    End(usize),
    /// A new line or another sequence.
    Other,
    /// Part of the string, up to this place.
    Text(usize),
}

/// What the backslashes at `from` escape, inside of a string.
fn escaped_end(raw: &[char], from: usize, slashes: usize) -> Escaped {
    let after = from + run(raw, from);
    let says = |word: &str| word.chars().enumerate().all(|(n, sign)| raw.get(after + n) == Some(&sign));
    if let Some(word) = ENDS.iter().find(|word| says(word)) {
        return Escaped::End(after + word.len());
    }
    if let Some(word) = ESCAPES.iter().find(|word| says(word)) {
        let end = after + word.len();
        let closes = run(raw, end).min(2 * slashes);
        return if closes > 0 { Escaped::End(end + closes) } else { Escaped::Other };
    }
    if raw.get(after) == Some(&'n') { Escaped::Other } else { Escaped::Text(after) }
}

/// How many backslashes are at `from`.
fn run(raw: &[char], from: usize) -> usize {
    raw[from.min(raw.len())..].iter().take_while(|&&sign| sign == '\\').count()
}
