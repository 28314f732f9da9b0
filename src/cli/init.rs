//! `errbook init`: a new knowledge base, the built-in theme as files of its own, or what hosts need.

use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use super::{Outcome, print, tell};
use crate::draft::{File, LOCK, hosting, outdated, stamps, starter, starter_below, workflows};
use crate::source;
use crate::theme;
use crate::write::Content;

#[derive(Args)]
pub struct Init {
    /// The folder to begin in
    dir: PathBuf,
    /// Copy the built-in templates and static files there, to own them
    #[arg(long)]
    theme: bool,
    /// Write the recipes for hosts there: nginx, Caddy, a container, GitLab, Cloudflare, Netlify, S3
    #[arg(long, conflicts_with = "theme")]
    hosting: bool,
    /// Write the workflows that answer issues, explain failed jobs and report what is not answered
    #[arg(long, conflicts_with_all = ["theme", "hosting"])]
    workflows: bool,
}

pub fn run(args: &Init) -> Result<Outcome> {
    let product =
        super::github::around(&args.dir).filter(|_| !args.theme && !args.hosting && !args.workflows);
    let new = match (&product, args.theme, args.hosting) {
        (_, true, _) => theme_files(),
        (_, _, true) => hosting(),
        _ if args.workflows => workflows(),
        (Some((_, folder)), ..) => starter_below(folder),
        _ => starter(),
    };
    let dir = product.as_ref().map_or(&args.dir, |(root, _)| root);
    Content::open(dir)?.add(&new, None)?;
    for file in &new {
        print(&format!("{}\n", file.path))?;
    }
    if args.theme {
        tell(
            "copied the built-in theme: change what you like and delete the rest, for a file that is not there is the built-in one",
        );
    } else if args.hosting {
        tell("wrote recipes for hosts: keep those you use; each says where it belongs");
    } else if args.workflows {
        tell("wrote workflows for GitHub: keep those you use; each says what it does");
    } else {
        let dir = args.dir.display();
        tell(format_args!(
            "began a knowledge base: `errbook check {dir}` finds it in order, `errbook serve {dir}` shows it"
        ));
    }
    Ok(Outcome::Done)
}

/// Says which of the templates that a site owns have fallen behind the built-in ones.
pub fn tell_outdated(dir: &Path) -> Result<()> {
    let lock = dir.join(LOCK);
    // A link could show anyone's file.
    if !std::fs::symlink_metadata(&lock).is_ok_and(|found| found.is_file()) {
        return Ok(());
    }
    for file in outdated(&source::read_text(&lock)?, theme::built_in_theme()) {
        let remedy = match file.stamp {
            Some(stamp) => format!("compare the two, then write `{stamp}` before it in {LOCK}"),
            None => format!("remove its line from {LOCK}, and the file if nothing of yours uses it"),
        };
        tell(format_args!("warning: {}: {}; {remedy}", file.path, file.why));
    }
    Ok(())
}

fn theme_files() -> Vec<File> {
    let copied = theme::built_in_theme().map(|(path, text)| File { path: path.into(), text: text.into() });
    let lock = File { path: LOCK.into(), text: stamps(theme::built_in_theme()) };
    copied.chain([lock]).collect()
}
