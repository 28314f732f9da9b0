//! In which versions of its program an error occurs.

use serde::{Deserialize, Serialize};

use super::range::{Scheme, unreadable};
use crate::problem::{Place, Problem, Rule};
use crate::source::FileId;
use crate::yaml::{Fields, Object};

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Versions {
    pub affected: Option<String>,
    pub fixed: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Object for Versions {
    const NAME: &'static str = "versions";

    fn read(fields: &mut Fields<'_, '_>) -> Versions {
        Versions {
            affected: fields.get(
                "affected",
                "The versions in which it was seen: with a `scheme`, ranges with `||` between them; else words.",
                ">=2.1.116 <2.1.156",
            ),
            fixed: fields.get(
                "fixed",
                "The version that fixed it; with a `scheme`, several with `||` between them.",
                "2.1.156",
            ),
            scheme: fields.get(
                "scheme",
                "How versions are numbered, so that `explain --with` can compare: `semver`, `calver`, or `plain` for names.",
                "semver",
            ),
            note: fields.get("note", "What ranges cannot say.", "Only on macOS."),
        }
    }
}

impl Versions {
    /// Ranges are there to be compared with: one that can't be read would answer nothing.
    pub(super) fn check(&self, file: FileId, place: &Place) -> Vec<Problem> {
        let (affected, fixed) = (self.affected.as_deref(), self.fixed.as_deref());
        let problem = |message: String, hint: &str| {
            Problem::new(Rule::BadValue, file, place.clone(), message).hint(hint)
        };
        let Some(scheme) = self.scheme else {
            let is_range = |text: &&str| text.starts_with(['<', '>']) || text.contains("||");
            let ranges = affected.into_iter().chain(fixed).filter(is_range);
            let needs = |text: &str| {
                problem(
                    format!("`{text}` is a range of no `scheme`"),
                    "add `scheme: semver`, `calver` or `plain` beside it, or say it in words",
                )
            };
            return ranges.map(needs).collect();
        };
        let unreadable = unreadable(scheme, affected, fixed);
        let cannot = |text: &str| {
            problem(
                format!("`{text}` is not a version or range of `{}`", scheme.as_str()),
                "write `>=1.2 <1.5`, `1.2.x` or `1.2.3`, several with `||` between them; words go into `note:`",
            )
        };
        unreadable.map(cannot).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::record::tests::rules;

    #[test]
    fn a_range_can_be_read_or_is_words() {
        let with = |versions: &str| {
            rules(&format!(
                "---\ntitle: t\nsummary: s\nsignatures: [\"a b\"]\nversions: {{ {versions} }}\n---\n"
            ))
        };
        let fine = [
            "affected: before spring, fixed: not stated",
            "scheme: semver, affected: \">=1.2 <1.5 || 2.x\", fixed: \"1.5 || 2.1\", note: Only on macOS.",
            "scheme: calver, affected: 2024.10.x",
            "scheme: plain, affected: 23H2 || 24H2",
        ];
        for versions in fine {
            assert_eq!(with(versions), [""; 0], "{versions}");
        }
        assert_eq!(with("affected: \"<1.5\""), ["bad-value"]);
        assert_eq!(
            with("scheme: semver, affected: before 1.5, fixed: not stated"),
            ["bad-value", "bad-value"]
        );
        assert_eq!(with("scheme: semver, affected: \">2 <1\""), ["bad-value"]);
        assert_eq!(with("scheme: roman, affected: IV"), ["bad-value"]);
    }
}
