//! What a text would lose without a word: HTML that is shown as text, footnotes of which one half is missing.

use std::ops::Range;

use super::prose::{Reader, Words};
use super::tags::{Element, Piece, html_name, pieces};
use crate::problem::Rule;

/// What is open or counted while a text is read.
#[derive(Default)]
pub(super) struct Look {
    pub words: Words,
    /// What stands behind the fence of the open block of code.
    pub code: Option<String>,
    /// Id and words of the open heading.
    pub heading: Option<(Option<String>, String)>,
    /// How often each element was opened, less how often it was closed.
    open: [(i32, Range<usize>); Element::ALL.len()],
    /// Labels of footnotes, where they are marked and where they are written.
    pub marks: Vec<String>,
    pub notes: Vec<(String, Range<usize>)>,
}

impl Reader<'_, '_> {
    /// Raw HTML: what of it is shown as text, and what is left open.
    pub(super) fn html(&mut self, span: &Range<usize>, look: &mut Look) {
        let text = self.text;
        for (range, piece) in pieces(&text[span.clone()]) {
            let range = span.start + range.start..span.start + range.end;
            let index = |element| Element::ALL.iter().position(|other| *other == element).unwrap_or(0);
            match piece {
                Piece::Open(Element::Br, _) | Piece::Text(_) | Piece::Comment => {}
                Piece::Open(element, _) => {
                    let (count, first) = &mut look.open[index(element)];
                    if *count == 0 {
                        *first = range;
                    }
                    *count += 1;
                }
                Piece::Close(element) => {
                    let (count, first) = &mut look.open[index(element)];
                    *count -= 1;
                    if *count < 0 {
                        *first = range;
                    }
                }
                Piece::OpenComment(_) => self.problem(
                    Rule::PrivateText,
                    range.start..range.start + "<!--".len(),
                    "a comment without its end".into(),
                    "close it with `-->`; without it the comment would be published".into(),
                ),
                Piece::Foreign(tag) if tag.starts_with("</") => {}
                Piece::Foreign(tag) => {
                    if let Some(name) = html_name(tag) {
                        let message = format!("`<{name}>` is shown as text here");
                        self.problem(Rule::RawHtml, range, message, HTML_HINT.into());
                    }
                }
            }
        }
    }

    /// Elements and footnotes of which one half is missing.
    pub(super) fn unmatched(&mut self, look: Look, text: Range<usize>) {
        for (element, (count, span)) in Element::ALL.into_iter().zip(look.open) {
            let name = element.name();
            let (message, hint) = match count {
                0 => continue,
                1.. => (
                    format!("`<{name}>` without its end"),
                    format!("close it with `</{name}>` in this section"),
                ),
                _ => (
                    format!("`</{name}>` without its beginning"),
                    format!("open it with `<{name}>`, or remove it"),
                ),
            };
            self.problem(Rule::RawHtml, span, message, hint);
        }
        for (label, span) in look.notes {
            let span = span.start..text.end.min(span.start + self.text[span].trim_end().len());
            if !look.marks.contains(&label) {
                let hint =
                    format!("put `[^{label}]` where the note belongs, in the same section, or remove it");
                self.problem(
                    Rule::LostFootnote,
                    span,
                    format!("nothing refers to the footnote `{label}`"),
                    hint,
                );
            }
        }
    }

    /// A mark of a footnote that is not there, which is shown as it is written.
    pub(super) fn lost_note(&mut self, text: &str, span: &Range<usize>) {
        for (at, _) in text.match_indices("[^") {
            let label = &text[at + 2..];
            let end = label.find(|c: char| !c.is_alphanumeric() && !"-_.".contains(c)).unwrap_or(label.len());
            if end > 0 && label[end..].starts_with(']') && !label[end + 1..].starts_with(['+', '*', '{', '?'])
            {
                let place = span.start + at..(span.start + at + end + 3).min(span.end);
                let label = &label[..end];
                let hint = format!("write it below the text, in the same section: `[^{label}]: …`");
                self.problem(Rule::LostFootnote, place, format!("there is no footnote `{label}`"), hint);
            }
        }
    }
}

const HTML_HINT: &str = "write it in Markdown, or between backticks if it is an example; a text can use `<details>`, `<summary>`, `<kbd>`, `<sub>`, `<sup>` and `<br>`, without attributes";
