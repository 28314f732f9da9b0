//! Masked messages that are one message: near ones are merged, and what differs between them becomes a hole.
//!
//! The result depends on the set of messages, not on their order: all of them are looked at together.

use std::collections::{BTreeMap, BTreeSet};

use super::mask::{HOLE, is_word, pieces};

/// From so many different words in one place on, the place is a hole.
const WORDS: usize = 5;
/// The same where each of them is a name rather than a word of a language.
const NAMES: usize = 2;
const ROUNDS: usize = 8;

/// The template of each message, in the order of the messages.
pub fn templates(messages: &BTreeSet<&str>) -> Vec<String> {
    let mut forms: Vec<Vec<&str>> = messages.iter().map(|message| pieces(message)).collect();
    for _ in 0..ROUNDS {
        if !merge(&mut forms) {
            break;
        }
    }
    forms.iter().map(|form| collapsed(form)).collect()
}

/// The text of a template. Two holes side by side are one.
fn collapsed(form: &[&str]) -> String {
    let mut out = String::new();
    for piece in form {
        if *piece != HOLE || !out.ends_with(HOLE) {
            out.push_str(piece);
        }
    }
    out
}

/// One round: the largest groups of messages that differ in one word become one.
fn merge(forms: &mut [Vec<&str>]) -> bool {
    let distinct: BTreeSet<Vec<&str>> = forms.iter().cloned().collect();
    let mut groups: BTreeMap<(Vec<&str>, usize), BTreeSet<&str>> = BTreeMap::new();
    for form in &distinct {
        for place in 0..form.len() {
            if is_word(form[place]) || form[place] == HOLE {
                let mut key = form.clone();
                let value = std::mem::replace(&mut key[place], HOLE);
                groups.entry((key, place)).or_default().insert(value);
            }
        }
    }
    let mut large: Vec<_> = groups.into_iter().filter(|((key, _), values)| is_hole(key, values)).collect();
    large.sort_by(|one, other| other.1.len().cmp(&one.1.len()).then_with(|| one.0.cmp(&other.0)));
    let mut merged: BTreeMap<Vec<&str>, Vec<&str>> = BTreeMap::new();
    for ((key, place), values) in large {
        for value in values {
            let mut form = key.clone();
            form[place] = value;
            if form != key {
                merged.entry(form).or_insert_with(|| key.clone());
            }
        }
    }
    for form in forms.iter_mut() {
        if let Some(into) = merged.get(form) {
            *form = into.clone();
        }
    }
    !merged.is_empty()
}

/// Whether words that appear in one place of otherwise equal messages are values.
fn is_hole(key: &[&str], values: &BTreeSet<&str>) -> bool {
    let words = key.iter().filter(|piece| is_word(piece)).count();
    if words == 0 {
        return false;
    }
    let named = values.iter().filter(|value| **value != HOLE && is_name(value)).count();
    let least = if named * 2 >= values.len() { NAMES } else { WORDS };
    values.len() >= least || values.contains(HOLE) && values.len() >= 2
}

/// Has digits, capitals within or separators, as names of machines, users and classes have.
fn is_name(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit() || matches!(byte, b'_' | b'.' | b'/' | b'@' | b'$'))
}
