//! What a careful reader would mark in the margin: phrases that say nothing, and words that were not meant for readers.

use aho_corasick::AhoCorasick;

use crate::markdown::{Passage, Prose, passages};
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

/// The texts of one file.
pub(super) fn look_over(
    file: FileId,
    texts: &[&Prose],
    text: &str,
    phrases: &AhoCorasick,
    problems: &mut Vec<Problem>,
) {
    for prose in texts {
        for passage in passages(text, prose.span.start as usize..prose.span.end as usize) {
            filler(file, &passage, phrases, problems);
            private(file, &passage, problems);
        }
    }
}

pub(super) fn filler_phrases() -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(FILLER).expect("a few short phrases")
}

fn filler(file: FileId, passage: &Passage, phrases: &AhoCorasick, problems: &mut Vec<Problem>) {
    for found in phrases.find_iter(&passage.text).filter(|found| !is_quoted(&passage.text, found.start())) {
        let phrase = FILLER[found.pattern()];
        let place = Place::Span(passage.place(found.range()));
        problems.push(
            Problem::new(Rule::Filler, file, place, format!("`{phrase}` tells the reader nothing"))
                .hint("say what to look at and what one should see there, or leave it out"),
        );
    }
}

fn private(file: FileId, passage: &Passage, problems: &mut Vec<Problem>) {
    let lower = passage.text.to_ascii_lowercase();
    let found = REMINDERS
        .iter()
        .find_map(|word| Some((find_word(&passage.text, word)?, *word)))
        .or_else(|| NOT_FOR_READERS.iter().find_map(|phrase| Some((find_word(&lower, phrase)?, *phrase))));
    let heading = || {
        let heading = lower.trim().trim_end_matches(':');
        let known = passage.heading && PRIVATE_HEADINGS.contains(&heading);
        known.then_some((0, passage.text.trim()))
    };
    let Some((at, words)) = found.or_else(heading) else { return };
    let place = Place::Span(passage.place(at..at + words.len()));
    problems.push(
        Problem::new(Rule::PrivateText, file, place, format!("`{words}` would be published"))
            .label("readers see this")
            .hint("do it, remove it, or move it under `## Private notes`"),
    );
}

/// A word that stands for itself: no part of another one, not quoted, not code.
fn find_word(text: &str, word: &str) -> Option<usize> {
    let alone = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
    text.match_indices(word).map(|(at, _)| at).find(|at| {
        let (before, after) = (&text[..*at], &text[at + word.len()..]);
        alone(before.chars().next_back()) && alone(after.chars().next()) && !is_quoted(text, *at)
    })
}

/// What stands in quotation marks or in code is talked about, not said.
fn is_quoted(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let odd = |mark: char| before.matches(mark).count() % 2 == 1;
    odd('`') || odd('"') || before.matches('“').count() > before.matches('”').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(text: &str) -> Vec<&'static str> {
        let mut problems = Vec::new();
        let prose = Prose::read(text, 0..text.len(), FileId(0), &mut Vec::new());
        look_over(FileId(0), &[&prose], text, &filler_phrases(), &mut problems);
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
