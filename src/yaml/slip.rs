//! Where YAML breaks off: which slip it was, and the entry at the left margin that it stays in.

use std::ops::Range;

use super::node::{Data, Node};
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;

/// Where the entries of a text begin: its lines at the left margin that are no items, comments or closing brackets.
pub struct Margin(Vec<usize>);

impl Margin {
    pub fn of(text: &str) -> Margin {
        let mut starts = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let item = line.starts_with('-') && !is_document(line);
            let first = starts.is_empty() && !line.trim().is_empty() && !line.trim_start().starts_with('#');
            if first || !(item || line.starts_with(['#', ']', '}']) || line.starts_with(char::is_whitespace))
            {
                starts.push(at);
            }
            at += line.len();
        }
        Margin(starts)
    }

    /// Where the entry begins in which something stands.
    pub fn entry(&self, at: u32) -> u32 {
        let next = self.0.partition_point(|start| *start <= at as usize);
        next.checked_sub(1).map_or(0, |ix| byte(self.0[ix]))
    }

    /// The entries of a text that is a part of a larger one.
    pub(super) fn entries(&self, within: Range<usize>) -> Vec<Range<usize>> {
        let ends = self.0.iter().skip(1).map(|start| within.start + start).chain([within.end]);
        self.0.iter().zip(ends).map(|(start, end)| within.start + start..end).collect()
    }
}

pub(super) fn byte(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// `---` or `...`, which divide a file into documents.
pub(super) fn is_document(entry: &str) -> bool {
    matches!(entry.lines().next().map(str::trim_end), Some("---" | "..."))
}

/// What makes the first line of an entry none, if that can be seen without reading it.
pub(super) fn slip(text: &str, entry: &Range<usize>, file: FileId) -> Option<Problem> {
    let line = text[entry.clone()].lines().next().unwrap_or_default().trim_end();
    if is_document(line) {
        let place = Place::Span(byte(entry.start)..byte(entry.start + line.len()));
        let problem = Problem::new(Rule::BadYaml, file, place, "the YAML ends here, and more follows");
        let hint = "write one document: no `---` within it, fields at the left margin, no tabs";
        return Some(problem.label("another document").hint(hint)).filter(|_| entry.start > 0);
    }
    let said = line.split(" #").next().unwrap_or_default().trim_end();
    if said.ends_with(':') || said.contains(": ") || said.contains(":\t") {
        return None;
    }
    let named = line.starts_with(|c: char| c.is_alphanumeric());
    unspaced(said, entry.start, file)
        .or_else(|| named.then(|| no_field(unread(text, entry)[0].span.clone(), file)))
}

/// A line with a name, a colon and no blank behind it, which to YAML is one word.
fn unspaced(line: &str, start: usize, file: FileId) -> Option<Problem> {
    let words = line.trim_start_matches([' ', '\t', '-']);
    let at = start + line.len() - words.len();
    let (name, value) = words.split_once(':')?;
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    if !is_name || value.is_empty() || value.starts_with([' ', '\t', '/']) {
        return None;
    }
    let after = byte(at + name.len() + 1);
    let place = Place::Span(byte(at)..byte(at + words.len()));
    let problem = Problem::new(Rule::BadYaml, file, place, format!("no blank after the colon of `{name}`"));
    Some(problem.label("one word to YAML").replace(after..after, " ", format!("write `{name}: {value}`")))
}

pub(super) fn no_field(span: Range<u32>, file: FileId) -> Problem {
    Problem::new(Rule::BadYaml, file, Place::Span(span), "a line that is no field")
        .label("no name with a colon")
        .hint("write it as `name: value`, or indent it if it belongs to the line above")
}

/// The name of an entry that cannot be read, and nothing as its value.
pub(super) fn unread(text: &str, entry: &Range<usize>) -> [Node; 2] {
    let line = text[entry.clone()].lines().next().unwrap_or_default();
    let words = line.trim_start_matches([' ', '\t', '-', '"', '\'', '?', '{', '[']);
    let start = entry.start + line.len() - words.len();
    let end = words.find([':', '"', '\'']).or_else(|| words.find(' ')).unwrap_or(words.trim_end().len());
    let span = byte(start)..byte(start + end);
    [words[..end].to_string(), String::new()]
        .map(|text| Node { data: Data::Scalar { text, plain: true }, span: span.clone() })
}

/// A stretch of a file.
pub(super) struct Part<'a> {
    pub text: &'a str,
    pub base: usize,
}

