//! `errbook list`: what is in the base, and the work lists that a weekly job reads.

use std::cmp::Reverse;
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};
use serde::Serialize;

use super::{Outcome, print, print_json, tell};
use crate::base::{self, KnowledgeBase, RecordIx};
use crate::evidence::Status;
use crate::problem::Place;
use crate::source::{self, FileId, Sources};
use crate::yaml::{Choice, Day};

#[derive(Args)]
pub struct List {
    /// The folder with `content/`
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// What is due for a check on that day; today if none is given
    #[arg(long, value_name = "DATE", num_args = 0..=1, require_equals = true, value_parser = super::day)]
    #[expect(clippy::option_option, reason = "absent, given, given with a day")]
    stale: Option<Option<Day>>,
    /// Claims of this status: documented, source, maintainer, first-hand, reported, advice, disputed or unsupported
    #[arg(long, value_parser = status)]
    status: Option<Status>,
    /// Records without samples, claims without sources, causes without checks, sources without citations
    #[arg(long, value_enum)]
    without: Vec<Without>,
    /// The longest records with their words of prose; 20 if no number is given
    #[arg(long, value_name = "NUMBER", num_args = 0..=1, require_equals = true, default_missing_value = "20")]
    longest: Option<usize>,
    /// Errors that are recognized and not explained yet
    #[arg(long)]
    gaps: bool,
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Without {
    Sample,
    Source,
    Check,
    Citation,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

fn status(word: &str) -> Result<Status, String> {
    let found = Status::ALL.iter().find(|(name, _)| *name == word);
    found.map(|(_, status)| *status).ok_or_else(|| format!("use one of {}", Status::words()))
}

/// One thing to look at.
#[derive(Serialize)]
struct Finding {
    what: &'static str,
    file: String,
    line: usize,
    /// The record or the table.
    of: String,
    text: String,
}

impl Finding {
    /// One line, whatever an author put into a title.
    fn line(&self) -> String {
        let Finding { what, file, line, text, .. } = self;
        format!("{file}:{line}: {what}: {}\n", text.replace('\n', " "))
    }
}

pub fn run(args: &List) -> Result<Outcome> {
    let sources = source::read(&args.dir)?;
    let base = base::take(&sources);
    let mut finder = Finder { base: &base, sources: &sources, found: Vec::new() };
    if let Some(day) = &args.stale {
        finder.stale(&super::day_or_today(day.clone()));
    }
    if let Some(status) = args.status {
        finder.claims("status", |evidence, _| evidence == Some(status));
    }
    for without in &args.without {
        match without {
            Without::Sample => finder.without_sample(),
            Without::Source => finder.claims("without source", |status, sources| {
                sources == 0 && !matches!(status, Some(Status::FirstHand | Status::Advice))
            }),
            Without::Check => finder.without_check(),
            Without::Citation => finder.without_citation(),
        }
    }
    if let Some(number) = args.longest {
        finder.longest(number);
    }
    if args.gaps {
        finder.gaps();
    }
    let asked = args.stale.is_some() || args.status.is_some() || !args.without.is_empty();
    if !asked && args.longest.is_none() && !args.gaps {
        finder.everything();
    }
    let found = finder.found;
    match args.format {
        Format::Json => print_json(&serde_json::json!({ "version": 1, "findings": found }))?,
        Format::Text => print(&found.iter().map(Finding::line).collect::<String>())?,
    }
    let (records, tables) = (base.len(), base.tables.len());
    tell(format_args!("{} found in {records} records and {tables} tables", found.len()));
    Ok(Outcome::Done)
}

struct Finder<'a> {
    base: &'a KnowledgeBase,
    sources: &'a Sources,
    found: Vec<Finding>,
}

impl Finder<'_> {
    fn add(&mut self, what: &'static str, file: FileId, at: usize, of: &str, text: impl Into<String>) {
        let source = self.sources.get(file);
        let (line, ..) = source.line_at(at);
        let (file, of) = (source.path.clone(), of.to_string());
        self.found.push(Finding { what, file, line, of, text: text.into() });
    }

    fn everything(&mut self) {
        for (_, record) in self.base.records() {
            let what = record.front.scope().label().unwrap_or("record");
            self.add(what, record.file, 0, record.id.as_str(), &record.front.title);
        }
    }

    fn gaps(&mut self) {
        let gaps = self
            .base
            .records()
            .filter(|(_, record)| record.is_unexplained() && record.front.retired.is_none());
        for (_, record) in gaps {
            self.add("gap", record.file, 0, record.id.as_str(), &record.front.title);
        }
    }

    fn longest(&mut self, number: usize) {
        let mut records: Vec<_> = self.base.records().map(|(_, record)| (record.words(), record)).collect();
        records.sort_by_key(|(words, record)| (Reverse(*words), record.id.as_str()));
        for (words, record) in records.into_iter().take(number) {
            let text = format!("{words}: {}", record.front.title);
            self.add("words", record.file, 0, record.id.as_str(), text);
        }
    }

    fn stale(&mut self, day: &Day) {
        for problem in base::stale(self.base, self.sources, day) {
            let at = match &problem.place {
                Place::Span(span) => span.start as usize,
                Place::WholeFile => 0,
            };
            let path = &self.sources.get(problem.file).path;
            let of =
                ["content/records/", "content/tables/"].iter().find_map(|folder| path.strip_prefix(folder));
            let of = of.unwrap_or(path).trim_end_matches(".md").trim_end_matches(".yaml").to_string();
            self.add("stale", problem.file, at, &of, problem.message);
        }
    }

    fn without_sample(&mut self) {
        let lacks = |ix: &RecordIx| self.base.samples(*ix).is_empty();
        for ix in self.base.indices().filter(lacks).collect::<Vec<_>>() {
            let record = self.base.record(ix);
            self.add("without sample", record.file, 0, record.id.as_str(), &record.front.title);
        }
    }

    fn without_check(&mut self) {
        for (_, record) in self.base.records() {
            for cause in record.body.causes.iter().filter(|cause| cause.check.is_none()) {
                let at = cause.id.span.start as usize;
                self.add("without check", record.file, at, record.id.as_str(), &cause.title);
            }
        }
    }

    /// Sources that nothing cites, at their entries in the register.
    fn without_citation(&mut self) {
        let Some(register) = self.sources.find("content/sources.yaml") else { return };
        let cited = base::cited_keys(self.base);
        for (key, source) in &self.base.sources.0 {
            if !cited.contains(key.value.as_str()) {
                let at = key.span.start as usize;
                self.add("without citation", register, at, &key.value, source.title.as_str());
            }
        }
    }

    /// Claims and rows whose status and number of sources are as wanted.
    fn claims(&mut self, what: &'static str, wanted: impl Fn(Option<Status>, usize) -> bool) {
        for (_, record) in self.base.records() {
            let text = &self.sources.get(record.file).text;
            let claims = record.claims(&wanted).into_iter().map(|claim| (claim.place(text), claim.text));
            let mut claims: Vec<(usize, &str)> = claims.collect();
            claims.sort_unstable();
            for (at, claim) in claims {
                self.add(what, record.file, at, record.id.as_str(), claim);
            }
        }
        for table in self.base.tables.values() {
            for (name, row) in &table.rows.0 {
                let sources = if row.sources.is_empty() { table.sources.len() } else { row.sources.len() };
                if wanted(row.evidence.or(table.evidence), sources) {
                    self.add(
                        what,
                        table.file,
                        name.span.start as usize,
                        &table.name,
                        format!("row {}", name.value),
                    );
                }
            }
        }
    }
}
