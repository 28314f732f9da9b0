//! An answer in GitHub Actions: an annotation for each record, and a summary of the job.

use std::fmt::Write as _;

use super::{Found, Reply, markdown};
use crate::problem::annotation;

/// Workflow commands, one a line. A `log` that lies in the repository is what they point at.
pub fn annotations(reply: &Reply, top: usize, log: Option<&str>) -> String {
    if reply.hits.is_empty() {
        return annotation("notice", &[("title", "errbook")], &reply.unknown());
    }
    let hits = reply.hits.iter().take(top).map(|found| {
        let level = if found.is_certain() { "error" } else { "notice" };
        let line = found.line.to_string();
        let place = log.map(|log| [("file", log), ("line", &line)]);
        let title = ("title", found.essentials.title.as_str());
        let properties: Vec<(&str, &str)> = place.into_iter().flatten().chain([title]).collect();
        annotation(level, &properties, &told(found))
    });
    hits.collect()
}

/// What the page of the job shows.
pub fn summary(reply: &Reply, top: usize) -> String {
    format!("## Which error is this?\n\n{}", markdown(reply, top))
}

fn told(found: &Found) -> String {
    let known = &found.essentials;
    let mut text = known.summary.to_string();
    if let Some(first) = &known.first {
        let _ = write!(text, "\nDo this first: {first}");
    } else if let Some(fix) = known.causes.first().and_then(|cause| cause.fix.first()) {
        let _ = write!(text, "\nFix: {fix}");
    }
    let _ = write!(text, "\nLine {} of the log. {}", found.line, known.url);
    text
}
