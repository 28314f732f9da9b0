//! Whole or part: is a fragment what the text says in one place, or a piece of something longer that is another error?
//! Port: static/js/matcher.js.

use super::find::Place;
use super::normalize::{CLOSING, Gap, Glyph, QUOTE, RULE, is_word};
use super::pattern::Pattern;

/// The longest word and the longest leading hole that are looked at.
const WORD: usize = 40;
const HOLE: usize = 160;
/// How much of a line before and after a claim is its own.
const OWN_LINE: usize = 1000;
/// Lines from a detail up to the head of its error, their length, and over how many lines the head is wrapped.
const HEAD_LINES: usize = 12;
const HEAD_LENGTH: usize = 4000;
const HEAD_WRAPS: usize = 4;

/// Words that come before a message and are not part of its sentence.
const LEVELS: [&str; 11] =
    ["error", "err", "exception", "warning", "warn", "fatal", "info", "debug", "failed", "failure", "panic"];

/// How a sentence begins that says what to do and is no part of the message.
const ADVICE: [&str; 6] = ["please", "see", "try", "check", "contact", "visit"];

/// Whether a fragment that begins or ends a sentence is only a part of one here.
pub(super) fn is_part(pattern: &Pattern, raw: &[char], glyphs: &[Glyph], lead: Place) -> bool {
    (pattern.sentence && goes_before(pattern, raw, glyphs, lead))
        || (pattern.finished && goes_on(glyphs, lead.end))
}

/// Whether the sentence began before the fragment.
fn goes_before(pattern: &Pattern, raw: &[char], glyphs: &[Glyph], lead: Place) -> bool {
    // Where a hole without quotes begins, nobody knows.
    if pattern.leading && pattern.pieces[0][0].seen & QUOTE == 0 {
        return false;
    }
    let (begin, marked) =
        if pattern.leading { (leading_hole(glyphs, lead.start), RULE) } else { (lead.start, RULE | QUOTE) };
    let Glyph { gap, seen, at, .. } = glyphs[begin];
    if begin == 0 || gap == Gap::None || gap > Gap::Wrap || seen & marked != 0 || !is_prose(glyphs, begin - 1)
    {
        return false;
    }
    // At a line's beginning only a small letter shows that the sentence began before.
    gap < Gap::Wrap || raw[at as usize].is_ascii_lowercase()
}

/// Whether another sentence follows; a place or a level begins another message.
fn goes_on(glyphs: &[Glyph], from: usize) -> bool {
    let Some(next) = glyphs.get(from) else { return false };
    if next.gap != Gap::Blank || next.seen & (CLOSING | RULE) != 0 {
        return false;
    }
    let rest = glyphs[from + 1..].iter().take(WORD - 1).take_while(|glyph| glyph.gap == Gap::None);
    let mut end = from + 1 + rest.count();
    if end > from + 1 && glyphs[end - 1].sign == ',' {
        end -= 1;
    }
    let word = &glyphs[from..end];
    word.iter().all(|glyph| is_word(glyph.sign) || !glyph.sign.is_ascii())
        && !next.sign.is_ascii_digit()
        && !is_level(word)
        && !ADVICE.iter().any(|advice| word.iter().map(|glyph| glyph.sign).eq(advice.chars()))
}

/// The glyphs of the line that a claim is in. A line goes on where the next begins with a small letter and it does not
/// itself end a sentence.
pub(super) fn line_of(raw: &[char], glyphs: &[Glyph], lead: Place) -> (usize, usize) {
    let joined = |at: usize| {
        let Glyph { gap, at: place, .. } = glyphs[at];
        let wrapped =
            raw[place as usize].is_ascii_lowercase() && !matches!(glyphs[at - 1].sign, '.' | '!' | '?');
        gap < Gap::Wrap || gap == Gap::Wrap && wrapped
    };
    let least = lead.start.saturating_sub(OWN_LINE);
    let from = (least + 1..=lead.start).rev().find(|&at| !joined(at)).unwrap_or(least);
    let most = glyphs.len().min(lead.end + OWN_LINE);
    let to = (lead.end..most).find(|&at| !joined(at)).unwrap_or(most);
    (from, to)
}

/// Where the quoted hole before the first piece begins; without its quotes it is one word.
fn leading_hole(glyphs: &[Glyph], start: usize) -> usize {
    let quoted = glyphs[start].seen & QUOTE != 0;
    let within = |at: usize| {
        let Glyph { gap, seen, .. } = glyphs[at];
        if quoted { seen & QUOTE == 0 && gap < Gap::Wrap } else { gap == Gap::None }
    };
    let mut begin = start.saturating_sub(1);
    while begin > 0 && start - begin < HOLE && within(begin) {
        begin -= 1;
    }
    begin
}

/// Whether the word that ends there is one of a sentence: no number, level or name of an error.
fn is_prose(glyphs: &[Glyph], last: usize) -> bool {
    let mut first = last;
    while first > 0 && last - first < WORD && glyphs[first].gap == Gap::None {
        first -= 1;
    }
    if glyphs[first].sign == '(' && first < last {
        first += 1;
    }
    let word = &glyphs[first..=last];
    word.iter().all(|glyph| glyph.sign.is_ascii_alphabetic() || !glyph.sign.is_ascii()) && !is_level(word)
}

fn is_level(word: &[Glyph]) -> bool {
    LEVELS.iter().any(|level| {
        let from = word.len().checked_sub(level.len());
        from.is_some_and(|from| word[from..].iter().map(|glyph| glyph.sign).eq(level.chars()))
    })
}

/// The lines above the one at `at`, less indented, that say an error in a whole sentence.
pub(super) fn head_of(raw: &[char], at: usize) -> Option<(usize, usize)> {
    let indent =
        |from: usize| raw[from..].iter().take(WORD).take_while(|sign| matches!(sign, ' ' | '\t')).count();
    let mut from = line_start(raw, at)?;
    let own = indent(from);
    for _ in 0..HEAD_LINES {
        if own == 0 || from == 0 {
            return None;
        }
        let to = from - 1;
        // A line that is too long ends the search.
        from = line_start(raw, to)?;
        if indent(from) >= own {
            continue;
        }
        if !ends_a_sentence(&raw[from..to]) {
            return None;
        }
        // A wrapped head says error in its first line.
        for _ in 0..HEAD_WRAPS {
            if from == 0 || says_error(&raw[from..to]) {
                break;
            }
            let above = line_start(raw, from - 1)?;
            if raw[above..from - 1].iter().all(|sign| matches!(sign, ' ' | '\t' | '\r')) {
                return None;
            }
            from = above;
        }
        return says_error(&raw[from..to]).then_some((from, to));
    }
    None
}

fn ends_a_sentence(line: &[char]) -> bool {
    let last = line.iter().rev().find(|sign| !matches!(sign, ' ' | '\t' | '\r'));
    last.is_some_and(|sign| matches!(sign, '.' | '!' | '?'))
}

fn says_error(line: &[char]) -> bool {
    ["error", "exception"].iter().any(|word| {
        let fits = |part: &[char]| {
            part.iter().zip(word.chars()).all(|(sign, wanted)| sign.to_ascii_lowercase() == wanted)
        };
        line.windows(word.len()).any(fits)
    })
}

/// Where the line begins that holds a place; none if that is far away, in the units of the port.
fn line_start(raw: &[char], at: usize) -> Option<usize> {
    let (mut from, mut far) = (at, 0);
    while from > 0 && far <= HEAD_LENGTH && raw[from - 1] != '\n' {
        from -= 1;
        far += raw[from].len_utf16();
    }
    (far <= HEAD_LENGTH).then_some(from)
}
