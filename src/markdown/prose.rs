//! A stretch of text as blocks, and everything it refers to.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};
use serde::{Deserialize, Serialize};

use super::highlight::{LONG_LINE_HINT, long_line};
use super::outline::{OPTIONS, code_blocks};
use super::passages::{Gathering, Passage};
use super::spots::{Spot, Spotting};
use crate::evidence::{self, Mark};
use crate::problem::{Place, Problem, Rule, is_invisible, nearest};
use crate::source::FileId;

/// Text with its tables, code and shared pieces taken apart, so that each is rendered as what it is. A record has dozens,
/// kept as long as the base: so there is no room left over in them.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Prose {
    pub blocks: Box<[Block]>,
    #[serde(skip)]
    pub references: Box<[Reference]>,
    /// The evidence marks in it, in order.
    #[serde(skip)]
    pub marks: Box<[Mark]>,
    #[serde(skip)]
    pub span: Range<u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Block {
    Text {
        markdown: String,
        #[serde(skip)]
        spots: Box<[Spot]>,
    },
    Table {
        name: String,
        rows: Vec<String>,
    },
    Code {
        files: Vec<String>,
    },
    Piece {
        name: String,
    },
}

#[derive(Clone, Debug, PartialEq)]
pub struct Reference {
    pub target: Target,
    pub span: Range<u32>,
}

/// What a text can point at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Target {
    Record { id: String, cause: Option<String> },
    Cause(String),
    Source(String),
    Table { name: String, rows: Vec<String> },
    Code(String),
    Piece(String),
    Web(String),
}

impl Target {
    /// A link to it as it is written, where it can be linked to and is ours.
    pub fn url(&self) -> Option<String> {
        Some(match self {
            Target::Record { id, cause: None } => format!("record:{id}"),
            Target::Record { id, cause: Some(cause) } => format!("record:{id}#{cause}"),
            Target::Cause(id) => format!("#{id}"),
            Target::Source(key) => format!("source:{key}"),
            Target::Table { .. } | Target::Code(_) | Target::Piece(_) | Target::Web(_) => return None,
        })
    }
}

impl Prose {
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Reads `text[range]` of a file. What it says as running text is for those who look it over.
    pub fn read(
        text: &str,
        range: Range<usize>,
        file: FileId,
        problems: &mut Vec<Problem>,
        passages: &mut Vec<Passage>,
    ) -> Prose {
        let (blocks, references, marks) = (Vec::new(), Vec::new(), Vec::new());
        let mut reader = Reader { text, file, problems, passages, blocks, references, marks };
        let mut start = range.start;
        for line in directives(text, range.clone()) {
            let Some(directive) = directive(&text[line.clone()]) else { continue };
            reader.text(start..line.start);
            reader.directive(&directive, line.clone());
            start = line.end;
        }
        reader.text(start..range.end);
        Prose {
            blocks: reader.blocks.into(),
            references: reader.references.into(),
            marks: reader.marks.into(),
            span: bytes(&range),
        }
    }
}

fn bytes(range: &Range<usize>) -> Range<u32> {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    byte(range.start)..byte(range.end)
}

/// The lines of `{{ … }}`, which are not in code.
fn directives(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    let mut lines = Vec::new();
    for line in text[range.clone()].split_inclusive('\n') {
        if directive(line).is_some() {
            lines.push(at..at + line.len());
        }
        at += line.len();
    }
    // Only what is fenced or indented can be code: most texts need not be read for it.
    let fenced = || ["```", "~~~"].iter().any(|fence| text[range.clone()].contains(fence));
    if lines.iter().any(|line| text[line.clone()].starts_with([' ', '\t'])) || !lines.is_empty() && fenced() {
        let code = code_blocks(text, range);
        lines.retain(|line| !code.iter().any(|block| block.span.contains(&line.start)));
    }
    lines
}

/// The words of `{{ table usage-tiers }}`.
fn directive(line: &str) -> Option<Vec<&str>> {
    let words = line.strip_prefix("{{")?.trim_end().strip_suffix("}}")?;
    Some(words.split_whitespace().collect())
}

/// Neighbouring pieces of text.
#[derive(Default)]
struct Words {
    text: String,
    span: Range<usize>,
}

impl Words {
    fn push(&mut self, text: &str, span: Range<usize>) {
        if self.text.is_empty() {
            self.span.start = span.start;
        }
        self.text.push_str(text);
        self.span.end = span.end;
    }
}

struct Reader<'a, 'p> {
    text: &'a str,
    file: FileId,
    problems: &'p mut Vec<Problem>,
    passages: &'p mut Vec<Passage>,
    blocks: Vec<Block>,
    references: Vec<Reference>,
    marks: Vec<Mark>,
}

impl Reader<'_, '_> {
    fn problem(&mut self, rule: Rule, span: Range<usize>, message: String, hint: String) {
        let problem = Problem::new(rule, self.file, Place::Span(bytes(&span)), message).hint(hint);
        self.problems.push(problem);
    }

