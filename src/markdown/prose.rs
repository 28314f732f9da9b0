//! A stretch of text as blocks, and everything it refers to.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};
use serde::Serialize;

use super::directive::{directive, directives};
use super::highlight::{LONG_LINE_HINT, long_line};
use super::losses::Look;
use super::outline::OPTIONS;
use super::passages::{Gathering, Passage};
use super::places;
use super::spots::{Spot, Spotting};
use super::target::{Target, anchor, is_image};
use crate::evidence::{self, Mark};
use crate::problem::{Place, Problem, Rule, is_invisible};
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
    /// By what its headings are linked to.
    #[serde(skip)]
    pub anchors: Box<[String]>,
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
        let (blocks, references, marks, anchors) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut reader = Reader { text, file, problems, passages, blocks, references, marks, anchors };
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
            anchors: reader.anchors.into(),
            span: bytes(&range),
        }
    }
}

pub(super) fn bytes(range: &Range<usize>) -> Range<u32> {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    byte(range.start)..byte(range.end)
}

/// Neighbouring pieces of text.
#[derive(Default)]
pub(super) struct Words {
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

pub(super) struct Reader<'a, 'p> {
    pub text: &'a str,
    pub file: FileId,
    pub problems: &'p mut Vec<Problem>,
    passages: &'p mut Vec<Passage>,
    pub blocks: Vec<Block>,
    references: Vec<Reference>,
    marks: Vec<Mark>,
    anchors: Vec<String>,
}

impl Reader<'_, '_> {
    pub(super) fn problem(&mut self, rule: Rule, span: Range<usize>, message: String, hint: String) {
        let problem = Problem::new(rule, self.file, Place::Span(bytes(&span)), message).hint(hint);
        self.problems.push(problem);
    }

    pub(super) fn refer(&mut self, target: Target, span: &Range<usize>) {
        self.references.push(Reference { target, span: bytes(span) });
    }

    fn text(&mut self, range: Range<usize>) {
        let raw = &self.text[range.clone()];
        let markdown = raw.trim_start_matches('\n');
        let start = range.start + raw.len() - markdown.len();
        let markdown = markdown.trim_end();
        if markdown.is_empty() {
            return;
        }
        let mut spotting = Spotting::new(markdown);
        let mut gathering = Gathering::default();
        let mut look = Look::default();
        let mut events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
        for (event, span) in &mut events {
            spotting.event(&event, &span);
            let span = start + span.start..start + span.end;
            gathering.event(&event, span.start, self.passages);
            self.event(event, span, &mut look);
        }
        gathering.close(self.passages);
        self.words(&mut look.words);
        self.unmatched(look, start..start + markdown.len());
        let spots = spotting.close(&events);
        for (at, message, hint) in places::slips(markdown, &spots) {
            self.problem(Rule::BadValue, start + at.start..start + at.end, message.into(), hint.into());
        }
        self.blocks.push(Block::Text { markdown: markdown.to_string(), spots });
    }

    fn event(&mut self, event: Event<'_>, span: Range<usize>, look: &mut Look) {
        if !matches!(event, Event::Text(_)) {
            self.words(&mut look.words);
        }
        if let (Event::Text(words) | Event::Code(words), Some((_, title))) = (&event, &mut look.heading) {
            title.push_str(words);
        }
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => self.link(&dest_url, span),
            Event::Start(Tag::Image { dest_url, .. }) => self.image(&dest_url, span),
            Event::Start(Tag::Heading { id, .. }) => {
                look.heading = Some((id.map(|id| id.to_string()), String::new()));
            }
            Event::End(TagEnd::Heading(_)) => {
                let heading = look.heading.take();
                self.anchors.extend(heading.map(|(id, title)| anchor(id.as_deref(), &title)));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => look.code = Some(info.to_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => look.code = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => look.code = None,
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.html(&span, look),
            Event::Start(Tag::FootnoteDefinition(label)) => look.notes.push((label.to_string(), span)),
            Event::FootnoteReference(label) => look.marks.push(label.to_string()),
            Event::Text(text) => match &look.code {
                Some(info) => self.code(info, &text, span.start),
                None => look.words.push(&text, span),
            },
            _ => {}
        }
    }

    fn code(&mut self, info: &str, text: &str, start: usize) {
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
            self.lost_note(&words.text, &words.span);
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
        match Target::of(url) {
            Some(target) => self.refer(target, &span),
            None => self.problem(Rule::UnsafeLink, span, format!("a link to `{url}`"), LINK_HINT.into()),
        }
    }

    fn image(&mut self, url: &str, span: Range<usize>) {
        if !is_image(url) {
            return self.problem(Rule::UnsafeLink, span, format!("an image at `{url}`"), IMAGE_HINT.into());
        }
        let raw = &self.text[span.clone()];
        let alt = raw.strip_prefix("![").and_then(|raw| raw.split(']').next());
        if alt.is_some_and(|alt| alt.trim().is_empty()) {
            let hint = "say between the brackets what the image shows: `![The list of keys](keys.png)`";
            self.problem(Rule::BadImage, span.clone(), "an image without words".into(), hint.into());
        }
        self.refer(Target::Image(url.to_string()), &span);
    }
}

const LINK_HINT: &str = "link to `https://…`, `mailto:…`, `record:program/slug`, `prose:NAME`, a file of the content such as `../program/slug.md`, `source:KEY` or `#cause`";

const IMAGE_HINT: &str =
    "put the image into content/images or beside the record, and name the file: `![What it shows](name.png)`";

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
            "[a](record:x/y#z) [b](javascript:alert(1)) [c](#q) ![d](https://e.f/g.png) [h](data:text/html,x) [i](/j.md)",
        );
        assert_eq!(prose.references.len(), 2);
        assert_eq!(problems, ["unsafe-link"; 4]);
    }

    #[test]
    fn nothing_is_lost_without_a_word() {
        for (text, rules) in [
            ("a[^1]\n\n[^1]: b", vec![]),
            ("a[^1]", vec!["lost-footnote"]),
            ("a\n\n[^1]: b", vec!["lost-footnote"]),
            ("`[^1]` and [^a-z]+", vec![]),
            ("<kbd>a</kbd><br>", vec![]),
            ("<kbd>a", vec!["raw-html"]),
            ("a</kbd>", vec!["raw-html"]),
            ("<details>\n\na\n", vec!["raw-html"]),
            ("<b>a</b> and <your-key>", vec!["raw-html"]),
            ("<!-- a -->b<!-- c -->", vec![]),
            ("<!-- a\n\n{{ table }}\n-->\nb", vec![]),
            ("<!-- a\n\nb", vec!["private-text"]),
            ("![a](b.png) ![c](../images/d.svg)", vec![]),
            ("![](b.png)", vec!["bad-image"]),
            ("![a](https://b.example/c.png) ![d](/e.png)", vec!["unsafe-link", "unsafe-link"]),
        ] {
            assert_eq!(read(text).1, rules, "{text}");
        }
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
