//! Places in texts: from bytes to the lines and columns that people count in.

use std::collections::HashMap;
use std::ops::Range;

use super::{Place, Problem};
use crate::source::{FileId, Sources};

/// Where the lines of the files begin, worked out once per file: a file can have thousands of problems.
pub(super) struct Lines<'a> {
    sources: &'a Sources,
    starts: HashMap<FileId, Vec<usize>>,
}

/// A place as people count: from 1, columns in characters, and the text of the line.
pub(super) struct Spot<'a> {
    pub path: &'a str,
    pub line: usize,
    pub column: usize,
    pub text: &'a str,
}

impl<'a> Lines<'a> {
    pub fn of(problems: &[Problem], sources: &'a Sources) -> Lines<'a> {
        let files = problems.iter().flat_map(|problem| {
            std::iter::once(problem.file).chain(problem.also.iter().map(|note| note.file))
        });
        let mut starts = HashMap::new();
        for file in files {
            starts.entry(file).or_insert_with(|| {
                let text = &sources.get(file).text;
                std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect()
            });
        }
        Lines { sources, starts }
    }

    pub fn spot(&self, file: FileId, place: &Place) -> Spot<'a> {
        let source = self.sources.get(file);
        let Place::Span(span) = place else {
            return Spot { path: &source.path, line: 1, column: 1, text: "" };
        };
        let text: &str = &source.text;
        let offset = text.floor_char_boundary(span.start as usize);
        let starts: &[usize] = self.starts.get(&file).map_or(&[0], Vec::as_slice);
        let line = starts.partition_point(|start| *start <= offset);
        let start = starts[line - 1];
        let end = text[start..].find('\n').map_or(text.len(), |ix| start + ix);
        let column = text[start..offset].chars().count() + 1;
        Spot { path: &source.path, line, column, text: text[start..end].trim_end_matches('\r') }
    }

    /// The first line of what a place covers.
    pub fn covered(&self, file: FileId, span: &Range<u32>) -> &'a str {
        let text = &self.sources.get(file).text;
        text.get(span.start as usize..span.end as usize)
            .and_then(|covered| covered.lines().next())
            .unwrap_or("")
    }
}

/// The place of a field that stands at the left margin of the front matter or of a YAML file.
pub fn field(text: &str, name: &str) -> Place {
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && line.trim_end() == "---" {
            break;
        }
        if line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with(':')) {
            let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            return Place::Span(byte(at)..byte(at + line.trim_end().len()));
        }
        at += line.len();
    }
    Place::WholeFile
}

/// Space, and what an entity can name though nobody sees it.
pub fn is_unseen(c: char) -> bool {
    c.is_whitespace() || c.is_control() || is_invisible(c)
}

/// Characters that change what is seen without being seen: direction marks, zero-width and the like.
pub fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{61c}'
            | '\u{115f}'..='\u{1160}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Rule;

    #[test]
    fn a_spot_is_counted_in_lines_and_characters() {
        let sources = Sources::from_texts([("a", "a: é\r\nb: ü!\r\n")]);
        let offset =
            u32::try_from(sources.get(FileId(0)).text.find('!').expect("it is there")).expect("small");
        let place = Place::Span(offset..offset + 1);
        let problem = Problem::new(Rule::BadValue, FileId(0), place.clone(), "");
        let spot = Lines::of(&[problem], &sources).spot(FileId(0), &place);
        assert_eq!((spot.line, spot.column, spot.text), (2, 5, "b: ü!"));
    }

    #[test]
    fn a_field_is_found_in_the_front_matter_only() {
        let text = "---\ntitle: x\nchecked: 2026-11-20\n---\nstale-after: never\n";
        assert_eq!(field(text, "checked"), Place::Span(13..32));
        assert_eq!(field(text, "stale-after"), Place::WholeFile);
    }
}
