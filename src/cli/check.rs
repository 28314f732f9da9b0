//! `errbook check`: the journey up to the knowledge base, and what was found on the way.

use anyhow::Result;
use clap::Args;

use super::{Base, Format, Outcome};
use crate::{base, problem, source};

#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    base: Base,
    /// How to write the problems
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

pub fn run(args: &Check) -> Result<Outcome> {
    let sources = source::read(&args.base.dir)?;
    let (base, problems) = base::load(&sources);
    print!("{}", problem::render(&problems, &sources, args.format.into()));
    eprintln!("{}", problem::summary(&problems, base.len()));
    Ok(if problem::any_error(&problems) { Outcome::Problems } else { Outcome::Done })
}
