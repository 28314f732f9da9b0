//! `errbook run -- CMD`: runs a command as if we were not there, and explains its failure.

use std::ffi::OsString;
use std::io::{IsTerminal as _, stderr};
use std::num::NonZeroUsize;

use anyhow::Result;
use clap::Args;

use super::explain::Bases;
use super::{Outcome, Paint, tell};
use crate::answer::{Style, text};
use crate::run;

#[derive(Args)]
pub struct Run {
    #[command(flatten)]
    bases: Bases,
    /// Explain at most so many errors
    #[arg(long, default_value = "3")]
    top: NonZeroUsize,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "CMD")]
    command: Vec<OsString>,
}

pub fn run(args: &Run) -> Result<Outcome> {
    let (program, rest) = args.command.split_first().expect("clap asks for one at least");
    let ran = run::run(program, rest)?;
    if ran.code != 0 && !ran.output.is_empty() {
        // The command has spoken; that there is no answer, or no base, is not to change how it ended.
        if let Err(error) = explain(args, ran.output) {
            tell(format_args!("errbook: {error:#}"));
        }
    }
    Ok(Outcome::Code(ran.code))
}

fn explain(args: &Run, output: run::Tail) -> Result<()> {
    let (output, (whole, dropped)) = output.text();
    let mut reply = args.bases.open()?.explain(&output)?;
    for found in &mut reply.hits {
        let lines = found.instances.iter_mut().map(|instance| &mut instance.line);
        for line in lines.chain([&mut found.line]).filter(|line| **line > whole) {
            *line += dropped;
        }
    }
    // A guess helps a person who asked; here a person only ran a command.
    reply.hits.retain(crate::answer::Found::is_certain);
    reply.not.clear();
    if reply.hits.is_empty() {
        return Ok(());
    }
    let paint = Paint::of(stderr().is_terminal());
    let style = Style { bold: &|text| paint.bold(text), label: &|text| paint.dim(text) };
    super::voice::say(&format!("\n{}", text(&reply, args.top.get(), &style)), &paint);
    Ok(())
}
