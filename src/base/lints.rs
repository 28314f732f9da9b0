//! What a careful reader would mark in the margin: phrases that say nothing, and words that were not meant for readers.

use std::ops::Range;

use aho_corasick::AhoCorasick;

use crate::markdown::Passage;
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;

/// Phrases that fit every error and help with none. In lower case.
const FILLER: &[&str] = &[
    "verify your configuration",
    "check your configuration",
    "review your configuration",
    "double-check your settings",
    "is properly configured",
    "are properly configured",
    "is correctly configured",
    "are correctly configured",
    "make sure everything is",
    "ensure everything is",
    "for a variety of reasons",
    "for various reasons",
    "due to various factors",
    "it is important to note that",
    "it is worth noting that",
    "please note that",
    "as we all know",
    "needless to say",
    "follow best practices",
    "refer to the documentation for more information",
    "see the documentation for more information",
    "contact support for further assistance",
    "if the problem persists, contact support",
    "in today's fast-paced",
];

/// Words that authors leave for themselves; in capitals, as they are written then.
const REMINDERS: &[&str] = &["TODO", "FIXME", "TBD", "XXX"];

const NOT_FOR_READERS: &[&str] =
    &["internal only", "for internal use", "do not publish", "not for publication"];

const PRIVATE_HEADINGS: &[&str] = &[
    "internal",
    "internal notes",
    "private",
    "private notes",
    "author notes",
    "notes for authors",
    "notes to self",
];

/// All phrases and words, to look through a text once.
pub(super) struct Phrases(AhoCorasick);

impl Phrases {
    pub(super) fn new() -> Phrases {
        let all = FILLER.iter().chain(REMINDERS).chain(NOT_FOR_READERS);
        Phrases(AhoCorasick::builder().ascii_case_insensitive(true).build(all).expect("a few short phrases"))
    }

    /// Where each stands in a text, if it is said there and not talked about: not in quotation marks, not in code.
    fn said(&self, text: &str) -> Vec<(Phrase, Range<usize>)> {
        let all = self.0.find_overlapping_iter(text);
        let known = all.filter_map(|found| {
            Some((Phrase::of(found.pattern().as_usize(), text, found.range())?, found.range()))
        });
        let mut found: Vec<(Phrase, Range<usize>)> = known.collect();
        found.sort_by_key(|(_, range)| range.start);
        // Counted from one to the next, since a text may have as many of them as words.
        let (mut at, mut ticks, mut quotes, mut depth) = (0, 0, 0, 0_i32);
        found.retain(|(_, range)| {
            for sign in text[at..range.start].chars() {
                match sign {
                    '`' => ticks += 1,
                    '"' => quotes += 1,
                    '“' => depth += 1,
                    '”' => depth -= 1,
                    _ => {}
                }
            }
            at = range.start;
            ticks % 2 == 0 && quotes % 2 == 0 && depth <= 0
        });
        found
    }
}

/// What was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phrase {
    Filler(&'static str),
    /// Not meant for readers; the number puts the plainest first.
    Private(usize, &'static str),
}

impl Phrase {
    /// The phrase of a number, if it stands there as a word of its own and in the letters that make it one.
    fn of(number: usize, text: &str, range: Range<usize>) -> Option<Phrase> {
        if let Some(phrase) = FILLER.get(number) {
            return Some(Phrase::Filler(phrase));
        }
        let nth = number - FILLER.len();
        let word = REMINDERS.iter().chain(NOT_FOR_READERS).nth(nth)?;
        let written = nth >= REMINDERS.len() || text[range.clone()] == **word;
        (written && stands_alone(text, &range)).then_some(Phrase::Private(nth, word))
    }
}

/// A passage of a file.
pub(super) fn look_over(file: FileId, passage: &Passage, phrases: &Phrases, problems: &mut Vec<Problem>) {
    let said = phrases.said(&passage.text);
    for (phrase, range) in &said {
        let Phrase::Filler(phrase) = phrase else { continue };
        let place = Place::Span(passage.place(range.clone()));
        problems.push(
            Problem::new(Rule::Filler, file, place, format!("`{phrase}` tells the reader nothing"))
                .hint("say what to look at and what one should see there, or leave it out"),
        );
    }
    private(file, passage, said, problems);
}

fn private(file: FileId, passage: &Passage, said: Vec<(Phrase, Range<usize>)>, problems: &mut Vec<Problem>) {
    let text = passage.text.as_str();
    let words = said.into_iter().filter_map(|(phrase, range)| match phrase {
        Phrase::Private(nth, word) => Some((nth, range.start, word)),
        Phrase::Filler(_) => None,
    });
    let found = words.min().map(|(_, start, word)| (start, word));
    let heading = || {
        let heading = text.trim().trim_end_matches(':').to_ascii_lowercase();
        let known = passage.heading && PRIVATE_HEADINGS.contains(&heading.as_str());
        known.then_some((0, text.trim()))
    };
    let Some((at, words)) = found.or_else(heading) else { return };
    let place = Place::Span(passage.place(at..at + words.len()));
    problems.push(
        Problem::new(Rule::PrivateText, file, place, format!("`{words}` would be published"))
            .label("readers see this")
            .hint("do it, remove it, or move it under `## Private notes`"),
    );
}

/// Whether a word is no part of another one.
fn stands_alone(text: &str, range: &Range<usize>) -> bool {
    let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    alone(text[..range.start].chars().next_back()) && alone(text[range.end..].chars().next())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::Prose;

    fn rules(text: &str) -> Vec<&'static str> {
        let (mut problems, mut passages) = (Vec::new(), Vec::new());
        Prose::read(text, 0..text.len(), FileId(0), &mut Vec::new(), &mut passages);
        for passage in passages {
            look_over(FileId(0), &passage, &Phrases::new(), &mut problems);
        }
        problems.iter().map(|problem| problem.rule.name()).collect()
    }

    #[test]
    fn what_fits_every_error_is_told() {
        assert_eq!(rules("Please verify\nyour configuration."), ["filler"]);
        assert_eq!(rules("They say \"verify your configuration\", which helps nobody."), Vec::<&str>::new());
    }

    #[test]
    fn notes_to_oneself_are_told() {
        assert_eq!(rules("TODO: find the page."), ["private-text"]);
        assert_eq!(rules("### Internal notes\n\nAsk them."), ["private-text"]);
        assert_eq!(rules("- This is internal only."), ["private-text"]);
        assert_eq!(
            rules("A `TODO` in the code, the TODOs, and an internal error.\n\n```\nTODO\n```"),
            Vec::<&str>::new()
        );
    }
}