    fn refer(&mut self, target: Target, span: &Range<usize>) {
        self.references.push(Reference { target, span: bytes(span) });
    }

    fn directive(&mut self, words: &[&str], line: Range<usize>) {
        let line = line.start..line.start + self.text[line].trim_end().len();
        let names: Vec<String> = words.iter().skip(1).map(ToString::to_string).collect();
        match (words.first().copied(), names.as_slice()) {
            (Some("table"), [name, rows @ ..]) => {
                self.refer(Target::Table { name: name.clone(), rows: rows.to_vec() }, &line);
                self.blocks.push(Block::Table { name: name.clone(), rows: rows.to_vec() });
            }
            (Some("code"), [_, ..]) => {
                for name in &names {
                    self.refer(Target::Code(name.clone()), &line);
                }
                self.blocks.push(Block::Code { files: names });
            }
            (Some("piece"), [name]) => {
                self.refer(Target::Piece(name.clone()), &line);
                self.blocks.push(Block::Piece { name: name.clone() });
            }
            (Some(word), _) => {
                let message = format!("`{}` is no table, code or piece", words.join(" "));
                let place = Place::Span(bytes(&line));
                let problem = Problem::new(Rule::BadDirective, self.file, place, message);
                self.problems.push(match nearest(word, ["table", "code", "piece"]) {
                    Some(near) if near != word => {
                        let start = line.start + self.text[line.clone()].find(word).unwrap_or(0);
                        let word = bytes(&(start..start + word.len()));
                        problem.replace(word, near, format!("did you mean `{near}`?"))
                    }
                    _ => problem.hint("write `{{ table NAME }}`, `{{ code FILE … }}` or `{{ piece NAME }}`"),
                });
            }
            (None, _) => self.problem(
                Rule::BadDirective,
                line,
                "an empty `{{ }}`".into(),
                "name what should stand here".into(),
            ),
        }
    }

    fn text(&mut self, range: Range<usize>) {
        let raw = &self.text[range.clone()];
        let markdown = raw.trim_start_matches('\n');
        let start = range.start + raw.len() - markdown.len();
        let markdown = markdown.trim_end();
        if markdown.is_empty() {
            return;
        }
        let mut code = None;
        let mut spotting = Spotting::new(markdown);
        let mut words = Words::default();
        let mut gathering = Gathering::default();
        let mut events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
        for (event, span) in &mut events {
            spotting.event(&event, &span);
            let span = start + span.start..start + span.end;
            gathering.event(&event, span.start, self.passages);
            if !matches!(event, Event::Text(_)) {
                self.words(&mut words);
            }
            match event {
                Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, span),
                Event::Start(Tag::Image { .. }) => self.problem(
                    Rule::UnsafeLink,
                    span,
                    "an image".into(),
                    "say in words what the picture shows: error texts must be searchable".into(),
                ),
                Event::Start(Tag::CodeBlock(kind)) => code = Some(kind),
                Event::End(pulldown_cmark::TagEnd::CodeBlock) => code = None,
                Event::Text(text) if code.is_some() => self.code(code.as_ref(), &text, span.start),
                Event::Text(text) => words.push(&text, span),
                _ => {}
            }
        }
        gathering.close(self.passages);
        self.words(&mut words);
        let spots = spotting.close(&events);
        self.blocks.push(Block::Text { markdown: markdown.to_string(), spots });
    }

    fn code(&mut self, kind: Option<&CodeBlockKind<'_>>, text: &str, start: usize) {
        let Some(CodeBlockKind::Fenced(info)) = kind else { return };
        let language = info.split([' ', ',']).next().unwrap_or("");
        if let Some((line, message)) = long_line(language, text) {
            let place = start + line.start..start + line.end;
            self.problem(Rule::LongLine, place, message, LONG_LINE_HINT.into());
        }
    }

    /// What stands between two other things is looked at as a whole, though it is told in pieces.
    fn words(&mut self, words: &mut Words) {
        if !words.text.is_empty() {
            self.unseen(&words.text, &words.span);
            self.marks(&words.text, &words.span);
            words.text.clear();
        }
    }

    /// Characters nobody sees, where an entity has hidden them from those who look at the file.
    fn unseen(&mut self, text: &str, span: &Range<usize>) {
        if text.is_ascii() && !text.bytes().any(|b| b.is_ascii_control()) {
            return;
        }
        let unseen = |c: &char| c.is_control() && !matches!(c, '\n' | '\t') || is_invisible(*c);
        let raw = self.text.get(span.clone()).unwrap_or("");
        if let Some(c) = text.chars().find(unseen).filter(|c| !raw.contains(*c)) {
            let message = format!("an invisible character, U+{:04X}", c as u32);
            self.problem(Rule::InvisibleCharacter, span.clone(), message, "remove the entity".into());
        }
    }

    fn marks(&mut self, text: &str, span: &Range<usize>) {
        for found in evidence::marks(text) {
            let at = span.start + found.range.start..(span.start + found.range.end).min(self.text.len());
            match found.mark {
                Ok(mark) => {
                    for key in mark.sources.iter().chain(&mark.against) {
                        self.refer(Target::Source(key.clone()), &at);
                    }
                    if mark.sources.is_empty() && mark.status.needs_source() {
                        let message = format!("`{}` without a source", mark.status.as_str());
                        let hint = "name the sources: `{documented: D-err}`".into();
                        self.problem(Rule::ClaimWithoutSource, at, message, hint);
                    }
                    self.marks.push(mark);
                }
                Err(slip) => self.no_mark(slip, &at),
            }
        }
    }

    fn no_mark(&mut self, slip: evidence::Slip, at: &Range<usize>) {
        let place = Place::Span(bytes(at));
        let problem = Problem::new(Rule::BadMark, self.file, place, "an evidence mark that cannot be read");
        let word = self.text.get(at.clone()).and_then(|raw| raw.strip_prefix('{')?.split(':').next());
        self.problems.push(match (slip.meant, word.map(str::trim)) {
            (Some(meant), Some(word)) if self.text[at.start + 1..].starts_with(word) => {
                let word = at.start + 1..at.start + 1 + word.len();
                problem.replace(bytes(&word), meant, slip.remedy)
            }
            _ => problem.hint(slip.remedy),
        });
    }

    fn link(&mut self, url: &str, span: Range<usize>) {
        let target = match url.split_once(':') {
            _ if url.starts_with('#') => Target::Cause(url[1..].to_string()),
            Some(("record", id)) => match id.split_once('#') {
                Some((id, cause)) => Target::Record { id: id.into(), cause: Some(cause.into()) },
                None => Target::Record { id: id.into(), cause: None },
            },
            Some(("source", key)) => Target::Source(key.into()),
            Some(("https" | "http" | "mailto", _)) if is_plain_url(url) => Target::Web(url.into()),
            _ => {
                let hint = "link to `https://…`, `mailto:…`, `record:program/slug`, `source:KEY` or `#cause`";
                self.problem(Rule::UnsafeLink, span, format!("a link to `{url}`"), hint.into());
                return;
            }
        };
        self.refer(target, &span);
    }
}

