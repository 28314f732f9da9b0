//! The same sentence twice: in two sections it tires the reader, in two records one of them will be forgotten when the
//! other is mended.

use std::collections::HashMap;
use std::ops::Range;

use ahash::RandomState;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD_NO_PAD as BASE64;
use memchr::memchr3_iter;

use super::KnowledgeBase;
use crate::evidence;
use crate::markdown::Passage;
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;

/// Shorter sentences may well be said twice: "Sign in again and repeat the call."
const WORDS: usize = 10;

/// A hash of the words of a sentence: long enough that of ten million sentences no two are taken for one.
type Key = [u8; 12];
/// The long sentences of a passage and their places.
pub(super) type Long = Vec<(Key, Range<u32>)>;
/// Where each sentence was said first.
type First = HashMap<Key, (FileId, Range<u32>), RandomState>;

pub(super) fn check(base: &KnowledgeBase) -> Vec<Problem> {
    let mut problems = Vec::new();
    let count = base.sentences.values().flat_map(|passages| passages.iter()).map(Vec::len).sum();
    let mut first: First = First::with_capacity_and_hasher(count, RandomState::default());
    for (_, record) in base.records() {
        for passage in base.sentences.get(&record.file).into_iter().flat_map(|passages| passages.iter()) {
            twice(record.file, passage, &mut first, &mut problems);
        }
    }
    problems
}

/// The long sentences of a passage. The prompts of drafts are alike, and told as what they are.
pub(super) fn long(passage: &Passage) -> Long {
    if passage.text.contains("TODO") {
        return Long::new();
    }
    let key = |sentence: Range<usize>| {
        let words = words(&passage.text[sentence.clone()])?;
        let key = *blake3::hash(words.as_bytes()).as_bytes().first_chunk().expect("a hash is longer");
        Some((key, passage.place(sentence)))
    };
    sentences(&passage.text).into_iter().filter_map(key).collect()
}

/// What sentences are known by, to be kept without their places.
pub(super) fn to_keep(passages: &[Long]) -> String {
    let keys: Vec<Key> = passages.iter().flatten().map(|(key, _)| *key).collect();
    BASE64.encode(keys.as_flattened())
}

/// The same as one passage; none if it is no such text.
pub(super) fn recalled(keys: &str) -> Option<Long> {
    let keys = BASE64.decode(keys).ok()?;
    let (keys, rest) = keys.as_chunks();
    rest.is_empty().then(|| keys.iter().map(|key: &Key| (*key, 0..0)).collect())
}

/// A whole paragraph that was copied is one mistake: its first sentence is told.
fn twice(file: FileId, passage: &Long, first: &mut First, problems: &mut Vec<Problem>) {
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
    for at in memchr3_iter(b'.', b'!', b'?', text.as_bytes()) {
        if text[at + 1..].starts_with([' ', '"', '”']) {
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
    let mut words = String::with_capacity(end);
    let mut count = 0;
    for c in sentence[..end].chars() {
        if c.is_ascii_alphanumeric() {
            words.push(c.to_ascii_lowercase());
        } else if c.is_whitespace() {
            count += end_word(&mut words);
        } else if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
    }
    count += end_word(&mut words);
    (count >= WORDS).then_some(words)
}

/// Ends a word if there is one, and tells how many that were.
fn end_word(words: &mut String) -> usize {
    if words.is_empty() || words.ends_with(' ') {
        return 0;
    }
    words.push(' ');
    1
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
