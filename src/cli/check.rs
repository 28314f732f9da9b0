//! `errbook check`: the journey up to the knowledge base, and what was found on the way.

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use super::{Base, Format, Outcome, Stopwatch, leave_to_the_system, print, tell};
use crate::base::{Addresses, Checked, KnowledgeBase};
use crate::problem::{Fixed, Problem};
use crate::source::Sources;
use crate::write::Content;
use crate::yaml::Day;
use crate::{base, problem, source, theme, write};

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    base: Base,
    /// How to write the problems
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Apply the remedies that are exact, then report what is left
    #[arg(long)]
    fix: bool,
    /// Report what is due for a check on that day, as year-month-day
    #[arg(long, value_name = "DATE", value_parser = super::day)]
    stale_on: Option<Day>,
    /// Report the addresses that a git revision, or a site with this `errors.json`, had and that lead nowhere now
    #[arg(long, value_name = "REV|FILE")]
    against: Option<String>,
}

pub fn run(args: &Check) -> Result<Outcome> {
    let mut watch = Stopwatch::start("read");
    let against = args.against.as_ref().map(|before| addresses(before, &args.base.dir)).transpose()?;
    let memory = write::Memory::beside(&args.base.dir);
    let mut checked = memory.checked();
    let (mut base, mut problems) = look(args, against.as_ref(), &mut checked, &mut watch)?;
    if args.fix {
        let fixed = problem::fix(&problems, &checked.sources);
        if !fixed.is_empty() {
            watch.step_back(|| save(&fixed, &checked.sources, &args.base.dir))?;
            (base, problems) = look(args, against.as_ref(), &mut checked, &mut watch)?;
        }
    }
    watch.stop();
    print(&problem::render(&problems, &checked.sources, args.format.into()))?;
    tell(problem::summary(&problems, base.len()));
    if let Some(Err(error)) = checked.to_bytes(&base, &problems).map(|bytes| memory.keep_checked(&bytes)) {
        tell(format_args!("warning: {error:#}"));
    }
    // A build would refuse them too.
    theme::check_names(&args.base.dir)?;
    leave_to_the_system((base, checked));
    Ok(if problem::any_error(&problems) { Outcome::Problems } else { Outcome::Done })
}

/// Opens what looks different from when it was checked last; then, as long as there is any, what more is asked for.
fn look(
    args: &Check,
    against: Option<&Addresses>,
    checked: &mut Checked,
    watch: &mut Stopwatch,
) -> Result<(KnowledgeBase, Vec<Problem>)> {
    let dir = &args.base.dir;
    watch.stage("read");
    checked.sources = source::read_again(dir, &checked.sources, &[dir.join("content")])?;
    loop {
        watch.stage("parse");
        base::read_to_check(&checked.sources, &mut checked.readings);
        watch.stage("assemble");
        let (base, mut problems) = base::assemble(&checked.sources, &checked.readings);
        let mut unread = checked.asked_for(&base, &problems);
        if unread.is_empty() {
            watch.stage("check");
            problems =
                checked.checks.run(&base, &checked.sources, problems, &|| false).expect("nobody halts it");
            problems.extend(args.stale_on.iter().flat_map(|day| base::stale(&base, &checked.sources, day)));
            problems.extend(against.into_iter().flat_map(|before| base::lost(before, &base)));
            problem::sort(&mut problems, &checked.sources);
            unread = checked.asked_for(&base, &problems);
        }
        if unread.is_empty() {
            return Ok((base, problems));
        }
        watch.stage("read");
        checked.sources = source::read_unread(dir, &checked.sources, &unread)?;
    }
}

/// What had an address at a revision or on a published site.
fn addresses(before: &str, dir: &Path) -> Result<Addresses> {
    if Path::new(before).is_file() {
        let errors = source::read_text(Path::new(before))?;
        return base::published(&errors)
            .with_context(|| format!("`{before}` is not the `errors.json` of a site"));
    }
    // What was wrong with the content then is of no interest now.
    let base = base::take(&source::read_revision(dir, before)?);
    Ok(base::addresses(&base))
}

/// Writes the mended files and says what was done.
fn save(fixed: &[Fixed<'_>], sources: &Sources, dir: &Path) -> Result<()> {
    let mut content = Content::open(dir)?;
    for file in fixed {
        content.replace(&sources.get(file.file).path, &file.text)?;
        let told: Vec<Problem> = file.problems.iter().map(|problem| (*problem).clone()).collect();
        for line in problem::render(&told, sources, problem::Format::Short).lines() {
            tell(format_args!("fixed {line}"));
        }
    }
    Ok(())
}
