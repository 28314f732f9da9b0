//! `errbook completions`: what a shell needs to complete commands, options and values.

use anyhow::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Outcome, print};

#[derive(Args)]
#[command(after_help = "Examples:
  errbook completions bash > ~/.local/share/bash-completion/completions/errbook
  errbook completions zsh > ~/.zfunc/_errbook
  errbook completions fish > ~/.config/fish/completions/errbook.fish")]
pub struct Completions {
    /// The shell
    shell: Shell,
}

pub fn run(args: &Completions) -> Result<Outcome> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "errbook", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(Outcome::Done)
}
