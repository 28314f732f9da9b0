//! Whether a record is about the version that the reader has: as an option or the text itself says.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Found, Plain, Reply};
use crate::record::{Standing, standing};

/// The reader's version of the program that a record is about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct YourVersion {
    pub is: Plain,
    pub from: Origin,
    pub verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed_in: Option<Plain>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    Option,
    Text,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    Applies,
    Fixed,
    Unknown,
}

impl YourVersion {
    /// In words.
    pub fn text(&self) -> String {
        let is = &self.is;
        match (self.verdict, &self.fixed_in) {
            (Verdict::Applies, _) => format!("{is}: this applies"),
            (Verdict::Fixed, Some(fix)) => format!("{is}: fixed in {fix}"),
            _ => format!("{is}: unknown, nothing here says so"),
        }
    }
}

impl Reply {
    /// Compares with the versions that a text names itself: `Claude Code v2.1.329`, `claude-code/2.1.329`.
    pub fn with_versions_in(&mut self, text: &str) {
        for found in &mut self.hits {
            if let Some(version) = version_in(text, found.program()) {
                found.judge(&version, Origin::Text);
            }
        }
    }

    /// Compares with the versions of programs that somebody named, which count more than what a text says.
    pub fn with_versions(&mut self, versions: &[(String, String)]) {
        for found in &mut self.hits {
            if let Some((_, version)) = versions.iter().find(|(program, _)| program == found.program()) {
                found.judge(version, Origin::Option);
            }
        }
    }
}

impl Found {
    fn program(&self) -> &str {
        self.essentials.id.as_str().split_once('/').map_or("", |(program, _)| program)
    }

    fn judge(&mut self, version: &str, from: Origin) {
        let Some(versions) = &self.essentials.versions else { return };
        let said = |text: &'_ Option<Plain>| text.as_ref().map(|text| text.as_str().to_string());
        let (affected, fixed) = (said(&versions.affected), said(&versions.fixed));
        let standing = match versions.scheme {
            Some(scheme) => standing(scheme, affected.as_deref(), fixed.as_deref(), version),
            None => Standing::Unknown,
        };
        let (verdict, fixed_in) = match standing {
            Standing::Applies => (Verdict::Applies, None),
            Standing::Fixed(fix) => (Verdict::Fixed, Some(fix.into())),
            Standing::Unknown => (Verdict::Unknown, None),
        };
        self.your_version = Some(YourVersion { is: version.into(), from, verdict, fixed_in });
    }
}

/// The version of a program that a text names, if it names one and no other.
fn version_in(text: &str, program: &str) -> Option<String> {
    let flat: String =
        text.chars().map(|c| if matches!(c, '_' | ' ') { '-' } else { c.to_ascii_lowercase() }).collect();
    // Each of these replaces one byte by one byte.
    let named = |(at, _): (usize, &str)| {
        let before = flat[..at].chars().next_back();
        let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '.');
        let behind = flat[at + program.len()..].strip_prefix(['-', '/', '@', ':'])?;
        let behind = behind.strip_prefix("version-").unwrap_or(behind);
        let behind = behind.strip_prefix('v').unwrap_or(behind);
        let start = flat.len() - behind.len();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+');
        let rest = &text[start..];
        let version = &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())];
        let version = version.trim_end_matches(['.', '-', '+']);
        let looks_so = version.starts_with(|c: char| c.is_ascii_digit()) && version.contains('.');
        (begins && looks_so).then_some(version)
    };
    if program.is_empty() {
        return None;
    }
    let versions: BTreeSet<&str> = flat.match_indices(program).filter_map(named).collect();
    let mut versions = versions.into_iter();
    versions.next().filter(|_| versions.next().is_none()).map(ToString::to_string)
}

#[cfg(test)]
mod tests {
    use super::version_in;

    #[test]
    fn a_text_names_the_version_of_a_program() {
        let found = |text| version_in(text, "claude-code");
        for text in [
            "Claude Code v2.1.329",
            "user-agent: claude-code/2.1.329 (cli)",
            "npm i @anthropic-ai/claude-code@2.1.329",
            "Ünd: CLAUDE_CODE version 2.1.329.",
            "claude code 2.1.329, and again Claude Code 2.1.329",
        ] {
            assert_eq!(found(text).as_deref(), Some("2.1.329"), "{text}");
        }
        for text in [
            "claude-code 2.1.329 or claude-code 2.1.330",
            "claude-code failed 2.1.329 times",
            "my-xclaude-code/2.1.329",
            "claude-code 2",
            "claude-code",
            "",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }
}
