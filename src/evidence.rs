//! What a claim rests on: the register of sources, and the mark that a claim carries in a text:
//! `{documented: D-err, D-rel}` or `{disputed: S-skill; against: D-beta}`.

use std::ops::Range;

use memchr::memchr;
use serde::Serialize;

use crate::choice;
use crate::problem::nearest;
use crate::yaml::{Choice, Day, Fields, Object};

choice! {
    /// How well a claim stands.
    Status {
        Documented = "documented",
        Source = "source",
        Maintainer = "maintainer",
        Reported = "reported",
        Disputed = "disputed",
        Unsupported = "unsupported",
    }
}

impl Status {
    /// What the status says, for the reader who wonders.
    pub fn meaning(self) -> &'static str {
        match self {
            Status::Documented => "the vendor's own documentation says so",
            Status::Source => "read in a published package or client",
            Status::Maintainer => "someone from the vendor said so in public",
            Status::Reported => "people reported it; nobody from the vendor confirmed it",
            Status::Disputed => "good sources disagree; both are named",
            Status::Unsupported => "often claimed; no good source says so",
        }
    }
}

choice! {
    /// What sort of thing a source is.
    Kind {
        Documentation = "documentation",
        Package = "package",
        Maintainer = "maintainer",
        Report = "report",
        OwnTest = "own-test",
    }
}

/// One entry of `content/sources.yaml`.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    pub title: String,
    pub url: Option<crate::yaml::Located<String>>,
    pub kind: Option<Kind>,
    pub read: Option<Day>,
    pub undated: bool,
    pub note: Option<String>,
}

impl Object for Source {
    const NAME: &'static str = "a source";

    fn read(fields: &mut Fields<'_, '_>) -> Source {
        Source {
            title: fields
                .need(
                    "title",
                    "What it is called, as a reader would look for it.",
                    "Errors, API documentation",
                )
                .unwrap_or_default(),
            url: fields.need("url", "Where it can be read.", "https://example.org/docs/errors"),
            kind: fields.need(
                "kind",
                "What sort of source it is; it decides how far a claim may lean on it.",
                "documentation",
            ),
            read: fields.get(
                "read",
                "The day of the copy that was read; a month or a year where no more is known.",
                "2026-11-20",
            ),
            undated: fields
                .get("undated", "`true` where the copy bears no date; instead of `read`.", "true")
                .unwrap_or_default(),
            note: fields.get(
                "note",
                "What a reader should know about it.",
                "absent from older copies of the site",
            ),
        }
    }
}

/// Status and sources of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Mark {
    pub status: Status,
    pub sources: Vec<String>,
    pub against: Vec<String>,
}

/// A mark in a text, or why what looks like one is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub range: Range<usize>,
    pub mark: Result<Mark, Slip>,
}

/// Why what looks like a mark is none, and the status that was meant, where that is plain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    pub remedy: String,
    pub meant: Option<&'static str>,
}

/// The marks of a text in order. Braces with anything but a status (or nearly one) before the colon are just braces.
pub fn marks(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(open) = memchr(b'{', &text.as_bytes()[from..]).map(|ix| from + ix) {
        let Some(close) = memchr(b'}', &text.as_bytes()[open..]).map(|ix| open + ix) else { break };
        from = open + 1;
        let Some((word, rest)) = text[open + 1..close].split_once(':') else { continue };
        if let Some(mark) = parse(word.trim(), rest) {
            found.push(Found { range: open..close + 1, mark });
            from = close + 1;
        }
    }
    found
}

fn parse(word: &str, rest: &str) -> Option<Result<Mark, Slip>> {
    let Some((_, status)) = Status::ALL.iter().find(|(name, _)| *name == word) else {
        let near = nearest(word, Status::ALL.iter().map(|(name, _)| *name))?;
        return Some(Err(Slip { remedy: format!("did you mean `{near}`?"), meant: Some(near) }));
    };
    let (sources, against) = match rest.split_once(';') {
        None => (rest, ""),
        Some((sources, against)) => {
            let Some(against) = against.trim().strip_prefix("against:") else {
                let remedy = "after `;` comes `against:` and the sources that contradict it".into();
                return Some(Err(Slip { remedy, meant: None }));
            };
            (sources, against)
        }
    };
    Some(Ok(Mark { status: *status, sources: keys(sources), against: keys(against) }))
}

fn keys(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|key| !key.is_empty()).map(ToString::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_names_status_sources_and_what_speaks_against() {
        let text = "So it is. {disputed: S-skill; against: D-beta, cc#12} {x: y} {documented: D-err}";
        let marks: Vec<Mark> = marks(text).into_iter().map(|found| found.mark.expect("a mark")).collect();
        assert_eq!(marks.len(), 2);
        assert_eq!(marks[0].against, ["D-beta", "cc#12"]);
        assert_eq!(marks[1].status, Status::Documented);
    }

    #[test]
    fn a_slip_in_the_status_is_told() {
        for slip in ["documentd", "docu-mented", "dócumented", "documented2"] {
            let told = Err(Slip { remedy: "did you mean `documented`?".into(), meant: Some("documented") });
            assert_eq!(marks(&format!("{{{slip}: D-err}}"))[0].mark, told, "{slip}");
        }
    }
}
