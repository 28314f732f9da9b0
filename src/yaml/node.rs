//! Text to a tree of located nodes.

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::slip::{Margin, Part, broken_off, byte, is_document, no_field, slip, unread};
use crate::problem::{Place, Problem, Rule, is_invisible};
use crate::source::FileId;

/// Records nest four levels; beyond this it is an attack or an accident.
const DEEPEST: usize = 24;

#[derive(Clone, Debug)]
pub struct Node {
    pub data: Data,
    /// Bytes of the file, not of the YAML in it.
    pub span: Range<u32>,
}

#[derive(Clone, Debug)]
pub enum Data {
    /// `plain` scalars may mean null, a number, a boolean; quoted ones are text.
    Scalar {
        text: String,
        plain: bool,
    },
    List(Vec<Node>),
    Map(Vec<(Node, Node)>),
}

impl Node {
    pub fn kind(&self) -> &'static str {
        match &self.data {
            Data::Scalar { plain: true, text } if is_null(text) => "nothing",
            Data::Scalar { .. } => "text",
            Data::List(_) => "a list",
            Data::Map(_) => "a mapping",
        }
    }

    /// The value of a key, where this is a mapping that has it.
    pub fn get(&self, name: &str) -> Option<&Node> {
        let Data::Map(pairs) = &self.data else { return None };
        pairs.iter().find(|(key, _)| key.text() == Some(name)).map(|(_, value)| value)
    }

    pub fn items(&self) -> &[Node] {
        if let Data::List(items) = &self.data { items } else { &[] }
    }

    pub fn text(&self) -> Option<&str> {
        if let Data::Scalar { text, .. } = &self.data { Some(text) } else { None }
    }

    pub fn is_null(&self) -> bool {
        matches!(&self.data, Data::Scalar { plain: true, text } if is_null(text))
    }
}

fn is_null(text: &str) -> bool {
    matches!(text, "" | "~" | "null")
}

/// Parses the YAML in `text[range]`. Where it breaks off, each entry at the left margin is read by itself, so that a slip
/// in one of them hides no other.
pub fn parse(text: &str, range: Range<usize>, file: FileId, problems: &mut Vec<Problem>) -> Option<Node> {
    let told = problems.len();
    let mut whole = Builder::new(text, range.clone(), file, problems);
    if whole.read() {
        return whole.finish();
    }
    let broken = problems.split_off(told);
    let root = by_entry(text, range, file, problems);
    if problems[told..].iter().any(|problem| problem.rule == Rule::BadYaml) {
        return root;
    }
    // No entry is to blame: what holds them together is, and so nobody knows which there are.
    drop(problems.splice(told.., broken));
    None
}

fn by_entry(text: &str, range: Range<usize>, file: FileId, problems: &mut Vec<Problem>) -> Option<Node> {
    let mut whole = Builder::new(text, range.clone(), file, problems);
    let entries = Margin::of(&text[range.clone()]).entries(range);
    let start = byte(entries.first()?.start);
    whole.stack.push(Open::Map { pairs: Vec::new(), key: None, start, known: HashMap::new() });
    for entry in entries {
        let told = whole.problems.len();
        let found = if let Some(problem) = slip(text, &entry, file) {
            whole.problems.push(problem);
            None
        } else {
            let mut one = Builder::new(text, entry.clone(), file, whole.problems);
            one.read();
            one.finish()
        };
        match found.map(|node| node.data) {
            Some(Data::Map(pairs)) if !pairs.is_empty() => {
                for node in pairs.into_iter().flat_map(|(key, value)| [key, value]) {
                    whole.push(node);
                }
            }
            _ if is_document(&text[entry.clone()]) => {}
            _ => {
                // Its name is known: a field that cannot be read is not missing.
                let nodes = unread(text, &entry);
                if whole.problems.len() == told {
                    whole.problems.push(no_field(nodes[0].span.clone(), file));
                }
                for node in nodes {
                    whole.push(node);
                }
            }
        }
    }
    whole.finish()
}

/// Where the markers of the parser (line and column in characters) are in the file.
struct Offsets<'a> {
    base: usize,
    text: &'a str,
    lines: Vec<usize>,
    /// The last place that was asked for: line, column, byte. A line can hold a megabyte, and places come in order.
    last: Cell<(usize, usize, usize)>,
}

fn line_starts(text: &str) -> Vec<usize> {
    std::iter::once(0)
        .chain(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(ix, _)| ix + 1))
        .collect()
}

impl Offsets<'_> {
    fn byte(&self, marker: Marker) -> u32 {
        let start = self.lines.get(marker.line().saturating_sub(1)).copied().unwrap_or(self.text.len());
        let (line, column, known) = self.last.get();
        let (from, skip) = match marker.col().checked_sub(column) {
            Some(more) if line == marker.line() => (known, more),
            _ => (start, marker.col()),
        };
        let rest = &self.text[from..];
        let at = from + rest.char_indices().nth(skip).map_or(rest.len(), |(ix, _)| ix);
        self.last.set((marker.line(), marker.col(), at));
        byte(self.base + at)
    }
}

