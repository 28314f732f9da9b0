//! `errbook coverage`: what of a tracker or of logs is answered, and what is not.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{IsTerminal, Read};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use anyhow::{Context, Result, anyhow, bail};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::explain::Bases;
use super::new::{self, Drafting};
use super::{Outcome, print, tell};
use crate::coverage::{self, Counts, Date, Finding, Judge, Kind, Named, Report, Rules, Text, Wanted};
use crate::draft::Subject;
use crate::library::Library;
use crate::matcher::Table;
use crate::theme::Theme;
use crate::yaml::Day;
use crate::{problem, source};

/// So many texts, or bytes of them, are looked at together.
const BATCH: usize = 8192;
const BATCH_BYTES: usize = 8 << 20;
/// The most that a file of partial counts may have.
const PART: u64 = 512 << 20;

#[derive(Args)]
pub struct Coverage {
    /// Issues or logs: what `gh issue list --json …` prints, exports of GitLab, Jira and others, JSON lines, CSV, plain
    /// logs; `-` or nothing for standard input
    #[arg(value_name = "FILE")]
    files: Vec<String>,
    #[command(flatten)]
    bases: Bases,
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// List only errors without a record that were met so often
    #[arg(long, default_value = "2", value_name = "N")]
    min: u64,
    /// Only texts from this day on; those without a date are left out
    #[arg(long, value_name = "DATE", value_parser = since)]
    since: Option<Date>,
    /// Only texts with this label; several may be given, one is enough
    #[arg(long, value_name = "LABEL")]
    label: Vec<String>,
    /// Show so many records and gaps; the other formats have all of them
    #[arg(long, default_value = "10")]
    top: NonZeroUsize,
    /// List issues that share a record or an error, the oldest first
    #[arg(long)]
    duplicates: bool,
    /// Write drafts for so many of the most frequent errors without a record
    #[arg(long, value_name = "N", conflicts_with = "partial")]
    draft: Option<NonZeroUsize>,
    /// The program that the drafts belong to; not needed if the base has only one
    #[arg(long, requires = "draft")]
    program: Option<String>,
    /// The day to write into the drafts; today if not given
    #[arg(long, value_name = "DATE", value_parser = super::day, requires = "draft")]
    on: Option<Day>,
    /// Print the counts for `--merge` instead of a report
    #[arg(long, conflicts_with_all = ["format", "duplicates", "min"])]
    partial: bool,
    /// The files are counts that `--partial` printed: join them
    #[arg(long, conflicts_with_all = ["since", "label"])]
    merge: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
    Csv,
    /// One page with plots that loads nothing
    Html,
}

fn since(text: &str) -> Result<Date, String> {
    Date::try_from(text.to_string()).map_err(|_| "write it as year-month-day: 2026-11-20".to_string())
}

pub fn run(args: &Coverage) -> Result<Outcome> {
    if args.files.is_empty() && std::io::stdin().is_terminal() {
        bail!("nothing to read: name files with issues or logs, or give them on standard input");
    }
    let library = args.bases.open()?;
    let table = Table::compile(library.entries()?);
    let counts = if args.merge { merged(args, &table)? } else { counted(args, &table)? };
    if args.partial {
        print(&problem::escaped(&format!("{}\n", counts.to_json())))?;
        return Ok(Outcome::Done);
    }
    let wanted = Wanted { min: args.min, duplicates: args.duplicates };
    let names = names(&counts, &library)?;
    let report = Report::of(&counts, &wanted, &names);
    if let Some(count) = args.draft {
        let folder = library
            .folder()
            .context("drafts need a knowledge base of your own: `errbook init` begins one")?;
        return draft(args, &report, count.get(), folder);
    }
    print(&match args.format {
        Format::Human => as_text(&report, args.top.get()),
        Format::Json => {
            let json = serde_json::to_string_pretty(&report).context("cannot write the report as JSON")?;
            problem::escaped(&format!("{json}\n"))
        }
        Format::Csv => report.to_csv(),
        Format::Html => coverage::page(&report, library.title().as_str(), &Theme::load(library.folder())?)?,
    })?;
    Ok(Outcome::Done)
}

/// Drafts a record for each of the largest gaps. Each draft is tried on the base with those before it.
fn draft(args: &Coverage, report: &Report, count: usize, folder: &Path) -> Result<Outcome> {
    let drafting = Drafting::below(folder, args.on.clone());
    for gap in report.gaps.iter().take(count) {
        let desk = drafting.desk()?;
        let program = match &args.program {
            Some(program) => program.as_str(),
            None => new::only_program(&desk.base)?,
        };
        let twin = gap.examples.iter().find_map(|example| crate::draft::twin(&desk.base, example));
        if let Some(twin) = twin {
            tell(format_args!("{}: a draft before it answers this already: `{twin}`", gap.id));
            continue;
        }
        let mut subject = Subject::new(new::free_id(program, &gap.template, &desk.base)?, drafting.day());
        let general = Some(&gap.template).filter(|_| gap.kind == Kind::Message);
        let general = general.and_then(|template| coverage::signature(template));
        let (pastes, forms) = crate::import::samples(&gap.examples, general, &desk.base);
        subject.pastes = pastes;
        subject.version = gap.versions.first().map(|version| version.version.clone());
        subject.notes.push(format!("Met {}.", gap.facts()));
        desk.write(subject, &forms)?;
    }
    Ok(Outcome::Done)
}

/// The titles and addresses of the records that answered something.
fn names(counts: &Counts, library: &Library) -> Result<BTreeMap<String, Named>> {
    let ids: Vec<&str> = counts.records.keys().map(String::as_str).collect();
    let known = ids.iter().zip(library.essentials(&ids)?);
    let named = known.filter_map(|(id, known)| {
        let known = known?;
        Some(((*id).to_string(), Named { title: known.title.to_string(), url: known.url.to_string() }))
    });
    Ok(named.collect())
}

