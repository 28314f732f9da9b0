//! The report as one page: everything is in it, so that it opens from a disk, an attachment or an artifact of CI.

use std::fmt::Write as _;

use anyhow::Result;
use serde::Serialize;

use super::plot::{bars, trend};
use super::report::{Gap, Report};
use crate::theme::Theme;

const STYLE: &str = include_str!("page.css");
/// So many records and gaps are plotted, and listed.
const BARS: usize = 12;
const RECORDS: usize = 50;
const GAPS: usize = 100;

#[derive(Serialize)]
struct Week {
    monday: String,
    texts: u64,
    errors: u64,
    matched: u64,
    fallback: u64,
    possible: u64,
    gap: u64,
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    /// Only where it leads somewhere from a disk, too.
    url: Option<&'a str>,
    count: u64,
}

#[derive(Serialize)]
struct Missing<'a> {
    id: &'a str,
    template: &'a str,
    facts: String,
    examples: &'a [String],
}

/// Renders the page; `base` is the title of the knowledge base.
pub fn page(report: &Report, base: &str, theme: &Theme) -> Result<String> {
    let style = format!("{}{STYLE}", theme.style_text);
    let mut context = tera::Context::new();
    context.insert("csp", &theme.policy_of(&style));
    context.insert("style", &style);
    context.insert("base", base);
    context.insert("title", "What is answered, and what is not");
    context.insert("lead", &report.lead());
    context.insert("trend", &trend(&report.weeks));
    context.insert("weeks", &weeks(report));
    let top: Vec<(&str, u64)> =
        report.records.iter().take(BARS).map(|row| (row.title.as_str(), row.count)).collect();
    context.insert("top_records", &bars("The records that answer most", "match", &top));
    context.insert("records", &records(report));
    let top: Vec<(&str, u64)> =
        report.gaps.iter().take(BARS).map(|gap| (gap.template.as_str(), gap.count)).collect();
    context.insert("top_gaps", &bars("The errors without a record that are met most", "gap", &top));
    let gaps = report.gaps.iter().take(GAPS);
    let gaps: Vec<Missing> = gaps
        .map(|gap| Missing {
            id: &gap.id,
            template: &gap.template,
            facts: gap.facts(),
            examples: &gap.examples,
        })
        .collect();
    context.insert("gaps", &gaps);
    context.insert("more", &report.more(GAPS));
    context.insert("generator", &format!("errbook {}", env!("CARGO_PKG_VERSION")));
    theme.render("coverage.html", &context)
}

fn weeks(report: &Report) -> Vec<Week> {
    let rows = report.weeks.iter().map(|row| Week {
        monday: row.week.map_or_else(|| "without a date".to_string(), String::from),
        texts: row.texts,
        errors: row.errors,
        matched: row.tally.matched,
        fallback: row.tally.fallback,
        possible: row.tally.possible,
        gap: row.tally.gap,
    });
    rows.collect()
}

fn records(report: &Report) -> Vec<Record<'_>> {
    let rows = report.records.iter().take(RECORDS).map(|row| Record {
        id: &row.record,
        title: &row.title,
        url: Some(row.url.as_str()).filter(|url| url.starts_with("http")),
        count: row.count,
    });
    rows.collect()
}

impl Report {
    /// The whole of it in one or two sentences.
    pub fn lead(&self) -> String {
        let answered = self.answered;
        let share = |part: u64| match self.errors {
            0 => String::new(),
            errors => format!(" ({} %)", (part.saturating_mul(200) + errors) / (2 * errors)),
        };
        let certain = answered.matched + answered.fallback;
        let mut parts = vec![format!("{certain} answered{}", share(certain))];
        if answered.fallback > 0 {
            parts.push(format!("{} of them by the general case", answered.fallback));
        }
        if answered.possible > 0 {
            parts.push(format!("{} possibly{}", answered.possible, share(answered.possible)));
        }
        parts.push(format!("{} not{}", answered.gap, share(answered.gap)));
        let mut lead = format!("{} texts, {} with an error: {}.", self.texts, self.errors, parts.join(", "));
        if self.left_out > 0 {
            let _ = write!(lead, " {} were left out by the filters.", self.left_out);
        }
        lead
    }

    /// What is not listed, where that is anything.
    pub fn more(&self, listed: usize) -> Option<String> {
        let rest = self.gaps.iter().skip(listed);
        let (mut gaps, mut texts) = (self.small_gaps.gaps, self.small_gaps.texts);
        for gap in rest {
            gaps += 1;
            texts += gap.count;
        }
        (gaps > 0).then(|| format!("{gaps} more errors without a record, met {texts} times in all."))
    }
}

impl Gap {
    /// How often, when, and in which versions.
    pub fn facts(&self) -> String {
        let times = if self.count == 1 { "once".to_string() } else { format!("{} times", self.count) };
        let when = match (self.first, self.last) {
            (Some(first), Some(last)) if first == last => format!(", on {first}"),
            (Some(first), Some(last)) => format!(", from {first} to {last}"),
            _ => String::new(),
        };
        let versions = self.versions.iter().map(|version| format!("{} ({})", version.version, version.count));
        let versions = versions.collect::<Vec<_>>().join(", ");
        let versions = if versions.is_empty() { versions } else { format!("; versions {versions}") };
        format!("{times}{when}{versions}")
    }
}
