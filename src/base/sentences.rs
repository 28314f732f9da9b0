//! The same sentence twice: in two sections it tires the reader, in two records one of them will be forgotten when the
//! other is mended.

use std::collections::HashMap;
use std::ops::Range;

use rayon::prelude::*;

use super::{Halt, Kept, KnowledgeBase};
use crate::evidence;
use crate::markdown::passages;
use crate::problem::{Place, Problem, Rule};
use crate::record::Record;
use crate::source::{FileId, Sources};

/// Shorter sentences may well be said twice: "Sign in again and repeat the call."
const WORDS: usize = 10;

/// A hash of the words of a sentence.
type Key = [u8; 16];
/// The long sentences of a passage and their places.
type Long = Vec<(Key, Range<u32>)>;

/// What the sentences of each record are known by.
pub(super) type Sentences = Kept<Vec<Long>>;

pub(super) fn check(
    base: &KnowledgeBase,
    sources: &Sources,
    known: &mut Sentences,
    halt: Halt<'_>,
    problems: &mut Vec<Problem>,
) {
    let all = base.records().map(|(_, record)| record);
    let new: Vec<&Record> = all.filter(|record| !known.is_current(record.file, sources)).collect();
    let read = |record: &&Record| (!halt()).then(|| (record.file, long_sentences(record, sources)));
    for (file, passages) in new.par_iter().filter_map(read).collect::<Vec<_>>() {
        known.keep(file, sources, passages);
    }
    let mut first: HashMap<Key, (FileId, Range<u32>)> = HashMap::new();
    for (_, record) in base.records() {
        for passage in known.get(record.file).into_iter().flatten() {
            twice(record.file, passage, &mut first, problems);
        }
    }
}

fn long_sentences(record: &Record, sources: &Sources) -> Vec<Long> {
    let text = &sources.get(record.file).text;
    let texts = record.body.texts();
    let spans = texts.iter().map(|prose| prose.span.start as usize..prose.span.end as usize);
    // The prompts of drafts are alike, and told as what they are.
    let passages =
        spans.flat_map(|span| passages(text, span)).filter(|passage| !passage.text.contains("TODO"));
    passages
        .map(|passage| {
            let long = |sentence: Range<usize>| {
                let words = words(&passage.text[sentence.clone()])?;
                let key = *blake3::hash(words.as_bytes()).as_bytes().first_chunk().expect("a hash is longer");
                Some((key, passage.place(sentence)))
            };
            sentences(&passage.text).into_iter().filter_map(long).collect()
        })
        .collect()
}

/// A whole paragraph that was copied is one mistake: its first sentence is told.
fn twice(
    file: FileId,
    passage: &Long,
    first: &mut HashMap<Key, (FileId, Range<u32>)>,
    problems: &mut Vec<Problem>,
) {
    let mut told = false;
    for (words, place) in passage {
        let Some((other, at)) = first.get(words) else {
            first.insert(*words, (file, place.clone()));
            continue;
        };
        if !told {
            told = true;
            problems.push(
                Problem::new(
                    Rule::SameSentence,
                    file,
                    Place::Span(place.clone()),
                    "this sentence was said before",
                )
                .label("again here")
                .note(*other, Place::Span(at.clone()), "first here")
                .hint("say it once and link to it, or share it as content/pieces/NAME.md"),
            );
        }
    }
}

/// From full stop to full stop; a stop within a number or a name is none.
fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        let ends = matches!(c, '.' | '!' | '?') && text[at + 1..].starts_with([' ', '"', '”']);
        if ends {
            sentences.push(start..at + 1);
            start = at + 1;
        }
    }
    sentences.push(start..text.len());
    let trimmed = |range: Range<usize>| {
        let raw = &text[range.clone()];
        let start = range.start + raw.len() - raw.trim_start().len();
        start..start + raw.trim().len()
    };
    sentences.into_iter().map(trimmed).filter(|range| !range.is_empty()).collect()
}

/// The words of a sentence that is long enough to count, without its evidence.
fn words(sentence: &str) -> Option<String> {
    let end = evidence::marks(sentence).first().map_or(sentence.len(), |mark| mark.range.start);
    let words: Vec<String> = sentence[..end]
        .split_whitespace()
        .map(|word| word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .filter(|word: &String| !word.is_empty())
        .collect();
    (words.len() >= WORDS).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_full_stops_only() {
        let text = "Use 3.5 or `a.b`. Then go! {documented: D-x}";
        let found: Vec<&str> = sentences(text).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, ["Use 3.5 or `a.b`.", "Then go!", "{documented: D-x}"]);
    }

    #[test]
    fn case_and_evidence_do_not_make_another_sentence() {
        let long = "one two three four five six seven eight nine ten eleven twelve thirteen Fourteen";
        assert_eq!(words(long), words(&format!("{} {{documented: D-x}}", long.to_uppercase())));
        assert_eq!(words("Run it again."), None);
    }
}