/// A URL without white space, quotes, control or invisible characters.
pub(super) fn is_plain_url(url: &str) -> bool {
    !url.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}".contains(c) || is_invisible(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Prose, Vec<&'static str>) {
        let mut problems = Vec::new();
        let prose = Prose::read(text, 0..text.len(), FileId(0), &mut problems, &mut Vec::new());
        (prose, problems.iter().map(|problem| problem.rule.name()).collect())
    }

    #[test]
    fn directives_divide_the_text() {
        let (prose, problems) = read("One.\n\n{{ table tiers a b }}\n\nTwo.\n{{ code x.py y.ts }}\n");
        assert_eq!(problems, Vec::<&str>::new());
        assert!(
            matches!(&prose.blocks[..], [Block::Text { .. }, Block::Table { .. }, Block::Text { markdown, .. }, Block::Code { .. }] if markdown == "Two.")
        );
    }

    #[test]
    fn code_is_never_a_directive_or_a_mark() {
        let (prose, problems) = read("```\n{{ table x }}\n{documented: }\n```\n\n`{reported: }`\n");
        assert_eq!((prose.blocks.len(), prose.marks.len(), problems.len()), (1, 0, 0));
    }

    #[test]
    fn what_is_code_is_told_by_the_parser() {
        let (prose, problems) = read("1. ```sh\n   a\n   ```\n\n{{ table x }}\n");
        assert!(matches!(&prose.blocks[..], [Block::Text { .. }, Block::Table { .. }]), "{prose:?}");
        let (example, more) = read("````\n```\na\n```\n{{ table x }}\n````\n");
        assert!(matches!(&example.blocks[..], [Block::Text { .. }]), "{example:?}");
        assert_eq!((problems.len(), more.len()), (0, 0));
    }

    #[test]
    fn links_lead_to_known_kinds_of_places_only() {
        let (prose, problems) = read(
            "[a](record:x/y#z) [b](javascript:alert(1)) [c](#q) ![d](https://e.f/g.png) [h](data:text/html,x)",
        );
        assert_eq!(prose.references.len(), 2);
        assert_eq!(problems, ["unsafe-link", "unsafe-link", "unsafe-link"]);
    }

    #[test]
    fn a_mark_without_a_source_is_told() {
        assert_eq!(read("So. {documented: }").1, ["claim-without-source"]);
        assert_eq!(read("So. {docmented: D-x}").1, ["bad-mark"]);
        for mark in ["{unsupported: }", "{unsupported}", "{advice}", "{first-hand}"] {
            assert_eq!(read(&format!("So. {mark}")).1, Vec::<&str>::new(), "{mark}");
        }
    }
}
