//! Fluent `.ftl`: messages, attributes, terms, selectors.

use std::collections::HashMap;

use super::super::text::{Form, Token, append, followed_by};
use super::super::{Message, Options, Style, Trouble};

/// Selectors in selectors, and terms that use terms.
const DEEPEST: usize = 8;

/// Fluent has placeholders of its own, so `options` say nothing about them.
pub fn read(text: &str, options: &Options) -> Result<Vec<Message>, Trouble> {
    let patterns = patterns(text)?;
    let by_id: HashMap<&str, &Pattern> = patterns.iter().map(|one| (one.id.as_str(), one)).collect();
    let mut all = Vec::new();
    for pattern in patterns.iter().filter(|one| !one.id.starts_with('-') && !one.text.trim().is_empty()) {
        let mut parser = Parser { rest: &pattern.text, by_id: &by_id, depth: 0 };
        let forms = if options.placeholders == Some(Style::None) {
            Some(vec![vec![Token::text(&*pattern.text)]])
        } else {
            parser.pattern(false)
        };
        let Some(forms) = forms else {
            let message = format!("`{}` has a brace that cannot be read", pattern.id);
            return Err(Trouble::at(pattern.line, message, "a literal brace is written `{\"{\"}`"));
        };
        let (key, text) = (pattern.id.clone(), pattern.text.clone());
        all.push(Message { key, text, forms, ..Message::default() });
    }
    Ok(all)
}

struct Pattern {
    id: String,
    text: String,
    line: usize,
}

/// The pattern of each message (`id`), attribute (`id.name`) and term (`-id`).
fn patterns(text: &str) -> Result<Vec<Pattern>, Trouble> {
    let mut all: Vec<Pattern> = Vec::new();
    let mut message = String::new();
    for (number, line) in (1..).zip(text.lines()) {
        let indented = line.starts_with([' ', '\t']);
        let trimmed = line.trim();
        if !indented && (trimmed.starts_with('#') || trimmed.is_empty()) {
            // A blank line within a pattern is part of it.
            if trimmed.is_empty()
                && let Some(pattern) = all.last_mut()
            {
                pattern.text.push('\n');
            }
            continue;
        }
        let attribute = trimmed.strip_prefix('.').filter(|_| indented).and_then(named);
        if let Some((name, value)) = attribute {
            all.push(Pattern { id: format!("{message}.{name}"), text: value.to_string(), line: number });
        } else if indented || line.starts_with('}') {
            let Some(pattern) = all.last_mut() else {
                return Err(Trouble::at(
                    number,
                    "an indented line before any message",
                    "begin with `id = text`",
                ));
            };
            pattern.text.push('\n');
            pattern.text.push_str(trimmed);
        } else {
            let Some((name, value)) = named(trimmed) else {
                return Err(Trouble::at(
                    number,
                    "expected `id = text`",
                    "indent a line that continues a message",
                ));
            };
            message = name.to_string();
            all.push(Pattern { id: message.clone(), text: value.to_string(), line: number });
        }
    }
    for pattern in &mut all {
        pattern.text.truncate(pattern.text.trim_end().len());
    }
    Ok(all)
}

fn named(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(plain)).then(|| (name, value.trim()))
}

struct Parser<'t> {
    rest: &'t str,
    by_id: &'t HashMap<&'t str, &'t Pattern>,
    depth: usize,
}

