//! Java `.properties`: `key = value`, `\` at the end of a line, `\u00e9`.

use super::super::{Message, Options, Style};
use super::{escape, message};

pub fn read(text: &str, options: &Options) -> Vec<Message> {
    logical_lines(text)
        .iter()
        .map(|line| {
            let (key, value) = divided(line);
            let (key, value) = (unescaped(key), unescaped(value));
            // Texts with arguments go through MessageFormat, where an apostrophe is written twice.
            let arguments = value
                .match_indices('{')
                .any(|(at, _)| value[at + 1..].starts_with(|c: char| c.is_ascii_digit()));
            message(key, &value, options, if arguments { Style::Icu } else { Style::Auto })
        })
        .collect()
}

/// Without comments; lines that end with an odd number of backslashes go on.
fn logical_lines(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut open: Option<String> = None;
    for line in text.lines() {
        let line = line.trim_start();
        if open.is_none() && (line.is_empty() || line.starts_with(['#', '!'])) {
            continue;
        }
        let slashes = line.len() - line.trim_end_matches('\\').len();
        let goes_on = slashes % 2 == 1;
        let mut whole = open.take().unwrap_or_default();
        whole.push_str(if goes_on { &line[..line.len() - 1] } else { line });
        if goes_on {
            open = Some(whole);
        } else {
            all.push(whole);
        }
    }
    all.extend(open);
    all
}

/// At the first `=`, `:` or white space that no backslash hides.
fn divided(line: &str) -> (&str, &str) {
    let mut hidden = false;
    for (at, c) in line.char_indices() {
        if !hidden && (c == '=' || c == ':' || c.is_whitespace()) {
            let value = line[at..].trim_start();
            let value = value.strip_prefix(['=', ':']).unwrap_or(value);
            return (&line[..at], value.trim_start());
        }
        hidden = c == '\\' && !hidden;
    }
    (line, "")
}

fn unescaped(text: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let escaped = rest.chars().next().filter(|_| c == '\\');
        let hex = escaped.filter(|c| *c == 'u').and_then(|_| u16::from_str_radix(rest.get(1..5)?, 16).ok());
        match (hex, escaped) {
            (Some(unit), _) => {
                units.push(unit);
                rest = &rest[5..];
            }
            (None, Some(escaped)) => {
                units.extend(escape(escaped).encode_utf16(&mut [0; 2]).iter());
                rest = &rest[escaped.len_utf8()..];
            }
            (None, None) => units.extend(c.encode_utf16(&mut [0; 2]).iter()),
        }
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_values_and_escapes_are_read() {
        let text = "# note\n! note\nfile.missing = Can''t open {0}: {1,number} bytes\nlong = one \\\n   two \\\\\nplain:It''s %s\na\\ b caf\\u00e9 \\ud83d\\ude00\n\nempty\nlast=\\";
        let messages = read(text, &Options::default());
        let found: Vec<(&str, &str)> =
            messages.iter().map(|one| (one.key.as_str(), one.text.as_str())).collect();
        assert_eq!(
            found,
            [
                ("file.missing", "Can''t open {0}: {1,number} bytes"),
                ("long", "one two \\"),
                ("plain", "It''s %s"),
                ("a b", "café 😀"),
                ("empty", ""),
                ("last", ""),
            ]
        );
        assert_eq!(crate::catalog::text::fragments(&messages[0].forms[0]), ["Can't open {0}: {1:int} bytes"]);
    }
}
