//! `errbook shell`: a hook that offers `why` in the shell where a command has failed.

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::{Outcome, print};

#[derive(Args)]
pub struct Shell {
    /// The shell to print the hook for
    #[arg(value_enum)]
    shell: Kind,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Bash,
    Zsh,
    Fish,
}

pub fn run(args: &Shell) -> Result<Outcome> {
    print(match args.shell {
        Kind::Bash => include_str!("shell/hook.bash"),
        Kind::Zsh => include_str!("shell/hook.zsh"),
        Kind::Fish => include_str!("shell/hook.fish"),
    })?;
    Ok(Outcome::Done)
}
