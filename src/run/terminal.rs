//! A second terminal for a program whose output we copy, and the signals that must not end us before it.

use std::fs::File;
use std::io::{self, IsTerminal as _, PipeReader};
use std::os::fd::{AsFd as _, OwnedFd};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread;

use anyhow::{Context as _, Result};
use rustix::fs::{Mode, OFlags, open};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    OptionalActions, OutputModes, Winsize, tcgetattr, tcgetwinsize, tcsetattr, tcsetwinsize,
};
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals as Iterator;

use super::Target;

/// Output on its way.
pub(super) struct Stream {
    pub from: Box<dyn io::Read + Send>,
    pub to: Target,
}

/// Gives the program what it writes to: a terminal where ours is one, else a pipe.
pub(super) fn attach(command: &mut Command) -> Result<(Vec<Stream>, Option<Arc<OwnedFd>>)> {
    let (out, err) = (io::stdout().is_terminal(), io::stderr().is_terminal());
    let opened = if out || err { open_terminal().ok() } else { None };
    let mut streams = Vec::new();
    let mut master = None;
    if let Some((ours, theirs)) = opened {
        let to = if out { Target::Stdout } else { Target::Stderr };
        streams.push(Stream { from: Box::new(File::from(ours.try_clone()?)), to });
        if out {
            command.stdout(Stdio::from(theirs.try_clone()?));
        }
        if err {
            command.stderr(Stdio::from(theirs));
        }
        master = Some(Arc::new(ours));
    }
    if master.is_none() || !out {
        let (from, to) = io::pipe().context("cannot make a pipe")?;
        command.stdout(to);
        streams.push(piped(from, Target::Stdout));
    }
    if master.is_none() || !err {
        let (from, to) = io::pipe().context("cannot make a pipe")?;
        command.stderr(to);
        streams.push(piped(from, Target::Stderr));
    }
    Ok((streams, master))
}

fn piped(from: PipeReader, to: Target) -> Stream {
    Stream { from: Box::new(from), to }
}

/// Both ends of a new terminal, which has the size of ours and changes nothing of what is written to it.
fn open_terminal() -> io::Result<(OwnedFd, OwnedFd)> {
    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
    grantpt(&ours)?;
    unlockpt(&ours)?;
    let name = ptsname(&ours, Vec::new())?;
    let theirs = open(name, OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC, Mode::empty())?;
    let mut modes = tcgetattr(&theirs)?;
    modes.output_modes.remove(OutputModes::OPOST);
    tcsetattr(&theirs, OptionalActions::Now, &modes)?;
    if let Some(size) = size() {
        tcsetwinsize(&theirs, size)?;
    }
    Ok((ours, theirs))
}

/// The size of our own terminal.
fn size() -> Option<Winsize> {
    tcgetwinsize(io::stdout()).or_else(|_| tcgetwinsize(io::stderr())).ok()
}

/// While this lives, what the keyboard sends ends the program and not us; a signal sent to us is passed on to the program.
pub(super) struct Signals {
    handle: signal_hook::iterator::Handle,
}

impl Signals {
    pub fn watch(child: &Child, terminal: Option<Arc<OwnedFd>>) -> Result<Signals> {
        let mut signals = Iterator::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGWINCH])
            .context("cannot watch for signals")?;
        let handle = signals.handle();
        let program = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        thread::spawn(move || {
            for signal in signals.forever() {
                let told = match signal {
                    SIGTERM => Some(Signal::TERM),
                    SIGHUP => Some(Signal::HUP),
                    _ => None,
                };
                if let Some((program, told)) = program.zip(told) {
                    kill_process(program, told).ok();
                }
                if signal == SIGWINCH
                    && let Some((terminal, size)) = terminal.as_ref().zip(size())
                {
                    tcsetwinsize(terminal.as_fd(), size).ok();
                }
            }
        });
        Ok(Signals { handle })
    }
}

impl Drop for Signals {
    fn drop(&mut self) {
        self.handle.close();
    }
}
