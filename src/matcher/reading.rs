//! Other ways to read a text in which nothing specific is recognized: what a scanner, a logger or a screen did to it.
//! Port: static/js/reading.js.

use super::normalize::{Gap, Glyph, is_word, normalize};
use super::pattern::Pattern;
use super::prefix::{Stamp, stamp_of};
use super::signs::is_blank;
use std::collections::{BTreeMap, HashMap};

/// A word that lost its underscores has at least so many letters, and at most.
const SHORTEST: usize = 6;
const LONGEST: usize = 64;
/// What is longer, in the units of the port, is a log, which no screen or scanner made.
const MOST: usize = 200_000;
/// Two panes side by side share a bar in so many lines, and in so many of ten; it is among the first so many letters.
const LINES: usize = 2;
const OF_TEN: usize = 6;
const WIDEST: usize = 400;

/// Words that a table knows with underscores, by what is left without them.
pub(super) type SnakeWords = HashMap<String, String>;

/// How many readings there are beside the plain one.
pub(super) const READINGS: usize = 4;

/// A reading of a text, the likeliest first; none if the text has none of this kind. Every glyph has its place in the text.
pub(super) fn reading(kind: usize, words: &SnakeWords, raw: &[char], glyphs: &[Glyph]) -> Option<Vec<Glyph>> {
    if raw.iter().map(|sign| sign.len_utf16()).sum::<usize>() > MOST {
        return None;
    }
    match kind {
        0 => (!words.is_empty() && !raw.contains(&'_')).then(|| with_underscores(words, raw, glyphs))?,
        1 => without_foreign_lines(raw).map(|raw| normalize(&raw)),
        2 => pane(raw, true).map(|raw| normalize(&raw)),
        _ => pane(raw, false).map(|raw| normalize(&raw)),
    }
}

pub(super) fn snake_words(patterns: &[Pattern]) -> SnakeWords {
    let mut words = SnakeWords::new();
    for piece in patterns.iter().flat_map(|pattern| &pattern.pieces) {
        let mut from = 0;
        while from < piece.len() {
            let to = word_end(piece, from);
            let word = word_of(&piece[from..to]);
            if word.contains('_') && !word.starts_with('_') && !word.ends_with('_') {
                words.insert(word.replace('_', ""), word);
            }
            from = to;
        }
    }
    words
}

fn word_of(glyphs: &[Glyph]) -> String {
    glyphs.iter().map(|glyph| glyph.sign).collect()
}

/// The end of the word that begins there, or of the one sign.
fn word_end(glyphs: &[Glyph], from: usize) -> usize {
    if !is_word(glyphs[from].sign) {
        return from + 1;
    }
    let rest = glyphs[from + 1..].iter();
    from + 1 + rest.take_while(|glyph| glyph.gap == Gap::None && is_word(glyph.sign)).count()
}

/// A scanner that reads no underscores. Names in mixed case are others.
fn with_underscores(words: &SnakeWords, raw: &[char], glyphs: &[Glyph]) -> Option<Vec<Glyph>> {
    let mut made = Vec::with_capacity(glyphs.len());
    let mut from = 0;
    while from < glyphs.len() {
        let to = word_end(glyphs, from);
        let run = &glyphs[from..to];
        from = to;
        let fits = (SHORTEST..=LONGEST).contains(&run.len()) && !is_mixed(raw, run);
        let Some(word) = fits.then(|| words.get(&word_of(run))).flatten() else {
            made.extend(run);
            continue;
        };
        let mut letters = run.iter().peekable();
        for sign in word.chars() {
            let at = letters.peek().map_or(0, |next| next.at);
            if sign == '_' {
                made.push(Glyph { sign, gap: Gap::None, seen: 0, at });
            } else {
                made.extend(letters.next());
            }
        }
    }
    (made.len() > glyphs.len()).then_some(made)
}

fn is_mixed(raw: &[char], run: &[Glyph]) -> bool {
    let written = |test: fn(&char) -> bool| run.iter().any(|glyph| test(&raw[glyph.at as usize]));
    written(char::is_ascii_lowercase) && written(char::is_ascii_uppercase)
}

fn is_bare(line: &[char]) -> bool {
    line.iter().all(|&sign| is_blank(sign) || sign == '\r')
}

