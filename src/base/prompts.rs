//! The prompts of a draft (`TODO: what the program is telling`) are named until each is answered: none of them may be
//! published.

use crate::problem::{Place, Problem, Rule};
use crate::source::{FileId, Source};

/// How a prompt begins.
const PROMPT: &str = "TODO:";

pub(super) fn check(file: FileId, source: &Source, problems: &mut Vec<Problem>) {
    if !source.text.contains(PROMPT) {
        return;
    }
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for line in source.text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        // Private notes are never published.
        if fence.is_none() && line.trim_end().eq_ignore_ascii_case("## private notes") {
            return;
        }
        let marks = ["```", "~~~"].into_iter().find(|mark| trimmed.starts_with(mark));
        match (fence, marks) {
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, Some(mark)) => fence = Some(mark),
            (None, None) => problems.extend(prompt(file, line, at)),
            _ => {}
        }
        at += line.len();
    }
}

/// The first prompt of a line: a line is answered as a whole.
fn prompt(file: FileId, line: &str, at: usize) -> Option<Problem> {
    let start = line.find(PROMPT)?;
    let end = line.trim_end().trim_end_matches(['"', ']', '}', ' ']).len().max(start + PROMPT.len());
    let byte = |place: usize| u32::try_from(at + place).unwrap_or(u32::MAX);
    let place = Place::Span(byte(start)..byte(end));
    let problem = Problem::new(Rule::UnansweredPrompt, file, place, "a prompt without an answer");
    Some(problem.label("still to be written").hint("write the answer in its place, or delete the line"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn lines(text: &str) -> Vec<usize> {
        let sources = Sources::from_texts([("content/records/a/b.md", text)]);
        let mut problems = Vec::new();
        check(FileId(0), sources.get(FileId(0)), &mut problems);
        let start = |problem: &Problem| match &problem.place {
            Place::Span(span) => span.start as usize,
            Place::WholeFile => 0,
        };
        problems.iter().map(|problem| sources.get(FileId(0)).line_at(start(problem)).0).collect()
    }

    #[test]
    fn each_line_with_a_prompt_is_named_once() {
        assert_eq!(lines("---\nsummary: \"TODO: x\"\n---\n- TODO: a → TODO: b\n"), [2, 4]);
    }

    #[test]
    fn code_and_private_notes_may_say_it() {
        let text = "```sh\n# TODO: x\n```\nTODO: y\n## Private notes\nTODO: z\n";
        assert_eq!(lines(text), [4]);
    }
}
