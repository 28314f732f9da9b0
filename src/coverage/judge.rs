//! Does a text hold an error, and does a record answer it?

use aho_corasick::{AhoCorasick, BuildError};

use super::frames::own_frame;
use super::mask::mask;
use super::text::{Source, Text};
use crate::draft::paste::{self, LIKELY, Reading};
use crate::import::blocks;
use crate::matcher::{Pattern, Scanner, Table, Verdict};

/// From this score on, a line of prose is taken for a pasted error: what people write about errors has their words too.
const IN_PROSE: i32 = LIKELY + 3;
/// Beyond this a message is cut, and an example.
const FORM: usize = 240;
pub const EXAMPLE: usize = 1200;
/// Before the form of a stack trace, and before that of a message.
pub const TRACE: &str = "t:";
pub const MESSAGE: &str = "m:";

/// What was found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// No error.
    Nothing,
    Answered {
        record: String,
        verdict: Verdict,
    },
    /// An error without a record: its form, which decides what it is counted with, and the masked text itself.
    Gap {
        form: String,
        example: String,
    },
}

pub struct Judge<'a> {
    table: &'a Table,
    scanner: Scanner<'a>,
    noise: Vec<Pattern>,
    words: AhoCorasick,
}

impl<'a> Judge<'a> {
    pub fn new(table: &'a Table) -> Result<Judge<'a>, BuildError> {
        let noise = table.entries().iter().flat_map(|entry| &entry.noise).map(|line| Pattern::parse(line));
        let words = AhoCorasick::builder().ascii_case_insensitive(true).build(paste::ERROR_WORDS)?;
        Ok(Judge { table, scanner: Scanner::new(table)?, noise: noise.collect(), words })
    }

    pub fn judge(&self, text: &Text) -> Finding {
        let people = text.source == Source::People;
        if people || self.scanner.may_hit(text.body.as_bytes()) {
            let first = self.table.explain(&text.whole()).hits.into_iter().next();
            if let Some(hit) = first {
                return Finding::Answered { record: hit.record, verdict: hit.verdict };
            }
        }
        let gap = if people { self.pasted(text) } else { self.logged(text) };
        gap.unwrap_or(Finding::Nothing)
    }

    /// The first error that was pasted into an issue, else the one in its title.
    fn pasted(&self, text: &Text) -> Option<Finding> {
        let all = blocks(&text.body).into_iter().map(|block| (block.text, block.fenced));
        let mut all = all.chain([(text.title.clone(), false)]);
        all.find_map(|(block, fenced)| self.gap(&block, if fenced { LIKELY } else { IN_PROSE }))
    }

    fn logged(&self, text: &Text) -> Option<Finding> {
        if text.calm { None } else { self.gap(&text.body, LIKELY) }
    }

    fn gap(&self, block: &str, least: i32) -> Option<Finding> {
        if !self.words.is_match(block) || paste::read_with(block, &self.noise).score < least {
            return None;
        }
        let masked = paste::masked(block);
        let form = form(&paste::read_with(&masked, &self.noise), &masked)?;
        let end = masked.floor_char_boundary(EXAMPLE);
        Some(Finding::Gap { form, example: masked[..end].trim().to_string() })
    }
}

/// What a masked error is counted with: exception and own frame of a stack trace, else its message without values.
fn form(reading: &Reading, masked: &str) -> Option<String> {
    let message = reading.message.as_deref()?;
    let named = match &reading.kind {
        Some(kind) if !message.contains(kind.as_str()) => format!("{kind}: {message}"),
        _ => message.to_string(),
    };
    let form = match own_frame(masked) {
        Some(frame) => {
            let name = reading.kind.as_deref().unwrap_or_else(|| head(message));
            format!("{TRACE}{} in {}", mask(name), mask(&frame))
        }
        None => format!("{MESSAGE}{}", mask(&named)),
    };
    Some(form[..form.floor_char_boundary(FORM)].trim_end().to_string())
}

/// A message up to its first colon, or its first words.
fn head(message: &str) -> &str {
    let head = message.split(": ").next().unwrap_or(message);
    &head[..head.floor_char_boundary(80)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matcher::{Entry, Signature};

    fn judged(text: &Text) -> Finding {
        let all = vec!["the kettle exploded".to_string()];
        let entry = Entry {
            record: "tea/kettle".into(),
            signatures: vec![Signature { all, ..Signature::default() }],
            ..Entry::default()
        };
        let table = Table::compile(vec![entry]);
        Judge::new(&table).expect("few words").judge(text)
    }

    fn issue(title: &str, body: &str) -> Text {
        Text { title: title.into(), body: body.into(), ..Text::default() }
    }

    fn form_of(text: &Text) -> String {
        match judged(text) {
            Finding::Gap { form, .. } => form,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answered_error_names_its_record() {
        let expected = Finding::Answered { record: "tea/kettle".into(), verdict: Verdict::Match };
        assert_eq!(judged(&issue("Help", "```\nError: the kettle exploded\n```")), expected);
        assert_eq!(judged(&Text::from_log("2026-11-20 ERROR the kettle exploded")), expected);
    }

    #[test]
    fn what_varies_does_not_part_two_gaps() {
        let one = form_of(&issue("A", "```\nError: cannot open door 12 at /a/b/c\n```"));
        assert_eq!(one, form_of(&issue("B", "Hi,\n\n```\nError: cannot open door 7 at /d/e/f\n```")));
        assert_eq!(one, "m:Error: cannot open door <*> at <*>");
    }

    #[test]
    fn a_trace_goes_by_exception_and_own_frame() {
        let trace = |file: &str, line| {
            issue(
                "A",
                &format!(
                    "```\nTypeError: bad value {line} given\n    at get (/x/node_modules/y.js:1:{line})\n    at {file} (/srv/{file}.js:{line}:5)\n```"
                ),
            )
        };
        assert_eq!(form_of(&trace("load", 1)), "t:TypeError in load");
        assert_eq!(form_of(&trace("load", 1)), form_of(&trace("load", 99)));
        assert_ne!(form_of(&trace("load", 1)), form_of(&trace("save", 1)));
    }

    #[test]
    fn prose_about_errors_is_no_error() {
        for body in [
            "I think the message for a missing file is unexpected and could be better.",
            "It would be nice to have an option for this. Thanks!",
            "",
        ] {
            assert_eq!(judged(&issue("Feature request: better words", body)), Finding::Nothing, "{body}");
        }
        assert_eq!(
            judged(&Text::from_log("2026-11-20 INFO no error, request not refused: failed=0")),
            Finding::Nothing
        );
    }

    #[test]
    fn an_example_has_no_secret() {
        let text = issue(
            "A",
            "```\nError: cannot reach bob@example.com with key sk-ant-api03-abcdefghijklmnopqrstuvwxyz0123456789ABCD\n```",
        );
        let Finding::Gap { form, example } = judged(&text) else { panic!("an error") };
        assert!(
            !form.contains("bob") && !example.contains("bob") && !example.contains("sk-ant-api03-abc"),
            "{example}"
        );
    }
}
