//! `%s`, `%1$d`, `%-5.2f`, `%(name)s`, `%{name}`, `%@`, `%<PRIu64>`.

use super::super::text::{Form, Token, push_text};

pub fn parse(text: &str) -> Form {
    let mut form = Form::new();
    let mut rest = text;
    let mut count = 0;
    while let Some(at) = rest.find('%') {
        push_text(&mut form, &rest[..at]);
        let after = &rest[at + 1..];
        if let Some(percent) = after.strip_prefix('%') {
            push_text(&mut form, "%");
            rest = percent;
        } else if let Some((hole, length)) = directive(after, count + 1) {
            count += 1;
            form.extend(hole);
            rest = &after[length..];
        } else {
            push_text(&mut form, "%");
            rest = after;
        }
    }
    push_text(&mut form, rest);
    form
}

/// What a directive holds, and how long it is without its `%`. `%n` prints nothing.
fn directive(text: &str, number: usize) -> Option<(Option<Token>, usize)> {
    for (open, close) in [('(', ')'), ('{', '}'), ('<', '>')] {
        let Some(inside) = text.strip_prefix(open) else { continue };
        let name = &inside[..inside.find(close)?];
        if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || "_.-".contains(c)) {
            return None;
        }
        let length = name.len() + 2;
        return match open {
            '<' => name.starts_with("PRI").then(|| (Some(hole(&number.to_string(), "int")), length)),
            '{' => Some((Some(hole(name, "")), length)),
            _ => {
                let (kind, more) = conversion(&text[length..])?;
                Some((kind.map(|kind| hole(name, kind)), length + more))
            }
        };
    }
    let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (name, start) = match text[digits..].strip_prefix('$') {
        Some(_) if digits > 0 => (text[..digits].to_string(), digits + 1),
        _ => (number.to_string(), 0),
    };
    let (kind, length) = conversion(&text[start..])?;
    Some((kind.map(|kind| hole(&name, kind)), start + length))
}

fn hole(name: &str, kind: &'static str) -> Token {
    Token::hole(name, kind)
}

/// Flags, width, precision, length and conversion. A flag that is a space is none: `100% done`.
fn conversion(text: &str) -> Option<(Option<&'static str>, usize)> {
    let modifiers = text.trim_start_matches(|c: char| "-+0#'I".contains(c));
    let width = modifiers.trim_start_matches(|c: char| c.is_ascii_digit() || "*$.".contains(c));
    let length = width.trim_start_matches(|c: char| "hlLqjzt".contains(c));
    let conversion = length.chars().next()?;
    let kind = match conversion {
        'd' | 'i' | 'u' | 'o' | 'f' | 'F' | 'D' | 'U' => Some("int"),
        'x' | 'X' | 'p' => Some("word"),
        's' | 'S' | 'c' | 'C' | '@' | 'm' | 'e' | 'E' | 'g' | 'G' | 'a' | 'A' | 'r' | 'v' | 'q' => Some(""),
        'n' => None,
        _ => return None,
    };
    Some((kind, text.len() - length.len() + conversion.len_utf8()))
}
