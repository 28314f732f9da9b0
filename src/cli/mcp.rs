//! `errbook mcp`: the base for agents, over standard input and output.

use std::io::{BufRead, Read, Write, stdin, stdout};

use anyhow::{Context as _, Result};
use clap::Args;

use super::Outcome;
use super::explain::Bases;
use crate::mcp;

#[derive(Args)]
pub struct Mcp {
    #[command(flatten)]
    bases: Bases,
}

/// Until the input ends. Standard output carries messages and nothing else.
pub fn run(args: &Mcp) -> Result<Outcome> {
    let library = args.bases.open()?;
    let (mut input, mut output) = (stdin().lock(), stdout().lock());
    loop {
        let mut line = Vec::new();
        (&mut input)
            .take(mcp::LONGEST as u64 + 1)
            .read_until(b'\n', &mut line)
            .context("cannot read the request")?;
        if line.is_empty() {
            return Ok(Outcome::Done);
        }
        let answer = if line.len() > mcp::LONGEST {
            // What is left of it is no request either.
            input.skip_until(b'\n').context("cannot read the request")?;
            Some(mcp::too_long())
        } else {
            mcp::answer(&line, &library)
        };
        if let Some(answer) = answer {
            let written = output.write_all((answer + "\n").as_bytes()).and_then(|()| output.flush());
            if written.is_err() {
                // Nobody listens any more.
                return Ok(Outcome::Done);
            }
        }
    }
}
