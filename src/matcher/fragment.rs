//! How a fragment is written: literals with holes between them. Port: static/js/pattern.js.

use super::hole::{Hole, Kind};
use super::normalize::{Gap, Glyph};

/// A fragment with its holes filled as simply as possible: a text that it should be found in.
pub(super) fn filled(text: &str) -> String {
    let (literals, holes) = divide(text);
    let values = holes.iter().map(|hole| match hole.kind {
        Kind::Int => "1",
        Kind::Path => "/x",
        Kind::Host => "x.y",
        Kind::Url => "https://x",
        Kind::Version => "1.0",
        Kind::Quoted => "\"x\"",
        Kind::Word | Kind::Line | Kind::Lines => "x",
    });
    let mut filled: String = literals[0].iter().collect();
    for (value, literal) in values.zip(&literals[1..]) {
        filled.push_str(value);
        filled.extend(literal);
    }
    filled
}

/// The literals of a fragment and the holes between them.
pub(super) fn divide(text: &str) -> (Vec<Vec<char>>, Vec<Hole>) {
    let signs: Vec<char> = text.chars().collect();
    let (mut literals, mut holes, mut place) = (vec![Vec::new()], Vec::new(), 0);
    while place < signs.len() {
        let sign = signs[place];
        let doubled = signs.get(place + 1) == Some(&sign);
        let hole = if sign == '{' && !doubled { hole_at(&signs, place + 1) } else { None };
        if let Some((hole, length)) = hole {
            place += length + 2;
            holes.push(hole);
            literals.push(Vec::new());
            continue;
        }
        literals.last_mut().expect("begun with one literal").push(sign);
        place += if doubled && matches!(sign, '{' | '}') { 2 } else { 1 };
    }
    (literals, holes)
}

/// The hole whose opening brace is before `from`, and how many characters it has between its braces.
fn hole_at(signs: &[char], from: usize) -> Option<(Hole, usize)> {
    let length = signs[from..].iter().position(|&sign| sign == '}')?;
    let inside: String = signs[from..from + length].iter().collect();
    Some((Hole::parse(&inside)?, length))
}

/// Whether the first word has a capital and is no name in capitals.
pub(super) fn begins_sentence(piece: &[Glyph], literal: &[char]) -> bool {
    let sign = |glyph: &Glyph| literal[glyph.at as usize];
    let name = |next: &Glyph| {
        let sign = sign(next);
        let letter = sign.is_ascii_alphabetic() || !sign.is_ascii();
        next.gap == Gap::None && (is_capital(sign) || !letter)
    };
    piece.first().is_some_and(|first| is_capital(sign(first))) && !piece.get(1).is_some_and(name)
}

/// Latin, Greek and Cyrillic capitals.
fn is_capital(sign: char) -> bool {
    matches!(sign, 'A'..='Z' | 'À'..='Ö' | 'Ø'..='Þ' | 'Α'..='Ω' | 'А'..='Я')
}
