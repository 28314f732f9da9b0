//! The remedies that are exact: applied to the text, and nothing else changed by a byte.

use std::collections::BTreeMap;
use std::ops::Range;

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
    // By where they begin: none of them overlaps another, so the neighbours tell whether there is room for one more.
    let mut chosen: BTreeMap<u32, &Replacement> = BTreeMap::new();
    let mut problems = Vec::new();
    for (problem, replacements) in remedies {
        if replacements.iter().all(|new| is_free(&chosen, new)) {
            chosen.extend(replacements.iter().map(|new| (new.span.start, new)));
            problems.push(*problem);
        }
    }
    let mut fixed = String::with_capacity(text.len());
    let mut at = 0;
    for replacement in chosen.values() {
        fixed.push_str(&text[at..replacement.span.start as usize]);
        fixed.push_str(&replacement.text);
        at = replacement.span.end as usize;
    }
    fixed.push_str(&text[at..]);
    Fixed { file, text: fixed, problems }
}

fn is_free(chosen: &BTreeMap<u32, &Replacement>, new: &Replacement) -> bool {
    let Range { start, end } = new.span;
    let before = chosen.range(..=start).next_back();
    let after = chosen.range(start + 1..).next();
    before.is_none_or(|(begin, old)| *begin < start && old.span.end <= start)
        && after.is_none_or(|(begin, _)| *begin >= end)
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
        // Where one ends another may begin or insert; within one, none.
        let problems = [
            problem(2..4, "x"),
            problem(4..4, "y"),
            problem(3..3, "z"),
            problem(0..2, "w"),
            problem(1..6, "v"),
        ];
        let fixed = fix(&problems, &sources);
        assert_eq!((fixed[0].text.as_str(), fixed[0].problems.len()), ("wxyef", 3));
    }

    /// Each remedy looks at its neighbours, not at all others.
    #[test]
    fn as_many_remedies_as_a_file_has_room_for() {
        let sources = Sources::from_texts([("a", "ab\n".repeat(300_000))]);
        let problems: Vec<Problem> = (0..300_000).map(|line| problem(line * 3..line * 3 + 1, "x")).collect();
        let fixed = fix(&problems, &sources);
        assert_eq!((fixed[0].text.len(), fixed[0].problems.len()), (900_000, 300_000));
        assert!(fixed[0].text.lines().all(|line| line == "xb"));
    }
}
