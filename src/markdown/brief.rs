//! The beginning of a text, for a card: sentences that keep their code and their links, and the code they speak of.

use pulldown_cmark::{Event, Parser, Tag, TagEnd, TextMergeStream};

use super::outline::OPTIONS;
use super::plain;

/// What a card has room for, in characters.
const MOST: usize = 280;

/// The beginning of a text.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Brief {
    /// Paragraphs and steps, one a line; `` `code` `` and `[links](…)` are the only Markdown in it.
    pub text: String,
    /// The first block of code.
    pub code: Option<String>,
}

/// Reads a text as far as a card shows it. Whole paragraphs are kept; one that alone is too long is cut after a sentence.
pub fn brief(markdown: &str) -> Brief {
    let (lines, code) = lines(markdown);
    let mut text = String::new();
    for line in lines {
        let size = text.chars().count() + line.chars().count();
        if text.is_empty() && size > MOST {
            return Brief { text: short(&plain(&line)), code };
        }
        if size > MOST {
            break;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&line);
    }
    Brief { text, code }
}

fn lines(markdown: &str) -> (Vec<String>, Option<String>) {
    let (mut lines, mut code) = (Vec::new(), None);
    let (mut line, mut address, mut block) = (String::new(), String::new(), None::<String>);
    let mut step = None;
    for event in TextMergeStream::new(Parser::new_ext(markdown, OPTIONS)) {
        match event {
            Event::Start(Tag::CodeBlock(_)) => block = Some(String::new()),
            Event::End(TagEnd::CodeBlock) => code = code.or(block.take()),
            Event::Text(text) => block.as_mut().unwrap_or(&mut line).push_str(&text),
            Event::Code(text) => line.extend(["`", &text, "`"]),
            Event::Start(Tag::Link { dest_url, .. }) => {
                line.push('[');
                address = dest_url.to_string();
            }
            Event::End(TagEnd::Link) => line.extend(["](", &address, ")"]),
            Event::Start(Tag::List(first)) => step = first,
            Event::Start(Tag::Item) => {
                if let Some(number) = &mut step {
                    line = format!("{number}. ");
                    *number += 1;
                }
            }
            Event::SoftBreak | Event::HardBreak => line.push(' '),
            Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::Heading(_)) if !line.trim().is_empty() => {
                lines.push(std::mem::take(&mut line).trim().to_string());
            }
            _ => {}
        }
    }
    (lines, code.map(|code: String| code.trim_end().to_string()))
}

/// The beginning of a text, to the end of a sentence where one is near.
pub fn short(text: &str) -> String {
    if text.chars().count() <= MOST {
        return text.to_string();
    }
    let cut: String = text.chars().take(MOST).collect();
    match cut.rfind(". ") {
        Some(end) if end > MOST / 3 => cut[..=end].to_string(),
        _ => format!("{}…", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_and_links_are_kept_and_steps_are_numbered() {
        let found = brief("Run **it**: `x y`, see [b](c.html#d).\n\n1. One\n2. Two\n\n```sh\ncurl a\n```\n");
        assert_eq!(found.text, "Run it: `x y`, see [b](c.html#d).\n1. One\n2. Two");
        assert_eq!(found.code.as_deref(), Some("curl a"));
    }

    #[test]
    fn a_long_text_ends_with_a_sentence_and_never_within_a_link() {
        let text = format!("{}. {}", "a".repeat(200), "b ".repeat(200));
        assert_eq!(brief(&text).text, format!("{}.", "a".repeat(200)));
        assert!(brief(&"word ".repeat(100)).text.ends_with("word…"));
        let linked = format!("First.\n\n{}[x](y)", "a ".repeat(140));
        assert_eq!(brief(&linked).text, "First.");
    }
}
