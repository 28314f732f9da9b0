//! Messages of ICU and of Java's `MessageFormat`: arguments, plurals, selects and choices, each branch a form of its own.

use super::super::text::{Form, Token, append, followed_by};

const DEEPEST: usize = 12;

/// Whether a text has an argument that only ICU has.
pub fn is_likely(text: &str) -> bool {
    const TYPES: [&str; 7] = ["plural", "selectordinal", "select", "choice", "number", "date", "time"];
    text.match_indices('{').any(|(at, _)| {
        let mut parts = text[at + 1..].split([',', '}', '{']);
        let name = parts.next().unwrap_or_default().trim();
        let named = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        named && parts.next().is_some_and(|kind| TYPES.contains(&kind.trim()))
    })
}

/// None where the text breaks the rules or nests too deeply.
pub fn parse(text: &str) -> Option<Vec<Form>> {
    let mut parser = Parser { rest: text, depth: 0 };
    let forms = parser.message(None)?;
    parser.rest.is_empty().then_some(forms)
}

struct Parser<'t> {
    rest: &'t str,
    depth: usize,
}

impl<'t> Parser<'t> {
    /// Up to the end or a closing brace. `number` is the name of the plural's argument, which `#` stands for.
    fn message(&mut self, number: Option<&str>) -> Option<Vec<Form>> {
        let mut forms = vec![Form::new()];
        let mut text = String::new();
        while let Some(c) = self.rest.chars().next() {
            if c == '}' {
                break;
            }
            self.rest = &self.rest[c.len_utf8()..];
            match c {
                '\'' => text.push_str(&self.quoted()),
                '{' => {
                    flush(&mut forms, &mut text);
                    let alternatives = self.argument()?;
                    forms = extended(forms, &alternatives);
                }
                '#' if number.is_some() => {
                    flush(&mut forms, &mut text);
                    let hole = Token::hole(number.unwrap_or_default(), "int");
                    for form in &mut forms {
                        form.push(hole.clone());
                    }
                }
                c => text.push(c),
            }
        }
        flush(&mut forms, &mut text);
        Some(forms)
    }

    /// After an apostrophe: `''` is one, `'{…'` is literal, any other is itself.
    fn quoted(&mut self) -> String {
        if let Some(rest) = self.rest.strip_prefix('\'') {
            self.rest = rest;
            return "'".into();
        }
        if !self.rest.starts_with(['{', '}', '#', '|']) {
            return "'".into();
        }
        let end = self.rest.find('\'').unwrap_or(self.rest.len());
        let quoted = self.rest[..end].to_string();
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        quoted
    }

    /// After an opening brace, up to and with the closing one.
    fn argument(&mut self) -> Option<Vec<Form>> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let name = self.word()?;
        let forms = if self.skip('}') {
            vec![vec![Token::hole(name, "")]]
        } else {
            self.comma()?;
            let kind = self.word()?;
            match kind {
                "plural" | "selectordinal" | "select" => {
                    self.comma()?;
                    let number = (kind != "select").then_some(name);
                    self.branches(number)?
                }
                "choice" => {
                    self.comma()?;
                    self.choice()?
                }
                _ => {
                    self.style()?;
                    vec![vec![Token::hole(name, if kind == "number" { "int" } else { "" })]]
                }
            }
        };
        self.depth -= 1;
        Some(forms)
    }

    fn branches(&mut self, number: Option<&str>) -> Option<Vec<Form>> {
        let mut all = Vec::new();
        while !self.skip('}') {
            let key = self.word()?;
            if key.starts_with("offset:") {
                continue;
            }
            if !self.skip('{') {
                return None;
            }
            self.depth += 1;
            if self.depth > DEEPEST {
                return None;
            }
            all.extend(self.message(number)?);
            self.depth -= 1;
            if !self.skip('}') {
                return None;
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// `0#none|1#one|1<{0} of them}`
    fn choice(&mut self) -> Option<Vec<Form>> {
        let end = self.closing()?;
        let branches = &self.rest[..end];
        self.rest = &self.rest[end + 1..];
        let mut all = Vec::new();
        for branch in branches.split('|') {
            let (_, text) = branch.split_once(['#', '<', '≤'])?;
            let mut parser = Parser { rest: text, depth: self.depth };
            all.extend(parser.message(None)?);
        }
        Some(all)
    }

    /// What follows the type of an argument, up to and with its closing brace.
    fn style(&mut self) -> Option<()> {
        let end = self.closing()?;
        self.rest = &self.rest[end + 1..];
        Some(())
    }

    fn closing(&self) -> Option<usize> {
        let mut open = 0;
        for (at, c) in self.rest.char_indices() {
            match c {
                '{' => open += 1,
                '}' if open == 0 => return Some(at),
                '}' => open -= 1,
                _ => {}
            }
        }
        None
    }

    fn word(&mut self) -> Option<&'t str> {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | '{' | '}'))?;
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty() && word.len() <= 60).then_some(word)
    }

    fn comma(&mut self) -> Option<()> {
        self.skip(',').then_some(())
    }

    fn skip(&mut self, wanted: char) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

fn flush(forms: &mut [Form], text: &mut String) {
    append(forms, text);
    text.clear();
}

/// A hole instead, where the branches would become too many forms.
fn extended(forms: Vec<Form>, alternatives: &[Form]) -> Vec<Form> {
    let hole = || followed_by(&forms, &[vec![Token::hole("x", "")]]);
    followed_by(&forms, alternatives).or_else(hole).unwrap_or(forms)
}
