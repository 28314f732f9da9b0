//! Changes of a record that a catalogue made earlier, to the byte: what people wrote stays as it is.

use std::ops::Range;

use super::page::{Mark, Sign, quoted};
use crate::markdown::front_matter;
use crate::problem::Rule;
use crate::record::Front;
use crate::source::{FileId, Source};
use crate::yaml::{Node, Reader, parse};

/// A record open for changes.
pub struct Editor<'s> {
    text: &'s str,
    node: Node,
    front: Front,
    /// Where the front matter ends.
    end: usize,
    newline: &'static str,
    edits: Vec<(Range<usize>, String)>,
}

/// A signature as the record has it now.
pub struct Found {
    pub mark: Mark,
    sign: Sign,
    span: Range<usize>,
    /// It has fields that a catalogue does not write.
    pub is_extended: bool,
    pub has_versions: bool,
}

impl<'s> Editor<'s> {
    /// None for a record that cannot be read as it is.
    pub fn open(source: &'s Source) -> Option<Editor<'s>> {
        if source.fault.is_some() {
            return None;
        }
        let text: &str = &source.text;
        let (yaml, _) = front_matter(text)?;
        let mut problems = Vec::new();
        let node = parse(text, yaml.clone(), FileId(0), &mut problems)?;
        let front = Reader::new(FileId(0), &mut problems).object::<Front>(&node)?;
        if problems.iter().any(|problem| matches!(problem.rule, Rule::BadYaml | Rule::DuplicateKey)) {
            return None;
        }
        let newline = if text[..yaml.start].ends_with("\r\n") { "\r\n" } else { "\n" };
        Some(Editor { text, node, front, end: yaml.end, newline, edits: Vec::new() })
    }

    pub fn signatures(&self) -> Vec<Found> {
        let found = self.front.signatures.iter().map(|located| {
            let signature = &located.value;
            let texts =
                |list: &[crate::yaml::Located<String>]| list.iter().map(|text| text.value.clone()).collect();
            let sign = Sign { all: texts(&signature.all), any: texts(&signature.any) };
            Found {
                mark: sign.mark(),
                sign,
                span: self.trimmed(&located.span),
                is_extended: !signature.not.is_empty()
                    || signature.status.is_some()
                    || signature.error_type.is_some()
                    || signature.fallback,
                has_versions: signature.versions.is_some(),
            }
        });
        found.collect()
    }

    /// A block of YAML ends where the next one begins.
    fn trimmed(&self, span: &Range<u32>) -> Range<usize> {
        let (start, end) = (span.start as usize, (span.end as usize).min(self.text.len()));
        start..start + self.text.get(start..end).map_or(0, |text| text.trim_end().len())
    }

    pub fn is_retired(&self) -> bool {
        self.front.retired.is_some()
    }

    /// Why it is retired, as the record says it.
    pub fn because(&self) -> Option<&str> {
        self.front.retired.as_ref().map(|retired| retired.because.as_str())
    }

    pub fn last_signature(&self) -> Option<Found> {
        self.signatures().pop()
    }

    /// Says which versions print it.
    pub fn limit(&mut self, found: &Found, versions: &str) {
        let written = found.sign.written(Some(versions));
        self.replace(found, written);
    }

    pub fn replace(&mut self, found: &Found, written: String) {
        self.edits.push((found.span.clone(), written));
    }

    /// Adds a signature after another one, in the style of the list.
    pub fn add_after(&mut self, found: &Found, written: &str) {
        let start = self.text[..found.span.start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[start..found.span.start];
        let place = if before.trim_start() == "- " || before.trim() == "-" {
            let end =
                self.text[found.span.end..].find('\n').map_or(self.text.len(), |at| found.span.end + at + 1);
            (end..end, format!("{before}{written}{}", self.newline))
        } else {
            (found.span.end..found.span.end, format!(", {written}"))
        };
        self.edits.push(place);
    }

    /// Adds signatures to a record that has none.
    pub fn add_first(&mut self, written: &[String]) {
        let items = written.iter().map(|one| format!("{}  - {one}", self.newline));
        self.add_field(&format!("signatures:{}", items.collect::<String>()));
    }

    /// Adds lines at the end of the front matter.
    pub fn add_field(&mut self, lines: &str) {
        self.edits.push((self.end..self.end, format!("{lines}{}", self.newline)));
    }

    /// Removes a field that is on a line of its own.
    pub fn remove_line(&mut self, name: &str) -> bool {
        let Some(value) = self.node.get(name) else { return false };
        let span = self.trimmed(&value.span);
        let start = self.text[..span.start].rfind('\n').map_or(0, |at| at + 1);
        let end = self.text[span.end..].find('\n').map(|at| span.end + at + 1);
        let (Some(end), true) = (end, self.text[start..].starts_with(name)) else { return false };
        self.edits.push((start..end, String::new()));
        true
    }

    /// Gives it a new title, unless a person has given it one.
    pub fn retitle(&mut self, old: &Mark, new: &str) {
        let Some(value) = self.node.get("title").filter(|_| Mark::of(&self.front.title) == *old) else {
            return;
        };
        if self.front.title != new {
            self.edits.push((self.trimmed(&value.span), quoted(new)));
        }
    }

    /// The whole record with its changes; none if there are none.
    pub fn finish(mut self) -> Option<String> {
        if self.edits.is_empty() {
            return None;
        }
        // Several at one place keep their order.
        self.edits.sort_by_key(|(span, _)| span.start);
        let mut out = String::with_capacity(self.text.len() + 200);
        let mut at = 0;
        for (span, new) in self.edits {
            out.push_str(self.text.get(at..span.start)?);
            out.push_str(&new);
            at = span.end;
        }
        out.push_str(&self.text[at..]);
        Some(out)
    }
}
