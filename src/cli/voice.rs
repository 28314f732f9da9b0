//! How errbook speaks: results on standard output, talk on standard error, and no text of others commands the terminal.

use std::fmt::Display;
use std::io::{ErrorKind, IsTerminal, Write, stderr, stdout};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::problem;

/// A result. A reader who has seen enough and closed the pipe is no failure; a full disk is.
pub fn print(text: &str) -> Result<()> {
    let text = Paint::of_stdout().only(text);
    let mut out = stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error).context("cannot print the result"),
        _ => Ok(()),
    }
}

/// A result for programs, which read what nobody sees as well: it is spelled out.
pub fn print_json(value: &Value) -> Result<()> {
    print(&problem::escaped(&format!("{value:#}\n")))
}

/// A line of talk. Where nobody listens, there is nobody to complain to.
pub fn tell(line: impl Display) {
    let _ = writeln!(stderr(), "{}", problem::printable(&line.to_string()));
}

/// Talk of several lines.
pub fn say(text: &str, paint: &Paint) {
    let _ = stderr().write_all(paint.only(text).as_bytes());
}

/// Weight and shade on a terminal, plain text elsewhere.
pub struct Paint {
    on: bool,
}

impl Paint {
    pub fn of_stdout() -> Paint {
        Paint::of(stdout().is_terminal())
    }

    /// For a person at a terminal, or for a pipe.
    pub fn of(terminal: bool) -> Paint {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Paint { on: terminal && !plain }
    }

    /// The text without any command to the terminal but the few that are ours.
    fn only(&self, text: &str) -> String {
        let parts = text.split('\x1b').enumerate().map(|(number, part)| {
            let ours =
                self.on && number > 0 && ["[0m", "[1m", "[2m"].iter().any(|code| part.starts_with(code));
            let escape = if ours { "\x1b" } else { "" };
            format!("{escape}{}", problem::printable(part))
        });
        parts.collect()
    }

    pub fn bold(&self, text: &str) -> String {
        if self.on { format!("\x1b[1m{text}\x1b[0m") } else { text.to_string() }
    }

    pub fn dim(&self, text: &str) -> String {
        if self.on { format!("\x1b[2m{text}:\x1b[0m") } else { format!("{text}:") }
    }
}
