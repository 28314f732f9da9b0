//! The body of an error response: RFC 9457 (`type`, `title`, `detail`), or a code and a message, perhaps within `error`.

use serde_json::Value;

use super::super::text::{Form, Token, push_text};
use super::super::{Message, Options};
use super::code;

/// What a code is called, in the order of preference.
pub const CODES: [&str; 4] = ["code", "errorCode", "error_code", "reason"];
const TEXTS: [&str; 6] = ["message", "title", "detail", "msg", "error_description", "description"];

/// `certain`: it belongs to an error, whatever it looks like.
pub fn read(body: &Value, status: Option<u16>, certain: bool, options: &Options) -> Option<Message> {
    let inner = body.get("error").filter(|error| error.is_object()).unwrap_or(body);
    let text_of = |name: &str| inner[name].as_str().filter(|text| !text.trim().is_empty());
    let own_code = CODES.iter().find_map(|name| scalar(&inner[*name])).and_then(|text| code(&text, options));
    let text = TEXTS.iter().find_map(|name| text_of(name));
    let kind = text_of("type").filter(|kind| *kind != "about:blank");
    let status = status
        .or_else(|| scalar(&inner["status"])?.parse().ok().filter(|status| (400..600).contains(status)));
    if !certain && (status.is_none() || own_code.is_none() && kind.is_none()) {
        return None;
    }
    let mut forms: Vec<Form> = text.map(with_holes).into_iter().collect();
    // An address of its own says which error it is.
    let address = kind.filter(|kind| kind.contains("://"));
    forms.extend(address.map(|address| vec![Token::text(address)]));
    let name = kind.map(|kind| kind.rsplit(['/', ':', '#']).next().unwrap_or(kind));
    let key = own_code.clone().or_else(|| name.or(text).map(ToString::to_string))?;
    let kind = name.filter(|_| address.is_none()).map(ToString::to_string);
    let text = text.unwrap_or_default().to_string();
    Some(Message { key, code: own_code, status, kind, text, forms, ..Message::default() })
}

/// A code that a schema names.
pub fn of_code(value: &Value, status: Option<u16>, options: &Options) -> Option<Message> {
    let code = code(&scalar(value)?, options)?;
    Some(Message { key: code.clone(), code: Some(code), status, ..Message::default() })
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An example is one case: its numbers, and what it has in quotes, differ from case to case.
fn with_holes(text: &str) -> Form {
    let mut form = Form::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let word_before = matches!(form.last(), Some(Token::Text(before)) if before.ends_with(|c: char| c.is_alphanumeric() || c == '_'));
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let quoted = match c {
            '"' | '\'' | '`' if !word_before => rest[1..].find(c).filter(|end| *end > 0),
            _ => None,
        };
        if digits > 0 && !word_before && !rest[digits..].starts_with(char::is_alphanumeric) {
            form.push(Token::hole("n", "int"));
            rest = &rest[digits..];
        } else if let Some(end) = quoted {
            push_text(&mut form, &rest[..1]);
            form.push(Token::hole("value", ""));
            push_text(&mut form, &rest[..1]);
            rest = &rest[end + 2..];
        } else {
            push_text(&mut form, &rest[..c.len_utf8()]);
            rest = &rest[c.len_utf8()..];
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    #[test]
    fn what_differs_from_case_to_case_becomes_a_hole() {
        let form = with_holes("No kettle 'blue' of 30, e2e user's v2 \"\"");
        assert_eq!(fragments(&form), ["No kettle '{value}' of {n:int}, e2e user's v2 \"\""]);
    }
}
