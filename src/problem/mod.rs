//! What we tell a contributor: which rule, where, what is wrong and how to mend it.
//!
//! Problems are data. They are collected while everything is read, so that one run tells all of them, and become
//! text only at the end (`render`). The message says what is wrong, the label what stood there, the hint what to do;
//! all in lower case, without a full stop, code in backticks.

mod fix;
mod place;
mod render;
mod rule;

use std::ops::Range;

pub use fix::{Fixed, fix};
pub use place::{field, is_invisible, is_unseen};
pub use render::{Format, annotation, annotations, escaped, printable, render, summary};
pub use rule::{Rule, Severity};

use crate::source::{FileId, Sources};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub rule: Rule,
    /// The rule's own, unless the base has it otherwise.
    pub severity: Severity,
    pub file: FileId,
    pub place: Place,
    pub message: String,
    pub label: String,
    pub hint: Option<Hint>,
    pub also: Vec<Note>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    WholeFile,
    /// Bytes of the file's text.
    Span(Range<u32>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    pub text: String,
    /// Present where the remedy is exact; `check --fix` applies all of them or none.
    pub replacements: Vec<Replacement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    pub span: Range<u32>,
    pub text: String,
}

/// A second place that explains the first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    pub file: FileId,
    pub place: Place,
    pub label: String,
}

impl Problem {
    pub fn new(rule: Rule, file: FileId, place: Place, message: impl Into<String>) -> Problem {
        let message = message.into();
        let (severity, label) = (rule.severity(), String::new());
        Problem { rule, severity, file, place, message, label, hint: None, also: Vec::new() }
    }

    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Problem {
        self.label = label.into();
        self
    }

    #[must_use]
    pub fn hint(mut self, text: impl Into<String>) -> Problem {
        self.hint = Some(Hint { text: text.into(), replacements: Vec::new() });
        self
    }

    /// A hint that `check --fix` can apply as it stands.
    #[must_use]
    pub fn replace(self, span: Range<u32>, with: impl Into<String>, text: impl Into<String>) -> Problem {
        self.replace_all(vec![Replacement { span, text: with.into() }], text)
    }

    #[must_use]
    pub fn replace_all(mut self, replacements: Vec<Replacement>, text: impl Into<String>) -> Problem {
        self.hint = Some(Hint { text: text.into(), replacements });
        self
    }

    #[must_use]
    pub fn note(mut self, file: FileId, place: Place, label: impl Into<String>) -> Problem {
        self.also.push(Note { file, place, label: label.into() });
        self
    }

    pub fn start(&self) -> u32 {
        match &self.place {
            Place::WholeFile => 0,
            Place::Span(span) => span.start,
        }
    }
}

pub fn any_error(problems: &[Problem]) -> bool {
    problems.iter().any(|problem| problem.severity == Severity::Error)
}

/// Reading order: by file, then from top to bottom; the order in which the rules looked does not show.
pub fn sort(problems: &mut Vec<Problem>, sources: &Sources) {
    let path = |problem: &Problem| sources.get(problem.file).path.as_str();
    problems.sort_by(|a, b| (path(a), a.start(), a.rule.name()).cmp(&(path(b), b.start(), b.rule.name())));
    problems.dedup();
}

/// The known name nearest in spelling, if any is near enough to be a slip of the finger.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = name.chars().count();
    let allowed = (length / 3).clamp(1, 4);
    let small = name.to_lowercase();
    known
        .into_iter()
        // The distance is no smaller, and costs much more to find out for a name of a megabyte.
        .filter(|other| other.chars().count().abs_diff(length) <= allowed)
        .map(|other| (other.to_lowercase(), other))
        // Nor is it smaller than the number of signs that are missing, which tells most names apart.
        .filter(|(other, _)| other.chars().filter(|sign| !small.contains(*sign)).count() <= allowed)
        .map(|(lower, other)| (strsim::damerau_levenshtein(&small, &lower), other))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, other)| other)
}

/// Guesses among names that the content makes, of which there may be any number: as many as help a person, and an end
/// where a folder was renamed and a hundred thousand references miss it.
pub struct Guesses {
    /// Names that may still be looked at.
    left: usize,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { left: 2_000_000 }
    }
}

impl Guesses {
    pub fn nearest<'a>(&mut self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.left == 0 {
            return None;
        }
        nearest(name, known.into_iter().inspect(|_| self.left = self.left.saturating_sub(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_a_slip_away() {
        assert_eq!(nearest("severty", ["severity", "status"]), Some("severity"));
        assert_eq!(nearest("colour", ["severity", "status"]), None);
        assert_eq!(nearest("D-er", ["D-err", "D-rel"]), Some("D-err"));
    }

    #[test]
    fn guesses_have_an_end() {
        let mut guesses = Guesses { left: 3 };
        let names = ["severity", "status"];
        assert_eq!(guesses.nearest("severty", names), Some("severity"));
        assert_eq!(guesses.nearest("severty", names), Some("severity"), "a guess is made among all names");
        assert_eq!(guesses.nearest("severty", names), None);
    }
}
