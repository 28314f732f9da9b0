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
        FirstHand = "first-hand",
        Reported = "reported",
        Advice = "advice",
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
            Status::FirstHand => "the team that makes or runs it says so",
            Status::Reported => "people reported it; nobody from the vendor confirmed it",
            Status::Advice => "our own judgment, not a fact about the product",
            Status::Disputed => "good sources disagree; both are named",
            Status::Unsupported => "often claimed; no good source says so",
        }
    }

    /// The status as readers see it.
    pub fn label(self) -> &'static str {
        if self == Status::Advice { "our advice" } else { self.as_str() }
    }

    /// All of them, for a hint.
    pub fn words() -> String {
        Status::ALL.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ")
    }

    /// Whether a claim of this status has to name its sources.
    pub fn needs_source(self) -> bool {
        !matches!(self, Status::FirstHand | Status::Advice | Status::Unsupported)
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
    /// The day of the copy that was read.
    pub read: Option<Day>,
    /// The day on which it was published.
    pub posted: Option<Day>,
    pub undated: bool,
    pub note: Option<String>,
}

impl Object for Source {
    const NAME: &'static str = "a source";

    fn read(fields: &mut Fields<'_, '_>) -> Source {
        let title = fields
            .need("title", "What it is called, as a reader would look for it.", "Errors, API documentation")
            .unwrap_or_default();
        let kind = fields.need(
            "kind",
            "What sort of source it is; it decides how far a claim may lean on it.",
            "documentation",
        );
        let ask = match kind {
            None | Some(Kind::OwnTest) => Fields::get,
            Some(_) => Fields::need,
        };
        let help = "Where it can be read; required unless it is an `own-test`.";
        Source {
            title,
            url: ask(fields, "url", help, "https://example.org/docs/errors"),
            kind,
            read: fields.get(
                "read",
                "The day on which the copy was read; a month or a year where no more is known.",
                "2026-11-20",
            ),
            posted: fields.get(
                "posted",
                "The day on which the post, issue or page was published.",
                "2026-04-30",
            ),
            undated: fields
                .get("undated", "`true` where no day is known; instead of `read` and `posted`.", "true")
                .unwrap_or_default(),
            note: fields.get(
                "note",
                "What a reader should know about it.",
                "absent from older copies of the site",
            ),
        }
    }
}

impl Source {
    /// The last day on which something is known to have been looked at: when it was read, or else published.
    pub fn day(&self) -> Option<&Day> {
        self.read.as_ref().or(self.posted.as_ref())
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
        let inner = &text[open + 1..close];
        let Some((word, rest)) = inner.split_once(':').or_else(|| bare(inner)) else { continue };
        if let Some(mark) = parse(word.trim(), rest) {
            found.push(Found { range: open..close + 1, mark });
            from = close + 1;
        }
    }
    found
}

/// A status that needs no source may be the whole mark: `{advice}`.
fn bare(inner: &str) -> Option<(&str, &str)> {
    let (word, status) = Status::ALL.iter().find(|(name, _)| *name == inner)?;
    (!status.needs_source()).then_some((*word, ""))
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
    fn a_status_that_needs_no_source_may_be_the_whole_mark() {
        let marks =
            marks("Do so. {advice} And {first-hand} or {first-hand: D-run} or {documented} or {word}.");
        let marks: Vec<Mark> = marks.into_iter().map(|found| found.mark.expect("a mark")).collect();
        let read: Vec<_> = marks.iter().map(|mark| (mark.status, mark.sources.len())).collect();
        assert_eq!(read, [(Status::Advice, 0), (Status::FirstHand, 0), (Status::FirstHand, 1)]);
    }

    #[test]
    fn a_slip_in_the_status_is_told() {
        for slip in ["documentd", "docu-mented", "dócumented", "documented2"] {
            let told = Err(Slip { remedy: "did you mean `documented`?".into(), meant: Some("documented") });
            assert_eq!(marks(&format!("{{{slip}: D-err}}"))[0].mark, told, "{slip}");
        }
    }
}
