//! `errbook triage`: the comment that a bot may write below a new issue, or nothing.

use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use clap::Args;

use super::explain::Bases;
use super::{Outcome, print};
use crate::{source, triage};

/// The largest event that is read; a larger one holds no issue that a person wrote.
const LARGEST: u64 = 16 << 20;

#[derive(Args)]
pub struct Triage {
    /// The event of a workflow (`$GITHUB_EVENT_PATH`) or an issue as JSON; `-` for standard input
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    bases: Bases,
    /// Print labels for the issue instead of a comment, one a line
    #[arg(long)]
    labels: bool,
}

pub fn run(args: &Triage) -> Result<Outcome> {
    let mut bytes = Vec::new();
    let from: Box<dyn Read> = match args.event.as_str() {
        "-" => Box::new(std::io::stdin()),
        path => Box::new(source::open(Path::new(path))?),
    };
    from.take(LARGEST).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", args.event))?;
    let event = String::from_utf8_lossy(&bytes);
    let Some(question) = triage::question(&event).with_context(|| args.event.clone())? else {
        return Ok(Outcome::Problems);
    };
    let library = args.bases.open()?;
    let reply = library.explain(&question)?;
    let comment = triage::comment(&reply, &library.entries()?);
    let Some(comment) = comment else { return Ok(Outcome::Problems) };
    print(&if args.labels { triage::labels(&reply).join("\n") + "\n" } else { comment })?;
    Ok(Outcome::Done)
}
