//! What a reader reads as running text: paragraphs, list items and headings, without code blocks and tables.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

/// A paragraph, list item or heading as flat text; code within it stands between backticks.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    pub text: String,
    pub heading: bool,
    /// Of a short text outside of the sections, which may well repeat what they say.
    pub aside: bool,
    /// Where parts of the flat text come from: their start in `text`, and in the file.
    parts: Vec<(usize, usize)>,
}

impl Passage {
    /// Where it begins in the file.
    pub fn start(&self) -> usize {
        self.origin(0)
    }

    /// The place in the file of a stretch of the flat text.
    pub fn place(&self, range: Range<usize>) -> Range<u32> {
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        byte(self.origin(range.start))..byte(self.origin(range.end.saturating_sub(1)) + 1)
    }

    fn origin(&self, at: usize) -> usize {
        let part = self.parts.partition_point(|(start, _)| *start <= at).saturating_sub(1);
        self.parts.get(part).map_or(0, |(start, origin)| origin + (at - start))
    }

    fn push(&mut self, text: &str, origin: usize) {
        self.parts.push((self.text.len(), origin));
        self.text.push_str(text);
    }
}

/// Gathers passages from the events of a text.
#[derive(Default)]
pub(super) struct Gathering {
    open: Passage,
    /// Within code blocks and tables, which are no running text.
    skipped: usize,
}

impl Gathering {
    /// An event of the text and where it stands in the file.
    pub fn event(&mut self, event: &Event<'_>, origin: usize, passages: &mut Vec<Passage>) {
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => self.skipped += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Table) => self.skipped -= 1,
            _ if self.skipped > 0 => {}
            Event::Text(words) => self.open.push(words, origin),
            // The backtick in the file keeps the places of the code right.
            Event::Code(code) => self.open.push(&format!("`{}`", code.replace('`', " ")), origin),
            Event::SoftBreak | Event::HardBreak => self.open.push(" ", origin),
            Event::Start(Tag::Heading { .. }) => {
                self.close(passages);
                self.open.heading = true;
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_) | TagEnd::Heading(_)) => {
                self.close(passages);
            }
            _ => {}
        }
    }

    pub fn close(&mut self, passages: &mut Vec<Passage>) {
        let passage = std::mem::take(&mut self.open);
        if !passage.text.trim().is_empty() {
            passages.push(passage);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::markdown::Prose;
    use crate::source::FileId;

    #[test]
    fn a_passage_is_flat_text_that_knows_its_place() {
        let text = "# *One* `two`\n\n- a **bold**\n  word\n- [b](https://c.d)\n\n```\nno\n```\n\n| no |\n| - |\n| no |\n";
        let mut found = Vec::new();
        Prose::read(text, 0..text.len(), FileId(0), &mut Vec::new(), &mut found);
        let texts: Vec<&str> = found.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(texts, ["One `two`", "a bold word", "b"]);
        let at = found[1].text.find("word").expect("it is there");
        let place = found[1].place(at..at + 4);
        assert_eq!(&text[place.start as usize..place.end as usize], "word");
    }
}
