//! What in a text stands for something else, and is put another way wherever the text is not on a page of ours: evidence
//! marks, and links to what is ours. The parser tells, so what stands in code is none of it.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Parser, Tag, TagEnd};

use super::outline::OPTIONS;
use crate::evidence;

/// A stretch of a text and what it is. The stretches of a text are in order, and none is within another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    pub range: Range<u32>,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    Mark,
    /// What opens a link, before its words.
    Opening,
    /// What closes a link, behind its words: where it leads.
    Link(Box<str>),
    /// The same of a link without words.
    Wordless(Box<str>),
    /// Where links elsewhere in the text lead: they say it themselves.
    Definition,
}

/// Whether a link leads to what is ours to resolve.
fn is_ours(url: &str) -> bool {
    url.starts_with("record:") || url.starts_with("source:") || url.starts_with('#')
}

/// Those of a short text.
pub fn spots(markdown: &str) -> Box<[Spot]> {
    if memchr::memchr3(b'{', b'[', b'<', markdown.as_bytes()).is_none() {
        return Box::default();
    }
    let mut spotting = Spotting::new(markdown);
    let mut events = Parser::new_ext(markdown, OPTIONS).into_offset_iter();
    for (event, span) in &mut events {
        spotting.event(&event, &span);
    }
    spotting.close(&events)
}

/// The links of a short text that are ours to resolve.
pub fn targets(markdown: &str, targets: &mut BTreeSet<String>) {
    for spot in spots(markdown) {
        if let What::Link(url) | What::Wordless(url) = spot.what {
            targets.insert(url.into());
        }
    }
}

/// Finds them in the events of a text.
pub(super) struct Spotting<'m> {
    markdown: &'m str,
    spots: Vec<Spot>,
    /// Neighbouring pieces of text, which hold marks as a whole.
    words: Range<usize>,
    /// Of the open link that is ours: where it leads, and how far its words go.
    link: Option<(Box<str>, Range<usize>)>,
    code: bool,
}

impl<'m> Spotting<'m> {
    pub fn new(markdown: &'m str) -> Spotting<'m> {
        Spotting { markdown, spots: Vec::new(), words: 0..0, link: None, code: false }
    }

    fn push(&mut self, range: Range<usize>, what: What) {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        self.spots.push(Spot { range: byte(range.start)..byte(range.end), what });
    }

    pub fn event(&mut self, event: &Event<'_>, span: &Range<usize>) {
        match event {
            Event::Text(_) if self.code => return,
            Event::Text(_) if self.words.is_empty() => self.words = span.clone(),
            Event::Text(_) => self.words.end = span.end,
            _ => self.marks(),
        }
        match event {
            Event::Start(Tag::CodeBlock(_)) => self.code = true,
            Event::End(TagEnd::CodeBlock) => self.code = false,
            Event::Start(Tag::Link { dest_url, .. }) if is_ours(dest_url) => {
                let words = span.start + 1;
                self.push(span.start..words, What::Opening);
                self.link = Some((dest_url.as_ref().into(), words..words));
            }
            Event::End(TagEnd::Link) => {
                if let Some((url, words)) = self.link.take() {
                    let what = if words.is_empty() { What::Wordless } else { What::Link };
                    self.push(words.end..span.end, what(url));
                }
            }
            _ => {
                if let Some((_, words)) = &mut self.link {
                    words.end = words.end.max(span.end);
                }
            }
        }
    }

    fn marks(&mut self) {
        let words = std::mem::take(&mut self.words);
        for found in evidence::marks(&self.markdown[words.clone()]) {
            if found.mark.is_ok() {
                let range = words.start + found.range.start..words.start + found.range.end;
                self.push(range, What::Mark);
            }
        }
    }

    pub fn close(mut self, events: &OffsetIter<'_>) -> Box<[Spot]> {
        self.marks();
        for (_, definition) in events.reference_definitions().iter() {
            if is_ours(&definition.dest) {
                self.push(definition.span.clone(), What::Definition);
            }
        }
        self.spots.sort_by_key(|spot| spot.range.start);
        self.spots.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(markdown: &str) -> Vec<(&str, What)> {
        let text = |spot: &Spot| &markdown[spot.range.start as usize..spot.range.end as usize];
        spots(markdown).iter().map(|spot| (text(spot), spot.what.clone())).collect()
    }

    #[test]
    fn marks_and_links_of_ours_are_told_by_the_parser() {
        let (mark, opening) = (What::Mark, What::Opening);
        let link = || What::Link("record:a/b".into());
        assert_eq!(found("So. {documented: D-x}"), [("{documented: D-x}", mark.clone())]);
        assert_eq!(
            found("[*x*](<record:a/b> \"t\")"),
            [("[", opening.clone()), ("](<record:a/b> \"t\")", link())]
        );
        assert_eq!(found("<record:a/b>"), [("<", opening.clone()), (">", link())]);
        assert_eq!(found("[](#c)"), [("[", opening.clone()), ("](#c)", What::Wordless("#c".into()))]);
        assert_eq!(
            found("[x {source: S}][o]\n\n[o]: record:a/b\n"),
            [("[", opening), ("{source: S}", mark), ("][o]", link()), ("[o]: record:a/b", What::Definition)]
        );
    }

    #[test]
    fn code_and_links_to_the_web_are_none() {
        for text in [
            "`{documented: D-x}`",
            "```\n{documented: D-x} [x](#c)\n```",
            "    {documented: D-x}",
            "`[](record:a/b)`",
            "[x](https://e.f/g)",
            "{x: y}",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
