//! `errbook check`: the journey up to the knowledge base, and what was found on the way.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;

use super::{Format, Outcome, Stopwatch, leave_to_the_system, print, tell, written};
use crate::base::{Addresses, Checked, KnowledgeBase};
use crate::problem::{Fixed, Problem};
use crate::source::Sources;
use crate::write::Content;
use crate::yaml::Day;
use crate::{base, problem, source, theme, write};

#[derive(Args)]
pub struct Check {
    /// The folder with `content/`, or files in it: then only their problems are reported
    #[arg(default_value = ".")]
    places: Vec<PathBuf>,
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
    /// Report the addresses of the site in these files and folders that lead to no page
    #[arg(long, value_name = "SRC")]
    links_in: Vec<PathBuf>,
}

pub fn run(args: &Check) -> Result<Outcome> {
    let (dir, only) = base_of(&args.places)?;
    let dir = dir.as_path();
    let mut watch = Stopwatch::start("read");
    let against = args.against.as_ref().map(|before| addresses(before, dir)).transpose()?;
    let memory = write::Memory::beside(dir);
    let mut checked = memory.checked();
    let wanted = |problems: Vec<Problem>, sources: &Sources| -> Vec<Problem> {
        let is_wanted = |problem: &Problem| {
            only.as_ref().is_none_or(|only| only.contains(&sources.get(problem.file).path))
        };
        problems.into_iter().filter(is_wanted).collect()
    };
    let (mut base, mut all) = look(args, dir, against.as_ref(), &mut checked, &mut watch)?;
    if args.fix {
        let problems = wanted(all.clone(), &checked.sources);
        let fixed = problem::fix(&problems, &checked.sources);
        if !fixed.is_empty() {
            watch.step_back(|| save(&fixed, &checked.sources, dir))?;
            (base, all) = look(args, dir, against.as_ref(), &mut checked, &mut watch)?;
        }
    }
    watch.stop();
    let kept = checked.to_bytes(&base, &all);
    let problems = wanted(all, &checked.sources);
    print(&written(&problems, &checked.sources, args.format, dir))?;
    tell(problem::summary(&problems, base.len()));
    if let Some(Err(error)) = kept.map(|bytes| memory.keep_checked(&bytes)) {
        tell(format_args!("warning: {error:#}"));
    }
    // A build would refuse them too.
    theme::check_names(dir)?;
    leave_to_the_system((base, checked));
    let dead = check_links(args, dir)?;
    Ok(if dead || problem::any_error(&problems) { Outcome::Problems } else { Outcome::Done })
}

/// The folder of the base; and the files in it that are asked about, if not all.
fn base_of(places: &[PathBuf]) -> Result<(PathBuf, Option<BTreeSet<String>>)> {
    if let [dir] = places
        && !dir.is_file()
    {
        return Ok((dir.clone(), None));
    }
    let mut dir: Option<PathBuf> = None;
    let mut files = BTreeSet::new();
    for place in places {
        let path = place.canonicalize().with_context(|| format!("cannot read {}", place.display()))?;
        let own = path.ancestors().skip(1).find(|folder| folder.join("content/site.yaml").is_file());
        let own = own.with_context(|| format!("{} is in no knowledge base", place.display()))?;
        if dir.as_ref().is_some_and(|dir| dir != own) {
            bail!("{} is in another knowledge base than {}", place.display(), places[0].display());
        }
        let below = path.strip_prefix(own).unwrap_or(&path);
        files.insert(below.iter().map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("/"));
        dir = Some(own.to_path_buf());
    }
    let dir = dir.context("name the folder of a knowledge base, or files in it")?;
    Ok((dir, Some(files)))
}

/// Whether a program prints an address that leads nowhere.
fn check_links(args: &Check, dir: &Path) -> Result<bool> {
    if args.links_in.is_empty() {
        return Ok(false);
    }
    let (dead, count) = super::links::dead(&args.links_in, dir)?;
    print(&dead)?;
    tell(format_args!("{count} addresses of the site, {} lead to no page", dead.lines().count()));
    Ok(!dead.is_empty())
}

/// Opens what looks different from when it was checked last; then, as long as there is any, what more is asked for.
fn look(
    args: &Check,
    dir: &Path,
    against: Option<&Addresses>,
    checked: &mut Checked,
    watch: &mut Stopwatch,
) -> Result<(KnowledgeBase, Vec<Problem>)> {
    watch.stage("read");
    checked.sources = source::read_again(dir, &checked.sources, &[dir.join("content")])?;
    if checked.readings.are_outdated(&checked.sources) {
        *checked = Checked { sources: source::read(dir)?, ..Checked::default() };
    }
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
            base.vocabulary.levels.apply(&mut problems);
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