enum Open {
    List { items: Vec<Node>, start: u32 },
    Map { pairs: Vec<(Node, Node)>, key: Option<Node>, start: u32, known: HashMap<String, Range<u32>> },
}

struct Builder<'a, 'p> {
    file: FileId,
    offsets: Offsets<'a>,
    problems: &'p mut Vec<Problem>,
    /// How many problems there were before.
    told: usize,
    stack: Vec<Open>,
    root: Option<Node>,
}

impl<'a, 'p> Builder<'a, 'p> {
    fn new(text: &'a str, range: Range<usize>, file: FileId, problems: &'p mut Vec<Problem>) -> Self {
        let lines = line_starts(&text[range.clone()]);
        let offsets = Offsets { base: range.start, text: &text[range], lines, last: Cell::default() };
        let told = problems.len();
        Builder { file, offsets, problems, told, stack: Vec::new(), root: None }
    }

    /// Whether it came to the end.
    fn read(&mut self) -> bool {
        let mut parser = Parser::new_from_str(self.offsets.text);
        while let Some(event) = parser.next_event() {
            match event {
                Ok((event, span)) => {
                    if !self.on(event, span.start, span.end) {
                        return false;
                    }
                }
                Err(error) => {
                    let at = self.offsets.byte(*error.marker());
                    let starts = self.stack.iter().map(|open| match open {
                        Open::List { start, .. } | Open::Map { start, .. } => *start,
                    });
                    let text = Part { text: self.offsets.text, base: self.offsets.base };
                    self.problems.push(broken_off(&text, at, error.info(), starts, self.file));
                    return false;
                }
            }
        }
        true
    }

    /// Takes one event; false when nothing after it should be read.
    fn on(&mut self, event: Event<'_>, start: Marker, end: Marker) -> bool {
        let span = self.offsets.byte(start)..self.offsets.byte(end);
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                let span = trimmed(span, self.offsets.base, self.offsets.text);
                self.refuse_anchor(anchor, &span);
                self.refuse_unseen(&text, &span);
                self.push(Node { data: Data::Scalar { text: text.into_owned(), plain }, span });
            }
            Event::SequenceStart(anchor, _) => {
                self.refuse_anchor(anchor, &span);
                self.stack.push(Open::List { items: Vec::new(), start: span.start });
            }
            Event::MappingStart(anchor, _) => {
                self.refuse_anchor(anchor, &span);
                self.stack.push(Open::Map {
                    pairs: Vec::new(),
                    key: None,
                    start: span.start,
                    known: HashMap::new(),
                });
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span.end),
            Event::Alias(_) => {
                self.problem(span.clone(), "an alias stands for a value", "aliases are not used here")
                    .hint("write the value out");
                self.push(Node { data: Data::Scalar { text: String::new(), plain: true }, span });
            }
            Event::DocumentStart(_) if self.root.is_some() => {
                self.problem(span, "the YAML ends here, and more follows", "another document")
                    .hint("write one document: no `---` within it, fields at the left margin, no tabs");
                return false;
            }
            _ => {}
        }
        if self.stack.len() > DEEPEST {
            let message = format!("more than {DEEPEST} levels of nesting");
            self.problem(self.offsets.byte(start)..self.offsets.byte(end), &message, "too deep")
                .hint("a record needs four levels at most");
            return false;
        }
        true
    }

    fn problem(&mut self, span: Range<u32>, message: &str, label: &str) -> Hintable<'_> {
        self.problems.push(Problem::new(Rule::BadYaml, self.file, Place::Span(span), message).label(label));
        Hintable(self.problems)
    }

    fn refuse_anchor(&mut self, anchor: usize, span: &Range<u32>) {
        if anchor > 0 {
            self.problem(span.clone(), "an anchor names a value for later", "anchors are not used here")
                .hint("remove the `&name` and write the value where it is needed");
        }
    }

    /// Characters nobody sees, where an escape has hidden them from those who look at the file.
    fn refuse_unseen(&mut self, text: &str, span: &Range<u32>) {
        let unseen = |c: &char| c.is_control() && !matches!(c, '\n' | '\t') || is_invisible(*c);
        let (start, end) = (span.start as usize - self.offsets.base, span.end as usize - self.offsets.base);
        let raw = self.offsets.text.get(start..end).unwrap_or("");
        if let Some(c) = text.chars().find(unseen).filter(|c| !raw.contains(*c)) {
            let message = format!("an invisible character, U+{:04X}", c as u32);
            self.problems.push(
                Problem::new(Rule::InvisibleCharacter, self.file, Place::Span(span.clone()), message)
                    .label("hidden in an escape")
                    .hint("remove the escape"),
            );
        }
    }

    fn push(&mut self, node: Node) {
        match self.stack.last_mut() {
            None => self.root = Some(node),
            Some(Open::List { items, .. }) => items.push(node),
            Some(Open::Map { pairs, key, known, .. }) => match key.take() {
                None => *key = Some(node),
                Some(key) => {
                    let name = key.text().unwrap_or_default();
                    let scalar = matches!(key.data, Data::Scalar { .. });
                    if let Some(first) = known.get(name).filter(|_| scalar) {
                        let problem = Problem::new(
                            Rule::DuplicateKey,
                            self.file,
                            Place::Span(key.span.clone()),
                            format!("`{name}` stands twice"),
                        )
                        .label("again here")
                        .note(self.file, Place::Span(first.clone()), "first here")
                        .hint("keep one of them");
                        self.problems.push(problem);
                    }
                    if scalar {
                        known.entry(name.to_string()).or_insert_with(|| key.span.clone());
                    }
                    pairs.push((key, node));
                }
            },
        }
    }

    fn close(&mut self, end: u32) {
        let node = match self.stack.pop() {
            Some(Open::List { items, start }) => Node { data: Data::List(items), span: start..end },
            Some(Open::Map { pairs, start, .. }) => Node { data: Data::Map(pairs), span: start..end },
            None => return,
        };
        self.push(node);
    }

    fn finish(mut self) -> Option<Node> {
        if self.root.is_none() && self.stack.is_empty() && self.problems.len() == self.told {
            let at = byte(self.offsets.base);
            let problem =
                Problem::new(Rule::EmptyFile, self.file, Place::Span(at..at), "there is no YAML here");
            self.problems.push(problem.hint("write the fields, or remove the file"));
        }
        // After an error, what was open is closed: the fields above the mistake are still worth reading.
        while !self.stack.is_empty() {
            let end = byte(self.offsets.base + self.offsets.text.len());
            self.close(end);
        }
        self.root
    }
}

