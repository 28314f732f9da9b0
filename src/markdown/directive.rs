//! Lines of `{{ … }}`: tables, code and pieces within a text.

use std::ops::Range;

use super::outline::verbatim;
use super::prose::{Block, Reader, bytes};
use super::target::Target;
use crate::problem::{Place, Problem, Rule, nearest};

/// The lines of `{{ … }}`, which are not in code.
pub(super) fn directives(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut at = range.start;
    let mut lines = Vec::new();
    for line in text[range.clone()].split_inclusive('\n') {
        if directive(line).is_some() {
            lines.push(at..at + line.len());
        }
        at += line.len();
    }
    // Only what is fenced or indented can be code, and a comment has a beginning: most texts need not be read for it.
    let fenced = || ["```", "~~~", "<!--"].iter().any(|fence| text[range.clone()].contains(fence));
    if lines.iter().any(|line| text[line.clone()].starts_with([' ', '\t'])) || !lines.is_empty() && fenced() {
        let verbatim = verbatim(text, range);
        lines.retain(|line| !verbatim.iter().any(|block| block.contains(&line.start)));
    }
    lines
}

/// The words of `{{ table usage-tiers }}`.
pub(super) fn directive(line: &str) -> Option<Vec<&str>> {
    let words = line.strip_prefix("{{")?.trim_end().strip_suffix("}}")?;
    Some(words.split_whitespace().collect())
}

impl Reader<'_, '_> {
    pub(super) fn directive(&mut self, words: &[&str], line: Range<usize>) {
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
}
