//! Text that is not what it seems: garbled by a wrong encoding, or with characters nobody sees.

use crate::problem::{Place, Problem, Rule, is_invisible};
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
    let mut before = '\0';
    let mut told = (false, false);
    for (at, c) in source.text.char_indices() {
        let garbled =
            c == '\u{fffd}' || LEADS.iter().any(|(lead, next)| *lead == before && next.contains(&c));
        if garbled && !told.0 {
            let start = if c == '\u{fffd}' { at } else { at - before.len_utf8() };
            let span = start..at + c.len_utf8();
            let found = &source.text[span.clone()];
            problems.push(
                Problem::new(Rule::Mojibake, file, place(span.clone()), format!("`{found}` looks garbled"))
                    .label("a letter read in the wrong encoding")
                    .hint("write the character that was meant, and save the file as UTF-8"),
            );
            told.0 = true;
        }
        let hidden = (c.is_control() && !matches!(c, '\n' | '\t' | '\r')) || (is_invisible(c) && at > 0);
        if hidden && !told.1 {
            let name = format!("U+{:04X}", c as u32);
            problems.push(
                Problem::new(
                    Rule::InvisibleCharacter,
                    file,
                    place(at..at + c.len_utf8()),
                    format!("an invisible character, {name}"),
                )
                .replace(bytes(at..at + c.len_utf8()), "", format!("remove {name}")),
            );
            told.1 = true;
        }
        before = c;
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
    }
}