/// Lets the caller add the remedy to the problem just pushed.
struct Hintable<'a>(&'a mut Vec<Problem>);

impl Hintable<'_> {
    fn hint(self, text: &str) {
        if let Some(problem) = self.0.pop() {
            self.0.push(problem.hint(text));
        }
    }
}

/// What stands within the quotes of a scalar, or below the `>-` of a folded one.
pub fn unquoted(text: &str, span: &Range<u32>) -> Option<Range<usize>> {
    let (start, end) = (span.start as usize, span.end as usize);
    let raw = text.get(start..end)?;
    match raw.chars().next()? {
        '"' | '\'' if raw.len() > 1 => Some(start + 1..end - 1),
        '>' | '|' => {
            let below = raw.find('\n')?;
            Some(start + below + (raw[below..].len() - raw[below..].trim_start().len())..end)
        }
        _ => Some(start..end),
    }
}

/// The parser's spans of plain scalars run on over the white space behind them.
fn trimmed(span: Range<u32>, base: usize, text: &str) -> Range<u32> {
    let (start, end) = (span.start as usize - base, (span.end as usize - base).min(text.len()));
    let trimmed = text.get(start..end).map_or(0, |scalar| scalar.len() - scalar.trim_end().len());
    span.start..byte(base + end - trimmed).max(span.start)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let mut problems = Vec::new();
        parse(text, 0..text.len(), FileId(0), &mut problems);
        problems.into_iter().map(|problem| format!("{}: {}", problem.rule.name(), problem.message)).collect()
    }

    #[test]
    fn every_node_knows_its_bytes() {
        let text = "é: 1\nlist: [ü, \"b\"]   # note\n";
        let node = parse(text, 0..text.len(), FileId(0), &mut Vec::new()).expect("it is YAML");
        let Data::Map(pairs) = &node.data else { panic!("a mapping") };
        let slice = |node: &Node| &text[node.span.start as usize..node.span.end as usize];
        assert_eq!(slice(&pairs[0].0), "é");
        let Data::List(items) = &pairs[1].1.data else { panic!("a list") };
        assert_eq!(items.iter().map(slice).collect::<Vec<_>>(), ["ü", "\"b\""]);
    }

    #[test]
    fn bombs_and_twins_are_refused() {
        let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
        assert!(problems(bomb).iter().all(|problem| problem.starts_with("bad-yaml")));
        assert_eq!(problems("a: 1\na: 2\n"), ["duplicate-key: `a` stands twice"]);
        assert!(problems(&"- ".repeat(100_000))[0].contains("nesting"));
        assert!(problems(&"[".repeat(100_000))[0].starts_with("bad-yaml"));
    }

    #[test]
    fn what_stands_above_a_mistake_is_kept() {
        let text = "title: x\nother: [a\nb: : c\n";
        let mut problems = Vec::new();
        let node = parse(text, 0..text.len(), FileId(0), &mut problems).expect("the first line is fine");
        assert_eq!(problems.len(), 2);
        assert!(matches!(&node.data, Data::Map(pairs) if !pairs.is_empty()));
    }
}
