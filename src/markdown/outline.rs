//! The skeleton of a text: front matter, headings, lists, blocks of code.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use super::tags::{Piece, pieces};

pub const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_GFM);

/// The ranges of the YAML between the `---` lines and of the body below them.
pub fn front_matter(text: &str) -> Option<(Range<usize>, Range<usize>)> {
    let start = text.strip_prefix("---").and_then(|rest| {
        let line = rest.split_inclusive('\n').next()?;
        line.trim().is_empty().then(|| 3 + line.len())
    })?;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        if line.trim_end() == "---" {
            return Some((start..at, at + line.len()..text.len()));
        }
        at += line.len();
    }
    None
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub title: String,
    pub id: Option<String>,
    /// The heading itself, in bytes of the whole text.
    pub span: Range<usize>,
    /// What stands under it, up to the next heading of its level or above.
    pub content: Range<usize>,
}

/// The headings of `text[range]` that stand at the top level of the text (not in a list or a quotation).
pub fn headings(text: &str, range: Range<usize>) -> Vec<Heading> {
    let base = range.start;
    let mut headings: Vec<Heading> = Vec::new();
    let mut open: Option<Heading> = None;
    let mut depth = 0usize;
    for (event, span) in Parser::new_ext(&text[range.clone()], OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, id, .. }) if depth == 0 => {
                let span = base + span.start..base + span.end;
                let id = id.map(|id| id.to_string());
                open = Some(Heading { level: number(level), title: String::new(), id, span, content: 0..0 });
            }
            Event::End(TagEnd::Heading(_)) => headings.extend(open.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut open {
                    heading.title.push_str(&text);
                }
            }
            Event::Start(Tag::List(_) | Tag::BlockQuote(_)) => depth += 1,
            Event::End(TagEnd::List(_) | TagEnd::BlockQuote(_)) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    for ix in 0..headings.len() {
        let next = headings[ix + 1..].iter().find(|other| other.level <= headings[ix].level);
        let end = next.map_or(range.end, |other| other.span.start);
        headings[ix].content = headings[ix].span.end..end;
    }
    headings
}

/// The first-level heading that `text[range]` begins with, but for comments: its title.
pub fn title(text: &str, range: Range<usize>) -> Option<Heading> {
    // Whatever is below need not be read for it.
    let is_title = |line: &&str| {
        line.starts_with("# ") || line.starts_with('=') && line.trim_end().bytes().all(|b| b == b'=')
    };
    let line = text[range.clone()].lines().find(is_title)?;
    let end = line.as_ptr() as usize - text.as_ptr() as usize + line.len();
    let heading = headings(text, range.start..end).into_iter().next().filter(|first| first.level == 1)?;
    let before = &text[range.start..heading.span.start];
    let silent = pieces(before).iter().all(|(_, piece)| match piece {
        Piece::Text(text) => text.trim().is_empty(),
        piece => *piece == Piece::Comment,
    });
    silent.then_some(heading)
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}

/// A block of code with its fences, and what stands behind the first of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeBlock {
    pub span: Range<usize>,
    pub info: String,
}

/// The blocks of code in `text[range]`, with places in the whole text.
pub fn code_blocks(text: &str, range: Range<usize>) -> Vec<CodeBlock> {
    let base = range.start;
    let events = Parser::new_ext(&text[range], OPTIONS).into_offset_iter();
    let blocks = events.filter_map(|(event, span)| match event {
        Event::Start(Tag::CodeBlock(kind)) => Some(CodeBlock {
            span: base + span.start..base + span.end,
            info: match kind {
                CodeBlockKind::Fenced(info) => info.to_string(),
                CodeBlockKind::Indented => String::new(),
            },
        }),
        _ => None,
    });
    blocks.collect()
}