impl Parser<'_> {
    /// To the end, or within a selector to the next variant.
    fn pattern(&mut self, variant: bool) -> Option<Vec<Form>> {
        let mut forms = vec![Form::new()];
        while let Some(at) = self.rest.find(['{', '}', '\n']) {
            append(&mut forms, &self.rest[..at]);
            let found = &self.rest[at..];
            if found.starts_with('\n') {
                let next = found.trim_start();
                let starts_variant = next.starts_with('[') || next.starts_with("*[") || next.starts_with('}');
                if variant && starts_variant {
                    self.rest = next;
                    return Some(forms);
                }
                append(&mut forms, "\n");
                self.rest = next;
            } else if let Some(inside) = found.strip_prefix('{') {
                self.rest = inside;
                let alternatives = self.placeable()?;
                let hole = || followed_by(&forms, &[vec![Token::hole("x", "")]]);
                forms = followed_by(&forms, &alternatives).or_else(hole)?;
            } else {
                self.rest = found;
                return variant.then_some(forms);
            }
        }
        if variant {
            return None;
        }
        append(&mut forms, self.rest);
        self.rest = "";
        Some(forms)
    }

    /// After an opening brace, up to and with the closing one.
    fn placeable(&mut self) -> Option<Vec<Form>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.rest = self.rest.trim_start();
        let forms = if let Some(text) = self.rest.strip_prefix('"') {
            let end = text.find('"')?;
            self.rest = &text[end + 1..];
            vec![vec![Token::text(text[..end].replace("\\u0020", " "))]]
        } else if let Some(inside) = self.rest.strip_prefix('{') {
            self.rest = inside;
            self.placeable()?
        } else {
            let end = self.expression_end()?;
            let expression = self.rest[..end].trim();
            self.rest = &self.rest[end..];
            match self.rest.strip_prefix("->") {
                Some(variants) => {
                    self.rest = variants;
                    self.variants()?
                }
                None => self.value(expression)?,
            }
        };
        self.rest = self.rest.trim_start().strip_prefix('}')?;
        self.depth -= 1;
        Some(forms)
    }

    /// Where the expression ends: at its closing brace, or at the arrow of a selector.
    fn expression_end(&self) -> Option<usize> {
        let mut quoted = false;
        let bytes = self.rest.as_bytes();
        (0..bytes.len()).find(|&at| {
            quoted ^= bytes[at] == b'"';
            !quoted && (bytes[at] == b'}' || bytes[at..].starts_with(b"->"))
        })
    }

    fn variants(&mut self) -> Option<Vec<Form>> {
        let mut all = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with('}') {
                return (!all.is_empty()).then_some(all);
            }
            let name = self.rest.strip_prefix('*').unwrap_or(self.rest).strip_prefix('[')?;
            self.rest = name[name.find(']')? + 1..].trim_start_matches(' ');
            all.extend(self.pattern(true)?);
        }
    }

    /// What an expression without a selector prints.
    fn value(&self, expression: &str) -> Option<Vec<Form>> {
        if let Some(name) = expression.strip_prefix('$') {
            return Some(vec![vec![Token::hole(name, "")]]);
        }
        let reference = expression.split('(').next().unwrap_or_default().trim();
        if let Some(pattern) = self.by_id.get(reference) {
            let mut parser = Parser { rest: &pattern.text, by_id: self.by_id, depth: self.depth };
            return parser.pattern(false);
        }
        let inside = expression.split_once('$').map(|(_, inside)| inside);
        let name =
            inside.map_or(reference, |inside| inside.split([',', ')', ' ']).next().unwrap_or_default());
        let kind = if reference == "NUMBER" { "int" } else { "" };
        Some(vec![vec![Token::hole(name, kind)]])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::fragments;

    fn found(text: &str) -> Vec<(String, Vec<String>)> {
        let all = read(text, &Options::default()).expect("it is one");
        let forms = |one: &Message| one.forms.iter().map(|form| fragments(form).join("/")).collect();
        all.iter().map(|one| (one.key.clone(), forms(one))).collect()
    }

    #[test]
    fn references_selectors_and_attributes_are_read() {
        let text = "# note\n-brand = Acme\nno-file =\n    { -brand } cannot open { $path }\n    after { NUMBER($n, style: \"x\") } tries{\"}\"}\n    \
            .title = Cannot open\nleft = { $n ->\n    [one] One file\n       is left\n   *[other] { $n } files are left\n}\nagain = { left }.\n";
        let one =
            |key: &str, forms: &[&str]| (key.to_string(), forms.iter().map(ToString::to_string).collect());
        assert_eq!(
            found(text),
            [
                one("no-file", &["Acme cannot open {path}/after {n:int} tries}}"]),
                one("no-file.title", &["Cannot open"]),
                one("left", &["One file/is left", "{n} files are left"]),
                one("again", &["One file/is left.", "{n} files are left."]),
            ]
        );
    }

    #[test]
    fn what_is_broken_or_endless_is_refused_with_its_line() {
        for (text, line) in [
            ("a = b\nnonsense\n", 2),
            ("  x\n", 1),
            ("a = {", 1),
            ("a = b\nb = { b }", 2),
            ("a = { $x -> }", 1),
            ("a = }", 1),
        ] {
            assert_eq!(read(text, &Options::default()).err().and_then(|one| one.line), Some(line), "{text}");
        }
        assert!(read(&format!("a = {}", "{ ".repeat(100_000)), &Options::default()).is_err());
    }
}
