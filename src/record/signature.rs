//! How a paste is recognised, as the front matter says it.

use serde::{Deserialize, Serialize};

use super::Record;
use crate::matcher::slip;
use crate::problem::{Place, Problem, Rule};
use crate::source::{FileId, Source};
use crate::yaml::{Fields, Located, Node, Object, Reader, Shape, Short, Shorthand, Value};

/// What rules a signature out, and where such a text belongs.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Exclusion {
    pub text: Option<Located<String>>,
    pub record: Option<Located<String>>,
    /// Whether it counts only in the line of the error.
    pub here: bool,
    pub why: String,
}

impl Object for Exclusion {
    const NAME: &'static str = "an exclusion";

    fn read(fields: &mut Fields<'_, '_>) -> Exclusion {
        Exclusion {
            text: fields.need(
                "text",
                "The fragment whose presence rules this record out.",
                "OAuth token has been revoked",
            ),
            record: fields.get(
                "record",
                "The sibling record that such a text belongs to.",
                "anthropic-api/403-oauth-token-revoked",
            ),
            here: fields
                .get("here", "`true`: counts only in the error's own line, not anywhere near it.", "true")
                .unwrap_or_default(),
            why: fields
                .need(
                    "why",
                    "What a reader is told: half a sentence.",
                    "the token was revoked, which has a page of its own",
                )
                .unwrap_or_default(),
        }
    }
}

/// A number that HTTP has for the outcome of a request.
struct HttpStatus(u16);

impl Value for HttpStatus {
    fn shape() -> Shape {
        Shape::HttpStatus
    }

    fn read(node: &Node, reader: &mut Reader<'_>) -> Option<HttpStatus> {
        let number = u32::read(node, reader)?;
        let status = u16::try_from(number).ok().filter(|status| (100..600).contains(status));
        if status.is_none() {
            let hint = "HTTP has 100 to 599; leave the field out if the error has none";
            reader.bad_value(&node.span, format!("`{number}` is no HTTP status"), hint);
        }
        status.map(HttpStatus)
    }
}

/// How the error is recognised: literal fragments with holes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Signature {
    pub all: Vec<Located<String>>,
    pub any: Vec<Located<String>>,
    #[serde(rename = "not")]
    pub not: Vec<Exclusion>,
    pub status: Option<u16>,
    #[serde(rename = "type")]
    pub error_type: Option<String>,
    pub fallback: bool,
    pub versions: Option<String>,
    pub order: bool,
    pub start: bool,
    /// The cause that this form of the error names.
    pub cause: Option<Located<String>>,
}

impl Object for Signature {
    const NAME: &'static str = "a signature";

    fn read(fields: &mut Fields<'_, '_>) -> Signature {
        Signature {
            all: fields
                .need(
                    "all",
                    "Fragments that must all be there, in any order; `{name}` is a hole for what varies.",
                    "[\"prompt is too long: {tokens} tokens\"]",
                )
                .unwrap_or_default(),
            any: fields
                .get(
                    "any",
                    "Fragments of which at least one must be there: the context.",
                    "[anthropic, claude]",
                )
                .unwrap_or_default(),
            not: fields
                .get("not", "What rules it out, each with the sibling it points to.", "")
                .unwrap_or_default(),
            status: fields
                .get("status", "The HTTP status of this form, where it differs from the record's.", "401")
                .map(|HttpStatus(status)| status),
            error_type: fields.get(
                "type",
                "The error type of this form, where it differs from the record's.",
                "authentication_error",
            ),
            fallback: fields
                .get("fallback", "`true`: answers only when nothing more specific does.", "true")
                .unwrap_or_default(),
            versions: fields.get(
                "versions",
                "The versions that print it so, where not all do.",
                ">=5.2 <6.0.3",
            ),
            order: fields
                .get("order", "`true`: the fragments of `all` come in this order.", "true")
                .unwrap_or_default(),
            start: fields
                .get(
                    "start",
                    "`true`: the first fragment begins a line, after time, level and the like.",
                    "true",
                )
                .unwrap_or_default(),
            cause: fields.get(
                "cause",
                "The id of the cause that this form of the error names.",
                "opus-limit",
            ),
        }
    }
}

