//! What a record says that a catalogue made: title, code and signatures, and that nothing is explained yet.

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::merge::Entry;
use super::text::{MOST_FORMS, fragments, shown, weight, words};
use crate::record::{PRINTS, REPORTS};

/// Shorter texts are in any program's output. Without a code a text is all there is, and catalogues are full of labels.
const LEAST_WITH_CODE: usize = 8;
const LEAST_WITHOUT: usize = 12;
/// A title is one line of a list.
const LONGEST_TITLE: usize = 120;

/// A signature as the catalogue suggests it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Sign {
    pub all: Vec<String>,
    /// Context, where the text alone does not say which error it is.
    pub any: Vec<String>,
}

impl Sign {
    /// As an item of a list in YAML; `versions` print it, if not all do.
    pub fn written(&self, versions: Option<&str>) -> String {
        let list = |texts: &[String]| texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ");
        if let ([text], [], None) = (self.all.as_slice(), self.any.as_slice(), versions) {
            return quoted(text);
        }
        let mut out = format!("{{ all: [{}]", list(&self.all));
        if !self.any.is_empty() {
            let _ = write!(out, ", any: [{}]", list(&self.any));
        }
        if let Some(versions) = versions {
            let _ = write!(out, ", versions: {}", quoted(versions));
        }
        out + " }"
    }

    pub fn mark(&self) -> Mark {
        Mark::of(&format!("{:?} {:?}", self.all, self.any))
    }
}

/// A short hash: whether a text is the one that was written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark(String);

impl Mark {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn of(text: &str) -> Mark {
        Mark(blake3::hash(text.as_bytes()).to_hex().as_str()[..10].to_string())
    }
}

/// The signatures of a message in one language; none where it says too little.
pub fn signs(forms: &[super::text::Form], has_code: bool) -> Vec<Sign> {
    let least = if has_code { LEAST_WITH_CODE } else { LEAST_WITHOUT };
    let mut all: Vec<Sign> = Vec::new();
    for form in forms.iter().take(MOST_FORMS) {
        let fragments = fragments(form);
        let sign = Sign { all: fragments, any: Vec::new() };
        let heavy = sign.all.iter().map(|text| weight(text)).sum::<usize>() >= least;
        // One word is a label: `fatal:`, `Schwerwiegend:`.
        let is_label = !has_code && sign.all.iter().map(|text| words(text)).sum::<usize>() < 2;
        if heavy && !is_label && !all.contains(&sign) {
            all.push(sign);
        }
    }
    all
}

/// The message for people, and its code if that is all there is.
pub fn title(entry: &Entry) -> String {
    let form = entry.texts.first().and_then(|text| text.forms.first());
    let shown = form.map(|form| shown(form)).filter(|text| text.chars().any(char::is_alphanumeric));
    let title = shown.or_else(|| entry.code.clone()).unwrap_or_else(|| entry.id.clone());
    if title.chars().count() <= LONGEST_TITLE {
        return title;
    }
    let cut: String = title.chars().take(LONGEST_TITLE).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", cut[..end].trim_end())
}

/// What can be said of any message: whose it is.
pub fn summary(entry: &Entry, program: &str) -> String {
    match &entry.code {
        Some(code) => format!("{program} {REPORTS} `{code}`."),
        None => format!("{program} {PRINTS}"),
    }
}

/// A whole record.
pub fn record(entry: &Entry, title: &str, summary: &str, signs: &[Sign]) -> String {
    let mut out = format!("---\ntitle: {}\n", quoted(title));
    if let Some(code) = &entry.code {
        let _ = writeln!(out, "code: {}", quoted(code));
    }
    let _ = writeln!(out, "summary: {}", quoted(summary));
    if let Some(status) = entry.status {
        let _ = writeln!(out, "status: {status}");
    }
    if let Some(kind) = &entry.kind {
        let _ = writeln!(out, "type: {}", quoted(kind));
    }
    if !signs.is_empty() {
        out.push_str("signatures:\n");
        for sign in signs {
            let _ = writeln!(out, "  - {}", sign.written(None));
        }
    }
    out + "---\n"
}

/// A line of the front matter: the message is gone.
pub fn retirement(on: &str, because: &str) -> String {
    format!("retired: {{ on: {on}, because: {} }}", quoted(because))
}

/// A text in double quotes, as YAML has them. It has no characters that cannot be seen.
pub fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::text::Token;

    #[test]
    fn a_label_is_no_signature_unless_it_has_a_code() {
        let count = |text: &str, has_code| signs(&[vec![Token::text(text)]], has_code).len();
        for (text, with_code, without) in [
            ("Schwerwiegend: ", 1, 0),
            ("not found", 1, 0),
            ("cannot open it", 1, 1),
            ("ファイルが見つかりません", 1, 1),
            ("致命错误：", 1, 0),
            ("OK", 0, 0),
        ] {
            assert_eq!((count(text, true), count(text, false)), (with_code, without), "{text}");
        }
    }
}
