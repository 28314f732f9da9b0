//! What in a text stands for something else, and is put another way wherever the text is not on a page of ours: evidence
//! marks, and links to what is ours. The parser tells, so what stands in code is none of it.

use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{Event, OffsetIter, Parser, Tag, TagEnd};

use super::outline::OPTIONS;
use super::tags::{Piece, pieces};
use super::target::{is_image, is_ours};
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
    /// What opens a place for what the reader's error says, before the words that are shown without one.
    Place,
    /// What closes it, behind the words: which hole.
    Filled(Box<str>),
    /// What closes an image: the address of its file.
    Image(Box<str>),
    /// Where links elsewhere in the text lead: they say it themselves.
    Definition,
    Comment,
}

fn is_place(url: &str) -> bool {
    url.starts_with("hole:")
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
    /// The open links and images that are ours.
    open: Vec<Open>,
    code: bool,
}

struct Open {
    url: Box<str>,
    image: bool,
    words: Range<usize>,
}

impl<'m> Spotting<'m> {
    pub fn new(markdown: &'m str) -> Spotting<'m> {
        Spotting { markdown, spots: Vec::new(), words: 0..0, open: Vec::new(), code: false }
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
                self.push(span.start..words, if is_place(dest_url) { What::Place } else { What::Opening });
                self.open.push(Open { url: dest_url.as_ref().into(), image: false, words: words..words });
            }
            Event::Start(Tag::Image { dest_url, .. }) if is_image(dest_url) => {
                let words = span.start + 2;
                self.open.push(Open { url: dest_url.as_ref().into(), image: true, words: words..words });
            }
            Event::Start(Tag::HtmlBlock) | Event::InlineHtml(_) => self.comments(span),
            Event::End(TagEnd::Link) => self.close_open(false, span),
            Event::End(TagEnd::Image) => self.close_open(true, span),
            _ => {}
        }
        if !matches!(event, Event::Start(Tag::Link { .. } | Tag::Image { .. })) {
            for open in &mut self.open {
                open.words.end = open.words.end.max(span.end);
            }
        }
    }

    fn close_open(&mut self, image: bool, span: &Range<usize>) {
        let Some(Open { url, words, .. }) = self.open.pop_if(|open| open.image == image) else { return };
        let what = match (image, words.is_empty()) {
            (true, _) => What::Image(url),
            (false, _) if is_place(&url) => What::Filled(url),
            (false, true) => What::Wordless(url),
            (false, false) => What::Link(url),
        };
        self.push(words.end..span.end, what);
    }

    fn comments(&mut self, span: &Range<usize>) {
        let markdown = self.markdown;
        for (range, piece) in pieces(&markdown[span.clone()]) {
            if piece == Piece::Comment {
                self.push(span.start + range.start..span.start + range.end, What::Comment);
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
            if is_ours(&definition.dest) || is_image(&definition.dest) {
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
    fn images_and_comments_are_told_by_the_parser() {
        let image = || What::Image("x.png".into());
        assert_eq!(found("![a *b*](x.png \"t\")"), [("](x.png \"t\")", image())]);
        assert_eq!(found("[![a](x.png)](https://b.c)"), [("](x.png)", image())]);
        assert_eq!(
            found("[![a](x.png)](#d)"),
            [("[", What::Opening), ("](x.png)", image()), ("](#d)", What::Link("#d".into()))]
        );
        assert_eq!(found("a <!-- b --> `<!-- c -->`"), [("<!-- b -->", What::Comment)]);
        assert_eq!(found("<!--\n\n[x](#y)\n-->\n\nz"), [("<!--\n\n[x](#y)\n-->", What::Comment)]);
    }

    #[test]
    fn a_place_keeps_its_words() {
        assert_eq!(
            found("[the file](hole:f)"),
            [("[", What::Place), ("](hole:f)", What::Filled("hole:f".into()))]
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
            "`[x](hole:y)`",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
