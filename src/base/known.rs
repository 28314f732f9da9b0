//! Model ids, header values and other names with a date in them: a record may use those that a table, a source or
//! `content/known.yaml` knows. One that nobody knows is a slip of the pen or an invention, and readers copy it.
//!
//! The rule is on where there is a `content/known.yaml`.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::prelude::*;

use super::{Kept, KnowledgeBase, RecordIx};
use crate::markdown::code_blocks;
use crate::problem::{Guesses, Place, Problem, Rule};
use crate::source::{FileId, Sources};
use crate::yaml::{Fields, Located, Named, Object, Reader, parse};

/// `content/known.yaml`.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub file: Option<FileId>,
    /// How the ids of a family of models begin.
    pub families: Vec<String>,
    pub values: Named<KnownValue>,
}

#[derive(Clone, Debug)]
pub struct KnownValue {
    pub note: String,
    pub sources: Vec<Located<String>>,
}

impl Object for Known {
    const NAME: &'static str = "the list of known values";

    fn read(fields: &mut Fields<'_, '_>) -> Known {
        Known {
            file: None,
            families: fields
                .get(
                    "families",
                    "How ids begin that are checked even without a date in them, if they hold a digit.",
                    "[claude-]",
                )
                .unwrap_or_default(),
            values: fields
                .get("values", "Ids and header values that stand in no table and no source.", "")
                .unwrap_or_default(),
        }
    }
}

impl Object for KnownValue {
    const NAME: &'static str = "a known value";

    fn read(fields: &mut Fields<'_, '_>) -> KnownValue {
        KnownValue {
            note: fields
                .need("note", "What it is; or that it does not exist and is quoted.", "A model id.")
                .unwrap_or_default(),
            sources: fields.need("sources", "Where it was read.", "[D-models]").unwrap_or_default(),
        }
    }
}

impl Known {
    pub(super) fn parse(file: FileId, text: &str, problems: &mut Vec<Problem>) -> Option<Known> {
        let node = parse(text, 0..text.len(), file, problems)?;
        let known: Known = Reader::new(file, problems).object(&node)?;
        Some(Known { file: Some(file), ..known })
    }

    /// The ids and header values in a text, with their places; not those in error text, which is a quotation.
    fn values_in<'t>(&self, text: &'t str) -> Vec<(Range<usize>, &'t str)> {
        let mut values: Vec<_> = words(text).filter_map(|word| self.value(text, word)).collect();
        if !values.is_empty() {
            let mut quoted = code_blocks(text, 0..text.len());
            quoted.retain(|block| block.info.split_whitespace().any(|word| word == "error"));
            values.retain(|(range, _)| !quoted.iter().any(|block| block.span.contains(&range.start)));
        }
        values
    }

    fn value<'t>(&self, text: &'t str, word: Range<usize>) -> Option<(Range<usize>, &'t str)> {
        // Part of an address or a path: whether it leads anywhere is another question.
        let around = [text[..word.start].chars().next_back(), text[word.end..].chars().next()];
        if around.contains(&Some('/')) {
            return None;
        }
        // Clouds put their own name before the model's: `us.anthropic.claude-…`.
        let families = self.families.iter().map(String::as_str);
        let model = families.filter_map(|family| text[word.clone()].find(family)).min();
        let start = word.start + model.unwrap_or(0);
        let range = start..word.end;
        let value = &text[range.clone()];
        let is_id = match model {
            Some(_) => value.contains(|c: char| c.is_ascii_digit()),
            None => value.starts_with(|c: char| c.is_ascii_alphabetic()) && has_date(value),
        };
        is_id.then_some((range, value))
    }
}

/// Runs of the characters that ids are made of, without the full stop of a sentence.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let belongs = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_' | '@');
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(belongs)?;
        let end = text[start..].find(|c| !belongs(c)).map_or(text.len(), |ix| start + ix);
        rest = end;
        Some(start..start + text[start..end].trim_end_matches(['.', '-']).len())
    })
}

/// `-2025-08-07` or `-20250807`, after a word.
fn has_date(value: &str) -> bool {
    let bytes = value.as_bytes();
    let fits = |at: usize, shape: &str| {
        bytes.len() >= at + shape.len()
            && shape
                .bytes()
                .zip(&bytes[at..])
                .all(|(want, b)| if want == b'-' { *b == b'-' } else { b.is_ascii_digit() })
            && !bytes.get(at + shape.len()).is_some_and(u8::is_ascii_digit)
            && bytes[at + 1..].starts_with(b"20")
    };
    (1..bytes.len()).any(|at| fits(at, "-0000-00-00") || fits(at, "-00000000"))
}

/// The values that the files of records use, for as long as the same words are taken for values.
#[derive(Default)]
pub(super) struct Uses {
    families: Vec<String>,
    of: Kept<Box<[Use]>>,
}

/// A value and its place.
type Use = (usize, Box<str>);

impl Uses {
    /// Those of an earlier run of the program.
    pub(super) fn recalled(families: Vec<String>) -> Uses {
        Uses { families, of: Kept::default() }
    }

