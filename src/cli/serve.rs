//! `errbook serve`: the live preview.

use std::process::{Command, Stdio};
use std::thread;

use anyhow::Result;
use clap::Args;

use super::{Base, Outcome, print, tell};
use crate::record::Scope;
use crate::serve;

#[derive(Args)]
pub struct Serve {
    #[command(flatten)]
    base: Base,
    /// Where to listen; if the port is taken, the next free one of ten; 0 means any
    #[arg(long, default_value_t = 8403)]
    port: u16,
    /// Show the records marked `internal` too
    #[arg(long)]
    internal: bool,
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
}

pub fn run(args: &Serve) -> Result<Outcome> {
    let listener = serve::bind(args.port)?;
    let port = listener.local_addr()?.port();
    if args.port != 0 && port != args.port {
        tell(format_args!("port {} is taken", args.port));
    }
    let address = format!("http://127.0.0.1:{port}/");
    print(&format!("{address}\n"))?;
    if args.open {
        thread::spawn(move || open(&address));
    }
    let scope = Scope { drafts: true, internal: args.internal };
    serve::run(listener, &args.base.dir, scope, |lines| tell(lines.trim_end()))?;
    Ok(Outcome::Done)
}

/// A browser that does not open is no reason to stop: the address is there to be clicked.
#[expect(clippy::disallowed_methods, reason = "the browser is what somebody asked for")]
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    match command.status() {
        Ok(status) if status.success() => {}
        Ok(status) => tell(format_args!("no browser opened: `{program}` ended with {status}")),
        Err(error) => tell(format_args!("no browser opened: `{program}`: {error}")),
    }
}
