//! The errors that people pasted into an issue: fenced blocks, and lines that look like an error without a fence.

use super::Issue;
use crate::base::KnowledgeBase;
use crate::draft::paste::{LIKELY, Reading, read};
use crate::draft::{Signature, candidates, twin};
use crate::matcher::{self, Entry, Table};

/// More pastes than this show nothing new.
const MOST: usize = 12;
/// A paste is kept to this length; what decides stands at its beginning.
const LONGEST: usize = 20_000;

/// A paste and where it came from.
pub struct Found {
    pub text: String,
    in_body: bool,
    reading: Reading,
}

pub struct Sorted {
    /// Name of the file, text.
    pub samples: Vec<(String, String)>,
    pub forms: Vec<Signature>,
    pub notes: Vec<String>,
}

/// What looks like an error in the body and in the comments, in that order, each text once.
pub fn found(issue: &Issue, noise: &[String]) -> Vec<Found> {
    let comments = issue.comments.iter().map(|comment| (comment.body.as_str(), false));
    let mut all: Vec<Found> = Vec::new();
    for (body, in_body) in std::iter::once((issue.body.as_str(), true)).chain(comments) {
        for Block { text, .. } in blocks(body) {
            if all.len() == MOST {
                return all;
            }
            let reading = read(&text, noise);
            let known = all.iter().any(|found| found.text.trim() == text.trim());
            if reading.score >= LIKELY && !known {
                all.push(Found { text, in_body, reading });
            }
        }
    }
    all
}

/// Texts that are known to be errors.
pub fn of_texts(texts: &[String], noise: &[String]) -> Vec<Found> {
    let found = |text: &String| Found { reading: read(text, noise), text: text.clone(), in_body: true };
    texts.iter().map(found).collect()
}

/// A part of an issue.
#[derive(Default)]
pub struct Block {
    pub text: String,
    /// It was fenced off as code.
    pub fenced: bool,
}

/// The fenced blocks of a text, and each stretch of lines between them.
pub fn blocks(body: &str) -> Vec<Block> {
    let mut blocks = vec![Block::default()];
    let mut fence: Option<String> = None;
    for line in body.lines() {
        let trimmed = line.trim_start_matches(['>', ' ']);
        let marks = trimmed.len() - trimmed.trim_start_matches(['`', '~']).len();
        let rest = trimmed[marks..].trim();
        match &fence {
            Some(open) if trimmed.starts_with(open.as_str()) && rest.is_empty() => {
                fence = None;
                blocks.push(Block::default());
            }
            None if marks >= 3 && !rest.contains('`') => {
                fence = Some(trimmed[..marks].to_string());
                blocks.push(Block { fenced: true, ..Block::default() });
            }
            // Outside of a fence a blank line, a heading or HTML ends what was said.
            None if trimmed.is_empty() || trimmed.starts_with(['#', '<', '|']) => {
                blocks.push(Block::default());
            }
            _ => {
                let block = &mut blocks.last_mut().expect("begun with one block").text;
                if block.len() + line.len() < LONGEST {
                    block.push_str(line);
                    block.push('\n');
                }
            }
        }
    }
    blocks.retain(|block| !block.text.trim().is_empty());
    blocks
}

/// Which pastes are samples of the error, which are another form of it, and which are something else.
pub fn sorted(found: Vec<Found>, base: &KnowledgeBase) -> Sorted {
    let mut sorted = Sorted { samples: Vec::new(), forms: Vec::new(), notes: Vec::new() };
    let Some(first) = found.first().map(|found| found.reading.clone()) else { return sorted };
    let mut known: Vec<Signature> = fragment(&first).into_iter().collect();
    for (number, found) in found.into_iter().enumerate() {
        let where_ = if found.in_body { "body" } else { "comment" };
        let signature = fragment(&found.reading);
        let same = recognised(&known, &found.text);
        let kin = found.in_body
            || (found.reading.kind.is_some() && found.reading.kind == first.kind)
            || (found.reading.status.is_some() && found.reading.status == first.status);
        let message = found.reading.message.clone().unwrap_or_default();
        match (twin(base, &found.text), signature) {
            (Some(other), _) if number > 0 => {
                sorted.notes.push(format!("A {where_} also shows `{other}`: {}", short(&message)));
                continue;
            }
            (_, Some(_)) if !same && !kin => {
                sorted.notes.push(format!("A {where_} shows another error: {}", short(&message)));
                continue;
            }
            (_, Some(signature)) if !same => {
                known.push(signature.clone());
                sorted.forms.push(signature);
            }
            (_, Some(_)) => {}
            (_, None) => continue,
        }
        let count = sorted.samples.len() + 1;
        sorted.samples.push((format!("{where_}-{count}.txt"), found.text));
    }
    sorted
}

/// Whether a signature finds every text.
pub fn find_all(signature: &Signature, texts: &[String]) -> bool {
    texts.iter().all(|text| recognised(std::slice::from_ref(signature), text))
}

/// Whether one of the signatures finds the text.
fn recognised(known: &[Signature], text: &str) -> bool {
    let of = |signature: &Signature| matcher::Signature {
        all: signature.all.clone(),
        ..matcher::Signature::default()
    };
    let entry = Entry { signatures: known.iter().map(of).collect(), ..Entry::default() };
    !Table::compile(vec![entry]).explain(text).hits.is_empty()
}

fn fragment(reading: &Reading) -> Option<Signature> {
    candidates(reading, &[]).into_iter().next()
}

fn short(message: &str) -> String {
    crate::draft::paste::one_line(message).chars().take(200).collect()
}