    /// What was found in a file then; the places are not known.
    pub(super) fn recall(&mut self, file: FileId, sources: &Sources, values: Vec<String>) {
        let found = values.into_iter().map(|value| (0, value.into()));
        self.of.keep(file, sources, found.collect());
    }

    pub(super) fn values(&self, file: FileId) -> Vec<String> {
        self.of(file).iter().map(|(_, value)| value.to_string()).collect()
    }

    /// Each with its place, as they were found last.
    fn of(&self, file: FileId) -> &[Use] {
        self.of.get(file).map_or(&[], AsRef::as_ref)
    }

    /// The files of records in which nobody looked for these values yet; none where the rule is off.
    pub(super) fn wanting(&mut self, base: &KnowledgeBase, sources: &Sources) -> Vec<(RecordIx, FileId)> {
        if base.known.file.is_none() {
            return Vec::new();
        }
        if self.families != base.known.families {
            *self = Uses { families: base.known.families.clone(), of: Kept::default() };
        }
        let files = base.records().flat_map(|(ix, record)| {
            let code = base.code(ix).iter().map(|code| code.file);
            std::iter::once(record.file).chain(code).map(move |file| (ix, file))
        });
        files.filter(|(_, file)| !self.of.is_current(*file, sources)).collect()
    }

    fn look(&mut self, base: &KnowledgeBase, sources: &Sources) {
        let wanting = self.wanting(base, sources);
        let found: Vec<_> = wanting
            .into_par_iter()
            .map(|(ix, file)| (file, used(base, ix, file, &sources.get(file).text)))
            .collect();
        for (file, values) in found {
            self.of.keep(file, sources, values);
        }
    }
}

/// In code everywhere, in a record where it says something to readers.
fn used(base: &KnowledgeBase, ix: RecordIx, file: FileId, text: &str) -> Box<[Use]> {
    let record = base.record(ix);
    let values = |span: Range<usize>| {
        let found = base.known.values_in(text.get(span.clone()).unwrap_or(""));
        found.into_iter().map(move |(range, value)| (span.start + range.start, value.into()))
    };
    if file != record.file {
        return values(0..text.len()).collect();
    }
    let texts = record.texts().into_iter();
    texts.flat_map(|prose| values(prose.span.start as usize..prose.span.end as usize)).collect()
}

pub(super) fn check(base: &KnowledgeBase, sources: &Sources, uses: &mut Uses, problems: &mut Vec<Problem>) {
    let Some(own) = base.known.file else { return };
    uses.look(base, sources);
    let register = sources.find("content/sources.yaml");
    let telling = base.tables.values().map(|table| table.file).chain(register).chain([own]);
    let mut values = BTreeSet::new();
    for file in telling {
        values.extend(base.known.values_in(&sources.get(file).text).into_iter().map(|(_, value)| value));
    }
    let mut told = BTreeSet::new();
    let mut guesses = Guesses::default();
    for (ix, record) in base.records() {
        let code = base.code(ix).iter().map(|code| code.file);
        for file in std::iter::once(record.file).chain(code) {
            for (at, value) in uses.of(file) {
                if !values.contains(value.as_ref()) && told.insert((file, value)) {
                    problems.push(unknown(file, *at, value, &values, &mut guesses));
                }
            }
        }
    }
}

fn unknown(file: FileId, at: usize, value: &str, known: &BTreeSet<&str>, guesses: &mut Guesses) -> Problem {
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let place = Place::Span(byte(at)..byte(at + value.len()));
    let problem =
        Problem::new(Rule::UnknownValue, file, place, format!("no table or source knows `{value}`"));
    match guesses.nearest(value, known.iter().copied()) {
        Some(near) => problem
            .hint(format!("did you mean `{near}`? if not, add it to content/known.yaml with its source")),
        None => problem.hint("add it to a table or to content/known.yaml, with the source where it was read"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> Vec<&str> {
        let known = Known { families: vec!["claude-".into()], ..Known::default() };
        known.values_in(text).into_iter().map(|(_, value)| value).collect()
    }

    #[test]
    fn error_text_is_a_quotation() {
        let quoted =
            "1. ```text error\n   claude-3\n   ```\n\nUse claude-4.\n\n~~~text error\nclaude-5\n~~~\n";
        assert_eq!(values(quoted), ["claude-4"]);
    }

    #[test]
    fn ids_and_header_values_are_told_from_ordinary_words() {
        assert_eq!(
            values("Use `claude-opus-9`, us.anthropic.claude-x-1-v1:0 or tool-2025-01-31."),
            ["claude-opus-9", "claude-x-1-v1", "tool-2025-01-31"]
        );
        assert_eq!(values("id-20250131, not on 2025-01-31 or build-2025013112"), ["id-20250131"]);
        assert_eq!(
            values("claude-code https://a.b/claude-3/c see record:anthropic-api/400-prompt"),
            Vec::<&str>::new()
        );
    }
}