/// The inputs by name, standard input if none is named.
fn inputs(args: &Coverage) -> Vec<&str> {
    if args.files.is_empty() { vec!["-"] } else { args.files.iter().map(String::as_str).collect() }
}

fn open(name: &str) -> Result<Box<dyn Read + Send>> {
    Ok(match name {
        "-" => Box::new(std::io::stdin()),
        name if Path::new(name).is_dir() => bail!("`{name}` is a folder: name the files in it"),
        name => Box::new(source::open(Path::new(name))?),
    })
}

/// What joined counts must have in common.
fn rules(args: &Coverage, table: &Table) -> Rules {
    Rules {
        base: blake3::hash(table.to_json().as_bytes()).to_hex().to_string(),
        program: env!("CARGO_PKG_VERSION").to_string(),
        since: args.since,
        labels: args.label.iter().cloned().collect(),
    }
}

fn merged(args: &Coverage, table: &Table) -> Result<Counts> {
    let mut all: Option<Counts> = None;
    for name in inputs(args) {
        let mut text = String::new();
        let from = open(name)?;
        from.take(PART + 1).read_to_string(&mut text).with_context(|| format!("cannot read {name}"))?;
        if text.len() as u64 > PART {
            bail!("{name}: larger than {} MiB, which no counts are", PART >> 20);
        }
        let counts = Counts::from_json(&text).with_context(|| name.to_string())?;
        match &mut all {
            Some(all) => all.join(counts).with_context(|| name.to_string())?,
            None => all = Some(counts),
        }
    }
    let all = all.ok_or_else(|| anyhow!("name the files with the counts to join"))?;
    if all.rules.base != rules(args, table).base {
        bail!("counted with other records than those here: use the same knowledge base with --base");
    }
    Ok(all)
}

/// Reads every input in passing. One thread reads, the others judge.
fn counted(args: &Coverage, table: &Table) -> Result<Counts> {
    let judge = Judge::new(table).context("cannot prepare the search")?;
    let mut counts = Counts::new(rules(args, table));
    let (sender, batches) = sync_channel::<Vec<Text>>(2);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || inputs(args).iter().try_for_each(|name| send(name, &sender)));
        for batch in batches {
            let admitted: Vec<Text> = batch.into_iter().filter(|text| counts.admits(text)).collect();
            let findings: Vec<Finding> =
                admitted.par_iter().with_min_len(32).map(|text| judge.judge(text)).collect();
            for (text, finding) in admitted.iter().zip(findings) {
                counts.add(text, finding);
            }
        }
        reader.join().map_err(|_| anyhow!("reading ended early"))?
    })?;
    Ok(counts)
}

/// Sends the texts of an input by batches.
fn send(name: &str, to: &SyncSender<Vec<Text>>) -> Result<()> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let from = super::utf16::decoded(open(name)?).with_context(|| format!("cannot read {name}"))?;
    let bad = coverage::read(name, from, &mut |text| {
        bytes += text.body.len();
        batch.push(text);
        if batch.len() >= BATCH || bytes >= BATCH_BYTES {
            bytes = 0;
            to.send(std::mem::take(&mut batch)).map_err(|_| anyhow!("counting ended early"))?;
        }
        Ok(())
    })?;
    to.send(batch).map_err(|_| anyhow!("counting ended early"))?;
    if let Some((line, count)) = bad {
        tell(format_args!(
            "warning: {name}:{line}: not an object of JSON as the lines before it; {count} such lines were read as plain text"
        ));
    }
    Ok(())
}

fn as_text(report: &Report, top: usize) -> String {
    let mut out = format!("{}\n", report.lead());
    if report.weeks.len() > 1 {
        let _ = writeln!(
            out,
            "\n{:<12}{:>10}{:>10}{:>10}{:>14}",
            "Week of", "Texts", "Errors", "Answered", "Not answered"
        );
        let skipped = report.weeks.len().saturating_sub(12);
        for row in report.weeks.iter().skip(skipped) {
            let week = row.week.map_or_else(|| "undated".to_string(), String::from);
            let (texts, errors, answered) = (row.texts, row.errors, row.tally.answered());
            let _ = writeln!(out, "{week:<12}{texts:>10}{errors:>10}{answered:>10}{:>14}", row.tally.gap);
        }
    }
    if !report.records.is_empty() {
        out.push_str("\nAnswered by\n");
    }
    for row in report.records.iter().take(top) {
        let _ = writeln!(out, "{:>8}  {} ({})", row.count, row.title, row.record);
    }
    if report.records.len() > top {
        let _ = writeln!(out, "          and {} more", report.records.len() - top);
    }
    if !report.gaps.is_empty() {
        out.push_str("\nNot answered\n");
    }
    for gap in report.gaps.iter().take(top) {
        let _ = writeln!(out, "{:>8}  {}\n          {} {}", gap.count, gap.template, gap.id, gap.facts());
    }
    if let Some(more) = report.more(top) {
        let _ = writeln!(out, "          {more}");
    }
    for group in report.duplicates.iter().flatten() {
        let name = group.record.as_ref().or(group.gap.as_ref()).map_or("", String::as_str);
        let _ = writeln!(out, "\nThe same error in {} issues: {} ({name})", group.issues.len(), group.title);
        for issue in &group.issues {
            let day = issue.day.map_or_else(|| "undated   ".to_string(), String::from);
            let _ = writeln!(out, "  {day}  {}  {}", issue.link, issue.title);
        }
    }
    out
}
