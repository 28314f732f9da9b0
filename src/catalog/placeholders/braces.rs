//! `{0}`, `{name}`, `{0,-5:N2}`, `{value!r:>10}`; in web texts also `{{name}}` and `${name}`.

use super::super::text::{Form, Token, push_text};

/// What a doubled brace is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Doubled {
    /// A brace, as in C# and Python.
    Literal,
    /// A hole, as in i18next and Angular.
    Hole,
}

pub fn parse(text: &str, doubled: Doubled) -> Form {
    let mut form = Form::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (before, found) = rest.split_at(at);
        if doubled == Doubled::Hole
            && let Some((name, after)) = between(found, "{{", "}}")
            && let Some(hole) = hole(name.trim())
        {
            push_text(&mut form, before);
            form.push(hole);
            rest = after;
            continue;
        }
        if let Some(after) = found.strip_prefix("{{").or_else(|| found.strip_prefix("}}")) {
            push_text(&mut form, before);
            push_text(&mut form, &found[..if doubled == Doubled::Literal { 1 } else { 2 }]);
            rest = after;
        } else if let Some((hole, after)) =
            between(found, "{", "}").and_then(|(inside, after)| Some((hole(inside)?, after)))
        {
            // `${name}` is one of them in JavaScript.
            push_text(&mut form, before.strip_suffix('$').unwrap_or(before));
            form.push(hole);
            rest = after;
        } else {
            push_text(&mut form, before);
            push_text(&mut form, &found[..1]);
            rest = &found[1..];
        }
    }
    push_text(&mut form, rest);
    form
}

fn between<'t>(text: &'t str, open: &str, close: &str) -> Option<(&'t str, &'t str)> {
    text.strip_prefix(open)?.split_once(close)
}

/// What is between the braces, if that is a placeholder.
fn hole(inside: &str) -> Option<Token> {
    const LONGEST: usize = 60;
    let end = inside.find([',', ':', '!']).unwrap_or(inside.len());
    let (name, format) = inside.split_at(end);
    let plain = |c: char| c.is_alphanumeric() || "_.-[]".contains(c);
    if inside.len() > LONGEST || !name.chars().all(plain) || inside.contains('{') {
        return None;
    }
    let format = format.rsplit_once(':').map_or("", |(_, format)| format);
    let kind = match format.chars().next() {
        Some('X' | 'x') => "word",
        Some('D' | 'N' | 'F') => "int",
        _ if format.ends_with('d') && format.len() < 5 => "int",
        _ => "",
    };
    Some(Token::hole(name, kind))
}
