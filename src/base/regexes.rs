//! A regular expression where a signature stands is looked for as it is written, so it finds nothing. Some messages do
//! quote one: a sample shows that.

use std::sync::Arc;

use super::{KnowledgeBase, RecordIx, Sample};
use crate::problem::{Place, Problem, Rule};
use crate::yaml::Located;

/// A construct of a regular expression, and what a fragment has in its place.
struct Construct {
    length: usize,
    fragment: String,
    /// Messages have it too, so by itself it gives nothing away.
    common: bool,
}

impl Construct {
    /// The one that begins at a byte of the text, if any does.
    fn at(text: &str, at: usize) -> Option<Construct> {
        let rest = &text[at..];
        let with = |length: usize, fragment: &str, common: bool| {
            Some(Construct { length, fragment: fragment.to_string(), common })
        };
        let escaped = rest.strip_prefix('\\').and_then(|rest| rest.chars().next());
        if let Some(escaped) = escaped.filter(char::is_ascii) {
            let length = 2 + quantifier(&rest[2..]);
            // In a path a backslash is followed by a word.
            let word = |sign: char| sign.is_alphanumeric() || sign == '_';
            let path = length == 2 && rest[length..].starts_with(word);
            return match escaped {
                'd' if !path => with(length, "{number}", false),
                's' if !path => with(length, " ", false),
                'w' | 'S' | 'D' | 'W' if !path => with(length, "{word}", false),
                'b' if !path => with(length, "", false),
                sign if sign.is_ascii_punctuation() => with(2, &sign.to_string(), true),
                _ => None,
            };
        }
        if rest.starts_with(".*") || rest.starts_with(".+") {
            return with(1 + quantifier(&rest[1..]), "{any}", false);
        }
        if rest.starts_with('[') {
            let class = rest.find(']')? + 1;
            let number = rest.starts_with("[0-9]");
            let range = number || ["[^", "[a-z", "[A-Z"].iter().any(|range| rest.starts_with(range));
            let repeated = quantifier(&rest[class..]);
            let fragment = if number { "{number}" } else { "{word}" };
            return if range || repeated > 0 { with(class + repeated, fragment, !range) } else { None };
        }
        match rest {
            "$" => with(1, "", true),
            _ if at == 0 && rest.starts_with('^') => with(1, "", false),
            _ => None,
        }
    }
}

/// The length of `+`, `*?`, `{3}` and the like.
fn quantifier(rest: &str) -> usize {
    let counted = || {
        let inner = rest.strip_prefix('{')?.split_once('}')?.0;
        inner.chars().all(|sign| sign.is_ascii_digit() || sign == ',').then_some(inner.len() + 2)
    };
    match rest.as_bytes() {
        [b'+' | b'*', b'?', ..] => 2,
        [b'+' | b'*', ..] => 1,
        _ => counted().unwrap_or(0),
    }
}

/// A text that has constructs, with holes in their places.
fn with_holes(text: &str) -> Option<String> {
    let (mut fragment, mut found, mut at) = (String::new(), text.contains("(?"), 0);
    while let Some(sign) = text[at..].chars().next() {
        if let Some(construct) = Construct::at(text, at) {
            found |= !construct.common;
            fragment.push_str(&construct.fragment);
            at += construct.length;
        } else {
            fragment.push(sign);
            at += sign.len_utf8();
        }
    }
    found.then_some(fragment)
}

/// Whether it says plainly enough what the author meant.
fn is_plain(fragment: &str) -> bool {
    let doubtful = fragment.contains("}{") || fragment.contains("(?") || fragment.contains(['|', '\\']);
    !doubtful && fragment.chars().any(char::is_alphabetic) && !fragment.starts_with('{')
}

pub(super) fn check(base: &KnowledgeBase, problems: &mut Vec<Problem>) {
    for (ix, record) in base.records() {
        let fragments = record.front.signatures.iter().flat_map(|signature| signature.value.fragments());
        problems.extend(fragments.filter_map(|fragment| one(base, ix, fragment)));
    }
}

fn one(base: &KnowledgeBase, ix: RecordIx, written: &Located<String>) -> Option<Problem> {
    let samples = base.samples(ix);
    let fragment = with_holes(&written.value)?;
    if samples.iter().any(|sample| sample.text.contains(&written.value)) {
        return None;
    }
    let message = format!("`{}` looks like a regular expression", written.value);
    let problem = Problem::new(Rule::RegexInSignature, base.record(ix).file, written.place(), message)
        .label("looked for exactly as it is written");
    let fragment = fragment.trim_start_matches("{any}").trim_end_matches("{any}").trim();
    let problem = if is_plain(fragment) {
        let quoted = serde_json::to_string(fragment).expect("a string is JSON");
        problem.replace(written.span.clone(), quoted, format!("write holes for what varies: `{fragment}`"))
    } else {
        problem.hint("write the words of the message, with holes for what varies: `{name}`")
    };
    let note = |problem: Problem, sample: &Arc<Sample>| {
        problem.note(sample.file, Place::WholeFile, "a sample that does not contain it")
    };
    Some(samples.iter().fold(problem, note))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn regular_expressions_are_known_by_their_constructs() {
        for text in ["took .* ms", r"took \d+ ms", "^took", "took [0-9]+ ms", "(?i)took", r"a\s+b"] {
            assert!(with_holes(text).is_some(), "{text}");
        }
        for text in [
            "a.b",
            r"C:\data\system",
            r"C:\.claude",
            "what? (why)",
            "[key]",
            "$HOME",
            "cost $",
            "x [y] z",
            r"\é",
            "\\",
        ] {
            assert_eq!(with_holes(text), None, "{text}");
        }
    }

    #[test]
    fn what_varies_becomes_a_hole() {
        for (regex, fragment) in [
            (r"^took \d+ ms\.$", "took {number} ms."),
            ("cannot reach .* at [0-9]{4}", "cannot reach {any} at {number}"),
            (r"timeout\s+of (\S+), [a-z-]+", "timeout of ({word}), {word}"),
        ] {
            assert_eq!(with_holes(regex).as_deref(), Some(fragment));
            assert!(is_plain(fragment));
        }
        for unclear in ["(?i)took", r"\d+", "a.*|b.*", r"took \w+\d+ x"] {
            assert!(!is_plain(&with_holes(unclear).expect("it is one")), "{unclear}");
        }
    }
}
