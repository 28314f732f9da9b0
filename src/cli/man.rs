//! `errbook man`: the manual pages, in the format of `man`.

use anyhow::{Context, Result};
use clap::{Args, CommandFactory};

use super::{Cli, Outcome, print};

#[derive(Args)]
#[command(after_help = "Examples:
  errbook man > errbook.1
  errbook man build | man -l -")]
pub struct Man {
    /// The page of this command instead
    command: Option<String>,
}

pub fn run(args: &Man) -> Result<Outcome> {
    let mut cli = Cli::command();
    cli.build();
    let page = match &args.command {
        None => cli,
        Some(name) => cli
            .find_subcommand(name)
            .with_context(|| format!("there is no command `{name}`; `errbook help` lists them"))?
            .clone(),
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    print(&String::from_utf8(text)?)?;
    Ok(Outcome::Done)
}
