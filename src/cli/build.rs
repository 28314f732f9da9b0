//! `errbook build`: the whole journey, from the content folder to a site on disk.

use std::fmt::{Display, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use clap::Args;

use super::{Base, Format, Outcome, Stopwatch, leave_to_the_system, print, tell, written};
use crate::markdown::Memory as Colours;
use crate::pages::{Setting, prepare};
use crate::record::Scope;
use crate::route::{Address, Part};
use crate::theme::Theme;
use crate::write::{self, Report, Step, Target};
use crate::{base, problem, source};

#[derive(Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub struct Build {
    #[command(flatten)]
    base: Base,
    /// The folder of the site; a relative one lies below DIR
    #[arg(long, default_value = "site")]
    out: PathBuf,
    /// Where the site will be published: adds canonical links, a sitemap, a feed and what else needs absolute addresses
    #[arg(long, value_name = "URL", value_parser = Address::parse)]
    base_url: Option<Address>,
    /// Take over a site that lost its `.errbook.json`; never deletes a file that errbook would not write
    #[arg(long)]
    force: bool,
    /// Read every file of the site that is there, instead of trusting its size and time
    #[arg(long)]
    verify: bool,
    /// Tell files, bytes and the largest pages, and warn of what hosts refuse
    #[arg(long)]
    stats: bool,
    /// Tell where the time went
    #[arg(long)]
    timings: bool,
    /// Publish the records marked `internal` too
    #[arg(long)]
    internal: bool,
    /// Write the K-th of N disjoint parts of the site only: the folders of all N, laid over each other, are the site
    #[arg(long, value_name = "K/N", default_value_t = Part::WHOLE)]
    part: Part,
    /// How to write the problems
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

pub fn run(args: &Build) -> Result<Outcome> {
    let mut watch = Stopwatch::start("read");
    let mut target = Target::new(&args.out, &args.base.dir, args.force)?;
    target.verify = args.verify;
    let sources = source::read(&args.base.dir)?;
    watch.stage("theme");
    let mut theme = Theme::load(Some(&args.base.dir))?;
    watch.step_back(|| super::init::tell_outdated(&args.base.dir))?;
    watch.stage("look for changes");
    let scope = Scope { drafts: false, internal: args.internal };
    let inputs = format!("{} {} {} {:?} {scope:?}", sources.digest(), theme.stamp, args.part, args.base_url);
    if let Some(report) = write::unchanged(&target, &inputs) {
        watch.stop();
        // Only a build without problems is known to be unchanged.
        print(&problem::render(&[], &sources, args.format.into()))?;
        conclude(args, &report, &watch, Duration::ZERO)?;
        return Ok(Outcome::Done);
    }
    let (base, problems) = base::load_for(scope, &sources, |stage| watch.stage(stage));
    watch.step_back(|| {
        print(&written(&problems, &sources, args.format, &args.base.dir))?;
        if !problems.is_empty() {
            tell(problem::summary(&problems, base.len()));
        }
        anyhow::Ok(())
    })?;
    if problem::any_error(&problems) {
        watch.stop();
        tell(format_args!("nothing written: {}", place(&args.out)));
        return Ok(Outcome::Problems);
    }
    // At a hundred thousand records these texts are a gigabyte that nobody needs any more.
    drop(sources);
    let memory = write::Memory::beside(&args.base.dir);
    theme.highlighter.remember(Colours::from_bytes(memory.colours()));
    watch.stage("index");
    let setting = Setting::new(&base, &theme).at(args.base_url.as_ref());
    let pages = setting.pages().into_iter().map(|page| (setting.path(page), page));
    let pages: Vec<_> = pages.filter(|(path, _)| args.part.has(path)).collect();
    watch.expect_pages(pages.len());
    // What there is to tell about the content is told by every build.
    let inputs = if problems.is_empty() { inputs } else { String::new() };
    let report = write::sync(pages, |page| prepare(page, &setting), &target, &inputs, &|step| match step {
        Step::Waiting => {
            watch.step_back(|| tell(format_args!("waiting for another build of {}", place(&args.out))));
        }
        Step::PageReady => watch.page_ready(),
    })?;
    watch.stop();
    if let Some(Err(error)) = theme.highlighter.memory().to_bytes().map(|bytes| memory.keep_colours(&bytes)) {
        tell(format_args!("warning: {error:#}"));
    }
    conclude(args, &report, &watch, theme.highlighter.spent())?;
    leave_to_the_system(setting);
    leave_to_the_system(base);
    Ok(Outcome::Done)
}

/// What was done, and whatever else was asked for. `highlighting` is a part of the work of rendering.
fn conclude(args: &Build, report: &Report, watch: &Stopwatch, highlighting: Duration) -> Result<()> {
    if args.stats {
        print(&stats(report))?;
        for warning in warnings(report) {
            tell(format_args!("warning: {warning}"));
        }
    }
    if args.timings {
        print(&watch.table(&report.spent, highlighting))?;
    }
    if let Some(left) = &report.left {
        tell(format_args!("warning: {left:#}"));
    }
    tell(closing(report, watch.elapsed(), &args.out));
    Ok(())
}

/// `412 pages, 38 written, 2 removed, in 0.21 s: site/`
fn closing(report: &Report, time: Duration, out: &Path) -> String {
    let (pages, written, removed) =
        (grouped(report.files.len()), grouped(report.written), grouped(report.removed));
    format!(
        "{pages} pages, {written} written, {removed} removed, in {:.2} s: {}",
        time.as_secs_f64(),
        place(out)
    )
}

/// The folder as the user named it.
fn place(out: &Path) -> String {
    format!("{}/", out.display().to_string().trim_end_matches('/'))
}

/// So many of the largest files are named.
const LARGEST: usize = 5;

fn stats(report: &Report) -> String {
    let mut files: Vec<(&String, u64)> = report.files.iter().map(|(path, bytes)| (path, *bytes)).collect();
    files.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let all = total(report);
    let mut out = format!("{:>15}  files\n{:>15}  bytes\n", grouped(files.len()), grouped(all));
    for (path, bytes) in files.iter().take(LARGEST) {
        let _ = writeln!(out, "{:>15}  {path}", grouped(*bytes));
    }
    out
}

fn total(report: &Report) -> u64 {
    report.files.values().sum()
}

/// What the smallest of the common hosts take.
fn warnings(report: &Report) -> Vec<String> {
    const FILES: usize = 20_000;
    const BYTES: u64 = 1_000_000_000;
    let mut warnings = Vec::new();
    if report.files.len() > FILES {
        warnings.push(format!(
            "{} files: some hosts take no more than {}",
            grouped(report.files.len()),
            grouped(FILES)
        ));
    }
    if total(report) > BYTES {
        warnings.push(format!("{} bytes: some hosts take no more than 1 GB", grouped(total(report))));
    }
    warnings
}

/// `1234567` as `1,234,567`.
fn grouped(number: impl Display) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(files: impl Iterator<Item = (String, u64)>) -> Report {
        Report { files: files.collect(), written: 38, removed: 2, ..Report::default() }
    }

    #[test]
    fn the_closing_line_says_what_was_done() {
        let report = report((0..1412).map(|n| (n.to_string(), 1)));
        let line = closing(&report, Duration::from_millis(210), Path::new("site/"));
        assert_eq!(line, "1,412 pages, 38 written, 2 removed, in 0.21 s: site/");
    }

    #[test]
    fn stats_name_the_largest_files_first() {
        let report = report([("a".into(), 10), ("b".into(), 1_234_567)].into_iter());
        assert_eq!(
            stats(&report),
            "              2  files\n      1,234,577  bytes\n      1,234,567  b\n             10  a\n"
        );
    }

    #[test]
    fn a_site_too_large_for_some_hosts_is_told() {
        assert_eq!(warnings(&report((0..20_000).map(|n| (n.to_string(), 50_000)))), Vec::<String>::new());
        let told = warnings(&report((0..20_001).map(|n| (n.to_string(), 50_000))));
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told[0].starts_with("20,001 files"), "{told:?}");
    }
}
