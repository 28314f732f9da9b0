//! Footnotes: a text's marks and, below it, the notes in the order of their marks.

use std::fmt::Write;

/// Notes of a text. Its number on the page keeps them apart from those of other texts.
#[derive(Default)]
pub(super) struct Notes {
    text: usize,
    /// Labels in the order of their first marks.
    marks: Vec<String>,
    /// Label and HTML.
    texts: Vec<(String, String)>,
    /// The open note, and what was written before it.
    open: Option<(String, String)>,
}

impl Notes {
    pub fn new(text: usize) -> Notes {
        Notes { text, ..Notes::default() }
    }

    pub fn refer(&mut self, out: &mut String, label: &str) {
        let known = self.marks.iter().position(|mark| mark == label);
        let (text, number) = (self.text, known.unwrap_or(self.marks.len()) + 1);
        let id = if known.is_some() { String::new() } else { format!(" id=R{text}-{number}") };
        let _ = write!(out, "<sup><a href=#N{text}-{number}{id} role=doc-noteref>note {number}</a></sup>");
        if known.is_none() {
            self.marks.push(label.to_string());
        }
    }

    pub fn open(&mut self, out: &mut String, label: &str) {
        self.open = Some((label.to_string(), std::mem::take(out)));
    }

    pub fn close(&mut self, out: &mut String) {
        if let Some((label, before)) = self.open.take() {
            self.texts.push((label, std::mem::replace(out, before)));
        }
    }

    /// Adds the notes; those without a mark come last.
    pub fn push_all(&mut self, out: &mut String) {
        if self.texts.is_empty() {
            return;
        }
        let place = |label: &String| self.marks.iter().position(|mark| mark == label);
        self.texts.sort_by_key(|(label, _)| place(label).unwrap_or(usize::MAX));
        out.push_str("<ol class=notes>\n");
        for (label, html) in &self.texts {
            let (html, text) = (html.trim_end(), self.text);
            let _ = match place(label) {
                Some(at) => writeln!(
                    out,
                    "<li id=N{text}-{0}>{html} <a href=#R{text}-{0} role=doc-backlink aria-label=\"Back to the text\">↩</a></li>",
                    at + 1
                ),
                None => writeln!(out, "<li>{html}</li>"),
            };
        }
        out.push_str("</ol>\n");
    }
}