impl Short for Signature {
    fn from_text(text: Located<String>) -> Signature {
        Signature {
            all: vec![text],
            any: Vec::new(),
            not: Vec::new(),
            status: None,
            error_type: None,
            fallback: false,
            versions: None,
            order: false,
            start: false,
            cause: None,
        }
    }
}

impl Signature {
    pub fn fragments(&self) -> impl Iterator<Item = &Located<String>> {
        let not = self.not.iter().filter_map(|exclusion| exclusion.text.as_ref());
        self.all.iter().chain(&self.any).chain(not)
    }

    /// The message as a reader sees it: its fragments, with an ellipsis for what varies.
    pub fn message(&self) -> String {
        self.all.iter().map(|fragment| readable(&fragment.value)).collect::<Vec<_>>().join("\n")
    }

    /// Whether a fragment has a brace that was meant to be a hole.
    pub fn has_slip(&self) -> bool {
        self.fragments().any(|fragment| slip(&fragment.value).is_some())
    }

    pub(super) fn check(&self, source: &Source, file: FileId, problems: &mut Vec<Problem>) {
        problems.extend(self.fragments().filter_map(|fragment| no_hole(fragment, source, file)));
    }
}

/// Signatures, however each of them was written.
pub(super) fn plain(written: Vec<Located<Shorthand<Signature>>>) -> Vec<Located<Signature>> {
    written.into_iter().map(|one| Located { value: one.value.0, span: one.span }).collect()
}

impl Record {
    /// The messages of a record that says nothing below its front matter: all that its page can show of the error.
    pub fn bare_messages(&self) -> Option<Vec<String>> {
        if !self.body.sections.is_empty() || !self.body.lead.is_empty() {
            return None;
        }
        let mut messages: Vec<String> = Vec::new();
        for signature in self.front.signatures.iter().filter(|signature| !signature.value.fallback) {
            let message = signature.value.message();
            if !messages.contains(&message) {
                messages.push(message);
            }
        }
        Some(messages)
    }
}

fn readable(fragment: &str) -> String {
    let (mut text, mut rest) = (String::new(), fragment);
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let end = match &rest[at..] {
            twice if twice.starts_with("{{") || twice.starts_with("}}") => {
                text.push_str(&twice[..1]);
                at + 2
            }
            hole => {
                text.push('…');
                at + hole.find('}').map_or(hole.len(), |end| end + 1)
            }
        };
        rest = &rest[end..];
    }
    text + rest
}

fn no_hole(fragment: &Located<String>, source: &Source, file: FileId) -> Option<Problem> {
    let slip = slip(&fragment.value)?;
    let written = source.text.get(fragment.span.start as usize..fragment.span.end as usize);
    let place = match written.and_then(|text| text.find(slip)).map(u32::try_from) {
        Some(Ok(at)) => {
            let start = fragment.span.start + at;
            Place::Span(start..start + u32::try_from(slip.len()).unwrap_or(0))
        }
        _ => fragment.place(),
    };
    let (message, label) = if slip.ends_with('}') {
        (format!("`{slip}` is no hole"), "names have lower-case letters, digits, `-` and `_`")
    } else {
        (format!("`{slip}` begins a hole that nothing ends"), "opened here")
    };
    let words = slip.trim_matches(['{', '}']);
    let name = words.to_lowercase().replace([' ', '.'], "-");
    let hint =
        format!("write `{{{name}}}`; a brace that the message itself has is written twice: `{{{slip}`");
    Some(Problem::new(Rule::WeakSignature, file, place, message).label(label).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::readable;

    #[test]
    fn what_varies_is_an_ellipsis() {
        assert_eq!(readable("cannot write {file:path}: {{\"no\"}} room"), "cannot write …: {\"no\"} room");
        assert_eq!(readable("{a} b {c"), "… b …");
    }
}
