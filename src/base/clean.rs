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
    let odd = odd(&source.text);
    garbled(file, &source.text, &odd, problems);
    invisible(file, &source.text, &odd, problems);
}

/// The signs that are neither printable ASCII nor its white space, and their places. Most texts have few: stretches
/// without any are passed over whole.
fn odd(text: &str) -> Vec<(usize, char)> {
    const STRETCH: usize = 64;
    let is_odd = |b: &u8| !matches!(b, b' '..=b'~' | b'\n' | b'\t' | b'\r');
    let stretches = text.as_bytes().chunks(STRETCH).zip((0..).step_by(STRETCH));
    stretches
        .filter(|(bytes, _)| bytes.iter().fold(false, |any, b| any | is_odd(b)))
        .flat_map(|(bytes, start)| (start..).zip(bytes))
        .filter(|(_, b)| is_odd(b))
        // Within a sign nothing begins.
        .filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)))
        .collect()
}

/// A file saved in the wrong encoding is one mistake, however many letters show it.
fn garbled(file: FileId, text: &str, odd: &[(usize, char)], problems: &mut Vec<Problem>) {
    let found = odd.iter().find_map(|(at, c)| {
        let before = text[..*at].chars().next_back().unwrap_or_default();
        let lead = LEADS.iter().any(|(lead, next)| *lead == before && next.contains(c));
        let start = if lead { at - before.len_utf8() } else { *at };
        (lead || *c == '\u{fffd}').then_some(start..at + c.len_utf8())
    });
    let Some(span) = found else { return };
    let found = &text[span.clone()];
    problems.push(
        Problem::new(Rule::Mojibake, file, place(span.clone()), format!("`{found}` looks garbled"))
            .label("a letter read in the wrong encoding")
            .hint("write the character that was meant, and save the file as UTF-8"),
    );
}

/// One message per line, which removes all of them at once.
fn invisible(file: FileId, text: &str, odd: &[(usize, char)], problems: &mut Vec<Problem>) {
    let hidden = |(_, c): &&(usize, char)| c.is_control() || is_invisible(*c);
    let hidden: Vec<(usize, char)> = odd.iter().filter(hidden).copied().collect();
    for hidden in hidden.chunk_by(|(a, _), (b, _)| !text[*a..*b].contains('\n')) {
        let (first, c) = hidden[0];
        let name = format!("U+{:04X}", c as u32);
        let message = match hidden.len() {
            1 => format!("an invisible character, {name}"),
            count => format!("{count} invisible characters, the first is {name}"),
        };
        let removed = hidden
            .iter()
            .map(|(at, c)| Replacement { span: bytes(*at..at + c.len_utf8()), text: String::new() });
        problems.push(
            Problem::new(Rule::InvisibleCharacter, file, place(first..first + c.len_utf8()), message)
                .replace_all(removed.collect(), if hidden.len() == 1 { "remove it" } else { "remove them" }),
        );
    }
}

pub(super) fn bytes(range: std::ops::Range<usize>) -> std::ops::Range<u32> {
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
