//! The draft as a file: what is known is filled in, what is not is a prompt (`TODO: …`) with a line of help.

use std::fmt::Write;

use super::Subject;
use super::paste::Reading;
use super::signature::Signature;
use crate::vocabulary::{Meaning, SectionKind, Vocabulary};

/// What the file is made of, beside its subject.
pub struct Parts<'a> {
    pub vocabulary: &'a Vocabulary,
    pub reading: &'a Reading,
    pub title: &'a str,
    pub signatures: &'a [Signature],
    /// Samples that another record may claim: file name and record.
    pub samples: &'a [(String, Vec<String>)],
    /// Whether to show what was pasted; what cannot stand in a record is left out.
    pub excerpt: bool,
}

/// A text in quotes, whatever is in it.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(super::paste::one_line(text)).to_string()
}

pub fn write(subject: &Subject, parts: &Parts<'_>) -> String {
    let mut text = String::from("---\n");
    front(subject, parts, &mut text);
    text.push_str("---\n");
    body(subject, parts, &mut text);
    text
}

/// `write!` to a string cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => { writeln!($out, $($arg)*).expect("a string takes all") };
}

fn front(subject: &Subject, parts: &Parts<'_>, out: &mut String) {
    if let Some(schema) = &subject.schema {
        put!(out, "# yaml-language-server: $schema={schema}");
    }
    put!(out, "title: {}", quoted(parts.title));
    put!(out, "summary: \"TODO: one sentence, what it is\"");
    put!(out, "quick-fix: \"TODO: one sentence, what to do first\"");
    if let Some(status) = status(subject, parts.reading) {
        put!(out, "status: {status}");
        let class = class(status).filter(|class| parts.vocabulary.has("class", class));
        if let Some(class) = class {
            put!(out, "class: {class}   # a guess from the status");
        }
    }
    if let Some(code) = &parts.reading.code {
        put!(out, "code: {}", quoted(code));
    }
    if let Some(kind) = &parts.reading.kind {
        put!(out, "type: {}", quoted(kind));
    }
    for (name, values) in [("surfaces", &subject.surfaces), ("os", &subject.os)] {
        let known = values.iter().filter(|value| parts.vocabulary.has(name, value));
        let values: Vec<&str> = known.copied().collect();
        if !values.is_empty() {
            put!(out, "{name}: [{}]", values.join(", "));
        }
    }
    if let Some(version) = &subject.version {
        put!(out, "versions: {{ affected: {} }}", quoted(version));
    }
    if parts.signatures.is_empty() {
        put!(
            out,
            "signatures: []   # the words of the message: - all: [\"…\"]; {{name}} is a hole for what varies"
        );
    } else {
        put!(out, "signatures:");
    }
    for signature in parts.signatures {
        put!(out, "  - all: [{}]", list(&signature.all));
        if !signature.any.is_empty() {
            put!(out, "    any: [{}]", list(&signature.any));
        }
    }
    if !parts.samples.is_empty() {
        let pairs: Vec<String> =
            parts.samples.iter().map(|(sample, ids)| format!("{sample}: [{}]", ids.join(", "))).collect();
        put!(out, "samples: {{ {} }}", pairs.join(", "));
    }
    let keys: Vec<String> = subject.origins.iter().map(|origin| quoted(&origin.key)).collect();
    let (evidence, sources) = (if keys.is_empty() { "unsupported" } else { "reported" }, keys.join(", "));
    put!(out, "causes:   # evidence: documented, source, maintainer, reported, disputed or unsupported");
    put!(
        out,
        "  first-cause: {{ often: not-stated, evidence: {evidence}, sources: [{sources}], risk: read-only }}"
    );
    let on = subject.on.as_str();
    put!(out, "created: {on}\nchecked: {on}");
    put!(out, "history:\n  - {{ on: {on}, what: First version. }}");
}

fn list(texts: &[String]) -> String {
    texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")
}

/// The title that the paste suggests.
pub fn title(subject: &Subject, reading: &Reading) -> String {
    if let Some(title) = &subject.title {
        return cut(unlabelled(title), 90);
    }
    let status = status(subject, reading).map(|status| status.to_string());
    let kind = reading.code.clone().or_else(|| reading.kind.clone());
    let head: Vec<String> = status.into_iter().chain(kind).collect();
    match reading.message.as_deref().map(unlabelled) {
        Some(message) if head.is_empty() => cut(message, 70),
        Some(message) => format!("{}: {}", head.join(" "), cut(message, 60)),
        None => subject.id.slug().replace('-', " "),
    }
}

/// What people and programs write before the words that matter: `[BUG]`, `Error:`, `WARNING -`.
const LABELS: [&str; 19] = [
    "bug",
    "bug report",
    "crash",
    "critical",
    "err",
    "error",
    "fatal",
    "feature request",
    "help",
    "info",
    "issue",
    "notice",
    "problem",
    "question",
    "regression",
    "severe",
    "urgent",
    "warn",
    "warning",
];

/// A title without its labels, if anything is left then.
pub fn unlabelled(title: &str) -> &str {
    let mut rest = title.trim();
    while let Some(shorter) = without_label(rest) {
        rest = shorter;
    }
    if rest.chars().any(char::is_alphanumeric) { rest } else { title.trim() }
}

