//! Where the body of a record ends for readers, and its headings.

use std::ops::Range;

use memchr::memchr2_iter;

use super::body::bytes;
use crate::markdown::{Heading, headings};
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;
use crate::vocabulary::{Meaning, Vocabulary};

/// The body as far as it is for readers, and its headings.
pub(super) struct Outline<'v> {
    pub vocabulary: &'v Vocabulary,
    pub range: Range<usize>,
    pub headings: Vec<Heading>,
}

impl<'v> Outline<'v> {
    /// A fence or a tag that nobody closed must not make text of the private notes: the body ends where they do.
    pub fn read(
        text: &str,
        range: Range<usize>,
        file: FileId,
        vocabulary: &'v Vocabulary,
        problems: &mut Vec<Problem>,
    ) -> Outline<'v> {
        let all = headings(text, range.clone());
        let Some(notes) = swallowed_notes(text, range.clone(), &all, vocabulary) else {
            return Outline { vocabulary, range, headings: all };
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
        Outline { vocabulary, headings: headings(text, range.clone()), range }
    }
}

/// The heading of the private notes, where it stands in code or HTML and so is none.
fn swallowed_notes(
    text: &str,
    range: Range<usize>,
    all: &[Heading],
    vocabulary: &Vocabulary,
) -> Option<Range<usize>> {
    let mut looked = range.start;
    let private = vocabulary.sections.iter().filter(|kind| kind.is == Meaning::Private);
    let names = private.flat_map(|kind| kind.titles().chain([kind.id.as_str()]));
    let mut places: Vec<usize> = names.flat_map(|name| named(name, text, range.clone())).collect();
    places.sort_unstable();
    places.into_iter().find_map(|at| {
        if at < looked {
            return None;
        }
        let start = text[range.start..at].rfind('\n').map_or(range.start, |ix| range.start + ix + 1);
        let end = line_end(text, at, range.end);
        looked = end;
        // With the line below, which may be what makes it a heading.
        let below = line_end(text, end, range.end);
        let told = all.iter().any(|heading| (start..end).contains(&heading.span.start));
        (!told && opens_notes(&text[start..end], &text[start..below], vocabulary))
            .then(|| start..start + text[start..end].trim_end().len())
    })
}

/// Where a name stands, in whatever letters.
fn named(name: &str, text: &str, range: Range<usize>) -> impl Iterator<Item = usize> {
    let (name, text) = (name.as_bytes().to_vec(), &text.as_bytes()[..range.end]);
    let first = name.first().copied().unwrap_or(b'\n');
    let begun = memchr2_iter(first.to_ascii_lowercase(), first.to_ascii_uppercase(), &text[range.start..]);
    let places = begun.map(move |at| range.start + at);
    places
        .filter(move |at| text[*at..].get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(&name)))
}

/// Where the next line begins.
fn line_end(text: &str, at: usize, end: usize) -> usize {
    text[at..end].find('\n').map_or(end, |ix| at + ix + 1)
}

/// Whether a line taken by itself begins the private notes.
fn opens_notes(line: &str, with_next: &str, vocabulary: &Vocabulary) -> bool {
    headings(with_next, 0..with_next.len()).first().is_some_and(|first| {
        first.span.start < line.len()
            && first.level == 2
            && vocabulary.sections.named(first.title.trim()).is_some_and(|kind| kind.is == Meaning::Private)
    })
}