/// What the parser would not go on from, in the words of this house where they are plainer.
pub(super) fn broken_off(
    part: &Part<'_>,
    at: u32,
    info: &str,
    open: impl Iterator<Item = u32>,
    file: FileId,
) -> Problem {
    let info = info.trim_end_matches('.').to_lowercase();
    let flow = info.contains("flow") || info == "invalid indentation";
    if let Some((open, bracket)) = open_bracket(part, at, open).filter(|_| flow) {
        let place = Place::Span(open..open + 1);
        return Problem::new(Rule::BadYaml, file, place, format!("a `{bracket}` that nothing closes"))
            .label("opened here")
            .hint("close it; a text with a bracket in it needs quotes: `\"reached {host} late\"`");
    }
    // It is noticed only where the next line begins.
    let above = part.text.get(..at as usize - part.base).unwrap_or(part.text).trim_end();
    let line = above.rfind('\n').map_or(0, |end| end + 1);
    let before = above[..line].trim_end();
    let line_before = before.rfind('\n').map_or(0, |end| end + 1);
    let found = match info.as_str() {
        info if info.starts_with("simple key") => unspaced(&above[line..], part.base + line, file),
        info if info.starts_with("mapping values") => {
            unspaced(&before[line_before..], part.base + line_before, file)
        }
        _ => None,
    };
    if let Some(problem) = found {
        return problem;
    }
    // The end of a text belongs to what comes after it.
    let at = at.min(byte(part.base + part.text.trim_end().len().saturating_sub(1)));
    let message = format!("the YAML cannot be read: {info}");
    Problem::new(Rule::BadYaml, file, Place::Span(at..at + 1), message)
        .label("here")
        .hint("a text with `: `, ` #` or a leading special character needs quotes; indent with spaces")
}

/// The innermost bracket that is open where reading broke off, or that another kind of bracket closes there.
fn open_bracket(part: &Part<'_>, at: u32, open: impl Iterator<Item = u32>) -> Option<(u32, char)> {
    let written = |start: u32| {
        let (from, to) = (start as usize - part.base, at as usize - part.base);
        part.text.get(from..=to).or_else(|| part.text.get(from..))
    };
    let (start, text) = open
        .filter_map(|start| Some((start, written(start)?)))
        .find(|(_, text)| text.starts_with(['[', '{']))?;
    let (place, bracket) = unclosed(text)?;
    Some((start + byte(place), bracket))
}

/// The bracket of a text that lacks its partner; brackets in quotes do not count.
fn unclosed(text: &str) -> Option<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let (mut quote, mut before) = (None, ' ');
    for (at, sign) in text.char_indices() {
        let apostrophe = before.is_alphanumeric();
        before = sign;
        match (quote, sign) {
            (Some(mark), _) => quote = Some(mark).filter(|mark| *mark != sign),
            (None, '"' | '\'') if !apostrophe => quote = Some(sign),
            (None, '[' | '{') => open.push((at, sign)),
            (None, ']' | '}') => match open.pop() {
                Some((_, '[')) if sign == ']' => {}
                Some((_, '{')) if sign == '}' => {}
                other => return other,
            },
            _ => {}
        }
    }
    open.pop()
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::*;

    /// What is told, with what it points at, and the names that were read.
    fn told(text: &str) -> (Vec<String>, String) {
        let mut problems = Vec::new();
        let node = parse(text, 0..text.len(), FileId(0), &mut problems);
        let told = problems.iter().map(|problem| {
            let Place::Span(span) = &problem.place else { panic!("a place") };
            format!("{} @{}", problem.message, &text[span.start as usize..span.end as usize])
        });
        let Some(Node { data: Data::Map(pairs), .. }) = node else { return (told.collect(), String::new()) };
        let names = pairs.iter().map(|(key, _)| match &key.data {
            Data::Scalar { text, .. } => text.as_str(),
            _ => "?",
        });
        (told.collect(), names.collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn a_slip_is_told_where_it_is_and_hides_nothing_below() {
        for (slip, place) in [
            ("b:request", "no blank after the colon of `b` @b:request"),
            ("b request", "a line that is no field @b"),
            ("b: [x", "a `[` that nothing closes @["),
            ("b: {x: 1\n", "a `{` that nothing closes @{"),
            ("b: c: d", "the YAML cannot be read: mapping values are not allowed in this context @:"),
            ("b:\n  x:1\n  y: 2", "no blank after the colon of `x` @x:1"),
        ] {
            let (problems, names) = told(&format!("a: 1\n{slip}\nc: 3\n# none\nd: [4]\n"));
            assert_eq!((problems, names.as_str()), (vec![place.to_string()], "a b c d"), "{slip}");
        }
        let (problems, names) = told("a: \"1\nb: \"2\"\nc:3\n\td: 4\ne: 5\n");
        assert_eq!((problems.len(), names.as_str()), (2, "a b c e"), "{problems:?}");
    }

    #[test]
    fn where_no_entry_is_to_blame_nothing_is_known() {
        let (problems, names) = told(" a: 1\nb: 2\n");
        assert_eq!((problems.len(), names.as_str()), (1, ""), "{problems:?}");
        let (problems, names) = told("a: 1\n---\nb: 2\n");
        assert_eq!((problems.len(), names.as_str()), (1, "a b"), "{problems:?}");
    }
}
