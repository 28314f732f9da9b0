//! Where the body of a record ends for readers, and its headings.

use std::ops::Range;

use super::body::bytes;
use super::section::SectionKind;
use crate::markdown::{Heading, headings};
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;

/// The body as far as it is for readers, and its headings.
pub(super) struct Outline {
    pub range: Range<usize>,
    pub headings: Vec<Heading>,
}

impl Outline {
    /// A fence or a tag that nobody closed must not make text of the private notes: the body ends where they do.
    pub fn read(text: &str, range: Range<usize>, file: FileId, problems: &mut Vec<Problem>) -> Outline {
        let all = headings(text, range.clone());
        let Some(notes) = swallowed_notes(text, range.clone(), &all) else {
            return Outline { range, headings: all };
        };
        problems.push(
            Problem::new(
                Rule::PrivateText,
                file,
                Place::Span(bytes(&notes)),
                "code or HTML above goes on over this heading".to_string(),
            )
            .label("no heading, and the notes would be published")
            .hint(
                "close the fence or the tag above it; if it is an example, write the heading within a sentence, as code",
            ),
        );
        let range = range.start..notes.start;
        Outline { headings: headings(text, range.clone()), range }
    }
}

/// The heading of the private notes, where it stands in code or HTML and so is none.
fn swallowed_notes(text: &str, range: Range<usize>, all: &[Heading]) -> Option<Range<usize>> {
    let mut at = range.start;
    for line in text[range.clone()].split_inclusive('\n') {
        let span = at..at + line.len();
        at = span.end;
        // With the line below, which may be what makes it a heading.
        let below = text[at..range.end].find('\n').map_or(range.end, |ix| at + ix + 1);
        if opens_notes(line, &text[span.start..below])
            && !all.iter().any(|heading| span.contains(&heading.span.start))
        {
            return Some(span.start..span.start + line.trim_end().len());
        }
    }
    None
}

/// Whether a line taken by itself begins the private notes.
fn opens_notes(line: &str, with_next: &str) -> bool {
    let name = SectionKind::Private.heading().as_bytes();
    line.as_bytes().windows(name.len()).any(|words| words.eq_ignore_ascii_case(name))
        && headings(with_next, 0..with_next.len())
            .first()
            .is_some_and(|first| first.span.start < line.len() && named(first) == Some(SectionKind::Private))
}

/// The section that a heading opens.
pub(super) fn named(heading: &Heading) -> Option<SectionKind> {
    let title = heading.title.trim();
    let mut known = SectionKind::ALL.iter().copied().filter(|_| heading.level == 2);
    known.find(|kind| kind.heading().eq_ignore_ascii_case(title))
}