fn without_label(text: &str) -> Option<&str> {
    let bracketed = text.strip_prefix('[').and_then(|text| text.split_once(']'));
    let (label, rest) = match bracketed {
        Some((label, rest)) => (label, rest.trim_start().trim_start_matches([':', '-', '–', '—'])),
        None => {
            text.split_once(':').or_else(|| text.split_once([' ']).filter(|(_, rest)| is_dashed(rest)))?
        }
    };
    let label = label.trim().trim_end_matches(':').to_lowercase();
    let rest = if bracketed.is_none() { rest.trim_start_matches(['-', '–', '—']) } else { rest };
    (LABELS.contains(&label.as_str()) && !rest.trim().is_empty()).then(|| rest.trim_start())
}

fn is_dashed(text: &str) -> bool {
    ["- ", "– ", "— "].iter().any(|dash| text.starts_with(dash))
}

fn cut(text: &str, most: usize) -> String {
    let text = super::paste::one_line(text);
    match text.char_indices().nth(most) {
        None => text.trim_end_matches('.').to_string(),
        Some((at, _)) => format!("{} …", text[..at].rsplit_once(' ').map_or(&text[..at], |(head, _)| head)),
    }
}

/// What the paste says, else the number that the name begins with.
fn status(subject: &Subject, reading: &Reading) -> Option<u16> {
    let named =
        || subject.id.slug().split('-').next()?.parse().ok().filter(|status| (400..600).contains(status));
    reading.status.or_else(named)
}

fn class(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("authentication"),
        402 => Some("billing"),
        403 => Some("permission"),
        429 => Some("quota"),
        400..=499 => Some("request"),
        500..=599 => Some("server"),
        _ => None,
    }
}

fn body(subject: &Subject, parts: &Parts<'_>, out: &mut String) {
    let mark = match subject.origins.first() {
        Some(origin) => format!("{{reported: {}}}", origin.key),
        None => "{unsupported:}".to_string(),
    };
    for kind in asked(parts.vocabulary) {
        put!(out, "\n## {}\n", kind.title);
        match kind.is {
            Meaning::ShortAnswer => put!(out, "- TODO: {} {mark}", kind.help),
            Meaning::LooksLike if parts.excerpt && !parts.reading.excerpt.is_empty() => {
                let fence = fence(&parts.reading.excerpt);
                put!(out, "{fence}text error\n{}\n{fence}", parts.reading.excerpt.join("\n"));
            }
            Meaning::Causes => {
                put!(out, "### TODO: the cause, in a few words {{#first-cause}}\n");
                put!(out, "TODO: what brings it about, and how that leads to this message {mark}\n");
                put!(out, "**Sign:** TODO: the symptom that sets it apart.\n");
                put!(out, "#### Check\n\nTODO: what to run, or where to look.\n");
                put!(out, "- TODO: what is seen → TODO: what it means");
                put!(out, "- TODO: what else may be seen → TODO: what that means\n");
                put!(out, "#### Fix\n\n1. TODO: the first step\n");
                put!(out, "#### Verify\n\nTODO: how to know that it worked.");
            }
            Meaning::Private => private(subject, parts.vocabulary, out),
            _ => put!(out, "TODO: {}", kind.help),
        }
    }
}

/// The sections that a good record has; the others are named in the private notes, which come last.
fn asked(vocabulary: &Vocabulary) -> Vec<&SectionKind> {
    let asked = vocabulary.sections.iter().filter(|kind| kind.draft).map(AsRef::as_ref);
    let (last, first): (Vec<_>, Vec<_>) = asked.partition(|kind: &&SectionKind| kind.is == Meaning::Private);
    first.into_iter().chain(last).collect()
}

fn private(subject: &Subject, vocabulary: &Vocabulary, out: &mut String) {
    for note in &subject.notes {
        put!(out, "- {}", super::paste::one_line(note));
    }
    if !subject.notes.is_empty() {
        out.push('\n');
    }
    put!(out, "Further sections, where they help:\n");
    for kind in vocabulary.sections.iter().filter(|kind| !kind.draft) {
        put!(out, "- `## {}`: {}", kind.title, kind.help);
    }
}

/// A fence that nothing in the text can close: longer than any run of its sign, and of the sign that begins no line.
fn fence(lines: &[String]) -> String {
    let begins = lines.iter().any(|line| line.trim_start().starts_with("```"));
    let sign = if begins { '~' } else { '`' };
    let runs = lines.iter().flat_map(|line| line.split(|other| other != sign).map(str::len));
    sign.to_string().repeat(runs.max().unwrap_or(0).max(2) + 1)
}

#[cfg(test)]
mod tests {
    use super::unlabelled;

    #[test]
    fn labels_are_no_part_of_a_title() {
        for (written, title) in [
            ("[BUG] 403 on login", "403 on login"),
            ("[Bug]: [Question] why", "why"),
            ("BUG - the door", "the door"),
            ("[BUG] - Error: the door", "the door"),
            ("WARNING: low", "low"),
            ("Error: curl: (6) no host", "curl: (6) no host"),
            ("[macOS] the door", "[macOS] the door"),
            ("Errors: many", "Errors: many"),
            ("bug in the door", "bug in the door"),
            ("Error:", "Error:"),
            ("[BUG]", "[BUG]"),
        ] {
            assert_eq!(unlabelled(written), title);
        }
    }
}