/// Where in `text[range]` nothing means anything but itself: blocks of code, and HTML, which comments are.
pub fn verbatim(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let base = range.start;
    let events = Parser::new_ext(&text[range], OPTIONS).into_offset_iter();
    let blocks = events.filter_map(|(event, span)| {
        let verbatim =
            matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) | Event::InlineHtml(_));
        verbatim.then(|| base + span.start..base + span.end)
    });
    blocks.collect()
}

/// A list at the top level of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    pub span: Range<usize>,
    /// The text of each item without its marker.
    pub items: Vec<Range<usize>>,
}

/// The top-level lists of `text[range]`, with places in the whole text.
pub fn lists(text: &str, range: Range<usize>) -> Vec<List> {
    let base = range.start;
    let mut lists: Vec<List> = Vec::new();
    let mut depth = 0usize;
    for (event, span) in Parser::new_ext(&text[range], OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::List(_)) => {
                if depth == 0 {
                    lists.push(List { span: base + span.start..base + span.end, items: Vec::new() });
                }
                depth += 1;
            }
            Event::End(TagEnd::List(_)) => depth -= 1,
            Event::Start(Tag::Item) if depth == 1 => {
                let item = base + span.start..base + span.end;
                let marker = text[item.clone()].find([' ', '\n']).unwrap_or(0);
                let start = item.start + marker;
                let body = text[start..item.end].trim_start();
                let start = item.end - body.len();
                let body = body.trim_end();
                if let Some(list) = lists.last_mut() {
                    list.items.push(start..start + body.len());
                }
            }
            _ => {}
        }
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_is_what_a_text_begins_with() {
        let found = |text: &str| title(text, 0..text.len()).map(|heading| heading.title);
        assert_eq!(found("One\n===\n\nText").as_deref(), Some("One"));
        assert_eq!(found("\n<!-- a\nb -->\n# *One* `two`\n\nText").as_deref(), Some("One two"));
        for text in ["Text\n\n# One", "## One\n\n# Two", "```\n# One\n```", "<!-- \n# One\n-->\n", "#One", ""]
        {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_front_matter_ends_at_its_second_line_of_dashes() {
        let text = "---\ntitle: x\n---\n\n## A\n";
        let (yaml, body) = front_matter(text).expect("it has one");
        assert_eq!((&text[yaml], &text[body]), ("title: x\n", "\n## A\n"));
        assert_eq!(front_matter("title: x\n---\n"), None);
        assert_eq!(front_matter("---\ntitle: x\n"), None);
    }

    #[test]
    fn a_heading_in_a_code_block_is_code() {
        let text = "## One\n\n```sh\n## not me\n```\n\n### Two `x` {#two}\n\ntext\n\n## Three\n";
        let found = headings(text, 0..text.len());
        let titles: Vec<(u8, &str)> = found.iter().map(|h| (h.level, h.title.as_str())).collect();
        assert_eq!(titles, [(2, "One"), (3, "Two x"), (2, "Three")]);
        assert_eq!(found[1].id.as_deref(), Some("two"));
        assert_eq!(text[found[1].content.clone()].trim(), "text");
        assert!(text[found[0].content.clone()].contains("Two"));
    }

    #[test]
    fn blocks_of_code_are_those_of_the_parser() {
        let text = "1. ```sh\n   a\n   ```\n\nb\n\n````text error\n```\nc\n```\n````\n";
        let blocks = code_blocks(text, 0..text.len());
        let infos: Vec<&str> = blocks.iter().map(|block| block.info.as_str()).collect();
        assert_eq!(infos, ["sh", "text error"]);
        assert!(text[blocks[1].span.clone()].ends_with("````"));
    }

    #[test]
    fn items_are_found_without_their_markers() {
        let text = "Do:\n\n1. one → a\n2. two\n   more → b\n\nend\n";
        let list = &lists(text, 0..text.len())[0];
        let items: Vec<&str> = list.items.iter().map(|item| &text[item.clone()]).collect();
        assert_eq!(items, ["one → a", "two\n   more → b"]);
    }
}
