//! What a reader reads as running text: paragraphs, list items and headings, without code blocks and tables.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag, TagEnd};

use super::outline::OPTIONS;

/// A paragraph, list item or heading as flat text; code within it stands between backticks.
#[derive(Clone, Debug, Default)]
pub struct Passage {
    pub text: String,
    pub heading: bool,
    /// Where parts of the flat text come from: their start in `text`, and in the file.
    parts: Vec<(usize, usize)>,
}

impl Passage {
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

/// The passages of `text[range]`, with places in the whole text.
pub fn passages(text: &str, range: Range<usize>) -> Vec<Passage> {
    let base = range.start;
    let (mut passages, mut open) = (Vec::new(), Passage::default());
    let mut skip = 0usize;
    for (event, span) in Parser::new_ext(&text[range], OPTIONS).into_offset_iter() {
        let origin = base + span.start;
        match event {
            Event::Start(Tag::CodeBlock(_) | Tag::Table(_)) => skip += 1,
            Event::End(TagEnd::CodeBlock | TagEnd::Table) => skip -= 1,
            _ if skip > 0 => {}
            Event::Text(words) => open.push(&words, origin),
            // The backtick in the file keeps the places of the code right.
            Event::Code(code) => open.push(&format!("`{}`", code.replace('`', " ")), origin),
            Event::SoftBreak | Event::HardBreak => open.push(" ", origin),
            Event::Start(Tag::Heading { .. }) => {
                close(&mut open, &mut passages);
                open.heading = true;
            }
            Event::Start(Tag::Paragraph | Tag::Item | Tag::List(_))
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::List(_) | TagEnd::Heading(_)) => {
                close(&mut open, &mut passages);
            }
            _ => {}
        }
    }
    close(&mut open, &mut passages);
    passages
}

fn close(open: &mut Passage, passages: &mut Vec<Passage>) {
    let passage = std::mem::take(open);
    if !passage.text.trim().is_empty() {
        passages.push(passage);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_flat_text_that_knows_its_place() {
        let text = "# *One* `two`\n\n- a **bold**\n  word\n- [b](https://c.d)\n\n```\nno\n```\n\n| no |\n| - |\n| no |\n";
        let found = passages(text, 0..text.len());
        let texts: Vec<&str> = found.iter().map(|passage| passage.text.as_str()).collect();
        assert_eq!(texts, ["One `two`", "a bold word", "b"]);
        let at = found[1].text.find("word").expect("it is there");
        let place = found[1].place(at..at + 4);
        assert_eq!(&text[place.start as usize..place.end as usize], "word");
    }
}