/// A line of a logger, which tells of no error, in the middle of a message of lines without a time.
fn without_foreign_lines(raw: &[char]) -> Option<Vec<char>> {
    let lines: Vec<&[char]> = raw.split(|&sign| sign == '\n').collect();
    let stamps: Vec<Stamp> = lines.iter().map(|line| stamp_of(line)).collect();
    let (mut made, mut from, mut changed) = (raw.to_vec(), 0, false);
    for (n, line) in lines.iter().enumerate() {
        let inner = n > 0 && n + 1 < lines.len();
        let to = from + line.len();
        if inner
            && stamps[n] == Stamp::Calm
            && stamps[n + 1] == Stamp::None
            && !is_bare(lines[n - 1])
            && !is_bare(lines[n + 1])
        {
            made[from..=to].fill(' ');
            changed = true;
        }
        from = to + 1;
    }
    changed.then_some(made)
}

/// One of two panes that a bar divides: the other one is blanked.
fn pane(raw: &[char], left: bool) -> Option<Vec<char>> {
    let lines: Vec<&[char]> = raw.split(|&sign| sign == '\n').collect();
    let column = bar_of(&lines)?;
    let (mut made, mut from) = (raw.to_vec(), 0);
    for line in lines {
        let to = from + line.len();
        let bar = line.get(column).is_some_and(|&sign| is_bar(sign)).then_some(from + column);
        match (bar, left) {
            (Some(bar), true) => made[bar..to].fill(' '),
            (Some(bar), false) => made[from..=bar].fill(' '),
            (None, true) => {}
            (None, false) => made[from..to].fill(' '),
        }
        from = to + 1;
    }
    Some(made)
}

fn is_bar(sign: char) -> bool {
    matches!(sign, '│' | '┃' | '║' | '|')
}

/// The bar that most lines share, with text on both sides of it.
fn bar_of(lines: &[&[char]]) -> Option<usize> {
    let mut counts: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    let mut written = 0;
    for line in lines.iter().filter(|line| !is_bare(line)) {
        written += 1;
        let text = |sign: &char| !matches!(sign, ' ' | '\t' | '\r');
        let (first, last) = (line.iter().position(text), line.iter().rposition(text));
        for (column, _) in line.iter().take(WIDEST).enumerate().filter(|(_, sign)| is_bar(**sign)) {
            let count = counts.entry(column).or_default();
            count.0 += 1;
            count.1 |= first.is_some_and(|first| column > first) && last.is_some_and(|last| column < last);
        }
    }
    let shared = counts
        .into_iter()
        .filter(|(_, (count, both))| *both && *count >= LINES && count * 10 >= written * OF_TEN);
    // The first of equals.
    shared.max_by_key(|&(column, (count, _))| (count, usize::MAX - column)).map(|(column, _)| column)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, change: fn(&[char]) -> Option<Vec<char>>) -> Option<String> {
        change(&text.chars().collect::<Vec<_>>()).map(|made| made.into_iter().collect())
    }

    #[test]
    fn a_line_of_a_logger_between_two_others_is_blanked() {
        let text = "the kettle is\n12:34:56 INFO all is well\nbroken\n";
        let made = read(text, without_foreign_lines).expect("it has one");
        assert_eq!(made.replace("  ", ""), "the kettle is\nbroken\n");
        assert_eq!(made.len(), text.len());
        for whole in [
            "12:34:56 INFO all is well\nbroken\n",
            "a\n12:34:56 ERROR no\nbroken\n",
            "a\n12:34:56 INFO b\n12:34:57 c",
        ] {
            assert_eq!(read(whole, without_foreign_lines), None, "{whole}");
        }
    }

    #[test]
    fn two_panes_are_read_one_by_one() {
        let text = "the kettle  │ $ ls\nis broken   │ tea\n";
        let trimmed = |text: String| text.lines().map(|line| line.trim().to_owned()).collect::<Vec<_>>();
        let left = read(text, |raw| pane(raw, true)).map(trimmed);
        assert_eq!(left, Some(vec!["the kettle".into(), "is broken".into()]));
        let right = read(text, |raw| pane(raw, false)).map(trimmed);
        assert_eq!(right, Some(vec!["$ ls".into(), "tea".into()]));
        assert_eq!(read("│ a box │\n│ of two │\n", |raw| pane(raw, true)), None);
    }
}
