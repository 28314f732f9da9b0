//! The remedies that are exact: applied to the text, and nothing else changed by a byte.

use std::collections::BTreeMap;

use super::{Problem, Replacement};
use crate::source::{FileId, Sources};

/// A file as it reads with its remedies applied.
pub struct Fixed<'a> {
    pub file: FileId,
    pub text: String,
    /// The problems whose remedy was applied.
    pub problems: Vec<&'a Problem>,
}

/// Of remedies that overlap the first is applied; what is left of the others shows in the next run.
pub fn fix<'a>(problems: &'a [Problem], sources: &Sources) -> Vec<Fixed<'a>> {
    let mut files: BTreeMap<FileId, Vec<(&Problem, &[Replacement])>> = BTreeMap::new();
    for problem in problems {
        if let Some(hint) = &problem.hint
            && !hint.replacements.is_empty()
            // What was lost in reading must not be lost on disk.
            && sources.get(problem.file).fault.is_none()
        {
            files.entry(problem.file).or_default().push((problem, &hint.replacements));
        }
    }
    files.into_iter().map(|(file, remedies)| apply(file, &sources.get(file).text, &remedies)).collect()
}

fn apply<'a>(file: FileId, text: &str, remedies: &[(&'a Problem, &[Replacement])]) -> Fixed<'a> {
    let mut chosen: Vec<&Replacement> = Vec::new();
    let mut problems = Vec::new();
    for (problem, replacements) in remedies {
        let free = replacements.iter().all(|new| !chosen.iter().any(|old| overlap(old, new)));
        if free {
            chosen.extend(replacements.iter());
            problems.push(*problem);
        }
    }
    chosen.sort_by_key(|replacement| replacement.span.start);
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for replacement in chosen {
        fixed.push_str(&text[at..replacement.span.start as usize]);
        fixed.push_str(&replacement.text);
        at = replacement.span.end as usize;
    }
    fixed.push_str(&text[at..]);
    Fixed { file, text: fixed, problems }
}

fn overlap(a: &Replacement, b: &Replacement) -> bool {
    a.span.start < b.span.end && b.span.start < a.span.end || a.span.start == b.span.start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Place, Rule};

    fn problem(span: std::ops::Range<u32>, with: &str) -> Problem {
        Problem::new(Rule::UnknownField, FileId(0), Place::Span(span.clone()), "").replace(span, with, "")
    }

    #[test]
    fn only_what_a_remedy_names_is_changed() {
        let sources = Sources::from_texts([("a", "# é\r\nsumary:  x\t\r\ncolour: y\r\n")]);
        let problems = [problem(6..12, "summary"), problem(19..25, "color")];
        let fixed = fix(&problems, &sources);
        assert_eq!(fixed[0].text, "# é\r\nsummary:  x\t\r\ncolor: y\r\n");
        assert_eq!(fixed[0].problems.len(), 2);
    }

    #[test]
    fn of_two_remedies_for_one_place_one_is_applied() {
        let sources = Sources::from_texts([("a", "abcdef")]);
        let problems = [problem(0..3, "x"), problem(2..5, "y")];
        let fixed = fix(&problems, &sources);
        assert_eq!((fixed[0].text.as_str(), fixed[0].problems.len()), ("xdef", 1));
    }
}
