//! Codes and messages in source code, by a regular expression of the user's with named groups: `code`, `text`, `key`,
//! `category`. A text in quotes is read as a string of that language.

use super::super::{Message, Options, Style, Trouble};
use super::{code, escape, message, regex};

pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let Some(pattern) = &options.pattern else {
        return Err(Trouble::new(
            "source code needs a pattern",
            r#"give a regular expression with named groups: --pattern '(?<code>E\d+)\s*=\s*(?<text>"(?:[^"\\]|\\.)*")'"#,
        ));
    };
    let regex = regex(pattern)?;
    let names: Vec<&str> = regex.capture_names().flatten().collect();
    if !names.contains(&"code") && !names.contains(&"text") {
        let help =
            "name what it finds: `(?<code>…)`, `(?<text>…)`, and perhaps `(?<key>…)`, `(?<category>…)`";
        return Err(Trouble::new("the pattern has neither a group `code` nor a group `text`", help));
    }
    let all: Vec<Message> = regex
        .captures_iter(text)
        .filter_map(|found| {
            let group = |name: &str| found.name(name).map(|group| group.as_str());
            let code = group("code").and_then(|text| code(text, options));
            let text = group("text").map(unquoted);
            let key = group("key").map(unquoted).or_else(|| code.clone()).or_else(|| text.clone())?;
            let read = match text {
                Some(text) => message(key, &text, options, Style::Auto),
                None => Message { key, ..Message::default() },
            };
            Some(Message { code, category: group("category").map(ToString::to_string), ..read })
        })
        .collect();
    if all.is_empty() {
        return Err(Trouble::new("the pattern finds nothing", "try it with `grep -P` on the file"));
    }
    Ok(all)
}

/// What a string literal says; what is none is itself.
fn unquoted(text: &str) -> String {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let Some(inside) = quote.and_then(|quote| text.get(1..)?.strip_suffix(quote)) else {
        return text.to_string();
    };
    let mut units: Vec<u16> = Vec::new();
    let mut rest = inside;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        let escaped = rest.chars().next().filter(|_| c == '\\');
        let hex = match escaped {
            Some('u') => hexadecimal(rest, 4),
            Some('x') => hexadecimal(rest, 2),
            _ => None,
        };
        if let Some((unit, length)) = hex {
            units.push(unit);
            rest = &rest[length..];
        } else if let Some(escaped) = escaped {
            units.extend(escape(escaped).encode_utf16(&mut [0; 2]).iter());
            rest = &rest[escaped.len_utf8()..];
        } else {
            units.extend(c.encode_utf16(&mut [0; 2]).iter());
        }
    }
    String::from_utf16_lossy(&units)
}

/// `u00e9`, `xe9`: the unit, and how long the escape is without its backslash.
fn hexadecimal(text: &str, digits: usize) -> Option<(u16, usize)> {
    Some((u16::from_str_radix(text.get(1..=digits)?, 16).ok()?, digits + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, pattern: &str) -> Vec<(String, Option<String>, String)> {
        let options = Options { pattern: Some(pattern.into()), ..Options::default() };
        let all = read(text, &options).expect("it finds something");
        all.into_iter().map(|one| (one.key, one.code, one.text)).collect()
    }

    #[test]
    fn enumerations_of_three_languages_are_read() {
        let one = |key: &str, code: Option<&str>, text: &str| {
            (key.to_string(), code.map(Into::into), text.to_string())
        };
        let rust = "enum E {\n  #[error(\"no \\\"{path}\\\"\")]\n  NoFile,\n}";
        assert_eq!(
            found(rust, r#"#\[error\((?<text>"(?:[^"\\]|\\.)*")\)\]\s*(?<key>\w+)"#),
            [one("NoFile", None, "no \"{path}\"")]
        );
        let typescript = "export enum Code { NoFile = 'ACME_1', Full = 'ACME_2' }";
        assert_eq!(
            found(typescript, r"\w+ = '(?<code>ACME_\d+)'"),
            [one("ACME_1", Some("ACME_1"), ""), one("ACME_2", Some("ACME_2"), "")]
        );
        let go = "const (\n\tErrNoFile = Error(\"E1: caf\\u00e9 \\x41\")\n)";
        assert_eq!(
            found(go, r#"(?<key>Err\w+)\s*=\s*Error\((?<text>"[^"]*")\)"#),
            [one("ErrNoFile", None, "E1: café A")]
        );
    }

    #[test]
    fn a_pattern_that_cannot_work_is_refused() {
        let refusal = |pattern: Option<&str>| {
            let options = Options { pattern: pattern.map(Into::into), ..Options::default() };
            read("text", &options).expect_err("it is refused").message
        };
        assert!(refusal(None).contains("needs a pattern"));
        assert!(refusal(Some("(")).contains("not valid"));
        assert!(refusal(Some("text")).contains("neither"));
        assert!(refusal(Some("(?<code>x{1000000000})")).contains("not valid"));
        assert!(refusal(Some("(?<code>zzz)")).contains("finds nothing"));
    }
}
