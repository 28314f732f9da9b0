//! `errbook check`: the journey up to the knowledge base, and what was found on the way.
#![expect(clippy::disallowed_methods, reason = "`--fix` writes into the content, which nothing else does")]

use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use super::{Base, Format, Outcome, Stopwatch, leave_to_the_system, print, tell};
use crate::base::Addresses;
use crate::problem::{Fixed, Problem};
use crate::source::Sources;
use crate::yaml::Day;
use crate::{base, problem, source};

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
    let mut sources = source::read(&args.base.dir)?;
    let (mut base, mut problems) = base::load_telling(&sources, |stage| watch.stage(stage));
    if args.fix {
        let fixed = problem::fix(&problems, &sources);
        if !fixed.is_empty() {
            watch.step_back(|| save(&fixed, &sources, &args.base.dir))?;
            watch.stage("read");
            sources = source::read(&args.base.dir)?;
            (base, problems) = base::load_telling(&sources, |stage| watch.stage(stage));
        }
    }
    if let Some(day) = &args.stale_on {
        problems.extend(base::stale(&base, &sources, day));
        problem::sort(&mut problems, &sources);
    }
    if let Some(before) = &args.against {
        problems.extend(base::lost(&addresses(before, &args.base.dir)?, &base));
        problem::sort(&mut problems, &sources);
    }
    watch.stop();
    print(&problem::render(&problems, &sources, args.format.into()))?;
    tell(problem::summary(&problems, base.len()));
    leave_to_the_system((base, sources));
    Ok(if problem::any_error(&problems) { Outcome::Problems } else { Outcome::Done })
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
    for file in fixed {
        let path = dir.join(&sources.get(file.file).path);
        std::fs::write(&path, &file.text).with_context(|| format!("cannot write {}", path.display()))?;
        let told: Vec<Problem> = file.problems.iter().map(|problem| (*problem).clone()).collect();
        for line in problem::render(&told, sources, problem::Format::Short).lines() {
            tell(format_args!("fixed {line}"));
        }
    }
    Ok(())
}
