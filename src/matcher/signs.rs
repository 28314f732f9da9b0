//! Which characters are marks, blanks or invisible, and what the names of HTML stand for.

/// What else was in a gap: a quote, one right after the glyph before, a rule or an arrow, a column's worth of blanks, two
/// quotes; and whether a capital follows a small letter.
pub(super) const QUOTE: u8 = 1;
pub(super) const CLOSING: u8 = 2;
pub(super) const RULE: u8 = 4;
pub(super) const COLUMN: u8 = 8;
pub(super) const PAIR: u8 = 16;
pub(super) const HUMP: u8 = 32;

pub(super) fn named_sign(name: &str) -> Option<char> {
    if let Some(code) = name.strip_prefix("#x").or_else(|| name.strip_prefix("#X")) {
        return char::from_u32(u32::from_str_radix(code, 16).ok()?);
    }
    if let Some(code) = name.strip_prefix('#') {
        return char::from_u32(code.parse().ok()?);
    }
    match name {
        "quot" | "ldquo" | "rdquo" => Some('"'),
        "apos" | "lsquo" | "rsquo" => Some('\''),
        "grave" => Some('`'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "nbsp" | "middot" => Some(' '),
        "ndash" | "mdash" => Some('-'),
        "hellip" => Some('…'),
        _ => None,
    }
}

/// Signs that a reader never sees: zero width, direction, variation, soft hyphen, control.
pub(super) fn is_invisible(sign: char) -> bool {
    matches!(sign, '\0'..='\u{8}' | '\u{e}'..='\u{1f}' | '\u{7f}'..='\u{84}' | '\u{86}'..='\u{9f}' | '\u{ad}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

/// Quotes of all kinds, and the asterisks of Markdown.
pub(super) fn is_mark(sign: char) -> bool {
    matches!(sign, '"' | '\'' | '`' | '*' | '´' | '«' | '»' | '\u{2018}'..='\u{201f}' | '\u{2032}'..='\u{2037}'
        | '\u{2039}' | '\u{203a}' | '\u{300c}'..='\u{300f}')
}

/// White space, and decoration that stands where white space could: bullets, arrows, boxes, emoji, `>` and `|`.
pub(super) fn is_blank(sign: char) -> bool {
    matches!(sign, ' ' | '\t' | '\u{b}' | '\u{c}' | '|' | '>' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}'
        | '\u{205f}' | '\u{3000}' | '·' | '\u{2022}' | '\u{2023}' | '\u{2043}' | '\u{2190}'..='\u{2211}'
        | '\u{2213}'..='\u{2bff}' | '\u{e000}'..='\u{f8ff}' | '\u{1f000}'..='\u{1faff}')
}

/// What a blank adds to what was seen in its gap, which may hold a blank already.
pub(super) fn seen_in_blank(sign: char, again: bool) -> u8 {
    match (sign, again) {
        (' ' | '\u{3000}' | '\u{a0}', true) => COLUMN,
        (' ' | '\u{3000}' | '\u{a0}', false) => 0,
        _ => RULE,
    }
}

/// A blank as a reader sees it.
pub(super) fn shown_blank(sign: char) -> char {
    match sign {
        '|' | '>' | '\u{10000}'.. => sign,
        '\u{2500}'..='\u{257f}' => '|',
        _ => ' ',
    }
}
