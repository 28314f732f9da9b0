//! Text that is not what it seems: garbled by a wrong encoding, or with characters nobody sees.

use crate::problem::{Place, Problem, Replacement, Rule, is_invisible};
use crate::source::{FileId, Source};

/// What UTF-8 looks like after a round through a wrong encoding: the lead byte of a letter or of punctuation, read as
/// Latin-1, Windows-1252 or Windows-874, and what follows it.
const LEADS: &[(char, &[char])] = &[
    (
        'Ã',
        &[
            '¡', '¢', '£', '¤', '¥', '¦', '§', '¨', '©', 'ª', '«', '±', '³', '¶', '¼', '½', '¾', '¿',
            '\u{ad}', 'Ÿ', '„', '–', '—', '‰',
        ],
    ),
    ('Â', &['\u{a0}', '·', '«', '»', '°', '§', '©', '®', '²', '³', '±', '¡', '¿', '´']),
    ('â', &['€', '†', '„', '‚', 'œ', '‰', '\u{80}', '\u{86}', '\u{9c}']),
    ('โ', &['€', '†', '„', '\u{80}', '\u{86}', '\u{9c}', 'œ', '€']),
    ('ð', &['Ÿ', '\u{9f}']),
    ('ï', &['»', '¿', '¸']),
];

pub(super) fn check(file: FileId, source: &Source, problems: &mut Vec<Problem>) {
    if source.text.is_ascii() && !source.text.bytes().any(is_control) {
        return;
    }
    garbled(file, &source.text, problems);
    invisible(file, &source.text, problems);
}

/// A file saved in the wrong encoding is one mistake, however many letters show it.
fn garbled(file: FileId, text: &str, problems: &mut Vec<Problem>) {
    let mut before = '\0';
    for (at, c) in text.char_indices() {
        if c.is_ascii() {
            before = c;
            continue;
        }
        let lead = LEADS.iter().any(|(lead, next)| *lead == before && next.contains(&c));
        if c == '\u{fffd}' || lead {
            let start = if lead { at - before.len_utf8() } else { at };
            let span = start..at + c.len_utf8();
            let found = &text[span.clone()];
            problems.push(
                Problem::new(Rule::Mojibake, file, place(span.clone()), format!("`{found}` looks garbled"))
                    .label("a letter read in the wrong encoding")
                    .hint("write the character that was meant, and save the file as UTF-8"),
            );
            return;
        }
        before = c;
    }
}

/// One message per line, which removes all of them at once.
fn invisible(file: FileId, text: &str, problems: &mut Vec<Problem>) {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.is_ascii() && !line.bytes().any(is_control) {
            at += line.len();
            continue;
        }
        let hidden: Vec<(usize, char)> = line
            .char_indices()
            .filter(|(_, c)| (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || is_invisible(*c))
            .map(|(ix, c)| (at + ix, c))
            .collect();
        if let Some((first, c)) = hidden.first() {
            let name = format!("U+{:04X}", *c as u32);
            let message = match hidden.len() {
                1 => format!("an invisible character, {name}"),
                count => format!("{count} invisible characters, the first is {name}"),
            };
            let removed = hidden
                .iter()
                .map(|(at, c)| Replacement { span: bytes(*at..at + c.len_utf8()), text: String::new() });
            problems.push(
                Problem::new(Rule::InvisibleCharacter, file, place(*first..first + c.len_utf8()), message)
                    .replace_all(
                        removed.collect(),
                        if hidden.len() == 1 { "remove it" } else { "remove them" },
                    ),
            );
        }
        at += line.len();
    }
}

fn is_control(b: u8) -> bool {
    b < 0x20 && !matches!(b, b'\n' | b'\t' | b'\r') || b == 0x7f
}

fn bytes(range: std::ops::Range<usize>) -> std::ops::Range<u32> {
    u32::try_from(range.start).unwrap_or(u32::MAX)..u32::try_from(range.end).unwrap_or(u32::MAX)
}

fn place(range: std::ops::Range<usize>) -> Place {
    Place::Span(bytes(range))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn rules(text: &str) -> Vec<&'static str> {
        let sources = Sources::from_texts([("content/site.yaml", text)]);
        let mut problems = Vec::new();
        check(FileId(0), sources.get(FileId(0)), &mut problems);
        problems.iter().map(|problem| problem.rule.name()).collect()
    }

    #[test]
    fn garbled_letters_are_told_and_foreign_ones_are_not() {
        assert_eq!(rules("caf\u{c3}\u{a9}"), ["mojibake"]);
        assert_eq!(rules("it\u{e2}\u{20ac}\u{2122}s"), ["mojibake"]);
        assert_eq!(rules("\u{e42}\u{153}\u{201c}"), ["mojibake"]);
        assert_eq!(rules("café, Ångström, Âme, โรค, 一天, – —"), Vec::<&str>::new());
    }

    #[test]
    fn what_nobody_sees_is_told() {
        assert_eq!(rules("a\u{202e}b"), ["invisible-character"]);
        assert_eq!(rules("a\0b"), ["invisible-character"]);
        assert_eq!(
            rules("\u{feff}a\u{200b}\u{200b}b\n\u{200b}"),
            ["invisible-character", "invisible-character"]
        );
    }
}
